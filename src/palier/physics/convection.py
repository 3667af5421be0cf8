"""Heat from gas to solid surfaces: by natural convection, and driven by a fire's ceiling jet."""

import math

import numpy as np
from numba import njit

from palier.physics.gas import GRAVITY, SPECIFIC_HEAT

HORIZONTAL = 1.52  # turbulent natural convection, horizontal, h = C dT^(1/3) (as in CFAST and FDS). [W/m2/K^4/3]
VERTICAL = 1.31  # same, vertical surface. [W/m2/K^4/3]
VISCOSITY = 1.6e-5  # kinematic, of air at about 300 K. [m2/s]
PRANDTL = 0.7  # of air. [-]
STILL = 1.0  # least coefficient, conduction through still air over about 3 cm. [W/m2/K]


@njit(cache=True, error_model="numpy")
def natural_convection(coefficient, gas_temperature, surface_temperature):
    """Heat transfer coefficient between gas and a large surface.

    Parameters
    ----------
    coefficient : float
        `HORIZONTAL` or `VERTICAL`.
    gas_temperature, surface_temperature : float
        [K]

    Returns
    -------
    float
        :math:`C |T_g - T_s|^{1/3}`, not under 1. [W/m2/K]

    References
    ----------
    .. [1] A. Atreya, "Convection Heat Transfer", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    difference = abs(gas_temperature - surface_temperature)
    if coefficient**3 * difference <= STILL**3:
        return STILL
    return coefficient * np.cbrt(difference)


@njit(cache=True, error_model="numpy")
def ceiling_jet_convection(convective_power, width, depth, height):
    """Mean convective flux to a ceiling above a fire.

    Parameters
    ----------
    convective_power : float
        Of the fire. [W]
    width, depth, height : float
        Of the room. [m]

    Returns
    -------
    float
        :math:`0.27 Q_c / ((W D)^{0.68} H^{0.64})`. [W/m2]

    Notes
    -----
    Alpert's ceiling jet correlation averaged over the ceiling, as in CFAST (NIST TN 1889v1).
    """
    return 0.27 * max(convective_power, 0.0) / ((width * depth) ** 0.68 * height**0.64)


@njit(cache=True, error_model="numpy")
def ceiling_jet_coefficient(convective_power, height, radius, density, temperature):
    """Heat transfer coefficient that the jet of a fire drives under a ceiling, and down the walls where it meets them.

    Parameters
    ----------
    convective_power : float
        Of the fire. [W]
    height : float
        Of the ceiling above the fire. [m]
    radius : float
        Distance from the plume's axis, along the ceiling. [m]
    density, temperature : float
        Of the air around. [kg/m3], [K]

    Returns
    -------
    float
        [W/m2/K]

    Notes
    -----
    With :math:`\\tilde h = \\rho c_p \\sqrt{gH} Q^{*1/3}`, :math:`Re = \\sqrt{gH} H Q^{*1/3}/\\nu`:
    :math:`h/\\tilde h = 8.82 Re^{-1/2} Pr^{-2/3} [1 - (5 - 0.284 Re^{0.2}) r/H]` up to r = 0.2 H, beyond it
    :math:`0.283 Re^{-0.3} Pr^{-2/3} (r/H)^{-1.2} (r/H - 0.0771)/(r/H + 0.279)` [1]_. Where the jet turns down a wall
    the coefficient of the place is kept [2]_.

    References
    ----------
    .. [1] L. Y. Cooper, "Heat Transfer from a Buoyant Plume to an Unconfined Ceiling", J. Heat Transfer 104:446, 1982.
    .. [2] L. Y. Cooper, "Ceiling Jet-Driven Wall Flows in Compartment Fires", Combust. Sci. Technol. 62:285, 1988.
    """
    if convective_power <= 0.0 or height <= 0.0:
        return 0.0
    fall = math.sqrt(GRAVITY * height)
    scaled = convective_power / (density * SPECIFIC_HEAT * temperature * fall * height * height)
    root = np.cbrt(scaled)
    reynolds = fall * height * root / VISCOSITY
    x = radius / height
    if x <= 0.2:
        ratio = 8.82 / math.sqrt(reynolds) * (1.0 - (5.0 - 0.284 * reynolds**0.2) * x)
    else:
        ratio = 0.283 * reynolds**-0.3 * x**-1.2 * (x - 0.0771) / (x + 0.279)
    return density * SPECIFIC_HEAT * fall * root * ratio * PRANDTL ** (-2.0 / 3.0)
