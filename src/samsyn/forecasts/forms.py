"""What people fill in about forecasts and deviations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms

from samsyn.budget.forms import reason
from samsyn.forecasts.forecast import METHODS, Choice, ForecastRow
from samsyn.intake.amounts import read_amount


class ForecastForm(forms.Form):
    """What a forecast is called."""

    name = forms.CharField(
        label="Namn",
        max_length=80,
        help_text="Till exempel April eller Delår augusti.",
        error_messages={"required": "Skriv vad prognosen heter, till exempel April."},
    )
    note = forms.CharField(
        label="Anmärkning", max_length=2000, required=False, widget=forms.Textarea()
    )


class DeviationForm(forms.Form):
    """Why a line's outcome is not its budget."""

    line = forms.CharField(label="Rad", error_messages={"required": "Välj en rad."})
    role = forms.CharField(
        label="Roll",
        max_length=80,
        help_text="Vilken roll som förklarar, till exempel förbundschef. Skriv inget namn.",
        error_messages={"required": "Skriv vilken roll som förklarar."},
    )
    reason = reason("Förklaring")


def read_choices(
    sent: Mapping[str, str], rows: Sequence[ForecastRow]
) -> tuple[dict[str, Choice], list[tuple[str, str]]]:
    """Return the chosen method of each line, and every fault as (id of the field, text).

    Fields: metod-<n>, belopp-<n>, kommentar-<n>, by the place of the line.
    """
    choices: dict[str, Choice] = {}
    faults: list[tuple[str, str]] = []
    for place, row in enumerate(rows):
        method = sent.get(f"metod-{place}", "remaining")
        comment = sent.get(f"kommentar-{place}", "").strip()
        if method not in METHODS:
            faults.append((f"falt-metod-{place}", f"{row.label}: välj en metod."))
            continue
        ore = None
        if method == "manual":
            ore, fault = _manual(sent.get(f"belopp-{place}", ""), row)
            if fault:
                faults.append((f"falt-belopp-{place}", f"{row.label}: {fault}"))
            if not comment:
                text = f"{row.label}: skriv en kommentar till den egna bedömningen."
                faults.append((f"falt-kommentar-{place}", text))
        elif row.by(method) is None:
            text = f"{row.label}: {METHODS[method]} går inte att räkna. Välj en annan metod."
            faults.append((f"falt-metod-{place}", text))
        choices[row.key] = Choice(method, ore, comment)
    return choices, faults


def _manual(text: str, row: ForecastRow) -> tuple[int | None, str]:
    """Return an amount as effect on the result; costs are written as numbers more than 0."""
    read = read_amount(text.strip())
    if read.ore is None:
        return None, "skriv beloppet för helåret i kronor."
    is_income = (row.budget_ore or row.outcome_ore) > 0 or row.category in {
        "contribution", "external_used", "other_income", "financial_income",
    }  # fmt: skip
    return (read.ore if is_income else -read.ore), ""
