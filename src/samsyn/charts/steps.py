"""A chart of how an amount comes about: each step begins where the one before it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samsyn.charts import drawing
from samsyn.charts.drawing import Area, Format, Scale

BAR = 20
BETWEEN = 12


@dataclass(frozen=True)
class StepBar:
    """One step: from where to where, in any unit, and what is written beside it.

    is_total: a bar from nought: where the steps have led
    """

    label: str
    start: float
    end: float
    text: str
    is_total: bool = False


@dataclass(frozen=True)
class _Row:
    bar: StepBar
    label: tuple[str, ...]
    height: float


def step_chart(
    bars: Sequence[StepBar],
    *,
    unit_label: str,
    title: str,
    description: str,
    format: Format,
    narrow: bool = False,
) -> str:
    """Return one bar per step, from above, with a thin line from each to the next.

    What is added and what is taken away differ in colour, and in the sign of the text.
    """
    width = drawing.NARROW if narrow else drawing.WIDE
    rows = [_fitted(bar, width - 4 if narrow else 230, narrow=narrow) for bar in bars]
    labels = [drawing.text_width(line) for row in rows for line in row.label]
    texts = [drawing.text_width(bar.text) for bar in bars]
    left = 4.0 if narrow else 16 + max(labels, default=0.0)
    right = width - 12 - max(texts, default=0.0)
    area = Area(left, 6, right, 6 + sum(row.height for row in rows))
    values = [value for bar in bars for value in (bar.start, bar.end)]
    ticks = drawing.fitting_ticks([0.0, *values], right - left, format)
    scale = Scale(ticks[0], ticks[-1], left, right)
    body = [_axis(scale, ticks, area, unit_label, format), _bars(rows, scale, area, narrow)]
    return drawing.chart(
        width=width,
        height=area.bottom + 46,
        title=title,
        description=description,
        body="".join(body),
    )


def _fitted(bar: StepBar, width: float, *, narrow: bool) -> _Row:
    label = drawing.wrapped(bar.label, width)
    lines = len(label) * drawing.LINE
    height = lines + BAR if narrow else max(lines, BAR)
    return _Row(bar, label, height + BETWEEN)


def _axis(
    scale: Scale, ticks: Sequence[float], area: Area, unit_label: str, format_: Format
) -> str:
    drawn = []
    for tick, words in zip(ticks, drawing.tick_texts(ticks, format_), strict=True):
        x = scale(tick)
        drawn.append(drawing.line(x, area.top, x, area.bottom + 4, stroke=drawing.GRID))
        half = drawing.text_width(words) / 2
        drawn.append(
            drawing.text(
                max(x, half), area.bottom + 20, words, anchor="middle", fill=drawing.MUTED
            )
        )
    middle = (area.left + area.right) / 2
    half = drawing.text_width(unit_label) / 2
    drawn.append(
        drawing.text(
            max(middle, half),
            area.bottom + 39,
            unit_label,
            anchor="middle",
            fill=drawing.MUTED,
        )
    )
    return "".join(drawn)


def _bars(rows: Sequence[_Row], scale: Scale, area: Area, narrow: bool) -> str:
    drawn, top = [], area.top
    for place, row in enumerate(rows):
        lines = len(row.label) * drawing.LINE
        above = lines if narrow else (row.height - BETWEEN - BAR) / 2
        y = top + above
        words = drawing.lines(2, top + lines / 2 if narrow else y + BAR / 2, row.label)
        start, end = sorted((scale(row.bar.start), scale(row.bar.end)))
        shape = drawing.element(
            "rect", x=start, y=y, width=max(end - start, 1.5), height=BAR, fill=_fill(row.bar)
        )
        text = drawing.text(end + 7, y + BAR / 2 + 4.5, row.bar.text)
        drawn.append(drawing.element("g", words, shape, text, data_unit=row.bar.label))
        if place + 1 < len(rows) and not narrow:
            x = scale(row.bar.end)
            drawn.append(drawing.line(x, y + BAR, x, y + BAR + BETWEEN, stroke=drawing.MUTED))
        top += row.height
    return "".join(drawn)


def _fill(bar: StepBar) -> str:
    if bar.is_total:
        return drawing.MUTED
    return drawing.BLUE if bar.end >= bar.start else drawing.OCHRE
