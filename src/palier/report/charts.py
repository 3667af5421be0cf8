"""Small pictures of the report as SVG: time along x, colours by class so that they follow the theme."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from palier.report.drawing import number
from palier.result import Run
from palier.result.run import clock
from palier.result.tables import rows
from palier.result.tenability import conditions

Numbers = npt.NDArray[Any]

WIDTH = 720.0  # of every chart, in its own units
LABELS = 120.0  # left of the axis
NAMES = 170.0  # the same, where people are named
RIGHT = 24.0  # right of the axis


def time_ticks(end: float) -> list[float]:
    """Whole minutes, at most nine of them. [s]"""
    for step in (60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200):
        if end / step <= 8:
            break
    return [float(t) for t in np.arange(0.0, end + 0.5 * step, step) if t <= end + 1e-9]


def _x(time: float, end: float, left: float = LABELS) -> float:
    return left + (WIDTH - left - RIGHT) * (min(max(time / end, 0.0), 1.0) if end > 0 else 0.0)


def _axis(end: float, bottom: float, left: float = LABELS) -> str:
    parts = []
    for t in time_ticks(end):
        x = number(_x(t, end, left))
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="4" y2="{number(bottom)}"/>')
        parts.append(f'<text class="tick" x="{x}" y="{number(bottom + 15)}" text-anchor="middle">{clock(t)}</text>')
    return "".join(parts)


def _svg(height: float, body: str, label: str, kind: str) -> str:
    return (
        f'<svg class="chart {kind}" viewBox="0 0 {number(WIDTH)} {number(height)}" '
        f'role="img" aria-label="{escape(label, quote=True)}">'
        f"{body}</svg>"
    )


def tenability_chart(run: Run) -> str:
    """A bar of time per landing, top storey first: clear, poor, dark, deadly."""
    zones = run.zones
    time, state = zones["time"].values, conditions(zones)
    end = float(time[-1])
    order = [i for i in range(len(zones["room"])) if zones["room_is_landing"].values[i]]
    order.sort(key=lambda i: -float(zones["room_elevation"].values[i]))
    if not order:
        order = list(range(len(zones["room"])))
    row = 24.0
    parts = [_axis(end, row * len(order) + 6)]
    for line, i in enumerate(order):
        y = 6 + row * line
        name = str(zones["room"].values[i])
        parts.append(
            f'<text class="row" x="{number(LABELS - 8)}" y="{number(y + 14)}" text-anchor="end">{escape(name)}</text>'
        )
        for start, stop, value in _spans(time, state[:, i]):
            x0, x1 = _x(start, end), _x(stop, end)
            parts.append(
                f'<rect class="c{value}" x="{number(x0)}" y="{number(y)}" '
                f'width="{number(max(x1 - x0, 0.3))}" height="{number(row - 6)}">'
                f"<title>{escape(name)}: {_CONDITION[value]}, {clock(start)} to {clock(stop)}</title></rect>"
            )
    return _svg(row * len(order) + 28, "".join(parts), "Conditions on each landing over time", "bars")


_CONDITION = ("clear", "visibility under 10 m", "visibility under 3 m", "would incapacitate")


def _spans(time: Numbers, state: Numbers) -> list[tuple[float, float, int]]:
    """Stretches of equal state: begin, end, state."""
    change = np.flatnonzero(np.diff(state)) + 1
    starts = np.concatenate([[0], change])
    stops = np.concatenate([change, [len(time) - 1]])
    return [
        (float(time[a]), float(time[b]), int(state[a])) for a, b in zip(starts, stops, strict=True) if time[b] > time[a]
    ]


def person_chart(run: Run, p: int) -> str:
    """Height above the street, and below it the doses, of one person over time."""
    paths = run.paths
    time = paths["time"].values
    end = float(time[-1])
    left = 52.0
    height = _heights(run, p)
    lowest, highest = min(0.0, float(height.min())), max(3.0, float(height.max()) + 1.0)
    fed, heat = paths["person_fed"].values[:, p], paths["person_fed_heat"].values[:, p]
    top = max(1.05, float(fed.max()), float(heat.max()))
    parts = [_axis(end, 186.0, left)]
    up = [72.0 - 62.0 * (h - lowest) / (highest - lowest) for h in height]
    parts.append(f'<polyline class="path" points="{_line(time, up, end, left)}"/>')
    for h, y in ((float(height.max()), min(up)), (0.0, 72.0 - 62.0 * (0.0 - lowest) / (highest - lowest))):
        parts.append(
            f'<text class="tick" x="{number(left - 5)}" y="{number(y + 4)}" text-anchor="end">{h:.0f} m</text>'
        )
    for limit, label in ((0.3, "FED 0.3"), (1.0, "FED 1")):
        y = 186.0 - 96.0 * limit / top
        parts.append(
            f'<line class="limit" x1="{number(left)}" x2="{number(WIDTH - RIGHT)}" y1="{number(y)}" y2="{number(y)}"/>'
        )
        parts.append(f'<text class="tick" x="{number(left - 5)}" y="{number(y + 4)}" text-anchor="end">{label}</text>')
    for values, kind in ((heat, "heat"), (fed, "dose")):
        down = [186.0 - 96.0 * min(v / top, 1.0) for v in values]
        parts.append(f'<polyline class="{kind}" points="{_line(time, down, end, left)}"/>')
    name = str(paths["person"].values[p])
    return _svg(206.0, "".join(parts), f"Height and doses of {name} over time", "person-chart")


def _heights(run: Run, p: int) -> Numbers:
    """Floor on which a person is, above the street, at each kept time. [m]"""
    elevation = np.append(run.zones["room_elevation"].values, 0.0)
    room = run.paths["person_room"].values[:, p]
    link = run.paths["person_link"].values[:, p]
    along = run.paths["person_along"].values[:, p]
    height = elevation[room].astype(np.float64)
    lower, upper = run.paths["link_from"].values, run.paths["link_to"].values
    for k in np.flatnonzero(link >= 0):
        a, b = int(lower[link[k]]), int(upper[link[k]])
        start, stop = (a, b) if room[k] == a else (b, a)
        height[k] = elevation[start] + (elevation[stop] - elevation[start]) * along[k]
    return np.asarray(height)


def _line(time: Numbers, y: list[float], end: float, left: float) -> str:
    """Points of a line, without those where it stays within 0.4 of the last one."""
    keep = [0]
    for i in range(1, len(y)):
        if abs(y[i] - y[keep[-1]]) > 0.4 or i == len(y) - 1:
            if keep[-1] != i - 1:
                keep.append(i - 1)
            keep.append(i)
    return " ".join(f"{_x(float(time[i]), end, left):.1f},{y[i]:.1f}" for i in keep)


def rescue_chart(run: Run) -> str:
    """The chain of tasks: how each team came, then each person, against the time that one had left."""
    tasks = run.rescue
    if tasks.empty:
        return ""
    end = float(run.zones["time"].values[-1])
    trapped = run.people.set_index("person")["trapped_at"]
    row, y = 26.0, 6.0
    parts: list[str] = []
    for team, mine in tasks.groupby("team", sort=False):
        approach, people = mine[mine["person"].isna()], mine[mine["person"].notna()]
        parts.append(_name(str(team), y, strong=True))
        for task in rows(approach):
            parts.append(
                _bar(
                    "approach",
                    task.begins,
                    task.ends,
                    y,
                    end,
                    f"{task.task}: {clock(task.begins)} to {clock(task.ends)}",
                )
            )
        y += row
        for task in rows(people):
            parts.append(_name(str(task.person), y))
            since = trapped.get(task.person)
            begin = float(since) if since is not None and not pd.isna(since) else float(task.begins)
            has_limit = not pd.isna(task.time_left)
            limit = task.begins + float(task.time_left) if has_limit else np.inf
            left = f"had {duration(float(task.time_left))} left" if has_limit else "nothing threatened yet"
            if has_limit and task.time_left <= 0.0:
                left = "had collapsed"
            parts.append(_bar("waits", begin, min(limit, end), y, end, f"{task.person}: waits from {clock(begin)}"))
            if limit < end:
                line = number(_x(limit, end, NAMES))
                ends = f'y1="{number(y - 2)}" y2="{number(y + 20)}"'
                parts.append(f'<line class="deadline" x1="{line}" x2="{line}" {ends}/>')
            parts.append(
                _bar(
                    "takes" if task.task == "takes" else "late",
                    task.begins,
                    task.ends,
                    y,
                    end,
                    f"{task.person}: {clock(task.begins)} to {clock(task.ends)}, {left}",
                )
            )
            x = _x(task.ends, end, NAMES)
            side = ("start", x + 6) if x < WIDTH - 190 else ("end", _x(task.begins, end, NAMES) - 6)
            words = f"{clock(task.begins)}, {left}"
            place = f'x="{number(side[1])}" y="{number(y + 14)}" text-anchor="{side[0]}"'
            parts.append(f'<text class="note" {place}>{escape(words)}</text>')
            y += row
        y += 8
    return _svg(y + 22, _axis(end, y, NAMES) + "".join(parts), "Tasks of the rescue over time", "gantt")


def duration(seconds: float) -> str:
    """A time that is left: minutes and seconds while they matter, then minutes, then hours."""
    if seconds < 600.0:
        return f"{clock(seconds)} min"
    return f"{seconds / 60.0:.0f} min" if seconds < 7200.0 else f"{seconds / 3600.0:.0f} h"


def _name(text: str, y: float, strong: bool = False) -> str:
    shown = text if len(text) < 24 else text[:22] + "…"
    style = "row strong" if strong else "row"
    return f'<text class="{style}" x="4" y="{number(y + 14)}">{escape(shown)}<title>{escape(text)}</title></text>'


def _bar(kind: str, begin: float, stop: float, y: float, end: float, title: str) -> str:
    x0, x1 = _x(float(begin), end, NAMES), _x(float(stop), end, NAMES)
    return (
        f'<rect class="{kind}" x="{number(x0)}" y="{number(y)}" width="{number(max(x1 - x0, 1.5))}" height="18">'
        f"<title>{escape(title)}</title></rect>"
    )
