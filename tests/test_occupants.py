"""What occupants do in a gas that the test sets."""

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.physics import cohb, dose
from people_world import World, block

FAMILY = {
    "flat": "flat 6",
    "starts": 30,
    "turns_back_below": "3 m",
    "members": [
        {"name": "mother", "age": 31, "sex": "female", "speed": 1.2},
        {"name": "baby", "age": 0.42},
        {"name": "son", "age": 9},
    ],
}


def smoky_below(world, top=3, extinction=5.0, **gas):
    for k in range(top + 1):
        world.smoke(f"landing {k}", extinction, **gas)


def test_nobody_moves_without_a_cue():
    world = World(block(people={"A": {"flat": "flat 6", "members": [{"age": 40}]}})).run(600)
    assert world.log.count[0] == 0
    assert np.all(world.people.status == A.UNAWARE)


def test_a_family_turns_back_at_low_visibility_and_waits_at_its_own_window():
    world = World(block(people={"F": FAMILY}))
    smoky_below(world)
    world.run(400)
    assert len(world.events(codes.EV_TURNS_BACK)) == 1
    _, who, room, seen = world.events(codes.EV_TURNS_BACK)[0]
    assert (who, world.rooms[room]) == (0, "landing 3")
    assert seen == pytest.approx(3.0 / 5.0)
    for name in ("mother", "baby", "son"):
        assert world.where(name) == "bed 6"
        assert world.people.status[world.person(name)] == A.AT_WINDOW
    assert world.opening_state[world.openings.index("window 6")] == 1.0
    assert world.opening_state[world.openings.index("entrance 6")] == 0.0


def test_a_trapped_family_stays_where_it_is_until_the_way_is_clear_again():
    world = World(block(people={"F": FAMILY}))
    smoky_below(world)
    world.run(1200)
    assert world.where("mother") == "bed 6"
    for k in range(4):
        world.smoke(f"landing {k}", 0.0)
    world.run(1600)
    assert world.where("mother") == "outside"
    assert world.where("baby") == "outside"


def test_smoke_above_the_turning_visibility_stops_nobody():
    world = World(block(people={"F": FAMILY}))
    smoky_below(world, extinction=0.9)  # 3.3 m
    world.run(600)
    assert world.where("baby") == "outside"
    assert world.events(codes.EV_TURNS_BACK) == []


def test_a_dependant_is_never_left_by_a_carer_who_can_walk():
    people = {
        "F": {
            "flat": "flat 6",
            "members": [
                {"name": "mother", "age": 31},
                {"name": "baby", "age": 0.5, "room": "hall 6"},
                {"name": "child", "age": 4},
            ],
        }
    }
    world = World(block(people=people, alarms={"bell": {"room": "hall 6"}}))
    world.smoke("hall 6", 0.4)
    apart = False
    for until in range(5, 900, 5):
        world.run(until)
        status = world.people.status[0]
        if status in (A.MOVING, A.RETREATING, A.REFUGE, A.AT_WINDOW, A.SAFE):
            apart = apart or len({int(r) for r in world.people.room}) > 1
    assert len(world.events(codes.EV_COLLECTS)) == 2
    assert world.where("mother") == "outside"
    assert not apart


def test_dependants_stay_where_their_carer_falls_and_another_adult_takes_them_on():
    world = World(block(people={"F": FAMILY}))
    smoky_below(world)
    world.run(300)
    mother = world.person("mother")
    world.scene.who["fed"][mother] = 1e3
    world.run(310)
    assert world.people.status[mother] in (A.DOWN, A.DEAD)
    assert len(world.events(codes.EV_LEFT_BEHIND)) == 2
    assert world.where("baby") == "bed 6"
    assert world.where("son") == "bed 6"

    two = {**FAMILY, "members": [*FAMILY["members"], {"name": "friend", "age": 40}]}
    world = World(block(people={"F": two}))
    smoky_below(world)
    world.run(400)
    world.scene.who["fed"][world.person("mother")] = 1e3
    world.run(410)
    assert world.people.carer[world.person("son")] == world.person("friend")
    assert world.people.following[world.person("son")] == 1


