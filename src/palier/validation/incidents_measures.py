"""What is taken from a run to be held against what is known of a fire: one number for each run.

A time is written `20 min`, or as a moment of the run with a difference: `arrival + 5 min`. None stands for a number
that a run does not have, such as where the dead lay when nobody died; inf for what never came.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from palier.engine.arrays import DEAD, DOWN
from palier.result import Run
from palier.result.tenability import at_face, impassable
from palier.scenario.building import OUTSIDE
from palier.scenario.units import to_si

Number = float | None
Pattern = str | Sequence[str]
MOMENTS = {  # what a time may be counted from: kinds of event
    "call": "call",
    "arrival": "arrives",
    "water": "water",
}
LEFT = "fire flat left"  # the moment at which the first person leaves the flat where the fire began
START = "start"
STANDS_OPEN = 0.5  # open part of a door from which it stands open
OPENS = " opens"  # behind the name of an opening: the moment from which it stays open
_DIFFERENCE = re.compile(r"\s([+-])\s*(?=\d)")


class Measure(NamedTuple):
    """How a number is taken from a run, and its unit."""

    take: Callable[..., Number]
    unit: str


MEASURES: dict[str, Measure] = {}


def _measure(name: str, unit: str = "") -> Callable[[Callable[..., Number]], Callable[..., Number]]:
    def kept(take: Callable[..., Number]) -> Callable[..., Number]:
        MEASURES[name] = Measure(take, unit)
        return take

    return kept


def signature(name: str) -> tuple[list[str], list[str]]:
    """What a measure needs to know, and all that it takes."""
    parameters = list(inspect.signature(MEASURES[name].take).parameters.values())[1:]
    return [p.name for p in parameters if p.default is p.empty], [p.name for p in parameters]


def take(name: str, run: Run, given: dict[str, Any]) -> Number:
    """The number of a run. Raises ValueError if `given` names a time or a place that there is not."""
    value = MEASURES[name].take(run, **given)
    return None if value is None or math.isnan(value) else float(value)


# ----------------------------------------------------------------------------------- times, places, people


def moment(run: Run, when: str | float) -> float | None:
    """A time of the run, None if what it is counted from never came. [s]"""
    name, *rest = _DIFFERENCE.split(when, maxsplit=1) if isinstance(when, str) else ("",)
    name = name.strip()
    if not (name in (START, LEFT, *MOMENTS) or name.endswith(OPENS)):
        try:
            return to_si(when, "s")
        except ValueError as error:
            known = ", ".join((START, LEFT, *MOMENTS, f"NAME{OPENS}"))
            raise ValueError(f"{error}; or a moment: {known}, as 'call + 3 min'") from None
    since = _first(run, name)
    if since is None or not rest:
        return since
    return since + to_si(rest[1], "s") * (1.0 if rest[0] == "+" else -1.0)


def _first(run: Run, name: str) -> float | None:
    if name == START:
        return 0.0
    if name == LEFT:
        return _fire_flat_left(run)
    if name in MOMENTS:
        found = run.events.loc[run.events["kind"] == MOMENTS[name], "time"]
        return None if found.empty else float(found.iloc[0])
    opening = name.removesuffix(OPENS)
    if opening not in run.zones["opening"].values:
        raise ValueError(f"'{opening}' is not an opening")
    shut = np.flatnonzero(run.zones["opening_state"].sel(opening=opening).values < STANDS_OPEN)
    row = int(shut[-1]) + 1 if shut.size else 0
    return float(run.zones["time"].values[row]) if row < run.zones["time"].size else None


def _fire_flat_left(run: Run) -> float | None:
    """When the first person came out of the flat where the fire began."""
    flat, rooms = fire_flat(run), run.scenario.building.rooms
    places = run.paths["place"].values
    inside = {name for name, room in rooms.items() if room.flat == flat}
    enters = run.events[run.events["kind"] == "enters"]
    for time, room, before in zip(enters["time"], enters["object"], enters["value"], strict=True):
        if places[int(before)] in inside and room not in inside:
            return float(time)
    return None


def fire_room(run: Run) -> str:
    """Where the fire began."""
    items = run.scenario.fires.values()
    return min(items, key=lambda item: math.inf if item.ignition.at is None else item.ignition.at).room


def fire_flat(run: Run) -> str | None:
    """The flat where the fire began; None if that was no flat."""
    return run.scenario.building.rooms[fire_room(run)].flat


def fits(name: object, patterns: Pattern) -> bool:
    """Whether a name fits one of some patterns."""
    return any(fnmatchcase(str(name), each) for each in ([patterns] if isinstance(patterns, str) else patterns))


def _rooms(run: Run, places: Pattern) -> list[int]:
    found = [k for k, name in enumerate(run.zones["room"].values) if fits(name, places)]
    if not found:
        raise ValueError(f"no room is called {places}")
    return found


def _row(run: Run, when: str | float) -> int | None:
    """Row of the last kept time that is not after a moment; the last row for what lies beyond the end."""
    at = moment(run, when)
    return None if at is None else max(int(np.searchsorted(run.zones["time"].values, at, side="right")) - 1, 0)


def _members(run: Run, households: Pattern) -> pd.DataFrame:
    return run.people[np.array([fits(name, households) for name in run.people["household"]], dtype=bool)]


def fallen(run: Run) -> dict[str, str]:
    """Where each person collapsed, or died without having collapsed before, by name."""
    down = run.events[run.events["kind"].isin(["incapacitated", "dead"])]
    return {str(who): str(where) for who, where in down[["subject", "object"]].iloc[::-1].itertuples(index=False)}


def _dead(run: Run) -> list[str]:
    return [str(name) for name in run.people.loc[run.people["outcome"] == "dead", "person"]]


def _storey(run: Run, room: str) -> int:
    return run.scenario.building.rooms[room].storey


# ------------------------------------------------------------------------------------------------- smoke


@_measure("minutes until dark", "min")
def minutes_until_dark(run: Run, places: Pattern, after: str = START, below: float = 3.0) -> Number:
    """From a moment until one sees less than `below` [m] in the last of some places; inf if never in one of them."""
    since = moment(run, after)
    if since is None:
        return None
    dark = at_face(run.zones, "visibility").values[:, _rooms(run, places)] < below
    if not dark.any(axis=0).all():
        return math.inf
    return float(run.zones["time"].values[dark.argmax(axis=0)].max() - since) / 60.0


@_measure("lowest visibility", "m")
def lowest_visibility(run: Run, places: Pattern, until: str | float = math.inf) -> Number:
    """Least that one sees in some places up to a moment."""
    end = run.zones["time"].values[-1] if until == math.inf else moment(run, until)
    if end is None:
        return None
    early = run.zones["time"].values <= end
    return float(at_face(run.zones, "visibility").values[early][:, _rooms(run, places)].min())


@_measure("hottest", "°C")
def hottest(run: Run, places: Pattern, until: str) -> Number:
    """Highest temperature at a standing person's face in some places up to a moment."""
    end = moment(run, until)
    if end is None:
        return None
    early = run.zones["time"].values <= end
    return float(at_face(run.zones, "temperature").values[early][:, _rooms(run, places)].max()) - 273.15


