"""What a variable is drawn from: known distributions come back."""

import math

import numpy as np
import pytest
from scipy import stats

from palier.studies.distributions import KINDS, quantile
from palier.studies.variables import Oversample, Spread

SCALE = 234.0 * 6**0.5 / math.pi  # of a Gumbel distribution with a standard deviation of 234
GIVEN = {
    "uniform": ((2.0, 5.0), stats.uniform(2.0, 3.0)),
    "normal": ((10.0, 3.0), stats.norm(10.0, 3.0)),
    "lognormal": ((2.0, 0.7), stats.lognorm(0.7, scale=2.0)),
    "triangular": ((1.0, 2.0, 5.0), stats.triang(0.25, 1.0, 4.0)),
    "exponential": ((4.0,), stats.expon(scale=4.0)),
    "weibull": ((3.0, 1.8), stats.weibull_min(1.8, scale=3.0)),
    "gumbel": ((780.0, 234.0), stats.gumbel_r(780.0 - 0.5772156649 * SCALE, SCALE)),
    "gamma": ((6.0, 2.0), stats.gamma(9.0, scale=2.0 / 3.0)),
    "beta": ((2.0, 3.0), stats.beta(2.0, 3.0)),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_quantiles_are_those_of_the_distribution(kind):
    parameters, known = GIVEN[kind]
    u = np.linspace(0.001, 0.999, 97)
    assert np.allclose([quantile(kind, parameters, each) for each in u], known.ppf(u), rtol=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_the_part_below_a_quantile_is_its_place(kind):
    parameters, _ = GIVEN[kind]
    assert all(
        KINDS[kind].below(quantile(kind, parameters, u), *parameters) == pytest.approx(u) for u in (0.02, 0.4, 0.97)
    )


def test_a_cut_distribution_fills_its_interval_and_nothing_heaps_up_at_its_ends():
    u = (np.arange(20000) + 0.5) / 20000
    drawn = np.array([quantile("normal", (0.0, 1.0), each, (-0.5, 1.0)) for each in u])
    assert stats.kstest(drawn, stats.truncnorm(-0.5, 1.0).cdf).pvalue > 0.999
    assert len(np.unique(drawn)) == len(drawn)
    assert drawn.min() >= -0.5 and drawn.max() <= 1.0


def test_choices_come_in_proportion_to_their_weights():
    spread = Spread(choice=("a", "b", "c"), weights=(1, 0, 3))
    drawn = [spread.value((k + 0.5) / 1000) for k in range(1000)]
    assert (drawn.count("a"), drawn.count("b"), drawn.count("c")) == (250, 0, 750)


def test_oversampling_a_tail_keeps_the_mean_of_everything():
    u = (np.arange(20_000) + 0.5) / 20_000
    for tail in (Oversample(above=0.95, share=0.5), Oversample(below=0.1, share=0.7)):
        bent = np.array([tail.bend(each) for each in u])
        assert bent[:, 1].mean() == pytest.approx(1.0, abs=1e-3)
        assert (bent[:, 0] * bent[:, 1]).mean() == pytest.approx(0.5, abs=1e-3)
        assert (bent[:, 1] * (bent[:, 0] > 0.95)).mean() == pytest.approx(0.05, abs=1e-3)
    assert (np.array([Oversample(above=0.95, share=0.5).bend(each)[0] for each in u]) > 0.95).mean() == pytest.approx(
        0.5, abs=1e-4
    )
