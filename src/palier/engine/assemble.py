"""The building and its fires as flat arrays."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from palier.engine.arrays import (
    DOOR,
    GRILLE,
    LEAK,
    WINDOW,
    Fans,
    Fires,
    Floats,
    Fuels,
    Ints,
    Openings,
    Rooms,
    Slabs,
    Vents,
)
from palier.physics.combustion import HEAT_PER_OXYGEN, M_C, M_H, M_H2O, M_O, products
from palier.physics.gas import MOLAR_MASS_AIR, density
from palier.physics.openings import DISCHARGE_CRACK, DISCHARGE_DOOR
from palier.physics.vents import DISCHARGE_HORIZONTAL, flight_passage
from palier.physics.wind import ROOF, face_coefficient, wind_speed
from palier.scenario.building import ADIABATIC, OUTSIDE, Building, Fan, Flight, Lining, Opening, Room
from palier.scenario.fire import FireItem, Fuel, YieldPoint
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
MAX_NODES = 14  # of one slab
GASIFICATION = 1.8e6  # effective heat of gasification of wood (Drysdale). [J/kg]


Curve = tuple[tuple[float, float], ...]


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


LEVELS = 48  # least number of levels between which a room of varying section is taken as straight


def room_levels(room: Room) -> tuple[Floats, Floats, Floats, Floats]:
    """Heights, and the volume, wall below and horizontal area at each. [m], [m3], [m2], [m2]"""
    box = room.width * room.depth
    perimeter = 2.0 * (room.width + room.depth)
    if room.section is None:
        ends = np.array([0.0, room.height])
        return ends, box * ends, perimeter * ends, np.array([box, box])
    given = np.array([z for z, _ in room.section])
    areas = np.array([a for _, a in room.section])
    heights = np.unique(np.concatenate([given, np.linspace(0.0, room.height, LEVELS)]))
    heights = heights[(heights >= 0.0) & (heights <= room.height)]
    area = np.interp(heights, given, areas)
    rise = np.diff(heights)
    mean = 0.5 * (area[1:] + area[:-1])
    slab = np.diff(area)
    wall = np.hypot(perimeter * np.sqrt(mean / box) * rise, slab)  # upright wall and the slope of a roof together
    return heights, _summed(mean * rise), _summed(wall), area


def _summed(parts: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(parts)])


def water_vapour(scenario: Scenario) -> float:
    """Mass fraction of water in the air, inside and outside alike.

    Saturation pressure by Magnus' formula, 611.2 Pa exp(17.62 t / (243.12 + t)), t in °C (WMO No. 8).
    """
    t = scenario.site.inside_temperature - 273.15
    vapour = scenario.site.relative_humidity * 611.2 * math.exp(17.62 * t / (243.12 + t)) / scenario.site.pressure
    return vapour * M_H2O / (vapour * M_H2O + (1.0 - vapour) * MOLAR_MASS_AIR)


def assemble_rooms(scenario: Scenario) -> tuple[Rooms, list[str]]:
    """Rooms as arrays, and the names of the flats that `flat` numbers."""
    building = scenario.building
    rooms = building.rooms
    flats = list(dict.fromkeys(r.flat for r in rooms.values() if r.flat is not None))
    windows = {
        o.between[0] for o in building.openings.values() if o.kind == "window" and o.operable and OUTSIDE in o.between
    }
    described = rooms.values()
    levels = [room_levels(r) for r in described]
    points = max((z[0].size for z in levels), default=2)
    padded = [np.array([np.pad(z[k], (0, points - z[k].size), mode="edge") for z in levels]) for k in range(4)]
    level, volume, wall, area = (table.reshape(len(rooms), points) for table in padded)
    return (
        Rooms(
            floor_area=area[:, 0].copy(),
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
            volume=volume[:, -1].copy(),
            ceiling_area=area[:, -1].copy(),
            mixed=_ints(r.mixed for r in described),
            corridor=_ints(r.corridor for r in described),
            level=level,
            level_volume=volume,
            level_wall=wall,
            level_area=area,
            reference_pressure=scenario.site.pressure,
            initial_vapour=water_vapour(scenario),
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
                o.coefficient or (DISCHARGE_CRACK if is_crack else DISCHARGE_DOOR),
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
    arrays: list[Any] = [np.array(c, dtype=np.int64 if k in whole else np.float64) for k, c in enumerate(columns)]
    arrays += schedules([building.openings[name].schedule for name in opening_names(scenario)])
    return Openings._make(arrays)


def schedules(given: Sequence[Curve | None]) -> tuple[Floats, Floats]:
    """Times and parts [n, n_points], padded with the last; nan where nothing is scheduled, no points if nothing is."""
    points = max((len(curve) for curve in given if curve is not None), default=0)
    times, parts = np.zeros((len(given), points)), np.full((len(given), points), np.nan)
    for k, curve in enumerate(given):
        if curve is not None:
            table = np.array(curve)
            times[k] = np.pad(table[:, 0], (0, points - len(curve)), mode="edge")
            parts[k] = np.pad(table[:, 1], (0, points - len(curve)), mode="edge")
    return times, parts


def fan_names(scenario: Scenario) -> list[str]:
    """Fans, in the order of the arrays."""
    return list(scenario.building.fans)


def assemble_fans(scenario: Scenario, rooms: list[str]) -> Fans:
    """Mechanical ventilation."""
    building = scenario.building
    fans = building.fans.values()
    index = {name: i for i, name in enumerate([*rooms, OUTSIDE])}

    def height(fan: Fan, end: int) -> float:
        """Of the middle of a grille above the street; outside, heights count from the other room's floor."""
        place = fan.between[end] if fan.between[end] != OUTSIDE else fan.between[1 - end]
        return fan.heights[end] + building.elevation(place)

    return Fans(
        source=_ints(index[f.between[0]] for f in fans),
        target=_ints(index[f.between[1]] for f in fans),
        flow=_floats(f.flow for f in fans),
        source_height=_floats(height(f, 0) for f in fans),
        target_height=_floats(height(f, 1) for f in fans),
        source_span=_floats(math.sqrt(f.areas[0]) if f.vertical[0] else 0.0 for f in fans),
        falls_from=_floats(f.cutoff[0] for f in fans),
        none_at=_floats(f.cutoff[1] for f in fans),
        filter_from=_floats(f.filter_from for f in fans),
        filter_efficiency=_floats(f.filter_efficiency for f in fans),
        schedule_time=(tables := schedules([f.schedule for f in fans]))[0],
        schedule_part=tables[1],
    )


