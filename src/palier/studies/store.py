"""Keeping a study in a directory: nothing is lost, nothing is done twice, and the files tell nothing of how it was run.

The directory holds what the study is (`study.json`, the texts it was made from), its results in parts of a hundred
runs (`parts/part-00012.parquet` has runs 1200 to 1299), the runs that are not yet in a part (`journal.jsonl`), how long
each took and where (`log.jsonl`), and `study.duckdb`, through which other tools read the results.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from palier.studies import journal
from palier.studies.identity import Identity, StudyError, check_same, from_text, to_text

if TYPE_CHECKING:
    import duckdb

BLOCK = 100  # runs in a part
STUDY = "study.json"
LENGTHENED = ("sobol", "random")  # ways of sampling whose runs stay as they are when there are more
OWN = {STUDY, "parts", "journal.jsonl", "log.jsonl", "study.duckdb"}
LOCK = ".palier-lock"
FULL = {
    errno.ENOSPC: "the disk of {} is full",
    errno.EDQUOT: "the disk of {} is full",
    errno.EFBIG: "a file of {} may not grow further (see `ulimit -f`)",
}
ROOM = {errno.EFBIG: "allow larger files"}


class Store:
    """A study's directory. `Store.create` and `Store.resume` hold it for this process alone; `Store.open` reads it.

    Attributes
    ----------
    directory : Path
    identity : Identity
    is_new : bool
        Whether it was created in a directory that held nothing, and not resumed or opened.
    """

    def __init__(self, directory: Path, identity: Identity, lock: TextIO | None) -> None:
        self.directory = directory
        self.identity = identity
        self._parts = directory / "parts"
        self.is_new = False
        self._lock = lock
        self._waiting: dict[int, bytes] = {}  # runs in no part, their rows packed
        self._done: dict[int, int] = {}  # by block, the runs in its part, as bits
        self._count: Counter[int] = Counter()  # finished runs, by block
        self._whole = 0  # blocks done, from the first on without a gap
        self._journal: journal.Journal | None = None
        self._log: TextIO | None = None
        try:
            self._begin()
        except BaseException:
            self.abandon()
            raise

    def _begin(self) -> None:
        waiting = journal.read(self.directory / "journal.jsonl")  # before the parts, as its runs move there
        self._done = {block: self._in_part(path) for block, path in self._part_files()}
        self._waiting = {run: packed for run, packed in waiting.items() if not self._kept(run)}
        self._recount()
        if self._lock is not None:
            with self._room():
                journal.make_folder(self._parts)
                self._journal = journal.Journal(self.directory / "journal.jsonl", self._waiting)
            self._log = (self.directory / "log.jsonl").open("a", buffering=1, encoding="utf-8")

    @classmethod
    def create(cls, directory: str | Path, identity: Identity, files: Mapping[str, str]) -> Store:
        """Begin a study in a directory that holds nothing else.

        Parameters
        ----------
        directory : str or Path
        identity : Identity
        files : mapping of str
            Texts to be kept with the results, by their names under the directory.
        """
        directory = Path(directory)
        if directory.exists() and not directory.is_dir():
            raise StudyError(f"{directory} is a file: choose another directory")
        if (directory / STUDY).exists():
            check_same(
                directory, from_text((directory / STUDY).read_text(encoding="utf-8"), directory / STUDY), identity
            )
            raise StudyError(
                f"{directory} already holds this study: go on with it by `palier study {directory} --resume`"
            )
        tops = {Path(name).parts[0] for name in files}
        assert not tops & OWN and not any(Path(name).is_absolute() or ".." in Path(name).parts for name in files)
        present = [each.name for each in directory.iterdir()] if directory.exists() else []
        left = [*directory.glob("parts/part-*.parquet")] if directory.is_dir() else []
        if left or ((directory / "journal.jsonl").exists() and (directory / "journal.jsonl").stat().st_size):
            raise StudyError(
                f"{directory} holds runs of a study whose {STUDY} is missing: put it back, or choose another directory"
            )
        strange = sorted(name for name in present if name not in tops | OWN and not name.startswith("."))
        if strange:
            raise StudyError(f"{directory} holds {strange[0]}, which is not of this study: choose another directory")
        journal.make_folder(directory)
        lock = _locked(directory)
        with _full(directory, 0):
            for name, text in files.items():
                journal.make_folder((directory / name).parent)
                journal.write_whole(directory / name, text.encode())
            journal.write_whole(directory / STUDY, to_text(identity).encode())  # last: now it is a study
        made = cls(directory, identity, lock)
        made.is_new = not present
        return made

    @classmethod
    def open(cls, directory: str | Path) -> Store:
        """Read a study, also one that another process is running."""
        directory = Path(directory)
        return cls(directory, _identity(directory), None)

    @classmethod
    def resume(cls, directory: str | Path, identity: Identity) -> Store:
        """Go on with a study, if it is the same one or the same with more runs.

        What a killed process left half-written is cleared away.
        """
        directory = Path(directory)
        there = _identity(directory)
        longer = there.runs < identity.runs and there.sampling in LENGTHENED
        if longer:
            there = replace(there, asked=identity.asked, runs=identity.runs)
        check_same(directory, there, identity)
        lock = _locked(directory)
        if longer:
            with _full(directory, 0):
                journal.write_whole(directory / STUDY, to_text(identity).encode())
        for folder in (directory, directory / "parts"):
            for left in folder.glob(".*.new"):
                left.unlink()
        return cls(directory, identity, lock)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None or issubclass(kind, KeyboardInterrupt):
            self.close()
        else:
            self.abandon()

    def __contains__(self, run: int) -> bool:
        return run in self._waiting or self._kept(run)

    def __len__(self) -> int:
        return self._count.total()

    def _recount(self) -> None:
        """Count the finished runs of each block."""
        self._count = Counter(run // BLOCK for run in self._waiting)
        self._count.update({block: bits.bit_count() for block, bits in self._done.items()})

    def on_disk(self, patience: float = 0.0) -> int:
        """How many runs are kept also if the power fails, after waiting so long at most for the last of them. [s]"""
        assert self._journal is not None
        return len(self) - self._journal.under_way(patience)

    def finished(self) -> set[int]:
        """The runs that need not be done any more, failed ones among them."""
        return {run for run in range(self.identity.runs) if run in self}

    @property
    def whole_blocks(self) -> int:
        """How many blocks of runs are done, from the first on without a gap."""
        while (runs := self._runs(self._whole)) and all(map(self._kept, runs)):
            self._whole += 1
        return self._whole

    def add(self, run: int, packed: bytes, seconds: float = 0.0, worker: str = "") -> None:
        """Keep a run. Its block is put into a part once it is complete.

        Parameters
        ----------
        run : int
        packed : bytes
            Its rows, by `rows.pack`.
        seconds, worker
            How long it took, and where; for the log.
        """
        assert self._journal is not None and self._log is not None and run not in self
        assert 0 <= run < self.identity.runs
        with self._room():
            self._journal.append(run, packed)
            self._waiting[run] = packed
            self._count[block := run // BLOCK] += 1
            self._log.write(json.dumps({"run": run, "seconds": round(seconds, 3), "worker": worker}) + "\n")
        if self._count[block] == len(self._runs(block)):
            self._flush([block])

    def flush(self) -> None:
        """Put all runs into parts."""
        self._flush(sorted({run // BLOCK for run in self._waiting}))

    def keep_blocks(self, blocks: int) -> None:
        """Keep only the runs of the first blocks, as a study that was stopped after them has no others."""
        assert self._journal is not None
        for block, path in list(self._part_files()):
            if block >= blocks:
                path.unlink()
                del self._done[block]
        self._waiting = {run: rows for run, rows in self._waiting.items() if run < blocks * BLOCK}
        self._whole = min(self._whole, blocks)
        self._recount()
        with self._room():
            self._journal.rewrite(self._waiting)

    def ended_by(self, status: str) -> list[int]:
        """The runs that have this status under any measure."""
        with self.connection() as database:
            found = database.execute("select distinct run from runs where status = ? order by run", [status]).fetchall()
        return [run for (run,) in found]

    def drop(self, runs: list[int]) -> None:
        """Take runs out of what is kept, to be done again."""
        from palier.studies import rows

        assert self._journal is not None
        if not runs:
            return
        with self._room():
            for block in sorted({run // BLOCK for run in runs if self._kept(run)}):
                path = self._parts / f"part-{block:05}.parquet"
                journal.write_whole(path, rows.part([rows.without(rows.read_part(path), runs)]))
                self._done[block] = self._in_part(path)
            self._waiting = {run: packed for run, packed in self._waiting.items() if run not in runs}
            self._whole = 0
            self._recount()
            self._journal.rewrite(self._waiting)

    def connection(self) -> duckdb.DuckDBPyConnection:
        """A database of the results so far: `runs`, `landings`, `persons`, `inputs`. It cannot change them."""
        from palier.studies import rows, views

        self._keep_views()
        return views.connect(self._parts, rows.table(self._waiting[run] for run in sorted(self._waiting)))

    def worker(self, run: int) -> str:
        """Who did a run last, by the log; empty if that does not say."""
        found = ""
        with contextlib.suppress(OSError), (self.directory / "log.jsonl").open(encoding="utf-8") as opened:
            for line in opened:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    said = json.loads(line)
                    found = str(said["worker"]) if said["run"] == run else found
        return found

    def close(self) -> None:
        """Put all runs into parts and let go of the directory."""
        if self._journal is None or self._log is None or self._lock is None:
            return
        try:
            self.flush()
            self._keep_views()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Let go of the directory as it stands; nothing is lost by it."""
        for each in (self._journal, self._log, self._lock):
            if each is not None:
                with contextlib.suppress(OSError):  # the log's last lines, on a full disk
                    each.close()
        self._journal = self._log = self._lock = None

    def _flush(self, blocks: list[int]) -> None:
        from palier.studies import rows

        assert self._journal is not None
        if not blocks:
            return
        with self._room():
            for block in blocks:
                path = self._parts / f"part-{block:05}.parquet"
                new = [run for run in self._runs(block) if run in self._waiting]
                known = [rows.read_part(path)] if block in self._done else []
                journal.write_whole(path, rows.part([*known, rows.table(self._waiting[run] for run in new)]))
                for run in new:
                    self._done[block] = self._done.get(block, 0) | 1 << run % BLOCK
                    del self._waiting[run]
            self._journal.rewrite(self._waiting)

    def _kept(self, run: int) -> bool:
        """Whether a run is in a part."""
        return bool(self._done.get(run // BLOCK, 0) >> run % BLOCK & 1)

    def _runs(self, block: int) -> range:
        return range(block * BLOCK, min((block + 1) * BLOCK, self.identity.runs))

    def _part_files(self) -> Iterator[tuple[int, Path]]:
        for path in sorted(self._parts.glob("part-" + 5 * "[0-9]" + ".parquet")):
            yield int(path.stem.removeprefix("part-")), path

    def _in_part(self, path: Path) -> int:
        """Which runs are in a part, as bits. Before a study goes on, all of it is read and its checksums verified."""
        from palier.studies import rows

        block = int(path.stem.removeprefix("part-"))
        try:
            found = set(rows.read_part(path, only="run" if self._lock is None else None).column("run").to_pylist())
            if any(run >= self.identity.runs for run in found):
                raise StudyError(f"{path} has runs that {STUDY} does not know: put the newer {STUDY} back")
            return sum(1 << self._runs(block).index(run) for run in found)
        except StudyError:
            raise
        except (OSError, ValueError, KeyError) as error:
            raise StudyError(
                f"{path} is damaged: delete it, and `palier study {self.directory} --resume` does its runs again"
            ) from error

    def _keep_views(self) -> None:
        """See that `study.duckdb`, which is for other tools, is there and knows where the parts are."""
        import duckdb

        from palier.studies import views

        with contextlib.suppress(OSError, duckdb.Error):  # a folder that only others may write, or a full disk
            views.keep_file(self.directory, self._parts)

    def _room(self) -> contextlib.AbstractContextManager[None]:
        return _full(self.directory, self)


def forget(directory: Path) -> None:
    """Take a study out of its directory, so that another can begin there; what else is in it stays."""
    kept = _identity(directory)
    _locked(directory).close()  # nobody is working on it
    shutil.rmtree(directory / "parts", ignore_errors=True)
    for name in kept.files:
        (directory / name).unlink(missing_ok=True)
    for folder in {Path(name).parent for name in kept.files} - {Path()}:
        if (directory / folder).is_dir() and not any((directory / folder).iterdir()):
            (directory / folder).rmdir()
    for name in ("journal.jsonl", "log.jsonl", "study.duckdb", STUDY):
        (directory / name).unlink(missing_ok=True)


def _identity(directory: Path) -> Identity:
    path = directory / STUDY
    if not path.is_file():
        what = "is not there" if not directory.exists() else f"holds no study: there is no {STUDY} in it"
        raise StudyError(f"{directory} {what}; begin one with `palier study STUDY.yaml --out {directory}`")
    return from_text(path.read_text(encoding="utf-8"), path)


def _locked(directory: Path) -> TextIO:
    """Hold a directory for this process; the system lets go of it when the process ends, however it ends."""
    opened = (directory / LOCK).open("a+", encoding="utf-8")
    try:
        if sys.platform == "win32":
            import msvcrt

            opened.seek(1 << 20)  # beyond what is written, so that it can be read
            msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        opened.seek(0)
        holder = opened.read().strip()
        opened.close()
        if error.errno not in (errno.EAGAIN, errno.EACCES):
            raise StudyError(f"{directory} is on a disk where files cannot be locked: choose another place") from error
        raise StudyError(
            f"{directory} is being worked on by {holder or 'another process'}: wait until it ends, or end it"
        ) from error
    opened.truncate(0)
    opened.write(f"process {os.getpid()} on {os.uname().nodename if hasattr(os, 'uname') else 'this machine'}")
    opened.flush()
    return opened


@contextlib.contextmanager
def _full(directory: Path, safe: Store | int) -> Iterator[None]:
    """Say what to do where the disk is full, or files may not be so large."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        count = safe if isinstance(safe, int) else len(safe)
        raise StudyError(
            f"{FULL[error.errno].format(directory)}: {count} runs are safe; {ROOM.get(error.errno, 'make room')}, "
            + (f"then go on by `palier study {directory} --resume`" if count else "then begin again")
        ) from error
