"""What an account counts as for an association: its own mappings, then the chart it is read by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import TypeVar

from django.db.models import Q, QuerySet

from samsyn.economy.presets import DEFAULT_PRESET, Preset, in_range, presets
from samsyn.economy.sharing import BOOKED, OWN, SharingRule, common_rules
from samsyn.ledger.models import AccountMapping, ChartChoice, CostRule, Decided, ObjectMeaning
from samsyn.ledger.reading import unpacked
from samsyn.register.models import Intervention
from samsyn.rules.legal_source import is_in_force

DecidedRow = TypeVar("DecidedRow", bound=Decided)

TRANSFER = "result_transfer"


@dataclass(frozen=True)
class Meaning:
    """What an amount on an account, with its objects, counts as; "" where nobody has said.

    source: how it is known: "own" mapping, "preset", "unverified" part of a preset, or ""
    """

    line: str = ""
    category: str = ""
    intervention: str = ""
    financier: str = ""
    source: str = ""


def preset_for(association: str, on: date) -> Preset:
    """Return the chart that an association has chosen to be read by on a day, or the default."""
    chosen = decided_in_force(ChartChoice.objects.all(), association, on).last()
    known = {key: each for key, each in presets().items() if is_in_force(each, on)}
    return known.get(chosen.preset if chosen else DEFAULT_PRESET) or presets()[DEFAULT_PRESET]


def decided_in_force(
    rows: QuerySet[DecidedRow], association: str, on: date
) -> QuerySet[DecidedRow]:
    """Return what an association has decided that holds on a day, the latest decision last."""
    return rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        association_id=association,
        starts_on__lte=on,
    ).order_by("id")


def meaning_of(association: str, year: int) -> Callable[[str, str], Meaning]:
    """Return a function from account and packed objects to what they count as in a year.

    What holds on the last day of the year holds for the whole year. An own mapping for an
    object goes before one for the account alone; a narrower one before a broader; a later
    decision before an earlier.
    """
    on = date(year, 12, 31)
    preset = preset_for(association, on)
    mappings = _most_telling_first(
        decided_in_force(AccountMapping.objects.all(), association, on)
    )
    meanings = {
        (row.dimension, row.cost_object): row
        for row in decided_in_force(
            ObjectMeaning.objects.select_related("intervention"), association, on
        )
    }

    @cache
    def read(account: str, objects_text: str) -> Meaning:
        objects = unpacked(objects_text)
        told = [meanings[pair] for pair in objects if pair in meanings]
        intervention = next((row.intervention for row in told if row.intervention), None)
        financier = next((row.financier for row in told if row.financier), "")
        return _meaning(preset, mappings, account, objects, intervention, financier)

    return read


def rules_of(association: str, year: int, sharing: str) -> tuple[SharingRule, ...]:
    """Return the rules that hold at the end of a year, the most telling first.

    Raises UnknownSharing if there is no such way to share.
    """
    if sharing == BOOKED:
        return ()
    on = date(year, 12, 31)
    if sharing == OWN:
        own = decided_in_force(CostRule.objects.all(), association, on)
        rules = [_own(row) for row in own][::-1]
        return tuple(
            sorted(rules, key=lambda r: (r.cost_object is None, not r.first, not r.categories))
        )
    return common_rules(sharing, on)


def _meaning(
    preset: Preset,
    mappings: Sequence[AccountMapping],
    account: str,
    objects: tuple[tuple[str, str], ...],
    intervention: Intervention | None,
    financier: str,
) -> Meaning:
    proposed = preset.range_of(account)
    line, category, source = "", "", ""
    if proposed:
        line, category = proposed.line, proposed.category
        source = "preset" if proposed.is_verified else "unverified"
    own = next((row for row in mappings if _applies(row, account, objects)), None)
    if own:
        line, category = own.statement_line or line, own.category or category
        source = "own"
    if intervention and not (own and own.category and own.cost_object):
        category = _on_intervention(category, intervention, preset)
    return Meaning(line, category, intervention.pk if intervention else "", financier, source)


def _applies(row: AccountMapping, account: str, objects: tuple[tuple[str, str], ...]) -> bool:
    fits = not row.cost_object or (row.dimension, row.cost_object) in objects
    return fits and in_range(account, row.first_account, row.last_account)


def _on_intervention(category: str, intervention: Intervention, preset: Preset) -> str:
    """Return what a cost counts as when it is booked on an intervention; incomes stay."""
    if category.split(".")[0] not in {"individual", "structural", "administration"}:
        return category
    turned = preset.in_intervention.get(category, {}).get(intervention.kind)
    if turned:
        return turned
    if category.startswith(("individual.", "structural.")):
        return category
    team = {"reception": "individual.reception", "coaching": "individual.coaching"}
    return team.get(intervention.team, str(intervention.kind))


def _most_telling_first(rows: Iterable[AccountMapping]) -> list[AccountMapping]:
    return sorted(
        rows,
        key=lambda row: (
            not row.cost_object,
            _width(row.first_account, row.last_account),
            -row.pk,
        ),
    )


def _width(first: str, last: str) -> int:
    """Return how many accounts of ten digits a range holds, so that lengths can be compared."""
    return int(last.ljust(10, "9")[:10]) - int(first.ljust(10, "0")[:10])


def _own(row: CostRule) -> SharingRule:
    return SharingRule(
        row.name,
        row.reason,
        row.source,
        (row.category,) if row.category else (),
        {key: Fraction(share) for key, share in row.shares.items()},
        row.first_account,
        row.last_account,
        (row.dimension, row.cost_object) if row.cost_object else None,
    )
