"""What a study counts in each run, and how DuckDB sums it up, so that only sums leave the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from palier.scenario.problems import nearest
from palier.study.definition import StudyDefinition
from palier.study.estimates import Array, Estimate, Sums, count, probability
from palier.study.variables import told


class Outcome(NamedTuple):
    """Something that a run comes to."""

    figure: str  # SQL over a row of `runs`
    sure: bool  # it happens in a run or does not: its mean is a probability
    description: str


OUTCOMES = {
    "stair impassable": Outcome(
        "stair_impassable_from is not null", True, "At some time no stair above the fire could be walked."
    ),
    "any death": Outcome("dead > 0", True, "At least one person died."),
    "three or more dead": Outcome("dead >= 3", True, "At least three persons died."),
    "dead": Outcome("dead", False, "Persons who died."),
    "severe": Outcome("severe", False, "Persons who were overcome and lived."),
    "hospital": Outcome("hospital", False, "Persons who had to go to hospital without having been overcome."),
    "hurt": Outcome("dead + severe + hospital + minor", False, "Persons with any injury, the dead included."),
    "dead elsewhere": Outcome("dead_elsewhere", False, "Dead who were not in the flat of origin when it began."),
    "hurt elsewhere": Outcome("hurt_elsewhere", False, "Hurt who were not in the flat of origin when it began."),
    "trapped": Outcome("trapped", False, "Persons who could not go on at some time."),
    "rescued": Outcome("rescued", False, "Persons brought out by others."),
    "expected dead": Outcome(
        "expected_dead",
        False,
        "Each person's chance of dying of what was breathed, summed up: the mean is that of the dead so far as gas "
        "killed them, with less chance in it.",
    ),
    "expected hurt": Outcome(
        "expected_hurt", False, "The same of any injury, death included: the mean is that of the hurt."
    ),
}

KEYS = ["stratum", *Sums._fields]

# The completed runs, each outcome in its place of `y`.
DONE = f"""
select run, measure::varchar as measure, coalesce(weight, 1.0) as w, coalesce(stratum::varchar, '') as stratum,
    [{", ".join(f"({one.figure})::double" for one in OUTCOMES.values())}] as y,
    * exclude (run, measure, weight, stratum)
from runs where status = 'completed'
"""
NAMES = "[" + ", ".join(f"'{name}'" for name in OUTCOMES) + "]"


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
    return {told(option): part / sum(shares) for option, part in zip(variable.options, shares, strict=True)}


def stacked(table: pd.DataFrame, keys: list[str], parts: dict[str, float] | None, name: str = "") -> Stack:
    """The sums of a table, for each of the keys; with strata, along the first axis.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns `keys`, `stratum` and those of `Sums`.
    keys : list of str
        That tell the rows apart.
    parts : dict of str to float, optional
        Probability of each stratum.
    name : str
        In front of the names of the columns.
    """
    columns = [name + field for field in Sums._fields]
    if parts is None:
        added = table.groupby(keys, sort=False, dropna=False)[columns]
        rows = added.sum()
        rows[name + "heaviest"] = added[name + "heaviest"].max()
        return Stack(rows.index.to_frame(index=False), Sums(*(rows[column].to_numpy(float) for column in columns)))
    rows = table[keys].drop_duplicates(ignore_index=True)
    filled = [
        rows.merge(table[table["stratum"] == stratum], "left", on=keys)[columns].fillna(0.0).to_numpy(float)
        for stratum in parts
    ]
    return Stack(rows, Sums(*np.moveaxis(np.stack(filled), -1, 0)))


class Stack(NamedTuple):
    """Sums, and what each of them is of."""

    rows: pd.DataFrame
    sums: Sums


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
