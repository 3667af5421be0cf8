"""What a fire's plume and flame were in the course of a run, from what the history keeps of the fire."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import Floats
from palier.engine.compiled import kernel
from palier.physics.plume import flame_height, plume_flow


def plume_history(power: Floats, radiative_fraction: float, diameter: Floats, rise: Floats) -> tuple[Floats, Floats]:
    """Flow of the plume at a height `rise` above the base, and height of the flame, [n_times] each.

    power : [W]; diameter, rise : [m]; returns [kg/s], [m].
    """
    drawn, flame = np.zeros(power.size), np.zeros(power.size)
    given = (np.ascontiguousarray(each) for each in (power, diameter, rise))
    _follow(radiative_fraction, *given, drawn, flame)
    return drawn, flame


@kernel
def _follow(radiative_fraction, power, diameter, rise, drawn, flame):
    for k in range(power.size):
        drawn[k] = plume_flow(power[k], radiative_fraction, diameter[k], rise[k])
        if power[k] > 0.0:
            flame[k] = flame_height(power[k], diameter[k])
