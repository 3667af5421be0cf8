"""Neighbours and crews as arrays: what each can reach, in what time, and what is refused with the reason."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from palier.engine.arrays import LEDGE, WINDOW_TO_WINDOW, Links, Openings, People, Responders, Rooms, Teams
from palier.engine.assemble import vent_names
from palier.engine.assemble_ways import Ground, blank_team, crew_team
from palier.engine.draws import Draws
from palier.engine.habits import reaching_of
from palier.engine.kept import Kept
from palier.engine.names import Refusal, Remark
from palier.physics.reach import (
    MARGINAL,
    REFUSED,
    Verdict,
    hand_over,
    hand_over_time,
    lean_out,
    pass_stretched,
    risk_of_falling,
    side_reach,
    stand_astride,
    straddle,
    window_to_window,
)
from palier.scenario.responders import Neighbour
from palier.scenario.scenario import Scenario

NOTICES = {"smell": 0, "signal": 1, "told": 2}
AT_A_TIME, ON_CALL = 3, 4
ORDERS = {"time left": 0, "infants first": 1, "as they stand": 2, "first come": 3}


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
    ground = Ground(scenario, list(room_at), opening_names, vent_names(scenario), rooms, openings, links, people)
    fire_door, fire_storey = _fire_door(scenario, room_at, rooms, links)
    refusals: list[Refusal] = []
    remarks: list[Remark] = []
    teams: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    for name, neighbour in scenario.neighbours.items():
        team = None
        if draws.chance(name, "willing", float(neighbour.willing)):
            team = _neighbour_team(name, neighbour, ground, person_names, refusals, remarks)
        else:
            reason = "not willing to go out on it" if neighbour.ledge else "not willing to help"
            refusals.append(Refusal(name, _way_of(neighbour), _room_behind(neighbour, scenario), reason))
        if team is not None:
            teams.append(team | {"responder": len(rows), "name": f"{name}, {'ledge' if neighbour.ledge else 'window'}"})
        notices = neighbour.notices
        rows.append(
            _row(
                notices=NOTICES[notices] if isinstance(notices, str) else AT_A_TIME,
                notice_time=math.inf if isinstance(notices, str) else notices,
                decides=neighbour.decides,
            )
        )
        names.append(name)
    for name, crew in scenario.crews.items():
        travel = draws.lognormal(name, "travel", crew.turnout_and_travel, crew.spread)
        storeys = max(0, fire_storey)
        goes_in = crew.water_after is not None or any(way.kind == "stair" for way in crew.ways)
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
                vent_after=crew.vent_after,
                airs_stair=int(crew.airs_stair),
                airs_flat=int(crew.airs_flat),
                tells_to_stay=int(crew.tells_to_stay),
                closes_fire_door=int(crew.closes_fire_door),
                fire_door=fire_door,
                fan=-1 if crew.fan is None else list(scenario.building.fans).index(crew.fan),
                fan_after=crew.fan_after,
                stair_after=crew.stair_setup if goes_in else math.inf,
                door_after=crew.stair_setup + storeys * crew.climb_per_storey,
            )
        )
        names.append(name)
        kinds = [way.kind for way in crew.ways]
        for number, way in enumerate(crew.ways):
            team = crew_team(name, way, ground, refusals, remarks)
            if team is not None:
                again = f" {kinds[: number + 1].count(way.kind)}" if kinds.count(way.kind) > 1 else ""
                teams.append(team | {"responder": len(rows) - 1, "name": f"{name}, {way.kind}{again}"})
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


_WHOLE = {
    "is_crew",
    "notices",
    "opens_smoke_vent",
    "airs_stair",
    "airs_flat",
    "tells_to_stay",
    "closes_fire_door",
    "fire_door",
    "fan",
}


def _row(**given: float) -> dict[str, float]:
    """One responder; what a neighbour has not is infinite or none."""
    row: dict[str, float] = {
        "is_crew": 0, "notices": 0, "notice_time": math.inf, "decides": 0.0, "arrives": math.inf,
        "water_after": math.inf, "knockdown": 60.0, "stops_below": 0.0, "opens_smoke_vent": 0, "airs_stair": 0,
        "vent_after": math.inf, "airs_flat": 0, "tells_to_stay": 0,
        "closes_fire_door": 0, "fire_door": -1, "stair_after": math.inf, "door_after": math.inf,
        "climb_per_storey": 0.0, "fan": -1, "fan_after": math.inf,
    }  # fmt: skip
    return row | given


_WHOLE_OF_TEAMS = {"kind", "responder", "reaches", "base_next", "capacity", "order", "hooded", "hatch"}
_BY_ROOM = {"reaches", "handling", "approach", "back", "base_distance", "base_next", "height"}


def _teams(teams: list[dict[str, Any]], n_rooms: int, n_people: int) -> Teams:
    def column(key: str) -> np.ndarray:
        made = np.array([team[key] for team in teams], np.int64 if key in _WHOLE_OF_TEAMS else np.float64)
        if key in _BY_ROOM:
            return made.reshape(len(teams), n_rooms)
        return made.reshape(len(teams), n_people) if key == "factor" else made

    return Teams(**{key: column(key) for key in Teams._fields})


# -------------------------------------------------------------------------- neighbours


def _way_of(neighbour: Neighbour) -> str:
    return str(neighbour.ledge or neighbour.window_gap)


def _room_behind(neighbour: Neighbour, scenario: Scenario) -> str:
    building = scenario.building
    across = building.ledges[neighbour.ledge] if neighbour.ledge else building.window_gaps[str(neighbour.window_gap)]
    return building.openings[across.window].between[0]


def _neighbour_team(
    name: str,
    neighbour: Neighbour,
    ground: Ground,
    person_names: list[str],
    refusals: list[Refusal],
    remarks: list[Remark],
) -> dict[str, Any] | None:
    """A neighbour on a ledge or at a window as a team; None, and a refusal, if it cannot be done."""
    building, way = ground.scenario.building, _way_of(neighbour)
    room_name = _room_behind(neighbour, ground.scenario)
    room = ground.room_names.index(room_name)
    across = building.ledges[way] if neighbour.ledge else building.window_gaps[way]
    if not building.openings[across.window].operable:
        refusals.append(Refusal(name, way, room_name, f"'{across.window}' cannot be opened"))
        return None
    judged = _ledge(neighbour, ground) if neighbour.ledge else _gap(neighbour, ground, room)
    if judged.verdict.level == REFUSED:
        refusals.append(Refusal(name, way, room_name, judged.verdict.reason))
        return None
    height = building.elevation(room_name) + building.openings[across.window].sill
    risk = judged.risk if neighbour.risk_of_falling is None else float(neighbour.risk_of_falling)
    told = f"{judged.measures}; risk of falling {risk:.1%} per hand-over"
    remarks.append(Remark(name, way, room_name, judged.verdict.level, told))
    team = blank_team(ground, LEDGE if neighbour.ledge else WINDOW_TO_WINDOW, neighbour)
    team["factor"] = _hand_overs(name, neighbour, ground, person_names, room, judged, refusals, remarks)
    team["reaches"][room] = team["handling"][room] = 1
    team["height"][room] = height
    return team | {
        "first_after": sum(task.takes for task in neighbour.way),
        "order": ORDERS[neighbour.takes],
        "helpless": ground.scenario.habits.rescuers.helpless_by_hand,
        "risk": risk,
    }


class _Judged(NamedTuple):
    """What reach says of a neighbour's way."""

    verdict: Verdict
    measures: str
    chain: str  # who passes whom to whom
    risk: float


