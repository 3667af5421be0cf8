"""What occupants do, step by step: notice, get ready, gather, leave, turn back, take refuge, wait at a window."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EV_COLLECTS,
    EV_LEFT_BEHIND,
    EV_REFUGE,
    EV_SETS_OUT,
    EV_WINDOW,
    FOLLOWING,
    GATHERING,
    IN_RESCUE,
    MOVING,
    PREPARING,
    REFUGE,
    RETREATING,
    SAFE,
    UNAWARE,
    Model,
    PeopleState,
)
from palier.engine.awareness import become_aware, knock_on_doors, notice
from palier.engine.bodies import bodies_step, clear_view
from palier.engine.log import log
from palier.engine.routes import choose_refuge, keep_path, search, way_is_clear
from palier.engine.walking import (
    ARRIVED,
    REFUSED,
    count_crowds,
    group_speeds,
    open_door,
    start_leg,
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


def initial_people_state(model: Model) -> PeopleState:
    """Everybody where the scenario puts them, unaware."""
    people, links = model.people, model.links
    n, n_rooms, n_links, n_openings = len(people.age), len(model.rooms.floor_area), len(links.a), len(model.openings.a)

    def whole(value: int) -> np.ndarray:
        return np.full(n, value, np.int64)

    def never() -> np.ndarray:
        return np.full(n, np.inf)

    return PeopleState(
        status=whole(UNAWARE),
        room=people.room.astype(np.int64),
        link=whole(-1),
        progress=np.zeros(n),
        leg=np.zeros(n),
        next_link=whole(-1),
        goal=whole(-1),
        aware_at=never(),
        ready_at=never(),
        cue=whole(-1),
        reached_by=never(),
        fed_co=np.zeros(n),
        fed_hcn=np.zeros(n),
        fed_o2=np.zeros(n),
        fed=np.zeros(n),
        fld_irritant=np.zeros(n),
        fic=np.zeros(n),
        fic_minutes=np.zeros(n),
        fed_heat=np.zeros(n),
        refuge_room=whole(-1),
        blocked=np.zeros((n, n_rooms + 1), np.int64),
        queue=np.zeros((n_links, 2)),
        crowd=np.zeros(n_links),
        team=whole(-1),
        turned_back=whole(0),
        window_since=never(),
        carer=people.carer.astype(np.int64),
        following=whole(0),
        charges=whole(0),
        gave_up=whole(0),
        collecting=whole(-1),
        ahead=whole(-1),
        until=never(),
        look_at=never(),
        left=never(),
        down_at=never(),
        path=np.full((n, n_rooms + 1), -1, np.int64),
        cost=np.zeros(n_rooms + 1),
        via=np.zeros(n_rooms + 1, np.int64),
        done=np.zeros(n_rooms + 1, np.int64),
        shuts_at=np.full(n_openings, np.inf),
        shuts_by=np.full(n_openings, -1, np.int64),
    )


@njit(cache=True)
def people_step(now, dt, model, gas, opening_state, alarm_state, people_state, team_state, events):
    """Advance everybody by the step `dt` that ends at `now`, in the gas as it is.

    Writes `opening_state` (open part of each vertical opening), `people_state` and `events`.
    """
    s, people, rooms, links = people_state, model.people, model.rooms, model.links
    time = now - dt
    swing_doors(now, opening_state, s, events)
    count_crowds(people, s)
    crew_on_stair = now >= team_state.stair_from[0]
    for i in range(s.status.shape[0]):
        if people.capable[i] == 0:
            continue
        if s.status[i] == UNAWARE:
            cue = notice(now, i, model, gas, opening_state, alarm_state, s)
            if cue >= 0:
                become_aware(now, i, cue, people, rooms, model.households, s, events)
        elif s.status[i] == PREPARING:
            _prepare(now, i, people, rooms, links, gas, s, events)
        elif s.status[i] == REFUGE or s.status[i] == AT_WINDOW:
            _wait(now, i, model, gas, opening_state, s, events)
        if s.status[i] == GATHERING:
            _gather(now, i, model, gas, s, events)
        walking = s.status[i] == MOVING or s.status[i] == RETREATING
        if walking or (s.status[i] == GATHERING and s.goal[i] >= 0):
            before = s.room[i]
            outcome = walk(
                time, dt, i, people, rooms, links, model.openings, gas, opening_state, crew_on_stair, s, events
            )
            if s.room[i] != before and s.status[i] != SAFE and walking and rooms.is_landing[s.room[i]] == 1:
                knock_on_doors(now, i, model, s, events)
            if outcome == ARRIVED:
                _arrive(now, i, model, gas, opening_state, s, events)
            elif outcome == REFUSED:
                _plan_again(now, i, model, gas, s, events)
        if s.charges[i] > 0:
            _bring_along(now, i, s, events)
    _take_over(now, people, s, events)
    bodies_step(now, dt, people, links, gas, opening_state, s, events)


@njit(cache=True)
def _prepare(now, i, people, rooms, links, gas, s, events):
    """Wait for the end of pre-movement; smoke that would turn a person back ends it at once."""
    in_smoke = clear_view(gas, s.room[i], people.stature[i]) < max(people.turn_back_visibility[i], UNBEARABLE)
    if now < s.ready_at[i] and not (in_smoke and people.starts[i] == np.inf):
        return
    s.status[i] = GATHERING
    s.goal[i] = -1
    s.collecting[i] = -1
    if people.starts[i] < np.inf:  # a pinned time of setting out includes the gathering
        for d in range(s.status.shape[0]):
            same = s.room[d] == s.room[i] or (
                rooms.flat[s.room[d]] == rooms.flat[s.room[i]] and rooms.flat[s.room[i]] >= 0
            )
            if _to_collect(i, d, s) and same:
                _collect(now, i, d, s, events)


@njit(cache=True)
def _to_collect(i, d, s):
    if s.carer[d] != i or d == i or s.following[d] == 1 or s.gave_up[d] == 1:
        return False
    return not (s.status[d] == DEAD or s.status[d] == SAFE or s.status[d] == IN_RESCUE)


@njit(cache=True)
def _collect(now, i, d, s, events):
    s.following[d] = 1
    s.charges[i] += 1
    s.team[d] = min(s.team[d], -1)
    if s.status[d] != DOWN:
        s.status[d] = FOLLOWING
        s.aware_at[d] = min(s.aware_at[d], now)
    log(events, now, EV_COLLECTS, i, d, s.room[d])


@njit(cache=True)
def _gather(now, i, model, gas, s, events):
    """Make the next dependant ready, go to the next, or set out when there is none left."""
    people = model.people
    d = s.collecting[i]
    if d >= 0:
        if now < s.until[i]:
            return
        s.collecting[i] = -1
        if _to_collect(i, d, s):
            _collect(s.until[i], i, d, s, events)
    elif s.goal[i] >= 0:
        return  # on the way to one
    while True:
        for d in range(s.status.shape[0]):
            if _to_collect(i, d, s) and s.room[d] == s.room[i]:
                s.collecting[i] = d
                s.until[i] = now + people.collect_time[d]
                s.goal[i] = -1
                return
        level, down, up = group_speeds(i, people, s)
        search(i, s.room[i], -1, True, model.links, model.rooms.crossing, level, down, up, s)
        nearest, least = -1, np.inf
        for d in range(s.status.shape[0]):
            if not _to_collect(i, d, s):
                continue
            if s.cost[s.room[d]] == np.inf:
                s.gave_up[d] = 1
                log(events, now, EV_LEFT_BEHIND, d, s.room[d], i)
            elif s.cost[s.room[d]] < least:
                nearest, least = d, s.cost[s.room[d]]
        if nearest < 0:
            break
        _go_to(i, s.room[nearest], model.rooms, model.links, s, False)
        return
    if not _household_busy(i, model, s):
        _set_out(now, i, model, gas, s, events)


@njit(cache=True)
def _household_busy(i, model, s):
    """Whether a capable member in the same flat is still getting ready: a household sets out together."""
    household = model.people.household[i]
    first = model.households.first[household]
    flat = model.rooms.flat[s.room[i]]
    for q in range(first, first + model.households.count[household]):
        if q == i or model.people.capable[q] == 0 or s.room[q] >= model.rooms.flat.shape[0]:
            continue
        if s.room[q] != s.room[i] and (flat < 0 or model.rooms.flat[s.room[q]] != flat):
            continue
        if s.status[q] == UNAWARE or s.status[q] == PREPARING:
            return True
        if s.status[q] == GATHERING:
            if s.collecting[q] >= 0 or s.goal[q] >= 0:
                return True
            for d in range(s.status.shape[0]):
                if _to_collect(q, d, s):
                    return True
    return False


@njit(cache=True)
def _go_to(i, goal, rooms, links, s, from_door):
    """Follow the way just found by `search` to a room."""
    keep_path(i, s.room[i], goal, links, s)
    s.goal[i] = goal
    s.next_link[i] = s.path[i, s.room[i]] if goal != s.room[i] else -1
    start_leg(i, rooms, s, from_door)


@njit(cache=True)
def _set_out(now, i, model, gas, s, events):
    """Leave, or stay and shut oneself in, as the household is wont to."""
    _plan(now, i, model.people.goes[i] == 0, False, model, gas, s)
    log(events, now, EV_SETS_OUT, i, s.room[i], s.goal[i])


@njit(cache=True)
def _plan(now, i, stays, from_door, model, gas, s):
    """Way out if there is one that is not known to be blocked, else a refuge."""
    people, links, rooms = model.people, model.links, model.rooms
    outside = s.cost.shape[0] - 1
    level, down, up = group_speeds(i, people, s)
    s.until[i] = np.inf
    if not stays and search(i, s.room[i], outside, True, links, rooms.crossing, level, down, up, s) == 1:
        s.status[i] = MOVING
        s.refuge_room[i] = -1
        _go_to(i, outside, rooms, links, s, from_door)
        return
    search(i, s.room[i], -1, True, links, rooms.crossing, level, down, up, s)
    refuge = choose_refuge(i, people, model.households, rooms, links, gas, s)
    s.status[i] = RETREATING
    s.refuge_room[i] = refuge
    _go_to(i, refuge, rooms, links, s, from_door)


@njit(cache=True)
def _plan_again(now, i, model, gas, s, events):
    """After a refusal: another way to the dependant, out, or to a refuge."""
    if s.status[i] == GATHERING:
        s.goal[i] = -1
        _gather(now, i, model, gas, s, events)
        return
    _plan(now, i, s.status[i] == RETREATING, True, model, gas, s)


@njit(cache=True)
def _arrive(now, i, model, gas, opening_state, s, events):
    """At the dependant's room, at the refuge, or where a turn on a flight ended."""
    if s.status[i] == GATHERING:
        s.goal[i] = -1
        _gather(now, i, model, gas, s, events)
        return
    if s.status[i] == MOVING:
        _plan(now, i, False, True, model, gas, s)
        return
    if s.refuge_room[i] != s.room[i]:  # turned round on the way
        _plan(now, i, True, True, model, gas, s)
        if s.goal[i] != s.room[i]:
            return
    room = s.room[i]
    links = model.links
    s.status[i] = REFUGE
    s.refuge_room[i] = room
    s.goal[i] = -1
    s.look_at[i] = now + LOOKS_EVERY
    log(events, now, EV_REFUGE, i, room, 0.0)
    if model.rooms.is_landing[room] == 0:
        for k in range(links.adjacency_start[room], links.adjacency_start[room + 1]):
            link = links.adjacency[k]
            door = links.opening[link]
            if (
                door >= 0
                and links.climb[link] == 0
                and model.openings.operable[door] == 1
                and opening_state[door] > 0.0
            ):
                s.shuts_at[door] = now + 2.0
                s.shuts_by[door] = i
    s.until[i] = now + WINDOW_TIME if links.window[room] >= 0 else np.inf


