"""A budget as a published document has it: amounts, and what it says of them itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction

from django.db.models import QuerySet

from samsyn.budget.plan import (
    NOT_IN_A_RESULT,
    YEARS_IN_A_PLAN,
    Contributions,
    Limit,
    Line,
    Plan,
    Stated,
    is_income,
    statement_line_of,
)
from samsyn.economy.codes import CATEGORIES
from samsyn.economy.models import Amount
from samsyn.register.models import Statement

EITHER = "antingen"
"""Two goals that say so in their explanation are two ways to keep one goal."""


def has_published(association: str, year: int) -> bool:
    """Return whether a published budget of the year is known."""
    return _amounts(association, "budget").filter(year=year).exists()


def published_plan(association: str, year: int) -> Plan:
    """Return the published budget of a year and the two after it; no lines if there is none."""
    rows = list(
        _amounts(association, "budget")
        .filter(year__gte=year, year__lt=year + YEARS_IN_A_PLAN)
        .select_related("document", "intervention")
    )
    order = list(CATEGORIES)
    rows.sort(key=lambda row: (row.year, order.index(row.category), row.figure))
    keys = _line_keys(rows, year)
    document = rows[0].document if rows else None
    equity = equity_known(association).get(year - 1)
    return Plan(
        association,
        year,
        tuple(
            _line(key, [rows_ for rows_ in rows if keys[rows_.figure] == key])
            for key in dict.fromkeys(keys.values())
        ),
        tuple(_stated(association, year, rows, keys)),
        contributions_known(association),
        equity,
        "publicerade siffror" if equity is not None else "",
        published_limits(association),
        title=document.title if document else "",
        source=document.title if document else "",
    )


def contributions_known(association: str) -> tuple[Contributions, ...]:
    """Return what the members together have decided to pay, year by year, as published."""
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _amounts(association, "decision").filter(category="contribution"):
        by_year[row.year][row.financier] = by_year[row.year].get(row.financier, 0) + row.ore
    return tuple(
        Contributions(year, _together(parts), "Medlemmarnas bidrag enligt beslut eller plan")
        for year, parts in sorted(by_year.items())
    )


def _together(parts: dict[str, int]) -> int:
    """Return the sum of the members' amounts, counting nobody twice."""
    if "all" in parts:
        return parts["all"]
    alone = any(financier.startswith("kommun:") for financier in parts)
    return sum(ore for name, ore in parts.items() if not (alone and name == "kommuner"))


def equity_known(association: str) -> dict[int, int]:
    """Return published equity at the end of each year, in öre."""
    found: dict[int, int] = defaultdict(int)
    for row in _amounts(association, "outcome").filter(category="equity"):
        found[row.year] += row.ore
    return dict(found)


def published_limits(association: str) -> tuple[Limit, ...]:
    """Return the association's own goals for its equity, as its documents have them."""
    equity = set(
        _amounts(association, "outcome")
        .filter(category="equity")
        .values_list("figure", flat=True)
    )
    goals = [
        goal
        for goal in Statement.objects.filter(
            association_id=association, claim="goal", operator="at_most", status="published"
        ).order_by("year", "figure")
        if goal.year and _named(goal.of, equity)
    ]
    either = [goal for goal in goals if EITHER in goal.text]
    limits = [_joined(either)] if len(either) > 1 else [_limit(goal) for goal in either]
    return (*limits, *(_limit(goal) for goal in goals if goal not in either))


def _limit(goal: Statement) -> Limit:
    is_share = goal.unit == "percent"
    value = Fraction(goal.value or 0)
    return Limit(
        goal.label.removesuffix(f" {goal.year}"),
        goal.year or 0,
        goal.year,
        max_percent=value if is_share else None,
        base="income",
        max_ore=None if is_share else int(value * 100),
        is_own=True,
        source=f"{goal.document.title}, {goal.place}",
    )


def _joined(goals: Sequence[Statement]) -> Limit:
    """Return two goals of which it is enough to keep one."""
    limits = [_limit(goal) for goal in goals]
    share = next((limit.max_percent for limit in limits if limit.max_percent is not None), None)
    amount = next((limit.max_ore for limit in limits if limit.max_ore is not None), None)
    first = limits[0]
    return Limit(
        "Eget mål för eget kapital",
        first.first_year,
        first.last_year,
        share,
        "income",
        amount,
        is_own=True,
        source=first.source,
    )


def _amounts(association: str, stage: str) -> QuerySet[Amount]:
    return Amount.objects.filter(association_id=association, stage=stage).order_by(
        "year", "figure"
    )


def _line_keys(rows: Iterable[Amount], first: int) -> dict[str, str]:
    """Return figure → key of its line: the figure of the first year it stands in."""
    keys: dict[str, str] = {}
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        if row.category in NOT_IN_A_RESULT:
            continue
        same = (row.category, row.intervention_id or "", row.financier, row.line)
        plain = row.figure.replace(f"-{row.year}-", "-")
        keys[row.figure] = seen.setdefault(same, plain)
    return keys


def _line(key: str, rows: Sequence[Amount]) -> Line:
    first = rows[0]
    sign = 1 if is_income(first.category) else -1
    return Line(
        key,
        first.line,
        first.category,
        {row.year: sign * row.ore for row in rows},
        intervention=first.intervention_id or "",
        intervention_name=first.intervention.name if first.intervention else "",
        financier=first.financier,
        basis=first.basis,
        statement_line=statement_line_of(first.category),
    )


def _stated(
    association: str, year: int, rows: Sequence[Amount], keys: dict[str, str]
) -> Iterable[Stated]:
    """Yield what the documents say of the budget: sums, allotments, a percentage of equity."""
    allotments = {
        (row.document_id, row.year, row.ore): row.place
        for row in _amounts(association, "decision").filter(category="allotment")
    }
    equity = set(
        _amounts(association, "outcome")
        .filter(category="equity")
        .values_list("figure", flat=True)
    )
    found = Statement.objects.filter(
        association_id=association, year__gte=year - 1, year__lt=year + YEARS_IN_A_PLAN
    ).select_related("document")
    for said in found.order_by("year", "figure"):
        if said.value is None or said.year is None:
            continue
        if said.claim == "share" and said.unit == "percent" and _named(said.of, equity):
            yield Stated(
                "equity_share",
                said.label,
                said.year,
                percent=Fraction(said.value),
                place=said.place,
            )
        covers = _covers(said, keys)
        if said.claim in {"sum", "same"} and said.unit == "kronor" and covers:
            ore = int(Fraction(said.value) * 100)
            is_allotment = (
                said.document_id,
                said.year,
                ore,
            ) in allotments and said.claim == "same"
            kind = "allotment" if is_allotment and "anslag" in said.label.lower() else "sum"
            yield Stated(kind, said.label, said.year, covers, ore, place=said.place)


def _covers(said: Statement, keys: dict[str, str]) -> tuple[str, ...]:
    """Return the lines that a statement adds up; () if it is about anything else too."""
    tokens = []
    for token in said.of:
        sign, pattern = token[0], token[1:]
        found = [key for figure, key in keys.items() if fnmatchcase(figure, pattern)]
        if not found:
            return ()
        tokens += [f"{sign}{key}" for key in dict.fromkeys(found)]
    return tuple(tokens)


def _named(of: Iterable[str], figures: set[str]) -> bool:
    """Return whether what is added up holds any of some figures."""
    return any(fnmatchcase(figure, token[1:]) for token in of for figure in figures)
