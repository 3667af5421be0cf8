"""The tables of a study, against sums over its rows made here by hand."""

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol
from tests.study_rows import FLATS, MEASURES, database, rows

from palier.studies import estimates
from palier.studies.decides import TOGETHER
from palier.studies.definition import AS_IS, Measure, StudyDefinition
from palier.studies.drawn_for_each import places
from palier.studies.figures import OUTCOMES, Figures
from palier.studies.outcomes import of_row
from palier.studies.points import Points
from palier.studies.summary import Summary
from palier.studies.variables import Variable

RUNS = 300
FAILED = ((7, "door closers"), (8, AS_IS), (9, "second stair"), (9, AS_IS))


def definition(**changes):
    told = {
        "title": "a made-up study",
        "scenario": "block.yaml",
        "runs": RUNS,
        "sampling": "random",
        "vary": {
            "door": Variable(choice=("open", "shut"), set=("openings.door.open",)),
            "growth": Variable(uniform=(0.0, 300.0), set=("fires.fire.growth",)),
            "wind": Variable(uniform=(0.0, 1.0), set=("weather.wind",)),
        },
        "measures": {"door closers": Measure(cost=1000.0), "second stair": Measure(cost=50_000.0)},
        "fires_per_year": 0.02,
        "replays": 5,
    }
    return StudyDefinition(**{**told, **changes})


@pytest.fixture(scope="module")
def found():
    return rows(RUNS, failed=FAILED)


@pytest.fixture(scope="module")
def summary(found, tmp_path_factory):
    return Summary(database(found, tmp_path_factory.mktemp("study")), definition())


def done(found, measure):
    return pd.DataFrame([row for row in found if row["measure"] == measure and row["status"] == "completed"])


def limits(events, runs):
    return [float(limit) for limit in estimates.binomial(events, runs)]


