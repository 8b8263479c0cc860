"""Amounts: forms, refusals, and what is told about odd öre."""

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import (
    InvalidAmount,
    InvalidUnit,
    InvalidWeights,
    explain_split,
    format_kronor,
    kronor_to_ore,
    ore_to_kronor,
    split,
)

SPACE = "\u00a0"
MINUS = "\u2212"
amounts = st.integers(-(2**63 - 1), 2**63 - 1)


@pytest.mark.parametrize(
    ("kronor", "ore"),
    [
        ("0", 0),
        ("100.03", 10003),
        ("-0.5", -50),
        ("+7", 700),
        ("1.500", 150),
        (1171000, 117100000),
        (Decimal("1E+3"), 100000),
        (Decimal("-0"), 0),
        ("92233720368547758.07", 2**63 - 1),
    ],
)
def test_kronor_become_ore(kronor, ore):
    assert kronor_to_ore(kronor) == ore


@pytest.mark.parametrize(
    "kronor",
    [
        "0.001",
        "NaN",
        "Infinity",
        "1e3",
        "1_000",
        "1 000",
        "100,03",
        "",
        " 5",
        "\u0665",
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1E-1000000"),
        Decimal("1E+1000000"),
        "92233720368547758.08",
        1.5,
        100.0,
        True,
        None,
        Fraction(1, 2),
    ],
)
def test_refuses_what_is_not_an_amount(kronor):
    with pytest.raises(InvalidAmount, match="an amount must be"):
        kronor_to_ore(kronor)


@pytest.mark.parametrize("ore", [1.0, "1", True, None, Decimal(1), 2**63])
@pytest.mark.parametrize("function", [ore_to_kronor, format_kronor])
def test_refuses_ore_that_are_not_whole_numbers(function, ore):
    with pytest.raises(InvalidAmount, match="an amount must be"):
        function(ore)


@given(amounts)
def test_ore_survive_a_journey_over_kronor(ore):
    assert kronor_to_ore(ore_to_kronor(ore)) == ore
    assert kronor_to_ore(str(ore_to_kronor(ore))) == ore


def test_the_callers_decimal_context_does_not_matter():
    with localcontext() as context:
        context.prec = 3
        assert kronor_to_ore("1171000.50") == 117100050
        assert ore_to_kronor(117100050) == Decimal("1171000.50")
    assert getcontext().prec != 3


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "0"),
        (5, "0,05"),
        (10000, "100"),
        (99999, "999,99"),
        (117100000, f"1{SPACE}171{SPACE}000"),
        (-117100050, f"{MINUS}1{SPACE}171{SPACE}000,50"),
    ],
)
def test_amounts_are_written_the_swedish_way(ore, text):
    assert format_kronor(ore) == text


@given(amounts)
def test_a_written_amount_can_be_read_back(ore):
    text = format_kronor(ore)

    plain = text.replace(SPACE, "").replace(",", ".").replace(MINUS, "-")

    assert kronor_to_ore(plain) == ore


@pytest.mark.parametrize(
    "weights", [{}, {"a": 0}, {"a": -1, "b": 2}, {"a": 0.5}, {"a": True}, {"a": "1"}]
)
def test_refuses_weights_by_which_nothing_can_be_divided(weights):
    with pytest.raises(InvalidWeights, match="weight must be"):
        split(100, weights)


@pytest.mark.parametrize("unit_ore", [0, -1, 1.0, True])
def test_refuses_a_unit_that_is_not_whole_ore(unit_ore):
    with pytest.raises(InvalidUnit, match="the smallest unit"):
        split(100, {"a": 1}, unit_ore=unit_ore)


@pytest.mark.parametrize("total", [1.0, Decimal(1), True, None, 2**63])
def test_refuses_to_split_what_is_not_whole_ore(total):
    with pytest.raises(InvalidAmount, match="an amount must be"):
        split(total, {"a": 1})


def test_rounded_percentages_give_the_wrong_kronor():
    """Why weights are never rounded first: Sydnärke 2025 with its shares at two decimals.

    Rounding each product by itself even makes a krona that is not there.
    """
    inhabitants = {"Laxå": 5498, "Hallsberg": 16300, "Kumla": 22535, "Askersund": 11503}
    rounded = {"Laxå": 985, "Hallsberg": 2919, "Kumla": 4036, "Askersund": 2060}

    right = split(117_100_000, inhabitants, unit_ore=100)
    wrong = split(117_100_000, rounded, unit_ore=100)
    each = [
        int(Fraction(1_171_000 * share, 10_000) + Fraction(1, 2)) for share in rounded.values()
    ]

    assert list(right.values()) == [115_305_00, 341_846_00, 472_607_00, 241_242_00]
    assert list(wrong.values()) == [115_343_00, 341_815_00, 472_616_00, 241_226_00]
    assert each == [115_344, 341_815, 472_616, 241_226]
    assert sum(each) == 1_171_001


def test_nothing_is_told_when_nothing_is_left_over():
    assert explain_split(100, {"a": 1, "b": 1}).sentences == ()


def test_an_odd_ore_is_told():
    explanation = explain_split(100, {"a": 1, "b": 2})

    assert explanation.sentences == (
        f"1{SPACE}öre blev över; det gick till b, som förlorat mest på avrundningen.",
    )


def test_an_odd_krona_and_a_rest_are_told_in_order():
    explanation = explain_split(
        100_37, {"a": 1, "b": 1, "c": 1}, unit_ore=100, names={"a": "Laxå", "b": "Kumla"}
    )

    first, second = explanation.sentences
    assert first == (
        f"1{SPACE}krona blev över; den gick till Laxå, som förlorat lika mycket på "
        "avrundningen som Kumla och c men kommer först när namnen sorteras tecken för tecken."
    )
    assert second == (
        f"37{SPACE}öre blev över; det gick till Kumla, som förlorat lika mycket på "
        "avrundningen som c men kommer först när namnen sorteras tecken för tecken."
    )


def test_the_second_ore_goes_to_the_one_who_lost_most_of_the_rest():
    explanation = explain_split(5, {"a": 8, "b": 9, "c": 3})

    assert explanation.parts == {"a": 2, "b": 2, "c": 1}
    assert explanation.sentences == (
        f"1{SPACE}öre blev över; det gick till c, som förlorat mest på avrundningen.",
    )
    two = explain_split(11, {"a": 7, "b": 8, "c": 1})
    assert two.sentences[1].endswith("mest på avrundningen av dem som var kvar.")


def test_larger_units_are_told_in_kronor():
    explanation = explain_split(1000_00, {"a": 1, "b": 2}, unit_ore=1000)

    assert f"10{SPACE}kronor blev över; de gick till b" in explanation.sentences[0]


def test_a_negative_total_is_told_as_such():
    explanation = explain_split(-100, {"a": 1, "b": 2})

    assert explanation.parts == {"a": -33, "b": -67}
    assert explanation.sentences[0].startswith("Beloppet är negativt")
    assert len(explanation.sentences) == 2


def test_a_row_shows_the_exact_share():
    first, second = explain_split(100, {"b": 2, "a": 1}).rows

    assert (first.key, first.exact_ore, first.base_ore, first.part_ore) == (
        "a",
        Fraction(100, 3),
        33,
        33,
    )
    assert (second.lost_ore, second.extra_ore, second.got_extra) == (Fraction(2, 3), 1, True)
