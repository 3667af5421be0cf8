"""What the models cannot see because it lies between the parts: one function per rule.

A rule takes a scenario and yields a Fault for each breach, with the path of the value to change.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise

from palier.scenario.building import OUTSIDE
from palier.scenario.checks_building import (
    broken,
    conductivities_rise_with_the_points,
    facades_are_known,
    flights_climb,
    gaps_are_smaller_than_openings,
    hatches_lead_up,
    linings_are_known,
    names_are_usable,
    names_of_the_building_are_usable,
    openings_fit,
    openings_join_rooms,
    rooms_have_openings,
    there_are_rooms,
    unknown,
)
from palier.scenario.checks_instruments import RULES_OF_INSTRUMENTS
from palier.scenario.checks_rescue import RULES_OF_RESCUE
from palier.scenario.fire import LARGEST_POWER
from palier.scenario.people import Member
from palier.scenario.problems import Fault, Path, nearest
from palier.scenario.rule import Rule, after
from palier.scenario.scenario import Scenario

MOST_OUTPUTS = 20_000  # rows of results that a run may keep


def check(scenario: Scenario, whole: bool = True) -> list[Fault]:
    """Every breach of every rule. With `whole` false, rules that need the full building are left out."""
    rules = RULES if whole else [rule for rule in RULES if rule not in WHOLE]
    return [fault for rule in rules for fault in rule(scenario)]


# ---------------------------------------------------------------------------- fire


def fires_are_somewhere(scenario: Scenario) -> Iterator[Fault]:
    """Fires and what ignites them are in rooms that are there."""
    rooms = scenario.building.rooms
    for name, fire in scenario.fires.items():
        if fire.room not in rooms:
            yield unknown(("fires", name, "room"), fire.room, "a room", rooms)
        elif fire.base >= rooms[fire.room].height:
            yield broken(("fires", name, "base"), f"{fire.base:.2f} m is above the ceiling of '{fire.room}'")
        if fire.ignition.room is not None and fire.ignition.room not in rooms:
            yield unknown(("fires", name, "ignition", "room"), fire.ignition.room, "a room", rooms)


def fires_have_one_cause(scenario: Scenario) -> Iterator[Fault]:
    """Exactly one of `at`, `above` and `flux` sets a fire off."""
    for name, fire in scenario.fires.items():
        causes = [key for key in ("at", "above", "flux") if getattr(fire.ignition, key) is not None]
        if len(causes) != 1:
            found = f"it has {' and '.join(causes)}" if causes else "it has none"
            yield broken(("fires", name, "ignition"), f"it needs exactly one of at, above, flux; {found}")


def fires_have_one_growth(scenario: Scenario) -> Iterator[Fault]:
    """A curve stands in place of growth and peak, a time in place of growth; curves rise and are not negative."""
    for name, fire in scenario.fires.items():
        if isinstance(fire.growth, float) and not 0 < fire.growth <= 1e6:
            yield broken(("fires", name, "growth"), f"growth: {fire.growth:g} W/s² is not between 0 and 1 MW/s²")
        grows = fire.growth != type(fire).model_fields["growth"].default
        if fire.full_after is not None and grows:
            yield broken(("fires", name, "full_after"), "it has growth and also full_after: keep one of the two")
        if fire.smoulders_for > 0 and (fire.curve or fire.fuel or fire.area_curve or fire.base_curve):
            yield broken(
                ("fires", name, "smoulders_for"), "it goes with growth and material: leave out curves and fuel"
            )
        if fire.curve is None:
            continue
        path: Path = ("fires", name, "curve")
        if fire.peak is not None or fire.full_after is not None or grows:
            yield broken(path, "it has a curve and also growth or peak: keep one of the two ways")
        times = [time for time, _ in fire.curve]
        if len(times) < 2 or any(later <= earlier for earlier, later in pairwise(times)):
            yield broken(path, "a curve needs at least two points, with times that rise")
        if any(time < 0 or power < 0 for time, power in fire.curve):
            yield broken(path, "times and heat release rates of a curve are not negative")
        elif any(power > LARGEST_POWER for _, power in fire.curve):
            yield broken(path, f"more than {LARGEST_POWER / 1e9:.0f} GW: look at the unit")
        elif not any(power > 0 for _, power in fire.curve):
            yield broken(path, "the curve never releases any heat")


def something_starts(scenario: Scenario) -> Iterator[Fault]:
    """Of several fires at least one begins by the clock."""
    fires = scenario.fires
    if fires and all(fire.ignition.at is None for fire in fires.values()):
        first = next(iter(fires))
        yield broken(("fires", first, "ignition"), "no fire begins by itself: give one of them 'ignition: {at: 0 s}'")


# -------------------------------------------------------------------------- people


def flats(scenario: Scenario) -> list[str]:
    """Names of the flats, in the order of the rooms."""
    return list(dict.fromkeys(room.flat for room in scenario.building.rooms.values() if room.flat is not None))


@after(flats)
def households_have_a_place(scenario: Scenario, known: list[str]) -> Iterator[Fault]:
    """Households and their members are in flats and rooms that are there."""
    rooms, homes = scenario.building.rooms, known
    for name, household in scenario.people.items():
        path: Path = ("people", name)
        if household.flat is None and household.room is None:
            yield broken(path, "say where they are: 'flat:' or 'room:'")
        if household.flat is not None and household.flat not in homes:
            yield unknown((*path, "flat"), household.flat, "a flat", homes)
        if household.room is not None and household.room not in rooms:
            yield unknown((*path, "room"), household.room, "a room", rooms)
        for index, member in enumerate(household.members):
            if member.room is not None and member.room not in rooms:
                yield unknown((*path, "members", index, "room"), member.room, "a room", rooms)


def names_of_people_differ(scenario: Scenario) -> Iterator[Fault]:
    """Everybody has a name of their own: results are told by it."""
    taken: dict[str, str] = {}
    for name, household in scenario.people.items():
        for index, member in enumerate(household.members):
            if member.name is None:
                called = name if len(household.members) == 1 else f"{name} {index + 1}"
            else:
                called = member.name
            if member.name is not None and (not called.strip() or not called.isprintable()):
                yield broken(("people", name, "members", index, "name"), "not a usable name: write visible text")
            if taken.get(called, name) != name:
                path: Path = ("people", name, "members", index, "name")
                yield broken(path, f"'{called}' is also in household '{taken[called]}': give one of them another name")
            taken.setdefault(called, name)


def those_telephoned_are_there(scenario: Scenario) -> Iterator[Fault]:
    """Households ring up other households."""
    for name, household in scenario.people.items():
        for index, other in enumerate(household.phones):
            path: Path = ("people", name, "phones", index)
            if other == name:
                yield broken(path, "nobody rings up their own household")
            elif other not in scenario.people:
                yield unknown(path, other, "a household", scenario.people)
            elif other in household.phones[:index]:
                yield broken(path, f"'{other}' is rung up twice: once is enough")


def exits_lead_out(scenario: Scenario) -> Iterator[Fault]:
    """The exit that a household keeps to is a door or window between a room and the outside."""
    openings = scenario.building.openings
    for name, household in scenario.people.items():
        path: Path = ("people", name, "exit")
        if household.exit is None:
            continue
        if household.exit not in openings:
            yield unknown(path, household.exit, "an opening", openings)
            continue
        way = openings[household.exit]
        walks = scenario.habits.walking
        most = {"door": walks.leads_out_up_to, "window": walks.climbs_out_up_to}.get(way.kind, -1.0)
        inside = [room for room in way.between if room in scenario.building.rooms]
        if OUTSIDE not in way.between or most < 0.0 or (way.kind == "window" and not way.operable):
            yield broken(path, f"'{household.exit}' is no door, and no window that opens, to the outside")
        elif inside and scenario.building.elevation(inside[0]) + way.sill > most:
            yield broken(path, f"'{household.exit}' is too high above the street to leave by: {most:g} m at most")


def carers_are_members(scenario: Scenario) -> Iterator[Fault]:
    """A carer is another named member of the same household."""
    youngest = scenario.habits.care.youngest_carer
    for name, household in scenario.people.items():
        named = [member.name for member in household.members if member.name is not None]
        for index, member in enumerate(household.members):
            path: Path = ("people", name, "members", index)
            if member.name is not None and named.count(member.name) > 1:
                yield broken((*path, "name"), f"'{member.name}' is the name of two members")
            if member.carer is None:
                continue
            others = [other for other in named if other != member.name]
            if member.carer == member.name:
                yield broken((*path, "carer"), "nobody is their own carer")
            elif member.carer not in named:
                tip = nearest(member.carer, others, "Named are") or "Give the carer a 'name'."
                yield broken((*path, "carer"), f"'{member.carer}' is not a member of this household. {tip}")
            elif next(each.age for each in household.members if each.name == member.carer) < youngest:
                yield broken((*path, "carer"), f"'{member.carer}' is too young: a carer is {youngest:.0f} or more")
            elif member.name in _carers_of(member, household.members):
                yield broken((*path, "carer"), f"'{member.name}' and '{member.carer}' would each wait for the other")


def _carers_of(member: Member, members: Iterable[Member]) -> set[str]:
    """Who cares for a member, who cares for that one, and so on."""
    carers = {each.name: each.carer for each in members if each.name is not None}
    found: set[str] = set()
    carer = member.carer
    while carer is not None and carer not in found:
        found.add(carer)
        carer = carers.get(carer)
    return found


def _ways_out(scenario: Scenario) -> tuple[set[str], dict[str | None, set[str]]]:
    """Rooms from which doors and flights lead to the outside; and the rooms of every flat."""
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
    homes: dict[str | None, set[str]] = {None: set()}
    for room, described in building.rooms.items():
        if described.flat is not None:
            homes.setdefault(described.flat, set()).add(room)
    return reached, homes


@after(_ways_out)
def the_occupied_have_a_way_out(
    scenario: Scenario, known: tuple[set[str], dict[str | None, set[str]]]
) -> Iterator[Fault]:
    """Doors and flights lead from everyone's room to the outside; locked doors count, windows do not."""
    reached, homes = known
    rooms = scenario.building.rooms
    for name, household in scenario.people.items():
        starts = {household.room} if household.room is not None else set(homes.get(household.flat, ()))
        starts |= {member.room for member in household.members if member.room is not None}
        for room in sorted(start for start in starts if start in rooms and start not in reached):
            yield broken(("people", name), f"no way of doors and stairs leads from '{room}' to the {OUTSIDE}")


