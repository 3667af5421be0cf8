"""The page of a validation: the table, measured against predicted, and the curves of each case."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from palier.report.axes import Axis, frame, picture
from palier.report.drawing import number
from palier.report.page import asset, environment
from palier.validation.comparisons import Compared
from palier.validation.evaluation import Chart, Drawn, Evaluation
from palier.validation.table import CFAST_SOURCE, Line

Numbers = npt.NDArray[np.float64]

SIDE = 420.0  # of a scatter plot
WIDE, HIGH = 360.0, 220.0  # of a chart of curves
HUES = 8
BUCKET = 4.0  # width along the axis within which a curve keeps its extremes only


def validation_html(evaluation: Evaluation, version: str) -> str:
    """The page, one file that opens offline."""
    lines = evaluation.lines
    families = sorted({each.family for each in evaluation.compared}, key=str.lower)
    unmade = [each for each in evaluation.compared if each.problem]
    return (
        environment()
        .get_template("validation.html.j2")
        .render(
            title=evaluation.title,
            version=version,
            css=asset("page.css") + asset("validation.css"),
            scope=evaluation.scope,
            verdict=verdict(lines),
            rows=[row(line) for line in lines],
            plots=[_plot(line, evaluation.compared, families) for line in lines],
            charts=_families(evaluation.charts),
            failed=evaluation.failed,
            unmade=unmade,
            seconds=sum(each.seconds for each in evaluation.outcomes),
            cases=len(evaluation.outcomes),
            sources=[*evaluation.sources, CFAST_SOURCE],
        )
    )


def verdict(lines: Iterable[Line]) -> str:
    """In one sentence: how many quantities are as good as CFAST's, and which are not."""
    lines = list(lines)
    held = [line for line in lines if line.palier is not None and line.cfast is not None]
    good, worse = sum(line.better for line in held), [line for line in held if line.worse]
    if not held:
        return "There is no quantity with at least two comparisons of both models."
    said = f"In {good} of {len(held)} quantities palier is as good as CFAST or better, in bias and in scatter"
    if worse:
        said += "; it is worse in " + "; ".join(f"{line.quantity} ({' and '.join(line.worse)})" for line in worse)
    without = [line.quantity for line in lines if line.palier is None and line.cfast is not None]
    if without:
        said += f". It has fewer than two predictions of {'; '.join(without)}"
    return f"{said}."


def row(line: Line) -> dict[str, Any]:
    """A line of the table as text."""

    def told(value: float | None) -> str:
        return "" if value is None else f"{value:.2f}"

    palier, cfast = line.palier, line.cfast
    return {
        "quantity": line.quantity,
        "mark": "worse" if line.worse else "good" if line.better else "",
        "n": palier.n if palier else "",
        "missing": line.missing or "",
        "bias": told(palier.bias if palier else None),
        "scatter": told(palier.scatter if palier else None),
        "within": f"{100 * palier.within:.0f} %" if palier else "",
        "cfast_n": cfast.n if cfast else "",
        "cfast_bias": told(cfast.bias if cfast else None),
        "cfast_scatter": told(cfast.scatter if cfast else None),
        "cfast_within": f"{100 * cfast.within:.0f} %" if cfast else "",
        "uncertainty": f"{100 * line.uncertainty:.0f} %",
        "worse": line.worse,
    }


# ------------------------------------------------------------------------------ measured against predicted


def _plot(line: Line, compared: list[Compared], families: list[str]) -> dict[str, Any]:
    mine = [each for each in compared if each.quantity == line.quantity and each.counts]
    present = [(families.index(name), name) for name in families if any(each.family == name for each in mine)]
    return {
        "quantity": line.quantity,
        "svg": scatter_svg(line, mine, families) if mine else "",
        "legend": [(_swatch(index), name) for index, name in present],
    }


# Of what is compared, by a word in its name; temperatures are rises, oxygen is what is missing of it.
UNITS = {
    "Temperature": "K",
    "Depth": "m",
    "Pressure": "Pa",
    "Flux": "kW/m²",
    "Smoke": "mg/m³",
    "Oxygen": "mol/mol",
    "Carbon": "mol/mol",
    "Time": "s",
}


