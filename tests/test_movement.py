"""Walking: speeds by hand, times along a known route, queues against the known flow."""

import numpy as np
import pytest

from palier.engine import event_codes as codes
from palier.physics import movement
from people_world import World, block

ALONE = {"A": {"flat": "flat 6", "starts": 10, "members": [{"name": "a", "age": 30, "speed": 1.2}]}}


def test_visibility_is_three_over_the_extinction_coefficient():
    assert movement.visibility(1.0) == 3.0
    assert movement.visibility(0.0) == 30.0


def test_speed_in_smoke_falls_below_three_metres_of_visibility_to_no_less_than_20_cm_a_second():
    assert movement.speed_in_smoke(1.35, 5.0) == 1.35
    assert movement.speed_in_smoke(1.35, 1.0) == pytest.approx(1.35 - 0.34 * 2)
    assert movement.speed_in_smoke(0.6, 0.1) == 0.2
    assert movement.speed_in_smoke(0.1, 0.1) == 0.1


def test_flow_of_doors_and_stairs_is_that_of_the_handbook():
    assert movement.door_capacity(1.3) == pytest.approx(1.32)
    # 7/11 inch stair: k 1.08, 1.01 persons per second and metre
    assert movement.stair_capacity(1.3, 0.1778, 0.2794) == pytest.approx(1.01, abs=0.01)


def test_crowding_is_the_straight_line_of_nelson_and_mowrer():
    assert movement.crowding(0.3) == 1.0
    assert movement.crowding(1.88) == pytest.approx((1 - 0.266 * 1.88) / (1 - 0.266 * 0.54))


@pytest.mark.parametrize("dt", [0.5, 0.25])
def test_walking_time_along_a_known_route_is_the_sum_of_its_legs(dt):
    world = World(block(people=ALONE), dt).run(200)
    (_, _, _, _), *_ = world.events(codes.EV_SAFE)
    set_out = world.events(codes.EV_SETS_OUT)[0][0]
    level, down = 1.2, 0.6 * 1.2
    metres = 5 / 2 + 3 + 7 * 4  # half the bedroom, the hall, seven landings
    by_hand = metres / level + 6 * 8 / down
    assert world.events(codes.EV_SAFE)[0][0] - set_out == pytest.approx(by_hand, abs=2 * dt)


def test_smoke_that_does_not_turn_one_back_slows_by_the_law():
    scenario = block(people={"A": {**ALONE["A"], "turns_back_below": 0}})
    world = World(scenario)
    for k in range(7):
        world.smoke(f"landing {k}", 2.0)  # visibility 1.5 m
    world.run(400)
    clear = World(block(people=ALONE)).run(400)
    slow = movement.speed_in_smoke(1.2, 1.5), movement.speed_in_smoke(0.72, 1.5)
    extra = 7 * 4 * (1 / slow[0] - 1 / 1.2) + 6 * 8 * (1 / slow[1] - 1 / 0.72)
    assert world.events(codes.EV_SAFE)[0][0] - clear.events(codes.EV_SAFE)[0][0] == pytest.approx(extra, abs=1.5)


def test_a_queue_at_a_door_flows_at_its_capacity():
    crowd = {f"P{k}": {"room": "landing 0", "starts": 5, "members": [{"age": 30, "speed": 1.2}]} for k in range(40)}
    world = World(block(storeys=1, people=crowd)).run(200)
    times = np.sort([e[0] for e in world.events(codes.EV_SAFE)])
    assert len(times) == 40
    flow = 39 / (times[-1] - times[0])
    assert flow == pytest.approx(1.32 * (0.9 - 0.3), rel=0.01)  # Nelson and Mowrer, width 0.9 m


def test_a_group_is_as_fast_as_its_slowest_and_an_infant_is_carried():
    people = {
        "A": {
            "flat": "flat 6",
            "starts": 10,
            "members": [{"name": "m", "age": 30, "speed": 1.2}, {"name": "child", "age": 6, "speed": 0.6}],
        }
    }
    world = World(block(people=people)).run(400)
    times = {e[1]: e[0] for e in world.events(codes.EV_SAFE)}
    assert times[0] == times[1]
    alone = World(block(people=ALONE)).run(400).events(codes.EV_SAFE)[0][0]
    assert times[0] - 10 > 1.9 * (alone - 10)


def test_the_other_stair_is_taken_when_one_is_full_of_smoke():
    rooms, openings, flights = {}, {}, {}
    for k in range(3):
        rooms[f"other {k}"] = dict(storey=k, width=3, depth=3, kind="landing", stair="t", crossing=4)
        if k:
            flights[f"other flight {k}"] = dict(between=[f"other {k - 1}", f"other {k}"], length=12, opening_area=2)
    openings["second entrance"] = dict(kind="door", between=["hall 2", "other 2"])
    openings["second street door"] = dict(kind="door", between=["other 0", "outside"])
    people = {"A": {"flat": "flat 2", "starts": 5, "turns_back_below": "3 m", "members": [{"age": 30, "speed": 1.2}]}}
    world = World(block(storeys=3, people=people, rooms=rooms, openings=openings, flights=flights))
    world.smoke("landing 1", 3.0)
    world.run(200)
    assert [world.rooms[e[2]] for e in world.events(codes.EV_TURNS_BACK)] == ["landing 1"]
    assert world.where("A") == "outside"
    assert "other 1" in [world.rooms[e[2]] for e in world.events(codes.EV_ENTERS) if e[2] < len(world.rooms)]


def test_irritants_are_subtracted_from_the_speed_in_smoke_where_the_law_is_not_for_irritant_smoke():
    # F = 1 - (1 - F_smoke) - (1 - F_irr) at 2 m: F_smoke = 1 - 0.34/1.2, and F_irr = 0.714 of a FIC of 0.1
    smoke, irritants = 1.0 - 0.34 / 1.2, 0.714
    assert movement.speed_in_smoke(1.2, 2.0, movement.FRIDOLF, irritants) == pytest.approx(
        1.2 * (1.0 - (1.0 - smoke) - (1.0 - irritants))
    )
    assert movement.speed_in_smoke(1.2, 30.0, movement.FRIDOLF, irritants) == pytest.approx(1.2 * irritants)
    assert movement.speed_in_smoke(1.2, 0.3, movement.FRIDOLF, 0.5) == 0.2  # not below what was seen in dense smoke
    assert movement.speed_in_smoke(1.2, 0.3, movement.FRIDOLF, 0.1) == pytest.approx(0.12)  # unless irritants alone do
    assert movement.speed_in_smoke(1.2, 2.0, movement.FRIDOLF, 1.0) == movement.speed_in_smoke(1.2, 2.0)


@pytest.mark.parametrize("law", [movement.FRANTZICH, movement.PURSER])
def test_laws_measured_in_irritant_smoke_are_not_charged_for_irritants_twice(law):
    for seen, irritants in ((1.0, 0.9), (2.5, 0.3), (0.5, 0.1)):
        slow = movement.speed_in_smoke(1.2, seen, law)
        assert movement.speed_in_smoke(1.2, seen, law, irritants) == pytest.approx(min(slow, 1.2 * irritants))
