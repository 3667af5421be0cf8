"""A bound on what any plan can reach, by putting a price on the time of the teams (Lagrangian relaxation).

Each team's time is cut into cells. A trip that starts in a cell and lasts d is let off with floor(d / cell) cells and
the best that it could gain there, so every real plan fits into the relaxed problem. At any prices the sum of what
every person would choose and of what the teams would earn is at least the value of the best plan; the prices are moved
along the subgradient to lower it.
"""

from __future__ import annotations

import numpy as np

from palier.plan.problem import Floats, Problem

CELL = 15.0  # s
ROUNDS = 400
HEAVY = (0.0, 1.0, 4.0, 20.0)  # people unhurt that a life counts for: each ties the second bound to that many lives


def bounds(problem: Problem, lives: float, unhurt: float) -> tuple[float, float]:
    """Lives that no plan exceeds, and people unhurt that no plan with that many `lives` exceeds.

    lives, unhurt : gained over leaving everybody in place, by a plan that is known
    """
    first = _bound(problem, 1.0, 0.0, lives)
    if first < lives:  # rounding
        first = lives
    tied = [_bound(problem, heavy, 1.0, heavy * lives + unhurt) - heavy * lives for heavy in HEAVY]
    return first, max(min(tied), unhurt)


def _bound(problem: Problem, of_lives: float, of_unhurt: float, known: float) -> float:
    """Least value of the relaxed problem that the rounds find."""
    p = problem
    origin, end = float(p.times[0]), float(p.times[-1])
    cells = int(np.ceil((end - origin) / CELL)) + 1
    teams, people = np.nonzero(p.can & np.isfinite(p.ready)[:, None])
    if not len(teams):
        return 0.0
    value = np.full((len(teams), cells), -np.inf)
    for k, (t, i) in enumerate(zip(teams, people, strict=True)):
        coming = 0.0 if p.stays[t] else float(p.approach[t, i])
        worth = of_lives * (p.lives[t, i] - p.lives_left[i]) + of_unhurt * (p.unhurt[t, i] - p.unhurt_left[i])
        value[k] = _best_in_cells(worth, p.times, origin, cells, coming, max(p.ready[t], p.there_from[i] - coming))
    lasts = np.array(
        [
            int((0.0 if p.stays[t] else p.approach[t, i]) + p.handling[t, i] + p.back[t, i]) // int(CELL)
            for t, i in zip(teams, people, strict=True)
        ]
    )
    capacity = p.capacity.astype(float)
    price = np.zeros((p.can.shape[0], cells))
    least, step = np.inf, 1.0
    starts = np.arange(cells)
    stops = np.minimum(starts[None, :] + lasts[:, None], cells)
    rows = np.arange(len(teams))[:, None]
    since = 0
    for _ in range(ROUNDS):
        paid = np.concatenate([np.zeros((len(price), 1)), np.cumsum(price, axis=1)], axis=1)[teams]
        net = value - (paid[rows, stops] - paid[:, :-1])
        best_cell = net.argmax(axis=1)
        best = net[np.arange(len(teams)), best_cell]
        chosen: dict[int, int] = {}
        for k in np.argsort(-best, kind="stable"):
            if best[k] <= 0.0:
                break
            chosen.setdefault(int(people[k]), int(k))
        total = float((price.sum(axis=1) * capacity).sum() + sum(best[k] for k in chosen.values()))
        since = 0 if total < least - 1e-6 else since + 1
        least = min(least, total)
        if since >= 20:
            step, since = 0.5 * step, 0
        used = np.zeros_like(price)
        for k in chosen.values():
            used[teams[k], best_cell[k] : stops[k, best_cell[k]]] += 1.0
        slope = used - capacity[:, None]
        slope[(price <= 0.0) & (slope < 0.0)] = 0.0
        size = float((slope**2).sum())
        if size == 0.0 or least - known < 1e-6:
            break
        price = np.maximum(price + step * max(least - known, 1e-3) / size * slope, 0.0)
    return least


def _best_in_cells(worth: Floats, times: Floats, origin: float, cells: int, coming: float, earliest: float) -> Floats:
    """Best value of a trip that starts within each cell; -inf where it cannot. [n_cells]"""
    found = np.full(cells, -np.inf)
    for cell in range(cells):
        first, last = origin + cell * CELL, origin + (cell + 1) * CELL
        if last <= earliest:
            continue
        low = max(int(np.searchsorted(times, max(first, earliest) + coming, side="right")) - 1, 0)
        high = int(np.searchsorted(times, last + coming, side="right"))
        if low < len(worth) and max(first, earliest) + coming <= times[-1]:
            found[cell] = worth[low : max(high, low + 1)].max()
    return found