def line(table, **keys):
    for key, value in keys.items():
        table = table[table[key] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_every_outcome_of_every_measure_has_its_estimate_from_the_completed_runs(found, summary):
    assert list(summary.outcomes["measure"].unique()) == list(MEASURES)
    assert list(summary.outcomes["outcome"].unique()) == list(OUTCOMES)
    for measure in MEASURES:
        runs = done(found, measure)
        dead = line(summary.outcomes, measure=measure, outcome="dead")
        by_hand = estimates.count(estimates.sums(runs["dead"]), 2.0)
        assert (dead["value"], dead["low"], dead["high"]) == pytest.approx(list(map(float, by_hand[:3])))
        assert dead["runs"] == len(runs)
        stair = line(summary.outcomes, measure=measure, outcome="stair impassable")
        events = int(runs["stair_impassable_from"].notna().sum())
        assert stair["events"] == events
        assert (stair["low"], stair["high"]) == pytest.approx(limits(events, len(runs)))
        assert line(summary.outcomes, measure=measure, outcome="any death")["value"] == (runs["dead"] > 0).mean()
        assert line(summary.outcomes, measure=measure, outcome="expected dead")["value"] == pytest.approx(
            0.9 * runs["dead"].mean()
        )


def test_failed_runs_are_counted_and_what_they_could_change_is_told(found, summary):
    dead = line(summary.outcomes, measure=AS_IS, outcome="dead")
    assert dead["failed"] == 2
    total = done(found, AS_IS)["dead"].sum()
    assert dead["least"] == pytest.approx(total / RUNS)
    assert dead["most"] == pytest.approx((total + 2 * 3) / RUNS)  # two died in the worst run: three could
    unseen = line(summary.outcomes, measure=AS_IS, outcome="three or more dead")
    assert (unseen["value"], unseen["most"]) == (0.0, pytest.approx(2 / RUNS))
    assert list(zip(summary.failures["run"], summary.failures["measure"], strict=True)) == sorted(
        FAILED, key=lambda pair: MEASURES.index(pair[1])
    )
    assert "the engine stopped" in summary.failures["status"][0]


def test_a_measure_is_compared_over_the_runs_completed_under_both(found, summary):
    both = done(found, AS_IS).merge(done(found, "door closers"), on="run", suffixes=("", "_closers"))
    dead = line(summary.effects, measure="door closers", outcome="dead")
    assert dead["runs"] == len(both) == RUNS - 3
    by_hand = estimates.difference(estimates.pairs(both["dead"], both["dead_closers"]), 2.0, widest=2.0)
    for name in by_hand._fields:
        assert dead[name] == pytest.approx(getattr(by_hand, name)), name
    assert dead["verdict"] == "less"
    assert dead["variance_ratio"] < 0.7


def test_a_measure_that_does_nothing_is_not_told_apart_and_has_no_price_for_a_death(summary):
    dead = line(summary.effects, measure="second stair", outcome="dead")
    assert (dead["value"], dead["events"], dead["verdict"]) == (0.0, 0, "not told apart from none")
    assert dead["low"] < 0.0 < dead["high"]
    assert np.isnan(dead["cost_per_averted"])
    assert dead["cost_per_averted_high"] == np.inf
    assert dead["cost_per_averted_low"] == pytest.approx(50_000.0 / (0.02 * -dead["low"]))


def test_the_price_of_a_death_averted_follows_from_cost_and_fires_per_year(summary):
    dead = line(summary.effects, measure="door closers", outcome="dead")
    assert dead["averted_per_year"] == pytest.approx(-0.02 * dead["value"])
    assert dead["averted_per_year_low"] == pytest.approx(-0.02 * dead["high"])
    assert dead["cost_per_averted"] == pytest.approx(1000.0 / dead["averted_per_year"])
    assert dead["cost_per_averted_low"] < dead["cost_per_averted"] < dead["cost_per_averted_high"] < np.inf


def test_without_fires_per_year_or_costs_nothing_is_said_of_years_and_prices(found, tmp_path):
    connection = database(found, tmp_path)
    bare = Summary(connection, definition(fires_per_year=None))
    assert not any("year" in name or "cost" in name for name in [*bare.effects, *bare.fn])
    free = definition(measures={"door closers": Measure(), "second stair": Measure()})
    assert not any("cost" in name for name in Summary(connection, free).effects)


def test_a_landing_is_impassable_from_the_minute_in_which_it_became_so(found, summary):
    table = summary.landings
    of_two = table[(table["measure"] == AS_IS) & (table["landing"] == "landing-2")]
    times = np.array([row["landings"][2]["impassable_from"] for row in done(found, AS_IS).to_dict("records")], float)
    for minute, value in zip(of_two["minute"], of_two["value"], strict=True):
        assert value == pytest.approx(np.mean(times <= 60.0 * minute)), minute
    assert list(of_two["minute"]) == [0, 1, 2, 3, 4, 5]  # 180 s + 100 s at most
    assert (line(table, measure=AS_IS, landing="landing-0", minute=5)["value"]) == 0.0
    assert set(of_two["runs"]) == {RUNS - 2}


def test_landings_are_told_from_the_call_too_and_those_lost_before_it_or_without_one(found, tmp_path):
    told = [{**row, "called_at": None if row["run"] % 5 == 0 else 200.0} for row in found]
    table = Summary(database(told, tmp_path), definition()).landings_after_call
    of_two = table[(table["measure"] == AS_IS) & (table["landing"] == "landing-2")]
    whole = done(told, AS_IS).to_dict("records")
    times = np.array([row["landings"][2]["impassable_from"] for row in whole], float)
    calls = np.array([row["called_at"] for row in whole], float)
    for minute, value in zip(of_two["minute"], of_two["value"], strict=True):
        assert value == pytest.approx(np.mean(times <= calls + 60.0 * minute)), minute
    assert 0.0 < of_two["value"].iloc[0] < of_two["value"].iloc[-1]


def test_the_f_n_curve_tells_how_often_n_or_more_die(found, summary):
    dead = done(found, AS_IS)["dead"]
    curve = summary.fn[summary.fn["measure"] == AS_IS]
    assert list(curve["dead"]) == [1, 2]
    for n, row in zip((1, 2), curve.to_dict("records"), strict=True):
        assert row["value"] == pytest.approx((dead >= n).mean())
        assert (row["low"], row["high"]) == pytest.approx(limits((dead >= n).sum(), len(dead)))
        assert row["high_per_year"] == pytest.approx(0.02 * row["high"])


def test_people_have_the_risk_of_their_flat_and_age_and_of_being_where_it_burns(found, summary):
    runs = done(found, AS_IS)
    table = summary.people[summary.people["measure"] == AS_IS]
    in_flat_0 = sum(p["outcome"] == "dead" for row in runs["persons"] for p in row if p["flat"] == "flat-0")
    of_flat = line(table, by="flat", group="flat-0", outcome="dead")
    assert of_flat["value"] == pytest.approx(in_flat_0 / (2 * len(runs)))
    assert of_flat["low"] < of_flat["value"] < of_flat["high"]
    assert line(table, by="age", group="65 to 79", outcome="dead")["value"] == pytest.approx((runs["dead"] == 2).mean())
    assert set(table[table["by"] == "age"]["group"]) == {"under 15", "15 to 64", "65 to 79", "80 and over"}
    elsewhere = line(table, by="place", group="elsewhere", outcome="dead")
    assert elsewhere["part"] == pytest.approx(runs["dead_elsewhere"].sum() / runs["dead"].sum())
    never = line(table, by="flat", group="flat-2", outcome="dead")  # only the first two in the rows ever die
    assert never["value"] == never["low"] == 0.0
    assert never["high"] == pytest.approx(-np.log(0.025) / len(runs), rel=1e-6)
    assert table[table["outcome"] == "dead"].groupby("by")["part"].sum().to_numpy() == pytest.approx(1.0)


def test_the_origin_of_a_fire_has_its_part_of_the_fires_and_of_the_dead(found, summary):
    runs = done(found, AS_IS)
    there = runs[runs["fire_flat"] == "flat-1"]
    row = line(summary.origin, measure=AS_IS, by="flat", origin="flat-1", outcome="dead")
    assert row["value"] == pytest.approx(there["dead"].mean())
    assert row["fires"] == pytest.approx(len(there) / len(runs))
    assert row["part"] == pytest.approx(there["dead"].sum() / runs["dead"].sum())
    rooms = summary.origin[(summary.origin["by"] == "room") & (summary.origin["measure"] == AS_IS)]
    assert set(rooms["origin"]) == {"kitchen", "living"}


def test_the_worst_runs_come_first_and_the_lower_number_of_two_alike(found, summary):
    runs = done(found, AS_IS).sort_values(
        ["dead", "trapped", "stair_impassable_for", "run"], ascending=[False, False, False, True]
    )
    worst = summary.worst[summary.worst["measure"] == AS_IS]
    assert list(worst["run"]) == list(runs["run"][:5])
    assert list(worst["place"]) == [1, 2, 3, 4, 5]
    mildest_first = runs.sort_values(["dead", "trapped", "stair_impassable_for", "run"])
    assert summary.median_run == mildest_first["run"].iloc[len(runs) // 2 - 1]


def test_the_runs_picked_for_replay_are_always_the_same_and_complete(found, summary, tmp_path):
    again = Summary(database(found, tmp_path), definition())
    assert summary.sample == again.sample
    assert len(summary.sample) == 5
    assert not {7, 8, 9} & set(summary.sample)
    assert Summary(again.figures.database, definition(seed=2)).sample != summary.sample


def test_the_running_estimate_ends_at_the_estimate_of_all_runs(summary):
    table = summary.convergence
    assert set(table["outcome"]) == {"stair impassable before the crew", "stair impassable", "dead", "hurt"}
    running = table[(table["measure"] == AS_IS) & (table["outcome"] == "dead")]
    assert 30 <= len(running) <= 40
    assert running["runs"].is_monotonic_increasing
    last, whole = running.iloc[-1], line(summary.outcomes, measure=AS_IS, outcome="dead")
    assert list(last[["value", "low", "high", "runs"]]) == pytest.approx(list(whole[["value", "low", "high", "runs"]]))


def test_what_decides_is_found_and_what_does_nothing_is_not(summary):
    indices = summary.sensitivity[summary.sensitivity["outcome"] == "stair impassable"].set_index("variable")
    assert indices["first"]["door"] == pytest.approx(1.0, abs=0.1)
    assert abs(indices["first"]["wind"]) < 0.1
    tornado = summary.tornado[summary.tornado["outcome"] == "dead"]
    assert list(tornado["variable"].unique())[-1] == "wind"
    assert set(tornado[tornado["variable"] == "door"]["setting"]) == {"open", "shut"}
    assert line(tornado, variable="door", setting="shut")["value"] == 0.0
    fastest = line(tornado, variable="growth", setting="highest fifth")
    assert fastest["low"] < 0.5 * 1.5 < fastest["high"]  # behind an open door one dies in half of these fires, or two


def test_weighted_fires_count_as_much_as_they_weigh(tmp_path):
    random = np.random.default_rng(4)
    weights = np.where(random.random(RUNS) < 0.5, 0.2, 1.8)
    found = rows(RUNS, weights=weights)
    summary = Summary(database(found, tmp_path), definition())
    dead = done(found, AS_IS)["dead"].to_numpy()
    row = line(summary.outcomes, measure=AS_IS, outcome="dead")
    assert row["value"] == pytest.approx(np.sum(weights * dead) / np.sum(weights))
    last = summary.fn[summary.fn["measure"] == AS_IS].iloc[-1]
    assert last["value"] == pytest.approx(np.sum(weights * (dead >= 2)) / np.sum(weights))
    assert last["high"] == pytest.approx(float(estimates.probability(estimates.sums(dead >= 2, weights)).high))
    people = line(summary.people, measure=AS_IS, by="storey", group="1", outcome="dead")
    assert people["value"] == pytest.approx(last["value"])  # the second who dies is the one who lives on storey 1


def test_strata_count_as_much_as_they_are_probable(tmp_path):
    strata = ["rare" if run % 2 else "common" for run in range(RUNS)]
    found = rows(RUNS, strata=strata)
    told = definition(strata={"by": "kind"})
    vary = {**told.vary, "kind": Variable(choice=("common", "rare"), weights=(9.0, 1.0), set=("fires.fire.kind",))}
    summary = Summary(database(found, tmp_path), told.model_copy(update={"vary": vary}))
    runs = done(found, AS_IS)
    by_stratum = runs.groupby("stratum")["dead"].mean()
    truth = 0.9 * by_stratum["common"] + 0.1 * by_stratum["rare"]
    assert line(summary.outcomes, measure=AS_IS, outcome="dead")["value"] == pytest.approx(truth)
    assert summary.convergence["value"].notna().all()
    at_least_one = runs["dead"].gt(0).groupby(runs["stratum"]).mean()
    assert line(summary.fn, measure=AS_IS, dead=1)["value"] == pytest.approx(
        0.9 * at_least_one["common"] + 0.1 * at_least_one["rare"]
    )
    fires = runs["fire_flat"].eq("flat-2").groupby(runs["stratum"]).mean()
    row = line(summary.origin, measure=AS_IS, by="flat", origin="flat-2", outcome="dead")
    assert row["fires"] == pytest.approx(0.9 * fires["common"] + 0.1 * fires["rare"])
    effect = line(summary.effects, measure="door closers", outcome="dead")
    closers = done(found, "door closers").groupby("stratum")["dead"].mean()
    assert effect["value"] == pytest.approx(0.9 * closers["common"] + 0.1 * closers["rare"] - truth)
    assert summary.landings["value"].between(0.0, 1.0).all()
    assert len(summary.sensitivity) and len(summary.tornado) and len(summary.people)


def saltelli_study(tmp_path, failed=()):
    names = ["door", "growth", "wind"]
    points = sobol.sample({"num_vars": 3, "names": names, "bounds": [[0, 1]] * 3}, 64, calc_second_order=False, seed=5)
    found = rows(len(points), failed=failed)
    for row in found:
        door, growth, _ = points[row["run"]]
        for each, u in zip(row["inputs"], points[row["run"]], strict=True):
            each["u"] = float(u)
        if row["status"] == "completed":
            row["dead"] = int(2.0 * door + growth > 2.0)
            row["stair_impassable_from"] = 60.0 if door > 0.5 else None
    return found, Summary(database(found, tmp_path), definition(sampling="saltelli", runs=len(points)))


def test_saltellis_design_gives_total_indices_and_counts_each_group_once(tmp_path):
    found, summary = saltelli_study(tmp_path)
    indices = summary.sensitivity
    stair = indices[indices["outcome"] == "stair impassable"].set_index("variable")
    assert stair["total"]["door"] == pytest.approx(1.0, abs=0.05)
    assert stair["total"]["wind"] == pytest.approx(0.0, abs=0.05)
    row = line(summary.outcomes, measure=AS_IS, outcome="dead")
    firsts = [each["dead"] for each in found if each["measure"] == AS_IS and each["run"] % 5 == 0]
    assert row["runs"] == 64
    assert row["value"] == pytest.approx(np.mean(firsts))


def test_saltellis_design_with_a_failed_run_says_so_and_keeps_the_other_tables(tmp_path):
    _, summary = saltelli_study(tmp_path, failed=((13, AS_IS),))
    with pytest.raises(ValueError, match=r"1 of 320 failed or are missing \(run 13\)"):
        _ = summary.sensitivity
    assert len(summary.outcomes) and len(summary.tornado)


def test_a_study_without_a_completed_run_has_its_failures_and_empty_tables(tmp_path):
    found = rows(3, failed=tuple((run, measure) for run in range(3) for measure in MEASURES))
    summary = Summary(database(found, tmp_path), definition())
    assert len(summary.failures) == 9
    for name in ("outcomes", "landings", "fn", "effects", "people", "origin", "worst", "convergence", "sensitivity"):
        assert len(getattr(summary, name)) == 0, name
    assert len(summary.tornado) == 0
    assert (summary.median_run, summary.sample) == (None, [])


def test_a_single_run_is_told_with_intervals_that_say_how_little_that_is(tmp_path):
    summary = Summary(database(rows(1), tmp_path), definition())
    row = line(summary.outcomes, measure=AS_IS, outcome="stair impassable")
    assert row["high"] - row["low"] == pytest.approx(0.975)  # Clopper and Pearson of one run
    assert len(summary.effects) and len(summary.people) and len(summary.convergence)
    assert len(summary.sensitivity) == 0


def test_an_outcome_that_there_is_not_is_named_with_the_nearest(found, tmp_path):
    with pytest.raises(ValueError, match="Did you mean 'trapped'"):
        Summary(database(found, tmp_path), definition(outcomes=("traped",)))


def test_strata_by_something_that_is_not_known_are_refused(found, tmp_path):
    with pytest.raises(ValueError, match="does not say how likely"):
        Summary(database(found, tmp_path), definition(strata={"by": "growth"}))


def test_every_flat_has_its_row(summary):
    assert set(summary.people[summary.people["by"] == "flat"]["group"]) == set(FLATS)


def test_an_outcome_is_the_same_in_python_as_in_the_database(found, summary):
    runs = [row for row in found if row["measure"] == AS_IS and row["status"] == "completed"]
    values = summary.outcomes[summary.outcomes["measure"] == AS_IS].set_index("outcome")["value"]
    for name in OUTCOMES:
        assert values[name] == pytest.approx(np.mean([of_row(name, {"arrived_at": None, **row}) for row in runs])), name


# ---------------------------------------------------------------------------------- what is drawn for each flat or door

DOORS = Variable(set=("openings.flat-* entrance.state",), each=True, choice=("open", "ajar", "shut"), weights=(2, 1, 7))
GAPS = Variable(set=("openings.flat-* entrance.leakage",), each=True, uniform=(0, 1))
AWAY = Variable(remove="people.flat-*", chance=0.5)


def with_each(runs=600, seed=3):
    """Rows in which the fire is bad if the door of the flat of origin stands open, or gaps are large everywhere."""
    random = np.random.default_rng(seed)
    found = rows(runs)
    for run in range(runs):
        doors = random.choice(["open", "ajar", "shut"], size=3, p=[0.2, 0.1, 0.7])
        gaps, away = random.random(3), random.random(3) < 0.5
        each = [
            {"variable": "doors", "which": f"{flat} entrance", "value": v} for flat, v in zip(FLATS, doors, strict=True)
        ]
        each += [
            {"variable": "gaps", "which": f"{flat} entrance", "number": g, "value": f"{g:g}"}
            for flat, g in zip(FLATS, gaps, strict=True)
        ]
        each += [
            {"variable": "away", "which": flat, "number": float(a), "value": "yes" if a else "no"}
            for flat, a in zip(FLATS, away, strict=True)
        ]
        for row in found[run * len(MEASURES) : (run + 1) * len(MEASURES)]:
            flat = FLATS.index(row["fire_flat"])
            row |= {"dead": 3 * int(doors[flat] == "open") + int(gaps.mean() > 0.6)}
            row["each"] = each if row["measure"] == AS_IS else []
    return found


def test_what_is_drawn_for_each_is_in_the_tornado_by_the_flat_of_origin_and_by_the_building(tmp_path):
    vary = {**definition().vary, "doors": DOORS, "gaps": GAPS, "away": AWAY}
    summary = Summary(database(with_each(), tmp_path), definition(vary=vary))
    table = summary.tornado[summary.tornado["outcome"] == "dead"]
    of = {name: rows.set_index("setting") for name, rows in table.groupby("variable")}
    doors = of["doors, in the flat of origin"]
    assert set(doors.index) == {"open", "ajar", "shut"}
    assert doors.loc["open", "value"] > 3.0 > 0.6 > doors.loc["shut", "value"]
    assert table["variable"].iloc[0] == "doors, in the flat of origin"
    gaps = of["gaps, elsewhere in the building"]
    assert set(gaps.index) == {"lowest fifth", "highest fifth"}
    assert gaps.loc["highest fifth", "value"] - gaps.loc["lowest fifth", "value"] > 0.6
    assert gaps["runs"].sum() == pytest.approx(240, abs=2)
    assert of["away, in the flat of origin"]["spread"].iloc[0] < 0.5
    assert {f"{name}, {where}" for name in ("doors", "gaps", "away")
            for where in ("in the flat of origin", "elsewhere in the building")} <= of.keys()  # fmt: skip


def test_what_is_drawn_for_each_has_first_order_indices(tmp_path):
    vary = {**definition().vary, "doors": DOORS, "gaps": GAPS, "away": AWAY}
    summary = Summary(database(with_each(1200), tmp_path), definition(vary=vary))
    table = summary.sensitivity[summary.sensitivity["outcome"] == "dead"].set_index("variable")["first"]
    assert table.index[0] == "doors, in the flat of origin"
    assert table["doors, in the flat of origin"] > 0.75
    assert 0.02 < table["gaps, elsewhere in the building"] < 0.3
    assert abs(table["away, elsewhere in the building"]) < 0.05 and abs(table["wind"]) < 0.05


def test_the_two_numbers_of_what_is_drawn_for_each_are_independent(tmp_path):
    vary = {**definition().vary, "gaps": GAPS}
    figures = Figures(database(with_each(1200), tmp_path), definition(vary=vary))
    lie = places(figures, pd.Series(range(1200)))
    assert set(lie.columns) == {"gaps, in the flat of origin", "gaps, elsewhere in the building"}
    assert abs(np.corrcoef(lie.to_numpy().T)[0, 1]) < 3 / np.sqrt(1200)


def test_all_that_is_drawn_for_each_is_one_variable_of_saltellis_design(tmp_path):
    vary = {name: Variable(set=(name,), uniform=(0, 1)) for name in ("door", "growth", "wind")} | {"gaps": GAPS}
    study = definition(vary=vary, sampling="saltelli", runs=1600)
    points = Points(study, vary)
    assert (points.group, points.runs) == (6, 1536)
    found = rows(points.runs)
    for row in found:
        point = points.at(row["run"])
        for each in row["inputs"]:
            each["u"] = point.u[each["variable"]]
        people = np.random.default_rng(point.key).random()  # as the engine draws them, by the key of the run
        row["dead"] = int(3.0 * people + point.u["door"] > 2.0)
        row["stair_impassable_from"] = 60.0 if people > 0.5 else None
    summary = Summary(database(found, tmp_path), study)
    indices = summary.sensitivity
    stair = indices[indices["outcome"] == "stair impassable"].set_index("variable")
    assert stair.index[0] == TOGETHER
    assert stair["first"][TOGETHER] == pytest.approx(1.0, abs=0.15)
    assert stair["total"][TOGETHER] == pytest.approx(1.0, abs=0.1)
    assert (stair["total"].drop(TOGETHER).abs() < 1e-9).all()
    dead = indices[indices["outcome"] == "dead"].set_index("variable")["total"]
    assert dead[TOGETHER] > dead["door"] > 0.1 > abs(dead["wind"])
    assert line(summary.outcomes, measure=AS_IS, outcome="dead")["runs"] == points.runs // 6


def test_a_study_without_such_draws_has_the_indices_that_it_had(tmp_path):
    vary = {**definition().vary, "doors": DOORS}
    without = Summary(database(rows(200), tmp_path), definition())
    (tmp_path / "more").mkdir()
    more = Summary(database(rows(200), tmp_path / "more"), definition(vary=vary))
    assert more.sensitivity.equals(without.sensitivity)
    assert more.tornado.equals(without.tornado)
