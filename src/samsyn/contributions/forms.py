"""What people fill in about contributions, and how it is read: amounts, days, keys, plans."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from samsyn.language.swedish import kronor
from samsyn.rules.instalments import due_days
from samsyn.rules.money import InvalidAmount, kronor_to_ore, ore_to_kronor
from samsyn.rules.payment_reference import InvalidReference, checked_bankgiro

DAY_ERRORS = {
    "invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2025-11-30.",
    "required": "Skriv dagen som ÅÅÅÅ-MM-DD.",
}
REASON_HINT = "Syns för alla som läser förbundets bidrag. Skriv inga personuppgifter."
PLAIN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
MOST_INSTALMENTS = 12
LARGEST_ORE = 10**14
"""A thousand milliard kronor: more is a slip of the hand, and would not fit in sums."""
NOTICE_YEARS = (2004, 2200)


class KronorField(forms.CharField):
    """An amount in kronor as people write it, read as whole öre."""

    may_be_negative = False

    def to_python(self, value: Any) -> Any:
        text = _packed(super().to_python(value)).removesuffix("kr")
        if not text:
            return None
        try:
            ore = kronor_to_ore(text)
        except InvalidAmount:
            raise ValidationError("Skriv beloppet i kronor, till exempel 1 171 000.") from None
        if ore < 0 and not self.may_be_negative:
            raise ValidationError("Skriv ett belopp som är 0 eller mer.")
        if abs(ore) > LARGEST_ORE:
            raise ValidationError("Beloppet är orimligt stort. Skriv det i kronor.")
        return ore

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise ValidationError("Skriv beloppet i kronor.")

    def run_validators(self, value: Any) -> None:
        """Nothing more to check: the text has become a number."""


class NumberField(forms.CharField):
    """A number with a decimal comma or point, read exactly."""

    def to_python(self, value: Any) -> Any:
        text = _packed(super().to_python(value))
        if not text:
            return None
        if not PLAIN.fullmatch(text):
            raise ValidationError("Skriv ett tal som är 0 eller mer, till exempel 5498.")
        return Decimal(text)

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise ValidationError("Skriv ett tal.")

    def run_validators(self, value: Any) -> None:
        """Nothing more to check: the text has become a number."""


class Words(forms.CharField):
    """A text that may be empty unless something else is said."""

    def __init__(self, label: str, *, long: bool = False, **kwargs: Any) -> None:
        widget = forms.Textarea() if long else forms.TextInput()
        kwargs = {"required": False, "max_length": 2000 if long else 100, **kwargs}
        super().__init__(label=label, widget=widget, **kwargs)


def day_field(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=required, help_text=help_text, error_messages=DAY_ERRORS
    )


def kronor_text(ore: int | None) -> str:
    """Return an amount as it stands in a field: 1171000 or 1171000,50.

    >>> kronor_text(117100050)
    '1171000,50'
    """
    if ore is None:
        return ""
    return str(ore_to_kronor(ore)).removesuffix(".00").replace(".", ",")


class RequestForm(forms.Form):
    """What the association asks the state for."""

    ore = KronorField(label="Äskat av staten, kronor", help_text="Statens hälft av medlen.")
    requested_on = day_field("Dag för äskandet")


class StateForm(forms.Form):
    """What Försäkringskassan has decided."""

    ore = KronorField(label="Försäkringskassans beslut, kronor")
    decided_on = day_field("Beslutsdag", required=False)
    reference = Words("Beslutets beteckning")
    reason = Words("Skäl, om ett infört belopp ändras", long=True, help_text=REASON_HINT)


class DecisionForm(forms.Form):
    """What a member has decided."""

    decided_ore = KronorField(label="Beslutat belopp, kronor")
    decided_on = day_field("Beslutsdag", required=False)
    body = Words("Vem som beslutade", help_text="Till exempel kommunstyrelsen.")
    reference = Words("Diarienummer")
    condition = Words(
        "Villkor",
        max_length=300,
        help_text="Till exempel: under förutsättning att övriga medlemmar beslutar likadant.",
    )
    condition_met_on = day_field("Villkoret uppfyllt den", required=False)
    reason = Words("Skäl, om beloppet avviker eller ändras", long=True, help_text=REASON_HINT)

    def __init__(self, *args: Any, required_ore: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.required_ore = required_ore

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        ore, wanted = values.get("decided_ore"), self.required_ore
        if None not in (ore, wanted) and ore != wanted and not values.get("reason"):
            self.add_error(
                "reason",
                f"Beloppet är inte {kronor(wanted)}, som statens beslut och nyckeln ger (5 §). "
                "Skriv skälet.",
            )
        return values


class AskForm(forms.Form):
    """What each member is asked for."""

    asked_on = day_field("Dag då medlemmarna tillfrågas")

    def __init__(
        self, *args: Any, amounts: Mapping[str, tuple[str, int | None]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.amounts = amounts
        for code, (name, ore) in amounts.items():
            self.fields[f"belopp-{code}"] = KronorField(
                label=f"{name}, kronor", initial=kronor_text(ore)
            )
        self.fields["reason"] = Words(
            "Skäl, om ett belopp ändras", long=True, help_text=REASON_HINT
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        changed = [
            name
            for code, (name, ore) in self.amounts.items()
            if ore is not None and values.get(f"belopp-{code}") not in (ore, None)
        ]
        if changed and not values.get("reason"):
            self.add_error(
                "reason",
                f"Beloppet för {', '.join(changed)} är inte det som nyckeln ger (5 §). "
                "Skriv skälet.",
            )
        return values

    @property
    def asked(self) -> dict[str, int]:
        """party -> öre."""
        return {code: self.cleaned_data[f"belopp-{code}"] for code in self.amounts}


class RequisitionForm(forms.Form):
    """To whom, in how many parts, on which days, to which account."""

    members = forms.MultipleChoiceField(
        label="Till", error_messages={"required": "Välj minst en medlem."}
    )
    issued_on = day_field("Utställd den")
    times = forms.ChoiceField(
        label="Antal delbetalningar",
        choices=[("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), ("6", "6"), ("12", "12")],
    )
    days = Words(
        "Egna förfallodagar",
        help_text="En dag per delbetalning, åååå-mm-dd med mellanslag emellan. Lämnas det tomt "
        "sprids de jämnt över året.",
    )
    weights = Words(
        "Egna andelar",
        help_text="Ett heltal per delbetalning, till exempel 50 25 25. Tomt: lika stora.",
    )
    reference = Words(
        "Referens",
        required=True,
        error_messages={"required": "Skriv vad medlemmen ska ange vid betalningen."},
    )
    bankgiro = Words("Bankgiro")
    with_ocr = forms.BooleanField(label="Ge varje medlem en OCR-referens", required=False)
    text = Words("Meddelande", long=True)

    def __init__(
        self, *args: Any, year: int, choices: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["members"].choices = choices  # type: ignore[attr-defined]

    def clean_bankgiro(self) -> str:
        text: str = self.cleaned_data["bankgiro"]
        try:
            return checked_bankgiro(text) if text else ""
        except InvalidReference as problem:
            raise ValidationError(f"{problem}.".capitalize()) from None

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        days = self._days(values)
        weights = self._weights(values, len(days))
        values["due"] = dict(zip(days, weights, strict=False))
        return values

    def _days(self, values: Mapping[str, Any]) -> list[date]:
        words = str(values.get("days") or "").replace(",", " ").split()
        if not words:
            return list(due_days(self.year, int(values.get("times") or 1)))
        try:
            days = sorted(date.fromisoformat(word) for word in words)
        except ValueError:
            self.add_error("days", DAY_ERRORS["invalid"])
            return []
        if len(set(days)) < len(days) or len(days) > MOST_INSTALMENTS:
            self.add_error("days", f"Skriv högst {MOST_INSTALMENTS} olika dagar.")
        return days

    def _weights(self, values: Mapping[str, Any], number: int) -> list[int]:
        words = str(values.get("weights") or "").replace(",", " ").split()
        if not words:
            return [1] * number
        is_whole = all(word.isascii() and word.isdigit() and len(word) < 10 for word in words)
        if not is_whole or len(words) != number or not any(map(int, words)):
            self.add_error("weights", f"Skriv {number} heltal, ett per delbetalning.")
            return [1] * number
        return [int(word) for word in words]


class PaymentForm(forms.Form):
    """What a member has paid."""

    party = forms.ChoiceField(label="Från", error_messages={"required": "Välj medlem."})
    ore = KronorField(label="Belopp, kronor")
    received_on = day_field("Inbetalt den")
    reference = Words("Referens")
    is_another = forms.BooleanField(
        label="Det är en betalning till, lika stor samma dag som en som redan är införd",
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = choices  # type: ignore[attr-defined]

    def clean_ore(self) -> int:
        ore: int = self.cleaned_data["ore"]
        if not ore:
            raise ValidationError("Skriv ett belopp som är större än 0.")
        return ore


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = Words(
        "Skäl",
        long=True,
        required=True,
        help_text=REASON_HINT,
        error_messages={"required": "Skriv varför."},
    )


class TrialForm(forms.Form):
    """What change of members to try. Nothing of it is stored."""

    equity = KronorField(
        label="Eget kapital att fördela, kronor",
        help_text="Tillgångar minus skulder; minus framför om skulderna är större. Till en "
        "medlems sammanställda räkenskaper: skriv tillgångarna och skulderna var för sig.",
    )
    event = forms.ChoiceField(
        label="Vad händer",
        choices=[
            ("now", "Inget: andelarna som de är"),
            ("withdrawal", "En medlem går ut"),
            ("dissolution", "Förbundet upplöses"),
            ("joining", "En ny medlem kommer in"),
            ("merger", "Två förbund går ihop"),
        ],
    )
    member = forms.ChoiceField(label="Medlem som går ut", required=False)
    notice_on = day_field("Uppsägning lämnad den", required=False)
    months = forms.IntegerField(
        label="Uppsägningstid, månader",
        required=False,
        min_value=0,
        max_value=36,
        help_text="36, om förbundsordningen inte säger kortare (27 §).",
        error_messages={"invalid": "Skriv antal månader, 0–36."},
    )
    yearly = KronorField(label="Ny medlems bidrag per år, kronor", required=False)
    other = forms.ChoiceField(label="Förbund att gå ihop med", required=False)
    other_equity = KronorField(
        label="Det andra förbundets eget kapital, kronor", required=False
    )

    def __init__(
        self,
        *args: Any,
        names: Mapping[str, str],
        others: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("equity", "other_equity"):
            self.fields[name].may_be_negative = True  # type: ignore[attr-defined]
        self.fields["member"].choices = [("", "Välj"), *names.items()]  # type: ignore[attr-defined]
        self.fields["other"].choices = [("", "Välj"), *others]  # type: ignore[attr-defined]

    def clean_notice_on(self) -> date | None:
        day: date | None = self.cleaned_data["notice_on"]
        first, last = NOTICE_YEARS
        if day and not first <= day.year <= last:
            raise ValidationError(f"Skriv en dag mellan år {first} och {last}.")
        return day

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        needed = {
            "withdrawal": ("member", "notice_on"),
            "joining": ("yearly",),
            "merger": ("other",),
        }.get(values.get("event", ""), ())
        for name in needed:
            if values.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, "Fyll i det här.")
        return values


def _packed(text: str | None) -> str:
    """Return a number without blanks, with a decimal point."""
    return "".join((text or "").split()).replace(",", ".").replace("\u2212", "-")
