"""One run of a study again, with its whole history, and whether it is the one that was kept."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from palier.result import Run
from palier.scenario.problems import nearest
from palier.study.conduct import read, stored
from palier.study.identity import StudyError

COMPARED = (
    "people",
    "dead",
    "severe",
    "hospital",
    "minor",
    "trapped",
    "trapped_at_end",
    "rescued",
    "jumped",
    "peak_heat_release",
)


class Replayed(NamedTuple):
    """A run done again."""

    run: Run
    differs: str  # from what the study kept, in words; empty if it is the same
    kept: bool = True  # whether the study has done it


def replayed(directory: str | Path, number: int, measure: str) -> Replayed:
    """Do a run of a study again.

    Parameters
    ----------
    directory : str or Path
        The study's.
    number : int
        Of the run.
    measure : str
        Under which it is to be done, `as it is` for none.

    Raises
    ------
    StudyError
        If the study has no such run or measure.
    """
    study = read(directory)
    if measure not in study.buildings:
        raise StudyError(f"there is no measure '{measure}'. {nearest(measure, study.buildings, 'There are')}")
    if not 0 <= number < study.points.runs:
        raise StudyError(f"the study has runs 0 to {study.points.runs - 1}, not {number}")
    kept = stored(directory, number, measure)
    if kept is not None and kept["status"] != "completed":
        raise StudyError(f"run {number}, {measure}, has no fire to look at: {kept['status']}")
    run = study.replay(number, measure)
    if kept is None:
        return Replayed(run, "", kept=False)
    found = {**run.summary["counts"], "peak_heat_release": float(run.zones["room_power"].values.sum(axis=1).max())}
    told = [f"{name} {found[name]} for {kept[name]}" for name in COMPARED if found[name] != kept[name]]
    return Replayed(run, ", ".join(told) and f"{', '.join(told)}, as by another version of palier")