def flight_opening(building: Building, flight: Flight) -> float:
    """Free area between the landings of a flight; a passage is at most as wide as the smaller landing. [m2]"""
    if flight.opening_area is not None:
        return flight.opening_area
    below, above = flight.between
    rise = building.elevation(above) - building.elevation(below)
    smaller = min(building.rooms[room].width * building.rooms[room].depth for room in flight.between)
    return min(float(flight_passage(flight.width, rise, flight.riser, flight.tread)), smaller)


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
        area = flight_opening(building, flight)
        rows.append((index[below], index[above], elevation, area, 0.0, coefficient, 1.0, 0, 0.0))
    for o in building.openings.values():
        if o.kind != "hatch":
            continue
        below, above = o.between
        if below == OUTSIDE:
            elevation = building.elevation(above)
        else:
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
                o.coefficient or DISCHARGE_HORIZONTAL,
                o.state,
                outside and building.rooms[below].kind == "landing",
                roof if outside else 0.0,
            )
        )
    whole = {0, 1, 7}
    columns = list(zip(*rows, strict=True)) if rows else [()] * 9
    arrays: list[Any] = [np.array(c, dtype=np.int64 if k in whole else np.float64) for k, c in enumerate(columns)]
    hatches = [o.schedule for o in building.openings.values() if o.kind == "hatch"]
    arrays += schedules([*(None for _ in building.flights), *hatches])
    return Vents._make(arrays)


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
    grids: list[tuple[Floats, Floats]] = []
    emissivity = np.zeros(n)
    behind = np.full(n, -2, dtype=np.int64)
    for i, room in enumerate(building.rooms.values()):
        if room.behind == "outside":
            behind[4 * i : 4 * i + 4] = -1
        for face, names in enumerate((room.ceiling, room.walls, room.walls, room.floor)):
            layers = [lining(building, name) for name in names if name != ADIABATIC]
            grids.append(slab_grid(layers))
            emissivity[4 * i + face] = layers[0].emissivity if layers else 0.0
        above = rooms.index(room.under) if room.under is not None else None
        if above is None and room.position is not None:
            above = over.get((room.storey + 1, room.position, room.width, room.depth))
        if above is not None:
            behind[4 * i] = above
            behind[4 * above + 3] = -2  # what passes its floor is what passes this ceiling
        elif room.storey == top:
            behind[4 * i] = -1
    most = max([2, *(capacity.size for _, capacity in grids)])
    nodes = np.array([capacity.size for _, capacity in grids], dtype=np.int64)
    conductance = np.array([np.pad(c, (0, most - 1 - c.size), constant_values=1.0) for c, _ in grids])
    capacity = np.array([np.pad(c, (0, most - c.size), constant_values=1.0) for _, c in grids])
    return Slabs(nodes, conductance.reshape(n, most - 1), capacity.reshape(n, most), emissivity, behind)


