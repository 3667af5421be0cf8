"""What occupants do, step by step: notice, get ready, leave, turn back, wait, bring their dependants along."""

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
from palier.engine.awareness import become_aware, knock_on_doors, notice, telephone
from palier.engine.bodies import bodies_step, dependants
from palier.engine.compiled import inner
from palier.engine.crowds import count_crowds
from palier.engine.decisions import HOME_IS_NEARER, NO_WAY, WAY_NOT_KNOWN_BLOCKED
from palier.engine.errands import go_back
from palier.engine.event_codes import EV_LEFT_BEHIND, EV_REFUGE, EV_WINDOW
from palier.engine.helping import help_the_fallen, list_the_fallen
from palier.engine.log import log
from palier.engine.plans import plan_refuge, plan_way_out
from palier.engine.preparing import collect, gather, prepare
from palier.engine.refuge import take_refuge, wait
from palier.engine.sound import listen
from palier.engine.turning import in_smoke, refuge_is_nearer
from palier.engine.walking import ARRIVED, DOOR_TO_DOOR, REFUSED, swing_doors, walk


@inner
def people_step(now, dt, opening_state, alarm_state, scene, team_state, events):
    """Advance everybody by the step `dt` that ends at `now`, in the air that `look_at_the_air` has seen.

    Writes `opening_state` (open part of each vertical opening), `scene` and `events`.
    """
    s = scene
    time = now - dt
    swing_doors(now, opening_state, s, events)
    count_crowds(s)
    listen(now, alarm_state.tripped_at, opening_state, s)
    telephone(now, s, events)
    list_the_fallen(s)
    crew_on_stair = now >= team_state.stair_from[0]
    for i in range(s.who.shape[0]):
        if s.who[i].capable == 0:
            continue
        if s.who[i].status == UNAWARE:
            cue, cause = notice(now, i, opening_state, s)
            if cue >= 0:
                become_aware(now, i, cue, cause, s, events)
        elif s.who[i].status == PREPARING:
            prepare(now, i, opening_state, s, events)
        elif s.who[i].status == REFUGE or s.who[i].status == AT_WINDOW:
            wait(now, i, opening_state, s, events)
        elif s.who[i].returns == 1 and s.who[i].went_back == 0 and not crew_on_stair:
            go_back(time, i, s, events)
        help_the_fallen(now, i, crew_on_stair, s, events)
        if s.who[i].status == GATHERING and s.who[i].goal < 0:
            gather(now, i, opening_state, s, events)
        walking = s.who[i].status == MOVING or s.who[i].status == RETREATING
        if walking or (s.who[i].status == GATHERING and s.who[i].goal >= 0):
            before = s.who[i].room
            outcome = walk(time, dt, i, opening_state, s, events)
            if (
                s.who[i].room != before
                and s.who[i].status != SAFE
                and walking
                and s.place[s.who[i].room].is_landing == 1
            ):
                knock_on_doors(now, i, opening_state, s, events)
            if outcome == ARRIVED:
                _arrive(now, i, opening_state, s, events)
            elif outcome == REFUSED:
                _plan_again(now, i, opening_state, s, events)
        if s.who[i].charges > 0:
            _bring_along(now, i, s, events)
    _take_over(now, s, events)
    bodies_step(now, dt, opening_state, s, events)


@inner
def _plan_again(now, i, opening_state, s, events):
    """After a refusal: another way to the dependant, out, or to a refuge."""
    me = s.who[i]
    if me.status == GATHERING:
        me.goal = -1
        gather(now, i, opening_state, s, events)
    elif me.status == RETREATING:
        plan_refuge(now, i, DOOR_TO_DOOR, NO_WAY, s)
    else:
        _out_or_home(now, i, s)


@inner
def _out_or_home(now, i, s):
    """Another way out; of who is in smoke and has it nearer, to a flat in which one sees."""
    s.who[i].waits_since = np.inf  # whoever queued for the way that is given up queues no more
    if in_smoke(i, s) and refuge_is_nearer(i, -1, s):
        plan_refuge(now, i, DOOR_TO_DOOR, HOME_IS_NEARER, s)
    else:
        plan_way_out(now, i, DOOR_TO_DOOR, WAY_NOT_KNOWN_BLOCKED, s)


@inner
def _arrive(now, i, opening_state, s, events):
    """At the dependant's room, at the refuge, or where a turn on a flight ended."""
    me = s.who[i]
    if me.status == GATHERING:
        me.goal = -1
        gather(now, i, opening_state, s, events)
        return
    if me.status == MOVING:
        _out_or_home(now, i, s)
        return
    if me.refuge_room != me.room:  # turned round on the way
        plan_refuge(now, i, DOOR_TO_DOOR, NO_WAY, s)
        if me.goal != me.room:
            return
    take_refuge(now, i, opening_state, s, events)


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
        if s.who[d].capable == 1 or s.who[d].following == 1 or s.who[d].link >= 0:
            continue
        if s.who[d].status in (SAFE, DEAD, IN_RESCUE, DOWN):  # of the fallen `helping` tells
            continue
        carer = s.who[d].carer
        if carer < 0 and s.who[d].age >= s.habits.taken_along_below:
            continue
        lost = carer < 0 or s.who[d].gave_up == 1 or s.who[carer].status in (DOWN, DEAD, SAFE)
        if not lost:
            continue
        if s.who[d].status == UNAWARE and carer >= 0:
            s.who[d].status = REFUGE
            s.who[d].refuge_room = s.who[d].room
            if s.who[d].gave_up == 0:
                log(events, now, EV_LEFT_BEHIND, d, s.who[d].room, carer)
        for q in range(s.who.shape[0]):
            able = s.who[q].status == MOVING or s.who[q].status == RETREATING or s.who[q].status == REFUGE
            able = able or s.who[q].status == AT_WINDOW or s.who[q].status == GATHERING
            if s.who[q].capable == 1 and able and s.who[q].room == s.who[d].room and s.who[q].link < 0:
                s.who[d].carer = q
                s.who[d].gave_up = 0
                if not s.who[q].family_first <= d < s.who[q].family_end:
                    s.who[q].adopts = 1
                collect(now, q, d, s, events)
                break
