"""A number that tells whether two histories are the same in every bit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from palier.engine.arrays import Events
from palier.engine.compiled import inner, kernel
from palier.engine.history import History

LANES = 8  # sums that run side by side, as each step waits for the one before
ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, which is odd: multiplying by it loses nothing
HALF = np.uint64(32)  # bits of a word by which its upper half is brought down
AT_ONCE = 1 << 16  # words of a history that are put side by side at once

Words = npt.NDArray[np.uint64]


def _mix(words: Words, lanes: Words) -> None:
    """Take words into the lanes: [n] uint64, and [LANES] uint64.

    Each step is reversible (exclusive or, multiplication by an odd number, its upper half on its lower), so that one
    word that differs always shows, and several do but for a chance of 2^-64.
    """
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    e, f, g, h = lanes[4], lanes[5], lanes[6], lanes[7]
    whole = words.size - words.size % LANES
    for i in range(0, whole, LANES):
        a = (a ^ words[i]) * ODD
        b = (b ^ words[i + 1]) * ODD
        c = (c ^ words[i + 2]) * ODD
        d = (d ^ words[i + 3]) * ODD
        e = (e ^ words[i + 4]) * ODD
        f = (f ^ words[i + 5]) * ODD
        g = (g ^ words[i + 6]) * ODD
        h = (h ^ words[i + 7]) * ODD
        a ^= a >> HALF
        b ^= b >> HALF
        c ^= c >> HALF
        d ^= d >> HALF
        e ^= e >> HALF
        f ^= f >> HALF
        g ^= g >> HALF
        h ^= h >> HALF
    for i in range(whole, words.size):
        a = (a ^ words[i]) * ODD
        a ^= a >> HALF
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d
    lanes[4], lanes[5], lanes[6], lanes[7] = e, f, g, h


mix: Any = kernel(_mix)
take_in: Any = inner(_mix)  # the same, for kernels


def new_lanes() -> Words:
    """The lanes before anything is taken in. [LANES]"""
    return np.arange(1, LANES + 1).astype(np.uint64)


def fingerprint(history: History, events: Events) -> str:
    """Sixteen letters that follow from every bit of what a run keeps, and from nothing else."""
    lanes = new_lanes()
    for row in _rows(history):
        mix(row, lanes)
    return sealed(lanes, history, len(history.time), events)


def sealed(lanes: Words, history: History, rows: int, events: Events) -> str:
    """The fingerprint of a run whose rows, one after the other, have been taken into the lanes.

    Parameters
    ----------
    lanes : [LANES]
    history : History
        Of that run, or one row of it: of it the shapes count.
    rows : int
        How many were taken in.
    events : Events
        What was told of the run.
    """
    n = int(events.count[0])
    told = events.time[:n], events.code[:n], events.subject[:n], events.object[:n], events.value[:n]
    lanes = lanes.copy()
    mix(np.concatenate([each.view(np.uint64) for each in told]), lanes)
    sizes = np.array([rows, n, *[_width(each) for each in history]], np.int64)
    return blake2b(lanes.tobytes() + sizes.tobytes(), digest_size=8).hexdigest()


def _width(column: np.ndarray) -> int:
    return math.prod(column.shape[1:])


def _rows(history: History) -> Iterator[Words]:
    """The words of each row, column after column, as one row lies in memory by itself."""
    at_once = max(1, AT_ONCE // max(1, sum(map(_width, history))))
    for first in range(0, len(history.time), at_once):
        some = [each[first : first + at_once] for each in history]
        words = [np.ascontiguousarray(each).reshape(len(each), _width(each)).view(np.uint64) for each in some]
        yield from np.concatenate(words, axis=1)
