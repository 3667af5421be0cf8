"""Wind on the faces of a building."""

import math

from numba import njit

ROOF = -0.5  # mean pressure coefficient of a flat roof (our round figure within ASHRAE's -0.3 to -0.8). [-]


@njit(cache=True, error_model="numpy")
def wind_speed(speed_at_10m, height, exponent):
    """Mean wind at a height by the power law, the speed at 10 m being given. [m/s]

    Notes
    -----
    ASHRAE Handbook, Fundamentals, airflow around buildings. Valid above the roofs around; exponent 0.33 in city
    centres, 0.22 in suburbs, 0.14 in open country.
    """
    return speed_at_10m * (max(height, 1.0) / 10.0) ** exponent


@njit(cache=True, error_model="numpy")
def face_coefficient(angle):
    """Mean pressure coefficient of a wall of a square building.

    Parameters
    ----------
    angle : float
        Between the wind and the wall's outward normal; 0 is full on. [degree]

    Returns
    -------
    float
        From 0.6 on the windward to about -0.36 on the lee side. [-]

    References
    ----------
    .. [1] M. V. Swami & S. Chandra, "Correlations for Pressure Distribution on Buildings and Calculation of
       Natural-Ventilation Airflow", ASHRAE Trans. 94(1):243, 1988. Low-rise, without neighbours; not for courtyards.
    """
    a = math.radians(abs((angle + 180.0) % 360.0 - 180.0))
    inside = (
        1.248
        - 0.703 * math.sin(a / 2.0)
        - 1.175 * math.sin(a) ** 2
        + 0.769 * math.cos(a / 2.0)
        + 0.717 * math.cos(a / 2.0) ** 2
    )
    return 0.6 * math.log(inside)
