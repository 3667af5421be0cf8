"""`palier study`, `summary`, `compare DIR`, `replay`: done as a user does, with what goes wrong told in a line."""

import errno
import io
import json
import re
import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from typer.testing import CliRunner

from palier.cli import app
from palier.cli_progress import Running, progress
from palier.studies.conduct import summary
from palier.studies.definition import AS_IS
from palier.studies.store import Store
from palier.studies.study import Study

run_module, conduct_module = (import_module(f"palier.{name}") for name in ("result.run", "studies.conduct"))

SCENARIO = """
building:
  rooms:
    room: {storey: 0, width: 4 m, depth: 4 m, flat: home}
    hall: {storey: 0, width: 2 m, depth: 4 m, kind: landing}
    upper hall: {storey: 1, width: 2 m, depth: 4 m, kind: landing}
  openings:
    door: {kind: door, between: [room, hall], state: open}
    street: {kind: door, between: [hall, outside], facade: street}
  flights:
    stair: {between: [hall, upper hall], length: 6 m}
  facades: {street: {}}
fires:
  item: {room: room, growth: fast, peak: 500 kW}
people:
  home: {room: room, members: [40]}
"""
STUDY = """
title: a small study
scenario: scenario.yaml
runs: 6
duration: 2 min
replays: 1
vary:
  peak: {set: fires.item.peak, uniform: [50, 1000], unit: kW}
measures:
  shut: {close: door}
"""


def ran(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "scenario.yaml").write_text(SCENARIO)
    (folder / "study.yaml").write_text(STUDY)
    return folder


@pytest.fixture(scope="module")
def done(folder):
    result = ran("study", folder / "study.yaml", "--out", folder / "done", "--workers", 1)
    assert result.exit_code == 0, result.output
    return folder / "done", result


def test_a_study_tells_each_outcome_and_what_each_measure_changes(done):
    _, result = done
    assert "6 runs" in result.output
    assert "Stair impassable" in result.output
    assert "against as it is" in result.output
    assert "palier summary" in result.output


def test_a_summary_has_tables_a_page_and_a_replay_of_the_worst_fire(done):
    directory, _ = done
    result = ran("summary", directory)
    assert result.exit_code == 0, result.output
    page = (directory / "summary" / "report.html").read_text()
    assert "a small study" in page
    assert {"outcomes.csv", "effects.csv", "landings.csv"} <= {each.name for each in (directory / "summary").iterdir()}
    assert list((directory / "summary" / "fires").glob("*/report.html"))


def test_a_measure_is_compared_again_without_running(done):
    directory, _ = done
    result = ran("compare", directory)
    assert result.exit_code == 0
    assert "shut" in result.output


def test_a_run_is_done_again_and_found_to_be_the_same(done, tmp_path):
    directory, _ = done
    result = ran("replay", directory, 3, "--measure", "shut", "--out", tmp_path / "again")
    assert result.exit_code == 0, result.output
    assert "Not as it was kept" not in result.output
    assert (tmp_path / "again" / "report.html").exists()


@pytest.mark.parametrize("measure", ["as it is", "shut"])
def test_the_scenario_beside_a_replay_is_that_fire_and_can_be_run(done, tmp_path, measure):
    directory, _ = done
    assert ran("replay", directory, 3, "--measure", measure, "--out", tmp_path / "again").exit_code == 0
    text = (tmp_path / "again" / "scenario.yaml").read_text()
    assert "fire 3" in text.splitlines()[0] and measure in text.splitlines()[0]
    result = ran("run", tmp_path / "again" / "scenario.yaml", "--out", tmp_path / "run")
    assert result.exit_code == 0, result.output
    replay, run = (json.loads((tmp_path / each / "summary.json").read_text()) for each in ("again", "run"))
    assert run["history"] == replay["history"]
    assert run["input_hash"] == replay["input_hash"]


