"""The two layers of every room: what is conserved, and what follows from it."""

from typing import Annotated, NamedTuple

import numpy as np

from palier.engine.arrays import (
    CO,
    CO2,
    H2O,
    HCN,
    IRRITANT,
    LOWER,
    N_SPECIES,
    O2,
    SOOT,
    UPPER,
    Floats,
    Gas,
    Mixtures,
    Model,
    Pairs,
)
from palier.engine.compiled import inlined, inner, kernel
from palier.physics.combustion import M_CO, M_CO2, M_H2O, M_HCL, M_HCN, M_O2
from palier.physics.gas import (
    GAS_CONSTANT,
    HEAT_RATIO,
    MOLAR_MASS_AIR,
    O2_IN_AIR,
    SPECIFIC_HEAT,
)
from palier.physics.radiation import STEFAN_BOLTZMANN, layer_emissivity, soot_absorption

SPECIFIC_EXTINCTION = 8700.0  # of flaming soot (Mulholland & Croarkin, Fire Mater. 24:227, 2000; +-1100). [m2/kg]
MIXED_PARTS = (0.5, 0.5)  # parts of a room of one zone that are kept as its two layers, always alike. [-]
UNFELT = 10.0  # W/m2 that a black layer would send, below which its radiation on people is left out
SEEN_ALIKE = 1e-3  # change of what a layer's emissivity depends on, over itself, up to which it is kept. [-]
FIRST_LAYER = 1e-3  # part of a room that the upper layer has before the fire. [-]


class Zones(NamedTuple):
    """Conserved quantities per room and layer, and the temperature of solids."""

    mass: Pairs  # [n_rooms, 2] kg
    energy: Pairs  # [n_rooms, 2] J, internal energy cv T m
    species: Mixtures  # [n_rooms, 2, N_SPECIES] kg
    solid: Floats  # [n_rooms * 4, max_nodes] K
    opening: Floats  # [n_openings] open part
    vent: Floats  # [n_vents] open part
    fan: Floats  # [n_fans] part of the flow
    sealed: Floats  # [n_openings] part of the leakage left in the gaps of a shut door, 1: as it was built


class Layers(NamedTuple):
    """What follows from `Zones`; the last row of the room axis is the outside."""

    temperature: Pairs  # [n_rooms + 1, 2] K
    density: Pairs  # [n_rooms + 1, 2] kg/m3
    speed: Pairs  # [n_rooms + 1, 2] m/s that a pascal gives this gas, the root of 2 over its density
    volume: Pairs  # [n_rooms + 1, 2] m3
    interface: Floats  # [n_rooms + 1] m above floor
    area: Floats  # [n_rooms + 1] m2 of the interface
    wall: Floats  # [n_rooms + 1] m2 of wall below the interface
    pressure: Floats  # [n_rooms + 1] Pa above the outside at floor level
    fraction: Mixtures  # [n_rooms + 1, 2, N_SPECIES] mass fractions
    seen: Annotated[Floats, 2, 5]  # [n_rooms + 1, 2, 5] emissivity, and from what: see `emissivity_of_layer`


def initial_zones(model: Model, max_nodes: int) -> Zones:
    """Rooms full of still, clean air at their initial temperature."""
    rooms = model.rooms
    n = rooms.floor_area.size
    part = np.where(rooms.mixed[:, None] == 1, MIXED_PARTS, [1.0 - FIRST_LAYER, FIRST_LAYER])
    density = rooms.reference_pressure / (GAS_CONSTANT * rooms.initial_temperature)
    mass = (density * rooms.volume)[:, None] * part
    energy = rooms.reference_pressure / (HEAT_RATIO - 1.0) * rooms.volume[:, None] * part
    species = np.zeros((n, 2, N_SPECIES))
    species[:, :, O2] = O2_IN_AIR * (1.0 - rooms.initial_vapour) * mass
    species[:, :, H2O] = rooms.initial_vapour * mass
    solid = np.repeat(rooms.initial_temperature, 4)[:, None] * np.ones((1, max_nodes))
    return Zones(
        mass,
        energy,
        species,
        solid,
        model.openings.state.copy(),
        model.vents.state.copy(),
        np.where(np.isin(np.arange(model.fans.flow.size), model.responders.fan), 0.0, 1.0),
        np.ones(model.openings.a.size),
    )


