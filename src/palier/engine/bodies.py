"""The body: where the mouth is, what it breathes, the dose, and when the person falls."""

from __future__ import annotations

import math

import numpy as np

from palier.engine.arrays import (
    AT_WINDOW,
    DEAD,
    DOWN,
    EXTINCTION,
    FLAMES,
    FLUX,
    FOLLOWING,
    IN_RESCUE,
    LONG_LEFT,
    LOWER,
    REFUGE,
    SAFE,
    SMOULDERS,
    STAYS_PUT,
    TEMPERATURE,
    UNAWARE,
    UPPER,
    VCO,
    VCO2,
    VHCN,
    VIRRITANT,
    VO2,
)
from palier.engine.beside import flames_beside, get_away
from palier.engine.breathing import activity, cohb_limit, cry, driven_by_carbon_dioxide, minute_volume
from palier.engine.breathing import carried_load as carried_load
from palier.engine.breathing import dependants as dependants
from palier.engine.compiled import inlined, inner
from palier.engine.event_codes import EV_DEAD, EV_DOWN, EV_LEFT_BEHIND
from palier.engine.flights import air_on_flight
from palier.engine.log import log
from palier.engine.posture import layer_at, posture
from palier.physics.cohb import MADE, alveolar_ventilation, cohb_after, diffusing_capacity, resistance, time_to_dose
from palier.physics.dose import (
    ISO_13571,
    OXYGEN_MATTERS_BELOW,
    PURSER,
    PURSER_2008,
    RADIANT_INCAPACITATION,
    RADIATION_MATTERS_ABOVE,
    carbon_dioxide_rate,
    carbon_monoxide_rate,
    carbon_monoxide_rate_iso,
    convected_heat_rate,
    hydrogen_cyanide_rate,
    hydrogen_cyanide_rate_2008,
    hyperventilation,
    hyperventilation_2008,
    irritant_fraction,
    irritant_lethal_rate,
    low_oxygen_rate,
    part_gone,
    radiant_heat_rate,
    radiant_heat_rate_iso,
)

ROUNDS = 3  # of the time left with what the body gets rid of; each is some ten times nearer
NEAR_ENOUGH = 1.001  # time left over that of the round before with which it is done; the next changes ten times less
CLEAN = 1e-6  # volume fraction of any gas below which air counts as clean: 1 ppm of CO holds 0.2 % of the blood
CLEAN_CO2 = 0.01  # volume fraction that speeds breathing by a fifth, with nothing in the air that would harm the more
USUAL_COHB = 10.0  # % that a smoker may have all day; more at the start washes out in clean air
THICK_SMOKE = 1.0  # extinction at which reflecting walls are seen 3 m far (Jin, C = 3). [1/m]


@inner
def burns_in(room, s):
    """Whether flames are seen in a room."""
    return s.air[room, LOWER, FLAMES] > s.habits.visible_flames


@inner
def fire_in(room, s):
    """Whether flames are seen in a room, or something smoulders there."""
    return burns_in(room, s) or s.air[room, LOWER, SMOULDERS] > 0.0


@inner
def flat_burns(flat, s):
    """Whether flames are seen in a room of a flat."""
    for room in range(s.place.shape[0] - 1):  # noqa: SIM110, compiled
        if s.place[room].flat == flat and burns_in(room, s):
            return True
    return False


@inner
def at_ease(i, s):
    """Whether a person stays put where nothing has threatened yet: neither trapped nor to be brought out."""
    return s.who[i].status == REFUGE and s.who[i].goes == STAYS_PUT and s.who[i].left >= LONG_LEFT


@inlined
def mouth_height(person, room, s):
    """Height of the mouth above the floor, by what the person is doing. [m]"""
    me = s.who[person]
    status = me.status
    if me.following == 1 and (me.carried == 1 or status == DOWN):
        return s.habits.carried_mouth * posture(s, room, s.who[me.carer].stature)[0]
    if status in (DOWN, DEAD):
        return s.habits.floor_mouth
    if status == UNAWARE:
        return s.habits.bed_mouth if me.asleep == 1 else s.habits.seated_mouth * me.stature
    return posture(s, room, me.stature)[0]


@inlined
def mouth_on_flight(person, s):
    """Height of the mouth above the tread: nobody stoops on stairs. [m]"""
    me = s.who[person]
    if me.following == 1 and (me.carried == 1 or me.status == DOWN):
        return s.habits.carried_mouth * s.habits.standing_mouth * s.who[me.carer].stature
    return s.habits.standing_mouth * me.stature


