"""From the scenario's households, alarms and responders to arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from palier.engine import body
from palier.engine.arrays import Alarms, Households, Links, Openings, People, Responders, Rooms, Teams
from palier.engine.assemble_alarms import assemble_alarms
from palier.engine.assemble_links import assemble_links
from palier.engine.assemble_responders import assemble_responders
from palier.engine.draws import Draws
from palier.engine.names import Refusal, Remark
from palier.physics.cohb import DIFFUSING_CAPACITY, capacity
from palier.physics.detection import NOTICE, SMELL, WAKE
from palier.physics.dose import CLOTHED, HUMID, ISO_13571, LIGHT_CLOTHES
from palier.physics.dose import PURSER as PURSER_DOSE
from palier.physics.hearing import BELL, CRACKLE, VOICE, hearing_threshold
from palier.physics.movement import FRANTZICH, FRIDOLF, PURSER, STAIR_DOWN, STAIR_UP
from palier.scenario.people import Household, Member
from palier.scenario.scenario import Scenario

# Median and ln-spread of the time from the first cue to setting out: a working prior for flats (an assumption
# after PD 7974-6, Proulx 1994 and C/VM2 as quoted), the alarm-only case being handled by its own factor.
PRE_MOVEMENT_FIRE_FLAT = (45.0, 0.7)  # s, awake
PRE_MOVEMENT_FIRE_FLAT_ASLEEP = (75.0, 0.7)  # s after waking
PRE_MOVEMENT_ELSEWHERE = (105.0, 0.8)  # s
COLLECT = (20.0, 0.4)  # s median and ln-spread to make one dependant ready: an assumption, 15 to 30 s
CALL = (45.0, 0.6)  # s from knowing to the call being answered: an assumption
DRESSES = (35.0, 0.4)  # s median and ln-spread to dress after waking: an assumption, 20 to 60 s
FETCHES = (45.0, 0.3)  # s to get valuables or a pet: an assumption, 30 to 60 s
FIGHTS = (30.0, 0.5)  # s to have water, a blanket or an extinguisher at a small fire: an assumption
TELEPHONES = (90.0, 0.6)  # s from knowing to ringing up a neighbour: an assumption
SEALS = (60.0, 0.4)  # s from reaching a refuge to having stuffed its door: an assumption
INVESTIGATES_PART, FETCHES_PART, WARNS_PART, SEALS_PART = 0.5, 0.3, 0.8, 0.5  # probabilities: assumptions
FIGHTS_FROM, FIGHTS_TO = 16.0, 75.0  # years of those who take on a fire: assumptions
LEAVES_OPEN = 0.35  # probability of leaving a flat's door open: an assumption, 0.2 to 0.5
SMOKE_LAWS = {"fridolf": FRIDOLF, "frantzich": FRANTZICH, "purser": PURSER}
DOSE_LAWS = {"purser": PURSER_DOSE, "iso 13571": ISO_13571}
HOT_AIR = {"light clothes": LIGHT_CLOTHES, "clothed": CLOTHED, "humid": HUMID}
SUSCEPTIBILITY = 1.0  # ln-spread of the incapacitating dose: 11.4 % fall at FED 0.3 (ISO 13571:2012, Purser)
HEAT_SUSCEPTIBILITY = 0.22  # ln-spread of the heat dose, from r = 10 (1 % dead) and 16.7 (50 %), Purser 2016


@dataclass(frozen=True)
class PeoplePart:
    """The people half of the model, and its names."""

    people: People
    households: Households
    links: Links
    alarms: Alarms
    teams: Teams
    responders: Responders
    person_names: list[str]
    household_names: list[str]
    link_names: list[str]
    alarm_names: list[str]
    team_names: list[str]
    responder_names: list[str]
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def assemble_people(
    scenario: Scenario,
    room_names: Sequence[str],
    opening_names: Sequence[str],
    rooms: Rooms,
    openings: Openings,
) -> PeoplePart:
    """People, the graph they walk, alarms and responders as arrays; every draw is made here.

    Parameters
    ----------
    scenario : Scenario
        Already checked: names refer to things that exist.
    room_names, opening_names : sequence of str
        In the order of `rooms` and `openings`.
    rooms, openings : Rooms, Openings
        The arrays of the smoke half.

    Returns
    -------
    PeoplePart
    """
    draws = Draws(scenario.simulation.seed, scenario.simulation.run)
    room_at = {name: k for k, name in enumerate(room_names)}
    links, link_names = assemble_links(scenario, room_at, opening_names, rooms, openings)
    alarms, alarm_names = assemble_alarms(scenario, room_at, rooms)
    people, households, person_names = _persons(scenario, room_at, rooms, link_names, draws)
    crew = assemble_responders(scenario, room_at, opening_names, rooms, openings, links, people, person_names, draws)
    return PeoplePart(
        people=people,
        households=households,
        links=links,
        alarms=alarms,
        teams=crew.teams,
        responders=crew.responders,
        person_names=person_names,
        household_names=list(scenario.people),
        link_names=link_names,
        alarm_names=alarm_names,
        team_names=crew.team_names,
        responder_names=crew.responder_names,
        refusals=crew.refusals,
        remarks=crew.remarks,
    )


def person_name(household: str, index: int, member: Member, count: int) -> str:
    """Name of a member: its own, or the household's with a number."""
    if member.name is not None:
        return member.name
    return household if count == 1 else f"{household} {index + 1}"


