"""Charts that set units beside each other: intervals and the funnel.

A unit keeps the place it is given. What is certain is told by shape as well as by colour, and
neither colour means good or bad: whether higher is better, the reader judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from samsyn.charts import drawing
from samsyn.charts.drawing import Area, Format, Scale
from samsyn.language import swedish

SHAPES = {
    "higher": ("up", drawing.BLUE, "säkert högre"),
    "lower": ("down", drawing.OCHRE, "säkert lägre"),
    "no_certain_difference": ("circle", drawing.MUTED, "ingen säker skillnad"),
    "cannot_be_judged": ("hollow-square", drawing.MUTED, "kan inte avgöras"),
    "": ("circle", drawing.BLUE, ""),
}
CANNOT_BE_JUDGED = "kan inte avgöras"
MISSING = "uppgift saknas"
INTERVAL_WORDS = "osäkerhet, 95 procent"
BOUNDS_WORDS = "spann som källan tillåter"
DASHES = ("7 4", "2 4", "10 3 2 3")


@dataclass(frozen=True)
class IntervalMark:
    """One unit of an interval plot.

    low, high:   95 percent interval
    least, most: what the value can be when the source leaves some figures out
    verdict:     higher, lower, no_certain_difference, cannot_be_judged, or empty
    text:        what is written at the right; the formatted value if empty
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    least: float | None = None
    most: float | None = None
    verdict: str = ""
    text: str = ""


@dataclass(frozen=True)
class FunnelPoint:
    """One unit of a funnel plot: how many it is reckoned on, and what came out."""

    label: str
    denominator: float
    value: float
    verdict: str = ""


@dataclass(frozen=True)
class FunnelCurve:
    """Limits that chance alone seldom takes a unit beyond; three lists of one length."""

    confidence_label: str
    denominators: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class _Row:
    """A mark with its texts broken to fit, and its height on the paper."""

    mark: IntervalMark
    label: tuple[str, ...]
    words: tuple[str, ...]
    height: float


def interval_plot(
    rows: Sequence[IntervalMark],
    *,
    centre: float | None,
    centre_label: str,
    unit_label: str,
    title: str,
    description: str,
    format: Format,
    narrow: bool = False,
) -> str:
    """Return one line per unit, in the given order, with point and interval.

    centre_label: words for the line at `centre`; its value is written after them
    narrow:       for small screens: names above the lines instead of beside them
    """
    width = drawing.NARROW if narrow else drawing.WIDE
    placed = [_fitted(mark, format, narrow=narrow) for mark in rows]
    left, right = _margins(placed, width, narrow=narrow)
    top = 28.0 if drawing.is_number(centre) else 6.0
    area = Area(left, top, right, top + sum(row.height for row in placed))
    values = [v for mark in rows for v in _values(mark)] + drawing.numbers([centre])
    marks = drawing.fitting_ticks(values, right - left, format)
    scale = Scale(marks[0], marks[-1], left, right)
    body = [
        _scale_below(scale, marks, area, unit_label, format),
        _centre_line(scale, centre, centre_label, area, format),
        _interval_rows(placed, scale, area, width, narrow=narrow),
    ]
    foot = Area(2, area.bottom + 54, width - 2, 0)
    key, height = drawing.legend(_interval_legend(rows), foot)
    return drawing.chart(
        width=width,
        height=area.bottom + 46 + (height + 12 if height else 0),
        title=title,
        description=description,
        body="".join([*body, key]),
    )


