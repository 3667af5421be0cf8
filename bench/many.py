"""Many fires at once: how many in an hour, on one core and on all."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from cases import FORTY_NINE_ROOMS_LIVED_IN
from machine import cores, peak_memory


def _fire(peak_megawatts: float) -> tuple[float, float]:
    """One fire in the block of 49 rooms; processor time and peak memory of the process so far. [s], [MiB]"""
    import palier
    from palier.simulate import solve

    begun = time.process_time()
    solution = solve(palier.loads(FORTY_NINE_ROOMS_LIVED_IN.replace("3 MW", f"{peak_megawatts:.3f} MW")))
    if solution.status != "completed":
        raise RuntimeError(solution.status)
    return time.process_time() - begun, peak_memory()


def _throughput(workers: int, fires: int) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        list(pool.map(_fire, [1.0] * 2 * workers))  # every process has loaded the kernels
        begun = time.perf_counter()
        spent = list(pool.map(_fire, [1.0 + 3.0 * k / fires for k in range(fires)]))
        wall = time.perf_counter() - begun
    return {
        "workers": workers,
        "fires": fires,
        "wall_s": wall,
        "processor_s": sum(seconds for seconds, _ in spent),
        "per_hour": 3600.0 * fires / wall,
        "memory_MiB": max(memory for _, memory in spent),
    }


def many(fires: int) -> dict[str, Any]:
    """The same fires of different power in one process and in one for each core."""
    alone = _throughput(1, fires)
    together = _throughput(cores(), fires)
    return {
        "alone": alone,
        "together": together,
        "efficiency": together["per_hour"] / alone["per_hour"] / together["workers"],
        "slowing": together["processor_s"] / alone["processor_s"],
    }
