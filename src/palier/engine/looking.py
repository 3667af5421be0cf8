"""What a room looks like to the targets in it, and when they have to be looked at again.

Nothing feeds back from a target unless it sets something off. Where all goes on evenly they are therefore looked at
after up to eight steps: as long as layers, surfaces and fires go on as they did when they were looked at last, within
the limits below, and no target warms by much meanwhile. What they meet is taken to have changed evenly since they were
looked at last, or in the last step if it jumped there.
"""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, UPPER, Fires, Floats, Ints, Rooms
from palier.engine.compiled import inner
from palier.engine.instrument_arrays import Instruments, Triggers
from palier.engine.zones import around_upper, emissivity_of_layer
from palier.physics.radiation import STEFAN_BOLTZMANN

MOST_STEPS = 8  # after which targets are looked at in any case
WARMED_AT_MOST = 16.0  # warming of a target's front between two looks that is aimed at. [K]
# What is watched, and how far each may part from what was expected while targets wait.
GAS, HEIGHT, PART = 0.5, 0.004, 0.006  # layers' temperatures [K]; interface, fires' bases [m]; all else, over itself
JUMPED = 2.0  # times these limits, beyond which it was the last step that did it
MOST_CHANGED = 10.0  # times these limits by which they may change as expected
N_SIGNS = 9


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
    jumped: Ints  # 1: something jumped in the last step
    warmed: Floats  # K, of the target that has warmed most between the last two looks
    # [n_rooms + n_fires, N_SIGNS] what is watched, over its limit: now, a step before, at the last look, and its change
    # in the step before that
    signs: Floats
    signs_before: Floats
    signs_seen: Floats
    signs_rate: Floats


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
        jumped=np.zeros(n, np.int64),
        warmed=np.zeros(n),
        signs=np.zeros((n + fires.room.size, N_SIGNS)),
        signs_before=np.zeros((n + fires.room.size, N_SIGNS)),
        signs_seen=np.zeros((n + fires.room.size, N_SIGNS)),
        signs_rate=np.zeros((n + fires.room.size, N_SIGNS)),
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
    n = rooms.floor_area.size
    sight.steps[i] += 1
    _note_room(i, rooms, layers, sight)
    parted, changed = _parted(i, sight.steps[i], sight)
    for f in range(fires.room.size):
        if fires.room[f] == i:
            _note_fire(f, plumes, sight.signs[n + f])
            fire_parted, fire_changed = _parted(n + f, sight.steps[i], sight)
            parted, changed = max(parted, fire_parted), max(changed, fire_changed)
    due = sight.steps[i] >= sight.waits[i] or int(np.round(now / step)) % MOST_STEPS == 0
    sight.looks[i] = 1 if due or parted > 1.0 or changed > MOST_CHANGED else 0
    sight.jumped[i] = 1 if parted > JUMPED else 0
    _remember(i, i, sight)
    for f in range(fires.room.size):
        if fires.room[f] == i:
            _remember(n + f, i, sight)


@inner
def _note_room(i, rooms, layers, sight):
    signs = sight.signs[i]
    for layer in range(2):
        signs[layer] = layers.temperature[i, layer] / GAS
        signs[2 + layer] = sight.absorption[i, layer] * rooms.height[i] / PART
    signs[4] = layers.interface[i] / HEIGHT
    for face in range(4):
        signs[5 + face] = np.log(sight.radiosity[i, face]) / PART


@inner
def _note_fire(f, plumes, signs):
    """Fire f, as far as the targets of its room meet it."""
    lit = plumes.burning[f] == 1
    signs[0] = np.log(max(plumes.power[f] + plumes.radiated[f], 1.0)) / PART if lit else 0.0
    signs[1] = np.log(max(plumes.diameter[f], HEIGHT)) / PART if lit else 0.0
    signs[2] = plumes.base[f] / HEIGHT if lit else 0.0


@inner
def _parted(row, steps, sight):
    """By how much what is watched has parted from what was expected, and changed, over their limits. [-], [-]"""
    parted, changed = 0.0, 0.0
    for k in range(N_SIGNS):
        change = sight.signs[row, k] - sight.signs_seen[row, k]
        changed = max(changed, abs(change))
        parted = max(parted, abs(change - steps * sight.signs_rate[row, k]))
    return parted, changed


@inner
def _remember(row, i, sight):
    for k in range(N_SIGNS):
        if sight.looks[i] == 1:
            sight.signs_seen[row, k] = sight.signs[row, k]
            sight.signs_rate[row, k] = sight.signs[row, k] - sight.signs_before[row, k]
        sight.signs_before[row, k] = sight.signs[row, k]


@inner
def wait_again(sight):
    """Begin to wait where targets have just been looked at, for as long as the one that warms most allows."""
    for i in range(sight.looks.size):
        if sight.looks[i] == 1:
            most = WARMED_AT_MOST * sight.steps[i] / max(sight.warmed[i], 1e-9)
            sight.waits[i] = int(max(1.0, min(most, sight.waits_at_most[i])))
            sight.steps[i] = 0
            sight.looks[i] = 0
