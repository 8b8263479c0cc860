"""Intervals: published values, SciPy and slow loops as oracles, coverage, edges."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samsyn.statistics import (
    InvalidConfidence,
    InvalidCounts,
    clopper_pearson,
    newcombe,
    poisson_exact,
    rate_interval,
    wilson,
)

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("published.toml").read_text("utf-8")
)
SHARE_INTERVALS = {"wilson": wilson, "clopper_pearson": clopper_pearson}
share_intervals = pytest.mark.parametrize(
    ("function", "method"), [(wilson, "wilson"), (clopper_pearson, "exact")]
)


def share_counts(most=500):
    return st.integers(1, most).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def rounded(interval, decimals):
    return tuple(round(limit, decimals) + 0.0 for limit in interval)


@pytest.mark.parametrize(
    ("name", "case"),
    [(name, case) for name in SHARE_INTERVALS for case in CASES[name]],
    ids=lambda value: (
        value if isinstance(value, str) else f"{value['successes']}/{value['trials']}"
    ),
)
def test_shares_match_the_published_cases(name, case):
    interval = SHARE_INTERVALS[name](case["successes"], case["trials"])

    assert rounded(interval, case["decimals"]) == (case["low"], case["high"])


@pytest.mark.parametrize("case", CASES["poisson_exact"], ids=lambda case: case["count"])
def test_counts_match_the_published_cases(case):
    assert rounded(poisson_exact(case["count"]), case["decimals"]) == (
        case["low"],
        case["high"],
    )


@pytest.mark.parametrize("case", CASES["newcombe"], ids=lambda case: case["published"][-18:])
def test_differences_match_the_published_cases(case):
    interval = newcombe(*case["first"], *case["second"])

    assert rounded(interval, case["decimals"]) == (case["low"], case["high"])


def test_every_case_says_where_it_was_published():
    assert all(case["published"] for group in CASES.values() for case in group)


@share_intervals
@given(counts=share_counts(), confidence=st.sampled_from([0.5, 0.8, 0.95, 0.998]))
def test_agrees_with_scipys_binomial_test(function, method, counts, confidence):
    expected = stats.binomtest(*counts).proportion_ci(confidence, method=method)

    assert function(*counts, confidence) == pytest.approx(tuple(expected), abs=1e-9)


def slow_limit(tail, count, trials, wanted):
    """The share at which a tail has the wanted probability, by halving and plain sums."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        probability = sum(
            math.comb(trials, x) * middle**x * (1 - middle) ** (trials - x)
            for x in (range(count, trials + 1) if tail == "upper" else range(count + 1))
        )
        too_small = probability < wanted if tail == "upper" else probability > wanted
        low, high = (middle, high) if too_small else (low, middle)
    return low


@pytest.mark.parametrize(("x", "n"), [(1, 1), (1, 7), (6, 10), (13, 27), (40, 41)])
def test_the_exact_interval_agrees_with_plain_sums(x, n):
    low, high = clopper_pearson(x, n)

    assert low == pytest.approx(slow_limit("upper", x, n, 0.025), abs=1e-9)
    if x < n:
        assert high == pytest.approx(slow_limit("lower", x, n, 0.025), abs=1e-9)


@given(st.integers(0, 2000), st.sampled_from([0.8, 0.95, 0.998]))
def test_poisson_limits_are_half_chi_square_quantiles(count, confidence):
    tail = (1 - confidence) / 2

    low, high = poisson_exact(count, confidence)

    expected_low = stats.chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    assert low == pytest.approx(expected_low, rel=1e-9)
    assert high == pytest.approx(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2, rel=1e-9)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
@given(counts=share_counts(2000))
def test_the_interval_holds_the_share_and_stays_in_range(function, counts):
    x, n = counts

    low, high = function(x, n)

    assert 0 <= low <= x / n <= high <= 1
    assert (low == 0) == (x == 0)
    assert (high == 1) == (x == n)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
@given(counts=share_counts())
def test_failures_mirror_successes(function, counts):
    x, n = counts

    low, high = function(x, n)
    mirrored = function(n - x, n)

    assert (1 - high, 1 - low) == pytest.approx(tuple(mirrored), abs=1e-9)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
def test_limits_rise_with_successes_and_narrow_with_trials(function):
    by_successes = function(np.arange(51), 50)
    by_trials = function(np.arange(1, 200), 2 * np.arange(1, 200))

    assert np.all(np.diff(by_successes.low) > 0)
    assert np.all(np.diff(by_successes.high) > 0)
    assert np.all(np.diff(by_trials.high - by_trials.low) < 0)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
def test_a_higher_confidence_is_wider(function):
    near, far = function([0, 3, 10], 10, 0.95), function([0, 3, 10], 10, 0.998)

    assert np.all(far.low <= near.low)
    assert np.all(far.high >= near.high)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
