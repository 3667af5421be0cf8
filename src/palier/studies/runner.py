"""Doing the runs of a study, in many processes, each once."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from palier.kernel_cache import is_compiled, kept_in
from palier.studies.identity import StudyError

if TYPE_CHECKING:
    from palier.studies.rows import Rows
    from palier.studies.store import Store

DIED = "the process running it died: out of memory, or killed"
CONTAINERS = 100_000  # that there must be more before Python looks for cycles among them [-]
PATIENCE = 0.02  # part of its time that the process which leads a study may wait for the disk [-]
STARTS = 3  # processes in succession that may die as they start
NUMERICS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

Work = Callable[[int], "Rows"]  # the rows of a run, one for each measure; it can be pickled


class Ended(NamedTuple):
    """A run that has come to an end."""

    run: int
    packed: bytes = b""  # its rows
    brief: Rows | None = None  # the same without their lists
    reason: str = ""  # why there are none
    died: bool = False  # the process that ran it
    seconds: float = 0.0
    worker: str = ""


class Crew(Protocol):
    """Processes that do runs."""

    @property
    def places(self) -> int:
        """How many runs may be under way at once, 1 or more."""

    def submit(self, run: int) -> None:
        """Begin a run."""

    def ended(self) -> list[Ended]:
        """Wait until a run, or more, has ended."""


class Pool(Protocol):
    """Somewhere to do the runs of a study."""

    def crew(self, work: Work) -> contextlib.AbstractContextManager[Crew]:
        """Processes that do this work; what is under way when they are let go is dropped."""


def run_study(
    store: Store,
    work: Work,
    pool: Pool,
    lost: Callable[[int, str], Rows],
    told: Callable[[int, Rows, int], None] | None = None,
    enough: Callable[[int], bool] | None = None,
) -> bool:
    """Do the runs that a study still lacks.

    What is kept depends neither on how many processes there are nor on what was interrupted before.

    Parameters
    ----------
    store : Store
        Created or resumed. It keeps each run as it ends, and is still to be closed afterwards, also after an error
        or an interrupt: in a `with` block it is.
    work : callable
        Takes the number of a run and returns its rows, one for each measure; called in other processes.
    pool : Pool
        `Local()`, or a `Cluster` of `palier.studies.cluster`.
    lost : callable
        Takes the number of a run whose process died twice, or whose work raised an error, and a sentence that says
        so; returns the rows to be kept for it.
    told : callable, optional
        Called for each run once it is on the disk, so that not even a power cut loses it: with its number, its rows
        without their lists, and how many runs are done.
    enough : callable, optional
        Asked after each block, in order, with the number of blocks that are done from the first on without a gap. If
        it says yes the study ends with that block, and later runs that are already done are not kept. It must look at
        the runs of these blocks only.

    Returns
    -------
    bool
        Whether it ended early, with enough known.
    """
    asked = 0
    waiting: deque[tuple[int, Rows]] = deque()  # runs that the disk may not have yet

    def tell(done: int) -> None:
        while waiting and len(store) - len(waiting) < done:
            run, brief = waiting.popleft()
            if told is not None:
                told(run, brief, len(store) - len(waiting))

    def stops() -> bool:
        nonlocal asked
        while enough is not None and asked < store.whole_blocks:
            asked += 1
            if enough(asked):
                store.keep_blocks(asked)
                return True
        return False

    if stops():  # asked again from the first block on, as there may have been no time to ask before
        return True
    todo = (run for run in range(store.identity.runs) if run not in store)
    began = time.monotonic()
    with pool.crew(work) as crew:
        for ended in _ended(crew, todo, isinstance(pool, Local) and is_compiled(kept_in())):
            each = _with_rows(ended, lost)
            store.add(each.run, each.packed, each.seconds, each.worker)
            waiting.append((each.run, each.brief or []))
            tell(store.on_disk(PATIENCE * (time.monotonic() - began)))
            if stops():
                tell(len(store))
                return True
            began = time.monotonic()
    store.flush()
    tell(len(store))
    return False


def do(work: Work, run: int, worker: str) -> Ended:
    """Do a run and pack its rows; whatever goes wrong is a sentence."""
    from palier.studies.identity import processor
    from palier.studies.rows import brief, pack

    began = time.perf_counter()
    try:
        rows = work(run)
        on = f"{worker} ({kind})" if (kind := processor()) else worker
        return Ended(run, pack(run, rows), brief(rows), seconds=time.perf_counter() - began, worker=on)
    except Exception as error:  # one run must not end the others; what it was is told
        said = str(error).splitlines()
        reason = f"failed: {type(error).__name__}: {said[0] if said else ''}"
        return Ended(run, reason=reason, seconds=time.perf_counter() - began, worker=worker)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _with_rows(ended: Ended, lost: Callable[[int, str], Rows]) -> Ended:
    from palier.studies.rows import brief, pack

    if not ended.reason:
        return ended
    rows = lost(ended.run, ended.reason)
    return ended._replace(packed=pack(ended.run, rows), brief=brief(rows))


def _ended(crew: Crew, todo: Iterator[int], warm: bool = False) -> Iterator[Ended]:
    """Runs as they end. The first one has the crew for itself, so that kernels are compiled once and not by all.

    warm : they have been compiled before.

    A run whose process died is done once more, alone: others may have taken the memory, or it is the one at fault.
    """
    suspects: deque[int] = deque()
    under_way: set[int] = set()
    ready: list[Ended] = []
    while True:
        if suspects and not under_way:
            crew.submit(suspects[0])
            under_way.add(suspects[0])
        while not suspects and len(under_way) < (crew.places if warm else 1):
            run = next(todo, None)
            if run is None:
                break
            crew.submit(run)
            under_way.add(run)
        yield from ready  # with others already under way
        if not under_way:
            return
        ready = []
        for each in crew.ended():
            under_way.remove(each.run)
            if each.died and each.run not in suspects:
                suspects.append(each.run)
                continue
            if each.run in suspects:
                suspects.remove(each.run)
            warm = True
            ready.append(each)


class Local:
    """Processes of this machine.

    Parameters
    ----------
    workers : int, optional
        How many; default as many as there are cores that this process may use.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is not None and (not isinstance(workers, int) or workers < 1):
            raise StudyError(f"{workers} workers cannot do a study: give a whole number from 1 on")
        self.workers = workers or cores()

    @contextlib.contextmanager
    def crew(self, work: Work) -> Iterator[Crew]:
        """Processes that do this work, each started when it is first needed."""
        crew = _LocalCrew(pickle.dumps(work), self.workers)
        try:
            yield crew
        finally:
            crew.close()


