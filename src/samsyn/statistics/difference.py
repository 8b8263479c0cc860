"""The difference between two shares of two groups that do not overlap."""

import numpy as np
from numpy.typing import ArrayLike

from samsyn.statistics.intervals import Interval, wilson
from samsyn.statistics.tails import scalar_or_array


def newcombe(
    successes_1: ArrayLike,
    trials_1: ArrayLike,
    successes_2: ArrayLike,
    trials_2: ArrayLike,
    confidence: float = 0.95,
) -> Interval:
    """Return the interval for the first share minus the second.

    successes, trials: whole numbers, 0 <= successes <= trials; scalars or arrays
    returns:           differences -1 to 1, of the broadcast shape; nan, nan where a group
                       has no trials

    With d = p1 - p2 and Wilson limits (l1, u1), (l2, u2):
    d - √((p1-l1)² + (u2-p2)²) to d + √((u1-p1)² + (p2-l2)²).

    The groups must be independent: not the same people twice, not a part and its whole.

    Raises InvalidCounts, InvalidConfidence.

    Source: Newcombe 1998, Stat Med 17:873, method 10 (hybrid score).

    >>> low, high = newcombe(56, 70, 48, 80)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    low_1, high_1 = map(np.asarray, wilson(successes_1, trials_1, confidence))
    low_2, high_2 = map(np.asarray, wilson(successes_2, trials_2, confidence))
    with np.errstate(divide="ignore", invalid="ignore"):
        share_1 = np.asarray(successes_1, float) / np.asarray(trials_1, float)
        share_2 = np.asarray(successes_2, float) / np.asarray(trials_2, float)
    between = share_1 - share_2
    low = between - np.hypot(share_1 - low_1, high_2 - share_2)
    high = between + np.hypot(high_1 - share_1, share_2 - low_2)
    return Interval(scalar_or_array(low), scalar_or_array(high))
