"""The ways of rescue: what each needs, takes and stands, in a building with constant gas."""

import numpy as np
import pytest

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.physics import ladders
from palier.physics.reach import FEASIBLE, MARGINAL, REFUSED, fall_lethality
from people_world import World, block
from test_responders import NEXT_DOOR, TRAPPED, trapped

PAIR = {
    "flat": "flat 6",
    "starts": 30,
    "turns_back_below": "3 m",
    "members": [{"name": "she", "age": 40}, {"name": "he", "age": 41}],
}


def world(way, people=None, smoke=5.0, **building):
    """A family at the window of storey 6 over a stair full of smoke, and a crew with one way."""
    crews = {"crew": {"arrives": 300, "water_after": None, "ways": [way] if way else []}}
    made = World(block(people={"F": people or PAIR}, crews=crews, **building))
    for k in range(4):
        made.smoke(f"landing {k}", smoke)
    return made


def taken(made):
    return {made.part.person_names[e[2]]: e[0] for e in made.events(codes.EV_TAKES)}


# ------------------------------------------------------------------------------- stair


def test_under_hoods_nobody_breathes_the_smoke_of_the_stair_and_without_everybody_does():
    dose = {}
    for hoods in (2, 0):
        made = world({"kind": "stair", "hoods": hoods})
        made.smoke("landing 2", 5.0, co=2e-3)
        made.run(1500)
        assert np.all(made.people.status == A.SAFE)
        dose[hoods] = made.people.fed.max()
    assert dose[2] < 1e-3
    assert dose[0] > 5e-3


def test_without_hoods_people_go_one_by_one_and_each_costs_a_trip():
    times = sorted(taken(world({"kind": "stair", "hoods": 0}).run(1800)).values())
    per_trip = 30 + 6 * 25
    assert times[1] - times[0] > per_trip
    both = sorted(taken(world({"kind": "stair", "hoods": 2}).run(1800)).values())
    assert both[0] == both[1]


def test_the_pair_climbs_before_it_takes_anybody():
    first = min(taken(world({"kind": "stair", "hoods": 2}).run(1500)).values())
    assert first == pytest.approx(300 + 240 + 6 * 25, abs=1.0)


def test_heat_in_the_stair_stops_the_pair_until_it_has_gone():
    made = world({"kind": "stair", "hoods": 2})
    made.smoke("landing 3", 5.0, temperature=473.0)
    made.run(1200)
    (stop,) = made.events(codes.EV_STOPPED)[:1]
    assert (made.rooms[stop[2]], stop[3]) == ("landing 3", 1.0)
    assert taken(made) == {}
    made.gas.temperature[:] = 293.0
    made.run(1800)
    assert set(taken(made)) == {"she", "he"}


def test_smoke_stops_a_pair_without_breathing_apparatus_only():
    bare = world({"kind": "stair", "hoods": 2, "breathing_apparatus": False}).run(1500)
    assert taken(bare) == {}
    assert bare.events(codes.EV_STOPPED)[0][3] == 0.0
    assert set(taken(world({"kind": "stair", "hoods": 2}).run(1500))) == {"she", "he"}
    thin = world({"kind": "stair", "hoods": 2, "breathing_apparatus": False, "stands_smoke": "0.5 m"}).run(1500)
    assert set(taken(thin)) == {"she", "he"}


# ------------------------------------------------------------------------------ ladders


def test_an_aerial_ladder_reaches_what_its_length_and_steepest_angle_allow():
    length = (12.0**2 + 21.0**2) ** 0.5
    free = ladders.aerial_height(23.0, 12.0, None)
    assert free == pytest.approx(2.0 + length * np.sin(np.radians(75.0)))
    narrow = ladders.aerial_height(23.0, 12.0, 6.0)  # the pivot 4 m from the wall
    assert narrow == pytest.approx(2.0 + 4.0 * np.tan(np.radians(75.0)))
    assert ladders.aerial_reaches(5.0, 23.0, 12.0, True, 3.5).level == REFUSED
    assert "3.5 m wide" in ladders.aerial_reaches(5.0, 23.0, 12.0, True, 3.5).reason
    assert "courtyard" in ladders.aerial_reaches(5.0, 23.0, 12.0, False, None).reason


