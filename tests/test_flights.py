"""Smoke on a flight of stairs, which nobody gets beneath by crawling, in a gas that the test sets."""

import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.physics.movement import head_on_a_flight
from people_world import World, block

SHE = {"name": "she", "age": 40, "stature": 1.7, "speed": 1.0}
MOUTH = 0.9 * 1.7  # m, upright


def test_parts_of_a_flight_on_which_the_head_is_in_each_layer_by_hand():
    assert head_on_a_flight(1.5, 3.0, 2.0) == pytest.approx((0.5, 1.0 / 3, 0.5 / 3))
    assert head_on_a_flight(1.5, 3.0, 3.0) == pytest.approx((0.5, 0.0, 0.5))  # clear
    assert head_on_a_flight(1.5, 3.0, 0.0) == pytest.approx((0.5, 0.5, 0.0))  # full of smoke
    assert head_on_a_flight(1.5, 0.5, 2.0) == pytest.approx((1.0, 0.0, 0.0))  # never under the upper floor


def coming_down(storey: int, layer: float, limit: float, extinction: float = 10.0, **upper: float) -> World:
    """She lives above; on the second landing smoke hangs from the ceiling down to a part of its height."""
    people = {"A": {"flat": f"flat {storey}", "starts": 1, "members": [SHE], "turns_back_below": limit}}
    world = World(block(storeys=7, people=people))
    at = world.room("landing 2")
    world.gas.interface[at] = layer * world.scene.place["height"][at]
    world.gas.extinction[at, A.UPPER] = extinction
    for name, value in upper.items():
        getattr(world.gas, name)[at, A.UPPER] = value
    return world


def test_who_could_crawl_on_the_landing_below_does_not_come_down_the_flight_through_the_smoke_that_hangs_there():
    world = coming_down(4, layer=0.4, limit=1.0).run(300)
    ((_, _, place, seen),) = world.events(codes.EV_TURNS_BACK)
    assert world.rooms[place] == "landing 2"
    rise = world.scene.place["elevation"][place + 3] - world.scene.place["elevation"][place]
    hangs = min(1.0 - 0.4, 1.0 - MOUTH / rise)  # part of the flight with the head in it
    assert seen == pytest.approx(3.0 / (10.0 * hangs), rel=1e-6)
    assert world.where("she") == "bed 4"


def test_a_thin_layer_under_the_ceiling_of_the_landing_below_is_seen_through():
    assert coming_down(4, layer=0.9, limit=1.0).run(300).where("she") == "outside"


def test_from_the_same_landing_one_crawls_out_beneath_it():
    world = coming_down(2, layer=0.4, limit=1.0).run(300)
    assert world.where("she") == "outside"


def test_smoke_under_the_ceiling_is_breathed_on_the_flight_and_not_on_the_landing():
    through = coming_down(4, layer=0.4, limit=0.1, co=0.02).run(300)
    beneath = coming_down(2, layer=0.4, limit=0.1, co=0.02).run(300)
    assert through.where("she") == beneath.where("she") == "outside"
    assert beneath.people.cohb[0] == pytest.approx(beneath.scene.who["cohb_start"][0], abs=0.05)
    assert through.people.cohb[0] > through.scene.who["cohb_start"][0] + 1.0


def test_gas_on_a_flight_that_is_hotter_than_anybody_goes_into_turns_back():
    world = coming_down(4, layer=0.0, limit=0.1, extinction=0.0, temperature=450.0).run(300)
    assert [event[3] for event in world.events(codes.EV_TURNS_BACK)] == [30.0 * 0.0]
    assert world.where("she") == "bed 4"


def test_a_way_is_clear_again_when_the_flight_is_too():
    world = coming_down(4, layer=0.4, limit=1.0).run(600)
    assert world.people.turned_back[0] == 1  # crawling on that landing one would see 30 m all the time
    world.gas.extinction[world.room("landing 2")] = 0.0
    assert world.run(900).where("she") == "outside"
