"""What follows from age and sex: stature, mass, blood, breathing, walking speed.

Curves are medians by age. Mass and blood: WHO growth standards and clinical tables; breathing: US EPA Exposure
Factors Handbook (EFH) 2011, table 6-2, and Purser's values (adults); walking: Weidmann (1993) by
age; all as quoted in secondary sources, not re-read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

AGES = np.array([0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0])  # years
STATURE = {
    "female": np.array([0.49, 0.66, 0.74, 0.86, 1.09, 1.38, 1.62, 1.63]),
    "male": np.array([0.50, 0.68, 0.76, 0.88, 1.10, 1.38, 1.69, 1.76]),
}  # m
MASS = {
    "female": np.array([3.2, 7.3, 8.9, 11.5, 18.2, 32.0, 53.0, 65.0]),
    "male": np.array([3.3, 7.9, 9.6, 12.2, 18.3, 32.0, 57.0, 78.0]),
}  # kg
BLOOD = {
    "female": np.array([87.0, 78.0, 78.0, 75.0, 73.0, 72.0, 68.0, 65.0]),
    "male": np.array([87.0, 78.0, 78.0, 75.0, 73.0, 72.0, 72.0, 72.0]),
}  # mL/kg
HAEMOGLOBIN = {
    "female": np.array([17.0, 11.5, 12.0, 12.3, 12.6, 13.5, 13.6, 13.7]),
    "male": np.array([17.0, 11.5, 12.0, 12.3, 12.6, 13.5, 14.5, 15.0]),
}  # g/dL
# L/min. Children: EFH, asleep, light, and high intensity (26 under a year to 50 of adults); adults: EFH asleep,
# Purser's 8.5 at rest, 25 light and 50 heavy work. A calm child awake breathes hardly more than asleep.
BREATHING_ASLEEP = np.array([3.0, 3.0, 3.8, 4.6, 4.3, 4.5, 5.0, 5.0])
BREATHING_REST = np.array([3.0, 3.0, 3.8, 4.6, 4.6, 5.0, 7.0, 8.5])
BREATHING_MOVING = np.array([7.6, 7.6, 9.5, 12.0, 16.0, 21.0, 24.0, 25.0])
BREATHING_HARD = np.array([26.0, 26.0, 27.0, 28.5, 32.0, 38.0, 44.0, 50.0])
BREATHING_MOST = np.array([26.0, 26.0, 28.2, 30.4, 37.0, 48.0, 59.0, 70.0])  # CO2 drives no further; Purser's cap

# COHb at which a person collapses. Adults: 40 at rest, 30 at light, 20 at heavy work (Purser); small children at 25,
# the mean of syncope at rest (Crocker and Walker 1985, 24.5); between and in old age assumptions. [%]
COHB_AGES = np.array([0.0, 5.0, 12.0, 18.0, 65.0, 80.0])  # years
COHB_REST = np.array([25.0, 25.0, 32.0, 40.0, 40.0, 33.0])
COHB_LIGHT = np.array([25.0, 25.0, 28.0, 30.0, 30.0, 25.0])
COHB_HEAVY = np.array([20.0, 20.0, 20.0, 20.0, 20.0, 17.0])
COHB_ADULT = 30.0  # % at light work, by which what kills is scaled

SPEED_AGES = np.array([0.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0])  # years
SPEED = np.array([0.3, 0.4, 0.6, 1.15, 1.4, 1.62, 1.54, 1.48, 1.41, 1.27, 1.07, 0.80, 0.60])  # m/s on the level
SPEED_SPREAD = 0.19  # of the mean: 0.26 of 1.34 m/s (Weidmann)
SPEED_BY_SEX = {"female": 0.95, "male": 1.05}
NO_STAIRS = ("wheelchair", "bedridden")  # mobilities that take none by themselves


def at_age(age: Any, curve: np.ndarray) -> Any:
    """Value of a curve over `AGES` at an age, or at each of several."""
    return np.interp(age, AGES, curve)


def cohb_limit(age: Any, curve: np.ndarray) -> Any:
    """Value of a curve over `COHB_AGES` at an age, or at each of several. [%]"""
    return np.interp(age, COHB_AGES, curve)


def turn_back_visibility(draw: Any, share: Sequence[float], visibility: Sequence[float]) -> Any:
    """Visibility below which a person refuses to go on, for a uniform draw, or each of several.

    share : part of people who have turned back by each visibility, rising [-]; visibility : falling [m]; returns [m].
    """
    return np.interp(draw, share, visibility)


def unimpeded_speed(age: Any, by_sex: Any, at_most: Any, normal: Any) -> Any:
    """Unimpeded speed on the level for a standard normal draw, or for each of several. [m/s]

    by_sex : factor of the sex [-]; at_most : the mean with what helps to walk, inf: nothing [m/s].
    """
    mean = np.minimum(np.interp(age, SPEED_AGES, SPEED) * by_sex, at_most)
    return mean * (1.0 + SPEED_SPREAD * np.clip(normal, -2.0, 2.0))
