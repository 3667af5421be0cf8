"""Fires that smoulder before they flame, and sleepers: whom smoke does not wake, and whom a sprinkler does."""

from functools import cache

import numpy as np
import pytest

import palier
from palier.engine import event_codes as codes
from palier.engine.assemble_fires import assemble_fires, fuel_heat
from palier.engine.awareness import HEARS_A_SPRINKLER, WAKES_IN_SMOKE
from palier.physics.combustion import COOL, oxygen_factor
from palier.physics.hearing import sleeps_on
from palier.physics.smouldering import CARBON_MONOXIDE, HEAT, OXYGEN_LIMIT, SMOKE, smouldering_rate
from palier.report.drawing import Section
from palier.report.film import flames
from palier.report.layout import layout
from palier.scenario.checks import check
from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError
from people_world import World, block

ROOM = """
title: A chair in a room
site: {outside_temperature: 20 °C, inside_temperature: 20 °C, wind_speed: 0 m/s}
building:
  rooms: {room: {storey: 0, width: 4 m, depth: 4 m, height: 2.5 m}}
  openings: {leak: {kind: leak, between: [room, outside], width: 3 mm, height: 2.4 m}}
fires: {chair: {room: room, area: 1 m², full_after: 5 min, material: mixed, SMOULDERS}}
simulation: {duration: 10 min, output_every: 10 s}
"""
MINUTES = 60.0


@cache
def run(smoulders: str) -> palier.Run:
    return palier.simulate(loads(ROOM.replace("SMOULDERS", smoulders)))


def lost(minutes: float) -> float:
    """Mass that has smouldered. [kg]"""
    return (0.10 / 2.0 * minutes**2 + 0.0185 / 3.0 * minutes**3) / 1e3


def test_the_rate_is_that_of_the_source_in_grams_and_minutes():
    for minutes, grams in ((10.0, 2.85), (30.0, 19.65), (59.9, 72.37), (60.0, 73.0), (120.0, 73.0)):
        assert 60e3 * smouldering_rate(minutes * MINUTES) == pytest.approx(grams, rel=1e-3)
    assert smouldering_rate(0.0) == 0.0


def test_a_closed_room_is_deadly_about_when_such_furniture_flames():
    """The source judges rooms by 4.5 % of carbon monoxide times minutes; flames came after 22 to 306 minutes."""
    dose, t, step, volume = 0.0, 0.0, 10.0, 40.0
    while dose < 4.5:
        t += step
        parts = CARBON_MONOXIDE * lost(t / MINUTES) / 1.165 / volume  # m3 of carbon monoxide in a m3 at 20 °C
        dose += 100.0 * parts * step / MINUTES
    assert 45.0 < t / MINUTES < 75.0


def test_what_smoulders_gives_heat_and_carbon_monoxide_by_the_mass_it_loses_and_no_flames():
    zones = run("smoulders_for: 40 min").zones
    time = zones["time"].values
    before = time <= 40.0 * MINUTES
    power = zones["room_power"].values[:, 0]
    heat = np.trapezoid(power[before], time[before])
    assert heat == pytest.approx(HEAT * lost(40.0), rel=0.03)
    balance = run("smoulders_for: 40 min, bursts_into_flames: no").summary["balance"]
    assert balance["CO"]["produced"] == pytest.approx(CARBON_MONOXIDE * lost(40.0), rel=0.05)
    assert balance["soot"]["produced"] == pytest.approx(SMOKE * lost(40.0), rel=0.05)
    assert power[~before].max() > 20.0 * power[before].max()  # 250 kW of flames


def test_it_goes_out_without_flames_if_that_is_said():
    out = run("smoulders_for: 40 min, bursts_into_flames: no")
    time, power = out.zones["time"].values, out.zones["room_power"].values[:, 0]
    assert power[time > 40.5 * MINUTES].max() == 0.0
    assert "flames" not in set(out.events["kind"])


def test_the_time_simulated_counts_from_the_flames():
    assert run("smoulders_for: 40 min").zones["time"].values[-1] == 50.0 * MINUTES
    at_once = loads(ROOM.replace(", SMOULDERS", ""))
    assert at_once.duration == 10.0 * MINUTES


