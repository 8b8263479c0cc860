"""A text file with separators (CSV) as a sheet: every record a row at the line it starts on."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from samsyn.intake.archives import MOST_CELLS, MOST_ROWS
from samsyn.intake.encodings import decode
from samsyn.intake.reactions import Answers, Place, Refusal, Remark, remark, stopping
from samsyn.intake.sheets import Cell, Sheet, Sheets

LARGEST_TEXT = 20_000_000
MOST_LINES = 1_000_000
LONGEST_LINE = 1_000_000
LONGEST_CELL = 10_000
MOST_LINES_IN_CELL = 20
SEPARATORS = {";": "semikolon", "\t": "tabb", "|": "lodstreck", ",": "komma"}


def read_separated(
    content: bytes, name: str, answers: Answers | None = None
) -> Sheets | Refusal:
    """Return a text file as one sheet, in which empty cells are there too.

    Refused: a quote that is never closed, lines and cells beyond any table, and what
    `encodings.decode` refuses.
    """
    too_large = _too_large(content, name)
    if too_large:
        return Refusal((too_large,))
    decoded = decode(content, file=name, answers=answers)
    if isinstance(decoded, Refusal):
        return decoded
    separator, first = _separator(decoded.text)
    rows, faults = _rows(decoded.text, separator, first, name)
    if not faults and not rows:
        faults = [remark("tom-fil", "bara tomma rader", Place(name))]
    told = remark("skiljetecken", SEPARATORS[separator], Place(name))
    remarks = (*decoded.remarks, told, *faults)
    if stopping(faults):
        return Refusal(remarks)
    sheet = Sheet("", tuple(rows), is_separated=True)
    digest = sha256(content).hexdigest()
    return Sheets(name, digest, (sheet,), remarks, decoded.questions, sheet)


def _too_large(content: bytes, name: str) -> Remark | None:
    """What is said of a file that no table fills, before it is decoded."""
    if len(content) > LARGEST_TEXT:
        return remark("fil-for-stor", f"{len(content)} byte", Place(name), most=LARGEST_TEXT)
    lines = content.replace(b"\r", b"\n").split(b"\n", MOST_LINES)
    if len(lines) > MOST_LINES:
        return remark("for-manga-rader", "fler än en miljon", Place(name), most=MOST_ROWS)
    numbers = (number for number, line in enumerate(lines, 1) if len(line) > LONGEST_LINE)
    row = next(numbers, 0)
    return remark("for-lang-rad", "en längre rad", Place(name, row=row)) if row else None


def _separator(text: str) -> tuple[str, int]:
    """The separator, as a first line `sep=;` says or as most rows agree; and the first line."""
    start = text[:100_000].split("\n")[:100]
    if start[0].lower().startswith("sep=") and start[0][4:] in SEPARATORS:
        return start[0][4:], 2
    return max(SEPARATORS, key=lambda sign: _evenness(start, sign)), 1


def _evenness(lines: list[str], separator: str) -> int:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
    except csv.Error:
        return 0
    wide = Counter(width for width in widths if width > 1)
    return wide.most_common(1)[0][1] if wide else 0


def _rows(
    text: str, separator: str, first: int, name: str
) -> tuple[list[tuple[Cell, ...]], list[Remark]]:
    rows: list[tuple[Cell, ...]] = []
    cells = 0
    for line, record in _records(text, separator, first):
        if isinstance(record, str):
            return [], [remark(record, "en cell som inte tar slut", Place(name, row=line))]
        cells += len(record)
        if len(rows) >= MOST_ROWS or cells > MOST_CELLS:
            found = f"mer än {len(rows)} rader"
            return [], [remark("for-manga-rader", found, Place(name), most=MOST_ROWS)]
        if any(map(str.strip, record)):
            rows.append(tuple(Cell(line, at, raw) for at, raw in enumerate(record, start=1)))
    return rows, []


def _records(text: str, separator: str, first: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield each record with the line it starts on; a code in its place ends the file."""
    lines = io.StringIO(text)
    for _ in range(first - 1):
        next(lines, "")
    reader = csv.reader(lines, delimiter=separator, strict=True)
    line = first
    try:
        for record in reader:
            code = _faulty(record)
            if code:
                yield line, code
                return
            yield line, record
            line = reader.line_num + first
    except csv.Error:
        yield line, "oppet-citattecken"


def _faulty(record: list[str]) -> str:
    """The code of what is wrong with a record: a quote that swallowed lines, a cell too long."""
    if any(cell.count("\n") > MOST_LINES_IN_CELL for cell in record):
        return "oppet-citattecken"
    return "for-lang-cell" if any(len(cell) > LONGEST_CELL for cell in record) else ""
