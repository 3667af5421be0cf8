"""What is drawn for each flat, door or alarm, as numbers of a run: in the flat of origin, and elsewhere.

A run has many draws of such a variable. Two numbers of them can say something about its outcome: that of the flat in
which the fire begins, and the mean of all others, which is independent of it. What is chosen among words counts by its
place among them.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from palier.studies.definition import AS_IS
from palier.studies.figures import Figures, quoted
from palier.studies.variables import Variable, told

ORIGIN, ELSEWHERE = "in the flat of origin", "elsewhere in the building"


def for_each(variables: dict[str, Variable]) -> dict[str, Variable]:
    """The variables that are drawn for each of what they match."""
    return {name: each for name, each in variables.items() if each.each or each.remove is not None}


def scores(figures: Figures, runs: pd.Series) -> pd.DataFrame:
    """Numbers of each run as it is: `run`, `variable`, `score`, `value` and `place`.

    `variable` is the name of one and where it is looked at; `value` the words of the one draw that there was, if there
    was one; `place` where the run lies among these runs, from 0 to 1, those that are alike in an order of chance. Empty
    of a Saltelli design, which draws them anew only from group to group.

    Parameters
    ----------
    figures : Figures
    runs : pandas.Series of int
        The runs that are asked for.
    """
    names = for_each(figures.study.vary)
    if not names or figures.study.sampling == "saltelli" or runs.empty:
        return pd.DataFrame(columns=["run", "variable", "score", "value", "place"])
    figures.database.register("asked", pd.DataFrame({"run": runs}))
    figures.database.register("homes", _homes(figures))
    figures.database.register("ranks", _ranks(names))
    found: pd.DataFrame = figures.database.execute(
        f"""with drawn as (
            select run, variable, which, coalesce(number, rank) as number, value
            from (select run, variable, which, number, value from each where measure = '{AS_IS}')
            join asked using (run) left join ranks using (variable, value)
            where variable in {quoted(names)}
        ), began as (select run, fire_flat::varchar as flat from runs where measure = '{AS_IS}')
        select run, variable || ', {ELSEWHERE}' as variable, avg(number) as score, count(*) as n,
            any_value(value) as value from drawn left join homes using (which) join began using (run)
            where homes.flat is null or began.flat is null or homes.flat <> began.flat group by run, variable
        union all
        select run, variable || ', {ORIGIN}', avg(number), count(*), any_value(value)
        from drawn join homes using (which) join began using (run, flat) group by run, variable
        order by variable, run"""
    ).df()
    found.loc[found["n"] > 1, "value"] = None
    found = found.dropna(subset="score")
    varies = found.groupby("variable")["score"].transform("nunique") > 1
    found = found[varies].drop(columns="n").reset_index(drop=True)
    found["chance"] = np.random.default_rng(figures.study.seed).random(len(found))
    ordered = found.sort_values(["variable", "score", "chance"])
    groups = ordered.groupby("variable")
    found["place"] = (groups.cumcount() + 0.5) / groups["run"].transform("size")
    return found.drop(columns="chance")


def places(figures: Figures, runs: pd.Series) -> pd.DataFrame:
    """Where each run lies by each of these numbers, run by run as asked; a run that has none lies anywhere."""
    found = scores(figures, runs)
    table = found.pivot(index="run", columns="variable", values="place").reindex(index=runs)
    anywhere = np.random.default_rng(figures.study.seed + 1).random(table.shape)
    return table.fillna(pd.DataFrame(anywhere, table.index, table.columns))


def _ranks(variables: dict[str, Variable]) -> pd.DataFrame:
    """The place of each value among those that a variable is chosen from."""
    rows = [
        (name, told(value), float(rank))
        for name, each in variables.items()
        for rank, value in enumerate(dict.fromkeys(told(value) for spread in each.spreads for value in spread.options))
    ]
    return pd.DataFrame(rows, columns=["variable", "value", "rank"]).astype({"variable": str, "value": str})


def _homes(figures: Figures) -> pd.DataFrame:
    """The flat that each of what is drawn for belongs to, by its name: the longest name of a flat that is in it."""
    which = figures.database.execute(f"select distinct which from each where measure = '{AS_IS}'").df()["which"]
    flats = figures.database.execute(
        f"""select distinct flat::varchar as flat from persons where flat is not null union
        select distinct fire_flat::varchar from runs where measure in {quoted([AS_IS])} and fire_flat is not null"""
    ).df()["flat"]
    longest_first = sorted(flats, key=len, reverse=True)
    home = {name: next((flat for flat in longest_first if _is_in(flat, name)), None) for name in which}
    return pd.DataFrame({"which": list(home), "flat": list(home.values())}).dropna()


def _is_in(flat: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(flat)}(?!\w)", name) is not None
