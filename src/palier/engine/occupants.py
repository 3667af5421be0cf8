"""What occupants do, step by step: notice, get ready, gather, leave, turn back, take refuge, wait at a window."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    FOLLOWING,
    GATHERING,
    IN_RESCUE,
    MOVING,
    PREPARING,
    REFUGE,
    RETREATING,
    SAFE,
    UNAWARE,
)
from palier.engine.awareness import become_aware, knock_on_doors, notice
from palier.engine.bodies import bodies_step, clear_view, dependants
from palier.engine.compiled import inner
from palier.engine.errands import go_back, go_to, look_through
from palier.engine.event_codes import EV_COLLECTS, EV_LEFT_BEHIND, EV_REFUGE, EV_SETS_OUT, EV_WINDOW
from palier.engine.log import log
from palier.engine.routes import choose_refuge, search, way_is_clear
from palier.engine.scene import look_at_the_air
from palier.engine.walking import (
    ARRIVED,
    DOOR_TO_DOOR,
    MIDDLE,
    NO_ERRAND,
    REFUSED,
    SEARCHES,
    count_crowds,
    group_speeds,
    open_door,
    swing_doors,
    walk,
)

WINDOW_TIME = 5.0  # s from reaching a refuge to the window being open: an assumption
LOOKS_EVERY = 30.0  # s between judging a refuge again: an assumption
UNBEARABLE = 1.5  # m of visibility in a refuge under which people look for another: an assumption
HURRY_LEFT = 600.0  # s of time left under which they do too: an assumption
BETTER_WITHIN = 60.0  # s of walking within which people look for a better refuge: an assumption
CLEAR_AGAIN = 10.0  # m of visibility on a way given up that makes people try it again: an assumption
TRIES = 3  # times that people go into smoke again from a refuge without window: an assumption


@inner
def people_step(now, dt, model, gas, opening_state, alarm_state, scene, team_state, events):
    """Advance everybody by the step `dt` that ends at `now`, in the gas as it is.

    Writes `opening_state` (open part of each vertical opening), `scene` and `events`.
    """
    s = scene
    tripped_at, level = alarm_state.tripped_at, model.alarms.level
    time = now - dt
    look_at_the_air(gas, s.air)
    swing_doors(now, opening_state, s, events)
    count_crowds(s)
    crew_on_stair = now >= team_state.stair_from[0]
    for i in range(s.who.shape[0]):
        if s.who[i].capable == 0:
            continue
        if s.who[i].status == UNAWARE:
            cue = notice(now, i, opening_state, tripped_at, level, s)
            if cue >= 0:
                become_aware(now, i, cue, s, events)
        elif s.who[i].status == PREPARING:
            _prepare(now, i, s, events)
        elif s.who[i].status == REFUGE or s.who[i].status == AT_WINDOW:
            _wait(now, i, opening_state, s, events)
        elif s.who[i].returns == 1 and s.who[i].went_back == 0 and not crew_on_stair:
            go_back(time, i, s, events)
        if s.who[i].status == GATHERING:
            _gather(now, i, s, events)
        walking = s.who[i].status == MOVING or s.who[i].status == RETREATING
        if walking or (s.who[i].status == GATHERING and s.who[i].goal >= 0):
            before = s.who[i].room
            outcome = walk(time, dt, i, opening_state, crew_on_stair, s, events)
            if (
                s.who[i].room != before
                and s.who[i].status != SAFE
                and walking
                and s.place[s.who[i].room].is_landing == 1
            ):
                knock_on_doors(now, i, s, events)
            if outcome == ARRIVED:
                _arrive(now, i, opening_state, s, events)
            elif outcome == REFUSED:
                _plan_again(now, i, s, events)
        if s.who[i].charges > 0:
            _bring_along(now, i, s, events)
    _take_over(now, s, events)
    bodies_step(now, dt, opening_state, s, events)


@inner
def _prepare(now, i, s, events):
    """Wait for the end of pre-movement; smoke that would turn a person back ends it at once."""
    me = s.who[i]
    in_smoke = clear_view(s, me.room, me.stature) < max(me.turn_back_visibility, UNBEARABLE)
    if now < me.ready_at and not (in_smoke and me.starts == np.inf):
        return
    me.status = GATHERING
    me.goal = -1
    me.collecting = -1
    if me.searches == 1 and me.home >= 0 and s.place[me.room].flat == me.home:
        me.errand = SEARCHES
        me.until = now
        s.looked[i, me.room] = 1
    elif me.starts < np.inf:  # a pinned time of setting out includes the gathering
        first, end = dependants(i, s)
        for d in range(first, end):
            same = s.who[d].room == me.room or (
                s.place[s.who[d].room].flat == s.place[me.room].flat and s.place[me.room].flat >= 0
            )
            if _to_collect(i, d, s) and same:
                _collect(now, i, d, s, events)


@inner
def _to_collect(i, d, s):
    if s.who[d].carer != i or d == i or s.who[d].following == 1 or s.who[d].gave_up == 1:
        return False
    return not (s.who[d].status == DEAD or s.who[d].status == SAFE or s.who[d].status == IN_RESCUE)


@inner
def _collect(now, i, d, s, events):
    s.who[d].following = 1
    s.who[i].charges += 1
    s.who[d].team = min(s.who[d].team, -1)
    if s.who[d].status != DOWN:
        s.who[d].status = FOLLOWING
        s.who[d].aware_at = min(s.who[d].aware_at, now)
    log(events, now, EV_COLLECTS, i, d, s.who[d].room)


@inner
def _gather(now, i, s, events):
    """Make the next dependant ready, go to the next, or set out when there is none left."""
    me = s.who[i]
    d = me.collecting
    if d >= 0:
        if now < me.until:
            return
        me.collecting = -1
        if _to_collect(i, d, s):
            _collect(me.until, i, d, s, events)
    elif me.goal >= 0:
        return  # on the way to one
    elif me.errand == SEARCHES and look_through(now, i, s, events):
        return
    first, end = dependants(i, s)
    while True:
        for d in range(first, end):
            if _to_collect(i, d, s) and s.who[d].room == me.room:
                me.collecting = d
                me.until = now + s.who[d].collect_time
                me.goal = -1
                return
        level, down, up = group_speeds(i, s)
        search(i, me.room, s.place.shape[0], level, down, up, s)
        nearest, least = -1, np.inf
        for d in range(first, end):
            if not _to_collect(i, d, s):
                continue
            if s.place[s.who[d].room].cost == np.inf:
                s.who[d].gave_up = 1
                log(events, now, EV_LEFT_BEHIND, d, s.who[d].room, i)
            elif s.place[s.who[d].room].cost < least:
                nearest, least = d, s.place[s.who[d].room].cost
        if nearest < 0:
            break
        go_to(i, s.who[nearest].room, MIDDLE, s)
        return
    if not _household_busy(i, s):
        _set_out(now, i, s, events)


@inner
def _household_busy(i, s):
    """Whether a capable member in the same flat is still getting ready: a household sets out together."""
    me = s.who[i]
    flat = s.place[me.room].flat
    for q in range(me.family_first, me.family_end):
        if q == i or s.who[q].capable == 0 or s.who[q].room >= s.place.shape[0] - 1:
            continue
        if s.who[q].room != me.room and (flat < 0 or s.place[s.who[q].room].flat != flat):
            continue
        if s.who[q].status == UNAWARE or s.who[q].status == PREPARING:
            return True
        if s.who[q].status == GATHERING:
            if s.who[q].collecting >= 0 or s.who[q].goal >= 0 or s.who[q].errand == SEARCHES:
                return True
            first, end = dependants(q, s)
            for d in range(first, end):
                if _to_collect(q, d, s):
                    return True
    return False


@inner
def _set_out(now, i, s, events):
    """Leave, or stay and shut oneself in, as the household is wont to; who was refused at the street stays out."""
    s.who[i].errand = NO_ERRAND
    if s.who[i].room == s.place.shape[0] - 1:
        s.who[i].status = SAFE
        s.who[i].reached_by = now
        return
    if s.who[i].goes == 1:
        _plan_way_out(i, MIDDLE, s)
    else:
        _plan_refuge(i, MIDDLE, s)
    log(events, now, EV_SETS_OUT, i, s.who[i].room, s.who[i].goal)


@inner
def _plan_way_out(i, part, s):
    """Way out if there is one that is not known to be blocked, else a refuge. part : of the room to cross first."""
    me = s.who[i]
    outside = s.place.shape[0] - 1
    level, down, up = group_speeds(i, s)
    found = search(i, me.room, outside, level, down, up, s)
    if found == 0 and me.exit >= 0:  # the exit that the person kept to cannot be reached: any will do
        me.exit = -1
        found = search(i, me.room, outside, level, down, up, s)
    if found == 0:
        _plan_refuge(i, part, s)
        return
    me.until = np.inf
    me.status = MOVING
    me.refuge_room = -1
    go_to(i, outside, part, s)


@inner
def _plan_refuge(i, part, s):
    """Way to the best place to wait, which may be where the person is. part : of the room to cross first."""
    me = s.who[i]
    level, down, up = group_speeds(i, s)
    search(i, me.room, s.place.shape[0], level, down, up, s)
    refuge = choose_refuge(i, s)
    me.until = np.inf
    me.status = RETREATING
    me.refuge_room = refuge
    go_to(i, refuge, part, s)


@inner
def _plan_again(now, i, s, events):
    """After a refusal: another way to the dependant, out, or to a refuge."""
    me = s.who[i]
    if me.status == GATHERING:
        me.goal = -1
        _gather(now, i, s, events)
    elif me.status == RETREATING:
        _plan_refuge(i, DOOR_TO_DOOR, s)
    else:
        _plan_way_out(i, DOOR_TO_DOOR, s)


@inner
def _arrive(now, i, opening_state, s, events):
    """At the dependant's room, at the refuge, or where a turn on a flight ended."""
    me = s.who[i]
    if me.status == GATHERING:
        me.goal = -1
        _gather(now, i, s, events)
        return
    if me.status == MOVING:
        _plan_way_out(i, DOOR_TO_DOOR, s)
        return
    if me.refuge_room != me.room:  # turned round on the way
        _plan_refuge(i, DOOR_TO_DOOR, s)
        if me.goal != me.room:
            return
    room = me.room
    me.status = REFUGE
    me.refuge_room = room
    me.goal = -1
    me.look_at = now + LOOKS_EVERY
    log(events, now, EV_REFUGE, i, room, 0.0)
    if s.place[room].is_landing == 0:
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            door = s.way[link].opening
            if door >= 0 and s.way[link].climb == 0 and s.door[door].operable == 1 and opening_state[door] > 0.0:
                s.door[door].shuts_at = now + 2.0
                s.door[door].shuts_by = i
    me.until = now + WINDOW_TIME if s.place[room].window >= 0 else np.inf