@inlined
def open_width(o, openings, zones):
    """Width of the open part of an opening, or of its gaps where it is shut. [m]"""
    state = zones.opening[o]
    return state * openings.width[o] + (1.0 - state) * zones.sealed[o] * openings.leak_width[o]


def new_layers(model: Model) -> Layers:
    """Space for `Layers`, with the outside filled in."""
    n = model.rooms.floor_area.size
    density = model.rooms.reference_pressure / (GAS_CONSTANT * model.outside_temperature)
    layers = Layers(
        temperature=np.full((n + 1, 2), model.outside_temperature),
        density=np.full((n + 1, 2), density),
        speed=np.full((n + 1, 2), np.sqrt(2.0 / density)),
        volume=np.ones((n + 1, 2)),
        interface=np.zeros(n + 1),
        area=np.ones(n + 1),
        wall=np.zeros(n + 1),
        pressure=np.zeros(n + 1),
        fraction=np.zeros((n + 1, 2, N_SPECIES)),
        seen=np.zeros((n + 1, 2, 5)),
    )
    layers.fraction[n, :, O2] = O2_IN_AIR * (1.0 - model.rooms.initial_vapour)
    layers.fraction[n, :, H2O] = model.rooms.initial_vapour
    return layers


@kernel
def update_layers(rooms, zones, layers):
    """Fill `layers` from `zones`."""
    pressure = rooms.reference_pressure
    for i in range(rooms.floor_area.size):
        total = rooms.volume[i]
        energy = zones.energy[i, LOWER] + zones.energy[i, UPPER]
        layers.pressure[i] = (HEAT_RATIO - 1.0) * energy / total - pressure
        per_energy = total / energy
        for layer in range(2):
            own = zones.energy[i, layer]
            per_mass = 1.0 / zones.mass[i, layer]
            temperature = HEAT_RATIO / SPECIFIC_HEAT * own * per_mass
            layers.temperature[i, layer] = temperature
            layers.volume[i, layer] = own * per_energy
            layers.density[i, layer] = pressure / (GAS_CONSTANT * temperature)
            layers.speed[i, layer] = np.sqrt(2.0 * GAS_CONSTANT / pressure * temperature)
            for k in range(N_SPECIES):
                layers.fraction[i, layer, k] = zones.species[i, layer, k] * per_mass
        _find_interface(i, rooms, layers)


@inlined
def _find_interface(i, rooms, layers):
    """Height, area and wall of the interface of room i from the volume below it, linear between levels."""
    below = layers.volume[i, LOWER]
    volume = rooms.level_volume[i]
    k = 0
    while k < volume.size - 2 and volume[k + 1] < below:
        k += 1
    part = (below - volume[k]) / (volume[k + 1] - volume[k])
    layers.interface[i] = rooms.level[i, k] + part * (rooms.level[i, k + 1] - rooms.level[i, k])
    layers.area[i] = rooms.level_area[i, k] + part * (rooms.level_area[i, k + 1] - rooms.level_area[i, k])
    layers.wall[i] = rooms.level_wall[i, k] + part * (rooms.level_wall[i, k + 1] - rooms.level_wall[i, k])


@inner
def mix_whole_rooms(rooms, zones):
    """Make the two layers of every room of one zone alike."""
    for i in range(rooms.mixed.size):
        if rooms.mixed[i] == 0:
            continue
        zones.mass[i, :] = 0.5 * (zones.mass[i, LOWER] + zones.mass[i, UPPER])
        zones.energy[i, :] = 0.5 * (zones.energy[i, LOWER] + zones.energy[i, UPPER])
        for k in range(N_SPECIES):
            zones.species[i, :, k] = 0.5 * (zones.species[i, LOWER, k] + zones.species[i, UPPER, k])


