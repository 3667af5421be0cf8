"""Rescue: who is reached, in which order, and what happens without."""

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.physics.movement import STAIR_DOWN, between
from people_world import World, block

TRAPPED = {
    "flat": "flat 6",
    "starts": 30,
    "turns_back_below": "3 m",
    "members": [
        {"name": "mother", "age": 31, "sex": "female"},
        {"name": "friend", "age": 35},
        {"name": "son of 11", "age": 11},
        {"name": "son of 9", "age": 9},
        {"name": "toddler", "age": 1.5},
        {"name": "baby", "age": 0.42},
    ],
}
NEXT_DOOR = {
    "neighbour_buildings": {"next door": {"gap": "60 cm"}},
    "ledges": {"ledge": {"window": "window 6", "building": "next door", "depth": "35 cm"}},
}
MAN = {
    "building": "next door",
    "ledge": "ledge",
    "age": 39,
    "stature": "1.88 m",
    "decides": "30 s",
    "way": [{"task": "skylight", "takes": "60 s"}, {"task": "astride", "takes": "40 s"}],
}


def trapped(neighbour=MAN, building=NEXT_DOOR, gas=True, people=None, **given):
    neighbours = {"man": neighbour} if neighbour else {}
    world = World(block(people=people or {"F": TRAPPED}, neighbours=neighbours, **{**building, **given}))
    for k in range(4):
        world.smoke(f"landing {k}", 5.0)
    if gas:
        world.smoke("bed 6", 0.5, co=300e-6)
    return world


def test_all_six_are_brought_across_dependants_first_and_one_after_the_other():
    world = trapped().run(1500)
    assert np.all(world.people.status == A.SAFE)
    taken = [world.part.person_names[e[2]] for e in world.events(codes.EV_TAKES)]
    assert set(taken[:4]) == {"baby", "toddler", "son of 9", "son of 11"}
    assert set(taken[4:]) == {"mother", "friend"}
    starts = [e[0] for e in world.events(codes.EV_TAKES)]
    ends = [e[0] for e in world.events(codes.EV_ACROSS)]
    assert all(ends[k] <= starts[k + 1] + 1e-9 for k in range(5))
    assert sum(e[3] for e in world.events(codes.EV_ACROSS)) == pytest.approx(ends[-1] - starts[0], abs=6 * 0.5)


def test_youngest_first_without_any_smoke_where_they_wait():
    world = trapped(gas=False).run(1500)
    taken = [world.part.person_names[e[2]] for e in world.events(codes.EV_TAKES)]
    assert taken[:4] == ["baby", "toddler", "son of 9", "son of 11"]


def test_the_neighbour_comes_after_signal_decision_and_way():
    world = trapped().run(1500)
    window = world.events(codes.EV_WINDOW)[0][0]
    ready = world.events(codes.EV_READY)[0][0]
    assert ready == pytest.approx(window + 5 + 30 + 100, abs=1.0)


def test_without_the_neighbour_the_same_people_stay_and_the_dose_goes_on():
    world = trapped(neighbour=None).run(700)
    early = world.people.fed.copy()
    assert all(world.where(name) == "bed 6" for name in world.part.person_names)
    world.run(1500)
    assert not np.any(world.people.status == A.SAFE)
    assert np.all(world.people.fed > early)
    assert world.events(codes.EV_TAKES) == []


def test_a_gap_beyond_reach_is_refused_with_the_reason_and_nobody_is_taken():
    wide = {**NEXT_DOOR, "neighbour_buildings": {"next door": {"gap": "1.5 m"}}}
    world = trapped(building=wide)
    (refusal,) = world.part.refusals
    assert (refusal.responder, refusal.room) == ("man", "bed 6")
    assert "gap of 1.50 m" in refusal.reason
    world.run(1200)
    assert world.events(codes.EV_TAKES) == []


def test_a_neighbour_who_is_not_willing_stays_inside_and_the_report_can_say_so():
    world = trapped(neighbour={**MAN, "willing": False})
    (refusal,) = world.part.refusals
    assert (refusal.responder, refusal.room, refusal.reason) == ("man", "bed 6", "not willing to go out on it")
    world.run(1200)
    assert world.events(codes.EV_TAKES) == []