def alarms_are_in_rooms(scenario: Scenario) -> Iterator[Fault]:
    """Alarms hang in rooms that are there."""
    for name, alarm in scenario.alarms.items():
        if alarm.room not in scenario.building.rooms:
            yield unknown(("alarms", name, "room"), alarm.room, "a room", scenario.building.rooms)


def results_can_be_kept(scenario: Scenario) -> Iterator[Fault]:
    """The results of a run fit in memory."""
    told = scenario.simulation
    if told.output_every > told.duration:
        yield Fault(("simulation", "output_every"), "simulation: output_every is longer than the duration")
    elif abs(told.duration / told.output_every - round(told.duration / told.output_every)) > 1e-6:
        whole = math.ceil(told.duration / told.output_every) * told.output_every
        yield Fault(
            ("simulation", "duration"),
            f"simulation: {told.duration:g} s is not a whole number of times {told.output_every:g} s, the time between "
            f"two kept states (output_every): write 'duration: {whole:g} s'",
        )
    elif scenario.duration / told.output_every > MOST_OUTPUTS:  # with the time for which a fire smoulders
        longer = math.ceil(scenario.duration / MOST_OUTPUTS)
        yield Fault(
            ("simulation", "output_every"),
            f"simulation: results would have {scenario.duration / told.output_every:.0f} rows; "
            f"write 'output_every: {longer:.0f} s' or more",
        )


RULES: tuple[Rule, ...] = (
    there_are_rooms,
    names_of_the_building_are_usable,
    names_are_usable,
    openings_join_rooms,
    openings_fit,
    gaps_are_smaller_than_openings,
    hatches_lead_up,
    flights_climb,
    linings_are_known,
    conductivities_rise_with_the_points,
    facades_are_known,
    rooms_have_openings,
    fires_are_somewhere,
    fires_have_one_cause,
    fires_have_one_growth,
    something_starts,
    households_have_a_place,
    names_of_people_differ,
    those_telephoned_are_there,
    exits_lead_out,
    carers_are_members,
    the_occupied_have_a_way_out,
    alarms_are_in_rooms,
    results_can_be_kept,
    *RULES_OF_RESCUE,
    *RULES_OF_INSTRUMENTS,
)

WHOLE: tuple[Rule, ...] = (there_are_rooms, rooms_have_openings, the_occupied_have_a_way_out, something_starts)
