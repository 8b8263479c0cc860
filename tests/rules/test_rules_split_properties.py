"""What must hold for every split of money."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import explain_split, split
from tests.rules.slow_split import slow_split

totals = st.integers(-(10**15), 10**15)
small_totals = st.integers(-3000, 3000)
units = st.sampled_from([1, 2, 7, 100])
weight = st.one_of(
    st.integers(0, 100_000),
    st.fractions(min_value=0, max_value=100, max_denominator=97),
)
keys = st.text("abåäöÅÄÖ 1", min_size=1, max_size=3)
weights_by_key = st.dictionaries(keys, weight, min_size=1, max_size=12).filter(
    lambda weights: any(weights.values())
)


@given(totals, weights_by_key, units)
def test_split_neither_loses_nor_makes_money(total, weights, unit):
    parts = split(total, weights, unit_ore=unit)

    assert sum(parts.values()) == total
    assert list(parts) == list(weights)


@given(totals, weights_by_key, units)
def test_every_part_is_within_one_unit_of_its_exact_share(total, weights, unit):
    parts = split(total, weights, unit_ore=unit)

    whole = Fraction(sum(weights.values()))
    for key, part in parts.items():
        assert abs(part - total * Fraction(weights[key]) / whole) < unit


@given(totals, weights_by_key, units)
def test_at_most_one_part_is_not_in_whole_units(total, weights, unit):
    parts = split(total, weights, unit_ore=unit)

    uneven = [part % unit for part in parts.values() if part % unit]
    assert len(uneven) == (total % unit != 0)


@given(totals, weights_by_key, units, st.randoms(use_true_random=False))
def test_the_order_of_the_weights_does_not_matter(total, weights, unit, random):
    shuffled = list(weights.items())
    random.shuffle(shuffled)

    assert split(total, weights, unit_ore=unit) == split(total, dict(shuffled), unit_ore=unit)


@given(totals, weights_by_key, units)
def test_a_heavier_key_never_gets_less(total, weights, unit):
    parts = split(abs(total), weights, unit_ore=unit)

    by_weight = sorted(weights, key=lambda key: weights[key])
    for lighter, heavier in pairwise(by_weight):
        if weights[lighter] < weights[heavier]:
            assert parts[lighter] <= parts[heavier]


@given(totals, weights_by_key, units)
def test_on_equal_weights_the_key_that_sorts_first_never_gets_less(total, weights, unit):
    parts = split(abs(total), weights, unit_ore=unit)

    ordered = sorted(weights)
    for place, first in enumerate(ordered):
        for second in ordered[place + 1 :]:
            if weights[first] == weights[second]:
                assert parts[first] >= parts[second]


@given(totals, weights_by_key, units)
def test_a_negative_total_mirrors_the_positive(total, weights, unit):
    parts = split(total, weights, unit_ore=unit)

    mirrored = split(-total, weights, unit_ore=unit)
    assert {key: -part for key, part in mirrored.items()} == parts


@given(totals, weights_by_key, units, st.integers(1, 1000))
def test_only_the_proportions_of_the_weights_matter(total, weights, unit, factor):
    scaled = {key: weight * factor for key, weight in weights.items()}

    assert split(total, scaled, unit_ore=unit) == split(total, weights, unit_ore=unit)


@given(small_totals, weights_by_key, units)
def test_agrees_with_handing_out_one_unit_at_a_time(total, weights, unit):
    assert split(total, weights, unit_ore=unit) == slow_split(total, weights, unit_ore=unit)


@given(totals, weights_by_key, units)
def test_the_explanation_tells_the_same_parts(total, weights, unit):
    explanation = explain_split(total, weights, unit_ore=unit)

    assert explanation.parts == split(total, weights, unit_ore=unit)
    told = len(explanation.sentences)
    receivers = sum(row.got_extra for row in explanation.rows)
    assert told == receivers + (receivers > 0 and total < 0)