def funnel_plot(
    points: Sequence[FunnelPoint],
    curves: Sequence[FunnelCurve],
    *,
    centre: float | None,
    centre_label: str,
    denominator_label: str,
    unit_label: str,
    title: str,
    description: str,
    format: Format,
    format_denominator: Format = swedish.number,
    narrow: bool = False,
) -> str:
    """Return each unit's value against how many it is reckoned on, with limits of chance.

    denominator_label: words below the horizontal axis
    unit_label:        words above the vertical axis
    """
    width, height = (drawing.NARROW, 320) if narrow else (drawing.WIDE, 350)
    shown = [_from_smallest(curve, points) for curve in curves]
    up = drawing.ticks(_heights(points, shown, centre), 5)
    left = 14 + max(map(drawing.text_width, drawing.tick_texts(up, format)))
    names = [curve.confidence_label for curve in curves] + [centre_label]
    right = width - 14 - min(110, max(map(drawing.text_width, names)))
    area = Area(left, 30, right, height - 46)
    along = drawing.fitting_ticks(
        [0, *(point.denominator * 1.05 for point in points)], right - left, format_denominator
    )
    x = Scale(along[0], along[-1], area.left, area.right)
    y = Scale(up[0], up[-1], area.bottom, area.top)
    key, key_height = drawing.legend(
        _shape_legend([point.verdict for point in points]), Area(2, height + 6, width - 2, 0)
    )
    body = [
        drawing.text(0, 14, unit_label, fill=drawing.MUTED),
        drawing.value_axis(y, up, area, format),
        _denominator_axis(x, along, area, denominator_label, format_denominator),
        _limits(shown, (centre, centre_label), x, y, area),
        _funnel_points(points, x, y, area, _drawn_on(shown, centre, x, y, area)),
        key,
    ]
    return drawing.chart(
        width=width,
        height=height + (key_height + 10 if key_height else 0),
        title=title,
        description=description,
        body="".join(body),
    )


def _fitted(mark: IntervalMark, format_: Format, *, narrow: bool) -> _Row:
    label = drawing.wrapped(mark.label, 170 if narrow else 210)
    words = drawing.wrapped(_right_words(mark, format_), 170 if narrow else 215)
    lines = max(len(label), len(words)) * drawing.LINE
    return _Row(mark, label, words, lines + (30 if narrow else 15))


def _right_words(mark: IntervalMark, format_: Format) -> str:
    if mark.text:
        return mark.text
    if mark.value is not None and drawing.is_number(mark.value):
        return format_(mark.value)
    return CANNOT_BE_JUDGED if mark.verdict == "cannot_be_judged" else MISSING


def _margins(rows: Sequence[_Row], width: int, *, narrow: bool) -> tuple[float, float]:
    if narrow:
        return 12.0, width - 12.0
    labels = [drawing.text_width(line) for row in rows for line in row.label]
    words = [drawing.text_width(line) for row in rows for line in row.words]
    return 18 + max(labels, default=0.0), width - 18 - max(words, default=0.0)


def _values(mark: IntervalMark) -> list[float]:
    return drawing.numbers([mark.value, mark.low, mark.high, mark.least, mark.most])


def _interval_rows(
    rows: Sequence[_Row], scale: Scale, area: Area, width: int, *, narrow: bool
) -> str:
    drawn, top = [], area.top
    for row in rows:
        lines = max(len(row.label), len(row.words)) * drawing.LINE
        words = top + (6 + lines / 2 if narrow else row.height / 2)
        y = top + (lines + 17 if narrow else row.height / 2)
        drawn.append(
            drawing.element(
                "g",
                drawing.lines(2, words, row.label),
                drawing.lines(width - 2, words, row.words, anchor="end"),
                _interval(row.mark, scale, y),
                data_unit=row.mark.label,
            )
        )
        top += row.height
        if row is not rows[-1]:
            drawn.append(drawing.line(0, top, width, top, stroke=drawing.GRID))
    return "".join(drawn)


def _interval(mark: IntervalMark, scale: Scale, y: float) -> str:
    shape, colour, _ = SHAPES[mark.verdict]
    drawn = []
    if bounds := _stretch(mark.least, mark.most, scale):
        drawn.append(_bounds_bar(*bounds, y))
    if interval := _stretch(mark.low, mark.high, scale):
        drawn.append(_whiskers(*interval, y, colour))
    if mark.value is not None and drawing.is_number(mark.value):
        drawn.append(drawing.marker(shape, scale(mark.value), y, colour=colour))
    return "".join(drawn)


def _stretch(low: float | None, high: float | None, scale: Scale) -> tuple[float, float] | None:
    """Return from and to on the paper, or None where there is no distance to draw."""
    both = drawing.numbers([low, high])
    if len(both) < 2 or both[0] == both[1]:
        return None
    return scale(both[0]), scale(both[1])


def _bounds_bar(start: float, end: float, y: float) -> str:
    return drawing.element(
        "rect", x=start, y=y - 8, width=end - start, height=16, rx=2, fill=drawing.PALE
    )