def test_a_narrow_street_refuses_the_sixth_floor_to_an_aerial_ladder():
    narrow = world({"kind": "aerial ladder"}, facades={"street": {"street_width": 6}})
    (refusal,) = narrow.part.refusals
    assert "from a street 6.0 m wide" in refusal.reason
    assert taken(narrow.run(1500)) == {}
    assert set(taken(world({"kind": "aerial ladder"}, facades={"street": {"street_width": 12}}).run(1500))) == {
        "she",
        "he",
    }


COURT = {"window 2": dict(kind="window", between=["bed 2", "outside"], sill=1.0, height=1.2, facade="court")}
LOW = {**PAIR, "flat": "flat 2", "does": "stay"}


@pytest.mark.parametrize(
    ("kind", "flat", "foot", "word"),
    [
        ("aerial ladder", 2, True, "courtyard"),
        ("portable ladder", 2, True, None),
        ("portable ladder", 2, False, "carry a ladder"),
        ("portable ladder", 6, True, "the ladder reaches 7.8 m"),
        ("hook ladder", 6, True, None),
        ("hook ladder", 6, False, "carry a ladder"),
    ],
)
def test_a_courtyard_keeps_out_what_cannot_be_carried_into_it(kind, flat, foot, word):
    windows = {f"window {k}": {**COURT["window 2"], "between": [f"bed {k}", "outside"]} for k in range(7)}
    court = {"court": {"ladder_access": False, "foot_access": foot}}
    made = world({"kind": kind}, {**LOW, "flat": f"flat {flat}"}, 0.0, openings=windows, facades=court)
    reasons = [r.reason for r in made.part.refusals]
    assert (word is None) == (reasons == [])
    made.run(1800)
    if word is None:
        assert set(taken(made)) == {"she", "he"}
    else:
        assert word in reasons[0]
        assert taken(made) == {}


def test_a_hook_ladder_needs_a_window_on_every_storey():
    assert ladders.hook_reaches(17.8, [1.0, 3.8, 6.6, 9.4, 12.2, 15.0], True).level == MARGINAL
    broken = ladders.hook_reaches(17.8, [1.0, 3.8, 9.4, 12.2, 15.0], True)
    assert broken.level == REFUSED
    assert "from 3.8 m up the next window to hook to is at 9.4 m" in broken.reason


def test_a_portable_ladder_is_marginal_where_little_of_it_stands_above_the_sill():
    top = 8.4 * np.sin(np.radians(75.0))
    assert ladders.portable_reaches(top - 1.1, 8.4, True).level == FEASIBLE
    assert ladders.portable_reaches(top - 0.9, 8.4, True).level == MARGINAL
    assert ladders.portable_reaches(top - 0.2, 8.4, True).level == REFUSED


def test_times_down_a_portable_ladder_are_those_of_the_trials():
    # throughput in persons a minute at the first and second floor, 4 and 8 m: able 1.29 and 0.66, children 0.86, 0.44
    for height, able, child, old, disabled in ((4.0, 1.29, 0.86, 1.07, 0.72), (8.0, 0.66, 0.44, 0.55, 0.37)):
        adult = 3.0 + 11.0 * height
        assert adult == pytest.approx(60.0 / able, rel=0.03)
        assert adult * ladders.ladder_factor(8.0, 0.6) == pytest.approx(60.0 / child, rel=0.03)
        assert adult * ladders.ladder_factor(70.0, 0.6) == pytest.approx(60.0 / old, rel=0.03)
        assert adult * ladders.ladder_factor(50.0, 0.3) == pytest.approx(60.0 / disabled, rel=0.03)


def test_a_ladder_takes_time_to_change_to_another_window():
    people = {
        f"F{k}": {**PAIR, "flat": f"flat {k}", "does": "stay", "members": [{"name": f"N{k}", "age": 40}]}
        for k in (4, 5)
    }
    crews = {"crew": {"arrives": 300, "water_after": None, "ways": [{"kind": "aerial ladder"}]}}
    made = World(block(people=people, crews=crews)).run(1800)
    takes, across = made.events(codes.EV_TAKES), made.events(codes.EV_ACROSS)
    assert takes[0][0] == pytest.approx(480, abs=0.5)
    assert takes[1][0] - across[0][0] == pytest.approx(60, abs=0.5)
    storey = int(made.part.person_names[takes[0][2]][1])
    assert across[0][3] == pytest.approx(55 + 4.7 * (storey * 2.8 + 1.0), abs=0.5)


