"""The ways of a crew as teams: which rooms each reaches, in what time, and what is refused with the reason."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import (
    AERIAL_LADDER,
    HOOK_LADDER,
    PORTABLE_LADDER,
    ROOF_HATCH,
    STAIR,
    Links,
    Openings,
    People,
    Rooms,
)
from palier.engine.habits import ladders_of
from palier.engine.kept import Kept
from palier.engine.names import Refusal, Remark
from palier.physics.ladders import aerial_reaches, hook_reaches, ladder_factor, portable_reaches
from palier.physics.reach import FEASIBLE, REFUSED, Verdict
from palier.scenario.scenario import Scenario
from palier.scenario.ways import AerialLadder, AnyWay, HookLadder, PortableLadder, RoofHatch, Stair

REFLECTING = 3.0  # visibility times extinction coefficient of things that reflect light (Jin). [-]


class Ground(NamedTuple):
    """What the ways are worked out from."""

    scenario: Scenario
    room_names: list[str]
    opening_names: Sequence[str]
    vent_names: Sequence[str]
    rooms: Rooms
    openings: Openings
    links: Links
    people: People


def darkest(way: Any) -> float:
    """Extinction coefficient that stops a pair without breathing apparatus; inf with it. [1/m]"""
    if getattr(way, "breathing_apparatus", False):
        return math.inf
    return REFLECTING / way.stands_smoke if way.stands_smoke > 0.0 else math.inf


def blank_team(ground: Ground, kind: int, way: Any) -> dict[str, Any]:
    """A team that reaches nobody yet."""
    n_rooms, n_people = len(ground.rooms.floor_area), len(ground.people.age)
    return {
        "kind": kind, "reaches": np.zeros(n_rooms, np.int64), "first_after": 0.0, "factor": np.ones(n_people),
        "pace": np.ones(n_people),
        "handling": np.zeros(n_rooms), "approach": np.zeros(n_rooms), "back": np.zeros(n_rooms),
        "base_distance": np.zeros(n_rooms), "base_next": np.full(n_rooms, -1, np.int64), "capacity": 1, "order": 0,
        "hooded": 1, "helpless": 1.0, "hatch": -1, "darkest": darkest(way), "hottest": float(way.stands_heat),
        "risk": 0.0, "height": np.zeros(n_rooms),
    }  # fmt: skip


def crew_team(
    crew: str, way: AnyWay, ground: Ground, refusals: list[Refusal], remarks: list[Remark]
) -> dict[str, Any] | None:
    """One way as a team; None, and a refusal, if it reaches nobody."""
    if isinstance(way, Stair):
        return _stair(crew, way, ground, remarks)
    if isinstance(way, RoofHatch):
        return _roof_hatch(crew, way, ground, refusals, remarks)
    return _ladder(crew, way, ground, refusals, remarks)


# ------------------------------------------------------------------------------ inside


def _stair(crew: str, way: Stair, ground: Ground, remarks: list[Remark]) -> dict[str, Any]:
    outside = len(ground.rooms.floor_area)
    distance, towards = distances(ground.rooms, ground.links, outside)
    team = blank_team(ground, STAIR, way) | _led(way, distance, towards, ground.people.stair_down, ground)
    team["approach"] = np.where(team["reaches"] == 1, np.maximum(ground.rooms.storey, 0) * way.climb_per_storey, 0.0)
    remarks.append(Remark(crew, way.kind, "", FEASIBLE, f"up and down the stair, {_hoods(way)}, {_stops(way)}"))
    return team


def _roof_hatch(
    crew: str, way: RoofHatch, ground: Ground, refusals: list[Refusal], remarks: list[Remark]
) -> dict[str, Any] | None:
    room = ground.room_names.index(ground.scenario.building.openings[way.hatch].between[0])
    distance, towards = distances(ground.rooms, ground.links, room)
    if not np.isfinite(distance).any():
        refusals.append(Refusal(crew, way.kind, ground.room_names[room], f"no way leads to '{way.hatch}'"))
        return None
    team = blank_team(ground, ROOF_HATCH, way) | _led(way, distance, towards, ground.people.stair_up, ground)
    storeys = np.abs(ground.rooms.storey - ground.rooms.storey[room])
    team["approach"] = np.where(team["reaches"] == 1, storeys * way.climb_per_storey, 0.0)
    team["hatch"] = list(ground.vent_names).index(way.hatch)
    told = f"down through '{way.hatch}' and up again, {_hoods(way)}, {_stops(way)}"
    remarks.append(Remark(crew, way.kind, ground.room_names[room], FEASIBLE, told))
    return team


def _hoods(way: Stair | RoofHatch) -> str:
    return f"{way.hoods} hoods" if way.hoods else "no hoods: people go one by one and breathe what is there"


def _stops(way: Stair | RoofHatch) -> str:
    smoke = "" if way.breathing_apparatus else f"less than {way.stands_smoke:g} m of visibility or "
    return f"{smoke}{way.stands_heat - 273.15:.0f} °C stop the pair"


def _led(
    way: Stair | RoofHatch, distance: np.ndarray, towards: np.ndarray, on_stairs: np.ndarray, ground: Ground
) -> dict[str, Any]:
    """What is alike of the ways through the building. on_stairs : own speed of each person in the direction [m/s]"""
    inside, given, people = np.isfinite(distance), ground.scenario.habits.rescuers, ground.people
    # Who is slower than if dragged, or cannot take stairs, is dragged; the small are carried at the pair's own pace.
    slower = np.minimum(given.dragged, np.maximum(1.0, way.speed / np.maximum(on_stairs, 1e-9)))
    helpless = on_stairs <= 0.0
    return {
        "first_after": way.set_up, "reaches": inside.astype(np.int64),
        "handling": np.full(len(distance), way.per_person), "back": np.where(inside, distance, 0.0) / way.speed,
        "base_distance": np.where(inside, distance, 0.0), "base_next": towards, "capacity": max(1, way.hoods),
        "hooded": int(way.hoods > 0), "helpless": given.helpless_on_stair,
        "factor": np.where(helpless, given.helpless_on_stair, 1.0),
        "pace": np.where((people.carried == 1) & ~helpless, 1.0, slower),
    }  # fmt: skip


_DISTANCES = Kept()


def distances(rooms: Rooms, links: Links, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Distance walked from each room to a room or to outside, inf where there is no way, and the next room. [m]"""
    return _DISTANCES.of((links.adjacency, rooms.crossing, start), lambda: _distances(rooms, links, start))


