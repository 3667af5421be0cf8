"""A number that tells whether two histories are the same in every bit."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from palier.engine.arrays import Events, Ints
from palier.engine.compiled import kernel
from palier.engine.history import History

LANES = 4  # sums that run side by side, as each step waits for the one before
ODD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio, which is odd: multiplying by it loses nothing
HALF = np.uint64(32)  # bits of a word by which its upper half is brought down


@kernel
def mix(arrays: tuple[Ints, ...], lanes: Ints) -> None:
    """Take words into the lanes: arrays of [n] uint64, and [LANES] uint64.

    Each step is reversible (exclusive or, multiplication by an odd number, its upper half on its lower), so that one
    word that differs always shows, and several do but for a chance of 2^-64.
    """
    a, b, c, d = lanes[0], lanes[1], lanes[2], lanes[3]
    for words in arrays:
        whole = words.size - words.size % LANES
        for i in range(0, whole, LANES):
            a = (a ^ words[i]) * ODD
            b = (b ^ words[i + 1]) * ODD
            c = (c ^ words[i + 2]) * ODD
            d = (d ^ words[i + 3]) * ODD
            a ^= a >> HALF
            b ^= b >> HALF
            c ^= c >> HALF
            d ^= d >> HALF
        for i in range(whole, words.size):
            a = (a ^ words[i]) * ODD
            a ^= a >> HALF
    lanes[0], lanes[1], lanes[2], lanes[3] = a, b, c, d


def fingerprint(history: History, events: Events) -> str:
    """Sixteen letters that follow from every bit of what a run keeps, and from nothing else."""
    n = int(events.count[0])
    kept = (*history, events.time[:n], events.code[:n], events.subject[:n], events.object[:n], events.value[:n])
    lanes = np.arange(1, LANES + 1).astype(np.uint64)
    mix(tuple([np.ascontiguousarray(each).reshape(-1).view(np.uint64) for each in kept]), lanes)
    sizes = np.array([each.size for each in kept], np.int64)
    return blake2b(lanes.tobytes() + sizes.tobytes(), digest_size=8).hexdigest()
