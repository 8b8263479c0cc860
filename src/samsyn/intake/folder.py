"""A folder of files from outside, read and checked as a whole; nothing is written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samsyn.intake.reactions import Remark
from samsyn.intake.table import Column, TableFormat, UnreadableCell, Value, read_cell

LARGEST_FILE = 50_000_000
LONGEST_CELL = 10_000

KnownKeys = Callable[[str], Collection[str]]


@dataclass(frozen=True)
class Row:
    """A row that could be read: its number in the file, and its values by column."""

    number: int
    values: dict[str, Value]


@dataclass
class Folder:
    """What was read: rows by table format name, and every problem found."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)


def read_folder(
    path: Path, formats: Sequence[TableFormat], known_keys: KnownKeys = lambda table: ()
) -> Folder:
    """Return the rows of every known file in a folder, and all its problems at once.

    known_keys: table format name -> keys that already are stored, so that a file may
                refer to them
    """
    folder = Folder()
    if not path.is_dir():
        folder.problems.append(
            Remark(
                "mapp",
                str(path),
                None,
                "",
                "ingen mapp",
                "en mapp med CSV-filer",
                "Ange sökvägen till mappen.",
            )
        )
        return folder
    found = [table for table in formats if (path / table.file_name).is_file()]
    for table in found:
        rows, problems = read_table(path / table.file_name, table)
        folder.rows[table.name] = rows
        folder.problems += problems
    folder.problems += _unknown_files(path, formats)
    if not found:
        folder.problems.append(
            Remark(
                "tom-mapp",
                str(path),
                None,
                "",
                "inga kända filer",
                ", ".join(table.file_name for table in formats),
                "Se docs/reference/filformat.md för vad varje fil ska innehålla.",
            )
        )
    folder.problems += list(_broken_references(folder, formats, known_keys))
    folder.problems += list(_repeated_figures(folder))
    return folder


def read_table(path: Path, table: TableFormat) -> tuple[list[Row], list[Remark]]:
    """Return the readable rows of one file, and every problem in it."""
    if path.stat().st_size > LARGEST_FILE:
        return [], [
            Remark(
                "for-stor",
                path.name,
                None,
                "",
                f"{path.stat().st_size} byte",
                f"högst {LARGEST_FILE} byte",
                "Dela filen.",
            )
        ]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [
            Remark(
                "teckenkod",
                path.name,
                None,
                "",
                f"byte {error.start}",
                "teckenkodningen UTF-8",
                "Spara filen som CSV UTF-8 i Excel.",
            )
        ]
    return _read_text(text, path.name, table)


