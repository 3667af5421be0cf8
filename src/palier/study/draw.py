"""A scenario with the draws of one run worked in, quickly: only what varies is written anew and validated."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from pydantic import BaseModel, TypeAdapter, ValidationError

from palier.engine.draws import Draws
from palier.scenario.checks import check
from palier.scenario.messages import faults_of
from palier.scenario.problems import Fault, Problem, ScenarioError, nearest
from palier.scenario.scenario import Scenario
from palier.scenario.variants import SECTIONS, keys_of, plain
from palier.study.points import Point
from palier.study.variables import Spread, Variable, told

WILD = set("*?[")  # characters that make a name a pattern, as in a shell
REMOVED = ("people", "alarms", "detectors", "targets", "neighbours", "crews")  # sections that may lack an entry
NEXT_TO_NONE = 1e-9  # part of all draws that may lie beyond those tried before a study begins

KEPT = 5000  # entries, written anew and validated, that are kept for another run

Keys = tuple[str | int, ...]


class Target(NamedTuple):
    """One value of the scenario."""

    path: str  # as the study or its pattern names it, written out
    entry: Keys  # the fire, household, opening ... or the section without entries that holds it
    rest: Keys  # from there on


class Assigned(NamedTuple):
    """What a variable does in one building."""

    targets: tuple[Target, ...]
    options: tuple[tuple[tuple[Target, Any], ...], ...]  # of `one_of`: the values that each option sets
    removed: tuple[tuple[Keys, str], ...]  # section and name of each entry that may be removed


class Value(NamedTuple):
    """What was drawn for a variable that is drawn once for a fire."""

    u: float
    value: Any


class Building:
    """One measure's building, ready to have draws worked into it.

    Parameters
    ----------
    scenario : Scenario
        The building with the measure.
    variables : dict of Variable by name
        All of the study, those of the measure in their place.
    fixed : set of tuple
        Values that the measure set, which draws of the study leave alone.
    own : iterable of str, optional
        Variables whose every path must be there, the measure's own; default all. Others leave out what is not there.
    """

    def __init__(
        self, scenario: Scenario, variables: dict[str, Variable], fixed: set[Keys], own: Iterable[str] | None = None
    ) -> None:
        self.scenario = scenario.model_copy(update={"variants": {}})
        self.variables = variables
        self._data = plain(self.scenario)
        self._fixed = fixed
        self._made: dict[tuple[Keys, str], Any] = {}
        mine = variables.keys() if own is None else set(own)
        self.assigned = {name: self._assigned(each, keep=name not in mine) for name, each in self.variables.items()}

    # ------------------------------------------------------------------ what a variable is about

    def _assigned(self, variable: Variable, keep: bool) -> Assigned:
        targets = self._targets(variable.set, keep)
        options: list[tuple[tuple[Target, Any], ...]] = []
        for spread in variable.spreads:
            for option in spread.one_of:
                options.append(
                    tuple((each, value) for path, value in option.items() for each in self._targets((path,), keep))
                )
        removed: list[tuple[Keys, str]] = []
        if variable.remove is not None:
            section = variable.remove.partition(".")[0]
            if section not in REMOVED:
                raise _wrong(f"'{variable.remove}': only {', '.join(REMOVED)} may be there or not")
            removed = [(SECTIONS[section], name) for section, name, _ in _matches(variable.remove, self._data)]
        return Assigned(tuple(targets), tuple(options), tuple(removed))

    def _targets(self, paths: Iterable[str], keep: bool) -> list[Target]:
        targets = []
        for path in (path for each in paths for path in written_out(each, self._data)):
            try:
                target = self._target(path)
            except ScenarioError:
                if not keep:
                    raise
                continue  # taken away by the measure
            if not (keep and (*target.entry, *target.rest) in self._fixed):
                targets.append(target)
        return targets

    def _target(self, path: str) -> Target:
        try:
            keys = keys_of(self._data, path)
        except KeyError as error:
            raise _wrong(str(error.args[0])) from None
        if not keys:
            raise _wrong("'set' is empty: write the dotted path of a value")
        section = next((at for at in sorted(SECTIONS.values(), key=len) if keys[: len(at)] == at), None)
        cut = len(section) + 1 if section is not None else 2 if keys[0] == "building" else 1
        return Target(path, keys[:cut], keys[cut:])

    @property
    def found(self) -> set[str]:
        """Variables that have something to vary here."""
        return {
            name
            for name, (targets, options, removed) in self.assigned.items()
            if targets or any(options) or removed or not (self.variables[name].set or self.variables[name].remove)
        }

    # ------------------------------------------------------------------ one run

    def values(self, point: Point) -> dict[str, Value]:
        """What is drawn once for the fire, in the order of the variables."""
        drawn: dict[str, Value] = {}
        known: dict[str, Any] = {}
        for name, u in point.u.items():
            variable = self.variables[name]
            spread = variable.spread(known)
            known[name] = spread.value(u)
            drawn[name] = Value(u, known[name])
        return drawn

    def drawn(self, values: dict[str, Value], seed: int, key: int) -> Scenario:
        """The scenario of a run. Raises ScenarioError if the draws together break one of its rules."""
        draws = Draws(seed, key)
        known = {name: each.value for name, each in values.items()}
        new: dict[Keys, list[tuple[Keys, Any]]] = {}
        gone: set[tuple[Keys, str]] = set()
        for name, variable in self.variables.items():
            targets, _, removed = self.assigned[name]
            spread = variable.spread(known)
            if removed:
                gone |= {
                    each for each in removed
                    if draws.uniform(f"{name}/{each[1]}", "variable") < (spread.chance or 0.0)
                }  # fmt: skip
                continue
            if not variable.each:
                for target, value in self._set(name, spread, values[name]):
                    new.setdefault(target.entry, []).append((target.rest, value))
                continue
            for target in targets:
                value = variable.written(spread.value(draws.uniform(f"{name}/{target.path}", "variable")))
                new.setdefault(target.entry, []).append((target.rest, value))
        told = self._rebuilt(new, gone)
        simulation = told.simulation.model_copy(update={"seed": seed, "run": key})
        told = told.model_copy(update={"simulation": simulation})
        if faults := check(told):
            raise ScenarioError([Problem(self.scenario.title, 0, 0, fault.message) for fault in faults])
        return told

    def _set(self, name: str, spread: Spread, drawn: Value) -> Iterable[tuple[Target, Any]]:
        variable, assigned = self.variables[name], self.assigned[name]
        if not spread.one_of:
            return [(target, variable.written(drawn.value)) for target in assigned.targets]
        before = 0
        for each in variable.spreads:
            if each is spread:
                break
            before += len(each.one_of)
        return assigned.options[before + spread.place(drawn.u)]

    def _rebuilt(self, new: dict[Keys, list[tuple[Keys, Any]]], gone: set[tuple[Keys, str]]) -> Scenario:
        """The scenario with some entries written anew, and some gone."""
        changed: dict[Keys, dict[str, Any]] = {}
        for entry, values in new.items():
            changed.setdefault(entry[:-1], {})[str(entry[-1])] = self._entry(entry, values)
        sections: dict[Keys, Any] = {}
        for at in {*changed, *(section for section, _ in gone)}:
            names = {name for section, name in gone if section == at}
            if at in SECTIONS.values():
                entries = {**_inside(self.scenario, at), **changed.get(at, {})}
                sections[at] = {key: each for key, each in entries.items() if key not in names}
            else:  # a field of the scenario, or of the building
                sections |= {(*at, key): each for key, each in changed[at].items()}
        building = {str(at[1]): each for at, each in sections.items() if at[0] == "building"}
        update = {str(at[0]): each for at, each in sections.items() if at[0] != "building"}
        if building:
            update["building"] = self.scenario.building.model_copy(update=building)
        return self.scenario.model_copy(update=update)

    def _entry(self, entry: Keys, values: list[tuple[Keys, Any]]) -> Any:
        """An entry with some of its values set, validated; those of before are kept, as most draws are choices."""
        key = (entry, repr(values))
        if key not in self._made:
            if len(self._made) >= KEPT:
                self._made.clear()
            self._made[key] = self._new_entry(entry, values)
        return self._made[key]

    def _new_entry(self, entry: Keys, values: list[tuple[Keys, Any]]) -> Any:
        known = _inside(self.scenario, entry)
        data = _inside(self._data, entry)
        deep = any(len(rest) > 1 for rest, _ in values)
        data = copy.deepcopy(data) if deep else copy.copy(data)
        for rest, value in values:
            if not rest:
                data = value
                continue
            here = data
            for key in rest[:-1]:
                here = here[key]
            here[rest[-1]] = value
        if isinstance(known, BaseModel):
            return type(known).model_validate(data)
        owner = _inside(self.scenario, entry[:-1])
        field = type(owner).model_fields[str(entry[-1])]
        return TypeAdapter(field.rebuild_annotation()).validate_python(data)

    # ------------------------------------------------------------------ before anything runs

    def faults(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Name of a variable and what is wrong with what it may draw; every end and every choice is tried."""
        found: list[tuple[str, str]] = []
        for name in names:
            variable = self.variables[name]
            tried: set[str] = set()  # cases often share their choices
            for spread in variable.spreads:
                for value, targets in self._ends(name, variable, spread):
                    if repr(value) in tried:
                        continue
                    tried.add(repr(value))
                    at_middle = spread.numeric and len(tried) == 1  # then no cut helps: the unit or the path is wrong
                    fault = self._refused(targets)
                    if fault:
                        end = f"can draw {told(value)}{f' {variable.unit}' if variable.unit else ''}: "
                        cut = spread.numeric and not spread.between and not at_middle
                        remedy = " Cut it with 'between: [..., ...]'." if cut else ""
                        found.append((name, f"{end if spread.numeric else ''}{fault}.{remedy}"))
                        break
        return found

    def _ends(self, name: str, variable: Variable, spread: Spread) -> Iterable[tuple[Any, list[tuple[Target, Any]]]]:
        assigned = self.assigned[name]
        if spread.numeric:
            for u in (0.5, NEXT_TO_NONE, 1.0 - NEXT_TO_NONE):
                value = spread.value(u)
                yield value, [(target, variable.written(value)) for target in assigned.targets]
        elif spread.one_of:
            for option, values in zip(spread.one_of, assigned.options, strict=False):
                yield option, list(values)
        elif variable.remove is None:
            for value in spread.options:
                yield value, [(target, variable.written(value)) for target in assigned.targets]

    def _refused(self, targets: list[tuple[Target, Any]]) -> str:
        for target, value in targets:
            try:
                self._entry(target.entry, [(target.rest, value)])
            except ValidationError as error:
                faults: list[Fault] = faults_of(error, value, Scenario, (*target.entry, *target.rest))
                said = faults[0].message if faults else str(error)
                return f"'{target.path}' {said.rsplit(': ', 1)[-1]}".rstrip(".")
        new: dict[Keys, list[tuple[Keys, Any]]] = {}
        for target, value in targets:
            new.setdefault(target.entry, []).append((target.rest, value))
        broken = check(self._rebuilt(new, set()))
        return broken[0].message.rstrip(".") if broken else ""


def _wrong(message: str) -> ScenarioError:
    return ScenarioError([Problem("", 0, 0, message.strip())])


def _inside(here: Any, keys: Keys) -> Any:
    for key in keys:
        here = getattr(here, str(key)) if isinstance(here, BaseModel) else here[key]
    return here


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
            raise _wrong(f"no room matches '{pattern}'. {nearest(pattern, rooms, 'There are')}")
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
        raise _wrong(f"'{path}': a pattern stands for names of a section, and '{section}' is none. {tip}")
    names: dict[str, Any] = data
    for part in SECTIONS[section]:
        names = names.get(str(part), {})
    parts = rest.split(".")
    for n in range(1, len(parts) + 1):  # names may contain dots: the shortest that fits any
        pattern, field = ".".join(parts[:n]), ".".join(parts[n:])
        if found := [(section, name, field) for name in names if fnmatchcase(name, pattern)]:
            return found
    return []
