"""Confidence intervals for one share, one count and one rate."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from samsyn.statistics.counts import checked_counts, checked_exposure, checked_trials
from samsyn.statistics.tails import (
    Floats,
    beta_quantile,
    gamma_quantile,
    one_tail,
    scalar_or_array,
    two_sided_z,
)


class Interval(NamedTuple):
    """A lower and an upper limit: floats, or float64 arrays of the same shape."""

    low: Any
    high: Any


def wilson(successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the Wilson score interval for a share. Our standard interval.

    successes, trials: whole numbers, 0 <= successes <= trials; scalars or arrays
    returns:           shares 0-1, of the broadcast shape; nan, nan where trials is 0

    With p = x/n: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n). Its mean coverage is
    near the confidence asked for; for single shares it can be a little below.

    Raises InvalidCounts, InvalidConfidence.

    Source: Wilson 1927, J Am Stat Assoc 22:209. Preferred to the exact interval by
    Agresti & Coull 1998, Am Stat 52:119, and Newcombe 1998, Stat Med 17:857.

    >>> low, high = wilson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2553, 0.3662)
    """
    x, n = checked_trials(successes, trials)
    z = two_sided_z(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        middle = share + z**2 / (2 * n)
        spread = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
        low, high = (middle - spread) / (1 + z**2 / n), (middle + spread) / (1 + z**2 / n)
    # Exactly 0 and 1 at the ends, where rounding leaves 1e-17.
    low = np.where((x == 0) & (n > 0), 0.0, low)
    high = np.where((x == n) & (n > 0), 1.0, high)
    return Interval(scalar_or_array(low), scalar_or_array(high))


def clopper_pearson(
    successes: ArrayLike, trials: ArrayLike, confidence: float = 0.95
) -> Interval:
    """Return the exact interval for a share: it never covers less than it says.

    successes, trials: whole numbers, 0 <= successes <= trials; scalars or arrays
    returns:           shares 0-1, of the broadcast shape; nan, nan where trials is 0

    The low limit is the share at which `successes` or more has probability (1-confidence)/2:
    the quantile of Beta(x, n-x+1). The high limit likewise, Beta(x+1, n-x).

    Raises InvalidCounts, InvalidConfidence.

    Source: Clopper & Pearson 1934, Biometrika 26:404.

    >>> low, high = clopper_pearson(81, 263)
    >>> round(low, 4), round(high, 4)
    (0.2527, 0.3676)
    """
    x, n = checked_trials(successes, trials)
    tail = one_tail(confidence)
    low = np.where(n > 0, beta_quantile(x, n - x + 1, tail), np.nan)
    high = np.where(n > 0, beta_quantile(x + 1, n - x, 1 - tail), np.nan)
    return Interval(scalar_or_array(low), scalar_or_array(high))


def poisson_exact(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the exact interval for the expected number behind a count.

    count:   whole numbers, 0 or more; scalar or array
    returns: expected numbers, of the same shape; 0 as the low limit where the count is 0

    Quantiles of Gamma(count) and Gamma(count + 1), that is half the chi-square quantiles
    with 2·count and 2·count + 2 degrees of freedom.

    Raises InvalidCounts, InvalidConfidence.

    Source: Garwood 1936, Biometrika 28:437.

    >>> low, high = poisson_exact(10)
    >>> round(low, 3), round(high, 3)
    (4.795, 18.39)
    """
    x = checked_counts(count, "count")
    if x.size > MANY and (most := int(x.max())) < LARGEST_IN_TABLE:
        table = _poisson_table(confidence, 1 << most.bit_length())
        low, high = table[:, x.astype(np.int64)]
    else:
        low, high = _poisson_limits(x, confidence)
    return Interval(scalar_or_array(low), scalar_or_array(high))


MANY = 200
LARGEST_IN_TABLE = 1 << 16
"""Columns of counts repeat the same numbers year after year: their limits are kept."""


@cache
def _poisson_table(confidence: float, size: int) -> Floats:
    """The limits of every count below a size: two rows, low and high."""
    return np.stack(_poisson_limits(np.arange(float(size)), confidence))


def _poisson_limits(count: Floats, confidence: float) -> tuple[Floats, Floats]:
    tail = one_tail(confidence)
    return gamma_quantile(count, tail), gamma_quantile(count + 1, 1 - tail)


def rate_interval(count: ArrayLike, exposure: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the exact interval for a rate: a count divided by its exposure.

    count:    whole numbers, 0 or more
    exposure: what the count is set against (inhabitants, months, full-time posts), 0 or more;
              taken as known
    returns:  counts per unit of exposure, of the broadcast shape; nan, nan where it is 0

    Raises InvalidCounts, InvalidConfidence.

    Source: Garwood 1936, Biometrika 28:437; the limits of `poisson_exact` over the exposure.

    >>> low, high = rate_interval(10, 2000)
    >>> round(low * 1000, 2), round(high * 1000, 2)
    (2.4, 9.2)
    """
    per = checked_exposure(exposure)
    limits = poisson_exact(count, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        low, high = (
            np.where(per > 0, limit / per, np.nan) for limit in map(np.asarray, limits)
        )
    return Interval(scalar_or_array(low), scalar_or_array(high))
