"""A rescue team in the loop: comes to a room, takes people from it, brings them out, takes the next."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EXTINCTION,
    FLUX,
    IN_RESCUE,
    LONG_LEFT,
    LOWER,
    REFUGE,
    SAFE,
    STAIR,
    TEMPERATURE,
    UNAWARE,
    WINDOW_TO_WINDOW,
)
from palier.engine.bodies import add_dose, at_ease, fall_or_die, leave_charges
from palier.engine.compiled import inlined, inner
from palier.engine.decisions import COMES_OVER, TOLD_BY_TEAM, decide
from palier.engine.event_codes import (
    EV_ACROSS,
    EV_HAND_OVER_LATE,
    EV_READY,
    EV_SAFE,
    EV_STOPPED,
    EV_TAKES,
    EV_VENT_OPENS,
)
from palier.engine.groups import group_speeds
from palier.engine.log import log
from palier.engine.plans import retreat_to
from palier.engine.posture import layer_at, posture
from palier.engine.routes import far_end, search
from palier.engine.walking import OPEN, open_door

IDLE, COMING, BRINGING = range(3)
TEAM = [
    ("kind", np.int64),
    ("responder", np.int64),
    ("first_after", np.float64),
    ("capacity", np.int64),
    ("order", np.int64),
    ("hooded", np.int64),
    ("helpless", np.float64),
    ("hatch", np.int64),
    ("darkest", np.float64),
    ("hottest", np.float64),
    ("started_at", np.float64),
    ("free_at", np.float64),  # s when the present task ends
    ("phase", np.int64),  # IDLE, COMING, BRINGING
    ("target", np.int64),  # room that the task is about, -1
    ("at", np.int64),  # room whose window the team stands at, -1: none
    ("lasts", np.float64),  # s of the way of the present task, at its end when BRINGING
    ("person", np.int64),  # whom it has, the first of several, -1
    ("ready", np.int64),
    ("was", np.int64),  # room that the team was in before, -1
    ("stopped_since", np.float64),  # s, inf: not stopped
    ("stopped", np.int64),  # 1: told of
]


@inner
def team_step(now, dt, t, opening_state, vent_state, s, crew, r, events):
    """Advance one team by the step `dt` that ends at `now`."""
    me = crew.table[t]
    begins, noticed = r.table[me.responder].begins_at, r.table[me.responder].noticed_at
    if now < begins:
        return
    if me.started_at == np.inf:
        me.started_at = begins
        me.free_at = begins + me.first_after
    _tell_of_the_lost(now, t, noticed, s, crew, events)
    if me.phase != IDLE:
        _take_a_lane(now, t, s, crew)
        _pass_a_door(now, t, opening_state, s, crew, events)
        if _stopped(now, dt, t, s, crew, events):
            return
        _breathe_on_the_way(now, dt, t, opening_state, s, crew, events)
    if now < me.free_at:
        return
    if me.ready == 0:
        me.ready = 1
        log(events, me.free_at, EV_READY, t, -1, 0.0)
        if 0 <= me.hatch < vent_state.shape[0] and vent_state[me.hatch] < 1.0:
            vent_state[me.hatch] = 1.0
            log(events, now, EV_VENT_OPENS, me.hatch, me.responder, 0.0)
    if me.kind < STAIR:
        _call_over(now, t, s, crew)
    start = me.free_at
    if me.phase == BRINGING:
        _bring_to_safety(t, s, crew, events)
    came = me.phase == COMING
    me.phase = IDLE
    if came:
        me.at = me.target
        first = _next_person(t, me.target, s, crew)
        if first >= 0:
            _take(start, t, first, s, crew, events)
            return
    first = _next_person(t, -1, s, crew)
    if first < 0:
        me.free_at = now  # stands ready; the next one is taken when there
        return
    room = s.who[first].room
    approach = crew.approach[t, room]
    if me.kind < STAIR and (me.at == room or (me.at < 0 and me.ready == 1)):
        approach = 0.0  # the window it stands at, or the first, which is part of the set-up
    me.target = room
    if approach > 0.0:
        me.phase = COMING
        me.lasts = approach
        me.free_at = start + approach
        return
    me.at = room
    _take(start, t, first, s, crew, events)


# ------------------------------------------------------------------- what stops a team


@inner
def _place(now, t, crew):
    """Room that a team on its way is in."""
    me = crew.table[t]
    room = me.target
    if me.kind < STAIR or me.lasts <= 0.0:
        return room
    left = min(max(me.free_at - now, 0.0) / me.lasts, 1.0)  # part of the way that is still to go
    part = left if me.phase == BRINGING else 1.0 - left
    from_base = part * crew.base_distance[t, me.target]
    while crew.base_distance[t, room] > from_base and crew.base_next[t, room] >= 0:
        room = crew.base_next[t, room]
    return room


@inner
def _take_a_lane(now, t, s, crew):
    """Others have less of the flights beside a team that is on the stair."""
    if crew.table[t].kind < STAIR:
        return
    room = _place(now, t, crew)
    for k in range(s.place[room].ways_from, s.place[room].ways_to):
        if s.way[s.near[k]].is_flight == 1:
            s.way[s.near[k]].crew = 1


@inner
def _pass_a_door(now, t, opening_state, s, crew, events):
    """A team that goes from room to room opens the door between, and it is shut again behind."""
    me = crew.table[t]
    if me.kind < STAIR:
        return
    room, before = _place(now, t, crew), me.was
    me.was = room
    if before < 0 or before == room:
        return
    for k in range(s.place[room].ways_from, s.place[room].ways_to):
        link = s.near[k]
        door = s.way[link].opening
        if door < 0 or far_end(s, link, room) != before or opening_state[door] >= OPEN or s.door[door].operable == 0:
            continue
        open_door(now, -3, door, opening_state, s, events)
        s.door[door].shuts_at = now + s.habits.door_held
        s.door[door].shuts_by = -3


@inner
def unbearable(t, room, enters, s, crew):
    """Whether a team cannot work in a room, or at its window: 0 no, 1 for smoke, 2 for heat.

    Who stands outside at a window meets `at_the_window` of the room's gas, the rest is outside air. enters : the one
    to be brought out does not come to the window, so that a rescuer has to go in.
    """
    me = crew.table[t]
    goes_in = me.kind >= STAIR or enters
    inside = 1.0 if goes_in else s.habits.at_the_window
    layer = layer_at(s, room, posture(s, room, s.habits.rescuer_stature)[0])
    outside = s.air[s.place.shape[0] - 1, LOWER, TEMPERATURE]
    if inside * s.air[room, layer, TEMPERATURE] + (1.0 - inside) * outside > me.hottest:
        return 2
    if goes_in and s.air[room, LOWER, FLUX] > s.habits.most_radiation:
        return 2
    return 1 if inside * s.air[room, layer, EXTINCTION] > me.darkest else 0


@inner
def _stopped(now, dt, t, s, crew, events):
    """Whether a team on its way through the building is held; one that comes gives up after a while."""
    me = crew.table[t]
    if me.kind < STAIR:
        return False
    room = _place(now, t, crew)
    why = unbearable(t, room, True, s, crew)
    if why == 0:
        me.stopped_since = np.inf
        return False
    if me.stopped_since == np.inf:
        me.stopped_since = now
    if me.stopped == 0:
        me.stopped = 1
        log(events, now, EV_STOPPED, t, room, why - 1.0)
    me.free_at += dt
    if me.phase == COMING and now >= me.stopped_since + s.habits.gives_up_after:
        me.phase = IDLE
        me.free_at = now + s.habits.tries_again_after
        me.stopped_since = np.inf
        me.stopped = 0
        return True
    return me.phase == COMING or me.hooded == 1


@inner
def _breathe_on_the_way(now, dt, t, opening_state, s, crew, events):
    """Those led without hoods breathe what is where they are."""
    me = crew.table[t]
    if me.phase != BRINGING or me.hooded == 1:
        return
    room = _place(now, t, crew)
    for i in range(s.who.shape[0]):
        if s.who[i].team != t or not (s.who[i].status == IN_RESCUE or s.who[i].status == DOWN):
            continue
        s.who[i].room = room
        if s.who[i].status == IN_RESCUE:  # the unconscious are among those whom `bodies_step` counts
            add_dose(now, i, dt, opening_state, s)
            fall_or_die(now, i, s, events)


# ------------------------------------------------------------------------- whom to take


@inner
def _tell_of_the_lost(now, t, noticed, s, crew, events):
    """Those who fell within reach before their turn."""
    me = crew.table[t]
    for i in range(s.who.shape[0]):
        if s.who[i].team != -1 or s.who[i].room >= crew.reaches.shape[1] or crew.rank[t, i] == -1:
            continue
        lost = me.kind <= WINDOW_TO_WINDOW and s.who[i].mass > s.habits.passed_on_when_down
        fell = s.who[i].status == DEAD or (s.who[i].status == DOWN and lost)
        if fell and s.who[i].reached_by >= noticed and crew.reaches[t, s.who[i].room] == 1:
            if crew.rank[t, i] < 0 or s.who[i].status == DEAD:  # a plan may send somebody else
                s.who[i].team = -2
            else:
                continue
            log(events, now, EV_HAND_OVER_LATE, t, i, s.who[i].fed)


@inner
def can_come(t, room, s, crew):
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

    They come if they know no reason why the way through the flat is closed, and turn back if they find one. By a plan
    those are called who wait with the one whose turn is next; the others are left where the air is better.
    """
    turn = -1
    for i in range(s.who.shape[0]):
        waits = s.who[i].team == -1 and s.who[i].status in (REFUGE, AT_WINDOW)
        if waits and crew.rank[t, i] >= 0 and (turn < 0 or crew.rank[t, i] < crew.rank[t, turn]):
            turn = i
    for i in range(s.who.shape[0]):
        if crew.rank[t, i] >= 0 and turn >= 0 and s.who[i].room != s.who[turn].room:
            continue
        me = s.who[i]
        if me.capable == 0 or not (me.status == REFUGE or me.status == AT_WINDOW) or crew.rank[t, i] == -1:
            continue
        if now < me.called_at + s.habits.calls_again_after:
            continue
        room = can_come(t, me.room, s, crew)
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
    me = crew.table[t]
    room = s.who[first].room
    hands, way = 0.0, crew.back[t, room]
    person, taken = first, 0
    while person >= 0 and taken < me.capacity:
        helpless = s.who[person].status == DOWN
        hands += crew.factor[t, person] * crew.handling[t, room] * (me.helpless if helpless else 1.0)
        if helpless:
            way = s.habits.dragged * crew.back[t, room]
        if s.who[person].following == 1:
            s.who[person].following = 0
            s.who[s.who[person].carer].charges -= 1
        leave_charges(start, person, s, events)  # whom the team does not take stays
        s.who[person].led = 1 if me.kind >= STAIR and me.hooded == 0 else 0
        s.who[person].status = IN_RESCUE
        s.who[person].team = t
        s.who[person].link = -1
        taken += 1
        log(events, start, EV_TAKES, t, person, s.who[person].fed)
        person = _next_person(t, room, s, crew)
    me.person = first
    me.phase = BRINGING
    me.target = room
    me.lasts = way
    me.free_at = start + hands + way
    for i in range(s.who.shape[0]):
        if s.who[i].team == t and s.who[i].status == IN_RESCUE:
            s.who[i].until = hands + way  # kept for the event when across


