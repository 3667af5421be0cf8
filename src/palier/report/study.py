"""Summing a study up on disk: its tables, the page, and the worst fires again, in DIR/summary."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from palier.report.study_page import Conduct, Replay, study_html
from palier.report.study_who import sensitivity_of
from palier.result.store import input_hash, write_among
from palier.scenario.problems import nearest
from palier.studies.conduct import read, stored
from palier.studies.conduct import summary as summed
from palier.studies.definition import AS_IS, file_name
from palier.studies.identity import StudyError
from palier.studies.replay import differs
from palier.studies.store import Store
from palier.studies.study import Study
from palier.studies.summary import Summary

FOLDER = "summary"  # in the study's directory
FIRES = "fires"  # in that, one directory for each run done again
PAGE = "report.html"
TABLES = (
    *("counts", "outcomes", "effects", "landings", "landings_after_call", "fn", "people", "origin", "worst"),
    *("failures", "convergence", "sensitivity", "tornado"),
)


class Written(NamedTuple):
    """A study summed up."""

    summary: Summary
    page: Path


def write_summary(
    directory: Path,
    replays: bool = True,
    told: Callable[[int, int], None] | None = None,
    of: Collection[str] = (AS_IS,),
) -> Written:
    """Write DIR/summary: every table as CSV and report.html, in the place of an older summary.

    Parameters
    ----------
    directory : Path
        The study's, which may still be running: nothing of it is changed.
    replays : bool
        Whether the worst fires are run again, for a report of each in DIR/summary/fires/RUN, or RUN-MEASURE. Those that
        are there already are left as they are, unless another palier made them.
    told : callable, optional
        Called with how many of these fires are done, and of how many.
    of : collection of str
        The measures whose worst fires these are.

    Raises
    ------
    StudyError
        If the directory holds no study, or the study has no such measure.
    RunExists
        If something else of the name of one of the files is there.
    """
    directory = Path(directory)
    made, study = summed(directory), read(directory)
    with Store.open(directory) as store:
        identity = store.identity
    to = directory / FOLDER
    if "all" in of and "all" not in made.measures:
        of = made.measures
    for name in of:
        if name not in made.measures:
            raise StudyError(f"there is no measure '{name}'. {nearest(name, made.measures, 'There are')}")
    places = {
        (str(row["measure"]), int(row["run"])): to / FIRES / _folder(int(row["run"]), str(row["measure"]))
        for row in made.worst.to_dict("records")
    }  # the worst first
    if replays:
        again = {each: place for each, place in places.items() if each[0] in of}
        _replay(study, again, told or (lambda done, total: None))
    conduct = Conduct(
        palier=identity.palier,
        seed=identity.seed,
        asked=identity.runs,
        directory=str(directory),
        replays={
            (measure, run): _found(directory, study, run, measure, place)
            for (measure, run), place in places.items()
            if (place / PAGE).exists()
        },
    )
    page = study_html(made, study, conduct)

    def write(folder: Path) -> None:
        for name in TABLES:
            table = sensitivity_of(made)[0] if name == "sensitivity" else getattr(made, name)
            table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        (folder / PAGE).write_text(page, encoding="utf-8")

    write_among(to, write, [PAGE, *(f"{name}.csv" for name in TABLES)], force=True)
    return Written(made, to / PAGE)


def _replay(study: Study, again: dict[tuple[str, int], Path], told: Callable[[int, int], None]) -> None:
    """Run fires again that are not there yet."""
    for done, ((measure, run), place) in enumerate(again.items()):
        told(done, len(again))
        if not _is_there(study, run, measure, place):
            study.replay(run, measure).save(place, force=True)
    told(len(again), len(again))


def _is_there(study: Study, run: int, measure: str, place: Path) -> bool:
    """Whether the fire was run again by this palier already."""
    kept = _summary(place)
    told = kept.get("version"), kept.get("input_hash")
    return (place / PAGE).exists() and told == (version("palier"), input_hash(study.scenario(run, measure)))


def _folder(run: int, measure: str) -> str:
    return str(run) if measure == AS_IS else f"{run}-{file_name(measure)}"


def _found(directory: Path, study: Study, run: int, measure: str, place: Path) -> Replay:
    """A fire that was run again, and what of it is not as the study kept it."""
    kept = stored(directory, run, measure)
    history = _summary(place).get("history")
    apart = "the study does not hold it" if kept is None else differs(directory, study, run, measure, kept, history)
    return Replay(f"{FIRES}/{place.name}/{PAGE}", apart)


def _summary(place: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found
