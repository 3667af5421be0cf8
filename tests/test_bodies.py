"""Where the mouth is, what is breathed there, how hard, and what it does to the blood and the person."""

import math

import numpy as np
import pytest
from numba import njit

from palier.engine import arrays as A
from palier.engine import event_codes as codes
from palier.engine.bodies import inhaled, look_at_windows, mouth_height
from palier.engine.breathing import activity, minute_volume
from palier.engine.reference import Reference
from palier.engine.scene import look_at_the_air
from palier.physics import cohb, dose
from people_world import World, block

ADULT, INFANT = {"name": "adult", "age": 30, "sex": "male"}, {"name": "infant", "age": 0.5, "sex": "male"}

CLEAN = dose.hyperventilation(4e-4)  # by the carbon dioxide of fresh air, 1.008


@njit(error_model="numpy")
def _height(person, room, s):
    return mouth_height(person, room, s)


@njit(error_model="numpy")
def _inhaled(person, opening, s):
    return inhaled(person, opening, s)


@njit(error_model="numpy")
def _breathing(person, s):
    return minute_volume(person, activity(person, s), s)


@njit(error_model="numpy")
def _look(gas, air):
    look_at_the_air(gas, air)


def home(*members, **simulation):
    """One household in the bedroom of flat 1; nobody moves without a cue."""
    scenario = block(storeys=3, people={"A": {"flat": "flat 1", "members": [dict(each) for each in members]}})
    told = scenario.simulation.model_copy(update=simulation)
    return World(scenario.model_copy(update={"simulation": told}))


def put(world, name, **state):
    for field, value in state.items():
        world.scene.who[field][world.person(name)] = value


def breath(world, name):
    """CO as a volume fraction at a person's mouth."""
    _look(Reference(world.gas), world.scene.air)
    return _inhaled(world.person(name), world.opening_state, Reference(world.scene))[3]


def breathed(world, name):
    """[L/min]"""
    return _breathing(world.person(name), Reference(world.scene))


def height(world, name):
    _look(Reference(world.gas), world.scene.air)
    me = world.person(name)
    return _height(me, int(world.scene.who["room"][me]), Reference(world.scene))


def layered(world, room, interface, upper=5.0, **gas):
    """Smoke above an interface."""
    at = world.room(room)
    world.gas.interface[at] = interface
    world.gas.extinction[at, A.UPPER] = upper
    for name, value in gas.items():
        getattr(world.gas, name)[at, A.UPPER] = value


# ---------------------------------------------------------------- the mouth


@pytest.mark.parametrize(
    ("interface", "part"), [(2.4, 0.9), (1.70, 0.9), (1.2, 0.6), (0.6, 0.3), (0.3, 0.9)]
)  # of 1.8 m: upright at 1.62, crouched at 1.08, crawling at 0.54, and upright again where nothing helps
def test_people_stoop_under_smoke_where_that_helps(interface, part):
    world = home(ADULT | {"stature": 1.8})
    put(world, "adult", status=A.MOVING)
    layered(world, "bed 1", interface, co=1e-3)
    assert height(world, "adult") == pytest.approx(part * 1.8)
    assert breath(world, "adult") == (1e-3 if interface == 0.3 else 0.0)


@pytest.mark.parametrize(
    ("status", "asleep", "metres"),
    [(A.UNAWARE, 1, 0.5), (A.UNAWARE, 0, 0.7 * 1.8), (A.DOWN, 0, 0.2), (A.MOVING, 0, 0.9 * 1.8)],
)
def test_mouth_of_who_lies_in_bed_sits_lies_on_the_floor_and_walks(status, asleep, metres):
    world = home(ADULT | {"stature": 1.8})
    put(world, "adult", status=status, asleep=asleep)
    assert height(world, "adult") == pytest.approx(metres)
    for interface, co in ((metres - 0.02, 1e-3), (metres + 0.02, 0.0)):
        layered(world, "bed 1", interface, upper=0.0, co=1e-3)
        assert breath(world, "adult") == co


def test_a_child_is_carried_at_the_chest_and_lower_where_the_carer_stoops():
    world = home(ADULT | {"stature": 1.8}, INFANT)
    put(world, "infant", status=A.FOLLOWING, following=1, carer=world.person("adult"))
    assert height(world, "infant") == pytest.approx(0.83 * 1.62)
    layered(world, "bed 1", 0.6)
    assert height(world, "infant") == pytest.approx(0.83 * 0.54)


