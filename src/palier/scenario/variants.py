"""The same building with one thing changed: what `variants:` names, worked out."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from palier.scenario.building import OUTSIDE
from palier.scenario.checks import check
from palier.scenario.messages import NOUNS, faults_of
from palier.scenario.problems import Fault, Path, Problem, ScenarioError, nearest
from palier.scenario.scenario import Scenario
from palier.scenario.units import Unit

SECTIONS: dict[str, Path] = {
    "rooms": ("building", "rooms"),
    "openings": ("building", "openings"),
    "fans": ("building", "fans"),
    "flights": ("building", "flights"),
    "linings": ("building", "linings"),
    "facades": ("building", "facades"),
    "ledges": ("building", "ledges"),
    "window_gaps": ("building", "window_gaps"),
    "neighbour_buildings": ("building", "neighbour_buildings"),
    "fires": ("fires",),
    "people": ("people",),
    "alarms": ("alarms",),
    "targets": ("targets",),
    "detectors": ("detectors",),
    "neighbours": ("neighbours",),
    "crews": ("crews",),
}
_SPRINKLER = "68 °C"  # rating of sprinklers that are usual in dwellings
_BELOW_CEILING = 0.05  # m from ceiling to its element: an assumption
_VENT_SIDE = 1.0  # of the ready-made smoke vent; 1 m² is what French and German rules ask for a stair. [m]


def variant(scenario: Scenario, name: str) -> Scenario:
    """The scenario with the changes of one of its variants; it has no variants itself.

    Raises ScenarioError if there is no such variant or its changes do not fit.
    """
    if name not in scenario.variants:
        message = f"there is no variant '{name}'. {nearest(name, scenario.variants, 'There are')}".strip()
        raise ScenarioError([Problem(scenario.title, 0, 0, message)])
    changed, faults, _ = _build(scenario, name)
    if changed is None or faults:
        raise ScenarioError([Problem(scenario.title, 0, 0, fault.message) for fault in faults])
    return changed


def faults(scenario: Scenario, name: str) -> list[Fault]:
    """What keeps a variant from being built; empty if it can be."""
    return _build(scenario, name)[1]


def settled(scenario: Scenario, name: str) -> set[Path]:
    """Paths of the values that a variant sets, whatever they were before; entries that it adds are not among them."""
    return _build(scenario, name)[2]


def _build(scenario: Scenario, name: str) -> tuple[Scenario | None, list[Fault], set[Path]]:
    """The changed scenario, what is wrong with the change, and the values that it sets."""
    change = scenario.variants[name]
    here: Path = ("variants", name)
    label = f"variant '{name}': "
    data = plain(scenario)
    data.pop("variants", None)
    data.pop("source_text", None)
    data["title"] = f"{scenario.title}: {name}"
    found: list[Fault] = []
    sets: set[Path] = set()

    def wrong(key: Path, message: str) -> None:
        found.append(Fault((*here, *key), f"{label}{message.strip()}"))

    for index, pattern in enumerate(change.remove):
        _remove(data, pattern, lambda text, at=index: wrong(("remove", at), text))  # type: ignore[misc]
    for section, entries in change.add.items():
        _add(data, section, entries, lambda text, at=section: wrong(("add", at), text))  # type: ignore[misc]
    if change.add and change.measures and not found:
        data, found = _completed(data, here, label, change.set)
    for measure in change.measures if not found else ():
        sets |= set(_MEASURES[measure](data))
    for path, value in change.set.items():
        sets |= set(_set(data, path, value, lambda text, at=path: wrong(("set", at), text)))  # type: ignore[misc]
    if (change.add or change.set) and (change.close or change.open) and not found:
        data, found = _completed(data, here, label, change.set)
    if found and (change.add or change.set):
        return None, found, sets
    for key, state in (("close", 0.0), ("open", 1.0)):
        for index, pattern in enumerate(getattr(change, key)):
            sets |= set(_move(data, pattern, state, lambda text, at=(key, index): wrong(at, text)))  # type: ignore[misc]
    if found:
        return None, found, sets
    try:
        changed = Scenario.model_validate(data)
    except ValidationError as error:
        faults = faults_of(error, data, Scenario)
        return None, [Fault(_where(here, each.path, change.set), f"{label}{each.message}") for each in faults], sets
    changed = changed.model_copy(update={"source_text": scenario.source_text})
    return changed, [Fault(here, f"{label}{fault.message}") for fault in check(changed)], sets


def _where(here: Path, path: Path, assigned: dict[str, Any]) -> Path:
    """The line of `set` or `add` that put a wrong value there, if one did."""
    said = ".".join(str(part) for part in path)
    for key in assigned:
        if key == said or key.endswith("." + said) or said.endswith(key) or f"{said}.".startswith(f"{key}."):
            return (*here, "set", key)
    section = next((section for section, at in SECTIONS.items() if path[: len(at)] == at), None)
    return (*here, "add", section, *path[len(SECTIONS[section]) :]) if section else here


def _completed(
    data: dict[str, Any], here: Path, label: str, assigned: dict[str, Any]
) -> tuple[dict[str, Any], list[Fault]]:
    """The data with every default filled in, so that measures find what they look at; or what is wrong with it."""
    try:
        return plain(Scenario.model_validate(data)), []
    except ValidationError as error:
        faults = faults_of(error, data, Scenario)
        return data, [Fault(_where(here, fault.path, assigned), f"{label}{fault.message}") for fault in faults]


Complain = Callable[[str], None]


def _matching(pattern: str, names: Any) -> list[str]:
    if pattern in names:
        return [pattern]
    return [name for name in names if "*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]"))]


def _move(data: dict[str, Any], pattern: str, state: float, complain: Complain) -> list[Path]:
    openings = data["building"]["openings"]
    names = _matching(pattern, openings)
    if not names:
        complain(f"'{pattern}' is not an opening. {nearest(pattern, openings, 'Openings are')}")
    for name in names:
        if openings[name]["kind"] == "leak":
            complain(f"'{name}' is a leak: nobody can open or close it")
        openings[name]["state"] = state
    return [(*SECTIONS["openings"], name, "state") for name in names]


def _remove(data: dict[str, Any], pattern: str, complain: Complain) -> None:
    section, _, rest = pattern.partition(".")
    wanted = [section] if section in SECTIONS and rest else list(SECTIONS)
    word = rest if section in SECTIONS and rest else pattern
    hits = [(each, name) for each in wanted for name in _matching(word, _section(data, each))]
    sections = {each for each, _ in hits}
    if not hits and pattern in SECTIONS and pattern not in ("rooms", "flights", "linings", "facades"):
        _section(data, pattern).clear()
        return
    if not hits:
        every = [name for each in SECTIONS for name in _section(data, each)]
        complain(f"there is nothing called '{pattern}' to remove. {nearest(pattern, every, 'There are')}")
    elif len(sections) > 1:
        ways = " or ".join(f"'{each}.{pattern}'" for each in sorted(sections))
        complain(f"'{pattern}' names more than one thing: write {ways}")
    else:
        for each, name in hits:
            del _section(data, each)[name]


def _add(data: dict[str, Any], section: str, entries: dict[str, Any], complain: Complain) -> None:
    if section not in SECTIONS:
        complain(
            f"'{section}' is not a section to add to. {nearest(section, SECTIONS, 'Sections are')} "
            f"Ready-made measures are: {', '.join(_MEASURES)}."
        )
        return
    for name, entry in entries.items():
        if name in _section(data, section):
            complain(f"there is a {NOUNS[section]} '{name}' already: change it with 'set'")
        _section(data, section)[name] = copy.deepcopy(entry)


def _section(data: dict[str, Any], section: str) -> dict[str, Any]:
    found: Any = data
    for part in SECTIONS[section]:
        found = found.setdefault(part, {})
    assert isinstance(found, dict)
    return found


def _set(data: dict[str, Any], path: str, value: Any, complain: Complain) -> list[Path]:
    """Set the value at a dotted path; where there is one, its path."""
    try:
        keys = keys_of(data, path)
    except KeyError as error:
        complain(str(error.args[0]))
        return []
    here: Any = data
    for key in keys[:-1]:
        here = here[key]
    here[keys[-1]] = copy.deepcopy(value)
    return [keys]


def keys_of(data: dict[str, Any], path: str) -> Path:
    """Follow a dotted path; names may contain dots and spaces, so the longest name that fits is taken.

    Raises KeyError with a sentence that says where the path leaves the data.
    """
    rest, done = path, ""
    here: Any = data
    keys: list[str | int] = []
    if rest.split(".")[0] in SECTIONS and rest.split(".")[0] not in data:
        rest = f"building.{rest}"
    while rest:
        if isinstance(here, list):
            index, _, after = rest.partition(".")
            if not index.isdigit() or int(index) >= len(here):
                raise KeyError(f"'{path}': '{done}' has entries 0 to {len(here) - 1}, not '{index}'")
            key: str | int = int(index)
        elif not isinstance(here, dict):
            raise KeyError(f"'{path}': '{done}' is a single value, so nothing can be set inside it")
        elif rest in here:
            key, after = rest, ""
        else:
            fitting = max((name for name in here if rest.startswith(f"{name}.")), key=len, default=None)
            if fitting is None:
                tip = nearest(rest, here, "There are")
                raise KeyError(f"'{path}': there is no '{rest}' in {done or 'a scenario'}. {tip}")
            key, after = fitting, rest[len(fitting) + 1 :]
        keys.append(key)
        here, rest, done = here[key], after, f"{done}.{key}".lstrip(".")
    return tuple(keys)


# ---------------------------------------------------------------------- ready-made measures


def _heads(data: dict[str, Any]) -> dict[str, str]:
    """Highest landing of each stair, by the stair's name."""
    heads: dict[str, str] = {}
    rooms = data["building"]["rooms"]
    for name, room in rooms.items():
        if room["kind"] == "landing":
            stair = room["stair"] or "stair"
            if stair not in heads or room["storey"] > rooms[heads[stair]]["storey"]:
                heads[stair] = name
    return heads


