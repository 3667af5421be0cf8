"""Can it be reached? A ledge to stand astride of, or two windows, and the people at hand."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from palier.engine import body
from palier.engine.habits import reaching_of
from palier.physics.limits import REACH, Reaching
from palier.physics.reach import (
    MARGINAL,
    REFUSED,
    Verdict,
    fall_lethality,
    hand_over,
    hand_over_time,
    lean_out,
    pass_stretched,
    risk_of_falling,
    stand_astride,
    straddle,
    window_to_window,
)
from palier.scenario.habits_rescuers import Rescuers
from palier.scenario.responders import HELPS_FROM
from palier.scenario.scenario import Scenario

Sex = Literal["female", "male"]
Mobility = Literal["unaided", "cane", "frame", "wheelchair", "bedridden"]
GIVES_FROM = Rescuers().passes_from  # years, as `passes_from` of a scenario
AGES, STATURES, MASSES = (0.0, 115.0), (0.3, 2.4), (1.0, 300.0)  # as in a scenario. [year], [m], [kg]
NOBODY_GROWN = "nobody grown lives behind the window to pass a child on"
FARTHEST = 200.0  # gap, or height of a window, that is not taken for a slip. [m]


@dataclass(frozen=True)
class Person:
    """Somebody at hand; what is not given follows from age and sex. stature : [m], mass : [kg]"""

    age: float
    sex: Sex = "male"
    stature: float | None = None
    mass: float | None = None
    name: str = ""
    mobility: Mobility = "unaided"

    @property
    def climbs(self) -> bool:
        """Whether a person who is old enough climbs across with help: who takes stairs does, as in a scenario."""
        return self.mobility not in body.NO_STAIRS

    @property
    def tall(self) -> float:
        """Stature. [m]"""
        return float(body.at_age(self.age, body.STATURE[self.sex])) if self.stature is None else self.stature

    @property
    def heavy(self) -> float:
        """Mass. [kg]"""
        return float(body.at_age(self.age, body.MASS[self.sex])) if self.mass is None else self.mass

    def __str__(self) -> str:
        """The name, or age and sex."""
        age = f"{self.age * 12:.0f} months" if self.age < 2.5 else f"{self.age:.0f} years"
        return self.name or (age if self.mobility == "unaided" else f"{age}, {self.mobility}")


@dataclass(frozen=True)
class LedgePlace:
    """A gap that someone stands astride of, beside a window. All in m; see `Ledge` of the scenario."""

    gap: float
    depth: float = 0.3
    window_above: float = 0.9
    window_aside: float = 0.6
    receiver_aside: float = 0.6
    receiver: bool = True


@dataclass(frozen=True)
class WindowPlace:
    """Two windows across a gap. gap, rise : [m]; giver : who leans out of the window that people wait at, if any"""

    gap: float
    rise: float = 0.0
    giver: Person | None = Person(age=35)


@dataclass(frozen=True)
class HandOver:
    """Whether one person can be taken across, and in what time. [s]"""

    person: Person
    verdict: Verdict
    takes: float | None


@dataclass(frozen=True)
class Reach:
    """The answer for one place: the way itself, and each person to be taken.

    height : of the sill above the street [m]; risk : of falling, per hand-over
    """

    title: str
    place: LedgePlace | WindowPlace
    helper: Person
    verdict: Verdict
    risk: float
    height: float
    people: tuple[HandOver, ...]

    @property
    def deadly(self) -> float:
        """Probability that a hand-over ends in a deadly fall. [-]"""
        return self.risk * float(fall_lethality(self.height))

    @property
    def table(self) -> pd.DataFrame:
        """Verdict, seconds and reason, the way first and then each person."""
        rows = [("the way", self.verdict.level, np.nan, self.verdict.reason)]
        rows += [
            (str(p.person), p.verdict.level, np.nan if p.takes is None else p.takes, p.verdict.reason)
            for p in self.people
        ]
        return pd.DataFrame(rows, columns=["", "verdict", "takes", "reason"]).set_index("")

    def to_html(self, path: str | Path) -> None:
        """Write the verdicts with the geometry drawn as one page that opens offline."""
        page = importlib.import_module("palier.report.reach")  # it stands above this; see Run.to_html
        Path(path).write_text(page.reach_html([self]), encoding="utf-8", newline="\n")


def reach(
    place: LedgePlace | WindowPlace,
    helper: Person,
    people: tuple[Person, ...] = (),
    height: float = 15.0,
    title: str = "",
    given: Reaching = REACH,
) -> Reach:
    """Judge a place: can the helper stand or lean there, and can each person be taken across.

    Parameters
    ----------
    place : LedgePlace or WindowPlace
    helper : Person
        Who stands astride of the gap, or leans out of the other window.
    people : tuple of Person
        Who is to be taken across.
    height : float
        Of the sill above the street, for what a fall would mean. [m]
    title : str
        What the picture is headed with.
    given : Reaching
        What is assumed of reach, strength and risk.

    Raises
    ------
    ValueError
        A measure is no number, or one that no person and no building has.
    """
    _sound(place, helper, people, height)
    giver = place.giver if isinstance(place, WindowPlace) else None
    unable = _unable(helper, helper.mobility == "unaided", "help", HELPS_FROM)
    if giver is not None:
        unable += _unable(giver, giver.climbs, "pass anybody on", GIVES_FROM)
    if isinstance(place, LedgePlace):
        verdict = stand_astride(
            place.gap, place.depth, helper.tall, helper.sex, helper.age, place.window_aside, place.window_above,
            place.receiver_aside, place.receiver, given,
        )  # fmt: skip
        easy, most = straddle(helper.tall, given)
        doubt = given.risk_doubtful if verdict.level == MARGINAL else 0.0
        risk = max(doubt, risk_of_falling(place.gap, easy, most, given))
    elif giver is not None:
        verdict = window_to_window(place.gap, place.rise, helper.tall, giver.tall, given)
        easy, most = (lean_out(helper.tall, given)[k] + lean_out(giver.tall, given)[k] for k in (0, 1))
        risk = risk_of_falling(float(np.hypot(place.gap, place.rise)), easy, most, given)
    else:
        verdict, risk = Verdict(REFUSED, NOBODY_GROWN), 0.0
    if unable:
        verdict = Verdict(REFUSED, "; ".join(unable + ([verdict.reason] if verdict.level == REFUSED else [])))
    handed = tuple(_hand_over(place, helper, person, verdict, given) for person in people)
    told = title or ("astride a gap" if isinstance(place, LedgePlace) else "from window to window")
    return Reach(told, place, helper, verdict, risk, height, handed)


def _unable(person: Person, fit: bool, what: str, least: float) -> list[str]:
    """Why a person is not one to help another across."""
    why = [f"{person} is too young to {what}; {least:.0f} years is the least"] if person.age < least else []
    if not fit:
        state = "is bedridden" if person.mobility == "bedridden" else f"needs a {person.mobility}"
        why.append(f"who {state} cannot {what}")
    return why


def _sound(place: LedgePlace | WindowPlace, helper: Person, people: tuple[Person, ...], height: float) -> None:
    """Raise ValueError for what no person and no building has."""
    giver = (place.giver,) if isinstance(place, WindowPlace) and place.giver is not None else ()
    for person in (helper, *giver, *people):
        for what, value, (least, most), unit in (
            ("age", person.age, AGES, "years"),
            ("stature", person.stature, STATURES, "m"),
            ("mass", person.mass, MASSES, "kg"),
        ):
            if value is not None and not least <= value <= most:
                raise ValueError(f"{person}: {what} {value:g} {unit} is not between {least:g} and {most:g}")
    told = {key: each for key, each in vars(place).items() if isinstance(each, int | float)} | {"height": height}
    for what, value in told.items():
        if not -FARTHEST <= value <= FARTHEST or (value < 0.0 and what != "rise"):
            raise ValueError(f"{what.replace('_', ' ')} {value:g} m is not between 0 and {FARTHEST:g}")


def _hand_over(
    place: LedgePlace | WindowPlace, helper: Person, person: Person, way: Verdict, given: Reaching
) -> HandOver:
    if way.level == REFUSED:
        return HandOver(person, Verdict(REFUSED, "the way itself is refused"), None)
    alone = 1.0
    if isinstance(place, LedgePlace):
        one = hand_over(person.heavy, person.age, person.climbs, helper.sex, helper.age, given)
        alone = 1.0 if place.receiver else 2.0
    else:
        one = pass_stretched(person.heavy, helper.sex, helper.age, given)
    if one.level == REFUSED:
        return HandOver(person, one, None)
    worse = MARGINAL if MARGINAL in (one.level, way.level) else one.level
    return HandOver(person, Verdict(worse, one.reason), alone * hand_over_time(person.heavy, person.age, worse, given))


def reaches_of(scenario: Scenario) -> list[Reach]:
    """Every neighbour's way in a scenario, with those who live behind the window."""
    building, given = scenario.building, reaching_of(scenario.habits)
    found = []
    for name, neighbour in scenario.neighbours.items():
        helper = Person(neighbour.age, neighbour.sex, neighbour.stature, name=name)
        across = (
            building.ledges[neighbour.ledge] if neighbour.ledge else building.window_gaps[str(neighbour.window_gap)]
        )
        window = building.openings[across.window]
        room = window.between[0]
        flat = building.rooms[room].flat
        behind = [
            Person(m.age, m.sex or "male", m.stature, m.mass, m.name or f"{household} {k + 1}", m.mobility)
            for household, told in scenario.people.items()
            if (told.flat is not None and told.flat == flat) or told.room == room
            for k, m in enumerate(told.members)
        ]
        place: LedgePlace | WindowPlace
        if neighbour.ledge:
            ledge = building.ledges[neighbour.ledge]
            gap = building.neighbour_buildings[neighbour.building].gap
            place = LedgePlace(
                gap, ledge.depth, ledge.window_above, ledge.window_aside, ledge.receiver_aside, neighbour.receiver
            )
        else:
            hole = building.window_gaps[str(neighbour.window_gap)]
            least = scenario.habits.rescuers.passes_from
            givers = [each for each in behind if each.age >= least and each.climbs]
            place = WindowPlace(hole.gap, hole.rise, max(givers, key=lambda p: p.tall, default=None))
        way = neighbour.ledge or neighbour.window_gap
        height = building.elevation(room) + window.sill
        title = f"{name}: {way}, at '{across.window}'"
        found.append(reach(place, helper, tuple(behind), height, title, given))
    return found
