"""The typefaces of the package: pictures and documents look the same on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent / "fonts"


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the package, read once; none of the machine's own."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(FOLDER)])
