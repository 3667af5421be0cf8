"""Turning back: what smoke and heat ahead somebody refuses, and who is called back with them."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import FLUX, GATHERING, LOWER, MOVING, NO_ERRAND, TEMPERATURE
from palier.engine.bodies import THICK_SMOKE, burns_in, flat_burns
from palier.engine.compiled import inner
from palier.engine.decisions import (
    AS_BAD_HERE,
    CALLED,
    FETCHES,
    GOES_ON,
    HEAT,
    HOME_IS_NEARER,
    OBEYS,
    SMOKE,
    TURNS_BACK,
    WITHIN_LIMIT,
    decide,
)
from palier.engine.event_codes import EV_CALLED_BACK, EV_TURNS_BACK
from palier.engine.flights import view_along
from palier.engine.groups import group_speeds
from palier.engine.log import log
from palier.engine.posture import clear_view, layer_at, posture
from palier.engine.routes import choose_refuge, far_end, search
from palier.physics.movement import visibility


@inner
def at_own_door(limit, s):
    """Visibility at which someone who turns back at `limit` on the way does not leave the own flat. [m]"""
    return max(limit, min(s.habits.at_home * limit, s.habits.uneasy))


@inner
def has_a_home(person, s):
    """Whether somebody on the way out has a flat to go back to in which nothing burns."""
    home = s.who[person].home
    return s.who[person].status == MOVING and home >= 0 and not flat_burns(home, s)


@inner
def turning_visibility(person, s):
    """Visibility at which a person turns back now. [m]

    People go further to fetch a dependant or to get away from flames, and less far where they could stay: at home, if
    nothing burns there.
    """
    me = s.who[person]
    limit = me.turn_back_visibility
    if me.link < 0 and burns_in(me.room, s):
        return s.habits.further_from_flames * limit
    if me.status == GATHERING and me.errand == NO_ERRAND:
        return s.habits.further_for_a_dependant * limit
    at_home = me.link < 0 and s.place[me.room].flat == me.home
    return at_own_door(limit, s) if at_home and has_a_home(person, s) else limit


@inner
def hotter(ahead, room, stature, s):
    """Whether one room is clearly hotter to a person than another, by its gas or by radiation."""
    gas = 0.0
    for k in range(2):
        one = ahead if k == 0 else room
        layer = layer_at(s, one, posture(s, one, stature)[0])
        gas += (1.0 if k == 0 else -1.0) * s.air[one, layer, TEMPERATURE]
    return (
        gas > s.habits.clearly_hotter
        or s.air[ahead, LOWER, FLUX] > s.air[room, LOWER, FLUX] + s.habits.clearly_more_radiation
    )


@inner
def seen_ahead(person, ahead, link, s):
    """How far somebody sees in the next place, or along the flight to it if that is less. [m]"""
    seen = clear_view(s, ahead, s.who[person].stature)
    return min(seen, view_along(link, s.who[person].stature, s)) if s.way[link].is_flight == 1 else seen


@inner
def refuses(person, ahead, link, s):
    """Whether smoke or heat in the next place, or on the flight to it, turns a person back; what one sees decides.

    Someone already in smoke as bad goes on, unless home is nearer. Returns whether, and the visibility ahead. [m]
    """
    me = s.who[person]
    outside = s.place.shape[0] - 1
    if ahead == outside:
        return False, 30.0
    seen = seen_ahead(person, ahead, link, s)
    if seen >= turning_visibility(person, s) and seen > 0.0:
        return False, seen
    here = clear_view(s, me.room, me.stature)
    if seen == 0.0 and here == 0.0:  # too hot on both sides: not into what is hotter
        return hotter(ahead, me.room, me.stature, s), seen
    worse = seen < s.habits.worse_below * here or (seen == 0.0 and here > 0.0)
    return worse or refuge_is_nearer(person, ahead, s), seen


@inner
def goes_on(when, person, ahead, seen, s):
    """Keep it as a decision that somebody enters smoke: below the own limit, or thick and thicker than where they are.

    seen : what was seen ahead as the choice was made. [m]
    """
    me = s.who[person]
    limit = me.turn_back_visibility
    if seen < limit:
        decide(
            when,
            person,
            GOES_ON,
            FETCHES if seen >= turning_visibility(person, s) else AS_BAD_HERE,
            ahead,
            -1,
            seen,
            limit,
            s,
        )
        return
    here = clear_view(s, me.room, me.stature)
    if seen < visibility(THICK_SMOKE) and seen < s.habits.worse_below * here:
        decide(when, person, GOES_ON, WITHIN_LIMIT, ahead, -1, seen, turning_visibility(person, s), s)


@inner
def in_smoke(person, s):
    """Whether one sees less where somebody is than they turn back at, or can bear, or hardly more."""
    me = s.who[person]
    return s.habits.worse_below * clear_view(s, me.room, me.stature) < max(me.turn_back_visibility, me.unbearable)


@inner
def refuge_is_nearer(person, ahead, s):
    """Whether someone in the stair or a corridor gets sooner to a flat in which one sees than out, as far as is known.

    Asked once at each door or flight, by those who have a home in which nothing burns. `ahead` is what they are about
    to enter: on the way to the flat as well it is no reason to turn back; -1: nothing.
    """
    me = s.who[person]
    asks = s.habits.goes_back_if_nearer > 0.0 and me.waits_since == np.inf and me.link < 0
    if not asks or not has_a_home(person, s) or s.place[me.room].flat >= 0:
        return False
    level, down, up = group_speeds(person, s)
    n = s.place.shape[0]
    search(person, me.room, n, level, down, up, s)
    if s.place[n - 1].cost == np.inf and me.exit >= 0:  # the exit that the person kept to is lost: any will do
        me.exit = -1
        search(person, me.room, n, level, down, up, s)
    out = s.place[n - 1].cost
    refuge = choose_refuge(person, s)
    bearable = max(me.turn_back_visibility, me.unbearable)  # or they would leave it again at once
    if refuge < 0 or s.place[refuge].flat < 0 or clear_view(s, refuge, me.stature) < bearable:
        return False
    if s.place[refuge].cost >= s.habits.goes_back_if_nearer * out:
        return False
    first = refuge
    while far_end(s, s.place[first].via, first) != me.room:
        first = far_end(s, s.place[first].via, first)
    return first != ahead


@inner
def turn_round(person, s):
    """Someone on a flight goes back the way; the landing that was ahead is blocked for the person."""
    me = s.who[person]
    s.blocked[person, me.ahead] = 1
    me.turned_back += 1
    me.room, me.ahead = me.ahead, me.room
    me.progress = me.leg - me.progress
    me.goal = me.ahead  # where a new plan is made


@inner
def why_back(person, ahead, seen, s):
    """Reason of who turns back, as of `decisions`."""
    if seen == 0.0:
        return HEAT
    if seen >= s.habits.worse_below * clear_view(s, s.who[person].room, s.who[person].stature):
        return HOME_IS_NEARER
    return SMOKE


@inner
def turn_back(when, person, ahead, seen, s, events):
    """Mark a place as blocked for a person, and call back those near who are on their way there."""
    log(events, when, EV_TURNS_BACK, person, ahead, seen)
    limit = turning_visibility(person, s)
    decide(when, person, TURNS_BACK, why_back(person, ahead, seen, s), ahead, -1, seen, limit, s)
    s.blocked[person, ahead] = 1
    s.who[person].turned_back += 1
    room = s.who[person].room
    for q in range(s.who.shape[0]):
        if q == person or s.who[q].status != MOVING or s.who[q].capable == 0 or s.blocked[q, ahead] == 1:
            continue
        if (
            s.who[q].room == room
            and s.who[q].ahead == ahead
            and s.who[q].progress < s.habits.turns_before * s.who[q].leg
        ):
            log(events, when, EV_CALLED_BACK, person, q, 0.0)
            decide(when, q, OBEYS, CALLED, ahead, person, 0.0, 0.0, s)
            turn_round(q, s)
            continue
        near = s.who[q].room == room or s.who[q].ahead == room
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            if s.way[link].is_flight == 1 and s.who[q].room == far_end(s, link, room):
                near = True
        bound = s.path[q, room]
        if near and bound >= 0 and far_end(s, bound, room) == ahead:
            s.blocked[q, ahead] = 1
            s.who[q].turned_back += 1
            log(events, when, EV_CALLED_BACK, person, q, 0.0)
            decide(when, q, OBEYS, CALLED, ahead, person, 0.0, 0.0, s)