def test_the_way_across_is_told_with_its_measures_and_each_hand_over_with_its_time():
    world = trapped()
    way, *each = world.part.remarks
    assert (way.responder, way.way, way.room, way.verdict) == ("man", "ledge", "bed 6", "feasible")
    assert "gap 0.60 of at most 0.99 m, foothold 0.35 m deep" in way.reason
    assert [r.way for r in each] == [f"hand-over of {name}" for name in world.part.person_names]
    assert [r.takes for r in each] == [60, 60, 45, 45, 25, 25]
    assert all("from the window to man, astride the gap, to someone inside 'next door'" in r.reason for r in each)
    alone = trapped(neighbour={**MAN, "receiver": False}).part.remarks[1:]
    assert [r.takes for r in alone] == [120, 120, 90, 90, 50, 50]
    narrow = {"ledges": {"ledge": {"window": "window 6", "building": "next door", "depth": "20 cm"}}}
    way, *each = trapped(building={**NEXT_DOOR, **narrow}).part.remarks
    assert way.verdict == "marginal"
    assert "holds part of the foot" in way.reason
    assert {r.verdict for r in each} == {"marginal"}


def test_someone_too_heavy_to_be_handed_over_is_refused_and_the_others_go():
    people = {
        "F": {**TRAPPED, "members": [*TRAPPED["members"], {"name": "grandfather", "age": 84, "mobility": "frame"}]}
    }
    people["F"]["members"][-1]["mobility"] = "bedridden"
    world = trapped(people=people).run(1800)
    assert [r.way for r in world.part.refusals] == ["hand-over of grandfather"]
    status = {name: world.people.status[world.person(name)] for name in world.part.person_names}
    assert status["baby"] == A.SAFE
    assert status["friend"] == A.SAFE
    assert status["grandfather"] != A.SAFE


def test_infants_first_goes_by_age_alone():
    world = trapped(neighbour={**MAN, "takes": "infants first"}).run(1500)
    ages = [world.part.people.age[e[2]] for e in world.events(codes.EV_TAKES)]
    assert list(ages) == sorted(ages)


def test_the_first_who_knows_calls_and_the_crew_comes_after_handling_and_travel():
    crew = {"engine": {"call_handling": 60, "turnout_and_travel": 300, "spread": 0, "ways": []}}
    fire = {"sofa": {"room": "bed 2"}}
    world = trapped(neighbour=None, crews=crew, fires=fire).run(1500)
    (call,) = world.events(codes.EV_CALL)
    who, caller = world.part.people, call[1]
    delay = who.call_delay[caller] if who.calls_at_once[caller] else who.late_call[caller]
    assert call[0] == pytest.approx(world.people.aware_at[caller] + delay, abs=0.51)
    assert world.responders.table["begins_at"][0] == pytest.approx(call[0] + 360)
    assert world.fire.water_at[0] == pytest.approx(call[0] + 360 + 300, abs=0.51)


def test_a_ladder_takes_people_from_a_window_it_reaches_and_not_beyond():
    high = trapped(neighbour=None, crews={"ladder": {"arrives": 300, "ways": [{"kind": "aerial ladder"}]}}).run(1800)
    assert high.events(codes.EV_TAKES)[0][0] == pytest.approx(300 + 180, abs=0.5)
    assert high.people.status[high.person("baby")] == A.SAFE
    low = trapped(
        neighbour=None, crews={"ladder": {"arrives": 300, "ways": [{"kind": "aerial ladder", "rescue_height": 12}]}}
    )
    assert "the ladder reaches 17.1 m" in low.part.refusals[0].reason
    low.run(1800)
    assert low.events(codes.EV_TAKES) == []


def test_no_ladder_stands_in_a_court():
    window = dict(kind="window", between=["bed 6", "outside"], sill=1.0, height=1.2, facade="court")
    world = trapped(
        neighbour=None,
        crews={"ladder": {"arrives": 300, "ways": [{"kind": "aerial ladder"}]}},
        openings={"window 6": window},
    )
    assert "court" in world.part.refusals[0].reason


def test_hoods_lead_people_down_the_stair():
    world = trapped(
        neighbour=None, crews={"hoods": {"arrives": 300, "ways": [{"kind": "stair", "hoods": 3}], "water_after": None}}
    ).run(1800)
    assert world.people.status[world.person("baby")] == A.SAFE
    first = [e for e in world.events(codes.EV_TAKES) if e[0] == world.events(codes.EV_TAKES)[0][0]]
    assert len(first) == 3


