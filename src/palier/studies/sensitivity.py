"""Which of the things that vary decide how a fire ends.

First-order index of a variable: the part of the variance of the outcome that is gone once the variable is known. Total
index: the part that is left as long as only this variable is unknown; it counts what it does together with others.

References
----------
.. [1] S. Tarantola, D. Gatelli, T. A. Mara, "Random balance designs for the estimation of first order global
   sensitivity indices", Reliability Engineering and System Safety 91 (2006) 717-727; for runs that were done anyway
   E. Plischke, the same journal 95 (2010) 354-360; bias J.-Y. Tissot, C. Prieur, the same 107 (2012) 205-213.
.. [2] A. Saltelli et al., "Variance based sensitivity analysis of model output. Design and estimator for the total
   sensitivity index", Computer Physics Communications 181 (2010) 259-270.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from palier.studies.estimates import LEVEL, Array

HARMONICS = 10  # of the Fourier series in which RBD-FAST looks for a variable, as SALib has it [-]
FEWEST = 100  # runs from which RBD-FAST is tried: several for each harmonic [-]
RESAMPLES = 100  # of the bootstrap for the intervals [-]


def first_order(u: ArrayLike, outcome: ArrayLike, names: Sequence[str], seed: int = 1) -> pd.DataFrame:
    """First-order indices from any runs in which the variables were drawn independently, by RBD-FAST.

    Parameters
    ----------
    u : array_like
        Place of each variable in its distribution, [n_runs, n_variables].
    outcome : array_like
        Of each run.
    names : sequence of str
        Of the variables.
    seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        `variable`, `first`, `first_low`, `first_high`, the largest first. The intervals come from half as many runs
        each (as SALib has it), so they are wide by about a factor of √2; that ten harmonics hold 0.96 of a step, as of
        a choice of two, is not in them. Without any difference between the runs all are nan.

    Raises
    ------
    ValueError
        If there are too few runs.
    """
    from SALib.analyze import rbd_fast

    x, y = np.asarray(u, float), np.asarray(outcome, float)
    if y.size < FEWEST:
        raise ValueError(f"{y.size} runs are too few for sensitivity indices: it takes {FEWEST}")
    if y.min() == y.max():
        nothing = np.full(len(names), np.nan)
        return _table(names, first=(nothing, nothing))
    found = rbd_fast.analyze(_problem(names), x, y, M=HARMONICS, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed)
    return _table(names, first=(np.array(found["S1"], float), np.array(found["S1_conf"], float)))


def saltelli(outcome: ArrayLike, names: Sequence[str], seed: int = 1) -> pd.DataFrame:
    """First-order and total indices from the runs of Saltelli's design, in its order.

    Parameters
    ----------
    outcome : array_like
        Of every run, in the order of `SALib.sample.sobol.sample(..., calc_second_order=False)`; nan where one failed.
    names : sequence of str
        Of the variables.
    seed : int
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        `variable`, `first`, `first_low`, `first_high`, `total`, `total_low`, `total_high`, the largest total first.

    Raises
    ------
    ValueError
        If a run failed or is missing: the design takes every one of them.
    """
    from SALib.analyze import sobol

    y, group = np.asarray(outcome, float), len(names) + 2
    gone = np.flatnonzero(~np.isfinite(y))
    if gone.size:
        shown = ", ".join(map(str, gone[:5])) + (", ..." if gone.size > 5 else "")
        raise ValueError(
            f"Saltelli's design takes every run, and {gone.size} of {y.size} failed or are missing (run {shown}): "
            "see what they failed of, or use the indices that any runs give"
        )
    if y.size == 0 or y.size % group:
        raise ValueError(
            f"Saltelli's design for {len(names)} variables has {group} runs to a group, and there are {y.size} runs: "
            "let the study finish"
        )
    if y.min() == y.max():
        nothing = np.full(len(names), np.nan)
        return _table(names, first=(nothing, nothing), total=(nothing, nothing))
    found = sobol.analyze(
        _problem(names), y, calc_second_order=False, num_resamples=RESAMPLES, conf_level=LEVEL, seed=seed
    )
    return _table(names, first=(found["S1"], found["S1_conf"]), total=(found["ST"], found["ST_conf"]))


def unweighted(weights: ArrayLike, seed: int = 1) -> NDArray[np.intp]:
    """Places of runs that are as if all had been drawn with equal weight: each kept with a chance like its weight."""
    w = np.asarray(weights, float)
    kept = np.random.default_rng(seed).random(w.size) * w.max(initial=0.0) < w
    return np.flatnonzero(kept)


def by_spread(settings: pd.DataFrame) -> pd.DataFrame:
    """A tornado: the settings of all variables, those of the variable that changes the outcome most first.

    Parameters
    ----------
    settings : pandas.DataFrame
        `variable`, `setting` and the estimate of the outcome under each of them, `value`.

    Returns
    -------
    pandas.DataFrame
        The same rows with `spread`, the largest value of the variable less the smallest.
    """
    values = settings.groupby("variable")["value"]
    spread = values.transform("max") - values.transform("min")
    sorted_ = settings.assign(spread=spread).sort_values(
        ["spread", "variable", "value"], ascending=[False, True, True], kind="stable"
    )
    return sorted_.reset_index(drop=True)


def _problem(names: Sequence[str]) -> dict[str, object]:
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _table(names: Sequence[str], **indices: tuple[Array, Array]) -> pd.DataFrame:
    table = pd.DataFrame({"variable": list(names)})
    for name, (value, half) in indices.items():
        table[name], table[f"{name}_low"], table[f"{name}_high"] = value, value - half, value + half
    last = list(indices)[-1]
    return table.sort_values(last, ascending=False, kind="stable", ignore_index=True)
