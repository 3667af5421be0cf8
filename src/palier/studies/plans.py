"""What a run does about each variable, worked out once: where values go, and all that may be chosen there."""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

from palier.studies.entries import NUMBER, Choice, Number
from palier.studies.targets import Assigned, Keys, Target
from palier.studies.variables import Ready, Variable, told

Row = dict[str, Any]  # of `palier.studies.columns.EACH`


class Numbering:
    """Numbers of the entries of a building in which something is drawn, and of all that may be chosen."""

    def __init__(self) -> None:
        self.entries: dict[Keys, int] = {}
        self._choices = count()

    def entry(self, at: Keys) -> int:
        """That of an entry, in the order in which they are asked for."""
        return self.entries.setdefault(at, len(self.entries))

    def choice(self) -> int:
        """One that no other choice has."""
        return next(self._choices)


class Slot(NamedTuple):
    """One value of the scenario that a variable sets, and all that it may set there."""

    entry: int  # its place among the building's
    at: Keys  # where that is
    rest: Keys
    key: bytes  # of its own draw
    which: str  # what it is drawn for, of a variable that is drawn for each
    kept: bool  # whether that is told in the rows of a run
    choices: tuple[tuple[Choice, ...], ...]  # for each spread that may hold, by place; empty of a number
    told: tuple[tuple[Row, ...], ...]  # the same, as rows of `EACH`

    def number(self, value: float, unit: str) -> Choice:
        """A value that does not come up again."""
        return NUMBER, self.rest, Number(value, unit)


class Removal(NamedTuple):
    """An entry that may be gone."""

    section: Keys
    which: str
    key: bytes  # of its own draw
    kept: bool
    told: tuple[Row, Row]  # rows of `EACH`: that it is there, that it is gone


# For each slot: number of its entry, what may be chosen, and the rows that tell so, nothing if none does.
Offered = tuple[tuple[int, tuple[Choice, ...], tuple[Row, ...] | None], ...]


class Plan(NamedTuple):
    """What a run does about a variable."""

    variable: Variable
    cases: dict[str, int]  # which spread holds, by the value of the variable that it is drawn by; filled as they come
    spreads: tuple[Ready, ...]
    slots: tuple[Slot, ...]
    options: tuple[tuple[tuple[tuple[int, Keys, Choice], ...], ...], ...]  # for each spread, of `one_of` by place
    removed: tuple[Removal, ...]
    keys: tuple[bytes, ...]  # of the draws of its slots, or removals, if each has its own
    offered: tuple[Offered, ...] = ()  # for each spread, of choices that are drawn for each

    @property
    def kept(self) -> frozenset[str]:
        """Which of what is drawn for each is told in the rows of a run."""
        told_of = [(each.which, each.kept) for each in self.slots] + [(each.which, each.kept) for each in self.removed]
        return frozenset(which for which, kept in told_of if kept)

    def spread(self, known: dict[str, str]) -> int:
        """Which spread holds, given the values of the variables before, in words."""
        if self.variable.by is None:
            return 0
        said = known[self.variable.by]
        if said not in self.cases:
            self.cases[said] = list(self.variable.cases).index(self.variable.case(said) or "")
        return self.cases[said]


def plan_of(
    name: str, variable: Variable, assigned: Assigned, numbering: Numbering, told_there: frozenset[str]
) -> Plan:
    """The plan of a variable.

    Parameters
    ----------
    name : str
    variable : Variable
    assigned : Assigned
        What it is about.
    numbering : Numbering
        The building's.
    told_there : frozenset of str
        Which of what it draws for each is told of another building already.
    """
    spreads = tuple(Ready(each) for each in variable.spreads)
    by_name = len({each.entry for each in assigned.targets}) == len(assigned.targets)
    slots = tuple(_slot(name, variable, each, by_name, spreads, numbering, told_there) for each in assigned.targets)
    left = iter(assigned.options)
    options = tuple(
        tuple(
            tuple(
                (numbering.entry(target.entry), target.entry, (numbering.choice(), target.rest, value))
                for target, value in next(left)
            )
            for _ in each.one_of
        )
        for each in variable.spreads
    )
    removed = tuple(
        Removal(
            section,
            which,
            _key(name, which),
            which not in told_there,
            (row_of(name, which, False), row_of(name, which, True)),
        )
        for section, which in assigned.removed
    )
    keys = keys_of(removed) or (keys_of(slots) if variable.each else ())
    return Plan(variable, {}, spreads, slots, options, removed, keys, offered_by(slots, spreads))


def offered_by(slots: tuple[Slot, ...], spreads: tuple[Ready, ...]) -> tuple[Offered, ...]:
    """What the slots of a variable offer, for each of its spreads."""
    return tuple(
        tuple((slot.entry, slot.choices[k], slot.told[k] if slot.kept else None) for slot in slots)
        for k in range(len(spreads))
    )


def keys_of(each_drawn: tuple[Slot, ...] | tuple[Removal, ...]) -> tuple[bytes, ...]:
    """Of the draws of each."""
    return tuple(each.key for each in each_drawn)


def row_of(variable: str, which: str, value: Any) -> Row:
    """What was drawn for one of those that a variable is drawn for."""
    number = float(value) if isinstance(value, int | float) else None
    return {"variable": variable, "which": which, "number": number, "value": told(value)}


def _slot(
    name: str,
    variable: Variable,
    target: Target,
    by_name: bool,
    spreads: tuple[Ready, ...],
    numbering: Numbering,
    told_there: frozenset[str],
) -> Slot:
    which = str(target.entry[-1]) if by_name else target.path
    return Slot(
        numbering.entry(target.entry),
        target.entry,
        target.rest,
        _key(name, target.path),
        which,
        variable.each and which not in told_there,
        tuple(
            tuple((numbering.choice(), target.rest, variable.written(value)) for value in spread.options)
            for spread in spreads
        ),
        tuple(tuple(row_of(name, which, value) for value in spread.options) for spread in spreads),
    )


def _key(name: str, which: str) -> bytes:
    """Of a draw, as `Draws.uniform` makes it."""
    return f"/{name}/{which}/variable".encode()
