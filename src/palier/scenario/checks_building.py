"""Rules about the building: rooms, openings, flights, linings, façades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from palier.scenario.building import ADIABATIC, OUTSIDE, Building, Opening, Room
from palier.scenario.linings import LININGS
from palier.scenario.messages import owner
from palier.scenario.problems import Fault, Path, nearest
from palier.scenario.rule import after
from palier.scenario.scenario import Scenario

AS_DESCRIBED = "as described"  # what a comparison calls the scenario itself
TOUCHING = 0.005  # vertical distances below this are rounding. [m]
THICKEST_FLOOR = 1.5  # a hatch or flight never has more between ceiling and floor above. [m]


def unknown(path: Path, name: str, what: str, known: Iterable[str]) -> Fault:
    """A fault for a name that stands for nothing, with the nearest one that does."""
    tip = nearest(name, known, "There are")
    return Fault(path, f"{owner(path)}'{name}' is not {what}. {tip}".strip())


def broken(path: Path, message: str) -> Fault:
    """A fault said about the entry in which the path lies."""
    return Fault(path, owner(path) + message)


def there_are_rooms(scenario: Scenario) -> Iterator[Fault]:
    """A building has at least one room."""
    if not scenario.building.rooms:
        yield Fault(("building",), "the building has no rooms: write 'rooms:' or a 'block:'")


def names_of_the_building_are_usable(scenario: Scenario) -> Iterator[Fault]:
    """Names are visible text; `outside` is taken."""
    building = scenario.building
    if OUTSIDE in building.rooms:
        yield Fault(("building", "rooms", OUTSIDE), f"'{OUTSIDE}' means the open air; give the room another name")
    yield from _usable(("building", "rooms"), building.rooms)
    yield from _usable(("building", "openings"), building.openings)
    yield from _usable(("building", "fans"), building.fans)
    yield from _usable(("building", "flights"), building.flights)


def names_are_usable(scenario: Scenario) -> Iterator[Fault]:
    """Names of what is in the building are visible text."""
    if AS_DESCRIBED in scenario.variants:
        yield Fault(("variants", AS_DESCRIBED), f"'{AS_DESCRIBED}' means the scenario itself: use another name")
    yield from _usable(("fires",), scenario.fires)
    yield from _usable(("people",), scenario.people)
    yield from _usable(("alarms",), scenario.alarms)
    yield from _usable(("targets",), scenario.targets)
    yield from _usable(("detectors",), scenario.detectors)
    yield from _usable(("neighbours",), scenario.neighbours)
    yield from _usable(("crews",), scenario.crews)
    yield from _usable(("variants",), scenario.variants)


def _usable(section: Path, names: Iterable[str]) -> Iterator[Fault]:
    for name in names:
        if not name.strip() or not name.isprintable():
            yield Fault((*section, name), f"{name!r} is not a usable name: write visible text")


def openings_join_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Both sides of an opening are there, and the first is a room, or below the floor."""
    rooms = scenario.building.rooms
    for name, opening in scenario.building.openings.items():
        path: Path = ("building", "openings", name, "between")
        for side, room in enumerate(opening.between):
            if room != OUTSIDE and room not in rooms:
                yield unknown((*path, side), room, "a room", [*rooms, OUTSIDE])
        if opening.between[0] == opening.between[1]:
            yield broken(path, f"it joins '{opening.between[0]}' with itself")
        elif opening.between[0] == OUTSIDE and opening.kind != "hatch":  # a hole in a floor has the open air below
            yield broken(path, f"write the room first: [{opening.between[1]}, {OUTSIDE}]")
        if opening.kind == "window" and opening.between[1] != OUTSIDE and opening.between[1] in rooms:
            yield broken(path, f"a window leads {OUTSIDE}; between two rooms write 'kind: door' or 'kind: grille'")


def openings_fit(scenario: Scenario) -> Iterator[Fault]:
    """Sill and soffit of a vertical opening lie between floor and ceiling of both rooms."""
    building = scenario.building
    for name, opening in building.openings.items():
        if opening.kind == "hatch" or opening.between[0] not in building.rooms:
            continue
        path: Path = ("building", "openings", name)
        yield from _wider_than_the_wall(building, name, opening)
        sill = building.elevation(opening.between[0]) + opening.sill
        soffit = sill + opening.height
        for side, room in enumerate(opening.between):
            if room not in building.rooms:
                continue
            floor = building.elevation(room)
            ceiling = floor + building.rooms[room].height
            if side == 0 and soffit > ceiling + TOUCHING:
                yield broken(
                    (*path, "height"),
                    f"its top at {opening.sill + opening.height:.2f} m is above the ceiling of '{room}', which is "
                    f"{building.rooms[room].height:.2f} m high",
                )
            elif side == 1 and (sill < floor - TOUCHING or soffit > ceiling + TOUCHING):
                yield broken(
                    (*path, "between"),
                    f"it reaches from {sill:.2f} to {soffit:.2f} m above the street, but '{room}' lies between "
                    f"{floor:.2f} and {ceiling:.2f} m",
                )


def _wider_than_the_wall(building: Building, name: str, opening: Opening) -> Iterator[Fault]:
    path: Path = ("building", "openings", name)
    for room in (each for each in opening.between if each in building.rooms):
        longest = max(building.rooms[room].width, building.rooms[room].depth)
        if opening.width > longest + TOUCHING:
            yield broken(
                (*path, "width"), f"{opening.width:.2f} m is wider than the longest wall of '{room}' ({longest:.2f} m)"
            )


