"""What a count, a number of trials, an exposure and a centre must be; checked once, here."""

import numpy as np
from numpy.typing import ArrayLike

from samsyn.statistics.tails import Floats


class InvalidCounts(ValueError):
    """Counts that nobody can have counted."""


class InvalidCentre(ValueError):
    """A centre, over-dispersion or other constant of a comparison outside its range."""


def checked_counts(counts: ArrayLike, name: str) -> Floats:
    """Whole numbers, 0 or more, as float64; raises InvalidCounts otherwise."""
    values = _checked_floats(counts, name)
    if np.any(values < 0) or np.any(values != np.floor(values)):
        raise InvalidCounts(f"{name} must be whole numbers, 0 or more: {counts!r}")
    return values


def checked_trials(successes: ArrayLike, trials: ArrayLike) -> tuple[Floats, Floats]:
    """Successes and trials, broadcast; raises InvalidCounts if successes exceed trials."""
    x, n = np.broadcast_arrays(
        checked_counts(successes, "successes"), checked_counts(trials, "trials")
    )
    if np.any(x > n):
        raise InvalidCounts(f"successes exceed trials: {successes!r} of {trials!r}")
    return x, n


def checked_exposure(exposure: ArrayLike) -> Floats:
    """Finite numbers, 0 or more; raises InvalidCounts otherwise."""
    values = _checked_floats(exposure, "exposure")
    if np.any(values < 0):
        raise InvalidCounts(f"exposure must be 0 or more: {exposure!r}")
    return values


def checked_centre(centre: ArrayLike, *, highest: float = np.inf) -> Floats:
    """Finite numbers from 0 to `highest`; raises InvalidCentre otherwise."""
    values = np.asarray(centre, dtype=np.float64)
    if not np.all(np.isfinite(values) & (values >= 0) & (values <= highest)):
        limit = "" if np.isinf(highest) else f" to {highest:g}"
        raise InvalidCentre(f"a centre must be a number from 0{limit}: {centre!r}")
    return values


def checked_overdispersion(overdispersion: float) -> float:
    """A finite number, 1 or more; raises InvalidCentre otherwise."""
    if not 1 <= overdispersion < np.inf:
        raise InvalidCentre(f"over-dispersion must be 1 or more: {overdispersion!r}")
    return float(overdispersion)


def _checked_floats(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values)
    if array.dtype.kind not in "iufb":
        raise InvalidCounts(f"{name} must be numbers: {values!r}")
    floats: Floats = array.astype(np.float64)
    if not np.all(np.isfinite(floats)):
        raise InvalidCounts(f"{name} must be finite: {values!r}")
    return floats
