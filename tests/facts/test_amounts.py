"""Which amounts facts are made of: the ledger's for a whole mapped year, else the published."""

from datetime import date

import pytest

from samsyn.economy.models import Amount
from samsyn.facts.amounts import (
    BOOKED,
    NOT_BOOKED,
    amounts_of,
    booked_amounts,
    speaks_for_itself,
    stored_amounts,
)
from samsyn.ledger.models import AccountMapping
from samsyn.ledger.selectors import closing_equity, outcome_of
from samsyn.ledger.services import correct_voucher, decide
from samsyn.ledger.statement import statements_of
from samsyn.register.models import Association, Document
from tests.ledger.conftest import DAY, read_in
from tests.ledger.invented import VOUCHERS, sie

DECEMBER = ("A", "6", "1231", "Hyra", (("5010", "{}", "300.01"), ("1930", "{}", "-300.01")))
MAPPED = tuple(v for v in VOUCHERS if v[1] != "5")
WHOLE_YEAR = (*MAPPED, DECEMBER)


@pytest.fixture
def association(county):
    return Association.objects.get(pk="sydnarke")


def mapped(association, by, *accounts):
    rows = [
        AccountMapping(
            association=association,
            first_account=account,
            last_account=account,
            category=category,
            starts_on=date(2025, 1, 1),
            reason="så är det",
        )
        for account, category in accounts
    ]
    decide(decisions=rows, by=by, on=DAY)


@pytest.fixture
def whole_year(association, manager):
    """A year with something in December, and a category for each of its accounts."""
    read_in(association, sie(vouchers=WHOLE_YEAR), manager)
    mapped(
        association,
        manager,
        ("3985", "contribution"),
        ("4010", "individual"),
        ("5010", "administration.premises"),
        ("7210", "administration"),
    )
    return association


def published(association, *, stage, category, year=2025):
    return Amount.objects.create(
        figure=f"prov-{stage}-{category}",
        association=association,
        year=year,
        stage=stage,
        category=category,
        financier="medlemmar",
        line="Prov",
        ore=77_700,
        low=77_700,
        high=77_700,
        document=Document.objects.first(),
        place="Sida 1",
        status="published",
    )


def of_year(county, year=2025):
    return [a for a in amounts_of(county) if (a.association_id, a.year) == ("sydnarke", year)]


def test_a_whole_mapped_year_stands_in_the_place_of_published_outcome(whole_year, county):
    said = published(whole_year, stage="outcome", category="administration")

    found = of_year(county)

    assert speaks_for_itself("sydnarke", 2025)
    assert said.figure not in {each.figure for each in found}
    assert said in stored_amounts(county)
    assert {(e.category, e.ore) for e in found if e.stage == BOOKED} == {
        ("contribution", 600_000),
        ("individual", 250_050),
        ("administration.premises", 60_001),
        ("administration", 90_000),
        ("equity", 100_000 + 600_000 - 250_050 - 60_001 - 90_000),
    }


def test_the_sums_are_those_of_the_ledger_and_of_the_statements(whole_year, county):
    found = [e for e in booked_amounts(county) if e.category != "equity"]
    result = sum(e.ore if e.category == "contribution" else -e.ore for e in found)

    assert result == sum(row.ore for row in outcome_of("sydnarke", 2025))
    assert result == statements_of("sydnarke", 2025).result_ore
    assert closing_equity("sydnarke", 2025) == 100_000 + result


def test_half_a_year_leaves_what_is_published(association, manager, county):
    read_in(association, sie(vouchers=MAPPED), manager)
    said = published(association, stage="outcome", category="administration")

    assert not speaks_for_itself("sydnarke", 2025)
    assert booked_amounts(county) == []
    assert said in of_year(county)


def test_an_account_that_nobody_has_mapped_leaves_what_is_published(
    whole_year, manager, county
):
    said = published(whole_year, stage="outcome", category="administration")
    correct_voucher(
        corrected=None,
        association=whole_year,
        on=date(2025, 12, 31),
        text="Eget påhitt",
        rows=[("9999", 1, ()), ("1930", -1, ())],
        reason="prov",
        by=manager,
        today=DAY,
    )

    assert "" in {row.category for row in outcome_of("sydnarke", 2025)}
    assert not speaks_for_itself("sydnarke", 2025)
    assert said in of_year(county)


def test_a_booked_amount_says_which_accounts_it_comes_from(whole_year, county):
    rent = next(e for e in of_year(county) if e.category == "administration.premises")

    assert rent.place == "Konto 5010"
    assert rent.document.title == f"Bokföring 2025, {whole_year.short_name}"
    assert rent.document.kind == "own"
    assert rent.line.startswith("Bokfört: ")
    assert not Amount.objects.filter(figure=rent.figure).exists()


@pytest.mark.parametrize("stage", ["budget", "forecast"])
def test_published_budgets_and_forecasts_are_kept(whole_year, county, stage):
    said = published(whole_year, stage=stage, category="administration")

    assert said in of_year(county)


@pytest.mark.parametrize("category", NOT_BOOKED)
def test_published_outcome_that_no_ledger_says_is_kept(whole_year, county, category):
    said = published(whole_year, stage="outcome", category=category)

    assert said in of_year(county)


def test_other_years_and_associations_are_left_alone(whole_year, county):
    before = [
        a for a in stored_amounts(county) if (a.association_id, a.year) != ("sydnarke", 2025)
    ]

    kept = [a for a in amounts_of(county) if (a.association_id, a.year) != ("sydnarke", 2025)]

    assert kept == before
