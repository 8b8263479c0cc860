"""What a user may read of users and events."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files

from django.db.models import QuerySet

from samsyn.access.models import Event, User
from samsyn.access.permissions import Permission, reach_of, roles


def role_text(user: User, *, on: date) -> str:
    """Return the user's roles in words, for the page header."""
    words = {roles()[a.role].sv for a in user.assignments_in_force(on)}
    return ", ".join(sorted(words)) or "ingen roll"


def events_for(user: User, *, on: date) -> QuerySet[Event]:
    """Return the events of the counties where a user may load figures, and those of the
    whole installation; none for others."""
    reach = reach_of(user, Permission.LOAD_FIGURES, on=on)
    events = Event.objects.order_by("-number")
    return events.filter(county__in=["", *reach.counties]) if reach.counties else events.none()


@cache
def event_words() -> dict[str, str]:
    """Return what each kind of event is called on the screen."""
    return tomllib.loads(files("samsyn.access").joinpath("event_words.toml").read_text("utf-8"))


def user_named(username: str) -> User | None:
    """Return the user with this name, or None."""
    return User.objects.filter(username=username).first()
