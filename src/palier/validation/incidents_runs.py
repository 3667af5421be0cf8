"""Real fires run over their unknowns, and what the checks come to. Runs that fail are counted, never dropped."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palier.validation.campaign import LEDGER, OK, Job, Outcome, read_ledger, write_ledger
from palier.validation.incidents import SHARE, Check, Incident, drawn, read_incident, scenario_of
from palier.validation.incidents_measures import MEASURES, take

AS_IT_WAS = ""  # in place of the name of a variant
VALUES = "values"  # folder of one file per run, with the numbers taken from it
INSIDE = (0.1, 0.9)  # quantiles that are told beside the median
LEAST_WITH_VALUE = 0.5  # of the runs: with fewer that have the number a check is not met


def jobs(files: dict[str, Path], runs: int) -> list[Job]:
    """One job for each fire, variant that is checked, and run."""
    todo = []
    for name, file in files.items():
        incident = read_incident(file)
        scenario_of(incident, file)
        for changed in dict.fromkeys(check.variant or AS_IT_WAS for check in incident.checks.values()):
            todo += [Job(name, _case(changed, run), file, changed) for run in range(runs)]
    return todo


def _case(changed: str, run: int) -> str:
    return f"{changed or 'as it was'} {run + 1:03d}"


def run_incident(job: Job, out: Path) -> str:
    """Run one draw of a fire; the numbers of its checks go to OUT/values/FIRE/CASE.json."""
    from palier.simulate import simulate

    incident = read_incident(job.source)
    scenario = scenario_of(incident, job.source)
    number = int(job.case.rsplit(" ", 1)[1])
    run = simulate(drawn(incident, scenario, seed=number, run=0, changed=job.variant or None))
    numbers = {
        name: take(check.measure, run, check.of)
        for name, check in incident.checks.items()
        if (check.variant or AS_IT_WAS) == job.variant
    }
    kept = {"status": run.summary["status"], "counts": run.summary["counts"], "values": numbers}
    directory = out / VALUES / job.family
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f".{job.case}.json"
    fresh.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    fresh.replace(directory / f"{job.case}.json")
    return str(run.summary["status"])


def forget(out: Path, families: set[str]) -> None:
    """Take what became of these fires out of the ledger, so that runs of before are not counted among new ones."""
    known = read_ledger(out)
    kept = [outcome for (family, _), outcome in known.items() if family not in families]
    if len(kept) < len(known):
        (out / LEDGER).unlink()
        write_ledger(out, kept)


@dataclass(frozen=True)
class Result:
    """What one check came to over the runs."""

    fire: str
    name: str
    check: Check
    values: tuple[float | None, ...]  # of the runs that ended
    failed: int  # runs that did not

    @property
    def known(self) -> list[float]:
        """The numbers that there are, from low to high."""
        return sorted(value for value in self.values if value is not None)

    @property
    def median(self) -> float | None:
        """Of the runs that have the number."""
        return quantile(self.known, 0.5)

    @property
    def share(self) -> float:
        """Part of all runs, those that failed or lack the number included, in which the bound holds. [-]"""
        count = len(self.values) + self.failed
        return sum(self.check.met_by(value) for value in self.known) / count if count else 0.0

    @property
    def met(self) -> bool:
        """Whether the fact holds in 80 % of the runs, or the median lies in the bound."""
        if self.check.each_run:
            return self.share >= SHARE
        count = len(self.values) + self.failed
        enough = len(self.known) >= LEAST_WITH_VALUE * count
        return self.median is not None and enough and self.check.met_by(self.median)


def quantile(ordered: list[float], part: float) -> float | None:
    """Quantile of numbers from low to high, inf among them; linear between two, or the larger if that is inf."""
    if not ordered:
        return None
    place = part * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    if low == high:
        return low
    return high if math.isinf(high) else low + (high - low) * (place - math.floor(place))


@dataclass(frozen=True)
class Fire:
    """A fire with what its checks came to."""

    name: str
    incident: Incident
    results: list[Result]
    failed: list[Outcome]
    runs: int
    counts: list[dict[str, int]]  # people by outcome, of every run of the fire as it was

    @property
    def met(self) -> int:
        """How many checks are met."""
        return sum(result.met for result in self.results)


def evaluate(files: dict[str, Path], out: Path) -> list[Fire]:
    """What the runs that `out` holds come to, for each of these fires."""
    ledger = read_ledger(out)
    fires = []
    for name, file in files.items():
        incident = read_incident(file)
        outcomes = {case: outcome for (family, case), outcome in ledger.items() if family == name}
        told = {case: _read(out, name, case) for case, outcome in outcomes.items() if outcome.status == OK}
        results = []
        for check_name, check in incident.checks.items():
            label = _case(check.variant or AS_IT_WAS, 0).rsplit(" ", 1)[0]
            mine = [case for case in sorted(outcomes) if case.rsplit(" ", 1)[0] == label]
            values = tuple(told[case]["values"].get(check_name) for case in mine if case in told)
            results.append(Result(name, check_name, check, values, sum(case not in told for case in mine)))
        failed = [outcome for outcome in outcomes.values() if outcome.status != OK]
        counts = [told[case]["counts"] for case in sorted(told) if case.startswith("as it was ")]
        fires.append(Fire(name, incident, results, failed, len(outcomes), counts))
    return fires


def _read(out: Path, fire: str, case: str) -> dict[str, Any]:
    kept: dict[str, Any] = json.loads((out / VALUES / fire / f"{case}.json").read_text(encoding="utf-8"))
    return kept


COLUMNS = (
    "fire", "check", "says", "variant", "rule", "bound", "runs", "failed", "without_number", "median", "low", "high",
    "share", "met", "unit",
)  # fmt: skip


def rows(fires: list[Fire]) -> list[dict[str, Any]]:
    """A row for each check, JSON-able; a number that never came is the word `never`."""
    told = []
    for result in (result for fire in fires for result in fire.results):
        low, high = (quantile(result.known, part) for part in INSIDE)
        values = (
            result.fire, result.name, result.check.says, result.check.variant or "",
            "in 80 % of runs" if result.check.each_run else "median", result.check.bound,
            len(result.values) + result.failed, result.failed, len(result.values) - len(result.known),
            *(_plain(number) for number in (result.median, low, high)), round(result.share, 3), result.met,
            MEASURES[result.check.measure].unit,
        )  # fmt: skip
        told.append(dict(zip(COLUMNS, values, strict=True)))
    return told


def _plain(number: float | None) -> float | str | None:
    return "never" if number is not None and math.isinf(number) else None if number is None else round(number, 4)


def write_rows(told: list[dict[str, Any]], out: Path, stem: str = "checks") -> None:
    """Write rows as OUT/STEM.csv and OUT/STEM.json."""
    with (out / f"{stem}.csv").open("w", newline="", encoding="utf-8") as opened:
        writer = csv.DictWriter(opened, list(told[0]) if told else COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(told)
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (out / f"{stem}.json").write_text(text, encoding="utf-8")
