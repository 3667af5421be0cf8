"""Openings and fans: VENT, and the RAMP that older inputs give them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from palier.formats.cfast.draft import Draft, Entry, kelvin
from palier.scenario.building import OUTSIDE, Fan

COEFFICIENT_WALL = 0.7  # flow coefficients of CFAST's vents
COEFFICIENT_CEILING = {"ROUND": 0.68, "SQUARE": 0.65}
CRACK = 0.0101  # side up to which a vent that is always open is a slot that stands for leaks. [m]
SLENDER = 0.1  # ratio of its sides up to which it is a slot
DOOR_SILL, DOOR_HEIGHT, DOOR_WIDTH = 0.05, 1.8, (0.5, 2.0)  # [m] what people could walk through: an assumption

Schedule = tuple[tuple[float, float], ...]


def read_vents(draft: Draft) -> tuple[list[str], list[str], list[str]]:
    """Names of the openings in walls, those in ceilings and floors, and the fans."""
    wall: list[str] = []
    ceiling: list[str] = []
    fans: list[str] = []
    for entry in draft.all("VENT"):
        kind = entry.word("TYPE", ("WALL", "CEILING", "FLOOR", "MECHANICAL"))
        rooms = _rooms(draft, entry)
        if rooms is None:
            continue
        if kind == "WALL":
            wall.append(_wall(draft, entry, rooms))
        elif kind == "MECHANICAL":
            fans.append(_fan(draft, entry, rooms))
        else:
            ceiling.append(_hatch(draft, entry, rooms))
    return wall, ceiling, fans


def _rooms(draft: Draft, entry: Entry) -> tuple[str, str] | None:
    names = entry.texts("COMP_IDS", None, 2)
    if len(names) != 2:
        if names:
            entry.wrong("COMP_IDS", "COMP_IDS takes two names")
        return None
    before = len(draft.problems)
    one, other = (draft.room(entry, "COMP_IDS", name) for name in names)
    if len(draft.problems) > before:
        return None
    if one == other:
        entry.wrong("COMP_IDS", f"COMP_IDS joins '{names[0]}' with itself")
        return None
    return one, other


def _wall(draft: Draft, entry: Entry, rooms: tuple[str, str]) -> str:
    sill = entry.number("BOTTOM", 0.0, least=0.0)
    if entry.has("TOP") == entry.has("HEIGHT"):
        entry.wrong("HEIGHT", "it needs HEIGHT or TOP" + (", not both" if entry.has("TOP") else ""))
    height = entry.number("HEIGHT", 1.0) if entry.has("HEIGHT") else entry.number("TOP", 1.0) - sill
    width = entry.number("WIDTH")
    is_door = sill <= DOOR_SILL and height >= DOOR_HEIGHT and DOOR_WIDTH[0] <= width <= DOOR_WIDTH[1]
    content: dict[str, Any] = {
        "kind": "door" if is_door else "grille",
        "between": rooms if rooms[0] != OUTSIDE else (rooms[1], OUTSIDE),
        "width": width,
        "height": height,
        "sill": sill,
        "coefficient": COEFFICIENT_WALL,
    }
    face = entry.word("FACE", ("FRONT", "REAR", "LEFT", "RIGHT"), "FRONT") if entry.has("FACE") else None
    if face is not None and rooms[0] != OUTSIDE:
        content["wall"] = {"FRONT": "front", "REAR": "back", "LEFT": "left", "RIGHT": "right"}[face]
        content["along"] = entry.number("OFFSET", 0.0, least=0.0)
    if is_door:
        content["fails_after"] = math.inf  # a closed vent of CFAST stays closed
    if min(width, height) <= min(CRACK, SLENDER * max(width, height)) and not any(
        entry.has(key) for key in ("CRITERION", "T", "OPENING_RAMP_ID")
    ):
        content["kind"] = "leak"
        return draft.add(("building", "openings"), entry.text("ID"), "vent", entry, content)
    return _opening(draft, entry, content)


def _hatch(draft: Draft, entry: Entry, rooms: tuple[str, str]) -> str:
    side = math.sqrt(entry.number("AREA", least=0.0))
    shape = entry.word("SHAPE", COEFFICIENT_CEILING)
    content = {
        "kind": "hatch",
        "between": (rooms[1], rooms[0]),  # CFAST names the upper first
        "width": side,
        "height": side,
        "coefficient": COEFFICIENT_CEILING.get(shape, 0.65),
    }
    return _opening(draft, entry, content)


def _opening(draft: Draft, entry: Entry, content: dict[str, Any]) -> str:
    content["leakage"] = 0.0
    criterion = entry.word("CRITERION", ("TIME", "TEMPERATURE", "FLUX"), "TIME")
    schedule = _schedule(draft, entry)
    if criterion == "TIME":
        if schedule is None:
            content["state"] = entry.number("POST_FRACTION", 1.0, 0.0, 1.0)
        elif len({part for _, part in schedule}) == 1:
            content["state"] = schedule[0][1]
        else:
            content["state"], content["schedule"] = schedule[0][1], schedule
    else:
        content["state"] = entry.number("PRE_FRACTION", 1.0, 0.0, 1.0)
        content["opens_when"] = {
            "target": draft.target(entry),
            "then": entry.number("POST_FRACTION", 1.0, 0.0, 1.0),
            **reached(entry, criterion),
        }
    return draft.add(("building", "openings"), entry.text("ID"), "vent", entry, content)


def reached(entry: Entry, criterion: str) -> dict[str, Any]:
    """What a target must reach: SETPOINT in °C or kW/m², as a scenario has it."""
    setpoint = entry.number("SETPOINT")
    return {"above": kelvin(setpoint)} if criterion == "TEMPERATURE" else {"flux": setpoint * 1e3}


def _schedule(draft: Draft, entry: Entry) -> Schedule | None:
    """Times and parts, from T and F or from a RAMP; None if neither is given."""
    ramp = entry.text("OPENING_RAMP_ID", "")
    if ramp:
        return curve(draft, entry, "OPENING_RAMP_ID", ramp)
    return points(entry)


def points(entry: Entry) -> Schedule | None:
    """T and F as pairs, points written twice once only."""
    times, parts = entry.numbers("T", ()), entry.numbers("F", ())
    if len(times) != len(parts):
        entry.wrong("T", f"T has {len(times)} values and F {len(parts)}: each time needs its part")
        return None
    if any(later < earlier for earlier, later in pairwise(times)):
        entry.wrong("T", "T goes back in time")
        return None
    found = list(dict.fromkeys(zip(times, parts, strict=True)))
    return tuple(found) or None


def curve(draft: Draft, entry: Entry, key: str, name: str) -> Schedule | None:
    """The points of a RAMP; a mistake if there is none of that name."""
    for ramp in draft.all("RAMP"):
        if ramp.text("ID", "") == name:
            return points(ramp)
    entry.wrong(key, f"{key}: there is no &RAMP '{name}'")
    return None


def _fan(draft: Draft, entry: Entry, rooms: tuple[str, str]) -> str:
    criterion = entry.word("CRITERION", ("TIME", "TEMPERATURE", "FLUX"), "TIME")
    if criterion != "TIME":
        entry.wrong("CRITERION", "a fan that a target switches is not read by palier: write CRITERION = 'TIME'")
    content: dict[str, Any] = {
        "between": rooms,
        "flow": entry.number("FLOW"),
        "heights": entry.numbers("HEIGHTS", None, 2),
        "areas": entry.numbers("AREAS", None, 2),
        "vertical": tuple(_vertical(entry)),
        "cutoff": entry.numbers("CUTOFFS", Fan.model_fields["cutoff"].default, 2),
    }
    schedule = _schedule(draft, entry)
    if schedule is None and (part := entry.number("POST_FRACTION", 1.0, 0.0, 1.0)) != 1.0:
        schedule = ((0.0, part),)
    if schedule is not None and {part for _, part in schedule} != {1.0}:
        content["schedule"] = schedule
    if (efficiency := entry.number("FILTER_EFFICIENCY", 0.0, 0.0, 100.0)) > 0:
        content["filter_efficiency"] = efficiency / 100.0
        content["filter_from"] = entry.number("FILTER_TIME", 0.0, 0.0)
    return draft.add(("building", "fans"), entry.text("ID"), "fan", entry, content)


def _vertical(entry: Entry) -> list[bool]:
    words = entry.texts("ORIENTATIONS", ("VERTICAL", "VERTICAL"), 2)
    for word in words:
        if word not in ("VERTICAL", "HORIZONTAL"):
            entry.wrong("ORIENTATIONS", f"ORIENTATIONS: '{word}' is neither VERTICAL nor HORIZONTAL")
    return [word != "HORIZONTAL" for word in (*words, "VERTICAL", "VERTICAL")[:2]]