@inner
def look_at_windows(openings, flows, door):
    """How far above its sill outside air comes in at each opening to the outside; `fresh` of `door`. [m]

    Below the neutral plane air comes in, above it the room's smoke goes out.
    """
    for k in range(door.shape[0]):
        if door[k].leads_out_of >= 0:
            top = max(flows.top[k, 2], flows.top[k, 3])
            door[k].fresh = top - openings.sill[k] if top > openings.sill[k] else 0.0


@inlined
def leans_out(person, opening_state, s):
    """Whether a person leans out of an open window: someone who sees over the sill, or is held up."""
    me = s.who[person]
    window = s.place[me.room].window
    if me.status != AT_WINDOW or window < 0 or opening_state[window] <= 0.5:
        return False
    return me.following == 1 or s.habits.standing_mouth * me.stature >= s.place[me.room].sill


@inlined
def outside_air(person, s):
    """Part of outside air in what someone breathes who leans out of a window. [-]

    The head is in the air that comes in as far as it is below the neutral plane, and above it in the smoke that goes
    out; part of the time it is inside.
    """
    me = s.who[person]
    fresh = s.door[s.place[me.room].window].fresh
    return me.leans_out * min(1.0, max(0.0, 0.5 + (fresh - s.habits.leans_over) / s.habits.head))


@inlined
def inhaled(person, opening_state, s):
    """The air at a person's mouth.

    On a flight it is that of the landing and layer in which the mouth is; at an open window part of it is outside
    air. Returns temperature [K], O2, CO2, CO, HCN and irritant as volume fractions, extinction [1/m] and
    radiant flux [W/m2].
    """
    me = s.who[person]
    outside = s.place.shape[0] - 1
    first = me.room
    height = mouth_height(person, first, s)
    second, share = first, 0.0
    if me.link >= 0:
        first, layer = air_on_flight(person, mouth_on_flight(person, s), s)
        height = np.inf if layer == UPPER else -np.inf
    elif leans_out(person, opening_state, s):
        second, share = outside, outside_air(person, s)
        height = s.place[first].sill + s.habits.leans_over
    temperature = o2 = co2 = co = hcn = irritant = extinction = flux = 0.0
    for k in range(2):
        room, part = (first, 1.0 - share) if k == 0 else (second, share)
        if part == 0.0:
            continue
        layer = layer_at(s, room, height) if room != outside else LOWER
        temperature += part * s.air[room, layer, TEMPERATURE]
        o2 += part * s.air[room, layer, VO2]
        co2 += part * s.air[room, layer, VCO2]
        co += part * s.air[room, layer, VCO]
        hcn += part * s.air[room, layer, VHCN]
        irritant += part * s.air[room, layer, VIRRITANT]
        extinction += part * s.air[room, layer, EXTINCTION]
        flux += part * s.air[room, LOWER, FLUX]
    return temperature, o2, co2, co, hcn, irritant, extinction, flux


@inlined
def lung_resistance(person, breathing, driven, s):
    """What holds CO back on its way into a person's blood. breathing : [L/min]; driven : by CO2 [-]; [mmHg min/mL]"""
    me = s.who[person]
    return resistance(
        diffusing_capacity(me.diffusing, breathing, me.breathing_rest),
        alveolar_ventilation(breathing * driven, me.breathing_rest),
    )


@inlined
def untouched(person, s):
    """Whether somebody has taken in nothing of a fire yet, so that the blood keeps its usual level of COHb."""
    me = s.who[person]
    usual = max(me.cohb, me.cohb_on, me.cohb_most) <= me.cohb_start < USUAL_COHB
    return usual and me.fed_most <= 0.0 and me.status != DEAD


