"""What is left of a study when the power fails: what was forced on to the disk, under names that were."""

import os
import random
import sys
import threading
from pathlib import Path

import pytest
from tests.toy_study import FILES, Here, Work, identity, lost, rows

from palier.studies import journal
from palier.studies.identity import StudyError
from palier.studies.rows import pack
from palier.studies.runner import run_study
from palier.studies.store import Store

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="it asks the system which file is forced on to the disk"
)
RUNS = 250


class Disk:
    """A disk that has nothing but what it was told to have, each time `fsync` was called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._names: dict[str, dict[str, int]] = {}  # in folders, by path
        self._content: dict[int, bytes] = {}  # of files, by number
        self._held: list[int] = []  # so that no number is given to another file
        self._lock = threading.Lock()
        self._real = os.fsync
        monkeypatch.setattr(os, "fsync", self._fsync)

    def _fsync(self, opened: int) -> None:
        path = Path(f"/proc/self/fd/{opened}")
        with self._lock:
            if path.is_dir():
                self._names[str(path.readlink())] = {each.name: each.lstat().st_ino for each in path.iterdir()}
            else:
                self._content[os.fstat(opened).st_ino] = path.read_bytes()
                self._held.append(os.dup(opened))

    def after_a_power_cut(self, folder: Path, to: Path) -> None:
        """Write down what is left of a folder."""
        with self._lock:
            assert folder.name in self._names[str(folder.parent)], f"{folder} itself is lost"
            self._restore(folder, to)

    def _restore(self, folder: Path, to: Path) -> None:
        to.mkdir()
        for name, number in self._names[str(folder)].items():
            if str(folder / name) in self._names:
                self._restore(folder / name, to / name)
            elif (folder / name).is_dir():
                (to / name).mkdir()
            else:
                (to / name).write_bytes(self._content.get(number, b""))

    def close(self) -> None:
        for opened in self._held:
            os.close(opened)


def files(directory: Path) -> dict[str, bytes]:
    tell = {"log.jsonl", "study.duckdb", ".palier-lock"}
    every = [each for each in directory.rglob("*") if each.is_file() and each.name not in tell]
    return {each.relative_to(directory).as_posix(): each.read_bytes() for each in every}


@pytest.mark.parametrize("every", [0.0, journal.SYNC_EVERY])
def test_a_power_cut_costs_no_run_that_was_said_to_be_done(
    every: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "SYNC_EVERY", every)
    whole, directory = tmp_path / "whole", tmp_path / "new" / "study"
    with Store.create(whole, identity(RUNS), FILES) as store:
        run_study(store, Work(), Here(5), lost)
    disk = Disk(monkeypatch)
    moments = set(random.Random(os.getpid()).sample(range(1, RUNS), 20))
    done: set[int] = set()

    def told(run: int, _: object, count: int) -> None:
        done.add(run)
        assert count == len(done)
        if count in moments:
            left = tmp_path / f"left-{count}"
            disk.after_a_power_cut(directory, left)
            assert done <= Store.open(left).finished(), "a run that was done is lost"

    with Store.create(directory, identity(RUNS), FILES) as store:
        run_study(store, Work(), Here(5), lost, told)
        assert len(done) == RUNS
    disk.after_a_power_cut(directory, tmp_path / "end")
    assert files(tmp_path / "end") == files(whole)
    monkeypatch.undo()
    disk.close()
    last = tmp_path / f"left-{max(moments)}"
    with Store.resume(last, identity(RUNS)) as store:
        run_study(store, Work(), Here(5), lost)
    assert files(last) == files(whole)


def test_a_slow_disk_does_not_keep_the_study_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs go on while it writes; they count as done once it has."""
    may_go_on, is_writing = threading.Event(), threading.Event()
    with Store.create(tmp_path / "study", identity(50), FILES) as store:
        real = os.fsync

        def slow(opened: int) -> None:
            is_writing.set()
            assert may_go_on.wait(30.0)
            real(opened)

        monkeypatch.setattr(os, "fsync", slow)
        for run in range(20):
            add(store, run)
        assert is_writing.wait(30.0)
        assert len(store) == 20 and store.on_disk() == 0
        may_go_on.set()
        assert store.on_disk(30.0) == 20


def test_a_disk_that_fails_while_nobody_waits_for_it_is_told_with_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.create(tmp_path / "study", identity(50), FILES)

    def failing(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", failing)
    add(store, 0)
    assert store.on_disk(30.0) == 0
    with pytest.raises(StudyError, match=r"is full: 1 runs are safe; make room, then go on by .*--resume"):
        add(store, 1)
    monkeypatch.undo()
    store.abandon()
    assert Store.open(tmp_path / "study").finished() == {0}


def add(store: Store, run: int) -> None:
    store.add(run, pack(run, rows(run)))