def start_room(scenario: Scenario, household: Household, room_at: dict[str, int], rooms: Rooms) -> int:
    """Room of a household at the start: as said, or the flat's first room with a window, or its first."""
    if household.room is not None:
        return room_at[household.room]
    mine = [room_at[name] for name, room in scenario.building.rooms.items() if room.flat == household.flat]
    if household.flat is None or not mine:
        return 0
    return next((k for k in mine if rooms.has_window[k]), mine[0])


def _persons(
    scenario: Scenario, room_at: dict[str, int], rooms: Rooms, link_names: list[str], draws: Draws
) -> tuple[People, Households, list[str]]:
    burning = {scenario.building.rooms[item.room].flat for item in scenario.fires.values()}
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    home, first, count, leader = [], [], [], []
    for number, (name, household) in enumerate(scenario.people.items()):
        at = start_room(scenario, household, room_at, rooms)
        members = household.members
        start = len(rows)
        adults = any(m.age >= body.CAPABLE_FROM and m.mobility != "bedridden" for m in members)
        own = [person_name(name, k, m, len(members)) for k, m in enumerate(members)]
        for k, member in enumerate(members):
            row = _member(scenario, household, name, own[k], member, adults, burning, draws)
            row["household"] = number
            row["room"] = room_at[member.room] if member.room is not None else at
            row["exit"] = -1 if household.exit is None else link_names.index(household.exit)
            rows.append(row)
        names += own
        _give_carers(rows[start:], members, own, start)
        home.append(_flat_of(scenario, household, room_at, rooms, at))
        first.append(start)
        count.append(len(members))
        leader.append(next((start + k for k, r in enumerate(rows[start:]) if r["capable"]), -1))
        if household.does == "search" and leader[-1] >= 0:
            rows[leader[-1]]["searches"] = 1
    columns: dict[str, Any] = {
        key: np.array([row[key] for row in rows], dtype=np.int64 if key in _WHOLE else np.float64)
        for key in People._fields
    }
    households = Households(
        home=np.array(home, np.int64),
        first=np.array(first, np.int64),
        count=np.array(count, np.int64),
        leader=np.array(leader, np.int64),
        phones=_calls(scenario),
    )
    return People(**columns), households, names


def _calls(scenario: Scenario) -> np.ndarray:
    """Who rings up whom, [n_calls, 2] households."""
    at = {name: number for number, name in enumerate(scenario.people)}
    pairs = [(at[name], at[other]) for name, household in scenario.people.items() for other in household.phones]
    return np.array(pairs, np.int64).reshape(-1, 2)


_WHOLE = {
    "household", "room", "asleep", "capable", "carer", "carried", "goes", "exit", "smoke_law", "searches", "returns",
    "investigates", "warns", "fights", "jumps", "breaks_window", "leaves_door_open", "opens_window", "calls",
    "dose_law", "hot_air", "cries",
}  # fmt: skip


def _flat_of(scenario: Scenario, household: Household, room_at: dict[str, int], rooms: Rooms, at: int) -> int:
    if household.flat is not None:
        for name, room in scenario.building.rooms.items():
            if room.flat == household.flat:
                return int(rooms.flat[room_at[name]])
    return int(rooms.flat[at])


