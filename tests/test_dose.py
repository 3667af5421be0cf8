"""Dose against hand calculations and the worked cases of the evacuation field."""

import math

import pytest

from palier.physics import dose
from palier.physics.outcome import outcome

# Incapacitation times of the verification case ISO 20414 test 19 as published by pyFDS-Evac, which uses the form
# of the SFPE handbook, 4th edition (FDS): V_E 25 L/min, D 30 %COHb. Tolerance: its time step of 1 s.
LIGHT_WORK = (25.0, 30.0)


def time_to_incapacitation_2008(co, co2, o2):
    rate = dose.carbon_monoxide_rate(co, *LIGHT_WORK)
    if co2 > 0:
        rate *= dose.hyperventilation_2008(co2)
    return 1.0 / (rate + dose.low_oxygen_rate(o2))


@pytest.mark.parametrize(
    ("co", "co2", "o2", "seconds"),
    [
        (1000e-6, 0.02, 0.15, 981.7),
        (0.0, 0.0, 0.12, 1666.5),
        (1000e-6, 0.0, 0.21, 1692.8),
        (1000e-6, 0.0343, 0.21, 846.5),
    ],
)
def test_worked_cases_of_the_4th_edition(co, co2, o2, seconds):
    assert time_to_incapacitation_2008(co, co2, o2) == pytest.approx(seconds, abs=1.0)


def test_the_5th_edition_differs_from_the_4th_only_by_the_factor_of_carbon_dioxide():
    # 2 %: e^0.4 = 1.4918 against e^(0.1903 2 + 2.0004)/7.1 = 1.5233
    assert dose.hyperventilation(0.02) == pytest.approx(1.4918, rel=1e-4)
    assert dose.hyperventilation_2008(0.02) == pytest.approx(1.5233, rel=1e-4)


def test_stewart_at_500_ppm_takes_58_minutes_at_light_work():
    assert 1 / dose.carbon_monoxide_rate(500e-6, *LIGHT_WORK) / 60 == pytest.approx(57.9, abs=0.5)


@pytest.mark.parametrize(("ppm", "minutes"), [(80, 38.7), (100, 22.9), (150, 8.78), (200, 4.45)])
def test_cyanide_of_the_5th_edition(ppm, minutes):
    # by hand: 1.2e6 / ppm^2.36
    assert 1 / dose.hydrogen_cyanide_rate(ppm / 1e6) / 60 == pytest.approx(minutes, rel=0.01)


def test_cyanide_of_the_4th_edition_at_150_ppm():
    assert 1 / dose.hydrogen_cyanide_rate_2008(150e-6) / 60 == pytest.approx(6.9, abs=0.2)


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


def test_a_resting_infant_binds_carbon_monoxide_about_three_times_as_fast_as_a_resting_adult():
    # linear Coburn-Forster-Kane by hand, 6 months, 3.0 L/min: 1.16 %/min at 1000 ppm; adult man 0.40 %/min
    infant = dose.uptake_rate(7.6, 78.0, 11.5, 3.0) * 0.713 * 100
    adult = dose.uptake_rate(78.0, 72.0, 15.0, 8.5) * 0.713 * 100
    assert infant == pytest.approx(1.16, abs=0.03)
    assert adult == pytest.approx(0.40, abs=0.01)


def test_uptake_factor_of_the_reference_adult_is_one():
    assert dose.uptake_factor(78.0, 72.0, 15.0, 8.5) == pytest.approx(1.0)


def test_ability_follows_the_irritant_curve_of_the_handbook():
    for fic, left in [(0.05, 0.914), (0.1, 0.714), (0.2, 0.308), (0.3, 0.141)]:
        assert dose.ability(0.0, fic) == pytest.approx(left, abs=0.002)


def test_outcome_names_the_criterion():
    assert outcome(30, False, False, 0.05, 2, 0, 0, 0) == ("unhurt", "below every limit")
    assert outcome(30, False, False, 0.15, 4, 0, 0, 0)[0] == "minor"
    assert outcome(30, False, False, 0.2, 9, 0, 0, 0)[0] == "minor"
    level, why = outcome(0.4, False, False, 0.2, 9, 0, 0, 0)
    assert level == "hospital"
    assert "COHb 9 %" in why
    assert outcome(1.5, False, False, 0.15, 4, 0, 0, 0) == ("hospital", "small child, FED 0.15 (limit 0.1)")
    assert outcome(30, False, False, 0.0, 0, 0, 0, 59)[0] == "unhurt"
    assert outcome(30, False, False, 0.0, 0, 0, 0, 90) == ("minor", "90 s in thick smoke (limit 60 s)")
    assert outcome(30, False, True, 1.0, 30, 0, 0, 0) == ("severe", "overcome by smoke")
    assert outcome(30, True, True, 2.6, 60, 0, 0, 0)[0] == "dead"
    assert math.isfinite(dose.carbon_monoxide_rate(0.0, 8.5, 40.0))
