"""What people and rescuers are wont to do, and what they bear: every assumption of the model, open to the scenario.

A time or limit that differs between persons has a second field, its `_spread`: the standard deviation of the logarithm
of a lognormal distribution with the first as median, cut at 2.5 of these; each person draws one. A spread of 0 gives
everybody the same.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from palier.scenario.building import Described
from palier.scenario.habits_bodies import Bodies, Injuries
from palier.scenario.habits_fields import check_curve, spread, told_as
from palier.scenario.habits_rescuers import Rescuers
from palier.scenario.habits_risk import BesideFire, Impairment
from palier.scenario.habits_ways import LadderHabits, ReachHabits
from palier.scenario.units import Age, Duration, Extinction, Fraction, HeatFlux, Length, Mass, Power, Speed, Temperature


class Awareness(Described):
    """From what people know of a fire, and how they tell others."""

    notices_smoke: Extinction = told_as(0.05, "Smoke that somebody awake sees in a room; an assumption. [1/m]", 1e-6)
    notices_smoke_spread: float = spread(0.5)
    smells_smoke: Extinction = told_as(
        0.01, "Smoke that somebody awake smells; an assumption, far below what is seen. [1/m]", 1e-6
    )
    smells_smoke_spread: float = spread(0.8)
    wakes_in_smoke: Extinction = told_as(
        0.8, "Smoke that wakes a sleeper; an assumption, smell alone seldom wakes (Bruck 2001). [1/m]", 1e-6
    )
    wakes_in_smoke_spread: float = spread(0.6)
    sleeps_through_smoke: Fraction = told_as(
        0.6,
        "Probability that smoke does not wake a sleeper for the time being, however dense: 8 of 10 slept through its "
        "smell (Lynch 1997); an acrid smell woke none in deep sleep, 45 % in stage 2 and a third in REM (Carskadon and "
        "Herz 2004), so that some 65 % sleep on; 41 % did (Bruck and Brennan 2001, from memory): the middle. That "
        "thick smoke wakes no better is an assumption.",
        0,
        1,
    )
    stage_of_sleep: Duration = told_as(
        1200.0, "Mean time until such sleep has changed and smoke wakes: 90 min have four or five stages. [s]", 1
    )
    through_a_door: float = told_as(2.0, "Times denser smoke needed to notice it in the next room; an assumption. [-]")
    visible_flames: Power = told_as(1000.0, "Flames that are noticed; an assumption. [W]")
    responds_from: Age = told_as(5.0, "Younger children do nothing about a cue by themselves; an assumption. [year]")
    opens_door_from: Age = told_as(5.0, "From this age somebody lets others in at the entrance; an assumption. [year]")
    warns_after: Duration = told_as(10.0, "From knowing to warning others in the flat; an assumption. [s]")
    warns_after_spread: float = spread()
    waking_takes: Duration = told_as(20.0, "To wake a member of the household, besides; an assumption. [s]")
    waking_takes_spread: float = spread()
    ready_with_others: Duration = told_as(
        10.0, "From being warned to being as ready as the one who warns; an assumption. [s]"
    )
    ready_with_others_spread: float = spread()
    warns: Fraction = told_as(0.8, "Probability of knocking on the doors of landings passed; an assumption.", 0, 1)
    calls_at_once: Fraction = told_as(
        0.35,
        "Probability of calling the fire service as soon as one is sure of a fire. Of those asked about dwelling fires "
        "about one in ten did so first, and a third among their first three actions (Wood 1972, Bryan 1977, from "
        "memory).",
        0,
        1,
    )
    calls_after: Duration = told_as(
        45.0,
        "From being sure, by smoke, flames, heat or somebody's word, to the fire service having answered; an "
        "assumption. [s]",
    )
    calls_after_spread: float = spread(0.6)
    calls_late_after: Duration = told_as(
        300.0,
        "From the first cue to the fire service having answered, of who leaves it to others at first, or has only "
        "heard an alarm, crackling or shouting or smelt something; an assumption. [s]",
    )
    calls_late_after_spread: float = spread(0.6)
    passes_by: Duration = told_as(
        0.0,
        "Mean time between people who pass by outside and would see smoke come out of an opening or flames in a room "
        "with a window; each run draws a wait; 0: nobody passes. [s]",
    )
    passer_by_calls_in: Duration = told_as(
        60.0, "From a passer-by's seeing it to the fire service having answered; an assumption. [s]"
    )
    flames_seen_outside: Power = told_as(100e3, "Flames that are seen from outside; an assumption. [W]")
    telephones_after: Duration = told_as(90.0, "From knowing to ringing up a neighbour; an assumption. [s]")
    telephones_after_spread: float = spread(0.6)
    call_lasts: Duration = told_as(40.0, "Telephoning before the next household is rung up; an assumption. [s]")
    call_lasts_spread: float = spread()


class Sound(Described):
    """How loud things are, what doors take away, and what is noticed awake; levels asleep stand with the physics."""

    open_door: float = told_as(5.0, "Lost from room to room through an open door; an assumption. [dB]")
    shut_door: float = told_as(17.0, "Lost at a shut door inside a flat; UL FSRI, 95 dBA open and 78 shut. [dB]")
    entrance_door: float = told_as(28.0, "Lost at the shut entrance door of a flat; an assumption, 25 to 30. [dB]")
    flight: float = told_as(6.0, "Lost from landing to landing; an assumption. [dB]")
    open_window: float = told_as(5.0, "Lost from outside into a room, window open; an assumption. [dB]")
    shut_window: float = told_as(25.0, "Lost from outside into a room, window shut; an assumption. [dB]")
    lets_sound_from: Fraction = told_as(
        0.3, "Open part from which a door counts as open to sound; an assumption.", 0, 1
    )
    windows_apart: Length = told_as(4.0, "Between the windows of rooms side by side; an assumption. [m]", 0.1)
    knock: float = told_as(75.0, "Just inside a door that is knocked on with shouting; an assumption. [dBA]")
    shout: float = told_as(85.0, "A shout, at 1 m and in the own room; an assumption, 80 to 90. [dBA]")
    telephone: float = told_as(70.0, "A telephone in its room; an assumption. [dBA]")
    crackling: float = told_as(
        45.0, "A fire of 100 kW in its own room, 10 dB more for ten times the power; an assumption. [dBA]"
    )
    spray: float = told_as(
        75.0, "A sprinkler that sprays, in its room, heard as a bell is; somewhat over a shower, an assumption. [dBA]"
    )
    crackles_from: Power = told_as(10e3, "Flames that are heard; an assumption. [W]")
    awake: float = told_as(45.0, "Level that somebody awake notices over household noise; an assumption. [dBA]")
    awake_spread: float = Field(default=5.0, ge=0, le=30, description="Standard deviation of it between persons. [dB]")


class Preparation(Described):
    """From the first cue to setting out."""

    pre_movement_at_fire: Duration = told_as(
        45.0, "Pre-movement in the burning flat, awake; an assumption after PD 7974-6 and C/VM2, as quoted. [s]"
    )
    pre_movement_at_fire_spread: float = spread(0.7)
    pre_movement_at_fire_asleep: Duration = told_as(75.0, "The same of sleepers, after waking; an assumption. [s]")
    pre_movement_at_fire_asleep_spread: float = spread(0.7)
    pre_movement_elsewhere: Duration = told_as(
        105.0, "Pre-movement in other flats; an assumption after Proulx 1994 and the same, as quoted. [s]"
    )
    pre_movement_elsewhere_spread: float = spread(0.8)
    flames_factor: float = told_as(0.5, "Factor on pre-movement of who sees flames; an assumption. [-]")
    smoke_factor: float = told_as(
        0.43,
        "Factor for who sees smoke in the own flat, where nothing burns: as fast as where it does, 45 for 105 s; an "
        "assumption. [-]",
    )
    smell_factor: float = told_as(1.5, "Factor for who only smells smoke; an assumption. [-]")
    alarm_factor: float = told_as(
        2.2, "Factor for who only hears an alarm; an assumption, 180 to 300 s for 90 to 120 s by voice. [-]"
    )
    crackling_factor: float = told_as(1.5, "Factor for who only hears crackling; an assumption. [-]")
    investigates: Fraction = told_as(0.5, "Probability that one of a household looks out; an assumption.", 0, 1)
    looks_out_for: Duration = told_as(5.0, "The entrance is held open to look out; an assumption. [s]")
    looks_out_for_spread: float = spread()
    fights_from: Age = told_as(16.0, "Age from which people take on a fire; an assumption. [year]")
    fights_to: Age = told_as(75.0, "Age up to which they do; an assumption. [year]")
    fights_after: Duration = told_as(
        30.0, "To have water, a blanket or an extinguisher at a small fire; an assumption. [s]"
    )
    fights_after_spread: float = spread(0.5)
    fights_work: Fraction = told_as(
        1.0,
        "Probability that it puts out a fire that is still small; 0 where a fire is described as large as it became "
        "although people fought it.",
        0,
        1,
    )
    doused_in: Duration = told_as(10.0, "In which a small fire so fought falls to 1/e; an assumption. [s]", 0.1)
    doused_below: Fraction = told_as(0.05, "Part of its power at which it is out; an assumption.", 0, 1)
    dresses_for: Duration = told_as(35.0, "To dress after waking; an assumption, 20 to 60. [s]")
    dresses_for_spread: float = spread(0.4)
    fetches: Fraction = told_as(0.3, "Probability of getting things or a pet to take along; an assumption.", 0, 1)
    fetches_for: Duration = told_as(45.0, "To get them; an assumption, 30 to 60. [s]")
    fetches_for_spread: float = spread(0.3)
    looks_into_for: Duration = told_as(5.0, "To look through a room, besides the walk; an assumption. [s]")
    looks_into_for_spread: float = spread()
    missed_after: Duration = told_as(30.0, "Outside, until someone who did not come is missed; an assumption. [s]")
    missed_after_spread: float = spread()


class Care(Described):
    """Who looks after whom."""

    capable_from: Age = told_as(12.0, "Age from which somebody decides alone; an assumption. [year]")
    capable_alone_from: Age = told_as(8.0, "The same where no adult is in the household; an assumption. [year]")
    carried_below: Age = told_as(
        4.0, "Age under which children are carried; an assumption after day-care drills (under 3 mostly are). [year]"
    )
    carer_from: Age = told_as(16.0, "Age from which somebody is given children to carry; an assumption. [year]")
    youngest_carer: Age = told_as(
        8.0, "Age below which nobody is accepted as the `carer` of another; an assumption. [year]"
    )
    taken_along_below: Age = told_as(
        12.0, "Age under which a child alone is taken along by whoever is in the room; an assumption. [year]"
    )
    collects_in: Duration = told_as(20.0, "To make one dependant ready; an assumption, 15 to 30. [s]")
    collects_in_spread: float = spread(0.4)
    carries_at_most: Mass = told_as(
        40.0, "Heaviest whom one person carries; who is heavier and has collapsed is dragged; an assumption. [kg]"
    )
    carries_at_most_spread: float = spread(0.0)
    load_up_to: tuple[Mass, ...] = Field(
        default=(5.0, 12.0, 20.0, 40.0), description="Loads up to which each speed of the next holds, rising. [kg]"
    )
    load_speed: tuple[Fraction, ...] = Field(
        default=(1.0, 0.9, 0.75, 0.5),
        description="Parts of the level speed left to who carries them; assumptions, no measurement of adults carrying "
        "infants was found.",
    )
    carries_how_many: float = told_as(2.0, "Children carried at a time; an assumption. [-]", 1)
    overloaded: Fraction = told_as(
        0.3,
        "Part of it left with more children, or more than the last load: two ways there, one back; an assumption.",
        0,
        1,
    )
    helps_family: Fraction = told_as(
        0.9, "Probability of taking hold of one of the family who lies on the way; an assumption.", 0, 1
    )
    helps_others: Fraction = told_as(0.1, "The same for others, children apart; an assumption.", 0, 1)
    helps_within: Duration = told_as(60.0, "Walk to somebody who lies in sight, at most; an assumption. [s]")
    goes_out_again: Fraction = told_as(
        0.35,
        "Probability of leaving a refuge for one of the family seen to lie outside: 28 % (Bryan 1977) and 43 % (Wood "
        "1972) went back in, for any reason, as quoted.",
        0,
        1,
    )
    goes_out_at_most: float = told_as(2.0, "Times that somebody does; an assumption. [-]")
    takes_hold_in: Duration = told_as(10.0, "To take hold of someone who lies there; an assumption. [s]")
    takes_hold_in_spread: float = spread()
    drags_at: Speed = told_as(
        0.4, "Of who drags an adult on the level; an assumption, crews 0.3 to 0.5 by memory of the field. [m/s]", 0.01
    )
    drags_at_spread: float = spread(0.3)
    drags_down_at: Speed = told_as(
        0.25, "The same down a stair, along the slope; an assumption, crews 20 to 40 s a flight. [m/s]", 0.01
    )
    drags_down_at_spread: float = spread(0.3)
    drags_up_at: Speed = told_as(0.1, "The same up a stair; an assumption. [m/s]", 0.0)
    drags_up_at_spread: float = spread(0.3)
    drags_for: Duration = told_as(
        120.0, "Longest way that somebody sets out to drag another, by these speeds; an assumption. [s]"
    )
    drags_at_most: float = told_as(1.3, "Heaviest whom somebody drags, in times the own mass; an assumption. [-]", 0.1)
    carrying_on_stairs: Fraction = told_as(
        0.9, "Part of the speed on stairs with one hand free; an assumption, no measurement found.", 0, 1
    )
    further_for_a_dependant: Fraction = told_as(
        0.25,
        "Part of the own limit of visibility at which a carer on the way to a dependant turns; an assumption.",
        0,
        1,
    )

    @model_validator(mode="after")
    def _is_a_curve(self) -> Self:
        check_curve(self.load_up_to, self.load_speed, "load_up_to and load_speed")
        return self


class Walking(Described):
    """What people do on their way, and what makes them turn back."""

    turn_back_share: tuple[Fraction, ...] = Field(
        default=(0.0, 0.065, 0.165, 0.27, 0.33, 0.50, 1.0),
        description="Part of people who have turned back by each visibility: mean of the surveys of Wood 1972 and "
        "Bryan 1977, as quoted; that all have by 0.1 m is an assumption.",
    )
    turn_back_visibility: tuple[Length, ...] = Field(
        default=(20.0, 12.0, 6.5, 2.85, 1.2, 0.3, 0.1), description="The visibilities, falling. [m]"
    )
    further_from_flames: Fraction = told_as(
        0.0,
        "Part of the own limit of visibility at which someone in a room with flames does not leave it; 0: heat "
        "alone stops them; an assumption.",
        0,
        1,
    )
    goes_back_if_nearer: float = told_as(
        1.0,
        "Part of the time out within which a flat with a view must be for someone to go back through smoke as bad "
        "as that ahead; 0: they go on; an assumption. [-]",
    )
    smoke_goes_on: Fraction = told_as(
        1.0,
        "Part of the smoke where people stand, in a stair or corridor, that they reckon with on all of it when they "
        "choose a way; 0: they choose as if there were none; an assumption.",
        0,
        1,
    )
    uneasy: Length = told_as(4.0, "Visibility that makes people at home uneasy; Jin 1976, as quoted. [m]")
    at_home: float = told_as(
        2.0, "Times the own limit at which someone does not leave the own flat, up to `uneasy`; an assumption. [-]", 1
    )
    worse_below: Fraction = told_as(
        0.8, "Part of the visibility here under which the next place counts as worse; an assumption.", 0, 1
    )
    clearly_hotter: float = told_as(20.0, "By which gas counts as hotter than here; an assumption. [K]")
    clearly_more_radiation: HeatFlux = told_as(1000.0, "By which radiation counts as more; an assumption. [W/m^2]")
    not_above: Temperature = told_as(373.0, "Gas that nobody goes into; an assumption. [K]", 273)
    not_in_radiation_above: HeatFlux = told_as(2500.0, "Radiation that nobody goes into; an assumption. [W/m^2]")
    turns_before: Fraction = told_as(0.9, "Part of a flight until which people turn round on it; an assumption.", 0, 1)
    stoops_in_smoke: Extinction = told_as(0.5, "Smoke overhead that people stoop under; an assumption. [1/m]")
    stoops_under_heat: Temperature = told_as(333.0, "Gas overhead that people stoop under; an assumption. [K]", 273)
    crouching: Fraction = told_as(0.75, "Part of the upright speed, crouching; an assumption.", 0.01, 1)
    slow_from: Fraction = told_as(
        0.3, "Part of the dose that overcomes from which people slow; an assumption.", 0, 0.99
    )
    slowed_to: Fraction = told_as(0.5, "Part of the speed left when it overcomes; an assumption.", 0.01, 1)
    slowest: Speed = told_as(0.05, "Of someone who can hardly move; an assumption. [m/s]", 0.001)
    leaves_door_open: Fraction = told_as(
        0.35, "Probability of leaving a flat's door open; an assumption, 0.2 to 0.5.", 0, 1
    )
    shuts_out_smoke: Fraction = told_as(
        0.8,
        "Probability of shutting the door of a flat behind oneself, where it does not shut itself, when smoke drives "
        "one back into it; an assumption, more than the 0.65 of those who leave.",
        0,
        1,
    )
    closer_takes: Duration = told_as(4.0, "From a person passing to a closer having shut the door; an assumption. [s]")
    shuts_in: Duration = told_as(3.0, "To pull a door shut behind; an assumption. [s]")
    shuts_in_spread: float = spread()
    narrow_below: Length = told_as(1.2, "Clear width under which a door serves one way at a time; an assumption. [m]")
    passable_from: Fraction = told_as(0.3, "Open part from which a door that is stuck is passed; an assumption.", 0, 1)
    squeezes_through: Length = told_as(
        0.3, "Least effective width of a door or flight: one person still squeezes through; an assumption. [m]", 0.05
    )
    densest: float = told_as(
        3.5,
        "Crowd from which people shuffle on as fast as at that density; the law would stop them at 3.8; an assumption. "
        "[1/m^2]",
        0.6,
        3.7,
    )
    leads_out_up_to: Length = told_as(
        1.5, "Of a door's threshold above the street for it to lead out; an assumption. [m]"
    )
    climbs_out_up_to: Length = told_as(
        2.0, "Of a window's sill above the street from which people climb out; an assumption. [m]"
    )
    climbs_out_in: Duration = told_as(30.0, "To get out of a window near the ground; an assumption. [s]")
    climb_capacity: float = told_as(0.1, "Persons a second through such a window; an assumption. [1/s]", 1e-3)
    not_through_a_flat: Duration = told_as(
        120.0, "Walking or queueing that people would rather do than enter a neighbour's flat; an assumption. [s]"
    )
    takes_in: Fraction = told_as(
        0.5,
        "Probability that a household that is at home and knows of the fire lets people in who look for shelter; an "
        "assumption. People gathered in the rooms of others in the fires that Bryan 1983 asked about, and in Ottawa "
        "in 1997 as good as half of those who could not get out were with neighbours (Proulx 1999, abstract).",
        0,
        1,
    )
    shelter_with_others: Duration = told_as(
        60.0,
        "Walking that people would rather do than shelter with such a household, in place of `not_through_a_flat`; an "
        "assumption. [s]",
    )
    follows: Fraction = told_as(
        0.0,
        "Probability that somebody would rather go where most of those in the room go. Off by default: how often "
        "people do in dwellings is not known.",
        0,
        1,
    )
    follows_for: Duration = told_as(
        30.0, "Walking or queueing that who follows others puts up with for it; an assumption. [s]"
    )
    crew_lane: Length = told_as(0.65, "Of a stair, taken by a crew and its hose; an assumption, 0.6 to 0.7. [m]")
    crew_width: tuple[Length, ...] = Field(
        default=(0.8, 1.2, 1.6), description="Clear widths of stairs, rising, at which the next hold. [m]"
    )
    past_a_crew: tuple[Fraction, ...] = Field(
        default=(0.5, 0.8, 1.0),
        description="Parts of the speed left on a stair where a crew works, in proportion between; an assumption, "
        "20 to 50 % slower were reported on stairs up to 1.2 m.",
    )

    @model_validator(mode="after")
    def _are_curves(self) -> Self:
        check_curve(self.turn_back_share, self.turn_back_visibility, "turn_back_share and turn_back_visibility")
        check_curve(self.crew_width, self.past_a_crew, "crew_width and past_a_crew")
        return self


class Refuge(Described):
    """Where people wait, and what they do there. The first seven weigh places: seconds of walking they are worth."""

    no_window: Duration = told_as(60.0, "Not to be without a window; an assumption. [s]")
    pane: Duration = told_as(30.0, "Not to have to break a pane; an assumption. [s]")
    on_landing: Duration = told_as(400.0, "Not to wait in the stair; an assumption. [s]")
    smoky: Duration = told_as(1000.0, "Not to wait in smoke that they would not enter; an assumption. [s]")
    burning: Duration = told_as(3000.0, "Not to wait where flames are seen; an assumption. [s]")
    per_extinction: float = told_as(60.0, "For each 1/m of smoke in the place; an assumption. [s m]")
    with_family: Duration = told_as(500.0, "To be where the household is; an assumption. [s]")
    shuts_doors_in: Duration = told_as(2.0, "From coming in to its doors being shut; an assumption. [s]")
    opens_window_after: Duration = told_as(5.0, "From coming in to the window being open; an assumption. [s]")
    opens_window_after_spread: float = spread()
    shouts_every: Duration = told_as(20.0, "Between two shouts from a window; an assumption. [s]", 1)
    shouts_every_spread: float = spread()
    seals: Fraction = told_as(0.5, "Probability of stuffing the gaps of its doors; an assumption.", 0, 1)
    seals_after: Duration = told_as(60.0, "From coming in to having done so; an assumption. [s]")
    seals_after_spread: float = spread(0.4)
    sealed: Fraction = told_as(0.3, "Part of the leakage left of a stuffed door; an assumption.", 0, 1)
    unbearable: Length = told_as(
        1.5, "Visibility in which nobody gets ready, and under which people leave a refuge; an assumption. [m]", 0.01
    )
    unbearable_spread: float = spread()
    breaks_pane_after: Duration = told_as(30.0, "To break a pane, once it is unbearable; an assumption. [s]")
    breaks_pane_after_spread: float = spread()
    looks_every: Duration = told_as(30.0, "Between judging the place again; an assumption. [s]", 1)
    looks_every_spread: float = spread()
    hurry_left: Duration = told_as(600.0, "Time left under which a better place is looked for; an assumption. [s]")
    better_within: Duration = told_as(60.0, "Walk within which it is looked for; an assumption. [s]")
    better_seen: float = told_as(2.0, "Times farther that one sees in a better place; an assumption. [-]", 1)
    clear_again: Length = told_as(
        10.0, "Visibility on a way given up that makes people try it again; an assumption. [m]"
    )
    tries: float = told_as(3.0, "Times that people go into smoke again from a place without window; an assumption. [-]")
    jumps_within: Duration = told_as(60.0, "Time left under which someone may jump; an assumption. [s]")
    leans_out_least: Fraction = told_as(
        0.5, "Part of the time that the head is out at an open window, drawn evenly from this; an assumption.", 0, 1
    )
    leans_out_most: Fraction = told_as(0.9, "To this; an assumption.", 0, 1)
    leans_over: Length = told_as(0.35, "From the sill to the mouth of someone who leans out; an assumption. [m]")
    head: Length = told_as(0.2, "Over which a head is partly in the air that comes in; an assumption. [m]", 0.01)


class Habits(Described):
    """What people are wont to do and bear where the household or the person says nothing else."""

    awareness: Awareness = Field(default_factory=Awareness, description="How people get to know, and tell others.")
    sound: Sound = Field(default_factory=Sound, description="How loud things are.")
    preparation: Preparation = Field(default_factory=Preparation, description="From the first cue to setting out.")
    care: Care = Field(default_factory=Care, description="Who looks after whom.")
    walking: Walking = Field(default_factory=Walking, description="On the way, and what turns people back.")
    refuge: Refuge = Field(default_factory=Refuge, description="Where people wait.")
    bodies: Bodies = Field(default_factory=Bodies, description="Heights, doses, crying.")
    impairment: Impairment = Field(default_factory=Impairment, description="What drink and drugs do.")
    beside_fire: BesideFire = Field(default_factory=BesideFire, description="Who is on or beside what burns first.")
    injuries: Injuries = Field(default_factory=Injuries, description="What parts the classes of injury.")
    rescuers: Rescuers = Field(default_factory=Rescuers, description="Neighbours and crews.")
    ladders: LadderHabits = Field(default_factory=LadderHabits, description="What ladders need.")
    reach: ReachHabits = Field(default_factory=ReachHabits, description="What people reach and lift, and its risk.")

    @model_validator(mode="after")
    def _are_ranges(self) -> Self:
        for name, part in (("leans_out", self.refuge), ("smoker", self.bodies)):
            if getattr(part, f"{name}_least") > getattr(part, f"{name}_most"):
                raise ValueError(f"{name}_least is above {name}_most")
        return self
