"""CFAST's own spreadsheets from a run of palier: what reads CFAST's results reads palier's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.columns import Column, compartments, devices, masses, time, vents, walls

if TYPE_CHECKING:
    from palier.simulate import Solution

SHEETS: dict[str, Callable[[CfastCase, Solution, bool], Iterator[Column]]] = {
    "compartments": compartments,
    "devices": devices,
    "masses": masses,
    "vents": vents,
    "walls": walls,
}
AT_ONCE = 20_000  # values put into words at a time: some hundred kilobytes


def spreadsheet_names(stem: str) -> tuple[str, ...]:
    """The files that `write_spreadsheets` writes."""
    return tuple(f"{stem}_{sheet}.csv" for sheet in SHEETS)


def write_spreadsheets(
    case: CfastCase, solution: Solution, directory: str | Path, stem: str, validation: bool = False
) -> None:
    """Write the five spreadsheets of a case.

    Parameters
    ----------
    case : CfastCase
        The CFAST case, for the order in which its things are numbered.
    solution : Solution
        What `palier.simulate.solve` made of its scenario.
    directory : str or Path
        Where they go; it must be there.
    stem : str
        What their names begin with: `STEM_compartments.csv` and so on.
    validation : bool, optional
        In the form of CFAST's `VALIDATION_OUTPUT`: mole fractions, soot in mg/m3, all parts of the heat flux to
        targets, and twelve significant digits in place of seven.
    """
    for sheet, columns in SHEETS.items():
        text = sheet_text([time(solution), *columns(case, solution, validation)], 12 if validation else 7)
        (Path(directory) / f"{stem}_{sheet}.csv").write_text(text, encoding="utf-8")


def sheet_text(columns: list[Column], digits: int) -> str:
    """Four rows of header, then a row for each kept state."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerows(zip(*(column[:4] for column in columns), strict=True))
    # One format string for many rows is four times as fast as a writer of data frames.
    values = np.column_stack([column.values for column in columns]) + 0.0  # no negative zeros
    row = ",".join([f"%.{digits}g"] * len(columns)) + "\n"
    rows = max(1, AT_ONCE // len(columns))
    blocks = (values[k : k + rows] for k in range(0, len(values), rows))
    return head.getvalue() + "".join(row * len(block) % tuple(block.ravel().tolist()) for block in blocks)
