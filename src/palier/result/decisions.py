"""Why people did what they did: each decision with what was known and what it was held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from palier.engine import arrays as e
from palier.engine import decisions as d
from palier.engine.arrays import Scene
from palier.engine.names import Names
from palier.result.story import cannot_help
from palier.result.tables import rows
from palier.result.values import clock, finite
from palier.scenario.building import OUTSIDE

COLUMNS = (
    "time", "person", "choice", "room", "place", "other", "visibility_here", "found", "held_against", "text"
)  # fmt: skip
DTYPES = {"place": "string", "other": "string", "found": "Float64", "held_against": "Float64"}
CHOICES = {
    d.INVESTIGATES: "investigates",
    d.LEARNS: "learns",
    d.FIGHTS: "fights",
    d.GIVES_UP: "gives up",
    d.PREPARES: "prepares",
    d.COLLECTS: "collects",
    d.LEAVES: "leaves",
    d.SHELTERS: "shelters",
    d.TURNS_BACK: "turns back",
    d.OBEYS: "obeys",
    d.GOES_ON: "goes on",
    d.CHANGES_REFUGE: "changes refuge",
    d.TRIES_AGAIN: "tries again",
    d.GOES_BACK: "goes back",
    d.SEALS: "seals",
    d.BREAKS_PANE: "breaks a pane",
    d.COMES_OVER: "comes over",
    d.JUMPS: "jumps",
    d.HELPS: "helps",
    d.LEAVES_LYING: "leaves lying",
}
CLOSES = ("turns back", "obeys")  # choices after which a place counts as closed
REOPENS = "tries again"
LED = ("collects", "takes hold", "lays down", "goes on past", "takes")  # events of which somebody is the object
LEFT = ("left behind", "incapacitated", "dead", "safe")  # and the subject


@dataclass(frozen=True)
class _Words:
    """What the sentence of a decision is made of."""

    reason: int
    place: str
    other: str
    mobility: str  # of the other, or of the person: what helps to walk
    here: float
    found: float
    limit: float


def _prepares(w: _Words) -> str:
    if w.reason == d.PINNED:
        return f"gets ready for the time that the scenario gives, {w.found:.0f} s from now"
    if w.reason == d.SEES_IT:
        return f"hurries after what was seen: {w.found:.0f} s more to get ready"
    return f"gets ready, for about {w.found:.0f} s, because this person {e.CUES[int(w.limit)]}"


def _leaves(w: _Words) -> str:
    why = {
        d.CLEARED: "the way that was full of smoke has cleared",
        d.CANNOT_STAY: "the air cannot be borne and there is no window",
        d.BECOMES_UNBEARABLE: "the air here cannot be borne, and that way is not known to be full of smoke",
    }.get(w.reason, "no room on the quickest way is known to be full of smoke")
    return f"makes for the {OUTSIDE}, about {w.found:.0f} s away: {why}; {_limit(w.limit)}"


def _limit(visibility: float) -> str:
    """Where smoke turns a person back."""
    if visibility <= 0.0:
        return "no smoke turns this person back"
    return f"this person turns back where one sees less than {visibility:.1f} m"


def _shelters(w: _Words) -> str:
    if w.reason == d.HABIT:
        return f"stays, as this household does, and waits in {w.place}"
    if w.reason == d.TOLD_BY_TEAM:
        return f"stays in, as the crew says, and waits in {w.place}"
    if w.reason == d.HOME_IS_NEARER:
        return f"waits in {w.place}, where one sees {w.found:.1f} m, nearer than any way out through this smoke"
    who = w.other or "this person"
    aid = _AIDS.get(w.mobility)
    walks = f", {aid}," if aid else ""
    why = {
        d.TAKEN_IN: f"no way out is left, and {who} lets others in",
        d.SMOKE: "every way out is held to be closed by smoke or heat",
        d.NO_STAIRS: f"no way out is left but by stairs, which {who}{walks} cannot take",
        d.SHUT: "no way out is left that is not locked or stuck",
        d.TOO_FAR_TO_DRAG: "the way out is too long to drag somebody",
        d.WAY_THERE_CLOSED: "the way to where this person meant to wait is closed by smoke or heat",
    }[w.reason]
    return f"waits in {w.place}, where one sees {w.found:.1f} m: {why}"


_AIDS = {"wheelchair": "in a wheelchair", "bedridden": "bedridden"}


def _turns_back(w: _Words) -> str:
    if w.reason == d.HEAT:
        return f"turns back before {w.place}: nobody could bear the heat there"
    seen = f"turns back before {w.place}: one sees {w.found:.1f} m there"
    if w.reason == d.HOME_IS_NEARER:
        return f"{seen}, no less than here, but a flat to wait in is nearer than the way out"
    return f"{seen}, and this person goes on from {w.limit:.1f} m"


def _goes_on(w: _Words) -> str:
    if w.reason == d.WITHIN_LIMIT:
        return f"goes on into {w.place}, into thick smoke: one sees {w.found:.1f} m there, and {_limit(w.limit)}"
    why = (
        "someone has to be fetched"
        if w.reason == d.FETCHES
        else f"it is no better where this person is, {w.here:.1f} m"
    )
    limit = f"below the own limit of {w.limit:.1f} m"
    return f"goes on into {w.place} although one sees {w.found:.1f} m there, {limit}: {why}"


def _gives_up(w: _Words) -> str:
    if w.reason == d.TOO_LARGE:
        return (
            f"gives up on the fire: {w.found / 1e3:.0f} kW, more than the {w.limit / 1e3:.0f} kW this person takes on"
        )
    if w.reason == d.IN_VAIN:
        return f"gives up on the fire in {w.place}: what is at hand does not put it out, {w.found / 1e3:.0f} kW"
    return f"gives up on the fire in {w.place}: one sees too little to go near"


def _tries_again(w: _Words) -> str:
    why = {
        d.CLEARED: "the way out has cleared",
        d.CANNOT_STAY: "there is no window, and the room is full of smoke",
    }.get(w.reason, "the room is full of smoke, and a way out is not known to be")
    return f"leaves the refuge: {why}"


def _helps(w: _Words) -> str:
    who = "of the family" if w.reason == d.OF_THE_FAMILY else "a stranger"
    return f"turns to {w.other}, {who}, who lies in {w.place}, where one sees {w.found:.1f} m"


_TEXT: dict[int, Callable[[_Words], str]] = {
    d.INVESTIGATES: lambda w: f"goes to look from {w.place}: the cue does not say what the matter is",
    d.LEARNS: lambda w: (
        f"looks into {w.place}: one sees {w.found:.1f} m there"
        if w.reason == d.SEES_IT
        else f"looks into {w.place} and sees nothing unusual"
    ),
    d.FIGHTS: lambda w: (
        f"takes on the fire in {w.place}: {w.found / 1e3:.0f} kW, and up to {w.limit / 1e3:.0f} kW is small enough"
    ),
    d.GIVES_UP: _gives_up,
    d.PREPARES: _prepares,
    d.COLLECTS: lambda w: f"goes for {w.other}, who is in {w.place} and cannot come alone",
    d.LEAVES: _leaves,
    d.SHELTERS: _shelters,
    d.TURNS_BACK: _turns_back,
    d.OBEYS: lambda w: f"does not go on to {w.place}: {w.other} calls that it is full of smoke",
    d.GOES_ON: _goes_on,
    d.CHANGES_REFUGE: lambda w: f"moves to {w.place}: one sees {w.found:.1f} m there and {w.limit:.1f} m here",
    d.TRIES_AGAIN: _tries_again,
    d.GOES_BACK: lambda w: f"goes back for {w.other}, who was left in {w.place}, about {w.found:.0f} s away",
    d.SEALS: lambda w: f"stuffs the gaps of the doors of {w.place}: there is smoke behind them",
    d.BREAKS_PANE: lambda w: f"breaks a pane in {w.place}: no window opens, and one sees {w.found:.1f} m",
    d.JUMPS: lambda w: f"jumps: {w.found:.0f} s are left, and nobody is at the window to help",
    d.HELPS: _helps,
    d.LEAVES_LYING: lambda w: f"leaves {w.other} lying in {w.place}: {cannot_help(w.reason)}",
    d.COMES_OVER: lambda w: f"comes to {w.place}, where rescuers call from the window",
}


def decisions_table(names: Names, scene: Scene | None) -> pd.DataFrame:
    """One row per decision in order of time.

    time [s], person, choice, room where it was made, place and other person it is about, visibility there [m], what was
    found and what that was held against (visibility [m], heat release [W] or time [s], by choice), and the sentence.
    """
    if scene is None:
        return pd.DataFrame(columns=list(COLUMNS)).astype(DTYPES)
    made = scene.decided[: min(int(scene.decided_count[0]), len(scene.decided))]
    made = made[np.argsort(made["time"], kind="stable")]
    table = []
    for row in made:
        place = _room(names, int(row["place"]))
        other = names.people[int(row["other"])] if row["other"] >= 0 else None
        about = int(row["other"] if row["other"] >= 0 else row["person"])
        words = _Words(
            int(row["reason"]),
            place or "",
            other or "",
            names.mobility[about] if names.mobility else "",
            float(row["here"]),
            float(row["seen"]),
            float(row["limit"]),
        )
        choice = int(row["choice"])
        table.append(
            (
                round(float(row["time"]), 2),
                names.people[int(row["person"])],
                CHOICES[choice],
                _room(names, int(row["room"])),
                place,
                other,
                round(float(row["here"]), 2),
                finite(row["seen"]),
                finite(row["limit"]),
                _TEXT[choice](words),
            )
        )
    return pd.DataFrame(table, columns=list(COLUMNS)).astype(DTYPES)


def _room(names: Names, k: int) -> str | None:
    if k < 0:
        return None
    return names.rooms[k] if k < len(names.rooms) else OUTSIDE


def read_decisions(path: str) -> pd.DataFrame:
    """The table again from decisions.csv."""
    return pd.read_csv(path, dtype=DTYPES)


@dataclass(frozen=True)
class Explanation:
    """Why a person did what they were doing at a time; `print` it.

    decision : the last row of the table of decisions before that time, None if there was none yet
    known : what the person had noticed or been told, in sentences with their time
    closed : places that the person held to be closed by smoke, with the time [s] since when
    led : of who decides nothing alone, by whom they were led or carried, and where left, in sentences with their time
    """

    person: str
    time: float
    decision: dict[str, Any] | None
    known: tuple[str, ...]
    closed: dict[str, float]
    standing: str
    led: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As told to a reader."""
        head = f"{self.person} at {clock(self.time)}: {self.standing}"
        if self.decision is None and self.led:
            told = [f"{head}. No decision: this person is led or carried by others, and does nothing alone."]
            return "\n".join(told + [f"  {text}" for text in self.led])
        if self.decision is None:
            return f"{head}. No decision yet: this person knew nothing of the fire, and nobody had come for them."
        lines = [f"{head}.", f"  {clock(self.decision['time'])}  {self.decision['text']}."]
        lines += [f"  knew: {text}" for text in self.known]
        if self.closed:
            told = ", ".join(f"{place} (since {clock(since)})" for place, since in self.closed.items())
            lines.append(f"  held to be full of smoke: {told}")
        return "\n".join(lines)


