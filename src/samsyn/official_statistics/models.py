"""Snapshots of the statistics of others: what was answered on a day, kept as it was."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsyn.official_statistics.measures import sources
from samsyn.official_statistics.observations import Observation
from samsyn.register.ages import Band
from samsyn.register.codes import SEXES


class Snapshot(models.Model):
    """What a source said on a day: the answer itself, its digest, and who is to be named.

    It is never changed: a new answer is a new snapshot. `raw` is the answer as it came,
    `deviations` the totals that their parts do not add up to, each with what was tolerated.
    """

    class Way(models.TextChoices):
        FETCHED = "fetched", "hämtad"
        FILE = "file", "inläst fil"

    source = models.CharField("källa", max_length=20)
    table = models.CharField("tabell", max_length=200)
    question = models.JSONField("fråga", default=dict, blank=True)
    way = models.CharField("sätt", max_length=10, choices=Way.choices)
    taken_on = models.DateField("uttagsdatum")
    published_on = models.DateField("senast uppdaterad", null=True, blank=True)
    digest = models.CharField("kontrollsumma", max_length=64)
    raw = models.BinaryField("svaret som det kom")
    file_name = models.CharField("filnamn", max_length=200, blank=True)
    licence = models.CharField("licens", max_length=200, blank=True)
    attribution = models.CharField("källhänvisning", max_length=300)
    note = models.TextField("anmärkning", blank=True)
    deviations = models.JSONField("avvikelser", default=list, blank=True)

    class Meta:
        verbose_name = "uttag"
        verbose_name_plural = "uttag"
        ordering = ["-taken_on", "-id"]

    def __str__(self) -> str:
        return f"{self.source_name}, {self.table}, {self.taken_on}"

    @property
    def source_name(self) -> str:
        found = sources().get(self.source)
        return found.name if found else self.source

    @property
    def pin(self) -> str:
        """What a decision writes down to name this snapshot and no other."""
        return f"{self.pk}:{self.digest}"

    @property
    def warnings(self) -> list[dict[str, object]]:
        """The deviations that are larger than what is tolerated."""
        return [each for each in self.deviations if not each["is_accepted"]]


class ReferenceFigure(models.Model):
    """One figure of a snapshot: a value, or the code for why there is none.

    `age_to` is empty when there is no upper end; `starts_on` when the figure is of a day.
    """

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="figures", verbose_name="uttag"
    )
    measure = models.CharField("mått", max_length=40)
    area = models.CharField("område", max_length=70)
    sex = models.CharField("kön", max_length=6, choices=list(SEXES.items()))
    age_from = models.PositiveSmallIntegerField("från ålder")
    age_to = models.PositiveSmallIntegerField("till ålder", null=True, blank=True)
    benefit = models.CharField("ersättning", max_length=40, blank=True)
    starts_on = models.DateField("periodens första dag", null=True, blank=True)
    on = models.DateField("datum")
    value = models.DecimalField("värde", max_digits=20, decimal_places=8, null=True, blank=True)
    missing = models.CharField("tecken för saknad uppgift", max_length=2, blank=True)
    unit = models.CharField("enhet", max_length=25)

    class Meta:
        verbose_name = "referenstal"
        verbose_name_plural = "referenstal"
        ordering = ["measure", "area", "on", "sex", "age_from", "id"]
        indexes = [models.Index(fields=["measure", "area", "on"], name="reference_figure_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__isnull=True, missing__gt="")
                | Q(value__isnull=False, missing=""),
                name="reference_figure_value_or_code",
            ),
            models.CheckConstraint(
                condition=Q(age_to__isnull=True) | Q(age_to__gte=F("age_from")),
                name="reference_figure_ages_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.area} {self.on}"

    @property
    def band(self) -> Band:
        return Band(self.age_from, self.age_to)

    @property
    def observation(self) -> Observation:
        """The figure as it was read, for sums and comparisons."""
        value = None if self.value is None else self.value.normalize()
        return Observation(
            self.measure, self.area, self.on, self.starts_on, self.sex, self.band, self.benefit,
            value, self.missing,
        )  # fmt: skip


class SnapshotUse(models.Model):
    """What a snapshot was used for: with such a use it can no longer be deleted."""

    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.PROTECT, related_name="uses", verbose_name="uttag"
    )
    digest = models.CharField("kontrollsumma", max_length=64)
    used_for = models.CharField("används till", max_length=200)
    used_by = models.CharField("vem", max_length=150)
    used_on = models.DateField("datum")

    class Meta:
        verbose_name = "användning av uttag"
        verbose_name_plural = "användningar av uttag"
        ordering = ["snapshot_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "used_for"], name="snapshot_use_once")
        ]

    def __str__(self) -> str:
        return self.used_for


class WaitingFile(models.Model):
    """A file that somebody has handed in and looks at, before it becomes a snapshot."""

    file_name = models.CharField("filnamn", max_length=200)
    raw = models.BinaryField("svaret som det kom")
    details = models.JSONField("uppgifter", default=dict, blank=True)
    handed_in_by = models.CharField("vem", max_length=150)
    handed_in_on = models.DateField("datum")

    class Meta:
        verbose_name = "väntande fil"
        verbose_name_plural = "väntande filer"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.file_name
