"""Heat from gas to solid surfaces by natural convection."""

from numba import njit

HORIZONTAL = 1.52  # turbulent natural convection, horizontal, h = C dT^(1/3) (as in CFAST and FDS). [W/m2/K^4/3]
VERTICAL = 1.31  # same, vertical surface. [W/m2/K^4/3]
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
    return max(STILL, coefficient * abs(gas_temperature - surface_temperature) ** (1.0 / 3.0))


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
