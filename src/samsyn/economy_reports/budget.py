"""A budget as tables: its lines over three years, the remarks, and two versions side by side."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from samsyn.budget.models import BudgetVersion
from samsyn.budget.plan import Line, Plan, changes_between, net_cost
from samsyn.budget.remarks import remark_rules
from samsyn.budget.selectors import BudgetReview
from samsyn.economy.codes import BASES, CATEGORIES
from samsyn.economy.presets import statement_lines
from samsyn.economy_reports.cells import money, percent, signed
from samsyn.facts.figures import FINANCIERS
from samsyn.language.swedish import capital, day
from samsyn.reports.content import Cell, Column, Table

SEVERITIES = {"error": "Fel", "warning": "Varning", "information": "Upplysning"}

DEFINITIONS = (
    ("Intäkter", "Medlemmarnas bidrag, externa medel som används, övriga och finansiella intäkter.",
     "SFS 2018:597 5 kap. 2 §"),
    ("Kostnader", "Allt som minskar resultatet. Skrivs som positiva tal.",
     "SFS 2018:597 5 kap. 2 §"),
    ("Resultat", "Intäkter minus kostnader, finansiella poster inräknade.",
     "SFS 2018:597 5 kap. 2 §"),
    ("Brutto och netto", "En bruttorad visar hela kostnaden; finansieringen har egna rader. Netto är det som blir kvar.",
     "SFS 2018:597 4 kap. 4 §"),
    ("Externa medel", "Pengar från andra än medlemmarna, till exempel ESF eller MUCF.",
     "SFS 2003:1210 5 och 6 §§"),
    ("Eget kapital", "Ingående eget kapital plus årets resultat.", "SFS 2018:597 6 kap. 2 §"),
)  # fmt: skip
"""Word, meaning and source, for the last sheet of workbooks."""

GROUPS = (
    ("Intäkter", lambda line: line.is_income and line.category != "financial_income"),
    ("Insatser", lambda line: line.is_intervention),
    (
        "Administration och övrigt",
        lambda line: (
            not line.is_income
            and not line.is_intervention
            and line.category != "financial_cost"
        ),
    ),
    (
        "Finansiella poster",
        lambda line: line.category in {"financial_income", "financial_cost"},
    ),
)
TOTALS = (
    "Summa intäkter", "Summa insatser", "Summa administration och övrigt",
    "Rörelsens kostnader", "Rörelseresultat", "Resultat",
    "Eget kapital vid årets slut",
)  # fmt: skip


def financier_name(code: str) -> str:
    """Return who pays, in words; an own word for a financier is its own name."""
    others = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen", "": "medlemmarna"}
    return FINANCIERS.get(code) or others.get(code) or code


def budget_table(plan: Plan) -> Table:
    """Return the lines of a budget by group, with sums, for every year of the plan."""
    rows: list[tuple[Cell, ...]] = []
    for title, wanted in GROUPS:
        lines = [line for line in plan.lines if wanted(line)]
        rows += [_row(plan, line) for line in lines]
        if title == "Intäkter":
            sums = [plan.total(year, wanted) for year in plan.years]
            rows.append(_sum("Summa intäkter", sums))
        elif title != "Finansiella poster":
            sums = [-plan.total(year, wanted) for year in plan.years]
            rows.append(_sum(f"Summa {title.lower()}", sums))
        if title == "Administration och övrigt":
            costs = [-plan.total(y, _is_operating_cost) for y in plan.years]
            rows.append(_sum("Rörelsens kostnader", costs))
            rows.append(_sum("Rörelseresultat", [plan.operating_result(y) for y in plan.years]))
    rows.append(_sum("Resultat", [plan.result(year) for year in plan.years]))
    equity = dict(plan.equity_path())
    if equity:
        rows.append(_sum("Eget kapital vid årets slut", [equity[y] for y in plan.years]))
    return Table(
        id="tabell-budget",
        caption=f"Budget {plan.years[0]}–{plan.years[-1]}, kostnader som positiva tal"
        if len(plan.years) > 1
        else f"Budget {plan.year}, kostnader som positiva tal",
        columns=(
            Column("Rad"),
            *(Column(str(year), is_numeric=True) for year in plan.years),
            Column("Kategori"),
            Column("Betalas av"),
            Column("Ansvarig"),
        ),
        rows=tuple(rows),
    )


def _is_operating_cost(line: Line) -> bool:
    return not line.is_income and line.category != "financial_cost"


def _row(plan: Plan, line: Line) -> tuple[Cell, ...]:
    return (
        Cell(line.label),
        *(money(line.shown(year)) for year in plan.years),
        Cell(
            capital(CATEGORIES[line.category])
            + (f", {BASES[line.basis]}" if line.basis else "")
        ),
        Cell(capital(financier_name(line.financier))),
        Cell(capital(line.responsible) or "–"),
    )


def _sum(label: str, amounts: Sequence[int]) -> tuple[Cell, ...]:
    return (Cell(label), *map(money, amounts), Cell(""), Cell(""), Cell(""))


def shares_of_plan(plan: Plan) -> Table:
    """Return how much of a budget goes to interventions, on every base, with the base said."""
    rows = []
    for year in plan.years:
        ore = plan.interventions(year)
        for base, whole in (("alla intäkter", plan.income(year)), ("alla kostnader", plan.cost(year)),
                            ("medlemmarnas bidrag", plan.contribution_lines(year))):  # fmt: skip
            share = Fraction(ore, whole) if whole > 0 else None
            rows.append((Cell(str(year)), money(ore), Cell(base), money(whole), percent(share)))
    return Table(
        id="tabell-andelar",
        caption="Insatsernas andel, med basen utskriven",
        columns=(
            Column("År"),
            Column("Insatser", is_numeric=True),
            Column("Bas"),
            Column("Basens belopp", is_numeric=True),
            Column("Andel", is_numeric=True),
        ),
        rows=tuple(rows),
    )


def gross_and_net_table(plan: Plan) -> Table | None:
    """Return gross, external and net of every line that others help to pay; None without any."""
    rows = []
    for line in plan.lines:
        paying = [each for each in plan.lines if each.finances == line.key]
        for year in plan.years if paying else ():
            net = net_cost(plan, line, year)
            gross = line.shown(year)
            rows.append(
                (
                    Cell(line.label),
                    Cell(str(year)),
                    money(gross),
                    money(gross - net),
                    money(net),
                )
            )
    if not rows:
        return None
    return Table(
        id="tabell-brutto-netto",
        caption="Brutto, extern finansiering och netto",
        columns=(
            Column("Rad"),
            Column("År"),
            Column("Brutto", is_numeric=True),
            Column("Extern finansiering", is_numeric=True),
            Column("Netto", is_numeric=True),
        ),
        rows=tuple(rows),
    )


def statement_table(plan: Plan) -> Table:
    """Return the budget by the lines of the statement of results."""
    lines = [each for each in statement_lines().values() if each.statement == "results"]
    rows = [
        (Cell(each.sv), *(signed_plain(plan, each.key, year) for year in plan.years))
        for each in lines
        if any(line.statement_line == each.key for line in plan.lines)
    ]
    rows.append((Cell("Årets resultat"), *(money(plan.result(year)) for year in plan.years)))
    return Table(
        id="tabell-resultat",
        caption="Budgeterad resultaträkning",
        columns=(Column("Rad"), *(Column(str(year), is_numeric=True) for year in plan.years)),
        rows=tuple(rows),
        note="Intäkter är plus och kostnader minus. Uppställning enligt SFS 2018:597 5 kap. 2 §.",
    )


def signed_plain(plan: Plan, key: str, year: int) -> Cell:
    return money(plan.total(year, lambda line: line.statement_line == key))


def months_table(plan: Plan) -> Table:
    """Return the first year of a budget month by month."""
    names = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
    rows = [
        (
            Cell(line.label),
            *(money(ore if line.is_income else -ore) for ore in line.months(plan.year)),
        )
        for line in plan.lines
    ]
    return Table(
        id="tabell-manader",
        caption=f"Budget {plan.year} per månad",
        columns=(Column("Rad"), *(Column(name, is_numeric=True) for name in names)),
        rows=tuple(rows),
    )


def remarks_table(review: BudgetReview) -> Table:
    """Return remarks and legal warnings as a table, for files and the command line."""
    rows = [
        (
            Cell(SEVERITIES[each.rule.severity]),
            Cell(str(each.year)),
            Cell(f"{each.about}: {each.rule.title.lower()}"),
            Cell(each.said),
            Cell(f"{each.follows} {each.base}".strip()),
            money(each.difference_ore) if each.difference_ore is not None else Cell("–"),
            Cell(each.rule.source),
            Cell(each.rule.remedy),
            Cell(""),
        )
        for each in review.remarks
    ]
    rows += [
        (
            Cell("Lag" if each.is_grave else "Lag, uppgift saknas"),
            Cell(str(each.year)),
            Cell(each.citation),
            Cell(each.found),
            Cell(each.expected),
            money(each.difference_ore) if each.difference_ore is not None else Cell("–"),
            Cell(each.citation),
            Cell(each.remedy),
            Cell(reason.reason if reason else ""),
        )
        for each, reason in review.warnings
    ]
    titles = ("Vad", "År", "Gäller", "Står", "Följer", "Skillnad", "Källa", "Att göra", "Skäl")
    return Table(
        id="tabell-anmarkningar",
        caption="Anmärkningar och lagens krav",
        columns=tuple(Column(title, is_numeric=title == "Skillnad") for title in titles),
        rows=tuple(rows),
    )


def compare_table(before: Plan, after: Plan) -> Table:
    """Return two versions line by line: old, new and difference, for every year of the plan."""
    years = [year for year in after.years if year in before.years]
    rows = []
    for change in changes_between(before, after):
        cells = [Cell(change.line.label)]
        for year in years:
            sign = 1 if change.line.is_income else -1
            cells += [
                money(change.before.shown(year)) if change.before else Cell("–"),
                money(change.after.shown(year)) if change.after else Cell("–"),
                signed(sign * change.difference(year)),
            ]
        rows.append(tuple(cells))
    last = [Cell("Resultat")]
    for year in years:
        old, new = before.result(year), after.result(year)
        last += [money(old), money(new), signed(new - old)]
    rows.append(tuple(last))
    columns = [Column("Rad")]
    for year in years:
        columns += [
            Column(f"{year} före", True),
            Column("efter", True),
            Column("skillnad", True),
        ]
    return Table(
        id="tabell-jamforelse",
        caption=f"{before.title} → {after.title}",
        columns=tuple(columns),
        rows=tuple(rows),
    )


def versions_table(versions: Sequence[BudgetVersion]) -> Table:
    """Return the versions of a year: which replaces which, when, and decided where."""
    return Table(
        id="tabell-versioner",
        caption="Versioner, den senaste först",
        columns=tuple(
            Column(title)
            for title in ("Version", "Läge", "Gjord", "Beslutad", "Ersätter", "Byggd på", "Skäl")
        ),
        rows=tuple(
            (
                Cell(f"{each.number} {each.name}"),
                Cell("återtaget förslag" if each.withdrawn_on else each.get_kind_display()),
                Cell(day(each.made_on)),
                Cell(" ".join(filter(None, (day(each.decided_on), each.reference)))
                     if each.decided_on else "–"),
                Cell(f"{each.replaces.number} {each.replaces.name}" if each.replaces else "–"),
                Cell(each.origin or "–"),
                Cell(each.reason or "–"),
            )
            for each in versions
        ),
    )  # fmt: skip


def rules_for_definitions() -> list[tuple[str, str, str]]:
    """Return the rules of remarks as definitions: title, what to do, source."""
    return [(rule.title, rule.remedy, rule.source) for rule in remark_rules().values()]
