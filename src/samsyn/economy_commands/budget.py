"""samsyn budget: a budget's lines, and what does not hold together in it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.columns import write_columns
from samsyn.cli.database import open_database
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from samsyn.budget.models import BudgetVersion
    from samsyn.budget.plan import Plan

ACTS = ("check", "show")


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Visa en budget, eller lista vad som inte går ihop i den och vad lagen begär. Utan egna "
        "versioner läses den publicerade budgeten."
    )
    parser.epilog = "Exempel:\n  samsyn budget check --association sydnarke --year 2025"
    parser.add_argument("act", choices=ACTS, metavar="GÖR", help="check eller show")
    parser.add_argument("--association", required=True, metavar="FÖRBUND", help="nyckel")
    parser.add_argument(
        "--year", type=int, required=True, metavar="ÅR", help="budgetens första år"
    )
    parser.add_argument("--version", type=int, metavar="NR", help="en viss version")


def run(options: Namespace, out: TextIO) -> int:
    """Print a budget, or what is wrong with it; 1 if something grave is left without a reason."""
    open_database()
    version, plan = _found(options)
    if options.act == "show":
        return _show(plan, version, out)
    return _check(plan, version, out)


def _found(options: Namespace) -> tuple[BudgetVersion | None, Plan]:
    """Return the version that is asked for, and its plan. Raises Stop if there is none."""
    from samsyn.budget.selectors import latest_version, plan_for, plan_of, version_numbered
    from samsyn.register.selectors import stored_keys

    known = stored_keys("associations")
    if options.association not in known:
        raise Stop(
            f"{options.association!r} är inget förbund; välj bland {', '.join(sorted(known))}.",
            exit_code=2,
        )
    if options.version:
        version = version_numbered(options.association, options.year, options.version)
        if version is None:
            raise Stop(f"version {options.version} av {options.year} finns inte.", exit_code=2)
        return version, plan_of(version)
    plan = plan_for(options.association, options.year)
    if plan is None:
        raise Stop(f"{options.association} har ingen budget för {options.year}.")
    return latest_version(options.association, options.year), plan


def _show(plan: Plan, version: BudgetVersion | None, out: TextIO) -> int:
    """Print the lines with their sums."""
    from samsyn.economy_reports.budget import budget_table

    table = budget_table(plan)
    print(f"{plan.title} ({version.get_kind_display() if version else 'publicerad'})", file=out)
    shown = 1 + len(plan.years)
    write_columns(
        [tuple(cell.text for cell in row[:shown]) for row in table.rows],
        tuple(column.title.lower() for column in table.columns[:shown]),
        out,
    )
    return 0


def _check(plan: Plan, version: BudgetVersion | None, out: TextIO) -> int:
    """Print every remark and warning; 1 if a grave one stands without a reason."""
    from samsyn.budget.selectors import review_of
    from samsyn.economy_reports.budget import SEVERITIES
    from samsyn.language.swedish import kronor
    from samsyn.web.session import today

    review = review_of(plan, version, on=today())
    for each in review.remarks:
        print(f"{SEVERITIES[each.rule.severity].upper()} {each.year} {each.about}", file=out)
        difference = (
            "" if each.difference_ore is None else f"Skillnad: {kronor(each.difference_ore)}."
        )
        parts = (
            each.rule.title + ".",
            each.said,
            each.follows,
            each.base,
            difference,
            each.rule.remedy,
        )
        for text in filter(None, parts):
            print(f"  {text}", file=out)
    for warning, reason in review.warnings:
        print(f"LAG {warning.year} {warning.citation}", file=out)
        for text in (warning.found, warning.expected, warning.remedy):
            print(f"  {text}", file=out)
        if reason:
            print(f"  Skäl {reason.decided_on}: {reason.reason}", file=out)
    grave = sum(each.is_grave for each in review.remarks)
    print(
        f"{len(review.remarks)} anmärkningar, varav {grave} fel; "
        f"{len(review.warnings)} krav i lagen som inte syns.",
        file=out,
    )
    return 1 if review.is_grave else 0
