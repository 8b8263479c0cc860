"""What every page of Ekonomi stands in: the association, the year, and the way between pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from samsyn.access.permissions import Permission, may
from samsyn.register.models import Association
from samsyn.register.selectors import associations_for
from samsyn.web.session import Visit, in_county

SECTIONS = (
    ("economy_association", "Översikt"),
    ("budget", "Budget"),
    ("outcome", "Utfall och prognos"),
    ("contributions", "Bidrag"),
    ("equity", "Eget kapital"),
    ("vouchers", "Verifikationer"),
    ("chart_of_accounts", "Kontoplan och nycklar"),
)
"""The pages of an association. Each is an address with its key as the only argument."""

EARLIEST_YEAR, YEARS_AHEAD = 2004, 4


@dataclass(frozen=True)
class Books:
    """One association's economy as a page sees it: whose it is, which year, what one may do.

    year: the year that is asked for (`ar` in the address), else the year of the visit
    """

    visit: Visit
    association: Association
    year: int

    @property
    def key(self) -> str:
        return str(self.association.key)

    @property
    def years(self) -> list[int]:
        """The years that can be chosen around this one, latest first."""
        return years_around(self.year, self.visit.on)

    def may(self, permission: Permission) -> bool:
        return may(
            self.visit.user,
            permission,
            county=self.visit.county.code,
            association=self.key,
            on=self.visit.on,
        )

    def require(self, permission: Permission) -> None:
        """Raise PermissionDenied unless the user holds the permission here."""
        if not self.may(permission):
            raise PermissionDenied

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The titles and addresses of the association's pages that the user may open."""
        found = []
        for name, title in SECTIONS:
            if name == "vouchers" and not self.may(Permission.SEE_VOUCHERS):
                continue
            with suppress(NoReverseMatch):
                found.append((title, f"{reverse(name, args=[self.key])}?ar={self.year}"))
        return found


def in_books(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the books of the association that its address names, in place of a visit.

    The county follows from the association. Raises Http404 for an association that the user
    may not read, and for a year that is none.
    """

    @wraps(view)
    def seen(request: HttpRequest, visit: Visit, key: str, *args: Any, **kwargs: Any) -> Any:
        association = associations_for(visit.user, on=visit.on).filter(pk=key).first()
        if association is None:
            raise Http404("förbund")
        own = Visit(visit.user, visit.on, association.county, visit.counties)
        return view(request, Books(own, association, asked_year(request, own)), *args, **kwargs)

    return in_county(seen)


def years_around(year: int, on: date) -> list[int]:
    """Return the years that can be chosen around one, latest first."""
    return list(range(max(year, on.year + 1), min(year, on.year - 5) - 1, -1))


def asked_year(request: HttpRequest, visit: Visit) -> int:
    """Return the year that is asked for (`ar`), else the year of the visit.

    Raises Http404 for what is no year that one can have an economy in.
    """
    asked = request.POST.get("ar") or request.GET.get("ar") or str(visit.on.year)
    if len(asked) != len("2026") or not asked.isascii() or not asked.isdigit():
        raise Http404("år")
    year = int(asked)
    if not EARLIEST_YEAR <= year <= visit.on.year + YEARS_AHEAD:
        raise Http404("år")
    return year
