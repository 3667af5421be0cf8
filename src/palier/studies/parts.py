"""The parts of a building that a study of dwellings varies, found by what they join and not by their names alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from itertools import takewhile
from typing import NamedTuple

from palier.scenario.building import Opening, Room
from palier.scenario.scenario import Scenario

Words = Mapping[str, tuple[str, ...]]  # by kind of room: parts of names


class Parts(NamedTuple):
    """Names of rooms and openings by what they are for."""

    flats: dict[str, dict[str, list[str]]]  # rooms by flat and kind
    common: list[str]  # landings and corridors between flats
    entrances: list[str]  # doors of flats
    common_doors: list[str]  # between common parts, with a closer
    bedroom_doors: list[str]
    inner_doors: list[str]  # the others inside flats
    windows: list[str]  # of flats, that people can open

    @property
    def is_house(self) -> bool:
        """Whether there is one flat, whose landings are its own."""
        return len(self.flats) == 1


def parts(scenario: Scenario, words: Words) -> Parts:
    """The parts of a scenario's building; `words` tell what kind a room is by its name."""
    rooms = scenario.building.rooms
    homes = list(dict.fromkeys(room.flat for room in rooms.values() if room.flat is not None))
    kinds = {name: kind_of(name, room, words) for name, room in rooms.items()}
    passages = [name for name, room in rooms.items() if room.flat is None and _leads_on(room, kinds[name])]
    flats: dict[str, dict[str, list[str]]] = {home: {} for home in homes}
    for name, room in rooms.items():
        home = room.flat or (homes[0] if len(homes) == 1 and name in passages else None)
        if home is not None:
            flats[home].setdefault(kinds[name], []).append(name)
    found = Parts(flats, [] if len(homes) == 1 else passages, [], [], [], [], [])
    of_flat = {name: home for home, each in flats.items() for named in each.values() for name in named}
    for name, opening in scenario.building.openings.items():
        group = _group(opening, found, of_flat, kinds, set(rooms))
        if group is not None and opening.operable and not opening.locked:
            group.append(name)
    return found


def kind_of(name: str, room: Room, words: Words) -> str:
    """What a room is, by the last part of its name; one that is not known is lived in, unless it leads on."""
    called = name.rpartition("/")[2].lower()
    matched = [kind for kind, of_kind in words.items() if any(word in called for word in of_kind)]
    if {"kitchen", "living"} <= set(matched):
        return "living"
    return matched[0] if matched else "hall" if room.corridor or room.kind == "landing" else "living"


def _leads_on(room: Room, kind: str) -> bool:
    return room.kind == "landing" or room.corridor or kind == "hall"


def _group(
    opening: Opening, found: Parts, of_flat: dict[str, str], kinds: dict[str, str], rooms: set[str]
) -> list[str] | None:
    """The list that an opening belongs to, if any."""
    here, there = opening.between
    homes = {of_flat[side] for side in opening.between if side in of_flat}
    if opening.kind == "window":
        return found.windows if homes else None
    if opening.kind != "door" or not {here, there} <= rooms:
        return None
    if len(homes) == 1 and here in of_flat and there in of_flat:
        return found.bedroom_doors if "bedroom" in (kinds[here], kinds[there]) else found.inner_doors
    if len(homes) == 1:
        return found.entrances
    return found.common_doors if not homes and opening.closer else None


def patterns(names: list[str], among: Iterable[str]) -> list[str]:
    """A few patterns that match these names and no others; the names themselves where none does."""
    every = list(among)
    if (one := _pattern(names, every)) is not None:
        return [one]
    for alike in (_ending, _beginning):
        groups: dict[str, list[str]] = {}
        for name in names:
            groups.setdefault(alike(name), []).append(name)
        found = [_pattern(group, every) for group in groups.values()]
        if len(groups) < len(names) and None not in found:
            return [each for each in found if each is not None]
    return names


def _ending(name: str) -> str:
    return name.rpartition("/")[2]


def _beginning(name: str) -> str:
    return "".join(takewhile(lambda letter: not letter.isdigit(), name))


def _pattern(names: list[str], every: list[str]) -> str | None:
    """One pattern that matches these names and no others, cut between words; or the one name."""
    if len(names) == 1:
        return names[0]
    start, end = _same_start(names), _same_start([name[::-1] for name in names])[::-1]
    start = start[: max((k + 1 for k, letter in enumerate(start) if not letter.isalnum()), default=0)]
    end = end[min((k for k, letter in enumerate(end) if not letter.isalnum()), default=len(end)) :]
    tried = [pattern for pattern in (f"{start}*", f"{start}*{end}", f"*{end}") if pattern != "*"]
    wanted = set(names)
    return next((each for each in tried if {name for name in every if fnmatchcase(name, each)} == wanted), None)


def _same_start(names: list[str]) -> str:
    same = takewhile(lambda letters: len(set(letters)) == 1, zip(*names, strict=False))
    return "".join(letters[0] for letters in same)