def test_the_story_tells_that_it_smoulders_and_of_flames_when_there_are():
    told = run("smoulders_for: 40 min").events
    assert told["text"].iloc[0] == "The fire starts: chair, in room. It smoulders."
    flames = told[told["kind"] == "flames"]
    assert flames["text"].tolist() == ["chair, in room, bursts into flames."]
    assert flames["time"].tolist() == [40.0 * MINUTES]


def test_what_smoulders_is_drawn_glowing_and_without_flames():
    out = run("smoulders_for: 40 min")
    time, power = out.zones["time"].values, out.zones["room_power"].values[:, 0]
    drawn = flames(out)[:, 0]
    glows = (time > 0.0) & (time < 40.0 * MINUTES)
    assert np.all(power[glows] > 0.0) and np.all(drawn[glows] == 0.0)
    assert drawn[time > 41.0 * MINUTES] == pytest.approx(power[time > 41.0 * MINUTES])
    picture = Section(out, layout(out.scenario.building))
    assert 'class="embers" opacity="0"' in picture.svg(45.0 * MINUTES)
    before = picture.svg(30.0 * MINUTES)
    assert 'class="flames" transform="scale(0 -0)"' in before and 'class="embers" opacity="1"' in before


def test_flames_follow_the_growth_that_they_would_have_had_at_once():
    later = assemble_fires(loads(ROOM.replace("SMOULDERS", "smoulders_for: 40 min")), ["room"])
    at_once = assemble_fires(loads(ROOM.replace(", SMOULDERS", "")), ["room"])
    times, powers = later.curve_time[0], later.curve_power[0]
    after = times > 40.0 * MINUTES + 100.0
    assert powers[after] == pytest.approx(
        np.interp(times[after] - 40.0 * MINUTES, at_once.curve_time[0], at_once.curve_power[0]), rel=1e-6
    )
    assert at_once.flames_from[0] == 0.0
    gives = later.curve_yields[0, 0, 0] * powers / fuel_heat("mixed")
    begins = times < 39.0 * MINUTES
    rates = [CARBON_MONOXIDE * smouldering_rate(t) for t in times[begins]]
    assert gives[begins] == pytest.approx(rates, rel=1e-6, abs=1e-12)


OPEN = ROOM.replace("width: 3 mm", "width: 300 mm")
TIGHT = ROOM.replace("width: 4 m, depth: 4 m", "width: 2 m, depth: 2 m")


@cache
def only_smoulders(room: str, more: str = "") -> palier.Run:
    return palier.simulate(loads(room.replace("SMOULDERS", "smoulders_for: 3 h, bursts_into_flames: no") + more))


@pytest.mark.parametrize("grows", ["30 s", "5 min", "1 h"])
def test_how_fast_its_flames_would_have_grown_says_nothing_of_how_it_smoulders(grows):
    """Carbon-rich smoke takes a tenth of the heat: held against full heat, a limit of growth stopped it at 4.4 kW."""
    room = OPEN.replace("5 min", grows, 1)
    zones = palier.simulate(loads(room.replace("SMOULDERS", "smoulders_for: 2 h, bursts_into_flames: no"))).zones
    time, power = zones["time"].values, zones["room_power"].values[:, 0]
    assert np.trapezoid(power, time) == pytest.approx(HEAT * (lost(60.0) + 60.0 * 73e-3), rel=0.03)


def test_it_goes_on_where_flames_would_stop_slower_as_there_is_less_oxygen_and_then_stops():
    zones = only_smoulders(TIGHT).zones.sel(room="room")
    oxygen = zones["o2"].sel(layer="lower").values * 31.998 / 28.97  # part of the mass, near enough
    power, time = zones["room_power"].values, zones["time"].values
    later = time > 61.0 * MINUTES
    poor = later & (oxygen < 0.145) & (oxygen > 0.125)
    assert poor.any()
    assert oxygen_factor(oxygen[poor].max(), COOL, 0.15) < 1e-3  # no flame
    whole = HEAT * 73.0 / 60e3
    assert power[poor] == pytest.approx(whole * oxygen[poor] / 0.2314, rel=0.03)
    assert oxygen.min() == pytest.approx(OXYGEN_LIMIT, abs=0.006)
    assert power[time > 2.5 * 60.0 * MINUTES].mean() < 0.25 * whole