def test_no_trials_give_no_interval(function):
    assert all(math.isnan(limit) for limit in function(0, 0))

    mixed = function([0, 1], [0, 2])
    assert np.isnan(mixed.low).tolist() == np.isnan(mixed.high).tolist() == [True, False]


def test_scalars_in_scalars_out_and_columns_in_columns_out():
    assert type(wilson(1, 2).low) is float
    assert wilson([1, 2], 4).low.shape == (2,)
    assert wilson([[1], [2]], [4, 5, 6]).high.shape == (2, 3)
    assert wilson([], []).low.shape == (0,)


@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
@pytest.mark.parametrize(
    ("x", "n"),
    [(3, 2), (-1, 2), (0, -1), (0.5, 2), (math.nan, 2), (1, math.inf), ("1", 2), ([1, 3], 2)],
)
def test_refuses_what_nobody_can_have_counted(function, x, n):
    with pytest.raises(InvalidCounts):
        function(x, n)


@pytest.mark.parametrize("confidence", [0, 1, 95, -0.1, math.nan])
@pytest.mark.parametrize("function", SHARE_INTERVALS.values())
def test_refuses_a_confidence_outside_0_to_1(function, confidence):
    with pytest.raises(InvalidConfidence, match="between 0 and 1"):
        function(1, 2, confidence)


@pytest.mark.parametrize("count", [-1, 0.5, math.nan])
def test_refuses_a_count_that_is_none(count):
    with pytest.raises(InvalidCounts):
        poisson_exact(count)


def test_a_rate_is_a_count_over_its_exposure():
    low, high = rate_interval([10, 0, 3], [2000, 500, 0])

    assert low[0] == pytest.approx(poisson_exact(10).low / 2000)
    assert (low[1], high[1]) == pytest.approx((0, poisson_exact(0).high / 500))
    assert math.isnan(low[2])
    assert math.isnan(high[2])


@pytest.mark.parametrize("exposure", [-1, math.inf, math.nan])
def test_refuses_an_exposure_below_nothing(exposure):
    with pytest.raises(InvalidCounts, match="exposure"):
        rate_interval(1, exposure)


@given(share_counts(200), share_counts(200))
def test_a_difference_changes_sign_when_the_groups_change_place(first, second):
    forward, backward = newcombe(*first, *second), newcombe(*second, *first)

    assert (-backward.high, -backward.low) == pytest.approx(tuple(forward))
    between = first[0] / first[1] - second[0] / second[1]
    assert -1 <= forward.low <= between <= forward.high <= 1


def test_a_difference_with_an_empty_group_is_not_known():
    assert all(math.isnan(limit) for limit in newcombe(0, 0, 1, 2))
    assert newcombe([1, 2], 4, 1, [5, 6]).low.shape == (2,)


def exact_coverage(function, n, share):
    """The probability that the interval holds the share, summed over all counts."""
    low, high = function(np.arange(n + 1), n)
    probability = stats.binom.pmf(np.arange(n + 1), n, share)
    return probability[(low <= share) & (share <= high)].sum()


@pytest.mark.slow
def test_wilson_covers_95_percent_on_average_and_the_exact_interval_never_less():
    random = np.random.default_rng(20031210)
    points = list(zip(random.integers(5, 200, 1500), random.uniform(0, 1, 1500), strict=True))

    wilsons = [exact_coverage(wilson, n, share) for n, share in points]
    exacts = [exact_coverage(clopper_pearson, n, share) for n, share in points]

    assert 0.945 < np.mean(wilsons) < 0.957
    assert min(exacts) >= 0.95
    assert min(wilsons) > 0.82


@pytest.mark.slow
def test_intervals_cover_in_simulated_counts():
    random = np.random.default_rng(20031210)
    n, share = random.integers(10, 150, 40_000), random.uniform(0.05, 0.95, 40_000)
    x = random.binomial(n, share)

    near, exact = wilson(x, n), clopper_pearson(x, n)

    assert np.mean((near.low <= share) & (share <= near.high)) == pytest.approx(0.95, abs=0.006)
    assert np.mean((exact.low <= share) & (share <= exact.high)) > 0.95


@pytest.mark.slow
def test_newcombes_interval_covers_about_95_percent():
    random = np.random.default_rng(20031210)
    n1, n2 = random.integers(10, 120, (2, 40_000))
    p1, p2 = random.uniform(0.05, 0.95, (2, 40_000))

    low, high = newcombe(random.binomial(n1, p1), n1, random.binomial(n2, p2), n2)

    assert np.mean((low <= p1 - p2) & (p1 - p2 <= high)) == pytest.approx(0.953, abs=0.006)


def test_poisson_limits_never_cover_too_little():
    low, high = poisson_exact(np.arange(400))

    for mean in np.linspace(0.05, 150, 300):
        probability = stats.poisson.pmf(np.arange(400), mean)
        assert probability[(low <= mean) & (mean <= high)].sum() >= 0.95 - 1e-9
