"""What decides how a study's fires end: sensitivity indices and tornado, from the database of its runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from palier.studies.definition import AS_IS
from palier.studies.drawn_for_each import for_each, places, scores
from palier.studies.estimates import Array
from palier.studies.figures import OUTCOMES, Figures, beside, estimated, quoted, single, summed
from palier.studies.sensitivity import FEWEST, by_spread, first_order, saltelli, unweighted
from palier.studies.variables import apart

MOST_RUNS = 4096  # that indices are made from: more would sharpen them little and take minutes [-]
MOST_OF_EACH = 20_000  # runs whose draws for each flat and door are looked at together: some 100 MB of them [-]
TOGETHER = "all that is drawn for each flat, door and person"
_SETTING = ("variable", "setting")
FEWEST_OF_A_CHOICE = 20  # runs from which a value gets a line of its own in a tornado [-]


def sensitivity(figures: Figures) -> pd.DataFrame:
    """Sobol' indices of the study's chosen outcomes as it is: `outcome`, `variable`, then the indices.

    From Saltelli's design the first-order and the total ones; from any other the first-order ones, by the first
    4096 runs, thinned out by their weights. Of what is drawn for each flat or door there are two numbers, that of the
    flat of origin and that of all others (see `palier.studies.drawn_for_each`); in Saltelli's design it all counts as
    one variable, with the engine's own draws. What of the variance none of them has is that of single flats and
    persons and of what works together. Empty if there are too few runs, and of correlated variables, for which the
    indices do not add up.

    Raises
    ------
    ValueError
        If a run of Saltelli's design failed or is missing.
    """
    study = figures.study
    names = list(single(study))
    if not names or study.correlate:
        return _none()
    if study.sampling == "saltelli":
        every = [*names, TOGETHER] if apart(study.vary) else names
        return _of_each(figures, _in_order(figures), lambda y: saltelli(y, every, study.seed))
    runs, u = _drawn(figures, names)
    if len(runs) < FEWEST:
        return _none()
    more = places(figures, runs["run"])
    every = [*names, *more.columns]
    return _of_each(figures, runs, lambda y: first_order(np.hstack([u, more]), y, every, study.seed))


def tornado(figures: Figures) -> pd.DataFrame:
    """The study's chosen outcomes as it is, for the lowest and the highest fifth of each variable.

    `outcome`, `variable`, `setting`, the estimate and the `spread` by which the rows of an outcome are sorted: the
    largest value of the variable less the smallest. A choice has a setting for each of its values that came up in
    twenty runs or more. What one variable seems to do may be due to another that goes with it. What is drawn for each
    flat or door is there as in the flat of origin and as in all others, by the first 20 000 runs.
    """
    study, variables = figures.study, single(figures.study)
    smooth = [name for name, each in variables.items() if all(spread.numeric for spread in each.spreads)]
    setting = f"""case when variable not in {quoted(smooth)} then value
        when u <= 0.2 then 'lowest fifth' when u > 0.8 then 'highest fifth' end"""
    names = "[" + ", ".join(f"'{name}'" for name in study.outcomes) + "]"
    chosen = "[" + ", ".join(f"y[{list(OUTCOMES).index(name) + 1}]" for name in study.outcomes) + "]"
    figures.database.register("of_each", _settings_of_each(figures))
    found = figures.table(
        f"""{figures.done}, settings as (
            select run, variable, {setting} as setting from inputs
            where measure = '{AS_IS}' and variable in {quoted(variables)} union all select * from of_each
        ), long as (
            select w, stratum, variable, setting, unnest({names}) as outcome, unnest({chosen}) as y
            from done join settings using (run) where measure = '{AS_IS}'
        ) select '{AS_IS}' as measure, outcome, variable, setting, stratum, {summed("y")} from long
        where setting is not null group by all order by outcome, variable, setting, stratum"""
    )
    stack = figures.pooled(found, ["measure", "outcome", "variable", "setting"])
    table = beside(stack.rows, estimated(stack, stack.rows["outcome"], figures.largest, None))
    table = table[table["runs"] >= FEWEST_OF_A_CHOICE].drop(columns=["measure", "failed"])
    of_each = [by_spread(table[table["outcome"] == name]) for name in study.outcomes]
    return pd.concat(of_each, ignore_index=True)


def _settings_of_each(figures: Figures) -> pd.DataFrame:
    """Settings of what is drawn for each, `run`, `variable`, `setting`: the word that was drawn, or a fifth."""
    runs = figures.table(f"select run from runs where status = 'completed' and measure = '{AS_IS}' order by run")["run"]
    found = scores(figures, runs.iloc[:MOST_OF_EACH])
    smooth = {name for name, each in for_each(figures.study.vary).items() if each.spreads[0].numeric}
    if found.empty:
        return pd.DataFrame({"run": pd.Series(dtype="int64")} | {k: pd.Series(dtype="str") for k in _SETTING})
    by_word = found["value"].notna() & ~found["variable"].str.rpartition(", ")[0].isin(smooth)
    fifths = pd.cut(found["place"].astype(float), [0.0, 0.2, 0.8, 1.0], labels=["lowest fifth", "", "highest fifth"])
    setting = found["value"].where(by_word, fifths.astype(object).replace("", None))
    return found[["run", "variable"]].assign(setting=setting.astype(object)).dropna().astype({"run": "int64"})


def _of_each(figures: Figures, runs: pd.DataFrame, analyse: Callable[[Array], pd.DataFrame]) -> pd.DataFrame:
    found = []
    for name in figures.study.outcomes:
        table = analyse(runs[name].to_numpy(float))
        table.insert(0, "outcome", name)
        found.append(table)
    return pd.concat(found, ignore_index=True) if found else _none()


def _in_order(figures: Figures) -> pd.DataFrame:
    """Outcomes of every run as it is, by run; nan where one failed or is missing."""
    columns = ", ".join(f'({OUTCOMES[name].figure})::double as "{name}"' for name in figures.study.outcomes)
    found = figures.table(
        f"select run, {columns} from runs where status = 'completed' and measure = '{AS_IS}' order by run"
    )
    last = figures.number("select coalesce(max(run), -1) from runs")
    return found.set_index("run").reindex(range(last + 1))


def _drawn(figures: Figures, names: list[str]) -> tuple[pd.DataFrame, Array]:
    """Outcomes and draws of the first runs as it is, [n_runs, n_variables], as if of equal weight."""
    outcomes = figures.study.outcomes
    columns = ", ".join(f'y[{list(OUTCOMES).index(name) + 1}] as "{name}"' for name in outcomes)
    runs = figures.table(
        f"""{figures.done} select run, w, stratum, {columns} from done where measure = '{AS_IS}'
        order by run limit {MOST_RUNS}"""
    )
    weights = runs["w"].to_numpy(float)
    if figures.parts is not None:
        drawn = runs.groupby("stratum")["w"].transform("sum")
        weights = weights * (runs["stratum"].map(figures.parts) / drawn).to_numpy(float)
    runs = runs.iloc[unweighted(weights, figures.study.seed)]
    last = int(runs["run"].max()) if len(runs) else -1
    places = figures.table(
        f"""select run, variable, u from inputs where measure = '{AS_IS}' and run <= {last}
        and variable in {quoted(names)}"""
    ).pivot(index="run", columns="variable", values="u")
    return runs, np.asarray(places.reindex(index=runs["run"], columns=names), float)


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=["outcome", "variable", "first", "first_low", "first_high"])
