"""Charts of how one amount becomes another: each step a bar from where the one before ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samsyn.charts import drawing
from samsyn.charts.drawing import Area, Format, Scale

BAR = 20
ROOM = 12


@dataclass(frozen=True)
class Step:
    """A change, or where one has come to.

    value:    the change; for a total, the amount that it has come to
    text:     the value as it is written beside the bar
    is_total: whether the bar starts at 0
    """

    label: str
    value: float
    text: str
    is_total: bool = False


def waterfall(
    steps: Sequence[Step],
    *,
    title: str,
    description: str,
    format: Format,
    narrow: bool = False,
) -> str:
    """Return the steps from top to bottom, each bar beginning where the last one ended."""
    width = drawing.NARROW if narrow else drawing.WIDE
    labels = [drawing.wrapped(step.label, width - 4 if narrow else 220) for step in steps]
    words = max((drawing.text_width(line) for rows in labels for line in rows), default=0)
    texts = max((drawing.text_width(step.text) for step in steps), default=0)
    area = Area(texts + 14 if narrow else words + texts + 28, 0, width - texts - 14, 0)
    spans = _spans(steps)
    ticks = drawing.fitting_ticks(
        [0.0, *(end for span in spans for end in span)], area.right - area.left, format
    )
    x = Scale(ticks[0], ticks[-1], area.left, area.right)
    top, drawn, before = 8.0, [], None
    for step, span, label in zip(steps, spans, labels, strict=True):
        above = drawing.LINE * len(label) + 2 if narrow else 0
        high = max(BAR, 0 if narrow else drawing.LINE * len(label))
        middle = top + above + high / 2
        said = drawing.lines(0, top + above / 2 if narrow else middle, label)
        bar = _bar(step, span, x, middle)
        joint = _joint(before, x(span[0]), middle) if before and not step.is_total else ""
        drawn.append(drawing.element("g", said, joint, bar, data_unit=step.label))
        before = (x(span[1]), middle + BAR / 2)
        top += above + high + ROOM
    grid = [
        drawing.line(x(value), 4, x(value), top, stroke=drawing.GRID)
        + drawing.text(x(value), top + 18, said, anchor="middle", fill=drawing.MUTED)
        for value, said in zip(ticks, drawing.tick_texts(ticks, format), strict=True)
    ]
    return drawing.chart(
        width=width,
        height=top + 26,
        title=title,
        description=description,
        body="".join([*grid, *drawn]),
    )


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """Return from where to where each bar goes."""
    at, found = 0.0, []
    for step in steps:
        start = 0.0 if step.is_total else at
        at = step.value if step.is_total else at + step.value
        found.append((start, at))
    return found


def _bar(step: Step, span: tuple[float, float], x: Scale, middle: float) -> str:
    left, right = sorted((x(span[0]), x(span[1])))
    colour = drawing.BLUE if step.is_total else drawing.PALE
    if not step.is_total and step.value < 0:
        colour = drawing.OCHRE
    rect = drawing.element(
        "rect",
        x=left,
        y=middle - BAR / 2,
        width=max(right - left, 1.5),
        height=BAR,
        fill=colour,
        stroke=drawing.MUTED,
    )
    falls = span[1] < span[0]
    beside = (left - 6, "end") if falls else (right + 6, None)
    return rect + drawing.text(beside[0], middle + 4.5, step.text, anchor=beside[1])


def _joint(before: tuple[float, float], x: float, middle: float) -> str:
    """Return the thin line from the end of the bar above to the beginning of this one."""
    return drawing.line(x, before[1], x, middle - BAR / 2, stroke=drawing.MUTED)
