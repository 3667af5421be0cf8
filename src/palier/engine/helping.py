"""Help for those who have collapsed: their own people carry or drag them along, others seldom do."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import AT_WINDOW, DOWN, GATHERING, MOVING, NO_ERRAND, REFUGE, RETREATING
from palier.engine.bodies import carried_load, dependants
from palier.engine.compiled import inner
from palier.engine.decisions import (
    ARMS_FULL,
    HABIT,
    HEAT,
    HELPS,
    LEAVES_LYING,
    NO_WAY,
    OF_THE_FAMILY,
    SMOKE,
    STRANGER,
    TOO_HEAVY,
    decide,
)
from palier.engine.event_codes import EV_LAYS_DOWN, EV_PASSES
from palier.engine.groups import group_speeds
from palier.engine.log import log
from palier.engine.posture import clear_view
from palier.engine.routes import choose_refuge, far_end, search

NOTHING = -1  # stands in the way of helping


@inner
def list_the_fallen(s):
    """Those who lie inside with nobody at work on them: how many, then their rows, into `fallen`; and who is near."""
    if s.fallen[0] > 0:
        s.place.lies_near[:] = 0
    count = 0
    for d in range(s.who.shape[0]):
        one = s.who[d]
        if one.status == DOWN and one.following == 0 and one.team < 0 and one.room < s.place.shape[0] - 1:
            count += 1
            s.fallen[count] = d
            s.place[one.room].lies_near = 1
            for k in range(s.place[one.room].ways_from, s.place[one.room].ways_to):
                s.place[far_end(s, s.near[k], one.room)].lies_near = 1
    s.fallen[0] = count


@inner
def help_the_fallen(now, i, crew_on_stair, s, events):
    """Turn to someone who lies here or in sight, or, from a refuge, to one of the family seen to lie within reach."""
    me = s.who[i]
    if s.fallen[0] == 0 or me.link >= 0 or me.room >= s.place.shape[0] - 1 or now < me.helps_at:
        return
    waits = me.status == REFUGE or me.status == AT_WINDOW
    gathers = me.status == GATHERING and me.errand == NO_ERRAND and me.collecting < 0
    if not (waits or gathers or me.status == MOVING or me.status == RETREATING):
        return
    near = s.place[me.room].lies_near == 1
    if not near and not waits:
        return
    for k in range(1, s.fallen[0] + 1 if near else 1):  # what is seen is known from then on
        if s.who[s.fallen[k]].room == me.room or _sees(me.room, s.who[s.fallen[k]].room, me.stature, s):
            s.who[s.fallen[k]].seen_down = 1
    if waits and (crew_on_stair or me.goes_out_again == 0 or me.charges > 0 or me.helped >= s.habits.goes_out_at_most):
        return
    d = _whom_to_help(i, waits, s)
    if d < 0:
        if waits:
            me.helps_at = now + me.looks_every
        return
    one = s.who[d]
    family = me.family_first <= d < me.family_end
    seen, limit = clear_view(s, one.room, me.stature), s.habits.further_for_a_dependant * me.turn_back_visibility
    why = _in_the_way(i, d, family, seen, limit, s)
    if why != NOTHING:
        if me.passed_by != d:
            decide(now, i, LEAVES_LYING, why, one.room, d, seen, limit, s)
            if not waits:
                log(events, now, EV_PASSES, i, d, why)
        me.passed_by = d
        me.helps_at = now + me.looks_every
        return
    decide(now, i, HELPS, OF_THE_FAMILY if family else STRANGER, one.room, d, seen, limit, s)
    one.carer = i
    one.gave_up = 0
    if not family:
        me.adopts = 1
    if waits:
        me.helped += 1
        me.refuge_room = -1
        me.window_since = np.inf
        me.shouts_at = np.inf
        me.seals_at = np.inf
    me.status = GATHERING
    me.errand = NO_ERRAND
    me.collecting = -1
    me.goal = -1
    me.next_link = -1


@inner
def _sees(room, other, stature, s):
    """Whether someone in a room sees who lies in the next, through an open door or along a flight."""
    for k in range(s.place[room].ways_from, s.place[room].ways_to):
        link = s.near[k]
        if far_end(s, link, room) != other or other >= s.place.shape[0] - 1:
            continue
        if s.way[link].is_flight == 1 or s.way[link].ajar == 1:
            return clear_view(s, other, stature) >= s.way[link].length + 0.5 * s.place[other].crossing
    return False


@inner
def _whom_to_help(i, waits, s):
    """The one to help first, the family before others and the light before the heavy; -1: nobody."""
    me = s.who[i]
    best, chosen = np.inf, -1
    for k in range(1, s.fallen[0] + 1):
        d = s.fallen[k]
        one = s.who[d]
        if d == i or (one.carer == i and me.status == GATHERING and one.gave_up == 0):
            continue
        if one.following == 1 or _has_a_helper(one.carer, i, one.gave_up, s):
            continue
        family = me.family_first <= d < me.family_end
        here = one.room == me.room
        if waits:
            if here or not family or one.seen_down == 0:
                continue
        elif not (here or _sees(me.room, one.room, me.stature, s)):
            continue
        if not family and me.helps_others == 0 and one.age >= s.habits.taken_along_below:
            continue
        weight = one.mass + (0.0 if family else 1000.0)
        if weight < best and d != me.passed_by:
            best, chosen = weight, d
    return chosen


@inner
def _has_a_helper(carer, i, gave_up, s):
    """Whether somebody else is on the way to someone who lies there."""
    return carer >= 0 and carer != i and gave_up == 0 and s.who[carer].status == GATHERING


@inner
def _in_the_way(i, d, family, seen, limit, s):
    """What keeps someone from helping, as of `decisions`, or `NOTHING`."""
    me, one = s.who[i], s.who[d]
    if family and me.helps_family == 0:
        return HABIT
    if seen <= limit:
        return HEAT if seen == 0.0 else SMOKE
    load = carried_load(i, s)
    if one.mass > me.carries_at_most:
        if one.mass > s.habits.drags_at_most * me.mass:
            return TOO_HEAVY
        if me.charges > 0:  # nobody drags a grown person with a child in the arms or by the hand
            return ARMS_FULL
    elif load + one.mass > me.carries_at_most:
        return ARMS_FULL
    return NOTHING if _gets_somewhere(i, d, family, s) else NO_WAY


@inner
def _gets_somewhere(i, d, family, s):
    """Whether a way leads out, or to a place where one sees more, for someone with the fallen one in tow."""
    me, one = s.who[i], s.who[d]
    outside = s.place.shape[0] - 1
    carer, adopts = one.carer, me.adopts
    one.carer, one.following = i, 1
    me.charges += 1
    if not family:
        me.adopts = 1
    level, down, up = group_speeds(i, s)
    one.carer, one.following = carer, 0
    me.charges -= 1
    me.adopts = adopts
    if one.room != me.room:
        alone = group_speeds(i, s)
        if search(i, me.room, one.room, alone[0], alone[1], alone[2], s) == 0:
            return False
        if s.place[one.room].cost > s.habits.helps_within:
            return False
    most = s.habits.drags_for if one.mass > me.carries_at_most else np.inf
    if me.goes == 1 and search(i, one.room, outside, level, down, up, s) == 1 and s.place[outside].cost <= most:
        return True
    search(i, one.room, outside + 1, level, down, up, s)
    refuge = choose_refuge(i, s)
    if refuge < 0 or s.place[refuge].cost > most:
        return False
    return refuge != one.room and clear_view(s, refuge, me.stature) > clear_view(s, one.room, me.stature)


@inner
def lay_down(now, i, s, events):
    """In a refuge the hands are free again: those who lie are laid down."""
    if s.who[i].charges == 0:
        return
    first, end = dependants(i, s)
    for d in range(first, end):
        if s.who[d].following == 1 and s.who[d].carer == i and s.who[d].status == DOWN:
            s.who[d].following = 0
            s.who[i].charges -= 1
            log(events, now, EV_LAYS_DOWN, i, d, s.who[i].room)
