"""Reads statistics from files: our own CSV, and what PxWeb, Kolada and Försäkringskassan export.

What a file is, is decided by its content. Every problem is returned at once, with its place.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from samsyn.intake.reactions import Remark
from samsyn.official_statistics.forsakringskassan import (
    NotAWorkbook,
    read_fk_rows,
    workbook_rows,
)
from samsyn.official_statistics.measures import (
    Measure,
    benefit_by_label,
    measures,
    sources,
)
from samsyn.official_statistics.observations import (
    Observation,
    Reading,
    doubled,
    figure,
    sex_of,
    time_of,
    written_area,
)
from samsyn.official_statistics.pxweb_formats import (
    LONG_TIME,
    read_json_stat,
    read_pxweb_json,
    read_pxweb_table,
    role_of,
)
from samsyn.official_statistics.sources import Answer
from samsyn.register.ages import ALL_AGES, Unreadable, band

LARGEST_FILE = 30_000_000
ROWS_TO_HEADING = 12
OWN_COLUMNS = ("measure", "area", "on", "starts_on", "sex", "ages", "benefit", "value")
OWN_REQUIRED = ("area", "on", "value")
KOLADA = {
    "kpi": ("kpi", "nyckeltal", "nyckeltals-id", "nyckeltal-id", "nyckeltal id", "id"),
    "area": ("municipality", "kommun", "kommunkod", "kommun-id", "kommun id", "region"),
    "sex": ("gender", "kön", "kon"),
    "time": ("period", "år", "year"),
    "value": ("value", "värde"),
}
"""What the columns of Kolada's files are called, in small letters. Not checked against a file."""

T = TypeVar("T")
Names = Mapping[str, str]
Row = Sequence[object]


@dataclass(frozen=True)
class Table:
    """Rows of a file from its heading on, and the number of the row with headings."""

    name: str
    rows: list[Row]
    first_row: int


def read_file(content: bytes, name: str, *, measure: str, names: Names) -> Reading:
    """Return the figures of a file, and every problem in it.

    measure: what the file is about; our own files may say it row by row
    names:   name of an area in small letters -> area, for files without codes
    """
    reading = _read(content, name, measures()[measure], names)
    if not reading.observations and not reading.problems:
        reading.problems.append(
            _problem("tom", name, "inga siffror", "minst en siffra", "Kontrollera filen.")
        )
    for each in doubled(reading.observations):
        where = f"{each.area}, {each.on}, {each.sex}, {each.band.words}"
        reading.problems.append(
            _problem("dubblett", name, where, "en siffra per område, dag, kön och ålder",
                     "Ta bort den ena raden.")
        )  # fmt: skip
    return reading


def answer_of_file(
    content: bytes,
    name: str,
    *,
    measure: str,
    source: str,
    names: Names,
    table: str = "",
    attribution: str = "",
    published_on: date | None = None,
) -> Answer:
    """Return a file as the answer of its source.

    table:        what the table is called at the source
    attribution:  who is to be named, if not as the source usually is
    published_on: when the source last changed the table, if the file does not say it
    """
    reading = read_file(content, name, measure=measure, names=names)
    reading.published_on = reading.published_on or published_on
    facts = sources()[source]
    return Answer(
        source=source,
        table=table or name,
        question={"measure": measure},
        raw=content,
        reading=reading,
        attribution=attribution or facts.attribution or table or name,
        licence="" if source == "other" else facts.licence,
        file_name=name,
        notes=tuple(reading.notes),
    )


def _read(content: bytes, name: str, measure: Measure, names: Names) -> Reading:
    if len(content) > LARGEST_FILE:
        size = f"{len(content) // 10**6} MB"
        return _refused("for-stor", name, size, "högst 30 MB", "Ta ut färre områden eller år.")
    if content.startswith(b"PK"):
        return _read_workbook(content, name, measure, names)
    if content.startswith((b"%PDF", b"\xd0\xcf\x11\xe0")) or not content.strip():
        return _refused("form", name, "ingen tabell", "CSV, Excel (.xlsx) eller JSON",
                        "Spara tabellen i någon av de formerna.")  # fmt: skip
    text = _text(content)
    if text is None:
        return _refused("teckenkod", name, "tecken som inte är text", "en textfil",
                        "Spara filen som CSV UTF-8.")  # fmt: skip
    if text.lstrip().startswith("{"):
        data = text.encode()
        if '"columns"' in text[:2000] and '"dimension"' not in text[:100_000]:
            return read_pxweb_json(data, measure, names, file=name)
        return read_json_stat(data, measure, names, file=name)
    if text.lstrip().startswith("<"):
        return _refused("form", name, "en webbsida", "CSV, Excel (.xlsx) eller JSON",
                        "Spara tabellen, inte sidan.")  # fmt: skip
    return _read_csv(text, name, measure, names)


