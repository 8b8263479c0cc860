from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from samsyn.economy.loading import amount
from samsyn.economy.models import Amount
from samsyn.intake.plan import ImpossibleFigure

ROW = {
    "figure": "f",
    "document": "genomlysning-2020",
    "place": None,
    "status": "published",
    "derivation": None,
    "low": None,
    "high": None,
    "extracted_on": None,
    "association": "sofint",
    "county": None,
    "year": 2019,
    "stage": "outcome",
    "category": "administration",
    "intervention": None,
    "financier": "medlemmar",
    "basis": None,
    "line": "Administration",
    "amount": Decimal("1373000.50"),
}


def test_kronor_become_whole_ore():
    assert amount(ROW).ore == 137_300_050


def test_a_part_of_an_ore_is_refused():
    with pytest.raises(ImpossibleFigure, match="decimaler"):
        amount(ROW | {"amount": Decimal("0.005")})


@pytest.mark.parametrize(("association", "county"), [(None, None), ("sofint", "18")])
def test_an_amount_is_of_an_association_or_of_a_county(association, county):
    with pytest.raises(ImpossibleFigure, match="antingen"):
        amount(ROW | {"association": association, "county": county})


def test_the_database_holds_the_same_rules(county):
    def refused(**fields):
        row = amount(ROW)
        for name, value in fields.items():
            setattr(row, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)

    refused(low=2, high=1)
    refused(association_id=None)
    refused(status="derived", derivation="")


def test_the_members_contributions_of_sydnarke_are_stored_to_the_ore(county):
    stored = dict(
        Amount.objects.filter(
            association_id="sydnarke", year=2025, stage="decision", category="contribution"
        ).values_list("financier", "ore")
    )

    assert stored == {
        "kommun:1860": 11_530_500,
        "kommun:1861": 34_184_600,
        "kommun:1881": 47_260_700,
        "kommun:1882": 24_124_200,
        "region:18": 117_100_000,
        "fk": 234_200_000,
    }
