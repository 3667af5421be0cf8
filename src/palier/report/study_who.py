"""Who is hurt in a study, where fires begin, and what decides how they end, for its page."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from palier.report import study_words as words
from palier.report.study_charts import Mark, Row, marked, strips
from palier.report.study_measures import estimate_of
from palier.studies.definition import AS_IS
from palier.studies.figures import single
from palier.studies.summary import Summary

MANY = 14  # rows of a chart from which it is folded away
DECIDING = 8  # variables that are drawn of each outcome
LONGEST = 32  # characters of a setting

GROUPS = {"place": "Where they were when it began", "age": "Age", "storey": "Storey", "flat": "Flat"}
ORIGINS = {"room": "Room", "storey": "Storey", "flat": "Flat"}


def people(made: Summary) -> list[dict[str, Any]]:
    """Risk of being hurt and of dying by group, as the building is."""
    table = made.people
    found = []
    for by, title in GROUPS.items():
        charts = []
        for name in ("hurt", "dead"):
            mine = table[(table["measure"] == AS_IS) & (table["by"] == by) & (table["outcome"] == name)]
            if mine.empty:
                continue
            rows = [
                Row(
                    _storey(by, row["group"]),
                    [marked(row, 100.0)],
                    words.interval(row["value"], row["low"], row["high"], 100.0),
                    _theirs(row["part"], row["runs"]),
                )
                for row in _sorted(mine, "group", by)
            ]
            charts.append({"title": name, "svg": strips(rows, "of 100 persons there")})
        if charts:
            found.append({"title": title, "charts": charts, "folded": by == "flat" or len(rows) > MANY})
    return found


def origin(made: Summary) -> list[dict[str, Any]]:
    """What follows from where the fire begins, as the building is."""
    table = made.origin
    found = []
    for by, title in ORIGINS.items():
        charts = []
        for name in made.study.outcomes:
            mine = table[(table["measure"] == AS_IS) & (table["by"] == by) & (table["outcome"] == name)]
            if mine.empty:
                continue
            number = words.base(max(float(mine["value"].max()), 0.01))
            rows = [
                Row(
                    _storey(by, row["origin"]),
                    [marked(row, number)],
                    words.interval(row["value"], row["low"], row["high"], number),
                    f"{words.plain(100 * row['fires'])} % of fires, {_runs(row['runs'])}",
                )
                for row in _sorted(mine, "origin", by)
            ]
            charts.append({"title": name, "svg": strips(rows, f"{words.per(name, number)} there")})
        if charts:
            found.append({"title": title, "charts": charts, "folded": by == "flat" or len(rows) > MANY})
    return found


def _storey(by: str, name: Any) -> str:
    return f"storey {name}" if by == "storey" else str(name)


def _runs(number: int) -> str:
    return f"{number} run" if number == 1 else f"{number} runs"


def _theirs(part: float, runs: int) -> str:
    said = _runs(runs)
    return said if math.isnan(part) else f"{words.plain(100 * part)} % of them, {said}"


def _sorted(table: pd.DataFrame, key: str, by: str) -> list[dict[Any, Any]]:
    """Storeys from the top, ages from the youngest, all else as it is named."""
    rows = table.to_dict("records")
    if by == "storey":
        return sorted(rows, key=lambda row: -float(row[key]))
    if by == "age":
        return sorted(rows, key=lambda row: (not str(row[key]).startswith("under"), str(row[key])))
    return rows


# ------------------------------------------------------------------------------------------------ what decides


def tornado(made: Summary) -> list[dict[str, Any]]:
    """Of each chosen outcome the variables between whose settings it differs most."""
    found = []
    for name in made.study.outcomes:
        table = made.tornado[made.tornado["outcome"] == name] if len(made.tornado) else made.tornado
        was = estimate_of(made, name)
        number = words.base(max(float(table["value"].max()) if len(table) else 0.0, 0.01))
        rows = []
        for variable, mine in table.groupby("variable", sort=False):
            if len(mine) < 2 or not mine["spread"].iloc[0] > 0.0:
                continue
            least, most = mine.iloc[0].to_dict(), mine.iloc[-1].to_dict()
            apart = least["high"] < most["low"]
            said = [
                f"{_setting(row['setting'])} {words.interval(row['value'], row['low'], row['high'], number)}"
                for row in (least, most)
            ]
            marks = [
                marked(row, number, kind if apart else "apart", text)
                for row, kind, text in zip((least, most), ("h0", "h1"), said, strict=True)
            ]
            note = f"{least['runs']} and {most['runs']} runs{'' if apart else ', intervals overlap'}"
            rows.append(Row(str(variable), marks, "; ".join(said), note))
        if rows:
            middle = None if was is None else number * float(was["value"])
            svg = strips(rows[:DECIDING], words.per(name, number), middle=middle, kind="pairs")
            found.append({"outcome": name, "svg": svg, "left_out": max(len(rows) - DECIDING, 0)})
    return found


def _setting(value: str) -> str:
    """The value of a variable, short enough for a line; of a set of values by path the first."""
    path, colon, first = value.partition(": ")
    if colon and "." in path:
        value, *more = first.split(", ")
        value += " …" if more else ""
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def indices(made: Summary) -> list[dict[str, Any]]:
    """First-order and total indices of each chosen outcome."""
    table, _ = sensitivity_of(made)
    found = []
    for name in made.study.outcomes:
        mine = table[table["outcome"] == name].dropna() if len(table) else table
        total = "total" in mine
        rows = []
        for row in mine.head(DECIDING).to_dict("records"):
            kinds = [("first", "h0"), ("total", "h1")][: 2 if total else 1]
            marks = [Mark(row[k], row[f"{k}_low"], row[f"{k}_high"], hue, k) for k, hue in kinds]
            rows.append(Row(row["variable"], marks, _indices_words(row, [k for k, _ in kinds])))
        if rows:
            svg = strips(rows, "part of the variance", zero=True, least=0.2)
            found.append({"outcome": name, "svg": svg, "total": total, "left_out": max(len(mine) - DECIDING, 0)})
    return found


def _indices_words(row: dict[Any, Any], kinds: list[str]) -> str:
    """Indices with their intervals; without one where no run told the variable from none, which more might."""
    if all(row[f"{k}_low"] == row[f"{k}_high"] for k in kinds):
        return "changed nothing in these runs"
    return "; ".join(words.interval(row[k], row[f"{k}_low"], row[f"{k}_high"]) for k in kinds)


def why_none(made: Summary) -> str:
    """Why there are no indices."""
    _, refused = sensitivity_of(made)
    if refused:
        return refused
    if made.study.correlate:
        return "Variables are correlated: parts of the variance would not add up."
    if not single(made.study):
        return "Nothing is drawn once for a fire."
    return "There are too few runs for indices, or the outcome was the same in all of them."


def sensitivity_of(made: Summary) -> tuple[pd.DataFrame, str]:
    """The table of indices, or an empty one and why: Saltelli's design takes every run, and some may have failed."""
    try:
        return made.sensitivity, ""
    except ValueError as error:
        return pd.DataFrame(columns=["outcome", "variable"]), str(error)
