"""The benchmark measures what it says, and runs a CFAST beside it where there is one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))
import beside_cfast  # noqa: E402
import cases  # noqa: E402
import growing  # noqa: E402
import machine  # noqa: E402
import page  # noqa: E402

INPUT = """&HEAD VERSION = 7724, TITLE = 'room' /
&TIME SIMULATION = 20 PRINT = 10 SMOKEVIEW = 10 SPREADSHEET = 10 /
&COMP ID = 'R' DEPTH = 4 HEIGHT = 2.5 WIDTH = 4 CEILING_MATL_ID = 'OFF' WALL_MATL_ID = 'OFF' FLOOR_MATL_ID = 'OFF'
  ORIGIN = 0, 0, 0 GRID = 10, 10, 10 /
&VENT TYPE = 'WALL' ID = 'D' COMP_IDS = 'R' 'OUTSIDE', BOTTOM = 0 HEIGHT = 2, WIDTH = 1 FACE = 'FRONT' OFFSET = 1 /
&TAIL /
"""
# Takes some processor time, and says by a file beside its input how it was called.
FAKE = """#!{python}
import pathlib, sys
assert pathlib.Path(sys.argv[1]).read_text().startswith("&HEAD")
pathlib.Path({told!r}).write_text(" ".join(sys.argv[1:]))
sum(k * k for k in range(1_000_000))
sys.exit({status})
"""


@pytest.fixture
def folder(tmp_path):
    """A folder with one case that takes CFAST long and one that does not."""
    for name in ("slow", "quick"):
        path = tmp_path / f"cfast/Validation/Family/{name}.in"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(INPUT)
    times = "case,cpu_s,wall_s\nValidation/Family/slow.in,20.0,21.0\nValidation/Family/quick.in,0.5,0.6\n"
    (tmp_path / "cfast_times.csv").write_text(times)
    return tmp_path


@pytest.fixture
def fake_cfast(tmp_path, monkeypatch):
    """Puts a program called `cfast` on the path; gives what it was called with."""

    def make(status: int = 0) -> Path:
        told = tmp_path / "told"
        program = tmp_path / "bin/cfast"
        program.parent.mkdir()
        program.write_text(FAKE.format(python=sys.executable, told=str(told), status=status))
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(program.parent))
        return told

    return make


@pytest.fixture
def no_cfast(monkeypatch):
    monkeypatch.setattr(beside_cfast.shutil, "which", lambda _: None)


def test_only_cases_that_take_cfast_long_are_compared(folder, no_cfast):
    found = beside_cfast.cases(folder, repeats=1)
    (case,) = found["cases"]
    assert case["case"] == "Family/slow"
    assert case["status"] == "completed"
    assert case["simulated_s"] == 20.0
    assert not case["same_machine"]
    assert case["ratio_solve"] == pytest.approx(20.0 / case["solve_s"])
    assert case["ratio_all"] == pytest.approx(20.0 / (case["read_s"] + case["solve_s"] + case["write_s"]))


def test_a_cfast_on_the_path_runs_in_a_copy_and_its_own_time_counts(folder, fake_cfast):
    told = fake_cfast()
    (case,) = beside_cfast.cases(folder, repeats=1)["cases"]
    assert told.read_text() == "slow.in -V"
    assert case["same_machine"]
    assert 0.0 < case["cfast_s"] < 10.0
    assert {path.name for path in (folder / "cfast/Validation/Family").iterdir()} == {"slow.in", "quick.in"}


def test_a_cfast_that_fails_leaves_the_recorded_time(folder, fake_cfast):
    fake_cfast(status=1)
    (case,) = beside_cfast.cases(folder, repeats=1)["cases"]
    assert case["cfast_s"] == 20.0
    assert not case["same_machine"]


def test_the_suite_counts_what_does_not_complete(folder):
    (folder / "cfast/Validation/Family/broken.in").write_text("&HEAD VERSION = 7724 /\n&COMP ID = 'R'")
    found = beside_cfast.suite(folder)
    assert found["inputs"] == 3
    assert list(found["failed"]) == ["Validation/Family/broken"]
    assert found["wall_s"] > 0.0


def test_without_cfast_data_it_says_where_to_get_them(tmp_path):
    measured = {"cfast": beside_cfast.cases(tmp_path, repeats=1), "suite": beside_cfast.suite(tmp_path)}
    assert "github.com/firemodels/cfast" in page.sections(measured)
    assert "same reason" in page.sections(measured)
    assert "CFAST" not in page.aims(measured)


def test_the_fitted_exponent_is_that_of_a_power():
    sizes = [10.0, 50.0, 100.0, 500.0]
    assert growing.fitted_exponent(sizes, [3e-6 * n**1.1 for n in sizes]) == pytest.approx(1.1)


def test_the_block_of_the_aim_has_49_rooms_and_half_an_hour():
    import palier

    scenario = palier.loads(cases.FORTY_NINE_ROOMS)
    assert len(scenario.building.rooms) == 49
    assert scenario.simulation.duration == 1800.0
    assert len(palier.loads(cases.empty_block(72, minutes=10)).building.rooms) == 504


def test_the_crowd_of_the_aim_is_ten_thousand_people_in_forty_storeys():
    import palier

    scenario = palier.loads(cases.crowded_tower())
    assert max(room.storey for room in scenario.building.rooms.values()) == 39
    assert sum(len(household.members) for household in scenario.people.values()) == 9984
    crowd = {
        "rooms": 197,
        "people": 9984,
        "status": "completed",
        "simulated_s": 3600.0,
        "processor_s": 30.0,
        "memory_MiB": 700.0,
    }
    told = page.aims({"crowd": crowd})
    assert "| 9984 people in forty storeys, and smoke: 100 times faster than real time | 120 times | met |" in told
    assert "**120 times**" in page.sections({"crowd": crowd})


def test_the_best_of_the_repeats_counts():
    done = []
    result, seconds = machine.best_of(3, lambda: done.append(1) or len(done))
    assert (result, len(done)) == (3, 3)
    assert 0.0 <= seconds < 1.0


def test_the_page_tells_what_was_kept(tmp_path):
    block = {"rooms": 49, "people": 0, "steps": 3600, "simulated_s": 1800.0, "processor_s": 0.6, "memory_MiB": 200.0}
    kept = {
        "at": "2026-01-02T03:04:05+00:00",
        "palier": "0.1.0",
        "revision": "abc1234",
        "machine": machine.described(),
        "repeats": 3,
        "results": [],
        "measured": {"block": {"empty": block, "lived_in": {**block, "people": 42}}},
    }
    (tmp_path / "kept.json").write_text(json.dumps(kept))
    told = tmp_path / "speed.md"
    command = [sys.executable, BENCH / "bench.py", "--again", tmp_path / "kept.json", "--page", told]
    subprocess.run(command, check=True, capture_output=True)
    text = told.read_text(encoding="utf-8")
    assert "2026-01-02" in text
    assert "| 49 rooms, half an hour: under 0.5 s of processor time | 0.60 s | **not met** |" in text
    assert "| memory: under 300 MiB | 200 MiB (49 rooms, empty) | met |" in text
