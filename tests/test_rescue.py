"""Rescue planned from many runs and played back, and what the commands say."""

import builtins
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import palier
from overtaken import storeys
from palier.cli import app
from palier.reach import LedgePlace, Person, WindowPlace, reaches_of
from palier.report.reach import reach_html
from palier.rescue.watching import DEAD
from palier.scenario.document import dumps

pytest.importorskip("ortools")

from palier.plan import PlannerMissing, solve
from palier.rescue import NothingToPlan, rescue
from palier.rescue.ensemble import problem_of, watch
from palier.rescue.playback import play_plan, play_rule

RUNS = 2


@pytest.fixture(scope="module")
def clear():
    """The stair stays clear: a plan that sends the pair up it."""
    ensemble = watch(storeys("shut"), RUNS)
    problem = problem_of(ensemble)
    return ensemble, problem, solve(problem)


@pytest.fixture(scope="module")
def planned():
    return rescue(storeys("open"), RUNS)


def test_without_rescue_the_couple_is_trapped_from_the_start_and_dies_in_the_smoke(planned):
    ensemble = planned.ensemble
    assert ensemble.trapped == pytest.approx(45.0)
    assert np.all(np.isfinite(ensemble.falls))
    assert np.all(ensemble.harm[:, :, -1] == DEAD)


def test_the_way_up_the_stair_closes_when_smoke_fills_it_and_the_ladder_stays_open_until_they_fall(planned):
    can = planned.ensemble.can[0]
    times = planned.ensemble.times
    assert not can[0][:, times > 150.0].any()
    assert can[1][:, (times > 60.0) & (times < 900.0)].mean() > 0.9


def test_the_plan_sends_the_first_who_can_come_while_the_stair_is_clear(clear):
    ensemble, _, plan = clear
    (trip,) = plan.trips
    assert ensemble.names.teams[trip.team] == "neighbours, stair"
    assert set(trip.people) == {0, 1}


def test_a_plan_that_smoke_overtakes_is_made_again_and_saves_whom_the_stale_plan_loses(clear):
    stale = play_plan(storeys("open"), 0, *clear, most_replans=0)
    again = play_plan(storeys("open"), 0, *clear)
    assert (stale.harm == DEAD).all()
    assert not (again.harm == DEAD).any()
    assert again.taken_by == ("brigade, aerial ladder",) * 2
    assert stale.replans == ()
    (why,) = again.replans
    assert "the way of neighbours, stair to she is cut" in why.reason


def test_a_team_that_does_not_come_is_replaced_by_one_that_does(clear):
    scenario = storeys("shut")
    only = scenario.model_copy(update={"crews": {"brigade": scenario.crews["brigade"]}})
    played = play_plan(only, 0, *clear)
    assert played.taken_by == ("brigade, aerial ladder",) * 2
    assert played.replans[0].reason == "neighbours, stair does not come"
    assert play_plan(only, 0, *clear, most_replans=0).taken_by == (None, None)


def test_what_the_plan_expects_is_what_its_playback_gives_when_nothing_comes_in_between(clear):
    ensemble, problem, plan = clear
    for run in range(RUNS):
        played = play_plan(storeys("shut"), run, ensemble, problem, plan)
        assert played.replans == ()
        assert played.taken_at == pytest.approx(plan.trips[0].ends, abs=20.0)
        assert played.unhurt == pytest.approx(plan.unhurt, abs=1e-6)


def test_the_plan_is_played_against_nobody_first_come_and_infants_first(planned):
    table = planned.comparison
    assert list(table.index) == [
        "nobody is taken",
        "first come, first served",
        "infants first",
        "the plan, never made again",
        "the plan",
    ]
    assert table.loc["nobody is taken", "lives"] == 0.0
    assert table.loc["the plan", "lives"] >= table["lives"].max() - 1e-9
    more = table.loc["the plan", "lives"] - table["lives"]
    assert table["lives_more"].to_numpy() == pytest.approx(more.to_numpy())


def test_nobody_taken_ends_as_the_runs_that_the_plan_is_made_from(planned):
    played = play_rule(storeys("open"), 1, planned.ensemble, None)
    assert list(played.harm) == list(planned.ensemble.harm[1, :, -1])


