"""Mixing across the interface between the layers of a room."""

import math

from numba import njit

from palier.physics.gas import GRAVITY

PLANE_JET = 2.47  # decay of a plane jet's centre velocity (Rajaratnam 1976: 3.5 with the half width). [-]
JET_SPREAD = 0.1  # half width of a plane jet over the distance (Rajaratnam 1976). [-]
ROUND_JET = 5.6  # decay of a round jet's centre velocity (Rajaratnam 1976: 6.3 with the diameter). [-]
STILL_ABOVE = 0.8  # Richardson number above which a stream takes in nothing (Turner 1986). [-]


@njit(cache=True, error_model="numpy")
def jet_velocity(velocity, width, height, distance):
    """Centre velocity of a free jet from a rectangular opening, at a distance.

    Parameters
    ----------
    velocity : float
        In the opening. [m/s]
    width, height : float
        Of the opening. [m]
    distance : float
        From the opening. [m]

    Returns
    -------
    float
        The smallest of v, :math:`2.47 v \\sqrt{b / x}` with b the smaller side, and :math:`5.6 v \\sqrt{w h} / x`.
        [m/s]

    Notes
    -----
    A jet from an oblong opening first spreads like a plane one from its smaller side, far away like a round one of the
    same area; 6.3 with the diameter is 5.6 with the root of the area.

    References
    ----------
    .. [1] N. Rajaratnam, "Turbulent Jets", Elsevier, 1976. For x beyond about six widths.
    """
    nearer = 1.0 / distance
    plane = PLANE_JET**2 * min(width, height) * nearer
    far = ROUND_JET**2 * width * height * nearer * nearer
    return velocity * math.sqrt(min(1.0, plane, far))


@njit(cache=True, error_model="numpy")
def jet_profile(aside, distance):
    """Velocity beside a free jet over that in its middle. aside, distance : from its edge, from its origin. [m]

    :math:`2^{-(y/b)^2}` with the half width b = 0.1 x of a plane jet (Rajaratnam, "Turbulent Jets", 1976).
    """
    half = JET_SPREAD * distance
    return math.exp(-math.log(2.0) * (aside / half) ** 2)


@njit(cache=True, error_model="numpy")
def jet_sink(temperature, around, time):
    """How far a level stream that is colder than the gas around it has sunk after a time. [K], [K], [s]; returns [m].

    :math:`\\frac12 g (T_a - T) / T \\, t^2`, the way of gas that nothing holds; a stream that takes in warmer gas on
    its way sinks less.
    """
    return 0.5 * GRAVITY * max(around - temperature, 0.0) / temperature * time * time


@njit(cache=True, error_model="numpy")
def entrainment_ratio(richardson):
    """Velocity with which a stream takes in gas across a density step, over its own velocity.

    Parameters
    ----------
    richardson : float
        :math:`g \\Delta\\rho h / (\\rho u^2)`, h the depth of the stream. [-]

    Returns
    -------
    float
        :math:`(0.08 - 0.1 Ri) / (1 + 5 Ri)`, zero above Ri = 0.8. [-]

    Notes
    -----
    Why smoke that is barely warm does not stay in a layer: a draught through cracks stirs a room whose layers differ by
    a kelvin, and does nothing to one where they differ by a hundred.

    References
    ----------
    .. [1] T. H. Ellison & J. S. Turner, "Turbulent Entrainment in Stratified Flows", J. Fluid Mech. 6:423, 1959;
       fit as given by J. S. Turner, "Turbulent Entrainment", J. Fluid Mech. 173:431, 1986.
    """
    return max(0.0, (0.08 - 0.1 * richardson) / (1.0 + 5.0 * richardson))
