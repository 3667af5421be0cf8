"""The best plan, by an exact method (OR-tools CP-SAT) on whole seconds.

Every trip of a team is an interval, trips of a team do not overlap, and what a person gains depends on when the trip
reaches them. Lives come first, then people unhurt, then time.
"""

from __future__ import annotations

import time as clock
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from palier.plan.bound import bounds
from palier.plan.first import first_trips
from palier.plan.improve import improved
from palier.plan.problem import NEVER, Plan, Problem, Trip

SCALE = 10_000  # lives are counted in ten-thousandths
SAME = 5e-5  # expected lives that differ by less count as equal


class PlannerMissing(RuntimeError):
    """OR-tools is not installed; the message says how to get it."""

    def __init__(self) -> None:
        super().__init__("a plan of rescue needs OR-tools: pip install 'palier[plan]'")


@dataclass
class _Slot:
    """A trip that a team may make."""

    team: int
    room: int
    members: dict[int, Any]  # person: literal
    present: Any
    start: Any  # s at which it sets out, without the change of window
    taken: Any
    end: Any
    interval: Any


def planner() -> Any:
    """OR-tools' CP-SAT. Raises PlannerMissing if it is not there."""
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise PlannerMissing from None
    return cp_model


def solve(problem: Problem, effort: float = 1.0, workers: int = 8) -> Plan:
    """The best plan that can be found with an effort, with a bound on what any other could reach.

    Parameters
    ----------
    problem : Problem
    effort : float
        In units of the solver's deterministic time, some seconds each; the same effort gives the same plan at every
        call.
    workers : int
        Searches that are run in turn.

    Raises PlannerMissing if OR-tools is not there.
    """
    cp_model = planner()
    improved(problem, [], 0.0)  # compiles, the first time; that is not counted
    began = clock.perf_counter()
    made = _Model(problem, cp_model)
    made.begin(improved(problem, first_trips(problem), effort))
    known = made.worth(made.lives) / SCALE, made.worth(made.unhurt) / SCALE
    relaxed = bounds(problem, *known)
    lives, lives_bound = made.maximise(made.lives, relaxed[0], 0.12 * effort, workers)
    made.keep(made.lives, lives)
    if lives > SCALE * known[0]:
        relaxed = bounds(problem, lives / SCALE, made.worth(made.unhurt) / SCALE)
    unhurt, unhurt_bound = made.maximise(made.unhurt, relaxed[1], 0.08 * effort, workers)
    made.keep(made.unhurt, unhurt)
    made.maximise(made.sooner, np.inf, 0.08 * effort, workers)
    left = float(problem.lives_left.sum()), float(problem.unhurt_left.sum())
    return Plan(
        made.trips(),
        lives / SCALE + left[0],
        unhurt / SCALE + left[1],
        lives_bound + left[0],
        unhurt_bound + left[1],
        clock.perf_counter() - began,
    )


