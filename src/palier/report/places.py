"""Where each person is drawn at each kept time."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from palier.engine import arrays as e
from palier.report.layout import Beside, Hole, Layout
from palier.result import Run
from palier.result.tables import rows

INFANT = 3.0  # years under which a child with a carer is drawn in arms
IN_ARMS = 0.75  # height at which an infant is carried. [m]
ELBOW_ROOM = 0.55  # between people who stand in a room. [m]

Point = tuple[float, float]


class Places:
    """Positions of people, [n_times, n_people], and those of the ways they are taken out by."""

    def __init__(self, run: Run, drawn: Layout) -> None:
        self.run = run
        self.drawn = drawn
        paths = run.paths
        self.time = paths["time"].values
        self.names = [str(n) for n in paths["person"].values]
        self.rooms = [str(n) for n in paths["place"].values]
        self.links = [str(n) for n in paths["link"].values]
        self.status = paths["person_status"].values
        self.room = paths["person_room"].values
        self.link = paths["person_link"].values
        self.along = paths["person_along"].values
        people = run.people
        row = {name: i for i, name in enumerate(self.names)}
        self.carer = [row.get(c, -1) if isinstance(c, str) else -1 for c in people["carer"]]
        self.age = people["age"].tolist()
        taken = run.rescue[run.rescue["task"] == "takes"]
        self.taken = {row[str(t.person)]: t for t in rows(taken)}
        self.safe_order = self._safe_order()

    @cached_property
    def all(self) -> npt.NDArray[np.float64]:
        """x and z of everyone's feet, [n_times, n_people, 2]. m"""
        where = np.zeros((len(self.time), len(self.names), 2))
        for k in range(len(self.time)):
            slots = self._slots(k)
            for p in range(len(self.names)):
                where[k, p] = self._one(k, p, slots)
            for p in range(len(self.names)):
                if self._in_arms(k, p):
                    where[k, p] = where[k, self.carer[p]] + (0.16, IN_ARMS)
        return where

    def _in_arms(self, k: int, p: int) -> bool:
        c = self.carer[p]
        together = c >= 0 and self.room[k, p] == self.room[k, c] and self.status[k, c] not in (e.DOWN, e.DEAD, e.SAFE)
        return bool(together and self.age[p] < INFANT and self.status[k, p] in (e.FOLLOWING, e.AT_WINDOW, e.REFUGE))

    def _slots(self, k: int) -> dict[int, tuple[int, int]]:
        """Place in the row of people who stand in the same room, and how many they are."""
        standing: dict[int, list[int]] = {}
        for p in range(len(self.names)):
            if self.status[k, p] != e.SAFE and not self._in_arms(k, p):
                standing.setdefault(int(self.room[k, p]), []).append(p)
        return {p: (i, len(row)) for row in standing.values() for i, p in enumerate(row)}

    def _one(self, k: int, p: int, slots: dict[int, tuple[int, int]]) -> Point:
        status, link = int(self.status[k, p]), int(self.link[k, p])
        room = self.rooms[int(self.room[k, p])]
        if status == e.SAFE or room not in self.drawn.boxes:
            return self._outside(p)
        if status == e.IN_RESCUE and p in self.taken:
            return self._between(k, p, room)
        if link >= 0 and self.links[link] in self.drawn.stairs:
            stairs = self.drawn.stairs[self.links[link]]
            part = float(self.along[k, p])
            return stairs.at(part if stairs.lower == room else 1.0 - part)
        box = self.drawn.boxes[room]
        index, count = slots.get(p, (0, 1))
        step = min(ELBOW_ROOM, (box.width - 0.4) / max(count, 1))
        if status == e.AT_WINDOW:
            window = self.drawn.window_of(room)
            if window is not None:
                return self._at_window(window, room, index, step)
        return box.middle + (index - 0.5 * (count - 1)) * step, box.z

    def _at_window(self, window: Hole, room: str, index: int, step: float) -> Point:
        box = self.drawn.boxes[room]
        if window.drawn == "wall":
            inward = -1.0 if window.x > box.middle else 1.0
            return window.x + inward * (0.45 + index * step), box.z
        return min(max(window.x + 0.3 + index * step, box.x + 0.2), box.right - 0.2), box.z

    def _between(self, k: int, p: int, room: str) -> Point:
        """On the way from the window to where the team brings them."""
        task = self.taken[p]
        window = self.drawn.window_of(room)
        box = self.drawn.boxes[room]
        start = (
            (box.middle, box.z)
            if window is None
            else (window.x if window.drawn == "wall" else window.x + 0.5 * window.width, box.z)
        )
        end = self._outside(p)
        span = max(float(task.ends) - float(task.begins), 1e-6)
        part = min(max((float(self.time[k]) - float(task.begins)) / span, 0.0), 1.0)
        return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part

    def _safe_order(self) -> dict[int, tuple[Beside | None, int]]:
        """For each who got out: the neighbour building they are in, if any, and their place in the row."""
        order: dict[int, tuple[Beside | None, int]] = {}
        count: dict[str, int] = {}
        ends = self.run.people["end_at"].fillna(np.inf).astype(float).tolist()
        for p in sorted(range(len(self.names)), key=lambda i: (ends[i], i)):
            beside = None
            if p in self.taken and self.taken[p].way == "ledge":
                beside = self.beside(str(self.taken[p].responder))
            key = beside.name if beside else ""
            order[p] = (beside, count.get(key, 0))
            count[key] = order[p][1] + 1
        return order

    def beside(self, responder: str) -> Beside | None:
        """The neighbour building that a responder works from."""
        neighbour = self.run.scenario.neighbours.get(responder)
        return self.drawn.beside.get(neighbour.ledge) if neighbour and neighbour.ledge else None

    def _outside(self, p: int) -> Point:
        beside, place = self.safe_order[p]
        if beside is not None:
            inward = 1.0 if beside.on_right else -1.0
            start = beside.x + 0.5 if beside.on_right else beside.x + beside.width - 0.5
            return start + inward * (place % 6) * 0.5, beside.foothold
        row, column = divmod(place, 6)
        away = 0.48 * column + 0.2 * (row % 2)
        return self.drawn.street + (away if self.drawn.street_on_right else -away), -0.12 * row
