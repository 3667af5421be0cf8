"""The ready-made set for dwellings: what differs from fire to fire in flats, and how much.

Numbers and sources stand in `dwelling.yaml`; here they meet a building.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

from pydantic import Field

from palier.scenario.building import Described
from palier.scenario.checks import check
from palier.scenario.document import read_described
from palier.scenario.fire import FireItem, IgnitionCause
from palier.scenario.people import Alarm, Household, Member
from palier.scenario.problems import Problem, ScenarioError
from palier.scenario.responders import Crew
from palier.scenario.scenario import Note, Scenario
from palier.scenario.ways import AerialLadder, Stair
from palier.studies.households import HouseholdKind, at_home
from palier.studies.parts import Parts, parts, patterns
from palier.studies.variables import Variable

ITEM = "item"  # the fire that is moved from room to room
MOST_PEOPLE = 6  # in the largest household of the set
PEOPLE_PER_ROOM = 2  # most people to a living or bed room: an assumption
CALL = 90.0  # from call to alert, where the scenario has no crew; an assumption. [s]
TRAVEL = 420.0  # median from alert to arrival, where it has none: see `fire service`. [s]
SPREAD = 0.35  # standard deviation of its logarithm. [-]
GAP = 0.01  # free area of a door of which the scenario says nothing: as `Opening.leakage`. [m2]
GAP_SPREAD = 0.4  # standard deviation of the logarithm of such gaps: an assumption. [-]
_PARTS = ("bedroom", "living", "kitchen")


class ReadyMade(Described):
    """What `dwelling.yaml` says."""

    variables: dict[str, dict[str, Any]]
    origins: dict[str, dict[str, float]]
    common: float
    soon_over: dict[str, float] = Field(alias="soon over")
    smoulders: dict[str, float]
    flames_in_the_end: float = Field(alias="flames in the end")
    instead: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]
    at_home: dict[str, dict[str, float]] = Field(alias="at home")
    households: tuple[HouseholdKind, ...]
    notes: tuple[Note, ...] = ()

    def note(self, name: str) -> Note:
        """Where a variable comes from; `name` may be longer, by the part of the building that it is for."""
        key = max((key for key in self.variables if name.startswith(key)), key=len)
        return next(note for note in self.notes if note.path == f"variables.{key}")


@cache
def ready_made() -> ReadyMade:
    """The set, as its file has it."""
    file = Path(__file__).with_suffix(".yaml")
    return read_described(file.read_text(encoding="utf-8"), file.name, ReadyMade)


def dwelling(scenario: Scenario, whole: bool = True) -> tuple[Scenario, dict[str, Variable]]:
    """A scenario with a place for everything that varies in dwellings, and how it varies.

    The first fire that begins by the clock becomes `item`, to be moved from room to room. Others are left out, but what
    heat sets off outside flats, such as a lining of the stair, to which the fire may spread. Every flat gets a
    household and a smoke alarm, in place of those described unless every flat has one. Crews come when they are called.
    Names of variables and of what is added follow from names of the building alone, so that draws stay the same under a
    measure.

    Raises ScenarioError if no room belongs to a flat, or what heat sets off has the name of the `item`. Not `whole`,
    where only what varies is wanted, the scenario may call anything so.
    """
    ready = ready_made()
    found = parts(scenario, ready.kinds)
    if not found.flats:
        said = "no room belongs to a flat, and 'dwelling: yes' is for flats: write 'flat: NAME' with their rooms"
        raise ScenarioError([Problem(scenario.title, 0, 0, said)])
    if whole and ITEM in scenario.fires and is_of_the_building(scenario.fires[ITEM], scenario):
        said = f"fire '{ITEM}', which heat sets off: the set for dwellings calls its own fire so. Give it another name"
        raise ScenarioError([Problem(scenario.title, 0, 0, said)])
    completed = _completed(scenario, found)
    if faults := check(completed):
        raise ScenarioError([Problem(scenario.title, 0, 0, fault.message) for fault in faults])
    entries = _entries(completed, scenario, found, ready)
    return completed, {name: Variable.model_validate(entry) for name, entry in entries}


def written(variables: dict[str, Variable]) -> str:
    """Variables as they stand under `vary` in a study file, with their sources, to be looked at and changed."""
    ready = ready_made()
    lines = ["vary:"]
    for name, variable in variables.items():
        entry = _plain(variable.model_dump(exclude_defaults=True))
        if any(name.startswith(key) for key in ready.variables):
            note = ready.note(name)
            entry |= {key: said for key in ("source", "reason") if (said := getattr(note, key))}
        lines.append(f"  {_flow(name)}:")
        for key, value in entry.items():
            if key == "cases":
                lines += ["    cases:", *(f"      {_flow(case)}: {_flow(each)}" for case, each in value.items())]
            else:
                lines.append(f"    {key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    """A value in one line of YAML."""
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = True
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.width = 1_000_000
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue().removesuffix("...\n").strip()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


# ---------------------------------------------------------------------- a place for everything


def _completed(scenario: Scenario, found: Parts) -> Scenario:
    homes = {flat: _room_for("living", rooms) for flat, rooms in found.flats.items()}
    begun = (fire for fire in scenario.fires.values() if fire.ignition.at is not None)
    first = next(begun, FireItem(room=next(iter(homes.values()))))
    free = (
        "curve",
        "area_curve",
        "growth",
        "full_after",
        "peak",
        "area",
        "fire_load",
        "material",
        "fuel",
        "position",
        "base_curve",
    )
    kept = {key: value for key, value in dict(first).items() if key not in free}
    item = FireItem.model_validate({**kept, "room": next(iter(homes.values())), "ignition": IgnitionCause(at=0.0)})
    rooms = scenario.building.rooms
    others = {
        name: household
        for name, household in scenario.people.items()
        if household.flat is None and (household.room is None or rooms[household.room].flat is None)
    }
    people = {
        name: household.model_copy(update={"phones": tuple(n for n in household.phones if n in others or n in homes)})
        for name, household in others.items()
    } | {flat: Household(flat=flat, room=room, members=(Member(age=40.0),)) for flat, room in homes.items()}
    crews = {
        name: crew.model_copy(update={"arrives": None, "spread": 0.0}) for name, crew in scenario.crews.items()
    } or {
        "engine": Crew(
            call_handling=CALL,
            turnout_and_travel=TRAVEL,
            spread=0.0,
            ways=(AerialLadder(kind="aerial ladder"), Stair(kind="stair", hoods=2)),
        )
    }
    return scenario.model_copy(
        update={
            "fires": {ITEM: item} | _spread_to(scenario),
            "people": people,
            "alarms": _alarms(scenario, found),
            "crews": crews,
            "variants": {},
            "notes": (*_still_true(scenario), *_told(scenario, found)),
        }
    )


def _spread_to(scenario: Scenario) -> dict[str, FireItem]:
    """What heat sets off outside flats; what burns in flats is drawn, all of it together."""
    return {name: fire for name, fire in scenario.fires.items() if is_of_the_building(fire, scenario) and name != ITEM}


def is_of_the_building(fire: FireItem, scenario: Scenario) -> bool:
    """Whether what burns belongs to the building as its walls do: what heat sets off in rooms of no flat, as a lining.

    What begins by the clock is drawn, and what stands in a flat is its household's.
    """
    return fire.ignition.at is None and scenario.building.rooms[fire.room].flat is None


def _alarms(scenario: Scenario, found: Parts) -> dict[str, Alarm]:
    if not _every_flat_has_one(scenario, found):
        rooms = scenario.building.rooms
        alarms = {name: alarm for name, alarm in scenario.alarms.items() if rooms[alarm.room].flat is None}
        return alarms | {f"alarm of {flat}": Alarm(room=_room_for("hall", each)) for flat, each in found.flats.items()}
    return dict(scenario.alarms)


def _every_flat_has_one(scenario: Scenario, found: Parts) -> bool:
    rooms = scenario.building.rooms
    guarded = {rooms[alarm.room].flat for alarm in scenario.alarms.values()}
    return guarded >= found.flats.keys() or (found.is_house and bool(scenario.alarms))


def _still_true(scenario: Scenario) -> list[Note]:
    gone = ("fires.", "people.", "crews.", "alarms.", "site.", "variants.")
    kept = tuple(f"fires.{name}." for name in _spread_to(scenario))
    return [note for note in scenario.notes if f"{note.path}.".startswith(kept) or not note.path.startswith(gone)]


def _told(scenario: Scenario, found: Parts) -> list[Note]:
    reason = "added by 'dwelling: yes', so that it can vary from fire to fire"
    added = {"fires.item": "moved from room to room", "people": "a household in every flat"}
    added |= {} if scenario.crews else {"crews.engine": "a crew with a ladder and a way by the stair"}
    notes = [Note(path=path, value=value, status="assumed", reason=reason) for path, value in added.items()]
    without = [flat for flat, rooms in found.flats.items() if "kitchen" not in rooms]
    if without:
        reason = f"no room of {len(without)} of {len(found.flats)} flats is a kitchen by its name"
        value = "fires of kitchens begin in the living room there"
        notes.append(Note(path="fires.item.room", value=value, status="assumed", reason=reason))
    return notes


def _room_for(kind: str, rooms: dict[str, list[str]]) -> str:
    """The first room of a flat that is of a kind, or is used instead."""
    order = (kind, *ready_made().instead[kind], *rooms)
    return next(rooms[each][0] for each in order if each in rooms)


# --------------------------------------------------------------------------------- what varies


def _entries(
    whole: Scenario, scenario: Scenario, found: Parts, ready: ReadyMade
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Variables as a study file would have them, in the order in which they are drawn."""
    openings = whole.building.openings
    described = _every_flat_has_one(scenario, found)
    added = [name for name, alarm in whole.alarms.items() if name not in scenario.alarms]
    places = {
        "<flats>": patterns(list(found.flats), whole.people),
        "<alarms>": patterns([] if described else added, whole.alarms),
        "<alarms of the building>": patterns([name for name in whole.alarms if name not in added], whole.alarms),
        "<entrance doors>": patterns([name for name in found.entrances if openings[name].closer], openings),
        "<all entrance doors>": patterns(found.entrances, openings),
        "<common doors>": patterns(found.common_doors, openings),
        "<doors of bedrooms>": patterns(found.bedroom_doors, openings),
        "<other doors inside>": patterns(found.inner_doors, openings),
        "<windows>": patterns(found.windows, openings),
    }
    for name, said in ready.variables.items():
        entry = {key: value for key, value in said.items() if key != "what"}
        if name == "origin":
            yield name, entry | {"cases": {key: {"rooms": _origins(whole, found, key)} for key in ready.origins}}
        elif name in ("how it ends", "how it begins"):
            weigh = _endings if name == "how it ends" else _beginnings
            yield name, entry | {"cases": weigh(whole, found)}
        elif name == "size":
            cases = {case: dict(spread) for case, spread in entry["cases"].items()}
            cases["goes on"]["largest"] = _usual_floor(whole, found)
            yield name, entry | {"cases": cases}
        elif name in ("household", "away"):
            yield from _households(name, entry, whole, found, ready)
        elif name == "where they are":
            yield name, entry | {"cases": {kind: {"one_of": [_rooms_of(kind, found)]} for kind in _PARTS}}
        elif name == "fire service":
            yield from _crews(name, entry, scenario)
        else:
            if name == "gaps of entrance doors" and found.entrances:
                entry |= _gaps([openings[each].leakage for each in found.entrances])
            yield from _placed(name, entry, places)


