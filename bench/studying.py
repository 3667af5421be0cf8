"""A study: how many fires a second on all cores, what a run costs beside its fire, and memory as runs add up."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from machine import cores, peak_memory

STUDY = Path(__file__).parents[1] / "examples" / "studies" / "single-stair.yaml"
RUNS = 20  # of the block, each as it is and with every measure; an hour of fire each
TIMED = 20  # runs whose parts are timed one by one
KEPT = (2000, 8000)  # runs that are kept without being run, for what keeping them takes


def study() -> dict[str, Any]:
    """Fires of the seven-storey block with its people, one simulated hour each."""
    alone, together = (_done(workers) for workers in (1, cores()))
    return {
        "alone": alone,
        "together": together,
        "efficiency": together["per_second"] / alone["per_second"] / together["workers"],
        "parts": _parts(),
        "kept": [_kept(runs) for runs in KEPT],
    }


def _done(workers: int) -> dict[str, float]:
    """A study on some processes; those have loaded the kernels when the clock starts."""
    from palier.study.conduct import begin, conduct
    from palier.study.runner import Local

    told: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        conducted = begin(STUDY, Path(folder) / "study", runs=RUNS + 2 * workers)
        conduct(conducted, Local(workers), lambda *_: told.append(time.perf_counter()))
    wall, fires = told[-1] - told[2 * workers - 1], RUNS * len(conducted.study.measures)
    return {"workers": workers, "fires": fires, "wall_s": wall, "per_second": fires / wall}


def _parts() -> dict[str, float]:
    """Processor time of the parts of a run, by mean. [ms]"""
    from palier.simulate import solve
    from palier.study.outcome import outcome_row
    from palier.study.rows import pack
    from palier.study.study import load_study

    made = load_study(STUDY)
    building = made.buildings["as it is"]
    spent = dict.fromkeys(("drawing", "assembling", "the fire", "its row", "packing"), 0.0)
    made.points.at(0)
    for run in range(1, TIMED + 2):
        clock = [time.process_time()]
        point = made.points.at(run)
        values = building.values(point)
        scenario = building.drawn(values, made.definition.seed, point.key)
        clock.append(time.process_time())
        solution = solve(scenario)
        clock.append(time.process_time())
        row = {"run": run, "measure": "as it is", "weight": 1.0, **outcome_row(scenario, solution)}
        clock.append(time.process_time())
        pack(run, [row])
        clock.append(time.process_time())
        if run == 1:
            continue  # loads what the others use
        assembling = solution.timings["assemble"]
        parts = (
            clock[1] - clock[0],
            assembling,
            clock[2] - clock[1] - assembling,
            clock[3] - clock[2],
            clock[4] - clock[3],
        )
        for name, seconds in zip(spent, parts, strict=True):
            spent[name] += 1000.0 * seconds / TIMED
    return spent


def _kept(runs: int) -> dict[str, float]:
    """What keeping a run takes in the process that leads the study, and its memory. [ms], [MiB]"""
    from palier.study.conduct import begin
    from palier.study.rows import pack

    with tempfile.TemporaryDirectory() as folder:
        conducted = begin(STUDY, Path(folder) / "study", runs=runs)
        study, store = conducted
        row = study.rows(0)[0]
        begun = time.process_time()
        packing = 0.0
        with store:
            for run in range(runs):
                started = time.process_time()
                packed = pack(run, [{**row, "run": run}])
                packing += time.process_time() - started
                store.add(run, packed)
        return {
            "runs": runs,
            "ms_per_run": 1000.0 * (time.process_time() - begun - packing) / runs,
            "memory_MiB": peak_memory(),
        }
