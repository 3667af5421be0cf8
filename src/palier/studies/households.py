"""Who of a household is at home: every part of it that may be, and how often."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any

from pydantic import Field

from palier.scenario.building import Described

GROWN_UP = 18  # from here on somebody goes their own ways. [year]
RETIRED = 65  # [year]
ALONE_FROM = 12  # no younger child is at home without an adult: an assumption. [year]

Members = list[Any]  # as a scenario takes them: an age, or a mapping with one


class HouseholdKind(Described):
    """One household, and how many of a hundred are like it."""

    weight: float = Field(gt=0)
    members: tuple[Any, ...] = Field(min_length=1)


def at_home(
    kinds: Iterable[HouseholdKind], chances: dict[str, float], most: int
) -> tuple[list[tuple[Members, float]], float]:
    """The groups of people that are at home in a flat, with per cent, and the probability that nobody is.

    Parameters
    ----------
    kinds : iterable of HouseholdKind
        Those larger than `most` are left out.
    chances : dict
        Probabilities: that a `household away` is as a whole, and otherwise that an `adult`, the children together
        (`child`) and each `retired` person is at home. Who is bedridden always is.
    most : int
        How many people live in the flat at most.
    """
    found: dict[str, float] = {}
    for kind in kinds:
        if len(kind.members) <= most:
            for members, chance in _present(kind.members, chances):
                key = json.dumps(members)
                found[key] = found.get(key, 0.0) + kind.weight * chance
    every = sum(found.values())
    nobody = found.pop("[]", 0.0)
    groups = [(json.loads(key), round(100.0 * weight / (every - nobody), 3)) for key, weight in found.items()]
    return [group for group in groups if group[1] > 0.0], round(nobody / every, 3)


def age(member: Any) -> float:
    """Age of a member. [year]"""
    return float(member["age"] if isinstance(member, dict) else member)


def _present(members: tuple[Any, ...], chances: dict[str, float]) -> Iterator[tuple[Members, float]]:
    """Every part of a household that may be at home, with its probability."""
    away = chances["household away"]
    yield [], away
    adults = [member for member in members if age(member) >= GROWN_UP]
    has_children = len(adults) < len(members)
    for present in product((True, False), repeat=len(adults) + has_children):
        chance = 1.0 - away
        home = []
        with_children = has_children and present[-1]
        if has_children:
            chance *= chances["child"] if with_children else 1.0 - chances["child"]
        there = iter(present)
        is_watched = any(present[: len(adults)])
        for member in members:
            if age(member) < GROWN_UP:
                if with_children and (is_watched or age(member) >= ALONE_FROM):
                    home.append(member)
                continue
            is_here, often = next(there), _often(member, chances)
            chance *= often if is_here else 1.0 - often
            if is_here:
                home.append(member)
        if chance > 0.0:
            yield home, chance


def _often(member: Any, chances: dict[str, float]) -> float:
    if isinstance(member, dict) and member.get("mobility") == "bedridden":
        return 1.0
    return chances["retired" if age(member) >= RETIRED else "adult"]
