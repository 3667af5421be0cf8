"""The runs of a study that are finished and not yet in one of its parts."""

from __future__ import annotations

import os
import re
import threading
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

SYNC_EVERY = 0.2  # time from one forcing on to the disk to the next: a chosen balance with what it costs. [s]
_LINE = re.compile(rb'\{"run": (\d{1,18}), "crc32": "([0-9a-f]{8})", "rows": (.*)\}\n')


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in its place, whole or not at all, also if the power fails."""
    made = path.with_name(f".{path.name}.new")
    try:
        opened = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        try:
            _write(opened, content)
            os.fsync(opened)
        finally:
            os.close(opened)
        made.replace(path)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read(path: Path) -> dict[int, bytes]:
    """The runs in a journal and their rows, packed; a line that is torn or damaged does not count."""
    if not path.is_file():
        return {}
    found = {}
    with path.open("rb") as opened:
        for line in opened:
            said = _LINE.fullmatch(line)
            if said is not None and said[2] == _check(int(said[1]), said[3]):
                found[int(said[1])] = said[3]
    return found


class Journal:
    """A journal that is written to.

    What is appended is with the system at once, so that nothing is lost if this process dies. A thread forces it on to
    the disk, once in `SYNC_EVERY` at most and all that has come meanwhile together: this process need not wait.
    """

    def __init__(self, path: Path, kept: Mapping[int, bytes]) -> None:
        self._path = path
        self._opened = -1
        self._changed = threading.Condition()
        self._appended = self._on_disk = 0  # runs
        self._ends = False
        self._failed: OSError | None = None
        self.rewrite(kept)
        self._thread = threading.Thread(target=self._force, name="palier journal", daemon=True)
        self._thread.start()

    def append(self, run: int, packed: bytes) -> None:
        """Add a run; if that fails, the journal is as it was. Raises also what kept those before it from the disk."""
        with self._changed:
            if self._failed is not None:
                raise self._failed
            end = os.lseek(self._opened, 0, os.SEEK_END)
            try:
                _write(self._opened, _line(run, packed))
            except BaseException:
                os.ftruncate(self._opened, end)
                raise
            self._appended += 1
            self._changed.notify_all()

    def under_way(self, patience: float) -> int:
        """How many runs the disk has not got yet, after waiting so long for them at most. [s]"""
        with self._changed:
            if patience > 0.0:
                self._changed.wait_for(lambda: self._on_disk == self._appended or self._failed, patience)
            return self._appended - self._on_disk

    def rewrite(self, kept: Mapping[int, bytes]) -> None:
        """Keep these runs and no others."""
        write_whole(self._path, b"".join(_line(run, packed) for run, packed in sorted(kept.items())))
        with self._changed:
            if self._opened >= 0:
                os.close(self._opened)
            self._opened = os.open(self._path, os.O_WRONLY | os.O_APPEND)
            self._on_disk = self._appended

    def close(self) -> None:
        """Let go of the file, once the disk has all of it."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()
        self._thread.join()
        if self._opened >= 0:
            os.close(self._opened)
            self._opened = -1

    def _force(self) -> None:
        """What the thread does: force on to the disk what has been appended, until there is no more."""
        forced = 0.0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._ends or self._on_disk < self._appended)
                self._changed.wait_for(lambda: self._ends, max(0.0, forced + SYNC_EVERY - time.monotonic()))
                if self._on_disk == self._appended:
                    return
                opened, until = os.dup(self._opened), self._appended
            forced = time.monotonic()
            try:
                os.fsync(opened)
            except OSError as error:
                with self._changed:
                    self._failed = error
                    self._changed.notify_all()
                return
            finally:
                os.close(opened)
            with self._changed:
                self._on_disk = max(self._on_disk, until)
                self._changed.notify_all()


def _line(run: int, packed: bytes) -> bytes:
    """One run as a line of JSON; so are its rows, packed."""
    return b'{"run": %d, "crc32": "%s", "rows": %s}\n' % (run, _check(run, packed), packed)


def _check(run: int, packed: bytes) -> bytes:
    return b"%08x" % zlib.crc32(b"%d:%s" % (run, packed))


def _write(opened: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(opened, left) :]


def make_folder(folder: Path) -> None:
    """See that a folder is there, and those around it, also if the power fails."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in reversed(new):
        _sync_folder(each.parent)


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder on to the disk, where the system lets folders be opened."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
