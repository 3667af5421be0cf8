"""Pictures of a study as SVG: strips of intervals in rows, and panels of curves with their intervals shaded.

A strip has no units of its own: what lies across is in per cent of its width, so that its text keeps its size on a
phone. Colours are classes, so that they follow the theme.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, NamedTuple

from palier.report.axes import Axis, frame, label, picture
from palier.report.drawing import number

WIDE, HIGH = 340.0, 210.0  # of a panel
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 10.0, 38.0  # of its axes, from its edges
REACH = 3.0  # intervals are drawn to as many times the largest estimate, at least
HUES = 8  # of lines that have an order


class Mark(NamedTuple):
    """An estimate in a row."""

    value: float
    low: float
    high: float
    kind: str = "h0"  # class of its colour
    title: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a chart of strips: a name, what is drawn, and the numbers in words."""

    name: str
    marks: Sequence[Mark]
    said: str
    note: str = ""


class Curve(NamedTuple):
    """A line over a panel, with its interval; of nothing below `low` if that is not given."""

    x: Sequence[float]
    y: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    kind: str


def marked(row: Mapping[Any, Any], scale: float = 1.0, kind: str = "h0", title: str = "") -> Mark:
    """The estimate of a row of a table."""
    return Mark(scale * row["value"], scale * row["low"], scale * row["high"], kind, title)


def strips(
    rows: Sequence[Row], below: str, zero: bool = False, least: float = 0.0, middle: float | None = None, kind: str = ""
) -> str:
    """Rows of intervals on one axis.

    Parameters
    ----------
    rows : sequence of Row
        From top to bottom.
    below : str
        Name of the axis.
    zero : bool
        Whether 0 means that nothing changes, and is marked.
    least : float
        That the axis reaches up to at least.
    middle : float, optional
        Another value to be marked.
    kind : str
        Class of the whole.
    """
    marks = [mark for row in rows for mark in row.marks if math.isfinite(mark.value)]
    axis = _across(marks, least)
    grid = [f'<line class="grid" x1="{_part(axis, v)}" x2="{_part(axis, v)}" y1="0" y2="100%"/>' for v in axis.ticks]
    if zero:
        grid.append(_line(axis, 0.0, "none"))
    if middle is not None:
        grid.append(_line(axis, middle, "mean"))
    drawn = []
    for row in rows:
        inner = "".join(grid) + "".join(_mark(axis, m, k, len(row.marks)) for k, m in enumerate(row.marks))
        words = escape(f"{row.name}: {row.said}", quote=True)
        drawn.append(
            f'<div class="strip-row"><span class="name">{escape(row.name)}</span>'
            f'<span class="across"><svg class="chart strip" role="img" aria-label="{words}">{inner}</svg></span>'
            f'<span class="said">{"<br>".join(map(escape, row.said.split("; ")))}</span>'
            f'<span class="word">{escape(row.note)}</span></div>'
        )
    ticks = "".join(
        f'<text class="tick" x="{_part(axis, v)}" y="12" text-anchor="middle">{_tick(v)}</text>' for v in axis.ticks
    )
    drawn.append(
        '<div class="strip-row under" aria-hidden="true"><span class="name"></span>'
        f'<span class="across"><svg class="chart strip">{ticks}</svg></span>'
        f'<span class="said">{escape(below)}</span></div>'
    )
    return f'<div class="strips {kind}">{"".join(drawn)}</div>'


