"""How a habit is told: default, meaning and range, and how far persons differ in it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from pydantic import Field

REACTS = 0.4  # spread of the logarithm of times in which people react, where nothing else is known: an assumption


def check_curve(points: tuple[float, ...], values: tuple[float, ...], names: str) -> None:
    """Raise ValueError unless two lists are the points of a curve."""
    if len(points) != len(values) or not points:
        raise ValueError(f"{names} belong together: give as many numbers in the one as in the other")
    if any(b <= a for a, b in pairwise(points)):
        raise ValueError(f"{names}: the numbers of the first must rise")


def told_as(default: float, meaning: str, least: float = 0.0, most: float | None = None) -> Any:
    """A field with a default, what it means, and the least and most it may be."""
    return Field(default=default, ge=least, le=most, description=meaning)


def spread(default: float = REACTS) -> Any:
    """The field beside a time or limit that says how far persons differ in it."""
    return Field(default=default, ge=0, le=2, description="Spread of the logarithm between persons. [-]")
