"""A budget as values: its lines for three years, what the document says, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from samsyn.economy.codes import INCOME
from samsyn.rules.money import ORE_PER_KRONA, split

MONTHS = 12
YEARS_IN_A_PLAN = 3

MEMBERS = frozenset({"", "all", "medlemmar", "fk", "af", "region", "kommuner", "ovriga"})
"""Financiers whose money is the members' own, or nobody's in particular."""

NOT_IN_A_RESULT = frozenset({"equity", "allotment", "external_granted"})
"""Categories of amounts that are no income and no cost."""

STATEMENT_LINES = {
    "financial_income": "financial_income",
    "financial_cost": "financial_costs",
}

INTERVENTIONS = ("individual", "structural")


def is_external(financier: str) -> bool:
    """Return whether a financier is neither a member nor the members together.

    >>> is_external("esf"), is_external("region:18"), is_external("medlemmar")
    (True, False, False)
    """
    return financier not in MEMBERS and not financier.startswith(("region:", "kommun:"))


def is_income(category: str) -> bool:
    return category in INCOME


def statement_line_of(category: str) -> str:
    """Return the line of the statement of results that a category stands on.

    Source: SFS 2018:597 5 kap. 2 §.
    """
    default = "operating_income" if is_income(category) else "operating_costs"
    return STATEMENT_LINES.get(category, default)


def is_within(category: str, wider: str) -> bool:
    """Return whether a category is another one or a part of it."""
    return category == wider or category.startswith(f"{wider}.")


@dataclass(frozen=True)
class Line:
    """A row of a budget.

    key:      its own within the budget; the same in every version
    ore:      year → effect on the result: an income is more than 0, a cost less
    finances: the key of the gross line that this one helps to pay; "" if none
    profile:  twelve weights for the months of the first year; () for the same every month
    accounts: which accounts its outcome is booked on, as text; "" if the category tells
    """

    key: str
    label: str
    category: str
    ore: Mapping[int, int]
    intervention: str = ""
    intervention_name: str = ""
    financier: str = "medlemmar"
    basis: str = ""
    statement_line: str = ""
    finances: str = ""
    responsible: str = ""
    accounts: str = ""
    profile: tuple[int, ...] = ()

    def in_year(self, year: int) -> int:
        return self.ore.get(year, 0)

    @property
    def is_income(self) -> bool:
        return is_income(self.category)

    @property
    def is_intervention(self) -> bool:
        return any(is_within(self.category, wider) for wider in INTERVENTIONS)

    def shown(self, year: int) -> int:
        """Return the amount as it is written: costs too as numbers more than 0."""
        return self.in_year(year) if self.is_income else -self.in_year(year)

    def months(self, year: int) -> tuple[int, ...]:
        """Return the year's amount on twelve months, in whole kronor; they add up to it."""
        weights = self.profile or (1,) * MONTHS
        keyed = {f"{month:02d}": weight for month, weight in enumerate(weights, 1)}
        parts = split(self.in_year(year), keyed, unit_ore=ORE_PER_KRONA)
        return tuple(parts[key] for key in sorted(parts))


@dataclass(frozen=True)
class Stated:
    """Something that a document says of its own budget.

    kind:   "sum", "allotment" (an amount granted in a decision) or "equity_share"
    covers: what it should be the sum of: +key, -key, or +category: followed by a category
    """

    kind: str
    label: str
    year: int
    covers: tuple[str, ...] = ()
    ore: int | None = None
    percent: Fraction | None = None
    place: str = ""


@dataclass(frozen=True)
class Contributions:
    """What the members together pay for a year, and how that is known."""

    year: int
    ore: int
    source: str


