"""What walls do to the two layers of a room besides taking heat from them."""

from palier.engine.arrays import UPPER
from palier.engine.compiled import inlined, inner
from palier.engine.transport import bring
from palier.physics.gas import SPECIFIC_HEAT
from palier.physics.openings import flow_beside
from palier.physics.wall_flow import part_beyond, wall_flow

LEAST_DIFFERENCE = 0.1  # between gas and wall below which nothing runs along it. [K]
NEARBY = 0.1  # change of the Grashof number, over itself, up to which a series serves. [-]
FILM_WITHIN = 2.0  # change of the film's temperature up to which it does: 0.04 % of the flow where turbulent. [K]
MOST = 0.2  # most of a layer that may run off along its walls in one step. [-]


@inner
def along_walls(step, rooms, slabs, zones, layers, faces, rates):
    """Carry into the other layer what a wall has made colder than the lower one, or warmer than the upper one.

    The upper layer's gas runs down along colder walls. What of it is still warmer than the lower layer rises again
    where it leaves the upper one; what is colder goes on to the floor. So a room that smoke has filled keeps a cooler
    layer below, where its walls are cold; where the layers differ by more than the walls do from the gas nothing
    happens. The same upside down for warm walls. step : [s]
    """
    for i in range(rooms.floor_area.size):
        if rooms.mixed[i] == 1 or faces.resting[i] == 1:
            continue
        for layer in range(2):
            row = 4 * i + (1 if layer == UPPER else 2)
            if slabs.nodes[row] == 0:
                continue
            gas = layers.temperature[i, layer]
            wall = zones.solid[row, 0]
            there = layers.temperature[i, 1 - layer]
            cooled = gas - wall if layer == UPPER else wall - gas
            apart = gas - there if layer == UPPER else there - gas
            if cooled < LEAST_DIFFERENCE or apart >= cooled:
                continue
            part, difference = part_beyond(max(apart, 0.0) / cooled)
            way = rooms.height[i] - layers.interface[i] if layer == UPPER else layers.interface[i]
            area = layers.wall[i]
            if layer == UPPER:
                area = rooms.level_wall[i, rooms.level_wall.shape[1] - 1] - area
            flow = part * _run(gas, wall, way, faces.runs[i, layer]) * area / max(way, 1e-6)
            flow = min(flow * layers.density[i, layer], MOST * zones.mass[i, layer] / step)
            warmer = difference * (wall - gas)
            bring(layers, rates, i, layer, i, 1 - layer, flow, gas + warmer)
            rates.out[i, layer] += flow
            rates.enthalpy[i, layer] -= SPECIFIC_HEAT * warmer * flow


@inlined
def _run(gas, wall, way, run):
    """`wall_flow`, from what it last was while what it depends on hardly changes. [m2/s]

    run : inverse of the difference times the cube of the way [1/K/m3], mean temperature of gas and wall [K], the flow
    [m2/s] and its power [-] there; written.
    """
    change = abs(gas - wall) * way * way * way * run[0] - 1.0
    film = 0.5 * (gas + wall)
    if abs(change) < NEARBY and abs(film - run[1]) < FILM_WITHIN:
        return flow_beside(run[2], run[3], 0.0, change)[0]
    run[1] = film
    run[2], run[3] = wall_flow(gas, wall, way)
    run[0] = 1.0 / (abs(gas - wall) * way * way * way) if run[2] > 0.0 else 0.0
    return run[2]
