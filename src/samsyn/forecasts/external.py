"""External money apart from the members' own: what was granted, used, and left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from samsyn.budget.plan import NOT_IN_A_RESULT, Plan, is_external, is_income
from samsyn.economy.models import Amount
from samsyn.ledger.outcome import OutcomeRow


@dataclass(frozen=True)
class Grant:
    """External money of one financier in one year. None where nobody has said how much.

    is_exact: whether the amounts are known to the krona, not rounded in the document
    """

    financier: str
    year: int
    granted_ore: int | None
    used_ore: int
    source: str
    is_exact: bool = True

    @property
    def remaining_ore(self) -> int | None:
        return None if self.granted_ore is None else self.granted_ore - self.used_ore


@dataclass(frozen=True)
class WithAndWithout:
    """A year's income and cost with external money, and the members' own alone; öre, 0 or more.

    External money that is used pays as much cost: what is left of the cost is paid with own
    money.
    """

    year: int
    source: str
    income_ore: int
    cost_ore: int
    external_ore: int
    is_exact: bool = True

    @property
    def own_income_ore(self) -> int:
        return self.income_ore - self.external_ore

    @property
    def own_cost_ore(self) -> int:
        return self.cost_ore - self.external_ore

    @property
    def result_ore(self) -> int:
        """What is left of own money: the same with external money as without."""
        return self.income_ore - self.cost_ore

    @property
    def piles_up(self) -> bool:
        """Whether own money was left over in a year when external money was used.

        Source: genomlysning av samordningsförbunden i Örebro län 2020, avsnitt 4.3.1.
        """
        return self.external_ore > 0 and self.result_ore > 0


def published_grants(association: str) -> tuple[Grant, ...]:
    """Return published external money, by financier and year."""
    found: dict[tuple[str, int], dict[str, list[Amount]]] = defaultdict(dict)
    rows = Amount.objects.filter(
        association_id=association,
        stage="outcome",
        category__in=["external_granted", "external_used"],
    ).select_related("document")
    for row in rows.order_by("year", "figure"):
        found[row.financier, row.year].setdefault(row.category, []).append(row)
    return tuple(
        _grant(financier, year, by_category)
        for (financier, year), by_category in sorted(found.items())
    )


def _grant(financier: str, year: int, rows: dict[str, list[Amount]]) -> Grant:
    granted = rows.get("external_granted")
    used = rows.get("external_used", [])
    every = [*(granted or []), *used]
    return Grant(
        financier,
        year,
        sum(row.ore for row in granted) if granted else None,
        sum(row.ore for row in used),
        every[0].document.title,
        all(row.low == row.high for row in every),
    )


def booked_grants(year: int, rows: Iterable[OutcomeRow]) -> tuple[Grant, ...]:
    """Return external income in a booked year, by financier."""
    used: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.ore > 0 and is_external(row.financier):
            used[row.financier] += row.ore
    return tuple(
        Grant(financier, year, None, ore, "bokföringen")
        for financier, ore in sorted(used.items())
    )


def published_year(association: str, year: int) -> WithAndWithout | None:
    """Return a published year with and without external money; None without contributions."""
    rows = [
        row
        for row in Amount.objects.filter(association_id=association, year=year, stage="outcome")
        if row.category not in NOT_IN_A_RESULT
    ]
    if not any(row.category == "contribution" for row in rows):
        return None
    income = sum(row.ore for row in rows if is_income(row.category))
    cost = sum(row.ore for row in rows if not is_income(row.category))
    external = sum(row.ore for row in rows if row.category == "external_used")
    if not cost:
        return None
    exact = all(row.low == row.high for row in rows)
    return WithAndWithout(year, "publicerade siffror", income, cost, external, exact)


def booked_year(year: int, rows: Iterable[OutcomeRow]) -> WithAndWithout | None:
    """Return a booked year with and without external money; None if nothing is booked."""
    known = list(rows)
    if not known:
        return None
    return WithAndWithout(
        year,
        "bokföringen",
        sum(row.ore for row in known if row.ore > 0),
        -sum(row.ore for row in known if row.ore < 0),
        sum(row.ore for row in known if row.ore > 0 and is_external(row.financier)),
    )


def planned_years(plan: Plan) -> tuple[WithAndWithout, ...]:
    """Return the years of a budget with and without external money."""
    return tuple(
        WithAndWithout(year, "budget", plan.income(year), plan.cost(year), plan.external(year))
        for year in plan.years
    )
