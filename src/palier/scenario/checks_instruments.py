"""Rules about what is measured, driven and scheduled: fans, schedules, sections, targets, detectors, fuels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from palier.scenario.building import ADIABATIC, OUTSIDE, OpensWhen
from palier.scenario.checks_building import TOUCHING, broken, unknown
from palier.scenario.linings import LININGS
from palier.scenario.problems import Fault, Path
from palier.scenario.scenario import Scenario

HOTTEST_CLIMATE = 340.0  # warmer air is a slip of the unit unless a furnace is meant. [K]


def air_is_that_of_a_climate(scenario: Scenario) -> Iterator[Fault]:
    """Air hotter than any climate's is a slip, unless the site says that it is meant."""
    for field in ("outside_temperature", "inside_temperature"):
        given = getattr(scenario.site, field)
        if given >= HOTTEST_CLIMATE and not scenario.site.furnace:
            yield Fault(
                ("site", field),
                f"site: {field}: {given - 273.15:g} °C is out of range: it must be less than "
                f"{HOTTEST_CLIMATE - 273.15:g} °C, or a furnace is meant: write 'furnace: yes'",
            )
    if scenario.site.furnace and scenario.people:
        yield Fault(("site", "furnace"), "site: nobody is alive in a furnace: take 'furnace' or the people away")


def fans_join_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Both ends of a fan are there, differ, and their grilles lie within their rooms; its pressures rise."""
    rooms = scenario.building.rooms
    for name, fan in scenario.building.fans.items():
        path: Path = ("building", "fans", name)
        for side, room in enumerate(fan.between):
            if room != OUTSIDE and room not in rooms:
                yield unknown((*path, "between", side), room, "a room", [*rooms, OUTSIDE])
            elif room != OUTSIDE and not 0 <= fan.heights[side] <= rooms[room].height + TOUCHING:
                yield broken(
                    (*path, "heights"),
                    f"its grille at {fan.heights[side]:.2f} m is not between floor and ceiling of '{room}', which is "
                    f"{rooms[room].height:.2f} m high",
                )
        if fan.between[0] == fan.between[1]:
            yield broken((*path, "between"), f"it leads from '{fan.between[0]}' back into it")
        if min(fan.areas) <= 0:
            yield broken((*path, "areas"), "its grilles need an area above 0")
        if not 0 <= fan.cutoff[0] <= fan.cutoff[1]:
            yield broken(
                (*path, "cutoff"), "the flow begins to fall at a pressure no higher than that at which it ends"
            )


def schedules_go_forward(scenario: Scenario) -> Iterator[Fault]:
    """Times of a schedule do not go back, and its parts lie between 0 and 1."""
    building = scenario.building
    told: list[tuple[Path, tuple[tuple[float, float], ...] | None]] = [
        *((("building", "openings", name, "schedule"), each.schedule) for name, each in building.openings.items()),
        *((("building", "fans", name, "schedule"), each.schedule) for name, each in building.fans.items()),
    ]
    for path, points in told:
        if points is None:
            continue
        if not points:
            yield broken(path, "the schedule is empty: write points such as [[0 s, 0], [60 s, 1]]")
        if any(later < earlier for (earlier, _), (later, _) in pairwise(points)):
            yield broken(path, "the schedule goes back in time")
        if any(not 0 <= part <= 1 for _, part in points):
            yield broken(path, "the parts of a schedule lie between 0 and 1")


def openings_wait_for_targets(scenario: Scenario) -> Iterator[Fault]:
    """What an opening waits for is a target that is there, at a temperature or a heat flux."""
    for name, opening in scenario.building.openings.items():
        if opening.opens_when is None:
            continue
        path: Path = ("building", "openings", name, "opens_when")
        yield from _waits(scenario, path, opening.opens_when)
        if opening.schedule is not None:
            yield broken(path, "it has a schedule and also opens_when: keep one of the two ways")


def _waits(scenario: Scenario, path: Path, cause: OpensWhen) -> Iterator[Fault]:
    if cause.target not in scenario.targets:
        yield unknown((*path, "target"), cause.target, "a target", scenario.targets)
    if (cause.above is None) == (cause.flux is None):
        found = "it has both" if cause.above is not None else "it has none"
        yield broken(path, f"opens_when needs exactly one of above, flux; {found}")


def rooms_lie_under_rooms(scenario: Scenario) -> Iterator[Fault]:
    """A room lies under another that is there and begins no lower than its ceiling."""
    building = scenario.building
    for name, room in building.rooms.items():
        path: Path = ("building", "rooms", name, "under")
        if room.under is None:
            continue
        if room.under not in building.rooms:
            yield unknown(path, room.under, "a room", building.rooms)
        elif room.under == name:
            yield broken(path, "it cannot lie under itself")
        elif building.elevation(room.under) < building.elevation(name) + room.height - TOUCHING:
            yield broken(path, f"the floor of '{room.under}' is below its ceiling")


def sections_rise(scenario: Scenario) -> Iterator[Fault]:
    """Heights of a section rise within the room, and there is floor at each of them."""
    for name, room in scenario.building.rooms.items():
        if room.section is None:
            continue
        path: Path = ("building", "rooms", name, "section")
        heights = [height for height, _ in room.section]
        if any(above <= below for below, above in pairwise(heights)):
            yield broken(path, "the heights of a section rise from each point to the next")
        if heights[0] < 0 or heights[-1] > room.height + TOUCHING:
            yield broken(path, f"the heights of a section lie between 0 and the room's height, {room.height:.2f} m")
        if any(area <= 0 for _, area in room.section):
            yield broken(path, "the areas of a section are above 0")


def adiabatic_is_no_layer(scenario: Scenario) -> Iterator[Fault]:
    """The name that means `takes up no heat` stands alone, and describes no lining."""
    if ADIABATIC in scenario.building.linings:
        yield Fault(
            ("building", "linings", ADIABATIC), f"'{ADIABATIC}' means a face that takes up no heat: use another name"
        )
    for name, room in scenario.building.rooms.items():
        for face in ("ceiling", "walls", "floor"):
            layers = getattr(room, face)
            if not layers:
                yield broken(("building", "rooms", name, face), "it needs at least one lining")
            elif ADIABATIC in layers and len(layers) > 1:
                yield broken(("building", "rooms", name, face), f"'{ADIABATIC}' stands alone, not among other linings")


def instruments_are_in_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Targets and detectors are inside rooms that are there."""
    rooms = scenario.building.rooms
    for section, entries in (("targets", scenario.targets), ("detectors", scenario.detectors)):
        for name, each in entries.items():
            path: Path = (section, name)
            if each.room not in rooms:
                yield unknown((*path, "room"), each.room, "a room", rooms)
                continue
            room = rooms[each.room]
            yield from _inside((*path, "position"), each.position, (room.width, room.depth, room.height), each.room)
    for name, fire in scenario.fires.items():
        if fire.position is not None and fire.room in rooms:
            room = rooms[fire.room]
            yield from _inside(("fires", name, "position"), fire.position, (room.width, room.depth), fire.room)


