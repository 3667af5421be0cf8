"""The same fire with one thing changed: a scenario and each of its variants, side by side."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from palier.result import Run
from palier.result.store import write_whole
from palier.scenario.checks_building import AS_DESCRIBED
from palier.scenario.scenario import Scenario
from palier.scenario.variants import variant
from palier.simulate import simulate

COLUMNS = {
    "deaths": "people who died",
    "hospital": "people who collapsed and lived, or must go to hospital",
    "trapped_at_end": "people alive inside, in a refuge or at a window, when the run ended",
    "rescued": "people brought out by a neighbour or a crew",
    "out_by_themselves": "people who walked out",
    "highest_fed": "largest dose of asphyxiants that anybody took in",
    "first_landing_impassable": "landing",
    "impassable_from": "s after the start",
    "stair_passable_minutes": "time in which some stair above the burning storey could be walked",
    "status": "how the run ended",
}


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """Runs of a scenario and its variants, all with the same draws.

    runs : by name; the first is the scenario as it is described
    """

    runs: dict[str, Run]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per variant; the columns are those of `COLUMNS`."""
        rows = [_row(run) for run in self.runs.values()]
        table = pd.DataFrame(rows, index=pd.Index(list(self.runs), name="variant"), columns=list(COLUMNS))
        return table.astype({"first_landing_impassable": "string", "impassable_from": "Float64"})

    @property
    def base(self) -> Run:
        """The run of the scenario as described."""
        return next(iter(self.runs.values()))

    def to_html(self, path: str | Path) -> None:
        """Write the comparison as one page that opens offline."""
        # The page stands above this; it is asked for by name, as in Run.to_html.
        page = importlib.import_module("palier.report.comparison")
        Path(path).write_text(page.comparison_html(self), encoding="utf-8", newline="\n")

    def save(self, directory: str | Path, force: bool = False) -> Path:
        """Write compare.html, compare.csv and one directory per run, all or nothing.

        Raises RunExists if the directory holds anything and `force` is not given.
        """
        names = directories(list(self.runs))

        def write(made: Path) -> None:
            self.to_html(made / "compare.html")
            self.table.to_csv(made / "compare.csv", lineterminator="\n")
            for name, run in self.runs.items():
                run.save(made / names[name], variants=self.table if run is self.base else None)

        write_whole(Path(directory), write, force, owned_by_comparison(Path(directory), list(self.runs)))
        return Path(directory)

    def __repr__(self) -> str:
        """The table, without the columns that are all the same."""
        return f"Comparison of {len(self.runs)} runs of '{self.base.scenario.title}'\n{self.table.to_string()}"


def compare(scenario: Scenario, progress: Callable[[str, float], None] | None = None) -> Comparison:
    """Run a scenario and every variant that it names.

    Parameters
    ----------
    scenario : Scenario
    progress : callable, optional
        Called now and then with the name of the variant and the simulated time. [s]
    """
    runs: dict[str, Run] = {}
    for name in (AS_DESCRIBED, *scenario.variants):
        changed = scenario if name == AS_DESCRIBED else variant(scenario, name)
        runs[name] = simulate(changed, _telling(progress, name))
    return Comparison(runs)


def owned_by_comparison(directory: Path, names: list[str]) -> set[str]:
    """What a comparison of these variants, or the one that is there already, puts into a directory."""
    before = directory / "compare.csv"
    there = list(pd.read_csv(before, usecols=["variant"])["variant"]) if before.exists() else []
    return {"compare.html", "compare.csv", *directories(names).values(), *directories(there).values()}


def _telling(progress: Callable[[str, float], None] | None, name: str) -> Callable[[float], None] | None:
    if progress is None:
        return None
    return lambda time: progress(name, time)


def _row(run: Run) -> dict[str, Any]:
    c = run.summary["counts"]
    landings = run.tenability[run.tenability["kind"] == "landing"].dropna(subset=["impassable_from"])
    first = None if landings.empty else landings.sort_values("impassable_from", kind="stable").iloc[0]
    return {
        "deaths": c["dead"],
        "hospital": c["severe"] + c["hospital"],
        "trapped_at_end": c["trapped_at_end"],
        "rescued": c["rescued"],
        "out_by_themselves": c["out_by_themselves"],
        "highest_fed": round(float(run.people["fed"].max()), 3) if len(run.people) else 0.0,
        "first_landing_impassable": None if first is None else first["place"],
        "impassable_from": None if first is None else float(first["impassable_from"]),
        "stair_passable_minutes": round(run.summary["stair_passable"] / 60.0, 1),
        "status": run.summary["status"],
    }


def directories(names: list[str]) -> dict[str, str]:
    """A directory name for each variant: its words with dashes, numbered where two would be the same."""
    chosen: dict[str, str] = {}
    for name in names:
        plain = "-".join("".join(c if c.isalnum() else " " for c in name).split()).lower()[:60] or "variant"
        taken = set(chosen.values())
        tries = [plain, *(f"{plain}-{i}" for i in np.arange(2, len(names) + 2))]
        chosen[name] = next(t for t in tries if t not in taken)
    return chosen
