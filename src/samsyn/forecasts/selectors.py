"""What others read of outcome beside budget, of forecasts, and of the equity to come."""

from __future__ import annotations

from django.db.models import QuerySet

from samsyn.forecasts.models import Deviation, Forecast


def forecasts_of(association: str, year: int) -> QuerySet[Forecast]:
    """Return the forecasts of a year, the latest first."""
    found = Forecast.objects.filter(association_id=association, year=year)
    return found.prefetch_related("lines").order_by("-id")


def deviations_of(association: str, year: int) -> dict[str, list[Deviation]]:
    """Return the explanations of a year by the key of their line, the latest first."""
    found: dict[str, list[Deviation]] = {}
    for row in Deviation.objects.filter(association_id=association, year=year).order_by("-id"):
        found.setdefault(row.key, []).append(row)
    return found
