"""The page of real fires: each check with its bound, the runs as dots, and what was assumed and drawn."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from palier.report.axes import Axis, label
from palier.report.drawing import number as coordinate
from palier.report.drawn import drawn_words as drawn_words
from palier.report.page import asset, environment
from palier.validation.incidents import SHARE
from palier.validation.incidents_runs import INSIDE, LEAST_WITH_VALUE, Fire, Result, quantile

WIDE, HIGH = 260.0, 46.0  # of the strip of dots
PILES = 4  # dots side by side that are drawn one above the other


def incidents_html(fires: list[Fire], version: str) -> str:
    """The page, one file that opens offline."""
    return (
        environment()
        .get_template("incidents.html.j2")
        .render(
            title="Real fires",
            version=version,
            css=asset("page.css") + asset("validation.css"),
            verdict=verdict(fires),
            fires=[_fire(fire) for fire in fires],
            share=f"{100 * SHARE:.0f} %",
            least=f"{100 * LEAST_WITH_VALUE:.0f} %",
        )
    )


def verdict(fires: list[Fire]) -> str:
    """In a sentence: how many checks are met."""
    met, count = sum(fire.met for fire in fires), sum(len(fire.results) for fire in fires)
    runs = sum(fire.runs for fire in fires)
    return f"{met} of {count} checks of {len(fires)} fires are met, over {runs} runs."


def _fire(fire: Fire) -> dict[str, Any]:
    return {
        "title": fire.incident.title,
        "name": fire.name,
        "met": fire.met,
        "count": len(fire.results),
        "runs": fire.runs,
        "failed": fire.failed,
        "accounts": fire.incident.accounts,
        "results": [_row(result) for result in fire.results],
        "unknowns": [
            {"name": name, "drawn": drawn_words(unknown), "reason": reason_of(fire, name)}
            for name, unknown in fire.incident.unknowns.items()
        ],
    }


def _row(result: Result) -> dict[str, Any]:
    return {
        "name": result.name,
        "says": result.check.says,
        "variant": result.check.variant,
        "judged": result.check.judged,
        "bound": result.check.bound,
        "each_run": result.check.each_run,
        "median": number(result.median),
        "spread": spread(result),
        "share": f"{100 * result.share:.0f} %",
        "met": result.met,
        "without": len(result.values) - len(result.known),
        "failed": result.failed,
        "svg": strip_svg(result),
    }


def number(value: float | None) -> str:
    """A number of three digits, `never`, or a dash."""
    if value is None:
        return "–"
    if math.isinf(value):
        return "never"
    return f"{value:.0f}" if abs(value) >= 99.5 or value == round(value) else f"{value:.2g}"


def spread(result: Result) -> str:
    """From the 10 % to the 90 % quantile."""
    low, high = (quantile(result.known, part) for part in INSIDE)
    return f"({number(low)} to {number(high)})" if low is not None else ""


def reason_of(fire: Fire, unknown: str) -> str:
    """Why something is drawn as it is."""
    path = f"unknowns.{unknown}"
    return next((note.reason or note.source or "" for note in fire.incident.notes if note.path == path), "")


def strip_svg(result: Result) -> str:
    """The runs of a check as dots along an axis on which its bound is shaded."""
    finite = [value for value in result.known if not math.isinf(value)]
    bounds = [bound for bound in (result.check.at_least, result.check.at_most) if bound is not None]
    low, high = min([0.0, *finite, *bounds]), max([*finite, *bounds])
    high = high + 0.08 * (high - low or 1.0)
    axis = Axis(low, high, 8.0, WIDE - 26.0)
    begin = axis.at(max(low, result.check.at_least if result.check.at_least is not None else low))
    end = axis.at(result.check.at_most) if result.check.at_most is not None else WIDE - 8.0
    parts = [
        f'<rect class="within" x="{coordinate(begin)}" y="4" width="{coordinate(max(end - begin, 2.0))}" height="24"/>'
    ]
    parts.append(f'<line class="grid" x1="8" x2="{coordinate(WIDE - 8.0)}" y1="28" y2="28"/>')
    for value in axis.ticks:
        parts.append(
            f'<text class="tick" x="{coordinate(axis.at(value))}" y="42" text-anchor="middle">{label(value)}</text>'
        )
    piles: dict[int, int] = {}
    for value in result.known:
        x = WIDE - 14.0 if math.isinf(value) else axis.at(value)
        pile = piles[round(x / 5.0)] = piles.get(round(x / 5.0), 0) + 1
        y = 24.0 - 5.0 * ((pile - 1) % PILES)
        parts.append(f'<circle class="mark h0" cx="{coordinate(x)}" cy="{coordinate(y)}" r="2.6"/>')
    if any(math.isinf(value) for value in result.known):
        parts.append(f'<text class="tick" x="{coordinate(WIDE - 14.0)}" y="42" text-anchor="middle">never</text>')
    words = f"{result.name}: {len(result.known)} runs, bound {result.check.bound}"
    return (
        f'<svg class="chart strip" viewBox="0 0 {coordinate(WIDE)} {coordinate(HIGH)}" role="img" '
        f'aria-label="{escape(words, quote=True)}">{"".join(parts)}</svg>'
    )
