"""SVG as text: shapes, axes and labels that the charts are put together of.

Only presentation attributes, never `style`: a chart may stand in a page with a strict content
security policy. Everything is set in one size, so that a chart can be read where it is small.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from samsyn.language.lettering import em_width, writable

WIDE = 720
NARROW = 360
TEXT = 13
LINE = 17

INK = "#1f2a33"
MUTED = "#55626d"
GRID = "#e3e8ec"
WHITE = "#ffffff"
BLUE = "#17597f"
PALE = "#cfe0ea"
OCHRE = "#94560b"

DECIMALS = re.compile(r",\d+")

Format = Callable[[float], str]
Sign = Callable[[float, float], str]
"""Draws a sign with its middle at (x, y)."""


@dataclass(frozen=True)
class Area:
    """The part of a chart where the figures are drawn."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Scale:
    """Where on the paper a value is drawn: `low` at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """Return one SVG element; `stroke_width` becomes `stroke-width`, None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str | None = None,
    fill: str | None = None,
    bold: bool = False,
) -> str:
    """Return a text whose base line starts, ends or has its middle at (x, y)."""
    if not words:
        return ""
    weight = "700" if bold else None
    return element(
        "text", clean(words), x=x, y=y, text_anchor=anchor, fill=fill, font_weight=weight
    )


