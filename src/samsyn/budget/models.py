"""Budgets in versions, their lines, what was decided, and the limits of equity."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from samsyn.economy.codes import BASES, CATEGORIES
from samsyn.register.models import Association, Intervention

BUDGET_CATEGORIES = [
    (key, sv)
    for key, sv in CATEGORIES.items()
    if key not in {"equity", "allotment", "external_granted"}
]


class BudgetVersion(models.Model):
    """A budget for a year and the two after it. A decided one never changes.

    Source: SFS 2017:725 11 kap. 5–6 §§, through SFS 2003:1210 21 §.
    """

    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "förslag"
        ADOPTED = "adopted", "fastställd"
        REVISED = "revised", "reviderad"

    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="samordningsförbund",
    )
    year = models.PositiveSmallIntegerField("år")
    number = models.PositiveBigIntegerField("löpnummer")
    kind = models.CharField("slag", max_length=10, choices=Kind.choices, default=Kind.PROPOSAL)
    name = models.CharField("namn", max_length=120)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revisions",
        verbose_name="ersätter",
    )
    reason = models.TextField("skäl", blank=True)
    financing = models.TextField("finansiering", blank=True)
    origin = models.CharField("ursprung", max_length=300, blank=True)
    made_by = models.CharField("gjord av", max_length=150)
    made_on = models.DateField("gjord")
    consulted_on = models.DateField("samråd", null=True, blank=True)
    announced_on = models.DateField("kungörelse", null=True, blank=True)
    available_on = models.DateField("förslaget utlagt", null=True, blank=True)
    is_public = models.BooleanField("offentligt sammanträde", null=True, blank=True)
    decided_on = models.DateField("datum", null=True, blank=True)
    reference = models.CharField("beteckning", max_length=100, blank=True)
    goals = models.TextField("mål", blank=True)
    opening_equity_ore = models.BigIntegerField("ingående eget kapital", null=True, blank=True)
    loan_ore = models.BigIntegerField("lån", default=0, validators=[MinValueValidator(0)])
    guarantee_ore = models.BigIntegerField(
        "borgen", default=0, validators=[MinValueValidator(0)]
    )
    withdrawn_on = models.DateField("återtaget", null=True, blank=True)

    class Meta:
        verbose_name = "budgetversion"
        verbose_name_plural = "budgetversioner"
        ordering = ["association_id", "year", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "year", "number"], name="budget_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["association", "year"],
                condition=Q(kind="adopted"),
                name="one_adopted_budget_a_year",
            ),
            models.CheckConstraint(
                condition=Q(kind="proposal") | Q(decided_on__isnull=False),
                name="decided_budget_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="proposal") | Q(withdrawn_on__isnull=True),
                name="decided_budget_is_not_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    @property
    def is_decided(self) -> bool:
        return self.kind != self.Kind.PROPOSAL


class BudgetLine(models.Model):
    """A row of a budget: what, for which intervention, paid by whom, and who answers for it.

    `key` is the same in every version, so that versions can be compared. `responsible` is a
    role, never a name. `profile` is twelve weights; empty for the same every month.
    """

    version = models.ForeignKey(
        BudgetVersion,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name="budgetversion",
    )
    key = models.CharField("nyckel", max_length=120)
    position = models.PositiveIntegerField("plats")
    label = models.CharField("benämning", max_length=200)
    category = models.CharField("kategori", max_length=30, choices=BUDGET_CATEGORIES)
    statement_line = models.CharField("uppställningsrad", max_length=30)
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="insats",
    )
    financier = models.CharField("finansiär", max_length=60, default="medlemmar")
    basis = models.CharField(
        "brutto eller netto", max_length=6, blank=True, choices=list(BASES.items())
    )
    finances = models.CharField("finansierar", max_length=120, blank=True)
    responsible = models.CharField("ansvarig roll", max_length=80, blank=True)
    accounts = models.CharField("konton", max_length=200, blank=True)
    profile = models.JSONField("fördelning på månader", default=list, blank=True)

    class Meta:
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        ordering = ["version_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="budget_line_key_once")
        ]

    def __str__(self) -> str:
        return self.label


class BudgetAmount(models.Model):
    """What a line is in a year: effect on the result, an income more than 0, a cost less."""

    line = models.ForeignKey(
        BudgetLine, on_delete=models.CASCADE, related_name="amounts", verbose_name="rad"
    )
    year = models.PositiveSmallIntegerField("år")
    ore = models.BigIntegerField("belopp i öre")

    class Meta:
        verbose_name = "budgetbelopp"
        verbose_name_plural = "budgetbelopp"
        ordering = ["line_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["line", "year"], name="budget_amount_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.year}"


class StatedFigure(models.Model):
    """Something that the document of a budget says of it: a sum, an allotment, a percentage.

    `covers` names lines with a sign before each: +key, -key, or +category: and a category.
    """

    class Kind(models.TextChoices):
        SUM = "sum", "summa"
        ALLOTMENT = "allotment", "anslag"
        EQUITY_SHARE = "equity_share", "eget kapital i procent"

    version = models.ForeignKey(
        BudgetVersion,
        on_delete=models.CASCADE,
        related_name="stated",
        verbose_name="budgetversion",
    )
    kind = models.CharField("slag", max_length=12, choices=Kind.choices)
    label = models.CharField("benämning", max_length=200)
    year = models.PositiveSmallIntegerField("år")
    covers = models.JSONField("siffror som räknas ihop", default=list, blank=True)
    ore = models.BigIntegerField("belopp i öre", null=True, blank=True)
    percent = models.DecimalField(
        "procent", max_digits=7, decimal_places=3, null=True, blank=True
    )
    place = models.CharField("ställe", max_length=300, blank=True)

    class Meta:
        verbose_name = "angiven uppgift"
        verbose_name_plural = "angivna uppgifter"
        ordering = ["version_id", "year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ore__isnull=False) | Q(percent__isnull=False),
                name="stated_figure_has_a_value",
            )
        ]

    def __str__(self) -> str:
        return self.label


class WarningReason(models.Model):
    """Why a budget stands as it is in spite of what the Act asks. Never taken away."""

    version = models.ForeignKey(
        BudgetVersion,
        on_delete=models.CASCADE,
        related_name="reasons",
        verbose_name="budgetversion",
    )
    warning = models.CharField("varning", max_length=60)
    reason = models.TextField("skäl")
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")

    class Meta:
        verbose_name = "skäl till avvikelse"
        verbose_name_plural = "skäl till avvikelser"
        ordering = ["version_id", "id"]

    def __str__(self) -> str:
        return self.warning


class EquityLimit(models.Model):
    """A highest level of equity at the end of a year: the association's own goal, or another's.

    With both a share and an amount it is enough to keep one of them.
    """

    class Base(models.TextChoices):
        CONTRIBUTIONS = "contributions", "medlemmarnas bidrag"
        INCOME = "income", "alla intäkter"

    association = models.ForeignKey(
        Association,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="samordningsförbund",
    )
    label = models.CharField("benämning", max_length=200)
    is_own = models.BooleanField("eget mål", default=True)
    first_year = models.PositiveSmallIntegerField("första år")
    last_year = models.PositiveSmallIntegerField("sista år", null=True, blank=True)
    percent = models.DecimalField(
        "procent",
        max_digits=7,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )
    base = models.CharField(
        "bas", max_length=15, choices=Base.choices, default=Base.CONTRIBUTIONS
    )
    ore = models.BigIntegerField(
        "belopp i öre", null=True, blank=True, validators=[MinValueValidator(0)]
    )
    source = models.CharField("källa", max_length=300)
    is_verified = models.BooleanField("kontrollerad mot källan", default=False)
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")
    withdrawn_on = models.DateField("återtaget", null=True, blank=True)

    class Meta:
        verbose_name = "gräns för eget kapital"
        verbose_name_plural = "gränser för eget kapital"
        ordering = ["association_id", "first_year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ore__isnull=False) | Q(percent__isnull=False),
                name="equity_limit_has_a_level",
                violation_error_message="Ange ett belopp eller en andel.",
            ),
            models.CheckConstraint(
                condition=Q(last_year__isnull=True) | Q(last_year__gte=models.F("first_year")),
                name="equity_limit_ends_after_start",
                violation_error_message="Sista året kan inte ligga före första året.",
            ),
        ]

    def __str__(self) -> str:
        return self.label
