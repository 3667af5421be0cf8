"""Radiation that passes through open doors and windows: of hot gas, and of surfaces and flames."""

from palier.engine.arrays import LOWER, UPPER
from palier.engine.compiled import inlined, inner
from palier.engine.zones import around_upper, emissivity_of_layer
from palier.physics.radiation import STEFAN_BOLTZMANN

LEAST_SHINE = 20.0  # difference below which a layer's radiation through openings is left out. [K]
LEAST_FALLING = 1000.0  # difference of what falls on the two sides of an opening, below which it is left out. [W/m2]
SMALLEST = 1e-9  # area that is divided by at least. [m2]


@inner
def measure_shine(rooms, openings, zones, layers, faces):
    """How much each room's upper layer shines through its open doors and windows.

    The part of an open opening above the interface shines like the layer behind it.
    """
    n = rooms.floor_area.size
    faces.stiffness[:] = 0.0
    faces.shone_out[:] = 0.0
    faces.shine_stiffness[:] = 0.0
    faces.gaps[:] = 0.0
    for o in range(openings.a.size):
        faces.shining[o, 0] = 0.0
        faces.shining[o, 1] = 0.0
        width = zones.opening[o] * openings.width[o]
        if width <= 0.0:
            continue
        faces.gaps[openings.a[o]] += width * (openings.soffit[o] - openings.sill[o])
        faces.gaps[openings.b[o]] += width * (openings.soffit[o] - openings.sill[o])
        for side in range(2):
            room = openings.a[o] if side == 0 else openings.b[o]
            other = openings.b[o] if side == 0 else openings.a[o]
            if room == n:
                continue
            bottom = max(openings.sill[o], rooms.elevation[room] + layers.interface[room])
            height = openings.soffit[o] - bottom
            hot = layers.temperature[room, UPPER]
            cold = layers.temperature[other, LOWER]
            if height <= 0.0 or hot - cold < LEAST_SHINE:
                continue
            emissivity = emissivity_of_layer(room, UPPER, layers, around_upper(room, rooms, layers))
            shining = emissivity * width * height
            faces.shining[o, side] = shining
            faces.shone_out[room] += shining * STEFAN_BOLTZMANN * (hot**4 - cold**4)
            faces.shine_stiffness[room] += 4.0 * shining * STEFAN_BOLTZMANN * hot**3


@inner
def shine(rooms, openings, zones, layers, rates, faces):
    """Carry what shines through openings from the layer it leaves to the surfaces it meets, or away.

    An opening lets all radiation pass that falls on it, where a wall as warm as its room would send it back: what
    surfaces and flames send into it is lost to the surfaces.
    """
    faces.shone_in[:] = 0.0
    n = rooms.floor_area.size
    for o in range(openings.a.size):
        by_gas = 0.0
        for side in range(2):
            if faces.shining[o, side] <= 0.0:
                continue
            room = openings.a[o] if side == 0 else openings.b[o]
            other = openings.b[o] if side == 0 else openings.a[o]
            hot = layers.temperature[room, UPPER]
            cold = layers.temperature[other, LOWER]
            rise = hot**4 - cold**4 + 4.0 * hot**3 * faces.warming[room, UPPER]
            power = faces.shining[o, side] * STEFAN_BOLTZMANN * max(rise, 0.0)
            rates.heat[room, UPPER] -= power
            faces.shone_in[other] += power
            by_gas += power if side == 0 else -power
        width = zones.opening[o] * openings.width[o]
        if width <= 0.0:
            continue
        a, b = openings.a[o], openings.b[o]
        if (a == n or faces.resting[a] == 1) and (b == n or faces.resting[b] == 1):
            continue
        passes = _falls_on(a, o, n, rooms, openings, layers, faces) - _falls_on(b, o, n, rooms, openings, layers, faces)
        if abs(passes) < LEAST_FALLING:
            continue
        rest = width * (openings.soffit[o] - openings.sill[o]) * passes - by_gas
        rest *= _from_surfaces(a if passes > 0.0 else b, n, faces)
        faces.shone_in[a] -= rest
        faces.shone_in[b] += rest


@inlined
def _falls_on(room, o, n, rooms, openings, layers, faces):
    """What falls on an opening from the side of a room, or from outside. [W/m2]"""
    if room == n or faces.resting[room] == 1:
        return STEFAN_BOLTZMANN * layers.temperature[room, LOWER] ** 4
    below = rooms.elevation[room] + layers.interface[room] - openings.sill[o]
    part = min(max(below / (openings.soffit[o] - openings.sill[o]), 0.0), 1.0)
    return faces.incident[room, UPPER] + part * (faces.incident[room, LOWER] - faces.incident[room, UPPER])


@inlined
def _from_surfaces(room, n, faces):
    """Part of what falls on an opening of a room, gas left out, that surfaces and flames send. [-]

    Radiation is found as if there were no openings, whereas part of what surfaces reflect leaves before it falls on
    them again; and what mirrors send is the gas's, which is taken to be counted.
    """
    if room == n or faces.resting[room] == 1:
        return 1.0
    area = faces.area[room]
    black = faces.black[room]
    emissivity = black / (area[0] + area[1] + area[2] + area[3])
    return emissivity * black / max(black + (1.0 - emissivity) * faces.gaps[room], SMALLEST)
