"""A year of Sydnärke to work in: 2026, which the demo county knows nothing about."""

from datetime import date
from decimal import Decimal

import pytest

from samsyn.contributions.services import (
    KeyTerms,
    ask_members,
    choose_key,
    record_member_decision,
    record_state_decision,
)
from samsyn.register.models import Association

YEAR = 2026
STATE = 234_200_000
WEIGHTS = {
    "kommun:1860": 5498,
    "kommun:1861": 16300,
    "kommun:1881": 22535,
    "kommun:1882": 11503,
}
PARTS = {
    "region:18": 117_100_000,
    "kommun:1860": 11_530_500,
    "kommun:1861": 34_184_600,
    "kommun:1881": 47_260_700,
    "kommun:1882": 24_124_200,
}


@pytest.fixture
def sydnarke(county):
    return Association.objects.get(pk="sydnarke")


@pytest.fixture
def act(manager, today):
    """Who acts, and when: what every service asks for."""
    return {"by": manager, "on": today}


def terms(weights=WEIGHTS, **others):
    """A key as it is stored; `parts` gives the weights of a mixed one, component by component."""
    parts = others.pop("parts", {"": weights})
    exact = {
        name: {code: Decimal(weight) for code, weight in of_part.items()}
        for name, of_part in parts.items()
    }
    start = {"way": "inhabitants", "source": "Påhittad källa", "holds_on": date(2025, 11, 1)}
    return KeyTerms(**{**start, "weights": exact, **others})


@pytest.fixture
def decided(sydnarke, act):
    """The state has decided for 2026, and the municipalities have a key."""
    funding = record_state_decision(
        association=sydnarke,
        year=YEAR,
        ore=STATE,
        decided_on=date(2025, 11, 14),
        reference="FK påhittat",
        reason="",
        **act,
    )
    choose_key(funding=funding, side="municipalities", terms=terms(), unit_ore=100, **act)
    return funding


def decision(ore, **others):
    start = {
        "decided_ore": ore,
        "decided_on": date(2026, 1, 20),
        "body": "Påhittad nämnd",
        "reference": "",
        "condition": "",
        "condition_met_on": None,
        "reason": "",
    }
    return {**start, **others}


@pytest.fixture
def whole(decided, act):
    """Every member has been asked and has decided what it was asked for."""
    ask_members(funding=decided, amounts=PARTS, asked_on=date(2025, 11, 20), reason="", **act)
    for party, ore in PARTS.items():
        record_member_decision(funding=decided, party=party, values=decision(ore), **act)
    return decided