# -------------------------------------------------------------------------------- roof


def test_a_pair_comes_through_the_hatch_in_the_roof_and_opens_it():
    hatch = {"roof hatch": dict(kind="hatch", between=["landing 6", "outside"], width=1.0, height=1.0, state="shut")}
    made = world({"kind": "roof hatch", "hatch": "roof hatch", "hoods": 2}, openings=hatch)
    assert made.model.teams.hatch[0] == 6  # after the six flights
    made.vent_state = np.zeros(7)
    made.run(1500)
    assert made.vent_state[6] == 1.0
    first = min(taken(made).values())
    assert first == pytest.approx(300 + 300, abs=1.0)  # storey of the hatch: no climb
    assert np.all(made.people.status == A.SAFE)


def led_in(member, way, **building):
    """Seconds that a pair has somebody of storey 6, with nobody else there and no smoke."""
    people = {**PAIR, "does": "stay", "members": [{"name": "one"} | member]}
    made = world(way, people, 0.0, **building)
    made.smoke("landing 6", 5.0)
    made.smoke("bed 6", 0.1)  # something threatens
    made.vent_state = np.zeros(7)
    return made.run(2400).events(codes.EV_ACROSS)[0][3]


def test_who_is_slow_or_cannot_take_stairs_takes_a_pair_longer_down_the_stair():
    stair = {"kind": "stair", "hoods": 2, "breathing_apparatus": True}
    adult = led_in({"age": 40, "speed": 1.2}, stair)
    assert led_in(
        {"age": 40, "speed": 1.2, "mobility": "cane", "speed_down_stairs": 0.32}, stair
    ) - 30 == pytest.approx((adult - 30) * 0.5 / 0.32, rel=0.02)
    bedridden = led_in({"age": 85, "mobility": "bedridden", "mass": 50}, stair)
    assert bedridden == pytest.approx(2 * adult, rel=0.02)  # got hold of and dragged as someone unconscious
    assert led_in({"age": 70, "mobility": "wheelchair"}, stair) == pytest.approx(bedridden, rel=0.02)


def test_who_cannot_take_stairs_takes_a_pair_longer_up_through_the_hatch():
    hatch = {"roof hatch": dict(kind="hatch", between=["landing 6", "outside"], width=1.0, height=1.0, state="shut")}
    way = {"kind": "roof hatch", "hatch": "roof hatch", "hoods": 2}
    adult = led_in({"age": 40, "speed": 1.2}, way, openings=hatch)
    assert led_in({"age": 85, "mobility": "bedridden"}, way, openings=hatch) == pytest.approx(2 * adult, rel=0.02)


# --------------------------------------------------------------------- window to window

GAP = {
    "neighbour_buildings": {"next door": {"gap": "1 m"}},
    "window_gaps": {"across": {"window": "window 6", "building": "next door", "gap": "90 cm"}},
}
WOMAN = {"building": "next door", "window_gap": "across", "age": 39, "sex": "female", "stature": "1.7 m", "decides": 30}


def across(**given):
    building = {**GAP, **given}
    made = World(block(people={"F": TRAPPED}, neighbours={"woman": WOMAN}, **building))
    for k in range(4):
        made.smoke(f"landing {k}", 5.0)
    return made


def test_infants_are_passed_from_window_to_window_and_those_too_heavy_refused():
    made = across().run(1500)
    assert set(taken(made)) == {"baby", "toddler"}
    assert {r.way for r in made.part.refusals} == {
        f"hand-over of {n}" for n in ("mother", "friend", "son of 11", "son of 9")
    }
    status = made.people.status
    assert status[made.person("baby")] == A.SAFE
    assert status[made.person("mother")] != A.SAFE


def test_windows_too_far_apart_are_refused():
    far = across(
        window_gaps={"across": {"window": "window 6", "building": "next door", "gap": "1.4 m", "rise": "60 cm"}}
    )
    assert "1.52 m apart" in far.part.refusals[0].reason
    assert taken(far.run(1500)) == {}


