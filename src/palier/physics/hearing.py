"""Sound: what doors take away, and what people hear or wake to.

References
----------
.. [1] UL Fire Safety Research Institute: alarm of 95 dBA with the bedroom door open, 78 dBA with it shut.
.. [2] D. Bruck, M. Ball, I. Thomas, V. Pliatsikas, "How does the pitch and pattern of a signal affect auditory
   arousal thresholds?", J. Sleep Res. 18 (2009) 196, and earlier papers of the group, as quoted there.
"""

from __future__ import annotations

from statistics import NormalDist

OPEN_DOOR = 5.0  # dB from room to room through an open door: an assumption
SHUT_DOOR = 17.0  # dB, door inside a flat [1]
ENTRANCE_DOOR = 28.0  # dB, entrance door of a flat: an assumption
FLIGHT = 6.0  # dB from landing to landing: an assumption
KNOCK = 75.0  # dBA just inside a door that is knocked on by someone shouting: an assumption

AWAKE = (45.0, 5.0)  # dBA mean and spread that an awake person notices over household noise: an assumption
# Asleep, by age from [years]: mean and spread of the level that wakes, dBA, fitted to shares asleep after [2]:
# 6-17 years 85 % sleep through 60 and about 43 % through 75; adults wake at 55 to 60; over 65 about 16 % sleep
# through 75. None under 5.
ASLEEP = ((5.0, 73.0, 12.5), (18.0, 57.0, 8.8), (65.0, 65.0, 10.0))
LEAST_AGE = 5.0  # years; younger children are taken not to respond by themselves


def hearing_threshold(age: float, asleep: bool, draw: float) -> float:
    """Level that makes a person aware.

    Parameters
    ----------
    age : float
        [year]
    asleep : bool
    draw : float
        Uniform in (0, 1): where in the population this person is.

    Returns
    -------
    float
        [dBA], inf under five years.
    """
    if age < LEAST_AGE:
        return float("inf")
    mean, spread = AWAKE
    if asleep:
        for from_age, its_mean, its_spread in ASLEEP:
            if age >= from_age:
                mean, spread = its_mean, its_spread
    return mean + spread * NormalDist().inv_cdf(draw)
