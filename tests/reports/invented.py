"""A small report where every kind of block occurs. All names and figures are invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from samsyn.charts.plots import (
    FunnelCurve,
    FunnelPoint,
    IntervalMark,
    funnel_plot,
    interval_plot,
)
from samsyn.charts.series import LineSeries, StackedRow, bar_parts, line_chart
from samsyn.language import swedish
from samsyn.reports.content import (
    Bullets,
    Cell,
    Chart,
    Column,
    Paragraph,
    Report,
    Section,
    Table,
)

NAMES = ("Norrdal", "Söderås", "Mellanbygdens samordningsförbund", "Ådalen", "Östervik")
PEOPLE = (148, 61, 37, 13, 0)
POSITIVE = (71, 19, 22, 5, 0)
INTERVALS = ((40.1, 56.0), (20.9, 43.6), (43.5, 73.7), (17.7, 64.5), (None, None))
VERDICTS = ("no_certain_difference", "lower", "higher", "cannot_be_judged", "")


def percent(value):
    return f"{swedish.number(value, 1)}{swedish.NO_BREAK}%"


def share(place):
    return 100 * POSITIVE[place] / PEOPLE[place] if PEOPLE[place] else None


def marks():
    return [
        IntervalMark(
            label=name,
            value=share(place),
            low=INTERVALS[place][0],
            high=INTERVALS[place][1],
            least=28.0 if place == 1 else None,
            most=39.0 if place == 1 else None,
            verdict=VERDICTS[place],
        )
        for place, name in enumerate(NAMES)
    ]


def interval_svg(*, narrow=False):
    return interval_plot(
        marks(),
        centre=45.2,
        centre_label="Länet",
        unit_label="Andel av avsluten, procent",
        title="Avslut till arbete eller studier",
        description="En rad per förbund med andel och osäkerhet. Mellanbygden ligger högst.",
        format=percent,
        narrow=narrow,
    )


def limits(width):
    sizes = range(5, 181)
    half = [100 * width * (0.452 * 0.548 / size) ** 0.5 for size in sizes]
    return (
        list(sizes),
        [max(0.0, 45.2 - spread) for spread in half],
        [min(100.0, 45.2 + spread) for spread in half],
    )


def funnel_points():
    return [
        FunnelPoint(NAMES[place], PEOPLE[place], share(place), VERDICTS[place])
        for place in range(4)
    ]


def funnel_svg(*, narrow=False):
    return funnel_plot(
        funnel_points(),
        [
            FunnelCurve("95 %", *limits(1.96)),
            FunnelCurve("99,8 %", *limits(3.09)),
        ],
        centre=45.2,
        centre_label="Länet",
        denominator_label="Antal avslut",
        unit_label="Andel till arbete eller studier",
        title="Andel mot antal avslut",
        description="Fyra förbund inom och utanför gränserna för vad slumpen ensam ger.",
        format=percent,
        narrow=narrow,
    )


def parts_svg(*, narrow=False):
    names = ("Individinriktade insatser", "Strukturinriktade insatser", "Administration")
    values = ((62.0, 21.0, 17.0), (71.5, 4.5, 24.0), (48.0, 44.0, 8.0))
    return bar_parts(
        [
            StackedRow(
                name,
                tuple(
                    (part, value, f"{swedish.number(value)}{swedish.NO_BREAK}%")
                    for part, value in zip(names, row, strict=True)
                ),
            )
            for name, row in zip(NAMES, values, strict=False)
        ],
        title="Vad pengarna gick till",
        description="Tre förbund och tre slags kostnader, som andelar av alla kostnader.",
        narrow=narrow,
    )


def line_series():
    return [
        LineSeries(
            "Norrdal",
            ((2020, 131.0, ""), (2021, 140.0, ""), (2022, None, ""), (2023, 148.0, "")),
        ),
        LineSeries(
            "Söderås", ((2020, 88.0, ""), (2021, 72.0, ""), (2022, 64.0, ""), (2023, 61.0, ""))
        ),
    ]


def lines_svg(*, narrow=False):
    return line_chart(
        line_series(),
        unit_label="Antal deltagare",
        title="Deltagare över åren",
        description="Norrdal ökar från 131 till 148, 2022 saknas; Söderås minskar från 88 till 61.",
        format=swedish.number,
        narrow=narrow,
    )


def table():
    return Table(
        id="avslut",
        caption="Avslut till arbete eller studier",
        columns=(
            Column("Förbund"),
            Column("Avslut", is_numeric=True, unit="antal"),
            Column("Andel", is_numeric=True),
            Column("Kostnad", is_numeric=True, unit="kr"),
            Column("Bedömning"),
        ),
        rows=tuple(
            (
                Cell(name),
                Cell(swedish.number(PEOPLE[place]), PEOPLE[place]),
                Cell("..", note="Inga avslut under året.")
                if share(place) is None
                else Cell(percent(share(place)), share(place)),
                Cell(
                    swedish.kronor(123456750 * (place + 1)), Decimal("1234567.50") * (place + 1)
                ),
                Cell("=1+1" if place == 3 else "Ingen säker skillnad"),
            )
            for place, name in enumerate(NAMES)
        ),
        note="Källa: förbundens årsredovisningar. Påhittade uppgifter.",
    )


def chart(id, caption, draw, table_id=None):
    return Chart(
        id=id,
        caption=caption,
        description=f"{caption}, ett diagram.",
        svg=draw(),
        narrow_svg=draw(narrow=True),
        table_id=table_id,
    )


def report():
    return Report(
        title="Genomlysning av samordningsförbunden i Påhittade län",
        subtitle="Medel, deltagare och resultat 2023",
        about=(
            ("Gäller", "2023, jämfört med 2020–2022"),
            ("Underlag", "Förbundens årsredovisningar <påhittade> & egna räkningar"),
        ),
        issued_on=date(2024, 5, 17),
        sections=(
            Section(
                id="sammanfattning",
                title="Sammanfattning",
                blocks=(
                    Paragraph('Skillnaderna mellan förbunden är små. #read("/etc/passwd")'),
                    Bullets(("Norrdal är störst.", "Söderås ligger säkert lägre än länet.")),
                ),
            ),
            Section(
                id="resultat",
                title="Resultat",
                sections=(
                    Section(
                        id="vid-avslut",
                        title="Arbete och studier vid avslut",
                        blocks=(
                            chart("figur-andel", "Andel per förbund", interval_svg, "avslut"),
                            table(),
                            chart("figur-tratt", "Andel mot antal", funnel_svg, "avslut"),
                        ),
                    ),
                    Section(
                        id="over-ar",
                        title="Pengar och år",
                        blocks=(
                            chart("figur-kostnad", "Vad pengarna gick till", parts_svg),
                            chart("figur-ar", "Deltagare över åren", lines_svg),
                        ),
                    ),
                ),
            ),
        ),
    )
