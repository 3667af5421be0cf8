"""Bias and scatter of a model's predictions, as the validation guides of FDS and CFAST state them.

With :math:`M_i > 0` predicted and :math:`E_i > 0` measured, :math:`r_i = \\ln(M_i/E_i)` and the relative standard
deviation :math:`\\sigma_E` of the measurements,

.. math::
   \\bar r = \\frac1n \\sum r_i, \\qquad
   \\sigma_M^2 + \\sigma_E^2 = \\frac1{n-1} \\sum (r_i - \\bar r)^2, \\qquad
   \\delta = \\exp\\left(\\bar r + \\tfrac12 \\sigma_M^2 - \\tfrac12 \\sigma_E^2\\right)

:math:`\\delta` is the bias, 1 for a model that is right on average; :math:`\\sigma_M`, the scatter, is the relative
standard deviation of the model, 0 where the measurements' own uncertainty explains all differences.

References
----------
.. [1] K. McGrattan, B. Toman, "Quantifying the predictive uncertainty of complex numerical models", Metrologia 48
   (2011) 173-180.
.. [2] NUREG-1824 Supplement 1 / EPRI 3002002182, "Verification and Validation of Selected Fire Models for Nuclear
   Power Plant Applications", 2016.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple


class Moments(NamedTuple):
    """What the statistics need of any number of comparisons; those of several sets can be pooled."""

    n: int
    mean: float  # of ln(predicted / measured)
    squares: float  # sum of the squared differences from the mean
    within: int  # of them within two standard deviations of the measurement


class Statistics(NamedTuple):
    """Of the comparisons of one quantity."""

    n: int
    bias: float
    scatter: float  # relative standard deviation of the model
    within: float  # part of the comparisons within two standard deviations of the measurement


def moments(pairs: Iterable[tuple[float, float]], uncertainty: float) -> Moments:
    """Moments of pairs of measured and predicted, all positive; `uncertainty` is that of the measurement."""
    logs = [math.log(predicted / measured) for measured, predicted in pairs]
    n = len(logs)
    mean = sum(logs) / n if n else 0.0
    squares = sum((each - mean) ** 2 for each in logs)
    return Moments(n, mean, squares, sum(abs(each) < 2.0 * uncertainty for each in logs))


def pooled(parts: Iterable[Moments]) -> Moments:
    """The moments of all comparisons of several sets together."""
    parts = [part for part in parts if part.n]
    n = sum(part.n for part in parts)
    mean = sum(part.n * part.mean for part in parts) / n if n else 0.0
    squares = sum(part.squares + part.n * (part.mean - mean) ** 2 for part in parts)
    return Moments(n, mean, squares, sum(part.within for part in parts))


def statistics(of: Moments, uncertainty: float) -> Statistics | None:
    """Bias and scatter; None of fewer than two comparisons."""
    if of.n < 2:
        return None
    measured = uncertainty**2
    model = max(of.squares / (of.n - 1) - measured, 0.0)
    bias = math.exp(of.mean + model / 2.0 - measured / 2.0)
    return Statistics(of.n, bias, math.sqrt(model), of.within / of.n)
