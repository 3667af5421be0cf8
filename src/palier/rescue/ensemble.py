"""The same fire many times without rescue: who is trapped, how long each has, and what each way could do when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from palier.engine import arrays as e
from palier.engine.arrays import Floats, Ints
from palier.engine.names import Names
from palier.physics.reach import fall_lethality
from palier.plan import NEVER, Problem
from palier.rescue.brought import NOT_BY_THE_WAY, Brought
from palier.rescue.watching import DEAD, UNHURT, WAITS, Bools, Watched
from palier.scenario.scenario import Scenario

UNSEEN_STEP = 300.0  # s in which the risk that the runs cannot show rises by a step


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Runs without rescue; water, vents and doors of the crews included. Axes: run, team, person, time."""

    names: Names  # of the run that has most teams
    model: e.Model
    times: Floats  # [n_times] s
    status: Ints  # [n_runs, n_people, n_times]
    harm: Ints  # [n_runs, n_people, n_times] place in `CLASSES`
    can: Bools  # [n_runs, n_teams, n_people, n_times] could be taken then
    out: Ints  # [n_runs, n_teams, n_people, n_times] place in `CLASSES` once out, if taken then
    room: Ints  # [n_teams, n_people] room from which, in most runs
    ready: Floats  # [n_runs, n_teams] s, inf: the team never comes
    stopped: int  # runs that could not go on to the end

    @property
    def trapped(self) -> Floats:
        """When each person first waited or lay inside, inf if never. [n_runs, n_people] s"""
        waits = np.isin(self.status, WAITS)
        return np.where(waits.any(axis=2), self.times[waits.argmax(axis=2)], np.inf)

    @property
    def falls(self) -> Floats:
        """When each person collapsed, inf if never. [n_runs, n_people] s"""
        down = np.isin(self.status, (e.DOWN, e.DEAD))
        return np.where(down.any(axis=2), self.times[down.argmax(axis=2)], np.inf)

    def risk(self) -> tuple[Floats, Floats]:
        """Probability of a fall, and of a deadly one, at each hand-over. [n_teams, n_people]"""
        teams = self.model.teams
        height = np.take_along_axis(teams.height, self.room, axis=1) if len(teams.kind) else np.zeros(self.room.shape)
        deadly = np.vectorize(fall_lethality, otypes=[float])(height) if height.size else height
        fall = np.repeat(teams.risk[:, None], self.room.shape[1], axis=1)
        return fall, fall * deadly


def watch(scenario: Scenario, runs: int, progress: Callable[[int], None] | None = None) -> Ensemble:
    """Run a scenario `runs` times with nobody taken out. progress : called with the number of runs that have ended."""
    watched = []
    for k in range(runs):
        run = Watched(numbered(scenario, k))
        run.state.teams.rank[:] = -1  # nobody is taken by anyone
        looks, brought = [], Brought(run.model, run.state)
        while (look := run.advance()) is not None:
            looks.append(look)
            brought.look(look.time, look.can, look.room)
        watched.append((run, looks, brought.end()))
        if progress is not None:
            progress(k + 1)
    most = max((run for run, *_ in watched), key=lambda run: len(run.names.teams))
    teams, n_people = most.names.teams, len(most.names.people)
    longest = max(len(looks) for _, looks, _ in watched)
    times = next(np.array([look.time for look in looks]) for _, looks, _ in watched if len(looks) == longest)
    shape = (runs, n_people, longest)
    status, harm = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    can = np.zeros((runs, len(teams), n_people, longest), bool)
    out = np.full(can.shape, NOT_BY_THE_WAY, np.int64)
    rooms = np.zeros((len(teams), n_people, len(most.names.rooms) + 1), np.int64)
    ready = np.full((runs, len(teams)), np.inf)
    for k, (run, looks, brought_out) in enumerate(watched):
        at = np.array([teams.index(name) for name in run.names.teams], np.int64)
        started = run.state.teams.table["started_at"] + run.model.teams.first_after
        ready[k, at] = started
        for g in range(longest):
            look = looks[min(g, len(looks) - 1)]  # a run that stopped early stays as it was
            status[k, :, g], harm[k, :, g] = look.status, look.harm
            can[k, at, :, g] = look.can
            out[k, at, :, g] = brought_out[min(g, len(looks) - 1)]
            t, i = np.nonzero(look.can)
            np.add.at(rooms, (at[t], i, look.room[t, i]), 1)
    out = np.maximum(out, harm[:, None])  # whom the way does no harm is as when taken
    stopped = sum(run.stopped for run, *_ in watched)
    room = np.asarray(rooms.argmax(axis=2), np.int64)
    return Ensemble(most.names, most.model, times, status, harm, can, out, room, ready, stopped)


def numbered(scenario: Scenario, run: int) -> Scenario:
    """The scenario as the run of a number within its study."""
    return scenario.model_copy(update={"simulation": scenario.simulation.model_copy(update={"run": run})})


