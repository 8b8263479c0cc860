"""The path of the equity, what would bring it back, and external money, as tables and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import partial

from samsyn.budget.remarks import limit_base
from samsyn.charts.series import LineSeries, line_chart
from samsyn.economy_reports.budget import financier_name
from samsyn.economy_reports.cells import money, percent
from samsyn.forecasts.equity import DecisionDay, LowerRequest, Standing, Start
from samsyn.forecasts.external import Grant, WithAndWithout
from samsyn.forecasts.selectors import EquityView
from samsyn.language.swedish import capital, day, kronor, number
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.rules.contributions import Party

KINDS = {"history": "utfall", "budget": "budget", "forecast": "prognos"}

DEFINITIONS = (
    ("Eget kapital", "Tillgångar minus skulder vid årets slut; ingående eget kapital plus årets resultat.",
     "SFS 2018:597 6 kap. 2 §"),
    ("Andel", "Eget kapital delat med basen. Basen skrivs alltid ut.", "Egen regel"),
    ("Nationella rådets rekommendation", "Högst 20 procent av tilldelade medel.",
     "Genomlysning av samordningsförbunden i Örebro län 2020, avsnitt 4.3"),
    ("Lägre begäran", "Så mycket lägre bidrag att gränsen nås. Basen sjunker samtidigt.",
     "SFS 2003:1210 5 §"),
    ("Egna pengar", "Intäkter och kostnader utan de externa pengar som används.",
     "SFS 2003:1210 6 §"),
)  # fmt: skip


def path_table(view: EquityView) -> Table:
    """Return the equity year by year, with its share of the members' contributions."""
    rows = []
    for point in view.points:
        known = view.plan.members_in(point.year)
        planned = view.plan.contribution_lines(point.year)
        base, name = (known.ore, known.source) if known else (planned, "budgetens bidrag")
        share = Fraction(point.ore, base) if base > 0 else None
        rows.append(
            (
                Cell(str(point.year)),
                money(point.ore),
                Cell(capital(KINDS[point.kind])),
                percent(share),
                Cell(
                    f"{capital(name)}: {kronor(base)}" if base > 0 else "Inga bidrag är kända"
                ),
                Cell(point.source or "–"),
            )
        )
    return Table(
        id="tabell-eget-kapital",
        caption="Eget kapital vid årets slut",
        columns=(
            Column("År"),
            Column("Eget kapital", True),
            Column("Läge"),
            Column("Andel av basen", True),
            Column("Bas"),
            Column("Källa"),
        ),
        rows=tuple(rows),
    )


def standings_table(standings: Sequence[Standing]) -> Table:
    """Return the equity of a year against each limit, with base, ceiling and what is too much."""
    return Table(
        id="tabell-granser",
        caption="Mot gränserna",
        columns=(
            Column("Gräns"),
            Column("Nivå"),
            Column("Bas"),
            Column("Tak", True),
            Column("Eget kapital", True),
            Column("För mycket", True),
            Column("Källa"),
        ),
        rows=tuple(_standing_row(each) for each in standings),
    )


def _standing_row(each: Standing) -> tuple[Cell, ...]:
    limit = each.limit
    levels = []
    if limit.max_percent is not None:
        levels.append(
            f"{percent(limit.max_percent / 100, 0 if limit.max_percent.denominator == 1 else 1).text}"
        )
    if limit.max_ore is not None:
        levels.append(kronor(limit.max_ore))
    return (
        Cell(limit.label),
        Cell(f"högst {' eller '.join(levels)}"),
        Cell(f"{capital(each.base)}: {kronor(each.base_ore)}" if limit.max_percent is not None else "–"),
        money(int(each.ceiling)),
        money(each.equity_ore),
        money(each.excess_ore) if each.excess_ore else Cell("inget"),
        Cell(limit.source, note="" if limit.is_verified else "Inte kontrollerad mot sin källa."),
    )  # fmt: skip


def starts_table(starts: Sequence[Start], excess_ore: int) -> Table:
    """Return what must be spent a month for every start that is left."""
    return Table(
        id="tabell-starter",
        caption=f"Mer insatser för {kronor(excess_ore)} till årets slut",
        columns=(Column("Start"), Column("Månader", True), Column("Kostnad per månad", True)),
        rows=tuple(
            (Cell(day(each.on)), Cell(str(each.months), each.months), money(each.ore_a_month))
            for each in starts
        ),
    )


