"""A comparison as a table and as pictures: the same on pages, in files and in reports."""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np

from samsyn.charts.plots import (
    FunnelCurve,
    FunnelPoint,
    IntervalMark,
    funnel_plot,
    interval_plot,
)
from samsyn.facts.atoms import ATOMS
from samsyn.facts.atoms import Unit as AtomUnit
from samsyn.facts.cube import ComparisonUnit, Level
from samsyn.indicators.comparison import Compared, Comparison
from samsyn.indicators.definitions import Indicator, IntervalKind, ResultUnit
from samsyn.indicators.wording import in_unit, interval
from samsyn.language.swedish import MISSING, capital, kronor, listed, number, small
from samsyn.register.codes import STATUSES
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.statistics.funnel import funnel_limits
from samsyn.statistics.verdict import Judgement

PROTECTED = "skyddad"
UNIT_LABELS = {
    ResultUnit.PERSONS: "personer",
    ResultUnit.PERCENT: "procent",
    ResultUnit.KRONOR: "kronor",
    ResultUnit.PER_POST: "personer per heltidstjänst",
}
CONFIDENCES = ((0.95, "95 %"), (0.998, "99,8 %"))


def verdict_word(judgement: Judgement | None) -> str:
    """Return the verdict in a word or two; a dash where there is nothing to judge."""
    return judgement.verdict.sv if judgement else "–"


def comparison_table(comparison: Comparison, *, id: str = "") -> Table:
    """Return a comparison as a table: numerator, denominator, value, interval, verdict.

    The county comes last, as what the others are set against. Nothing is ranked.
    """
    indicator = comparison.indicator
    has_denominator = bool(indicator.denominator)
    columns = [
        Column(_unit_heading(comparison)),
        Column(_heading(indicator.numerator), is_numeric=True),
        *(
            [Column(_heading(indicator.denominator), is_numeric=True)]
            if has_denominator
            else []
        ),
        *([Column(_value_heading(indicator), is_numeric=True)] if has_denominator else []),
        *([Column("95 % intervall", is_numeric=True)] if indicator.has_interval else []),
        *([Column("Källan medger", is_numeric=True)] if _has_ranges(comparison) else []),
        *([Column("Mot länet")] if has_denominator else []),
        Column("Uppgift"),
    ]
    rows = [_row(comparison, row) for row in (*comparison.rows, comparison.county)]
    return Table(
        id=id or f"tabell-{indicator.id}",
        caption=f"{indicator.title}, {comparison.year}",
        columns=tuple(columns),
        rows=tuple(rows),
        note=table_note(comparison),
    )


def table_note(comparison: Comparison) -> str:
    """Say what the columns mean, and where the associations are not alike."""
    indicator = comparison.indicator
    parts = []
    if indicator.cost_base:
        parts.append(f"Kostnadsbas: {indicator.cost_base}")
    if _has_ranges(comparison):
        parts.append("«Källan medger» visar mellan vilka värden källans avrundning lämnar oss.")
    if any(row.is_hidden for row in comparison.rows):
        parts.append(
            "«Skyddad» visar inte en grupp som är för liten, eller som röjer en sådan."
        )
    if comparison.differences:
        topics = listed([small(d.label) for d in comparison.differences])
        parts.append(f"Förbunden gör olika i fråga om: {topics}.")
    return " ".join(parts)


@lru_cache(maxsize=512)
def interval_chart(comparison: Comparison, *, id: str = "") -> Chart:
    """Return a comparison as points with their intervals, in the order of the table."""
    indicator = comparison.indicator
    marks = [
        IntervalMark(
            label=unit_name(row.unit),
            value=row.value,
            low=row.low,
            high=row.high,
            least=row.least,
            most=row.most,
            verdict=row.judgement.verdict.value if row.judgement else "",
            text=_mark_text(row, indicator),
        )
        for row in comparison.rows
    ]
    description = _description(comparison)
    draw = partial(
        interval_plot,
        marks,
        centre=comparison.centre if indicator.denominator else None,
        centre_label=comparison.county.unit.name,
        unit_label=UNIT_LABELS[indicator.unit],
        title=f"{indicator.title}, {comparison.year}",
        description=description,
        format=partial(_plain, indicator),
    )
    table = f"tabell-{indicator.id}"
    return Chart(
        id=id or f"intervall-{indicator.id}",
        caption=f"{indicator.title}, {comparison.year}{_with_interval(indicator)}",
        description=description,
        svg=draw(),
        narrow_svg=draw(narrow=True),
        table_id=table,
    )


def _with_interval(indicator: Indicator) -> str:
    return ", med 95 procents intervall" if indicator.has_interval else ""


@lru_cache(maxsize=512)
def funnel_chart(comparison: Comparison, *, id: str = "") -> Chart | None:
    """Return a share set against how many it is counted on, inside its control limits.

    None where there is no funnel to draw: not a share, no county value, or fewer than two
    units with a value.
    """
    indicator, centre = comparison.indicator, comparison.centre
    points = [
        FunnelPoint(
            label=unit_name(row.unit),
            denominator=row.denominator,
            value=row.value,
            verdict=row.judgement.verdict.value if row.judgement else "",
        )
        for row in comparison.rows
        if row.value is not None and row.denominator
    ]
    if indicator.interval is not IntervalKind.SHARE or centre is None or len(points) < 2:
        return None
    if not 0 < centre < 100:
        return None
    sizes = _sizes(max(point.denominator for point in points))
    curves = []
    for confidence, label in CONFIDENCES:
        limits = funnel_limits(sizes, centre / 100, confidence)
        curves.append(
            FunnelCurve(
                label,
                [float(n) for n in sizes],
                [100 * float(x) for x in np.asarray(limits.low)],
                [100 * float(x) for x in np.asarray(limits.high)],
            )
        )
    description = _description(comparison)
    draw = partial(
        funnel_plot,
        points,
        curves,
        centre=centre,
        centre_label=comparison.county.unit.name,
        denominator_label=f"antal {_heading(indicator.denominator).lower()}",
        unit_label=UNIT_LABELS[indicator.unit],
        title=f"{indicator.title}, {comparison.year}: trattdiagram",
        description=description,
        format=partial(_plain, indicator),
    )
    return Chart(
        id=id or f"tratt-{indicator.id}",
        caption=f"{indicator.title}, {comparison.year}, mot hur många den räknas på",
        description=description,
        svg=draw(),
        narrow_svg=draw(narrow=True),
        table_id=f"tabell-{indicator.id}",
    )


