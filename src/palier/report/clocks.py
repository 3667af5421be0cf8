"""Dose clocks: COHb, the doses of gas by their parts, heat, and the time left, of each person over time."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from palier.engine.arrays import DEAD, SAFE
from palier.report import words
from palier.report.axes import Axis, label
from palier.report.charts import duration, time_ticks
from palier.report.drawing import number
from palier.report.film import age_words
from palier.result import Run
from palier.result.run import clock
from palier.result.tables import rows

Numbers = npt.NDArray[Any]

WIDTH, LEFT, RIGHT = 440.0, 48.0, 20.0  # of a picture, in its own units; narrow, so that a phone shows it whole
PANEL, GAP = 80.0, 36.0  # height of a panel, and the space above it for its title
PARTS = (("co", "carbon monoxide"), ("hcn", "hydrogen cyanide"), ("o2", "low oxygen"), ("irritant", "irritants"))
SHORTEST, LONGEST = 60.0, 36_000.0  # s, of the axis of the time left
SMALL_CHILD = 6.0  # years under which a child is set beside an adult
ADULT = 18.0  # years
TOGETHER = 60.0  # s in the same place from which two are compared
STEP_DRAWN = 0.8  # units between points worth drawing
OPEN_CLOCKS = 8  # that are shown unfolded, the worst hurt first

SEVERITY = {"dead": 0, "severe": 1, "hospital": 2, "minor": 3, "unhurt": 4}


def dose_clocks(run: Run) -> dict[str, Any]:
    """What the section shows: everyone hurt or trapped, the worst hurt first, and a child beside an adult."""
    cards: list[dict[str, Any]] = []
    for p, person in enumerate(rows(run.people)):
        if str(person.outcome) == "unhurt" and pd.isna(person.trapped_at):
            continue
        cards.append(
            {
                "name": str(person.person),
                "age": age_words(float(person.age)),
                "outcome": str(person.outcome),
                "chances": words.chances(person),
                "left": _least_left(run, p),
                "chart": clock_chart(run, p),
                "rank": (SEVERITY[str(person.outcome)], -float(person.fed)),
            }
        )
    cards.sort(key=lambda card: card["rank"])
    return {"cards": cards, "open": OPEN_CLOCKS, "parts": PARTS, "pair": _pair(run)}


def clock_chart(run: Run, p: int) -> str:
    """Three panels of one person over time: doses of gas stacked by part with heat over them; COHb; time left."""
    paths, person = run.paths, run.people.iloc[p]
    time = paths["time"].values
    parts = _parts(run, p)
    fed, heat = paths["person_fed"].values[:, p], paths["person_fed_heat"].values[:, p]
    cohb = paths["person_cohb"].values[:, p]
    end = Axis(0.0, float(time[-1]) or 1.0, LEFT, WIDTH - RIGHT)
    drawn = [_doses(time, parts, heat, max(float(fed.max()), float(heat.max())), end, 0)]
    limits = run.scenario.habits.injuries
    limit = limits.hospital_cohb_child if float(person.age) < limits.child_below else limits.hospital_cohb
    marks = [(float(person.cohb_usual) + limit, "hospital")]
    drawn.append(_cohb([(time, cohb, "cohb", "")], marks, end, 1))
    drawn.append(_left([(time, _time_left(run, p), "left", "")], end, 2))
    return _svg(drawn, end, 3, f"Doses, COHb and time left of {person.person} over time")


def pair_chart(run: Run, child: int, adult: int) -> str:
    """COHb, dose of gas and time left of two people on the same axes."""
    time = run.paths["time"].values
    end = Axis(0.0, float(time[-1]) or 1.0, LEFT, WIDTH - RIGHT)
    who = ((child, "young"), (adult, "grown"))
    names = [str(run.people["person"].iloc[p]) for p, _ in who]
    fed = [(time, run.paths["person_fed"].values[:, p], kind, name) for (p, kind), name in zip(who, names, strict=True)]
    cohb = [(time, run.paths["person_cohb"].values[:, p], kind, "") for p, kind in who]
    left = [(time, _time_left(run, p), kind, "") for p, kind in who]
    drawn = [_lines("FED of asphyxiants", fed, end, 0, 0.1), _cohb(cohb, [], end, 1), _left(left, end, 2)]
    return _svg(drawn, end, 3, f"FED, COHb and time left of {names[0]} and {names[1]} over time")


def _pair(run: Run) -> dict[str, Any] | None:
    """The small child and the adult who were longest together in smoke, and what each took in."""
    people, paths = run.people, run.paths
    status, room = paths["person_status"].values, paths["person_room"].values
    cohb, fed = paths["person_cohb"].values, paths["person_fed"].values
    inside = ~np.isin(status, (SAFE, DEAD))
    step = float(np.diff(paths["time"].values).mean()) if len(status) > 1 else 0.0
    age = people["age"].to_numpy(float)
    best: tuple[int, int, float] | None = None
    most = 0.0
    for child in map(int, np.flatnonzero(age < SMALL_CHILD)):
        for adult in map(int, np.flatnonzero(age >= ADULT)):
            together = inside[:, child] & inside[:, adult] & (room[:, child] == room[:, adult])
            seconds = step * float(together.sum())
            taken = float(fed[:, child].max())
            if seconds >= TOGETHER and taken > 1e-4 and seconds * taken > most:
                best, most = (child, adult, seconds), seconds * taken
    if best is None:
        return None
    young, grown, seconds = best
    told = []
    for p in (young, grown):
        person = people.iloc[p]
        told.append(
            f"{person.person} ({age_words(float(person.age))}): FED {float(person.fed):.3f}, COHb from "
            f"{float(person.cohb_usual):.1f} to {cohb[:, p].max():.1f} %, least time left {_least_left(run, p)}"
        )
    return {"chart": pair_chart(run, young, grown), "told": told, "together": duration(seconds)}


def _parts(run: Run, p: int) -> list[tuple[str, Numbers]]:
    """Parts of the dose of gas over time, by class of the drawing."""
    told = {name: run.paths[f"person_fed_{name}"].values[:, p] for name in ("co", "hcn", "o2")}
    rest = run.paths["person_fed"].values[:, p] - sum(told.values())
    return [*told.items(), ("irritant", np.maximum(rest, 0.0))]


def _time_left(run: Run, p: int) -> Numbers:
    """Time until collapse at the rate of each moment; none once out, collapsed or dead. [s]"""
    left = np.asarray(run.paths["person_time_left"].values[:, p], dtype=float).copy()
    left[left <= 0.0] = np.nan
    return left


def _least_left(run: Run, p: int) -> str:
    left = _time_left(run, p)
    known = left[np.isfinite(left)]
    if not pd.isna(run.people["end_at"].iloc[p]) and run.people["outcome"].iloc[p] in ("severe", "dead"):
        return "none"
    return duration(float(known.min())) if len(known) and known.min() < LONGEST else "more than 10 h"


def _panel(row: int) -> tuple[float, float]:
    """Top and bottom of a panel."""
    top = GAP + row * (PANEL + GAP)
    return top, top + PANEL


def _doses(time: Numbers, parts: list[tuple[str, Numbers]], heat: Numbers, most: float, end: Axis, row: int) -> str:
    """Parts of the dose of gas as areas on each other, heat as a line."""
    top, bottom = _panel(row)
    up = Axis(0.0, max(0.1, 1.1 * most), bottom, top)
    drawn = [_frame("dose, as part of what overcomes", up, row)]
    below = np.zeros(len(time))
    for name, values in parts:
        above = below + np.maximum(values, 0.0)
        if above.max() > below.max() + 1e-9 or np.any(above > below + 1e-9):
            there, back = _points(time, above, end, up), _points(time, below, end, up)
            drawn.append(f'<polygon class="dose-{name}" points="{" ".join(there + back[::-1])}"/>')
        below = above
    for limit in (0.3, 1.0):
        if limit < up.high:
            drawn.append(_mark(limit, f"{limit:g}", up, "limit"))
    drawn.append(f'<polyline class="heat" points="{" ".join(_points(time, heat, end, up))}"/>')
    return "".join(drawn)


def _cohb(series: list[tuple[Numbers, Numbers, str, str]], marks: list[tuple[float, str]], end: Axis, row: int) -> str:
    drawn = [_lines("COHb, %", series, end, row, 12.0)]
    top, bottom = _panel(row)
    up = Axis(0.0, max(12.0, 1.1 * max(float(values.max()) for _, values, _, _ in series)), bottom, top)
    drawn += [_mark(value, words_, up, "limit") for value, words_ in marks if value < up.high]
    return "".join(drawn)


def _left(series: list[tuple[Numbers, Numbers, str, str]], end: Axis, row: int) -> str:
    """Time left on a logarithmic axis; what is beyond it has no line."""
    top, bottom = _panel(row)
    up = Axis(SHORTEST, LONGEST, bottom, top, logarithmic=True)
    drawn = [
        _frame(
            "time left, had the air stayed so",
            up,
            row,
            [(60.0, "1 min"), (600.0, "10 min"), (3600.0, "1 h"), (36e3, "10 h")],
        )
    ]
    for time, values, kind, _ in series:
        shown = np.where(np.isfinite(values) & (values < LONGEST), np.maximum(values, SHORTEST), np.nan)
        for piece in _pieces(shown):
            drawn.append(f'<polyline class="{kind}" points="{" ".join(_points(time[piece], shown[piece], end, up))}"/>')
    return "".join(drawn)


def _lines(title: str, series: list[tuple[Numbers, Numbers, str, str]], end: Axis, row: int, least: float) -> str:
    top, bottom = _panel(row)
    up = Axis(0.0, max(least, 1.1 * max(float(values.max()) for _, values, _, _ in series)), bottom, top)
    drawn = [_frame(title, up, row)]
    drawn += [
        f'<polyline class="{kind}" points="{" ".join(_points(time, values, end, up))}"/>'
        for time, values, kind, _ in series
    ]
    return "".join(drawn)


def _frame(title: str, up: Axis, row: int, ticks: list[tuple[float, str]] | None = None) -> str:
    top, _ = _panel(row)
    drawn = [f'<text class="row" x="{number(LEFT)}" y="{number(top - 9)}">{escape(title)}</text>']
    for value, text in ticks if ticks is not None else [(tick, label(tick)) for tick in up.ticks]:
        y = number(up.at(value))
        drawn.append(f'<line class="grid" x1="{number(LEFT)}" x2="{number(WIDTH - RIGHT)}" y1="{y}" y2="{y}"/>')
        place = f'x="{number(LEFT - 5)}" y="{number(up.at(value) + 4)}" text-anchor="end"'
        drawn.append(f'<text class="tick" {place}>{text}</text>')
    return "".join(drawn)


def _mark(value: float, text: str, up: Axis, kind: str) -> str:
    y = up.at(value)
    place = f'x="{number(WIDTH - RIGHT - 2)}" y="{number(y - 3)}" text-anchor="end"'
    return (
        f'<line class="{kind}" x1="{number(LEFT)}" x2="{number(WIDTH - RIGHT)}" y1="{number(y)}" y2="{number(y)}"/>'
        f'<text class="note" {place}>{escape(text)}</text>'
    )


def _points(time: Numbers, values: Numbers, end: Axis, up: Axis) -> list[str]:
    """Corners of a line, without those where it stays level."""
    y = [up.at(float(v)) for v in values]
    keep = [0]
    for i in range(1, len(y)):
        if abs(y[i] - y[keep[-1]]) > STEP_DRAWN or i == len(y) - 1:
            if keep[-1] != i - 1:
                keep.append(i - 1)
            keep.append(i)
    return [f"{end.at(float(time[i])):.1f},{y[i]:.1f}" for i in keep] if y else []


def _pieces(values: Numbers) -> list[slice]:
    """Stretches of at least two numbers."""
    known = np.concatenate([[False], np.isfinite(values), [False]])
    edges = np.flatnonzero(np.diff(known.astype(int)))
    return [slice(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a > 1]


def _svg(panels: list[str], end: Axis, n: int, title: str) -> str:
    bottom = _panel(n - 1)[1]
    axis = []
    ticks = time_ticks(end.high)
    for k, t in enumerate(ticks):
        x = number(end.at(t))
        axis.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{number(bottom)}" y2="{number(bottom + 4)}"/>')
        if len(ticks) <= 6 or k % 2 == 0:
            axis.append(f'<text class="tick" x="{x}" y="{number(bottom + 16)}" text-anchor="middle">{clock(t)}</text>')
    height = bottom + 22.0
    return (
        f'<svg class="chart clock" viewBox="0 0 {number(WIDTH)} {number(height)}" role="img" '
        f'aria-label="{escape(title, quote=True)}">{"".join(axis)}{"".join(panels)}</svg>'
    )
