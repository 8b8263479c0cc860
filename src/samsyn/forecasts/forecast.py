"""What a year may end in, by several methods side by side, exact to the öre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from samsyn.budget.plan import MONTHS
from samsyn.forecasts.outcome import FollowUpRow

METHODS = {
    "remaining": "återstående budget",
    "run_rate": "samma takt",
    "season": "förra årets säsong",
    "manual": "egen bedömning",
}

EXPLAINED = {
    "remaining": "Utfallet hittills, och budgeten för månaderna som är kvar.",
    "run_rate": "Utfallet hittills, delat med månaderna som är bokförda, gånger tolv.",
    "season": "Utfallet hittills, gånger förra årets helår delat med förra året till samma månad.",
    "manual": "Ett belopp för helåret som någon har bedömt, med en kommentar.",
}


IN_INSTALMENTS = ("contribution", "external_used")
"""What is paid in a few instalments, often ahead of the months that it is for."""


@dataclass(frozen=True)
class ForecastRow:
    """A line with what every method says of its whole year; effect on the result in öre.

    run_rate_ore, season_ore: None where there is nothing to count from
    ore: what the chosen method says
    """

    key: str
    label: str
    category: str
    intervention: str
    financier: str
    responsible: str
    budget_ore: int
    outcome_ore: int
    remaining_ore: int
    run_rate_ore: int | None
    season_ore: int | None
    manual_ore: int | None = None
    method: str = "remaining"
    comment: str = ""

    @property
    def ore(self) -> int:
        """Raises ValueError if the chosen method has no answer."""
        found = self.by(self.method)
        if found is None:
            raise ValueError(f"{self.key}: {self.method} has no answer")
        return found

    def by(self, method: str) -> int | None:
        """Return what a method says, or None."""
        return {
            "remaining": self.remaining_ore,
            "run_rate": self.run_rate_ore,
            "season": self.season_ore,
            "manual": self.manual_ore,
        }[method]


@dataclass(frozen=True)
class Choice:
    """Which method is chosen for a line, with the amount and comment of an own judgement."""

    method: str
    manual_ore: int | None = None
    comment: str = ""


def forecast_rows(
    rows: Sequence[FollowUpRow], last_month: int, year_before: Sequence[FollowUpRow]
) -> tuple[ForecastRow, ...]:
    """Return every line with what the methods say after a month.

    last_month:  the last booked month; 0 if nothing is booked
    year_before: the year before on the same lines; () if it is not booked
    """
    before = {row.key: row for row in year_before}
    runs = whole_ore(
        {r.key: Fraction(r.outcome_to(last_month) * MONTHS, last_month) for r in rows}
        if last_month
        else {}
    )
    seasons = whole_ore(
        {
            row.key: exact
            for row in rows
            if (exact := _season(row, before.get(row.key), last_month)) is not None
        }
    )
    return tuple(
        ForecastRow(
            row.key,
            row.label,
            row.category,
            row.intervention,
            row.financier,
            row.responsible,
            row.budget_ore,
            row.outcome_to(last_month),
            row.outcome_to(last_month) + row.budget_ore - row.budget_to(last_month),
            runs.get(row.key),
            seasons.get(row.key),
            method=_proposed(row, seasons),
        )
        for row in rows
    )


def _proposed(row: FollowUpRow, seasons: Mapping[str, int]) -> str:
    """Return the method that a line starts with: what comes in instalments is paid ahead, so
    that the rest of an evenly spread budget would be counted twice."""
    return "season" if row.category in IN_INSTALMENTS and row.key in seasons else "remaining"


def _season(row: FollowUpRow, before: FollowUpRow | None, month: int) -> Fraction | None:
    """Return the year with the last one's season; None if that year had nothing by then."""
    if before is None or not month or not before.outcome_to(month):
        return None
    factor = Fraction(sum(before.outcome), before.outcome_to(month))
    return row.outcome_to(month) * factor


def whole_ore(exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Return exact amounts as whole öre that add up to their rounded sum.

    Each is cut to whole öre; the öre left over go, one each, to those that lost most, as in
    `rules.money.split`. Incomes and costs apart: no öre wanders between them.

    >>> whole_ore({"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)})
    {'a': 1, 'b': 0, 'c': 0}
    """
    found: dict[str, int] = {}
    for sign in (1, -1):
        side = {key: sign * value for key, value in exact.items() if sign * value > 0}
        rest = {key: value - int(value) for key, value in side.items()}
        found |= {key: sign * int(value) for key, value in side.items()}
        over = int(sum(rest.values(), Fraction(0)) + Fraction(1, 2))
        for key in sorted(rest, key=lambda key: (-rest[key], key))[:over]:
            found[key] += sign
    return {key: found.get(key, 0) for key in exact}


def chosen(
    rows: Sequence[ForecastRow], choices: Mapping[str, Choice]
) -> tuple[ForecastRow, ...]:
    """Return the rows with the methods that were chosen; the others keep theirs."""
    return tuple(
        replace(
            row,
            method=choices[row.key].method,
            manual_ore=choices[row.key].manual_ore,
            comment=choices[row.key].comment,
        )
        if row.key in choices
        else row
        for row in rows
    )


def total_by(rows: Sequence[ForecastRow], method: str) -> int | None:
    """Return the result that one method gives for all lines; None if it lacks one that is used.

    A line without budget and outcome lacks nothing.
    """
    found = [row.by(method) for row in rows if row.outcome_ore or row.budget_ore]
    return None if any(ore is None for ore in found) else sum(ore or 0 for ore in found)
