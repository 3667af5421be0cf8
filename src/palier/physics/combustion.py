"""Burning: what oxygen allows, and what is given off."""

import math

from numba import njit

from palier.physics.gas import MOLAR_MASS_AIR

HEAT_PER_OXYGEN = 13.1e6  # heat released per mass of oxygen consumed (Huggett, Fire Mater. 4:61, 1980; +-5 %). [J/kg]
MOST_PER_OXYGEN = 1.05 * HEAT_PER_OXYGEN  # of organic fuels (same). [J/kg]
OXYGEN_LIMIT = 0.15  # mass fraction in cool gas below which flaming stops (CFAST 7 default). [kg/kg]
FLAME_TEMPERATURE = 1600.0  # critical adiabatic flame temperature of hydrocarbons, 1327 °C (Beyler, SFPE Handbook). [K]
DARK_OXYGEN = 0.075  # mole fraction in cool gas at which flames would radiate no more, see `radiating_part`. [-]
COOL = 293.0  # temperature at which OXYGEN_LIMIT is stated. [K]

# Molar masses. [kg/mol]
M_C, M_H, M_O = 0.012011, 0.001008, 0.015999
M_CO, M_CO2, M_H2O, M_HCN, M_HCL, M_O2 = 0.02801, 0.04401, 0.018015, 0.02703, 0.03646, 0.031998

COOL_LAYER, HOT_LAYER = 800.0, 900.0  # K below and above which carbon monoxide follows one of two curves (Gottuk)
COOL_ONSET = 0.5  # equivalence ratio from which a cool layer has more than its fuel gives in plenty of air


@njit(cache=True, error_model="numpy")
def oxygen_factor(oxygen, temperature, cool_limit):
    """Part of the available oxygen that a flame can use, between 0 and 1.

    Parameters
    ----------
    oxygen : float
        Mass fraction in the gas that feeds the flame. [kg/kg]
    temperature : float
        Of that gas. [K]
    cool_limit : float
        Mass fraction in cool gas below which flaming stops. [kg/kg]

    Returns
    -------
    float
        :math:`\\frac12[\\tanh(800 (Y - Y_l) - 4) + 1]`. [-]

    Notes
    -----
    The smooth step is CFAST's [1]_. The limit :math:`Y_l` falls linearly from its value in cool gas (0.15) to 0 at the
    critical flame temperature of 1600 K, since gas that arrives hot needs less heat to burn (FDS's extinction
    criterion [2]_).

    References
    ----------
    .. [1] R. D. Peacock et al., CFAST Technical Reference Guide, NIST TN 1889v1, combustion chemistry.
    .. [2] K. McGrattan et al., FDS Technical Reference Guide, NIST SP 1018-1, flame extinction.
    """
    limit = cool_limit * max(0.0, min(1.0, (FLAME_TEMPERATURE - temperature) / (FLAME_TEMPERATURE - COOL)))
    return 0.5 * (math.tanh(800.0 * (oxygen - limit) - 4.0) + 1.0)


