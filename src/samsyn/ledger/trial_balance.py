"""A trial balance from Excel or CSV: which column is what, and the balances it gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from samsyn.economy.presets import is_result_account
from samsyn.intake.layouts import (
    ColumnMapping,
    Table,
    TableColumn,
    TableRow,
    Wish,
    find_table,
    months_of,
    read_amounts,
    suggest_mapping,
)
from samsyn.intake.reactions import Alternative, Question, Refusal, Remark
from samsyn.intake.sheets import read_sheets
from samsyn.language.swedish import kronor
from samsyn.ledger.models import LedgerFile, TableLayout
from samsyn.ledger.reading import BalanceKey, Content, Fault, account_kind, fault

WISHES = (
    Wish("account", "kontonummer", ("konto", "kontonr", "kontonummer", "account")),
    Wish("name", "kontonamn", ("benämning", "kontonamn", "namn", "kontobenämning"), False),
    Wish(
        "opening",
        "ingående balans",
        ("ingående balans", "ib", "ing balans", "ing saldo"),
        False,
    ),
    Wish(
        "movement",
        "årets förändring",
        ("förändring", "period", "perioden", "omslutning"),
        False,
    ),
    Wish("closing", "utgående balans", ("utgående balans", "ub", "utg balans", "saldo"), False),
)
WORDS = tuple(word for wish in WISHES for word in wish.words)
SIGN = Question(
    "sign",
    "Hur är belopp i kredit skrivna (intäkter och skulder)?",
    (
        Alternative("debit", "med minus (intäkter är minus, kostnader plus)"),
        Alternative("credit", "utan minus (intäkter är plus, kostnader minus)"),
    ),
    "debit",
)
_ACCOUNT = re.compile(r"([0-9]{3,10})(?:[ \u00a0:–-]+(.*))?")


@dataclass(frozen=True)
class Layout:
    """How a trial balance is read: whose columns mean what, and what was answered about it.

    columns: key of a wish → heading, "" for none; answers: question key → alternative
    """

    fingerprint: str
    columns: Mapping[str, str]
    year: int
    answers: Mapping[str, str] = field(default_factory=dict)

    def as_choices(self) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "columns": dict(self.columns),
            "year": self.year,
            "answers": dict(self.answers),
        }

    @classmethod
    def of(cls, choices: Mapping[str, Any]) -> Layout:
        return cls(
            choices["fingerprint"], choices["columns"], choices["year"], choices["answers"]
        )


@dataclass(frozen=True)
class TableReading:
    """The table of a file, or why there is none; and what must be chosen to read it."""

    table: Table | None
    faults: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()


def suggested_layout(association: str, content: bytes, name: str, year: int) -> Layout:
    """Return a first layout for a file: the remembered one for its headings, or a guess.

    A file without a table gives a layout without columns; reading it says why.
    """
    table = read_table(content, name, {}).table
    if table is None:
        return Layout("", {}, year)
    stored = TableLayout.objects.filter(
        association_id=association, fingerprint=table.fingerprint
    ).first()
    if stored:
        return Layout(table.fingerprint, stored.columns, year, stored.choices)
    mapping: ColumnMapping = suggest_mapping(table, WISHES).mapping
    columns = {wish.key: mapping.columns.get(wish.key, "") for wish in WISHES}
    return Layout(table.fingerprint, columns, year, {"sign": "debit"})


def read_table(content: bytes, name: str, answers: Mapping[str, str]) -> TableReading:
    """Return the table of an Excel or CSV file, with its headings and samples."""
    sheets = read_sheets(content, name, answers)
    if isinstance(sheets, Refusal):
        return TableReading(None, tuple(map(_as_fault, sheets.remarks)))
    if sheets.chosen is None:
        return TableReading(None, (), sheets.questions)
    table = find_table(sheets.chosen, WORDS, file=name)
    if isinstance(table, Refusal):
        return TableReading(None, tuple(map(_as_fault, table.remarks)), sheets.questions)
    told = (*sheets.remarks, *table.remarks)
    return TableReading(table, tuple(map(_as_fault, told)), sheets.questions)


def read_trial_balance(content: bytes, name: str, layout: Layout) -> Content:
    """Return the accounts and balances of a trial balance, with all that is wrong or unasked.

    Columns whose headings are months give balances by month; otherwise the year has only its
    own balances.
    """
    read = Content(
        LedgerFile.Kind.TRIAL_BALANCE, hashlib.sha256(content).hexdigest(), year=layout.year
    )
    reading = read_table(content, name, layout.answers)
    read.faults += reading.faults
    read.questions += reading.questions
    if reading.table is None:
        return read
    columns = {
        key: column
        for key, heading in layout.columns.items()
        for column in reading.table.columns
        if column.heading == heading
    }
    months = months_of(c for c in reading.table.columns if c not in columns.values())
    if "account" not in columns:
        read.faults.append(fault("kolumn-saknas", column="kontonummer"))
    elif not months and not {"movement", "closing"} & columns.keys():
        read.faults.append(fault("kolumn-saknas", column="utgående balans"))
    else:
        _read_rows(reading.table, columns, months, layout, read)
    return read


def _read_rows(
    table: Table,
    columns: Mapping[str, TableColumn],
    months: Mapping[int, int],
    layout: Layout,
    read: Content,
) -> None:
    accounts = _accounts_of(table, columns, read)
    sign = -1 if layout.answers.get("sign") == "credit" else 1
    by_number = {column.number: column for column in table.columns}
    amounts = {
        key: _column(table, columns[key], layout, read)
        for key in ("opening", "movement", "closing")
        if key in columns
    }
    monthly = {
        month: _column(table, by_number[number], layout, read)
        for number, month in months.items()
    }
    for row, account in accounts.items():
        stated = {key: sign * ore[row] for key, ore in amounts.items() if row in ore}
        for kind, ore in _balances(account, stated):
            _put(read, kind, 0, account, ore)
        for month, found in monthly.items():
            _put(read, "period", month, account, sign * found.get(row, 0))
    if not read.questions:
        _check_sums(columns, amounts, accounts, read)


def _balances(account: str, stated: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Yield the balances that a row states: kind and öre."""
    opening = stated.get("opening", 0)
    closing = stated.get("closing", opening + stated.get("movement", 0))
    if is_result_account(account):
        yield "result", closing if "closing" in stated else stated.get("movement", 0)
    else:
        if "opening" in stated:
            yield "opening", opening
        yield "closing", closing


