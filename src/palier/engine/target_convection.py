"""Convection at targets, and what gauges in their places would read."""

import numpy as np

from palier.engine.compiled import inner
from palier.engine.instrument_arrays import CONVECTION_GAUGE, EMITTED_GAUGE, FRONT
from palier.engine.local_gas import STILL_GAS
from palier.physics.convection import HORIZONTAL, VERTICAL, natural_convection, stable_convection
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import cylinder_convection, plate_convection


@inner
def side_coefficient(k, side, gas, speed, surface, targets):
    """Heat transfer coefficient of one side. [W/m2/K]"""
    given = targets.coefficient[k, side]
    if given >= 0.0:
        return given
    if targets.cylinder[k] == 1:
        return cylinder_convection(speed, targets.diameter[k], gas, surface)
    return _plate_coefficient(k, side, gas, speed, surface, targets)


@inner
def _plate_coefficient(k, side, gas, speed, surface, targets):
    """Heat transfer coefficient of a plate that faces as this side of target k does. [W/m2/K]"""
    upward = targets.normal[k, 2] if side == FRONT else -targets.normal[k, 2]
    if abs(upward) <= np.sqrt(0.5):
        natural = natural_convection(VERTICAL, gas, surface)
    elif (upward > 0.0) == (gas > surface):
        natural = stable_convection(gas, surface, targets.length[k])
    else:
        natural = natural_convection(HORIZONTAL, gas, surface)
    if speed <= STILL_GAS:
        return natural
    return max(natural, plate_convection(speed, 0.5 * (gas + surface)))


@inner
def read_gauges(targets, own):
    """What gauges in the targets' places gain from gas and emit: flat ones, kept at the temperature of the start."""
    for k in range(own.gas.size):
        cold = targets.initial[k]
        for side in range(2):
            around = own.gas[k] if side == FRONT or targets.exposed[k] == 1 else cold
            h = _plate_coefficient(k, side, around, own.speed[k], cold, targets)
            own.flux[k, side, CONVECTION_GAUGE] = h * (around - cold)
            own.flux[k, side, EMITTED_GAUGE] = -targets.emissivity[k] * STEFAN_BOLTZMANN * cold**4