@njit(cache=True, error_model="numpy")
def radiating_part(oxygen, temperature, fresh):
    """What flames in spent air radiate of their heat, over what they radiate of it in fresh air.

    Parameters
    ----------
    oxygen : float
        Mass fraction in the gas that feeds the flame. [kg/kg]
    temperature : float
        Of that gas. [K]
    fresh : float
        Mass fraction of oxygen in the air outside. [kg/kg]

    Returns
    -------
    float
        :math:`(X - 0.075) / (X_0 - 0.075)` with the mole fractions in that gas and in air, from 0 to 1. [-]

    Notes
    -----
    Diluted air cools the flame and leaves it less soot: a sooty flame turns blue before it goes out. The radiative
    fraction measured over a line burner of 50 kW falls in proportion to oxygen, from 0.24 with methane and 0.33
    with propane in air to 0.14 and 0.18 at 15 % [1]_; lines through it reach 0 at 7.0 and 8.1 %. For 13 to 21 % of
    oxygen, with nitrogen added. A burner of ethylene fell less at first, from 0.34 to 0.30 at 16.8 % and 0.22 at 15.2 %
    [2]_. Gas that arrives hot counts as if it had as much more oxygen as the limit of `oxygen_factor` falls.

    References
    ----------
    .. [1] J. P. White, E. D. Link, A. C. Trouve, P. B. Sunderland, A. W. Marshall et al., "Radiative Emissions
       Measurements from a Buoyant, Turbulent Line Flame under Oxidizer-Dilution Quenching Conditions", Fire Safety J.
       76:74, 2015; the data as kept by the MaCFP working group (files CH4_A_Data, C3H8_A_Data), the paper was not seen.
    .. [2] D. Zeng, P. Chatterjee & Y. Wang, "The Effect of Oxygen Depletion on Soot and Thermal Radiation in Buoyant
       Turbulent Diffusion Flames", Proc. Combust. Inst. 37:825, 2019; as kept there, too.
    """
    warmed = OXYGEN_LIMIT * max(temperature - COOL, 0.0) / (FLAME_TEMPERATURE - COOL)
    dark = DARK_OXYGEN * M_O2 / MOLAR_MASS_AIR
    part = (oxygen + warmed - dark) / (fresh - dark)
    return max(0.0, min(1.0, part))


@njit(cache=True, error_model="numpy")
def under_ventilated_fraction(equivalence_ratio):
    """How far product yields have moved from well- to under-ventilated burning, 0 to 1.

    Parameters
    ----------
    equivalence_ratio : float
        Fuel supplied over the fuel that the oxygen supplied can burn. [-]

    Returns
    -------
    float
        :math:`f = \\frac12 + \\arctan[10(\\phi - 1.25)] / \\pi`, stretched so that it begins at 0 without fuel. [-]

    Notes
    -----
    The shape of Gottuk and Lattimer's correlation of CO in hot (over 900 K) compartment fires; here the ends are the
    yields of each material. Measured for equivalence ratios up to about 3.

    References
    ----------
    .. [1] D. T. Gottuk & B. Y. Lattimer, "Effect of Combustion Conditions on Species Production", SFPE Handbook,
       4th ed., NFPA, 2008.
    """
    least = 0.5 + math.atan(-12.5) / math.pi
    return (0.5 + math.atan(10.0 * (equivalence_ratio - 1.25)) / math.pi - least) / (1.0 - least)


@njit(cache=True, error_model="numpy")
def carbon_monoxide_fraction(equivalence_ratio, temperature):
    """How far the yield of carbon monoxide has moved from well- to under-ventilated burning, 0 to 1.

    Parameters
    ----------
    equivalence_ratio : float
        As of `under_ventilated_fraction`. [-]
    temperature : float
        Of the layer that the products go to. [K]

    Returns
    -------
    float
        :math:`\\frac12 + \\arctan[10(\\phi - 0.8)] / \\pi` below 800 K, stretched so that it begins at 0 for
        :math:`\\phi = 0.5`; that of `under_ventilated_fraction` above 900 K; between them in proportion. [-]

    Notes
    -----
    In cool layers what has been formed is not burnt on, so that carbon monoxide appears in them before the air runs
    out. Measured under hoods and in compartments for equivalence ratios up to about 3 [1]_; below 0.5 they found none
    to speak of.

    References
    ----------
    .. [1] D. T. Gottuk & B. Y. Lattimer, "Effect of Combustion Conditions on Species Production", SFPE Handbook,
       4th ed., NFPA, 2008: for CO 0.19/180 arctan[10(phi - 0.8)] + 0.095 below 800 K and
       0.22/180 arctan[10(phi - 1.25)] + 0.11 above 900 K, in degrees.
    """
    least = 0.5 + math.atan(10.0 * (COOL_ONSET - 0.8)) / math.pi
    cool = max(0.0, (0.5 + math.atan(10.0 * (equivalence_ratio - 0.8)) / math.pi - least) / (1.0 - least))
    hot = under_ventilated_fraction(equivalence_ratio)
    part = min(max((temperature - COOL_LAYER) / (HOT_LAYER - COOL_LAYER), 0.0), 1.0)
    return cool + part * (hot - cool)


