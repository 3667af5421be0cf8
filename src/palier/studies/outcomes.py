"""What a study counts in each run."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple


class Outcome(NamedTuple):
    """Something that a run comes to."""

    figure: str  # SQL over a row of `runs`
    sure: bool  # it happens in a run or does not: its mean is a probability
    description: str


OUTCOMES = {
    "stair impassable": Outcome(
        "stair_impassable_from is not null",
        True,
        "At some time no stair could be walked from its head down to the storey above the fire; never of a fire on the "
        "top storey.",
    ),
    "stair impassable before the crew": Outcome(
        "stair_impassable_from is not null and stair_impassable_from < coalesce(arrived_at, 1e300)",
        True,
        "The same, before a crew of the fire service was there: crews open doors, and let smoke into the stair. A "
        "measure that brings the crew sooner leaves less time for it.",
    ),
    "any death": Outcome("dead > 0", True, "At least one person died."),
    "three or more dead": Outcome("dead >= 3", True, "At least three persons died."),
    "dead": Outcome("dead", False, "Persons who died."),
    "severe": Outcome("severe", False, "Persons who were overcome and lived."),
    "hospital": Outcome("hospital", False, "Persons who had to go to hospital without having been overcome."),
    "hurt": Outcome("dead + severe + hospital + minor", False, "Persons with any injury, the dead included."),
    "dead elsewhere": Outcome("dead_elsewhere", False, "Dead who were not in the flat of origin when it began."),
    "hurt elsewhere": Outcome("hurt_elsewhere", False, "Hurt who were not in the flat of origin when it began."),
    "trapped": Outcome("trapped", False, "Persons who could not go on at some time."),
    "rescued": Outcome("rescued", False, "Persons brought out by others."),
    "expected dead": Outcome(
        "expected_dead",
        False,
        "Everybody's chance of dying of what was breathed and felt, summed up. It spreads each person's dose and the "
        "limits over how unsure they are, so it differs less from fire to fire than the dead do; its mean need not be "
        "theirs.",
    ),
    "expected hurt": Outcome("expected_hurt", False, "The same of any injury, death included."),
}

NAMES = "[" + ", ".join(f"'{name}'" for name in OUTCOMES) + "]"

_OF_ROW: dict[str, Callable[[dict[str, Any]], float]] = {  # those that are not a column
    "stair impassable": lambda row: row["stair_impassable_from"] is not None,
    "stair impassable before the crew": lambda row: (
        row["stair_impassable_from"] is not None
        and row["stair_impassable_from"] < (math.inf if row["arrived_at"] is None else row["arrived_at"])
    ),
    "any death": lambda row: row["dead"] > 0,
    "three or more dead": lambda row: row["dead"] >= 3,
    "hurt": lambda row: row["dead"] + row["severe"] + row["hospital"] + row["minor"],
}


def of_row(name: str, row: dict[str, Any]) -> float:
    """An outcome of a completed run, as its SQL has it."""
    return float(_OF_ROW[name](row) if name in _OF_ROW else row[name.replace(" ", "_")])
