"""The habits of a scenario as kernels and assembly take them."""

from __future__ import annotations

from collections import namedtuple
from typing import Any

import numpy as np

from palier.engine.kept import Kept
from palier.physics.limits import Ladders, Reaching
from palier.scenario.habits import Habits

SPREAD = "_spread"
BEFORE = ("ladders", "reach")  # parts that are worked in before the loop begins
# Drawn for each person, by name: the columns of `People` that come from habits alone.
PERSONAL = (
    "warns_after", "waking_takes", "ready_with_others", "call_lasts", "looks_out_for", "looks_into_for", "missed_after",
    "carries_at_most", "takes_hold_in", "drags_at", "drags_down_at", "drags_up_at", "shuts_in", "opens_window_after",
    "shouts_every", "unbearable", "breaks_pane_after", "looks_every",
    "wakes_in_heat", "gets_up_in", "beside_by",
)  # fmt: skip


_TOLD, _FOR_ALL = Kept(256), Kept(256)


def told(habits: Habits) -> dict[str, Any]:
    """Every habit of the loop by its name; a name that two parts have would be an error of the program."""
    return _TOLD.of((habits,), lambda: _told(habits))


def _told(habits: Habits) -> dict[str, Any]:
    parts = [getattr(habits, part) for part in type(habits).model_fields if part not in BEFORE]
    return {name: getattr(part, name) for part in parts for name in type(part).model_fields}


def _for_all(values: dict[str, Any]) -> list[str]:
    """Names of what is the same for everybody."""
    drawn = [name for name in values if name + SPREAD in values]
    return [name for name in values if name not in drawn and name.removesuffix(SPREAD) not in drawn]


_made: Any = namedtuple
HabitValues: Any = _made("HabitValues", _for_all(told(Habits())))


def for_all(habits: Habits) -> Any:
    """A `HabitValues`: what is the same for everybody, as a number, or an array of numbers."""
    values = told(habits)
    return _FOR_ALL.of(
        (habits,),
        lambda: HabitValues(
            *(np.array(v) if isinstance(v := values[name], tuple) else float(v) for name in HabitValues._fields)
        ),
    )


def ladders_of(habits: Habits) -> Ladders:
    """What a scenario says of ladders."""
    return Ladders(**{name: getattr(habits.ladders, name) for name in Ladders._fields})


def reaching_of(habits: Habits) -> Reaching:
    """What a scenario says of reach, strength and the risk of falling."""
    return Reaching(**{name: getattr(habits.reach, name) for name in Reaching._fields})
