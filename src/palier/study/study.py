"""A study made ready: its file read, every building with its measure, every draw checked before anything runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from palier.result import Run
from palier.scenario.document import loads, read_described
from palier.scenario.problems import Problem, ScenarioError, nearest
from palier.scenario.scenario import Scenario, Variant
from palier.scenario.variants import plain, variant
from palier.simulate import simulate, solve
from palier.study.definition import AS_IS, Measure, StudyDefinition
from palier.study.draw import Building, Keys, with_rooms
from palier.study.outcome import outcome_row
from palier.study.points import MOST_SOBOL, Points, correlation
from palier.study.variables import Variable, told

Read = Callable[[str], str]  # the text of a file as a study names it


class Study(NamedTuple):
    """A study, ready to run; every run of it is the same on any machine and whatever else is run.

    definition : as the file has it, with the ready-made variables written in
    texts : the study file, and the scenario files that it names, as they were read
    buildings : by measure, `as it is` first
    points : where each run lies
    """

    definition: StudyDefinition
    texts: dict[str, str]
    buildings: dict[str, Building]
    points: Points

    @property
    def measures(self) -> list[str]:
        """Names of the measures, `as it is` first."""
        return list(self.buildings)

    def scenario(self, run: int, measure: str = AS_IS) -> Scenario:
        """The scenario of a run under a measure. Raises ScenarioError if what is drawn does not go together."""
        point = self.points.at(run)
        building = self.buildings[measure]
        told = building.drawn(building.values(point), self.definition.seed, point.key)
        return told.model_copy(update={"title": f"{self.definition.title}: fire {run}, {measure}"})

    def replay(self, run: int, measure: str = AS_IS, progress: Callable[[float], None] | None = None) -> Run:
        """The run again, with its whole history."""
        return simulate(self.scenario(run, measure), progress)

    def rows(self, run: int) -> list[dict[str, Any]]:
        """What becomes of a run under every measure: rows of `palier.study.columns.SCHEMA`.

        A measure whose run fails has a row that says why, and the others are not lost.
        """
        point = self.points.at(run)
        rows = []
        for measure, building in self.buildings.items():
            row: dict[str, Any] = {
                "run": run, "measure": measure, "status": "", "weight": point.weight, "stratum": point.stratum,
            }  # fmt: skip
            try:
                values = building.values(point)
                row["inputs"] = [
                    {
                        "variable": name,
                        "u": each.u,
                        "number": float(each.value) if isinstance(each.value, int | float) else None,
                        "value": told(each.value),
                    }
                    for name, each in values.items()
                ]
                scenario = building.drawn(values, self.definition.seed, point.key)
                row |= outcome_row(scenario, solve(scenario))
            except ScenarioError as error:
                row["status"] = f"the draws do not go together: {'; '.join(each.message for each in error.problems)}"
            except Exception as error:  # one fire must not end a study; what it was is kept
                row["status"] = f"failed: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
            rows.append(row)
        return rows

    def lost(self, run: int, reason: str) -> list[dict[str, Any]]:
        """The rows of a run of which nothing came back."""
        point = self.points.at(run)
        return [
            {"run": run, "measure": measure, "status": reason, "weight": point.weight, "stratum": point.stratum}
            for measure in self.buildings
        ]


def load_study(file: str | Path, **changes: Any) -> Study:
    """Read a study file. Raises ScenarioError with every mistake; `changes` take the place of what the file says."""
    file = Path(file)

    def read(named: str) -> str:
        path = file.parent / named
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ScenarioError([Problem(str(path), 0, 0, "there is no such file")]) from None
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ScenarioError([Problem(str(path), 0, 0, f"the file cannot be read: {said}")]) from None

    return study_from(str(file), read, **changes)


def study_from(name: str, read: Read, **changes: Any) -> Study:
    """A study from texts: `read` gives the text of the study file, by its base name, and of those that it names."""
    text = read(Path(name).name)
    definition = read_described(text, name, StudyDefinition)
    if changes:
        definition = StudyDefinition.model_validate({**dict(definition), **changes})
    texts = {Path(name).name: text}
    scenarios: dict[str, Scenario] = {}
    for named in dict.fromkeys(
        [definition.scenario, *(m.scenario for m in definition.measures.values() if m.scenario)]
    ):
        texts[named] = read(named)
        scenarios[named] = loads(texts[named], named)
    try:
        return Study(*_ready(definition, texts, scenarios))
    except ScenarioError as error:
        problems = [each if each.file else Problem(name, 0, 0, each.message) for each in error.problems]
        raise ScenarioError(problems) from None


def _ready(
    definition: StudyDefinition, texts: dict[str, str], scenarios: dict[str, Scenario]
) -> tuple[StudyDefinition, dict[str, str], dict[str, Building], Points]:
    base = scenarios[definition.scenario]
    if AS_IS in definition.measures:
        raise _wrong(f"'{AS_IS}' means the building without measures: give the measure another name")
    variables = dict(definition.vary)
    variables = {key: with_rooms(each, base) for key, each in variables.items()}
    definition = definition.model_copy(update={"vary": variables})
    _known(definition, variables)
    points = Points(definition, variables)
    buildings = {AS_IS: Building(base, variables, set())}
    for key, measure in definition.measures.items():
        own = {name: with_rooms(each, base) for name, each in measure.vary.items()}
        start = scenarios[measure.scenario] if measure.scenario else base
        changed = _with(start, key, measure)
        for name, each in own.items():
            if not each.each and each.remove is None and name not in points.variables:
                raise _wrong(
                    f"measure '{key}': '{name}' is not a variable of the study: write it there too, for the building "
                    "as it is, or say 'each: yes'"
                )
        buildings[key] = Building(changed, {**variables, **own}, _changed(start, changed), own)
    found = set().union(*(building.found for building in buildings.values()))
    for name, variable in variables.items():
        if name not in found:
            named = ", ".join(f"'{path}'" for path in (*variable.set, *([variable.remove] if variable.remove else [])))
            raise _wrong(f"variable '{name}': nothing in the scenario matches {named or 'its paths'}")
    faults = dict.fromkeys(
        message if measure == AS_IS else f"measure '{measure}': {message}"
        for measure, building in buildings.items()
        for name, message in building.faults()
        if measure == AS_IS or name in definition.measures[measure].vary
    )
    if faults:
        raise ScenarioError([Problem("", 0, 0, message) for message in faults])
    return definition, texts, buildings, points


def _wrong(message: str) -> ScenarioError:
    return ScenarioError([Problem("", 0, 0, message.strip())])


def _with(scenario: Scenario, name: str, measure: Measure) -> Scenario:
    """The scenario with a measure worked in."""
    change = Variant(**{key: getattr(measure, key) for key in Variant.model_fields})
    try:
        return variant(scenario.model_copy(update={"variants": {name: change}}), name)
    except ScenarioError as error:
        said = [each.message.replace("variant '", "measure '", 1) for each in error.problems]
        raise ScenarioError([Problem("", 0, 0, message) for message in said]) from None


def _changed(before: Scenario, after: Scenario) -> set[Keys]:
    """The values of entries that were there before and that a measure changed."""
    return set(_differences(plain(before), plain(after), ()))


def _differences(before: Any, after: Any, at: Keys) -> list[Keys]:
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            keys
            for key in before.keys() & after.keys()
            if key not in ("title", "source_text", "variants", "notes")
            for keys in _differences(before[key], after[key], (*at, key))
        ]
    return [] if before == after else [at]


def _known(definition: StudyDefinition, variables: dict[str, Variable]) -> None:
    """What names variables names those there are, in an order in which they can be drawn."""
    order = list(variables)
    for name, each in variables.items():
        if each.by is None:
            continue
        parent = variables.get(each.by)
        if parent is None:
            raise _wrong(
                f"variable '{name}': 'by: {each.by}' is not a variable. {nearest(each.by, order, 'There are')}"
            )
        if parent.each or parent.remove is not None or order.index(each.by) > order.index(name):
            raise _wrong(f"variable '{name}': '{each.by}' must be drawn once for a fire, and stand before it")
        if parent.by is None and parent.options:
            said = {told(option) for option in parent.options}
            missing = sorted(said - each.cases.keys())
            if missing:
                raise _wrong(f"variable '{name}' has no case for {each.by} = {', '.join(missing)}")
            strange = sorted(each.cases.keys() - said)
            if strange:
                raise _wrong(
                    f"variable '{name}': {each.by} is never {strange[0]}. {nearest(strange[0], said, 'It is')}"
                )
    single = [name for name, each in variables.items() if not each.each and each.remove is None]
    if len(single) > MOST_SOBOL and definition.sampling == "sobol":
        raise _wrong(f"{len(single)} variables are more than Sobol' points have dimensions ({MOST_SOBOL})")
    for a, b, rank in definition.correlate:
        for name in (a, b):
            if name not in single:
                tip = nearest(name, single, "There are")
                raise _wrong(f"correlate: '{name}' is not a variable that is drawn once for a fire. {tip}")
        if a == b or not -1.0 < rank < 1.0:
            raise _wrong(
                f"correlate: {rank:g} between '{a}' and '{b}': write a number between -1 and 1 for two variables"
            )
    if definition.correlate and np.linalg.eigvalsh(correlation(single, definition.correlate)).min() <= 1e-9:
        raise _wrong(
            "correlate: these correlations cannot all hold at once, as when two things that go with a third go against "
            "each other: bring them nearer to 0"
        )
    bent = [name for name in single if variables[name].oversample is not None]
    joined = {name for a, b, _ in definition.correlate for name in (a, b)}
    if both := sorted(joined & set(bent)):
        raise _wrong(f"'{both[0]}' is both correlated and oversampled: its weights would not be known")
    if definition.strata is not None:
        _stratified(definition, variables, joined | set(bent))
    if definition.sampling == "saltelli" and (bent or joined or definition.strata):
        raise _wrong("Saltelli's design takes independent variables: no correlate, oversample or strata")


def _stratified(definition: StudyDefinition, variables: dict[str, Variable], taken: set[str]) -> None:
    strata = definition.strata
    assert strata is not None
    variable = variables.get(strata.by)
    if variable is None or variable.each or variable.by is not None or not variable.options or variable.one_of:
        tip = nearest(strata.by, [n for n, v in variables.items() if v.options and not v.each], "There are")
        raise _wrong(f"strata: '{strata.by}' is not a variable with a choice of its own that is drawn once. {tip}")
    if strata.by in taken:
        raise _wrong(f"strata: '{strata.by}' is also correlated or oversampled")
    options = {told(option): share for option, share in zip(variable.options, variable.shares, strict=True)}
    for name, share in strata.shares.items():
        if name not in options:
            raise _wrong(f"strata: '{strata.by}' is never {name}. {nearest(name, options, 'It is')}")
        if share < 0.0:
            raise _wrong(f"strata: the share of {name} is negative")
    unseen = [name for name, chance in options.items() if chance > 0.0 and strata.shares.get(name, 0.0) == 0.0]
    if strata.shares and unseen:
        raise _wrong(f"strata: {unseen[0]} has no share, so its fires would be missing from every estimate")