def closed_places(decisions: pd.DataFrame, person: str, time: float) -> dict[str, float]:
    """Places that a person held to be closed by smoke at a time, and since when. [s]"""
    closed: dict[str, float] = {}
    mine = decisions[(decisions["person"] == person) & (decisions["time"] <= time)]
    for row in rows(mine):
        smoky = row.choice == "learns" and row.held_against is not pd.NA and row.found < row.held_against
        if row.choice in CLOSES or smoky:
            closed.setdefault(str(row.place), float(row.time))
        elif row.choice == REOPENS:
            closed.clear()
    return closed


def explain(decisions: pd.DataFrame, events: pd.DataFrame, person: str, time: float, standing: str) -> Explanation:
    """Put together what a person knew at a time and the decision in force. standing : where and how they were."""
    mine = decisions[(decisions["person"] == person) & (decisions["time"] <= time)]
    heard = events[(events["time"] <= time) & (events["kind"].isin(["aware", "investigates", "called back"]))]
    heard = heard[(heard["subject"] == person) | ((heard["kind"] == "called back") & (heard["object"] == person))]
    known = _with_times(heard)
    by_others = events["kind"].isin(LED) & (events["object"] == person)
    alone = events["kind"].isin(LEFT) & (events["subject"] == person)
    led = _with_times(events[(events["time"] <= time) & (by_others | alone)])
    last = None if mine.empty else {str(k): v for k, v in mine.iloc[-1].to_dict().items()}
    return Explanation(person, time, last, known, closed_places(decisions, person, time), standing, led)


def _with_times(events: pd.DataFrame) -> tuple[str, ...]:
    return tuple(f"{clock(row.time)}  {row.text}" for row in rows(events))
