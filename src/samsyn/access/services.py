"""Every change to users and their assignments."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from samsyn.access.events import record
from samsyn.access.models import Assignment, User
from samsyn.access.permissions import Scope, roles

WRONG_SCOPE = {
    Scope.ASSOCIATION: "Rollen gäller i ett förbund: ange vilket.",
    Scope.COUNTY: "Rollen gäller i ett helt län: ange inget förbund.",
}


@transaction.atomic
def create_user(*, username: str, name: str, password: str, by: User | None) -> User:
    """Create a user who can log in, without any assignment yet.

    Raises ValidationError if the user name is taken or empty, or the password too weak.
    """
    first, _, last = name.partition(" ")
    user = User(username=username, first_name=first, last_name=last)
    validate_password(password, user)
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

    Raises ValidationError if the role is not in `roles.toml`, if the days are reversed, or
    if the assignment is wider or narrower than the role: one that is held in an association
    must name it, and one that is held in a county must not.
    """
    if role in roles() and (roles()[role].scope is Scope.ASSOCIATION) != bool(association):
        raise ValidationError(WRONG_SCOPE[roles()[role].scope])
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
        county=county,
        role=role,
        association=association,
    )
    return assignment


@transaction.atomic
def change_password(*, user: User, password: str, by: User | None) -> None:
    """Give a user another password.

    Raises ValidationError if it is too weak.
    """
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("password_changed", by=by, target=user.get_username())
