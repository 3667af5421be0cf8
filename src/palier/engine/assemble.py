"""The building and its fires as flat arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from palier.engine.arrays import DOOR, GRILLE, LEAK, WINDOW, Fires, Floats, Fuels, Ints, Openings, Rooms, Slabs, Vents
from palier.physics.combustion import HEAT_PER_OXYGEN, products
from palier.physics.gas import density
from palier.physics.openings import DISCHARGE_CRACK, DISCHARGE_DOOR
from palier.physics.vents import DISCHARGE_HORIZONTAL
from palier.physics.wind import ROOF, face_coefficient, wind_speed
from palier.scenario.building import OUTSIDE, Opening
from palier.scenario.fire import FireItem
from palier.scenario.fuels import FUELS
from palier.scenario.linings import lining
from palier.scenario.scenario import Scenario

GROWTH = {  # time in which a fire reaches 1055 kW (ISO 13387, NFPA 204). [s]
    "slow": 600.0,
    "medium": 300.0,
    "fast": 150.0,
    "ultra-fast": 75.0,
}
GROWTH_POWER = 1055e3  # [W]
KINDS = {"door": DOOR, "window": WINDOW, "leak": LEAK, "grille": GRILLE}
DOOR_LEAKAGE = 0.01  # single leaf opening into the room, without seals (EN 12101-6, as quoted). [m2]
WINDOW_LEAKAGE = 2.5e-4  # pivoted, without seals (EN 12101-6, as quoted). [m2 per m of joint]
WINDOW_BREAKS = 873.15  # thin single panes fall out at about 600 °C in half of the cases (Babrauskas, as quoted). [K]
DOOR_FAILS = 600.0  # hollow-core leaf; panelled 5 min, solid 44 mm 20 to 30 min (as quoted). [s]
MAX_NODES = 14
GASIFICATION = 1.8e6  # effective heat of gasification of wood (Drysdale). [J/kg]


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def opening_names(scenario: Scenario) -> list[str]:
    """Vertical openings, in the order of the arrays."""
    return [name for name, o in scenario.building.openings.items() if o.kind != "hatch"]


def vent_names(scenario: Scenario) -> list[str]:
    """Horizontal openings: flights first, then hatches."""
    hatches = [name for name, o in scenario.building.openings.items() if o.kind == "hatch"]
    return list(scenario.building.flights) + hatches


def assemble_rooms(scenario: Scenario) -> tuple[Rooms, list[str]]:
    """Rooms as arrays, and the names of the flats that `flat` numbers."""
    building = scenario.building
    rooms = building.rooms
    flats = list(dict.fromkeys(r.flat for r in rooms.values() if r.flat is not None))
    windows = {
        o.between[0] for o in building.openings.values() if o.kind == "window" and o.operable and OUTSIDE in o.between
    }
    described = rooms.values()
    return (
        Rooms(
            floor_area=_floats(r.width * r.depth for r in described),
            height=_floats(r.height for r in described),
            width=_floats(r.width for r in described),
            depth=_floats(r.depth for r in described),
            elevation=_floats(building.elevation(name) for name in rooms),
            crossing=_floats(r.crossing or 0.5 * (r.width + r.depth) for r in described),
            storey=_ints(r.storey for r in described),
            flat=_ints(flats.index(r.flat) if r.flat is not None else -1 for r in described),
            is_landing=_ints(r.kind == "landing" for r in described),
            has_window=_ints(name in windows for name in rooms),
            initial_temperature=np.full(len(rooms), scenario.site.inside_temperature),
        ),
        flats,
    )


def leakage(opening: Opening) -> float:
    """Free area of a shut opening. [m2]"""
    if opening.leakage is not None:
        return opening.leakage
    if opening.kind == "door":
        return DOOR_LEAKAGE
    if opening.kind in ("window", "hatch"):
        return WINDOW_LEAKAGE * 2.0 * (opening.width + opening.height)
    return opening.width * opening.height


def wind_pressures(scenario: Scenario) -> tuple[dict[str, float], float]:
    """Wind pressure on each façade and on the roof. [Pa]"""
    site = scenario.site
    building = scenario.building
    top = max((building.elevation(name) + room.height for name, room in building.rooms.items()), default=0.0)
    speed = wind_speed(site.wind_speed, top, site.wind_exponent)
    dynamic = 0.5 * density(site.outside_temperature) * speed**2
    walls = {
        name: dynamic * face_coefficient(site.wind_from - facade.orientation)
        for name, facade in building.facades.items()
    }
    return walls, dynamic * ROOF


def assemble_openings(scenario: Scenario, rooms: list[str], facades: list[str]) -> Openings:
    """Doors, windows, leaks and grilles; room a is always inside."""
    building = scenario.building
    wind, _ = wind_pressures(scenario)
    index = {name: i for i, name in enumerate([*rooms, OUTSIDE])}
    rows = []
    for name in opening_names(scenario):
        o = building.openings[name]
        a, b = o.between
        first = a if a != OUTSIDE else b
        sill = building.elevation(first) + o.sill
        if a == OUTSIDE:
            a, b = b, a
        is_crack = o.kind == "leak"
        failing = o.kind == "door"
        rows.append(
            (
                index[a],
                index[b],
                sill,
                sill + o.height,
                o.width,
                leakage(o) / o.height,
                DISCHARGE_CRACK if is_crack else DISCHARGE_DOOR,
                KINDS[o.kind],
                0.0 if is_crack else o.state,
                o.closer,
                o.operable,
                wind.get(o.facade or "", 0.0) if b == OUTSIDE else 0.0,
                o.breaks_at or (WINDOW_BREAKS if o.kind == "window" else math.inf),
                o.fails_after or (DOOR_FAILS if failing else math.inf),
                facades.index(o.facade) if o.facade is not None else -1,
            )
        )
    whole = {0, 1, 7, 9, 10, 14}
    columns = list(zip(*rows, strict=True)) if rows else [()] * 15
    return Openings._make(np.array(c, dtype=np.int64 if k in whole else np.float64) for k, c in enumerate(columns))


def assemble_vents(scenario: Scenario, rooms: list[str]) -> Vents:
    """Stair wells and hatches."""
    building = scenario.building
    _, roof = wind_pressures(scenario)
    index = {name: i for i, name in enumerate([*rooms, OUTSIDE])}
    rows = []
    for flight in building.flights.values():
        below, above = flight.between
        elevation = building.elevation(below) + building.rooms[below].height
        coefficient = DISCHARGE_HORIZONTAL * flight.resistance
        rows.append((index[below], index[above], elevation, flight.opening_area, 0.0, coefficient, 1.0, 0, 0.0))
    for o in building.openings.values():
        if o.kind != "hatch":
            continue
        below, above = o.between
        elevation = building.elevation(below) + building.rooms[below].height
        area = o.width * o.height
        outside = above == OUTSIDE
        rows.append(
            (
                index[below],
                index[above],
                elevation,
                area,
                leakage(o),
                DISCHARGE_HORIZONTAL,
                o.state,
                outside and building.rooms[below].kind == "landing",
                roof if outside else 0.0,
            )
        )
    whole = {0, 1, 7}
    columns = list(zip(*rows, strict=True)) if rows else [()] * 9
    return Vents._make(np.array(c, dtype=np.int64 if k in whole else np.float64) for k, c in enumerate(columns))


def assemble_slabs(scenario: Scenario, rooms: list[str]) -> Slabs:
    """Ceiling, walls and floor of every room; heat goes through a ceiling into the room that lies on it."""
    building = scenario.building
    top = max((r.storey for r in building.rooms.values()), default=0)
    over = {
        (r.storey, r.position, r.width, r.depth): i
        for i, r in enumerate(building.rooms.values())
        if r.position is not None
    }
    n = 4 * len(rooms)
    nodes = np.zeros(n, dtype=np.int64)
    spacing = np.zeros((n, MAX_NODES - 1))
    conductivity, heat_capacity, emissivity = np.zeros(n), np.zeros(n), np.zeros(n)
    behind = np.full(n, -2, dtype=np.int64)
    for i, room in enumerate(building.rooms.values()):
        for face, name in enumerate((room.ceiling, room.walls, room.walls, room.floor)):
            row = 4 * i + face
            solid = lining(building, name[0])
            conductivity[row] = solid.conductivity
            heat_capacity[row] = solid.density * solid.specific_heat
            emissivity[row] = solid.emissivity
            nodes[row], spacing[row] = slab_grid(solid.conductivity, heat_capacity[row], solid.thickness, MAX_NODES)
        above = None
        if room.position is not None:
            above = over.get((room.storey + 1, room.position, room.width, room.depth))
        if above is not None:
            behind[4 * i] = above
        elif room.storey == top:
            behind[4 * i] = -1
    return Slabs(nodes, spacing, conductivity, heat_capacity, emissivity, behind)


def slab_grid(conductivity: float, heat_capacity: float, thickness: float, max_nodes: int) -> tuple[int, np.ndarray]:
    """Distances between nodes: fine at the heated face, growing inwards.

    The first is about the depth that heat reaches in four seconds, the others grow by 1.6 each until the far face.
    """
    first = min(2.0 * np.sqrt(conductivity / heat_capacity * 4.0), thickness / 2.0)
    distances: list[float] = []
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


def design_curve(fire: FireItem) -> tuple[Floats, Floats, float]:
    """Heat release in open air before decay: times, powers and the peak. [s], [W], [W]"""
    if fire.curve is not None:
        times = np.array([t for t, _ in fire.curve])
        powers = np.array([q for _, q in fire.curve])
        return times, powers, float(powers.max())
    alpha = GROWTH_POWER / GROWTH[fire.growth] ** 2 if isinstance(fire.growth, str) else fire.growth
    peak = fire.peak if fire.peak is not None else fire.heat_release_per_area * fire.area
    end = math.sqrt(peak / alpha)
    times = np.linspace(0.0, end, 60)
    return times, alpha * times**2, peak


def assemble_fires(scenario: Scenario, rooms: list[str]) -> Fires:
    """Fires as arrays; curves are padded with their last point."""
    items = list(scenario.fires.values())
    curves = [design_curve(item) for item in items]
    points = max((c[0].size for c in curves), default=1)
    later = np.arange(points) * 1e-6
    kinds = list(FUELS)
    inf = math.inf
    times = [np.pad(c[0], (0, points - c[0].size), mode="edge") + later for c in curves]
    return Fires(
        room=_ints(rooms.index(f.room) for f in items),
        base=_floats(f.base for f in items),
        curve_time=np.array(times).reshape(len(items), points),
        curve_power=np.array([np.pad(c[1], (0, points - c[1].size), mode="edge") for c in curves]).reshape(
            len(items), points
        ),
        diameter=_floats(
            math.sqrt(4 / math.pi * c[2] / f.heat_release_per_area) for f, c in zip(items, curves, strict=True)
        ),
        power_per_area=_floats(f.heat_release_per_area for f in items),
        radiative_fraction=_floats(f.radiative_fraction for f in items),
        fuel=_ints(kinds.index(f.material) for f in items),
        ignites_at=_floats(inf if f.ignition.at is None else f.ignition.at for f in items),
        ignites_above=_floats(inf if f.ignition.above is None else f.ignition.above for f in items),
        ignites_flux=_floats(inf if f.ignition.flux is None else f.ignition.flux for f in items),
        ignites_room=_ints(rooms.index(f.ignition.room or f.room) for f in items),
        ignites_lasting=_floats(f.ignition.lasting for f in items),
        energy=_floats(inf if f.curve is not None else f.fire_load * f.area for f in items),
        decay_from=_floats(f.decay_from for f in items),
        feedback=_floats(f.curve is None for f in items),
        flux_free=_floats(f.heat_release_per_area / fuel_heat(f.material) * GASIFICATION for f in items),
    )


def fuel_heat(material: str) -> float:
    """Heat released per kilogram burnt in plenty of air. [J/kg]"""
    f = FUELS[material]
    return HEAT_PER_OXYGEN * float(
        products(f.carbon, f.hydrogen, f.oxygen, f.co[0], f.hcn[0], f.irritant[0], f.soot[0])[2]
    )


def assemble_fuels() -> Fuels:
    """All fuels, in the order of `FUELS`."""
    fuels = FUELS.values()
    return Fuels(
        heat_of_combustion=np.array([fuel_heat(name) for name in FUELS]),
        carbon=np.array([f.carbon for f in fuels]),
        hydrogen=np.array([f.hydrogen for f in fuels]),
        oxygen=np.array([f.oxygen for f in fuels]),
        nitrogen=np.array([f.nitrogen for f in fuels]),
        chlorine=np.array([f.chlorine for f in fuels]),
        yields=np.array([[f.co, f.hcn, f.irritant, f.soot] for f in fuels]),
    )
