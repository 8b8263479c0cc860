"""Outcome on the lines of a budget, and the methods of a forecast, exact to the öre."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.budget.plan import Line, Plan
from samsyn.forecasts.forecast import Choice, chosen, forecast_rows, total_by, whole_ore
from samsyn.forecasts.outcome import best_line, follow_up, grouped, names_account
from samsyn.ledger.outcome import OutcomeRow


def line(key, category, kronor=0, **more):
    sign = 1 if category == "contribution" else -1
    return Line(key, key, category, {2025: sign * kronor * 100}, **more)


def booked(month, kronor, category="administration.manager", account="7210", **more):
    values = {
        "account_name": "",
        "line": "operating_costs",
        "intervention": "",
        "financier": "",
    }
    return OutcomeRow(month, account, category=category, ore=kronor * 100, **(values | more))


PLAN = Plan(
    "prov",
    2025,
    (
        line("bidrag", "contribution", 1200),
        line("chef", "administration.manager", 600),
        line("team", "individual", 360, intervention="team"),
        line("individ", "individual", 120),
    ),
)


def test_every_booked_ore_stands_in_exactly_one_row():
    rows = [
        booked(1, 100, "contribution"),
        booked(2, -50),
        booked(3, -7, ""),
        booked(4, -9, "structural"),
    ]

    found = follow_up(PLAN, 2025, rows)

    assert sum(sum(row.outcome) for row in found) == sum(row.ore for row in rows)
    assert [row.is_budgeted for row in found] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (booked(1, -1, "individual", intervention="team"), "team"),
        (booked(1, -1, "individual", intervention="annan"), "individ"),
        (booked(1, -1, "individual.coaching", intervention="team"), "team"),
        (booked(1, -1), "chef"),
    ],
)
def test_outcome_goes_to_the_line_that_says_most(row, key):
    assert best_line(PLAN.lines, row).key == key


def test_a_line_that_names_an_account_goes_before_its_category():
    lines = (
        *PLAN.lines,
        line("resor", "administration.travel", 10, accounts="7200-7299, 5800"),
    )

    assert best_line(lines, booked(1, -1)).key == "resor"
    assert not names_account("7200-7299", "720")


def test_months_are_even_or_by_their_own_weights_and_always_add_up():
    uneven = replace(PLAN.lines[1], profile=(0,) * 6 + (2, 1, 0, 0, 0, 0))

    assert uneven.months(2025) == (0,) * 6 + (-40_000, -20_000, 0, 0, 0, 0)
    assert sum(Line("a", "a", "individual", {2025: -100}).months(2025)) == -100


def test_the_methods_stand_side_by_side_to_the_ore():
    rows = follow_up(PLAN, 2025, [booked(1, -60), booked(4, -100)])
    before = follow_up(PLAN, 2024, [booked(2, -80), booked(9, -120)])

    chef = next(row for row in forecast_rows(rows, 4, before) if row.key == "chef")

    assert chef.outcome_ore == -16_000
    assert chef.remaining_ore == -16_000 - 40_000
    assert chef.run_rate_ore == -48_000
    assert chef.season_ore == -40_000


def test_a_method_without_anything_to_count_from_has_no_answer():
    rows = follow_up(PLAN, 2025, [booked(1, -60)])

    chef = next(row for row in forecast_rows(rows, 1, ()) if row.key == "chef")

    assert chef.season_ore is None
    assert total_by(forecast_rows(rows, 1, ()), "season") is None
    with pytest.raises(ValueError, match="no answer"):
        _ = replace(chef, method="season").ore


def test_nothing_booked_gives_the_budget():
    rows = forecast_rows(follow_up(PLAN, 2025, ()), 0, ())

    assert sum(row.ore for row in rows) == PLAN.result(2025)
    assert {row.run_rate_ore for row in rows} == {None}


def test_an_own_judgement_is_taken_as_it_is():
    rows = forecast_rows(follow_up(PLAN, 2025, ()), 0, ())

    found = chosen(rows, {"chef": Choice("manual", -1, "Vakant.")})

    assert next(row for row in found if row.key == "chef").ore == -1
    assert next(row for row in found if row.key == "team").method == "remaining"


def test_rows_added_up_by_category_or_intervention_keep_the_sums():
    rows = follow_up(
        PLAN, 2025, [booked(1, -60), booked(2, -5, "individual", intervention="team")]
    )

    for way in ("category", "intervention"):
        added = grouped(rows, way)
        assert sum(row.budget_ore for row in added) == sum(row.budget_ore for row in rows)
        assert sum(sum(row.outcome) for row in added) == sum(sum(row.outcome) for row in rows)
        assert len(added) < len(rows)


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3), st.fractions(-(10**9), 10**9), max_size=8
    )
)
def test_rounded_lines_add_up_to_the_rounded_sums_of_incomes_and_costs(exact):
    rounded = whole_ore(exact)

    for sign in (1, -1):
        keys = [key for key in exact if sign * exact[key] > 0]
        total = sum((sign * exact[key] for key in keys), Fraction(0))
        assert sum(sign * rounded[key] for key in keys) == int(total + Fraction(1, 2))
    assert all(abs(rounded[key] - exact[key]) < 1 for key in exact)


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(-(10**6), 10**6)), max_size=12),
    st.integers(1, 12),
)
def test_the_run_rate_is_what_a_plain_reckoning_gives(pairs, last):
    rows = follow_up(PLAN, 2025, [booked(month, kronor) for month, kronor in pairs])

    found = {row.key: row.run_rate_ore for row in forecast_rows(rows, last, ())}

    for row in rows:
        plain = Fraction(sum(row.outcome[:last])) * 12 / last
        assert abs(found[row.key] - plain) < 1
