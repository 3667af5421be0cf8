"""Mixing across the interface between the layers of a room."""

import math

from numba import njit

PLANE_JET = 2.47  # decay of a plane jet's centre velocity (Rajaratnam 1976: 3.5 with the half width). [-]


@njit(cache=True, error_model="numpy")
def jet_velocity(velocity, width, distance):
    """Velocity of a plane jet some way from the slot that it comes from.

    Parameters
    ----------
    velocity : float
        In the slot. [m/s]
    width : float
        Of the slot. [m]
    distance : float
        From the slot. [m]

    Returns
    -------
    float
        :math:`2.47 v \\sqrt{w / x}`, not above v. [m/s]

    References
    ----------
    .. [1] N. Rajaratnam, "Turbulent Jets", Elsevier, 1976. For x beyond about six widths.
    """
    return velocity * min(1.0, PLANE_JET * math.sqrt(width / distance))


@njit(cache=True, error_model="numpy")
def entrainment_ratio(richardson):
    """Velocity with which a stream takes in gas across a density step, over its own velocity.

    Parameters
    ----------
    richardson : float
        :math:`g \\Delta\\rho h / (\\rho u^2)`, h the depth of the stream. [-]

    Returns
    -------
    float
        :math:`(0.08 - 0.1 Ri) / (1 + 5 Ri)`, zero above Ri = 0.8. [-]

    Notes
    -----
    Why smoke that is barely warm does not stay in a layer: a draught through cracks stirs a room whose layers differ by
    a kelvin, and does nothing to one where they differ by a hundred.

    References
    ----------
    .. [1] T. H. Ellison & J. S. Turner, "Turbulent Entrainment in Stratified Flows", J. Fluid Mech. 6:423, 1959;
       fit as given by J. S. Turner, "Turbulent Entrainment", J. Fluid Mech. 173:431, 1986.
    """
    return max(0.0, (0.08 - 0.1 * richardson) / (1.0 + 5.0 * richardson))
