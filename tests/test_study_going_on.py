"""A study that goes on: only the same one, with as many runs or more, and what was lost is done again."""

import io
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from tests.test_cli_study import SCENARIO, STUDY, ran
from tests.toy_study import FILES, MEASURES, identity, lost, rows

import palier
from palier import cli_progress
from palier.studies import conduct as conduct_module
from palier.studies.conduct import begin, conduct, pool_of, resume, summary
from palier.studies.identity import StudyError
from palier.studies.rows import pack
from palier.studies.runner import DIED, Local
from palier.studies.store import Store


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A study of four fires begun from Python, and its file."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "scenario.yaml").write_text(SCENARIO)
    (folder / "study.yaml").write_text(STUDY.replace("runs: 6", "runs: 4"))
    palier.study(folder / "study.yaml", folder / "out", workers=1)
    return folder


def test_the_function_stays_one_whatever_is_imported_of_the_package():
    code = "import palier; import palier.studies.study as module; from palier.studies.conduct import study\n"
    code += "assert palier.study is study and palier.studies.study is module; palier.study('a')"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "study() missing 1 required positional argument: 'out'" in told.stderr


def words_of(result):
    return " ".join(result.output.split())


def test_a_study_from_python_goes_on_where_it_is_the_same(done):
    assert palier.study(done / "study.yaml", done / "out").counts["completed"].tolist() == [4, 4]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("scenario.yaml", "peak: 500 kW", "peak: 900 kW", "scenario.yaml is not the same"),
        ("study.yaml", "[50, 1000]", "[500, 1000]", "holds another study than"),
    ],
)
@pytest.mark.parametrize("runs", [None, 6])
def test_a_study_from_python_does_not_go_on_with_that_of_other_files(done, name, old, new, said, runs):
    before, kept = (done / name).read_text(), (done / "out" / "study.json").read_text()
    (done / name).write_text(before.replace(old, new))
    try:
        with pytest.raises(StudyError, match=said):
            palier.study(done / "study.yaml", done / "out", runs=runs)
    finally:
        (done / name).write_text(before)
    assert (done / "out" / "study.json").read_text() == kept  # nor has it been made longer


def test_a_study_is_not_made_shorter(done):
    result = ran("study", done / "out", "--resume", "--runs", 3)
    assert result.exit_code == 2
    assert "has 4 runs, and a study that has begun can only be made longer" in words_of(result)
    assert "another study" not in words_of(result)


@pytest.mark.parametrize("sampling", ["latin hypercube", "saltelli"])
def test_a_study_whose_points_depend_on_their_number_is_not_said_to_be_made_longer_by_what_was_tried(
    done, tmp_path, sampling
):
    (done / "other.yaml").write_text((done / "study.yaml").read_text() + f"sampling: {sampling}\n")
    begin(done / "other.yaml", tmp_path / "out").store.close()
    result = ran("study", tmp_path / "out", "--resume", "--runs", 20)
    assert result.exit_code == 2
    assert f"has 4 runs by {sampling}, which all move if there are more: begin one of 20 runs" in words_of(result)
    assert "--resume --runs" not in words_of(result)


def test_a_study_that_could_not_do_its_first_run_leaves_its_directory_free(done, tmp_path):
    dead = ran("study", done / "study.yaml", "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1")
    assert dead.exit_code == 2 and "no address of a Dask scheduler" in words_of(dead)
    begin(done / "study.yaml", tmp_path / "out").store.close()  # the corrected command can begin
    with pytest.raises(StudyError, match="no address"):
        conduct(resume(tmp_path / "out"), pool_of(None, "tcp://127.0.0.1"))
    assert Store.open(tmp_path / "out").identity.runs == 4  # one that has begun before stays


def test_what_lay_in_the_directory_before_a_study_stays_when_it_cannot_begin(done, tmp_path):
    store = begin(done / "study.yaml", tmp_path / "before").store
    store.close()
    for name in store.identity.files:
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(tmp_path / "before" / name, tmp_path / "out" / name)
    before = {path for path in (tmp_path / "out").rglob("*") if path.is_file()}
    dead = ran("study", done / "study.yaml", "--out", tmp_path / "out", "--cluster", "tcp://127.0.0.1")
    assert dead.exit_code == 2 and "no address of a Dask scheduler" in words_of(dead)
    assert before and all(path.is_file() for path in before)


def test_workers_of_this_machine_and_a_cluster_are_not_both_taken(done, tmp_path):
    words = ["study", done / "study.yaml", "--out", tmp_path / "out", "--workers", 3, "--cluster", "tcp://x:1"]
    result = ran(*words)
    assert result.exit_code == 2 and "give one" in words_of(result)
    assert not (tmp_path / "out").exists()


