"""Thousands of scenarios at once: equal to the exact model in every one of them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.state_allocation.model import allocate
from samsyn.state_allocation.nation import invented_nation
from samsyn.state_allocation.parameters import parameters_for, with_changes
from samsyn.state_allocation.simulation import InvalidScenarios, simulate
from samsyn.statistics.uncertain_counts import draw_counts
from tests.state_allocation.invented import OWN, associations, parameters, plain

EVERY_STEP = {
    "largest_loss": 10,
    "equity_steps": "0;3000000;25;\n3000000;8000000;20;1200000\n8000000;;15;",
    "rounds": ["asked_more:model", "open:population"],
}


def one_by_one(table, terms, population, need):
    found = []
    for people, needs in zip(population.tolist(), need.tolist(), strict=True):
        drawn = [
            replace(each, population=p, need=n)
            for each, p, n in zip(table, people, needs, strict=True)
        ]
        allocation = allocate(drawn, terms)
        found.append([allocation[each.key].grant_ore for each in table])
    return found


def counts(chance, table, most):
    shape = (7, len(table))
    population = chance.integers(0, most, shape)
    population[0] = 0
    need = chance.integers(0, most // 6 + 1, shape)
    need[1] = 0
    return population, need


@given(associations(), parameters(), st.integers(0, 2**32))
def test_small_tables_are_equal_to_the_ore(table, terms, seed):
    population, need = counts(np.random.default_rng(seed), table, 40_000)

    found = simulate(table, terms, population, need)

    assert found.tolist() == one_by_one(table, terms, population, need)


@given(associations(), st.integers(0, 2**32), st.sampled_from(["1000", "1", "0,01"]))
def test_numbers_that_must_be_divided_in_parts_are_equal_to_the_ore(table, seed, unit):
    changes = EVERY_STEP | {"frame": 900_000_000_000, "rounding_unit": unit}
    terms = with_changes(OWN, changes)
    population, need = counts(np.random.default_rng(seed), table, 20_000_000)

    found = simulate(table, terms, population, need)

    assert found.tolist() == one_by_one(table, terms, population, need)


@given(associations(), st.integers(0, 2**32))
def test_weights_beyond_64_bits_are_equal_to_the_ore(table, seed):
    odd = {"need_weight": "74,999999", "population_weight": "25,000003"}
    terms = with_changes(OWN, EVERY_STEP | odd)
    population, need = counts(np.random.default_rng(seed), table, 20_000_000)

    found = simulate(table, terms, population, need)

    assert found.tolist() == one_by_one(table, terms, population, need)


def test_the_whole_country_is_equal_to_the_ore():
    table = list(reversed(invented_nation().associations))
    terms = with_changes(parameters_for(2027), EVERY_STEP)
    population = draw_counts(
        [each.population for each in table], 300, relative_error=0.02, seed=1
    )
    need = draw_counts([each.need for each in table], 300, relative_error=0.05, seed=2)

    found = simulate(table, terms, population, need)

    assert found[:40].tolist() == one_by_one(table, terms, population[:40], need[:40])
    assert found[-5:].tolist() == one_by_one(table, terms, population[-5:], need[-5:])


@pytest.mark.slow
def test_ten_thousand_scenarios_never_give_away_more_than_the_frame():
    table = invented_nation().associations
    terms = with_changes(parameters_for(2027), EVERY_STEP)
    population = draw_counts(
        [each.population for each in table], 10_000, relative_error=0.01, seed=1
    )
    need = draw_counts([each.need for each in table], 10_000, relative_error=0.04, seed=2)

    found = simulate(table, terms, population, need)

    assert found.shape == (10_000, 75)
    assert found.min() >= 0
    assert found.sum(axis=1).max() <= terms.terms.frame_ore


def test_no_scenarios_and_no_associations_give_nothing():
    nothing = np.zeros((0, 2), np.int64)

    assert simulate(plain([1, 1], [2, 2]), OWN, nothing, nothing).shape == (0, 2)
    assert simulate([], OWN, np.zeros((3, 0), int), np.zeros((3, 0), int)).shape == (3, 0)


@pytest.mark.parametrize(
    "numbers", [np.full((2, 3), 1.5), np.full((2, 2), 1), np.full((2, 3), -1)]
)
def test_what_is_no_count_is_refused(numbers):
    table = plain([1, 1, 1], [2, 2, 2])

    with pytest.raises(InvalidScenarios):
        simulate(table, OWN, np.ones((2, 3), int), numbers)