def test_who_dies_before_the_turn_is_told_as_too_late():
    world = trapped(neighbour={**MAN, "decides": "900 s"})
    world.run(600)
    world.scene.who["fed"][world.person("friend")] = 1e3
    world.run(1600)
    late = [world.part.person_names[e[2]] for e in world.events(codes.EV_HAND_OVER_LATE)]
    assert late == ["friend"]
    assert world.people.status[world.person("friend")] in (A.DOWN, A.DEAD)
    assert world.people.status[world.person("baby")] == A.SAFE


def test_the_crew_shuts_the_fire_door_when_told_to():
    crew = {"engine": {"arrives": 200, "closes_fire_door": True, "water_after": None}}
    entrance = dict(kind="door", between=["landing 2", "hall 2"], state="open")
    world = trapped(neighbour=None, crews=crew, fires={"sofa": {"room": "bed 2"}}, openings={"entrance 2": entrance})
    world.run(200 + 240 + 2 * 25 - 2)
    assert world.opening_state[world.openings.index("entrance 2")] == 1.0
    world.run(200 + 240 + 2 * 25 + 2)
    assert world.opening_state[world.openings.index("entrance 2")] == 0.0


def test_people_in_another_room_of_the_flat_are_called_to_the_window_that_is_reached():
    rooms = {"study 6": dict(storey=6, width=4, depth=4, flat="flat 6", crossing=5)}
    openings = {
        "study door": dict(kind="door", between=["hall 6", "study 6"], width=0.8, state="open"),
        "study window": dict(kind="window", between=["study 6", "outside"], sill=1.0, height=1.2, facade="court"),
    }
    ledge = {"ledge": {"window": "study window", "building": "next door", "depth": "35 cm"}}
    world = trapped(building={**NEXT_DOOR, "ledges": ledge}, gas=False, rooms=rooms, openings=openings)
    world.smoke("study 6", 0.2)  # so that they choose the bedroom first
    world.run(200)
    assert world.where("mother") == "bed 6"
    world.run(1500)
    assert np.all(world.people.status == A.SAFE)
    assert "study 6" in [world.rooms[e[2]] for e in world.events(codes.EV_REFUGE)]


def to_the_street(smoke, **given):
    """A family in a bedroom on the court; the study of their flat looks on the street, where a ladder comes."""
    rooms = {"study 6": dict(storey=6, width=4, depth=4, flat="flat 6", crossing=5)}
    openings = {
        "window 6": dict(kind="window", between=["bed 6", "outside"], sill=1.0, height=1.2, facade="court"),
        "study door": dict(kind="door", between=["hall 6", "study 6"], width=0.8, state="open"),
        "study window": dict(kind="window", between=["study 6", "outside"], sill=1.0, height=1.2, facade="street"),
    }
    crews = {"ladder": {"arrives": 300, "ways": [{"kind": "aerial ladder"}]}}
    world = trapped(neighbour=None, crews=crews, gas=False, rooms=rooms, openings=openings)
    world.smoke("study 6", 0.2)  # so that they choose the bedroom first
    world.run(200)
    assert world.where("mother") == "bed 6"
    world.smoke("study 6", smoke)
    return world.run(1800)


def test_people_on_the_court_are_called_to_the_street_window_where_a_ladder_stands():
    world = to_the_street(0.2)
    assert np.all(world.people.status == A.SAFE)
    called = next(e[0] for e in world.events(codes.EV_REFUGE) if world.rooms[e[2]] == "study 6")
    assert called == pytest.approx(480 + 6.5, abs=5)  # when the ladder is in place, and the walk


def test_nobody_is_called_through_smoke_that_they_would_not_enter():
    world = to_the_street(5.0)
    assert world.events(codes.EV_TAKES) == []
    assert {world.where(name) for name in world.part.person_names} == {"bed 6"}
    tried = [e for e in world.events(codes.EV_TURNS_BACK) if world.rooms[e[2]] == "study 6"]
    assert len(tried) <= 2  # once each, not again and again


