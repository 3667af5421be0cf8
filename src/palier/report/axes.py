"""Scales for charts: round ticks, coordinates along a linear or a logarithmic axis, and the frame around them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from palier.report.drawing import number


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


def frame(x: Axis, y: Axis, below: str, beside: str, across: Sequence[float] | None = None) -> str:
    """Grid, ticks and the names of both axes; `across` are the ticks of the one below, default round values."""
    parts = []
    left, bottom, right, top = x.begin, y.begin, x.end, y.end
    for value in x.ticks if across is None else across:
        at = number(x.at(value))
        parts.append(f'<line class="grid" x1="{at}" x2="{at}" y1="{number(top)}" y2="{number(bottom)}"/>')
        under = f'x="{at}" y="{number(bottom + 14)}"'
        parts.append(f'<text class="tick" {under} text-anchor="middle">{label(value)}</text>')
    for value in y.ticks:
        at = number(y.at(value))
        parts.append(f'<line class="grid" x1="{number(left)}" x2="{number(right)}" y1="{at}" y2="{at}"/>')
        place = f'x="{number(left - 5)}" y="{number(y.at(value) + 4)}"'
        parts.append(f'<text class="tick" {place} text-anchor="end">{label(value)}</text>')
    middle = f'x="{number((left + right) / 2)}" y="{number(bottom + 30)}"'
    parts.append(f'<text class="axis" {middle} text-anchor="middle">{escape(below)}</text>')
    turned = f'transform="translate(12 {number((top + bottom) / 2)}) rotate(-90)"'
    parts.append(f'<text class="axis" {turned} text-anchor="middle">{escape(beside)}</text>')
    return "".join(parts)


def picture(width: float, height: float, body: str, words: str, kind: str) -> str:
    """A picture with its name for those who cannot see it."""
    return (
        f'<svg class="chart {kind}" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-label="{escape(words, quote=True)}">{body}</svg>'
    )
