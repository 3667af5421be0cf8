"""The command line: what it writes, what it refuses, and how it says so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import palier
from palier import cli
from palier.compare import COLUMNS
from palier.scenario.document import load

EXAMPLES = Path(__file__).parents[1] / "examples"
HOUSE = str(EXAMPLES / "house.yaml")


def ran(*arguments: str):
    return CliRunner().invoke(cli.app, [str(each) for each in arguments])


class FakeRun:
    """A finished run that writes one small file."""

    events = pd.DataFrame(
        {
            "time": [0.0, 61.5, 62.0],
            "kind": ["ignites", "enters", "turns back"],
            "text": ["sofa ignites in living", "Ann enters hall", "Ann [mother] turns back"],
        }
    )
    people = pd.DataFrame({"person": ["Ann"], **{key: ["x"] for key in cli.PEOPLE_COLUMNS}})

    def __init__(self, scenario, status="completed"):
        self.scenario = scenario
        self.summary = {"status": status, "counts": {"people": 1, "out_by_themselves": 1}}

    def save(self, directory, force=False):
        Path(directory).mkdir(parents=True, exist_ok=True)
        (Path(directory) / "summary.json").write_text("{}")
        (Path(directory) / "report.html").write_text("<p>")


@pytest.fixture
def engine(monkeypatch):
    """Stands in for the engine; keeps the scenarios that it was asked to run."""
    asked: list = []

    def simulate(scenario, progress=None):
        asked.append(scenario)
        progress(60.0)
        return FakeRun(scenario, getattr(simulate, "status", "completed"))

    monkeypatch.setitem(sys.modules, "palier.simulate", types.SimpleNamespace(simulate=simulate))
    asked_of = types.SimpleNamespace(asked=asked, simulate=simulate)
    return asked_of


# ------------------------------------------------------------------------------ run


def test_run_ends_with_the_timeline_the_people_and_where_the_report_is(engine, tmp_path):
    result = ran("run", HOUSE, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "0:00  sofa ignites in living" in result.stdout
    assert "1:02  Ann [mother] turns back" in result.stdout
    assert "Ann enters hall" not in result.stdout
    assert "people 1, out by themselves 1" in result.stdout
    assert str(tmp_path / "out" / "report.html") in result.stdout


def test_seed_and_variant_reach_the_engine(engine, tmp_path):
    assert ran("run", HOUSE, "--out", tmp_path / "o", "--seed", "7", "--variant", "living door shut").exit_code == 0
    (scenario,) = engine.asked
    assert scenario.simulation.seed == 7
    assert scenario.building.openings["living door"].state == 0.0
    assert scenario.title.endswith("living door shut")


def test_a_run_that_stopped_early_says_so(engine, tmp_path):
    engine.simulate.status = "stopped at 61 s: look at 'hall'"
    told = ran("run", HOUSE, "--out", tmp_path / "o")
    assert "stopped at 61 s: look at 'hall'" in told.stderr
    assert told.exit_code == 3  # so that a script can tell; what there is has been written


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda d: (d.mkdir(), (d / "summary.json").write_text("{}")), "already holds a run"),
        (lambda d: (d.mkdir(), (d / "thesis.doc").write_text("x")), "holds thesis.doc, which palier did not write"),
        (lambda d: d.write_text("x"), "is a file"),
    ],
)
def test_a_directory_with_something_in_it_is_refused_before_any_work(engine, tmp_path, prepare, expected):
    prepare(tmp_path / "out")
    result = ran("run", HOUSE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert expected in result.stderr
    assert engine.asked == []


def test_force_replaces_a_run_but_never_other_files(engine, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "summary.json").write_text("old")
    assert ran("run", HOUSE, "--out", out, "--force").exit_code == 0
    (out / "thesis.doc").write_text("x")
    assert ran("run", HOUSE, "--out", out, "--force").exit_code == 2


def test_a_directory_that_cannot_be_written_is_refused_before_any_work(engine, tmp_path, monkeypatch):
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode == os.R_OK and really(path, mode))
    result = ran("run", HOUSE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{tmp_path} cannot be written to" in result.stderr
    assert engine.asked == []


def test_a_path_through_a_file_is_refused_before_any_work(engine, tmp_path):
    (tmp_path / "file").write_text("x")
    result = ran("run", HOUSE, "--out", tmp_path / "file" / "out")
    assert (result.exit_code, engine.asked) == (2, [])


def test_a_bad_scenario_writes_nothing_and_says_every_error_on_stderr(engine, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text("titel: x\nbuilding: {block: {storeys: two}}\n")
    result = ran("run", file, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"{file}:1:1: 'titel' is not known here. Did you mean 'title'" in result.stderr
    assert f"{file}:2:29: block: storeys: 'two' is not a whole number" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
    assert engine.asked == []


def test_an_unknown_variant_is_refused_with_the_ones_there_are(engine, tmp_path):
    result = ran("run", HOUSE, "--out", tmp_path / "out", "--variant", "living dor shut")
    assert result.exit_code == 2
    assert "Did you mean 'living door shut'?" in result.stderr


def test_a_disk_that_refuses_is_said_without_a_traceback(engine, tmp_path, monkeypatch):
    def fails(self, directory, force=False):
        raise OSError(28, "No space left on device", str(directory))

    monkeypatch.setattr(FakeRun, "save", fails)
    result = ran("run", HOUSE, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert f"{tmp_path / 'out'}: the disk is full; make room" in " ".join(result.stderr.split())


# ------------------------------------------------------------------- the other commands


def test_check_says_good_and_how_much_there_is():
    result = ran("check", HOUSE)
    assert result.exit_code == 0
    assert "good. 6 rooms, 9 openings, 1 fire, 4 people, 3 variants." in result.stdout


def test_check_of_a_missing_file_is_a_user_error():
    result = ran("check", "nowhere.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "nowhere.yaml: there is no such file" in result.stderr


def test_new_prints_a_scenario_that_check_finds_good(tmp_path):
    result = ran("new", "--storeys", "5", "--flats", "3", "--stair", "enclosed", "--stairs", "2")
    assert result.exit_code == 0
    file = tmp_path / "block.yaml"
    file.write_text(result.stdout)
    assert max(room.storey for room in load(file).building.rooms.values()) == 4


def test_new_refuses_a_stair_that_it_does_not_know():
    assert "open or enclosed, not 'spiral'" in ran("new", "--stair", "spiral").stderr


def test_schema_is_json():
    assert json.loads(ran("schema").stdout)["properties"]["building"]


def test_version_is_that_of_the_package():
    assert ran("--version").stdout.strip() == f"palier {palier.__version__}"


def test_compare_prints_a_column_for_each_variant_cuts_no_word_and_writes_the_page(monkeypatch, tmp_path):
    class Comparison:
        table = pd.DataFrame({name: [61.5, None] for name in COLUMNS}, index=["as described", "no alarms"])

        def save(self, directory, force=False):
            Path(directory).mkdir(exist_ok=True)
            (Path(directory) / "compare.html").write_text("<p>")

    def fake(scenario, progress=None):
        progress("as described", 60.0)
        progress("no alarms", 30.0)
        return Comparison()

    def owned(directory, names):
        return {"compare.html"}

    stand_in = types.SimpleNamespace(compare=fake, owned_by_comparison=owned)
    monkeypatch.setitem(sys.modules, "palier.compare", stand_in)
    result = ran("compare", HOUSE, "--out", tmp_path / "c")
    assert result.exit_code == 0, result.output
    assert "no alarms" in result.stdout and "…" not in result.stdout
    assert all(name.replace("_", " ") in result.stdout for name in COLUMNS)
    assert (tmp_path / "c" / "compare.html").exists()
    assert ran("compare", HOUSE, "--out", tmp_path / "c").exit_code == 2
    assert ran("compare", HOUSE, "--out", tmp_path / "c", "--force").exit_code == 0


def test_compare_without_variants_says_what_to_add(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text("building: {block: {storeys: 2}}")
    result = ran("compare", file)
    assert result.exit_code == 2
    assert "names no variants" in result.stderr


def test_report_of_a_directory_without_a_run_is_refused(tmp_path):
    result = ran("report", tmp_path)
    assert result.exit_code == 2
    assert "holds no run" in result.stderr


def test_check_starts_without_the_engine():
    code = (
        "import sys; from palier.cli import app\n"
        f"try: app(['check', {HOUSE!r}])\n"
        "except SystemExit: pass\n"
        # scipy itself, of which nothing is loaded then, is taken in by pint where it is installed
        "print([m for m in ('numba', 'pandas', 'xarray', 'pyarrow', 'scipy.special') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stdout


# ------------------------------------------------------------------------- the package


def test_the_package_exports_exactly_what_it_says():
    assert set(palier.__all__) == {
        "Run", "Scenario", "ScenarioError", "compare", "load", "loads", "reach", "read_cfast", "rescue", "simulate",
        "study", "variant",
    }  # fmt: skip
    assert palier.load is load
    assert issubclass(palier.ScenarioError, ValueError)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = palier.nothing


def test_importing_the_module_simulate_leaves_the_function_in_its_place():
    code = "import palier, palier.simulate; print(callable(palier.simulate), palier.simulate.__name__)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "simulate"]


def test_a_run_that_is_interrupted_says_so_and_writes_nothing(tmp_path, monkeypatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(palier, "simulate", interrupted)
    left = ran("run", HOUSE, "--out", tmp_path / "out")
    assert left.exit_code == 130
    assert "Interrupted: nothing was written" in " ".join(left.stderr.split())
    assert not (tmp_path / "out").exists()
