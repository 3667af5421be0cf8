"""What walls do to the two layers of a room besides taking heat from them."""

from palier.engine.arrays import N_SPECIES, UPPER
from palier.engine.compiled import inner
from palier.physics.gas import SPECIFIC_HEAT
from palier.physics.wall_flow import part_beyond, wall_flow

LEAST_DIFFERENCE = 0.1  # between gas and wall below which nothing runs along it. [K]
MOST = 0.2  # most of a layer that may run off along its walls in one step. [-]


@inner
def along_walls(step, rooms, slabs, zones, layers, rates):
    """Carry into the other layer what a wall has made colder than the lower one, or warmer than the upper one.

    The upper layer's gas runs down along colder walls. What of it is still warmer than the lower layer rises again
    where it leaves the upper one; what is colder goes on to the floor. So a room that smoke has filled keeps a cooler
    layer below, where its walls are cold; where the layers differ by more than the walls do from the gas nothing
    happens. The same upside down for warm walls. step : [s]
    """
    for i in range(rooms.floor_area.size):
        if rooms.mixed[i] == 1:
            continue
        for layer in range(2):
            face = 1 if layer == UPPER else 2
            row = 4 * i + face
            if slabs.nodes[row] == 0:
                continue
            gas = layers.temperature[i, layer]
            wall = zones.solid[row, 0]
            there = layers.temperature[i, 1 - layer]
            cooled = gas - wall if layer == UPPER else wall - gas
            if cooled < LEAST_DIFFERENCE:
                continue
            apart = gas - there if layer == UPPER else there - gas
            part, difference = part_beyond(max(apart, 0.0) / cooled)
            way = rooms.height[i] - layers.interface[i] if layer == UPPER else layers.interface[i]
            area = layers.wall[i]
            if layer == UPPER:
                area = rooms.level_wall[i, rooms.level_wall.shape[1] - 1] - area
            flow = part * wall_flow(gas, wall, way) * area / max(way, 1e-6) * layers.density[i, layer]
            flow = min(flow, MOST * zones.mass[i, layer] / step)
            if flow <= 0.0:
                continue
            temperature = gas + difference * (wall - gas)
            _run(rates, layers, i, layer, flow, temperature)


@inner
def _run(rates, layers, i, layer, flow, temperature):
    """Carry gas of layer `layer`, which a wall has brought to a temperature, into the other one. [kg/s], [K]"""
    enthalpy = SPECIFIC_HEAT * temperature * flow
    rates.mass[i, layer] -= flow
    rates.mass[i, 1 - layer] += flow
    rates.enthalpy[i, layer] -= enthalpy
    rates.enthalpy[i, 1 - layer] += enthalpy
    for k in range(N_SPECIES):
        amount = layers.fraction[i, layer, k] * flow
        rates.species[i, layer, k] -= amount
        rates.species[i, 1 - layer, k] += amount
    rates.leaving[i, layer] += flow
