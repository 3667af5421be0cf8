"""How long the heat that a room exchanges with its surfaces holds before it is worked out again.

Far from the fire little changes from one step to the next. What the surfaces of a room take up is then worked out for a
longer step, as implicitly as for a short one, and given to its gas evenly over that time, as long as the gas keeps to
the temperatures that were expected. Its solids go from their temperatures at the start to those at the end along a
straight line, and are brought up to date when the run ends or when the room is worked out again before the end:
what they hold is then exactly what they have been given.
"""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, SOOT, Floats, Ints, Model, Pairs
from palier.engine.compiled import inlined, inner

HELD_WITHIN = 0.03  # difference of gas from what was expected up to which a room's exchange holds. [K]
BEHIND_WITHIN = 0.05  # change of the gas behind a wall up to which it holds. [K]
MOVED = 0.01  # part of a room by which its layers may move meanwhile. [-]
MOST_DOUBLED = 3  # times that the longest step is doubled: eight of them
COMPLETE = 1e-9  # part of a hold that round-off may leave. [-]


class Hold(NamedTuple):
    """What each room exchanges and until when; [n_rooms] unless said."""

    span: Floats  # s for which its exchange was worked out
    done: Floats  # s of it that have passed
    doubled: Ints  # times that `span` is twice the longest step, 0: it is the step
    fresh: Ints  # 1: begun in this step
    measured: Ints  # 1: a target looks at its surfaces, and nothing is held
    began: Pairs  # [n_rooms, 2] K, its gas at the start
    below: Floats  # m3 of its lower layer at the start
    there: Floats  # [n_faces] K, gas behind each wall at the start
    heat: Pairs  # [n_rooms, 2] W that each layer gains
    lost: Floats  # W that its solids take up
    out: Floats  # [n_faces] W that the back of each gives to the room behind
    settles: Pairs  # [n_rooms, 2] m3/s of each layer from which soot settles
    shone_in: Floats  # W that came through openings at the start


def new_hold(model: Model) -> Hold:
    """Nothing is held."""
    n = model.rooms.floor_area.size
    z = np.zeros
    measured = z(n, np.int64)
    measured[model.instruments.targets.room] = 1
    return Hold(
        span=z(n),
        done=z(n),
        doubled=z(n, np.int64),
        fresh=np.ones(n, np.int64),
        measured=measured,
        began=z((n, 2)),
        below=z(n),
        there=z(4 * n),
        heat=z((n, 2)),
        lost=z(n),
        out=z(4 * n),
        settles=z((n, 2)),
        shone_in=z(n),
    )


@inlined
def holds(i, step, rooms, slabs, layers, faces):
    """Whether what was worked out for room i holds for a step from now. step : [s]"""
    hold = faces.hold
    within = hold.done[i] + step <= (1.0 + COMPLETE) * hold.span[i]
    return hold.doubled[i] > 0 and within and _as_expected(i, rooms, slabs, layers, faces)


@inlined
def _as_expected(i, rooms, slabs, layers, faces):
    """Whether the gas of room i, its layers and the gas behind its walls are as they were thought to be by now."""
    hold = faces.hold
    if abs(layers.volume[i, LOWER] - hold.below[i]) > MOVED * rooms.volume[i]:
        return False
    part = hold.done[i] / hold.span[i] if hold.doubled[i] > 0 else 0.0  # before anything is held it must be at rest
    for layer in range(2):
        expected = hold.began[i, layer] + part * faces.warming[i, layer]
        if abs(layers.temperature[i, layer] - expected) > HELD_WITHIN:
            return False
    for row in range(4 * i, 4 * i + 4):
        behind = slabs.behind[row]
        if behind >= 0 and abs(layers.temperature[behind, LOWER] - hold.there[row]) > BEHIND_WITHIN:
            return False
    return True


