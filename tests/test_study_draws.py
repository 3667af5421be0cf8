"""What a study draws: distributions come back, runs are the same whatever is run beside them, bad files are told."""

import math
from collections import Counter

import numpy as np
import pytest
from ruamel.yaml import YAML
from scipy import stats

import palier
from palier.engine.fingerprint import fingerprint
from palier.scenario.checks import RULES, check
from palier.scenario.problems import ScenarioError
from palier.scenario.variants import variant
from palier.simulate import solve
from palier.study.definition import StudyDefinition
from palier.study.distributions import KINDS, quantile
from palier.study.draw import Building
from palier.study.entries import KEPT
from palier.study.fields import renewed
from palier.study.points import Points, independent
from palier.study.study import load_study
from palier.study.variables import Oversample, Spread, Variable
from palier.study.watch import rules_about

SCALE = 234.0 * 6**0.5 / math.pi  # of a Gumbel distribution with a standard deviation of 234
GIVEN = {
    "uniform": ((2.0, 5.0), stats.uniform(2.0, 3.0)),
    "normal": ((10.0, 3.0), stats.norm(10.0, 3.0)),
    "lognormal": ((2.0, 0.7), stats.lognorm(0.7, scale=2.0)),
    "triangular": ((1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0)),
    "exponential": ((4.0,), stats.expon(scale=4.0)),
    "weibull": ((3.0, 1.8), stats.weibull_min(1.8, scale=3.0)),
    "gumbel": ((780.0, 234.0), stats.gumbel_r(780.0 - 0.5772156649 * SCALE, SCALE)),
    "gamma": ((6.0, 2.0), stats.gamma(9.0, scale=2.0 / 3.0)),
    "beta": ((2.0, 3.0), stats.beta(2.0, 3.0)),
}  # fmt: skip

