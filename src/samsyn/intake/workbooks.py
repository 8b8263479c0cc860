"""The sheets of an XLSX workbook, in one pass each, exactly as the file says them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from samsyn.intake.archives import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Archive,
    Refused,
    parse_xml,
    whole,
)
from samsyn.intake.reactions import Place, Remark, remark
from samsyn.intake.sheets import (
    LONGEST_TEXT,
    NUMBER,
    Cell,
    CellKind,
    Draft,
    Sheet,
    column_letters,
    column_number,
)

# The formats that a workbook may use by number alone (ECMA-376, 18.8.30).
FORMATS_BY_NUMBER = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0", 38: "#,##0",
    39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@",
}  # fmt: skip
LONGEST_FORMAT = 200
STRINGS = "xl/sharedStrings.xml"
NOT_READ = {
    "xl/comments": "kommentarer", "xl/threadedcomments": "kommentarer", "xl/media/": "bilder",
    "xl/embeddings/": "inbäddade objekt", "customxml/": "egna XML-delar",
}  # fmt: skip

_NOT_DATE = re.compile(r'"[^"]*"|\[[^]hms][^]]*\]|[\\_*].')
_LAST_SERIAL = 2_950_000  # well before the year 10 000
_MISSING_DAY = 60


@dataclass(frozen=True)
class _Styles:
    """What cells point to: texts, number formats, which of them are days, and from when."""

    texts: list[str]
    formats: list[str]
    days: frozenset[int]
    is_1904: bool

    def text_of(self, number: str) -> str:
        if not (number.isdecimal() and len(number) < 9 and int(number) < len(self.texts)):
            raise Refused("skadad-fil", "en text som saknas")
        return self.texts[int(number)]

    def format_of(self, style: int) -> str:
        return self.formats[style] if style < len(self.formats) else ""


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
    book, formats = _book(archive), _formats(archive)
    days = frozenset(at for at, display in enumerate(formats) if is_date_format(display))
    styles = _Styles(_shared_strings(archive), formats, days, book.is_1904)
    remarks = list(_told_of(archive, book, file))
    sheets = []
    for name, part in book.parts.items():
        draft = Draft(Place(file, name), name in book.hidden)
        reader = _SheetReader(archive, styles, draft)
        parse_xml(archive.chunks(part), reader.start, reader.end, reader.text)
        remarks += [*draft.told(), *reader.told()]
        sheets.append(draft.sheet())
    return sheets, remarks


def _told_of(archive: Archive, book: _Book, file: str) -> Iterator[Remark]:
    names = [name.lower() for name in archive.parts]
    unread = [NOT_READ[start] for start in NOT_READ if any(n.startswith(start) for n in names)]
    if unread:
        found = "Arbetsboken har " + ", ".join(dict.fromkeys(unread))
        yield remark("lases-inte", found, Place(file))
    if book.has_links or any(name.startswith("xl/externallinks/") for name in names):
        yield remark("externa-lankar", "Arbetsboken har länkar till andra filer", Place(file))
    if book.is_1904:
        yield remark("datum-1904", "datum räknade från 1904", Place(file))


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """Return id → (kind, part) for what a part points to."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    for element, said in archive.elements(path):
        if element == "Relationship" and said.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", "")))
            kind = said.get("Type", "").rpartition("/")[2]
            found[said.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _book(archive: Archive) -> _Book:
    roots = [
        part for kind, part in _relations(archive, "").values() if kind == "officeDocument"
    ]
    root = roots[0] if roots else "xl/workbook.xml"
    if root not in archive.parts:
        raise Refused("skadad-fil", f"delen {root} saknas")
    relations, book = _relations(archive, root), _Book()
    for element, said in archive.elements(root):
        if element == "sheet":
            pointer = next((said[key] for key in said if key.rpartition(":")[2] == "id"), "")
            kind, part = relations.get(pointer, ("", ""))
            if kind == "worksheet":
                book.parts[said.get("name", "")] = part
            if said.get("state", "visible") != "visible":
                book.hidden.add(said.get("name", ""))
        elif element == "workbookPr":
            book.is_1904 = said.get("date1904", "") in ("1", "true")
        elif element == "externalReference":
            book.has_links = True
    return book


def _shared_strings(archive: Archive) -> list[str]:
    """Return the texts that cells point to; what says how they are read aloud left out."""
    strings: list[str] = []
    pieces: list[str] = []
    inside = [""]

    def start(element: str, _said: Mapping[str, str]) -> None:
        if inside[0] != "rPh":
            inside[0] = element

    def end(element: str) -> None:
        if element in ("t", "rPh"):
            inside[0] = "" if element == "rPh" or inside[0] != "rPh" else "rPh"
        if element == "si":
            strings.append("".join(pieces))
            pieces.clear()
            if len(strings) > MOST_CELLS:
                raise Refused("for-manga-rader", "fler än en miljon texter", most=MOST_ROWS)

    def text(said: str) -> None:
        if inside[0] == "t":
            pieces.append(said)

    if STRINGS in archive.parts:
        parse_xml(archive.chunks(STRINGS), start, end, text)
    return strings


def _formats(archive: Archive) -> list[str]:
    """Return the number format of each cell style."""
    own: dict[int, str] = {}
    formats: list[str] = []
    is_of_cells = False
    for element, said in archive.elements("xl/styles.xml"):
        if element in ("cellXfs", "cellStyleXfs", "cellStyles", "dxfs"):
            is_of_cells = element == "cellXfs"
        elif element == "numFmt":
            own[whole(said, "numFmtId")] = said.get("formatCode", "")
        elif element == "xf" and is_of_cells:
            number = whole(said, "numFmtId")
            formats.append(own.get(number, FORMATS_BY_NUMBER.get(number, ""))[:LONGEST_FORMAT])
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

    def __init__(self, archive: Archive, styles: _Styles, draft: Draft) -> None:
        self.archive, self.styles, self.draft = archive, styles, draft
        self.row: list[Cell] = []
        self.row_number = self.column = self.last_hidden = 0
        self.cell: dict[str, str] = {}
        self.said = self.formula = ""
        self.value: str | None = None
        self.inline: list[str] = []
        self.unreal: list[str] = []
        self.is_filtered = self.is_phonetic = False

    def start(self, element: str, said: dict[str, str]) -> None:
        self.said = ""
        if element == "c":
            self._start_cell(said)
        elif element == "row":
            self._start_row(said)
        elif element == "rPh":
            self.is_phonetic = True
        elif element == "mergeCell":
            self.archive.count_cells(1)
            self.draft.merged.append(said.get("ref", ""))
        elif element == "filterColumn":
            self.is_filtered = True
        elif element == "col" and said.get("hidden") in ("1", "true"):
            first, last = max(whole(said, "min"), self.last_hidden + 1), whole(said, "max")
            self.last_hidden = min(last, MOST_COLUMNS)
            self.draft.hidden_columns.update(range(first, self.last_hidden + 1))

    def text(self, said: str) -> None:
        self.said += said
        if len(self.said) > LONGEST_TEXT:
            raise Refused("for-lang-cell", f"över {LONGEST_TEXT} tecken")

    def end(self, element: str) -> None:
        if element == "v":
            self.value = self.said
        elif element == "c":
            self._end_cell()
        elif element == "t" and not self.is_phonetic:
            self.inline.append(self.said)
        elif element == "f":
            self.formula = "=" + self.said
        elif element == "rPh":
            self.is_phonetic = False
        elif element == "row" and self.row:
            self.draft.add(self.row)
            self.row = []

    def _start_row(self, said: dict[str, str]) -> None:
        number = whole(said, "r", self.row_number + 1)
        if number <= self.row_number:
            raise Refused("skadad-fil", f"rad {number} efter rad {self.row_number}")
        self.row_number, self.column = number, 0
        if said.get("hidden") in ("1", "true"):
            self.draft.hidden_rows.add(number)

    def _start_cell(self, said: dict[str, str]) -> None:
        letters = said.get("r", "").rstrip("0123456789")
        column = column_number(letters) if letters else self.column + 1
        if not self.column < column <= MOST_COLUMNS:
            raise Refused("skadad-fil", f"en cell på fel plats på rad {self.row_number}")
        self.column, self.cell, self.value, self.formula = column, said, None, ""
        if self.inline:
            self.inline = []

    def _end_cell(self) -> None:
        value, formula = self.value, self.formula
        if formula:
            self.draft.formulas += 1
            if not value and self.cell.get("t") != "str":  # a text may be empty
                self.archive.count_cells(1)
                self.draft.unsaved.append(f"{column_letters(self.column)}{self.row_number}")
                return
        style = whole(self.cell, "s") if "s" in self.cell else 0
        kind, raw = self._understood(self.cell.get("t", "n"), value or "", style)
        if raw or formula:
            self.archive.count_cells(1)
            display = self.styles.format_of(style)
            self.row.append(Cell(self.row_number, self.column, raw, kind, display, formula))

    def _understood(self, kind: str, value: str, style: int) -> tuple[CellKind, str]:
        if kind == "n" and NUMBER.fullmatch(value):
            return (
                self._number(value) if style in self.styles.days else (CellKind.NUMBER, value)
            )
        if kind == "s" and value:
            return CellKind.TEXT, self.styles.text_of(value)
        if kind == "d":
            return _iso(value)
        if kind in ("b", "e"):
            return CellKind.BOOLEAN if kind == "b" else CellKind.ERROR, value
        return CellKind.TEXT, "".join(self.inline) if kind == "inlineStr" else value

    def _number(self, value: str) -> tuple[CellKind, str]:
        day = day_of(value, is_1904=self.styles.is_1904)
        if day is None:
            self.unreal.append(f"{column_letters(self.column)}{self.row_number}")
            return CellKind.ERROR, value
        return CellKind.DATE, day

    def told(self) -> Iterator[Remark]:
        place, rows = self.draft.place, self.draft.rows
        if self.unreal:
            yield self.draft.told_of_cells("dag-som-inte-finns", self.unreal)
        if self.is_filtered:
            yield remark("filter", "Ett filter är på", place)
        if rows and self.row_number > rows[-1][0].row + 1000:
            found = f"{self.row_number} rader i filen"
            yield remark("tomma-rader", found, place, count=len(rows))


def _iso(value: str) -> tuple[CellKind, str]:
    try:
        day = datetime.fromisoformat(value).isoformat()
    except ValueError:
        return CellKind.TEXT, value
    return CellKind.DATE, day.removesuffix("T00:00:00")


def day_of(serial: str, *, is_1904: bool) -> str | None:
    """Return a day as ISO, with the time if it has one; None for a day that does not exist.

    Excel counts 29 February 1900, which never was, as day 60; every day before it is one less.

    >>> day_of("45292", is_1904=False), day_of("60", is_1904=False)
    ('2024-01-01', None)
    """
    number = Decimal(serial)
    if not 0 <= number < _LAST_SERIAL or (not is_1904 and int(number) in (0, _MISSING_DAY)):
        return None
    days = int(number)
    start = date(1904, 1, 1) if is_1904 else date(1899, 12, 30 if days > _MISSING_DAY else 31)
    seconds = int(((number - days) * 86_400).to_integral_value())
    if not seconds:
        return (start + timedelta(days=days)).isoformat()
    midnight = datetime.combine(start, datetime.min.time())
    return (midnight + timedelta(days=days, seconds=seconds)).isoformat()
