"""Cues, and what households do between the first one and leaving, in a gas that the test sets."""

import math

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import decisions as D
from palier.engine import event_codes as codes
from palier.engine.posture import clear_view  # noqa: F401  (compiled beside what is tested)
from palier.physics.hearing import BELL, CRACKLE, VOICE, crackling_heard, hearing_threshold, shout_heard
from palier.physics.outcome import Harm, Limits, outcome, outcome_chances
from palier.scenario.habits import Injuries, Sound
from people_world import World, block

SOUND = Sound()
LIMITS = Limits(**dict(Injuries()))
AWAKE = SOUND.awake, SOUND.awake_spread
ADULT = {"flat": "flat 2", "members": [{"name": "she", "age": 40}]}


def cues(world):
    return {world.part.person_names[e[1]]: A.CUES[int(e[3])] for e in world.events(codes.EV_AWARE)}


def chosen(world, choice):
    n = world.scene.decided_count[0]
    return [row for row in world.scene.decided[:n] if row["choice"] == choice]


# ------------------------------------------------------------------ sound


def test_an_alarm_loses_at_each_door_what_the_door_takes_away_as_it_stands_now():
    world = World(block(people={"A": {**ADULT, "members": [{"age": 4}, {"age": 40, "asleep": True}]}},
                        alarms={"bell": {"room": "hall 2", "level": 85, "sounds_in": "room"}}))  # fmt: skip
    world.scene.who["hears_bell"][:] = 200.0
    world.alarms.tripped_at[0] = 0.0
    world.run(1)
    bell = world.scene.bell
    assert bell[world.room("hall 2")] == 85.0
    assert bell[world.room("bed 2")] == 85.0 - SOUND.open_door  # its door stands open
    assert bell[world.room("landing 2")] == 85.0 - SOUND.entrance_door
    assert bell[world.room("landing 3")] == 85.0 - SOUND.entrance_door - SOUND.flight
    world.opening_state[world.openings.index("bed door 2")] = 0.0
    world.run(2)
    assert world.scene.bell[world.room("bed 2")] == 85.0 - SOUND.shut_door


def test_a_sleeper_wakes_when_the_door_towards_the_alarm_is_opened():
    people = {"A": {**ADULT, "asleep": True}}
    shut = {"bed door 2": dict(kind="door", between=["hall 2", "bed 2"], width=0.8)}
    world = World(block(people=people, alarms={"bell": {"room": "hall 2", "sounds_in": "room"}}, openings=shut))
    world.scene.who["hears_bell"][:] = 75.0
    world.alarms.tripped_at[0] = 0.0
    world.run(30)
    assert cues(world) == {}
    world.opening_state[world.openings.index("bed door 2")] = 1.0
    world.run(31)
    assert cues(world) == {"she": "hears an alarm"}
    assert world.log.cause[0] == 0


def test_crackling_wakes_at_lower_levels_than_a_bell_and_a_voice_wakes_children_better():
    for u in (0.1, 0.5, 0.9):
        assert (
            hearing_threshold(30, True, u, AWAKE, 5.0, CRACKLE)
            == hearing_threshold(30, True, u, AWAKE, 5.0, BELL) - 24.0
        )
        assert (
            hearing_threshold(9, True, u, AWAKE, 5.0, VOICE) == hearing_threshold(9, True, u, AWAKE, 5.0, BELL) - 11.0
        )
        assert hearing_threshold(30, True, u, AWAKE, 5.0, VOICE) == hearing_threshold(30, True, u, AWAKE, 5.0, BELL)
        assert hearing_threshold(30, False, u, AWAKE, 5.0, CRACKLE) == hearing_threshold(30, False, u, AWAKE, 5.0, BELL)
    share = np.mean(
        [hearing_threshold(30, True, u, AWAKE, 5.0, CRACKLE) <= 45.0 for u in np.linspace(0.0005, 0.9995, 2000)]
    )
    assert share == pytest.approx(0.91, abs=0.02)  # Bruck and Brennan 2001, as quoted


def test_a_sleeper_wakes_to_the_fire_crackling_next_door_and_nobody_does_when_it_does_not_burn():
    for flames, heard in ((50e3, {"she": "hears crackling"}), (0.0, {})):
        world = World(block(people={"A": {**ADULT, "asleep": True}}))
        world.scene.who["hears_crackling"][:] = crackling_heard(50e3, SOUND.crackling) - SOUND.open_door
        world.gas.flames[world.room("hall 2")] = flames
        world.run(5)
        assert cues(world) == heard
    world = World(block(people={"A": {**ADULT, "asleep": True}}))
    world.scene.who["hears_crackling"][:] = crackling_heard(50e3, SOUND.crackling) - SOUND.open_door + 1.0
    world.gas.flames[world.room("hall 2")] = 50e3
    assert cues(world.run(5)) == {}


