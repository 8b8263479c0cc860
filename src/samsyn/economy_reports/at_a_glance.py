"""An association's economy at a glance: what it stands at, and what waits to be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from samsyn.budget.plan import Plan
from samsyn.budget.selectors import (
    contributions_of,
    equity_at_end,
    latest_version,
    plan_for,
    review_of,
)
from samsyn.charts.series import StackedRow, bar_parts
from samsyn.contributions.selectors import YearOfFunding, year_of
from samsyn.economy.codes import CATEGORIES
from samsyn.economy_reports.cells import money
from samsyn.facts.amounts import DECEMBER, speaks_for_itself
from samsyn.language.swedish import MISSING, capital, kronor, listed, number, small
from samsyn.ledger.outcome import OutcomeRow
from samsyn.ledger.selectors import last_month_booked, outcome_of, years_booked
from samsyn.register.models import Association
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.rules.shares import format_percent

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
KINDS_OF_COST = ("individual", "structural", "administration")
MOST_YEARS = 6
ORE_PER_TKR = 100_000
DEFINITIONS = (
    (
        "Medlemmarnas bidrag",
        "Det medlemmarna har beslutat för året; det de är tillfrågade om tills alla har beslutat.",
        "SFS 2003:1210 5 §",
    ),
    (
        "Budgeterat resultat",
        (
            "Årets intäkter minus årets kostnader i den budget som gäller, annars i det senaste "
            "förslaget eller den publicerade budgeten."
        ),
        "SFS 2017:725 11 kap. 5 §, genom SFS 2003:1210 21 §",
    ),
    (
        "Bokfört resultat",
        "Intäkter minus kostnader i inläst bokföring, till och med den månad som anges.",
        "Inläst bokföring",
    ),
    (
        "Eget kapital",
        "Eget kapital vid årets slut. Procenttalet är räknat på medlemmarnas bidrag samma år.",
        "Bokföringen, annars publicerade siffror",
    ),
)


@dataclass(frozen=True)
class KeyFigure:
    """A figure on the first page, and the page that it leads to (the name of its address)."""

    label: str
    value: str
    note: str
    page: str


@dataclass(frozen=True)
class Task:
    """Something that waits to be done; `severity` is error, warning or information."""

    severity: str
    text: str
    page: str


@dataclass(frozen=True)
class Glance:
    """What there is of an association's year: funding, plan, booked rows, equity."""

    association: Association
    year: int
    on: date
    funding: YearOfFunding
    plan: Plan | None
    booked: tuple[OutcomeRow, ...]
    last_month: int
    equity: tuple[int, int] | None
    """The latest year before or in `year` with known equity, and the öre."""

    members: Mapping[int, int]
    """Year → what all members contribute together, decided or asked for, in öre."""

    @property
    def contributions(self) -> int | None:
        """What all members contribute together; what they are asked for until all decide."""
        return self.members.get(self.year)

    @property
    def booked_result(self) -> int:
        return sum(row.ore for row in self.booked)

    @property
    def unmapped(self) -> list[str]:
        """The accounts of the result that no category is chosen for."""
        return sorted({row.account for row in self.booked if row.category not in CATEGORIES})


def glance_of(association: Association, year: int, *, on: date) -> Glance:
    """Return what there is of an association's year, as it stands on a day."""
    key = str(association.pk)
    return Glance(
        association,
        year,
        on,
        year_of(association, year, on=on),
        plan_for(key, year),
        outcome_of(key, year),
        last_month_booked(key, year),
        _latest_equity(key, year),
        {each.year: each.ore for each in contributions_of(key)},
    )


def _latest_equity(association: str, year: int) -> tuple[int, int] | None:
    for each in range(year, year - MOST_YEARS, -1):
        ore, _ = equity_at_end(association, each)
        if ore is not None:
            return each, ore
    return None


def key_figures(glance: Glance) -> list[KeyFigure]:
    """Return the figures of the first page, each with what it rests on."""
    return [_members(glance), _planned(glance), _booked(glance), _equity(glance)]