def test_hot_smoke_overhead_does_not_make_it_smoulder_faster():
    beside = "smoulders_for: 1 h}, sofa: {room: room, area: 2 m², full_after: 1 min, material: mixed"
    both = OPEN.replace("SMOULDERS", beside)
    zones = palier.simulate(loads(both)).zones.sel(room="room")
    early = (zones["time"].values > 60.0) & (zones["time"].values < 600.0)
    assert zones["temperature"].sel(layer="upper").values[early].max() > 500.0
    chair = zones["fire_power"].sel(fire="chair").values[early]
    assert np.all(chair <= HEAT * smouldering_rate(600.0) * 1.02)


def test_a_hose_puts_it_out_before_it_flames():
    crew = "crews: {engine: {arrives: 20 min, water_after: 1 min, ways: [{kind: stair}]}}\n"
    dry = palier.simulate(loads(OPEN.replace("SMOULDERS", "smoulders_for: 30 min"))).zones["room_power"].values[:, 0]
    wet = palier.simulate(loads(OPEN.replace("SMOULDERS", "smoulders_for: 30 min") + crew))
    time, power = wet.zones["time"].values, wet.zones["room_power"].values[:, 0]
    assert dry.max() > 200e3
    assert "water" in set(wet.events["kind"]) and "flames" not in set(wet.events["kind"])
    assert power[time < 20.0 * MINUTES] == pytest.approx(dry[time < 20.0 * MINUTES])
    assert power[time > 30.0 * MINUTES].max() == 0.0


def test_a_sprinkler_waits_for_the_flames_and_then_damps_them():
    head = "detectors: {head: {room: room, kind: sprinkler, position: [3 m, 3 m, 2.4 m], temperature: 68 °C}}\n"
    text = OPEN.replace("SMOULDERS", "smoulders_for: 1 h")
    dry, wet = (palier.simulate(loads(text + more)) for more in ("", head))
    powers = [each.zones["room_power"].values[:, 0] for each in (dry, wet)]
    time = dry.zones["time"].values
    begins = float(time[np.argmax(powers[1] < 0.99 * powers[0])])
    assert 60.0 * MINUTES < begins < 66.0 * MINUTES
    late = time > begins + 120.0
    assert powers[1][late].max() < 0.1 * powers[0][late].max()


def test_smouldering_goes_with_a_growth_and_not_with_a_curve():
    with pytest.raises(ScenarioError, match="leave out curves and fuel"):
        loads(ROOM.replace("full_after: 5 min", "curve: [[0 s, 0 W], [9 s, 1 W]]")
                  .replace("SMOULDERS", "smoulders_for: 9 min"))  # fmt: skip
    assert not check(loads(ROOM.replace("SMOULDERS", "smoulders_for: 9 min")))


# ------------------------------------------------------------------------------ sleepers


def sleeper(sleeps: float, run: int = 0, **awareness: float) -> World:
    pinned = {"wakes_in_smoke_spread": 0.0, "sleeps_through_smoke": sleeps} | awareness
    people = {"A": {"flat": "flat 2", "room": "bed 2", "asleep": True, "members": [40]}}
    world = World(block(people=people, habits={"awareness": pinned}, run=run))
    world.smoke("bed 2", 1.0)
    return world


def woken(world: World, until: float) -> float | None:
    events = world.run(until).events(codes.EV_AWARE)
    assert all(cue == float(WAKES_IN_SMOKE) for *_, cue in events)
    return events[0][0] if events else None


def test_smoke_wakes_a_light_sleeper_at_once_and_a_deep_one_after_that_stage_of_sleep():
    assert woken(sleeper(0.0), 5.0) == 0.5
    assert woken(sleeper(1.0, stage_of_sleep=1e9), 3600.0) is None
    late = woken(sleeper(1.0, stage_of_sleep=60.0), 3600.0)
    assert late is not None and late > 0.5


def test_the_stage_of_sleep_counts_from_the_smoke_on():
    world = sleeper(1.0, stage_of_sleep=60.0)
    late = woken(world, 3600.0)
    other = sleeper(1.0, stage_of_sleep=60.0)
    other.smoke("bed 2", 0.1)
    other.run(600.0)
    other.smoke("bed 2", 1.0)
    assert woken(other, 4200.0) == pytest.approx(600.0 + late, abs=0.5)


def test_a_part_of_sleepers_sleeps_on_for_a_time_that_is_exponential():
    times = np.array([sleeps_on(draw, 0.6, 1200.0) for draw in np.linspace(0.0005, 0.9995, 1000)])
    assert (times > 0.0).mean() == pytest.approx(0.6, abs=0.002)
    assert times[times > 0.0].mean() == pytest.approx(1200.0, rel=0.02)
    assert sleeps_on(0.5, 0.0, 1200.0) == 0.0


