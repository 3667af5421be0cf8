"""Dose against hand calculations and the worked cases of the evacuation field."""

import math
from functools import partial
from statistics import NormalDist

import numpy as np
import pytest

from palier.engine.draws import Draws
from palier.physics import dose
from palier.physics import outcome as outcome_module
from palier.physics.outcome import CLASSES, Harm, Limits, beyond_doubt, share_overcome
from palier.physics.outcome import outcome as outcome_by
from palier.physics.outcome import outcome_chances as chances_by
from palier.scenario.habits_bodies import Bodies, Injuries

SUSCEPTIBILITY = Bodies().susceptibility_spread
LIMITS = Limits(**dict(Injuries()))
outcome, outcome_chances = partial(outcome_by, limits=LIMITS), partial(chances_by, limits=LIMITS)


def test_the_5th_edition_differs_from_the_4th_only_by_the_factor_of_carbon_dioxide():
    # 2 %: e^0.4 = 1.4918 against e^(0.1903 2 + 2.0004)/7.1 = 1.5233
    assert dose.hyperventilation(0.02) == pytest.approx(1.4918, rel=1e-4)
    assert dose.hyperventilation_2008(0.02) == pytest.approx(1.5233, rel=1e-4)


@pytest.mark.parametrize(("ppm", "minutes"), [(80, 38.7), (100, 22.9), (150, 8.78), (200, 4.45)])
def test_cyanide_of_the_5th_edition(ppm, minutes):
    # by hand: 1.2e6 / ppm^2.36
    assert 1 / dose.hydrogen_cyanide_rate(ppm / 1e6) / 60 == pytest.approx(minutes, rel=0.01)


@pytest.mark.parametrize(("percent", "minutes"), [(14, 81.6), (12, 27.8), (10, 9.4), (8, 3.2)])
def test_low_oxygen(percent, minutes):
    assert 1 / dose.low_oxygen_rate(percent / 100) / 60 == pytest.approx(minutes, rel=0.03)


def test_breathing_is_not_driven_beyond_70_litres_a_minute():
    assert dose.breathing_with_carbon_dioxide(25.0, 0.08) == pytest.approx(70 / 25)


@pytest.mark.parametrize(("celsius", "minutes"), [(60, 45), (80, 17), (100, 7.9), (120, 4.3), (150, 2.0)])
def test_hot_air_on_light_clothes(celsius, minutes):
    assert 1 / dose.convected_heat_rate(celsius + 273.15) / 60 == pytest.approx(minutes, rel=0.04)


def test_no_heat_dose_in_a_warm_room():
    assert dose.convected_heat_rate(313.0) == 0.0


@pytest.mark.parametrize(("kilowatts", "seconds"), [(2.5, 177), (5, 71), (10, 28)])
def test_radiant_heat_incapacitates(kilowatts, seconds):
    rate = dose.radiant_heat_rate(kilowatts * 1e3, dose.RADIANT_INCAPACITATION)
    assert 1 / rate == pytest.approx(seconds, rel=0.02)


def test_pain_comes_before_incapacitation_by_the_ratio_of_the_doses():
    pain = dose.radiant_heat_rate(5e3, dose.RADIANT_PAIN)
    assert pain / dose.radiant_heat_rate(5e3, dose.RADIANT_INCAPACITATION) == pytest.approx(10 / 1.33)


@pytest.mark.parametrize(
    ("celsius", "light", "clothed", "humid"),
    [
        (60, 45, 156, None),
        (80, 17, 55, None),
        (100, 7.9, 25, 12),
        (120, 4.3, 13, 6.2),
        (150, 2.0, 5.7, 2.7),
        (200, 0.75, 2.0, None),
    ],
)
def test_the_three_laws_of_hot_air(celsius, light, clothed, humid):
    for law, minutes in ((dose.LIGHT_CLOTHES, light), (dose.CLOTHED, clothed), (dose.HUMID, humid)):
        if minutes is not None:
            assert 1 / dose.convected_heat_rate(celsius + 273.15, law) / 60 == pytest.approx(minutes, rel=0.04)


def test_clothes_protect_from_hot_air_and_humid_air_is_worse_than_dry_only_for_the_clothed():
    at = [dose.convected_heat_rate(373.15, law) for law in (dose.LIGHT_CLOTHES, dose.CLOTHED, dose.HUMID)]
    assert at[1] < at[2] < at[0]  # 25, 12 and 7.9 min, as the sources have it


def test_radiant_heat_by_iso_13571():
    # t = 4.2 q^-1.9 min: 2.5 kW/m2 44 s, 10 kW/m2 3.2 s
    assert 1 / dose.radiant_heat_rate_iso(2.5e3) == pytest.approx(4.2 * 2.5**-1.9 * 60, rel=1e-9)
    assert dose.radiant_heat_rate_iso(2.49e3) == 0.0
    assert dose.radiant_heat_rate_iso(1e4) / dose.radiant_heat_rate_iso(5e3) == pytest.approx(2**1.9)


