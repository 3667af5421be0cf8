"""Better plans by small changes: simulated annealing over who is taken by which team in what order."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from palier.plan.problem import NEVER, Floats, Ints, Problem, Trip

LIVES, UNHURT, SOONER = 1000.0, 1.0, 1e-6  # weights of a life, of someone unhurt, of a second
TRIES = 60_000  # changes that are tried for each person at an effort of 1
HOTTEST, COLDEST = 30.0, 1e-5  # in units of the weights

compiled: Any = njit(cache=True, error_model="numpy")


class Facts(NamedTuple):
    """What the compiled code needs of a `Problem`, times rounded up to whole seconds."""

    gain: Floats  # [n_teams, n_people, n_times] in units of the weights
    closed: Any  # [n_teams, n_people, n_times] cannot be taken then
    times: Floats
    can: Any
    room: Ints
    there: Floats
    ready: Floats
    handling: Floats
    approach: Floats
    back: Floats
    capacity: Ints
    stays: Any
    at: Ints
    carer: Ints


def improved(problem: Problem, trips: list[Trip], effort: float = 1.0) -> list[Trip]:
    """Trips that are worth at least as much as those given."""
    p = problem
    n_teams, n_people = p.can.shape
    if not p.can.any():
        return trips
    queue = np.full((n_teams, n_people), -1, np.int64)
    length = np.zeros(n_teams, np.int64)
    for trip in sorted(trips, key=lambda each: each.taken):
        for person in trip.people:
            queue[trip.team, length[trip.team]] = person
            length[trip.team] += 1
    gain = LIVES * (p.lives - p.lives_left[None, :, None]) + UNHURT * (p.unhurt - p.unhurt_left[None, :, None])
    whole = [np.ceil(each) for each in (p.there_from, p.ready, p.handling, p.approach, p.back)]
    given = (gain, p.lives == NEVER, p.times, p.can, p.room, *whole, p.capacity, p.stays, p.at, p.carer)
    facts = Facts(*(np.ascontiguousarray(each) for each in given))
    taken, began = np.full(n_people, np.inf), np.full(n_people, np.inf)
    best = anneal(queue, length, taken, began, facts, int(effort * TRIES * n_people))
    decode(best[0], best[1], taken, began, facts)
    return _trips(p, best[0], best[1], taken, began)


def _trips(p: Problem, queue: Ints, length: Ints, taken: Floats, began: Floats) -> list[Trip]:
    found = []
    for team in range(len(length)):
        people = [int(i) for i in queue[team, : length[team]] if np.isfinite(taken[i])]
        for time in sorted({float(taken[i]) for i in people}):
            group = tuple(i for i in people if taken[i] == time)
            lasts = sum(np.ceil(p.handling[team, i]) for i in group) + np.ceil(p.back[team, group[0]])
            found.append(
                Trip(team, group, int(p.room[team, group[0]]), float(began[group[0]]), time, time + float(lasts))
            )
    return sorted(found, key=lambda trip: (trip.taken, trip.team))


@compiled
def decode(queue: Any, length: Any, taken: Any, began: Any, f: Any) -> float:
    """Run the queues: fills when each is taken, inf if not, and when the team set out; returns what it is worth."""
    n_teams, n_people = f.can.shape
    end = f.times[-1]
    taken[:] = np.inf
    began[:] = np.inf
    worth = 0.0
    free = f.ready.copy()
    window = f.at.copy()
    position = np.zeros(n_teams, np.int64)
    while True:
        team = -1
        for t in range(n_teams):  # the team that is free first goes on
            if position[t] < length[t] and free[t] <= end and (team < 0 or free[t] < free[team]):
                team = t
        if team < 0:
            return worth
        first = queue[team, position[team]]
        place = f.room[team, first]
        still = f.stays[team] and (window[team] == -1 or window[team] == place)
        reached = free[team] + (0.0 if still else f.approach[team, first])
        size, hands = 0, 0.0
        while position[team] + size < length[team] and size < f.capacity[team]:
            person = queue[team, position[team] + size]
            if f.room[team, person] != place:
                break
            earliest = f.there[person]
            for d in range(n_people):
                if f.carer[d] == person and f.can[team, d]:
                    within = False
                    for k in range(size):
                        within = within or queue[team, position[team] + k] == d
                    if not within:
                        earliest = max(earliest, taken[d])
            step = np.searchsorted(f.times, max(reached, earliest), side="right") - 1
            while step < f.times.size and f.closed[team, person, max(step, 0)]:
                step += 1
                earliest = f.times[step] if step < f.times.size else np.inf
            if size > 0 and earliest > reached:
                break
            reached = max(reached, earliest)
            hands += f.handling[team, person]
            size += 1
        if reached > end:  # somebody for whom nobody waits: left in place
            position[team] += max(size, 1)
            continue
        for k in range(size):
            person = queue[team, position[team] + k]
            taken[person] = reached
            began[person] = free[team]
            step = np.searchsorted(f.times, reached, side="right") - 1
            worth += f.gain[team, person, max(step, 0)] + SOONER * (end - reached)
        position[team] += size
        free[team] = reached + hands + f.back[team, first]
        window[team] = place


@compiled
def anneal(queue: Any, length: Any, taken: Any, began: Any, f: Any, tries: int) -> Any:
    """The best queues found from the given ones; the same at every call."""
    n_teams, n_people = f.can.shape
    worth = decode(queue, length, taken, began, f)
    best, best_queue, best_length = worth, queue.copy(), length.copy()
    old_queue, old_length = queue.copy(), length.copy()
    seed = np.uint64(88172645463325252)
    for number in range(tries):
        heat = HOTTEST * (COLDEST / HOTTEST) ** (number / tries)
        seed = _next(seed)
        person = int(seed % np.uint64(n_people))
        seed = _next(seed)
        team = int(seed % np.uint64(n_teams + 1))  # the last: nobody takes them
        if team < n_teams and not f.can[team, person]:
            continue
        old_queue[:] = queue
        old_length[:] = length
        _remove(queue, length, person)
        if team < n_teams:
            seed = _next(seed)
            place = int(seed % np.uint64(length[team] + 1))
            for k in range(length[team], place, -1):
                queue[team, k] = queue[team, k - 1]
            queue[team, place] = person
            length[team] += 1
        new = decode(queue, length, taken, began, f)
        seed = _next(seed)
        chance = (seed >> np.uint64(11)) / 9007199254740992.0
        if new >= worth or chance < np.exp((new - worth) / heat):
            worth = new
            if new > best:
                best = new
                best_queue[:] = queue
                best_length[:] = length
        else:
            queue[:] = old_queue
            length[:] = old_length
    return best_queue, best_length


@compiled
def _remove(queue: Any, length: Any, person: int) -> None:
    for t in range(queue.shape[0]):
        for k in range(length[t]):
            if queue[t, k] == person:
                for later in range(k, length[t] - 1):
                    queue[t, later] = queue[t, later + 1]
                length[t] -= 1
                return


@compiled
def _next(seed: Any) -> Any:
    """Xorshift of 64 bits (Marsaglia)."""
    seed ^= seed << np.uint64(13)
    seed ^= seed >> np.uint64(7)
    seed ^= seed << np.uint64(17)
    return seed
