"""What follows from the very same things is not worked out again.

A study assembles one building for thousands of fires, and draws leave most of it alone: what they do not touch is the
same object in every scenario, and never changes. What follows from such objects alone is kept by them. So arrays may
belong to several models, and nothing writes into the arrays of a model.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

Made = TypeVar("Made")
_BY_VALUE = (bytes, str, int, float, tuple)  # a tuple of such


class Kept:
    """What was made of the same things before; of more than `most` the oldest is given up."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._made: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self._giving_up = Lock()

    def forget(self) -> None:
        """Begin anew."""
        self._made.clear()

    def of(self, things: tuple[Any, ...], make: Callable[[], Made]) -> Made:
        """What `make` makes of these things and of nothing else.

        Numbers and words go by value, a dict by its names and the objects in it, which a user may exchange, all else as
        objects.
        """
        key = tuple([_known_by(each) for each in things])
        found = self._made.get(key)
        if found is None:
            # the things live on, so that no other gets the number of one
            held = [list(each.values()) if isinstance(each, dict) else each for each in things]
            found = held, make()
            with self._giving_up:
                while len(self._made) >= self._most:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = found
        made: Made = found[1]
        return made


def _known_by(thing: Any) -> Any:
    if isinstance(thing, dict):
        return tuple(thing), tuple(map(id, thing.values()))
    return thing if isinstance(thing, _BY_VALUE) else id(thing)
