"""Every change to budgets, and to limits of equity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.budget.models import (
    BudgetAmount,
    BudgetLine,
    BudgetVersion,
    EquityLimit,
    StatedFigure,
    WarningReason,
)
from samsyn.budget.plan import Line, Stated, statement_line_of
from samsyn.budget.selectors import lines_digest, plan_of
from samsyn.register.models import Association

Kind = BudgetVersion.Kind

DESCRIBED = frozenset(
    {
        "name", "reason", "financing", "consulted_on", "announced_on", "available_on", "goals",
        "opening_equity_ore", "loan_ore", "guarantee_ore",
    }
)  # fmt: skip
"""What of a proposal can be described apart from its lines and its decision."""


class AlreadyDecided(ValueError):
    """The version is decided: it never changes. A change is a revision."""


class ChangedMeanwhile(ValueError):
    """Somebody has changed the lines since they were shown."""


class AlreadyAdopted(ValueError):
    """The year has a decided budget that this one does not replace."""


class NotInForce(ValueError):
    """The version is taken back, or is not the one in force."""


# Versions


@transaction.atomic
def start_budget(
    *,
    association: Association,
    year: int,
    name: str,
    lines: Sequence[Line],
    origin: str,
    by: User,
    on: date,
    opening_equity_ore: int | None = None,
    stated: Sequence[Stated] = (),
) -> BudgetVersion:
    """Start a proposal for a year and the two after it, from lines that are already made.

    Raises PermissionDenied, and ValidationError if a line cannot be stored.
    """
    _require(by, association, on)
    take_turn()
    version = BudgetVersion(
        association=association,
        year=year,
        number=_next_number(association, year),
        name=name.strip(),
        origin=origin[:300],
        made_by=by.get_username(),
        made_on=on,
        opening_equity_ore=opening_equity_ore,
    )
    version.full_clean()
    version.save()
    _store_lines(version, lines)
    _store_stated(version, stated)
    record("budget_started", by=by, **_about(version), origin=version.origin)
    return version


@transaction.atomic
def start_revision(
    *, version: BudgetVersion, name: str, reason: str, by: User, on: date
) -> BudgetVersion:
    """Start a new version of a decided budget, with the same lines and a reason.

    Raises PermissionDenied, ValidationError without a reason, and NotInForce unless the
    version is the decided one that nothing has replaced.
    """
    _require(by, version.association, on)
    take_turn()
    version = BudgetVersion.objects.get(pk=version.pk)
    if not version.is_decided or _replaced(version):
        raise NotInForce(str(version))
    if not reason.strip():
        raise ValidationError({"reason": "Skriv varför budgeten ändras."})
    plan = plan_of(version)
    revision = BudgetVersion(
        association=version.association,
        year=version.year,
        number=_next_number(version.association, version.year),
        name=name.strip(),
        replaces=version,
        reason=reason.strip(),
        origin=f"Ändring av {version}",
        made_by=by.get_username(),
        made_on=on,
        goals=version.goals,
        opening_equity_ore=version.opening_equity_ore,
    )
    revision.full_clean()
    revision.save()
    _store_lines(revision, plan.lines)
    record("budget_revision_started", by=by, **_about(revision), reason=revision.reason)
    return revision


@transaction.atomic
def write_lines(
    *, version: BudgetVersion, lines: Sequence[Line], seen: str, by: User, on: date
) -> BudgetVersion:
    """Put these lines in place of those that a proposal has.

    seen: the digest of the lines that the user was shown (`selectors.lines_digest`)

    Raises PermissionDenied, AlreadyDecided, ChangedMeanwhile, and ValidationError.
    """
    version = _proposal(version, by, on)
    before = plan_of(version)
    if lines_digest(before.lines) != seen:
        raise ChangedMeanwhile(str(version))
    version.lines.all().delete()
    _store_lines(version, lines)
    after = plan_of(version)
    results = {str(year): after.result(year) for year in after.years}
    record("budget_lines_written", by=by, **_about(version), lines=len(lines), results=results)
    return version


@transaction.atomic
def describe_budget(
    *, version: BudgetVersion, facts: Mapping[str, Any], by: User, on: date
) -> BudgetVersion:
    """Write down what is known about a proposal: consultation, goals, opening equity.

    facts: names of `DESCRIBED` → values

    Raises PermissionDenied, AlreadyDecided, ValidationError, and KeyError for another name.
    """
    version = _proposal(version, by, on)
    if unknown := facts.keys() - DESCRIBED:
        raise KeyError(f"not described here: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(version, name, value)
    version.full_clean()
    version.save()
    record("budget_described", by=by, **_about(version), facts=sorted(facts))
    return version


@transaction.atomic
def state_figures(
    *, version: BudgetVersion, stated: Sequence[Stated], by: User, on: date
) -> BudgetVersion:
    """Put these statements in place of what the document of a proposal is said to say.

    Raises PermissionDenied, AlreadyDecided, and ValidationError.
    """
    version = _proposal(version, by, on)
    version.stated.all().delete()
    _store_stated(version, stated)
    record("budget_figures_stated", by=by, **_about(version), figures=len(stated))
    return version


@transaction.atomic
def adopt_budget(
    *,
    version: BudgetVersion,
    decided_on: date,
    reference: str,
    is_public: bool | None,
    by: User,
    on: date,
) -> BudgetVersion:
    """Write down that the board has decided a proposal. From then on it never changes.

    Raises PermissionDenied, AlreadyDecided, AlreadyAdopted if the year already has a budget
    that this one does not replace, NotInForce if what it replaces is replaced by another, and
    ValidationError for a day that has not come.
    """
    version = _proposal(version, by, on)
    if decided_on > on:
        raise ValidationError({"decided_on": "Välj en dag som har varit."})
    others = BudgetVersion.objects.filter(
        association=version.association, year=version.year, kind=Kind.ADOPTED
    )
    if version.replaces is None and others.exists():
        raise AlreadyAdopted(str(version))
    if version.replaces is not None and _replaced(version.replaces):
        raise NotInForce(str(version.replaces))
    version.kind = Kind.REVISED if version.replaces else Kind.ADOPTED
    version.decided_on = decided_on
    version.reference = reference.strip()
    version.is_public = is_public
    version.full_clean()
    version.save()
    plan = plan_of(version)
    record(
        "budget_adopted",
        by=by,
        **_about(version),
        decided_on=decided_on.isoformat(),
        reference=version.reference,
        lines=lines_digest(plan.lines),
    )
    return version


@transaction.atomic
def withdraw_budget(*, version: BudgetVersion, by: User, on: date) -> BudgetVersion:
    """Take back a proposal. It stays, and can be brought back.

    Raises PermissionDenied and AlreadyDecided.
    """
    version = _proposal(version, by, on)
    version.withdrawn_on = on
    version.save(update_fields=["withdrawn_on"])
    record("budget_withdrawn", by=by, **_about(version))
    return version


@transaction.atomic
def restore_budget(*, version: BudgetVersion, by: User, on: date) -> BudgetVersion:
    """Bring back a proposal that was taken back.

    Raises PermissionDenied, and NotInForce if it is not taken back.
    """
    _require(by, version.association, on)
    take_turn()
    version = BudgetVersion.objects.get(pk=version.pk)
    if version.withdrawn_on is None:
        raise NotInForce(str(version))
    version.withdrawn_on = None
    version.save(update_fields=["withdrawn_on"])
    record("budget_restored", by=by, **_about(version))
    return version


@transaction.atomic
def give_reason(
    *, version: BudgetVersion, warning: str, reason: str, by: User, on: date
) -> WarningReason:
    """Write down why a budget stands as it is in spite of a legal warning.

    warning: the key of a `LegalWarning`

    Raises PermissionDenied, and ValidationError without a reason.
    """
    _require(by, version.association, on)
    row = WarningReason(
        version=version,
        warning=warning,
        reason=reason.strip(),
        decided_by=by.get_username(),
        decided_on=on,
    )
    row.full_clean()
    row.save()
    record(
        "budget_warning_motivated", by=by, **_about(version), warning=warning, reason=row.reason
    )
    return row


# Limits of equity


@transaction.atomic
def set_limit(
    *,
    association: Association,
    label: str,
    first_year: int,
    last_year: int | None,
    percent: Decimal | None,
    base: str,
    ore: int | None,
    is_own: bool,
    source: str,
    is_verified: bool,
    by: User,
    on: date,
) -> EquityLimit:
    """Set a highest level of equity. One with the same name as a common one goes before it.

    Raises PermissionDenied, and ValidationError if it has no level or its years are reversed.
    """
    _require(by, association, on)
    limit = EquityLimit(
        association=association,
        label=label.strip(),
        first_year=first_year,
        last_year=last_year,
        percent=percent,
        base=base,
        ore=ore,
        is_own=is_own,
        source=source.strip(),
        is_verified=is_verified,
        decided_by=by.get_username(),
        decided_on=on,
    )
    limit.full_clean()
    limit.save()
    record(
        "equity_limit_set", by=by, target=_place(association, limit.label),
        county=association.county_id, source=limit.source,
    )  # fmt: skip
    return limit


@transaction.atomic
def withdraw_limit(*, limit: EquityLimit, by: User, on: date) -> EquityLimit:
    """Take back a limit of equity; it stays in the history.

    Raises PermissionDenied, and NotInForce if it is taken back already.
    """
    _require(by, limit.association, on)
    take_turn()
    limit = EquityLimit.objects.get(pk=limit.pk)
    if limit.withdrawn_on is not None:
        raise NotInForce(limit.label)
    limit.withdrawn_on = on
    limit.save(update_fields=["withdrawn_on"])
    record(
        "equity_limit_withdrawn", by=by, target=_place(limit.association, limit.label),
        county=limit.association.county_id,
    )  # fmt: skip
    return limit


# What they share


def _require(by: User, association: Association, on: date) -> None:
    county = association.county_id
    if not may(by, Permission.PLAN_BUDGET, county=county, association=association.pk, on=on):
        raise PermissionDenied


def _proposal(version: BudgetVersion, by: User, on: date) -> BudgetVersion:
    """Return the version anew and locked, if it is a proposal that stands."""
    _require(by, version.association, on)
    take_turn()
    version = BudgetVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.is_decided:
        raise AlreadyDecided(str(version))
    if version.withdrawn_on is not None:
        raise NotInForce(str(version))
    return version


def _replaced(version: BudgetVersion) -> bool:
    """Return whether a decided version has another decided one after it."""
    return version.revisions.filter(kind=Kind.REVISED).exists()


def _next_number(association: Association, year: int) -> int:
    found = BudgetVersion.objects.filter(association=association, year=year)
    last = found.order_by("-number").first()
    return last.number + 1 if last else 1


def _store_lines(version: BudgetVersion, lines: Sequence[Line]) -> None:
    rows = [_row(version, place, line) for place, line in enumerate(lines)]
    for row in rows:
        row.full_clean(exclude=["version"], validate_unique=False, validate_constraints=False)
    if len({row.key for row in rows}) < len(rows):
        raise ValidationError("Två rader har samma nyckel.")
    BudgetLine.objects.bulk_create(rows)
    stored = dict(BudgetLine.objects.filter(version=version).values_list("key", "pk"))
    BudgetAmount.objects.bulk_create(
        BudgetAmount(line_id=stored[line.key], year=year, ore=ore)
        for line in lines
        for year, ore in sorted(line.ore.items())
    )


def _row(version: BudgetVersion, place: int, line: Line) -> BudgetLine:
    return BudgetLine(
        version=version,
        key=line.key,
        position=place,
        label=line.label,
        category=line.category,
        statement_line=line.statement_line or statement_line_of(line.category),
        intervention_id=line.intervention or None,
        financier=line.financier,
        basis=line.basis,
        finances=line.finances,
        responsible=line.responsible,
        accounts=line.accounts,
        profile=list(line.profile),
    )


def _store_stated(version: BudgetVersion, stated: Sequence[Stated]) -> None:
    rows = [
        StatedFigure(
            version=version,
            kind=each.kind,
            label=each.label,
            year=each.year,
            covers=list(each.covers),
            ore=each.ore,
            percent=_decimal(each),
            place=each.place,
        )
        for each in stated
    ]
    for row in rows:
        row.full_clean(exclude=["version"])
    StatedFigure.objects.bulk_create(rows)


def _decimal(stated: Stated) -> Decimal | None:
    if stated.percent is None:
        return None
    return Decimal(stated.percent.numerator) / Decimal(stated.percent.denominator)


def _place(association: Association, what: str) -> str:
    return f"{association.pk}/{what}"[:200]


def _about(version: BudgetVersion) -> dict[str, str]:
    """Return which version an event is about, and where."""
    target = _place(version.association, f"{version.year}/{version.number}")
    return {"target": target, "county": str(version.association.county_id)}
