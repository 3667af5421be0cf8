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

from palier.physics.limits import LADDERS, Ladders
from palier.physics.reach import FEASIBLE, MARGINAL, REFUSED, Verdict


def boom(rescue_height: float, outreach: float, given: Ladders = LADDERS) -> float:
    """Length from the pivot that gives the rated height at the rated outreach [2]_. [m]"""
    return math.hypot(outreach, rescue_height - given.pivot)


def aerial_height(rescue_height: float, outreach: float, street_width: float | None, given: Ladders = LADDERS) -> float:
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
    length = boom(rescue_height, outreach, given)
    furthest = outreach if street_width is None else min(outreach, street_width - 0.5 * given.lane)
    if street_width is not None and street_width < given.lane:
        return 0.0
    best = length * math.cos(math.radians(given.steepest))  # where both limits meet
    distance = min(max(best, 0.5 * given.lane), furthest)
    return given.pivot + min(math.sqrt(length**2 - distance**2), distance * math.tan(math.radians(given.steepest)))


def aerial_reaches(
    sill: float,
    rescue_height: float,
    outreach: float,
    access: bool,
    street_width: float | None,
    given: Ladders = LADDERS,
) -> Verdict:
    """Whether an aerial ladder reaches a sill.

    sill : above the street [m]; rescue_height, outreach, street_width : [m]; access : it can come before the façade
    """
    if not access:
        return Verdict(REFUSED, "no ladder can stand before it: a courtyard, or no road")
    if street_width is not None and street_width < given.lane:
        return Verdict(
            REFUSED, f"the street is {street_width:.1f} m wide and an aerial ladder needs {given.lane:.1f} m to stand"
        )
    height = aerial_height(rescue_height, outreach, street_width, given)
    if sill > height:
        why = "" if street_width is None else f" from a street {street_width:.1f} m wide"
        return Verdict(REFUSED, f"the sill is {sill:.1f} m up and the ladder reaches {height:.1f} m{why}")
    return Verdict(FEASIBLE, f"the sill is {sill:.1f} m up of {height:.1f} m that the ladder reaches")


def portable_reaches(sill: float, length: float, access: bool, given: Ladders = LADDERS) -> Verdict:
    """Whether a portable ladder of a length [m], leant at 75 degrees, stands above a sill [m above the street]."""
    if not access:
        return Verdict(REFUSED, "nobody can carry a ladder to its foot")
    top = length * math.sin(math.radians(given.steepest))
    if sill > top - given.least_overlap:
        return Verdict(REFUSED, f"the sill is {sill:.1f} m up and the ladder reaches {top - given.least_overlap:.1f} m")
    if sill > top - given.overlap:
        return Verdict(
            MARGINAL, f"the sill is {sill:.1f} m up, and less than {given.overlap:.1f} m of ladder stands above"
        )
    return Verdict(FEASIBLE, f"the sill is {sill:.1f} m up of {top - given.overlap:.1f} m")


def hook_reaches(sill: float, below: Sequence[float], access: bool, given: Ladders = LADDERS) -> Verdict:
    """Whether a hook ladder climbs to a sill from window to window.

    sill : m above the street; below : sills of the windows under it that can be climbed by, in any order. [m]
    """
    if not access:
        return Verdict(REFUSED, "nobody can carry a ladder to its foot")
    at = 0.0
    for step in sorted([*(each for each in below if 0.0 < each < sill), sill]):
        if step - at > given.hooks_over:
            return Verdict(
                REFUSED,
                f"from {at:.1f} m up the next window to hook to is at {step:.1f} m; {given.hooks_over:.1f} m is most",
            )
        at = step
    return Verdict(MARGINAL, f"the sill is {sill:.1f} m up, climbed from window to window")


def ladder_factor(age: float, stair_down: float, given: Ladders = LADDERS) -> float:
    """Time of a person on a ladder over an able adult's. age : [year]; stair_down : speed down a stair. [m/s]"""
    if age < given.ladder_carried_below:
        return given.ladder_carried
    if stair_down <= 0.0:
        return given.ladder_helpless
    if age < given.ladder_child_below:
        return given.ladder_child
    if stair_down < given.slow_on_stairs:
        return given.ladder_disabled
    return given.ladder_old if age >= given.ladder_old_from else 1.0
