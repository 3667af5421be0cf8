"""What a careless or hostile user can hand over, and what must not follow: a traceback, a hang, a spoilt directory."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import palier
from palier import cli
from palier.compare import AS_DESCRIBED
from palier.report import charts
from palier.result import RunExists
from palier.result.store import write_whole
from palier.scenario.document import load, loads
from palier.scenario.problems import ScenarioError
from palier.scenario.scenario import Simulation

BASE = """\
title: T
building: {block: {storeys: 3}}
fires: {sofa: {room: flat-1-left/living}}
people: {flat-2-left: {members: [30, 5]}}
simulation: {duration: 1 min}
"""


def said(old: str, new: str) -> str:
    assert old in BASE
    with pytest.raises(ScenarioError) as caught:
        loads(BASE.replace(old, new))
    return str(caught.value)


def block_with(more: str) -> tuple[str, str]:
    return "{storeys: 3}}", f"{{storeys: 3}}, {more}}}"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("1 min", "1 min, longest_step: 1e-9 s"), "longest_step: '1e-9 s' is out of range"),
        (("1 min", "1 min, output_every: 7 s"), "write 'duration: 63 s'"),
        (("living}", "living, growth: 0 W/s²}"), "growth: 0 W/s² is not between"),
        (("living}", "living, growth: -3 W/s²}"), "growth: -3 W/s² is not between"),
        (("living}", "living, peak: 1e12 MW}"), "out of range: it must be at most 1e+10 W"),
        (("living}", "living, curve: [[0 s, 0 W], [1 min, 1e30 MW]]}"), "look at the unit"),
        (("living}", "living, ignition: {above: -500 °C}}"), "above: '-500 °C' is out of range"),
        (block_with("openings: {flat-1-left/living window: {width: 50 m}}"), "wider than the longest wall"),
        (block_with("openings: {flat-1-left entrance: {leakage: 9 m²}}"), "more than the whole opening"),
        (block_with("linings: {plaster: {conductivity: 1e300, density: 1, specific_heat: 1, thickness: 1}}"), "10000"),
        (block_with("rooms: {x: {storey: 0, width: 1 nm, depth: 1, sealed: yes}}"), "at least 0.05 m"),
        (("title: T", 'title: "a\\e[31m"'), "cannot be shown or kept"),
        (("title: T", 'title: "\\ud800"'), "cannot be shown or kept"),
        (("title: T", 'title: {value: T, source: "\\0"}'), "cannot be shown or kept"),
        (("title: T", 'title: T\n"\\0": 3'), "cannot be shown or kept"),
    ],
)
def test_what_no_run_could_stand_is_refused_with_its_line(change, expected):
    message = said(*change)
    assert expected in message
    assert message.startswith("scenario:")
    assert len(message.splitlines()) == 1


def test_carers_who_wait_for_each_other_are_refused():
    text = "[{name: a, age: 30, carer: b}, {name: b, age: 31, carer: c}, {name: c, age: 32, carer: a}]"
    assert "would each wait for the other" in said("[30, 5]", text)


def test_a_small_child_is_no_carer():
    assert "'a' is too young" in said("[30, 5]", "[{name: a, age: 3}, {age: 40, carer: a}]")


def test_a_chain_of_carers_that_ends_is_fine():
    text = "[{name: a, age: 30}, {name: b, age: 31, carer: a}, {age: 1, carer: b}]"
    assert loads(BASE.replace("[30, 5]", text)).people["flat-2-left"].members[2].carer == "b"


def test_one_wrong_member_is_one_error():
    assert len(said("[30, 5]", "[300]").splitlines()) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('{add: {openings: {zz: {width: 3}}}, open: "*"}', "'kind' is missing"),
        ('{add: {openings: {zz: 5}}, open: "*"}', "is not a mapping"),
        ("{add: [alarms, {alarms: {zz: 3}}]}", "is not a mapping"),
        ("{add: [closers, {openings: {zz: {kind: door, between: [landing-2]}}}]}", "is missing"),
        ('{set: {building.openings.flat-1-left entrance: 3}, open: "flat-1-left entrance"}', "is not a mapping"),
    ],
)
def test_a_malformed_addition_of_a_variant_is_an_error_not_a_crash(change, expected):
    assert expected in said("title: T", f"title: T\nvariants: {{v: {change}}}")


def test_measures_see_what_the_same_variant_adds():
    room = "{rooms: {zz: {storey: 0, width: 3, depth: 3, flat: new, sealed: yes}}}"
    changed = palier.variant(loads(BASE + f"variants: {{v: {{add: [alarms, {room}]}}}}"), "v")
    assert changed.alarms["new alarm"].room == "zz"


def test_a_variant_cannot_take_the_name_of_the_scenario_itself():
    assert "means the scenario itself" in said("title: T", f"title: T\nvariants: {{{AS_DESCRIBED}: {{add: alarms}}}}")


@pytest.mark.parametrize(("every", "longest", "step"), [(5, 1, 1), (5, 0.3, 5 / 17), (0.5, 5, 0.5), (7, 2, 1.75)])
def test_the_step_fits_between_two_kept_states_and_is_never_longer_than_allowed(every, longest, step):
    assert Simulation(output_every=every, longest_step=longest).step == pytest.approx(step, rel=1e-12)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_without_end_is_refused():
    with pytest.raises(ScenarioError, match="more than the 1 MB"):
        load("/dev/zero")


# ------------------------------------------------------------------------------ directories


def write_one(made: Path) -> None:
    (made / "summary.json").write_text("new")


def test_a_directory_that_is_there_stays_the_same_one(tmp_path):
    before = tmp_path.stat().st_ino
    write_whole(tmp_path, write_one, force=False)
    (tmp_path / "people.csv").write_text("old")
    write_whole(tmp_path, write_one, force=True)
    assert tmp_path.stat().st_ino == before
    assert [each.name for each in tmp_path.iterdir()] == ["summary.json"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_failure_while_writing_leaves_everything_as_it_was(tmp_path, is_there):
    out = tmp_path / "new" / "out"
    if is_there:
        out.mkdir(parents=True)
        (out / "summary.json").write_text("old")

    def interrupted(made: Path) -> None:
        write_one(made)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(out, interrupted, force=True)
    kept = {str(each.relative_to(tmp_path)) for each in tmp_path.rglob("*")}
    assert kept == ({"new", "new/out", "new/out/summary.json"} if is_there else set())
    assert not is_there or (out / "summary.json").read_text() == "old"


def test_a_failure_while_putting_results_in_place_brings_the_old_ones_back(tmp_path, monkeypatch):
    (tmp_path / "summary.json").write_text("old")
    (tmp_path / "events.csv").write_text("old")
    really = Path.rename

    def rename(self, target):
        if self.read_text() == "new" and Path(target).parent == tmp_path.resolve():
            raise OSError(28, "No space left on device")
        return really(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path, write_one, force=True)
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"summary.json": "old", "events.csv": "old"}


def test_force_spares_a_folder_that_only_has_the_name_of_a_variant(tmp_path):
    (tmp_path / "alarms").mkdir()
    (tmp_path / "alarms" / "thesis.doc").write_text("x")
    with pytest.raises(RunExists, match=r"alarms/thesis\.doc, which palier did not write"):
        write_whole(tmp_path, write_one, force=True, owned={"compare.html", "alarms"})


def test_what_a_killed_run_left_does_not_block_the_next(tmp_path):
    (tmp_path / ".palier-abc").mkdir()
    write_whole(tmp_path, write_one, force=False)
    assert (tmp_path / "summary.json").read_text() == "new"


@pytest.mark.parametrize("content", ["{", "", "[]", "{}", "\x00"])
def test_report_of_a_damaged_run_is_refused_in_words(tmp_path, content):
    (tmp_path / "summary.json").write_text(content)
    (tmp_path / "report.html").write_text("old")
    result = CliRunner().invoke(cli.app, ["report", str(tmp_path)])
    assert result.exit_code == 2
    assert "cannot be read back" in result.stderr
    assert (tmp_path / "report.html").read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["report.html", "summary.json"]


def test_a_damaged_comparison_is_refused_before_any_work(tmp_path):
    file, out = tmp_path / "s.yaml", tmp_path / "out"
    file.write_text(BASE + "variants: {v: {add: alarms}}")
    out.mkdir()
    (out / "compare.csv").write_text("")
    result = CliRunner().invoke(cli.app, ["compare", str(file), "--out", str(out), "--force"])
    assert (result.exit_code, "cannot be read" in result.stderr) == (2, True)


def test_a_title_like_markup_is_shown_as_it_stands(capsys):
    with cli._progress("a [/b] [red]", 10.0, False) as progress:
        progress(5.0)


def test_a_file_too_large_is_refused_once_and_plainly(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text("#" * 1_200_000)
    with pytest.raises(ScenarioError) as caught:
        load(file)
    assert str(caught.value) == f"{file}: the file has 1.2 MB; a scenario has at most 1 MB"


def test_a_chart_of_a_run_that_stopped_at_once_is_drawn():
    assert charts._x(0.0, 0.0) == charts._x(0.0, 10.0)


def test_a_building_without_anybody_or_anything_burning_gets_its_report(tmp_path):
    box = "building: {rooms: {box: {storey: 0, width: 2, depth: 2, sealed: yes}}}\nsimulation: {duration: 10}"
    run = palier.simulate(loads(box))
    run.save(tmp_path / "out")
    assert run.completed
    assert run.people.empty
    assert "fed" in palier.Run.open(tmp_path / "out").people.columns


def test_a_place_for_compiled_code_that_cannot_be_written_is_said_with_the_remedy(capsys):
    with pytest.raises(typer.Exit) as left, cli.said_plainly():
        raise RuntimeError("cannot cache function 'f': no locator available for file 'f.py'")
    assert left.value.exit_code == 2
    assert "set NUMBA_CACHE_DIR" in capsys.readouterr().err


def test_an_error_of_palier_itself_is_not_hidden():
    with pytest.raises(RuntimeError, match="something else"), cli.said_plainly():
        raise RuntimeError("something else")
