"""Charts of what a whole is made of, and of key figures over years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from samsyn.charts import drawing
from samsyn.charts.drawing import Area, Format, Scale

BAR = 26
MISSING = "uppgift saknas"


@dataclass(frozen=True)
class Ink:
    """How a part of a bar is painted: a ground, a pattern on it, and legible words."""

    ground: str
    words: str
    pattern: str = ""
    stroke: str = ""


INKS = (
    Ink(drawing.BLUE, drawing.WHITE),
    Ink("#cfe0ea", drawing.INK),
    Ink("#f4ead6", drawing.INK, "M-2 10L10 -2M-2 2L2 -2M6 10L10 6", "#d3ad68"),
    Ink("#7a4708", drawing.WHITE),
    Ink("#eceff2", drawing.INK, "M0 4H8", "#bcc6cd"),
    Ink("#dde9df", drawing.INK, "M4 0V8", "#a3c0a8"),
)
SHAPES = ("circle", "square", "diamond", "up", "down")
COLOURS = (drawing.BLUE, drawing.OCHRE, drawing.MUTED, "#2f6b45", "#6b3f7d")
DASHES = (None, "7 4", "2 4", "10 3 2 3", "5 2")


@dataclass(frozen=True)
class StackedRow:
    """One whole and its parts: (name, value, text), the values 0 or more in any unit."""

    label: str
    parts: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class LineSeries:
    """One key figure over years: (year, value or None, text)."""

    label: str
    points: tuple[tuple[int, float | None, str], ...]


def bar_parts(
    rows: Sequence[StackedRow], *, title: str, description: str, narrow: bool = False
) -> str:
    """Return one bar per whole, in the given order, each as long: parts as shares of it.

    The names stand above the first bar, by their parts if there is room. A text is written
    in its part where it fits; the table beside the chart has them all.
    """
    width = drawing.NARROW if narrow else drawing.WIDE
    names = tuple(dict.fromkeys(name for row in rows for name, _, _ in row.parts))
    paint = _Paint(names, f"part-{drawing.key(title, description, repr(rows), str(width))}")
    labels = [drawing.wrapped(row.label, width - 4 if narrow else 210) for row in rows]
    widest = max((drawing.text_width(line) for lines in labels for line in lines), default=0)
    left = 1.0 if narrow else 14 + widest
    area = Area(left, 6, width - 1, 0)
    key, top = _names(paint, rows, area)
    body = []
    for row, label in zip(rows, labels, strict=True):
        above = drawing.LINE * len(label) + 2 if narrow else 0
        middle = top + (above / 2 if narrow else BAR / 2)
        words = drawing.lines(0, middle, label)
        bar = _bar(row, paint, Area(left, top + above, area.right, top + above + BAR))
        body.append(drawing.element("g", words, bar, data_unit=row.label))
        top += above + max(BAR, 0 if narrow else drawing.LINE * len(label)) + 12
    return drawing.chart(
        width=width,
        height=top - 6,
        title=title,
        description=description,
        body=_patterns(paint) + key + "".join(body),
    )


def line_chart(
    series: Sequence[LineSeries],
    *,
    unit_label: str,
    title: str,
    description: str,
    format: Format,
    narrow: bool = False,
) -> str:
    """Return values against years, with a gap where a year is missing."""
    width, height = (drawing.NARROW, 300) if narrow else (drawing.WIDE, 330)
    values = drawing.numbers([value for line in series for _, value, _ in line.points])
    up = drawing.ticks(values, 4)
    left = 14 + max(map(drawing.text_width, drawing.tick_texts(up, format)))
    beside = not narrow and len(series) > 1
    names = [drawing.wrapped(line.label, 150) for line in series]
    widest = max((drawing.text_width(part) for name in names for part in name), default=0)
    area = Area(left, 34, width - (widest + 22 if beside else 24), height - 30)
    years = [year for line in series for year, _, _ in line.points]
    x, y = _year_scale(years, area), Scale(up[0], up[-1], area.bottom, area.top)
    key, key_height = ("", 0.0) if beside else _line_legend(series, height, width)
    body = [
        drawing.text(0, 14, unit_label, fill=drawing.MUTED),
        drawing.value_axis(y, up, area, format),
        _year_axis(years, x, area),
        *(_line(line, place, x, y) for place, line in enumerate(series)),
        _value_labels(series, x, y, area, format),
        _line_names(series, names, x, y, area) if beside else "",
        key,
    ]
    return drawing.chart(
        width=width,
        height=height + (key_height + 8 if key_height else 0),
        title=title,
        description=description,
        body="".join(body),
    )


@dataclass(frozen=True)
class _Paint:
    """How the parts of one chart are painted: by their names' places, patterns by their ids."""

    names: tuple[str, ...]
    prefix: str

    def ink(self, name: str) -> Ink:
        return INKS[self.names.index(name) % len(INKS)]

    def fill(self, name: str) -> str:
        ink = self.ink(name)
        return f"url(#{self.prefix}-{INKS.index(ink)})" if ink.pattern else ink.ground


