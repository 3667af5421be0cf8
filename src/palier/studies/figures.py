"""What a study counts in each run, and how DuckDB sums it up, so that only sums leave the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from palier.scenario.problems import nearest
from palier.studies.definition import AS_IS, StudyDefinition
from palier.studies.estimates import Array, Estimate, Sums, count, probability
from palier.studies.outcomes import NAMES as NAMES
from palier.studies.outcomes import OUTCOMES as OUTCOMES
from palier.studies.outcomes import Outcome
from palier.studies.variables import Variable, saltelli_group, told

AT_A_TIME = 10_000  # runs whose persons are looked at together: about 100 MB of them [-]


def single(study: StudyDefinition) -> dict[str, Variable]:
    """The variables that are drawn once for a fire, in the order of the points."""
    return {name: each for name, each in study.vary.items() if not each.each and each.remove is None}


def done(study: StudyDefinition) -> str:
    """SQL of the completed runs, each outcome in its place of `y`.

    Of Saltelli's design the first run of each group: the others of the group repeat it but for one variable each, so
    counting them as runs of their own would make every interval too narrow.
    """
    group = saltelli_group(study.vary) if study.sampling == "saltelli" else 1
    figures = ", ".join(f"({one.figure})::double" for one in OUTCOMES.values())
    return f"""
        select run, measure::varchar as measure, weight as w, coalesce(stratum::varchar, '') as stratum,
            [{figures}] as y, fire_room::varchar as fire_room, fire_flat::varchar as fire_flat, fire_storey
        from runs where status = 'completed' and run % {group} = 0
    """


def summed(y: str, exposure: str = "1.0", name: str = "") -> str:
    """SQL of the `Sums` of a figure of the rows, whose weights are `w`."""
    parts = {
        "runs": "count(*)::double",
        "events": f"count(*) filter ({y} <> 0)::double",
        "heaviest": "max(w)",
        "exposure": f"sum(w * {exposure})",
        "total": f"sum(w * {y})",
        "exposure_squares": f"sum(w * w * {exposure} * {exposure})",
        "cross": f"sum(w * w * {exposure} * {y})",
        "squares": f"sum(w * w * {y} * {y})",
    }
    return ", ".join(f"{sql} as {name}{part}" for part, sql in parts.items())


def outcome(name: str) -> Outcome:
    """An outcome by its name.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    if name not in OUTCOMES:
        raise ValueError(f"there is no outcome '{name}'. {nearest(name, OUTCOMES, 'Outcomes are')}")
    return OUTCOMES[name]


def strata(study: StudyDefinition) -> dict[str, float] | None:
    """Probability of each stratum, as the study file has it; nothing if the study is not stratified.

    Raises
    ------
    ValueError
        If the file does not say how likely the values of the variable are.
    """
    if study.strata is None:
        return None
    variable = study.vary.get(study.strata.by)
    if variable is None or not variable.options or variable.cases:
        raise ValueError(
            f"strata by '{study.strata.by}': the study does not say how likely each of its values is. Stratify by a "
            "variable of the study file with 'choice' or 'chance'"
        )
    shares = variable.shares
    return {told(each): part / sum(shares) for each, part in zip(variable.options, shares, strict=True) if part > 0.0}


class Stack(NamedTuple):
    """Sums, and what each of them is of."""

    rows: pd.DataFrame
    sums: Sums  # with strata, along the first axis


def stacked(table: pd.DataFrame, keys: list[str], parts: dict[str, float] | None, name: str = "") -> Stack:
    """The sums of a table, for each of the keys.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns `keys`, `stratum` and those of `Sums`.
    keys : list of str
        That tell the rows apart, but for the stratum.
    parts : dict of str to float, optional
        Probability of each stratum.
    name : str
        In front of the names of the columns.
    """
    columns = [name + field for field in Sums._fields]
    rows = table[keys].drop_duplicates(ignore_index=True)
    if parts is None:
        return Stack(rows, Sums(*table[columns].to_numpy(float).T))
    filled = [
        rows.merge(table[table["stratum"] == stratum], "left", on=keys)[columns].fillna(0.0).to_numpy(float)
        for stratum in parts
    ]
    return Stack(rows, Sums(*np.moveaxis(np.stack(filled), -1, 0)))


