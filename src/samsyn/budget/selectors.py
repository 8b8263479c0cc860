"""What others read of budgets: versions, plans, and what is known around them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from hashlib import sha256
from importlib.resources import files

from django.db.models import QuerySet

from samsyn.budget.models import (
    BudgetLine,
    BudgetVersion,
    EquityLimit,
    StatedFigure,
    WarningReason,
)
from samsyn.budget.plan import Contributions, Limit, Line, Plan, Stated
from samsyn.budget.published import (
    contributions_known,
    equity_known,
    has_published,
    published_limits,
    published_plan,
)
from samsyn.budget.remarks import BudgetRemark, remarks_of
from samsyn.contributions.selectors import funded_years, member_amounts_of, state_amount_of
from samsyn.ledger.selectors import closing_equity, last_month_booked, years_booked
from samsyn.rules.budget_law import BudgetCase, BudgetYear, LegalWarning, budget_warnings

DECEMBER = 12
PROPOSAL = BudgetVersion.Kind.PROPOSAL


def versions_of(association: str, year: int) -> QuerySet[BudgetVersion]:
    """Return the versions of a year's budget, those taken back too, the latest first."""
    found = BudgetVersion.objects.filter(association_id=association, year=year)
    return found.select_related("replaces", "association").order_by("-number")


def version_numbered(association: str, year: int, number: int) -> BudgetVersion | None:
    return versions_of(association, year).filter(number=number).first()


def version_in_force(association: str, year: int) -> BudgetVersion | None:
    """Return the last decided version of a year's budget, or None."""
    return versions_of(association, year).exclude(kind=PROPOSAL).first()


def latest_version(association: str, year: int) -> BudgetVersion | None:
    """Return the version in force; without one the latest proposal that stands."""
    proposals = versions_of(association, year).filter(kind=PROPOSAL, withdrawn_on=None)
    return version_in_force(association, year) or proposals.first()


def plan_of(version: BudgetVersion) -> Plan:
    """Return a version as values, with what is known around it."""
    association, year = version.association_id, version.year
    lines = version.lines.select_related("intervention").prefetch_related("amounts")
    opening, source = version.opening_equity_ore, "budgeten"
    if opening is None:
        opening, source = opening_equity(association, year)
    return Plan(
        association,
        year,
        tuple(map(_line, lines)),
        tuple(_stated(row) for row in version.stated.all()),
        contributions_of(association),
        opening,
        source,
        limits_of(association),
        title=str(version),
        source=version.origin,
    )


def plan_for(association: str, year: int) -> Plan | None:
    """Return the budget of a year: the version in force, a proposal, or the published one."""
    version = latest_version(association, year)
    if version is not None:
        return plan_of(version)
    return plan_as_published(association, year) if has_published(association, year) else None


def plan_as_published(association: str, year: int) -> Plan:
    """Return a published budget, with every limit and equity that is known."""
    plan = published_plan(association, year)
    equity, source = opening_equity(association, year)
    return replace(
        plan,
        contributions=contributions_of(association),
        opening_equity=equity,
        equity_source=source,
        limits=limits_of(association),
    )


def contributions_of(association: str) -> tuple[Contributions, ...]:
    """Return what the members together pay, year by year, as far as it is known.

    What is stored with the members' decisions goes before what is published; what somebody
    has not decided is what was asked for.
    """
    known = {each.year: each for each in contributions_known(association)}
    for year in funded_years(association):
        members = member_amounts_of(association, year)
        amounts = [m.asked_ore if m.decided_ore is None else m.decided_ore for m in members]
        if members and all(ore is not None for ore in amounts):
            is_decided = all(member.decided_ore is not None for member in members)
            source = "Medlemmarnas beslut" if is_decided else "Beslutade och begärda bidrag"
            known[year] = Contributions(year, sum(ore or 0 for ore in amounts), source)
        elif (state := state_amount_of(association, year)) and year not in known:
            known[year] = Contributions(year, 2 * state, "Statens beslut gånger två (5 §)")
    return tuple(known[year] for year in sorted(known))


def equity_at_end(association: str, year: int) -> tuple[int | None, str]:
    """Return the equity at the end of a year in öre, and how it is known.

    A year that is booked in part has no end yet.
    """
    is_whole = (
        year + 1 in years_booked(association)
        or last_month_booked(association, year) == DECEMBER
    )
    booked = closing_equity(association, year) if is_whole else None
    if booked is not None:
        return booked, "bokföringen"
    published = equity_known(association).get(year)
    return published, "publicerade siffror" if published is not None else ""


def opening_equity(association: str, year: int) -> tuple[int | None, str]:
    """Return the equity that a year begins with, and how it is known.

    What the year before ended at; if it has not ended, what its own budget leads to.
    """
    ore, source = equity_at_end(association, year - 1)
    before = plan_for(association, year - 1) if ore is None else None
    if before is not None:
        ore = dict(before.equity_path()).get(year - 1)
        source = f"budgeten för {year - 1}" if ore is not None else ""
    return ore, source


