"""Every change to what has been decided about findings."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, reach_of
from samsyn.quality.findings import Finding
from samsyn.quality.models import Review


class AlreadyReviewed(ValueError):
    """The finding has a review in force."""


class NotReviewed(ValueError):
    """The finding has no review to withdraw."""


def may_review(user: User, finding: Finding, *, on: date) -> bool:
    """Return whether a user may decide about a finding on a day."""
    reach = reach_of(user, Permission.REVIEW_FINDINGS, on=on)
    return reach.covers(county=finding.county, association=finding.association)


@transaction.atomic
def accept_finding(
    *, finding: Finding, reason: str, look_again_on: date | None, by: User, on: date
) -> Review:
    """Accept a finding as it is, with a reason and perhaps a day to look again.

    Raises PermissionDenied if the user may not review it, AlreadyReviewed if it is accepted,
    and ValidationError if the reason is empty.
    """
    if not may_review(by, finding, on=on):
        raise PermissionDenied
    take_turn()
    if Review.objects.filter(finding=finding.key, withdrawn_on=None).exists():
        raise AlreadyReviewed(finding.key)
    review = Review(
        finding=finding.key,
        reason=reason.strip(),
        look_again_on=look_again_on,
        reviewed_by=by.get_username(),
        reviewed_on=on,
    )
    review.full_clean()
    review.save()
    record(
        "finding_accepted",
        by=by,
        target=finding.key,
        county=finding.county,
        reason=review.reason,
    )
    return review


@transaction.atomic
def withdraw_review(*, finding: Finding, by: User, on: date) -> Review:
    """Open an accepted finding again; the review stays in the history.

    Raises PermissionDenied if the user may not review it, and NotReviewed if it is open.
    """
    if not may_review(by, finding, on=on):
        raise PermissionDenied
    review = (
        Review.objects.select_for_update()
        .filter(finding=finding.key, withdrawn_on=None)
        .first()
    )
    if review is None:
        raise NotReviewed(finding.key)
    review.withdrawn_on = on
    review.save(update_fields=["withdrawn_on"])
    record("finding_reopened", by=by, target=finding.key, county=finding.county)
    return review
