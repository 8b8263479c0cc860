"""How findings write values: in the unit of the figure, with its range when it has one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from samsyn.facts.figures import Figure
from samsyn.facts.ranges import Range
from samsyn.language import swedish

SUFFIX = {
    "kronor": "kr",
    "percent": "%",
    "persons": "personer",
    "full_time_equivalents": "heltidstjänster",
    "years": "år",
    "none": "",
}


def value(number: Fraction, unit: str, *, decimals: int | None = None) -> str:
    """Write a value with its unit; whole unless the value or `decimals` asks for more."""
    if decimals is None:
        decimals = 2 if unit == "full_time_equivalents" else _decimals_of(number)
        if unit == "kronor" and decimals:
            decimals = 2
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    suffix = SUFFIX[unit]
    text = swedish.number(exact, decimals)
    return f"{text}{swedish.NO_BREAK}{suffix}" if suffix else text


def _decimals_of(number: Fraction) -> int:
    """Return how many decimals a number is written with, at most two."""
    return next(n for n in (0, 1, 2) if (number * 10**n).denominator == 1 or n == 2)


def ranged(amount: Range, unit: str, *, decimals: int | None = None) -> str:
    """Write a value, and between what it can lie if that is not the same when written."""
    middle = value(amount.value, unit, decimals=decimals)
    low = value(amount.low, unit, decimals=decimals)
    high = value(amount.high, unit, decimals=decimals)
    return middle if low == high else f"{middle} (mellan {low} och {high})"


def stated(entry: Figure) -> str:
    """Write a figure as its source does."""
    return value(entry.amount.value, entry.unit)
