"""Översikt: the economy of one's associations at a glance, and what waits to be done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samsyn.economy_pages.frame import Books, in_books
from samsyn.register.selectors import associations_for
from samsyn.web.session import Visit, in_county


@require_safe
@in_county
def economy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the county's associations, and the way into the economy of each."""
    associations = associations_for(visit.user, on=visit.on).filter(county=visit.county)
    context = {"visit": visit, "associations": associations.order_by("short_name")}
    return render(request, "economy_pages/economy.html", context)


@require_safe
@in_books
def association(request: HttpRequest, books: Books) -> HttpResponse:
    """Show one association's economy in a year at a glance."""
    return render(request, "economy_pages/overview.html", {"books": books})


URLS: list[URLPattern] = [
    path("", economy, name="economy"),
    path("<slug:key>/", association, name="economy_association"),
]