def problem_of(
    ensemble: Ensemble,
    runs: Bools | None = None,
    now: float = 0.0,
    ready: Floats | None = None,
    at: Ints | None = None,
    usable: Bools | None = None,
    people: Bools | None = None,
    waiting: Bools | None = None,
) -> Problem:
    """What a plan is made from.

    Parameters
    ----------
    ensemble : Ensemble
    runs : bool array [n_runs, n_people], optional
        Runs that count for each person; default all.
    now : float
        Nothing is planned before. [s]
    ready, at : optional
        When each team is free [s], and the room at whose window it stands; default as in the ensemble.
    usable : bool array [n_teams, n_people], optional
        Teams that can still come to a person.
    people : bool array [n_people], optional
        Who is still to be taken.
    waiting : bool array [n_people], optional
        Who waits already.
    """
    model, names = ensemble.model, ensemble.names
    n_runs, n_teams, n_people, n_times = ensemble.can.shape
    first = int(np.searchsorted(ensemble.times, now))
    first = min(first, n_times - 1)
    counted = np.ones((n_runs, n_people), bool) if runs is None else runs
    weight = counted / np.maximum(counted.sum(axis=0), 1)[None, :]
    lives_end = ensemble.harm[:, :, -1] != DEAD
    unhurt_end = ensemble.harm[:, :, -1] == UNHURT
    fall, deadly = ensemble.risk()
    lives, unhurt = np.zeros((n_teams, n_people, n_times)), np.zeros((n_teams, n_people, n_times))
    unseen, unseen_left = _unseen(ensemble, counted)
    there = np.full((n_runs, n_people), np.inf)
    ever = np.zeros((n_teams, n_people, n_times), bool)
    for k in range(n_runs):
        some = ensemble.can[k].any(axis=0)
        there[k] = np.where(some.any(axis=1), ensemble.times[some.argmax(axis=1)], np.inf)
        # Who is reached before being there is taken on coming.
        index = np.maximum(np.arange(n_times)[None, :], some.argmax(axis=1)[:, None])
        can = np.take_along_axis(ensemble.can[k], index[None], axis=2)
        ever |= can & counted[k][None, :, None]
        out = np.take_along_axis(ensemble.out[k], index[None], axis=2)
        hurts = out > np.take_along_axis(ensemble.harm[k], index, axis=1)[None]  # the way does
        kept = (1.0 - deadly)[:, :, None] * (1.0 - unseen)[None] * (1.0 - unseen_left[None, :, None] * hurts)
        living = np.where(can, kept * (out != DEAD), (lives_end[k] * (1.0 - unseen_left))[None, :, None])
        whole = np.where(can, (out == UNHURT) * (1.0 - fall[:, :, None]), unhurt_end[k][None, :, None])
        lives += weight[k][None, :, None] * living
        unhurt += weight[k][None, :, None] * whole
    lives[~ever] = NEVER
    can_at_all = (ensemble.can & counted[:, None, :, None])[..., first:].any(axis=(0, 3))
    if usable is not None:
        can_at_all &= usable
    if people is not None:
        can_at_all &= people[None, :]
    finite = counted & np.isfinite(there)  # of the runs in which they come to wait at all
    there_from = np.array([_median(there[finite[:, i], i]) for i in range(n_people)])
    if waiting is not None:
        there_from = np.where(waiting, now, there_from)
    with np.errstate(invalid="ignore"):  # whom a team cannot take, infinitely slow, from a room without need of time
        handling = model.teams.factor * _at(model.teams.handling, ensemble.room)
    back = _at(model.teams.back, ensemble.room)
    handling = handling + (model.teams.pace - 1.0) * back  # who goes slower makes the trip longer
    can_at_all &= np.isfinite(handling) & np.isfinite(there_from)[None, :]
    return Problem(
        times=ensemble.times[first:],
        lives=lives[:, :, first:],
        unhurt=unhurt[:, :, first:],
        lives_left=(weight * lives_end).sum(axis=0) * (1.0 - unseen_left),
        unhurt_left=(weight * unhurt_end).sum(axis=0),
        can=can_at_all,
        room=ensemble.room,
        there_from=np.maximum(np.where(np.isfinite(there_from), there_from, now), now),
        ready=np.maximum(_median(ensemble.ready) if ready is None else ready, now),
        handling=np.where(np.isfinite(handling), handling, 0.0),
        approach=_at(model.teams.approach, ensemble.room),
        back=back,
        capacity=model.teams.capacity,
        stays=model.teams.kind < e.STAIR,
        at=np.full(len(names.teams), -1, np.int64) if at is None else at,
        carer=model.people.carer,
    )


def _unseen(ensemble: Ensemble, counted: Bools) -> tuple[Floats, Floats]:
    """Probability of dying while waiting that so few runs cannot show: by each time, and to the end.

    Where none of n runs shows a death, the probability may still be about 0.5 / (n + 1) (Jeffreys' prior); it is spread
    evenly over the time of waiting, in steps, so that of two ways that look equally safe the sooner is taken.
    """
    trapped = np.where(counted, ensemble.trapped, np.inf)
    since = trapped.min(axis=0)
    n = (counted & np.isfinite(ensemble.trapped)).sum(axis=0)
    whole = np.where(n > 0, 0.5 / (n + 1.0), 0.0) * n / np.maximum(counted.sum(axis=0), 1)
    end = ensemble.times[-1]
    waited = np.clip(ensemble.times[None, :] - since[:, None], 0.0, None)
    part = np.floor(waited / UNSEEN_STEP) * UNSEEN_STEP / np.maximum(end - since, UNSEEN_STEP)[:, None]
    return np.where(np.isfinite(since)[:, None], whole[:, None] * np.minimum(part, 1.0), 0.0), whole


def _at(by_room: Floats, room: Ints) -> Floats:
    return np.take_along_axis(by_room, room, axis=1) if by_room.size else np.zeros(room.shape)


def _median(values: Floats) -> Floats:
    """Median along the first axis in which inf stands for later than all; of two in the middle the later."""
    if not len(values):
        return np.asarray(np.inf)
    return np.asarray(np.sort(values, axis=0)[len(values) // 2])
