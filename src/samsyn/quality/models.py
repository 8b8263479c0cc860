"""What was decided about a finding. The finding itself is computed, never stored."""

from __future__ import annotations

from django.db import models


class Review(models.Model):
    """A finding that somebody has accepted as it is, with a reason; withdrawn if undone.

    `finding` is the finding's own key: it stays the same for as long as the same figures
    disagree in the same way, so that a review goes away with its cause.
    """

    finding = models.CharField("fynd", max_length=200)
    reason = models.TextField("skäl")
    look_again_on = models.DateField("titta igen", null=True, blank=True)
    reviewed_by = models.CharField("vem", max_length=150)
    reviewed_on = models.DateField("datum")
    withdrawn_on = models.DateField("återtaget", null=True, blank=True)

    class Meta:
        verbose_name = "granskning"
        verbose_name_plural = "granskningar"
        ordering = ["finding", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="one_review_in_force_per_finding",
            )
        ]

    def __str__(self) -> str:
        return self.finding
