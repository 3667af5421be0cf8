"""Intervals against toy risks whose truth is known: do they contain it as often as they claim?

Every share of misses is counted over seeded studies. `ALLOWED` is what 1000 of them may miss if the truth is 5 %:
50 ± 2.33 √(1000 · 0.05 · 0.95) = 66, one in a hundred by chance; the seeds are fixed.
"""

from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import binom, qmc

from palier.studies import estimates
from palier.studies.variables import Oversample

STUDIES = 1000
ALLOWED = 0.066


class Missed(NamedTuple):
    share: float
    width: float


def missed(found, truth):
    """Part of the studies whose interval does not contain the truth, and the mean width."""
    out = (found.low > truth + 1e-12) | (found.high < truth - 1e-12)
    return Missed(float(out.mean()), float(np.mean(found.high - found.low)))


def clusters(random, kind, shape):
    """Persons hurt in a fire that hurts any, and their mean."""
    if kind == "one":
        return np.ones(shape), 1.0
    if kind == "geometric":
        return random.geometric(0.5, shape), 2.0
    return random.integers(1, 6, shape), 3.0


def test_the_limits_of_no_event_in_a_hundred_runs_are_those_of_the_tables():
    # Clopper and Pearson: 1 - 0.025^(1/100) for none; 5 of 20 from 0.0866 to 0.4910.
    low, high = estimates.binomial([0, 5, 20], [100, 20, 20])
    assert low == pytest.approx([0.0, 0.0866, 0.8316], abs=1e-4)
    assert high == pytest.approx([1.0 - 0.025**0.01, 0.4910, 1.0], abs=1e-4)


@pytest.mark.parametrize("runs", [50, 1000])
@pytest.mark.parametrize("truth", [0.001, 0.01, 0.05, 0.2, 0.5, 0.999])
def test_a_probability_is_missed_in_no_more_than_one_of_twenty_studies_exactly(runs, truth):
    events = np.arange(runs + 1.0)
    low, high = estimates.binomial(events, runs)
    assert binom.pmf(events, runs, truth)[(low > truth) | (high < truth)].sum() <= 0.05


@pytest.mark.parametrize("kind", ["one", "geometric", "one to five"])
@pytest.mark.parametrize(("runs", "chance"), [(200, 0.001), (200, 0.01), (1000, 0.003), (1000, 0.02), (500, 0.4)])
def test_deaths_that_come_several_at_once_are_covered_as_claimed_even_if_they_are_rare(kind, runs, chance):
    random = np.random.default_rng([runs, round(1e4 * chance)])
    sizes, mean = clusters(random, kind, (STUDIES, runs))
    deaths = (random.random((STUDIES, runs)) < chance) * sizes
    found = estimates.count(estimates.sums(deaths), deaths.max(1))
    assert missed(found, chance * mean).share <= ALLOWED


def test_students_interval_would_miss_rare_deaths_far_more_often_than_it_claims():
    random = np.random.default_rng(3)
    deaths = (random.random((STUDIES, 1000)) < 0.003).astype(float)
    of = estimates.sums(deaths)
    assert missed(estimates.average(of), 0.003).share > 0.15
    assert missed(estimates.count(of, 1.0), 0.003).share <= ALLOWED


def test_no_event_leaves_a_limit_that_falls_with_the_runs():
    none = estimates.count(estimates.sums(np.zeros(1000)), 0.0)
    assert (none.value, none.low) == (0.0, 0.0)
    # -ln 0.025 = 3.69 events of a Poisson distribution, each of three persons.
    assert none.high == pytest.approx(3.0 * -np.log(0.025) / 1000.0, rel=1e-6)


def test_the_mean_of_what_is_near_its_largest_in_most_runs_is_covered_too():
    random = np.random.default_rng(5)
    out = 4.0 - (random.random((STUDIES, 200)) < 0.02) * random.integers(1, 5, (STUDIES, 200))
    assert missed(estimates.count(estimates.sums(out), 4.0), 4.0 - 0.02 * 2.5).share <= ALLOWED


def bent(random, shape, oversample):
    """Quantiles and weights, as the study draws them."""
    drawn = random.random(shape)
    both = np.array([oversample.bend(u) for u in drawn.ravel()]).T
    return both[0].reshape(shape), both[1].reshape(shape)