def scatter_svg(line: Line, points: list[Compared], families: list[str]) -> str:
    """Predicted over measured, both logarithmic, with the lines of the measurement's and the model's spread."""
    values = [value for each in points for value in (each.measured, each.predicted) if value]
    low, high = min(values) / 1.3, max(values) * 1.3
    x = Axis(low, high, 52.0, SIDE - 10.0, logarithmic=True)
    y = Axis(low, high, SIDE - 40.0, 8.0, logarithmic=True)
    unit = "".join(f", {unit}" for word, unit in UNITS.items() if word in line.quantity)
    parts = [frame(x, y, f"measured{unit}", f"predicted{unit}")]
    spread = 1.0 + 2.0 * line.uncertainty
    parts.append(_ratio_line(x, y, 1.0, "one"))
    parts += [_ratio_line(x, y, factor, "one apart") for factor in (spread, 1.0 / spread)]
    if line.palier is not None:
        bias, spread = line.palier.bias, 1.0 + 2.0 * line.palier.scatter
        parts.append(_ratio_line(x, y, bias, "bias"))
        parts += [_ratio_line(x, y, bias * factor, "bias apart") for factor in (spread, 1.0 / spread)]
    for each in sorted(points, key=lambda each: families.index(each.family)):
        told = f"{each.case}: measured {each.measured:.4g}, predicted {each.predicted:.4g} ({each.instrument})"
        place = x.at(each.measured or low), y.at(each.predicted or low)
        parts.append(_mark(families.index(each.family), *place, told))
    words = f"{line.quantity}: predicted over measured, {len(points)} comparisons"
    return picture(SIDE, SIDE, "".join(parts), words, "scatter")


def _ratio_line(x: Axis, y: Axis, ratio: float, kind: str) -> str:
    """Where predicted is `ratio` times measured, within the frame."""
    begin, end = max(x.low, y.low / ratio), min(x.high, y.high / ratio)
    if begin >= end:
        return ""
    return (
        f'<line class="{kind}" x1="{number(x.at(begin))}" y1="{number(y.at(begin * ratio))}" '
        f'x2="{number(x.at(end))}" y2="{number(y.at(end * ratio))}"/>'
    )


