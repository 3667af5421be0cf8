"""In a refuge: doors shut and stuffed, to the window, shouting, and a look from time to time whether to stay."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import AT_WINDOW, DEAD, EXTINCTION, IN_RESCUE, REFUGE, SAFE, UPPER
from palier.engine.awareness import shout_from_window
from palier.engine.bodies import at_ease, fire_in
from palier.engine.compiled import inner
from palier.engine.decisions import (
    BECOMES_UNBEARABLE,
    BREAKS_PANE,
    CANNOT_STAY,
    CHANGES_REFUGE,
    CLEARED,
    JUMPS,
    SEALS,
    SMOKE,
    TRIES_AGAIN,
    decide,
)
from palier.engine.event_codes import (
    EV_BREAKS_PANE,
    EV_DEAD,
    EV_JUMPS,
    EV_REFUGE,
    EV_SEALS,
    EV_SETS_OUT,
    EV_TAKES_IN,
    EV_WINDOW,
)
from palier.engine.groups import group_speeds
from palier.engine.helping import lay_down
from palier.engine.log import log
from palier.engine.plans import plan_way_out, retreat_to
from palier.engine.posture import clear_view
from palier.engine.routes import choose_refuge, far_end, search, taken_in_by, way_is_clear
from palier.engine.walking import MIDDLE, OPEN, open_door
from palier.physics.reach import fall_lethality


@inner
def take_refuge(now, i, opening_state, s, events):
    """Arrive in a refuge: shut its doors, and go to its window."""
    me = s.who[i]
    room = me.room
    me.status = REFUGE
    me.refuge_room = room
    me.goal = -1
    me.look_at = now + me.looks_every
    me.seals_at = now + me.seal_time if s.place[room].is_landing == 0 else np.inf
    log(events, now, EV_REFUGE, i, room, 0.0)
    host = taken_in_by(room, me.home, s)
    if host >= 0:
        log(events, now, EV_TAKES_IN, host, i, room)
    lay_down(now, i, s, events)
    if s.place[room].is_landing == 0:
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            door = s.way[link].opening
            if door >= 0 and s.way[link].climb == 0 and s.door[door].operable == 1 and opening_state[door] > 0.0:
                s.door[door].shuts_at = now + s.habits.shuts_doors_in
                s.door[door].shuts_by = i
    me.until = now + me.opens_window_after if s.place[room].window >= 0 else np.inf


@inner
def wait(now, i, opening_state, s, events):
    """One step of waiting."""
    me = s.who[i]
    room = me.room
    here = clear_view(s, room, me.stature)
    _break_pane(now, i, here, opening_state, s, events)
    if me.status == REFUGE and not at_ease(i, s) and now >= me.until and s.place[room].window >= 0:
        me.until = np.inf
        me.status = AT_WINDOW
        me.window_since = now
        me.shouts_at = now
        log(events, now, EV_WINDOW, i, room, 0.0)
        if me.opens_window == 1:
            open_door(now, i, s.place[room].window, opening_state, s, events)
    if me.status == AT_WINDOW and now >= me.shouts_at and me.opens_window == 1:
        me.shouts_at = now + me.shouts_every
        shout_from_window(now, i, opening_state, s, events)
    if _jumps(now, i, opening_state, s, events):
        return
    if now >= me.seals_at:
        _seal(now, i, opening_state, s, events)
    if now < me.look_at or _being_rescued(i, s):
        return
    me.look_at = now + me.looks_every
    _judge(now, i, here, s, events)


@inner
def _jumps(now, i, opening_state, s, events):
    """Out of the window, when hardly any time is left and nobody is at work to bring the person out."""
    me = s.who[i]
    room = me.room
    if me.jumps == 0 or me.status != AT_WINDOW or me.charges > 0 or me.left > s.habits.jumps_within or me.team >= 0:
        return False
    if opening_state[s.place[room].window] < OPEN or _being_rescued(i, s):
        return False
    decide(now, i, JUMPS, CANNOT_STAY, s.place.shape[0] - 1, -1, me.left, s.habits.jumps_within, s)
    me.fell = s.place[room].elevation + s.place[room].sill
    log(events, now, EV_JUMPS, i, room, me.fell)
    me.room = s.place.shape[0] - 1
    me.reached_by = now
    me.window_since = np.inf
    me.refuge_room = -1
    me.status = SAFE
    if fall_lethality(me.fell) > me.fall_luck:
        me.status = DEAD
        log(events, now, EV_DEAD, i, me.room, 2.0)
    return True


@inner
def _break_pane(now, i, here, opening_state, s, events):
    """Where no window opens and the air becomes unbearable, a pane is broken, and that is a window to wait at."""
    me = s.who[i]
    room = me.room
    pane = s.place[room].pane
    if me.breaks_window == 0 or s.place[room].window >= 0 or pane < 0:
        return
    if here >= me.unbearable:
        me.until = np.inf
    elif me.until == np.inf:
        me.until = now + me.breaks_pane_after
    elif now >= me.until:
        decide(now, i, BREAKS_PANE, SMOKE, room, -1, here, me.unbearable, s)
        opening_state[pane] = 1.0
        s.place[room].window = pane
        s.place[room].sill = s.place[room].pane_sill
        log(events, now, EV_BREAKS_PANE, i, pane, 0.0)


@inner
def _seal(now, i, opening_state, s, events):
    """Stuff the gaps of the shut doors of the refuge behind which there is smoke."""
    me = s.who[i]
    me.seals_at = np.inf
    thickest = 0.0
    for k in range(s.place[me.room].ways_from, s.place[me.room].ways_to):
        link = s.near[k]
        door = s.way[link].opening
        other = far_end(s, link, me.room)
        if door < 0 or other == s.place.shape[0] - 1 or opening_state[door] > 0.0 or s.sealed[door] < 1.0:
            continue
        behind = s.air[other, UPPER, EXTINCTION]
        if behind < me.notice_extinction:
            me.seals_at = now + me.looks_every  # nothing to seal yet
            continue
        thickest = max(thickest, behind)
        s.sealed[door] = s.habits.sealed
        log(events, now, EV_SEALS, i, door, behind)
    if thickest > 0.0:
        decide(now, i, SEALS, SMOKE, me.room, -1, thickest, me.notice_extinction, s)


@inner
def _judge(now, i, here, s, events):
    """Whether the way out has cleared, another refuge is better, or the place cannot be borne."""
    me = s.who[i]
    room = me.room
    level, down, up = group_speeds(i, s)
    outside = s.place.shape[0] - 1
    if me.goes == 1 and _something_cleared(i, s):
        found = search(s.who.shape[0], room, outside, level, down, up, s)
        if found == 1 and way_is_clear(i, room, s.habits.clear_again, me.stature, s):
            s.blocked[i, :] = 0
            _leave(now, i, CLEARED, s, events)
            return
    cannot_stay = here < me.unbearable or fire_in(room, s)
    if not cannot_stay and me.left >= s.habits.hurry_left:
        return
    if cannot_stay and search(i, room, outside, level, down, up, s) == 1:  # a way not known to be blocked
        _leave(now, i, BECOMES_UNBEARABLE, s, events)
        return
    search(i, room, s.place.shape[0], level, down, up, s)
    other = choose_refuge(i, s)
    there = clear_view(s, other, me.stature)
    if other != room and s.place[other].cost < s.habits.better_within and there > s.habits.better_seen * here + 0.5:
        decide(now, i, CHANGES_REFUGE, BECOMES_UNBEARABLE, other, -1, there, here, s)
        retreat_to(i, other, s)
        return
    has_pane = s.place[room].pane >= 0 and me.breaks_window == 1
    no_air = s.place[room].window < 0 and not has_pane
    engulfed = me.status == REFUGE and no_air and here < me.turn_back_visibility
    if engulfed and me.turned_back < s.habits.tries:
        s.blocked[i, :] = 0
        _leave(now, i, CANNOT_STAY, s, events)


@inner
def _something_cleared(i, s):
    """Whether any place that this person knows as blocked can be seen through again."""
    for room in range(s.place.shape[0] - 1):
        if s.blocked[i, room] == 1 and clear_view(s, room, s.who[i].stature) >= s.habits.clear_again:
            return True
    return False


@inner
def _leave(now, i, reason, s, events):
    me = s.who[i]
    me.window_since = np.inf
    me.shouts_at = np.inf
    me.seals_at = np.inf
    decide(now, i, TRIES_AGAIN, reason, s.place.shape[0] - 1, -1, 0.0, 0.0, s)
    plan_way_out(now, i, MIDDLE, reason, s)
    log(events, now, EV_SETS_OUT, i, me.room, me.goal)


@inner
def _being_rescued(i, s):
    """Whether a team is at work on this person or on a dependant in the same room."""
    for q in range(s.who.shape[0]):  # noqa: SIM110, compiled
        if s.who[q].status == IN_RESCUE and s.who[q].room == s.who[i].room:
            return True
    return False
