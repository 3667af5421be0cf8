"""What lies between the parts: each rule broken once, and said in plain words at its line."""

from __future__ import annotations

import pytest

from palier.scenario import checks, checks_building, checks_instruments, checks_rescue
from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError

BASE = """\
building:
  facades: {street: {}}
  neighbour_buildings: {next door: {gap: 0.7 m}, barn: {gap: 1 m}}
  ledges: {ledge: {window: bed window, building: next door, depth: 0.3 m}}
  rooms:
    hall: {storey: 0, width: 3 m, depth: 4 m, kind: landing}
    upper: {storey: 1, width: 3 m, depth: 4 m, kind: landing}
    bed: {storey: 1, width: 4 m, depth: 4 m, flat: home}
    loft: {storey: 2, width: 4 m, depth: 4 m}
  openings:
    front door: {kind: door, between: [hall, outside], facade: street}
    bed door: {kind: door, between: [upper, bed]}
    bed window: {kind: window, between: [bed, outside], width: 1 m, height: 1 m, sill: 0.9 m}
    loft hatch: {kind: hatch, between: [upper, loft], width: 0.7 m, height: 0.7 m}
  flights:
    stair: {between: [hall, upper], length: 5 m, opening_area: 4 m²}
fires:
  sofa: {room: hall, growth: fast}
people:
  home: {members: [{age: 40, name: Ann}, {age: 3, carer: Ann}]}
alarms:
  smoke: {room: hall}
neighbours:
  friend: {building: next door, ledge: ledge}
crews:
  engine: {ways: [{kind: aerial ladder, facades: [street]}]}
"""


def said(old: str, new: str) -> str:
    assert old in BASE
    with pytest.raises(ScenarioError) as caught:
        loads(BASE.replace(old, new))
    assert all(problem.line > 1 for problem in caught.value.problems)  # never at the top for want of a place
    return str(caught.value)