def test_runs_whose_process_died_are_done_again_when_the_study_goes_on(done, tmp_path):
    conducted = begin(done / "study.yaml", tmp_path / "out")
    with conducted.store as store:
        for run in range(4):
            made = conducted.study.lost(run, DIED if run == 2 else "failed: as it was") if run > 1 else None
            store.add(run, pack(run, made or conducted.study.rows(run)))
    assert summary(tmp_path / "out").counts["failed"].tolist() == [2, 2]
    told = []
    conduct(resume(tmp_path / "out"), Local(1), lambda run, *_: told.append(run))
    assert told == [2]
    assert summary(tmp_path / "out").counts["failed"].tolist() == [1, 1]


def test_runs_that_are_dropped_leave_no_trace(tmp_path):
    def add(store, *runs):
        for run in runs:
            store.add(run, pack(run, rows(run)))

    with Store.create(tmp_path / "whole", identity(130), FILES) as store:
        add(store, *range(130))
    with Store.create(tmp_path / "again", identity(130), FILES) as store:
        add(store, *(run for run in range(130) if run not in (7, 120)))
        for run in (7, 120):  # one of them into a part, the other waits
            store.add(run, pack(run, lost(run, DIED)))
        assert store.ended_by(DIED) == [7, 120]
        store.drop([7, 120])
        assert store.finished() == set(range(130)) - {7, 120} and store.whole_blocks == 0
        store.abandon()
    with Store.resume(tmp_path / "again", identity(130)) as store:
        assert store.finished() == set(range(130)) - {7, 120}
        with store.connection() as database:
            assert database.execute("select count(*) from runs").fetchone() == (128 * len(MEASURES),)
        add(store, 7, 120)
    for each in (tmp_path / "whole" / "parts").iterdir():
        assert each.read_bytes() == (tmp_path / "again" / "parts" / each.name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_a_limit_of_the_size_of_files_is_told_with_what_is_safe(tmp_path):
    code = (
        "import resource, sys; from tests.toy_study import FILES, identity, rows\n"
        "from palier.studies.rows import pack\n"
        "from palier.studies.store import Store\n"
        f"store = Store.create({str(tmp_path / 'study')!r}, identity(50), FILES)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "for run in range(50): store.add(run, pack(run, rows(run)))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], capture_output=True, text=True)
    said = told.stderr.splitlines()[-1]
    safe = len(Store.open(tmp_path / "study"))
    assert 0 < safe < 50
    assert f"may not grow further (see `ulimit -f`): {safe} runs are safe; allow larger files, then go on by" in said


def test_without_a_terminal_there_is_a_line_now_and_then(monkeypatch):
    told = io.StringIO()
    clock = [0.0]
    monkeypatch.setattr(cli_progress.time, "monotonic", lambda: clock[0])
    with cli_progress.lines(Console(file=told, width=40), "a study", 1000, 10) as line:
        for done in range(11, 201):
            line(done, "1.0 runs/s, 16 min left", "dead 0.1 ± 0.06", "a study")
        clock[0] = 61.0
        line(201, "1.0 runs/s, 16 min left", "", "a study")
    assert told.getvalue().splitlines() == [
        "a study: 10 of 1000 runs are done",
        "60/1000 runs, 1.0 runs/s, 16 min left; dead 0.1 ± 0.06",
        "110/1000 runs, 1.0 runs/s, 16 min left; dead 0.1 ± 0.06",
        "160/1000 runs, 1.0 runs/s, 16 min left; dead 0.1 ± 0.06",
        "201/1000 runs, 1.0 runs/s, 16 min left",
    ]


def test_the_command_says_how_far_it_is_in_the_log_of_a_batch_job(done, tmp_path):
    result = ran("study", done / "study.yaml", "--out", tmp_path / "out", "--workers", 1)
    assert "a small study: 0 of 4 runs are done" in result.output and "4/4 runs, " in result.output


def test_of_what_has_not_come_up_a_running_study_says_how_much_is_not_ruled_out(done):
    running = cli_progress.Running(["stair impassable", "dead"])
    row = {"status": "completed", "weight": 1.0, "dead": 0, "stair_impassable_from": None}
    for _ in range(100):
        running.add([row])
    said = running.words()
    assert said == "stair impassable none so far (up to 0.036); dead none so far (up to 0.11)"
    outcomes = summary(done / "out").outcomes.query("measure == 'as it is' and outcome == 'dead'")
    again = cli_progress.Running(["dead"])
    for _ in range(4):
        again.add([row])
    assert outcomes["events"].item() == 0
    assert again.words() == f"dead none so far (up to {outcomes['high'].item():.2g})"


def test_a_run_keeps_what_rounds_its_last_digits_and_a_replay_elsewhere_names_it(done, monkeypatch):
    with Store.open(done / "out") as store:
        worker = store.worker(0)
    library = " ".join(platform.libc_ver()).strip() or platform.platform(terse=True)
    assert worker.endswith(f", {library})")
    assert "please tell the authors" in conduct_module.computed_by(done / "out", 0)
    monkeypatch.setattr(conduct_module, "processor", lambda: "abacus, beads 1.0")
    said = conduct_module.computed_by(done / "out", 0)
    rest = "here is abacus, beads 1.0, whose C library may round a last digit otherwise."
    assert said == f"It was computed by {worker}, and {rest}"
