"""The graph that people walk: doors, flights, and windows near the ground."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from palier.engine.arrays import DOOR, WINDOW, Links, Openings, Rooms
from palier.engine.assemble_ways import way_to_the_fire
from palier.engine.kept import Kept
from palier.physics.movement import door_capacity, stair_capacity
from palier.scenario.scenario import Scenario

_GRAPHS, _TO_FIRE = Kept(), Kept(256)


def assemble_links(
    scenario: Scenario,
    room_at: dict[str, int],
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
) -> tuple[Links, list[str]]:
    """Every way from a room to another or out, with its capacity, as a graph in rows."""
    building, walks = scenario.building, scenario.habits.walking
    described = building.openings
    locked = [name in described and described[name].locked for name in opening_names]
    o = openings
    read = [each.tobytes() for each in (o.a, o.b, o.kind, o.width, o.sill, o.operable)]
    habits = walks.leads_out_up_to, walks.climbs_out_up_to, walks.climb_capacity, walks.squeezes_through
    of = (building.rooms, building.flights, *read, bytes(locked), tuple(opening_names), habits)
    links, names = _GRAPHS.of(of, lambda: _graph(scenario, room_at, opening_names, rooms, openings, locked))
    if scenario.fires:
        burns = room_at[next(iter(scenario.fires.values())).room]
        of = (links.adjacency, building.rooms, burns)
        to_fire, turn = _TO_FIRE.of(of, lambda: way_to_the_fire(burns, rooms, links))
        links = links._replace(to_fire=to_fire, turn=turn)
    return links, list(names)


def _graph(
    scenario: Scenario,
    room_at: dict[str, int],
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
    locks: list[bool],
) -> tuple[Links, list[str]]:
    """The graph and the names of its links, whatever burns."""
    n_rooms = len(rooms.floor_area)
    rows: list[tuple[int, int, int, float, float, float, int, int, int]] = []
    names: list[str] = []
    walks = scenario.habits.walking
    for k, name in enumerate(opening_names):
        a, b, kind = int(openings.a[k]), int(openings.b[k]), int(openings.kind[k])
        if a == n_rooms:
            a, b = b, a
        out = b == n_rooms
        width, locked = float(openings.width[k]), int(locks[k])
        if kind == DOOR and (not out or openings.sill[k] <= walks.leads_out_up_to):
            rows.append((a, b, k, 0.0, width, door_capacity(width, walks.squeezes_through), 0, locked, 0))
            names.append(name)
        elif kind == WINDOW and out and openings.operable[k] and openings.sill[k] <= walks.climbs_out_up_to:
            rows.append((a, b, k, 0.0, width, walks.climb_capacity, 0, locked, 1))
            names.append(name)
    for name, flight in scenario.building.flights.items():
        below, above = (room_at[r] for r in flight.between)
        capacity = stair_capacity(flight.width, flight.riser, flight.tread, walks.squeezes_through)
        rows.append((below, above, -1, flight.length, flight.width, capacity, 1, 0, 0))
        names.append(name)
    column = list(zip(*rows, strict=True)) if rows else [()] * 9
    whole = [np.array(column[k], np.int64) for k in (0, 1, 2, 6, 7, 8)]
    start, adjacency = _adjacency(whole[0], whole[1], n_rooms)
    return Links(
        a=whole[0],
        b=whole[1],
        opening=whole[2],
        length=np.array(column[3], np.float64),
        width=np.array(column[4], np.float64),
        capacity=np.array(column[5], np.float64),
        is_flight=whole[3],
        locked=whole[4],
        adjacency_start=start,
        adjacency=adjacency,
        climb=whole[5],
        window=_windows(rooms, openings, walks.leads_out_up_to),
        to_fire=np.zeros(len(whole[0]), np.int64),
        turn=np.full(n_rooms + 1, -1, np.int64),
        pane=_panes(rooms, openings),
    ), names


def _adjacency(a: np.ndarray, b: np.ndarray, n_rooms: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of links at each room, in compressed form; the last row is outside."""
    at: list[list[int]] = [[] for _ in range(n_rooms + 1)]
    for k in range(len(a)):
        at[a[k]].append(k)
        at[b[k]].append(k)
    start = np.zeros(n_rooms + 2, np.int64)
    start[1:] = np.cumsum([len(links) for links in at])
    return start, np.array([k for links in at for k in links], np.int64)


def _windows(rooms: Rooms, openings: Openings, leads_out_up_to: float) -> np.ndarray:
    """The window that people in each room go to: the widest operable one, or a door to a façade above ground."""
    n_rooms = len(rooms.floor_area)
    best = np.full(n_rooms + 1, -1, np.int64)
    for k in range(len(openings.a)):
        a, b = int(openings.a[k]), int(openings.b[k])
        if a == n_rooms:
            a, b = b, a
        door_up = openings.kind[k] == DOOR and openings.sill[k] > leads_out_up_to
        if b != n_rooms or not openings.operable[k] or not (openings.kind[k] == WINDOW or door_up):
            continue
        if best[a] < 0 or openings.width[k] > openings.width[best[a]]:
            best[a] = k
    return best


def _panes(rooms: Rooms, openings: Openings) -> np.ndarray:
    """The widest window of each room that cannot be opened but can be broken."""
    n_rooms = len(rooms.floor_area)
    best = np.full(n_rooms + 1, -1, np.int64)
    for k in range(len(openings.a)):
        a, b = sorted((int(openings.a[k]), int(openings.b[k])))
        if b != n_rooms or openings.operable[k] or openings.kind[k] != WINDOW:
            continue
        if best[a] < 0 or openings.width[k] > openings.width[best[a]]:
            best[a] = k
    return best
