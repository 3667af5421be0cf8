"""Households and persons as arrays: who they are, and all that is drawn for each, for everybody at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from palier.engine import body
from palier.engine.arrays import STAYS_PUT, Floats, Households, Ints, People, Rooms
from palier.engine.draws import Draws
from palier.engine.habits import PERSONAL, SPREAD
from palier.engine.kept import Kept
from palier.physics.cohb import DIFFUSING_CAPACITY, capacity
from palier.physics.dose import CLOTHED, HUMID, ISO_13571, LIGHT_CLOTHES
from palier.physics.dose import PURSER as PURSER_DOSE
from palier.physics.hearing import BELL, CRACKLE, VOICE, hearing_threshold, sleeps_on
from palier.physics.movement import FRANTZICH, FRIDOLF, PURSER, STAIR_DOWN, STAIR_UP
from palier.scenario.building import Room
from palier.scenario.people import Household, Member
from palier.scenario.scenario import Scenario

# Habits that are probabilities, drawn for each person.
MAY = (
    "helps_family", "helps_others", "goes_out_again", "stays_when_told", "follows", "calls_at_once", "shuts_out_smoke",
)  # fmt: skip
SMOKE_LAWS = {"fridolf": FRIDOLF, "frantzich": FRANTZICH, "purser": PURSER}
DOSE_LAWS = {"purser": PURSER_DOSE, "iso 13571": ISO_13571}
HOT_AIR = {"light clothes": LIGHT_CLOTHES, "clothed": CLOTHED, "humid": HUMID}
GETS_UP = {  # habit of how much longer somebody takes to get up, by what helps them to walk
    "cane": "gets_up_with_a_cane", "frame": "gets_up_with_a_frame", "wheelchair": "gets_up_into_a_wheelchair",
}  # fmt: skip
# Habits that are drawn for each person, lognormal: column of `People`, habit, purpose.
OWN = (
    ("collect_time", "collects_in", "collect"), ("notice_extinction", "notices_smoke", "notice"),
    ("smell_extinction", "smells_smoke", "smell"), ("wake_extinction", "wakes_in_smoke", "wake"),
    ("fight_time", "fights_after", "fights"), ("dress_time", "dresses_for", "dresses"),
    ("phone_delay", "telephones_after", "telephones"), ("call_delay", "calls_after", "call"),
    ("late_call", "calls_late_after", "late call"),
    *((name, name, name) for name in PERSONAL),
)  # fmt: skip
NORMAL = ("speed", "susceptibility", "heat susceptibility", *(purpose for _, _, purpose in OWN))
UNIFORM = ("sex", "hears", "jumps", "falls", "fight works", "smokes", "COHb", "leans out", "cries", "sleeps on", *MAY)
NORMAL_OF_ALL = ("pre-movement", "fetches for", "seals after")  # drawn for a household, as the next
UNIFORM_OF_ALL = (
    "turns back", "investigates", "warns", "takes in", "fights", "fetches", "seals", "leaves door open",
)  # fmt: skip

_MEMBER = (
    "age", "sex", "mass", "stature", "speed", "mobility", "asleep", "impaired", "carer", "carried", "cohb",
    "collapses_at", "susceptibility", "cries", "room",
)  # fmt: skip
_HOUSEHOLD = (
    "asleep", "does", "impaired", "starts", "pre_movement_median", "investigates", "fights", "fights_up_to",
    "dresses_for", "fetches", "warns", "takes_in", "seals", "jumps", "breaks_window", "turns_back_below",
    "leaves_door_open", "opens_window", "leans_out", "calls",
)  # fmt: skip
_of_member, _of_household = attrgetter(*_MEMBER), attrgetter(*_HOUSEHOLD)
_FLATS = Kept()
_WHOLE = {
    "household", "room", "asleep", "capable", "carer", "carried", "goes", "exit", "smoke_law", "searches", "returns",
    "investigates", "warns", "takes_in", "fights", "fight_works", "jumps", "breaks_window", "leaves_door_open",
    "opens_window", "calls", "dose_law", "hot_air", "cries", *MAY,
}  # fmt: skip
Columns = dict[str, Any]


class Crowd:
    """Everybody, with what the scenario says of them, and what the purposes of draws come to.

    Attributes
    ----------
    said, home : dict of tuple
        Fields of the members, [n_people], and of the households, [n_households].
    of : array of int
        Household of each person.
    """

    def __init__(self, scenario: Scenario, habits: dict[str, Any], draws: Draws) -> None:
        self.scenario, self.habits = scenario, habits
        self.households = list(scenario.people.values())
        names = list(scenario.people)
        members = [each for household in self.households for each in household.members]
        self.count = [len(household.members) for household in self.households]
        self.first = [0, *np.cumsum(self.count).tolist()][:-1]
        self.of: Ints = np.repeat(np.arange(len(names)), self.count)
        self.names = [
            person_name(name, k, member, len(household.members))
            for name, household in scenario.people.items()
            for k, member in enumerate(household.members)
        ]
        self.said = _columns(_MEMBER, map(_of_member, members))
        self.home = _columns(_HOUSEHOLD, map(_of_household, self.households))
        who = tuple([f"{names[of]}/{name}" for of, name in zip(self.of.tolist(), self.names, strict=True)])
        group = tuple(names)
        self.u = dict(zip(UNIFORM, draws.uniforms(who, UNIFORM).T, strict=True))
        self.z = dict(zip(NORMAL, draws.normals(who, NORMAL).T, strict=True))
        self.own = draws.normals(who, NORMAL)[:, NORMAL.index(OWN[0][2]) :]
        self.u_of_all = dict(zip(UNIFORM_OF_ALL, draws.uniforms(group, UNIFORM_OF_ALL)[self.of].T, strict=True))
        self.z_of_all = dict(zip(NORMAL_OF_ALL, draws.normals(group, NORMAL_OF_ALL)[self.of].T, strict=True))
        self.age = number(self.said["age"])
        self.bedridden = np.array([each == "bedridden" for each in self.said["mobility"]], bool)

    def of_household(self, field: str) -> Floats:
        """What each one's household says, nan where it says nothing."""
        return number(self.home[field])[self.of]

    def does(self, purpose: str, field: str, default: float) -> Any:
        """Whether each one's household does it: as told, or by a draw that all its members share."""
        return self.u_of_all[purpose] < or_else(self.of_household(field), default)


