"""Buoyant plumes: the fire's own, and those of hot gas that enters a room."""

import math

from numba import njit

from palier.physics.gas import GRAVITY

ZUKOSKI = 0.071  # far-field entrainment, Q in kW, z in m (Zukoski, Kubota & Cetegen, 1981). [kg/s/kW^1/3/m^5/3]


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
    above = ZUKOSKI * q_convective ** (1.0 / 3.0) * reach ** (5.0 / 3.0) + 1.92e-3 * q_convective
    if height >= low:
        return above
    return min(0.0056 * q_convective, above) * height / low


@njit(cache=True, error_model="numpy")
def plume_path(wind, fuel_flux, diameter, air_density):
    """How much longer the way of a plume through the air becomes when wind tilts it.

    Parameters
    ----------
    wind : float
        Of the air that reaches the fire. [m/s]
    fuel_flux : float
        Mass burning rate per area. [kg/s/m2]
    diameter : float
        Of the fire base. [m]
    air_density : float
        [kg/m3]

    Returns
    -------
    float
        :math:`1 / \\cos\\theta = \\sqrt{u^*}`, 1 for :math:`u^* = u (g \\dot m'' D / \\rho)^{-1/3}` below 1. [-]

    Notes
    -----
    The tilt of flames in wind of the American Gas Association [1]_. In a room the wind is the air that comes in through
    the door: it tilts the plume and makes it entrain more than one in still air, 1.3 to 3 times as much in experiments
    [2]_. The tilted plume is given the entrainment of an upright one of the same length.

    References
    ----------
    .. [1] K. S. Mudan & P. A. Croce, "Fire Hazard Calculations for Large Open Hydrocarbon Fires", SFPE Handbook,
       2nd ed., NFPA, 1995.
    .. [2] J. G. Quintiere, W. J. Rinkinen & W. W. Jones, "The Effect of Room Openings on Fire Plume Entrainment",
       Combust. Sci. Technol. 26:193, 1981.
    """
    scale = (GRAVITY * fuel_flux * diameter / air_density) ** (1.0 / 3.0)
    if wind <= scale:
        return 1.0
    return math.sqrt(wind / scale)


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
    :math:`z_v = (m / 0.071 Q^{1/3})^{3/5}`, and followed from there with Zukoski's far-field law. This is how zone
    models treat the plume above a doorway [1]_; for a sinking stream by symmetry of the Boussinesq equations.

    References
    ----------
    .. [1] G. P. Forney & R. D. Peacock, CFAST Technical Reference Guide, NIST TN 1889v1, vent flow entrainment.
    .. [2] E. E. Zukoski, T. Kubota & B. Cetegen, "Entrainment in Fire Plumes", Fire Safety J. 3:107, 1981.
    """
    if flow <= 0.0 or excess_enthalpy <= 0.0 or distance <= 0.0:
        return 0.0
    strength = ZUKOSKI * (excess_enthalpy / 1000.0) ** (1.0 / 3.0)
    origin = (flow / strength) ** 0.6
    return strength * ((distance + origin) ** (5.0 / 3.0) - origin ** (5.0 / 3.0))
