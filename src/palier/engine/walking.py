"""Walking in the loop: legs through rooms and along flights, doors and their queues, smoke that stops people."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import DEAD, EXTINCTION, RETREATING, SAFE
from palier.engine.bodies import dependants
from palier.engine.compiled import inner
from palier.engine.decisions import TURNS_BACK, decide
from palier.engine.event_codes import EV_ENTERS, EV_OPENS, EV_SAFE, EV_SHUTS, EV_TURNS_BACK
from palier.engine.flights import air_on_flight
from palier.engine.groups import group_speeds, walkers
from palier.engine.log import log
from palier.engine.posture import clear_view, posture
from palier.engine.routes import far_end, may_enter, way_to
from palier.engine.turning import goes_on, refuses, seen_ahead, turn_back, turn_round, turning_visibility, why_back
from palier.physics.dose import speed_with_irritants
from palier.physics.movement import (
    BOUNDARY,
    MOST_FLOW_AT,
    beside_a_crew,
    between,
    crowding,
    speed_in_smoke,
    visibility,
)

WALKS_ON, ARRIVED, REFUSED = range(3)
DOOR_TO_DOOR, MIDDLE = 1.0, 0.5  # part of a room to cross, from a door or from its middle
LEGS_IN_A_STEP = 12  # more than anyone walks in one step; what is left of the time is lost
OPEN = 0.9  # open part from which a door need not be opened further


@inner
def start_leg(person, part, s):
    """Begin a leg in the room where the person is. part : of the room that lies before the next door."""
    me = s.who[person]
    room = me.room
    if me.next_link < 0:
        part -= 0.5  # a last leg ends in the middle
    me.progress = 0.0
    me.waits_since = np.inf
    me.leg = part * s.place[room].crossing


@inner
def swing_doors(now, opening_state, s, events):
    """Doors that are due are shut, by closers or the people who passed; those that open again are ways again."""
    for k in range(s.way.shape[0]):
        s.way[k].ajar = 1 if s.way[k].opening >= 0 and opening_state[s.way[k].opening] >= s.habits.passable_from else 0
        if s.way[k].stuck == 1 and opening_state[s.way[k].opening] >= s.habits.passable_from:
            s.way[k].stuck = 0
    for k in range(s.door.shape[0]):
        if s.door[k].shuts_at <= now:
            if opening_state[k] > 0.0 and s.door[k].wedged == 0:
                opening_state[k] = 0.0
                log(events, s.door[k].shuts_at, EV_SHUTS, s.door[k].shuts_by, k, 0.0)
            s.door[k].shuts_at = np.inf
            s.door[k].shuts_by = -1


@inner
def open_door(when, person, opening, opening_state, s, events):
    """Someone opens a door or window."""
    s.sealed[opening] = 1.0
    if opening_state[opening] < OPEN:
        opening_state[opening] = 1.0
        log(events, when, EV_OPENS, person, opening, 0.0)


@inner
def leave_door(when, person, link, to_room, opening_state, s):
    """What becomes of a door behind someone who passed: closer, habit, or shut against smoke."""
    me = s.who[person]
    opening = s.way[link].opening
    if s.way[link].climb == 1 or s.door[opening].operable == 0:
        return
    outside = s.place.shape[0] - 1
    here = -1 if to_room == outside else s.place[to_room].flat
    room = me.room
    there = -1 if room == outside else s.place[room].flat
    driven_home = me.status == RETREATING and here >= 0
    shuts = driven_home if here == there else (me.shuts_out_smoke == 1 if driven_home else me.leaves_door_open == 0)
    if s.door[opening].closer == 1:
        s.door[opening].shuts_at = when + s.habits.closer_takes
        s.door[opening].shuts_by = -2
    elif shuts:
        s.door[opening].shuts_at = when + me.shuts_in
        s.door[opening].shuts_by = person
    else:
        s.door[opening].shuts_at = np.inf


@inner
def enter(when, person, to_room, link, s, events):
    """The person (and all who follow) is in the next room; outside is the end of the way."""
    me = s.who[person]
    outside = s.place.shape[0] - 1
    before = me.room
    first, end = dependants(person, s) if me.charges > 0 else (person, person + 1)
    for q in range(first, end):
        if q != person and not (s.who[q].following == 1 and s.who[q].carer == person):
            continue
        s.who[q].room = to_room
        s.who[q].link = -1
        s.who[q].ahead = -1
        log(events, when, EV_ENTERS, q, to_room, before)
        if to_room == outside:
            if s.who[q].status != DEAD:
                s.who[q].status = SAFE
                s.who[q].reached_by = when
                log(events, when, EV_SAFE, q, link, s.who[q].fed)
            s.who[q].following = 0
            s.who[q].refuge_room = -1
    if to_room == outside:
        me.charges = 0
        me.next_link = -1
        return
    me.next_link = s.path[person, to_room] if me.goal != to_room else -1
    start_leg(person, DOOR_TO_DOOR, s)


@inner
def _shuts_again(person, opening, room, ahead, s):
    """Whether somebody who turns back at a door shuts it again; who is at home may leave the entrance open."""
    entrance = s.place[room].flat >= 0 and s.place[ahead].flat < 0
    return not entrance or s.who[person].shuts_out_smoke == 1 or s.door[opening].closer == 1


@inner
def _share(link, way, s):
    """Part of a door's or flight's width that those have who go one way: lanes in proportion to the two crowds."""
    ours, theirs = max(s.heading[link, way], 1.0), s.heading[link, 1 - way]
    return ours / (ours + theirs)


@inner
def walk(time, dt, person, opening_state, s, events):
    """Walk for one step along the person's path.

    The time left over by a leg, a queue or a door is spent on the next one, so walking times do not depend on
    the step. Returns WALKS_ON, ARRIVED (in the goal) or REFUSED (smoke ahead; a new plan is needed).
    """
    me = s.who[person]
    left = dt
    level, down, up = group_speeds(person, s)
    for _ in range(LEGS_IN_A_STEP):
        if left <= 0.0:
            break
        room = me.room
        when = time + dt - left
        if me.link >= 0:
            left = _walk_flight(when, left, person, down, up, s, events)
            if me.link >= 0:
                return WALKS_ON
            continue
        seen = clear_view(s, room, me.stature)
        speed = (
            speed_in_smoke(level, seen, me.smoke_law, speed_with_irritants(me.fic)) * posture(s, room, me.stature)[1]
        )
        speed *= crowding(s.in_room[room] / s.place[room].area, s.habits.densest)
        need = (me.leg - me.progress) / speed
        if need > left:
            me.progress += speed * left
            return WALKS_ON
        me.progress = me.leg
        left -= need
        when = time + dt - left
        link = me.next_link
        if link < 0:
            return ARRIVED
        ahead = far_end(s, link, room)
        if s.blocked[person, ahead] == 1:  # called back
            return REFUSED
        opening = s.way[link].opening
        was_open = OPEN
        if opening >= 0:
            s.way[link].ajar = 1 if opening_state[opening] >= s.habits.passable_from else 0
            if not may_enter(me.home, link, room, ahead, s):
                return REFUSED
            if s.door[opening].operable == 0 and opening_state[opening] < s.habits.passable_from:
                s.way[link].stuck = 1
                return REFUSED
            was_open = opening_state[opening]
            open_door(when, person, opening, opening_state, s, events)
        no, far = refuses(person, ahead, link, s)
        if no:
            turn_back(when, person, ahead, far, s, events)
            if opening >= 0 and was_open < OPEN and _shuts_again(person, opening, room, ahead, s):
                s.door[opening].shuts_at = when + me.shuts_in
                s.door[opening].shuts_by = person
            return REFUSED
        way = way_to(s, link, ahead)
        me.waits_since = min(me.waits_since, when)
        if s.longest[link, way] < me.waits_since:  # who came first goes first
            return WALKS_ON
        if opening < 0 and s.on_flight[link] >= 1.0 and s.on_flight[link] + 1.0 > MOST_FLOW_AT * _tread(link, s):
            return WALKS_ON
        free = s.queue[link, way]
        if opening >= 0 and s.way[link].width < s.habits.narrow_below:
            free = max(free, s.queue[link, 1 - way])
        passes = max(when, free)
        if passes >= time + dt:
            return WALKS_ON
        capacity = s.way[link].capacity * _share(link, way, s)
        if s.way[link].crew == 1:
            capacity *= beside_a_crew(s.way[link].width, s.habits.crew_lane, s.habits.squeezes_through) / max(
                s.habits.squeezes_through, s.way[link].width - 2.0 * BOUNDARY
            )
        s.queue[link, way] = passes + walkers(person, s) / capacity
        left = time + dt - passes
        s.longest[link, way] = np.inf  # the next is found in the next step
        goes_on(passes, person, ahead, far, s)
        if opening >= 0:
            leave_door(passes, person, link, ahead, opening_state, s)
            enter(passes, person, ahead, link, s, events)
            if me.status == SAFE:
                return WALKS_ON
        else:
            s.on_flight[link] += 1.0
            me.link = link
            me.ahead = ahead
            me.progress = 0.0
            me.waits_since = np.inf
            me.leg = s.way[link].length
    return WALKS_ON


@inner
def _tread(link, s):
    """Area of a flight that people walk on, less what they keep from walls and rails. [m2]"""
    return _effective_width(link, s) * s.way[link].length


@inner
def _effective_width(link, s):
    """Of a flight, less what people keep from walls and rails and what a crew takes. [m]"""
    width = s.way[link].width
    return (
        beside_a_crew(width, s.habits.crew_lane, s.habits.squeezes_through)
        if s.way[link].crew == 1
        else max(s.habits.squeezes_through, width - 2.0 * BOUNDARY)
    )


@inner
def _walk_flight(when, left, person, down, up, s, events):
    """Along a flight; someone who meets smoke before its end turns round. Returns the time left. [s]"""
    me = s.who[person]
    link, room, ahead = me.link, me.room, me.ahead
    here, there = clear_view(s, room, me.stature), seen_ahead(person, ahead, link, s)
    limit = turning_visibility(person, s)
    early = me.progress < s.habits.turns_before * me.leg
    if early and s.blocked[person, ahead] == 0 and there < limit and there < s.habits.worse_below * here:
        log(events, when, EV_TURNS_BACK, person, ahead, there)
        decide(when, person, TURNS_BACK, why_back(person, ahead, there, s), ahead, -1, there, limit, s)
        turn_round(person, s)
        room, ahead = ahead, room
    free = up if ahead == s.way[link].b else down
    stung = speed_with_irritants(me.fic)
    place, layer = air_on_flight(person, s.habits.standing_mouth * me.stature, s)
    seen = visibility(s.air[place, layer, EXTINCTION])
    pace = speed_in_smoke(max(free, s.habits.slowest), seen, me.smoke_law, stung) * crowding(
        s.on_flight[link] / _tread(link, s), s.habits.densest
    )
    if s.way[link].crew == 1:
        pace *= between(s.way[link].width, s.habits.crew_width, s.habits.past_a_crew)
    need = (me.leg - me.progress) / pace
    if need > left:
        me.progress += pace * left
        return 0.0
    s.on_flight[link] -= 1.0
    enter(when + need, person, ahead, link, s, events)
    return left - need
