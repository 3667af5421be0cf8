"""Walking: speeds, the effect of smoke, crowding on stairs, flow through doors.

References
----------
.. [1] H. E. Nelson, F. W. Mowrer, "Emergency Movement", SFPE Handbook, 3rd ed., NFPA, 2002; S. Gwynne and
   E. Rosenbaum, "Employing the Hydraulic Model", 5th ed., Springer, 2016, ch. 59.
.. [2] K. Fridolf, E. Ronchi, D. Nilsson, H. Frantzich, "The representation of evacuation movement in
   smoke-filled underground transportation systems", Tunn. Undergr. Space Technol. 90 (2019) 28-41, Eq. 7,
   as quoted by pyFDS-Evac.
.. [3] T. Jin, "Visibility through fire smoke", J. Fire Flamm. 9 (1978) 135, as quoted by pyFDS-Evac.
.. [4] U. Weidmann, "Transporttechnik der Fussgänger", ETH Zürich, 1993.
.. [5] H. Frantzich, D. Nilsson, "Utrymning genom tät rök: beteende och förflyttning", report 3126, Lund University,
   2003, as quoted by pyFDS-Evac and the FDS+Evac guide.
.. [6] D. A. Purser, J. L. McAllister, "Assessment of Hazards to Occupants from Smoke, Toxic Gases, and Heat", SFPE
   Handbook, 5th ed., Springer, 2016, Eq. 63.10, as quoted by pyFDS-Evac.
"""

from __future__ import annotations

import math

from numba import njit

REFLECTING = 3.0  # visibility times extinction coefficient of things that reflect light, [3]
VISIBILITY_MOST = 30.0  # m; what lies further makes no difference indoors
FRIDOLF, FRANTZICH, PURSER = range(3)  # laws of speed in smoke
DENSEST = 1000.0  # 1/m; more changes nothing
SLOWEST_IN_SMOKE = 0.2  # m/s, [2]
DENSITY_FREE = 0.54  # persons/m2 up to which people walk freely, [1]
DENSITY_MOST = 3.5  # persons/m2 from which they shuffle on; the law [1] stops them at 3.8: an assumption
DENSITY_SLOPE = 0.266  # m2/person, [1]
MOST_FLOW_AT = 1.88  # persons/m2; beyond it people wait at the foot or head of a stair, [1]
FLOW_DOOR = 1.32  # persons/s per metre of effective width, [1]
BOUNDARY = 0.15  # m lost on each side of a door or a stair, [1]
EFFECTIVE_LEAST = 0.3  # m; one person still squeezes through (an assumption)
STAIR_DOWN, STAIR_UP = 0.6, 0.47  # of the level speed, along the slope; after [4] and Fruin's stair speeds
CRAWLING = 0.46  # of the upright speed, 54 % slower in pupils


@njit(cache=True)
def visibility(extinction):
    """Distance at which things are seen through smoke, :math:`3/K` [3]_, at most 30 m. extinction : [1/m]; [m]."""
    if extinction * VISIBILITY_MOST <= REFLECTING:
        return VISIBILITY_MOST
    return REFLECTING / extinction


@njit(cache=True)
def head_on_a_flight(mouth, rise, interface):
    """Parts of a flight on which a head is over the upper landing's floor, and in each layer of the lower landing.

    Parameters
    ----------
    mouth : float
        Height above the tread. [m]
    rise : float
        From the lower landing's floor to the upper one's. [m]
    interface : float
        Height of the lower landing's layers over its floor; it reaches up to the floor of the upper landing. [m]

    Returns
    -------
    tuple of float
        In the upper landing's gas, in the upper and in the lower layer of the lower landing; together 1. [-]

    Notes
    -----
    Geometry: with the tread at height z over the lower landing, from 0 to the rise, the head is at z + mouth: over the
    floor of the upper landing in that landing's gas, under it in the gas of the lower one.
    """
    bottom = min(mouth, rise)
    under = max(0.0, min(interface, rise) - bottom)
    return bottom / rise, (rise - bottom - under) / rise, under / rise


