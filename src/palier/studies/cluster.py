"""Doing the runs of a study on a Dask cluster."""

from __future__ import annotations

import contextlib
import pickle
import re
import socket
import time
import uuid
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from palier.studies.identity import StudyError, libraries, sources_digest, version
from palier.studies.runner import DIED, Crew, Ended, Work, do

try:
    distributed: Any = import_module("distributed")  # its functions have no types
except ImportError as missing:
    raise StudyError("to run on a cluster needs Dask: pip install 'palier[cluster]'") from missing

ANSWERS_WITHIN = 10.0  # s; for the scheduler to answer
PATIENCE = "60 s"  # for a first worker to be there
COUNT_EVERY = 1.0  # s; how often the workers are counted
LONGEST_GREETING = 1 << 20  # bytes; Dask's has some hundred
_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?(?P<host>\[[0-9a-fA-F:]+\]|[^:/\[\]]+):(?P<port>\d{1,5})")
_OTHERS = ("ws://", "wss://", "ucx://", "ucxx://", "inproc://")  # that Dask speaks besides
AHEAD = 2  # runs sent for each thread, so that none waits for the next


class Cluster:
    """The workers of a Dask cluster; more may come and go while a study runs.

    Dask itself does a run again whose worker died, as often as its `allowed-failures` says; only then does the run
    count as one whose process died. Give each worker one thread: `dask worker --nworkers -1 --nthreads 1`.

    Parameters
    ----------
    scheduler : str or distributed.Client
        The scheduler's address, such as `tcp://10.0.0.1:8786`.
    """

    def __init__(self, scheduler: str | Any) -> None:
        self._scheduler = scheduler

    @contextlib.contextmanager
    def crew(self, work: Work) -> Iterator[Crew]:
        """The workers, once it is certain that they have the same palier."""
        if not isinstance(self._scheduler, str):
            yield from self._with(self._scheduler, work)
            return
        _see_that_it_answers(self._scheduler)
        try:
            client = distributed.Client(self._scheduler, timeout=f"{ANSWERS_WITHIN:g} s", set_as_default=False)
        except (OSError, ValueError) as error:
            raise _silent(self._scheduler, str(error)) from error
        with client:
            yield from self._with(client, work)

    def _with(self, client: Any, work: Work) -> Iterator[Crew]:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise StudyError(f"no worker came to the cluster in {PATIENCE}: start some with `dask worker`") from error
        _check_versions(client)
        setup = _Setup(pickle.dumps(work))
        client.register_plugin(setup, name=setup.name)
        crew = _ClusterCrew(client, setup.name)
        try:
            yield crew
        finally:
            crew.close()
            client.unregister_worker_plugin(setup.name)


def _see_that_it_answers(scheduler: str) -> None:
    """Raise StudyError unless something listens at an address; Dask itself would try for a long time."""
    if scheduler.startswith(_OTHERS):
        return  # another way of Dask's own
    found = _ADDRESS.fullmatch(scheduler)
    if found is None:
        raise StudyError(f"'{scheduler}' is no address of a Dask scheduler: write it as tcp://HOST:PORT")
    host, port = found["host"].strip("[]"), int(found["port"])
    until = time.monotonic() + ANSWERS_WITHIN
    while True:
        try:
            with socket.create_connection((host, port), timeout=max(0.1, until - time.monotonic())) as opened:
                if not (scheduler.startswith("tls://") or _greets(opened)):
                    raise _silent(scheduler, "what is there speaks otherwise than Dask")
            return
        except (socket.gaierror, OverflowError) as error:
            raise _silent(scheduler, "there is no such host or port") from error
        except OSError as error:
            if time.monotonic() + COUNT_EVERY > until:
                raise _silent(scheduler, (error.strerror or str(error)).lower()) from error
            time.sleep(COUNT_EVERY)  # it may be starting


def _greets(opened: socket.socket) -> bool:
    """Whether the other side begins as Dask's do, with a short message and before it its length in eight bytes."""
    opened.settimeout(ANSWERS_WITHIN)
    first = b""
    while len(first) < 8:
        try:
            more = opened.recv(8 - len(first))
        except TimeoutError:
            return False
        if not more:
            return False
        first += more
    return int.from_bytes(first, "little") < LONGEST_GREETING


def _silent(scheduler: str, why: str) -> StudyError:
    return StudyError(
        f"no Dask scheduler answers at {scheduler} ({why}): look at the address, or start one with `dask scheduler`"
    )


class _Setup(distributed.WorkerPlugin):  # type: ignore[misc]
    """Brings the work to every worker once, also to those that come later."""

    def __init__(self, work: bytes) -> None:
        self.name = f"palier-study-{uuid.uuid4()}"  # others may run theirs on the same cluster
        self._pickled = work
        self._version = _version()
        self._work: Any = None

    def setup(self, worker: Any) -> None:
        if self._version == _version():  # an error here would not keep the worker from being given runs
            self._work = pickle.loads(self._pickled)

    def do(self, run: int, address: str) -> Ended:
        if self._work is None:
            raise StudyError(_refusal(address, _version(), self._version))
        return do(self._work, run, address)


class _ClusterCrew:
    def __init__(self, client: Any, setup: str) -> None:
        self._client = client
        self._setup = setup
        self._runs: dict[Any, int] = {}
        self._completed = distributed.as_completed(loop=client.loop)
        self._places = 0
        self._counted = 0.0

    @property
    def places(self) -> int:
        if time.monotonic() - self._counted > COUNT_EVERY:
            workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
            self._places = max(1, AHEAD * sum(int(each["nthreads"]) for each in workers))
            self._counted = time.monotonic()
        return self._places

    def submit(self, run: int) -> None:
        future = self._client.submit(_do, self._setup, run, pure=False, retries=0)
        self._runs[future] = run
        self._completed.add(future)

    def ended(self) -> list[Ended]:
        ready = self._completed.next_batch(block=True)
        runs = [self._runs.pop(future) for future in ready]
        found: list[Ended] = self._client.gather([each for each in ready if each.status == "finished"])
        return found + [_failed(run, each) for run, each in zip(runs, ready, strict=True) if each.status != "finished"]

    def close(self) -> None:
        if self._runs:
            self._client.cancel(list(self._runs))


def _failed(run: int, future: Any) -> Ended:
    if future.status == "error":
        error = future.exception()
        if isinstance(error, distributed.KilledWorker):
            return Ended(run, reason=DIED, died=True, worker=str(error.last_worker.address))
        raise error if isinstance(error, StudyError) else StudyError(f"the cluster cannot do the runs: {error!r}")
    raise StudyError("the connection to the cluster is lost; what is done is safe, and --resume goes on")


def _do(setup: str, run: int) -> Ended:
    worker = distributed.get_worker()
    ended: Ended = worker.plugins[setup].do(run, worker.address)
    return ended


def _version() -> str:
    told = ", ".join(f"{name} {each}" for name, each in libraries().items())
    return f"palier {version()} with sources {sources_digest()[:8]}, {told}"


def _check_versions(client: Any) -> None:
    """Raise StudyError unless all workers have the palier that is here: others would give other results."""
    here = _version()
    for address, there in client.run(_version, on_error="return").items():
        if there != here:
            raise StudyError(_refusal(address, there, here))


def _refusal(address: str, there: object, here: str) -> str:
    said = there if isinstance(there, str) else f"no palier that can be used ({there!r})"
    return f"the worker at {address} has {said}, and the study {here}: install the same everywhere"
