"""Dose: what a person has breathed and felt, as fractions of what incapacitates.

Concentrations are volume fractions, rates are per second. Each asphyxiant's rate adds to one
fractional effective dose (FED); heat is kept apart.

References
----------
.. [1] D. A. Purser, "Assessment of Hazards to Occupants from Smoke, Toxic Gases, and Heat", SFPE Handbook
   of Fire Protection Engineering, 4th ed., NFPA, 2008, ch. 2-6 (the form FDS and FDS+Evac use).
.. [2] D. A. Purser, J. L. McAllister, the same chapter, 5th ed., Springer, 2016, ch. 63.
.. [3] R. F. Coburn, R. E. Forster, P. B. Kane, J. Clin. Invest. 44 (1965) 1899; J. E. Peterson and
   R. D. Stewart, J. Appl. Physiol. 39 (1975) 633.
.. [4] ISO 13571:2012, "Life-threatening components of fire".

The equations were taken as quoted in the open documentation of pyFDS-Evac and CFAST.
"""

from __future__ import annotations

import math

from numba import njit

PPM = 1e6  # parts per million in a volume fraction of 1
MINUTE = 60.0  # s

STEWART = 3.317e-5  # Stewart's coefficient, %COHb per (ppm^1.036 L); [2] Eq. for F_CO
STEWART_POWER = 1.036
HCN_POWER = 2.36  # [2] F_CN
HCN_DOSE = 1.2e6  # ppm^2.36 min
BREATHING_MOST = 70.0  # L/min, cap of breathing times hyperventilation [2]
OXYGEN_NORMAL = 0.209
OXYGEN_MATTERS_BELOW = 0.20  # volume fraction; FDS leaves the term out above
HCL_INCAPACITATES = 900e-6  # volume fraction, [2] table of irritants
HCL_LETHAL = 114_000.0  # ppm min, [2]
RADIATION_MATTERS_ABOVE = 2500.0  # W/m2, [2] and [4]
CONVECTION_MATTERS_ABOVE = 318.15  # K; an assumption: 45 °C, below which sweat keeps up for hours
RADIANT_PAIN = 1.33  # (kW/m2)^1.33 min, limit of tolerable pain [2]
RADIANT_INCAPACITATION = 10.0  # (kW/m2)^1.33 min, incapacitation [2]

DIFFUSING_CAPACITY = 0.41  # mL CO/min/mmHg per kg of body mass; about 30 for an adult at rest, scaled by mass
ALVEOLAR_PART = 0.68  # of the breathing that reaches the alveoli, [3]
DRY_PRESSURE = 713.0  # mmHg, [3]
REFERENCE_MASS, REFERENCE_BLOOD, REFERENCE_HAEMOGLOBIN, REFERENCE_BREATHING = 78.0, 72.0, 15.0, 8.5  # adult at rest


@njit(cache=True)
def carbon_monoxide_rate(co, breathing, cohb_limit):
    """Rate of the carbon monoxide dose, by Stewart's linear uptake.

    Parameters
    ----------
    co : float
        Volume fraction of CO. [-]
    breathing : float
        Minute volume: 8.5 at rest, 25 light work, 50 heavy work for an adult [2]_. [L/min]
    cohb_limit : float
        Carboxyhaemoglobin at which the person collapses: 40 at rest, 30 light work, 20 heavy work. [%]

    Returns
    -------
    float
        Part of the incapacitating dose per second. [1/s]

    Notes
    -----
    :math:`\\dot F = 3.317\\cdot10^{-5}\\,[CO]^{1.036} V_E / D` per minute, CO in ppm. Linear: it overstates the
    uptake when COHb nears its equilibrium. For children scale with `uptake_factor`.
    """
    if co <= 0.0:
        return 0.0
    return STEWART * (co * PPM) ** STEWART_POWER * breathing / cohb_limit / MINUTE


@njit(cache=True)
def hydrogen_cyanide_rate(hcn):
    """Rate of the cyanide dose, :math:`[CN]^{2.36}/1.2\\cdot10^6` per minute, ppm [2]_. hcn : [-]; returns [1/s]."""
    if hcn <= 0.0:
        return 0.0
    return (hcn * PPM) ** HCN_POWER / HCN_DOSE / MINUTE


@njit(cache=True)
def hydrogen_cyanide_rate_2008(hcn):
    """Rate of the cyanide dose, older form :math:`e^{[CN]/43}/220 - 0.0045` per minute [1]_. hcn : [-]; [1/s]."""
    if hcn <= 0.0:
        return 0.0
    return max(0.0, math.exp(hcn * PPM / 43.0) / 220.0 - 1.0 / 220.0) / MINUTE


@njit(cache=True)
def low_oxygen_rate(o2):
    """Rate of the dose of lacking oxygen.

    :math:`1/\\exp[8.13 - 0.54(20.9 - \\%O_2)]` per minute [1]_ [2]_; none above 20 %. o2 : [-]; returns [1/s].
    """
    if o2 >= OXYGEN_MATTERS_BELOW:
        return 0.0
    return math.exp(-(8.13 - 0.54 * 100.0 * (OXYGEN_NORMAL - o2))) / MINUTE


