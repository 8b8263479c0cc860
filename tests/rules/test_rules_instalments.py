"""Payment plans, what payments cover, and references with check digits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules.instalments import InvalidPlan, due_days, instalments, settle
from samsyn.rules.payment_reference import (
    InvalidReference,
    check_digit,
    checked_bankgiro,
    checked_ocr,
    ocr_reference,
)

JANUARY, JULY = date(2025, 1, 31), date(2025, 7, 31)


def test_instalments_are_whole_kronor_and_the_odd_one_comes_first():
    plan = instalments(117_100_100, {JULY: 1, JANUARY: 1})

    assert [(each.number, each.due_on, each.ore) for each in plan] == [
        (1, JANUARY, 58_550_100),
        (2, JULY, 58_550_000),
    ]


def test_instalments_follow_their_weights():
    days = {JANUARY: 50, date(2025, 4, 30): 25, JULY: 25}

    assert [each.ore for each in instalments(100_000, days)] == [50_000, 25_000, 25_000]


def test_a_plan_needs_a_day():
    with pytest.raises(InvalidPlan, match="minst en"):
        instalments(100, {})


def test_days_are_spread_over_the_year():
    assert due_days(2024, 4) == (
        date(2024, 1, 31),
        date(2024, 4, 30),
        date(2024, 7, 31),
        date(2024, 10, 31),
    )
    assert due_days(2024, 6)[1] == date(2024, 3, 31)


@pytest.mark.parametrize("times", [0, 5, -1, 13])
def test_a_year_is_not_divided_in_any_number_of_parts(times):
    with pytest.raises(InvalidPlan):
        due_days(2025, times)


def test_a_payment_covers_the_oldest_instalment_first():
    plan = instalments(100_000, {JANUARY: 1, JULY: 1})

    settled = settle(plan, [(date(2025, 2, 3), 60_000)], on=date(2025, 2, 4))

    assert [row.left_ore for row in settled.rows] == [0, 40_000]
    assert settled.due_ore == 0


def test_an_instalment_is_overdue_the_day_after():
    plan = instalments(100_000, {JANUARY: 1})

    assert settle(plan, [], on=JANUARY).due_ore == 0
    assert settle(plan, [], on=JANUARY + timedelta(days=1)).due_ore == 100_000


def test_too_much_is_told_and_a_reversal_takes_it_back():
    plan = instalments(100_000, {JANUARY: 1})
    payments = [(JANUARY, 150_000), (JANUARY, -150_000)]

    assert settle(plan, payments[:1], on=JULY).overpaid_ore == 50_000
    assert settle(plan, payments, on=JULY).left_ore == 100_000


def test_payments_to_come_do_not_count():
    plan = instalments(100_000, {JANUARY: 1})

    assert settle(plan, [(JULY, 100_000)], on=JANUARY).paid_ore == 0


@given(
    st.integers(0, 10**12),
    st.dictionaries(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(1, 100),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 10**12))),
)
def test_a_plan_and_its_payments_always_add_up(total, due, payments):
    plan = instalments(total, due)

    settled = settle(plan, payments, on=date(2031, 1, 1))

    assert sum(each.ore for each in plan) == total
    covered = sum(row.paid_ore for row in settled.rows)
    assert covered + settled.overpaid_ore == settled.paid_ore == sum(o for _, o in payments)
    assert covered + settled.left_ore == total


@pytest.mark.parametrize("text", ["5050-1055", "50501055", " 5050 1055 "])
def test_a_bankgiro_number_is_read_as_people_write_it(text):
    assert checked_bankgiro(text) == "5050-1055"


@pytest.mark.parametrize("text", ["5050-1054", "123", "abc", "5050-10555", "٥٠٥٠١٠٥٥", ""])
def test_a_bankgiro_number_that_cannot_be_right_is_refused(text):
    with pytest.raises(InvalidReference):
        checked_bankgiro(text)


@given(st.text("0123456789", min_size=1, max_size=24), st.integers(0, 24), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number, place, change):
    reference = ocr_reference(number)
    place %= len(reference)
    wrong = str((int(reference[place]) + change) % 10)

    assert checked_ocr(reference) == reference
    with pytest.raises(InvalidReference, match="kontrollsiffran"):
        checked_ocr(reference[:place] + wrong + reference[place + 1 :])


def test_a_reference_is_not_too_long():
    with pytest.raises(InvalidReference, match="högst 25"):
        ocr_reference("1" * 25)
    with pytest.raises(InvalidReference, match="2–25"):
        checked_ocr("5")
    with pytest.raises(InvalidReference, match="siffror"):
        check_digit("12a")