@inlined
def add_dose(now, person, dt, opening_state, s):
    """One step of COHb and dose for one person; fills the FEDs and `left`.

    For the dead only what tells how certain their death is goes on, as if they breathed at rest where they lie.
    """
    me = s.who[person]
    temperature, o2, co2, co, hcn, irritant, extinction, flux = inhaled(person, opening_state, s)
    flux += flames_beside(person, s)
    clean = max(co, hcn, irritant) < CLEAN and o2 >= OXYGEN_MATTERS_BELOW and co2 < CLEAN_CO2
    mild = temperature <= s.habits.hot_air_from and flux < RADIATION_MATTERS_ABOVE
    if clean and mild and untouched(person, s):
        me.left = np.inf
        me.fic = 0.0
        cry(now, person, extinction, 0.0, s)
        return
    iso = me.dose_law == ISO_13571
    work = activity(person, s)
    breathing = minute_volume(person, work, s)
    driven = driven_by_carbon_dioxide(person, breathing, co2, s)
    hindrance = lung_resistance(person, breathing, driven, s)
    made = MADE * me.mass
    me.cohb_on = cohb_after(me.cohb_on, dt, co, o2, hindrance, me.blood, made, s.habits.capillary_oxygen)
    older = me.dose_law == PURSER_2008
    by_co = 0.0  # of the laws by which the dose of it only grows
    if iso:
        faster = hyperventilation(co2)
        by_co = carbon_monoxide_rate_iso(co) * faster
    elif older:
        faster = hyperventilation_2008(co2)
        by_co = carbon_monoxide_rate(co, breathing, cohb_limit(person, work, s)) * faster
    else:
        faster = driven
    by_hcn = (hydrogen_cyanide_rate_2008(hcn) if older else hydrogen_cyanide_rate(hcn)) * faster
    by_o2 = low_oxygen_rate(o2)
    by_irritant = irritant_lethal_rate(irritant) * driven
    radiant = radiant_heat_rate_iso(flux) if iso else radiant_heat_rate(flux, RADIANT_INCAPACITATION)
    heat = convected_heat_rate(temperature, me.hot_air, s.habits.hot_air_from) + radiant
    me.others_on += ((by_hcn + by_o2) / me.dies_at + by_irritant) * dt
    me.heat_on += heat * dt
    gas_lethal = (me.cohb_on - me.cohb_start) / (me.cohb_lethal - me.cohb_start) + me.others_on
    me.lethal = max(me.lethal, gas_lethal, me.heat_on / (s.habits.lethal_heat * me.heat_susceptibility))
    if me.status == DEAD:
        return
    me.cohb = me.cohb_on
    me.cohb_most = max(me.cohb_most, me.cohb)
    me.fed_hcn += by_hcn * dt
    me.fed_co2 += carbon_dioxide_rate(co2, s.habits.co2_dulls_from) * dt
    me.fld_irritant += by_irritant * dt
    me.fed_heat += heat * dt
    before = me.fed_co
    if iso:
        rate = by_hcn + by_co
        per_cohb = 0.0
        me.fed_co += by_co * dt
        me.fed += by_hcn * dt
    elif older:
        others = by_hcn + by_irritant + by_o2
        rate = others + by_co
        per_cohb = 0.0
        me.fed_co += by_co * dt
        me.fed_o2 += by_o2 * dt
        me.fed += others * dt
    else:
        rate = by_hcn + by_o2 + by_irritant
        per_cohb = 1.0 / (cohb_limit(person, work, s) - me.cohb_start)
        me.fed_co = max(0.0, me.cohb - me.cohb_start) * per_cohb
        me.fed_o2 += by_o2 * dt
        rid = me.hcn_left * part_gone(dt, s.habits.cyanide_half_life)
        me.hcn_left += by_hcn * dt - rid
        me.fed += rate * dt - rid
    me.fed += me.fed_co - before
    me.fed_most = max(me.fed_most, me.fed)
    me.fed_co_most = max(me.fed_co_most, me.fed_co)
    me.fic = irritant_fraction(irritant, me.dose_law)
    if me.fic >= 1.0:
        me.irritated_time += dt
    if extinction >= THICK_SMOKE:
        me.smoke_time += dt
    wanted, least = me.susceptibility - me.fed, s.habits.capillary_oxygen
    left = time_to_dose(me.cohb, co, o2, hindrance, me.blood, made, per_cohb, rate, wanted, least)
    for _ in range(ROUNDS if me.hcn_left > 0.0 else 0):  # what the body will have got rid of by then
        if left == np.inf:
            break
        gone = part_gone(left, s.habits.cyanide_half_life)
        spared = me.hcn_left * gone + by_hcn * (left - gone * s.habits.cyanide_half_life / math.log(2.0))
        last = left
        left = time_to_dose(me.cohb, co, o2, hindrance, me.blood, made, per_cohb, rate, wanted + spared, least)
        if left <= NEAR_ENOUGH * last:
            break
    if me.dose_law == PURSER:
        asleep_at = s.habits.unconscious_at - me.cohb
        left = min(left, time_to_dose(me.cohb, co, o2, hindrance, me.blood, made, 1.0, 0.0, asleep_at, least))
    if not iso and co2 > 0.0 and carbon_dioxide_rate(co2, s.habits.co2_dulls_from) > 0.0:
        left = min(left, max(0.0, me.susceptibility - me.fed_co2) / carbon_dioxide_rate(co2, s.habits.co2_dulls_from))
    if heat > 0.0:
        left = min(left, max(0.0, me.heat_susceptibility - me.fed_heat) / heat)
    me.left = left
    cry(now, person, extinction, me.fic, s)