def _distances(rooms: Rooms, links: Links, start: int) -> tuple[np.ndarray, np.ndarray]:
    n_rooms = len(rooms.floor_area)
    distance = np.full(n_rooms + 1, math.inf)
    towards = np.full(n_rooms + 1, -1, np.int64)
    distance[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        so_far, room = heapq.heappop(queue)
        if so_far > distance[room]:
            continue
        for link in links.adjacency[links.adjacency_start[room] : links.adjacency_start[room + 1]]:
            other = int(links.b[link] if links.a[link] == room else links.a[link])
            if links.locked[link] or links.climb[link] or other == n_rooms:
                continue
            total = so_far + float(links.length[link] + rooms.crossing[other])
            if total < distance[other]:
                distance[other] = total
                towards[other] = room if room < n_rooms else -1
                heapq.heappush(queue, (total, other))
    return distance[:n_rooms], towards[:n_rooms]


def way_to_the_fire(burns: int, rooms: Rooms, links: Links) -> tuple[np.ndarray, np.ndarray]:
    """Links on the shortest way from outside to a room, and the landings of the stair that it leads by.

    Returns 1 for each link on the way, [n_links]; and for each landing how many flights lie between it and the first on
    the way, -1 elsewhere, [n_rooms + 1].
    """
    outside = len(rooms.floor_area)
    on_the_way, turn = np.zeros(len(links.a), np.int64), np.full(outside + 1, -1, np.int64)
    distance, towards = distances(rooms, links, outside)
    if not np.isfinite(distance[burns]):
        return on_the_way, turn
    room, passed = burns, []
    while room >= 0:
        passed.append(room)
        room = int(towards[room])
    for here, ahead in itertools.pairwise([*passed, outside]):
        joins = [k for k in _links_of(here, links) if ahead in (links.a[k], links.b[k]) and not links.climb[k]]
        on_the_way[min(joins, key=lambda k: (links.locked[k], links.length[k]))] = 1
    stair = [r for r in reversed(passed) if any(links.is_flight[k] for k in _links_of(r, links))]
    reached = stair[:1]
    turn[reached] = 0
    while reached:
        here = reached.pop(0)
        for k in _links_of(here, links):
            other = int(links.b[k] if links.a[k] == here else links.a[k])
            if links.is_flight[k] and turn[other] < 0:
                turn[other] = turn[here] + 1
                reached.append(other)
    return on_the_way, turn


def _links_of(room: int, links: Links) -> np.ndarray:
    return links.adjacency[links.adjacency_start[room] : links.adjacency_start[room + 1]]


# ----------------------------------------------------------------------------- ladders


_IN_REACH, _WINDOWS = Kept(), Kept()


class _InReach(NamedTuple):
    """Rooms that a ladder reaches, whoever is there."""

    reaches: np.ndarray  # [n_rooms]
    height: np.ndarray  # [n_rooms] m of the window
    best: dict[int, Verdict]
    reasons: dict[int, str]  # why not, of the others


def _in_reach(way: AerialLadder | PortableLadder | HookLadder, ground: Ground) -> _InReach:
    n_rooms = len(ground.rooms.floor_area)
    made = _InReach(np.zeros(n_rooms, np.int64), np.zeros(n_rooms), {}, {})
    for opening, room, sill in windows(ground):
        verdict = _reaches(way, opening, sill, ground)
        if verdict.level == REFUSED:
            made.reasons[room] = f"'{opening}': {verdict.reason}"
        elif room not in made.best or sill < made.height[room]:
            made.best[room] = verdict
            made.reaches[room], made.height[room] = 1, sill
    return made


def _ladder(
    crew: str,
    way: AerialLadder | PortableLadder | HookLadder,
    ground: Ground,
    refusals: list[Refusal],
    remarks: list[Remark],
) -> dict[str, Any] | None:
    kinds = {"aerial ladder": AERIAL_LADDER, "portable ladder": PORTABLE_LADDER, "hook ladder": HOOK_LADDER}
    given = ladders_of(ground.scenario.habits)
    of = (way, windows(ground), ground.scenario.building.facades, tuple(given))
    found = _IN_REACH.of(of, lambda: _in_reach(way, ground))
    for room in sorted(set(ground.people.room.tolist())):
        if room in found.reasons and room not in found.best:
            refusals.append(Refusal(crew, way.kind, ground.room_names[room], found.reasons[room]))
    if not found.best:
        return None
    height = np.maximum(found.height, 0.0)
    climbs = way.climb_per_metre * height if isinstance(way, HookLadder) else 0.0
    ages, down = ground.people.age.tolist(), ground.people.stair_down.tolist()
    team = blank_team(ground, kinds[way.kind], way) | {
        "reaches": found.reaches,
        "height": found.height,
        "handling": way.per_person + way.per_metre * height,
        "approach": np.where(found.reaches == 1, way.changes + climbs, 0.0),
        "first_after": way.set_up,
        "factor": np.array([ladder_factor(a, d, given) for a, d in zip(ages, down, strict=True)]),
        "helpless": given.ladder_helpless,
    }
    highest = max(found.best, key=lambda room: found.height[room])
    told = f"{len(found.best)} rooms within reach; at the highest, {found.best[highest].reason}"
    takes = float(team["handling"][highest])
    remarks.append(Remark(crew, way.kind, ground.room_names[highest], found.best[highest].level, told, takes))
    return team


def windows(ground: Ground) -> list[tuple[str, int, float]]:
    """Openings that people can be taken out by: name, room, and sill above the street. [m]"""
    o = ground.openings
    read = [each.tobytes() for each in (o.a, o.b, o.kind, o.sill, o.operable, o.facade)]
    return _WINDOWS.of((*read, tuple(ground.opening_names)), lambda: _windows(ground))


def _windows(ground: Ground) -> list[tuple[str, int, float]]:
    n_rooms, found = len(ground.rooms.floor_area), []
    for k, name in enumerate(ground.opening_names):
        a, b = int(ground.openings.a[k]), int(ground.openings.b[k])
        room, other = (b, a) if a == n_rooms else (a, b)
        described = ground.scenario.building.openings.get(name)
        if other != n_rooms or room == n_rooms or not ground.openings.operable[k] or described is None:
            continue
        if described.kind in ("window", "door"):
            found.append((name, room, float(ground.openings.sill[k])))
    return found


def _reaches(way: AerialLadder | PortableLadder | HookLadder, opening: str, sill: float, ground: Ground) -> Verdict:
    building = ground.scenario.building
    name = building.openings[opening].facade
    facade = building.facades.get(name) if name is not None else None
    if way.facades is not None and name not in way.facades:
        return Verdict(REFUSED, f"the crew uses it on {' and '.join(way.facades)} only")
    given = ladders_of(ground.scenario.habits)
    where = f" (façade '{name}')" if name is not None else ""
    if isinstance(way, AerialLadder):
        access, width = (True, None) if facade is None else (facade.ladder_access, facade.street_width)
        verdict = aerial_reaches(sill, way.rescue_height, way.outreach, access, width, given)
    else:
        access = facade is None or facade.foot_access
        if isinstance(way, PortableLadder):
            verdict = portable_reaches(sill, way.length, access, given)
        else:
            under = [s for other, _, s in windows(ground) if building.openings[other].facade == name]
            verdict = hook_reaches(sill, under, access, given)
    return verdict if verdict.level == FEASIBLE else Verdict(verdict.level, verdict.reason + where)
