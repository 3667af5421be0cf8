"""Factors a symmetric positive definite matrix whose graph is the building: ordered once, then cost linear in rooms."""

from typing import NamedTuple

import numpy as np

from palier.engine.arrays import Floats, Ints
from palier.engine.compiled import kernel
from palier.engine.kept import Kept


class Pattern(NamedTuple):
    """Where the entries of L are, and which products fill it. Unknowns are renumbered by elimination order."""

    position: Ints  # [n] place of each room in the elimination order
    start: Ints  # [n + 1] first entry of each column of L
    row: Ints  # [n_entries] row of each entry, in elimination order
    target: Ints  # for each pair of entries in a column: the entry it updates, or -1 - row for a diagonal
    target_start: Ints  # [n + 1]
    entry: Ints  # [n_edges] entry of each edge of the matrix, -1 for an edge to the outside


_ORDERS = Kept()


def order(n: int, edges: list[tuple[int, int]]) -> Pattern:
    """Eliminate the room with fewest neighbours first, again and again, and write down the fill.

    Edges join rooms 0..n-1; an end of n or more is the outside and has no unknown. Ties go to the lower number, so
    the order depends on nothing but the building.
    """
    return _ORDERS.of((n, tuple(edges)), lambda: _order(n, edges))


def _order(n: int, edges: list[tuple[int, int]]) -> Pattern:
    neighbours: list[set[int]] = [set() for _ in range(n)]
    for a, b in edges:
        if a < n and b < n and a != b:
            neighbours[a].add(b)
            neighbours[b].add(a)
    position = np.full(n, -1, dtype=np.int64)
    columns: list[list[int]] = []
    left = set(range(n))
    for k in range(n):
        room = min(left, key=lambda i: (len(neighbours[i]), i))
        left.remove(room)
        position[room] = k
        around = neighbours[room]
        columns.append(sorted(around))
        for a in around:
            neighbours[a].discard(room)
            neighbours[a] |= around - {a}
    start = np.zeros(n + 1, dtype=np.int64)
    rows: list[int] = []
    where: dict[tuple[int, int], int] = {}
    for k, column in enumerate(columns):
        for row in sorted(int(position[i]) for i in column):
            where[(row, k)] = len(rows)
            rows.append(row)
        start[k + 1] = len(rows)
    target: list[int] = []
    target_start = np.zeros(n + 1, dtype=np.int64)
    for k in range(n):
        column_rows = rows[start[k] : start[k + 1]]
        for p, i in enumerate(column_rows):
            for j in column_rows[: p + 1]:
                target.append(-1 - i if i == j else where[(i, j)])
        target_start[k + 1] = len(target)
    entry = np.full(len(edges), -1, dtype=np.int64)
    for e, (a, b) in enumerate(edges):
        if a < n and b < n and a != b:
            i, j = int(position[a]), int(position[b])
            entry[e] = where[(max(i, j), min(i, j))]
    return Pattern(position, start, np.array(rows, np.int64), np.array(target, np.int64), target_start, entry)


class Factor(NamedTuple):
    """Numbers of the matrix, overwritten by its factor L D L^T; in elimination order."""

    diagonal: Floats  # [n]
    below: Floats  # [n_entries]
    vector: Floats  # [n] right side, overwritten by the solution


def new_factor(pattern: Pattern) -> Factor:
    """Space for one matrix."""
    n = pattern.position.size
    return Factor(np.zeros(n), np.zeros(pattern.row.size), np.zeros(n))


@kernel
def solve(pattern, factor):
    """Factor the matrix in place and replace `factor.vector` by the solution."""
    n = pattern.position.size
    diagonal = factor.diagonal
    below = factor.below
    x = factor.vector
    for k in range(n):
        pivot = diagonal[k]
        first = pattern.start[k]
        end = pattern.start[k + 1]
        t = pattern.target_start[k]
        for p in range(first, end):
            ratio = below[p] / pivot
            for q in range(first, p + 1):
                product = ratio * below[q]
                place = pattern.target[t]
                t += 1
                if place < 0:
                    diagonal[-1 - place] -= product
                else:
                    below[place] -= product
        for p in range(first, end):
            below[p] /= pivot
            x[pattern.row[p]] -= below[p] * x[k]
    for k in range(n - 1, -1, -1):
        value = x[k] / diagonal[k]
        for p in range(pattern.start[k], pattern.start[k + 1]):
            value -= below[p] * x[pattern.row[p]]
        x[k] = value
