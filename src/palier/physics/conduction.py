"""One-dimensional conduction into walls, ceilings and floors."""

from numba import njit


@njit(cache=True, error_model="numpy")
def conduct(
    temperature,
    spacing,
    nodes,
    conductivity,
    heat_capacity,
    step,
    flux,
    flux_slope,
    back_coefficient,
    back_temperature,
    work,
):
    """Advance the temperatures in a slab by one implicit step.

    Parameters
    ----------
    temperature : float array [max_nodes]
        Node temperatures from the front; overwritten. [K]
    spacing : float array [max_nodes - 1]
        Distances between nodes. [m]
    nodes : int
        Number of nodes used.
    conductivity, heat_capacity : float
        [W/m/K], [J/m3/K]
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
    link = conductivity / spacing[0]
    diagonal = heat_capacity * 0.5 * spacing[0] / step + flux_slope + link
    upper[0] = -link / diagonal
    right[0] = (heat_capacity * 0.5 * spacing[0] / step * temperature[0] + flux + flux_slope * front_before) / diagonal
    for i in range(1, nodes):
        lower = -link
        if i < last:
            link = conductivity / spacing[i]
            capacity = heat_capacity * 0.5 * (spacing[i - 1] + spacing[i]) / step
            diagonal = capacity - lower + link
            source = capacity * temperature[i]
        else:
            capacity = heat_capacity * 0.5 * spacing[i - 1] / step
            diagonal = capacity - lower + back_coefficient
            source = capacity * temperature[i] + back_coefficient * back_temperature
            link = 0.0
        pivot = diagonal - lower * upper[i - 1]
        upper[i] = -link / pivot
        right[i] = (source - lower * right[i - 1]) / pivot
    temperature[last] = right[last]
    for i in range(last - 1, -1, -1):
        temperature[i] = right[i] - upper[i] * temperature[i + 1]
    return (
        flux - flux_slope * (temperature[0] - front_before),
        back_coefficient * (temperature[last] - back_temperature),
    )
