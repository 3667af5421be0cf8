"""The template of a block: what it writes, and how the user's own entries lie over it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from palier.scenario.building import OUTSIDE
from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError


def block(inside: str = "storeys: 3", beside: str = ""):
    """The building of a block with these lines."""
    return loads(f"building:\n  storey_height: 3 m\n  block: {{{inside}}}\n{beside}").building


def said(inside: str = "storeys: 3", beside: str = "") -> str:
    with pytest.raises(ScenarioError) as caught:
        block(inside, beside)
    return str(caught.value)


def test_one_line_writes_landings_flats_doors_windows_and_flights():
    building = block()
    assert {"landing-0", "landing-2", "flat-1-left/hall", "flat-2-right/living"} <= building.rooms.keys()
    assert "flat-0-left/hall" not in building.rooms
    assert building.openings["flat-2-left entrance"].between == ("landing-2", "flat-2-left/hall")
    assert building.openings["flat-2-left/living door"].between == ("flat-2-left/hall", "flat-2-left/living")
    assert building.openings["flat-2-left/living window"].facade == "street"
    assert building.openings["street door"].between == ("landing-0", OUTSIDE)
    assert building.flights["stair 0-1"].between == ("landing-0", "landing-1")
    assert building.rooms["landing-1"].kind == "landing"
    assert building.rooms["landing-1"].stair == "stair"
    assert building.rooms["flat-2-left/hall"].flat == "flat-2-left"


def test_a_storey_more_costs_the_same_number_of_parts_each_time():
    counts = [len(block(f"storeys: {n}").rooms) for n in (3, 4, 5)]
    assert counts[1] - counts[0] == counts[2] - counts[1] == 7


def test_an_enclosed_stair_has_a_corridor_and_a_self_closing_door_on_each_storey_with_flats():
    building = block("storeys: 3, stair: enclosed")
    assert building.openings["stair door 2"].between == ("landing-2", "corridor-2")
    assert building.openings["stair door 2"].closer
    assert building.openings["flat-2-left entrance"].between == ("corridor-2", "flat-2-left/hall")
    assert "corridor-0" not in building.rooms


def test_two_stairs_stand_at_both_ends_of_a_corridor_and_each_has_its_own_way_out():
    building = block("storeys: 3, stairs: 2, stair: enclosed, smoke_vent: {state: open}")
    assert building.openings["stair door 1-b"].between == ("landing-1-b", "corridor-1")
    assert building.flights["stair-b 1-2"].between == ("landing-1-b", "landing-2-b")
    assert building.openings["street door-b"].between == ("landing-0-b", OUTSIDE)
    assert building.openings["stair-b smoke vent"].between == ("landing-2-b", OUTSIDE)
    assert {building.rooms[name].stair for name in ("landing-0", "landing-0-b")} == {"stair", "stair-b"}


def test_a_smoke_vent_is_a_hatch_over_the_highest_landing():
    vent = block("storeys: 4, smoke_vent: {width: 1.2 m, height: 0.9 m}").openings["stair smoke vent"]
    assert (vent.kind, vent.between, vent.width, vent.height, vent.state) == (
        "hatch", ("landing-3", OUTSIDE), 1.2, 0.9, 0.0,
    )  # fmt: skip


def test_rooms_with_a_window_breathe_through_the_cracks_of_their_outside_wall():
    building = block("storeys: 2, facade_leakage: 0.001, ceiling_height: 2.5 m")
    leak = building.openings["flat-1-left/living leakage"]
    assert leak.leakage == pytest.approx(0.001 * 5.0 * 2.5)
    assert leak.width * leak.height == pytest.approx(leak.leakage)
    assert "flat-1-left/hall leakage" not in building.openings
    assert "flat-1-left/living leakage" not in block("storeys: 2, facade_leakage: 0").openings


def test_the_flight_is_as_long_as_its_slope_and_half_landing():
    flight = block("storeys: 2, flight: {riser: 15 cm, tread: 20 cm, width: 1 m}").flights["stair 0-1"]
    assert flight.length == pytest.approx(3.0 / 0.15 * 0.25 + 1.5)
    assert flight.opening_area is None  # the engine takes the passage across the slope


@pytest.mark.parametrize("stairs", [1, 2])
@pytest.mark.parametrize("stair", ["open", "enclosed"])
def test_no_two_rooms_of_a_storey_overlap_in_the_drawing(stairs, stair):
    flats = "flats: {a: {hall: {width: 2}}, b: {hall: {width: 3}}, c: {hall: {width: 4}, x: {width: 5}}}"
    building = block(f"storeys: 3, stairs: {stairs}, stair: {stair}, {flats}, entrance_hall: {{width: 2 m}}")
    for storey in range(3):
        spans = sorted((r.position, r.position + r.width) for r in building.rooms.values() if r.storey == storey)
        assert all(a[1] <= b[0] for a, b in pairwise(spans)), (storey, spans)


def test_left_flats_are_drawn_left_of_the_stair_with_their_hall_beside_it():
    rooms = block().rooms
    assert rooms["flat-1-left/living"].position < rooms["flat-1-left/hall"].position < rooms["landing-1"].position
    assert rooms["landing-1"].position < rooms["flat-1-right/hall"].position < rooms["flat-1-right/living"].position


def test_an_entrance_hall_lies_between_stair_and_street():
    building = block("storeys: 2, entrance_hall: {width: 3 m, depth: 2 m}")
    assert building.openings["street door"].between == ("entrance hall", OUTSIDE)
    assert building.openings["entrance hall passage"].between == ("landing-0", "entrance hall")


def test_a_room_may_lie_behind_another_than_the_first():
    flats = "flats: {left: {hall: {}, living: {}, alcove: {behind: living}}}"
    assert block(f"storeys: 2, {flats}").openings["flat-1-left/alcove door"].between == (
        "flat-1-left/living",
        "flat-1-left/alcove",
    )


def test_an_entry_with_a_generated_name_changes_only_what_it_says():
    plain = block().openings["flat-2-left entrance"]
    changed = block(beside="  openings:\n    flat-2-left entrance: {state: open}").openings["flat-2-left entrance"]
    assert changed.state == 1.0
    assert changed.model_copy(update={"state": plain.state}) == plain


def test_a_pattern_changes_all_that_match_and_a_name_wins_over_it():
    beside = (
        '  openings:\n    flat-2-left entrance: {closer: no}\n    "flat-*-left entrance": {closer: yes, state: ajar}'
    )
    openings = block(beside=beside).openings
    assert openings["flat-1-left entrance"].closer
    assert not openings["flat-2-left entrance"].closer
    assert openings["flat-2-left entrance"].state == 0.1
    assert not openings["flat-1-right entrance"].closer


def test_null_takes_a_generated_part_away():
    assert "flat-1-left/living window" not in block(beside="  openings: {flat-1-left/living window: null}").openings


def test_a_new_part_may_stand_beside_the_block():
    beside = """\
  rooms:
    cellar: {storey: -1, width: 4 m, depth: 4 m}
  openings:
    cellar hatch: {kind: hatch, between: [cellar, landing-0], width: 1 m, height: 1 m}