@_measure("stair impassable")
def stair_impassable(run: Run, places: Pattern, at: str) -> Number:
    """1 if a place cannot be passed at a moment (less than 3 m seen, or over 120 °C), else 0."""
    row = _row(run, at)
    return None if row is None else float(impassable(run.zones)[row, _rooms(run, places)].any())


@_measure("growth of smoke")
def growth_of_smoke(run: Run, places: Pattern, at: str, within: str = "3 min") -> Number:
    """Mean extinction coefficient at face height in some places, `within` after a moment over that at the moment.

    What is clearer than 0.01 1/m at the moment counts as that.
    """
    row = _row(run, at)
    if row is None:
        return None
    later = int(np.searchsorted(run.zones["time"].values, run.zones["time"].values[row] + to_si(within, "s")))
    smoke = at_face(run.zones, "extinction").values[:, _rooms(run, places)].mean(axis=1)
    return float(smoke[row : later + 1].max() / max(float(smoke[row]), 0.01))


@_measure("other flats that burn", "flats")
def other_flats_that_burn(run: Run) -> Number:
    """Flats in which something ignited, besides that where the fire began."""
    rooms = run.events.loc[run.events["kind"] == "ignites", "object"]
    flats = {run.scenario.building.rooms[str(room)].flat for room in rooms}
    return float(len(flats - {None, fire_flat(run)}))