SCENARIO = """
building:
  block: {storeys: 3}
fires:
  item: {room: flat-1-left/living, growth: medium, area: 2 m²}
people:
  flat-1-left: {members: [45]}
  flat-2-left: {members: [36, 34, 6]}
  flat-2-right: {members: [70]}
alarms:
  alarm: {room: flat-1-left/hall}
"""
STUDY = """
title: test
scenario: scenario.yaml
runs: 400
vary:
  month: {choice: [january, july], weights: [1, 3]}
  air: {set: site.outside_temperature, by: month, cases: {january: {normal: [3, 2]}, july: {normal: [20, 2]}}, unit: °C}
  where: {set: fires.item.room, rooms: {"*/living": 3, "*/bedroom": 1}}
  growth: {set: fires.item.growth, lognormal: [12, 0.5], unit: W/s²}
  doors: {set: openings.flat-*entrance.state, each: yes, choice: [open, shut]}
  away: {remove: people.flat-2-*, chance: 0.5}
measures:
  shut: {close: flat-1-left entrance}
  vent: {add: smoke vent}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "scenario.yaml").write_text(SCENARIO)
    return tmp_path


def yaml_of(text):
    return YAML(typ="safe", pure=True).load(text)


def study(folder, text=STUDY):
    (folder / "study.yaml").write_text(text)
    return load_study(folder / "study.yaml")


# -------------------------------------------------------------------------------------------------- distributions


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_are_those_of_the_distribution(kind):
    parameters, known = GIVEN[kind]
    u = np.linspace(0.001, 0.999, 97)
    assert np.allclose([quantile(kind, parameters, each) for each in u], known.ppf(u), rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_the_part_below_a_quantile_is_its_place(kind):
    parameters, _ = GIVEN[kind]
    assert all(
        KINDS[kind].below(quantile(kind, parameters, u), *parameters) == pytest.approx(u) for u in (0.02, 0.4, 0.97)
    )


def test_a_cut_distribution_fills_its_interval_and_nothing_heaps_up_at_its_ends():
    u = (np.arange(20000) + 0.5) / 20000
    drawn = np.array([quantile("normal", (0.0, 1.0), each, (-0.5, 1.0)) for each in u])
    assert stats.kstest(drawn, stats.truncnorm(-0.5, 1.0).cdf).pvalue > 0.999
    assert len(np.unique(drawn)) == len(drawn)
    assert drawn.min() >= -0.5 and drawn.max() <= 1.0


def test_choices_come_in_proportion_to_their_weights():
    spread = Spread(choice=("a", "b", "c"), weights=(1, 0, 3))
    drawn = [spread.value((k + 0.5) / 1000) for k in range(1000)]
    assert (drawn.count("a"), drawn.count("b"), drawn.count("c")) == (250, 0, 750)


def test_oversampling_a_tail_keeps_the_mean_of_everything():
    u = (np.arange(20_000) + 0.5) / 20_000
    for tail in (Oversample(above=0.95, share=0.5), Oversample(below=0.1, share=0.7)):
        bent = np.array([tail.bend(each) for each in u])
        assert bent[:, 1].mean() == pytest.approx(1.0, abs=1e-3)
        assert (bent[:, 0] * bent[:, 1]).mean() == pytest.approx(0.5, abs=1e-3)
        assert (bent[:, 1] * (bent[:, 0] > 0.95)).mean() == pytest.approx(0.05, abs=1e-3)
    assert (np.array([Oversample(above=0.95, share=0.5).bend(each)[0] for each in u]) > 0.95).mean() == pytest.approx(
        0.5, abs=1e-4
    )


# ---------------------------------------------------------------------------------------------------------- points


def points(sampling, runs=512, **more):
    vary = {name: Variable(set=name, uniform=(0, 1)) for name in ("a", "b", "c")}
    definition = StudyDefinition(scenario="x", vary=vary, runs=runs, sampling=sampling, seed=5, **more)
    return Points(definition, vary)


@pytest.mark.parametrize("sampling", ["sobol", "latin hypercube", "random", "saltelli"])
def test_a_run_lies_where_it_lies_whatever_is_asked_before(sampling):
    forwards, backwards = points(sampling), points(sampling)
    runs = range(0, forwards.runs, 37)
    assert [forwards.at(run) for run in runs] == [backwards.at(run) for run in reversed(runs)][::-1]


@pytest.mark.parametrize("sampling", ["sobol", "random"])
def test_a_run_lies_where_it_lies_however_many_runs_there_are(sampling):
    assert points(sampling, 20).at(17) == points(sampling, 10_000).at(17)


@pytest.mark.parametrize(("sampling", "bound"), [("sobol", 0.005), ("latin hypercube", 0.0021), ("random", 0.09)])
def test_points_are_spread_evenly(sampling, bound):
    made = points(sampling)
    u = np.array([list(made.at(run).u.values()) for run in range(512)])
    assert max(stats.kstest(column, "uniform").statistic for column in u.T) < bound
    assert abs(np.corrcoef(u.T) - np.eye(3)).max() < (0.15 if sampling != "sobol" else 0.02)


def test_a_latin_hypercube_has_one_run_in_every_slice():
    made = points("latin hypercube", 200)
    u = np.array([list(made.at(run).u.values()) for run in range(200)])
    assert all((np.sort((column * 200).astype(int)) == np.arange(200)).all() for column in u.T)


def test_saltellis_groups_share_their_people_and_change_one_variable_at_a_time():
    made = points("saltelli", 500)
    assert (made.group, made.runs) == (5, 320)
    group = [made.at(run) for run in range(5, 10)]
    assert [each.key for each in group] == [2, 2, 2, 2, 3]
    assert [each.key for each in (made.at(run) for run in range(5))] == [0, 0, 0, 0, 1]
    for i, name in enumerate("abc"):
        differs = [key for key in "abc" if group[1 + i].u[key] != group[0].u[key]]
        assert differs == [name]
        assert group[1 + i].u[name] == group[4].u[name]


def test_what_is_drawn_for_each_is_one_more_variable_of_saltellis_groups():
    vary = {name: Variable(set=name, uniform=(0, 1)) for name in "ab"} | {
        "away": Variable(remove="people.x", chance=0.5)
    }
    made = Points(StudyDefinition(scenario="x", vary=vary, runs=500, sampling="saltelli", seed=5), vary)
    assert (made.group, made.runs) == (5, 320)
    first, _, _, people, other = (made.at(run) for run in range(5, 10))
    assert [made.at(run).key for run in range(5, 10)] == [2, 2, 2, 3, 3]
    assert people.u == first.u != other.u


def test_rank_correlations_come_back():
    made = points("sobol", 4096, correlate=(("a", "b", 0.6), ("b", "c", -0.3)))
    u = np.array([list(made.at(run).u.values()) for run in range(4096)])
    found = stats.spearmanr(u).statistic
    assert found[0, 1] == pytest.approx(0.6, abs=0.01)
    assert found[1, 2] == pytest.approx(-0.3, abs=0.01)
    assert max(stats.kstest(column, "uniform").statistic for column in u.T) < 0.01


def test_strata_share_out_the_runs_and_keep_to_their_stratum():
    vary = {"hour": Variable(choice=("day", "night"), weights=(9, 1)), "x": Variable(set="y", by="hour", cases={
        "day": Spread(uniform=(0, 1)), "night": Spread(uniform=(0, 1))})}  # fmt: skip
    definition = StudyDefinition(scenario="x", vary=vary, strata={"by": "hour", "shares": {"day": 0.5, "night": 0.5}})
    made = Points(definition, vary)
    drawn = [made.at(run) for run in range(256)]
    assert [each.stratum for each in drawn].count("night") == 128
    assert all(vary["hour"].value(each.u["hour"]) == each.stratum for each in drawn)


@pytest.mark.parametrize("sampling", ["sobol", "latin hypercube", "random"])
@pytest.mark.parametrize("first", [True, False])
def test_within_a_stratum_all_other_variables_are_spread_evenly(sampling, first):
    hour = {"hour": Variable(choice=("day", "night"), weights=(9, 1))}
    others = {name: Variable(set=name, uniform=(0, 1)) for name in "abc"}
    vary = {**hour, **others} if first else {**others, **hour}
    strata = {"by": "hour", "shares": {"day": 0.5, "night": 0.5}}
    definition = StudyDefinition(scenario="x", vary=vary, strata=strata, sampling=sampling, runs=1024, seed=3)
    made = Points(definition, vary)
    drawn = [made.at(run) for run in range(1024)]
    for stratum in ("day", "night"):
        own = [each for each in drawn if each.stratum == stratum]
        assert len(own) == pytest.approx(512, abs=60 if sampling == "random" else 2)
        for name in "abc":
            quarters = np.bincount([int(4 * each.u[name]) for each in own], minlength=4)
            assert quarters == pytest.approx(len(own) / 4, rel=0.35)


# ----------------------------------------------------------------------------------------------------------- draws


def test_every_measure_meets_the_same_fire_people_and_weather(folder):
    made = study(folder)
    for run in (0, 5, 11):
        plain, shut, vent = (made.scenario(run, measure) for measure in made.measures)
        assert plain.fires == shut.fires == vent.fires
        assert plain.people == shut.people == vent.people
        assert plain.site == shut.site == vent.site
        assert plain.simulation == shut.simulation == vent.simulation
        assert "stair smoke vent" in vent.building.openings


@pytest.mark.parametrize("sampling", ["sobol", "saltelli"])
def test_a_measure_drawn_after_the_building_as_it_is_is_the_measure_drawn_alone(folder, sampling):
    text = STUDY.replace("runs: 400", f"runs: 400\nsampling: {sampling}")
    together, alone = study(folder, text), study(folder, text)
    for run in (3, 4, 0):
        point = together.points.at(run)
        for measure in together.measures:
            there, here = together.drawn(run, measure, point), alone.drawn(run, measure, alone.points.at(run))
            assert there == here
            if measure != "as it is":
                assert here[0]["inputs"] == together.drawn(run, "as it is", point)[0]["inputs"]
    assert all(each >= 0 for each in together.buildings["vent"]._shared)  # so that something is taken over


def test_renewed_is_what_a_copy_of_the_model_would_be(folder):
    base = palier.load(folder / "scenario.yaml")
    for model, update in ((base.people["flat-1-left"], {"asleep": True}), (base, {"title": "x"}), (base.site, {})):
        quick, copied = renewed(model, update), model.model_copy(update=update)
        assert quick == copied
        assert quick.model_fields_set == copied.model_fields_set
        assert quick.model_dump() == copied.model_dump()
        assert quick.model_copy() == copied
        assert model.model_fields_set is not quick.model_fields_set


def test_what_a_measure_sets_stays_and_draws_go_around_it(folder):
    made = study(folder)
    doors = [
        made.scenario(run, m).building.openings["flat-1-left entrance"].state
        for run in range(20)
        for m in ("as it is", "shut")
    ]
    assert set(doors[::2]) == {0.0, 1.0}
    assert set(doors[1::2]) == {0.0}


def test_a_measure_may_take_away_what_is_drawn_and_must_name_what_is_there_itself(folder):
    named = STUDY.replace("  away:", "  works: {set: alarms.alarm.works, chance: 0.5}\n  away:")
    made = study(folder, named + "  no alarm: {remove: alarms}\n")
    assert not made.scenario(0, "no alarm").alarms
    with pytest.raises(ScenarioError, match=r"alarms.alarm.works"):
        study(folder, named + "  wrong: {remove: alarms, vary: {works: {set: alarms.alarm.works, chance: 1}}}")
    for gone, what in (("flat-2-right", "households"), ("fires", "fires")):
        with pytest.raises(ScenarioError, match=f"it leaves the {what} that there are"):
            study(folder, STUDY + f"  gone: {{remove: {gone}}}\n")


def test_whole_numbers_have_their_unit_too(folder):
    text = STUDY.replace("lognormal: [12, 0.5], unit: W/s²", "choice: [12, 24.0], unit: kW/s²")
    assert {study(folder, text).scenario(run).fires["item"].growth for run in range(20)} == {12e3, 24e3}


def test_another_building_gets_the_fires_people_crews_and_weather_of_the_study(folder):
    other = SCENARIO.replace("storeys: 3", "storeys: 3, stairs: 2").replace(
        "growth: medium, area: 2 m²", "growth: fast, base: 1 m"
    )
    other = (
        other.replace("members: [45]", "members: [12, 70]")
        + "crews: {pump: {arrives: 1 min}}\nsite: {wind_speed: 9 m/s}\n"
    )
    (folder / "other.yaml").write_text(other)
    made = study(folder, STUDY + "  two stairs: {scenario: other.yaml}\n")
    for run in range(4):
        one, two = made.scenario(run), made.scenario(run, "two stairs")
        assert "landing-1-b" in two.building.rooms and "landing-1-b" not in one.building.rooms
        for part in ("fires", "people", "crews", "site", "habits", "simulation"):
            assert getattr(one, part) == getattr(two, part), part
    low = "building: {block: {storeys: 2}}\n"
    (folder / "other.yaml").write_text(low)
    with pytest.raises(ScenarioError, match=r"other.yaml has no room 'flat-2-left/hall' in flat 'flat-2-left'"):
        study(folder, STUDY + "  two stairs: {scenario: other.yaml}\n")


def test_closers_of_a_measure_are_not_wedged_open_by_what_the_study_draws(folder):
    wedged = "  wedged: {set: openings.flat-* entrance.schedule, each: yes, choice: [[[0 s, 1]], null]}\n"
    made = study(folder, STUDY.replace("measures:\n", wedged + "measures:\n  closers: {add: closers}\n"))
    for measure, count in (("as it is", 2), ("closers", 1)):
        doors = [made.scenario(run, measure).building.openings["flat-1-left entrance"] for run in range(20)]
        assert len({bool(door.schedule) for door in doors}) == count, measure


def test_a_measures_own_variables_take_the_place_of_the_studys_by_the_same_draws(folder):
    made = study(
        folder, STUDY + "  slow: {vary: {growth: {set: fires.item.growth, lognormal: [3, 0.5], unit: W/s²}}}\n"
    )
    for run in range(5):
        fast, slow = (made.scenario(run, m).fires["item"].growth for m in ("as it is", "slow"))
        assert fast / slow == pytest.approx(4.0)


def test_a_measures_own_variable_counts_where_one_of_the_study_sets_the_same(folder):
    own = "{vary: {x: {set: openings.flat-1-left entrance.state, each: yes, choice: [ajar]}}}"
    made = study(folder, STUDY + f"  ajar: {own}\n")
    for run in range(10):
        plain, ajar = (made.scenario(run, m).building.openings for m in ("as it is", "ajar"))
        assert ajar["flat-1-left entrance"].state == 0.1
        others = [name for name in plain if name != "flat-1-left entrance"]
        assert [plain[name].state for name in others] == [ajar[name].state for name in others]


def test_what_is_drawn_of_a_household_is_set_in_the_household_that_was_drawn(folder):
    more = (
        "  who: {set: people.flat-1-left.members, choice: [[{age: 45}], [{age: 70, mobility: cane}]]}\n"
        "  age: {set: people.flat-1-left.members.0.age, uniform: [20, 90]}\n"
    )
    made = study(folder, STUDY.replace("  away:", more + "  away:"))
    for run in range(12):
        values = made.buildings["as it is"].values(made.points.at(run))
        member = made.scenario(run).people["flat-1-left"].members[0]
        assert member.age == values["age"].value
        assert (member.mobility == "cane") == (values["who"].value[0]["age"] == 70)


RULE_BREAKING = """
vary:
  origin: {set: fires.item.room, choice: [flat-1-left/living, flat-2-right/living]}
  growth: {set: fires.item.growth, uniform: [1, 1e6], unit: W/s²}
  high: {set: fires.item.base, uniform: [0, 4]}
  gap: {set: openings.flat-*entrance.leakage, each: yes, uniform: [0, 2.1], unit: m²}
  wide: {set: openings.flat-1-left entrance.width, uniform: [0.5, 9], unit: m}
  sill: {set: openings.flat-2-left entrance.sill, uniform: [0, 0.8], unit: m}
  schedule: {set: openings.flat-2-right entrance.schedule, choice: [null, [[9 s, 1], [1 s, 0]]]}
  away: {remove: people.flat-*, chance: 0.3}
  rings: {set: people.flat-2-left.phones, choice: [[], [flat-2-right]]}
  warm: {set: site.inside_temperature, uniform: [290, 400], unit: K}
  heard: {set: alarms.alarm.room, choice: [flat-1-left/hall, flat-1-left/living]}