def test_the_table_of_people_says_how_long_each_has(planned):
    she = planned.people.set_index("person").loc["she"]
    falls = planned.ensemble.falls[:, 0] - planned.ensemble.trapped[:, 0]
    assert she["left_10"] == falls.min()
    assert she["left_90"] == falls.max()
    assert she["collapses_in"] == 1.0


def test_the_risk_that_few_runs_cannot_show_falls_with_their_number(clear):
    problem = clear[1]
    assert problem.lives_left == pytest.approx(1.0 - 0.5 / (RUNS + 1.0))
    stair = problem.lives[0, 0]
    assert stair[0] > stair[len(stair) // 2] > problem.lives_left[0]


def test_a_page_and_three_tables_are_written(planned, tmp_path):
    planned.save(tmp_path / "out")
    assert {each.name for each in (tmp_path / "out").iterdir()} == {
        "rescue.html",
        "plan.csv",
        "people.csv",
        "comparison.csv",
    }
    page = (tmp_path / "out" / "rescue.html").read_text()
    for words in ("the rescue as a plan", "brigade, aerial ladder", "first come, first served", "95 % interval"):
        assert words in page


def test_where_nobody_is_trapped_there_is_nothing_to_plan():
    empty = storeys("shut").model_copy(update={"people": {}})
    with pytest.raises(NothingToPlan, match="nobody is trapped"):
        rescue(empty, 1)


def test_where_nobody_can_come_it_is_said():
    alone = storeys("shut").model_copy(update={"crews": {}})
    with pytest.raises(NothingToPlan, match=r"nobody can come.*Give 'crews' an entry with 'ways'"):
        rescue(alone, 1)


def without_ortools(monkeypatch):
    real = builtins.__import__

    def missing(name, *rest, **more):
        if name.startswith("ortools"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)


def test_without_the_planner_it_is_said_how_to_get_it(clear, monkeypatch):
    without_ortools(monkeypatch)
    with pytest.raises(PlannerMissing, match=r"pip install 'palier\[plan\]'"):
        solve(clear[1])
    with pytest.raises(PlannerMissing):
        rescue(storeys("open"), 10_000)  # before any of them is run


# ----------------------------------------------------------------------------- commands


def run(*words):
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "storeys.yaml"
    path.write_text(dumps(storeys("open")))
    return path


def test_the_command_tells_the_plan_the_gap_and_the_comparison(file, tmp_path):
    done = run("rescue", str(file), "--runs", "1", "--out", str(tmp_path / "plan"))
    assert done.exit_code == 0, done.output
    for words in ("Who takes whom", "expected to live", "In the simulation", "infants first", "Page:"):
        assert words in done.output
    again = run("rescue", str(file), "--runs", "1", "--out", str(tmp_path / "plan"))
    assert again.exit_code == 2
    assert "already holds" in again.output


def test_the_command_says_what_keeps_it_from_planning(tmp_path):
    path = tmp_path / "alone.yaml"
    path.write_text(dumps(storeys("shut").model_copy(update={"crews": {}})))
    done = run("rescue", str(path), "--runs", "1", "--no-compare")
    assert done.exit_code == 2
    assert "nobody can come" in done.output
    assert "Traceback" not in done.output


def test_reach_answers_for_a_gap_a_ledge_and_the_people_at_hand(tmp_path):
    page = tmp_path / "reach.html"
    words = [
        "--gap",
        "80 cm",
        "--ledge",
        "25 cm",
        "--helper",
        "39 male 1.88 m",
        "--take",
        "5 months",
        "--out",
        str(page),
    ]
    done = run("reach", *words, "--take", "90 95 kg")
    assert done.exit_code == 0, done.output
    assert "marginal" in done.output
    assert "risk of falling 0.3%" in done.output
    assert '<svg class="geometry"' in page.read_text()
    assert "refused" in run("reach", "--gap", "1.4 m", "--ledge", "25 cm").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "give either a scenario file or --gap"),
        (["--gap", "wide"], "--gap: 'wide' is not a number with a unit"),
        (["--gap", "60 m"], "--gap: 60 m is out of range"),
        (["--gap", "1 m", "--take", "baby"], "'baby' is not a person"),
        (["--gap", "1 m", "--helper", "39 male 4 m"], "out of the range of people"),
        (["--gap", "60 cm", "--ledge", "30 cm", "--rise", "3 m"], "--rise says nothing with --ledge"),
        (["--gap", "60 cm", "--ledge", "30 cm", "--giver", "4", "--rise", "0 m"], "--rise and --giver say nothing"),
        (["--gap", "60 cm", "--above", "3 m"], "--above says nothing without --ledge"),
        (["here.yaml", "--helper", "4", "--take", "9"], "leave out --take and --helper, or the file"),
    ],
)
def test_reach_says_what_it_does_not_understand(words, said):
    done = run("reach", *words)
    assert done.exit_code == 2
    assert said in done.output