def _across(marks: Sequence[Mark], least: float) -> Axis:
    """An axis that holds 0 and every estimate, and intervals unless they would leave no room for the others."""
    values = [mark.value for mark in marks] or [0.0]
    highs = sorted(mark.high for mark in marks if math.isfinite(mark.high)) or [1.0]
    lows = sorted(mark.low for mark in marks if math.isfinite(mark.low)) or [0.0]
    size = max(max(map(abs, values)), 0.5 * highs[len(highs) // 2], -0.5 * lows[len(lows) // 2], 1e-12)
    high = max(min(highs[-1], REACH * size), max(values), least)
    low = min(max(lows[0], -REACH * size), *values, 0.0)
    if high <= low:
        high = low + 1.0
    margin = 0.03 * (high - low)
    return Axis(low - margin, high + margin, 0.0, 100.0)


def _part(axis: Axis, value: float) -> str:
    return f"{min(max(axis.at(value), 0.0), 100.0):.2f}%"


def _tick(value: float) -> str:
    return label(value).replace("-", "−")


def _line(axis: Axis, value: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{_part(axis, value)}" x2="{_part(axis, value)}" y1="0" y2="100%"/>'


def _mark(axis: Axis, mark: Mark, place: int, count: int) -> str:
    """An interval with its estimate; an arrowhead where it goes on beyond the axis."""
    if not math.isfinite(mark.value):
        return ""
    y = f"{100 * (place + 1) / (count + 1):.4g}%"
    low = mark.low if math.isfinite(mark.low) else axis.low
    high = mark.high if math.isfinite(mark.high) else axis.high
    parts = [f'<line class="reach" x1="{_part(axis, low)}" x2="{_part(axis, high)}" y1="{y}" y2="{y}"/>']
    arrow = f'y="{y}" dy="4.5"'
    if high > axis.high:
        parts.append(f'<text class="beyond" x="100%" {arrow} text-anchor="end">›</text>')
    if low < axis.low:
        parts.append(f'<text class="beyond" x="0" {arrow}>‹</text>')
    parts.append(f'<circle cx="{_part(axis, mark.value)}" cy="{y}" r="4.2"/>')
    title = f"<title>{escape(mark.title)}</title>" if mark.title else ""
    return f'<g class="interval {mark.kind}">{title}{"".join(parts)}</g>'


def panel(
    curves: Sequence[Curve],
    below: str,
    beside: str,
    top: float,
    words: str,
    end: float = 0.0,
    level: float | None = None,
) -> str:
    """Curves with their intervals shaded, both axes from 0, y up to `top`."""
    last = max([end, *(float(curve.x[-1]) for curve in curves if len(curve.x))]) or 1.0
    x = Axis(0.0, last, LEFT, WIDE - RIGHT)
    y = Axis(0.0, top or 1.0, HIGH - BOTTOM, TOP)
    parts = [frame(x, y, below, beside)]
    bands: dict[str, str] = {}  # by their corners: one on the other would look like another colour
    for curve in curves:
        there = [_point(x, y, a, b) for a, b in zip(curve.x, curve.high, strict=True)]
        back = [_point(x, y, a, b) for a, b in zip(curve.x, curve.low, strict=True)]
        bands[" ".join(there + back[::-1])] = curve.kind
    parts += [f'<polygon class="band {kind}" points="{points}"/>' for points, kind in bands.items()]
    if level is not None:
        at = number(y.at(level))
        parts.append(f'<line class="mean" x1="{number(x.begin)}" x2="{number(x.end)}" y1="{at}" y2="{at}"/>')
    for curve in curves:
        places = [_point(x, y, a, b) for a, b in zip(curve.x, curve.y, strict=True)]
        parts.append(f'<polyline class="curve {curve.kind}" points="{" ".join(places)}"/>')
    return picture(WIDE, HIGH, "".join(parts), words, "panel")


def _point(x: Axis, y: Axis, across: float, up: float) -> str:
    return f"{x.at(across):.1f},{min(max(y.at(min(up, y.high)), y.end), y.begin):.1f}"


def number_curve(curves: Sequence[Curve], beside: str, low: float, high: float, words: str) -> str:
    """F-N curves: how often so many or more die, both axes logarithmic; the last with the interval of each number."""
    most = max(float(curve.x[-1]) for curve in curves)
    x = Axis(0.85, max(1.18 * most, 3.0), LEFT + 12.0, WIDE - RIGHT, logarithmic=True)
    y = Axis(low, high, HIGH - BOTTOM, TOP, logarithmic=True)
    ticks = [
        float(v) for k in range(4) for v in ((1, 2, 3, 5) if k == 0 else (10**k, 2 * 10**k, 5 * 10**k)) if v <= x.high
    ]
    parts = [frame(x, y, "N, dead in one fire", beside, ticks)]
    for curve in curves[:-1]:
        parts.append(_stairs(curve, x, y, "curve behind"))
    curve = curves[-1]
    parts.append(_stairs(curve, x, y, f"curve {curve.kind}"))
    for n, value, bottom, top in zip(curve.x, curve.y, curve.low, curve.high, strict=True):
        at = number(x.at(n))
        y0, y1 = (number(y.at(min(max(v, low), high))) for v in (bottom, top))
        told = f"<title>{n:g} or more: {value:.3g} ({bottom:.3g} to {top:.3g})</title>"
        inner = f'<line class="reach" x1="{at}" x2="{at}" y1="{y0}" y2="{y1}"/>'
        if value >= low:
            inner += f'<circle cx="{at}" cy="{number(y.at(value))}" r="3.4"/>'
        else:  # none came up: only how often it may be at most is known
            inner += f'<line class="reach" x1="{number(x.at(n) - 4)}" x2="{number(x.at(n) + 4)}" y1="{y1}" y2="{y1}"/>'
        parts.append(f'<g class="interval {curve.kind}">{told}{inner}</g>')
    return picture(WIDE, HIGH, "".join(parts), words, "panel")


def _stairs(curve: Curve, x: Axis, y: Axis, kind: str) -> str:
    """N or more die as often from the number before it on."""
    corners: list[str] = []
    before = x.low
    for n, value in zip(curve.x, curve.y, strict=True):
        if value < y.low:
            break
        up = number(y.at(min(value, y.high)))
        corners += [f"{number(x.at(before))},{up}", f"{number(x.at(n))},{up}"]
        before = n
    return f'<polyline class="{kind}" points="{" ".join(corners)}"/>' if corners else ""
