"""The template of a whole block: storeys of flats around one or two stairs, in a few lines.

`expand` turns `building: block:` into rooms, openings and flights with predictable names, and
lays whatever the user wrote under those names over them.

Names: rooms `landing-2`, `corridor-2`, `entrance hall`, `flat-2-left/living`; openings
`street door`, `flat-2-left entrance`, `flat-2-left/living door`, `flat-2-left/living window`,
`flat-2-left/living leakage`, `stair door 2`, `stair smoke vent`; flights `stair 0-1`. Those of a
second stair end in `-b`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from pydantic import ValidationError

from palier.scenario.block import Block, BlockDoor, BlockRoom
from palier.scenario.building import OUTSIDE, Described, Flight, Opening, Room
from palier.scenario.messages import a, faults_of
from palier.scenario.problems import Fault, Path, nearest

SLAB = 0.3  # floor to ceiling takes this much less than floor to floor; assumed. [m]
WALL = 0.2  # thickness of walls in the drawn section; only drawn. [m]
HALF_LANDING = 1.5  # walked on the half landing of a flight with a turn; assumed. [m]


Entries = dict[str, dict[str, Any]]
_SECTIONS: dict[str, type[Described]] = {"rooms": Room, "openings": Opening, "flights": Flight}


class _Writer:
    """Collects what the template writes."""

    def __init__(self, block: Block, storey_height: float):
        self.block = block
        self.height = block.ceiling_height or max(storey_height - SLAB, 0.1)
        self.storey_height = storey_height
        self.rooms: Entries = {}
        self.openings: Entries = {}
        self.flights: Entries = {}
        self.columns = self._columns()

    def write(self) -> None:
        for storey in range(self.block.storeys):
            self._landings(storey)
            if storey >= self.block.flats_from:
                for flat in self.block.flats:
                    self._flat(storey, flat)
        self._ground()
        self._heads()

    @property
    def ends(self) -> tuple[str, ...]:
        """What the names of each stair end in."""
        return ("", "-b")[: self.block.stairs]

    @property
    def has_corridor(self) -> bool:
        return self.block.stair == "enclosed" or self.block.stairs == 2

    @property
    def corridor(self) -> BlockRoom:
        return self.block.corridor or BlockRoom(
            width=3.0 if self.block.stairs == 1 else 12.0, depth=1.5, floor="concrete"
        )

    def _columns(self) -> dict[str, float]:
        """Left edge of everything that stands above itself on every storey. [m]"""
        block = self.block
        names = list(block.flats)
        left, right = names[: (len(names) + 1) // 2], names[(len(names) + 1) // 2 :]
        inner = [("corridor", self.corridor.width)] if self.has_corridor else []
        row: list[tuple[str, float]] = []
        for flat in reversed(left):
            row += [(f"{flat}/{room}", given.width) for room, given in reversed(block.flats[flat].items())]
        stair = [("landing", block.landing.width)]
        row = [*stair, *row, *inner] if block.stairs == 2 else [*row, *stair, *inner]
        for flat in right:
            row += [(f"{flat}/{room}", given.width) for room, given in block.flats[flat].items()]
        if block.stairs == 2:
            row.append(("landing-b", block.landing.width))
        columns: dict[str, float] = {}
        at = 0.0
        for key, width in row:
            columns[key] = round(at, 3)
            at += width + WALL
        columns["end"] = round(at, 3)
        return columns

    def _room(self, name: str, given: BlockRoom, storey: int, position: float, **more: Any) -> None:
        entry: dict[str, Any] = {
            "storey": storey,
            "width": given.width,
            "depth": given.depth,
            "height": given.height or self.height,
            "position": position,
            **more,
        }
        entry.update(
            {key: value for key in ("ceiling", "walls", "floor") if (value := getattr(given, key)) is not None}
        )
        self.rooms[name] = entry
        if given.window is not None:
            window = self.block.windows
            self.openings[f"{name} window"] = {
                "kind": "window",
                "between": [name, OUTSIDE],
                "facade": given.window,
                **_plain(window),
            }
            self._leak(name, given.window, self.block.facade_leakage)

    def _leak(self, room: str, facade: str | None, ratio: float) -> None:
        """A slot of full height whose area is what the room's outside wall lets through."""
        entry = self.rooms[room]
        area = ratio * entry["width"] * entry["height"]
        if area <= 0:
            return
        self.openings[f"{room} leakage"] = {
            "kind": "leak",
            "between": [room, OUTSIDE],
            "width": area / entry["height"],
            "height": entry["height"],
            "state": 1.0,
            "leakage": area,
            "operable": False,
            "facade": facade,
        }

    def _door(self, name: str, from_room: str, to_room: str, door: BlockDoor, **more: Any) -> None:
        self.openings[name] = {"kind": "door", "between": [from_room, to_room], **_plain(door), **more}

    def _landings(self, storey: int) -> None:
        block = self.block
        if self.has_corridor and storey >= block.flats_from:
            self._room(f"corridor-{storey}", self.corridor, storey, self.columns["corridor"])
        for end in self.ends:
            landing = f"landing-{storey}{end}"
            self._room(
                landing, block.landing, storey, self.columns["landing" + end], kind="landing", stair="stair" + end
            )
            if f"{landing} leakage" not in self.openings:
                self._leak(landing, None, block.stair_leakage)
            if storey > 0:
                self.flights[f"stair{end} {storey - 1}-{storey}"] = self._flight(f"landing-{storey - 1}{end}", landing)
            if self.has_corridor and storey >= block.flats_from:
                name = f"stair door {storey}{end}"
                if block.stair == "enclosed":
                    self._door(name, landing, f"corridor-{storey}", block.stair_doors)
                else:
                    self._door(name, landing, f"corridor-{storey}", _PASSAGE, operable=False)

    def _flight(self, lower: str, upper: str) -> dict[str, Any]:
        flight = self.block.flight
        risers = self.storey_height / flight.riser
        length = flight.length or risers * math.hypot(flight.riser, flight.tread) + HALF_LANDING
        return {
            "between": [lower, upper],
            "width": flight.width,
            "length": length,
            "riser": flight.riser,
            "tread": flight.tread,
            "opening_area": flight.opening_area,
            "resistance": flight.resistance,
        }

    def _flat(self, storey: int, name: str) -> None:
        flat = f"flat-{storey}-{name}"
        rooms = self.block.flats[name]
        first = next(iter(rooms))
        for room, given in rooms.items():
            self._room(f"{flat}/{room}", given, storey, self.columns[f"{name}/{room}"], flat=flat)
        lobby = f"corridor-{storey}" if self.has_corridor else f"landing-{storey}"
        self._door(f"{flat} entrance", lobby, f"{flat}/{first}", self.block.entrance_doors)
        for room, given in rooms.items():
            if room != first:
                self._door(
                    f"{flat}/{room} door", f"{flat}/{given.behind or first}", f"{flat}/{room}", self.block.inner_doors
                )

    def _ground(self) -> None:
        block = self.block
        hall = block.entrance_hall
        if hall is not None:
            at = self.columns["landing"] + block.landing.width + WALL if block.flats_from > 0 else self.columns["end"]
            self._room("entrance hall", hall, 0, round(at, 3))
            self._door("entrance hall passage", "landing-0", "entrance hall", _PASSAGE, operable=False)
        self._door(
            "street door", "landing-0" if hall is None else "entrance hall", OUTSIDE, block.street_door, facade="street"
        )
        if block.stairs == 2:
            self._door("street door-b", "landing-0-b", OUTSIDE, block.street_door, facade="street")

    def _heads(self) -> None:
        vent = self.block.smoke_vent
        if vent is None:
            return
        for end in self.ends:
            self.openings[f"stair{end} smoke vent"] = {
                "kind": "hatch",
                "between": [f"landing-{self.block.storeys - 1}{end}", OUTSIDE],
                "operable": False,
                **_plain(vent),
            }


