"""A burning flat in a block: doors, vents, and thousands of generated buildings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.buildings import block, scenario

from palier import load, simulate
from palier.result import Run
from palier.simulate import solve
from palier.studies.study import load_study


def first_time_below(run: Run, room: str, visibility: float) -> float:
    """First time at which less than `visibility` is seen in the lower layer of a room; the end if never. [s]"""
    seen = run.zones["visibility"].sel(room=room)[:, 0]
    below = np.flatnonzero(seen.values < visibility)
    return float(run.zones["time"][below[0]]) if below.size else float(run.zones["time"][-1])


def test_shutting_the_fire_flats_door_keeps_the_stair_tenable_far_longer():
    """Open: the landing above is lost within four minutes. Shut: it takes at least four times as long, or never."""
    times = {}
    for state in ("open", "shut"):
        run = simulate(block(fire_door=state, simulation={"duration": 1800, "output_every": 5}))
        times[state] = first_time_below(run, "landing-4", 3.0)
    assert times["open"] < 240.0
    assert times["shut"] > 4.0 * times["open"]


def test_a_vent_at_the_stair_head_helps_the_stair():
    """1 m2 open at the top: a fifth less CO on the top landing at least, and 40 % less overpressure on its doors."""
    results = {}
    for state in ("shut", "open"):
        run = simulate(block(vent=state, simulation={"duration": 900, "output_every": 10}))
        top = run.zones.sel(room="landing-6")
        results[state] = (float(top["co"][-1].mean()), float(run.zones["pressure"].sel(room="landing-6")[-1]))
    assert results["open"][0] < 0.8 * results["shut"][0]
    assert results["open"][1] < 0.6 * results["shut"][1]


def test_smoke_stays_above_the_fire_floor_when_the_street_door_gives_air():
    run = simulate(block(simulation={"duration": 900, "output_every": 10}))
    below = run.zones["extinction"].sel(room="landing-0")
    above = run.zones["extinction"].sel(room="landing-5")
    assert float(below.max()) < 0.05
    assert float(above.max()) > 5.0


def test_hot_gas_in_the_stair_cools_with_height():
    run = simulate(block(simulation={"duration": 900, "output_every": 10}))
    upper = [float(run.zones["temperature"].sel(room=f"landing-{s}")[-1, 1]) for s in range(2, 7)]
    assert upper == sorted(upper, reverse=True)
    assert upper[0] - upper[-1] > 50.0


def sound(run: Run) -> None:
    """Nothing negative, nothing NaN, every layer inside its room, every book closed."""
    assert run.summary["status"] == "completed"
    zones = run.zones
    for name in ("temperature", "extinction", "o2", "co2", "co", "hcn", "irritant", "layer_height"):
        values = zones[name].values
        assert np.isfinite(values).all(), name
        assert (values >= 0.0).all(), name
    assert (zones["o2"].values < 0.22).all()
    assert (zones["layer_height"].values <= zones["room_height"].values + 1e-9).all()
    assert float(zones["temperature"].min()) > 200.0
    assert float(zones["temperature"].max()) < 2500.0
    for quantity, error in run.summary["balance_error"].items():
        assert error < 1e-9, quantity


@pytest.mark.parametrize("name", ["paris-18e", "single-stair-modern", "two-stairs", "house"])
def test_mass_energy_and_species_balance_on_the_examples(name: str):
    sound(simulate(load(f"examples/{name}.yaml")))


@pytest.mark.parametrize("storeys", [1, 7, 40])
def test_blocks_of_any_height_run_without_stalling(storeys: int):
    run = simulate(block(storeys=storeys, fire_storey=0 if storeys == 1 else 2, simulation={"duration": 600}))
    sound(run)
    assert run.summary["steps"] < 4 * 600


def test_a_thin_layer_under_a_roof_vent_hardly_shortens_the_steps():
    """Four drawn fires of an hour, in steps of 2 s at most; held to what a thick layer is they take 3600 steps."""
    study = load_study(Path(__file__).parents[1] / "examples" / "studies" / "single-stair.yaml")
    steps = [solve(study.scenario(run, "smoke vent")).state.smoke.clock[2] for run in range(4)]
    assert sum(steps) / 4 < 1.4 * 1800


@st.composite
def buildings(draw: st.DrawFn) -> dict:
    """One to twelve rooms in a row or a stack, joined by openings of any size, one of them burning."""
    count = draw(st.integers(1, 12))
    size = st.floats(0.8, 20.0)
    rooms, openings, flights = {}, {}, {}
    for i in range(count):
        stacked = draw(st.booleans()) if i else False
        storey = rooms[f"r{i - 1}"]["storey"] + 1 if stacked else (rooms[f"r{i - 1}"]["storey"] if i else 0)
        rooms[f"r{i}"] = {
            "storey": storey,
            "width": draw(size),
            "depth": draw(size),
            "height": draw(st.floats(1.8, 2.6)),
            "ceiling": draw(st.sampled_from(["plaster", "concrete", "timber", "ceramic fibre"])),
        }
        if i and stacked:
            flights[f"f{i}"] = {
                "between": [f"r{i - 1}", f"r{i}"],
                "length": 6.0,
                "opening_area": draw(st.floats(0.05, 6.0)),
            }
        elif i:
            openings[f"d{i}"] = {
                "kind": "door",
                "between": [f"r{i - 1}", f"r{i}"],
                "width": draw(st.floats(0.3, 3.0)),
                "height": draw(st.floats(0.5, 1.7)),
                "state": draw(st.sampled_from([0.0, 0.02, 0.5, 1.0])),
            }
    for i in range(count):
        if draw(st.booleans()):
            openings[f"w{i}"] = {
                "kind": "window",
                "between": [f"r{i}", "outside"],
                "width": draw(st.floats(0.2, 4.0)),
                "height": draw(st.floats(0.2, 1.2)),
                "sill": draw(st.floats(0.0, 0.5)),
                "leakage": draw(st.sampled_from([0.0, 1e-4, 0.01])),
                "state": draw(st.sampled_from([0.0, 0.1, 1.0])),
            }
    fire = {
        "room": f"r{draw(st.integers(0, count - 1))}",
        "growth": draw(st.sampled_from(["slow", "medium", "fast", "ultra-fast"])),
        "peak": draw(st.floats(1e4, 2e7)),
        "material": draw(st.sampled_from(["timber", "polyurethane", "mixed"])),
        "base": draw(st.floats(0.0, 1.5)),
    }
    site = {
        "outside_temperature": f"{draw(st.floats(-20, 38))} °C",
        "wind_speed": draw(st.floats(0, 15)),
    }
    return {
        "rooms": rooms,
        "openings": openings,
        "fires": {"fire": fire},
        "site": site,
        "building": {"flights": flights},
    }


@settings(deadline=None, max_examples=1000, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(buildings())
def test_any_building_stays_sound(described: dict):
    sound(simulate(scenario(simulation={"duration": 300, "output_every": 10}, **described)))
