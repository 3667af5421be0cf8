"""What heat does to openings: windows fall out, shut doors burn through; and the fires' own events."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import UPPER, Floats, Ints, Model
from palier.engine.compiled import inner
from palier.engine.event_codes import (
    EV_DOOR_FAILS,
    EV_FIRE_OUT,
    EV_FIRE_STARVED,
    EV_FLAMES,
    EV_IGNITES,
    EV_WINDOW_BREAKS,
)
from palier.engine.log import log

DOOR_HEAT = 573.15  # gas temperature above which a shut door is being burnt. [K]
STARVED_AFTER = 10.0  # time that air must limit a fire before it is told. [s]


class OpeningState(NamedTuple):
    """What the heat has done so far."""

    heated: Floats  # [n_openings] s above DOOR_HEAT
    failed: Ints  # [n_openings] 1: fallen out or burnt through, can no longer be shut
    told: Ints  # [n_fires, 4] ignition, starved, out, flames after smouldering
    starved_for: Floats  # [n_fires] s


def new_opening_state(model: Model) -> OpeningState:
    """Nothing has failed."""
    n, fires = model.openings.a.size, model.fires.room.size
    return OpeningState(np.zeros(n), np.zeros(n, np.int64), np.zeros((fires, 4), np.int64), np.zeros(fires))


@inner
def fail_openings(time, step, rooms, openings, gas, opening, state, events):
    """Break windows at their temperature and burn doors through after their time; a failed opening stays open.

    The hotter of the upper layers on both sides counts, if the opening reaches into it. A window falls out whole:
    what is known of it is a temperature with a wide spread, not how much glass stays.
    """
    n = rooms.floor_area.size
    for o in range(openings.a.size):
        if state.failed[o] == 1:
            opening[o] = 1.0
            continue
        if openings.breaks_at[o] == np.inf and openings.fails_after[o] == np.inf:
            continue
        hottest = 0.0
        where = -1
        for side in range(2):
            room = openings.a[o] if side == 0 else openings.b[o]
            if room < n and openings.soffit[o] > rooms.elevation[room] + gas.interface[room]:
                temperature = gas.temperature[room, UPPER]
                if temperature > hottest:
                    hottest = temperature
                    where = room
        if hottest >= openings.breaks_at[o]:
            state.failed[o] = 1
            opening[o] = 1.0
            log(events, time, EV_WINDOW_BREAKS, o, where, hottest)
        elif hottest > DOOR_HEAT and opening[o] < 0.5:
            state.heated[o] += step
            if state.heated[o] >= openings.fails_after[o]:
                state.failed[o] = 1
                opening[o] = 1.0
                log(events, time, EV_DOOR_FAILS, o, where, hottest)


@inner
def tell_of_fires(time, step, fires, fire, state, events):
    """Log when each fire ignites, flames after it has smouldered, is limited by air, and is out."""
    for f in range(fires.room.size):
        room = fires.room[f]
        if state.told[f, 0] == 0 and fire.ignited[f] <= time:
            state.told[f, 0] = 1
            smoulders = fires.flames_from[f] if fires.flames_from[f] < np.inf else -1.0
            log(events, fire.ignited[f], EV_IGNITES, f, room, smoulders)
        flames_at = fire.ignited[f] + fires.flames_from[f]
        if state.told[f, 3] == 0 and fires.flames_from[f] > 0.0 and flames_at <= time:
            state.told[f, 3] = 1
            if fire.out[f] == 0.0 and fire.water_at[f] > flames_at:
                log(events, flames_at, EV_FLAMES, f, room, 0.0)
        state.starved_for[f] = state.starved_for[f] + step if fire.starved[f] > 0.0 else 0.0
        if state.told[f, 1] == 0 and state.starved_for[f] >= STARVED_AFTER:
            state.told[f, 1] = 1
            log(events, time, EV_FIRE_STARVED, f, room, fire.power[f])
        if state.told[f, 2] == 0 and fire.out[f] > 0.0:
            state.told[f, 2] = 1
            log(events, time, EV_FIRE_OUT, f, room, 0.0)
