"""Draws: one number per (seed, run, who, purpose), the same whatever else is drawn.

Counter-based in the sense that no generator is advanced: each number is a hash of its own key, so adding a
person, a variant or a run leaves all others untouched.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from statistics import NormalDist

_NORMAL = NormalDist()


class Draws:
    """Draws of one run of one study."""

    def __init__(self, seed: int, run: int) -> None:
        self._start = f"{seed}/{run}".encode()

    def uniform(self, who: str, purpose: str) -> float:
        """In the open interval (0, 1)."""
        return self.at(f"/{who}/{purpose}".encode())

    def at(self, key: bytes) -> float:
        """The same, by a key that is written out."""
        digest = blake2b(self._start + key, digest_size=8).digest()
        return ((int.from_bytes(digest, "little") >> 11) + 0.5) / 2.0**53

    def normal(self, who: str, purpose: str, bound: float = 2.5) -> float:
        """Standard normal, cut at plus and minus `bound`."""
        return max(-bound, min(bound, _NORMAL.inv_cdf(self.uniform(who, purpose))))

    def lognormal(self, who: str, purpose: str, median: float, spread: float) -> float:
        """Lognormal of a median and a standard deviation of the logarithm, cut at 2.5 of these."""
        return median * math.exp(spread * self.normal(who, purpose))

    def chance(self, who: str, purpose: str, probability: float) -> bool:
        """True with a probability."""
        return self.uniform(who, purpose) < probability
