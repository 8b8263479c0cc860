"""Every stored figure of a county, of any kind, in one form: to be read, set side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache

from samsyn.access.versions import latest_digest
from samsyn.economy.models import Amount
from samsyn.facts.amounts import FIGURE_EVENTS, booked_amounts, stored_amounts
from samsyn.facts.ranges import Range
from samsyn.language.swedish import capital
from samsyn.register.areas import COUNTRY, association_area, county_area, municipality_area
from samsyn.register.codes import CLAIMS, OPERATORS
from samsyn.register.models import (
    Association,
    Count,
    County,
    Inhabitants,
    Membership,
    Municipality,
    Need,
    Party,
    Staffing,
    Statement,
)
from samsyn.register.provenance import Document, Sourced

FIGURE_KINDS = {
    "counts": "antal",
    "amounts": "belopp",
    "staffing": "bemanning",
    "inhabitants": "invånare",
    "needs": "behov",
    "statements": "uppgift i text",
}
FINANCIERS = {
    "medlemmar": "medlemmarna",
    "all": "alla medlemmar",
    "kommuner": "kommunerna",
    "esf": "Europeiska socialfonden",
    "mucf": "MUCF",
    "tillvaxtverket": "Tillväxtverket",
    "ovriga": "övriga",
}


@dataclass(frozen=True)
class Figure:
    """One stored figure of any kind: what it is of, its value, and where it is from.

    value, low, high: in `unit`; None for a statement of method, and for a protected figure
    on:      the day or the last day of the period; None where only the year is known
    traits:  what the figure is by its codes (stage, category, measure, claim …)
    words:   the same for people: name -> word
    signed:  for a statement, the signed keys and patterns of the figures that it is about
    """

    key: str
    kind: str
    label: str
    association: str | None
    association_name: str
    year: int | None
    on: date | None
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    status: str
    document: Document
    place: str
    derivation: str
    extracted_on: date | None
    traits: Mapping[str, str]
    words: Mapping[str, str]
    text: str = ""
    signed: tuple[str, ...] = ()
    is_protected: bool = False

    @cached_property
    def search_text(self) -> str:
        """Everything that a search looks in, in small letters."""
        said = (self.key, self.label, self.association_name, self.document.title, self.place)
        return " ".join((*said, self.text, *self.words.values())).casefold()

    @cached_property
    def amount(self) -> Range:
        """The value with what its source allows.

        Raises ValueError for a figure without a value: a method, or a protected one.
        """
        if self.value is None:
            raise ValueError(f"{self.key} has no value")
        numbers = (self.value, self.low, self.high)
        return Range(*(Fraction(self.value if n is None else n) for n in numbers))


def figures_of(county: str) -> Mapping[str, Figure]:
    """Return every figure of a county by its key, unprotected: see `indicators.protection`.

    Kept in memory until figures are loaded.
    """
    return _figures_at(county, latest_digest(*FIGURE_EVENTS))


@lru_cache(maxsize=32)
def _figures_at(county: str, digest: str) -> Mapping[str, Figure]:
    del digest
    found = sorted(_Reading(county).figures(), key=lambda f: (-(f.year or 0), f.key))
    return {figure.key: figure for figure in found}


def kinds_of_keys(keys: Collection[str]) -> dict[str, str]:
    """Return which of some keys already are stored, and as what kind of figure."""
    tables: dict[str, type[Sourced]] = {
        "counts": Count,
        "amounts": Amount,
        "staffing": Staffing,
        "inhabitants": Inhabitants,
        "needs": Need,
        "statements": Statement,
    }
    return {
        key: kind
        for kind, table in tables.items()
        for key in table._default_manager.values_list("figure", flat=True)
        if key in keys
    }


class _Reading:
    """The stored rows of one county on their way to figures."""

    def __init__(self, county: str) -> None:
        self.county = county
        self.county_name = County.objects.get(pk=county).name
        self.names = dict(
            Association.objects.filter(county_id=county).values_list("key", "short_name")
        )
        self.parties = dict(Party.objects.values_list("code", "name"))
        codes = dict(Municipality.objects.filter(county_id=county).values_list("code", "name"))
        self.areas = (
            {association_area(key): name for key, name in self.names.items()}
            | {municipality_area(code): name for code, name in codes.items()}
            | {county_area(county): self.county_name, COUNTRY: COUNTRY}
        )
        self.owners = {association_area(key): key for key in self.names} | {
            party: association
            for association, party in Membership.objects.filter(
                association_id__in=self.names, party__kind=Party.Kind.MUNICIPALITY
            ).values_list("association_id", "party_id")
        }

    def figures(self) -> Iterator[Figure]:
        yield from self._amounts()
        yield from self._counts()
        yield from self._staffing()
        yield from self._inhabitants()
        yield from self._needs()
        yield from self._statements()

    def _amounts(self) -> Iterator[Figure]:
        for row in (*stored_amounts(self.county), *booked_amounts(self.county)):
            yield self._figure(
                row,
                "amounts",
                row.line,
                association=row.association_id,
                year=row.year,
                numbers=_scaled(row.ore, row.low, row.high, places=2),
                unit="kronor",
                traits={
                    "stage": row.stage,
                    "category": row.category,
                    "financier": row.financier,
                    "intervention": row.intervention_id or "",
                    "basis": row.basis,
                },
                words={
                    "Läge": row.get_stage_display(),
                    "Kategori": row.get_category_display(),
                    "Finansiär": self._financier(row.financier),
                    "Insats": row.intervention.name if row.intervention else "",
                    "Brutto eller netto": row.get_basis_display() if row.basis else "",
                },
            )

    def _counts(self) -> Iterator[Figure]:
        rows = Count.objects.filter(association_id__in=self.names)
        for row in rows.select_related("document", "intervention"):
            subject = row.intervention.name if row.intervention else "hela förbundet"
            yield self._figure(
                row,
                "counts",
                capital(f"{row.get_measure_display()}, {subject}"),
                association=row.association_id,
                year=row.starts_on.year,
                on=row.ends_on,
                numbers=_scaled(row.value, row.low, row.high),
                unit="persons",
                traits={
                    "measure": row.measure,
                    "intervention": row.intervention_id or "",
                    "period": f"{row.starts_on}/{row.ends_on}",
                    "sex": row.sex,
                    "age_group": row.age_group,
                    "population": row.population,
                    "counting_mode": row.counting_mode,
                },
                words={
                    "Period": f"{row.starts_on} till {row.ends_on}",
                    "Insats": row.intervention.name if row.intervention else "",
                    "Kön": row.get_sex_display(),
                    "Ålder": row.get_age_group_display(),
                    "Vilka som räknas": row.get_population_display(),
                    "Räknesätt": row.get_counting_mode_display(),
                },
            )

    def _staffing(self) -> Iterator[Figure]:
        rows = Staffing.objects.filter(association_id__in=self.names)
        for row in rows.select_related("document", "intervention"):
            subject = f", {row.intervention.name}" if row.intervention else ""
            yield self._figure(
                row,
                "staffing",
                capital(f"{row.get_function_display()}{subject}"),
                association=row.association_id,
                year=row.year,
                numbers=_scaled(row.hundredths, row.low, row.high, places=2),
                unit="full_time_equivalents",
                traits={
                    "function": row.function,
                    "financier": row.financier,
                    "intervention": row.intervention_id or "",
                },
                words={
                    "Funktion": row.get_function_display(),
                    "Insats": row.intervention.name if row.intervention else "",
                    "Finansiär": self._financier(row.financier),
                },
            )

    def _inhabitants(self) -> Iterator[Figure]:
        rows = Inhabitants.objects.filter(area__in=self.areas).select_related("document")
        for row in rows:
            yield self._figure(
                row,
                "inhabitants",
                f"Invånare {row.get_age_group_display()}, {self.areas[row.area]}",
                association=self.owners.get(row.area),
                year=row.on.year,
                on=row.on,
                numbers=_scaled(row.value, row.low, row.high),
                unit="persons",
                traits={"area": row.area, "age_group": row.age_group},
                words={
                    "Område": self.areas[row.area],
                    "Ålder": row.get_age_group_display(),
                    "Datum": str(row.on),
                },
            )

    def _needs(self) -> Iterator[Figure]:
        rows = Need.objects.filter(area__in=self.areas).select_related("document")
        for row in rows:
            label = row.get_group_display()
            yield self._figure(
                row,
                "needs",
                capital(f"{label}, {self.areas[row.area]}"),
                association=self.owners.get(row.area),
                year=row.on.year,
                on=row.on,
                numbers=(row.value, row.low, row.high),
                unit=row.unit,
                traits={
                    "area": row.area,
                    "group": row.group,
                    "sex": row.sex,
                    "age_group": row.age_group,
                },
                words={
                    "Område": self.areas[row.area],
                    "Grupp": label,
                    "Kön": row.get_sex_display(),
                    "Ålder": row.get_age_group_display(),
                    "Datum": str(row.on),
                },
            )

    def _statements(self) -> Iterator[Figure]:
        rows = Statement.objects.filter(county_id=self.county).select_related("document")
        for row in rows:
            low = row.value if row.low is None else row.low
            high = row.value if row.high is None else row.high
            yield self._figure(
                row,
                "statements",
                row.label,
                association=row.association_id,
                year=row.year,
                numbers=(row.value, low, high),
                unit=row.unit,
                traits={"claim": row.claim, "topic": row.topic, "choice": row.choice},
                words={
                    "Vad uppgiften säger": CLAIMS[row.claim],
                    "Jämförelse": OPERATORS.get(row.operator, ""),
                },
                text=row.text,
                signed=(*row.of, *row.base),
            )

    def _financier(self, code: str) -> str:
        return FINANCIERS.get(code) or self.parties.get(code, code)

    def _figure(
        self,
        row: Sourced,
        kind: str,
        label: str,
        *,
        association: str | None,
        year: int | None,
        numbers: tuple[Decimal | None, Decimal | None, Decimal | None],
        unit: str,
        traits: Mapping[str, str],
        words: Mapping[str, str],
        on: date | None = None,
        text: str = "",
        signed: tuple[str, ...] = (),
    ) -> Figure:
        value, low, high = numbers
        name = self.names.get(association or "", self.county_name)
        return Figure(
            key=row.figure,
            kind=kind,
            label=label,
            association=association,
            association_name=name,
            year=year,
            on=on,
            value=value,
            low=low,
            high=high,
            unit=unit,
            status=row.status,
            document=row.document,
            place=row.place,
            derivation=row.derivation,
            extracted_on=row.extracted_on,
            traits=traits,
            words={name: word for name, word in words.items() if word},
            text=text,
            signed=signed,
        )


def _scaled(*numbers: int, places: int = 0) -> tuple[Decimal, Decimal, Decimal]:
    value, low, high = (Decimal(number).scaleb(-places) for number in numbers)
    return value, low, high