def test_a_neighbour_stops_for_smoke_at_the_window_and_goes_on_when_it_thins():
    man = {"building": "next door", "ledge": "ledge", "age": 39, "stature": "1.88 m", "stands_smoke": "40 m"}
    made = World(block(people={"F": TRAPPED}, neighbours={"man": man}, **NEXT_DOOR))
    for k in range(4):
        made.smoke(f"landing {k}", 5.0)
    made.smoke("bed 6", 0.9)  # a tenth of it beside the window: 33 m
    made.run(900)
    assert taken(made) == {}
    made.smoke("bed 6", 0.3)
    made.run(1800)
    assert "baby" in taken(made)


def test_the_risk_of_falling_is_told_and_can_be_given():
    man = {"building": "next door", "ledge": "ledge", "age": 39, "stature": "1.88 m"}
    made = World(block(people={"F": TRAPPED}, neighbours={"man": man}, **NEXT_DOOR))
    assert made.model.teams.risk[0] == pytest.approx(1e-3)
    assert "risk of falling 0.1% per hand-over" in made.part.remarks[0].reason
    given = World(block(people={"F": TRAPPED}, neighbours={"man": {**man, "risk_of_falling": 0.02}}, **NEXT_DOOR))
    assert given.model.teams.risk[0] == 0.02


def test_half_die_of_a_fall_of_15_m_and_nine_in_ten_of_one_of_24_m():
    assert fall_lethality(15.0) == 0.5
    assert fall_lethality(23.8) == pytest.approx(0.90, abs=0.005)


# ------------------------------------------------------------------------------- orders


def test_a_plan_says_who_is_taken_when_and_by_whom_not():
    made = World(block(people={"F": TRAPPED}, crews={"crew": {"arrives": 300, "ways": [{"kind": "aerial ladder"}]}}))
    for k in range(4):
        made.smoke(f"landing {k}", 5.0)
    order = ["toddler", "baby", "son of 11", "son of 9", "mother"]
    made.teams.rank[:] = -1
    for place, name in enumerate(order):
        made.teams.rank[0, made.person(name)] = place
    made.run(1800)
    assert list(taken(made)) == order
    assert made.people.status[made.person("friend")] != A.SAFE


def test_first_come_first_served_takes_who_has_waited_longest():
    people = {
        "late": {**PAIR, "flat": "flat 4", "starts": 200, "members": [{"name": "late", "age": 20}]},
        "soon": {**PAIR, "flat": "flat 6", "starts": 30, "members": [{"name": "soon", "age": 60}]},
    }
    crews = {"crew": {"arrives": 300, "water_after": None, "ways": [{"kind": "aerial ladder"}]}}
    made = World(block(people=people, crews=crews))
    made.teams.table["order"] = 3
    for k in range(4):
        made.smoke(f"landing {k}", 5.0)
    assert list(taken(made.run(1800))) == ["soon", "late"]


# ------------------------------------------------------------------ what a crew does besides


def test_a_crew_starts_the_fan_that_it_brings_and_smoke_leaves_the_stair(tmp_path):
    import palier

    text = """
building:
  block: {storeys: 4, flats: {left: {living: {width: 5, depth: 4, window: street}}}}
  fans: {blower: {between: [outside, landing-0], flow: 4}}
  openings:
    flat-1-left entrance: {state: open, operable: no}
    head: {kind: hatch, between: [landing-3, outside], width: 1, height: 1, state: open}
fires: {sofa: {room: flat-1-left/living, growth: fast, peak: 1 MW}}
crews: {crew: {arrives: 5 min, water_after: null, opens_smoke_vent: no, fan: blower, fan_after: 1 min}}
simulation: {duration: 10 min}
"""
    with_fan = palier.simulate(palier.loads(text))
    without = palier.simulate(
        palier.loads(
            text.replace("fan: blower, fan_after: 1 min", "").replace(
                "flow: 4}", "flow: 4, schedule: [[0, 0], [600, 0]]}"
            )
        )
    )
    (start,) = with_fan.events.loc[with_fan.events["kind"] == "fan", "time"]
    assert start == pytest.approx(360.0, abs=1.0)
    smoke = [run.zones["extinction"].sel(room="landing-3").values[-1].max() for run in (with_fan, without)]
    assert smoke[0] < 0.7 * smoke[1]
    assert "crew starts 'blower'." in list(with_fan.events["text"])