class _Model:
    """The constraint model; times in whole seconds, rounded so that a trip is never too short."""

    def __init__(self, problem: Problem, cp: Any) -> None:
        self.p, self.cp = problem, cp
        self.model = cp.CpModel()
        self.origin = int(np.floor(problem.times[0]))
        self.horizon = int(np.ceil(problem.times[-1])) - self.origin
        self.slots: list[_Slot] = []
        self.lives: list[tuple[Any, int]] = []
        self.unhurt: list[tuple[Any, int]] = []
        self.sooner: list[tuple[Any, int]] = []
        self.solved: Any = None
        n_teams, n_people = problem.can.shape
        for team in range(n_teams):
            self._slots_of(team)
        self.by_person: dict[int, list[tuple[_Slot, Any]]] = {i: [] for i in range(n_people)}
        for slot in self.slots:
            for person, literal in slot.members.items():
                self.by_person[person].append((slot, literal))
        for person in range(n_people):
            self._gains(person)
        self._dependants_first()

    def _ready(self, team: int) -> int:
        ready = self.p.ready[team]
        return self.horizon + 1 if not np.isfinite(ready) else max(0, int(np.ceil(ready)) - self.origin)

    def _slots_of(self, team: int) -> None:
        p = self.p
        eligible = [i for i in range(p.can.shape[1]) if p.can[team, i]]
        if self._ready(team) > self.horizon or not eligible:
            return
        mine: list[_Slot] = []
        if p.capacity[team] == 1:
            mine = [self._slot(team, [i]) for i in eligible]
        else:
            for room in sorted({int(p.room[team, i]) for i in eligible}):
                people = [i for i in eligible if p.room[team, i] == room]
                trips = min(len(people), -(-len(people) // int(p.capacity[team])) + 1)
                group = [self._slot(team, people) for _ in range(trips)]
                for earlier, later in pairwise(group):  # alike, so one order is enough
                    self.model.add_implication(later.present, earlier.present)
                    self.model.add(later.start >= earlier.end).only_enforce_if(later.present)
                mine += group
        self.model.add_no_overlap([slot.interval for slot in mine])
        if p.stays[team]:
            self._changes(team, mine)
        self.slots += mine

    def _slot(self, team: int, people: list[int]) -> _Slot:
        p, m, first = self.p, self.model, people[0]
        room = int(p.room[team, first])
        coming = 0 if p.stays[team] else int(np.ceil(p.approach[team, first]))
        back = int(np.ceil(p.back[team, first]))
        present = m.new_bool_var("")
        start = m.new_int_var(self._ready(team), self.horizon, "")
        hands = {i: int(np.ceil(p.handling[team, i])) for i in people}
        if len(people) == 1:
            members = {first: present}
            lasts: Any = coming + hands[first] + back
        else:
            members = {i: m.new_bool_var("") for i in people}
            m.add(sum(members.values()) <= int(p.capacity[team]))
            m.add_bool_or(list(members.values())).only_enforce_if(present)
            for literal in members.values():
                m.add_implication(literal, present)
            lasts = m.new_int_var(coming + back, coming + back + sum(hands.values()), "")
            m.add(lasts == coming + back + sum(hands[i] * literal for i, literal in members.items()))
        end = m.new_int_var(0, 3 * self.horizon, "")
        interval = m.new_optional_interval_var(start, lasts, end, present, "")
        taken = start + coming
        m.add(taken <= self.horizon).only_enforce_if(present)
        for i, literal in members.items():
            there = int(np.ceil(p.there_from[i])) - self.origin
            if there > 0:
                m.add(taken >= there).only_enforce_if(literal)
        return _Slot(team, room, members, present, start, taken, end, interval)

    def _changes(self, team: int, slots: list[_Slot]) -> None:
        """Between windows the team needs time: its trips form a chain."""
        p, m = self.p, self.model
        if len({slot.room for slot in slots}) == 1 and p.at[team] in (-1, slots[0].room):
            return
        arcs: list[tuple[int, int, Any]] = []
        idle = m.new_bool_var("")
        arcs.append((0, 0, idle))
        for a, slot in enumerate(slots):
            m.add_implication(idle, ~slot.present)
            arcs.append((a + 1, a + 1, ~slot.present))
            first, last = m.new_bool_var(""), m.new_bool_var("")
            arcs += [(0, a + 1, first), (a + 1, 0, last)]
            person = next(iter(slot.members))
            change = int(np.ceil(p.approach[team, person]))
            if p.at[team] not in (-1, slot.room):
                m.add(slot.start >= self._ready(team) + change).only_enforce_if(first)
            for b, other in enumerate(slots):
                if a == b:
                    continue
                follows = m.new_bool_var("")
                arcs.append((b + 1, a + 1, follows))
                more = change if other.room != slot.room else 0
                m.add(slot.start >= other.end + more).only_enforce_if(follows)
        m.add_circuit(arcs)

    def _gains(self, person: int) -> None:
        """What a person gains by being taken: a step function of the time, one for each team."""
        m = self.model
        options = self.by_person[person]
        m.add_at_most_one([literal for _, literal in options])
        for slot, literal in options:
            chosen = []
            for begin, until, lives, unhurt in self._steps(slot.team, person):
                here = m.new_bool_var("")
                m.add(slot.taken >= begin).only_enforce_if(here)
                m.add(slot.taken < until).only_enforce_if(here)
                chosen.append(here)
                if lives:
                    self.lives.append((here, lives))
                if unhurt:
                    self.unhurt.append((here, unhurt))
            m.add(sum(chosen) == literal)
        if options:
            when = m.new_int_var(0, self.horizon + 1, "")
            for slot, literal in options:
                m.add(when >= slot.taken).only_enforce_if(literal)
            m.add(when == self.horizon + 1).only_enforce_if([~literal for _, literal in options])
            self.sooner.append((when, -1))

    def _steps(self, team: int, person: int) -> list[tuple[int, int, int, int]]:
        """Spans of equal gain: begin, end [s after the origin], lives and people unhurt gained, scaled."""
        p = self.p
        found: list[tuple[int, int, int, int]] = []
        for k, at in enumerate(p.times):
            gain = p.lives[team, person, k] - p.lives_left[person], p.unhurt[team, person, k] - p.unhurt_left[person]
            lives, unhurt = (round(SCALE * float(each)) if abs(each) > SAME else 0 for each in gain)
            begin = max(0, int(np.ceil(at)) - self.origin)
            until = self.horizon + 1 if k + 1 == len(p.times) else int(np.ceil(p.times[k + 1])) - self.origin
            if p.lives[team, person, k] == NEVER:
                continue
            if found and found[-1][1:] == (begin, lives, unhurt):
                found[-1] = (found[-1][0], until, lives, unhurt)
            elif until > begin:
                found.append((begin, until, lives, unhurt))
        return found

    def _dependants_first(self) -> None:
        """A carer is not taken before the dependants whom the same team could take."""
        p, m = self.p, self.model
        for person, carer in enumerate(p.carer):
            if carer < 0:
                continue
            for slot, literal in self.by_person[int(carer)]:
                if not p.can[slot.team, person]:
                    continue
                others = self.by_person[person]
                m.add(sum(each for _, each in others) >= 1).only_enforce_if(literal)
                for other, each in others:
                    if other is not slot:
                        m.add(slot.taken >= other.taken).only_enforce_if([literal, each])

    def _hint(self, trips: list[Trip]) -> None:
        """Begin the search at a plan."""
        self.model.clear_hints()
        free = {slot.start.index: slot for slot in self.slots}
        for trip in trips:
            fitting = [
                slot
                for slot in free.values()
                if slot.team == trip.team and set(trip.people) <= set(slot.members) and slot.room == trip.room
            ]
            if not fitting:
                continue
            slot = fitting[0]
            del free[slot.start.index]
            coming = 0 if self.p.stays[trip.team] else int(np.ceil(self.p.approach[trip.team, trip.people[0]]))
            self.model.add_hint(slot.present, 1)
            self.model.add_hint(slot.start, int(trip.taken) - coming - self.origin)
            for person, literal in slot.members.items():
                if literal is not slot.present:
                    self.model.add_hint(literal, int(person in trip.people))
        for slot in free.values():
            self.model.add_hint(slot.present, 0)

    def worth(self, terms: list[tuple[Any, int]]) -> int:
        """Value of the last solution."""
        return sum(weight * self._value(variable) for variable, weight in terms)

    def maximise(self, terms: list[tuple[Any, int]], bound: float, effort: float, workers: int) -> tuple[int, float]:
        """Best value found, and the bound in units of people; nothing is searched if the bound is reached already.

        The solution becomes the hint for what follows.
        """
        if not terms:
            return 0, 0.0
        if self.worth(terms) + 1 < SCALE * bound:
            self.model.maximize(sum(weight * variable for variable, weight in terms))
            bound = min(bound, self._run(effort, workers) / SCALE)
        return self.worth(terms), bound

    def _value(self, expression: Any) -> int:
        return int(self.solved.value(expression))

    def keep(self, terms: list[tuple[Any, int]], value: int) -> None:
        """From now on, no less than a value."""
        if terms:
            self.model.add(sum(weight * variable for variable, weight in terms) >= value)

    def begin(self, trips: list[Trip]) -> None:
        """Complete the hint to a solution, so that there always is one to go on from."""
        self._hint(trips)
        self._run(1.0, 1, fixed=True)
        if self.solved is None:  # rounding made the hint impossible; nobody taken always is possible
            self._hint([])
            self._run(1.0, 1, fixed=True)
        assert self.solved is not None

    def _run(self, effort: float, workers: int, fixed: bool = False) -> float:
        """Search from the hint; keeps the solution if there is one, and returns the bound."""
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.interleave_search = workers > 1
        solver.parameters.random_seed = 1
        solver.parameters.catch_sigint_signal = False  # an interrupted search must not pass for a finished one
        solver.parameters.max_deterministic_time = effort
        solver.parameters.fix_variables_to_their_hinted_value = fixed
        status = solver.solve(self.model)
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return np.inf
        self.solved = solver
        self.model.clear_hints()
        for k, value in enumerate(solver.response_proto.solution):
            self.model.add_hint(self.model.get_int_var_from_proto_index(k), value)
        return float(solver.best_objective_bound)

    def trips(self) -> tuple[Trip, ...]:
        """The trips of the last solution."""
        value = self._value
        found = []
        for slot in self.slots:
            if not value(slot.present):
                continue
            people = [i for i, literal in slot.members.items() if value(literal)]
            dependants = [i for i in people if self.p.carer[i] >= 0]
            people.sort(key=lambda i: i not in dependants)
            begins, taken, ends = (float(value(each) + self.origin) for each in (slot.start, slot.taken, slot.end))
            found.append(Trip(slot.team, tuple(people), slot.room, begins, taken, ends))
        return tuple(sorted(found, key=lambda trip: (trip.taken, trip.team)))
