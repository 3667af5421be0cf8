"""palier beside CFAST: the cases that take CFAST long, and the whole suite of inputs."""

from __future__ import annotations

import csv
import math
import os
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from machine import best_of, cores, peak_memory

LONG = 10.0  # processor time of CFAST from which a case counts. [s]
AIM = 300.0  # times less processor time.
DEFAULT = Path(__file__).parents[2] / "shared" / "validation"
WHERE = (
    "Give a folder with `--cfast DIR`: in it `cfast/Validation` and `cfast/Verification` as CFAST ships them (NIST, "
    "https://github.com/firemodels/cfast), and `cfast_times.csv`, CFAST's own times, with the columns `case` "
    "(as `Validation/NBS/MV100O.in`) and `cpu_s`."
)


def is_there(folder: Path) -> bool:
    """Whether a folder holds what the comparison needs."""
    return (folder / "cfast_times.csv").is_file() and (folder / "cfast").is_dir()


def long_cases(folder: Path) -> dict[str, float]:
    """Processor time of CFAST by case, of those over `LONG`. [s]"""
    with (folder / "cfast_times.csv").open(newline="", encoding="utf-8") as file:
        times = {row["case"]: float(row["cpu_s"]) for row in csv.DictReader(file)}
    return {case: seconds for case, seconds in times.items() if seconds > LONG}


def run_cfast(path: Path) -> float | None:
    """Processor time of the `cfast` on the path, in a copy of the case's folder; None without one. [s]"""
    if shutil.which("cfast") is None:
        return None
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "case"
        shutil.copytree(path.parent, copy)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(["cfast", path.name, "-V"], cwd=copy, capture_output=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run_palier(path: Path, repeats: int) -> dict[str, Any]:
    """Processor time of palier for reading, solving and writing one case, each the best of the repeats. [s]"""
    from palier.formats.cfast.read import read_case
    from palier.formats.cfast.write import write_spreadsheets
    from palier.simulate import solve

    case, reading = best_of(repeats, lambda: read_case(path))
    solution, solving = best_of(repeats, lambda: solve(case.scenario))
    status = solution.status
    with tempfile.TemporaryDirectory() as place:
        try:
            _, writing = best_of(repeats, lambda: write_spreadsheets(case, solution, mkdtemp(dir=place), path.stem))
        except ValueError as error:  # an error of palier: told in the table, and the other cases are measured
            writing, status = math.nan, f"not written: {error}"
    return {
        "rooms": len(case.scenario.building.rooms),
        "simulated_s": float(solution.history.time[-1]),
        "steps": solution.timings["steps"],
        "status": status,
        "read_s": reading,
        "solve_s": solving,
        "write_s": writing,
    }


def cases(folder: Path, repeats: int) -> dict[str, Any]:
    """Every case that takes CFAST long, on one core with kernels that are warm."""
    if not is_there(folder):
        return {"absent": str(folder)}
    results = []
    named = long_cases(folder)
    run_palier(folder / "cfast" / next(iter(named)), 1)  # loads the kernels
    for name, told in named.items():
        path = folder / "cfast" / name
        beside = run_cfast(path)
        theirs = told if beside is None else beside
        ours = run_palier(path, repeats)
        whole = ours["read_s"] + ours["solve_s"] + ours["write_s"]
        results.append(
            {
                "case": name.removeprefix("Validation/").removesuffix(".in"),
                "cfast_s": theirs,
                "same_machine": beside is not None,
                **ours,
                "ratio_solve": theirs / ours["solve_s"],
                "ratio_all": theirs / whole,
            }
        )
    return {"cases": results, "memory_MiB": peak_memory()}


def suite(folder: Path) -> dict[str, Any]:
    """Every CFAST input in the folder from file to spreadsheets, on all cores. Wall time. [s]"""
    if not is_there(folder):
        return {"absent": str(folder)}
    from palier.validation.campaign import OK, Job, run_all, run_cfast_input

    root = folder / "cfast"
    todo = [Job(os.fspath(path.parent.relative_to(root)), path.stem, path) for path in sorted(root.rglob("*.in"))]
    with tempfile.TemporaryDirectory() as place:
        begun = time.perf_counter()
        outcomes = run_all(todo, Path(place), run_cfast_input, cores())
        wall = time.perf_counter() - begun
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    failed = {f"{each.family}/{each.case}": each.status for each in outcomes if each.status != OK}
    return {
        "inputs": len(todo),
        "wall_s": wall,
        "processor_s": spent.ru_utime + spent.ru_stime,
        "cores": cores(),
        "failed": failed,
    }