def test_whoever_turns_back_calls_back_those_behind():
    slow = {**FAMILY, "starts": 38, "members": [{"name": "slow", "age": 40, "speed": 0.9}]}
    fast = {**FAMILY, "members": [{"name": "fast", "age": 30, "speed": 1.3}]}
    world = World(block(people={"fast": fast, "slow": slow}))
    smoky_below(world)
    world.run(400)
    called = world.events(codes.EV_CALLED_BACK)
    assert [(e[1], e[2]) for e in called] == [(world.person("fast"), world.person("slow"))]
    assert len(world.events(codes.EV_TURNS_BACK)) == 1
    assert world.where("slow") != "outside"


def test_someone_who_stays_shuts_the_door_and_does_not_enter_the_stair():
    stays = {**FAMILY, "does": "stay"}
    world = World(block(people={"F": stays})).run(300)
    assert all(not world.rooms[e[2]].startswith("landing") for e in world.events(codes.EV_ENTERS))
    assert world.people.status[0] == A.AT_WINDOW


def test_members_of_a_household_warn_each_other_and_set_out_together():
    people = {"F": {"flat": "flat 6", "members": [{"age": 40}, {"age": 42, "room": "hall 6", "asleep": True}]}}
    world = World(block(people=people, openings={"bed door 6": dict(kind="door", between=["hall 6", "bed 6"])}))
    world.smoke("bed 6", 0.3)
    world.run(900)
    cues = {e[1]: A.CUES[int(e[3])] for e in world.events(codes.EV_AWARE)}
    assert cues == {0: "sees smoke", 1: "is warned"}
    set_out = [e[0] for e in world.events(codes.EV_SETS_OUT)]
    assert abs(set_out[0] - set_out[1]) <= 1.0


def test_people_who_leave_warn_the_neighbours_whose_landing_they_pass():
    people = {
        "above": {"flat": "flat 3", "starts": 10, "members": [{"age": 40}]},
        "below": {"flat": "flat 2", "members": [{"age": 40}]},
    }
    world = World(block(people=people))
    world.scene.who["hears_voice"][1] = 65.0  # more than a shout from the landing above leaves behind the door
    world.run(120)
    aware = {world.part.person_names[e[1]]: (e[0], A.CUES[int(e[3])]) for e in world.events(codes.EV_AWARE)}
    assert aware["below"][1] == "hears knocking"
    arrives = next(e[0] for e in world.events(codes.EV_ENTERS) if e[1] == 0 and world.rooms[e[2]] == "landing 2")
    assert aware["below"][0] == pytest.approx(arrives, abs=0.5)


def test_an_alarm_in_the_flat_wakes_an_adult_but_never_a_toddler_alone():
    sleepers = {
        "adult": {"flat": "flat 1", "asleep": True, "members": [{"age": 30}]},
        "toddler": {"flat": "flat 2", "asleep": True, "members": [{"age": 3}]},
    }
    alarms = {f"bell {k}": {"room": f"bed {k}"} for k in (1, 2)}
    world = World(block(people=sleepers, alarms=alarms))
    for k in (1, 2):
        world.gas.extinction[world.room(f"bed {k}"), A.UPPER] = 0.5
    world.run(30)
    aware = {world.part.person_names[e[1]] for e in world.events(codes.EV_AWARE)}
    assert aware == {"adult"}


def test_a_shut_entrance_keeps_the_landing_alarm_from_a_sleeper():
    people = {"A": {"flat": "flat 1", "asleep": True, "members": [{"age": 70}]}}
    alarms = {"stair": {"room": "landing 1", "level": 80}}
    world = World(block(people=people, alarms=alarms))
    world.gas.extinction[world.room("landing 1"), A.UPPER] = 0.5
    world.run(60)
    assert len(world.events(codes.EV_ALARM)) == 1
    assert world.events(codes.EV_AWARE) == []