def test_a_knock_is_heard_behind_the_door_and_less_behind_the_next():
    people = {
        "above": {"flat": "flat 3", "starts": 10, "members": [{"name": "he", "age": 40}]},
        "below": {**ADULT, "room": "bed 2"},
    }
    world = World(block(people=people))
    world.scene.who["hears_voice"][1] = SOUND.knock - SOUND.open_door
    assert cues(world.run(120)) == {"he": "is called", "she": "hears knocking"}
    told = world.log.cause[[e for e in range(world.log.count[0]) if world.log.code[e] == codes.EV_AWARE]]
    assert list(told) == [-1, 0]
    world = World(block(people=people))
    world.scene.who["hears_voice"][1] = SOUND.knock - SOUND.open_door + 0.1
    assert cues(world.run(120)) == {"he": "is called"}
    quiet = {**people, "above": {**people["above"], "warns": False}}
    assert cues(World(block(people=quiet)).run(120)) == {"he": "is called"}


def test_a_shout_loses_six_decibels_for_each_doubling_of_the_distance():
    assert shout_heard(1.0, 85.0) == 85.0
    assert shout_heard(8.0, 85.0) - shout_heard(16.0, 85.0) == pytest.approx(6.02, abs=0.01)


def test_someone_shouting_at_a_window_is_heard_at_windows_of_the_same_facade_only():
    trapped = {"flat": "flat 4", "starts": 5, "does": "stay", "members": [{"name": "he", "age": 40}]}
    world = World(block(people={"T": trapped, "A": ADULT}))
    world.run(200)
    assert cues(world) == {"he": "is called", "she": "hears shouting"}
    away = {"window 2": dict(kind="window", between=["bed 2", "outside"], sill=1.0, height=1.2, facade="court")}
    world = World(block(people={"T": trapped, "A": ADULT}, openings=away))
    assert cues(world.run(200)) == {"he": "is called"}


def test_households_are_rung_up_one_after_the_other():
    people = {
        "A": {"flat": "flat 5", "starts": 10, "phones": ["B", "C"], "does": "stay", "members": [{"age": 40}]},
        "B": {"flat": "flat 1", "members": [{"name": "first", "age": 40}]},
        "C": {"flat": "flat 0", "members": [{"name": "second", "age": 40}]},
    }  # fmt: skip
    world = World(block(people=people))
    world.scene.who["phone_delay"][:] = 60.0
    world.scene.who["hears_voice"][:] = 200.0
    world.run(400)
    when = {world.part.person_names[e[1]]: e[0] for e in world.events(codes.EV_AWARE)}
    assert when["first"] == pytest.approx(10 + 60, abs=1.0)
    assert when["second"] == pytest.approx(10 + 60 + 40, abs=1.0)
    assert [e[3] for e in world.events(codes.EV_TELEPHONES)] == [1.0, 1.0]


def test_a_call_that_nobody_hears_wakes_nobody():
    people = {
        "A": {"flat": "flat 5", "starts": 10, "phones": ["B"], "does": "stay", "members": [{"age": 40}]},
        "B": {"flat": "flat 1", "asleep": True, "members": [{"name": "deaf", "age": 80}]},
    }
    world = World(block(people=people))
    world.scene.who["hears_bell"][1] = 90.0
    world.run(400)
    assert "deaf" not in cues(world)
    assert [e[3] for e in world.events(codes.EV_TELEPHONES)] == [0.0]


# ------------------------------------------------------------------ getting ready


def test_a_household_that_is_unsure_looks_out_and_what_it_sees_decides():
    people = {"A": {**ADULT, "investigates": True, "leaves_door_open": False}}
    alarms = {"bell": {"room": "hall 2"}}

    def run(smoke):
        world = World(block(people=people, alarms=alarms))
        world.scene.who["pre_movement"][:] = 60.0
        world.alarms.tripped_at[0] = 0.0
        world.smoke("landing 2", smoke)
        return world.run(400)

    clear = run(0.0)
    assert [e[3] for e in clear.events(codes.EV_INVESTIGATES)] == [0.0]
    assert clear.events(codes.EV_SETS_OUT)[0][0] == pytest.approx(60 * 2.2, abs=2.0)
    smoky = run(0.3)
    assert [e[3] for e in smoky.events(codes.EV_INVESTIGATES)] == [1.0]
    assert smoky.events(codes.EV_SETS_OUT)[0][0] == pytest.approx(60.0, abs=2.0)
    opens = [e[0] for e in smoky.events(codes.EV_OPENS)]
    assert opens
    assert opens[0] < 30.0  # the door is opened to look out, long before they leave


