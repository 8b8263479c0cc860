"""What was booked, as others read it: outcome, equity, years, files, and what is unmapped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet, Sum
from django.db.models.functions import ExtractMonth

from samsyn.access.versions import latest_digest
from samsyn.economy.presets import is_result_account
from samsyn.economy.sharing import BOOKED, sharer
from samsyn.ledger.chart import TRANSFER, meaning_of, rules_of
from samsyn.ledger.models import (
    Account,
    AccountMapping,
    Balance,
    ChartChoice,
    CostObject,
    CostRule,
    Dimension,
    LedgerFile,
    LedgerYear,
    LockedPeriod,
    ObjectMeaning,
    Voucher,
    VoucherRow,
)
from samsyn.ledger.outcome import OutcomeRow
from samsyn.ledger.reading import unpacked

LEDGER_EVENTS = (
    "ledger_file_read",
    "ledger_file_undone",
    "voucher_corrected",
    "account_decided",
    "account_decision_ended",
)
"""The kinds of events after which figures of the ledger are others."""

Depth = LedgerYear.Depth


@dataclass(frozen=True)
class Movement:
    """What was booked on an account in a month, by its objects; debit positive."""

    month: int
    account: str
    objects_text: str
    ore: int


def outcome_of(association: str, year: int, *, sharing: str = BOOKED) -> tuple[OutcomeRow, ...]:
    """Return what a year's accounts did to the result, month by month.

    sharing: "booked", "own", or the key of a common set of rules that share costs
    returns: one row per month, account, line, category, intervention and financier; sums are
             those of the ledger whatever the sharing; () if the year is not booked. A year
             that has no months (`depth_of`) stands in month 12.

    Raises UnknownSharing if there is no such sharing.
    """
    return _outcome(association, year, sharing, latest_digest(*LEDGER_EVENTS))


def years_booked(association: str) -> list[int]:
    """Return the years that have been read in, the earliest first."""
    years = LedgerYear.objects.filter(association_id=association).order_by("year")
    return list(years.values_list("year", flat=True))


def depth_of(association: str, year: int) -> str:
    """Return what the outcome of a year is read from: vouchers, periods or year; "" if none."""
    found = LedgerYear.objects.filter(association_id=association, year=year).first()
    return found.depth if found else ""


def last_month_booked(association: str, year: int) -> int:
    """Return the last month that something is booked in; 0 if nothing is."""
    found = LedgerYear.objects.filter(association_id=association, year=year).first()
    if found is None:
        return 0
    if found.depth == Depth.VOUCHERS:
        last = found.vouchers.aggregate(last=Max("on"))["last"]
        return last.month if last else 0
    if found.depth == Depth.PERIODS:
        months = found.balances.filter(kind=Balance.Kind.PERIOD, offset=0)
        return months.aggregate(last=Max("month"))["last"] or 0
    return 12 if found.balances.filter(offset=0).exists() else 0


def closing_equity(association: str, year: int) -> int | None:
    """Return the equity at the end of a year in öre, the result of the year included.

    returns: credit as positive; None if no balances of the year are known. A year that is not
             booked itself is read from the opening balances of the year after.
    """
    found = LedgerYear.objects.filter(association_id=association, year=year).first()
    if (
        found
        and found.balances.filter(
            offset=0, kind__in=[Balance.Kind.OPENING, Balance.Kind.CLOSING]
        ).exists()
    ):
        closing = {
            account: balance.closing
            for account, balance in balances_of(association, year).items()
        }
        return equity_in(association, year, closing)
    after = LedgerYear.objects.filter(association_id=association, year=year + 1).first()
    if after is None:
        return None
    opening = _balances(after, Balance.Kind.OPENING)
    return equity_in(association, year, opening) if opening else None


def equity_in(association: str, year: int, standing: Mapping[str, int]) -> int:
    """Return the equity in what accounts stand at, with any result not yet transferred."""
    meaning = meaning_of(association, year)
    return -sum(
        ore
        for account, ore in standing.items()
        if is_result_account(account) or meaning(account, "").line == "equity"
    )


@dataclass(frozen=True)
class AccountBalance:
    """What an account stood at and what happened on it; öre, debit positive."""

    opening: int
    movement: int

    @property
    def closing(self) -> int:
        return self.opening + self.movement


def balances_of(association: str, year: int) -> dict[str, AccountBalance]:
    """Return opening balance and movement of every account of a year, corrections included."""
    found = LedgerYear.objects.filter(association_id=association, year=year).first()
    if found is None:
        return {}
    opening = _balances(found, Balance.Kind.OPENING)
    moved: dict[str, int] = defaultdict(int)
    rows = _rows_that_count(found)
    if found.depth != Depth.VOUCHERS:
        rows = rows.filter(voucher__kind=Voucher.Kind.CORRECTION)
        for account, ore in _balances(found, Balance.Kind.CLOSING).items():
            moved[account] += ore - opening.get(account, 0)
        for account, ore in _balances(found, Balance.Kind.RESULT).items():
            moved[account] += ore - opening.get(account, 0)
    for account, ore in rows.values_list("account").annotate(Sum("ore")):
        moved[account] += ore
    return {
        account: AccountBalance(opening.get(account, 0), moved.get(account, 0))
        for account in sorted({*opening, *moved})
    }


def movements_of(association: str, year: int) -> list[Movement]:
    """Return what was booked on accounts of the statement of results, by month and objects."""
    found = LedgerYear.objects.filter(association_id=association, year=year).first()
    if found is None:
        return []
    booked = _booked(found, corrections=found.depth != Depth.VOUCHERS)
    if found.depth == Depth.PERIODS:
        booked += _from_balances(found, Balance.Kind.PERIOD)
    elif found.depth == Depth.YEAR:
        booked += _from_balances(found, Balance.Kind.RESULT)
    return [each for each in booked if is_result_account(each.account)]


def account_names(association: str, year: int) -> dict[str, str]:
    """Return the accounts of a year's chart by number."""
    rows = Account.objects.filter(
        ledger_year__association_id=association, ledger_year__year=year
    )
    return dict(rows.values_list("number", "name"))


