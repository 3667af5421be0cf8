"""The smaller validation, which needs no data but what palier brings along.

`measured.csv` has the measured values, each with the file of NIST's experimental database and the report that it is
from; `scenarios/` has the experiments as scenarios of palier. A value is the rise, fall or mean of a curve from its own
start, and so is palier's. CFAST's, where there is one, is from its own start too.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import xarray as xr

from palier.engine.zones import SPECIFIC_EXTINCTION
from palier.validation.campaign import Job
from palier.validation.comparisons import EVERYTHING, Compared, Curve, points, reduced

CELSIUS = 273.15  # 0 °C. [K]
OUTPUTS: dict[str, Callable[[xr.Dataset], xr.DataArray]] = {
    "upper temperature": lambda zones: zones["temperature"].sel(layer="upper") - CELSIUS,
    "layer height": lambda zones: zones["layer_height"],
    "oxygen": lambda zones: zones["o2"].sel(layer="upper"),
    "carbon dioxide": lambda zones: zones["co2"].sel(layer="upper"),
    "over-pressure": lambda zones: zones["pressure"],
    "smoke": lambda zones: zones["extinction"].sel(layer="upper") / SPECIFIC_EXTINCTION * 1e6,
}
AXES = {
    "upper temperature": "Temperature (°C)",
    "layer height": "Height (m)",
    "oxygen": "Volume fraction",
    "carbon dioxide": "Volume fraction",
    "over-pressure": "Pressure (Pa)",
    "smoke": "Soot (mg/m³)",
}


class Measured(NamedTuple):
    """One measured value and the curve of palier that it is held against."""

    experiment: str
    scenario: str
    variant: str
    quantity: str
    instrument: str
    room: str
    output: str
    metric: str
    window: tuple[float, float]  # that counts, of both curves. [s]
    initial: float  # of the measured curve
    measured: float
    unit: str
    uncertainty: float  # relative standard deviation
    cfast: float | None
    file: str  # of NIST's experimental database
    names_at: int
    values_from: int
    across: str
    source: str

    @property
    def case(self) -> str:
        """Name of the run."""
        return f"{self.scenario} {self.variant}".strip()

    @property
    def curve(self) -> Curve:
        """Where palier's curve is, in what `run_scenario` wrote; its start stands for its initial value."""
        return Curve(f"{self.experiment_folder}/{self.case}.csv", 1, 2, "Time", f"{self.room}: {self.output}",
                     self.window, (-EVERYTHING, EVERYTHING), 0.0)  # fmt: skip

    @property
    def experiment_folder(self) -> str:
        """The experiment's name as a folder's."""
        return self.experiment.replace("/", "-").replace(" ", "-")


def measured() -> list[Measured]:
    """The shipped table."""
    text = (files("palier.validation") / "measured.csv").read_text(encoding="utf-8")
    return [
        Measured(
            experiment=row["experiment"],
            scenario=row["scenario"],
            variant=row["variant"],
            quantity=row["quantity"],
            instrument=row["instrument"],
            room=row["room"],
            output=row["output"],
            metric=row["metric"],
            window=(float(row["start"] or -EVERYTHING), float(row["until"] or EVERYTHING)),
            initial=float(row["initial"]),
            measured=float(row["measured"]),
            unit=row["unit"],
            uncertainty=float(row["uncertainty"]),
            cfast=float(row["cfast"]) if row["cfast"] else None,
            file=row["file"],
            names_at=int(row["names_at"]),
            values_from=int(row["values_from"]),
            across=row["across"],
            source=row["source"],
        )
        for row in csv.DictReader(text.splitlines())
    ]


def jobs(rows: list[Measured]) -> list[Job]:
    """The runs that these values need, each once."""
    return list(
        dict.fromkeys(
            Job(each.experiment_folder, each.case, Path(f"{each.scenario}.yaml"), each.variant) for each in rows
        )
    )


def run_scenario(job: Job, out: Path) -> str:
    """Run a shipped scenario, or a variant of it; its curves go to OUT/EXPERIMENT/CASE.csv."""
    from palier.scenario.document import load
    from palier.scenario.variants import variant
    from palier.simulate import simulate

    with as_file(files("palier.validation") / "scenarios" / job.source.name) as file:
        scenario = load(file)
    run = simulate(variant(scenario, job.variant) if job.variant else scenario)
    curves = [
        (f"{room}: {name}", of(run.zones).sel(room=room).values) for room in run.zones["room"].values for name, of in
        OUTPUTS.items()
    ]  # fmt: skip
    directory = out / job.family
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f".{job.case}.csv"
    with fresh.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(["Time", *(name for name, _ in curves)])
        for row in zip(run.zones["time"].values, *(values for _, values in curves), strict=True):
            writer.writerow([f"{value:.7g}" for value in row])
    fresh.replace(directory / f"{job.case}.csv")
    return str(run.summary["status"])


def compare(row: Measured, results: Path) -> Compared:
    """The measured value beside palier's."""
    known = (row.quantity, row.experiment, row.case, f"{row.file} {row.instrument} / {row.room}")
    try:
        time, values = points(row.curve, results)
        inside = (time >= row.window[0]) & (time <= row.window[1])
        predicted = reduced(row.metric, values[inside], float(values[0]))
    except (OSError, ValueError) as error:
        absent = isinstance(error, FileNotFoundError)
        said = "there is no result of this run" if absent else str(error)
        return Compared(*known, row.measured, None, f"predicted: {said}", row.cfast)
    problem = "" if predicted > 0 else "no rise: a ratio needs two positive numbers"
    return Compared(*known, row.measured, predicted, problem, row.cfast)
