"""What the measures of a study change and cost, and how often many die under each, for its page."""

from __future__ import annotations

from typing import Any

import pandas as pd

from palier.report import study_words as words
from palier.report.study_charts import Curve, Row, marked, number_curve, strips
from palier.studies.definition import AS_IS
from palier.studies.figures import OUTCOMES
from palier.studies.summary import Summary


def effects(made: Summary) -> list[dict[str, Any]]:
    """For each chosen outcome the differences that the measures make, on one axis; then all others as a table."""
    if len(made.measures) < 2:
        return []
    found = []
    for name in _chosen_first(made):
        table = made.effects[made.effects["outcome"] == name]
        if table.empty:
            continue
        was = estimate_of(made, name)
        number = words.base(max(float(table["value"].abs().max()), was["value"] if was else 0.0) or 0.01)
        rows = []
        for row in table.to_dict("records"):
            said = words.interval(row["value"], row["low"], row["high"], number, signed=True)
            mark = marked(row, number, row["verdict"] if row["verdict"] in ("less", "more") else "apart")
            rows.append(Row(row["measure"], [mark], said, words.verdict(row)))
        found.append(
            {
                "outcome": name,
                "chosen": name in made.study.outcomes,
                "meaning": words.meaning(name),
                "was": _as_it_is(was, number),
                "svg": strips(rows, f"difference, {words.per(name, number)}", zero=True),
                "rows": [
                    (row["measure"], words.relative(row), words.gain(row["variance_ratio"]), int(row["runs"]),
                     int(row["events"]))
                    for row in table.to_dict("records")
                ],
            }
        )  # fmt: skip
    return found


def _chosen_first(made: Summary) -> list[str]:
    return [*made.study.outcomes, *(name for name in OUTCOMES if name not in made.study.outcomes)]


def estimate_of(made: Summary, name: str, measure: str = AS_IS) -> dict[Any, Any] | None:
    """The estimate of an outcome under a measure, if there is one."""
    table = made.outcomes
    found = table[(table["measure"] == measure) & (table["outcome"] == name)].to_dict("records")
    return found[0] if found else None


def _as_it_is(was: dict[Any, Any] | None, number: int) -> str:
    if was is None:
        return ""
    said = words.interval(was["value"], was["low"], was["high"], number)
    return f"As it is: {said} {words.per(str(was['outcome']), number)}, {was['runs']} runs."


def outcomes(made: Summary) -> dict[str, Any]:
    """All outcomes by measure."""
    rows = []
    for name in OUTCOMES:
        values = [estimate_of(made, name, measure) for measure in made.measures]
        sizes = [each["value"] or each["high"] for each in values if each is not None]
        number = words.base(max(sizes, default=1.0))
        cells = [
            "" if each is None else words.interval(each["value"], each["low"], each["high"], number) for each in values
        ]
        rows.append((name, words.per(name, number), cells))
    counts = made.counts.set_index("measure")["completed"]
    return {"head": made.measures, "runs": [int(counts.get(each, 0)) for each in made.measures], "rows": rows}


def cost(made: Summary, name: str) -> str:
    """What a measure costs, or nothing if the study does not say."""
    yearly = made.study.measures[name].cost
    return "" if yearly is None else f"{words.plain(yearly, 3)} {made.study.currency} a year"


def prices(made: Summary) -> list[dict[str, Any]]:
    """What it costs to avert one, for the chosen outcomes that count something bad."""
    table = made.effects if len(made.measures) > 1 else pd.DataFrame()
    if "cost_per_averted" not in table:
        return []
    found = []
    for name in dict.fromkeys([*made.study.outcomes, "dead", "hurt"]):
        rows = table[
            (table["outcome"] == name) & table["measure"].map(lambda m: made.study.measures[m].cost is not None)
        ]
        if name != "rescued" and len(rows):
            found.append(
                {
                    "outcome": name,
                    "rows": [
                        (
                            row["measure"],
                            cost(made, row["measure"]),
                            words.interval(*(row[f"averted_per_year{end}"] for end in ("", "_low", "_high"))),
                            words.price(row, made.study.currency),
                        )
                        for row in rows.to_dict("records")
                    ],
                }
            )
    return found


# ---------------------------------------------------------------------------------------------------- F-N curve


def number(made: Summary) -> dict[str, Any]:
    """A panel for each measure under which anybody died."""
    table = made.fn
    end = "_per_year" if made.study.fires_per_year is not None else ""
    columns = [f"{name}{end}" for name in ("value", "low", "high")]
    some = table[table["events"] > 0]
    unit = "a year" if end else "a fire"
    rows = [
        (measure, int(row["dead"]), _rare(*(row[c] for c in columns)), int(row["events"]), int(row["runs"]))
        for measure, mine in table.groupby("measure", sort=False)
        for row in mine.to_dict("records")
    ]
    if some.empty:
        return {"panels": [], "rows": rows, "unit": unit, "none": len(table) > 0}
    lows = some[columns[1]].where(some[columns[1]] > 0.0, some[columns[0]])
    low, high = 0.6 * float(lows.min()), 1.25 * float(table[columns[2]].max())

    def curve(measure: str, kind: str) -> Curve:
        mine = table[table["measure"] == measure]
        value, low, high = (list(map(float, mine[c])) for c in columns)
        return Curve(list(map(float, mine["dead"])), value, low, high, kind)

    panels = []
    for measure in made.measures:
        if not (table["measure"] == measure).any():
            continue
        behind = [] if measure == AS_IS else [curve(AS_IS, "behind")]
        own = curve(measure, "h0" if measure == AS_IS else "h1")
        svg = number_curve([*behind, own], f"N or more, {unit}", low, high, f"F-N curve, {measure}")
        panels.append({"title": measure, "svg": svg})
    return {"panels": panels, "rows": rows, "unit": unit, "none": False}


def _rare(value: float, low: float, high: float) -> str:
    return f"{words.plain(value)} ({words.plain(low)} to {words.plain(high)})"