def test_on_a_flight_the_air_is_that_of_the_landing_over_whose_floor_the_mouth_is():
    """The mouth of 1.5 m comes under the upper floor after half of a rise of 3 m."""
    world = home(ADULT | {"stature": 1.5 / 0.9})
    below, above = world.room("landing 1"), world.room("landing 2")
    world.scene.place["elevation"][above] = world.scene.place["elevation"][below] + 3.0
    world.smoke("landing 1", 0.0, co=1e-3)
    flight = world.part.link_names.index("flight 2")
    put(world, "adult", status=A.MOVING, room=above, link=flight, ahead=below)
    for part, co in ((0.0, 0.0), (0.49, 0.0), (0.51, 1e-3), (1.0, 1e-3)):
        put(world, "adult", leg=8.0, progress=8.0 * part)
        assert breath(world, "adult") == co
    put(world, "adult", room=below, ahead=above, progress=8.0 * 0.49)  # and on the way up until half of it
    assert breath(world, "adult") == 1e-3


@pytest.mark.parametrize(("fresh", "outside"), [(1.2, 0.8), (0.45, 0.8), (0.35, 0.4), (0.25, 0.0), (0.0, 0.0)])
def test_at_an_open_window_outside_air_is_breathed_below_the_neutral_plane(fresh, outside):
    world = home(ADULT)
    window = world.openings.index("window 1")
    world.opening_state[window] = 1.0
    world.smoke("bed 1", 1.0, co=1e-3)
    put(world, "adult", status=A.AT_WINDOW, leans_out=0.8)
    world.scene.door["fresh"][window] = fresh
    assert breath(world, "adult") == pytest.approx((1.0 - outside) * 1e-3)
    world.opening_state[window] = 0.0
    assert breath(world, "adult") == 1e-3


def test_who_leans_out_bends_down_to_the_sill():
    world = home(ADULT)
    window = world.openings.index("window 1")
    world.opening_state[window] = 1.0
    layered(world, "bed 1", 1.5, upper=0.0, co=1e-3)  # sill 1.0, mouth 1.35; upright it would be in the smoke
    put(world, "adult", status=A.AT_WINDOW)
    assert breath(world, "adult") == 0.0


def test_a_child_below_the_sill_gets_fresh_air_only_if_held_up():
    world = home(ADULT, {"name": "child", "age": 3, "stature": 0.95})
    window = world.openings.index("window 1")
    world.opening_state[window] = 1.0
    world.smoke("bed 1", 1.0, co=1e-3)
    put(world, "child", status=A.AT_WINDOW, leans_out=0.8)
    assert breath(world, "child") == 1e-3
    put(world, "child", following=1, carer=world.person("adult"))
    assert breath(world, "child") == pytest.approx(0.2e-3)


def test_the_neutral_plane_of_a_window_follows_its_flow():
    world = home(ADULT)
    window, door = world.openings.index("window 1"), world.openings.index("entrance 1")
    openings = world.model.openings
    sill = openings.sill[window]
    flows = np.full((len(world.openings), 4), -np.inf)

    @njit(error_model="numpy")
    def look(openings, flows, door):
        look_at_windows(openings, flows, door)

    from palier.engine.flows import new_flows

    state = new_flows(world.model)
    before = world.scene.door["fresh"][door]
    for top, fresh in ((sill + 0.5, 0.5), (-np.inf, 0.0), (sill + 1.2, 1.2)):
        flows[window, 2] = top  # from outside, cool
        state.top[:] = flows
        look(Reference(openings), Reference(state), world.scene.door)
        assert world.scene.door["fresh"][window] == pytest.approx(fresh)
    assert world.scene.door["fresh"][door] == before


# ---------------------------------------------------------------- breathing


def test_breathing_by_what_a_person_does():
    world = home(ADULT)
    put(world, "adult", asleep=1)
    told = {}
    for status in (A.UNAWARE, A.DOWN, A.AT_WINDOW, A.PREPARING, A.MOVING):
        put(world, "adult", status=status)
        told[status] = breathed(world, "adult")
    assert told == {A.UNAWARE: 5.0, A.DOWN: 8.5, A.AT_WINDOW: 16.75, A.PREPARING: 25.0, A.MOVING: 25.0}
    put(world, "adult", status=A.UNAWARE, asleep=0)
    assert breathed(world, "adult") == 8.5


