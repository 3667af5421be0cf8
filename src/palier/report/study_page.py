"""The page of a study: pictures before tables, every number with its interval and the runs that it is from."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

import palier
from palier.report import study_words as words
from palier.report.page import asset, environment
from palier.report.study_charts import HUES, Curve, Mark, Row, number_curve, panel, strips
from palier.report.study_sources import variables
from palier.result.run import clock
from palier.study.definition import AS_IS
from palier.study.figures import OUTCOMES, outcome, single
from palier.study.study import Study
from palier.study.summary import MINUTE, Summary

MINUTES = (5, 10, 20, 30)  # that landings are told at
LEAST_MINUTES = 10  # that they are drawn over
DECIDING = 8  # variables that are drawn of each outcome
MANY = 14  # rows of a chart from which it is folded away
LONGEST = 32  # characters of a setting
KIND = {"fewer": "fewer", "more": "more"}


class Replay(NamedTuple):
    """A fire that was run again."""

    link: str
    differs: str  # from what the study kept, in words


@dataclass(frozen=True)
class Conduct:
    """How a study was run."""

    palier: str  # version by which it was run
    seed: int
    asked: int  # runs
    directory: str
    indices: str = ""  # why there are no indices of sensitivity
    replays: dict[int, Replay] = field(default_factory=dict)


def study_html(made: Summary, study: Study, conduct: Conduct) -> str:
    """The page, one file that opens offline.

    Parameters
    ----------
    made : Summary
        What the study has come to.
    study : Study
        As it was read, for where its variables come from.
    conduct : Conduct
        How it was run.
    """
    told = made.study
    counts = made.counts
    done = int(counts["runs"].max()) if len(counts) else 0
    return (
        environment()
        .get_template("study.html.j2")
        .render(
            title=told.title,
            description=told.description or "",
            version=palier.__version__,
            css=asset("page.css") + asset("study.css"),
            conduct=conduct,
            done=done,
            completed=int(counts["completed"].max()) if len(counts) else 0,
            goes_on=_goes_on(made, done, conduct),
            headline=words.headline(made),
            changed=words.changed(made) if len(made.measures) > 1 else [],
            failed=words.failed(made),
            facts=_facts(made, conduct, done),
            cautions=_cautions(made),
            landings=_landings(made),
            effects=_effects(made),
            table=_outcomes(made),
            measures=[(name, each.description or "", _cost(made, name)) for name, each in told.measures.items()],
            prices=_prices(made),
            number=_number(made),
            people=_people(made),
            origin=_origin(made),
            tornado=_tornado(made),
            indices=_indices(made),
            why_no_indices=conduct.indices or _why_none(made),
            convergence=_convergence(made),
            worst=_worst(made, conduct),
            failures=made.failures.to_dict("records"),
            variables=variables(study),
            limits=words.LIMITS,
            meanings=[(name, each.description) for name, each in OUTCOMES.items()],
        )
    )


def _goes_on(made: Summary, done: int, conduct: Conduct) -> str:
    if done >= conduct.asked:
        return ""
    stop = "it stops early once enough is known, or " if made.study.stop is not None else ""
    return f"{done} of {conduct.asked} runs are in: {stop}the study has not ended."


def _facts(made: Summary, conduct: Conduct, done: int) -> list[tuple[str, str]]:
    told = made.study
    lost = int(made.counts["failed"].sum()) if len(made.counts) else 0
    drawn = {"sobol": "Sobol' points, scrambled", "saltelli": "Saltelli's design"}.get(told.sampling, told.sampling)
    facts = [
        ("fires", f"{done}, each under {len(made.measures)} {'measures' if told.measures else 'measure'}"),
        ("runs that failed", str(lost)),
        ("of each fire", f"{told.duration / MINUTE:g} min"),
        ("drawn for each fire", f"{len(told.vary)} variables"),
        ("sampling", drawn),
        ("seed", str(conduct.seed)),
        ("palier", conduct.palier),
    ]
    if told.fires_per_year is not None:
        facts.insert(1, ("fires a year in this building", f"{told.fires_per_year:g}"))
    return facts


def _cautions(made: Summary) -> list[str]:
    """What a reader must know of how runs were drawn."""
    told, said = made.study, []
    if told.sampling == "saltelli":
        group = len(single(told)) + 2
        said.append(
            f"Of Saltelli's design the first run of each group of {group} counts for the figures; all of them count "
            "for the indices."
        )
    tails = [name for name, each in told.vary.items() if each.oversample is not None]
    if tails:
        said.append(f"A tail of {', '.join(tails)} was drawn more often than it comes up; its fires count for less.")
    if told.strata is not None:
        said.append(f"Runs are shared out by {told.strata.by}; each value counts as often as it comes up.")
    return said


# ------------------------------------------------------------------------------------------------ landings


def _landings(made: Summary) -> list[dict[str, Any]]:
    """A panel for each stair and measure, and what it comes to at some minutes."""
    table = made.landings
    if table.empty:
        return []
    end = max(LEAST_MINUTES, int(table["minute"].max()))
    top = min(10.0 * math.ceil(10.0 * table["high"].max()), 100.0)
    found = []
    for stair, of_stair in table.groupby("stair", sort=False):
        names = _from_bottom(of_stair)
        shown = _spread_out(names)
        for measure in made.measures:
            mine = of_stair[of_stair["measure"] == measure]
            lines = []
            for place, name in enumerate(shown):
                rows = mine[mine["landing"] == name]
                if len(rows):
                    hue = round((HUES - 1) * place / max(len(shown) - 1, 1))
                    lines.append(_over(rows, f"s{hue}", end))
            found.append(
                {
                    "title": measure if table["stair"].nunique() == 1 else f"{measure}: {stair}",
                    "svg": panel(
                        lines, "minutes after ignition", "of 100 fires", top, f"Impassable landings, {measure}", end
                    ),
                    "key": [
                        (f"s{round((HUES - 1) * k / max(len(shown) - 1, 1))}", name) for k, name in enumerate(shown)
                    ][::-1],
                    "left_out": len(names) - len(shown),
                    "head": [f"{m} min" for m in MINUTES],
                    "rows": [(name, [_at(mine[mine["landing"] == name], m) for m in MINUTES]) for name in names[::-1]],
                    "runs": int(mine["runs"].max()) if len(mine) else 0,
                }
            )
    return found


def _from_bottom(table: pd.DataFrame) -> list[str]:
    return list(table.sort_values(["storey", "landing"])["landing"].unique())


def _spread_out(names: list[str]) -> list[str]:
    """At most eight, the lowest and the highest among them."""
    if len(names) <= HUES:
        return names
    return [names[round(k * (len(names) - 1) / (HUES - 1))] for k in range(HUES)]


def _over(rows: pd.DataFrame, kind: str, end: float) -> Curve:
    x = [*map(float, rows["minute"]), end]
    y, low, high = ([*(100.0 * rows[name]), 100.0 * float(rows[name].iloc[-1])] for name in ("value", "low", "high"))
    return Curve(x, y, low, high, kind)


def _at(rows: pd.DataFrame, minute: int) -> str:
    """Of 100 fires, by a minute; after the last one nothing changes."""
    if rows.empty:
        return words.NOT_TOLD
    row = rows[rows["minute"] <= minute].iloc[-1]
    return words.interval(row["value"], row["low"], row["high"], 100.0)


# ------------------------------------------------------------------------------------------------ measures


def _effects(made: Summary) -> list[dict[str, Any]]:
    """For each chosen outcome the differences that the measures make, on one axis; then all others as a table."""
    if len(made.measures) < 2:
        return []
    found = []
    for name in _chosen_first(made):
        table = made.effects[made.effects["outcome"] == name]
        if table.empty:
            continue
        was = _estimate(made, name)
        number = words.base(max(float(table["value"].abs().max()), was["value"] if was else 0.0) or 0.01)
        rows = []
        for row in table.to_dict("records"):
            said = words.interval(row["value"], row["low"], row["high"], number, signed=True)
            mark = Mark(*(number * row[k] for k in ("value", "low", "high")), KIND.get(row["verdict"], "apart"))
            rows.append(Row(row["measure"], [mark], said, words.verdict(row)))
        found.append(
            {
                "outcome": name,
                "chosen": name in made.study.outcomes,
                "meaning": OUTCOMES[name].description,
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


def _estimate(made: Summary, name: str, measure: str = AS_IS) -> dict[Any, Any] | None:
    table = made.outcomes
    found = table[(table["measure"] == measure) & (table["outcome"] == name)].to_dict("records")
    return found[0] if found else None


def _as_it_is(was: dict[Any, Any] | None, number: int) -> str:
    if was is None:
        return ""
    said = words.interval(was["value"], was["low"], was["high"], number)
    return f"As it is: {said} {words.per(str(was['outcome']), number)}, {was['runs']} runs."


def _outcomes(made: Summary) -> dict[str, Any]:
    """All outcomes by measure."""
    rows = []
    for name in OUTCOMES:
        values = [_estimate(made, name, measure) for measure in made.measures]
        sizes = [each["value"] or each["high"] for each in values if each is not None]
        number = words.base(max(sizes, default=1.0))
        cells = [
            "" if each is None else words.interval(each["value"], each["low"], each["high"], number) for each in values
        ]
        rows.append((name, words.per(name, number), cells))
    return {"head": made.measures, "rows": rows}


def _cost(made: Summary, name: str) -> str:
    cost = made.study.measures[name].cost
    return "" if cost is None else f"{words.plain(cost, 3)} {made.study.currency} a year"


def _prices(made: Summary) -> list[dict[str, Any]]:
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
                            _cost(made, row["measure"]),
                            words.interval(*(row[f"averted_per_year{end}"] for end in ("", "_low", "_high"))),
                            words.price(row, made.study.currency),
                        )
                        for row in rows.to_dict("records")
                    ],
                }
            )
    return found


# ------------------------------------------------------------------------------------------------ F-N curve


def _number(made: Summary) -> dict[str, Any]:
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
        return Curve(list(map(float, mine["dead"])), *(list(mine[c]) for c in columns), kind)

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


# ------------------------------------------------------------------------------------------------ who and where

GROUPS = {"place": "Where they were when it began", "age": "Age", "storey": "Storey", "flat": "Flat"}
ORIGINS = {"room": "Room", "storey": "Storey", "flat": "Flat"}


def _people(made: Summary) -> list[dict[str, Any]]:
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
                    [Mark(*(100.0 * row[k] for k in ("value", "low", "high")))],
                    words.interval(row["value"], row["low"], row["high"], 100.0),
                    _theirs(row["part"], row["runs"]),
                )
                for row in _sorted(mine, "group", by)
            ]
            charts.append({"title": name, "svg": strips(rows, "of 100 persons there")})
        if charts:
            found.append({"title": title, "charts": charts, "folded": by == "flat" or len(rows) > MANY})
    return found


def _origin(made: Summary) -> list[dict[str, Any]]:
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
                    [Mark(*(number * row[k] for k in ("value", "low", "high")))],
                    words.interval(row["value"], row["low"], row["high"], number),
                    f"{words.plain(100 * row['fires'])} % of fires, {row['runs']} runs",
                )
                for row in _sorted(mine, "origin", by)
            ]
            charts.append({"title": name, "svg": strips(rows, f"{words.per(name, number)} there")})
        if charts:
            found.append({"title": title, "charts": charts, "folded": by == "flat" or len(rows) > MANY})
    return found


def _storey(by: str, name: Any) -> str:
    return f"storey {name}" if by == "storey" else str(name)


def _theirs(part: float, runs: int) -> str:
    said = f"{runs} runs"
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


def _tornado(made: Summary) -> list[dict[str, Any]]:
    """Of each chosen outcome the variables between whose settings it differs most."""
    found = []
    for name in made.study.outcomes:
        table = made.tornado[made.tornado["outcome"] == name] if len(made.tornado) else made.tornado
        was = _estimate(made, name)
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
                Mark(*(number * row[k] for k in ("value", "low", "high")), kind if apart else "apart", text)
                for row, kind, text in zip((least, most), ("h0", "h1"), said, strict=True)
            ]
            rows.append(Row(str(variable), marks, "; ".join(said), "" if apart else "intervals overlap"))
        if rows:
            middle = None if was is None else number * float(was["value"])
            svg = strips(rows[:DECIDING], words.per(name, number), middle=middle, kind="pairs")
            found.append({"outcome": name, "svg": svg, "left_out": max(len(rows) - DECIDING, 0)})
    return found


def _setting(value: str) -> str:
    """The value of a variable, short enough for a line; of a set of values the first."""
    if value.startswith("{"):
        value = value.strip("{}").split(",")[0].split(": ")[-1].strip("'") + " …"
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def _indices(made: Summary) -> list[dict[str, Any]]:
    """First-order and total indices of each chosen outcome."""
    table = made.sensitivity
    found = []
    for name in made.study.outcomes:
        mine = table[table["outcome"] == name].dropna() if len(table) else table
        total = "total" in mine
        rows = []
        for row in mine.head(DECIDING).to_dict("records"):
            kinds = [("first", "h0"), ("total", "h1")][: 2 if total else 1]
            marks = [Mark(row[k], row[f"{k}_low"], row[f"{k}_high"], hue, k) for k, hue in kinds]
            said = "; ".join(words.interval(row[k], row[f"{k}_low"], row[f"{k}_high"]) for k, _ in kinds)
            rows.append(Row(row["variable"], marks, said))
        if rows:
            svg = strips(rows, "part of the variance", zero=True, least=0.2)
            found.append({"outcome": name, "svg": svg, "total": total, "left_out": max(len(mine) - DECIDING, 0)})
    return found


def _why_none(made: Summary) -> str:
    if made.study.correlate:
        return "Variables are correlated: parts of the variance would not add up."
    if not single(made.study):
        return "Nothing is drawn once for a fire."
    return "There are too few runs for indices, or the outcome was the same in all of them."


# ------------------------------------------------------------------------------------------------ how sure


def _convergence(made: Summary) -> list[dict[str, Any]]:
    """The chosen outcomes from the first runs only, as it is and then under each measure."""
    table = made.convergence
    found = []
    for measure in made.measures:
        for name in made.study.outcomes:
            mine = table[(table["measure"] == measure) & (table["outcome"] == name)]
            if mine.empty:
                continue
            last = mine.iloc[-1]
            number = words.base(float(last["value"] or last["high"]))
            top = float(number * max(mine["value"].iloc[len(mine) // 8 :].max(), 2.2 * last["high"]))
            top = min(top, float(number)) if outcome(name).sure else top
            curve = Curve(list(mine["runs"]), *([number * v for v in mine[k]] for k in ("value", "low", "high")), "h0")
            unit = words.per(name, number)
            svg = panel([curve], "runs", unit, top, f"{name}, {measure}, by runs", level=number * float(last["value"]))
            said = words.interval(last["value"], last["low"], last["high"], number)
            found.append({"measure": measure, "outcome": name, "svg": svg, "said": f"{said} {unit}"})
    return found


# ------------------------------------------------------------------------------------------------ single runs


def _worst(made: Summary, conduct: Conduct) -> list[dict[str, Any]]:
    rows = made.worst[made.worst["measure"] == AS_IS] if len(made.worst) else made.worst
    return [
        {
            **row,
            "fire": row["fire_room"] or "",
            "stair": "" if pd.isna(row["stair_impassable_from"]) else clock(float(row["stair_impassable_from"])),
            "lasted": words.span(row["stair_impassable_for"] or None),
            "replay": conduct.replays.get(int(row["run"])),
            "command": f"palier replay {conduct.directory} {row['run']}",
        }
        for row in rows.to_dict("records")
    ]
