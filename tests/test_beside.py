"""People on or beside what burns first, and people impaired by drink or drugs, in a gas that the test sets."""

import math

import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.engine.awareness import FEELS_HEAT
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.physics.radiation import point_source
from palier.scenario.scenario import Scenario
from people_world import World, block

FLAMES = 30e3  # W
FLUX = 0.35 * FLAMES / (4.0 * math.pi * 0.5**2)  # 3.3 kW/m2, 0.5 m away
FALLS = 600.0 / (FLUX / 1000.0) ** 1.33  # s to the dose that overcomes, r = 10
QUIET = {"sound": {"crackling": 0.0}, "bodies": {"heat_susceptibility_spread": 0.0}}


def sleeper(habits=None, room="bed 2", **member) -> World:
    world = World(
        block(
            people={"A": {"flat": "flat 2", "asleep": True, "members": [{"age": 40, "beside": True, **member}]}},
            fires={"bedding": {"room": room}},
            habits=QUIET | (habits or {}),
        )
    )
    world.gas.flames[world.room(room)] = FLAMES
    return world


def test_the_flux_of_a_point_falls_with_the_square_of_the_distance():
    assert point_source(0.35 * FLAMES, 0.5) == pytest.approx(FLUX)
    assert point_source(1.0, 2.0) == pytest.approx(point_source(1.0, 1.0) / 4.0)


def test_a_sober_sleeper_wakes_by_the_heat_and_is_away_in_five_seconds():
    world = sleeper().run(60)
    ((at, _, _, cue),) = world.events(codes.EV_AWARE)
    assert (at, cue) == (0.5, float(FEELS_HEAT))
    assert world.people.status[0] != A.DOWN
    assert world.people.fed_heat[0] == pytest.approx(5.5 / FALLS, rel=0.15)


def test_someone_heavily_impaired_sleeps_on_and_is_overcome():
    world = sleeper(impaired="heavily").run(FALLS + 5)
    assert not world.events(codes.EV_AWARE)
    ((at, *_),) = world.events(codes.EV_DOWN)
    assert at == pytest.approx(FALLS, abs=1.0)
    world.run(2 * FALLS)
    assert world.people.status[0] == A.DEAD  # 1.67 times that dose kills


def test_who_is_not_beside_the_flames_feels_nothing_of_them():
    for world in (sleeper(impaired="heavily", beside=False), sleeper(impaired="heavily", room="hall 2")):
        world.run(2 * FALLS)
        assert world.people.fed_heat[0] == 0.0


def test_who_cannot_get_up_stays_beside_them_until_brought_away():
    bedridden = {"age": 80, "mobility": "bedridden", "beside": True}
    world = World(
        block(
            people={"A": {"flat": "flat 2", "members": [bedridden, {"age": 78, "beside": False}]}},
            fires={"bedding": {"room": "bed 2"}},
            habits=QUIET | {"care": {"collects_in": 10.0}},
        )
    )
    world.gas.flames[world.room("bed 2")] = FLAMES
    world.run(600)
    collected = world.events(codes.EV_COLLECTS)[0][0]
    assert world.people.fed_heat[0] == pytest.approx(collected / FALLS, rel=0.05)


def test_of_a_household_the_first_named_is_beside_the_fire_with_the_probability_told():
    def beside(run, told):
        people = {"A": {"room": "bed 2", "flat": "flat 2", "beside": told, "members": [40, 38]}}
        world = World(block(people=people, fires={"bedding": {"room": "bed 2"}}, run=run))
        return [bool(each) for each in world.scene.who["spot"] >= 0]

    assert beside(0, True) == [True, False]
    assert beside(0, False) == beside(0, None) == [False, False]
    share = sum(beside(run, 0.3)[0] for run in range(200)) / 200
    assert 0.2 < share < 0.4


def row(household_is, /, **member) -> dict[str, float]:
    household = {"flat": "flat 2", "impaired": household_is, "asleep": True, "members": [{"age": 40, **member}]}
    who = World(block(people={"A": household})).scene.who[0]
    return {name: float(who[name]) for name in who.dtype.names}


def test_drink_makes_people_hear_less_asleep_get_ready_later_and_walk_slower():
    sober, merry, drunk = row("no"), row("moderately"), row("heavily")
    assert merry["hears_bell"] == sober["hears_bell"] + 10.5
    assert drunk["hears_voice"] == sober["hears_voice"] + 30.0
    assert drunk["pre_movement"] == 3.0 * sober["pre_movement"]
    assert merry["speed"] == 0.9 * sober["speed"]
    same = set(sober) - {"hears_bell", "hears_voice", "hears_crackling", "wake_extinction", "wakes_in_heat",
                         "rouse_factor", "pre_movement", "dress_time", "gets_up_in", "speed", "stair_down",
                         "stair_up"}  # fmt: skip
    assert all(drunk[name] == sober[name] for name in same)


def test_children_of_a_household_that_drinks_are_sober_and_a_member_may_differ():
    assert row("heavily", age=9) == row("no", age=9)
    assert row("heavily", impaired="no") == row("no")
    assert row("no", impaired="heavily") == row("heavily")


def test_an_unknown_degree_is_refused():
    with pytest.raises(ValueError, match="impaired"):
        Scenario.model_validate({"people": {"A": {"room": "x", "members": [40], "impaired": "slightly"}}})
