"""The pressures that make rooms keep their volume, and the flows that go with them."""

from typing import Any

import numpy as np
import pytest
from numba import njit
from tests.buildings import adiabatic_room, scenario

from palier.engine.arrays import Model
from palier.engine.assemble_slabs import MAX_NODES
from palier.engine.flows import flow_through
from palier.engine.pressure import solve_pressure
from palier.engine.smoke import Smoke, new_smoke
from palier.engine.zones import initial_zones, update_layers
from palier.physics.gas import HEAT_RATIO
from palier.simulate import assemble

STEP = 2.0  # s


@njit(error_model="numpy")
def _solve(rooms, openings, vents, fans, zones, layers, step, heat, pattern, factor, flows):
    return solve_pressure(rooms, openings, vents, fans, zones, layers, step, heat, pattern, factor, flows)


def _three_rooms() -> tuple[Model, Any, Smoke]:
    """A warm room and a cool one beside each other over a third, with a door, cracks, a shut door and a hatch."""
    crack = {"kind": "leak", "width": 0.005, "height": 2.0}
    described = scenario(
        {"warm": adiabatic_room(storey=1), "cool": adiabatic_room(storey=1), "below": adiabatic_room()},
        {
            "door": {"kind": "door", "between": ["warm", "cool"], "state": "open"},
            "street": {"kind": "door", "between": ["cool", "outside"], "state": "shut"},
            "crack": {**crack, "between": ["warm", "outside"]},
            "crack below": {**crack, "between": ["below", "outside"]},
            "hatch": {"kind": "hatch", "between": ["below", "cool"], "width": 1.0, "height": 1.0, "state": "open"},
        },
        building={"storey_height": "2.8 m"},
    )
    model, _ = assemble(described)
    model.rooms.initial_temperature[:] = 310.0, 296.0, 292.0
    zones, smoke = initial_zones(model, MAX_NODES), new_smoke(model)
    update_layers(model.rooms, zones, smoke.layers)
    return model, zones, smoke


def _iterations(model: Model, zones: Any, smoke: Smoke, heat: list[float]) -> int:
    smoke.heat[:] = heat
    smoke.flows.previous[:] = smoke.flows.pressure  # so that the first guess is the last solution
    return int(
        _solve(
            model.rooms, model.openings, model.vents, model.fans, zones, smoke.layers, STEP, smoke.heat, smoke.pattern,
            smoke.factor, smoke.flows,
        )
    )  # fmt: skip


def _gained(model: Model, smoke: Smoke) -> np.ndarray:
    """Enthalpy that each room gains too much by the flows as they are. [W]"""
    n, flows = len(model.rooms.volume), smoke.flows
    per_volume = HEAT_RATIO / (HEAT_RATIO - 1.0) * model.rooms.reference_pressure
    gained = np.append(model.rooms.volume / ((HEAT_RATIO - 1.0) * STEP) * flows.pressure[:n] - smoke.heat, 0.0)
    for o, (a, b) in enumerate(zip(model.openings.a, model.openings.b, strict=True)):
        there = slice(flows.first[o], flows.first[o] + flows.pieces[o])
        volume = float((flows.passing[0, there] - flows.passing[1, there]).sum())
        gained[a] += per_volume * volume
        gained[b] -= per_volume * volume
    for v, (below, above) in enumerate(zip(model.vents.below, model.vents.above, strict=True)):
        source = below if flows.vent[v, 0] > 0.0 else above
        volume = (flows.vent[v, 0] - flows.vent[v, 1]) / smoke.layers.density[source, 0]
        gained[below] += per_volume * volume
        gained[above] -= per_volume * volume
    return gained[:n]


def test_flows_that_follow_a_small_correction_balance_and_are_those_of_the_law():
    model, zones, smoke = _three_rooms()
    assert _iterations(model, zones, smoke, [900.0, 0.0, 0.0]) > 1
    assert _iterations(model, zones, smoke, [900.0, 0.0, 0.0]) == 0
    before = smoke.flows.passing.copy()
    assert _iterations(model, zones, smoke, [915.0, 0.0, 0.0]) == 1
    passing, vent = smoke.flows.passing.copy(), smoke.flows.vent.copy()
    assert np.abs(passing - before).max() > 1e-6
    assert _gained(model, smoke) == pytest.approx(0.0, abs=1e-6)  # 5 W are allowed, 15 W were added
    flow_through(model.openings, smoke.flows.pressure, smoke.flows)
    assert passing == pytest.approx(smoke.flows.passing, rel=2e-3, abs=1e-6)
    assert vent.max() > 1e-4


@pytest.mark.parametrize("heat", [12.0, -12.0])
def test_flows_that_follow_from_rest_balance(heat: float):
    """Where nothing flows there is no direction yet: the flow that sets in must not be lost."""
    model, zones, smoke = _three_rooms()
    model.rooms.initial_temperature[:] = 293.15
    zones = initial_zones(model, MAX_NODES)
    zones.opening[:] = 1.0
    update_layers(model.rooms, zones, smoke.layers)
    assert _iterations(model, zones, smoke, [heat, heat, heat]) == 1
    assert np.abs(smoke.flows.direction).max() < 0.05 * 2e-3
    assert _gained(model, smoke) == pytest.approx(0.0, abs=1e-6)


def test_a_large_correction_is_not_followed_but_solved():
    model, zones, smoke = _three_rooms()
    _iterations(model, zones, smoke, [900.0, 0.0, 0.0])
    assert _iterations(model, zones, smoke, [90e3, 0.0, 0.0]) > 1
    passing = smoke.flows.passing.copy()
    flow_through(model.openings, smoke.flows.pressure, smoke.flows)
    assert passing == pytest.approx(smoke.flows.passing, rel=2e-3, abs=1e-6)
