"""Heat between gas, flames and solid surfaces, and into the solids."""

from typing import NamedTuple

import numpy as np
from numba import njit

from palier.engine.arrays import LOWER, SOOT, UPPER, Floats, Model
from palier.engine.zones import vapour_path
from palier.physics.conduction import conduct
from palier.physics.convection import HORIZONTAL, VERTICAL, ceiling_jet_convection, natural_convection
from palier.physics.gas import SPECIFIC_HEAT
from palier.physics.radiation import STEFAN_BOLTZMANN, enclosure_exchange, layer_emissivity

OUTSIDE_EXCHANGE = 25.0  # convection and radiation at an outer face (EN ISO 6946, Rse = 0.04). [W/m2/K]
INSIDE_EXCHANGE = 7.7  # at a face in the room behind (EN ISO 6946, Rsi = 0.13). [W/m2/K]
LEAST_JET_DIFFERENCE = 10.0  # temperature difference to which a ceiling jet flux is referred at least. [K]


class Faces(NamedTuple):
    """Scratch of one room: ceiling, upper wall, lower wall, floor."""

    area: Floats  # [4] m2
    coefficient: Floats  # [4] W/m2/K
    flux: Floats  # [4] W/m2
    work: Floats  # [2, max_nodes]
    lost: Floats  # [1] W into the solids of the building, for the books


def new_faces(max_nodes: int) -> Faces:
    """Space for `Faces`."""
    return Faces(np.zeros(4), np.zeros(4), np.zeros(4), np.zeros((2, max_nodes)), np.zeros(1))


@njit(cache=True)
def exchange_heat(step, model, zones, layers, state, solid, rates, faces):
    """Add to `rates.heat` what each layer gains, and advance the solids into `solid`.

    Convection and the layers' own radiation are damped as an implicit step would damp them, so that a thin layer
    cannot be cooled past the wall; what the damping holds back stays in the books. step : [s]; solid : [n_rooms * 4,
    max_nodes] K, written.
    """
    rooms = model.rooms
    slabs = model.slabs
    n = rooms.floor_area.size
    area = faces.area
    coefficient = faces.coefficient
    flux = faces.flux
    faces.lost[0] = 0.0
    for i in range(n):
        depth = rooms.height[i] - layers.interface[i]
        perimeter = 2.0 * (rooms.width[i] + rooms.depth[i])
        area[0] = rooms.floor_area[i]
        area[1] = perimeter * depth
        area[2] = perimeter * layers.interface[i]
        area[3] = rooms.floor_area[i]
        _convection(i, step, rooms, zones, layers, state, area, coefficient, flux)
        for face in range(4):
            layer = UPPER if face < 2 else LOWER
            rates.heat[i, layer] -= flux[face] * area[face]
        _radiation(i, step, rooms, slabs, zones, layers, state, area, flux, rates)
        for face in range(4):
            layer = UPPER if face < 2 else LOWER
            row = 4 * i + face
            surface = zones.solid[row, 0]
            slope = coefficient[face] + 4.0 * slabs.emissivity[row] * STEFAN_BOLTZMANN * surface**3
            for k in range(slabs.nodes[row]):
                solid[row, k] = zones.solid[row, k]
            behind = slabs.behind[row]
            back = 0.0
            back_temperature = 0.0
            if behind == -1:
                back = OUTSIDE_EXCHANGE
                back_temperature = layers.temperature[n, LOWER]
            elif behind >= 0:
                capacity = SPECIFIC_HEAT * zones.mass[behind, LOWER]
                back = INSIDE_EXCHANGE / (1.0 + step * INSIDE_EXCHANGE * area[face] / capacity)
                back_temperature = layers.temperature[behind, LOWER]
            front, out = conduct(
                solid[row],
                slabs.spacing[row],
                slabs.nodes[row],
                slabs.conductivity[row],
                slabs.heat_capacity[row],
                step,
                flux[face],
                slope,
                back,
                back_temperature,
                faces.work,
            )
            rates.heat[i, layer] += (flux[face] - front) * area[face]
            faces.lost[0] += front * area[face]
            if behind >= 0:
                rates.heat[behind, LOWER] += out * area[face]
                faces.lost[0] -= out * area[face]


