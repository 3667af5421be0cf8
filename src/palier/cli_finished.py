"""`palier report` and `palier why`: commands on a run that has been written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import TypeAdapter, ValidationError

import palier
from palier.console import fail, out, said_plainly
from palier.scenario.units import Duration

if TYPE_CHECKING:
    from palier.result import Run

Finished = Annotated[Path, typer.Argument(metavar="DIR", help="Where a run was written.", show_default=False)]


@contextmanager
def _read_back(directory: Path) -> Iterator[type[Run]]:
    """Say in a line what is wrong with the files of a run."""
    if not (directory / "summary.json").is_file():
        fail(f"{directory} holds no run: 'palier run SCENARIO --out {directory}' makes one")
    with said_plainly():
        run = palier.Run
    try:
        yield run
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        if isinstance(error, OSError) and error.strerror and not isinstance(error, FileNotFoundError):
            fail(f"{directory}: {error.strerror}")
        fail(
            f"{directory} cannot be read back: a file in it is damaged, or another version of palier wrote it "
            f"({type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}). "
            f"Run it again: palier run SCENARIO --out {directory} --force"
        )


def report(directory: Finished) -> None:
    """Write the HTML report again from a finished run."""
    fresh = directory / ".palier-report.html"
    try:
        with _read_back(directory) as run:
            run.open(directory).to_html(fresh)
            fresh.replace(directory / "report.html")
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    out.print(f"Report: {directory / 'report.html'}", markup=False)


def why(
    directory: Finished,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="As in people.csv.", show_default=False)],
    time: Annotated[
        str, typer.Argument(metavar="TIME", help="After ignition, such as 5:37, 5min or 300.", show_default=False)
    ],
) -> None:
    """Say what a person was doing at a time of a finished run, why, and what the person knew."""
    clock = re.fullmatch(r"(\d+):([0-5]\d)", time)  # as the timeline has it
    try:
        seconds = 60.0 * int(clock[1]) + int(clock[2]) if clock else TypeAdapter(Duration).validate_python(time)
    except ValidationError:
        fail(f"'{time}' is not a time: write 5:37, 300, '300 s' or '5 min'")
    with _read_back(directory) as run:
        from palier.result.run import NotInRun

        opened = run.open(directory)
        try:
            told = opened.why(person, seconds)
        except NotInRun as error:
            fail(str(error))
    out.print(str(told), markup=False)
