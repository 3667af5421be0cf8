"""Draws: one number per (seed, run, who, purpose), the same whatever else is drawn.

Counter-based in the sense that no generator is advanced: each number is a hash of its own key, so adding a
person, a variant or a run leaves all others untouched.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist

_NORMAL = NormalDist()


class Draws:
    """Draws of one run of one study."""

    def __init__(self, seed: int, run: int) -> None:
        self._start = f"{seed}/{run}".encode()

    def uniform(self, who: str, purpose: str) -> float:
        """In the open interval (0, 1)."""
        return drawn(self._start, (f"/{who}/{purpose}".encode(),))[0]

    def at(self, keys: tuple[bytes, ...]) -> list[float]:
        """The same for many, whose keys are written out; they are kept for a while, as others ask for them too."""
        return _drawn_before(self._start, keys)

    def normal(self, who: str, purpose: str, bound: float = 2.5) -> float:
        """Standard normal, cut at plus and minus `bound`."""
        return max(-bound, min(bound, _NORMAL.inv_cdf(self.uniform(who, purpose))))

    def lognormal(self, who: str, purpose: str, median: float, spread: float) -> float:
        """Lognormal of a median and a standard deviation of the logarithm, cut at 2.5 of these."""
        return median * math.exp(spread * self.normal(who, purpose))

    def exponential(self, who: str, purpose: str, mean: float) -> float:
        """Exponential of a mean: the wait for what comes at any time alike."""
        return -mean * math.log(self.uniform(who, purpose))

    def chance(self, who: str, purpose: str, probability: float) -> bool:
        """True with a probability."""
        return self.uniform(who, purpose) < probability


def drawn(start: bytes, keys: tuple[bytes, ...]) -> list[float]:
    """In the open interval (0, 1), for each key."""
    digests = [int.from_bytes(blake2b(start + key, digest_size=8).digest(), "little") for key in keys]
    return [((each >> 11) + 0.5) / 2.0**53 for each in digests]


_drawn_before = lru_cache(maxsize=256)(drawn)