def test_a_sprinkler_is_heard_through_doors_and_wakes():
    people = {"A": {"flat": "flat 2", "room": "bed 2", "asleep": True, "members": [{"age": 40, "impaired": "no"}]}}
    for level, wakes in ((130.0, True), (30.0, False)):
        world = World(block(people=people, habits={"sound": {"spray": level}}))
        world.run(5.0)
        assert not world.events(codes.EV_AWARE)
        world.scene.place["sprays"][world.room("hall 2")] = 1
        events = world.run(10.0).events(codes.EV_AWARE)
        assert [cue for *_, cue in events] == ([float(HEARS_A_SPRINKLER)] if wakes else [])
    assert world.scene.spray[world.room("bed 2")] == 30.0 - 5.0  # an open door lies between


def test_an_open_sprinkler_is_noticed_in_its_room():
    door = "openings: {door: {kind: door, between: [room, outside]}, leak:"
    sprinkled = (
        ROOM.replace(", SMOULDERS", "")
        .replace("openings: {leak:", door)
        .replace(
            "fires:",
            "detectors: {head: {room: room, kind: sprinkler, position: [2 m, 2 m, 2.4 m], temperature: 68 °C}}\n"
            "habits: {sound: {spray: 130, crackling: 0}, awareness: {wakes_in_smoke: 1e5}, "
            "beside_fire: {wakes_in_heat: 1 MW/m²}}\n"
            "people: {A: {room: room, asleep: yes, members: [40]}}\nfires:",
        )
    )
    events = palier.simulate(loads(sprinkled)).events
    assert events.loc[events["kind"] == "aware", "text"].tolist() == ["A hears a sprinkler in room."]


def test_rows_kept_while_it_smoulders_count_among_those_that_fit_in_memory():
    """10 min of flames in rows of 0.1 s are 6000; a day of smouldering before them makes 870 000."""
    with pytest.raises(ScenarioError, match="results would have 870000 rows"):
        palier.loads(
            "building: {block: {storeys: 2}}\n"
            "fires: {bed: {room: flat-1-left/bedroom, smoulders_for: 24 h}}\n"
            "simulation: {duration: 10 min, output_every: 0.1 s}"
        )


@pytest.mark.parametrize(
    ("more", "minutes"),
    [
        ("", 50),
        (", chair: {room: flat-1-left/living, smoulders_for: 24 h, ignition: {flux: 10 kW/m²}}", 50),
        (", chair: {room: flat-1-left/living, smoulders_for: 24 h, ignition: {at: 31 min}}", 50),
        (", chair: {room: flat-1-left/living, smoulders_for: 1 h, ignition: {at: 29 min}}", 90),
    ],
)
def test_a_run_is_longer_by_the_smouldering_of_what_begins_by_the_clock_and_in_time(more, minutes):
    scenario = palier.loads(
        "building: {block: {storeys: 2}}\n"
        f"fires: {{bed: {{room: flat-1-left/bedroom, smoulders_for: 20 min}}{more}}}\n"
        "simulation: {duration: 30 min, output_every: 10 s}"
    )
    assert scenario.duration == 60.0 * minutes


@pytest.mark.parametrize(("smoulders", "refuge"), [(0.0, "bed 4"), (4e3, "hall 4")])
def test_nobody_takes_refuge_in_the_room_that_smoulders(smoulders, refuge):
    world = World(block(people={"A": {"flat": "flat 4", "starts": 1, "does": "stay", "members": [{"age": 40}]}}))
    world.gas.smoulders[world.room("bed 4")] = smoulders
    world.run(60)
    assert world.where("A") == refuge


def test_who_stays_goes_to_the_other_room_when_a_chair_smoulders_in_this_one():
    text = """
building: {block: {storeys: 2}}
fires: {chair: {room: flat-1-left/living, smoulders_for: 1 h, bursts_into_flames: no}}
people: {flat-1-left: {room: flat-1-left/living, does: stay, starts: 1 min, members: [{name: she, age: 40}]}}
simulation: {duration: 3 min}
"""
    assert palier.simulate(loads(text)).people["ended_in"].tolist() == ["flat-1-left/bedroom"]
