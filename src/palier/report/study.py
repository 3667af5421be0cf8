"""Summing a study up on disk: its tables, the page, and the worst fires again, in DIR/summary."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from palier.report.study_page import Conduct, Replay, study_html
from palier.report.study_who import sensitivity_of
from palier.result.store import input_hash, write_among
from palier.study.conduct import read, stored
from palier.study.conduct import summary as summed
from palier.study.definition import AS_IS
from palier.study.replay import COMPARED
from palier.study.store import Store
from palier.study.study import Study
from palier.study.summary import Summary

FOLDER = "summary"  # in the study's directory
FIRES = "fires"  # in that, one directory for each run done again
PAGE = "report.html"
TABLES = (
    *("counts", "outcomes", "effects", "landings", "fn", "people", "origin", "worst", "failures", "convergence"),
    *("sensitivity", "tornado"),
)


class Written(NamedTuple):
    """A study summed up."""

    summary: Summary
    page: Path


def write_summary(directory: Path, replays: bool = True, told: Callable[[int, int], None] | None = None) -> Written:
    """Write DIR/summary: every table as CSV and report.html, in the place of an older summary.

    Parameters
    ----------
    directory : Path
        The study's, which may still be running: nothing of it is changed.
    replays : bool
        Whether the worst fires as the building is are run again, for a report of each in DIR/summary/fires/RUN. Those
        that are there already are left as they are, unless another palier made them.
    told : callable, optional
        Called with how many of these fires are done, and of how many.

    Raises
    ------
    StudyError
        If the directory holds no study.
    RunExists
        If something else of the name of one of the files is there.
    """
    directory = Path(directory)
    made, study = summed(directory), read(directory)
    with Store.open(directory) as store:
        identity = store.identity
    to = directory / FOLDER
    again = {
        int(run): to / FIRES / str(run) for run in made.worst.loc[made.worst["measure"] == AS_IS, "run"]
    }  # the worst first
    if replays:
        _replay(study, again, told or (lambda done, total: None))
    conduct = Conduct(
        palier=identity.palier,
        seed=identity.seed,
        asked=identity.runs,
        directory=str(directory),
        replays={run: _found(directory, run, place) for run, place in again.items() if (place / PAGE).exists()},
    )
    page = study_html(made, study, conduct)

    def write(folder: Path) -> None:
        for name in TABLES:
            table = sensitivity_of(made)[0] if name == "sensitivity" else getattr(made, name)
            table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        (folder / PAGE).write_text(page, encoding="utf-8")

    write_among(to, write, [PAGE, *(f"{name}.csv" for name in TABLES)], force=True)
    return Written(made, to / PAGE)


def _replay(study: Study, again: dict[int, Path], told: Callable[[int, int], None]) -> None:
    """Run fires again that are not there yet."""
    for done, (run, place) in enumerate(again.items()):
        told(done, len(again))
        if not _is_there(study, run, place):
            study.replay(run).save(place, force=True)
    told(len(again), len(again))


def _is_there(study: Study, run: int, place: Path) -> bool:
    """Whether the fire was run again by this palier already."""
    kept = _summary(place)
    told = kept.get("version"), kept.get("input_hash")
    return (place / PAGE).exists() and told == (version("palier"), input_hash(study.scenario(run)))


def _found(directory: Path, run: int, place: Path) -> Replay:
    """A fire that was run again, and what of it is not as the study kept it."""
    counts, kept = _summary(place).get("counts", {}), stored(directory, run, AS_IS) or {}
    differs = [f"{name} {counts.get(name)} for {kept.get(name)}" for name in COMPARED if counts.get(name) != kept[name]]
    return Replay(f"{FIRES}/{run}/{PAGE}", ", ".join(differs))


def _summary(place: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
