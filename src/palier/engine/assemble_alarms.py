"""Alarms and how loud they, and knocks on doors, are in each room."""

from __future__ import annotations

import heapq
import math

import numpy as np

from palier.engine.arrays import Alarms, Links, Openings, Rooms
from palier.physics.hearing import ENTRANCE_DOOR, FLIGHT, KNOCK, OPEN_DOOR, SHUT_DOOR
from palier.scenario.scenario import Scenario

OPEN_ENOUGH = 0.3  # open part from which a door lets sound and sight through: an assumption


def assemble_alarms(
    scenario: Scenario, room_at: dict[str, int], rooms: Rooms, openings: Openings, links: Links
) -> tuple[Alarms, list[str]]:
    """Alarms that work, with the sound level of each in every room, doors as at the start."""
    n_rooms = len(rooms.floor_area)
    working = {name: alarm for name, alarm in scenario.alarms.items() if alarm.works}
    level = np.full((len(working), n_rooms), -math.inf)
    for row, alarm in enumerate(working.values()):
        at = room_at[alarm.room]
        if alarm.sounds_in == "building":
            sources = list(range(n_rooms))
        elif alarm.sounds_in == "flat" and rooms.flat[at] >= 0:
            sources = [k for k in range(n_rooms) if rooms.flat[k] == rooms.flat[at]]
        else:
            sources = [at]
        level[row] = alarm.level - sound_loss(sources, rooms, openings, links)
    alarms = Alarms(
        room=np.array([room_at[a.room] for a in working.values()], np.int64),
        is_heat=np.array([a.kind == "heat" for a in working.values()], np.int64),
        extinction=np.array([a.extinction for a in working.values()], np.float64),
        temperature=np.array([a.temperature for a in working.values()], np.float64),
        level=level,
        knock=_knocks(rooms, openings, links),
    )
    return alarms, list(working)


def sound_loss(
    sources: list[int], rooms: Rooms, openings: Openings, links: Links, within: int | None = None
) -> np.ndarray:
    """Least loss from any of the sources to each room, along doors and flights. [n_rooms] dB

    within : flat that the sound must not leave, or None. Walls and floors let nothing through: the quietest case.
    """
    n_rooms = len(rooms.floor_area)
    loss = np.full(n_rooms, math.inf)
    queue = [(0.0, k) for k in sources]
    loss[sources] = 0.0
    while queue:
        so_far, room = heapq.heappop(queue)
        if so_far > loss[room]:
            continue
        for link in links.adjacency[links.adjacency_start[room] : links.adjacency_start[room + 1]]:
            other = int(links.b[link] if links.a[link] == room else links.a[link])
            if other == n_rooms or (within is not None and rooms.flat[other] != within):
                continue
            total = so_far + _link_loss(int(link), room, other, rooms, openings, links)
            if total < loss[other]:
                loss[other] = total
                heapq.heappush(queue, (total, other))
    return loss


def _link_loss(link: int, a: int, b: int, rooms: Rooms, openings: Openings, links: Links) -> float:
    if links.is_flight[link]:
        return FLIGHT
    if openings.state[links.opening[link]] >= OPEN_ENOUGH:
        return OPEN_DOOR
    return SHUT_DOOR if rooms.flat[a] == rooms.flat[b] else ENTRANCE_DOOR


def _knocks(rooms: Rooms, openings: Openings, links: Links) -> np.ndarray:
    """Level in each room of a knock on the doors of each landing. [n_rooms, n_rooms] dBA"""
    n_rooms = len(rooms.floor_area)
    knock = np.full((n_rooms, n_rooms), -math.inf)
    for link in range(len(links.a)):
        a, b = int(links.a[link]), int(links.b[link])
        if links.is_flight[link] or b == n_rooms:
            continue
        for landing, behind in ((a, b), (b, a)):
            if rooms.is_landing[landing] and rooms.flat[behind] >= 0:
                loss = sound_loss([behind], rooms, openings, links, within=int(rooms.flat[behind]))
                knock[landing] = np.maximum(knock[landing], KNOCK - loss)
    return knock
