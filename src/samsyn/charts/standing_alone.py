"""A chart that is taken out of its page: with its heading above and its source below."""

from __future__ import annotations

import math
import re

from samsyn.charts.drawing import LINE, MUTED, TEXT, WHITE, chart, element, text, wrapped

VIEW_BOX = re.compile(r'viewBox="0 0 (\d+) (\d+)" width="100%"')
MARGIN = 16
GAP = 14


def standing_alone(svg: str, *, heading: str, description: str, source: str) -> str:
    """Return a chart of ours on white paper, with heading and source as text in the picture.

    Raises ValueError for an SVG that `drawing.chart` has not made.
    """
    box = VIEW_BOX.search(svg)
    if box is None:
        raise ValueError("not a chart of ours")
    width, height = int(box[1]), int(box[2])
    # Bold letters are a tenth broader than those that are measured.
    above, below = wrapped(heading, width / 1.1), wrapped(source, width)
    top = MARGIN + len(above) * LINE + GAP
    end = top + height + GAP
    whole = end + len(below) * LINE + MARGIN
    paper = width + 2 * MARGIN
    inner = VIEW_BOX.sub(
        f'viewBox="0 0 {width} {height}" x="{MARGIN}" y="{top}" width="{width}" height="{height}"',
        svg,
        count=1,
    )
    body = [
        element("rect", width=paper, height=math.ceil(whole), fill=WHITE),
        *(
            text(MARGIN, MARGIN + TEXT + place * LINE, row, bold=True)
            for place, row in enumerate(above)
        ),
        inner,
        *(
            text(MARGIN, end + TEXT + place * LINE, row, fill=MUTED)
            for place, row in enumerate(below)
        ),
    ]
    return chart(
        width=paper, height=whole, title=heading, description=description, body="".join(body)
    )