def _read_workbook(content: bytes, name: str, measure: Measure, names: Names) -> Reading:
    reading = Reading()
    try:
        for sheet, rows in workbook_rows(content):
            part = _read_rows(
                [list(row) for row in rows], f"{name}, blad {sheet}", measure, names
            )
            if part is not None:
                reading.take(part)
    except NotAWorkbook as error:
        return _refused(
            "form", name, str(error), "en arbetsbok", "Spara den på nytt som .xlsx."
        )
    if not reading.observations and not reading.problems:
        return _no_heading(name)
    return reading


def _read_csv(text: str, name: str, measure: Measure, names: Names) -> Reading:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in plain:
        return _refused("tecken", name, "nolltecken", "en textfil", "Spara filen på nytt.")
    top = "\n".join(plain.split("\n")[:ROWS_TO_HEADING])
    delimiter = max(";,\t", key=top.count)
    try:
        rows: list[Row] = list(csv.reader(io.StringIO(plain), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return _refused("csv", name, str(error), "jämna citattecken", "Spara filen på nytt.")
    return _read_rows(rows, name, measure, names) or _no_heading(name)


def _read_rows(rows: list[Row], name: str, measure: Measure, names: Names) -> Reading | None:
    """Read rows by the form that their heading shows; None if no heading is known."""
    for number, row in enumerate(rows[:ROWS_TO_HEADING], start=1):
        heads = [str(head or "").strip().lower().lstrip("\ufeff") for head in row]
        table = Table(name, rows[number - 1 :], number)
        if {"area", "value"} <= set(heads):
            return _read_own(table, heads, measure, names)
        if ("år" in heads and measure.name in heads) or "ohälsotalet" in heads:
            reading = Reading()
            read_fk_rows(iter(table.rows), measure, None, name, reading)
            return reading
        if _is_kolada(heads):
            return _read_kolada_table(table, heads, measure, names)
        if any(role_of(head) == "area" for head in heads) and any(map(LONG_TIME.match, heads)):
            return read_pxweb_table(
                table.rows, measure, names, file=name, first_row=table.first_row
            )
    return None


def _is_kolada(heads: Sequence[str]) -> bool:
    return {"kpi", "area", "time", "value"} <= _kolada_places(heads).keys()


def _kolada_places(heads: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, head in enumerate(heads):
        for role, called in KOLADA.items():
            if head in called:
                places.setdefault(role, at)
    return places


def _read_kolada_table(
    table: Table, heads: Sequence[str], measure: Measure, names: Names
) -> Reading:
    """Read one row per key figure, area, sex and year; other key figures are left out."""
    reading, places = Reading(), _kolada_places(heads)
    wanted = {q.table for q in measure.queries if q.source == "kolada"}
    ages = next(
        (q.ages for q in measure.queries if q.source == "kolada" and q.ages), measure.ages
    )
    skipped = 0
    for number, row in _numbered(table):
        said = {role: row[at] if at < len(row) else None for role, at in places.items()}
        if str(said["kpi"]).strip() not in wanted:
            skipped += 1
            continue
        read = RowReader(reading, table.name, number).read
        times = read("år", partial(time_of, said["time"], measure.period))
        area = read("kommun", partial(written_area, str(said["area"]), names))
        sex = read("kön", partial(sex_of, said.get("sex")))
        found = read("värde", partial(figure, said["value"]))
        if area and sex and found and times:
            reading.add(
                Observation(measure.id, area, times[1], times[0], sex, ages, "", *found)
            )
    if skipped:
        reading.notes.append(f"{skipped} rader gällde andra nyckeltal och lästes inte.")
    return reading


def _read_own(table: Table, heads: Sequence[str], measure: Measure, names: Names) -> Reading:
    reading = Reading()
    unknown = [head for head in heads if head and head not in OWN_COLUMNS]
    lacking = [head for head in OWN_REQUIRED if head not in heads]
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    for code, found, what in (
        ("okand-kolumn", unknown, "någon av " + ", ".join(OWN_COLUMNS)),
        ("kolumn-saknas", lacking, "kolumnen finns"),
        ("kolumn-tva-ganger", twice, "varje kolumn en gång"),
    ):
        for head in found:
            reading.problems.append(
                Remark(code, table.name, table.first_row, head, head, what, "Rätta rubriken.")
            )
    if reading.problems:
        return reading
    for number, row in _numbered(table):
        texts = {
            head: str("" if row[at] is None else row[at]).strip()
            for at, head in enumerate(heads)
            if head and at < len(row)
        }
        _read_own_row(texts, measure, names, RowReader(reading, table.name, number))
    return reading


def _read_own_row(
    texts: Mapping[str, str], measure: Measure, names: Names, row: RowReader
) -> None:
    read = row.read
    own = read("measure", lambda: _measure(texts.get("measure") or measure.id))
    if own is None:
        return
    ages = texts.get("ages", "")
    default = ALL_AGES if own.id == "population" else own.ages
    times = read("on", lambda: time_of(texts.get("on", ""), own.period))
    starts = read("starts_on", lambda: _day(texts.get("starts_on", "")))
    area = read("area", lambda: _area(texts.get("area", ""), names))
    sex = read("sex", lambda: sex_of(texts.get("sex", "")))
    group = read("ages", lambda: band(ages) if ages else default)
    benefit = read("benefit", lambda: _benefit(texts.get("benefit", ""), own))
    found = read("value", lambda: figure(texts.get("value")))
    if times and starts and area and sex and group and benefit is not None and found:
        starts_on = starts[0] or times[0]
        row.reading.add(
            Observation(own.id, area, times[1], starts_on, sex, group, benefit, *found)
        )


@dataclass(frozen=True)
class RowReader:
    """Reads the cells of a row; what cannot be read becomes a problem."""

    reading: Reading
    file: str
    row: int

    def read(self, column: str, how: Callable[[], T]) -> T | None:
        try:
            return how()
        except Unreadable as error:
            self.reading.refuse(error, file=self.file, row=self.row, column=column)
        return None


def _measure(text: str) -> Measure:
    if text not in measures():
        raise Unreadable(text, "något av " + ", ".join(measures()))
    return measures()[text]


def _benefit(text: str, measure: Measure) -> str:
    if not text:
        return ""
    found = benefit_by_label(text)
    if found is None or not measure.by_benefit:
        raise Unreadable(text, "en ersättning som måttet har, eller tomt")
    return found


def _area(text: str, names: Names) -> str:
    """Return an area; also as we write it ourselves: `kommun:1860`, `lan:18`, `riket`."""
    kind, colon, code = text.partition(":")
    return written_area(code if colon and kind in {"kommun", "lan"} else text, names)


def _day(text: str) -> tuple[date | None]:
    if not text:
        return (None,)
    try:
        return (date.fromisoformat(text),)
    except ValueError:
        raise Unreadable(text, "ett datum som ÅÅÅÅ-MM-DD, eller tomt") from None


def _numbered(table: Table) -> Iterator[tuple[int, Row]]:
    for number, row in enumerate(table.rows[1:], start=table.first_row + 1):
        if any(str("" if each is None else each).strip() for each in row):
            yield number, row


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _no_heading(name: str) -> Reading:
    return _refused(
        "rubriker", name, "ingen känd rad med rubriker",
        "kolumnerna " + ", ".join(OWN_COLUMNS) + ", eller en tabell från SCB, Kolada eller "
        "Försäkringskassan",
        "Se hjälpen om filernas kolumner.",
    )  # fmt: skip


def _refused(code: str, file: str, found: str, expected: str, remedy: str) -> Reading:
    return Reading(problems=[_problem(code, file, found, expected, remedy)])


def _problem(code: str, file: str, found: str, expected: str, remedy: str) -> Remark:
    return Remark(code, file, None, "", found, expected, remedy)
