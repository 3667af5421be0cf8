"""Buoyant plumes: the fire's own, and those of hot gas that enters a room."""

import math

from numba import njit

from palier.physics.gas import GAS_CONSTANT, GRAVITY, REFERENCE_PRESSURE
from palier.physics.roots import cube_root, fifth_root

STILL_ENTRAINMENT = 0.11  # entrainment velocity over rising velocity (Hoult, Fay & Forney 1969). [-]
CROSS_ENTRAINMENT = 0.6  # entrainment velocity over the wind's (same). [-]
NO_STREAM = 1e-30  # flow below which nothing is entrained, as its cube would be nothing. [kg/s]
ZUKOSKI = 0.071  # far-field entrainment, Q in kW, z in m (Zukoski, Kubota & Cetegen, 1981). [kg/s/kW^1/3/m^5/3]
PLUME_HEAT = 1005.0  # specific heat of air near 300 K, with which plume correlations are stated. [J/kg/K]
# Air's density x specific heat x temperature x sqrt(gravity): a power over this and a length^5/2 is a pure number, the
# same for warm and cold air. [W/m^5/2]
POWER_SCALE = REFERENCE_PRESSURE / GAS_CONSTANT * PLUME_HEAT * math.sqrt(GRAVITY)
RISE = 9.1  # of a fire plume on its axis, in ambient temperatures (Heskestad, 1984). [-]
SPEED = 3.4  # same, of the gas, times sqrt(gravity x length) (Heskestad, 1984). [-]
HALF_RADIUS = 0.12  # at which the rise is half of that on the axis, for a small rise (Heskestad, 1984). [-]
FLAME_RISE = 900.0  # about what flames reach on their axis (Heskestad, SFPE Handbook). [K]
MOMENTUM = 0.913  # ratio of the widths of velocity and temperature, squared (Zukoski, in Evans, 1985). [-]
CORNER = 4.0  # like fires that a corner's mirror images make (method of reflection). [-]
CORNER_REACH = 0.2  # gap, in diameters, in which the effect of a corner falls to 1/e (from NIST TN 1984). [-]


@njit(cache=True, error_model="numpy")
def flame_height(heat_release, diameter):
    """Mean flame height above the base of a fire.

    Parameters
    ----------
    heat_release : float
        Total heat release rate Q. [W]
    diameter : float
        Diameter D of the fire base. [m]

    Returns
    -------
    float
        Flame height L, never negative. [m]

    Notes
    -----
    :math:`L = 0.235 Q^{2/5} - 1.02 D`, Q in kW, D in m, for one buoyant turbulent flame in still air.

    References
    ----------
    .. [1] G. Heskestad, "Fire Plumes, Flame Height, and Air Entrainment", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    q = max(heat_release, 0.0) / 1000.0
    return max(0.0, 0.235 * q**0.4 - 1.02 * diameter)


@njit(cache=True, error_model="numpy")
def plume_flow(heat_release, radiative_fraction, diameter, height):
    """Mass flow in a fire plume at a height above its base.

    Parameters
    ----------
    heat_release : float
        Total heat release rate. [W]
    radiative_fraction : float
        Part of it that leaves as radiation. [-]
    diameter : float
        Of the fire base. [m]
    height : float
        Above the base. [m]

    Returns
    -------
    float
        Entrained mass flow; 0 at and below the base. [kg/s]

    Notes
    -----
    With :math:`Q_c` in kW, above the flame :math:`0.071 Q_c^{1/3}(z - z_0)^{5/3} + 1.92\\times10^{-3} Q_c`,
    :math:`z_0 = -1.02 D + 0.083 Q^{2/5}`; in the flame :math:`0.0056 Q_c z / L`. The two meet within some per cent at
    z = L; the smaller is taken in the flame so that flow grows with height. A fire too wide for its power to
    have a mean flame height is given one of a fifth of its diameter, so that nothing is entrained at the base.

    References
    ----------
    .. [1] G. Heskestad, "Fire Plumes, Flame Height, and Air Entrainment", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    if heat_release <= 0.0 or height <= 0.0:
        return 0.0
    q = heat_release / 1000.0
    q_convective = q * (1.0 - radiative_fraction)
    low = max(flame_height(heat_release, diameter), 0.2 * diameter)
    origin = -1.02 * diameter + 0.083 * q**0.4
    reach = max(max(height, low) - origin, 0.0)
    above = ZUKOSKI * cube_root(q_convective) * reach * cube_root(reach) ** 2 + 1.92e-3 * q_convective
    if height >= low:
        return above
    return min(0.0056 * q_convective, above) * height / low


