"""Contributions: published cases, dates, and refusals."""

import tomllib
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import (
    SHARE_TABLES,
    Form,
    InvalidAmount,
    NotInForce,
    Party,
    contributions_from_state,
    kronor_to_ore,
    required_contributions,
    share_table,
)

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("contributions.toml").read_text("utf-8")
)


def name_of(case):
    return case["name"]


def expected_parts(case):
    return {party: kronor_to_ore(case[party]) for party in Party if party in case}


@pytest.mark.parametrize("case", CASES["from_state"], ids=name_of)
def test_matches_the_published_cases_from_the_state(case):
    result = contributions_from_state(
        kronor_to_ore(case["state"]), on=case["on"], form=Form(case["form"])
    )

    assert dict(result.parts) == expected_parts(case)
    assert result.total_ore == kronor_to_ore(case["total"])


@pytest.mark.parametrize("case", CASES["from_total"], ids=name_of)
def test_matches_the_published_cases_from_the_total(case):
    result = required_contributions(
        kronor_to_ore(case["total"]), on=case["on"], form=Form(case["form"])
    )

    assert dict(result.parts) == expected_parts(case)


@pytest.mark.parametrize("case", CASES["sum"], ids=name_of)
def test_matches_the_published_sums(case):
    results = [
        contributions_from_state(kronor_to_ore(state), on=case["on"])
        for state in case["states"]
    ]

    if "regions" in case:
        regions = sum(result.parts[Party.REGIONS] for result in results)
        assert regions == kronor_to_ore(case["regions"])
    else:
        assert sum(result.total_ore for result in results) == kronor_to_ore(case["total"])


def test_every_case_says_where_it_was_published():
    assert all(case["published"] for group in CASES.values() for case in group)


@given(st.integers(0, 10**15), st.sampled_from(Form))
def test_contributions_add_up_to_the_funds(total, form):
    result = required_contributions(total, on=date(2025, 1, 1), form=form)

    assert sum(result.parts.values()) == total


@given(st.integers(0, 10**15), st.sampled_from(Form))
def test_the_states_contribution_comes_back_unchanged(state, form):
    result = contributions_from_state(state, on=date(2025, 1, 1), form=form)

    assert result.parts[Party.STATE] == state
    assert sum(result.parts.values()) == result.total_ore == 2 * state


def test_refuses_dates_before_the_act():
    with pytest.raises(NotInForce, match="2003-12-31"):
        required_contributions(100, on=date(2003, 12, 31))


@pytest.mark.parametrize("form", [Form.OUTSIDE_ALONE, Form.OUTSIDE_BESIDE])
def test_refuses_a_municipality_outside_regions_before_its_section(form):
    with pytest.raises(NotInForce, match="2010-07-01"):
        required_contributions(100, on=date(2010, 6, 30), form=form)


@pytest.mark.parametrize("amount", [-1, 1.0, "1", True])
@pytest.mark.parametrize("function", [required_contributions, contributions_from_state])
def test_refuses_what_is_not_a_contribution(function, amount):
    with pytest.raises(InvalidAmount):
        function(amount, on=date(2025, 1, 1))


@pytest.mark.parametrize("form", Form)
def test_the_tables_of_a_form_follow_each_other_without_gap_to_this_day(form):
    sources = [table.source for table in SHARE_TABLES if table.form == form]

    for earlier, later in pairwise(sources):
        assert earlier.in_force_until + timedelta(days=1) == later.in_force_from
    assert sources[-1].in_force_until is None


@pytest.mark.parametrize("table", SHARE_TABLES, ids=lambda t: f"{t.form}-{t.source.wording}")
def test_every_table_divides_the_whole_and_cites_the_act(table):
    assert sum(table.shares.values()) == 1
    assert table.shares[Party.STATE] == Fraction(1, 2)
    assert table.source.citation.startswith("SFS 2003:1210 5")


def test_a_reading_that_is_ours_is_told():
    table = share_table(date(2025, 1, 1), Form.OUTSIDE_BESIDE)

    assert "vår läsning" in table.reading
    assert share_table(date(2008, 1, 1)).source.doubt
    assert not share_table(date(2025, 1, 1)).source.doubt


def test_parties_and_forms_have_swedish_names():
    assert [party.sv for party in Party] == ["staten", "regionerna", "kommunerna"]
    assert all(form.sv for form in Form)


def test_an_odd_ore_is_told_with_the_partys_swedish_name():
    result = required_contributions(10002, on=date(2025, 1, 1))

    assert "gick till kommunerna" in result.explanation.sentences[0]
    assert "som regionerna" in result.explanation.sentences[0]
