"""The page of a study: pictures before tables, every number with its interval and the runs that it is from."""

from __future__ import annotations

import math
import shlex
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, NamedTuple

import pandas as pd

from palier.report import study_words as words
from palier.report.page import asset, environment
from palier.report.study_charts import HUES, Curve, panel
from palier.report.study_measures import cost, effects, number, outcomes, prices
from palier.report.study_sources import variables
from palier.report.study_who import indices, origin, people, tornado, why_none
from palier.result.run import clock
from palier.studies.decides import MOST_RUNS
from palier.studies.definition import AS_IS
from palier.studies.figures import OUTCOMES, outcome
from palier.studies.study import Study
from palier.studies.summary import MINUTE, Summary
from palier.studies.variables import saltelli_group

MINUTES = (5, 10, 20, 30, 60)  # after ignition, that landings are told at
AFTER_CALL = (0, 5, 10, 15)  # minutes after the fire service was called, about when crews come
LEAST_MINUTES = 10  # that they are drawn over


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
    replays: dict[tuple[str, int], Replay] = field(default_factory=dict)  # by measure and run


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
            version=version("palier"),
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
            weighted=any(each.oversample is not None for each in told.vary.values()),
            stops=told.stop is not None,
            landings=_landings(made),
            effects=effects(made),
            table=outcomes(made),
            measures=[
                (name, each.description or "", cost(made, name))
                for name, each in told.measures.items()
                if each.description or each.cost is not None
            ],
            most_runs=MOST_RUNS,
            prices=prices(made),
            unpriced=told.fires_per_year is None and any(each.cost is not None for each in told.measures.values()),
            number=number(made),
            people=people(made),
            origin=origin(made),
            tornado=tornado(made),
            indices=indices(made),
            why_no_indices=why_none(made),
            convergence=_convergence(made),
            worst=_worst(made, conduct),
            middle=made.median_run,
            sample=made.sample,
            again=f"palier replay {shlex.quote(conduct.directory)}",
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
        ("fires, each as it is" + (f" and under {len(told.measures)} measures" if told.measures else ""), str(done)),
        ("runs that failed" + (", counted under each measure" if told.measures else ""), str(lost)),
        ("of each fire, from its flames", f"{told.duration / MINUTE:g} min"),
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
        group = saltelli_group(told.vary)
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
    """For each stair a panel for every measure, and what it comes to at some minutes.

    Panels end with the time that is simulated from the flames on; what is lost after it, as where a fire smouldered
    first, is in the table's last column. Of minutes that were not simulated in every fire nothing is told.
    """
    table, called = made.landings, made.landings_after_call
    if table.empty:
        return []
    end = max(LEAST_MINUTES, min(int(table["minute"].max()), math.ceil(made.study.duration / MINUTE)))
    top = min(10.0 * math.ceil(10.0 * table["high"].max()), 100.0)
    minutes, after = ([n for n in each if n * MINUTE <= made.study.duration] for each in (MINUTES, AFTER_CALL))
    from_ignition = (*(f"by {n} min" for n in minutes), "ever")
    from_call = ("by the call", *(f"{n} min after it" for n in after[1:]))
    found = []
    for stair, of_stair in table.groupby("stair", sort=False):
        names = _from_bottom(of_stair)
        hues = _hues(names)
        panels = []
        for measure, mine in of_stair.groupby("measure", sort=False):
            of_each = {name: mine[mine["landing"] == name] for name in names}
            since = called[(called["measure"] == measure) & (called["stair"] == stair)]
            lines = [_over(of_each[name], hue, end) for name, hue in hues.items() if len(of_each[name])]
            told = f"Impassable landings of {stair}, {measure}"
            by_then = [(name, [_at(of_each[name], m) for m in (*minutes, None)]) for name in names[::-1]]
            by_call = [(name, [_at(since[since["landing"] == name], m) for m in after]) for name in names[::-1]]
            panels.append(
                {
                    "title": measure,
                    "svg": panel(lines, "minutes after ignition", "of 100 fires", top, told, end),
                    "tables": [(from_ignition, by_then), (from_call, by_call)],
                    "runs": int(mine["runs"].max()),
                }
            )
        key = [(hue, name) for name, hue in hues.items()][::-1]
        found.append({"stair": stair, "panels": panels, "key": key, "left_out": len(names) - len(hues)})
    return found


def _from_bottom(table: pd.DataFrame) -> list[str]:
    return list(table.sort_values(["storey", "landing"])["landing"].unique())


def _hues(names: list[str]) -> dict[str, str]:
    """Colours from the lowest to the highest landing; of more than eight not all are drawn."""
    n = min(len(names), HUES)
    shown = [names[round(k * (len(names) - 1) / max(n - 1, 1))] for k in range(n)]
    return {name: f"s{round((HUES - 1) * k / max(n - 1, 1))}" for k, name in enumerate(shown)}


def _over(rows: pd.DataFrame, kind: str, end: float) -> Curve:
    rows = rows[rows["minute"] <= end]
    x = [*map(float, rows["minute"]), end]
    y, low, high = ([*(100.0 * rows[name]), 100.0 * float(rows[name].iloc[-1])] for name in ("value", "low", "high"))
    return Curve(x, y, low, high, kind)


def _at(rows: pd.DataFrame, minute: int | None) -> str:
    """Of 100 fires, by a minute or at any time; after the last one nothing changes."""
    if rows.empty:
        return words.NOT_TOLD
    row = rows.iloc[-1] if minute is None else rows[rows["minute"] <= minute].iloc[-1]
    return words.interval(row["value"], row["low"], row["high"], 100.0)


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
            value, low, high = ([number * float(v) for v in mine[k]] for k in ("value", "low", "high"))
            curve = Curve(list(map(float, mine["runs"])), value, low, high, "h0")
            unit = words.per(name, number)
            svg = panel([curve], "runs", unit, top, f"{name}, {measure}, by runs", level=number * float(last["value"]))
            said = words.interval(last["value"], last["low"], last["high"], number)
            found.append(
                {"measure": measure, "outcome": name, "svg": svg, "said": f"{said} {unit}, {last['runs']} runs"}
            )
    return found


# ------------------------------------------------------------------------------------------------ single runs


def _worst(made: Summary, conduct: Conduct) -> list[dict[str, Any]]:
    """The worst fires of each measure, as the building is first."""
    found = []
    for measure in made.measures if len(made.worst) else ():
        option = "" if measure == AS_IS else f" --measure {shlex.quote(measure)}"
        rows = [
            {
                **{str(key): value for key, value in row.items()},
                "fire": row["fire_room"] or "",
                "stair": "–" if pd.isna(row["stair_impassable_from"]) else clock(float(row["stair_impassable_from"])),
                "lasted": words.span(row["stair_impassable_for"] or None),
                "replay": conduct.replays.get((measure, int(row["run"]))),
                "command": f"palier replay {shlex.quote(conduct.directory)} {row['run']}{option}",
            }
            for row in made.worst[made.worst["measure"] == measure].to_dict("records")
        ]
        if rows:
            command = f"palier summary {shlex.quote(conduct.directory)}{option}"
            remarks = any(each["replay"] is None or each["replay"].differs for each in rows)
            found.append({"measure": measure, "rows": rows, "command": command, "remarks": remarks})
    return found
