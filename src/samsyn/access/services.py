"""Every change to users and their assignments."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from samsyn.access.events import record
from samsyn.access.models import Assignment, User


@transaction.atomic
def create_user(*, username: str, name: str, password: str, by: User | None) -> User:
    """Create a user who can log in, without any assignment yet.

    Raises ValidationError if the user name is taken or empty.
    """
    first, _, last = name.partition(" ")
    user = User(username=username, first_name=first, last_name=last)
    user.set_password(password)
    user.full_clean()
    user.save()
    record("user_created", by=by, target=username)
    return user


@transaction.atomic
def assign_role(
    *,
    user: User,
    role: str,
    county: str,
    association: str = "",
    starts_on: date,
    ends_on: date | None = None,
    by: User | None,
) -> Assignment:
    """Give a user a role in a county, or in one association of it.

    Raises ValidationError if the role is not in `roles.toml` or the days are reversed.
    """
    assignment = Assignment(
        user=user,
        role=role,
        county=county,
        association=association,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    assignment.full_clean()
    assignment.save()
    record(
        "role_assigned",
        by=by,
        target=user.get_username(),
        role=role,
        county=county,
        association=association,
    )
    return assignment
