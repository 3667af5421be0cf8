"""What is compared with what: measured and predicted curves, and the one number taken from each.

The tables of comparisons and of measurement uncertainty are those that CFAST's own validation is made with, and the
measured curves those of NIST's public database, so that both models answer to the same list.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DEFAULT_UNCERTAINTY = 0.1  # of a quantity that the table of uncertainties does not name. [-]
FURTHER_STEP = ("LLNL_pressures.csv", "flux_profiles.csv", "profiles.csv")  # made from other columns, not by a model
SHEETS = ("compartments", "devices", "masses", "vents", "walls", "zone")  # what a case's file names end in
EVERYTHING = 1e9  # a window without a limit

WHERE_FROM = (
    "The inputs and the table of comparisons are in CFAST's repository, the measured curves in NIST's "
    "experimental database: 'git clone https://github.com/firemodels/cfast' and "
    "'git clone https://github.com/firemodels/exp' in one directory DIR, then 'palier validate --data DIR'."
)


class DataMissing(Exception):
    """The data for the whole validation are not there, or only a part of them."""


@dataclass(frozen=True)
class Data:
    """Where the inputs, the tables and the measured curves are."""

    cases: Path
    measured: Path
    comparisons: Path
    uncertainties: Path


@dataclass(frozen=True)
class Curve:
    """A column of a file, and the part of it that counts."""

    file: str
    names_at: int  # row of the column names, from 1
    values_from: int  # first row of values, from 1
    across: str
    along: str  # column, or columns joined by + whose sum counts
    window: tuple[float, float]  # of the first column
    limits: tuple[float, float]  # of the values that count
    initial: float


@dataclass(frozen=True)
class Planned:
    """A measured curve, the predicted one, and how each becomes a number."""

    quantity: str
    family: str
    case: str
    title: str
    axes: tuple[str, str]
    scale: float  # of the first column on the chart: 60 shows minutes
    metric: str
    measured: Curve
    predicted: Curve
    row: int  # of the table: its curves belong on one chart


class Compared(NamedTuple):
    """One number measured and predicted. One that is not there, and why, is told by `problem`."""

    quantity: str
    family: str
    case: str
    instrument: str
    measured: float | None
    predicted: float | None
    problem: str = ""
    cfast: float | None = None  # what CFAST predicts, where that is known for this comparison

    @property
    def counts(self) -> bool:
        """Whether both numbers are there and positive, so that their ratio has a logarithm."""
        return bool(self.measured and self.predicted and self.measured > 0 and self.predicted > 0)

    @property
    def ratio(self) -> float:
        """Predicted over measured, of a comparison that counts."""
        assert self.measured is not None and self.predicted is not None
        return self.predicted / self.measured


def find(directory: Path) -> Data:
    """The parts of the data in a directory. Raises DataMissing that says what is not there and where to get it."""
    cfast = directory if (directory / "Validation").is_dir() else directory / "cfast"
    own = cfast / "Utilities" / "Python"
    named = {
        kind: next(
            (each for each in (directory / f"{kind}_inputs.csv", own / f"CFAST_validation_{kind}_inputs.csv")
             if each.is_file()),
            None,
        )
        for kind in ("dataplot", "scatterplot")
    }  # fmt: skip
    measured = next((each for each in (directory / "exp", directory.parent / "exp") if each.is_dir()), None)
    comparisons, uncertainties = named["dataplot"], named["scatterplot"]
    if not directory.is_dir():
        raise DataMissing(f"{directory} is not there. {WHERE_FROM}")
    if not (cfast / "Validation").is_dir():
        raise DataMissing(f"{directory} holds no cfast/Validation. {WHERE_FROM}")
    if comparisons is None or uncertainties is None:
        raise DataMissing(f"{directory} holds no table of comparisons (dataplot, scatterplot). {WHERE_FROM}")
    if measured is None:
        raise DataMissing(f"{directory} holds no measured curves (exp). {WHERE_FROM}")
    return Data(cfast / "Validation", measured, comparisons, uncertainties)


def uncertainties(data: Data) -> dict[str, float]:
    """Relative standard deviation of the measurement by quantity. [-]"""
    return {row["Scatter_Plot_Title"]: float(row["Sigma_E"]) / 100.0 for row in _records(data.uncertainties)}


def plan(data: Data) -> list[Planned]:
    """All comparisons of the table that a model's own output answers."""
    return [each for at, row in enumerate(_records(data.comparisons)) for each in _planned(row, at)]


def left_out(data: Data) -> int:
    """Rows of the table that need a further step between the model's output and the comparison."""
    return sum(_counts(row) and _is_derived(row["d2_Filename"]) for row in _records(data.comparisons))


def families(planned: Iterable[Planned]) -> list[str]:
    """Names of the series of experiments, sorted."""
    return sorted({each.family for each in planned}, key=str.lower)


