"""Why people did what they did, from Python, from a saved run, on the command line and in the report."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import palier
from palier.cli import app
from palier.engine import decisions as D
from palier.engine import event_codes
from palier.engine.names import Names
from palier.engine.scene import DECISION
from palier.result import Run, story
from palier.result import decisions as told
from palier.result.decisions import closed_places, decisions_table, explain
from test_coupling import LATE, fleeing, stair

CAUTIOUS = {**LATE, "members": [{"name": "she", "age": 40}, {"name": "child", "age": 2}], "turns_back_below": "3 m"}


@pytest.fixture(scope="module")
def run() -> Run:
    return palier.simulate(stair({"below": fleeing(True), "above": CAUTIOUS}))


@pytest.fixture(scope="module")
def saved(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("why") / "run")


def test_before_any_cue_there_is_no_decision_and_it_says_so(run: Run):
    told = run.why("she", 30.0)
    assert told.decision is None
    assert "unaware" in str(told)
    assert "knew nothing of the fire" in str(told)


def test_after_turning_back_it_tells_what_was_seen_the_limit_and_what_was_closed(run: Run):
    turned = run.events[run.events["kind"] == "turns back"].iloc[0]
    told = run.why("she", float(turned["time"]) + 0.01)
    made = run.decisions[(run.decisions["person"] == "she") & (run.decisions["choice"] == "turns back")].iloc[0]
    assert made["found"] < made["held_against"] == 4.0  # at the own door, for 3 m on the way
    assert told.closed == {str(turned["object"]): pytest.approx(float(turned["time"]), abs=0.01)}
    assert "held to be full of smoke" in str(told)
    assert told.known[0].endswith(".")
    end = run.why("she", 1500.0)
    assert end.decision is not None
    assert end.decision["choice"] == "shelters"
    assert "every way out is held to be closed by smoke" in str(end)
    left = run.decisions[(run.decisions["person"] == "she") & (run.decisions["choice"] == "leaves")]
    assert all(text.endswith("turns back where one sees less than 3.0 m") for text in left["text"])


def test_who_is_carried_decides_nothing(run: Run):
    told = run.why("child", 1500.0)
    assert told.decision is None
    assert "led or carried" in str(told)
    assert "she gets child ready" in told.led[0]


def test_who_is_left_by_a_carer_who_fell_is_not_told_to_have_known_nothing():
    events = pd.DataFrame(
        [
            (60.0, "collects", "mum", "girl", "mum gets girl ready to leave the bedroom."),
            (90.0, "left behind", "girl", "landing", "girl is left alone in landing: mum cannot carry or lead them."),
            (270.0, "dead", "girl", "landing", "girl dies in landing, of gas."),
        ],
        columns=["time", "kind", "subject", "object", "text"],
    )
    none = decisions_table(NAMES, None)
    late = str(explain(none, events, "girl", 200.0, "in refuge, in landing"))
    assert "knew nothing" not in late
    assert "1:30  girl is left alone" in late
    assert "dies" not in late
    assert "knew nothing" in str(explain(none, events, "girl", 30.0, "unaware, in bedroom"))


NAMES = Names([], [], [], [], ["chair", "bed"], [], [], [], [], [], [], [], mobility=["wheelchair", "bedridden"])


@pytest.mark.parametrize(
    ("reason", "other", "words"),
    [
        (D.SMOKE, "", "held to be closed by smoke or heat"),
        (D.NO_STAIRS, "", "by stairs, which this person, in a wheelchair, cannot take"),
        (D.NO_STAIRS, "bed", "by stairs, which bed, bedridden, cannot take"),
        (D.SHUT, "", "locked or stuck"),
    ],
)
def test_each_reason_to_wait_has_its_own_sentence(reason, other, words):
    scene = SimpleNamespace(decided=np.zeros(1, DECISION), decided_count=[1])
    scene.decided[0]["choice"], scene.decided[0]["reason"], scene.decided[0]["place"] = D.SHELTERS, reason, -1
    scene.decided[0]["other"] = NAMES.people.index(other) if other else -1
    (told,) = decisions_table(NAMES, scene)["text"]
    assert told.endswith(words)


def test_a_saved_run_says_the_same(run: Run, saved: Path):
    again = Run.open(saved)
    assert str(again.why("she", 900.0)) == str(run.why("she", 900.0))
    assert again.decisions.equals(run.decisions)


def test_wrong_names_and_times_are_told_with_what_there_is(run: Run):
    with pytest.raises(ValueError, match=r"nobody is called 'shee'\. Did you mean 'she'\?"):
        run.why("shee", 10.0)
    with pytest.raises(ValueError, match="from 0 to 1500 s, and 1501 s is outside"):
        run.why("she", 1501.0)


def test_a_way_that_clears_is_no_longer_held_to_be_closed(run: Run):
    turned = run.decisions[run.decisions["choice"] == "turns back"].iloc[[0]]
    cleared = turned.assign(choice="tries again", time=turned["time"] + 60.0)
    both = type(turned)(list(turned.to_dict("records")) + list(cleared.to_dict("records")))
    when = float(turned["time"].iloc[0])
    assert closed_places(both, "she", when + 30.0)
    assert closed_places(both, "she", when + 90.0) == {}


def test_the_command_line_answers_and_refuses_in_a_line(saved: Path, tmp_path: Path):
    runner = CliRunner()
    good = runner.invoke(app, ["why", str(saved), "she", "15:00"])
    assert good.exit_code == 0
    assert good.stdout.startswith("she at 15:00: ")
    for words, message in (
        ([str(saved), "he", "15 min"], "nobody is called 'he'"),
        ([str(saved), "she", "soon"], "'soon' is not a time"),
        ([str(saved), "she", "1:75"], "'1:75' is not a time"),
        ([str(saved), "she", "2 h"], "outside it"),
        ([str(tmp_path), "she", "15 min"], "holds no run"),
    ):
        bad = runner.invoke(app, ["why", *words])
        assert bad.exit_code == 2
        assert message in bad.stderr
        assert "Traceback" not in bad.stderr


def test_the_report_tells_decisions_and_maps_what_was_known(run: Run, tmp_path: Path):
    run.to_html(tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Decides: turns back before" in page
    assert page.count('class="knowledge"') == 1  # the one who held something to be closed
    assert "k-closed" in page


def test_every_choice_and_every_event_has_its_words():
    assert set(told.CHOICES) == set(told._TEXT) == set(range(len(told.CHOICES)))
    codes = {code for name, code in vars(event_codes).items() if name.startswith("EV_")}
    assert len(codes) == len([name for name in vars(event_codes) if name.startswith("EV_")])
    assert codes == set(story.TOLD)
