"""Whether balances follow from vouchers, from each other, and from the months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Protocol

from samsyn.sie.form_checks import kronor
from samsyn.sie.labels import Draft
from samsyn.sie.records import Account, Balance, Objects, PeriodBalance, Transaction, Voucher
from samsyn.sie_text.faults import Faults

Pair = tuple[int, str]
Totals = dict[str, int]


class Movements(Protocol):
    """What the rows of a file add up to, in öre. Rows that were struck out count nowhere."""

    def by_account(self) -> Totals: ...

    def by_month(self, *, of_voucher: bool) -> dict[tuple[str, str], int]:
        """(YYYYMM, account) -> öre. of_voucher: by the day of the voucher, not of the row."""
        ...

    def by_object(self) -> dict[tuple[str, Pair], int]:
        """(account, object) -> öre. A row with two objects counts for both."""
        ...

    def by_object_and_month(self) -> dict[tuple[str, str, Pair], int]: ...


class VoucherMovements:
    """The movements of vouchers, added up row by row."""

    def __init__(self, vouchers: Iterable[Voucher]) -> None:
        self._rows = [(v, row) for v in vouchers for row in v.rows if row.counts]

    def by_account(self) -> Totals:
        sums: Totals = defaultdict(int)
        for _, row in self._rows:
            sums[row.account] += row.ore
        return sums

    def by_month(self, *, of_voucher: bool) -> dict[tuple[str, str], int]:
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for voucher, row in self._rows:
            day = voucher.on if of_voucher else row.on
            sums[month_of(day), row.account] += row.ore
        return sums

    def by_object(self) -> dict[tuple[str, Pair], int]:
        sums: dict[tuple[str, Pair], int] = defaultdict(int)
        for _, row in self._rows:
            for pair in _pairs(row):
                sums[row.account, pair] += row.ore
        return sums

    def by_object_and_month(self) -> dict[tuple[str, str, Pair], int]:
        sums: dict[tuple[str, str, Pair], int] = defaultdict(int)
        for _, row in self._rows:
            for pair in _pairs(row):
                sums[month_of(row.on), row.account, pair] += row.ore
        return sums


def month_of(day: date) -> str:
    """Return the month of a day as YYYYMM."""
    return f"{day.year:04d}{day.month:02d}"


def _pairs(row: Transaction) -> Iterable[Pair]:
    return dict.fromkeys(row.objects)


def check_balances(draft: Draft, movements: Movements | None) -> None:
    """Tell of balances of the current year that do not follow.

    movements:  None for a file without vouchers; then the months are held against the year

    What hangs on a balance that could not be read is not judged.
    """
    sums = _Sums(draft)
    if not draft.unread:
        _check_sums_to_zero(sums, draft.faults)
        _check_against_last_year(sums, draft.faults)
    if movements is None:
        if sums.months:
            _check_year(sums, sums.year_of_months(), draft)
        return
    if sums.closing or sums.results:
        _check_year(sums, movements.by_account(), draft)
    if sums.objects_told:
        _check_objects(sums, movements, draft)
    if sums.months:
        _check_months(sums, movements, draft)


class _Sums:
    """The balances of the current year, by account; those of objects apart."""

    def __init__(self, draft: Draft) -> None:
        self.lines: dict[tuple[str, str], int] = {}
        self.opening, self.closing, self.results = Totals(), Totals(), Totals()
        self.last_closing = Totals()
        self.opening_of: dict[tuple[str, Objects], int] = {}
        self.closing_of: dict[tuple[str, Objects], Balance] = {}
        self.months: dict[tuple[str, str], PeriodBalance] = {}
        self.months_of: dict[tuple[str, str, Objects], PeriodBalance] = {}
        for (label, offset, _, account, objects), post in draft.balances.items():
            if isinstance(post, PeriodBalance):
                if offset == 0 and label == "#PSALDO":
                    self._take_month(post)
            elif offset == 0:
                self.lines.setdefault((label, account), post.line)
                self._take(label, account, objects, post)
            elif offset == -1 and label == "#UB" and not objects:
                self.last_closing[account] = post.ore

    def _take(self, label: str, account: str, objects: Objects, post: Balance) -> None:
        if objects and label == "#IB":
            self.opening_of[account, objects] = post.ore
        elif objects and label == "#UB":
            self.closing_of[account, objects] = post
        elif not objects:
            by_label = {"#IB": self.opening, "#UB": self.closing, "#RES": self.results}
            by_label[label][account] = post.ore

    def _take_month(self, post: PeriodBalance) -> None:
        if post.objects:
            self.months_of[post.period, post.account, post.objects] = post
        else:
            self.months[post.period, post.account] = post

    @property
    def objects_told(self) -> bool:
        return bool(self.opening_of or self.closing_of or self.months_of)

    def year_of_months(self) -> Totals:
        sums: Totals = defaultdict(int)
        for (_, account), post in self.months.items():
            sums[account] += post.ore
        return sums


def _check_sums_to_zero(sums: _Sums, faults: Faults) -> None:
    """Assets are what debts and equity are; and the result of the year lies between them."""
    if total := sum(sums.opening.values()):
        faults.add("ingaende-obalans", f"ingående balanser med summan {kronor(total)}")
    if total := sum(sums.closing.values()) + sum(sums.results.values()):
        faults.add("saldobalans", f"utgående balanser och resultat med summan {kronor(total)}")


def _check_against_last_year(sums: _Sums, faults: Faults) -> None:
    if not sums.last_closing or not sums.opening:
        return
    for account in sorted(sums.opening.keys() | sums.last_closing.keys()):
        now, before = sums.opening.get(account, 0), sums.last_closing.get(account, 0)
        if now != before:
            found = (
                f"#IB {kronor(now)} för konto {account}, och #UB {kronor(before)} förra året"
            )
            faults.add("balansfoljd", found, sums.lines.get(("#IB", account), 0))


def _check_year(sums: _Sums, moved: Mapping[str, int], draft: Draft) -> None:
    """#UB is #IB and what was booked; #RES is what was booked."""
    accounts = {*sums.opening, *sums.closing, *sums.results, *moved}
    for account in sorted(accounts - draft.unread):
        if _is_of_result(account, sums, draft.accounts):
            code, label, told = "resultat", "#RES", sums.results.get(account, 0)
            expected = moved.get(account, 0)
        else:
            code, label, told = "utgaende-balans", "#UB", sums.closing.get(account, 0)
            expected = sums.opening.get(account, 0) + moved.get(account, 0)
        if told != expected:
            found = (
                f"{label} {kronor(told)} för konto {account}, men {kronor(expected)} bokfört"
            )
            line = sums.lines.get((label, account)) or sums.lines.get(("#IB", account), 0)
            draft.faults.add(code, found, line)


