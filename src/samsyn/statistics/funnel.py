"""Funnel limits: what chance alone allows around a centre, for a group of a given size."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from samsyn.statistics.counts import (
    InvalidCentre,
    checked_centre,
    checked_counts,
    checked_exposure,
    checked_overdispersion,
    checked_trials,
)
from samsyn.statistics.intervals import Interval
from samsyn.statistics.tails import (
    Floats,
    binomial_at_most,
    binomial_more_than,
    one_tail,
    poisson_at_most,
    poisson_more_than,
    poisson_quantile,
    scalar_or_array,
    two_sided_z,
)

# From this many trials on, the score limits are used; below, exact binomial tails.
EXACT_BELOW = 30

# Limits are products of rounded numbers; a count this close to one stands on it, and inside.
ROUNDING = 1e-9


class CountLimits(NamedTuple):
    """The lowest and the highest count inside the limits, as float64 arrays."""

    lowest: Floats
    highest: Floats


def funnel_limits(
    trials: ArrayLike,
    centre: ArrayLike,
    confidence: float = 0.95,
    *,
    overdispersion: float = 1.0,
) -> Interval:
    """Return between which shares a group of this size lies, by chance, around a centre.

    trials:         whole numbers, 0 or more; scalar or array
    centre:         the share to compare with, 0-1, taken as known
    overdispersion: how many times larger the variance is than chance gives, 1 or more
    returns:        shares 0-1, of the broadcast shape; nan, nan where trials is 0.
                    A share on a limit is inside

    From 30 trials: centre ± z·√(φ·centre·(1-centre)/n), cut at 0 and 1. A share is outside
    exactly when its Wilson interval (at φ = 1) does not hold the centre.

    Below 30 trials: the lowest count x with P(X <= x) >= (1-confidence)/2 and the highest
    with P(X >= x) >= (1-confidence)/2, X binomial(n, centre), divided by n. A share is
    outside exactly when its Clopper-Pearson interval does not hold the centre. The limits
    are counts that can occur, so the funnel has steps there. With φ > 1 their distance
    from the centre is multiplied by √φ: the counts have no exact distribution then.

    Raises InvalidCounts, InvalidCentre, InvalidConfidence.

    Source: Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970. The border at 30,
    the steps and the √φ below it: our own convention.

    >>> low, high = funnel_limits(81, 137 / 270)
    >>> round(low, 2), round(high, 2)
    (0.4, 0.62)
    """
    n, c = np.broadcast_arrays(
        checked_counts(trials, "trials"), checked_centre(centre, highest=1)
    )
    phi = checked_overdispersion(overdispersion)
    low, high = _score_limits(n, c, two_sided_z(confidence) * np.sqrt(phi))
    small = n < EXACT_BELOW
    if np.any(small):
        exact = exact_share_counts(np.where(small, n, 0.0), c, confidence)
        with np.errstate(divide="ignore", invalid="ignore"):
            exact_low, exact_high = exact.lowest / n, exact.highest / n
        low = np.where(small, _widen(exact_low, c, phi), low)
        high = np.where(small, _widen(exact_high, c, phi), high)
    low, high = np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)
    return Interval(scalar_or_array(low), scalar_or_array(high))


def rate_funnel_limits(
    exposure: ArrayLike,
    centre: ArrayLike,
    confidence: float = 0.95,
    *,
    overdispersion: float = 1.0,
) -> Interval:
    """Return between which rates a count over this exposure lies, by chance.

    exposure:       what counts are set against, 0 or more; scalar or array
    centre:         the rate to compare with, per unit of exposure, taken as known
    overdispersion: how many times larger the variance is than chance gives, 1 or more
    returns:        rates, of the broadcast shape; nan, nan where the exposure is 0.
                    A rate on a limit is inside

    Exact for every size: the lowest count x with P(X <= x) >= (1-confidence)/2 and the
    highest with P(X >= x) >= (1-confidence)/2, X Poisson(centre·exposure), divided by the
    exposure. A rate is outside exactly when its `rate_interval` does not hold the centre.
    With φ > 1 the distance from the centre is multiplied by √φ.

    Raises InvalidCounts, InvalidCentre, InvalidConfidence.

    Source: Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970, for Poisson counts.

    >>> low, high = rate_funnel_limits(1000, 0.02)
    >>> round(low * 1000), round(high * 1000)
    (12, 29)
    """
    per, c = np.broadcast_arrays(checked_exposure(exposure), checked_centre(centre))
    phi = checked_overdispersion(overdispersion)
    counts = exact_rate_counts(per, c, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = _widen(counts.lowest / per, c, phi)
        high = _widen(counts.highest / per, c, phi)
    return Interval(scalar_or_array(np.maximum(low, 0.0)), scalar_or_array(high))


def exact_share_counts(trials: Floats, centre: Floats, confidence: float) -> CountLimits:
    """The lowest and highest count that exact binomial tails allow; see `funnel_limits`."""
    tail = one_tail(confidence)
    lowest = _first_count(lambda x: binomial_at_most(x, trials, centre) >= tail, trials)
    # P(X >= x) >= tail for the last time at the first x with P(X > x) < tail.
    highest = _first_count(lambda x: binomial_more_than(x, trials, centre) < tail, trials)
    return CountLimits(lowest, highest)


def exact_rate_counts(exposure: Floats, centre: Floats, confidence: float) -> CountLimits:
    """The lowest and highest count that exact Poisson tails allow; see `rate_funnel_limits`."""
    tail = one_tail(confidence)
    expected = exposure * centre
    # Far beyond any tail asked about: a bound for the search, not for the answer.
    far = np.ceil(expected + 40 * np.sqrt(expected) + 100)
    lowest = _first_count(
        lambda x: poisson_at_most(x, expected) >= tail, far, poisson_quantile(tail, expected)
    )
    highest = _first_count(
        lambda x: poisson_more_than(x, expected) < tail,
        far,
        poisson_quantile(1 - tail, expected),
    )
    return CountLimits(lowest, highest)


def estimate_overdispersion(
    successes: ArrayLike, trials: ArrayLike, centre: float, *, winsorised: float = 0.1
) -> float:
    """Return how many times larger the variance between groups is than chance gives.

    successes, trials: whole numbers, one element per group; groups without trials are left out
    centre:            the share to compare with, strictly between 0 and 1
    winsorised:        the part of the groups at each end that is pulled in, 0 to below 0.5,
                       so that a few outliers do not hide themselves by widening the funnel
    returns:           φ, 1 or more; 1 with fewer than two groups

    φ is the mean of squared z = (p - centre)/√(centre(1-centre)/n), after z below its
    `winsorised` quantile and above its 1 - `winsorised` quantile have been set to these
    quantiles. Winsorising makes φ a little too small when all groups belong together; φ is
    never less than 1.

    Raises InvalidCounts, InvalidCentre.

    Source: Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970, appendix on
    over-dispersion.

    >>> estimate_overdispersion([20, 30, 25, 25], [50, 50, 50, 50], 0.5, winsorised=0)
    1.0
    >>> round(estimate_overdispersion([10, 40, 25, 25], [50, 50, 50, 50], 0.5, winsorised=0), 6)
    9.0
    """
    x, n = checked_trials(successes, trials)
    if not 0 < centre < 1:
        raise InvalidCentre(f"the centre must lie between 0 and 1, not on them: {centre!r}")
    if not 0 <= winsorised < 0.5:
        raise InvalidCentre(f"winsorised must be from 0 to below 0.5: {winsorised!r}")
    x, n = x[n > 0], n[n > 0]
    if n.size < 2:
        return 1.0
    z = (x / n - centre) / np.sqrt(centre * (1 - centre) / n)
    pulled_in = np.clip(z, *np.quantile(z, [winsorised, 1 - winsorised]))
    return max(1.0, float(np.mean(pulled_in**2)))


def _score_limits(trials: Floats, centre: Floats, z: float) -> tuple[Floats, Floats]:
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where(trials > 0, z * np.sqrt(centre * (1 - centre) / trials), np.nan)
    return centre - half, centre + half


def _widen(limit: Floats, centre: Floats, phi: float) -> Floats:
    """Move a limit away from the centre as if the variance were φ times larger."""
    if phi == 1:
        return limit
    widened: Floats = centre + np.sqrt(phi) * (limit - centre)
    return widened


def _first_count(
    holds: Callable[[Floats], NDArray[np.bool_]], last: Floats, guess: Floats | None = None
) -> Floats:
    """The smallest whole number 0..last at which a condition holds, by halving.

    holds: false up to some number and true from there on; taken as true at `last`
    guess: where to look first; a good one saves time, a bad one does no harm
    """
    low, high = np.zeros_like(last), last.copy()
    first_tries = [] if guess is None else [guess, guess - 1]
    while (low < high).any():
        middle = np.floor((low + high) / 2)
        if first_tries:
            middle = np.clip(first_tries.pop(0), low, np.maximum(high - 1, low))
        found = holds(middle)
        is_open = low < high
        high = np.where(is_open & found, middle, high)
        low = np.where(is_open & ~found, middle + 1, low)
    return low
