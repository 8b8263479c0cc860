"""Eget kapital: its path and limits, what would bring it back, and external money apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.budget.forms import LimitForm
from samsyn.budget.selectors import stored_limits
from samsyn.budget.services import NotInForce, set_limit, withdraw_limit
from samsyn.contributions.forms import kronor_text
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports import equity as tables
from samsyn.forecasts.equity import (
    LowerRequest,
    Standing,
    Start,
    decision_days,
    last_day_to_start,
    lower_request,
    standings,
    starts,
)
from samsyn.forecasts.selectors import EquityView, equity_of, grants_of, with_and_without_of
from samsyn.intake.amounts import read_amount
from samsyn.web.environment import url
from samsyn.web.exports import workbook

YEARS_BACK = 8
A_QUARTER = 4


@dataclass(frozen=True)
class WayBack:
    """What would bring the equity of a year back under one limit.

    pace:      kronor a month that more interventions can take, in öre
    latest:    the last first of a month from which that pace is enough; None if none is
    """

    standing: Standing
    starts: tuple[Start, ...]
    request: LowerRequest | None
    pace: int
    latest: date | None

    def is_too_late(self, on: date) -> bool:
        return self.latest is None or self.latest < on


def ways_back(view: EquityView, year: int, on: date, pace: int) -> list[WayBack]:
    """Return the way back under every limit that a year breaks."""
    point = view.at_end(year)
    if point is None:
        return []
    return [
        WayBack(
            standing,
            starts(standing.excess_ore, year, on),
            lower_request(standing, on),
            pace,
            last_day_to_start(standing.excess_ore, year, pace),
        )
        for standing in standings(view.plan, year, point.ore)
        if not standing.is_kept
    ]


def usual_pace(view: EquityView, year: int) -> int:
    """Return a quarter of what interventions cost a month by the budget, in whole kronor."""
    return view.plan.interventions(year) // 12 // A_QUARTER // 100 * 100


@require_safe
@in_books
def equity(request: HttpRequest, books: Books) -> HttpResponse:
    """Show the path of the equity, its limits, the ways back, and external money."""
    form = LimitForm(initial={"first_year": books.year, "is_own": True})
    return _page(request, books, form)


def _page(
    request: HttpRequest, books: Books, form: LimitForm, *, status: int = 200
) -> HttpResponse:
    view = equity_of(books.key, books.year)
    asked = read_amount(request.GET.get("takt", "").strip()).ore
    pace = asked if asked and asked > 0 else usual_pace(view, books.year)
    point = view.at_end(books.year)
    found = standings(view.plan, books.year, point.ore) if point else ()
    compared = with_and_without_of(books.key, _years(books))
    context: dict[str, Any] = {
        "books": books,
        "view": view,
        "point": point,
        "chart": tables.equity_chart(view),
        "path": tables.path_table(view),
        "standings": tables.standings_table(found),
        "is_standing": bool(found),
        "ways": [
            {
                "way": way,
                "starts": tables.starts_table(way.starts, way.standing.excess_ore),
                "request": tables.request_table(way.request) if way.request else None,
                "too_late": way.is_too_late(books.visit.on),
            }
            for way in ways_back(view, books.year, books.visit.on, pace)
        ],
        "sinks_below": view.first_below_zero(books.year),
        "pace": kronor_text(pace),
        "days": tables.days_table(decision_days(books.year), books.year),
        "next_day": next(
            (d for d in decision_days(books.year) if not d.is_past(books.visit.on)), None
        ),
        "grants": tables.grants_table(grants_of(books.key, books.year)),
        "has_grants": bool(grants_of(books.key, books.year)),
        "compared": tables.with_and_without_table(compared),
        "piles": [each for each in compared if each.piles_up],
        "limits": list(stored_limits(books.key)),
        "may_plan": books.may(Permission.PLAN_BUDGET),
        "form": form,
        "drawer": [
            (word, f"{meaning} {source}.") for word, meaning, source in tables.DEFINITIONS
        ],
    }
    return render(request, "budget_pages/equity.html", context, status=status)


def _years(books: Books) -> list[int]:
    return list(range(books.year - YEARS_BACK, books.year + 1))


@require_POST
@in_books
def limit(request: HttpRequest, books: Books) -> HttpResponse:
    """Set a limit of equity, the association's own or another's."""
    books.require(Permission.PLAN_BUDGET)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _page(request, books, form, status=422)
    set_limit(
        association=books.association,
        **form.cleaned_data,
        by=books.visit.user,
        on=books.visit.on,
    )
    messages.success(request, "Gränsen är sparad.")
    return redirect(url("equity", books.key, ar=books.year))


@require_POST
@in_books
def withdraw(request: HttpRequest, books: Books, number: int) -> HttpResponse:
    """Take back a limit of equity."""
    books.require(Permission.PLAN_BUDGET)
    found = stored_limits(books.key).filter(pk=number).first()
    if found is None:
        raise Http404("gräns")
    try:
        withdraw_limit(limit=found, by=books.visit.user, on=books.visit.on)
        messages.success(request, "Gränsen är återtagen.")
    except NotInForce:
        messages.info(request, "Gränsen var redan återtagen.")
    return redirect(url("equity", books.key, ar=books.year))


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give the path, the limits and the external money as a workbook."""
    view = equity_of(books.key, books.year)
    point = view.at_end(books.year)
    found = standings(view.plan, books.year, point.ore) if point else ()
    return workbook(
        books.visit,
        f"Eget kapital {books.association.short_name} {books.year}",
        [
            tables.path_table(view),
            tables.standings_table(found),
            tables.grants_table(grants_of(books.key, books.year)),
            tables.with_and_without_table(with_and_without_of(books.key, _years(books))),
            tables.days_table(decision_days(books.year), books.year),
        ],
        about=[("Förbund", books.association.name)],
        definitions=tables.DEFINITIONS,
    )


URLS: list[URLPattern] = [
    path("<slug:key>/eget-kapital/", equity, name="equity"),
    path("<slug:key>/eget-kapital/grans/", limit, name="set_equity_limit"),
    path(
        "<slug:key>/eget-kapital/grans/<int:number>/ta-tillbaka/",
        withdraw,
        name="withdraw_equity_limit",
    ),
    path("<slug:key>/eget-kapital/eget-kapital.xlsx", excel, name="equity_excel"),
]
