"""Flow through a horizontal opening: driven by pressure, and exchanged where heavy gas lies over light."""

import math

from numba import njit

from palier.physics.gas import GRAVITY
from palier.physics.openings import orifice_root, orifice_root_slope

DISCHARGE_HORIZONTAL = 0.68  # orifice coefficient (Cooper 1989, as used by CFAST). [-]
EXCHANGE = 0.10  # coefficient of the largest exchange flow (Cooper 1989, as used by CFAST). [-]
FLOODING = 0.461  # flooding pressure over g x density difference x diameter, round opening (same). [-]


@njit(cache=True, error_model="numpy")
def flight_passage(width, rise, riser, tread):
    """Area that gas passes through along the flights of a stair with closed risers and no open well.

    Parameters
    ----------
    width : float
        Clear width of a flight. [m]
    rise : float
        Height climbed in one turn of the stair, from which to the next flight overhead there is free height. [m]
    riser, tread : float
        Height and depth of a step. [m]

    Returns
    -------
    float
        :math:`w h \\cos\\alpha`, the section across the slope :math:`\\alpha` of the steps. [m2]

    Notes
    -----
    Steps without gaps let nothing through on a straight way up: gas winds through the passage between a flight and the
    one a turn above, and a storey of stair acts as an orifice of that section. Full-scale pressure drops in stair
    shafts are reduced to an orifice likewise, with a coefficient of 0.6 and an area in proportion to the storey's
    height [1]_. Exchange through a horizontal opening with a flight below it is only a little more than without [2]_.

    References
    ----------
    .. [1] W. S. Dols & B. J. Polidoro, "CONTAM User Guide and Program Documentation", NIST TN 1887, stairwell model
       (as quoted), after G. Y. Achakji & G. T. Tamura, ASHRAE Trans. 94(1):1223, 1988.
    .. [2] C. Blomqvist & M. Sandberg, "Air Movements through Horizontal Openings in Buildings - A Model Study",
       Int. J. Ventilation 3:1, 2004 (abstract).
    """
    return width * rise * tread / math.hypot(riser, tread)


@njit(cache=True, error_model="numpy")
def net_flow(difference, area, coefficient, density):
    """Mass flow through a horizontal opening driven by a pressure difference.

    Parameters
    ----------
    difference : float
        Pressure just below minus just above. [Pa]
    area : float
        Open area. [m2]
    coefficient : float
        Discharge coefficient. [-]
    density : float
        Of the gas on the side it comes from. [kg/m3]

    Returns
    -------
    flow, slope : float
        :math:`C A \\sqrt{2\\rho} f(\\Delta p)`, positive upwards [kg/s], and its derivative [kg/s/Pa].
    """
    conductance = coefficient * area * math.sqrt(2.0 * density)
    return conductance * orifice_root(difference), conductance * orifice_root_slope(difference)


@njit(cache=True, error_model="numpy")
def exchange_flow(difference, area, density_below, density_above):
    """Volume flow exchanged in each direction through a horizontal opening.

    Parameters
    ----------
    difference : float
        Pressure just below minus just above. [Pa]
    area : float
        Open area. [m2]
    density_below, density_above : float
        [kg/m3]

    Returns
    -------
    float
        :math:`0.10 (g \\Delta\\rho A^{5/2} / \\bar\\rho)^{1/2} (1 - |\\Delta p| / \\Delta p_f)`, zero where the lighter
        gas is above or the pressure difference exceeds flooding, :math:`\\Delta p_f = 0.461 g \\Delta\\rho D`. [m3/s]

    Notes
    -----
    For shallow openings between rooms at rest. The constant was measured on openings up to about a metre; a stair well
    is an extrapolation. Epstein's salt-water experiments give about a quarter less.

    References
    ----------
    .. [1] L. Y. Cooper, "Calculation of the Flow Through a Horizontal Ceiling/Floor Vent", NISTIR 89-4052, 1989.
    .. [2] M. Epstein, "Buoyancy-driven Exchange Flow Through Small Openings in Horizontal Partitions",
       J. Heat Transfer 110:885, 1988.
    """
    excess = density_above - density_below
    if excess <= 0.0 or area <= 0.0:
        return 0.0
    diameter = math.sqrt(4.0 * area / math.pi)
    flooding = FLOODING * GRAVITY * excess * diameter
    fade = 1.0 - abs(difference) / flooding
    if fade <= 0.0:
        return 0.0
    mean = 0.5 * (density_above + density_below)
    return EXCHANGE * math.sqrt(GRAVITY * excess / mean) * area**1.25 * fade
