"""A rule or a plan played in the simulation; a plan that smoke overtakes is made again from what there then is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from palier.engine import arrays as e
from palier.engine.arrays import Floats, Ints
from palier.engine.responders import FIRST_COME, YOUNGEST
from palier.plan import Plan, Problem, solve
from palier.rescue.ensemble import Ensemble, numbered, problem_of
from palier.rescue.watching import DEAD, LOOKS_EVERY, OVER, UNHURT, WAITS, Bools, Look, Watched
from palier.scenario.scenario import Scenario

RULES = {"nobody is taken": None, "first come, first served": FIRST_COME, "infants first": YOUNGEST}
AGAIN_AFTER = 30.0  # s that a plan is kept at least
MOST_REPLANS = 12  # in one run
LITTLE_LEFT = 300.0  # s that somebody left in place has when it is thought over again
LATE = 120.0  # s by which a team may be behind the plan before it counts as missing
EFFORT = 0.1  # of the solver at each replan


@dataclass(frozen=True)
class Replan:
    """A plan made again: when, and why."""

    time: float  # s
    reason: str


@dataclass(frozen=True, eq=False)
class Played:
    """What became of everybody in one run."""

    harm: Ints  # [n_people] place in `CLASSES`
    taken_at: Floats  # [n_people] s, inf: not taken
    taken_by: tuple[str | None, ...]  # [n_people] name of the team
    falls: float  # expected number of falls in hand-overs
    deadly_falls: float  # and of deaths by them
    replans: tuple[Replan, ...] = field(default=())

    @property
    def alive(self) -> int:
        """People alive at the end."""
        return int((self.harm != DEAD).sum())

    @property
    def well(self) -> int:
        """People unhurt at the end."""
        return int((self.harm == UNHURT).sum())

    @property
    def lives(self) -> float:
        """People who live, less the expected deadly falls."""
        return self.alive - self.deadly_falls

    @property
    def unhurt(self) -> float:
        """People unhurt, less the expected falls."""
        return self.well - self.falls


def play_rule(scenario: Scenario, run: int, ensemble: Ensemble, order: int | None) -> Played:
    """One run in which every team takes people in an order of `RULES`; None: nobody is taken."""
    watched = Watched(numbered(scenario, run))
    if order is None:
        watched.state.teams.rank[:] = -1
    else:
        watched.state.teams.table["order"] = order
    last = None
    while (look := watched.advance()) is not None:
        last = look
    return _played(watched, last or watched.look(), ensemble, [])


def play_plan(
    scenario: Scenario,
    run: int,
    ensemble: Ensemble,
    problem: Problem,
    plan: Plan,
    most_replans: int = MOST_REPLANS,
    spared: Bools | None = None,
) -> Played:
    """One run in which the teams follow a plan; it is made again, at most so often, when it is overtaken.

    spared : whom each team is not to take, however it is made again. [n_teams, n_people]
    """
    watched = Watched(numbered(scenario, run))
    steered = _Steered(watched, ensemble, problem, plan, spared)
    last = None
    while (look := watched.advance()) is not None:
        last = look
        steered.consider(look, most_replans)
    return _played(watched, last or watched.look(), ensemble, steered.replans)


class _Steered:
    """A run that follows a plan."""

    def __init__(
        self, watched: Watched, ensemble: Ensemble, problem: Problem, plan: Plan, spared: Bools | None = None
    ) -> None:
        self.watched, self.ensemble, self.spared = watched, ensemble, spared
        names = ensemble.names.teams
        self.mine = [names.index(name) for name in watched.names.teams]  # row of the ensemble, of each team here
        self.replans: list[Replan] = []
        self.known: frozenset[str] = frozenset()
        self.changed_at = -np.inf
        self.cut: set[tuple[int, int]] = set()
        self.reckoned = np.asarray(problem.can.any(axis=0))
        self._follow(plan)
        self.gone: set[int] = set(range(len(names))) - set(self.mine)

    def _follow(self, plan: Plan) -> None:
        self.plan = plan
        self.ranks = plan.ranks(len(self.ensemble.names.teams), len(self.ensemble.names.people))[self.mine]
        self.begins = {i: trip.begins for trip in plan.trips for i in trip.people}
        self._send(0.0)
        self.team_of = {i: trip.team for trip in plan.trips for i in trip.people}
        self.taken = {i: trip.taken for trip in plan.trips for i in trip.people}
        self.ready = {trip.team: trip.begins for trip in reversed(plan.trips)}

    def _send(self, time: float) -> None:
        """Let the teams know whom they are to take; those that go through the building not before it is time."""
        teams = self.watched.state.teams
        teams.rank[:] = self.ranks
        later = [i for i, begins in self.begins.items() if begins > time + LOOKS_EVERY]
        inside = np.flatnonzero(teams.table["kind"] >= e.STAIR)
        if later:
            teams.rank[np.ix_(inside, np.array(later))] = -1

    def consider(self, look: Look, most: int) -> None:
        """Make the plan again if something is not as it was thought to be."""
        self._send(look.time)
        if len(self.replans) >= most or look.time < self.changed_at + AGAIN_AFTER:
            return
        facts = self._facts(look)
        news = facts - self.known
        if not news:
            return
        self.known = facts
        self.changed_at = look.time
        told = sorted(news)
        self._follow(self._again(look))
        self._send(look.time)
        self.replans.append(
            Replan(look.time, "; ".join(told[:3]) + (f" and {len(told) - 3} more" if len(told) > 3 else ""))
        )

    def _facts(self, look: Look) -> frozenset[str]:
        """What a commander sees that the plan did not reckon with."""
        names, who = self.ensemble.names, self.watched.state.people.who
        found = {f"{names.teams[t]} does not come" for t in self.gone if t in self.team_of.values()}
        for here, t in enumerate(self.mine):
            begins = self.ready.get(t)
            if begins is not None and look.time > begins + LATE and self.watched.free_at[here] == np.inf:
                found.add(f"{names.teams[t]} does not come")
        waits = _waits(look) & (who["team"] < 0)
        for i in map(int, np.flatnonzero(waits)):
            t = self.team_of.get(i, -1)
            if t < 0:
                if look.can[:, i].any() and (not self.reckoned[i] or self.watched.left[i] < LITTLE_LEFT):
                    found.add(f"{names.people[i]} waits and nobody was sent")
                continue
            if t not in self.mine:
                continue
            here = self.mine.index(t)
            if self.watched.free_at[here] == np.inf or look.can[here, i]:
                continue
            if look.status[i] == e.DOWN and look.can[:, i].any():
                found.add(f"{names.people[i]} has collapsed and {names.teams[t]} cannot take them")
            elif look.status[i] != e.DOWN and look.time >= self.taken[i]:
                found.add(f"the way of {names.teams[t]} to {names.people[i]} is cut")
                self.cut.add((here, i))
        for here, i in sorted(self.cut):
            if waits[i] and look.can[here, i]:
                self.cut.discard((here, i))
                self.known -= {f"the way of {self.watched.names.teams[here]} to {names.people[i]} is cut"}
                found.add(f"the way of {self.watched.names.teams[here]} to {names.people[i]} is open again")
        return frozenset(found)

    def _again(self, look: Look) -> Plan:
        """The best plan from here: the ensemble as far as it agrees with what is seen, and the ways as they are now."""
        ensemble, watched = self.ensemble, self.watched
        n_teams, n_people = ensemble.room.shape
        who = watched.state.people.who
        left = ~np.isin(look.status, OVER) & (who["team"] < 0)
        g = min(int(np.searchsorted(ensemble.times, look.time)), len(ensemble.times) - 1)
        then = ensemble.status[:, :, g]
        down = look.status == e.DOWN
        agrees = np.where(down[None, :], then == e.DOWN, ~np.isin(then, (e.DOWN, e.DEAD)))
        agrees |= ~np.asarray(agrees.any(axis=0))[None, :]  # nobody like this person: all runs count
        ready = np.full(n_teams, np.inf)
        expected = np.sort(ensemble.ready, axis=0)[len(ensemble.ready) // 2]
        at = np.full(n_teams, -1, np.int64)
        waits = _waits(look)
        usable = np.zeros((n_teams, n_people), bool)
        for here, t in enumerate(self.mine):
            free = float(watched.free_at[here])
            if np.isfinite(free):
                ready[t] = max(free, look.time)
            elif expected[t] + LATE > look.time:
                ready[t] = max(expected[t], look.time)
            at[t] = int(watched.state.teams.table["at"][here])
            usable[t] = np.where(waits, look.can[here], True)  # a way that is cut now counts as cut
        if self.spared is not None:
            usable &= ~self.spared
        problem = problem_of(ensemble, agrees, look.time, ready, at, usable, left, waits & usable.any(axis=0))
        self.reckoned = np.asarray(problem.can.any(axis=0))
        return solve(problem, effort=EFFORT)


def _waits(look: Look) -> Any:
    """Who waits or lies inside. [n_people]"""
    return np.asarray(np.isin(look.status, WAITS))


def _played(watched: Watched, last: Look, ensemble: Ensemble, replans: list[Replan]) -> Played:
    who, teams = watched.state.people.who, watched.names.teams
    fall, deadly = ensemble.risk()
    taken_at, taken_by = np.full(len(who), np.inf), []
    falls = deadly_falls = 0.0
    for i in range(len(who)):
        t = int(who["team"][i])
        taken_by.append(teams[t] if t >= 0 else None)
        if t >= 0 and who["status"][i] == e.SAFE:
            taken_at[i] = float(who["reached_by"][i])
            row = ensemble.names.teams.index(teams[t])
            falls += float(fall[row, i])
            deadly_falls += float(deadly[row, i])
    return Played(last.harm, taken_at, tuple(taken_by), falls, deadly_falls, tuple(replans))
