"""What decays exponentially."""

import math

from numba import njit

SHORT = 0.02  # time over the time constant up to which seven terms of the series give every digit. [-]


@njit(cache=True, error_model="numpy")
def decayed(time):
    """Part of what decays exponentially that has gone after a time, :math:`1 - e^{-t}`.

    time : over the time constant [-]; returns [-].

    Of a short time by the series :math:`t (1 - t/2 (1 - t/3 (1 - \\ldots)))`: no digit is lost, as there would be by
    taking a number near one from one.
    """
    if abs(time) >= SHORT:
        return -math.expm1(-time)
    rest = 1.0 - time * (1.0 / 6.0) * (1.0 - time * (1.0 / 7.0))
    rest = 1.0 - time * (1.0 / 4.0) * (1.0 - time * (1.0 / 5.0) * rest)
    return time * (1.0 - time * 0.5 * (1.0 - time * (1.0 / 3.0) * rest))