def test_iso_13571_takes_35_minutes_at_1000_ppm_of_carbon_monoxide_and_24_with_two_per_cent_of_carbon_dioxide():
    assert 1 / dose.carbon_monoxide_rate_iso(1000e-6) / 60 == pytest.approx(35.0)
    faster = dose.hyperventilation(0.02)
    assert 1 / (dose.carbon_monoxide_rate_iso(1000e-6) * faster) / 60 == pytest.approx(35.0 / math.exp(0.4))


def test_heat_dose_of_cfasts_tenability_case():
    # Verification/Species/heat_tenability: 100 °C, clothed, nothing radiated, Heat_FED 6.74629e-4 per second
    assert dose.convected_heat_rate(373.15, dose.CLOTHED) == pytest.approx(6.74629e-4, rel=1e-3)


@pytest.mark.parametrize(("percent", "minutes"), [(5, 35), (7.5, 9.7), (10.5, 2.0)])
def test_carbon_dioxide_itself_dulls(percent, minutes):
    # by hand: exp(6.1623 - 0.5189 %) minutes
    assert 1 / dose.carbon_dioxide_rate(percent / 100) / 60 == pytest.approx(minutes, rel=0.03)
    assert dose.carbon_dioxide_rate(0.019) == 0.0


def test_carbon_dioxide_drives_an_infant_no_further_than_its_lungs_go():
    assert 3.0 * dose.breathing_with_carbon_dioxide(3.0, 0.1, 15.0) == pytest.approx(15.0)


def test_irritants_are_counted_against_the_limit_of_the_law():
    assert dose.irritant_fraction(900e-6) == pytest.approx(1.0)
    assert dose.irritant_fraction(1000e-6, dose.ISO_13571) == pytest.approx(1.0)


def test_speed_follows_the_irritant_curve_of_the_handbook():
    for fic, left in [(0.05, 0.914), (0.1, 0.714), (0.2, 0.308), (0.3, 0.141), (0.5, 0.083)]:
        assert dose.speed_with_irritants(fic) == pytest.approx(left, abs=0.002)
    assert dose.speed_with_irritants(0.0) == 1.0


def test_half_a_dose_slows_down_and_the_whole_halves_the_speed():
    assert [dose.ability(part, 0.3, 0.5) for part in (0.0, 0.29, 0.65, 1.0, 3.0)] == pytest.approx(
        [1, 1, 0.75, 0.5, 0.5]
    )


@pytest.mark.parametrize(("fed", "part"), [(0.1, 0.011), (0.3, 0.114), (1.0, 0.5), (3.0, 0.864)])
def test_share_of_people_overcome_by_a_dose(fed, part):
    # ISO 13571 and Purser: 11 % at 0.3, half at 1; NIST TN 1797 to 89 % at 3
    assert share_overcome(fed, SUSCEPTIBILITY) == pytest.approx(part, abs=0.003)


def test_about_11_per_cent_of_drawn_people_fall_at_a_dose_of_0_3_and_half_at_1():
    drawn = np.sort([math.exp(SUSCEPTIBILITY * Draws(7, k).normal("A", "susceptibility")) for k in range(20000)])
    assert np.mean(drawn <= 0.3) == pytest.approx(0.114, abs=0.005)
    assert np.median(drawn) == pytest.approx(1.0, abs=0.02)
    # Kolmogorov and Smirnov, where the draw is not cut: 1.63 / sqrt(n) is passed once in a hundred
    told = np.array([NormalDist().cdf(math.log(d) / SUSCEPTIBILITY) for d in drawn])
    ranks = np.arange(1, len(drawn) + 1) / len(drawn)
    within = (told > 0.007) & (told < 0.993)
    assert np.abs(told - ranks)[within].max() < 1.63 / math.sqrt(len(drawn))


def harm(**found):
    nothing = dict.fromkeys(Harm._fields, 0.0) | {"age": 30.0, "by_heat": False}
    return Harm(**(nothing | found))


def chances(**found):
    return dict(zip(CLASSES, outcome_chances(harm(**found)), strict=True))


def test_chances_of_outcomes_add_up_and_are_sure_far_from_every_limit():
    assert chances()["unhurt"] == 1.0
    assert chances(fed_co=5.0, fed=5.0, cohb=90.0, overcome=5.0, lethal=3.0)["dead"] > 0.995
    some = chances(fed_co=0.4, fed_hcn=0.3, fed=0.7, cohb=14.0, overcome=0.8, lethal=0.3)
    assert sum(some.values()) == pytest.approx(1.0)
    assert 0.1 < some["severe"] < 0.4
    assert some["hospital"] > 0.6


