"""Carboxyhaemoglobin (COHb): how carbon monoxide enters the blood, and leaves it in clean air.

The Coburn-Forster-Kane equation in its full, nonlinear form: as COHb rises less oxyhaemoglobin is left, so that uptake
slows down and ends at the Haldane equilibrium, and in clean air COHb is washed out. COHb is in per cent of the
haemoglobin, gas in volume fractions.

References
----------
.. [1] R. F. Coburn, R. E. Forster, P. B. Kane, J. Clin. Invest. 44 (1965) 1899.
.. [2] J. E. Peterson, R. D. Stewart, J. Appl. Physiol. 39 (1975) 633; parameters as quoted at coheadquarters.com.
.. [3] G. F. Filley, D. J. MacIntosh, G. W. Wright, "Carbon monoxide uptake and pulmonary diffusing capacity in normal
   subjects at rest and during exercise", J. Clin. Invest. 33 (1954) 530 (only the abstract was read).
"""

from __future__ import annotations

import math
from typing import Any

from numba import njit

from palier.physics.decay import decayed

PERCENT = 100.0
MINUTE = 60.0  # s
AFFINITY = 218.0  # of haemoglobin for CO over that for oxygen, M of [2]
CARRIES = 1.38  # mL of CO that a gram of haemoglobin binds
DRY_PRESSURE = 713.0  # mmHg, of the dry gas in the lungs at sea level, [1]
OXYGEN_DROP = 49.0  # mmHg between the oxygen breathed in and the mean in the lung's capillaries, [2]
OXYGEN_LEAST = 20.0  # mmHg in the capillaries; below 10 % oxygen the relation does not hold: an assumption
MADE = 1e-4  # mL of CO per minute and kg that the body makes: 0.007 mL/min of an adult of 70 kg, [2]
DIFFUSING_CAPACITY = 0.41  # mL CO/min/mmHg per kg of body mass; about 30 for an adult at rest, scaled by mass
DIFFUSING_POWER = 0.33  # by which it grows with exertion. [2] prints 35 VO2 e^0.33, which gives 108 at heavy work where
# 40 to 60 are measured; read as VO2^0.33 it gives 46. It doubles in moderate exercise, [3]
DRY_PART = 0.933  # of the breath, as dry gas at body conditions, [2]
DEAD_SPACE = 0.271  # of a breath at rest that does not reach the alveoli: 0.68 of the breathing does
SMALL = 1e-13  # relative, of the step's own clock: round-off
NOTHING_LEFT = 746.0  # y from which on e^-y is 0
MOST_STEPS = 60  # Newton steps; three or four suffice


@njit(cache=True)
def alveolar_ventilation(breathing, rest):
    """Part of the breathing that reaches the alveoli, dry.

    Parameters
    ----------
    breathing : float
        Minute volume. [L/min]
    rest : float
        The person's minute volume at rest. [L/min]

    Returns
    -------
    float
        [L/min]

    Notes
    -----
    :math:`V_A = 0.933 V_E (1 - 0.271 \\sqrt{V_{rest}/V_E})`: 0.68 of the breathing at rest at every age, as dead space
    grows with the body, 0.79 at three times, 0.83 at six times that. Half of the rise (of its logarithm) goes into
    deeper breaths, an assumption; for an adult within 5 % of :math:`0.933 V_E - 132 f` [2]_ at 14 to 36 breaths/min.
    """
    return DRY_PART * breathing * (1.0 - min(1.0, DEAD_SPACE * math.sqrt(rest / breathing)))


@njit(cache=True)
def diffusing_capacity(at_rest, breathing, rest):
    """How fast the lungs let CO through, growing with exertion as :math:`(V_E/V_{rest})^{0.33}`, [2]_ [3]_.

    at_rest : of this person at rest [mL/min/mmHg]; breathing : what the work asks for, without that due to carbon
    dioxide [L/min]; rest : [L/min]; returns [mL/min/mmHg].
    """
    return at_rest * max(1.0, breathing / rest) ** DIFFUSING_POWER


@njit(cache=True)
def resistance(diffusing, alveolar):
    """What holds CO back on its way into the blood, :math:`B = 1/D_L + 713/V_A` [1]_.

    diffusing : [mL/min/mmHg]; alveolar : [L/min]; returns [mmHg min/mL].
    """
    return 1.0 / diffusing + DRY_PRESSURE / (1000.0 * alveolar)


def capacity(mass: Any, blood: Any, haemoglobin: Any) -> Any:
    """CO that the blood can hold, of one or several. mass : [kg]; blood : [mL/kg]; haemoglobin : [g/dL]; [mL]."""
    return CARRIES * haemoglobin / 100.0 * blood * mass