@njit(cache=True, error_model="numpy")
def idle_oxygen(heat_per_oxygen):
    """How many times the oxygen that it takes up a fuel must find, so that air gives no more heat than it can.

    Parameters
    ----------
    heat_per_oxygen : float
        Heat of combustion of a fuel over the oxygen that its formula takes up. [J/kg]

    Returns
    -------
    float
        1, or more where that is over 13.1 MJ/kg + 5 %, which no organic fuel exceeds [1]_: the heat of combustion and
        the formula then contradict each other. Fuel lost and products keep to what was told; the heat that a
        fire short of air releases keeps to the air. [-]

    References
    ----------
    .. [1] C. Huggett, "Estimation of Rate of Heat Release by Means of Oxygen Consumption Measurements", Fire Mater.
       4:61, 1980.
    """
    return max(1.0, heat_per_oxygen / MOST_PER_OXYGEN)


@njit(cache=True, error_model="numpy")
def products(carbon, hydrogen, oxygen, co, hcn, hcl, soot):
    """CO2, H2O and the oxygen consumed when a kilogram of fuel burns, by balance of the elements.

    Parameters
    ----------
    carbon, hydrogen, oxygen : float
        Mass fractions in the fuel; the rest is nitrogen and chlorine. [kg/kg]
    co, hcn, hcl, soot : float
        Yields; soot is taken as carbon. [kg/kg]

    Returns
    -------
    co2, h2o, oxygen_consumed : float
        [kg/kg]. Mass is conserved exactly once nitrogen and chlorine are counted.
    """
    carbon_left = carbon - soot - co * M_C / M_CO - hcn * M_C / M_HCN
    co2 = max(carbon_left, 0.0) * M_CO2 / M_C
    hydrogen_left = hydrogen - hcn * M_H / M_HCN - hcl * M_H / M_HCL
    h2o = max(hydrogen_left, 0.0) * M_H2O / (2.0 * M_H)
    consumed = co2 * M_O2 / M_CO2 + co * M_O / M_CO + h2o * M_O / M_H2O - oxygen
    return co2, h2o, consumed


@njit(cache=True, error_model="numpy")
def burning_rate_factor(oxygen, temperature, heat_flux, flux_free, cool_limit):
    """Part of the free-burning mass loss rate that a fuel surface keeps in bad air.

    Parameters
    ----------
    oxygen : float
        Mass fraction in the gas that feeds the flame. [kg/kg]
    temperature : float
        Of that gas. [K]
    heat_flux : float
        Radiant flux on the fuel from the hot layer. [W/m2]
    flux_free : float
        Flux with which the flame itself sustains free burning. [W/m2]
    cool_limit : float
        Mass fraction of oxygen in cool gas below which flaming stops. [kg/kg]

    Returns
    -------
    float
        Between 0 and 1. [-]

    Notes
    -----
    Flame feedback falls in proportion to oxygen [1]_ and vanishes at extinction; hot smoke makes up for it in the
    ratio of the fluxes. The sum is capped at free burning, so a design fire is never exceeded.

    References
    ----------
    .. [1] Y. Utiskul & J. G. Quintiere, "Generalizations on Compartment Fires from Small-Scale Experiments for
       Low Ventilation Conditions", IAFSS 8:1229, 2005.
    """
    feedback = min(oxygen / 0.2314, 1.0) * oxygen_factor(oxygen, temperature, cool_limit)
    return min(1.0, max(0.0, feedback + heat_flux / flux_free))
