"""A report as PDF: PDF/UA-1 and PDF/A-2a, set by Typst from one template."""

from __future__ import annotations

from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import typst

from samsyn.reports.content import Report
from samsyn.reports.data import render_json

HERE = Path(__file__).parent
TEMPLATE = HERE / "genomlysning.typ"
FONTS = HERE / "fonts"


def render_pdf(report: Report) -> bytes:
    """Return the report as a tagged PDF, the same bytes for the same report.

    The report goes in as JSON and is never part of the template's source: whatever stands in
    it is set as text. Only the fonts of the package are used.

    Not here: row headings are tagged as ordinary cells, since Typst has no way to say
    otherwise; headings of columns are tagged.
    """
    return typst.compile(
        _template(),
        root=str(FONTS),
        font_paths=fonts(),
        sys_inputs={"report": render_json(report).decode()},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(report.issued_on, time(), UTC),
    )


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the package, read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()