@inner
def _bring_to_safety(t, s, crew, events):
    outside = s.place.shape[0] - 1
    when = crew.table[t].free_at
    for i in range(s.who.shape[0]):
        if s.who[i].team == t and (s.who[i].status == IN_RESCUE or s.who[i].status == DOWN):
            s.who[i].status = SAFE
            s.who[i].room = outside
            s.who[i].reached_by = when
            log(events, when, EV_ACROSS, t, i, s.who[i].until)
            log(events, when, EV_SAFE, i, -1 - t, s.who[i].fed)
    crew.table[t].person = -1


@inner
def _next_person(t, room, s, crew):
    """Whom the team takes next, by its order or the plan, from a room (-1: from any); -1: nobody waits within reach.

    A carer goes after the last dependant in the room; a ledge takes someone unconscious only if light and
    somebody else is there to lift.
    """
    best = -1
    for i in range(s.who.shape[0]):
        if (room >= 0 and s.who[i].room != room) or not _waits(t, i, s, crew):
            continue
        if best < 0 or _before(t, i, best, s, crew):
            best = i
    return best


@inlined
def _waits(t, i, s, crew):
    """Whether a person waits where the team can take them now, all dependants being taken before."""
    if crew.rank[t, i] == -1 or not can_be_taken(t, i, s, crew):
        return False
    for q in range(s.who.shape[0]):
        if s.who[q].carer == i and q != i and s.who[q].room == s.who[i].room and crew.factor[t, q] < np.inf:
            there = s.who[q].status
            if there in (REFUGE, AT_WINDOW, UNAWARE) or (
                there == DOWN and s.who[q].mass <= s.habits.passed_on_when_down
            ):
                return False
    enters = s.who[i].status not in (REFUGE, AT_WINDOW)
    return crew.table[t].kind >= STAIR or unbearable(t, s.who[i].room, enters, s, crew) == 0


