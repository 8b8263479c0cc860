"""A whole goes before its parts: nothing is added to a total that it already is part of."""

from datetime import date

import pytest

from samsyn.economy.models import Amount
from samsyn.facts.selection import counted, is_covered, latest, spent
from samsyn.register.models import Count, Need


def count(value, *, intervention="team", sex="all", age="all", population="personal_data",
          mode="registrations", first=(1, 1), last=(12, 31), measure="closed"):  # fmt: skip
    return Count(
        figure=f"f{value}",
        association_id="norr",
        intervention_id=intervention,
        starts_on=date(2024, *first),
        ends_on=date(2024, *last),
        sex=sex,
        age_group=age,
        measure=measure,
        value=value,
        population=population,
        counting_mode=mode,
    )


H1 = {"last": (6, 30)}
H2 = {"first": (7, 1)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([count(50), count(20, sex="women"), count(30, sex="men")], [50]),
        ([count(20, sex="women"), count(30, sex="men"), count(49, age="16-29")], [20, 30]),
        ([count(20, age="16-29"), count(30, age="30-")], [20, 30]),
        ([count(7, sex="men", age="30-"), count(8, sex="women", age="30-")], [7, 8]),
        ([count(50), count(60, population="all"), count(51, mode="not_stated")], [50]),
        ([count(60, population="all")], [60]),
        ([count(23), count(20, **H1), count(3, **H2)], [23]),
        ([count(20, **H1), count(3, **H2)], [20, 3]),
        ([count(9, measure="opening", **H1), count(8, measure="opening", **H2)], [9]),
        ([count(9, measure="closing", **H1), count(8, measure="closing", **H2)], [8]),
        ([count(9, measure="participants", **H1)], []),
    ],
)
def test_counts_are_chosen_once(rows, expected):
    assert [row.value for row in counted(rows)] == expected


def test_an_association_of_its_own_covers_its_interventions():
    whole, part = count(50, intervention=None), count(30)

    chosen = counted([whole, part])

    assert not is_covered(whole, chosen)
    assert is_covered(part, chosen)


def amount(ore, category, *, financier="medlemmar"):
    return Amount(
        figure=f"a{ore}", association_id="norr", year=2024, stage="outcome",
        category=category, financier=financier, ore=ore,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([amount(100, "administration"), amount(60, "administration.board")], [100]),
        ([amount(60, "administration.board"), amount(40, "administration.audit")], [60, 40]),
        (
            [
                amount(100, "contribution", financier="all"),
                amount(50, "contribution", financier="fk"),
            ],
            [100],
        ),
        (
            [
                amount(50, "contribution", financier="fk"),
                amount(25, "contribution", financier="region:99"),
            ],
            [50, 25],
        ),
        ([amount(10, "individual"), amount(20, "individual", financier="esf")], [10, 20]),
    ],
)
def test_amounts_are_chosen_once(rows, expected):
    assert [row.ore for row in spent(rows)] == expected


def test_the_latest_need_of_a_year_counts():
    rows = [
        Need(figure=f"n{day}", area="lan:99", on=date(2024, day, 1), group="g", sex="all",
             age_group=age, value=day)
        for day, age in ((2, "all"), (5, "all"), (7, "18-30"))
    ]  # fmt: skip

    assert [row.value for row in latest(rows)] == [5]
