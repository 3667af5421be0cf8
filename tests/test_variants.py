"""Variants: the same scenario with one thing changed."""

from __future__ import annotations

import pytest

from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError
from palier.scenario.variants import variant

BASE = """\
title: base
building: {block: {storeys: 3, entrance_doors: {state: open}}}
fires: {sofa: {room: flat-1-left/living}}
people: {flat-2-left: {members: [40]}, flat-2-right: {members: [50]}}
alarms: {a: {room: landing-1}, b: {room: flat-1-left/hall}}
crews: {ladder no. 1: {arrives: 9 min}, engine: {}}
"""


def varied(change: str):
    """The scenario with a variant `v` of these lines."""
    return variant(loads(f"{BASE}variants: {{v: {{{change}}}}}"), "v")


def said(change: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        loads(f"{BASE}variants:\n  v: {{{change}}}")
    assert all(problem.line == 8 for problem in caught.value.problems)
    return str(caught.value)


def test_a_variant_changes_what_it_names_and_nothing_else():
    base = loads(BASE)
    changed = varied("close: flat-1-left entrance")
    assert changed.building.openings["flat-1-left entrance"].state == 0.0
    assert changed.building.openings["flat-1-right entrance"].state == 1.0
    assert changed.people == base.people
    assert changed.site == base.site
    assert changed.simulation == base.simulation
    assert changed.title == "base: v"
    assert changed.variants == {}


def test_open_and_close_take_patterns():
    openings = varied('close: "flat-* entrance", open: [street door]').building.openings
    assert {openings[f"flat-{s}-{side} entrance"].state for s in (1, 2) for side in ("left", "right")} == {0.0}
    assert openings["street door"].state == 1.0


@pytest.mark.parametrize("word", ["engine", "crews.engine", "[engine]"])
def test_remove_takes_names_of_anything(word):
    assert list(varied(f"remove: {word}").crews) == ["ladder no. 1"]


def test_remove_takes_patterns_and_whole_sections():
    assert list(varied('remove: "flat-2-*t"').people) == []
    assert varied("remove: [crews, alarms]").crews == {}
    assert varied("remove: sofa").fires == {}


def test_set_follows_dotted_paths_through_names_with_dots_slashes_and_spaces():
    changed = varied(
        "set: {crews.ladder no. 1.arrives: 4 min, building.openings.flat-1-left/living window.breaks_at: 450 °C, "
        "openings.flat-1-left entrance.closer: yes, people.flat-2-left.members.0.age: 5 months}"
    )
    assert changed.crews["ladder no. 1"].arrives == 240.0
    assert changed.building.openings["flat-1-left/living window"].breaks_at == pytest.approx(723.15)
    assert changed.building.openings["flat-1-left entrance"].closer
    assert changed.people["flat-2-left"].members[0].age == pytest.approx(5 / 12)


@pytest.mark.parametrize("way", ["add: smoke vent", "add: [smoke vent]", "measures: smoke vent"])
def test_a_smoke_vent_is_added_open_at_the_head_of_the_stair(way):
    vent = varied(way).building.openings["stair smoke vent"]
    assert (vent.kind, vent.between[0], vent.state, vent.width * vent.height) == ("hatch", "landing-2", 1.0, 1.0)


def test_a_smoke_vent_that_is_there_is_opened_not_doubled():
    text = BASE.replace("storeys: 3,", "storeys: 3, smoke_vent: {width: 2 m},") + "variants: {v: {add: smoke vent}}"
    hatches = [o for o in variant(loads(text), "v").building.openings.values() if o.kind == "hatch"]
    assert [(hatch.state, hatch.width) for hatch in hatches] == [(1.0, 2.0)]


def test_alarms_are_added_in_each_flat_that_has_none():
    alarms = varied("add: alarms").alarms
    assert sorted(alarms) == ["a", "b", "flat-1-right alarm", "flat-2-left alarm", "flat-2-right alarm"]


def test_closers_are_fitted_to_doors_between_flats_and_stair_only():
    openings = varied("add: closers").building.openings
    assert openings["flat-1-left entrance"].closer
    assert openings["flat-1-left entrance"].state == 0.0
    assert not openings["flat-1-left/living door"].closer
    assert not openings["street door"].closer


def test_entries_are_added_by_section_beside_measures():
    changed = varied("add: [alarms, {crews: {second: {arrives: 20 min}}}]")
    assert changed.crews["second"].arrives == 1200.0
    assert "flat-2-left alarm" in changed.alarms


def test_temperatures_survive_a_variant_to_the_last_bit():
    text = BASE.replace("title: base", "site: {outside_temperature: 7.3 °C}") + "variants: {v: {remove: engine}}"
    base = loads(text)
    assert variant(base, "v").site == base.site


def test_two_names_that_could_be_meant_are_told_apart():
    text = BASE.replace("crews: {", "crews: {flat-2-left: {}, ") + "variants: {v: {remove: flat-2-left}}"
    with pytest.raises(ScenarioError, match=r"write 'crews.flat-2-left' or 'people.flat-2-left'"):
        loads(text)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("close: flat-1-left entrnce", "'flat-1-left entrnce' is not an opening. Did you mean 'flat-1-left entrance'"),
        ("open: flat-1-left/living leakage", "nobody can open or close it"),
        ("remove: enginee", "nothing called 'enginee' to remove. Did you mean 'engine'?"),
        ("add: smoke vant", "Did you mean 'smoke vent'?"),
        ("add: {crew: {}}", "'crew' is not a section to add to. Did you mean 'crews'?"),
        ("add: {crews: {engine: {}}}", "there is a crew 'engine' already"),
        ("add: {alarms: {c: {room: hal}}}", "'hal' is not a room"),
        ("add: {alarms: {c: {rom: landing-1}}}", "Did you mean 'room'?"),
        ("set: {crews.engin.arrives: 3 min}", "there is no 'engin.arrives' in crews"),
        ("set: {crews.engine.arives: 3 min}", "Did you mean 'arrives'?"),
        ("set: {crews.engine.arrives: soon}", "'soon' is not a number with a unit"),
        ("set: {site.outside_temperature: 15}", "say the unit"),
        ("set: {title.x: 15}", "is a single value"),
        ("set: {people.flat-2-left.members.7.age: 3}", "has entries 0 to 0"),
        ("set: {building.rooms.landing-1.height: 1 m}", "is above the ceiling"),
        ("clsoe: x", "Did you mean 'close'?"),
    ],
)
def test_a_variant_that_cannot_be_built_is_an_error_of_the_file(change, expected):
    assert expected in said(change)


def test_an_unknown_variant_is_named_with_the_nearest_one():
    with pytest.raises(ScenarioError, match="there is no variant 'w'"):
        variant(loads(f"{BASE}variants: {{v: {{remove: engine}}}}"), "w")