@pytest.mark.parametrize(("in_tail", "elsewhere"), [(0.01, 0.0), (0.5, 0.0), (0.5, 0.001), (1.0, 0.95)])
def test_a_risk_of_an_oversampled_tail_is_covered_as_claimed(in_tail, elsewhere):
    random = np.random.default_rng(7)
    tail = Oversample(above=0.99, share=0.5)
    u, weights = (np.tile(part, (4, 1)) for part in bent(random, (250, 1000), tail))
    happens = random.random(u.shape) < np.where(u > 0.99, in_tail, elsewhere)
    truth = 0.01 * in_tail + 0.99 * elsewhere  # 1e-4 for the rarest
    found = estimates.probability(estimates.sums(happens, weights))
    assert missed(found, truth).share <= ALLOWED
    assert found.value.mean() == pytest.approx(truth, rel=0.1)
    assert np.all(found.high <= 1.0)


def test_ten_thousand_fires_with_a_tail_drawn_more_often_tell_a_rare_risk_better_than_without():
    random = np.random.default_rng(8)
    u, weights = bent(random, (20, 10_000), Oversample(above=0.99, share=0.2))
    happens = random.random(u.shape) < np.where(u > 0.99, 0.1, 0.0)
    plain = random.random(u.shape) < 0.001
    assert np.std(np.mean(weights * happens, 1)) < 0.5 * np.std(plain.mean(1))
    with_tail = estimates.probability(estimates.sums(happens, weights))
    assert np.all(with_tail.low > 0.0)
    # What the other 8000 runs may hide stays in the upper limit.
    assert np.all(with_tail.high > 3.6 * 0.99 / 8000.0)


@pytest.mark.parametrize("risks", [(0.1, 0.01, 0.001), (0.5, 0.2, 0.1), (0.02, 0.0, 0.0), (0.9, 0.95, 0.99)])
def test_a_stratified_study_covers_the_risk_of_all_strata_together(risks):
    random = np.random.default_rng(9)
    parts, runs = np.array([0.05, 0.15, 0.8]), (400, 300, 300)
    each = [estimates.sums(random.random((STUDIES, n)) < p) for n, p in zip(runs, risks, strict=True)]
    of = estimates.Sums(*(np.stack(column) for column in zip(*each, strict=True)))
    found = estimates.probability(of, parts)
    assert missed(found, float(parts @ risks)).share <= ALLOWED
    assert found.value.mean() == pytest.approx(float(parts @ risks), rel=0.05)
    assert np.all(found.runs == 1000.0)


def test_strata_with_as_many_runs_as_they_are_probable_come_to_the_plain_mean():
    happens = np.arange(1000) % 7 == 0
    of = estimates.Sums(*map(np.stack, zip(*(estimates.sums(part) for part in np.split(happens, [300])), strict=True)))
    assert estimates.probability(of, [0.3, 0.7]).value == pytest.approx(happens.mean(), rel=1e-12)


def test_the_variance_of_strata_is_theirs_by_the_squares_of_their_probabilities():
    # Cochran 1977, section 5.3: Σ W² s² / n = 0.04 · 2 / 4 + 0.64 · 8 / 2 = 2.58; Student's t of four degrees: 2.7764.
    strata = [np.array([1.0, 2.0, 3.0, 4.0]) * np.sqrt(1.2), np.array([10.0, 14.0])]
    of = estimates.Sums(*map(np.stack, zip(*map(estimates.sums, strata), strict=True)))
    found = estimates.average(of, [0.2, 0.8])
    assert found.value == pytest.approx(0.2 * 2.5 * np.sqrt(1.2) + 0.8 * 12.0)
    assert found.high - found.value == pytest.approx(2.7764 * np.sqrt(0.04 * 2.0 / 4.0 + 0.64 * 8.0 / 2.0), rel=1e-4)


@pytest.mark.parametrize("points", ["sobol", "latin hypercube"])
def test_sobol_points_and_latin_hypercubes_are_on_the_safe_side_of_independent_runs(points):
    def share_of_misses(draw):
        deaths = np.stack([draw(seed) for seed in range(300)])
        return missed(estimates.count(estimates.sums(deaths), 3.0), truth)

    def deaths(u):
        return np.floor(4.0 * np.clip(u[:, 0] + 0.3 * (u[:, 1] - 0.5) + 0.05 * u[:, 2] - 0.75, 0.0, 1.0))

    truth = float(deaths(qmc.Sobol(4, seed=1).random(2**18)).mean())
    sampler = qmc.Sobol if points == "sobol" else qmc.LatinHypercube
    spread = share_of_misses(lambda seed: deaths(sampler(4, seed=seed).random(256)))
    alone = share_of_misses(lambda seed: deaths(np.random.default_rng(seed).random((256, 4))))
    assert spread.share <= alone.share
    assert spread.share < 0.01


