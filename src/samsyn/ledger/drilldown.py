"""From a figure to the vouchers behind it, and from a voucher to the file it came from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet, Sum

from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.economy.presets import is_result_account
from samsyn.ledger.chart import Meaning, meaning_of
from samsyn.ledger.models import Voucher, VoucherRow
from samsyn.ledger.selectors import account_names
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
    text: str = ""

    @property
    def condition(self) -> Q:
        """What can be asked of the rows as they are stored."""
        found = Q()
        if self.account:
            found &= Q(account__startswith=self.account)
        if self.month:
            found &= Q(voucher__on__month=self.month)
        for word in self.text.split():
            found &= _says(word)
        return found

    def fits(self, account: str, meaning: Meaning) -> bool:
        """Return whether what a row counts as is asked for."""
        if self.category != "" and not is_result_account(account):
            return False
        return (
            _is_in(meaning.category, self.category)
            and _is(meaning.line, self.line)
            and self.intervention in {"", meaning.intervention}
        )

    @property
    def asks_meaning(self) -> bool:
        return any((self.category != "", self.line != "", self.intervention))


@dataclass(frozen=True)
class BookedRow:
    """A row of a voucher with what it counts as. effect_ore: on the result, income above 0."""

    voucher: Voucher
    row: VoucherRow
    account_name: str
    meaning: Meaning

    @property
    def effect_ore(self) -> int:
        return -self.row.ore if is_result_account(self.row.account) else 0

    @property
    def counts_as(self) -> str:
        """The key of its category; "" for an account of the balance sheet."""
        return self.meaning.category if is_result_account(self.row.account) else "balance"


class Behind:
    """The rows of vouchers that make up a figure, read a part at a time, as they were booked."""

    def __init__(self, association: str, year: int, asked: Asked) -> None:
        self.meaning = meaning_of(association, year)
        self.names = account_names(association, year)
        of_year = Q(
            voucher__ledger_year__association_id=association, voucher__ledger_year__year=year
        )
        rows = VoucherRow.objects.filter(of_year, asked.condition)
        rows = rows.exclude(kind=VoucherRow.Kind.REMOVED)
        if asked.asks_meaning:
            rows = rows.filter(_of_meaning(rows, asked, self.meaning))
        self.rows = rows

    def count(self) -> int:
        """Return how many rows there are."""
        return int(self.rows.count())

    @property
    def effect_ore(self) -> int:
        """What the rows do to the result together: income above 0; balance accounts nothing."""
        sums = self.rows.order_by().values_list("account").annotate(Sum("ore"))
        return -sum(int(ore) for account, ore in sums if is_result_account(account))

    def __getitem__(self, part: slice) -> list[BookedRow]:
        found = self.rows.select_related("voucher").order_by(
            "voucher__on", "voucher_id", "position"
        )
        return [
            BookedRow(
                row.voucher,
                row,
                self.names.get(row.account, ""),
                self.meaning(row.account, row.objects_text),
            )
            for row in found[part]
        ]


def behind(
    user: User, association: Association, year: int, asked: Asked, *, on: date
) -> Behind:
    """Return the rows of vouchers that make up a figure, to be counted, summed and paged.

    Raises PermissionDenied if the user may not see vouchers here: their texts may name people.
    """
    require_vouchers(user, association, on=on)
    return Behind(association.pk, year, asked)


def vouchers_behind(
    user: User, association: Association, year: int, asked: Asked, *, on: date
) -> list[BookedRow]:
    """Return all rows of vouchers that make up a figure. Raises as `behind` does."""
    return behind(user, association, year, asked, on=on)[:]


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


def _of_meaning(
    rows: QuerySet[VoucherRow], asked: Asked, meaning: Callable[[str, str], Meaning]
) -> Q:
    """Return the condition for rows whose account and objects count as what is asked for.

    Only accounts of the statement of results count as something; others fit no category.
    """
    fitting: dict[str, list[str]] = defaultdict(list)
    pairs = rows.order_by().values_list("account", "objects_text").distinct()
    for account, objects_text in pairs:
        if asked.fits(account, meaning(account, objects_text)):
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
