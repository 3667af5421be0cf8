"""One-dimensional conduction into walls, ceilings and floors."""

from numba import njit

STAYS, FROM_BEHIND, FROM_BEFORE = range(3)  # rows of what `eliminate` writes


@njit(cache=True, error_model="numpy")
def eliminate(nodes, conductance, capacity, step, back_coefficient, factor):
    """What an implicit step through a slab needs that depends neither on its temperatures nor on what heats its front.

    Parameters
    ----------
    nodes : int
        Number of nodes used, at least 2.
    conductance : float array [max_nodes - 1]
        Between neighbouring nodes: conductivity over distance. [W/m2/K]
    capacity : float array [max_nodes]
        Around each node: density x specific heat x half the distances to its neighbours. [J/m2/K]
    step : float
        [s]
    back_coefficient : float
        Exchange at the back; 0 is adiabatic. [W/m2/K]
    factor : float array [3, max_nodes]
        Written: with how much of its own temperature, of that behind and of that before it each node ends the step, all
        behind it eliminated. [-]. For the front node: what it stores, the first conductance, and that to all behind it.
        [W/m2/K]

    Notes
    -----
    Backward Euler on control volumes around the nodes, by the Thomas algorithm from the back to the front. Stable for
    any step, exact in energy (stored = in - out), first order in time, second in space on a uniform grid.

    References
    ----------
    .. [1] S. V. Patankar, "Numerical Heat Transfer and Fluid Flow", 1980, ch. 4.
    """
    behind = back_coefficient
    through = back_coefficient
    for k in range(nodes - 1, 0, -1):
        before = conductance[k - 1]
        stored = capacity[k] / step
        inverse = 1.0 / (stored + before + through)
        factor[STAYS, k] = stored * inverse
        factor[FROM_BEHIND, k] = behind * inverse
        factor[FROM_BEFORE, k] = before * inverse
        through = before * (stored + through) * inverse
        behind = before
    factor[STAYS, 0] = capacity[0] / step
    factor[FROM_BEHIND, 0] = behind
    factor[FROM_BEFORE, 0] = through


@njit(cache=True, error_model="numpy")
def conduct(temperature, nodes, factor, flux, flux_slope, back_temperature, after):
    """Temperatures in a slab of one or several materials after the implicit step for which `eliminate` prepared.

    Parameters
    ----------
    temperature : float array [max_nodes]
        Node temperatures from the front. [K]
    nodes : int
        Number of nodes used.
    factor : float array [3, max_nodes]
        As `eliminate` writes it.
    flux : float
        Heat flux into the front at its present temperature. [W/m2]
    flux_slope : float
        How much less flows in per kelvin that the front warms, >= 0. [W/m2/K]
    back_temperature : float
        Of what the back exchanges heat with. [K]
    after : float array [max_nodes]
        Written: temperatures after the step; may be `temperature` itself. [K]

    Returns
    -------
    float
        Mean flux into the front over the step. [W/m2]
    """
    behind = back_temperature
    for k in range(nodes - 1, 0, -1):
        behind = factor[STAYS, k] * temperature[k] + factor[FROM_BEHIND, k] * behind
        after[k] = behind
    drawn = factor[FROM_BEFORE, 0] * temperature[0] - factor[FROM_BEHIND, 0] * behind
    warming = (flux - drawn) / (factor[STAYS, 0] + flux_slope + factor[FROM_BEFORE, 0])
    after[0] = temperature[0] + warming
    for k in range(1, nodes):
        after[k] += factor[FROM_BEFORE, k] * after[k - 1]
    return flux - flux_slope * warming
