"""Where in each distribution every run lies: points spread evenly over all runs, the same for every measure.

Each variable that is drawn once for a fire has a dimension of its own. Draws that belong to one flat or person are made
apart, by their name (`palier.engine.draws`), so that a further flat moves none of the others.

References
----------
.. [1] A. B. Owen, "Scrambling Sobol' and Niederreiter-Xing points", Journal of Complexity 14 (1998) 466-489.
.. [2] M. D. McKay, R. J. Beckman, W. J. Conover, "A comparison of three methods for selecting values of input
   variables in the analysis of output from a computer code", Technometrics 21 (1979) 239-245.
.. [3] A. Saltelli et al., "Variance based sensitivity analysis of model output. Design and estimator for the total
   sensitivity index", Computer Physics Communications 181 (2010) 259-270.
"""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from palier.engine.draws import Draws
from palier.studies.definition import StudyDefinition
from palier.studies.variables import Variable, apart, saltelli_group, told

BLOCK = 100  # points made at once, and runs kept in one file
MOST_SOBOL = 21201  # dimensions that the tables of direction numbers have
SMALLEST = 2.0**-33  # half the distance of Sobol' points: none lies at 0 or 1 itself. [-]

Floats = npt.NDArray[np.float64]
_NORMAL = NormalDist()


class Point(NamedTuple):
    """Where one run lies."""

    u: dict[str, float]  # place in the distribution of each variable that is drawn once, in (0, 1)
    key: int  # number by which everything else is drawn: that of the run, but with Saltelli's design of its group
    weight: float  # of importance sampling, 1 without
    stratum: str | None  # value of the variable that the runs are stratified by


def independent(variables: dict[str, Variable], seed: int, run: int) -> Point:
    """A run whose variables are drawn each by itself, by its name."""
    draws = Draws(seed, run)
    once = [name for name, each in variables.items() if not each.each and each.remove is None]
    return Point({name: draws.uniform(name, "variable") for name in once}, run, 1.0, None)


