"""The body: where the mouth is, what it breathes, the dose, and when the person falls."""

from __future__ import annotations

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EXTINCTION,
    FLUX,
    FOLLOWING,
    IN_RESCUE,
    INTERFACE,
    LOWER,
    REFUGE,
    SAFE,
    TEMPERATURE,
    UNAWARE,
    UPPER,
    VCO,
    VCO2,
    VHCN,
    VIRRITANT,
    VO2,
)
from palier.engine.compiled import inner
from palier.engine.event_codes import EV_DEAD, EV_DOWN, EV_LEFT_BEHIND
from palier.engine.log import log
from palier.physics.dose import (
    RADIANT_INCAPACITATION,
    breathing_with_carbon_dioxide,
    carbon_monoxide_rate,
    convected_heat_rate,
    hydrogen_cyanide_rate,
    irritant_fraction,
    irritant_lethal_rate,
    low_oxygen_rate,
    radiant_heat_rate,
)
from palier.physics.movement import CRAWLING, CROUCHING, visibility

STANDING_MOUTH, CROUCHED_MOUTH, CRAWLING_MOUTH = 0.9, 0.6, 0.3  # of the stature
SEATED_MOUTH = 0.7  # of the stature, awake and unaware
BED_MOUTH, FLOOR_MOUTH = 0.5, 0.2  # m, asleep, fallen
CARRIED_MOUTH = 0.75  # of the carer's stature
BAD_SMOKE, BAD_HEAT = 0.5, 333.0  # 1/m, K: an upper layer that people stoop under (assumptions)
TOO_HOT, TOO_MUCH_FLUX = 373.0, 2500.0  # K, W/m2: a place that nobody enters
WINDOW_AIR = 0.7  # part of outside air breathed at an open window: an assumption
DEAD_AT = 2.5  # times the incapacitating dose of gas that kills: an assumption, COHb of 60 % and more
DEAD_AT_HEAT = 1.67  # times the incapacitating dose of heat that kills: r = 16.7 to 10, Purser 2016

THICK_SMOKE = 1.0  # extinction at which reflecting walls are seen 3 m far (Jin, C = 3). [1/m]


@inner
def posture(s, room, stature):
    """Height of the mouth and factor on speed of someone who stoops under smoke where that helps.

    Returns
    -------
    tuple of float
        Mouth above the floor [m]; factor on the walking speed [-].
    """
    stand = STANDING_MOUTH * stature
    interface = s.air[room, LOWER, INTERFACE]
    if interface >= stand:
        return stand, 1.0
    upper = s.air[room, UPPER, EXTINCTION]
    bad = upper > BAD_SMOKE or s.air[room, UPPER, TEMPERATURE] > BAD_HEAT
    if not bad or s.air[room, LOWER, EXTINCTION] > 0.5 * upper:
        return stand, 1.0
    if interface >= CROUCHED_MOUTH * stature:
        return CROUCHED_MOUTH * stature, CROUCHING
    if interface >= CRAWLING_MOUTH * stature:
        return CRAWLING_MOUTH * stature, CRAWLING
    return stand, 1.0


@inner
def layer_at(s, room, height):
    """Index of the layer at a height above the floor."""
    return UPPER if height > s.air[room, LOWER, INTERFACE] else LOWER


@inner
def clear_view(s, room, stature):
    """Visibility at mouth height of someone in a room; 0 where heat stops anyone. [m]"""
    height = posture(s, room, stature)[0]
    layer = layer_at(s, room, height)
    if s.air[room, layer, TEMPERATURE] > TOO_HOT or s.air[room, LOWER, FLUX] > TOO_MUCH_FLUX:
        return 0.0
    return visibility(s.air[room, layer, EXTINCTION])


@inner
def mouth_height(person, room, s):
    """Height of the mouth above the floor, by what the person is doing. [m]"""
    me = s.who[person]
    status = me.status
    if me.following == 1 and (me.carried == 1 or status == DOWN):
        return CARRIED_MOUTH * s.who[me.carer].stature
    if status == DOWN:
        return FLOOR_MOUTH
    if status == UNAWARE:
        return BED_MOUTH if me.asleep == 1 else SEATED_MOUTH * me.stature
    return posture(s, room, me.stature)[0]


@inner
def minute_volume(person, s):
    """Breathing: at rest unaware or fallen, between rest and light work waiting, light work otherwise. [L/min]"""
    me = s.who[person]
    status = me.status
    rest, moving = me.breathing_rest, me.breathing_moving
    if status in (UNAWARE, DOWN):
        return rest
    if status in (REFUGE, AT_WINDOW):
        return 0.5 * (rest + moving)
    return moving


