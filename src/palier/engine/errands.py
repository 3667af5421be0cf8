"""Errands of those who leave: looking through the own flat first, and going back for someone left behind."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, DOWN, GATHERING, GOES_BACK, IN_RESCUE, MOVING, NO_ERRAND, SAFE, UNAWARE
from palier.engine.compiled import inner
from palier.engine.decisions import GOES_BACK as DECIDES_TO_GO_BACK
from palier.engine.decisions import MISSED, decide
from palier.engine.event_codes import EV_GOES_BACK, EV_SEARCHES
from palier.engine.groups import group_speeds
from palier.engine.log import log
from palier.engine.routes import far_end, keep_path, search, way_to
from palier.engine.walking import MIDDLE, start_leg


@inner
def go_to(i, goal, part, s):
    """Follow the way just found by `search` to a room. part : of the present room to cross first."""
    me = s.who[i]
    keep_path(i, me.room, goal, s)
    me.goal = goal
    me.next_link = s.path[i, me.room] if goal != me.room else -1
    if me.next_link >= 0:
        s.heading[me.next_link, way_to(s, me.next_link, far_end(s, me.next_link, me.room))] += 1.0
    start_leg(i, part, s)


@inner
def look_through(now, i, s, events):
    """Look through the room of the own flat where the person is, then go on to the nearest one not yet seen.

    Rooms that cannot be reached, or that the person has turned back from, are left out.

    Returns
    -------
    bool
        Whether the search goes on.
    """
    me = s.who[i]
    if s.looked[i, me.room] == 0 and s.place[me.room].flat == me.home:
        s.looked[i, me.room] = 1
        me.until = now + me.looks_into_for
        log(events, now, EV_SEARCHES, i, me.room, 0.0)
    if now < me.until:
        return True
    level, down, up = group_speeds(i, s)
    search(i, me.room, s.place.shape[0], level, down, up, s)
    nearest, least = -1, np.inf
    for room in range(s.place.shape[0] - 1):
        if s.place[room].flat == me.home and s.looked[i, room] == 0 and s.place[room].cost < least:
            nearest, least = room, s.place[room].cost
    if nearest < 0:
        me.errand = NO_ERRAND
        return False
    go_to(i, nearest, MIDDLE, s)
    return True


@inner
def _is_missed(i, d, s):
    """Whether d, of the household of i, is inside with nobody to help, and i could bring d out."""
    one = s.who[d]
    if d == i or one.room >= s.place.shape[0] - 1 or one.following == 1 or one.team >= 0 or one.link >= 0:
        return False
    if one.status == SAFE or one.status == DEAD or one.status == IN_RESCUE:
        return False
    if one.capable == 1:
        if one.status != UNAWARE and one.status != DOWN:
            return False
        if one.status == DOWN and one.mass > s.habits.drags_at_most * s.who[i].mass:
            return False
    else:
        if one.carer >= 0 and one.carer != i and one.gave_up == 0:
            theirs = s.who[one.carer].status
            if theirs != DOWN and theirs != DEAD and theirs != SAFE:
                return False
        if one.status == DOWN:
            if one.mass > s.habits.drags_at_most * s.who[i].mass:
                return False
        elif one.carried == 0 and one.stair_down <= 0.0:
            return False
    flat = s.place[one.room].flat
    for q in range(s.who.shape[0]):
        if q in (i, d) or s.who[q].capable == 0 or s.who[q].room >= s.place.shape[0] - 1:
            continue
        near = s.who[q].room == one.room or (flat >= 0 and s.place[s.who[q].room].flat == flat)
        does = s.who[q].status
        if near and does != UNAWARE and does != DOWN and does != DEAD and does != IN_RESCUE:
            return False
    return True


@inner
def go_back(now, i, s, events):
    """Once: someone on the way out or outside goes back for those of the household who were left behind.

    Nobody does with a dependant in the arms, or once brought out by others. Whoever was out for `missed_after`
    tries again what was blocked before, and turns back at the own visibility.
    """
    me = s.who[i]
    if me.status == SAFE:
        if me.team >= 0 or me.fell > 0.0 or now < me.reached_by + me.missed_after:
            return
    elif me.status != MOVING or me.link >= 0 or me.charges > 0:
        return
    missed = -1
    for d in range(me.family_first, me.family_end):
        if missed < 0 and _is_missed(i, d, s):
            missed = d
    if missed < 0:
        return
    if me.status == SAFE:
        s.blocked[i, :] = 0
    level, down, up = group_speeds(i, s)
    if search(i, me.room, s.who[missed].room, level, down, up, s) == 0:
        return
    for d in range(me.family_first, me.family_end):
        if (s.who[d].capable == 0 or s.who[d].status == DOWN) and _is_missed(i, d, s):
            s.who[d].carer = i
            s.who[d].gave_up = 0
    me.went_back = 1
    me.errand = GOES_BACK
    me.status = GATHERING
    me.collecting = -1
    me.reached_by = np.inf
    log(events, now, EV_GOES_BACK, i, missed, s.who[missed].room)
    decide(now, i, DECIDES_TO_GO_BACK, MISSED, s.who[missed].room, missed, s.place[s.who[missed].room].cost, 0.0, s)
    go_to(i, s.who[missed].room, MIDDLE, s)
