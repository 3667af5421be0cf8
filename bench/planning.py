"""How long a plan for 30 trapped people and six teams takes, and how far it may be from the best.

`python bench/planning.py` prints a line for each of some made-up cases; the kernels are compiled first. It fails if
one takes longer than promised.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from palier.plan import Problem, solve

PEOPLE, TEAMS, RUNS = 30, 6, 20
END, STEP = 1800.0, 15.0  # s
MOST = 10.0  # s of processor time that a plan may take


def case(seed: int, n_people: int = PEOPLE, n_teams: int = TEAMS) -> Problem:
    """People in ten rooms who collapse at log-normal times, and four ladders, a stair and a roof hatch."""
    rng = np.random.default_rng(seed)
    times = np.arange(0.0, END + 1.0, STEP)
    room = rng.integers(0, 10, n_people)
    there = rng.uniform(100.0, 500.0, n_people)
    falls = rng.uniform(500.0, 2200.0, n_people)[:, None] * np.exp(rng.normal(0.0, 0.3, (n_people, RUNS)))
    dies = falls * rng.uniform(1.2, 1.8, (n_people, RUNS))
    carer = np.full(n_people, -1)
    for person in range(0, n_people - 1, 5):
        carer[person] = person + 1
        room[person], there[person] = room[person + 1], there[person + 1]
    shape = (n_teams, n_people)
    lives = np.stack([(times[:, None] < dies[i]).mean(axis=1) for i in range(n_people)])
    unhurt = np.stack([(times[:, None] < 0.5 * falls[i]).mean(axis=1) for i in range(n_people)])
    stays = np.array([True, True, True, True, False, False])[:n_teams]

    def of_team(low: float, high: float) -> np.ndarray:
        return np.repeat(rng.uniform(low, high, n_teams)[:, None], n_people, axis=1)

    return Problem(
        times=times,
        lives=np.repeat(lives[None], n_teams, axis=0),
        unhurt=np.repeat(unhurt[None], n_teams, axis=0),
        lives_left=(dies > END).mean(axis=1),
        unhurt_left=(0.5 * falls > END).mean(axis=1),
        can=rng.random(shape) < 0.6,
        room=np.repeat(room[None], n_teams, axis=0),
        there_from=there,
        ready=rng.uniform(300.0, 900.0, n_teams),
        handling=of_team(30.0, 150.0),
        approach=of_team(30.0, 120.0),
        back=np.where(stays[:, None], 0.0, of_team(30.0, 120.0)),
        capacity=np.array([1, 1, 1, 1, 4, 3])[:n_teams],
        stays=stays,
        at=np.full(n_teams, -1),
        carer=carer,
    )


if __name__ == "__main__":
    solve(case(0, 4, 2))
    slowest = 0.0
    for seed in range(5):
        began = time.process_time()
        plan = solve(case(seed))
        took = time.process_time() - began
        slowest = max(slowest, took)
        print(
            f"case {seed}: {plan.lives:.2f} of {PEOPLE} expected to live, at most {plan.lives_bound:.2f} by any plan;",
            f"{plan.unhurt:.2f} unhurt, at most {plan.unhurt_bound:.2f};",
            f"{len(plan.trips)} trips in {took:.1f} s of processor time",
            flush=True,
        )
    if slowest > MOST:
        sys.exit(f"a plan took {slowest:.1f} s; {MOST:.0f} s are promised")
