"""The same file and seed give the same bytes, on any number of cores."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _run(out: Path, threads: str, seed: str) -> dict[str, bytes]:
    """Files of a run made by a process of its own; the clock's own entry is left out."""
    command = [sys.executable, "-c", "from palier.cli import app; app()", "run", "examples/house.yaml"]
    done = subprocess.run(
        [*command, "--out", str(out), "--seed", seed],
        cwd=ROOT,
        env={**os.environ, "NUMBA_NUM_THREADS": threads},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "summary.json"}
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    summary.pop("timings")
    files["summary.json"] = json.dumps(summary, sort_keys=True).encode()
    return files


def test_the_same_file_and_seed_give_the_same_bytes_on_any_number_of_cores(tmp_path: Path):
    one = _run(tmp_path / "one", "1", "5")
    assert one == _run(tmp_path / "two", "2", "5")
    other = _run(tmp_path / "other", "1", "6")
    assert one["people.csv"] != other["people.csv"]  # the comparison can fail


def _drawn(seed: int, **environment: str) -> str:
    """Everything drawn in ten fires of the old block, by a process of its own."""
    code = (
        "from palier.studies.study import load_study\n"
        f"made = load_study('examples/studies/single-stair.yaml', seed={seed})\n"
        "print([made.drawn(run, 'sprinklers in flats', made.points.at(run))[0] for run in range(10)])\n"
        "print([made.scenario(run).model_dump_json(include={'fires', 'people', 'site'}) for run in range(10)])\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_drawn_is_the_same_where_the_system_rounds_otherwise():
    """glibc is kept from fused products, by which it rounds exponentials and powers otherwise."""
    here = _drawn(3)
    assert here == _drawn(3, GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX2,-FMA,-AVX2_Usable,-FMA_Usable")
    assert here != _drawn(4)  # the comparison can fail
