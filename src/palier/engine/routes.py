"""The way out, the way to a dependant, and the choice of a refuge: shortest time over the graph of links."""

from __future__ import annotations

import numpy as np

from palier.engine.bodies import fire_in
from palier.engine.compiled import inner
from palier.engine.flights import view_along
from palier.engine.posture import clear_view
from palier.physics.movement import VISIBILITY_MOST, speed_in_smoke

NOWHERE = -2  # home of nobody
OPENS, TAKES_IN = 1, 2  # of `lets_in`: somebody opens the door; from the second on, who takes people in


@inner
def far_end(s, link, room):
    """The room at the other end of a link."""
    return s.way[link].b if s.way[link].a == room else s.way[link].a


@inner
def way_to(s, link, ahead):
    """Column of `queue` and `heading` of those who take a link to the room `ahead`: 1 from a to b, 0 back."""
    return 1 if ahead == s.way[link].b else 0


@inner
def may_enter(home, link, room, other, s):
    """Whether a shut door lets someone who lives in the flat `home` from a room into another.

    The entrance door of a flat opens from inside; from outside only to those who live there, or if somebody inside is
    awake to open it.
    """
    flat = s.place[other].flat
    if flat < 0 or flat == home or s.place[room].flat == flat or s.way[link].is_flight == 1:
        return True
    return s.way[link].ajar == 1 or s.lets_in[flat] >= OPENS


@inner
def _slowed(level, down, up, seen, law):
    """Speeds in smoke; who cannot take stairs still cannot. seen : visibility [m]; [m/s]"""
    level = speed_in_smoke(level, seen, law)
    down = speed_in_smoke(down, seen, law) if down > 0.0 else down
    return level, down, speed_in_smoke(up, seen, law) if up > 0.0 else up


@inner
def _most_go(start, s):
    """How many make for the door of a room that most make for."""
    most = 0.0
    for k in range(s.place[start].ways_from, s.place[start].ways_to):
        link = s.near[k]
        most = max(most, s.heading[link, way_to(s, link, far_end(s, link, start))])
    return most


@inner
def search(person, start, goal, speed, down, up, s):
    """Dijkstra from a room, by walking time. Fills `cost`, `via` and `done` of every place.

    Smoke counts as far as the person sees it: in the next rooms behind open doors and flights as it is there, in the
    rest of stair and corridors as it is where the person stands in one of them.

    Parameters
    ----------
    person : int
        Whose blocked rooms are avoided, whose exit is kept to, and who sees the queues of the room; the number of
        persons: nobody.
    start, goal : int
        Rooms; the search ends when it settles `goal`; the number of places: it settles all.
    speed, down, up : float
        On the level and on stairs; 0: cannot take stairs. [m/s]

    Returns
    -------
    int
        1 if the goal was reached.
    """
    n = s.place.shape[0]
    heeds = person < s.who.shape[0]
    home = s.who[person].home if heeds else NOWHERE
    followed = _most_go(start, s) if heeds and s.who[person].follows == 1 and start < n - 1 else 0.0
    law = s.who[person].smoke_law if heeds else 0
    reckons = heeds and s.habits.smoke_goes_on > 0.0 and start < n - 1
    level_smoke, down_smoke, up_smoke = speed, down, up
    if reckons and s.place[start].flat < 0:
        seen = min(VISIBILITY_MOST, clear_view(s, start, s.who[person].stature) / s.habits.smoke_goes_on)
        level_smoke, down_smoke, up_smoke = _slowed(speed, down, up, seen, law)
    for k in range(n):
        s.place[k].cost = np.inf
        s.place[k].via = -1
        s.place[k].done = 0
    s.place[start].cost = 0.0
    s.rooms_in_turn[0] = start
    open_rooms = 1
    while open_rooms > 0:
        at = 0
        for k in range(1, open_rooms):
            a, b = s.rooms_in_turn[k], s.rooms_in_turn[at]
            if s.place[a].cost < s.place[b].cost or (s.place[a].cost == s.place[b].cost and a < b):
                at = k
        room = s.rooms_in_turn[at]
        open_rooms -= 1
        s.rooms_in_turn[at] = s.rooms_in_turn[open_rooms]
        s.place[room].done = 1
        if room == goal:
            return 1
        if room == n - 1 and room != start:  # no way leads through the outside
            continue
        for k in range(s.place[room].ways_from, s.place[room].ways_to):
            link = s.near[k]
            if s.way[link].locked == 1 or s.way[link].stuck == 1:
                continue
            other = far_end(s, link, room)
            if not may_enter(home, link, room, other, s):
                continue
            if s.place[other].done == 1 or (heeds and s.blocked[person, other] == 1):
                continue
            if heeds and other == n - 1 and s.who[person].exit >= 0 and link != s.who[person].exit:
                continue
            begins = s.place[room].cost
            if heeds and room == start:  # people see how many make for each door of the room they are in
                bound = s.heading[link, way_to(s, link, other)]
                begins = bound / s.way[link].capacity
                if bound < followed:
                    begins += s.habits.follows_for
            walk = 0.0
            if s.way[link].is_flight == 1:
                pace = up_smoke if other == s.way[link].b else down_smoke
                if pace <= 0.0:
                    continue
                walk = s.way[link].length / pace
            elif s.way[link].climb == 1:
                if down <= 0.0 or room == n - 1:  # out of a window, not in
                    continue
                walk = s.habits.climbs_out_in
            if other < n - 1:
                pace = level_smoke if s.place[other].flat < 0 else speed
                if reckons and room == start and (s.way[link].is_flight == 1 or s.way[link].ajar == 1):
                    pace = speed_in_smoke(speed, clear_view(s, other, s.who[person].stature), law)
                walk += s.place[other].crossing / pace
                flat = s.place[other].flat
                if heeds and goal == n - 1 and flat >= 0 and flat != s.who[person].home:
                    walk += s.habits.not_through_a_flat
            if begins + walk < s.place[other].cost:
                if s.place[other].cost == np.inf:
                    s.rooms_in_turn[open_rooms] = other
                    open_rooms += 1
                s.place[other].cost = begins + walk
                s.place[other].via = link
    return 0


