"""How an indicator's values and intervals are written, in its unit."""

from __future__ import annotations

import math

from samsyn.indicators.definitions import ResultUnit
from samsyn.language.swedish import EN_DASH, MISSING, NO_BREAK, number

DECIMALS = {
    ResultUnit.PERSONS: 0,
    ResultUnit.PERCENT: 1,
    ResultUnit.KRONOR: 0,
    ResultUnit.PER_POST: 1,
}
SUFFIXES = {ResultUnit.PERCENT: "%", ResultUnit.KRONOR: "kr"}


def in_unit(value: float | None, unit: ResultUnit) -> str:
    """Write an indicator's value with its unit."""
    text = number(value, DECIMALS[unit])
    suffix = SUFFIXES.get(unit)
    return text if text == MISSING or not suffix else f"{text}{NO_BREAK}{suffix}"


def interval(low: float | None, high: float | None, unit: ResultUnit) -> str:
    """Write an interval; an empty text where chance plays no part."""
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return ""
    return f"{number(low, DECIMALS[unit])}{EN_DASH}{in_unit(high, unit)}"
