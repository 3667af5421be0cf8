"""Air and smoke as one ideal gas with constant specific heats."""

from numba import njit

GRAVITY = 9.80665  # standard gravity (CGPM 1901). [m/s2]
GAS_CONSTANT = 287.05  # of dry air: 8.31446 J/mol/K over 28.9652 g/mol (ISO 2533). [J/kg/K]
HEAT_RATIO = 1.38  # of air at 500 to 600 K, as smoke has (1.387, 1.376 in gas tables); 1.40 at room temperature. [-]
SPECIFIC_HEAT = HEAT_RATIO * GAS_CONSTANT / (HEAT_RATIO - 1.0)  # at constant pressure: 1042.5. [J/kg/K]
REFERENCE_PRESSURE = 101325.0  # standard atmosphere (ISO 2533). [Pa]
O2_IN_AIR = 0.2314  # mass fraction of oxygen in dry air: 0.2095 by volume (ISO 2533). [kg/kg]
MOLAR_MASS_AIR = 0.0289652  # (ISO 2533). [kg/mol]


@njit(cache=True, error_model="numpy")
def density(temperature):
    """Density of air at the reference pressure.

    Parameters
    ----------
    temperature : float
        [K]

    Returns
    -------
    float
        :math:`p_0 / (R T)`. [kg/m3]

    Notes
    -----
    A fire changes the pressure in a building by tens of pascals in a hundred thousand, so density
    follows temperature alone (the low Mach number approximation). Smoke is given the molar mass of
    air: at 10 % CO2 and 8 % H2O by volume the error is under 2 %.
    """
    return REFERENCE_PRESSURE / (GAS_CONSTANT * temperature)
