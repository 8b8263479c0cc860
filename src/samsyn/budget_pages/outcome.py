"""Utfall och prognos: outcome beside budget, methods side by side, explained deviations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports import outcome as tables
from samsyn.forecasts.forecast import EXPLAINED, METHODS, ForecastRow, chosen
from samsyn.forecasts.forms import DeviationForm, ForecastForm, read_choices
from samsyn.forecasts.models import Forecast
from samsyn.forecasts.outcome import WAYS, FollowUpRow, grouped
from samsyn.forecasts.selectors import (
    FollowUp,
    deviations_of,
    follow_up_of,
    forecasts_of,
    frozen_rows,
)
from samsyn.forecasts.services import explain_deviation, make_forecast
from samsyn.language.swedish import capital
from samsyn.web.environment import url
from samsyn.web.exports import workbook


@dataclass(frozen=True)
class Asked:
    """What is asked for: by what, which period, to which month."""

    way: str
    period: str
    month: int

    @classmethod
    def of(cls, request: HttpRequest, last_month: int) -> Asked:
        way, period = request.GET.get("per", "line"), request.GET.get("period", "sofar")
        month = request.GET.get("manad", "")
        number = int(month) if month.isascii() and month.isdigit() and len(month) < 3 else 0
        return cls(
            way if way in WAYS else "line",
            period if period in tables.PERIODS else "sofar",
            number if 1 <= number <= 12 else last_month or 12,
        )


@require_safe
@in_books
def outcome(request: HttpRequest, books: Books) -> HttpResponse:
    """Show outcome beside budget for a period, and what the year may end in."""
    return _page(request, books, follow_up_of(books.key, books.year))


def _shown_forecast(found: FollowUp, latest: Forecast | None) -> Sequence[ForecastRow]:
    """Return the latest frozen forecast; without one what the first method says."""
    return frozen_rows(latest) if latest else found.forecast


def _page(
    request: HttpRequest,
    books: Books,
    found: FollowUp,
    *,
    forms_: dict[str, forms.Form] | None = None,
    faults: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    asked = Asked.of(request, found.last_month)
    made = list(forecasts_of(books.key, books.year))
    forecast = _shown_forecast(found, made[0] if made else None)
    deviations = deviations_of(books.key, books.year)
    by_line = {row.key: row for row in forecast} if asked.way == "line" else {}
    sent = request.POST if request.method == "POST" else {}
    errors = [
        (f"falt-{name}", texts[0])
        for form in (forms_ or {}).values()
        for name, texts in form.errors.items()
    ]
    context: dict[str, Any] = {
        "books": books,
        "found": found,
        "asked": asked,
        "table": tables.outcome_table(
            grouped(found.rows, asked.way),
            by_line,
            month=asked.month,
            period=asked.period,
            deviations=deviations,
        ),
        "links": _links(books, grouped(found.rows, asked.way)),
        "methods": tables.methods_table(found.forecast),
        "chart": tables.outcome_chart(found, forecast),
        "made": made,
        "forecasts": tables.forecasts_table(made),
        "frozen": [tables.methods_table(frozen_rows(each)) for each in made],
        "outside": sum(
            abs(row.outcome_to(asked.month))
            for row in found.rows
            if found.plan and not row.is_budgeted
        ),
        "result": sum(row.outcome_to(asked.month) for row in found.rows),
        "budgeted": sum(row.budget_to(asked.month) for row in found.rows),
        "ends_in": sum(row.ore for row in forecast),
        "is_frozen": bool(made),
        "ways": [(key, capital(sv)) for key, sv in WAYS.items()],
        "periods": [(key, capital(sv)) for key, sv in tables.PERIODS.items()],
        "months": [(number, capital(sv)) for number, sv in enumerate(tables.MONTHS, 1)],
        "method_words": [(key, capital(sv)) for key, sv in METHODS.items()],
        "explained": [(capital(METHODS[key]), text) for key, text in EXPLAINED.items()],
        "lines": [(row.key, row.label) for row in found.rows],
        "may_plan": books.may(Permission.PLAN_BUDGET),
        "sent": sent,
        "faults": [*errors, *faults],
        "forecast_form": ForecastForm(),
        "deviation_form": DeviationForm(),
        **(forms_ or {}),
    }
    return render(request, "budget_pages/outcome.html", context, status=status)


def _links(books: Books, rows: Sequence[FollowUpRow]) -> list[str]:
    """Return where each row leads: to the vouchers behind it, for those who may see them."""
    may_see = books.may(Permission.SEE_VOUCHERS)
    links = [
        url(
            "vouchers",
            books.key,
            ar=books.year,
            konto=row.accounts[0].partition(" ")[0] if len(row.accounts) == 1 else "",
            kategori=row.category if len(row.accounts) != 1 else "",
            insats=row.intervention,
        )
        if may_see and row.accounts
        else ""
        for row in rows
    ]
    return [*links, ""]


@require_POST
@in_books
def forecast(request: HttpRequest, books: Books) -> HttpResponse:
    """Freeze a forecast with the chosen methods."""
    books.require(Permission.PLAN_BUDGET)
    found = follow_up_of(books.key, books.year)
    form = ForecastForm(request.POST)
    choices, faults = read_choices(request.POST.dict(), found.forecast)
    if form.is_valid() and not faults:
        try:
            make_forecast(
                association=books.association,
                year=books.year,
                last_month=found.last_month,
                rows=chosen(found.forecast, choices),
                version=found.version,
                opening_equity_ore=found.opening_equity,
                **form.cleaned_data,
                by=books.visit.user,
                on=books.visit.on,
            )
        except ValidationError as error:
            form.add_error("name", error.messages[0])
        else:
            messages.success(
                request, f"Prognosen {form.cleaned_data['name']} är sparad och ändras inte."
            )
            return redirect(url("outcome", books.key, ar=books.year))
    return _page(
        request, books, found, forms_={"forecast_form": form}, faults=faults, status=422
    )


@require_POST
@in_books
def explain(request: HttpRequest, books: Books) -> HttpResponse:
    """Store why a line's outcome is not its budget."""
    books.require(Permission.PLAN_BUDGET)
    found = follow_up_of(books.key, books.year)
    form = DeviationForm(request.POST)
    row = next((row for row in found.rows if row.key == request.POST.get("line")), None)
    if form.is_valid() and row is None:
        form.add_error("line", "Välj en rad i tabellen.")
    if not form.is_valid() or row is None:
        return _page(request, books, found, forms_={"deviation_form": form}, status=422)
    month = found.last_month or 12
    explain_deviation(
        association=books.association,
        year=books.year,
        month=month,
        key=row.key,
        label=row.label,
        difference_ore=row.outcome_to(month) - row.budget_to(month),
        reason=form.cleaned_data["reason"],
        role=form.cleaned_data["role"],
        by=books.visit.user,
        on=books.visit.on,
    )
    messages.success(request, f"Förklaringen till {row.label} är sparad.")
    return redirect(url("outcome", books.key, ar=books.year))


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give outcome, methods and forecasts as a workbook."""
    found = follow_up_of(books.key, books.year)
    asked = Asked.of(request, found.last_month)
    made = list(forecasts_of(books.key, books.year))
    rows = _shown_forecast(found, made[0] if made else None)
    table = tables.outcome_table(
        grouped(found.rows, asked.way),
        {row.key: row for row in rows} if asked.way == "line" else {},
        month=asked.month,
        period=asked.period,
        deviations=deviations_of(books.key, books.year),
    )
    sheets = [
        table,
        tables.methods_table(found.forecast),
        *([tables.forecasts_table(made)] if made else []),
    ]
    return workbook(
        books.visit,
        f"Utfall och prognos {books.association.short_name} {books.year}",
        sheets,
        about=[
            ("Förbund", books.association.name),
            ("Budget", found.plan.title if found.plan else "saknas"),
        ],
        definitions=tables.DEFINITIONS,
    )


URLS: list[URLPattern] = [
    path("<slug:key>/utfall/", outcome, name="outcome"),
    path("<slug:key>/utfall/prognos/", forecast, name="make_forecast"),
    path("<slug:key>/utfall/forklara/", explain, name="explain_deviation"),
    path("<slug:key>/utfall/utfall.xlsx", excel, name="outcome_excel"),
]
