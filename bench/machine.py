"""What the benchmark measures with: processor time, memory, and words for the machine."""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")
ALONE = {"NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # one thread per process


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What a piece of work gives, and the processor time that this process took for it. [s]"""
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


def best_of(repeats: int, work: Callable[[], Result]) -> tuple[Result, float]:
    """What the last of the repeats gives, and the shortest processor time of all. [s]"""
    result, best = timed(work)
    for _ in range(repeats - 1):
        del result  # so that no two are held at once
        result, seconds = timed(work)
        best = min(best, seconds)
    return result, best


def peak_memory() -> float:
    """The most memory that this process has held so far. [MiB]"""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 2**20)


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def described() -> dict[str, Any]:
    """The machine, as far as the system tells."""
    name = platform.processor() or platform.machine()
    megahertz = None
    source = Path("/proc/cpuinfo")
    if source.exists():
        lines = source.read_text(encoding="utf-8").splitlines()
        pairs = (line.split(":", 1) for line in lines if ":" in line)
        facts = {key.strip(): value.strip() for key, value in pairs}
        name = facts.get("model name", name)
        megahertz = float(facts["cpu MHz"]) if "cpu MHz" in facts else None
    return {
        "processor": name,
        "megahertz": megahertz,
        "cores": cores(),
        "load": os.getloadavg()[0],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