def test_a_closer_shuts_the_entrance_and_a_pinned_habit_leaves_it_open():
    people = {"A": {"flat": "flat 1", "starts": 5, "leaves_door_open": True, "members": [{"age": 30}]}}
    habit = World(block(people=people)).run(60)
    assert habit.opening_state[habit.openings.index("entrance 1")] == 1.0
    closer = dict(kind="door", between=["landing 1", "hall 1"], closer=True)
    closed = World(block(people=people, openings={"entrance 1": closer})).run(60)
    assert closed.opening_state[closed.openings.index("entrance 1")] == 0.0
    assert [(e[1]) for e in closed.events(codes.EV_SHUTS)] == [-2]


def test_dose_of_a_sleeper_held_in_constant_gas_is_that_by_hand():
    people = {"A": {"flat": "flat 1", "asleep": True, "members": [{"age": 30, "sex": "male"}]}}
    world = World(block(people=people))
    world.smoke("bed 1", 0.0, co=1000e-6, o2=0.15, co2=0.02)
    world.run(300)
    person = world.part.people
    asleep, faster = 5.0, dose.hyperventilation(0.02)
    lungs = cohb.resistance(0.41 * 78.0, cohb.alveolar_ventilation(asleep * faster, 8.5))
    gas = (1000e-6, 0.15, lungs, 1.38 * 0.15 * 72.0 * 78.0, cohb.MADE * 78.0)
    usual = float(person.cohb_start[0])
    now = cohb.cohb_after(usual, 300.0, *gas)
    by_co, by_o2 = (now - usual) / (40.0 - usual), 300.0 * dose.low_oxygen_rate(0.15)
    assert world.people.fed_co[0] == pytest.approx(by_co, rel=1e-9)
    assert world.people.fed[0] == pytest.approx(by_co + by_o2, rel=1e-9)
    wanted = person.susceptibility[0] - world.people.fed[0]
    left = cohb.time_to_dose(now, *gas, 1.0 / (40.0 - usual), dose.low_oxygen_rate(0.15), wanted)
    assert world.people.left[0] == pytest.approx(left, rel=1e-6)


def test_an_infant_takes_up_more_than_the_adult_who_holds_it():
    world = World(block(people={"F": FAMILY}))
    smoky_below(world)
    world.smoke("bed 6", 0.5, co=500e-6)
    world.run(1200)
    assert world.people.fed[world.person("baby")] > 1.5 * world.people.fed[world.person("mother")]


def test_an_open_window_halves_the_dose_or_better():
    opened, shut = World(block(people={"F": FAMILY})), World(block(people={"F": {**FAMILY, "opens_window": False}}))
    for world in (opened, shut):
        smoky_below(world)
        world.smoke("bed 6", 0.9, co=500e-6)
        world.run(900)
        assert world.people.status[0] == A.AT_WINDOW
    assert opened.people.fed[0] < 0.5 * shut.people.fed[0]


def leaving(does):
    """Someone alone, warned by an alarm, with a walk of a known speed."""
    people = {"A": {"flat": "flat 6", "does": does, "members": [{"name": "tenant", "age": 40, "speed": 1.2}]}}
    world = World(block(people=people, alarms={"bell": {"room": "bed 6"}}))
    world.gas.extinction[world.room("bed 6"), A.UPPER] = 0.3
    return world.run(900)


def test_who_searches_the_flat_first_leaves_later_by_the_walk_and_the_look():
    goes, searches = leaving("go"), leaving("search")
    assert goes.events(codes.EV_SEARCHES) == []
    (look,) = searches.events(codes.EV_SEARCHES)
    assert searches.rooms[look[2]] == "hall 6"  # the bedroom is where the tenant was
    later = searches.events(codes.EV_SETS_OUT)[0][0] - goes.events(codes.EV_SETS_OUT)[0][0]
    assert later == pytest.approx((5 / 2 + 3 / 2) / 1.2 + 5.0, abs=0.51)
    assert searches.where("tenant") == "outside"


