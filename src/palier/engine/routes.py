"""The way out, the way to a dependant, and the choice of a refuge: shortest time over the graph of links."""

from __future__ import annotations

import numpy as np
from numba import njit

from palier.engine.bodies import clear_view

CLIMB_TIME = 30.0  # s to get out of a window near the ground: an assumption
FOREIGN_FLAT = 120.0  # s of walking that people would rather do than ask at a neighbour's door: an assumption
NO_WINDOW = 60.0  # same, to be at a window
ON_LANDING = 400.0  # same, not to wait in the stair
SMOKY = 1000.0  # same, not to wait in smoke they would not enter
PER_EXTINCTION = 60.0  # s per 1/m of smoke in the refuge
WITH_FAMILY = 500.0  # s, to be where the household already is


@njit(cache=True)
def far_end(links, link, room):
    """The room at the other end of a link."""
    return links.b[link] if links.a[link] == room else links.a[link]


@njit(cache=True)
def search(person, start, goal, blocked_counts, links, crossing, speed, down, up, s):
    """Dijkstra from a room, by walking time. Fills `s.cost`, `s.via`, `s.done`.

    Parameters
    ----------
    person : int
        Whose blocked rooms are avoided, if `blocked_counts`.
    start, goal : int
        Rooms; the search ends when it settles `goal`, -1: it settles all.
    speed, down, up : float
        On the level and on stairs; 0: cannot take stairs. [m/s]

    Returns
    -------
    int
        1 if the goal was reached (always 1 for goal -1).
    """
    n = s.cost.shape[0]
    for k in range(n):
        s.cost[k] = np.inf
        s.via[k] = -1
        s.done[k] = 0
    s.cost[start] = 0.0
    while True:
        room = -1
        least = np.inf
        for k in range(n):
            if s.done[k] == 0 and s.cost[k] < least:
                least = s.cost[k]
                room = k
        if room < 0:
            return 1 if goal < 0 else 0
        s.done[room] = 1
        if room == goal:
            return 1
        if room == n - 1:  # nobody comes back in from outside
            continue
        for k in range(links.adjacency_start[room], links.adjacency_start[room + 1]):
            link = links.adjacency[k]
            if links.locked[link] == 1:
                continue
            other = far_end(links, link, room)
            if s.done[other] == 1 or (blocked_counts and s.blocked[person, other] == 1):
                continue
            walk = 0.0
            if links.is_flight[link] == 1:
                pace = up if other == links.b[link] else down
                if pace <= 0.0:
                    continue
                walk = links.length[link] / pace
            elif links.climb[link] == 1:
                if down <= 0.0:
                    continue
                walk = CLIMB_TIME
            if other < n - 1:
                walk += crossing[other] / speed
            if s.cost[room] + walk < s.cost[other]:
                s.cost[other] = s.cost[room] + walk
                s.via[other] = link


@njit(cache=True)
def keep_path(person, start, goal, links, s):
    """Write the way just found into the person's `path`."""
    for k in range(s.path.shape[1]):
        s.path[person, k] = -1
    room = goal
    while room != start:
        link = s.via[room]
        room = far_end(links, link, room)
        s.path[person, room] = link


@njit(cache=True)
def way_is_clear(person, start, links, seen_from, gas, stature, s):
    """Whether every room known as blocked on the way just found (to the outside) can be seen through again.

    seen_from : visibility that counts as clear. [m]
    """
    room = s.cost.shape[0] - 1
    while room != start:
        if s.blocked[person, room] == 1 and clear_view(gas, room, stature) < seen_from:
            return False
        room = far_end(links, s.via[room], room)
    return True


@njit(cache=True)
def choose_refuge(person, people, households, rooms, links, gas, s):
    """Best room to wait in among those that the last full search reached; -1 if none but where the person is.

    Home before a neighbour's flat, a window before none, little smoke, where the household already is, near.
    A neighbour's flat counts where its doors are not locked.
    """
    home = households.home[people.household[person]]
    stature = people.stature[person]
    limit = people.turn_back_visibility[person]
    family = people.household[person]
    best, chosen = np.inf, -1
    for room in range(s.cost.shape[0] - 1):
        if s.done[room] == 0:
            continue
        flat = rooms.flat[room]
        score = s.cost[room]
        if rooms.is_landing[room] == 1 or flat < 0:
            score += ON_LANDING
        elif flat != home:
            score += FOREIGN_FLAT
        if links.window[room] < 0:
            score += NO_WINDOW
        seen = clear_view(gas, room, stature)
        if seen < 30.0:
            score += PER_EXTINCTION * 3.0 / max(seen, 0.1)
        if seen < limit:
            score += SMOKY
        first = households.first[family]
        for q in range(first, first + households.count[family]):
            if q != person and s.refuge_room[q] == room:
                score -= WITH_FAMILY
                break
        if score < best:
            best, chosen = score, room
    return chosen