def object_names(association: str) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (dimension, object) → names of both, as the latest year has them."""
    dimensions = {
        (row.ledger_year_id, row.number): row.name
        for row in Dimension.objects.filter(ledger_year__association_id=association)
    }
    found = CostObject.objects.filter(ledger_year__association_id=association)
    return {
        (row.dimension, row.number): (
            dimensions.get((row.ledger_year_id, row.dimension), f"Dimension {row.dimension}"),
            row.name,
        )
        for row in found.order_by("ledger_year__year")
    }


def used_objects(association: str, year: int) -> dict[tuple[str, str], int]:
    """Return the objects that a year's result is booked on, with the öre they turn over."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for each in movements_of(association, year):
        for pair in unpacked(each.objects_text):
            found[pair] += abs(each.ore)
    return dict(found)


def files_of(association: str) -> QuerySet[LedgerFile]:
    """Return an association's files without their bytes, latest first."""
    return (
        LedgerFile.objects.filter(association_id=association)
        .defer("content")
        .select_related("replaced_by")
        .order_by("-id")
    )


def locks_of(association: str, year: int) -> QuerySet[LockedPeriod]:
    """Return the locks of a year, those that are opened again too."""
    return LockedPeriod.objects.filter(association_id=association, year=year)


def decisions_of(association: str) -> dict[str, QuerySet[Any]]:
    """Return what an association has decided about its accounts, by its kind, latest last."""
    kinds = {"chart": ChartChoice, "account": AccountMapping, "object": ObjectMeaning}
    return {
        name: model._default_manager.filter(association_id=association)
        for name, model in (kinds | {"rule": CostRule}).items()
    }


@lru_cache(maxsize=256)
def _outcome(association: str, year: int, sharing: str, version: str) -> tuple[OutcomeRow, ...]:
    meaning = meaning_of(association, year)
    share = sharer(rules_of(association, year, sharing))
    names = account_names(association, year)
    sums: dict[tuple[int, str, str, str, str, str], int] = defaultdict(int)
    for each in movements_of(association, year):
        means = meaning(each.account, each.objects_text)
        if means.line == TRANSFER:
            continue
        shared = share(each.account, unpacked(each.objects_text), means.category, -each.ore)
        for category, ore in shared.items():
            sums[
                each.month,
                each.account,
                means.line,
                category,
                means.intervention,
                means.financier,
            ] += ore
    return tuple(
        OutcomeRow(
            month, account, names.get(account, ""), line, category, intervention, financier, ore
        )
        for (month, account, line, category, intervention, financier), ore in sorted(
            sums.items()
        )
        if ore
    )


def _rows_that_count(year: LedgerYear) -> QuerySet[VoucherRow]:
    rows = VoucherRow.objects.filter(voucher__ledger_year=year).order_by()
    return rows.exclude(kind=VoucherRow.Kind.REMOVED)


def _booked(year: LedgerYear, *, corrections: bool) -> list[Movement]:
    """Return what vouchers say; only own corrections where balances say the rest."""
    rows = _rows_that_count(year)
    if corrections:
        rows = rows.filter(voucher__kind=Voucher.Kind.CORRECTION)
    grouped = rows.values_list(ExtractMonth("voucher__on"), "account", "objects_text")
    return [Movement(*row) for row in grouped.annotate(Sum("ore"))]


def _from_balances(year: LedgerYear, kind: str) -> list[Movement]:
    """Return balances as movements: each account's total, split on objects where they are given.

    A balance with objects is a part of the account's own balance. Objects of one dimension
    are used, the one that says most; what it does not hold stays without object.
    """
    totals: dict[tuple[int, str], int] = defaultdict(int)
    parts: dict[tuple[int, str], dict[tuple[str, ...], list[tuple[str, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    found = year.balances.filter(kind=kind, offset=0)
    for month, account, objects_text, ore in found.values_list(
        "month", "account", "objects_text", "ore"
    ):
        place = (month or 12, account)
        if objects_text:
            dimensions = tuple(dimension for dimension, _ in unpacked(objects_text))
            parts[place][dimensions].append((objects_text, ore))
        else:
            totals[place] += ore
    movements = []
    for place in sorted({*totals, *parts}):
        best = max(parts[place].values(), key=_turnover, default=[])
        movements += [Movement(*place, objects_text, ore) for objects_text, ore in best]
        rest = totals.get(place, sum(ore for _, ore in best)) - sum(ore for _, ore in best)
        if rest:
            movements.append(Movement(*place, "", rest))
    return movements


def _turnover(rows: Iterable[tuple[str, int]]) -> int:
    return sum(abs(ore) for _, ore in rows)


def _balances(year: LedgerYear, kind: str) -> dict[str, int]:
    """Return the whole balance of every account, of one kind, of the year itself."""
    found = year.balances.filter(kind=kind, offset=0, objects_text="")
    return dict(found.values_list("account", "ore"))