@njit(cache=True)
def _wait(now, i, model, gas, opening_state, s, events):
    """In a refuge: to the window, and from time to time a look whether to stay."""
    people, links = model.people, model.links
    room = s.room[i]
    if s.status[i] == REFUGE and now >= s.until[i]:
        s.until[i] = np.inf
        s.status[i] = AT_WINDOW
        s.window_since[i] = now
        log(events, now, EV_WINDOW, i, room, 0.0)
        if people.opens_window[i] == 1:
            open_door(now, i, links.window[room], opening_state, s, events)
    if now < s.look_at[i] or _being_rescued(i, s):
        return
    s.look_at[i] = now + LOOKS_EVERY
    level, down, up = group_speeds(i, people, s)
    stature = people.stature[i]
    outside = s.cost.shape[0] - 1
    if people.goes[i] == 1:
        found = search(i, room, outside, False, links, model.rooms.crossing, level, down, up, s)
        if found == 1 and way_is_clear(i, room, links, CLEAR_AGAIN, gas, stature, s):
            s.blocked[i, :] = 0
            _leave_refuge(now, i, False, model, gas, s, events)
            return
    here = clear_view(gas, room, stature)
    if here >= UNBEARABLE and s.left[i] >= HURRY_LEFT:
        return
    search(i, room, -1, True, links, model.rooms.crossing, level, down, up, s)
    other = choose_refuge(i, people, model.households, model.rooms, links, gas, s)
    if other != room and s.cost[other] < BETTER_WITHIN and clear_view(gas, other, stature) > 2.0 * here + 0.5:
        s.status[i] = RETREATING
        s.refuge_room[i] = other
        s.window_since[i] = np.inf
        _go_to(i, other, model.rooms, links, s, False)
        return
    engulfed = s.status[i] == REFUGE and links.window[room] < 0 and here < people.turn_back_visibility[i]
    if engulfed and s.turned_back[i] < TRIES:
        s.blocked[i, :] = 0
        _leave_refuge(now, i, False, model, gas, s, events)