def _ledge(neighbour: Neighbour, ground: Ground) -> _Judged:
    ledge = ground.scenario.building.ledges[str(neighbour.ledge)]
    given = reaching_of(ground.scenario.habits)
    gap = ground.scenario.building.neighbour_buildings[neighbour.building].gap
    verdict = stand_astride(
        gap, ledge.depth, neighbour.stature, neighbour.sex, neighbour.age,
        ledge.window_aside, ledge.window_above, ledge.receiver_aside, neighbour.receiver, given,
    )  # fmt: skip
    easy, most = straddle(neighbour.stature, given)
    arm = side_reach(neighbour.stature, neighbour.sex, neighbour.age, given)
    measures = (
        f"gap {gap:.2f} of at most {most:.2f} m, foothold {ledge.depth:.2f} m deep, "
        f"window {ledge.window_aside:.2f} m aside of at most "
        f"{arm:.2f} m, sill {ledge.window_above:.2f} m up"
    )
    doubts = f"; {verdict.reason}" if verdict.level == MARGINAL else ""
    least = given.risk_doubtful if verdict.level == MARGINAL else 0.0
    return _Judged(verdict, measures + doubts, "astride the gap, ", max(least, risk_of_falling(gap, easy, most, given)))


def _gap(neighbour: Neighbour, ground: Ground, room: int) -> _Judged:
    across = ground.scenario.building.window_gaps[str(neighbour.window_gap)]
    people = ground.people
    behind = ground.rooms.flat[room]
    grown = [
        float(people.stature[k])
        for k in range(len(people.age))
        if people.age[k] >= ground.scenario.habits.rescuers.passes_from
        and people.capable[k]
        and behind >= 0
        and ground.rooms.flat[people.room[k]] == behind
    ]
    if not grown:
        verdict = Verdict(REFUSED, "nobody grown lives behind the window to pass a child on")
        return _Judged(verdict, "", "", 0.0)
    giver, given = max(grown), reaching_of(ground.scenario.habits)
    verdict = window_to_window(across.gap, across.rise, neighbour.stature, giver, given)
    easy, most = (lean_out(neighbour.stature, given)[k] + lean_out(giver, given)[k] for k in (0, 1))
    between = math.hypot(across.gap, across.rise)
    return _Judged(verdict, verdict.reason, "at the other window, ", risk_of_falling(between, easy, most, given))


