"""Every forecast that is made, and every deviation that is explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.budget.models import BudgetVersion
from samsyn.forecasts.forecast import ForecastRow
from samsyn.forecasts.models import Deviation, Forecast, ForecastLine
from samsyn.register.models import Association


@transaction.atomic
def make_forecast(
    *,
    association: Association,
    year: int,
    name: str,
    last_month: int,
    rows: Sequence[ForecastRow],
    version: BudgetVersion | None,
    opening_equity_ore: int | None,
    note: str = "",
    by: User,
    on: date,
) -> Forecast:
    """Freeze a forecast with every method's answer and what was known.

    Raises PermissionDenied, and ValidationError if the name is taken, a chosen method has no
    answer, or an own judgement has no comment.
    """
    _require(by, association, on)
    take_turn()
    forecast = Forecast(
        association=association,
        year=year,
        version=version,
        name=name.strip(),
        last_month=last_month,
        opening_equity_ore=opening_equity_ore,
        made_by=by.get_username(),
        made_on=on,
        note=note.strip(),
    )
    forecast.full_clean()
    forecast.save()
    lines = [_forecast_line(forecast, place, row) for place, row in enumerate(rows)]
    for line in lines:
        line.full_clean()
    ForecastLine.objects.bulk_create(lines)
    record(
        "forecast_made", by=by, target=_place(association, f"{forecast}"),
        county=association.county_id, last_month=last_month, result=sum(r.ore for r in rows),
    )  # fmt: skip
    return forecast


def _forecast_line(forecast: Forecast, place: int, row: ForecastRow) -> ForecastLine:
    if row.method == ForecastLine.Method.MANUAL and not row.comment.strip():
        raise ValidationError(f"{row.label}: skriv en kommentar till den egna bedömningen.")
    return ForecastLine(
        forecast=forecast,
        key=row.key,
        position=place,
        label=row.label,
        category=row.category,
        intervention=row.intervention,
        financier=row.financier,
        responsible=row.responsible,
        budget_ore=row.budget_ore,
        outcome_ore=row.outcome_ore,
        remaining_ore=row.remaining_ore,
        run_rate_ore=row.run_rate_ore,
        season_ore=row.season_ore,
        manual_ore=row.manual_ore,
        method=row.method,
        ore=row.ore,
        note=row.comment.strip(),
    )


@transaction.atomic
def explain_deviation(
    *,
    association: Association,
    year: int,
    month: int,
    key: str,
    label: str,
    difference_ore: int,
    reason: str,
    role: str,
    by: User,
    on: date,
) -> Deviation:
    """Write down why a line's outcome is not its budget, as it stood after a month.

    Raises PermissionDenied, and ValidationError without a reason or a role.
    """
    _require(by, association, on)
    row = Deviation(
        association=association,
        year=year,
        month=month,
        key=key,
        label=label,
        difference_ore=difference_ore,
        reason=reason.strip(),
        role=role.strip(),
        decided_by=by.get_username(),
        decided_on=on,
    )
    row.full_clean()
    row.save()
    record(
        "deviation_explained", by=by, target=_place(association, f"{label} {year}"),
        county=association.county_id, month=month,
    )  # fmt: skip
    return row


def _require(by: User, association: Association, on: date) -> None:
    county = association.county_id
    if not may(by, Permission.PLAN_BUDGET, county=county, association=association.pk, on=on):
        raise PermissionDenied


def _place(association: Association, what: str) -> str:
    return f"{association.pk}/{what}"[:200]