def test_reach_in_python_and_of_a_scenario_agree_with_what_the_engine_uses():
    scenario = palier.load(Path(__file__).parents[1] / "examples" / "paris-18e.yaml")
    (found,) = reaches_of(scenario)
    assert found.verdict.level == "marginal"
    by_hand = palier.reach(LedgePlace(0.7, 0.25, window_above=1.0), Person(39, "male", 1.88), height=found.height)
    assert by_hand.risk == found.risk
    assert [each.takes for each in found.people] == [90.0, 67.5, 67.5, 37.5, 37.5, 90.0]


def test_whoever_cannot_walk_does_not_climb_across():
    people = tuple(
        Person(age, mass=60.0, mobility=m) for age, m in ((80, "wheelchair"), (85, "bedridden"), (80, "cane"))
    )
    found = palier.reach(LedgePlace(0.6, 0.35), Person(39, "male", 1.88), people)
    assert [each.verdict.level for each in found.people] == ["refused", "refused", "marginal"]
    assert "cannot climb" in found.people[0].verdict.reason
    done = run("reach", "--gap", "60 cm", "--ledge", "35 cm", "--take", "80 wheelchair 60 kg", "--take", "80 60 kg")
    assert done.output.count("cannot climb") == 1


@pytest.mark.parametrize(
    ("place", "helper", "said"),
    [
        (
            WindowPlace(0.3, 0.0, Person(3)),
            Person(30),
            "3 years is too young to pass anybody on; 15 years is the least",
        ),
        (WindowPlace(0.3), Person(0.5), "6 months is too young to help; 14 years is the least"),
        (LedgePlace(0.2, 0.3, 0.3, 0.2), Person(3), "3 years is too young to help"),
        (LedgePlace(0.5), Person(40, mobility="cane"), "who needs a cane cannot help"),
        (
            WindowPlace(0.3, 0.0, Person(80, mobility="bedridden")),
            Person(30),
            "who is bedridden cannot pass anybody on",
        ),
        (WindowPlace(0.3, 0.0, None), Person(30), "nobody grown lives behind the window"),
    ],
)
def test_nobody_helps_who_is_too_small_or_cannot_walk(place, helper, said):
    found = palier.reach(place, helper, (Person(0.1),))
    assert said in found.verdict.reason
    assert [found.verdict.level, found.people[0].verdict.level] == ["refused", "refused"]
    assert "<svg" in reach_html([found])


def test_whoever_takes_over_inside_is_drawn():
    pictures = [reach_html([palier.reach(LedgePlace(0.6, receiver=each), Person(40))]) for each in (True, False)]
    assert [page.count('class="head"') for page in pictures] == [2, 1]
    assert "receiver 0.60 m" in pictures[0]
    assert "nobody takes over" in pictures[1]


def test_two_who_lean_out_meet_over_what_their_statures_give():
    place = WindowPlace(1.2, 0.0, Person(30, "female", 1.65))
    found = palier.reach(place, Person(40, "male", 1.80), (Person(0.4), Person(9)))
    assert found.verdict.level == "marginal"  # easily 0.34 and at most 0.43 of 3.45 m: 1.17 and 1.48 m
    assert [each.verdict.level for each in found.people] == ["marginal", "refused"]
    assert palier.reach(place, Person(40, "male", 1.80), height=3.0).deadly < found.deadly
