"""A folder of files from outside, read and checked as a whole; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from samsyn.intake.reactions import Place, Refusal, Remark, remark, stopping
from samsyn.intake.separated import LARGEST_TEXT, read_separated
from samsyn.intake.sheets import Cell
from samsyn.intake.table import TableFormat, UnreadableCell, Value, read_cell

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
        known = ", ".join(table.file_name for table in formats)
        folder.problems += [
            remark("tom-mapp", "inga kända filer", Place(str(path)), known=known)
        ]
    folder.problems += list(_broken_references(folder, formats, known_keys))
    folder.problems += list(_repeated_figures(folder))
    return folder


def read_table(path: Path, table: TableFormat) -> tuple[list[Row], list[Remark]]:
    """Return the readable rows of one file, and every problem in it."""
    file = path.name
    with path.open("rb") as opened:
        sheets = read_separated(opened.read(LARGEST_TEXT + 1), file)
    if isinstance(sheets, Refusal):
        return [], list(stopping(sheets.remarks))
    problems = [remark(asked.key, asked.text, Place(file)) for asked in sheets.questions]
    header_row, *rows = sheets.sheets[0].rows
    header = [cell.raw.strip() for cell in header_row]
    problems += _header_problems(header, file, table)
    return ([], problems) if problems else _read_rows(rows, header, file, table)


def _read_rows(
    found: Sequence[Sequence[Cell]], header: list[str], file: str, table: TableFormat
) -> tuple[list[Row], list[Remark]]:
    rows: list[Row] = []
    problems: list[Remark] = []
    seen: dict[tuple[Value, ...], int] = {}
    for cells in found:
        number = cells[0].row
        row, faults = _read_row([cell.raw for cell in cells], header, number, file, table)
        problems += faults
        if faults:
            continue
        key = tuple(row.values[name] for name in table.key)
        if key in seen:
            place = Place(file).at(number, ", ".join(table.key))
            said, where = " ".join(map(str, key)), f"på rad {seen[key]}"
            problems.append(remark("dubblett", said, place, where=where))
            continue
        seen[key] = number
        rows.append(row)
    return rows, problems


def _header_problems(header: list[str], file: str, table: TableFormat) -> Iterator[Remark]:
    names = [column.name for column in table.columns]
    for column in table.columns:
        if column.required and column.name not in header:
            place = Place(file).at(1, column.name)
            yield remark("kolumn-saknas", "ingen sådan kolumn", place, sv=column.sv)
    for name in header:
        if name not in names:
            place = Place(file).at(1, name)
            yield remark("okand-kolumn", name, place, known=", ".join(names))
    for name in {name for name in header if header.count(name) > 1}:
        yield remark("kolumn-tva-ganger", name, Place(file).at(1, name))


def _read_row(
    cells: list[str], header: list[str], number: int, file: str, table: TableFormat
) -> tuple[Row, list[Remark]]:
    values: dict[str, Value] = {column.name: None for column in table.columns}
    place = Place(file).at(number)
    problems: list[Remark] = []
    if len(cells) > len(header):
        found = f"{len(cells)} celler"
        problems.append(remark("for-manga-celler", found, place, count=len(header)))
    texts = dict(zip(header, cells, strict=False))
    for column in table.columns:
        text = texts.get(column.name, "")
        try:
            values[column.name] = read_cell(column, text)
        except UnreadableCell as error:
            said = {"what": column.expected, "sv": column.sv}
            problems.append(remark("cell", error, place.at(number, column.name), **said))
    if not problems and values.get("status") == "derived" and not values.get("derivation"):
        problems.append(remark("harledning-saknas", "tom cell", place.at(number, "derivation")))
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
                    place = Place(table.file_name).at(row.number, column.name)
                    yield remark("okand-nyckel", value, place, table=column.refers)


def _repeated_figures(folder: Folder) -> Iterator[Remark]:
    seen: dict[Value, str] = {}
    for table, rows in folder.rows.items():
        for row in rows:
            figure = row.values.get("figure")
            if figure is None:
                continue
            if figure in seen and not seen[figure].startswith(f"{table}.csv"):
                at = Place(f"{table}.csv").at(row.number, "figure")
                yield remark("dubblett", figure, at, where=f"i {seen[figure]}")
            seen[figure] = f"{table}.csv, rad {row.number}"
