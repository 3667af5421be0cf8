"""A study's directory: what is in it, what is refused, and what a full disk or a torn file costs."""

import errno
import glob
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.toy_study import FILES, MEASURES, identity, lost, rows

from palier.studies import identity as identity_module
from palier.studies.columns import SCHEMA
from palier.studies.definition import Measure, StudyDefinition
from palier.studies.identity import AFTERWARDS, StudyError, identify, sources_digest
from palier.studies.rows import pack, part, table
from palier.studies.store import BLOCK, Store
from palier.studies.variables import Variable

RUNS = 230


def begun(directory: Path, runs: int = RUNS) -> Store:
    return Store.create(directory, identity(runs), FILES)


def add(store: Store, *runs: int) -> None:
    for run in runs:
        store.add(run, pack(run, rows(run)))


def files(directory: Path) -> dict[str, bytes]:
    """All but what tells of this sitting, and the views, which hold the directory's own path."""
    tell = {"log.jsonl", "study.duckdb", ".palier-lock"}
    every = [each for each in directory.rglob("*") if each.is_file() and each.name not in tell]
    return {each.relative_to(directory).as_posix(): each.read_bytes() for each in every}


def filled(value: Any, kind: pa.DataType) -> Any:
    """With nulls for what a row does not say."""
    if pa.types.is_struct(kind):
        return {field.name: filled(value.get(field.name), field.type) for field in kind}
    if pa.types.is_list(kind):
        return [filled(each, kind.value_type) for each in value]
    return value


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study done in order, without interruption."""
    directory = tmp_path_factory.mktemp("whole") / "study"
    with begun(directory) as store:
        add(store, *range(RUNS))
    return directory


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_rows_come_back_as_they_were_put_in(whole: Path) -> None:
    kept = pq.read_table(whole / "parts" / "part-00001.parquet")
    assert kept.schema.equals(SCHEMA)
    given = [row for run in range(100, 200) for row in rows(run)]
    assert kept.to_pylist() == [filled(row, pa.struct(list(SCHEMA))) for row in given]


def test_a_part_holds_a_hundred_runs_in_order_and_the_last_one_the_rest(whole: Path) -> None:
    runs = [pq.read_table(each).column("run").to_pylist() for each in sorted((whole / "parts").iterdir())]
    expected = [range(100), range(100, 200), range(200, 230)]
    assert runs == [[run for run in block for _ in MEASURES] for block in expected]


def test_the_order_in_which_runs_end_leaves_no_trace(whole: Path, tmp_path: Path) -> None:
    with begun(tmp_path / "study") as store:
        add(store, *reversed(range(RUNS)))
    assert files(tmp_path / "study") == files(whole)


def test_a_study_in_several_sittings_has_the_same_files(whole: Path, tmp_path: Path) -> None:
    directory = tmp_path / "study"
    left = list(range(0, RUNS, 3)) + list(range(1, RUNS, 3)) + list(range(2, RUNS, 3))
    begun(directory).close()
    while left:
        with Store.resume(directory, identity(RUNS)) as store:
            add(store, *left[:31])  # each sitting leaves parts that are not full
        left = left[31:]
    assert files(directory) == files(whole)
    assert (directory / "journal.jsonl").read_bytes() == b""


def test_what_is_not_in_a_part_is_in_the_journal(tmp_path: Path) -> None:
    store = begun(tmp_path)
    add(store, 5, 3)
    store.abandon()  # as a process does that is killed
    assert not list((tmp_path / "parts").iterdir())
    assert Store.open(tmp_path).finished() == {3, 5}


def test_a_torn_line_of_the_journal_costs_that_run_alone(tmp_path: Path) -> None:
    store = begun(tmp_path, 3)
    add(store, 0, 1)
    store.abandon()
    journal = tmp_path / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    with Store.resume(tmp_path, identity(3)) as store:
        assert store.finished() == {0}
        add(store, 1, 2)
    assert pq.read_table(tmp_path / "parts").column("run").to_pylist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_a_line_of_the_journal_with_a_flipped_letter_does_not_count(tmp_path: Path) -> None:
    store = begun(tmp_path)
    add(store, 0, 1)
    store.abandon()
    journal = tmp_path / "journal.jsonl"
    first, second = journal.read_bytes().splitlines()
    middle = len(first) // 2
    changed = first[:middle] + (b"A" if first[middle : middle + 1] != b"A" else b"B") + first[middle + 1 :]
    journal.write_bytes(changed + b"\n" + second + b"\n")
    assert Store.open(tmp_path).finished() == {1}


def test_runs_in_a_part_and_in_the_journal_count_once(whole: Path, tmp_path: Path) -> None:
    store = begun(tmp_path)
    add(store, *range(BLOCK - 1))
    before = (tmp_path / "journal.jsonl").read_bytes()
    add(store, BLOCK - 1)
    store.abandon()
    (tmp_path / "journal.jsonl").write_bytes(before)  # killed after the part was put in place, before the journal was
    with Store.open(tmp_path).connection() as database:
        assert database.execute("select count(*) from runs").fetchone() == (BLOCK * len(MEASURES),)
    with Store.resume(tmp_path, identity(RUNS)) as store:
        assert len(store) == BLOCK
        add(store, *range(BLOCK, RUNS))
    assert files(tmp_path) == files(whole)


def test_a_truncated_part_is_named_and_done_again_once_it_is_deleted(whole: Path, copy: Path) -> None:
    part = copy / "parts" / "part-00001.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    with pytest.raises(StudyError, match=r"part-00001.parquet is damaged: delete it, and `palier study .* --resume`"):
        Store.resume(copy, identity(RUNS))
    part.unlink()
    with Store.resume(copy, identity(RUNS)) as store:
        assert set(range(RUNS)) - store.finished() == set(range(100, 200))
        add(store, *range(100, 200))
    assert files(copy) == files(whole)


def test_a_part_with_a_changed_byte_is_damaged(copy: Path) -> None:
    part = copy / "parts" / "part-00000.parquet"
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(content)
    with pytest.raises(StudyError, match=r"part-00000\.parquet is damaged"):
        Store.resume(copy, identity(RUNS))


def test_a_part_of_other_runs_is_damaged(copy: Path) -> None:
    (copy / "parts" / "part-00000.parquet").write_bytes((copy / "parts" / "part-00001.parquet").read_bytes())
    with pytest.raises(StudyError, match=r"part-00000\.parquet is damaged"):
        Store.open(copy)


@pytest.mark.parametrize("function", ["write", "fsync"])
def test_a_full_disk_loses_nothing_that_was_kept(
    function: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at one call after another, until all runs have been kept."""
    directory = tmp_path / "study"
    begun(directory).close()
    real = getattr(os, function)
    allowed = 0

    def failing(opened: int, *content: bytes) -> object:
        nonlocal allowed
        allowed -= 1
        if allowed < 0:
            if content:
                real(opened, content[0][: len(content[0]) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(opened, *content)

    safe: set[int] = set()
    for sitting in range(100):
        store = Store.resume(directory, identity(RUNS))
        assert safe <= store.finished()
        monkeypatch.setattr(os, function, failing)
        allowed = 4 + 9 * sitting
        try:
            for run in [run for run in range(RUNS) if run not in store]:
                add(store, run)
                if run % 6 == 0:
                    store.flush()  # into parts that are not full and have to be written again
            store.flush()
        except StudyError as error:
            assert f"is full: {len(store)} runs are safe" in str(error) and "--resume" in str(error)
        safe = store.finished()
        monkeypatch.setattr(os, function, real)
        store.abandon()
        if len(safe) == RUNS:
            break
    assert sitting > 3 and not list(directory.rglob(".*.new"))
    Store.resume(directory, identity(RUNS)).close()
    assert files(directory) == files(whole)


def test_the_journal_goes_on_after_a_line_that_there_was_no_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = begun(tmp_path)
    real = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda opened, content: _half(real, opened, content))
        with pytest.raises(StudyError, match="is full: 0 runs are safe; make room, then begin again"):
            add(store, 0)
    add(store, 1)
    store.abandon()
    assert Store.open(tmp_path).finished() == {1}


def _half(real: Any, opened: int, content: memoryview) -> int:
    if len(content) < 2:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return int(real(opened, content[: len(content) // 2]))


def test_only_the_first_blocks_are_kept_of_a_study_that_stopped_after_them(whole: Path, tmp_path: Path) -> None:
    with begun(tmp_path) as store:
        add(store, *range(BLOCK), *range(2 * BLOCK, RUNS), 150)
        assert store.whole_blocks == 1
        store.keep_blocks(1)
        assert store.finished() == set(range(BLOCK))
    assert [each.name for each in (tmp_path / "parts").iterdir()] == ["part-00000.parquet"]
    assert Store.open(tmp_path).finished() == set(range(BLOCK))


def test_another_study_is_refused_with_what_differs(whole: Path) -> None:
    def refusal(**changes: object) -> str:
        with pytest.raises(StudyError) as error:
            Store.resume(whole, identity(int(str(changes.pop("runs", RUNS))), **changes))
        assert str(error.value).startswith(f"{whole} holds another study: ")
        return str(error.value)

    assert "its variable 'wind' is not the same" in refusal(variables={"wind": "x", "door": "d"})
    assert "it has no variable 'age'" in refusal(variables={"wind": "w", "door": "d", "age": "a"})
    assert "its measure 'sprinklers' is not in this one" in refusal(measures=dict.fromkeys(MEASURES[:2], "m"))
    assert "its measures stand in another order" in refusal(measures=dict.fromkeys(reversed(MEASURES), "m"))
    assert "its number of runs is 230, not 200" in refusal(runs=200)
    assert "its seed is 1, not 2" in refusal(seed=2)
    assert "its text of 'study.yaml' is not the same" in refusal(files={"study.yaml": "t"})


def test_another_palier_may_not_go_on_with_a_study(whole: Path) -> None:
    with pytest.raises(StudyError, match=r"begun by palier 1 with sources abc, and this is palier 2 with sources d.*"
                       r"`palier summary .*` can read it"):  # fmt: skip
        Store.resume(whole, identity(RUNS, palier="2", sources="d"))


@pytest.mark.parametrize("other", [1, 3])
def test_another_format_is_refused(copy: Path, other: int) -> None:
    said = json.loads((copy / "study.json").read_text())
    assert said["format"] not in (other, None)
    (copy / "study.json").write_text(json.dumps(said | {"format": other, "palier": "9.1"}))
    with pytest.raises(StudyError, match=rf"is kept in format {other} .* use palier 9.1 for it"):
        Store.open(copy)


@pytest.mark.parametrize(("key", "value"), [("seed", 2), ("asked", 99), ("sampling", "random"), ("libraries", {})])
def test_an_edit_of_the_study_file_is_seen(copy: Path, key: str, value: object) -> None:
    said = json.loads((copy / "study.json").read_text())
    assert said[key] != value
    (copy / "study.json").write_text(json.dumps(said | {key: value}))
    with pytest.raises(StudyError, match=r"study\.json is not as palier wrote it"):
        Store.open(copy)


def test_a_damaged_study_file_is_named(copy: Path) -> None:
    (copy / "study.json").write_text('{"format": 1')
    with pytest.raises(StudyError, match=r"study\.json is damaged"):
        Store.open(copy)


def test_what_is_not_a_study_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"holds no study: there is no study.json in it; begin one with"):
        Store.open(tmp_path)
    with pytest.raises(StudyError, match="is not there"):
        Store.open(tmp_path / "nowhere")


def test_a_study_begins_in_a_directory_of_its_own(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("")
    with pytest.raises(StudyError, match=r"holds thesis.tex, which is not of this study"):
        begun(tmp_path)
    with pytest.raises(StudyError, match=r"already holds this study: go on with it by .* --resume"):
        begun(whole)
    with pytest.raises(StudyError, match="holds another study: its seed is 1, not 2"):
        Store.create(whole, identity(RUNS, seed=2), FILES)


def test_a_study_is_worked_on_by_one_process_at_a_time(copy: Path) -> None:
    script = (
        "import sys; from tests.toy_study import identity; from palier.studies.store import Store;"
        f"held = Store.resume({str(copy)!r}, identity({RUNS})); print('held', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    with pytest.raises(StudyError, match=f"is being worked on by process {other.pid} on"):
        Store.resume(copy, identity(RUNS))
    assert len(Store.open(copy)) == RUNS  # reading is free
    other.kill()
    other.wait()
    Store.resume(copy, identity(RUNS)).close()  # what the dead process held does not bar the way


def test_views_show_runs_landings_persons_and_inputs(whole: Path) -> None:
    with Store.open(whole).connection() as database:
        columns = {
            name: [row[0] for row in database.execute(f"describe {name}").fetchall()]
            for name in ("runs", "landings", "persons", "inputs", "each")
        }
        deaths = database.execute("select measure, sum(dead) from runs group by measure").fetchall()
        met = database.execute("select run, measure, person, fed from persons order by all limit 1").fetchall()
    assert columns["runs"] == [name for name in SCHEMA.names if name not in ("landings", "persons", "inputs", "each")]
    assert columns["each"] == ["run", "measure", "status", "weight", "stratum", "variable", "which", "number", "value"]
    assert columns["inputs"] == ["run", "measure", "status", "weight", "stratum", "variable", "u", "number", "value"]
    assert columns["landings"][:6] == ["run", "measure", "status", "weight", "stratum", "landing"]
    assert columns["persons"][:5] == ["run", "measure", "weight", "stratum", "person"]
    assert "status" in columns["persons"]
    every = [row for run in range(RUNS) for row in rows(run)]
    assert dict(deaths) == {name: sum(row["dead"] for row in every if row["measure"] == name) for name in MEASURES}
    first = next(row for row in every if row["measure"] == "as it is" and row["persons"])
    assert met == [(first["run"], "as it is", "P0", first["persons"][0]["fed"])]


def test_failed_runs_are_among_the_runs_and_have_no_persons(tmp_path: Path) -> None:
    with begun(tmp_path, 2) as store:
        add(store, 0)
        store.add(1, pack(1, lost(1, "failed: no fire")))
        with store.connection() as database:  # also before they are in a part
            found = database.execute("select status, count(*) from runs group by status order by status").fetchall()
            assert found == [("completed", 3), ("failed: no fire", 3)]
            assert database.execute("select count(*) from persons where run = 1").fetchone() == (0,)


def test_a_run_that_moves_into_a_part_while_it_is_looked_at_counts_once(tmp_path: Path) -> None:
    with begun(tmp_path) as store:
        add(store, *range(3))
        reader = Store.open(tmp_path)
        store.flush()
        with reader.connection() as database:
            assert database.execute("select count(*) from runs").fetchone() == (3 * len(MEASURES),)


def test_a_study_can_be_looked_at_before_anything_is_done(tmp_path: Path) -> None:
    with begun(tmp_path) as store, store.connection() as database:
        assert database.execute("select count(*) from runs").fetchone() == (0,)


def test_other_tools_read_a_study_that_has_moved(copy: Path, tmp_path: Path) -> None:
    there = tmp_path / "dead's [1] house"
    Store.resume(copy, identity(RUNS)).close()  # until then its views read the study that it is a copy of
    copy.rename(there)
    with pytest.raises(duckdb.Error), duckdb.connect(str(there / "study.duckdb"), read_only=True) as database:
        database.execute("select count(*) from runs where dead > 0").fetchone()
    told = str(there).replace("[", "[[]").replace("'", "''")
    with duckdb.connect(str(there / "study.duckdb"), read_only=True) as database:  # unless told where it is
        database.execute(f"set variable study = '{told}'")
        assert database.execute("select count(*) from runs").fetchone() == (RUNS * len(MEASURES),)
    Store.open(there).connection().close()  # as any command of palier does
    with duckdb.connect(str(there / "study.duckdb"), read_only=True) as database:
        assert database.execute("select count(*) from runs").fetchone() == (RUNS * len(MEASURES),)
        assert database.execute("select count(*) from inputs").fetchone() == (RUNS * len(MEASURES),)


def test_parts_are_read_by_other_tools_in_one_line(whole: Path) -> None:
    pattern = f"{glob.escape(str(whole))}/parts/*.parquet"
    with duckdb.connect() as database:
        assert database.execute(f"select count(distinct run) from '{pattern}'").fetchone() == (RUNS,)
    assert pd.read_parquet(whole / "parts")["run"].nunique() == RUNS


def test_the_texts_of_the_study_are_kept_with_it(whole: Path) -> None:
    assert {name: (whole / name).read_text() for name in FILES} == FILES


def test_a_row_that_no_column_is_for_is_refused() -> None:
    with pytest.raises(ValueError, match="'deaths' is no column of a study"):
        pack(0, [{"run": 0, "measure": "as it is", "deaths": 3}])
    with pytest.raises(ValueError, match="'mood' is no column of a study"):
        pack(0, [{"run": 0, "measure": "as it is", "persons": [{"mood": 1}]}])
    with pytest.raises(ValueError, match="a row of run 1 says that it is of run 0"):
        pack(1, [{"run": 0}])


def test_a_part_is_the_same_whatever_it_is_put_together_from() -> None:
    one = part([table([pack(run, rows(run)) for run in range(10)])])
    other = part([table([pack(run, rows(run))]) for run in (7, 0, 3, 9, 1, 8, 2, 4, 6, 5)])
    assert one == other


def test_the_identity_follows_from_measures_variables_texts_and_sources() -> None:
    definition = StudyDefinition(
        scenario="house.yaml",
        runs=7,
        vary={"wind": Variable(set=("weather.wind",), uniform=(0.0, 9.0))},
        measures={"closers": Measure(set={"doors.front.closer": True})},
    )
    same = identify(definition, 7, {"study.yaml": "a"})
    assert list(same.measures) == ["as it is", "closers"] and list(same.variables) == ["wind"] and same.runs == 7
    windier = definition.model_copy(update={"vary": {"wind": Variable(set=("weather.wind",), uniform=(0.0, 10.0))}})
    assert identify(windier, 7, {"study.yaml": "a"}).variables != same.variables
    assert identify(definition, 7, {"study.yaml": "b"}).files != same.files
    assert same.sources == sources_digest() and len(same.sources) == 64


def test_the_digest_is_of_all_that_makes_a_row_and_of_nothing_that_only_keeps_it() -> None:
    """What `study.py`, which makes the rows, imports of its folder, directly or not; and the columns they stand in."""
    folder = Path(identity_module.__file__).parent
    reached, waiting = set(), ["study", "columns"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        text = (folder / f"{name}.py").read_text()
        imported = re.findall(r"^ *from palier\.studies\.(\w+) import", text, re.MULTILINE)
        waiting += set(imported) - reached
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} - AFTERWARDS == reached


def test_the_digest_follows_the_sources_and_the_data_beside_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = shutil.copytree(Path(identity_module.__file__).parents[1] / "studies", tmp_path / "studies")
    monkeypatch.setattr(identity_module, "__file__", str(copied / "identity.py"))
    seen = {sources_digest.__wrapped__()}
    for name, new in (("dwelling.yaml", True), ("points.py", True), ("summary.py", False), ("store.py", False)):
        (copied / name).write_text((copied / name).read_text() + "\n# more\n")
        assert (sources_digest.__wrapped__() not in seen) == new, name
        seen.add(sources_digest.__wrapped__())


def test_a_study_is_made_longer_and_keeps_what_it_has(tmp_path: Path) -> None:
    with Store.create(tmp_path / "study", identity(20), FILES) as store:
        for run in range(20):
            store.add(run, pack(run, rows(run)))
    with Store.resume(tmp_path / "study", identity(130)) as store:
        assert len(store) == 20 and 19 in store and 20 not in store
        for run in range(20, 130):
            store.add(run, pack(run, rows(run)))
    with Store.create(tmp_path / "at once", identity(130), FILES) as store:
        for run in range(130):
            store.add(run, pack(run, rows(run)))
    for name in ("study.json", "parts/part-00000.parquet", "parts/part-00001.parquet"):
        assert (tmp_path / "study" / name).read_bytes() == (tmp_path / "at once" / name).read_bytes()
    with pytest.raises(StudyError, match="its number of runs is 130, not 50"):
        Store.resume(tmp_path / "study", identity(50))


def test_a_latin_hypercube_cannot_be_made_longer(tmp_path: Path) -> None:
    Store.create(tmp_path / "study", identity(20, sampling="latin hypercube"), FILES).close()
    with pytest.raises(StudyError, match="its number of runs is 20, not 130"):
        Store.resume(tmp_path / "study", identity(130, sampling="latin hypercube"))
