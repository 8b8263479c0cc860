"""How large a difference must be for a group of a given size to show it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from samsyn.statistics.counts import (
    checked_centre,
    checked_counts,
    checked_exposure,
    checked_overdispersion,
)
from samsyn.statistics.funnel import ROUNDING, exact_rate_counts, funnel_limits
from samsyn.statistics.tails import (
    Floats,
    beta_quantile,
    gamma_quantile,
    one_tail,
    scalar_or_array,
)


def smallest_detectable_difference(
    trials: ArrayLike,
    centre: ArrayLike,
    power: float = 0.8,
    *,
    confidence: float = 0.95,
    overdispersion: float = 1.0,
) -> Any:
    """Return the smallest true difference from a centre that this many trials would show.

    trials:  whole numbers, 0 or more; scalar or array
    centre:  the share to compare with, 0-1
    power:   how often the difference is to show, between 0 and 1
    returns: difference in share (0.16 is 16 percentage points), upwards or downwards,
             whichever is smaller; nan where no difference would show

    Exact binomial: with k the highest count inside `funnel_limits`, upwards it is the share
    at which P(X > k) = power, a quantile of Beta(k+1, n-k); downwards likewise. With
    over-dispersion φ the difference is multiplied by √φ, an approximation. As counts are
    whole, a somewhat larger group can need a somewhat larger difference.

    Raises InvalidCounts, InvalidCentre, InvalidConfidence.

    Source: the definition of power; the tails as in Clopper & Pearson 1934, Biometrika
    26:404.

    >>> round(smallest_detectable_difference(81, 137 / 270), 3)
    0.148
    """
    n, c = np.broadcast_arrays(
        checked_counts(trials, "trials"), checked_centre(centre, highest=1)
    )
    phi = checked_overdispersion(overdispersion)
    one_tail(power)
    low, high = (np.asarray(limit) for limit in funnel_limits(n, c, confidence))
    lowest, highest = np.ceil(low * n - ROUNDING), np.floor(high * n + ROUNDING)
    up = beta_quantile(highest + 1, n - highest, power) - c
    down = c - beta_quantile(lowest, n - lowest + 1, 1 - power)
    up = np.where((n > 0) & (highest < n), up * np.sqrt(phi), np.nan)
    down = np.where((n > 0) & (lowest > 0), down * np.sqrt(phi), np.nan)
    up, down = np.where(c + up <= 1, up, np.nan), np.where(c - down >= 0, down, np.nan)
    return scalar_or_array(np.fmin(up, down))


def smallest_detectable_rate_difference(
    exposure: ArrayLike,
    centre: ArrayLike,
    power: float = 0.8,
    *,
    confidence: float = 0.95,
    overdispersion: float = 1.0,
) -> Any:
    """Return the smallest true difference from a rate that this exposure would show.

    exposure: 0 or more; scalar or array
    centre:   the rate to compare with, per unit of exposure
    returns:  difference in rate, upwards or downwards, whichever is smaller; nan where
              the exposure is 0

    As `smallest_detectable_difference`, with exact Poisson tails.

    Raises InvalidCounts, InvalidCentre, InvalidConfidence.

    Source: the definition of power; the tails as in Garwood 1936, Biometrika 28:437.

    >>> round(smallest_detectable_rate_difference(1000, 0.02) * 1000, 1)
    11.0
    """
    per, c = np.broadcast_arrays(checked_exposure(exposure), checked_centre(centre))
    root_phi = np.sqrt(checked_overdispersion(overdispersion))
    one_tail(power)
    counts = exact_rate_counts(per, c, confidence)
    expected: Floats = per * c
    up = (gamma_quantile(counts.highest + 1, power) - expected) * root_phi
    down = (expected - gamma_quantile(counts.lowest, 1 - power)) * root_phi
    down = np.where((counts.lowest > 0) & (down <= expected), down, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.where(per > 0, np.fmin(up, down) / per, np.nan)
    return scalar_or_array(difference)