class Points:
    """The points of a study. `at(run)` is the same whatever else is asked for, in any order, on any machine.

    Parameters
    ----------
    definition : StudyDefinition
    variables : dict of Variable by name
        All of them; those drawn once for a fire get a dimension each.
    """

    def __init__(self, definition: StudyDefinition, variables: dict[str, Variable]) -> None:
        self.definition = definition
        self.variables = {name: each for name, each in variables.items() if not each.each and each.remove is None}
        self.names = list(self.variables)
        self.group = saltelli_group(variables)  # runs of one group of Saltelli's design
        self._apart = apart(variables)
        self._block = lru_cache(maxsize=4)(self._block_of)
        self._cholesky = _cholesky(self.names, definition.correlate) if definition.correlate else None

    @property
    def runs(self) -> int:
        """How many runs the study has; of Saltelli's design as many as make it whole."""
        asked = self.definition.runs
        if self.definition.sampling != "saltelli":
            return asked
        return self.group * (1 << max(0, math.floor(math.log2(max(1, asked // self.group)))))

    @property
    def strata(self) -> dict[str, float]:
        """For each stratum how likely it is, over the part of the runs that it gets; empty without strata."""
        strata = self.definition.strata
        if strata is None or not strata.shares:
            return {}
        variable = self.variables[strata.by]
        parts = [part / sum(variable.shares) for part in variable.shares]
        chances = {told(each): part for each, part in zip(variable.options, parts, strict=True)}
        whole = sum(strata.shares.values())
        return {name: chances[name] * whole / share for name, share in strata.shares.items() if share > 0.0}

    def at(self, run: int) -> Point:
        """The point of a run."""
        row = self._block(run // BLOCK)[run % BLOCK] if self.names else np.zeros(0)
        places = dict(zip(self.names, np.clip(row, SMALLEST, 1.0 - SMALLEST).tolist(), strict=True))
        if self._cholesky is not None:
            normal = self._cholesky @ np.array([_NORMAL.inv_cdf(u) for u in places.values()])
            places = {name: _NORMAL.cdf(z) for name, z in zip(self.names, normal.tolist(), strict=True)}
        weight, stratum = 1.0, None
        for name, variable in self.variables.items():
            if variable.oversample is not None:
                places[name], factor = variable.oversample.bend(places[name])
                weight *= factor
        if self.definition.strata is not None:
            by = self.definition.strata.by
            places[by], stratum = self._in_its_stratum(places[by])
        key = run
        if self.definition.sampling == "saltelli":
            # The last of a group, which is independent, has people of its own; so has the one before it, where what is
            # drawn for each counts as one more variable, and differs from the first of the group by nothing else.
            own = self.group - 1 - self._apart
            key = 2 * (run // self.group) + (run % self.group >= own)
        return Point(places, key, weight, stratum)

    def _block_of(self, block: int) -> Floats:
        """Points of the runs of a block, [BLOCK, n_variables]."""
        from scipy.stats import qmc

        seed, d = self.definition.seed, len(self.names)
        first = block * BLOCK
        match self.definition.sampling:
            case "sobol":
                sobol = qmc.Sobol(d, scramble=True, rng=np.random.default_rng([seed, 1]))
                if first:
                    sobol.fast_forward(first)
                return _unwarned(sobol, BLOCK)
            case "latin hypercube":
                return _rows(self._hypercube(), first)
            case "saltelli":
                return _rows(self._saltelli(), first)
        runs = range(first, first + BLOCK)
        return np.array([list(independent(self.variables, seed, run).u.values()) for run in runs])

    @lru_cache(maxsize=1)  # noqa: B019  # one study in a process
    def _hypercube(self) -> Floats:
        from scipy.stats import qmc

        rng = np.random.default_rng([self.definition.seed, 2])
        return np.asarray(qmc.LatinHypercube(len(self.names), rng=rng).random(self.runs))

    @lru_cache(maxsize=1)  # noqa: B019
    def _saltelli(self) -> Floats:
        from SALib.sample import sobol

        n = len(self.names) + self._apart  # one more, of which only it counts whose people a run has
        problem = {"num_vars": n, "names": list(map(str, range(n))), "bounds": [[0.0, 1.0]] * n}
        groups = self.runs // self.group
        whole = sobol.sample(problem, groups, calc_second_order=False, seed=self.definition.seed)
        return np.asarray(whole[:, : len(self.names)])

    def _in_its_stratum(self, u: float) -> tuple[float, str]:
        """The place in the distribution of the variable that the runs are stratified by, and its stratum.

        The strata share out the numbers from 0 to 1 as they share out the runs; within its stratum a number is
        stretched to where that value lies in the distribution. So the runs of a stratum are spread as evenly over all
        other variables as all runs are.
        """
        strata = self.definition.strata
        assert strata is not None
        variable = self.variables[strata.by]
        options = [told(option) for option in variable.options]
        chances = np.array(variable.shares) / sum(variable.shares)
        shares = np.array([strata.shares.get(each, 0.0) for each in options]) if strata.shares else chances
        ends = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
        k = min(int(np.searchsorted(ends, u, side="right")) - 1, len(options) - 1)
        while shares[k] == 0.0:  # of round-off at the upper end
            k -= 1
        within = min(max((u - ends[k]) / (ends[k + 1] - ends[k]), SMALLEST), 1.0 - SMALLEST)
        return float(chances[:k].sum() + chances[k] * within), options[k]


def _unwarned(sobol: object, n: int) -> Floats:
    """Points without the remark that a number that is no power of two is less even: the study has many blocks."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return np.asarray(sobol.random(n))  # type: ignore[attr-defined]


def _rows(whole: Floats, first: int) -> Floats:
    """Rows from `first` on, a block of them; what lies beyond the last run is never asked for."""
    block = np.full((BLOCK, whole.shape[1]), 0.5)
    there = whole[first : first + BLOCK]
    block[: len(there)] = there
    return block


def correlation(names: list[str], pairs: tuple[tuple[str, str, float], ...]) -> Floats:
    """Correlation of the normal scores that gives the rank correlations asked for, [n, n].

    Notes
    -----
    :math:`r = 2 \\sin(\\pi \\rho_s / 6)` for a Gaussian copula with Spearman's rank correlation
    :math:`\\rho_s` (Pearson 1907; W. H. Kruskal, JASA 53 (1958) 814-861). Exact for continuous distributions.
    """
    matrix = np.eye(len(names))
    for a, b, rank in pairs:
        i, j = names.index(a), names.index(b)
        matrix[i, j] = matrix[j, i] = 2.0 * math.sin(math.pi * rank / 6.0)
    return matrix


def _cholesky(names: list[str], pairs: tuple[tuple[str, str, float], ...]) -> Floats:
    return np.asarray(np.linalg.cholesky(correlation(names, pairs)))
