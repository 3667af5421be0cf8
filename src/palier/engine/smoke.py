"""One macro step of smoke and heat, in as many substeps as the layers ask for."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, N_SPECIES, O2, UPPER, Floats, Gas, Ints, Model
from palier.engine.burning import burn, burn_jets, ignite
from palier.engine.compiled import inner
from palier.engine.curves import mean_between
from palier.engine.flows import Flows, new_flows
from palier.engine.history import Balance
from palier.engine.holding import pass_time
from palier.engine.pressure import solve_pressure
from palier.engine.sparse import Factor, Pattern, new_factor, order
from palier.engine.surfaces import Faces, exchange_heat, new_faces, new_solid, remember_other
from palier.engine.transport import Rates, across_interfaces, carry_wind, clear, new_rates, through_openings
from palier.engine.wall_flows import along_walls
from palier.engine.zones import Layers, Zones, mix_whole_rooms, new_gas, new_layers, update_layers, view_gas
from palier.physics.gas import HEAT_RATIO, SPECIFIC_HEAT

COURANT = 0.45  # most of a layer that may leave it in one substep. [-]
COURANT_LIMIT = 0.59  # a substep in which more left is taken again. [-]
ENERGY_CHANGE = 0.3  # most of a layer's energy that may come or go in one substep. [-]
ROOM_CHANGE = 0.03  # most of a room's energy that a layer may gain or lose in one substep: 3 % of its height. [-]
THIN_LEAVES = 1.5  # how much more of a layer may leave it that is thinner than that. [-]
OXYGEN_LEFT = 0.05  # a substep that would use up more of a layer's oxygen than all but this is taken again. [-]
AIR_LIMITED = 0.04  # most of a room's energy that a fire short of air may release in one substep. [-]
RELEASED = 0.3  # same, any fire: what it gives and what walls and doors take at once must stay near each other. [-]
FED_AGAIN = 10.0  # a fire that was short of air counts as such until it has burnt freely for so long. [s]
COLDEST_SURFACE, HOTTEST_SURFACE = 150.0, 4000.0  # a substep that brings a surface beyond these is taken again. [K]
ROUND_OFF = 1e-15  # part of a layer's mass. [-]
SHORTEST_STEP = 1e-6  # a run that needs less stops and says so. [s]

RUNNING, STEP_TOO_SMALL, NOT_FINITE = range(3)


class Smoke(NamedTuple):
    """Everything that one macro step works with."""

    layers: Layers
    rates: Rates
    flows: Flows
    pattern: Pattern
    factor: Factor
    faces: Faces
    solid: Floats  # [n_rooms * 4, max_nodes] K, next temperatures
    gas: Gas
    heat: Floats  # [n_rooms] W
    clock: Floats  # [4] next substep s, Newton iterations, substeps, substeps taken again
    status: Ints  # [2] status, room


def new_smoke(model: Model) -> Smoke:
    """Work space, with the building's matrix ordered."""
    n = model.rooms.floor_area.size
    edges = [(int(a), int(b)) for a, b in zip(model.openings.a, model.openings.b, strict=True)]
    edges += [(int(a), int(b)) for a, b in zip(model.vents.below, model.vents.above, strict=True)]
    edges += [(int(a), int(b)) for a, b in zip(model.fans.source, model.fans.target, strict=True)]
    pattern = order(n, edges)
    return Smoke(
        new_layers(model),
        new_rates(model),
        new_flows(model),
        pattern,
        new_factor(pattern),
        new_faces(model),
        new_solid(model),
        new_gas(model),
        np.zeros(n),
        np.array([model.longest_step, 0.0, 0.0, 0.0]),
        np.array([RUNNING, -1]),
    )


def new_balance(zones: Zones) -> Balance:
    """Books opened with what there is."""
    stock = total(zones)
    zero = np.zeros_like
    return Balance(stock, stock.copy(), zero(stock), zero(stock), zero(stock), zero(stock))


def total(zones: Zones) -> Floats:
    """Mass, energy and each species in the building."""
    return np.concatenate([[zones.mass.sum(), zones.energy.sum()], zones.species.sum(axis=(0, 1))])


