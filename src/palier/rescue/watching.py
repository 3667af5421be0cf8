"""One run, stepped from kept time to kept time, so that it can be looked at and steered."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from palier.engine import arrays as e
from palier.engine.march import fabric_of, initial_state, march
from palier.engine.opportunities import opportunities
from palier.engine.recording import in_full, kept_times
from palier.engine.reference import Reference
from palier.engine.scene import people_state
from palier.engine.smoke import RUNNING
from palier.physics.outcome import CLASSES
from palier.result.people import harms_of, outcomes_of
from palier.scenario.scenario import Scenario
from palier.simulate import assemble

LOOKS_EVERY = 15.0  # s between two looks
UNHURT, DEAD = CLASSES.index("unhurt"), CLASSES.index("dead")

Bools = npt.NDArray[np.bool_]


class Look(NamedTuple):
    """What there is at one time."""

    time: float  # s
    status: e.Ints  # [n_people]
    harm: e.Ints  # [n_people] place in `CLASSES`, as it would be if the person were out now
    can: Bools  # [n_teams, n_people] could be taken now
    room: e.Ints  # [n_teams, n_people] from this room


class Watched:
    """A run that is under way."""

    def __init__(self, scenario: Scenario) -> None:
        self.model, self.names = assemble(scenario)
        self.state = initial_state(self.model)
        self._recorder = in_full(self.model, rows=1)  # nobody reads what was
        self._given = Reference(fabric_of(self.model)), Reference(self.state), Reference(self._recorder)
        self._last = kept_times(self.model)
        self._seen = Reference(self.state.people), Reference(self.state.teams)
        self._every = max(1, round(self.model.output_every / self.model.longest_step))
        self._rows = max(1, round(LOOKS_EVERY / self.model.output_every))  # kept times from one look to the next
        self._row = 0
        shape = self.state.teams.rank.shape
        self._can, self._room = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.stopped = False  # the run could not go on

    def advance(self) -> Look | None:
        """The next look; None at the end of the run."""
        last = min(self._row + (1 if self._row == 0 else self._rows), self._last)
        if self._row >= last or self.stopped:
            return None
        status, reached = march(self._row, last, self._every, *self._given)
        self._row = int(reached)
        if status != RUNNING:
            self.stopped = True
            return None
        return self.look()

    def look(self) -> Look:
        """What there is now."""
        people = people_state(self.state.people)
        outcomes = outcomes_of(self.model, people, harms_of(self.model, people))
        harm = [CLASSES.index(name) for name, _ in outcomes]
        opportunities(*self._seen, self._can, self._room)
        return Look(
            float(self._recorder.history.time[0]),
            people.status.copy(),
            np.array(harm, np.int64),
            self._can == 1,
            self._room.copy(),
        )

    @property
    def free_at(self) -> e.Floats:
        """When each team is free, as far as is known; inf before it has started. [n_teams] s"""
        return np.asarray(self.state.teams.table["free_at"], float)

    @property
    def left(self) -> e.Floats:
        """How long each person has in the air as it is. [n_people] s"""
        return np.asarray(self.state.people.who["left"], float)


WAITS = (e.REFUGE, e.AT_WINDOW, e.DOWN)
OVER = (e.SAFE, e.DEAD)
