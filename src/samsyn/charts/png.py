"""From SVG to PNG, for files that cannot hold SVG."""

from __future__ import annotations

from functools import lru_cache

import typst

from samsyn.charts.typefaces import fonts

PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 16cm)
"""


@lru_cache(maxsize=128)
def svg_to_png(svg: str, pixels_per_inch: int = 200) -> bytes:
    """Return a chart as a picture 16 cm wide."""
    return typst.compile(
        PAGE,
        format="png",
        ppi=pixels_per_inch,
        sys_inputs={"svg": svg},
        font_paths=fonts(),
    )