_PASSAGE = BlockDoor(width=1.2, height=2.1, state=1.0, fails_after=math.inf)


def _plain(model: Described) -> dict[str, Any]:
    """The fields of a template's door or window as an opening takes them; what is None stays with the default."""
    fields = {key: value for key, value in model if value is not None}
    if "breaks_at" in fields:
        fields["breaks_at"] = "never" if math.isinf(fields["breaks_at"]) else f"{fields['breaks_at']!r} K"
    return fields


def generate(block: Block, storey_height: float) -> dict[str, Entries]:
    """Rooms, openings and flights of a block, by section and name."""
    writer = _Writer(block, storey_height)
    writer.write()
    return {"rooms": writer.rooms, "openings": writer.openings, "flights": writer.flights}


def facades(block: Block) -> Entries:
    """The façades that its windows name: the first is the street side, the others look away from it."""
    named = ["street", *(room.window for flat in block.flats.values() for room in flat.values() if room.window)]
    return {
        name: {} if name == "street" else {"orientation": 180.0, "ladder_access": False}
        for name in dict.fromkeys(named)
    }


def expand(building: dict[str, Any], storey_height: float, origin: dict[Path, Path]) -> tuple[bool, list[Fault]]:
    """Replace `building['block']` by what it stands for, in place.

    Returns whether the block could be written out, and what is wrong with it and what lies over it.

    `origin` learns for every generated entry the place in the file that it comes from. After a
    fault in the block itself, sections hold only what is complete without it.
    """
    given = building.pop("block")
    here: Path = ("building", "block")
    try:
        block = Block.model_validate(given)
    except ValidationError as error:
        for section, model in _SECTIONS.items():
            needed = _needed(model)
            entries = building.get(section)
            if isinstance(entries, dict):
                building[section] = {k: v for k, v in entries.items() if isinstance(v, dict) and needed <= v.keys()}
        return False, faults_of(error, given, Block, here)
    faults: list[Fault] = []
    for section, written in generate(block, storey_height).items():
        user = building.get(section)
        if user is not None and not isinstance(user, dict):
            continue
        building[section] = _laid_over(section, written, user or {}, origin, faults)
    user = building.get("facades")
    if user is None or isinstance(user, dict):
        building["facades"] = {**facades(block), **(user or {})}
        for name in facades(block):
            if name not in (user or {}):
                origin["building", "facades", name] = here
    return True, faults