@njit(cache=True, error_model="numpy")
def crossflow_entrainment(wind, diameter, height, density):
    """What wind makes a plume entrain besides what it entrains in still air.

    Parameters
    ----------
    wind : float
        Of the air that reaches the fire. [m/s]
    diameter : float
        Of the fire base. [m]
    height : float
        Above the base. [m]
    density : float
        Of the air. [kg/m3]

    Returns
    -------
    float
        [kg/s]

    Notes
    -----
    Air blown against a plume enters it with 0.6 of its speed [1]_ over the plume's surface, whose radius is taken as
    that in still air, :math:`b = D/2 + \\frac65 \\alpha z`:
    :math:`2\\pi\\rho\\beta u (D z/2 + \\frac35 \\alpha z^2)`. In a room
    the wind is the air that comes in through the door; plumes in its way were measured to entrain 1.3 to 3 times what
    they do in still air [2]_. Without the lengthening of a plume that leans.

    References
    ----------
    .. [1] D. P. Hoult, J. A. Fay & L. J. Forney, "A Theory of Plume Rise Compared with Field Observations", J. Air
       Pollut. Control Assoc. 19:585, 1969.
    .. [2] J. G. Quintiere, W. J. Rinkinen & W. W. Jones, "The Effect of Room Openings on Fire Plume Entrainment",
       Combust. Sci. Technol. 26:193, 1981.
    """
    if height <= 0.0:
        return 0.0
    surface = 2.0 * math.pi * (0.5 * diameter * height + 0.6 * STILL_ENTRAINMENT * height * height)
    return CROSS_ENTRAINMENT * wind * density * surface


@njit(cache=True, error_model="numpy")
def jet_entrainment(flow, excess_enthalpy, distance):
    """What a buoyant stream entrains while it rises (or a heavy one while it sinks).

    Parameters
    ----------
    flow : float
        Mass flow of the stream where it enters. [kg/s]
    excess_enthalpy : float
        Flow x specific heat x |temperature difference to the gas around it|. [W]
    distance : float
        Way through that gas. [m]

    Returns
    -------
    float
        Mass entrained on the way. [kg/s]

    Notes
    -----
    The stream is continued backwards to the virtual origin of a point plume that carries the same mass and enthalpy,
    :math:`z_v = (m / 0.071 Q^{1/3})^{3/5}`, and followed from there with Zukoski's far-field law, which gives
    :math:`0.071 Q^{1/3} (z_v + z)^{5/3} - m`. This is how zone models treat the plume above a doorway [1]_; for a
    sinking stream by symmetry of the Boussinesq equations.

    References
    ----------
    .. [1] G. P. Forney & R. D. Peacock, CFAST Technical Reference Guide, NIST TN 1889v1, vent flow entrainment.
    .. [2] E. E. Zukoski, T. Kubota & B. Cetegen, "Entrainment in Fire Plumes", Fire Safety J. 3:107, 1981.
    """
    if flow <= NO_STREAM or excess_enthalpy <= 0.0 or distance <= 0.0:
        return 0.0
    fifth = ZUKOSKI * ZUKOSKI * ZUKOSKI * excess_enthalpy / 1000.0
    grown = 1.0 + distance * fifth_root(fifth / (flow * flow * flow))  # way from the origin, over that of the start
    return flow * (grown * cube_root(grown) ** 2 - 1.0)


