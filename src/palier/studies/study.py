"""A study made ready: its file read, every building with its measure, every draw checked before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from palier.result import Run
from palier.scenario.checks import check
from palier.scenario.document import loads, read_described
from palier.scenario.messages import faults_of
from palier.scenario.problems import Fault, Path, Problem, ScenarioError, dotted, nearest
from palier.scenario.scenario import Scenario, Variant
from palier.scenario.variants import settled, variant
from palier.scenario.writing import written as written_down
from palier.simulate import Outlined, outlined, simulate
from palier.studies.beginning import begins
from palier.studies.definition import AS_IS, Measure, StudyDefinition
from palier.studies.draw import Building
from palier.studies.dwelling import dwelling, is_of_the_building
from palier.studies.outcome import COMPLETED, outcome_row
from palier.studies.points import Point, Points
from palier.studies.rules import rules
from palier.studies.targets import Keys, leads_somewhere, not_to_be_set, with_rooms
from palier.studies.variables import Variable, joined, that_hold

Result = TypeVar("Result")
Read = Callable[[str], str]  # the text of a file as a study names it
Drawn = list[tuple[dict[str, Any], Scenario | None]]  # rows of a run, and their scenarios
# What the engine reads of a scenario, what measures are mostly about before what takes longest to compare.
READ = (
    *("detectors", "alarms", "fires", "people", "crews", "neighbours", "targets", "site", "habits", "simulation"),
    "building",
)


class Study(NamedTuple):
    """A study, ready to run; every run of it is the same on any machine and whatever else is run.

    definition : as the file has it, with the ready-made variables written in
    texts : the study file under an empty name, and the scenario files that it names, as they were read
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
        """The run again, with its whole history; what it was drawn to be takes the place of the file's text."""
        scenario = self.scenario(run, measure)
        text = written_down(scenario, [f"Drawn by a study. {scenario.title}"])
        return simulate(scenario.model_copy(update={"source_text": text}), progress)

    def rows(self, run: int) -> list[dict[str, Any]]:
        """What becomes of a run under every measure: rows of `palier.studies.columns.SCHEMA`.

        A measure whose run fails has a row that says why, and the others are not lost.
        """
        point = self.points.at(run)
        # one kind of work after the other: what it takes is at hand in the processor then
        drawn = [self.drawn(run, measure, point) for measure in self.buildings]
        solved: list[Outlined | None] = []
        for row, scenario in drawn:
            known = _solved_already(scenario, drawn, solved)
            solved.append(known or (None if scenario is None else _tried(row, _solved, row, scenario)))
            if known is not None and known.status == COMPLETED:
                row["history"] = known.fingerprint
        for (row, scenario), solution in zip(drawn, solved, strict=True):
            if scenario is not None and solution is not None:
                row |= _tried(row, outcome_row, scenario, solution) or {}
        return [row for row, _ in drawn]

    def row(self, run: int, measure: str) -> dict[str, Any]:
        """One of the rows of a run."""
        row, scenario = self.drawn(run, measure, self.points.at(run))
        solution = None if scenario is None else _tried(row, _solved, row, scenario)
        if scenario is not None and solution is not None:
            row |= _tried(row, outcome_row, scenario, solution) or {}
        return row

    def drawn(self, run: int, measure: str, point: Point) -> tuple[dict[str, Any], Scenario | None]:
        """What is known of a run before its fire, and its scenario; none if its row says why."""
        building = self.buildings[measure]
        row: dict[str, Any] = {
            "run": run, "measure": measure, "status": "", "weight": point.weight, "stratum": point.stratum,
        }  # fmt: skip
        values = _tried(row, building.values, point)
        if values is None:
            return row, None
        row["inputs"] = [
            {
                "variable": name,
                "u": each.u,
                "number": float(each.value) if isinstance(each.value, int | float) else None,
                "value": each.words,
            }
            for name, each in values.items()
        ]
        row["each"] = []
        return row, _tried(row, building.drawn, values, self.definition.seed, point.key, row["each"])

    def lost(self, run: int, reason: str) -> list[dict[str, Any]]:
        """The rows of a run of which nothing came back."""
        point = self.points.at(run)
        return [
            {"run": run, "measure": measure, "status": reason, "weight": point.weight, "stratum": point.stratum}
            for measure in self.buildings
        ]