@inlined
def begin_hold(i, step, longest, lit, rooms, slabs, zones, layers, solid, faces):
    """Choose for how long room i is worked out now: for longer if all went as expected so far. step, longest : [s]"""
    hold = faces.hold
    may_hold = hold.done[i] > 0.0 and not lit and hold.measured[i] == 0
    calm = may_hold and _as_expected(i, rooms, slabs, layers, faces)
    bring_up_to_date(i, slabs, zones, solid, faces)
    hold.doubled[i] = min(hold.doubled[i] + 1, MOST_DOUBLED) if calm else 0
    hold.span[i] = longest * 2.0 ** hold.doubled[i] if hold.doubled[i] > 0 else step
    hold.done[i] = 0.0
    hold.fresh[i] = 1
    hold.below[i] = layers.volume[i, LOWER]
    for layer in range(2):
        hold.began[i, layer] = layers.temperature[i, layer]
    for row in range(4 * i, 4 * i + 4):
        if slabs.behind[row] >= 0:
            hold.there[row] = layers.temperature[slabs.behind[row], LOWER]


@inlined
def pass_time(i, step, slabs, zones, solid, faces):
    """Let a step pass for the solids of room i; at the end of a hold they are what was worked out. step : [s]"""
    hold = faces.hold
    hold.done[i] += step
    if faces.resting[i] == 0 and hold.done[i] >= (1.0 - COMPLETE) * hold.span[i]:
        for row in range(4 * i, 4 * i + 4):
            for k in range(slabs.nodes[row]):
                zones.solid[row, k] = solid[row, k]


@inlined
def bring_up_to_date(i, slabs, zones, solid, faces):
    """Give the solids of room i what they have taken up by now; the rest of the hold goes on from there."""
    hold = faces.hold
    if faces.resting[i] == 1 or not 0.0 < hold.done[i] < (1.0 - COMPLETE) * hold.span[i]:
        return
    part = hold.done[i] / hold.span[i]
    for row in range(4 * i, 4 * i + 4):
        for k in range(slabs.nodes[row]):
            zones.solid[row, k] += part * (solid[row, k] - zones.solid[row, k])
    for layer in range(2):
        hold.began[i, layer] += part * faces.warming[i, layer]
        faces.warming[i, layer] *= 1.0 - part
    hold.span[i] -= hold.done[i]
    hold.done[i] = 0.0


@inner
def surface_now(i, row, zones, solid, faces):
    """Temperature of the surface `row` of room i by now, also while it is held. [K]"""
    hold = faces.hold
    if faces.resting[i] == 1 or not 0.0 < hold.done[i] < (1.0 - COMPLETE) * hold.span[i]:
        return zones.solid[row, 0]
    return zones.solid[row, 0] + hold.done[i] / hold.span[i] * (solid[row, 0] - zones.solid[row, 0])


@inner
def bring_all_up_to_date(slabs, zones, solid, faces):
    """`bring_up_to_date` for every room."""
    for i in range(zones.mass.shape[0]):
        bring_up_to_date(i, slabs, zones, solid, faces)


@inlined
def give(i, slabs, layers, rates, faces):
    """What room i exchanges in this step: to its gas, to the rooms behind its walls, and into the books."""
    hold = faces.hold
    for layer in range(2):
        rates.heat[i, layer] += hold.heat[i, layer]
        settling = hold.settles[i, layer] * layers.density[i, layer] * layers.fraction[i, layer, SOOT]
        rates.species[i, layer, SOOT] -= settling
        rates.kept[SOOT] += settling
    # what shines in grows by under a watt while it holds: taken by the surfaces
    faces.lost[0] += hold.lost[i] + faces.shone_in[i] - hold.shone_in[i]
    for row in range(4 * i, 4 * i + 4):
        behind = slabs.behind[row]
        if behind >= 0:
            rates.heat[behind, LOWER] += hold.out[row]
            faces.returned[behind] += hold.out[row]
            faces.lost[0] -= hold.out[row]
