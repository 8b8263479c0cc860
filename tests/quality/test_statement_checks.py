"""Each rule once where it must speak, once where it must be silent."""

from datetime import date

import pytest

from samsyn.quality.statement_checks import check_statements
from tests.quality.invented import amount, book, entry, need, statement


def rules_of(book):
    return [fault.rule for fault in check_statements(book)]


A, B = amount("a", 100, category="individual"), amount("b", 50, category="structural")
PEOPLE = entry("deltagare", 73, unit="persons", kind="counts", low=72, high=73)
ENDED = entry("avslutade", 34, unit="persons", kind="counts", low=33, high=34)


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        (statement("s", "sum", 151, of="+a +b"), "sum_from_rows"),
        (statement("s", "sum", 150, of="+a +b"), None),
        (statement("s", "sum", 50, of="+a -b"), None),
        (statement("s", "sum", 150, of="+*"), None),
        (statement("s", "sum", 200, of="+a +b", low=149, high=250), None),
        (statement("s", "same", 101, of="+a"), "one_quantity_two_values"),
        (statement("s", "same", 100, of="+a"), None),
        (statement("s", "share", 33, unit="percent", of="+b", base="+a +b"), None),
        (statement("s", "share", 40, unit="percent", of="+b", base="+a +b"), "share_not_from_base"),
        (statement("s", "share", 33.3, unit="percent", of="+b", base="+a +b"), None),
        (statement("s", "share", 33.4, unit="percent", of="+b", base="+a +b"), "share_not_from_base"),
        (statement("s", "share", 40, unit="percent", of="+b"), "share_without_base"),
        (statement("s", "change", 100, unit="percent", of="+a", base="+b"), None),
        (statement("s", "change", 90, unit="percent", of="+a", base="+b"), "change_not_from_values"),
        (statement("s", "carry_over", 15, unit="persons"), "stock_not_carried_over"),
        (statement("s", "carry_over", 0, unit="persons"), None),
        (statement("s", "goal", 99, of="+a", operator="at_most"), "goal_not_met_by_own_figures"),
        (statement("s", "goal", 100, of="+a", operator="at_most"), None),
        (statement("s", "goal", 100, of="+a", operator="more_than"), "goal_not_met_by_own_figures"),
        (statement("s", "goal", 100, of="+a", operator="at_least"), None),
        (statement("s", "goal", 40, unit="percent", of="+b", base="+a", operator="at_most"),
         "goal_not_met_by_own_figures"),
        (statement("s", "goal", 100, operator="at_least"), "goal_without_outcome"),
        (statement("s", "method", None, unit="none"), None),
        (statement("s", "stated", 7), None),
    ],
)  # fmt: skip
def test_a_statement_is_found_when_it_does_not_hold(said, rule):
    found = rules_of(book(A, B, says=[said]))

    assert found == ([] if rule is None else [rule])


def test_a_statement_about_unknown_figures_is_left_alone():
    assert rules_of(book(says=[statement("s", "sum", 10, of="+missing")])) == []


def test_a_share_that_no_whole_number_gives_is_found_and_the_way_out_is_named():
    said = statement("s", "share", 46, unit="percent", of="+avslutade", base="+deltagare")

    (fault,) = check_statements(book(PEOPLE, ENDED, says=[said]))

    assert fault.rule == "share_no_whole_number"
    assert "33 av 73" in fault.follows
    assert "33 av 72" in fault.follows


def test_a_share_that_a_whole_number_gives_is_left_alone():
    said = statement("s", "share", 47, unit="percent", of="+avslutade", base="+deltagare")

    assert rules_of(book(PEOPLE, ENDED, says=[said])) == []


def test_rounding_explains_a_sum_of_ninety_nine_but_not_of_ninety():
    parts = [statement(f"p{i}", "stated", v, unit="percent") for i, v in enumerate((74, 2, 23))]
    whole = statement("s", "parts", 100, unit="percent", of="+p0 +p1 +p2")
    (fault,) = check_statements(book(says=[*parts, whole]))
    assert (fault.rule, fault.severity) == ("parts_not_whole", "information")

    parts[0] = statement("p0", "stated", 65, unit="percent")
    (fault,) = check_statements(book(says=[*parts, whole]))
    assert (fault.rule, fault.severity) == ("parts_not_whole", "")


def test_a_wrong_base_is_named_when_another_total_gives_the_share():
    income = [
        amount("bidrag", 5_600_000, category="contribution"),
        amount("mucf", 527_000, category="external_used", financier="mucf"),
    ]
    cost = amount("adm", 1_238_000, category="administration")
    said = statement("s", "share", 20, unit="percent", of="+adm", base="+bidrag")

    (fault,) = check_statements(book(*income, cost, says=[said]))

    assert "medlemsbidrag och externa medel 2019" in fault.follows


def test_one_goal_against_two_values_is_told_when_they_disagree():
    goals = [
        statement("g1", "goal", 99, of="+a", operator="more_than"),
        statement("g2", "goal", 101, of="+a", operator="more_than"),
    ]

    assert "goal_depends_on_value" in rules_of(book(A, says=goals))
    goals[1] = statement("g2", "goal", 98, of="+a", operator="more_than")
    assert rules_of(book(A, says=goals)) == []


def test_groups_of_different_days_and_with_the_same_people_are_told():
    groups = [
        need("ae", 943, "activity_compensation", date(2019, 10, 31)),
        need("fs", 3398, "income_support_10_months", date(2019, 12, 31)),
    ]
    said = statement("s", "sum", 4341, unit="persons", of="+ae +fs", association=None)

    assert set(rules_of(book(*groups, says=[said]))) == {
        "parts_from_different_dates",
        "overlapping_groups",
    }


def test_a_round_figure_beside_an_exact_one_is_only_information():
    said = statement("s", "same", 1000, of="+a", low=950, high=1050)

    (fault,) = check_statements(book(A, says=[said]))

    assert fault.severity == "information"
