"""Shares by what has been contributed, and what a change of members gives each."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import InvalidWeights
from samsyn.rules.shares import (
    UnknownMember,
    dissolves,
    format_percent,
    last_day_of_notice,
    merger,
    shares_by_year,
    shares_in,
    shortfall,
    withdrawal,
)

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("shares.toml").read_text("utf-8")
)
PAID = {
    "fk": {2024: 200_000, 2025: 200_000},
    "region": {2024: 100_000, 2025: 100_000},
    "nora": {2024: 60_000, 2025: 50_000},
    "hallefors": {2024: 40_000, 2025: 50_000},
}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_an_amount_is_shared_by_what_each_has_contributed(case):
    contributed = {member: {2025: ore} for member, ore in case["contributed"].items()}

    settled = shares_in(case["equity"], contributed, until=2025)

    assert settled.parts == case["parts"]
    assert sum(row.share for row in settled.rows) == 1
    assert len(settled.steps) >= 1 + len(contributed)


@pytest.mark.parametrize("case", CASES["notice"], ids=lambda case: case["name"])
def test_the_last_day_of_a_notice(case):
    assert last_day_of_notice(case["notice_on"], case["months"]) == case["last_day"]


@pytest.mark.parametrize("months", [-1, 37])
def test_a_notice_is_at_most_three_years(months):
    with pytest.raises(ValueError, match="0 to 36"):
        last_day_of_notice(date(2025, 1, 1), months)


def test_only_years_so_far_count():
    assert shares_in(100, PAID, until=2024).parts["nora"] == 15
    assert shares_by_year(PAID)[2025]["nora"] == Fraction(110_000, 800_000)


def test_a_withdrawal_leaves_the_others_what_they_had():
    before = shares_in(800_000, PAID, until=2028).parts

    gone = withdrawal("nora", PAID, 800_000, notice_on=date(2025, 3, 1), is_dissolved=False)

    assert gone.last_day == date(2028, 3, 1)
    assert gone.paid_out_ore == before["nora"] == 110_000
    assert gone.after.parts == {key: ore for key, ore in before.items() if key != "nora"}


def test_a_withdrawal_that_dissolves_gives_everybody_their_share():
    gone = withdrawal("region", PAID, -800, notice_on=date(2025, 3, 1), is_dissolved=True)

    assert gone.after is None
    assert gone.paid_out_ore == -800
    assert gone.settlement.parts["region"] == -200


def test_one_that_is_not_a_member_cannot_leave():
    with pytest.raises(UnknownMember, match="karlskoga"):
        withdrawal("karlskoga", PAID, 1, notice_on=date(2025, 1, 1), is_dissolved=False)


def test_only_a_municipality_that_is_not_the_last_leaves_without_dissolving():
    assert not dissolves(is_municipality=True, municipalities_left=1)
    assert dissolves(is_municipality=True, municipalities_left=0)
    assert dissolves(is_municipality=False, municipalities_left=4)


def test_a_merger_moves_shares_between_those_who_paid_more_than_they_have_left():
    other = {"fk": {2025: 100_000}, "karlskoga": {2025: 100_000}}

    rows = merger(PAID, 800_000, other, 0, until=2025)

    by_member = {row.member: row for row in rows}
    assert by_member["karlskoga"].before_ore == 0
    assert by_member["karlskoga"].after_ore == 80_000
    assert sum(row.difference_ore for row in rows) == 0


def test_a_shortfall_is_covered_by_the_shares_of_the_act():
    assert shortfall(-1_000, {"fk": 2, "region": 1, "nora": 1}) == {
        "fk": 500,
        "region": 250,
        "nora": 250,
    }
    assert shortfall(5, {"fk": 1}) == {"fk": 0}


@pytest.mark.parametrize(
    "contributed", [{}, {"fk": {2025: 0}}, {"fk": {2025: -1}, "x": {2025: 2}}]
)
def test_nothing_can_be_shared_by_nothing(contributed):
    with pytest.raises(InvalidWeights):
        shares_in(100, contributed, until=2025)


@pytest.mark.parametrize(
    ("share", "decimals", "said"),
    [
        (Fraction(5498, 55836), 2, "9,85"),
        (Fraction(1, 8), 0, "13"),
        (Fraction(-1, 3), 1, "\u221233,3"),
        (Fraction(-1, 10**6), 1, "0,0"),
    ],
)
def test_percent_is_written_exactly(share, decimals, said):
    assert format_percent(share, decimals) == said


paid = st.dictionaries(
    st.text("abå", min_size=1, max_size=3),
    st.dictionaries(st.integers(2004, 2030), st.integers(0, 10**10), max_size=4),
    min_size=2,
    max_size=8,
).filter(lambda found: sum(1 for years in found.values() if sum(years.values())) > 1)


@given(paid, st.integers(-(10**12), 10**12))
def test_no_ore_of_the_equity_is_lost(contributed, equity):
    settled = shares_in(equity, contributed, until=2030)

    assert sum(settled.parts.values()) == equity
    assert all(abs(row.ore - row.share * equity) < 1 for row in settled.rows)


@given(paid, paid, st.integers(-(10**10), 10**10), st.integers(-(10**10), 10**10))
def test_a_merger_neither_makes_nor_loses_anything(first, second, one, two):
    rows = merger(first, one, second, two, until=2030)

    assert sum(row.before_ore for row in rows) == one + two
    assert sum(row.after_ore for row in rows) == one + two


@given(paid, st.integers(0, 10**12), st.data())
def test_a_withdrawal_pays_out_one_share_and_moves_no_other_by_more_than_an_ore(
    contributed, equity, data
):
    leaving = data.draw(st.sampled_from(sorted(contributed)))
    before = shares_in(equity, contributed, until=2099).parts
    rest = [years for member, years in contributed.items() if member != leaving]
    if not any(sum(years.values()) for years in rest):
        return

    gone = withdrawal(
        leaving, contributed, equity, notice_on=date(2025, 1, 1), is_dissolved=False
    )

    assert gone.paid_out_ore + sum(gone.after.parts.values()) == equity
    later = shares_in(equity, contributed, until=2028).parts
    assert gone.paid_out_ore == later[leaving]
    assert all(abs(gone.after.parts[m] - later[m]) <= 1 for m in gone.after.parts)
    assert set(before) == {*gone.after.parts, leaving}
