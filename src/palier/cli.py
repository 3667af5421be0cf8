"""The command line: one thin command per job.

Whatever the user got wrong is said on stderr, without a traceback, and the exit status is 2.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

import palier
from palier.cli_finished import report, why
from palier.cli_rescue import reach, rescue
from palier.cli_study import compare_study, replay, study, summary
from palier.cli_validate import validate
from palier.console import INTERRUPTED, STOPPED_EARLY, begins, err, fail, out, refuse_unwritable, said_plainly
from palier.scenario.document import load
from palier.scenario.problems import ScenarioError
from palier.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from palier.formats.cfast.case import CfastCase
    from palier.simulate import Solution

PEOPLE_COLUMNS = ("age", "status", "ended_in", "fed", "outcome", "chance")
TIMELINE_LINES = 40  # of the timeline printed; the report has all

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Fire in a building, its smoke, its people and their rescue.",
)
ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file (YAML).", show_default=False)]


def _version(asked: bool) -> None:
    if asked:
        out.print(f"palier {palier.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Fire in a building, its smoke, its people and their rescue."""


@app.command()
def run(
    scenario: ScenarioFile,
    directory: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the results go.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a run that DIR already holds.")] = False,
    seed: Annotated[int | None, typer.Option("--seed", min=0, help="In place of the scenario's own.")] = None,
    variant: Annotated[str | None, typer.Option("--variant", metavar="NAME", help="Run this variant.")] = None,
) -> None:
    """Run one fire; write its report, tables and data to DIR."""
    told = _loaded(scenario)
    if variant is not None:
        with said_plainly():
            told = palier.variant(told, variant)
    if seed is not None:
        told = told.model_copy(update={"simulation": told.simulation.model_copy(update={"seed": seed})})
    with said_plainly():
        from palier.result.store import FILES

    _refuse_to_spoil(directory, force, FILES)
    try:
        with said_plainly(), _progress(told.title, told.duration) as progress:
            finished = palier.simulate(told, progress)
    except KeyboardInterrupt:
        err.print(f"Interrupted: nothing was written to {directory}.", markup=False)
        raise typer.Exit(INTERRUPTED) from None
    _tell(finished)
    with said_plainly():
        finished.save(directory, force=force)
    out.print(f"Report: {directory / 'report.html'}", markup=False)
    if finished.summary["status"] != "completed":
        raise typer.Exit(STOPPED_EARLY)


@app.command()
def check(scenario: ScenarioFile) -> None:
    """Say everything that is wrong with a scenario file; run nothing."""
    told = _loaded(scenario)
    people = sum(len(household.members) for household in told.people.values())
    counts = [
        _count(len(told.building.rooms), "room"),
        _count(len(told.building.openings), "opening"),
        _count(len(told.fires), "fire"),
        _count(people, "person", "people"),
        _count(len(told.variants), "variant"),
    ]
    with said_plainly():
        out.print(f"{scenario}: good. {', '.join(counts)}.", markup=False)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


@app.command()
def new(
    storeys: Annotated[int, typer.Option(min=2, max=60, help="With the ground floor.")] = 7,
    flats: Annotated[int, typer.Option(min=1, max=12, help="On each landing.")] = 2,
    stair: Annotated[str, typer.Option(help="open (flats on the landings) or enclosed (a corridor between).")] = "open",
    stairs: Annotated[int, typer.Option(min=1, max=2)] = 1,
) -> None:
    """Print a scenario to begin with, ready to run; `palier new > block.yaml` keeps it."""
    from palier.scenario.starter import starter

    if stair not in ("open", "enclosed"):
        fail(f"--stair is open or enclosed, not '{stair}'")
    with said_plainly():
        typer.echo(starter(storeys=storeys, flats=flats, stair=stair, stairs=stairs), nl=False)


@app.command()
def compare(
    scenario: ScenarioFile,
    directory: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where the comparison goes.", show_default=False)
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a comparison that DIR already holds.")] = False,
) -> None:
    """Run a scenario and each variant that it names, side by side; of a study's DIR tell what its measures change."""
    if scenario.is_dir():
        compare_study(scenario)
        return
    told = _loaded(scenario)
    if not told.variants:
        fail(f"{scenario} names no variants: add some under 'variants:'")
    names = list(told.variants)
    if directory is not None:
        with said_plainly():
            from palier.compare import owned_by_comparison

        try:
            owned = owned_by_comparison(directory, names)
        except (OSError, ValueError):
            fail(f"{directory / 'compare.csv'} cannot be read: choose another directory for --out")
        _refuse_to_spoil(directory, force, owned)
    duration = told.duration
    with said_plainly(), _progress(told.title, duration * (1 + len(names))) as progress:
        runs = {}

        def reached(name: str, time: float) -> None:
            runs[name] = time
            progress(sum(runs.values()))

        comparison = palier.compare(told, reached)
    if directory is not None:
        with said_plainly():
            comparison.save(directory, force=force)
    # a column for each, as there are more figures than a terminal has room for
    _table("Variants", comparison.table.astype(object).T.rename(index=lambda name: str(name).replace("_", " ")))
    if directory is not None:
        out.print(f"Comparison: {directory / 'compare.html'}", markup=False)


