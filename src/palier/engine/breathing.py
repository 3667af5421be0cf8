"""How hard people work, how much they breathe, how much COHb they bear doing so, and when infants cry."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DOWN,
    GATHERING,
    IN_RESCUE,
    MOVING,
    PREPARING,
    REFUGE,
    RETREATING,
    UNAWARE,
)
from palier.engine.compiled import inlined, inner
from palier.physics.dose import breathing_with_carbon_dioxide

ASLEEP, RESTING, WAITING, LIGHT_WORK, HEAVY_WORK = range(5)


@inner
def dependants(person, s):
    """First row, and the one after the last, among which all are whom a person looks after."""
    if s.who[person].adopts == 1:
        return 0, s.who.shape[0]
    return s.who[person].family_first, s.who[person].family_end


@inlined
def carried_load(person, s):
    """What a person carries or drags. [kg]"""
    load = 0.0
    if s.who[person].charges > 0:
        first, end = dependants(person, s)
        for q in range(first, end):
            mine = s.who[q].following == 1 and s.who[q].carer == person
            if mine and (s.who[q].carried == 1 or s.who[q].status == DOWN):
                load += s.who[q].mass
    return load


@inlined
def activity(person, s):
    """What a person's body does now: ASLEEP, RESTING, WAITING, LIGHT_WORK or HEAVY_WORK.

    Climbing stairs and carrying `heavy_load` is heavy work, walking and getting ready light work; who is carried,
    has fallen or does not know of the fire rests.
    """
    me = s.who[person]
    status = me.status
    if status == UNAWARE:
        return ASLEEP if me.asleep == 1 else RESTING
    if status in (REFUGE, AT_WINDOW):
        return WAITING
    led = (me.following == 1 and me.carried == 0) or (status == IN_RESCUE and me.led == 1 and me.carried == 0)
    led = led and status != DOWN and not (status == IN_RESCUE and me.down_at < np.inf)
    if not (led or status in (PREPARING, GATHERING, MOVING, RETREATING)):
        return RESTING
    climbs = me.link >= 0 and me.ahead == s.way[me.link].b
    return HEAVY_WORK if climbs or carried_load(person, s) >= s.habits.heavy_load else LIGHT_WORK


@inlined
def minute_volume(person, work, s):
    """Breathing at an activity, faster for who cries; between rest and light work waiting. [L/min]"""
    me = s.who[person]
    calm = me.breathing_rest
    if work == ASLEEP:
        calm = me.breathing_asleep
    elif work == WAITING:
        calm = 0.5 * (me.breathing_rest + me.breathing_moving)
    elif work == LIGHT_WORK:
        calm = me.breathing_moving
    elif work == HEAVY_WORK:
        calm = me.breathing_hard
    return calm + me.crying * max(0.0, me.breathing_crying - calm)


@inner
def driven_by_carbon_dioxide(person, breathing, co2, s):
    """Factor by which carbon dioxide speeds a person's breathing, up to what the body can. [-]"""
    return breathing_with_carbon_dioxide(breathing, co2, s.who[person].breathing_most)


@inner
def cohb_limit(person, work, s):
    """COHb at which a person collapses doing what he or she does. [%]"""
    if work == LIGHT_WORK:
        return s.who[person].cohb_light
    return s.who[person].cohb_heavy if work == HEAVY_WORK else s.who[person].cohb_rest


@inlined
def cry(now, person, extinction, irritant_fraction, s):
    """An infant that cries easily begins in smoke that stings or when handed over, and calms down after a while."""
    me = s.who[person]
    if me.cries == 0 or (me.status == UNAWARE and me.asleep == 1) or me.status == DOWN:
        return
    stung = extinction >= s.habits.cries_in_smoke or irritant_fraction >= s.habits.cries_at_irritant
    if stung or me.status == IN_RESCUE:
        me.crying = 1.0
        me.calms_at = now + s.habits.calms_after
    elif now >= me.calms_at:
        me.crying = 0.0
        me.calms_at = np.inf
