"""From a figure to the vouchers behind it, and from a voucher to the file it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet

from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.ledger.chart import Meaning, meaning_of
from samsyn.ledger.models import Account, Voucher, VoucherRow
from samsyn.register.models import Association


@dataclass(frozen=True)
class Asked:
    """Which rows are asked for; "" or 0 asks for any, None of category or line for unmapped.

    category: a main category holds its parts
    text:     words in the voucher's or the row's text, or the voucher's number
    """

    account: str = ""
    category: str | None = ""
    line: str | None = ""
    month: int = 0
    intervention: str = ""
    financier: str = ""
    text: str = ""

    def fits(self, meaning: Meaning) -> bool:
        """Return whether what a row counts as is asked for."""
        return (
            _is_in(meaning.category, self.category)
            and _is(meaning.line, self.line)
            and self.intervention in {"", meaning.intervention}
            and self.financier in {"", meaning.financier}
        )

    @property
    def asks_meaning(self) -> bool:
        return any((self.category != "", self.line != "", self.intervention, self.financier))


@dataclass(frozen=True)
class BookedRow:
    """A row of a voucher with what it counts as. effect_ore: on the result, income above 0."""

    voucher: Voucher
    row: VoucherRow
    account_name: str
    meaning: Meaning

    @property
    def effect_ore(self) -> int:
        return -self.row.ore


def vouchers_behind(
    user: User, association: Association, year: int, asked: Asked, *, on: date
) -> list[BookedRow]:
    """Return the rows of vouchers that make up a figure, in the order they were booked.

    Raises PermissionDenied if the user may not see vouchers here: their texts may name people.
    """
    require_vouchers(user, association, on=on)
    rows = VoucherRow.objects.filter(
        voucher__ledger_year__association=association, voucher__ledger_year__year=year
    ).exclude(kind=VoucherRow.Kind.REMOVED)
    if asked.account:
        rows = rows.filter(account__startswith=asked.account)
    if asked.month:
        rows = rows.filter(voucher__on__month=asked.month)
    for word in asked.text.split():
        rows = rows.filter(_says(word))
    meaning = meaning_of(association.pk, year)
    if asked.asks_meaning:
        rows = rows.filter(_of_meaning(rows, asked, association.pk, year))
    names = dict(
        Account.objects.filter(
            ledger_year__association=association, ledger_year__year=year
        ).values_list("number", "name")
    )
    found = rows.select_related("voucher").order_by("voucher__on", "voucher_id", "position")
    return [
        BookedRow(
            row.voucher, row, names.get(row.account, ""), meaning(row.account, row.objects_text)
        )
        for row in found
    ]


def voucher_for(
    user: User, association: Association, number: int, *, on: date
) -> Voucher | None:
    """Return a voucher of an association by its own id, with rows and file; None if none.

    Raises PermissionDenied if the user may not see vouchers here.
    """
    require_vouchers(user, association, on=on)
    found: QuerySet[Voucher] = Voucher.objects.filter(
        pk=number, ledger_year__association=association
    )
    corrections = Prefetch("voucher_set", Voucher.objects.order_by("id"))
    return (
        found.select_related("ledger_year", "corrects")
        .select_related("file")
        .defer("file__content")
        .prefetch_related("rows", corrections)
        .first()
    )


def require_vouchers(user: User, association: Association, *, on: date) -> None:
    """Raise PermissionDenied unless the user may see the vouchers of an association."""
    if not may(
        user,
        Permission.SEE_VOUCHERS,
        county=association.county_id,
        association=association.pk,
        on=on,
    ):
        raise PermissionDenied


def _of_meaning(rows: QuerySet[VoucherRow], asked: Asked, association: str, year: int) -> Q:
    """Return the condition for rows whose account and objects count as what is asked for."""
    meaning = meaning_of(association, year)
    fitting: dict[str, list[str]] = defaultdict(list)
    for account, objects_text in (
        rows.order_by().values_list("account", "objects_text").distinct()
    ):
        if asked.fits(meaning(account, objects_text)):
            fitting[objects_text].append(account)
    condition = Q(pk__in=[])
    for objects_text, accounts in fitting.items():
        condition |= Q(objects_text=objects_text, account__in=accounts)
    return condition


def _says(word: str) -> Q:
    return (
        Q(voucher__text__icontains=word)
        | Q(text__icontains=word)
        | Q(voucher__number=word)
        | Q(voucher__series=word)
    )


def _is(value: str, asked: str | None) -> bool:
    return asked == "" or value == (asked or "")


def _is_in(category: str, asked: str | None) -> bool:
    return _is(category, asked) or bool(asked and category.startswith(f"{asked}."))


def total_ore(rows: Sequence[BookedRow]) -> int:
    """Return what rows do to the result together."""
    return sum(row.effect_ore for row in rows)