@njit(cache=True)
def hyperventilation(co2):
    """Factor by which carbon dioxide speeds breathing, :math:`e^{\\%CO_2/5}` [2]_ [4]_. co2 : [-]; returns [-].

    Bounded at 10 %, where the source's data end and CO2 itself incapacitates.
    """
    return math.exp(min(max(co2, 0.0), 0.10) * 100.0 / 5.0)


@njit(cache=True)
def hyperventilation_2008(co2):
    """Factor of the 4th edition, :math:`e^{0.1903\\,\\%CO_2 + 2.0004}/7.1` [1]_. co2 : [-]; returns [-]."""
    return math.exp(0.1903 * min(max(co2, 0.0), 0.10) * 100.0 + 2.0004) / 7.1


@njit(cache=True)
def irritant_fraction(irritant):
    """Irritant concentration over the one that incapacitates (FIC), as HCl, 900 ppm [2]_. irritant : [-]."""
    return max(0.0, irritant) / HCL_INCAPACITATES


@njit(cache=True)
def irritant_lethal_rate(irritant):
    """Rate of the fractional lethal dose of irritants, as HCl, 114 000 ppm min [2]_. irritant : [-]; [1/s]."""
    return max(0.0, irritant) * PPM / HCL_LETHAL / MINUTE


@njit(cache=True)
def convected_heat_rate(temperature):
    """Rate of the dose of hot air on a lightly clothed person.

    :math:`T^{3.4}/5\\cdot10^7` per minute, T in °C [2]_ [4]_, from 45 °C on. temperature : [K]; returns [1/s].
    """
    if temperature <= CONVECTION_MATTERS_ABOVE:
        return 0.0
    return (temperature - 273.15) ** 3.4 / 5e7 / MINUTE


@njit(cache=True)
def radiant_heat_rate(flux, dose):
    """Rate of the dose of radiant heat.

    :math:`q^{1.33}/r` per minute, q in kW/m2, from 2.5 kW/m2 on [2]_.

    flux : [W/m2]; dose : r, `RADIANT_PAIN` or `RADIANT_INCAPACITATION`; returns [1/s].
    """
    if flux < RADIATION_MATTERS_ABOVE:
        return 0.0
    return (flux / 1000.0) ** 1.33 / dose / MINUTE


@njit(cache=True)
def breathing_with_carbon_dioxide(breathing, co2):
    """Factor on the uptake, no more than lets an adult breathe 70 L/min [2]_. breathing : [L/min]; co2 : [-]."""
    return max(1.0, min(hyperventilation(co2), BREATHING_MOST / breathing))


@njit(cache=True)
def uptake_rate(mass, blood, haemoglobin, breathing):
    """Initial rate of carboxyhaemoglobin per unit pressure of CO, linear Coburn-Forster-Kane [3]_.

    Parameters
    ----------
    mass : float
        Body mass. [kg]
    blood : float
        Blood volume. [mL/kg]
    haemoglobin : float
        [g/dL]
    breathing : float
        Minute volume. [L/min]

    Returns
    -------
    float
        Part of the haemoglobin bound per minute and mmHg of CO. [1/min/mmHg]
    """
    resistance = 1.0 / (DIFFUSING_CAPACITY * mass) + DRY_PRESSURE / (ALVEOLAR_PART * breathing * 1000.0)
    capacity = 1.38 * haemoglobin / 100.0 * blood * mass  # mL CO that the blood holds
    return 1.0 / (resistance * capacity)


@njit(cache=True)
def uptake_factor(mass, blood, haemoglobin, breathing):
    """How much faster than Stewart's adult a person binds CO, at the same minute volume. [-]

    The ratio of the linear Coburn-Forster-Kane rates, each per litre breathed. Multiplies
    `carbon_monoxide_rate` at the person's own breathing. Arguments as `uptake_rate`.
    """
    adult = uptake_rate(REFERENCE_MASS, REFERENCE_BLOOD, REFERENCE_HAEMOGLOBIN, REFERENCE_BREATHING)
    person = uptake_rate(mass, blood, haemoglobin, breathing)
    return person / breathing / (adult / REFERENCE_BREATHING)


@njit(cache=True)
def ability(dose_part, irritant):
    """Factor on walking speed of someone who has part of the incapacitating dose and irritated eyes.

    Asphyxiants: 1 up to 0.3 of the dose, then linear to 0.5 at the dose (an assumption).
    Irritants: :math:`\\{e^{-(1000x/160)^2} + 0.2 - 0.2x\\}/1.2` of the FIC x [2]_, at least 0.1.

    dose_part : [-]; irritant : FIC [-]; returns [-].
    """
    by_dose = 1.0 if dose_part < 0.3 else max(0.5, 1.0 - 0.5 * (dose_part - 0.3) / 0.7)
    x = min(irritant, 1.0)
    by_irritant = (math.exp(-((1000.0 * x / 160.0) ** 2)) + 0.2 - 0.2 * x) / 1.2
    return max(0.1, by_dose - (1.0 - by_irritant))
