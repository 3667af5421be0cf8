"""Smoke and heat alarms, and sprinklers."""

from __future__ import annotations

import math

from numba import njit

FURNISHINGS_IN = 1.0 / 0.023  # s, to 1/e of their heat release [2 of `extinguishing_time`]
FURNISHINGS_FROM = 7e-5  # m/s of water
HEAT_LAG = 50.0  # s, time constant of a heat alarm: RTI 50 (m s)^0.5 in a ceiling jet of 1 m/s (assumed)


@njit(cache=True)
def element_temperature(element, gas, dt, lag=HEAT_LAG):
    """Temperature of a heat alarm's element after a step in gas at a constant temperature.

    First-order lag, exact over the step. element, gas : [K]; dt, lag : [s]; returns [K].
    """
    return gas + (element - gas) * math.exp(-dt / lag)


@njit(cache=True, error_model="numpy")
def link_temperature(element, gas, speed, response_time_index, step):
    """Temperature of the element of a sprinkler or heat detector after a step in a steady flow.

    Parameters
    ----------
    element, gas : float
        Temperatures at the start of the step, and around. [K], [K]
    speed : float
        Of the gas. [m/s]
    response_time_index : float
        RTI; 0: it is as warm as the gas. [m^0.5 s^0.5]
    step : float
        [s]

    Returns
    -------
    float
        :math:`T_g + (T_e - T_g) e^{-t \\sqrt{u} / RTI}`, exact over the step. [K]

    Notes
    -----
    Conduction into the pipe is left out: it matters where heating is slow.

    References
    ----------
    .. [1] G. Heskestad & H. F. Smith, FMRC 22485, 1976.
    """
    if response_time_index <= 0.0:
        return gas
    return gas + (element - gas) * math.exp(-step * math.sqrt(speed) / response_time_index)


@njit(cache=True, error_model="numpy")
def extinguishing_time(spray_density, furnishings=False):
    """Time in which the spray of a sprinkler brings a fire to 1/e of its heat release.

    Parameters
    ----------
    spray_density : float
        Water per area and time. [m/s]
    furnishings : bool
        Whether furnishings burn that the water reaches, rather than cribs.

    Returns
    -------
    float
        Cribs: :math:`3 w^{-1.8}`, w in mm/s. Furnishings: 1 / 0.023 s from 0.07 mm/s on, and longer below in the
        proportion of cribs. inf without water. [s]

    Notes
    -----
    Cribs under 0.06 to 0.4 mm/s [1]_. Furnishings: the upper bound of eight packages of office furniture that were not
    heavily shielded, under 0.07 mm/s or more [2]_ (abstract read, the number from memory); that less water works as it
    does on cribs is an assumption. A fire that water cannot reach or that is fed by a pump is not put out by it.

    References
    ----------
    .. [1] D. D. Evans, "Sprinkler Fire Suppression Algorithm for HAZARD", NISTIR 5254, 1993.
    .. [2] D. Madrzykowski & R. L. Vettori, "A Sprinkler Fire Suppression Algorithm for the GSA Engineering Fire
       Assessment System", NISTIR 4833, 1992.
    """
    if spray_density <= 0.0:
        return math.inf
    if not furnishings:
        return 3.0 * (1000.0 * spray_density) ** -1.8
    return FURNISHINGS_IN * max(1.0, (spray_density / FURNISHINGS_FROM) ** -1.8)
