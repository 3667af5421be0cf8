"""The report of a run: one HTML file that opens offline."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2
import pandas as pd

from palier.engine.arrays import STATUS
from palier.report import words
from palier.report.charts import person_chart, rescue_chart, tenability_chart
from palier.report.clocks import SEVERITY, dose_clocks
from palier.report.drawing import Section
from palier.report.film import age_words, darkness, film
from palier.report.knowledge import knowledge_map
from palier.report.layout import layout
from palier.report.section import section_css
from palier.report.told import small_events
from palier.result import Run
from palier.result.run import OK_STATUS, clock
from palier.result.tables import records, rows

OPEN_CARDS = 8  # people whose details are shown unfolded, the worst hurt first


@cache
def environment() -> jinja2.Environment:
    """Templates of the package, with everything escaped unless marked safe."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("palier.report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )


def asset(name: str) -> str:
    """A file that goes into every page."""
    return (files("palier.report") / "templates" / name).read_text(encoding="utf-8")


def script_data(value: object) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def page_html(run: Run, variants: pd.DataFrame | None = None) -> str:
    """The whole report. `variants` is the table of a Comparison of the same scenario."""
    drawn = layout(run.scenario.building)
    section = Section(run, drawn)
    start = _telling_time(run)
    template = environment().get_template("run.html.j2")
    return template.render(
        run=run,
        title=run.scenario.title,
        summary=run.summary,
        css=asset("page.css") + section_css(),
        script=asset("page.js"),
        section=section.svg(start, attributes='id="section-svg"'),
        film=script_data({**film(run, drawn, section.places), "start": start}),
        tall=round(11 * drawn.view[3]),
        legend=_smoke_legend(),
        statuses=list(enumerate(STATUS)),
        sentences=words.outcome_sentences(run),
        certainty=words.certainty(run),
        tiles=words.tiles(run),
        events=_events(run),
        kinds=list(dict.fromkeys(run.events["kind"])),
        tenability=_tenability(run),
        tenability_chart=tenability_chart(run),
        people=_people(run),
        clocks=dose_clocks(run),
        rescue_chart=rescue_chart(run),
        remarks=_remarks(run),
        refusals=run.refusals.to_dict("records"),
        variants=None if variants is None else variant_rows(variants),
        defaults=words.defaults_in_use(run.scenario),
        criteria=words.criteria(run.scenario.habits.injuries),
        balance=_balance(run),
        limits=words.LIMITS,
        clock=clock,
    )


def _telling_time(run: Run) -> float:
    """A moment that shows what the fire does: the first rescue, else the stair at its worst, else the middle. [s]"""
    end = float(run.summary["simulated"])
    taken = run.rescue[run.rescue["task"] == "takes"]
    if len(taken):
        return float(taken["begins"].iloc[len(taken) // 2])
    stopped = run.tenability["impassable_from"].dropna()
    if len(stopped):
        return min(float(stopped.min()) + 120.0, end)
    return 0.5 * end


def _smoke_legend() -> list[tuple[str, float]]:
    """Visibility and how dark it is drawn."""
    return [(f"{v} m", round(float(darkness(3.0 / v, 293.0)), 3)) for v in (30, 10, 3, 1)]


def _events(run: Run) -> list[dict[str, Any]]:
    return [
        {"time": float(v.time), "clock": clock(float(v.time)), "kind": str(v.kind), "text": str(v.text), "small": small}
        for v, small in zip(rows(run.events), small_events(run), strict=True)
    ]


def _tenability(run: Run) -> list[dict[str, Any]]:
    columns = [
        "visibility_under_10_m",
        "visibility_under_3_m",
        "over_60_C",
        "over_120_C",
        "fed_over_0.3",
        "fed_over_1",
        "impassable_from",
    ]
    rows = []
    for row in run.tenability.to_dict("records"):
        shown = {c: "" if pd.isna(row[c]) else clock(float(row[c])) for c in columns}
        rows.append(
            {
                "place": row["place"],
                "landing": row["kind"] == "landing",
                "times": [shown[c] for c in columns],
                "lasted": f"{row['impassable_for'] / 60:.0f} min" if row["impassable_for"] else "",
                "reached": any(shown.values()),
            }
        )
    landings = [r for r in rows if r["landing"]]
    return landings[::-1] + [r for r in rows if not r["landing"]]


def _people(run: Run) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = []
    told = words.stories(run)
    drawn = layout(run.scenario.building)
    for p, person in enumerate(rows(run.people)):
        trapped = not pd.isna(person.trapped_at)
        cards.append(
            {
                "name": str(person.person),
                "household": str(person.household),
                "age": age_words(float(person.age)),
                "outcome": str(person.outcome),
                "reason": str(person.reason),
                "fate": _fate(person),
                "facts": words.person_facts(person),
                "story": told[str(person.person)],
                "chart": person_chart(run, p),
                "knew": knowledge_map(run, drawn, str(person.person)),
                "rank": (SEVERITY[str(person.outcome)], not trapped, -float(person.fed)),
            }
        )
    cards.sort(key=lambda card: card["rank"])
    for i, card in enumerate(cards):
        card["open"] = i < OPEN_CARDS and (card["rank"][0] < 3 or not card["rank"][1])
    return cards


def _remarks(run: Run) -> list[dict[str, Any]]:
    """Ways that can be taken, with the seconds that one person takes as text."""
    return [
        {**row, "takes": "" if row["takes"] is None else f"{row['takes']:.0f} s a person"}
        for row in records(run.remarks)
    ]


def _fate(person: Any) -> str:
    if not pd.isna(person.rescued_by):
        return f"brought out by {person.rescued_by}"
    if person.status == "safe":
        return "walked out"
    return f"{person.status}, in {person.ended_in}"


def variant_rows(table: pd.DataFrame) -> dict[str, Any]:
    """A table of variants as text, with its head; the status only if some run stopped early."""
    shown = table.reset_index() if table.index.name else table.copy()
    if "status" in shown and (shown["status"] == OK_STATUS).all():
        shown = shown.drop(columns="status")
    if "impassable_from" in shown:
        times = [None if pd.isna(t) else clock(float(t)) for t in shown["impassable_from"]]
        shown = shown.assign(impassable_from=pd.array(times, dtype="string"))
    body = [["" if pd.isna(v) else _plain(v) for v in row] for row in shown.itertuples(index=False)]
    return {"head": [str(c).replace("_", " ") for c in shown.columns], "rows": body}


def _plain(value: object) -> str:
    return (
        f"{value:.3g}"
        if isinstance(value, float) and value != round(value)
        else f"{value:.0f}"
        if isinstance(value, float)
        else str(value)
    )


def _balance(run: Run) -> list[tuple[str, str]]:
    return [(name, f"{error:.1e}") for name, error in run.summary["balance_error"].items()]