def assemble_persons(
    scenario: Scenario,
    habits: dict[str, Any],
    room_at: dict[str, int],
    rooms: Rooms,
    link_names: list[str],
    draws: Draws,
) -> tuple[People, Households, list[str]]:
    """Persons and households as arrays, and the names of the persons. Arguments as of `assemble_people`."""
    building, crowd = scenario.building, Crowd(scenario, habits, draws)
    of, households = crowd.of, crowd.households
    rooms_of = _FLATS.of((building.rooms,), lambda: _rooms_of_flats(building.rooms, room_at))
    starts = [start_room(household, room_at, rooms_of, rooms) for household in households]
    flats = [h.flat or (None if h.room is None else building.rooms[h.room].flat) for h in households]
    burning = {building.rooms[item.room].flat for item in scenario.fires.values()}
    at_fire = np.array([flat is not None and flat in burning for flat in flats], bool)[of]
    at = zip(crowd.said["room"], of.tolist(), strict=True)
    asleep = np.where(np.isnan(told := number(crowd.said["asleep"])), crowd.of_household("asleep"), told) == 1.0
    columns: Columns = {
        "household": of,
        "room": np.array([starts[h] if room is None else room_at[room] for room, h in at], np.int64),
        "exit": np.array([-1 if h.exit is None else link_names.index(h.exit) for h in households], np.int64)[of],
        "asleep": asleep,
    }
    columns |= _bodies(crowd) | _can_do(crowd)
    columns |= _will_do(crowd, columns, at_fire) | _notices(crowd, asleep) | _doses(crowd, columns)
    columns["beside_by"] = _beside(crowd, columns, room_at, draws)
    columns["carer"] = np.array(_carers(crowd, columns), np.int64)
    _impair(crowd, columns)
    leaders = _leaders(crowd, columns)
    made = [np.array(columns[key], np.int64 if key in _WHOLE else np.float64) for key in People._fields]
    return (
        People._make(made),
        Households(
            home=np.array([_home(h, rooms_of, rooms, at) for h, at in zip(households, starts, strict=True)], np.int64),
            first=np.array(crowd.first, np.int64),
            count=np.array(crowd.count, np.int64),
            leader=np.array(leaders, np.int64),
            phones=_calls(scenario),
        ),
        crowd.names,
    )


