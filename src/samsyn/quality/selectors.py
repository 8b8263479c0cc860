"""What a user may read of findings, and of what was decided about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from samsyn.access.models import User
from samsyn.access.permissions import counties_in_sight
from samsyn.quality.findings import Finding
from samsyn.quality.models import Review
from samsyn.quality.search import findings_of


@dataclass(frozen=True)
class Reviewed:
    """A finding with its review in force, if there is one."""

    finding: Finding
    review: Review | None

    @property
    def is_open(self) -> bool:
        return self.review is None


def findings_for(user: User, *, county: str, on: date) -> list[Reviewed]:
    """Return a county's findings, gravest first; none if the user may not read the county."""
    if county not in counties_in_sight(user, on=on):
        return []
    return with_reviews(list(findings_of(county)))


def with_reviews(findings: list[Finding]) -> list[Reviewed]:
    """Set findings beside the reviews in force."""
    reviews = {r.finding: r for r in Review.objects.filter(withdrawn_on=None)}
    return [Reviewed(finding, reviews.get(finding.key)) for finding in findings]


def history_of(finding: Finding) -> list[Review]:
    """Return every review that a finding has had, oldest first."""
    return list(Review.objects.filter(finding=finding.key).order_by("id"))
