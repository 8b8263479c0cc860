"""Översikt: the economy of one's associations at a glance, and what waits to be done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samsyn.contributions.board import boards_open_to
from samsyn.economy_pages.frame import Books, asked_year, in_books, years_around
from samsyn.economy_reports.at_a_glance import (
    DEFINITIONS,
    Glance,
    costs_over_years,
    county_table,
    glance_of,
    key_figures,
    ledger_use,
    tasks,
)
from samsyn.register.selectors import associations_for
from samsyn.web.exports import workbook
from samsyn.web.session import Visit, in_county


@require_safe
@in_county
def economy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the county's associations side by side, and the way into the economy of each."""
    year = asked_year(request, visit)
    glances = _glances(visit, year)
    context = {
        "visit": visit,
        "year": year,
        "years": years_around(year, visit.on),
        "table": county_table(glances, year),
        "addresses": [str(glance.association.pk) for glance in glances],
        "boards": boards_open_to(visit.user, [g.association for g in glances]),
        "definitions": DEFINITIONS,
    }
    return render(request, "economy_pages/economy.html", context)


@require_safe
@in_county
def economy_excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the county's associations side by side as a workbook."""
    year = asked_year(request, visit)
    table = county_table(_glances(visit, year), year)
    title = f"Ekonomi {visit.county.name} {year}"
    return workbook(visit, title, [table], definitions=DEFINITIONS)


def _glances(visit: Visit, year: int) -> list[Glance]:
    found = associations_for(visit.user, on=visit.on).filter(county=visit.county)
    return [glance_of(a, year, on=visit.on) for a in found.order_by("short_name")]


@require_safe
@in_books
def association(request: HttpRequest, books: Books) -> HttpResponse:
    """Show one association's economy in a year at a glance."""
    glance = glance_of(books.association, books.year, on=books.visit.on)
    context = {
        "books": books,
        "figures": key_figures(glance),
        "tasks": tasks(glance),
        "costs": costs_over_years(books.association),
        "ledger_use": ledger_use(books.association),
        "definitions": DEFINITIONS,
    }
    return render(request, "economy_pages/overview.html", context)


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give the costs of the booked years as a workbook."""
    costs = costs_over_years(books.association)
    if costs is None:
        raise Http404("kostnader")
    title = f"Kostnader {books.association.short_name}"
    return workbook(books.visit, title, [costs[0]], definitions=DEFINITIONS)


URLS: list[URLPattern] = [
    path("", economy, name="economy"),
    path("ekonomi.xlsx", economy_excel, name="economy_excel"),
    path("<slug:key>/", association, name="economy_association"),
    path("<slug:key>/kostnader.xlsx", excel, name="costs_excel"),
]
