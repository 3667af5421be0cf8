"""Radiation between the two gas layers and the surfaces of a room."""

import math

from numba import njit

STEFAN_BOLTZMANN = 5.670374419e-8  # (CODATA 2018). [W/m2/K4]
SOOT_ABSORPTION = 1863.0  # Planck mean: 3.83 C0 / C2 with C0 = 7 (RadCal, Grosshandler, NIST TN 1402, 1993). [1/m/K]
SOOT_DENSITY = 1800.0  # of solid soot. [kg/m3]


# Leckner's polynomials of ln(emissivity) in T / 1000 K (along rows) and log10 of the path in bar cm (down columns).
_H2O = (
    (-2.2118, -1.1987, 0.035596),
    (0.85667, 0.93048, -0.14391),
    (-0.10838, -0.17156, 0.045915),
)
_CO2 = (
    (-3.9893, 2.7669, -2.1081, 0.39163),
    (1.2710, -1.1090, 1.0195, -0.21897),
    (-0.23678, 0.19731, -0.19544, 0.044644),
)
BAR_CM = 101.325  # bar cm in an atm m
LEAST_PATH = 0.1  # path below which emissivity is taken as proportional to it. [bar cm]


@njit(cache=True, error_model="numpy")
def water_emissivity(temperature, path):
    """Emissivity of water vapour in air at one atmosphere. temperature : [K]; path : [atm m]; returns [-].

    Leckner's fit to spectral data [1]_, for 400 to 2500 K and 0.1 to 1000 bar cm; held at 400 K below, and
    proportional to the path where that is thin. The correction for the partial pressure, under 10 % in smoke, is left
    out.

    References
    ----------
    .. [1] B. Leckner, "Spectral and Total Emissivity of Water Vapor and Carbon Dioxide", Combust. Flame 19:33, 1972.
    """
    length = max(path * BAR_CM, 0.0)
    t = min(max(temperature, 400.0), 2500.0) / 1000.0
    x = math.log10(min(max(length, LEAST_PATH), 1000.0))
    total = 0.0
    for k in range(2, -1, -1):
        total = total * x + _H2O[k][0] + t * (_H2O[k][1] + t * _H2O[k][2])
    return math.exp(total) * min(1.0, length / LEAST_PATH)


@njit(cache=True, error_model="numpy")
def carbon_dioxide_emissivity(temperature, path):
    """Emissivity of carbon dioxide in air at one atmosphere. temperature : [K]; path : [atm m]; returns [-].

    As `water_emissivity`.
    """
    length = max(path * BAR_CM, 0.0)
    t = min(max(temperature, 400.0), 2500.0) / 1000.0
    x = math.log10(min(max(length, LEAST_PATH), 1000.0))
    total = 0.0
    for k in range(2, -1, -1):
        total = total * x + _CO2[k][0] + t * (_CO2[k][1] + t * (_CO2[k][2] + t * _CO2[k][3]))
    return math.exp(total) * min(1.0, length / LEAST_PATH)


@njit(cache=True, error_model="numpy")
def overlap(co2_path, h2o_path):
    """What the two gases count twice, where their bands meet. [atm m], [atm m]; returns [-].

    Leckner's correction, :math:`(\\zeta/(10.7+101\\zeta) - 0.0089\\zeta^{10.4}) (\\log_{10} pL)^{2.76}` with
    :math:`\\zeta = p_{H2O}/(p_{H2O}+p_{CO2})` and the path of both in bar cm; nothing below 1 bar cm.
    """
    both = (co2_path + h2o_path) * BAR_CM
    if both <= 1.0:
        return 0.0
    part = h2o_path / (co2_path + h2o_path)
    return max(0.0, part / (10.7 + 101.0 * part) - 0.0089 * part**10.4) * math.log10(both) ** 2.76


@njit(cache=True, error_model="numpy")
def soot_absorption(temperature, soot):
    """Planck mean absorption coefficient of soot, 1863 fv T. temperature : [K]; soot : [kg/m3]; returns [1/m].

    3.83 x 7 over the second radiation constant, of a spectral absorption of 7 fv over the wavelength (W. L.
    Grosshandler, "RADCAL: A Narrow-Band Model for Radiation Calculations in a Combustion Environment", NIST TN 1402,
    1993).
    """
    return SOOT_ABSORPTION * soot / SOOT_DENSITY * temperature


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
    Soot as a grey absorber with :math:`k f_v T` of `soot_absorption`. The gases by Leckner's emissivities with their
    overlap taken off. Surfaces colder than the gas see the same emissivity: a grey gas.
    """
    gases = carbon_dioxide_emissivity(temperature, co2_path) + water_emissivity(temperature, h2o_path)
    gases = min(0.9, max(0.0, gases - overlap(co2_path, h2o_path)))
    return 1.0 - math.exp(-soot_absorption(temperature, soot) * beam) * (1.0 - gases)


@njit(cache=True, error_model="numpy")
def enclosure_exchange(
    t1, t2, emissivity1, emissivity2, area1, area2, interface, t_upper, t_lower, e_upper, e_lower, flame1, flame2
):
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
    flame1, flame2 : float
        Irradiation of the two surfaces by flames, what the layers absorb taken off. [W/m2]

    Returns
    -------
    incident1, incident2 : float
        Irradiation of the two surfaces, that of flames included. [W/m2]
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
    c1 = flame1 + e_upper * bu + f12 * tau_u * e_lower * bl
    c2 = flame2 + e_lower * bl + f21 * tau_l * e_upper * bu
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


@njit(cache=True)
def point_source(radiated, distance):
    """Flux on a surface that faces flames taken as a point, :math:`q = \\chi Q / 4 \\pi r^2` [1]_.

    Within a few diameters of the flames it is an estimate only.

    radiated : by the flames in all [W]; distance : to their middle [m]; returns [W/m2].

    References
    ----------
    .. [1] C. L. Beyler, "Fire Hazard Calculations for Large, Open Hydrocarbon Fires", SFPE Handbook, 4th ed., NFPA,
       2008.
    """
    return radiated / (4.0 * math.pi * distance**2)