def _placed(name: str, entry: dict[str, Any], places: dict[str, list[str]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """An entry with the names of the building in it; none if the building lacks them."""
    key = "remove" if "remove" in entry else "set"
    path = str(entry.get(key, ""))
    place = next((each for each in places if each in path), None)
    if place is None:
        yield name, entry
        return
    written_out = [path.replace(place, pattern) for pattern in places[place]]
    if key == "set" and written_out:
        yield name, entry | {"set": written_out}
    elif key == "remove":
        for pattern, path in zip(places[place], written_out, strict=True):
            yield name if len(written_out) == 1 else f"{name}: {pattern}", entry | {"remove": path}


def _usual_floor(whole: Scenario, found: Parts) -> float:
    rooms = whole.building.rooms
    areas = [
        rooms[name].width * rooms[name].depth
        for each in found.flats.values()
        for kind, names in each.items()
        if kind in _PARTS
        for name in names
    ] or [room.width * room.depth for room in rooms.values() if room.flat is not None]
    return round(median(areas), 1)


def _burning(found: Parts, when: str) -> dict[str, dict[str, float]]:
    """Per cent of the fires inside flats by room, and by the kind of room that it is or is used instead of."""
    ready = ready_made()
    shares = ready.origins[when]
    parts_of: dict[str, dict[str, float]] = {}
    for rooms in found.flats.values():
        for kind, share in shares.items():
            used = next((each for each in (kind, *ready.instead[kind], *rooms) if each in rooms), None)
            for name in rooms[used] if used is not None else ():
                kinds = parts_of.setdefault(name, {})
                more = 100.0 / len(found.flats) * share / sum(shares.values()) / len(rooms[used or kind])
                kinds[kind] = kinds.get(kind, 0.0) + more
    return parts_of


def _endings(whole: Scenario, found: Parts) -> dict[str, dict[str, Any]]:
    """How fires end, by pattern of rooms."""
    return {
        pattern: {"choice": ["soon over", "goes on"], "weights": [share, round(100.0 - share, 1)]}
        for pattern, share in _by_room(whole, found, ready_made().soon_over)
    }


def _beginnings(whole: Scenario, found: Parts) -> dict[str, dict[str, Any]]:
    """How fires begin, by pattern of rooms."""
    flame = ready_made().flames_in_the_end / 100.0
    return {
        pattern: {
            "choice": ["flames", "smoulders first", "only smoulders"],
            "weights": [round(100.0 - share, 1), round(flame * share, 2), round((1.0 - flame) * share, 2)],
        }
        for pattern, share in _by_room(whole, found, ready_made().smoulders)
    }


def _by_room(whole: Scenario, found: Parts, shares: dict[str, float]) -> list[tuple[str, float]]:
    """Patterns of rooms and their share, the mean of the fires that they stand for; that of most rooms last."""
    told = ready_made().variables["time of day"]
    parts_of: dict[str, dict[str, float]] = {}
    for when, weight in zip(told["choice"], told["weights"], strict=True):
        for name, kinds in _burning(found, when).items():
            here = parts_of.setdefault(name, {})
            for kind, part in kinds.items():
                here[kind] = here.get(kind, 0.0) + weight * part
    alike: dict[float, list[str]] = {}
    for name, kinds in parts_of.items():
        mean = sum(part * shares[kind] for kind, part in kinds.items()) / sum(kinds.values())
        alike.setdefault(round(mean, 1), []).append(name)
    for name in found.common:
        alike.setdefault(shares["common"], []).append(name)
    *some, most = sorted(alike.items(), key=lambda each: len(each[1]))
    named = [(pattern, share) for share, names in some for pattern in patterns(names, whole.building.rooms)]
    return [*named, ("*", most[0])]


def _origins(whole: Scenario, found: Parts, when: str) -> dict[str, float]:
    """Per cent of fires by pattern of rooms: every flat alike, its rooms by their kind."""
    ready = ready_made()
    inside = 100.0 - (ready.common if found.common else 0.0)
    weights = {name: inside / 100.0 * sum(kinds.values()) for name, kinds in _burning(found, when).items()}
    groups: dict[str, list[str]] = {}
    for name in weights:
        groups.setdefault(name.rpartition("/")[2], []).append(name)
    told: dict[str, float] = {}
    for names in groups.values():
        alike = max(weights[name] for name in names) - min(weights[name] for name in names) < 1e-9
        matching = patterns(names, whole.building.rooms) if alike else names
        for pattern in matching:
            each = [name for name in names if name == pattern or fnmatchcase(name, pattern)]
            told[pattern] = round(sum(weights[name] for name in each), 4)
    common = [name for name in found.common if name not in told]
    for pattern in patterns(common, whole.building.rooms):
        part = sum(name == pattern or fnmatchcase(name, pattern) for name in common) / len(common)
        told[pattern] = round(ready.common * part, 4)
    return told


def _rooms_of(kind: str, found: Parts) -> dict[str, str]:
    return {f"people.{flat}.room": _room_for(kind, rooms) for flat, rooms in found.flats.items()}


def _households(
    name: str, entry: dict[str, Any], whole: Scenario, found: Parts, ready: ReadyMade
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Households, or how often nobody is at home, for flats of each size."""
    sizes: dict[int, list[str]] = {}
    for flat, rooms in found.flats.items():
        used = sum(len(rooms.get(kind, ())) for kind in ("living", "bedroom"))
        sizes.setdefault(min(max(used, 1) * PEOPLE_PER_ROOM, MOST_PEOPLE), []).append(flat)
    for most, flats in sorted(sizes.items()):
        cases: dict[str, dict[str, Any]] = {}
        for when, chances in ready.at_home.items():
            groups, nobody = at_home(ready.households, chances, most)
            cases[when] = (
                {"chance": nobody}
                if name == "away"
                else {"choice": [members for members, _ in groups], "weights": [weight for _, weight in groups]}
            )
        called = name if len(sizes) == 1 else f"{name}, up to {most} people"
        yield from _placed(called, entry | {"cases": cases}, {"<flats>": patterns(flats, whole.people)})


def _gaps(leakages: list[float | None]) -> dict[str, Any]:
    usual = median(GAP if each is None else each for each in leakages) or GAP
    return {"lognormal": [usual, GAP_SPREAD], "between": [round(usual / 3.0, 6), round(usual * 3.0, 6)]}


def _crews(name: str, entry: dict[str, Any], scenario: Scenario) -> Iterator[tuple[str, dict[str, Any]]]:
    """When each crew comes: around what the scenario says of it."""
    crews = scenario.crews or {"engine": Crew(turnout_and_travel=TRAVEL, spread=SPREAD)}
    for crew, said in crews.items():
        middle = max(said.turnout_and_travel, 1.0) / 60.0
        yield (
            name if len(crews) == 1 else f"{name}: {crew}",
            entry
            | {
                "set": str(entry["set"]).replace("<crew>", crew),
                "lognormal": [round(middle, 4), said.spread or SPREAD],
                "between": [round(middle / 5.0, 4), round(middle * 5.0, 4)],
            },
        )