def _whiskers(start: float, end: float, y: float, colour: str) -> str:
    pen: dict[str, str | float | None] = {"stroke": colour, "stroke_width": 2}
    return drawing.line(start, y, end, y, **pen) + "".join(
        drawing.line(x, y - 4.5, x, y + 4.5, **pen) for x in (start, end)
    )


def _scale_below(
    scale: Scale, ticks: Sequence[float], area: Area, unit_label: str, format_: Format
) -> str:
    drawn = []
    for tick, words in zip(ticks, drawing.tick_texts(ticks, format_), strict=True):
        x = scale(tick)
        drawn.append(drawing.line(x, area.top, x, area.bottom + 4, stroke=drawing.GRID))
        half = drawing.text_width(words) / 2
        x = min(max(x, half), area.right + 12 - half)
        drawn.append(
            drawing.text(x, area.bottom + 20, words, anchor="middle", fill=drawing.MUTED)
        )
    middle = (area.left + area.right) / 2
    drawn.append(
        drawing.text(middle, area.bottom + 39, unit_label, anchor="middle", fill=drawing.MUTED)
    )
    return "".join(drawn)


def _centre_line(
    scale: Scale, centre: float | None, label: str, area: Area, format_: Format
) -> str:
    if centre is None or not drawing.is_number(centre):
        return ""
    words = f"{label} {format_(centre)}".strip()
    half = drawing.text_width(words) / 2
    x = scale(centre)
    middle = min(max(x, half + 2), area.right + 12 - half)
    return drawing.line(
        x, area.top - 8, x, area.bottom, stroke=drawing.INK, stroke_width=1.25
    ) + drawing.text(middle, area.top - 13, words, anchor="middle", bold=True)


def _shape_legend(verdicts: Sequence[str]) -> list[tuple[drawing.Sign, str]]:
    return [
        (partial(drawing.marker, shape, colour=colour), words)
        for verdict, (shape, colour, words) in SHAPES.items()
        if words and verdict in verdicts
    ]


def _interval_legend(rows: Sequence[IntervalMark]) -> list[tuple[drawing.Sign, str]]:
    signs = _shape_legend([row.verdict for row in rows if drawing.is_number(row.value)])
    if any(_differ(row.low, row.high) for row in rows):
        signs.append((lambda x, y: _whiskers(x - 8, x + 10, y, drawing.MUTED), INTERVAL_WORDS))
    if any(_differ(row.least, row.most) for row in rows):
        signs.append((lambda x, y: _bounds_bar(x - 8, x + 10, y), BOUNDS_WORDS))
    return signs


def _differ(low: float | None, high: float | None) -> bool:
    return len(set(drawing.numbers([low, high]))) == 2


def _from_smallest(curve: FunnelCurve, points: Sequence[FunnelPoint]) -> FunnelCurve:
    """Return the limit from half the smallest denominator on.

    Below that there is nobody to judge, and whole persons make the limit leap.
    """
    start = min((point.denominator for point in points), default=0.0) / 2
    kept = [place for place, size in enumerate(curve.denominators) if size >= start]
    return FunnelCurve(
        curve.confidence_label,
        [curve.denominators[place] for place in kept],
        [curve.low[place] for place in kept],
        [curve.high[place] for place in kept],
    )


def _heights(
    points: Sequence[FunnelPoint], curves: Sequence[FunnelCurve], centre: float | None
) -> list[float]:
    """Return what must be seen upwards: the points, and the limits where there are points."""
    smallest = min((point.denominator for point in points), default=0.0)
    limits = [
        value
        for curve in curves
        for size, *both in zip(curve.denominators, curve.low, curve.high, strict=True)
        if size >= smallest
        for value in both
    ]
    return drawing.numbers([*(point.value for point in points), *limits, centre])


