"""A report as an Excel workbook: one sheet per table, numbers as numbers."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from samsyn.language.lettering import writable
from samsyn.reports.content import Cell, Report, Table

ABOUT_SHEET = "Om"
LONGEST_SHEET_NAME = 31
LONGEST_TEXT = 32_767
TERMS_WIDTH, WORDS_WIDTH = 32, 80
"""How broad the columns of the first sheet are, in letters."""
LINE_HEIGHT = 15
TALLEST_ROW = 409
A4 = 9
DANGLING = {"av", "eller", "för", "i", "med", "och", "om", "per", "på", "till", "ur"}
"""Words that a name of a sheet does not end with when it is cut."""
WIDEST_UPRIGHT = 95
"""How broad a table can be, in letters, and still be read on an upright page."""
REMARKS = "Anmärkning"
NO_DAY = date(2000, 1, 1)
"""For a file without a day of issue: the clock may not decide its bytes."""

WRITTEN_NUMBER = re.compile(
    r"(?P<whole>[-\u2212]?[\d\u00a0 ]+)(,(?P<decimals>\d+))?(?P<unit>\D*)"
)
FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")


def render_excel(report: Report) -> bytes:
    """Return the report's tables as a workbook, the same bytes for the same report."""
    about = [("Dokument", report.title), ("Innehåll", report.subtitle), *report.about]
    about.append(("Utgiven", report.issued_on.isoformat()))
    return tables_to_excel(report.title, about, report.tables, issued_on=report.issued_on)


def tables_to_excel(
    title: str,
    about: Sequence[tuple[str, str]],
    tables: Sequence[Table],
    *,
    issued_on: date = NO_DAY,
) -> bytes:
    """Return a workbook: what it is, and one sheet per table.

    about: term -> text, for the first sheet
    """
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    created = datetime.combine(issued_on, time())
    book.set_properties({"title": writable(title), "author": "Samsyn", "created": created})
    formats = _Formats(book)
    names = sheet_names([table.caption for table in tables])
    first = book.add_worksheet(ABOUT_SHEET)
    _write_about(first, title, about, list(zip(names, tables, strict=True)), formats)
    for name, table in zip(names, tables, strict=True):
        _write_table(book.add_worksheet(name), table, formats)
    book.close()
    return file.getvalue()


def sheet_names(captions: Sequence[str]) -> list[str]:
    """Return a name that Excel accepts for each caption, no two alike.

    >>> sheet_names(["Medel: 2023", "medel 2023"])
    ['Medel 2023', 'medel 2023 (2)']
    """
    taken = {ABOUT_SHEET.casefold(), "history"}
    names = []
    for caption in captions:
        plain = " ".join(FORBIDDEN_IN_NAMES.sub(" ", writable(caption)).split()).strip("' ")
        name, times = _shortened(plain or "Tabell", ""), 1
        while name.casefold() in taken:
            times += 1
            name = _shortened(plain or "Tabell", f" ({times})")
        taken.add(name.casefold())
        names.append(name)
    return names


def number_format(text: str, value: float | Decimal) -> str:
    """Return the Excel format that shows the value as it is written in the text.

    >>> number_format("12,3\\u00a0%", 12.3), number_format("12,3\\u00a0%", 0.123)
    ('#,##0.0" %"', '#,##0.0" "%')
    >>> number_format("okänt", 2)
    'General'
    """
    written = WRITTEN_NUMBER.fullmatch(text.strip())
    if written is None:
        return "General"
    decimals, unit = written["decimals"] or "", written["unit"].strip()
    whole = re.sub(r"[\u00a0 ]", "", written["whole"]).replace("\u2212", "-")
    shown = float(f"{whole}.{decimals or 0}")
    zeros = f".{'0' * len(decimals)}" if decimals else ""
    step = 0.51 * 10 ** -len(decimals)
    if unit == "%" and not _near(shown, value, step) and _near(shown, 100 * float(value), step):
        return f'#,##0{zeros}" "%'
    if not _near(shown, value, step):
        return "General"
    unit = unit.replace('"', "")
    return f'#,##0{zeros}" {unit}"' if unit else f"#,##0{zeros}"


@dataclass
class _Formats:
    """The formats of a workbook, each made once."""

    book: xlsxwriter.Workbook

    def __post_init__(self) -> None:
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **form: Any) -> Any:
        key = tuple(sorted(form.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "top", **form})
        return self._made[key]


