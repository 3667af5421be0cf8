"""A plan to begin with: whoever loses most by waiting is taken next by the team that is free first."""

from __future__ import annotations

import numpy as np

from palier.plan.problem import NEVER, Problem, Trip

DELAYS = (30.0, 60.0, 120.0, 240.0, 480.0, 900.0)  # s of waiting that the loss is judged by; the best is kept
LIVES = 1000.0  # weight of a life against one unhurt


def first_trips(problem: Problem) -> list[Trip]:
    """Trips of the best of a few simple rules."""
    found = [_trips(problem, delay, by_time) for delay in DELAYS for by_time in (False, True)]
    return max(found, key=lambda trips: worth(problem, trips))


def worth(problem: Problem, trips: list[Trip]) -> float:
    """Expected lives, and with less weight people unhurt, that trips gain over leaving everybody in place."""
    total = 0.0
    for trip in trips:
        for person in trip.people:
            total += gain(problem, trip.team, person, trip.taken)
    return total


def gain(problem: Problem, team: int, person: int, time: float) -> float:
    """What a person gains by being taken then; nothing after the last time."""
    if time > problem.times[-1]:
        return 0.0
    k = max(int(np.searchsorted(problem.times, time, side="right")) - 1, 0)
    lives = problem.lives[team, person, k] - problem.lives_left[person]
    return float(LIVES * lives + problem.unhurt[team, person, k] - problem.unhurt_left[person])


def opens(problem: Problem, team: int, person: int, time: float) -> float:
    """The first time, not before one, at which the team can take the person; inf if there is none. [s]"""
    first = max(int(np.searchsorted(problem.times, time, side="right")) - 1, 0)
    later = np.flatnonzero(problem.lives[team, person, first:] != NEVER)
    if not np.isfinite(time) or not len(later):
        return np.inf
    return max(time, float(problem.times[first + later[0]]))


def _trips(problem: Problem, delay: float, by_time: bool) -> list[Trip]:
    p, end = problem, float(problem.times[-1])
    n_teams, n_people = p.can.shape
    free, at, waiting = p.ready.copy(), p.at.copy(), set(range(n_people))
    taken_at: dict[int, float] = {}
    trips: list[Trip] = []

    def comes(team: int, person: int) -> float:
        """When the team would reach the person. [s]"""
        still = p.stays[team] and at[team] in (-1, p.room[team, person])
        arrives = np.ceil(free[team]) + (0.0 if still else np.ceil(p.approach[team, person]))
        before = [taken_at.get(d, np.inf) for d in range(n_people) if p.carer[d] == person and p.can[team, d]]
        return opens(p, team, person, float(max(arrives, np.ceil(p.there_from[person]), *before)))

    def urgency(team: int, person: int) -> float:
        time = comes(team, person)
        lost = gain(p, team, person, time) - gain(p, team, person, time + delay)
        lasts = p.handling[team, person] + time - free[team]
        return (lost + 1e-6 * gain(p, team, person, time) + 1e-9) / (lasts if by_time else 1.0)

    while waiting:
        options = [
            (comes(t, i), t, i)
            for t in range(n_teams)
            for i in waiting
            if np.isfinite(free[t]) and p.can[t, i] and comes(t, i) <= end
        ]
        if not options:
            break
        soonest = {t: min(each[0] for each in options if each[1] == t) for t in {each[1] for each in options}}
        team = min(soonest, key=lambda t: (soonest[t], t))
        close = [i for time, t, i in options if t == team and time <= soonest[team] + 60.0]
        person = max(close, key=lambda i: (urgency(team, i), -i))
        taken = comes(team, person)
        room = int(p.room[team, person])
        people = [person]
        if p.capacity[team] > 1:
            others = [
                i
                for i in waiting
                if i != person and p.can[team, i] and p.room[team, i] == room and comes(team, i) <= taken
            ]
            people += sorted(others, key=lambda i: -urgency(team, i))[: int(p.capacity[team]) - 1]
        lasts = sum(np.ceil(p.handling[team, i]) for i in people) + np.ceil(p.back[team, person])
        trips.append(Trip(team, tuple(people), room, float(free[team]), taken, taken + float(lasts)))
        free[team], at[team] = taken + lasts, room
        waiting -= set(people)
        taken_at.update(dict.fromkeys(people, taken))
    return trips
