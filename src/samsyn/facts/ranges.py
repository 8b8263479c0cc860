"""A value with the lowest and the highest that its source allows, in exact arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Range:
    """A value, and the lowest and highest that it can be. Exact arithmetic throughout."""

    value: Fraction
    low: Fraction
    high: Fraction

    @classmethod
    def exactly(cls, value: int | Fraction) -> Range:
        return cls(Fraction(value), Fraction(value), Fraction(value))

    def __add__(self, other: Range) -> Range:
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def __neg__(self) -> Range:
        return Range(-self.value, -self.high, -self.low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def times(self, factor: int | Fraction) -> Range:
        """Multiply by a number above 0."""
        return Range(self.value * factor, self.low * factor, self.high * factor)

    def over(self, base: Range) -> Range | None:
        """Divide by a base; None if the base can be 0 or less."""
        if base.low <= 0:
            return None
        corners = [a / b for a in (self.low, self.high) for b in (base.low, base.high)]
        return Range(self.value / base.value, min(corners), max(corners))

    @property
    def is_rough(self) -> bool:
        """Whether the source gives a round figure: its range is over two percent of it."""
        return self.high - self.low > abs(self.value) / 50

    def meets(self, other: Range) -> bool:
        """Whether the two can be the same number."""
        return self.low <= other.high and other.low <= self.high