def _smoke_vent(data: dict[str, Any]) -> list[Path]:
    openings, sets = data["building"]["openings"], []
    for stair, head in _heads(data).items():
        there = [n for n, o in openings.items() if o["kind"] == "hatch" and list(o["between"]) == [head, OUTSIDE]]
        for vent in there:
            openings[vent]["state"] = 1.0
            sets.append((*SECTIONS["openings"], vent, "state"))
        if not there:
            openings[f"{stair} smoke vent"] = {
                "kind": "hatch",
                "between": [head, OUTSIDE],
                "width": _VENT_SIDE,
                "height": _VENT_SIDE,
                "state": 1.0,
                "operable": False,
            }
    return sets


def _alarms(data: dict[str, Any]) -> list[Path]:
    rooms = data["building"]["rooms"]
    guarded = {rooms[alarm["room"]]["flat"] for alarm in data["alarms"].values() if alarm["room"] in rooms}
    for name, room in rooms.items():
        if room["flat"] is not None and room["flat"] not in guarded:
            guarded.add(room["flat"])
            data["alarms"][f"{room['flat']} alarm"] = {"room": name, "kind": "smoke", "sounds_in": "flat"}
    return []


def _closers(data: dict[str, Any]) -> list[Path]:
    rooms, sets = data["building"]["rooms"], []
    for name, opening in data["building"]["openings"].items():
        a, b = (rooms.get(side) for side in opening["between"])
        if opening["kind"] != "door" or not opening["operable"] or a is None or b is None:
            continue
        parts = a["flat"] != b["flat"] or (a["kind"] == "landing") != (b["kind"] == "landing")
        if parts:
            opening["closer"] = True
            opening["state"] = 0.0
            sets += [(*SECTIONS["openings"], name, key) for key in ("closer", "state", "schedule")]
    return sets


