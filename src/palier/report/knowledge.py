"""The map of what one person knew: where they have been, and which places they held to be full of smoke."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from palier.report.drawing import number
from palier.report.layout import Box, Layout
from palier.result import Run
from palier.result.decisions import closed_places
from palier.result.run import clock


def knowledge_map(run: Run, drawn: Layout, person: str) -> str:
    """The section as an outline with the person's way, and the places held to be closed with the time since when.

    Empty for who never held any place to be closed: there is nothing to see then.
    """
    until = float(run.zones["time"].values[-1])
    closed: dict[str, float] = {}
    for time in run.decisions[run.decisions["person"] == person]["time"]:
        closed = closed_places(run.decisions, person, float(time)) or closed
    if not closed:
        return ""
    still = closed_places(run.decisions, person, until)
    places = run.paths["place"].values
    been = [str(places[k]) for k in run.paths["person_room"].sel(person=person).values]
    way = [been[0], *(b for a, b in pairwise(been) if a != b)]
    boxes = [b for b in drawn.boxes.values() if b.name in {*way, *closed} or b.is_landing or _home(run, b, way)]
    if not boxes:
        return ""
    left, right = min(b.x for b in boxes) - 0.4, max(b.right for b in boxes) + 0.4
    low, high = min(b.z for b in boxes) - 0.4, max(b.top for b in boxes) + 0.4
    parts: list[str] = []
    for box in boxes:
        kind = "k-been" if box.name in way else "k-room"
        rect = f'x="{number(box.x)}" y="{number(-box.top)}" width="{number(box.width)}" height="{number(box.height)}"'
        parts.append(f'<rect class="{kind}" {rect}/>')
        if box.is_landing and box.name not in closed:
            parts.append(
                f'<text class="k-storey" x="{number(box.middle)}" y="{number(-box.z - 0.7)}" '
                f'text-anchor="middle">{box.storey}</text>'
            )
        if box.name in closed:
            parts.append(f'<rect class="{"k-closed" if box.name in still else "k-was"}" {rect}/>')
    stood = [drawn.boxes[name] for name in way if name in drawn.boxes]
    points = " ".join(f"{number(b.middle)},{number(-b.z - 0.3 * b.height)}" for b in stood)
    parts.append(f'<polyline class="k-way" points="{points}"/>')
    if stood:
        end = stood[-1]
        parts.append(
            f'<circle class="k-end" cx="{number(end.middle)}" cy="{number(-end.z - 0.3 * end.height)}" r="0.3"/>'
        )
    for name, since in closed.items():
        if name in drawn.boxes:
            box = drawn.boxes[name]
            parts.append(
                f'<text class="k-time" x="{number(box.middle)}" y="{number(-box.top + 0.95)}" '
                f'text-anchor="middle">{clock(since)}</text>'
            )
    label = escape(f"Section: where {person} has been, and what {person} held to be full of smoke")
    return (
        f'<svg class="knowledge" viewBox="{number(left)} {number(-high)} {number(right - left)} {number(high - low)}" '
        f'role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _home(run: Run, box: Box, way: list[str]) -> bool:
    """Whether a room belongs to a flat that the person has been in."""
    rooms = run.scenario.building.rooms
    flats = {rooms[name].flat for name in way if name in rooms} - {None}
    return box.name in rooms and rooms[box.name].flat in flats