def _member(
    scenario: Scenario,
    household: Household,
    household_name: str,
    name: str,
    member: Member,
    adults: bool,
    burning: set[str | None],
    draws: Draws,
) -> dict[str, Any]:
    """One row of `People`, without household, room and carer."""
    who, group = f"{household_name}/{name}", household_name
    age = member.age
    sex = member.sex or ("female" if draws.chance(who, "sex", 0.5) else "male")
    mass = member.mass if member.mass is not None else body.at_age(age, body.MASS[sex])
    stature = member.stature if member.stature is not None else body.at_age(age, body.STATURE[sex])
    speed = member.speed or body.level_speed(age, sex, member.mobility, draws.normal(who, "speed"))
    asleep = household.asleep if member.asleep is None else member.asleep
    capable_from = body.CAPABLE_FROM if adults else body.CAPABLE_ALONE_FROM
    capable = age >= capable_from and member.mobility != "bedridden" and member.carer is None
    flat = household.flat or (None if household.room is None else scenario.building.rooms[household.room].flat)
    at_fire = flat is not None and flat in burning
    if at_fire:
        median, spread = PRE_MOVEMENT_FIRE_FLAT_ASLEEP if asleep else PRE_MOVEMENT_FIRE_FLAT
    else:
        median, spread = PRE_MOVEMENT_ELSEWHERE
    if household.pre_movement_median is not None:
        median = household.pre_movement_median
    if household.turns_back_below is not None:
        turns_back = household.turns_back_below
    else:
        turns_back = body.turn_back_visibility(draws.uniform(group, "turns back"))

    def does(purpose: str, told: float | bool | None, default: float) -> int:
        """Whether the household does it: as told, or by a draw that all its members share."""
        return int(draws.chance(group, purpose, default if told is None else float(told)))

    dresses = draws.lognormal(who, "dresses", *DRESSES) if asleep and not at_fire else 0.0
    hears = draws.uniform(who, "hears")
    fetching = does("fetches", household.fetches, FETCHES_PART)
    fit = member.mobility == "unaided" and FIGHTS_FROM <= age <= FIGHTS_TO
    return {
        "age": age,
        "mass": mass,
        "stature": stature,
        "speed": speed,
        "stair_down": body.MOBILITY_DOWN.get(member.mobility, STAIR_DOWN * speed),
        "stair_up": body.MOBILITY_UP.get(member.mobility, STAIR_UP * speed),
        "asleep": int(asleep),
        "capable": int(capable),
        "carried": int(not capable and (age < body.CARRIED_BELOW if member.carried is None else member.carried)),
        "goes": int(household.does != "stay" and (household.does != "stay put" or at_fire)),
        "searches": 0,
        "returns": int(capable and household.does == "return"),
        "pre_movement": draws.lognormal(group, "pre-movement", median, spread),
        "starts": math.inf if household.starts is None else household.starts,
        "collect_time": draws.lognormal(who, "collect", *COLLECT),
        "smoke_law": SMOKE_LAWS[scenario.simulation.speed_in_smoke],
        "turn_back_visibility": turns_back,
        "notice_extinction": draws.lognormal(who, "notice", *NOTICE),
        "smell_extinction": draws.lognormal(who, "smell", *SMELL),
        "wake_extinction": draws.lognormal(who, "wake", *WAKE),
        "hears_bell": hearing_threshold(age, asleep, hears, BELL),
        "hears_voice": hearing_threshold(age, asleep, hears, VOICE),
        "hears_crackling": hearing_threshold(age, asleep, hears, CRACKLE),
        "investigates": does("investigates", household.investigates, INVESTIGATES_PART),
        "warns": does("warns", household.warns, WARNS_PART),
        "fights": int(fit and capable and does("fights", household.fights, 0.0)),
        "fights_up_to": household.fights_up_to,
        "fight_time": draws.lognormal(who, "fights", *FIGHTS),
        "dress_time": dresses if household.dresses_for is None else household.dresses_for,
        "fetch_time": fetching * draws.lognormal(group, "fetches for", *FETCHES),
        "phone_delay": draws.lognormal(who, "telephones", *TELEPHONES),
        "seal_time": draws.lognormal(group, "seals after", *SEALS)
        if does("seals", household.seals, SEALS_PART)
        else math.inf,
        "jumps": int(age >= body.CARER_FROM and draws.chance(who, "jumps", float(household.jumps))),
        "fall_luck": draws.uniform(who, "falls"),
        "breaks_window": int(household.breaks_window),
        "leaves_door_open": does("leaves door open", household.leaves_door_open, LEAVES_OPEN),
        "opens_window": int(household.opens_window),
        "calls": int(household.calls),
        "call_delay": draws.lognormal(who, "call", *CALL),
        **_body(scenario, household, who, member, age, sex, mass, draws),
    }


