"""Targets, detectors and sprinklers as flat arrays."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

import numpy as np

from palier.engine.arrays import Floats
from palier.engine.assemble_fires import before_openings, fire_position
from palier.engine.compiled import kernel
from palier.engine.instrument_arrays import Detectors, Instruments, Targets
from palier.engine.instruments import HEAT, SMOKE, SPRINKLER
from palier.engine.irradiation import BESIDE
from palier.physics.target import PLATE, rectangle_factor
from palier.scenario.building import Lining, Room
from palier.scenario.instruments import FACING, Target
from palier.scenario.linings import lining
from palier.scenario.scenario import Scenario

KINDS = {"heat": HEAT, "smoke": SMOKE, "sprinkler": SPRINKLER}
MAX_NODES = 11
GROWTH = 1.5  # of the distances between nodes inwards from a face. [-]
THIN = 0.02  # Biot number at 100 W/m2/K below which a target is as warm within as at its faces. [-]
ANGLES = np.radians(np.arange(0.5, 360.0, 5.0))  # directions in which the ways to the walls are taken
COSINE, SINE = np.cos(ANGLES), np.sin(ANGLES)  # none of them zero
LEVEL = 1e-6  # level part of a normal up to which a target sees as much of all walls
ON_AXIS = 1e9  # exchange that keeps the axis of a cylinder at the mean of its sides. [W/m2/K]
AGAINST = 0.01  # distance up to which the back of a target lies against a face of the room. [m]


def assemble_instruments(scenario: Scenario, rooms: list[str]) -> Instruments:
    """Everything that is measured, in the order of the scenario."""
    return Instruments(assemble_targets(scenario, rooms), assemble_detectors(scenario, rooms))


def assemble_targets(scenario: Scenario, rooms: list[str]) -> Targets:
    """Targets with their views of ceiling, floor and walls, and the nodes through them."""
    building = scenario.building
    described = list(scenario.targets.values())
    n = len(described)
    position = np.array([t.position for t in described], dtype=np.float64).reshape(n, 3)
    normal = np.array([facing(t, scenario) for t in described], dtype=np.float64).reshape(n, 3)
    materials = {name: lining(building, name) for name in {t.material for t in described}}
    solids = [materials[t.material] for t in described]
    through = {
        (name, is_cylinder): cylinder_nodes(solid) if is_cylinder else plate_nodes(solid)
        for name, solid in materials.items()
        for is_cylinder in {t.shape == "cylinder" for t in described if t.material == name}
    }
    sizes = [building.rooms[t.room] for t in described]
    ways = _ways(position, sizes)
    mean_ways = ways.mean(axis=1)
    nodes = np.zeros(n, np.int64)
    conductance, capacity = np.zeros((n, MAX_NODES - 1)), np.zeros((n, MAX_NODES))
    across = np.zeros((n, MAX_NODES))
    length = np.full(n, 0.25 * PLATE)
    inner_node, inner_part = np.zeros(n, np.int64), np.zeros(n)
    views = np.zeros((n, 2, 3))
    level = np.hypot(normal[:, 0], normal[:, 1]) <= LEVEL
    exposed = np.ones(n, np.int64)
    plans = np.array([(room.width, room.depth, room.height) for room in sizes], dtype=np.float64).reshape(n, 3)
    _look_up_and_down(position, normal, plans, views)
    between = cache(_between)
    for k, (target, room) in enumerate(zip(described, sizes, strict=True)):
        is_cylinder = target.shape == "cylinder"
        depths, links, stores = through[target.material, is_cylinder]
        nodes[k] = depths.size
        conductance[k, : links.size], capacity[k, : stores.size] = links, stores
        if is_cylinder:
            across[k] = cylinder_evening(materials[target.material])
        inner_node[k], inner_part[k] = between(tuple(depths.tolist()), target.depth)
        for side, turn in enumerate((1.0, -1.0)):
            views[k, side, 2] = mean_ways[k] if level[k] else _mean_way(turn * normal[k], ways[k])
        exposed[k] = is_cylinder or not _against(position[k], normal[k], room)
        if not exposed[k]:
            length[k] = 0.5 * room.width * room.depth / (room.width + room.depth)
    jet_distance, jet_free, jet_aside = before_openings(scenario, [(t.room, *t.position[:2]) for t in described])
    return Targets(
        room=np.array([rooms.index(t.room) for t in described], dtype=np.int64),
        x=position[:, 0].copy(),
        y=position[:, 1].copy(),
        z=position[:, 2].copy(),
        normal=normal,
        emissivity=np.array([solid.emissivity for solid in solids], dtype=np.float64),
        cylinder=np.array([t.shape == "cylinder" for t in described], dtype=np.int64),
        diameter=np.array([solid.thickness for solid in solids], dtype=np.float64),
        adiabatic=np.array([t.adiabatic for t in described], dtype=np.int64),
        exposed=exposed,
        coefficient=np.array([t.convection or (np.nan, np.nan) for t in described], dtype=np.float64).reshape(n, 2),
        nodes=nodes,
        conductance=conductance,
        capacity=capacity,
        across=across,
        length=length,
        jet_distance=jet_distance,
        jet_free=jet_free,
        jet_aside=jet_aside,
        inner_node=inner_node,
        inner_part=inner_part,
        to_ceiling=views[:, :, 0].copy(),
        to_floor=views[:, :, 1].copy(),
        to_walls=views[:, :, 2].copy(),
        initial=np.full(n, scenario.site.inside_temperature),
    )


def facing(target: Target, scenario: Scenario) -> Floats:
    """Outward normal of the front, of length 1; towards the first fire of the room where that is asked."""
    told = target.facing
    if told == "fire":
        fire = next((f for f in scenario.fires.values() if f.room == target.room), None)
        if fire is None:
            told = "ceiling"
        else:
            way = np.array([*fire_position(scenario, fire), fire.base]) - np.array(target.position)
            return np.asarray(way / np.linalg.norm(way)) if np.any(way) else np.array(FACING["ceiling"])
    if isinstance(told, str):
        return np.array(FACING[told])
    return np.array(told) / np.linalg.norm(told)


def plate_nodes(solid: Lining) -> tuple[Floats, Floats, Floats]:
    """Nodes through a plate: depths [m], conductances between [W/m2/K], capacities [J/m2/K]; fine at both faces."""
    thin = 100.0 * solid.thickness / solid.conductivity < THIN
    half = (MAX_NODES - 1) // 2
    steps = np.ones(2) if thin else GROWTH ** np.concatenate([np.arange(half), np.arange(half)[::-1]])
    steps = steps * solid.thickness / steps.sum()
    stored = solid.density * solid.specific_heat * steps
    capacity = np.zeros(steps.size + 1)
    capacity[:-1] += 0.5 * stored
    capacity[1:] += 0.5 * stored
    return np.concatenate([[0.0], np.cumsum(steps)]), solid.conductivity / steps, capacity


def cylinder_nodes(solid: Lining) -> tuple[Floats, Floats, Floats]:
    """Nodes from the surface of a cylinder, whose diameter is the thickness, to its axis; all per outer surface."""
    radius = 0.5 * solid.thickness
    steps = GROWTH ** np.arange(MAX_NODES - 1)
    depths = np.concatenate([[0.0], np.cumsum(steps)]) * radius / steps.sum()
    radii = radius - depths
    middles = 0.5 * (radii[1:] + radii[:-1])
    shells = np.concatenate([[radius], middles, [0.0]])
    capacity = solid.density * solid.specific_heat * 0.5 * (shells[:-1] ** 2 - shells[1:] ** 2) / radius
    return depths, solid.conductivity / np.diff(depths) * middles / radius, capacity


def cylinder_evening(solid: Lining) -> Floats:
    """What flows around a cylinder from its warm to its cool side, at each node of `cylinder_nodes`. [W/m2/K]

    Of :math:`T_0(r) + T_1(r) \\cos\\varphi` the second part loses :math:`k T_1 / r^2` per volume (H. S. Carslaw & J. C.
    Jaeger, "Conduction of Heat in Solids", 2nd ed., 1959, ch. 7), which over a shell is :math:`k/R \\ln(r_o/r_i)`, all
    per outer surface; on the axis it is nothing.
    """
    depths, _, _ = cylinder_nodes(solid)
    radii = 0.5 * solid.thickness - depths
    shells = np.concatenate([[radii[0]], 0.5 * (radii[1:] + radii[:-1])])
    evening = np.log(shells[:-1] / shells[1:]) * solid.conductivity / radii[0]
    return np.append(evening, ON_AXIS)


def _between(depths: tuple[float, ...], depth: float) -> tuple[int, float]:
    """Node before a depth, and the part of the way to the next."""
    depth = min(depth, depths[-1])
    node = min(bisect_right(depths, depth) - 1, len(depths) - 2)
    return node, (depth - depths[node]) / (depths[node + 1] - depths[node])


@kernel
def _look_up_and_down(places: Floats, normals: Floats, rooms: Floats, views: Floats) -> None:
    """Configuration factors of ceiling and floor from the front and the back of places, into `views`. [-]

    rooms : [n, 3] m, width, depth and height of the room of each.
    """
    for k in range(places.shape[0]):
        x, y, z = places[k, 0], places[k, 1], places[k, 2]
        width, depth, height = rooms[k, 0], rooms[k, 1], rooms[k, 2]
        for side in range(2):
            turn = 1.0 - 2.0 * side
            a, b, c = turn * normals[k, 0], turn * normals[k, 1], turn * normals[k, 2]
            above, below = max(height, z + BESIDE), min(0.0, z - BESIDE)
            views[k, side, 0] = rectangle_factor(x, y, z, a, b, c, 0.0, width, 0.0, depth, above)
            views[k, side, 1] = rectangle_factor(x, y, z, a, b, c, 0.0, width, 0.0, depth, below)


def _mean_way(normal: Floats, ways: Floats) -> float:
    """Mean way to the walls that are seen, over directions around the vertical as much as each counts. [m]"""
    weight = np.maximum(normal[0] * COSINE + normal[1] * SINE, 0.0)
    return float(weight @ ways / weight.sum())


def _ways(places: Floats, rooms: list[Room]) -> Floats:
    """[n_places, n_angles] way to the walls in each direction. [m]"""
    width = np.array([room.width for room in rooms])[:, None]
    depth = np.array([room.depth for room in rooms])[:, None]
    x, y = places[:, 0, None], places[:, 1, None]
    return np.asarray(
        np.minimum(np.where(COSINE > 0.0, width - x, -x) / COSINE, np.where(SINE > 0.0, depth - y, -y) / SINE)
    )


def _against(place: Floats, normal: Floats, room: Room) -> bool:
    """Whether the back of a target lies against a face of its room."""
    sizes = (room.width, room.depth, room.height)
    return any(
        (normal[k] > 0.5 and place[k] <= AGAINST) or (normal[k] < -0.5 and place[k] >= sizes[k] - AGAINST)
        for k in range(3)
    )


def assemble_detectors(scenario: Scenario, rooms: list[str]) -> Detectors:
    """Detectors and sprinklers."""
    described = list(scenario.detectors.values())
    position = np.array([d.position for d in described], dtype=np.float64).reshape(len(described), 3)
    return Detectors(
        room=np.array([rooms.index(d.room) for d in described], dtype=np.int64),
        x=position[:, 0].copy(),
        y=position[:, 1].copy(),
        z=position[:, 2].copy(),
        kind=np.array([KINDS[d.kind] for d in described], dtype=np.int64),
        temperature=np.array([d.temperature for d in described], dtype=np.float64),
        extinction=np.array([d.extinction for d in described], dtype=np.float64),
        response_time_index=np.array([d.response_time_index for d in described], dtype=np.float64),
        spray_density=np.array([d.spray_density * (d.kind == "sprinkler") for d in described], dtype=np.float64),
        on_furnishings=np.array([d.wets == "furnishings" for d in described], dtype=np.int64),
    )
