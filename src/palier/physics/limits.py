"""What is assumed of ladders and of reach where a scenario says nothing else; apart, so that no compiler is loaded."""

from __future__ import annotations

from typing import NamedTuple


class Ladders(NamedTuple):
    """What ladders need and how long people take on them; assumptions where no source is named.

    Times are factors on an able adult's, from the throughputs quoted with `palier.physics.ladders`; a small child is
    carried down by the rescuer at an adult's pace, and someone who cannot help takes three times as long (both
    assumptions; one stretcher by ladder was observed to take 15 min).
    """

    pivot: float = 2.0  # m of an aerial ladder's pivot above the street
    steepest: float = 75.0  # degrees of a ladder raised for rescue, or leant
    lane: float = 4.0  # m of street that an aerial ladder needs to set its jacks, as quoted by planning rules
    hooks_over: float = 4.0  # m from one sill to the next that a hook ladder spans, as quoted
    overlap: float = 1.0  # m by which a portable ladder stands above the sill
    least_overlap: float = 0.3  # m, with which it is taken in need
    ladder_child: float = 1.5
    ladder_old: float = 1.2
    ladder_disabled: float = 1.8
    ladder_carried: float = 1.0
    ladder_helpless: float = 3.0
    ladder_carried_below: float = 4.0  # years
    ladder_child_below: float = 12.0  # years
    ladder_old_from: float = 65.0  # years
    slow_on_stairs: float = 0.45  # m/s down a stair under which somebody counts as disabled


class Reaching(NamedTuple):
    """What people reach, lift and risk between windows and on ledges: assumptions but for the first."""

    leg: float = 0.46  # inseam over stature; 0.80 m at 1.75 m
    straddle_easy: float = 25.0  # degrees of each leg from the vertical
    straddle_most: float = 35.0  # degrees
    lean_on_a_hold: float = 0.5  # part of the standing lean used by someone astride a gap
    foot_walkable: float = 0.30  # m of ledge depth to walk on
    foot_marginal: float = 0.15  # m to stand on with a hold
    sill_easy: float = 1.3  # m from foothold up to the sill over which a child is handed
    sill_most: float = 2.0  # m
    lift_limit: float = 1.6  # factor by which someone in an emergency exceeds the working limit once
    weaker_a_year: float = 0.01  # part of the strength lost in each year over 50
    climbs_from: float = 6.0  # years from which a person climbs with help
    climbs_to: float = 75.0  # years up to which one does without doubt
    receiver_leans: float = 0.6  # m that a receiver inside leans out
    leans_easy: float = 0.34  # of the stature, from the jamb to the hand of someone who leans out of a window with the
    leans_most: float = 0.43  # belly on the sill: 0.60 and 0.75 m at 1.75 m
    risk_easy: float = 1e-3  # of falling per hand-over, well within reach
    risk_doubtful: float = 3e-3  # with any doubt about the foothold or the height
    risk_most: float = 1e-2  # at the limit of reach
    takes_infant: float = 25.0  # s to take somebody under 2 years across: 10 to pass, 15 to agree
    takes_small_child: float = 30.0  # s, under 6 years
    takes_child: float = 45.0  # s, under 14 years, who climbs with help
    takes_adult: float = 60.0  # s
    takes_heavy: float = 1.3  # times as long with more than 100 kg
    takes_marginal: float = 1.5  # times as long where it is marginal


LADDERS = Ladders()
REACH = Reaching()
