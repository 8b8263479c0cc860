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
from samsyn.facts.atoms import ATOMS
from samsyn.facts.atoms import Unit as AtomUnit
from samsyn.facts.cube import FIRST_CLOSED, STATUSES, Level, Series
from samsyn.indicators.calculate import Numbers
from samsyn.indicators.definitions import SMALLEST_GROUP

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
    denominator only: from any two, the third can be told. A number that could be told from
    a total and the other numbers shown is taken out as well.
    """
    if not numbers.indicator.counts_people:
        return Published(numbers, np.zeros(numbers.value.shape, np.bool_))
    closed = _closed(numbers) & ~_own(numbers, audience)[:, np.newaxis]
    hidden = _with_complements(numbers, closed & _has_small_group(numbers), closed)
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


def _own(numbers: Numbers, audience: Audience) -> Flags:
    return np.array(
        [
            audience.small_groups.covers(county=unit.county, association=unit.association)
            for unit in numbers.facts.units
        ],
        np.bool_,
    )


def _with_complements(numbers: Numbers, hidden: Flags, closed: Flags) -> Flags:
    """Take out one more where a single hidden number is what is missing from a total."""
    hidden = hidden.copy()
    size = sum(_people(numbers), np.zeros(numbers.value.shape, np.int64))
    for whole, parts in _families(numbers):
        for year in range(hidden.shape[1]):
            if hidden[whole, year] or hidden[parts, year].sum() != 1:
                continue
            others = [p for p in parts if not hidden[p, year] and closed[p, year]]
            victim = min(others, key=lambda p: size[p, year]) if others else whole
            hidden[victim, year] = True
    return hidden


def _families(numbers: Numbers) -> list[tuple[int, list[int]]]:
    """Return each whole with its parts: an association's parts, a county's associations."""
    units = numbers.facts.units
    families = []
    for whole, unit in enumerate(units):
        if unit.level is Level.PART:
            continue
        inside = [
            p
            for p, other in enumerate(units)
            if (
                unit.is_county
                and other.level is Level.ASSOCIATION
                and other.county == unit.county
            )
            or (
                not unit.is_county
                and other.level is Level.PART
                and other.association == unit.key
            )
        ]
        if inside:
            families.append((whole, inside))
    return sorted(families, key=lambda family: units[family[0]].is_county)


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
