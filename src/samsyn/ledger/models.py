"""A year's bookkeeping as it was read in: files, accounts, balances, vouchers and locks."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samsyn.economy.codes import CATEGORIES
from samsyn.register.models import Association, Intervention, ends_after_start

ONE_OF_MONTHS = Q(month__gte=0, month__lte=12)


class LedgerFile(models.Model):
    """A file of bookkeeping as it came: its bytes are the evidence for what was read from it.

    `choices` is what a person answered about it; `summary` what reading it changed, in numbers.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "väntar på beslut"
        READ = "read", "inläst"
        UNDONE = "undone", "ångrad"

    class Kind(models.TextChoices):
        YEAR_BALANCES = "1", "SIE 1, årssaldon"
        PERIOD_BALANCES = "2", "SIE 2, periodsaldon"
        OBJECT_BALANCES = "3", "SIE 3, objektsaldon"
        TRANSACTIONS = "4E", "SIE 4, verifikationer"
        ADDED_VOUCHERS = "4I", "SIE 4I, tillkommande verifikationer"
        XML = "5", "SIE 5, verifikationer"
        ADDED_XML = "5I", "SIE 5, tillkommande verifikationer"
        TRIAL_BALANCE = "table", "råbalans"

    ADDING = frozenset({Kind.ADDED_VOUCHERS, Kind.ADDED_XML})
    """The kinds that add vouchers to a year; the others say the whole year."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    year = models.PositiveSmallIntegerField("år")
    name = models.CharField("namn", max_length=200)
    content = models.BinaryField("innehåll")
    digest = models.CharField("kontrollsumma", max_length=64)
    kind = models.CharField("slag", max_length=5, choices=Kind)
    encoding = models.CharField("teckenkodning", max_length=20, blank=True)
    reader_version = models.CharField("läsarens version", max_length=20)
    organisation_number = models.CharField("organisationsnummer", max_length=20, blank=True)
    company = models.CharField("företag i filen", max_length=200, blank=True)
    choices = models.JSONField("val", default=dict, blank=True)
    summary = models.JSONField("sammanfattning", default=dict, blank=True)
    state = models.CharField("läge", max_length=7, choices=State, default=State.WAITING)
    read_by = models.CharField("vem", max_length=150)
    read_on = models.DateField("datum")
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, verbose_name="ersatt av"
    )

    class Meta:
        verbose_name = "bokföringsfil"
        ordering = ["id"]
        indexes = [models.Index(fields=["association", "year", "state"])]

    def __str__(self) -> str:
        return self.name


class LedgerYear(models.Model):
    """A calendar year of an association's bookkeeping.

    `depth` says what the outcome can be read from: vouchers, balances by month, or only the
    balances of the year. Source: SFS 2018:597 1 kap. 5 § (the year is the calendar year).
    """

    class Depth(models.TextChoices):
        VOUCHERS = "vouchers", "verifikationer"
        PERIODS = "periods", "periodsaldon"
        YEAR = "year", "årets saldon"

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    year = models.PositiveSmallIntegerField("år")
    depth = models.CharField("djup", max_length=8, choices=Depth)

    class Meta:
        verbose_name = "bokfört år"
        ordering = ["association_id", "year"]
        constraints = [
            models.UniqueConstraint(fields=["association", "year"], name="ledger_year_once")
        ]


class OfYear(models.Model):
    """What belongs to one booked year, and goes with it."""

    ledger_year = models.ForeignKey(
        LedgerYear, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="år"
    )

    class Meta:
        abstract = True


class Account(OfYear):
    """An account of the year's chart. `kind`: T asset, S debt, K cost, I income, or unknown."""

    number = models.CharField("löpnummer", max_length=20)
    name = models.CharField("namn", max_length=200)
    kind = models.CharField("slag", max_length=1, blank=True)

    class Meta:
        verbose_name = "konto"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ledger_year", "number"], name="account_once")
        ]


class Dimension(OfYear):
    """What amounts are sorted by beside the account: cost centre, project."""

    number = models.CharField("löpnummer", max_length=10)
    name = models.CharField("namn", max_length=200)
    parent = models.CharField("överordnad dimension", max_length=10, blank=True)

    class Meta:
        verbose_name = "dimension"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["ledger_year", "number"], name="dimension_once")
        ]

    def __str__(self) -> str:
        return self.name


