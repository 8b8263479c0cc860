"""Amounts as people write them: each text with its öre, or the code of why it has none."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samsyn.intake.amounts import (
    LARGEST_ORE,
    AmountStyle,
    MoneyUnit,
    read_amount,
    style_of,
)
from samsyn.intake.reactions import Place, Reaction
from samsyn.intake.sheets import Cell, CellKind
from tests.intake.hostile import in_swedish

PLACE = Place("budget.csv", "", 4, "Belopp")
NEGATIVE = AmountStyle(is_trailing_minus_minus=True)
PRICE = AmountStyle(is_trailing_minus_minus=False)
THOUSANDS = AmountStyle(unit=MoneyUnit.THOUSANDS)
SPACES = [" ", "\u00a0", "\u202f", "\u2009", "\u2007", "\u200a", "\u2008"]


def code_of(amount):
    return amount.remarks[0].code if amount.remarks else ""


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("-134 000", "-134000"),
        ("\u2212134 000", "-134000"),
        ("(134 000)", "-134000"),
        ("( 134 000,50 kr )", "-134000.50"),
        ("134000-", "-134000"),
        ("134 000,50 \u2212", "-134000.50"),
        ("134 000 CR", "-134000"),
        ("kr -134 000", "-134000"),
    ],
)
def test_a_negative_amount_is_read_and_told(text, kronor):
    amount = read_amount(text)

    assert amount.ore == Decimal(kronor) * 100
    assert code_of(amount) == "negativt-belopp"
    assert amount.remarks[0].reaction is Reaction.RATTA
    assert "\u2212134" in amount.remarks[0].expected


@pytest.mark.parametrize("space", SPACES)
def test_any_kind_of_space_may_stand_between_thousands(space):
    amount = read_amount(f"1{space}134{space}000,50")

    assert amount.ore == 113_400_050
    assert code_of(amount) == "belopp-tolkat"


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("134.000,50", 13_400_050),
        ("134,000.50", 13_400_050),
        ("134'000.50", 13_400_050),
        ("134\u2019000,50", 13_400_050),
        ("1.134.000", 113_400_000),
        ("1,134,000", 113_400_000),
        ("134 000 kr", 13_400_000),
        ("134 000 SEK", 13_400_000),
        ("SEK 134 000", 13_400_000),
        ("134 000:-", 13_400_000),
        ("134 000,-", 13_400_000),
        ("134 000 kr:-", 13_400_000),
        ("134 000 DR", 13_400_000),
        ("+134", 13_400),
        ("\uff11\uff13\uff14", 13_400),
        ("'134", 13_400),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read_and_told(text, ore):
    amount = read_amount(text)

    assert amount.ore == ore
    assert code_of(amount) == "belopp-tolkat"


@pytest.mark.parametrize(
    ("text", "ore"), [("134", 13_400), ("134,5", 13_450), ("-134.50", -13_450), ("0", 0)]
)
def test_bare_digits_need_no_telling(text, ore):
    amount = read_amount(text)

    assert amount.ore == ore
    assert amount.remarks == ()


@pytest.mark.parametrize("text", ["", "  ", "\u00a0", "-", "\u2013", None])
def test_an_empty_cell_is_no_amount_and_no_fault(text):
    assert read_amount(text) == read_amount(None)
    assert read_amount(text).ore is None


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("134000,505", "inte-hela-ore"),
        ("0,125", "inte-hela-ore"),
        ("1.234,567", "inte-hela-ore"),
        (123.456, "inte-hela-ore"),
        (Decimal("123.456"), "inte-hela-ore"),
        ("EUR 100", "annan-valuta"),
        ("100 \u20ac", "annan-valuta"),
        ("$100", "annan-valuta"),
        ("100 NOK", "annan-valuta"),
        ("NaN", "inget-belopp"),
        ("Infinity", "inget-belopp"),
        ("-inf", "inget-belopp"),
        ("1_000", "inget-belopp"),
        ("0x10", "inget-belopp"),
        ("12,34,567", "inget-belopp"),
        ("13 4000", "inget-belopp"),
        ("12 %", "inget-belopp"),
        ("tolv", "inget-belopp"),
        ("(134", "inget-belopp"),
        ("=1+1", "inget-belopp"),
        ("-1+1", "inget-belopp"),
        ("@SUM(A1)", "inget-belopp"),
        ("=WEBSERVICE(A1)", "inget-belopp"),
        (True, "inget-belopp"),
        (float("nan"), "inget-belopp"),
        (float("inf"), "inget-belopp"),
        ("1e6", "exponent"),
        ("1,34E+05", "exponent"),
        ("\u0661\u0663\u0664", "andra-siffror"),
        ("\u00b2", "andra-siffror"),
        ("99 999 999 999 999 999", "for-stort-belopp"),
        ("100000000000,01", "for-stort-belopp"),
        ("9" * 5000, "for-stort-belopp"),
        (1e22, "for-stort-belopp"),
        (10**30, "for-stort-belopp"),
        ("--134", "flera-tecken"),
        ("(-134)", "flera-tecken"),
        ("-134-", "flera-tecken"),
        ("-134 CR", "flera-tecken"),
        ("#####", "for-smal-kolumn"),
        ("#V\u00c4RDEFEL!", "felvarde"),
        ("#N/A", "felvarde"),
        ("#REF!", "felvarde"),
        ("#DIVISION/0!", "felvarde"),
    ],
)
def test_what_is_no_amount_stops_and_gives_none(value, code):
    amount = read_amount(value)

    assert amount.ore is None
    assert [told.code for told in amount.remarks] == [code]
    assert amount.remarks[0].reaction is Reaction.STOPP
    in_swedish(amount.remarks[0].at(PLACE))


def test_a_digit_of_another_script_hidden_among_ours_stops():
    assert code_of(read_amount("1\u0663")) == "andra-siffror"


def test_the_largest_amount_is_still_an_amount():
    assert read_amount("100 000 000 000").ore == LARGEST_ORE
    assert read_amount(-100_000_000_000).ore == -LARGEST_ORE


def test_a_minus_after_the_kronor_is_asked_about_once_for_the_file():
    column = ["134 000 kr-", "5 kr-", "12"]

    alone = read_amount(column[0])
    asked = style_of(column, place=PLACE)
    answered = style_of(column, place=PLACE, answers={"minus-efter-kronor": "negativt"})

    assert alone.ore is None
    assert alone.remarks[0].reaction is Reaction.FRAGA
    assert [question.key for question in asked.questions] == ["minus-efter-kronor"]
    assert "134 000 kr-" in asked.questions[0].text
    assert answered.questions == ()
    assert read_amount(column[0], answered.style).ore == -13_400_000
    assert code_of(read_amount(column[0], NEGATIVE)) == "negativt-belopp"
    assert read_amount(column[0], PRICE).ore == 13_400_000


@pytest.mark.parametrize("text", ["134.000", "134,000"])
def test_a_sign_that_may_be_either_is_asked_about_once_for_the_file(text):
    key = "punkt-eller-komma"

    asked = style_of([text, text, "7"], place=PLACE)
    thousands = style_of([text], answers={key: "tusental"}).style
    decimals = style_of([text], answers={key: "decimaler"}).style

    assert code_of(read_amount(text)) == key
    assert [question.key for question in asked.questions] == [key]
    assert text in asked.questions[0].text
    assert read_amount(text, thousands).ore == 13_400_000
    assert read_amount(text, decimals).ore == 13_400


@pytest.mark.parametrize(
    ("column", "ore"),
    [(["134.000", "12,50"], 13_400_000), (["134.000", "12.50"], 13_400),
     (["134.000", "1.134.000"], 13_400_000), (["134.000", "1,134.50"], 13_400)],
)  # fmt: skip
def test_another_cell_of_the_column_settles_it(column, ore):
    found = style_of(column)

    assert found.questions == ()
    assert read_amount(column[0], found.style).ore == ore


def test_cells_that_contradict_each_other_settle_nothing():
    assert len(style_of(["134.000", "12,50", "12.50"]).questions) == 1


@pytest.mark.parametrize(
    ("column", "heading", "default"),
    [
        (["134 tkr", "12 tkr"], "Budget", "tkr"),
        (["1,3 mnkr"], "Budget", "mnkr"),
        (["134", "12"], "Budget 2025 (tkr)", "tkr"),
        (["1,3"], "Mnkr", "mnkr"),
        ([Decimal(134)], "Belopp i tusental kr", "tkr"),
        ([Cell(2, 1, "134", CellKind.NUMBER, '#,##0" tkr"')], "Budget", "tkr"),
    ],
)
def test_thousands_and_millions_are_asked_about_for_the_column(column, heading, default):
    asked = style_of(column, heading=heading, place=PLACE)

    assert [question.key for question in asked.questions] == ["beloppsenhet:Belopp"]
    assert asked.questions[0].default == default


def test_the_unit_of_a_column_is_kept_as_ore():
    answers = {"beloppsenhet:Belopp": "tkr"}
    style = style_of(["134,5 tkr"], place=PLACE, answers=answers).style

    assert read_amount("134,5 tkr", style).ore == 13_450_000
    assert read_amount("134,567", replace_sign(style)).ore == 13_456_700
    assert read_amount(134.5, style).ore == 13_450_000
    assert read_amount("1,3 mnkr", AmountStyle(unit=MoneyUnit.MILLIONS)).ore == 130_000_000
    assert code_of(read_amount("134 tkr")) == "beloppsenhet"


def replace_sign(style):
    return AmountStyle(",", style.is_trailing_minus_minus, style.unit)


@pytest.mark.parametrize(
    ("column", "heading"),
    [
        (["134 tkr", "134 000 kr"], ""),
        (["134 tkr", "134 000"], ""),
        (["1 mnkr", "134 tkr"], ""),
        (["134 kr", "12 kr"], "Belopp (tkr)"),
    ],
)
def test_different_units_in_a_column_stop_it(column, heading):
    mixed = style_of(column, heading=heading, place=PLACE)

    assert [told.code for told in mixed.remarks] == ["blandade-enheter"]
    assert mixed.remarks[0].reaction is Reaction.STOPP
    in_swedish(mixed.remarks[0])


def test_a_cell_in_another_unit_than_its_column_stops():
    assert code_of(read_amount("134 kr", THOUSANDS)) == "blandade-enheter"
    assert code_of(read_amount("1 mnkr", THOUSANDS)) == "blandade-enheter"


@pytest.mark.parametrize(
    ("value", "ore"), [(0.1 + 0.2, 30), (1e6 + 0.1 - 1e6, 10), (2.9103830456733704e-11, 0)]
)
def test_what_binary_numbers_leave_behind_is_taken_away_and_told(value, ore):
    amount = read_amount(value)

    assert amount.ore == ore
    assert code_of(amount) == "binart-brus"


@pytest.mark.parametrize("value", [134000.5, 0.07, 1171000.29, 99999999999.99])
def test_a_binary_number_with_two_decimals_is_exact_and_not_told(value):
    assert read_amount(value) == read_amount(Decimal(repr(value)))
    assert read_amount(value).remarks == ()


@pytest.mark.parametrize(
    ("raw", "display", "ore", "code"),
    [
        ("123.45", "#,##0", 12_345, "visas-avrundat"),
        ("134567", "#,##0,", 13_456_700, "visas-avrundat"),
        ("123.45", "#,##0.00", 12_345, ""),
        ("123.45", '# ##0.00\\ "kr"', 12_345, ""),
        ("123.45", "", 12_345, ""),
        ("123.456", "#,##0.00", None, "inte-hela-ore"),
        ("100", "[$\u20ac-2] #,##0", None, "annan-valuta"),
        ("0.25", "0%", None, "inget-belopp"),
        ("134", '#,##0" tkr"', None, "beloppsenhet"),
    ],
)
def test_the_value_of_a_cell_counts_and_its_format_is_heard(raw, display, ore, code):
    amount = read_amount(Cell(3, 2, raw, CellKind.NUMBER, display))

    assert amount.ore == ore
    assert code_of(amount) == code


def grouped(digits, sign):
    return re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", sign, digits)


WRITTEN = st.builds(
    dict,
    ore=st.integers(0, LARGEST_ORE),
    between=st.sampled_from([*SPACES, "", "'", ".", ","]),
    sign=st.sampled_from([",", "."]),
    how=st.sampled_from(["{}", "-{}", "\u2212{}", "({})", "{}-", "{} CR"]),
    unit=st.sampled_from(["", " kr", " SEK", " kronor"]),
)


@given(WRITTEN)
def test_an_amount_is_the_same_however_it_is_written(written):
    assume(written["between"] != written["sign"])
    kronor, ore = divmod(written["ore"], 100)
    text = grouped(str(kronor), written["between"]) + f"{written['sign']}{ore:02d}"
    is_after_kronor = written["how"] == "{}-" and written["unit"]
    text = written["how"].format(text + written["unit"])
    is_negative = written["how"] != "{}"

    amount = read_amount(text, NEGATIVE if is_after_kronor else AmountStyle())

    assert amount.ore == (-written["ore"] if is_negative else written["ore"])


@given(st.integers(10, 10**12), st.integers(3, 12), st.integers(1, 9))
def test_no_fraction_of_an_ore_is_ever_rounded_away(kronor, places, last):
    text = f"{kronor}00,{'0' * (places - 1)}{last}"

    assert code_of(read_amount(text)) in ("inte-hela-ore", "for-stort-belopp")


@given(st.text(max_size=40) | st.floats() | st.decimals() | st.integers() | st.booleans())
def test_no_value_makes_it_fail_and_what_is_read_is_what_is_written(value):
    amount = read_amount(value)

    assert amount.ore is None or abs(amount.ore) <= LARGEST_ORE
    if amount.ore is None and not (isinstance(value, str) and not value.strip(" -")):
        assert amount.remarks or isinstance(value, str)
    if isinstance(value, int) and amount.ore is not None:
        assert amount.ore == value * 100


@given(st.text("0123456789 .,-\u2212()'krtmnCR:\u00a0", max_size=14))
def test_it_agrees_with_a_slow_reading_of_the_digits(text):
    amount = read_amount(text)

    if amount.ore is not None:
        digits = re.sub("[^0-9]", "", text)
        shares = [Fraction(int(digits) * 100, 10**places) for places in range(len(digits))]
        assert abs(amount.ore) in shares
