"""Payment plans: an amount in instalments, and what payments have covered on a day."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from samsyn.rules.money import ORE_PER_KRONA, split

MONTHS_IN_A_YEAR = 12


class InvalidPlan(ValueError):
    """A plan that cannot be paid by. The message is in Swedish."""


@dataclass(frozen=True)
class Instalment:
    """A part of an amount, and the last day to pay it."""

    number: int
    due_on: date
    ore: int


def instalments(
    total_ore: int,
    due: Mapping[date, int | Fraction],
    *,
    unit_ore: int = ORE_PER_KRONA,
) -> tuple[Instalment, ...]:
    """Divide an amount into instalments that add up to it.

    due:      last day to pay -> weight of that instalment; equal weights for equal parts
    unit_ore: 100 for whole kronor; a rest below it stands in one of them
    returns:  in order of day, numbered from 1

    Raises InvalidPlan without days, InvalidWeights as `money.split` does.

    Source: our own convention; the Act does not say when contributions are paid. Where odd
    kronor go: `money.split`, on a tie to the earliest day.

    >>> days = dict.fromkeys([date(2025, 1, 31), date(2025, 7, 31)], 1)
    >>> [each.ore for each in instalments(117_100_100, days)]
    [58550100, 58550000]
    """
    if not due:
        raise InvalidPlan("ange minst en förfallodag")
    days = sorted(due)
    parts = split(total_ore, {day.isoformat(): due[day] for day in days}, unit_ore=unit_ore)
    return tuple(
        Instalment(number, day, parts[day.isoformat()])
        for number, day in enumerate(days, start=1)
    )


def due_days(year: int, times: int) -> tuple[date, ...]:
    """Return evenly spread days to pay on: the last day of the first month of each period.

    times: how many times a year: 1, 2, 3, 4, 6 or 12

    Raises InvalidPlan for another number of times.

    Source: our own convention.

    >>> [str(day) for day in due_days(2025, 2)]
    ['2025-01-31', '2025-07-31']
    """
    if times < 1 or MONTHS_IN_A_YEAR % times:
        raise InvalidPlan("dela året i 1, 2, 3, 4, 6 eller 12 delar, eller skriv egna dagar")
    step = MONTHS_IN_A_YEAR // times
    months = range(1, MONTHS_IN_A_YEAR + 1, step)
    return tuple(date(year, m, calendar.monthrange(year, m)[1]) for m in months)


@dataclass(frozen=True)
class InstalmentStatus:
    """An instalment on a day: how much of it is paid, and whether its day has passed."""

    instalment: Instalment
    paid_ore: int
    is_overdue: bool

    @property
    def left_ore(self) -> int:
        """What is left to pay of it."""
        return self.instalment.ore - self.paid_ore


@dataclass(frozen=True)
class Settled:
    """Instalments set against payments on a day.

    paid_ore:     what has come in, less what was reversed
    overpaid_ore: what has come in above all instalments
    due_ore:      what should have come in by the day and has not
    """

    rows: tuple[InstalmentStatus, ...]
    paid_ore: int
    overpaid_ore: int

    @property
    def left_ore(self) -> int:
        return sum(row.left_ore for row in self.rows)

    @property
    def due_ore(self) -> int:
        return sum(row.left_ore for row in self.rows if row.is_overdue)


def settle(
    plan: Sequence[Instalment], payments: Sequence[tuple[date, int]], *, on: date
) -> Settled:
    """Return how far payments up to a day have covered a plan, oldest instalment first.

    payments: day and öre; a reversal is negative
    on:       an instalment is overdue the day after its last day to pay

    Source: our own convention.

    >>> plan = instalments(100_000, dict.fromkeys([date(2025, 1, 31), date(2025, 7, 31)], 1))
    >>> settled = settle(plan, [(date(2025, 2, 3), 30_000)], on=date(2025, 2, 4))
    >>> settled.due_ore, settled.left_ore
    (20000, 70000)
    """
    paid = sum(ore for day, ore in payments if day <= on)
    left, rows = max(paid, 0), []
    for each in sorted(plan, key=lambda one: (one.due_on, one.number)):
        covered = min(left, each.ore)
        left -= covered
        rows.append(InstalmentStatus(each, covered, each.due_on < on and covered < each.ore))
    return Settled(tuple(rows), paid, left)
