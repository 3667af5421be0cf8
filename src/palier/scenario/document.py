"""The scenario file: from text to a validated scenario, with every error at its line.

The steps: read (positions), take out provenance, write out the block and the household
patterns, validate with the models, check what the models cannot see, build every variant.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from palier.scenario import blocks, positions, variants
from palier.scenario.building import Building
from palier.scenario.checks import check
from palier.scenario.messages import NOUNS, faults_of
from palier.scenario.problems import Fault, Path, Problem, ScenarioError, nearest
from palier.scenario.scenario import Scenario
from palier.scenario.units import to_si

Given = TypeVar("Given", bound=BaseModel)

LARGEST_FILE = 1_000_000  # a forty-storey block written out by hand stays below this. [byte]


def load(path: str | FilePath) -> Scenario:
    """Read a scenario file.

    Raises ScenarioError with every problem of the file; its text has one line for each, such as
    `hotel.yaml:42:7: opening 'D3': 'Hall 2' is not a room. Did you mean 'Hall2'?`
    """
    file = FilePath(path)
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE:
            raise _refused(
                str(path), f"the file has {size / 1e6:.1f} MB; a scenario has at most {LARGEST_FILE / 1e6:.0f} MB"
            )
        with file.open("rb") as opened:  # a device has no size, and no end
            content = opened.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise _refused(str(path), f"the file has more than the {LARGEST_FILE / 1e6:.0f} MB of a scenario")
    except ScenarioError:
        raise
    except FileNotFoundError:
        raise _refused(str(path), _not_found(file)) from None
    except IsADirectoryError:
        raise _refused(str(path), "this is a directory, not a scenario file") from None
    except (OSError, ValueError) as error:
        raise _refused(str(path), f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ScenarioError([Problem(str(path), line, 1, "the file is not UTF-8 text: save it as UTF-8")]) from None
    return loads(text, str(path))


def loads(text: str, name: str = "scenario") -> Scenario:
    """Read a scenario from a text; `name` stands for the file in messages. Raises ScenarioError."""
    if len(text) > LARGEST_FILE:
        raise _refused(name, f"the text has more than {LARGEST_FILE} characters")
    told = positions.read(text, name, "'palier new' prints a scenario to begin with")
    if not isinstance(told.data, dict):
        raise ScenarioError(
            [Problem(name, 1, 1, "a scenario is a mapping: it begins with lines such as 'title: ...' and 'building:'")]
        )
    data: dict[str, Any] = told.data
    if isinstance(data.get("scenario"), str) and "building" not in data:
        at = told.place(("scenario",), True)
        said = f"this is a study, not a scenario: run it with `palier study`. Its scenario is {data['scenario']}"
        raise ScenarioError([Problem(name, at.line, at.column, said)])
    faults = list(told.faults)
    _drop_empty_sections(data)
    is_written, found = _write_out(data, told)
    faults += found
    scenario, found = _validated(data)
    faults += found
    removed: list[Path] = []
    if scenario is None and is_written:
        scenario, removed = _repaired(data, found)
    if scenario is not None and is_written:
        notes = (*scenario.notes, *told.notes)
        scenario = scenario.model_copy(update={"source_text": text, "notes": notes})
        faults += _cross_checked(scenario, removed)
    if faults:
        raise ScenarioError(_problems(faults, told, name))
    assert scenario is not None  # no fault, so it was validated
    return scenario


def read_described(
    text: str, name: str, model: type[Given], check: Callable[[Given], list[Fault]] = lambda _: []
) -> Given:
    """Read a text of another kind, such as a study, with `notes`; `name` stands for the file in messages.

    `check` finds what the model cannot see. Raises ScenarioError with every mistake at its line.
    """
    needed = ", ".join(f"'{key}: ...'" for key, field in model.model_fields.items() if field.is_required())
    told = positions.read(text, name, f"begin it with {needed}")
    if not isinstance(told.data, dict):
        raise ScenarioError([Problem(name, 1, 1, f"lines such as 'name: value' are needed here: begin with {needed}")])
    if "building" in told.data and "scenario" in model.model_fields.keys() - told.data:
        at = told.place(("building",), True)
        said = f"this is a scenario; here goes a file that names it, with 'scenario: {FilePath(name).name}'"
        raise ScenarioError([Problem(name, at.line, at.column, said)])
    faults, read = list(told.faults), None
    try:
        read = model.model_validate(told.data).model_copy(update={"notes": tuple(told.notes)})
    except ValidationError as error:
        faults += faults_of(error, told.data, model)
    if read is not None:
        faults += check(read)
    if faults or read is None:
        raise ScenarioError(_problems(faults, told, name))
    return read


def _refused(name: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(name, 0, 0, message)])


def _not_found(file: FilePath) -> str:
    try:
        others = [each.name for each in sorted(file.parent.iterdir()) if each.suffix in (".yaml", ".yml")]
    except OSError:
        others = []
    tip = nearest(file.name, others[:200])
    return f"there is no such file. {tip if tip.startswith('Did') else ''}".strip()


def _problems(faults: list[Fault], told: positions.Text, name: str) -> list[Problem]:
    problems = []
    for fault in faults:
        at_key = "is not known here" in fault.message or "written twice" in fault.message
        place = told.place(fault.path, at_key)
        problems.append(Problem(name, place.line, place.column, fault.message))
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.line, problem.column))


def _drop_empty_sections(data: dict[str, Any]) -> None:
    """A section with nothing under it is as good as none."""
    for owner in (data, data.get("building")):
        if isinstance(owner, dict):
            for key in [key for key, value in owner.items() if value is None and key != "block"]:
                del owner[key]


def _write_out(data: dict[str, Any], told: positions.Text) -> tuple[bool, list[Fault]]:
    """Replace templates and patterns by what they stand for, in place; whether that could be done."""
    faults: list[Fault] = []
    is_written = True
    building = data.get("building")
    if isinstance(building, dict) and "block" in building:
        is_written, faults = blocks.expand(building, _storey_height(building), told.origin)
    people = data.get("people")
    if isinstance(people, dict):
        data["people"] = _households(people, _flats(building), told, faults, complete=is_written)
    return is_written, faults


def _storey_height(building: dict[str, Any]) -> float:
    default = float(Building.model_fields["storey_height"].default)
    try:
        return to_si(building.get("storey_height", default), "m")
    except ValueError:
        return default  # the models report it


def _flats(building: object) -> list[str]:
    rooms = building.get("rooms") if isinstance(building, dict) else None
    if not isinstance(rooms, dict):
        return []
    named = [room.get("flat") for room in rooms.values() if isinstance(room, dict)]
    return list(dict.fromkeys(flat for flat in named if isinstance(flat, str)))


def _households(
    people: dict[str, Any], flats: list[str], told: positions.Text, faults: list[Fault], complete: bool
) -> dict[str, Any]:
    """One household per flat that a pattern such as `flat-*-right` matches, unless it is named itself."""
    named = {name: entry for name, entry in people.items() if "*" not in name}
    taken = set(named) | {
        entry["flat"] for entry in named.values() if isinstance(entry, dict) and isinstance(entry.get("flat"), str)
    }
    result: dict[str, Any] = {}
    for name, entry in people.items():
        here: Path = ("people", name)
        if "*" not in name:
            if entry is not None:
                at_home = isinstance(entry, dict) and name in flats and "flat" not in entry
                result[name] = {"flat": name, **entry} if at_home else entry
            continue
        if not isinstance(entry, dict):
            faults.append(Fault(here, f"household '{name}': it needs 'members:'"))
            continue
        if "flat" in entry:
            faults.append(Fault((*here, "flat"), f"household '{name}': the pattern says which flats; take 'flat' away"))
        matches = [flat for flat in flats if fnmatchcase(flat, name.replace("[", "[[]"))]
        if not matches and complete:
            faults.append(Fault(here, f"no flat matches '{name}'. {nearest(name, flats, 'There are')}"))
        for flat in matches:
            if flat not in taken:
                taken.add(flat)
                result[flat] = {**copy.deepcopy(entry), "flat": flat}
                told.origin["people", flat] = here
    return result


def _validated(data: dict[str, Any]) -> tuple[Scenario | None, list[Fault]]:
    if "source_text" in data:
        return None, [
            Fault(("source_text",), "'source_text' is not known here. It is filled in when the file is read.")
        ]
    try:
        return Scenario.model_validate(data), []
    except ValidationError as error:
        return None, faults_of(error, data, Scenario)


_ENTRIES = {
    ("building", s)
    for s in (
        "rooms",
        "openings",
        "fans",
        "flights",
        "linings",
        "facades",
        "ledges",
        "window_gaps",
        "neighbour_buildings",
    )
} | {(s,) for s in ("fires", "people", "alarms", "targets", "detectors", "neighbours", "crews", "variants")}


def _repaired(data: dict[str, Any], faults: list[Fault]) -> tuple[Scenario | None, list[Path]]:
    """The scenario without what is wrong with it, so that the rest can be checked at once.

    Takes out single values where there is a default, whole entries where there is none. Returns
    the scenario with the paths taken out; no scenario if too little is left.
    """
    trial = copy.deepcopy(data)
    removed: list[Path] = []
    for _ in range(3):
        for path in {fault.path for fault in faults if fault.path}:
            removed.append(path)
            _delete(trial, path)
        try:
            return Scenario.model_validate(trial), removed
        except ValidationError as error:
            # What is still wrong lacks something that must be there: the entry around it goes.
            faults = [Fault(_entry(fault.path), "") for fault in faults_of(error, trial, Scenario)]
    return None, removed


def _entry(path: Path) -> Path:
    cut = next((n for n in (2, 1) if path[:n] in _ENTRIES), 0)
    return path[: cut + 1]


def _delete(data: Any, path: Path) -> None:
    for part in path[:-1]:
        data = (
            data.get(part)
            if isinstance(data, dict)
            else data[part]
            if isinstance(data, list) and isinstance(part, int)
            else None
        )
    if isinstance(data, dict):
        data.pop(path[-1], None)


def _cross_checked(scenario: Scenario, removed: list[Path]) -> list[Fault]:
    """Faults between the parts of a scenario, and those of its variants.

    Where something had to be taken out, nothing is said that may only follow from that.
    """
    silent = {
        path[: len(_entry(path))][-1] for path in removed if path[0] == "building" or len(path) == len(_entry(path))
    }
    whole = not any(path[0] == "building" for path in removed)
    base = check(scenario, whole=whole)
    known = {fault.message for fault in base}
    faults = list(base)
    for name in scenario.variants:
        mine = variants.faults(scenario, name)
        faults += [fault for fault in mine if fault.message.split(": ", 1)[-1] not in known]
    return [
        fault
        for fault in faults
        if not any(f"'{name}'" in fault.message for name in silent)
        and not any(path[: len(fault.path)] == fault.path for path in removed)
    ]


# ------------------------------------------------------------------ writing a scenario down


def as_data(scenario: Scenario) -> dict[str, Any]:
    """The scenario as the plain data of a file, everything written out, SI numbers."""
    data = variants.plain(scenario)
    assert isinstance(data, dict)
    data.pop("source_text", None)
    return data


def dumps(scenario: BaseModel) -> str:
    """The scenario as YAML text that `loads` reads back to the same scenario."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = io.StringIO()
    data = as_data(scenario) if isinstance(scenario, Scenario) else variants.plain(scenario)
    yaml.dump(data, stream)
    return stream.getvalue()


__all__ = ["NOUNS", "as_data", "dumps", "load", "loads"]
