"""From stored figures to facts: which atom, unit and year each figure belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil, floor

import numpy as np
from django.db.models import F

from samsyn.access.versions import latest_digest
from samsyn.economy.models import Amount
from samsyn.facts.amounts import BOOKED, FIGURE_EVENTS, amounts_of
from samsyn.facts.atoms import NUMBER, SUM_OF_PARTS
from samsyn.facts.cube import STATUSES, Columns, ComparisonUnit, Facts, Level, Note
from samsyn.facts.selection import MEMBERS_TOGETHER, counted, is_covered, latest, spent
from samsyn.register.areas import association_area, county_area, municipality_area
from samsyn.register.models import (
    Association,
    Count,
    County,
    Inhabitants,
    Intervention,
    Membership,
    Municipality,
    Need,
    Staffing,
    Statement,
)

MEMBERS = ("all", "medlemmar", "kommuner", "fk", "af")
"""Financiers that are the members themselves; others are external."""

COST_BY_TEAM = {"reception": "reception_cost", "coaching": "coaching_cost"}
POSTS_BY_TEAM = {"reception": "reception_posts", "coaching": "coaching_posts"}
COUNTED_NEEDS = ("target_group_5_percent", "counted_target_group")
CONTRIBUTION_STAGES = (BOOKED, "outcome", "decision", "budget")
"""Contributions are what is booked, else the outcome; before there is one, the decision, then
the budget."""
SPENT_STAGES = (BOOKED, "outcome")
"""What was spent and received: of one association-year there is only one of them."""


@dataclass(frozen=True)
class Fact:
    """One figure on its way into the columns."""

    atom: str
    unit: str
    year: int
    value: int
    low: int
    high: int
    status: str
    figure: str


def facts_of(county: str) -> Facts:
    """Return the facts of a county as they are stored now.

    Kept in memory until figures are loaded.
    """
    return _facts_at(county, latest_digest(*FIGURE_EVENTS))


@lru_cache(maxsize=32)
def _facts_at(county: str, digest: str) -> Facts:
    del digest
    return read_facts(county)


def read_facts(county: str) -> Facts:
    """Return the facts of a county, read from the stored rooms.

    Raises County.DoesNotExist if there is no such county.
    """
    stored = _Stored(county)
    facts = [
        *stored.counts(),
        *stored.amounts(),
        *stored.staffing(),
        *stored.inhabitants(),
        *stored.needs(),
    ]
    return assemble(stored.units, facts, notes=stored.notes())


def assemble(
    units: list[ComparisonUnit],
    facts: Iterable[Fact],
    *,
    notes: Sequence[Note] = (),
) -> Facts:
    """Return facts as sorted columns; a fact of an unknown unit is left out."""
    position = {unit.key: number for number, unit in enumerate(units)}
    kept = [fact for fact in facts if fact.unit in position]
    years = sorted({fact.year for fact in kept})
    year_position = {year: number for number, year in enumerate(years)}
    kept.sort(key=lambda f: (NUMBER[f.atom], position[f.unit], f.year, f.figure))

    def column(numbers: Iterator[int]) -> np.ndarray:
        return np.fromiter(numbers, np.int64, len(kept))

    columns = Columns(
        atom=column(NUMBER[f.atom] for f in kept),
        unit=column(position[f.unit] for f in kept),
        year=column(year_position[f.year] for f in kept),
        value=column(f.value for f in kept),
        low=column(f.low for f in kept),
        high=column(f.high for f in kept),
        status=column(STATUSES.index(f.status) for f in kept),
    )
    return Facts(units, years, columns, [f.figure for f in kept], notes)


class _Stored:
    """The stored rows of one county, and which unit each belongs to."""

    def __init__(self, county: str) -> None:
        self.county = County.objects.get(pk=county)
        self.associations = list(
            Association.objects.filter(county_id=county).order_by("short_name")
        )
        self.keys = [association.key for association in self.associations]
        self.interventions = {
            i.key: i for i in Intervention.objects.filter(association_id__in=self.keys)
        }
        self.memberships = list(
            Membership.objects.filter(association_id__in=self.keys, party__kind="municipality")
        )
        self.parts = {
            i.municipality_id: i.association_id
            for i in self.interventions.values()
            if i.municipality_id
        }
        self.units = list(self._units())
        self.areas = {association_area(key): key for key in self.keys} | {
            unit.key: unit.key for unit in self.units if unit.level is not Level.ASSOCIATION
        }
        """Areas by their codes, and the unit that each one is."""

    def _units(self) -> Iterator[ComparisonUnit]:
        code = self.county.code
        yield ComparisonUnit(county_area(code), self.county.name, Level.COUNTY, code)
        names = dict(
            Municipality.objects.filter(code__in=self.parts).values_list("code", "name")
        )
        for association in self.associations:
            yield ComparisonUnit(
                association.key,
                association.short_name,
                Level.ASSOCIATION,
                code,
                association.key,
                first_year=association.formed_on.year if association.formed_on else None,
                last_year=association.dissolved_on.year if association.dissolved_on else None,
            )
            for municipality in sorted(self.parts):
                if self.parts[municipality] == association.key:
                    yield ComparisonUnit(
                        municipality_area(municipality),
                        names[municipality],
                        Level.PART,
                        code,
                        association.key,
                    )

    def counts(self) -> Iterator[Fact]:
        by_atom: dict[str, list[Count]] = defaultdict(list)
        for row in Count.objects.filter(association_id__in=self.keys).order_by("figure"):
            atom = _count_atom(row)
            if atom and row.starts_on.year == row.ends_on.year:
                by_atom[atom].append(row)
        chosen = {atom: counted(rows) for atom, rows in by_atom.items()}
        _add_wholes_of_parts(chosen)
        for atom, rows in chosen.items():
            for row in rows:
                whole = not is_covered(row, rows)
                yield from self._facts(
                    row, atom, row.starts_on.year, row.value, of_association=whole
                )

    def amounts(self) -> Iterator[Fact]:
        rows = amounts_of(self.county.code)
        stages: dict[tuple[object, int], str] = {}
        for stage in reversed(CONTRIBUTION_STAGES):
            for row in rows:
                if row.category == "contribution" and row.stage == stage:
                    stages[row.association_id, row.year] = stage
        wanted = [
            row
            for row in rows
            if (
                row.category == "contribution"
                and row.stage == stages[row.association_id, row.year]
            )
            or (row.category != "contribution" and row.stage in SPENT_STAGES)
        ]
        for row in spent(wanted):
            atom = self._amount_atom(row)
            if atom and row.association_id:
                yield from self._facts(row, atom, row.year, row.ore)
            elif atom and row.financier in MEMBERS_TOGETHER:
                area = county_area(self.county.code)
                rest = (row.ore, row.low, row.high, row.status, row.figure)
                yield Fact(atom, area, row.year, *rest)

    def _amount_atom(self, row: Amount) -> str | None:
        if row.category.split(".")[0] == "individual":
            if is_external(row.financier):
                return "external_cost"
            team = self._team(row.intervention_id) or row.category.partition(".")[2]
            return COST_BY_TEAM.get(team, "project_cost")
        return AMOUNT_ATOMS.get(row.category.split(".")[0])

    def staffing(self) -> Iterator[Fact]:
        rows = Staffing.objects.filter(association_id__in=self.keys)
        for row in rows.exclude(function="outside"):
            atom: str | None = POSTS_BY_TEAM.get(self._team(row.intervention_id))
            if row.function == "manager":
                atom = "manager_posts"
            elif is_external(row.financier):
                atom = "external_posts"
            if atom:
                yield from self._facts(row, atom, row.year, row.hundredths)

    def _team(self, intervention: str | None) -> str:
        return self.interventions[intervention].team if intervention else ""

    def inhabitants(self) -> Iterator[Fact]:
        """Yield inhabitants at the beginning of the year after the day they were counted.

        An association is the sum of its members that day, and known only if all of them are.
        """
        by_place: dict[tuple[str, date], dict[str, Inhabitants]] = defaultdict(dict)
        for row in Inhabitants.objects.filter(area__startswith="kommun:"):
            if (row.on.month, row.on.day) == (12, 31):
                by_place[row.area, row.on][row.age_group] = row
        for atom, whole, bands in AGE_ATOMS:
            parts = {
                place: [rows[whole]] if whole in rows else [rows[band] for band in bands]
                for place, rows in by_place.items()
                if whole in rows or all(band in rows for band in bands)
            }
            yield from self._inhabitants(atom, parts)

    def _inhabitants(
        self, atom: str, parts: dict[tuple[str, date], list[Inhabitants]]
    ) -> Iterator[Fact]:
        for on in sorted({day for _, day in parts}):
            for association in self.keys:
                members = self._members_on(association, on)
                if members and all((area, on) in parts for area in members):
                    for area in members:
                        yield from _people(atom, association, parts[area, on])
            for municipality in self.parts:
                area = municipality_area(municipality)
                yield from _people(atom, area, parts.get((area, on), []))

    def _members_on(self, association: str, on: date) -> list[str]:
        """Return the municipalities, as areas, that are members on a day; an unknown day of
        entry or exit does not shut anyone out."""
        return [
            member.party_id
            for member in self.memberships
            if member.association_id == association
            and (member.starts_on is None or member.starts_on <= on)
            and (member.ends_on is None or on <= member.ends_on)
        ]

    def needs(self) -> Iterator[Fact]:
        """Yield the target groups; one counted in the first half of a year serves the year
        before as well, when that year has none of its own."""
        rows = latest(Need.objects.filter(group__in=COUNTED_NEEDS, unit="persons"))
        own_years = {(row.group, row.area, row.on.year) for row in rows}
        for row in rows:
            if row.area not in self.areas:
                continue
            years = [row.on.year]
            if row.on.month <= 6 and (row.group, row.area, row.on.year - 1) not in own_years:
                years.append(row.on.year - 1)
            whole = (round(row.value), floor(row.low), ceil(row.high))
            for year in years:
                unit = self.areas[row.area]
                yield Fact(row.group, unit, year, *whole, row.status, row.figure)

    def notes(self) -> list[Note]:
        """Return the ways of counting that documents state, oldest first."""
        rows = Statement.objects.filter(claim="method", association_id__in=self.keys)
        return [
            Note(
                row.topic,
                str(row.association_id),
                row.year or 0,
                row.choice,
                row.label,
                row.text,
                row.figure,
            )
            for row in rows.order_by(F("year").asc(nulls_first=True), "figure")
        ]

    def _facts(
        self,
        row: Count | Amount | Staffing,
        atom: str,
        year: int,
        value: int,
        *,
        of_association: bool = True,
    ) -> Iterator[Fact]:
        """Yield a figure for its association, and for the part that its intervention serves.

        of_association: False when the association has a figure of its own for the same thing
        """
        rest = (year, value, row.low, row.high, row.status, row.figure)
        if of_association:
            yield Fact(atom, str(row.association_id), *rest)
        intervention = self.interventions.get(row.intervention_id or "")
        if intervention and intervention.municipality_id:
            yield Fact(atom, municipality_area(intervention.municipality_id), *rest)


def _people(atom: str, unit: str, rows: Iterable[Inhabitants]) -> Iterator[Fact]:
    for row in rows:
        rest = (row.value, row.low, row.high, row.status, row.figure)
        yield Fact(atom, unit, row.on.year + 1, *rest)


def _add_wholes_of_parts(chosen: dict[str, list[Count]]) -> None:
    """Let the parts stand for a whole that an intervention does not state, if it has all."""

    def subjects(atom: str) -> set[tuple[object, ...]]:
        return {_subject(row) for row in chosen.get(atom, [])}

    for whole, parts in SUM_OF_PARTS.items():
        complete = set.intersection(*(subjects(part) for part in parts)) - subjects(whole)
        chosen[whole] = chosen.get(whole, []) + [
            row for part in parts for row in chosen.get(part, []) if _subject(row) in complete
        ]


def _subject(row: Count) -> tuple[object, ...]:
    return row.association_id, row.intervention_id, row.starts_on.year


AGE_ATOMS = (
    ("inhabitants_16_64", "16-64", ("16-24", "25-44", "45-64")),
    ("inhabitants", "all", ("0-15", "16-24", "25-44", "45-64", "65-")),
)
"""An atom, the age group that states it whole, and the bands that together are it."""
AMOUNT_ATOMS = {
    "contribution": "contributions",
    "external_used": "external_used",
    "other_income": "other_income",
    "structural": "structural_cost",
    "administration": "administration_cost",
    "financial_cost": "financial_cost",
    "equity": "equity",
}
OTHER_POPULATIONS = {"anonymous": "anonymous_participants", "volume": "volume_participants"}


def is_external(financier: str) -> bool:
    """Return whether money comes from others than the members.

    >>> is_external("esf"), is_external("region:18"), is_external("medlemmar")
    (True, False, False)
    """
    return financier not in MEMBERS and not financier.startswith(("region:", "kommun:"))


def _count_atom(row: Count) -> str | None:
    if row.population in OTHER_POPULATIONS:
        is_volume = row.measure == "participants"
        return OTHER_POPULATIONS[row.population] if is_volume else None
    if row.counting_mode == "unique":
        return "unique_participants" if row.measure == "participants" else None
    return row.measure
