"""Where the gas that passes an opening goes, and what it takes along."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import FUEL, LOWER, N_SPECIES, O2, SOOT, TRACE, UPPER, Floats, Mixtures, Model, Pairs
from palier.engine.compiled import inlined, inner
from palier.engine.flows import lower_part, upper_part
from palier.engine.zones import open_width
from palier.physics.combustion import OXYGEN_LIMIT, oxygen_factor
from palier.physics.decay import decayed
from palier.physics.gas import GRAVITY, SPECIFIC_HEAT
from palier.physics.mixing import STILL_ABOVE, entrainment_ratio, jet_profile, jet_velocity
from palier.physics.plume import jet_entrainment
from palier.physics.vents import exchange_flow

DEPOSIT_MARGIN = 1.0  # gas less than this warmer than the lower layer stays in it (CFAST: 1 K). [K]
JET_IGNITION = 493.0  # unburnt fuel in gas hotter than this burns where it meets air (CFAST: ambient + 200 K). [K]
OVERTURN = 0.06  # growth coefficient of Rayleigh-Taylor mixing (Dimonte et al., Phys. Fluids 16:1668, 2004). [-]
THIN = 0.005  # part of the room height under which a layer is fed from the other. [-]
TURNOVER = 3.0  # shortest time in which mixing replaces a layer: a large eddy in a room takes seconds. [s]
MIXED_MOST = 0.9  # most of a layer that flows and mixing together may take in one step. [-]
REFILL = 0.01  # speed with which it is fed. [m/s]


class Rates(NamedTuple):
    """What each layer gains per second; the last row is the outside."""

    mass: Pairs  # [n_rooms + 1, 2] kg/s
    enthalpy: Pairs  # [n_rooms + 1, 2] W carried by gas
    heat: Pairs  # [n_rooms + 1, 2] W from flames and solids
    species: Mixtures  # [n_rooms + 1, 2, N_SPECIES] kg/s
    out: Pairs  # [n_rooms + 1, 2] kg/s that leave as they are; taken off mass, enthalpy and species at the end
    leaving: Pairs  # [n_rooms + 1, 2] kg/s, gross, for the step size
    risen: Floats  # [n_rooms + 1] kg/s that streams take along from the lower layer into the upper
    sunk: Floats  # [n_rooms + 1] kg/s from the upper into the lower
    across: Floats  # [n_rooms + 1] m across the room, of a square of its floor area
    jet_oxygen: Floats  # [n_rooms + 1] kg/s that hot fuel-bearing jets meet in this room
    jet_fuel: Floats  # [n_rooms + 1] kg/s of unburnt fuel in these jets
    kept: Floats  # [N_SPECIES] kg/s kept back by filters and surfaces
    buoyant: Floats  # [n_rooms + 1] W that streams bring which rise in the room, over its lower layer
    draught: Floats  # [n_rooms + 1] m/s, fastest stream that enters, where it has crossed the room
    stream: Floats  # [n_rooms + 1] kg/m3, density of that stream
    gust: Floats  # [n_fires] m/s of the streams that set out for each fire
    blown: Floats  # [n_fires] kg/s that they bring
    wind: Floats  # [n_fires] m/s and
    brought: Floats  # [n_fires] kg/s that have reached it


def new_rates(model: Model) -> Rates:
    """Space for `Rates`."""
    n = model.rooms.floor_area.size + 1
    z = np.zeros
    return Rates(
        mass=z((n, 2)),
        enthalpy=z((n, 2)),
        heat=z((n, 2)),
        species=z((n, 2, N_SPECIES)),
        out=z((n, 2)),
        leaving=z((n, 2)),
        risen=z(n),
        sunk=z(n),
        across=np.append(np.sqrt(model.rooms.floor_area), np.inf),
        jet_oxygen=z(n),
        jet_fuel=z(n),
        kept=z(N_SPECIES),
        buoyant=z(n),
        draught=z(n),
        stream=z(n),
        gust=z(model.fires.room.size),
        blown=z(model.fires.room.size),
        wind=z(model.fires.room.size),
        brought=z(model.fires.room.size),
    )


@inner
def clear(rates):
    """Set all rates to zero but what the streams of one step leave for the fires of the next."""
    rates.kept[:] = 0.0
    rates.mass[:] = 0.0
    rates.enthalpy[:] = 0.0
    rates.heat[:] = 0.0
    rates.species[:] = 0.0
    rates.out[:] = 0.0
    rates.risen[:] = 0.0
    rates.sunk[:] = 0.0


@inlined
def move(layers, rates, source, source_layer, target, target_layer, mass):
    """Carry mass with its enthalpy and species from one layer to another. mass : [kg/s]"""
    rates.out[source, source_layer] += mass
    bring(layers, rates, source, source_layer, target, target_layer, mass, layers.temperature[source, source_layer])


@inlined
def bring(layers, rates, source, source_layer, target, target_layer, mass, temperature):
    """Add mass to a layer, composed like another one and at a temperature. mass : [kg/s]; temperature : [K]"""
    rates.mass[target, target_layer] += mass
    rates.enthalpy[target, target_layer] += SPECIFIC_HEAT * temperature * mass
    for k in range(N_SPECIES):
        rates.species[target, target_layer, k] += layers.fraction[source, source_layer, k] * mass


@inlined
def _turn_over(layers, rates, room, up, down):
    """Take off what has left the layers of a room, and carry mass from each to the other. up, down : [kg/s]"""
    low, high = rates.out[room, LOWER] + up, rates.out[room, UPPER] + down
    lower_heat = SPECIFIC_HEAT * layers.temperature[room, LOWER]
    upper_heat = SPECIFIC_HEAT * layers.temperature[room, UPPER]
    rates.mass[room, LOWER] += down - low
    rates.mass[room, UPPER] += up - high
    rates.enthalpy[room, LOWER] += upper_heat * down - lower_heat * low
    rates.enthalpy[room, UPPER] += lower_heat * up - upper_heat * high
    for k in range(N_SPECIES):
        lower, upper = layers.fraction[room, LOWER, k], layers.fraction[room, UPPER, k]
        rates.species[room, LOWER, k] += upper * down - lower * low
        rates.species[room, UPPER, k] += lower * up - upper * high


@inlined
def _entrained(mass, difference, first, last, interface):
    """What a stream entrains on its way to the interface, of the part of it that has a way to go. [kg/s]

    first, last : its edges along the way, counted in the direction in which it moves. [m]; difference : to the gas that
    it moves through. [K]; mass : of the whole stream. [kg/s]
    """
    if first >= interface or difference <= 0.0:
        return 0.0
    end = min(last, interface)
    part = mass if last <= first else mass * (end - first) / (last - first)
    return jet_entrainment(part, SPECIFIC_HEAT * part * difference, interface - 0.5 * (first + end))


@inlined
def deposit(rooms, layers, rates, source, source_layer, target, mass, bottom, top):
    """Bring gas from an opening into a room: up, down or both by its temperature, entraining on the way.

    Gas warmer than the upper layer rises into it, gas colder than the lower layer sinks, in between it is shared in
    proportion. What enters on the far side of the interface entrains on its way to it, as the plume above a door does
    (vent plumes of CFAST, NIST TN 1889v1). bottom, top : edges of the stream where it enters, above the street. [m];
    mass : [kg/s]
    """
    n = rooms.floor_area.size
    if mass <= 0.0:
        return
    if target == n:
        move(layers, rates, source, source_layer, n, LOWER, mass)
        return
    own = layers.temperature[source, source_layer]
    lower = layers.temperature[target, LOWER]
    upper = layers.temperature[target, UPPER]
    rising = 0.0
    if own - lower > DEPOSIT_MARGIN:
        span = max(upper - lower, 2.0 * DEPOSIT_MARGIN) - DEPOSIT_MARGIN
        rising = min(1.0, (own - lower - DEPOSIT_MARGIN) / span)
    interface = layers.interface[target]
    low = min(max(bottom - rooms.elevation[target], 0.0), rooms.height[target])
    high = min(max(top - rooms.elevation[target], 0.0), rooms.height[target])
    if rising > 0.0:
        up = rising * mass
        rates.buoyant[target] += SPECIFIC_HEAT * up * (own - lower)
        move(layers, rates, source, source_layer, target, UPPER, up)
        most = up * (own - upper) / (upper - lower) if upper > lower else np.inf  # that leaves it warmer than the layer
        drawn = min(most, _entrained(up, own - lower, low, high, interface)) if most > 0.0 else 0.0
        if drawn > 0.0:
            rates.risen[target] += drawn
        fuel = up * layers.fraction[source, source_layer, FUEL]
        if own > JET_IGNITION and fuel > 0.0:
            rates.jet_fuel[target] += fuel
            met = 0.0
            if drawn > 0.0:
                oxygen = layers.fraction[target, LOWER, O2]
                met += drawn * oxygen * oxygen_factor(oxygen, lower, OXYGEN_LIMIT)
            inside = rooms.height[target] - max(interface, low)
            oxygen = layers.fraction[target, UPPER, O2]
            stirred = jet_entrainment(up, SPECIFIC_HEAT * up * (own - upper), inside)
            met += stirred * oxygen * oxygen_factor(oxygen, upper, OXYGEN_LIMIT)
            rates.jet_oxygen[target] += met
    if rising < 1.0:
        down = (1.0 - rising) * mass
        move(layers, rates, source, source_layer, target, LOWER, down)
        if high <= interface or own >= lower:
            return
        most = down * (lower - own) / (upper - lower) if upper > lower else np.inf
        rates.sunk[target] += min(most, _entrained(down, upper - own, -high, -low, -interface))


@inner
def through_openings(time, rooms, openings, vents, fans, fires, zones, layers, flows, rates):
    """All flows through vertical and horizontal openings."""
    n = rooms.floor_area.size
    rates.jet_oxygen[:] = 0.0
    rates.jet_fuel[:] = 0.0
    rates.draught[:] = 0.0
    rates.buoyant[:] = 0.0
    rates.gust[:] = 0.0
    rates.blown[:] = 0.0
    for o in range(openings.a.size):
        width = open_width(o, openings, zones)
        for k in range(4):
            flow = flows.opening[o, k]
            if flow > 0.0:
                source, target = (openings.a[o], openings.b[o]) if k < 2 else (openings.b[o], openings.a[o])
                if target < n:
                    span = flows.top[o, k] - flows.bottom[o, k]
                    velocity = flow / (layers.density[source, k % 2] * width * span)
                    velocity *= _staying(layers, source, k % 2, target)
                    _blow(target, velocity, layers.density[source, k % 2], width, span, o, rooms, fires, rates)
                deposit(rooms, layers, rates, source, k % 2, target, flow, flows.bottom[o, k], flows.top[o, k])
    for v in range(vents.below.size):
        area = zones.vent[v] * vents.area[v] + (1.0 - zones.vent[v]) * vents.leak_area[v]
        if area <= 0.0:
            continue
        below = vents.below[v]
        above = vents.above[v]
        part_up = upper_part(rooms, layers, below, area)
        part_down = lower_part(layers, above, area)
        density_up = part_up * layers.density[below, UPPER] + (1.0 - part_up) * layers.density[below, LOWER]
        density_down = part_down * layers.density[above, LOWER] + (1.0 - part_down) * layers.density[above, UPPER]
        exchanged = exchange_flow(flows.vent_difference[v], area, density_up, density_down)
        up = flows.vent[v, 0] / density_up + exchanged
        down = flows.vent[v, 1] / density_down + exchanged
        z = vents.elevation[v]
        for k in range(4):
            source, target, flow = (below, above, up) if k < 2 else (above, below, down)
            layer = UPPER if k == 0 or k == 3 else LOWER
            part = part_up if k < 2 else part_down
            if k % 2 == 1:
                part = 1.0 - part
            deposit(rooms, layers, rates, source, layer, target, flow * part * layers.density[source, layer], z, z)
    _through_fans(time, rooms, fans, fires, layers, flows, rates)


@inner
def carry_wind(step, rooms, fires, rates):
    """Let the streams of this step reach the fires, with the delay of their way. step : [s]"""
    for f in range(fires.room.size):
        way = 0.5 * rates.across[fires.room[f]]
        part = decayed(step * max(rates.gust[f], rates.wind[f]) / way)
        rates.wind[f] += part * (rates.gust[f] - rates.wind[f])
        rates.brought[f] += part * (rates.blown[f] - rates.brought[f])


@inlined
def _staying(layers, source, layer, target):
    """Part of a stream that does not rise at once: all that is no warmer than the upper layer it enters, smoothed."""
    colder = layers.temperature[target, UPPER] - layers.temperature[source, layer]
    return min(1.0, max(0.0, 0.5 + 0.5 * colder / DEPOSIT_MARGIN))


@inlined
def _blow(room, velocity, density, width, height, opening, rooms, fires, rates):
    """Note what a stream that enters a room does to the air where it has crossed it, and at the fires.

    A fire whose place beside the opening is not known is taken to be in the way, half across the room.
    """
    across = rates.across[room]
    if velocity > rates.draught[room]:
        draught = jet_velocity(velocity, width, height, across)
        if draught > rates.draught[room]:
            rates.draught[room] = draught
            rates.stream[room] = density
    for f in range(fires.room.size):
        if fires.room[f] != room:
            continue
        distance = 0.5 * across
        reaches = 1.0
        if opening >= 0 and fires.jet_distance[f, opening] > 0.0:
            distance = fires.jet_distance[f, opening]
            aside = max(0.0, fires.jet_aside[f, opening] - 0.5 * width)
            reaches = jet_profile(aside, distance) * fires.jet_free[f, opening]
        speed = jet_velocity(velocity, width, height, distance) * reaches
        rates.gust[f] = max(rates.gust[f], speed)
        rates.blown[f] += reaches * velocity * density * width * height


@inner
def _through_fans(time, rooms, fans, fires, layers, flows, rates):
    """Mechanical ventilation: from the layers that the grille reaches into, less what the filter keeps."""
    n = rooms.floor_area.size
    for f in range(fans.source.size):
        source = fans.source[f]
        target = fans.target[f]
        upper = 0.0
        if source < n:
            above = fans.source_height[f] - rooms.elevation[source] - layers.interface[source]
            span = max(fans.source_span[f], 1e-3)
            upper = min(1.0, max(0.0, 0.5 + above / span))
        for layer in range(2):
            part = upper if layer == UPPER else 1.0 - upper
            flow = flows.fan[f] * part * layers.density[source, layer]
            if flow <= 0.0:
                continue
            kept = fans.filter_efficiency[f] if time >= fans.filter_from[f] else 0.0
            soot = layers.fraction[source, layer, SOOT]
            trace = layers.fraction[source, layer, TRACE]
            layers.fraction[source, layer, SOOT] = (1.0 - kept) * soot
            layers.fraction[source, layer, TRACE] = (1.0 - kept) * trace
            height = fans.target_height[f]
            if target < n:
                side = np.sqrt(fans.target_area[f])
                velocity = flows.fan[f] / fans.target_area[f] * _staying(layers, source, layer, target)
                _blow(target, velocity, layers.density[source, layer], side, side, -1, rooms, fires, rates)
            deposit(rooms, layers, rates, source, layer, target, flow, height, height)
            layers.fraction[source, layer, SOOT] = soot
            layers.fraction[source, layer, TRACE] = trace
            rates.kept[SOOT] += kept * soot * flow
            rates.kept[TRACE] += kept * trace * flow


@inner
def across_interfaces(step, rooms, layers, rates):
    """Mixing between the layers of one room: overturning where the upper is heavier, stirring by draughts where the
    layers hardly differ, and feeding of a vanishing one.

    The first two exchange equal volumes, the smaller layer at most once in `TURNOVER`; the last is a trickle. The
    difference between the layers dies away exponentially, so that mixing alone never asks for a short step; it
    leaves in the layers what they need for all else that flows out of them. What has left each layer as it was is then
    taken off it, all at once.
    """
    n = rooms.floor_area.size
    for i in range(n):
        up, down = rates.risen[i], rates.sunk[i]
        rates.leaving[i, LOWER] = rates.out[i, LOWER] + up
        rates.leaving[i, UPPER] = rates.out[i, UPPER] + down
        if rooms.mixed[i] == 0:
            mixing = _mixing(i, step, rooms, layers, rates)
            up += mixing * layers.density[i, LOWER]
            down += mixing * layers.density[i, UPPER]
            thin = THIN * rooms.height[i] * layers.area[i]
            for layer in range(2):
                volume = layers.volume[i, layer]
                if volume < thin:
                    feed = REFILL * layers.area[i] * (1.0 - volume / thin) * layers.density[i, 1 - layer]
                    rates.leaving[i, 1 - layer] += feed
                    up += feed if layer == UPPER else 0.0
                    down += feed if layer == LOWER else 0.0
        _turn_over(layers, rates, i, up, down)
    rates.leaving[n, LOWER], rates.leaving[n, UPPER] = rates.out[n, LOWER], rates.out[n, UPPER]
    _turn_over(layers, rates, n, 0.0, 0.0)


@inlined
def _mixing(i, step, rooms, layers, rates):
    """Volume that the layers of room i exchange by overturning or stirring. step : [s]; [m3/s]"""
    area = layers.area[i]
    low = layers.volume[i, LOWER]
    high = layers.volume[i, UPPER]
    excess = layers.density[i, UPPER] - layers.density[i, LOWER]
    mean = 0.5 * (layers.density[i, UPPER] + layers.density[i, LOWER])
    volume = 0.0
    if excess > 0.0:
        volume = OVERTURN * area * np.sqrt(GRAVITY * excess / mean * rooms.height[i])
    if rates.draught[i] > 0.0:
        speed = rates.draught[i]
        heavier = max(0.0, max(rates.stream[i], layers.density[i, LOWER]) - layers.density[i, UPPER])
        stirred = mean * area * speed * speed
        weight = GRAVITY * heavier * min(low, high)
        if weight < STILL_ABOVE * stirred:
            volume = max(volume, entrainment_ratio(weight / stirred) * speed * area)
    if volume <= 0.0:
        return 0.0
    smaller = min(low, high)
    both = 1.0 + smaller / max(low, high)  # the difference between the layers falls by this times the rate
    part = decayed(step * both * min(volume / smaller, 1.0 / TURNOVER)) / both
    for layer in range(2):
        there = layers.density[i, layer] * layers.volume[i, layer]
        left = MIXED_MOST - rates.leaving[i, layer] * step / there
        part = max(0.0, min(part, left * layers.volume[i, layer] / smaller))
    return part * smaller / step
