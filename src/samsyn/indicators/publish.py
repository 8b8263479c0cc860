"""The one door out: what may be seen of an indicator by whom.

First rule (our own convention, ADR 0009): a group of 1–4 people is protected for everyone
but those who answer for it, unless its owner has already published the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from samsyn.access.models import User
from samsyn.access.permissions import Permission, Reach, reach_of
from samsyn.facts.atoms import ATOMS, NUMBER
from samsyn.facts.atoms import Unit as AtomUnit
from samsyn.facts.cube import FIRST_CLOSED, STATUSES, Series
from samsyn.indicators.calculate import Numbers
from samsyn.indicators.definitions import SMALLEST_GROUP
from samsyn.indicators.small_groups import covered_units, hidden_people

Flags = npt.NDArray[np.bool_]

HIDDEN_COUNT = f"<{SMALLEST_GROUP}"


@dataclass(frozen=True)
class Audience:
    """For whom numbers are made: where small groups may be seen."""

    small_groups: Reach

    @classmethod
    def of(cls, user: User, *, on: date) -> Audience:
        return cls(reach_of(user, Permission.SEE_SMALL_GROUPS, on=on))


PUBLIC = Audience(Reach(frozenset(), frozenset()))
"""Everyone: files that leave, reports, anyone without a role."""


@dataclass(frozen=True)
class Published:
    """Numbers that may leave. `hidden` marks what is protected; its numbers are nan and 0."""

    numbers: Numbers
    hidden: Flags


def publish(numbers: Numbers, audience: Audience) -> Published:
    """Return the numbers with every group that is too small for the audience taken out.

    The groups of a number are the people in its numerator, in its denominator, and in the
    denominator only: from any two, the third can be told. A number that rests on an atom by
    which a small group could be told, by way of any other number, is taken out as well.
    """
    hidden = np.zeros(numbers.value.shape, np.bool_)
    closed = _closed(numbers)
    if not numbers.indicator.counts_people or not closed.any():
        return Published(numbers, hidden)
    own = covered_units(numbers.facts, audience.small_groups)
    hidden |= closed & ~own[:, np.newaxis] & _has_small_group(numbers)
    kept = hidden_people(numbers.facts, audience.small_groups)
    for atom in (*numbers.indicator.numerator, *numbers.indicator.denominator):
        hidden |= kept[NUMBER[atom]]
    return Published(_blank(numbers, hidden), hidden)


def show_count(value: int, status: str, *, is_own: bool) -> int | None:
    """Return a single number of people if it may be shown, or None if it is protected.

    >>> show_count(3, "entered", is_own=False) is None
    True
    >>> show_count(3, "published", is_own=False)
    3
    """
    is_closed = STATUSES.index(status) >= FIRST_CLOSED
    return None if is_closed and not is_own and 0 < value < SMALLEST_GROUP else value


def _people(numbers: Numbers) -> list[npt.NDArray[np.int64]]:
    """Return every group of people that a number shows, or lets a reader work out."""
    indicator, top, bottom = numbers.indicator, numbers.numerator, numbers.denominator
    groups = []
    if ATOMS[indicator.numerator[0]].unit is AtomUnit.PERSONS:
        groups.append(top.value)
    if bottom is not None and ATOMS[indicator.denominator[0]].unit is AtomUnit.PERSONS:
        groups.append(bottom.value)
        if len(groups) == 2:
            groups.append(bottom.value - top.value)
    return groups


def _has_small_group(numbers: Numbers) -> Flags:
    small = np.zeros(numbers.value.shape, np.bool_)
    for group in _people(numbers):
        small |= (group > 0) & (group < numbers.indicator.smallest_group)
    return small


def _closed(numbers: Numbers) -> Flags:
    """Return where some figure behind the number is not published by its owner."""
    status = numbers.numerator.status
    if numbers.denominator is not None:
        status = np.maximum(status, numbers.denominator.status)
    return status >= FIRST_CLOSED


def _blank(numbers: Numbers, hidden: Flags) -> Numbers:
    def without(series: Series) -> Series:
        return Series(
            np.where(hidden, 0, series.value),
            np.where(hidden, 0, series.low),
            np.where(hidden, 0, series.high),
            np.where(hidden, 0, series.status),
            series.known & ~hidden,
        )

    return replace(
        numbers,
        numerator=without(numbers.numerator),
        denominator=without(numbers.denominator) if numbers.denominator else None,
        value=np.where(hidden, np.nan, numbers.value),
        low=np.where(hidden, np.nan, numbers.low),
        high=np.where(hidden, np.nan, numbers.high),
        least=np.where(hidden, np.nan, numbers.least),
        most=np.where(hidden, np.nan, numbers.most),
    )
