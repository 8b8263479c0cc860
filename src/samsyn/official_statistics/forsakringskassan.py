"""Asks Försäkringskassan for its open statistics, and reads the workbooks that it gives.

Source: the columns (År, Månad, Län, Kommun, Kön, Ålder, the measure, below two rows of title)
are taken from open programs that read such a file, in stored copies; no call has been made.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from samsyn.intake.reactions import Remark
from samsyn.official_statistics.measures import Measure, measures
from samsyn.official_statistics.observations import (
    Observation,
    Reading,
    figure,
    sex_of,
    time_of,
    written_area,
)
from samsyn.official_statistics.sources import (
    Answer,
    Caller,
    NoAnswer,
    Publisher,
    Question,
    query_for,
)
from samsyn.register.ages import Unreadable, band

LARGEST_UNPACKED = 1_500_000_000
HEADS = {
    "år": "year", "månad": "month", "län": "county", "kommun": "municipality", "kön": "sex",
    "ålder": "ages",
}  # fmt: skip
ROWS_OF_TITLE = 10
NAMES_OF_MEASURE = {"ill_health_days": ("ohälsotalet", "ohälsotal")}


class NotAWorkbook(ValueError):
    """The content is no workbook that can be read; says why."""


class Forsakringskassan(Publisher):
    """Försäkringskassan's open statistics."""

    id = "fk"

    def fetch(self, question: Question, client: Caller) -> Answer:
        """Fetch the whole table, and read what is asked for out of it.

        Raises CannotAsk, and NoAnswer if the table is not of the expected form.
        """
        query = query_for(self.id, question)
        measure = measures()[question.measure]
        raw = client.get(query.address)
        reading = read_fk_workbook(raw, measure, question, file=query.table)
        if reading.problems:
            raise NoAnswer(
                f"Försäkringskassans tabell gick inte att läsa. {reading.problems[0]}"
            )
        if not reading.observations:
            raise NoAnswer("Försäkringskassans tabell har inget om de områdena och åren.")
        return self.answer(query, question, raw, reading)


def read_fk_workbook(
    content: bytes, measure: Measure, question: Question | None, *, file: str
) -> Reading:
    """Read every sheet of a workbook of open statistics.

    question: what to take out of it; None takes everything
    """
    reading = Reading()
    try:
        for name, rows in workbook_rows(content):
            read_fk_rows(rows, measure, question, f"{file}, blad {name}", reading)
    except NotAWorkbook as error:
        reading.problems.append(_form(file, str(error)))
    return reading


def read_fk_rows(
    rows: Iterable[Sequence[object]],
    measure: Measure,
    question: Question | None,
    file: str,
    reading: Reading,
) -> None:
    """Add the figures of rows below a heading with År, Kommun, Kön and the measure."""
    places: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        if not places:
            places = _places(row, measure)
            if not places and number > ROWS_OF_TITLE:
                break
            continue
        if not any(str("" if each is None else each).strip() for each in row):
            continue
        told = {name: row[at] if at < len(row) else None for name, at in places.items()}
        _add(told, measure, question, (file, number), reading)
    if not places:
        reading.problems.append(_form(file, "ingen rad med rubrikerna År, Kommun och måttet"))


def _places(row: Sequence[object], measure: Measure) -> dict[str, int]:
    """Return where each column stands, if the row is the one with headings; else nothing."""
    places: dict[str, int] = {}
    for at, head in enumerate(row):
        plain = str(head or "").strip().lower()
        if plain in HEADS:
            places[HEADS[plain]] = at
        elif plain in NAMES_OF_MEASURE.get(measure.id, ()):
            places["value"] = at
    needed = {"year", "value"} <= places.keys() and {"municipality", "county"} & places.keys()
    return places if needed else {}


def _add(
    told: Mapping[str, object],
    measure: Measure,
    question: Question | None,
    place: tuple[str, int],
    reading: Reading,
) -> None:
    """Add a figure if it is asked for."""
    try:
        area = _area(told)
        if question is not None and area not in question.areas:
            return
        year, month = _whole(told["year"]), told.get("month")
        starts_on, on = time_of(
            f"{year}M{_whole(month):0>2}" if month else year, measure.period
        )
        if question is not None and on.year not in question.years:
            return
        ages = band(str(told["ages"])) if told.get("ages") else measure.ages
        sex = sex_of(told.get("sex"))
        if question is not None and (sex not in question.sexes or ages != measure.ages):
            return
        value, missing = figure(told["value"])
    except Unreadable as error:
        reading.refuse(error, file=place[0], row=place[1])
        return
    reading.add(Observation(measure.id, area, on, starts_on, sex, ages, "", value, missing))


def _area(told: Mapping[str, object]) -> str:
    """Return the municipality, or the county where the row is about all of it."""
    for name in ("municipality", "county"):
        text = str(told.get(name) or "").strip()
        if text and (text[0].isdigit() or text.lower() in {"riket", "all"}):
            if name == "municipality" and text.lower() == "all":
                continue
            return written_area(text, {})
    raise Unreadable(told.get("municipality"), "en kommun med kod, till exempel «1860 Laxå»")


def _whole(value: object) -> str:
    text = str("" if value is None else value).strip()
    return text.removesuffix(".0")


def workbook_rows(content: bytes) -> Iterator[tuple[str, Iterator[Sequence[object]]]]:
    """Yield the name and the rows of each sheet that holds something.

    Raises NotAWorkbook for what cannot be read, and for what unpacks to too much.
    """
    _refuse_bomb(content)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                yield name, iter(sheet.iter_rows())
    except (CalamineError, OSError, ValueError) as error:
        if isinstance(error, Unreadable | NotAWorkbook):
            raise
        raise NotAWorkbook(str(error)[:120]) from None


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        raise NotAWorkbook("ingen arbetsbok (.xlsx eller .ods)")
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise NotAWorkbook("arbetsboken är skadad") from None
    if size > LARGEST_UNPACKED:
        raise NotAWorkbook("arbetsboken packar upp till för mycket")


def _form(file: str, found: str) -> Remark:
    return Remark(
        "form", file, None, "", found, "Försäkringskassans öppna statistik",
        "Hämta tabellen på nytt från Försäkringskassan, och spara den utan att ändra i den.",
    )  # fmt: skip
