"""What a user may read of findings, and of what was decided about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samsyn.access.models import User
from samsyn.access.permissions import counties_in_sight
from samsyn.facts.figures import figures_of
from samsyn.indicators.protection import protected_figures
from samsyn.indicators.publish import Audience
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

    @property
    def is_protected(self) -> bool:
        """Whether its numbers are kept from the reader: it is about too small a group."""
        return self.finding.is_protected


def findings_seen(county: str, audience: Audience) -> list[Finding]:
    """Return a county's findings, gravest first, as an audience may see them."""
    protected = protected_figures(figures_of(county), audience, county)
    return [
        finding if protected.isdisjoint(finding.figures) else finding.without_numbers()
        for finding in findings_of(county)
    ]


def findings_for(user: User, *, county: str, on: date) -> list[Reviewed]:
    """Return a county's findings, gravest first; none if the user may not read the county."""
    if county not in counties_in_sight(user, on=on):
        return []
    return with_reviews(findings_seen(county, Audience.of(user, on=on)))


def with_reviews(findings: Sequence[Finding]) -> list[Reviewed]:
    """Set findings beside the reviews in force."""
    reviews = {r.finding: r for r in Review.objects.filter(withdrawn_on=None)}
    return [Reviewed(finding, reviews.get(finding.key)) for finding in findings]


def history_of(finding: Finding) -> list[Review]:
    """Return every review that a finding has had, oldest first."""
    return list(Review.objects.filter(finding=finding.key).order_by("id"))
