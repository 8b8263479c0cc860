"""Outcome beside budget and forecasts, as tables and a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from samsyn.charts.series import LineSeries, line_chart
from samsyn.economy_reports.cells import money, signed
from samsyn.forecasts.forecast import EXPLAINED, METHODS, ForecastRow, total_by
from samsyn.forecasts.models import Deviation, Forecast
from samsyn.forecasts.outcome import FollowUpRow
from samsyn.forecasts.selectors import FollowUp, frozen_rows
from samsyn.language.swedish import capital, day, number
from samsyn.reports.content import Cell, Chart, Column, Table

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
PERIODS = {"sofar": "hittills i år", "month": "månaden", "year": "helåret"}
RESULT = "Resultat"

DEFINITIONS = (
    ("Budget", "Budgetversionen som gäller, fördelad på månader efter radens mönster.",
     "SFS 2018:597 3 kap. 2 §: utfallet ska kunna jämföras med budgeten"),
    ("Utfall", "Det som är bokfört på kontona som hör till raden.", "Bokföringen"),
    ("Avvikelse", "Utfall minus budget, som påverkan på resultatet: plus är bättre än budget.",
     "Egen beräkning"),
    *((capital(METHODS[key]), text, "Egen beräkning") for key, text in EXPLAINED.items()),
)  # fmt: skip


def outcome_table(
    rows: Sequence[FollowUpRow],
    forecast: Mapping[str, ForecastRow],
    *,
    month: int,
    period: str,
    deviations: Mapping[str, Sequence[Deviation]],
) -> Table:
    """Return budget and outcome of a period, the whole year's budget, and the forecast."""
    found = [
        _outcome_row(row, forecast.get(row.key), month, period, deviations) for row in rows
    ]
    pairs = [row.in_period(month, period) for row in rows]
    budget, outcome = (sum(pair[side] for pair in pairs) for side in (0, 1))
    year = sum(row.budget_ore for row in rows)
    whole = sum(each.ore for each in forecast.values())
    found.append(
        (
            Cell(RESULT),
            money(budget),
            money(outcome),
            signed(outcome - budget),
            money(year),
            money(whole) if forecast else Cell("–"),
            Cell(""),
            Cell(""),
        )
    )
    return Table(
        id="tabell-utfall",
        caption=f"Budget och utfall {PERIODS[period]}, till och med {MONTHS[month - 1]}"
        if period == "sofar"
        else f"Budget och utfall, {PERIODS[period] if period == 'year' else MONTHS[month - 1]}",
        columns=(
            Column("Rad"),
            Column("Budget", True),
            Column("Utfall", True),
            Column("Avvikelse", True),
            Column("Budget helår", True),
            Column("Prognos helår", True),
            Column("Ansvarig"),
            Column("Förklaring"),
        ),
        rows=tuple(found),
        note="Kostnader skrivs som positiva tal. Avvikelsen är påverkan på resultatet: plus är bättre än budget.",
    )


def _outcome_row(
    row: FollowUpRow,
    forecast: ForecastRow | None,
    month: int,
    period: str,
    deviations: Mapping[str, Sequence[Deviation]],
) -> tuple[Cell, ...]:
    budget, outcome = row.in_period(month, period)
    sign = 1 if row.is_income else -1
    said = deviations.get(row.key, ())
    return (
        Cell(row.label if row.is_budgeted else f"{row.label} (utanför budget)"),
        money(sign * budget),
        money(sign * outcome),
        signed(outcome - budget),
        money(sign * row.budget_ore),
        money(sign * forecast.ore) if forecast else Cell("–"),
        Cell(capital(row.responsible) or "–"),
        Cell(f"{said[0].reason} ({said[0].role}, {day(said[0].decided_on)})" if said else "–"),
    )