# ------------------------------------------------------------------------------------------------- people


@_measure("deaths", "dead")
def deaths(run: Run, households: Pattern = "*") -> Number:
    """People who died."""
    return float((_members(run, households)["outcome"] == "dead").sum())


@_measure("hurt", "hurt")
def hurt(run: Run, households: Pattern = "*") -> Number:
    """People hurt by smoke or heat who lived, minor cases included."""
    return float(_members(run, households)["outcome"].isin(["minor", "hospital", "severe"]).sum())


@_measure("deaths in", "dead")
def deaths_in(run: Run, places: Pattern) -> Number:
    """Of those who died, how many fell in some places."""
    where = fallen(run)
    return float(sum(fits(where[name], places) for name in _dead(run)))


@_measure("share of deaths in", "%")
def share_of_deaths_in(run: Run, places: Pattern) -> Number:
    """Part of those who died who fell in some places."""
    count = len(_dead(run))
    return 100.0 * (deaths_in(run, places) or 0.0) / count if count else None


@_measure("levels of deaths", "storeys")
def levels_of_deaths(run: Run) -> Number:
    """On how many storeys those who died fell."""
    where = fallen(run)
    return float(len({_storey(run, where[name]) for name in _dead(run)}))


@_measure("people down in")
def people_down_in(run: Run, places: Pattern, at: str) -> Number:
    """How many lie unconscious or dead in some places at a moment."""
    row = _row(run, at)
    if row is None:
        return None
    down = np.isin(run.paths["person_status"].values[row], (DOWN, DEAD))
    return float((down & np.isin(run.paths["person_room"].values[row], _rooms(run, places))).sum())


@_measure("share of the dead lost by", "%")
def share_lost_by(run: Run, at: str) -> Number:
    """Part of those who died in the end who had a dose of smoke over 1, or had collapsed, by a moment."""
    row, names = _row(run, at), _dead(run)
    if row is None or not names:
        return None
    who = np.isin(run.paths["person"].values.astype(str), names)
    lost = (run.paths["person_fed"].values[row] > 1.0) | np.isin(run.paths["person_status"].values[row], (DOWN, DEAD))
    return 100.0 * float(lost[who].mean())


@_measure("ratio of death rates")
def ratio_of_death_rates(run: Run, of: Pattern, to: Pattern) -> Number:
    """Part of some households who died, over the part of others; None if nobody of the others did."""
    ours, theirs = _members(run, of), _members(run, to)
    rate = float((theirs["outcome"] == "dead").mean()) if len(theirs) else 0.0
    return float((ours["outcome"] == "dead").mean()) / rate if rate and len(ours) else None


@_measure("storeys above the fire of those who fell", "storeys")
def storeys_above_of_fallen(run: Run, started_above: float = 0.0) -> Number:
    """Median over those who collapsed after starting at least `started_above` storeys above the fire."""
    origin, where = _storey(run, fire_room(run)), fallen(run)
    began = run.people.set_index("person")["started_in"]
    above = [
        _storey(run, room) - origin
        for name, room in where.items()
        if room != OUTSIDE and _storey(run, str(began[name])) - origin >= started_above
    ]
    return float(np.median(above)) if above else None


