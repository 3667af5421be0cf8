"""Cues: what makes a person know of the fire, and whom people warn."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.arrays import (
    DEAD,
    DOWN,
    EV_AWARE,
    PREPARING,
    UNAWARE,
    UPPER,
)
from palier.engine.bodies import BED_MOUTH, SEATED_MOUTH, layer_at
from palier.engine.log import log
from palier.engine.routes import far_end

SEES_SMOKE, SEES_FLAMES, SMELLS, HEARS_ALARM, IS_WARNED, WAKES_IN_SMOKE, IS_CALLED = range(7)
OPEN_TO_SIGHT = 0.3  # open part of a door through which people see into the next room: an assumption
SMOKE_NEXT_DOOR = 2.0  # times denser smoke needed to notice it in the next room: an assumption
FLAMES = 1000.0  # W that are noticed as flames: an assumption
WARNS_AFTER = 10.0  # s from knowing to warning others in the flat: an assumption
WAKING = 20.0  # s more to wake somebody: an assumption
GETS_READY = 10.0  # s from being warned to being as ready as the one who warns: an assumption
# Factors on pre-movement by cue, in the order of CUES: a bell alone is doubted (neighbours with bell only 180 to
# 300 s against 90 to 120 s by voice), smell is looked into; assumptions after the working prior for flats.
CUE_FACTOR = np.array([1.0, 0.5, 1.5, 2.2, 1.0, 1.0, 1.0])


@njit(cache=True)
def notice(now, i, model, gas, opening_state, alarm_state, s):
    """First cue that reaches an unaware person in this step, -1: none."""
    people, links = model.people, model.links
    room = s.room[i]
    asleep = people.asleep[i] == 1
    for k in range(alarm_state.tripped_at.shape[0]):
        if alarm_state.tripped_at[k] <= now and model.alarms.level[k, room] >= people.hears_above[i]:
            return HEARS_ALARM
    if _warned_at_home(now, i, model, s):
        return IS_WARNED
    if people.starts[i] <= now:
        return IS_CALLED
    if people.age[i] < 5.0:
        return -1
    if asleep:
        if gas.extinction[room, layer_at(gas, room, BED_MOUTH)] >= people.wake_extinction[i]:
            return WAKES_IN_SMOKE
        return -1
    if gas.flames[room] > FLAMES:
        return SEES_FLAMES
    seated = layer_at(gas, room, SEATED_MOUTH * people.stature[i])
    if max(gas.extinction[room, UPPER], gas.extinction[room, seated]) >= people.notice_extinction[i]:
        return SEES_SMOKE
    for k in range(links.adjacency_start[room], links.adjacency_start[room + 1]):
        link = links.adjacency[k]
        door = links.opening[link]
        if door < 0 or opening_state[door] < OPEN_TO_SIGHT:
            continue
        other = far_end(links, link, room)
        if gas.flames[other] > FLAMES:
            return SEES_FLAMES
        if gas.extinction[other, UPPER] >= SMOKE_NEXT_DOOR * people.notice_extinction[i]:
            return SEES_SMOKE
    if gas.extinction[room, seated] >= people.smell_extinction[i]:
        return SMELLS
    return -1


@njit(cache=True)
def _warned_at_home(now, i, model, s):
    """Whether a member of the household in the same flat has known long enough to have warned this one."""
    household = model.people.household[i]
    first = model.households.first[household]
    flat = model.rooms.flat[s.room[i]]
    delay = WARNS_AFTER + (WAKING if model.people.asleep[i] == 1 else 0.0)
    for q in range(first, first + model.households.count[household]):
        if q == i or model.people.capable[q] == 0 or s.status[q] == UNAWARE:
            continue
        if s.status[q] == DOWN or s.status[q] == DEAD or s.room[q] >= model.rooms.flat.shape[0]:
            continue
        together = s.room[q] == s.room[i] or (flat >= 0 and model.rooms.flat[s.room[q]] == flat)
        if together and now >= s.aware_at[q] + delay:
            return True
    return False


@njit(cache=True)
def become_aware(now, i, cue, people, rooms, households, s, events):
    """From the cue on the person gets ready; who is warned at home gets ready with the others."""
    s.status[i] = PREPARING
    s.aware_at[i] = now
    s.cue[i] = cue
    if people.starts[i] < np.inf:
        s.ready_at[i] = max(now, people.starts[i])
    else:
        s.ready_at[i] = now + people.pre_movement[i] * CUE_FACTOR[cue]
        first = households.first[people.household[i]]
        for q in range(first, first + households.count[people.household[i]]):
            if q != i and s.ready_at[q] < np.inf and people.capable[q] == 1:
                s.ready_at[i] = min(s.ready_at[i], max(now + GETS_READY, s.ready_at[q]))
    log(events, now, EV_AWARE, i, s.room[i], cue)


@njit(cache=True)
def knock_on_doors(now, i, model, s, events):
    """Someone on a landing warns those who hear a knock on their door."""
    people = model.people
    landing = s.room[i]
    for q in range(s.status.shape[0]):
        if s.status[q] != UNAWARE or people.capable[q] == 0:
            continue
        if model.alarms.knock[landing, s.room[q]] >= people.hears_above[q]:
            become_aware(now, q, IS_WARNED, people, model.rooms, model.households, s, events)