def test_a_run_that_is_not_the_same_in_every_bit_says_so_and_by_how_much(done, tmp_path, monkeypatch):
    directory, _ = done
    known = ran("replay", directory, 3, "--out", tmp_path / "same")
    assert known.exit_code == 0, known.output
    summary = json.loads((tmp_path / "same" / "summary.json").read_text())
    with Store.open(directory).connection() as database:
        kept = database.execute("select history from runs where run = 3 and measure = 'as it is'").fetchone()
    assert kept == (summary["history"],)
    monkeypatch.setattr(run_module, "fingerprint", lambda *_: "0123456789abcdef")
    again = ran("replay", directory, 3, "--out", tmp_path / "bits")
    said = " ".join(again.output.split())
    assert again.exit_code == 3
    assert "its history is not the same in every bit, and all that is kept of it is" in said
    assert "the kind of processor are the same: please tell the authors" in said
    row = Study.row

    def nearly(*given):
        found = row(*given)
        return found | {"peak_heat_release": found["peak_heat_release"] * (1.0 + 2e-9)}

    monkeypatch.setattr(Study, "row", nearly)
    said = " ".join(ran("replay", directory, 3, "--out", tmp_path / "nearly").output.split())
    assert "not the same in every bit; numbers that are kept differ by 2e-09 of them or less" in said
    monkeypatch.setattr(Study, "row", lambda *given: row(*given) | {"dead": 77})
    monkeypatch.setattr(conduct_module, "libraries", lambda: {"numpy": "0.1"})
    said = " ".join(ran("replay", directory, 3, "--out", tmp_path / "far").output.split())
    assert "dead 77 for" in said and "It was computed with numpy" in said


def test_a_study_goes_on_and_can_be_made_longer(done):
    directory, _ = done
    assert ran("study", directory, "--resume").exit_code == 0
    result = ran("study", directory, "--resume", "--runs", 8, "--workers", 1)
    assert "8 runs" in result.output, result.output
    table = summary(directory).outcomes.set_index(["measure", "outcome"])
    mean = table.loc[(AS_IS, "stair impassable"), "value"]
    assert "8/8 runs" in result.output and f"stair impassable {mean:.3g} ±" in result.output  # of all runs, not of two
    assert Store.open(directory).finished() == set(range(8))


def test_a_study_stops_once_enough_is_known_and_says_so(folder):
    text = STUDY.replace("runs: 6", "runs: 400") + "stop: {figure: stair impassable, width: 1, at_least: 20}\n"
    (folder / "stops.yaml").write_text(text)
    result = ran("study", folder / "stops.yaml", "--out", folder / "stopped", "--workers", 2)
    assert result.exit_code == 0, result.output
    known = Store.open(folder / "stopped").finished()
    assert len(known) % 100 == 0 and known == set(range(len(known)))
    assert "as much is known as was asked for" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["study", "study.yaml"], "say where the study is to be kept: --out DIR"),
        (["study", "studi.yaml", "--out", "x"], "studi.yaml: there is no such file"),
        (["study", "done"], "--resume' to go on with the study in it"),
        (["study", "done", "--resume", "--seed", "2"], "--seed belongs to a new study"),
        (["study", "study.yaml", "--resume", "--out", "done"], "--resume takes the study's directory"),
        (["study", "nowhere", "--resume"], "is not there"),
        (["study", "study.yaml", "--out", "done", "--runs", "8"], "already holds this study"),
        (["study", "done", "--resume", "--runs", "3"], "can only be made longer"),
        (["study", "study.yaml", "--out", "done", "--runs", "5"], "holds another study: its number of runs is"),
        (["summary", "scenario.yaml"], "holds no study"),
        (["replay", "done", "99999"], "the study has runs 0 to"),
        (["replay", "done", "1", "--measure", "shutt"], "there is no measure 'shutt'. Did you mean 'shut'?"),
    ],
)
def test_what_goes_wrong_is_told_in_a_line(words, said, folder, done, monkeypatch):
    monkeypatch.chdir(folder)
    result = ran(*words)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_that_saltellis_design_has_other_runs_than_asked_for_is_told(folder):
    (folder / "indices.yaml").write_text(STUDY.replace("runs: 6", "runs: 7\nsampling: saltelli"))
    result = ran("study", folder / "indices.yaml", "--out", folder / "indices", "--workers", 1)
    assert "6 runs in place of 7, as Saltelli's design is whole with so many" in " ".join(result.output.split())
    assert len(Store.open(folder / "indices")) == 6


