"""Counts as they might have been: draws around what is known, for intervals of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samsyn.statistics.counts import InvalidCounts, checked_counts
from samsyn.statistics.tails import InvalidConfidence


def draw_counts(
    counts: ArrayLike, scenarios: int, *, relative_error: float | Fraction, seed: int
) -> NDArray[np.int64]:
    """Return counts as they might turn out, scenarios × counts.

    counts:         whole numbers, 0 or more
    relative_error: standard deviation of what the count says nothing of (growth until the year
                    in question, how the measure is made), as a share of the count
    seed:           the same seed gives the same draws

    Model: normal around the count, independent between counts, with variance
    count + (relative_error · count)²: chance as in a Poisson count, and the stated error. Rounded
    to whole numbers, never below 0; a count of 0 stays 0.

    Raises InvalidCounts for what is no count, a negative error or a negative number of scenarios.

    Source: our own convention. For counts of thousands the normal approximation of the
    Poisson distribution is within a person or two where an interval ends.

    >>> draw_counts([10_000, 0], 3, relative_error=Fraction(1, 100), seed=1).tolist()
    [[10049, 0], [10047, 0], [10128, 0]]
    """
    known = np.atleast_1d(checked_counts(counts, "counts"))
    error = float(relative_error)
    if not (0 <= error < np.inf) or scenarios < 0 or known.ndim != 1:
        raise InvalidCounts(f"{scenarios!r} scenarios with an error of {relative_error!r}")
    spread = np.sqrt(known + (error * known) ** 2)
    drawn = np.random.default_rng(seed).standard_normal((scenarios, known.size))
    drawn *= spread
    drawn += known
    return np.maximum(np.rint(drawn, out=drawn), 0.0, out=drawn).astype(np.int64)


def middle_of(
    drawn: NDArray[np.int64], percents: Sequence[int]
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the ends of the middle of the draws: percent -> (low, high), one per column.

    drawn:    scenarios × columns, whole numbers, one scenario at least
    percents: how much of the scenarios lies between, 1-99
    returns:  values that were drawn, never something between two of them

    Raises InvalidConfidence for another percentage, InvalidCounts without scenarios.

    Source: our own convention. As many scenarios are left out at each end, rounded down.

    >>> middle_of(np.arange(100).reshape(-1, 1), [80])
    {80: (array([10]), array([89]))}
    """
    if not all(0 < percent < 100 for percent in percents):
        raise InvalidConfidence(f"a percentage must lie between 0 and 100: {percents!r}")
    if not len(drawn):
        raise InvalidCounts("there are no scenarios")
    ordered = np.sort(drawn, axis=0)
    found = {}
    for percent in percents:
        outside = len(drawn) * (100 - percent) // 200
        found[percent] = (ordered[outside], ordered[len(drawn) - 1 - outside])
    return found
