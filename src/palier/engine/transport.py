"""Where the gas that passes an opening goes, and what it takes along."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import FUEL, LOWER, N_SPECIES, O2, SOOT, TRACE, UPPER, Floats, Model
from palier.engine.compiled import inner
from palier.engine.pressure import lower_part, upper_part
from palier.physics.combustion import OXYGEN_LIMIT, oxygen_factor
from palier.physics.gas import GRAVITY, SPECIFIC_HEAT
from palier.physics.mixing import entrainment_ratio, jet_velocity
from palier.physics.plume import jet_entrainment
from palier.physics.vents import exchange_flow

DEPOSIT_MARGIN = 1.0  # gas less than this warmer than the lower layer stays in it (CFAST: 1 K). [K]
JET_IGNITION = 493.0  # unburnt fuel in gas hotter than this burns where it meets air (CFAST: ambient + 200 K). [K]
OVERTURN = 0.06  # growth coefficient of Rayleigh-Taylor mixing (Dimonte et al., Phys. Fluids 16:1668, 2004). [-]
THIN = 0.005  # part of the room height under which a layer is fed from the other. [-]
TURNOVER = 3.0  # shortest time in which mixing replaces a layer: a large eddy in a room takes seconds. [s]
REFILL = 0.01  # speed with which it is fed. [m/s]


class Rates(NamedTuple):
    """What each layer gains per second; the last row is the outside."""

    mass: Floats  # [n_rooms + 1, 2] kg/s
    enthalpy: Floats  # [n_rooms + 1, 2] W carried by gas
    heat: Floats  # [n_rooms + 1, 2] W from flames and solids
    species: Floats  # [n_rooms + 1, 2, N_SPECIES] kg/s
    leaving: Floats  # [n_rooms + 1, 2] kg/s, gross, for the step size
    jet_oxygen: Floats  # [n_rooms + 1] kg/s that hot fuel-bearing jets meet in this room
    jet_fuel: Floats  # [n_rooms + 1] kg/s of unburnt fuel in these jets
    filtered: Floats  # [N_SPECIES] kg/s kept back by filters
    draught: Floats  # [n_rooms + 1] m/s, fastest stream that enters, where it has crossed the room
    wind: Floats  # [n_rooms + 1] m/s, same half-way; kept for the fires of the next step


def new_rates(model: Model) -> Rates:
    """Space for `Rates`."""
    n = model.rooms.floor_area.size + 1
    z = np.zeros
    return Rates(z((n, 2)), z((n, 2)), z((n, 2)), z((n, 2, N_SPECIES)), z((n, 2)), z(n), z(n), z(N_SPECIES), z(n), z(n))


@inner
def clear(rates):
    """Set all rates but `jet_oxygen` to zero."""
    rates.mass[:] = 0.0
    rates.enthalpy[:] = 0.0
    rates.heat[:] = 0.0
    rates.species[:] = 0.0
    rates.leaving[:] = 0.0


@inner
def move(layers, rates, source, source_layer, target, target_layer, mass):
    """Carry mass with its enthalpy and species from one layer to another. mass : [kg/s]"""
    enthalpy = SPECIFIC_HEAT * layers.temperature[source, source_layer] * mass
    rates.mass[source, source_layer] -= mass
    rates.mass[target, target_layer] += mass
    rates.enthalpy[source, source_layer] -= enthalpy
    rates.enthalpy[target, target_layer] += enthalpy
    for k in range(N_SPECIES):
        amount = layers.fraction[source, source_layer, k] * mass
        rates.species[source, source_layer, k] -= amount
        rates.species[target, target_layer, k] += amount
    rates.leaving[source, source_layer] += mass


@inner
def deposit(rooms, layers, rates, source, source_layer, target, mass, bottom, top):
    """Bring gas from an opening into a room: up, down or both by its temperature, entraining on the way.

    Gas warmer than the upper layer rises into it, gas colder than the lower layer sinks, in between it is shared in
    proportion. It entrains all the way from its lower edge up to the interface, or from its upper edge down to it
    (CFAST's vent plumes, NIST TN 1889v1). bottom, top : its edges where it enters, above the street. [m]; mass : [kg/s]
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
    span = max(upper - lower, 2.0 * DEPOSIT_MARGIN) - DEPOSIT_MARGIN
    rising = min(1.0, max(0.0, (own - lower - DEPOSIT_MARGIN) / span))
    interface = layers.interface[target]
    if rising > 0.0:
        up = rising * mass
        move(layers, rates, source, source_layer, target, UPPER, up)
        rise = interface - max(bottom - rooms.elevation[target], 0.0)
        drawn = jet_entrainment(up, SPECIFIC_HEAT * up * (own - lower), rise)
        if upper > lower:
            drawn = min(drawn, max(0.0, up * (own - upper) / (upper - lower)))
        if drawn > 0.0:
            move(layers, rates, target, LOWER, target, UPPER, drawn)
        fuel = up * layers.fraction[source, source_layer, FUEL]
        if own > JET_IGNITION and fuel > 0.0:
            rates.jet_fuel[target] += fuel
            met = 0.0
            if drawn > 0.0:
                oxygen = layers.fraction[target, LOWER, O2]
                met += drawn * oxygen * oxygen_factor(oxygen, lower, OXYGEN_LIMIT)
            inside = rooms.height[target] - max(interface, bottom - rooms.elevation[target])
            oxygen = layers.fraction[target, UPPER, O2]
            stirred = jet_entrainment(up, SPECIFIC_HEAT * up * (own - upper), inside)
            met += stirred * oxygen * oxygen_factor(oxygen, upper, OXYGEN_LIMIT)
            rates.jet_oxygen[target] += met
    if rising < 1.0:
        down = (1.0 - rising) * mass
        move(layers, rates, source, source_layer, target, LOWER, down)
        fall = min(top - rooms.elevation[target], rooms.height[target]) - interface
        drawn = jet_entrainment(down, SPECIFIC_HEAT * down * (upper - own), fall)
        if upper > lower:
            drawn = min(drawn, max(0.0, down * (lower - own) / (upper - lower)))
        if drawn > 0.0:
            move(layers, rates, target, UPPER, target, LOWER, drawn)


@inner
def through_openings(time, rooms, openings, vents, fans, zones, layers, flows, rates):
    """All flows through vertical and horizontal openings."""
    n = rooms.floor_area.size
    rates.jet_oxygen[:] = 0.0
    rates.jet_fuel[:] = 0.0
    rates.draught[:] = 0.0
    rates.wind[:] = 0.0
    for o in range(openings.a.size):
        width = zones.opening[o] * openings.width[o] + (1.0 - zones.opening[o]) * openings.leak_width[o]
        for k in range(4):
            flow = flows.opening[o, k]
            if flow > 0.0:
                source, target = (openings.a[o], openings.b[o]) if k < 2 else (openings.b[o], openings.a[o])
                if target < n and layers.temperature[source, k % 2] <= layers.temperature[target, UPPER]:
                    span = flows.top[o, k] - flows.bottom[o, k]
                    velocity = flow / (layers.density[source, k % 2] * width * span)
                    _blow(target, velocity, width, span, rooms, rates)
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
        deposit(rooms, layers, rates, below, UPPER, above, up * part_up * layers.density[below, UPPER], z, z)
        deposit(rooms, layers, rates, below, LOWER, above, up * (1.0 - part_up) * layers.density[below, LOWER], z, z)
        deposit(rooms, layers, rates, above, LOWER, below, down * part_down * layers.density[above, LOWER], z, z)
        deposit(
            rooms, layers, rates, above, UPPER, below, down * (1.0 - part_down) * layers.density[above, UPPER], z, z
        )
    _through_fans(time, rooms, fans, layers, flows, rates)


@inner
def _blow(room, velocity, width, height, rooms, rates):
    """Note what a stream that enters a room does to the air where it has crossed it, and half-way, where fires are."""
    across = np.sqrt(rooms.floor_area[room])
    rates.draught[room] = max(rates.draught[room], jet_velocity(velocity, width, height, across))
    rates.wind[room] = max(rates.wind[room], jet_velocity(velocity, width, height, 0.5 * across))


@inner
def _through_fans(time, rooms, fans, layers, flows, rates):
    """Mechanical ventilation: from the layers that the grille reaches into, less what the filter keeps."""
    n = rooms.floor_area.size
    rates.filtered[:] = 0.0
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
            deposit(rooms, layers, rates, source, layer, target, flow, height, height)
            layers.fraction[source, layer, SOOT] = soot
            layers.fraction[source, layer, TRACE] = trace
            rates.species[source, layer, SOOT] -= kept * soot * flow
            rates.species[source, layer, TRACE] -= kept * trace * flow
            rates.filtered[SOOT] += kept * soot * flow
            rates.filtered[TRACE] += kept * trace * flow


@inner
def across_interfaces(rooms, layers, rates):
    """Mixing between the layers of one room: overturning where the upper is heavier, stirring by draughts where the
    layers hardly differ, and feeding of a vanishing one.

    The first two move equal volumes, the smaller layer at most once in `TURNOVER`; the last is a trickle.
    """
    for i in range(rooms.floor_area.size):
        if rooms.mixed[i] == 1:
            continue
        area = layers.area[i]
        height = rooms.height[i]
        low = layers.volume[i, LOWER]
        high = layers.volume[i, UPPER]
        excess = layers.density[i, UPPER] - layers.density[i, LOWER]
        mean = 0.5 * (layers.density[i, UPPER] + layers.density[i, LOWER])
        volume = 0.0
        if excess > 0.0:
            volume = OVERTURN * area * np.sqrt(GRAVITY * excess / mean * height)
        elif rates.draught[i] > 0.0:
            speed = rates.draught[i]
            richardson = -GRAVITY * excess / mean * min(low, high) / area / (speed * speed)
            volume = entrainment_ratio(richardson) * speed * area
        if volume > 0.0:
            volume = min(volume, min(low, high) / TURNOVER)
            move(layers, rates, i, UPPER, i, LOWER, volume * layers.density[i, UPPER])
            move(layers, rates, i, LOWER, i, UPPER, volume * layers.density[i, LOWER])
        thin = THIN * height * area
        if low < thin:
            move(layers, rates, i, UPPER, i, LOWER, REFILL * area * (1.0 - low / thin) * layers.density[i, UPPER])
        if high < thin:
            move(layers, rates, i, LOWER, i, UPPER, REFILL * area * (1.0 - high / thin) * layers.density[i, LOWER])