def person_name(household: str, index: int, member: Member, count: int) -> str:
    """Name of a member: its own, or the household's with a number."""
    if member.name is not None:
        return member.name
    return household if count == 1 else f"{household} {index + 1}"


def number(values: Sequence[Any]) -> Floats:
    """Numbers, nan where nothing is said."""
    return np.array(values, np.float64)


def or_else(told: Floats, default: Any) -> Floats:
    """What is told, and where nothing is the default."""
    return np.where(np.isnan(told), default, told)


def lognormal(median: Any, spread: Any, normal: Floats) -> Floats:
    """Lognormal draws by standard normal ones; the same bits as one by one."""
    exponent = spread * normal
    return np.asarray(median * np.array(list(map(math.exp, exponent.ravel().tolist()))).reshape(exponent.shape))


def _columns(names: tuple[str, ...], rows: Any) -> dict[str, tuple[Any, ...]]:
    return dict(zip(names, list(zip(*rows, strict=True)) or [()] * len(names), strict=True))


# ------------------------------------------------------------------------------ where they are


def _rooms_of_flats(rooms: dict[str, Room], room_at: dict[str, int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for name, room in rooms.items():
        if room.flat is not None:
            found.setdefault(room.flat, []).append(room_at[name])
    return found


def start_room(household: Household, room_at: dict[str, int], rooms_of: dict[str, list[int]], rooms: Rooms) -> int:
    """Room of a household at the start: as said, or the flat's first room with a window, or its first."""
    if household.room is not None:
        return room_at[household.room]
    mine = rooms_of.get(household.flat or "", [])
    return next((k for k in mine if rooms.has_window[k]), mine[0]) if mine else 0


def _home(household: Household, rooms_of: dict[str, list[int]], rooms: Rooms, at: int) -> int:
    mine = rooms_of.get(household.flat or "", [])
    return int(rooms.flat[mine[0] if mine else at])


def _calls(scenario: Scenario) -> np.ndarray:
    """Who rings up whom, [n_calls, 2] households."""
    at = {name: number for number, name in enumerate(scenario.people)}
    pairs = [(at[name], at[other]) for name, household in scenario.people.items() for other in household.phones]
    return np.array(pairs, np.int64).reshape(-1, 2)


def _beside(crowd: Crowd, columns: Columns, room_at: dict[str, int], draws: Draws) -> Floats:
    """Distance of each from the flames of a fire that begins on or beside them, inf where none does. [m]"""
    fires = crowd.scenario.fires.values()
    begins = {room_at[item.room] for item in fires if item.ignition.at is not None}
    by = np.full(len(crowd.of), np.inf)
    names = list(crowd.scenario.people)
    for p, room in enumerate(columns["room"].tolist()):
        if room not in begins:
            continue
        household = crowd.households[h := int(crowd.of[p])]
        member = household.members[p - crowd.first[h]]
        told = crowd.habits["beside"] if household.beside is None else float(household.beside)
        first = p == crowd.first[h]
        if first and draws.chance(names[h], "beside", told) if member.beside is None else member.beside:
            by[p] = columns["beside_by"][p]
    return by


# ---------------------------------------------------------------------------- who they are


def _bodies(crowd: Crowd) -> Columns:
    """Size, and how fast each walks."""
    age, said = crowd.age, crowd.said
    drawn = crowd.u["sex"] < 0.5
    female = np.array([sex == "female" if sex else d for sex, d in zip(said["sex"], drawn.tolist(), strict=True)], bool)

    def by_sex(curves: dict[str, np.ndarray]) -> Floats:
        return np.where(female, body.at_age(age, curves["female"]), body.at_age(age, curves["male"]))

    mass = or_else(number(said["mass"]), by_sex(body.MASS))
    helped = said["mobility"]
    factor = np.where(female, body.SPEED_BY_SEX["female"], body.SPEED_BY_SEX["male"])
    most = np.array([body.MOBILITY_SPEED.get(each, math.inf) for each in helped])
    speed = or_else(number(said["speed"]), body.unimpeded_speed(age, factor, most, crowd.z["speed"]))
    return {
        "age": age,
        "mass": mass,
        "stature": or_else(number(said["stature"]), by_sex(body.STATURE)),
        "speed": speed,
        "stair_down": or_else(number([body.MOBILITY_DOWN.get(each) for each in helped]), STAIR_DOWN * speed),
        "stair_up": or_else(number([body.MOBILITY_UP.get(each) for each in helped]), STAIR_UP * speed),
        "diffusing": DIFFUSING_CAPACITY * mass,
        "blood": capacity(mass, by_sex(body.BLOOD), by_sex(body.HAEMOGLOBIN)),
    }


def _can_do(crowd: Crowd) -> Columns:
    """Who can walk and decide alone, and how the others are moved."""
    habits, age, of = crowd.habits, crowd.age, crowd.of
    grown = (age >= habits["capable_from"]) & ~crowd.bedridden
    adults = (np.bincount(of[grown], minlength=len(crowd.households)) > 0)[of]
    alone = np.array([carer is None for carer in crowd.said["carer"]], bool)
    least = np.where(adults, habits["capable_from"], habits["capable_alone_from"])
    capable = (age >= least) & ~crowd.bedridden & alone
    carried = or_else(number(crowd.said["carried"]), age < habits["carried_below"]) == 1.0
    return {"capable": capable, "carried": ~capable & carried}


# --------------------------------------------------------------------------- what they do


def _will_do(crowd: Crowd, columns: Columns, at_fire: Any) -> Columns:
    """What each does about a fire, and how long it takes."""
    habits, age, of, u, z = crowd.habits, crowd.age, crowd.of, crowd.u, crowd.z_of_all
    asleep, capable = columns["asleep"], columns["capable"]
    does = [crowd.home["does"][h] for h in of.tolist()]

    def by_case(name: str) -> Any:
        asleep_there, there, elsewhere = (
            habits[f"pre_movement_{case}{name}"] for case in ("at_fire_asleep", "at_fire", "elsewhere")
        )
        return np.where(at_fire, np.where(asleep, asleep_there, there), elsewhere)

    turns_back = body.turn_back_visibility(
        crowd.u_of_all["turns back"], habits["turn_back_share"], habits["turn_back_visibility"]
    )
    medians = np.array([habits[habit] for _, habit, _ in OWN])
    spreads = np.array([habits[habit + SPREAD] for _, habit, _ in OWN])
    own = dict(zip((column for column, _, _ in OWN), lognormal(medians, spreads, crowd.own).T, strict=True))
    slow = np.array([habits[GETS_UP[m]] if m in GETS_UP else 1.0 for m in crowd.said["mobility"]])
    unaided = np.array([m == "unaided" for m in crowd.said["mobility"]], bool)
    fit = unaided & (habits["fights_from"] <= age) & (age <= habits["fights_to"])
    median = or_else(crowd.of_household("pre_movement_median"), by_case(""))
    fetching = crowd.does("fetches", "fetches", habits["fetches"])
    sealing = crowd.does("seals", "seals", habits["seals"])
    least, most = habits["leans_out_least"], habits["leans_out_most"]
    may = {name: u[name] < habits[name] for name in MAY}
    return {
        **own,
        **may,
        "gets_up_in": own["gets_up_in"] * slow,
        "dress_time": or_else(crowd.of_household("dresses_for"), np.where(asleep & ~at_fire, own["dress_time"], 0.0)),
        "goes": [
            0 if does_it == "stay" else STAYS_PUT if does_it == "stay put" and not threatened else 1
            for does_it, threatened in zip(does, at_fire.tolist(), strict=True)
        ],
        "searches": np.zeros(len(of)),
        "returns": capable & np.array([each == "return" for each in does], bool),
        "pre_movement": lognormal(median, by_case(SPREAD), z["pre-movement"]),
        "smoke_factor": np.where(at_fire, 1.0, habits["smoke_factor"]),
        "starts": or_else(crowd.of_household("starts"), math.inf),
        "smoke_law": np.full(len(of), SMOKE_LAWS[crowd.scenario.simulation.speed_in_smoke]),
        "turn_back_visibility": or_else(crowd.of_household("turns_back_below"), turns_back),
        "investigates": crowd.does("investigates", "investigates", habits["investigates"]),
        "warns": crowd.does("warns", "warns", habits["warns"]),
        "takes_in": capable & crowd.does("takes in", "takes_in", habits["takes_in"]),
        "fights": fit & capable & crowd.does("fights", "fights", 0.0),
        "fights_up_to": crowd.of_household("fights_up_to"),
        "fight_works": u["fight works"] < habits["fights_work"],
        "fetch_time": fetching * lognormal(habits["fetches_for"], habits["fetches_for" + SPREAD], z["fetches for"]),
        "seal_time": np.where(
            sealing, lognormal(habits["seals_after"], habits["seals_after" + SPREAD], z["seals after"]), math.inf
        ),
        "jumps": (age >= habits["carer_from"]) & (u["jumps"] < crowd.of_household("jumps")),
        "fall_luck": u["falls"],
        "breaks_window": crowd.of_household("breaks_window"),
        "leaves_door_open": crowd.does("leaves door open", "leaves_door_open", habits["leaves_door_open"]),
        "opens_window": crowd.of_household("opens_window"),
        "calls": crowd.of_household("calls"),
        "rouse_factor": np.ones(len(of)),
        "leans_out": or_else(crowd.of_household("leans_out"), least + (most - least) * u["leans out"]),
    }


def _notices(crowd: Crowd, asleep: Any) -> Columns:
    """Levels of sound that make each aware [dBA], and how long each sleeps on in smoke [s]."""
    awake = crowd.habits["awake"], crowd.habits["awake_spread"]
    least = crowd.habits["responds_from"]
    heard = list(zip(crowd.said["age"], asleep.tolist(), crowd.u["hears"].tolist(), strict=True))
    sounds = {"hears_bell": BELL, "hears_voice": VOICE, "hears_crackling": CRACKLE}
    sleep = crowd.habits["sleeps_through_smoke"], crowd.habits["stage_of_sleep"]
    return {
        name: number([hearing_threshold(*each, awake, least, sound) for each in heard])
        for name, sound in sounds.items()
    } | {"sleeps_on": number([sleeps_on(each, *sleep) for each in crowd.u["sleeps on"].tolist()])}


def _doses(crowd: Crowd, columns: Columns) -> Columns:
    """What decides how each takes up gas and heat, and bears them."""
    habits, age, u, z, said = crowd.habits, crowd.age, crowd.u, crowd.z, crowd.said
    laws, n = crowd.scenario.simulation, len(crowd.of)
    infant = age < habits["cries_below"]
    least, most = habits["smoker_least"], habits["smoker_most"]
    smokes = (age >= habits["smokes_from"]) & (u["smokes"] < laws.smokers)
    usual = np.where(smokes, least + (most - least) * u["COHb"], habits["cohb_usual"])
    collapses = number(said["collapses_at"])
    light = body.cohb_limit(age, body.COHB_LIGHT)
    bears = lognormal(1.0, habits["lethal_spread"], z["susceptibility"])
    sensitive = lognormal(1.0, habits["susceptibility_spread"], z["susceptibility"])
    moving = body.at_age(age, body.BREATHING_MOVING)
    return {
        "breathing_asleep": body.at_age(age, body.BREATHING_ASLEEP),
        "breathing_rest": body.at_age(age, body.BREATHING_REST),
        "breathing_moving": moving,
        "breathing_hard": body.at_age(age, body.BREATHING_HARD),
        "breathing_crying": np.where(infant, moving, 0.0),
        "breathing_most": body.at_age(age, body.BREATHING_MOST),
        "cohb_start": or_else(number(said["cohb"]), usual),
        "cohb_rest": or_else(collapses, body.cohb_limit(age, body.COHB_REST)),
        "cohb_light": or_else(collapses, light),
        "cohb_heavy": or_else(collapses, body.cohb_limit(age, body.COHB_HEAVY)),
        "cohb_lethal": habits["lethal_cohb"] / body.COHB_ADULT * light * bears,
        "dies_at": habits["lethal_dose"] * bears,
        "dose_law": np.full(n, DOSE_LAWS[laws.dose]),
        "hot_air": np.full(n, HOT_AIR[laws.hot_air]),
        "cries": infant & (u["cries"] < or_else(number(said["cries"]), habits["cries"])),
        "susceptibility": or_else(number(said["susceptibility"]), sensitive),
        "heat_susceptibility": lognormal(1.0, habits["heat_susceptibility_spread"], z["heat susceptibility"]),
    }


def _impair(crowd: Crowd, columns: Columns) -> None:
    """What drink and drugs change; nobody who is not impaired is touched."""
    habits = crowd.habits
    how = [
        own or (crowd.home["impaired"][h] if age >= habits["impaired_from"] else "no")
        for own, h, age in zip(crowd.said["impaired"], crowd.of.tolist(), crowd.said["age"], strict=True)
    ]
    for degree, word in (("moderate", "moderately"), ("heavy", "heavily")):
        if word not in how:
            continue
        it = np.array([each == word for each in how], bool)
        for sound in ("hears_bell", "hears_voice", "hears_crackling"):
            columns[sound] = columns[sound] + np.where(it & columns["asleep"], habits[f"{degree}_wakes_at"], 0.0)
        factors = {
            "wake_extinction": "wakes_in_smoke", "wakes_in_heat": "wakes_in_heat", "rouse_factor": "delay",
            "pre_movement": "delay", "dress_time": "delay", "gets_up_in": "delay", "speed": "speed",
            "stair_down": "speed", "stair_up": "speed",
        }  # fmt: skip
        for column, habit in factors.items():
            columns[column] = columns[column] * np.where(it, habits[f"{degree}_{habit}"], 1.0)


# ------------------------------------------------------------------------- who looks after whom


def _leaders(crowd: Crowd, columns: Columns) -> list[int]:
    """The first capable member of each household, -1: none; who searches the flat is written down."""
    capable, leaders = columns["capable"].tolist(), []
    for household, first in zip(crowd.households, crowd.first, strict=True):
        members = range(first, first + len(household.members))
        leaders.append(next((p for p in members if capable[p]), -1))
        if household.does == "search" and leaders[-1] >= 0:
            columns["searches"][leaders[-1]] = 1
    return leaders


def _carers(crowd: Crowd, columns: Columns) -> list[int]:
    """Carer of each, -1: none: as named; else those led go with the leader, those carried with whoever bears least."""
    capable, carried, mass = (columns[name].tolist() for name in ("capable", "carried", "mass"))
    carers = [-1] * len(capable)
    for first, count in zip(crowd.first, crowd.count, strict=True):
        members = range(first, first + count)
        able = [p for p in members if capable[p]]
        if len(able) == count:
            continue
        grown = [p for p in able if crowd.age[p] >= crowd.habits["carer_from"]] or able
        load = dict.fromkeys(grown, 0.0)
        for p in members:
            if capable[p]:
                continue
            wanted = crowd.said["carer"][p]
            if wanted is not None:
                carers[p] = first + crowd.names[first : first + count].index(wanted)
                if carried[p] and carers[p] in load:
                    load[carers[p]] += mass[p]
            elif grown and carried[p]:
                carers[p] = min(grown, key=lambda g: (load[g], g))
                load[carers[p]] += mass[p]
            elif grown:
                carers[p] = grown[0]
    return carers
