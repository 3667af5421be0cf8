"""Reach: whether someone can stand astride a gap, take a child from a window and pass it on.

Body measures follow stature. Hand-overs between windows have not been measured; the times and
limits marked so are assumptions of this package and can be overridden by the scenario.

References
----------
.. [1] P. W. Duncan et al., "Functional reach", J. Gerontol. 45 (1990) M192, as quoted: 42, 38, 33 cm (men) and
   37, 35, 27 cm (women) at 20-40, 41-69, 70-87 years.
.. [2] T. R. Waters et al., "Revised NIOSH equation", Ergonomics 36 (1993) 749: 23 kg held close, horizontal
   multiplier 25 cm / H.
.. [3] M. Spearpoint & C. Hopkin, "Fall lethality", Fire Safety J. 112 (2020) 102973, as quoted: two points for adults
   on a hard surface; the logistic curve through them is ours, and children and old people differ.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from numba import njit

from palier.physics.limits import REACH, Reaching

SPAN = {"male": 1.03, "female": 1.005}  # arm span over stature
LEAN = {"male": (0.42, 0.38, 0.33), "female": (0.37, 0.35, 0.27)}  # m beyond the arm, [1]
LIFT_CLOSE = {"male": 25.0, "female": 16.0}  # kg held close in: UK HSE manual handling filter, as quoted
LIFT_STRETCHED = {"male": 15.0, "female": 10.0}  # kg held at elbow height, arms stretched: UK HSE filter, as quoted
HALF_DIE_AT, STEEPNESS = 15.0, 0.25  # m, 1/m: 50 % of adults die of a fall of 15 m and 90 % of one of 23.8 m, [3]


FEASIBLE, MARGINAL, REFUSED = "feasible", "marginal", "refused"


class Verdict(NamedTuple):
    """Whether it can be done, and why or why not."""

    level: str  # FEASIBLE, MARGINAL, REFUSED
    reason: str


def straddle(stature: float, given: Reaching = REACH) -> tuple[float, float]:
    """Gap that a person stands astride with a hold on both sides: easily, and at most.

    :math:`2 L \\sin\\theta` of the inseam L with legs 25 and 35 degrees apart from the vertical.
    stature : [m]; returns two distances. [m]
    """
    leg = given.leg * stature
    return (
        2.0 * leg * math.sin(math.radians(given.straddle_easy)),
        2.0 * leg * math.sin(math.radians(given.straddle_most)),
    )


def side_reach(stature: float, sex: str, age: float, given: Reaching = REACH) -> float:
    """How far to the side of the middle of the body the hand grips, leaning a little. [m]

    Half the arm span plus half the functional reach of the age group [1]_, less 0.10 m for the grip.
    """
    band = 0 if age < 41.0 else 1 if age < 70.0 else 2
    return 0.5 * SPAN[sex] * stature + given.lean_on_a_hold * LEAN[sex][band] - 0.10


def lift_limit(sex: str, age: float, given: Reaching = REACH) -> float:
    """Heaviest child passed on once at arm's length bent, in an emergency. [kg]

    Working limit close to the body, with the excess of an emergency; 1 % less per year over 50 (an assumption).
    """
    return LIFT_CLOSE[sex] * given.lift_limit * (1.0 - given.weaker_a_year * max(0.0, age - 50.0))


def stand_astride(
    gap: float, depth: float, stature: float, sex: str, age: float, window_aside: float, window_above: float,
    receiver_aside: float, receiver: bool, given: Reaching = REACH,
) -> Verdict:  # fmt: skip
    """Whether a person can stand between two buildings and reach from the window to the receiver.

    Parameters
    ----------
    gap : float
        Between the two footholds. [m]
    depth : float
        Of the ledge under the foot. [m]
    stature : float
        [m]
    sex, age : str, float
        `female` or `male`; [year]
    window_aside, receiver_aside : float
        Horizontal distance from the body to the window's edge and to the receiver. [m]
    window_above : float
        Sill above the foothold. [m]
    receiver : bool
        Somebody takes each person over.
    """
    easy, most = straddle(stature, given)
    reach = side_reach(stature, sex, age, given)
    problems, doubts = [], []
    if gap > most:
        problems.append(
            f"the gap of {gap:.2f} m is wider than the {most:.2f} m that {stature:.2f} m of stature straddles"
        )
    elif gap > easy:
        doubts.append(f"the gap of {gap:.2f} m is beyond an easy straddle of {easy:.2f} m")
    if depth < given.foot_marginal:
        problems.append(f"the ledge, {depth:.2f} m deep, gives no foothold; {given.foot_marginal:.2f} m is needed")
    elif depth < given.foot_walkable:
        doubts.append(f"the ledge, {depth:.2f} m deep, holds part of the foot")
    if window_aside > reach:
        problems.append(f"the window is {window_aside:.2f} m aside and the arm reaches {reach:.2f} m")
    if window_above > given.sill_most:
        problems.append(f"the sill is {window_above:.2f} m above the foothold; {given.sill_most:.2f} m is the most")
    elif window_above > given.sill_easy:
        doubts.append(f"the sill is {window_above:.2f} m above the foothold")
    if receiver and receiver_aside > reach + given.receiver_leans:
        problems.append(
            f"the receiver is {receiver_aside:.2f} m away; both arms together span {reach + given.receiver_leans:.2f} m"
        )
    if problems:
        return Verdict(REFUSED, "; ".join(problems))
    if doubts:
        return Verdict(MARGINAL, "; ".join(doubts))
    return Verdict(FEASIBLE, f"straddle {gap:.2f} of {most:.2f} m, reach {window_aside:.2f} of {reach:.2f} m")


def hand_over(mass: float, age: float, walks: bool, sex: str, rescuer_age: float, given: Reaching = REACH) -> Verdict:
    """Whether one person can be handed over or helped to climb across.

    mass : [kg]; age : [year]; walks : climbs unaided; sex, rescuer_age : of the one who lifts.
    """
    limit = lift_limit(sex, rescuer_age, given)
    if mass <= limit:
        return Verdict(FEASIBLE, f"{mass:.0f} kg of {limit:.0f} kg that can be passed on")
    if walks and given.climbs_from <= age <= given.climbs_to:
        return Verdict(FEASIBLE, "climbs across with help")
    if walks and age >= given.climbs_from:
        return Verdict(MARGINAL, f"climbs across with help at {age:.0f} years")
    return Verdict(REFUSED, f"{mass:.0f} kg is more than the {limit:.0f} kg that can be passed on, and cannot climb")


def hand_over_time(mass: float, age: float, level: str, given: Reaching = REACH) -> float:
    """Time to take one person across. [s]

    Infants 25 s (10 to pass, 15 to agree), small children 30 s, schoolchildren who climb with help 45 s, adults
    60 s, half as long again where marginal. Assumptions: nothing of the kind has been measured.
    """
    if age < 2.0:
        time = given.takes_infant
    elif age < 6.0:
        time = given.takes_small_child
    elif age < 14.0:
        time = given.takes_child
    else:
        time = given.takes_adult
    if mass > 100.0:
        time *= given.takes_heavy
    return time * (given.takes_marginal if level == MARGINAL else 1.0)


def lean_out(stature: float, given: Reaching = REACH) -> tuple[float, float]:
    """How far beyond the edge of a window the hands of someone who leans out are: easily, and at most. [m]"""
    return given.leans_easy * stature, given.leans_most * stature


def window_to_window(gap: float, rise: float, helper: float, giver: float, given: Reaching = REACH) -> Verdict:
    """Whether somebody small is passed from hand to hand between two windows.

    Parameters
    ----------
    gap : float
        Horizontal distance between the near edges of the two windows. [m]
    rise : float
        Sill of the helper's window above the sill of the giver's, negative if below. [m]
    helper, giver : float
        Statures of the two who lean out. [m]

    Notes
    -----
    The hands meet where the two reaches together span the straight line between the edges.
    """
    between = math.hypot(gap, rise)
    easy = lean_out(helper, given)[0] + lean_out(giver, given)[0]
    most = lean_out(helper, given)[1] + lean_out(giver, given)[1]
    told = f"the windows are {between:.2f} m apart"
    if between > most:
        return Verdict(REFUSED, f"{told}, and two who lean out meet over {most:.2f} m at most")
    if between > easy:
        return Verdict(MARGINAL, f"{told}, beyond the {easy:.2f} m over which two meet easily")
    return Verdict(FEASIBLE, f"{told} of {most:.2f} m over which two who lean out meet")


def pass_stretched(mass: float, sex: str, helper_age: float, given: Reaching = REACH) -> Verdict:
    """Whether a person of a mass [kg] is passed with stretched arms; sex, helper_age : of the one who takes over."""
    usual = LIFT_STRETCHED[sex] * (1.0 - given.weaker_a_year * max(0.0, helper_age - 50.0))
    if mass > usual * given.lift_limit:
        return Verdict(
            REFUSED, f"{mass:.0f} kg is more than the {usual * given.lift_limit:.0f} kg that stretched arms pass on"
        )
    if mass > usual:
        return Verdict(MARGINAL, f"{mass:.0f} kg of at most {usual * given.lift_limit:.0f} kg with stretched arms")
    return Verdict(FEASIBLE, f"{mass:.0f} kg of {usual:.0f} kg that stretched arms pass on")


def risk_of_falling(used: float, easy: float, most: float, given: Reaching = REACH) -> float:
    """Probability that one hand-over ends in a fall. [-]

    From `risk_easy` up to the easy distance to `risk_most` at the limit, on a logarithmic scale in between. used, easy,
    most : distance that is spanned, and the two limits. [m] No slips on ledges have been counted: assumptions.
    """
    part = 0.0 if most <= easy else min(max((used - easy) / (most - easy), 0.0), 1.0)
    return float(given.risk_easy * (given.risk_most / given.risk_easy) ** part)


@njit(cache=True)
def fall_lethality(height):
    """Probability that an adult dies of a fall from a height [m] onto a hard surface [3]_. [-]

    :math:`1 / (1 + e^{-0.25 (h - 15)})`; between 3 and 24 m.
    """
    return 1.0 / (1.0 + math.exp(-STEEPNESS * (height - HALF_DIE_AT)))