@pytest.mark.parametrize("better", [1.0, 0.75, 0.5])
@pytest.mark.parametrize(("runs", "differ"), [(200, 1), (200, 20), (1000, 5), (1000, 100)])
def test_the_difference_of_two_probabilities_is_covered_if_few_runs_differ_or_many(better, runs, differ):
    random = np.random.default_rng([runs, differ])
    place = random.random((STUDIES, runs))
    apart = differ / runs
    first = place < 0.2 + apart
    second = (first & ~(place < apart * better)) | (place > 1.0 - apart * (1.0 - better))
    found = estimates.difference(estimates.pairs(first, second))
    assert missed(found, apart * (1.0 - 2.0 * better)).share <= ALLOWED


def test_a_measure_that_helps_as_often_as_it_harms_is_covered_though_the_two_go_against_each_other():
    random = np.random.default_rng(10)
    place = random.random((STUDIES, 500))
    found = estimates.difference(estimates.pairs(place < 0.45, place > 0.55))
    assert 0.03 <= missed(found, 0.0).share <= ALLOWED  # near the 5 % that it claims: neither too narrow nor too wide
    assert np.mean(found.high - found.low) == pytest.approx(2 * 1.96 * np.sqrt(0.9 / 500), rel=0.05)


@pytest.mark.parametrize("kind", ["one", "geometric", "one to five"])
@pytest.mark.parametrize(("runs", "chance"), [(200, 0.01), (1000, 0.01), (500, 0.3)])
@pytest.mark.parametrize("kept", [1.0, 0.9, 0.5, 0.0])
def test_what_a_measure_saves_is_covered_as_claimed_absolutely_and_relatively(kind, runs, chance, kept):
    random = np.random.default_rng([runs, round(100 * kept)])
    sizes, mean = clusters(random, kind, (STUDIES, runs))
    first = (random.random((STUDIES, runs)) < chance) * sizes.astype(int)
    second = random.binomial(first, kept)
    found = estimates.difference(estimates.pairs(first, second), first.max(1), widest=np.abs(second - first).max(1))
    assert missed(found, chance * mean * (kept - 1.0)).share <= ALLOWED
    seen = first.any(1)
    out = (found.relative_low > kept - 1.0 + 1e-9) | (found.relative_high < kept - 1.0 - 1e-9)
    assert out[seen].mean() <= ALLOWED
    # The relative difference has a sign where the difference has one.
    assert np.array_equal((found.relative_high < 0.0)[seen], (found.high < 0.0)[seen])


@pytest.mark.parametrize("kind", ["one", "geometric", "one to five"])
@pytest.mark.parametrize(("runs", "chance"), [(200, 0.05), (1000, 0.01), (500, 0.3)])
def test_a_measure_that_saves_some_and_costs_others_is_covered_as_claimed(kind, runs, chance):
    random = np.random.default_rng([runs, 1])
    sizes, _ = clusters(random, kind, (STUDIES, runs))
    first = (random.random(sizes.shape) < chance) * sizes
    second = first * (random.random(sizes.shape) < 0.5)
    second += (random.random(sizes.shape) < 0.5 * chance) * clusters(random, kind, sizes.shape)[0]
    found = estimates.difference(estimates.pairs(first, second), first.max(1), widest=np.abs(second - first).max(1))
    assert missed(found, 0.0).share <= ALLOWED


def test_ten_deaths_of_which_a_measure_saves_all_are_told_apart_from_none():
    first = np.arange(1000) % 100 == 7
    told = estimates.difference(estimates.pairs(first, np.zeros(1000)), 1.0, widest=1.0)
    assert told.high < 0.0
    assert estimates.difference(estimates.pairs(first, np.zeros(1000)), 1.0).high > 0.0  # had three been at stake


