"""The examples are good scenarios, short, and say why their values are what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from palier.scenario.document import dumps, load, loads
from palier.scenario.linings import LININGS, SOURCES, lining
from palier.scenario.starter import starter
from palier.scenario.variants import variant

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yaml"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_loads_with_all_its_variants_and_is_read_back_the_same(file):
    scenario = load(file)
    assert scenario.fires
    assert scenario.people
    assert scenario.crews
    assert [variant(scenario, name).title for name in scenario.variants]
    again = loads(dumps(scenario))
    assert again.model_copy(update={"source_text": scenario.source_text}) == scenario


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_stays_a_page_or_two(file):
    assert len(file.read_text().splitlines()) <= 150


def test_the_four_examples_are_there():
    assert [file.stem for file in EXAMPLES] == ["house", "paris-18e", "single-stair-modern", "two-stairs"]


def test_the_paris_example_holds_the_reported_facts():
    scenario = load(EXAMPLES[1])
    home = scenario.people["flat-6-left"]
    assert sorted(round(member.age, 2) for member in home.members) == [0.42, 1.5, 9, 11, 31, 33]
    assert scenario.fires["sofa"].room.startswith("flat-2-")
    caretaker = scenario.neighbours["caretaker"]
    assert (caretaker.age, caretaker.stature, caretaker.receiver) == (39, 1.88, True)
    assert max(room.storey for room in scenario.building.rooms.values()) == 6
    window = scenario.building.openings["flat-6-left/living window"]
    assert 19 < scenario.building.elevation(window.between[0]) + window.sill < 21
    assert {"without the caretaker", "fire door shut", "smoke vent", "alarms"} <= scenario.variants.keys()
    assert {"fire service five minutes earlier", "fire service alone"} <= scenario.variants.keys()


def test_every_note_of_the_paris_example_says_why():
    for note in load(EXAMPLES[1]).notes:
        assert note.source if note.status == "known" else note.reason, note


@pytest.mark.parametrize("storeys", [2, 7, 20])
@pytest.mark.parametrize("flats", [1, 2, 5])
@pytest.mark.parametrize(("stair", "stairs"), [("open", 1), ("open", 2), ("enclosed", 1), ("enclosed", 2)])
def test_what_palier_new_prints_is_a_good_scenario(storeys, flats, stair, stairs):
    scenario = loads(starter(storeys, flats, stair, stairs), "new.yaml")
    assert max(room.storey for room in scenario.building.rooms.values()) == storeys - 1
    assert len({room.flat for room in scenario.building.rooms.values()} - {None}) == flats * (storeys - 1)
    assert len({room.stair for room in scenario.building.rooms.values()} - {None}) == stairs
    assert scenario.fires
    assert scenario.people


def test_every_shipped_lining_has_a_source_and_a_plausible_diffusivity():
    for name, each in LININGS.items():
        assert SOURCES[name]
        diffusivity = each.conductivity / (each.density * each.specific_heat)
        assert 1e-7 < diffusivity < 2e-5, name  # from wood to steel [m2/s]


def test_a_lining_of_the_building_goes_before_the_shipped_one():
    brick = "{conductivity: 0.5 W/m/K, density: 1500 kg/m³, specific_heat: 900 J/kg/K, thickness: 22 cm}"
    building = loads(f"building: {{block: {{storeys: 2}}, linings: {{brick: {brick}}}}}").building
    assert lining(building, "brick").conductivity == 0.5
    assert lining(building, "plaster") is LININGS["plaster"]
