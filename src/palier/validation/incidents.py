"""Real fires as scenarios: what is not known of them and drawn anew in each run, and what they are checked by.

The file of checks of a fire names a scenario, the `unknowns` and the `checks`. The scenario's own values stand where
nothing is drawn.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from palier.scenario.building import Described
from palier.scenario.document import load, read_described
from palier.scenario.problems import Fault, Problem, ScenarioError, nearest
from palier.scenario.scenario import Note, Scenario
from palier.scenario.variants import settled, variant
from palier.studies.draw import Building
from palier.studies.points import independent
from palier.studies.variables import Variable, among
from palier.validation.incidents_measures import MEASURES, signature

SUFFIX = ".checks.yaml"
SHARE = 0.8  # of the runs in which a fact must hold


class Check(Described):
    """One thing that is known of a fire, as a measure of a run and a bound."""

    says: str = Field(description="The fact, as a sentence.")
    measure: str = Field(description="What is taken from each run.")
    of: dict[str, Any] = Field(default_factory=dict, description="What the measure needs to know, by name.")
    at_least: float | None = Field(default=None, description="Lower bound.")
    at_most: float | None = Field(default=None, description="Upper bound.")
    each_run: bool = Field(
        default=False, description="A fact: the bound holds in 80 % of the runs, not for their median."
    )
    variant: str | None = Field(default=None, description="Of the scenario, instead of the fire as it was.")
    judged: bool = Field(default=False, description="The bound is judgement.")

    @model_validator(mode="after")
    def _sound(self) -> Check:
        if self.measure not in MEASURES:
            raise ValueError(f"there is no measure '{self.measure}'. {nearest(self.measure, MEASURES, 'There are')}")
        if self.at_least is None and self.at_most is None:
            raise ValueError("a check needs 'at_least' or 'at_most'")
        needed, allowed = signature(self.measure)
        for key in self.of:
            if key not in allowed:
                raise ValueError(f"'{self.measure}' knows no '{key}'. {nearest(key, allowed, 'It knows')}")
        missing = [key for key in needed if key not in self.of]
        if missing:
            raise ValueError(f"'{self.measure}' needs {', '.join(missing)} under 'of'")
        return self

    def met_by(self, value: float) -> bool:
        """Whether a value lies in the bound."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def bound(self) -> str:
        """The bound in words."""
        unit = MEASURES[self.measure].unit
        behind = f" {unit}" if unit else ""
        if self.at_least is None:
            return f"at most {self.at_most:g}{behind}"
        if self.at_most is None:
            return f"at least {self.at_least:g}{behind}"
        return f"{self.at_least:g} to {self.at_most:g}{behind}"


class Incident(Described):
    """A fire that happened, what is not known of it, and what is."""

    title: str
    scenario: str = Field(description="Its scenario file, seen from this one.")
    accounts: tuple[str, ...] = Field(default=(), description="Where the facts are from, with their grade.")
    unknowns: dict[str, Variable] = Field(default_factory=dict)
    checks: dict[str, Check] = Field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def folder() -> Path:
    """The shipped fires: in the package, or beside it in a source tree."""
    package = Path(__file__).parents[1]
    packaged = package / "examples"
    return (packaged if packaged.is_dir() else package.parents[1] / "examples") / "incidents"


def shipped() -> dict[str, Path]:
    """Files of checks of the shipped fires by name."""
    return {file.name.removesuffix(SUFFIX): file for file in sorted(folder().glob(f"*{SUFFIX}"))}


def find(name: str) -> Path:
    """The file of checks of a shipped fire, or the file of that path. Raises ScenarioError."""
    known = shipped()
    if name in known:
        return known[name]
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    tip = nearest(name, known, "There are")
    raise ScenarioError([Problem(name, 0, 0, f"there is no such fire, and no file of checks (.yaml). {tip}")])


def read_incident(file: Path) -> Incident:
    """Read a file of checks. Raises ScenarioError with every mistake at its line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ScenarioError([Problem(str(file), 0, 0, "there is no such file")]) from None
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ScenarioError([Problem(str(file), 0, 0, f"the file cannot be read: {said}")]) from None
    return read_described(text, str(file), Incident, _unknowns_fit)


def _unknowns_fit(incident: Incident) -> list[Fault]:
    return [Fault(("unknowns", name), f"unknown '{name}': {fault}") for name, fault in among(incident.unknowns)]


def scenario_of(incident: Incident, file: Path) -> Scenario:
    """The scenario that a file of checks names, if all that it draws and checks can be found in it."""
    scenario = load(file.parent / incident.scenario)
    for name, check in incident.checks.items():
        if check.variant is not None and check.variant not in scenario.variants:
            tip = nearest(check.variant, scenario.variants, "There are")
            said = f"check '{name}': the scenario has no variant '{check.variant}'. {tip}"
            raise ScenarioError([Problem(str(file), 0, 0, said)])
    drawn(incident, scenario, seed=1, run=0)
    return scenario


def drawn(incident: Incident, scenario: Scenario, seed: int, run: int, changed: str | None = None) -> Scenario:
    """One run's scenario: its unknowns drawn, and a variant of the fire worked in if one is named.

    The draws depend on seed, run and the names of the unknowns alone: variants meet the same fire and the same people.
    """
    told = scenario if changed is None else variant(scenario, changed)
    fixed, own = (set(), None) if changed is None else (settled(scenario, changed), ())
    building = Building(told, incident.unknowns, fixed, own)
    missing = next((name for name in incident.unknowns if name not in building.found), None)
    if changed is None and missing is not None:
        raise ScenarioError([Problem("", 0, 0, f"unknown '{missing}': nothing in the scenario matches it")])
    values = building.values(independent(incident.unknowns, seed, run))
    return building.drawn(values, seed, run).model_copy(update={"title": scenario.title})
