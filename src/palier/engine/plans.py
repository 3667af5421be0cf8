"""Where people choose to go: out, or to a refuge; each choice is kept with its reason."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import MOVING, RETREATING
from palier.engine.compiled import inner
from palier.engine.decisions import HOME_IS_NEARER, LEAVES, NO_WAY, SHELTERS, TAKEN_IN, decide
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
    if found == 1 and s.place[outside].cost > s.habits.drags_for and drags(i, s):
        found = 0
    if found == 0:
        plan_refuge(now, i, part, NO_WAY, s)
        return
    me.until = np.inf
    me.status = MOVING
    me.refuge_room = -1
    decide(now, i, LEAVES, reason, outside, -1, s.place[outside].cost, 0.0, s)
    go_to(i, outside, part, s)


@inner
def plan_refuge(now, i, part, reason, s):
    """Way to the best place to wait, which may be where the person is. part, reason : as of `plan_way_out`."""
    me = s.who[i]
    level, down, up = group_speeds(i, s)
    search(i, me.room, s.place.shape[0], level, down, up, s)
    refuge = choose_refuge(i, s)
    if refuge != me.refuge_room:
        host = taken_in_by(refuge, me.home, s)
        reason = TAKEN_IN if host >= 0 and reason in (NO_WAY, HOME_IS_NEARER) else reason
        decide(now, i, SHELTERS, reason, refuge, host, clear_view(s, refuge, me.stature), me.turn_back_visibility, s)
    me.until = np.inf
    me.status = RETREATING
    me.refuge_room = refuge
    go_to(i, refuge, part, s)


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
