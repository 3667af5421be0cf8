"""Convection between the gas of a room and the four faces around it: ceiling, upper wall, lower wall, floor."""

from palier.engine.arrays import LOWER
from palier.engine.compiled import inlined
from palier.physics.convection import (
    HORIZONTAL,
    STIRRED_LEAST,
    VERTICAL,
    mixed_convection,
    natural_convection,
    stable_convection,
    stirred_convection,
)

LEAST_DIFFERENCE = 10.0  # between gas and surface to which what fires and streams bring is referred at least. [K]


@inlined
def face_coefficient(i, face, gas, surface, area, rooms, layers, state, rates):
    """Heat transfer coefficient of a face of room i. gas, surface : [K]; area : [4] m2 of the faces; [W/m2/K]

    Of gas that layers on a face, or rises and sinks along it, and around hot gas of gas that is stirred besides.
    """
    natural = _natural(i, face, gas, surface, area, rooms)
    if face < 2 or (face == 2 and rooms.mixed[i] == 1):
        stirred = _stirred(i, abs(gas - surface), area, rooms, layers, state, rates)
        if stirred > 0.0:
            return mixed_convection(natural, stirred)
    return natural


@inlined
def _natural(i, face, gas, surface, area, rooms):
    """Coefficient in still gas. [W/m2/K]"""
    if face == 1 or face == 2:
        return natural_convection(VERTICAL, gas, surface)
    if (face == 3) == (gas > surface):
        return stable_convection(gas, surface, 0.5 * area[face] / (rooms.width[i] + rooms.depth[i]))
    return natural_convection(HORIZONTAL, gas, surface)


@inlined
def _stirred(i, difference, area, rooms, layers, state, rates):
    """Coefficient where fires and streams stir hot gas; no more is given than what they bring. [W/m2/K]

    difference : between gas and surface. [K]
    A fire gives the law's least coefficient, streams do not; what they bring to a room of one zone passes along it and
    does not stir it.
    """
    fire = state.room_power[i]
    power = fire
    if rooms.mixed[i] == 0:
        power += rates.buoyant[i]
    if power <= 0.0:
        return 0.0
    around = area[0] + area[1]
    if rooms.mixed[i] == 1:
        around += area[2]
    taking = around * max(difference, LEAST_DIFFERENCE)
    air, warm = layers.density[i, LOWER], layers.temperature[i, LOWER]
    stirred = min(stirred_convection(power, rooms.height[i], air, warm, 0.0), (power - state.radiated[i]) / taking)
    if fire > 0.0:
        alone = stirred_convection(fire, rooms.height[i], air, warm, STIRRED_LEAST)
        stirred = max(stirred, min(alone, (fire - state.radiated[i]) / taking))
    return stirred
