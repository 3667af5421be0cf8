"""`palier validate --incidents` and `--casualties`: unknowns, measures, checks, the shipped fires, the command."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from fake_run import fake_run, fake_scenario
from palier.cli import app
from palier.report.incidents import drawn_words, incidents_html, number, strip_svg
from palier.scenario.document import loads
from palier.scenario.problems import ScenarioError
from palier.scenario.scenario import Variant
from palier.simulate import simulate
from palier.studies import estimates
from palier.studies.definition import AS_IS, Measure, Strata, StudyDefinition
from palier.studies.study import load_study
from palier.studies.summary import Summary
from palier.studies.variables import Variable
from palier.validation import casualties, incidents
from palier.validation.campaign import Outcome, write_ledger
from palier.validation.incidents import Check, Incident, drawn, read_incident, scenario_of
from palier.validation.incidents_measures import MEASURES, moment, take
from palier.validation.incidents_runs import Fire, Result, evaluate, quantile
from study_rows import database

COUNTED = (
    *("dead", "severe", "hospital", "minor", "dead_elsewhere", "hurt_elsewhere", "trapped", "trapped_at_end"),
    *("rescued", "out_by_themselves", "jumped"),
)
LIGHT = """
title: a light fire
building:
  rooms:
    room: {storey: 0, width: 4 m, depth: 4 m, flat: home}
  openings:
    door: {kind: door, between: [room, outside], state: open}
fires:
  chair: {room: room, growth: fast, peak: 1 MW}
people:
  home: {members: [40]}
  guests: {room: room, members: [30]}
simulation: {duration: 1 min}
variants:
  nobody: {remove: people}
"""
CHECKS = """
title: A light fire
scenario: light.yaml
unknowns:
  growth: {set: fires.chair.growth, uniform: [0.02, 0.06], unit: kW/s², reason: unknown}
checks:
  nobody dies: {says: Nobody dies, measure: deaths, at_most: 0}
  many die: {says: Ten die, measure: deaths, at_least: 10, each_run: yes}
  empty: {says: Nobody is there to die, measure: deaths, variant: nobody, at_most: 0}
