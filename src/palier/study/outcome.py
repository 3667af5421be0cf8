"""What a study keeps of one fire: a row of numbers, taken from the arrays that the engine leaves.

The same numbers as in the tables of a `Run`, without the labelled arrays and the words that a study has no use for.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from palier.engine import arrays as e
from palier.engine import event_codes as codes
from palier.engine.scene import people_state
from palier.physics.outcome import CLASSES, DEAD, UNHURT, outcome_chances
from palier.result.people import harm_of, limits_of, outcome_of, trapped_since
from palier.result.tenability import fire_room, first_time, lasted, stair_can_be_walked, stairs_above_the_fire, stopped
from palier.result.values import finite
from palier.result.zones import visibility
from palier.scenario.building import OUTSIDE
from palier.scenario.scenario import Scenario
from palier.simulate import Solution

COMPLETED = "completed"


def outcome_row(scenario: Scenario, solution: Solution) -> dict[str, Any]:
    """The columns of `palier.study.columns.SCHEMA` that follow from one fire.

    Parameters
    ----------
    scenario : Scenario
        That was run.
    solution : Solution
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
    persons = _persons(scenario, solution)
    hurt = [each["outcome"] != CLASSES[UNHURT] for each in persons]
    dead = [each["outcome"] == CLASSES[DEAD] for each in persons]
    away = [room is None or room.flat is None or each["flat"] != room.flat for each in persons]
    kinds = [each["outcome"] for each in persons]
    jumped = [bool(fell > 0.0) for fell in people_state(solution.state.people).fell]
    inside = [each["status"] not in ("safe", "dead") for each in persons]
    return {
        **origin,
        "people": len(persons),
        "dead": sum(dead),
        **{kind: kinds.count(kind) for kind in ("severe", "hospital", "minor")},
        "expected_dead": round(sum(each["chance_dead"] for each in persons), 6),
        "expected_hurt": round(sum(each["chance_hurt"] for each in persons), 6),
        "dead_elsewhere": sum(d and a for d, a in zip(dead, away, strict=True)),
        "hurt_elsewhere": sum(h and a for h, a in zip(hurt, away, strict=True)),
        "trapped": sum(each["trapped_at"] is not None for each in persons),
        "trapped_at_end": sum(i and each["trapped_at"] is not None for i, each in zip(inside, persons, strict=True)),
        "rescued": sum(each["status"] == "safe" and each["rescued_at"] is not None for each in persons),
        "out_by_themselves": sum(
            each["status"] == "safe" and each["rescued_at"] is None and not fell
            for each, fell in zip(persons, jumped, strict=True)
        ),
        "jumped": sum(jumped),
        "called_at": _first(solution, codes.EV_CALL),
        "arrived_at": _first(solution, codes.EV_ARRIVES),
        "peak_heat_release": float(solution.history.room_power.sum(axis=1).max()),
        **_stairs(scenario, solution),
        "persons": persons,
    }


def _first(solution: Solution, code: int) -> float | None:
    events = solution.state.events
    found = np.flatnonzero(events.code[: int(events.count[0])] == code)
    return finite(events.time[found[0]]) if found.size else None


def _stairs(scenario: Scenario, solution: Solution) -> dict[str, Any]:
    history, names = solution.history, solution.names
    seen = visibility(history.extinction)
    shut = stopped(history.interface, seen, history.temperature)
    walked = stair_can_be_walked(shut, stairs_above_the_fire(scenario, names.rooms))
    landings = []
    for i, name in enumerate(names.rooms):
        room = scenario.building.rooms[name]
        if room.kind == "landing":
            landings.append(
                {
                    "landing": name,
                    "storey": room.storey,
                    "stair": room.stair or "stair",
                    "impassable_from": first_time(history.time, shut[:, i]),
                    "impassable_for": lasted(history.time, shut[:, i]),
                    "lowest_visibility": round(float(seen[:, i].min()), 2),
                }
            )
    landings.sort(key=lambda each: (each["stair"], each["storey"]))
    return {
        "stair_impassable_from": first_time(history.time, ~walked),
        "stair_impassable_for": lasted(history.time, ~walked),
        "landings": landings,
    }


def _persons(scenario: Scenario, solution: Solution) -> list[dict[str, Any]]:
    names, model, history = solution.names, solution.model, solution.history
    state = people_state(solution.state.people)
    events = solution.state.events
    trapped = trapped_since(model, history)
    n = int(events.count[0])
    across: dict[int, float] = {}
    for i in np.flatnonzero(events.code[:n] == codes.EV_ACROSS):
        across.setdefault(int(events.object[i]), float(events.time[i]))
    set_out: dict[int, float] = {}
    for i in np.flatnonzero(events.code[:n] == codes.EV_SETS_OUT):
        set_out.setdefault(int(events.subject[i]), float(events.time[i]))
    places = [*names.rooms, OUTSIDE]
    rows = []
    for p, name in enumerate(names.people):
        room = names.rooms[int(model.people.room[p])]
        chances = outcome_chances(harm_of(p, model, state), limits_of(model))
        rows.append(
            {
                "person": name,
                "household": names.households[int(model.people.household[p])],
                "flat": scenario.building.rooms[room].flat,
                "room": room,
                "storey": scenario.building.rooms[room].storey,
                "age": round(float(model.people.age[p]), 3),
                "outcome": outcome_of(p, model, state)[0],
                "status": e.STATUS[int(state.status[p])],
                "ended_in": places[int(state.room[p])],
                "aware_at": finite(state.aware_at[p]),
                "set_out_at": set_out.get(p),
                "trapped_at": finite(trapped[p]),
                "rescued_at": across.get(p),
                "end_at": finite(state.reached_by[p]),
                "fed": round(float(state.fed_most[p]), 6),
                "fed_heat": round(float(state.fed_heat[p]), 6),
                "cohb": round(float(state.cohb_most[p]), 3),
                "chance_hurt": round(1.0 - float(chances[UNHURT]), 6),
                "chance_dead": round(float(chances[DEAD]), 6),
            }
        )
    return rows
