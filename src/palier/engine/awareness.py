"""Cues: what makes a person know of the fire, and whom people warn."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, DOWN, EXTINCTION, FLAMES, LOWER, PREPARING, UNAWARE, UPPER
from palier.engine.bodies import BED_MOUTH, SEATED_MOUTH, layer_at
from palier.engine.compiled import inner
from palier.engine.event_codes import EV_AWARE
from palier.engine.log import log
from palier.engine.routes import far_end

SEES_SMOKE, SEES_FLAMES, SMELLS, HEARS_ALARM, IS_WARNED, WAKES_IN_SMOKE, IS_CALLED = range(7)
OPEN_TO_SIGHT = 0.3  # open part of a door through which people see into the next room: an assumption
SMOKE_NEXT_DOOR = 2.0  # times denser smoke needed to notice it in the next room: an assumption
VISIBLE_FLAMES = 1000.0  # W that are noticed as flames: an assumption
WARNS_AFTER = 10.0  # s from knowing to warning others in the flat: an assumption
WAKING = 20.0  # s more to wake somebody: an assumption
GETS_READY = 10.0  # s from being warned to being as ready as the one who warns: an assumption
# Factors on pre-movement by cue, in the order of CUES: a bell alone is doubted (neighbours with bell only 180 to
# 300 s against 90 to 120 s by voice), smell is looked into; assumptions after the working prior for flats.
CUE_FACTOR = np.array([1.0, 0.5, 1.5, 2.2, 1.0, 1.0, 1.0])


@inner
def notice(now, i, opening_state, tripped_at, level, s):
    """First cue that reaches an unaware person in this step, -1: none."""
    me = s.who[i]
    room = me.room
    asleep = me.asleep == 1
    for k in range(tripped_at.shape[0]):
        if tripped_at[k] <= now and level[k, room] >= me.hears_above:
            return HEARS_ALARM
    if _warned_at_home(now, i, s):
        return IS_WARNED
    if me.starts <= now:
        return IS_CALLED
    if me.age < 5.0:
        return -1
    if asleep:
        if s.air[room, layer_at(s, room, BED_MOUTH), EXTINCTION] >= me.wake_extinction:
            return WAKES_IN_SMOKE
        return -1
    if s.air[room, LOWER, FLAMES] > VISIBLE_FLAMES:
        return SEES_FLAMES
    seated = layer_at(s, room, SEATED_MOUTH * me.stature)
    if max(s.air[room, UPPER, EXTINCTION], s.air[room, seated, EXTINCTION]) >= me.notice_extinction:
        return SEES_SMOKE
    for k in range(s.place[room].ways_from, s.place[room].ways_to):
        link = s.near[k]
        door = s.way[link].opening
        if door < 0 or opening_state[door] < OPEN_TO_SIGHT:
            continue
        other = far_end(s, link, room)
        if s.air[other, LOWER, FLAMES] > VISIBLE_FLAMES:
            return SEES_FLAMES
        if s.air[other, UPPER, EXTINCTION] >= SMOKE_NEXT_DOOR * me.notice_extinction:
            return SEES_SMOKE
    if s.air[room, seated, EXTINCTION] >= me.smell_extinction:
        return SMELLS
    return -1


@inner
def _warned_at_home(now, i, s):
    """Whether a member of the household in the same flat has known long enough to have warned this one."""
    me = s.who[i]
    flat = s.place[me.room].flat
    delay = WARNS_AFTER + (WAKING if me.asleep == 1 else 0.0)
    for q in range(me.family_first, me.family_end):
        if q == i or s.who[q].capable == 0 or s.who[q].status == UNAWARE:
            continue
        if s.who[q].status == DOWN or s.who[q].status == DEAD or s.who[q].room >= s.place.shape[0] - 1:
            continue
        together = s.who[q].room == me.room or (flat >= 0 and s.place[s.who[q].room].flat == flat)
        if together and now >= s.who[q].aware_at + delay:
            return True
    return False


@inner
def become_aware(now, i, cue, s, events):
    """From the cue on the person gets ready; who is warned at home gets ready with the others."""
    me = s.who[i]
    me.status = PREPARING
    me.aware_at = now
    me.cue = cue
    if me.starts < np.inf:
        me.ready_at = max(now, me.starts)
    else:
        me.ready_at = now + me.pre_movement * CUE_FACTOR[cue]
        for q in range(me.family_first, me.family_end):
            if q != i and s.who[q].ready_at < np.inf and s.who[q].capable == 1:
                me.ready_at = min(me.ready_at, max(now + GETS_READY, s.who[q].ready_at))
    log(events, now, EV_AWARE, i, me.room, cue)


@inner
def knock_on_doors(now, i, s, events):
    """Someone on a landing warns those who hear a knock on their door."""
    landing = s.who[i].room
    if s.place[landing].knocked == 1:  # those who could hear it know, and who does not know stays where it is
        return
    s.place[landing].knocked = 1
    for q in range(s.who.shape[0]):
        if s.who[q].status != UNAWARE or s.who[q].capable == 0:
            continue
        if s.knock[landing, s.who[q].room] >= s.who[q].hears_above:
            become_aware(now, q, IS_WARNED, s, events)
