"""Rules about fans, schedules, sections, targets, detectors and fuels: each broken once, said in plain words."""

from __future__ import annotations

import pytest

from palier.scenario.checks_instruments import RULES_OF_INSTRUMENTS
from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError

BASE = """\
site: {outside_temperature: 10 °C}
building:
  linings: {board: {conductivity: 0.2, density: 700, specific_heat: 1000, thickness: 12 mm}}
  rooms:
    hall: {storey: 0, width: 4 m, depth: 3 m, height: 2.5 m, under: loft, section: [[0 m, 12 m²], [2.5 m, 6 m²]]}
    loft: {storey: 1, width: 4 m, depth: 3 m, ceiling: [board, concrete], sealed: yes}
  openings:
    door: {kind: door, between: [hall, outside], schedule: [[0 s, 0], [60 s, 1]]}
    pane: {kind: window, between: [hall, outside], height: 1 m, opens_when: {target: gauge, above: 300 °C}}
  fans:
    fan: {between: [hall, outside], flow: 0.2 m³/s, heights: [2 m, 2 m]}
fires:
  first: {room: hall, position: [1 m, 1 m], area_curve: [[0 s, 1 m²], [60 s, 2 m²]], base_curve: [[0 s, 1 m]]}
  second:
    room: hall
    ignition: {target: gauge, flux: 10 kW/m²}
    fuel: {carbon: 1, hydrogen: 4, heat_of_combustion: 50 MJ/kg, yields: [{at: 0 s}, {at: 9 s}]}
targets:
  gauge: {room: hall, position: [1 m, 1 m, 1 m], material: board, depth: 6 mm}
detectors:
  head: {room: hall, position: [2 m, 1 m, 2.4 m], kind: sprinkler}
"""

CURVED = "{{conductivity: 0.2, conductivity_curve: [{}]"


def said(old: str, new: str) -> str:
    assert BASE.count(old) == 1
    with pytest.raises(ScenarioError) as caught:
        loads(BASE.replace(old, new))
    return str(caught.value)


