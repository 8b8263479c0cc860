"""The sheets of an OpenDocument workbook (ODS), in one pass, exactly as the file says them."""

from __future__ import annotations

from datetime import datetime

from samsyn.intake.archives import (
    MOST_COLUMNS,
    Archive,
    Refused,
    parse_xml,
    whole,
)
from samsyn.intake.reactions import Place, Remark
from samsyn.intake.sheets import (
    LONGEST_TEXT,
    NUMBER,
    Cell,
    CellKind,
    Draft,
    Sheet,
    column_letters,
)

KINDS = {
    "float": CellKind.NUMBER, "currency": CellKind.NUMBER, "percentage": CellKind.NUMBER,
    "date": CellKind.DATE, "boolean": CellKind.BOOLEAN,
}  # fmt: skip


def read_opendocument(archive: Archive, file: str) -> tuple[list[Sheet], list[Remark]]:
    """Return every sheet that holds something, hidden ones too, and what there is to tell.

    Raises Refused for what `archives` refuses, and for too many rows.
    """
    reader = _Reader(archive, file)
    parse_xml(archive.chunks("content.xml"), reader.start, reader.end, reader.text)
    remarks = [told for draft in reader.tables for told in draft.told()]
    return [draft.sheet() for draft in reader.tables], remarks


class _Reader:
    """Takes the elements of content.xml one by one. Repeated empty cells are only counted."""

    def __init__(self, archive: Archive, file: str) -> None:
        self.archive, self.file = archive, file
        self.tables: list[Draft] = []
        self.hidden_styles: set[str] = set()
        self.style = ""
        self.row = self.column = self.columns = self.repeated_row = 0
        self.cell: dict[str, str] = {}
        self.found: list[Cell] = []
        self.lines: list[str] = []
        self.depth_of_note = 0
        self.is_text = self.is_hidden = False

    def start(self, element: str, attributes: dict[str, str]) -> None:
        if element == "annotation" or self.depth_of_note:
            self.depth_of_note += 1
        elif element in ("table-cell", "covered-table-cell"):
            self.cell, self.lines = attributes, []
        elif element == "p":
            self.lines.append("")
            self.is_text = True
        elif element in ("s", "tab", "line-break") and self.is_text:
            blanks = " " * min(whole(attributes, "c", 1), LONGEST_TEXT)
            self._add({"s": blanks, "tab": "\t"}.get(element, "\n"))
        elif element == "table-row":
            self._start_row(attributes)
        elif element == "table-column" and self.tables:
            self._column(attributes)
        else:
            self._start_table(element, attributes)

    def _start_table(self, element: str, attributes: dict[str, str]) -> None:
        if element == "style":
            self.style = attributes.get("name", "")
        elif element == "table-properties" and attributes.get("display") == "false":
            self.hidden_styles.add(self.style)
        elif element == "table":
            is_hidden = attributes.get("style-name", "") in self.hidden_styles
            place = Place(self.file, attributes.get("name", ""))
            self.archive.count_cells(1_000)  # no workbook has a thousand sheets
            self.tables.append(Draft(place, is_hidden))
            self.row = self.columns = 0

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.row, self.column = self.row + 1, 0
        self.repeated_row = whole(attributes, "number-rows-repeated", 1)
        self.is_hidden = attributes.get("visibility", "visible") != "visible"

    def _column(self, attributes: dict[str, str]) -> None:
        count = min(whole(attributes, "number-columns-repeated", 1), MOST_COLUMNS)
        columns = range(self.columns + 1, min(self.columns + count, MOST_COLUMNS) + 1)
        if attributes.get("visibility", "visible") != "visible":
            self.tables[-1].hidden_columns.update(columns)
        self.columns += count

    def text(self, said: str) -> None:
        if self.is_text and not self.depth_of_note:
            self._add(said)

    def _add(self, said: str) -> None:
        self.lines[-1] += said
        if len(self.lines[-1]) > LONGEST_TEXT:
            raise Refused("for-lang-cell", f"över {LONGEST_TEXT} tecken")

    def end(self, element: str) -> None:
        if self.depth_of_note:
            self.depth_of_note -= 1
        elif element == "p":
            self.is_text = False
        elif element in ("table-cell", "covered-table-cell") and self.tables:
            self._end_cell()
        elif element == "table-row" and self.tables:
            self._end_row()

    def _end_cell(self) -> None:
        self.column += 1
        count = whole(self.cell, "number-columns-repeated", 1)
        cell = self._understood()
        if cell is not None:
            columns = range(self.column, self.column + count)
            self.archive.count_cells(count)
            self.found += [cell._replace(column=column) for column in columns]
        self._merge()
        self.column += count - 1

    def _understood(self) -> Cell | None:
        said = "\n".join(self.lines)
        kind = KINDS.get(self.cell.get("value-type", ""), CellKind.TEXT)
        raw = said if kind is CellKind.TEXT else self._value(kind)
        table, formula = self.tables[-1], self.cell.get("formula", "")
        table.formulas += bool(formula)
        if formula and not self.cell.get("value-type"):
            self.archive.count_cells(1)
            table.unsaved.append(f"{column_letters(self.column)}{self.row}")
            return None
        if self.cell.get("value-type") == "error" or said.startswith("Err:"):
            kind, raw = CellKind.ERROR, said
        if not raw:
            return None
        currency = self.cell.get("currency", "SEK")
        display = f"[${currency}]" if currency != "SEK" else ""
        display = "0%" if self.cell.get("value-type") == "percentage" else display
        return Cell(self.row, self.column, raw, kind, display, formula)

    def _value(self, kind: CellKind) -> str:
        value = self.cell.get("value", "")
        if kind is CellKind.BOOLEAN:
            return "1" if self.cell.get("boolean-value") == "true" else "0"
        if kind is CellKind.DATE:
            day = datetime.fromisoformat(self.cell.get("date-value", ""))
            return day.isoformat().removesuffix("T00:00:00")
        if not NUMBER.fullmatch(value):
            raise Refused("skadad-fil", f"talet {value}")
        return value

    def _merge(self) -> None:
        wide = whole(self.cell, "number-columns-spanned", 1)
        high = whole(self.cell, "number-rows-spanned", 1)
        if wide > 1 or high > 1:
            self.archive.count_cells(1)
            first = f"{column_letters(self.column)}{self.row}"
            last = f"{column_letters(self.column + wide - 1)}{self.row + high - 1}"
            self.tables[-1].merged.append(f"{first}:{last}")

    def _end_row(self) -> None:
        draft, numbers = self.tables[-1], range(self.row, self.row + self.repeated_row)
        if self.found:
            self.archive.count_cells((self.repeated_row - 1) * len(self.found))
            for number in numbers:
                draft.add([cell._replace(row=number) for cell in self.found])
            if self.is_hidden:
                draft.hidden_rows.update(numbers)
            self.found = []
        self.row += self.repeated_row - 1
