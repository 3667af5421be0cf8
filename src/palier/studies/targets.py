"""What a variable is about in one building: the paths that it sets, the options it picks from, who may be gone."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from palier.scenario.problems import Problem, ScenarioError, nearest
from palier.scenario.scenario import Scenario
from palier.scenario.variants import SECTIONS, keys_of, plain
from palier.studies.variables import Spread, Variable

WILD = set("*?[")  # characters that make a name a pattern, as in a shell
REMOVED = ("people", "alarms", "detectors", "targets", "neighbours", "crews")  # sections that may lack an entry

Keys = tuple[str | int, ...]


class Target(NamedTuple):
    """One value of the scenario."""

    path: str  # as the study or its pattern names it, written out
    entry: Keys  # the fire, household, opening ... or the section without entries that holds it
    rest: Keys  # from there on

    @property
    def keys(self) -> Keys:
        """All of the way."""
        return (*self.entry, *self.rest)


class Assigned(NamedTuple):
    """What a variable does in one building."""

    targets: tuple[Target, ...]
    options: tuple[tuple[tuple[Target, Any], ...], ...]  # of `one_of`: the values that each option sets
    removed: tuple[tuple[Keys, str], ...]  # section and name of each entry that may be removed

    @property
    def paths(self) -> dict[Keys, str]:
        """Every value that it may set, and its path."""
        optional = [each for option in self.options for each, _ in option]
        return {each.keys: each.path for each in (*self.targets, *optional)}

    @property
    def keys(self) -> set[Keys]:
        """Every value that it may set."""
        return set(self.paths)


def assigned(variable: Variable, data: dict[str, Any], fixed: set[Keys] | None) -> Assigned:
    """What a variable does in a building.

    Parameters
    ----------
    variable : Variable
    data : dict
        The scenario, plain.
    fixed : set of tuple, optional
        Values that stay as they are; paths that lead nowhere are left out then, as a measure may have taken away what
        they led to. Without, such a path is an error.

    Raises
    ------
    ScenarioError
    """
    options = tuple(
        tuple((each, value) for path, value in option.items() for each in _targets((path,), data, fixed))
        for spread in variable.spreads
        for option in spread.one_of
    )
    removed: tuple[tuple[Keys, str], ...] = ()
    if variable.remove is not None:
        section = variable.remove.partition(".")[0]
        if section not in REMOVED:
            raise wrong(f"'{variable.remove}': only {', '.join(REMOVED)} may be there or not")
        removed = tuple((SECTIONS[section], name) for section, name, _ in _matches(variable.remove, data))
    return Assigned(tuple(_targets(variable.set, data, fixed)), options, removed)


def _targets(paths: Iterable[str], data: dict[str, Any], fixed: set[Keys] | None) -> list[Target]:
    targets = []
    for path in (path for each in paths for path in written_out(each, data)):
        try:
            target = _target(path, data)
        except ScenarioError:
            if fixed is None:
                raise
            continue  # taken away by the measure
        if fixed is None or target.keys not in fixed:
            targets.append(target)
    return targets


def _target(path: str, data: dict[str, Any]) -> Target:
    try:
        keys = keys_of(data, path)
    except KeyError as error:
        raise wrong(str(error.args[0])) from None
    if not keys:
        raise wrong("'set' is empty: write the dotted path of a value")
    if said := not_to_be_set(keys):
        raise wrong(f"'{path}': {said}")
    section = next((at for at in sorted(SECTIONS.values(), key=len) if keys[: len(at)] == at), None)
    cut = len(section) + 1 if section is not None else 2 if keys[0] == "building" else 1
    return Target(path, keys[:cut], keys[cut:])


def not_to_be_set(keys: Keys) -> str:
    """Why a study leaves a value of the scenario alone; empty if it can be drawn, or set by a measure."""
    if keys[0] == "simulation" and keys[-1] in ("seed", "run"):
        return (
            "every run has its own, the same under every measure: take this away; for other fires write another "
            "'seed: ...' at the head of the study file"
        )
    if keys[0] == "simulation" and keys[-1] in ("duration", "output_every", "longest_step"):
        return f"it is the same for all runs: take this away and write '{keys[-1]}: ...' at the head of the study file"
    if keys[0] in ("title", "description", "variants", "notes", "source_text"):
        return "nothing of a fire follows from it"
    return ""


def leads_somewhere(variables: dict[str, Variable], scenario: Scenario) -> list[tuple[str, str]]:
    """Name of each variable with a path that leads nowhere, and what is wrong with that."""
    data, found = plain(scenario), []
    for name, each in variables.items():
        try:
            assigned(each, data, None)
        except ScenarioError as error:
            found += [(name, said.message) for said in error.problems]
    return found


def wrong(message: str) -> ScenarioError:
    """An error of a study file, at no line of it."""
    return ScenarioError([Problem("", 0, 0, message.strip())])


def with_rooms(variable: Variable, scenario: Scenario) -> Variable:
    """The variable with patterns of rooms written out as a choice among the rooms there are."""
    own = {
        "cases": {key: spread.model_copy(update=_chosen(spread, scenario)) for key, spread in variable.cases.items()}
    }
    return variable.model_copy(update=own | _chosen(variable, scenario))


def _chosen(spread: Spread, scenario: Scenario) -> dict[str, Any]:
    if not spread.rooms:
        return {}
    weights: dict[str, float] = {}
    rooms = list(scenario.building.rooms)
    for pattern, weight in spread.rooms.items():
        matches = [room for room in rooms if fnmatchcase(room, pattern) and room not in weights]
        if not matches:
            raise wrong(f"no room matches '{pattern}'. {nearest(pattern, rooms, 'There are')}")
        weights |= dict.fromkeys(matches, weight / len(matches))
    ordered = [room for room in rooms if room in weights]
    return {"rooms": {}, "choice": tuple(ordered), "weights": tuple(weights[room] for room in ordered)}


def written_out(path: str, data: dict[str, Any]) -> list[str]:
    """A dotted path, or if a name in it is a pattern the paths of every name that matches; empty if none does."""
    if not set(path) & WILD:
        return [path]
    return [f"{section}.{match}.{rest}" for section, match, rest in _matches(path, data)]


def _matches(path: str, data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Section, name and what follows, for every name of a section that fits the pattern."""
    section, _, rest = path.partition(".")
    if section not in SECTIONS:
        tip = nearest(section, SECTIONS, "Sections are")
        raise wrong(f"'{path}': a pattern stands for names of a section, and '{section}' is none. {tip}")
    names: dict[str, Any] = data
    for part in SECTIONS[section]:
        names = names.get(str(part), {})
    parts = rest.split(".")
    for n in range(1, len(parts) + 1):  # names may contain dots: the shortest that fits any
        pattern, field = ".".join(parts[:n]), ".".join(parts[n:])
        if found := [(section, name, field) for name in names if fnmatchcase(name, pattern)]:
            return found
    return []
