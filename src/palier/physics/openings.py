"""Flow through a vertical opening between two columns of gas of different density."""

import math

from numba import njit

DISCHARGE_DOOR = 0.7  # doors and windows in fire (Steckler, Quintiere & Rinkinen, 1982: 0.68-0.73). [-]
DISCHARGE_CRACK = 0.6  # of a sharp-edged crack (ASHRAE Handbook, Fundamentals: 0.6-0.65). [-]
LEAK_EXPONENT = 0.65  # of the pressure in the flow through cracks (ASHRAE, mean of many buildings: 0.6-0.7). [-]
LEAK_REFERENCE = 75.0  # pressure at which a leakage area is stated (NFPA 92). [Pa]
LAMINAR_PRESSURE = 2e-3  # below about this difference flow is taken as linear in pressure. [Pa]
SOFTENED_ZERO = math.sqrt(LAMINAR_PRESSURE)  # `softened_root` of no difference. [Pa^1/2]


@njit(cache=True, error_model="numpy")
def softened_root(difference):
    """Root of a pressure difference [Pa] without its sign, :math:`(x^2 + \\epsilon^2)^{1/4}`, never zero. [Pa^1/2]"""
    return math.sqrt(math.sqrt(difference * difference + LAMINAR_PRESSURE * LAMINAR_PRESSURE))


@njit(cache=True, error_model="numpy")
def orifice_root(difference):
    """Signed square root of a pressure difference [Pa], linear near zero. [Pa^1/2]

    Notes
    -----
    :math:`f(x) = x / (x^2 + \\epsilon^2)^{1/4}` with :math:`\\epsilon` = 2 mPa, that is 6 cm/s of air. Equals
    :math:`\\sqrt{|x|}` with its sign to 1 % above 10 mPa. A plain root has an infinite slope at zero, on which Newton's
    method cycles where rooms are joined by wide doors; a real opening turns laminar there.
    """
    return difference / softened_root(difference)


@njit(cache=True, error_model="numpy")
def orifice_root_slope(difference):
    """Derivative of `orifice_root`. [Pa^-1/2]"""
    s = difference * difference + LAMINAR_PRESSURE * LAMINAR_PRESSURE
    root = math.sqrt(s)
    return (1.0 - 0.5 * difference * difference / s) / math.sqrt(root)


@njit(cache=True, error_model="numpy")
def crack_flow(difference, area, coefficient, density):
    """Mass flow through cracks at one pressure difference.

    Parameters
    ----------
    difference : float
        [Pa]
    area : float
        Leakage area. [m2]
    coefficient : float
        Discharge coefficient with which the area is stated. [-]
    density : float
        Of the gas on the side it comes from. [kg/m3]

    Returns
    -------
    flow, slope : float
        With the sign of the difference [kg/s], and its derivative [kg/s/Pa].

    Notes
    -----
    :math:`C A \\sqrt{2\\rho p_r} (|\\Delta p| / p_r)^{0.65}`: leaks are narrow, and their flow grows with a power of
    the pressure between that of laminar (1) and orifice flow (1/2); 0.65 is the mean of many buildings [1]_. The area
    is one that an orifice would need for the same flow at the reference of 75 Pa, at which leakage areas of walls are
    given [2]_.

    References
    ----------
    .. [1] ASHRAE Handbook, Fundamentals, ventilation and infiltration; ASTM E779.
    .. [2] NFPA 92, Standard for Smoke Control Systems, typical leakage areas.
    """
    softened = difference * difference + LAMINAR_PRESSURE * LAMINAR_PRESSURE
    scale = coefficient * area * math.sqrt(2.0 * density) * LEAK_REFERENCE ** (0.5 - LEAK_EXPONENT)
    power = softened ** (0.5 * (LEAK_EXPONENT - 1.0))
    slope = power * (1.0 + (LEAK_EXPONENT - 1.0) * difference * difference / softened)
    return scale * power * difference, scale * slope


@njit(cache=True, error_model="numpy")
def mean_root(bottom, top, softened_bottom, softened_top):
    """Mean of `orifice_root` over a slab of an opening in which the pressure difference is linear and of one sign.

    Parameters
    ----------
    bottom, top : float
        Pressure difference at the two edges, of one sign. [Pa]
    softened_bottom, softened_top : float
        `softened_root` of them. [Pa^1/2]

    Returns
    -------
    mean, slope : float
        :math:`\\frac{1}{h} \\int f(\\Delta p)\\,dz` [Pa^1/2], and its derivative when both edges shift together
        [Pa^-1/2].

    Notes
    -----
    Times :math:`C w h \\sqrt{2\\rho}` this is Bernoulli flow through the slab in closed form, since
    :math:`\\frac{2}{3} (x^2 + \\epsilon^2)^{3/4}` has the derivative f; with :math:`f = \\sqrt{}` it is the equation of
    Emmons ("Vent Flows", SFPE Handbook, 4th ed., 2008, sect. 2 ch. 5) and of Rockett (Combust. Sci. Technol. 12:165,
    1976). For flow at low Mach number through sharp-edged openings.
    """
    span = top - bottom
    if abs(span) <= 1e-4 * (abs(bottom) + abs(top) + LAMINAR_PRESSURE):
        middle = 0.5 * (bottom + top)
        return orifice_root(middle), orifice_root_slope(middle)
    both = softened_bottom * softened_top
    inverse = 1.0 / (both * span)
    mean = 2.0 / 3.0 * (softened_top**3 - softened_bottom**3) * both * inverse
    return mean, (top * softened_bottom - bottom * softened_top) * inverse