@app.command()
def cfast(
    case: Annotated[Path, typer.Argument(metavar="CASE.in", help="An input file of CFAST 7.", show_default=False)],
    directory: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where the spreadsheets go.", show_default=False)
    ],
    validation: Annotated[
        bool, typer.Option("--validation", help="Write the long form, as CFAST's VALIDATION_OUTPUT.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace this case's spreadsheets in DIR.")] = False,
) -> None:
    """Run a CFAST input; write CFAST's own spreadsheets to DIR."""
    with said_plainly():
        from palier.formats.cfast.read import read_case

        told = read_case(case)
    with said_plainly():
        from palier.formats.cfast.write import spreadsheet_names, write_spreadsheets
        from palier.result.store import check_names_free, write_among
        from palier.simulate import solve

        names = spreadsheet_names(case.stem)
        check_names_free(directory, names, force)
    refuse_unwritable(directory)
    with said_plainly(), _progress(told.title, told.scenario.duration) as progress:
        solution = solve(told.scenario, progress)
    long = validation or told.validation_output
    with said_plainly():
        write_among(directory, lambda place: write_spreadsheets(told, solution, place, case.stem, long), names, force)
    for notice in told.notices:
        err.print(notice, markup=False)
    _tell_of_layers(told, solution)
    out.print(f"Spreadsheets: {directory / names[0]} and {len(names) - 1} more", markup=False)
    if solution.status != "completed":
        err.print(f"The run {solution.status}", markup=False)
        raise typer.Exit(STOPPED_EARLY)


@app.command("import")
def import_(
    case: Annotated[Path, typer.Argument(metavar="CASE.in", help="An input file of CFAST 7.", show_default=False)],
) -> None:
    """Print a CFAST input as a scenario; `palier import case.in > case.yaml` keeps it."""
    with said_plainly():
        from palier.formats.cfast.read import read_case
        from palier.scenario.writing import written

        told = read_case(case)
        comments = [f"{told.title}: from the CFAST {told.version} input {case.name}, by palier {palier.__version__}"]
        typer.echo(written(told.scenario, [*comments, *told.notices]), nl=False)


app.command()(report)
app.command()(why)
app.command()(reach)
app.command()(rescue)
app.command()(validate)
app.command()(study)
app.command()(summary)
app.command()(replay)


@app.command()
def schema() -> None:
    """Print the JSON schema of a scenario file, for editors."""
    from palier.scenario.schema import schema as file_schema

    with said_plainly():
        typer.echo(json.dumps(file_schema(), indent=2, ensure_ascii=False))


# ------------------------------------------------------------------------------ the rest


def _loaded(path: Path) -> Scenario:
    try:
        return load(path)
    except ScenarioError as error:
        fail(str(error))


def _refuse_to_spoil(directory: Path, force: bool, owned: Iterable[str]) -> None:
    """Before any work: leave if the results could not be written, or would replace others."""
    from palier.result.store import check_free

    try:
        check_free(directory, force, set(owned))
    except FileExistsError as error:
        fail(str(error))
    except OSError as error:
        fail(f"{directory} cannot be used for --out: {error.strerror}")
    refuse_unwritable(directory)


@contextmanager
def _progress(title: str, duration: float) -> Iterator[Callable[[float], None]]:
    """A bar of simulated time; says so while the kernels compile for the first time."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TextColumn("{task.fields[reached]} of {task.fields[whole]}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
    ) as bar:
        first = begins()
        task = bar.add_task(first, total=duration, reached="0:00", whole=_clock(duration))

        def progress(time: float) -> None:
            bar.update(task, completed=time, reached=_clock(time), description=title)

        yield progress


def _tell(finished: Any) -> None:
    """The timeline and the outcome."""
    events = finished.events
    if len(events):
        _timeline(events)
    people = finished.people
    if len(people):
        told = people.set_index("person")[list(PEOPLE_COLUMNS)]
        told.columns = ["age", "in the end", "where", "FED", "harm", "chance"]
        _table("People", told)
    counts = finished.summary["counts"]
    out.print(", ".join(f"{key.replace('_', ' ')} {value}" for key, value in counts.items()), markup=False)
    status = finished.summary["status"]
    if status != "completed":
        err.print(f"The run {status}", markup=False)


def _tell_of_layers(case: CfastCase, solution: Solution) -> None:
    """The hottest gas and the lowest layer of every compartment, and how long the run took."""
    import numpy as np
    import pandas as pd

    history = solution.history
    rooms = [solution.names.rooms.index(name) for name in case.compartments]
    lowest = history.interface[:, rooms].min(axis=0)
    layers = pd.DataFrame(
        {
            "hottest (°C)": history.temperature[:, rooms].max(axis=(0, 2)) - 273.15,
            "lowest layer (m)": np.where(solution.model.rooms.mixed[rooms] == 1, np.nan, lowest),
        },
        index=list(case.compartments),
    )
    _table(case.title, layers)
    seconds = solution.timings["assemble"] + solution.timings["march"]
    out.print(f"{_clock(float(history.time[-1]))} of fire in {seconds:.2g} s", markup=False)


def _timeline(events: pd.DataFrame) -> None:
    """The events that decide; who walks through which door is left to the report."""
    told = events[~events["kind"].isin(["enters", "shuts", "opens"])]
    for time, text in told[["time", "text"]].head(TIMELINE_LINES).itertuples(index=False):
        out.print(f"{_clock(float(time)):>7}  {text}", markup=False)
    if len(told) > TIMELINE_LINES:
        out.print(f"{'':>7}  ... and {len(told) - TIMELINE_LINES} more in the report", markup=False)


def _table(title: str, frame: pd.DataFrame) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in (frame.index.name or "", *frame.columns):
        table.add_column(str(column).replace("_", " "))
    for name, row in frame.iterrows():
        table.add_row(*(Text(cell) for cell in (str(name), *map(_cell, row))))
    out.print(table)


def _cell(value: Any) -> str:
    import pandas as pd

    if pd.isna(value):
        return "-"
    return (
        f"{value:.2g}"
        if isinstance(value, float) and abs(value) < 10
        else f"{value:.0f}"
        if isinstance(value, float)
        else str(value)
    )


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


if __name__ == "__main__":
    app()