def test_the_running_estimate_is_the_mean_with_twice_its_error():
    running = Running(["stair impassable", "dead", "hurt"])
    for run in range(100):
        row = {"status": "completed", "weight": 1.0, "dead": int(run < 10), "severe": 0, "hospital": 0, "minor": 1}
        running.add([row | {"stair_impassable_from": 60.0 if run % 4 == 0 else None}, {"status": "it failed"}])
    assert running.words() == "stair impassable 0.25 ± 0.09; dead 0.1 ± 0.06; hurt 1.1 ± 0.06; 100 failed"


def test_a_kept_study_that_was_edited_is_not_believed(done):
    directory, _ = done
    file = directory / "study.yaml"
    text = file.read_text()
    file.write_text(text.replace("[50, 1000]", "[500, 1000]"))
    try:
        for words in (["summary", directory], ["replay", directory, 1], ["study", directory, "--resume"]):
            result = ran(*words)
            assert result.exit_code == 2
            assert "is not as it was when the study began" in " ".join(result.output.split())
    finally:
        file.write_text(text)


def test_a_scenario_may_be_called_study_and_the_study_something_else(folder):
    (folder / "odd").mkdir()
    (folder / "odd" / "study.yaml").write_text(SCENARIO)
    (folder / "odd" / "many.yaml").write_text(
        STUDY.replace("scenario.yaml", "study.yaml").replace("runs: 6", "runs: 2")
    )
    result = ran("study", folder / "odd" / "many.yaml", "--out", folder / "odd" / "out", "--workers", 1)
    assert result.exit_code == 0, result.output
    assert ran("summary", folder / "odd" / "out", "--no-replays").exit_code == 0


