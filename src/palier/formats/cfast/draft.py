"""A scenario in the making: what has been read so far, and what was wrong with it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from palier.formats.cfast.namelist import Group, Keyword
from palier.formats.cfast.words import KEYWORDS, LEFT_ASIDE, UNUSED
from palier.scenario.building import OUTSIDE
from palier.scenario.problems import Path, Problem, nearest

KELVIN = 273.15
ABSENT = "NULL"  # how CFAST writes that a text is not given


def kelvin(celsius: float) -> str:
    """A temperature as a scenario's data have it. celsius : [°C]"""
    return f"{celsius + KELVIN!r} K"


class Entry:
    """One group, read keyword by keyword; each mistake is added to those of the file."""

    def __init__(self, group: Group, draft: Draft) -> None:
        self.group, self.draft = group, draft
        self.label = f"&{group.name}"
        self._check_words()
        if (name := self.text("ID", "")) or "ID" in group.keywords:
            self.label += f" '{name}'"

    def _check_words(self) -> None:
        name = self.group.name
        used, unused, aside = KEYWORDS[name], UNUSED.get(name, {}), LEFT_ASIDE.get(name, {})
        for word, keyword in self.group.keywords.items():
            if word in used or word in unused:
                continue
            if word in aside:
                self.draft.notice(keyword.line, f"{word} of &{name} is not used: {aside[word]}")
                continue
            allowed = sorted({*used, *unused})
            self.wrong(word, f"{word} is not a keyword that palier knows here. {nearest(word, allowed, 'Known are')}")

    def line(self, key: str = "") -> int:
        """Where a keyword stands, or else the group."""
        keyword = self.group.keywords.get(key)
        return self.group.line if keyword is None else keyword.line

    def wrong(self, key: str, message: str) -> None:
        """Add a mistake at a keyword."""
        self.draft.problem(self.line(key), f"{self.label}: {message}")

    def has(self, key: str) -> bool:
        """Whether a keyword is written, and is not `NULL`."""
        keyword = self.group.keywords.get(key)
        return keyword is not None and any(value != ABSENT for value in keyword.values)

    def _keyword(self, key: str, default: object, most: int) -> Keyword | None:
        keyword = self.group.keywords.get(key)
        if keyword is None or not keyword.values:
            if default is None or keyword is not None:
                self.wrong(key, f"{key} is missing" if keyword is None else f"{key} has no value")
            return None
        if len(keyword.values) > most:
            self.wrong(key, f"{key} has {len(keyword.values)} values; it takes {most}")
        return keyword

    def number(self, key: str, default: float | None = None, least: float = -math.inf, most: float = math.inf) -> float:
        """One number; without a default it must be there."""
        keyword = self._keyword(key, default, 1)
        found = None if keyword is None else self._number(keyword, 0)
        if found is None:
            return 1.0 if default is None else default
        if not least <= found <= most:
            limit = f"at least {least:g}" if found < least else f"at most {most:g}"
            self.wrong(key, f"{key} = {found:g} is out of range: it must be {limit}")
            return 1.0 if default is None else default
        return found

    def numbers(self, key: str, default: tuple[float, ...] | None, count: int | None = None) -> tuple[float, ...]:
        """Several numbers: `count` of them (those not written as in the default), or as many as are written."""
        keyword = self._keyword(key, default, 1_000_000 if count is None else count)
        if keyword is None:
            return (1.0,) * (count or 1) if default is None else default
        found = [self._number(keyword, index) for index in range(len(keyword.values))]
        values = [1.0 if value is None else value for value in found]
        if count is not None and len(values) < count:
            if default is None:
                self.wrong(key, f"{key} has {len(values)} of {count} numbers")
            values += (default or (1.0,) * count)[len(values) : count]
        return tuple(values[:count])

    def _number(self, keyword: Keyword, index: int) -> float | None:
        value = keyword.values[index]
        if isinstance(value, float) and math.isfinite(value):
            return value
        if value is not None:
            self.wrong(keyword.name, f"{keyword.name}: {_shown(value)} is not a number")
        elif len(keyword.values) > 1:
            self.wrong(keyword.name, f"{keyword.name}: value {index + 1} is empty: write it")
        return None

    def text(self, key: str, default: str | None = None) -> str:
        """One text, without blanks around it; without a default it must be there."""
        keyword = self.group.keywords.get(key)
        if keyword is not None and len(keyword.values) == 1 and isinstance(value := keyword.values[0], str):
            word = value.strip()
            if word and word != ABSENT:
                return word
        found = self.texts(key, None if default is None else (default,), 1)
        return found[0] if found else default or ""

    def texts(self, key: str, default: tuple[str, ...] | None, most: int) -> tuple[str, ...]:
        """Texts; `NULL` counts as not written."""
        keyword = self._keyword(key, default, most)
        found = []
        for value in () if keyword is None else keyword.values[:most]:
            if isinstance(value, str):
                found.append(value.strip())
            elif value is not None:
                self.wrong(key, f"{key}: {_shown(value)} is not a text: put it in quotes")
        found = [text for text in found if text != ABSENT]
        if not found and keyword is not None and default is None:
            self.wrong(key, f"{key} is missing")
        return tuple(found) or default or ()

    def word(self, key: str, allowed: Iterable[str], default: str | None = None) -> str:
        """One of several words."""
        allowed = tuple(allowed)
        found = self.text(key, default).upper()
        if found in allowed:
            return found
        if found and found != default:
            self.wrong(key, f"{key}: '{found}' is not one of {', '.join(allowed)}. {nearest(found, allowed)}".strip())
        return allowed[0] if default is None else default

    def flag(self, key: str, default: bool = False) -> bool:
        """.TRUE. or .FALSE."""
        keyword = self._keyword(key, default, 1)
        if keyword is None:
            return default
        value = keyword.values[0]
        if not isinstance(value, bool):
            self.wrong(key, f"{key}: {_shown(value)} is neither .TRUE. nor .FALSE.")
            return default
        return value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return ".TRUE." if value else ".FALSE."
    return f"'{value}'" if isinstance(value, str) else f"{value:g}" if isinstance(value, float) else "nothing"