def test_the_scenario_that_these_tests_break_is_good():
    assert checks.check(loads(BASE)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[hall, outside]", "[hal, outside]", "'hal' is not a room. Did you mean 'hall'?"),
        ("home: {members", "home: {exit: front dor, members", "'front dor' is not an opening. Did you mean 'front"),
        ("home: {members", "home: {exit: bed door, members", "'bed door' is no door, and no window that opens"),
        ("home: {members", "home: {exit: bed window, members", "'bed window' is too high above the street to leave by"),
        ("[hall, outside]", "[hall, hall]", "it joins 'hall' with itself"),
        ("[hall, outside]", "[outside, hall]", "write the room first: [hall, outside]"),
        ("window, between: [bed, outside]", "window, between: [bed, upper]", "a window leads outside"),
        ("sill: 0.9 m", "sill: 1.8 m", "its top at 2.80 m is above the ceiling of 'bed', which is 2.50 m high"),
        ("[upper, bed]", "[hall, bed]", "but 'bed' lies between 2.80 and 5.30 m"),
        ("[upper, loft]", "[hall, loft]", "'loft' does not lie on top of 'hall'"),
        ("[upper, loft]", "[loft, upper]", "'upper' does not lie on top of 'loft'"),
        ("width: 0.7 m, height: 0.7 m", "width: 5 m, height: 5 m", "larger than the ceiling of 'upper' (12.0 m²)"),
        ("[hall, upper]", "[upper, hall]", "'hall' is not above 'upper': write the lower landing first"),
        ("[hall, upper]", "[hall, uper]", "'uper' is not a room. Did you mean 'upper'?"),
        ("length: 5 m", "length: 2 m", "2.00 m is too short to climb 2.80 m"),
        ("opening_area: 4 m²", "opening_area: 40 m²", "more than the floor of 'hall' (12.0 m²)"),
        ("flat: home}", "flat: home, walls: brik}", "'brik' is not a lining. Did you mean 'brick'?"),
        ("facade: street", "facade: stret", "'stret' is not a façade described under 'facades'. Did you mean"),
        ("[upper, bed]", "[upper, bed], facade: street", "it does not lead outside, so it is in no façade"),
        ("{gap: 0.7 m}", "{gap: 0.7 m, facade: yard}", "'yard' is not a façade"),
        ("between: [upper, loft]", "between: [upper, outside]", "nothing leads into it"),
        ("flat: home}", "flat: home, sealed: yes}", "it says it is sealed, but it has an opening"),
        ("window: bed window", "window: bed windw", "'bed windw' is not a window. Did you mean 'bed window'?"),
        ("window: bed window", "window: bed door", "'bed door' is not a window to the outside"),
        ("sill: 0.9 m", "sill: 0.9 m, operable: no", "cannot be opened, so nobody can be handed through it"),
        ("bed window, building: next door", "bed window, building: nxt door", "Did you mean 'next door'?"),
        ("sofa: {room: hall", "sofa: {room: hal", "fire 'sofa': 'hal' is not a room. Did you mean 'hall'?"),
        ("growth: fast", "base: 3 m", "is above the ceiling of 'hall'"),
        ("growth: fast", "ignition: {}", "it needs exactly one of at, above, flux; it has none"),
        ("growth: fast", "ignition: {at: 0, above: 500 °C}", "it has at and above"),
        ("growth: fast", "ignition: {at: 0, room: attic}", "'attic' is not a room"),
        ("growth: fast", "ignition: {above: 500 °C}", "no fire begins by itself"),
        ("growth: fast", "growth: fast, curve: [[0, 0], [1 min, 1 MW]]", "it has a curve and also growth or peak"),
        ("growth: fast", "growth: fast, full_after: 5 min", "it has growth and also full_after"),
        ("growth: fast", "full_after: 5 min, curve: [[0, 0], [1 min, 1 MW]]", "it has a curve and also growth or peak"),
        ("growth: fast", "curve: [[0, 0]]", "at least two points, with times that rise"),
        ("growth: fast", "curve: [[0, 0], [0, 1 MW]]", "at least two points, with times that rise"),
        ("growth: fast", "curve: [[0, 0], [9, -1 MW]]", "are not negative"),
        ("growth: fast", "curve: [[0, 0], [9, 0]]", "never releases any heat"),
        ("home: {members", "home: {flat: hom, members", "'hom' is not a flat. Did you mean 'home'?"),
        ("home: {members", "others: {members", "say where they are: 'flat:' or 'room:'"),
        ("home: {members", "home: {room: bd, members", "'bd' is not a room. Did you mean 'bed'?"),
        ("name: Ann}", "name: Ann, room: bd}", "household 'home', member 1: 'bd' is not a room"),
        ("carer: Ann", "carer: Anne", "'Anne' is not a member of this household. Did you mean 'Ann'?"),
        ("name: Ann}", "name: Ann, carer: Ann}", "nobody is their own carer"),
        ("carer: Ann", "name: Ann", "'Ann' is the name of two members"),
        ("door, between: [upper, bed]", "grille, between: [upper, bed]", "no way of doors and stairs leads from 'bed'"),
        ("smoke: {room: hall", "smoke: {room: hal", "alarm 'smoke': 'hal' is not a room"),
        ("friend: {building: next door", "friend: {building: next dor", "'next dor' is not a neighbour building"),
        ("friend: {building: next door", "friend: {building: barn", "'ledge' leads to 'next door', not to 'barn'"),
        ("ledge: ledge}", "ledge: edge}", "'edge' is not a ledge. Did you mean 'ledge'?"),
        ("facades: [street]", "facades: [yard]", "'yard' is not a façade"),
        ("crews:", "simulation: {duration: 1 s}\ncrews:", "output_every is longer than the duration"),
        ("crews:", "simulation: {duration: 86400 s, output_every: 1 s}\ncrews:", "write 'output_every: 5 s' or more"),
        ("    loft: {", "    outside: {", "'outside' means the open air"),
        ("smoke: {", "' ': {", "is not a usable name"),
    ],
)  # fmt: skip
def test_each_rule_is_said_when_it_is_broken(old, new, expected):
    assert expected in said(old, new)