def test_climbing_and_carrying_are_heavy_work_and_going_down_is_not():
    world = home(ADULT, INFANT)
    flight = world.part.link_names.index("flight 2")
    put(world, "adult", status=A.MOVING, room=world.room("landing 1"), link=flight, ahead=world.room("landing 2"))
    assert breathed(world, "adult") == 50.0
    put(world, "adult", room=world.room("landing 2"), ahead=world.room("landing 1"))
    assert breathed(world, "adult") == 25.0
    put(world, "infant", status=A.FOLLOWING, following=1, carer=world.person("adult"))
    put(world, "adult", charges=1)
    assert breathed(world, "adult") == 25.0  # 8 kg
    put(world, "infant", mass=12.0)
    assert breathed(world, "adult") == 50.0


def test_a_crying_infant_breathes_more_than_a_calm_one_and_an_adult_does_not_change():
    world = home(ADULT, INFANT)
    for name, calm, crying in (("infant", 3.0, 7.6), ("adult", 8.5, 8.5)):
        assert breathed(world, name) == pytest.approx(calm)
        put(world, name, crying=1.0)
        assert breathed(world, name) == pytest.approx(crying)
    put(world, "infant", crying=0.5)
    assert breathed(world, "infant") == pytest.approx(5.3)


def test_an_infant_cries_in_stinging_smoke_calms_down_after_a_minute_and_takes_up_more():
    world = home(INFANT | {"cries": True}, INFANT | {"name": "calm", "cries": False})
    world.smoke("bed 1", 0.6, co=500e-6)
    world.run(120)
    loud, calm = world.person("infant"), world.person("calm")
    assert list(world.scene.who["crying"][[loud, calm]]) == [1.0, 0.0]
    assert world.people.cohb[loud] - 0.8 > 1.3 * (world.people.cohb[calm] - 0.8)
    world.smoke("bed 1", 0.4)
    world.run(175)
    assert world.scene.who["crying"][loud] == 1.0
    world.run(185)
    assert world.scene.who["crying"][loud] == 0.0


def test_a_sleeping_infant_does_not_cry():
    world = home(INFANT | {"cries": True, "asleep": True})
    world.smoke("bed 1", 0.6)
    assert world.run(60).scene.who["crying"][0] == 0.0


# ---------------------------------------------------------------- blood and dose


def by_hand(person, p, seconds, co, o2, breathing, driven=1.0):
    """COHb after a time, from what the person is."""
    rest = float(person.breathing_rest[p])
    hindrance = cohb.resistance(
        cohb.diffusing_capacity(float(person.diffusing[p]), breathing, rest),
        cohb.alveolar_ventilation(breathing * driven, rest),
    )
    holds, made = float(person.blood[p]), cohb.MADE * float(person.mass[p])
    return cohb.cohb_after(float(person.cohb_start[p]), seconds, co, o2, hindrance, holds, made)


def test_the_part_of_carbon_monoxide_is_the_way_from_the_usual_cohb_to_that_of_collapse():
    world = home(ADULT | {"cohb": 2.0})
    world.smoke("bed 1", 0.0, co=2000e-6)
    world.run(600)
    now = by_hand(world.part.people, 0, 600.0, 2000e-6, 0.209, 8.5, CLEAN)
    assert world.people.cohb[0] == pytest.approx(now, rel=1e-9)
    assert now > 8.0
    assert world.people.fed[0] == pytest.approx((now - 2.0) / (40.0 - 2.0), rel=1e-9)


@pytest.mark.parametrize("dt", [0.1, 0.5, 2.0])
def test_cohb_in_constant_gas_does_not_depend_on_the_step(dt):
    scenario = block(storeys=2, people={"A": {"flat": "flat 1", "members": [dict(ADULT | {"cohb": 0.8})]}})
    world = World(scenario, dt=dt)
    world.smoke("bed 1", 0.0, co=3000e-6)
    world.run(400)
    assert world.people.cohb[0] == pytest.approx(
        by_hand(world.part.people, 0, 400.0, 3000e-6, 0.209, 8.5, CLEAN), rel=1e-9
    )


def test_dose_falls_in_clean_air_by_purser_and_stays_by_iso_13571():
    for law, falls in (("purser", True), ("iso 13571", False)):
        world = home(ADULT | {"susceptibility": 5.0}, dose=law)
        world.smoke("bed 1", 0.0, co=3000e-6)
        world.run(300)
        then = float(world.people.fed[0])
        world.smoke("bed 1", 0.0, co=0.0)
        world.run(4 * 3600)
        assert then > 0.1
        assert world.people.cohb[0] < 0.65 * world.people.cohb_most[0]
        if falls:
            assert world.people.fed[0] < 0.65 * then
            assert world.people.fed_most[0] == pytest.approx(then)
        else:
            assert world.people.fed[0] == pytest.approx(then)


