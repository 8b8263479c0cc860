"""Charts: well-formed, in the given order, inside their frame, and told in words."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samsyn.charts import drawing
from samsyn.charts.plots import FunnelPoint, IntervalMark, funnel_plot, interval_plot
from samsyn.charts.png import svg_to_png
from samsyn.charts.series import LineSeries, StackedRow, bar_parts, line_chart
from samsyn.charts.standing_alone import standing_alone
from samsyn.language import swedish
from tests.reports import invented

SVG = "{http://www.w3.org/2000/svg}"
DRAWINGS = {
    "interval": invented.interval_svg,
    "funnel": invented.funnel_svg,
    "parts": invented.parts_svg,
    "lines": invented.lines_svg,
}
TEXTS = {"title": "Titel", "description": "Beskrivning"}


def tree(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def units(svg):
    return [
        group.get("data-unit") for group in tree(svg).iter(f"{SVG}g") if group.get("data-unit")
    ]


def words(svg):
    return [text.text for text in tree(svg).iter(f"{SVG}text")]


def places(svg):
    """Return where the markers of the units stand."""
    return [
        tuple(map(float, marker.get("transform")[len("translate(") : -1].split()))
        for group in tree(svg).iter(f"{SVG}g")
        if group.get("data-unit")
        for marker in group.iter(f"{SVG}g")
        if marker.get("transform")
    ]


def size(svg):
    _, _, width, height = map(float, tree(svg).get("viewBox").split())
    return width, height


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_a_chart_can_stand_in_any_page(draw, narrow):
    svg = draw(narrow=narrow)

    root = tree(svg)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [root[0].get("id"), root[1].get("id")]
    assert root[1].text
    assert len(ids) == len(set(ids))
    assert not any("style" in element.attrib for element in root.iter())
    assert not list(root.iter(f"{SVG}style"))
    assert size(svg)[0] == (360 if narrow else 720)


@pytest.mark.parametrize("draw", DRAWINGS.values(), ids=DRAWINGS)
def test_the_same_figures_give_the_same_drawing_and_the_narrow_one_has_ids_of_its_own(draw):
    wide, narrow = draw(), draw(narrow=True)

    assert draw() == wide
    assert not set(re.findall(r' id="([^"]+)"', wide)) & set(
        re.findall(r' id="([^"]+)"', narrow)
    )


def test_units_stand_in_the_given_order_one_mark_each():
    svg = invented.interval_svg()

    assert units(svg) == list(invented.NAMES)
    assert len(places(svg)) == 4  # the fifth has no value


def test_a_missing_value_is_said_in_words():
    marks = [IntervalMark("A", None), IntervalMark("B", None, verdict="cannot_be_judged")]

    svg = interval_plot(
        marks, centre=None, centre_label="", unit_label="kr", format=str, **TEXTS
    )

    assert "uppgift saknas" in words(svg)
    assert "kan inte avgöras" in words(svg)
    assert places(svg) == []


def test_verdicts_differ_in_shape_and_not_only_in_colour():
    shapes = {
        re.sub(r'(fill|stroke)="[^"]*"', "", drawing.marker(shape, 0, 0, colour="#000000"))
        for shape in ("up", "down", "circle", "hollow-square")
    }

    assert len(shapes) == 4


numbers = st.floats(0, 1e7).map(lambda value: round(value, 2))
values = st.none() | numbers | st.just(float("nan"))


@given(st.lists(st.tuples(values, values, values, values, values), max_size=7), values)
def test_points_and_intervals_stay_inside_the_plot(rows, centre):
    marks = [IntervalMark(f"Förbund {n}", *row) for n, row in enumerate(rows)]

    svg = interval_plot(
        marks,
        centre=centre,
        centre_label="Länet",
        unit_label="",
        format=lambda value: swedish.number(value, 1),
        **TEXTS,
    )

    width, height = size(svg)
    assert units(svg) == [mark.label for mark in marks]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in places(svg))
    assert "nan" not in svg


points = st.lists(st.tuples(st.integers(1, 5000), numbers), max_size=9)


@given(points, st.booleans())
def test_funnel_points_stay_inside_the_plot(rows, narrow):
    svg = funnel_plot(
        [FunnelPoint(f"Förbund {n}", *row) for n, row in enumerate(rows)],
        [],
        centre=None,
        centre_label="Länet",
        denominator_label="Antal",
        unit_label="Andel",
        format=swedish.number,
        narrow=narrow,
        **TEXTS,
    )

    width, height = size(svg)
    assert len(places(svg)) == len(rows)
    assert all(0 < x < width and 0 < y < height for x, y in places(svg))


def test_limits_are_named_and_dashed_apart():
    svg = invented.funnel_svg()

    dashes = {line.get("stroke-dasharray") for line in tree(svg).iter(f"{SVG}polyline")}
    assert len(dashes) == 2
    assert words(svg).count("95 %") == words(svg).count("99,8 %") == 2


def test_a_missing_year_leaves_a_gap():
    svg = line_chart(invented.line_series(), unit_label="", format=str, **TEXTS)

    assert len(list(tree(svg).iter(f"{SVG}polyline"))) == 3  # 2020-2021, 2023, and a whole line
    assert len(places(svg)) == 7


def test_charts_can_be_empty():
    assert units(bar_parts([], **TEXTS)) == []
    assert units(line_chart([], unit_label="", format=str, **TEXTS)) == []
    assert units(line_chart([LineSeries("A", ())], unit_label="", format=str, **TEXTS)) == ["A"]


@given(st.lists(st.lists(numbers, min_size=1, max_size=6), max_size=4))
def test_bars_are_whole_and_parts_end_where_the_next_begins(rows):
    stacked = [
        StackedRow(f"Rad {n}", tuple((f"Del {m}", part, "") for m, part in enumerate(row)))
        for n, row in enumerate(rows)
    ]

    svg = bar_parts(stacked, **TEXTS)

    for group, row in zip(tree(svg).iter(f"{SVG}g"), rows, strict=True):
        widths = [float(rect.get("width")) for rect in group.iter(f"{SVG}rect")]
        if sum(row) > 0:
            assert sum(widths) == pytest.approx(719 - _bar_start(stacked), abs=0.5)
        else:
            assert "uppgift saknas" in [text.text for text in group.iter(f"{SVG}text")]


def _bar_start(rows):
    return 14 + max(drawing.text_width(row.label) for row in rows)


@example([0.0, 5e-324], 5)
@example([-3.0], 4)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.integers(2, 6))
def test_ticks_are_round_and_enclose_the_values(found, count):
    ticks = drawing.ticks(found, count)

    steps = {round(after - before, 9) for before, after in pairwise(ticks)}
    slack = 1e-6 * max(1.0, *map(abs, found))
    assert len(ticks) >= 2
    assert ticks[0] <= min(found) + slack
    assert ticks[-1] >= max(found) - slack
    assert max(steps) - min(steps) <= slack


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(1, 30)), max_size=9))
def test_spread_labels_do_not_overlap(wanted):
    centres, sizes = [w[0] for w in wanted], [w[1] for w in wanted]

    middles = drawing.spread(centres, sizes, 0, 300)

    order = sorted(range(len(wanted)), key=lambda place: middles[place])
    for before, after in pairwise(order):
        apart = middles[after] - middles[before]
        assert apart >= (sizes[before] + sizes[after]) / 2 - 1e-6


def test_text_from_outside_stays_text():
    mark = IntervalMark('<script>"x"&\x00', 1.0)

    svg = interval_plot(
        [mark], centre=None, centre_label="", unit_label="", format=str, **TEXTS
    )

    assert words(svg)[-1] == "1.0"
    assert '<script>"x"&' in " ".join(words(svg))


def test_png_has_the_words_in_it():
    """A missing font gives no error, only empty squares: compare with a drawing without words."""
    svg = invented.lines_svg()
    bare = re.sub(r"<text.*?</text>", "", svg)

    assert svg_to_png(svg).startswith(b"\x89PNG")
    assert len(svg_to_png(svg)) > 1.2 * len(svg_to_png(bare))


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_chart_on_its_own_holds_its_heading_and_source_beside_the_whole_chart(name):
    svg = DRAWINGS[name]()
    heading = "En lång rubrik " * 9

    alone = standing_alone(svg, heading=heading, description="Vad", source="Källa & mer")

    said = words(alone)
    assert "".join(heading.split()) in "".join("".join(said).split())
    assert said[-1] == "Källa & mer"
    assert set(words(svg)) <= set(said)
    inner = next(tree(alone).iterfind(f"{SVG}svg"))
    _, _, width, height = map(float, tree(alone).get("viewBox").split())
    assert float(inner.get("x")) + float(inner.get("width")) <= width
    assert float(inner.get("y")) + float(inner.get("height")) <= height


def test_only_our_own_charts_are_set_on_their_own():
    with pytest.raises(ValueError, match="not a chart"):
        standing_alone("<svg/>", heading="", description="", source="")


def test_an_axis_has_the_same_decimals_from_end_to_end():
    svg = line_chart(
        [LineSeries("a", [(2024, 5.3, ""), (2025, 4.68, "")])],
        unit_label="miljoner kronor",
        format=lambda value: swedish.number(value, 2),
        **TEXTS,
    )

    along = [word for word in words(svg) if re.fullmatch(r"\d(,\d+)?", word)]
    assert {"5,00", "5,20"} <= set(along)
    assert "5" not in along
