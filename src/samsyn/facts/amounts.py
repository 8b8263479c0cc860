"""The amounts that facts and figures are made of: the ledger's where a year is booked, else
the published ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from samsyn.economy.codes import CATEGORIES, INCOME
from samsyn.economy.models import Amount
from samsyn.ledger.outcome import OutcomeRow
from samsyn.ledger.selectors import (
    LEDGER_EVENTS,
    closing_equity,
    last_month_booked,
    outcome_of,
    years_booked,
)
from samsyn.register.models import Association
from samsyn.register.provenance import Document

FIGURE_EVENTS = ("figures_loaded", *LEDGER_EVENTS)
"""The kinds of events after which figures are others."""

DECEMBER = 12
NOT_BOOKED = ("external_granted", "allotment")
"""What no ledger says: it stays as it was published."""
MEMBERS_TOGETHER = "medlemmar"
BOOKED = "booked"


def stored_amounts(county: str) -> list[Amount]:
    """Return a county's published amounts, by their figures' keys."""
    rows = Amount.objects.filter(Q(association__county_id=county) | Q(county_id=county))
    return list(rows.select_related("document", "intervention").order_by("figure"))


def booked_amounts(county: str) -> list[Amount]:
    """Return the sums of the years that speak for themselves, by their figures' keys.

    One for each category, intervention and financier. They are not stored: their document
    is the year's bookkeeping, and their place its accounts.
    """
    found: list[Amount] = []
    for association in Association.objects.filter(county_id=county).select_related("document"):
        for year in years_booked(association.key):
            if rows := _whole_year(association.key, year):
                found += _sums(association, year, rows)
    return sorted(found, key=lambda row: row.figure)


def amounts_of(county: str) -> list[Amount]:
    """Return the amounts that facts are made of, by their figures' keys.

    A year that is booked to its end, with every account mapped, stands in the place of
    published outcome; see `speaks_for_itself`. Why: ADR 0019.
    """
    booked = booked_amounts(county)
    years = {(row.association_id, row.year) for row in booked}
    kept = [
        row
        for row in stored_amounts(county)
        if row.stage != "outcome"
        or row.category in NOT_BOOKED
        or (row.association_id, row.year) not in years
    ]
    return sorted([*kept, *booked], key=lambda row: row.figure)


def speaks_for_itself(association: str, year: int) -> bool:
    """Return whether the ledger of a year stands in the place of published outcome."""
    return bool(_whole_year(association, year))


def _whole_year(association: str, year: int) -> tuple[OutcomeRow, ...]:
    """Return a year's outcome if it is booked to its end and every account is mapped."""
    if last_month_booked(association, year) < DECEMBER:
        return ()
    rows = outcome_of(association, year)
    return rows if all(row.category in CATEGORIES for row in rows) else ()


def _sums(
    association: Association, year: int, rows: tuple[OutcomeRow, ...]
) -> Iterator[Amount]:
    document = Document(
        key=f"bokforing-{association.key}-{year}",
        title=f"Bokföring {year}, {association.short_name}",
        publisher=association.name,
        kind="own",
        invented=association.document.invented,
    )
    behind: dict[tuple[str, str, str], list[OutcomeRow]] = defaultdict(list)
    for row in rows:
        financier = row.financier or MEMBERS_TOGETHER
        behind[row.category, row.intervention, financier].append(row)
    for (category, intervention, financier), own in sorted(behind.items()):
        sign = 1 if category in INCOME else -1
        accounts = sorted({row.account for row in own})
        yield _amount(
            association,
            year,
            document,
            category=category,
            intervention=intervention,
            financier=financier,
            ore=sign * sum(row.ore for row in own),
            place=f"Konto {', '.join(accounts)}",
        )
    equity = closing_equity(association.key, year)
    if equity is not None:
        yield _amount(
            association,
            year,
            document,
            category="equity",
            intervention="",
            financier=MEMBERS_TOGETHER,
            ore=equity,
            place="Utgående balans och årets resultat",
        )


def _amount(
    association: Association,
    year: int,
    document: Document,
    *,
    category: str,
    intervention: str,
    financier: str,
    ore: int,
    place: str,
) -> Amount:
    words = ("bokforing", association.key, str(year), category, intervention, financier)
    return Amount(
        figure="-".join(word for word in words if word).replace(".", "-").replace(":", "-"),
        association=association,
        year=year,
        stage=BOOKED,
        category=category,
        intervention_id=intervention or None,
        financier=financier,
        line=f"Bokfört: {CATEGORIES[category]}",
        ore=ore,
        low=ore,
        high=ore,
        document=document,
        place=place,
        status="delivered",
    )
