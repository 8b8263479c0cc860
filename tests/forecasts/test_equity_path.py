"""Where the equity is going, what brings it back, and external money: published and invented."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.budget.plan import Limit, Plan
from samsyn.forecasts.equity import (
    EquityPoint,
    Standing,
    decision_days,
    last_day_to_start,
    lower_request,
    starts,
)
from samsyn.forecasts.external import published_grants, published_year
from samsyn.forecasts.selectors import EquityView, equity_of, with_and_without_of
from samsyn.rules.contributions import Party

ON = date(2025, 3, 15)
TWENTY = Limit("Tjugo", 2013, None, Fraction(20))


def standing(equity, base, limit=TWENTY):
    return Standing(limit, 2025, equity, base, "basen", limit.ceiling(base))


def test_the_published_path_is_history_and_then_budget(county):
    view = equity_of("sydnarke", 2025)

    assert [(p.year, p.ore // 100, p.kind) for p in view.points] == [
        (2024, 1_023_433, "history"),
        (2025, 1_720_433, "budget"),
        (2026, 2_326_833, "budget"),
        (2027, 2_286_081, "budget"),
    ]


def test_the_county_share_needs_its_base(county):
    # Published: 5,6 mnkr is said to be 24 % of allotted means (22,794 mnkr in 2020): 24,57.
    share = Fraction(5_600_000 * 100, 22_794_000)

    assert 24 < share < 25


def test_more_interventions_are_counted_a_month_from_every_start_left():
    found = starts(783_633_00, 2025, ON)

    assert found[0].on == date(2025, 4, 1)
    assert found[-1].ore_a_month == 783_633_00
    assert all(each.ore_a_month * each.months >= 783_633_00 for each in found)
    assert all((each.ore_a_month - 1) * each.months < 783_633_00 for each in found)


@given(st.integers(1, 10**11), st.integers(1, 10**10))
def test_the_last_day_to_start_is_the_last_that_is_enough(excess, pace):
    last = last_day_to_start(excess, 2025, pace)

    enough = [month for month in range(1, 13) if pace * (13 - month) >= excess]
    assert last == (date(2025, max(enough), 1) if enough else None)


@given(st.integers(1, 10**11), st.integers(1, 10**11))
def test_a_lower_request_keeps_the_limit_and_a_thousand_less_does_not(equity, base):
    found = lower_request(standing(equity, base), ON)

    if equity <= Fraction(base, 5):
        assert found is None
    elif found is not None:
        state, total = found.state_ore, found.total_ore
        assert state % 100_000 == 0
        assert total == 2 * state == sum(found.parts.values())
        assert equity - total <= Fraction(base - total, 5)
        less = total - 200_000
        assert equity - less > Fraction(base - less, 5)


def test_half_of_a_lower_request_is_the_states_and_a_quarter_each_the_others():
    found = lower_request(standing(172_043_300, 468_400_000), ON)

    assert found.parts[Party.STATE] == 2 * found.parts[Party.REGIONS]
    assert found.parts[Party.REGIONS] == found.parts[Party.MUNICIPALITIES]


def test_a_goal_of_a_share_or_an_amount_takes_the_roomier():
    goal = Limit("Eget", 2025, 2025, Fraction(7), "income", 30_000_000, True)

    assert goal.ceiling(613_510_000) == Fraction(42_945_700)
    assert goal.ceiling(100_000_000) == 30_000_000


def test_the_days_that_decide_are_in_order_and_say_whether_they_are_checked():
    days = decision_days(2025)

    assert [d.on for d in days] == sorted(d.on for d in days)
    assert days[-1].on == date(2025, 11, 30)
    assert days[-1].is_verified
    assert not days[0].is_verified


def test_external_money_stands_apart_as_published(county):
    found = {
        (g.year, g.granted_ore // 100, g.used_ore // 100, g.remaining_ore // 100)
        for g in published_grants("sydnarke")
    }

    assert found == {(2018, 240_000, 166_000, 74_000), (2019, 1_100_000, 783_000, 317_000)}
    degerfors = {(g.year, g.remaining_ore) for g in published_grants("degerfors-karlskoga")}
    assert degerfors == {(2017, 0), (2018, 0), (2019, 0)}


def test_own_money_that_piles_up_while_external_is_used_is_told(county):
    years = {each.year: each for each in with_and_without_of("sydnarke", [2025])}

    assert years[2025].piles_up
    assert years[2025].own_income_ore == 462_800_000
    assert years[2025].own_cost_ore == years[2025].cost_ore - 150_710_000
    assert not years[2027].piles_up


def test_a_year_without_contributions_is_not_told(county):
    assert published_year("sydnarke", 2018) is None


@pytest.mark.parametrize("year", [2019, 2025])
def test_a_plan_without_anything_has_no_path(county, year):
    assert Plan("sofint", year, ()).equity_path() == []


def test_the_first_year_below_zero_is_told_and_none_when_there_is_none():
    points = (
        EquityPoint(2026, 400, "budget", ""),
        EquityPoint(2027, -10, "budget", ""),
        EquityPoint(2027, 5, "forecast", ""),
        EquityPoint(2028, -200, "budget", ""),
    )
    view = EquityView(points, Plan("ovning", 2026, ()), None)

    assert view.first_below_zero(2026) == points[3]
    assert view.first_below_zero(2029) is None
