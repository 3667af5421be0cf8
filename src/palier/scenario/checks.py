"""What the models cannot see because it lies between the parts: one function per rule.

A rule takes a scenario and yields a Fault for each breach, with the path of the value to change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from palier.scenario.building import OUTSIDE, Opening, Room
from palier.scenario.linings import LININGS
from palier.scenario.messages import owner
from palier.scenario.problems import Fault, Path, nearest
from palier.scenario.scenario import Scenario

TOUCHING = 0.005  # vertical distances below this are rounding. [m]
THICKEST_FLOOR = 1.5  # a hatch or flight never has more between ceiling and floor above. [m]
MOST_OUTPUTS = 20_000  # rows of results that a run may keep

Rule = Callable[[Scenario], Iterator[Fault]]


def check(scenario: Scenario, whole: bool = True) -> list[Fault]:
    """Every breach of every rule. With `whole` false, rules that need the full building are left out."""
    rules = RULES if whole else [rule for rule in RULES if rule not in WHOLE]
    return [fault for rule in rules for fault in rule(scenario)]


def _unknown(path: Path, name: str, what: str, known: Iterable[str]) -> Fault:
    tip = nearest(name, known, "There are")
    return Fault(path, f"{owner(path)}'{name}' is not {what}. {tip}".strip())


def _fault(path: Path, message: str) -> Fault:
    return Fault(path, owner(path) + message)


# ------------------------------------------------------------------------ building


def there_are_rooms(scenario: Scenario) -> Iterator[Fault]:
    """A building has at least one room."""
    if not scenario.building.rooms:
        yield Fault(("building",), "the building has no rooms: write 'rooms:' or a 'block:'")


def names_are_usable(scenario: Scenario) -> Iterator[Fault]:
    """Names are visible text; `outside` is taken."""
    building = scenario.building
    if OUTSIDE in building.rooms:
        yield Fault(("building", "rooms", OUTSIDE), f"'{OUTSIDE}' means the open air; give the room another name")
    sections: list[tuple[Path, Iterable[str]]] = [
        (("building", "rooms"), building.rooms),
        (("building", "openings"), building.openings),
        (("building", "flights"), building.flights),
        (("fires",), scenario.fires),
        (("people",), scenario.people),
        (("alarms",), scenario.alarms),
        (("neighbours",), scenario.neighbours),
        (("crews",), scenario.crews),
        (("variants",), scenario.variants),
    ]
    for section, names in sections:
        for name in names:
            if not name.strip() or not name.isprintable():
                yield Fault((*section, name), f"{name!r} is not a usable name: write visible text")


def openings_join_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Both sides of an opening are there, and the first is a room."""
    rooms = scenario.building.rooms
    for name, opening in scenario.building.openings.items():
        path: Path = ("building", "openings", name, "between")
        for side, room in enumerate(opening.between):
            if room != OUTSIDE and room not in rooms:
                yield _unknown((*path, side), room, "a room", [*rooms, OUTSIDE])
        if opening.between[0] == opening.between[1]:
            yield _fault(path, f"it joins '{opening.between[0]}' with itself")
        elif opening.between[0] == OUTSIDE:
            yield _fault(path, f"write the room first: [{opening.between[1]}, {OUTSIDE}]")
        if opening.kind == "window" and opening.between[1] != OUTSIDE and opening.between[1] in rooms:
            yield _fault(path, f"a window leads {OUTSIDE}; between two rooms write 'kind: door' or 'kind: grille'")


