"""Scales for charts: round ticks, and coordinates along a linear or a logarithmic axis."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """From values to coordinates: `low` lies at `begin`, `high` at `end`."""

    low: float
    high: float
    begin: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """The coordinate of a value."""
        part = (self._place(value) - self._place(self.low)) / (self._place(self.high) - self._place(self.low))
        return self.begin + part * (self.end - self.begin)

    @property
    def ticks(self) -> list[float]:
        """Round values within the axis, at most eight of a linear one."""
        if self.logarithmic:
            return _decades(self.low, self.high)
        step = round_step((self.high - self.low) / 5.0)
        first = math.ceil(self.low / step - 1e-9)
        return [k * step for k in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def _place(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value


def round_step(roughly: float) -> float:
    """1, 2 or 5 times a power of ten, the first that is not smaller."""
    power = 10.0 ** math.floor(math.log10(roughly))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= roughly * (1.0 - 1e-9))


def label(value: float) -> str:
    """A tick in as few characters as it takes."""
    if value and not 1e-3 <= abs(value) < 1e5:
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:.6g}"


def _decades(low: float, high: float) -> list[float]:
    """Powers of ten, with multiples of them where there are few."""
    decades = math.log10(high / low)
    factors = (1.0,) if decades > 2.5 else (1.0, 2.0, 5.0) if decades > 0.8 else (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = [factor * 10.0**power for power in powers for factor in factors]
    return [value for value in values if low * (1.0 - 1e-9) <= value <= high * (1.0 + 1e-9)]
