"""Where a figure comes from: the document, the place in it, and how it came about."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsyn.register.codes import DOCUMENT_KINDS, STATUSES


class Document(models.Model):
    """A document or a delivery that figures are taken from."""

    key = models.SlugField("nyckel", max_length=80, primary_key=True)
    title = models.CharField("titel", max_length=300)
    publisher = models.CharField("utgivare", max_length=200)
    published_on = models.DateField("datum", null=True, blank=True)
    reference = models.CharField("beteckning", max_length=100, blank=True)
    kind = models.CharField("slag", max_length=20, choices=list(DOCUMENT_KINDS.items()))
    invented = models.BooleanField("påhittat för övning", default=False)
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokument"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """What every stored figure carries beside its value.

    `low` and `high` are the lowest and highest value that the source allows, in the unit
    of the value: for an exact figure both are the value itself; for "5,6 mnkr" they are
    5,55 and 5,65 million.
    """

    figure = models.CharField("nyckel", max_length=120, primary_key=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="dokument"
    )
    place = models.CharField("ställe", max_length=300, blank=True)
    status = models.CharField("status", max_length=12, choices=list(STATUSES.items()))
    derivation = models.TextField("härledning", blank=True)
    extracted_on = models.DateField("uttagsdatum", null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["figure"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="derived") | ~Q(derivation=""),
                name="%(class)s_derived_says_how",
            ),
            models.CheckConstraint(
                condition=Q(low__lte=F("high")), name="%(class)s_low_before_high"
            ),
        ]

    def __str__(self) -> str:
        return self.figure