"""


@pytest.fixture
def light(tmp_path):
    (tmp_path / "light.yaml").write_text(LIGHT)
    file = tmp_path / "light.checks.yaml"
    file.write_text(CHECKS)
    return file


@pytest.fixture(scope="module")
def run():
    return fake_run()


def cli(*words):
    return CliRunner().invoke(app, ["validate", *map(str, words)])


# ------------------------------------------------------------------------------------------------ unknowns


def one(**unknown):
    return Incident(title="t", scenario="s.yaml", unknowns={"it": Variable(**unknown)})


def test_the_same_seed_and_run_draw_the_same_and_others_do_not():
    incident = one(set="fires.sofa.peak", uniform=(1, 9), unit="MW")
    scenario = fake_scenario()
    scenario = scenario.model_copy(update={"fires": {"sofa": next(iter(scenario.fires.values()))}})
    peaks = [drawn(incident, scenario, seed, run).fires["sofa"].peak for seed, run in ((1, 0), (1, 0), (1, 1), (2, 0))]
    assert peaks[0] == peaks[1]
    assert len(set(peaks)) == 3
    assert all(1e6 <= peak <= 9e6 for peak in peaks)


def test_an_unknown_more_leaves_the_draws_of_the_others_as_they_were():
    scenario = fake_scenario()
    name = next(iter(scenario.fires))
    alone = one(set=f"fires.{name}.area", uniform=(1, 9))
    more = Incident(
        title="t",
        scenario="s.yaml",
        unknowns={"first": Variable(set="site.wind_speed", uniform=(0, 5)), **alone.unknowns},
    )
    assert drawn(alone, scenario, 3, 0).fires[name].area == drawn(more, scenario, 3, 0).fires[name].area


def test_a_variant_meets_the_same_draws_and_its_own_values_win():
    scenario = fake_scenario()
    name = next(iter(scenario.fires))
    incident = Incident(
        title="t",
        scenario="s.yaml",
        unknowns={
            "area": Variable(set=f"fires.{name}.area", uniform=(1, 9)),
            "wind": Variable(set="site.wind_speed", uniform=(1, 5)),
        },
    )
    calm = scenario.model_copy(update={"variants": {"calm": Variant(set={"site.wind_speed": 0.0})}})
    base, changed = drawn(incident, calm, 1, 0), drawn(incident, calm, 1, 0, "calm")
    assert base.fires[name].area == changed.fires[name].area
    assert base.site.wind_speed > 0.0
    assert changed.site.wind_speed == 0.0


def test_each_gives_every_match_its_own_draw_and_otherwise_all_get_the_same():
    scenario = fake_scenario()
    each = drawn(one(set="people.*.pre_movement_median", each=True, uniform=(10, 90), unit="s"), scenario, 1, 0)
    alike = drawn(one(set="people.*.pre_movement_median", uniform=(10, 90), unit="s"), scenario, 1, 0)
    assert len({home.pre_movement_median for home in each.people.values()}) == len(each.people) > 2
    assert len({home.pre_movement_median for home in alike.people.values()}) == 1


def test_choices_come_as_often_as_their_weights_say():
    unknown = Variable(set="x.y", choice=("a", "b"), weights=(3, 1))
    values = [unknown.value(u) for u in np.random.default_rng(1).random(2000)]
    assert abs(values.count("a") / 2000 - 0.75) < 0.03


def test_a_lognormal_has_its_median_and_is_cut_where_it_says():
    unknown = Variable(set="x.y", lognormal=(2.0, 1.0), largest=5.0)
    values = np.array([unknown.value(u) for u in np.random.default_rng(1).random(2000)])
    assert np.median(values) == pytest.approx(2.0, rel=0.08)
    assert values.max() == 5.0


def test_households_are_removed_with_their_probability():
    scenario = fake_scenario()
    left = [len(drawn(one(remove="people.*", chance=0.5), scenario, 1, run).people) for run in range(60)]
    assert min(left) < len(scenario.people)
    assert np.mean(left) == pytest.approx(0.5 * len(scenario.people), rel=0.2)


@pytest.mark.parametrize(
    ("unknown", "said"),
    [
        ("{set: fires.chair.growth}", "say how it varies: one of uniform"),
        ("{set: fires.chair.growth, uniform: [1, 2], choice: [1]}", "say one of uniform and choice, not both"),
        ("{uniform: [1, 2]}", "'set' says which paths get the value"),
        ("{set: fires.chair.growth, choice: [1, 2], weights: [1]}", "1 weights for 2 choices"),
        ("{set: fires.chair.growth, unifrom: [1, 2]}", "'unifrom' is not known here. Did you mean 'uniform'"),
    ],
)
def test_a_wrong_unknown_is_told_with_its_line(light, unknown, said):
    light.write_text(
        CHECKS.replace("{set: fires.chair.growth, uniform: [0.02, 0.06], unit: kW/s², reason: unknown}", unknown)
    )
    with pytest.raises(ScenarioError, match=f"{light.name}:5:.*{said.replace('(', '.')}"):
        read_incident(light)


def test_a_path_that_the_scenario_does_not_have_is_told(light):
    light.write_text(CHECKS.replace("fires.chair.growth", "fires.sofa.growth"))
    with pytest.raises(ScenarioError, match=r"'sofa.growth'"):
        scenario_of(read_incident(light), light)
    light.write_text(CHECKS.replace("fires.chair.growth", "people.flat-*.starts"))
    with pytest.raises(ScenarioError, match="nothing in the scenario matches"):
        scenario_of(read_incident(light), light)


# ------------------------------------------------------------------------------------------------ measures


@pytest.mark.parametrize(
    ("measure", "given", "expected"),
    [
        ("deaths", {}, 1),
        ("deaths", {"households": "family"}, 0),
        ("deaths in", {"places": "flat-4-left/*"}, 1),
        ("deaths in", {"places": "landing-*"}, 0),
        ("share of deaths in", {"places": ["flat-4-*", "landing-*"]}, 100),
        ("levels of deaths", {}, 1),
        ("people down in", {"places": "flat-4-left/*", "at": "16 min"}, 1),
        ("people down in", {"places": "flat-4-left/*", "at": "14 min"}, 0),
        ("share of the dead lost by", {"at": "16 min"}, 100),
        ("share of the dead lost by", {"at": "10 min"}, 0),
        ("storeys above the fire of those who fell", {}, 2),
        ("storeys above the fire of those who fell", {"started_above": 3}, None),
        ("share of deaths in the stair above the fire", {"lowest": 1, "highest": 9}, 0),
        ("other flats that burn", {}, 0),
        ("turned back", {"households": "family", "below": 3, "from_storey": 4}, 1),
        ("turned back", {"households": "family", "below": 1}, 0),
        ("turned back", {"households": "family", "from_storey": 5}, 0),
        ("rescued by", {"households": "family", "who": "man next door"}, 6),
        ("stair impassable", {"places": "landing-*", "at": "0 s"}, 0),
        ("stair impassable", {"places": "landing-*", "at": "10 min"}, 1),
        ("tried and went home", {}, 50),
        ("tried and got out", {}, 50),
        ("tried and sheltered with a neighbour", {}, 0),
    ],
)
def test_a_measure_reads_the_hand_made_run(run, measure, given, expected):
    assert take(measure, run, given) == expected


def test_the_hurt_of_a_run_are_those_who_lived(run):
    classes = run.people["outcome"].value_counts()
    assert take("hurt", run, {}) == sum(classes.get(each, 0) for each in ("minor", "hospital", "severe"))


def test_smoke_is_measured_where_and_when_it_is(run):
    table = run.tenability.set_index("place")
    dark = table.loc[["landing-3", "landing-4"], "visibility_under_3_m"].max()
    assert take("minutes until dark", run, {"places": ["landing-3", "landing-4"]}) == pytest.approx(dark / 60.0)
    assert take("minutes until dark", run, {"places": "landing-[01]"}) == math.inf
    after = take("minutes until dark", run, {"places": "landing-3", "after": "call"})
    assert after == pytest.approx((table.loc["landing-3", "visibility_under_3_m"] - 48.0) / 60.0)
    assert take("lowest visibility", run, {"places": "landing-3"}) == pytest.approx(
        table.loc["landing-3", "lowest_visibility"], abs=0.01
    )
    assert take("lowest visibility", run, {"places": "landing-3", "until": "30 s"}) == 30.0
    hottest = take("hottest", run, {"places": "landing-3", "until": "30 min"})
    assert hottest == pytest.approx(table.loc["landing-3", "highest_temperature"] - 273.15, abs=0.01)
    assert take("growth of smoke", run, {"places": "landing-3", "at": "2 min", "within": "5 min"}) > 3.0
    assert take("growth of smoke", run, {"places": "landing-0", "at": "2 min"}) < 1.01


def test_the_highest_dose_of_a_household_grows_with_time(run):
    early, late = (take("highest dose", run, {"households": "couple", "at": at}) for at in ("6 min", "20 min"))
    assert 0.0 < early < late


def test_a_ratio_of_death_rates_needs_somebody_who_died(run):
    assert take("ratio of death rates", run, {"of": "family", "to": "couple"}) == 0.0
    assert take("ratio of death rates", run, {"of": "couple", "to": "family"}) is None


def test_times_are_counted_from_moments_of_the_run(run):
    assert moment(run, "call") == 48.0
    assert moment(run, "call + 2 min") == 168.0
    assert moment(run, "call - 8 s") == 40.0
    assert moment(run, "12 min") == 720.0
    assert moment(run, "start") == 0.0
    assert moment(run, "water") == 1210.0
    assert moment(run, "arrival") is None
    assert moment(run, "flat-6-right/bedroom-window opens") == pytest.approx(302.0, abs=5.0)
    with pytest.raises(ValueError, match="or a moment: start"):
        moment(run, "teatime")
    with pytest.raises(ValueError, match="no room is called"):
        take("lowest visibility", run, {"places": "cellar"})


def test_the_fire_flat_is_left_when_its_first_person_comes_out():
    left = simulate(loads(LIGHT.replace("1 min", "3 min")))
    assert moment(left, "fire flat left") == pytest.approx(float(left.people["end_at"].min()), abs=0.01)
    assert moment(fake_run(), "fire flat left") is None


def test_every_measure_says_what_it_is():
    for name, measure in MEASURES.items():
        assert (measure.take.__doc__ or "").strip().endswith("."), name


# ------------------------------------------------------------------------------------------------ checks


def result(values, failed=0, **check):
    given = {"says": "Few die", "measure": "deaths", "at_most": 2.0, **check}
    return Result("fire", "few", Check(**given), tuple(values), failed)


def test_a_check_holds_where_the_median_lies_in_its_bound():
    assert result([0.0, 1.0, 9.0]).met
    assert not result([3.0, 4.0, 0.0]).met
    assert not result([0.0, 1.0, 2.0], at_least=1.5, at_most=9.0).met


def test_a_fact_holds_where_four_runs_in_five_do():
    assert result([0.0] * 8 + [9.0] * 2, each_run=True).met
    assert not result([0.0] * 7 + [9.0] * 3, each_run=True).met


def test_runs_that_failed_count_against_a_fact():
    assert result([0.0] * 8, failed=2, each_run=True).met
    assert not result([0.0] * 8, failed=3, each_run=True).met


def test_a_number_that_most_runs_lack_meets_no_check():
    assert result([0.0, None, 1.0]).met
    assert not result([0.0, None, None]).met
    assert result([None]).median is None


def test_what_never_came_is_no_number_to_average():
    assert quantile([1.0, 2.0, math.inf], 0.5) == 2.0
    assert quantile([1.0, math.inf], 0.5) == math.inf
    assert quantile([1.0, 2.0], 0.5) == 1.5
    assert quantile([], 0.5) is None


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("{says: x, measure: death, at_most: 0}", "there is no measure 'death'. Did you mean 'deaths'"),
        ("{says: x, measure: deaths}", "a check needs 'at_least' or 'at_most'"),
        ("{says: x, measure: deaths in, at_most: 0}", "'deaths in' needs places under 'of'"),
        (
            "{says: x, measure: deaths, of: {household: a}, at_most: 0}",
            "knows no 'household'. Did you mean 'households'",
        ),
    ],
)
def test_a_wrong_check_is_told_with_its_line(light, check, said):
    light.write_text(CHECKS.replace("{says: Nobody dies, measure: deaths, at_most: 0}", check))
    with pytest.raises(ScenarioError, match=f"{light.name}:7:.*{said}"):
        read_incident(light)


def test_a_check_of_a_variant_that_is_not_there_is_told(light):
    light.write_text(CHECKS.replace("variant: nobody", "variant: nobdy"))
    with pytest.raises(ScenarioError, match=r"has no variant 'nobdy'. Did you mean 'nobody'"):
        scenario_of(read_incident(light), light)


# ------------------------------------------------------------------------------------------ the shipped fires


@pytest.mark.parametrize("name", sorted(incidents.shipped()))
def test_a_shipped_fire_loads_and_its_unknowns_can_be_drawn(name):
    file = incidents.shipped()[name]
    incident = read_incident(file)
    scenario = scenario_of(incident, file)
    assert incident.accounts
    assert {note.path for note in incident.notes} >= {f"unknowns.{unknown}" for unknown in incident.unknowns}
    for note in (*incident.notes, *scenario.notes):
        assert note.source if note.status == "known" else note.reason or note.source, note
    for changed in {None, *(check.variant for check in incident.checks.values())}:
        told = drawn(incident, scenario, 1, 0, changed)
        assert told.people
        assert told.simulation.seed == 1


def test_the_five_fires_are_there():
    assert sorted(incidents.shipped()) == [
        "ambleside-1997",
        "paris-18e",
        "prospect-avenue-2017",
        "strand-2014",
        "west-60th-1998",
    ]


def test_a_fire_that_is_not_shipped_is_told_with_those_that_are():
    with pytest.raises(ScenarioError, match="Did you mean 'strand-2014'"):
        incidents.find("strand-2041")


# ------------------------------------------------------------------------------------------------ the command


def test_a_light_fire_runs_from_the_command_line_and_a_check_that_fails_is_told(light, tmp_path):
    out = tmp_path / "out"
    done = cli("--incidents", "--name", light, "--runs", 2, "--workers", 1, "--out", out)
    assert done.exit_code == 0, done.output
    rows = {row["check"]: row for row in json.loads((out / "checks.json").read_text())}
    assert rows["nobody dies"]["met"]
    assert rows["nobody dies"]["runs"] == 2
    assert not rows["many die"]["met"]
    assert rows["empty"]["met"]
    assert "2 of 3 checks met" in done.output
    assert list(pd.read_csv(out / "checks.csv")["check"]) == list(rows)
    assert "not met" in (out / "incidents.html").read_text()
    again = cli("--incidents", "--name", light, "--runs", 2, "--out", out)
    assert again.exit_code == 2
    assert "--resume runs the others" in again.output
    fewer = cli("--incidents", "--name", light, "--runs", 1, "--workers", 1, "--out", out, "--force")
    assert fewer.exit_code == 0, fewer.output
    assert [row["runs"] for row in json.loads((out / "checks.json").read_text())] == [1, 1, 1]
    resumed = cli("--incidents", "--name", light, "--runs", 2, "--out", out, "--resume")
    assert resumed.exit_code == 0, resumed.output
    assert [row["runs"] for row in json.loads((out / "checks.json").read_text())] == [2, 2, 2]


def test_runs_that_failed_are_counted_and_told(light, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    write_ledger(out, [Outcome("light", f"as it was 00{k}", "stopped at 3 s", 1.0) for k in (1, 2)])
    [fire] = evaluate({"light": light}, out)
    assert [each.failed for each in fire.results] == [2, 2, 0]
    assert not any(each.met for each in fire.results)
    assert "2 of 2 runs did not end" in incidents_html([fire], "1")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--incidents", "--small"], "--incidents and --small do not go together"),
        (["--casualties", "--incidents"], "--incidents and --casualties do not go together"),
        (["--casualties", "--name", "x"], "--casualties and --name do not go together"),
        (["--name", "paris-18e"], "add --incidents"),
        (["--incidents", "--name", "pari-18e"], "Did you mean 'paris-18e'"),
        (["--incidents", "--name", "none.yaml"], "there is no such file"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_runs(words, said, tmp_path):
    done = cli(*words, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_the_page_escapes_what_files_say(light):
    incident = read_incident(light).model_copy(update={"title": "<b>fire</b>"})
    page = incidents_html([Fire("x", incident, [result([0.0, 5.0])], [], 2, [])], "1")
    assert "<b>fire</b>" not in page
    assert "&lt;b&gt;fire&lt;/b&gt;" in page
    assert strip_svg(result([1.0, math.inf])).count("<circle") == 2


def test_numbers_have_two_digits_or_are_whole():
    assert [number(value) for value in (0.123, 12.6, 99.4, 99.6, 144.7)] == ["0.12", "13", "99", "100", "145"]


def test_how_an_unknown_is_drawn_is_told_in_words():
    assert drawn_words(Variable(set="a.b", uniform=(1, 2), unit="MW")) == "1 to 2 MW"
    assert drawn_words(Variable(set="a.b", choice=(True, False), weights=(3, 1))) == "yes (75 %), no (25 %)"
    assert "probability 0.2" in drawn_words(Variable(remove="people.*", chance=0.2))


# ------------------------------------------------------------------------------------------------ casualties


CAUSE = Variable(choice=("seldom", "often"), weights=(1, 4))


def summed(tmp_path, strata=(), cause=CAUSE, **measures):
    """A summary of ten fires; for each measure the first values of some columns, of which the others are zero.

    `strata`: of the fires, values of `cause`; without, the fires have none.
    """
    made = []
    for run in range(10):
        for measure, columns in {AS_IS: {}, **measures}.items():
            row = {"run": run, "measure": measure, "status": "completed", "weight": 1.0, "people": 5}
            row |= dict.fromkeys(COUNTED, 0) | {"expected_dead": 0.0, "expected_hurt": 0.0, "called_at": 60.0}
            row |= {name: values[run] for name, values in columns.items() if run < len(values)}
            made.append(row | ({"stratum": strata[run]} if strata else {}))
    shares = {each: strata.count(each) / len(strata) for each in strata}
    study = StudyDefinition(
        scenario="x",
        vary={"cause": cause},
        strata=Strata(by="cause", shares=shares) if strata else None,
        measures={name: Measure() for name in measures if name != AS_IS},
    )
    return Summary(database(made, tmp_path), study)


def told(summary):
    return {figure.aim.name: figure for figure in casualties.evaluate(summary)}


def test_casualties_are_told_per_thousand_attended_fires_and_ratios_over_the_same_fires(tmp_path):
    as_is = {"dead": [1], "minor": [2, 1], "called_at": [60.0, None, None, None, None, None]}
    without, with_one = {"dead": [2, 2, 2]}, {"dead": [1, 1, 1]}
    summary = summed(tmp_path, **{AS_IS: as_is, casualties.WITHOUT_ALARM: without, casualties.WITH_ALARM: with_one})
    figures = told(summary)
    assert figures["deaths"].value == pytest.approx(1000.0 / 6.0)  # four of the ten nobody called for, and nobody hurt
    assert figures["hurt"].value == pytest.approx(500.0)
    assert figures["alarm"].value == 0.5
    assert figures["alarm"].low <= 0.5 <= figures["alarm"].high
    assert figures["alarm"].verdict == "inside"
    assert figures["outside"].value == 0.0
    assert figures["outside"].verdict == "too few to say"  # one death
    assert figures["deaths"].verdict in ("above", "not told apart")
    assert figures["door"].value is None
    assert figures["door"].verdict == "no number"


def test_no_death_among_the_fires_does_not_exclude_some(tmp_path):
    deaths = told(summed(tmp_path))["deaths"]
    assert (deaths.value, deaths.low) == (0.0, 0.0)
    assert deaths.high >= 300.0  # three in ten are not excluded


def test_fires_of_a_stratum_count_as_often_as_it_comes_up_and_persons_are_those_seen(tmp_path):
    """Half of the fires are of the kind that comes up once in five: one of them stands for 0.4, others for 1.6."""
    strata = ["seldom"] * 5 + ["often"] * 5
    as_is = {"dead": [1, 1, 0, 0, 0, 1], "called_at": [60.0] * 9 + [None]}  # the last fire nobody knew of
    without, with_one = {"dead": [2, 2, 0, 0, 0, 1]}, {"dead": [1, 0, 0, 0, 0, 1]}
    both = {casualties.WITHOUT_ALARM: without, casualties.WITH_ALARM: with_one}
    figures = told(summed(tmp_path, strata, **{AS_IS: as_is, **both}))
    deaths, alarm = figures["deaths"], figures["alarm"]
    assert deaths.value == pytest.approx(1000.0 * (2 * 0.4 + 1.6) / (5 * 0.4 + 4 * 1.6))
    assert (deaths.persons, deaths.over, deaths.fires) == (3, 9, 10)
    assert alarm.value == pytest.approx((0.4 + 1.6) / (4 * 0.4 + 1.6))
    assert (alarm.persons, alarm.over) == (2, 5)
    assert alarm.low <= alarm.value <= alarm.high


def test_deaths_are_told_by_cause_and_by_sleep(tmp_path):
    """Fires of a cause count as often as it comes up: 0.4 and 1.6 fires each."""
    cause = Variable(choice=("smoking in bed asleep", "cooking awake"), weights=(1, 4))
    strata = ["smoking in bed asleep"] * 5 + ["cooking awake"] * 5
    figures = told(summed(tmp_path, strata, cause, **{AS_IS: {"dead": [2, 2, 0, 0, 0, 1]}}))
    assert figures["smoking"].value == figures["asleep"].value == pytest.approx(100.0 * 1.6 / 3.2)
    assert figures["cooking"].value == pytest.approx(50.0)
    assert (figures["smoking"].persons, figures["smoking"].over) == (4, 5)


def test_a_toll_known_beforehand_is_covered_as_claimed_by_strata_and_sharper_than_without(tmp_path):
    """Of kinds of fires that come up 4, 16 and 80 times in a hundred, 0.1, 0.01 and 0.0005 of 1000 each kill, and an
    alarm would save six of ten; a tenth of the last kind nobody attends. Two hundred made-up studies of each sort."""
    chances, risks, attended = np.array([0.04, 0.16, 0.8]), np.array([0.1, 0.01, 0.0005]), np.array([1.0, 1.0, 0.9])
    truth = (chances @ risks) / (chances @ attended)
    random, fires, studies = np.random.default_rng(5), 2000, 200
    found = {}
    for shares in (chances, np.array([0.35, 0.35, 0.3])):
        values, missed = [], {"deaths": 0, "alarm": 0}
        for _ in range(studies):
            number = random.multinomial(fires, shares)
            of = [risk > random.random(n) for risk, n in zip(risks, number, strict=True)]
            kept = [dead & (random.random(len(dead)) < 0.4) for dead in of]
            known = [part > random.random(n) for part, n in zip(attended, number, strict=True)]
            factors = chances / number * fires
            pooled = [estimates.sums(y.astype(float), np.full(len(y), 1.0), e) for y, e in zip(of, known, strict=True)]
            stack = estimates.Sums(*map(np.stack, zip(*pooled, strict=True)))
            toll = estimates.count(stack.pooled(factors), 1.0)
            values.append(float(toll.value))
            missed["deaths"] += not toll.low <= truth <= toll.high
            pairs = [estimates.pairs(a, b) for a, b in zip(of, kept, strict=True)]
            both = estimates.Pairs(
                *(estimates.Sums(*map(np.stack, zip(*(pair[k] for pair in pairs), strict=True))) for k in range(4))
            )
            change = estimates.difference(both, 1.0, chances, 1.0)
            missed["alarm"] += not change.relative_low <= -0.6 <= change.relative_high
        assert np.mean(values) == pytest.approx(truth, abs=3.0 * np.std(values) / np.sqrt(studies))
        assert max(missed.values()) <= 0.05 * studies + 4.0
        found[shares is chances] = np.std(values)
    assert found[False] < 0.75 * found[True]


def test_the_study_of_typical_fires_is_sound_and_has_what_its_aims_need():
    study = load_study(casualties.definition())
    needed = {
        casualties.WITHOUT_ALARM,
        casualties.WITH_ALARM,
        casualties.SPRINKLERS,
        casualties.DOOR_SHUT,
        casualties.DOOR_OPEN,
    }
    assert needed == set(study.measures) - {AS_IS}
    assert all(aim.low < aim.high and aim.source for aim in casualties.AIMS)
    for run in range(3):
        scenarios = {name: study.scenario(run, name) for name in study.measures}
        assert not scenarios[casualties.WITHOUT_ALARM].alarms["alarm"].works
        assert scenarios[casualties.WITH_ALARM].alarms["alarm"].works
        wet = {each.room for each in scenarios[casualties.SPRINKLERS].detectors.values()}
        assert wet == {name for name, room in scenarios[AS_IS].building.rooms.items() if room.flat == "flat-1-left"}


RUNS = 20  # Sobol' points, of which every stratum gets some


def test_a_few_typical_fires_run_and_are_told(tmp_path):
    few = cli("--casualties", "--runs", 2, "--workers", 1, "--out", tmp_path / "few")
    assert few.exit_code == 2 and "no run of the stratum" in few.output
    done = cli("--casualties", "--runs", RUNS, "--workers", 1, "--out", tmp_path)
    assert done.exit_code == 0, done.output
    assert "Typical fires in flats, beside statistics" in done.output
    assert {row["fires"] for row in json.loads((tmp_path / "casualties.json").read_text())} == {RUNS}
    assert "holds a study already" in cli("--casualties", "--runs", RUNS, "--out", tmp_path).output


def test_nothing_is_said_of_an_effect_where_a_stratum_has_no_pair_of_fires(tmp_path):
    strata = ["seldom"] * 5 + ["often"] * 5
    both = {casualties.WITHOUT_ALARM: {"dead": [1] * 10}, casualties.WITH_ALARM: {"dead": [1] * 10}}
    for place in ("whole", "part"):
        (tmp_path / place).mkdir()
    assert told(summed(tmp_path / "whole", strata, **both))["alarm"].value == 1.0
    both[casualties.WITH_ALARM]["status"] = ["failed: planted"] * 5
    assert told(summed(tmp_path / "part", strata, **both))["alarm"].value is None
