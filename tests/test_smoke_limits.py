"""The smoke engine where answers are known without a formula: symmetry, rest, signs, extremes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from tests.buildings import adiabatic_room, block, scenario

from palier.physics.gas import GRAVITY, HEAT_RATIO, density
from palier.physics.wind import face_coefficient, wind_speed
from palier.result import Run
from palier.scenario.scenario import Scenario
from palier.simulate import simulate

LINED = {"ceiling": "plaster", "walls": "plaster", "floor": "timber floor"}
SEEN = ("layer_height", "temperature", "extinction", "pressure", "o2", "co")


def _for(seconds: float) -> dict[str, float]:
    return {"duration": seconds, "output_every": 30.0}


def _without_fire(described: Scenario) -> Scenario:
    return described.model_copy(update={"fires": {}})


def _assert_same(one: Run, other: Run, relative: float = 1e-6) -> None:
    """Every room has the same air in both runs, whatever its number, to `relative` of the largest value."""
    for name in SEEN:
        a = one.zones[name]
        b = other.zones[name].sel(room=a["room"])
        largest = float(np.abs(a.values).max())
        assert np.abs(a.values - b.values).max() <= relative * largest + 1e-6, name


def _turned_round(described: Scenario) -> Scenario:
    """The same building with all lists back to front and inner openings described from the other side."""
    building = described.building
    turned = {
        name: o if "outside" in o.between or o.kind == "hatch" else o.model_copy(update={"between": o.between[::-1]})
        for name, o in reversed(building.openings.items())
    }
    changes = {
        "rooms": dict(reversed(building.rooms.items())),
        "openings": turned,
        "flights": dict(reversed(building.flights.items())),
    }
    return described.model_copy(update={"building": building.model_copy(update=changes)})


def test_numbering_rooms_and_openings_otherwise_changes_nothing():
    """To 5e-6: pressures are solved to 1e-6 in every step, and another order of rooms leaves another remainder.

    Up to 150 s. Later the fire lacks air, and a room that gains a third of its own heat each second magnifies it. Steps
    of 0.1 s, which no layer asks to shorten: a step that round-off shortens in one run alone changes what it is worth.
    """
    described = block(storeys=4, simulation={**_for(150), "longest_step": 0.1}, site={"outside_temperature": "-5 °C"})
    _assert_same(simulate(described), simulate(_turned_round(described)), 5e-6)


def test_order_of_fires_changes_nothing():
    rooms = {"a": adiabatic_room(**LINED), "b": adiabatic_room(**LINED)}
    openings: dict[str, Any] = {
        "door": {"kind": "door", "between": ["a", "b"], "state": "open"},
        "window": {"kind": "window", "between": ["b", "outside"], "sill": 0.9, "height": 1.4, "state": "open"},
    }
    fires = {
        "sofa": {"room": "a", "growth": "fast", "peak": 5e5},
        "bed": {"room": "a", "growth": "medium", "peak": 3e5, "base": 0.6},
    }
    run = simulate(scenario(rooms, openings, fires, simulation=_for(300)))
    _assert_same(run, simulate(scenario(rooms, openings, dict(reversed(fires.items())), simulation=_for(300))))


def test_symmetric_building_fills_symmetrically():
    """A fire in the middle room, the same room on either side; doors described from either side."""
    rooms = {name: adiabatic_room(**LINED) for name in ("left", "middle", "right")}
    openings: dict[str, Any] = {}
    for side, between in (("left", ["left", "middle"]), ("right", ["middle", "right"])):
        openings[f"{side} door"] = {"kind": "door", "between": between, "state": "open"}
        openings[f"{side} window"] = {
            "kind": "window",
            "between": [side, "outside"],
            "sill": 0.9,
            "height": 1.2,
            "state": 0.5,
        }
    run = simulate(
        scenario(rooms, openings, {"f": {"room": "middle", "growth": "fast", "peak": 1e6}}, simulation=_for(300))
    )
    for name in SEEN:
        left, right = run.zones[name].sel(room="left").values, run.zones[name].sel(room="right").values
        assert left == pytest.approx(right, rel=1e-6, abs=1e-6), name
    assert float(run.zones["temperature"].sel(room="left")[-1, 1]) > 350.0


def _house_at(elevation: float) -> Run:
    rooms = {
        "low": adiabatic_room(elevation=elevation, **LINED),
        "high": adiabatic_room(elevation=elevation + 2.8, **LINED),
        "step": adiabatic_room(elevation=elevation + 0.5, height=2.0, **LINED),
    }
    openings: dict[str, Any] = {
        "hatch": {"kind": "hatch", "between": ["low", "high"], "width": 1.0, "height": 1.0, "state": "open"},
        "door": {"kind": "door", "between": ["low", "step"], "sill": 0.5, "height": 1.8, "state": "open"},
        "window": {"kind": "window", "between": ["high", "outside"], "sill": 1.0, "height": 1.0, "state": "open"},
        "grille": {"kind": "grille", "between": ["step", "outside"], "width": 0.2, "height": 0.2},
    }
    fire = {"f": {"room": "low", "growth": "fast", "peak": 1e6}}
    return simulate(scenario(rooms, openings, fire, simulation=_for(300), site={"outside_temperature": "-10 °C"}))


def test_only_differences_of_elevation_count():
    """Without wind the same house 15 m under the street burns as it does at the street."""
    _assert_same(_house_at(0.0), _house_at(-15.0))


def test_empty_building_as_warm_as_the_street_stays_still_for_an_hour():
    run = simulate(_without_fire(block(storeys=5, simulation=_for(3600))))
    assert np.abs(run.zones["opening_flow"].values).max() < 1e-4  # kg/s; 1 W of unsolved enthalpy is 3e-6
    assert np.abs(run.zones["vent_flow"].values).max() < 1e-4
    assert np.abs(run.zones["temperature"].values - 293.15).max() < 1e-3
    assert run.zones["layer_height"].values.min() > 2.6 * 0.99


def test_two_storeys_joined_by_a_hatch_through_a_thick_floor_rest_at_their_hydrostatic_pressures():
    """Warm in winter, else sealed: p(below) - p(above) = (rho_in - rho_out) g x 3.5 m, of which 1 m is the floor."""
    rooms = {"below": adiabatic_room(), "above": adiabatic_room(elevation=3.5)}
    hatch = {"hatch": {"kind": "hatch", "between": ["below", "above"], "width": 1.0, "height": 1.0, "state": "open"}}
    run = simulate(scenario(rooms, hatch, simulation=_for(600), site={"outside_temperature": "-10 °C"}))
    below, above = run.zones["pressure"][-1].values
    assert below - above == pytest.approx((density(293.15) - density(263.15)) * GRAVITY * 3.5, rel=5e-3)
    assert np.abs(run.zones["vent_flow"][-1].values).max() < 1e-3
    assert np.abs(run.zones["temperature"].values - 293.15).max() < 0.1


@pytest.mark.parametrize(("outside", "sign"), [("-10 °C", -1.0), ("40 °C", 1.0)])
def test_stack_effect_draws_in_at_the_street_in_winter_and_lets_out_in_summer(outside: str, sign: float):
    """Forward is out. The vent at the head of the stair goes the other way."""
    described = block(
        storeys=5, fire_door="shut", vent="open", simulation=_for(60), site={"outside_temperature": outside}
    )
    run = simulate(_without_fire(described))
    out, back = run.zones["opening_flow"].sel(opening="street door")[-1].values
    up, down = run.zones["vent_flow"].sel(vent="smoke vent")[-1].values
    assert sign * (out - back) > 0.3
    assert sign * (up - down) < -0.3


def test_wind_blows_through_an_open_house_as_through_two_orifices():
    """Two equal windows share the difference between the faces: m = C A sqrt(rho (p_front - p_back))."""
    openings = {
        name: {
            "kind": "window",
            "between": ["room", "outside"],
            "width": 1.0,
            "height": 1.0,
            "sill": 1.0,
            "state": "open",
            "facade": name,
        }
        for name in ("front", "back")
    }
    run = simulate(
        scenario(
            {"room": adiabatic_room()},
            openings,
            building={"facades": {"front": {"orientation": 0}, "back": {"orientation": 180}}},
            site={"wind_speed": 10, "wind_from": 0},
            simulation=_for(60),
        )
    )
    speed = wind_speed(10.0, 2.5, run.scenario.site.wind_exponent)
    dynamic = 0.5 * density(293.15) * speed**2
    difference = dynamic * (face_coefficient(0.0) - face_coefficient(180.0))
    flow = run.zones["opening_flow"][-1]
    expected = 0.7 * np.sqrt(density(293.15) * difference)
    assert float(flow.sel(opening="front")[1]) == pytest.approx(expected, rel=1e-3)
    assert float(flow.sel(opening="back")[0]) == pytest.approx(expected, rel=1e-3)


def _beside_a_shut_door(leakage: float) -> float:
    rooms = {"fire": adiabatic_room(**LINED), "beside": adiabatic_room(**LINED)}
    openings = {
        "door": {"kind": "door", "between": ["fire", "beside"], "leakage": leakage, "fails_after": "never"},
        "crack": {"kind": "leak", "between": ["fire", "outside"], "width": 0.5, "height": 0.1},
        "grille": {"kind": "grille", "between": ["beside", "outside"], "width": 0.2, "height": 0.2, "sill": 1.0},
    }
    fire = {"f": {"room": "fire", "growth": "fast", "peak": 3e5}}
    run = simulate(scenario(rooms, openings, fire, simulation=_for(300)))
    return float(run.zones["extinction"].sel(room="beside").max())


def test_smoke_leaks_past_a_shut_door_and_not_past_one_without_gaps():
    assert _beside_a_shut_door(0.01) > 0.3  # 1/m
    assert _beside_a_shut_door(0.0) == 0.0


def test_fire_in_a_sealed_room_dies_of_its_own_smoke():
    """It stops with oxygen left, and pressure never exceeds that of all its heat kept in the room."""
    run = simulate(
        scenario(
            {"room": adiabatic_room(sealed=True, **LINED)},
            fires={"f": {"room": "room", "growth": "fast", "peak": 1e6}},
            simulation={"duration": 1200, "output_every": 1},
        )
    )
    power = run.zones["room_power"].sel(room="room").values
    assert power.max() > 2e5
    assert power[-60:].max() < 0.02 * power.max()
    assert float(run.zones["o2"].min()) > 0.05
    bound = (HEAT_RATIO - 1.0) * power.sum() / 50.0  # a second between rows
    pressure = run.zones["pressure"].sel(room="room").values
    assert 0.1 * bound < pressure.max() < bound


def test_forty_storeys_in_winter_stay_orderly():
    """The stair draws in below and pushes out above; landings over the fire's are in smoke, the ground floor is not."""
    run = simulate(
        block(
            storeys=40,
            flats=1,
            rooms_per_flat=1,
            fire_storey=2,
            vent="open",
            simulation=_for(300),
            site={"outside_temperature": "-15 °C"},
        )
    )
    zones = run.zones
    assert run.completed
    assert (
        float(zones["pressure"].sel(room="landing-0")[-1]) < 0.0 < float(zones["pressure"].sel(room="landing-39")[-1])
    )
    smoke = zones["extinction"][-1, :, 1]
    assert all(float(smoke.sel(room=f"landing-{storey}")) > 0.3 for storey in range(3, 40))
    assert float(smoke.sel(room="landing-0")) < 0.01
    assert float(zones["temperature"].min()) > 258.0


