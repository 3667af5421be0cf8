"""From the scenario's households, alarms and responders to arrays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from palier.engine import body
from palier.engine.arrays import STAYS_PUT, Alarms, Households, Links, Openings, People, Responders, Rooms, Teams
from palier.engine.assemble_alarms import assemble_alarms
from palier.engine.assemble_links import assemble_links
from palier.engine.assemble_responders import assemble_responders
from palier.engine.draws import Draws
from palier.engine.habits import PERSONAL, SPREAD, for_all, told
from palier.engine.names import Refusal, Remark
from palier.physics.cohb import DIFFUSING_CAPACITY, capacity
from palier.physics.dose import CLOTHED, HUMID, ISO_13571, LIGHT_CLOTHES
from palier.physics.dose import PURSER as PURSER_DOSE
from palier.physics.hearing import BELL, CRACKLE, VOICE, hearing_threshold
from palier.physics.movement import FRANTZICH, FRIDOLF, PURSER, STAIR_DOWN, STAIR_UP
from palier.scenario.people import Household, Member
from palier.scenario.scenario import Scenario

MAY = (
    "helps_family",
    "helps_others",
    "goes_out_again",
    "stays_when_told",
    "follows",
)  # habits that are probabilities, drawn for each person
SMOKE_LAWS = {"fridolf": FRIDOLF, "frantzich": FRANTZICH, "purser": PURSER}
DOSE_LAWS = {"purser": PURSER_DOSE, "iso 13571": ISO_13571}
HOT_AIR = {"light clothes": LIGHT_CLOTHES, "clothed": CLOTHED, "humid": HUMID}


@dataclass(frozen=True)
class PeoplePart:
    """The people half of the model, and its names."""

    people: People
    households: Households
    links: Links
    alarms: Alarms
    teams: Teams
    responders: Responders
    habits: Any  # `HabitValues`
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
    habits = told(scenario.habits)
    people, households, person_names = _persons(scenario, habits, room_at, rooms, link_names, draws)
    crew = assemble_responders(scenario, room_at, opening_names, rooms, openings, links, people, person_names, draws)
    return PeoplePart(
        people=people,
        households=households,
        links=links,
        alarms=alarms,
        teams=crew.teams,
        responders=crew.responders,
        habits=for_all(scenario.habits)._replace(
            passes_by=draws.exponential("street", "passes by", habits["passes_by"])
        ),
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
    scenario: Scenario,
    habits: dict[str, Any],
    room_at: dict[str, int],
    rooms: Rooms,
    link_names: list[str],
    draws: Draws,
) -> tuple[People, Households, list[str]]:
    burning = {scenario.building.rooms[item.room].flat for item in scenario.fires.values()}
    begins = {room_at[item.room] for item in scenario.fires.values() if item.ignition.at is not None}
    rows: list[dict[str, Any]] = []
    names: list[str] = []
    home, first, count, leader = [], [], [], []
    for number, (name, household) in enumerate(scenario.people.items()):
        at = start_room(scenario, household, room_at, rooms)
        members = household.members
        start = len(rows)
        adults = any(m.age >= habits["capable_from"] and m.mobility != "bedridden" for m in members)
        own = [person_name(name, k, m, len(members)) for k, m in enumerate(members)]
        for k, member in enumerate(members):
            row = _member(scenario, habits, household, name, own[k], member, adults, burning, draws)
            row["household"] = number
            row["room"] = room_at[member.room] if member.room is not None else at
            if not (row["room"] in begins and _is_beside(habits, household, name, member, k == 0, draws)):
                row["beside_by"] = math.inf
            row["exit"] = -1 if household.exit is None else link_names.index(household.exit)
            rows.append(row)
        names += own
        _give_carers(rows[start:], members, own, start, habits["carer_from"])
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


GETS_UP = {  # habit of how much longer somebody takes to get up, by what helps them to walk
    "cane": "gets_up_with_a_cane", "frame": "gets_up_with_a_frame", "wheelchair": "gets_up_into_a_wheelchair",
}  # fmt: skip
_WHOLE = {
    "household", "room", "asleep", "capable", "carer", "carried", "goes", "exit", "smoke_law", "searches", "returns",
    "investigates", "warns", "takes_in", "fights", "fight_works", "jumps", "breaks_window", "leaves_door_open",
    "opens_window", "calls",
    "dose_law", "hot_air", "cries", "helps_family", "helps_others", "goes_out_again",
    "stays_when_told",
}  # fmt: skip


def _flat_of(scenario: Scenario, household: Household, room_at: dict[str, int], rooms: Rooms, at: int) -> int:
    if household.flat is not None:
        for name, room in scenario.building.rooms.items():
            if room.flat == household.flat:
                return int(rooms.flat[room_at[name]])
    return int(rooms.flat[at])


def _is_beside(
    habits: dict[str, Any], household: Household, name: str, member: Member, first: bool, draws: Draws
) -> bool:
    """Whether a fire that begins where a member is begins on or beside them."""
    if member.beside is not None:
        return member.beside
    told = habits["beside"] if household.beside is None else float(household.beside)
    return first and draws.chance(name, "beside", told)


def _impair(row: dict[str, Any], how: str, habits: dict[str, Any]) -> None:
    """What drink and drugs change in a row of `People`; nobody who is not impaired is touched."""
    if how == "no":
        return
    degree = "moderate" if how == "moderately" else "heavy"
    if row["asleep"]:
        for sound in ("hears_bell", "hears_voice", "hears_crackling"):
            row[sound] += habits[f"{degree}_wakes_at"]
    row["wake_extinction"] *= habits[f"{degree}_wakes_in_smoke"]
    row["wakes_in_heat"] *= habits[f"{degree}_wakes_in_heat"]
    for time in ("rouse_factor", "pre_movement", "dress_time", "gets_up_in"):
        row[time] *= habits[f"{degree}_delay"]
    for speed in ("speed", "stair_down", "stair_up"):
        row[speed] *= habits[f"{degree}_speed"]


def _member(
    scenario: Scenario,
    habits: dict[str, Any],
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
    capable_from = habits["capable_from"] if adults else habits["capable_alone_from"]
    capable = age >= capable_from and member.mobility != "bedridden" and member.carer is None
    flat = household.flat or (None if household.room is None else scenario.building.rooms[household.room].flat)
    at_fire = flat is not None and flat in burning
    if at_fire:
        begins = "pre_movement_at_fire_asleep" if asleep else "pre_movement_at_fire"
    else:
        begins = "pre_movement_elsewhere"
    median, spread = habits[begins], habits[begins + SPREAD]
    if household.pre_movement_median is not None:
        median = household.pre_movement_median
    if household.turns_back_below is not None:
        turns_back = household.turns_back_below
    else:
        turns_back = body.turn_back_visibility(
            draws.uniform(group, "turns back"), habits["turn_back_share"], habits["turn_back_visibility"]
        )

    def does(purpose: str, told: float | bool | None, default: float) -> int:
        """Whether the household does it: as told, or by a draw that all its members share."""
        return int(draws.chance(group, purpose, default if told is None else float(told)))

    def drawn(name: str, purpose: str | None = None, of: str = who) -> float:
        """A habit, lognormal, of a person or a household."""
        return draws.lognormal(of, purpose or name, habits[name], habits[name + SPREAD])

    def hears_from(sound: int) -> float:
        awake = habits["awake"], habits["awake_spread"]
        return hearing_threshold(age, asleep, hears, awake, habits["responds_from"], sound)

    dresses = drawn("dresses_for", "dresses") if asleep and not at_fire else 0.0
    hears = draws.uniform(who, "hears")
    fetching = does("fetches", household.fetches, habits["fetches"])
    slow_to_rise = habits[GETS_UP[member.mobility]] if member.mobility in GETS_UP else 1.0
    fit = member.mobility == "unaided" and habits["fights_from"] <= age <= habits["fights_to"]
    row = {
        "age": age,
        "mass": mass,
        "stature": stature,
        "speed": speed,
        "stair_down": body.MOBILITY_DOWN.get(member.mobility, STAIR_DOWN * speed),
        "stair_up": body.MOBILITY_UP.get(member.mobility, STAIR_UP * speed),
        "asleep": int(asleep),
        "capable": int(capable),
        "carried": int(not capable and (age < habits["carried_below"] if member.carried is None else member.carried)),
        "goes": 0 if household.does == "stay" else STAYS_PUT if household.does == "stay put" and not at_fire else 1,
        "searches": 0,
        "returns": int(capable and household.does == "return"),
        "pre_movement": draws.lognormal(group, "pre-movement", median, spread),
        "starts": math.inf if household.starts is None else household.starts,
        "collect_time": drawn("collects_in", "collect"),
        "smoke_law": SMOKE_LAWS[scenario.simulation.speed_in_smoke],
        "turn_back_visibility": turns_back,
        "notice_extinction": drawn("notices_smoke", "notice"),
        "smell_extinction": drawn("smells_smoke", "smell"),
        "wake_extinction": drawn("wakes_in_smoke", "wake"),
        "hears_bell": hears_from(BELL),
        "hears_voice": hears_from(VOICE),
        "hears_crackling": hears_from(CRACKLE),
        "investigates": does("investigates", household.investigates, habits["investigates"]),
        "warns": does("warns", household.warns, habits["warns"]),
        "takes_in": int(capable and does("takes in", household.takes_in, habits["takes_in"])),
        "fights": int(fit and capable and does("fights", household.fights, 0.0)),
        "fights_up_to": household.fights_up_to,
        "fight_time": drawn("fights_after", "fights"),
        "fight_works": int(draws.chance(who, "fight works", habits["fights_work"])),
        "dress_time": dresses if household.dresses_for is None else household.dresses_for,
        "fetch_time": fetching * drawn("fetches_for", "fetches for", group),
        "phone_delay": drawn("telephones_after", "telephones"),
        "seal_time": drawn("seals_after", "seals after", group)
        if does("seals", household.seals, habits["seals"])
        else math.inf,
        "jumps": int(age >= habits["carer_from"] and draws.chance(who, "jumps", float(household.jumps))),
        "fall_luck": draws.uniform(who, "falls"),
        "breaks_window": int(household.breaks_window),
        "leaves_door_open": does("leaves door open", household.leaves_door_open, habits["leaves_door_open"]),
        "opens_window": int(household.opens_window),
        "calls": int(household.calls),
        "call_delay": drawn("calls_after", "call"),
        **{name: drawn(name) for name in PERSONAL},
        **{name: int(draws.chance(who, name, habits[name])) for name in MAY},
        "rouse_factor": 1.0,
        **_body(scenario, habits, household, who, member, age, sex, mass, draws),
    }
    row["gets_up_in"] *= slow_to_rise
    impaired = household.impaired if age >= habits["impaired_from"] else "no"
    _impair(row, member.impaired or impaired, habits)
    return row


def _body(
    scenario: Scenario,
    habits: dict[str, Any],
    household: Household,
    who: str,
    member: Member,
    age: float,
    sex: str,
    mass: float,
    draws: Draws,
) -> dict[str, Any]:
    """What decides how a person takes up gas and heat, and bears them."""
    laws = scenario.simulation
    infant = age < habits["cries_below"]
    sensitive = draws.normal(who, "susceptibility")
    smokes = age >= habits["smokes_from"] and draws.chance(who, "smokes", laws.smokers)
    least, most = habits["smoker_least"], habits["smoker_most"]
    usual = least + (most - least) * draws.uniform(who, "COHb") if smokes else habits["cohb_usual"]
    limits = {
        "cohb_rest": body.cohb_limit(age, body.COHB_REST),
        "cohb_light": body.cohb_limit(age, body.COHB_LIGHT),
        "cohb_heavy": body.cohb_limit(age, body.COHB_HEAVY),
    }
    if member.collapses_at is not None:
        limits = dict.fromkeys(limits, member.collapses_at)
    bears = math.exp(habits["lethal_spread"] * sensitive)
    cries = habits["cries"] if member.cries is None else float(member.cries)
    least, most = habits["leans_out_least"], habits["leans_out_most"]
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
        "cohb_lethal": habits["lethal_cohb"] / body.COHB_ADULT * body.cohb_limit(age, body.COHB_LIGHT) * bears,
        "dies_at": habits["lethal_dose"] * bears,
        "dose_law": DOSE_LAWS[laws.dose],
        "hot_air": HOT_AIR[laws.hot_air],
        "cries": int(infant and draws.chance(who, "cries", cries)),
        "leans_out": leans if household.leans_out is None else household.leans_out,
        "susceptibility": member.susceptibility or math.exp(habits["susceptibility_spread"] * sensitive),
        "heat_susceptibility": draws.lognormal(who, "heat susceptibility", 1.0, habits["heat_susceptibility_spread"]),
    }


def _give_carers(
    rows: list[dict[str, Any]], members: Sequence[Member], names: list[str], start: int, carer_from: float
) -> None:
    """Fill `carer`: as named; else those led go with the leader, those carried with whoever bears least."""
    capable = [k for k, row in enumerate(rows) if row["capable"]]
    grown = [k for k in capable if rows[k]["age"] >= carer_from] or capable
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
