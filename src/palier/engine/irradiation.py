"""What flames, surfaces and gas send to a target."""

import numpy as np

from palier.engine.arrays import LOWER, UPPER
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import BACK, FIRE, FRONT, GAS, SURFACE
from palier.physics.radiation import STEFAN_BOLTZMANN
from palier.physics.target import SLAB_PATH, flame_flux, gas_between, rectangle_factor

INTERFACE_MOVED = 0.01  # movement of the interface up to which views are kept. [m]
INTERFACE_NEARER = 0.02  # the same, over its distance. [-]
BESIDE = 1e-6  # least distance of a plane from which a target sees it; in the plane it would see none or all of it. [m]


@inner
def see_through_interface(k, rooms, layers, targets, own):
    """Bring the configuration factors of the interface up to date, if it has moved."""
    room = targets.room[k]
    interface = layers.interface[room]
    z = targets.z[k]
    if abs(interface - own.interface[k]) < max(INTERFACE_MOVED, INTERFACE_NEARER * abs(interface - z)):
        return
    own.interface[k] = interface
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
def irradiate(k, room, rooms, fires, layers, targets, state):
    """What flames, surfaces and gas send to both sides of target k, times its emissivity."""
    own = state.targets
    front, back = own.flux[k, FRONT], own.flux[k, BACK]
    e = targets.emissivity[k]
    for part in (FIRE, SURFACE, GAS):
        front[part] = 0.0
        back[part] = 0.0
    interface = own.interface[k]
    for face in range(4):
        factor = _seen(k, FRONT, face, interface, targets, own)
        behind = _seen(k, BACK, face, interface, targets, own) if targets.exposed[k] == 1 else 0.0
        across = targets.to_walls[k, FRONT]
        added, left = 0.0, 0.0
        if factor > 0.0:
            added, left = _from_face(face, targets.z[k], across, room, interface, rooms, state.sight)
            front[SURFACE] += factor * state.sight.radiosity[room, face] * left
            front[GAS] += factor * added
        if behind > 0.0:
            if factor <= 0.0 or targets.to_walls[k, BACK] != across:
                across = targets.to_walls[k, BACK]
                added, left = _from_face(face, targets.z[k], across, room, interface, rooms, state.sight)
            back[SURFACE] += behind * state.sight.radiosity[room, face] * left
            back[GAS] += behind * added
    x, y, z = targets.normal[k]
    for f in range(fires.room.size):
        if fires.room[f] == room and state.plumes.burning[f] == 1:
            front[FIRE] += _from_flame(k, f, x, y, z, room, fires, interface, targets, state)
            if targets.exposed[k] == 1:
                back[FIRE] += _from_flame(k, f, -x, -y, -z, room, fires, interface, targets, state)
    for part in (FIRE, SURFACE, GAS):
        front[part] *= e
        back[part] *= e
    if targets.exposed[k] == 0:
        back[SURFACE] = e * STEFAN_BOLTZMANN * targets.initial[k] ** 4


@inner
def _seen(k, side, face, interface, targets, own):
    """Configuration factor of a face of the room from one side of target k: of walls what is left of others. [-]"""
    ceiling, floor = targets.to_ceiling[k, side], targets.to_floor[k, side]
    if face == 0:
        return ceiling
    if face == 3:
        return floor
    if targets.z[k] < interface:
        through = max(own.through[k, side], ceiling)
        return through - ceiling if face == 1 else max(1.0 - through - floor, 0.0)
    through = max(own.through[k, side], floor)
    return max(1.0 - through - ceiling, 0.0) if face == 1 else through - floor


@inner
def _from_face(face, z, across, room, interface, rooms, sight):
    """What gas on the way from a face to the height z adds, and the part of its radiation that is left. [W/m2], [-]"""
    height = rooms.height[room]
    if face == 0:
        end = height
    elif face == 1:
        end = 0.5 * (height + interface)
    elif face == 2:
        end = 0.5 * interface
    else:
        end = 0.0
    rise = abs(end - z)
    way = np.sqrt(rise**2 + across**2)
    if face == 0 or face == 3:
        way = min(SLAB_PATH * rise, way)
    near, far, near_part = _paths(z, end, interface)
    return gas_between(
        sight.black[room, far],
        sight.black[room, near],
        way * (1.0 - near_part),
        way * near_part,
        sight.absorption[room, far],
        sight.absorption[room, near],
    )


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
    distance = max(distance - 0.5 * plumes.diameter[f], 0.0)
    near, far, near_part = _paths(targets.z[k], middle, interface)
    opaque = absorption[room, near] * near_part + absorption[room, far] * (1.0 - near_part)
    return flux * np.exp(-opaque * distance)
