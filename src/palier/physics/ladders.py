"""Ladders: which sill an aerial, a portable and a hook ladder reach, and how long a person takes down them.

References
----------
.. [1] Times per person as quoted from German fire-service trials: turntable ladder with cage, 2:31, 3:18 and 3:27 min
   at the third, fifth and seventh floor, the set-up shared by three; four-part ladder 1.29 and 0.66 able adults,
   0.86 and 0.44 children, 1.07 and 0.55 old and 0.72 and 0.37 disabled people a minute at the first and second floor.
.. [2] EN 14043, as quoted: a turntable ladder of class 30 has a rescue height of 23 m at 12 m of outreach.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from palier.physics.reach import FEASIBLE, MARGINAL, REFUSED, Verdict

PIVOT = 2.0  # m of the ladder's pivot above the street: an assumption
STEEPEST = 75.0  # degrees of an aerial ladder raised for rescue: an assumption
LANE = 4.0  # m of street that an aerial ladder needs to set its jacks: an assumption, as quoted by planning rules
HOOK_LADDER = 4.0  # m from one sill to the next that a hook ladder spans: as quoted
OVERLAP = 1.0  # m by which a portable ladder must be longer than the sill is high, leant at 75 degrees: an assumption

# Times of people on a ladder, as a factor on an able adult's: from the throughputs of [1]; a small child is carried
# down by the rescuer at an adult's pace, and someone who cannot help takes three times as long (both assumptions; one
# stretcher by ladder was observed to take 15 min).
CHILD, OLD, DISABLED, CARRIED, HELPLESS = 1.5, 1.2, 1.8, 1.0, 3.0
CARRIED_BELOW, CHILD_BELOW, OLD_FROM = 4.0, 12.0, 65.0  # years
SLOW_ON_STAIRS = 0.45  # m/s down a stair under which somebody counts as disabled: an assumption


def boom(rescue_height: float, outreach: float) -> float:
    """Length from the pivot that gives the rated height at the rated outreach [2]_. [m]"""
    return math.hypot(outreach, rescue_height - PIVOT)


def aerial_height(rescue_height: float, outreach: float, street_width: float | None) -> float:
    """Highest sill that an aerial ladder reaches across a street. [m]

    Parameters
    ----------
    rescue_height, outreach : float
        As rated. [m]
    street_width : float or None
        From the façade to what stands opposite; None where nothing hinders. [m]

    Notes
    -----
    The pivot stands at d from the façade, half a lane from it and from the other side at least. There the ladder
    reaches the lesser of :math:`h_0 + \\sqrt{L^2 - d^2}`, by its length L, and :math:`h_0 + d \\tan 75°`, by its
    steepest angle; the best d within the outreach is taken. A narrow street so limits the height by the angle.
    """
    length = boom(rescue_height, outreach)
    furthest = outreach if street_width is None else min(outreach, street_width - 0.5 * LANE)
    if street_width is not None and street_width < LANE:
        return 0.0
    best = length * math.cos(math.radians(STEEPEST))  # where both limits meet
    distance = min(max(best, 0.5 * LANE), furthest)
    return PIVOT + min(math.sqrt(length**2 - distance**2), distance * math.tan(math.radians(STEEPEST)))


def aerial_reaches(
    sill: float, rescue_height: float, outreach: float, access: bool, street_width: float | None
) -> Verdict:
    """Whether an aerial ladder reaches a sill.

    sill : above the street [m]; rescue_height, outreach, street_width : [m]; access : it can come before the façade
    """
    if not access:
        return Verdict(REFUSED, "no ladder can stand before it: a courtyard, or no road")
    if street_width is not None and street_width < LANE:
        return Verdict(
            REFUSED, f"the street is {street_width:.1f} m wide and an aerial ladder needs {LANE:.1f} m to stand"
        )
    height = aerial_height(rescue_height, outreach, street_width)
    if sill > height:
        why = "" if street_width is None else f" from a street {street_width:.1f} m wide"
        return Verdict(REFUSED, f"the sill is {sill:.1f} m up and the ladder reaches {height:.1f} m{why}")
    return Verdict(FEASIBLE, f"the sill is {sill:.1f} m up of {height:.1f} m that the ladder reaches")


def portable_reaches(sill: float, length: float, access: bool) -> Verdict:
    """Whether a portable ladder of a length [m], leant at 75 degrees, stands above a sill [m above the street]."""
    if not access:
        return Verdict(REFUSED, "nobody can carry a ladder to its foot")
    top = length * math.sin(math.radians(STEEPEST))
    if sill > top - 0.3:
        return Verdict(REFUSED, f"the sill is {sill:.1f} m up and the ladder reaches {top - 0.3:.1f} m")
    if sill > top - OVERLAP:
        return Verdict(MARGINAL, f"the sill is {sill:.1f} m up, and less than {OVERLAP:.1f} m of ladder stands above")
    return Verdict(FEASIBLE, f"the sill is {sill:.1f} m up of {top - OVERLAP:.1f} m")


def hook_reaches(sill: float, below: Sequence[float], access: bool) -> Verdict:
    """Whether a hook ladder climbs to a sill from window to window.

    sill : m above the street; below : sills of the windows under it that can be climbed by, in any order. [m]
    """
    if not access:
        return Verdict(REFUSED, "nobody can carry a ladder to its foot")
    at = 0.0
    for step in sorted([*(each for each in below if 0.0 < each < sill), sill]):
        if step - at > HOOK_LADDER:
            return Verdict(
                REFUSED,
                f"from {at:.1f} m up the next window to hook to is at {step:.1f} m; {HOOK_LADDER:.1f} m is most",
            )
        at = step
    return Verdict(MARGINAL, f"the sill is {sill:.1f} m up, climbed from window to window")


def ladder_factor(age: float, stair_down: float) -> float:
    """Time of a person on a ladder over an able adult's. age : [year]; stair_down : speed down a stair. [m/s]"""
    if age < CARRIED_BELOW:
        return CARRIED
    if stair_down <= 0.0:
        return HELPLESS
    if age < CHILD_BELOW:
        return CHILD
    if stair_down < SLOW_ON_STAIRS:
        return DISABLED
    return OLD if age >= OLD_FROM else 1.0
