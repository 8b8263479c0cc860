"""Finding the table in a sheet: its headings, its rows, its sums, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from samsyn.intake.amounts import AmountStyle
from samsyn.intake.reactions import Answers, Question, Refusal, Remark
from samsyn.intake.sheets import Cell, Sheet


@dataclass(frozen=True)
class Wish:
    """A column that a caller looks for: its key, its Swedish name, the words of its heading."""

    key: str
    sv: str
    words: tuple[str, ...]
    is_required: bool = True


@dataclass(frozen=True)
class TableColumn:
    """A column of a found table: where it stands, its whole heading, some of its values."""

    number: int
    heading: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class TableRow:
    """A row of a found table: its number in the file, its cells by column number."""

    number: int
    cells: Mapping[int, Cell]
    section: str = ""


@dataclass(frozen=True)
class Table:
    """A table: headings, rows, and the rows that are sums of others."""

    file: str
    sheet: Sheet
    heading_rows: tuple[int, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    sums: tuple[TableRow, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def fingerprint(self) -> str:
        return layout_fingerprint([column.heading for column in self.columns])


@dataclass(frozen=True)
class ColumnMapping:
    """Which heading means what, for files with the same headings."""

    fingerprint: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappingReading:
    """A suggested mapping, and what must be asked before it holds."""

    mapping: ColumnMapping
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class AmountColumn:
    """A column of amounts: öre by row number; empty cells are left out."""

    ore: Mapping[int, int]
    style: AmountStyle
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()


def find_table(sheet: Sheet, words: Iterable[str] = (), *, file: str = "") -> Table | Refusal:
    """Return the table of a sheet.

    words: words that headings may have, in any case; they help to find the heading row
    """
    raise NotImplementedError


def suggest_mapping(
    table: Table,
    wishes: Sequence[Wish],
    *,
    answers: Answers | None = None,
    remembered: ColumnMapping | None = None,
) -> MappingReading:
    """Return which column is which, from headings, answers, and what was said last time."""
    raise NotImplementedError


def read_amounts(
    table: Table, column: TableColumn, *, answers: Answers | None = None
) -> AmountColumn:
    """Return a column as öre, row by row, with the stated sums compared to their parts."""
    raise NotImplementedError


def months_of(columns: Iterable[TableColumn]) -> dict[int, int]:
    """Return column number → month, for headings that are months."""
    raise NotImplementedError


def layout_fingerprint(headings: Iterable[str]) -> str:
    """Return what is the same for files with the same headings, in any order and case."""
    raise NotImplementedError
