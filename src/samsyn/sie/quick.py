"""Reads a large, well-formed text file fast, or hands it on to the plain way."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from samsyn.sie.balance_checks import check_balances
from samsyn.sie.columns import ColumnMovements, Columns, ColumnVouchers, Text, Whole
from samsyn.sie.form_checks import (
    check_form,
    check_numbers,
    check_usage,
    check_voucher,
    kind_of,
)
from samsyn.sie.labels import ROW_KINDS, SIZES, Draft, read_line
from samsyn.sie.plain import assemble
from samsyn.sie.records import Kind, Objects, SieReading, Transaction, Voucher
from samsyn.sie.rows import NOWHERE, row_of, voucher_of
from samsyn.sie_text.content import decode, may_be_damaged, writing_of
from samsyn.sie_text.faults import Faults
from samsyn.sie_text.fields import day_of, objects_of, split, text_of
from samsyn.sie_text.lines import (
    ABSENT,
    ADDED,
    OTHER,
    REMOVED,
    TRANS,
    VOUCHER,
    Codes,
    Unscannable,
)
from samsyn.sie_text.scan import Scan, check_structure, rows_kept

MOST_IN_A_SUM = 2**62
ACCOUNTS = 1_000_000
"""The scanner reads accounts below this; odd ones are numbered from it."""


def read_quickly(content: bytes) -> SieReading | None:
    """Return what `read_plainly` returns, or None when that is the one to judge.

    For files with vouchers. None comes of everything that is told line by line.
    """
    if b"#VER" not in content:
        return None
    try:
        return _read(content)
    except Unscannable:
        return None


def _read(content: bytes) -> SieReading:
    faults = Faults()
    with ThreadPoolExecutor(max_workers=1) as beside:
        digest = beside.submit(hashlib.sha256, content)
        written = beside.submit(writing_of, content, faults)
        scan = Scan(content)
    writing = written.result()
    if writing.by_line or writing.encoding.startswith("utf-16"):
        raise Unscannable
    if writing.encoding.startswith("utf") and may_be_damaged(content):
        raise Unscannable
    check_structure(scan.kind)
    draft = Draft(faults)
    text = Text(content, writing.encoding.removesuffix("-sig"), scan.start, scan.end)
    _read_others(text, scan.kind, draft)
    columns = _Builder(text, scan).columns()
    kind = kind_of(draft)
    check_form(draft, kind)
    vouchers = ColumnVouchers(text, columns)
    _check(draft, kind, vouchers)
    file = assemble(draft, kind, vouchers)
    sum_of_bytes = digest.result().hexdigest()
    return SieReading(file, faults.all(), writing.encoding, sum_of_bytes)


def _read_others(text: Text, kind: Codes, draft: Draft) -> None:
    """Read the lines that are not of vouchers, and tell where those are."""
    for index in np.flatnonzero(kind == OTHER).tolist():
        line = text.line(index)
        if not line.startswith("#"):
            raise Unscannable
        fields = split(line, index + 1, draft.faults)
        label = text_of(fields[0])
        if label in {"#KSUMMA", "#VER", *ROW_KINDS}:
            raise Unscannable
        read_line(draft, label, fields[1:], index + 1)
    for label, code in (
        ("#VER", VOUCHER),
        ("#TRANS", TRANS),
        ("#RTRANS", ADDED),
        ("#BTRANS", REMOVED),
    ):
        found = np.flatnonzero(kind == code)
        if len(found):
            draft.lines[label] = int(found[0]) + 1
    if SIZES.keys().isdisjoint(draft.lines):
        raise Unscannable


class _NoFaults(Faults):
    """Where there must be none: what has a fault is for the plain way."""

    def add(self, code: str, found: str, line: int = 0) -> None:
        raise Unscannable

    def tell_once(self, code: str, found: str, line: int, times: int = 1) -> None:
        raise Unscannable


class _Builder:
    """Makes columns of what was scanned; odd lines are read the plain way first."""

    def __init__(self, text: Text, scan: Scan) -> None:
        self.text, self.kind, self.scan = text, scan.kind, scan
        self.faults = _NoFaults()
        self.object_numbers: dict[Objects, int] = {}
        self.odd_accounts: dict[str, int] = {}

    def columns(self) -> Columns:
        """Return the columns of a file that hangs together."""
        odd_rows, odd_heads = self._read_odd()
        ore, line, account, day, objects, rest = self._rows(odd_rows)
        voucher_line, series, number, voucher_day, names, odd_numbers = self._heads(odd_heads)
        voucher = (np.cumsum(self.kind == VOUCHER) - 1)[line]
        day = np.where(day == ABSENT, voucher_day[voucher], day)
        _check_days(day, voucher_day)
        kind = self.kind[line]
        kept = rows_kept(kind, (voucher, account, objects, ore, day))
        if int(np.abs(ore).max(initial=0)) * len(ore) >= MOST_IN_A_SUM:
            raise Unscannable
        accounts, account = self._accounts(account)
        in_each = np.bincount(voucher[kept], minlength=len(voucher_line))
        return Columns(
            accounts=accounts,
            object_lists=tuple(self.object_numbers),
            series_names=names,
            account=account[kept],
            objects=objects[kept],
            ore=ore[kept],
            day=day[kept],
            kind=kind[kept],
            line=line[kept] + 1,
            voucher=voucher[kept],
            rest=rest[kept],
            first_row=np.concatenate([[0], np.cumsum(in_each)]),
            voucher_day=voucher_day,
            voucher_line=voucher_line + 1,
            series=series,
            number=number,
            odd_numbers=odd_numbers,
        )

    def _read_odd(self) -> tuple[list[tuple[int, Transaction]], list[tuple[int, Voucher]]]:
        rows, heads = [], []
        for index in sorted(self.scan.odd):
            label, *fields = self.text.fields(index, self.faults)
            if label == "#VER":
                if head := voucher_of(fields, index + 1, self.faults):
                    heads.append((index, head))
            elif row := row_of(text_of(label), fields, index + 1, NOWHERE, self.faults):
                rows.append((index, row))
        return rows, heads

    def _rows(self, odd: list[tuple[int, Transaction]]) -> list[npt.NDArray[Any]]:
        """Öre, line, account, day, objects and rest of every row, in the order of the file."""
        by_list = np.array([self._list(text) for text in self.scan.lists.by_text], np.int32)
        ore, line, account, day, lists, rest = self.scan.rows
        rows = [ore, line, account, day, by_list[lists], rest]
        if not odd:
            return rows
        more = zip(*(self._odd_row(index, row) for index, row in odd), strict=True)
        rows = [
            np.append(column, np.array(m, column.dtype))
            for column, m in zip(rows, more, strict=True)
        ]
        order = np.argsort(rows[1], kind="stable")
        return [column[order] for column in rows]

    def _odd_row(self, index: int, row: Transaction) -> tuple[int, ...]:
        account = int(row.account) if len(row.account) <= 6 else ACCOUNTS
        if str(account) != row.account:
            account = ACCOUNTS + self.odd_accounts.setdefault(
                row.account, len(self.odd_accounts)
            )
        day = ABSENT if row.on is NOWHERE else _as_number(row.on)
        return row.ore, index, account, day, self._objects(row.objects), ABSENT

    def _list(self, text: bytes) -> int:
        line = decode(text, self.text.encoding)
        objects = objects_of(split(line, 0, self.faults)[0], 0, self.faults)
        return self._objects(objects or ())

    def _objects(self, objects: Objects) -> int:
        return self.object_numbers.setdefault(objects, len(self.object_numbers))

    def _accounts(self, account: Whole) -> tuple[tuple[str, ...], Whole]:
        """Number the accounts in their order; return them, and the numbers of the rows."""
        is_there = np.zeros(ACCOUNTS + len(self.odd_accounts), np.bool_)
        is_there[account] = True
        found = np.flatnonzero(is_there)
        number = np.zeros(len(is_there), np.int64)
        number[found] = np.arange(len(found))
        odd = list(self.odd_accounts)
        names = (str(n) if n < ACCOUNTS else odd[n - ACCOUNTS] for n in found.tolist())
        return tuple(names), number[account]

    def _heads(
        self, odd: list[tuple[int, Voucher]]
    ) -> tuple[Whole, Whole, Whole, Whole, tuple[str, ...], dict[int, str]]:
        """Line, series, number and day of every voucher, in the order of the file."""
        line, words, number, day, registered = self.scan.heads
        _check_days(registered[registered != ABSENT])
        found, series = np.unique(words, return_inverse=True)
        names = {
            decode(word.to_bytes(8, "little").rstrip(b"\0"), self.text.encoding): n
            for n, word in enumerate(found.tolist())
        }
        more = [
            (index, names.setdefault(head.series, len(names)), ABSENT, _as_number(head.on))
            for index, head in odd
        ]
        heads = np.stack([line, series, number, day])
        if more:
            heads = np.concatenate([heads, np.array(more, np.int64).T], axis=1)
        order = np.argsort(heads[0], kind="stable")
        line, series, number, day = heads[:, order]
        at = np.searchsorted(line, [index for index, _ in odd]).tolist()
        odd_numbers = {n: head.number for n, (_, head) in zip(at, odd, strict=True)}
        return line, series, number, day, tuple(names), odd_numbers


def _as_number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def _check_days(*columns: Whole) -> None:
    """Only days of the calendar are read fast."""
    for column in columns:
        changes = np.flatnonzero(np.diff(column, prepend=ABSENT - 1))
        for day in np.unique(column[changes]).tolist():
            if day_of(f"{day:08d}", 0, _NoFaults()) == NOWHERE:
                raise Unscannable


def _check(draft: Draft, kind: Kind, vouchers: ColumnVouchers) -> None:
    """Check all vouchers by their columns, and those that stand out one by one."""
    columns, year = vouchers.columns, draft.years.get(0)
    stands_out = (columns.sums() != 0) | (np.diff(columns.first_row) == 0)
    if kind != "4I":
        stands_out |= columns.number == ABSENT
    if year is not None:
        first, last = _as_number(year[0]), _as_number(year[1])
        stands_out |= (columns.voucher_day < first) | (columns.voucher_day > last)
        rows = np.flatnonzero((columns.day < first) | (columns.day > last))
        stands_out[columns.voucher[rows]] = True
    for index in np.flatnonzero(stands_out).tolist():
        check_voucher(vouchers[index], year, kind, draft.faults)
    if not columns.is_numbered_in_order():
        check_numbers(columns.numbered(), kind, draft.faults)
    check_usage(draft, kind, columns.usage())
    check_balances(draft, ColumnMovements(columns) if len(vouchers) else None)
