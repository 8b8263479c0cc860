"""The figures of a county as a book: looked up by signed keys and patterns, and added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from samsyn.facts.figures import Figure, figures_of
from samsyn.facts.ranges import Range
from samsyn.register.models import Document, Statement
from samsyn.register.selectors import association_names, statements_of

Group = tuple[str, int]
"""An association and a year."""


@dataclass
class Book:
    """The figures of a county by key, and what its documents say about them."""

    county: str
    figures: Mapping[str, Figure]
    statements: Sequence[Statement]
    names: dict[str, str]
    """Association key → short name."""

    @cached_property
    def entries(self) -> dict[str, Figure]:
        """The figures that have a value."""
        return {key: f for key, f in self.figures.items() if f.value is not None}

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents that any figure is from, by key."""
        return {figure.document.key: figure.document for figure in self.figures.values()}

    @cached_property
    def keys(self) -> list[str]:
        return sorted(self.entries)

    def signed(self, operands: Iterable[str]) -> Iterator[tuple[int, Figure]]:
        """Yield the sign and the entry of every figure that signed keys or patterns name.

        A pattern names rows, never what is said of them: a total is not among its parts.
        """
        for operand in operands:
            sign = -1 if operand.startswith("-") else 1
            for key in self._matching(operand.lstrip("+-")):
                yield sign, self.entries[key]

    def _matching(self, pattern: str) -> list[str]:
        if "*" not in pattern:
            return [pattern] if pattern in self.entries else []
        if pattern not in self._matches:
            self._matches[pattern] = [
                key
                for key in self.keys
                if self.entries[key].kind != "statements" and fnmatchcase(key, pattern)
            ]
        return self._matches[pattern]

    @cached_property
    def _matches(self) -> dict[str, list[str]]:
        return {}

    def total(
        self, operands: Iterable[str], instead: dict[str, Range] | None = None
    ) -> Range | None:
        """Return the signed sum of the figures named; None if none of them is in the book.

        instead: other values for some figures, to see what they would change
        """
        other = instead or {}
        parts = [
            (sign, other.get(entry.key, entry.amount)) for sign, entry in self.signed(operands)
        ]
        if not parts:
            return None
        total = Range.exactly(0)
        for sign, amount in parts:
            total = total + amount if sign > 0 else total - amount
        return total

    def origins(self, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the documents, and the places in them, where figures stand."""
        found = (self.figures[key] for key in keys if key in self.figures)
        return tuple(dict.fromkeys((f.document.title, f.place) for f in found))

    def where(self, kind: str, **traits: str) -> Iterator[Figure]:
        """Yield the figures of a kind whose traits all are as given."""
        for entry in self.entries.values():
            if entry.kind == kind and all(
                entry.traits.get(name) == value for name, value in traits.items()
            ):
                yield entry


def read_book(county: str, figures: Mapping[str, Figure] | None = None) -> Book:
    """Return the book of a county as it is stored now.

    figures: the figures as somebody may see them; all of them if None
    """
    return Book(
        county=county,
        figures=figures_of(county) if figures is None else figures,
        statements=statements_of(county),
        names=association_names(county),
    )


def by_association(entries: Iterable[Figure]) -> dict[Group, list[Figure]]:
    """Return entries by association and year, those of a whole county left out."""
    groups: dict[Group, list[Figure]] = defaultdict(list)
    for entry in entries:
        if entry.association and entry.year:
            groups[entry.association, entry.year].append(entry)
    return dict(sorted(groups.items()))


def keys_of(entries: Iterable[Figure]) -> tuple[str, ...]:
    return tuple(entry.key for entry in entries)


def total_of(entries: Iterable[Figure]) -> Range:
    return sum((entry.amount for entry in entries), Range.exactly(0))
