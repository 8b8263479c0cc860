"""Funnel limits: the table of 2019, the tests they invert, and how often they flag."""

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samsyn.statistics import (
    InvalidCentre,
    InvalidConfidence,
    InvalidCounts,
    clopper_pearson,
    estimate_overdispersion,
    funnel_limits,
    judge_share,
    rate_funnel_limits,
    rate_interval,
    smallest_detectable_difference,
    smallest_detectable_rate_difference,
    wilson,
)

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("published.toml").read_text("utf-8")
)["funnel"]
CENTRE = 137 / 270
confidences = st.sampled_from([0.8, 0.95, 0.998])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["published"])
def test_matches_the_table_of_2019(case):
    near = funnel_limits(case["trials"], CENTRE)
    far = funnel_limits(case["trials"], CENTRE, 0.998)
    judgement = judge_share(case["successes"], case["trials"], CENTRE)

    decimals = case["decimals"]
    assert [round(limit, decimals) for limit in near] == pytest.approx(case["near"])
    assert [round(limit, decimals) for limit in far] == pytest.approx(case["far"])
    assert (judgement.verdict, judgement.beyond) == (case["verdict"], case["beyond"])


@given(st.integers(1, 200), st.floats(0.01, 0.99), confidences)
def test_a_share_is_outside_exactly_when_its_interval_misses_the_centre(n, centre, confidence):
    counts = np.arange(n + 1)
    limits = funnel_limits(n, centre, confidence)
    function = clopper_pearson if n < 30 else wilson
    interval = function(counts, n, confidence)

    outside = (counts / n < limits.low - 1e-9) | (counts / n > limits.high + 1e-9)
    missed = (interval.high < centre - 1e-9) | (interval.low > centre + 1e-9)

    assert outside.tolist() == missed.tolist()


@given(st.integers(1, 29), st.floats(0.001, 0.999), confidences)
def test_exact_limits_agree_with_plain_sums(n, centre, confidence):
    tail = (1 - confidence) / 2
    probability = [math.comb(n, x) * centre**x * (1 - centre) ** (n - x) for x in range(n + 1)]
    inside = [
        x
        for x in range(n + 1)
        if math.fsum(probability[: x + 1]) >= tail and math.fsum(probability[x:]) >= tail
    ]

    low, high = funnel_limits(n, centre, confidence)

    assert (low, high) == pytest.approx((min(inside) / n, max(inside) / n))


@given(st.floats(0.5, 5000), st.floats(0.0001, 0.2), confidences)
def test_a_rate_is_outside_exactly_when_its_interval_misses_the_centre(
    exposure, centre, confidence
):
    counts = np.arange(1500)
    limits = rate_funnel_limits(exposure, centre, confidence)
    interval = rate_interval(counts, exposure, confidence)

    slack = 1e-9 * max(1.0, centre)
    rates = counts / exposure
    outside = (rates < limits.low - slack) | (rates > limits.high + slack)
    missed = (interval.high < centre) | (interval.low > centre)

    assert outside.tolist() == missed.tolist()


def test_limits_narrow_with_trials_from_thirty_on():
    limits = funnel_limits(np.arange(30, 2000), CENTRE)

    assert np.all(np.diff(limits.high - limits.low) < 0)


def test_far_limits_lie_outside_near_limits():
    n = np.arange(1, 300)
    near, far = funnel_limits(n, 0.2), funnel_limits(n, 0.2, 0.998)

    assert np.all(far.low <= near.low)
    assert np.all(far.high >= near.high)


@pytest.mark.parametrize("function", [funnel_limits, rate_funnel_limits])
def test_over_dispersion_widens(function):
    n = np.array([5, 29, 30, 300])
    usual, wide = function(n, 0.3), function(n, 0.3, overdispersion=2.0)

    assert np.all(wide.low <= usual.low)
    assert np.all(wide.high >= usual.high)
    assert wide.high[3] > usual.high[3]


def test_over_dispersion_multiplies_the_variance():
    usual = funnel_limits(100, 0.5)
    wide = funnel_limits(100, 0.5, overdispersion=4.0)

    assert wide.high - 0.5 == pytest.approx(2 * (usual.high - 0.5))


@pytest.mark.parametrize("centre", [0.0, 1.0])
def test_a_centre_without_chance_has_limits_on_itself(centre):
    limits = funnel_limits([1, 29, 30], centre)

    assert limits.low.tolist() == limits.high.tolist() == [centre] * 3
    assert tuple(rate_funnel_limits(10, 0)) == (0, 0)


def test_nothing_to_count_gives_no_limits():
    assert all(math.isnan(limit) for limit in funnel_limits(0, 0.5))
    assert all(math.isnan(limit) for limit in rate_funnel_limits(0, 0.5))
    assert np.isnan(funnel_limits([0, 40], 0.5).low).tolist() == [True, False]
    assert tuple(funnel_limits(1, 0.5)) == (0, 1)


@pytest.mark.parametrize("centre", [-0.1, 1.1, math.nan])
def test_refuses_a_centre_that_is_no_share(centre):
    with pytest.raises(InvalidCentre):
        funnel_limits(10, centre)


def test_refuses_other_constants_outside_their_range():
    with pytest.raises(InvalidCentre):
        rate_funnel_limits(10, -1)
    with pytest.raises(InvalidCentre, match="over-dispersion"):
        funnel_limits(10, 0.5, overdispersion=0.9)
    with pytest.raises(InvalidConfidence):
        funnel_limits(10, 0.5, 1.0)
    with pytest.raises(InvalidCounts):
        funnel_limits(-1, 0.5)


