"""CFAST's own spreadsheets from a run of palier: what reads CFAST's results reads palier's."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from palier.engine.arrays import Floats
from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.columns import Column, Columns, compartments, devices, masses, time, vents, walls
from palier.formats.cfast.digits import Woven, rows_in_words

if TYPE_CHECKING:
    from palier.simulate import Solution

SHEETS: dict[str, Callable[[CfastCase, Solution, bool], Iterator[Column | Columns]]] = {
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
            for rows in rows_in_words([_values(each) for each in made], 12 if validation else 7):
                file.write(rows)


def head(columns: Sequence[Column | Columns]) -> bytes:
    """Four rows: short name, long name, place and unit."""
    text = io.StringIO()
    for row, parts in enumerate(zip(*map(_heading, columns), strict=True)):
        plain = ",".join(parts)
        if plain.count(",") == _width(columns) - 1 and not any(mark in plain for mark in '"\r\n') and plain:
            text.write(plain + "\n")  # as `csv` writes it, ten times as fast
        else:
            each = itertools.chain.from_iterable(_one_by_one(column) for column in columns)
            csv.writer(text, lineterminator="\n").writerow([column[row] for column in each])
    return text.getvalue().encode()


def _heading(columns: Column | Columns) -> tuple[str, str, str, str]:
    """The four rows of a column or of many, with a comma between two."""
    if isinstance(columns, Column):
        return columns[:4]
    places, quantities = columns
    begins = [f"{each.short}_" for each in quantities]
    return (
        ",".join([f"{begin}{k}" for k in range(1, len(places) + 1) for begin in begins]),
        ",".join([",".join([each.long for each in quantities])] * len(places)),
        ",".join([",".join([place] * len(quantities)) for place in places]),
        ",".join([",".join([each.unit for each in quantities])] * len(places)),
    )


def _one_by_one(columns: Column | Columns) -> Iterator[tuple[str, str, str, str]]:
    if isinstance(columns, Column):
        yield columns[:4]
        return
    for k, place in enumerate(columns.places, start=1):
        for each in columns.quantities:
            yield f"{each.short}_{k}", each.long, place, each.unit


def _width(columns: Sequence[Column | Columns]) -> int:
    return sum(1 if isinstance(each, Column) else len(each.places) * len(each.quantities) for each in columns)


def _values(columns: Column | Columns) -> Floats | Woven:
    if isinstance(columns, Column):
        return columns.values
    quantities = columns.quantities
    return Woven([each.values for each in quantities], [each.which for each in quantities])
