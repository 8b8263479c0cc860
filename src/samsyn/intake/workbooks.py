"""The sheets of an XLSX workbook, in one pass each, exactly as the file says them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from samsyn.intake.archives import Archive, Refused, attribute, parse_xml
from samsyn.intake.reactions import Place, Remark, remark
from samsyn.intake.sheets import (
    MOST_CELLS,
    MOST_ROWS,
    Cell,
    CellKind,
    Sheet,
    cells_named,
    column_letters,
    column_number,
    is_number,
    told_of,
)

# The formats that a workbook may use by number alone (ECMA-376, 18.8.30).
FORMATS_BY_NUMBER = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
}  # fmt: skip
MOST_STRINGS = 1_000_000
NOT_READ = (
    ("xl/comments", "kommentarer"),
    ("xl/threadedcomments", "kommentarer"),
    ("xl/media/", "bilder"),
    ("xl/embeddings/", "inbäddade objekt"),
    ("customxml/", "egna XML-delar"),
)

_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NOT_DATE = re.compile(r'"[^"]*"|\[[^]hms][^]]*\]|[\\_*].')
_LAST_SERIAL = 2_950_000  # well before the year 10 000
_MISSING_DAY = 60


@dataclass
class _Book:
    """What the workbook says of its sheets: name → part, which are hidden, how days count."""

    parts: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    is_1904: bool = False
    has_links: bool = False


def read_workbook(archive: Archive, file: str) -> tuple[list[Sheet], list[Remark]]:
    """Return every sheet that holds something, hidden ones too, and what there is to tell.

    Formulas are not evaluated: a cell has the value that was saved with it.

    Raises Refused for what `archives` refuses, and for too many rows.
    """
    book = _book(archive)
    strings = _shared_strings(archive)
    formats = _formats(archive)
    remarks = list(_told_of(archive, book, file))
    sheets = []
    for name, part in book.parts.items():
        reader = _SheetReader(strings, formats, book.is_1904, Place(file, name))
        parse_xml(archive.chunks(part), reader.start, reader.end, reader.text)
        sheet = reader.sheet(name, is_hidden=name in book.hidden)
        remarks += told_of(sheet, file, reader.formulas, reader.unsaved)
        remarks += reader.told()
        sheets.append(sheet)
    return sheets, remarks


def _told_of(archive: Archive, book: _Book, file: str) -> Iterator[Remark]:
    names = [name.lower() for name in archive.parts]
    unread = dict.fromkeys(
        word for start, word in NOT_READ if any(name.startswith(start) for name in names)
    )
    if unread:
        yield remark("lases-inte", "Arbetsboken har " + ", ".join(unread), Place(file))
    if book.has_links or any(name.startswith("xl/externallinks/") for name in names):
        yield remark("externa-lankar", "Arbetsboken har länkar till andra filer", Place(file))
    if book.is_1904:
        yield remark("datum-1904", "datum räknade från 1904", Place(file))


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return id → (kind, part) for what a part points to."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(
                posixpath.join("/", folder, attributes.get("Target", ""))
            )
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path in archive.parts:
        parse_xml(archive.chunks(path), start, _ignore, _ignore)
    return found


def _ignore(_said: str) -> None:
    """Pass over what an element says."""


def _book(archive: Archive) -> _Book:
    roots = [
        part for kind, part in _relations(archive, "").values() if kind == "officeDocument"
    ]
    root = roots[0] if roots else "xl/workbook.xml"
    relations, book = _relations(archive, root), _Book()

    def start(element: str, attributes: dict[str, str]) -> None:
        if element == "sheet":
            kind, part = relations.get(attribute(attributes, "id"), ("", ""))
            name = attributes.get("name", "")
            if kind == "worksheet":
                book.parts[name] = part
            if attributes.get("state", "visible") != "visible":
                book.hidden.add(name)
        elif element == "workbookPr":
            book.is_1904 = attributes.get("date1904", "") in ("1", "true")
        elif element == "externalReference":
            book.has_links = True

    parse_xml(archive.chunks(root), start, _ignore, _ignore)
    return book


def _shared_strings(archive: Archive) -> list[str]:
    strings: list[str] = []
    if "xl/sharedStrings.xml" not in archive.parts:
        return strings
    pieces: list[str] = []
    inside: list[str] = []

    def start(element: str, _attributes: dict[str, str]) -> None:
        inside.append(element)

    def end(element: str) -> None:
        inside.pop()
        if element == "si":
            strings.append("".join(pieces))
            pieces.clear()
            if len(strings) > MOST_STRINGS:
                raise Refused("for-manga-rader", "fler än en miljon texter", most=MOST_ROWS)

    def text(said: str) -> None:
        if (
            inside and inside[-1] == "t" and "rPh" not in inside
        ):  # rPh says how it is read aloud
            pieces.append(said)

    parse_xml(archive.chunks("xl/sharedStrings.xml"), start, end, text)
    return strings


def _formats(archive: Archive) -> list[str]:
    """Return the number format of each cell style."""
    own: dict[int, str] = {}
    formats: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: dict[str, str]) -> None:
        inside.append(element)
        if element == "numFmt":
            own[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif element == "xf" and "cellXfs" in inside:
            number = int(attributes.get("numFmtId", 0))
            formats.append(own.get(number, FORMATS_BY_NUMBER.get(number, "")))

    def ended(_element: str) -> None:
        inside.pop()

    if "xl/styles.xml" in archive.parts:
        chunks = archive.chunks("xl/styles.xml")
        parse_xml(chunks, start, ended, _ignore)
    return formats


def is_date_format(display: str) -> bool:
    """Return whether a number format shows a day.

    >>> is_date_format("yyyy\\\\-mm\\\\-dd"), is_date_format('#,##0 "dagar"'), is_date_format("h:mm")
    (True, False, False)
    """
    plain = _NOT_DATE.sub("", display.split(";", 1)[0]).lower()
    return ("d" in plain or "y" in plain or "å" in plain) and "general" not in plain


class _SheetReader:
    """Takes the elements of a sheet one by one, and keeps what a person can see in it."""

    def __init__(
        self, strings: list[str], formats: list[str], is_1904: bool, place: Place
    ) -> None:
        self.strings, self.formats, self.is_1904, self.place = strings, formats, is_1904, place
        self.is_date = [is_date_format(display) for display in formats]
        self.rows: list[tuple[Cell, ...]] = []
        self.row: list[Cell] = []
        self.row_number = self.column = self.style = self.cells = self.formulas = 0
        self.kind = self.formula = ""
        self.pieces: list[str] | None = None
        self.value: str | None = None
        self.inline = ""
        self.merged: list[str] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.unsaved: list[str] = []
        self.unreal: list[str] = []
        self.is_filtered = False
        self.is_phonetic = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "c":
            self._start_cell(attributes)
        elif element in ("v", "t", "f"):
            self.pieces = []
            if element == "f":
                self.formula = "="
        elif element == "row":
            self._start_row(attributes)
        elif element == "rPh":
            self.is_phonetic = True
        elif element == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif element == "filterColumn":
            self.is_filtered = True
        elif element == "col" and attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.hidden_columns.update(range(first, min(last, 16_384) + 1))

    def text(self, said: str) -> None:
        if self.pieces is not None:
            self.pieces.append(said)

    def end(self, element: str) -> None:
        if element == "v":
            self.value = self._taken()
        elif element == "t":
            self.inline += "" if self.is_phonetic else self._taken()
        elif element == "f":
            self.formula = "=" + self._taken()
        elif element == "c":
            self._end_cell()
        elif element == "rPh":
            self.is_phonetic = False
        elif element == "row" and self.row:
            self.rows.append(tuple(self.row))
            self.row = []
            if len(self.rows) > MOST_ROWS or self.cells > MOST_CELLS:
                raise Refused("for-manga-rader", "mer än så", most=MOST_ROWS)

    def _taken(self) -> str:
        said = "".join(self.pieces or ())
        self.pieces = None
        return said

    def _start_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self.row_number + 1))
        if number <= self.row_number:
            raise Refused("skadad-fil", f"rad {number} efter rad {self.row_number}")
        self.row_number, self.column = number, 0
        if attributes.get("hidden") in ("1", "true"):
            self.hidden_rows.add(self.row_number)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        address = _ADDRESS.fullmatch(attributes.get("r", ""))
        column = column_number(address[1]) if address else self.column + 1
        if column <= self.column:
            raise Refused("skadad-fil", f"två celler på samma plats på rad {self.row_number}")
        self.column = column
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", 0))
        self.value, self.inline, self.formula = None, "", ""

    def _end_cell(self) -> None:
        if self.formula:
            self.formulas += 1
            if self.value is None:
                self.unsaved.append(f"{column_letters(self.column)}{self.row_number}")
                return
        if self.value is None and not self.inline:
            return
        kind, raw = self._understood(self.value or "")
        if raw == "" and not self.formula:
            return
        display = self.formats[self.style] if self.style < len(self.formats) else ""
        self.cells += 1
        self.row.append(Cell(self.row_number, self.column, raw, kind, display, self.formula))

    def _understood(self, value: str) -> tuple[CellKind, str]:
        if self.kind == "n" and is_number(value):
            return self._number(value)
        if self.kind == "s":
            if not (value.isdecimal() and int(value) < len(self.strings)):
                raise Refused("skadad-fil", "en text som saknas")
            return CellKind.TEXT, self.strings[int(value)]
        if self.kind == "b":
            return CellKind.BOOLEAN, value
        if self.kind == "e":
            return CellKind.ERROR, value
        if self.kind == "d":
            return _iso(value)
        return CellKind.TEXT, self.inline if self.kind == "inlineStr" else value

    def _number(self, value: str) -> tuple[CellKind, str]:
        is_date = self.style < len(self.is_date) and self.is_date[self.style]
        if not is_date:
            return CellKind.NUMBER, value
        day = day_of(value, is_1904=self.is_1904)
        if day is None:
            self.unreal.append(f"{column_letters(self.column)}{self.row_number}")
            return CellKind.ERROR, value
        return CellKind.DATE, day

    def told(self) -> Iterator[Remark]:
        if self.unreal:
            at = Place(self.place.file, self.place.sheet, cell=self.unreal[0])
            yield remark("dag-som-inte-finns", cells_named(self.unreal), at)
        if self.is_filtered:
            yield remark("filter", "Ett filter är på", self.place)
        if self.rows and self.row_number > self.rows[-1][0].row + 1000:
            found = f"{self.row_number} rader i filen"
            yield remark("tomma-rader", found, self.place, count=len(self.rows))

    def sheet(self, name: str, *, is_hidden: bool) -> Sheet:
        return Sheet(
            name,
            tuple(self.rows),
            tuple(self.merged),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            is_hidden,
        )


def _iso(value: str) -> tuple[CellKind, str]:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return CellKind.TEXT, value
    return CellKind.DATE, value.removesuffix("T00:00:00")


def day_of(serial: str, *, is_1904: bool) -> str | None:
    """Return a day as ISO, with the time if it has one; None for a day that does not exist.

    Excel counts 29 February 1900, which never was, as day 60; every day before it is one less.

    >>> day_of("45292", is_1904=False), day_of("60", is_1904=False)
    ('2024-01-01', None)
    """
    whole, _, rest = serial.partition(".")
    if not whole.isdecimal() or int(whole) > _LAST_SERIAL or (rest and not rest.isdecimal()):
        return None
    days = int(whole)
    if not is_1904 and days in (0, _MISSING_DAY):
        return None
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30 if days > _MISSING_DAY else 31)
    seconds = int((rest + "0" * 12)[:12]) * 86_400 // 10**12 if rest else 0
    if not seconds:
        return (start + timedelta(days=days)).isoformat()
    midnight = datetime.combine(start, datetime.min.time())
    return (midnight + timedelta(days=days, seconds=seconds)).isoformat()