def _denominator_axis(
    x: Scale, ticks: Sequence[float], area: Area, label: str, format_: Format
) -> str:
    drawn = [
        drawing.line(area.left, area.bottom, area.right, area.bottom, stroke=drawing.MUTED)
    ]
    for tick, words in zip(ticks, drawing.tick_texts(ticks, format_), strict=True):
        place = x(tick)
        drawn.append(
            drawing.line(place, area.bottom, place, area.bottom + 4, stroke=drawing.MUTED)
        )
        drawn.append(
            drawing.text(place, area.bottom + 20, words, anchor="middle", fill=drawing.MUTED)
        )
    drawn.append(
        drawing.text(area.right, area.bottom + 40, label, anchor="end", fill=drawing.MUTED)
    )
    return "".join(drawn)


def _limits(
    curves: Sequence[FunnelCurve],
    centre: tuple[float | None, str],
    x: Scale,
    y: Scale,
    area: Area,
) -> str:
    """Return the limits and the centre, each with its words where it ends to the right."""
    drawn, ends = [], []
    for curve, dash in zip(curves, DASHES, strict=False):
        for side in (curve.low, curve.high):
            points = _visible(curve.denominators, side, x, y)
            pen: dict[str, str | float | None] = {"stroke": drawing.MUTED}
            drawn.append(drawing.path(points, stroke_dasharray=dash, stroke_width=1.5, **pen))
            if points:
                ends.append((points[-1][1], curve.confidence_label))
    value, words = centre
    if value is not None and drawing.is_number(value):
        height = y(value)
        drawn.append(drawing.line(area.left, height, area.right, height, stroke=drawing.INK))
        ends.append((height, words))
    return "".join(drawn) + _end_words(ends, area)


def _end_words(ends: Sequence[tuple[float, str]], area: Area) -> str:
    rows = [drawing.wrapped(words, 110) for _, words in ends]
    sizes = [len(row) * drawing.LINE for row in rows]
    heights = drawing.spread([end[0] for end in ends], sizes, 0, area.bottom + 8)
    return "".join(
        drawing.lines(area.right + 8, height, row)
        for height, row in zip(heights, rows, strict=True)
    )


def _visible(
    sizes: Sequence[float], values: Sequence[float], x: Scale, y: Scale
) -> list[tuple[float, float]]:
    """Return the part of a limit that lies inside the axes, cut off at their edges.

    A limit comes in from the edge at most once: it only nears the centre.
    """
    inside = [
        (size, value)
        for size, value in zip(sizes, values, strict=True)
        if x.low <= size <= x.high
    ]
    drawn: list[tuple[float, float]] = []
    for before, point in zip([None, *inside], inside, strict=False):
        if not y.low <= point[1] <= y.high:
            continue
        if not drawn and before is not None:
            drawn.append(_crossing(before, point, y))
        drawn.append(point)
    return [(x(size), y(value)) for size, value in drawn]


def _drawn_on(
    curves: Sequence[FunnelCurve], centre: float | None, x: Scale, y: Scale, area: Area
) -> list[tuple[float, float]]:
    """Return places along the limits and the centre, where no label should stand."""
    found = [
        point
        for curve in curves
        for side in (curve.low, curve.high)
        for point in _visible(curve.denominators, side, x, y)
    ]
    steps = range(int(area.left), int(area.right), 8)
    return found + [(step, y(value)) for value in drawing.numbers([centre]) for step in steps]


def _crossing(
    outside: tuple[float, float], inside: tuple[float, float], y: Scale
) -> tuple[float, float]:
    """Return where the line between two points passes the upper or lower edge."""
    edge = y.high if outside[1] > y.high else y.low
    share = (edge - inside[1]) / (outside[1] - inside[1])
    return inside[0] + share * (outside[0] - inside[0]), edge


def _funnel_points(
    points: Sequence[FunnelPoint],
    x: Scale,
    y: Scale,
    area: Area,
    avoid: Sequence[tuple[float, float]],
) -> str:
    places = [(x(point.denominator), y(point.value)) for point in points]
    marks = "".join(
        _funnel_point(point, place) for point, place in zip(points, places, strict=True)
    )
    labels = [
        drawing.Label(*place, point.label) for point, place in zip(points, places, strict=True)
    ]
    return marks + drawing.placed(labels, area, avoid=avoid)


def _funnel_point(point: FunnelPoint, place: tuple[float, float]) -> str:
    shape, colour, _ = SHAPES[point.verdict]
    mark = drawing.marker(shape, *place, colour=colour)
    return drawing.element("g", mark, data_unit=point.label)
