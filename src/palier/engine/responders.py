"""Neighbours and crews in the loop: who notices, who comes, whom they take and when."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EV_ACROSS,
    EV_CALL,
    EV_HAND_OVER_LATE,
    EV_NOTICES,
    EV_OPENS,
    EV_READY,
    EV_SAFE,
    EV_SHUTS,
    EV_TAKES,
    EV_VENT_OPENS,
    EV_WATER,
    IN_RESCUE,
    LEDGE,
    REFUGE,
    SAFE,
    UNAWARE,
    UPPER,
    Model,
    ResponderState,
    TeamState,
)
from palier.engine.log import log

SMELL, SIGNAL, TOLD, AT_A_TIME, ON_CALL = range(5)
SMOKE_OUTSIDE = 0.3  # 1/m in a room behind an open window that a neighbour smells: an assumption
SIGNAL_SEEN_AFTER = 5.0  # s at the window: an assumption
HOSE_GAP = 0.3  # open part of a door that a hose lies through: an assumption
LONG_LEFT = 3600.0  # s; beyond it times left count as equal, and the youngest goes first
PASSED_ON_WHEN_DOWN = 25.0  # kg of someone unconscious who is still passed across by others: an assumption
COMES_ALONE_FROM = 6.0  # years from which someone alone in the room comes to the window when called: an assumption
SLOWER_WHEN_DOWN = 2.0  # factor on the time to take someone unconscious: an assumption


def initial_team_state(model: Model) -> TeamState:
    """Nobody has started."""
    n = len(model.teams.kind)
    return TeamState(
        started_at=np.full(n, np.inf),
        free_at=np.full(n, np.inf),
        person=np.full(n, -1, np.int64),
        until=np.full(n, np.inf),
        ready=np.zeros(n, np.int64),
        stair_from=np.full(1, np.inf),
    )


def initial_responder_state(model: Model) -> ResponderState:
    """Nobody has noticed; nobody has called."""
    n = len(model.responders.is_crew)
    return ResponderState(
        noticed_at=np.full(n, np.inf),
        begins_at=np.full(n, np.inf),
        water_given=np.zeros(n, np.int64),
        vents_opened=np.zeros(n, np.int64),
        door_done=np.zeros(n, np.int64),
        called_at=np.full(1, np.inf),
        caller=np.full(1, -1, np.int64),
    )


@njit(cache=True)
def responders_step(
    now,
    dt,
    model,
    gas,
    opening_state,
    vent_state,
    water_at,
    people_state,
    team_state,
    responder_state,
    events,
):
    """Advance calls, responders and teams by the step `dt` that ends at `now`.

    Writes `opening_state` and `vent_state` (crews), `water_at` [n_fires] s (inf until a time is known to have
    come), `people_state` (who is taken), the states of teams and responders, and `events`.
    """
    _call(now, model.people, people_state, responder_state, events)
    for responder in range(model.responders.is_crew.shape[0]):
        _notice(now, responder, model, gas, opening_state, people_state, responder_state, events)
        if now >= responder_state.begins_at[responder] and model.responders.is_crew[responder] == 1:
            _crew_at_work(
                now, responder, model, opening_state, vent_state, water_at, people_state, team_state, responder_state, events
            )
    for team in range(model.teams.kind.shape[0]):
        _team(now, team, model, people_state, team_state, responder_state, events)


@njit(cache=True)
def _call(now, people, s, r, events):
    """The first person who knows and can calls the fire service."""
    if r.called_at[0] < np.inf:
        return
    for i in range(s.status.shape[0]):
        status = s.status[i]
        if people.capable[i] == 0 or people.calls[i] == 0 or status in (UNAWARE, DOWN, DEAD):
            continue
        if now >= s.aware_at[i] + people.call_delay[i]:
            r.called_at[0] = now
            r.caller[0] = i
            log(events, now, EV_CALL, i, -1, 0.0)
            return


@njit(cache=True)
def _notice(now, k, model, gas, opening_state, s, r, events):
    """Whether a responder gets the cue in this step; then `begins_at` is set."""
    responders = model.responders
    if r.noticed_at[k] < np.inf:
        return
    kind = responders.notices[k]
    seen, person = False, -1
    if responders.arrives[k] < np.inf:
        seen = True
    elif kind == AT_A_TIME:
        seen = now >= responders.notice_time[k]
    elif kind == ON_CALL:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
    elif kind == SMELL:
        seen = _smoke_comes_out(model.openings, gas, opening_state)
    elif kind == TOLD:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
        for i in range(s.status.shape[0]):
            if s.status[i] == SAFE:
                seen, person = True, i
                break
    elif kind == SIGNAL:
        for i in range(s.status.shape[0]):
            if s.status[i] == AT_WINDOW and now >= s.window_since[i] + SIGNAL_SEEN_AFTER:
                for team in range(model.teams.kind.shape[0]):
                    if model.teams.responder[team] == k and model.teams.reaches[team, s.room[i]] == 1:
                        seen, person = True, i
                        break
            if seen:
                break
    if not seen:
        return
    r.noticed_at[k] = now
    if responders.arrives[k] < np.inf:
        r.begins_at[k] = max(now, responders.arrives[k])
    else:
        r.begins_at[k] = now + responders.decides[k]
        log(events, now, EV_NOTICES, k, person, kind)


@njit(cache=True)
def _smoke_comes_out(openings, gas, opening_state):
    outside = gas.interface.shape[0] - 1
    for k in range(openings.a.shape[0]):
        if opening_state[k] < 0.05:
            continue
        if openings.b[k] == outside:
            room = openings.a[k]
        elif openings.a[k] == outside:
            room = openings.b[k]
        else:
            continue
        if gas.extinction[room, UPPER] > SMOKE_OUTSIDE:
            return True
    return False


@njit(cache=True)
def _crew_at_work(now, k, model, opening_state, vent_state, water_at, s, teams_now, r, events):
    """Vent, fire door and water of a crew that has arrived."""
    responders = model.responders
    arrived = r.begins_at[k]
    if now >= arrived + responders.stair_after[k]:
        teams_now.stair_from[0] = min(teams_now.stair_from[0], now)
    if responders.opens_smoke_vent[k] == 1 and r.vents_opened[k] == 0:
        r.vents_opened[k] = 1
        for v in range(model.vents.is_smoke_vent.shape[0]):
            if model.vents.is_smoke_vent[v] == 1 and vent_state[v] < 1.0:
                vent_state[v] = 1.0
                log(events, now, EV_VENT_OPENS, v, k, 0.0)
    door = responders.fire_door[k]
    closes = responders.closes_fire_door[k] == 1 and r.door_done[k] == 0
    if closes and door >= 0 and now >= arrived + responders.door_after[k]:
        r.door_done[k] = 1
        s.shuts_at[door] = np.inf
        if opening_state[door] > 0.0:
            opening_state[door] = 0.0
            log(events, now, EV_SHUTS, -3, door, 0.0)
    if r.water_given[k] == 0 and now >= arrived + responders.water_after[k]:
        r.water_given[k] = 1
        fresh = False
        for f in range(water_at.shape[0]):
            if water_at[f] == np.inf:
                water_at[f] = now
                fresh = True
        if fresh:
            log(events, now, EV_WATER, k, model.fires.room[0], 0.0)
        if door >= 0 and opening_state[door] < HOSE_GAP:
            opening_state[door] = HOSE_GAP
            s.shuts_at[door] = np.inf
            log(events, now, EV_OPENS, -3, door, 0.0)


@njit(cache=True)
def _team(now, t, model, s, teams_now, r, events):
    """One team: sets out, gets into place, finishes the person it has, takes the next."""
    teams = model.teams
    begins = r.begins_at[teams.responder[t]]
    if now < begins:
        return
    if teams_now.started_at[t] == np.inf:
        teams_now.started_at[t] = begins
        teams_now.free_at[t] = begins + teams.first_after[t]
    for i in range(s.status.shape[0]):  # those who fell within reach before their turn
        fell = s.status[i] == DOWN or s.status[i] == DEAD
        if fell and s.team[i] == -1 and s.reached_by[i] >= begins and teams.reaches[t, s.room[i]] == 1:
            s.team[i] = -2
            log(events, now, EV_HAND_OVER_LATE, t, i, s.fed[i])
    if now < teams_now.free_at[t]:
        return
    if teams_now.ready[t] == 0:
        teams_now.ready[t] = 1
        log(events, now, EV_READY, t, -1, 0.0)
    if teams_now.person[t] >= 0:
        _bring_to_safety(t, model, s, teams_now, events)
    first = _next_person(t, model.people, teams, s)
    if first < 0:
        teams_now.free_at[t] = now  # stands ready; the next one is taken when there
        return
    _take(teams_now.free_at[t], t, first, model, s, teams_now, events)


@njit(cache=True)
def _take(start, t, first, model, s, teams_now, events):
    """Take a person, and as many more from the same room as the team has places for."""
    teams = model.teams
    room = s.room[first]
    duration = teams.per_room[t, room]
    person, taken = first, 0
    while person >= 0 and taken < teams.capacity[t]:
        slower = SLOWER_WHEN_DOWN if s.status[person] == DOWN else 1.0
        duration += slower * teams.per_person[t, person]
        if s.following[person] == 1:
            s.following[person] = 0
            s.charges[s.carer[person]] -= 1
        s.status[person] = IN_RESCUE
        s.team[person] = t
        s.link[person] = -1
        taken += 1
        log(events, start, EV_TAKES, t, person, s.fed[person])
        person = _next_person(t, model.people, teams, s)
        if person >= 0 and s.room[person] != room:
            person = -1
    teams_now.person[t] = first
    teams_now.free_at[t] = start + duration
    teams_now.until[t] = start + duration
    for i in range(s.status.shape[0]):
        if s.team[i] == t and s.status[i] == IN_RESCUE:
            s.until[i] = duration  # kept for the event when across


@njit(cache=True)
def _bring_to_safety(t, model, s, teams_now, events):
    outside = s.cost.shape[0] - 1
    when = teams_now.until[t]
    for i in range(s.status.shape[0]):
        if s.team[i] == t and s.status[i] == IN_RESCUE:
            s.status[i] = SAFE
            s.room[i] = outside
            s.reached_by[i] = when
            log(events, when, EV_ACROSS, t, i, s.until[i])
            log(events, when, EV_SAFE, i, -1 - t, s.fed[i])
    teams_now.person[t] = -1
    teams_now.until[t] = np.inf


@njit(cache=True)
def _next_person(t, people, teams, s):
    """Whom the team takes next, by its order; -1: nobody waits within reach.

    A carer goes after the last dependant in the room; a ledge takes someone unconscious only if light and
    somebody else is there to lift.
    """
    best = -1
    for i in range(s.status.shape[0]):
        if not _waits(t, i, people, teams, s):
            continue
        if best < 0 or _before(i, best, teams.order[t], people, s):
            best = i
    return best


@njit(cache=True)
def _waits(t, i, people, teams, s):
    status = s.status[i]
    if s.team[i] >= 0 or s.link[i] >= 0 or s.room[i] >= teams.reaches.shape[1]:
        return False
    if teams.reaches[t, s.room[i]] == 0 or teams.per_person[t, i] == np.inf:
        return False
    if status == DOWN:
        if teams.kind[t] == LEDGE and (people.mass[i] > PASSED_ON_WHEN_DOWN or not _lifter(i, people, s)):
            return False
    elif status == REFUGE:
        if teams.kind[t] == LEDGE and people.age[i] < COMES_ALONE_FROM:
            return False
    elif status != AT_WINDOW:
        return False
    for q in range(s.status.shape[0]):  # dependants first
        if s.carer[q] == i and q != i and s.room[q] == s.room[i] and teams.per_person[t, q] < np.inf:
            there = s.status[q]
            if there in (REFUGE, AT_WINDOW) or (there == DOWN and people.mass[q] <= PASSED_ON_WHEN_DOWN):
                return False
    return True


@njit(cache=True)
def _lifter(i, people, s):
    for q in range(s.status.shape[0]):
        if q != i and people.capable[q] == 1 and s.status[q] == AT_WINDOW and s.room[q] == s.room[i]:
            return True
    return False


@njit(cache=True)
def _before(i, j, order, people, s):
    """Whether i is taken before j. Order 0: dependants, then least time left, then youngest; 1: youngest."""
    if order == 2:
        return i < j
    if order == 0:
        if people.capable[i] != people.capable[j]:
            return people.capable[i] == 0
        left_i, left_j = min(s.left[i], LONG_LEFT), min(s.left[j], LONG_LEFT)
        if left_i != left_j:
            return left_i < left_j
    return people.age[i] < people.age[j]