def _patterns(paint: _Paint) -> str:
    drawn = [
        drawing.element(
            "pattern",
            drawing.element("rect", width=8, height=8, fill=ink.ground),
            drawing.element("path", d=ink.pattern, stroke=ink.stroke, stroke_width=1.5),
            id=f"{paint.prefix}-{place}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for place, ink in enumerate(INKS)
        if ink.pattern
    ]
    return drawing.element("defs", *drawn)


def _swatch(fill: str, x: float, y: float) -> str:
    return drawing.element(
        "rect", x=x - 6, y=y - 6, width=12, height=12, fill=fill, stroke=drawing.MUTED
    )


def _names(paint: _Paint, rows: Sequence[StackedRow], area: Area) -> tuple[str, float]:
    """Return the names of the parts above the first bar, and where that bar begins."""
    names = paint.names
    sizes = [drawing.text_width(name) + 34 for name in names]
    if not rows or sum(sizes) > area.right - area.left:
        signs = [(partial(_swatch, paint.fill(name)), name) for name in names]
        whole = Area(0, area.top, area.right, 0)
        drawn, height = drawing.legend(signs, whole)
        return drawn, area.top + height + 12
    edges = {name: (start + end) / 2 for name, start, end, _ in _stretches(rows[0], area)}
    wanted = [edges.get(name, area.right) for name in names]
    middles = drawing.spread(wanted, sizes, area.left, area.right)
    drawn = ""
    for name, middle, size in zip(names, middles, sizes, strict=True):
        x = middle - size / 2 + 6
        drawn += _swatch(paint.fill(name), x, area.top + 8)
        drawn += drawing.text(x + 12, area.top + 12.5, name)
    return drawn, area.top + 28


def _stretches(row: StackedRow, area: Area) -> list[tuple[str, float, float, str]]:
    """Return name, from, to and text of the parts that are there at all."""
    total = sum(value for _, value, _ in row.parts)
    found, at = [], area.left
    for name, value, words in row.parts:
        length = (area.right - area.left) * value / total if total > 0 else 0.0
        if length > 0:
            found.append((name, at, at + length, words))
        at += length
    return found


def _bar(row: StackedRow, paint: _Paint, area: Area) -> str:
    stretches = _stretches(row, area)
    if not stretches:
        return drawing.lines(area.left, area.top + BAR / 2, [MISSING])
    return "".join(
        _part(paint, name, words, Area(start, area.top, end, area.top + BAR))
        for name, start, end, words in stretches
    )


def _part(paint: _Paint, name: str, words: str, area: Area) -> str:
    drawn = _rect(area, fill=paint.fill(name), stroke=drawing.WHITE, stroke_width=1.5)
    room, ink = drawing.text_width(words), paint.ink(name)
    if not words or room + 10 > area.right - area.left:
        return drawn
    middle = (area.left + area.right) / 2
    if ink.pattern:
        half = room / 2 + 3
        ground = Area(middle - half, area.top + 4, middle + half, area.bottom - 4)
        drawn += _rect(ground, fill=ink.ground)
    base = area.top + BAR / 2 + 4.5
    return drawn + drawing.text(middle, base, words, anchor="middle", fill=ink.words)


def _rect(area: Area, **paint: str | float | None) -> str:
    return drawing.element(
        "rect",
        x=area.left,
        y=area.top,
        width=area.right - area.left,
        height=area.bottom - area.top,
        **paint,
    )


def _year_scale(years: Sequence[int], area: Area) -> Scale:
    first, last = min(years, default=0), max(years, default=1)
    if first == last:
        first, last = first - 1, last + 1
    return Scale(first, last, area.left + 16, area.right - 16)


def _year_axis(years: Sequence[int], x: Scale, area: Area) -> str:
    every = sorted(set(years))
    room = drawing.text_width("2000") + 8
    apart = (area.right - area.left - 32) / max(1, (every[-1] - every[0]) if every else 1)
    step = max(1, -int(-room // apart))
    drawn = [
        drawing.line(area.left, area.bottom, area.right, area.bottom, stroke=drawing.MUTED)
    ]
    for year in every:
        words = str(year) if (every[-1] - year) % step == 0 else ""
        drawn.append(drawing.text(x(year), area.bottom + 20, words, anchor="middle"))
    return "".join(drawn)


def _places(line: LineSeries, x: Scale, y: Scale) -> list[tuple[float, float | None]]:
    """Return where the years are, without a height where the value is missing.

    A year that is not among the points is missing as much as one without a value.
    """
    values = {year: value for year, value, _ in line.points}
    if not values:
        return []
    return [
        (x(year), y(value) if value is not None and drawing.is_number(value) else None)
        for year in range(min(values), max(values) + 1)
        for value in [values.get(year)]
    ]


def _line(line: LineSeries, place: int, x: Scale, y: Scale) -> str:
    colour = COLOURS[place % len(COLOURS)]
    drawn = []
    for stretch in drawing.unbroken(_places(line, x, y)):
        drawn.append(
            drawing.path(
                stretch,
                stroke=colour,
                stroke_width=2,
                stroke_dasharray=DASHES[place % len(DASHES)],
            )
        )
        drawn += [_point(place, *point) for point in stretch]
    return drawing.element("g", *drawn, data_unit=line.label)


def _point(place: int, x: float, y: float) -> str:
    shape, colour = SHAPES[place % len(SHAPES)], COLOURS[place % len(COLOURS)]
    return drawing.marker(shape, x, y, colour=colour)


def _value_labels(
    series: Sequence[LineSeries], x: Scale, y: Scale, area: Area, format_: Format
) -> str:
    """Return the values at the points: all of one or two series, else only the last ones."""
    labels = []
    for line in series:
        there = [
            drawing.Label(x(year), y(value), words or format_(value))
            for year, value, words in line.points
            if value is not None and drawing.is_number(value)
        ]
        labels += there if len(series) < 3 else there[-1:]
    return drawing.placed(labels, area, beside_first=False)


def _line_names(
    series: Sequence[LineSeries],
    names: Sequence[tuple[str, ...]],
    x: Scale,
    y: Scale,
    area: Area,
) -> str:
    """Return the names to the right, each where its line ends, or led there by a thin line."""
    ends = []
    for line in series:
        there = [(along, up) for along, up in _places(line, x, y) if up is not None]
        ends.append(there[-1] if there else (area.right, area.bottom))
    sizes = [len(name) * drawing.LINE for name in names]
    heights = drawing.spread([end[1] for end in ends], sizes, area.top - 10, area.bottom + 8)
    return "".join(
        drawing.line(end[0] + 9, end[1], area.right + 8, height, stroke=drawing.MUTED)
        + drawing.lines(area.right + 13, height, name)
        for end, height, name in zip(ends, heights, names, strict=True)
    )


def _line_legend(series: Sequence[LineSeries], top: float, width: int) -> tuple[str, float]:
    if len(series) < 2:
        return "", 0.0
    signs = [(partial(_point, place), line.label) for place, line in enumerate(series)]
    return drawing.legend(signs, Area(2, top + 4, width - 2, 0))