def _hand_overs(
    name: str,
    neighbour: Neighbour,
    ground: Ground,
    person_names: list[str],
    room: int,
    judged: _Judged,
    refusals: list[Refusal],
    remarks: list[Remark],
) -> np.ndarray:
    """Seconds to take each person, inf who cannot be passed on; only those who live there are told of."""
    people, flat = ground.people, ground.rooms.flat
    room_name, given = ground.room_names[room], reaching_of(ground.scenario.habits)
    chain = f"from the window to {name}, {judged.chain}" + (
        f"to someone inside '{neighbour.building}'"
        if neighbour.receiver
        else f"who takes them into '{neighbour.building}' alone, twice the time"
    )
    seconds = np.full(len(people.age), math.inf)
    for k, who in enumerate(person_names):
        mass, age = float(people.mass[k]), float(people.age[k])
        if neighbour.ledge:
            one = hand_over(mass, age, bool(people.stair_down[k] > 0.0), neighbour.sex, neighbour.age, given)
        else:
            one = pass_stretched(mass, neighbour.sex, neighbour.age, given)
        lives_there = flat[people.room[k]] == flat[room]
        if one.level == REFUSED:
            if lives_there:
                refusals.append(Refusal(name, f"hand-over of {who}", room_name, one.reason))
            continue
        worse = MARGINAL if MARGINAL in (one.level, judged.verdict.level) else one.level
        seconds[k] = hand_over_time(mass, age, worse, given) * (1.0 if neighbour.receiver else 2.0)
        if lives_there:
            told = f"{chain}; {one.reason}"
            remarks.append(Remark(name, f"hand-over of {who}", room_name, worse, told, float(seconds[k])))
    return seconds


_FIRE_DOORS = Kept(256)


def _fire_door(scenario: Scenario, room_at: dict[str, int], rooms: Rooms, links: Links) -> tuple[int, int]:
    """Opening between the first burning flat and a landing, or -1; and the storey of the first fire."""
    if not scenario.fires:
        return -1, 0
    room = room_at[next(iter(scenario.fires.values())).room]
    return _FIRE_DOORS.of((links.adjacency, rooms.flat, room), lambda: _fire_door_of(room, rooms, links))


def _fire_door_of(room: int, rooms: Rooms, links: Links) -> tuple[int, int]:
    flat, n_rooms = rooms.flat[room], len(rooms.floor_area)
    for k in range(len(links.a)):
        a, b = links.a[k], links.b[k]
        if links.is_flight[k] or b == n_rooms or flat < 0:
            continue
        if (rooms.flat[a] == flat and rooms.is_landing[b]) or (rooms.flat[b] == flat and rooms.is_landing[a]):
            return int(links.opening[k]), int(rooms.storey[room])
    return -1, int(rooms.storey[room])
