"""Answers that are files: workbooks and pictures, with names that say what they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.text import slugify

from samsyn import __version__
from samsyn.charts.png import svg_to_png
from samsyn.charts.standing_alone import standing_alone
from samsyn.language.swedish import day
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.reports.excel import tables_to_excel
from samsyn.web.session import Visit

YEAR = re.compile(r"\b(19|20)\d\d\b")
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SVG = "image/svg+xml"
PNG = "image/png"
PROTECTED = "Grupper med färre än fem personer är skyddade i filen."
MAY_HOLD_SMALL_GROUPS = (
    "Filen är gjord för den som svarar för siffrorna och kan visa små grupper. "
    "Lämna den inte vidare utan prövning."
)


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to save; nothing in it is kept by caches on the way."""
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def file_name(*words: object, ending: str) -> str:
    """Return a file name of plain letters.

    >>> file_name("Genomlysning", "Örebro län", 2019, ending="pdf")
    'genomlysning-orebro-lan-2019.pdf'
    """
    return f"{slugify('-'.join(str(word) for word in words))}.{ending}"


def workbook(
    visit: Visit,
    title: str,
    tables: Sequence[Table],
    *,
    about: Sequence[tuple[str, str]] = (),
    definitions: Sequence[tuple[str, str, str]] = (),
) -> HttpResponse:
    """Return tables as a workbook with a first sheet that says what they are.

    definitions: word, meaning and source, for a last sheet of their own

    A title without a year gets the day in the name of the file.
    """
    reach = visit.audience.small_groups
    sees_small = bool(reach.counties or reach.associations)
    facts = [
        ("Län", visit.county.name),
        *about,
        ("Hämtad", f"{day(visit.on)} ur Samsyn {__version__}"),
        ("Skydd", MAY_HOLD_SMALL_GROUPS if sees_small else PROTECTED),
        ("Tecken", "«..» uppgift saknas, «–» inget att visa, «<5» färre än fem personer"),
    ]
    if definitions:
        tables = [*tables, _definitions(definitions)]
    content = tables_to_excel(title, facts, tables, issued_on=visit.on)
    dated = title if YEAR.search(title) else f"{title} {day(visit.on)}"
    return attachment(content, EXCEL, file_name(dated, ending="xlsx"))


def _definitions(definitions: Sequence[tuple[str, str, str]]) -> Table:
    return Table(
        id="definitioner",
        caption="Definitioner och källor",
        columns=(Column("Ord"), Column("Betydelse"), Column("Källa")),
        rows=tuple(tuple(Cell(text) for text in row) for row in definitions),
    )


def picture(visit: Visit, chart: Chart, form: str, title: str) -> HttpResponse:
    """Return a chart as SVG, or as PNG for programs that cannot show SVG.

    It says itself what it shows, of whom and from where: pictures are pasted into slides.
    """
    svg = standing_alone(
        chart.svg,
        heading=chart.caption,
        description=chart.description,
        source=f"{visit.county.name}. Hämtad {day(visit.on)} ur Samsyn {__version__}; källorna "
        "står vid varje siffra där.",
    )
    name = file_name(title, ending=form)
    if form == "svg":
        return attachment(svg.encode(), SVG, name)
    return attachment(svg_to_png(svg), PNG, name)
