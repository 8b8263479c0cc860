"""Tail probabilities and quantiles: the few functions of SciPy we use, loaded at first use.

SciPy's special functions take longer to import than all the rest of this room. Wilson
intervals and large funnels do without them, so a page or a command that needs no exact
tails never waits for them.
"""

import math
from functools import cache
from importlib import import_module
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class InvalidConfidence(ValueError):
    """A confidence or a power that is not between 0 and 1."""


@cache
def _special() -> Any:
    return import_module("scipy.special")


def one_tail(confidence: float) -> float:
    """The probability left in each of the two tails: (1 - confidence) / 2.

    Raises InvalidConfidence unless 0 < confidence < 1.
    """
    if not 0 < confidence < 1:
        raise InvalidConfidence(f"a confidence must lie between 0 and 1: {confidence!r}")
    return (1 - confidence) / 2


def two_sided_z(confidence: float) -> float:
    """The standard normal quantile that leaves `one_tail` above it; 1.96 for 0.95."""
    return NormalDist().inv_cdf(1 - one_tail(confidence))


def binomial_at_most(count: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """P(X <= count) for X binomial; 0 for a negative count, 1 from `trials` on."""
    return _binomial_tail("betaincc", count, trials, share, below=0.0, beyond=1.0)


def binomial_more_than(count: ArrayLike, trials: ArrayLike, share: ArrayLike) -> Floats:
    """P(X > count) for X binomial; 1 for a negative count, 0 from `trials` on."""
    return _binomial_tail("betainc", count, trials, share, below=1.0, beyond=0.0)


def poisson_at_most(count: ArrayLike, expected: ArrayLike) -> Floats:
    """P(X <= count) for X Poisson; 0 for a negative count."""
    x, m = np.broadcast_arrays(np.asarray(count, float), np.asarray(expected, float))
    cdf: Floats = np.where(x >= 0, _special().pdtr(np.maximum(x, 0.0), m), 0.0)
    return cdf


def poisson_more_than(count: ArrayLike, expected: ArrayLike) -> Floats:
    """P(X > count) for X Poisson; 1 for a negative count."""
    x, m = np.broadcast_arrays(np.asarray(count, float), np.asarray(expected, float))
    above: Floats = np.where(x >= 0, _special().pdtrc(np.maximum(x, 0.0), m), 1.0)
    return above


def poisson_quantile(probability: float, expected: ArrayLike) -> Floats:
    """Where P(X <= count) reaches a probability, rounded up; 0 where nothing is expected.

    Near enough to look from, not exact: the tails decide.
    """
    m = np.asarray(expected, float)
    reached = np.ceil(_special().pdtrik(probability, np.where(m > 0, m, 1.0)))
    return np.where(m > 0, np.nan_to_num(reached), 0.0)


def beta_quantile(a: ArrayLike, b: ArrayLike, probability: ArrayLike) -> Floats:
    """The quantile of Beta(a, b); 0 where a is 0, 1 where b is 0 (the limits there)."""
    first, second, p = np.broadcast_arrays(*(np.asarray(v, float) for v in (a, b, probability)))
    proper = (first > 0) & (second > 0)
    inner = _special().betaincinv(
        np.where(proper, first, 1.0), np.where(proper, second, 1.0), p
    )
    return np.where(proper, inner, np.where(first > 0, 1.0, 0.0))


def gamma_quantile(shape: ArrayLike, probability: ArrayLike) -> Floats:
    """The quantile of Gamma(shape, rate 1); 0 where the shape is 0 (the limit there)."""
    k, p = np.broadcast_arrays(np.asarray(shape, float), np.asarray(probability, float))
    proper = k > 0
    quantile: Floats = np.where(
        proper, _special().gammaincinv(np.where(proper, k, 1.0), p), 0.0
    )
    return quantile


def scalar_or_array(values: ArrayLike) -> Any:
    """A float when all that was asked about was scalar, otherwise a float64 array.

    This is why the limits of an `Interval` are typed Any: a caller who puts in numbers
    gets numbers, and one who puts in columns gets columns.
    """
    array = np.asarray(values, dtype=np.float64)
    return float(array) if array.ndim == 0 else array


def _binomial_tail(
    function: str,
    count: ArrayLike,
    trials: ArrayLike,
    share: ArrayLike,
    *,
    below: float,
    beyond: float,
) -> Floats:
    """A binomial tail as an incomplete beta function of (count + 1, trials - count)."""
    x, n, p = np.broadcast_arrays(*(np.asarray(a, float) for a in (count, trials, share)))
    inside = (x >= 0) & (x < n)
    tail = getattr(_special(), function)(
        np.where(inside, x + 1, 1.0), np.where(inside, n - x, 1.0), p
    )
    return np.where(inside, tail, np.where(x < 0, below, beyond))


def number_or_none(value: float) -> float | None:
    """None for NaN."""
    return None if math.isnan(value) else float(value)
