"""The charts of a report, drawn as SVG, and the way from SVG to PNG."""

from __future__ import annotations

from functools import lru_cache

import typst

from samsyn.reports.pdf import fonts
from samsyn.reports.plots import (
    FunnelCurve,
    FunnelPoint,
    IntervalMark,
    funnel_plot,
    interval_plot,
)
from samsyn.reports.series import LineSeries, StackedRow, bar_parts, line_chart

__all__ = [
    "FunnelCurve",
    "FunnelPoint",
    "IntervalMark",
    "LineSeries",
    "StackedRow",
    "bar_parts",
    "funnel_plot",
    "interval_plot",
    "line_chart",
    "svg_to_png",
]

PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 16cm)
"""


@lru_cache(maxsize=128)
def svg_to_png(svg: str, pixels_per_inch: int = 200) -> bytes:
    """Return a chart as a picture 16 cm wide, for files that cannot hold SVG."""
    return typst.compile(
        PAGE,
        format="png",
        ppi=pixels_per_inch,
        sys_inputs={"svg": svg},
        font_paths=fonts(),
    )
