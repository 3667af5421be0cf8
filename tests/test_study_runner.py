"""Doing the runs of a study: each once, whatever happens to the processes that do them."""

import contextlib
import multiprocessing
import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from tests import toy_study
from tests.toy_study import FILES, MEASURES, Here, Work, identity, lost, rows

from palier.studies import cluster
from palier.studies.identity import StudyError
from palier.studies.rows import pack
from palier.studies.runner import DIED, Ended, Local, Pool, _ended, run_study
from palier.studies.store import Store

TOY = Path(__file__).with_name("toy_study.py")


def files(directory: Path) -> dict[str, bytes]:
    """All but what tells of this sitting, and the views, which hold the directory's own path."""
    tell = {"log.jsonl", "study.duckdb", ".palier-lock"}
    every = [each for each in directory.rglob("*") if each.is_file() and each.name not in tell]
    return {each.relative_to(directory).as_posix(): each.read_bytes() for each in every}


def in_order(directory: Path, runs: int) -> dict[str, bytes]:
    """The parts of a study whose runs were put into them one after the other."""
    with Store.create(directory, identity(runs), FILES) as store:
        for run in range(runs):
            store.add(run, pack(run, rows(run)))
    return files(directory)


def status(directory: Path) -> dict[int, str]:
    """Of the first measure of each run."""
    kept = pq.read_table(directory / "parts", columns=["run", "measure", "status"]).to_pylist()
    assert len(kept) == len(MEASURES) * len({row["run"] for row in kept})
    return {row["run"]: row["status"] for row in kept if row["measure"] == MEASURES[0]}


def study(directory: Path, runs: int, pool: Pool, work: Work | None = None, **asked: Any) -> bool:
    with Store.create(directory, identity(runs), FILES) as store:
        return run_study(store, work or Work(), pool, lost, **asked)


def test_one_process_and_eight_leave_the_same_files(tmp_path: Path) -> None:
    expected = in_order(tmp_path / "order", 250)
    for workers in (1, 8):
        assert not study(tmp_path / str(workers), 250, Local(workers), Work(0.003))
        assert files(tmp_path / str(workers)) == expected


def test_the_order_in_which_runs_end_does_not_matter(tmp_path: Path) -> None:
    expected = in_order(tmp_path / "order", 250)
    for seed in range(2):
        study(tmp_path / str(seed), 250, Here(40, seed))
        assert files(tmp_path / str(seed)) == expected


def test_a_study_that_is_killed_twenty_times_and_resumed_has_the_same_files(tmp_path: Path) -> None:
    """At random moments; a study that gets to its end is followed by another."""
    runs = 350
    expected = in_order(tmp_path / "order", runs)
    moments = random.Random(os.getpid())
    kills = studies = 0
    safe: set[int] = set()
    for _ in range(80):  # sittings
        directory = tmp_path / str(studies)
        done, killed = _sitting(directory, runs, moments if kills < 20 else None)
        kills += killed
        assert not done & safe, "a run was done twice"
        found = Store.open(directory).finished() if (directory / "study.json").exists() else set()
        assert safe | done <= found, "a run that was done is lost"
        safe = found
        if len(safe) == runs:
            Store.resume(directory, identity(runs)).close()
            assert files(directory) == expected
            if kills >= 20:
                return
            studies, safe = studies + 1, set()
    pytest.fail(f"{kills} kills, {studies} studies done and {len(safe)} runs of the next")


class Sitting(NamedTuple):
    runs: set[int]  # that were kept, as the study itself said after each
    killed: bool


def _sitting(directory: Path, runs: int, moments: random.Random | None) -> Sitting:
    """Two processes go on with a study until it is done, or the process that leads them is killed."""
    nursery = multiprocessing.get_context("forkserver")  # its processes have imported everything when they are born
    nursery.set_forkserver_preload(["tests.toy_study", "palier.studies.rows", "palier.studies.store"])
    ours, theirs = nursery.Pipe(duplex=False)
    process = nursery.Process(target=toy_study.main, args=(str(directory), str(runs), "2", "0.001", theirs))
    process.start()
    theirs.close()
    told: set[int] = set()
    left = runs + 1 if moments is None else moments.randint(0, 40)
    with contextlib.suppress(EOFError):  # it has come to its end, or its last words have been heard
        for _ in range(left):
            told.add(ours.recv())
        assert moments is not None
        process.join(moments.uniform(0.0, 0.02 if left else 0.5))
        process.kill()
        while True:
            told.add(ours.recv())
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), "the study failed"
    return Sitting(told, process.exitcode != 0)


