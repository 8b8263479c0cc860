"""Whatever is written in a form becomes a value or a fault, never an exception."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from samsyn.contributions.forms import KronorField, NumberField, RequisitionForm

ODD = st.text("0123456789 ,.-+kre\u00a0\u2212\u0665\u0000", max_size=40) | st.text(max_size=40)


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1 171 000", 117_100_000),
        ("1\u00a0171\u00a0000,50 kr", 117_100_050),
        ("1171000.5", 117_100_050),
        ("0", 0),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, ore):
    assert KronorField(required=False).clean(text) == ore


@given(ODD)
def test_an_amount_is_whole_ore_or_a_fault(text):
    for field in (KronorField(required=False), NumberField(required=False)):
        try:
            value = field.clean(text)
        except ValidationError:
            continue
        assert value is None or 0 <= value <= 10**14


@given(ODD, ODD, st.sampled_from(["1", "2", "12", "x", ""]))
def test_a_plan_is_days_with_weights_or_a_fault(days, weights, times):
    sent = {
        "members": ["fk"],
        "issued_on": "2026-01-01",
        "times": times,
        "days": days,
        "weights": weights,
        "reference": "Bidrag",
    }
    form = RequisitionForm(sent, year=2026, choices=[("fk", "Försäkringskassan")])

    if form.is_valid():
        due = form.cleaned_data["due"]
        assert all(isinstance(day, date) for day in due)
        assert sum(due.values()) > 0
    else:
        assert form.errors
