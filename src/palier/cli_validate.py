"""`palier validate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    from palier.validation.campaign import Job
    from palier.validation.evaluation import Evaluation
    from palier.validation.session import Session

DEFAULT_OUT = Path("validation")
FAILURES_TOLD = 10  # of the cases that failed; the page and the ledger have all


def validate(
    family: Annotated[
        list[str] | None,
        typer.Option("--family", metavar="NAME", help="Only this series of experiments; may be repeated."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Holds cfast and exp, as cloned from github.com/firemodels."),
    ] = None,
    incidents: Annotated[
        bool, typer.Option("--incidents", help="Real fires over what is not known of them, in place of experiments.")
    ] = False,
    casualties: Annotated[
        bool, typer.Option("--casualties", help="Casualties of many typical fires, beside statistics.")
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="Only this fire, or a file of checks; may be repeated."),
    ] = None,
    runs: Annotated[
        int | None,
        typer.Option(
            "--runs",
            metavar="N",
            min=1,
            help="Of each real fire, default 20; or typical fires, default 1000.",
            show_default=False,
        ),
    ] = None,
    directory: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="Where the results go; default validation, or a folder in it.",
            show_default=False,
        ),
    ] = None,
    small: Annotated[bool, typer.Option("--small", help="Only the experiments that palier brings along.")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Cases at a time; default one per core.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Run only the cases that DIR has no result of.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Run cases again that DIR has results of.")] = False,
) -> None:
    """Run experiments and hold the results against measurements and CFAST.

    Without --data, and if ../shared/validation is not there, the smaller validation runs.
    With --incidents, run real fires and hold the results against what is known of them; with --casualties, many
    typical fires in flats, against statistics.
    """
    if incidents or casualties:
        _refuse_together(
            {"--incidents": incidents, "--casualties": casualties, "--family": family, "--data": data, "--small": small}
        )
        from palier.cli_incidents import FIRES, RUNS, validate_casualties, validate_incidents

        if incidents:
            where = directory or DEFAULT_OUT / "incidents"
            validate_incidents(name or [], runs or RUNS, where, workers, resume, force)
        else:
            _refuse_together({"--casualties": True, "--name": name})
            validate_casualties(runs or FIRES, directory or DEFAULT_OUT / "casualties", workers, resume, force)
        return
    for option, chosen in (("--name", name), ("--runs", runs)):
        if chosen:
            fail(f"{option} is for real fires: add --incidents")
    directory = directory or DEFAULT_OUT
    if small and data is not None:
        fail("--small needs no data: leave out one of --small and --data")
    with said_plainly():
        session = _session(family or [], data, small)
        waiting = session.jobs if force else session.waiting(directory)
        done = session.done(directory)
    if done and not (resume or force):
        fail(
            f"{directory} already has results of {done} of these cases: "
            "--resume runs the others, --force runs all again"
        )
    refuse_unwritable(directory)
    if waiting:
        _run_cases(session, waiting, directory, workers)
    with said_plainly():
        from palier.report.validation import validation_html

        evaluation = session.evaluate(directory)
        evaluation.write_csv(directory / "comparisons.csv")
        (directory / "validation.html").write_text(validation_html(evaluation, palier.__version__), encoding="utf-8")
    _tell_of_validation(evaluation)
    out.print(f"Page: {directory / 'validation.html'}", markup=False)
    for outcome in evaluation.failed[:FAILURES_TOLD]:
        err.print(f"{outcome.family}/{outcome.case}: {outcome.status}", markup=False)
    if len(evaluation.failed) > FAILURES_TOLD:
        err.print(f"... and {len(evaluation.failed) - FAILURES_TOLD} more: see cases.csv")
    if evaluation.failed:
        raise typer.Exit(STOPPED_EARLY)


def _refuse_together(options: dict[str, object]) -> None:
    """Leave if more than one of these options is given."""
    given = [option for option, value in options.items() if value]
    if len(given) > 1:
        fail(f"{' and '.join(given)} do not go together: leave out all but one")


def _session(families: list[str], data: Path | None, small: bool) -> Session:
    """The validation that is asked for; the smaller one where there are no data, which is said."""
    from palier.validation.comparisons import WHERE_FROM, DataMissing, find
    from palier.validation.session import DEFAULT_DATA, UnknownFamily, smaller, whole

    if data is None and not small and DEFAULT_DATA.is_dir():
        data = DEFAULT_DATA
    if data is None and not small:
        err.print(
            f"No data for the whole validation: this is the smaller one, which palier brings along. {WHERE_FROM}",
            markup=False,
        )
    try:
        return smaller(families) if data is None else whole(find(data), families)
    except (DataMissing, UnknownFamily) as error:
        fail(str(error))


def _run_cases(session: Session, waiting: list[Job], directory: Path, workers: int | None) -> None:
    """Run cases under a bar of those that have ended."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from palier.validation.campaign import OK, Outcome, run_all

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[failed]}", markup=False),
        TimeElapsedColumn(),
    )
    try:
        with said_plainly(), Progress(*columns, console=err, transient=True) as bar:
            first = begins(inhabited=False)
            task = bar.add_task(first, total=len(waiting), failed="")
            failed = 0

            def told(outcome: Outcome) -> None:
                nonlocal failed
                failed += outcome.status != OK
                name = f"{outcome.family}/{outcome.case}"
                bar.update(task, advance=1, description=name, failed=f"{failed} failed" if failed else "")

            run_all(waiting, directory, session.work, workers, told)
    except KeyboardInterrupt:
        left = len(session.waiting(directory))
        err.print(f"Interrupted: {left} of {len(session.jobs)} cases are left; --resume goes on with them.")
        raise typer.Exit(INTERRUPTED) from None


def _tell_of_validation(evaluation: Evaluation) -> None:
    """The statistics per quantity, palier beside CFAST."""
    from rich.table import Table

    from palier.report.validation import row, verdict

    table = Table(title=evaluation.title, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for name in ("", "n", "bias", "CFAST", "scatter", "CFAST"):
        table.add_column(name, justify="right", no_wrap=True)
    marks = {"worse": "[red]worse[/red]", "good": "[green]✓[/green]", "": ""}
    for line in evaluation.lines:
        told = row(line)
        names = ("n", "bias", "cfast_bias", "scatter", "cfast_scatter")
        table.add_row(line.quantity, marks[told["mark"]], *(str(told[name]) for name in names))
    out.print(table)
    missing = sum(line.missing for line in evaluation.lines)
    if missing:
        out.print(f"{missing} comparisons lack a prediction or a rise: see comparisons.csv")
    out.print(verdict(evaluation.lines), markup=False)
