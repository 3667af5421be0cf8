"""Carboxyhaemoglobin against published exposures, exact limits and hand calculations."""

import math

import numpy as np
import pytest

from palier.engine import body
from palier.physics import cohb, dose

AIR = 0.209
MAN = dict(mass=78.0, blood=72.0, haemoglobin=15.0)


def lungs(mass, breathing, rest):
    diffusing = cohb.diffusing_capacity(cohb.DIFFUSING_CAPACITY * mass, breathing, rest)
    return cohb.resistance(diffusing, cohb.alveolar_ventilation(breathing, rest))


def man(breathing=8.5):
    """Resistance, capacity and what the body makes, of an adult."""
    return lungs(78.0, breathing, 8.5), cohb.capacity(**MAN), cohb.MADE * 78.0


def rise(mass, blood, haemoglobin, breathing):
    """Linear rise at 1000 ppm with 0.68 of the breathing in the alveoli and the capacity of rest. [%/min]"""
    hindrance = cohb.resistance(cohb.DIFFUSING_CAPACITY * mass, 0.68 * breathing)
    holds = cohb.capacity(mass, blood, haemoglobin)
    return (cohb.cohb_after(0.0, 1e-3, 1e-3, AIR, hindrance, holds, 0.0)) / 1e-3 * 60.0


@pytest.mark.parametrize(
    ("mass", "blood", "haemoglobin", "breathing", "per_minute"),
    [
        (3.3, 87, 17, 1.0, 0.58), (3.3, 87, 17, 3.0, 0.97),
        (7.6, 78, 11.5, 1.4, 0.72), (7.6, 78, 11.5, 3.0, 1.16), (7.6, 78, 11.5, 7.6, 1.72),
        (9.3, 78, 12, 1.8, 0.70), (9.3, 78, 12, 3.8, 1.12), (9.3, 78, 12, 9.5, 1.65),
        (11.9, 75, 12.3, 2.2, 0.69), (11.9, 75, 12.3, 4.6, 1.10), (11.9, 75, 12.3, 12, 1.66),
        (18.3, 73, 12.6, 4.3, 0.83), (18.3, 73, 12.6, 11, 1.39), (18.3, 73, 12.6, 21, 1.75),
        (32, 72, 13.5, 4.5, 0.55), (32, 72, 13.5, 11, 1.03), (32, 72, 13.5, 22, 1.45),
        (65, 65, 13.7, 6.5, 0.44), (65, 65, 13.7, 12, 0.69), (65, 65, 13.7, 25, 1.07), (65, 65, 13.7, 50, 1.43),
        (78, 72, 15, 8.5, 0.40), (78, 72, 15, 12, 0.52), (78, 72, 15, 25, 0.84), (78, 72, 15, 50, 1.17),
    ],
)  # fmt: skip
def test_rise_at_1000_ppm_by_age_and_breathing(mass, blood, haemoglobin, breathing, per_minute):
    """Linear Coburn-Forster-Kane by hand, from newborn to adult; its lungs are not just in proportion to the mass."""
    assert rise(mass, blood, haemoglobin, breathing) == pytest.approx(per_minute, rel=0.08)


def test_four_hours_at_rest_at_840_ppm_bring_an_adult_to_half_where_stewarts_line_needs_less_than_600():
    """The quoted comparison of the two equations, 840 and 550 ppm."""
    hindrance, holds, made = man()
    assert cohb.cohb_after(0.8, 4 * 3600.0, 840e-6, AIR, hindrance, holds, made) == pytest.approx(50.0, abs=1.0)
    by_line = dose.carbon_monoxide_rate(550e-6, 8.5, 100.0) * 4 * 3600.0 * 100.0
    assert by_line == pytest.approx(50.0, abs=4.0)
    assert cohb.cohb_after(0.8, 4 * 3600.0, 550e-6, AIR, hindrance, holds, made) < 38.0


@pytest.mark.parametrize(("breathing", "within"), [(8.5, 0.12), (25.0, 0.03), (50.0, 0.18)])
def test_first_minutes_agree_with_what_stewart_measured_in_adults(breathing, within):
    """3.317e-5 ppm^1.036 per litre breathed, experiments at high concentrations."""
    hindrance, holds, made = man(breathing)
    for ppm in (500.0, 1000.0, 5000.0):
        now = cohb.cohb_after(0.0, 1.0, ppm / 1e6, AIR, hindrance, holds, made) * 60.0
        stewart = dose.carbon_monoxide_rate(ppm / 1e6, breathing, 100.0) * 100.0 * 60.0
        assert now == pytest.approx(stewart, rel=within + 0.08), ppm
    now = cohb.cohb_after(0.0, 1.0, 1e-3, AIR, hindrance, holds, made) * 60.0
    assert now == pytest.approx(3.317e-5 * 1000**1.036 * breathing, rel=within)


