"""Who cannot take stairs is brought down by one of the family, or left, and it is told."""

from __future__ import annotations

import pytest

from palier.engine import decisions as D
from palier.engine import event_codes as codes
from people_world import World, block

HE = {"name": "he", "age": 40, "sex": "male", "mass": 80, "speed": 1.0}
SHE = {"name": "she", "age": 70, "sex": "female", "mass": 60, "mobility": "wheelchair"}


def household(storey: int, *more: dict, helps: float = 1.0, **her: float) -> World:
    people = {"A": {"flat": f"flat {storey}", "starts": 5, "members": [HE, SHE | her, *more], "turns_back_below": 1}}
    return World(block(people=people, habits={"care": {"helps_family": helps}}))


def chosen(world: World, choice: int) -> list[int]:
    return [
        int(row["reason"])
        for row in world.scene.decided[: world.scene.decided_count[0]]
        if row["choice"] == choice and row["person"] == 0
    ]


def test_who_cannot_take_stairs_is_dragged_down_by_one_of_the_family():
    world = household(2).run(300)
    (_, *_), (_, *_) = out = sorted(world.events(codes.EV_SAFE))
    assert {who for _, who, *_ in out} == {0, 1}
    on_flights = [time for time, who, _, _ in world.events(codes.EV_ENTERS) if who == 0]
    assert 16.0 / 0.25 < out[0][0] < 16.0 / 0.25 + 80.0
    assert on_flights
    assert not world.events(codes.EV_LEFT_BEHIND)


@pytest.mark.parametrize(
    ("why", "more", "told"),
    [
        (D.HABIT, [], {"helps": 0.0}),
        (D.TOO_HEAVY, [], {"mass": 120}),
        (D.ARMS_FULL, [{"age": 1}], {}),
    ],
)
def test_or_is_left_and_it_is_a_decision(why, more, told):
    world = household(2, *more, **told).run(300)
    assert world.where("he") == "outside"
    assert world.where("she") == "bed 2"
    assert chosen(world, D.LEAVES_BEHIND) == [why]
    assert [(who, by) for _, who, _, by in world.events(codes.EV_LEFT_BEHIND)] == [(1, 0)]


def test_nobody_sets_out_to_drag_another_for_minutes():
    """Six flights of 8 m at 0.25 m/s take 192 s, more than the 120 of `drags_for`: they wait together."""
    world = household(6).run(300)
    assert world.where("he") == world.where("she") == "bed 6"
    assert D.TOO_FAR_TO_DRAG in chosen(world, D.SHELTERS)


def test_who_is_dragged_decides_alone_again_once_the_other_has_fallen():
    world = household(2)
    while world.people.room[0] != world.room("landing 2"):
        world.run(world.steps * world.dt + world.dt)
    assert world.scene.who["capable"][1] == 0
    world.scene.who["cohb"][0] = world.scene.who["cohb_on"][0] = 54.0
    world.run(world.steps * world.dt + 60)
    assert world.scene.who["capable"][1] == 1
    assert world.scene.who["following"][1] == 0


def test_who_looks_after_an_infant_is_not_dragged_away_from_it():
    """Whoever is told first: the infant's carer stays with it or takes it along, and nobody drags that carer off."""
    members = [SHE | {"age": 35, "mass": 60}, HE, {"age": 1}]
    world = World(block(people={"A": {"flat": "flat 2", "starts": 5, "members": members, "turns_back_below": 1}}))
    world.run(400)
    assert world.scene.who["in_tow"][0] == 0
    assert world.people.room[2] in (world.people.room[0], world.people.room[1])


def test_who_is_not_reached_decides_alone_again_and_is_told_of_once():
    people = {"A": {"flat": "flat 2", "starts": 5, "turns_back_below": 1}}
    people["A"]["members"] = [HE | {"room": "hall 2"}, SHE | {"room": "bed 2"}]
    world = World(block(people=people, habits={"care": {"helps_family": 1.0}}))
    world.smoke("bed 2", 10.0, temperature=500.0)  # he does not go in
    world.run(300)
    assert world.where("he") == "outside"
    assert world.where("she") == "hall 2"
    assert [(who, by) for _, who, _, by in world.events(codes.EV_LEFT_BEHIND)] == [(1, 0)]
