"""Draws: one number per (seed, run, who, purpose), the same whatever else is drawn.

Counter-based in the sense that no generator is advanced: each number is a hash of its own key, so adding a
person, a variant or a run leaves all others untouched.
"""

from __future__ import annotations

import math
from functools import lru_cache
from hashlib import blake2b
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

_NORMAL = NormalDist()
BOUND = 2.5  # most standard deviations that a normal draw may be from its mean
BY_MEASURES = 8  # fires whose draws are kept, as the next measure asks for the same ones


class Draws:
    """Draws of one run of one study."""

    def __init__(self, seed: int, run: int) -> None:
        self._start = f"{seed}/{run}".encode()

    def uniform(self, who: str, purpose: str) -> float:
        """In the open interval (0, 1)."""
        digest = blake2b(self._start + f"/{who}/{purpose}".encode(), digest_size=8).digest()
        return ((int.from_bytes(digest, "little") >> 11) + 0.5) / 2.0**53

    def at(self, keys: tuple[bytes, ...]) -> list[float]:
        """The same for many, whose keys are written out; they are kept for a while, as others ask for them too."""
        return _drawn_before(self._start, keys)

    def uniforms(self, who: tuple[str, ...], purposes: tuple[str, ...]) -> npt.NDArray[np.float64]:
        """The same for everybody and every purpose, [n_who, n_purposes]; not to be written into."""
        return _table(self._start, who, purposes)

    def normals(self, who: tuple[str, ...], purposes: tuple[str, ...]) -> npt.NDArray[np.float64]:
        """As `normal`, for everybody and every purpose, [n_who, n_purposes]; not to be written into."""
        return _normal_table(self._start, who, purposes)

    def normal(self, who: str, purpose: str) -> float:
        """Standard normal, cut at plus and minus `BOUND`."""
        return max(-BOUND, min(BOUND, _NORMAL.inv_cdf(self.uniform(who, purpose))))

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
    digests = b"".join([blake2b(start + key, digest_size=8).digest() for key in keys])
    numbers: list[float] = (((np.frombuffer(digests, "<u8") >> np.uint64(11)) + 0.5) / 2.0**53).tolist()
    return numbers


_drawn_before = lru_cache(maxsize=256)(drawn)


@lru_cache(maxsize=BY_MEASURES)
def _table(start: bytes, who: tuple[str, ...], purposes: tuple[str, ...]) -> npt.NDArray[np.float64]:
    keys = tuple([key for each in who for key in _keys(each, purposes)])
    return np.array(drawn(start, keys)).reshape(len(who), len(purposes))


@lru_cache(maxsize=4096)
def _keys(who: str, purposes: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple([f"/{who}/{purpose}".encode() for purpose in purposes])


@lru_cache(maxsize=BY_MEASURES)
def _normal_table(start: bytes, who: tuple[str, ...], purposes: tuple[str, ...]) -> npt.NDArray[np.float64]:
    uniform = _table(start, who, purposes)
    normal = np.array(list(map(_NORMAL.inv_cdf, uniform.ravel().tolist()))).reshape(uniform.shape)
    return np.clip(normal, -BOUND, BOUND)
