"""Which rules of a scenario a draw can break: those that look at something that is drawn.

A rule that reads none of the values in which two scenarios differ finds the same in both, whatever it computes: each
rule is run once on a scenario that writes down what is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import MethodType
from typing import Any

from pydantic import BaseModel

from palier.scenario.checks import RULES
from palier.scenario.rule import InTwoSteps, Rule
from palier.scenario.scenario import Scenario
from palier.scenario.variants import SECTIONS
from palier.studies.targets import Keys

Read = tuple[str, ...]  # a section and a field of its entries, a section alone for its names, or a part and its field

_SECTIONS = {at: ".".join(map(str, at)) for at in SECTIONS.values()}


def rules_about(scenario: Scenario, drawn: set[Read]) -> tuple[Rule, ...]:
    """Rules that may find something else in a scenario that differs in what is drawn; all if this one breaks any."""
    kept, watched = [], _Part(scenario, (), _Book())
    for rule in RULES:
        if _is_read(drawn, rule, watched):
            kept.append(_with_what_stays(rule, scenario, drawn, watched))
        elif any(rule(scenario)):  # as it would in every run
            return RULES
    return tuple(kept)


def _with_what_stays(rule: Rule, scenario: Scenario, drawn: set[Read], watched: _Part) -> Rule:
    """A rule whose first step need not be done again, if that finds the same in every run."""
    if not isinstance(rule, InTwoSteps) or _is_read(drawn, lambda told: iter((rule.find(told),)), watched):
        return rule
    known = rule.find(scenario)
    return lambda told: rule.judge(told, known)


def _is_read(drawn: set[Read], rule: Callable[[Scenario], Iterator[Any]], watched: _Part) -> bool:
    found = _read(rule, watched)
    return found is None or any(_meets(each, found) for each in drawn)


def drawn_at(keys: Keys) -> Read:
    """What is read by whoever reads the value at the end of a way."""
    for at, section in _SECTIONS.items():
        if keys[: len(at)] == at:
            rest = keys[len(at) + 1 :]
            return (section, str(rest[0])) if rest else (section,)
    return tuple(map(str, keys[:2]))


def drawn_names(section: Keys) -> Read:
    """What is read by whoever looks which entries a section has."""
    return (_SECTIONS[section],)


def reads(rule: Rule, scenario: Scenario) -> set[Read] | None:
    """What a rule reads of a scenario; nothing if that cannot be told."""
    return _read(rule, _Part(scenario, (), _Book()))


def _read(rule: Callable[[Scenario], Iterator[Any]], watched: _Part) -> set[Read] | None:
    watched._book.seen.clear()
    try:
        for _ in rule(watched):  # type: ignore[arg-type]
            pass
    except Exception:  # it looks at its scenario in a way that cannot be followed
        return None
    return set(watched._book.seen)


def _meets(drawn: Read, found: set[Read]) -> bool:
    """Whether something that is drawn was read; a section that is drawn as a whole is, if anything of it was."""
    return drawn in found or (len(drawn) == 1 and any(each[0] == drawn[0] for each in found))


class _Book:
    """What was read, and the sections that were opened."""

    def __init__(self) -> None:
        self.seen: set[Read] = set()
        self.sections: dict[str, dict[str, _Entry]] = {}


class _Part:
    """A part of a scenario that writes down which of its fields are read; it is of the class that it stands for."""

    def __init__(self, of: BaseModel, at: tuple[str, ...], book: _Book) -> None:
        self._of, self._at, self._book = of, at, book

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return type(self._of)

    def __eq__(self, _: object) -> bool:
        raise TypeError("what a whole part is compared with cannot be followed")

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        own = getattr(type(self._of), name, None)
        if name not in type(self._of).model_fields and callable(own):
            return MethodType(own, self)
        if isinstance(own, property):
            assert own.fget is not None
            return own.fget(self)
        value = getattr(self._of, name)
        at = (*self._at, name)
        if at in _SECTIONS:
            return self._section(_SECTIONS[at], value)
        if not self._at and isinstance(value, BaseModel):
            return _Part(value, at, self._book)
        self._book.seen.add(at)
        return value

    def _section(self, section: str, entries: dict[str, BaseModel]) -> dict[str, _Entry]:
        """A section. Looking at it at all is looking at its names."""
        self._book.seen.add((section,))
        if section not in self._book.sections:
            self._book.sections[section] = {
                name: _Entry(each, (section,), self._book) for name, each in entries.items()
            }
        return self._book.sections[section]


class _Entry(_Part):
    """An entry; its fields are those of all entries of its section."""

    def __getattr__(self, name: str) -> Any:
        if name in type(self._of).model_fields:
            self._book.seen.add((self._at[0], name))
            return getattr(self._of, name)
        return super().__getattr__(name)
