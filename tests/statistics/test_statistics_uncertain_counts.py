"""Draws around counts, and the middle of them."""

from fractions import Fraction

import numpy as np
import pytest

from samsyn.statistics import InvalidConfidence, InvalidCounts
from samsyn.statistics.uncertain_counts import draw_counts, middle_of


def test_the_draws_are_the_same_for_the_same_seed():
    first = draw_counts([100, 5], 50, relative_error=0.1, seed=3)

    assert (first == draw_counts([100, 5], 50, relative_error=0.1, seed=3)).all()
    assert (first != draw_counts([100, 5], 50, relative_error=0.1, seed=4)).any()
    assert first.dtype == np.int64


def test_mean_and_spread_are_those_that_are_stated():
    drawn = draw_counts([10_000], 40_000, relative_error=Fraction(2, 100), seed=1)

    assert drawn.mean() == pytest.approx(10_000, abs=5)
    assert drawn.std() == pytest.approx(np.sqrt(10_000 + 200**2), rel=0.02)


def test_a_count_is_never_below_nought_and_nought_stays():
    drawn = draw_counts([0, 1], 5_000, relative_error=2.0, seed=1)

    assert (drawn[:, 0] == 0).all()
    assert drawn[:, 1].min() == 0


@pytest.mark.parametrize(
    ("counts", "scenarios", "error"),
    [([-1], 1, 0.1), ([1.5], 1, 0.1), ([1], -1, 0.1), ([1], 1, -0.1), ([1], 1, float("nan"))],
)
def test_what_cannot_be_drawn_is_refused(counts, scenarios, error):
    with pytest.raises(InvalidCounts):
        draw_counts(counts, scenarios, relative_error=error, seed=1)


def test_the_middle_leaves_as_many_out_at_each_end():
    drawn = np.arange(1_000).reshape(-1, 1)[::-1]

    found = middle_of(drawn, [80, 95])

    assert [end.tolist() for end in found[80]] == [[100], [899]]
    assert [end.tolist() for end in found[95]] == [[25], [974]]


def test_a_middle_needs_draws_and_a_percentage():
    with pytest.raises(InvalidCounts):
        middle_of(np.zeros((0, 1), np.int64), [80])
    with pytest.raises(InvalidConfidence):
        middle_of(np.zeros((3, 1), np.int64), [100])