def test_runs_without_their_study_are_not_taken_for_those_of_another(folder, done, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(done[0], copy)
    (copy / "study.json").unlink()
    result = ran("study", folder / "study.yaml", "--out", copy)
    assert result.exit_code == 2
    assert "study.json is missing" in " ".join(result.output.split())


def test_a_study_with_failed_runs_says_so_and_its_report_does_too(folder):
    more = "  guests: {room: hall, members: [30]}\n"
    (folder / "guests.yaml").write_text(SCENARIO + more)
    draws = "  away: {remove: people.guests, chance: 0.5}\n  phones: {set: people.home.phones, choice: [[guests]]}\n"
    text = STUDY.replace("scenario.yaml", "guests.yaml").replace("measures:", draws + "measures:")
    (folder / "fails.yaml").write_text(text)
    result = ran("study", folder / "fails.yaml", "--out", folder / "fails", "--workers", 1)
    assert result.exit_code == 3, result.output
    assert "runs failed" in result.output
    assert ran("summary", folder / "fails", "--no-replays").exit_code == 0
    assert "the draws do not go together" in (folder / "fails" / "summary" / "report.html").read_text()
    failed = next(line.split(",")[0] for line in (folder / "fails/summary/failures.csv").read_text().splitlines()[1:])
    again = ran("replay", folder / "fails", failed)
    assert again.exit_code == 2 and "has no fire to look at" in " ".join(again.output.split())


def kept(directory):
    """All that a study keeps of its runs, byte for byte."""
    return {each.name: each.read_bytes() for each in [directory / "study.json", *(directory / "parts").iterdir()]}


def test_real_fires_are_the_same_in_every_bit_by_one_process_by_three_by_dask_and_after_a_kill(folder, tmp_path):
    words = ["study", folder / "study.yaml", "--runs", 12, "--out"]
    assert ran(*words, tmp_path / "one", "--workers", 1).exit_code == 0
    assert ran(*words, tmp_path / "three", "--workers", 3).exit_code == 0
    one = kept(tmp_path / "one")
    with Store.open(tmp_path / "one").connection() as database:
        histories = database.execute("select count(distinct history), count(history) from runs").fetchone()
    assert histories[0] >= 12 and histories[1] == 24
    assert kept(tmp_path / "three") == one
    begun = subprocess.Popen(
        [sys.executable, "-m", "palier", *map(str, [*words, tmp_path / "killed", "--workers", 1])],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    journal = tmp_path / "killed" / "journal.jsonl"
    until = time.monotonic() + 120.0
    while not (journal.is_file() and journal.stat().st_size) and begun.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    begun.kill()
    begun.wait()
    assert ran("study", tmp_path / "killed", "--resume", "--workers", 2).exit_code == 0
    assert kept(tmp_path / "killed") == one
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        result = ran(*words, tmp_path / "dask", "--cluster", cluster.scheduler_address)
    assert result.exit_code == 0, result.output
    assert kept(tmp_path / "dask") == one


# --------------------------------------------------------------------------------------------- disks and terminals


@pytest.mark.parametrize("words", [["summary", "--no-replays"], ["replay", "2", "--out"]])
def test_a_full_disk_is_told_in_a_line(done, tmp_path, words, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    command, *rest = words
    result = ran(command, done[0], *rest, *([tmp_path / "again"] if command == "replay" else []))
    assert result.exit_code == 2
    assert "the disk is full; make room, then do the same again" in " ".join(result.output.split())
    assert "Traceback" not in result.output


def test_a_study_that_was_moved_is_read_where_it_is(done, tmp_path):
    moved = tmp_path / "moved"
    shutil.copytree(done[0], moved)
    with duckdb.connect(str(moved / "study.duckdb"), read_only=True) as database:
        (sql,) = database.execute("select sql from duckdb_views() where view_name = 'runs'").fetchone()
    assert str(done[0].resolve()) in sql  # as it was copied
    assert ran("summary", moved, "--no-replays").exit_code == 0
    with duckdb.connect(str(moved / "study.duckdb"), read_only=True) as database:
        (sql,) = database.execute("select sql from duckdb_views() where view_name = 'runs'").fetchone()
        assert database.execute("select count(distinct run) from runs").fetchone()[0] >= 6
    assert str(moved.resolve()) in sql and str(done[0].resolve()) not in sql


@pytest.mark.parametrize("width", [40, 80, 140])
def test_on_any_terminal_the_bar_has_count_pace_and_all_estimates(width):
    told = io.StringIO()
    console = Console(file=told, width=width, force_terminal=True, legacy_windows=False, soft_wrap=True)  # as palier's
    known = "stair impassable before the crew 0.25 ± 0.09; stair impassable 0.3 ± 0.1; dead 0.1 ± 0.06; 2 failed"
    with progress(console, "begins", 10_000) as bar:
        bar(1234, "12.3 runs/s, 3 h left", known, "a study with a title that is longer than any terminal is wide")
        bar.refresh()
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", told.getvalue().replace("\r", "\n"))
    lines = [each.rstrip() for each in plain.split("\n")]
    assert max(map(len, lines)) <= width
    last = max(k for k, each in enumerate(lines) if " 1234/10000 12.3 runs/s, 3 h left" in f" {each}")
    assert " ".join(" ".join(lines[last + 1 :]).split()).startswith(known)
    assert ("a study with" in lines[last]) == (width >= 110)


def test_an_interrupt_while_palier_is_being_loaded_is_a_line():
    code = (
        "import sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'palier.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from palier.start import main\n"
        "main()\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (130, "Interrupted.\n")
    told = subprocess.run([sys.executable, "-m", "palier", "--version"], capture_output=True, text=True, check=True)
    assert told.stdout.startswith("palier ")
