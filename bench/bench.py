"""Time and memory per simulated hour, from one room to forty storeys.

The kernels are compiled first. Each case then runs in a process of its own, on one thread, after
a short run that loads them; the best of the repeats counts. Results are printed and written to `bench/results/`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases import CASES

HERE = Path(__file__).parent
REFERENCE = "7 storeys"


def measure(name: str, repeats: int) -> dict[str, Any]:
    """Run one case in this process."""
    import palier

    scenario = palier.loads(CASES[name], name)
    short = scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update={"duration": 30.0})})
    begun = time.perf_counter()
    palier.simulate(short)
    first = time.perf_counter() - begun
    if repeats == 0:
        return {"case": name, "first_s": first}
    times, run = [], None
    for _ in range(repeats):
        begun = time.perf_counter()
        run = palier.simulate(scenario)
        times.append(time.perf_counter() - begun)
    assert run is not None
    summary = run.summary
    return {
        "case": name,
        "status": summary["status"],
        "rooms": len(scenario.building.rooms),
        "people": summary["counts"]["people"],
        "steps": summary["steps"],
        "simulated_s": summary["simulated"],
        "wall_s": min(times),
        "loop_s": summary["timings"].get("march", min(times)),
        "first_s": first,
        "memory_MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 2**20),
        "balance_error": max(summary["balance_error"].values()),
    }


def in_own_process(name: str, repeats: int) -> dict[str, Any]:
    """Run one case in a fresh process, so that its memory is its own."""
    command = [sys.executable, __file__, "--one", name, "--repeats", str(repeats)]
    environment = {**os.environ, "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def table(results: list[dict[str, Any]]) -> str:
    """The results in columns; the last compares the cost per room with the block of seven storeys."""
    per_room = {r["case"]: r["wall_s"] / r["rooms"] / (r["simulated_s"] / 3600.0) for r in results}
    reference = per_room.get(REFERENCE)
    head = f"{'case':<12}{'rooms':>6}{'people':>8}{'steps':>8}{'s/hour':>9}{'ms/room':>9}{'MiB':>7}"
    head += f"{'balance':>10}{'ratio':>8}"
    lines = [head, "-" * len(head)]
    for r in results:
        hourly = r["wall_s"] / (r["simulated_s"] / 3600.0)
        ratio = f"{per_room[r['case']] / reference:8.2f}" if reference else f"{'':8}"
        lines.append(
            f"{r['case']:<12}{r['rooms']:>6}{r['people']:>8}{r['steps'] or 0:>8}{hourly:>9.2f}"
            f"{1000 * per_room[r['case']]:>9.1f}{r['memory_MiB']:>7.0f}{r['balance_error']:>10.1e}{ratio}"
        )
        if r["status"] != "completed":
            lines.append(f"    stopped: {r['status']}")
    return "\n".join(lines)


def main() -> int:
    """Measure, print, keep; status 1 if a case did not run to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=CASES, help="measure this case here and print JSON")
    parser.add_argument("--cases", nargs="*", choices=list(CASES), default=list(CASES))
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.repeats)))
        return 0
    results = []
    print("compiling, if need be ...", file=sys.stderr, flush=True)
    in_own_process(REFERENCE, 0)  # in a process of its own: compiling takes much memory
    for name in given.cases:
        print(f"{name} ...", file=sys.stderr, flush=True)
        results.append(in_own_process(name, given.repeats))
    print(table(results))
    now = datetime.now(UTC)
    kept = {
        "at": now.isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processor": platform.processor(),
        "results": results,
    }
    folder = HERE / "results"
    folder.mkdir(exist_ok=True)
    path = folder / f"{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(f"\nOne thread, best of {given.repeats}, per simulated hour. Ratio: time per room over that of {REFERENCE}.")
    print(f"Kept in {path.relative_to(HERE.parent)}.")
    return 0 if all(r["status"] == "completed" for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
