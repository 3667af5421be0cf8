"""Walking in the loop: legs through rooms and along flights, doors and their queues, smoke that stops people."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.arrays import (
    DEAD,
    DOWN,
    EV_CALLED_BACK,
    EV_ENTERS,
    EV_OPENS,
    EV_SAFE,
    EV_SHUTS,
    EV_TURNS_BACK,
    MOVING,
    RETREATING,
    SAFE,
)
from palier.engine.bodies import clear_view, posture
from palier.engine.log import log
from palier.engine.routes import far_end
from palier.physics.dose import ability
from palier.physics.movement import CARRYING_ON_STAIRS, carrying, crowding, speed_in_smoke

WALKS_ON, ARRIVED, REFUSED = range(3)
LEGS_IN_A_STEP = 12  # more than anyone walks in one step; what is left of the time is lost
CLOSER_TIME = 4.0  # s from a person passing to a closer having shut the door: an assumption
SHUT_TIME = 3.0  # s to pull a door shut behind: an assumption
NARROW = 1.2  # m of clear width under which a door serves one direction at a time: an assumption
NOT_CLEARLY_WORSE = 0.8  # part of the visibility here under which the next place counts as worse
CREW_ON_STAIR = 0.8  # factor on speed where a crew works its way up: an assumption, 20 to 50 % observed
OPEN = 0.9  # open part from which a door need not be opened further
SLOWEST = 0.05  # m/s, someone who can hardly move


@njit(cache=True)
def group_speeds(person, people, s):
    """Speeds of a person with those who are carried or led: on the level, down and up stairs. [m/s]

    The slowest of all, and the carer slowed by the load; 0 on stairs where one of them cannot take stairs.
    """
    own = ability(s.fed[person] / people.susceptibility[person], s.fic[person])
    level = people.speed[person] * own
    down = people.stair_down[person] * own
    up = people.stair_up[person] * own
    load = 0.0
    if s.charges[person] > 0:
        for q in range(s.status.shape[0]):
            if s.following[q] == 0 or s.carer[q] != person:
                continue
            if people.carried[q] == 1 or s.status[q] == DOWN:
                load += people.mass[q]
                if people.mass[q] > 40.0:  # dragged; nobody is dragged on stairs by one person
                    down = up = 0.0
            else:
                theirs = ability(s.fed[q] / people.susceptibility[q], s.fic[q])
                level = min(level, people.speed[q] * theirs)
                down = min(down, people.stair_down[q] * theirs)
                up = min(up, people.stair_up[q] * theirs)
        if load > 0.0:
            slower = carrying(load)
            level *= slower
            down *= slower * CARRYING_ON_STAIRS
            up *= slower * CARRYING_ON_STAIRS
    return max(level, SLOWEST), down, up


@njit(cache=True)
def walkers(person, people, s):
    """Persons of a group who need their own place at a door: those carried do not count."""
    n = 1.0
    if s.charges[person] > 0:
        for q in range(s.status.shape[0]):
            if s.following[q] == 1 and s.carer[q] == person and people.carried[q] == 0:
                n += 1.0
    return n


@njit(cache=True)
def count_crowds(people, s):
    """Persons on each flight now."""
    s.crowd[:] = 0.0
    for i in range(s.status.shape[0]):
        alive = s.status[i] != DEAD and s.status[i] != DOWN
        if s.link[i] >= 0 and alive and not (s.following[i] == 1 and people.carried[i] == 1):
            s.crowd[s.link[i]] += 1.0


@njit(cache=True)
def start_leg(person, rooms, s, from_door):
    """Begin a leg in the room where the person is: across it from a door, from its middle otherwise."""
    room = s.room[person]
    whole = 1.0 if from_door else 0.5
    if s.next_link[person] < 0:
        whole -= 0.5
    s.progress[person] = 0.0
    s.leg[person] = whole * rooms.crossing[room]


@njit(cache=True)
def swing_doors(now, opening_state, s, events):
    """Doors that are due are shut, by closers or the people who passed."""
    for k in range(s.shuts_at.shape[0]):
        if s.shuts_at[k] <= now:
            if opening_state[k] > 0.0:
                opening_state[k] = 0.0
                log(events, s.shuts_at[k], EV_SHUTS, s.shuts_by[k], k, 0.0)
            s.shuts_at[k] = np.inf
            s.shuts_by[k] = -1


@njit(cache=True)
def open_door(when, person, opening, opening_state, s, events):
    """Someone opens a door or window."""
    if opening_state[opening] < OPEN:
        opening_state[opening] = 1.0
        log(events, when, EV_OPENS, person, opening, 0.0)


@njit(cache=True)
def leave_door(when, person, link, to_room, people, rooms, links, openings, opening_state, s):
    """What becomes of a door behind someone who passed: closer, habit, or shut against smoke."""
    opening = links.opening[link]
    if links.climb[link] == 1 or openings.operable[opening] == 0:
        return
    outside = rooms.flat.shape[0]
    here = -1 if to_room == outside else rooms.flat[to_room]
    room = s.room[person]
    there = -1 if room == outside else rooms.flat[room]
    shelter = s.status[person] == RETREATING and here >= 0
    if openings.closer[opening] == 1:
        s.shuts_at[opening] = when + CLOSER_TIME
        s.shuts_by[opening] = -2
    elif shelter or (here != there and people.leaves_door_open[person] == 0):
        s.shuts_at[opening] = when + SHUT_TIME
        s.shuts_by[opening] = person
    else:
        s.shuts_at[opening] = np.inf


@njit(cache=True)
def refuses(person, ahead, people, gas, s):
    """Whether smoke or heat in the next place turns a person back; the visibility there decides.

    Someone already in smoke as bad goes on. Returns whether, and the visibility ahead. [m]
    """
    outside = s.cost.shape[0] - 1
    if ahead == outside:
        return False, 30.0
    seen = clear_view(gas, ahead, people.stature[person])
    if seen >= people.turn_back_visibility[person] and seen > 0.0:
        return False, seen
    here = clear_view(gas, s.room[person], people.stature[person])
    return seen < NOT_CLEARLY_WORSE * here or (seen == 0.0 and here > 0.0), seen


@njit(cache=True)
def turn_back(when, person, ahead, seen, people, links, s, events):
    """Mark a place as blocked for a person, and call back those near who are on their way there."""
    s.blocked[person, ahead] = 1
    s.turned_back[person] += 1
    log(events, when, EV_TURNS_BACK, person, ahead, seen)
    room = s.room[person]
    for q in range(s.status.shape[0]):
        if q == person or s.status[q] != MOVING or people.capable[q] == 0 or s.blocked[q, ahead] == 1:
            continue
        near = s.room[q] == room or s.ahead[q] == room
        for k in range(links.adjacency_start[room], links.adjacency_start[room + 1]):
            link = links.adjacency[k]
            if links.is_flight[link] == 1 and s.room[q] == far_end(links, link, room):
                near = True
        bound = s.path[q, room]
        if near and bound >= 0 and far_end(links, bound, room) == ahead:
            s.blocked[q, ahead] = 1
            s.turned_back[q] += 1
            log(events, when, EV_CALLED_BACK, person, q, 0.0)


@njit(cache=True)
def enter(when, person, to_room, link, rooms, s, events):
    """The person (and all who follow) is in the next room; outside is the end of the way."""
    outside = s.cost.shape[0] - 1
    before = s.room[person]
    for q in range(s.status.shape[0]):
        if q != person and not (s.charges[person] > 0 and s.following[q] == 1 and s.carer[q] == person):
            continue
        s.room[q] = to_room
        s.link[q] = -1
        s.ahead[q] = -1
        log(events, when, EV_ENTERS, q, to_room, before)
        if to_room == outside:
            if s.status[q] != DEAD:
                s.status[q] = SAFE
                s.reached_by[q] = when
                log(events, when, EV_SAFE, q, link, s.fed[q])
            s.following[q] = 0
            s.refuge_room[q] = -1
    if to_room == outside:
        s.charges[person] = 0
        s.next_link[person] = -1
        return
    s.next_link[person] = s.path[person, to_room] if s.goal[person] != to_room else -1
    start_leg(person, rooms, s, True)


@njit(cache=True)
def walk(time, dt, person, people, rooms, links, openings, gas, opening_state, crew_on_stair, s, events):
    """Walk for one step along the person's path.

    The time left over by a leg, a queue or a door is spent on the next one, so walking times do not depend on
    the step. Returns WALKS_ON, ARRIVED (in the goal) or REFUSED (smoke ahead; a new plan is needed).
    """
    left = dt
    level, down, up = group_speeds(person, people, s)
    for _ in range(LEGS_IN_A_STEP):
        if left <= 0.0:
            break
        room = s.room[person]
        when = time + dt - left
        if s.link[person] >= 0:
            left = _walk_flight(when, left, person, down, up, people, rooms, links, gas, crew_on_stair, s, events)
            if s.link[person] >= 0:
                return WALKS_ON
            continue
        seen = clear_view(gas, room, people.stature[person])
        speed = speed_in_smoke(level, seen) * posture(gas, room, people.stature[person])[1]
        need = (s.leg[person] - s.progress[person]) / speed
        if need > left:
            s.progress[person] += speed * left
            return WALKS_ON
        s.progress[person] = s.leg[person]
        left -= need
        when = time + dt - left
        link = s.next_link[person]
        if link < 0:
            return ARRIVED
        ahead = far_end(links, link, room)
        if s.blocked[person, ahead] == 1:  # called back
            return REFUSED
        opening = links.opening[link]
        was_open = OPEN
        if opening >= 0:
            if openings.operable[opening] == 0 and opening_state[opening] < 0.3:
                s.blocked[person, ahead] = 1
                return REFUSED
            was_open = opening_state[opening]
            open_door(when, person, opening, opening_state, s, events)
        no, far = refuses(person, ahead, people, gas, s)
        if no:
            turn_back(when, person, ahead, far, people, links, s, events)
            if opening >= 0 and was_open < OPEN:
                s.shuts_at[opening] = when + SHUT_TIME
                s.shuts_by[opening] = person
            return REFUSED
        way = 1 if ahead == links.b[link] else 0
        free = s.queue[link, way]
        if opening >= 0 and links.width[link] < NARROW:
            free = max(free, s.queue[link, 1 - way])
        passes = max(when, free)
        if passes >= time + dt:
            return WALKS_ON
        s.queue[link, way] = passes + walkers(person, people, s) / links.capacity[link]
        left = time + dt - passes
        if opening >= 0:
            leave_door(passes, person, link, ahead, people, rooms, links, openings, opening_state, s)
            enter(passes, person, ahead, link, rooms, s, events)
            if s.status[person] == SAFE:
                return WALKS_ON
        else:
            s.link[person] = link
            s.ahead[person] = ahead
            s.progress[person] = 0.0
            s.leg[person] = links.length[link]
    return WALKS_ON


@njit(cache=True)
def _walk_flight(when, left, person, down, up, people, rooms, links, gas, crew_on_stair, s, events):
    """Along a flight; someone who meets smoke on it before the middle turns round. Returns the time left. [s]"""
    link, room, ahead = s.link[person], s.room[person], s.ahead[person]
    stature = people.stature[person]
    here, there = clear_view(gas, room, stature), clear_view(gas, ahead, stature)
    limit = people.turn_back_visibility[person]
    early = s.progress[person] < 0.5 * s.leg[person]
    if early and s.blocked[person, ahead] == 0 and there < limit and there < NOT_CLEARLY_WORSE * here:
        s.room[person], s.ahead[person] = ahead, room
        s.progress[person] = s.leg[person] - s.progress[person]
        s.goal[person] = room  # where a new plan is made
        turn_back_on_flight(when, person, ahead, there, s, events)
        room, ahead = ahead, room
    free = up if ahead == links.b[link] else down
    area = max(0.3, links.width[link] - 0.3) * links.length[link]
    pace = speed_in_smoke(max(free, SLOWEST), 0.5 * (here + there)) * crowding(s.crowd[link] / area)
    if crew_on_stair:
        pace *= CREW_ON_STAIR
    need = (s.leg[person] - s.progress[person]) / pace
    if need > left:
        s.progress[person] += pace * left
        return 0.0
    enter(when + need, person, ahead, link, rooms, s, events)
    return left - need


@njit(cache=True)
def turn_back_on_flight(when, person, refused, seen, s, events):
    """Someone on a flight turns round; the landing ahead is blocked for the person."""
    s.blocked[person, refused] = 1
    s.turned_back[person] += 1
    log(events, when, EV_TURNS_BACK, person, refused, seen)
