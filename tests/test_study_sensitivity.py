"""Sensitivity indices against functions whose indices are known."""

import numpy as np
import pandas as pd
import pytest
from SALib.sample import sobol
from scipy.stats import qmc

from palier.studies import sensitivity

NAMES = ["x1", "x2", "x3"]


def ishigami(u):
    """Ishigami and Homma 1990: sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on (-π, π)."""
    x = np.pi * (2.0 * u - 1.0)
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# Variances of its parts, by integration over the three uniform variables.
ALONE_1 = 0.5 * (1.0 + 0.1 * np.pi**4 / 5.0) ** 2
ALONE_2 = 7.0**2 / 8.0
WITH_3 = 0.1**2 * np.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
ALL = ALONE_1 + ALONE_2 + WITH_3
FIRST = {"x1": ALONE_1 / ALL, "x2": ALONE_2 / ALL, "x3": 0.0}
TOTAL = {"x1": (ALONE_1 + WITH_3) / ALL, "x2": ALONE_2 / ALL, "x3": WITH_3 / ALL}


def test_first_order_indices_of_ishigamis_function_from_runs_done_anyway():
    assert pytest.approx((0.314, 0.442), abs=1e-3) == (FIRST["x1"], FIRST["x2"])
    u = qmc.Sobol(3, seed=1).random(4096)
    found = sensitivity.first_order(u, ishigami(u), NAMES).set_index("variable")
    for name, true in FIRST.items():
        assert found["first"][name] == pytest.approx(true, abs=0.02)
        assert found["first_low"][name] <= true <= found["first_high"][name]
    assert list(found.index) == ["x2", "x1", "x3"]


def test_first_order_indices_of_a_sum_are_the_parts_of_its_variance():
    u = np.random.default_rng(2).random((2000, 3))
    found = sensitivity.first_order(u, u @ [1.0, 2.0, 4.0], NAMES).set_index("variable")["first"]
    assert [found[name] for name in NAMES] == pytest.approx([1 / 21, 4 / 21, 16 / 21], abs=0.03)


def test_total_indices_of_ishigamis_function_by_saltellis_design():
    problem = {"num_vars": 3, "names": NAMES, "bounds": [[0.0, 1.0]] * 3}
    u = sobol.sample(problem, 4096, calc_second_order=False, seed=3)
    found = sensitivity.saltelli(ishigami(u), NAMES).set_index("variable")
    for name in NAMES:
        assert found["first"][name] == pytest.approx(FIRST[name], abs=0.03)
        assert found["total"][name] == pytest.approx(TOTAL[name], abs=0.03)
        assert found["total_low"][name] <= TOTAL[name] <= found["total_high"][name]


def test_saltellis_design_with_a_failed_run_is_refused_by_name():
    y = np.arange(50.0)
    y[[7, 9]] = np.nan
    with pytest.raises(ValueError, match=r"2 of 50 failed or are missing \(run 7, 9\)"):
        sensitivity.saltelli(y, NAMES)
    with pytest.raises(ValueError, match="let the study finish"):
        sensitivity.saltelli(np.arange(49.0), NAMES)


def test_an_outcome_that_never_differs_has_no_indices():
    u = np.random.default_rng(4).random((200, 3))
    assert sensitivity.first_order(u, np.zeros(200), NAMES)["first"].isna().all()
    assert sensitivity.saltelli(np.zeros(50), NAMES)["total"].isna().all()
    with pytest.raises(ValueError, match="too few"):
        sensitivity.first_order(u[:20], np.arange(20.0), NAMES)


def test_indices_of_oversampled_runs_are_those_of_all_fires_once_they_are_unweighted():
    random = np.random.default_rng(5)
    tail = random.random(40_000) < 0.5  # of the upper tenth of the first variable
    u = random.random((40_000, 2))
    u[:, 0] = np.where(tail, 0.9 + 0.1 * u[:, 0], 0.9 * u[:, 0])
    kept = sensitivity.unweighted(np.where(tail, 0.1 / 0.5, 0.9 / 0.5))
    assert np.mean(u[kept, 0] > 0.9) == pytest.approx(0.1, abs=0.01)
    y = u @ [1.0, 1.0]
    honest = sensitivity.first_order(u[kept], y[kept], ["a", "b"])["first"]
    assert honest.to_numpy() == pytest.approx([0.5, 0.5], abs=0.03)


def test_a_tornado_begins_with_what_changes_most():
    settings = pd.DataFrame({"variable": ["a", "a", "b", "b"], "setting": "", "value": [1.0, 2.0, 5.0, 1.0]})
    found = sensitivity.by_spread(settings)
    assert list(found["variable"]) == ["b", "b", "a", "a"]
    assert list(found["spread"]) == [4.0, 4.0, 1.0, 1.0]
    assert list(found["value"]) == [1.0, 5.0, 1.0, 2.0]
