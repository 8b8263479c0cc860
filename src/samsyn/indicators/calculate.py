"""From facts to the numbers of an indicator, for every unit and year at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add

import numpy as np
import numpy.typing as npt

from samsyn.facts.atoms import ATOMS
from samsyn.facts.atoms import Unit as AtomUnit
from samsyn.facts.cube import Facts, Series
from samsyn.indicators.definitions import Indicator, IntervalKind, ResultUnit
from samsyn.statistics.intervals import poisson_exact, wilson

Real = npt.NDArray[np.float64]

STEPS_PER_WHOLE = {AtomUnit.PERSONS: 1, AtomUnit.ORE: 100, AtomUnit.HUNDREDTHS: 100}
ORE_PER_MILLION_KRONOR = 1_000_000 * STEPS_PER_WHOLE[AtomUnit.ORE]


@dataclass(frozen=True)
class Numbers:
    """An indicator for every unit and year; arrays of shape (units, years).

    numerator, denominator: whole numbers of the atoms' unit; denominator is None when the
                            indicator is a plain number
    value, low, high:       in the indicator's unit; nan where not known. `low` and `high`
                            are the 95 % interval for chance; nan where chance plays no part
    least, most:            the value at the ends of what the sources allow
    """

    indicator: Indicator
    facts: Facts
    numerator: Series
    denominator: Series | None
    value: Real
    low: Real
    high: Real
    least: Real
    most: Real

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        return ~np.isnan(self.value)


@lru_cache(maxsize=1024)
def calculate(facts: Facts, indicator: Indicator) -> Numbers:
    """Return an indicator for every unit and year of the facts.

    A value is known where every atom is known, the denominator is above 0, and a share
    is not above its whole. The result may single people out: see `publish`. It is kept, so
    that pages ask for it freely.
    """
    top = _total(facts, indicator.numerator, indicator)
    if not indicator.denominator:
        return _plain_number(facts, indicator, top)
    bottom = _total(facts, indicator.denominator, indicator)
    known = top.known & bottom.known & (bottom.value > 0)
    if indicator.interval is IntervalKind.SHARE:
        known &= top.value <= bottom.value
    times, over = scale(indicator)
    low, high = _chance(indicator, top, bottom, known)
    corners = np.stack(
        [
            _ratio(upper * times, under * over, known & (bottom.low > 0))
            for upper in (top.low, top.high)
            for under in (bottom.low, bottom.high)
        ]
    )
    return Numbers(
        indicator,
        facts,
        top,
        bottom,
        value=_ratio(top.value * times, bottom.value * over, known),
        low=low * times / over,
        high=high * times / over,
        least=corners.min(axis=0),
        most=corners.max(axis=0),
    )


def _total(facts: Facts, atoms: tuple[str, ...], indicator: Indicator) -> Series:
    """Add atoms; where none of them says anything the total is not known."""
    parts = [facts.series(atom) for atom in atoms]
    total = reduce(
        add,
        (
            part.or_zero() if atom in indicator.zero_if_unknown else part
            for atom, part in zip(atoms, parts, strict=True)
        ),
    )
    said = reduce(np.logical_or, (part.known for part in parts))
    return Series(total.value, total.low, total.high, total.status, total.known & said)


def _plain_number(facts: Facts, indicator: Indicator, top: Series) -> Numbers:
    nothing = np.full(top.value.shape, np.nan)
    return Numbers(
        indicator,
        facts,
        top,
        None,
        value=np.where(top.known, top.value, np.nan),
        low=nothing,
        high=nothing,
        least=np.where(top.known, top.low, np.nan),
        most=np.where(top.known, top.high, np.nan),
    )


def _chance(
    indicator: Indicator, top: Series, bottom: Series, known: npt.NDArray[np.bool_]
) -> tuple[Real, Real]:
    """Return the 95 % interval of the ratio of atoms, before scaling to the result's unit."""
    nothing = np.full(known.shape, np.nan)
    upper, lower = np.where(known, top.value, 0), np.where(known, bottom.value, 1)
    match indicator.interval:
        case IntervalKind.SHARE:
            limits = wilson(upper, lower)
            low, high = limits.low, limits.high
        case IntervalKind.RATE:
            limits = poisson_exact(upper)
            low, high = limits.low / lower, limits.high / lower
        case IntervalKind.COST:
            limits = poisson_exact(lower)
            low, high = upper / limits.high, upper / limits.low
        case _:
            return nothing, nothing
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def _ratio(top: npt.NDArray[np.int64], bottom: npt.NDArray[np.int64], known: object) -> Real:
    ratio: Real = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=ratio, where=np.asarray(known))
    return ratio


def scale(indicator: Indicator) -> tuple[int, int]:
    """Return what a ratio of atoms is multiplied and divided by to get the result's unit.

    Whole numbers, so that they go into the ratio before it is rounded: 23 of 80 is 28.75.
    """
    if indicator.unit is ResultUnit.PERCENT:
        return 100, 1
    top, bottom = ATOMS[indicator.numerator[0]], ATOMS[indicator.denominator[0]]
    return STEPS_PER_WHOLE[bottom.unit], STEPS_PER_WHOLE[top.unit]
