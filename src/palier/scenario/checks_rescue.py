"""Rules about rescue: ledges, window gaps, neighbours and the ways of crews."""

from __future__ import annotations

from collections.abc import Iterator

from palier.scenario.building import OUTSIDE, Opening
from palier.scenario.checks_building import broken, unknown
from palier.scenario.problems import Fault, Path
from palier.scenario.scenario import Scenario
from palier.scenario.ways import Ladder, RoofHatch


def ways_across_are_at_windows(scenario: Scenario) -> Iterator[Fault]:
    """A ledge or window gap belongs to a window that people can open and leads to a neighbour building."""
    building = scenario.building
    for section in ("ledges", "window_gaps"):
        for name, across in getattr(building, section).items():
            path: Path = ("building", section, name)
            window = building.openings.get(across.window)
            if window is None:
                windows = [each for each, opening in building.openings.items() if _is_window(opening)]
                yield unknown((*path, "window"), across.window, "a window", windows)
            elif not _is_window(window):
                yield broken((*path, "window"), f"'{across.window}' is not a window to the outside")
            elif not window.operable:
                yield broken(
                    (*path, "window"), f"'{across.window}' cannot be opened, so nobody can be handed through it"
                )
            if across.building not in building.neighbour_buildings:
                yield unknown(
                    (*path, "building"), across.building, "a neighbour building", building.neighbour_buildings
                )


def _is_window(opening: Opening) -> bool:
    return opening.kind in ("window", "door") and opening.between[1] == OUTSIDE


def neighbours_have_a_way(scenario: Scenario) -> Iterator[Fault]:
    """A neighbour has a building, and one ledge or one window gap that leads to it."""
    building = scenario.building
    for name, neighbour in scenario.neighbours.items():
        path: Path = ("neighbours", name)
        if neighbour.building not in building.neighbour_buildings:
            yield unknown((*path, "building"), neighbour.building, "a neighbour building", building.neighbour_buildings)
        if (neighbour.ledge is None) == (neighbour.window_gap is None):
            yield broken(path, "say by which way: either 'ledge:' or 'window_gap:'")
        for key, known, what in (
            ("ledge", building.ledges, "a ledge"),
            ("window_gap", building.window_gaps, "a window gap"),
        ):
            chosen = getattr(neighbour, key)
            if chosen is None:
                continue
            if chosen not in known:
                yield unknown((*path, key), chosen, what, known)
            elif known[chosen].building != neighbour.building and neighbour.building in building.neighbour_buildings:
                yield broken(
                    (*path, key), f"'{chosen}' leads to '{known[chosen].building}', not to '{neighbour.building}'"
                )


def ways_of_crews_are_there(scenario: Scenario) -> Iterator[Fault]:
    """The façades of a ladder are there, and the hatch of a way from the roof leads into the open air."""
    facades, openings = scenario.building.facades, scenario.building.openings
    hatches = [name for name, each in openings.items() if each.kind == "hatch" and each.between[1] == OUTSIDE]
    for name, crew in scenario.crews.items():
        for number, way in enumerate(crew.ways):
            path: Path = ("crews", name, "ways", number)
            if isinstance(way, Ladder):
                for index, facade in enumerate(way.facades or ()):
                    if facade not in facades:
                        yield unknown((*path, "facades", index), facade, "a façade", facades)
            if isinstance(way, RoofHatch) and way.hatch not in hatches:
                yield unknown((*path, "hatch"), way.hatch, f"a hatch between a room and {OUTSIDE}", hatches)


def crews_bring_fans_that_are_there(scenario: Scenario) -> Iterator[Fault]:
    """A fan that a crew brings is a fan of the building, of one crew, and has no schedule besides."""
    fans = scenario.building.fans
    brought: dict[str, str] = {}
    for name, crew in scenario.crews.items():
        path: Path = ("crews", name, "fan")
        if crew.fan is None:
            continue
        if crew.fan not in fans:
            yield unknown(path, crew.fan, "a fan", fans)
        elif fans[crew.fan].schedule is not None:
            yield broken(path, f"'{crew.fan}' has a schedule: it runs by that or is brought by a crew, not both")
        elif crew.fan in brought:
            yield broken(path, f"'{crew.fan}' is brought by crew '{brought[crew.fan]}' already")
        else:
            brought[crew.fan] = name


RULES_OF_RESCUE = (
    ways_across_are_at_windows,
    neighbours_have_a_way,
    ways_of_crews_are_there,
    crews_bring_fans_that_are_there,
)
