"""Neighbours and crews in the loop: who notices, who comes, whom they take and when."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EXTINCTION,
    HOODS,
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
from palier.engine.compiled import inner
from palier.engine.crews import give_water, open_vents, work_at_door
from palier.engine.decisions import COMES_OVER, TOLD_BY_TEAM, decide
from palier.engine.event_codes import (
    EV_ACROSS,
    EV_ARRIVES,
    EV_CALL,
    EV_HAND_OVER_LATE,
    EV_NOTICES,
    EV_READY,
    EV_SAFE,
    EV_TAKES,
)
from palier.engine.log import log
from palier.engine.plans import retreat_to
from palier.engine.routes import search
from palier.engine.walking import group_speeds

SMELL, SIGNAL, TOLD, AT_A_TIME, ON_CALL = range(5)
SMOKE_OUTSIDE = 0.3  # 1/m in a room behind an open window that a neighbour smells: an assumption
SIGNAL_SEEN_AFTER = 5.0  # s at the window: an assumption
LONG_LEFT = 3600.0  # s; beyond it times left count as equal, and the youngest goes first
PASSED_ON_WHEN_DOWN = 25.0  # kg of someone unconscious who is still passed across by others: an assumption
COMES_ALONE_FROM = 6.0  # years from which someone alone in the room comes to the window when called: an assumption
CALLS_AGAIN = 120.0  # s between calls to the same person to come to the window that is served: an assumption
SLOWER_WHEN_DOWN = 2.0  # factor on the time to take someone unconscious: an assumption


TEAM = [
    ("kind", np.int64),
    ("responder", np.int64),
    ("first_after", np.float64),
    ("capacity", np.int64),
    ("order", np.int64),
    ("started_at", np.float64),
    ("free_at", np.float64),
    ("person", np.int64),
    ("until", np.float64),
    ("ready", np.int64),
]
RESPONDER_STATE = [
    ("noticed_at", np.float64),
    ("begins_at", np.float64),
    ("arrived", np.int64),
    ("water_given", np.int64),
    ("vents_opened", np.int64),
    ("door_done", np.int64),
    ("hose_room", np.int64),  # room that the hose works in, once water is given
    ("hose_free_at", np.float64),  # s when the hose has been moved to that room
]


def initial_team_state(model: Model) -> TeamState:
    """Nobody has started."""
    teams = model.teams
    table = np.zeros(len(teams.kind), np.dtype(TEAM))
    for name in ("kind", "responder", "first_after", "capacity", "order"):
        table[name] = getattr(teams, name)
    table["started_at"] = table["free_at"] = table["until"] = np.inf
    table["person"] = -1
    return TeamState(
        stair_from=np.full(1, np.inf),
        table=table,
        reaches=teams.reaches,
        per_person=teams.per_person,
        per_room=teams.per_room,
    )


def initial_responder_state(model: Model) -> ResponderState:
    """Nobody has noticed; nobody has called."""
    own = [(name, column.dtype) for name, column in model.responders._asdict().items()]
    table = np.zeros(len(model.responders.is_crew), np.dtype(own + RESPONDER_STATE))
    for name, _ in own:
        table[name] = getattr(model.responders, name)
    table["noticed_at"] = table["begins_at"] = np.inf
    return ResponderState(
        called_at=np.full(1, np.inf),
        caller=np.full(1, -1, np.int64),
        table=table,
    )


@inner
def responders_step(
    now,
    dt,
    model,
    gas,
    opening_state,
    vent_state,
    fire,
    scene,
    team_state,
    responder_state,
    events,
):
    """Advance calls, responders and teams by the step `dt` that ends at `now`.

    Writes `opening_state` and `vent_state` (crews), of `fire` when water comes and what it does, `scene` (who is
    taken), the states of teams and responders, and `events`.
    """
    s, crew, r = scene, team_state, responder_state
    vents = model.vents.is_smoke_vent
    _call(now, s, r, events)
    for k in range(r.table.shape[0]):
        _notice(now, k, opening_state, s, crew, r, events)
        if now >= r.table[k].begins_at and r.table[k].is_crew == 1:
            if r.table[k].arrived == 0:
                r.table[k].arrived = 1
                log(events, r.table[k].begins_at, EV_ARRIVES, k, -1, 0.0)
            open_vents(now, k, vents, vent_state, r, events)
            work_at_door(now, k, opening_state, s, crew, r, events)
            give_water(now, k, model.fires.room, model.rooms.storey, opening_state, fire, s, r, events)
    for team in range(crew.table.shape[0]):
        _team(now, team, s, crew, r, events)


@inner
def _call(now, s, r, events):
    """The first person who knows and can calls the fire service."""
    if r.called_at[0] < np.inf:
        return
    for i in range(s.who.shape[0]):
        status = s.who[i].status
        if s.who[i].capable == 0 or s.who[i].calls == 0 or status in (UNAWARE, DOWN, DEAD):
            continue
        if now >= s.who[i].aware_at + s.who[i].call_delay:
            r.called_at[0] = now
            r.caller[0] = i
            log(events, now, EV_CALL, i, -1, 0.0)
            return


@inner
def _notice(now, k, opening_state, s, crew, r, events):
    """Whether a responder gets the cue in this step; then `begins_at` is set."""
    if r.table[k].noticed_at < np.inf:
        return
    kind = r.table[k].notices
    seen, person = False, -1
    if r.table[k].arrives < np.inf:
        seen = True
    elif kind == AT_A_TIME:
        seen = now >= r.table[k].notice_time
    elif kind == ON_CALL:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
    elif kind == SMELL:
        seen = _smoke_comes_out(opening_state, s)
    elif kind == TOLD:
        seen = r.called_at[0] < np.inf
        person = r.caller[0]
        for i in range(s.who.shape[0]):
            if s.who[i].status == SAFE:
                seen, person = True, i
                break
    elif kind == SIGNAL:
        for i in range(s.who.shape[0]):
            if s.who[i].status == AT_WINDOW and now >= s.who[i].window_since + SIGNAL_SEEN_AFTER:
                for team in range(crew.table.shape[0]):
                    if crew.table[team].responder == k and _can_come(team, s.who[i].room, s, crew) >= 0:
                        seen, person = True, i
                        break
            if seen:
                break
    if not seen:
        return
    r.table[k].noticed_at = now
    if r.table[k].arrives < np.inf:
        r.table[k].begins_at = max(now, r.table[k].arrives)
    else:
        r.table[k].begins_at = now + r.table[k].decides
        log(events, now, EV_NOTICES, k, person, kind)


@inner
def _smoke_comes_out(opening_state, s):
    """Whether smoke leaves the building by an opening that is not shut."""
    for k in range(s.door.shape[0]):
        room = s.door[k].leads_out_of
        if room >= 0 and opening_state[k] >= 0.05 and s.air[room, UPPER, EXTINCTION] > SMOKE_OUTSIDE:
            return True
    return False


@inner
def _team(now, t, s, crew, r, events):
    """One team: sets out, gets into place, finishes the person it has, takes the next."""
    begins = r.table[crew.table[t].responder].begins_at
    noticed = r.table[crew.table[t].responder].noticed_at
    if now < begins:
        return
    if crew.table[t].started_at == np.inf:
        crew.table[t].started_at = begins
        crew.table[t].free_at = begins + crew.table[t].first_after
    for i in range(s.who.shape[0]):  # those who fell within reach before their turn
        lost = crew.table[t].kind == LEDGE and s.who[i].mass > PASSED_ON_WHEN_DOWN
        fell = s.who[i].status == DEAD or (s.who[i].status == DOWN and lost)
        inside = s.who[i].room < crew.reaches.shape[1]
        missed = fell and inside and s.who[i].team == -1 and s.who[i].reached_by >= noticed
        if missed and crew.reaches[t, s.who[i].room] == 1:
            s.who[i].team = -2
            log(events, now, EV_HAND_OVER_LATE, t, i, s.who[i].fed)
    if now < crew.table[t].free_at:
        return
    if crew.table[t].ready == 0:
        crew.table[t].ready = 1
        log(events, crew.table[t].free_at, EV_READY, t, -1, 0.0)
    if crew.table[t].kind != HOODS:
        _call_over(now, t, s, crew)
    if crew.table[t].person >= 0:
        _bring_to_safety(t, s, crew, events)
    first = _next_person(t, -1, s, crew)
    if first < 0:
        crew.table[t].free_at = now  # stands ready; the next one is taken when there
        return
    _take(crew.table[t].free_at, t, first, s, crew, events)


@inner
def _can_come(t, room, s, crew):
    """The room in which a team takes people who wait in a room: itself or one of the same flat; -1: none."""
    if crew.reaches[t, room] == 1:
        return room
    flat = s.place[room].flat
    if flat >= 0:
        for other in range(crew.reaches.shape[1]):
            if s.place[other].flat == flat and crew.reaches[t, other] == 1:
                return other
    return -1


@inner
def _call_over(now, t, s, crew):
    """Those who wait in another room of the flat are called to a window that the team reaches.

    They come if they know no reason why the way through the flat is closed, and turn back if they find one.
    """
    for i in range(s.who.shape[0]):
        me = s.who[i]
        if me.capable == 0 or not (me.status == REFUGE or me.status == AT_WINDOW):
            continue
        if now < me.called_at + CALLS_AGAIN:
            continue
        room = _can_come(t, me.room, s, crew)
        if room < 0 or room == me.room or s.blocked[i, room] == 1:
            continue
        me.called_at = now
        level, down, up = group_speeds(i, s)
        if search(i, me.room, room, level, down, up, s) == 1:
            decide(now, i, COMES_OVER, TOLD_BY_TEAM, room, -1, s.place[room].cost, 0.0, s)
            retreat_to(i, room, s)


@inner
def _take(start, t, first, s, crew, events):
    """Take a person, and as many more from the same room as the team has places for."""
    room = s.who[first].room
    duration = crew.per_room[t, room]
    person, taken = first, 0
    while person >= 0 and taken < crew.table[t].capacity:
        slower = SLOWER_WHEN_DOWN if s.who[person].status == DOWN else 1.0
        duration += slower * crew.per_person[t, person]
        if s.who[person].following == 1:
            s.who[person].following = 0
            s.who[s.who[person].carer].charges -= 1
        s.who[person].status = IN_RESCUE
        s.who[person].team = t
        s.who[person].link = -1
        taken += 1
        log(events, start, EV_TAKES, t, person, s.who[person].fed)
        person = _next_person(t, room, s, crew)
    crew.table[t].person = first
    crew.table[t].free_at = start + duration
    crew.table[t].until = start + duration
    for i in range(s.who.shape[0]):
        if s.who[i].team == t and s.who[i].status == IN_RESCUE:
            s.who[i].until = duration  # kept for the event when across


@inner
def _bring_to_safety(t, s, crew, events):
    outside = s.place.shape[0] - 1
    when = crew.table[t].until
    for i in range(s.who.shape[0]):
        if s.who[i].team == t and s.who[i].status == IN_RESCUE:
            s.who[i].status = SAFE
            s.who[i].room = outside
            s.who[i].reached_by = when
            log(events, when, EV_ACROSS, t, i, s.who[i].until)
            log(events, when, EV_SAFE, i, -1 - t, s.who[i].fed)
    crew.table[t].person = -1
    crew.table[t].until = np.inf


@inner
def _next_person(t, room, s, crew):
    """Whom the team takes next, by its order, from a room (-1: from any); -1: nobody waits there within reach.

    A carer goes after the last dependant in the room; a ledge takes someone unconscious only if light and
    somebody else is there to lift.
    """
    best = -1
    for i in range(s.who.shape[0]):
        if (room >= 0 and s.who[i].room != room) or not _waits(t, i, s, crew):
            continue
        if best < 0 or _before(i, best, crew.table[t].order, s):
            best = i
    return best


@inner
def _waits(t, i, s, crew):
    status = s.who[i].status
    if s.who[i].team >= 0 or s.who[i].link >= 0 or s.who[i].room >= crew.reaches.shape[1]:
        return False
    if crew.reaches[t, s.who[i].room] == 0 or crew.per_person[t, i] == np.inf:
        return False
    if status == DOWN:
        if crew.table[t].kind == LEDGE and (s.who[i].mass > PASSED_ON_WHEN_DOWN or not _lifter(i, s)):
            return False
    elif status == REFUGE:
        if crew.table[t].kind == LEDGE and s.who[i].age < COMES_ALONE_FROM:
            return False
    elif status != AT_WINDOW:
        return False
    for q in range(s.who.shape[0]):  # dependants first
        if s.who[q].carer == i and q != i and s.who[q].room == s.who[i].room and crew.per_person[t, q] < np.inf:
            there = s.who[q].status
            if there in (REFUGE, AT_WINDOW) or (there == DOWN and s.who[q].mass <= PASSED_ON_WHEN_DOWN):
                return False
    return True


@inner
def _lifter(i, s):
    for q in range(s.who.shape[0]):
        if q != i and s.who[q].capable == 1 and s.who[q].status == AT_WINDOW and s.who[q].room == s.who[i].room:
            return True
    return False


@inner
def _before(i, j, order, s):
    """Whether i is taken before j. Order 0: dependants, then least time left, then youngest; 1: youngest."""
    if order == 2:
        return i < j
    if order == 0:
        if s.who[i].capable != s.who[j].capable:
            return s.who[i].capable == 0
        left_i, left_j = min(s.who[i].left, LONG_LEFT), min(s.who[j].left, LONG_LEFT)
        if left_i != left_j:
            return left_i < left_j
    return s.who[i].age < s.who[j].age
