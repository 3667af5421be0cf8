"""Where each run of a study lies: spread evenly, and the same whatever is run beside it."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from palier.studies.definition import StudyDefinition
from palier.studies.points import Points
from palier.studies.variables import Spread, Variable


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


def test_rank_correlations_are_those_of_the_values_and_with_cases_of_the_values_within_each():
    vary = {
        "kind": Variable(choice=("slow", "fast")),
        "month": Variable(choice=("january", "july")),
        "growth": Variable(by="kind", cases={"slow": Spread(lognormal=(2, 1)), "fast": Spread(lognormal=(200, 1))}),
        "air": Variable(by="month", cases={"january": Spread(normal=(0, 4)), "july": Spread(normal=(20, 4))}),
        "area": Variable(lognormal=(2, 1)),
        "wind": Variable(weibull=(4, 2)),
    }
    pairs = (("growth", "air", 0.6), ("area", "wind", 0.6))
    made = Points(StudyDefinition(scenario="x", vary=vary, runs=2048, correlate=pairs), vary)
    drawn = []
    for run in range(2048):
        known = {}
        for name, u in made.at(run).u.items():
            known[name] = vary[name].spread(known).value(u)
        drawn.append(known)
    table = pd.DataFrame(drawn)
    assert table["area"].corr(table["wind"], "spearman") == pytest.approx(0.6, abs=0.01)
    for _, case in table.groupby(["kind", "month"]):
        assert case["growth"].corr(case["air"], "spearman") == pytest.approx(0.6, abs=0.04)
    # Among all, the halves that the cases make say nothing of each other: 0.6 is left of a quarter of each.
    assert table["growth"].corr(table["air"], "spearman") == pytest.approx(0.6 / 4, abs=0.03)


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