def test_equilibrium_is_haldanes():
    hindrance, holds, _ = man()
    for ppm in (50.0, 500.0, 5000.0):
        ratio = 218.0 * ppm * 713e-6 / (713.0 * AIR - 49.0)  # COHb / O2Hb = M P_CO / P_O2
        haldane = 100.0 * ratio / (1.0 + ratio)
        assert cohb.cohb_equilibrium(ppm / 1e6, AIR, hindrance, 0.0) == pytest.approx(haldane)
        for start in (0.0, 99.0):
            ended = cohb.cohb_after(start, 1e7, ppm / 1e6, AIR, hindrance, holds, 0.0)
            assert ended == pytest.approx(haldane, rel=1e-9)


def test_100_ppm_comes_to_rest_near_14_per_cent():
    """As tables of carbon monoxide at work have it."""
    hindrance, _, made = man()
    assert cohb.cohb_equilibrium(100e-6, AIR, hindrance, made) == pytest.approx(14.0, abs=1.0)


@pytest.mark.parametrize(
    ("start", "breathing", "least", "most"),
    [(5.0, 8.5, 4.0, 5.0), (10.0, 8.5, 4.0, 5.0), (20.0, 8.5, 3.8, 4.0), (10.0, 6.4, 5.0, 5.8), (20.0, 6.4, 4.7, 5.4)],
)
def test_half_the_cohb_leaves_an_adult_at_rest_in_four_to_six_hours(start, breathing, least, most):
    """About 320 min are measured; 6.4 L/min is an adult lying still. From 20 % at 8.5 L/min it: 3.9."""
    hindrance, holds = lungs(78.0, breathing, breathing), cohb.capacity(**MAN)
    at, hours = start, 0.0
    while at > start / 2.0:
        at = cohb.cohb_after(at, 60.0, 0.0, AIR, hindrance, holds, 0.0)
        hours += 1.0 / 60.0
    assert least <= hours <= most


def test_work_washes_carbon_monoxide_out_faster_and_so_does_carbon_dioxide():
    holds = cohb.capacity(**MAN)
    still = cohb.cohb_after(30.0, 3600.0, 0.0, AIR, lungs(78.0, 8.5, 8.5), holds, 0.0)
    working = cohb.cohb_after(30.0, 3600.0, 0.0, AIR, lungs(78.0, 25.0, 8.5), holds, 0.0)
    driven = cohb.resistance(cohb.DIFFUSING_CAPACITY * 78.0, cohb.alveolar_ventilation(8.5 * 1.49, 8.5))
    assert working < cohb.cohb_after(30.0, 3600.0, 0.0, AIR, driven, holds, 0.0) < still


def test_an_infant_is_rid_of_it_sooner_than_an_adult_as_it_took_it_up_sooner():
    infant = lungs(7.3, 3.0, 3.0), cohb.capacity(7.3, 78.0, 11.5), 0.0
    adult = man()
    assert cohb.cohb_after(20.0, 3600.0, 0.0, AIR, *infant) < cohb.cohb_after(20.0, 3600.0, 0.0, AIR, *adult)
    assert cohb.cohb_after(0.8, 600.0, 1e-3, AIR, *infant) > 2.5 * cohb.cohb_after(0.8, 600.0, 1e-3, AIR, *adult)


@pytest.mark.parametrize("ppm", [0.0, 300.0, 3000.0, 30000.0])
@pytest.mark.parametrize("start", [0.8, 20.0, 60.0])
def test_one_step_is_the_integral_of_the_equation(ppm, start):
    """Against many small steps of the method of Runge and Kutta."""
    hindrance, holds, made = man()
    pressure, oxygen = 713e-6 * ppm, 713.0 * AIR - 49.0

    def slope(x):
        return (made + (pressure - oxygen * x / (218.0 * (1.0 - x))) / hindrance) / holds / 60.0

    for seconds in (1.0, 600.0, 7200.0):
        exact, h = start / 100.0, seconds / 4000.0
        for _ in range(4000):
            k1 = slope(exact)
            k2 = slope(exact + 0.5 * h * k1)
            k3 = slope(exact + 0.5 * h * k2)
            exact += h / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + slope(exact + h * k3))
        one = cohb.cohb_after(start, seconds, ppm / 1e6, AIR, hindrance, holds, made)
        assert one == pytest.approx(100.0 * exact, rel=1e-7)


