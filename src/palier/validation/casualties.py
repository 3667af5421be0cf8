"""Typical fires in flats, drawn many times over: casualties per thousand fires, beside what statistics say.

The definition has the form of a real fire's: a scenario, its unknowns, its variants. A job runs many draws of one
variant; all variants meet the same fires and people.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from palier.result import Run
from palier.validation.campaign import OK, Job, Outcome, read_ledger
from palier.validation.incidents import SUFFIX, drawn, folder, read_incident, scenario_of
from palier.validation.incidents_measures import fire_flat

SEED = 1
FIRES_IN_A_JOB = 25
AS_DRAWN = "as drawn"
WITHOUT_ALARM, WITH_ALARM = "without alarm", "with a working alarm"
SPRINKLERS = "sprinklers"
DOOR_SHUT, DOOR_OPEN = "door shut", "door left open"
VARIANTS = (AS_DRAWN, WITHOUT_ALARM, WITH_ALARM, SPRINKLERS, DOOR_SHUT, DOOR_OPEN)
RESAMPLES = 2000  # of the bootstrap
LEVEL = 0.95  # of the intervals
LEAST_PERSONS = 5  # that others are set against; with fewer a ratio says nothing
PER_THOUSAND = "per 1000"
FAMILY = "flat fire"

Numbers = npt.NDArray[np.float64]


class Counted(NamedTuple):
    """What one fire did; people killed or hurt, in all and outside the flat where it began."""

    fire: int
    attended: int  # the fire service was called, or somebody was harmed
    people: int
    dead: int
    hospital: int  # hurt so that they are taken to hospital, overcome ones included, who lived
    hurt: int  # any injury, who lived
    dead_outside: int
    hurt_outside: int


class Aim(NamedTuple):
    """A figure from statistics: what it is, its range, and where it is from."""

    name: str
    says: str
    low: float
    high: float
    unit: str
    of: Callable[[dict[str, Numbers]], tuple[Numbers, Numbers] | None]  # per fire: what is counted, over what
    source: str


def definition() -> Path:
    """The file of unknowns of the study."""
    return folder().parent / "casualties" / f"flat-fire{SUFFIX}"


def jobs(fires: int) -> list[Job]:
    """Draws of every variant, some at a time."""
    file = definition()
    scenario_of(read_incident(file), file)
    starts = range(0, fires, FIRES_IN_A_JOB)
    return [
        Job(FAMILY, f"{variant} {start}-{min(start + FIRES_IN_A_JOB, fires) - 1}", file, variant)
        for start in starts
        for variant in VARIANTS
    ]


def run_fires(job: Job, out: Path) -> str:
    """Run the draws of a job; a row for each goes to OUT/fires/CASE.csv."""
    from palier.simulate import simulate

    incident = read_incident(job.source)
    scenario = scenario_of(incident, job.source)
    changed = None if job.variant == AS_DRAWN else job.variant
    first, last = (int(number) for number in job.case.rsplit(" ", 1)[1].split("-"))
    rows = []
    for fire in range(first, last + 1):
        run = simulate(drawn(incident, scenario, SEED, fire, changed))
        if not run.completed:
            return f"fire {fire}: {run.summary['status']}"
        rows.append(_counted(fire, run))
    directory = out / "fires"
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f".{job.case}.csv"
    with fresh.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(Counted._fields)
        writer.writerows(rows)
    fresh.replace(directory / f"{job.case}.csv")
    return OK


def _counted(fire: int, run: Run) -> Counted:
    people = run.people
    rooms = run.scenario.building.rooms
    outside = np.array([rooms[str(room)].flat != fire_flat(run) for room in people["started_in"]], dtype=bool)
    dead, lived = people["outcome"] == "dead", people["outcome"] != "dead"
    hospital = people["outcome"].isin(["hospital", "severe"])
    hurt = lived & (people["outcome"] != "unhurt")
    called = bool((run.events["kind"] == "call").any())
    return Counted(
        fire, int(called or dead.any() or hurt.any()), len(people), int(dead.sum()), int(hospital.sum()),
        int(hurt.sum()), int((dead & outside).sum()), int((hurt & outside).sum()),
    )  # fmt: skip


def _per_fire(variant: str, column: str) -> Callable[[dict[str, Numbers]], tuple[Numbers, Numbers] | None]:
    """Per thousand attended fires."""
    at = Counted._fields.index(column)
    attended = Counted._fields.index("attended")

    def of(tables: dict[str, Numbers]) -> tuple[Numbers, Numbers] | None:
        table = tables.get(variant)
        return None if table is None else (1000.0 * table[:, at], table[:, attended])

    return of


def _ratio(variant: str, to: str, column: str) -> Callable[[dict[str, Numbers]], tuple[Numbers, Numbers] | None]:
    """Of one variant over another, of the same fires."""
    at = Counted._fields.index(column)

    def of(tables: dict[str, Numbers]) -> tuple[Numbers, Numbers] | None:
        ours, theirs = tables.get(variant), tables.get(to)
        if ours is None or theirs is None:
            return None
        _, mine, other = np.intersect1d(ours[:, 0], theirs[:, 0], return_indices=True)
        return ours[mine, at], theirs[other, at]

    return of


def _part(column: str, of_column: str) -> Callable[[dict[str, Numbers]], tuple[Numbers, Numbers] | None]:
    """One count over another, as drawn. [%]"""
    top, below = Counted._fields.index(column), Counted._fields.index(of_column)

    def of(tables: dict[str, Numbers]) -> tuple[Numbers, Numbers] | None:
        table = tables.get(AS_DRAWN)
        return None if table is None else (100.0 * table[:, top], table[:, below])

    return of


AIMS = (
    Aim("deaths", "Deaths per 1000 attended fires", 3, 8, PER_THOUSAND, _per_fire(AS_DRAWN, "dead"),
        "France 2009: 3.6; England 2022/23: some 7.5; apartments in the United States: 3.5 to 4"),
    Aim("hospital", "Taken to hospital per 1000 attended fires", 20, 80, PER_THOUSAND, _per_fire(AS_DRAWN, "hospital"),
        "France 2009: 10 serious; England: some 75 to hospital"),
    Aim("hurt", "Any injury per 1000 attended fires", 90, 190, PER_THOUSAND, _per_fire(AS_DRAWN, "hurt"),
        "France 2009: 107; England: some 180"),
    Aim("outside", "Part of the deaths outside the flat where the fire began", 0, 10, "%",
        _part("dead_outside", "dead"), "England 2009/10: 22 of over 8000 fires in blocks made more than five leave"),
    Aim("alarm", "Deaths with a working alarm over deaths without", 0.4, 0.65, "times",
        _ratio(WITH_ALARM, WITHOUT_ALARM, "dead"), "United States: 35 to 55 % fewer, by kind of alarm and years"),
    Aim("sprinklers", "Deaths with sprinklers over deaths without", 0.1, 0.2, "times",
        _ratio(SPRINKLERS, AS_DRAWN, "dead"), "United States: 81 to 89 % fewer; 8 % fail there, none here"),
    Aim("door", "Hurt outside the flat with its door shut over those with it left open", 0, 0.5, "times",
        _ratio(DOOR_SHUT, DOOR_OPEN, "hurt_outside"), "no statistic is known; a half at most is judgement"),
)  # fmt: skip


class Figure(NamedTuple):
    """A figure of the study with its interval."""

    aim: Aim
    value: float | None  # None where there is nothing to divide by
    low: float
    high: float
    fires: int
    events: float  # persons that are counted
    over: float  # what they are set against: fires, or persons

    @property
    def verdict(self) -> str:
        """`inside`, `not told apart` where only the interval reaches the range, or `below` or `above`.

        Persons set against fewer than `LEAST_PERSONS` say nothing.
        """
        if self.value is None:
            return "no number"
        if self.aim.unit != PER_THOUSAND and self.over < LEAST_PERSONS:
            return "too few to say"
        if self.aim.low <= self.value <= self.aim.high:
            return "inside"
        if self.low <= self.aim.high and self.high >= self.aim.low:
            return "not told apart"
        return "below" if self.value < self.aim.low else "above"


def evaluate(out: Path) -> tuple[list[Figure], list[Outcome]]:
    """The figures, and the jobs that failed, of what `out` holds."""
    tables: dict[str, list[Numbers]] = {}
    failed = []
    for (family, case), outcome in read_ledger(out).items():
        if family != FAMILY:
            continue
        if outcome.status != OK:
            failed.append(outcome)
            continue
        rows = np.loadtxt(out / "fires" / f"{case}.csv", delimiter=",", skiprows=1, ndmin=2)
        tables.setdefault(case.rsplit(" ", 1)[0], []).append(rows)
    together = {}
    for variant, parts in tables.items():
        stacked = np.concatenate(parts)
        together[variant] = stacked[np.argsort(stacked[:, 0])]
    return [_figure(aim, together) for aim in AIMS], failed


def _figure(aim: Aim, tables: dict[str, Numbers]) -> Figure:
    counted = aim.of(tables)
    if counted is None:
        return Figure(aim, None, np.nan, np.nan, 0, 0.0, 0.0)
    top, below = counted
    scale = 1000.0 if aim.unit == PER_THOUSAND else 100.0 if aim.unit == "%" else 1.0
    events = float(top.sum() / scale)
    total = float(below.sum())
    if total == 0.0:
        return Figure(aim, None, np.nan, np.nan, top.size, events, total)
    low, high = interval(top, below)
    if events == 0.0:  # no event in n: up to 3 / n are not excluded
        high = 3.0 * scale / total
    if aim.unit == "%":
        high = min(high, 100.0)
    return Figure(aim, float(top.sum()) / total, low, high, top.size, events, total)


def interval(top: Numbers, below: Numbers) -> tuple[float, float]:
    """Interval of a ratio of sums over fires, by resampling the fires. Draws are the same each time."""
    random = np.random.default_rng(SEED)
    ratios = []
    for _ in range(RESAMPLES):
        chosen = random.integers(0, top.size, top.size)
        bottom = below[chosen].sum()
        if bottom > 0.0:
            ratios.append(top[chosen].sum() / bottom)
    low, high = np.quantile(ratios, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return float(low), float(high)


def rows(figures: list[Figure]) -> list[dict[str, object]]:
    """A row for each figure, JSON-able."""
    return [
        {
            "figure": figure.aim.name, "says": figure.aim.says, "low": figure.aim.low, "high": figure.aim.high,
            "unit": figure.aim.unit, "value": None if figure.value is None else round(figure.value, 4),
            "from": None if figure.value is None else round(figure.low, 4),
            "to": None if figure.value is None else round(figure.high, 4),
            "fires": figure.fires, "persons": figure.events, "verdict": figure.verdict, "source": figure.aim.source,
        }
        for figure in figures
    ]  # fmt: skip