@inner
def advance_smoke(time, span, longest, rooms, openings, vents, fans, slabs, fires, fuels, zones, fire, smoke, balance):
    """Advance smoke, heat and fires by `span` [s]; returns 0 if all went well. `smoke.layers` follow `zones`."""
    done = 0.0
    _keep_to_schedule(time, span, openings, zones.opening)
    _keep_to_schedule(time, span, vents, zones.vent)
    _keep_to_schedule(time, span, fans, zones.fan)
    while done < span - 1e-9:
        step = min(smoke.clock[0], span - done)
        while True:
            now = time + done
            worst = _rates(now, step, longest, rooms, openings, vents, fans, slabs, fires, fuels, zones, fire, smoke)
            if worst <= COURANT_LIMIT:
                break
            smoke.clock[3] += 1.0
            step = step * 0.5 if worst == np.inf else step * COURANT / worst
            if step < SHORTEST_STEP:
                smoke.status[0] = STEP_TOO_SMALL
                return STEP_TOO_SMALL
        _commit(step, rooms, slabs, fires, fuels, zones, fire, smoke, balance)
        if smoke.status[0] != RUNNING:
            return smoke.status[0]
        update_layers(rooms, zones, smoke.layers)
        done += step
        smoke.clock[2] += 1.0
        smoke.clock[0] = min(longest, step * min(2.0, COURANT / max(worst, 1e-9)))
    view_gas(rooms, smoke.layers, fire.flames, fire.smoulders, smoke.gas)
    ignite(time + span, span, fires, smoke.gas, fire)
    return RUNNING


@inner
def _keep_to_schedule(time, span, things, parts):
    """Set the open part, or the part of the flow, of everything that has a schedule: its mean over the step."""
    times = things.schedule_time
    for o in range(times.shape[0]):
        if times.shape[1] > 0 and not np.isnan(things.schedule_part[o, 0]):
            parts[o] = mean_between(things.schedule_part[o], times[o], time, time + span)


@inner
def _rates(time, step, longest, rooms, openings, vents, fans, slabs, fires, fuels, zones, fire, smoke):
    """Work out all rates of change; returns the largest part of a layer that would leave it, inf if unsolved."""
    rates = smoke.rates
    layers = smoke.layers
    n = rooms.floor_area.size
    clear(rates)
    burn(time + 0.5 * step, step, rooms, fires, fuels, zones, layers, smoke.gas, fire, rates)
    burn_jets(step, fires, fuels, zones, layers, fire, rates)
    exchange_heat(step, longest, rooms, openings, slabs, zones, layers, fire, smoke.solid, rates, smoke.faces)
    for i in range(n):
        fuel_enthalpy = fire.pyrolysed[i] * SPECIFIC_HEAT * layers.temperature[i, LOWER]
        smoke.heat[i] = rates.heat[i, LOWER] + rates.heat[i, UPPER] + fuel_enthalpy
    iterations = solve_pressure(
        rooms, openings, vents, fans, zones, layers, step, smoke.heat, smoke.pattern, smoke.factor, smoke.flows
    )
    if iterations < 0:
        return np.inf
    smoke.clock[1] += iterations
    through_openings(time, rooms, openings, vents, fans, fires, zones, layers, smoke.flows, rates)
    along_walls(step, rooms, slabs, zones, layers, smoke.faces, rates)
    across_interfaces(step, rooms, layers, rates)
    worst = 0.0
    for f in range(fires.room.size):
        i = fires.room[f]
        most = AIR_LIMITED if fire.starved[f] > 0.0 or fire.fed_for[f] < FED_AGAIN else RELEASED
        stored = zones.energy[i, LOWER] + zones.energy[i, UPPER]
        part = COURANT * fire.room_power[i] * step / (most * stored)
        if part > worst:
            worst = part
            smoke.status[1] = i
    for i in range(n):
        stored = zones.energy[i, LOWER] + zones.energy[i, UPPER]
        for layer in range(2):
            part = rates.leaving[i, layer] * step / zones.mass[i, layer]
            if zones.energy[i, layer] < ROOM_CHANGE * stored:
                part /= THIN_LEAVES
            gain = abs(rates.enthalpy[i, layer] + rates.heat[i, layer]) * step
            most = min(ENERGY_CHANGE * zones.energy[i, layer], ROOM_CHANGE * stored)
            part = max(part, COURANT / HEAT_RATIO * gain / most)
            used = -rates.species[i, layer, O2] * step
            if used > (1.0 - OXYGEN_LEFT) * zones.species[i, layer, O2] + ROUND_OFF * zones.mass[i, layer]:
                part = max(part, 2.0 * COURANT_LIMIT)
            if part > worst:
                worst = part
                smoke.status[1] = i
        for face in range(4):
            if slabs.nodes[4 * i + face] == 0 or smoke.faces.resting[i] == 1:
                continue
            surface = smoke.solid[4 * i + face, 0]
            if surface < COLDEST_SURFACE or surface > HOTTEST_SURFACE:
                worst = max(worst, 2.0 * COURANT_LIMIT)
                smoke.status[1] = i
    return worst


