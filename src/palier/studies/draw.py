"""A scenario with the draws of one run worked in, quickly: only what varies is written anew, validated and checked."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from palier.engine.draws import Draws
from palier.scenario.checks import check
from palier.scenario.problems import Problem, ScenarioError
from palier.scenario.rule import Rule
from palier.scenario.scenario import Scenario
from palier.scenario.variants import SECTIONS, plain
from palier.studies.entries import Choice, Entry, inside
from palier.studies.fields import renewed
from palier.studies.plans import Numbering, Plan, Row, keys_of, offered_by, plan_of, row_of
from palier.studies.points import Point
from palier.studies.targets import Keys, Target, assigned
from palier.studies.variables import Ready, Spread, Variable, told
from palier.studies.watch import Read, drawn_at, drawn_names, rules_about

NEXT_TO_NONE = 1e-9  # part of all draws that may lie beyond those tried before a study begins
_SECTIONS = set(SECTIONS.values())


class Value(NamedTuple):
    """What was drawn for a variable that is drawn once for a fire."""

    u: float
    value: Any
    place: int | None = None  # among the options
    said: str | None = None  # in words, if that has been asked for

    @property
    def words(self) -> str:
        """The value in the words of a study file."""
        return told(self.value) if self.said is None else self.said


class Last(NamedTuple):
    """What a building was in the run that was drawn last; a measure's is mostly the same."""

    point: Point
    values: dict[str, Value]
    of: tuple[int, ...]  # seed and key, nothing: only the values are drawn
    made: list[Any]  # its entries, in the order of their numbers
    sections: dict[Keys, Any]  # those written anew


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
        Variables whose every path must be there, the measure's own; default all. Others leave out what is not there,
        and what these set.
    beside : Building, optional
        The building as it is: what is drawn for each flat or door there as here is told of it alone.
    """

    def __init__(
        self,
        scenario: Scenario,
        variables: dict[str, Variable],
        fixed: set[Keys],
        own: Iterable[str] | None = None,
        beside: Building | None = None,
    ) -> None:
        self.scenario = scenario.model_copy(update={"variants": {}})
        self.variables = variables
        self._data = plain(self.scenario)
        mine = variables.keys() if own is None else set(own)
        ours = {name: assigned(variables[name], self._data, None) for name in variables if name in mine}
        settled = fixed.union(*(each.keys for each in ours.values()))
        self.assigned = {
            name: ours.get(name) or assigned(each, self._data, settled) for name, each in variables.items()
        }
        self._own = list(ours)
        self._numbering = Numbering()
        self._plans = {
            name: plan_of(name, each, self.assigned[name], self._numbering, _told_there(name, mine, beside))
            for name, each in variables.items()
        }
        self._entries = [Entry(self.scenario, self._data, at) for at in self._numbering.entries]
        for at in self._found_tangled():
            self._entry(at).tangled = True
        self._beside = beside
        self._last: Last | None = None
        self._same = _same_draws(variables, {} if beside is None else beside.variables)
        self._shared = [self._as_beside(at) for at in self._numbering.entries]
        self._left = {name: self._what_is_left(plan) for name, plan in self._plans.items()}
        self._sections: dict[Keys, list[tuple[int, str]]] = {
            section: [] for each in self.assigned.values() for section, _ in each.removed
        }
        for at, number in self._numbering.entries.items():
            self._sections.setdefault(at[:-1], []).append((number, str(at[-1])))
        self._taken_over = {at for at in self._sections if self._is_beside(at)}

    # ------------------------------------------------------------------ what a variable is about

    def _found_tangled(self) -> set[Keys]:
        """Entries with a number that must be validated with the rest of the entry, or after what is set around it."""
        set_in: dict[Keys, list[tuple[str, Keys, bool]]] = {}
        for name, plan in self._plans.items():
            numeric = any(each.numeric for each in plan.spreads)
            for slot in plan.slots:
                set_in.setdefault(slot.at, []).append((name, slot.rest, numeric))
            for options in plan.options:
                for option in options:
                    for _, at, (_, rest, _) in option:
                        set_in.setdefault(at, []).append((name, rest, False))
        tangled = set()
        for at, values in set_in.items():
            found = [(name, rest) for name, rest, numeric in values if numeric]
            among = ((name, rest, other, of) for name, rest in found for other, of, _ in values)
            if any(not self._entry(at).alone(rest) for _, rest in found) or any(
                name != other and rest[: len(of)] == of[: len(rest)] for name, rest, other, of in among
            ):
                tangled.add(at)
        return tangled

    def _as_beside(self, at: Keys) -> int:
        """Number of the entry of the building as it is that every run has as here, -1: none is sure to be."""
        beside = self._beside
        if beside is None or at not in beside._numbering.entries:
            return -1
        here, there = self._set_in(at), beside._set_in(at)
        alike = here == there and {name for name, *_ in here} <= self._same and self._entry(at).as_(beside._entry(at))
        return beside._numbering.entries[at] if alike else -1

    def _is_beside(self, at: Keys) -> bool:
        """Whether a section is in every run what it is in the building as it is."""
        beside = self._beside
        if beside is None or at not in _SECTIONS or at not in beside._sections:
            return False
        entries = [number for number, _ in self._sections[at]]
        here, there = inside(self.scenario, at), inside(beside.scenario, at)
        return (
            all(self._shared[number] >= 0 for number in entries)
            and len(entries) == len(beside._sections[at])
            and list(here) == list(there)
            and here == there
            and not any(section == at for each in self.assigned.values() for section, _ in each.removed)
            and not any(section == at for each in beside.assigned.values() for section, _ in each.removed)
        )

    def _set_in(self, at: Keys) -> list[tuple[Any, ...]]:
        """All that may be set in an entry, and by which draw of which variable."""
        found: list[tuple[Any, ...]] = []
        for name, plan in self._plans.items():
            found += [(name, slot.rest, slot.key) for slot in plan.slots if slot.at == at]
            for case, options in enumerate(plan.options):
                for place, option in enumerate(options):
                    found += [(name, case, place, rest, repr(value)) for _, of, (_, rest, value) in option if of == at]
        return found

    def _what_is_left(self, plan: Plan) -> Plan:
        """What a run does about a variable where the building as it is has been drawn already."""
        slots = tuple(each for each in plan.slots if each.kept or self._shared[each.entry] < 0)
        keys = plan.keys if plan.removed else plan.keys and keys_of(slots)
        return plan._replace(slots=slots, keys=keys, offered=offered_by(slots, plan.spreads))

    def _entry(self, at: Keys) -> Entry:
        return self._entries[self._numbering.entries[at]]

    @property
    def found(self) -> set[str]:
        """Variables that have something to vary here."""
        return {
            name
            for name, (targets, options, removed) in self.assigned.items()
            if targets or any(options) or removed or not (self.variables[name].set or self.variables[name].remove)
        }

    @property
    def overwritten(self) -> list[tuple[str, str, str]]:
        """Of the building's own variables: one, another that comes after it and sets what it sets, and the path."""
        found, set_by = [], dict[Keys, str]()
        for name in self._own:
            paths = self.assigned[name].paths
            for keys, path in paths.items():
                before = {other for each, other in set_by.items() if each[: len(keys)] == keys}
                found += [(other, name, path) for other in sorted(before)]
            set_by |= dict.fromkeys(paths, name)
        return found

    # ------------------------------------------------------------------ one run

    def values(self, point: Point) -> dict[str, Value]:
        """What is drawn once for the fire, in the order of the variables."""
        drawn: dict[str, Value] = {}
        known: dict[str, str] = {}
        before = self._beside._last if self._beside is not None else None
        there = before.values if before is not None and before.point is point else {}
        for name, u in point.u.items():
            if name in there and name in self._same:
                drawn[name] = there[name]
                known[name] = there[name].words
                continue
            plan = self._plans[name]
            ready = plan.spreads[plan.spread(known)]
            place = None if ready.numeric else ready.place(u)
            value = ready.value(u) if place is None else ready.options[place]
            known[name] = told(value)
            drawn[name] = Value(u, value, place, known[name])
        self._last = Last(point, drawn, (), [], {})
        return drawn

    def drawn(self, values: dict[str, Value], seed: int, key: int, told_of: list[Row] | None = None) -> Scenario:
        """The scenario of a run.

        Parameters
        ----------
        values : dict of Value
            What is drawn once for the fire.
        seed, key : int
            That the other draws follow from.
        told_of : list of dict, optional
            Gets a row of `EACH` for each of those.

        Raises
        ------
        ScenarioError
            If the draws together break one of the scenario's rules.
        """
        before = self._drawn_beside(values, (seed, key))
        rows: list[Row] = [] if told_of is None else told_of
        chosen, gone = self._chosen(self._plans if before is None else self._left, values, Draws(seed, key), rows)
        made = [
            before.made[there] if before is not None and there >= 0 else entry.with_(values) if values else None
            for entry, there, values in zip(self._entries, self._shared, chosen, strict=True)
        ]
        sections = self._anew(made, gone, {} if before is None else before.sections)
        if self._last is not None and self._last.values is values:
            self._last = Last(self._last.point, values, (seed, key), made, sections)
        told = self._with(sections, {"seed": seed, "run": key})
        if faults := [fault for rule in self._rules for fault in rule(told)]:
            raise ScenarioError([Problem(self.scenario.title, 0, 0, fault.message) for fault in faults])
        return told

    def _drawn_beside(self, values: dict[str, Value], of: tuple[int, int]) -> Last | None:
        """The building as it is in the same run, if that has just been drawn."""
        before = self._beside._last if self._beside is not None else None
        if before is None or before.of != of:
            return None
        same = all([before.values[name] is each for name, each in values.items() if name in self._same])
        return before if same else None

    def _chosen(
        self, plans: dict[str, Plan], values: dict[str, Value], draws: Draws, rows: list[Row]
    ) -> tuple[list[list[Choice]], set[tuple[Keys, str]]]:
        """What is set in each entry, and which entries are gone; what is drawn for each goes into `rows`."""
        at = draws.at
        known = {name: each.words for name, each in values.items()}
        chosen: list[list[Choice]] = [[] for _ in self._entries]
        gone: set[tuple[Keys, str]] = set()
        for name, plan in plans.items():
            spread = plan.spread(known)
            ready = plan.spreads[spread]
            if plan.removed:
                for each, u in zip(plan.removed, at(plan.keys), strict=True):
                    is_gone = u < (ready.chance or 0.0)
                    if is_gone:
                        gone.add((each.section, each.which))
                    if each.kept:
                        rows.append(each.told[is_gone])
            elif ready.one_of:
                for where, _, choice in plan.options[spread][_place(values[name], ready)]:
                    chosen[where].append(choice)
            elif plan.variable.each and ready.numeric:
                for slot, u in zip(plan.slots, at(plan.keys), strict=True):
                    value = ready.value(u)
                    chosen[slot.entry].append(slot.number(value, plan.variable.unit))
                    if slot.kept:
                        rows.append(row_of(name, slot.which, value))
            elif plan.variable.each:
                places = ready.places(at(plan.keys))
                for (entry, choices, said), place in zip(plan.offered[spread], places, strict=True):
                    chosen[entry].append(choices[place])
                    if said is not None:
                        rows.append(said[place])
            elif ready.numeric:
                for slot in plan.slots:
                    chosen[slot.entry].append(slot.number(values[name].value, plan.variable.unit))
            elif plan.slots:
                place = _place(values[name], ready)
                for slot in plan.slots:
                    chosen[slot.entry].append(slot.choices[spread][place])
        return chosen, gone

    def _anew(self, made: list[Any], gone: set[tuple[Keys, str]], known: dict[Keys, Any]) -> dict[Keys, Any]:
        """Sections with some entries written anew and some gone, and such fields of the scenario or the building.

        known : those of the building as it is, where that has been drawn already
        """
        sections: dict[Keys, Any] = {}
        for at, entries in self._sections.items():
            if at in known and at in self._taken_over:
                sections[at] = known[at]
                continue
            new = {name: form for number, name in entries if (form := made[number]) is not None}
            if at not in _SECTIONS:
                sections |= {(*at, name): form for name, form in new.items()}
            elif gone:
                whole = {**inside(self.scenario, at), **new}
                sections[at] = {name: each for name, each in whole.items() if (at, name) not in gone}
            elif new:
                sections[at] = {**inside(self.scenario, at), **new}
        return sections

    def _with(self, sections: dict[Keys, Any], told: dict[str, int]) -> Scenario:
        """The scenario with some sections written anew, and what tells the run."""
        building = {str(at[1]): each for at, each in sections.items() if at[0] == "building"}
        update = {str(at[0]): each for at, each in sections.items() if at[0] != "building"}
        if building:
            update["building"] = renewed(self.scenario.building, building)
        update["simulation"] = renewed(update.get("simulation", self.scenario.simulation), told)
        return renewed(self.scenario, update)

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        """Those that a run can break."""
        read_of_draws: set[Read] = {("simulation", "seed"), ("simulation", "run")}
        for each in self.assigned.values():
            read_of_draws |= {drawn_at(keys) for keys in each.keys}
            read_of_draws |= {drawn_names(section) for section, _ in each.removed}
        return rules_about(self.scenario, read_of_draws)

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
                    fault = self._refused(targets, variable.unit)
                    if fault:
                        drawn = f"{told(value)} {variable.unit}".strip()
                        cut = spread.numeric and not spread.between and not at_middle
                        remedy = " Cut it with 'between: [..., ...]'." if cut else ""
                        ended = fault if fault.endswith((".", "?")) else f"{fault}."
                        found.append((name, f"can draw {drawn}: {ended}{remedy}"))
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

    def _refused(self, targets: list[tuple[Target, Any]], unit: str) -> str:
        """Why the building cannot have these values; empty if it can."""
        values: dict[Keys, list[tuple[Keys, Any]]] = {}
        for target, value in targets:
            try:
                self._entry(target.entry).anew([(target.rest, value)])
            except ValidationError as error:
                return f"'{target.path}' {self._entry(target.entry).refusal(error, target.rest, value, unit)}"
            values.setdefault(target.entry, []).append((target.rest, value))
        made: list[Any] = [None] * len(self._entries)
        for at, each in values.items():
            made[self._numbering.entries[at]] = self._entry(at).anew(each)
        broken = check(self._with(self._anew(made, set(), {}), {}))
        return broken[0].message if broken else ""


def _same_draws(variables: dict[str, Variable], there: dict[str, Variable]) -> set[str]:
    """Variables that draw the same in both of two buildings."""
    same: set[str] = set()
    for name, each in variables.items():
        if there.get(name) is each and (each.by is None or each.by in same):
            same.add(name)
    return same


def _told_there(name: str, own: Container[str], beside: Building | None) -> frozenset[str]:
    """Which of what a variable draws is told of the building as it is, and is the same here."""
    return beside._plans[name].kept if beside is not None and name in beside._plans and name not in own else frozenset()


def _place(drawn: Value, ready: Ready) -> int:
    return ready.options.index(drawn.value) if drawn.place is None else drawn.place
