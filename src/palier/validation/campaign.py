"""Many cases in parallel processes; what fails is told beside what succeeds."""

from __future__ import annotations

import csv
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import NamedTuple

from palier.scenario.problems import ScenarioError
from palier.validation.comparisons import Data, Planned

LEDGER = "cases.csv"
OK = "completed"


class Job(NamedTuple):
    """One case to run."""

    family: str
    case: str
    source: Path  # a CFAST input, or a scenario of palier
    variant: str = ""  # of the scenario


class Outcome(NamedTuple):
    """What became of a case."""

    family: str
    case: str
    status: str  # OK, or a sentence that says what went wrong
    seconds: float  # of wall clock


Work = Callable[[Job, Path], str]  # runs a job, writes its results under a directory, returns its status


def jobs(planned: Iterable[Planned], data: Data) -> list[Job]:
    """The cases that these comparisons need, each once."""
    names = dict.fromkeys((each.family, each.case) for each in planned)
    return [Job(family, case, data.cases / family / f"{case}.in") for family, case in names]


def run_cfast_input(job: Job, out: Path) -> str:
    """Run a CFAST input; its spreadsheets go to OUT/FAMILY."""
    from palier.formats.cfast.run import run_case

    return run_case(job.source, out / job.family, validation=True).solution.status


def run_all(
    todo: list[Job], out: Path, work: Work, workers: int | None = None, told: Callable[[Outcome], None] | None = None
) -> list[Outcome]:
    """Run all jobs; the ledger in `out` holds those that have ended even if this is interrupted.

    Parameters
    ----------
    todo : list of Job
    out : Path
        Where results go.
    work : callable
        A function of a module, as it is called in other processes.
    workers : int, optional
        How many processes; default as many as there are cores to be used.
    told : callable, optional
        Called with each outcome as it comes.
    """
    out.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for outcome in _outcomes(todo, out, work, workers or cores()):
        outcomes.append(outcome)
        write_ledger(out, [outcome])
        if told is not None:
            told(outcome)
    return outcomes


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_ledger(out: Path) -> dict[tuple[str, str], Outcome]:
    """What became of each case so far, the last run of each."""
    if not (out / LEDGER).is_file():
        return {}
    with (out / LEDGER).open(newline="", encoding="utf-8") as opened:
        rows = [Outcome(family, case, status, float(seconds)) for family, case, status, seconds in csv.reader(opened)
                if family != "family"]  # fmt: skip
    return {(row.family, row.case): row for row in rows}


def write_ledger(out: Path, outcomes: Iterable[Outcome]) -> None:
    """Put outcomes into the ledger, each in the place of an earlier one of the same case."""
    known = read_ledger(out) | {(each.family, each.case): each for each in outcomes}
    fresh = out / f".{LEDGER}"
    with fresh.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow(Outcome._fields)
        writer.writerows((*each[:3], f"{each.seconds:.3f}") for each in sorted(known.values()))
    fresh.replace(out / LEDGER)


def _outcomes(todo: list[Job], out: Path, work: Work, workers: int) -> Iterator[Outcome]:
    """Outcomes as they come. The first job runs alone, so that the kernels are compiled once and not by all.

    When a process dies, the jobs that were under way are tried again one by one: the one at fault is then known, and
    the others are not lost.
    """
    waiting = list(todo)
    suspects = yield from _pool(waiting, out, work, 1, at_most=1)
    while waiting or suspects:
        suspects += yield from _pool(waiting, out, work, workers)
        for suspect in suspects:
            for each in (yield from _pool([suspect], out, work, 1)):
                yield Outcome(each.family, each.case, "the process running it died: out of memory, or killed", 0.0)
        suspects = []


def _pool(
    waiting: list[Job], out: Path, work: Work, workers: int, at_most: int | None = None
) -> Generator[Outcome, None, list[Job]]:
    """Take jobs off `waiting` and run them; returns those that were under way when a process died, else none."""
    context = _context()
    left = len(waiting) if at_most is None else at_most
    running: dict[Future[Outcome], Job] = {}
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_leave_interrupts_to_the_parent)
    try:
        while running or (waiting and left):
            while waiting and left and len(running) < workers:
                job = waiting[0]  # it waits on if the pool has just lost a process and takes nothing more
                with _interrupts_held_back():  # a process that is half begun could not be ended
                    future = pool.submit(_run, job, out, work)
                running[future] = waiting.pop(0)
                left -= 1
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                outcome = future.result()
                del running[future]
                yield outcome
    except BrokenProcessPool:
        return list(running.values())
    except BaseException:
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return []


def _context() -> BaseContext:
    """Processes that begin afresh: a copy of one with compiled code and threads may hang."""
    return multiprocessing.get_context("spawn")


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """Let an interrupt wait until this is done, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run(job: Job, out: Path, work: Work) -> Outcome:
    """One job, with whatever goes wrong as a sentence."""
    began = time.perf_counter()
    try:
        status = work(job, out)
    except ScenarioError as error:
        status = str(error).splitlines()[0]
    except Exception as error:  # one case must not end the others; what it was is told
        said = str(error).splitlines()
        status = f"failed: {type(error).__name__}: {said[0] if said else ''}"
    return Outcome(job.family, job.case, status, time.perf_counter() - began)
