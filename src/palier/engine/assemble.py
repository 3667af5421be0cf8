"""The building as flat arrays: rooms, openings, stair wells, fans."""

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
    Floats,
    Ints,
    Openings,
    Rooms,
    Vents,
)
from palier.engine.kept import Kept
from palier.physics.combustion import M_H2O
from palier.physics.gas import MOLAR_MASS_AIR, density
from palier.physics.openings import DISCHARGE_CRACK, DISCHARGE_DOOR, side_passage
from palier.physics.vents import DISCHARGE_HORIZONTAL, flight_passage
from palier.physics.wind import ROOF, face_coefficient, wind_speed
from palier.scenario.building import OUTSIDE, Building, Fan, Flight, Opening, Room
from palier.scenario.scenario import Scenario

KINDS = {"door": DOOR, "window": WINDOW, "leak": LEAK, "grille": GRILLE}
DOOR_LEAKAGE = 0.01  # single leaf opening into the room, without seals (EN 12101-6, as quoted). [m2]
# Pivoted, without seals, 2.5e-4 m2 per m of joint with a flow that grows with the 1/1.6th power of the pressure, where
# that of doors grows with its root (EN 12101-6, as quoted): as much at 50 Pa. [m2 per m of joint]
WINDOW_LEAKAGE = 2.5e-4 * 50.0 ** (1.0 / 1.6 - 1.0 / 2.0)
WINDOW_BREAKS = 873.15  # thin single panes fall out at about 600 °C in half of the cases (Babrauskas, as quoted). [K]
DOOR_FAILS = 600.0  # hollow-core leaf; panelled 5 min, solid 44 mm 20 to 30 min (as quoted). [s]


Curve = tuple[tuple[float, float], ...]
Row = tuple[float, ...]
_SHAPES, _TOPS, _ROWS = Kept(), Kept(), Kept()
MOST_ROWS = 20_000  # rows of openings that are kept of one building


def floats(values: Iterable[float]) -> Floats:
    """An array of numbers."""
    return np.array(list(values), dtype=np.float64)


def ints(values: Iterable[int]) -> Ints:
    """An array of whole numbers."""
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
    building, site = scenario.building, scenario.site
    of = (building.rooms, building.storey_height, building.ground_floor)
    shapes, flats = _SHAPES.of(of, lambda: _shapes(building))
    windows = {
        o.between[0] for o in building.openings.values() if o.kind == "window" and o.operable and OUTSIDE in o.between
    }
    return shapes._replace(
        has_window=ints(name in windows for name in building.rooms),
        initial_temperature=np.full(len(building.rooms), site.inside_temperature),
        reference_pressure=site.pressure,
        initial_vapour=water_vapour(scenario),
    ), list(flats)


