"""The runs of a study that are finished and not yet in one of its parts."""

from __future__ import annotations

import os
import re
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

SYNC_EVERY = 0.2  # s; see `Journal`
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

    What is appended is with the system at once, so that nothing is lost if this process dies. It is forced on to the
    disk no more than once in `SYNC_EVERY`: if the power fails, the runs appended since may have to be done again.
    """

    def __init__(self, path: Path, kept: Mapping[int, bytes]) -> None:
        self._path = path
        self._opened = -1
        self._synced = 0.0
        self.rewrite(kept)

    def append(self, run: int, packed: bytes) -> None:
        """Add a run; if that fails, the journal is as it was."""
        end = os.lseek(self._opened, 0, os.SEEK_END)
        try:
            _write(self._opened, _line(run, packed))
            if time.monotonic() - self._synced > SYNC_EVERY:
                os.fsync(self._opened)
                self._synced = time.monotonic()
        except BaseException:
            os.ftruncate(self._opened, end)
            raise

    def rewrite(self, kept: Mapping[int, bytes]) -> None:
        """Keep these runs and no others."""
        write_whole(self._path, b"".join(_line(run, packed) for run, packed in sorted(kept.items())))
        self.close()
        self._opened = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._synced = time.monotonic()

    def close(self) -> None:
        """Let go of the file."""
        if self._opened >= 0:
            os.close(self._opened)
            self._opened = -1


def _line(run: int, packed: bytes) -> bytes:
    """One run as a line of JSON; so are its rows, packed."""
    return b'{"run": %d, "crc32": "%s", "rows": %s}\n' % (run, _check(run, packed), packed)


def _check(run: int, packed: bytes) -> bytes:
    return b"%08x" % zlib.crc32(b"%d:%s" % (run, packed))


def _write(opened: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(opened, left) :]


def _sync_folder(folder: Path) -> None:
    """Force the names in a folder on to the disk, where the system lets folders be opened."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
