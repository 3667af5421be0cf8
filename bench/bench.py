"""Time and memory per simulated hour from one room to forty storeys, and how palier meets its aims for speed.

The kernels are compiled first. Each case and each part then runs in a process of its own, on one thread, after
a short run that loads them; the best of the repeats counts. Results are printed and written to `bench/results/`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import beside_cfast
import growing
import many
import page
import starting
import studying
from cases import CASES
from machine import ALONE, described, peak_memory

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
        "memory_MiB": peak_memory(),
        "balance_error": max(summary["balance_error"].values()),
    }


PARTS = ("cfast", "suite", "rooms", "block", "crowd", "start", "many", "study", "anatomy")


def measure_part(name: str, folder: Path, repeats: int) -> dict[str, Any]:
    """Measure one part in this process."""
    if name == "anatomy":
        from anatomy import anatomy  # loads the engine, which the other parts load when they need it

        return anatomy(repeats)
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "cfast": lambda: beside_cfast.cases(folder, repeats),
        "suite": lambda: beside_cfast.suite(folder),
        "rooms": lambda: growing.rooms(repeats),
        "block": lambda: growing.block(repeats),
        "crowd": lambda: growing.crowd(repeats),
        "start": lambda: starting.start(repeats),
        "many": lambda: many.many(fires=20),
        "study": studying.study,
    }
    return parts[name]()


def in_own_process(*words: str) -> dict[str, Any]:
    """Measure one case or part in a fresh process, so that its memory is its own."""
    command = [sys.executable, __file__, *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **ALONE}, check=True)
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


def revision() -> str:
    """The commit that is measured, as far as it can be told."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no revision known"


def in_words(kept: dict[str, Any]) -> str:
    """Everything that was measured, for the terminal."""
    words = []
    if kept["results"]:
        words.append(table(kept["results"]))
        words.append(
            f"One thread, best of {kept['repeats']}, per simulated hour. Ratio: time per room over that of {REFERENCE}."
        )
    if kept["measured"]:
        words += [page.sections(kept["measured"]), "## Aims", page.aims(kept["measured"])]
    return "\n\n".join(words)


def measure_all(cases: list[str], parts: list[str], folder: Path, repeats: int) -> dict[str, Any]:
    """Measure these cases and parts, each in a process of its own, telling on the way."""
    kept: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "palier": version("palier"),
        "revision": revision(),
        "machine": described(),
        "repeats": repeats,
    }
    print("compiling, if need be ...", file=sys.stderr, flush=True)
    in_own_process("--one", REFERENCE, "--repeats", "0")  # in a process of its own: compiling takes much memory
    kept["results"], kept["measured"] = [], {}
    for name in cases:
        print(f"{name} ...", file=sys.stderr, flush=True)
        kept["results"].append(in_own_process("--one", name, "--repeats", str(repeats)))
    for name in parts:
        print(f"{name} ...", file=sys.stderr, flush=True)
        words = ("--part", name, "--cfast", str(folder), "--repeats", str(repeats))
        kept["measured"][name] = in_own_process(*words)
    return kept


def main() -> int:
    """Measure, print, keep; status 1 if a case did not run to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", choices=CASES, help="measure this case here and print JSON")
    parser.add_argument("--part", choices=PARTS, help="measure this part here and print JSON")
    parser.add_argument("--cases", nargs="*", choices=list(CASES), default=list(CASES))
    parser.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--cfast", type=Path, default=beside_cfast.DEFAULT, help="folder of CFAST's inputs and times")
    parser.add_argument("--page", type=Path, help="write a page of the documentation as well")
    parser.add_argument("--again", type=Path, help="tell what this file in bench/results/ holds; measure nothing")
    given = parser.parse_args()
    if given.one or given.part:
        one = measure(given.one, given.repeats) if given.one else None
        print(json.dumps(one or measure_part(given.part, given.cfast, given.repeats)))
        return 0
    if given.again:
        kept = json.loads(given.again.read_text(encoding="utf-8"))
    else:
        kept = measure_all(given.cases, given.parts, given.cfast, given.repeats)
        path = HERE / "results" / f"{kept['at'].replace('-', '').replace(':', '')[:15]}Z.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print(in_words(kept))
    if not given.again:
        print(f"\nKept in {path.relative_to(HERE.parent)}.")
    if given.page:
        given.page.write_text(page.whole(kept), encoding="utf-8")
    return 0 if all(r["status"] == "completed" for r in kept["results"]) else 1


if __name__ == "__main__":
    sys.exit(main())
