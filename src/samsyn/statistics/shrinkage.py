"""Shrinkage: many small groups borrow strength from what they have in common."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from samsyn.statistics.counts import (
    InvalidCounts,
    checked_counts,
    checked_exposure,
    checked_trials,
)
from samsyn.statistics.intervals import Interval
from samsyn.statistics.tails import (
    Floats,
    beta_quantile,
    gamma_quantile,
    one_tail,
    scalar_or_array,
)

# With fewer groups, how much groups differ cannot be told from how they happened to fall.
FEWEST_GROUPS = 3


class TooFewGroups(InvalidCounts):
    """Fewer groups with trials or exposure than a spread can be estimated from."""


@dataclass(frozen=True)
class Shrunken:
    """What each group's share or rate most probably is, given all groups.

    centre:       what the groups have in common
    prior_weight: how many trials (or how much exposure) the centre weighs in each group;
                  large when groups differ little beyond chance
    mean:         posterior means, one per group, between its own value and the centre
    interval:     equal-tailed credible limits, one pair per group
    """

    centre: float
    prior_weight: float
    mean: Any
    interval: Interval


def shrink_shares(
    successes: ArrayLike, trials: ArrayLike, *, confidence: float = 0.95
) -> Shrunken:
    """Shrink the shares of many groups towards their common share (beta-binomial).

    successes, trials: whole numbers, one element per group; a group without trials gets
                       the centre as its mean
    returns:           arrays in the order given

    Model: share_i ~ Beta(c·M, (1-c)·M), x_i ~ Binomial(n_i, share_i). Moments, with N = Σn
    and k groups: c = Σx/N; S = Σn(p-c)²/(c(1-c)); correlation
    r = (S - (k-1)) / (N - Σn²/N - (k-1)); M = 1/r - 1. The posterior is
    Beta(c·M + x, (1-c)·M + n - x).

    Degenerate cases, by our own convention. M is kept between 1 and N: the common share
    never weighs more than everybody together, so the interval never shrinks to a point
    when groups differ less than chance would make them (r <= 0); and never less than one
    person. c is kept half a person away from 0 and 1. The uncertainty of c and M
    themselves is not in the interval, so it is somewhat narrow when groups are few.

    Raises InvalidCounts, InvalidConfidence, TooFewGroups below three groups with trials.

    Source: Kleinman 1973, J Am Stat Assoc 68:46 (moments, weights n); Efron & Morris 1975,
    J Am Stat Assoc 70:311 (the idea).

    >>> shrink_shares([1, 9, 50], [10, 10, 100]).mean.round(2).tolist()
    [0.17, 0.83, 0.5]
    """
    x, n = (np.atleast_1d(values) for values in checked_trials(successes, trials))
    tail = one_tail(confidence)
    _check_groups(n)
    whole = n.sum()
    centre = float(np.clip(x.sum() / whole, 0.5 / (whole + 1), (whole + 0.5) / (whole + 1)))
    weight = _share_prior_weight(x[n > 0], n[n > 0], centre)
    a, b = centre * weight + x, (1 - centre) * weight + n - x
    interval = Interval(
        scalar_or_array(beta_quantile(a, b, tail)),
        scalar_or_array(beta_quantile(a, b, 1 - tail)),
    )
    return Shrunken(centre, weight, scalar_or_array(a / (a + b)), interval)


def shrink_rates(
    counts: ArrayLike, exposure: ArrayLike, *, confidence: float = 0.95
) -> Shrunken:
    """Shrink the rates of many groups towards their common rate (Poisson-gamma).

    counts:   whole numbers, one element per group
    exposure: what they are set against, 0 or more; with exposure 0 the count must be 0,
              and the group gets the centre as its mean
    returns:  arrays in the order given, per unit of exposure

    Model: rate_i ~ Gamma(shape c·W, rate W), x_i ~ Poisson(rate_i·E_i). Moments, with
    T = ΣE and k groups: c = Σx/T; variance A = (ΣE(r-c)² - c(k-1)) / (T - ΣE²/T);
    W = c/A. The posterior is Gamma(c·W + x, W + E).

    Degenerate cases, by our own convention. W is kept between the exposure in which one
    event is expected and T, as in `shrink_shares`. Without a single event c is half an
    event over T.

    Raises InvalidCounts, InvalidConfidence, TooFewGroups below three groups with exposure.

    Source: Clayton & Kaldor 1987, Biometrics 43:671 (model); Marshall 1991, Appl Stat
    40:283 (moments).

    >>> shrink_rates([0, 10, 50], [10, 10, 100]).mean.round(2).tolist()
    [0.15, 0.85, 0.5]
    """
    x, per = np.broadcast_arrays(
        np.atleast_1d(checked_counts(counts, "counts")),
        np.atleast_1d(checked_exposure(exposure)),
    )
    tail = one_tail(confidence)
    _check_groups(per)
    if np.any(x[per == 0] > 0):
        raise InvalidCounts(f"events without exposure: {counts!r} over {exposure!r}")
    centre = float(max(x.sum(), 0.5) / per.sum())
    weight = _rate_prior_weight(x[per > 0], per[per > 0], centre)
    shape, rate = centre * weight + x, weight + per
    interval = Interval(
        scalar_or_array(gamma_quantile(shape, tail) / rate),
        scalar_or_array(gamma_quantile(shape, 1 - tail) / rate),
    )
    return Shrunken(centre, weight, scalar_or_array(shape / rate), interval)


def _share_prior_weight(x: Floats, n: Floats, centre: float) -> float:
    """M of `shrink_shares`, kept between 1 and N."""
    whole = float(n.sum())
    spread = float(np.sum(n * (x / n - centre) ** 2)) / (centre * (1 - centre))
    beyond_chance = spread - (n.size - 1)
    most = whole - float(np.sum(n**2)) / whole - (n.size - 1)
    # most is 0 when every group has one trial: then a spread cannot be seen at all.
    if beyond_chance <= 0 or most <= 0:
        return whole
    return float(np.clip(most / beyond_chance - 1, 1.0, whole))


def _rate_prior_weight(x: Floats, per: Floats, centre: float) -> float:
    """W of `shrink_rates`, kept between 1/centre and T."""
    whole = float(per.sum())
    spread = float(np.sum(per * (x / per - centre) ** 2))
    beyond_chance = spread - centre * (x.size - 1)
    if beyond_chance <= 0:
        return whole
    variance = beyond_chance / (whole - float(np.sum(per**2)) / whole)
    return float(min(max(centre / variance, 1 / centre), whole))


def _check_groups(sizes: Floats) -> None:
    usable = int(np.count_nonzero(sizes > 0))
    if usable < FEWEST_GROUPS:
        raise TooFewGroups(f"at least {FEWEST_GROUPS} groups are needed, got {usable}")