@inner
def view_gas(rooms, layers, flames, smoulders, gas):
    """Fill `gas` from `layers`: what people and detectors meet.

    The radiant flux is that on a surface that sees nothing but the upper layer: on most people it is less.
    """
    n = rooms.floor_area.size
    for i in range(n + 1):
        gas.interface[i] = layers.interface[i]
        for layer in range(2):
            fraction = layers.fraction[i, layer]
            gas.temperature[i, layer] = layers.temperature[i, layer]
            gas.extinction[i, layer] = SPECIFIC_EXTINCTION * fraction[SOOT] * layers.density[i, layer]
            gas.o2[i, layer] = fraction[O2] * (MOLAR_MASS_AIR / M_O2)
            gas.co2[i, layer] = fraction[CO2] * (MOLAR_MASS_AIR / M_CO2)
            gas.co[i, layer] = fraction[CO] * (MOLAR_MASS_AIR / M_CO)
            gas.hcn[i, layer] = fraction[HCN] * (MOLAR_MASS_AIR / M_HCN)
            gas.irritant[i, layer] = fraction[IRRITANT] * (MOLAR_MASS_AIR / M_HCL)
        if i < n:
            black = STEFAN_BOLTZMANN * (layers.temperature[i, UPPER] ** 4 - layers.temperature[i, LOWER] ** 4)
            gas.radiant_flux[i] = 0.0
            if black > UNFELT:
                gas.radiant_flux[i] = black * emissivity_of_layer(i, UPPER, layers, around_upper(i, rooms, layers))
            gas.flames[i] = flames[i]
            gas.smoulders[i] = smoulders[i]


def new_gas(model: Model) -> Gas:
    """Space for `Gas`, filled with clean air."""
    n = model.rooms.floor_area.size + 1
    two = (n, 2)
    o2 = O2_IN_AIR * MOLAR_MASS_AIR / M_O2
    return Gas(
        interface=np.zeros(n),
        temperature=np.full(two, model.outside_temperature),
        extinction=np.zeros(two),
        o2=np.full(two, o2),
        co2=np.zeros(two),
        co=np.zeros(two),
        hcn=np.zeros(two),
        irritant=np.zeros(two),
        radiant_flux=np.zeros(n),
        flames=np.zeros(n),
        smoulders=np.zeros(n),
    )


@inlined
def emissivity_of_layer(i, layer, layers, around):
    """Emissivity of a layer of room i, kept while what it depends on hardly changes. around : surface around it [m2]"""
    beam = 3.6 * layers.volume[i, layer] / around  # mean beam length of a gas body (Hottel)
    fraction = layers.fraction[i, layer]
    co2_path = fraction[CO2] * (MOLAR_MASS_AIR / M_CO2) * beam
    h2o_path = fraction[H2O] * (MOLAR_MASS_AIR / M_H2O) * beam
    soot = fraction[SOOT] * layers.density[i, layer]
    temperature = layers.temperature[i, layer]
    depth = soot_absorption(temperature, soot) * beam
    seen = layers.seen[i, layer]
    paths = SEEN_ALIKE * (seen[2] + seen[3])
    if (
        abs(temperature - seen[1]) > SEEN_ALIKE * seen[1]
        or abs(co2_path - seen[2]) > paths
        or abs(h2o_path - seen[3]) > paths
        or abs(depth - seen[4]) * (1.0 - seen[0]) > SEEN_ALIKE * seen[0]
    ):
        seen[0] = layer_emissivity(temperature, soot, co2_path, h2o_path, beam)
        seen[1] = temperature
        seen[2] = co2_path
        seen[3] = h2o_path
        seen[4] = depth
    return seen[0]


@inlined
def around_upper(i, rooms, layers):
    """Surface around the upper layer of room i: ceiling, walls and interface. [m2]"""
    return rooms.ceiling_area[i] + layers.area[i] + rooms.level_wall[i, rooms.level_wall.shape[1] - 1] - layers.wall[i]
