"""Amounts, each of an association (or a whole county) in one year, at one stage."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samsyn.economy.codes import BASES, CATEGORIES, STAGES
from samsyn.register.models import Association, County, Intervention
from samsyn.register.provenance import Sourced


class Amount(Sourced):
    """An amount in whole öre. Incomes and costs are both positive: `category` tells which."""

    association = models.ForeignKey(
        Association,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name="samordningsförbund",
    )
    county = models.ForeignKey(
        County, null=True, blank=True, on_delete=models.PROTECT, verbose_name="län"
    )
    year = models.PositiveSmallIntegerField("år")
    stage = models.CharField("läge", max_length=10, choices=list(STAGES.items()))
    category = models.CharField("kategori", max_length=30, choices=list(CATEGORIES.items()))
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, verbose_name="insats"
    )
    financier = models.CharField("finansiär", max_length=60)
    basis = models.CharField(
        "brutto eller netto", max_length=6, blank=True, choices=list(BASES.items())
    )
    line = models.CharField("rad", max_length=200)
    ore = models.BigIntegerField("belopp i öre")
    low = models.BigIntegerField("lägst, i öre")
    high = models.BigIntegerField("högst, i öre")

    class Meta(Sourced.Meta):
        verbose_name = "belopp"
        verbose_name_plural = "belopp"
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(association__isnull=False, county__isnull=True)
                | Q(association__isnull=True, county__isnull=False),
                name="amount_of_an_association_or_a_county",
                violation_error_message="Ett belopp gäller ett förbund eller ett helt län.",
            ),
        ]