def test_the_base_is_good():
    assert set(loads(BASE).building.fans) == {"fan"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("10 °C", "67 °C", "it must be less than 66.85 °C, or a furnace is meant"),
        ("10 °C", "10 °C, furnace: yes}\npeople: {ann: {room: hall, members: [30]}", "nobody is alive in a furnace"),
        ("fan: {between: [hall, ", "fan: {between: [hal, ", "fan 'fan': 'hal' is not a room. Did you mean 'hall'?"),
        ("fan: {between: [hall, outside]", "fan: {between: [hall, hall]", "it leads from 'hall' back into it"),
        ("heights: [2 m, 2 m]", "heights: [3 m, 2 m]", "its grille at 3.00 m is not between floor and ceiling"),
        ("heights: [2 m, 2 m]", "areas: [0 m², 1 m²]", "its grilles need an area above 0"),
        ("heights: [2 m, 2 m]", "cutoff: [300 Pa, 200 Pa]", "begins to fall at a pressure no higher than"),
        ("schedule: [[0 s, 0], [60 s, 1]]", "schedule: [[60 s, 0], [0 s, 1]]", "the schedule goes back in time"),
        ("schedule: [[0 s, 0], [60 s, 1]]", "schedule: [[0 s, 2]]", "the parts of a schedule lie between 0 and 1"),
        ("schedule: [[0 s, 0], [60 s, 1]]", "schedule: []", "the schedule is empty"),
        ("{target: gauge, above", "{target: gage, above", "opening 'pane': 'gage' is not a target. Did you mean 'gau"),
        ("above: 300 °C", "above: 300 °C, flux: 1 kW/m²", "opens_when needs exactly one of above, flux; it has both"),
        (", above: 300 °C", "", "opens_when needs exactly one of above, flux; it has none"),
        ("height: 1 m, opens", "height: 1 m, schedule: [[0 s, 1]], opens", "a schedule and also opens_when"),
        ("under: loft", "under: lof", "room 'hall': 'lof' is not a room. Did you mean 'loft'?"),
        ("under: loft", "under: hall", "it cannot lie under itself"),
        ("height: 2.5 m, under", "height: 2.9 m, under", "the floor of 'loft' is below its ceiling"),
        ("[2.5 m, 6 m²]", "[0 m, 6 m²]", "the heights of a section rise"),
        ("[2.5 m, 6 m²]", "[2.6 m, 6 m²]", "lie between 0 and the room's height, 2.50 m"),
        ("[2.5 m, 6 m²]", "[2.5 m, 0 m²]", "the areas of a section are above 0"),
        ("[board, concrete]", "[board, adiabatic]", "'adiabatic' stands alone"),
        ("[board, concrete]", "[]", "it needs at least one lining"),
        ("linings: {board", "linings: {adiabatic", "'adiabatic' means a face that takes up no heat"),
        ("{conductivity: 0.2", CURVED.format("[20 °C, 0.3]"), "needs two points or more with temperatures that rise"),
        ("{conductivity: 0.2", CURVED.format("[10 °C, 0.1], [9 °C, 0.3]"), "with temperatures that rise"),
        ("{conductivity: 0.2", CURVED.format("[0 °C, 0.1], [9 °C, 0]"), "conductivities lie between 1e-6 and"),
        ("gauge: {room: hall", "gauge: {room: hal", "target 'gauge': 'hal' is not a room"),
        ("head: {room: hall", "head: {room: hal", "detector 'head': 'hal' is not a room"),
        ("[2 m, 1 m, 2.4 m]", "[2 m, 1 m, 2.6 m]", "2.6 m is outside 'hall', whose height is 2.5 m"),
        ("position: [1 m, 1 m], area", "position: [1 m, 5 m], area", "5 m is outside 'hall', whose depth is 3 m"),
        ("material: board", "material: bord", "target 'gauge': 'bord' is not a lining. Did you mean 'board'?"),
        ("depth: 6 mm", "depth: 13 mm", "13 mm is deeper than 'board' is thick (12 mm)"),
        ("depth: 6 mm", "facing: [0, 0, 0]", "its normal points nowhere"),
        ("depth: 6 mm", "convection: [-1, 0]", "heat transfer coefficients are not negative"),
        ("{target: gauge, flux", "{target: gage, flux", "fire 'second': 'gage' is not a target"),
        ("flux: 10 kW/m²}", "at: 3 s}", "a target goes with above or flux, not with at"),
        ("carbon: 1, hydrogen: 4", "carbon: 0, hydrogen: 0", "a fuel without carbon and hydrogen does not burn"),
        ("{at: 9 s}", "{at: 0 s}", "the times of the yields rise"),
        ("[60 s, 2 m²]", "[0 s, 2 m²]", "an area curve needs points with times that rise"),
        ("[60 s, 2 m²]", "[60 s, 0 m²]", "burning areas are above 0"),
        ("[[0 s, 1 m]]", "[[0 s, 3 m]]", "the burning surface lies between the floor and the ceiling of 'hall'"),
    ],
)
def test_each_rule_is_said_when_it_is_broken(old, new, expected):
    assert expected in said(old, new)


def test_a_furnace_may_be_as_hot_as_it_says():
    scenario = loads(BASE.replace("10 °C", "700 °C, furnace: yes"))
    assert scenario.site.outside_temperature == pytest.approx(973.15)


def test_a_hole_in_a_floor_has_the_open_air_below():
    drain = "    drain: {kind: hatch, between: [outside, hall], width: 20 cm, height: 20 cm}\n  fans:"
    assert loads(BASE.replace("  fans:", drain)).building.openings["drain"].between == ("outside", "hall")


def test_a_room_with_a_fan_only_is_not_sealed():
    moved = BASE.replace("ceiling: [board, concrete], sealed: yes", "ceiling: [board, concrete]")
    assert loads(moved.replace("fan: {between: [hall,", "fan: {between: [loft,")).building.rooms["loft"].sealed is False


def test_there_are_as_many_rules_as_are_named():
    assert len({rule.__name__ for rule in RULES_OF_INSTRUMENTS}) == len(RULES_OF_INSTRUMENTS)
