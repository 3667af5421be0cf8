"""Dose: what a person has breathed and felt, as fractions of what incapacitates.

Concentrations are volume fractions, rates are per second. Each asphyxiant's rate adds to one
fractional effective dose (FED); heat is kept apart, and so is carbon dioxide's own effect.

Three sets of laws can be chosen. Purser's: the part due to carbon monoxide is the way that COHb has gone, by
`palier.physics.cohb`, from where it was to where this person collapses at this exertion, and may fall again; cyanide,
lack of oxygen and irritants add to it. ISO 13571:2012: carbon monoxide and cyanide by their concentrations alone, the
same for everybody, which only grow. Purser's of 2008, by which other programs reckon and worked cases were published:
carbon monoxide by Stewart's line, the older forms of cyanide and of what carbon dioxide adds; they only grow too.

References
----------
.. [1] D. A. Purser, "Assessment of Hazards to Occupants from Smoke, Toxic Gases, and Heat", SFPE Handbook
   of Fire Protection Engineering, 4th ed., NFPA, 2008, ch. 2-6 (the form FDS and FDS+Evac use).
.. [2] D. A. Purser, J. L. McAllister, the same chapter, 5th ed., Springer, 2016, ch. 63.
.. [3] R. D. Stewart et al., "Experimental human exposure to high concentrations of carbon monoxide", Arch. Environ.
   Health 26 (1973) 1, as quoted at coheadquarters.com.
.. [4] ISO 13571:2012, "Life-threatening components of fire".

The equations were taken as quoted in the open documentation of pyFDS-Evac and CFAST.
"""

from __future__ import annotations

import math

from numba import njit

from palier.physics.decay import decayed

PPM = 1e6  # parts per million in a volume fraction of 1
MINUTE = 60.0  # s

PURSER, ISO_13571, PURSER_2008 = range(3)  # sets of laws
LIGHT_CLOTHES, CLOTHED, HUMID = range(3)  # laws of hot air