def test_who_searches_the_flat_leaves_out_the_room_that_smoke_keeps_one_from():
    people = {"F": {**FAMILY, "does": "search", "members": [*FAMILY["members"], {"name": "friend", "age": 40}]}}
    rooms = {"study 6": dict(storey=6, width=4, depth=4, flat="flat 6", crossing=5)}
    openings = {"study door": dict(kind="door", between=["hall 6", "study 6"], width=0.8)}
    for extinction, seen in ((0.0, ["hall 6", "study 6"]), (5.0, ["hall 6"])):
        world = World(block(people=people, rooms=rooms, openings=openings))
        world.smoke("study 6", extinction)
        world.run(400)
        assert [world.rooms[e[2]] for e in world.events(codes.EV_SEARCHES)] == seen
        assert {e[1] for e in world.events(codes.EV_SEARCHES)} == {world.person("mother")}
        set_out = [e[0] for e in world.events(codes.EV_SETS_OUT)]
        assert set_out[-1] - set_out[0] <= 1.0  # the friend waits
        assert all(world.where(name) == "outside" for name in world.part.person_names)


def left_behind(does, stair=0.0):
    """A son with a friend's family one storey up whom his father cannot reach at first; then the way clears."""
    members = [{"name": "father", "age": 40, "speed": 1.2}, {"name": "son", "age": 7, "room": "bed 3"}]
    home = {"flat": "flat 2", "starts": 10, "turns_back_below": "3 m", "does": does, "members": members}
    world = World(block(people={"F": home}))
    world.smoke("hall 3", 10.0)
    world.run(100)
    assert world.where("father") == "outside"
    assert [e[1] for e in world.events(codes.EV_LEFT_BEHIND)] == [world.person("son")]
    world.smoke("hall 3", 0.0)
    world.smoke("landing 1", stair)
    return world.run(400)


def test_a_father_goes_back_and_brings_out_the_child_left_behind():
    world = left_behind("return")
    ((when, who, whom, room),) = world.events(codes.EV_GOES_BACK)
    out = world.events(codes.EV_SAFE)[0][0]
    assert when == pytest.approx(out + 30, abs=1.0)
    assert (who, whom, world.rooms[int(room)]) == (world.person("father"), world.person("son"), "bed 3")
    assert world.where("son") == "outside"
    assert world.where("father") == "outside"
    assert [world.part.person_names[e[1]] for e in world.events(codes.EV_SAFE)] == ["father", "father", "son"]


def test_who_does_not_return_leaves_the_child_where_it_is():
    world = left_behind("go")
    assert world.events(codes.EV_GOES_BACK) == []
    assert world.where("son") == "bed 3"


def test_a_father_who_goes_back_into_smoke_turns_back_and_stays_out():
    world = left_behind("return", stair=2.0)  # 1.5 m, more than a carer already inside would bear
    assert len(world.events(codes.EV_GOES_BACK)) == 1
    back = [e for e in world.events(codes.EV_TURNS_BACK) if e[0] > world.events(codes.EV_GOES_BACK)[0][0]]
    assert [world.rooms[e[2]] for e in back] == ["landing 1"]
    assert world.where("father") == "outside"
    assert world.people.status[world.person("father")] == A.SAFE
    assert world.where("son") == "bed 3"


def test_who_meets_smoke_at_the_street_door_stays_outside():
    people = {
        "F": {
            "flat": "flat 2",
            "starts": 10,
            "does": "return",
            "turns_back_below": "3 m",
            "members": [{"name": "father", "age": 40}, {"name": "son", "age": 7, "room": "bed 3"}],
        }
    }
    world = World(block(people=people))
    world.smoke("hall 3", 10.0)
    world.run(70)
    world.smoke("landing 0", 3.0)
    world.run(400)
    assert len(world.events(codes.EV_GOES_BACK)) == 1
    assert world.people.status[world.person("father")] == A.SAFE
    assert np.isfinite(world.people.reached_by[world.person("father")])


