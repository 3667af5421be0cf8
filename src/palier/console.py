"""What the commands share: the two streams, exit statuses, and errors said in a line."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console

from palier.kernel_cache import is_compiled, kept_in
from palier.scenario.problems import ScenarioError

USER_ERROR = 2
STOPPED_EARLY = 3  # a run could not reach its end; what there is has been written
INTERRUPTED = 130  # by Ctrl-C, as shells have it
FULL = {errno.ENOSPC, errno.EDQUOT}  # of a disk

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str) -> NoReturn:
    """Say what is wrong and leave with the status of a user's error."""
    err.print(message, markup=False)
    raise typer.Exit(USER_ERROR)


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what the user or the disk got wrong into a line on stderr."""
    try:
        yield
    except ScenarioError as error:
        fail(str(error))
    except FileExistsError as error:
        fail(str(error))
    except OSError as error:
        if error.errno in FULL:
            fail(f"{error.filename or 'where the results go'}: the disk is full; make room, then do the same again")
        fail(f"{error.filename or 'the results'}: {error.strerror or error}")
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        fail(
            "the compiled code cannot be kept, neither beside palier nor in your home directory: "
            "set NUMBA_CACHE_DIR to a directory that can be written to"
        )


def refuse_unwritable(directory: Path) -> None:
    """Before any work: leave if nothing could be written there."""
    try:
        place = directory.absolute()
        needed = next(each for each in (place, *place.parents) if each.exists())
    except OSError as error:
        fail(f"{directory} cannot be used for --out: {error.strerror}")
    if not (needed.is_dir() and os.access(needed, os.W_OK | os.X_OK)):
        fail(f"{needed} cannot be written to: choose another directory for --out")


def begins(title: str = "starting", inhabited: bool = True) -> str:
    """What a progress bar says until the first step is done: `title`, unless the kernels have to be compiled first.

    inhabited : those of people as well.
    """
    if is_compiled(kept_in(), inhabited) or not (os.environ.get("NUMBA_CACHE_DIR") or os.access(kept_in(), os.W_OK)):
        return title  # where palier cannot write the kernels are kept elsewhere
    return "compiling for the first time, once, about half a minute"
