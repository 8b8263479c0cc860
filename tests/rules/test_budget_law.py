"""What the Act asks of a budget: where each warning speaks, and where it is silent."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import (
    BudgetCase,
    BudgetYear,
    InvalidAmount,
    budget_warnings,
    last_day_to_decide,
)

YEARS = tuple(BudgetYear(year, 200, 100, 500) for year in (2026, 2027, 2028))
SOUND = BudgetCase(
    YEARS,
    on=date(2025, 11, 28),
    consulted_on=date(2025, 10, 1),
    announced_on=date(2025, 11, 10),
    available_on=date(2025, 11, 10),
    decided_on=date(2025, 11, 28),
    is_public=True,
    has_goals=True,
)


def codes(case):
    return [warning.code for warning in budget_warnings(case)]


def test_a_sound_budget_gives_no_warning():
    assert budget_warnings(SOUND) == ()


@pytest.mark.parametrize(
    ("change", "code", "citation"),
    [
        ({"loan_ore": 1}, "loan", "SFS 2003:1210 21 §"),
        ({"guarantee_ore": 1}, "guarantee", "SFS 2003:1210 21 §"),
        ({"consulted_on": None}, "not_consulted", "SFS 2003:1210 23 §"),
        ({"consulted_on": date(2025, 11, 29)}, "not_consulted", "SFS 2003:1210 23 §"),
        ({"decided_on": date(2025, 12, 1)}, "decided_late", "SFS 2003:1210 23 §"),
        ({"decided_on": None, "on": date(2025, 12, 1)}, "decided_late", "SFS 2003:1210 23 §"),
        ({"is_public": None}, "meeting_not_public", "SFS 2003:1210 19 §"),
        ({"is_public": False}, "meeting_not_public", "SFS 2003:1210 19 §"),
        (
            {"available_on": None},
            "proposal_not_available",
            "SFS 2003:1210 21 § och SFS 2017:725 8 kap. 14 §",
        ),
        (
            {"available_on": date(2025, 11, 11)},
            "proposal_not_available",
            "SFS 2003:1210 21 § och SFS 2017:725 8 kap. 14 §",
        ),
        (
            {"has_goals": False},
            "contents_missing",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 6 §",
        ),
        (
            {"years": YEARS[:2]},
            "contents_missing",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 6 §",
        ),
        (
            {"years": (replace(YEARS[0], equity_ore=None), *YEARS[1:])},
            "contents_missing",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 6 §",
        ),
        (
            {"years": (*YEARS[:2], replace(YEARS[2], cost_ore=201))},
            "income_not_above_cost",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 5 §",
        ),
        (
            {"years": (*YEARS[:2], replace(YEARS[2], cost_ore=200))},
            "income_not_above_cost",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 5 §",
        ),
        (
            {"years": (*YEARS[:2], replace(YEARS[2], equity_ore=-1))},
            "equity_below_zero",
            "SFS 2003:1210 21 §",
        ),
        (
            {"is_revision": True, "added_cost_ore": 1},
            "spending_without_financing",
            "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 15 §",
        ),
    ],
)
def test_each_demand_is_told_with_its_paragraph(change, code, citation):
    found = budget_warnings(replace(SOUND, **change))

    assert [(warning.code, warning.citation) for warning in found] == [(code, citation)]
    assert all((found[0].found, found[0].expected, found[0].remedy))


def test_the_last_day_of_november_is_in_time():
    assert codes(replace(SOUND, decided_on=last_day_to_decide(2026))) == []


def test_a_revision_has_no_last_day_but_says_its_financing():
    late = replace(
        SOUND,
        is_revision=True,
        decided_on=date(2026, 5, 1),
        added_cost_ore=500,
        financing="Eget kapital.",
    )

    assert codes(late) == []


def test_a_proposal_is_not_asked_whether_its_meeting_was_public():
    assert "meeting_not_public" not in codes(replace(SOUND, decided_on=None, is_public=None))


def test_the_wording_of_the_day_is_cited():
    deficit = replace(SOUND, years=(replace(YEARS[0], cost_ore=300), *YEARS[1:]))

    now = budget_warnings(deficit)[0].sources[0]
    before = budget_warnings(replace(deficit, on=date(2023, 12, 31)))[0].sources[0]
    assert (now.wording, before.wording) == ("SFS 2023:644", "SFS 2017:746")


@pytest.mark.parametrize("wrong", [{"loan_ore": -1}, {"guarantee_ore": -1}])
def test_a_loan_below_nothing_is_refused(wrong):
    with pytest.raises(InvalidAmount):
        budget_warnings(replace(SOUND, **wrong))


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_income_that_is_not_above_cost_is_always_told_with_the_difference(income, cost):
    years = (BudgetYear(2026, income, cost, 1), *YEARS[1:])

    found = [w for w in budget_warnings(replace(SOUND, years=years)) if w.year == 2026]

    assert [w.difference_ore for w in found] == ([income - cost] if income <= cost else [])
