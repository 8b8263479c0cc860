"""What people fill in about a budget apart from its lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samsyn.budget.plan import Plan, Stated
from samsyn.budget.services import DESCRIBED
from samsyn.contributions.forms import (
    DAY_ERRORS,
    KronorField,
    NumberField,
    Words,
    kronor_text,
)

SOURCES = {
    "last_budget": "förra årets budget",
    "last_outcome": "förra årets utfall",
    "template": "en mall med vanliga rader",
    "published": "den publicerade budgeten",
    "file": "en Excel-fil",
}
ALLOTMENTS = (
    (
        "interventions_ore",
        "Anslag för insatser",
        ("+category:individual", "+category:structural"),
    ),
    ("administration_ore", "Anslag för kansliet", ("+category:administration",)),
)
SHORTEST_REASON = 15
REASON_ERRORS = {
    "required": "Skriv skälet.",
    "min_length": "Skriv skälet så att en utomstående förstår det.",
    "max_length": "Skriv högst 2000 tecken.",
}


class SignedKronorField(KronorField):
    """An amount in kronor that may be less than 0."""

    may_be_negative = True


class IndexField(forms.CharField):
    """A percentage with a decimal comma, that may be less than 0; empty is 0."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value)).strip().replace("\u2212", "-")
        sign = -1 if text.startswith("-") else 1
        number = NumberField(required=False).to_python(text.lstrip("+-")) or 0
        if number >= 100:
            raise ValidationError("Skriv ett index mellan −99 och 99 procent.")
        return Fraction(sign * number)

    def run_validators(self, value: Any) -> None:
        """Nothing more to check: the text has become a number."""


def day(label: str, *, required: bool = False, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint, error_messages=DAY_ERRORS
    )


def reason(label: str) -> forms.CharField:
    """Return a field for a reason that an outsider understands."""
    return forms.CharField(
        label=label,
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=forms.Textarea(),
        help_text="Syns för alla som läser förbundets budget. Skriv inga personuppgifter.",
        error_messages=REASON_ERRORS,
    )


