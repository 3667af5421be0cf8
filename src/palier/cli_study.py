"""`palier study`, `summary` and `replay`: many fires of one building, what they come to, and one of them again."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from palier.cli_progress import Pace, Running, lines, progress, span
from palier.console import INTERRUPTED, STOPPED_EARLY, begins, err, fail, out, refuse_unwritable, said_plainly
from palier.studies import LIBRARIES

if TYPE_CHECKING:
    from palier.studies.conduct import Conducted
    from palier.studies.store import Store
    from palier.studies.summary import Summary

AS_IS = "as it is"
UNTOLD = "–"  # beside a difference that may be none
StudyDirectory = Annotated[Path, typer.Argument(metavar="DIR", help="A study's directory.", show_default=False)]


def study(
    what: Annotated[
        Path, typer.Argument(metavar="STUDY", help="A study file (YAML), or DIR to go on with.", show_default=False)
    ],
    directory: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the study is kept.", show_default=False)
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(min=1, help="How many fires, in place of the file's number; with --resume to have more."),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="In place of the file's own.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; default one for each core.")] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler, in place of this machine.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the study that DIR holds.")] = False,
) -> None:
    """Run many fires, each as the building is and under every measure; results are kept as they come."""
    with _extra("study"):
        from palier.studies.conduct import begin, pool_of
        from palier.studies.conduct import resume as go_on
        from palier.studies.conduct import summary as summed
    with _extra("cluster"), _told():
        pool = pool_of(workers, cluster)
    if resume or what.is_dir():
        if not resume:
            fail(f"{what} is a directory: write 'palier study {what} --resume' to go on with the study in it")
        if seed is not None:
            fail("--seed belongs to a new study: what a study draws is settled when it begins")
        directory = directory or what
        if what.is_file():
            fail(f"--resume takes the study's directory: palier study {directory} --resume")
        with _told():
            conducted = go_on(directory, runs)
    else:
        if directory is None:
            fail("say where the study is to be kept: --out DIR")
        refuse_unwritable(directory)
        with _told():
            conducted = begin(what, directory, runs, seed)
        asked, whole = conducted.study.definition.runs, conducted.study.points.runs
        if whole != asked:
            err.print(f"{whole} runs in place of {asked}, as Saltelli's design is whole with so many.", markup=False)
    began = time.perf_counter()
    early = _conduct(conducted, pool, directory)
    words = ", as much is known as was asked for" if early else ""
    out.print(f"{len(conducted.store)} runs, {span(time.perf_counter() - began)}{words}.", markup=False)
    with _told():
        made = summed(directory)
        _tell(made)
    out.print(f"Report: palier summary {directory}", markup=False)
    if made.counts["failed"].sum():
        raise typer.Exit(STOPPED_EARLY)


def _conduct(conducted: Conducted, pool: Any, directory: Path) -> bool:
    """Do the runs under a bar; an interrupt says how to go on."""
    from palier.studies.conduct import conduct

    try:
        with _told(), _bar(conducted) as told:
            return conduct(conducted, pool, told)
    except KeyboardInterrupt:
        err.print(
            f"Interrupted: {len(conducted.store)} runs are safe; palier study {directory} --resume goes on.",
            markup=False,
        )
        raise typer.Exit(INTERRUPTED) from None


def run_study_in(file: Path, directory: Path, runs: int, workers: int | None, resume: bool, force: bool) -> Summary:
    """Run a study that palier ships, or go on with it; `force` begins it anew."""
    with _extra("study"):
        from palier.studies.conduct import begin, pool_of
        from palier.studies.conduct import resume as go_on
        from palier.studies.conduct import summary as summed
        from palier.studies.store import forget
    there = (directory / "study.json").exists()
    if there and not (resume or force):
        fail(f"{directory} holds a study already: --resume goes on with it, --force begins anew")
    refuse_unwritable(directory)
    with _told():
        if there and force:
            forget(directory)
        conducted = go_on(directory) if there and not force else begin(file, directory, runs=runs)
    _conduct(conducted, pool_of(workers, None), directory)
    with _told():
        return summed(directory)


def summary(
    directory: StudyDirectory,
    replays: Annotated[
        bool, typer.Option("--replays/--no-replays", help="Run the worst fires again, for a report of each.")
    ] = True,
    measure: Annotated[
        list[str] | None,
        typer.Option(help="Run the worst fires under this measure again too; 'all' for every one.", show_default=False),
    ] = None,
) -> None:
    """Sum a study up: tables, plots and a report in DIR/summary. Also while the study runs."""
    with _extra("study"):
        from palier.report.study import write_summary
    with _told(), _count_bar("the worst fires again") as told:
        made = write_summary(directory, replays, told, [AS_IS, *(measure or ())])
    _tell(made.summary)
    out.print(f"Report: {made.page}", markup=False)


def replay(
    directory: StudyDirectory,
    run: Annotated[int, typer.Argument(metavar="RUN", help="Number of the run.", min=0, show_default=False)],
    measure: Annotated[str, typer.Option(help="Under this measure.")] = AS_IS,
    to: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the run's report and data go.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a run that is there already.")] = False,
) -> None:
    """Run one fire of a study again, with its whole history."""
    with _extra("study"):
        from palier.result.store import FILES, check_free
        from palier.studies.definition import file_name
        from palier.studies.replay import replayed
    to = to or directory / "replays" / f"{run}-{file_name(measure)}"
    with said_plainly():
        check_free(to, force, set(FILES))
    refuse_unwritable(to)
    with _told():
        again = replayed(directory, run, measure)
        again.run.save(to, force=force)
    out.print(repr(again.run), markup=False)
    if not again.kept:
        err.print(f"Run {run} is not done yet in {directory}: it is not among its results.", markup=False)
    if again.differs:
        err.print(f"Not as it was kept: {again.differs}", markup=False)
    out.print(f"Report: {to / 'report.html'}", markup=False)
    if again.differs:
        raise typer.Exit(STOPPED_EARLY)


def compare_study(directory: Path) -> None:
    """Tell what each measure of a study changes."""
    with _extra("study"):
        from palier.studies.conduct import summary as summed
    with _told():
        made = summed(directory)
        if len(made.measures) < 2:
            fail(f"the study of {directory} has no measures to compare")
        _tell(made)


@contextmanager
def _extra(name: str) -> Iterator[None]:
    """Say which extra is needed where a library is missing."""
    from importlib import import_module

    try:
        if name == "study":
            for each in LIBRARIES:
                import_module(each)
        yield
    except ImportError as error:
        if error.name and error.name.startswith("palier"):
            raise
        fail(f"this needs {error.name}: pip install 'palier[{name}]'")
    except ValueError as error:
        fail(str(error))


@contextmanager
def _told() -> Iterator[None]:
    """Errors of a study, of its files and of the disk in a line or more."""
    from palier.studies.identity import StudyError

    with said_plainly():
        try:
            yield
        except StudyError as error:
            fail(str(error))


@contextmanager
def _bar(conducted: Conducted) -> Iterator[Callable[[int, list[dict[str, Any]], int], None]]:
    """Runs done, rate, time left, and the estimates as they narrow."""
    study, store = conducted
    group = study.points.group if study.definition.sampling == "saltelli" else 1
    kept = Running(list(study.definition.outcomes), study.points.strata, group)
    already = len(store)
    if already:
        for rows in _done_before(store):
            kept.add(rows)
    title = study.definition.title
    shown = progress if err.is_terminal else lines
    with shown(err, begins(title), store.identity.runs, already) as bar:
        paces = Pace(store.identity.runs)

        def told(_: int, rows: list[dict[str, Any]], done: int) -> None:
            kept.add(rows)
            bar(done, paces.words(done), kept.words(), title)

        yield told


def _done_before(store: Store) -> Iterator[list[dict[str, Any]]]:
    """Rows of the runs that are kept already, run by run, the building as it is first."""
    with store.connection() as database:
        told = database.execute(f"select * from runs order by run, measure != '{AS_IS}'")
        names = [column[0] for column in told.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in told.fetchall()]
    for _, rows in groupby(found, key=lambda row: row["run"]):
        yield list(rows)


@contextmanager
def _count_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell(made: Summary) -> None:
    """The chosen outcomes under each measure, and what each measure changes."""
    for name in made.study.outcomes:
        _tell_outcome(made, name)
    if len(made.measures) > 1:
        out.print(f"{UNTOLD} not told apart from no difference: the interval, of 95 %, holds 0", markup=False)
    lost = int(made.counts["failed"].sum())
    if lost:
        each = ", counted under each measure" if made.study.measures else ""
        err.print(
            f"{lost} runs failed{each}: they are in the table 'failures' and counted in the report.", markup=False
        )


def _tell_outcome(made: Summary, name: str) -> None:
    """One outcome: each measure's value, and its difference to the building as it is in the same fires."""
    values = made.outcomes[made.outcomes["outcome"] == name].set_index("measure").to_dict("index")
    compared = len(made.measures) > 1
    changes = made.effects[made.effects["outcome"] == name].set_index("measure").to_dict("index") if compared else {}
    rows = []
    for measure in made.measures:
        row = {"": measure, "per fire": _interval(values[measure]) if measure in values else "-"}
        if compared:
            row["against as it is"] = _interval(changes[measure]) if measure in changes else ""
            verdict = str(changes[measure]["verdict"]) if measure in changes else ""
            row[" "] = verdict if verdict in ("", "less", "more") else UNTOLD
        rows.append(row)
    _table(name.capitalize(), rows)


def _interval(found: dict[Any, Any]) -> str:
    value, low, high = (float(found[each]) for each in ("value", "low", "high"))
    return "-" if math.isnan(value) else f"{value:.3g} ({low:.2g} to {high:.2g})"


def _table(title: str, rows: list[dict[str, str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False)
    for column in rows[0]:
        table.add_column(Text(column), no_wrap="fire" in column or "against" in column)
    for row in rows:
        table.add_row(*(Text(each) for each in row.values()))
    out.print(table)
