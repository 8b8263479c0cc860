"""Shrinkage: a plain loop as oracle, degenerate cases, and that it errs less."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samsyn.statistics import InvalidCounts, TooFewGroups, shrink_rates, shrink_shares

groups = st.lists(
    st.integers(0, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=3,
    max_size=20,
).filter(lambda pairs: sum(n > 0 for _, n in pairs) >= 3)


def slow_shares(pairs):
    """Moments with plain loops; None where the spread is no larger than chance gives."""
    used = [(x, n) for x, n in pairs if n]
    whole = sum(n for _, n in used)
    centre = sum(x for x, _ in used) / whole
    centre = min(max(centre, 0.5 / (whole + 1)), (whole + 0.5) / (whole + 1))
    spread = sum(n * (x / n - centre) ** 2 for x, n in used) / (centre * (1 - centre))
    over = spread - (len(used) - 1)
    room = whole - sum(n * n for _, n in used) / whole - (len(used) - 1)
    weight = whole if over <= 0 or room <= 0 else min(max(room / over - 1, 1), whole)
    return [(centre * weight + x) / (weight + n) for x, n in pairs]


@given(groups)
def test_shares_agree_with_a_plain_loop(pairs):
    x, n = zip(*pairs, strict=True)

    assert shrink_shares(x, n).mean == pytest.approx(slow_shares(pairs))


@given(groups)
def test_a_shrunken_share_lies_between_the_groups_own_and_the_centre(pairs):
    x, n = (np.array(column) for column in zip(*pairs, strict=True))
    shrunken = shrink_shares(x, n)

    own = np.where(n > 0, x / np.maximum(n, 1), shrunken.centre)
    assert np.all(shrunken.mean >= np.minimum(own, shrunken.centre) - 1e-12)
    assert np.all(shrunken.mean <= np.maximum(own, shrunken.centre) + 1e-12)
    assert np.all((shrunken.interval.low >= 0) & (shrunken.interval.high <= 1))
    assert np.all(shrunken.interval.low < shrunken.interval.high)


def test_limits_are_those_of_the_posterior():
    shrunken = shrink_shares([1, 9, 50], [10, 10, 100])

    prior = shrunken.centre * shrunken.prior_weight
    posterior = stats.beta(prior + 1, shrunken.prior_weight - prior + 9)
    assert shrunken.interval.low[0] == pytest.approx(posterior.ppf(0.025))
    assert shrunken.interval.high[0] == pytest.approx(posterior.ppf(0.975))


def test_a_small_group_is_drawn_further_than_a_large_one():
    shrunken = shrink_shares([9, 90, 50, 20], [10, 100, 100, 100])

    assert abs(shrunken.mean[0] - 0.9) > abs(shrunken.mean[1] - 0.9)


def test_groups_alike_share_the_centre_but_keep_a_width():
    shrunken = shrink_shares([5, 50, 10], [10, 100, 20])

    assert shrunken.mean.tolist() == [0.5, 0.5, 0.5]
    assert shrunken.prior_weight == 130
    assert np.all(shrunken.interval.high - shrunken.interval.low > 0.1)


@pytest.mark.parametrize(
    ("successes", "trials"),
    [([0, 0, 0], [5, 6, 7]), ([5, 6, 7], [5, 6, 7]), ([0, 50, 0], [50, 50, 50])],
)
def test_extreme_groups_keep_proper_limits(successes, trials):
    shrunken = shrink_shares(successes, trials)

    assert np.all(np.isfinite(shrunken.mean))
    assert np.all(shrunken.interval.low < shrunken.interval.high)
    assert 1 <= shrunken.prior_weight <= sum(trials)


def test_single_persons_tell_nothing_of_how_groups_differ():
    assert shrink_shares([1, 0, 1, 0], [1, 1, 1, 1]).prior_weight == 4


def test_a_group_without_trials_gets_the_centre():
    shrunken = shrink_shares([0, 1, 9, 50], [0, 10, 10, 100])

    assert shrunken.mean[0] == pytest.approx(shrunken.centre)


@pytest.mark.parametrize("function", [shrink_shares, shrink_rates])
def test_refuses_fewer_than_three_groups(function):
    with pytest.raises(TooFewGroups, match="at least 3"):
        function([1, 2, 0], [5, 5, 0])
    with pytest.raises(TooFewGroups):
        function(1, 5)


def test_refuses_events_without_exposure():
    with pytest.raises(InvalidCounts, match="without exposure"):
        shrink_rates([1, 1, 1, 1], [0, 5, 5, 5])


def test_rates_without_spread_or_without_events_stay_proper():
    alike = shrink_rates([5, 50, 10], [10, 100, 20])
    none = shrink_rates([0, 0, 0, 0], [10, 20, 30, 0])

    assert alike.mean.tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert alike.prior_weight == 130
    assert none.centre == pytest.approx(0.5 / 60)
    assert np.all(none.interval.low < none.interval.high)


def test_rate_limits_are_those_of_the_posterior():
    shrunken = shrink_rates([0, 10, 50], [10, 10, 100])

    shape = shrunken.centre * shrunken.prior_weight + 10
    posterior = stats.gamma(shape, scale=1 / (shrunken.prior_weight + 10))
    assert shrunken.interval.low[1] == pytest.approx(posterior.ppf(0.025))
    assert shrunken.interval.high[1] == pytest.approx(posterior.ppf(0.975))
    assert shrunken.mean[1] == pytest.approx(posterior.mean())


@pytest.mark.slow
def test_shrunken_shares_err_less_and_their_limits_hold():
    random = np.random.default_rng(20031210)
    own_error, shrunken_error, held = [], [], []
    for _ in range(200):
        truth = random.beta(10, 10, 70)
        n = random.integers(10, 120, 70)
        x = random.binomial(n, truth)
        shrunken = shrink_shares(x, n)
        own_error.append(np.mean((x / n - truth) ** 2))
        shrunken_error.append(np.mean((shrunken.mean - truth) ** 2))
        held.append(
            np.mean((shrunken.interval.low <= truth) & (truth <= shrunken.interval.high))
        )

    assert np.mean(shrunken_error) < 0.8 * np.mean(own_error)
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)


@pytest.mark.slow
def test_shrunken_rates_err_less_and_their_limits_hold():
    random = np.random.default_rng(20031210)
    own_error, shrunken_error, held = [], [], []
    for _ in range(200):
        truth = random.gamma(20, 0.02 / 20, 70)
        exposure = random.uniform(200, 3000, 70)
        x = random.poisson(truth * exposure)
        shrunken = shrink_rates(x, exposure)
        own_error.append(np.mean((x / exposure - truth) ** 2))
        shrunken_error.append(np.mean((shrunken.mean - truth) ** 2))
        held.append(
            np.mean((shrunken.interval.low <= truth) & (truth <= shrunken.interval.high))
        )

    assert np.mean(shrunken_error) < 0.8 * np.mean(own_error)
    assert np.mean(held) == pytest.approx(0.95, abs=0.02)
