"""Heat from gas to solid surfaces: by natural convection, and where a fire or a hot stream stirs the gas."""

import math

from numba import njit

from palier.physics.gas import GRAVITY, SPECIFIC_HEAT
from palier.physics.roots import cube_root

HORIZONTAL = 1.52  # turbulent natural convection, horizontal, h = C dT^(1/3) (as in CFAST and FDS). [W/m2/K^4/3]
VERTICAL = 1.31  # same, vertical surface. [W/m2/K^4/3]
PRANDTL = 0.7  # of air. [-]
STABLE = 0.59  # of a horizontal surface on which gas layers (McAdams 1954). [W/m7/4/K5/4]
STIRRED = 0.08  # of a fire's power^(2/3), see `stirred_convection`. [-]
STIRRED_LEAST = 2e-3  # same, of a small fire. [-]
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
    return coefficient * cube_root(difference)


@njit(cache=True, error_model="numpy")
def stable_convection(gas_temperature, surface_temperature, side):
    """Heat transfer coefficient of a floor under warmer gas, or a ceiling over colder gas, which layer on it.

    Parameters
    ----------
    gas_temperature, surface_temperature : float
        [K]
    side : float
        Area of the surface over its perimeter. [m]

    Returns
    -------
    float
        :math:`0.59 (|T_g - T_s| / L)^{1/4}`, not under 1. [W/m2/K]

    Notes
    -----
    :math:`Nu = 0.27 Ra^{1/4}` with the properties of air near 350 K, for Ra from 1e5 to 1e10; of a wide floor an
    extrapolation.

    References
    ----------
    .. [1] W. H. McAdams, "Heat Transmission", 3rd ed., 1954; F. P. Incropera & D. P. DeWitt, "Fundamentals of Heat and
       Mass Transfer", 5th ed., 2002, eq. 9.32.
    """
    return max(STILL, STABLE * math.sqrt(math.sqrt(abs(gas_temperature - surface_temperature) / side)))


@njit(cache=True, error_model="numpy")
def stirred_convection(power, height, density, temperature, least):
    """Heat transfer coefficient of the surfaces around hot gas that a fire, or a hot stream from next door, stirs.

    Parameters
    ----------
    power : float
        Heat release rate of the fire, or what the stream brings. [W]
    height : float
        Of the room. [m]
    density, temperature : float
        Of the air around. [kg/m3], [K]
    least : float
        `STIRRED_LEAST` where a fire burns in the room; 0 where streams from elsewhere stir it. [-]

    Returns
    -------
    float
        [W/m2/K]

    Notes
    -----
    :math:`h / (\\rho c_p \\sqrt{gH}) = 2\\times10^{-3}` up to :math:`Q^*_H = 4\\times10^{-3}`, beyond it
    :math:`0.08\\, Q_H^{*2/3}` up to 1, with :math:`Q^*_H = Q / (\\rho c_p T \\sqrt g H^{5/2})`: found in full-scale
    rooms with a fire [1]_ and handed on in a textbook [2]_ (both from memory). It stands for all surfaces that
    the hot gas touches. That the heat which a stream from an opening brings stirs a room like a fire of that power is
    an extension, which no source states; the experiments with several rooms come out nearer with it
    (docs/validation.md). It does not reach to the least coefficient, which would have a trickle stir a room as
    much as a fire does: what is left where little heat comes in is natural convection.

    References
    ----------
    .. [1] T. Tanaka & S. Yamada, "Two Layer Zone Smoke Transport Model", Fire Sci. Technol. 23, special issue, 2004.
    .. [2] J. G. Quintiere, "Fundamentals of Fire Phenomena", Wiley, 2006, ch. 11.
    """
    if power <= 0.0 or height <= 0.0:
        return 0.0
    fall = math.sqrt(GRAVITY * height)
    scaled = power / (density * SPECIFIC_HEAT * temperature * fall * height * height)
    number = max(least, STIRRED * cube_root(min(scaled, 1.0)) ** 2)
    return number * density * SPECIFIC_HEAT * fall


@njit(cache=True, error_model="numpy")
def mixed_convection(natural, forced):
    """Heat transfer coefficient where gas moves by itself and is moved besides.

    natural, forced : coefficients of each alone. [W/m2/K]; returns :math:`(h_n^3 + h_f^3)^{1/3}`. [W/m2/K]

    At most a quarter more than the larger of the two, where they are alike; for flows that help or cross one another.

    References
    ----------
    .. [1] S. W. Churchill, "A Comprehensive Correlating Equation for Laminar, Assisting, Forced and Free Convection",
       AIChE J. 23:10, 1977; F. P. Incropera & D. P. DeWitt, "Fundamentals of Heat and Mass Transfer", 5th ed., 2002,
       sec. 9.9 (neither opened: the exponent as handed on in a page that cites the second).
    """
    return cube_root(natural * natural * natural + forced * forced * forced)