def _sprinklers(data: dict[str, Any]) -> list[Path]:
    """One below the middle of the ceiling of every room of a flat without; element as in `Detector`."""
    sprinkled = {each["room"] for each in data["detectors"].values() if each["kind"] == "sprinkler"}
    for name, room in data["building"]["rooms"].items():
        if room["flat"] is not None and name not in sprinkled:
            place = [room["width"] / 2.0, room["depth"] / 2.0, max(room["height"] - _BELOW_CEILING, 0.0)]
            data["detectors"][f"sprinkler in {name}"] = {
                "room": name,
                "position": place,
                "kind": "sprinkler",
                "temperature": _SPRINKLER,
            }
    return []


_MEASURES: dict[str, Callable[[dict[str, Any]], list[Path]]] = {
    "smoke vent": _smoke_vent,
    "alarms": _alarms,
    "closers": _closers,
    "sprinklers": _sprinklers,
}


# ------------------------------------------------------------------------------ plain data


def plain(value: Any, named_unit: str = "") -> Any:
    """Models as the plain data that they are read from; temperatures carry their unit."""
    if isinstance(value, BaseModel):
        units = _named_units(type(value))
        return {key: plain(each, units[key]) for key, each in value}
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if named_unit and isinstance(value, float):
        return "never" if math.isinf(value) else f"{value!r} {named_unit}"
    return value


@cache
def _named_units(model: type[BaseModel]) -> dict[str, str]:
    return {key: _named_unit(field.annotation, field.metadata) for key, field in model.model_fields.items()}


def _named_unit(annotation: Any, metadata: Any = ()) -> str:
    """The unit that must be written with a field's numbers, or nothing."""
    marks = [*metadata, *getattr(annotation, "__metadata__", ())]
    found = next((mark.symbol for mark in marks if isinstance(mark, Unit) and mark.named), "")
    return found or next((unit for each in getattr(annotation, "__args__", ()) if (unit := _named_unit(each))), "")