def _sizes(largest: float) -> np.ndarray:
    """Return about a hundred whole numbers, closest where the limits bend most."""
    return np.unique(np.geomspace(5, largest * 1.15 + 1, 120).astype(np.int64))


def _unit_heading(comparison: Comparison) -> str:
    has_parts = any(row.unit.level is Level.PART for row in comparison.rows)
    return "Förbund eller del" if has_parts else "Förbund"


def unit_name(unit: ComparisonUnit) -> str:
    """Name a unit so that a part, an association and the county are not mistaken."""
    if unit.is_county:
        return f"{unit.name} (hela länet)"
    return f"{unit.name} (del)" if unit.level is Level.PART else unit.name


def _has_ranges(comparison: Comparison) -> bool:
    rows = (*comparison.rows, comparison.county)
    return any(allowed_range(row, comparison.indicator) for row in rows)


def allowed_range(row: Compared, indicator: Indicator) -> str:
    """Write between which values the sources leave us; empty if it does not show."""
    if not row.is_uncertain or row.value is None:
        return ""
    shown = {in_unit(number, indicator.unit) for number in (row.least, row.value, row.most)}
    return interval(row.least, row.most, indicator.unit) if len(shown) > 1 else ""


def _row(comparison: Comparison, row: Compared) -> tuple[Cell, ...]:
    indicator = comparison.indicator
    cells = [Cell(unit_name(row.unit))]
    cells.append(_amount(row, row.numerator, indicator.numerator))
    if indicator.denominator:
        cells.append(_amount(row, row.denominator, indicator.denominator))
        cells.append(Cell(_shown(row, in_unit(row.value, indicator.unit)), row.value))
    if indicator.has_interval:
        cells.append(Cell(interval(row.low, row.high, indicator.unit) or MISSING))
    if _has_ranges(comparison):
        cells.append(Cell(allowed_range(row, indicator) or "–"))
    if indicator.denominator:
        cells.append(Cell("–" if row.unit.is_county else verdict_word(row.judgement)))
    cells.append(Cell("–" if row.value is None else STATUSES[row.status]))
    return tuple(cells)


def _amount(row: Compared, steps: int | None, atoms: tuple[str, ...]) -> Cell:
    """Write a numerator or a denominator in the unit of its atoms."""
    unit = ATOMS[atoms[0]].unit
    if row.is_hidden:
        return Cell(PROTECTED)
    if steps is None:
        return Cell(MISSING)
    if unit is AtomUnit.ORE:
        return Cell(kronor(steps), steps / 100)
    if unit is AtomUnit.HUNDREDTHS:
        return Cell(number(steps / 100, 2), steps / 100)
    return Cell(number(steps), steps)


def _shown(row: Compared, text: str) -> str:
    return PROTECTED if row.is_hidden else text


def _heading(atoms: tuple[str, ...]) -> str:
    """Name a numerator or a denominator; several atoms by what they are counted in."""
    if len(atoms) > 1:
        return capital(SHORT_HEADINGS[ATOMS[atoms[0]].unit])
    return capital(ATOMS[atoms[0]].sv.split(",")[0])


SHORT_HEADINGS = {
    AtomUnit.ORE: "kronor",
    AtomUnit.HUNDREDTHS: "heltidstjänster",
    AtomUnit.PERSONS: "personer",
}


def _value_heading(indicator: Indicator) -> str:
    return {
        ResultUnit.PERCENT: "Andel",
        ResultUnit.KRONOR: "Kronor per person",
        ResultUnit.PER_POST: "Per heltidstjänst",
        ResultUnit.PERSONS: "Antal",
    }[indicator.unit]


def _mark_text(row: Compared, indicator: Indicator) -> str:
    if row.is_hidden:
        return "skyddad"
    if row.value is None:
        return "uppgift saknas"
    word = verdict_word(row.judgement)
    shown = in_unit(row.value, indicator.unit)
    return shown if row.judgement is None else f"{shown}, {word}"


def _plain(indicator: Indicator, value: float) -> str:
    """Write a tick or a value: without decimals on axes when it is whole."""
    decimals = 0 if float(value).is_integer() or indicator.unit is ResultUnit.KRONOR else 1
    return number(value, decimals)


def _description(comparison: Comparison) -> str:
    """Say in words what the picture shows."""
    indicator = comparison.indicator
    said = [
        f"{row.unit.name} {in_unit(row.value, indicator.unit)}"
        + (f" ({verdict_word(row.judgement)})" if row.judgement else "")
        for row in comparison.rows
        if row.value is not None
    ]
    if not said:
        return f"{indicator.title}, {comparison.year}: inga uppgifter."
    county = in_unit(comparison.centre, indicator.unit)
    return f"{indicator.title}, {comparison.year}. {listed(said)}. Hela länet {county}."
