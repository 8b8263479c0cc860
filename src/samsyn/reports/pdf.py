"""A report as PDF: PDF/UA-1 and PDF/A-2a, set by Typst from one template."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import typst

from samsyn.charts.typefaces import fonts
from samsyn.reports.content import Report, Table, column_widths, least_widths
from samsyn.reports.data import plain

HERE = Path(__file__).parent
TEMPLATE = HERE / "genomlysning.typ"

LETTERS = "\\n -~\u00a0-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u044f"
SIGNS = "\u2010-\u2015\u2018-\u201e\u2022\u2026\u2030\u20ac\u2153\u2154\u215b-\u215e\u2190-\u2193\u2212\u2248\u2260\u2264\u2265"
UNSETTABLE = re.compile(f"[^{LETTERS}{SIGNS}]")
LINE = 464.0
TABLE_SIZES = (8.5, 8.0, 7.5, 7.0, 6.5)
CELL_MARGIN = 4.5
"""Points: the width of the text, the letters of tables, a cell's margin to either side."""
EMPTY_SQUARE = "\u25a1"


def render_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF, the same bytes for the same report.

    The report goes in as JSON and is never part of the template's source: whatever stands in
    it is set as text. Only the fonts of the package are used.

    A sign that the fonts lack is set as an empty square: PDF/A allows no page without its
    glyphs, and one odd sign in a free text must not stop a report.

    Not here: row headings are tagged as ordinary cells, since Typst has no way to say
    otherwise; headings of columns are tagged.
    """
    return typst.compile(
        str(TEMPLATE),
        root=str(HERE),
        font_paths=fonts(),
        sys_inputs={
            "report": json.dumps(_settable(plain(report))),
            "layouts": json.dumps({table.id: _layout(table) for table in report.tables}),
        },
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(report.issued_on, time(), UTC),
    )


def _layout(table: Table) -> dict[str, Any]:
    """Return the size of the table's letters and the widths of its columns, in points.

    The largest size at which every word has room; the smallest, if none is small enough:
    then the table is tight, and words must be divided.
    """
    room = LINE - 2 * CELL_MARGIN * len(table.columns)
    least = sum(least_widths(table))
    size = next((size for size in TABLE_SIZES if least <= room / size), TABLE_SIZES[-1])
    widths = [width * size + 2 * CELL_MARGIN for width in column_widths(table, room / size)]
    is_tight = least > room / size
    return {"size": size, "margin": CELL_MARGIN, "widths": widths, "is_tight": is_tight}


def _settable(thing: Any) -> Any:
    """Return the same with every sign that the fonts lack as an empty square."""
    if isinstance(thing, str):
        return UNSETTABLE.sub(EMPTY_SQUARE, thing)
    if isinstance(thing, list):
        return [_settable(item) for item in thing]
    if isinstance(thing, dict):
        return {key: _settable(value) for key, value in thing.items()}
    return thing