def _solved(row: dict[str, Any], scenario: Scenario) -> Outlined:
    """What the engine makes of a scenario; the row gets the fingerprint of its history."""
    solution = outlined(scenario)
    if solution.status == COMPLETED:
        row["history"] = solution.fingerprint
    return solution


def _solved_already(scenario: Scenario | None, drawn: Drawn, solved: list[Outlined | None]) -> Outlined | None:
    """What was made of the same fire under a measure before it: a measure may change nothing in a fire."""
    for (_, other), solution in zip(drawn, solved, strict=False):
        if solution is not None and scenario is not None and other is not None and _alike(scenario, other):
            return solution
    return None


def _alike(one: Scenario, other: Scenario) -> bool:
    """Whether the engine makes the same of both, in every bit: what they list stands in the same order, too."""
    same = all(getattr(one, field) == getattr(other, field) for field in READ)
    return same and one.model_dump_json(include=set(READ)) == other.model_dump_json(include=set(READ))


def _tried(row: dict[str, Any], work: Callable[..., Result], *given: Any) -> Result | None:
    """What some work of one fire comes to; nothing if it fails, and then its row says why: the study goes on."""
    try:
        return work(*given)
    except ScenarioError as error:
        row["status"] = f"the draws do not go together: {'; '.join(each.message for each in error.problems)}"
    except Exception as error:  # one fire must not end a study; what it was is kept
        row["status"] = f"failed: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return None


def load_study(file: str | FilePath, **changes: Any) -> Study:
    """Read a study file. Raises ScenarioError with every mistake; `changes` take the place of what the file says."""
    file = FilePath(file)

    def read(named: str) -> str:
        path = file.parent / named if named else file
        try:
            return path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise ScenarioError([Problem(str(path), 0, 0, "there is no such file")]) from None
        except IsADirectoryError:
            raise ScenarioError([Problem(str(path), 0, 0, "this is a directory, and a file is needed")]) from None
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ScenarioError([Problem(str(path), 0, 0, f"the file cannot be read: {said}")]) from None

    return study_from(str(file), read, **changes)


def study_from(name: str, read: Read, begun: bool = False, **changes: Any) -> Study:
    """A study from texts: `read` gives that of the study file for an empty name, and of those that it names.

    One that has `begun` is read also if it had better not begin.
    """
    texts = {"": read("")}
    ready: list[Study] = []

    def prepare(told: StudyDefinition) -> list[Fault]:
        definition = told
        if changes:
            try:
                definition = StudyDefinition.model_validate({**dict(told), **changes})
            except ValidationError as error:
                return [replace(each, path=()) for each in faults_of(error, changes, StudyDefinition)]
        named = {("scenario",): definition.scenario} | {
            ("measures", key, "scenario"): each.scenario for key, each in definition.measures.items() if each.scenario
        }
        faults: list[Fault] = []
        for where, each in named.items():
            try:
                texts[each] = read(each)
            except ScenarioError as error:
                faults += [Fault(where, f"scenario: {said}") for said in error.problems]
        if faults:
            return faults
        study = _ready(definition, texts, {each: loads(texts[each], each) for each in named.values()}, faults)
        if study is not None and not faults and not begun:
            faults += begins(study.definition, study.buildings)
        if study is not None and not faults:
            ready.append(study)
        return faults

    try:
        read_described(texts[""], name, StudyDefinition, prepare)
    except ScenarioError as error:
        raise ScenarioError([each if each.file else replace(each, file=name) for each in error.problems]) from None
    return ready[0]