@njit(cache=True, error_model="numpy")
def virtual_origin(heat_release, diameter):
    """Height above the fire base from which the plume seems to rise.

    Parameters
    ----------
    heat_release : float
        Total heat release rate Q. [W]
    diameter : float
        Of the fire base. [m]

    Returns
    -------
    float
        :math:`z_0 = 0.083 Q^{2/5} - 1.02 D`, Q in kW; negative for wide, weak fires. [m]

    References
    ----------
    .. [1] G. Heskestad, "Fire Plumes, Flame Height, and Air Entrainment", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    return 0.083 * (max(heat_release, 0.0) / 1000.0) ** 0.4 - 1.02 * diameter


@njit(cache=True, error_model="numpy")
def plume_rise(convective_power, distance, ambient):
    """Temperature rise on the axis of a plume over the gas around it.

    Parameters
    ----------
    convective_power : float
        Of the fire. [W]
    distance : float
        Above the virtual origin. [m]
    ambient : float
        Temperature of the gas around. [K]

    Returns
    -------
    float
        Never above `FLAME_RISE`, which stands for the flame. [K]

    Notes
    -----
    :math:`\\Delta T = 9.1 (T / (g c_p^2 \\rho^2))^{1/3} Q_c^{2/3} (z - z_0)^{-5/3}`, written with
    :math:`Q^* = Q_c / (\\rho c_p T \\sqrt g (z - z_0)^{5/2})` as :math:`9.1\\, T Q^{*2/3}`. For heights above the mean
    flame height; below, it is carried on up to the rise that flames reach. McCaffrey's three regions [2]_ are an
    alternative; he gives 800 K in the flame and no allowance for the width of the fire.

    References
    ----------
    .. [1] G. Heskestad, "Engineering Relations for Fire Plumes", Fire Safety J. 7:25, 1984.
    .. [2] B. J. McCaffrey, NBSIR 79-1910, 1979.
    """
    if convective_power <= 0.0:
        return 0.0
    if distance <= 0.0:
        return FLAME_RISE
    number = convective_power / (POWER_SCALE * distance**2 * math.sqrt(distance))
    return min(FLAME_RISE, RISE * ambient * cube_root(number) ** 2)


@njit(cache=True, error_model="numpy")
def flame_reach(convective_power, ambient):
    """Distance above the virtual origin at which the rise on the axis has come down to that of a flame. [m]

    Arguments as of `plume_rise`, of which it is the inverse at `FLAME_RISE`.
    """
    return _flame_number(convective_power, ambient) ** 0.4


@njit(cache=True, error_model="numpy")
def _flame_number(convective_power, ambient):
    """`flame_reach` to the power 2.5. [m^5/2]"""
    warmth = RISE * ambient / FLAME_RISE
    return warmth * math.sqrt(warmth) * convective_power / POWER_SCALE


@njit(cache=True, error_model="numpy")
def plume_speed(convective_power, distance, ambient):
    """Upward velocity on the axis of a plume.

    Arguments as of `plume_rise`; returns [m/s].

    Notes
    -----
    :math:`3.4 (g / (c_p \\rho T))^{1/3} Q_c^{1/3} (z - z_0)^{-1/3}` [1]_, not above what it is where the rise would be
    that of the flame: a flame speeds its gas up no further.

    References
    ----------
    .. [1] G. Heskestad, "Engineering Relations for Fire Plumes", Fire Safety J. 7:25, 1984.
    """
    if convective_power <= 0.0:
        return 0.0
    number = _flame_number(convective_power, ambient)
    reach = distance if number <= distance**2 * math.sqrt(max(distance, 0.0)) else number**0.4
    return SPEED * cube_root(GRAVITY * convective_power / (POWER_SCALE / math.sqrt(GRAVITY)) / reach)


@njit(cache=True, error_model="numpy")
def plume_part(radius, distance, rise, ambient):
    """Part of the axial rise that is left away from the axis.

    Parameters
    ----------
    radius : float
        From the axis. [m]
    distance : float
        Above the virtual origin. [m]
    rise, ambient : float
        On the axis, and temperature around. [K], [K]

    Returns
    -------
    float
        :math:`2^{-(r/b)^2}` with :math:`b = 0.12 (T_0 / T)^{1/2} (z - z_0)`. [-]

    References
    ----------
    .. [1] G. Heskestad, "Fire Plumes, Flame Height, and Air Entrainment", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    if radius <= 0.0:
        return 1.0
    if distance <= 0.0:
        return 0.0
    return math.exp(-math.log(2.0) * (radius / half_radius(distance, rise, ambient)) ** 2)


@njit(cache=True, error_model="numpy")
def half_radius(distance, rise, ambient):
    """Radius at which half of the axial rise is left. Arguments as of `plume_part`; returns [m]."""
    return HALF_RADIUS * math.sqrt(1.0 + rise / ambient) * distance


