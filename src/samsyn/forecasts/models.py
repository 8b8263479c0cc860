"""Forecasts, frozen as they were made, and deviations in the words of those who answer for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samsyn.budget.models import BudgetVersion
from samsyn.register.models import Association


class Forecast(models.Model):
    """What a year was thought to end in, with what was known when that was thought.

    A forecast never changes: a later one is a new row.
    """

    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="samordningsförbund",
    )
    year = models.PositiveSmallIntegerField("år")
    version = models.ForeignKey(
        BudgetVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forecasts",
        verbose_name="budgetversion",
    )
    name = models.CharField("namn", max_length=80)
    last_month = models.PositiveSmallIntegerField("sista månad")
    opening_equity_ore = models.BigIntegerField("ingående eget kapital", null=True, blank=True)
    made_by = models.CharField("gjord av", max_length=150)
    made_on = models.DateField("gjord")
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "prognos"
        verbose_name_plural = "prognoser"
        ordering = ["association_id", "year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "year", "name"],
                name="forecast_name_once_a_year",
                violation_error_message="Det finns redan en prognos med det namnet i år.",
            ),
            models.CheckConstraint(
                condition=Q(last_month__lte=12), name="forecast_month_in_the_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class ForecastLine(models.Model):
    """A line of a forecast: every method's answer, the chosen one, and who answers for it."""

    class Method(models.TextChoices):
        REMAINING = "remaining", "återstående budget"
        RUN_RATE = "run_rate", "samma takt"
        SEASON = "season", "förra årets säsong"
        MANUAL = "manual", "egen bedömning"

    forecast = models.ForeignKey(
        Forecast, on_delete=models.CASCADE, related_name="lines", verbose_name="prognos"
    )
    key = models.CharField("nyckel", max_length=120)
    position = models.PositiveIntegerField("plats")
    label = models.CharField("benämning", max_length=200)
    category = models.CharField("kategori", max_length=30, blank=True)
    intervention = models.CharField("insats", max_length=60, blank=True)
    financier = models.CharField("finansiär", max_length=60, blank=True)
    responsible = models.CharField("ansvarig roll", max_length=80, blank=True)
    budget_ore = models.BigIntegerField("budget")
    outcome_ore = models.BigIntegerField("utfall")
    remaining_ore = models.BigIntegerField("återstående budget")
    run_rate_ore = models.BigIntegerField("samma takt", null=True, blank=True)
    season_ore = models.BigIntegerField("förra årets säsong", null=True, blank=True)
    manual_ore = models.BigIntegerField("egen bedömning", null=True, blank=True)
    method = models.CharField("metod", max_length=10, choices=Method.choices)
    ore = models.BigIntegerField("belopp i öre")
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "prognosrad"
        verbose_name_plural = "prognosrader"
        ordering = ["forecast_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["forecast", "key"], name="forecast_line_key_once")
        ]

    def __str__(self) -> str:
        return self.label


class Deviation(models.Model):
    """Why the outcome of a line is not its budget, in words, as a role has explained it."""

    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="samordningsförbund",
    )
    year = models.PositiveSmallIntegerField("år")
    month = models.PositiveSmallIntegerField("månad")
    key = models.CharField("nyckel", max_length=120)
    label = models.CharField("benämning", max_length=200)
    difference_ore = models.BigIntegerField("avvikelse i öre")
    reason = models.TextField("skäl")
    role = models.CharField("roll", max_length=80)
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")

    class Meta:
        verbose_name = "förklarad avvikelse"
        verbose_name_plural = "förklarade avvikelser"
        ordering = ["association_id", "year", "id"]

    def __str__(self) -> str:
        return self.label