@njit(cache=True)
def _convection(i, step, rooms, zones, layers, state, area, coefficient, flux):
    """Coefficients and fluxes from the gas to the four faces of room i."""
    for layer in range(2):
        gas = layers.temperature[i, layer]
        total = 0.0
        for face in range(2 * (1 - layer), 2 * (1 - layer) + 2):
            surface = zones.solid[4 * i + face, 0]
            horizontal = face == 0 or face == 3
            h = natural_convection(HORIZONTAL if horizontal else VERTICAL, gas, surface)
            if face == 0 and state.room_power[i] > 0.0:
                convective = state.room_power[i] - state.radiated[i]
                jet = ceiling_jet_convection(convective, rooms.width[i], rooms.depth[i], rooms.height[i])
                h = max(h, jet / max(gas - surface, LEAST_JET_DIFFERENCE))
            coefficient[face] = h
            total += h * area[face]
        damping = 1.0 / (1.0 + step * total / (SPECIFIC_HEAT * zones.mass[i, layer]))
        for face in range(2 * (1 - layer), 2 * (1 - layer) + 2):
            coefficient[face] *= damping
            flux[face] = coefficient[face] * (gas - zones.solid[4 * i + face, 0])


@njit(cache=True)
def _radiation(i, step, rooms, slabs, zones, layers, state, area, flux, rates):
    """Radiation of flames, layers and surfaces of room i, added to the fluxes and to the layers' heat."""
    hottest = layers.temperature[i, UPPER]
    coldest = hottest
    for face in range(4):
        hottest = max(hottest, zones.solid[4 * i + face, 0])
        coldest = min(coldest, zones.solid[4 * i + face, 0])
    if hottest - coldest < 0.5 and state.radiated[i] <= 0.0:
        return
    above = area[0] + area[1]
    below = area[2] + area[3]
    emissivity = 0.0
    fourth_above = 0.0
    fourth_below = 0.0
    for face in range(4):
        emissivity += slabs.emissivity[4 * i + face] * area[face] / (above + below)
        fourth = zones.solid[4 * i + face, 0] ** 4 * area[face]
        if face < 2:
            fourth_above += fourth / above
        else:
            fourth_below += fourth / below
    e_upper = _emissivity_of_layer(i, UPPER, layers, above + area[0])
    e_lower = _emissivity_of_layer(i, LOWER, layers, below + area[0])
    t_upper = layers.temperature[i, UPPER]
    t_lower = layers.temperature[i, LOWER]
    incident_above, incident_below, gain_upper, gain_lower = enclosure_exchange(
        fourth_above**0.25, fourth_below**0.25, emissivity, above, below, area[0], t_upper, t_lower, e_upper, e_lower
    )
    stiff_upper = 4.0 * e_upper * STEFAN_BOLTZMANN * t_upper**3 * (above + area[0])
    stiff_lower = 4.0 * e_lower * STEFAN_BOLTZMANN * t_lower**3 * (below + area[0])
    kept_upper = gain_upper / (1.0 + step * stiff_upper / (SPECIFIC_HEAT * zones.mass[i, UPPER]))
    kept_lower = gain_lower / (1.0 + step * stiff_lower / (SPECIFIC_HEAT * zones.mass[i, LOWER]))
    flame_up = state.radiated[i] * above / (above + below)
    flame_down = state.radiated[i] - flame_up
    rates.heat[i, UPPER] += kept_upper + flame_up * e_upper
    rates.heat[i, LOWER] += kept_lower + flame_down * e_lower
    spare_above = (gain_upper - kept_upper + flame_up * (1.0 - e_upper)) / above
    spare_below = (gain_lower - kept_lower + flame_down * (1.0 - e_lower)) / below
    for face in range(4):
        own = STEFAN_BOLTZMANN * zones.solid[4 * i + face, 0] ** 4
        if face < 2:
            flux[face] += emissivity * (incident_above - own) + spare_above
        else:
            flux[face] += emissivity * (incident_below - own) + spare_below


@njit(cache=True)
def _emissivity_of_layer(i, layer, layers, around):
    """Emissivity of one layer of room i with surface `around`. [m2]"""
    beam = 3.6 * layers.volume[i, layer] / around
    fraction = layers.fraction[i, layer]
    co2_path, h2o_path = vapour_path(fraction, beam)
    soot = fraction[SOOT] * layers.density[i, layer]
    return layer_emissivity(layers.temperature[i, layer], soot, co2_path, h2o_path, beam)


def slab_grid(
    conductivity: float, heat_capacity: float, thickness: float, max_nodes: int
) -> tuple[int, np.ndarray]:
    """Distances between nodes: fine at the heated face, growing inwards.

    The first is about the depth that heat reaches in four seconds, the others grow by 1.6 each until the far face.
    """
    first = min(2.0 * np.sqrt(conductivity / heat_capacity * 4.0), thickness / 2.0)
    distances = []
    left = thickness
    step = first
    while left > step * 1.3 and len(distances) < max_nodes - 2:
        distances.append(step)
        left -= step
        step *= 1.6
    distances.append(left)
    spacing = np.full(max_nodes - 1, left)
    spacing[: len(distances)] = distances
    return len(distances) + 1, spacing


def new_solid(model: Model) -> Floats:
    """Space for the next temperatures of the solids."""
    return np.zeros((model.slabs.nodes.size, model.slabs.spacing.shape[1] + 1))