def estimated(
    stack: Stack, outcomes: Iterable[str], largest: dict[str, float], parts: Array | None, failed: Any = 0.0
) -> Estimate:
    """Estimates of sums, each by the interval that fits its outcome.

    Parameters
    ----------
    stack : Stack
        Of any outcomes.
    outcomes : iterable of str
        The outcome of each row.
    largest : dict of str to float
        The most that one run counted, by outcome.
    parts : ndarray, optional
        Probability of each stratum.
    failed : array_like
        Runs that are missing.
    """
    names = list(outcomes)
    sure = np.array([outcome(name).sure for name in names], bool)
    most = np.array([largest[name] for name in names], float)
    chances, counts = probability(stack.sums, parts, failed), count(stack.sums, most, parts, failed)
    return Estimate(*(np.where(sure, one, other) for one, other in zip(chances, counts, strict=True)))


def beside(rows: pd.DataFrame, found: Estimate) -> pd.DataFrame:
    """Estimates beside what they are of."""
    columns = pd.DataFrame(found._asdict(), index=rows.index)
    counted = ["runs", "events", "failed"]
    columns[counted] = columns[counted].astype("int64")
    return pd.concat([rows, columns], axis=1)


def part_of(total: Array, rows: pd.DataFrame, over: list[str]) -> pd.Series:
    """The total of each row as a part of all rows with the same keys; nan where there is nothing of it."""
    each = pd.Series(total, index=rows.index)
    whole = each.groupby([rows[key] for key in over]).transform("sum")
    return each / whole.where(whole > 0.0)


def quoted(names: Iterable[str]) -> str:
    """Names as a list of SQL; never an empty one."""
    return "(" + ", ".join("'" + name.replace("'", "''") + "'" for name in ["", *names]) + ")"


class Figures:
    """A study's database and what every table made from it needs.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        With the views `runs`, `landings`, `persons` and `inputs` of a study.
    study : StudyDefinition
        As it was run.
    """

    def __init__(self, database: Any, study: StudyDefinition) -> None:
        for name in study.outcomes:
            outcome(name)
        self.database = database
        self.study = study
        self.measures = [AS_IS, *study.measures]
        self.parts = strata(study)
        self.done = f"with done as ({done(study)})"

    @property
    def shares(self) -> Array | None:
        """Probability of each stratum; nothing if there are none."""
        return None if self.parts is None else np.array(list(self.parts.values()))

    def table(self, sql: str) -> pd.DataFrame:
        """What a query finds, measures in the order of the study."""
        found: pd.DataFrame = self.database.execute(sql).df()
        return self.in_order(found) if "measure" in found else found

    def in_order(self, table: pd.DataFrame) -> pd.DataFrame:
        """Rows by measure, `as it is` first; as they were within each."""
        places = {name: i for i, name in enumerate(self.measures)}
        return table.sort_values("measure", key=lambda names: names.map(places), kind="stable", ignore_index=True)

    def ranges(self) -> Iterator[str]:
        """SQL of ranges of runs, one after the other, for what takes memory for every run or person."""
        last = self.number("select coalesce(max(run), -1) from runs")
        for start in range(0, last + 1, AT_A_TIME):
            yield f"run between {start} and {start + AT_A_TIME - 1}"

    def number(self, sql: str) -> int:
        """The one number that a query finds."""
        return int(self.database.execute(sql).fetchone()[0])

    @cached_property
    def sums(self) -> pd.DataFrame:
        """Sums of every outcome by measure and stratum."""
        return self.table(
            f"""{self.done}, long as (select measure, stratum, w, unnest({NAMES}) as outcome, unnest(y) as y from done)
            select measure, outcome, stratum, max(y) as largest, {summed("y")}
            from long group by measure, outcome, stratum order by list_position({NAMES}, outcome), stratum"""
        )

    @cached_property
    def largest(self) -> dict[str, float]:
        """The most that one run counted of each outcome, under any measure."""
        found = self.sums.groupby("outcome")["largest"].max().to_dict()
        return {name: float(found.get(name, 1.0)) for name in OUTCOMES}

    def pooled(self, table: pd.DataFrame, keys: list[str]) -> Stack:
        """Sums of some of the runs, or of persons; those of a stratum count as much as the stratum is probable."""
        stack = stacked(table, keys, self.parts)
        if self.parts is None:
            return stack
        weights = self.sums[self.sums["outcome"] == "dead"].pivot(index="measure", columns="stratum", values="exposure")
        drawn = weights.reindex(index=stack.rows["measure"], columns=list(self.parts)).to_numpy(float).T
        shares = np.array(list(self.parts.values()))[:, None]
        return Stack(stack.rows, stack.sums.pooled(np.nan_to_num(shares / drawn * np.nansum(drawn, 0))))