def test_who_has_looked_out_into_thick_smoke_does_not_try_that_way():
    people = {"A": {**ADULT, "investigates": True, "turns_back_below": "3 m"}}
    world = World(block(people=people, alarms={"bell": {"room": "hall 2"}}))
    world.scene.who["pre_movement"][:] = 60.0
    world.alarms.tripped_at[0] = 0.0
    world.smoke("landing 2", 5.0)
    world.run(400)
    assert world.events(codes.EV_TURNS_BACK) == []
    assert world.where("she") == "bed 2"
    assert world.people.status[0] == A.AT_WINDOW
    assert [row["reason"] for row in chosen(world, D.SHELTERS)] == [D.SMOKE]


def test_only_one_of_a_household_goes_to_look():
    people = {"A": {**ADULT, "investigates": True, "members": [{"age": 40}, {"age": 41}]}}
    world = World(block(people=people, alarms={"bell": {"room": "hall 2"}}))
    world.alarms.tripped_at[0] = 0.0
    world.run(300)
    assert len(world.events(codes.EV_INVESTIGATES)) == 1


def fire_at_home(power, **said):
    people = {"A": {**ADULT, "room": "hall 2", "fights": True, **said}}
    world = World(block(people=people, fires={"pan": dict(room="bed 2", growth="fast", peak="1 MW")}))
    world.scene.who["pre_movement"][:] = 200.0
    world.scene.who["fight_time"][:] = 20.0
    world.gas.flames[world.room("bed 2")] = power
    return world


def test_a_small_fire_is_put_out_and_a_large_one_is_left_alone():
    world = fire_at_home(50e3).run(120)
    assert len(world.events(codes.EV_PUTS_OUT)) == 1
    assert world.fire.water_at[0] == pytest.approx(world.events(codes.EV_PUTS_OUT)[0][0], abs=1.0)
    large = fire_at_home(150e3).run(120)
    assert large.events(codes.EV_FIGHTS) == []
    assert large.fire.water_at[0] == np.inf
    told = fire_at_home(150e3, fights_up_to="200 kW").run(120)
    assert len(told.events(codes.EV_PUTS_OUT)) == 1
    assert fire_at_home(50e3, fights=False).run(120).events(codes.EV_FIGHTS) == []


def test_who_fights_gives_up_when_the_fire_has_grown():
    world = fire_at_home(50e3).run(10)
    world.gas.flames[world.room("bed 2")] = 500e3
    world.run(120)
    assert len(world.events(codes.EV_GIVES_UP)) == 1
    assert world.fire.water_at[0] == np.inf
    assert [row["reason"] for row in chosen(world, D.GIVES_UP)] == [D.TOO_LARGE]
    assert world.where("she") == "outside"


def test_who_fights_in_vain_leaves_and_the_fire_burns_on():
    world = fire_at_home(50e3)
    world.scene.who["fight_works"][:] = 0
    world.run(120)
    assert world.events(codes.EV_PUTS_OUT) == [] and world.fire.water_at[0] == np.inf
    assert [row["reason"] for row in chosen(world, D.GIVES_UP)] == [D.IN_VAIN]
    assert world.where("she") == "outside"


def test_flames_radiate_on_who_fights_them_as_a_point():
    """35 kW radiated by 100 kW over a sphere of 1 m: 2.79 kW/m2; Purser's 2.79^1.33/10 a minute for 20 s: 0.130."""
    world = fire_at_home(100e3, fights_up_to="200 kW").run(120)
    assert world.people.fed_heat[0] == pytest.approx(0.130, rel=0.05)
    assert fire_at_home(100e3, fights=False).run(120).people.fed_heat[0] == 0.0


def test_nobody_old_or_with_a_frame_fights():
    for member in ({"age": 80}, {"age": 40, "mobility": "frame"}, {"age": 14}):
        world = fire_at_home(50e3, members=[member])
        assert world.scene.who["fights"][0] == 0


