"""Walls, ceilings and floors as flat arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from palier.engine.arrays import Floats, Ints, Slabs
from palier.engine.kept import Kept
from palier.scenario.building import ADIABATIC, Building, Lining
from palier.scenario.linings import lining
from palier.scenario.scenario import Scenario

MAX_NODES = 14  # of one slab


_SLABS = Kept()


def assemble_slabs(scenario: Scenario, rooms: list[str]) -> Slabs:
    """Ceiling, walls and floor of every room; heat goes through a ceiling into the room that lies on it."""
    building = scenario.building
    return _SLABS.of((building.rooms, building.linings), lambda: _slabs(building, rooms))


def _slabs(building: Building, rooms: list[str]) -> Slabs:
    top = max((r.storey for r in building.rooms.values()), default=0)
    over = {
        (r.storey, r.position, r.width, r.depth): i
        for i, r in enumerate(building.rooms.values())
        if r.position is not None
    }
    n = 4 * len(rooms)
    grids: list[tuple[Floats, Floats, Ints]] = []
    known: dict[tuple[str, ...], tuple[tuple[Floats, Floats, Ints], float]] = {}  # by the names of its layers
    curves: dict[Lining, int] = {}
    emissivity = np.zeros(n)
    behind = np.full(n, -2, dtype=np.int64)
    for i, room in enumerate(building.rooms.values()):
        if room.behind == "outside":
            behind[4 * i : 4 * i + 4] = -1
        for face, names in enumerate((room.ceiling, room.walls, room.walls, room.floor)):
            if names not in known:
                layers = [lining(building, name) for name in names if name != ADIABATIC]
                known[names] = slab_grid(layers, curves), layers[0].emissivity if layers else 0.0
            grid, emissivity[4 * i + face] = known[names]
            grids.append(grid)
        above = rooms.index(room.under) if room.under is not None else None
        if above is None and room.position is not None:
            above = over.get((room.storey + 1, room.position, room.width, room.depth))
        if above is not None:
            behind[4 * i] = above
            behind[4 * above + 3] = -2  # what passes its floor is what passes this ceiling
        elif room.storey == top:
            behind[4 * i] = -1
    most = max([2, *(capacity.size for _, capacity, _ in grids)])
    nodes = np.array([capacity.size for _, capacity, _ in grids], dtype=np.int64)

    def table(arrays: Sequence[Any], columns: int, rest: float) -> Any:
        made = np.full((len(arrays), columns), rest)
        for row, each in zip(made, arrays, strict=True):
            row[: each.size] = each
        return made

    points = max([len(told.conductivity_curve or ()) for told in curves], default=0)
    temperatures = [np.array([t for t, _ in told.conductivity_curve or ()]) for told in curves]
    factors = [np.array([k / told.conductivity for _, k in told.conductivity_curve or ()]) for told in curves]
    return Slabs(
        nodes,
        table([conductance for conductance, _, _ in grids], most - 1, 1.0),
        table([curve for _, _, curve in grids], most - 1, -1),
        table(temperatures, points, np.inf),
        table(factors, points, np.nan),
        table([capacity for _, capacity, _ in grids], most, 1.0),
        emissivity,
        behind,
    )


def slab_grid(layers: Sequence[Lining], curves: dict[Lining, int]) -> tuple[Floats, Floats, Ints]:
    """Conductance between nodes and capacity at each, through one material after the other. [W/m2/K], [J/m2/K]

    The third array has, for each conductance, the number under which `curves` keeps its material if that conducts
    differently hot and cold, or -1; materials new to `curves` are added.

    Fine at the heated face: the first distance is about the depth that heat reaches in four seconds, the others grow
    by 1.6 each until the far face; a further material begins no finer than the one before ended.
    """
    if not layers:
        return np.zeros(0), np.zeros(0), np.zeros(0, np.int64)
    conductance: list[float] = []
    curve: list[int] = []
    capacity = [0.0]
    reached = 4.0  # s
    for solid in layers:
        heat_capacity = solid.density * solid.specific_heat
        step = min(2.0 * math.sqrt(solid.conductivity / heat_capacity * reached), solid.thickness / 2.0)
        left = solid.thickness
        number = -1 if solid.conductivity_curve is None else curves.setdefault(solid, len(curves))
        while left > 0.0:
            last = left <= step * 1.3 or len(conductance) >= MAX_NODES - 2
            distance = left if last else step
            conductance.append(solid.conductivity / distance)
            curve.append(number)
            capacity[-1] += 0.5 * heat_capacity * distance
            capacity.append(0.5 * heat_capacity * distance)
            left = 0.0 if last else left - step
            step *= 1.6
        reached = (0.5 * distance) ** 2 * heat_capacity / solid.conductivity
    return np.array(conductance), np.array(capacity), np.array(curve)