@_measure("share of deaths in the stair above the fire", "%")
def share_in_the_stair(run: Run, lowest: float, highest: float) -> Number:
    """Part of those who died who fell on landings so many storeys above the fire; None if nobody died."""
    origin, where, rooms = _storey(run, fire_room(run)), fallen(run), run.scenario.building.rooms
    inside = [
        rooms[where[name]].kind == "landing" and lowest <= _storey(run, where[name]) - origin <= highest
        for name in _dead(run)
    ]
    return 100.0 * float(np.mean(inside)) if inside else None


@_measure("turned back")
def turned_back(run: Run, households: Pattern, below: float = 3.0, from_storey: int = 0) -> Number:
    """1 if someone of the households turned back where one sees less than `below` [m] from a storey on, else 0."""
    names = set(_members(run, households)["person"])
    turns = run.events[(run.events["kind"] == "turns back") & run.events["subject"].isin(names)]
    seen = zip(turns["object"], turns["value"], strict=True)
    return float(any(float(value) < below and _storey(run, str(room)) >= from_storey for room, value in seen))


@_measure("rescued by", "people")
def rescued_by(run: Run, households: Pattern, who: str) -> Number:
    """People of some households whom a responder brought to safety."""
    return float(_members(run, households)["rescued_by"].astype("string").str.contains(who, regex=False).sum())


@_measure("highest dose")
def highest_dose(run: Run, households: Pattern, at: str) -> Number:
    """Largest FED of asphyxiants in some households at a moment."""
    row = _row(run, at)
    if row is None:
        return None
    who = np.isin(run.paths["person"].values.astype(str), _members(run, households)["person"].to_numpy(dtype=str))
    return float(run.paths["person_fed"].values[row][who].max()) if who.any() else None


# ------------------------------------------------------------------------------ what became of those who tried


def _of_those_who_tried(run: Run, end: str) -> Number:
    """Part of those who set out for the street whose first try came to an end. [%]"""
    ends = list(first_tries(run).values())
    return 100.0 * ends.count(end) / len(ends) if ends else None


def first_tries(run: Run) -> dict[str, str]:
    """How the first try of each to get out ended: `out`, `home`, `neighbour` or `elsewhere`.

    Those who decide for themselves and set out for the street count; a try ends outside, or where refuge is first
    taken.
    """
    rooms = run.scenario.building.rooms
    people = run.people
    goes = {name for name, household in run.scenario.people.items() if household.does != "stay"}
    tried = people[people["household"].isin(goes) & people["set_out_at"].notna()]
    homes = {str(row.person): rooms[str(row.started_in)].flat for row in tried.itertuples()}
    ends: dict[str, str] = dict.fromkeys(homes, "elsewhere")
    seen: set[str] = set()
    for row in run.events[run.events["kind"].isin(["refuge", "safe"])].itertuples():
        name = str(row.subject)
        if name not in homes or name in seen:
            continue
        seen.add(name)
        flat = rooms[str(row.object)].flat if row.kind == "refuge" else None
        ends[name] = "out" if row.kind == "safe" else _where(flat, homes[name])
    return ends


def _where(flat: str | None, home: str | None) -> str:
    return "elsewhere" if flat is None else "home" if flat == home else "neighbour"


@_measure("tried and got out", "%")
def tried_and_got_out(run: Run) -> Number:
    """Part of those who set out for the street who reached it."""
    return _of_those_who_tried(run, "out")


@_measure("tried and went home", "%")
def tried_and_went_home(run: Run) -> Number:
    """Part of those who set out for the street who took refuge in their own flat instead."""
    return _of_those_who_tried(run, "home")


@_measure("tried and sheltered with a neighbour", "%")
def tried_and_sheltered(run: Run) -> Number:
    """Part of those who set out for the street who took refuge in another flat instead."""
    return _of_those_who_tried(run, "neighbour")