def test_processes_end_when_the_one_that_began_them_is_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    directory, runs = tmp_path / "study", 120
    safe: set[int] = set()
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, str(TOY), str(directory), str(runs), "2", "0.004"], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
        process.wait()
        assert process.stdout.read() == b""  # no process holds the pipe any more
        found = Store.open(directory).finished()
        assert safe < found
        safe = found
    with Store.resume(directory, identity(runs)) as store:
        run_study(store, Work(), Here(), lost)
    assert files(directory) == in_order(tmp_path / "order", runs)


def test_an_interrupt_puts_what_is_done_into_parts_and_leaves_no_process_behind(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, str(TOY), str(tmp_path / "study"), "100000", "2", "0.002"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # which a shell may have ignored
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does: to all of them
    assert process.stderr.read() == b"" and process.wait() == 0  # nobody holds the pipe any more
    assert (tmp_path / "study" / "journal.jsonl").read_bytes() == b""
    assert status(tmp_path / "study").keys() == Store.open(tmp_path / "study").finished()


def test_a_run_that_fails_is_recorded_with_what_went_wrong(tmp_path: Path) -> None:
    study(tmp_path, 20, Here(), Work(failing=7))
    assert status(tmp_path) == dict.fromkeys(range(20), "completed") | {7: "failed: ArithmeticError: no fire was found"}


def test_a_run_that_kills_its_process_is_recorded_and_no_other_is_lost(tmp_path: Path) -> None:
    study(tmp_path, 40, Local(2), Work(0.002, killing=11))
    assert status(tmp_path) == dict.fromkeys(range(40), "completed") | {11: DIED}


def test_a_first_run_that_kills_its_process_does_not_end_the_study(tmp_path: Path) -> None:
    study(tmp_path, 5, Local(2), Work(killing=0))
    assert status(tmp_path) == dict.fromkeys(range(5), "completed") | {0: DIED}


def test_a_run_whose_process_dies_by_chance_is_done_again(tmp_path: Path) -> None:
    study(tmp_path / "study", 40, Local(2), Work(0.002, killing=11, once=tmp_path / "died"))
    assert (tmp_path / "died").exists()
    assert files(tmp_path / "study") == in_order(tmp_path / "order", 40)


def test_processes_that_cannot_begin_end_the_study_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="a process could not begin: RuntimeError: no scenario"):
        study(tmp_path / "a", 5, Local(1), Unreadable())  # type: ignore[arg-type]
    with pytest.raises(StudyError, match="die as they start"):
        study(tmp_path / "b", 5, Local(1), Deadly())  # type: ignore[arg-type]
    assert Store.open(tmp_path / "b").finished() == set()


class Unreadable:
    def __reduce__(self) -> Any:
        return _refuse, ()


class Deadly:
    def __reduce__(self) -> Any:
        return os._exit, (1,)


def _refuse() -> None:
    raise RuntimeError("no scenario")


def test_the_first_run_is_done_alone_and_a_suspect_too() -> None:
    class Watched(Here):
        def ended(self) -> list[Ended]:
            seen.append(sorted(self._begun))
            run = self._begun.pop(0)
            return [Ended(run, reason=DIED if run == 5 else "", died=run == 5)]

    seen: list[list[int]] = []
    outcomes = list(_ended(Watched(3), iter(range(20))))
    assert seen[0] == [0] and seen[1] == [1, 2, 3]
    assert seen.count([5]) == 1  # once more, with nothing beside it, and before others are begun
    assert max(run for begun in seen[: seen.index([5])] for run in begun) == 7
    assert sorted(each.run for each in outcomes) == list(range(20))
    assert [each.run for each in outcomes if each.reason] == [5]


def test_no_more_runs_are_under_way_than_there_are_places(tmp_path: Path) -> None:
    crew = Here(7)
    study(tmp_path, 60, crew)
    assert crew.most == 7


@pytest.mark.parametrize(("places", "seed"), [(1, 0), (8, 1), (150, 2), (400, 3)])
def test_where_a_study_stops_does_not_depend_on_how_many_work_on_it(places: int, seed: int, tmp_path: Path) -> None:
    asked: list[int] = []

    def enough(blocks: int) -> bool:
        asked.append(blocks)
        return blocks == 2

    assert study(tmp_path / "study", 500, Here(places, seed), enough=enough)
    assert asked == [1, 2]
    found, expected = files(tmp_path / "study"), in_order(tmp_path / "order", 200)
    assert found.pop("study.json") != expected.pop("study.json")  # which say how many runs were asked for
    assert found == expected


def test_a_study_that_was_to_stop_when_it_was_killed_stops_there_when_resumed(tmp_path: Path) -> None:
    with Store.create(tmp_path, identity(500), FILES) as store:
        for run in range(340):
            store.add(run, pack(run, rows(run)))
    with Store.resume(tmp_path, identity(500)) as store:
        told = pytest.fail  # nothing has to be done to know it
        assert run_study(store, Work(), Here(), lost, told, enough=lambda blocks: blocks >= 2)
    assert Store.open(tmp_path).finished() == set(range(200))