def _shapes(building: Building) -> tuple[Rooms, list[str]]:
    """What the rooms say of themselves, and the names of the flats."""
    rooms = building.rooms
    described = rooms.values()
    flats = list(dict.fromkeys(r.flat for r in described if r.flat is not None))
    levels = [room_levels(r) for r in described]
    points = max((z[0].size for z in levels), default=2)
    last = np.minimum(np.arange(points), np.array([[z[0].size - 1] for z in levels], dtype=np.int64))
    padded = [np.array([z[k][row] for z, row in zip(levels, last, strict=True)]) for k in range(4)]
    level, volume, wall, area = (table.reshape(len(rooms), points) for table in padded)
    return (
        Rooms(
            floor_area=area[:, 0].copy(),
            height=floats(r.height for r in described),
            width=floats(r.width for r in described),
            depth=floats(r.depth for r in described),
            elevation=floats(building.elevation(name) for name in rooms),
            crossing=floats(r.crossing or 0.5 * (r.width + r.depth) for r in described),
            storey=ints(r.storey for r in described),
            flat=ints(flats.index(r.flat) if r.flat is not None else -1 for r in described),
            is_landing=ints(r.kind == "landing" for r in described),
            has_window=np.zeros(len(rooms), np.int64),
            initial_temperature=np.full(len(rooms), np.nan),
            volume=volume[:, -1].copy(),
            ceiling_area=area[:, -1].copy(),
            mixed=ints(r.mixed for r in described),
            corridor=ints(r.corridor for r in described),
            level=level,
            level_volume=volume,
            level_wall=wall,
            level_area=area,
            reference_pressure=np.nan,
            initial_vapour=np.nan,
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
    site, building = scenario.site, scenario.building
    of = (building.rooms, building.storey_height, building.ground_floor)
    top = _TOPS.of(of, lambda: max((building.elevation(n) + r.height for n, r in building.rooms.items()), default=0.0))
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
    of = (building.rooms, building.facades, building.storey_height, building.ground_floor)
    known: dict[int, tuple[Opening, Row]] = _ROWS.of(of, dict)
    if len(known) > MOST_ROWS:
        known.clear()
    index = {name: i for i, name in enumerate([*rooms, OUTSIDE])}
    described = [o for o in building.openings.values() if o.kind != "hatch"]
    rows = []
    for o in described:
        found = known.get(id(o))
        if found is None:  # with the opening, so that no other gets its number
            found = known[id(o)] = o, _row(o, building, index, facades)
        rows.append(found[1])
    whole = {0, 1, 7, 9, 10, 13}
    columns = list(zip(*rows, strict=True)) if rows else [()] * 14
    arrays: list[Any] = [np.array(c, dtype=np.int64 if k in whole else np.float64) for k, c in enumerate(columns)]
    facade = arrays[13]
    pressures = np.array([*(wind[name] for name in facades), 0.0])[facade]
    arrays.insert(11, np.where(arrays[1] == len(rooms), pressures, 0.0))
    arrays += schedules([o.schedule for o in described])
    return Openings._make(arrays)


def _row(o: Opening, building: Building, index: dict[str, int], facades: list[str]) -> Row:
    """Of an opening, in the order of `Openings` without the wind and the schedule."""
    a, b = o.between
    first = a if a != OUTSIDE else b
    sill = building.elevation(first) + o.sill
    if a == OUTSIDE:
        a, b = b, a
    is_crack = o.kind == "leak"
    return (
        index[a],
        index[b],
        sill,
        sill + o.height,
        o.width,
        leakage(o) / o.height,
        (o.coefficient or (DISCHARGE_CRACK if is_crack else DISCHARGE_DOOR)) * _filled(o, building),
        KINDS[o.kind],
        0.0 if is_crack else o.state,
        o.closer,
        o.operable,
        o.breaks_at or (WINDOW_BREAKS if o.kind == "window" else math.inf),
        o.fails_after or (DOOR_FAILS if o.kind == "door" else math.inf),
        facades.index(o.facade) if o.facade is not None else -1,
    )


def _filled(o: Opening, building: Building) -> float:
    """Part of an opening that the streams of a corridor fill, in whose long side it is from floor to ceiling. [-]"""
    room = building.rooms.get(o.between[0])
    if room is None or not room.corridor or o.wall is None or o.kind == "leak":
        return 1.0
    length, across = (room.width, room.depth) if o.wall in ("front", "back") else (room.depth, room.width)
    if length <= across or o.sill > 0.0 or o.height < (1.0 - 1e-6) * room.height:
        return 1.0
    return side_passage(o.width, o.along, length, across)


def schedules(given: Sequence[Curve | None]) -> tuple[Floats, Floats]:
    """Times and parts [n, n_points], padded with the last; nan where nothing is scheduled, no points if nothing is."""
    points = max([len(curve) for curve in given if curve is not None], default=0)
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
        source=ints(index[f.between[0]] for f in fans),
        target=ints(index[f.between[1]] for f in fans),
        flow=floats(f.flow for f in fans),
        source_height=floats(height(f, 0) for f in fans),
        target_height=floats(height(f, 1) for f in fans),
        target_area=floats(f.areas[1] for f in fans),
        source_span=floats(math.sqrt(f.areas[0]) if f.vertical[0] else 0.0 for f in fans),
        falls_from=floats(f.cutoff[0] for f in fans),
        none_at=floats(f.cutoff[1] for f in fans),
        filter_from=floats(f.filter_from for f in fans),
        filter_efficiency=floats(f.filter_efficiency for f in fans),
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
