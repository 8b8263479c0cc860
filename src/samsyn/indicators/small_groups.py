"""Which numbers of people are kept from whom: decided once for all indicators together.

Numbers that are each harmless tell of each other: of a total, its parts, and of who is among
whom. So protection is decided for the atoms, and an indicator follows its atoms.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from samsyn.access.permissions import Reach
from samsyn.facts.atoms import ATOMS, NUMBER, Unit
from samsyn.facts.cube import FIRST_CLOSED, Facts, Level
from samsyn.indicators.definitions import SMALLEST_GROUP, catalogue
from samsyn.indicators.hiding import Group, Table, hidden_cells

Flags = npt.NDArray[np.bool_]

PEOPLE = tuple(id for id, atom in ATOMS.items() if atom.unit is Unit.PERSONS)
WHOLE_AND_PART = (
    ("participants", "closed"),
    ("participants", "new"),
    ("participants", "positive_exits"),
    ("closed", "positive_exits"),
    ("closed", "exits_work_or_studies"),
    ("closed", "exits_ready"),
    ("positive_exits", "exits_work_or_studies"),
    ("positive_exits", "exits_ready"),
)
"""Where the second is among the first: the rest is a group of people as well."""
WHOLE_AND_SUM = (
    ("positive_exits", ("exits_work_or_studies", "exits_ready")),
    ("participants", ("closed", "closing")),
    ("participants", ("opening", "new")),
)
"""Where the rest add up to the first, if they do in the figures."""


@lru_cache(maxsize=64)
def hidden_people(facts: Facts, reach: Reach) -> Flags:
    """Return what may not be shown to someone with a reach: (atoms, units, years).

    Kept for as long as the facts are.
    """
    hidden = np.zeros((len(ATOMS), len(facts.units), len(facts.years)), np.bool_)
    if facts.columns.status.max(initial=0) >= FIRST_CLOSED:
        reading = _Reading(facts, reach)
        for at in range(len(facts.years)):
            for atom, unit in reading.hidden(at):
                hidden[NUMBER[PEOPLE[atom]], unit, at] = True
    hidden.setflags(write=False)
    return hidden


def covered_units(facts: Facts, reach: Reach) -> Flags:
    """Return which units lie inside a reach: (units,)."""
    return np.array(
        [reach.covers(county=u.county, association=u.association) for u in facts.units],
        np.bool_,
    )


class _Reading:
    """The people of all facts, on their way to one table for each year.

    A cell is atom × unit. What an association has outside its parts is a unit of its own,
    that no page shows; it stands after the others.
    """

    def __init__(self, facts: Facts, reach: Reach) -> None:
        series = [facts.series(atom) for atom in PEOPLE]
        self.value = np.array([s.value for s in series])
        self.known = np.array([s.known for s in series])
        is_closed = np.array([s.status for s in series]) >= FIRST_CLOSED
        self.closed = self.known & is_closed & ~covered_units(facts, reach)[:, np.newaxis]
        self.families = list(_families(facts))
        self.outside = {
            whole: len(facts.units) + number
            for number, (whole, _, is_county) in enumerate(self.families)
            if not is_county
        }
        self.units = len(facts.units)
        self.width = self.units + len(self.families)

    def hidden(self, at: int) -> Iterator[tuple[int, int]]:
        """Yield atom and unit of what is to be hidden in a year."""
        if not self.closed[:, :, at].any():
            return
        table = self._table(at)
        if not table.groups:
            return
        for cell in hidden_cells(table):
            atom, unit = divmod(cell, self.width)
            if unit < self.units:
                yield atom, unit

    def _table(self, at: int) -> Table:
        shape = (len(PEOPLE), self.width)
        value = np.zeros(shape, np.int64)
        known, closed = np.zeros(shape, np.bool_), np.zeros(shape, np.bool_)
        value[:, : self.units] = self.value[:, :, at]
        known[:, : self.units] = self.known[:, :, at]
        closed[:, : self.units] = self.closed[:, :, at]
        sums = self._sums_of_units(value, known, closed)
        cells = value.ravel().tolist()
        is_known, may_hide = known.ravel().tolist(), closed.ravel().tolist()
        sums = [
            *(s for s in self._sums_of_atoms() if all(is_known[c] for c in (s[0], *s[1]))),
            *sums,
        ]
        pairs = [
            (whole, part, limit)
            for whole, part, limit in self._pairs()
            if is_known[whole] and is_known[part] and cells[whole] >= cells[part]
        ]
        limits = np.repeat([_limits()[atom] for atom in PEOPLE], self.width).tolist()
        return Table(
            cells,
            may_hide,
            frozenset(c for c in range(len(cells)) if c % self.width >= self.units),
            [(w, parts) for w, parts in sums if cells[w] == sum(cells[p] for p in parts)],
            [(whole, part) for whole, part, _ in pairs],
            [
                *(
                    Group(cell)
                    for cell, size in enumerate(cells)
                    if may_hide[cell] and 0 < size < limits[cell]
                ),
                *(
                    Group(whole, part)
                    for whole, part, limit in pairs
                    if (may_hide[whole] or may_hide[part])
                    and 0 < cells[whole] - cells[part] < limit
                ),
            ],
        )

    def _sums_of_units(
        self, value: npt.NDArray[np.int64], known: Flags, closed: Flags
    ) -> list[tuple[int, tuple[int, ...]]]:
        """Return what adds up over areas, and fill in what associations have outside parts."""
        found = []
        for whole, inside, is_county in self.families:
            for atom in range(len(PEOPLE)):
                parts = [unit for unit in inside if known[atom, unit]]
                if not known[atom, whole] or not parts:
                    continue
                if not is_county:
                    outside = self.outside[whole]
                    value[atom, outside] = value[atom, whole] - value[atom, parts].sum()
                    known[atom, outside] = value[atom, outside] >= 0
                    closed[atom, outside] = known[atom, outside] and closed[atom, whole]
                    parts.append(outside)
                start = atom * self.width
                found.append((start + whole, tuple(start + unit for unit in parts)))
        return found

    def _sums_of_atoms(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        for whole, parts in WHOLE_AND_SUM:
            starts = [PEOPLE.index(part) * self.width for part in parts]
            for unit in range(self.width):
                cells = tuple(start + unit for start in starts)
                yield PEOPLE.index(whole) * self.width + unit, cells

    def _pairs(self) -> Iterator[tuple[int, int, int]]:
        for (whole, part), limit in _wholes_and_parts().items():
            first, second = (PEOPLE.index(atom) * self.width for atom in (whole, part))
            for unit in range(self.width):
                yield first + unit, second + unit, limit


def _families(facts: Facts) -> Iterator[tuple[int, list[int], bool]]:
    """Yield each whole with its parts: an association's parts, a county's associations."""
    parts: dict[str, list[int]] = defaultdict(list)
    associations: dict[str, list[int]] = defaultdict(list)
    for position, unit in enumerate(facts.units):
        if unit.level is Level.PART:
            parts[unit.association or ""].append(position)
        elif unit.level is Level.ASSOCIATION:
            associations[unit.county].append(position)
    for level, inside in ((Level.ASSOCIATION, parts), (Level.COUNTY, associations)):
        for position, unit in enumerate(facts.units):
            key = unit.county if unit.is_county else unit.key
            if unit.level is level and inside[key]:
                yield position, inside[key], unit.is_county


@cache
def _limits() -> dict[str, int]:
    """Return how many people of each atom are a group that may be shown."""
    limits = dict.fromkeys(PEOPLE, SMALLEST_GROUP)
    for indicator in catalogue().values():
        for atom in {*indicator.numerator, *indicator.denominator} & limits.keys():
            limits[atom] = max(limits[atom], indicator.smallest_group)
    return limits


@cache
def _wholes_and_parts() -> dict[tuple[str, str], int]:
    """Return every pair whose rest is a group, and how large it must be to be shown."""
    pairs = dict.fromkeys(WHOLE_AND_PART, SMALLEST_GROUP)
    for indicator in catalogue().values():
        for whole in set(indicator.denominator) & set(PEOPLE):
            for part in set(indicator.numerator) & set(PEOPLE):
                limit = pairs.get((whole, part), SMALLEST_GROUP)
                pairs[whole, part] = max(limit, indicator.smallest_group)
    return pairs
