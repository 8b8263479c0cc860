"""What each role may do, read from `roles.toml`, and where a user may do it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samsyn.access.models import User


class Permission(StrEnum):
    """A thing that can be allowed."""

    SEE_FIGURES = "see_figures"
    SEE_SMALL_GROUPS = "see_small_groups"
    REVIEW_FINDINGS = "review_findings"
    LOAD_FIGURES = "load_figures"
    SEE_VOUCHERS = "see_vouchers"
    KEEP_ACCOUNTS = "keep_accounts"
    PLAN_BUDGET = "plan_budget"
    HANDLE_CONTRIBUTIONS = "handle_contributions"


class Scope(StrEnum):
    """How wide an assignment of a role reaches."""

    COUNTY = "county"
    ASSOCIATION = "association"


@dataclass(frozen=True)
class Role:
    """A role: its Swedish word, what it may do, and how wide it is assigned."""

    id: str
    sv: str
    description: str
    scope: Scope
    may: frozenset[Permission]


@cache
def roles() -> dict[str, Role]:
    """Return every role by its id, in the order of the file."""
    text = files("samsyn.access").joinpath("roles.toml").read_text("utf-8")
    return {
        key: Role(
            id=key,
            sv=role["sv"],
            description=role["description"],
            scope=Scope(role["scope"]),
            may=frozenset(Permission(word) for word in role["may"]),
        )
        for key, role in tomllib.loads(text).items()
    }


@dataclass(frozen=True)
class Reach:
    """Where a user holds a permission: whole counties, and single associations."""

    counties: frozenset[str]
    associations: frozenset[str]

    def covers(self, *, county: str, association: str | None) -> bool:
        """Return whether a figure of this county and association is inside."""
        return county in self.counties or (
            association is not None and association in self.associations
        )


def reach_of(user: User, permission: Permission, *, on: date) -> Reach:
    """Return where a user holds a permission on a day; nowhere if not logged in."""
    if not user.is_authenticated or not user.is_active:
        return Reach(frozenset(), frozenset())
    granted = [a for a in user.assignments_in_force(on) if permission in roles()[a.role].may]
    return Reach(
        counties=frozenset(a.county for a in granted if not a.association),
        associations=frozenset(a.association for a in granted if a.association),
    )


def may(user: User, permission: Permission, *, county: str, association: str, on: date) -> bool:
    """Return whether a user holds a permission in an association on a day."""
    return reach_of(user, permission, on=on).covers(county=county, association=association)


def counties_in_sight(user: User, *, on: date) -> frozenset[str]:
    """Return the counties whose published figures a user may read on a day.

    A role in one association reads its whole county: without the others there is
    nothing to compare with. Small groups stay protected outside one's own.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(
        a.county
        for a in user.assignments_in_force(on)
        if Permission.SEE_FIGURES in roles()[a.role].may
    )
