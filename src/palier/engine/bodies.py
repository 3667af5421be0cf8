"""The body: where the mouth is, what it breathes, the dose, and when the person falls."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EV_DEAD,
    EV_DOWN,
    EV_LEFT_BEHIND,
    FOLLOWING,
    IN_RESCUE,
    LOWER,
    REFUGE,
    SAFE,
    UNAWARE,
    UPPER,
)
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


@njit(cache=True)
def posture(gas, room, stature):
    """Height of the mouth and factor on speed of someone who stoops under smoke where that helps.

    Returns
    -------
    tuple of float
        Mouth above the floor [m]; factor on the walking speed [-].
    """
    stand = STANDING_MOUTH * stature
    interface = gas.interface[room]
    if interface >= stand:
        return stand, 1.0
    upper = gas.extinction[room, UPPER]
    bad = upper > BAD_SMOKE or gas.temperature[room, UPPER] > BAD_HEAT
    if not bad or gas.extinction[room, LOWER] > 0.5 * upper:
        return stand, 1.0
    if interface >= CROUCHED_MOUTH * stature:
        return CROUCHED_MOUTH * stature, CROUCHING
    if interface >= CRAWLING_MOUTH * stature:
        return CRAWLING_MOUTH * stature, CRAWLING
    return stand, 1.0


@njit(cache=True)
def layer_at(gas, room, height):
    """Index of the layer at a height above the floor."""
    return UPPER if height > gas.interface[room] else LOWER


@njit(cache=True)
def clear_view(gas, room, stature):
    """Visibility at mouth height of someone in a room; 0 where heat stops anyone. [m]"""
    height = posture(gas, room, stature)[0]
    layer = layer_at(gas, room, height)
    if gas.temperature[room, layer] > TOO_HOT or gas.radiant_flux[room] > TOO_MUCH_FLUX:
        return 0.0
    return visibility(gas.extinction[room, layer])


@njit(cache=True)
def mouth_height(person, room, people, gas, s):
    """Height of the mouth above the floor, by what the person is doing. [m]"""
    status = s.status[person]
    if s.following[person] == 1 and (people.carried[person] == 1 or status == DOWN):
        return CARRIED_MOUTH * people.stature[s.carer[person]]
    if status == DOWN:
        return FLOOR_MOUTH
    if status == UNAWARE:
        return BED_MOUTH if people.asleep[person] == 1 else SEATED_MOUTH * people.stature[person]
    return posture(gas, room, people.stature[person])[0]


@njit(cache=True)
def minute_volume(person, people, s):
    """Breathing: at rest unaware or fallen, between rest and light work waiting, light work otherwise. [L/min]"""
    status = s.status[person]
    rest, moving = people.breathing_rest[person], people.breathing_moving[person]
    if status in (UNAWARE, DOWN):
        return rest
    if status in (REFUGE, AT_WINDOW):
        return 0.5 * (rest + moving)
    return moving


@njit(cache=True)
def add_dose(person, dt, people, links, gas, opening_state, s):
    """One step of dose for one person; fills the FEDs and `left`.

    On a flight half is breathed of each landing; at an open window `WINDOW_AIR` is outside air.
    """
    outside = gas.interface.shape[0] - 1
    first = s.room[person]
    second, share = first, 0.0
    if s.link[person] >= 0:
        second, share = s.ahead[person], 0.5
    elif s.status[person] == AT_WINDOW and opening_state[links.window[first]] > 0.5:
        second, share = outside, WINDOW_AIR
    height = mouth_height(person, first, people, gas, s)
    temperature = co = co2 = hcn = o2 = irritant = flux = 0.0
    for k in range(2):
        room, part = (first, 1.0 - share) if k == 0 else (second, share)
        layer = layer_at(gas, room, height) if room != outside else LOWER
        temperature += part * gas.temperature[room, layer]
        o2 += part * gas.o2[room, layer]
        co2 += part * gas.co2[room, layer]
        co += part * gas.co[room, layer]
        hcn += part * gas.hcn[room, layer]
        irritant += part * gas.irritant[room, layer]
        flux += part * gas.radiant_flux[room]
    breathing = minute_volume(person, people, s)
    faster = breathing_with_carbon_dioxide(breathing, co2)
    by_co = carbon_monoxide_rate(co, breathing, people.cohb_incapacitation[person]) * people.co_uptake[person] * faster
    by_hcn = hydrogen_cyanide_rate(hcn) * faster
    by_o2 = low_oxygen_rate(o2)
    by_irritant = irritant_lethal_rate(irritant) * faster
    rate = by_co + by_hcn + by_o2 + by_irritant
    heat = convected_heat_rate(temperature) + radiant_heat_rate(flux, RADIANT_INCAPACITATION)
    s.fed_co[person] += by_co * dt
    s.fed_hcn[person] += by_hcn * dt
    s.fed_o2[person] += by_o2 * dt
    s.fld_irritant[person] += by_irritant * dt
    s.fed[person] += rate * dt
    s.fed_heat[person] += heat * dt
    s.fic[person] = irritant_fraction(irritant)
    if s.fic[person] >= 1.0:
        s.fic_minutes[person] += dt
    left = np.inf
    if rate > 0.0:
        left = max(0.0, people.susceptibility[person] - s.fed[person]) / rate
    if heat > 0.0:
        left = min(left, max(0.0, people.heat_susceptibility[person] - s.fed_heat[person]) / heat)
    s.left[person] = left


@njit(cache=True)
def leave_charges(time, person, s, events):
    """A carer can no more: those who moved with the person stay where they are."""
    if s.charges[person] == 0:
        return
    for q in range(s.status.shape[0]):
        if s.following[q] == 1 and s.carer[q] == person:
            s.following[q] = 0
            if s.status[q] == FOLLOWING or s.status[q] == AT_WINDOW:
                s.status[q] = REFUGE
            log(events, time, EV_LEFT_BEHIND, q, s.room[q], person)
    s.charges[person] = 0


@njit(cache=True)
def fall_or_die(time, person, people, s, events):
    """Incapacitation and death once the doses reach the person's own limits."""
    gas_part = s.fed[person] / people.susceptibility[person]
    heat_part = s.fed_heat[person] / people.heat_susceptibility[person]
    if gas_part < 1.0 and heat_part < 1.0:
        return
    cause = 1.0 if heat_part > gas_part else 0.0
    if s.status[person] != DOWN:
        s.status[person] = DOWN
        s.down_at[person] = time
        s.reached_by[person] = time
        log(events, time, EV_DOWN, person, s.room[person], cause)
        leave_charges(time, person, s, events)
    if gas_part >= DEAD_AT or heat_part >= DEAD_AT_HEAT:
        s.status[person] = DEAD
        s.reached_by[person] = time
        s.left[person] = 0.0
        if s.following[person] == 1:
            s.following[person] = 0
            s.charges[s.carer[person]] -= 1
        log(events, time, EV_DEAD, person, s.room[person], cause)


@njit(cache=True)
def bodies_step(now, dt, people, links, gas, opening_state, s, events):
    """Dose and its consequences for everybody who is neither safe, dead nor in a rescuer's hands.

    Someone being taken across breathes outside air, or under a hood.
    """
    for person in range(s.status.shape[0]):
        status = s.status[person]
        if status in (SAFE, DEAD, IN_RESCUE):
            s.left[person] = 0.0 if status == DEAD else np.inf
            continue
        add_dose(person, dt, people, links, gas, opening_state, s)
        fall_or_die(now, person, people, s, events)