def test_half_the_dose_of_cyanide_is_gone_after_its_half_life_by_purser_and_none_by_iso_13571():
    """Breen and others 1995: 129 min in the blood of dogs; ISO 13571 knows no recovery."""
    for law, left in (("purser", 0.5), ("iso 13571", 1.0)):
        world = home(ADULT, dose=law)
        world.scene.who["cohb"][:] = world.scene.who["cohb_on"][:] = world.scene.who["cohb_start"]
        world.smoke("bed 1", 0.0, hcn=100e-6)
        world.run(60)
        taken = float(world.people.fed[0])
        world.smoke("bed 1", 0.0, hcn=0.0)
        world.run(60 + 7740)
        assert world.people.fed[0] == pytest.approx(left * taken, rel=0.02)
        assert world.people.fed_hcn[0] == pytest.approx(taken, rel=0.01)


def test_carbon_dioxide_multiplies_the_dose_of_cyanide_and_not_its_concentration():
    """Eq. 63.38 of the SFPE handbook, and CFAST's sum: 5 % of CO2 makes it e times as fast, not e^2.36 times."""
    for law in ("purser", "iso 13571"):
        rates = []
        for co2 in (0.0, 0.05):
            world = home(ADULT, dose=law)
            world.smoke("bed 1", 0.0, hcn=50e-6, co2=co2)
            world.run(30)
            rates.append(float(world.people.fed_hcn[0]))
        assert rates[1] / rates[0] == pytest.approx(np.e, rel=0.01)


def test_dose_by_iso_13571_is_that_by_hand_and_the_same_for_an_infant():
    world = home(ADULT, INFANT, dose="iso 13571")
    world.smoke("bed 1", 0.0, co=1000e-6, hcn=50e-6, co2=0.03, o2=0.12)
    world.run(200)
    faster = math.exp(0.6)
    exact = 200.0 / 60.0 * faster * (1000.0 / 35000.0 + 50.0**2.36 / 1.2e6)
    assert world.people.fed == pytest.approx([exact, exact], rel=1e-9)  # no term of oxygen
    assert world.people.cohb[1] > 1.5 * world.people.cohb[0]  # what the blood does is another matter


def test_an_infant_at_rest_takes_up_two_to_three_times_as_much_as_the_adult_beside_it():
    world = home(ADULT, INFANT | {"cries": False})
    world.smoke("bed 1", 0.0, co=500e-6)
    world.run(300)
    rise = world.people.cohb - world.part.people.cohb_start
    infant, adult = rise[world.person("infant")], rise[world.person("adult")]
    assert 2.2 < infant / adult < 3.2
    doses = world.people.fed
    assert doses[world.person("infant")] > 3.0 * doses[world.person("adult")]  # and collapses at 25, not 40 %


def test_who_bears_30_per_cent_at_rest_collapses_on_getting_up():
    lying = ADULT | {"cohb": 0.8, "susceptibility": 1.0}
    world = home(lying)
    put(world, "adult", cohb=31.0, cohb_on=31.0)
    world.run(5)
    assert world.people.status[0] == A.UNAWARE
    put(world, "adult", status=A.PREPARING, ready_at=1e9)
    world.run(6)
    assert world.people.status[0] == A.DOWN


def test_collapse_can_be_pinned_and_nobody_is_conscious_above_50_per_cent():
    for member, at in (
        (ADULT | {"collapses_at": 20, "susceptibility": 1.0}, 20.0),
        (ADULT | {"susceptibility": 9}, 50.0),
    ):
        world = home(member)
        for have, falls in ((at - 0.5, False), (at + 0.5, True)):
            put(world, "adult", cohb=have, cohb_on=have)
            world.run(world.steps * world.dt + 1)
            assert (world.people.status[0] == A.DOWN) == falls


def test_the_time_left_is_when_the_person_falls():
    world = home(ADULT | {"susceptibility": 1.2})
    world.smoke("bed 1", 0.0, co=4000e-6, hcn=60e-6, co2=0.02, o2=0.16)
    world.run(60)
    left = float(world.people.left[0])
    assert 300.0 < left < 3000.0
    world.run(60 + left - 2)
    assert world.people.status[0] == A.UNAWARE
    world.run(60 + left + 2)
    assert world.people.status[0] == A.DOWN


def test_gas_that_cohb_comes_to_rest_in_leaves_all_the_time():
    world = home(ADULT | {"susceptibility": 1.0})
    world.smoke("bed 1", 0.0, co=150e-6)  # rests near 20 %
    assert math.isinf(world.run(30).people.left[0])


