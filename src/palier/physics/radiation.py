"""Radiation between the two gas layers and the surfaces of a room."""

import math

from numba import njit

STEFAN_BOLTZMANN = 5.670374419e-8  # (CODATA 2018). [W/m2/K4]
SOOT_ABSORPTION = 1195.5  # absorption coefficient = this x volume fraction x temperature (as used by CFAST). [1/m/K]
SOOT_DENSITY = 1800.0  # of solid soot. [kg/m3]


@njit(cache=True, error_model="numpy")
def layer_emissivity(temperature, soot, co2_path, h2o_path, beam):
    """Emissivity of a layer of hot smoke.

    Parameters
    ----------
    temperature : float
        [K]
    soot : float
        Mass concentration. [kg/m3]
    co2_path, h2o_path : float
        Partial pressure times mean beam length. [atm m]
    beam : float
        Mean beam length. [m]

    Returns
    -------
    float
        :math:`1 - e^{-k f_v T L} (1 - \\epsilon_{CO2,H2O})`. [-]

    Notes
    -----
    Soot as a grey absorber with :math:`k f_v T`, k = 1195.5 per m and K [1]_. The gases by a coarse fit,
    :math:`\\epsilon_g = 0.45 (1 - e^{-1.2 \\sqrt{p L}}) \\sqrt{700 / T}`, p L the sum of both, the root
    not above 1.1: at 1000 K it gives 0.04, 0.12 and 0.26 at 0.01, 0.1 and 1 atm m, where the charts [2]_ give carbon
    dioxide alone 0.05, 0.11 and 0.20 and water more. In the smoke of a dwelling fire soot dominates.

    References
    ----------
    .. [1] CFAST Technical Reference Guide, NIST TN 1889v1, radiation.
    .. [2] C. L. Tien, K. Y. Lee & A. J. Stretton, "Radiation Heat Transfer", SFPE Handbook, 4th ed., NFPA, 2008.
    """
    absorption = SOOT_ABSORPTION * soot / SOOT_DENSITY * temperature
    gases = (
        0.45
        * (1.0 - math.exp(-1.2 * math.sqrt(max(co2_path + h2o_path, 0.0))))
        * min(1.1, math.sqrt(700.0 / temperature))
    )
    return 1.0 - math.exp(-absorption * beam) * (1.0 - gases)


@njit(cache=True, error_model="numpy")
def enclosure_exchange(t1, t2, emissivity1, emissivity2, area1, area2, interface, t_upper, t_lower, e_upper, e_lower):
    """Net radiation between an extended ceiling, an extended floor and two layers of grey gas.

    Parameters
    ----------
    t1, t2 : float
        Fourth-power mean temperature of the solid surfaces above and below the interface. [K]
    emissivity1, emissivity2 : float
        Of the surfaces above and below the interface. [-]
    area1, area2 : float
        Of the surfaces above and below the interface. [m2]
    interface : float
        Area of the interface between the layers. [m2]
    t_upper, t_lower : float
        Layer temperatures. [K]
    e_upper, e_lower : float
        Layer emissivities. [-]

    Returns
    -------
    incident1, incident2 : float
        Irradiation of the two surfaces. [W/m2]
    gain_upper, gain_lower : float
        Net radiation absorbed by the layers. [W]

    Notes
    -----
    Radiosity method for two grey surfaces with an isothermal grey layer along each path. A surface sees itself with
    configuration factor 1 - A_d / A and the other through the interface with A_d / A, which is exact for convex layers.
    The four net gains sum to zero.

    References
    ----------
    .. [1] R. Siegel & J. Howell, "Thermal Radiation Heat Transfer", ch. on enclosures with participating media.
    """
    b1 = STEFAN_BOLTZMANN * t1**4
    b2 = STEFAN_BOLTZMANN * t2**4
    bu = STEFAN_BOLTZMANN * t_upper**4
    bl = STEFAN_BOLTZMANN * t_lower**4
    tau_u = 1.0 - e_upper
    tau_l = 1.0 - e_lower
    f12 = interface / area1
    f21 = interface / area2
    # G = M J + c, J = e b + (1 - e) G
    m11 = (1.0 - f12) * tau_u
    m12 = f12 * tau_u * tau_l
    m22 = (1.0 - f21) * tau_l
    m21 = f21 * tau_u * tau_l
    c1 = e_upper * bu + f12 * tau_u * e_lower * bl
    c2 = e_lower * bl + f21 * tau_l * e_upper * bu
    r1 = 1.0 - emissivity1
    r2 = 1.0 - emissivity2
    a11 = 1.0 - r1 * m11
    a12 = -r2 * m12
    a22 = 1.0 - r2 * m22
    a21 = -r1 * m21
    y1 = c1 + emissivity1 * m11 * b1 + emissivity2 * m12 * b2
    y2 = c2 + emissivity1 * m21 * b1 + emissivity2 * m22 * b2
    determinant = a11 * a22 - a12 * a21
    g1 = (y1 * a22 - a12 * y2) / determinant
    g2 = (a11 * y2 - a21 * y1) / determinant
    j1 = emissivity1 * b1 + r1 * g1
    j2 = emissivity2 * b2 + r2 * g2
    gain_upper = e_upper * (area1 * j1 + interface * (tau_l * j2 + e_lower * bl) - bu * (area1 + interface))
    gain_lower = e_lower * (area2 * j2 + interface * (tau_u * j1 + e_upper * bu) - bl * (area2 + interface))
    return g1, g2, gain_upper, gain_lower
