"""Cube and fifth roots, which formulas of plumes and of natural convection take by the million."""

import math
from typing import Any

from numba import njit, types
from numba.extending import intrinsic

FIRST_GUESS = 0x553EF0FF289DD796  # bits of a number less a third of another's are near those of its root's inverse
FIRST_GUESS_OF_FIFTH = 0x4CB89CAC08312550  # same, less a fifth
LEAST = 1e-300  # from which on the cube, or the fifth power, of the root's inverse is a number


@njit(cache=True, error_model="numpy")
def cube_root(number):
    """Cube root, half as dear as that of the C library and as near: the last digit may be off by one.

    Parameters
    ----------
    number : float
        [any unit]

    Returns
    -------
    float
        [its cube root]

    Notes
    -----
    The inverse root :math:`y` needs no division: from a guess that is off by some per cent,
    :math:`y \\leftarrow y (1 + h/3 + 2 h^2/9 + 14 h^3/81 + \\ldots)` with :math:`h = 1 - x y^3`, the series of
    :math:`(1 - h)^{-1/3}`, leaves about 10^-5 and then nothing. A last step of Newton's mends the product.
    """
    if not LEAST < number < math.inf:
        return -((-number) ** (1.0 / 3.0)) if number < 0.0 else number ** (1.0 / 3.0)
    y = _number(FIRST_GUESS - _bits(number) // 3)
    h = 1.0 - (number * y) * (y * y)
    y += (y * h) * ((1.0 / 3.0 + h * (2.0 / 9.0)) + (h * h) * (14.0 / 81.0))
    h = 1.0 - (number * y) * (y * y)
    y += (y * h) * (1.0 / 3.0 + h * (2.0 / 9.0))
    squared = y * y
    root = number * squared
    return root + squared * (1.0 / 3.0) * (number - root * (root * root))


@njit(cache=True, error_model="numpy")
def fifth_root(number):
    """Fifth root of a number above 0, as `cube_root` finds it: the last digit may be off by one.

    Parameters
    ----------
    number : float
        [any unit]

    Returns
    -------
    float
        [its fifth root]

    Notes
    -----
    The series is that of :math:`(1 - h)^{-1/5}`, :math:`1 + h/5 + 3 h^2/25 + 11 h^3/125 + 44 h^4/625 + \\ldots`.
    """
    if not LEAST < number < math.inf:
        return number**0.2
    y = _number(FIRST_GUESS_OF_FIFTH - _bits(number) // 5)
    h = 1.0 - (number * y) * (y * y) ** 2
    y += (y * h) * ((1.0 / 5.0 + h * (3.0 / 25.0)) + (h * h) * (11.0 / 125.0 + h * (44.0 / 625.0)))
    h = 1.0 - (number * y) * (y * y) ** 2
    y += (y * h) * (1.0 / 5.0 + h * (3.0 / 25.0))
    fourth = (y * y) ** 2
    root = number * fourth
    return root + fourth * (1.0 / 5.0) * (number - root * (root * root) ** 2)


@intrinsic
def _bits(_typing: Any, number: Any) -> Any:
    """The bits of a number, as a whole one."""
    return types.int64(types.float64), _as_they_are


@intrinsic
def _number(_typing: Any, bits: Any) -> Any:
    """The number that has these bits."""
    return types.float64(types.int64), _as_they_are


def _as_they_are(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    return builder.bitcast(values[0], context.get_value_type(signature.return_type))
