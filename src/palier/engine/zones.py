"""The two layers of every room: what is conserved, and what follows from it."""

from typing import NamedTuple

import numpy as np
from numba import njit

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
    Model,
)
from palier.engine.compiled import inner
from palier.physics.combustion import M_CO, M_CO2, M_H2O, M_HCL, M_HCN, M_O2
from palier.physics.gas import (
    GAS_CONSTANT,
    HEAT_RATIO,
    MOLAR_MASS_AIR,
    O2_IN_AIR,
    REFERENCE_PRESSURE,
    SPECIFIC_HEAT,
)
from palier.physics.radiation import STEFAN_BOLTZMANN, layer_emissivity

SPECIFIC_EXTINCTION = 8700.0  # of flaming soot (Mulholland & Croarkin, Fire Mater. 24:227, 2000; +-1100). [m2/kg]
FIRST_LAYER = 1e-3  # part of a room that the upper layer has before the fire. [-]


class Zones(NamedTuple):
    """Conserved quantities per room and layer, and the temperature of solids."""

    mass: Floats  # [n_rooms, 2] kg
    energy: Floats  # [n_rooms, 2] J, internal energy cv T m
    species: Floats  # [n_rooms, 2, N_SPECIES] kg
    solid: Floats  # [n_rooms * 4, max_nodes] K
    opening: Floats  # [n_openings] open part
    vent: Floats  # [n_vents] open part


class Layers(NamedTuple):
    """What follows from `Zones`; the last row of the room axis is the outside."""

    temperature: Floats  # [n_rooms + 1, 2] K
    density: Floats  # [n_rooms + 1, 2] kg/m3
    volume: Floats  # [n_rooms + 1, 2] m3
    interface: Floats  # [n_rooms + 1] m above floor
    pressure: Floats  # [n_rooms + 1] Pa above the outside at floor level
    fraction: Floats  # [n_rooms + 1, 2, N_SPECIES] mass fractions


def initial_zones(model: Model, max_nodes: int) -> Zones:
    """Rooms full of still, clean air at their initial temperature."""
    rooms = model.rooms
    n = rooms.floor_area.size
    volume = rooms.floor_area * rooms.height
    part = np.array([1.0 - FIRST_LAYER, FIRST_LAYER])
    density = REFERENCE_PRESSURE / (GAS_CONSTANT * rooms.initial_temperature)
    mass = (density * volume)[:, None] * part[None, :]
    energy = REFERENCE_PRESSURE / (HEAT_RATIO - 1.0) * volume[:, None] * part[None, :]
    species = np.zeros((n, 2, N_SPECIES))
    species[:, :, O2] = O2_IN_AIR * mass
    solid = np.repeat(rooms.initial_temperature, 4)[:, None] * np.ones((1, max_nodes))
    return Zones(mass, energy, species, solid, model.openings.state.copy(), model.vents.state.copy())


def new_layers(model: Model) -> Layers:
    """Space for `Layers`, with the outside filled in."""
    n = model.rooms.floor_area.size
    layers = Layers(
        temperature=np.full((n + 1, 2), model.outside_temperature),
        density=np.full((n + 1, 2), REFERENCE_PRESSURE / (GAS_CONSTANT * model.outside_temperature)),
        volume=np.ones((n + 1, 2)),
        interface=np.zeros(n + 1),
        pressure=np.zeros(n + 1),
        fraction=np.zeros((n + 1, 2, N_SPECIES)),
    )
    layers.fraction[n, :, O2] = O2_IN_AIR
    return layers


@njit(cache=True, error_model="numpy")
def update_layers(rooms, zones, layers):
    """Fill `layers` from `zones`."""
    for i in range(rooms.floor_area.size):
        total = rooms.floor_area[i] * rooms.height[i]
        energy = zones.energy[i, LOWER] + zones.energy[i, UPPER]
        layers.pressure[i] = (HEAT_RATIO - 1.0) * energy / total - REFERENCE_PRESSURE
        for layer in range(2):
            mass = zones.mass[i, layer]
            layers.temperature[i, layer] = zones.energy[i, layer] * HEAT_RATIO / (SPECIFIC_HEAT * mass)
            layers.volume[i, layer] = total * zones.energy[i, layer] / energy
            layers.density[i, layer] = REFERENCE_PRESSURE / (GAS_CONSTANT * layers.temperature[i, layer])
            for k in range(N_SPECIES):
                layers.fraction[i, layer, k] = zones.species[i, layer, k] / mass
        layers.interface[i] = layers.volume[i, LOWER] / rooms.floor_area[i]


@inner
def view_gas(rooms, layers, room_power, gas):
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
            gas.o2[i, layer] = fraction[O2] * MOLAR_MASS_AIR / M_O2
            gas.co2[i, layer] = fraction[CO2] * MOLAR_MASS_AIR / M_CO2
            gas.co[i, layer] = fraction[CO] * MOLAR_MASS_AIR / M_CO
            gas.hcn[i, layer] = fraction[HCN] * MOLAR_MASS_AIR / M_HCN
            gas.irritant[i, layer] = fraction[IRRITANT] * MOLAR_MASS_AIR / M_HCL
        if i < n:
            hot = layers.temperature[i, UPPER]
            cold = layers.temperature[i, LOWER]
            emissivity = emissivity_of_layer(i, UPPER, layers, around_upper(i, rooms, layers))
            gas.radiant_flux[i] = max(0.0, emissivity * STEFAN_BOLTZMANN * (hot**4 - cold**4))
            gas.flames[i] = room_power[i]


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
    )


@inner
def emissivity_of_layer(i, layer, layers, around):
    """Emissivity of one layer of room i with the surface `around` it. [m2]"""
    beam = 3.6 * layers.volume[i, layer] / around  # mean beam length of a gas body (Hottel)
    fraction = layers.fraction[i, layer]
    co2_path = fraction[CO2] * MOLAR_MASS_AIR / M_CO2 * beam
    h2o_path = fraction[H2O] * MOLAR_MASS_AIR / M_H2O * beam
    soot = fraction[SOOT] * layers.density[i, layer]
    return layer_emissivity(layers.temperature[i, layer], soot, co2_path, h2o_path, beam)


@inner
def around_upper(i, rooms, layers):
    """Surface around the upper layer of room i: ceiling, walls and interface. [m2]"""
    depth = rooms.height[i] - layers.interface[i]
    return 2.0 * rooms.floor_area[i] + 2.0 * (rooms.width[i] + rooms.depth[i]) * depth