def equity_history(association: str) -> dict[int, tuple[int, str]]:
    """Return year → (equity at its end, how it is known), for the years that are known."""
    booked = years_booked(association)
    years = {*equity_known(association), *booked, *(year - 1 for year in booked)}
    found = {year: equity_at_end(association, year) for year in sorted(years)}
    return {year: (ore, source) for year, (ore, source) in found.items() if ore is not None}


@cache
def common_limits() -> tuple[Limit, ...]:
    """Return the limits that hold for every association, from `equity_limits.toml`."""
    text = files("samsyn.budget").joinpath("equity_limits.toml").read_text("utf-8")
    return tuple(
        Limit(
            row["label"],
            row["first_year"],
            row.get("last_year"),
            Fraction(row["max_percent"]),
            row["base"],
            source=row["source"],
            is_verified=row["is_verified"],
        )
        for row in tomllib.loads(text)["limit"]
    )


def limits_of(association: str) -> tuple[Limit, ...]:
    """Return every limit of an association's equity: common, published and stored."""
    stored = tuple(_limit(row) for row in stored_limits(association))
    replaced = {limit.label for limit in stored}
    known = (*common_limits(), *published_limits(association))
    return (*(limit for limit in known if limit.label not in replaced), *stored)


def stored_limits(association: str) -> QuerySet[EquityLimit]:
    """Return the limits that somebody has entered, those in force."""
    return EquityLimit.objects.filter(association_id=association, withdrawn_on=None)


def legal_case(plan: Plan, version: BudgetVersion | None, *, on: date) -> BudgetCase:
    """Return what the Act asks about a budget; without a version only what is published."""
    equity = dict(plan.equity_path())
    years = tuple(
        BudgetYear(year, plan.income(year), plan.cost(year), equity.get(year))
        for year in plan.years
    )
    if version is None:
        return BudgetCase(years, on, has_goals=any(limit.is_own for limit in plan.limits))
    before = version.replaces
    added = plan.cost(plan.year) - plan_of(before).cost(plan.year) if before else 0
    return BudgetCase(
        years,
        on,
        version.consulted_on,
        version.announced_on,
        version.available_on,
        version.decided_on,
        version.is_public,
        bool(version.goals.strip()),
        before is not None,
        version.financing,
        max(added, 0),
        version.loan_ore,
        version.guarantee_ore,
    )


@dataclass(frozen=True)
class BudgetReview:
    """What is wrong with a budget, and what the Act asks of it, with the reasons given."""

    remarks: tuple[BudgetRemark, ...]
    warnings: tuple[tuple[LegalWarning, WarningReason | None], ...]

    @property
    def is_grave(self) -> bool:
        """Whether something grave has not been given a reason."""
        unmotivated = any(warning.is_grave and not reason for warning, reason in self.warnings)
        return unmotivated or any(remark.is_grave for remark in self.remarks)


PROCEDURE = {"decided_late", "not_consulted", "meeting_not_public", "proposal_not_available"}
"""What a published budget says nothing of, and is not asked about."""


def review_of(plan: Plan, version: BudgetVersion | None, *, on: date) -> BudgetReview:
    """Return the remarks and the legal warnings of a budget."""
    warnings = budget_warnings(legal_case(plan, version, on=on))
    if version is None:
        warnings = tuple(each for each in warnings if each.code not in PROCEDURE)
    reasons = {row.warning: row for row in version.reasons.all()} if version else {}
    return BudgetReview(
        remarks_of(plan), tuple((each, reasons.get(each.key)) for each in warnings)
    )


def lines_digest(lines: Sequence[Line]) -> str:
    """Return a digest of lines: another one as soon as anybody has changed them."""
    told = [
        (line.key, line.label, line.category, sorted(line.ore.items()), line.intervention,
         line.financier, line.basis, line.finances, line.responsible, line.accounts,
         line.profile)
        for line in lines
    ]  # fmt: skip
    return sha256(repr(told).encode()).hexdigest()[:16]


def _line(row: BudgetLine) -> Line:
    return Line(
        row.key,
        row.label,
        row.category,
        {amount.year: amount.ore for amount in row.amounts.all()},
        row.intervention_id or "",
        row.intervention.name if row.intervention else "",
        row.financier,
        row.basis,
        row.statement_line,
        row.finances,
        row.responsible,
        row.accounts,
        tuple(row.profile),
    )


def _stated(row: StatedFigure) -> Stated:
    percent = None if row.percent is None else Fraction(row.percent)
    return Stated(row.kind, row.label, row.year, tuple(row.covers), row.ore, percent, row.place)


def _limit(row: EquityLimit) -> Limit:
    return Limit(
        row.label,
        row.first_year,
        row.last_year,
        None if row.percent is None else Fraction(row.percent),
        row.base,
        row.ore,
        row.is_own,
        row.source,
        row.is_verified,
    )