def _inside(path: Path, position: Iterable[float], sizes: Iterable[float], room: str) -> Iterator[Fault]:
    axes = ("width", "depth", "height")
    for axis, value, size in zip(axes, position, sizes, strict=False):
        if not -TOUCHING <= value <= size + TOUCHING:
            yield broken(path, f"{value:g} m is outside '{room}', whose {axis} is {size:g} m")


def targets_are_made_of_something(scenario: Scenario) -> Iterator[Fault]:
    """A target's material is a lining, its depth lies within it, and it looks somewhere."""
    building = scenario.building
    for name, target in scenario.targets.items():
        path: Path = ("targets", name)
        known = building.linings if target.material in building.linings else LININGS
        if target.material not in known:
            yield unknown((*path, "material"), target.material, "a lining", [*building.linings, *LININGS])
        elif target.depth > known[target.material].thickness * (1 + 1e-9):
            yield broken(
                (*path, "depth"),
                f"{target.depth * 1000:g} mm is deeper than '{target.material}' is thick "
                f"({known[target.material].thickness * 1000:g} mm)",
            )
        if isinstance(target.facing, tuple) and not any(target.facing):
            yield broken((*path, "facing"), "its normal points nowhere: one of the three numbers must differ from 0")
        if target.convection is not None and min(target.convection) < 0:
            yield broken((*path, "convection"), "heat transfer coefficients are not negative")


def fires_watch_targets(scenario: Scenario) -> Iterator[Fault]:
    """The target that ignites a fire is there, and belongs to a temperature or a heat flux."""
    for name, fire in scenario.fires.items():
        path: Path = ("fires", name, "ignition", "target")
        if fire.ignition.target is None:
            continue
        if fire.ignition.target not in scenario.targets:
            yield unknown(path, fire.ignition.target, "a target", scenario.targets)
        if fire.ignition.at is not None:
            yield broken(path, "a target goes with above or flux, not with at")


def fuels_can_burn(scenario: Scenario) -> Iterator[Fault]:
    """A fuel has carbon or hydrogen, and gives off no more than its own mass."""
    for name, fire in scenario.fires.items():
        if fire.fuel is None:
            continue
        path: Path = ("fires", name, "fuel")
        if fire.fuel.carbon + fire.fuel.hydrogen <= 0:
            yield broken(path, "a fuel without carbon and hydrogen does not burn")
        times = [each.at for each in fire.fuel.yields]
        if any(later <= earlier for earlier, later in pairwise(times)):
            yield broken((*path, "yields"), "the times of the yields rise")


def fire_curves_rise(scenario: Scenario) -> Iterator[Fault]:
    """Times of a fire's area and height rise; areas are above 0 and heights below the ceiling."""
    rooms = scenario.building.rooms
    for name, fire in scenario.fires.items():
        for field, what in (("area_curve", "an area curve"), ("base_curve", "a curve of heights")):
            points = getattr(fire, field)
            if points is None:
                continue
            path: Path = ("fires", name, field)
            times = [time for time, _ in points]
            if not times or any(later <= earlier for earlier, later in pairwise(times)) or times[0] < 0:
                yield broken(path, f"{what} needs points with times that rise from 0 on")
            if field == "area_curve" and any(area <= 0 for _, area in points):
                yield broken(path, "burning areas are above 0")
            highest = rooms[fire.room].height if fire.room in rooms else float("inf")
            if field == "base_curve" and any(not 0 <= base < highest for _, base in points):
                yield broken(path, f"the burning surface lies between the floor and the ceiling of '{fire.room}'")


RULES_OF_INSTRUMENTS = (
    air_is_that_of_a_climate,
    fans_join_rooms,
    schedules_go_forward,
    openings_wait_for_targets,
    rooms_lie_under_rooms,
    sections_rise,
    adiabatic_is_no_layer,
    instruments_are_in_rooms,
    targets_are_made_of_something,
    fires_watch_targets,
    fuels_can_burn,
    fire_curves_rise,
)