def request_table(lower: LowerRequest) -> Table:
    """Return how much less to ask for, by party."""
    names = {
        Party.STATE: "Försäkringskassan",
        Party.REGIONS: "Regionen",
        Party.MUNICIPALITIES: "Kommunerna",
    }
    rows = [(Cell(names[party]), money(ore)) for party, ore in lower.parts.items()]
    return Table(
        id="tabell-begaran",
        caption="Lägre begäran",
        columns=(Column("Part"), Column("Minskning", True)),
        rows=(*rows, (Cell("Summa"), money(lower.total_ore))),
        note="Staten bidrar med hälften (SFS 2003:1210 5 §). Dess del är avrundad uppåt till hela tusental.",
    )


def days_table(days: Sequence[DecisionDay], year: int) -> Table:
    """Return the days that decide about the next year."""
    return Table(
        id="tabell-dagar",
        caption=f"Dagar {year} som avgör {year + 1}",
        columns=(Column("Senast"), Column("Vad"), Column("Källa")),
        rows=tuple(
            (
                Cell(day(each.on)),
                Cell(each.label),
                Cell(
                    each.source, note="" if each.is_verified else "Dagen är inte kontrollerad."
                ),
            )
            for each in days
        ),
    )


def grants_table(grants: Sequence[Grant]) -> Table:
    """Return external money: granted, used and remaining, by financier and year."""
    return Table(
        id="tabell-externa",
        caption="Externa pengar år för år",
        columns=(
            Column("Finansiär"),
            Column("År"),
            Column("Beviljat", True),
            Column("Använt", True),
            Column("Återstår", True),
            Column("Källa"),
        ),
        rows=tuple(
            (
                Cell(capital(financier_name(each.financier))),
                Cell(str(each.year)),
                money(each.granted_ore),
                money(each.used_ore),
                money(each.remaining_ore),
                Cell(each.source, note="" if each.is_exact else "Avrundat i källan."),
            )
            for each in grants
        ),
    )


def with_and_without_table(years: Sequence[WithAndWithout]) -> Table:
    """Return income and cost with external money, and the members' own alone."""
    return Table(
        id="tabell-med-och-utan",
        caption="Med och utan externa pengar",
        columns=(
            Column("År"),
            Column("Intäkter", True),
            Column("utan externa", True),
            Column("Kostnader", True),
            Column("utan externa", True),
            Column("Externa pengar", True),
            Column("Egna pengar kvar", True),
            Column("Källa"),
        ),
        rows=tuple(
            (
                Cell(str(each.year)),
                money(each.income_ore),
                money(each.own_income_ore),
                money(each.cost_ore),
                money(each.own_cost_ore),
                money(each.external_ore),
                money(each.result_ore),
                Cell(
                    capital(each.source),
                    note="" if each.is_exact else "Någon siffra är avrundad i källan.",
                ),
            )
            for each in years
        ),
        note="Externa pengar som används betalar lika mycket kostnad: resten betalas med egna pengar.",
    )


def equity_chart(view: EquityView) -> Chart | None:
    """Return the path of the equity with its limits; None if nothing is known."""
    if not view.points:
        return None
    years = sorted({point.year for point in view.points})
    series = [
        _series(capital(sv), [(p.year, p.ore) for p in view.points if p.kind == kind])
        for kind, sv in KINDS.items()
        if any(point.kind == kind for point in view.points)
    ]
    shares = [limit for limit in view.plan.limits if limit.max_percent is not None]
    for limit in shares or view.plan.limits:
        held = []
        for year in years:
            base, _ = limit_base(view.plan, limit, year)
            if limit.holds_in(year) and (limit.max_percent is None or base > 0):
                held.append((year, int(limit.ceiling(base))))
        if held and limit.is_verified:
            series.append(_series(limit.label, held))
    last = view.points[-1]
    described = (
        f"Eget kapital vid årets slut {years[0]}–{years[-1]}, i tusen kronor. "
        f"{last.year} är det {kronor(last.ore)} ({KINDS[last.kind]})."
    )
    draw = partial(
        line_chart,
        series[:5],
        unit_label="tusen kronor",
        title="Eget kapital vid årets slut",
        description=described,
        format=lambda value: number(int(value)),
    )
    return Chart(
        id="bild-eget-kapital",
        caption="Eget kapital vid årets slut, med gränser",
        description=described,
        svg=draw(),
        table_id="tabell-eget-kapital",
        narrow_svg=draw(narrow=True),
    )


def _series(label: str, points: Sequence[tuple[int, int]]) -> LineSeries:
    return LineSeries(
        label, tuple((year, ore // 100_000, number(ore // 100_000)) for year, ore in points)
    )
