"""Sound: what doors and distance take away, and what people hear or wake to.

References
----------
.. [1] UL Fire Safety Research Institute: alarm of 95 dBA with the bedroom door open, 78 dBA with it shut.
.. [2] D. Bruck, M. Ball, I. Thomas, V. Pliatsikas, "How does the pitch and pattern of a signal affect auditory
   arousal thresholds?", J. Sleep Res. 18 (2009) 196, and earlier papers of the group, as quoted there.
.. [3] D. Bruck, P. Brennan, "Recognition of fire cues during sleep", 2001, as quoted: 91 % of adults woke to crackling
   played at 42 to 48 dBA.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from numba import njit

OPEN_DOOR = 5.0  # dB from room to room through an open door: an assumption
SHUT_DOOR = 17.0  # dB, door inside a flat [1]
ENTRANCE_DOOR = 28.0  # dB, entrance door of a flat: an assumption
FLIGHT = 6.0  # dB from landing to landing: an assumption
SHUT_WINDOW, OPEN_WINDOW = 25.0, 5.0  # dB from outside into a room: assumptions
KNOCK = 75.0  # dBA just inside a door that is knocked on by someone shouting: an assumption
SHOUT = 85.0  # dBA at 1 m, and in the room of the one who shouts: an assumption, 80 to 90
TELEPHONE = 70.0  # dBA in the room of someone who is rung up: an assumption
CRACKLING = 45.0  # dBA in the room of a fire of 100 kW, 10 dB more for ten times the power: an assumption

BELL, VOICE, CRACKLE = range(3)  # what is heard
AWAKE = (45.0, 5.0)  # dBA mean and spread that an awake person notices over household noise: an assumption
# Asleep, by age from [years]: mean and spread of the level of a bell that wakes, dBA, fitted to shares asleep after
# [2]: 6-17 years 85 % sleep through 60 and about 43 % through 75; adults wake at 55 to 60; over 65 about 16 % sleep
# through 75. None under 5.
ASLEEP = ((5.0, 73.0, 12.5), (18.0, 57.0, 8.8), (65.0, 65.0, 10.0))
CHILD_TO = 18.0  # years
VOICE_WAKES_CHILDREN = 11.0  # dB that a voice may be fainter: 85.5 % of children woke to it and 56.4 % to a bell [2]
CRACKLING_WAKES = 24.0  # dB that crackling may be fainter: from 91 % at 45 dBA [3] with the spread of a bell
LEAST_AGE = 5.0  # years; younger children are taken not to respond by themselves


def hearing_threshold(age: float, asleep: bool, draw: float, sound: int = BELL) -> float:
    """Level that makes a person aware.

    Parameters
    ----------
    age : float
        [year]
    asleep : bool
    draw : float
        Uniform in (0, 1): where in the population this person is.
    sound : int
        `BELL`, `VOICE` or `CRACKLE`: asleep, a voice wakes children and crackling wakes anybody more easily.

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
        if sound == CRACKLE:
            mean -= CRACKLING_WAKES
        elif sound == VOICE and age < CHILD_TO:
            mean -= VOICE_WAKES_CHILDREN
    return mean + spread * NormalDist().inv_cdf(draw)


@njit(cache=True)
def crackling_heard(power):
    """Level of a fire's crackling in its own room, in proportion to its heat release; power : [W]; returns [dBA]."""
    return CRACKLING + 10.0 * math.log10(max(power, 1.0) / 100e3)


@njit(cache=True)
def shout_heard(distance):
    """Level of a shout in the open, 6 dB less for each doubling of the distance from 1 m on. [m]; returns [dBA]."""
    return SHOUT - 20.0 * math.log10(max(distance, 1.0))
