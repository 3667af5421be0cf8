"""Help for those who collapse on the way, in a gas that the test sets."""

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import decisions as D
from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.result.story import cannot_help
from people_world import World, block

HE = {"name": "he", "age": 40, "sex": "male", "mass": 80, "speed": 1.0, "susceptibility": 20}
SHE = {"name": "she", "age": 40, "sex": "female", "mass": 65, "speed": 1.0}
CHILD = {"name": "child", "age": 13, "mass": 18, "speed": 1.0}
CARE = {"helps_family": 1, "helps_others": 0, "goes_out_again": 0, "takes_hold_in": 10, "drags_at": 0.5,
        "drags_down_at": 0.25, "drags_up_at": 0.1}  # fmt: skip


def world_of(*members, care=None, others=(), **household):
    people = {"A": {"flat": "flat 3", "starts": 1, "members": list(members), "turns_back_below": 1.0, **household}}
    for k, other in enumerate(others):
        people[f"B{k}"] = other
    return World(block(people=people, habits={"care": CARE | (care or {})}))


def falls(world, name):
    """Overcome by gas in the next step, and by nothing more later."""
    world.scene.who["fed"][world.person(name)] = 100.0


def until_in(world, name, room):
    while world.where(name) != room or world.people.link[world.person(name)] >= 0:
        world.run(world.steps * world.dt + world.dt)
        assert world.steps < 2000
    return world.steps * world.dt


def test_a_husband_drags_his_wife_who_collapses_on_the_stair_down_and_out():
    world = world_of(HE, SHE)
    fell = until_in(world, "she", "landing 2")
    falls(world, "she")
    world.run(300)
    assert world.where("she") == world.where("he") == "outside"
    ((at, who, whom, drags),) = world.events(codes.EV_TAKES_HOLD)
    assert (who, whom, drags) == (world.person("he"), world.person("she"), 1.0)
    assert at == pytest.approx(fell + 10.0, abs=2.0)
    # two flights of 8 m at 0.25 m/s, the rest of landing 2, landings 1 and 0 of 4 m at 0.5 m/s
    down = next(e for e in world.events(codes.EV_SAFE) if e[1] == whom)[0]
    assert down - at == pytest.approx(2 * 8 / 0.25 + 2 * 4 / 0.5 + 2 / 0.5, abs=5.0)
    assert world.people.down_at[whom] < np.inf


def test_who_does_not_help_leaves_her_where_she_lies():
    world = world_of(HE, SHE, care={"helps_family": 0})
    until_in(world, "she", "landing 2")
    falls(world, "she")
    world.run(300)
    assert world.where("he") == "outside"
    assert world.where("she") == "landing 2" and world.people.status[1] == A.DOWN
    assert not world.events(codes.EV_TAKES_HOLD)


def test_a_child_is_carried_and_faster_than_a_grown_person_is_dragged():
    def takes(member):
        world = world_of(HE, member)
        until_in(world, member["name"], "landing 2")
        falls(world, member["name"])
        world.run(300)
        assert world.where(member["name"]) == "outside"
        ((at, _, _, drags),) = world.events(codes.EV_TAKES_HOLD)
        return world.people.reached_by[world.person("he")] - at, drags

    carried, dragged = takes(CHILD), takes(SHE)
    assert (carried[1], dragged[1]) == (0.0, 1.0)
    assert carried[0] < 0.75 * dragged[0]


def test_nobody_drags_a_grown_person_with_a_child_by_the_hand():
    led = {"name": "led", "age": 7, "speed": 1.0, "carer": "he", "carried": False}
    world = world_of(HE, SHE, led)
    until_in(world, "he", "landing 2")
    falls(world, "she")
    world.run(300)
    assert world.where("he") == world.where("led") == "outside"
    assert world.people.status[world.person("she")] == A.DOWN
    assert [int(e[3]) for e in world.events(codes.EV_PASSES)] == [D.ARMS_FULL]


def test_nobody_sets_out_to_drag_another_farther_than_said_and_brings_her_home_instead():
    """From landing 5 it is five flights down and out, 32 s each, and one up home, 80 s."""
    for longest, home in ((400, False), (110, True)):
        members = {"flat": "flat 6", "members": [HE, SHE], "starts": 1, "turns_back_below": 1.0}
        world = World(block(people={"A": members}, habits={"care": CARE | {"drags_for": longest}}))
        until_in(world, "he", "landing 5")
        world.smoke("landing 5", 0.5)
        falls(world, "she")
        world.run(600)
        she = world.person("she")
        if home:
            assert world.scene.place["flat"][world.people.room[she]] == world.scene.place["flat"][world.room("bed 6")]
        else:
            assert world.where("she") == "outside"


