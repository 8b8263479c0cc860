"""What every template has at hand: addresses, static files, Swedish numbers, the page frame."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined

from samsyn import __version__
from samsyn.access.selectors import role_text
from samsyn.indicators.wording import in_unit
from samsyn.language import swedish

NAVIGATION = (
    ("overview", "Översikt"),
    ("compare", "Jämför"),
    ("associations", "Förbund"),
    ("findings", "Fynd"),
    ("figures", "Siffror"),
    ("definitions", "Definitioner"),
    ("report", "Rapport"),
)


def url(name: str, *args: Any, **query: Any) -> str:
    """Return the address of a page, with a query string if there is one."""
    return reverse(name, args=args, query={k: v for k, v in query.items() if v} or None)


def environment(**options: Any) -> Environment:
    """Return the template environment: an undefined name is an error, not an empty text."""
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True})
    env.globals.update(static=static, url=url, version=__version__)
    env.filters.update(
        number=swedish.number,
        in_unit=in_unit,
        kronor=swedish.kronor,
        day=swedish.day,
    )
    return env


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout needs on every page: navigation and who is logged in."""
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    section = "/" + request.path.split("/")[1] + "/" if request.path != "/" else "/"
    nav = [
        {"href": reverse(name), "title": title, "current": reverse(name) == section}
        for name, title in NAVIGATION
    ]
    return {
        "nav": nav if is_known else [],
        "user": user,
        "user_role": role_text(user, on=timezone.localdate()) if is_known else "",
    }
