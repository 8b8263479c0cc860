"""From a file of bookkeeping to what the ledger stores: accounts, balances and vouchers."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from samsyn import __version__
from samsyn.intake.archives import form_of
from samsyn.intake.reactions import Question
from samsyn.ledger.models import LedgerFile, LedgerYear
from samsyn.sie import read_sie
from samsyn.sie.records import Objects, PeriodBalance, SieFile
from samsyn.sie.records import Voucher as SieVoucher

READER_VERSION = f"sie {__version__}"
LARGEST_FILE = 60_000_000
FIRST_BYTES, LONGEST_NUMBER = 4096, 20

Kind = LedgerFile.Kind
Depth = LedgerYear.Depth


class EntryRow(NamedTuple):
    """A row of a voucher on its way in; öre as debit positive."""

    account: str
    objects_text: str
    ore: int
    text: str
    kind: str


class EntryKey(NamedTuple):
    """What a voucher is known by within a year."""

    series: str
    number: str
    ordinal: int


class Entry(NamedTuple):
    """A voucher on its way in."""

    key: EntryKey
    on: date
    text: str
    registered_on: date | None
    signature: str
    rows: tuple[EntryRow, ...]


class BalanceKey(NamedTuple):
    """Which balance: kind, year offset, month (0 for the year), account, objects."""

    kind: str
    offset: int
    month: int
    account: str
    objects_text: str


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file: where, what was found, what to do. Grave ones stop it.

    said: the whole of it in words, where the reader has its own
    """

    code: str
    line: int | None
    found: str
    expected: str
    remedy: str
    is_grave: bool = True
    said: str = ""

    def __str__(self) -> str:
        if self.said:
            return self.said
        place = f"Rad {self.line}: " if self.line else ""
        return f"{place}hittade {self.found}, väntade {self.expected}. {self.remedy}"


@dataclass
class Content:
    """What a file says, in the ledger's own form, and everything that is wrong with it.

    accounts:   number → (name, kind)
    dimensions: number → (name, parent)
    objects:    (dimension, number) → name
    balances:   öre by balance, debit positive; those that are 0 are left out
    lines:      the line in the file that each voucher stands on
    questions:  what must be answered before a table can be read
    """

    kind: str
    digest: str
    year: int | None = None
    encoding: str = ""
    organisation_number: str = ""
    company: str = ""
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    dimensions: dict[str, tuple[str, str]] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)
    balances: dict[BalanceKey, int] = field(default_factory=dict)
    entries: dict[EntryKey, Entry] = field(default_factory=dict)
    lines: dict[EntryKey, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)

    @property
    def grave(self) -> list[Fault]:
        return [each for each in self.faults if each.is_grave]

    @property
    def depth(self) -> str:
        """How deep the file goes: to vouchers, to months, or to the year only."""
        if self.entries or self.kind in {Kind.TRANSACTIONS, Kind.XML, *LedgerFile.ADDING}:
            return Depth.VOUCHERS
        months = any(key.kind == "period" and not key.offset for key in self.balances)
        return Depth.PERIODS if months else Depth.YEAR


def packed(objects: Iterable[tuple[str | int, str]]) -> str:
    """Return objects as they are stored beside an amount: sorted, "" when there are none.

    >>> packed([("6", "P1"), ("1", "100")])
    '[["1", "100"], ["6", "P1"]]'
    """
    pairs = sorted((str(dimension), str(number)) for dimension, number in objects)
    return json.dumps(pairs, ensure_ascii=False) if pairs else ""


def unpacked(objects_text: str) -> tuple[tuple[str, str], ...]:
    """Return stored objects as pairs of dimension and number.

    >>> unpacked('[["1", "100"], ["6", "P1"]]')
    (('1', '100'), ('6', 'P1'))
    """
    if not objects_text:
        return ()
    return tuple((dimension, number) for dimension, number in json.loads(objects_text))


def read_ledger_file(content: bytes) -> Content:
    """Return what a SIE file says, with every fault of it; nothing is raised for its faults.

    A file that is not SIE at all, or too large, gives a content with one grave fault.
    """
    digest = hashlib.sha256(content).hexdigest()
    if refused := refusal_of(content):
        return Content("", digest, faults=[refused])
    reading = read_sie(content)
    faults = [
        Fault(f.code, f.line or None, f.found, f.expected, f.remedy, f.is_grave)
        for f in reading.faults
    ]
    if reading.file is None:
        return Content("", digest, encoding=reading.encoding, faults=faults)
    read = _content_of(reading.file, digest)
    read.encoding = reading.encoding
    read.faults = faults + read.faults
    return read


def refusal_of(content: bytes) -> Fault | None:
    """Return why a file cannot be bookkeeping, by size and first bytes; None if it may be."""
    if len(content) > LARGEST_FILE:
        return fault("for-stor", size=len(content), largest=LARGEST_FILE)
    start = content[:FIRST_BYTES]
    if not start.strip():
        return fault("tom-fil")
    plain = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if plain[:1] in {b"#", b"<"}:
        return None
    return fault("inte-sie", 1, form=form_of(content).upper())