def _whole_openings(scenario: Scenario) -> list[tuple[str, float]]:
    """Doors and windows, and the area of each. [m2]"""
    openings = scenario.building.openings
    return [(name, each.width * each.height) for name, each in openings.items() if each.kind != "hatch"]


@after(_whole_openings)
def gaps_are_smaller_than_openings(scenario: Scenario, known: list[tuple[str, float]]) -> Iterator[Fault]:
    """A shut door or window leaks through less than the whole of it."""
    openings = scenario.building.openings
    for name, whole in known:
        leakage = openings[name].leakage
        if leakage is not None and leakage > whole + 1e-9:
            path: Path = ("building", "openings", name, "leakage")
            yield broken(path, f"{leakage:g} m² is more than the whole opening ({whole:g} m²)")


def hatches_lead_up(scenario: Scenario) -> Iterator[Fault]:
    """A hatch joins a room with the one above it, and is no larger than the ceiling."""
    building = scenario.building
    for name, opening in building.openings.items():
        below, above = opening.between
        if opening.kind != "hatch" or below not in building.rooms:
            continue
        path: Path = ("building", "openings", name)
        room = building.rooms[below]
        if opening.width * opening.height > room.width * room.depth:
            yield broken(
                (*path, "width"), f"it is larger than the ceiling of '{below}' ({room.width * room.depth:.1f} m²)"
            )
        if above in building.rooms:
            between = building.elevation(above) - building.elevation(below) - room.height
            if not -TOUCHING <= between <= THICKEST_FLOOR:
                yield broken(
                    (*path, "between"),
                    f"'{above}' does not lie on top of '{below}': write the lower room first, the upper second",
                )


def flights_climb(scenario: Scenario) -> Iterator[Fault]:
    """A flight joins two rooms, the second above the first, along a slope, through a hole that fits."""
    building = scenario.building
    for name, flight in building.flights.items():
        path: Path = ("building", "flights", name)
        missing = False
        for side, room in enumerate(flight.between):
            if room not in building.rooms:
                missing = True
                yield unknown((*path, "between", side), room, "a room", building.rooms)
        if missing:
            continue
        lower, upper = flight.between
        rise = building.elevation(upper) - building.elevation(lower)
        if rise <= 0:
            yield broken((*path, "between"), f"'{upper}' is not above '{lower}': write the lower landing first")
        elif flight.length < rise:
            yield broken((*path, "length"), f"{flight.length:.2f} m is too short to climb {rise:.2f} m")
        smallest = min(flight.between, key=lambda room: _floor_area(building.rooms[room]))
        if flight.opening_area is not None and flight.opening_area > _floor_area(building.rooms[smallest]) + 1e-9:
            yield broken(
                (*path, "opening_area"),
                f"{flight.opening_area:.1f} m² is more than the floor of '{smallest}' "
                f"({_floor_area(building.rooms[smallest]):.1f} m²)",
            )


def _floor_area(room: Room) -> float:
    return room.width * room.depth


def linings_are_known(scenario: Scenario) -> Iterator[Fault]:
    """Every lining is shipped or described under `linings`."""
    known = [*scenario.building.linings, *LININGS, ADIABATIC]
    for name, room in scenario.building.rooms.items():
        for face in ("ceiling", "walls", "floor"):
            for given in getattr(room, face):
                if given not in known:
                    yield unknown(("building", "rooms", name, face), given, "a lining", known)


def conductivities_rise_with_the_points(scenario: Scenario) -> Iterator[Fault]:
    """A curve of conductivity has points, at temperatures that rise, and conducts at each."""
    for name, lining in scenario.building.linings.items():
        curve = lining.conductivity_curve
        path: Path = ("building", "linings", name, "conductivity_curve")
        if curve is None:
            continue
        if len(curve) < 2 or any(later <= earlier for (earlier, _), (later, _) in pairwise(curve)):
            yield broken(path, "a curve of conductivity needs two points or more with temperatures that rise")
        if not all(1e-6 <= conductivity <= 1e4 for _, conductivity in curve):
            yield broken(path, "conductivities lie between 1e-6 and 1e4 W/m/K")


def facades_are_known(scenario: Scenario) -> Iterator[Fault]:
    """Façades that are named are described; only openings to the outside lie in one."""
    building = scenario.building
    for name, opening in building.openings.items():
        if opening.facade is None:
            continue
        path: Path = ("building", "openings", name, "facade")
        if opening.between[1] != OUTSIDE and opening.between[1] in building.rooms:
            yield broken(path, f"it does not lead {OUTSIDE}, so it is in no façade")
        elif opening.facade not in building.facades:
            yield unknown(path, opening.facade, "a façade described under 'facades'", building.facades)
    for name, neighbour in building.neighbour_buildings.items():
        if neighbour.facade is not None and neighbour.facade not in building.facades:
            at: Path = ("building", "neighbour_buildings", name, "facade")
            yield unknown(at, neighbour.facade, "a façade described under 'facades'", building.facades)


def rooms_have_openings(scenario: Scenario) -> Iterator[Fault]:
    """A room without any opening is a mistake unless it says that it is sealed."""
    building = scenario.building
    used = {room for opening in building.openings.values() for room in opening.between}
    used |= {room for flight in building.flights.values() for room in flight.between}
    used |= {room for fan in building.fans.values() for room in fan.between}
    for name, room in building.rooms.items():
        if name not in used and not room.sealed:
            yield broken(("building", "rooms", name), "nothing leads into it: add an opening, or write 'sealed: yes'")
        elif name in used and room.sealed:
            yield broken(("building", "rooms", name, "sealed"), "it says it is sealed, but it has an opening")