class CostObject(OfYear):
    """One cost centre, one project: a value of a dimension."""

    dimension = models.CharField("dimension", max_length=10)
    number = models.CharField("löpnummer", max_length=60)
    name = models.CharField("namn", max_length=200)

    class Meta:
        verbose_name = "objekt"
        ordering = ["dimension", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger_year", "dimension", "number"], name="cost_object_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Balance(OfYear):
    """What an account, or an account with objects, stands at or is budgeted to.

    offset: 0 for the year itself, -1 for the year before, as the file says it
    month:  1–12 for balances and budgets of a month; 0 for those of the year
    ore:    debit is positive, credit negative
    """

    class Kind(models.TextChoices):
        OPENING = "opening", "ingående balans"
        CLOSING = "closing", "utgående balans"
        RESULT = "result", "årets resultat på kontot"
        PERIOD = "period", "periodens förändring"
        BUDGET = "budget", "periodens budget"

    kind = models.CharField("slag", max_length=7, choices=Kind)
    offset = models.SmallIntegerField("årsförskjutning")
    month = models.PositiveSmallIntegerField("månad")
    account = models.CharField("kontonummer", max_length=20)
    objects_text = models.TextField("objekt", blank=True)
    ore = models.BigIntegerField("belopp i öre")

    class Meta:
        verbose_name = "saldo"
        ordering = ["kind", "offset", "month", "account", "objects_text"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger_year", "kind", "offset", "month", "account", "objects_text"],
                name="balance_once",
            ),
            models.CheckConstraint(condition=ONE_OF_MONTHS, name="balance_month"),
        ]


class Voucher(OfYear):
    """A business event as it was booked. A correction is a voucher of its own.

    `ordinal` is 1 but for files that use the same series and number more than once.
    Source: SFS 2018:597 3 kap. 9 and 10 §§.
    """

    class Kind(models.TextChoices):
        READ = "read", "ur årets fil"
        ADDED = "added", "tillkommen med fil"
        CORRECTION = "correction", "egen rättelse"

    series = models.CharField("serie", max_length=20, blank=True)
    number = models.CharField("löpnummer", max_length=20, blank=True)
    ordinal = models.PositiveSmallIntegerField("ordningstal", default=1)
    on = models.DateField("datum")
    text = models.TextField("förklaring", blank=True)
    registered_on = models.DateField("registrerad", null=True, blank=True)
    signature = models.CharField("signatur", max_length=60, blank=True)
    kind = models.CharField("slag", max_length=10, choices=Kind)
    file = models.ForeignKey(
        LedgerFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name="bokföringsfil",
    )
    file_line = models.PositiveIntegerField("rad i filen", default=0)
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, verbose_name="rättar"
    )
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "verifikation"
        ordering = ["on", "series", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger_year", "series", "number", "ordinal"], name="voucher_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="correction") | ~Q(reason=""), name="correction_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.number}".strip()


class VoucherRow(models.Model):
    """A row of a voucher. Rows of kind `removed` count in no sum: they tell what was struck.

    ore: debit is positive, credit negative
    """

    class Kind(models.TextChoices):
        TRANS = "trans", "gäller"
        ADDED = "added", "tillagd efteråt"
        REMOVED = "removed", "struken"

    voucher = models.ForeignKey(
        Voucher, on_delete=models.CASCADE, related_name="rows", verbose_name="verifikation"
    )
    position = models.PositiveIntegerField("plats")
    account = models.CharField("kontonummer", max_length=20, db_index=True)
    objects_text = models.TextField("objekt", blank=True)
    ore = models.BigIntegerField("belopp i öre")
    text = models.TextField("förklaring", blank=True)
    kind = models.CharField("slag", max_length=7, choices=Kind)

    class Meta:
        verbose_name = "verifikationsrad"
        ordering = ["voucher_id", "position"]