def test_pairs_tell_the_same_mean_and_are_narrower_than_unpaired_runs_by_the_factor_that_theory_gives():
    # Each of the deaths of chance p is prevented with probability 1 - k. Var(d) = p (1 - k) - p² (1 - k)²;
    # of unpaired runs p (1 - p) + k p (1 - k p).
    random = np.random.default_rng(11)
    p, k = 0.1, 0.8
    first = random.random((50, 4000)) < p
    second = first & (random.random(first.shape) < k)
    found = estimates.difference(estimates.pairs(first, second))
    saved = p * (1.0 - k)
    theory = saved * (1.0 - saved) / (p * (1.0 - p) + k * p * (1.0 - k * p))
    assert found.variance_ratio.mean() == pytest.approx(theory, rel=0.02)
    others = random.random(first.shape) < k * p
    unpaired = estimates.difference(estimates.pairs(first, others))
    for value in (found.value, unpaired.value):  # both tell the same, and within the error of their own mean
        assert abs(value.mean() + saved) < 3.0 * value.std() / np.sqrt(len(value))
    assert found.value.std() < 0.6 * unpaired.value.std()
    narrower = np.mean(found.high - found.low) / np.mean(unpaired.high - unpaired.low)
    assert narrower == pytest.approx(np.sqrt(theory), rel=0.1)


def test_of_many_runs_the_difference_and_the_ratio_have_the_intervals_of_large_samples():
    # Both ways: the second measure saves some and costs others. Variances by the sample, of the ratio by linearising.
    random = np.random.default_rng(12)
    first = random.poisson(0.5, 100_000)
    second = random.binomial(first, 0.7) + random.poisson(0.05, first.size)
    found = estimates.difference(estimates.pairs(first, second), max(first.max(), second.max()))
    more = second - first
    assert found.variance_ratio == pytest.approx(more.var() / (first.var() + second.var()), rel=1e-3)
    assert found.high - found.low == pytest.approx(2 * 1.96 * more.std() / np.sqrt(first.size), rel=0.03)
    ratio = more.mean() / first.mean()
    error = np.std(more - ratio * first) / first.mean() / np.sqrt(first.size)
    assert found.relative_high - found.relative_low == pytest.approx(2 * 1.96 * error, rel=0.03)


def test_measures_that_never_differed_are_still_not_known_to_be_equal():
    same = np.arange(500) % 10 == 0
    found = estimates.difference(estimates.pairs(same, same))
    assert (found.value, found.events) == (0.0, 0.0)
    assert found.low == pytest.approx(-(1.0 - 0.025 ** (1 / 500)), rel=1e-9)
    assert found.high == -found.low


def test_a_relative_difference_from_a_figure_that_may_be_nothing_is_unbounded():
    found = estimates.difference(estimates.pairs(np.zeros(100), np.arange(100) == 3))
    assert np.isnan(found.relative)
    assert (found.relative_low, found.relative_high) == (-1.0, np.inf)


def test_the_risk_of_a_person_is_covered_though_persons_of_one_fire_die_together():
    random = np.random.default_rng(13)
    exposed = random.integers(1, 6, (STUDIES, 500))
    deaths = (random.random(exposed.shape) < 0.02) * random.binomial(exposed, 0.5)
    found = estimates.share(estimates.sums(deaths, exposure=exposed), np.maximum(deaths.max(1), 3))
    assert missed(found, 0.01).share <= ALLOWED
    alone = estimates.probability(estimates.sums(np.arange(1500) < 15))  # as if all had been independent
    assert np.mean(found.high - found.low) > 1.3 * float(alone.high - alone.low)


def test_a_mean_of_values_all_round_is_covered_by_students_interval():
    random = np.random.default_rng(15)
    found = estimates.average(estimates.sums(random.gamma(4.0, 1.0, (STUDIES, 40))))
    assert missed(found, 4.0).share <= ALLOWED
    assert np.isinf(estimates.average(estimates.sums([3.0])).high)


def test_failed_runs_bound_the_estimate_by_nothing_and_by_the_most():
    least, most = estimates.if_failed(0.2, 0.1, 5.0)
    assert (least, most) == (pytest.approx(0.18), pytest.approx(0.68))
    assert estimates.if_failed(0.2, 0.0, 5.0) == (0.2, 0.2)


def test_sums_of_two_blocks_are_the_sums_of_all():
    random = np.random.default_rng(17)
    y, w = random.poisson(0.1, 300), random.random(300)
    halves = estimates.sums(y[:100], w[:100]).plus(estimates.sums(y[100:], w[100:]))
    assert np.allclose(halves, estimates.sums(y, w))
