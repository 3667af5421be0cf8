"""Flow through a vertical opening between two columns of gas of different density."""

import math

from numba import njit

from palier.physics.gas import GAS_CONSTANT, REFERENCE_PRESSURE

DISCHARGE_DOOR = 0.7  # doors and windows in fire (Steckler, Quintiere & Rinkinen, 1982: 0.68-0.73). [-]
DISCHARGE_CRACK = 0.6  # of a sharp-edged crack (ASHRAE Handbook, Fundamentals: 0.6-0.65). [-]
LEAK_EXPONENT = 0.65  # of the pressure in the flow through cracks (ASHRAE, mean of many buildings: 0.6-0.7). [-]
LEAK_REFERENCE = 75.0  # pressure at which a leakage area is stated (NFPA 92). [Pa]
GAP = 3e-3  # between a shut door and its frame: what is aimed at when doors are hung (2 to 4 mm): an assumption. [m]
GAP_WAY = 45e-3  # way through it, the thickness of a door: an assumption. [m]
GAP_PRESSURE = 50.0  # at which the leakage of doors is stated (EN 12101-6, as quoted). [Pa]
GAP_SPEED = 0.83 * math.sqrt(GAP_PRESSURE)  # flow over leakage area there (EN 12101-6, as quoted). [m/s]
VISCOSITY_FACTOR, VISCOSITY_SHIFT = 1.458e-6, 110.4  # Sutherland's law for air. [kg/m/s/K^1/2], [K]
GAP_CURVATURE = 0.044181 / math.log(10.0)  # by which that power falls with the logarithm, halved. [-]
VISCOUS_BELOW, FREE_ABOVE = 250.0, 1e6  # pressure number: laminar to the end, and like an orifice. [-]
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
def crack_ease(difference):
    """Flow through cracks over the difference of pressure that drives it, and how it grows.

    Parameters
    ----------
    difference : float
        Of pressure. [Pa]

    Returns
    -------
    ease, power, curvature : float
        :math:`(x^2 + \\epsilon^2)^{-0.175}` [Pa^-0.35]; the power of the difference with which the flow grows there,
        0.65 but near nothing, and half of what that power grows with the logarithm of the difference [-].
    """
    square = difference * difference
    softened = square + LAMINAR_PRESSURE * LAMINAR_PRESSURE
    free = square / softened
    bend = LEAK_EXPONENT - 1.0
    return softened ** (0.5 * bend), 1.0 + bend * free, bend * free * (1.0 - free)


@njit(cache=True, error_model="numpy")
def flow_beside(flow, power, curvature, change):
    """A flow where what it depends on has grown by `change`, over itself, and the power with which it grows there.

    flow : before. [kg/s]
    power, curvature : before: power is the derivative of its logarithm by that of what it depends on, curvature half
        the derivative of the power. [-]

    From the series of the logarithm and of the exponential: for changes of up to 0.05
    good to 1e-7 where the power is linear in the logarithm, to 3e-6 for cracks near 2 mPa.
    """
    grown = change * (1.0 - change * (0.5 - change * (1.0 / 3.0 - 0.25 * change)))
    x = grown * (power + curvature * grown)
    return flow * (1.0 + x * (1.0 + x * (0.5 + x * (1.0 / 6.0 + x / 24.0)))), power + 2.0 * curvature * grown


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
    ease, power, _ = crack_ease(difference)
    conductance = CRACK_SCALE * coefficient * area * math.sqrt(2.0 * density)
    return conductance * ease * difference, conductance * ease * power


@njit(cache=True, error_model="numpy")
def gap_number(pressure_number):
    """Flow number of a narrow gap of even width, and the power of the pressure with which it grows there.

    Parameters
    ----------
    pressure_number : float
        :math:`N_P = \\Delta p\\, \\rho\\, D^4 / (\\mu x)^2`, D twice the gap's thickness, x the way through it. [-]

    Returns
    -------
    number, power : float
        :math:`N_Q = Re\\, D / x`: :math:`N_P / 96` up to 250, :math:`0.016984 N_P^\\alpha` with
        :math:`\\alpha = 1.01746 - 0.044181 \\lg N_P` up to a million, :math:`0.555 \\sqrt{N_P}` above. [-]

    Notes
    -----
    Agreed within 20 % with flows measured at installed stairwell doors [1]_.

    References
    ----------
    .. [1] D. Gross & W. L. Haberman, "Analysis and Prediction of Air Leakage through Door Assemblies", Fire Safety Sci.
       2:169, 1989 (abstract; the equations as quoted by J. H. Klote).
    """
    if pressure_number <= VISCOUS_BELOW:
        return pressure_number / 96.0, 1.0
    if pressure_number >= FREE_ABOVE:
        return 0.555 * math.sqrt(pressure_number), 0.5
    tens = math.log10(pressure_number)
    return 0.016984 * pressure_number ** (1.01746 - 0.044181 * tens), 1.01746 - 0.088362 * tens


