"""Gas at a place in a room: in the plume of a fire, in its ceiling jet, or in a layer."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import LOWER, UPPER, Floats, Ints
from palier.engine.burning import base_of
from palier.engine.compiled import inner
from palier.physics.ceiling_jet import (
    PEAK,
    corridor_part,
    corridor_speed,
    jet_profile,
    jet_rise_part,
    jet_speed,
    jet_thickness,
    jet_thickness_at_most,
    jet_warmth,
    plume_radius,
)
from palier.physics.gas import SPECIFIC_HEAT
from palier.physics.plume import (
    FLAME_RISE,
    flame_height,
    flame_reach,
    half_radius,
    plume_part,
    plume_rise,
    plume_speed,
    reflections,
    source_in_layer,
    virtual_origin,
)
from palier.physics.target import (
    flame_surface,
)

STILL_GAS = 0.1  # speed of gas that no plume and no ceiling jet moves (as in CFAST). [m/s]
WIDEST = 2.0  # radius over distance, or over the fire's diameter, beyond which nothing of a plume is left. [-]
OUTSIDE = 8.0  # radius over that where half is left, beyond which a plume is under 1e-19 of its axis. [-]


class Plumes(NamedTuple):
    """Plume and ceiling jet of every fire now, [n_fires]. Powers and diameters count the images in walls touched."""

    burning: Ints  # 1: the rest is filled in
    base: Floats  # m above the floor
    diameter: Floats  # m, with images
    flame: Floats  # m, height of the flame above the base, with images
    power: Floats  # W, convective
    origin: Floats  # m above the floor from which the plume rises
    ambient: Floats  # K, of the gas around the base
    enters: Floats  # m above the floor where it enters the upper layer, beyond its flame; inf: not from below
    upper_power: Floats  # W, of the substitute source for the upper layer
    upper_origin: Floats  # m above the floor
    ceiling_rise: Floats  # K over the gas under the ceiling, on the axis
    ceiling_radius: Floats  # m, of the plume at the ceiling
    jet_power: Floats  # W, total, of the fire that drives the jet
    jet_height: Floats  # m, of the ceiling above that fire
    smoke: Floats  # kg of soot per J convected
    radiated: Floats  # W, of the real fire
    shining: Floats  # m, height of its flame above the base, under the ceiling
    surface: Floats  # m2, of its flame


@inner
def find_plumes(rooms, fires, layers, fire, state):
    """Plumes of all fires in rooms where something is measured."""
    plumes = state.plumes
    for f in range(fires.room.size):
        i = fires.room[f]
        total = fire.power[f]
        plumes.burning[f] = 1 if total > 0.0 and state.sight.watched[i] == 1 else 0
        if plumes.burning[f] == 0:
            continue
        base = base_of(f, fires, fire)
        chi = fire.radiative_fraction[f]
        height = rooms.height[i] - base
        plumes.base[f] = base
        plumes.radiated[f] = chi * total
        flame = min(flame_height(total, fire.diameter[f]), height)
        plumes.shining[f] = flame
        plumes.surface[f] = flame_surface(fire.diameter[f], flame)
        images = reflections(fires.x[f], fires.y[f], rooms.width[i], rooms.depth[i], fire.diameter[f])
        diameter = np.sqrt(images) * fire.diameter[f]
        plumes.diameter[f] = diameter
        plumes.flame[f] = flame_height(images * total, diameter)
        power = images * (1.0 - chi) * total
        plumes.power[f] = power
        shift = virtual_origin(images * total, diameter)
        plumes.origin[f] = base + shift
        plumes.smoke[f] = fire.yields[f, 3] * fire.supply[f] / max((1.0 - chi) * total, 1.0)
        interface = layers.interface[i]
        upper = layers.temperature[i, UPPER]
        lower = layers.temperature[i, LOWER]
        within = base < interface and rooms.mixed[i] == 0
        plumes.ambient[f] = lower if within else upper
        plumes.enters[f] = np.inf
        substitute, origin, entry = power, plumes.origin[f], interface
        if within:
            entry = max(interface, origin + flame_reach(power, lower))
            substitute, below = source_in_layer(power, entry - origin, lower, upper)
            plumes.enters[f], origin = entry, entry - below
        plumes.upper_power[f] = substitute
        plumes.upper_origin[f] = origin
        gas = max(upper, lower)
        reach = max(rooms.height[i], entry) - origin  # a flame at the ceiling has the width of its end
        hottest = max(plumes.ambient[f] + FLAME_RISE - gas, 0.0)
        rise = min(plume_rise(substitute, reach, gas), hottest)
        plumes.ceiling_rise[f] = rise
        plumes.ceiling_radius[f] = plume_radius(reach, rise, gas)
        plumes.jet_power[f] = substitute / (1.0 - chi)
        plumes.jet_height[f] = max(reach + shift, 0.1 * height)


@inner
def gas_at(room, x, y, z, attached, ceiling, rooms, fires, layers, plumes):
    """Temperature and speed of the gas at a place, and the highest part of it that one plume has brought.

    The hottest of the layer, the plumes and the ceiling jets counts, and the fastest.

    Parameters
    ----------
    room : int
    x, y, z : float
        From the room's corner. [m]
    attached : bool
        Whether this is for a surface, which meets the boundary layer of the jet through its heat transfer coefficient
        and is therefore given the gas beyond it.
    ceiling : float
        Temperature of the ceiling's surface. [K]

    Returns
    -------
    temperature : float
        [K]
    speed : float
        [m/s]
    soot : float
        Mass fraction beyond that of the layer. [kg/kg]
    """
    interface = layers.interface[room]
    above = z >= interface or rooms.mixed[room] == 1
    layer = layers.temperature[room, UPPER if above else LOWER]
    warmest, fastest, smokiest = layer, STILL_GAS, 0.0
    for f in range(fires.room.size):
        if fires.room[f] != room or plumes.burning[f] == 0:
            continue
        radius = np.sqrt((x - fires.x[f]) ** 2 + (y - fires.y[f]) ** 2)
        if z >= plumes.base[f]:
            rise, speed = _in_plume(f, z, radius, layer, plumes)
            if layer + rise > warmest:
                warmest = layer + rise
                smokiest = plumes.smoke[f] * SPECIFIC_HEAT * rise
            fastest = max(fastest, speed)
            along = abs(y - fires.y[f]) if rooms.depth[room] > rooms.width[room] else abs(x - fires.x[f])
            depth = rooms.height[room] - z
            if attached:
                depth = max(depth, PEAK * jet_thickness(plumes.jet_height[f], radius))
            temperature, speed = _in_jet(f, room, depth, radius, along, layer, ceiling, rooms, layers, plumes)
            if temperature > warmest:
                warmest = temperature
                smokiest = plumes.smoke[f] * SPECIFIC_HEAT * (temperature - layer)
            fastest = max(fastest, speed)
    return warmest, fastest, smokiest


@inner
def _in_plume(f, z, radius, layer, plumes):
    """Rise over the layer and upward speed in the plume of fire f. [K], [m/s]"""
    if z >= plumes.enters[f]:
        power, origin = plumes.upper_power[f], plumes.upper_origin[f]
    else:
        power, origin = plumes.power[f], plumes.origin[f]
    if power <= 0.0:
        return 0.0, 0.0
    distance = z - origin
    if radius > WIDEST * max(distance, plumes.diameter[f]):
        return 0.0, 0.0
    rise = min(plume_rise(power, distance, layer), max(plumes.ambient[f] + FLAME_RISE - layer, 0.0))
    way = z - plumes.base[f]
    if way < plumes.flame[f] and radius <= 0.5 * plumes.diameter[f] * (1.0 - way / plumes.flame[f]):
        return rise, plume_speed(power, distance, layer)
    if radius > OUTSIDE * half_radius(distance, rise, layer):
        return 0.0, 0.0
    part = plume_part(radius, distance, rise, layer)
    return rise * part, plume_speed(power, distance, layer) * part


@inner
def _in_jet(f, room, depth, radius, along, layer, ceiling, rooms, layers, plumes):
    """Temperature and speed in the ceiling jet of fire f. [K], [m/s]"""
    height = plumes.jet_height[f]
    if plumes.ceiling_radius[f] <= 0.0 or depth > 4.0 * jet_thickness_at_most(height, radius):
        return layer, 0.0
    thickness = jet_thickness(height, radius)
    if depth > 4.0 * thickness:
        return layer, 0.0
    under = max(layers.temperature[room, UPPER], layers.temperature[room, LOWER])
    rise = plumes.ceiling_rise[f] * jet_rise_part(radius, plumes.ceiling_radius[f])
    speed = jet_speed(plumes.jet_power[f], height, radius)
    if rooms.corridor[room] == 1:
        half = 0.5 * min(rooms.width[room], rooms.depth[room])
        if along > half:
            rise = max(rise, plumes.ceiling_rise[f] * corridor_part(along, height, half))
            speed = max(speed, corridor_speed(rise, height, half))
    speed *= jet_profile(depth, thickness)
    if rise <= 0.0:
        return layer, speed
    at_surface = min(max((ceiling - under) / rise, 0.0), 1.0)
    return layer + (under + rise - layer) * jet_warmth(depth, thickness, at_surface), speed


# ------------------------------------------------------------------ targets