@inner
def _wait(now, i, opening_state, s, events):
    """In a refuge: to the window, and from time to time a look whether to stay."""
    me = s.who[i]
    room = me.room
    if me.status == REFUGE and now >= me.until:
        me.until = np.inf
        me.status = AT_WINDOW
        me.window_since = now
        log(events, now, EV_WINDOW, i, room, 0.0)
        if me.opens_window == 1:
            open_door(now, i, s.place[room].window, opening_state, s, events)
    if now < me.look_at or _being_rescued(i, s):
        return
    me.look_at = now + LOOKS_EVERY
    level, down, up = group_speeds(i, s)
    stature = me.stature
    outside = s.place.shape[0] - 1
    if me.goes == 1 and _something_cleared(i, s):
        found = search(s.who.shape[0], room, outside, level, down, up, s)
        if found == 1 and way_is_clear(i, room, CLEAR_AGAIN, stature, s):
            s.blocked[i, :] = 0
            _leave_refuge(now, i, s, events)
            return
    here = clear_view(s, room, stature)
    if here >= UNBEARABLE and me.left >= HURRY_LEFT:
        return
    search(i, room, s.place.shape[0], level, down, up, s)
    other = choose_refuge(i, s)
    if other != room and s.place[other].cost < BETTER_WITHIN and clear_view(s, other, stature) > 2.0 * here + 0.5:
        retreat_to(i, other, s)
        return
    engulfed = me.status == REFUGE and s.place[room].window < 0 and here < me.turn_back_visibility
    if engulfed and me.turned_back < TRIES:
        s.blocked[i, :] = 0
        _leave_refuge(now, i, s, events)