def lines(x: float, y: float, rows: Sequence[str], *, anchor: str | None = None) -> str:
    """Return texts below each other, centred about the height y."""
    first = y + TEXT * 0.36 - (len(rows) - 1) * LINE / 2
    return "".join(
        text(x, first + place * LINE, row, anchor=anchor) for place, row in enumerate(rows)
    )


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def chart(*, width: int, height: float, title: str, description: str, body: str) -> str:
    """Return a whole chart. The ids of its texts come from what it shows."""
    own = key(str(width), title, description, body)
    return element(
        "svg",
        element("title", clean(title), id=f"title-{own}"),
        element("desc", clean(description), id=f"desc-{own}"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {_attribute(math.ceil(height))}",
        width="100%",
        role="img",
        aria_labelledby=f"title-{own} desc-{own}",
        font_family="Inter, sans-serif",
        font_size=TEXT,
        fill=INK,
    )


def key(*texts: str) -> str:
    """Return a short key for the texts, the same every time."""
    return sha256("\0".join(texts).encode()).hexdigest()[:12]


def clean(words: str) -> str:
    """Return the words as they may stand in XML."""
    return escape(writable(words))


def text_width(words: str) -> float:
    """Return about how broad the words are in a chart."""
    return TEXT * em_width(words)


def wrapped(words: str, width: float) -> tuple[str, ...]:
    """Return the words on lines no broader than `width`; a long word is not broken."""
    rows: list[str] = []
    for word in words.split(" "):
        if rows and text_width(f"{rows[-1]} {word}") <= width:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return tuple(rows)


def is_number(value: float | None) -> bool:
    """Return whether there is a number that can be drawn."""
    return value is not None and math.isfinite(value)


def numbers(values: Sequence[float | None]) -> list[float]:
    """Return the values that are numbers."""
    return [value for value in values if value is not None and math.isfinite(value)]


def ticks(values: Sequence[float], count: int) -> tuple[float, ...]:
    """Return round numbers around the values, about `count` of them, two at least.

    Starts at 0 unless all values are far from it.

    >>> ticks([12.0, 47.0], 5)
    (0.0, 10.0, 20.0, 30.0, 40.0, 50.0)
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 <= low <= high / 2:
        low = 0.0
    if high - low <= max(abs(low), abs(high), 1.0) * 1e-9:
        half = abs(high) / 2
        low, high = (low - half, high + half) if half > 1e-9 else (0.0, 1.0)
    step, decimals = _round_step((high - low) / count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(place * step, decimals) for place in range(first, last + 1))


def fitting_ticks(values: Sequence[float], width: float, format_: Format) -> tuple[float, ...]:
    """Return as many round numbers as there is room to write beside each other."""
    found = ticks(values, 6)
    for count in (6, 5, 4, 3, 2):
        found = ticks(values, count)
        widest = max(map(text_width, tick_texts(found, format_)))
        if (widest + 12) * (len(found) - 1) <= width:
            break
    return found


def tick_texts(values: Sequence[float], format_: Format) -> tuple[str, ...]:
    """Return round numbers as they stand along an axis: without decimals if all are whole.

    >>> def percent(value):
    ...     return f"{value:.1f} %".replace(".", ",")
    >>> tick_texts([10.0, 20.0], percent), tick_texts([10.0, 12.5], percent)
    (('10 %', '20 %'), ('10,0 %', '12,5 %'))
    """
    words = tuple(map(format_, values))
    whole = tuple(DECIMALS.sub("", word) for word in words)
    is_any_broken = any((DECIMALS.search(word) or [""])[0].strip(",0") for word in words)
    return words if is_any_broken else whole


def spread(
    wanted: Sequence[float], sizes: Sequence[float], low: float, high: float
) -> list[float]:
    """Return middles as near the wanted ones as can be, so that nothing overlaps.

    sizes: room each of them needs; together no more than there is between low and high,
           or the last ones go beyond
    returns: in the order of `wanted`
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    middles = list(wanted)
    edge = high
    for place in reversed(order):
        middles[place] = min(middles[place], edge - sizes[place] / 2)
        edge = middles[place] - sizes[place] / 2
    edge = low
    for place in order:
        middles[place] = max(middles[place], edge + sizes[place] / 2)
        edge = middles[place] + sizes[place] / 2
    return middles


def marker(shape: str, x: float, y: float, *, colour: str) -> str:
    """Return a point: circle, up, down, square or diamond; `hollow-` before it is allowed."""
    hollow, _, name = shape.rpartition("-")
    paths = {
        "up": "M0 -6.5L6 5H-6Z",
        "down": "M0 6.5L6 -5H-6Z",
        "square": "M-5 -5H5V5H-5Z",
        "diamond": "M0 -6.5L6.5 0L0 6.5L-6.5 0Z",
    }
    fill, stroke = (WHITE, colour) if hollow else (colour, WHITE)
    paint: dict[str, str | float | None] = {"fill": fill, "stroke": stroke}
    paint |= {"stroke_width": 2 if hollow else 1}
    drawn = element("path", d=paths[name], **paint) if name in paths else ""
    return element(
        "g",
        drawn or element("circle", r=5.5, **paint),
        transform=f"translate({_attribute(x)} {_attribute(y)})",
    )


def legend(items: Sequence[tuple[Sign, str]], area: Area) -> tuple[str, float]:
    """Return signs with their words, in rows from the top of the area, and the height."""
    drawn, x, y = [], area.left, area.top
    for draw, words in items:
        width = 24 + text_width(words)
        if x > area.left and x + width > area.right:
            x, y = area.left, y + LINE + 4
        drawn.append(draw(x + 8, y + LINE / 2) + text(x + 22, y + LINE / 2 + 5, words))
        x += width + 14
    return "".join(drawn), (y + LINE - area.top if items else 0.0)


@dataclass(frozen=True)
class Label:
    """Words that belong to the point (x, y)."""

    x: float
    y: float
    words: str


Box = tuple[float, float, float, float]


def placed(
    labels: Sequence[Label],
    area: Area,
    *,
    avoid: Sequence[tuple[float, float]] = (),
    beside_first: bool = True,
) -> str:
    """Return the labels, each near its point and, if there is room, clear of the others.

    avoid:        places where something else is drawn
    beside_first: try right and left before above and below
    """
    taken: list[Box] = [_box(label.x, label.y + 4, 11) for label in labels]
    taken += [(x - 1, y - 1, x + 1, y + 1) for x, y in avoid]
    drawn = []
    for label in labels:
        box = _best_box(label, area, taken, beside_first=beside_first)
        taken.append(box)
        middle = (box[0] + box[2]) / 2
        drawn.append(_leader(label, box))
        drawn.append(text(middle, box[3] - 4, label.words, anchor="middle"))
    return "".join(drawn)


def _leader(label: Label, box: Box) -> str:
    """Return a thin line from the point to a label that stands away from it."""
    x = min(max(label.x, box[0]), box[2])
    y = min(max(label.y, box[1]), box[3])
    away = math.hypot(x - label.x, y - label.y)
    if away < 13:
        return ""
    start = 8 / away
    return line(
        label.x + (x - label.x) * start, label.y + (y - label.y) * start, x, y, stroke=MUTED
    )


def _best_box(label: Label, area: Area, taken: list[Box], *, beside_first: bool) -> Box:
    width = text_width(label.words)
    side = width / 2 + 10
    beside = [(side, 4.0), (-side, 4.0)]
    stacked = [(0.0, -11.0), (0.0, 20.0)]
    near = beside + stacked if beside_first else stacked + beside
    corners = [(x, y) for y in (-9.0, 17.0, -23.0, 31.0) for x in (side - 6, 6 - side, 0.0)]
    boxes = [_box(label.x + x, label.y + y, width) for x, y in near + corners]
    return min(boxes, key=lambda box: _overlap(box, taken) + _outside(box, area))


def _box(middle: float, base: float, width: float) -> Box:
    return (middle - width / 2, base - TEXT + 2, middle + width / 2, base + 4)


def _overlap(box: Box, others: Sequence[Box]) -> float:
    """Return how much of a box others cover; most of them do not touch it at all."""
    left, top, right, bottom = box
    return sum(
        (min(right, r) - max(left, l)) * (min(bottom, b) - max(top, t))
        for l, t, r, b in others  # noqa: E741 (left, top, right and bottom of the other)
        if l < right and r > left and t < bottom and b > top
    )


def _outside(box: Box, area: Area) -> float:
    sides = (
        area.left - box[0],
        area.top - box[1],
        box[2] - area.right,
        box[3] - area.bottom,
    )
    return 1000 * sum(max(0.0, side) for side in sides)


def value_axis(scale: Scale, values: Sequence[float], area: Area, format_: Format) -> str:
    """Return horizontal grid lines with their values to the left of the area."""
    drawn = []
    for value, words in zip(values, tick_texts(values, format_), strict=True):
        y = scale(value)
        drawn.append(line(area.left, y, area.right, y, stroke=GRID))
        drawn.append(text(area.left - 8, y + 4.5, words, anchor="end", fill=MUTED))
    return "".join(drawn)


def path(points: Sequence[tuple[float, float]], **attributes: str | float | None) -> str:
    """Return a line through the points."""
    steps = " ".join(f"{_attribute(x)},{_attribute(y)}" for x, y in points)
    return element("polyline", points=steps, fill="none", **attributes)


def unbroken(
    points: Sequence[tuple[float, float | None]],
) -> list[list[tuple[float, float]]]:
    """Return the stretches of points between those that are missing."""
    stretches: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            stretches.append([])
        else:
            stretches[-1].append((x, y))
    return [stretch for stretch in stretches if stretch]


def _round_step(rough: float) -> tuple[float, int]:
    """Return the nearest larger of 1, 2, 5 × 10^n, and the decimals it needs."""
    power = math.floor(math.log10(rough))
    for times in (1, 2, 5, 10):
        if times * 10.0**power >= rough * (1 - 1e-9):
            break
    return times * 10.0**power, max(0, -power)


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return clean(value)
    written = f"{value:.1f}"
    return "0" if written == "-0.0" else written.removesuffix(".0")