def test_a_ladder_serves_the_windows_of_several_flats_one_after_the_other():
    people = {f"home {k}": {**TRAPPED, "flat": f"flat {k}", "members": [{"age": 40}, {"age": 38}]} for k in (4, 5, 6)}
    crews = {"ladder": {"arrives": 300, "ways": [{"kind": "aerial ladder"}]}}
    world = trapped(neighbour=None, people=people, crews=crews, gas=False).run(1800)
    assert np.all(world.people.status == A.SAFE)
    taken = world.events(codes.EV_TAKES)
    across = world.events(codes.EV_ACROSS)
    assert len(taken) == 6
    assert all(across[k][0] <= taken[k + 1][0] + 1e-9 for k in range(5))


def test_parents_go_down_under_hoods_with_their_child_on_one_trip():
    members = [{"name": "mother", "age": 33}, {"name": "father", "age": 31}, {"name": "child", "age": 6}]
    crews = {"engine": {"arrives": 300, "ways": [{"kind": "stair", "hoods": 4}], "water_after": None}}
    world = trapped(neighbour=None, people={"F": {**TRAPPED, "members": members}}, crews=crews, gas=False).run(1200)
    assert len({e[0] for e in world.events(codes.EV_TAKES)}) == 1
    assert np.all(world.people.status == A.SAFE)


def test_a_crew_is_told_of_when_it_arrives_pinned_or_called():
    pinned = trapped(neighbour=None, crews={"engine": {"arrives": 300}}).run(400)
    assert [(e[0], e[1]) for e in pinned.events(codes.EV_ARRIVES)] == [(300.0, 0)]
    assert pinned.events(codes.EV_NOTICES) == []
    crew = {"engine": {"call_handling": 60, "turnout_and_travel": 300, "spread": 0}}
    called = trapped(neighbour=None, crews=crew).run(1000)
    assert called.events(codes.EV_ARRIVES)[0][0] == pytest.approx(called.events(codes.EV_NOTICES)[0][0] + 360)


def test_people_who_come_down_past_a_crew_and_its_hose_are_slower_by_the_law_on_the_flights_it_is_on():
    """Fire in storey 3: the flights up to it are the crew's, those above are not; 0.5 of the speed at 0.8 m width."""
    people = {"A": {"flat": "flat 6", "starts": 300, "members": [{"age": 40, "speed": 1.0}]}}
    fires = {"sofa": {"room": "bed 3", "growth": "slow", "peak": "1 MW"}}
    crew = {"engine": {"arrives": 10, "stair_setup": 0, "climb_per_storey": 10, "water_after": 1000}}

    def out(crews, width):
        flights = {f"flight {k}": dict(between=[f"landing {k - 1}", f"landing {k}"], length=8, width=width,
                                       opening_area=2.0) for k in range(1, 7)}  # fmt: skip
        world = World(block(people=people, fires=fires, crews=crews, flights=flights)).run(600)
        assert world.where("A") == "outside"
        return float(world.people.reached_by[0])

    for width in (0.8, 1.2, 2.0):
        later = out(crew, width) - out({}, width)
        part = between(width, np.array([0.8, 1.2, 1.6]), np.array([0.5, 0.8, 1.0]))
        assert later == pytest.approx(3 * 8.0 / STAIR_DOWN * (1.0 / part - 1.0), abs=0.01)


def test_a_crew_on_the_stair_takes_a_lane_from_those_who_come_down_in_a_crowd():
    people = {"A": {"flat": "flat 4", "starts": 300, "members": [{"age": 40, "speed": 1.0} for _ in range(60)]}}
    fires = {"sofa": {"room": "bed 3", "growth": "slow", "peak": "1 MW"}}
    crew = {"engine": {"arrives": 10, "stair_setup": 0, "climb_per_storey": 10, "water_after": 1000}}

    def last(crews):
        flights = {f"flight {k}": dict(between=[f"landing {k - 1}", f"landing {k}"], length=8, width=1.6,
                                       opening_area=2.0) for k in range(1, 7)}  # fmt: skip
        return float(
            World(block(people=people, fires=fires, crews=crews, flights=flights)).run(900).people.reached_by.max()
        )

    # 1.30 m effective without the crew and 0.65 m with it: half the flow (speeds alike at 1.6 m)
    assert last(crew) - 300.0 > 1.25 * (last({}) - 300.0)
