"""Sound: what distance takes away, and what people hear or wake to.

References
----------
.. [1] D. Bruck, M. Ball, I. Thomas, V. Pliatsikas, "How does the pitch and pattern of a signal affect auditory
   arousal thresholds?", J. Sleep Res. 18 (2009) 196, and earlier papers of the group, as quoted there.
.. [2] D. Bruck, P. Brennan, "Recognition of fire cues during sleep", 2001, as quoted: 91 % of adults woke to crackling
   played at 42 to 48 dBA.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from numba import njit

BELL, VOICE, CRACKLE = range(3)  # what is heard
# Asleep, by age from [years]: mean and spread of the level of a bell that wakes, dBA, fitted to shares asleep after
# [1]: 6-17 years 85 % sleep through 60 and about 43 % through 75; adults wake at 55 to 60; over 65 about 16 % sleep
# through 75. None under 5.
ASLEEP = ((5.0, 73.0, 12.5), (18.0, 57.0, 8.8), (65.0, 65.0, 10.0))
CHILD_TO = 18.0  # years
VOICE_WAKES_CHILDREN = 11.0  # dB that a voice may be fainter: 85.5 % of children woke to it and 56.4 % to a bell [1]
CRACKLING_WAKES = 24.0  # dB that crackling may be fainter: from 91 % at 45 dBA [2] with the spread of a bell


def hearing_threshold(
    age: float, asleep: bool, draw: float, awake: tuple[float, float], least_age: float, sound: int = BELL
) -> float:
    """Level that makes a person aware.

    Parameters
    ----------
    age : float
        [year]
    asleep : bool
    draw : float
        Uniform in (0, 1): where in the population this person is.
    awake : tuple of float
        Mean and standard deviation of the level that somebody awake notices. [dBA]
    least_age : float
        From which a person responds. [year]
    sound : int
        `BELL`, `VOICE` or `CRACKLE`: asleep, a voice wakes children and crackling wakes anybody more easily.

    Returns
    -------
    float
        [dBA], inf under `least_age`.
    """
    if age < least_age:
        return float("inf")
    mean, spread = awake
    if asleep:
        for from_age, its_mean, its_spread in ASLEEP:
            if age >= from_age:
                mean, spread = its_mean, its_spread
        if sound == CRACKLE:
            mean -= CRACKLING_WAKES
        elif sound == VOICE and age < CHILD_TO:
            mean -= VOICE_WAKES_CHILDREN
    return mean + spread * NormalDist().inv_cdf(draw)


def sleeps_on(draw: float, share: float, stage: float) -> float:
    """How long a sleeper whom smoke could wake sleeps on in it: no time, or until the present stage of sleep ends.

    draw : uniform in (0, 1); share : of sleepers whom smoke does not wake at the time [-]; stage : mean time that is
    left of their stage of sleep [s]; returns [s], exponential among those.
    """
    return -stage * math.log(draw / share) if draw < share else 0.0


@njit(cache=True)
def crackling_heard(power, of_100_kw):
    """Level of a fire's crackling in its own room, in proportion to its heat release.

    power : [W]; of_100_kw : level of a fire of 100 kW [dBA]; returns [dBA].
    """
    return of_100_kw + 10.0 * math.log10(max(power, 1.0) / 100e3)


@njit(cache=True)
def shout_heard(distance, at_1_m):
    """Level of a shout in the open, 6 dB less for each doubling of the distance from 1 m on.

    distance : [m]; at_1_m : [dBA]; returns [dBA].
    """
    return at_1_m - 20.0 * math.log10(max(distance, 1.0))
