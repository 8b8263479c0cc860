"""Who is asking, on which day and about which county; logging in and out; the event log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from samsyn.access.models import Event, User
from samsyn.access.permissions import Permission, reach_of, roles
from samsyn.access.selectors import event_words, events_for
from samsyn.access.versions import one_version
from samsyn.indicators.publish import Audience
from samsyn.quality.findings import Finding, rules
from samsyn.quality.selectors import findings_for
from samsyn.register.models import County
from samsyn.register.selectors import all_counties, associations_for, counties_for

EVENTS_PER_PAGE = 50


def today() -> date:
    """Return the day in Sweden: the one place where pages look at a clock."""
    return timezone.localdate()


@dataclass(frozen=True)
class Visit:
    """A request, seen from the house: the user, the day, and the county that is read.

    lan: the county's code for addresses; empty where there is only one to choose
    """

    user: User
    on: date
    county: County
    counties: tuple[County, ...]

    @property
    def lan(self) -> str:
        return self.county.code if len(self.counties) > 1 else ""

    @property
    def audience(self) -> Audience:
        return Audience.of(self.user, on=self.on)


def in_county(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the visit as its second argument; without any county, say so.

    The county is the one in the address (`lan`), else the one last chosen, else the first.
    Raises Http404 for a county that the user may not read.
    """

    @wraps(view)
    def seen(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        on = today()
        user: User = request.user  # type: ignore[assignment]
        counties = tuple(counties_for(user, on=on))
        if not counties:
            has_role = bool(user.assignments_in_force(on))
            return render(request, "web/nothing.html", {"has_role": has_role})
        wanted = request.GET.get("lan") or ""
        by_code = {county.code: county for county in counties}
        if wanted and wanted not in by_code:
            raise Http404("län")
        if wanted and len(counties) > 1 and request.session.get("lan") != wanted:
            request.session["lan"] = wanted
        code = wanted or request.session.get("lan", "")
        visit = Visit(user, on, by_code.get(code, counties[0]), counties)
        with one_version():
            return view(request, visit, *args, **kwargs)

    return seen


class SwedishLogin(LoginView):
    """The log-in page; a fragment asked for after the session ended reloads its page."""

    redirect_authenticated_user = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Refresh": "true"})
        return super().get(request, *args, **kwargs)


def address_of(request: HttpRequest) -> str:
    """Return the address that a request comes from, for the guard against guessing.

    Behind a proxy it is the last address that the proxy has written down; what stands before
    it anybody can have made up.
    """
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.IS_BEHIND_PROXY and forwarded:
        return forwarded.split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def locked_out(request: HttpRequest, credentials: dict[str, Any], *args: Any) -> HttpResponse:
    """Answer somebody who has guessed a password too many times."""
    return render(request, "429.html", status=429)


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer that the installation is up."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show who did what, latest first, to those who load figures."""
    on = today()
    user: User = request.user  # type: ignore[assignment]
    if not may_see_events(user, on=on):
        raise PermissionDenied
    page = Paginator(events_for(user, on=on), EVENTS_PER_PAGE).get_page(request.GET.get("sida"))
    telling = Telling(user, on)
    rows = [(event, telling.of(event)) for event in page]
    return render(request, "web/events.html", {"page": page, "rows": rows})


def may_see_events(user: User, *, on: date) -> bool:
    return bool(reach_of(user, Permission.LOAD_FIGURES, on=on).counties)


@dataclass(frozen=True)
class Told:
    """An event in words.

    finding, county: the finding that it is about and where, if there still is one
    """

    kind: str
    what: str
    details: str
    finding: str = ""
    county: str = ""


class Telling:
    """What it takes to tell events to a user: the names of findings, roles and places."""

    def __init__(self, user: User, on: date) -> None:
        self.user, self.on = user, on

    def of(self, event: Event) -> Told:
        kind = event_words().get(event.kind, event.kind)
        details = event.details
        if event.kind.startswith("finding_"):
            rule = rules().get(event.target.partition(":")[0])
            reason = details.get("reason", "")
            found = self.findings.get(event.target)
            if found is None:
                return Told(kind, rule.title if rule else "Fynd", reason)
            title = f"{found.rule.title}: {found.about}"
            return Told(kind, title, reason, event.target, found.county)
        if event.kind == "role_assigned":
            role = roles().get(details.get("role", ""))
            word = role.sv if role else details.get("role", "")
            return Told(kind, event.target, f"{word}, {self._place(event)}")
        if event.kind == "figures_loaded":
            return Told(kind, event.target, _loaded(details))
        return Told(kind, event.target, ", ".join(str(v) for v in details.values() if v))

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """The findings there are now, by their keys."""
        return {
            found.finding.key: found.finding
            for county in counties_for(self.user, on=self.on)
            for found in findings_for(self.user, county=county.code, on=self.on)
        }

    @cached_property
    def counties(self) -> dict[str, str]:
        return {county.code: county.name for county in all_counties()}

    @cached_property
    def associations(self) -> dict[str, str]:
        return {a.key: a.short_name for a in associations_for(self.user, on=self.on)}

    def _place(self, event: Event) -> str:
        key, code = event.details.get("association", ""), event.county
        return str(self.associations.get(key, key) if key else self.counties.get(code, code))


def _loaded(details: dict[str, Any]) -> str:
    tables = details.get("tables", {}).values()
    new, changed = (sum(table.get(name, 0) for table in tables) for name in ("new", "changed"))
    return f"{new} nya rader, {changed} ändrade"
