"""Outcome beside budget: each account's months on the line of the budget that it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from samsyn.budget.plan import MONTHS, Line, Plan, is_within
from samsyn.economy.codes import CATEGORIES
from samsyn.language.swedish import capital
from samsyn.ledger.outcome import OutcomeRow

NOTHING = (0,) * MONTHS
WAYS = {"line": "rad", "category": "kategori", "intervention": "insats"}
"""What outcome beside budget can be shown by."""


@dataclass(frozen=True)
class FollowUpRow:
    """Budget and outcome of one thing, month by month; effect on the result in öre.

    is_budgeted: whether the budget has it; what is booked outside the budget has rows too
    accounts:    number and name of what is booked on it
    """

    key: str
    label: str
    category: str
    budget: tuple[int, ...] = NOTHING
    outcome: tuple[int, ...] = NOTHING
    intervention: str = ""
    intervention_name: str = ""
    financier: str = ""
    responsible: str = ""
    is_budgeted: bool = True
    accounts: tuple[str, ...] = ()

    @property
    def budget_ore(self) -> int:
        return sum(self.budget)

    @property
    def is_income(self) -> bool:
        """Whether more than 0 is the usual: by its budget, else by its outcome."""
        return (self.budget_ore or sum(self.outcome)) > 0

    def budget_to(self, month: int) -> int:
        return sum(self.budget[:month])

    def outcome_to(self, month: int) -> int:
        return sum(self.outcome[:month])

    def in_period(self, month: int, period: str) -> tuple[int, int]:
        """Return (budget, outcome) of a month, of the year so far, or of the whole year."""
        if period == "month":
            return self.budget[month - 1], self.outcome[month - 1]
        if period == "year":
            return self.budget_ore, sum(self.outcome)
        return self.budget_to(month), self.outcome_to(month)


def follow_up(
    plan: Plan | None, year: int, booked: Iterable[OutcomeRow]
) -> tuple[FollowUpRow, ...]:
    """Return a row per line of the budget, then one per category that is outside it.

    Every booked öre stands in exactly one row. An account that a line names goes there; else
    what has the line's intervention and category; else its category alone.
    """
    lines = plan.lines if plan else ()
    months: dict[str, list[int]] = defaultdict(lambda: [0] * MONTHS)
    accounts: dict[str, dict[str, None]] = defaultdict(dict)
    outside: dict[str, OutcomeRow] = {}
    for row in booked:
        line = best_line(lines, row)
        key = line.key if line else f"outside:{row.category}:{row.intervention}:{row.financier}"
        if line is None:
            outside.setdefault(key, row)
        months[key][row.month - 1] += row.ore
        accounts[key][f"{row.account} {row.account_name}".strip()] = None
    inside = [
        FollowUpRow(
            line.key,
            line.label,
            line.category,
            line.months(year),
            tuple(months.get(line.key, NOTHING)),
            line.intervention,
            line.intervention_name,
            line.financier,
            line.responsible,
            True,
            tuple(accounts.get(line.key, ())),
        )
        for line in lines
    ]
    beside = [
        FollowUpRow(
            key,
            _outside_label(row),
            row.category,
            NOTHING,
            tuple(months[key]),
            row.intervention,
            row.intervention,
            row.financier,
            "",
            False,
            tuple(accounts[key]),
        )
        for key, row in sorted(outside.items())
    ]
    return (*inside, *beside)


def best_line(lines: Sequence[Line], row: OutcomeRow) -> Line | None:
    """Return the line that an account's outcome belongs to, or None.

    Among lines that fit as well the first one; a budget can name accounts to tell them apart.
    """
    fits = [(fit, -place) for place, line in enumerate(lines) if (fit := _fit(line, row))]
    return lines[-max(fits)[1]] if fits else None


def _fit(line: Line, row: OutcomeRow) -> int:
    """Return how well a line fits what is booked; 0 if it does not."""
    if line.accounts:
        return 100 if names_account(line.accounts, row.account) else 0
    if not row.category or not _related(line.category, row.category):
        return 0
    if line.intervention and line.intervention != row.intervention:
        return 0
    exact = 8 if line.category == row.category else 4
    own = 16 if line.intervention and line.intervention == row.intervention else 0
    return own + exact + (2 if line.financier == row.financier else 1)


def _related(one: str, other: str) -> bool:
    return is_within(one, other) or is_within(other, one)


def names_account(text: str, account: str) -> bool:
    """Return whether a list of accounts and ranges holds an account.

    >>> names_account("6071, 7600-7699", "7620"), names_account("6071", "607")
    (True, False)
    """
    for part in text.replace("–", "-").split(","):
        first, _, last = (end.strip() for end in part.partition("-"))
        if first == account or (
            last and len(account) == len(first) and first <= account <= last
        ):
            return True
    return False


def _outside_label(row: OutcomeRow) -> str:
    name = capital(CATEGORIES.get(row.category, "ej konterat till kategori"))
    return f"{name}, {row.intervention}" if row.intervention else name


def grouped(rows: Sequence[FollowUpRow], way: str) -> tuple[FollowUpRow, ...]:
    """Return the rows added up by category or by intervention; as they are by line."""
    if way == "line":
        return tuple(rows)
    groups: dict[str, list[FollowUpRow]] = {}
    for row in rows:
        key = row.category.partition(".")[0] if way == "category" else row.intervention
        groups.setdefault(key, []).append(row)
    return tuple(_together(key, way, group) for key, group in groups.items())


def _together(key: str, way: str, rows: Sequence[FollowUpRow]) -> FollowUpRow:
    if way == "category":
        label = capital(CATEGORIES.get(key, "ej konterat till kategori"))
    else:
        label = rows[0].intervention_name or "Utanför insatserna"
    return FollowUpRow(
        f"{way}:{key}",
        label,
        key if way == "category" else rows[0].category,
        _added(row.budget for row in rows),
        _added(row.outcome for row in rows),
        key if way == "intervention" else "",
        responsible=", ".join(
            dict.fromkeys(row.responsible for row in rows if row.responsible)
        ),
        is_budgeted=any(row.is_budgeted for row in rows),
        accounts=tuple(dict.fromkeys(each for row in rows for each in row.accounts)),
    )


def _added(columns: Iterable[Sequence[int]]) -> tuple[int, ...]:
    return tuple(sum(months) for months in zip(*columns, strict=True))
