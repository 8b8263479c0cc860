"""What a user may read of the register: the only way in for pages and reports."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from samsyn.access.models import User
from samsyn.access.permissions import counties_in_sight
from samsyn.register.models import (
    Association,
    Count,
    County,
    Document,
    Intervention,
    Membership,
    Municipality,
    Need,
    Party,
    Staffing,
    Statement,
)

KEYED = {
    "documents": Document,
    "associations": Association,
    "interventions": Intervention,
    "counties": County,
    "municipalities": Municipality,
    "parties": Party,
}


def stored_keys(table: str) -> list[str]:
    """Return the keys that files may refer to in a table that already is stored."""
    return list(KEYED[table]._default_manager.values_list("pk", flat=True))


def counties_for(user: User, *, on: date) -> QuerySet[County]:
    """Return the counties that have associations and that the user may read."""
    seen = County.objects.filter(pk__in=counties_in_sight(user, on=on))
    return seen.filter(associations__isnull=False).distinct()


def associations_for(user: User, *, on: date) -> QuerySet[Association]:
    """Return the associations that the user may read."""
    return Association.objects.filter(
        county_id__in=counties_in_sight(user, on=on)
    ).select_related("county", "seat", "document")


def memberships_of(association: Association) -> QuerySet[Membership]:
    """Return an association's memberships, with their parties."""
    return association.memberships.select_related("party").order_by(
        "party__kind", "party__name"
    )


def interventions_of(association: Association) -> QuerySet[Intervention]:
    """Return an association's interventions."""
    return association.interventions.select_related("municipality", "principal", "document")


def staffing_of(association: Association) -> QuerySet[Staffing]:
    """Return an association's staffing, figure by figure."""
    return Staffing.objects.filter(association=association).select_related(
        "document", "intervention"
    )


def counts_of(association: Association) -> QuerySet[Count]:
    """Return an association's counts, figure by figure."""
    return Count.objects.filter(association=association).select_related(
        "document", "intervention"
    )


def statements_for(user: User, *, on: date) -> QuerySet[Statement]:
    """Return what documents say about their own figures, in the counties of the user."""
    return Statement.objects.filter(
        county_id__in=counties_in_sight(user, on=on)
    ).select_related("document", "association")


def needs_for(user: User, *, on: date) -> QuerySet[Need]:
    """Return the needs that are known; areas are public statistics."""
    visible = Need.objects.select_related("document")
    return visible if counties_in_sight(user, on=on) else visible.none()


def all_counties() -> list[County]:
    """Return the counties of Sweden; the division of the country is open to all."""
    return list(County.objects.all())


def place_name(*, county: str, association: str = "") -> str:
    """Return what an assignment of a role is called: the association, or the county."""
    if association:
        return Association.objects.get(pk=association).short_name
    return County.objects.get(pk=county).name


def association_names(county: str) -> dict[str, str]:
    """Return the short names of a county's associations by their keys."""
    found = Association.objects.filter(county_id=county).order_by("short_name")
    return dict(found.values_list("key", "short_name"))


def statements_of(county: str) -> list[Statement]:
    """Return what documents say about their own figures in a county."""
    return list(Statement.objects.filter(county_id=county))
