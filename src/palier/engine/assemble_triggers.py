"""What targets set off: openings that change their state, fires that ignite."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from palier.engine.instrument_arrays import FIRE_ITEM, OPENING, VENT, Triggers
from palier.scenario.linings import lining
from palier.scenario.scenario import Scenario


def assemble_triggers(scenario: Scenario, openings: list[str], vents: list[str]) -> Triggers:
    """Openings and fires that name a target."""
    targets = list(scenario.targets)
    rows: list[tuple[float, ...]] = []

    def add(what: int, which: int, target: str, above: float | None, flux: float | None, then: float) -> None:
        emissivity = lining(scenario.building, scenario.targets[target].material).emissivity
        limits = (math.inf if above is None else above, math.inf if flux is None else flux)
        rows.append((what, which, targets.index(target), *limits, emissivity, then))

    for name, opening in scenario.building.openings.items():
        cause = opening.opens_when
        if cause is not None:
            kind, known = (VENT, vents) if opening.kind == "hatch" else (OPENING, openings)
            add(kind, known.index(name), cause.target, cause.above, cause.flux, cause.then)
    for number, fire in enumerate(scenario.fires.values()):
        if fire.ignition.target is not None:
            add(FIRE_ITEM, number, fire.ignition.target, fire.ignition.above, fire.ignition.flux, 0.0)
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 7)
    columns: list[Any] = [table[:, k].astype(np.int64) if k < 3 else table[:, k].copy() for k in range(7)]
    return Triggers._make(columns)
