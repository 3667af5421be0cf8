"""Distributions by their quantiles: what value lies above a part `u` of all.

A value is always drawn as the quantile of a number between 0 and 1. Equal numbers give equal places in two
distributions, so that fires stay comparable when a measure changes one of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

_NORMAL = NormalDist()
_EULER = 0.5772156649015329  # Euler-Mascheroni constant: mean of the standard Gumbel distribution. [-]

Function = Callable[..., float]


class Kind(NamedTuple):
    """A family of distributions; its functions take a number and then the parameters."""

    parameters: tuple[str, ...]
    quantile: Function  # of u in (0, 1)
    below: Function  # part of all that lies below a value
    fault: Callable[..., str]  # what is wrong with the parameters; empty if nothing is


def _uniform(u: float, low: float, high: float) -> float:
    return low + (high - low) * u


def _below_uniform(x: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (x - low) / (high - low)))


def _normal(u: float, mean: float, deviation: float) -> float:
    return mean + deviation * _NORMAL.inv_cdf(u)


def _below_normal(x: float, mean: float, deviation: float) -> float:
    return _NORMAL.cdf((x - mean) / deviation)


def _lognormal(u: float, median: float, spread: float) -> float:
    return median * math.exp(spread * _NORMAL.inv_cdf(u))


def _below_lognormal(x: float, median: float, spread: float) -> float:
    return _NORMAL.cdf(math.log(x / median) / spread) if x > 0.0 else 0.0


def _triangular(u: float, low: float, mode: float, high: float) -> float:
    rising = (mode - low) / (high - low)
    if u < rising:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def _below_triangular(x: float, low: float, mode: float, high: float) -> float:
    if x <= low or x >= high:
        return 0.0 if x <= low else 1.0
    if x < mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1.0 - (high - x) ** 2 / ((high - low) * (high - mode))


def _exponential(u: float, mean: float) -> float:
    return -mean * math.log1p(-u)


def _below_exponential(x: float, mean: float) -> float:
    return -math.expm1(-x / mean) if x > 0.0 else 0.0


def _weibull(u: float, scale: float, shape: float) -> float:
    return float(scale * (-math.log1p(-u)) ** (1.0 / shape))


def _below_weibull(x: float, scale: float, shape: float) -> float:
    return -math.expm1(-((x / scale) ** shape)) if x > 0.0 else 0.0


def _gumbel(u: float, mean: float, deviation: float) -> float:
    scale = deviation * math.sqrt(6.0) / math.pi
    return mean - scale * (_EULER + math.log(-math.log(u)))


def _below_gumbel(x: float, mean: float, deviation: float) -> float:
    scale = deviation * math.sqrt(6.0) / math.pi
    return math.exp(-math.exp(min(700.0, -((x - mean) / scale + _EULER))))


def _gamma(u: float, mean: float, deviation: float) -> float:
    from scipy.special import gammaincinv

    shape = (mean / deviation) ** 2
    return float(gammaincinv(shape, u)) * mean / shape


def _below_gamma(x: float, mean: float, deviation: float) -> float:
    from scipy.special import gammainc

    shape = (mean / deviation) ** 2
    return float(gammainc(shape, max(x, 0.0) * shape / mean))


def _beta(u: float, a: float, b: float) -> float:
    from scipy.special import betaincinv

    return float(betaincinv(a, b, u))


def _below_beta(x: float, a: float, b: float) -> float:
    from scipy.special import betainc

    return float(betainc(a, b, min(1.0, max(0.0, x))))


def _rising(*values: float) -> str:
    return "" if all(a < b for a, b in pairwise(values)) else "its numbers must rise"


def _triangle(low: float, mode: float, high: float) -> str:
    return "" if low <= mode <= high and low < high else "its numbers must rise"


def _positive(*values: float) -> str:
    return "" if all(value > 0.0 for value in values) else "its numbers must be more than 0"


def _spread(_: float, deviation: float) -> str:
    return "" if deviation > 0.0 else "its second number, the standard deviation, must be more than 0"


KINDS: dict[str, Kind] = {
    "uniform": Kind(("low", "high"), _uniform, _below_uniform, _rising),
    "normal": Kind(("mean", "standard deviation"), _normal, _below_normal, _spread),
    "lognormal": Kind(("median", "standard deviation of the logarithm"), _lognormal, _below_lognormal, _positive),
    "triangular": Kind(("low", "mode", "high"), _triangular, _below_triangular, _triangle),
    "exponential": Kind(("mean",), _exponential, _below_exponential, _positive),
    "weibull": Kind(("scale", "shape"), _weibull, _below_weibull, _positive),
    "gumbel": Kind(("mean", "standard deviation"), _gumbel, _below_gumbel, _spread),
    "gamma": Kind(("mean", "standard deviation"), _gamma, _below_gamma, _positive),
    "beta": Kind(("a", "b"), _beta, _below_beta, _positive),
}


def quantile(
    kind: str,
    parameters: tuple[float, ...],
    u: float,
    between: tuple[float, float] | None = None,
    cut: tuple[float, float] | None = None,
) -> float:
    """Value below which a part `u` of a distribution lies.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    parameters : tuple of float
        As `KINDS` names them.
    u : float
        In the open interval (0, 1).
    between : tuple of float, optional
        The distribution is cut to this interval and what is left of it fills it: no draw is moved to an end.
    cut : tuple of float, optional
        What lies below the two ends, by `within`, if that is known.
    """
    family = KINDS[kind]
    if between is None:
        return family.quantile(u, *parameters)
    low, high = cut or within(kind, parameters, between) or (0.0, 1.0)
    whole = low + u * (high - low)
    value = family.quantile(whole, *parameters) if 0.0 < whole < 1.0 else between[round(whole)]
    return min(max(value, between[0]), between[1])  # of round-off only


def within(kind: str, parameters: tuple[float, ...], between: tuple[float, float] | None) -> tuple[float, float] | None:
    """Parts of a distribution below the two ends of an interval."""
    return (
        None
        if between is None
        else (KINDS[kind].below(between[0], *parameters), KINDS[kind].below(between[1], *parameters))
    )