class Draft:
    """The data of a scenario as they are read, with the line that each entry comes from."""

    def __init__(self, file: str, groups: Iterable[Group]) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.notices: list[str] = []
        self.lines: dict[Path, int] = {}
        self.entries: dict[str, list[Entry]] = {}
        for group in groups:
            if group.name not in KEYWORDS:
                tip = nearest(group.name, KEYWORDS, "Groups are")
                self.problem(group.line, f"&{group.name} is not a group of CFAST 7. {tip}")
                continue
            self.entries.setdefault(group.name, []).append(Entry(group, self))
        self.building: dict[str, Any] = {"rooms": {}, "openings": {}, "fans": {}, "linings": {}}
        self.data: dict[str, Any] = {
            "site": {},
            "building": self.building,
            "fires": {},
            "targets": {},
            "detectors": {},
            "simulation": {},
        }
        self.rooms: dict[str, str] = {}  # CFAST's name of a compartment: the room's
        self.materials: dict[str, str] = {}
        self.targets: dict[str, str] = {}

    def problem(self, line: int, message: str) -> None:
        """Add a mistake at a line; 0 if it has none."""
        self.problems.append(Problem(self.file, line, 1 if line else 0, message))

    def notice(self, line: int, message: str) -> None:
        """Add what the reader of the scenario should know."""
        self.notices.append(f"line {line}: {message}")

    def all(self, group: str) -> list[Entry]:
        """Every group of a name, in order."""
        return self.entries.get(group, [])

    def first(self, group: str) -> Entry:
        """The first group of a name, or an empty one."""
        found = self.all(group)
        return found[0] if found else Entry(Group(group, 0), self)

    def add(self, path: Path, name: str, what: str, entry: Entry, content: dict[str, Any]) -> str:
        """Put an entry into a section under a name that is usable and not taken; returns that name."""
        section = self.section(path)
        chosen = self.free_name(section, name, f"{what} {len(section) + 1}")
        if name and chosen != name:
            self.notice(entry.line("ID"), f"{entry.label} is called '{chosen}' here")
        section[chosen] = content
        self.lines[*path, chosen] = entry.line()
        return chosen

    def section(self, path: Path) -> dict[str, Any]:
        """The entries under a path."""
        found: Any = self.data
        for part in path:
            found = found[part]
        assert isinstance(found, dict)
        return found

    @staticmethod
    def free_name(taken: Iterable[str], name: str, otherwise: str) -> str:
        """The name as it is if it can be used, or the nearest that can."""
        plain = "".join(letter if letter.isprintable() else "?" for letter in name).strip() or otherwise
        if plain.lower() == OUTSIDE:
            plain = f"{plain} room"
        chosen, number = plain, 1
        while chosen in taken:
            number += 1
            chosen = f"{plain} ({number})"
        return chosen

    def room(self, entry: Entry, key: str, name: str) -> str:
        """The room that a compartment's name stands for; a mistake if there is none."""
        if name == "OUTSIDE":
            return OUTSIDE
        if name not in self.rooms:
            if name:
                known = [*self.rooms, "OUTSIDE"]
                entry.wrong(key, f"{key}: '{name}' is not a compartment. {nearest(name, known, 'There are')}")
            return OUTSIDE
        return self.rooms[name]

    def target(self, entry: Entry) -> str:
        """The target that DEVC_ID names; a mistake if there is none."""
        name = entry.text("DEVC_ID", "")
        if name not in self.targets:
            tip = nearest(name, self.targets, "There are")
            entry.wrong(
                "DEVC_ID", f"DEVC_ID: '{name}' is not a target. {tip}".strip() if name else "DEVC_ID is missing"
            )
            return ""
        return self.targets[name]