@njit(cache=True, error_model="numpy")
def source_in_layer(convective_power, distance, lower, upper):
    """The fire that, burning in the upper layer's gas alone, would make the plume that enters it from below.

    Parameters
    ----------
    convective_power : float
        Of the real fire, which burns below the interface. [W]
    distance : float
        From its virtual origin up to the interface, and not less than `flame_reach`. [m]
    lower, upper : float
        Temperatures of the two layers. [K], [K]

    Returns
    -------
    power : float
        Convective, of the substitute; 0 where the plume is no warmer than the layer. [W]
    distance : float
        From the substitute's origin up to the interface. [m]

    Notes
    -----
    Evans' substitute source keeps the excess enthalpy, mass and momentum of the plume across the interface, with
    :math:`\\xi = T_u / T_l`, C the factor of the rise and :math:`\\beta^2 = 0.913`:

    .. math::
        Q_2^{*2/3} = \\frac{1 + C Q_1^{*2/3}}{\\xi C} - \\frac{1}{C}, \\qquad
        \\frac{Z_2}{Z_1} = \\left[ \\frac{\\xi C Q_1^*}{Q_2^{*1/3} ((\\xi - 1)(\\beta^2 + 1) + \\xi C Q_2^{*2/3})}
        \\right]^{2/5}

    No plume is hotter than a flame: one that meets the layer within its flame enters it from where the flame ends.
    Taken at the interface, the substitute would have a rise there that no flame has, and carry too much.

    CFAST keeps the power of the real fire and moves its origin only, so that its plume in a hot layer carries more than
    the fire gives. Against experiments under ceilings of 0.6 to 22 m Evans' method followed the plume well [2]_.

    References
    ----------
    .. [1] D. D. Evans, "Calculating Sprinkler Actuation Time in Compartments", Fire Safety J. 9:147, 1985.
    .. [2] W. D. Davis, NISTIR 6448, 2000.
    """
    if convective_power <= 0.0 or distance <= 0.0:
        return 0.0, 0.0
    ratio = max(upper / lower, 1.0)
    number = convective_power / (POWER_SCALE * distance**2 * math.sqrt(distance))
    rise = RISE * cube_root(number) ** 2
    left = (1.0 + rise) / ratio - 1.0
    if left <= 1e-6:
        return 0.0, 0.0
    substitute = left / RISE * math.sqrt(left / RISE)
    mixing = (ratio - 1.0) * (MOMENTUM + 1.0) + ratio * left
    below = distance * (ratio * RISE * number / (cube_root(substitute) * mixing)) ** 0.4
    return substitute * POWER_SCALE * below**2 * math.sqrt(below), below


@njit(cache=True, error_model="numpy")
def reflections(x, y, width, depth, diameter):
    """How many like fires, mirrored in the corner that a fire stands in, make one that burns freely.

    Parameters
    ----------
    x, y : float
        Middle of the fire from the room's corner. [m], [m]
    width, depth : float
        Of the room. [m], [m]
    diameter : float
        Of the fire base. [m]

    Returns
    -------
    float
        1 away from corners and at a wall, up to 4 in a corner. [-]

    Notes
    -----
    In a corner the plume is a quarter of that of a fire of four times the power: ask for n times the power and sqrt(n)
    times the diameter, and divide a flow by n. The effect fades with the gap between the fire and the farther
    of the two walls, :math:`n = 1 + 3 e^{-s / 0.2 D}`: plume temperatures over a burner of 200 to 400 kW [1]_ come with
    about 4, 3, 1.5 and 1.3 fires at gaps of 0, 0.15, 0.3 and 0.44 D. At a single wall the same burner, touching it, had
    the plume of a free fire.

    References
    ----------
    .. [1] K. McGrattan, M. Selepak & E. Hnetkovsky, "The Influence of Walls, Corners and Enclosures on Fire Plumes",
       NIST TN 1984, 2018.
    """
    if diameter <= 0.0:
        return 1.0
    farther = max(min(x, width - x), min(y, depth - y))
    gap = max(farther - 0.5 * diameter, 0.0)
    return 1.0 + (CORNER - 1.0) * math.exp(-gap / (CORNER_REACH * diameter))
