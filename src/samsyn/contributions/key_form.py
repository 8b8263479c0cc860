"""The form of a key: by what those who share a part divide it, and their weights."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from samsyn.contributions.forms import KronorField, NumberField, Words, day_field, kronor_text
from samsyn.contributions.models import DivisionKey
from samsyn.contributions.selectors import InhabitantsOn
from samsyn.contributions.services import KeyTerms


class KeyForm(forms.Form):
    """How a side divides its part: what it counts, a weight per member, terms."""

    way = forms.ChoiceField(
        label="Fördela efter",
        choices=DivisionKey.Way.choices,
        help_text="grundbelopp, lägsta belopp eller två nycklar ihop.",
    )
    holds_on = day_field("Räknat den", required=False)
    source = Words(
        "Källa",
        required=True,
        max_length=300,
        help_text="Var nyckeln är beslutad, eller var talen står.",
        error_messages={"required": "Skriv var nyckeln är beslutad eller var talen står."},
    )
    unit_ore = forms.ChoiceField(
        label="Avrunda till", choices=[("100", "hela kronor"), ("1", "hela ören")]
    )

    def __init__(self, *args: Any, members: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for code, name in members.items():
            self.fields[f"vikt-{code}"] = NumberField(
                label=name, help_text="Invånare, andel, eller kronor om belopp skrivs in."
            )
        self.fields["base_ore"] = KronorField(
            label="Grundbelopp per medlem, kronor", required=False
        )
        self.fields["minimum_ore"] = KronorField(
            label="Lägsta belopp per medlem, kronor", required=False
        )
        self.fields["first_share"] = NumberField(
            label="Talen ovan avgör så många procent",
            required=False,
            help_text="Resten avgörs av den andra nyckeln. Lämna tomt för en enda nyckel.",
        )
        for code, name in members.items():
            self.fields[f"andra-{code}"] = NumberField(
                label=f"andra nyckeln, {name}", required=False
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first = [values.get(f"vikt-{code}") for code in self.members]
        is_typed = values.get("way") == DivisionKey.Way.TYPED
        if None not in first and not any(first) and not is_typed:
            self.add_error(None, "Minst en medlem behöver ett tal som är större än 0.")
        share = values.get("first_share")
        if share is not None and not 0 <= share <= 100:
            self.add_error("first_share", "Skriv procent mellan 0 och 100.")
        if self._is_mixed(values) and not any(self._second(values).values()):
            self.add_error("first_share", "Fyll i den andra nyckeln, eller lämna tomt här.")
        if is_typed and any(each is not None and each * 100 % 1 for each in first):
            self.add_error(None, "Skriv beloppen med högst två decimaler.")
        return values

    def terms(self) -> KeyTerms:
        """Return the key as it is stored."""
        values = self.cleaned_data
        first = {code: values[f"vikt-{code}"] for code in self.members}
        if values["way"] == DivisionKey.Way.TYPED:
            first = {code: amount * 100 for code, amount in first.items()}
        is_formula = values["way"] == DivisionKey.Way.FORMULA
        is_mixed = self._is_mixed(values)
        share = (values.get("first_share") or Decimal(0)) / 100
        parts = [{"name": "1", "share": f"{share}"}, {"name": "2", "share": f"{1 - share}"}]
        return KeyTerms(
            way=values["way"],
            weights={"1": first, "2": self._second(values)} if is_mixed else {"": first},
            source=values["source"],
            holds_on=values["holds_on"],
            base_ore=(values.get("base_ore") or 0) if is_formula else 0,
            minimum_ore=(values.get("minimum_ore") or 0) if is_formula else 0,
            components=parts if is_mixed else (),
        )

    def _is_mixed(self, values: Mapping[str, Any]) -> bool:
        is_formula = values.get("way") == DivisionKey.Way.FORMULA
        return is_formula and values.get("first_share") is not None

    def _second(self, values: Mapping[str, Any]) -> dict[str, Decimal]:
        return {code: values.get(f"andra-{code}") or Decimal(0) for code in self.members}


def start_of_key(
    key: DivisionKey | None, chosen: InhabitantsOn | None, *, unit_ore: int
) -> dict[str, Any]:
    """Return what a key's form begins with: inhabitants of a day, else what is stored."""
    start: dict[str, Any] = {"unit_ore": str(unit_ore)}
    if chosen:
        weights = {f"vikt-{code}": number for code, number in chosen.weights.items()}
        about = {"way": "inhabitants", "holds_on": chosen.on, "source": chosen.source[:300]}
        return start | weights | about
    if key is None:
        return start
    start |= {
        "way": key.way,
        "holds_on": key.holds_on,
        "source": key.source,
        "base_ore": kronor_text(key.base_ore or None),
        "minimum_ore": kronor_text(key.minimum_ore or None),
    }
    for weight in key.weights.all():
        name = "andra" if weight.component == "2" else "vikt"
        amount = weight.weight / 100 if key.way == DivisionKey.Way.TYPED else weight.weight
        start[f"{name}-{weight.party_id}"] = _plain(amount)
    if key.components:
        start["first_share"] = _plain(Decimal(key.components[0]["share"]) * 100)
    return start


def _plain(number: Decimal) -> str:
    """Return a number as it stands in a field, with a decimal comma.

    >>> _plain(Decimal("75.500000"))
    '75,5'
    """
    return f"{number.normalize():f}".replace(".", ",")