class _Worker:
    """A process, and what it is doing."""

    def __init__(self, work: bytes, name: str) -> None:
        # begun afresh: a copy of a process with compiled code and threads may hang
        context = multiprocessing.get_context("spawn")
        self.name = name
        self.run: int | None = None
        self.started = False
        self.talk, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, work, name), daemon=True)
        with _for_children():
            self.process.start()
        theirs.close()  # so that the pipe ends when the process does

    def begin(self, run: int) -> None:
        self.run = run
        with contextlib.suppress(OSError):  # it has died, which is noticed when it is waited for
            self.talk.send(run)


class _LocalCrew:
    def __init__(self, work: bytes, places: int) -> None:
        self.places = places
        self._work = work
        self._workers: dict[Connection, _Worker] = {}
        self._names = iter(range(1, 1 << 62))
        self._failed_starts = 0

    def submit(self, run: int) -> None:
        idle = next((each for each in self._workers.values() if each.run is None), None)
        if idle is None:
            idle = _Worker(self._work, str(next(self._names)))
            self._workers[idle.talk] = idle
        idle.begin(run)

    def ended(self) -> list[Ended]:
        found: list[Ended] = []
        while not found:
            for talk in wait(list(self._workers)):
                worker = self._workers[cast(Connection, talk)]
                try:
                    said = worker.talk.recv()
                except (EOFError, OSError):
                    found += self._buried(worker)
                    continue
                if isinstance(said, str):
                    raise StudyError(f"a process could not begin: {said}")
                if said is None:
                    worker.started, self._failed_starts = True, 0
                else:
                    worker.run = None
                    found.append(said)
        return found

    def _buried(self, worker: _Worker) -> list[Ended]:
        """Take leave of a process that died; returns the run that it was doing."""
        del self._workers[worker.talk]
        worker.talk.close()
        worker.process.join()
        if worker.run is None:
            return []
        if worker.started:
            return [Ended(worker.run, reason=DIED, died=True, worker=worker.name)]
        self._failed_starts += 1
        if self._failed_starts == STARTS:
            raise StudyError(
                "the processes that should do the runs die as they start: memory may be short, try fewer workers"
            )
        self.submit(worker.run)
        return []

    def close(self) -> None:
        for each in self._workers.values():
            each.process.terminate()
        for each in self._workers.values():
            each.process.join()
            each.talk.close()
        self._workers.clear()


def _serve(talk: Connection, pickled: bytes, name: str) -> None:
    """What a process does: runs, until there is nobody any more to tell of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    with contextlib.suppress(EOFError, OSError):
        try:
            work = pickle.loads(pickled)
        except Exception as error:
            talk.send(f"{type(error).__name__}: {error}")
            return
        talk.send(None)
        talk.send(do(work, talk.recv(), name))
        settle()
        while True:
            talk.send(do(work, talk.recv(), name))


def settle() -> None:
    """Let this process, which has done a run, look for cycles of objects in memory seldom, and not in what is loaded.

    Runs leave none, and their rows would have Python look through them each time: a tenth of what a run takes beside
    its fire.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(CONTAINERS)


@contextlib.contextmanager
def _for_children() -> Iterator[None]:
    """Start processes with one thread for numerics each, and deaf to interrupts until they can ignore them.

    They do not run the script again that began the study: what they do is all in palier.
    """
    script = sys.modules["__main__"]
    own: dict[str, Any] = {name: vars(script).pop(name) for name in ("__file__", "__spec__") if name in vars(script)}
    script.__spec__ = None
    before = {name: os.environ.get(name) for name in NUMERICS}
    os.environ.update(dict.fromkeys(NUMERICS, "1"))
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        vars(script).update(own)
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