def test_a_sleeper_dresses_and_things_are_fetched_one_after_the_other():
    people = {"A": {**ADULT, "asleep": True, "fetches": True, "dresses_for": 30}}
    world = World(block(people=people, alarms={"bell": {"room": "hall 2"}}))
    world.scene.who["hears_bell"][:] = 40.0
    world.scene.who["pre_movement"][:] = 50.0
    world.scene.who["fetch_time"][:] = 45.0
    world.alarms.tripped_at[0] = 0.0
    world.run(400)
    ready = 0.5 + 2.2 * 50.0
    assert world.events(codes.EV_DRESSES)[0][0] == pytest.approx(ready)
    assert world.events(codes.EV_FETCHES)[0][0] == pytest.approx(ready + 30)
    assert world.events(codes.EV_SETS_OUT)[0][0] == pytest.approx(ready + 75, abs=0.6)


def test_nobody_dresses_in_smoke():
    people = {"A": {**ADULT, "asleep": True, "fetches": True}}
    world = World(block(people=people))
    world.smoke("bed 2", 4.0)
    world.scene.who["wake_extinction"][:] = 1.0
    world.run(20)
    assert world.events(codes.EV_DRESSES) == []
    assert len(world.events(codes.EV_SETS_OUT)) == 1


def test_shares_of_households_come_out_as_their_probabilities():
    people = {f"h{k}": {"flat": "flat 1", "asleep": True, "members": [{"age": 40}]} for k in range(400)}
    scenario = block(people=people)
    told = {name: household.model_copy(update={"investigates": None, "fetches": None, "warns": None, "seals": None})
            for name, household in scenario.people.items()}  # fmt: skip
    who = World(scenario.model_copy(update={"people": told})).scene.who
    for column, part in (("investigates", 0.5), ("warns", 0.8), ("leaves_door_open", 0.35)):
        assert who[column].mean() == pytest.approx(part, abs=3.0 * math.sqrt(part * (1 - part) / 400))
    assert (who["fetch_time"] > 0).mean() == pytest.approx(0.3, abs=0.07)
    assert np.isfinite(who["seal_time"]).mean() == pytest.approx(0.5, abs=0.08)
    assert np.median(who["dress_time"]) == pytest.approx(35.0, rel=0.1)
    assert np.log(who["dress_time"]).std() == pytest.approx(0.4, abs=0.05)
    assert who["fights"].sum() == 0


# ------------------------------------------------------------------ refuge


STAYS = {
    "flat": "flat 2",
    "starts": 5,
    "does": "stay",
    "turns_back_below": "1 m",
    "members": [{"name": "she", "age": 40}],
}


def test_gaps_are_stuffed_once_there_is_smoke_behind_the_door_and_come_open_with_it():
    shut = {"bed door 2": dict(kind="door", between=["hall 2", "bed 2"], width=0.8)}
    world = World(block(people={"A": {**STAYS, "seals": True}}, openings=shut))
    world.scene.who["seal_time"][:] = 60.0
    door = world.openings.index("bed door 2")
    world.run(100)
    assert world.scene.sealed[door] == 1.0  # no smoke, nothing to seal
    world.smoke("hall 2", 2.0)
    world.run(140)
    assert world.scene.sealed[door] == 0.3
    assert len(world.events(codes.EV_SEALS)) == 1
    assert [row["reason"] for row in chosen(world, D.SEALS)] == [D.SMOKE]
    world = World(block(people={"A": STAYS}, openings=shut))
    world.smoke("hall 2", 2.0)
    world.run(300)
    assert world.scene.sealed[door] == 1.0


def test_a_pane_that_cannot_be_opened_is_broken_when_the_air_cannot_be_borne():
    fixed = {"window 2": dict(kind="window", between=["bed 2", "outside"], sill=1.0, height=1.2, facade="street",
                              operable=False)}  # fmt: skip
    world = World(block(people={"A": STAYS}, openings=fixed))
    pane = world.openings.index("window 2")
    world.run(60)
    assert world.opening_state[pane] == 0.0
    assert world.people.status[0] == A.REFUGE
    world.smoke("bed 2", 3.0)
    world.smoke("hall 2", 6.0)
    world.run(180)
    assert len(world.events(codes.EV_TURNS_BACK)) == 1  # tried the door first
    assert world.opening_state[pane] == 1.0
    assert world.people.status[0] == A.AT_WINDOW
    told = World(block(people={"A": {**STAYS, "breaks_window": False}}, openings=fixed))
    told.smoke("bed 2", 3.0)
    told.smoke("hall 2", 6.0)
    told.run(300)
    assert told.opening_state[pane] == 0.0


