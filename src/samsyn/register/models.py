"""Associations, parties, municipalities, interventions, and the figures about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsyn.register.codes import (
    AGE_GROUPS,
    AIMS,
    CLAIMS,
    COUNTING_MODES,
    FUNCTIONS,
    INTERVENTION_KINDS,
    MEASURES,
    NEED_GROUPS,
    OPERATORS,
    POPULATIONS,
    SEXES,
    TEAMS,
    UNITS,
)
from samsyn.register.provenance import Document, Sourced

__all__ = ["Document", "Sourced"]


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends_on__isnull=True)
        | Q(starts_on__isnull=True)
        | Q(ends_on__gte=F("starts_on")),
        name=name,
        violation_error_message="Slutdatum kan inte ligga före startdatum.",
    )


class County(models.Model):
    """A county (län), by its official code."""

    code = models.CharField("länskod", max_length=2, primary_key=True)
    name = models.CharField("namn", max_length=60)

    class Meta:
        verbose_name = "län"
        verbose_name_plural = "län"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality (kommun), by its official code and the days the code is valid."""

    code = models.CharField("kommunkod", max_length=4, primary_key=True)
    name = models.CharField("namn", max_length=60)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, related_name="municipalities", verbose_name="län"
    )
    starts_on = models.DateField("giltig från och med")
    ends_on = models.DateField("giltig till och med", null=True, blank=True)

    class Meta:
        verbose_name = "kommun"
        verbose_name_plural = "kommuner"
        ordering = ["code"]
        constraints = [ends_after_start("municipality_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    """A party that can be a member: an agency, a region or a municipality.

    Term: samverkande part. Source: SFS 2003:1210 3 §.
    """

    class Kind(models.TextChoices):
        STATE = "state", "statlig myndighet"
        REGION = "region", "region"
        MUNICIPALITY = "municipality", "kommun"

    code = models.CharField("kod", max_length=20, primary_key=True)
    name = models.CharField("namn", max_length=80)
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    county = models.ForeignKey(
        County, null=True, blank=True, on_delete=models.PROTECT, verbose_name="län"
    )
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, verbose_name="kommun"
    )

    class Meta:
        verbose_name = "part"
        verbose_name_plural = "parter"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Association(models.Model):
    """A coordination association: a legal person that finances coordinated rehabilitation.

    Term: samordningsförbund. Source: SFS 2003:1210 4 §.
    """

    key = models.SlugField("nyckel", max_length=60, primary_key=True)
    name = models.CharField("namn", max_length=200)
    short_name = models.CharField("kort namn", max_length=40)
    county = models.ForeignKey(
        County, on_delete=models.PROTECT, related_name="associations", verbose_name="län"
    )
    seat = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, verbose_name="säte"
    )
    formed_on = models.DateField("bildat", null=True, blank=True)
    dissolved_on = models.DateField("upplöst", null=True, blank=True)
    succeeds = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="successors",
        verbose_name="föregångare",
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="dokument"
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "samordningsförbund"
        verbose_name_plural = "samordningsförbund"
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A party's membership in an association, between two days (unknown if empty)."""

    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="samordningsförbund",
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="memberships", verbose_name="part"
    )
    starts_on = models.DateField("medlem från", null=True, blank=True)
    ends_on = models.DateField("medlem till och med", null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="dokument"
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        ordering = ["association_id", "party_id", "starts_on"]
        constraints = [
            ends_after_start("membership_ends_after_start"),
            models.UniqueConstraint(
                fields=["association", "party", "starts_on"], name="membership_once"
            ),
            models.UniqueConstraint(
                fields=["association", "party"],
                condition=Q(starts_on__isnull=True),
                name="membership_once_from_unknown_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} i {self.association_id}"


class Intervention(models.Model):
    """An activity that an association pays for: for individuals, or for the structure.

    Term: insats. Source: SFS 2003:1210 2 § and 7 §. `municipality` is set when a team
    serves one of several member municipalities and is to be compared by itself.
    """

    key = models.SlugField("nyckel", max_length=60, primary_key=True)
    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="interventions",
        verbose_name="samordningsförbund",
    )
    name = models.CharField("namn", max_length=200)
    kind = models.CharField(
        "inriktning", max_length=12, choices=list(INTERVENTION_KINDS.items())
    )
    team = models.CharField("team", max_length=12, blank=True, choices=list(TEAMS.items()))
    municipality = models.ForeignKey(
        Municipality, null=True, blank=True, on_delete=models.PROTECT, verbose_name="kommun"
    )
    principal = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, verbose_name="huvudman"
    )
    aim = models.CharField("syfte", max_length=20, blank=True, choices=list(AIMS.items()))
    target_groups = models.CharField("målgrupper", max_length=500, blank=True)
    planned_places = models.PositiveIntegerField("planerade platser", null=True, blank=True)
    starts_on = models.DateField("startdatum", null=True, blank=True)
    ends_on = models.DateField("slutdatum", null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="+", verbose_name="dokument"
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = ["association_id", "name"]
        constraints = [ends_after_start("intervention_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class Staffing(Sourced):
    """Full-time equivalents of one function in an intervention, one year, one financier."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, verbose_name="insats"
    )
    year = models.PositiveSmallIntegerField("år")
    function = models.CharField("funktion", max_length=20, choices=list(FUNCTIONS.items()))
    financier = models.CharField("finansiär", max_length=60)
    hundredths = models.BigIntegerField(
        "hundradels heltidstjänster", help_text="1,25 heltidstjänster är 125"
    )
    low = models.BigIntegerField("lägst")
    high = models.BigIntegerField("högst")

    class Meta(Sourced.Meta):
        verbose_name = "bemanning"
        verbose_name_plural = "bemanning"


class Count(Sourced):
    """How many: a measure of one intervention (or a whole association) in a period."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, verbose_name="insats"
    )
    starts_on = models.DateField("periodens första dag")
    ends_on = models.DateField("periodens sista dag")
    sex = models.CharField("kön", max_length=6, choices=list(SEXES.items()))
    age_group = models.CharField("åldersgrupp", max_length=6, choices=list(AGE_GROUPS.items()))
    measure = models.CharField("mått", max_length=30, choices=list(MEASURES.items()))
    value = models.BigIntegerField("antal")
    low = models.BigIntegerField("lägst")
    high = models.BigIntegerField("högst")
    population = models.CharField(
        "population", max_length=15, choices=list(POPULATIONS.items())
    )
    counting_mode = models.CharField(
        "räknesätt", max_length=15, choices=list(COUNTING_MODES.items())
    )

    class Meta(Sourced.Meta):
        verbose_name = "antal"
        verbose_name_plural = "antal"
        constraints = [
            *Sourced.Meta.constraints,
            ends_after_start("count_ends_after_start"),
            models.CheckConstraint(condition=Q(low__gte=0), name="count_not_negative"),
        ]


class Inhabitants(Sourced):
    """How many lived in an area on a day, in an age group."""

    area = models.CharField("område", max_length=70)
    on = models.DateField("datum")
    age_group = models.CharField("åldersgrupp", max_length=6, choices=list(AGE_GROUPS.items()))
    value = models.BigIntegerField("antal invånare")
    low = models.BigIntegerField("lägst")
    high = models.BigIntegerField("högst")

    class Meta(Sourced.Meta):
        verbose_name = "invånare"
        verbose_name_plural = "invånare"


class Need(Sourced):
    """How large a group that may need coordinated rehabilitation is, in an area on a day."""

    area = models.CharField("område", max_length=70)
    on = models.DateField("datum")
    group = models.CharField("grupp", max_length=40, choices=list(NEED_GROUPS.items()))
    sex = models.CharField("kön", max_length=6, choices=list(SEXES.items()))
    age_group = models.CharField("åldersgrupp", max_length=6, choices=list(AGE_GROUPS.items()))
    value = models.DecimalField("värde", max_digits=18, decimal_places=4)
    low = models.DecimalField("lägst", max_digits=18, decimal_places=4)
    high = models.DecimalField("högst", max_digits=18, decimal_places=4)
    unit = models.CharField("enhet", max_length=25, choices=list(UNITS.items()))

    class Meta(Sourced.Meta):
        verbose_name = "behov"
        verbose_name_plural = "behov"


class Statement(Sourced):
    """What a document says about its own figures, so that it can be computed again.

    `of` and `base` are keys of other figures, each with a sign; what `value` should be of
    them follows from `claim`. A statement with the claim `method` has no value: it says
    which way of counting or booking (`choice`) an association uses in a `topic`.
    """

    association = models.ForeignKey(
        Association,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name="samordningsförbund",
    )
    county = models.ForeignKey(County, on_delete=models.PROTECT, verbose_name="län")
    year = models.PositiveSmallIntegerField("år", null=True, blank=True)
    label = models.CharField("benämning", max_length=200)
    claim = models.CharField("påstående", max_length=12, choices=list(CLAIMS.items()))
    value = models.DecimalField(
        "angivet värde", max_digits=20, decimal_places=4, null=True, blank=True
    )
    low = models.DecimalField("lägst", max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("högst", max_digits=20, decimal_places=4, null=True, blank=True)
    unit = models.CharField("enhet", max_length=25, choices=list(UNITS.items()))
    of = models.JSONField("siffror som räknas ihop", default=list, blank=True)
    base = models.JSONField("bas", default=list, blank=True)
    operator = models.CharField(
        "jämförelse", max_length=10, blank=True, choices=list(OPERATORS.items())
    )
    topic = models.CharField("ämne", max_length=60, blank=True)
    choice = models.CharField("valt sätt", max_length=60, blank=True)
    text = models.TextField("förklaring", blank=True)

    class Meta(Sourced.Meta):
        verbose_name = "utsaga"
        verbose_name_plural = "utsagor"
