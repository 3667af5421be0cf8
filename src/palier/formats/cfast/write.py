"""CFAST's own spreadsheets from a run of palier: what reads CFAST's results reads palier's."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.columns import Column, compartments, devices, masses, time, vents, walls
from palier.formats.cfast.digits import rows_in_words

if TYPE_CHECKING:
    from palier.simulate import Solution

SHEETS: dict[str, Callable[[CfastCase, Solution, bool], Iterator[Column]]] = {
    "compartments": compartments,
    "devices": devices,
    "masses": masses,
    "vents": vents,
    "walls": walls,
}


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
        made = [time(solution), *columns(case, solution, validation)]
        with (Path(directory) / f"{stem}_{sheet}.csv").open("wb") as file:
            file.write(head(made))
            for rows in rows_in_words([column.values for column in made], 12 if validation else 7):
                file.write(rows)


def head(columns: list[Column]) -> bytes:
    """Four rows: short name, long name, place and unit."""
    text = io.StringIO()
    for row in zip(*(column[:4] for column in columns), strict=True):
        plain = ",".join(row)
        if plain.count(",") < len(row) and not any(mark in plain for mark in '"\r\n') and plain:
            text.write(plain + "\n")  # as `csv` writes it, ten times as fast
        else:
            csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().encode()
