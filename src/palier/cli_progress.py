"""How far a study is while it runs: a bar on a terminal, lines in a log, and the estimates as they narrow."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, TaskID

ROOM_FOR_A_BAR, ROOM_FOR_THE_TITLE = 70, 110  # columns of a terminal [-]
SAID_EVERY, SAID_OF = 60.0, 0.05  # time, and part of the runs, after which a log gets a line [s], [-]
TITLE = 40  # letters of a title that are shown [-]


class Pace:
    """How fast runs come and how long the rest will take, from the end of the first: before it all is compiled."""

    def __init__(self, runs: int) -> None:
        self._runs = runs
        self._first: tuple[int, float] | None = None

    def words(self, done: int) -> str:
        """Of now that so many are done."""
        now = time.monotonic()
        if self._first is None:
            self._first = done, now
        done_before, began = self._first
        if done == done_before or now == began:
            return "the first of this sitting"
        rate = (done - done_before) / (now - began)
        return f"{rate:.1f} runs/s, {span((self._runs - done) / rate)} left"


class Bar:
    """Lines that show how far a study is."""

    def __init__(self, shown: Progress, task: TaskID) -> None:
        self._shown, self._task = shown, task

    def __call__(self, done: int, pace: str, known: str, title: str) -> None:
        """Show how many runs are done, how fast, and what is known."""
        self._shown.update(self._task, completed=done, pace=pace, known=known, description=title[:TITLE])

    def refresh(self) -> None:
        """Draw it at once."""
        self._shown.refresh()


@contextmanager
def progress(console: Console, title: str, total: int, done: int = 0) -> Iterator[Bar]:
    """A bar of runs, with less of it on a narrow terminal, and the estimates below; gone once the runs are done."""
    from rich.console import RenderableType
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.table import Column
    from rich.text import Text

    class WithEstimates(Progress):
        def get_renderables(self) -> Iterable[RenderableType]:
            yield self.make_tasks_table(self.tasks)
            known = [each.fields["known"] for each in self.tasks if each.fields["known"]]
            yield from (
                Text(each, overflow="fold", no_wrap=False) for each in known
            )  # also where a console wraps nothing

    columns: list[ProgressColumn] = [MofNCompleteColumn()]
    if console.width >= ROOM_FOR_A_BAR:
        columns.insert(0, BarColumn(bar_width=24))
    if console.width >= ROOM_FOR_THE_TITLE:
        columns.insert(0, TextColumn("{task.description}", markup=False))
    rest = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    columns.append(TextColumn("{task.fields[pace]}", markup=False, table_column=rest))
    with WithEstimates(*columns, console=console, transient=True, expand=True) as shown:
        yield Bar(shown, shown.add_task(title[:TITLE], total=total, completed=done, pace="", known=""))


class Lines:
    """A line now and then where there is no terminal, as in the log of a batch job."""

    def __init__(self, console: Console, total: int, done: int) -> None:
        self._console, self._total = console, total
        self._told, self._at = done, time.monotonic()

    def __call__(self, done: int, pace: str, known: str, title: str) -> None:
        """Say how far it is, unless that has been said a moment ago."""
        now = time.monotonic()
        if now - self._at < SAID_EVERY and done - self._told < SAID_OF * self._total and done < self._total:
            return
        self._told, self._at = done, now
        rest = f"; {known}" if known else ""
        self._console.print(f"{done}/{self._total} runs, {pace}{rest}", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def lines(console: Console, title: str, total: int, done: int = 0) -> Iterator[Lines]:
    """Lines in place of a bar."""
    console.print(f"{title}: {done} of {total} runs are done", markup=False, highlight=False, soft_wrap=True)
    yield Lines(console, total, done)


class Running:
    """Means of the runs so far, as the building is, with what they are sure to."""

    def __init__(self, outcomes: list[str], strata: dict[str, float] | None = None, group: int = 1) -> None:
        self._strata = strata or {}  # how likely each is, over the part of the runs that it gets
        self._group = group  # runs of which only the first counts
        self._sums = {name: [0.0, 0.0] for name in outcomes}
        self._runs = 0
        self._weights = [0.0, 0.0, 0.0]  # their sum, that of their squares, the largest
        self._failed = 0

    def add(self, rows: list[dict[str, Any]]) -> None:
        """Take in the rows of a run."""
        from palier.studies.outcomes import of_row

        row = rows[0]
        self._failed += sum(each["status"] != "completed" for each in rows)
        if row["status"] != "completed" or row.get("run", 0) % self._group:
            return
        self._runs += 1
        weight = row["weight"] * self._strata.get(row.get("stratum") or "", 1.0)
        whole, squares, largest = self._weights
        self._weights = [whole + weight, squares + weight * weight, max(largest, weight)]
        for name, sums in self._sums.items():
            value = weight * of_row(name, row)
            sums[0] += value
            sums[1] += value * value

    def words(self) -> str:
        """The means with their standard errors doubled, and how many runs failed.

        Of what has not come up yet, how much of it is not ruled out.
        """
        n = self._runs
        if n < 2:
            return ""
        said = []
        for name, (total, squares) in self._sums.items():
            if not total:
                said.append(f"{name} none so far (up to {self._not_ruled_out(name):.2g})")
                continue
            mean = total / n
            spread = 2.0 * math.sqrt(max(squares / n - mean * mean, 0.0) / (n - 1))
            said.append(f"{name} {mean:.3g} ± {spread:.1g}")
        return "; ".join(said) + (f"; {self._failed} failed" if self._failed else "")

    def _not_ruled_out(self, name: str) -> float:
        """Upper end of the interval of an outcome that no run had, as the summary has it."""
        import numpy as np

        from palier.studies.estimates import Sums, count, probability
        from palier.studies.outcomes import OUTCOMES

        whole, squares, largest = self._weights
        of = Sums(*(np.array([each]) for each in (self._runs, 0.0, largest, whole, 0.0, squares, 0.0, 0.0)))
        return float((probability(of) if OUTCOMES[name].sure else count(of, 0.0)).high[0])


def span(seconds: float) -> str:
    """A time in words: 42 s, 3 min, 2 h 5 min."""
    if not math.isfinite(seconds):
        return "?"
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60.0)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