def test_a_sealed_room_may_have_no_opening():
    assert loads("building: {rooms: {box: {storey: 0, width: 2, depth: 2, sealed: yes}}}").building.rooms["box"].sealed


def test_a_locked_door_still_counts_as_the_way_that_people_cannot_take():
    assert (
        loads(BASE.replace("[hall, outside],", "[hall, outside], locked: yes,")).building.openings["front door"].locked
    )


def test_every_rule_is_on_the_list():
    modules = (checks, checks_building, checks_instruments, checks_rescue)
    rules = {
        f for m in modules for f in vars(m).values() if getattr(f, "__module__", "") in {m.__name__ for m in modules}
    }
    named = {f.__name__ for f in rules if f.__name__[0] != "_"} - {"check", "flats", "unknown", "broken"}
    assert named == {rule.__name__ for rule in checks.RULES}


CREW = "crews:\n  engine: {ways: [{kind: aerial ladder, facades: [street]}]}"


@pytest.mark.parametrize(
    ("crew", "said"),
    [
        ("{ladder_reach: 23 m}", "'ladder_reach' belongs to a way of the crew now: write 'ways: [{kind: aerial ladder"),
        ("{hoods: 4}", "'hoods' belongs to a way of the crew now: write 'ways: [{kind: stair, hoods: 4}]'"),
        ("{ways: [{kind: lader}]}", "crew 'engine', way 1: 'lader' is not one of stair, roof hatch, aerial ladder"),
        ("{ways: [{hoods: 4}]}", "crew 'engine', way 1: say its kind: one of stair, roof hatch"),
        ("{ways: [{kind: stair, hood: 4}]}", "way 1: 'hood' is not known here. Did you mean 'hoods'?"),
        ("{ways: [{kind: roof hatch, hatch: front door}]}", "'front door' is not a hatch between a room and outside"),
        ("{ways: [{kind: stair}, {kind: aerial ladder, set_up: long}]}", "way 2: set_up: 'long' is not a number"),
        ("{fan: blower}", "crew 'engine': 'blower' is not a fan"),
    ],
)
def test_what_is_wrong_with_the_ways_of_a_crew_is_said_at_its_line(crew, said):
    text = BASE.replace(CREW, f"crews:\n  engine: {crew}")
    assert text != BASE
    with pytest.raises(ScenarioError) as error:
        loads(text)
    assert said in str(error.value)
    line = text.splitlines().index(f"  engine: {crew}") + 1
    assert str(error.value).startswith(f"scenario:{line}:")


@pytest.mark.parametrize(
    ("way", "said"),
    [
        ("building: next door", "say by which way: either 'ledge:' or 'window_gap:'"),
        ("building: next door, ledge: ledge, window_gap: gap", "say by which way: either 'ledge:' or 'window_gap:'"),
        ("building: next door, window_gap: gab", "'gab' is not a window gap"),
    ],
)
def test_a_neighbour_has_one_way(way, said):
    gap = "  window_gaps: {gap: {window: bed window, building: next door, gap: 1 m}}\n"
    text = BASE.replace("  ledges:", f"{gap}  ledges:", 1)
    start = text.index("neighbours:")
    end = text.index("crews:")
    with pytest.raises(ScenarioError) as error:
        loads(f"{text[:start]}neighbours: {{man: {{{way}}}}}\n{text[end:]}")
    assert said in str(error.value)


def test_two_people_of_one_name_in_two_households_are_refused_with_the_place():
    told = said("alarms:\n", "  guest: {room: hall, members: [{age: 30}, {age: 40, name: Ann}]}\nalarms:\n")
    assert "'Ann' is also in household 'home': give one of them another name" in told