def openings_fit(scenario: Scenario) -> Iterator[Fault]:
    """Sill and soffit of a vertical opening lie between floor and ceiling of both rooms."""
    building = scenario.building
    for name, opening in building.openings.items():
        if opening.kind == "hatch" or opening.between[0] not in building.rooms:
            continue
        path: Path = ("building", "openings", name)
        sill = building.elevation(opening.between[0]) + opening.sill
        soffit = sill + opening.height
        for side, room in enumerate(opening.between):
            if room not in building.rooms:
                continue
            floor = building.elevation(room)
            ceiling = floor + building.rooms[room].height
            if side == 0 and soffit > ceiling + TOUCHING:
                yield _fault(
                    (*path, "height"),
                    f"its top at {opening.sill + opening.height:.2f} m is above the ceiling of '{room}', which is "
                    f"{building.rooms[room].height:.2f} m high",
                )
            elif side == 1 and (sill < floor - TOUCHING or soffit > ceiling + TOUCHING):
                yield _fault(
                    (*path, "between"),
                    f"it reaches from {sill:.2f} to {soffit:.2f} m above the street, but '{room}' lies between "
                    f"{floor:.2f} and {ceiling:.2f} m",
                )


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
            yield _fault(
                (*path, "width"), f"it is larger than the ceiling of '{below}' ({room.width * room.depth:.1f} m²)"
            )
        if above in building.rooms:
            between = building.elevation(above) - building.elevation(below) - room.height
            if not -TOUCHING <= between <= THICKEST_FLOOR:
                yield _fault(
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
                yield _unknown((*path, "between", side), room, "a room", building.rooms)
        if missing:
            continue
        lower, upper = flight.between
        rise = building.elevation(upper) - building.elevation(lower)
        if rise <= 0:
            yield _fault((*path, "between"), f"'{upper}' is not above '{lower}': write the lower landing first")
        elif flight.length < rise:
            yield _fault((*path, "length"), f"{flight.length:.2f} m is too short to climb {rise:.2f} m")
        smallest = min(flight.between, key=lambda room: _floor_area(building.rooms[room]))
        if flight.opening_area > _floor_area(building.rooms[smallest]) + 1e-9:
            yield _fault(
                (*path, "opening_area"),
                f"{flight.opening_area:.1f} m² is more than the floor of '{smallest}' "
                f"({_floor_area(building.rooms[smallest]):.1f} m²)",
            )


def _floor_area(room: Room) -> float:
    return room.width * room.depth


def linings_are_known(scenario: Scenario) -> Iterator[Fault]:
    """Every lining is shipped or described under `linings`."""
    known = [*scenario.building.linings, *LININGS]
    for name, room in scenario.building.rooms.items():
        for face in ("ceiling", "walls", "floor"):
            if getattr(room, face) not in known:
                yield _unknown(("building", "rooms", name, face), getattr(room, face), "a lining", known)


def facades_are_known(scenario: Scenario) -> Iterator[Fault]:
    """Façades that are named are described; only openings to the outside lie in one."""
    building = scenario.building
    for name, opening in building.openings.items():
        if opening.facade is None:
            continue
        path: Path = ("building", "openings", name, "facade")
        if opening.between[1] != OUTSIDE and opening.between[1] in building.rooms:
            yield _fault(path, f"it does not lead {OUTSIDE}, so it is in no façade")
        elif opening.facade not in building.facades:
            yield _unknown(path, opening.facade, "a façade described under 'facades'", building.facades)
    for name, neighbour in building.neighbour_buildings.items():
        if neighbour.facade is not None and neighbour.facade not in building.facades:
            at: Path = ("building", "neighbour_buildings", name, "facade")
            yield _unknown(at, neighbour.facade, "a façade described under 'facades'", building.facades)


def rooms_have_openings(scenario: Scenario) -> Iterator[Fault]:
    """A room without any opening is a mistake unless it says that it is sealed."""
    building = scenario.building
    used = {room for opening in building.openings.values() for room in opening.between}
    used |= {room for flight in building.flights.values() for room in flight.between}
    for name, room in building.rooms.items():
        if name not in used and not room.sealed:
            yield _fault(("building", "rooms", name), "nothing leads into it: add an opening, or write 'sealed: yes'")
        elif name in used and room.sealed:
            yield _fault(("building", "rooms", name, "sealed"), "it says it is sealed, but it has an opening")


def ledges_are_below_windows(scenario: Scenario) -> Iterator[Fault]:
    """A ledge belongs to a window that people can open and leads to a neighbour building."""
    building = scenario.building
    for name, ledge in building.ledges.items():
        path: Path = ("building", "ledges", name)
        window = building.openings.get(ledge.window)
        if window is None:
            windows = [each for each, opening in building.openings.items() if _is_window(opening)]
            yield _unknown((*path, "window"), ledge.window, "a window", windows)
        elif not _is_window(window):
            yield _fault((*path, "window"), f"'{ledge.window}' is not a window to the outside")
        elif not window.operable:
            yield _fault((*path, "window"), f"'{ledge.window}' cannot be opened, so nobody can be handed through it")
        if ledge.building not in building.neighbour_buildings:
            yield _unknown((*path, "building"), ledge.building, "a neighbour building", building.neighbour_buildings)


def _is_window(opening: Opening) -> bool:
    return opening.kind in ("window", "door") and opening.between[1] == OUTSIDE


# ---------------------------------------------------------------------------- fire


def fires_are_somewhere(scenario: Scenario) -> Iterator[Fault]:
    """Fires and what ignites them are in rooms that are there."""
    rooms = scenario.building.rooms
    for name, fire in scenario.fires.items():
        if fire.room not in rooms:
            yield _unknown(("fires", name, "room"), fire.room, "a room", rooms)
        elif fire.base >= rooms[fire.room].height:
            yield _fault(("fires", name, "base"), f"{fire.base:.2f} m is above the ceiling of '{fire.room}'")
        if fire.ignition.room is not None and fire.ignition.room not in rooms:
            yield _unknown(("fires", name, "ignition", "room"), fire.ignition.room, "a room", rooms)


def fires_have_one_cause(scenario: Scenario) -> Iterator[Fault]:
    """Exactly one of `at`, `above` and `flux` sets a fire off."""
    for name, fire in scenario.fires.items():
        causes = [key for key in ("at", "above", "flux") if getattr(fire.ignition, key) is not None]
        if len(causes) != 1:
            found = f"it has {' and '.join(causes)}" if causes else "it has none"
            yield _fault(("fires", name, "ignition"), f"it needs exactly one of at, above, flux; {found}")


def fires_have_one_growth(scenario: Scenario) -> Iterator[Fault]:
    """A curve stands in place of growth and peak; its times rise and its powers are not negative."""
    for name, fire in scenario.fires.items():
        if fire.curve is None:
            continue
        path: Path = ("fires", name, "curve")
        if fire.peak is not None or fire.growth != type(fire).model_fields["growth"].default:
            yield _fault(path, "it has a curve and also growth or peak: keep one of the two ways")
        times = [time for time, _ in fire.curve]
        if len(times) < 2 or any(later <= earlier for earlier, later in pairwise(times)):
            yield _fault(path, "a curve needs at least two points, with times that rise")
        if any(time < 0 or power < 0 for time, power in fire.curve):
            yield _fault(path, "times and heat release rates of a curve are not negative")
        elif not any(power > 0 for _, power in fire.curve):
            yield _fault(path, "the curve never releases any heat")


def something_starts(scenario: Scenario) -> Iterator[Fault]:
    """Of several fires at least one begins by the clock."""
    fires = scenario.fires
    if fires and all(fire.ignition.at is None for fire in fires.values()):
        first = next(iter(fires))
        yield _fault(("fires", first, "ignition"), "no fire begins by itself: give one of them 'ignition: {at: 0 s}'")


# -------------------------------------------------------------------------- people


def flats(scenario: Scenario) -> list[str]:
    """Names of the flats, in the order of the rooms."""
    return list(dict.fromkeys(room.flat for room in scenario.building.rooms.values() if room.flat is not None))


def households_have_a_place(scenario: Scenario) -> Iterator[Fault]:
    """Households and their members are in flats and rooms that are there."""
    rooms, homes = scenario.building.rooms, flats(scenario)
    for name, household in scenario.people.items():
        path: Path = ("people", name)
        if household.flat is None and household.room is None:
            yield _fault(path, "say where they are: 'flat:' or 'room:'")
        if household.flat is not None and household.flat not in homes:
            yield _unknown((*path, "flat"), household.flat, "a flat", homes)
        if household.room is not None and household.room not in rooms:
            yield _unknown((*path, "room"), household.room, "a room", rooms)
        for index, member in enumerate(household.members):
            if member.room is not None and member.room not in rooms:
                yield _unknown((*path, "members", index, "room"), member.room, "a room", rooms)


def carers_are_members(scenario: Scenario) -> Iterator[Fault]:
    """A carer is another named member of the same household."""
    for name, household in scenario.people.items():
        named = [member.name for member in household.members if member.name is not None]
        for index, member in enumerate(household.members):
            path: Path = ("people", name, "members", index)
            if member.name is not None and named.count(member.name) > 1:
                yield _fault((*path, "name"), f"'{member.name}' is the name of two members")
            if member.carer is None:
                continue
            others = [other for other in named if other != member.name]
            if member.carer == member.name:
                yield _fault((*path, "carer"), "nobody is their own carer")
            elif member.carer not in named:
                tip = nearest(member.carer, others, "Named are") or "Give the carer a 'name'."
                yield _fault((*path, "carer"), f"'{member.carer}' is not a member of this household. {tip}")


def the_occupied_have_a_way_out(scenario: Scenario) -> Iterator[Fault]:
    """Doors and flights lead from everyone's room to the outside; locked doors count, windows do not."""
    building = scenario.building
    beside: dict[str, set[str]] = {}
    pairs = [opening.between for opening in building.openings.values() if opening.kind == "door"]
    for a, b in [*pairs, *(flight.between for flight in building.flights.values())]:
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    reached, waiting = {OUTSIDE}, [OUTSIDE]
    while waiting:
        for room in beside.get(waiting.pop(), ()):
            if room not in reached:
                reached.add(room)
                waiting.append(room)
    for name, household in scenario.people.items():
        homes = [room for room, described in building.rooms.items() if described.flat == household.flat is not None]
        starts = {household.room} if household.room is not None else set(homes)
        starts |= {member.room for member in household.members if member.room is not None}
        for room in sorted(start for start in starts if start in building.rooms and start not in reached):
            yield _fault(("people", name), f"no way of doors and stairs leads from '{room}' to the {OUTSIDE}")


def alarms_are_in_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Alarms hang in rooms that are there."""
    for name, alarm in scenario.alarms.items():
        if alarm.room not in scenario.building.rooms:
            yield _unknown(("alarms", name, "room"), alarm.room, "a room", scenario.building.rooms)


# ---------------------------------------------------------------------- responders


def neighbours_have_a_way(scenario: Scenario) -> Iterator[Fault]:
    """A neighbour's building and ledge are there and belong together."""
    building = scenario.building
    for name, neighbour in scenario.neighbours.items():
        path: Path = ("neighbours", name)
        if neighbour.building not in building.neighbour_buildings:
            yield _unknown(
                (*path, "building"), neighbour.building, "a neighbour building", building.neighbour_buildings
            )
        ledge = building.ledges.get(neighbour.ledge)
        if ledge is None:
            yield _unknown((*path, "ledge"), neighbour.ledge, "a ledge", building.ledges)
        elif ledge.building != neighbour.building and neighbour.building in building.neighbour_buildings:
            yield _fault(
                (*path, "ledge"), f"'{neighbour.ledge}' leads to '{ledge.building}', not to '{neighbour.building}'"
            )


def ladders_stand_at_facades(scenario: Scenario) -> Iterator[Fault]:
    """The façades of a crew's ladder are there; a ladder that reaches something has a façade to stand at."""
    facades = scenario.building.facades
    for name, crew in scenario.crews.items():
        for index, facade in enumerate(crew.ladder_facades or ()):
            if facade not in facades:
                yield _unknown(("crews", name, "ladder_facades", index), facade, "a façade", facades)


def results_can_be_kept(scenario: Scenario) -> Iterator[Fault]:
    """The results of a run fit in memory."""
    told = scenario.simulation
    if told.output_every > told.duration:
        yield Fault(("simulation", "output_every"), "simulation: output_every is longer than the duration")
    elif told.duration / told.output_every > MOST_OUTPUTS:
        longer = told.duration / MOST_OUTPUTS
        yield Fault(
            ("simulation", "output_every"),
            f"simulation: results would have {told.duration / told.output_every:.0f} rows; "
            f"write 'output_every: {longer:.0f} s' or more",
        )


RULES: tuple[Rule, ...] = (
    there_are_rooms,
    names_are_usable,
    openings_join_rooms,
    openings_fit,
    hatches_lead_up,
    flights_climb,
    linings_are_known,
    facades_are_known,
    rooms_have_openings,
    ledges_are_below_windows,
    fires_are_somewhere,
    fires_have_one_cause,
    fires_have_one_growth,
    something_starts,
    households_have_a_place,
    carers_are_members,
    the_occupied_have_a_way_out,
    alarms_are_in_rooms,
    neighbours_have_a_way,
    ladders_stand_at_facades,
    results_can_be_kept,
)

WHOLE: tuple[Rule, ...] = (there_are_rooms, rooms_have_openings, the_occupied_have_a_way_out, something_starts)