def test_what_is_done_is_told_once_each_without_lists(tmp_path: Path) -> None:
    said: list[tuple[int, list[dict[str, Any]], int]] = []
    study(tmp_path, 30, Here(5), told=lambda *each: said.append(each))
    assert sorted(run for run, _, _ in said) == list(range(30))
    assert [done for _, _, done in said] == list(range(1, 31))
    assert said[0][1][0].keys() == rows(0)[0].keys() - {"landings", "persons", "inputs", "each"}


def test_nothing_is_done_twice(tmp_path: Path) -> None:
    study(tmp_path, 30, Here())
    with Store.resume(tmp_path, identity(30)) as store:
        assert not run_study(store, Work(failing=3), Here(), lost, told=lambda *_: pytest.fail("a run was done again"))
    assert set(status(tmp_path).values()) == {"completed"}


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as started:
        yield started


def test_a_dask_cluster_leaves_the_same_files(scheduler: Any, tmp_path: Path) -> None:
    study(tmp_path / "study", 150, cluster.Cluster(scheduler.scheduler_address), Work(0.002))
    assert files(tmp_path / "study") == in_order(tmp_path / "order", 150)


def test_runs_of_dask_workers_that_die_are_done_again_or_recorded(scheduler: Any, tmp_path: Path) -> None:
    work = Work(0.002, killing=11, once=tmp_path / "died")
    study(tmp_path / "study", 30, cluster.Cluster(scheduler.scheduler_address), work)
    assert (tmp_path / "died").exists()
    assert files(tmp_path / "study") == in_order(tmp_path / "order", 30)


def test_dask_workers_with_another_palier_are_refused(
    scheduler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "sources_digest", lambda: "0123456789")
    with pytest.raises(
        StudyError, match=r"the worker at tcp.* has palier .*, and the study palier .* sources 01234567"
    ):
        study(tmp_path, 5, cluster.Cluster(scheduler.scheduler_address))
    assert Store.open(tmp_path).finished() == set()


def test_a_dask_worker_with_another_palier_that_comes_later_does_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    brought = cluster._Setup(pickle.dumps(Work()))
    monkeypatch.setattr(cluster, "sources_digest", lambda: "0123456789")
    brought.setup(None)
    with pytest.raises(StudyError, match=r"the worker at tcp://here has palier .* sources 01234567, .*and the study"):
        brought.do(3, "tcp://here")


def test_a_scheduler_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.2)
    with pytest.raises(StudyError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9 \(connection refused\)"):
        study(tmp_path, 5, cluster.Cluster("tcp://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://no-such-host.invalid:8786", "there is no such host or port"),
        ("tcp://127.0.0.1", "is no address of a Dask scheduler: write it as tcp://HOST:PORT"),
        ("http://127.0.0.1:8786/status", "is no address of a Dask scheduler"),
    ],
)
def test_a_wrong_address_is_told_at_once(address: str, said: str, tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(StudyError, match=said):
        study(tmp_path, 5, cluster.Cluster(address))
    assert time.monotonic() - began < 8.0


def test_something_else_that_listens_there_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ANSWERS_WITHIN", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:  # which takes calls, and says nothing
        began = time.monotonic()
        with pytest.raises(StudyError, match="speaks otherwise than Dask"):
            study(tmp_path, 5, cluster.Cluster(f"tcp://127.0.0.1:{other.getsockname()[1]}"))
    assert time.monotonic() - began < 8.0


def test_a_cluster_without_dask_says_what_to_install() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import sys; sys.modules['distributed'] = None; import palier.studies.cluster"],
        capture_output=True,
        text=True,
    ).stderr
    assert "StudyError: to run on a cluster needs Dask: pip install 'palier[cluster]'" in said


def test_a_script_that_begins_a_study_is_not_run_again_by_its_processes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('begun', flush=True)\n"
        "from tests.toy_study import FILES, Work, identity, lost\n"
        "from palier.studies.runner import Local, run_study\n"
        "from palier.studies.store import Store\n"
        f"with Store.create({str(tmp_path / 'study')!r}, identity(6), FILES) as store:\n"
        "    run_study(store, Work(0.0), Local(2), lost)\n",
        encoding="utf-8",
    )
    told = subprocess.run(
        [sys.executable, script], cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([".", "src"])},
    )  # fmt: skip
    assert (told.returncode, told.stdout, told.stderr) == (0, "begun\n", "")
    assert len(Store.open(tmp_path / "study")) == 6
