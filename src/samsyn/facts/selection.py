"""Which rows count when a whole and its parts are both stored: the whole goes before its parts.

Nothing is added to a total that it already is part of: sexes to "alla", half-years to the
year, interventions to the association, the members' shares to all the contributions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from samsyn.economy.models import Amount
from samsyn.facts.amounts import BOOKED
from samsyn.register.models import Count, Need

Row = TypeVar("Row")

POPULATIONS = ("personal_data", "all")
COUNTING_MODES = ("registrations", "not_stated")
"""From the one that is preferred: an indicator counts registrations of people on record."""
ADDED_OVER_TIME = (
    "new",
    "closed",
    "positive_exits",
    "exits_work_or_studies",
    "exits_ready",
)
WORKING_AGES = ("all", "16-64")
MEMBERS_TOGETHER = ("all", "medlemmar")


def counted(rows: Iterable[Count]) -> list[Count]:
    """Return the counts that are added up, of each intervention and of whole associations.

    rows: counts of one kind (one atom), within calendar years
    """
    chosen: list[Count] = []
    for own in _groups(rows, lambda r: (r.association_id, r.intervention_id, r.starts_on.year)):
        same = _first_of(own, "population", POPULATIONS)
        same = _first_of(same, "counting_mode", COUNTING_MODES)
        chosen += _without_parts_of_people(_of_the_year(same))
    return chosen


def is_covered(row: Count, chosen: Sequence[Count]) -> bool:
    """Return whether an intervention's count is inside one for its whole association."""
    return row.intervention_id is not None and any(
        other.intervention_id is None
        and other.association_id == row.association_id
        and other.starts_on.year == row.starts_on.year
        for other in chosen
    )


def _of_the_year(rows: Sequence[Count]) -> list[Count]:
    """Return the rows of the whole year, or those that together say something of it."""
    whole = [r for r in rows if _is_whole_year(r.starts_on, r.ends_on)]
    if whole or not rows:
        return whole
    measure = rows[0].measure
    if measure in ADDED_OVER_TIME:
        return list(rows)
    if measure == "opening":
        first = min(r.starts_on for r in rows)
        return [r for r in rows if r.starts_on == first]
    if measure == "closing":
        last = max(r.ends_on for r in rows)
        return [r for r in rows if r.ends_on == last]
    return []


def _is_whole_year(first: date, last: date) -> bool:
    return (first.month, first.day) == (1, 1) and (last.month, last.day) == (12, 31)


def _without_parts_of_people(rows: Sequence[Count]) -> list[Count]:
    """Return everybody; else both sexes; else all age groups; else every cell there is."""
    chosen: list[Count] = []
    for same in _groups(rows, lambda r: (r.starts_on, r.ends_on)):
        by_sex = [r for r in same if r.age_group == "all"]
        everybody = [r for r in by_sex if r.sex == "all"]
        by_age = [r for r in same if r.sex == "all" and r.age_group != "all"]
        cells = [r for r in same if r.sex != "all" and r.age_group != "all"]
        chosen += everybody or by_sex or by_age or cells
    return chosen


def spent(rows: Iterable[Amount]) -> list[Amount]:
    """Return the amounts that are added up: a total instead of its own lines.

    rows: amounts of one stage
    """
    chosen: list[Amount] = []
    for own in _groups(rows, lambda r: (r.association_id, r.year, r.category.split(".")[0])):
        if own[0].stage == BOOKED:  # sums of a ledger are parts that exclude each other
            chosen += own
            continue
        whole = [r for r in own if "." not in r.category]
        together = [r for r in whole or own if r.financier in MEMBERS_TOGETHER]
        is_shared = own[0].category == "contribution" and together
        chosen += together if is_shared else whole or own
    return chosen


def latest(rows: Iterable[Need]) -> list[Need]:
    """Return the needs of both sexes and all working ages, the latest in each year."""
    whole = [r for r in rows if r.sex == "all" and r.age_group in WORKING_AGES]
    return [
        max(same, key=lambda r: r.on)
        for same in _groups(whole, lambda r: (r.group, r.area, r.on.year))
    ]


def _first_of(rows: Sequence[Count], name: str, order: Sequence[str]) -> list[Count]:
    for wanted in order:
        found = [r for r in rows if getattr(r, name) == wanted]
        if found:
            return found
    return list(rows)


def _groups(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> list[list[Row]]:
    found: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return list(found.values())
