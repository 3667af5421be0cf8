"""A number that tells whether two histories are the same in every bit."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import numpy as np

from palier.engine.arrays import Events, Ints
from palier.engine.compiled import kernel
from palier.engine.history import History

LANES = 8  # sums that run side by side, as each step waits for the one before
ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, which is odd: multiplying by it loses nothing
HALF = np.uint64(32)  # bits of a word by which its upper half is brought down


@kernel
def mix(words: Ints, lanes: Ints) -> None:
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


def fingerprint(history: History, events: Events) -> str:
    """Sixteen letters that follow from every bit of what a run keeps, and from nothing else."""
    n = int(events.count[0])
    told = events.time[:n], events.code[:n], events.subject[:n], events.object[:n], events.value[:n]
    lanes = np.arange(1, LANES + 1).astype(np.uint64)
    mix(_words(history), lanes)
    mix(_words(told), lanes)
    sizes = np.array([each.size for each in (*history, *told)], np.int64)
    return blake2b(lanes.tobytes() + sizes.tobytes(), digest_size=8).hexdigest()


def _words(arrays: tuple[np.ndarray, ...]) -> np.ndarray:
    """The words of arrays one after the other, as `new_history` lays them out, or copied so."""
    block: Any = arrays[0].base
    together = block is not None and all([each.base is block for each in arrays])
    if together and sum([each.size for each in arrays]) == block.size:
        return block.view(np.uint64)
    return np.concatenate([np.ascontiguousarray(each).reshape(-1).view(np.uint64) for each in arrays])
