"""The ledger written back as a SIE file: what was read in, and own corrections with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from samsyn.ledger.models import Balance, LedgerFile, LedgerYear, Voucher, VoucherRow
from samsyn.ledger.reading import unpacked
from samsyn.ledger.selectors import files_of
from samsyn.sie.records import Account as SieAccount
from samsyn.sie.records import (
    AccountKind,
    Objects,
    PeriodBalance,
    RowKind,
    SieFile,
    Transaction,
)
from samsyn.sie.records import Balance as SieBalance
from samsyn.sie.records import Dimension as SieDimension
from samsyn.sie.records import Voucher as SieVoucher


class NothingBooked(ValueError):
    """The year is not read in: there is nothing to write."""


def sie_file_of(association: str, year: int, *, on: date) -> SieFile:
    """Return a year of the ledger as a SIE file of type 4; corrections are vouchers in it.

    Quantities and lines that are not bookkeeping stay in the files that were read in.

    Raises NothingBooked if the year is not read in.
    """
    ledger_year = LedgerYear.objects.filter(association_id=association, year=year).first()
    if ledger_year is None:
        raise NothingBooked(f"{association} {year}")
    latest = files_of(association).filter(year=year, state=LedgerFile.State.READ).first()
    return SieFile(
        kind="4E",
        program="Samsyn",
        generated_on=on,
        organisation_number=latest.organisation_number if latest else "",
        company=latest.company if latest else "",
        years=_years(ledger_year),
        accounts={
            row.number: SieAccount(row.number, row.name, cast(AccountKind, row.kind))
            for row in ledger_year.accounts.all()
        },
        dimensions={
            int(row.number): SieDimension(
                int(row.number), row.name, int(row.parent) if row.parent else None
            )
            for row in ledger_year.dimensions.all()
        },
        objects={
            (int(row.dimension), row.number): row.name for row in ledger_year.costobjects.all()
        },
        opening=_balances(ledger_year, Balance.Kind.OPENING),
        closing=_balances(ledger_year, Balance.Kind.CLOSING),
        results=_balances(ledger_year, Balance.Kind.RESULT),
        period_balances=_periods(ledger_year, Balance.Kind.PERIOD),
        period_budgets=_periods(ledger_year, Balance.Kind.BUDGET),
        vouchers=tuple(_vouchers(ledger_year)),
    )


def _years(year: LedgerYear) -> dict[int, tuple[date, date]]:
    offsets = {0, *year.balances.values_list("offset", flat=True)}
    return {
        offset: (date(year.year + offset, 1, 1), date(year.year + offset, 12, 31))
        for offset in sorted(offsets, reverse=True)
    }


def _balances(year: LedgerYear, kind: str) -> tuple[SieBalance, ...]:
    """Return balances of a kind; corrections have moved those at the end of the year."""
    moved = {} if kind == Balance.Kind.OPENING else _corrected(year)
    stored = year.balances.filter(kind=kind)
    found = [
        SieBalance(
            row.offset,
            row.account,
            _objects(row.objects_text),
            row.ore
            + (moved.get(row.account, 0) if not row.offset and not row.objects_text else 0),
        )
        for row in stored
    ]
    return tuple(found)


def _corrected(year: LedgerYear) -> Mapping[str, int]:
    """Return what own corrections have moved on each account."""
    rows = VoucherRow.objects.filter(
        voucher__ledger_year=year, voucher__kind=Voucher.Kind.CORRECTION
    )
    moved: dict[str, int] = {}
    for account, ore in rows.values_list("account", "ore"):
        moved[account] = moved.get(account, 0) + ore
    return moved


def _periods(year: LedgerYear, kind: str) -> tuple[PeriodBalance, ...]:
    return tuple(
        PeriodBalance(
            row.offset,
            f"{year.year + row.offset}{row.month:02d}",
            row.account,
            _objects(row.objects_text),
            row.ore,
        )
        for row in year.balances.filter(kind=kind)
    )


def _vouchers(year: LedgerYear) -> Iterable[SieVoucher]:
    for voucher in year.vouchers.prefetch_related("rows").order_by("series", "id"):
        yield SieVoucher(
            voucher.series,
            voucher.number,
            voucher.on,
            voucher.text,
            voucher.registered_on,
            voucher.signature,
            tuple(
                Transaction(
                    row.account,
                    _objects(row.objects_text),
                    row.ore,
                    voucher.on,
                    row.text,
                    kind=cast(RowKind, row.kind),
                )
                for row in voucher.rows.all()
            ),
        )


def _objects(objects_text: str) -> Objects:
    return tuple((int(dimension), number) for dimension, number in unpacked(objects_text))
