"""Gas that a wall has cooled and that runs down along it, or that one has warmed and that rises."""

import math

from numba import njit

from palier.physics.gas import GRAVITY
from palier.physics.target import PRANDTL, air

# Profiles across a turbulent boundary layer, y from the wall over its thickness: velocity y^(1/7) (1 - y)^4, difference
# to the gas 1 - y^(1/7) (Eckert & Jackson 1950).
SEVENTH = 1.0 / 7.0
BINOMIAL = (1.0, -4.0, 6.0, -4.0, 1.0)  # of (1 - y)^4
WHOLE = math.gamma(8.0 / 7.0) * math.gamma(5.0) / math.gamma(43.0 / 7.0)  # of the velocity's profile: 0.1463. [-]
FLOW_TERMS = tuple(each / (k + 8.0 * SEVENTH) / WHOLE for k, each in enumerate(BINOMIAL))  # of part_beyond
WARMTH_TERMS = tuple(each / (k + 9.0 * SEVENTH) / WHOLE for k, each in enumerate(BINOMIAL))  # of part_beyond
# Flow over the viscosity by powers of the Grashof number, 0.4 and 0.25 (Eckert & Jackson; Squire). [-]
TURBULENT = WHOLE * 1.185 * 0.565 * PRANDTL ** (-8.0 / 15.0) * (1.0 + 0.494 * PRANDTL ** (2.0 / 3.0)) ** -0.4
LAMINAR = 5.17 * 3.93 / 12.0 * PRANDTL**-0.5 * (20.0 / 21.0 + PRANDTL) ** -0.25


@njit(cache=True, error_model="numpy")
def wall_flow(gas, surface, way):
    """Gas that runs along a wall warmer or colder than it, per metre of the wall's width.

    Parameters
    ----------
    gas, surface : float
        Temperatures. [K], [K]
    way : float
        Height over which it has run. [m]

    Returns
    -------
    flow, power : float
        Volume flow [m2/s], and the power of Gr with which it grows [-].

    Notes
    -----
    Integral solutions for a flat plate in still gas, the larger of turbulent
    :math:`0.0980\\,\\nu\\,Pr^{-8/15} (1 + 0.494 Pr^{2/3})^{-2/5} Gr^{2/5}` [1]_ and laminar
    :math:`1.693\\,\\nu\\,Pr^{-1/2} (0.952 + Pr)^{-1/4} Gr^{1/4}` [2]_, which meet near Gr = 2e8. What such flows do to
    the layers of a room on fire is set out in [3]_.

    References
    ----------
    .. [1] E. R. G. Eckert & T. W. Jackson, "Analysis of Turbulent Free-Convection Boundary Layer on Flat Plate",
       NACA Report 1015, 1950. For Gr Pr from 1e10 to 1e12.
    .. [2] H. B. Squire, in S. Goldstein (ed.), "Modern Developments in Fluid Dynamics", 1938, vol. 2.
    .. [3] Y. Jaluria & L. Y. Cooper, "Negatively Buoyant Wall Flows Generated in Enclosure Fires", Prog. Energy
       Combust. Sci. 15:159, 1989.
    """
    difference = abs(gas - surface)
    if difference <= 0.0 or way <= 0.0:
        return 0.0, 0.4
    film = 0.5 * (gas + surface)
    _, viscosity = air(film)
    grashof = GRAVITY * difference / film * way**3 / viscosity**2
    turbulent, laminar = TURBULENT * grashof**0.4, LAMINAR * math.sqrt(math.sqrt(grashof))
    return viscosity * max(turbulent, laminar), 0.4 if turbulent > laminar else 0.25


@njit(cache=True, error_model="numpy")
def part_beyond(limit):
    """Part of a wall's flow that differs from the gas by more than a part of what the wall does.

    Parameters
    ----------
    limit : float
        Difference to the gas, over that of the wall. [-]

    Returns
    -------
    part : float
        Of the flow; 1 for a limit of 0, 0 for 1. [-]
    difference : float
        Its mean difference to the gas, over that of the wall: 0.25 for all of the flow. [-]

    Notes
    -----
    By the profiles of Eckert and Jackson, integrated to where the difference is the limit,
    :math:`y = (1 - \\theta)^7`: half of the flow differs by more than a quarter of what the wall does, a fortieth by
    more than half.

    References
    ----------
    .. [1] E. R. G. Eckert & T. W. Jackson, NACA Report 1015, 1950.
    """
    if limit >= 1.0:
        return 0.0, 1.0
    root = 1.0 - max(limit, 0.0)  # y^(1/7)
    y = root**7
    flow = 0.0
    warmth = 0.0
    power = y * root  # y^(8/7)
    for k in range(5):
        flow += FLOW_TERMS[k] * power
        warmth += WARMTH_TERMS[k] * power * root
        power *= y
    return flow, 1.0 - warmth / flow
