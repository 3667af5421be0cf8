"""Incapacitation by the field's own worked cases, each run by the loop: ISO 20414 test 19, NIST TN 1822 V2.6.

A room of 10 m x 10 m x 3 m with constant gas and one person held in it. Seconds of the worked cases of Purser's
equations in their form of 2008 are those of public accounts; the others are by hand from the published formulas.
"""

from __future__ import annotations

import math

import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from people_world import World
from test_movement_standards import world

DT = 0.5  # s, the tolerance of the standard: one step of the dose
MAN = {"age": 30, "sex": "male", "susceptibility": 1.0, "cohb": 0.8}
CASES = [  # CO, CO2, O2, seconds
    (1000e-6, 0.02, 0.15, 981.7),
    (0.0, 0.0, 0.12, 1666.5),
    (1000e-6, 0.0, 0.21, 1692.8),
    (1000e-6, 0.0343, 0.21, 846.5),
]


CYANIDE = [(80, 41, 38.7), (100, 24, 22.9), (150, 6.9, 8.78), (200, 2.1, 4.45)]  # ppm, minutes by both forms


def held(dose: str, *, rests: bool = False, hot_air: str = "light clothes", **gas: float) -> World:
    """Somebody at light work, or at rest, who does not leave."""
    people = {"A": {"room": "room", "members": [MAN]}}
    run = world(
        {"room": {"storey": 0, "width": 10, "depth": 10, "height": 3}},
        {"exit": {"between": ["room", "outside"]}},
        people,
        DT,
        {"dose": dose, "hot_air": hot_air},
    )
    run.smoke("room", 0.0, **({"co2": 0.0, "o2": 0.209} | gas))
    if not rests:
        run.scene.who["status"][0], run.scene.who["ready_at"][0] = A.PREPARING, 1e9
    return run


def overcome(run: World, until: float) -> float:
    """When the person collapses. [s]"""
    ((time, *_),) = run.run(until).events(codes.EV_DOWN)
    return time


@pytest.mark.parametrize(("co", "co2", "o2", "seconds"), CASES)
def test_iso_19_nist_2_6_worked_cases_of_2008(co, co2, o2, seconds):
    run = held("purser 2008", co=co, co2=co2, o2=o2)
    run.run(60)
    assert run.people.left[0] == pytest.approx(seconds - 60.0, abs=1.0)  # the time that the report's clock tells
    assert overcome(run, seconds + 60) == pytest.approx(seconds, abs=DT + 0.6)


def test_iso_19_lack_of_oxygen_alone_by_the_default_laws():
    assert overcome(held("purser", o2=0.12), 1800) == pytest.approx(1666.5, abs=DT + 0.1)


@pytest.mark.parametrize(
    ("gas", "minutes"), [({"co": 1000e-6}, 35.0), ({"co": 1000e-6, "co2": 0.0343, "o2": 0.12}, 35.0 * math.exp(-0.686))]
)
def test_iso_19_by_iso_13571(gas, minutes):
    """35 000 ppm min, carbon dioxide by exp(% / 5), no term of oxygen."""
    assert overcome(held("iso 13571", **gas), 2400) == pytest.approx(60.0 * minutes, abs=DT + 0.1)


@pytest.mark.parametrize(("ppm", "minutes"), [(500, 57.9), (1000, 28.2), (2000, 13.8), (5000, 5.33), (10000, 2.6)])
def test_stewarts_line_at_light_work_and_at_rest(ppm, minutes):
    """30 % COHb at 25 L/min; 40 % at 8.5 L/min takes 3.92 times as long."""
    working = overcome(held("purser 2008", co=ppm / 1e6), 4000)
    assert working == pytest.approx(60.0 * minutes, rel=0.01)
    if ppm >= 2000:
        resting = overcome(held("purser 2008", rests=True, co=ppm / 1e6), 4000)
        assert resting / working == pytest.approx(40.0 / 30.0 * 25.0 / 8.5, rel=0.01)


@pytest.mark.parametrize(("ppm", "of_2008", "of_2016"), CYANIDE)
def test_cyanide_alone_by_both_forms(ppm, of_2008, of_2016):
    """A minute: exp([CN]/43)/220 - 1/220, and [CN]^2.36 / 1.2e6."""
    assert overcome(held("purser 2008", hcn=ppm / 1e6), 3000) == pytest.approx(60.0 * of_2008, rel=0.03)
    assert overcome(held("iso 13571", hcn=ppm / 1e6), 3000) == pytest.approx(60.0 * of_2016, rel=0.01)


def test_heat_of_cfasts_tenability_case_in_the_loop():
    """Verification/Species/heat_tenability: 100 °C, clothed, nothing radiated, Heat_FED 6.74629e-4 per second."""
    run = held("iso 13571", rests=True, hot_air="clothed", temperature=373.15).run(600)
    assert run.people.fed_heat[0] == pytest.approx(600.0 * 6.74629e-4, rel=1e-3)


def test_doses_of_2008_do_not_fall():
    run = held("purser 2008", co=2000e-6).run(120)
    then = float(run.people.fed[0])
    run.smoke("room", 0.0, co=0.0, o2=0.209)
    assert then > 0.1
    assert run.run(3600).people.fed[0] == pytest.approx(then)
