"""What a room looks like to the targets in it, and when they have to be looked at again.

Nothing feeds back from a target unless it sets something off. Where little changes they are therefore looked at after
up to eight steps, as long as the layers, the surfaces and the fires are what they were within the limits below, and no
target warms by more than a kelvin or two meanwhile. Their conduction goes on in the same steps in any case; what they
meet is taken to have changed evenly since they were looked at last, or within the last step if it changed there.
"""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, UPPER, Fires, Floats, Ints, Rooms
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import Instruments, Triggers
from palier.engine.zones import around_upper, emissivity_of_layer
from palier.physics.radiation import STEFAN_BOLTZMANN

MOST_STEPS = 8  # after which targets are looked at in any case
WARMED_AT_MOST = 2.0  # warming of a target's front between two looks that is aimed at. [K]
GAS_CHANGED = 0.25  # change of a layer's temperature up to which targets wait. [K]
HEIGHT_CHANGED = 0.002  # same, of the interface and of a fire's base. [m]
PART_CHANGED = 0.003  # same, of a radiosity, of a fire's power and diameter, over themselves, and of what gas absorbs


class Sight(NamedTuple):
    """What rooms look like to what is in them, [n_rooms] unless said."""

    radiosity: Floats  # [n_rooms, 4] W/m2 leaving ceiling, upper wall, lower wall, floor
    black: Floats  # [n_rooms, 2] W/m2, sigma T^4 of each layer
    absorption: Floats  # [n_rooms, 2] 1/m
    watched: Ints  # 1: there is a target or a detector
    measured: Ints  # 1: there is a target
    looks: Ints  # 1: its targets are looked at in this step
    steps: Ints  # since they were
    waits: Ints  # most steps until they are
    waits_at_most: Ints  # 1 where a target sets something off
    changed: Floats  # largest change since then, over the limit
    jumped: Ints  # 1: more than half of it in the last step
    warmed: Floats  # K, of the target that has warmed most between the last two looks
    seen: Floats  # [n_rooms, 9] temperatures, interface, radiosities and absorptions when it was looked at
    seen_fire: Floats  # [n_fires, 3] power, diameter and base then


def new_sight(instruments: Instruments, triggers: Triggers, rooms: Rooms, fires: Fires) -> Sight:
    """Nothing looked at so far."""
    n = rooms.floor_area.size
    watched, measured, most = np.zeros(n, np.int64), np.zeros(n, np.int64), np.full(n, MOST_STEPS)
    watched[instruments.targets.room] = measured[instruments.targets.room] = 1
    watched[instruments.detectors.room] = 1
    most[instruments.targets.room[triggers.target]] = 1
    return Sight(
        radiosity=np.zeros((n, 4)),
        black=np.zeros((n, 2)),
        absorption=np.zeros((n, 2)),
        watched=watched,
        measured=measured,
        looks=np.zeros(n, np.int64),
        steps=np.zeros(n, np.int64),
        waits=np.ones(n, np.int64),
        waits_at_most=most,
        changed=np.zeros(n),
        jumped=np.zeros(n, np.int64),
        warmed=np.zeros(n),
        seen=np.zeros((n, 9)),
        seen_fire=np.zeros((fires.room.size, 3)),
    )


@inner
def look_around(rooms, slabs, zones, layers, faces, sight):
    """What leaves the faces of every room with targets, and what its gas absorbs.

    A face sends what it emits and what it reflects of the radiation of layers and surfaces; one that takes up no heat
    sends all of it back. Flames are left out of the reflection, since walls are given all of their radiation.
    """
    for i in range(rooms.floor_area.size):
        if sight.measured[i] == 0:
            continue
        for face in range(4):
            row = 4 * i + face
            layer = UPPER if face < 2 else LOWER
            own = STEFAN_BOLTZMANN * zones.solid[row, 0] ** 4
            falling = own if faces.resting[i] == 1 else faces.incident[i, layer]
            e = slabs.emissivity[row] if slabs.nodes[row] > 0 else 0.0
            sight.radiosity[i, face] = e * own + (1.0 - e) * falling
        for layer in range(2):
            sight.black[i, layer] = STEFAN_BOLTZMANN * layers.temperature[i, layer] ** 4
            if layer == UPPER:
                around = around_upper(i, rooms, layers)
            else:
                around = rooms.floor_area[i] + layers.area[i] + layers.wall[i]
            beam = 3.6 * layers.volume[i, layer] / around
            emissivity = emissivity_of_layer(i, layer, layers, around)
            sight.absorption[i, layer] = -np.log(max(1.0 - emissivity, 1e-12)) / beam