@inlined
def can_be_taken(t, i, s, crew):
    """Whether a person waits within reach of a team, in a state in which the team can take them."""
    status = s.who[i].status
    kind = crew.table[t].kind
    by_hand = kind <= WINDOW_TO_WINDOW
    if s.who[i].team >= 0 or s.who[i].link >= 0 or s.who[i].room >= crew.reaches.shape[1]:
        return False
    if crew.reaches[t, s.who[i].room] == 0 or crew.factor[t, i] == np.inf:
        return False
    if status == DOWN:
        if by_hand and (s.who[i].mass > s.habits.passed_on_when_down or not _lifter(i, s)):
            return False
    elif at_ease(i, s):
        return False
    elif status == REFUGE:
        if by_hand and s.who[i].age < s.habits.comes_alone_from:
            return False
    elif status != AT_WINDOW and (by_hand or not _has_to_be_found(i, s)):
        return False
    return kind != WINDOW_TO_WINDOW or _lifter(i, s)


@inner
def _has_to_be_found(i, s):
    """Whether somebody who knows nothing must be brought out: asleep in smoke, or small and alone."""
    me = s.who[i]
    return me.status == UNAWARE and (me.left < LONG_LEFT or (me.capable == 0 and me.carer < 0))


@inner
def _lifter(i, s):
    for q in range(s.who.shape[0]):
        if q != i and s.who[q].capable == 1 and s.who[q].status == AT_WINDOW and s.who[q].room == s.who[i].room:
            return True
    return False


@inner
def _before(t, i, j, s, crew):
    """Whether i is taken before j, by the plan or by the order.

    Order 0: dependants, then least time left, then youngest; 1: youngest; 2: as named; 3: longest at the window.
    """
    order = crew.table[t].order
    if crew.rank[t, i] >= 0 and crew.rank[t, j] >= 0:
        return crew.rank[t, i] < crew.rank[t, j]
    if order == 2:
        return i < j
    if order == 3:
        return s.who[i].window_since < s.who[j].window_since
    if order == 0:
        if s.who[i].capable != s.who[j].capable:
            return s.who[i].capable == 0
        left_i, left_j = min(s.who[i].left, LONG_LEFT), min(s.who[j].left, LONG_LEFT)
        if left_i != left_j:
            return left_i < left_j
    return s.who[i].age < s.who[j].age
