"""The fires: what they release where, limited by the oxygen that reaches them."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import (
    CO,
    CO2,
    FUEL,
    H2O,
    HCN,
    IRRITANT,
    LOWER,
    N_SPECIES,
    O2,
    SOOT,
    TRACE,
    UPPER,
    Floats,
    Model,
)
from palier.engine.compiled import inner
from palier.engine.curves import between, find_point
from palier.engine.transport import JET_IGNITION, move
from palier.physics.combustion import (
    COOL,
    burning_rate_factor,
    carbon_monoxide_fraction,
    idle_oxygen,
    oxygen_factor,
    products,
    radiating_part,
    under_ventilated_fraction,
)
from palier.physics.gas import O2_IN_AIR, SPECIFIC_HEAT
from palier.physics.plume import crossflow_entrainment, flame_height, plume_flow
from palier.physics.smouldering import OXYGEN_LIMIT as SMOULDERING_LIMIT

JET_RADIATIVE = 0.35  # radiative fraction of fuel that burns away from its fire (CFAST's default). [-]
STOCK = 0.4  # most of a layer's oxygen or fuel that may burn in one step. [-]
SPREADS_AGAIN = 2.0  # growth over fuel that has burnt, over the first: hot fuel catches sooner: an assumption. [-]
SETTLED = 1e-9  # change of a fire's power, over itself, at which its plume is not worked out again. [-]


class FireState(NamedTuple):
    """[n_fires], but where said."""

    ignited: Floats  # s when it is set off, inf: not known
    lasting: Floats  # s that the ignition cause has lasted
    consumed: Floats  # J of fuel that has left the burning surface
    power: Floats  # W released in the room now
    taken: Floats  # W released in the last step that was taken
    water_at: Floats  # s when water reaches it, inf
    knockdown: Floats  # s
    stops_below: Floats  # part of the heat release below which it is out
    out: Floats  # 1: it is out
    starved: Floats  # 1: air limits it
    fed_for: Floats  # s for which it has not
    room_power: Floats  # [n_rooms] W burning in each room
    flames: Floats  # [n_rooms] W of it in flames, which are seen, heard and felt
    smoulders: Floats  # [n_rooms] W of it without flames
    radiated: Floats  # [n_rooms] W radiated by flames in each room
    pyrolysed: Floats  # [n_rooms] kg/s of fuel vapour from burning surfaces
    supply: Floats  # [n_fires] kg/s of fuel vapour
    point: Floats  # where on its curve each fire is: index plus part of the way
    yields: Floats  # [n_fires, 5] in plenty of air now
    diameter: Floats  # m, of the burning surface now
    radiative_fraction: Floats  # [n_fires] part of the power that is radiated now
    made: Floats  # [N_SPECIES] kg/s that flames make in the whole building; negative where consumed


def new_fire_state(model: Model) -> FireState:
    """Nothing burns yet; what a clock sets off is known."""
    fires, n = model.fires.room.size, model.rooms.floor_area.size
    full = np.full
    z = np.zeros
    return FireState(
        ignited=model.fires.ignites_at.copy(),
        lasting=z(fires),
        consumed=z(fires),
        power=z(fires),
        taken=z(fires),
        water_at=full(fires, np.inf),
        knockdown=full(fires, np.inf),
        stops_below=z(fires),
        out=z(fires),
        starved=z(fires),
        fed_for=full(fires, np.inf),
        room_power=z(n),
        flames=z(n),
        smoulders=z(n),
        radiated=z(n),
        pyrolysed=z(n),
        supply=z(fires),
        point=z(fires),
        yields=z((fires, 5)),
        diameter=z(fires),
        radiative_fraction=model.fires.radiative_fraction.copy(),
        made=z(N_SPECIES),
    )


@inner
def ignite(time, step, fires, gas, state):
    """Set off the items whose cause, but the clock, has come and lasted."""
    for f in range(fires.room.size):
        if state.ignited[f] < np.inf:
            continue
        if fires.ignites_target[f] == 1:
            continue
        room = fires.ignites_room[f]
        caused = (
            gas.temperature[room, UPPER] >= fires.ignites_above[f] or gas.radiant_flux[room] >= fires.ignites_flux[f]
        )
        state.lasting[f] = state.lasting[f] + step if caused else 0.0
        if caused and state.lasting[f] > fires.ignites_lasting[f]:
            state.ignited[f] = time


@inner
def base_of(f, fires, state):
    """Height of the burning surface above the floor now. [m]"""
    return between(fires.curve_base[f], state.point[f])


@inner
def free_power(time, f, fires, state):
    """What the fuel would release in open air now. [W]"""
    if time < state.ignited[f] or state.out[f] > 0.0:
        return 0.0
    point = state.point[f]
    power = between(fires.curve_power[f], point)
    if fires.feedback[f] > 0.0:
        left = fires.energy[f] - state.consumed[f]
        tail = (1.0 - fires.decay_from[f]) * fires.energy[f]
        power *= min(1.0, max(0.0, left / tail))
    if time > state.water_at[f]:
        wet = np.exp(-(time - state.water_at[f]) / state.knockdown[f])
        if wet < state.stops_below[f]:
            state.out[f] = 1.0
            return 0.0
        power *= wet
    return power


@inner
def yields_at(fuels, kind, equivalence, temperature, free):
    """CO, HCN, irritant and soot given off per kilogram burnt, and CO2, H2O and oxygen to match. [kg/kg]

    temperature : of the layer that they go to. [K]
    free : what they are in plenty of air, in that order; the fuel says how much more there is without it.
    """
    part = under_ventilated_fraction(equivalence)
    y = fuels.yields[kind]
    co = free[0] + carbon_monoxide_fraction(equivalence, temperature) * (y[0, 1] - y[0, 0])
    hcn = free[1] + part * (y[1, 1] - y[1, 0])
    irritant = free[2] + part * (y[2, 1] - y[2, 0])
    soot = free[3] + part * (y[3, 1] - y[3, 0])
    co2, h2o, oxygen = products(fuels.carbon[kind], fuels.hydrogen[kind], fuels.oxygen[kind], co, hcn, irritant, soot)
    return co, hcn, irritant, soot, co2, h2o, oxygen


@inner
def burn_in_layer(rates, state, room, layer, burnt, products_of):
    """Turn fuel and oxygen of a layer into products. burnt : [kg/s]"""
    co, hcn, irritant, soot, co2, h2o, oxygen = products_of
    for made in range(2):
        target = state.made if made == 1 else rates.species[room, layer]
        target[FUEL] -= burnt
        target[O2] -= burnt * oxygen
        target[CO2] += burnt * co2
        target[H2O] += burnt * h2o
        target[CO] += burnt * co
        target[HCN] += burnt * hcn
        target[IRRITANT] += burnt * irritant
        target[SOOT] += burnt * soot


@inner
def oxygen_brought(fraction):
    """Oxygen that the air in a layer had before anything burnt in it: its nitrogen tells. [kg/kg]

    fraction : [N_SPECIES] mass fractions.
    """
    nitrogen = 1.0
    for k in range(TRACE):
        nitrogen -= fraction[k]
    return max(nitrogen, 0.0) * O2_IN_AIR / (1.0 - O2_IN_AIR)


@inner
def burn(time, step, rooms, fires, fuels, zones, layers, gas, state, rates):
    """Add the sources of all fires to `rates`, and what they do to `state`."""
    state.room_power[:] = 0.0
    state.flames[:] = 0.0
    state.smoulders[:] = 0.0
    state.radiated[:] = 0.0
    state.pyrolysed[:] = 0.0
    state.supply[:] = 0.0
    state.made[:] = 0.0
    for f in range(fires.room.size):
        # flames that want of air put out spread again as they spread at first, and do not stand full-grown at once
        most = (np.sqrt(state.taken[f]) + SPREADS_AGAIN * fires.spread[f] * step) ** 2
        state.power[f] = 0.0
        state.starved[f] = 0.0
        state.point[f] = find_point(time - state.ignited[f], fires.curve_time[f]) if state.ignited[f] <= time else 0.0
        free = free_power(time, f, fires, state)
        if free <= 0.0:
            continue
        room = fires.room[f]
        kind = fires.fuel[f]
        heat_of_combustion = fuels.heat_of_combustion[kind]
        per_oxygen = fuels.heat_per_oxygen[kind]
        idle = idle_oxygen(per_oxygen)
        base = base_of(f, fires, state)
        given_area = between(fires.curve_area[f], state.point[f])
        # what smoulders asks how much oxygen there is, not how hot the gas that brings it
        smoulders = time < state.ignited[f] + fires.flames_from[f]
        limit = SMOULDERING_LIMIT if smoulders else fires.oxygen_limit[f]
        shining = 0.0 if smoulders else gas.radiant_flux[room]
        point_yields = state.yields[f]
        for k in range(5):
            point_yields[k] = between(fires.curve_yields[f, :, k], state.point[f])
        lower_oxygen = layers.fraction[room, LOWER, O2]
        upper_oxygen = layers.fraction[room, UPPER, O2]
        lower_air = oxygen_brought(layers.fraction[room, LOWER])
        upper_air = oxygen_brought(layers.fraction[room, UPPER])
        lower_factor = oxygen_factor(lower_oxygen, COOL if smoulders else layers.temperature[room, LOWER], limit)
        upper_factor = oxygen_factor(upper_oxygen, COOL if smoulders else layers.temperature[room, UPPER], limit)
        rise = layers.interface[room] - base
        immersed = rise <= 0.0
        supplied = free
        if fires.feedback[f] > 0.0:
            feeding = UPPER if immersed else LOWER
            supplied = free * burning_rate_factor(
                layers.fraction[room, feeding, O2],
                COOL if smoulders else layers.temperature[room, feeding],
                shining,
                fires.flux_free[f],
                limit,
            )
        supply = supplied / heat_of_combustion
        clear = max(rooms.height[room] - base, 0.0)
        fresh = layers.fraction[rooms.height.size, LOWER, O2]
        lower_part, upper_part = 1.0, 1.0
        if not smoulders:
            lower_part = radiating_part(lower_oxygen, layers.temperature[room, LOWER], fresh)
            upper_part = radiating_part(upper_oxygen, layers.temperature[room, UPPER], fresh)
        chi = fires.radiative_fraction[f] * (upper_part if immersed else lower_part)
        power = max(supplied * max(lower_factor, 0.05), 1.0)
        sharing = 0
        for other in range(fires.room.size):
            if fires.room[other] == room:
                sharing += 1
        share = STOCK / sharing
        density = layers.density[room, LOWER]
        stock = share * zones.species[room, UPPER, FUEL] / step
        full = supply
        gives = heat_of_combustion  # J/kg that the fuel gives with what is left unburnt in its smoke
        for _pass in range(3):
            before = power
            area = given_area if given_area > 0.0 else power / fires.power_per_area[f]
            diameter = np.sqrt(4.0 / np.pi * area)
            if not immersed:  # flames draw gas in evenly along their height
                below = min(1.0, rise / max(flame_height(power, diameter), 1e-3))
                chi = fires.radiative_fraction[f] * (upper_part + below * (lower_part - upper_part))
            drawn = plume_flow(power, chi, diameter, rise)
            drawn += min(crossflow_entrainment(rates.wind[f], diameter, rise, density), rates.brought[f])
            drawn = min(drawn, share * zones.mass[room, LOWER] / step)
            excess = layers.temperature[room, UPPER] - layers.temperature[room, LOWER]
            if excess > 1.0:  # a plume rises no further than its own warmth carries it (CFAST)
                drawn = min(drawn, (1.0 - chi) * power / (SPECIFIC_HEAT * excess))
            through = plume_flow(power, chi, diameter, clear)
            in_lower = drawn * lower_oxygen
            in_upper = min(max(through - drawn, 0.0) * upper_oxygen, share * zones.species[room, UPPER, O2] / step)
            from_upper = in_upper / max(upper_oxygen, 1e-12)
            air = drawn * lower_air + from_upper * upper_air
            spent = drawn * max(lower_air - lower_oxygen, 0.0) + from_upper * max(upper_air - upper_oxygen, 0.0)
            if fires.feedback[f] > 0.0:
                usable = (in_lower * lower_factor + in_upper * upper_factor) * per_oxygen / idle
                flame = min(1.0, min(usable, most) / max(full * gives, 1.0))
                shone = min(1.0, shining / fires.flux_free[f]) * free / heat_of_combustion
                supply = min(full, flame * full + shone)
            vapour = drawn * layers.fraction[room, LOWER, FUEL] + from_upper * layers.fraction[room, UPPER, FUEL]
            ratio = (spent + (supply + vapour) * heat_of_combustion / per_oxygen * idle) / max(air, 1e-12)
            made = yields_at(fuels, kind, ratio, layers.temperature[room, UPPER], point_yields)
            need = made[6]
            gives = need * per_oxygen
            burnt_lower = min(supply, in_lower * lower_factor / (need * idle))
            burnt_upper = min(supply - burnt_lower + stock, in_upper * upper_factor / (need * idle))
            burnt = min(burnt_lower + burnt_upper, most / gives)
            power = max(burnt * gives, 1.0)
            if abs(power - before) <= SETTLED * power:
                break
        move(layers, rates, room, LOWER, room, UPPER, drawn)
        rates.mass[room, UPPER] += supply
        rates.enthalpy[room, UPPER] += supply * SPECIFIC_HEAT * layers.temperature[room, LOWER]
        rates.species[room, UPPER, FUEL] += supply
        state.pyrolysed[room] += supply
        state.supply[f] = supply
        state.made[FUEL] += supply
        burn_in_layer(rates, state, room, UPPER, burnt, made)
        tracer = supply * point_yields[4]
        rates.species[room, UPPER, TRACE] += tracer
        state.made[TRACE] += tracer
        released = burnt * gives
        state.diameter[f] = diameter
        state.radiative_fraction[f] = chi
        rates.heat[room, UPPER] += (1.0 - chi) * released
        state.radiated[room] += chi * released
        state.room_power[room] += released
        if smoulders:
            state.smoulders[room] += released
        else:
            state.flames[room] += released
        state.power[f] = released
        if burnt < 0.9 * free / heat_of_combustion:
            state.starved[f] = 1.0


@inner
def burn_jets(step, fires, fuels, zones, layers, state, rates):
    """Unburnt fuel burns where hot jets of it meet air: what they bring along and, in a hot layer, what is there."""
    if fires.fuel.size == 0:
        return
    for i in range(zones.mass.shape[0]):
        stock = zones.species[i, UPPER, FUEL]
        if stock <= 1e-9 or rates.jet_oxygen[i] <= 0.0:
            continue
        fuel = STOCK * stock / step
        if layers.temperature[i, UPPER] < JET_IGNITION:
            fuel = min(fuel, rates.jet_fuel[i])
        kind = fires.fuel[0]
        made = yields_at(fuels, kind, 1.0, layers.temperature[i, UPPER], fuels.yields[kind, :, 0])
        oxygen = min(rates.jet_oxygen[i], STOCK * zones.species[i, UPPER, O2] / step)
        burnt = min(fuel, oxygen / (made[6] * idle_oxygen(fuels.heat_per_oxygen[kind])))
        burn_in_layer(rates, state, i, UPPER, burnt, made)
        released = burnt * made[6] * fuels.heat_per_oxygen[kind]
        rates.heat[i, UPPER] += (1.0 - JET_RADIATIVE) * released
        state.radiated[i] += JET_RADIATIVE * released
        state.room_power[i] += released
        state.flames[i] += released
