"""What flames, surfaces and gas send to a target."""

import numpy as np

from palier.engine.arrays import LOWER, UPPER
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import BACK, FIRE, FRONT, GAS, SURFACE
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import SLAB_PATH, flame_flux, gas_between, rectangle_factor

INTERFACE_MOVED = 0.01  # movement of the interface up to which views are kept. [m]
BESIDE = 1e-6  # least distance of a plane from which a target sees it; in the plane it would see none or all of it. [m]


@inner
def see_through_interface(k, rooms, layers, targets, own):
    """Bring the configuration factors of the interface up to date, if it has moved."""
    room = targets.room[k]
    interface = layers.interface[room]
    if abs(interface - own.interface[k]) < INTERFACE_MOVED:
        return
    own.interface[k] = interface
    z = targets.z[k]
    plane = max(interface, z + BESIDE) if z < interface else min(interface, z - BESIDE)
    for side in range(2):
        turn = 1.0 if side == FRONT else -1.0
        own.through[k, side] = rectangle_factor(
            targets.x[k],
            targets.y[k],
            targets.z[k],
            turn * targets.normal[k, 0],
            turn * targets.normal[k, 1],
            turn * targets.normal[k, 2],
            0.0,
            rooms.width[room],
            0.0,
            rooms.depth[room],
            plane,
        )


@inner
def irradiate(k, side, room, rooms, fires, layers, targets, state):
    """What flames, surfaces and gas send to one side of target k, times its emissivity."""
    part = state.targets.flux[k, side]
    e = targets.emissivity[k]
    sight = state.sight
    if side == BACK and targets.exposed[k] == 0:
        part[FIRE] = 0.0
        part[GAS] = 0.0
        part[SURFACE] = e * STEFAN_BOLTZMANN * targets.initial[k] ** 4
        return
    interface = state.targets.interface[k]
    z = targets.z[k]
    height = rooms.height[room]
    through = state.targets.through[k, side]
    ceiling = targets.to_ceiling[k, side]
    floor = targets.to_floor[k, side]
    if z < interface:
        through = max(through, ceiling)
        high, low = through - ceiling, max(1.0 - through - floor, 0.0)
    else:
        through = max(through, floor)
        high, low = max(1.0 - through - ceiling, 0.0), through - floor
    across = targets.to_walls[k, side]
    surface = 0.0
    gas = 0.0
    for face in range(4):
        if face == 0:
            factor, end = ceiling, height
        elif face == 1:
            factor, end = high, 0.5 * (height + interface)
        elif face == 2:
            factor, end = low, 0.5 * interface
        else:
            factor, end = floor, 0.0
        if factor <= 0.0:
            continue
        rise = abs(end - z)
        if face == 0 or face == 3:
            way = min(SLAB_PATH * rise, np.sqrt(rise**2 + across**2))
        else:
            way = np.sqrt(rise**2 + across**2)
        near, far, near_part = _paths(z, end, interface)
        added, left = gas_between(
            sight.black[room, far],
            sight.black[room, near],
            way * (1.0 - near_part),
            way * near_part,
            sight.absorption[room, far],
            sight.absorption[room, near],
        )
        surface += factor * sight.radiosity[room, face] * left
        gas += factor * added
    part[SURFACE] = e * surface
    part[GAS] = e * gas
    part[FIRE] = e * _from_flames(k, side, room, fires, interface, targets, state)


@inner
def _paths(z, end, interface):
    """Layers near and far on the way from height z to height `end`, and the part of it in the near one."""
    above = z >= interface
    if above == (end >= interface):
        layer = UPPER if above else LOWER
        return layer, layer, 1.0
    near = UPPER if above else LOWER
    return near, 1 - near, abs(interface - z) / abs(end - z)


@inner
def _from_flames(k, side, room, fires, interface, targets, state):
    """Flux from all flames in the room on one side. [W/m2]"""
    turn = 1.0 if side == FRONT else -1.0
    x, y, z = targets.normal[k]
    total = 0.0
    for f in range(fires.room.size):
        if fires.room[f] == room and state.plumes.burning[f] == 1:
            total += _from_flame(k, f, turn * x, turn * y, turn * z, room, fires, interface, targets, state)
    return total


@inner
def flames_around(k, room, fires, targets, state):
    """Mean flux that all flames in the room give to a cylinder that lies across the way to them. [W/m2]

    It meets the flux of a flat surface that faces the flame with its diameter, and spreads it over its circumference.
    """
    plumes = state.plumes
    interface = state.targets.interface[k]
    total = 0.0
    for f in range(fires.room.size):
        if fires.room[f] != room or plumes.burning[f] == 0:
            continue
        x, y = fires.x[f] - targets.x[k], fires.y[f] - targets.y[k]
        z = plumes.base[f] + 0.5 * plumes.shining[f] - targets.z[k]
        way = max(np.sqrt(x * x + y * y + z * z), 1e-6)
        total += _from_flame(k, f, x / way, y / way, z / way, room, fires, interface, targets, state) / np.pi
    return targets.emissivity[k] * total


@inner
def _from_flame(k, f, nx, ny, nz, room, fires, interface, targets, state):
    """Flux from one flame on a surface with a normal, in the place of target k. [W/m2]"""
    plumes = state.plumes
    absorption = state.sight.absorption
    dx, dy, dz = fires.x[f] - targets.x[k], fires.y[f] - targets.y[k], plumes.base[f] - targets.z[k]
    across = max(np.sqrt(dx * dx + dy * dy), 0.5 * plumes.diameter[f])
    flame = plumes.shining[f]
    flux = flame_flux(plumes.radiated[f], across, dz, flame, nx * dx + ny * dy, nz, plumes.surface[f])
    if flux <= 0.0:
        return 0.0
    middle = plumes.base[f] + 0.5 * flame
    distance = np.sqrt(dx * dx + dy * dy + (middle - targets.z[k]) ** 2)
    near, far, near_part = _paths(targets.z[k], middle, interface)
    opaque = absorption[room, near] * near_part + absorption[room, far] * (1.0 - near_part)
    return flux * np.exp(-opaque * distance)
