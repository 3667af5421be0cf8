"""What ladders need, and over what distance and height people are handed across a gap."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from palier.physics.limits import LADDERS, REACH
from palier.scenario.building import Described
from palier.scenario.habits_fields import told_as
from palier.scenario.units import Age, Duration, Fraction, Length, Speed


class LadderHabits(Described):
    """What ladders need, and how much longer than an able adult people take on them."""

    pivot: Length = told_as(LADDERS.pivot, "Of an aerial ladder's pivot above the street; an assumption. [m]")
    steepest: float = told_as(
        LADDERS.steepest, "Of a ladder raised for rescue, or leant, from the level; an assumption. [degrees]", 45, 89
    )
    lane: Length = told_as(LADDERS.lane, "Of street that an aerial ladder needs; as quoted by planning rules. [m]")
    hooks_over: Length = told_as(LADDERS.hooks_over, "From sill to sill that a hook ladder spans; as quoted. [m]")
    overlap: Length = told_as(LADDERS.overlap, "By which a portable ladder stands above the sill; an assumption. [m]")
    least_overlap: Length = told_as(
        LADDERS.least_overlap, "The same with which it is taken in need; an assumption. [m]"
    )
    ladder_child: float = told_as(
        LADDERS.ladder_child, "Factor on the time of a child; throughputs, as quoted. [-]", 0.1
    )
    ladder_old: float = told_as(LADDERS.ladder_old, "The same of somebody old; as quoted. [-]", 0.1)
    ladder_disabled: float = told_as(LADDERS.ladder_disabled, "Of somebody slow on stairs; as quoted. [-]", 0.1)
    ladder_carried: float = told_as(LADDERS.ladder_carried, "Of a small child carried down; an assumption. [-]", 0.1)
    ladder_helpless: float = told_as(LADDERS.ladder_helpless, "Of someone who cannot help; an assumption. [-]", 0.1)
    ladder_carried_below: Age = told_as(LADDERS.ladder_carried_below, "Age below which a child is carried. [year]")
    ladder_child_below: Age = told_as(LADDERS.ladder_child_below, "Age below which somebody is a child. [year]")
    ladder_old_from: Age = told_as(LADDERS.ladder_old_from, "Age from which somebody is old. [year]")
    slow_on_stairs: Speed = told_as(
        LADDERS.slow_on_stairs, "Down a stair, under which somebody counts as disabled; an assumption. [m/s]"
    )

    @model_validator(mode="after")
    def _overlaps(self) -> Self:
        if self.least_overlap > self.overlap:
            raise ValueError("least_overlap is above overlap")
        return self


class ReachHabits(Described):
    """What people reach, lift and risk between windows and on ledges. Hand-overs have not been measured."""

    leg: Fraction = told_as(REACH.leg, "Inseam over the stature; 0.80 m at 1.75 m. [-]", 0.3, 0.6)
    straddle_easy: float = told_as(REACH.straddle_easy, "Of each leg astride, easily; an assumption. [degrees]", 1, 60)
    straddle_most: float = told_as(REACH.straddle_most, "The same at most; an assumption. [degrees]", 1, 60)
    lean_on_a_hold: Fraction = told_as(
        REACH.lean_on_a_hold, "Part of the standing lean used by someone astride; an assumption.", 0, 1
    )
    foot_walkable: Length = told_as(REACH.foot_walkable, "Of ledge to walk on; an assumption. [m]")
    foot_marginal: Length = told_as(REACH.foot_marginal, "Of ledge to stand on with a hold; an assumption. [m]")
    sill_easy: Length = told_as(REACH.sill_easy, "From the foothold up to the sill, easily; an assumption. [m]")
    sill_most: Length = told_as(REACH.sill_most, "The same at most; an assumption. [m]")
    lift_limit: float = told_as(
        REACH.lift_limit, "Times the working limit that someone lifts once in an emergency; an assumption. [-]", 0.1
    )
    weaker_a_year: Fraction = told_as(
        REACH.weaker_a_year, "Part of the strength lost in each year over 50; an assumption.", 0, 0.02
    )
    climbs_from: Age = told_as(REACH.climbs_from, "Age from which a person climbs with help; an assumption. [year]")
    climbs_to: Age = told_as(REACH.climbs_to, "Age up to which one does without doubt; an assumption. [year]")
    receiver_leans: Length = told_as(REACH.receiver_leans, "That a receiver inside leans out; an assumption. [m]")
    leans_easy: Fraction = told_as(
        REACH.leans_easy, "Of the stature that somebody leans out of a window, easily; an assumption.", 0, 1
    )
    leans_most: Fraction = told_as(REACH.leans_most, "The same at most; an assumption.", 0, 1)
    risk_easy: Fraction = told_as(
        REACH.risk_easy, "Of falling per hand-over, well within reach; an assumption, none have been counted.", 1e-9, 1
    )
    risk_doubtful: Fraction = told_as(REACH.risk_doubtful, "With doubt about foothold or height; an assumption.", 0, 1)
    risk_most: Fraction = told_as(REACH.risk_most, "At the limit of reach; an assumption.", 1e-9, 1)
    takes_infant: Duration = told_as(REACH.takes_infant, "To take somebody under 2 across; an assumption. [s]")
    takes_small_child: Duration = told_as(REACH.takes_small_child, "The same under 6; an assumption. [s]")
    takes_child: Duration = told_as(REACH.takes_child, "The same under 14; an assumption. [s]")
    takes_adult: Duration = told_as(REACH.takes_adult, "The same of others; an assumption. [s]")
    takes_heavy: float = told_as(REACH.takes_heavy, "Times as long over 100 kg; an assumption. [-]", 1)
    takes_marginal: float = told_as(REACH.takes_marginal, "Times as long where marginal; an assumption. [-]", 1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for less, more in (
            ("straddle_easy", "straddle_most"), ("foot_marginal", "foot_walkable"), ("sill_easy", "sill_most"),
            ("leans_easy", "leans_most"), ("climbs_from", "climbs_to"), ("risk_easy", "risk_most"),
        ):  # fmt: skip
            if getattr(self, less) > getattr(self, more):
                raise ValueError(f"{less} is above {more}")
        return self
