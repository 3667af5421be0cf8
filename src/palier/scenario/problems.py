"""What is wrong with a scenario: where, what, and what would be right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake. Lines and columns count from 1; both are 0 if the mistake has no place in a file."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}"


class ScenarioError(ValueError):
    """Everything that is wrong with a scenario, one line each."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Fault:
    """A broken rule at a place in the scenario, before it is known which line that is."""

    path: Path
    message: str


def nearest(word: str, allowed: Iterable[str], what: str = "") -> str:
    """A sentence that offers the nearest allowed words, or lists them all if none is near.

    Empty if nothing is allowed at all.
    """
    words = list(dict.fromkeys(allowed))
    if not words:
        return ""
    lowered = {w.lower(): w for w in reversed(words)}
    near = difflib.get_close_matches(word.lower(), list(lowered), n=2, cutoff=0.6)
    if near:
        return "Did you mean " + " or ".join(f"'{lowered[w]}'" for w in near) + "?"
    shown = words if len(words) <= 12 else [*words[:11], f"... ({len(words) - 11} more)"]
    return f"{what or 'There is'}: {', '.join(shown)}."


def dotted(path: Path) -> str:
    """A path as people write it: `building.rooms.hall.width`."""
    return ".".join(str(part) for part in path)
