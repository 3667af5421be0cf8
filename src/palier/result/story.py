"""The log of the loop in plain words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from palier.engine import arrays as e
from palier.engine import awareness, decisions
from palier.engine import event_codes as codes
from palier.engine.arrays import Events, Model
from palier.engine.names import Names
from palier.scenario.building import OUTSIDE

# Subjects of EV_OPENS and EV_SHUTS that are not persons.
ACTORS = {-1: "the fire", -2: "the closer", -3: "the crew"}
CREW_NOTICES = 4


class Words:
    """Turns the numbers of one event into the user's names and a sentence."""

    def __init__(self, names: Names, model: Model) -> None:
        self.names = names
        self.model = model
        self._fires_seen = 0

    def person(self, i: int) -> str:
        """Name of a person, or `someone`."""
        return self.names.people[i] if i >= 0 else "someone"

    def room(self, i: int) -> str:
        """Name of a room, or `outside`."""
        return self.names.rooms[i] if 0 <= i < len(self.names.rooms) else OUTSIDE

    def actor(self, i: int) -> str:
        """Name of who moves a door."""
        return ACTORS[i] if i < 0 else self.names.people[i]

    def team(self, i: int) -> str:
        """Name of a team."""
        return self.names.teams[i]

    def way(self, i: int) -> str:
        """Name of the door or the team that somebody left by."""
        return self.names.links[i] if i >= 0 else self.names.teams[-1 - i]

    def team_kind(self, i: int) -> int:
        """LEDGE ... ROOF_HATCH."""
        return int(self.model.teams.kind[i])

    def line(self, code: int, subject: int, object_: int, value: float) -> tuple[str, str, str]:
        """Subject and object by name, and the sentence."""
        return TOLD[code][1](self, subject, object_, value)


Line = Callable[[Words, int, int, float], tuple[str, str, str]]