def _ready(
    definition: StudyDefinition, texts: dict[str, str], scenarios: dict[str, Scenario], faults: list[Fault]
) -> Study | None:
    """The study; what is wrong with it goes into `faults`."""
    base = scenarios[definition.scenario]
    written = definition.vary
    if definition.dwelling:
        of_dwellings = _of_dwellings(definition, scenarios, faults)
        if faults:
            return None
        ready_made = of_dwellings[definition.scenario][1]
    if definition.dwelling is True:
        scenarios = {name: each for name, (each, _) in of_dwellings.items()}
        base = scenarios[definition.scenario]
        definition = definition.model_copy(update={"vary": {**ready_made, **definition.vary}})
    elif definition.dwelling:
        if unknown := [name for name in definition.dwelling if name not in ready_made]:
            tip = nearest(unknown[0], ready_made, "It has")
            faults.append(Fault(("dwelling",), f"the set for dwellings has no variable '{unknown[0]}'. {tip}"))
            return None
        chosen = {name: each for name, each in ready_made.items() if name in definition.dwelling}
        for name, each in chosen.items():
            if each.by is not None and each.by not in {**chosen, **written}:
                said = f"'{name}' of the set for dwellings is drawn by '{each.by}': add that to 'dwelling' or to 'vary'"
                faults.append(Fault(("dwelling",), said))
        if faults:
            return None
        definition = definition.model_copy(update={"vary": joined(definition.vary, chosen)})
    variables = _in_rooms(definition.vary, base, ("vary",), "", faults)
    for key, each in variables.items():  # of the set, whose cases are for all that it draws itself
        if key not in written and each.by in written and each.cases:
            variables[key] = that_hold(each, variables[each.by])
    measures = {
        key: each.model_copy(
            update={"vary": _in_rooms(each.vary, base, ("measures", key, "vary"), f"measure '{key}': ", faults)}
        )
        for key, each in definition.measures.items()
    }
    if faults:
        return None
    definition = definition.model_copy(update={"vary": variables, "measures": measures})
    faults += rules(definition)
    faults += _times(base, definition)
    faults += _misled(variables, base, ("vary",), "")
    if faults:
        return None
    points = Points(definition, variables)
    buildings = {AS_IS: Building(_timed(base, definition), variables, set())}
    for key, measure in definition.measures.items():
        own, start = measure.vary, base
        if measure.scenario:
            start, wrong = _same_fires_in(scenarios[measure.scenario], base, measure.scenario)
            faults += [Fault(("measures", key, "scenario"), f"measure '{key}': {each}") for each in wrong]
            if wrong:
                continue
        try:
            changed, sets = _with(start, key, measure)
        except ScenarioError as error:
            faults += [Fault(("measures", key), each.message) for each in error.problems]
            continue
        for section, what in (("fires", "fires"), ("people", "households")):
            if getattr(changed, section).keys() != getattr(start, section).keys():
                said = f"measure '{key}': a measure changes the building; it leaves the {what} that there are"
                faults.append(Fault(("measures", key), said))
        misled = _misled(own, changed, ("measures", key, "vary"), f"measure '{key}': ")
        faults += misled
        if not misled:
            buildings[key] = Building(_timed(changed, definition), {**variables, **own}, sets, own, buildings[AS_IS])
    for key, measure in definition.measures.items():
        for name in measure.vary.keys() - (buildings[key].found if key in buildings else measure.vary.keys()):
            said = f"measure '{key}': variable '{name}': nothing in the scenario matches its paths"
            faults.append(Fault(("measures", key, "vary", name), said))
    found = set().union(*(building.found for building in buildings.values()))
    for name, variable in variables.items():
        if name not in found:
            told = ", ".join(f"'{path}'" for path in (*variable.set, variable.remove) if path)
            of_set = "" if name in written else "; the set for dwellings calls the fire 'item'"
            here = ("vary", name) if name in written else ("dwelling",)
            faults.append(Fault(here, f"variable '{name}': nothing in the scenario matches {told}{of_set}"))
    faults += _overwritten(definition, buildings)
    for name, fault in buildings[AS_IS].faults(variables):
        faults.append(Fault(("vary", name), f"variable '{name}' {fault}"))
    for key, measure in definition.measures.items():
        for name, fault in buildings[key].faults(measure.vary) if key in buildings else ():
            faults.append(Fault(("measures", key, "vary", name), f"measure '{key}': variable '{name}' {fault}"))
    return Study(definition, texts, buildings, points)


def _of_dwellings(
    definition: StudyDefinition, scenarios: dict[str, Scenario], faults: list[Fault]
) -> dict[str, tuple[Scenario, dict[str, Variable]]]:
    """The scenarios as the ready-made set has them, and what varies in each; of single variables the study's alone."""
    found, whole = {}, definition.dwelling is True
    for name in scenarios if whole else (definition.scenario,):
        try:
            found[name] = dwelling(scenarios[name], whole)
        except ScenarioError as error:
            faults += [Fault(("dwelling",), f"{name}: {said.message}") for said in error.problems]
    return found