class LockedPeriod(models.Model):
    """Months of a year that may not change; opened again only with a reason."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    year = models.PositiveSmallIntegerField("år")
    first_month = models.PositiveSmallIntegerField("första månad")
    last_month = models.PositiveSmallIntegerField("sista månad")
    reason = models.TextField("skäl")
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")
    opened_on = models.DateField("öppnad igen", null=True, blank=True)
    opened_by = models.CharField("öppnad av", max_length=150, blank=True)
    opened_reason = models.TextField("skäl att öppna", blank=True)

    class Meta:
        verbose_name = "låst period"
        ordering = ["association_id", "year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__gte=1, last_month__lte=12)
                & Q(last_month__gte=F("first_month")),
                name="locked_period_months",
                violation_error_message="Månaderna är 1–12, och den sista inte före den första.",
            ),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | ~Q(opened_reason=""),
                name="locked_period_opened_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.first_month}–{self.last_month}"


class Decided(models.Model):
    """What an association has decided about its accounts, from a day, with a reason."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)
    reason = models.TextField("skäl")
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")

    class Meta:
        abstract = True
        ordering = ["association_id", "id"]


class ChartChoice(Decided):
    """Which preset chart an association's accounts are read by."""

    preset = models.CharField("kontoplan", max_length=40)

    class Meta(Decided.Meta):
        verbose_name = "val av kontoplan"
        constraints = [ends_after_start("chart_choice_ends_after_start")]

    def __str__(self) -> str:
        return self.preset


class AccountMapping(Decided):
    """What accounts from one number to another count as, perhaps for one object only.

    `statement_line` and `category` are keys; an empty one leaves that to the preset.
    """

    first_account = models.CharField("första konto", max_length=20)
    last_account = models.CharField("sista konto", max_length=20)
    dimension = models.CharField("dimension", max_length=10, blank=True)
    cost_object = models.CharField("objekt", max_length=60, blank=True)
    statement_line = models.CharField("uppställningsrad", max_length=40, blank=True)
    category = models.CharField(
        "kategori", max_length=30, blank=True, choices=list(CATEGORIES.items())
    )

    class Meta(Decided.Meta):
        verbose_name = "kontokoppling"
        constraints = [ends_after_start("account_mapping_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.first_account}–{self.last_account}"


class ObjectMeaning(Decided):
    """Which intervention or financier an object of the bookkeeping means."""

    dimension = models.CharField("dimension", max_length=10)
    cost_object = models.CharField("objekt", max_length=60)
    intervention = models.ForeignKey(
        Intervention, null=True, blank=True, on_delete=models.PROTECT, verbose_name="insats"
    )
    financier = models.CharField("finansiär", max_length=60, blank=True)

    class Meta(Decided.Meta):
        verbose_name = "objektbetydelse"
        constraints = [ends_after_start("object_meaning_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.dimension} {self.cost_object}"


class CostRule(Decided):
    """How costs of some accounts or of a category are shared between categories.

    `shares`: category → share as a fraction in text ("1/2"); they add up to 1.
    """

    name = models.CharField("namn", max_length=200)
    first_account = models.CharField("första konto", max_length=20, blank=True)
    last_account = models.CharField("sista konto", max_length=20, blank=True)
    category = models.CharField(
        "kategori", max_length=30, blank=True, choices=list(CATEGORIES.items())
    )
    dimension = models.CharField("dimension", max_length=10, blank=True)
    cost_object = models.CharField("objekt", max_length=60, blank=True)
    shares = models.JSONField("andelar")
    source = models.TextField("källa")

    class Meta(Decided.Meta):
        verbose_name = "fördelningsnyckel"
        constraints = [ends_after_start("cost_rule_ends_after_start")]

    def __str__(self) -> str:
        return self.name


class TableLayout(models.Model):
    """Which column of a trial balance is what, remembered for files with the same headings."""

    association = models.ForeignKey(
        Association, on_delete=models.PROTECT, verbose_name="samordningsförbund"
    )
    fingerprint = models.CharField("fingeravtryck", max_length=200)
    columns = models.JSONField("kolumner")
    choices = models.JSONField("val", default=dict, blank=True)
    decided_by = models.CharField("vem", max_length=150)
    decided_on = models.DateField("datum")

    class Meta:
        verbose_name = "tabellmall"
        ordering = ["association_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["association", "fingerprint"], name="table_layout_once"
            )
        ]
