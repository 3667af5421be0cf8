"""The flow under a ceiling that a fire plume strikes: how hot, how fast, how thick."""

import math

from numba import njit

from palier.physics.plume import HALF_RADIUS
from palier.physics.roots import cube_root

JET_RADIUS = 0.42 / 0.4515  # plume radius of the jet correlation over Heskestad's half radius, see there. [-]
THICKNESS = 0.10  # of the jet, in ceiling heights, at r = H (Cooper, 1984). [-]
PEAK = 0.23  # depth of the fastest gas, in thicknesses (Cooper, 1984). [-]
NEAREST = 0.2  # radius over height inside which the jet has not yet turned (Cooper, 1984). [-]
BEND = math.acosh(math.sqrt(2.0)) * PEAK / (1.0 - PEAK)  # so that half the velocity is left at the thickness. [-]


@njit(cache=True, error_model="numpy")
def plume_radius(distance, rise, ambient):
    """Radius of a plume where it strikes the ceiling: where its velocity is half of that on the axis.

    distance : [m] above the virtual origin; rise, ambient : [K] on the axis and around; returns [m].

    :math:`b = 0.42 [(c_p \\rho)^{4/5} T^{3/5} g^{2/5}]^{-1/2} T_p^{1/2} Q_c^{2/5} / \\Delta T_p^{3/5}` (kW, K, m) [1]_,
    which with Heskestad's rise is 0.112 times the distance times the root of the temperature ratio.

    References
    ----------
    .. [1] G. Heskestad & T. Hamada, "Ceiling Jets of Strong Fire Plumes", Fire Safety J. 21:69, 1993.
    """
    return JET_RADIUS * HALF_RADIUS * math.sqrt(1.0 + rise / ambient) * distance


@njit(cache=True, error_model="numpy")
def jet_rise_part(radius, plume):
    """Part of the plume's rise at the ceiling that the hottest gas of the jet still has.

    Parameters
    ----------
    radius : float
        From the axis of the plume. [m]
    plume : float
        Radius of the plume at the ceiling, `plume_radius`. [m]

    Returns
    -------
    float
        :math:`1.92 b / r - e^{1.61 (1 - r / b)}`, 1 on the axis. [-]

    Notes
    -----
    For r / b from 1 to 40 and free flames up to twice as high as the ceiling; inside b it goes evenly from the axis to
    the value at b. It holds for strong plumes, whose flames reach the ceiling, as well as for weak ones, where it
    agrees with Alpert's correlation; the older one of Heskestad and Delichatsios, which CFAST uses, is for weak plumes
    only.

    References
    ----------
    .. [1] G. Heskestad & T. Hamada, "Ceiling Jets of Strong Fire Plumes", Fire Safety J. 21:69, 1993.
    """
    if plume <= 0.0:
        return 0.0
    ratio = radius / plume
    if ratio <= 1.0:
        return 1.0 - 0.08 * ratio
    return 1.92 / ratio - math.exp(1.61 * (1.0 - ratio))


@njit(cache=True, error_model="numpy")
def alpert_rise(heat_release, height, radius):
    """Highest temperature rise under an open ceiling.

    Parameters
    ----------
    heat_release : float
        Total. [W]
    height : float
        Of the ceiling above the fire base. [m]
    radius : float
        From the axis. [m]

    Returns
    -------
    float
        :math:`16.9 Q^{2/3} / H^{5/3}` up to r / H = 0.18, then :math:`5.38 (Q/r)^{2/3} / H` (kW, m). [K]

    Notes
    -----
    For a weak plume in still air near 20 °C, before any layer has gathered, and at least 1.8 H from walls. Kept as what
    the jet of this package must come to in an open, tall room.

    References
    ----------
    .. [1] R. L. Alpert, "Calculation of Response Time of Ceiling-Mounted Fire Detectors", Fire Technol. 8:181, 1972.
    """
    q = heat_release / 1000.0
    if radius <= 0.18 * height:
        return 16.9 * cube_root(q / height) ** 2 / height
    return 5.38 * cube_root(q / radius) ** 2 / height


@njit(cache=True, error_model="numpy")
def jet_speed(heat_release, height, radius):
    """Highest velocity under a ceiling.

    Arguments as of `alpert_rise`; returns :math:`0.96 (Q/H)^{1/3}` up to r / H = 0.15, then
    :math:`0.195 Q^{1/3} H^{1/2} / r^{5/6}` (kW, m). [m/s]

    References
    ----------
    .. [1] R. L. Alpert, "Calculation of Response Time of Ceiling-Mounted Fire Detectors", Fire Technol. 8:181, 1972.
    """
    if heat_release <= 0.0 or height <= 0.0:
        return 0.0
    q = heat_release / 1000.0
    if radius <= 0.15 * height:
        return 0.96 * cube_root(q / height)
    return 0.195 * cube_root(q / radius) * math.sqrt(height / radius)


