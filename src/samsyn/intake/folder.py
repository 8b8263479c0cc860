"""A folder of files from outside, read and checked as a whole; nothing is written here."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samsyn.intake.reactions import Place, Remark, remark
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
        folder.problems.append(remark("mapp", "ingen mapp", Place(str(path))))
        return folder
    found = [table for table in formats if (path / table.file_name).is_file()]
    for table in found:
        rows, problems = read_table(path / table.file_name, table)
        folder.rows[table.name] = rows
        folder.problems += problems
    folder.problems += _unknown_files(path, formats)
    if not found:
        folder.problems.append(
            remark(
                "tom-mapp",
                "inga kända filer",
                Place(str(path)),
                known=", ".join(table.file_name for table in formats),
            )
        )
    folder.problems += list(_broken_references(folder, formats, known_keys))
    folder.problems += list(_repeated_figures(folder))
    return folder


def read_table(path: Path, table: TableFormat) -> tuple[list[Row], list[Remark]]:
    """Return the readable rows of one file, and every problem in it."""
    if path.stat().st_size > LARGEST_FILE:
        return [], [
            remark(
                "for-stor", f"{path.stat().st_size} byte", Place(path.name), most=LARGEST_FILE
            )
        ]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [remark("teckenkod", f"byte {error.start}", Place(path.name))]
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
                remark(
                    "dubblett",
                    " ".join(str(part) for part in key),
                    Place(file, row=number, column=", ".join(table.key)),
                    where=f"på rad {seen[key]}",
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
        problems.append(remark("csv", str(error), Place(file)))


def _header_problems(header: list[str], file: str, table: TableFormat) -> Iterator[Remark]:
    names = [column.name for column in table.columns]
    for column in table.columns:
        if column.required and column.name not in header:
            yield remark(
                "kolumn-saknas",
                "ingen sådan kolumn",
                Place(file, row=1, column=column.name),
                sv=column.sv,
            )
    for name in header:
        if name not in names:
            yield remark(
                "okand-kolumn", name, Place(file, row=1, column=name), known=", ".join(names)
            )
    for name in {name for name in header if header.count(name) > 1}:
        yield remark("kolumn-tva-ganger", name, Place(file, row=1, column=name))


def _read_row(
    cells: list[str], header: list[str], number: int, file: str, table: TableFormat
) -> tuple[Row, list[Remark]]:
    values: dict[str, Value] = {column.name: None for column in table.columns}
    problems: list[Remark] = []
    if len(cells) > len(header):
        problems.append(
            remark(
                "for-manga-celler",
                f"{len(cells)} celler",
                Place(file, row=number),
                count=len(header),
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
                remark(
                    "cell",
                    str(error),
                    Place(file, row=number, column=column.name),
                    what=column.expected,
                    sv=column.sv,
                )
            )
    if not problems and values.get("status") == "derived" and not values.get("derivation"):
        problems.append(
            remark(
                "harledning-saknas", "tom cell", Place(file, row=number, column="derivation")
            )
        )
    return Row(number, values), problems


def _unknown_files(path: Path, formats: Sequence[TableFormat]) -> list[Remark]:
    known = {table.file_name for table in formats}
    return [
        remark("okand-fil", file.name, Place(file.name), known=", ".join(sorted(known)))
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
    return remark(
        "okand-nyckel",
        str(value),
        Place(table.file_name, row=row, column=column.name),
        table=column.refers,
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
                yield remark(
                    "dubblett",
                    str(figure),
                    Place(f"{table}.csv", row=row.number, column="figure"),
                    where=f"i {seen[figure]}",
                )
            seen[figure] = place
