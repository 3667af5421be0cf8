"""A study: how many fires a second on all cores, how long they are, what a run costs besides, and memory over runs."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from machine import best_of, cores, peak_memory

from palier.engine.compiled import kernel as _kernel
from palier.engine.recording import in_full, in_outline, keep
from palier.engine.reference import Reference

STUDY = Path(__file__).parents[1] / "examples" / "studies" / "single-stair.yaml"
RUNS = 160  # of the block, each as it is and with every measure; an hour of fire each
TIMED = 10  # runs whose parts are timed, each as it is and with every measure
DRAWN_BEFORE = 300  # runs drawn before that, as most choices have come up before in a study
REPEATS = 20
KEPT = (2000, 8000)  # runs that are kept without being run, for what keeping them takes


def study() -> dict[str, Any]:
    """Fires of the seven-storey block with its people: an hour from the flames on, and what smoulders before."""
    alone, together = (_done(workers) for workers in (1, cores()))
    return {
        "alone": alone,
        "together": together,
        "hours": _hours(),
        "efficiency": together["per_second"] / alone["per_second"] / together["workers"],
        "parts": _parts(),
        "kept": [_kept(runs) for runs in KEPT],
    }


def _done(workers: int) -> dict[str, float]:
    """A study on some processes; those have loaded the kernels when the clock starts."""
    from palier.studies.conduct import begin, conduct
    from palier.studies.runner import Local

    told: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        conducted = begin(STUDY, Path(folder) / "study", runs=RUNS + 2 * workers)
        conduct(conducted, Local(workers), lambda *_: told.append(time.perf_counter()))
    wall, fires = told[-1] - told[2 * workers - 1], RUNS * len(conducted.study.measures)
    return {"workers": workers, "fires": fires, "wall_s": wall, "per_second": fires / wall}


def _hours() -> float:
    """Simulated time of a fire, by mean over the runs that are timed. [h]"""
    from palier.studies.study import load_study

    made = load_study(STUDY)
    drawn = [made.scenario(run, made.measures[0]) for run in range(2 * cores(), RUNS + 2 * cores())]
    return sum(each.duration for each in drawn) / len(drawn) / 3600.0


def _parts() -> dict[str, float]:
    """Processor time of the parts of a fire, as the study does them, by median over the runs. [ms]"""
    from palier.simulate import outlined
    from palier.studies.outcome import outcome_row
    from palier.studies.rows import pack
    from palier.studies.runner import settle
    from palier.studies.study import load_study

    made = load_study(STUDY)
    for run in range(DRAWN_BEFORE):
        for measure in made.measures:
            made.scenario(1000 + run, measure)
    spent: dict[str, list[float]] = {}
    for run in range(TIMED + 1):
        clock = _Clock(len(made.measures))
        point = made.points.at(run)
        drawn = [made.drawn(run, measure, point) for measure in made.measures]
        clock.took("drawing")
        for row, scenario in drawn:
            row["solution"] = outlined(scenario)
            clock.took("the fire", assembling=row["solution"].timings["assemble"])
        for row, scenario in drawn:
            row |= outcome_row(scenario, row.pop("solution"))
        clock.took("its row")
        pack(run, [row for row, _ in drawn])
        clock.took("packing")
        if not run:  # it loads what the others use
            settle()
        else:
            for name, ms in clock.spent.items():
                spent.setdefault(name, []).append(ms)
    parts = {name: median(of) for name, of in spent.items()}
    parts["its fingerprint"] = _fingerprint(drawn[0][1])
    return parts | {"the fire": parts["the fire"] - parts["its fingerprint"]}


@_kernel
def _write(times, rows, state, recorder):
    for _ in range(times):
        for row in range(rows):
            keep(row, 0.0, state, recorder)


def _fingerprint(scenario: Any) -> float:
    """What a fire's fingerprint and the copy of its outline add to the writing of its rows. [ms]"""
    from palier.simulate import outlined

    solution = outlined(scenario)
    state, rows = Reference(solution.state), len(solution.outline.time)
    written = []
    for recorder in (in_outline(solution.model), in_full(solution.model, rows=1)):
        given = Reference(recorder)
        _write(1, rows, state, given)
        written.append(best_of(REPEATS, lambda given=given: _write(REPEATS, rows, state, given))[1] / REPEATS)  # type: ignore[misc]
    return 1000.0 * (written[0] - written[1])


class _Clock:
    """Processor time of one run by what it was spent on, a part for each of its fires. [ms]"""

    def __init__(self, fires: int) -> None:
        self.spent: dict[str, float] = {}
        self._fires = fires
        self._last = time.process_time()

    def took(self, name: str, **of_that: float) -> None:
        """What has passed since the last time, and how much of that went elsewhere. [s]"""
        now = time.process_time()
        parts = {**of_that, name: now - self._last - sum(of_that.values())}
        for each, seconds in parts.items():
            self.spent[each] = self.spent.get(each, 0.0) + 1000.0 * seconds / self._fires
        self._last = now


def _kept(runs: int) -> dict[str, float]:
    """What keeping a run takes in the process that leads the study, and its memory. [ms], [MiB]"""
    from palier.studies.conduct import begin
    from palier.studies.rows import pack

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