@inner
def _something_cleared(i, s):
    """Whether any place that this person knows as blocked can be seen through again."""
    for room in range(s.place.shape[0] - 1):
        if s.blocked[i, room] == 1 and clear_view(s, room, s.who[i].stature) >= CLEAR_AGAIN:
            return True
    return False


@inner
def retreat_to(i, room, s):
    """Go to another refuge, by the way that `search` has just found."""
    me = s.who[i]
    me.status = RETREATING
    me.refuge_room = room
    me.window_since = np.inf
    me.until = np.inf
    go_to(i, room, MIDDLE, s)


@inner
def _leave_refuge(now, i, s, events):
    me = s.who[i]
    me.window_since = np.inf
    _plan_way_out(i, MIDDLE, s)
    log(events, now, EV_SETS_OUT, i, me.room, me.goal)


@inner
def _being_rescued(i, s):
    """Whether a team is at work on this person or on a dependant in the same room."""
    for q in range(s.who.shape[0]):  # noqa: SIM110, compiled
        if s.who[q].status == IN_RESCUE and s.who[q].room == s.who[i].room:
            return True
    return False


@inner
def _bring_along(now, i, s, events):
    """Those who are carried or led are where their carer is, and wait as the carer waits."""
    me = s.who[i]
    waits = me.status == REFUGE or me.status == AT_WINDOW
    first, end = dependants(i, s)
    for q in range(first, end):
        if s.who[q].following == 0 or s.who[q].carer != i:
            continue
        s.who[q].room = me.room
        s.who[q].link = me.link
        s.who[q].ahead = me.ahead
        s.who[q].progress = me.progress
        s.who[q].leg = me.leg
        if s.who[q].status == DOWN:
            continue
        if waits and s.who[q].status != me.status:
            s.who[q].status = me.status
            if me.status == REFUGE:
                s.who[q].refuge_room = me.room
                log(events, now, EV_REFUGE, q, s.who[q].room, 0.0)
            else:
                s.who[q].window_since = now
                log(events, now, EV_WINDOW, q, s.who[q].room, 0.0)
        elif not waits:
            s.who[q].status = FOLLOWING
            s.who[q].window_since = np.inf


@inner
def _take_over(now, s, events):
    """A dependant whose carer is lost is taken by a capable person in the same room."""
    for d in range(s.who.shape[0]):
        if s.who[d].capable == 1 or s.who[d].following == 1 or s.who[d].carer < 0 or s.who[d].link >= 0:
            continue
        if s.who[d].status == SAFE or s.who[d].status == DEAD or s.who[d].status == IN_RESCUE:
            continue
        lost = s.who[s.who[d].carer].status
        if not (lost in (DOWN, DEAD, SAFE) or s.who[d].gave_up == 1):
            continue
        for q in range(s.who.shape[0]):
            able = s.who[q].status == MOVING or s.who[q].status == RETREATING or s.who[q].status == REFUGE
            able = able or s.who[q].status == AT_WINDOW or s.who[q].status == GATHERING
            if s.who[q].capable == 1 and able and s.who[q].room == s.who[d].room and s.who[q].link < 0:
                s.who[d].carer = q
                s.who[d].gave_up = 0
                if not s.who[q].family_first <= d < s.who[q].family_end:
                    s.who[q].adopts = 1
                _collect(now, q, d, s, events)
                break
