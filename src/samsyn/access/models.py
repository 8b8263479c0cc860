"""Users, their assignments, and the event log."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from samsyn.access.permissions import roles


class User(AbstractUser):
    """A person who logs in. What the person may do follows from the assignments."""

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def assignments_in_force(self, on: date) -> list[Assignment]:
        """Return the user's assignments on a day, read once for each user object."""
        if not hasattr(self, "_assignments"):
            self._assignments = list(self.assignments.all())
        return [a for a in self._assignments if a.in_force(on)]


def role_choices() -> list[tuple[str, str]]:
    return [(role.id, role.sv) for role in roles().values()]


class Assignment(models.Model):
    """A role that a user holds, in a county or in one association, between two days.

    The codes are text, not references: the room of access stands below the register.
    """

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assignments", verbose_name="användare"
    )
    role = models.CharField("roll", max_length=30, choices=role_choices)
    county = models.CharField("länskod", max_length=2)
    association = models.CharField("samordningsförbund", max_length=60, blank=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "behörighet"
        verbose_name_plural = "behörigheter"
        ordering = ["user_id", "starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="assignment_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{roles()[self.role].sv} {self.association or self.county}"

    def in_force(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or on <= self.ends_on)


class Event(models.Model):
    """Something that happened: who did what to what, and when. Rows are only added.

    Actor and target are text, so that the log outlives what it tells of. Every row
    carries the digest of the row before it: a changed or removed row is found.
    """

    number = models.PositiveBigIntegerField("löpnummer", primary_key=True)
    happened_at = models.DateTimeField("tidpunkt")
    actor = models.CharField("vem", max_length=150)
    kind = models.CharField("händelse", max_length=60)
    target = models.CharField("vad", max_length=200)
    county = models.CharField("länskod", max_length=2, blank=True)
    details = models.JSONField("uppgifter", default=dict)
    previous_digest = models.CharField("föregående kontrollsumma", max_length=64)
    digest = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.target}"
