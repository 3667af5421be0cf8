"""Real fires as scenarios: what is not known of them and drawn anew in each run, and what they are checked by.

The file of checks of a fire names a scenario, the `unknowns` and the `checks`. The scenario's own values stand where
nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from palier.engine.draws import Draws
from palier.scenario.building import Described
from palier.scenario.document import load, read_described
from palier.scenario.problems import Problem, ScenarioError, nearest
from palier.scenario.scenario import Note, Scenario, Variant
from palier.scenario.variants import SECTIONS, plain, variant
from palier.validation.incidents_measures import MEASURES, signature

SUFFIX = ".checks.yaml"
WILD = set("*?[")  # characters that make a name a pattern, as in a shell
SHARE = 0.8  # of the runs in which a fact must hold


class Unknown(Described):
    """Something that no account gives, drawn anew in each run."""

    set: tuple[str, ...] = Field(
        default=(), description="Dotted paths that get the value; a name may be a pattern, as in a shell."
    )
    each: bool = Field(default=False, description="Every name that matches gets a draw of its own.")
    uniform: tuple[float, float] | None = Field(default=None, description="From, to; `unit` is put behind.")
    lognormal: tuple[float, float] | None = Field(
        default=None, description="Median and standard deviation of the logarithm; `unit` is put behind."
    )
    largest: float | None = Field(default=None, description="A lognormal draw above it is cut to it.")
    choice: tuple[Any, ...] = Field(default=(), description="One of these values.")
    one_of: tuple[dict[str, Any], ...] = Field(default=(), description="One of these sets of values by path.")
    weights: tuple[float, ...] = Field(default=(), description="Of the choices; default all alike.")
    unit: str = Field(default="", description="Behind a number that is drawn.")
    remove: str | None = Field(
        default=None, description="Names to be removed, such as `people.flat-*`, each with probability `chance`."
    )
    chance: float = Field(default=0.5, ge=0, le=1, description="Probability of being removed.")

    @model_validator(mode="before")
    @classmethod
    def _one_path(cls, value: object) -> object:
        if isinstance(value, dict) and isinstance(value.get("set"), str):
            return {**value, "set": (value["set"],)}
        return value

    @model_validator(mode="after")
    def _one_way(self) -> Unknown:
        ways = {
            "uniform": self.uniform is not None,
            "lognormal": self.lognormal is not None,
            "choice": bool(self.choice),
            "one_of": bool(self.one_of),
            "remove": self.remove is not None,
        }
        if sum(ways.values()) != 1:
            raise ValueError(f"say exactly one of {', '.join(ways)}")
        if bool(self.set) == (bool(self.one_of) or self.remove is not None):
            raise ValueError("'set' says which paths get the value; one_of and remove name theirs themselves")
        options = self.choice or self.one_of
        if self.weights and len(self.weights) != len(options):
            raise ValueError(f"{len(self.weights)} weights for {len(options)} choices")
        return self

    def value(self, draws: Draws, who: str) -> Any:
        """The value that `who` gets."""
        if self.uniform is not None:
            low, high = self.uniform
            return self._with_unit(low + (high - low) * draws.uniform(who, "unknown"))
        if self.lognormal is not None:
            drawn = draws.lognormal(who, "unknown", *self.lognormal)
            return self._with_unit(drawn if self.largest is None else min(drawn, self.largest))
        options: tuple[Any, ...] = self.choice or self.one_of
        weights = self.weights or (1.0,) * len(options)
        left = draws.uniform(who, "unknown") * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0.0:
                return option
        return options[-1]

    def _with_unit(self, number: float) -> str | float:
        return f"{number:.6g} {self.unit}" if self.unit else number


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
    unknowns: dict[str, Unknown] = Field(default_factory=dict)
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
    return read_described(text, str(file), Incident)


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
    data = plain(scenario)
    values: dict[str, Any] = {}
    removed: list[str] = []
    draws = Draws(seed, run)
    for name, unknown in incident.unknowns.items():
        if unknown.remove is not None:
            removed += [
                f"{section}.{match}"
                for section, match, _ in _matches(unknown.remove, data)
                if draws.chance(f"{name}/{match}", "unknown", unknown.chance)
            ]
        elif unknown.one_of:
            for path, value in unknown.value(draws, name).items():
                values |= dict.fromkeys(_paths((path,), data), value)
        elif unknown.each:
            for path in _paths(unknown.set, data):
                values[path] = unknown.value(draws, f"{name}/{path}")
        else:
            values |= dict.fromkeys(_paths(unknown.set, data), unknown.value(draws, name))
    told = scenario.model_copy(update={"variants": {"as drawn": Variant(set=values)}})
    told = variant(told, "as drawn")
    simulation = told.simulation.model_copy(update={"seed": seed, "run": run})
    told = told.model_copy(update={"title": scenario.title, "simulation": simulation, "variants": scenario.variants})
    if changed is not None:
        told = variant(told, changed)
    if removed:  # last, as a variant may name what is not there in this run
        told = variant(told.model_copy(update={"variants": {"": Variant(remove=tuple(removed))}}), "")
    return told.model_copy(update={"title": scenario.title, "variants": {}})


def _paths(paths: Iterable[str], data: dict[str, Any]) -> list[str]:
    """Dotted paths, with those that have a `*` written out for every name that matches."""
    written: list[str] = []
    for path in paths:
        if not set(path) & WILD:
            written.append(path)
            continue
        written += [f"{section}.{match}.{rest}" for section, match, rest in _matches(path, data)]
    return written


def _matches(path: str, data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Section, name and what follows, for every name of a section that fits; raises ScenarioError if none does."""
    section, _, rest = path.partition(".")
    here: Any = data
    for part in SECTIONS.get(section, ()):
        here = here.get(part, {})
    names = here if section in SECTIONS else {}
    pattern, _, field = rest.partition(".") if "." in rest else (rest, "", "")
    found = [(section, name, field) for name in names if fnmatchcase(name, pattern)]
    if not found:
        tip = nearest(pattern, names, "There are") if names else f"Sections are: {', '.join(SECTIONS)}."
        raise ScenarioError([Problem(path, 0, 0, f"nothing in the scenario matches it. {tip}")])
    return found
