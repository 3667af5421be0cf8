"""Everybody of a scenario, with what it says of them, and the numbers that are drawn for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from palier.engine.arrays import Floats, Ints
from palier.engine.draws import Draws
from palier.engine.habits import PERSONAL
from palier.scenario.people import Member
from palier.scenario.scenario import Scenario

# Habits that are probabilities, drawn for each person.
MAY = (
    "helps_family", "helps_others", "goes_out_again", "stays_when_told", "follows", "calls_at_once", "shuts_out_smoke",
)  # fmt: skip
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
    "age", "sex", "mass", "stature", "speed", "speed_down_stairs", "speed_up_stairs", "mobility", "asleep", "impaired",
    "carer", "carried", "cohb", "collapses_at", "susceptibility", "dies_at", "cries", "room",
)  # fmt: skip
_HOUSEHOLD = (
    "asleep", "does", "impaired", "starts", "pre_movement_median", "investigates", "fights", "fights_up_to",
    "dresses_for", "fetches", "warns", "takes_in", "seals", "jumps", "breaks_window", "turns_back_below",
    "leaves_door_open", "opens_window", "leans_out", "calls",
)  # fmt: skip
_of_member, _of_household = attrgetter(*_MEMBER), attrgetter(*_HOUSEHOLD)


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