def test_the_dead_keep_the_cohb_they_died_with_while_what_makes_it_certain_goes_on():
    world = home(ADULT | {"susceptibility": 1.0})
    world.smoke("bed 1", 0.0, co=0.02)
    world.run(900)
    assert world.people.status[0] == A.DEAD
    (died,) = world.events(codes.EV_DEAD)
    then = float(world.people.cohb[0])
    assert then == pytest.approx(float(world.part.people.cohb_lethal[0]), abs=0.3)
    world.run(died[0] + 900)
    assert world.people.cohb[0] == then
    assert world.people.lethal[0] > 1.2


def test_who_collapses_early_does_not_therefore_die_early():
    frail, hardy = (ADULT | {"name": name, "susceptibility": of} for name, of in (("frail", 0.2), ("hardy", 5.0)))
    world = home(frail, hardy)
    put(world, "frail", dies_at=2.5)
    put(world, "hardy", dies_at=2.5)
    world.smoke("bed 1", 0.0, hcn=200e-6)  # 1.2e6 / 200^2.36 = 4.5 min to the dose that overcomes the median person
    minute = 60.0 / (60.0 * dose.hydrogen_cyanide_rate(200e-6) * CLEAN)
    assert world.run(1.0 * minute).people.status[world.person("frail")] == A.DOWN
    assert world.run(2.4 * minute).people.status[world.person("frail")] == A.DOWN
    world.run(2.6 * minute)
    assert world.people.status[world.person("frail")] == A.DEAD


def test_who_is_outside_breathes_it_out():
    world = home(ADULT)
    put(world, "adult", status=A.SAFE, room=len(world.rooms), cohb=20.0, cohb_on=20.0)
    world.run(3600)
    assert 15.0 < world.people.cohb[0] < 18.0


def test_a_quarter_of_adults_smoke_and_start_with_more_but_without_a_dose():
    crowd = [{"name": f"p{k}", "age": 40 if k < 300 else 9} for k in range(330)]
    world = home(*crowd)
    start = world.part.people.cohb_start
    smokes = start > 1.0
    assert 0.18 < smokes[:300].mean() < 0.32
    assert not smokes[300:].any()
    assert 3.0 <= start[smokes].min() < 3.5
    assert 7.5 < start[smokes].max() <= 8.0
    world.run(5)
    assert world.people.fed.max() < 1e-6
    assert not (home(*crowd, smokers=0.0).part.people.cohb_start > 1.0).any()


@pytest.mark.parametrize("hot_air", ["light clothes", "clothed", "humid"])
def test_the_law_of_hot_air_is_the_one_asked_for(hot_air):
    world = home(ADULT, hot_air=hot_air)
    world.smoke("bed 1", 0.0, temperature=373.15)
    world.run(60)
    law = {"light clothes": dose.LIGHT_CLOTHES, "clothed": dose.CLOTHED, "humid": dose.HUMID}[hot_air]
    assert world.people.fed_heat[0] == pytest.approx(60.0 * dose.convected_heat_rate(373.15, law), rel=1e-9)


def test_radiant_heat_follows_the_set_of_laws():
    told = []
    for law in ("purser", "iso 13571"):
        world = home(ADULT, dose=law)
        world.gas.radiant_flux[world.room("bed 1")] = 4000.0
        told.append(float(world.run(10).people.fed_heat[0]))
    assert told[0] == pytest.approx(10.0 * dose.radiant_heat_rate(4000.0, dose.RADIANT_INCAPACITATION))
    assert told[1] == pytest.approx(10.0 * dose.radiant_heat_rate_iso(4000.0))


def test_carbon_dioxide_alone_dulls():
    world = home(ADULT | {"susceptibility": 1.0})
    world.smoke("bed 1", 0.0, co2=0.09, o2=0.209)
    seconds = 1.0 / dose.carbon_dioxide_rate(0.09)
    assert world.run(seconds - 2).people.status[0] == A.UNAWARE
    assert world.run(seconds + 2).people.status[0] == A.DOWN


def test_a_lethal_dose_kills_who_has_not_collapsed_before():
    """Collapse spreads widely between people and death narrowly: the hardy die of what kills, upright or not."""
    world = World(block(people={"A": {"flat": "flat 2", "members": [{"age": 40, "susceptibility": 10.0}]}}))
    world.smoke("bed 2", 0.0, hcn=4e-4)
    world.scene.who["notice_extinction"][:] = 99.0
    world.run(1800)
    assert world.people.status[0] == A.DEAD
