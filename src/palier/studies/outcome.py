"""What a study keeps of one fire: a row of numbers, taken from the arrays that the engine leaves.

The same numbers as in the tables of a `Run`, without the labelled arrays and the words that a study has no use for.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from palier.engine import arrays as e
from palier.engine import event_codes as codes
from palier.engine.arrays import Events, PeopleState
from palier.engine.scene import people_state
from palier.physics.outcome import CLASSES, DEAD, UNHURT, outcome_chances
from palier.result.people import harms_of, limits_of, outcomes_of, trapped_since, unhurt_for_sure
from palier.result.tenability import fire_room, first_time, lasted, stair_can_be_walked, stairs_above_the_fire, stopped
from palier.result.values import finite
from palier.result.zones import visibility
from palier.scenario.building import OUTSIDE
from palier.scenario.scenario import Scenario
from palier.simulate import Outlined

COMPLETED = "completed"


def outcome_row(scenario: Scenario, solution: Outlined) -> dict[str, Any]:
    """The columns of `palier.studies.columns.SCHEMA` that follow from one fire.

    Parameters
    ----------
    scenario : Scenario
        That was run.
    solution : Outlined
        What the engine made of it. One that stopped early gives its status and where the fire began alone.
    """
    burning = fire_room(scenario)
    room = None if burning is None else scenario.building.rooms[burning]
    origin = {
        "status": solution.status,
        "fire_room": burning,
        "fire_flat": None if room is None else room.flat,
        "fire_storey": None if room is None else room.storey,
    }
    if solution.status != COMPLETED:
        return origin
    state = people_state(solution.state.people)
    persons = _persons(scenario, solution, state)
    kinds = [each["outcome"] for each in persons]
    away = [room is None or room.flat is None or each["flat"] != room.flat for each in persons]
    jumped = (state.fell > 0.0).tolist()
    inside = [each["status"] not in ("safe", "dead") for each in persons]
    by_help = [each["rescued_at"] is not None for each in persons]
    safe = [each["status"] == "safe" for each in persons]
    trapped = [each["trapped_at"] is not None for each in persons]
    return {
        **origin,
        "people": len(persons),
        **{kind: kinds.count(kind) for kind in ("dead", "severe", "hospital", "minor")},
        "expected_dead": round(sum(each["chance_dead"] for each in persons), 6),
        "expected_hurt": round(sum(each["chance_hurt"] for each in persons), 6),
        "dead_elsewhere": sum(kind == CLASSES[DEAD] and far for kind, far in zip(kinds, away, strict=True)),
        "hurt_elsewhere": sum(kind != CLASSES[UNHURT] and far for kind, far in zip(kinds, away, strict=True)),
        "trapped": sum(trapped),
        "trapped_at_end": sum(i and t for i, t in zip(inside, trapped, strict=True)),
        "rescued": sum(s and h for s, h in zip(safe, by_help, strict=True)),
        "out_by_themselves": sum(s and not h and not j for s, h, j in zip(safe, by_help, jumped, strict=True)),
        "jumped": sum(jumped),
        "called_at": _first(solution, codes.EV_CALL),
        "arrived_at": _first(solution, codes.EV_ARRIVES),
        "peak_heat_release": float(solution.outline.room_power.sum(axis=1).max()),
        **_stairs(scenario, solution),
        "persons": persons,
    }


def _first(solution: Outlined, code: int) -> float | None:
    events = solution.state.events
    found = np.flatnonzero(events.code[: int(events.count[0])] == code)
    return finite(events.time[found[0]]) if found.size else None


def _stairs(scenario: Scenario, solution: Outlined) -> dict[str, Any]:
    outline, rooms = solution.outline, scenario.building.rooms
    names = [name for name in solution.names.rooms if rooms[name].kind == "landing"]
    seen = visibility(outline.extinction)
    shut = stopped(outline.interface, seen, outline.temperature)
    walked = stair_can_be_walked(shut, stairs_above_the_fire(scenario, names))
    ever: list[bool] = np.asarray(shut.any(axis=0)).tolist()
    first = outline.time[shut.argmax(axis=0)].tolist()
    spent = (np.diff(outline.time) @ shut[:-1]).tolist()
    lowest = seen.min(axis=0).min(axis=1).tolist()
    landings = [
        {
            "landing": name,
            "storey": rooms[name].storey,
            "stair": rooms[name].stair or "stair",
            "impassable_from": round(first[k], 2) if ever[k] else None,
            "impassable_for": round(spent[k], 2),
            "lowest_visibility": round(lowest[k], 2),
        }
        for k, name in enumerate(names)
    ]
    landings.sort(key=lambda each: (each["stair"], each["storey"]))
    return {
        "stair_impassable_from": first_time(outline.time, ~walked),
        "stair_impassable_for": lasted(outline.time, ~walked),
        "landings": landings,
    }


def _persons(scenario: Scenario, solution: Outlined, state: PeopleState) -> list[dict[str, Any]]:
    names, model = solution.names, solution.model
    rooms = [names.rooms[i] for i in model.people.room.tolist()]
    homes = [scenario.building.rooms[room] for room in rooms]
    households = [names.households[i] for i in model.people.household.tolist()]
    places = [*names.rooms, OUTSIDE]
    across = _first_of_each(solution.state.events, codes.EV_ACROSS, "object")
    set_out = _first_of_each(solution.state.events, codes.EV_SETS_OUT, "subject")
    kinds, hurt, dead = _harmed(solution, state)
    people = range(len(rooms))
    columns = {
        "person": names.people,
        "household": households,
        "flat": [home.flat for home in homes],
        "room": rooms,
        "storey": [home.storey for home in homes],
        "age": np.round(model.people.age, 3).tolist(),
        "outcome": kinds,
        "status": [e.STATUS[i] for i in state.status.tolist()],
        "ended_in": [places[i] for i in state.room.tolist()],
        "aware_at": _times(state.aware_at),
        "set_out_at": [set_out.get(p) for p in people],
        "trapped_at": _times(trapped_since(model, solution.outline)),
        "rescued_at": [across.get(p) for p in people],
        "end_at": _times(state.reached_by),
        "fed": np.round(state.fed_most, 6).tolist(),
        "fed_heat": np.round(state.fed_heat, 6).tolist(),
        "cohb": np.round(state.cohb_most, 3).tolist(),
        "chance_hurt": hurt,
        "chance_dead": dead,
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _harmed(solution: Outlined, state: PeopleState) -> tuple[list[str], list[float], list[float]]:
    """Of each person the class of injury, and the chances of any injury and of death, given what was breathed."""
    model = solution.model
    in_doubt = np.flatnonzero(~unhurt_for_sure(model, state)).tolist()
    n = len(model.people.age)
    kinds, hurt, dead = [CLASSES[UNHURT]] * n, [0.0] * n, [0.0] * n
    if in_doubt:
        harms, limits = harms_of(model, state, in_doubt), limits_of(model)
        outcomes = outcomes_of(model, state, harms, in_doubt)
        for p, harm, (kind, _) in zip(in_doubt, harms, outcomes, strict=True):
            chances = outcome_chances(harm, limits).tolist()
            kinds[p] = kind
            hurt[p], dead[p] = round(1.0 - chances[UNHURT], 6), round(chances[DEAD], 6)
    return kinds, hurt, dead


def _times(seconds: Any) -> list[float | None]:
    """Times with two decimals, nothing for what never came about."""
    return [each if each < math.inf else None for each in np.round(seconds, 2).tolist()]


def _first_of_each(events: Events, code: int, who: str) -> dict[int, float]:
    """Time of the first event of a kind, by person. [s]"""
    there = np.flatnonzero(events.code[: int(events.count[0])] == code)
    of = getattr(events, who)[there].tolist()
    return dict(zip(reversed(of), reversed(events.time[there].tolist()), strict=True))
