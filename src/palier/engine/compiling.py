"""The first time: the loop is compiled in pieces, by processes of their own side by side.

Numba compiles one function after another. Smoke and people know little of each other, so that two processes take half
the time, and the process that wants to run only reads what they left on disk.

    python -m palier.engine.compiling NAME... < types
"""

from __future__ import annotations

import gc
import operator
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from numba.core import event, types

from palier.engine import march as loop
from palier.engine.reference import FieldType, heard, told

# What each of two processes compiles, so that both take as long; pieces that things and writing share are done once.
INHABITED = (("things", "smoke"), ("people", "writing"))
EMPTY = (("smoke",), ("things", "writing"))


def compile_aside(fabric: Any, state: Any, recorder: Any) -> bool:
    """Have the kernels compiled that will be needed for what is given, a `Reference` each; whether all went well.

    What the processes could not do, for want of memory or of a place to write to, is left to the first call of the
    loop.
    """
    if not Path(sys.executable or "").name.startswith("python"):
        return False  # a program that Python is built into: called again, it would do who knows what
    kinds = [each.type for each in (fabric, state, recorder)]
    at_work = [_begin(names) for names in (INHABITED if "people" in loop.needed(state.whole) else EMPTY)]
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


def _begin(names: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """A process that finds the same modules as this one, and none by chance in the folder that it begins in."""
    quiet = subprocess.DEVNULL
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(place for place in sys.path if place),
        "NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING": "1",  # it looks for a terminal at each of thousands that it drops
    }
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__, *names],
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
    """Find out once what `a + b`, `a[i]` and the like give for operands of some types.

    Numba asks some ten declarations anew at each place, a fifth of the time of compiling. What is asked of numbers
    alone, and of an array and an index whatever the array is called, follows from their types. For this process only.
    """
    function: Any = types.Function
    ask = function.get_call_type
    numbers = (types.Number, types.Boolean)

    items = (operator.getitem, operator.setitem)

    def remembered(self: Any, context: Any, given: tuple[Any, ...], named: dict[str, Any]) -> Any:
        field = bool(given) and isinstance(given[0], FieldType) and self.typing_key in items
        if named or not (field or all([isinstance(each, numbers) for each in given])):
            return ask(self, context, given, named)
        asked = (given[0].nameless(), *given[1:]) if field else given
        known = self.__dict__.setdefault("_remembered", {})
        if asked not in known:
            known[asked] = ask(self, context, asked, named)
        found = known[asked]
        if not field or found is None:
            return found
        signature = found.replace(args=(given[0], *found.args[1:]))
        self._impl_keys[signature.args] = self._impl_keys[found.args]
        return signature

    function.get_call_type = remembered


def _tell_nobody() -> None:
    """Drop Numba's own word of each call of LLVM and of each pass, to which nobody listens here."""
    watch: Any = event
    watch.start_event = watch.end_event = lambda *_, **__: None


def _compile(names: list[str], fabric: Any, state: Any, recorder: Any) -> None:
    """Compile kernels of the loop and leave them on disk."""
    steps = loop.types_of_steps(fabric, state, recorder)
    for name in names:
        getattr(loop.KERNELS, name).compile(getattr(steps, name).taken)


def _end_with_who_asked() -> None:
    """End this process once the pipe closes that it was told by: by then nobody waits for what it compiles."""
    while os.read(0, 1):
        pass
    os._exit(1)


def main(names: list[str]) -> None:
    """Compile kernels for the types that come by the standard input, unless whoever sent them ends before."""
    gc.freeze()  # what has been loaded stays: nobody need look through it again and again
    kinds = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_who_asked, daemon=True).start()
    _compile(names, *map(heard, kinds))


if __name__ == "__main__":
    _remember_operators()
    _tell_nobody()
    main(sys.argv[1:])
