"""Where people choose to go: out, or to a refuge; each choice is kept with its reason."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import MOVING, RETREATING
from palier.engine.bodies import dependants
from palier.engine.compiled import inner
from palier.engine.decisions import (
    HOME_IS_NEARER,
    LEAVES,
    NO_STAIRS,
    NO_WAY,
    SHELTERS,
    SHUT,
    SMOKE,
    TAKEN_IN,
    TOO_FAR_TO_DRAG,
    WAY_THERE_CLOSED,
    decide,
)
from palier.engine.errands import go_to
from palier.engine.groups import drags, group_speeds
from palier.engine.posture import clear_view
from palier.engine.routes import choose_refuge, search, taken_in_by
from palier.engine.walking import MIDDLE


@inner
def plan_way_out(now, i, part, reason, s):
    """Way out if there is one that is not known to be blocked, nor too long to drag somebody, else a refuge.

    part : of the present room to cross first; reason : of trying to get out, as of `decisions`.
    """
    me = s.who[i]
    outside = s.place.shape[0] - 1
    level, down, up = group_speeds(i, s)
    found = search(i, me.room, outside, level, down, up, s)
    if found == 0 and me.exit >= 0:  # the exit that the person kept to cannot be reached: any will do
        me.exit = -1
        found = search(i, me.room, outside, level, down, up, s)
    if found == 0:
        plan_refuge(now, i, part, NO_WAY, s)
        return
    if s.place[outside].cost > s.habits.drags_for and drags(i, s):
        plan_refuge(now, i, part, TOO_FAR_TO_DRAG, s)
        return
    me.until = np.inf
    me.status = MOVING
    me.refuge_room = -1
    decide(now, i, LEAVES, reason, outside, -1, s.place[outside].cost, me.turn_back_visibility, s)
    go_to(i, outside, part, s)


@inner
def plan_refuge(now, i, part, reason, s):
    """Way to the best place to wait, which may be where the person is. part, reason : as of `plan_way_out`."""
    me = s.who[i]
    level, down, up = group_speeds(i, s)
    search(i, me.room, s.place.shape[0], level, down, up, s)
    refuge = choose_refuge(i, s)
    changes = refuge != me.refuge_room
    me.until = np.inf
    me.status = RETREATING
    me.refuge_room = refuge
    go_to(i, refuge, part, s)
    if changes:
        other = taken_in_by(refuge, me.home, s)
        if other >= 0 and reason in (NO_WAY, HOME_IS_NEARER, TOO_FAR_TO_DRAG):
            reason = TAKEN_IN
        elif reason == NO_WAY:
            reason, other = why_no_way(i, s)
        decide(now, i, SHELTERS, reason, refuge, other, clear_view(s, refuge, me.stature), me.turn_back_visibility, s)


@inner
def why_no_way(i, s):
    """What keeps somebody from getting out, as of `decisions`, and who of those who go along cannot take stairs, or -1.

    Found by looking for a way as if that were not: stairs for who cannot take them, smoke that the person knows of.
    """
    room, outside, nobody = s.who[i].room, s.place.shape[0] - 1, s.who.shape[0]
    level, down, up = group_speeds(i, s)
    if search(i, room, outside, level, down, up, s) == 1:
        return WAY_THERE_CLOSED, -1
    climbs = down > 0.0 and up > 0.0
    if climbs or search(i, room, outside, level, level, level, s) == 0:
        if search(nobody, room, outside, level, down, up, s) == 1:
            return SMOKE, -1
        if climbs or search(nobody, room, outside, level, level, level, s) == 0:
            return SHUT, -1
    return NO_STAIRS, _who_takes_no_stairs(i, s)


@inner
def _who_takes_no_stairs(i, s):
    """The first of those whom somebody leads who cannot take stairs; -1: the person."""
    if s.who[i].stair_down <= 0.0:
        return -1
    first, end = dependants(i, s)
    for q in range(first, end):
        led = s.who[q].following == 1 and s.who[q].carer == i and s.who[q].carried == 0
        if led and s.who[q].stair_down <= 0.0:
            return q
    return -1


@inner
def retreat_to(i, room, s):
    """Go to another refuge, by the way that `search` has just found."""
    me = s.who[i]
    me.status = RETREATING
    me.refuge_room = room
    me.window_since = np.inf
    me.shouts_at = np.inf
    me.until = np.inf
    me.seals_at = np.inf
    go_to(i, room, MIDDLE, s)