def methods_table(rows: Sequence[ForecastRow]) -> Table:
    """Return what every method says of each line, with the chosen one said."""
    found = []
    for row in rows:
        sign = 1 if (row.budget_ore or row.outcome_ore) > 0 else -1
        answers = [row.by(method) for method in METHODS]
        found.append(
            (
                Cell(row.label),
                money(sign * row.budget_ore),
                money(sign * row.outcome_ore),
                *(Cell("–") if ore is None else money(sign * ore) for ore in answers),
                Cell(METHODS[row.method], note=row.comment),
            )
        )
    totals = [total_by(rows, method) for method in METHODS if method != "manual"]
    found.append(
        (
            Cell(RESULT),
            money(sum(row.budget_ore for row in rows)),
            money(sum(row.outcome_ore for row in rows)),
            *(Cell("–") if ore is None else money(ore) for ore in totals),
            Cell("–"),
            money(sum(row.ore for row in rows)),
        )
    )
    return Table(
        id="tabell-metoder",
        caption="Helåret enligt varje metod",
        columns=(
            Column("Rad"),
            Column("Budget", True),
            Column("Utfall hittills", True),
            *(Column(capital(word), True) for word in METHODS.values()),
            Column("Vald metod"),
        ),
        rows=tuple(found),
        note="Sista raden är resultatet; under Vald metod står prognosens resultat.",
    )


def forecasts_table(forecasts: Sequence[Forecast]) -> Table:
    """Return the forecasts of a year: when, on what, and what they said."""
    return Table(
        id="tabell-prognoser",
        caption="Årets prognoser, den senaste först",
        columns=(
            Column("Prognos"),
            Column("Gjord"),
            Column("Bokfört till och med"),
            Column("Resultat", True),
            Column("Avvikelse mot budget", True),
            Column("Anmärkning"),
        ),
        rows=tuple(_forecast_row(forecast) for forecast in forecasts),
    )


def _forecast_row(forecast: Forecast) -> tuple[Cell, ...]:
    rows = frozen_rows(forecast)
    result, budget = sum(row.ore for row in rows), sum(row.budget_ore for row in rows)
    return (
        Cell(forecast.name),
        Cell(day(forecast.made_on)),
        Cell(MONTHS[forecast.last_month - 1] if forecast.last_month else "inget"),
        money(result),
        signed(result - budget),
        Cell(forecast.note or "–"),
    )


def outcome_chart(found: FollowUp, forecast: Sequence[ForecastRow]) -> Chart | None:
    """Return the costs of the year so far: budget, outcome, and where the forecast ends.

    None if there is neither budget nor outcome.
    """
    costs = [row for row in found.rows if not row.is_income]
    if not costs:
        return None
    budget = [-sum(row.budget_to(month) for row in costs) for month in range(1, 13)]
    outcome = [
        -sum(row.outcome_to(month) for row in costs) for month in range(1, found.last_month + 1)
    ]
    keys = {row.key for row in costs}
    end = -sum(row.ore for row in forecast if row.key in keys)
    series = [_series("Budget", enumerate(budget, 1))]
    if outcome:
        series.append(_series("Utfall", enumerate(outcome, 1)))
        left = 12 - found.last_month
        way = [
            (found.last_month + step, outcome[-1] + (end - outcome[-1]) * step // left)
            for step in range(left + 1)
        ] if left else []  # fmt: skip
        series.append(_series("Prognos", way))
    described = (
        f"Kostnaderna månad för månad {found.year}. Budgeten för året är {_tkr(budget[-1])}"
        + (
            f", utfallet hittills {_tkr(outcome[-1])} och prognosen {_tkr(end)}."
            if outcome
            else "."
        )
    )
    draw = partial(
        line_chart,
        series,
        unit_label="tusen kronor, kostnader sedan årets början",
        title=f"Kostnader {found.year}: budget, utfall och prognos",
        description=described,
        format=lambda value: number(int(value)),
    )
    return Chart(
        id="bild-utfall",
        caption=f"Kostnader {found.year} sedan årets början: budget, utfall och prognos",
        description=described,
        svg=draw(),
        table_id="tabell-utfall",
        narrow_svg=draw(narrow=True),
    )


def _series(label: str, points: Iterable[tuple[int, int]]) -> LineSeries:
    return LineSeries(
        label,
        tuple((month, ore // 100_000, number(ore // 100_000)) for month, ore in points),
    )


def _tkr(ore: int) -> str:
    return f"{number(ore // 100_000)}\u00a0tkr"