def compare(planned: Planned, data: Data, results: Path) -> Compared:
    """The two numbers of a comparison; a curve that is not there is told, not raised."""
    instrument = f"{planned.measured.file} {planned.measured.along} / {planned.predicted.along}"
    known = (planned.quantity, planned.family, planned.case, instrument)
    try:
        measured = value(planned.metric, planned.measured, data.measured)
    except (OSError, ValueError) as error:
        return Compared(*known, None, None, f"measured: {_plainly(error)}")
    try:
        predicted = value(planned.metric, planned.predicted, results)
    except (OSError, ValueError) as error:
        return Compared(*known, measured, None, f"predicted: {_plainly(error)}")
    problem = "" if measured > 0 and predicted > 0 else "no rise: a ratio needs two positive numbers"
    return Compared(*known, measured, predicted, problem)


def value(metric: str, curve: Curve, directory: Path) -> float:
    """The one number that a comparison takes from a curve. Raises ValueError or OSError if there is none."""
    x, y = points(curve, directory)
    inside = (x >= curve.window[0]) & (x <= curve.window[1]) & (y >= curve.limits[0]) & (y <= curve.limits[1])
    return reduced(metric, y[inside], curve.initial)


def reduced(metric: str, values: Floats, initial: float) -> float:
    """The number that stands for a curve: the largest rise, fall or change, the mean, or the end."""
    if not values.size:
        raise ValueError("no value in the window")
    if metric == "max":
        return float(values.max()) - initial
    if metric == "min":
        return initial - float(values.min())
    if metric == "maxabs":
        return float(np.abs(values - initial).max())
    if metric == "mean":
        return abs(math.fsum(values) / values.size - initial)
    if metric == "end":
        return float(values[-1]) - initial
    raise ValueError(f"'{metric}' is not a way to take a number from a curve")


def points(curve: Curve, directory: Path) -> tuple[Floats, Floats]:
    """The two columns of a curve, without the rows that lack one."""
    rows = _rows(directory / curve.file)
    if len(rows) < curve.names_at:
        raise ValueError(f"{curve.file} has no row {curve.names_at}")
    names = [name.strip() for name in rows[curve.names_at - 1]]
    wanted = [curve.across.strip(), *(part.strip() for part in curve.along.split("+"))]
    absent = [name for name in wanted if name not in names]
    if absent:
        raise ValueError(f"{curve.file} has no column {absent[0]}")
    columns = [names.index(name) for name in wanted]
    read = [numbers for row in rows[curve.values_from - 1 :] if (numbers := _numbers(row, columns))]
    if not read:
        raise ValueError(f"{curve.file} has no values of {curve.along}")
    table = np.array(read)
    return table[:, 0], table[:, 1:].sum(axis=1)


def _numbers(row: list[str], columns: list[int]) -> list[float] | None:
    try:
        numbers = [float(row[column]) for column in columns]
    except (ValueError, IndexError):
        return None
    return None if any(math.isnan(number) for number in numbers) else numbers


def _planned(row: dict[str, str], at: int) -> Iterator[Planned]:
    if not _counts(row) or _is_derived(row["d2_Filename"]):
        return
    file = row["d2_Filename"].replace("\\", "/")
    family, _, name = file.partition("/")
    stem = name.removesuffix(".csv")
    case = next((stem.removesuffix(f"_{sheet}") for sheet in SHEETS if stem.endswith(f"_{sheet}")), stem)
    measured, predicted = row["d1_Dep_Col_Name"].split("|"), row["d2_Dep_Col_Name"].split("|")
    for one, other in zip(measured, predicted, strict=False):
        yield Planned(
            quantity=row["Quantity"],
            family=family,
            case=case,
            title=row["Plot_Title"],
            axes=(row["Ind_Title"], row["Dep_Title"]),
            scale=_number(row["Scale_Ind"], 1.0) or 1.0,
            metric=row["Metric"],
            measured=_curve(row, "d1", one),
            predicted=_curve(row, "d2", other),
            row=at,
        )


def _curve(row: dict[str, str], side: str, along: str) -> Curve:
    def limit(name: str, default: float) -> float:
        return _number(row[f"{side}_{name}"], default)

    return Curve(
        file=row[f"{side}_Filename"].replace("\\", "/"),
        names_at=int(row[f"{side}_Col_Name_Row"]),
        values_from=int(row[f"{side}_Data_Row"]),
        across=row[f"{side}_Ind_Col_Name"],
        along=along,
        window=(limit("Comp_Start", -EVERYTHING), limit("Comp_End", EVERYTHING)),
        limits=(limit("Dep_Comp_Start", -EVERYTHING), limit("Dep_Comp_End", EVERYTHING)),
        initial=limit("Initial_Value", 0.0),
    )


def _counts(row: dict[str, str]) -> bool:
    return row["switch_id"] == "d" and row["Quantity"] not in ("", "0")


def _is_derived(file: str) -> bool:
    return file.endswith("_Plume.csv") or file.replace("\\", "/").rsplit("/", 1)[-1] in FURTHER_STEP


def _number(text: str, default: float) -> float:
    try:
        return float(text)
    except ValueError:
        return default


def _plainly(error: OSError | ValueError) -> str:
    return f"{Path(error.filename).name} is not there" if isinstance(error, FileNotFoundError) else str(error)


@lru_cache(maxsize=8)
def _cached(path: Path, changed: int) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as opened:
        return list(csv.reader(opened))


def _rows(path: Path) -> list[list[str]]:
    """The cells of a file; the last few files are kept."""
    return _cached(path, path.stat().st_mtime_ns)


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as opened:
        return list(csv.DictReader(opened))