@pytest.mark.parametrize(
    ("fans", "word"),
    [
        ("{blower: {between: [outside, hall], flow: 1}}", None),
        ("{blow: {between: [outside, hall], flow: 1}}", "Did you mean 'blow'?"),
        ("{blower: {between: [outside, hall], flow: 1, schedule: [[0, 0], [9, 1]]}}", "has a schedule"),
    ],
)
def test_a_fan_that_a_crew_brings_is_there_and_has_no_schedule(fans, word):
    from palier.scenario.document import loads
    from palier.scenario.problems import ScenarioError

    text = (
        "building: {rooms: {hall: {storey: 0, width: 3, depth: 3}}, "
        "openings: {door: {kind: door, between: [hall, outside]}}, "
        f"fans: {fans}}}\ncrews: {{crew: {{fan: blower}}}}\n"
    )
    if word is None:
        assert loads(text).crews["crew"].fan == "blower"
    else:
        with pytest.raises(ScenarioError, match=word.replace("?", r"\?")):
            loads(text)


def test_who_falls_on_a_flight_lies_on_its_nearer_landing_and_is_found_there():
    crews = {"engine": {"arrives": 120, "ways": [{"kind": "stair", "hoods": 2, "set_up": 10}]}}
    members = [{"name": "he", "age": 40}, {"name": "child", "age": 2}]
    made = World(block(crews=crews, people={"A": {"flat": "flat 3", "starts": 5, "members": members}}))
    for until in range(1, 60):
        made.run(until)
        if made.people.link[0] >= 0 and made.people.progress[0] > 0.7 * made.people.leg[0]:
            break
    ahead = int(made.scene.who["ahead"][0])
    made.scene.who["fed_hcn"][0] = made.scene.who["fed"][0] = 1e3
    made.run(until + 1)
    assert made.people.status[0] in (A.DOWN, A.DEAD)
    assert list(made.people.link) == [-1, -1]
    assert list(made.people.room) == [ahead, ahead]
    made.run(900)
    assert made.people.status[1] == A.SAFE


def test_a_child_left_alone_and_a_sleeper_in_smoke_are_brought_out_by_a_pair():
    crews = {"engine": {"arrives": 30, "ways": [{"kind": "stair", "hoods": 2, "set_up": 10}]}}
    people = {
        "A": {"flat": "flat 1", "members": [{"name": "infant", "age": 0.5}]},
        "B": {"flat": "flat 2", "asleep": True, "members": [{"name": "sleeper", "age": 40}]},
        "C": {"flat": "flat 3", "asleep": True, "members": [{"name": "in clean air", "age": 40}]},
    }
    made = World(block(people=people, crews=crews))
    made.scene.who["wake_extinction"][:] = 99.0
    made.smoke("bed 2", 1.5, co=8e-3)
    made.run(900)
    assert [made.people.status[made.person(n)] for n in ("infant", "sleeper", "in clean air")] == [
        A.SAFE, A.SAFE, A.UNAWARE,
    ]  # fmt: skip


def test_whom_a_team_cannot_take_stays_where_the_carer_leaves_them():
    members = [{"name": "she", "age": 40}, {"name": "grandmother", "age": 80, "mobility": "bedridden", "carer": "she"}]
    people = {"A": {"flat": "flat 6", "starts": 5, "does": "stay", "members": members}}
    made = trapped(people=people, gas=False).run(900)
    assert made.people.status[made.person("she")] == A.SAFE
    assert made.where("grandmother") == "bed 6"
    assert made.people.status[made.person("grandmother")] == A.REFUGE


def test_a_pair_opens_the_doors_on_its_way_and_shuts_them_behind():
    made = world({"kind": "stair", "hoods": 2})
    made.run(1500)
    entrance = made.openings.index("entrance 6")
    opened = [e[0] for e in made.events(codes.EV_OPENS) if e[1] == -3 and e[2] == entrance]
    shut = [e[0] for e in made.events(codes.EV_SHUTS) if e[1] == -3 and e[2] == entrance]
    assert len(opened) == len(shut) == 2  # in, and out with the two
    assert np.array(shut) - np.array(opened) == pytest.approx(10.0, abs=0.6)