class StartForm(forms.Form):
    """Where the lines of a new budget come from."""

    name = forms.CharField(
        label="Namn",
        max_length=120,
        initial="Förslag",
        error_messages={"required": "Skriv ett namn, till exempel Förslag till samråd."},
    )
    source = forms.ChoiceField(label="Bygg på", choices=list(SOURCES.items()))
    index = IndexField(
        label="Uppräkning per år, procent",
        required=False,
        help_text="Gäller förra årets budget eller utfall. Varje rad kan ändras efteråt.",
    )
    file = forms.FileField(
        label="Excel-fil", required=False, help_text="Bara när du bygger på en fil."
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("source") == "file" and not found.get("file"):
            self.add_error("file", "Välj filen som du har fyllt i.")
        return found


class DescribeForm(forms.Form):
    """What is known about a proposal."""

    name = forms.CharField(
        label="Namn", max_length=120, error_messages={"required": "Skriv ett namn."}
    )
    consulted_on = day("Samråd med medlemmarna", hint="Ska hållas före beslutet (23 §).")
    available_on = day("Förslaget utlagt på webbplatsen")
    announced_on = day("Sammanträdet kungjort")
    opening_equity_ore = SignedKronorField(
        label="Ingående eget kapital, kronor",
        required=False,
        help_text="Tomt: det som bokföringen eller publicerade siffror säger.",
    )
    goals = Words("Mål för ekonomin och verksamheten", long=True)
    financing = Words("Finansiering av ändringen", long=True)
    interventions_ore = KronorField(
        label="Anslag för insatser i beslutet, kronor",
        required=False,
        help_text="Jämförs med raderna. Tomt: inget anslag är skrivet.",
    )
    administration_ore = KronorField(
        label="Anslag för kansliet i beslutet, kronor", required=False
    )
    equity_percent = NumberField(
        label="Eget kapital i procent, som det står i planen",
        required=False,
        help_text="Jämförs med varje bas som är känd.",
    )
    loan_ore = KronorField(label="Lån utöver sedvanliga krediter, kronor", required=False)
    guarantee_ore = KronorField(label="Borgen, kronor", required=False)

    def stated(self, kept: Sequence[Stated], year: int) -> list[Stated]:
        """Return what the document says: sums as they were, allotments and share as written."""
        found = [each for each in kept if each.kind == "sum"]
        for name, label, covers in ALLOTMENTS:
            ore = self.cleaned_data[name]
            if ore is not None:
                found.append(Stated("allotment", f"{label} {year}", year, covers, ore))
        percent = self.cleaned_data["equity_percent"]
        if percent is not None:
            label = f"Eget kapital 31 december {year - 1} i procent"
            found.append(Stated("equity_share", label, year - 1, percent=Fraction(percent)))
        return found

    def facts(self) -> dict[str, Any]:
        """Return what to store of the version itself; an empty loan is no loan."""
        found = {name: self.cleaned_data[name] for name in DESCRIBED & set(self.cleaned_data)}
        for name in ("loan_ore", "guarantee_ore"):
            found[name] = found[name] or 0
        return found


class AdoptForm(forms.Form):
    """The board's decision."""

    decided_on = day("Beslutad", required=True)
    reference = Words("Paragraf eller diarienummer")
    is_public = forms.NullBooleanField(label="Sammanträdet var", required=False)


class RevisionForm(forms.Form):
    """Why a decided budget is changed."""

    name = forms.CharField(
        label="Namn", max_length=120, initial="Reviderad budget",
        error_messages={"required": "Skriv ett namn."},
    )  # fmt: skip
    reason = reason("Skäl till ändringen")


class ReasonForm(forms.Form):
    """Why a budget stands as it is in spite of a legal warning."""

    reason = reason("Skäl")


class LimitForm(forms.Form):
    """A highest level of equity."""

    label = forms.CharField(
        label="Benämning", max_length=200, initial="Eget mål för eget kapital",
        error_messages={"required": "Skriv vad gränsen heter."},
    )  # fmt: skip
    first_year = forms.IntegerField(
        label="Första år", min_value=2004, max_value=2100,
        error_messages={"required": "Skriv året.", "invalid": "Skriv året med fyra siffror."},
    )  # fmt: skip
    last_year = forms.IntegerField(
        label="Sista år", min_value=2004, max_value=2100, required=False,
        help_text="Tomt: tills vidare.",
        error_messages={"invalid": "Skriv året med fyra siffror."},
    )  # fmt: skip
    percent = NumberField(label="Högst procent av basen", required=False)
    base = forms.ChoiceField(
        label="Bas",
        choices=[("contributions", "medlemmarnas bidrag"), ("income", "alla intäkter")],
    )
    ore = KronorField(
        label="Högst kronor", required=False, help_text="Med båda räcker det att nå det ena."
    )
    is_own = forms.BooleanField(label="Förbundets eget mål", required=False, initial=True)
    source = forms.CharField(
        label="Källa", max_length=300,
        error_messages={"required": "Skriv var gränsen står, till exempel beslut och datum."},
    )  # fmt: skip
    is_verified = forms.BooleanField(label="Läst i källan", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and found.get("percent") is None and found.get("ore") is None:
            self.add_error("percent", "Ange procent, kronor eller båda.")
        if (
            not self.errors
            and found.get("last_year")
            and found["last_year"] < found["first_year"]
        ):
            self.add_error("last_year", "Sista året kan inte ligga före första året.")
        return found


def stated_values(plan: Plan) -> dict[str, str]:
    """Return the allotments and the share of equity of a plan, as they stand in fields."""
    found: dict[str, str] = {}
    for each in plan.stated:
        if each.kind == "equity_share" and each.percent is not None:
            exact = Decimal(each.percent.numerator) / Decimal(each.percent.denominator)
            found["equity_percent"] = str(exact).replace(".", ",")
        elif each.kind == "allotment":
            lines = [line for token in each.covers for line in plan.named(token[1:])]
            is_interventions = bool(lines) and all(line.is_intervention for line in lines)
            name = "interventions_ore" if is_interventions else "administration_ore"
            found[name] = kronor_text(each.ore)
    return found