@inner
def _commit(step, rooms, slabs, fires, fuels, zones, fire, smoke, balance):
    """Take the step: every layer by the same rates, so that what leaves one enters the next."""
    rates = smoke.rates
    layers = smoke.layers
    n = rooms.floor_area.size
    for i in range(n):
        gain_lower = rates.enthalpy[i, LOWER] + rates.heat[i, LOWER]
        gain_upper = rates.enthalpy[i, UPPER] + rates.heat[i, UPPER]
        total_volume = rooms.volume[i]
        pressure_rise = (HEAT_RATIO - 1.0) * step * (gain_lower + gain_upper) / total_volume
        for layer in range(2):
            gain = gain_lower if layer == LOWER else gain_upper
            zones.energy[i, layer] += (step * gain + layers.volume[i, layer] * pressure_rise) * (1.0 / HEAT_RATIO)
            zones.mass[i, layer] += step * rates.mass[i, layer]
            for k in range(N_SPECIES):
                zones.species[i, layer, k] += step * rates.species[i, layer, k]
            if -ROUND_OFF * zones.mass[i, layer] < zones.species[i, layer, O2] < 0.0:
                zones.species[i, layer, O2] = 0.0  # what subtraction left of the last
            sound = zones.energy[i, layer] > 0.0 and zones.mass[i, layer] > 0.0 and zones.species[i, layer, O2] >= 0.0
            if not (sound and zones.energy[i, layer] < np.inf):
                smoke.status[0] = NOT_FINITE
                smoke.status[1] = i
        remember_other(i, layers, rates, smoke.faces)
        pass_time(i, step, slabs, zones, smoke.solid, smoke.faces)
    mix_whole_rooms(rooms, zones)
    carry_wind(step, rooms, fires, rates)
    for f in range(fires.room.size):
        fire.taken[f] = fire.power[f]
        fire.fed_for[f] = 0.0 if fire.starved[f] > 0.0 else fire.fed_for[f] + step
        fire.consumed[f] += step * fire.supply[f] * fuels.heat_of_combustion[fires.fuel[f]]
    _keep_books(step, n, layers, rates, fire, smoke.faces, balance)


@inner
def _keep_books(step, n, layers, rates, fire, faces, balance):
    """Book what crossed the boundary of the building and what flames made."""
    inward = rates.leaving[n, LOWER] + rates.leaving[n, UPPER]
    outward = inward + rates.mass[n, LOWER] + rates.mass[n, UPPER]
    enthalpy_in = SPECIFIC_HEAT * layers.temperature[n, LOWER] * inward
    balance.in_from_outside[0] += step * inward
    balance.out_to_outside[0] += step * outward
    balance.in_from_outside[1] += step * enthalpy_in
    balance.out_to_outside[1] += step * (enthalpy_in + rates.enthalpy[n, LOWER] + rates.enthalpy[n, UPPER])
    balance.lost_to_solids[1] += step * faces.lost[0]
    for i in range(n):
        balance.produced[0] += step * fire.pyrolysed[i]
        fuel_enthalpy = fire.pyrolysed[i] * SPECIFIC_HEAT * layers.temperature[i, LOWER]
        balance.produced[1] += step * (fire.room_power[i] + fuel_enthalpy)
    for k in range(N_SPECIES):
        inflow = layers.fraction[n, LOWER, k] * inward
        balance.in_from_outside[2 + k] += step * inflow
        balance.out_to_outside[2 + k] += step * (inflow + rates.species[n, LOWER, k] + rates.species[n, UPPER, k])
        balance.produced[2 + k] += step * fire.made[k]
        balance.lost_to_solids[2 + k] += step * rates.kept[k]