STEWART = 3.317e-5  # Stewart's coefficient, %COHb per (ppm^1.036 L); [2] Eq. for F_CO, [3]
STEWART_POWER = 1.036
ISO_CO = 35_000.0  # ppm min of carbon monoxide, [4]
HCN_POWER = 2.36  # [2] F_CN
HCN_DOSE = 1.2e6  # ppm^2.36 min
BREATHING_MOST = 70.0  # L/min, cap of an adult's breathing times hyperventilation [2]
CO2_MATTERS_ABOVE = (
    0.02  # volume fraction under which it does not dull; at 2 % the law gives nearly three hours: an assumption
)
OXYGEN_NORMAL = 0.209
OXYGEN_MATTERS_BELOW = 0.20  # volume fraction; FDS leaves the term out above
HCL_INCAPACITATES = 900e-6  # volume fraction, [2] table of irritants
HCL_ISO = 1000e-6  # volume fraction, [4] table of irritants
HCL_LETHAL = 114_000.0  # ppm min, [2]
RADIATION_MATTERS_ABOVE = 2500.0  # W/m2, [2] and [4]
CONVECTION_MATTERS_ABOVE = 318.15  # K; an assumption: 45 °C, below which sweat keeps up for hours
RADIANT_PAIN = 1.33  # (kW/m2)^1.33 min, limit of tolerable pain [2]
RADIANT_INCAPACITATION = 10.0  # (kW/m2)^1.33 min, incapacitation [2]


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
    :math:`\\dot F = 3.317\\cdot10^{-5}\\,[CO]^{1.036} V_E / D` per minute, CO in ppm [3]_. Linear: it overstates the
    uptake when COHb nears its equilibrium, and is for adults. What a person in a run takes up follows from
    `palier.physics.cohb` instead, unless the set of laws of 2008 is asked for.
    """
    if co <= 0.0:
        return 0.0
    return STEWART * (co * PPM) ** STEWART_POWER * breathing / cohb_limit / MINUTE


@njit(cache=True)
def carbon_monoxide_rate_iso(co):
    """Rate of the carbon monoxide dose, :math:`[CO]/35\\,000` per minute, ppm [4]_. co : [-]; returns [1/s].

    For anyone at light work; stated as certain to about 20 %.
    """
    return max(0.0, co) * PPM / ISO_CO / MINUTE


@njit(cache=True)
def hydrogen_cyanide_rate(hcn):
    """Rate of the cyanide dose, :math:`[CN]^{2.36}/1.2\\cdot10^6` per minute, ppm [2]_. hcn : [-]; returns [1/s].

    What carbon dioxide adds multiplies the rate, :math:`\\nu\\,[CN]^{2.36}`, not the concentration: so in Eq. 63.38 of
    [2]_ as quoted by pyFDS-Evac, and in CFAST's `target.f90`, which is meant to be [4]_. The text of [4]_ itself could
    not be read; :math:`(\\nu [CN])^{2.36}` would be :math:`\\nu^{1.36}` times as much, 3.9 at 5 % of CO2.
    """
    if hcn <= 0.0:
        return 0.0
    return (hcn * PPM) ** HCN_POWER / HCN_DOSE / MINUTE


@njit(cache=True)
def part_gone(dt, half_life):
    """Part of a dose that the body is rid of after a time, :math:`1 - 2^{-t/t_{1/2}}`. dt, half_life : [s]; [-]."""
    return decayed(math.log(2.0) * dt / half_life)


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
def carbon_dioxide_rate(co2, dulls_from=CO2_MATTERS_ABOVE):
    """Rate at which carbon dioxide itself dulls, :math:`1/\\exp(6.1623 - 0.5189\\,\\%CO_2)` per minute [2]_.

    Counted apart from the asphyxiants, from `dulls_from` on. co2, dulls_from : [-]; returns [1/s].
    """
    if co2 < dulls_from:
        return 0.0
    return math.exp(0.5189 * 100.0 * co2 - 6.1623) / MINUTE


@njit(cache=True)
def hyperventilation(co2):
    """Factor by which carbon dioxide speeds breathing, :math:`e^{\\%CO_2/5}` [2]_ [4]_. co2 : [-]; returns [-].

    Bounded at 10 %, where the source's data end and CO2 itself incapacitates.
    """
    return math.exp(min(max(co2, 0.0), 0.10) * 100.0 / 5.0)


@njit(cache=True)
def hyperventilation_2008(co2):
    """Factor of the 4th edition, :math:`e^{0.1903\\,\\%CO_2 + 2.0004}/7.1` [1]_. co2 : [-]; returns [-].

    1 without carbon dioxide, where the formula would give 1.04; bounded at 10 % as `hyperventilation` is.
    """
    if co2 <= 0.0:
        return 1.0
    return math.exp(0.1903 * min(max(co2, 0.0), 0.10) * 100.0 + 2.0004) / 7.1


@njit(cache=True)
def irritant_fraction(irritant, law=PURSER):
    """Irritant concentration over the one that incapacitates (FIC), as HCl: 900 ppm [2]_, by ISO 1000 ppm [4]_.

    irritant : [-]; law : `PURSER` or `ISO_13571`; returns [-].
    """
    return max(0.0, irritant) / (HCL_ISO if law == ISO_13571 else HCL_INCAPACITATES)


@njit(cache=True)
def irritant_lethal_rate(irritant):
    """Rate of the fractional lethal dose of irritants, as HCl, 114 000 ppm min [2]_. irritant : [-]; [1/s]."""
    return max(0.0, irritant) * PPM / HCL_LETHAL / MINUTE


@njit(cache=True)
def convected_heat_rate(temperature, law=LIGHT_CLOTHES, matters_above=CONVECTION_MATTERS_ABOVE):
    """Rate of the dose of hot air.

    Parameters
    ----------
    temperature : float
        Of the air. [K]
    law : int
        `LIGHT_CLOTHES`: bare or lightly clothed skin, :math:`T^{3.4}/5\\cdot10^7` [2]_ [4]_; `CLOTHED`:
        :math:`T^{3.61}/4.1\\cdot10^8` [4]_; `HUMID`, more than 10 % of water vapour:
        :math:`1/(2\\cdot10^{31} T^{-16.963} + 4\\cdot10^8 T^{-3.7561})` [2]_. All per minute, T in °C.
    matters_above : float
        Cooler air does nothing. [K]

    Returns
    -------
    float
        Part of the incapacitating dose per second. [1/s]
    """
    if temperature <= matters_above:
        return 0.0
    celsius = temperature - 273.15
    if law == CLOTHED:
        return celsius**3.61 / 4.1e8 / MINUTE
    if law == HUMID:
        return 1.0 / (2e31 * celsius**-16.963 + 4e8 * celsius**-3.7561) / MINUTE
    return celsius**3.4 / 5e7 / MINUTE


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
def radiant_heat_rate_iso(flux):
    """Rate of the dose of radiant heat, :math:`q^{1.9}/4.2` per minute, q in kW/m2, from 2.5 kW/m2 on [4]_.

    flux : [W/m2]; returns [1/s].
    """
    if flux < RADIATION_MATTERS_ABOVE:
        return 0.0
    return (flux / 1000.0) ** 1.9 / 4.2 / MINUTE


@njit(cache=True)
def breathing_with_carbon_dioxide(breathing, co2, most=BREATHING_MOST):
    """Factor on the breathing, no more than lets a person breathe `most`: an adult 70 L/min [2]_.

    breathing, most : [L/min]; co2 : [-]; returns [-], at least 1.
    """
    return max(1.0, min(hyperventilation(co2), most / breathing))


@njit(cache=True)
def ability(dose_part, slow_from, slowed_to):
    """Factor on walking speed of someone who has part of the incapacitating dose.

    1 up to `slow_from` of the dose, then linear to `slowed_to` at the dose. All [-].
    """
    if dose_part < slow_from:
        return 1.0
    return max(slowed_to, 1.0 - (1.0 - slowed_to) * (dose_part - slow_from) / (1.0 - slow_from))


@njit(cache=True)
def speed_with_irritants(irritant):
    """Part of the walking speed that irritated eyes and lungs leave.

    :math:`\\{e^{-(1000x/160)^2} + 0.2 - 0.2x\\}/1.2` of the FIC x, up to 1 [2]_: a concept, never measured.
    irritant : FIC [-]; returns [-].
    """
    x = min(irritant, 1.0)
    return (math.exp(-((1000.0 * x / 160.0) ** 2)) + 0.2 - 0.2 * x) / 1.2