def test_a_dose_at_the_limit_overcomes_with_even_chance_and_the_spread_is_that_of_iso_13571():
    assert chances(fed_co=1.0, fed=1.0, overcome=1.0)["severe"] == pytest.approx(0.5, abs=0.01)
    # one standard deviation of 20 % for CO, 35 % for HCN below the limit: 16 %
    co, hcn = math.exp(-0.20), math.exp(-0.35)
    assert chances(fed_co=co, fed=co, overcome=co)["severe"] == pytest.approx(0.159, abs=0.01)
    assert chances(fed_hcn=hcn, fed=hcn, overcome=hcn)["severe"] == pytest.approx(0.159, abs=0.01)
    assert chances(fed_heat=1.0, overcome=1.0, by_heat=True)["severe"] == pytest.approx(0.5, abs=0.01)


def test_the_likeliest_class_is_the_one_told_of_the_run():
    for found in (
        dict(age=0.4, fed_co=0.2, fed=0.2, cohb=9.5),
        dict(fed_co=0.15, fed=0.15, cohb=3.0),
        dict(age=3.0, smoke_seconds=200.0),
        dict(smoke_seconds=90.0),
        dict(fed_heat=0.5, by_heat=True),
        dict(irritant_seconds=200.0),
    ):
        one = harm(**found)
        told, _ = outcome(
            one.age, False, False, one.fed, one.cohb, one.fed_heat, one.irritant_seconds, one.smoke_seconds
        )
        assert CLASSES[int(np.argmax(outcome_chances(one)))] == told, found


@pytest.mark.parametrize("limits", [LIMITS, LIMITS._replace(co_unsure=0.0, limit_unsure=0.6, heat_unsure=0.8)])
@pytest.mark.parametrize(
    ("quantity", "more"),
    [
        ("fed", {"fed_co": 1.0}),
        ("fed", {"fed_irritant": 1.0}),
        ("cohb", {"age": 3.0}),
        ("fed_heat", {"by_heat": True}),
        ("irritant_seconds", {}),
        ("smoke_seconds", {}),
        ("overcome", {"fed_irritant": 1.0}),
        ("overcome", {"by_heat": True}),
        ("lethal", {"fed_irritant": 1.0}),
    ],
)
def test_who_is_unhurt_beyond_doubt_is_so_at_every_point(monkeypatch, limits, quantity, more):
    """And nobody is beyond doubt at a dose at which some point finds them hurt."""
    doses = np.geomspace(1e-3, 1e3, 400)
    nothing = dict.fromkeys(("fed", "cohb", "fed_heat", "irritant_seconds", "smoke_seconds", "overcome", "lethal"), 0.0)
    sure = beyond_doubt(**(nothing | {quantity: doses}), limits=limits)
    monkeypatch.setattr(outcome_module, "beyond_doubt", lambda *_: False)
    unhurt = np.array([chances_by(harm(**more, **{quantity: each}), limits)[0] for each in doses])
    assert sure[:10].all()
    assert (unhurt[sure] == 1.0).all()
    assert not sure[-1] and unhurt[-1] < 1.0


def test_outcome_names_the_criterion():
    assert outcome(30, False, False, 0.05, 2, 0, 0, 0) == ("unhurt", "below every limit")
    assert outcome(30, False, False, 0.15, 4, 0, 0, 0)[0] == "minor"
    assert outcome(30, False, False, 0.2, 9, 0, 0, 0)[0] == "minor"
    level, why = outcome(0.4, False, False, 0.2, 9, 0, 0, 0)
    assert level == "hospital"
    assert "COHb 9 %" in why
    assert outcome(1.5, False, False, 0.15, 4, 0, 0, 0) == ("hospital", "small child, FED 0.15 (limit 0.1)")
    assert outcome(30, False, False, 0.0, 0, 0, 0, 19)[0] == "unhurt"
    assert outcome(30, False, False, 0.0, 0, 0, 0, 90) == ("minor", "90 s in thick smoke (limit 20 s)")
    assert outcome(30, False, True, 1.0, 30, 0, 0, 0) == ("severe", "overcome by smoke")
    assert outcome(30, True, True, 2.6, 60, 0, 0, 0)[0] == "dead"
    assert math.isfinite(dose.carbon_monoxide_rate(0.0, 8.5, 40.0))


def test_gas_dose_of_cfasts_tenability_case():
    # Verification/Species/gas_tenability: 20 g of methane at 0.1 kg/kg of CO in 125 m3 of air at 20 °C;
    # Gas_FED 6.56e-6 per second
    air = 101325.0 * 125.0 / (8.314 * 293.15)  # mol
    co = 0.1 * 0.02 / 0.02801
    co2 = 0.02 / 0.01604 - co
    rate = dose.carbon_monoxide_rate_iso(co / air) * dose.hyperventilation(co2 / air)
    assert rate == pytest.approx(6.56e-6, rel=5e-3)