@inner
def add_dose(person, dt, opening_state, s):
    """One step of dose for one person; fills the FEDs and `left`.

    On a flight half is breathed of each landing; at an open window `WINDOW_AIR` is outside air.
    """
    me = s.who[person]
    outside = s.place.shape[0] - 1
    first = me.room
    second, share = first, 0.0
    if me.link >= 0:
        second, share = me.ahead, 0.5
    elif me.status == AT_WINDOW and opening_state[s.place[first].window] > 0.5:
        second, share = outside, WINDOW_AIR
    height = mouth_height(person, first, s)
    temperature = co = co2 = hcn = o2 = irritant = flux = extinction = 0.0
    for k in range(2):
        room, part = (first, 1.0 - share) if k == 0 else (second, share)
        layer = layer_at(s, room, height) if room != outside else LOWER
        temperature += part * s.air[room, layer, TEMPERATURE]
        o2 += part * s.air[room, layer, VO2]
        co2 += part * s.air[room, layer, VCO2]
        co += part * s.air[room, layer, VCO]
        hcn += part * s.air[room, layer, VHCN]
        irritant += part * s.air[room, layer, VIRRITANT]
        extinction += part * s.air[room, layer, EXTINCTION]
        flux += part * s.air[room, LOWER, FLUX]
    breathing = minute_volume(person, s)
    faster = breathing_with_carbon_dioxide(breathing, co2)
    by_co = carbon_monoxide_rate(co, breathing, me.cohb_incapacitation) * me.co_uptake * faster
    by_hcn = hydrogen_cyanide_rate(hcn) * faster
    by_o2 = low_oxygen_rate(o2)
    by_irritant = irritant_lethal_rate(irritant) * faster
    rate = by_co + by_hcn + by_o2 + by_irritant
    heat = convected_heat_rate(temperature) + radiant_heat_rate(flux, RADIANT_INCAPACITATION)
    me.fed_co += by_co * dt
    me.fed_hcn += by_hcn * dt
    me.fed_o2 += by_o2 * dt
    me.fld_irritant += by_irritant * dt
    me.fed += rate * dt
    me.fed_heat += heat * dt
    me.fic = irritant_fraction(irritant)
    if me.fic >= 1.0:
        me.irritated_time += dt
    if extinction >= THICK_SMOKE:
        me.smoke_time += dt
    left = np.inf
    if rate > 0.0:
        left = max(0.0, me.susceptibility - me.fed) / rate
    if heat > 0.0:
        left = min(left, max(0.0, me.heat_susceptibility - me.fed_heat) / heat)
    me.left = left


@inner
def dependants(person, s):
    """First row, and the one after the last, among which all are whom a person looks after."""
    if s.who[person].adopts == 1:
        return 0, s.who.shape[0]
    return s.who[person].family_first, s.who[person].family_end


@inner
def leave_charges(time, person, s, events):
    """A carer can no more: those who moved with the person stay where they are."""
    if s.who[person].charges == 0:
        return
    first, end = dependants(person, s)
    for q in range(first, end):
        if s.who[q].following == 1 and s.who[q].carer == person:
            s.who[q].following = 0
            if s.who[q].status == FOLLOWING or s.who[q].status == AT_WINDOW:
                s.who[q].status = REFUGE
            log(events, time, EV_LEFT_BEHIND, q, s.who[q].room, person)
    s.who[person].charges = 0


@inner
def fall_or_die(time, person, s, events):
    """Incapacitation and death once the doses reach the person's own limits."""
    me = s.who[person]
    gas_part = me.fed / me.susceptibility
    heat_part = me.fed_heat / me.heat_susceptibility
    if gas_part < 1.0 and heat_part < 1.0:
        return
    cause = 1.0 if heat_part > gas_part else 0.0
    if me.status != DOWN:
        me.status = DOWN
        me.down_at = time
        me.reached_by = time
        log(events, time, EV_DOWN, person, me.room, cause)
        leave_charges(time, person, s, events)
    if gas_part >= DEAD_AT or heat_part >= DEAD_AT_HEAT:
        me.status = DEAD
        me.reached_by = time
        me.left = 0.0
        if me.following == 1:
            me.following = 0
            s.who[me.carer].charges -= 1
        log(events, time, EV_DEAD, person, me.room, cause)


@inner
def bodies_step(now, dt, opening_state, s, events):
    """Dose and its consequences for everybody who is neither safe, dead nor in a rescuer's hands.

    Someone being taken across breathes outside air, or under a hood.
    """
    for person in range(s.who.shape[0]):
        status = s.who[person].status
        if status in (SAFE, DEAD, IN_RESCUE):
            s.who[person].left = 0.0 if status == DEAD else np.inf
            continue
        add_dose(person, dt, opening_state, s)
        fall_or_die(now, person, s, events)