def _needed(model: type[Described]) -> set[str]:
    return {name for name, field in model.model_fields.items() if field.is_required()}


def _laid_over(
    section: str, written: Entries, user: dict[str, Any], origin: dict[Path, Path], faults: list[Fault]
) -> dict[str, Any]:
    """The generated entries with the user's own laid over them; `name: null` takes one away."""
    for name in written:
        origin["building", section, name] = ("building", "block")
    result: dict[str, Any] = dict(written)
    noun = section[:-1]
    for name, fields in sorted(user.items(), key=lambda item: "*" not in item[0]):  # globs first, so that names win
        here: Path = ("building", section, name)
        matches = list(_matches(name, written))
        if not matches and "*" in name:
            faults.append(Fault(here, f"no {noun} of the block matches '{name}'. {nearest(name, written, 'It has')}"))
        elif matches:
            for match in matches:
                if fields is None:
                    result.pop(match, None)
                elif isinstance(fields, dict) and match in result:
                    result[match] = {**result[match], **fields}
                    if name == match:
                        origin.pop(("building", section, match), None)
                    else:
                        origin["building", section, match] = here
                else:
                    result[match] = fields
                    origin["building", section, match] = here
        elif isinstance(fields, dict) and not _needed(_SECTIONS[section]) <= fields.keys():
            missing = ", ".join(sorted(_needed(_SECTIONS[section]) - fields.keys()))
            faults.append(
                Fault(
                    here,
                    f"'{name}' is not {a(noun)} of the block, and a new one needs {missing} too. "
                    f"{nearest(name, written, 'The block has')}",
                )
            )
        else:
            result[name] = fields
    return result


def _matches(pattern: str, names: Entries) -> Iterator[str]:
    if pattern in names:
        yield pattern
    elif "*" in pattern:
        yield from (name for name in names if fnmatchcase(name, pattern.replace("[", "[[]")))
