"""Writes a text file of SIE type 1 to 4. The same file always gives the same bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from samsyn.sie.records import (
    Account,
    Balance,
    Dimension,
    Objects,
    PeriodBalance,
    RowKind,
    SieFile,
    Transaction,
    Voucher,
)
from samsyn.sie_text.faults import Faults
from samsyn.sie_text.fields import checked, split

Encoding = Literal["cp437", "utf-8", "cp1252"]
FORMATS = {"cp437": "PC8", "utf-8": "UTF-8", "cp1252": "CP1252"}
TYPES = {"4E": "4", "4I": "4", "5": "4", "5I": "4"}
ROW_LABELS: dict[RowKind, str] = {"trans": "#TRANS", "added": "#RTRANS", "removed": "#BTRANS"}

LABEL = re.compile("#[^\x00-\x20\x7f]*")
BARE = re.compile(r"[-.0-9A-Za-z]+")
EMPTY = '""'
UNSAYABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# Signs that people write and the standard's code page lacks, and what comes nearest.
NEAREST = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "”": "'", "“": "'", "…": "...",
     "€": "EUR", "ø": "ö", "Ø": "Ö", "•": "*"}
)  # fmt: skip


class CannotBeWritten(ValueError):
    """Something that the form of the file has no place for."""


def write_sie(
    file: SieFile, *, encoding: Encoding = "cp437", has_checksum: bool = False
) -> bytes:
    """Return a file as bytes, which `read_sie` reads as the same file.

    encoding:      the standard has cp437 only
    has_checksum:  with #KSUMMA first and last

    Letters that the encoding lacks become the nearest there is, or "?"; control signs become
    blanks, and a backslash at the end of a text a slash, because neither can be said.

    Raises CannotBeWritten for an account, a dimension or a label that the standard forbids.
    """
    lines = [*_head(file, encoding), *_chart(file), *_balances(file)]
    for voucher in file.vouchers:
        lines += _voucher(voucher)
    lines = [_encodable(line, encoding) for line in lines]
    if has_checksum:
        lines = _summed(lines, encoding)
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def _summed(lines: Sequence[str], encoding: Encoding) -> list[str]:
    crc = 0
    for line in lines[1:]:
        fields = split(line.strip(), 0, Faults())
        crc = crc if line in {"{", "}"} else checked(fields, crc, encoding)
    return [lines[0], "#KSUMMA", *lines[1:], f"#KSUMMA {crc}"]


def _encodable(line: str, encoding: Encoding) -> str:
    try:
        line.encode(encoding)
    except UnicodeEncodeError:
        return "".join(_nearest(sign, encoding) for sign in line)
    return line


def _nearest(sign: str, encoding: Encoding) -> str:
    if sign.isascii():
        return sign
    plain = unicodedata.normalize("NFKD", sign)[:1]
    for attempt in (sign, sign.translate(NEAREST), plain):
        if attempt != '"' and attempt == attempt.encode(encoding, "ignore").decode(encoding):
            return attempt
    return "?"


def _head(file: SieFile, encoding: Encoding) -> Iterator[str]:
    told = file.details
    yield f"#FLAGGA {code(told.flag)}"
    yield _line("#PROGRAM", quote(file.program), code(told.program_version))
    yield f"#FORMAT {FORMATS[encoding]}"
    if file.generated_on:
        yield _line("#GEN", _day(file.generated_on), quote(told.generated_by))
    yield f"#SIETYP {TYPES.get(file.kind, file.kind)}"
    yield from _told("#PROSA", told.text)
    yield from _coded("#FTYP", told.company_kind)
    yield from _coded("#FNR", told.company_id)
    yield from _coded("#ORGNR", file.organisation_number, told.acquisition, told.activity)
    yield from _coded("#BKOD", told.sector)
    yield from _told("#ADRESS", told.contact, told.street, told.postal, told.phone)
    yield f"#FNAMN {quote(file.company)}"
    for offset, (start, end) in sorted(file.years.items(), reverse=True):
        yield f"#RAR {offset} {_day(start)} {_day(end)}"
    yield from _coded("#TAXAR", told.tax_year)
    if file.complete_until:
        yield f"#OMFATTN {_day(file.complete_until)}"
    yield from _coded("#KPTYP", told.chart)
    yield from _coded("#VALUTA", told.currency)
    for other in file.others:
        if not LABEL.fullmatch(other.label):
            raise CannotBeWritten(f"not a label: {other.label!r}")
        yield " ".join([other.label, *(quote(field) for field in other.fields)])


def _told(label: str, *values: str) -> Iterator[str]:
    if any(values):
        yield _line(label, *(quote(value) for value in values))


def _coded(label: str, *values: str) -> Iterator[str]:
    if any(values):
        yield _line(label, *(code(value) for value in values))


def _line(label: str, *fields: str, fewest: int = 1) -> str:
    """A line whose last fields are left out when they are empty."""
    kept = list(fields)
    while len(kept) > fewest and kept[-1] == EMPTY:
        kept.pop()
    return " ".join([label, *kept])


def code(text: str) -> str:
    """Return a code as a field: without quotation marks if it is plain letters and digits."""
    return text if BARE.fullmatch(text) else quote(text)


def quote(text: str) -> str:
    """Return a text as a field within quotation marks."""
    clean = UNSAYABLE.sub(" ", text)
    if clean.endswith("\\"):
        clean = clean.rstrip("\\") + "/" * (len(clean) - len(clean.rstrip("\\")))
    return '"' + clean.replace('"', '\\"') + '"'


def _chart(file: SieFile) -> Iterator[str]:
    for account in file.accounts.values():
        yield from _account(account)
    for dimension in file.dimensions.values():
        yield _dimension(dimension)
    for (number, name), title in file.objects.items():
        yield f"#OBJEKT {_whole(number)} {quote(name)} {quote(title)}"


def _account(account: Account) -> Iterator[str]:
    number = _number(account.number)
    yield f"#KONTO {number} {quote(account.name)}"
    if account.kind:
        yield f"#KTYP {number} {account.kind}"
    if account.unit:
        yield f"#ENHET {number} {code(account.unit)}"
    for sru in account.sru.split():
        yield f"#SRU {number} {code(sru)}"


def _dimension(dimension: Dimension) -> str:
    number, name = _whole(dimension.number), quote(dimension.name)
    if dimension.parent is None:
        return f"#DIM {number} {name}"
    return f"#UNDERDIM {number} {name} {_whole(dimension.parent)}"


def _balances(file: SieFile) -> Iterator[str]:
    yield from _posts("#IB", "#OIB", file.opening)
    yield from _posts("#UB", "#OUB", file.closing)
    yield from _posts("#RES", "#OUB", file.results)
    yield from _months("#PSALDO", file.period_balances)
    yield from _months("#PBUDGET", file.period_budgets)


def _posts(label: str, of_object: str, posts: Iterable[Balance]) -> Iterator[str]:
    for post in posts:
        place = f"{of_object if post.objects else label} {post.offset} {_number(post.account)}"
        objects = f" {_objects(post.objects)}" if post.objects else ""
        yield f"{place}{objects} {amount(post.ore)}{_quantity(post.quantity)}"


def _months(label: str, posts: Iterable[PeriodBalance]) -> Iterator[str]:
    for post in posts:
        place = f"{label} {post.offset} {post.period} {_number(post.account)}"
        what = f"{_objects(post.objects)} {amount(post.ore)}{_quantity(post.quantity)}"
        yield f"{place} {what}"


def _voucher(voucher: Voucher) -> Iterator[str]:
    registered = _day(voucher.registered_on) if voucher.registered_on else EMPTY
    head = (code(voucher.series), code(voucher.number), _day(voucher.on))
    rest = (quote(voucher.text), registered, code(voucher.signature))
    yield _line("#VER", *head, *rest, fewest=3)
    yield "{"
    for row in voucher.rows:
        yield _row(ROW_LABELS[row.kind], row, voucher.on)
        if row.kind == "added":
            # For programs that skip #RTRANS. Source: SIE filformat 4B, #RTRANS 4.
            yield _row("#TRANS", row, voucher.on)
    yield "}"


def _row(label: str, row: Transaction, voucher_on: date) -> str:
    day = EMPTY if row.on == voucher_on else _day(row.on)
    quantity = _quantity(row.quantity).strip() or EMPTY
    start = f"{label} {_number(row.account)} {_objects(row.objects)} {amount(row.ore)}"
    return _line(start, day, quote(row.text), quantity, code(row.signature), fewest=0)


def _objects(objects: Objects) -> str:
    return "{" + " ".join(f"{_whole(d)} {quote(name)}" for d, name in objects) + "}"


def amount(ore: int) -> str:
    """Return öre as kronor with a point and two decimals."""
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def _quantity(quantity: Decimal | None) -> str:
    return "" if quantity is None else f" {quantity:f}"


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def _number(account: str) -> str:
    if not (account.isascii() and account.isdigit()):
        raise CannotBeWritten(f"an account has digits only: {account!r}")
    return account


def _whole(dimension: int) -> str:
    if dimension < 1:
        raise CannotBeWritten(f"a dimension is numbered from 1: {dimension}")
    return str(dimension)
