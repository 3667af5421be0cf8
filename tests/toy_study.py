"""A study without fires, for tests of keeping and running; run as a script it is a process that can be killed.

python toy_study.py DIR RUNS WORKERS SECONDS_PER_RUN, without workers in the process itself
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import Any


class _WithoutPandas:
    """Pyarrow imports pandas to see whether it is given something of it, which takes longer than all else here."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


if __name__ == "__main__" or multiprocessing.parent_process() is not None:
    sys.meta_path.insert(0, _WithoutPandas)  # type: ignore[arg-type]

MEASURES = ("as it is", "door closers", "sprinklers")
FILES = {"study.yaml": "title: a toy\n", "scenario.yaml": "a scenario\n"}


def identity(runs: int, **changes: Any) -> Any:
    from palier.studies.identity import Identity

    said: dict[str, Any] = {
        "palier": "1",
        "sources": "abc",
        "libraries": {"numpy": "1"},
        "seed": 1,
        "sampling": "sobol",
        "asked": runs,
        "runs": runs,
        "measures": dict.fromkeys(MEASURES, "m"),
        "variables": {"wind": "w", "door": "d"},
        "files": {"study.yaml": "s"},
    }
    return Identity(**(said | changes))


def rows(run: int) -> list[dict[str, Any]]:
    """Rows that follow from the number of the run, with nulls, empty lists and every kind of column."""
    drawn = random.Random(run)
    return [
        {
            "run": run,
            "measure": measure,
            "status": "completed",
            "weight": drawn.random(),
            "stratum": None if run % 3 else drawn.choice(["night", "day"]),
            "fire_room": drawn.choice(["kitchen", "living", "bedroom"]),
            "dead": drawn.randrange(3),
            "called_at": None if drawn.random() < 0.3 else drawn.random() * 100.0,
            "landings": [{"landing": f"L{k}", "storey": k, "lowest_visibility": drawn.random()} for k in range(2)],
            "persons": [{"person": f"P{k}", "status": "out", "fed": drawn.random()} for k in range(drawn.randrange(4))],
            "inputs": [{"variable": "wind", "u": drawn.random(), "number": drawn.random(), "value": "3"}],
            "each": [{"variable": "door", "which": f"d{k}", "value": 'ä\n"open"'} for k in range(drawn.randrange(3))],
        }
        for measure in MEASURES
    ]


def lost(run: int, reason: str) -> list[dict[str, Any]]:
    return [{"run": run, "measure": measure, "status": reason, "weight": 1.0} for measure in MEASURES]


class Work:
    """Rows after a moment; some runs fail, or kill the process they are in, always or once."""

    def __init__(self, seconds: float = 0.0, failing: int = -1, killing: int = -1, once: Path | None = None) -> None:
        self.seconds = seconds
        self.failing = failing
        self.killing = killing
        self.once = once

    def __call__(self, run: int) -> list[dict[str, Any]]:
        if self.seconds:
            time.sleep(self.seconds)
        if run == self.failing:
            raise ArithmeticError("no fire was found\nin run so and so")
        if run == self.killing and (self.once is None or not self.once.exists()):
            if self.once is not None:
                self.once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return rows(run)


class Here:
    """Does runs in this process, and hands them back in an order of its own."""

    def __init__(self, places: int = 1, seed: int = 0) -> None:
        self.places = places
        self._order = random.Random(seed)
        self._work: Any = None
        self._begun: list[int] = []
        self.most = 0

    def crew(self, work: Any) -> Any:
        self._work = work
        return self

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self._begun.clear()

    def submit(self, run: int) -> None:
        self._begun.append(run)
        self.most = max(self.most, len(self._begun))

    def ended(self) -> list[Any]:
        from palier.studies.runner import do

        run = self._begun.pop(self._order.randrange(len(self._begun)))
        return [do(self._work, run, "here")]


def main(directory: str, runs: str, workers: str, seconds: str, tell: Any = None) -> None:
    """Go on with a study; the number of each run that has been kept is sent to `tell`."""
    from palier.studies.runner import Local, run_study
    from palier.studies.store import Store

    same = identity(int(runs))
    begun = (Path(directory) / "study.json").exists()
    with Store.resume(directory, same) if begun else Store.create(directory, same, FILES) as store:
        told = _said_once() if tell is None else lambda run, *_: tell.send(run)
        run_study(store, Work(float(seconds)), Local(int(workers)) if int(workers) else Here(), lost, told=told)
    if tell is None:
        print("done")


def _said_once() -> Any:
    """Say when the first run has ended."""
    left = ["running"]

    def told(*_: object) -> None:
        if left:
            print(left.pop(), flush=True)

    return told


if __name__ == "__main__":
    import toy_study  # where other processes find what is to be done

    with contextlib.suppress(KeyboardInterrupt):
        toy_study.main(*sys.argv[1:])
