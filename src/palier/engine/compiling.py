"""The first time: the loop is compiled in pieces, by processes of their own side by side.

Numba compiles one function after another. Smoke and people know little of each other, so that two processes take half
the time, and the process that wants to run only reads what they left on disk.

    python -m palier.engine.compiling PIECE < types
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import types

from palier.engine import march as loop
from palier.engine.reference import heard, told

SMOKE, PEOPLE = "smoke", "people"


def compile_aside(fabric: Any, state: Any, recorder: Any) -> bool:
    """Have the loop compiled for what it will be given, a `Reference` each; returns whether all went well.

    What the processes could not do, for want of memory or of a place to write to, is left to the first call of the
    loop.
    """
    if not Path(sys.executable or "").name.startswith("python"):
        return False  # a program that Python is built into: called again, it would do who knows what
    kinds = [each.type for each in (fabric, state, recorder)]
    at_work = [_begin(piece) for piece in (SMOKE, PEOPLE)]
    try:
        for process in at_work:
            _tell(process, pickle.dumps([told(kind) for kind in kinds]))
        loop.compile_drive(*kinds)
        return not any([process.wait() for process in at_work])
    finally:
        for process in at_work:
            process.kill()
            with suppress(OSError):
                process.communicate()


def _begin(piece: str) -> subprocess.Popen[bytes]:
    """A process that finds the same modules as this one, and none by chance in the folder that it begins in."""
    quiet = subprocess.DEVNULL
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, piece],
        stdin=subprocess.PIPE,
        stdout=quiet,
        stderr=quiet,
        env=environment,
    )


def _tell(process: subprocess.Popen[bytes], words: bytes) -> None:
    """Tell a process what to compile for. The pipe stays open: when it closes, whoever asked is no more."""
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(words)
            process.stdin.flush()


def _remember_operators() -> None:
    """Find out once what `a + b` and the like give for numbers of some types, as all is that is asked of Numba's own.

    Numba asks some ten declarations anew at each place, a sixth of the time of compiling. For this process only.
    """
    function: Any = types.Function
    ask = function.get_call_type
    numbers = (types.Number, types.Boolean)

    def remembered(self: Any, context: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        if named or not all([isinstance(each, numbers) for each in given]):
            return ask(self, context, given, named)
        known = self.__dict__.setdefault("_remembered", {})
        if given not in known:
            known[given] = ask(self, context, given, named)
        return known[given]

    function.get_call_type = remembered


def _compile(piece: str, fabric: Any, state: Any, recorder: Any) -> None:
    """Compile a piece and leave it on disk."""
    steps = loop.types_of_steps(fabric, state, recorder)
    for name in ("smoke", "things", "writing") if piece == SMOKE else ("people",):
        getattr(loop.KERNELS, name).compile(getattr(steps, name).taken)


def _end_with_who_asked() -> None:
    """End this process once the pipe closes that it was told by: by then nobody waits for what it compiles."""
    while os.read(0, 1):
        pass
    os._exit(1)


def main(piece: str) -> None:
    """Compile a piece for the types that come by the standard input, unless whoever sent them ends before."""
    gc.freeze()  # what has been loaded stays: nobody need look through it again and again
    kinds = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    _compile(piece, *map(heard, kinds))


if __name__ == "__main__":
    _remember_operators()
    main(sys.argv[1])