@njit(cache=True)
def _leave_refuge(now, i, stays, model, gas, s, events):
    s.window_since[i] = np.inf
    _plan(now, i, stays, False, model, gas, s)
    log(events, now, EV_SETS_OUT, i, s.room[i], s.goal[i])


@njit(cache=True)
def _being_rescued(i, s):
    """Whether a team is at work on this person or on a dependant in the same room."""
    for q in range(s.status.shape[0]):  # noqa: SIM110, compiled
        if s.status[q] == IN_RESCUE and s.room[q] == s.room[i]:
            return True
    return False


@njit(cache=True)
def _bring_along(now, i, s, events):
    """Those who are carried or led are where their carer is, and wait as the carer waits."""
    waits = s.status[i] == REFUGE or s.status[i] == AT_WINDOW
    for q in range(s.status.shape[0]):
        if s.following[q] == 0 or s.carer[q] != i:
            continue
        s.room[q] = s.room[i]
        s.link[q] = s.link[i]
        s.ahead[q] = s.ahead[i]
        s.progress[q] = s.progress[i]
        s.leg[q] = s.leg[i]
        if s.status[q] == DOWN:
            continue
        if waits and s.status[q] != s.status[i]:
            s.status[q] = s.status[i]
            if s.status[i] == REFUGE:
                s.refuge_room[q] = s.room[i]
                log(events, now, EV_REFUGE, q, s.room[q], 0.0)
            else:
                s.window_since[q] = now
                log(events, now, EV_WINDOW, q, s.room[q], 0.0)
        elif not waits:
            s.status[q] = FOLLOWING
            s.window_since[q] = np.inf


@njit(cache=True)
def _take_over(now, people, s, events):
    """A dependant whose carer is lost is taken by a capable person in the same room."""
    for d in range(s.status.shape[0]):
        if people.capable[d] == 1 or s.following[d] == 1 or s.carer[d] < 0 or s.link[d] >= 0:
            continue
        if s.status[d] == SAFE or s.status[d] == DEAD or s.status[d] == IN_RESCUE:
            continue
        lost = s.status[s.carer[d]]
        if not (lost in (DOWN, DEAD, SAFE) or s.gave_up[d] == 1):
            continue
        for q in range(s.status.shape[0]):
            able = s.status[q] == MOVING or s.status[q] == RETREATING or s.status[q] == REFUGE
            able = able or s.status[q] == AT_WINDOW or s.status[q] == GATHERING
            if people.capable[q] == 1 and able and s.room[q] == s.room[d] and s.link[q] < 0:
                s.carer[d] = q
                s.gave_up[d] = 0
                _collect(now, q, d, s, events)
                break