@inlined
def breathe_out(dt, person, s):
    """COHb of someone in the open air, or under a hood, is washed out."""
    me = s.who[person]
    outside = s.place.shape[0] - 1
    breathing = me.breathing_rest
    hindrance = lung_resistance(person, breathing, 1.0, s)
    o2, co = s.air[outside, LOWER, VO2], s.air[outside, LOWER, VCO]
    made, least = MADE * me.mass, s.habits.capillary_oxygen
    me.cohb_on = me.cohb = cohb_after(me.cohb, dt, co, o2, hindrance, me.blood, made, least)


@inner
def settle(person, s):
    """Who can go no further on a flight ends on its nearer landing."""
    me = s.who[person]
    if me.link < 0:
        return
    if me.progress > 0.5 * me.leg:
        me.room = me.ahead
    me.link = -1
    me.ahead = -1
    me.progress = 0.0


@inner
def decide_alone_again(person, s):
    """Who was to be taken in tow and is not, or no longer, does what they can by themselves."""
    if s.who[person].in_tow == 1:
        s.who[person].in_tow = 0
        s.who[person].capable = 1
        s.who[person].carer = -1


@inner
def leave_charges(time, person, s, events):
    """A carer can no more: those who moved with the person stay where they are, those who were waited for stay so."""
    first, end = dependants(person, s)
    for q in range(first, end):
        if s.who[q].following == 0 and s.who[q].carer == person:
            decide_alone_again(q, s)
    if s.who[person].charges == 0:
        return
    for q in range(first, end):
        if s.who[q].following == 1 and s.who[q].carer == person:
            s.who[q].following = 0
            decide_alone_again(q, s)
            settle(q, s)
            if s.who[q].status == FOLLOWING or s.who[q].status == AT_WINDOW:
                s.who[q].status = REFUGE
            log(events, time, EV_LEFT_BEHIND, q, s.who[q].room, person)
    s.who[person].charges = 0


@inner
def way_to_collapse(person, s):
    """How far a person is on the way to collapse, by gas and by heat; 1 collapses. [-]"""
    me = s.who[person]
    gas = me.fed / me.susceptibility
    if me.dose_law != ISO_13571:
        gas = max(gas, me.fed_co2 / me.susceptibility)
    if me.dose_law == PURSER:
        gas = max(gas, me.cohb / s.habits.unconscious_at)
    return gas, me.fed_heat / me.heat_susceptibility


@inlined
def fall_or_die(time, person, s, events):
    """Incapacitation and death once the doses reach the person's own limits."""
    me = s.who[person]
    gas_part, heat_part = way_to_collapse(person, s)
    me.overcome = max(me.overcome, gas_part, heat_part)
    if me.status != DOWN and max(gas_part, heat_part) < 1.0 and me.lethal < 1.0:
        return
    cause = 1.0 if heat_part > gas_part else 0.0
    dragged = me.status == IN_RESCUE and me.down_at < np.inf
    if me.status != DOWN and not dragged:
        settle(person, s)
        me.status = DOWN
        me.down_at = time
        me.reached_by = time
        log(events, time, EV_DOWN, person, me.room, cause)
        leave_charges(time, person, s, events)
    if me.lethal >= 1.0:
        me.status = DEAD
        me.reached_by = time
        me.left = 0.0
        if me.following == 1:
            me.following = 0
            s.who[me.carer].charges -= 1
        log(events, time, EV_DEAD, person, me.room, cause)


@inner
def bodies_step(now, dt, opening_state, s, events):
    """Dose and its consequences for everybody, and what leaves the blood of those in the open air.

    Someone being taken across breathes outside air, or under a hood.
    """
    for person in range(s.who.shape[0]):
        get_away(now, person, s)
        status = s.who[person].status
        if status in (SAFE, IN_RESCUE):
            s.who[person].left = np.inf
            led = status == IN_RESCUE and s.who[person].led == 1  # the team counts what they breathe
            if not led and not untouched(person, s):
                breathe_out(dt, person, s)
            if status == IN_RESCUE:
                cry(now, person, 0.0, 0.0, s)
            continue
        add_dose(now, person, dt, opening_state, s)
        if status != DEAD:
            fall_or_die(now, person, s, events)
