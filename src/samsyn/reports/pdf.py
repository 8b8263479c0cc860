"""A report as PDF: PDF/UA-1 and PDF/A-2a, set by Typst from one template."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from samsyn.reports.content import Report
from samsyn.reports.data import plain

HERE = Path(__file__).parent
TEMPLATE = HERE / "genomlysning.typ"
FONTS = HERE / "fonts"

LETTERS = "\\n -~\u00a0-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u0410-\u044f"
SIGNS = "\u2010-\u2015\u2018-\u201e\u2022\u2026\u2030\u20ac\u2153\u2154\u215b-\u215e\u2190-\u2193\u2212\u2248\u2260\u2264\u2265"
UNSETTABLE = re.compile(f"[^{LETTERS}{SIGNS}]")
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
        sys_inputs={"report": json.dumps(_settable(plain(report)))},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(report.issued_on, time(), UTC),
    )


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the package, read once."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _settable(thing: Any) -> Any:
    """Return the same with every sign that the fonts lack as an empty square."""
    if isinstance(thing, str):
        return UNSETTABLE.sub(EMPTY_SQUARE, thing)
    if isinstance(thing, list):
        return [_settable(item) for item in thing]
    if isinstance(thing, dict):
        return {key: _settable(value) for key, value in thing.items()}
    return thing