def _write_about(
    sheet: Any,
    title: str,
    about: Sequence[tuple[str, str]],
    tables: Sequence[tuple[str, Table]],
    formats: _Formats,
) -> None:
    sheet.set_column(0, 0, TERMS_WIDTH)
    sheet.set_column(1, 1, WORDS_WIDTH)
    sheet.hide_gridlines(2)
    _fit_to_width(sheet, TERMS_WIDTH + WORDS_WIDTH)
    _write_text(sheet, 0, 0, title, formats(bold=True, font_size=16))
    place = 2
    for term, words in about:
        sheet.set_row(place, _height((term, TERMS_WIDTH), (words, WORDS_WIDTH)))
        _write_text(sheet, place, 0, term, formats(font_color="#55626d", text_wrap=True))
        _write_text(sheet, place, 1, words, formats(text_wrap=True))
        place += 1
    place += 1
    _write_text(sheet, place, 0, "Blad", _heading(formats))
    _write_text(sheet, place, 1, "Tabell", _heading(formats))
    for name, table in tables:
        place += 1
        sheet.set_row(place, _height((table.caption, WORDS_WIDTH)))
        link = f"internal:'{name.replace(chr(39), chr(39) * 2)}'!A1"
        sheet.write_url(place, 0, link, formats(font_color="#17597f", underline=1), name)
        _write_text(sheet, place, 1, table.caption, formats(text_wrap=True))


def _write_table(sheet: Any, table: Table, formats: _Formats) -> None:
    """Write the headings on row 1, so that the sheet can be filtered and read as data."""
    headings = [column.heading for column in table.columns]
    remarks = [_remarks(table, row) for row in table.rows]
    if any(remarks):
        headings.append(REMARKS)
    widths = [_width(table, place, head, remarks) for place, head in enumerate(headings)]
    for place, heading in enumerate(headings):
        is_numeric = place < len(table.columns) and table.columns[place].is_numeric
        form = _heading(formats, align="right" if is_numeric else "left")
        _write_text(sheet, 0, place, heading, form)
        sheet.set_column(place, place, widths[place])
    for down, (row, remark) in enumerate(zip(table.rows, remarks, strict=True), start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, down, place, cell, table.columns[place].is_numeric, formats)
        if remark:
            _write_text(sheet, down, len(row), remark, formats(text_wrap=True))
    sheet.freeze_panes(1, 1)
    _fit_to_width(sheet, sum(widths))
    sheet.repeat_rows(0)
    note = " ".join(part for part in (f"{table.caption}.", table.note) if part)
    _write_text(sheet, len(table.rows) + 2, 0, note, formats(font_color="#55626d"))


def _write_cell(
    sheet: Any, down: int, across: int, cell: Cell, is_numeric: bool, formats: _Formats
) -> None:
    value = cell.finite_value
    if value is None:
        side = "right" if is_numeric else "left"
        _write_text(sheet, down, across, cell.text, formats(align=side, text_wrap=across > 0))
    else:
        form = formats(num_format=number_format(cell.text, value))
        sheet.write_number(down, across, float(value), form)


def _write_text(sheet: Any, down: int, across: int, words: str, form: Any) -> None:
    """Write words as words, whatever they look like."""
    sheet.write_string(down, across, writable(words)[:LONGEST_TEXT], form)


def _heading(formats: _Formats, align: str = "left") -> Any:
    return formats(bold=True, bottom=1, text_wrap=True, align=align, valign="bottom")


def _remarks(table: Table, row: tuple[Cell, ...]) -> str:
    """Return the notes of the row's cells, each with the heading of its column."""
    return " ".join(
        f"{column.title}: {cell.note}"
        for column, cell in zip(table.columns, row, strict=True)
        if cell.note
    )


def _width(table: Table, place: int, heading: str, remarks: Sequence[str]) -> float:
    is_remark = place == len(table.columns)
    texts = remarks if is_remark else [row[place].text for row in table.rows]
    longest = max(map(len, texts), default=0)
    word = max(map(len, heading.split(" ")))
    return min(max(9, longest + 3, word + 3, len(heading) / 2 + 3), 50)


def _fit_to_width(sheet: Any, width: float) -> None:
    """Print a sheet one page wide, and on its side if it is broad.

    width: of all its columns, in letters
    """
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    if width > WIDEST_UPRIGHT:
        sheet.set_landscape()


def _height(*texts: tuple[str, float]) -> float:
    """Return how tall a row must be for texts that are wrapped, in points.

    texts: each with the width of its column, in letters; a line is broken between words
    """
    lines = max(
        sum(len(textwrap.wrap(part, int(width))) or 1 for part in text.split("\n"))
        for text, width in texts
    )
    return float(min(lines * LINE_HEIGHT, TALLEST_ROW))


def _shortened(name: str, ending: str) -> str:
    """Return a name that fits a sheet, cut between words where there is more than one."""
    room = LONGEST_SHEET_NAME - len(ending)
    if len(name) > room:
        words = name[: room + 1].split(" ")[:-1]
        while words and words[-1].casefold() in DANGLING:
            words.pop()
        name = (" ".join(words) or name[:room]).rstrip(" ,.;:-")
    return name.rstrip("' ") + ending


def _near(shown: float, value: float | Decimal, step: float) -> bool:
    return math.isclose(shown, float(value), rel_tol=1e-12, abs_tol=step)
