"""What becomes of people on the way out, in the smoke of a run in which nobody is really taken."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from palier.engine import arrays as e
from palier.engine.brought import go_on, set_out
from palier.engine.log import initial_events
from palier.engine.march import State
from palier.engine.reference import Reference
from palier.engine.scene import people_state
from palier.physics.outcome import CLASSES
from palier.rescue.watching import LOOKS_EVERY
from palier.result.people import harms_of, outcomes_of

LONGEST_WAY = 600.0  # s after the end of a run that somebody on the way is followed
NOT_BY_THE_WAY = -1  # in place of a harm: the way adds nothing to what there is when taken


@dataclass(eq=False)
class _Party:
    """Copies of those whom a team would have taken at one look."""

    look: int
    team: int
    scene: e.Scene
    given: Reference  # to the scene
    people: e.Ints  # rows
    room: e.Ints  # [n_people] from which each is taken
    left: e.Floats  # [n_people] s of the task
    lasts: e.Floats  # [n_people] s of its way


class Brought:
    """Follows, from every look of a run on, those who breathe what is on the way until they are out of it."""

    def __init__(self, model: e.Model, state: State) -> None:
        self.model, self.state = model, state
        self.under_way: list[_Party] = []
        self.harm: list[e.Ints] = []  # by look, [n_teams, n_people] place in `CLASSES`, or NOT_BY_THE_WAY
        self._events = Reference(initial_events(model))
        self._teams = Reference(state.teams)
        self._now = 0.0

    def look(self, now: float, can: np.ndarray, room: e.Ints) -> None:
        """Go on with those who are under way, and let those set out who could be taken now."""
        self._go_on(now)
        self.harm.append(np.full(can.shape, NOT_BY_THE_WAY, np.int64))
        teams, here = self.state.teams.table, self.state.people.who["room"]
        for t in range(len(can)):
            inside = teams["kind"][t] >= e.STAIR
            if inside and teams["hooded"][t]:
                continue
            goes = can[t] if inside else can[t] & (room[t] != here)
            if goes.any():
                self._set_out(now, t, np.flatnonzero(goes), goes.astype(np.int64), room[t].copy())

    def end(self) -> list[e.Ints]:
        """By look, how each fares who is taken then; who is on the way still goes on in the last air there was."""
        last = self._now + LONGEST_WAY
        while self.under_way and self._now < last:
            self._go_on(self._now + LOOKS_EVERY)
        for party in self.under_way:
            self._note(party, party.people)
        return self.harm

    def _set_out(self, now: float, t: int, people: e.Ints, goes: e.Ints, room: e.Ints) -> None:
        scene = self.state.people._replace(who=self.state.people.who.copy())
        given = Reference(scene)
        left, lasts = np.zeros(len(goes)), np.zeros(len(goes))
        opening = self.state.zones.opening.copy()
        windows = scene.place["window"][room[people]]
        opening[windows[windows >= 0]] = 1.0  # who comes to a window opens it
        set_out(now, t, opening, given, self._teams, goes, room, left, lasts, self._events)
        party = _Party(len(self.harm) - 1, t, scene, given, people, room, left, lasts)
        self.under_way.append(party)
        self._those_out(party)

    def _go_on(self, now: float) -> None:
        span, self._now = now - self._now, now
        opening = self.state.zones.opening
        for party in self.under_way:
            go_on(
                now, span, party.team, opening, party.given, self._teams, party.room, party.left, party.lasts,
                self._events,
            )  # fmt: skip
            self._those_out(party)
        self.under_way = [party for party in self.under_way if len(party.people)]

    def _those_out(self, party: _Party) -> None:
        out = party.left[party.people] <= 0.0
        self._note(party, party.people[out])
        party.people = party.people[~out]

    def _note(self, party: _Party, people: e.Ints) -> None:
        if len(people):
            state, rows = people_state(party.scene), people.tolist()
            found = outcomes_of(self.model, state, harms_of(self.model, state, rows), rows)
            self.harm[party.look][party.team, people] = [CLASSES.index(name) for name, _ in found]
