import math

import pytest
from hypothesis import given, settings

from samsyn.facts.build import facts_of
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import catalogue
from tests.indicators import oracle
from tests.indicators.invented import EAST, NORTH, SOUTH, fact, facts_with, rows

IDS = list(catalogue())


def assert_same_as_oracle(facts, indicator):
    numbers = calculate(facts, indicator)
    for i, unit in enumerate(facts.units):
        for at, year in enumerate(facts.years):
            expected = oracle.value(facts, indicator, unit, year)
            found = numbers.value[i, at]
            if expected is None:
                assert math.isnan(found), (indicator.id, unit.key, year, found)
            else:
                assert found == pytest.approx(float(expected), rel=1e-12), (
                    indicator.id,
                    unit.key,
                    year,
                )


@pytest.mark.parametrize("id", IDS)
def test_the_demo_county_is_counted_as_the_oracle_counts_it(county, id):
    assert_same_as_oracle(facts_of(county), catalogue()[id])


@settings(max_examples=25)
@given(rows())
def test_any_facts_are_counted_as_the_oracle_counts_them(rows):
    facts = facts_with(*rows)
    for id in IDS:
        assert_same_as_oracle(facts, catalogue()[id])


@settings(max_examples=25)
@given(rows())
def test_the_order_of_the_rows_does_not_matter(rows):
    forward, backward = facts_with(*rows), facts_with(*reversed(rows))
    for id in ("positive_of_exits", "cost_per_exit"):
        one = calculate(forward, catalogue()[id]).value
        other = calculate(backward, catalogue()[id]).value
        assert str(one.tolist()) == str(other.tolist())


def test_a_county_is_known_only_when_all_its_associations_are():
    partly = facts_with(fact("closed", NORTH, 2019, 10), fact("closed", SOUTH, 2019, 20))
    whole = facts_with(
        fact("closed", NORTH, 2019, 10),
        fact("closed", SOUTH, 2019, 20),
        fact("closed", EAST, 2019, 5),
    )

    assert math.isnan(calculate(partly, catalogue()["closed"]).value[0, 0])
    assert calculate(whole, catalogue()["closed"]).value[0, 0] == 35


def test_a_share_above_its_whole_is_not_a_share():
    facts = facts_with(fact("positive_exits", NORTH, 2019, 11), fact("closed", NORTH, 2019, 10))

    assert math.isnan(calculate(facts, catalogue()["positive_of_exits"]).value[1, 0])


def test_what_the_sources_allow_is_carried_to_the_value():
    facts = facts_with(
        fact("closed", NORTH, 2019, 107, low=104, high=110),
        fact("participants", NORTH, 2019, 243, low=238, high=248),
    )

    numbers = calculate(facts, catalogue()["share_closed"])

    assert numbers.least[1, 0] == pytest.approx(100 * 104 / 248)
    assert numbers.most[1, 0] == pytest.approx(100 * 110 / 238)


def test_amounts_stay_whole_ore_however_large():
    facts = facts_with(
        fact("contributions", NORTH, 2019, 9_007_199_254_740_993),
        fact("contributions", NORTH, 2019, 2, figure="till"),
    )

    assert facts.series("contributions").value[1, 0] == 9_007_199_254_740_995
