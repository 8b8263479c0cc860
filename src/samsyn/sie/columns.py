"""The vouchers of a large file as columns, and as vouchers when they are asked for."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from samsyn.sie.balance_checks import Pair
from samsyn.sie.form_checks import Numbered, Usage
from samsyn.sie.records import Objects, RowKind, Transaction, Voucher
from samsyn.sie.rows import row_of, voucher_of
from samsyn.sie_text.content import decode
from samsyn.sie_text.faults import Faults
from samsyn.sie_text.fields import Field, quantity_of, split, text_of
from samsyn.sie_text.lines import ABSENT, ADDED, REMOVED, TRANS, Codes
from samsyn.sie_text.scan import Small

Whole = npt.NDArray[np.int64]

KINDS: dict[int, RowKind] = {TRANS: "trans", ADDED: "added", REMOVED: "removed"}
_NOBODY = Faults()
"""To be told of faults that are known already."""

LARGEST_TABLE = 1 << 22
MOST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Text:
    """The bytes of a file, and where each line starts and ends, without blanks around it."""

    content: bytes
    encoding: str
    start: Small
    end: Small

    def line(self, index: int) -> str:
        """Return a line. index: from 0"""
        return self._text(int(self.start[index]), int(self.end[index]))

    def _text(self, start: int, end: int) -> str:
        text = decode(self.content[start:end], self.encoding)
        return unicodedata.normalize("NFC", text) if self.encoding.startswith("utf") else text

    def fields(self, index: int, faults: Faults) -> list[Field]:
        """Return the label and the fields of a line."""
        return split(self.line(index), index + 1, faults)

    def fields_from(self, place: int, line: int) -> list[Field]:
        """Return the last fields of a line. place: in the file; line: from 1"""
        return split(self._text(place, int(self.end[line - 1])).lstrip(" \t"), line, _NOBODY)


@dataclass(frozen=True, slots=True)
class Columns:
    """The rows and the vouchers of a file: a column for each thing that is told of them.

    account, objects:  numbers in `accounts` and `object_lists`
    ore:               debit > 0
    day, voucher_day:  YYYYMMDD; a row without a day of its own has its voucher's
    kind:              TRANS, ADDED or REMOVED, as in `sie_text.lines`
    line:              from 1
    voucher:           number of the row's voucher, from 0
    rest:              where in the file the fields after the amount start; ABSENT if the whole
                       line must be read anew
    first_row:         of each voucher, and after the last one the number of rows
    series:            number in `series_names`
    number:            ABSENT where there is none, or it is in `odd_numbers`
    """

    accounts: tuple[str, ...]
    object_lists: tuple[Objects, ...]
    series_names: tuple[str, ...]
    account: Whole
    objects: Whole
    ore: Whole
    day: Whole
    kind: Codes
    line: Whole
    voucher: Whole
    rest: Whole
    first_row: Whole
    voucher_day: Whole
    voucher_line: Whole
    series: Whole
    number: Whole
    odd_numbers: dict[int, str]

    def of_rows(self) -> tuple[npt.NDArray[Any], ...]:
        """Return what is needed to make a row, each as a column."""
        return (self.account, self.objects, self.ore, self.day, self.kind, self.line, self.rest)

    @property
    def counting(self) -> Whole:
        """The amounts that count in sums: those of rows that were struck out are 0."""
        ore: Whole = self.ore * (self.kind != REMOVED)
        return ore

    def sums(self) -> Whole:
        """Return what the rows of each voucher add up to."""
        so_far = np.concatenate([[0], np.cumsum(self.counting)])
        sums: Whole = so_far[self.first_row[1:]] - so_far[self.first_row[:-1]]
        return sums

    def numbered(self) -> list[Numbered]:
        """Return series, number and line of every voucher."""
        numbers = [str(n) if n != ABSENT else "" for n in self.number.tolist()]
        for voucher, number in self.odd_numbers.items():
            numbers[voucher] = number
        series = [self.series_names[n] for n in self.series.tolist()]
        return list(zip(series, numbers, self.voucher_line.tolist(), strict=True))

    def is_numbered_in_order(self) -> bool:
        """Whether each series goes up by one from voucher to voucher."""
        if self.odd_numbers or (self.number == ABSENT).any():
            return False
        order = np.argsort(self.series, kind="stable")
        series, number = self.series[order], self.number[order]
        return bool(((np.diff(number) == 1) | (np.diff(series) != 0)).all())

    def usage(self) -> Usage:
        """Return what the rows refer to."""
        rows = np.bincount(self.account, minlength=len(self.accounts)).tolist()
        first = self._first_lines(self.account, len(self.accounts))
        accounts = {
            name: (line, number)
            for name, line, number in zip(self.accounts, first, rows, strict=True)
            if number
        }
        objects: dict[Pair, int] = {}
        in_lists = self._first_lines(self.objects, len(self.object_lists))
        for pairs, line in zip(self.object_lists, in_lists, strict=True):
            for pair in pairs if line else ():
                objects[pair] = min(line, objects.get(pair, line))
        return Usage(accounts, objects)

    def _first_lines(self, column: Whole, size: int) -> list[int]:
        """The first line of each value in a column; 0 if it is in none."""
        first = np.zeros(size, np.int64)
        first[column[::-1]] = self.line[::-1]
        return first.tolist()


class ColumnMovements:
    """The movements of columns. See `balance_checks.Movements`."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def by_account(self) -> dict[str, int]:
        names = self._columns.accounts
        return {names[a]: ore for (a,), ore in self._sums(self._columns.account)}

    def by_month(self, *, of_voucher: bool) -> dict[tuple[str, str], int]:
        columns = self._columns
        day = columns.voucher_day[columns.voucher] if of_voucher else columns.day
        return {
            (f"{month:06d}", columns.accounts[account]): ore
            for (month, account), ore in self._sums(day // 100, columns.account)
        }

    def by_object(self) -> dict[tuple[str, Pair], int]:
        columns, sums = self._columns, dict[tuple[str, Pair], int]()
        for (account, objects), ore in self._sums(columns.account, columns.objects):
            for pair in dict.fromkeys(columns.object_lists[objects]):
                key = (columns.accounts[account], pair)
                sums[key] = sums.get(key, 0) + ore
        return sums

    def by_object_and_month(self) -> dict[tuple[str, str, Pair], int]:
        columns, sums = self._columns, dict[tuple[str, str, Pair], int]()
        cells = self._sums(columns.day // 100, columns.account, columns.objects)
        for (month, account, objects), ore in cells:
            for pair in dict.fromkeys(columns.object_lists[objects]):
                key = (f"{month:06d}", columns.accounts[account], pair)
                sums[key] = sums.get(key, 0) + ore
        return sums

    def _sums(self, *columns: Whole) -> Iterator[tuple[tuple[int, ...], int]]:
        """Yield every combination that the columns have, and what its rows add up to."""
        lowest = [int(column.min(initial=MOST)) for column in columns]
        sizes = [
            int(c.max(initial=low)) - low + 1 for c, low in zip(columns, lowest, strict=True)
        ]
        key = np.zeros(len(self._columns.ore), np.int64)
        for column, low, size in zip(columns, lowest, sizes, strict=True):
            key = key * size + (column - low)
        key, sums = _sums_by(key, self._columns.counting, math.prod(sizes))
        parts = [
            (part + low).tolist()
            for part, low in zip(np.unravel_index(key, sizes), lowest, strict=True)
        ]
        yield from zip(zip(*parts, strict=True), sums.tolist(), strict=True)


def _sums_by(key: Whole, ore: Whole, size: int) -> tuple[Whole, Whole]:
    """Return the keys that there are, and the sum of each. size: more than any key"""
    if size > LARGEST_TABLE:
        key, index = np.unique(key, return_inverse=True)
        sums = np.zeros(len(key), np.int64)
        np.add.at(sums, index, ore)
        return key, sums
    sums, is_there = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    np.add.at(sums, key, ore)
    is_there[key] = True
    key = np.flatnonzero(is_there)
    return key, sums[key]


@lru_cache(maxsize=1024)
def day_of_number(number: int) -> date:
    """Return a day of YYYYMMDD."""
    return date(number // 10000, number // 100 % 100, number % 100)


class ColumnVouchers(Sequence[Voucher]):
    """Vouchers that are made of their lines when they are asked for.

    Equal to a tuple of the same vouchers. `columns` has their figures without making any.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, text: Text, columns: Columns) -> None:
        self.columns = columns
        self._text = text

    def __len__(self) -> int:
        return len(self.columns.voucher_line)

    @overload
    def __getitem__(self, index: int) -> Voucher: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Voucher, ...]: ...
    def __getitem__(self, index: int | slice) -> Voucher | tuple[Voucher, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        return self._voucher(index % len(self))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(
            mine == theirs for mine, theirs in zip(self, other, strict=True)
        )

    def __repr__(self) -> str:
        return f"<{len(self)} vouchers>"

    def _voucher(self, index: int) -> Voucher:
        columns, line = self.columns, int(self.columns.voucher_line[index])
        head = voucher_of(self._text.fields(line - 1, _NOBODY)[1:], line, _NOBODY)
        if head is None:  # a line that the scanner took for well-formed
            raise ValueError(f"line {line} is not a voucher")
        first, after = columns.first_row[index : index + 2].tolist()
        told = (c[first:after].tolist() for c in columns.of_rows())
        return replace(
            head, rows=tuple(self._row(head.on, *row) for row in zip(*told, strict=True))
        )

    def _row(
        self, on: date, account: int, objects: int, ore: int, day: int, kind: int, line: int,
        rest: int,
    ) -> Transaction:  # fmt: skip
        if rest == ABSENT:
            label, *fields = self._text.fields(line - 1, _NOBODY)
            row = row_of(str(label), fields, line, on, _NOBODY)
            if row is None:
                raise ValueError(f"line {line} is not a row")
            return row
        fields = self._text.fields_from(rest, line) if rest < self._text.end[line - 1] else []
        told = [text_of(f) for f in fields] + [""] * 4
        return Transaction(
            self.columns.accounts[account],
            self.columns.object_lists[objects],
            ore,
            day_of_number(day),
            told[1],
            quantity_of(told[2], line, _NOBODY),
            told[3],
            KINDS[kind],
            line,
        )