def test_a_thousand_steps_are_one():
    hindrance, holds, made = man()
    at = 0.8
    for _ in range(1000):
        at = cohb.cohb_after(at, 3.6, 2000e-6, 0.15, hindrance, holds, made)
    assert at == pytest.approx(cohb.cohb_after(0.8, 3600.0, 2000e-6, 0.15, hindrance, holds, made), rel=1e-11)


@pytest.mark.parametrize("dt", [1e-3, 1.0, 1e4, 1e8])
def test_no_step_leaves_what_blood_can_hold(dt):
    draw = np.random.default_rng(3)
    for _ in range(300):
        start, co, o2 = draw.uniform(0.0, 99.9), 10 ** draw.uniform(-7, -0.7), draw.uniform(0.0, 0.21)
        hindrance, holds, made = man(draw.uniform(1.0, 60.0))
        after = cohb.cohb_after(start, dt, co, o2, hindrance, holds, made)
        rest = cohb.cohb_equilibrium(co, o2, hindrance, made)
        assert min(start, rest) - 1e-9 <= after <= max(start, rest) + 1e-9
        assert 0.0 <= after < 100.0


def test_time_to_a_dose_is_when_the_steps_get_there():
    hindrance, holds, made = man()
    for start, ppm, other, wanted in ((0.8, 2000, 0.0, 0.8), (0.8, 2000, 2e-4, 1.0), (40.0, 0, 1e-4, 0.2)):
        per = 1.0 / 29.2
        seconds = cohb.time_to_dose(start, ppm / 1e6, AIR, hindrance, holds, made, per, other, wanted)
        gained = (cohb.cohb_after(start, seconds, ppm / 1e6, AIR, hindrance, holds, made) - start) * per
        assert gained + other * seconds == pytest.approx(wanted, rel=1e-6)
    assert math.isinf(cohb.time_to_dose(0.8, 100e-6, AIR, hindrance, holds, made, per, 0.0, 1.0))  # rests at 14 %
    assert cohb.time_to_dose(0.8, 100e-6, AIR, hindrance, holds, made, per, 0.0, 0.0) == 0.0


def test_alveolar_ventilation_is_near_that_of_peterson_and_stewart():
    """0.933 V - 132 f with 14 breaths a minute at rest, 24 at light and 36 at heavy work."""
    for breathing, breaths in ((8.5, 14), (25.0, 24), (50.0, 36)):
        published = 0.933 * breathing - 0.132 * breaths
        assert cohb.alveolar_ventilation(breathing, 8.5) == pytest.approx(published, rel=0.06)


def test_lungs_let_through_twice_as_much_at_work():
    """Filley and others 1954: about double at moderate exercise; 40 to 60 mL/min/mmHg."""
    at_rest = cohb.DIFFUSING_CAPACITY * 78.0
    assert cohb.diffusing_capacity(at_rest, 8.5, 8.5) == pytest.approx(at_rest)
    for breathing in (25.0, 50.0):
        assert 40.0 <= cohb.diffusing_capacity(at_rest, breathing, 8.5) <= 60.0


def test_low_oxygen_lets_more_carbon_monoxide_stay():
    hindrance, _, made = man()
    assert cohb.cohb_equilibrium(300e-6, 0.14, hindrance, made) > 1.3 * cohb.cohb_equilibrium(
        300e-6, AIR, hindrance, made
    )


def test_limits_of_collapse_by_age_and_exertion():
    assert [body.cohb_limit(30.0, c) for c in (body.COHB_REST, body.COHB_LIGHT, body.COHB_HEAVY)] == [40.0, 30.0, 20.0]
    assert body.cohb_limit(0.4, body.COHB_REST) == body.cohb_limit(4.0, body.COHB_LIGHT) == 25.0
    for age in (0.0, 3.0, 9.0, 15.0, 40.0, 70.0, 95.0):
        rest, light, heavy = (body.cohb_limit(age, c) for c in (body.COHB_REST, body.COHB_LIGHT, body.COHB_HEAVY))
        assert rest >= light >= heavy
