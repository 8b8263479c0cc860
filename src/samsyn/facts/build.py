"""From stored figures to facts: which atom, unit and year each figure belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Q

from samsyn.access.events import latest_digest
from samsyn.economy.models import Amount
from samsyn.facts.atoms import NUMBER
from samsyn.facts.cube import STATUSES, Columns, ComparisonUnit, Facts, Level, Note
from samsyn.register.areas import association_area, county_area, municipality_area
from samsyn.register.models import (
    Association,
    Count,
    County,
    Inhabitants,
    Intervention,
    Membership,
    Need,
    Staffing,
    Statement,
)

MEMBERS = ("all", "medlemmar", "kommuner", "fk", "af")
"""Financiers that are the members themselves; others are external."""

COST_BY_TEAM = {"reception": "reception_cost", "coaching": "coaching_cost"}
POSTS_BY_TEAM = {"reception": "reception_posts", "coaching": "coaching_posts"}
COUNTED_NEEDS = ("target_group_5_percent", "counted_target_group")
CONTRIBUTION_STAGES = ("outcome", "decision", "budget")
"""Contributions are the outcome; before there is one, the decision, then the budget."""


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
    return _facts_at(county, latest_digest("figures_loaded"))


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
        self.member_of = {
            party.removeprefix("kommun:"): association
            for association, party in Membership.objects.filter(
                association_id__in=self.keys, party__kind="municipality"
            ).values_list("association_id", "party_id")
        }
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
        names = dict(self.county.municipalities.values_list("code", "name"))
        for association in self.associations:
            yield ComparisonUnit(
                association.key,
                association.short_name,
                Level.ASSOCIATION,
                code,
                association.key,
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
        rows = list(Count.objects.filter(association_id__in=self.keys))
        totals = {
            self._question(row) for row in rows if row.sex == "all" and row.age_group == "all"
        }
        for row in rows:
            is_total = row.sex == "all" and row.age_group == "all"
            if not is_total and self._question(row) in totals:
                continue
            atom = _count_atom(row)
            if atom and row.starts_on.year == row.ends_on.year:
                yield from self._facts(row, atom, row.starts_on.year, row.value)

    @staticmethod
    def _question(row: Count) -> tuple[object, ...]:
        return (
            row.association_id,
            row.intervention_id,
            row.starts_on,
            row.ends_on,
            row.measure,
            row.population,
            row.counting_mode,
        )

    def amounts(self) -> Iterator[Fact]:
        rows = list(
            Amount.objects.filter(
                Q(association_id__in=self.keys) | Q(county_id=self.county.code)
            )
        )
        stages: dict[tuple[object, int], str] = {}
        for stage in reversed(CONTRIBUTION_STAGES):
            for row in rows:
                if row.category == "contribution" and row.stage == stage:
                    stages[row.association_id, row.year] = stage
        for row in rows:
            stage = stages.get((row.association_id, row.year), "outcome")
            wanted = stage if row.category == "contribution" else "outcome"
            atom = self._amount_atom(row)
            if not atom or row.stage != wanted:
                continue
            if row.association_id:
                yield from self._facts(row, atom, row.year, row.ore)
            else:
                yield Fact(
                    atom,
                    county_area(self.county.code),
                    row.year,
                    row.ore,
                    row.low,
                    row.high,
                    row.status,
                    row.figure,
                )

    def _amount_atom(self, row: Amount) -> str | None:
        if row.category == "individual":
            if is_external(row.financier):
                return "external_cost"
            team = self._team(row.intervention_id)
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
        ages = {"16-24", "25-44", "45-64"}
        rows = list(Inhabitants.objects.filter(area__startswith="kommun:"))
        stated = {(row.area, row.on, row.age_group) for row in rows}
        for row in rows:
            if (row.on.month, row.on.day) != (12, 31):
                continue
            year = row.on.year + 1
            if row.age_group in ages and (row.area, row.on, "16-64") not in stated:
                yield from self._area_facts(row, "inhabitants_16_64", year, row.value)
            if row.age_group == "16-64":
                yield from self._area_facts(row, "inhabitants_16_64", year, row.value)
            has_total = (row.area, row.on, "all") in stated
            if row.age_group == "all" or (not has_total and row.age_group in BANDS):
                yield from self._area_facts(row, "inhabitants", year, row.value)

    def needs(self) -> Iterator[Fact]:
        """Yield the target groups; one counted in the first half of a year serves the year
        before as well, when that year has none of its own."""
        rows = list(Need.objects.filter(group__in=COUNTED_NEEDS, sex="all", unit="persons"))
        own_years = {(row.group, row.area, row.on.year) for row in rows}
        for row in rows:
            if row.area not in self.areas:
                continue
            years = [row.on.year]
            if row.on.month <= 6 and (row.group, row.area, row.on.year - 1) not in own_years:
                years.append(row.on.year - 1)
            for year in years:
                yield Fact(
                    row.group,
                    self.areas[row.area],
                    year,
                    int(row.value),
                    int(row.low),
                    int(row.high),
                    row.status,
                    row.figure,
                )

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
            for row in rows.order_by("year", "figure")
        ]

    def _facts(
        self, row: Count | Amount | Staffing, atom: str, year: int, value: int
    ) -> Iterator[Fact]:
        rest = (year, value, row.low, row.high, row.status, row.figure)
        yield Fact(atom, str(row.association_id), *rest)
        intervention = self.interventions.get(row.intervention_id or "")
        if intervention and intervention.municipality_id:
            yield Fact(atom, municipality_area(intervention.municipality_id), *rest)

    def _area_facts(self, row: Inhabitants, atom: str, year: int, value: int) -> Iterator[Fact]:
        municipality = row.area.removeprefix("kommun:")
        rest = (year, value, row.low, row.high, row.status, row.figure)
        if municipality in self.member_of:
            yield Fact(atom, self.member_of[municipality], *rest)
        if municipality in self.parts:
            yield Fact(atom, row.area, *rest)


BANDS = ("0-15", "16-24", "25-44", "45-64", "65-")
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
