"""From the first cue to setting out: looking what the matter is, fighting, dressing, gathering dependants."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    DEAD,
    DOWN,
    EXTINCTION,
    FLAMES,
    FOLLOWING,
    GATHERING,
    IN_RESCUE,
    LOWER,
    NO_ERRAND,
    PREPARING,
    SAFE,
    SEARCHES,
    TO_FIGHT,
    TO_LOOK,
    UNAWARE,
    UPPER,
)
from palier.engine.awareness import SEES_FLAMES, SEES_SMOKE, cue_factor, leaves_unsure
from palier.engine.bodies import burns_in, decide_alone_again, dependants, flat_burns
from palier.engine.compiled import inner
from palier.engine.decisions import (
    ARMS_FULL,
    COLLECTS,
    DEPENDANT,
    FIGHTS,
    GIVES_UP,
    HABIT,
    IN_VAIN,
    INVESTIGATES,
    LEARNS,
    LEAVES_BEHIND,
    PREPARES,
    SEES_IT,
    SEES_NOTHING,
    SMALL_FIRE,
    TOO_HEAVY,
    TOO_LARGE,
    TOO_SMOKY,
    UNSURE,
    WAY_NOT_KNOWN_BLOCKED,
    decide,
)
from palier.engine.errands import go_to, look_through
from palier.engine.event_codes import (
    EV_COLLECTS,
    EV_DRESSES,
    EV_FETCHES,
    EV_FIGHTS,
    EV_GIVES_UP,
    EV_INVESTIGATES,
    EV_LEFT_BEHIND,
    EV_PUTS_OUT,
    EV_SETS_OUT,
    EV_TAKES_HOLD,
)
from palier.engine.groups import can_drag, group_speeds
from palier.engine.log import log
from palier.engine.plans import plan_refuge, plan_way_out
from palier.engine.posture import clear_view
from palier.engine.routes import far_end, search
from palier.engine.turning import at_own_door, in_smoke
from palier.engine.walking import MIDDLE, OPEN, open_door
from palier.physics.movement import VISIBILITY_MOST


@inner
def prepare(now, i, opening_state, s, events):
    """Get ready; smoke that would turn a person back ends it at once."""
    me = s.who[i]
    if me.fights == 1 and me.fought == 0 and _goes_to_fight(now, i, s, events):
        return
    hurries = in_smoke(i, s) and me.starts == np.inf
    if not hurries:
        if me.investigates == 1 and me.has_looked == 0 and me.starts == np.inf and _goes_to_look(now, i, s, events):
            return
        if now < me.ready_at:
            return
        if _dresses_or_fetches(i, s, events):
            return
    me.status = GATHERING
    me.goal = -1
    me.collecting = -1
    me.errand = NO_ERRAND
    if me.searches == 1 and me.home >= 0 and s.place[me.room].flat == me.home:
        me.errand = SEARCHES
        me.until = now
        s.looked[i, me.room] = 1
    elif me.starts < np.inf:  # a pinned time of setting out includes the gathering
        first, end = dependants(i, s)
        for d in range(first, end):
            there = s.who[d].room
            same = there == me.room or (
                s.place[there].flat == s.place[me.room].flat
                and s.place[me.room].flat >= 0
                and clear_view(s, there, me.stature) >= me.unbearable
            )
            if _to_collect(i, d, s) and same:
                collect(now, i, d, s, events)


@inner
def _dresses_or_fetches(i, s, events):
    """After pre-movement proper: dress and fetch what one takes along, not beside flames. Returns whether so."""
    me = s.who[i]
    if me.starts < np.inf or burns_in(me.room, s):
        return False
    while me.stage < 2:
        begins = me.ready_at
        takes = me.dress_time if me.stage == 0 else me.fetch_time
        me.stage += 1
        if takes > 0.0:
            log(events, begins, EV_DRESSES if me.stage == 1 else EV_FETCHES, i, me.room, takes)
            me.ready_at = begins + takes
            return True
    return False


# ------------------------------------------------------------------ looking


@inner
def _entrance(i, s):
    """The nearest room of the own flat from which a door leads out of it into the building, -1: none."""
    me = s.who[i]
    if me.home < 0 or s.place[me.room].flat != me.home:
        return -1
    level, down, up = group_speeds(i, s)
    search(i, me.room, s.place.shape[0], level, down, up, s)
    nearest, least = -1, np.inf
    for room in range(s.place.shape[0] - 1):
        if s.place[room].flat != me.home or s.place[room].cost >= least:
            continue
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            other = far_end(s, link, room)
            if s.place[other].flat != me.home and other < s.place.shape[0] - 1 and s.way[link].locked == 0:
                nearest, least = room, s.place[room].cost
    return nearest


@inner
def _goes_to_look(now, i, s, events):
    """One of the household goes to the entrance and looks out when the cue does not say what the matter is."""
    me = s.who[i]
    me.has_looked = 1
    if not leaves_unsure(me.cue):
        return False
    for q in range(me.family_first, me.family_end):
        if q != i and s.who[q].has_looked == 1 and s.who[q].capable == 1:
            return False
    entrance = _entrance(i, s)
    if entrance < 0:
        return False
    decide(now, i, INVESTIGATES, UNSURE, entrance, -1, 0.0, 0.0, s)
    me.status = GATHERING
    me.errand = TO_LOOK
    me.collecting = -1
    go_to(i, entrance, MIDDLE, s)
    return True


@inner
def _look_out(now, i, opening_state, s, events):
    """Open the entrance, see what is behind, shut it, and get ready the faster for it."""
    me = s.who[i]
    outside = s.place.shape[0] - 1
    found, worst, where = 0, VISIBILITY_MOST, me.room
    limit = me.turn_back_visibility if flat_burns(me.home, s) else at_own_door(me.turn_back_visibility, s)
    for k in range(s.place[me.room].ways_from, s.place[me.room].ways_to):
        link = s.near[k]
        other = far_end(s, link, me.room)
        if other == outside or s.way[link].locked == 1 or s.way[link].stuck == 1 or s.way[link].climb == 1:
            continue
        if s.place[other].flat != me.home:
            door = s.way[link].opening
            if door >= 0 and opening_state[door] < OPEN and s.door[door].operable == 1:
                open_door(now, i, door, opening_state, s, events)
                s.door[door].shuts_at = now + me.looks_out_for
                s.door[door].shuts_by = i
        view = clear_view(s, other, me.stature)
        if s.air[other, LOWER, FLAMES] > s.habits.visible_flames:
            found = 2
        elif s.air[other, UPPER, EXTINCTION] >= me.notice_extinction:
            found = max(found, 1)
        if view < worst:
            worst, where = view, other
        if s.place[other].flat != me.home and view < limit:
            s.blocked[i, other] = 1
    if s.air[me.room, UPPER, EXTINCTION] >= me.notice_extinction:
        found = max(found, 1)
    log(events, now, EV_INVESTIGATES, i, where, found)
    decide(now, i, LEARNS, SEES_IT if found > 0 else SEES_NOTHING, where, -1, worst, limit, s)
    me.status = PREPARING
    me.errand = NO_ERRAND
    me.goal = -1
    if found > 0:
        me.sure_at = min(me.sure_at, now)
        factor = cue_factor(i, SEES_FLAMES if found == 2 else SEES_SMOKE, where, s)
        me.ready_at = min(me.ready_at, max(now, me.aware_at + me.pre_movement * factor))
        decide(now, i, PREPARES, SEES_IT, where, -1, me.ready_at - now, me.cue, s)


# ------------------------------------------------------------------ fighting the fire


@inner
def _sees_into(here, room, s):
    """Whether a room is the one that somebody is in, or lies behind an open door of it."""
    if room == here:
        return True
    for k in range(s.place[here].ways_from, s.place[here].ways_to):
        if s.way[s.near[k]].ajar == 1 and far_end(s, s.near[k], here) == room:
            return True
    return False


@inner
def _burning_at_home(i, s):
    """The room of the own flat in which most burns, of those that the person sees into; -1: none."""
    me = s.who[i]
    worst, where = s.habits.visible_flames, -1
    for room in range(s.place.shape[0] - 1):
        burns = s.place[room].flat == me.home and s.air[room, LOWER, FLAMES] > worst
        if burns and _sees_into(me.room, room, s):
            worst, where = s.air[room, LOWER, FLAMES], room
    return where


@inner
def _goes_to_fight(now, i, s, events):
    """Go to a small fire in the own flat, if one can get near. Returns whether."""
    me = s.who[i]
    if me.home < 0 or s.place[me.room].flat != me.home:
        return False
    room = _burning_at_home(i, s)
    if room < 0:
        return False
    power = s.air[room, LOWER, FLAMES]
    if power > me.fights_up_to or clear_view(s, room, me.stature) < me.turn_back_visibility:
        return False
    level, down, up = group_speeds(i, s)
    if search(i, me.room, room, level, down, up, s) == 0:
        return False
    me.fought = 1
    me.status = GATHERING
    me.errand = TO_FIGHT
    me.collecting = -1
    me.until = np.inf
    decide(now, i, FIGHTS, SMALL_FIRE, room, -1, power, me.fights_up_to, s)
    log(events, now, EV_FIGHTS, i, room, power)
    go_to(i, room, MIDDLE, s)
    return True


@inner
def _fight(now, i, s, events):
    """At the fire: water after the time it takes, if the fire is still as small and one can still see it."""
    me = s.who[i]
    room = _burning_at_home(i, s)
    power = 0.0 if room < 0 else s.air[room, LOWER, FLAMES]
    seen = VISIBILITY_MOST if room < 0 else clear_view(s, room, me.stature)
    lost = power > me.fights_up_to or seen < me.turn_back_visibility or (room >= 0 and room != me.room)
    if not lost and me.until == np.inf:
        me.until = now + me.fight_time
    if not lost and now < me.until and room >= 0:
        return
    if lost:
        decide(
            now, i, GIVES_UP, TOO_LARGE if power > me.fights_up_to else TOO_SMOKY, room, -1, power, me.fights_up_to, s
        )
        log(events, now, EV_GIVES_UP, i, room, power)
        me.ready_at = now
    elif room >= 0 and me.fight_works == 0:
        decide(now, i, GIVES_UP, IN_VAIN, room, -1, power, me.fights_up_to, s)
        log(events, now, EV_GIVES_UP, i, room, power)
        me.ready_at = now
    elif room >= 0:
        s.doused_by[room] = i
        log(events, now, EV_PUTS_OUT, i, room, power)
        me.ready_at = max(me.ready_at, now)
    me.status = PREPARING
    me.errand = NO_ERRAND
    me.goal = -1
    me.until = np.inf


# ------------------------------------------------------------------ gathering


@inner
def _to_collect(i, d, s):
    if s.who[d].carer != i or d == i or s.who[d].following == 1 or s.who[d].gave_up == 1:
        return False
    return not (s.who[d].status == DEAD or s.who[d].status == SAFE or s.who[d].status == IN_RESCUE)


@inner
def collect(now, i, d, s, events):
    """A dependant is ready and goes with the carer from now on."""
    s.who[d].following = 1
    s.who[i].charges += 1
    s.who[d].team = min(s.who[d].team, -1)
    if s.who[d].status != DOWN:
        s.who[d].status = FOLLOWING
        s.who[d].aware_at = min(s.who[d].aware_at, now)
        log(events, now, EV_COLLECTS, i, d, s.who[d].room)
    else:
        log(events, now, EV_TAKES_HOLD, i, d, 1.0 if s.who[d].mass > s.who[i].carries_at_most else 0.0)


@inner
def gather(now, i, opening_state, s, events):
    """Do what the errand is; then make the next dependant ready, go to the next, or set out when none is left."""
    me = s.who[i]
    d = me.collecting
    if d >= 0:
        if now < me.until:
            return
        me.collecting = -1
        if _to_collect(i, d, s):
            collect(me.until, i, d, s, events)
    elif me.goal >= 0:
        return  # on the way
    elif me.errand == TO_LOOK:
        _look_out(now, i, opening_state, s, events)
        return
    elif me.errand == TO_FIGHT:
        _fight(now, i, s, events)
        return
    elif me.errand == SEARCHES and look_through(now, i, s, events):
        return
    _take_in_tow(now, i, s, events)
    first, end = dependants(i, s)
    while True:
        for d in range(first, end):
            if _to_collect(i, d, s) and s.who[d].room == me.room:
                me.collecting = d
                me.until = now + (me.takes_hold_in if s.who[d].status == DOWN else s.who[d].collect_time)
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
                if s.who[d].in_tow == 1:
                    s.who[d].left_alone = 1
                    decide_alone_again(d, s)
            elif s.place[s.who[d].room].cost < least:
                nearest, least = d, s.place[s.who[d].room].cost
        if nearest < 0:
            break
        decide(now, i, COLLECTS, DEPENDANT, s.who[nearest].room, nearest, least, 0.0, s)
        go_to(i, s.who[nearest].room, MIDDLE, s)
        return
    if not _household_busy(i, s):
        _set_out(now, i, s, events)


@inner
def _take_in_tow(now, i, s, events):
    """Who of the family, in the own flat, decides alone and cannot take stairs is taken along, or left, and it is told.

    By somebody who helps the family and can drag them, where neither has anybody else to look after.
    """
    me = s.who[i]
    if me.goes != 1 or me.stair_down <= 0.0 or s.place[me.room].flat != me.home or me.home < 0:
        return
    for q in range(me.family_first, me.family_end):
        one = s.who[q]
        if q == i or one.capable == 0 or one.stair_down > 0.0 or one.link >= 0 or one.team >= 0:
            continue
        if one.left_alone == 1:
            continue
        if one.status in (SAFE, DEAD, IN_RESCUE, DOWN) or s.place[one.room].flat != me.home:
            continue
        alone = me.charges == 0 and one.charges == 0
        for d in range(me.family_first, me.family_end):
            alone = alone and (s.who[d].capable == 1 or (s.who[d].carer != i and s.who[d].carer != q))
        if me.helps_family == 1 and alone and can_drag(i, q, s):
            s.who[q].carer = i
            s.who[q].capable = 0
            s.who[q].in_tow = 1
            s.who[q].gave_up = 0
        else:
            s.who[q].left_alone = 1
            log(events, now, EV_LEFT_BEHIND, q, one.room, i)
            reason = HABIT if me.helps_family == 0 else TOO_HEAVY if alone else ARMS_FULL
            decide(now, i, LEAVES_BEHIND, reason, one.room, q, one.mass, s.habits.drags_at_most * me.mass, s)


@inner
def _household_busy(i, s):
    """Whether a capable member in the same flat is still getting ready: a household sets out together.

    Nobody waits for the others in smoke that cannot be borne.
    """
    me = s.who[i]
    if clear_view(s, me.room, me.stature) < me.unbearable:
        return False
    flat = s.place[me.room].flat
    for q in range(me.family_first, me.family_end):
        if q == i or s.who[q].capable == 0 or s.who[q].room >= s.place.shape[0] - 1:
            continue
        if s.who[q].room != me.room and (flat < 0 or s.place[s.who[q].room].flat != flat):
            continue
        if s.who[q].status == UNAWARE or s.who[q].status == PREPARING:
            return True
        if s.who[q].status == GATHERING:
            if s.who[q].collecting >= 0 or s.who[q].goal >= 0 or s.who[q].errand in (SEARCHES, TO_LOOK, TO_FIGHT):
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
        plan_way_out(now, i, MIDDLE, WAY_NOT_KNOWN_BLOCKED, s)
    else:
        plan_refuge(now, i, MIDDLE, HABIT, s)
    log(events, now, EV_SETS_OUT, i, s.who[i].room, s.who[i].goal)