def flagged(random, n, centre, confidence):
    share = random.binomial(n, centre) / n
    limits = funnel_limits(n, centre, confidence)
    return np.mean((share < limits.low - 1e-9) | (share > limits.high + 1e-9))


@pytest.mark.slow
def test_one_in_twenty_and_two_in_a_thousand_are_flagged_by_chance():
    random = np.random.default_rng(20031210)
    n = random.integers(30, 300, 200_000)

    assert flagged(random, n, CENTRE, 0.95) == pytest.approx(0.05, abs=0.004)
    assert flagged(random, n, CENTRE, 0.998) == pytest.approx(0.002, abs=0.0006)


@pytest.mark.slow
def test_small_groups_are_flagged_no_more_than_stated():
    random = np.random.default_rng(20031210)
    n = random.integers(1, 30, 200_000)

    assert flagged(random, n, CENTRE, 0.95) < 0.05
    assert flagged(random, n, CENTRE, 0.998) < 0.002


def slow_overdispersion(successes, trials, centre):
    """Without winsorising, with a plain loop."""
    squares = [
        (x / n - centre) ** 2 / (centre * (1 - centre) / n)
        for x, n in zip(successes, trials, strict=True)
        if n
    ]
    return max(1.0, sum(squares) / len(squares))


def test_over_dispersion_agrees_with_a_plain_loop():
    x, n = [3, 30, 10, 0, 44], [10, 40, 40, 0, 60]

    found = estimate_overdispersion(x, n, 0.5, winsorised=0)

    assert found == pytest.approx(slow_overdispersion(x, n, 0.5))


def test_over_dispersion_is_found_and_is_1_without_it():
    random = np.random.default_rng(20031210)
    n = np.full(2000, 100)
    chance = random.binomial(n, 0.4)
    # Beta(40, 60) shares: variance 1 + 99/101 times that of chance.
    spread = random.binomial(n, random.beta(40, 60, 2000))

    assert estimate_overdispersion(chance, n, 0.4, winsorised=0) == pytest.approx(1, abs=0.1)
    assert estimate_overdispersion(spread, n, 0.4, winsorised=0) == pytest.approx(
        1 + 99 / 101, abs=0.15
    )
    assert estimate_overdispersion(chance, n, 0.4) == 1.0


def test_one_outlier_does_not_hide_itself():
    x, n = [50] * 19 + [95], [100] * 20

    assert estimate_overdispersion(x, n, 0.5) == 1.0
    assert estimate_overdispersion(x, n, 0.5, winsorised=0) > 4


def test_over_dispersion_of_too_few_groups_is_1():
    assert estimate_overdispersion([5], [5], 0.5) == 1.0
    assert estimate_overdispersion([0, 5], [0, 5], 0.5) == 1.0


@pytest.mark.parametrize(("centre", "winsorised"), [(0, 0.1), (1, 0.1), (0.5, 0.5), (0.5, -1)])
def test_over_dispersion_refuses_constants_outside_their_range(centre, winsorised):
    with pytest.raises(InvalidCentre):
        estimate_overdispersion([1, 2], [3, 3], centre, winsorised=winsorised)


@given(st.integers(1, 400), st.floats(0.02, 0.98), st.sampled_from([0.5, 0.8, 0.9]))
def test_the_smallest_difference_shows_as_often_as_stated(n, centre, power):
    difference = smallest_detectable_difference(n, centre, power)
    low, high = funnel_limits(n, centre)

    shown = []
    for share in (centre + difference, centre - difference):
        if 0 <= share <= 1:
            above = stats.binom.sf(math.floor(high * n + 1e-9), n, share)
            below = stats.binom.cdf(math.ceil(low * n - 1e-9) - 1, n, share)
            shown.append(above if share > centre else below)

    if not math.isnan(difference):
        assert max(shown) == pytest.approx(power, abs=1e-6)


def test_more_trials_show_smaller_differences():
    differences = smallest_detectable_difference([10, 40, 160, 640, 2560], 0.5)

    assert np.all(np.diff(differences) < 0)
    assert differences[4] == pytest.approx(2.8 * math.sqrt(0.25 / 2560), rel=0.05)
    assert math.isnan(smallest_detectable_difference(1, 0.5))
    assert math.isnan(smallest_detectable_difference(0, 0.5))


def test_over_dispersion_hides_differences():
    usual = smallest_detectable_difference(100, 0.5)

    assert smallest_detectable_difference(100, 0.5, overdispersion=4) == pytest.approx(
        2 * usual
    )
    assert math.isnan(smallest_detectable_difference(10, 0.5, overdispersion=9))


@given(st.floats(1, 5000), st.floats(0.001, 0.1))
def test_the_smallest_rate_difference_shows_in_eight_of_ten(exposure, centre):
    difference = smallest_detectable_rate_difference(exposure, centre)
    low, high = rate_funnel_limits(exposure, centre)

    above = stats.poisson.sf(
        math.floor(high * exposure + 1e-9), (centre + difference) * exposure
    )
    below = 0.0
    if difference <= centre:
        below = stats.poisson.cdf(
            math.ceil(low * exposure - 1e-9) - 1, (centre - difference) * exposure
        )
    assert max(above, below) == pytest.approx(0.8, abs=1e-6)


def test_no_exposure_shows_no_difference():
    assert math.isnan(smallest_detectable_rate_difference(0, 0.1))