@njit(cache=True)
def _gain_and_loss(co, o2, hindrance, holds, made, least):
    """Rates of the equation dx/dt = gain - loss x / (1 - x) of the part x of the haemoglobin. [1/s]"""
    oxygen = max(least, DRY_PRESSURE * o2 - OXYGEN_DROP)
    gain = (made + DRY_PRESSURE * max(co, 0.0) / hindrance) / holds / MINUTE
    return gain, oxygen / (AFFINITY * hindrance * holds) / MINUTE


@njit(cache=True)
def cohb_equilibrium(co, o2, hindrance, made, least=OXYGEN_LEAST):
    """COHb that is reached in the end, the Haldane equilibrium with what the body makes.

    co, o2 : volume fractions; hindrance : `resistance` [mmHg min/mL]; made : CO that the body makes [mL/min];
    least : oxygen in the capillaries [mmHg]; returns [%]. :math:`x/(1-x) = M (P_{CO} + B V_{CO})/P_{O_2}`.
    """
    gain, loss = _gain_and_loss(co, o2, hindrance, 1.0, made, least)
    return PERCENT * gain / (gain + loss)


@njit(cache=True)
def cohb_after(cohb, dt, co, o2, hindrance, holds, made, least=OXYGEN_LEAST):
    """COHb after a time in constant gas.

    Parameters
    ----------
    cohb : float
        COHb at the beginning, under 100. [%]
    dt : float
        [s]
    co, o2 : float
        Volume fractions breathed in. [-]
    hindrance : float
        `resistance` on the way into the blood. [mmHg min/mL]
    holds : float
        `capacity` of the blood. [mL]
    made : float
        CO that the body makes. [mL/min]
    least : float
        Oxygen in the capillaries that the law is used down to. [mmHg]

    Returns
    -------
    float
        [%]

    Notes
    -----
    With x the part of the haemoglobin, :math:`\\dot x = g - l\\,x/(1-x)`,
    :math:`g = (V_{CO} + P_{CO}/B)/C` and :math:`l = P_{O_2}/(M B C)` [1]_, which is separable: with
    :math:`s = g + l`, :math:`e = g/s` and :math:`x = e - (e - x_0) e^{-y}`,

    .. math:: (e - x_0)(1 - e^{-y}) + (1 - e)\\,y = s t,

    solved for y by Newton's method from :math:`s t/(1 - x_0)`, from where it converges without overshoot. So the step
    is exact for any length, and COHb never passes the equilibrium.
    """
    gain, loss = _gain_and_loss(co, o2, hindrance, holds, made, least)
    x = cohb / PERCENT
    speed = gain + loss
    gap = gain / speed - x
    clock = speed * dt
    y = clock / (1.0 - x)
    rest = loss / speed
    for _ in range(MOST_STEPS):
        done = decayed(y)
        change = (gap * done + rest * y - clock) / (gap * (1.0 - done) + rest)
        y -= change
        if abs(change) <= SMALL * (1.0 + y):
            done -= (1.0 - done) * change
            break
    return PERCENT * (x + gap * done)


@njit(cache=True)
def time_to_dose(cohb, co, o2, hindrance, holds, made, per_cohb, other, wanted, least=OXYGEN_LEAST):
    """Time until COHb and another dose together have risen by a wanted amount, in constant gas.

    Parameters
    ----------
    cohb, co, o2, hindrance, holds, made : float
        As for `cohb_after`.
    per_cohb : float
        Dose per per cent of COHb. [1/%]
    other : float
        Rate of the other dose. [1/s]
    wanted : float
        How much more dose. [-]
    least : float
        As for `cohb_after`.

    Returns
    -------
    float
        [s]; infinite where COHb comes to rest below and nothing else grows.

    Notes
    -----
    In the variable y of `cohb_after` both COHb and time are explicit; the dose is concave in y where COHb rises, convex
    where it falls, and Newton's method from the proper side converges without overshoot.
    """
    if wanted <= 0.0:
        return 0.0
    gain, loss = _gain_and_loss(co, o2, hindrance, holds, made, least)
    x = cohb / PERCENT
    speed = gain + loss
    gap = gain / speed - x
    rest = loss / speed
    most = PERCENT * gap * per_cohb  # what COHb can still add
    if other <= 0.0 and most <= wanted:
        return math.inf
    y = 0.0
    if gap < 0.0:
        y = speed * (wanted - most) / other / (1.0 - x)
    for _ in range(MOST_STEPS):
        left = math.exp(-y) if y < NOTHING_LEFT else 0.0
        seconds = (gap * (1.0 - left) + rest * y) / speed
        slope = most * left + other * (gap * left + rest) / speed
        change = (wanted - most * (1.0 - left) - other * seconds) / slope
        y += change
        if abs(change) <= 1e-9 * (1.0 + y):
            break
    return (-gap * math.expm1(-y) + rest * y) / speed
