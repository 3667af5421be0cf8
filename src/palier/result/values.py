"""Numbers as results tell them."""

from __future__ import annotations

import math


def finite(value: float) -> float | None:
    """Two decimals; None for what never came about."""
    return round(float(value), 2) if math.isfinite(value) else None


def clock(seconds: float) -> str:
    """Minutes and seconds: 125 s is 2:05."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