def _body(
    scenario: Scenario,
    household: Household,
    who: str,
    member: Member,
    age: float,
    sex: str,
    mass: float,
    draws: Draws,
) -> dict[str, Any]:
    """What decides how a person takes up gas and heat, and bears them."""
    told = scenario.simulation
    infant = age < body.CRIES_BELOW
    sensitive = draws.normal(who, "susceptibility")
    smokes = age >= body.SMOKES_FROM and draws.chance(who, "smokes", told.smokers)
    least, most = body.COHB_SMOKER
    usual = least + (most - least) * draws.uniform(who, "COHb") if smokes else body.COHB_USUAL
    limits = {
        "cohb_rest": body.cohb_limit(age, body.COHB_REST),
        "cohb_light": body.cohb_limit(age, body.COHB_LIGHT),
        "cohb_heavy": body.cohb_limit(age, body.COHB_HEAVY),
    }
    if member.collapses_at is not None:
        limits = dict.fromkeys(limits, member.collapses_at)
    bears = math.exp(body.LETHAL_SPREAD * sensitive)
    cries = body.CRIES if member.cries is None else float(member.cries)
    least, most = body.LEANS_OUT
    leans = least + (most - least) * draws.uniform(who, "leans out")
    return {
        "breathing_asleep": body.at_age(age, body.BREATHING_ASLEEP),
        "breathing_rest": body.at_age(age, body.BREATHING_REST),
        "breathing_moving": body.at_age(age, body.BREATHING_MOVING),
        "breathing_hard": body.at_age(age, body.BREATHING_HARD),
        "breathing_crying": body.at_age(age, body.BREATHING_MOVING) if infant else 0.0,
        "breathing_most": body.at_age(age, body.BREATHING_MOST),
        "diffusing": DIFFUSING_CAPACITY * mass,
        "blood": capacity(mass, body.at_age(age, body.BLOOD[sex]), body.at_age(age, body.HAEMOGLOBIN[sex])),
        "cohb_start": usual if member.cohb is None else member.cohb,
        **limits,
        "cohb_lethal": body.LETHAL * body.cohb_limit(age, body.COHB_LIGHT) * bears,
        "dies_at": body.DIES_AT * bears,
        "dose_law": DOSE_LAWS[told.dose],
        "hot_air": HOT_AIR[told.hot_air],
        "cries": int(infant and draws.chance(who, "cries", cries)),
        "leans_out": leans if household.leans_out is None else household.leans_out,
        "susceptibility": member.susceptibility or math.exp(SUSCEPTIBILITY * sensitive),
        "heat_susceptibility": draws.lognormal(who, "heat susceptibility", 1.0, HEAT_SUSCEPTIBILITY),
    }


def _give_carers(rows: list[dict[str, Any]], members: Sequence[Member], names: list[str], start: int) -> None:
    """Fill `carer`: as named; else those led go with the leader, those carried with whoever bears least."""
    capable = [k for k, row in enumerate(rows) if row["capable"]]
    grown = [k for k in capable if rows[k]["age"] >= body.CARER_FROM] or capable
    load = dict.fromkeys(grown, 0.0)
    for k, row in enumerate(rows):
        row["carer"] = -1
        wanted = members[k].carer
        if row["capable"]:
            continue
        if wanted is not None:
            row["carer"] = start + names.index(wanted)
            if row["carried"] and names.index(wanted) in load:
                load[names.index(wanted)] += row["mass"]
        elif grown and row["carried"]:
            bearer = min(grown, key=lambda g: (load[g], g))
            load[bearer] += row["mass"]
            row["carer"] = start + bearer
        elif grown:
            row["carer"] = start + grown[0]