def _members(glance: Glance) -> KeyFigure:
    rows = glance.funding.rows
    decided = sum(row.decided_ore is not None for row in rows)
    note = (
        f"{decided} av {len(rows)} har beslutat" if glance.funding.funding else "inget äskande"
    )
    return KeyFigure("Medlemmarnas bidrag", _kr(glance.contributions), note, "contributions")


def _planned(glance: Glance) -> KeyFigure:
    plan = glance.plan
    if plan is None:
        return KeyFigure("Budgeterat resultat", MISSING, "ingen budget", "budget")
    return KeyFigure(
        "Budgeterat resultat", _kr(plan.result(glance.year)), small(plan.title), "budget"
    )


def _booked(glance: Glance) -> KeyFigure:
    if not glance.last_month:
        return KeyFigure("Bokfört resultat", MISSING, "ingen bokföring inläst", "outcome")
    note = f"till och med {MONTHS[glance.last_month - 1]}"
    return KeyFigure("Bokfört resultat", _kr(glance.booked_result), note, "outcome")


def _equity(glance: Glance) -> KeyFigure:
    if glance.equity is None:
        return KeyFigure("Eget kapital", MISSING, "okänt", "equity")
    year, ore = glance.equity
    share = equity_share(glance)
    note = f"{share} av bidragen, slutet av {year}" if share else f"slutet av {year}"
    return KeyFigure("Eget kapital", _kr(ore), note, "equity")


def equity_share(glance: Glance) -> str:
    """Return the equity in per cent of the members' contributions of its own year; "" if
    those are not known."""
    if glance.equity is None:
        return ""
    year, ore = glance.equity
    base = glance.members.get(year)
    return f"{format_percent(Fraction(ore, base), 1)}\u00a0%" if base else ""


def tasks(glance: Glance) -> list[Task]:
    """Return what waits to be done, the gravest first."""
    found = [
        *_tasks_of_budget(glance),
        *_tasks_of_ledger(glance),
        *_tasks_of_funding(glance),
    ]
    order = ["error", "warning", "information"]
    return sorted(found, key=lambda task: order.index(task.severity))


def _tasks_of_budget(glance: Glance) -> Iterator[Task]:
    if glance.plan is None:
        yield Task("information", f"Det finns ingen budget för {glance.year}.", "budget")
        return
    version = latest_version(str(glance.association.pk), glance.year)
    review = review_of(glance.plan, version, on=glance.on)
    grave = sum(remark.is_grave for remark in review.remarks)
    if grave:
        yield Task("error", f"{_many(grave, 'fel', 'fel')} i budgeten.", "budget")
    waiting = sum(reason is None for _, reason in review.warnings)
    if waiting:
        words = _many(waiting, "rättslig varning", "rättsliga varningar")
        yield Task("warning", f"{words} om budgeten väntar på ett skäl.", "budget")


def _tasks_of_ledger(glance: Glance) -> Iterator[Task]:
    if glance.unmapped:
        shown = listed(glance.unmapped[:5])
        words = _many(len(glance.unmapped), "konto saknar", "konton saknar")
        yield Task("warning", f"{words} kategori: {shown}.", "chart_of_accounts")
    behind = glance.on.month - 1 if glance.year == glance.on.year else 0
    if glance.last_month and behind - glance.last_month >= 2:
        until = MONTHS[glance.last_month - 1]
        yield Task("information", f"Bokföringen är inläst till och med {until}.", "vouchers")


def _tasks_of_funding(glance: Glance) -> Iterator[Task]:
    if glance.funding.funding is None:
        return
    waiting = [row.party.name for row in glance.funding.rows if row.decided_ore is None]
    if waiting:
        yield Task("information", f"Beslut väntas från {listed(waiting)}.", "contributions")