def _mark(family: int, x: float, y: float, title: str = "", size: float = 4.0) -> str:
    """A point: eight hues, then the next shape."""
    inner = f"<title>{escape(title)}</title>" if title else ""
    kind = f'class="mark h{family % HUES}"'
    shape = (family // HUES) % 3
    if shape == 0:
        return f'<circle {kind} cx="{number(x)}" cy="{number(y)}" r="{number(size)}">{inner}</circle>'
    corners = ((-1, -1), (1, -1), (1, 1), (-1, 1)) if shape == 1 else ((0, -1.3), (1.2, 1), (-1.2, 1))
    where = " ".join(f"{number(x + size * dx)},{number(y + size * dy)}" for dx, dy in corners)
    return f'<polygon {kind} points="{where}">{inner}</polygon>'


def _swatch(family: int) -> str:
    return f'<svg class="swatch" viewBox="0 0 12 12" aria-hidden="true">{_mark(family, 6.0, 6.0)}</svg>'


# ------------------------------------------------------------------------------------------------- curves


def _families(charts: Iterable[Chart]) -> list[dict[str, Any]]:
    """Charts by series of experiments and by case."""
    ordered = sorted(charts, key=lambda chart: (chart.family.lower(), _counted(chart.case)))
    return [
        {
            "name": family,
            "cases": [
                {"name": case, "charts": [{"title": each.title, "svg": curves_svg(each), "legend": _legend(each)}
                                          for each in mine]}
                for case, mine in groupby(of_family, key=lambda chart: chart.case)
            ],
        }
        for family, of_family in groupby(ordered, key=lambda chart: chart.family)
    ]  # fmt: skip


def _counted(name: str) -> list[tuple[int, str]]:
    """A name to sort by, with test 9 before test 10."""
    return [(int(part), "") if part.isdigit() else (0, part.lower()) for part in re.split(r"(\d+)", name)]


def _legend(chart: Chart) -> list[tuple[str, str]]:
    """Class and name of each curve."""
    return [
        (
            f"{'measured' if curve.measured else 'predicted'} h{hue}",
            f"{'' if curve.measured else 'palier '}{curve.name}",
        )
        for curve, hue in _hued(chart)
    ]


def _hued(chart: Chart) -> list[tuple[Drawn, int]]:
    """Curves with their hues: the n-th measured has that of the n-th predicted."""
    seen = {True: 0, False: 0}
    hued = []
    for curve in chart.curves:
        hued.append((curve, seen[curve.measured] % HUES))
        seen[curve.measured] += 1
    return hued


def curves_svg(chart: Chart) -> str:
    """Measured curves drawn through, predicted ones dashed."""
    finite = [(c.x[keep], c.y[keep]) for c in chart.curves if (keep := np.isfinite(c.x + c.y)).any()]
    if not finite:
        return ""
    x = Axis(*_span(min(float(a.min()) for a, _ in finite), _end(chart)), 52.0, WIDE - 10.0)
    shown = [b[a <= x.high] for a, b in finite]
    y = Axis(*_span(*_ends(b for b in shown if b.size)), HIGH - 38.0, 8.0)
    parts = [frame(x, y, *chart.axes)]
    for curve, hue in _hued(chart):
        inside = np.isfinite(curve.x + curve.y) & (curve.x >= x.low) & (curve.x <= x.high)
        across, along = curve.x[inside], curve.y[inside]
        kind = f"{'measured' if curve.measured else 'predicted'} h{hue}"
        if across.size == 1:
            parts.append(_mark(hue, x.at(float(across[0])), y.at(float(along[0]))))
        elif across.size:
            parts.append(f'<polyline class="{kind}" points="{_line(across, along, x, y)}"/>')
    return picture(WIDE, HIGH, "".join(parts), chart.title, "curves")


def _end(chart: Chart) -> float:
    """Where the chart ends: with the shorter of what was measured and what was predicted, if both last a while."""
    ends = {True: 0.0, False: 0.0}
    for curve in chart.curves:
        ends[curve.measured] = max(ends[curve.measured], float(np.nanmax(curve.x)))
    lasting = [end for end in ends.values() if end > 0.0]
    longest = max(lasting, default=1.0)
    return max(min(lasting, default=1.0), 0.5 * longest)


def _ends(values: Iterable[Numbers]) -> tuple[float, float]:
    ends = [(float(each.min()), float(each.max())) for each in values]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else (0.0, 1.0)


def _span(low: float, high: float) -> tuple[float, float]:
    """A little more than from low to high, from zero where that is near."""
    if not high > low:
        low, high = low - 0.5 * abs(low or 1.0), high + 0.5 * abs(high or 1.0)
    margin = 0.04 * (high - low)
    return (0.0 if 0.0 <= low < 0.3 * high else low - margin), high + margin


def _line(across: Numbers, along: Numbers, x: Axis, y: Axis) -> str:
    """Points of a curve: of many close together the lowest and highest, and none on the line between its neighbours."""
    kept: list[tuple[float, float]] = []
    places = [(x.at(float(a)), y.at(float(b))) for a, b in zip(across, along, strict=True)]
    for _, group in groupby(places, key=lambda place: math.floor(place[0] / BUCKET)):
        near = list(group)
        chosen = {min(near, key=lambda p: p[1]), max(near, key=lambda p: p[1])} if len(near) > 2 else set(near)
        kept += [place for place in near if place in chosen]
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in _without_straight(kept))


def _without_straight(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Drop points within 0.3 of the line from the last kept one to the next."""
    kept = places[:1]
    for here, after in pairwise(places[1:]):
        (x0, y0), (x1, y1) = kept[-1], after
        straight = y0 if x1 == x0 else y0 + (y1 - y0) * (here[0] - x0) / (x1 - x0)
        if abs(here[1] - straight) > 0.3:
            kept.append(here)
    return kept + places[1:][-1:]
