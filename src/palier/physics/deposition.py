"""Soot that smoke leaves on cold surfaces."""

from numba import njit

from palier.physics.convection import PRANDTL
from palier.physics.gas import SPECIFIC_HEAT

THERMOPHORETIC = 0.55  # coefficient of particles that are small against the free path (Friedlander, as quoted). [-]


@njit(cache=True, error_model="numpy")
def thermophoretic_velocity(convected, density, temperature):
    """Speed with which soot drifts to a surface that is colder than the gas.

    Parameters
    ----------
    convected : float
        Convective heat flux to the surface. [W/m2]
    density, temperature : float
        Of the gas. [kg/m3], [K]

    Returns
    -------
    float
        :math:`K \\nu |\\nabla T| / T` with the gradient that carries the flux, that is
        :math:`K Pr\\, q / (\\rho c_p T)`. [m/s]

    Notes
    -----
    Thermophoresis is what takes soot of fires to walls and ceilings; settling and turbulent impaction are left out, and
    so is soot that comes off again. About 1 mm/s at 1 kW/m2.

    References
    ----------
    .. [1] S. K. Friedlander, "Smoke, Dust, and Haze", 2nd ed., Oxford, 2000.
    .. [2] J. E. Floyd, K. J. Overholt & O. A. Ezekoye, "Soot Deposition and Gravitational Settling Modeling and the
       Impact of Particle Size and Agglomeration", Fire Safety Sci. 11:376, 2014.
    """
    return THERMOPHORETIC * PRANDTL * convected / (density * SPECIFIC_HEAT * temperature)
