"""`palier validate --incidents`: real fires run over what is not known of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

import palier
from palier.console import (
    INTERRUPTED,
    STOPPED_EARLY,
    begins,
    err,
    fail,
    out,
    refuse_unwritable,
    said_plainly,
)

if TYPE_CHECKING:
    from palier.validation.campaign import Job, Outcome, Work
    from palier.validation.casualties import Figure
    from palier.validation.incidents_runs import Fire

RUNS = 20  # of each fire and variant
FIRES = 4000  # of the study of casualties, each in every variant


def validate_incidents(
    names: list[str], runs: int, directory: Path, workers: int | None, resume: bool, force: bool
) -> None:
    """Run the fires, write checks.csv, checks.json and incidents.html, and tell what the checks come to."""
    with said_plainly():
        from palier.validation.incidents import SUFFIX, find, shipped
        from palier.validation.incidents_runs import evaluate, jobs, rows, run_incident, write_rows

        wanted = {Path(name).name.removesuffix(SUFFIX): find(name) for name in names or shipped()}
        todo = jobs(wanted, runs)
    run_waiting(todo, directory, run_incident, workers, resume, force)
    with said_plainly():
        from palier.report.incidents import incidents_html

        fires = evaluate(wanted, directory)
        write_rows(rows(fires), directory)
        page = directory / "incidents.html"
        page.write_text(incidents_html(fires, palier.__version__), encoding="utf-8")
    for fire in fires:
        _tell(fire)
    out.print(f"Page: {page}", markup=False)
    failed = [outcome for fire in fires for outcome in fire.failed]
    for outcome in failed:
        err.print(f"{outcome.family}, {outcome.case}: {outcome.status}", markup=False)
    if failed:
        raise typer.Exit(STOPPED_EARLY)


def run_waiting(todo: list[Job], directory: Path, work: Work, workers: int | None, resume: bool, force: bool) -> None:
    """Run the jobs that `directory` has no result of, or all of them, under a bar."""
    from palier.validation.campaign import OK, read_ledger, run_all
    from palier.validation.incidents_runs import forget

    ledger = {} if force else read_ledger(directory)
    if ledger and not resume and any((job.family, job.case) in ledger for job in todo):
        known = sum((job.family, job.case) in ledger for job in todo)
        fail(f"{directory} already has {known} of these {len(todo)} runs: --resume runs the others, --force all again")
    ended = {key for key, outcome in ledger.items() if outcome.status == OK}
    waiting = [job for job in todo if (job.family, job.case) not in ended]
    refuse_unwritable(directory)
    if force:
        forget(directory, {job.family for job in todo})
    if not waiting:
        return
    try:
        with said_plainly():
            _under_a_bar(len(waiting), lambda told: run_all(waiting, directory, work, workers, told))
    except KeyboardInterrupt:
        left = len(waiting) - sum((job.family, job.case) in read_ledger(directory) for job in waiting)
        err.print(f"Interrupted: {left} of {len(todo)} runs are left; --resume goes on with them.")
        raise typer.Exit(INTERRUPTED) from None


def _under_a_bar(count: int, go: Callable[[Callable[[Outcome], None]], object]) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from palier.validation.campaign import OK

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}", markup=False),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        first = begins()
        task = bar.add_task(first, total=count, failed="")
        failed = 0

        def told(outcome: Outcome) -> None:
            nonlocal failed
            failed += outcome.status != OK
            name = f"{outcome.family}, {outcome.case}"
            bar.update(task, advance=1, description=name, failed=f"{failed} failed" if failed else "")

        go(told)


def _tell(fire: Fire) -> None:
    """The checks of a fire."""
    from rich.table import Table
    from rich.text import Text

    from palier.report.incidents import number, spread

    title = f"{fire.incident.title}: {fire.met} of {len(fire.results)} checks met"
    table = Table(title=Text(title), title_justify="left", box=None, pad_edge=False)
    for column in ("", "check", "", "bound", "median (10 to 90 %)", "runs in it"):
        table.add_column(column, justify="right" if column == "runs in it" else "left")
    for result in fire.results:
        mark = Text("✓", style="green") if result.met else Text("✗", style="red")
        bound = result.check.bound + (", in 80 % of runs" if result.check.each_run else "")
        told = f"{number(result.median)} {spread(result)}".strip()
        says = result.check.says + (f" [{result.check.variant}]" if result.check.variant else "")
        table.add_row(mark, Text(result.name), Text(says), Text(bound), Text(told), f"{100 * result.share:.0f} %")
    out.print(table)
    without = sum(len(result.values) - len(result.known) for result in fire.results)
    if without:
        out.print(
            f"{without} numbers could not be taken from a run, as where nobody died: the table counts them as not met."
        )
    out.print()


def validate_casualties(fires: int, directory: Path, workers: int | None, resume: bool, force: bool) -> None:
    """Run the study of typical fires, write casualties.csv and casualties.json, and tell figures beside statistics."""
    from palier.cli_study import run_study_in

    with said_plainly():
        from palier.validation.casualties import definition, evaluate, rows
        from palier.validation.incidents_runs import write_rows
    summary = run_study_in(definition(), directory / "study", fires, workers, resume, force)
    with said_plainly():
        figures = evaluate(summary)
        write_rows(rows(figures), directory, "casualties")
    _tell_figures(figures)
    out.print(f"Table: {directory / 'casualties.csv'}", markup=False)
    for row in summary.failures.to_dict("records"):
        err.print(f"fire {row['run']}, {row['measure']}: {row['status']}", markup=False)
    if len(summary.failures):
        raise typer.Exit(STOPPED_EARLY)


def _tell_figures(figures: list[Figure]) -> None:
    from rich.table import Table
    from rich.text import Text

    from palier.report.incidents import number

    table = Table(title="Typical fires in flats, beside statistics", title_justify="left", box=None, pad_edge=False)
    for column in ("", "statistics", "simulated", "95 % interval", "fires", "persons", ""):
        table.add_column(column, justify="left" if column in ("", "statistics") else "right")
    for figure in figures:
        told = f"{number(figure.low)} to {number(figure.high)}" if figure.value is not None else ""
        style = {"inside": "green", "not told apart": "yellow"}.get(figure.verdict, "red")
        table.add_row(
            Text(figure.aim.says), f"{figure.aim.low:g} to {figure.aim.high:g} {figure.aim.unit}", number(figure.value),
            told, str(figure.fires), f"{figure.persons:.0f}", Text(figure.verdict, style=style),
        )  # fmt: skip
    out.print(table)