@inner
def watch(i, now, step, rooms, fires, layers, plumes, sight):
    """Decide whether the targets of room i are looked at in the step that ends `now`. [s], [s]"""
    sight.steps[i] += 1
    before = sight.changed[i]
    changed = _change(i, rooms, fires, layers, plumes, sight)
    sight.changed[i] = changed
    sight.jumped[i] = 1 if changed > 1.0 and changed - before > 0.5 * changed else 0
    due = sight.steps[i] >= sight.waits[i] or int(np.round(now / step)) % MOST_STEPS == 0
    sight.looks[i] = 1 if changed > 1.0 or due else 0
    if sight.looks[i] == 0:
        return
    for layer in range(2):
        sight.seen[i, layer] = layers.temperature[i, layer]
        sight.seen[i, 7 + layer] = sight.absorption[i, layer]
    sight.seen[i, 2] = layers.interface[i]
    for face in range(4):
        sight.seen[i, 3 + face] = sight.radiosity[i, face]
    for f in range(fires.room.size):
        if fires.room[f] == i:
            sight.seen_fire[f, 0] = _power(f, plumes)
            sight.seen_fire[f, 1] = plumes.diameter[f]
            sight.seen_fire[f, 2] = plumes.base[f]


@inner
def _change(i, rooms, fires, layers, plumes, sight):
    """Largest change in room i since it was looked at, over its limit. [-]"""
    seen = sight.seen[i]
    change = abs(layers.interface[i] - seen[2]) / HEIGHT_CHANGED
    for layer in range(2):
        absorbed = abs(sight.absorption[i, layer] - seen[7 + layer]) * rooms.height[i]
        change = max(change, abs(layers.temperature[i, layer] - seen[layer]) / GAS_CHANGED, absorbed / PART_CHANGED)
    for face in range(4):
        radiosity = sight.radiosity[i, face]
        change = max(change, abs(radiosity - seen[3 + face]) / (PART_CHANGED * radiosity))
    for f in range(fires.room.size):
        if fires.room[f] != i:
            continue
        power, seen_fire = _power(f, plumes), sight.seen_fire[f]
        if power != seen_fire[0]:
            change = max(change, abs(power - seen_fire[0]) / (PART_CHANGED * max(power, seen_fire[0])))
        if power > 0.0:
            change = max(change, abs(plumes.diameter[f] - seen_fire[1]) / (PART_CHANGED * plumes.diameter[f]))
            change = max(change, abs(plumes.base[f] - seen_fire[2]) / HEIGHT_CHANGED)
    return change


@inner
def _power(f, plumes):
    """Power of fire f, as far as its room's targets meet it. [W]"""
    return plumes.power[f] + plumes.radiated[f] if plumes.burning[f] == 1 else 0.0


@inner
def wait_again(sight):
    """Begin to wait where targets have just been looked at, for as long as the one that warms most allows."""
    for i in range(sight.looks.size):
        if sight.looks[i] == 1:
            most = WARMED_AT_MOST * sight.steps[i] / max(sight.warmed[i], 1e-9)
            sight.waits[i] = int(max(1.0, min(most, sight.waits_at_most[i])))
            sight.steps[i] = 0
            sight.looks[i] = 0
            sight.changed[i] = 0.0
