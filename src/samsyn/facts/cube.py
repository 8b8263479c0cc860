"""Facts as a cube: atom × unit × year, added up from columns, with range and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from samsyn.facts.atoms import ATOMS, NUMBER, SUM_OF_PARTS

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

STATUSES = ("published", "derived", "entered", "delivered")
"""From open to closed: a sum has the status of its most closed part."""
FIRST_CLOSED = STATUSES.index("entered")


class Level(StrEnum):
    """What a unit of comparison is."""

    COUNTY = "county"
    ASSOCIATION = "association"
    PART = "part"


@dataclass(frozen=True)
class ComparisonUnit:
    """A county, an association, or the part of an association that serves one municipality."""

    key: str
    name: str
    level: Level
    county: str
    association: str | None = None
    first_year: int | None = None
    last_year: int | None = None

    def exists_in(self, year: int) -> bool:
        """Whether it was there that year, as far as is known."""
        return (self.first_year is None or self.first_year <= year) and (
            self.last_year is None or year <= self.last_year
        )

    @property
    def is_county(self) -> bool:
        return self.level is Level.COUNTY


@dataclass(frozen=True)
class Note:
    """Which way of counting or booking (`choice`) an association says it uses in a topic."""

    topic: str
    association: str
    year: int
    choice: str
    label: str
    text: str
    figure: str


@dataclass(frozen=True)
class Columns:
    """Figures as columns, one row each.

    atom, unit, year: positions in ATOMS, in the units and in the years
    value, low, high: whole numbers of the atom's unit; low <= value <= high
    status:           position in STATUSES
    """

    atom: Whole
    unit: Whole
    year: Whole
    value: Whole
    low: Whole
    high: Whole
    status: Whole

    def __len__(self) -> int:
        return len(self.value)

    def take(self, rows: Whole | Flags) -> Columns:
        return Columns(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Series:
    """One atom for every unit and year; arrays of shape (units, years).

    `known` is False where no figure says anything, or where a county lacks an association;
    the numbers there are the sum of what is said, 0 if nothing is.
    """

    value: Whole
    low: Whole
    high: Whole
    status: Whole
    known: Flags

    def __add__(self, other: Series) -> Series:
        """Add two series; the sum is known only where both are."""
        return Series(
            self.value + other.value,
            self.low + other.low,
            self.high + other.high,
            np.maximum(self.status, other.status),
            self.known & other.known,
        )

    def or_zero(self) -> Series:
        """The same series, where nothing said counts as nothing there."""
        return Series(self.value, self.low, self.high, self.status, np.ones_like(self.known))


@dataclass(eq=False)
class Facts:
    """All facts of some counties: units in order, years in order, and one series per atom.

    Never changed once made, and equal only to themselves: what is computed from them can be
    kept for as long as they are.
    """

    units: Sequence[ComparisonUnit]
    years: Sequence[int]
    columns: Columns
    figures: Sequence[str] = ()
    notes: Sequence[Note] = ()

    @cached_property
    def _places(self) -> Whole:
        return (self.columns.atom * len(self.units) + self.columns.unit) * len(
            self.years
        ) + self.columns.year

    @cached_property
    def _cube(self) -> Series:
        """Every atom at once, counties included: arrays of shape (atoms, units, years)."""
        places = self._places
        shape = (len(ATOMS), len(self.units), len(self.years))
        if not len(places):
            empty = np.zeros(shape, np.int64)
            return Series(empty, empty, empty, empty, empty.astype(bool))
        if np.any(places[1:] < places[:-1]):
            raise ValueError("columns must be sorted by atom, unit and year")
        starts = np.concatenate(([0], np.flatnonzero(places[1:] != places[:-1]) + 1))
        cells = places[starts]

        def spread(numbers: Whole) -> Whole:
            whole = np.zeros(shape, np.int64)
            whole.reshape(-1)[cells] = numbers
            return whole

        stated = Series(
            spread(np.add.reduceat(self.columns.value, starts)),
            spread(np.add.reduceat(self.columns.low, starts)),
            spread(np.add.reduceat(self.columns.high, starts)),
            spread(np.maximum.reduceat(self.columns.status, starts)),
            spread(np.ones(len(starts), np.int64)).astype(bool),
        )
        self._complete_wholes(stated)
        self._sum_counties(stated)
        return stated

    @staticmethod
    def _complete_wholes(stated: Series) -> None:
        """Fill in a total that is not stated where all its parts are."""
        for whole, parts in SUM_OF_PARTS.items():
            numbers = [NUMBER[part] for part in parts]
            known = np.logical_and.reduce(stated.known[numbers])
            missing = known & np.logical_not(stated.known[NUMBER[whole]])
            for array in (stated.value, stated.low, stated.high):
                array[NUMBER[whole]][missing] = array[numbers].sum(axis=0)[missing]
            status = stated.status[numbers].max(axis=0)
            stated.status[NUMBER[whole]][missing] = status[missing]
            stated.known[NUMBER[whole]][missing] = True

    def _sum_counties(self, stated: Series) -> None:
        """Fill in what a county is the sum of, where nothing is stated for itself."""
        for position, unit in enumerate(self.units):
            inside = self._associations_of[unit.county]
            if not unit.is_county or not len(inside):
                continue
            is_summed = np.logical_not(stated.known[:, position])
            for numbers in (stated.value, stated.low, stated.high):
                total = numbers[:, inside].sum(axis=1)
                numbers[:, position][is_summed] = total[is_summed]
            status = stated.status[:, inside].max(axis=1)
            stated.status[:, position][is_summed] = status[is_summed]
            gone = [[not self.units[k].exists_in(year) for year in self.years] for k in inside]
            known = np.logical_and.reduce(stated.known[:, inside] | np.array(gone), axis=1)
            known &= np.logical_or.reduce(stated.known[:, inside], axis=1)
            stated.known[:, position][is_summed] = known[is_summed]

    def series(self, atom: str) -> Series:
        """Return one atom for every unit and year.

        A county is the sum of its associations, and known only when all that were there
        that year are, unless a figure is stated for the county itself. Where no figure states a total, it
        is the sum of its parts if all of them are known.

        Raises KeyError if there is no such atom.
        """
        cube, number = self._cube, NUMBER[atom]
        return Series(
            cube.value[number],
            cube.low[number],
            cube.high[number],
            cube.status[number],
            cube.known[number],
        )

    @cached_property
    def _associations_of(self) -> dict[str, Whole]:
        inside: dict[str, list[int]] = {unit.county: [] for unit in self.units}
        for position, unit in enumerate(self.units):
            if unit.level is Level.ASSOCIATION:
                inside[unit.county].append(position)
        return {county: np.array(positions, np.int64) for county, positions in inside.items()}

    def figures_behind(self, atom: str, unit: int, year: int) -> list[str]:
        """Return the keys of the figures that one number was added up from.

        For a county that is a sum, those of its associations; for a total that is the sum
        of its parts, those of the parts.
        """
        positions = [unit]
        own = self._figures_at(atom, unit, year)
        if self.units[unit].is_county and not own:
            positions = list(self._associations_of[self.units[unit].county])
        found = [key for p in positions for key in self._figures_at(atom, p, year)]
        if not found and atom in SUM_OF_PARTS:
            found = [
                key
                for part in SUM_OF_PARTS[atom]
                for p in positions
                for key in self._figures_at(part, p, year)
            ]
        return found

    def _figures_at(self, atom: str, unit: int, year: int) -> list[str]:
        place = (NUMBER[atom] * len(self.units) + unit) * len(self.years) + year
        first, last = np.searchsorted(self._places, [place, place + 1])
        return list(self.figures[first:last])

    def position(self, key: str) -> int:
        """Return the position of a unit. Raises KeyError if it is not among the units."""
        return self._positions[key]

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {unit.key: position for position, unit in enumerate(self.units)}