def _read_text(text: str, file: str, table: TableFormat) -> tuple[list[Row], list[Remark]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first_line = text.split("\n", 1)[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    problems: list[Remark] = []
    header = [name.strip() for name in next(_readable(reader, file, problems), [])]
    problems += _header_problems(header, file, table)
    if problems:
        return [], problems
    rows: list[Row] = []
    seen: dict[tuple[Value, ...], int] = {}
    for cells in _readable(reader, file, problems):
        if not any(cell.strip() for cell in cells):
            continue
        number = reader.line_num
        row, faults = _read_row(cells, header, number, file, table)
        problems += faults
        if faults:
            continue
        key = tuple(row.values[name] for name in table.key)
        if key in seen:
            problems.append(
                Remark(
                    "dubblett",
                    file,
                    number,
                    ", ".join(table.key),
                    " ".join(str(part) for part in key),
                    "en rad per nyckel",
                    f"Samma nyckel finns på rad {seen[key]}. Ta bort eller byt den ena.",
                )
            )
            continue
        seen[key] = number
        rows.append(row)
    return rows, problems


def _readable(
    reader: Iterator[list[str]], file: str, problems: list[Remark]
) -> Iterator[list[str]]:
    """Yield the rows up to where the file no longer can be read as CSV."""
    try:
        yield from reader
    except csv.Error as error:
        problems.append(
            Remark(
                "csv",
                file,
                None,
                "",
                str(error),
                "en CSV-fil med jämna citattecken",
                "Öppna filen i Excel och spara den som CSV UTF-8.",
            )
        )


def _header_problems(header: list[str], file: str, table: TableFormat) -> Iterator[Remark]:
    names = [column.name for column in table.columns]
    for column in table.columns:
        if column.required and column.name not in header:
            yield Remark(
                "kolumn-saknas",
                file,
                1,
                column.name,
                "ingen sådan kolumn",
                column.sv,
                "Lägg till kolumnen, eller hämta mallen på nytt.",
            )
    for name in header:
        if name not in names:
            yield Remark(
                "okand-kolumn",
                file,
                1,
                name,
                name,
                "någon av " + ", ".join(names),
                "Byt namn på kolumnen eller ta bort den.",
            )
    for name in {name for name in header if header.count(name) > 1}:
        yield Remark(
            "kolumn-tva-ganger", file, 1, name, name, "varje kolumn en gång", "Ta bort den ena."
        )


def _read_row(
    cells: list[str], header: list[str], number: int, file: str, table: TableFormat
) -> tuple[Row, list[Remark]]:
    values: dict[str, Value] = {column.name: None for column in table.columns}
    problems: list[Remark] = []
    if len(cells) > len(header):
        problems.append(
            Remark(
                "for-manga-celler",
                file,
                number,
                "",
                f"{len(cells)} celler",
                f"{len(header)} celler",
                "Sätt citattecken om text med kommatecken.",
            )
        )
    texts = dict(zip(header, cells, strict=False))
    for column in table.columns:
        text = texts.get(column.name, "")
        try:
            if len(text) > LONGEST_CELL:
                raise UnreadableCell(text[:40] + " …")
            values[column.name] = read_cell(column, text)
        except UnreadableCell as error:
            problems.append(
                Remark(
                    "cell",
                    file,
                    number,
                    column.name,
                    str(error),
                    column.expected,
                    f"Rätta cellen: {column.sv}.",
                )
            )
    if not problems and values.get("status") == "derived" and not values.get("derivation"):
        problems.append(
            Remark(
                "harledning-saknas",
                file,
                number,
                "derivation",
                "tom cell",
                "hur siffran är härledd",
                "Skriv härledningen i ord.",
            )
        )
    return Row(number, values), problems


def _unknown_files(path: Path, formats: Sequence[TableFormat]) -> list[Remark]:
    known = {table.file_name for table in formats}
    return [
        Remark(
            "okand-fil",
            file.name,
            None,
            "",
            file.name,
            ", ".join(sorted(known)),
            "Byt namn på filen eller flytta den ur mappen.",
        )
        for file in sorted(path.glob("*.csv"))
        if file.name not in known
    ]


def _broken_references(
    folder: Folder, formats: Sequence[TableFormat], known_keys: KnownKeys
) -> Iterator[Remark]:
    keys: dict[str, set[Value]] = {}

    def keys_of(table: str) -> set[Value]:
        if table not in keys:
            own = next((f.key[0] for f in formats if f.name == table), "")
            rows = folder.rows.get(table, []) if own else []
            keys[table] = {row.values[own] for row in rows} | set(known_keys(table))
        return keys[table]

    for table in formats:
        for column in filter(lambda c: c.refers, table.columns):
            for row in folder.rows.get(table.name, []):
                value = row.values[column.name]
                if value is not None and value not in keys_of(column.refers):
                    yield _missing_reference(table, column, row.number, value)


def _missing_reference(table: TableFormat, column: Column, row: int, value: Value) -> Remark:
    return Remark(
        "okand-nyckel",
        table.file_name,
        row,
        column.name,
        str(value),
        f"en nyckel som finns bland {column.refers}",
        "Rätta nyckeln, eller lägg till den som saknas.",
    )


def _repeated_figures(folder: Folder) -> Iterator[Remark]:
    seen: dict[Value, str] = {}
    for table, rows in folder.rows.items():
        for row in rows:
            figure = row.values.get("figure")
            if figure is None:
                continue
            place = f"{table}.csv, rad {row.number}"
            if figure in seen and not seen[figure].startswith(f"{table}.csv"):
                yield Remark(
                    "dubblett",
                    f"{table}.csv",
                    row.number,
                    "figure",
                    str(figure),
                    "en nyckel som är ensam i mappen",
                    f"Samma nyckel finns i {seen[figure]}.",
                )
            seen[figure] = place