@njit(cache=True)
def speed_in_smoke(free, seen, law=FRIDOLF, irritated=1.0):
    """Walking speed in smoke.

    Parameters
    ----------
    free : float
        Unimpeded speed. [m/s]
    seen : float
        Visibility of things that reflect light, :math:`V = 3/K`. [m]
    law : int
        `FRIDOLF`, `FRANTZICH` or `PURSER`.
    irritated : float
        Part of the speed that irritants leave, `palier.physics.dose.speed_with_irritants`. [-]

    Returns
    -------
    float
        [m/s]

    Notes
    -----
    - Fridolf et al.: :math:`v = \\min\\{v_0, \\max[0.2, v_0 - 0.34(3 - V)]\\}` [2]_. The default, because it joins
      seven data sets and is stated in visibility. Measured in tunnels; stairs may be slower still.
    - Frantzich and Nilsson: :math:`v = v_0 \\max(0.1, 1 - 0.057 K / 0.706)` [5]_, the fraction that FDS+Evac uses. One
      test of students in lit smoke, 1.9 to 7.4 1/m; it hardly slows anyone in thinner smoke.
    - Purser and McAllister, irritant smoke: :math:`v = \\min\\{v_0, \\max[0.2, 0.6423 - 0.1364 \\ln K]\\}` [6]_, for
      people without impairment.

    All for extinction coefficients K above 0.1 1/m: what is seen is told up to 30 m.

    What irritants take away is subtracted as well in the first, :math:`F = 1 - (1 - F_{smoke}) - (1 - F_{irr})`
    (Eqs. 63.13-14 of [6]_, meant for laws of smoke that does not irritate), down to the same 0.2 m/s, or to what
    irritants alone would leave if that is less. The other two were measured in irritant smoke alone and hold it
    already: there the smaller of the two speeds counts.
    """
    if law == FRIDOLF:
        left = irritated * free
        return max(min(left, SLOWEST_IN_SMOKE), left - 0.34 * max(0.0, 3.0 - seen))
    return min(_slowed(free, seen, law), irritated * free)


@njit(cache=True)
def _slowed(free, seen, law):
    """Speed by the laws that were measured in irritant smoke. [m/s]"""
    extinction = min(REFLECTING / max(seen, 0.01), DENSEST)
    if law == FRANTZICH:
        return free * max(0.1, 1.0 - 0.057 / 0.706 * extinction)
    return min(free, max(SLOWEST_IN_SMOKE, 0.6423 - 0.1364 * math.log(extinction)))


@njit(cache=True)
def crowding(density, most=DENSITY_MOST):
    """Part of the unimpeded speed left in a crowd, :math:`(1 - 0.266 D)` over its value at 0.54 [1]_.

    density : [persons/m2]; most : above which nothing changes [persons/m2]; returns 1 below 0.54 persons/m2. [-]
    """
    if density <= DENSITY_FREE:
        return 1.0
    return (1.0 - DENSITY_SLOPE * min(density, most)) / (1.0 - DENSITY_SLOPE * DENSITY_FREE)


def effective_width(width: float, least: float = EFFECTIVE_LEAST) -> float:
    """Clear width less 0.15 m on each side [1]_. width, least : [m]; returns [m], at least `least`."""
    return max(least, width - 2.0 * BOUNDARY)


def door_capacity(width: float, least: float = EFFECTIVE_LEAST) -> float:
    """Most persons per second through a door: 1.32 per metre of effective width [1]_. width, least : [m]; [1/s]."""
    return FLOW_DOOR * effective_width(width, least)


def stair_capacity(width: float, riser: float, tread: float, least: float = EFFECTIVE_LEAST) -> float:
    """Most persons per second on a stair.

    :math:`F = k D (1 - 0.266 D) W_e` at D = 1.88 persons/m2, with
    :math:`k = 51.8 \\sqrt{G/R}` m/min of tread G and riser R [1]_. least : effective width. All [m]; returns [1/s].
    """
    k = 51.8 / 60.0 * math.sqrt(tread / riser)
    return k * MOST_FLOW_AT * (1.0 - DENSITY_SLOPE * MOST_FLOW_AT) * effective_width(width, least)


@njit(cache=True)
def between(x, at, values):
    """Value at x of a line through points, level beyond its ends; at : rising. All [m] or [-]."""
    if x <= at[0]:
        return values[0]
    for k in range(1, at.size):
        if x <= at[k]:
            return values[k - 1] + (values[k] - values[k - 1]) * (x - at[k - 1]) / (at[k] - at[k - 1])
    return values[at.size - 1]


@njit(cache=True)
def beside_a_crew(width, lane, least=EFFECTIVE_LEAST):
    """Effective width of a flight left beside a crew and its hose: its lane less, and at least `least`. [m]"""
    return max(least, width - 2.0 * BOUNDARY - lane)


@njit(cache=True)
def carrying(mass, up_to, left, overloaded):
    """Factor on the level speed of an adult who carries children.

    Parameters
    ----------
    mass : float
        [kg]
    up_to, left : array of float
        Loads, rising, and the factor up to each. [kg], [-]
    overloaded : float
        Factor with more than the last of them. [-]
    """
    for k in range(up_to.size):
        if mass <= up_to[k]:
            return left[k]
    return overloaded
