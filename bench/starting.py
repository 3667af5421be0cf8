"""How long until the first result: with nothing compiled, and with everything compiled."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cases import ONE_ROOM, house
from machine import ALONE

SLOWEST = 12  # compiled functions that are told

# Processor time of each compiled function without that of those it calls, by Numba's own events.
_WATCHED = """
import json, sys, time
from numba.core import event
class Watch(event.Listener):
    def __init__(self): self.open, self.own = [], {}
    def on_start(self, seen): self.open.append([time.process_time(), 0.0])
    def on_end(self, seen):
        begun, inside = self.open.pop()
        took = time.process_time() - begun
        of = seen.data["dispatcher"].py_func
        name = of.__module__ + "." + of.__qualname__
        number, sum_ = self.own.get(name, (0, 0.0))
        self.own[name] = (number + 1, sum_ + took - inside)
        if self.open: self.open[-1][1] += took
watch = Watch()
event.register("numba:compile", watch)
import importlib
from palier.cli import app
importlib.import_module("palier.simulate").compile_aside = lambda *_: False  # all in this process
app(sys.argv[2:], standalone_mode=False)
with open(sys.argv[1], "w") as file: json.dump(watch.own, file)
"""

# `palier` as it is installed without extras: libraries take up dask and others wherever they find them.
_BARE = """
import sys
for name in ("dask", "distributed", "duckdb", "ortools", "pyarrow", "SALib", "scipy"): sys.modules[name] = None
from palier.cli import app
app()
"""


def _run(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall_s": wall, "processor_s": spent}


def _until_told(command: list[str], environment: dict[str, str]) -> float:
    """Wall clock from the start of `palier run` to the line that tells the outcome; files are written after it. [s]"""
    begun = time.perf_counter()
    told = 0.0
    with subprocess.Popen(command, env={**environment, "PYTHONUNBUFFERED": "1"}, stdout=subprocess.PIPE) as run:
        for line in run.stdout or ():
            if line.startswith(b"people "):
                told = time.perf_counter() - begun
    if run.returncode != 0 or told == 0.0:
        raise RuntimeError("palier run told no outcome")
    return told


def start(repeats: int) -> dict[str, Any]:
    """`palier run` of one room for a minute: its first time in a fresh cache folder, watched, then again.

    Of a house with people the first time as well: nobody waits for the kernels of people where there are none.
    """
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        scenario, told = place / "room.yaml", place / "compiled.json"
        scenario.write_text(ONE_ROOM.replace("duration: 1 h", "duration: 1 min"), encoding="utf-8")
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(place / "kernels")}
        words = ["run", str(scenario), "--out", str(place / "out"), "--force"]
        bare = [sys.executable, "-c", _BARE, *words]
        cold = _run(bare, environment)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        lived_in = place / "house.yaml"
        lived_in.write_text(house().replace("duration: 1 h", "duration: 1 min"), encoding="utf-8")
        fresh = {**environment, "NUMBA_CACHE_DIR": str(place / "lived in")}
        cold_lived_in = _run([*bare[:4], str(lived_in), *bare[5:]], fresh)
        memory = max(memory, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
        environment |= ALONE
        palier = str(Path(sys.executable).with_name("palier"))
        warm = [_run(bare, environment) for _ in range(repeats)]
        told_after = min(_until_told(bare, environment) for _ in range(repeats))
        told_with_extras = min(_until_told([palier, *words], environment) for _ in range(repeats))
        environment["NUMBA_CACHE_DIR"] = str(place / "again")
        _run([sys.executable, "-c", _WATCHED, str(told), words[0], str(lived_in), *words[2:]], environment)
        watched = json.loads(told.read_text(encoding="utf-8"))
    own = sorted(watched.items(), key=lambda item: -item[1][1])
    return {
        "cold": cold_lived_in,
        "cold_empty": cold,
        "warm": min(warm, key=lambda each: each["wall_s"]),
        "warm_told_s": told_after,
        "warm_told_with_extras_s": told_with_extras,
        "cold_memory_MiB": memory / (1024 if sys.platform == "linux" else 2**20),
        "compiled": sum(number for _, (number, _) in own),
        "compiling_s": sum(seconds for _, (_, seconds) in own),
        "slowest": [{"function": name, "versions": n, "own_s": seconds} for name, (n, seconds) in own[:SLOWEST]],
    }
