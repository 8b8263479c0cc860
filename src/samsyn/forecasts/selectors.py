"""What others read of outcome beside budget, of forecasts, and of the equity to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from samsyn.budget.models import BudgetVersion
from samsyn.budget.plan import YEARS_IN_A_PLAN, Plan
from samsyn.budget.published import has_published
from samsyn.budget.selectors import (
    contributions_of,
    equity_at_end,
    equity_history,
    latest_version,
    limits_of,
    plan_as_published,
    plan_of,
)
from samsyn.forecasts.equity import EquityPoint, equity_points
from samsyn.forecasts.external import (
    Grant,
    WithAndWithout,
    booked_grants,
    booked_year,
    planned_years,
    published_grants,
    published_year,
)
from samsyn.forecasts.forecast import ForecastRow, forecast_rows
from samsyn.forecasts.models import Deviation, Forecast, ForecastLine
from samsyn.forecasts.outcome import FollowUpRow, follow_up
from samsyn.ledger.selectors import last_month_booked, outcome_of, years_booked


@dataclass(frozen=True)
class FollowUp:
    """A year's outcome beside its budget, with every method's forecast.

    plan:       the budget that the year is in; None without one
    version:    the version it is; None for a published budget
    last_month: the last booked month; 0 if nothing is booked
    """

    year: int
    plan: Plan | None
    version: BudgetVersion | None
    rows: tuple[FollowUpRow, ...]
    last_month: int
    forecast: tuple[ForecastRow, ...]
    opening_equity: int | None

    @property
    def is_booked(self) -> bool:
        return self.last_month > 0


def budget_around(association: str, year: int) -> Plan | None:
    """Return the budget of a year: its own, else an earlier one that plans it.

    A published plan is read from the first year of its document.
    """
    firsts = range(year, year - YEARS_IN_A_PLAN, -1)
    for first in firsts:
        version = latest_version(association, first)
        plan = plan_of(version) if version else None
        if plan and year in plan.years:
            return plan
    published = [
        plan_as_published(association, y) for y in firsts if has_published(association, y)
    ]
    plans = [plan for plan in published if year in plan.years]
    own = [plan for plan in plans if plan.source == plans[0].source]
    return own[-1] if own else None


def follow_up_of(association: str, year: int, *, sharing: str = "booked") -> FollowUp:
    """Return a year's outcome beside its budget.

    sharing: as `ledger.selectors.outcome_of`
    """
    plan = budget_around(association, year)
    rows = follow_up(plan, year, outcome_of(association, year, sharing=sharing))
    before = follow_up(plan, year, outcome_of(association, year - 1, sharing=sharing))
    last = last_month_booked(association, year)
    return FollowUp(
        year,
        plan,
        latest_version(association, year),
        rows,
        last,
        forecast_rows(rows, last, before),
        equity_at_end(association, year - 1)[0],
    )


def forecasts_of(association: str, year: int) -> QuerySet[Forecast]:
    """Return the forecasts of a year, the latest first."""
    found = Forecast.objects.filter(association_id=association, year=year)
    return found.prefetch_related("lines").order_by("-id")


def frozen_rows(forecast: Forecast) -> tuple[ForecastRow, ...]:
    """Return the rows of a forecast as they were when it was made."""
    return tuple(map(_row, forecast.lines.all()))


def _row(line: ForecastLine) -> ForecastRow:
    return ForecastRow(
        line.key,
        line.label,
        line.category,
        line.intervention,
        line.financier,
        line.responsible,
        line.budget_ore,
        line.outcome_ore,
        line.remaining_ore,
        line.run_rate_ore,
        line.season_ore,
        line.manual_ore,
        line.method,
        line.note,
    )


def deviations_of(association: str, year: int) -> dict[str, list[Deviation]]:
    """Return the explanations of a year by the key of their line, the latest first."""
    found: dict[str, list[Deviation]] = {}
    for row in Deviation.objects.filter(association_id=association, year=year).order_by("-id"):
        found.setdefault(row.key, []).append(row)
    return found


@dataclass(frozen=True)
class EquityView:
    """The path of an association's equity, and the plan that its limits are counted on.

    forecast: year, equity and name of the latest forecast, if there is one
    """

    points: tuple[EquityPoint, ...]
    plan: Plan
    forecast: tuple[int, int, str] | None

    def at_end(self, year: int) -> EquityPoint | None:
        """Return what is known best of a year: what was, else forecast, else budget."""
        known = {point.kind: point for point in self.points if point.year == year}
        return known.get("history") or known.get("forecast") or known.get("budget")

    def first_below_zero(self, year: int) -> EquityPoint | None:
        """Return the first end of a year, from a year on, where the equity is spent."""
        years = sorted({point.year for point in self.points if point.year >= year})
        ends = (self.at_end(each) for each in years)
        return next((point for point in ends if point and point.ore < 0), None)


def equity_of(association: str, year: int) -> EquityView:
    """Return where the equity has been and is going, seen from a year."""
    history = {y: found for y, found in equity_history(association).items() if y <= year}
    plan = budget_around(association, year)
    forecast = _forecast_equity(association, year)
    around = plan or Plan(association, year, ())
    around = replace(
        around, limits=limits_of(association), contributions=contributions_of(association)
    )
    return EquityView(equity_points(history, plan, forecast), around, forecast)


def _forecast_equity(association: str, year: int) -> tuple[int, int, str] | None:
    latest = forecasts_of(association, year).first()
    if latest is None:
        return None
    opening = latest.opening_equity_ore
    if opening is None:
        opening = equity_at_end(association, year - 1)[0]
    if opening is None:
        return None
    return (
        year,
        opening + sum(line.ore for line in latest.lines.all()),
        f"Prognos {latest.name}",
    )


def grants_of(association: str, year: int) -> tuple[Grant, ...]:
    """Return external money to the end of a year: published, and booked where nothing is."""
    published = [grant for grant in published_grants(association) if grant.year <= year]
    known = {(grant.financier, grant.year) for grant in published}
    booked = [
        grant
        for each in years_booked(association)
        if each <= year
        for grant in booked_grants(each, outcome_of(association, each))
        if (grant.financier, grant.year) not in known
    ]
    return tuple(sorted([*published, *booked], key=lambda grant: (grant.year, grant.financier)))


def with_and_without_of(association: str, years: Sequence[int]) -> tuple[WithAndWithout, ...]:
    """Return years with and without external money: booked, else published, else planned."""
    found = []
    for year in years:
        outcome = booked_year(year, outcome_of(association, year)) or published_year(
            association, year
        )
        if outcome:
            found.append(outcome)
    plan = budget_around(association, max(years)) if years else None
    planned = planned_years(plan) if plan else ()
    known = {each.year for each in found}
    return (*found, *(each for each in planned if each.year not in known))