_COOL = REFERENCE_PRESSURE / (GAS_CONSTANT * 293.15)  # kg/m3, of air at 20 °C
_COOL_VISCOSITY = VISCOSITY_FACTOR * 293.15**1.5 / (293.15 + VISCOSITY_SHIFT)  # of it. [kg/m/s]
_STATED = GAP_PRESSURE * _COOL * (4.0 * GAP * GAP / (GAP_WAY * _COOL_VISCOSITY)) ** 2  # its pressure number
_STATED_FLOW = 0.016984 * _STATED ** (1.01746 - 0.044181 * math.log10(_STATED))  # `gap_number` of it
GAP_SCALE = GAP_SPEED * _COOL / (_COOL_VISCOSITY * _STATED_FLOW)  # flow of gaps over area and viscosity. [1/m]


@njit(cache=True, error_model="numpy")
def gap_scales(density):
    """What turns pressure into `gap_number`'s argument, and its result into speed over the leakage area.

    density : of the gas on the side it comes from. [kg/m3]
    Returns 1/Pa, and m/s.
    """
    temperature = REFERENCE_PRESSURE / (GAS_CONSTANT * density)
    viscosity = VISCOSITY_FACTOR * temperature * math.sqrt(temperature) / (temperature + VISCOSITY_SHIFT)
    return density * (4.0 * GAP * GAP / (GAP_WAY * viscosity)) ** 2, GAP_SCALE * viscosity / density


@njit(cache=True, error_model="numpy")
def gap_flow(difference, area, density):
    """Mass flow through the gaps of a shut door or window at one pressure difference.

    Parameters
    ----------
    difference : float
        [Pa]
    area : float
        Leakage area as EN 12101-6 counts it, with which cool air flows at 0.83 m/s times the root of 50 Pa. [m2]
    density : float
        Of the gas on the side it comes from. [kg/m3]

    Returns
    -------
    flow, slope : float
        With the sign of the difference [kg/s], and its derivative [kg/s/Pa].

    Notes
    -----
    By the law of narrow gaps (`gap_number`), of 3 mm thickness and 45 mm way. Such a gap all round a door of 0.9 x 2 m
    passes at 50 Pa what 0.01 m2 stand for. At the few pascals that a fire makes at a door it is between laminar and
    free, about the 0.65th power of the pressure: at 5 Pa a quarter less than a root from 50 Pa gives, and a third less
    of gas at 150 °C, whose viscosity is larger. Wide gaps, as under a door without a threshold, are nearer the root.
    """
    per_pascal, speed = gap_scales(density)
    number, power = gap_number(per_pascal * abs(difference))
    scale = area * speed * density
    slope = scale * number * power / abs(difference) if number > 0.0 else scale * per_pascal / 96.0
    return math.copysign(scale * number, difference), slope


def side_passage(width, along, length, across):
    """Part of an opening in the long side of a corridor, from floor to ceiling, that the corridor's streams fill.

    Parameters
    ----------
    width : float
        Of the opening. [m]
    along : float
        From an end of the corridor to the opening. [m]
    length, across : float
        Of the corridor. [m]

    Returns
    -------
    float
        From 0 to 1. [-]

    Notes
    -----
    What leaves comes along the corridor, and what enters leaves along it: their streams are as wide as the corridor, or
    twice that where it goes on to both sides of the opening. By continuity nothing is left for the rest of a
    wider opening. An end that is nearer than the corridor is wide carries no stream. Where there is a lintel or a sill
    the opening itself is the narrower section, and its discharge coefficient tells of that.

    For openings of up to half the corridor's length: most of the gas comes along it then. Through wider ones it leaves
    from where it is, and nothing is taken off.
    """
    if width > 0.5 * length:
        return 1.0
    before, beyond = along, length - along - width
    streams = (before > across) + (beyond > across)
    return min(1.0, streams * across / width) if streams else 1.0


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
