"""One-dimensional conduction into walls, ceilings and floors."""

from numba import njit


@njit(cache=True, error_model="numpy")
def conduct(
    temperature,
    nodes,
    conductance,
    capacity,
    step,
    flux,
    flux_slope,
    back_coefficient,
    back_temperature,
    work,
):
    """Advance the temperatures in a slab of one or several materials by one implicit step.

    Parameters
    ----------
    temperature : float array [max_nodes]
        Node temperatures from the front; overwritten. [K]
    nodes : int
        Number of nodes used.
    conductance : float array [max_nodes - 1]
        Between neighbouring nodes: conductivity over distance. [W/m2/K]
    capacity : float array [max_nodes]
        Around each node: density x specific heat x half the distances to its neighbours. [J/m2/K]
    step : float
        [s]
    flux : float
        Heat flux into the front at its present temperature. [W/m2]
    flux_slope : float
        How much less flows in per kelvin that the front warms, >= 0. [W/m2/K]
    back_coefficient, back_temperature : float
        Exchange at the back; coefficient 0 is adiabatic. [W/m2/K], [K]
    work : float array [2, max_nodes]
        Scratch.

    Returns
    -------
    front, back : float
        Mean flux into the front and out of the back over the step. [W/m2]

    Notes
    -----
    Backward Euler on control volumes around the nodes, solved by the Thomas algorithm: stable for any step, exact in
    energy (stored = in - out), first order in time, second in space on a uniform grid.

    References
    ----------
    .. [1] S. V. Patankar, "Numerical Heat Transfer and Fluid Flow", 1980, ch. 4.
    """
    upper = work[0]
    right = work[1]
    last = nodes - 1
    front_before = temperature[0]
    stored = capacity[0] / step
    link = conductance[0]
    inverse = 1.0 / (stored + flux_slope + link)
    upper[0] = -link * inverse
    right[0] = (stored * temperature[0] + flux + flux_slope * front_before) * inverse
    for i in range(1, nodes):
        before = link
        stored = capacity[i] / step
        source = stored * temperature[i]
        if i < last:
            link = conductance[i]
            diagonal = stored + before + link
        else:
            link = 0.0
            diagonal = stored + before + back_coefficient
            source += back_coefficient * back_temperature
        inverse = 1.0 / (diagonal + before * upper[i - 1])
        upper[i] = -link * inverse
        right[i] = (source + before * right[i - 1]) * inverse
    temperature[last] = right[last]
    for i in range(last - 1, -1, -1):
        temperature[i] = right[i] - upper[i] * temperature[i + 1]
    return (
        flux - flux_slope * (temperature[0] - front_before),
        back_coefficient * (temperature[last] - back_temperature),
    )