def _is_of_result(account: str, sums: _Sums, accounts: Mapping[str, Account]) -> bool:
    """Where an account is told decides; then its kind; then its number in the BAS chart."""
    if account in sums.opening or account in sums.closing:
        return False
    if account in sums.results:
        return True
    kind = accounts[account].kind if account in accounts else ""
    return kind in {"K", "I"} or (not kind and account[:1] not in {"1", "2"})


def _check_objects(sums: _Sums, movements: Movements, draft: Draft) -> None:
    moved = movements.by_object()
    for (account, objects), post in sums.closing_of.items():
        if not _is_plain(objects, draft) or account in draft.unread:
            continue
        expected = sums.opening_of.get((account, objects), 0)
        expected += moved.get((account, objects[0]), 0)
        if post.ore != expected:
            found = f"#OUB {kronor(post.ore)} för konto {account} och objekt {objects[0][1]}"
            found += f", men {kronor(expected)} bokfört"
            draft.faults.add("objektsaldo", found, post.line)
    if sums.months_of:
        by_month = movements.by_object_and_month()
        for (period, account, objects), month in sums.months_of.items():
            expected = by_month.get((period, account, objects[0]), 0)
            is_judged = _is_plain(objects, draft) and account not in draft.unread
            if is_judged and month.ore != expected:
                _tell_month(month, expected, draft.faults)


def _is_plain(objects: Objects, draft: Draft) -> bool:
    """One object, of a dimension that is not a part of another: those are joined codes."""
    dimension = draft.dimensions.get(objects[0][0])
    return len(objects) == 1 and (dimension is None or dimension.parent is None)


def _check_months(sums: _Sums, movements: Movements, draft: Draft) -> None:
    """A month is right if it is so by the days of the rows, or else of their vouchers."""
    by_row, by_voucher = movements.by_month(of_voucher=False), None
    for key, post in sums.months.items():
        expected = by_row.get(key, 0)
        if post.ore == expected or post.account in draft.unread:
            continue
        if by_voucher is None:
            by_voucher = movements.by_month(of_voucher=True)
        if post.ore != by_voucher.get(key, 0):
            _tell_month(post, expected, draft.faults)


def _tell_month(post: PeriodBalance, expected: int, faults: Faults) -> None:
    of = f" och objekt {post.objects[0][1]}" if post.objects else ""
    found = f"#PSALDO {kronor(post.ore)} för konto {post.account}{of} i {post.period}"
    faults.add("periodsaldo", f"{found}, men {kronor(expected)} bokfört", post.line)