def cannot_help(reason: int) -> str:
    """What keeps somebody from helping one who lies there."""
    return {
        decisions.SMOKE: "the smoke there is more than this person stands",
        decisions.HEAT: "nobody could bear the heat there",
        decisions.TOO_HEAVY: "too heavy for this person to drag",
        decisions.ARMS_FULL: "this person has others in the arms or by the hand",
        decisions.NO_WAY: "there is nowhere better to take them that this person could reach with them",
    }.get(reason, "this person does not stop")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _aware(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    return who, where, f"{who} {e.CUES[int(v)]} in {where}."


def cue_text(w: Words, person: int, room: int, cue: int, cause: int) -> str:
    """A first cue with what it comes from, for people, alarms and rooms by their names."""
    who, where = w.person(person), w.room(room)
    text = e.CUES[cue]
    if cause < 0:
        return f"{who} {text} in {where}."
    if cue == awareness.HEARS_ALARM:
        return f"{who} hears the {_called(w.names.alarms[cause])} in {where}."
    if cue == awareness.HEARS_SHOUTING:
        return f"{who} hears {w.person(cause)} shouting, in {where}."
    if cue == awareness.HEARS_KNOCKING:
        return f"{who} hears {w.person(cause)} knocking, in {where}."
    if cue in (awareness.IS_WARNED, awareness.IS_TELEPHONED):
        return f"{who} {text} by {w.person(cause)} in {where}."
    if cause != room:
        return f"{who} {text} in {w.room(cause)}, from {where}."
    return f"{who} {text} in {where}."


def _sets_out(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where, goal = w.person(s), w.room(o), w.room(int(v))
    aim = "to get out" if goal == OUTSIDE else f"for {goal}"
    return who, where, f"{who} sets out from {where} {aim}."


def _collects(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, whom = w.person(s), w.person(o)
    return who, whom, f"{who} gets {whom} ready to leave {w.room(int(v))}."


def _enters(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    return who, where, f"{who} comes from {w.room(int(v))} into {where}."


def _turns_back(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    why = f"one sees {v:.1f} m there" if v > 0.0 else "nobody could bear the heat there"
    return who, where, f"{who} turns back before {where}: {why}."


def _in_a_place(text: str) -> Line:
    return lambda w, s, o, _: (w.person(s), w.room(o), text.format(who=w.person(s), where=w.room(o)))


def _moves_a_door(verb: str) -> Line:
    def told(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
        who, what = w.actor(s), w.names.openings[o]
        return who, what, f"{_capital(who) if s < 0 else who} {verb} {what}."

    return told


def _left_behind(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    return who, where, f"{who} is left alone in {where}: {w.person(int(v))} cannot reach, carry or lead them."


def _down(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    return who, where, f"{who} collapses in {where}, overcome by {'heat' if v else 'gas'}."


def _dead(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, where = w.person(s), w.room(o)
    return who, where, f"{who} dies in {where}, of {('gas', 'heat', 'the fall')[int(v)]}."


def _safe(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who, way = w.person(s), w.way(o)
    how = f"out through {way}" if o >= 0 else f"brought out by {way}"
    return who, way, f"{who} is safe, {how}, with a dose (FED) of {v:.2f}."


def _called(alarm: str) -> str:
    return alarm if alarm.startswith("alarm") else f"alarm {alarm}"  # its name may say already that it is one


def _alarm(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    return w.names.alarms[s], w.room(o), f"The {_called(w.names.alarms[s])} sounds in {w.room(o)}."


def _call(w: Words, s: int, _o: int, _: float) -> tuple[str, str, str]:
    who = w.person(s) if s >= 0 else "a passer-by"
    return who, "fire service", f"{who if s >= 0 else 'A passer-by'} calls the fire service."


def _notices(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who = w.names.responders[s]
    seen = w.person(o) if o >= 0 else ""
    if int(v) == CREW_NOTICES:
        return who, seen, f"{who} is called out."
    what = {0: "smells smoke", 1: f"sees {seen or 'someone'} at a window", 2: "is told of the fire"}.get(
        int(v), "becomes aware of the fire"
    )
    return who, seen, f"{who} {what}."


def _ready(w: Words, s: int, _o: int, _: float) -> tuple[str, str, str]:
    return w.team(s), "", f"{w.team(s)}: in place, the first person can be taken."


def _takes(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.team(s), w.person(o), f"{w.team(s)}: takes {w.person(o)}, who has a dose (FED) of {v:.2f}."


def _across(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    whom = w.person(o)
    end = {
        e.LEDGE: "is inside the building next door",
        e.WINDOW_TO_WINDOW: "is inside the building next door",
        e.PORTABLE_LADDER: "is down the ladder",
        e.HOOK_LADDER: "is down on the rope",
        e.AERIAL_LADDER: "is down the ladder",
        e.STAIR: "is out by the stair",
        e.ROOF_HATCH: "is on the roof",
    }
    return w.team(s), whom, f"{whom} {end[w.team_kind(s)]}, {v:.0f} s after being taken ({w.team(s)})."


def _ignites(w: Words, s: int, o: int, smoulders: float) -> tuple[str, str, str]:
    w._fires_seen += 1
    what, where = w.names.fires[s], w.room(o)
    verb = "The fire starts" if w._fires_seen == 1 else "The fire spreads"
    return what, where, f"{verb}: {what}, in {where}.{' It smoulders.' if smoulders != 0.0 else ''}"


def _flames(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what, where = w.names.fires[s], w.room(o)
    return what, where, f"{what}, in {where}, bursts into flames."


def _window_breaks(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what, where = w.names.openings[s], w.room(o)
    return what, where, f"Heat breaks the window {what}."


def _door_fails(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what, where = w.names.openings[s], w.room(o)
    return what, where, f"The door {what} burns through."


def _water(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    who, where = w.names.responders[s], w.room(o)
    return who, where, f"{who} has water on the fire in {where}."


def _fire_out(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what, where = w.names.fires[s], w.room(o)
    return what, where, f"{what}, in {where}, is out."


def _vent_opens(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what = w.names.vents[s]
    by = w.names.responders[o] if o >= 0 else ""
    return what, by, f"The vent {what} is opened{f' by {by}' if by else ''}."


def _called_back(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    return w.person(s), w.person(o), f"{w.person(s)} calls {w.person(o)} back."


def _starved(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what, where = w.names.fires[s], w.room(o)
    return what, where, f"Air runs short in {where}: {what} burns as oxygen allows and gives off more smoke and gas."


def _late(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    return w.team(s), w.person(o), f"{w.team(s)}: {w.person(o)} has collapsed or died before being reached."


def _searches(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} looks through {w.room(o)} before leaving."


def _goes_back(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.person(o), f"{w.person(s)} goes back for {w.person(o)}, who is still in {w.room(int(v))}."


def _arrives(w: Words, s: int, _o: int, _: float) -> tuple[str, str, str]:
    return w.names.responders[s], "", f"{w.names.responders[s]} arrives."


def _investigates(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    found = ("sees nothing unusual", "sees smoke", "sees flames")[int(v)]
    return w.person(s), w.room(o), f"{w.person(s)} looks what the matter is and {found}, in {w.room(o)}."


def _fights(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} goes to put out the fire in {w.room(o)}, {v / 1e3:.0f} kW."


def _puts_out(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} gets water onto the fire in {w.room(o)}, {v / 1e3:.0f} kW."


def _gives_up(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} gives up fighting the fire in {w.room(o)}, {v / 1e3:.0f} kW now."


def _dresses(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} dresses, for {v:.0f} s."


def _fetches(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} gets things to take along, for {v:.0f} s."


def _telephones(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    end = "" if v else ", and nobody answers"
    return w.person(s), w.person(o), f"{w.person(s)} rings up {w.person(o)}{end}."


def _seals(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what = w.names.openings[o]
    return w.person(s), what, f"{w.person(s)} stuffs the gaps of {what}."


def _jumps(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.room(o), f"{w.person(s)} jumps from the window of {w.room(o)}, {v:.0f} m above the street."


def _breaks_pane(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    what = w.names.openings[o]
    return w.person(s), what, f"{w.person(s)} breaks the pane of {what}."


def _stopped(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.team(s), w.room(o), f"{w.team(s)}: stopped by {'heat' if v else 'smoke'} in {w.room(o)}."


def _fan(w: Words, s: int, o: int, _: float) -> tuple[str, str, str]:
    return w.names.responders[o], w.names.fans[s], f"{w.names.responders[o]} starts '{w.names.fans[s]}'."


def _takes_hold(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    how = "to drag them along" if v else "to carry them"
    return w.person(s), w.person(o), f"{w.person(s)} takes hold of {w.person(o)}, who lies there, {how}."


def _lays_down(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.person(o), f"{w.person(s)} lays {w.person(o)} down in {w.room(int(v))}."


def _passes(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.person(o), f"{w.person(s)} leaves {w.person(o)} lying: {cannot_help(int(v))}."


def _told_to_stay(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    who = w.names.responders[s]
    return who, w.person(o), f"{who} tells {w.person(o)}, in {w.room(int(v))}, to stay in and shut the door."


def _takes_in(w: Words, s: int, o: int, v: float) -> tuple[str, str, str]:
    return w.person(s), w.person(o), f"{w.person(s)} takes {w.person(o)} in, to shelter in {w.room(int(v))}."


# Each kind of event: its name in the table, and how it is told.
TOLD: dict[int, tuple[str, Line]] = {
    codes.EV_AWARE: ("aware", _aware),
    codes.EV_SETS_OUT: ("sets out", _sets_out),
    codes.EV_COLLECTS: ("collects", _collects),
    codes.EV_ENTERS: ("enters", _enters),
    codes.EV_TURNS_BACK: ("turns back", _turns_back),
    codes.EV_REFUGE: ("refuge", _in_a_place("{who} takes refuge in {where}.")),
    codes.EV_WINDOW: ("at a window", _in_a_place("{who} is at the window of {where}, signalling for help.")),
    codes.EV_OPENS: ("opens", _moves_a_door("opens")),
    codes.EV_SHUTS: ("shuts", _moves_a_door("shuts")),
    codes.EV_LEFT_BEHIND: ("left behind", _left_behind),
    codes.EV_DOWN: ("incapacitated", _down),
    codes.EV_DEAD: ("dead", _dead),
    codes.EV_SAFE: ("safe", _safe),
    codes.EV_ALARM: ("alarm", _alarm),
    codes.EV_CALL: ("call", _call),
    codes.EV_NOTICES: ("notices", _notices),
    codes.EV_READY: ("in place", _ready),
    codes.EV_TAKES: ("takes", _takes),
    codes.EV_ACROSS: ("across", _across),
    codes.EV_IGNITES: ("ignites", _ignites),
    codes.EV_WINDOW_BREAKS: ("window breaks", _window_breaks),
    codes.EV_DOOR_FAILS: ("door fails", _door_fails),
    codes.EV_WATER: ("water", _water),
    codes.EV_FIRE_OUT: ("fire out", _fire_out),
    codes.EV_FLAMES: ("flames", _flames),
    codes.EV_VENT_OPENS: ("vent opens", _vent_opens),
    codes.EV_CALLED_BACK: ("called back", _called_back),
    codes.EV_FIRE_STARVED: ("fire starved", _starved),
    codes.EV_HAND_OVER_LATE: ("too late", _late),
    codes.EV_SEARCHES: ("searches", _searches),
    codes.EV_GOES_BACK: ("goes back", _goes_back),
    codes.EV_ARRIVES: ("arrives", _arrives),
    codes.EV_INVESTIGATES: ("investigates", _investigates),
    codes.EV_FIGHTS: ("fights the fire", _fights),
    codes.EV_PUTS_OUT: ("puts out", _puts_out),
    codes.EV_GIVES_UP: ("gives up", _gives_up),
    codes.EV_DRESSES: ("dresses", _dresses),
    codes.EV_FETCHES: ("fetches", _fetches),
    codes.EV_TELEPHONES: ("telephones", _telephones),
    codes.EV_SEALS: ("seals", _seals),
    codes.EV_BREAKS_PANE: ("breaks a pane", _breaks_pane),
    codes.EV_JUMPS: ("jumps", _jumps),
    codes.EV_STOPPED: ("is stopped", _stopped),
    codes.EV_FAN: ("fan", _fan),
    codes.EV_TOLD_TO_STAY: ("is told to stay", _told_to_stay),
    codes.EV_TAKES_HOLD: ("takes hold", _takes_hold),
    codes.EV_LAYS_DOWN: ("lays down", _lays_down),
    codes.EV_PASSES: ("goes on past", _passes),
    codes.EV_TAKES_IN: ("takes in", _takes_in),
}


def events_table(names: Names, model: Model, events: Events) -> pd.DataFrame:
    """One row per event in order of time: time [s], kind, subject, object, value, text."""
    order = np.argsort(events.time[: int(events.count[0])], kind="stable")
    words = Words(names, model)
    rows = []
    for i in order:
        code, value = int(events.code[i]), float(events.value[i])
        subject, object_, text = words.line(code, int(events.subject[i]), int(events.object[i]), value)
        if code == codes.EV_AWARE:
            text = cue_text(words, int(events.subject[i]), int(events.object[i]), int(value), int(events.cause[i]))
        rows.append((round(float(events.time[i]), 2), TOLD[code][0], subject, object_, round(value, 6), text))
    return pd.DataFrame(rows, columns=["time", "kind", "subject", "object", "value", "text"])