"""
    assert "cellar" in block(beside=beside).rooms


def test_an_unknown_name_that_is_not_complete_is_an_error_with_the_nearest_one():
    text = said(beside="  openings: {flat-2-left entrnce: {state: open}}")
    assert "'flat-2-left entrnce' is not an opening of the block, and a new one needs between, kind too" in text
    assert "Did you mean 'flat-2-left entrance'" in text


def test_a_pattern_that_matches_nothing_is_an_error():
    assert "no opening of the block matches 'flat-9-* entrance'" in said(
        beside='  openings: {"flat-9-* entrance": {state: open}}'
    )


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("storeys: 0", "it must be at least 1"),
        ("storeys: 3, stair: spiral", "'spiral' is not one of open, enclosed"),
        ("storeys: 3, stairs: 3", "'3' is not one of 1, 2"),
        ("storeys: 3, flats: {}", "it needs at least 1"),
        ("storeys: 3, flats: {left: {}}", "flat 'left' has no rooms"),
        ("storeys: 3, flats: {left: {hall: {}, living: {behind: hal}}}", "Did you mean 'hall'?"),
        ("stair: open", "'storeys' is missing"),
        ("storeys: 3, smoke_vant: {}", "Did you mean 'smoke_vent'?"),
        ("storeys: 3, ceiling_height: 90 cm", "is above the ceiling"),
        ("storeys: 3, landing: {floor: wod}", "'wod' is not a lining"),
        ("storeys: 3, entrance_doors: {state: opne}", "'opne' is not a state"),
    ],
)
def test_each_mistake_in_a_block_is_said(inside, expected):
    assert expected in said(inside)


def test_a_fault_of_a_generated_part_is_shown_at_the_block():
    with pytest.raises(ScenarioError) as caught:
        loads("building:\n  block: {storeys: 2, windows: {sill: 2.5 m}}")
    assert {problem.line for problem in caught.value.problems} == {2}