def test_someone_too_heavy_is_left_with_that_reason():
    world = world_of(HE, {**SHE, "mass": 120})
    until_in(world, "she", "landing 2")
    falls(world, "she")
    world.run(300)
    assert world.where("she") == "landing 2"
    passed = world.events(codes.EV_PASSES)
    assert [(e[1], e[2], int(e[3])) for e in passed] == [(0, 1, D.TOO_HEAVY)]
    assert "heavy" in cannot_help(D.TOO_HEAVY)


def test_nobody_goes_to_help_into_smoke_or_heat_beyond_what_they_stand():
    for name, limit, why in (("extinction", 30.0, D.SMOKE), ("temperature", 450.0, D.HEAT)):
        world = world_of(HE, SHE)
        until_in(world, "he", "landing 2")
        falls(world, "she")
        world.smoke("landing 2", 30.0 if name == "extinction" else 0.0)
        getattr(world.gas, name)[world.room("landing 2")] = limit
        world.run(60)
        assert world.people.status[1] == A.DOWN
        assert not world.events(codes.EV_TAKES_HOLD)
        assert [int(e[3]) for e in world.events(codes.EV_PASSES)] == [why]


def test_who_has_turned_back_drags_her_up_home_and_lays_her_down():
    """The stair below is full of smoke; they turn on landing 2, where she falls: one flight up, at 0.1 m/s."""
    world = world_of(HE, SHE)
    world.smoke("landing 1", 20.0)
    until_in(world, "she", "landing 2")
    falls(world, "she")
    world.run(400)
    she = world.person("she")
    assert world.scene.place["flat"][world.people.room[she]] == world.scene.place["flat"][world.room("bed 3")]
    assert world.people.status[she] == A.DOWN and world.scene.who["following"][she] == 0
    ((at, _, _, _),) = world.events(codes.EV_TAKES_HOLD)
    ((laid, _, _, _),) = world.events(codes.EV_LAYS_DOWN)
    assert laid - at > 8 / 0.1
    assert world.people.status[world.person("he")] in (A.REFUGE, A.AT_WINDOW)


def test_from_a_refuge_somebody_goes_out_for_one_of_the_family_who_was_seen_to_lie_there():
    def ends(**care):
        world = world_of({**HE, "room": "hall 3"}, {**SHE, "room": "landing 3"}, care=care, does="stay", starts=1)
        world.run(0.5)
        falls(world, "she")
        world.smoke("landing 3", 2.0)
        world.scene.who["seen_down"][world.person("she")] = 1
        world.run(300)
        return world.scene.place["flat"][world.people.room[world.person("she")]]

    assert ends(goes_out_again=1) >= 0
    assert ends(goes_out_again=0) == -1


def test_strangers_help_as_likely_as_said():
    def ends(**care):
        other = {"flat": "flat 4", "starts": 20, "members": [{**HE, "name": "neighbour"}]}
        world = world_of(SHE, care=care, others=[other])
        until_in(world, "she", "landing 2")
        falls(world, "she")
        world.run(400)
        assert world.where("neighbour") == "outside"
        return world.where("she")

    assert ends(helps_others=1) == "outside"
    assert ends(helps_others=0) == "landing 2"


def test_with_nobody_fallen_nothing_is_thought_over():
    world = world_of(HE, SHE).run(120)
    assert world.scene.fallen[0] == 0
    assert not [row for row in world.scene.decided[: world.scene.decided_count[0]] if row["choice"] == D.HELPS]


def test_of_two_who_could_help_one_does_and_both_come_out_with_her():
    son = {"name": "son", "age": 25, "sex": "male", "mass": 80, "speed": 1.0, "susceptibility": 20}
    world = world_of(HE, son, SHE)
    until_in(world, "she", "landing 2")
    falls(world, "she")
    world.run(300)
    assert [world.where(name) for name in ("he", "son", "she")] == ["outside"] * 3
    assert len(world.events(codes.EV_TAKES_HOLD)) == 1


@pytest.mark.parametrize("part", [0.2, 0.8])
def test_who_collapses_on_a_flight_lies_on_its_nearer_landing_and_is_helped_from_there(part):
    world = world_of(HE, SHE, care={"drags_up_at": 0.25})
    until_in(world, "she", "landing 2")
    she = world.person("she")
    while world.people.link[she] < 0 or world.people.progress[she] < part * world.people.leg[she]:
        world.run(world.steps * world.dt + world.dt)
    falls(world, "she")
    world.run(400)
    ((_, who, whom, _),) = world.events(codes.EV_TAKES_HOLD)
    assert (who, whom) == (world.person("he"), she)
    assert world.where("she") == "outside"
