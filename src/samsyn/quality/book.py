"""Every stored figure of a county in one book, to be set against each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cached_property

from django.db.models import Q

from samsyn.economy.models import Amount
from samsyn.language.swedish import capital
from samsyn.register.areas import association_area, county_area, municipality_area
from samsyn.register.models import (
    Association,
    Count,
    Document,
    Inhabitants,
    Municipality,
    Need,
    Staffing,
    Statement,
)
from samsyn.register.provenance import Sourced

ORE_PER_KRONA = 100
HUNDREDTHS_PER_POST = 100


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


@dataclass(frozen=True)
class Entry:
    """One figure in the book: its value in its unit, what it is of, and where it is from.

    traits: what the figure is by its codes (category, stage, financier, measure …)
    """

    key: str
    label: str
    amount: Range
    unit: str
    association: str | None
    year: int | None
    on: date | None
    document: str
    place: str
    status: str
    derivation: str = ""
    document_key: str = ""
    traits: dict[str, str] = field(default_factory=dict)


@dataclass
class Book:
    """The figures of a county by key, and what its documents say about them."""

    county: str
    entries: dict[str, Entry]
    statements: Sequence[Statement]
    names: dict[str, str]
    """Association key → short name."""
    documents: dict[str, Document]

    @cached_property
    def keys(self) -> list[str]:
        return sorted(self.entries)

    def signed(self, operands: Iterable[str]) -> Iterator[tuple[int, Entry]]:
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
                if self.entries[key].traits["table"] != "statements"
                and fnmatchcase(key, pattern)
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
        said = {row.figure: (row.document.title, row.place) for row in self.statements}
        return tuple(
            dict.fromkeys(
                (self.entries[key].document, self.entries[key].place)
                if key in self.entries
                else said[key]
                for key in keys
                if key in self.entries or key in said
            )
        )

    def where(self, **traits: str) -> Iterator[Entry]:
        """Yield the entries whose traits all are as given."""
        for entry in self.entries.values():
            if all(entry.traits.get(name) == value for name, value in traits.items()):
                yield entry


def read_book(county: str) -> Book:
    """Return the book of a county as it is stored now."""
    names = dict(Association.objects.filter(county_id=county).values_list("key", "short_name"))
    statements = list(
        Statement.objects.filter(county_id=county).select_related("document", "association")
    )
    found = [
        *_amounts(county, names),
        *_counts(names),
        *_staffing(names),
        *_places(county, names),
        *(entry for row in statements if (entry := _statement(row))),
    ]
    documents = {entry.document_key for entry in found}
    documents |= {str(row.document_id) for row in statements}
    return Book(
        county,
        {entry.key: entry for entry in found},
        statements,
        names,
        Document.objects.in_bulk(documents),
    )


def _range(row: Sourced, value: str, units: int = 1) -> Range:
    whole = (getattr(row, name) for name in (value, "low", "high"))
    return Range(*(Fraction(number) / units for number in whole))


def _origin(row: Sourced) -> tuple[str, str, str, str, str]:
    return row.document.title, row.place, row.status, row.derivation, str(row.document_id)


def _amounts(county: str, names: dict[str, str]) -> Iterator[Entry]:
    rows = Amount.objects.filter(Q(association_id__in=names) | Q(county_id=county))
    for row in rows.select_related("document"):
        yield Entry(
            row.figure,
            row.line,
            _range(row, "ore", ORE_PER_KRONA),
            "kronor",
            row.association_id,
            row.year,
            None,
            *_origin(row),
            {
                "table": "amounts",
                "stage": row.stage,
                "category": row.category,
                "financier": row.financier,
                "intervention": row.intervention_id or "",
                "basis": row.basis,
            },
        )


def _counts(names: dict[str, str]) -> Iterator[Entry]:
    rows = Count.objects.filter(association_id__in=names)
    for row in rows.select_related("document", "intervention"):
        subject = row.intervention.name if row.intervention else names[row.association_id]
        yield Entry(
            row.figure,
            f"{row.get_measure_display()}, {subject}",
            _range(row, "value"),
            "persons",
            row.association_id,
            row.starts_on.year,
            row.ends_on,
            *_origin(row),
            {
                "table": "counts",
                "measure": row.measure,
                "intervention": row.intervention_id or "",
                "sex": row.sex,
                "age_group": row.age_group,
                "population": row.population,
                "counting_mode": row.counting_mode,
            },
        )


def _staffing(names: dict[str, str]) -> Iterator[Entry]:
    rows = Staffing.objects.filter(association_id__in=names)
    for row in rows.select_related("document", "intervention"):
        subject = row.intervention.name if row.intervention else names[row.association_id]
        yield Entry(
            row.figure,
            f"{row.get_function_display()}, {subject}",
            _range(row, "hundredths", HUNDREDTHS_PER_POST),
            "full_time_equivalents",
            row.association_id,
            row.year,
            None,
            *_origin(row),
            {
                "table": "staffing",
                "function": row.function,
                "financier": row.financier,
                "intervention": row.intervention_id or "",
            },
        )


def _places(county: str, names: dict[str, str]) -> Iterator[Entry]:
    """Yield inhabitants and needs of the county's areas, and of the whole country."""
    areas = {association_area(key): key for key in names}
    labels = {association_area(key): name for key, name in names.items()}
    labels |= {
        municipality_area(code): name
        for code, name in Municipality.objects.filter(county_id=county).values_list(
            "code", "name"
        )
    }
    labels |= {county_area(county): "länet", "riket": "riket"}
    for people in Inhabitants.objects.filter(area__in=labels).select_related("document"):
        yield Entry(
            people.figure,
            f"Invånare {people.get_age_group_display()}, {labels[people.area]}",
            _range(people, "value"),
            "persons",
            areas.get(people.area),
            people.on.year,
            people.on,
            *_origin(people),
            {"table": "inhabitants", "area": people.area, "age_group": people.age_group},
        )
    for need in Need.objects.filter(area__in=labels).select_related("document"):
        yield Entry(
            need.figure,
            f"{capital(need.get_group_display())}, {labels[need.area]}",
            _range(need, "value"),
            need.unit,
            areas.get(need.area),
            need.on.year,
            need.on,
            *_origin(need),
            {
                "table": "needs",
                "area": need.area,
                "group": need.group,
                "sex": need.sex,
                "age_group": need.age_group,
            },
        )


def _statement(row: Statement) -> Entry | None:
    if row.value is None:
        return None
    return Entry(
        row.figure,
        row.label,
        _range(row, "value"),
        row.unit,
        row.association_id,
        row.year,
        None,
        *_origin(row),
        {"table": "statements", "claim": row.claim},
    )