def _in_rooms(
    variables: dict[str, Variable], scenario: Scenario, where: Path, of: str, faults: list[Fault]
) -> dict[str, Variable]:
    """The variables with patterns of rooms written out."""
    found = {}
    for name, each in variables.items():
        try:
            found[name] = with_rooms(each, scenario)
        except ScenarioError as error:
            found[name] = each
            faults += [Fault((*where, name), f"{of}variable '{name}': {said.message}") for said in error.problems]
    return found


def _misled(variables: dict[str, Variable], scenario: Scenario, where: Path, of: str) -> list[Fault]:
    """Variables with a path that leads nowhere."""
    wrong = leads_somewhere(variables, scenario)
    return [Fault((*where, name), f"{of}variable '{name}': {said}") for name, said in wrong]


def _times(scenario: Scenario, definition: StudyDefinition) -> list[Fault]:
    """What is wrong with the duration and the steps of the study, said once rather than of every variable."""
    said = [each for each in check(_timed(scenario, definition)) if each.path[:1] == ("simulation",)]
    return [Fault(each.path[1:], each.message.removeprefix("simulation: ")) for each in said]


def _overwritten(definition: StudyDefinition, buildings: dict[str, Building]) -> Iterator[Fault]:
    """Variables whose draws another of the same building writes over: which of them would count, nobody could tell."""
    for key, building in buildings.items():
        told: set[tuple[str, str]] = set()
        for name, other, path in building.overwritten:
            if (name, other) in told:
                continue
            told.add((name, other))
            of = "" if key == AS_IS else f"measure '{key}': "
            where = ("vary",) if key == AS_IS else ("measures", key, "vary")
            yield Fault(
                (*where, other),
                f"{of}variable '{other}': '{path}' is what '{name}' sets too: keep one of them, or give both one name, "
                "so that one takes the other's place",
            )


def _same_fires_in(other: Scenario, base: Scenario, name: str) -> tuple[Scenario, list[str]]:
    """Another building with the fires, people, crews, habits and weather of the study's; and what keeps them out.

    What it has itself outside flats to be set off by heat stays, in place of what the study's building has there.
    """
    there = other.building.rooms
    for room, each in base.building.rooms.items():
        if each.flat is not None and (room not in there or there[room].flat != each.flat):
            return other, [
                f"{name} has no room '{room}' in flat '{each.flat}': flats and their rooms must have the same names, "
                "so that the same fires and people can be put into it"
            ]
    fires = {key: each for key, each in base.fires.items() if not is_of_the_building(each, base)}
    linings = {key: each for key, each in other.fires.items() if is_of_the_building(each, other)}
    if both := [key for key in linings if key in fires]:
        return other, [
            f"in {name} '{both[0]}' is what heat sets off outside flats, and the study has a fire of that name: give "
            "it another name"
        ]
    ours = ("people", "crews", "habits", "site", "simulation")
    told = other.model_copy(update={section: getattr(base, section) for section in ours} | {"fires": fires | linings})
    return told, [f"in {name}: {fault.message}" for fault in check(told)]


def _timed(scenario: Scenario, definition: StudyDefinition) -> Scenario:
    """The scenario with the duration and the steps of the study."""
    times = {key: getattr(definition, key) for key in ("duration", "output_every", "longest_step")}
    return scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update=times)})


def _with(scenario: Scenario, name: str, measure: Measure) -> tuple[Scenario, set[Keys]]:
    """The scenario with a measure worked in, and the values that the measure sets."""
    change = Variant(**{key: getattr(measure, key) for key in Variant.model_fields})
    try:
        told = scenario.model_copy(update={"variants": {name: change}})
        changed, sets = variant(told, name), settled(told, name)
    except ScenarioError as error:
        said = [each.message.replace("variant '", "measure '", 1) for each in error.problems]
        raise ScenarioError([Problem("", 0, 0, message) for message in said]) from None
    left_alone = {dotted(keys): why for keys in sets if (why := not_to_be_set(keys))}
    if left_alone:
        wrong = [f"measure '{name}': '{path}': {why}" for path, why in sorted(left_alone.items())]
        raise ScenarioError([Problem("", 0, 0, message) for message in wrong])
    return changed, sets
