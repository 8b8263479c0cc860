"""What every template has at hand: addresses, static files, Swedish numbers, the page frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from samsyn import __version__
from samsyn.access.models import User
from samsyn.access.selectors import role_text
from samsyn.indicators.publish import HIDDEN_COUNT
from samsyn.indicators.wording import in_unit
from samsyn.language import swedish
from samsyn.register.codes import STATUSES
from samsyn.reports.content import Cell
from samsyn.web.figures import range_text, value_text
from samsyn.web.session import may_see_events, today

NAVIGATION = (
    ("overview", "Översikt"),
    ("compare", "Jämför"),
    ("associations", "Förbund"),
    ("economy", "Ekonomi"),
    ("findings", "Fynd"),
    ("figures", "Siffror"),
    ("definitions", "Definitioner"),
    ("report", "Rapport"),
)


def url(name: str, *args: Any, **query: Any) -> str:
    """Return the address of a page, with a query string if there is one."""
    asked = urlencode({k: v for k, v in query.items() if v}, doseq=True)
    return f"{_path(name, args)}?{asked}" if asked else _path(name, args)


@lru_cache(maxsize=4096)
def _path(name: str, args: tuple[Any, ...]) -> str:
    return reverse(name, args=args)


def environment(**options: Any) -> Environment:
    """Return the template environment: an undefined name is an error, not an empty text."""
    env = Environment(**{**options, "undefined": StrictUndefined, "trim_blocks": True})
    env.globals.update(static=static, url=url, samsyn_version=__version__)
    env.globals.update(statuses=STATUSES)
    env.filters.update(
        number=swedish.number,
        in_unit=in_unit,
        kronor=swedish.kronor,
        day=swedish.day,
        listed=swedish.listed,
        capital=swedish.capital,
        small=swedish.small,
        in_words=in_words,
        places_by_document=places_by_document,
        shown=shown,
        row_cells=row_cells,
        unbroken=unbroken,
        slug=slugify,
        moment=moment,
        figure_value=value_text,
        figure_range=range_text,
        svg=Markup,
        html=Markup,
    )
    return env


def places_by_document(
    places: Iterable[tuple[str, str]], longest: int = 0
) -> list[tuple[str, str]]:
    """Return each document with all its places, in the order they are named.

    longest: how many letters of a title to write, cut between words; 0 for all of them

    >>> places_by_document([("Plan", "Avsnitt 7"), ("Plan", "Tabell 2")])
    [('Plan', 'avsnitt 7; tabell 2')]
    """
    found: dict[str, list[str]] = {}
    for document, place in places:
        found.setdefault(document, []).extend([swedish.small(place)] if place else [])
    return [
        (_cut(title, longest), "; ".join(dict.fromkeys(all_of)))
        for title, all_of in found.items()
    ]


def _cut(title: str, longest: int) -> str:
    """Return a title cut at a word.

    >>> _cut("Verksamhetsplan med mål och budget", 24)
    'Verksamhetsplan med mål…'
    """
    if not longest or len(title) <= longest:
        return title
    return f"{title[:longest].rsplit(' ', 1)[0].rstrip(',;:')}…"


SMALL_NUMBERS = [
    "noll",
    "en",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
]


def in_words(count: int) -> str:
    """Write a count in words as far as twelve, as in running text.

    >>> in_words(2), in_words(13)
    ('två', '13')
    """
    return SMALL_NUMBERS[count] if count < len(SMALL_NUMBERS) else swedish.number(count)


def moment(value: datetime) -> str:
    """Write a point in time to the minute, in Swedish time."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def shown(cell: Cell, mark: str = "") -> str | dict[str, str]:
    """Return a cell for the table macro: a code with what it means, or its text."""
    if cell.text in CODES:
        return {"text": cell.text, "missing": CODES[cell.text]}
    return Markup("{}<sup>{}</sup>").format(cell.text, mark) if mark else cell.text


def row_cells(
    row: Sequence[Cell], marks: Mapping[str, str], href: str = ""
) -> list[str | dict[str, str]]:
    """Return a row for the table macro; with an address, its heading leads there."""
    cells = [shown(cell, marks.get(cell.note, "")) for cell in row]
    return [{"text": row[0].text, "href": href}, *cells[1:]] if href else cells


DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def unbroken(text: object) -> object:
    """Return plain text with its dates kept whole: browsers break a line after a hyphen.

    Markup is as it is; its dates may stand in addresses.

    >>> str(unbroken("Senast 2025-09-30"))
    'Senast <span class="nowrap">2025-09-30</span>'
    """
    if not isinstance(text, str) or isinstance(text, Markup) or not DATE.search(text):
        return text
    return Markup(DATE.sub(r'<span class="nowrap">\g<0></span>', str(escape(text))))  # noqa: S704


CODES = {
    swedish.MISSING: "uppgift saknas",
    HIDDEN_COUNT: "skyddad, färre än fem personer",
    swedish.EN_DASH: "inget att visa",
}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Return what the layout needs on every page: navigation and who is logged in."""
    user: User | AnonymousUser = getattr(request, "user", None) or AnonymousUser()
    on = today()
    section = "/" + request.path.split("/")[1] + "/" if request.path != "/" else "/"
    nav = [
        {"href": _path(name, ()), "title": title, "current": _path(name, ()) == section}
        for name, title in NAVIGATION
    ]
    return {
        "nav": nav if isinstance(user, User) else [],
        "user": user,
        "user_role": role_text(user, on=on) if isinstance(user, User) else "",
        "shows_events": isinstance(user, User) and may_see_events(user, on=on),
    }
