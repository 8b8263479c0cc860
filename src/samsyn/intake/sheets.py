"""What a workbook or a CSV file holds: sheets of cells with address, value and formula."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from samsyn.intake.archives import MOST_ROWS, Archive, Refused, form_of
from samsyn.intake.reactions import (
    Alternative,
    Answers,
    Place,
    Question,
    Refusal,
    Remark,
    catalogue,
    question,
    remark,
    shown,
    stopping,
)

FORM_BY_ENDING = {"xlsx": "xlsx", "xlsm": "xlsx", "xls": "xlsx", "ods": "ods"}
FORM_BY_ENDING |= dict.fromkeys(("csv", "txt", "tsv", "skv"), "text")

LONGEST_TEXT = 32_767  # what a cell of Excel holds
NUMBER = re.compile(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]{1,3})?")

CellValue = str | Decimal | bool | date | datetime | None


class CellKind(StrEnum):
    """What a cell says that it holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"


def column_letters(number: int) -> str:
    """Return the letters of a column.

    >>> column_letters(1), column_letters(28), column_letters(16384)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=1_000)
def column_number(letters: str) -> int:
    """Return the number of a column; raises ValueError if it is not called A to ZZZ.

    >>> column_number("XFD")
    16384
    """
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise ValueError(letters[:20])
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class Cell(NamedTuple):
    """A cell that is not empty.

    row, column: counted from 1
    raw:         what the file says; a day as ISO
    display:     the number format, for example `#,##0.00`; "" if none is known
    formula:     its formula, never evaluated; "" if it has none
    """

    row: int
    column: int
    raw: str
    kind: CellKind = CellKind.TEXT
    display: str = ""
    formula: str = ""

    @property
    def value(self) -> CellValue:
        """What the cell holds; text for an error value such as `#DIV/0!`."""
        if self.kind is CellKind.NUMBER:
            return Decimal(self.raw)
        if self.kind is CellKind.BOOLEAN:
            return self.raw == "1"
        if self.kind is CellKind.DATE:
            return (datetime if "T" in self.raw else date).fromisoformat(self.raw)
        return self.raw

    @property
    def address(self) -> str:
        return f"{column_letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows that hold something, in order, each with its cells in order.

    is_separated: from a text file, where also empty cells are there
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False
    is_separated: bool = False

    @property
    def start(self) -> str:
        """The first words of the sheet, to recognise it by."""
        return shown(" · ".join(cell.raw for cell in self.rows[0] if cell.raw.strip()))


@dataclass
class Draft:
    """A sheet while it is read, and what a person who looks at it may not see.

    formulas: how many cells have one; unsaved: the addresses of those without a value
    """

    place: Place
    is_hidden: bool = False
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    unsaved: list[str] = field(default_factory=list)
    formulas: int = 0

    def sheet(self) -> Sheet:
        rows, merged = tuple(self.rows), tuple(self.merged)
        hidden = frozenset(self.hidden_rows), frozenset(self.hidden_columns)
        return Sheet(self.place.sheet, rows, merged, *hidden, self.is_hidden)

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row; raises Refused when there are more than any table has."""
        if len(self.rows) >= MOST_ROWS:
            raise Refused("for-manga-rader", "fler rader än så", most=MOST_ROWS)
        self.rows.append(tuple(row))

    def told(self) -> Iterator[Remark]:
        if self.unsaved:
            yield self.told_of_cells("formel-utan-varde", self.unsaved)
        if self.formulas > len(self.unsaved):
            found = f"{self.formulas - len(self.unsaved)} celler är formler"
            yield remark("sparade-formelvarden", found, self.place)
        hidden = self.hidden_rows & {row[0].row for row in self.rows}
        if hidden:
            yield remark("dolda-rader", f"{len(hidden)} rader är dolda", self.place)
        used = self.hidden_columns & {cell.column for row in self.rows for cell in row}
        if used:
            letters = ", ".join(map(column_letters, sorted(used)))
            yield remark("dolda-kolumner", f"Dolda kolumner: {letters}", self.place)

    def told_of_cells(self, code: str, addresses: list[str]) -> Remark:
        more = f" och {len(addresses) - 10} till" if len(addresses) > 10 else ""
        found = f"cell {', '.join(addresses[:10])}{more}"
        return remark(code, found, self.place.at(None, cell=addresses[0]))


@dataclass(frozen=True)
class Sheets:
    """The sheets with data of a file; `chosen` is the one to read, once that is known.

    digest: SHA-256 of the file, as hexadecimal digits
    """

    file: str
    digest: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()
    chosen: Sheet | None = field(default=None)


def read_sheets(content: bytes, name: str, answers: Answers | None = None) -> Sheets | Refusal:
    """Return the sheets of an XLSX, ODS or CSV file, decided by its content, not its name.

    name: the file's name; one that says something else than the content is refused
    """
    # The readers build what stands above, so they are asked for only here.
    from samsyn.intake.opendocument import read_opendocument
    from samsyn.intake.separated import read_separated
    from samsyn.intake.workbooks import read_workbook

    try:
        archive = Archive(content) if form_of(content) == "zip" else None
        form = _known(archive.form if archive else form_of(content), name)
        if archive is None:
            return read_separated(content, name, answers)
        read = read_workbook if form == "xlsx" else read_opendocument
        return _chosen(content, name, *read(archive, name), answers or {})
    except Refused as refused:
        return refused.refusal(name)


def _known(form: str, name: str) -> str:
    """Return the form if it can be read and is what the name says."""
    if form not in ("text", "xlsx", "ods"):
        raise Refused(
            f"fil-{form}" if f"fil-{form}" in catalogue() else "fil-annan", form.upper()
        )
    if FORM_BY_ENDING.get(name.rpartition(".")[2].lower(), form) != form:
        raise Refused("fel-namn", name, form="text" if form == "text" else form.upper())
    return form


def _chosen(
    content: bytes, name: str, read: list[Sheet], remarks: list[Remark], answers: Answers
) -> Sheets | Refusal:
    """The sheets with data, and the one of them to read: the only visible one, or by answer."""
    if stopping(remarks):
        return Refusal(tuple(remarks))
    sheets = tuple(sheet for sheet in read if sheet.rows)
    if not sheets:
        return Refusal((remark("tom-fil", "inga celler med innehåll", Place(name)),))
    visible = [sheet for sheet in sheets if not sheet.is_hidden] or list(sheets)
    for sheet in filter(lambda sheet: sheet.is_hidden, sheets):
        found = f"Bladet {sheet.name} är dolt"
        remarks.append(remark("dolt-blad", found, Place(name, sheet.name)))
    among = [Alternative(sheet.name, f"bladet {sheet.name}", sheet.start) for sheet in sheets]
    asked = question("vilket-blad", Place(name), among)
    by_name = {sheet.name: sheet for sheet in sheets}
    chosen = by_name.get(asked.answer(answers)) or (visible[0] if len(visible) == 1 else None)
    digest, asking = sha256(content).hexdigest(), () if chosen else (asked,)
    return Sheets(name, digest, sheets, tuple(remarks), asking, chosen)