def slab_grid(layers: Sequence[Lining]) -> tuple[Floats, Floats]:
    """Conductance between nodes and capacity at each, through one material after the other. [W/m2/K], [J/m2/K]

    Fine at the heated face: the first distance is about the depth that heat reaches in four seconds, the others grow
    by 1.6 each until the far face; a further material begins no finer than the one before ended.
    """
    if not layers:
        return np.zeros(0), np.zeros(0)
    conductance: list[float] = []
    capacity = [0.0]
    reached = 4.0  # s
    for solid in layers:
        heat_capacity = solid.density * solid.specific_heat
        step = min(2.0 * math.sqrt(solid.conductivity / heat_capacity * reached), solid.thickness / 2.0)
        left = solid.thickness
        while left > 0.0:
            last = left <= step * 1.3 or len(conductance) >= MAX_NODES - 2
            distance = left if last else step
            conductance.append(solid.conductivity / distance)
            capacity[-1] += 0.5 * heat_capacity * distance
            capacity.append(0.5 * heat_capacity * distance)
            left = 0.0 if last else left - step
            step *= 1.6
        reached = (0.5 * distance) ** 2 * heat_capacity / solid.conductivity
    return np.array(conductance), np.array(capacity)


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


def fire_curves(fire: FireItem) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Everything of a fire that changes with time, at common times: times, power, area, base, yields [n, 5]."""
    times, power, _ = design_curve(fire)
    kinds = FUELS[fire.material]
    plenty = [YieldPoint(co=kinds.co[0], hcn=kinds.hcn[0], hcl=kinds.irritant[0], soot=kinds.soot[0])]
    points = fire.fuel.yields if fire.fuel is not None else plenty
    yields = np.array([[p.at, p.co, p.hcn, p.hcl, p.soot, p.trace] for p in points])
    area = np.array(fire.area_curve) if fire.area_curve is not None else np.array([[0.0, np.nan]])
    base = np.array(fire.base_curve) if fire.base_curve is not None else np.array([[0.0, fire.base]])
    all_times = np.unique(np.concatenate([times, yields[:, 0], area[:, 0], base[:, 0]]))

    def at(table: Floats, k: int) -> Floats:
        return np.asarray(np.interp(all_times, table[:, 0], table[:, k]))

    return (
        all_times,
        np.interp(all_times, times, power),
        at(area, 1),
        at(base, 1),
        np.stack([at(yields, k) for k in range(1, 6)], axis=1),
    )


def assemble_fires(scenario: Scenario, rooms: list[str]) -> Fires:
    """Fires as arrays; curves are padded with their last point. Fuels of their own follow the known materials."""
    items = list(scenario.fires.values())
    curves = [fire_curves(item) for item in items]
    peaks = [design_curve(item)[2] for item in items]
    points = max((c[0].size for c in curves), default=1)
    later = np.arange(points) * 1e-6
    kinds = list(FUELS)
    own = [name for name, f in scenario.fires.items() if f.fuel is not None]
    inf = math.inf

    def table(k: int) -> Floats:
        rows = [np.pad(c[k], [(0, points - len(c[k]))] + [(0, 0)] * (c[k].ndim - 1), mode="edge") for c in curves]
        return np.array(rows).reshape(len(items), points, *([5] if k == 4 else []))

    return Fires(
        room=_ints(rooms.index(f.room) for f in items),
        curve_time=table(0) + later,
        curve_power=table(1),
        curve_area=table(2),
        curve_base=table(3),
        curve_yields=table(4),
        diameter=_floats(
            math.sqrt(4 / math.pi * peak / f.heat_release_per_area) for f, peak in zip(items, peaks, strict=True)
        ),
        power_per_area=_floats(f.heat_release_per_area for f in items),
        oxygen_limit=_floats(f.oxygen_limit for f in items),
        radiative_fraction=_floats(f.radiative_fraction for f in items),
        fuel=_ints(
            len(kinds) + own.index(name) if f.fuel is not None else kinds.index(f.material)
            for name, f in scenario.fires.items()
        ),
        ignites_at=_floats(inf if f.ignition.at is None else f.ignition.at for f in items),
        ignites_above=_floats(inf if f.ignition.above is None else f.ignition.above for f in items),
        ignites_flux=_floats(inf if f.ignition.flux is None else f.ignition.flux for f in items),
        ignites_room=_ints(rooms.index(f.ignition.room or f.room) for f in items),
        ignites_lasting=_floats(f.ignition.lasting for f in items),
        energy=_floats(inf if f.curve is not None else f.fire_load * f.area for f in items),
        decay_from=_floats(f.decay_from for f in items),
        feedback=_floats(f.curve is None for f in items),
        flux_free=_floats(f.heat_release_per_area / fuel_heat(f.material) * GASIFICATION for f in items),
        x=_floats(fire_position(f, scenario)[0] for f in items),
        y=_floats(fire_position(f, scenario)[1] for f in items),
    )


def fire_position(fire: FireItem, scenario: Scenario) -> tuple[float, float]:
    """Where a fire stands along width and depth of its room; the middle unless said. [m]"""
    room = scenario.building.rooms[fire.room]
    return fire.position if fire.position is not None else (0.5 * room.width, 0.5 * room.depth)


def fuel_heat(material: str) -> float:
    """Heat released per kilogram burnt in plenty of air. [J/kg]"""
    f = FUELS[material]
    return HEAT_PER_OXYGEN * float(
        products(f.carbon, f.hydrogen, f.oxygen, f.co[0], f.hcn[0], f.irritant[0], f.soot[0])[2]
    )


ATOMS = {"carbon": M_C, "hydrogen": M_H, "oxygen": M_O, "nitrogen": 0.014007, "chlorine": 0.03545}  # [kg/mol]


def mass_fractions(fuel: Fuel) -> dict[str, float]:
    """Of the elements in a molecule. [kg/kg]"""
    masses = {element: getattr(fuel, element) * mass for element, mass in ATOMS.items()}
    whole = sum(masses.values())
    return {element: mass / whole for element, mass in masses.items()}


def assemble_fuels(scenario: Scenario) -> Fuels:
    """The known materials in the order of `FUELS`, then the fuels that fires bring along."""
    known = FUELS.values()
    own = [f.fuel for f in scenario.fires.values() if f.fuel is not None]
    elements = [mass_fractions(f) for f in own]
    heat = [fuel_heat(name) for name in FUELS]
    per_oxygen = [HEAT_PER_OXYGEN] * len(FUELS)
    yields = [[f.co, f.hcn, f.irritant, f.soot] for f in known]
    for fuel, parts in zip(own, elements, strict=True):
        y = fuel.yields[0]
        need = products(parts["carbon"], parts["hydrogen"], parts["oxygen"], y.co, y.hcn, y.hcl, y.soot)[2]
        heat.append(fuel.heat_of_combustion)
        per_oxygen.append(fuel.heat_of_combustion / max(float(need), 1e-3))
        yields.append([(y.co, y.co), (y.hcn, y.hcn), (y.hcl, y.hcl), (y.soot, y.soot)])

    def element(name: str) -> Floats:
        return np.array([getattr(f, name) for f in known] + [parts[name] for parts in elements])

    return Fuels(
        heat_of_combustion=np.array(heat),
        carbon=element("carbon"),
        hydrogen=element("hydrogen"),
        oxygen=element("oxygen"),
        nitrogen=element("nitrogen"),
        chlorine=element("chlorine"),
        heat_per_oxygen=np.array(per_oxygen),
        yields=np.array(yields),
    )