@njit(cache=True, error_model="numpy")
def corridor_part(along, height, half_width):
    """Part of the plume's rise that is left along a corridor, whose walls keep the jet from spreading.

    Parameters
    ----------
    along : float
        Distance from the fire along the corridor; from one half width on. [m]
    height : float
        Of the ceiling above the fire base. [m]
    half_width : float
        Of the corridor, more than a fifth of the height. [m]

    Returns
    -------
    float
        :math:`0.37 (H / l)^{1/3} e^{-0.16 (x / H) (l / H)^{1/3}}`. [-]

    References
    ----------
    .. [1] M. A. Delichatsios, "The Flow of Fire Gases under a Beamed Ceiling", Combust. Flame 43:1, 1981.
    """
    narrow = cube_root(half_width / height)
    return 0.37 / narrow * math.exp(-0.16 * along / height * narrow)


@njit(cache=True, error_model="numpy")
def corridor_speed(rise, height, half_width):
    """Velocity of the jet along a corridor where its rise is `rise`.

    :math:`0.114 (H \\Delta T)^{1/2} (H / l)^{1/6}` [1]_, with H, l as of `corridor_part`, [m], and the rise in K;
    returns [m/s].

    References
    ----------
    .. [1] M. A. Delichatsios, "The Flow of Fire Gases under a Beamed Ceiling", Combust. Flame 43:1, 1981.
    """
    return 0.114 * math.sqrt(height * max(rise, 0.0)) * math.sqrt(cube_root(height / half_width))


@njit(cache=True, error_model="numpy")
def jet_thickness(height, radius):
    """Depth below the ceiling at which half of the highest velocity is left.

    :math:`0.10 H (r / H)^{0.9}`, that of r / H = 0.2 nearer the axis; height, radius : [m]; returns [m].

    References
    ----------
    .. [1] L. Y. Cooper, "Ceiling Jet-Driven Wall Flows in Compartment Fires", Combust. Sci. Technol. 62:285, 1988.
    """
    return THICKNESS * height * max(radius / height, NEAREST) ** 0.9


@njit(cache=True, error_model="numpy")
def jet_thickness_at_most(height, radius):
    """What `jet_thickness` does not exceed, without a power: its value at r = H, or as if it grew like r beyond. [m]"""
    return THICKNESS * max(height, radius)


@njit(cache=True, error_model="numpy")
def jet_profile(depth, thickness):
    r"""Part of the highest velocity of the jet that is left at a depth below the ceiling.

    Parameters
    ----------
    depth : float
        Below the ceiling. [m]
    thickness : float
        Of the jet, `jet_thickness`. [m]

    Returns
    -------
    float
        A seventh-power boundary layer down to 0.23 thicknesses, below it
        :math:`\cosh^{-2}[0.2634\,(y / 0.23 \delta - 1)]`. [-]

    References
    ----------
    .. [1] L. Y. Cooper, "Estimating the Environment and the Response of Sprinkler Links in Compartment Fires with Draft
       Curtains and Fusible Link-Actuated Ceiling Vents", Fire Safety J. 16:137, 1990.
    """
    place = max(depth, 0.0) / (PEAK * thickness)
    if place < 1.0:
        return 8.0 / 7.0 * place ** (1.0 / 7.0) * (1.0 - place / 8.0)
    fallen = math.cosh(min(BEND * (place - 1.0), 300.0))
    return 1.0 / (fallen * fallen)


@njit(cache=True, error_model="numpy")
def jet_warmth(depth, thickness, at_surface):
    """Part of the highest temperature excess of the jet that is left at a depth below the ceiling.

    Parameters
    ----------
    depth, thickness : float
        As of `jet_profile`. [m], [m]
    at_surface : float
        Excess of the ceiling surface over the gas below the jet, by the highest excess of the jet. [-]

    Returns
    -------
    float
        Above the peak a parabola from the surface's value to 1, below it as the velocity. [-]

    References
    ----------
    As of `jet_profile`.
    """
    place = max(depth, 0.0) / (PEAK * thickness)
    if place < 1.0:
        return at_surface + (1.0 - at_surface) * place * (2.0 - place)
    return jet_profile(depth, thickness)
