"""What a workbook or a CSV file holds: sheets of cells with address, value and formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from samsyn.intake.reactions import Answers, Question, Refusal, Remark

CellValue = str | Decimal | bool | date | datetime | None


class CellKind(StrEnum):
    """What a cell says that it holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    row, column: counted from 1
    raw:         what the file says, before it is understood
    formula:     its formula, never evaluated; "" if it has none
    display:     the number format, for example `#,##0.00`; "" if none
    """

    row: int
    column: int
    raw: str
    kind: CellKind = CellKind.TEXT
    display: str = ""
    formula: str = ""

    @property
    def value(self) -> CellValue:
        raise NotImplementedError

    @property
    def address(self) -> str:
        raise NotImplementedError


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

    def cells(self) -> Iterator[Cell]:
        for row in self.rows:
            yield from row


@dataclass(frozen=True)
class Sheets:
    """The sheets with data of a file; `chosen` is the one to read, once that is known."""

    file: str
    digest: str
    sheets: tuple[Sheet, ...]
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()
    chosen: Sheet | None = field(default=None)


def read_sheets(content: bytes, name: str, answers: Answers | None = None) -> Sheets | Refusal:
    """Return the sheets of an XLSX, ODS or CSV file, decided by its content, not its name."""
    raise NotImplementedError
