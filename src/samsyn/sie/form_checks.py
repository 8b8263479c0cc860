"""Whether a file is whole: its posts, years and vouchers, their numbers, what they refer to."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from samsyn.language.swedish import number as written
from samsyn.sie.labels import Draft
from samsyn.sie.records import Kind, Voucher
from samsyn.sie_text.faults import Faults, quoted

# Source: SIE filformat 4B, part 6. #SRU is left out: who declares no tax has no such codes.
ALWAYS = ("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#FNAMN")
MANDATORY: dict[str, tuple[str, ...]] = {
    "1": (*ALWAYS, "#KONTO", "#UB"),
    "2": (*ALWAYS, "#SIETYP", "#OMFATTN", "#KONTO", "#UB"),
    "3": (*ALWAYS, "#SIETYP", "#OMFATTN", "#KONTO", "#UB"),
    "4E": (*ALWAYS, "#SIETYP", "#KONTO", "#UB"),
    "4I": (*ALWAYS, "#SIETYP"),
}
BALANCE_POSTS = ("#IB", "#UB", "#RES", "#OIB", "#OUB", "#PSALDO", "#PBUDGET")
VOUCHER_POSTS = ("#VER", "#TRANS", "#RTRANS", "#BTRANS")
DIMENSION_POSTS = ("#DIM", "#UNDERDIM", "#OBJEKT", "#OIB", "#OUB")
MISPLACED: dict[str, tuple[str, ...]] = {
    "1": (*VOUCHER_POSTS, *DIMENSION_POSTS, "#PSALDO", "#PBUDGET", "#OMFATTN"),
    "2": (*VOUCHER_POSTS, *DIMENSION_POSTS),
    "3": VOUCHER_POSTS,
    "4E": (),
    "4I": (*BALANCE_POSTS, "#OMFATTN", "#BKOD"),
}
RESERVED_DIMENSIONS = range(1, 20)
ORGANISATION_NUMBER = re.compile(r"[0-9]{6}-[0-9]{4}")

Numbered = tuple[str, str, int]
"""Series, number and line of a voucher."""


def kind_of(draft: Draft) -> Kind:
    """Return the type of a file: what it says, and for type 4 and where it is silent, what it holds.

    A file of type 4 without a single balance is one of vouchers to be read in: 4I.
    """
    told = draft.told.get("type", "").upper()
    has_vouchers = "#VER" in draft.lines
    has_balances = any(label in draft.lines for label in (*BALANCE_POSTS, "#OMFATTN"))
    if told in {"4E", "4I"}:
        return "4E" if told == "4E" else "4I"
    if told in {"1", "2", "3"}:
        return {"1": "1", "2": "2", "3": "3"}[told]  # type: ignore[return-value]
    if told != "4" and not has_vouchers:
        return "2" if "#PSALDO" in draft.lines else "1"
    is_export = has_balances or (not has_vouchers and "#RAR" in draft.lines)
    return "4E" if is_export else "4I"


def check_form(draft: Draft, kind: Kind) -> None:
    """Tell of posts that are missing or misplaced, and of what the file says of itself."""
    faults, lines, told = draft.faults, draft.lines, draft.told
    for label in MANDATORY[kind]:
        if label not in lines:
            faults.add("post-saknas", f"ingen {label}")
    for label in MISPLACED[kind]:
        if label in lines:
            faults.add("fel-post", f"{label} i en fil av typ {kind}", lines[label])
    if told.get("type", kind).upper() not in {"1", "2", "3", "4", "4E", "4I"}:
        faults.add("sietyp", quoted(told["type"]), lines["#SIETYP"])
    if told.get("flag") == "1":
        faults.add("redan-inlast", "#FLAGGA 1", lines["#FLAGGA"])
    if told.get("format", "PC8").upper() != "PC8":
        faults.add("format", quoted(told["format"]), lines["#FORMAT"])
    if told.get("currency", "SEK").upper() not in {"SEK", ""}:
        faults.add("valuta", quoted(told["currency"]), lines["#VALUTA"])
    number = told.get("organisation_number", "")
    if number and not ORGANISATION_NUMBER.fullmatch(number):
        faults.add("organisationsnummer", quoted(number), lines["#ORGNR"])
    check_years(draft.years, kind, faults, lines)
    _check_balances_of_years(draft)


def check_years(
    years: Mapping[int, tuple[date, date]], kind: Kind, faults: Faults, lines: Mapping[str, int]
) -> None:
    """Tell of years that are missing, not calendar years, or do not follow on each other."""
    if 0 not in years:
        if kind not in {"4I", "5I"}:
            faults.add("rakenskapsar-saknas", "inget #RAR 0")
    else:
        start, end = years[0]
        line = lines.get("#RAR 0", 0)
        if start.year != end.year:
            faults.add("kalenderar", f"{start} till {end}", line)
        elif (start.month, start.day, end.month, end.day) != (1, 1, 12, 31):
            faults.add("kort-ar", f"{start} till {end}", line)
    for offset, (start, _) in years.items():
        before = years.get(offset - 1)
        if before and before[1] + timedelta(days=1) != start:
            line = lines.get(f"#RAR {offset}", 0)
            faults.add("arens-foljd", f"ett år till {before[1]} och nästa från {start}", line)


def _check_balances_of_years(draft: Draft) -> None:
    for (label, offset, *_), balance in draft.balances.items():
        if draft.years and offset not in draft.years:
            draft.faults.tell_once("saldo-utan-ar", f"{label} för år {offset}", balance.line)


def check_voucher(
    voucher: Voucher, year: tuple[date, date] | None, kind: Kind, faults: Faults
) -> None:
    """Tell of what does not hold within one voucher."""
    name, line = name_of(voucher), voucher.line
    total = sum(row.ore for row in voucher.rows if row.counts)
    if total:
        faults.add("obalans", f"{name} med summan {kronor(total)}", line)
    if not voucher.rows:
        faults.add("tom-verifikation", name, line)
    if not voucher.number and kind not in {"4I", "5I"}:
        faults.tell_once("utan-nummer", "verifikation utan nummer", line)
    if year is None:
        return
    if not year[0] <= voucher.on <= year[1]:
        faults.add("utanfor-aret", f"{name} den {voucher.on}", line)
    for row in voucher.rows:
        if row.on != voucher.on and not year[0] <= row.on <= year[1]:
            faults.add("raddatum-utanfor-aret", f"{row.on} i {name}", row.line)


def name_of(voucher: Voucher) -> str:
    """Return what a voucher is called in a message."""
    return f"verifikation {voucher.series} {voucher.number}".rstrip()


def kronor(ore: int) -> str:
    """Return an amount as it is written for people, always with öre."""
    return written(Decimal(ore).scaleb(-2), 2)


def check_numbers(numbered: Iterable[Numbered], kind: Kind, faults: Faults) -> None:
    """Tell of numbers that stand twice in a series, are left out, or come out of order."""
    by_series: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for series, number, line in numbered:
        if number:
            by_series[series].append((number, line))
    for series, numbers in by_series.items():
        seen: dict[str, int] = {}
        for number, line in numbers:
            if number in seen:
                found = f"verifikation {series} {number} också på rad {seen[number]}"
                faults.add("dubbelt-nummer", found, line)
            seen.setdefault(number, line)
        whole = [(int(n), line) for n, line in numbers if _is_whole(n)]
        _check_order(series, whole, faults)
        if kind not in {"4I", "5I"}:
            _check_gaps(series, dict(whole), faults)


def _is_whole(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= 18


def _check_order(series: str, numbers: Sequence[tuple[int, int]], faults: Faults) -> None:
    for (before, _), (number, line) in pairwise(numbers):
        if number < before:
            faults.tell_once("nummerordning", f"serie {series}", line)


def _check_gaps(series: str, numbers: Mapping[int, int], faults: Faults) -> None:
    ordered = sorted(numbers)
    for before, number in pairwise(ordered):
        if number > before + 1:
            last = f"–{number - 1}" if number > before + 2 else ""
            faults.add("lucka", f"inget {series} {before + 1}{last}", numbers[number])


@dataclass(frozen=True, slots=True)
class Usage:
    """What the rows refer to: account -> (first line, rows), and object -> first line."""

    accounts: Mapping[str, tuple[int, int]]
    objects: Mapping[tuple[int, str], int]


def usage_of(vouchers: Iterable[Voucher]) -> Usage:
    """Return what the rows of vouchers refer to."""
    accounts: dict[str, tuple[int, int]] = {}
    objects: dict[tuple[int, str], int] = {}
    for voucher in vouchers:
        for row in voucher.rows:
            line, rows = accounts.get(row.account, (row.line, 0))
            accounts[row.account] = (line, rows + 1)
            for pair in row.objects:
                objects.setdefault(pair, row.line)
    return Usage(accounts, objects)


def check_usage(draft: Draft, kind: Kind, usage: Usage) -> None:
    """Tell of accounts, dimensions and objects that are used but not declared.

    An import file need not declare them: they stand in the program that reads it.
    """
    faults = draft.faults
    for account in draft.accounts.keys() - draft.declared:
        line = min(n for label, n in draft.lines.items() if label.endswith(f" {account}"))
        faults.add("konto-saknas", f"konto {account}", line)
    if kind in {"4I", "5I"}:
        return
    for account, (line, rows) in usage.accounts.items():
        if account not in draft.accounts:
            faults.add("okant-konto", f"konto {account} i {rows} rader", line)
    for balance in draft.balances.values():
        if balance.account not in draft.accounts and balance.account not in usage.accounts:
            faults.tell_once("okant-konto", f"konto {balance.account} i saldon", balance.line)
    _check_objects(draft, usage)


def _check_objects(draft: Draft, usage: Usage) -> None:
    unknown: Counter[int] = Counter()
    lines: dict[int, int] = {}
    for (dimension, name), line in usage.objects.items():
        if (dimension, name) not in draft.objects:
            unknown[dimension] += 1
            lines[dimension] = min(line, lines.get(dimension, line))
    for dimension, number in sorted(unknown.items()):
        found = f"{number} objekt i dimension {dimension}"
        draft.faults.add("okant-objekt", found, lines[dimension])
    declared = {*draft.dimensions, *RESERVED_DIMENSIONS}
    for dimension in sorted({d for d, _ in (*usage.objects, *draft.objects)} - declared):
        line = lines.get(dimension, 0)
        draft.faults.add("okand-dimension", f"dimension {dimension}", line)
