"""Writes a file of SIE 5, as XML. The same file always gives the same bytes.

Source: the schema sie5.xsd of SIE-gruppen. A file of a whole year is to be signed by the one
who sends it (XMLDSig); we do not sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from xml.sax.saxutils import quoteattr

from samsyn.sie.records import (
    Account,
    Balance,
    Objects,
    PeriodBalance,
    SieFile,
    Transaction,
    Voucher,
)
from samsyn.sie.writing import UNSAYABLE, CannotBeWritten, amount

NAMESPACE = "http://www.sie.se/sie5"
KINDS = {"T": "asset", "S": "liability", "K": "cost", "I": "income"}
BY_NUMBER = {"1": "asset", "2": "liability", "3": "income"}


def write_sie5(file: SieFile) -> bytes:
    """Return a file as bytes of XML, which `read_sie` reads as the same file.

    What SIE 5 has no place for is left out: SRU codes, months of accounts, and the signature
    of a row that was neither added nor struck out. Types 1 to 4 become a file of a year, 4I
    one of vouchers.

    Raises CannotBeWritten for a voucher whose number is not of digits.
    """
    root = "SieEntry" if file.kind in {"4I", "5I"} else "Sie"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        _open(root, xmlns=NAMESPACE),
        *_file_info(file, root),
        *_accounts(file, root),
        *_dimensions(file),
        *_journals(file, root),
        f"</{root}>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _open(element: str, **told: str) -> str:
    return f"<{element}{_attributes(told)}>"


def _alone(element: str, **told: str) -> str:
    return f"<{element}{_attributes(told)}/>"


def _attributes(told: Mapping[str, str]) -> str:
    """Attributes in the order they are given; those without a value are left out."""
    return "".join(
        f" {name}={quoteattr(_sayable(value))}"
        for name, value in told.items()
        if value or name in {"name", "version", "by", "organizationId"}
    )


def _sayable(value: str) -> str:
    clean = UNSAYABLE.sub(" ", value)
    return "".join("?" if ord(sign) in {0xFFFE, 0xFFFF} else sign for sign in clean)


def _file_info(file: SieFile, root: str) -> Iterator[str]:
    told = file.details
    yield "<FileInfo>"
    yield _alone("SoftwareProduct", name=file.program, version=told.program_version)
    if file.generated_on:
        yield _alone(
            "FileCreation", time=f"{file.generated_on}T00:00:00Z", by=told.generated_by
        )
    yield _alone(
        "Company",
        organizationId=file.organisation_number,
        multiple=told.acquisition,
        name=file.company,
        clientId=told.company_id,
    )
    if root == "Sie":
        yield "<FiscalYears>"
        yield from _years(file)
        yield "</FiscalYears>"
    yield _alone("AccountingCurrency", currency=told.currency or "SEK")
    yield "</FileInfo>"


def _years(file: SieFile) -> Iterator[str]:
    for offset, (start, end) in sorted(file.years.items()):
        until = file.complete_until.isoformat() if file.complete_until and not offset else ""
        primary = "true" if offset == 0 else ""
        yield _alone(
            "FiscalYear",
            start=_month(start),
            end=_month(end),
            primary=primary,
            lastCoveredDate=until,
        )


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def _accounts(file: SieFile, root: str) -> Iterator[str]:
    posts: dict[str, list[str]] = {number: [] for number in file.accounts}
    if root == "Sie":
        for balance in file.opening:
            _post(posts, balance, "OpeningBalance", file, 0)
        for balance in (*file.closing, *file.results):
            _post(posts, balance, "ClosingBalance", file, 1)
    for budget in file.period_budgets:
        month = f"{budget.period[:4]}-{budget.period[4:]}"
        posts.setdefault(budget.account, []).extend(_balance("Budget", budget, month))
    yield "<Accounts>"
    for number, inside in posts.items():
        account = file.accounts.get(number, Account(number))
        kind = KINDS.get(account.kind) or BY_NUMBER.get(number[:1], "cost")
        told = {"id": number, "name": account.name, "type": kind, "unit": account.unit}
        if inside:
            yield _open("Account", **told)
            yield from inside
            yield "</Account>"
        else:
            yield _alone("Account", **told)
    yield "</Accounts>"


def _post(
    posts: dict[str, list[str]], balance: Balance, name: str, file: SieFile, end: int
) -> None:
    if balance.offset in file.years:
        month = _month(file.years[balance.offset][end])
        posts.setdefault(balance.account, []).extend(_balance(name, balance, month))


def _balance(name: str, post: Balance | PeriodBalance, month: str) -> Iterator[str]:
    name = f"{name}Multidim" if len(post.objects) > 1 else name
    quantity = "" if post.quantity is None else f"{post.quantity:f}"
    told = {"month": month, "amount": amount(post.ore), "quantity": quantity}
    yield from _with(name, told, _references(post.objects))


def _with(name: str, told: Mapping[str, str], inside: Iterable[str]) -> Iterator[str]:
    lines = list(inside)
    if not lines:
        yield _alone(name, **told)
        return
    yield _open(name, **told)
    yield from lines
    yield f"</{name}>"


def _references(objects: Objects) -> Iterator[str]:
    for dimension, name in objects:
        yield _alone("ObjectReference", dimId=str(dimension), objectId=name)


def _dimensions(file: SieFile) -> Iterator[str]:
    names = {number: dimension.name for number, dimension in file.dimensions.items()}
    names |= {number: "" for number, _ in file.objects if number not in names}
    if names:
        yield "<Dimensions>"
        for number, name in names.items():
            objects = [
                _alone("Object", id=key[1], name=title)
                for key, title in file.objects.items()
                if key[0] == number
            ]
            yield from _with("Dimension", {"id": str(number), "name": name}, objects)
        yield "</Dimensions>"


def _journals(file: SieFile, root: str) -> Iterator[str]:
    for series, vouchers in groupby(file.vouchers, key=lambda voucher: voucher.series):
        name = {"name": series} if root == "Sie" else {}
        yield _open("Journal", id=series, **name)
        for voucher in vouchers:
            yield from _entry(voucher, root)
        yield "</Journal>"


def _entry(voucher: Voucher, root: str) -> Iterator[str]:
    if voucher.number and not (voucher.number.isascii() and voucher.number.isdigit()):
        raise CannotBeWritten(f"a voucher is numbered with digits: {voucher.number!r}")
    yield _open(
        "JournalEntry", id=voucher.number, journalDate=voucher.on.isoformat(), text=voucher.text
    )
    info = "EntryInfo" if root == "Sie" else "OriginalEntryInfo"
    registered = (voucher.registered_on or voucher.on).isoformat()
    yield _alone(info, date=registered, by=voucher.signature)
    for row in voucher.rows:
        yield from _row(row, voucher.on, registered)
    yield "</JournalEntry>"


def _row(row: Transaction, voucher_on: date, registered: str) -> Iterator[str]:
    inside = list(_references(row.objects))
    if row.kind == "added":
        inside.append(_alone("EntryInfo", date=registered, by=row.signature))
    if row.kind == "removed":
        inside.append(_alone("Overstrike", date=registered, by=row.signature))
    told = {
        "accountId": row.account,
        "amount": amount(row.ore),
        "quantity": "" if row.quantity is None else f"{row.quantity:f}",
        "text": row.text,
        "ledgerDate": "" if row.on == voucher_on else row.on.isoformat(),
    }
    yield from _with("LedgerEntry", told, inside)
