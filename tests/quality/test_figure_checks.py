"""What shows in the figures themselves: each rule where it must speak and where not."""

import pytest

from samsyn.facts.cube import Note
from samsyn.quality.figure_checks import check_figures
from tests.indicators.invented import NORTH, SOUTH, fact, facts_with
from tests.quality.invented import amount, book, count, entry

ALWAYS = {"not_reported"}


def rules_of(*entries, facts=None):
    faults = check_figures(book(*entries), facts or facts_with())
    return [fault.rule for fault in faults if fault.rule not in ALWAYS]


def flow(opening, new, closed, closing, year=2019):
    return [
        count(f"{name}-{year}", value, name, year=year)
        for name, value in (
            ("opening", opening),
            ("new", new),
            ("closed", closed),
            ("closing", closing),
        )
    ]


def test_a_flow_that_closes_is_left_alone():
    assert rules_of(*flow(10, 5, 4, 11)) == []


def test_a_flow_that_does_not_close_is_found():
    assert rules_of(*flow(10, 5, 4, 12)) == ["flow_not_closed"]


def test_a_stock_must_be_carried_over_the_year():
    assert rules_of(*flow(10, 5, 4, 11, 2018), *flow(11, 2, 3, 10)) == []
    assert rules_of(*flow(10, 5, 4, 11, 2018), *flow(26, 2, 3, 25)) == [
        "stock_not_carried_over"
    ]


def contributions(state, region, municipal):
    return [
        amount("fk", state, category="contribution", financier="fk", stage="decision"),
        amount("r", region, category="contribution", financier="region:99", stage="decision"),
        amount("k", municipal, category="contribution", financier="kommuner", stage="decision"),
    ]


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((2_342_000, 1_171_000, 1_171_000), []),
        ((2_342_000, 1_171_000, 1_000_000), ["contributions_not_by_law"]),
        ((2_342_000, 1_300_000, 1_171_000), ["contributions_not_by_law"]),
    ],
)
def test_contributions_follow_the_law(amounts, expected):
    assert rules_of(*contributions(*amounts)) == expected


def test_a_budget_with_higher_costs_than_incomes_is_told():
    income = amount("i", 100, category="contribution", stage="budget", financier="all")
    cost = amount("c", 101, category="administration", stage="budget")

    assert rules_of(income, cost) == ["budget_deficit"]
    assert rules_of(income, amount("c", 100, category="administration", stage="budget")) == []


def test_an_external_grant_does_not_cover_more_than_was_used_of_it():
    used = amount("u", 783, category="external_used", financier="esf")
    cost = amount("c", 933, category="individual", financier="esf", intervention="vaxa")

    assert rules_of(used, cost) == ["external_cost_above_grant"]
    assert rules_of(used, amount("c", 783, category="individual", financier="esf", intervention="vaxa")) == []  # fmt: skip


def test_posts_on_external_money_are_told_when_their_cost_is_left_out():
    posts = entry(
        "p", 1, unit="full_time_equivalents", kind="staffing", function="staff",
        financier="mucf", intervention="ct",
    )  # fmt: skip
    own = amount("c", 500, category="individual", intervention="ct")
    external = amount("e", 50, category="individual", financier="mucf", intervention="ct")

    assert rules_of(posts, own) == ["staffing_without_its_cost"]
    assert "staffing_without_its_cost" not in rules_of(posts, own, external)


def test_cost_for_individuals_outside_every_intervention_is_told():
    assert rules_of(amount("c", 500, category="individual")) == ["cost_without_intervention"]


def test_a_manager_cannot_cost_next_to_nothing():
    post = entry(
        "p", 1, unit="full_time_equivalents", kind="staffing", function="manager",
        financier="medlemmar", intervention="",
    )  # fmt: skip

    def cost(kronor):
        return amount("c", kronor, category="administration.manager", stage="budget")

    assert rules_of(post, cost(131_500)) == ["post_cost_not_plausible"]
    assert rules_of(post, cost(900_000)) == []


def test_a_net_cost_beside_its_grant_as_income_is_told():
    income = amount("i", 1507, category="external_used", financier="esf", stage="budget")
    cost = amount(
        "c", 1919, category="individual", financier="esf", stage="budget", basis="net",
        intervention="ciceron",
    )  # fmt: skip

    assert "gross_and_net_mixed" in rules_of(income, cost)


def test_a_share_that_changes_with_its_base_is_told():
    def facts(cost):
        return facts_with(
            fact("administration_cost", NORTH, 2019, 1373),
            fact("contributions", NORTH, 2019, 4000),
            fact("coaching_cost", NORTH, 2019, cost),
            fact("structural_cost", NORTH, 2019, 0),
        )

    assert rules_of(facts=facts(1820)) == ["base_changes_the_story"]
    assert rules_of(facts=facts(2627)) == []


def test_associations_that_do_it_differently_are_told():
    notes = [
        Note("exit_aim", "norr", 2019, "a", "Vad avsluten siktar mot", "Arbete.", "n"),
        Note("exit_aim", "soder", 2019, "b", "Vad avsluten siktar mot", "Redo.", "s"),
    ]

    assert rules_of(facts=facts_with(notes=notes)) == ["definitions_differ"]
    assert rules_of(facts=facts_with(notes=notes[:1])) == []


def test_a_way_that_changes_is_told():
    notes = [
        Note("exit_aim", "norr", 2019, "a", "Vad avsluten siktar mot", "Arbete.", "n19"),
        Note("exit_aim", "norr", 2020, "b", "Vad avsluten siktar mot", "Redo.", "n20"),
    ]

    assert rules_of(facts=facts_with(notes=notes)) == ["definition_changed"]


def test_a_large_change_is_told_within_two_years_only():
    def facts(*years):
        return facts_with(
            fact("contributions", NORTH, years[0], 1000),
            fact("contributions", NORTH, years[1], 890),
            fact("contributions", SOUTH, years[0], 1000),
            fact("contributions", SOUTH, years[1], 910),
        )

    assert rules_of(facts=facts(2023, 2025)) == ["large_change"]
    assert rules_of(facts=facts(2022, 2025)) == []


def test_what_nobody_reports_is_told_once_for_each_kind():
    faults = list(check_figures(book(), facts_with(fact("closed", NORTH, 2019, 3))))

    missing = [fault.figures[0] for fault in faults if fault.rule == "not_reported"]
    assert "uppgift:participants" in missing
    assert "uppgift:closed" not in missing
    assert len(missing) == len(set(missing))
