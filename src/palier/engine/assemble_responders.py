"""Neighbours and crews as arrays: what each can reach, in what time, and what is refused with the reason."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import HOODS, LADDER, LEDGE, Links, Openings, People, Responders, Rooms, Teams
from palier.engine.draws import Draws
from palier.engine.names import Refusal, Remark
from palier.physics.reach import (
    FEASIBLE,
    MARGINAL,
    REFUSED,
    hand_over,
    hand_over_time,
    side_reach,
    stand_astride,
    straddle,
)
from palier.scenario.responders import Crew, Neighbour
from palier.scenario.scenario import Scenario

NOTICES = {"smell": 0, "signal": 1, "told": 2}
AT_A_TIME, ON_CALL = 3, 4
ORDERS = {"time left": 0, "infants first": 1, "as they stand": 2}
FITTING_HOOD = 30.0  # s to fit hoods and agree: an assumption
CHILD_ON_LADDER = 0.7  # of an adult's time: an assumption, from throughput of 4-part ladders
INFANT_ON_LADDER = 0.5  # carried down in arms: an assumption
LADDER_RAISING = 1.5  # s per metre of sill, up and down again: an assumption


class ResponderPart(NamedTuple):
    """Responders, their teams, and their names."""

    teams: Teams
    responders: Responders
    team_names: list[str]
    responder_names: list[str]
    refusals: list[Refusal]
    remarks: list[Remark]


def assemble_responders(
    scenario: Scenario,
    room_at: dict[str, int],
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
    links: Links,
    people: People,
    person_names: list[str],
    draws: Draws,
) -> ResponderPart:
    """Rows of `Responders` and `Teams`; a team that reaches nobody is left out and named in the refusals."""
    opening_at = {name: k for k, name in enumerate(opening_names)}
    room_names = list(room_at)
    fire_door, fire_storey = _fire_door(scenario, room_at, rooms, links)
    refusals: list[Refusal] = []
    remarks: list[Remark] = []
    teams: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    for name, neighbour in scenario.neighbours.items():
        willing = draws.chance(name, "willing", float(neighbour.willing))
        if not willing:
            window = scenario.building.openings[scenario.building.ledges[neighbour.ledge].window]
            refusals.append(Refusal(name, neighbour.ledge, window.between[0], "not willing to go out on it"))
        team = (
            None
            if not willing
            else _ledge_team(
                name,
                neighbour,
                scenario,
                opening_at,
                rooms,
                openings,
                people,
                person_names,
                room_names,
                refusals,
                remarks,
            )
        )
        if team is not None:
            teams.append(team | {"responder": len(rows), "name": f"{name}, ledge"})
        notices = neighbour.notices
        rows.append(
            _row(
                notices=NOTICES[notices] if isinstance(notices, str) else AT_A_TIME,
                notice_time=math.inf if isinstance(notices, str) else notices,
                decides=neighbour.decides,
            )
        )
        names.append(name)
    walk = _way_out(rooms, links)
    for name, crew in scenario.crews.items():
        travel = draws.lognormal(name, "travel", crew.turnout_and_travel, crew.spread)
        storeys = max(0, fire_storey)
        rows.append(
            _row(
                is_crew=1,
                notices=ON_CALL,
                decides=crew.call_handling + travel,
                arrives=math.inf if crew.arrives is None else crew.arrives,
                water_after=math.inf if crew.water_after is None else crew.water_after,
                knockdown=crew.knockdown,
                stops_below=crew.stops_below,
                climb_per_storey=crew.climb_per_storey,
                opens_smoke_vent=int(crew.opens_smoke_vent),
                closes_fire_door=int(crew.closes_fire_door),
                fire_door=fire_door,
                stair_after=crew.stair_setup if crew.hoods > 0 or crew.water_after is not None else math.inf,
                door_after=crew.stair_setup + storeys * crew.climb_per_storey,
            )
        )
        names.append(name)
        for team in _crew_teams(
            name, crew, scenario, opening_names, rooms, openings, people, walk, room_names, refusals, remarks
        ):
            teams.append(team | {"responder": len(rows) - 1})
    columns: dict[str, Any] = {
        key: np.array([r[key] for r in rows], np.int64 if key in _WHOLE else np.float64) for key in Responders._fields
    }
    return ResponderPart(
        teams=_teams(teams, len(rooms.floor_area), len(people.age)),
        responders=Responders(**columns),
        team_names=[team["name"] for team in teams],
        responder_names=names,
        refusals=refusals,
        remarks=remarks,
    )


_WHOLE = {"is_crew", "notices", "opens_smoke_vent", "closes_fire_door", "fire_door"}


def _row(**given: float) -> dict[str, float]:
    """One responder; what a neighbour has not is infinite or none."""
    row: dict[str, float] = {
        "is_crew": 0, "notices": 0, "notice_time": math.inf, "decides": 0.0, "arrives": math.inf,
        "water_after": math.inf, "knockdown": 60.0, "stops_below": 0.0, "opens_smoke_vent": 0,
        "closes_fire_door": 0, "fire_door": -1, "stair_after": math.inf, "door_after": math.inf,
        "climb_per_storey": 0.0,
    }  # fmt: skip
    return row | given


def _teams(teams: list[dict[str, Any]], n_rooms: int, n_people: int) -> Teams:
    def whole(key: str) -> np.ndarray:
        return np.array([team[key] for team in teams], np.int64)

    def table(key: str, columns: int, kind: type) -> np.ndarray:
        return np.array([team[key] for team in teams], kind).reshape(len(teams), columns)

    return Teams(
        kind=whole("kind"),
        responder=whole("responder"),
        reaches=table("reaches", n_rooms, np.int64),
        first_after=np.array([team["first_after"] for team in teams], np.float64),
        per_person=table("per_person", n_people, np.float64),
        capacity=whole("capacity"),
        order=whole("order"),
        per_room=table("per_room", n_rooms, np.float64),
    )


def _ledge_team(
    name: str,
    neighbour: Neighbour,
    scenario: Scenario,
    opening_at: dict[str, int],
    rooms: Rooms,
    openings: Openings,
    people: People,
    person_names: list[str],
    room_names: list[str],
    refusals: list[Refusal],
    remarks: list[Remark],
) -> dict[str, Any] | None:
    ledge = scenario.building.ledges[neighbour.ledge]
    other = scenario.building.neighbour_buildings[neighbour.building]
    window = opening_at[ledge.window]
    n_rooms = len(rooms.floor_area)
    room = int(openings.a[window] if openings.a[window] != n_rooms else openings.b[window])
    verdict = stand_astride(
        other.gap, ledge.depth, neighbour.stature, neighbour.sex, neighbour.age,
        ledge.window_aside, ledge.window_above, ledge.receiver_aside, neighbour.receiver,
    )  # fmt: skip
    if not openings.operable[window]:
        refusals.append(Refusal(name, neighbour.ledge, room_names[room], f"'{ledge.window}' cannot be opened"))
        return None
    if verdict.level == REFUSED:
        refusals.append(Refusal(name, neighbour.ledge, room_names[room], verdict.reason))
        return None
    measures = (
        f"gap {other.gap:.2f} of at most {straddle(neighbour.stature)[1]:.2f} m, foothold {ledge.depth:.2f} m deep, "
        f"window {ledge.window_aside:.2f} m aside of at most "
        f"{side_reach(neighbour.stature, neighbour.sex, neighbour.age):.2f} m, sill {ledge.window_above:.2f} m up"
    )
    doubts = f"; {verdict.reason}" if verdict.level == MARGINAL else ""
    remarks.append(Remark(name, neighbour.ledge, room_names[room], verdict.level, measures + doubts))
    chain = f"from the window to {name}, astride the gap, " + (
        f"to someone inside '{neighbour.building}'"
        if neighbour.receiver
        else f"who takes them into '{neighbour.building}' alone, twice the time"
    )
    per_person = np.full(len(people.age), math.inf)
    for k, who in enumerate(person_names):
        mass, age = float(people.mass[k]), float(people.age[k])
        one = hand_over(mass, age, bool(people.stair_down[k] > 0.0), neighbour.sex, neighbour.age)
        if one.level == REFUSED:
            # Only those who live behind this window are worth a line in the report.
            if rooms.flat[people.room[k]] == rooms.flat[room]:
                refusals.append(Refusal(name, f"hand-over of {who}", room_names[room], one.reason))
            continue
        worse = MARGINAL if MARGINAL in (one.level, verdict.level) else one.level
        per_person[k] = hand_over_time(mass, age, worse) * (1.0 if neighbour.receiver else 2.0)
        if rooms.flat[people.room[k]] == rooms.flat[room]:
            reason = f"{chain}; {one.reason}"
            remarks.append(Remark(name, f"hand-over of {who}", room_names[room], worse, reason, float(per_person[k])))
    reaches = np.zeros(n_rooms, np.int64)
    reaches[room] = 1
    return {
        "kind": LEDGE,
        "reaches": reaches,
        "first_after": sum(task.takes for task in neighbour.way),
        "per_person": per_person,
        "capacity": 1,
        "order": ORDERS[neighbour.takes],
        "per_room": np.zeros(n_rooms),
    }


def _crew_teams(
    name: str,
    crew: Crew,
    scenario: Scenario,
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
    people: People,
    walk: np.ndarray,
    room_names: list[str],
    refusals: list[Refusal],
    remarks: list[Remark],
) -> list[dict[str, Any]]:
    teams: list[dict[str, Any]] = []
    n_rooms = len(rooms.floor_area)
    if crew.ladder_reach > 0.0:
        reaches, per_room, reasons = _ladder_reach(crew, scenario, opening_names, rooms, openings)
        homes = {int(k) for k in people.room}
        for room in sorted(homes):
            if room in reasons and not reaches[room]:
                refusals.append(Refusal(name, "ladder", room_names[room], reasons[room]))
        if reaches.any():
            highest = int(np.argmax(np.where(reaches == 1, per_room, -1.0)))
            reason = (
                f"{int(reaches.sum())} rooms with a window within reach, the highest sill "
                f"{per_room[highest] / LADDER_RAISING:.1f} of {crew.ladder_reach:.1f} m up"
            )
            remarks.append(Remark(name, "ladder", room_names[highest], FEASIBLE, reason, crew.ladder_per_person))
            factor = np.where(people.age < 4.0, INFANT_ON_LADDER, np.where(people.age < 12.0, CHILD_ON_LADDER, 1.0))
            teams.append(
                {
                    "name": f"{name}, ladder", "kind": LADDER, "reaches": reaches, "first_after": crew.ladder_setup,
                    "per_person": crew.ladder_per_person * factor, "capacity": 1, "order": 0, "per_room": per_room,
                }
            )  # fmt: skip
    if crew.hoods > 0:
        inside = np.isfinite(walk)
        down = np.where(inside, walk, 0.0) / crew.escort_speed
        up = np.maximum(rooms.storey, 0) * crew.climb_per_storey
        teams.append(
            {
                "name": f"{name}, stair", "kind": HOODS, "reaches": inside.astype(np.int64),
                "first_after": crew.stair_setup, "per_person": np.full(len(people.age), FITTING_HOOD),
                "capacity": crew.hoods, "order": 0, "per_room": np.where(inside, up + down, 0.0),
            }
        )  # fmt: skip
    assert all(len(team["reaches"]) == n_rooms for team in teams)
    return teams


def _ladder_reach(
    crew: Crew, scenario: Scenario, opening_names: Sequence[str], rooms: Rooms, openings: Openings
) -> tuple[np.ndarray, np.ndarray, dict[int, str]]:
    """Rooms a ladder reaches, the time that the height adds, and why others are out of reach."""
    n_rooms = len(rooms.floor_area)
    reaches, per_room = np.zeros(n_rooms, np.int64), np.zeros(n_rooms)
    reasons: dict[int, str] = {}
    for k, name in enumerate(opening_names):
        a, b = int(openings.a[k]), int(openings.b[k])
        room, other = (b, a) if a == n_rooms else (a, b)
        if other != n_rooms or room == n_rooms or not openings.operable[k] or name not in scenario.building.openings:
            continue
        described = scenario.building.openings[name]
        if described.kind not in ("window", "door") or openings.kind[k] not in (0, 1):
            continue
        sill = float(openings.sill[k])
        facade = described.facade
        if crew.ladder_facades is not None:
            access = facade in crew.ladder_facades
        else:
            access = facade is None or scenario.building.facades[facade].ladder_access
        if not access:
            reasons[room] = f"no ladder can stand before '{name}'" + (f" on façade '{facade}'" if facade else "")
        elif sill > crew.ladder_reach:
            reasons[room] = f"the sill of '{name}' is {sill:.1f} m up and the ladder reaches {crew.ladder_reach:.1f} m"
        else:
            reaches[room] = 1
            per_room[room] = LADDER_RAISING * max(0.0, sill)
    return reaches, per_room, reasons


def _way_out(rooms: Rooms, links: Links) -> np.ndarray:
    """Distance walked from each room to the outside, inf where there is no way. [n_rooms] m"""
    n_rooms = len(rooms.floor_area)
    distance = np.full(n_rooms + 1, math.inf)
    distance[n_rooms] = 0.0
    queue = [(0.0, n_rooms)]
    while queue:
        so_far, room = heapq.heappop(queue)
        if so_far > distance[room]:
            continue
        for link in links.adjacency[links.adjacency_start[room] : links.adjacency_start[room + 1]]:
            if links.locked[link] or links.climb[link]:
                continue
            other = int(links.b[link] if links.a[link] == room else links.a[link])
            if other == n_rooms:
                continue
            total = so_far + float(links.length[link] + rooms.crossing[other])
            if total < distance[other]:
                distance[other] = total
                heapq.heappush(queue, (total, other))
    return distance[:n_rooms]


def _fire_door(scenario: Scenario, room_at: dict[str, int], rooms: Rooms, links: Links) -> tuple[int, int]:
    """Opening between the first burning flat and a landing, or -1; and the storey of the first fire."""
    if not scenario.fires:
        return -1, 0
    room = room_at[next(iter(scenario.fires.values())).room]
    flat, n_rooms = rooms.flat[room], len(rooms.floor_area)
    for k in range(len(links.a)):
        a, b = links.a[k], links.b[k]
        if links.is_flight[k] or b == n_rooms or flat < 0:
            continue
        if (rooms.flat[a] == flat and rooms.is_landing[b]) or (rooms.flat[b] == flat and rooms.is_landing[a]):
            return int(links.opening[k]), int(rooms.storey[room])
    return -1, int(rooms.storey[room])
