"""Reads a text file line by line, the plain way: finds every fault and tells its line.

The fast way (`scanner.py`) gives the same and is measured by this.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as fields_of
from typing import Literal

from samsyn.sie.balance_checks import VoucherMovements, check_balances
from samsyn.sie.form_checks import (
    check_form,
    check_numbers,
    check_usage,
    check_voucher,
    kind_of,
    usage_of,
)
from samsyn.sie.labels import (
    ROW_KINDS,
    SIZES,
    BalanceKey,
    Draft,
    Fields,
    read_line,
)
from samsyn.sie.records import (
    Balance,
    Details,
    Kind,
    OtherLine,
    PeriodBalance,
    SieFile,
    SieReading,
    Transaction,
    Voucher,
)
from samsyn.sie.rows import NOWHERE, is_same, row_of, voucher_of
from samsyn.sie_text.content import read_text
from samsyn.sie_text.faults import Faults, fault, quoted
from samsyn.sie_text.fields import checked, split, text_of

Posts = Mapping[BalanceKey, Balance | PeriodBalance]

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass
class Reader:
    """Where in the file we are, and what has been gathered.

    state:   outside a voucher; after its #VER; among its rows; or in the block of an unknown
             label, which is kept but not read
    crcs:    encoding -> the control sum so far; empty before #KSUMMA
    """

    draft: Draft
    encoding: str
    vouchers: list[Voucher] = field(default_factory=list)
    state: Literal["outside", "header", "rows", "unknown"] = "outside"
    voucher: Voucher | None = None
    rows: list[Transaction] = field(default_factory=list)
    added: Transaction | None = None
    last_label: str = ""
    crcs: dict[str, int] = field(default_factory=dict)

    @property
    def faults(self) -> Faults:
        return self.draft.faults

    def read(self, text: str) -> None:
        """Take in every line of a text."""
        has_control = CONTROL.search(text) is not None
        number = 0
        for number, line in numbered_lines(text):
            if has_control:
                self._tell_of_control(line, number)
            if line == "{":
                self._open(number)
            elif line == "}":
                self._close(number)
            elif line.startswith("#"):
                self._read_fields(split(line, number, self.faults), number)
            elif line:
                self.faults.add("okand-rad", quoted(line), number)
        self._end(number)

    def _tell_of_control(self, line: str, number: int) -> None:
        if found := CONTROL.search(line):
            self.faults.add("styrtecken", f"styrtecken {ord(found[0]):02X} (hex)", number)

    def _read_fields(self, fields: Fields, number: int) -> None:
        label, rest = text_of(fields[0]), fields[1:]
        if label == "#KSUMMA":
            self._sum_up(rest, number)
            return
        for encoding, crc in self.crcs.items():
            self.crcs[encoding] = checked(fields, crc, encoding)
        if label == "#VER":
            self._start(rest, number)
        elif label in ROW_KINDS:
            self._row(label, rest, number)
        elif self.state == "unknown":
            self.draft.others.append(OtherLine(label, tuple(text_of(f) for f in rest), number))
        else:
            if self.state == "header" or (self.state == "rows" and label in SIZES):
                self._leave(number)
            read_line(self.draft, label, rest, number)
        self.last_label = label

    def _start(self, fields: Fields, number: int) -> None:
        self._leave(number)
        self.draft.lines.setdefault("#VER", number)
        self.voucher = voucher_of(fields, number, self.faults)
        if self.voucher is None:
            series, name = ([text_of(f) for f in fields[:2]] + ["", ""])[:2]
            self.draft.lost.append((series, name, number))
        self.rows, self.added, self.state = [], None, "header"

    def _leave(self, number: int) -> None:
        """Another post begins: a voucher should have been closed before it."""
        if self.state != "outside":
            self.faults.add("klammer", "en ny post innan klammern stängts", number)
            self._break()
            self._keep()
        self.state = "outside"

    def _row(self, label: str, fields: Fields, number: int) -> None:
        self.draft.lines.setdefault(label, number)
        if self.state != "rows":
            self.faults.add("rad-utanfor-verifikation", label, number)
        on = self.voucher.on if self.voucher else NOWHERE
        row = row_of(label, fields, number, on, self.faults)
        added, self.added = self.added, None
        if added is not None and not (row and row.kind == "trans" and is_same(added, row)):
            self.faults.add("tillagd-utan-rad", "#RTRANS utan #TRANS", added.line)
        elif added is not None:
            return
        if row is None or self.state != "rows":
            self._break()
            return
        self.rows.append(row)
        if row.kind == "added":
            self.added = row

    def _open(self, number: int) -> None:
        if self.state == "header":
            self.state = "rows"
        elif self.state == "outside" and self.last_label and self.last_label not in SIZES:
            self.state = "unknown"
        else:
            self.faults.add("klammer", "{ utan #VER före", number)

    def _close(self, number: int) -> None:
        if self.state == "outside" or self.state == "header":
            self.faults.add("klammer", "} utan { före", number)
            self._break()
        self._keep()
        self.state = "outside"

    def _break(self) -> None:
        if self.voucher is not None:
            self.draft.broken.add(self.voucher.line)

    def _keep(self) -> None:
        if self.added is not None:
            self.faults.add("tillagd-utan-rad", "#RTRANS utan #TRANS", self.added.line)
            self.added = None
        if self.voucher is not None:
            self.vouchers.append(replace(self.voucher, rows=tuple(self.rows)))
        self.voucher, self.rows = None, []

    def _sum_up(self, fields: Fields, number: int) -> None:
        first = "#KSUMMA" not in self.draft.lines
        self.draft.lines.setdefault("#KSUMMA", number)
        if first and not fields:
            self.crcs = dict.fromkeys(["cp437", self.encoding.removesuffix("-sig")], 0)
        elif self.crcs:
            told = text_of(fields[0]) if fields else ""
            if told not in sums_as_text(self.crcs):
                self.faults.add("kontrollsumma", quoted(told), number)
            self.crcs = {}
        else:
            self.faults.add("fel-post", "#KSUMMA utan en inledande #KSUMMA", number)

    def _end(self, number: int) -> None:
        if self.state != "outside":
            self.faults.add("avhuggen", "en klammer som aldrig stängs", number)
            self._break()
        if self.crcs:
            self.faults.add("avhuggen", "#KSUMMA i början men inte i slutet", number)
        self._keep()


def sums_as_text(crcs: dict[str, int]) -> set[str]:
    """Return how a control sum can be written: some programs write it with a sign."""
    return {str(crc) for crc in crcs.values()} | {str(crc - 2**32) for crc in crcs.values()}


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield every line from 1, without its end (CR, LF or both) and blanks around it."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    number = at = 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        number += 1
        yield number, text[at:end].strip(" \t")
        at = end + 1


def assemble(draft: Draft, kind: Kind, vouchers: Sequence[Voucher]) -> SieFile:
    """Return the file of what has been gathered."""
    posts = draft.balances
    told = {f.name: draft.told[f.name] for f in fields_of(Details) if f.name in draft.told}
    return SieFile(
        kind=kind,
        program=draft.told.get("program", ""),
        generated_on=draft.generated_on,
        organisation_number=draft.told.get("organisation_number", ""),
        company=draft.told.get("company", ""),
        years=draft.years,
        accounts=draft.accounts,
        dimensions=draft.dimensions,
        objects=draft.objects,
        opening=_balances(posts, "#IB"),
        closing=_balances(posts, "#UB"),
        results=_balances(posts, "#RES"),
        period_balances=_period_balances(posts, "#PSALDO"),
        period_budgets=_period_balances(posts, "#PBUDGET"),
        vouchers=vouchers,
        complete_until=draft.complete_until,
        details=Details(**told),
        others=tuple(draft.others),
    )


def _balances(posts: Posts, label: str) -> tuple[Balance, ...]:
    return tuple(p for key, p in posts.items() if key[0] == label and isinstance(p, Balance))


def _period_balances(posts: Posts, label: str) -> tuple[PeriodBalance, ...]:
    return tuple(
        p for key, p in posts.items() if key[0] == label and isinstance(p, PeriodBalance)
    )


def read_plainly(content: bytes) -> SieReading:
    """Return what a text file says, and every fault in it. Slow and sure."""
    faults = Faults()
    text, writing = read_text(content, faults)
    reader = Reader(Draft(faults), writing.encoding)
    reader.read(text)
    draft, vouchers = reader.draft, tuple(reader.vouchers)
    digest = hashlib.sha256(content).hexdigest()
    if SIZES.keys().isdisjoint(draft.lines):
        none = fault("inte-sie", "en fil utan en enda SIE-etikett")
        return SieReading(None, (none,), writing.encoding, digest)
    kind = kind_of(draft)
    check_form(draft, kind)
    check_plainly(draft, kind, vouchers)
    return SieReading(assemble(draft, kind, vouchers), faults.all(), writing.encoding, digest)


def check_plainly(draft: Draft, kind: Kind, vouchers: Sequence[Voucher]) -> None:
    """Check the vouchers of a file one by one, and its balances against them.

    Where a voucher could not be read whole, no sum that it is part of is judged.
    """
    for voucher in vouchers:
        if voucher.line not in draft.broken:
            check_voucher(voucher, draft.years.get(0), kind, draft.faults)
    numbered = [*((v.series, v.number, v.line) for v in vouchers), *draft.lost]
    check_numbers(sorted(numbered, key=lambda told: told[2]), kind, draft.faults)
    check_usage(draft, kind, usage_of(vouchers))
    if not draft.broken and not draft.lost:
        check_balances(draft, VoucherMovements(vouchers) if vouchers else None)