@dataclass(frozen=True)
class Limit:
    """A highest level of equity at the end of a year: an amount, a share of a base, or either.

    base:        "contributions" (the members' of the year) or "income" (all income)
    is_either:   both are given, and it is enough to keep one of them
    is_own:      the association's own goal
    is_verified: whether somebody has read it in its source
    """

    label: str
    first_year: int
    last_year: int | None
    max_percent: Fraction | None = None
    base: str = "contributions"
    max_ore: int | None = None
    is_own: bool = False
    source: str = ""
    is_verified: bool = True

    def holds_in(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    def ceiling(self, base_ore: int) -> Fraction:
        """Return the highest equity that it allows, in öre; of two ways the roomier one."""
        ceilings = []
        if self.max_percent is not None:
            ceilings.append(self.max_percent * base_ore / 100)
        if self.max_ore is not None:
            ceilings.append(Fraction(self.max_ore))
        return max(ceilings)


@dataclass(frozen=True)
class Plan:
    """A budget for a year and the two after it, with what is known around it.

    opening_equity: at the start of the first year; None if it is not known
    """

    association: str
    year: int
    lines: tuple[Line, ...]
    stated: tuple[Stated, ...] = ()
    contributions: tuple[Contributions, ...] = ()
    opening_equity: int | None = None
    equity_source: str = ""
    limits: tuple[Limit, ...] = ()
    title: str = ""
    source: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def years(self) -> tuple[int, ...]:
        """The years that have any line, from the first of the plan."""
        found = {year for line in self.lines for year in line.ore if year >= self.year}
        return tuple(sorted(found | {self.year}))

    def total(self, year: int, wanted: Callable[[Line], bool] = lambda line: True) -> int:
        return sum(line.in_year(year) for line in self.lines if wanted(line))

    def income(self, year: int) -> int:
        return self.total(year, lambda line: line.is_income)

    def cost(self, year: int) -> int:
        """Return the costs of a year as a number more than 0."""
        return -self.total(year, lambda line: not line.is_income)

    def result(self, year: int) -> int:
        return self.total(year)

    def operating_result(self, year: int) -> int:
        """Return the result before financial items."""
        return self.total(year, lambda line: not line.statement_line.startswith("financial"))

    def of_category(self, category: str, year: int) -> int:
        return self.total(year, lambda line: is_within(line.category, category))

    def contribution_lines(self, year: int) -> int:
        return self.of_category("contribution", year)

    def interventions(self, year: int) -> int:
        """Return what interventions cost in a year, as a number more than 0."""
        return -self.total(year, lambda line: line.is_intervention)

    def external(self, year: int) -> int:
        """Return the external income of a year."""
        return self.total(year, lambda line: line.is_income and is_external(line.financier))

    def members_in(self, year: int) -> Contributions | None:
        """Return what the members pay in a year, if it is known apart from the budget."""
        return next((each for each in self.contributions if each.year == year), None)

    def covered(self, covers: Iterable[str], year: int) -> int:
        """Return the sum that tokens name: +key, -key or ±category:…; costs as costs."""
        total = 0
        for token in covers:
            sign = -1 if token.startswith("-") else 1
            name = token[1:]
            total += sign * sum(line.shown(year) for line in self.named(name))
        return total

    def named(self, name: str) -> list[Line]:
        """Return the lines that a key or `category:…` names."""
        if name.startswith("category:"):
            wider = name.removeprefix("category:")
            return [line for line in self.lines if is_within(line.category, wider)]
        return [line for line in self.lines if line.key == name]

    def equity_path(self) -> list[tuple[int, int]]:
        """Return (year, equity at its end) for the years of the plan; [] if unknown."""
        if self.opening_equity is None:
            return []
        path, equity = [], self.opening_equity
        for year in self.years:
            equity += self.result(year)
            path.append((year, equity))
        return path

    def with_contributions(self, ore: int) -> Plan:
        """Return the plan with another sum of contributions, the same in every year.

        The first contribution line carries the difference.
        """
        first = next((line for line in self.lines if line.category == "contribution"), None)
        if first is None:
            return self
        amounts = {
            year: first.in_year(year) + ore - self.contribution_lines(year)
            for year in self.years
        }
        lines = tuple(
            replace(each, ore=amounts) if each is first else each for each in self.lines
        )
        return replace(self, lines=lines)


@dataclass(frozen=True)
class LineChange:
    """A line in two versions; None where a version does not have it."""

    before: Line | None
    after: Line | None

    @property
    def line(self) -> Line:
        found = self.after or self.before
        if found is None:
            raise ValueError("a change needs a line on one side")
        return found

    def difference(self, year: int) -> int:
        """Return the change of the effect on the result."""
        old = self.before.in_year(year) if self.before else 0
        new = self.after.in_year(year) if self.after else 0
        return new - old


def changes_between(before: Plan, after: Plan) -> list[LineChange]:
    """Return every line of two versions side by side, in the order of the later one."""
    old = {line.key: line for line in before.lines}
    new = {line.key: line for line in after.lines}
    keys = [*new, *(key for key in old if key not in new)]
    return [LineChange(old.get(key), new.get(key)) for key in keys]


def net_cost(plan: Plan, gross: Line, year: int) -> int:
    """Return what a gross line costs when its own financing lines are taken off.

    returns: a cost as a number more than 0
    """
    paid = sum(line.in_year(year) for line in plan.lines if line.finances == gross.key)
    return gross.shown(year) - paid