def test_same_scenario_same_bytes():
    def run():
        world = World(block(people={"F": FAMILY}))
        smoky_below(world, co=800e-6)
        world.run(600)
        return world.scene.who.tobytes(), world.log.time.tobytes()

    assert run() == run()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_books_of_who_is_with_whom_close_in_any_gas(seed):
    members = [{"age": 35}, {"age": 33}, {"age": 5}, {"age": 1}, {"age": 80, "mobility": "wheelchair"}]
    people = {
        f"H{k}": {"flat": f"flat {k}", "members": [*members, {"age": 90, "mobility": "bedridden"}]} for k in range(7)
    }
    crews = {"engine": {"ways": [{"kind": "stair", "hoods": 2}, {"kind": "aerial ladder", "rescue_height": 20}]}}
    world = World(block(people=people, seed=seed, crews=crews, fires={"sofa": {"room": "bed 2"}}))
    draw = np.random.default_rng(seed)
    for k in range(40):
        at = draw.integers(len(world.rooms))
        world.gas.interface[at] = draw.uniform(0, 2.5)
        highest = dict(extinction=20, co=0.02, co2=0.15, hcn=1e-3, irritant=1e-3, o2=0.2)
        for name, most in highest.items():
            getattr(world.gas, name)[at, A.UPPER] = draw.uniform(0, most)
        world.gas.temperature[at, A.UPPER] = draw.uniform(290, 900)
        world.run((k + 1) * 45)
        who = world.scene.who
        for name in who.dtype.names:
            assert not np.any(np.isnan(who[name].astype(float))), name
        follows = who["following"] == 1
        assert np.all(who["room"][follows] == who["room"][who["carer"][follows]])
        assert np.all(who["status"][follows] != A.DEAD)
        assert [np.sum(follows & (who["carer"] == i)) for i in range(len(who))] == list(who["charges"])
    assert np.any(who["status"] == A.SAFE)
    assert np.any(who["status"] == A.DEAD)


def sets_out_after(flames: float, **habits) -> float:
    """Seconds from seeing smoke in the own hall to setting out, of someone whose pre-movement is 100 s."""
    world = World(block(people={"F": {"flat": "flat 6", "members": [40]}}, habits={"preparation": habits}))
    world.scene.who["pre_movement"][:] = 100.0
    world.smoke("hall 6", 0.3)
    world.gas.flames[world.room("hall 6")] = flames
    world.run(300)
    (aware,), (out, *_) = world.events(codes.EV_AWARE), world.events(codes.EV_SETS_OUT)
    assert A.CUES[int(aware[3])] == ("sees flames" if flames else "sees smoke")
    return out[0] - aware[0]


def test_who_sees_smoke_is_sooner_ready_than_who_only_smells_or_hears():
    assert sets_out_after(0.0) == pytest.approx(43.0, abs=1.0)
    assert sets_out_after(0.0, smoke_factor=1.0) == pytest.approx(100.0, abs=1.0)
    assert sets_out_after(5e3) == pytest.approx(50.0, abs=1.0)  # flames, as before


def test_who_sees_smoke_where_it_burns_is_not_made_quicker_twice():
    people = {"there": {"flat": "flat 2", "members": [40]}, "elsewhere": {"flat": "flat 6", "members": [40]}}
    fire = {"sofa": {"room": "bed 2", "growth": "slow"}}
    for fires, factors in (({}, [0.43, 0.43]), (fire, [1.0, 0.43])):
        world = World(block(people=people, fires=fires))
        assert list(world.scene.who["smoke_factor"]) == factors