def ledger_use(association: Association) -> list[tuple[int, str]]:
    """Return each booked year, and whether the indicators are made of its ledger or why not."""
    key = str(association.pk)
    found = []
    for year in reversed(years_booked(key)):
        last = last_month_booked(key, year)
        if last < DECEMBER:
            words = f"Nej: inläst till och med {MONTHS[last - 1]}." if last else "Nej: tomt år."
        elif speaks_for_itself(key, year):
            words = "Ja."
        else:
            words = "Nej: något konto saknar kategori."
        found.append((year, words))
    return found


def costs_over_years(association: Association) -> tuple[Table, Chart] | None:
    """Return what costs were made of in the booked years; None if none is booked."""
    years = years_booked(str(association.pk))[-MOST_YEARS:]
    if not years:
        return None
    costs = {year: _costs(outcome_of(str(association.pk), year)) for year in years}
    names = [k for k in (*KINDS_OF_COST, "") if any(k in own for own in costs.values())]
    words = {**CATEGORIES, "": "övrigt"}
    table = Table(
        id="kostnader",
        caption=f"Vad kostnaderna består av, {association.short_name}",
        columns=(
            Column("År"),
            *(Column(capital(words[name]), is_numeric=True) for name in names),
            Column("Summa", is_numeric=True),
        ),
        rows=tuple(
            (
                Cell(str(year)),
                *(money(costs[year].get(name, 0)) for name in names),
                money(sum(costs[year].values())),
            )
            for year in years
        ),
        note="Bokförda kostnader utan omfördelning, hela den tid som är inläst av varje år.",
    )
    stacks = [
        StackedRow(
            str(year),
            tuple(
                (words[name], max(costs[year].get(name, 0), 0), _tkr(costs[year].get(name, 0)))
                for name in names
            ),
        )
        for year in years
    ]
    return table, _chart(stacks, table.caption)


def _chart(stacks: Sequence[StackedRow], caption: str) -> Chart:
    about = (
        "Staplar, en för varje år, delade efter vad kostnaderna avser. Beloppen i staplarna är i "
        "tusental kronor och står även i tabellen."
    )
    return Chart(
        id="kostnader-bild",
        caption=caption,
        description=about,
        svg=bar_parts(stacks, title=caption, description=about),
        narrow_svg=bar_parts(stacks, title=caption, description=about, narrow=True),
    )


def _costs(rows: Iterable[OutcomeRow]) -> dict[str, int]:
    """Return the costs by their main category; what has none, or another, under ""."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        main = row.category.split(".")[0]
        if main in KINDS_OF_COST:
            sums[main] -= row.ore
        elif row.ore < 0:
            sums[""] -= row.ore
    return dict(sums)


def county_table(glances: Sequence[Glance], year: int) -> Table:
    """Return a county's associations side by side in a year."""
    titles = ("Medlemmarnas bidrag", "Budgeterat resultat", "Bokfört resultat", "Eget kapital")
    return Table(
        id="forbunden",
        caption=f"Förbundens ekonomi {year}",
        columns=(
            Column("Förbund"),
            *(Column(title, is_numeric=True) for title in titles),
            Column("Del av bidragen", is_numeric=True),
            Column("Bokfört till och med"),
        ),
        rows=tuple(_county_row(glance) for glance in glances),
        note=(
            "Två punkter (..) betyder att uppgiften saknas. Eget kapital gäller det senaste år "
            "som är känt, och delen är räknad på medlemmarnas bidrag det året."
        ),
    )


def _county_row(glance: Glance) -> tuple[Cell, ...]:
    plan, last = glance.plan, glance.last_month
    equity = glance.equity
    return (
        Cell(glance.association.short_name),
        money(glance.contributions),
        money(plan.result(glance.year) if plan else None),
        money(glance.booked_result if last else None),
        replace(money(equity[1]), note=f"Slutet av {equity[0]}.") if equity else money(None),
        Cell(equity_share(glance) or MISSING),
        Cell(MONTHS[last - 1] if last else MISSING),
    )


def _kr(ore: int | None) -> str:
    return MISSING if ore is None else kronor(ore)


def _tkr(ore: int) -> str:
    return number(Decimal(ore) / ORE_PER_TKR)


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
