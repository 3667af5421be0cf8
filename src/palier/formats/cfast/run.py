"""A CFAST input from the file to the spreadsheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from palier.formats.cfast.case import CfastCase
from palier.formats.cfast.read import read_case
from palier.formats.cfast.write import spreadsheet_names, write_spreadsheets
from palier.result.store import write_among
from palier.simulate import Solution, solve


class CaseRun(NamedTuple):
    """A case and what became of it."""

    case: CfastCase
    solution: Solution


def run_case(
    path: str | Path,
    directory: str | Path,
    validation: bool = False,
    force: bool = True,
    progress: Callable[[float], None] | None = None,
) -> CaseRun:
    """Read a CFAST input, run it, and write its spreadsheets to `directory`, all of them or none.

    Parameters
    ----------
    path : str or Path
        The input, `CASE.in`.
    directory : str or Path
        Where `CASE_compartments.csv` and the others go; made if it is not there.
    validation : bool, optional
        In the long form, as of CFAST's `VALIDATION_OUTPUT`; also where the input asks for it.
    force : bool, optional
        Replace spreadsheets of this case; else RunExists is raised.
    progress : callable, optional
        Called with the simulated time now and then. [s]

    Returns
    -------
    CaseRun
        Also of a run that stopped early: its status says why, and the spreadsheets hold what there is.
    """
    stem = Path(path).stem
    case = read_case(path)
    solution = solve(case.scenario, progress)
    long = validation or case.validation_output
    write_among(
        Path(directory),
        lambda place: write_spreadsheets(case, solution, place, stem, long),
        spreadsheet_names(stem),
        force,
    )
    return CaseRun(case, solution)
