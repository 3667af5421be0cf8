"""Arrays of the people: who they are, and the households they belong to."""

from __future__ import annotations

from typing import NamedTuple

from palier.engine.instrument_arrays import Floats, Ints


class People(NamedTuple):
    """Persons as they are, [n_people]. Draws are made at assembly, so the loop has no randomness."""

    household: Ints
    room: Ints  # at the start
    age: Floats  # years
    mass: Floats  # kg
    stature: Floats  # m
    speed: Floats  # m/s, unimpeded, level
    stair_down: Floats  # m/s along the slope, unimpeded
    stair_up: Floats  # m/s
    asleep: Ints
    capable: Ints  # 1: can walk and decide alone
    carer: Ints  # person who carries or leads, -1: none
    carried: Ints  # 1: carried rather than led
    goes: Ints  # 1: tries to leave, 0: stays, STAYS_PUT
    exit: Ints  # link to the outside that the person keeps to as long as it can be reached, -1: any
    searches: Ints  # 1: looks through the own flat before leaving
    returns: Ints  # 1: goes back for one of the household who was left behind
    pre_movement: Floats  # s from first cue to setting out (drawn or pinned median)
    smoke_factor: Floats  # factor on it of who sees smoke at home; 1 where a fire is, whose people are quick as it is
    starts: Floats  # s, pinned time of setting out; inf: not pinned
    collect_time: Floats  # s for a carer to make this dependant ready
    smoke_law: Ints  # FRIDOLF, FRANTZICH or PURSER: how smoke slows
    turn_back_visibility: Floats  # m (drawn)
    notice_extinction: Floats  # 1/m at which smoke is seen (drawn)
    smell_extinction: Floats  # 1/m at which smoke is smelt (drawn)
    wake_extinction: Floats  # 1/m at which smoke wakes a sleeper (drawn)
    sleeps_on: Floats  # s in smoke that could wake a sleeper until it does (drawn)
    hears_bell: Floats  # dBA that makes aware, awake or asleep as they are (drawn)
    hears_voice: Floats  # same, of someone knocking or shouting
    hears_crackling: Floats  # same, of a fire
    investigates: Ints  # 1: looks what the matter is before getting ready (drawn)
    warns: Ints  # 1: knocks on doors passed (drawn)
    takes_in: Ints  # 1: once aware, lets those who look for shelter into the own flat (drawn)
    fights: Ints  # 1: tries to put out a small fire in the own flat (drawn)
    fights_up_to: Floats  # W
    fight_time: Floats  # s to begin (drawn)
    fight_works: Ints  # 1: what they do puts out a fire that is still small (drawn)
    dress_time: Floats  # s, 0: is dressed (drawn)
    fetch_time: Floats  # s to get things to take along, 0: takes none (drawn)
    phone_delay: Floats  # s from knowing to telephoning others (drawn)
    seal_time: Floats  # s from reaching a refuge to having sealed its doors, inf: does not (drawn)
    jumps: Ints  # 1: jumps as the last resort (drawn)
    fall_luck: Floats  # a fall kills whose probability to kill is above this (drawn)
    breaks_window: Ints  # 1: breaks a pane that cannot be opened
    leaves_door_open: Ints  # 1 (drawn)
    warns_after: Floats  # this and the next: as of `Habits` (drawn)
    waking_takes: Floats  # s
    rouse_factor: Floats  # times as long that others take to wake this person
    wakes_in_heat: Floats  # W/m2 (drawn)
    beside_by: Floats  # m from the flames of a fire that begins on or beside the person, inf: none does (drawn)
    gets_up_in: Floats  # s from knowing to being away from it (drawn)
    ready_with_others: Floats  # s
    call_lasts: Floats  # s
    looks_out_for: Floats  # s
    looks_into_for: Floats  # s
    missed_after: Floats  # s
    carries_at_most: Floats  # kg
    takes_hold_in: Floats  # s
    drags_at: Floats  # m/s
    drags_down_at: Floats  # m/s along the slope
    drags_up_at: Floats  # m/s along the slope
    helps_family: Ints  # 1 (drawn)
    helps_others: Ints  # 1 (drawn)
    stays_when_told: Ints  # 1 (drawn)
    goes_out_again: Ints  # 1: out of a refuge, for one of the family who lies within reach (drawn)
    follows: Ints  # 1: goes where most of those in the room go (drawn)
    shuts_out_smoke: Ints  # 1: shuts the door of the flat into which smoke drives the person (drawn)
    shuts_in: Floats  # s
    opens_window_after: Floats  # s
    shouts_every: Floats  # s
    unbearable: Floats  # m of visibility
    breaks_pane_after: Floats  # s
    looks_every: Floats  # s
    opens_window: Ints
    calls: Ints
    calls_at_once: Ints  # 1: calls as soon as sure of a fire (drawn)
    call_delay: Floats  # s from being sure to the call being answered (drawn)
    late_call: Floats  # s from the first cue, of who leaves it to others or is not sure (drawn)
    breathing_asleep: Floats  # L/min
    breathing_rest: Floats  # L/min
    breathing_moving: Floats  # L/min, light work
    breathing_hard: Floats  # L/min, heavy work
    breathing_crying: Floats  # L/min, of infants
    breathing_most: Floats  # L/min, to which carbon dioxide can drive
    diffusing: Floats  # mL/min/mmHg, of the lungs for CO at rest
    blood: Floats  # mL of CO that the blood can hold
    cohb_start: Floats  # % before the fire (drawn for smokers)
    cohb_rest: Floats  # % at which this person collapses at rest
    cohb_light: Floats  # % doing light work
    cohb_heavy: Floats  # % doing heavy work
    cohb_lethal: Floats  # % that kills (drawn)
    dies_at: Floats  # times the median incapacitating dose of cyanide and of lack of oxygen (drawn alike)
    dose_law: Ints  # PURSER or ISO_13571
    hot_air: Ints  # LIGHT_CLOTHES, CLOTHED or HUMID
    cries: Ints  # 1: an infant that cries when smoke stings or it is handed over (drawn)
    leans_out: Floats  # part of the time that the head is outside at an open window (drawn)
    susceptibility: Floats  # factor: incapacitated at FED = susceptibility (drawn, median 1)
    heat_susceptibility: Floats  # same for heat


class Households(NamedTuple):
    """[n_households]."""

    home: Ints  # flat, -1: none
    first: Ints  # index of the first member; members are contiguous
    count: Ints  # type: ignore[assignment]
    leader: Ints  # first capable member, -1: none
    phones: Ints  # [n_calls, 2] households of which the first telephones the second