@inner
def keep_path(person, start, goal, s):
    """Write the way just found into the person's `path`."""
    for k in range(s.path.shape[1]):
        s.path[person, k] = -1
    room = goal
    while room != start:
        link = s.place[room].via
        room = far_end(s, link, room)
        s.path[person, room] = link


@inner
def way_is_clear(person, start, seen_from, stature, s):
    """Whether every room known as blocked on the way just found (to the outside), and the flight to it, is clear again.

    seen_from : visibility that counts as clear. [m]
    """
    room = s.place.shape[0] - 1
    while room != start:
        link = s.place[room].via
        if s.blocked[person, room] == 1:
            if clear_view(s, room, stature) < seen_from:
                return False
            if s.way[link].is_flight == 1 and view_along(link, stature, s) < seen_from:
                return False
        room = far_end(s, link, room)
    return True


@inner
def taken_in_by(room, home, s):
    """Who takes somebody who lives in the flat `home` into a room of another flat; -1: nobody."""
    flat = s.place[room].flat
    if flat < 0 or flat == home or s.lets_in[flat] < TAKES_IN:
        return -1
    return s.lets_in[flat] - TAKES_IN


@inner
def choose_refuge(person, s):
    """Best room to wait in among those that the last full search reached.

    Home before a neighbour's flat, a window before a pane before none, little smoke, with the household, near.
    A neighbour's flat counts where its doors are not locked, and for more where the household takes people in.
    """
    me = s.who[person]
    home = me.home
    stature = me.stature
    limit = me.turn_back_visibility
    best, chosen = np.inf, -1
    for room in range(s.place.shape[0] - 1):
        if s.place[room].done == 0:
            continue
        flat = s.place[room].flat
        score = s.place[room].cost
        if s.place[room].is_landing == 1 or flat < 0:
            score += s.habits.on_landing
        elif flat != home:
            score += s.habits.shelter_with_others if s.lets_in[flat] >= TAKES_IN else s.habits.not_through_a_flat
        if s.place[room].window < 0:
            score += s.habits.pane if s.place[room].pane >= 0 and me.breaks_window == 1 else s.habits.no_window
        seen = clear_view(s, room, stature)
        if seen < 30.0:
            score += s.habits.per_extinction * 3.0 / max(seen, 0.1)
        if seen < limit:
            score += s.habits.smoky
        if fire_in(room, s):
            score += s.habits.burning
        for q in range(me.family_first, me.family_end):
            if q != person and s.who[q].refuge_room == room:
                score -= s.habits.with_family
                break
        if score < best:
            best, chosen = score, room
    return chosen
