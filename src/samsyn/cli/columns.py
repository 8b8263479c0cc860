"""Rows of text as aligned columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO


def write_columns(rows: Sequence[Sequence[str]], headings: Sequence[str], out: TextIO) -> None:
    """Print rows under headings; columns of numbers stand to the right."""
    table = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(len(row[i]) for row in table) for i in range(len(headings))]
    numeric = [all(_is_number(row[i]) for row in rows) for i in range(len(headings))]
    for row in table:
        cells = [
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numeric, strict=True)
        ]
        print("  ".join(cells).rstrip(), file=out)


def _is_number(text: str) -> bool:
    return not text or text[0].isdigit() or text in {"..", "–"} or text[0] in "−<"