@cache
def _fault_words() -> dict[str, dict[str, str]]:
    text = files("samsyn.ledger").joinpath("faults.toml").read_text("utf-8")
    return tomllib.loads(text)


def fault(
    code: str, line: int | None = None, *, is_grave: bool = True, **words: object
) -> Fault:
    """Return the fault with this code of faults.toml.

    Raises KeyError if there is no such code: a fault of ours, not of the file.
    """
    said = {name: text.format(**words) for name, text in _fault_words()[code].items()}
    return Fault(code, line, said["found"], said["expected"], said["remedy"], is_grave)


def _content_of(file: SieFile, digest: str) -> Content:
    read = Content(
        str(file.kind),
        digest,
        organisation_number=file.organisation_number or "",
        company=file.company or "",
        accounts={
            number: (account.name[:200], account_kind(number, account.kind))
            for number, account in file.accounts.items()
        },
        dimensions={
            str(number): (dimension.name[:200], str(dimension.parent or ""))
            for number, dimension in file.dimensions.items()
        },
        objects={
            (str(dim), str(number)): name[:200] for (dim, number), name in file.objects.items()
        },
    )
    read.year = _year_of(file, read)
    read.balances = _balances_of(file)
    _read_vouchers(file.vouchers, read)
    _add_missing_accounts(read)
    return read


def account_kind(number: str, kind: str) -> str:
    """Return T, S, K or I: what the file says, else what the class of the account says.

    Source: the classes that BAS and Kommun-Bas share: 1 assets, 2 debts and equity,
    3 income, 4–7 costs; class 8 holds both and is left unknown.
    """
    return kind or {"1": "T", "2": "S", "3": "I", "4": "K", "5": "K", "6": "K", "7": "K"}.get(
        number[:1], ""
    )


def _year_of(file: SieFile, read: Content) -> int | None:
    """Return the calendar year of the file; a year that is none is a grave fault."""
    if 0 in file.years:
        start, end = file.years[0]
        if (start.month, start.day, end.month, end.day) != (1, 1, 12, 31) or (
            start.year != end.year
        ):
            read.faults.append(fault("inte-kalenderar", start=start, end=end))
        return int(start.year)
    years = Counter(voucher.on.year for voucher in file.vouchers)
    if len(years) == 1:
        return int(next(iter(years)))
    read.faults.append(fault("ar-saknas"))
    return None


def _balances_of(file: SieFile) -> dict[BalanceKey, int]:
    found: dict[BalanceKey, int] = defaultdict(int)
    yearly = (("opening", file.opening), ("closing", file.closing), ("result", file.results))
    for kind, balances in yearly:
        for each in balances:
            found[BalanceKey(kind, each.offset, 0, each.account, packed(each.objects))] += (
                each.ore
            )
    for kind, periods in (("period", file.period_balances), ("budget", file.period_budgets)):
        for period in periods:
            found[_period_key(kind, period)] += period.ore
    return {key: ore for key, ore in found.items() if ore}


def _period_key(kind: str, period: PeriodBalance) -> BalanceKey:
    month = int(period.period[4:6] or 0)
    return BalanceKey(kind, period.offset, month, period.account, packed(period.objects))


def _read_vouchers(vouchers: Iterable[SieVoucher], read: Content) -> None:
    packing: dict[Objects, str] = {(): ""}
    times: Counter[tuple[str, str]] = Counter()
    for voucher in vouchers:
        name = (voucher.series, voucher.number)
        if max(map(len, name)) > LONGEST_NUMBER:
            read.faults.append(fault("for-langt-nummer", voucher.line, number=" ".join(name)))
        times[name] += 1
        key = EntryKey(*name, times[name])
        rows = []
        for row in voucher.rows:
            if row.objects not in packing:
                packing[row.objects] = packed(row.objects)
            rows.append(
                EntryRow(row.account, packing[row.objects], row.ore, _plain(row.text), row.kind)
            )
        read.entries[key] = Entry(
            key,
            voucher.on,
            _plain(voucher.text),
            voucher.registered_on,
            voucher.signature[:60],
            tuple(rows),
        )
        read.lines[key] = voucher.line


def _plain(text: str) -> str:
    """Return a text without the sign that PostgreSQL cannot hold."""
    return text.replace("\x00", "") if "\x00" in text else text


def _add_missing_accounts(read: Content) -> None:
    """Give accounts that are booked on but not named in the file a place in the chart."""
    used = {key.account for key in read.balances}
    used |= {row.account for entry in read.entries.values() for row in entry.rows}
    for number in used - read.accounts.keys():
        read.accounts[number] = ("", account_kind(number, ""))
    for number in read.accounts:
        if len(number) > LONGEST_NUMBER:
            read.faults.append(fault("for-langt-nummer", number=number[:60]))
