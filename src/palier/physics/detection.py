"""Smoke and heat alarms, and what people notice of smoke.

Sources are named at each constant; thresholds of people carry their spread because each person draws one.
"""

from __future__ import annotations

import math

from numba import njit

HEAT_LAG = 50.0  # s, time constant of a heat alarm: RTI 50 (m s)^0.5 in a ceiling jet of 1 m/s (assumed)

NOTICE = (0.05, 0.5)  # 1/m median and ln-spread at which an awake person sees smoke in a room: an assumption
SMELL = (0.01, 0.8)  # 1/m at which smoke is smelt: an assumption, far below what is seen
WAKE = (0.8, 0.6)  # 1/m at which smoke itself wakes: an assumption; smell alone seldom wakes (Bruck 2001)


@njit(cache=True)
def element_temperature(element, gas, dt):
    """Temperature of a heat alarm's element after a step in gas at a constant temperature.

    First-order lag, exact over the step. element, gas : [K]; dt : [s]; returns [K].
    """
    return gas + (element - gas) * math.exp(-dt / HEAT_LAG)
