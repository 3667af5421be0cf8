"""A plan held against its playback: whom it harms in the simulation it leaves in place, or it is not the one to follow.

A plan is made from runs in which nobody is taken; that teams open doors, and people come through smoke to a window, is
seen when it is played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from palier.plan import Plan, Problem, solve
from palier.rescue.ensemble import Ensemble, problem_of
from palier.rescue.playback import RULES, Played, play_plan, play_rule
from palier.rescue.watching import Bools
from palier.scenario.scenario import Scenario

NOBODY = next(rule for rule, order in RULES.items() if order is None)
THE_PLAN, KEPT = "the plan", "the plan, never made again"
_Found = tuple[Problem, Plan, dict[str, list[Played]], Bools]  # what `planned_and_played` returns
ROUNDS = 3  # of making the plan anew without those whom it harms


def seen(runs: Sequence[Played]) -> tuple[float, float]:
    """Mean numbers alive and unhurt in the simulation, without what is expected of falls."""
    return float(np.mean([each.alive for each in runs])), float(np.mean([each.well for each in runs]))


def best_of(played: Mapping[str, Sequence[Played]]) -> str:
    """The name of what did best in the simulation, lives first, then people unhurt; of equals the plan, made again."""
    return max((THE_PLAN, KEPT, *RULES), key=lambda name: seen(played[name]))


def harmed_by(plan: Sequence[Played], nobody: Sequence[Played], ensemble: Ensemble) -> Bools:
    """Whom each team harms: who fares worse than with nobody taken, over the runs in which it takes them.

    Who fares worse without being taken is harmed by any that may call them.

    Returns [n_teams, n_people].
    """
    teams = ensemble.names.teams
    more = np.zeros(ensemble.room.shape)
    for mine, left in zip(plan, nobody, strict=True):
        for i, team in enumerate(mine.taken_by):
            more[slice(None) if team is None else teams.index(team), i] += mine.harm[i] - left.harm[i]
    return np.asarray(more > 0.0)


def planned_and_played(scenario: Scenario, runs: int, ensemble: Ensemble, tell: Callable[[str], None]) -> _Found:
    """The plan, what it was made from, what it and the rules come to, and whom no team takes as it harms them.

    tell : called with what is done, after each run
    """
    played: dict[str, list[Played]] = {}

    def play(name: str, one: Callable[[int], Played]) -> None:
        played[name] = []
        for k in range(runs):
            played[name].append(one(k))
            tell(name)

    for rule, order in RULES.items():
        play(rule, lambda k, order=order: play_rule(scenario, k, ensemble, order))  # type: ignore[misc]
    spared = np.zeros(ensemble.room.shape, bool)
    found: list[_Found] = []
    for _ in range(1 + ROUNDS):
        problem = problem_of(ensemble, usable=~spared)
        plan = solve(problem)
        play(KEPT, lambda k: play_plan(scenario, k, ensemble, problem, plan, 0))  # noqa: B023, called at once
        play(THE_PLAN, lambda k: play_plan(scenario, k, ensemble, problem, plan, spared=spared))  # noqa: B023
        found.append((problem, plan, dict(played), spared))
        if best_of(played) == THE_PLAN:
            break
        harmed = harmed_by(played[THE_PLAN], played[NOBODY], ensemble)
        harmed |= harmed_by(played[KEPT], played[NOBODY], ensemble)
        if not (harmed & ~spared).any():
            break
        spared = spared | harmed
    best = max(found, key=lambda each: max(seen(each[2][THE_PLAN]), seen(each[2][KEPT])))
    return _all_left(ensemble, found) if best_of(best[2]) == NOBODY else best


def _all_left(ensemble: Ensemble, found: list[_Found]) -> _Found:
    """The plan to leave everybody in place, where every other did worse than that."""
    spared = found[-1][3].copy()
    for _, plan, _, _ in found:
        for trip in plan.trips:
            spared[trip.team, list(trip.people)] = True
    problem = problem_of(ensemble, usable=np.zeros_like(spared))
    played = found[-1][2]
    return problem, solve(problem), played | dict.fromkeys((KEPT, THE_PLAN), played[NOBODY]), spared
