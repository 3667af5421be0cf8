"""Flow through a vertical opening between two columns of gas of different density."""

import math

from numba import njit

DISCHARGE_DOOR = 0.7  # doors and windows in fire (Steckler, Quintiere & Rinkinen, 1982: 0.68-0.73). [-]
DISCHARGE_CRACK = 0.6  # of a sharp-edged crack (ASHRAE Handbook, Fundamentals: 0.6-0.65). [-]
LEAK_EXPONENT = 0.65  # of the pressure in the flow through cracks (ASHRAE, mean of many buildings: 0.6-0.7). [-]
LEAK_REFERENCE = 75.0  # pressure at which a leakage area is stated (NFPA 92). [Pa]
LAMINAR_PRESSURE = 2e-3  # below about this difference flow is taken as linear in pressure. [Pa]
SOFTENED_ZERO = math.sqrt(LAMINAR_PRESSURE)  # `softened_root` of no difference. [Pa^1/2]
SMALLEST = 1e-300  # what is divided by where both differences are nothing. [Pa]
CRACK_SCALE = LEAK_REFERENCE ** (0.5 - LEAK_EXPONENT)  # so that cracks and orifices agree at the reference. [Pa^-0.15]


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
def softened_square(difference):
    """Square of a pressure difference [Pa], never zero: :math:`x^2 + \\epsilon^2`. [Pa^2]"""
    return difference * difference + LAMINAR_PRESSURE * LAMINAR_PRESSURE


@njit(cache=True, error_model="numpy")
def crack_power(square):
    """What flow through cracks has over its pressure difference, :math:`(x^2 + \\epsilon^2)^{-0.175}`. [Pa^-0.35]

    square : as `softened_square` gives it. [Pa^2]
    """
    return square ** (0.5 * (LEAK_EXPONENT - 1.0))


@njit(cache=True, error_model="numpy")
def crack_power_beside(power, change):
    """`crack_power` of a square that has grown by `change`, over itself, from that of which it is `power`. [Pa^-0.35]

    The binomial series to the fourth order: good to 2e-8 for changes of up to 0.05.
    """
    n = 0.5 * (LEAK_EXPONENT - 1.0)
    series = 1.0 + (n - 3.0) / 4.0 * change
    series = 1.0 + (n - 2.0) / 3.0 * change * series
    series = 1.0 + (n - 1.0) / 2.0 * change * series
    return power * (1.0 + n * change * series)


@njit(cache=True, error_model="numpy")
def crack_slope(difference, power):
    """Derivative of difference times `crack_power`, which is `power`. [Pa], [Pa^-0.35]; [Pa^-0.35]"""
    square = difference * difference
    return power * (1.0 + (LEAK_EXPONENT - 1.0) * square / softened_square(difference))


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
    power = crack_power(softened_square(difference))
    conductance = coefficient * area * math.sqrt(2.0 * density)
    return conductance * CRACK_SCALE * power * difference, conductance * CRACK_SCALE * crack_slope(difference, power)


@njit(cache=True, error_model="numpy")
def mean_root(bottom, top, softened_bottom, softened_top):
    """Mean of `orifice_root` over a slab of an opening in which the pressure difference is linear and of one sign.

    Parameters
    ----------
    bottom, top : float
        Pressure difference at the two edges, neither negative. [Pa]
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
    :math:`\\frac{2}{3} (x^2 + \\epsilon^2)^{3/4}` has the derivative f; here with the difference of cubes divided out,
    so that nothing cancels where the edges are alike. With :math:`f = \\sqrt{}` it is the equation of
    Emmons ("Vent Flows", SFPE Handbook, 4th ed., 2008, sect. 2 ch. 5) and of Rockett (Combust. Sci. Technol. 12:165,
    1976). For flow at low Mach number through sharp-edged openings.
    """
    both = softened_bottom * softened_top
    squares = softened_bottom * softened_bottom + softened_top * softened_top
    total = bottom + top
    cubes = (softened_bottom + softened_top) * squares  # (top^2 - bottom^2) / (softened_top - softened_bottom)
    inverse = 1.0 / (cubes * both)
    mean = 2.0 / 3.0 * total * (squares + both) * both * inverse
    return mean, (softened_bottom * cubes - bottom * total) * inverse


@njit(cache=True, error_model="numpy")
def part_forward(low, high):
    """Part of a slab over whose height a linear pressure difference is positive. low, high : at its edges [Pa]; [-]"""
    return (max(low, 0.0) + max(high, 0.0)) / max(abs(low) + abs(high), SMALLEST)


@njit(cache=True, error_model="numpy")
def two_way_roots(low, high):
    """Means of `orifice_root` over a slab in which the pressure difference is linear, of where it is positive and not.

    Parameters
    ----------
    low, high : float
        Pressure difference at the two edges. [Pa]

    Returns
    -------
    forward, back, slope_forward, slope_back : float
        Over the whole slab, of where the difference is positive and, without its sign, of where it is negative
        [Pa^1/2]; how each part grows with its own difference [Pa^-1/2].
    """
    softened_low, softened_high = softened_root(low), softened_root(high)
    forward, slope_forward = mean_root(
        max(low, 0.0),
        max(high, 0.0),
        softened_low if low > 0.0 else SOFTENED_ZERO,
        softened_high if high > 0.0 else SOFTENED_ZERO,
    )
    back, slope_back = mean_root(
        max(-low, 0.0),
        max(-high, 0.0),
        softened_low if low < 0.0 else SOFTENED_ZERO,
        softened_high if high < 0.0 else SOFTENED_ZERO,
    )
    part = part_forward(low, high)
    return part * forward, (1.0 - part) * back, part * slope_forward, (1.0 - part) * slope_back
