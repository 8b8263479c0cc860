"""A report as values: sections of tables, charts and sentences, before it becomes a file.

The renderers (`pdf`, `word`, `excel`, `html`, `data`) read this and nothing else, so the same
figure cannot differ between two files of the same report.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from samsyn.language.lettering import em_width

Number: TypeAlias = int | float | Decimal

TABLE_WORD = "Tabell"
CHART_WORD = "Figur"

"""Control signs and halves of letters, which XML and HTML refuse."""


BOLD = 1.15
LONGEST_NAME, LONGEST_WORD = 13.0, 8.5
"""What the first and the other columns are made broad enough for, in em, before hyphens."""


@dataclass(frozen=True)
class Cell:
    """One figure or text of a table.

    text:  what people read, formatted
    value: the number behind it, for files that are reckoned on; None for a text
    note:  what a reader must know about just this figure; written below the table
    """

    text: str
    value: Number | None = None
    note: str = ""

    @property
    def finite_value(self) -> Number | None:
        """Return the number, or None where there is none or it is not a number."""
        if self.value is None or not math.isfinite(self.value):
            return None
        return self.value


@dataclass(frozen=True)
class Column:
    """The head of a column. `unit` is written after the title."""

    title: str
    is_numeric: bool = False
    unit: str = ""

    @property
    def heading(self) -> str:
        """Return the title with its unit, on one line."""
        return f"{self.title}, {self.unit}" if self.unit else self.title


@dataclass(frozen=True)
class Table:
    """A table with one row of headings; the first cell of each row is the row's heading.

    Raises ValueError if a row has more or fewer cells than there are columns.
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for place, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"row {place} of table {self.id!r} has {len(row)} cells, "
                    f"expected {len(self.columns)}"
                )

    @property
    def marks(self) -> dict[str, str]:
        """Return note -> mark (a, b, c …) for the notes of the cells, in reading order."""
        notes = dict.fromkeys(cell.note for row in self.rows for cell in row if cell.note)
        return {note: _letters(place) for place, note in enumerate(notes)}


@dataclass(frozen=True)
class Chart:
    """A picture of figures.

    description: what the picture shows, for those who do not see it
    svg:         made by `charts`; the narrow form is for screens below some 500 pixels
    table_id:    the table with the same figures, if the report has one
    """

    id: str
    caption: str
    description: str
    svg: str
    table_id: str | None = None
    narrow_svg: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Plain sentences."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


Block: TypeAlias = Paragraph | Bullets | Table | Chart


@dataclass(frozen=True)
class Section:
    """A part of a report with a heading, its own blocks, and parts below it."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True)
class Report:
    """A whole document.

    about:     what a reader must know to use it: term -> text, in order
    is_letter: a short document to somebody: no list of contents, no page of its own for it

    Raises ValueError if two parts share an id, or a chart names a table that is not there.
    """

    title: str
    subtitle: str
    about: tuple[tuple[str, str], ...]
    issued_on: date
    sections: tuple[Section, ...]
    language: str = "sv"
    is_letter: bool = False

    def __post_init__(self) -> None:
        tables = {table.id for table in self.tables}
        ids = Counter([part.section.id for part in outline(self)])
        ids.update([chart.id for chart in self.charts])
        ids.update([table.id for table in self.tables])
        if doubled := [id for id, times in ids.items() if times > 1]:
            raise ValueError(f"ids used more than once in the report: {doubled}")
        for chart in self.charts:
            if chart.table_id is not None and chart.table_id not in tables:
                raise ValueError(f"chart {chart.id!r} names no table: {chart.table_id!r}")

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return every block of the document, in reading order."""
        return tuple(block for part in outline(self) for block in part.section.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Return every table, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return every chart, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Chart))

    @property
    def labels(self) -> dict[str, str]:
        """Return id -> label ("Tabell 3", "Figur 1") for tables and charts."""
        tables = {table.id: f"{TABLE_WORD} {n}" for n, table in enumerate(self.tables, 1)}
        charts = {chart.id: f"{CHART_WORD} {n}" for n, chart in enumerate(self.charts, 1)}
        return tables | charts


@dataclass(frozen=True)
class Part:
    """A section with its place in the document: `number` as "2.1", `level` from 1."""

    section: Section
    number: str
    level: int


def outline(report: Report) -> Iterator[Part]:
    """Yield every section of the report, in reading order."""
    return _parts(report.sections, prefix="", level=1)


def least_widths(table: Table) -> list[float]:
    """Return what each column needs, in em: a whole figure, or the longest word of a text."""
    return [_least_width(table, place) for place in range(len(table.columns))]


def column_widths(table: Table, line: float) -> list[float]:
    """Return the widths of the columns, in em, so that they fill the line.

    line: the width there is, in em, without the margins of the cells

    Every column gets what it needs at least. What is left goes to texts, more to those with
    more to say; if all have room on one line, the rest goes to all alike.
    """
    least = least_widths(table)
    left = line - sum(least)
    if left <= 0:
        return [width * line / sum(least) for width in least]
    wishes = [max(0.0, _longest(table, place) - width) for place, width in enumerate(least)]
    if sum(wishes) > left:
        wishes = [wish**0.8 for wish in wishes]
        return [
            width + left * wish / sum(wishes) for width, wish in zip(least, wishes, strict=True)
        ]
    rest = (left - sum(wishes)) / len(least)
    return [width + wish + rest for width, wish in zip(least, wishes, strict=True)]


def see_table(chart: Chart, labels: dict[str, str]) -> str:
    """Return the sentence that leads from a chart to its figures; empty if there is no table.

    labels: as `Report.labels`
    """
    if chart.table_id is None:
        return ""
    return f"Siffrorna finns i {labels[chart.table_id].lower()}."


def _parts(sections: tuple[Section, ...], *, prefix: str, level: int) -> Iterator[Part]:
    for place, section in enumerate(sections, start=1):
        number = f"{prefix}{place}"
        yield Part(section, number, level)
        yield from _parts(section.sections, prefix=f"{number}.", level=level + 1)


def _least_width(table: Table, place: int) -> float:
    column = table.columns[place]
    heads = BOLD * max(map(em_width, [*column.title.split(" "), column.unit]))
    if column.is_numeric:
        return max(heads, _longest(table, place))
    words = [em_width(word) for row in table.rows for word in row[place].text.split(" ")]
    limit = LONGEST_WORD if place else LONGEST_NAME
    return max(heads, min(limit, 0.8 + max(words, default=0.0)))


def _longest(table: Table, place: int) -> float:
    texts = [em_width(row[place].text) + (0.6 if row[place].note else 0) for row in table.rows]
    return max(texts, default=0.0)


def _letters(place: int) -> str:
    """Return a, b … z, aa, ab … for 0, 1 …: letters, since a figure beside a figure misleads.

    >>> _letters(0), _letters(27)
    ('a', 'ab')
    """
    rest, letter = divmod(place, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + letter)