def test_fire_in_a_deep_basement_fouls_every_storey_above_and_starves():
    storeys = 6
    rooms = {f"b{i}": adiabatic_room(elevation=-3.0 * i, **LINED) for i in range(storeys)}
    openings: dict[str, Any] = {
        f"hatch {i}": {"kind": "hatch", "between": [f"b{i}", f"b{i - 1}"], "width": 1, "height": 1, "state": "open"}
        for i in range(1, storeys)
    }
    openings["door"] = {"kind": "door", "between": ["b0", "outside"], "state": "open"}
    run = simulate(
        scenario(rooms, openings, {"f": {"room": "b5", "growth": "fast", "peak": 2e6}}, simulation=_for(900))
    )
    zones = run.zones
    assert run.completed
    power = zones["room_power"].sel(room="b5").values
    assert power[-1] < 0.1 * power.max()
    o2 = [float(zones["o2"].sel(room=f"b{i}")[-1, 1]) for i in range(storeys)]
    assert all(deeper < higher for higher, deeper in pairwise(o2))


@pytest.mark.parametrize("size", [(0.5, 0.5, 2.0), (1.0, 1.0, 0.5)])
def test_cupboard_of_half_a_cubic_metre_beside_a_hall_runs_and_stays_between_its_neighbours(
    size: tuple[float, float, float],
):
    width, depth, height = size
    opening = {"kind": "door", "width": 0.5, "height": 0.95 * height, "state": "open"}
    run = simulate(
        scenario(
            {
                "hall": adiabatic_room(width=10.0, depth=8.0, height=4.0, **LINED),
                "cupboard": {"storey": 0, "width": width, "depth": depth, "height": height},
            },
            {
                "inner": {**opening, "between": ["hall", "cupboard"]},
                "outer": {**opening, "between": ["cupboard", "outside"]},
                "grille": {"kind": "grille", "between": ["hall", "outside"], "width": 3.0, "height": 3.0},
            },
            {"f": {"room": "hall", "growth": "fast", "peak": 2e6}},
            site={"outside_temperature": "-10 °C"},
            simulation=_for(600),
        )
    )
    assert run.completed
    cupboard = run.zones["temperature"].sel(room="cupboard").values
    assert cupboard.min() > 263.15 - 1.0
    assert cupboard.max() < float(run.zones["temperature"].sel(room="hall").max())