def test_a_child_is_carried_or_led_as_told():
    members = [{"age": 30}, {"age": 2}, {"age": 2, "carried": False}, {"age": 6, "carried": True}]
    world = World(block(people={"A": {**ADULT, "members": members}}))
    assert list(world.scene.who["carried"]) == [0, 1, 0, 1]


# ------------------------------------------------------------------ decisions


def test_every_turn_is_kept_with_what_was_seen_and_the_limit_it_fell_below():
    family = {**ADULT, "starts": 10, "turns_back_below": "3 m"}
    world = World(block(people={"A": family}))
    world.smoke("landing 1", 2.0)
    world.run(200)
    turned = chosen(world, D.TURNS_BACK)[0]
    assert turned["seen"] == pytest.approx(1.5)
    assert turned["limit"] == 3.0
    assert world.rooms[turned["place"]] == "landing 1"
    assert turned["here"] == 30.0
    order = [int(row["choice"]) for row in world.scene.decided[: world.scene.decided_count[0]]]
    assert order == [D.PREPARES, D.LEAVES, D.TURNS_BACK, D.SHELTERS]


def test_decisions_beyond_the_room_for_them_are_counted_and_harm_nothing():
    world = World(block(people={"A": {**ADULT, "starts": 10}}))
    world.scene.decided_count[0] = len(world.scene.decided) - 1
    world.run(200)
    assert world.scene.decided_count[0] > len(world.scene.decided)
    assert world.where("she") == "outside"


def last_resort(smoke: float, **said):
    """Someone at an open window in storey 6, with smoke of both sides; sill 17.8 m above the street."""
    people = {"A": {**STAYS, "flat": "flat 6", "turns_back_below": "3 m", "jumps": True, **said}}
    world = World(block(people=people))
    world.run(60)
    assert world.people.status[0] == A.AT_WINDOW
    for room in ("bed 6", "hall 6"):
        world.smoke(room, smoke, co=0.3 if smoke > 0.0 else 0.0)
    return world


def test_someone_jumps_only_when_told_so_when_hardly_any_time_is_left_and_with_nobody_in_their_care():
    jumped = last_resort(5.0)
    jumped.scene.who["fall_luck"][:] = 0.99
    jumped.run(900)
    assert len(jumped.events(codes.EV_JUMPS)) == 1
    assert jumped.people.status[0] == A.SAFE
    assert jumped.people.fell[0] == pytest.approx(6 * 2.8 + 1.0, abs=1.5)
    row = chosen(jumped, D.JUMPS)[0]
    assert row["seen"] <= row["limit"] == 60.0
    unlucky = last_resort(5.0)
    unlucky.scene.who["fall_luck"][:] = 0.01
    assert unlucky.run(900).people.status[0] == A.DEAD
    assert last_resort(5.0, jumps=False).run(900).events(codes.EV_JUMPS) == []
    assert last_resort(0.0).run(900).events(codes.EV_JUMPS) == []
    with_child = {"members": [{"age": 40}, {"age": 2}]}
    assert last_resort(5.0, **with_child).run(900).events(codes.EV_JUMPS) == []


def test_a_jump_is_severe_or_deadly_whatever_was_breathed_and_its_chances_are_those_of_the_fall():
    assert outcome(40, False, False, 0.0, 0.0, 0.0, 0.0, 0.0, LIMITS, fell=6.0) == ("severe", "jumped from 6 m")
    assert outcome(40, True, False, 0.0, 0.0, 0.0, 0.0, 0.0, LIMITS, fell=18.0) == ("dead", "jumped from 18 m")
    chances = outcome_chances(Harm(40, *[0.0] * 11, False, 15.0), LIMITS)
    assert chances[-1] == pytest.approx(0.5)
    assert chances.sum() == pytest.approx(1.0)


