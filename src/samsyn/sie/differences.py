"""What is not the same in two files: of a year that is read in again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from samsyn.sie.records import Account, Balance, Objects, PeriodBalance, SieFile, Voucher

Key = tuple[str, str, int]
"""Series, number, and which one of those with the same."""

PostKey = tuple[str, int, str, str, Objects]


@dataclass(frozen=True, slots=True)
class BalanceChange:
    """A balance that is new, gone, or another amount.

    label:          #IB, #UB, #RES, #PSALDO or #PBUDGET
    period:         YYYYMM; "" for a year
    before, after:  öre; None when the file does not have it
    """

    label: str
    offset: int
    period: str
    account: str
    objects: Objects
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Differences:
    """What is not the same. False when nothing is.

    changed_vouchers, accounts:  as before, and as after; an account is None where it is not
    told:                        what the files say of themselves: name, before, after
    """

    new_vouchers: tuple[Voucher, ...]
    changed_vouchers: tuple[tuple[Voucher, Voucher], ...]
    removed_vouchers: tuple[Voucher, ...]
    accounts: tuple[tuple[Account | None, Account | None], ...]
    balances: tuple[BalanceChange, ...]
    told: tuple[tuple[str, str, str], ...]

    def __bool__(self) -> bool:
        vouchers = self.new_vouchers or self.changed_vouchers or self.removed_vouchers
        return bool(vouchers or self.accounts or self.balances or self.told)


def differences(before: SieFile, after: SieFile) -> Differences:
    """Return what has changed from one file to another.

    A voucher is known by its series and number. One without a number is the same if all of
    it is; otherwise one is gone and one is new.
    """
    old, new = dict(_keyed(before.vouchers)), dict(_keyed(after.vouchers))
    gone = [voucher for key, voucher in old.items() if key not in new]
    come = [voucher for key, voucher in new.items() if key not in old]
    without_before = Counter(v for v in before.vouchers if not v.number)
    without_after = Counter(v for v in after.vouchers if not v.number)
    return Differences(
        new_vouchers=(*come, *(without_after - without_before).elements()),
        changed_vouchers=tuple(
            (old[key], voucher)
            for key, voucher in new.items()
            if key in old and old[key] != voucher
        ),
        removed_vouchers=(*gone, *(without_before - without_after).elements()),
        accounts=tuple(_accounts(before.accounts, after.accounts)),
        balances=tuple(_balances(before, after)),
        told=tuple(_told(before, after)),
    )


def _keyed(vouchers: Iterable[Voucher]) -> Iterator[tuple[Key, Voucher]]:
    seen: Counter[tuple[str, str]] = Counter()
    for voucher in vouchers:
        if voucher.number:
            seen[voucher.series, voucher.number] += 1
            key = (voucher.series, voucher.number)
            yield (*key, seen[key]), voucher


def _accounts(
    before: Mapping[str, Account], after: Mapping[str, Account]
) -> Iterator[tuple[Account | None, Account | None]]:
    for number in sorted(before.keys() | after.keys()):
        if before.get(number) != after.get(number):
            yield before.get(number), after.get(number)


def _balances(before: SieFile, after: SieFile) -> Iterator[BalanceChange]:
    old, new = dict(_posts(before)), dict(_posts(after))
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield BalanceChange(*key, old.get(key), new.get(key))


def _posts(file: SieFile) -> Iterator[tuple[PostKey, int]]:
    of_years: Iterable[tuple[str, tuple[Balance, ...]]] = (
        ("#IB", file.opening),
        ("#UB", file.closing),
        ("#RES", file.results),
    )
    for label, posts in of_years:
        for post in posts:
            yield (label, post.offset, "", post.account, post.objects), post.ore
    of_months: Iterable[tuple[str, tuple[PeriodBalance, ...]]] = (
        ("#PSALDO", file.period_balances),
        ("#PBUDGET", file.period_budgets),
    )
    for label, months in of_months:
        for month in months:
            key = (label, month.offset, month.period, month.account, month.objects)
            yield key, month.ore


def _told(before: SieFile, after: SieFile) -> Iterator[tuple[str, str, str]]:
    for name in ("kind", "organisation_number", "company", "complete_until"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield name, str(old or ""), str(new or "")
    for offset in sorted(before.years.keys() | after.years.keys()):
        old, new = before.years.get(offset), after.years.get(offset)
        if old != new:
            yield f"year {offset}", _year(old), _year(new)


def _year(year: tuple[object, object] | None) -> str:
    return f"{year[0]}–{year[1]}" if year else ""
