"""One run of a study again, with its whole history, and whether it is the one that was kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from palier.result import Run
from palier.scenario.problems import nearest
from palier.studies.columns import LISTS
from palier.studies.conduct import computed_by, read, stored
from palier.studies.identity import StudyError
from palier.studies.study import Study

DRAWN = ("inputs", "each", "history")  # columns that do not tell what became of a fire
TOLD = 3  # differences that are named [-]


class Replayed(NamedTuple):
    """A run done again."""

    run: Run
    differs: str  # from what the study kept, in words; empty if it is the same in every bit
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
    return Replayed(run, differs(directory, study, number, measure, kept, run.summary.get("history")))


def differs(
    directory: str | Path, study: Study, number: int, measure: str, kept: dict[str, Any], history: str | None
) -> str:
    """How a run done again differs from the one that was kept; empty if their histories are the same in every bit.

    Parameters
    ----------
    directory : str or Path
    study : Study
        That it holds.
    number : int
        Of the run.
    measure : str
    kept : dict
        Its row.
    history : str or None
        Fingerprint of the run done again.
    """
    if kept["history"] == history:
        return ""
    again = study.row(number, measure)
    found = list(_differences({k: v for k, v in kept.items() if k not in DRAWN}, again))
    counted = [f"{name} {now} for {was}" for name, was, now in found if not _close(was, now)]
    told = ", ".join(counted[:TOLD]) + (f" and {len(counted) - TOLD} more" if len(counted) > TOLD else "")
    furthest = max((_apart(was, now) for _, was, now in found if _close(was, now)), default=0.0)
    if not found:
        how = "its history is not the same in every bit, and all that is kept of it is"
    elif not counted:
        how = (
            f"its history is not the same in every bit; numbers that are kept differ by {furthest:.1g} of them or less"
        )
    else:
        how = told
    return f"{how}. {computed_by(directory, number)}"


def _differences(kept: Any, again: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Name, value that was kept and value now, of everything that is not the same."""
    if isinstance(kept, dict) and isinstance(again, dict):
        called = next((str(kept[key]) for key in ("person", "landing") if key in kept), "")
        for key, value in kept.items():
            if key in LISTS:
                yield from _differences(value, again.get(key))
            else:
                yield from _differences(value, again.get(key), f"{called} {key}".strip().replace("_", " "))
    elif isinstance(kept, list) and isinstance(again, list) and len(kept) == len(again):
        for one, other in zip(kept, again, strict=True):
            yield from _differences(one, other, name)
    elif kept != again:
        yield name, kept, again


def _apart(a: float, b: float) -> float:
    return abs(a - b) / max(abs(a), abs(b), 1e-300)


def _close(was: Any, now: Any) -> bool:
    """Whether two values differ as round-off does, not as two fires do."""
    return isinstance(was, float) and isinstance(now, float) and math.isfinite(was - now) and _apart(was, now) < 1e-3