def test_an_entrance_door_opens_from_inside_and_from_outside_only_to_those_who_live_there_or_are_let_in():
    """A visitor on the landing of storey 3, smoke above and below: the flat there is a refuge if somebody opens."""
    visitor = {"room": "landing 3", "starts": 10, "turns_back_below": "3 m", "members": [{"name": "he", "age": 40}]}

    def refuge(inside, state="shut"):
        people = {"V": visitor} if inside is None else {"V": visitor, "B": {"flat": "flat 3", **inside}}
        door = {"entrance 3": dict(kind="door", between=["landing 3", "hall 3"], state=state)}
        world = World(block(people=people, openings=door))
        world.scene.who["hears_voice"][:] = 200.0
        for storey in (2, 4):
            world.smoke(f"landing {storey}", 9.0)
        return world.run(120).where("he")

    assert refuge(None) == "landing 3"
    assert refuge({"asleep": True, "members": [{"age": 30}]}) == "landing 3"
    assert refuge({"members": [{"age": 3}]}) == "landing 3"
    assert refuge({"members": [{"age": 30}]}) == "bed 3"
    assert refuge(None, "open") == "bed 3"


def test_people_stop_at_their_own_door_at_twice_the_visibility_at_which_they_turn_back_on_the_way():
    family = {**ADULT, "flat": "flat 3", "starts": 10, "turns_back_below": "1 m"}
    for extinction, leaves in ((2.0, False), (1.4, True)):  # 1.5 m and 2.1 m
        world = World(block(people={"A": family}))
        world.smoke("landing 3", extinction)
        world.run(30)
        assert (world.events(codes.EV_TURNS_BACK) == []) == leaves
    world = World(block(people={"A": family}))
    world.smoke("landing 2", 2.0)  # on the stair 1.5 m is enough
    assert world.run(60).events(codes.EV_TURNS_BACK) == []


def test_nobody_steps_from_a_hot_room_into_a_hotter_one():
    for hall, goes in ((900.0, False), (350.0, True)):
        world = World(block(people={"A": {**ADULT, "starts": 5, "turns_back_below": 0}}))
        world.scene.who["heat_susceptibility"][:] = 1e9
        world.gas.temperature[world.room("bed 2")] = 385.0
        world.gas.temperature[world.room("hall 2")] = hall
        world.run(60)
        assert (world.where("she") != "bed 2") == goes


def test_a_fire_behind_a_shut_door_is_not_seen_and_not_fought():
    shut = {"bed door 2": dict(kind="door", between=["hall 2", "bed 2"], width=0.8, operable=False)}
    people = {"A": {**ADULT, "room": "hall 2", "fights": True, "starts": 5}}
    fires = {"pan": dict(room="bed 2", growth="fast", peak="1 MW")}
    world = World(block(people=people, fires=fires, openings=shut))
    world.gas.flames[world.room("bed 2")] = 50e3
    assert world.run(200).events(codes.EV_FIGHTS) == []


def test_nobody_waits_for_the_others_in_smoke_that_cannot_be_borne():
    members = [{"name": "she", "age": 40, "room": "hall 2"}, {"name": "he", "age": 41, "room": "bed 2"}]
    people = {"A": {**ADULT, "members": members, "turns_back_below": 0}}
    world = World(block(people=people, openings={"bed door 2": dict(kind="door", between=["hall 2", "bed 2"])}))
    world.scene.who["pre_movement"][:] = 400.0
    world.smoke("hall 2", 5.0)
    world.run(120)
    assert world.where("she") == "outside"
    assert world.where("he") == "bed 2"


def test_who_has_collapsed_or_jumped_telephones_nobody():
    people = {"A": {"flat": "flat 5", "starts": 10, "phones": ["B"], "does": "stay", "members": [{"age": 40}]},
              "B": {"flat": "flat 1", "asleep": True, "members": [{"age": 40}]}}  # fmt: skip
    for field, value in (("down_at", 15.0), ("fell", 9.0)):
        world = World(block(people=people))
        world.run(12)
        world.scene.who[field][0] = value
        world.run(600)
        assert world.events(codes.EV_TELEPHONES) == []
        assert world.events(codes.EV_CALL) == []


def test_a_shout_on_the_stair_is_heard_storeys_away_by_those_who_hear_well():
    """85 dBA on the landing, 6 less for each flight, 28 at an entrance door, 5 at an open door inside."""
    people = {
        "above": {"flat": "flat 5", "starts": 10, "members": [{"name": "he", "age": 40}]},
        "below": {**ADULT, "room": "bed 2"},
    }
    behind = 85.0 - 3 * SOUND.flight - SOUND.entrance_door - SOUND.open_door
    for needs, hears in ((behind, {"he": "is called", "she": "hears shouting"}), (behind + 0.1, {"he": "is called"})):
        world = World(block(people=people))
        world.scene.who["hears_voice"][1] = needs
        assert cues(world.run(20)) == hears
