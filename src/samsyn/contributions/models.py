"""The funding of an association, year by year: request, decisions, keys, requisitions, payments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samsyn.register.models import Association, Party
from samsyn.register.provenance import Document


class Funding(models.Model):
    """An association's funding in one year: what it asked the state for, and what it got.

    Its key is the association's and the year, `sydnarke-2025`: what belongs to it can be
    loaded from files beside it. The amounts are the state's half (5 §).
    """

    key = models.CharField("nyckel", max_length=80, primary_key=True)
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="fundings",
        verbose_name="samordningsförbund",
    )
    year = models.PositiveSmallIntegerField("år")
    requested_ore = models.BigIntegerField("äskat av staten, i öre", null=True, blank=True)
    requested_on = models.DateField("äskat den", null=True, blank=True)
    state_ore = models.BigIntegerField("statens beslutade belopp, i öre", null=True, blank=True)
    decided_on = models.DateField("beslutat den", null=True, blank=True)
    reference = models.CharField("beteckning", max_length=100, blank=True)
    unit_ore = models.PositiveSmallIntegerField("minsta enhet i öre", default=100)
    reason = models.TextField("skäl", blank=True)
    note = models.TextField("anmärkning", blank=True)
    document = models.ForeignKey(
        Document,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="dokument",
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "finansiering"
        verbose_name_plural = "finansieringar"
        ordering = ["association_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["association", "year"], name="funding_once"),
            models.CheckConstraint(
                condition=Q(state_ore__isnull=True) | Q(state_ore__gte=0),
                name="funding_state_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(unit_ore__in=[1, 100]), name="funding_in_ore_or_kronor"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class DivisionKey(models.Model):
    """By what those who share a part of the funds divide it in one year.

    `components` mixes several keys: name, share ("3/4"), what it counts, day and source of
    each; empty for a single one. Its weights are copies: they stay as they were.
    """

    class Side(models.TextChoices):
        REGIONS = "regions", "regionerna"
        MUNICIPALITIES = "municipalities", "kommunerna"

    class Way(models.TextChoices):
        INHABITANTS = "inhabitants", "antal invånare"
        FIXED = "fixed", "fasta andelar"
        FORMULA = "formula", "egen formel"
        TYPED = "typed", "inskrivna belopp"

    key = models.CharField("nyckel", max_length=100, primary_key=True)
    funding = models.ForeignKey(
        Funding, on_delete=models.PROTECT, related_name="keys", verbose_name="finansiering"
    )
    side = models.CharField("sida", max_length=15, choices=Side.choices)
    way = models.CharField("fördelas efter", max_length=12, choices=Way.choices)
    base_ore = models.BigIntegerField("grundbelopp i öre", default=0)
    minimum_ore = models.BigIntegerField("lägsta belopp i öre", default=0)
    components = models.JSONField("sammansatt av", default=list, blank=True)
    holds_on = models.DateField("räknat den", null=True, blank=True)
    source = models.CharField("källa", max_length=300)

    class Meta:
        verbose_name = "nyckel för en del"
        verbose_name_plural = "nycklar för en del"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(fields=["funding", "side"], name="key_once_per_side"),
            models.CheckConstraint(
                condition=Q(base_ore__gte=0, minimum_ore__gte=0), name="key_terms_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class KeyWeight(models.Model):
    """The weight of one member in a key; for amounts typed in, the amount in öre."""

    division_key = models.ForeignKey(
        DivisionKey, on_delete=models.CASCADE, related_name="weights", verbose_name="nyckel"
    )
    component = models.CharField("delnyckel", max_length=60, blank=True)
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", verbose_name="part"
    )
    weight = models.DecimalField("vikt", max_digits=22, decimal_places=6)

    class Meta:
        verbose_name = "vikt"
        verbose_name_plural = "vikter"
        ordering = ["division_key_id", "component", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["division_key", "component", "party"], name="weight_once"
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="weight_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} i {self.division_key_id}"


class MemberContribution(models.Model):
    """What a region or a municipality is asked for in a year, and what it has decided.

    `condition` is what the decision hangs on; it is met from `condition_met_on`. What the
    state is asked for and decides stands in the funding itself.
    """

    funding = models.ForeignKey(
        Funding, on_delete=models.PROTECT, related_name="members", verbose_name="finansiering"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="contributions", verbose_name="part"
    )
    asked_ore = models.BigIntegerField("äskat belopp i öre", null=True, blank=True)
    asked_on = models.DateField("frågad den", null=True, blank=True)
    decided_ore = models.BigIntegerField("beslutat belopp i öre", null=True, blank=True)
    decided_on = models.DateField("beslutat den", null=True, blank=True)
    body = models.CharField("beslutande organ", max_length=150, blank=True)
    reference = models.CharField("beteckning", max_length=100, blank=True)
    condition = models.CharField("villkor", max_length=300, blank=True)
    condition_met_on = models.DateField("villkoret uppfyllt den", null=True, blank=True)
    reason = models.TextField("skäl", blank=True)
    stated_difference_ore = models.BigIntegerField(
        "skillnad enligt källan, i öre", null=True, blank=True
    )
    document = models.ForeignKey(
        Document,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="dokument",
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "medlemsbidrag"
        verbose_name_plural = "medlemsbidrag"
        ordering = ["funding_id", "party_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["funding", "party"], name="member_contribution_once"
            ),
            models.CheckConstraint(
                condition=(Q(asked_ore__isnull=True) | Q(asked_ore__gte=0))
                & (Q(decided_ore__isnull=True) | Q(decided_ore__gte=0)),
                name="member_contribution_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.funding_id}"

    @property
    def waits_for_condition(self) -> bool:
        """Whether it has decided, on a condition that is not yet met."""
        return bool(
            self.decided_ore is not None and self.condition and not self.condition_met_on
        )


class Requisition(models.Model):
    """A request to a member to pay its contribution, in instalments, with a reference."""

    key = models.CharField("nyckel", max_length=120, primary_key=True)
    funding = models.ForeignKey(
        Funding,
        on_delete=models.PROTECT,
        related_name="requisitions",
        verbose_name="finansiering",
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="requisitions", verbose_name="part"
    )
    number = models.PositiveSmallIntegerField("rekvisitionsnummer")
    issued_on = models.DateField("utställd den")
    ore = models.BigIntegerField("belopp i öre")
    reference = models.CharField("referens", max_length=100)
    ocr = models.CharField("OCR-referens", max_length=25, blank=True)
    bankgiro = models.CharField("bankgiro", max_length=9, blank=True)
    text = models.TextField("meddelande", blank=True)
    cancelled_on = models.DateField("återkallad den", null=True, blank=True)
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "rekvisition"
        verbose_name_plural = "rekvisitioner"
        ordering = ["funding_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["funding", "number"], name="requisition_number"),
            models.UniqueConstraint(
                fields=["funding", "party"],
                condition=Q(cancelled_on__isnull=True),
                name="requisition_in_force_once",
                violation_error_message="Medlemmen har redan en rekvisition för året.",
            ),
            models.CheckConstraint(condition=Q(ore__gte=0), name="requisition_not_negative"),
        ]

    def __str__(self) -> str:
        return self.key


class Instalment(models.Model):
    """A part of a requisition, and the last day to pay it."""

    requisition = models.ForeignKey(
        Requisition,
        on_delete=models.PROTECT,
        related_name="instalments",
        verbose_name="rekvisition",
    )
    number = models.PositiveSmallIntegerField("delbetalning")
    due_on = models.DateField("förfallodag")
    ore = models.BigIntegerField("belopp i öre")

    class Meta:
        verbose_name = "delbetalning"
        verbose_name_plural = "delbetalningar"
        ordering = ["requisition_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["requisition", "number"], name="instalment_once")
        ]

    def __str__(self) -> str:
        return f"{self.requisition_id} {self.number}"


class Payment(models.Model):
    """What a member has paid of a year's contribution; a mistake is reversed by a new row."""

    funding = models.ForeignKey(
        Funding, on_delete=models.PROTECT, related_name="payments", verbose_name="finansiering"
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="payments", verbose_name="part"
    )
    received_on = models.DateField("inbetalt den")
    ore = models.BigIntegerField("belopp i öre")
    reference = models.CharField("referens", max_length=100, blank=True)
    reverses = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reversal",
        verbose_name="rättar",
    )
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "inbetalning"
        verbose_name_plural = "inbetalningar"
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses__isnull=True, ore__gt=0)
                | Q(reverses__isnull=False, ore__lt=0),
                name="payment_reversed_by_its_opposite",
                violation_error_message="Skriv ett belopp som är större än 0.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.received_on}"