def _put(read: Content, kind: str, month: int, account: str, ore: int) -> None:
    if ore:
        read.balances[BalanceKey(kind, 0, month, account, "")] = ore


def _accounts_of(
    table: Table, columns: Mapping[str, TableColumn], read: Content
) -> dict[int, str]:
    """Return row number → account, and put the accounts in the content."""
    found: dict[int, str] = {}
    for row in table.rows:
        text = _text(row, columns["account"])
        match = _ACCOUNT.fullmatch(text)
        if match is None:
            if text:
                read.faults.append(fault("konto-oklart", row.number, account=text[:40]))
            continue
        account = match[1]
        if account in read.accounts:
            read.faults.append(fault("konto-tva-ganger", row.number, account=account))
        name = _text(row, columns["name"]) if "name" in columns else match[2] or ""
        read.accounts[account] = (name[:200], account_kind(account, ""))
        found[row.number] = account
    return found


def _text(row: TableRow, column: TableColumn) -> str:
    cell = row.cells.get(column.number)
    text = " ".join(cell.raw.split()) if cell else ""
    return text.removesuffix(".0")


def _column(
    table: Table, column: TableColumn, layout: Layout, read: Content
) -> Mapping[int, int]:
    amounts = read_amounts(table, column, answers=layout.answers)
    read.faults += map(_as_fault, amounts.remarks)
    read.questions += amounts.questions
    return amounts.ore


def _check_sums(
    columns: Mapping[str, TableColumn],
    amounts: Mapping[str, Mapping[int, int]],
    accounts: Mapping[int, str],
    read: Content,
) -> None:
    """Warn for columns where debit and credit differ: a whole trial balance adds up to 0."""
    for key, column in amounts.items():
        total = sum(value for row, value in column.items() if row in accounts)
        if total:
            heading, ore = columns[key].heading, kronor(abs(total))
            read.faults.append(
                fault("saldon-summerar-inte", is_grave=False, ore=ore, column=heading)
            )


def _as_fault(remark: Remark) -> Fault:
    said = str(remark).rpartition(" [")[0]
    told = (remark.found, remark.expected, remark.remedy)
    return Fault(remark.code, remark.row, *told, remark.reaction.stops, said)