"""


def test_rules_that_a_draw_can_break_find_what_all_rules_find(folder):
    (folder / "study.yaml").write_text(STUDY.split("vary:")[0] + RULE_BREAKING)
    base = palier.load(folder / "scenario.yaml")
    given = yaml_of(RULE_BREAKING)["vary"]
    building = Building(base, {name: Variable.model_validate(each) for name, each in given.items()}, set())
    assert 5 < len(building._rules) < len(RULES) / 2
    few, broken = building._rules, Counter()
    for run in range(200):
        values = building.values(independent(building.variables, 3, run))
        building.__dict__["_rules"] = ()
        told = building.drawn(values, 3, run)
        found = [fault for rule in few for fault in rule(told)]
        assert found == check(told)
        broken.update(fault.message.split("'")[1] if "'" in fault.message else fault.message[:12] for fault in found)
        building.__dict__["_rules"] = few
        if found:
            with pytest.raises(ScenarioError):
                building.drawn(values, 3, run)
        else:
            assert building.drawn(values, 3, run) == told
    assert len(broken) > 6  # of many kinds


def test_of_a_scenario_that_breaks_a_rule_already_all_rules_are_asked(folder):
    base = palier.load(folder / "scenario.yaml")
    rooms = {**base.building.rooms, "cellar": base.building.rooms["flat-1-left/hall"]}
    broken = base.model_copy(update={"building": base.building.model_copy(update={"rooms": rooms})})
    assert rules_about(base, {("fires", "growth")}) != RULES
    assert rules_about(broken, {("fires", "growth")}) == RULES


def test_drawn_quickly_is_drawn_as_a_variant_would_set_it(folder):
    made = study(folder)
    base = palier.load(folder / "scenario.yaml")
    for run in range(5):
        told = made.scenario(run)
        values = made.buildings["as it is"].values(made.points.at(run))
        changes = {
            "site.outside_temperature": f"{values['air'].value!r} °C",
            "fires.item.room": values["where"].value,
            "fires.item.growth": f"{values['growth'].value!r} W/s²",
        }
        changes |= {
            f"openings.{name}.state": each.state for name, each in told.building.openings.items() if "entrance" in name
        }
        gone = [f"people.{name}" for name in base.people if name not in told.people]
        as_variant = variant(
            base.model_copy(
                update={"variants": {"it": palier.scenario.scenario.Variant(set=changes, remove=tuple(gone))}}
            ),
            "it",
        )
        assert (as_variant.site, as_variant.fires, as_variant.people) == (told.site, told.fires, told.people)
        assert as_variant.building == told.building


def test_a_variable_drawn_by_another_follows_it(folder):
    made = study(folder)
    months = [
        (
            made.buildings["as it is"].values(made.points.at(run))["month"].value,
            made.scenario(run).site.outside_temperature,
        )
        for run in range(40)
    ]
    assert all((temperature < 285.0) == (month == "january") for month, temperature in months)
    assert [month for month, _ in months].count("january") == 10


def test_a_case_may_be_a_pattern_and_a_value_named_itself_comes_first(folder):
    text = STUDY.replace(
        "  growth: {set: fires.item.growth, lognormal: [12, 0.5], unit: W/s²}",
        '  growth: {set: fires.item.growth, by: where, cases: {"flat-1-*": {choice: [slow]}, '
        '"*/living": {choice: [fast]}, flat-1-left/living: {choice: [ultra-fast]}, "*": {choice: [medium]}}}',
    )
    made = study(folder, text)
    found = {each.fires["item"].room: each.fires["item"].growth for each in map(made.scenario, range(150))}
    assert found["flat-1-left/living"] == "ultra-fast"
    for room, growth in found.items():
        if room != "flat-1-left/living":
            assert growth == (
                "slow" if room.startswith("flat-1-") else "fast" if room.endswith("/living") else "medium"
            )
    assert set(found.values()) == {"slow", "fast", "medium", "ultra-fast"}


def test_rooms_are_drawn_by_their_kind(folder):
    made = study(folder)
    rooms = [made.scenario(run).fires["item"].room for run in range(64)]
    assert sum(room.endswith("living") for room in rooms) == 48
    assert len(set(rooms)) == 8


def test_a_household_that_is_away_moves_no_other_draw(folder):
    with_it, without = (
        study(folder),
        study(folder, STUDY.replace("  away: {remove: people.flat-2-*, chance: 0.5}\n", "")),
    )
    for run in range(6):
        a, b = with_it.scenario(run), without.scenario(run)
        assert a.building == b.building
        assert a.fires == b.fires
        assert a.people.items() <= b.people.items()


def test_the_row_of_a_run_tells_what_its_run_tells(folder):
    made = study(folder, STUDY.replace("title: test", "title: test\nduration: 5 min"))
    for measure, row in zip(made.measures, made.rows(3), strict=True):
        run = made.replay(3, measure)
        counts = run.summary["counts"]
        assert row["status"] == "completed"
        assert all(
            row[key] == counts[key]
            for key in (
                "people",
                "dead",
                "severe",
                "hospital",
                "minor",
                "rescued",
                "trapped",
                "trapped_at_end",
                "out_by_themselves",
                "jumped",
            )
        )
        assert row["stair_impassable_for"] == pytest.approx(300.0 - run.summary["stair_passable"])
        told = {each["landing"]: each["impassable_from"] for each in row["landings"]}
        table = run.tenability.set_index("place")["impassable_from"]
        assert all(time == (None if table.isna()[place] else table[place]) for place, time in told.items())
        people = run.people.set_index("person")
        for each in row["persons"]:
            assert each["outcome"] == people.loc[each["person"], "outcome"]
            assert each["fed"] == people.loc[each["person"], "fed"]
            assert each["chance_dead"] == pytest.approx(people.loc[each["person"], "chance_dead"], abs=1e-3)


# ------------------------------------------------------------------------------------------------------- bad files


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lognormal: [12, 0.5]", "lognormal: [12]", r"study.yaml:9:.*lognormal takes 2 numbers: median, standard dev"),
        ("lognormal: [12, 0.5]", "lognormal: [-12, 0.5]", r"study.yaml:9:.*its numbers must be more than 0"),
        ("lognormal: [12, 0.5]", "normal: [12, 20]", r"study.yaml:9:.*growth.*can draw -1.*Cut it with 'between"),
        ("lognormal: [12, 0.5]", "lognormal: [12, 0.5], between: [40000, 50000]", r"study.yaml:9:.*holds nothing of"),
        ("lognormal: [12, 0.5]", "lognormal: [12, 0.5], uniform: [1, 2]", r"study.yaml:9:.*not both"),
        ("fires.item.growth", "fires.sofa.growth", r"'fires.sofa.growth': there is no 'sofa.growth' in fires"),
        ("openings.flat-*entrance.state", "openings.flat-9*.state", r"study.yaml:10:.*nothing in the scenario matches"),
        ("*/living", "*/kitchen", r"no room matches '\*/kitchen'"),
        ("by: month", "by: mnth", r"study.yaml:7:.*'mnth' is not a variable. Did you mean 'month'"),
        ("july: {normal", "june: {normal", r"study.yaml:7:.*there is no case for month = july"),
        ("july: {normal: [20, 2]}", 'july: {normal: [20, 2]}, "ju*": {normal: [1, 1]}', r"'ju\*' never holds: 'july'"),
        ("july: {normal: [20, 2]}", 'july: {normal: [20, 2]}, "x*": {normal: [1, 1]}', r"month is never x\*"),
        ("scenario: scenario.yaml", "scenario: scenery.yaml", r"scenery.yaml: there is no such file"),
        ("runs: 400", "run: 400", r"study.yaml:4:.*'run' is not known here. Did you mean 'runs'"),
        ("vent: {add: smoke vent}", "vent: {close: nothing}", r"measure 'vent': 'nothing' is not an opening"),
        ("vent: {add", "as it is: {add", r"study.yaml:14:.*means the building without measures"),
        ("measures:", "correlate: [[growth, nothing, 0.5]]\nmeasures:", r"correlate: 'nothing' is not a variable"),
        (
            "measures:",
            "correlate: [[growth, where, 0.9], [where, month, 0.9], [growth, month, -0.9]]\nmeasures:",
            "hold at",
        ),
        ("measures:", "outcomes: [deaths]\nmeasures:", r"study.yaml:\d+:.*'deaths' is not an outcome"),
        ("measures:", "stop: {figure: ded, width: 1}\nmeasures:", r"stop: 'ded' is not an outcome"),
        ("measures:", "stop: {figure: dead, width: 1, measure: shutt}\nmeasures:", r"stop: 'shutt' is not"),
        ("{add: smoke vent}", "{vary: {air: {set: site.wind_speed, by: mnth, cases: {x: {uniform: [0, 1]}}}}}",
         r"measure 'vent': variable 'air': 'mnth' is not a variable"),
        ("{add: smoke vent}", "{vary: {growth: {set: fires.item.growth, uniform: [3, 5], unit: W/s², "
         "oversample: {above: 0.9, share: 0.5}}}}", "oversample is for the study's own variables"),
        ("runs: 400", "runs: 400\nsampling: saltelli\nstop: {figure: dead, width: 1}", "is done whole"),
        ("by: month", "by: air", "must be drawn once for a fire, and stand before it"),
        ("weights: [1, 3]", "weights: [.nan, 3]", "weights are finite"),
        ("lognormal: [12, 0.5]", "lognormal: [.inf, 0.5]", "its numbers must be finite"),
        ("lognormal: [12, 0.5]", "gamma: [1, 1e200]", "no numbers can be drawn from it"),
        ("lognormal: [12, 0.5]", "gumbel: [1, 0.001], between: [-100, -90]", "holds nothing of"),
        ("remove: people.flat-2-*", "remove: rooms.hall", "may be there or not"),
        ("set: fires.item.growth", "set: ''", "'set' is empty"),
        ("unit: W/s²", "unit: kg", r"can draw 12 kg: .*nor a quantity"),
        ("measures:", "outcomes: []\nmeasures:", "outcomes"),
        ("measures:", "fires_per_year: .inf\nmeasures:", "fires_per_year"),
        ("measures:", "correlate: [[growth, where, 0.9], [where, growth, -0.9]]\nmeasures:", "there twice"),
        ("vent: {add", "' ': {add", "is no name for a measure"),
        ("measures:", "strata: {by: growth}\nmeasures:", r"strata: 'growth' is not a variable with a choice"),
        ("measures:", "strata: {by: month, shares: {july: 1}}\nmeasures:", r"strata: january has no share"),
        ("weights: [1, 3]", "weights: [1]", r"study.yaml:6:.*1 weights for 2 choices"),
        ("  away:", "  again: {set: fires.item.growth, choice: [fast, slow]}\n  away:",
         r"study.yaml:11:.*'fires.item.growth' is what 'growth' sets too"),
        ("  away:", "  again: {set: openings.flat-2-left entrance.state, chance: 0.5}\n  away:",
         r"study.yaml:11:.*'openings.flat-2-left entrance.state' is what 'doors' sets too"),
        ("  away:", "  a: {set: people.flat-1-left.members.0.age, choice: [5, 50]}\n"
         "  b: {set: people.flat-1-left.members, choice: [[70], [30]]}\n  away:", r"study.yaml:12:.*what 'a' sets too"),
        ("{add: smoke vent}", "{vary: {x: {set: fires.item.growth, each: yes, choice: [fast]}, "
         "y: {set: fires.*.growth, each: yes, choice: [slow]}}}", r"measure 'vent': variable 'y'.*what 'x' sets too"),
    ],
)  # fmt: skip
def test_a_bad_study_is_told_before_anything_runs(folder, old, new, said):
    assert old in STUDY
    with pytest.raises(ScenarioError, match=said):
        study(folder, STUDY.replace(old, new, 1))


def test_draws_that_do_not_go_together_are_a_failed_run_with_its_reason(folder):
    text = STUDY.replace("  away:", "  phones: {set: people.flat-1-left.phones, choice: [[flat-2-left]]}\n  away:")
    made = study(folder, text)

    def fails(run):
        try:
            made.scenario(run)
        except ScenarioError:
            return True
        return False

    failed = [run for run in range(20) if fails(run)]
    assert 3 < len(failed) < 17
    for row in made.rows(failed[0]):
        assert "the draws do not go together" in row["status"]
        assert "flat-2-left" in row["status"]
        assert "dead" not in row


# ------------------------------------------------------------------------------------- what is drawn for each


EACH = STUDY.replace(
    "measures:\n",
    "  gap: {set: openings.flat-*entrance.leakage, each: yes, uniform: [10, 100], unit: cm²}\n"
    "  works: {set: alarms.*.works, each: yes, chance: 0.5}\nmeasures:\n"
    "  alarms: {add: alarms}\n"
    "  doors: {vary: {doors: {set: openings.flat-*entrance.state, each: yes, choice: [shut]}}}\n",
)


def test_what_is_drawn_for_each_is_told_in_the_row_as_the_scenario_has_it(folder):
    made = study(folder, EACH.replace("title: test", "title: test\nduration: 1 min"))
    rows = {row["measure"]: row for row in made.rows(2)}
    assert {row["status"] for row in rows.values()} == {"completed"}
    told = {(each["variable"], each["which"]): each for each in rows["as it is"]["each"]}
    scenario = made.scenario(2)
    doors = [name for name in scenario.building.openings if name.startswith("flat-") and name.endswith("entrance")]
    named = {("doors", name) for name in doors} | {("gap", name) for name in doors} | {("works", "alarm")}
    assert told.keys() == named | {("away", name) for name in ("flat-2-left", "flat-2-right")}
    for name in doors:
        opening = scenario.building.openings[name]
        assert told["doors", name]["value"] == ("open" if opening.state == 1.0 else "shut")
        assert told["gap", name]["number"] / 1e4 == pytest.approx(opening.leakage, rel=1e-12)
    for name in ("flat-2-left", "flat-2-right"):
        assert told["away", name]["value"] == ("no" if name in scenario.people else "yes")
    assert told["works", "alarm"]["value"] == ("yes" if scenario.alarms["alarm"].works else "no")


def test_under_a_measure_only_what_is_drawn_otherwise_is_told(folder):
    made = study(folder, EACH.replace("title: test", "title: test\nduration: 1 min"))
    rows = {row["measure"]: row["each"] for row in made.rows(2)}
    assert rows["vent"] == rows["shut"] == []
    assert {each["variable"] for each in rows["alarms"]} == {"works"}
    assert all(each["which"] != "alarm" for each in rows["alarms"])
    assert {each["variable"] for each in rows["doors"]} == {"doors"}
    assert {each["value"] for each in rows["doors"]} == {"shut"}


# ------------------------------------------------------------------------------------------------- its fingerprint


def test_a_fire_has_one_fingerprint_and_another_fire_another(folder):
    short = STUDY.replace("title: test", "title: test\nduration: 2 min")
    made = study(folder, short)
    first = {run: [row["history"] for row in made.rows(run)] for run in (0, 1)}
    assert first[0] == [row["history"] for row in study(folder, short).rows(0)]
    assert all(len(each) == 16 for each in first[0])
    assert not set(first[0]) & set(first[1])
    assert first[0][0] != first[0][2]  # with the vent


def test_a_fingerprint_changes_with_any_bit_of_the_history(folder):
    made = study(folder, STUDY.replace("title: test", "title: test\nduration: 2 min"))
    solution = solve(made.scenario(0))
    history, events = solution.history, solution.state.events
    known = fingerprint(history, events)
    random = np.random.default_rng(1)
    for name, array in zip(history._fields, history, strict=True):
        if not array.size:
            continue
        words = array.reshape(-1).view(np.uint64)
        assert np.shares_memory(words, array)
        for place, bit in zip(random.integers(words.size, size=3), (0, 40, 63), strict=True):
            words[place] ^= np.uint64(1) << np.uint64(bit)
            assert fingerprint(history, events) != known, name
            words[place] ^= np.uint64(1) << np.uint64(bit)
    assert fingerprint(history, events) == known
    n = int(events.count[0])
    assert n > 0
    for column in events[1:6]:
        before = column[n - 1]
        column[n - 1] += 1
        assert fingerprint(history, events) != known
        column[n - 1] = before
    shorter = history._make(each[:-1] for each in history)
    assert fingerprint(shorter, events) != known


def test_no_more_forms_of_an_entry_are_kept_than_come_up_again(folder):
    more = (
        "  who: {set: people.flat-1-left.members, choice: [" + ", ".join(f"[{age}]" for age in range(20, 90)) + "]}\n"
    )
    made = study(folder, STUDY.replace("  away:", more + "  away:"))
    ages = {made.scenario(run).people["flat-1-left"].members[0].age for run in range(150)}
    assert len(ages) > KEPT
    forms = {each.at: len(each._forms) for each in made.buildings["as it is"]._entries}
    assert forms["people", "flat-1-left"] == KEPT
    assert max(forms.values()) <= KEPT
