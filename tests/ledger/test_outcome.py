"""What was booked, as others read it: sums, meanings, sharing, statements, equity."""

from collections import defaultdict
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.economy.codes import CATEGORIES
from samsyn.economy.presets import in_range, is_result_account, presets, statement_lines
from samsyn.economy.sharing import (
    UnknownSharing,
    common_rules,
    common_sets,
    shared_amounts,
    sharer,
    sharings,
)
from samsyn.ledger.chart import meaning_of
from samsyn.ledger.models import AccountMapping, ChartChoice, CostRule, ObjectMeaning
from samsyn.ledger.selectors import (
    balances_of,
    closing_equity,
    last_month_booked,
    outcome_of,
    years_booked,
)
from samsyn.ledger.services import decide, end_decision
from samsyn.ledger.statement import statements_of
from samsyn.register.models import Association, Intervention
from tests.ledger.conftest import DAY, read_in
from tests.ledger.invented import VOUCHERS, sie

SAID = {"starts_on": date(2025, 1, 1), "reason": "så är det"}


def kronor_of(vouchers):
    """The oracle: what vouchers say, added up with plain loops, in öre."""
    found = defaultdict(int)
    for _, _, day, _, rows in vouchers:
        for account, _, kronor in rows:
            whole, _, part = kronor.lstrip("-").partition(".")
            ore = int(whole) * 100 + int(part)
            found[int(day[:2]), account] += -ore if kronor.startswith("-") else ore
    return found


def decided(kind, association, by, **fields):
    row = kind(association=association, **{**SAID, **fields})
    decide(decisions=[row], by=by, on=DAY)
    return row


def by_category(association="sydnarke", year=2025, sharing="booked"):
    found = defaultdict(int)
    for row in outcome_of(association, year, sharing=sharing):
        found[row.category] += row.ore
    return dict(found)


def test_the_outcome_is_the_sum_of_the_vouchers(booked):
    expected = {
        key: -ore
        for key, ore in kronor_of(VOUCHERS).items()
        if is_result_account(key[1]) and ore
    }

    rows = outcome_of("sydnarke", 2025)

    assert {(row.month, row.account): row.ore for row in rows} == expected
    assert {row.account: row.account_name for row in rows}["5010"] == "Lokalhyra"


def test_a_year_that_is_not_booked_has_no_outcome(county):
    assert outcome_of("sydnarke", 2025) == ()
    assert years_booked("sydnarke") == []
    assert last_month_booked("sydnarke", 2025) == 0
    assert closing_equity("sydnarke", 2025) is None
    assert balances_of("sydnarke", 2025) == {}


def test_the_last_month_is_that_of_the_last_voucher(booked):
    assert last_month_booked("sydnarke", 2025) == 3


def test_balances_are_opening_and_vouchers(booked):
    moved = defaultdict(int)
    for (_, account), ore in kronor_of(VOUCHERS).items():
        moved[account] += ore

    balances = balances_of("sydnarke", 2025)

    assert {a: b.movement for a, b in balances.items() if b.movement} == {
        a: ore for a, ore in moved.items() if ore
    }
    assert balances["1930"].opening == 100000
    assert sum(each.closing for each in balances.values()) == 0


def test_equity_holds_the_result_of_the_year(booked):
    assert closing_equity("sydnarke", 2025) == 100000 + sum(
        row.ore for row in outcome_of("sydnarke", 2025)
    )


def test_equity_is_the_same_when_the_result_has_been_transferred(association, manager):
    transfer = (
        "A",
        "9",
        "1231",
        "Resultat",
        (("8999", "{}", "2299.50"), ("2010", "{}", "-2299.50")),
    )
    read_in(association, sie(vouchers=(*VOUCHERS, transfer)), manager)

    assert closing_equity("sydnarke", 2025) == 100000 + 229950
    assert sum(row.ore for row in outcome_of("sydnarke", 2025)) == 229950
    assert not statements_of("sydnarke", 2025).warnings


def test_the_equity_of_a_year_before_is_read_from_the_opening_balances(booked):
    assert closing_equity("sydnarke", 2024) == 100000


def test_the_statements_add_up(booked):
    statements = statements_of("sydnarke", 2025)

    assert statements.result_ore == 229950
    assert sum(row.ore for row in statements.assets) == 329950
    assert sum(row.ore for row in statements.equity_and_debts) == 329950
    assert statements.warnings == ()


def test_a_difference_in_the_balance_sheet_is_a_warning_with_its_amount(association, manager):
    read_in(association, sie(balances="#IB 0 1930 1000.00\n#IB 0 2010 -900.00\n"), manager)

    assert [check.difference_ore for check in statements_of("sydnarke", 2025).warnings] == [
        10000
    ]


# What accounts and objects count as


def test_what_nobody_has_mapped_is_counted_all_the_same(association, manager):
    odd = ("A", "8", "0401", "Udda", (("9999", "{}", "77.00"), ("1930", "{}", "-77.00")))
    read_in(association, sie(vouchers=(*VOUCHERS, odd)), manager)

    assert by_category()[""] == -7700
    assert sum(by_category().values()) == 229950 - 7700


def test_an_own_mapping_goes_before_the_preset(booked, association, manager):
    decided(
        AccountMapping,
        association,
        manager,
        first_account="5010",
        last_account="5010",
        category="individual.premises",
    )

    assert by_category()["individual.premises"] == -30000
    assert "administration.premises" not in by_category()


def test_a_mapping_that_has_ended_does_not_hold(booked, association, manager):
    row = decided(
        AccountMapping,
        association,
        manager,
        first_account="5010",
        last_account="5010",
        category="individual.premises",
        starts_on=date(2020, 1, 1),
    )

    end_decision(decision=row, ends_on=date(2024, 12, 31), by=manager, on=DAY)

    assert by_category()["administration.premises"] == -30000


def test_a_mapping_of_an_object_goes_before_one_of_the_account(booked, association, manager):
    decided(
        AccountMapping,
        association,
        manager,
        first_account="4000",
        last_account="4999",
        category="structural",
    )
    decided(
        AccountMapping,
        association,
        manager,
        first_account="4000",
        last_account="4999",
        category="individual.coaching",
        dimension="6",
        cost_object="P1",
    )

    assert by_category()["individual.coaching"] == -250050


def test_an_object_means_an_intervention_and_a_financier(booked, association, manager):
    intervention = Intervention.objects.get(pk="mt-sydnarke")
    decided(
        ObjectMeaning,
        association,
        manager,
        dimension="6",
        cost_object="P1",
        intervention=intervention,
        financier="esf",
    )

    (row,) = [row for row in outcome_of("sydnarke", 2025) if row.intervention]

    assert (row.intervention, row.financier, row.category, row.ore) == (
        "mt-sydnarke",
        "esf",
        "individual.reception",
        -250050,
    )


def test_another_chart_reads_the_accounts_otherwise(booked, association, manager):
    decided(ChartChoice, association, manager, preset="kommun-bas")

    assert by_category()["administration.manager"] == -30000  # class 5 is labour there


def test_the_narrowest_range_of_a_preset_decides():
    bas = presets()["bas"]

    assert bas.range_of("5010").category == "administration.premises"
    assert bas.range_of("5410").category == "administration.overhead"
    assert bas.range_of("9999") is None


@pytest.mark.parametrize("preset", presets().values(), ids=lambda preset: preset.key)
def test_a_preset_uses_only_lines_and_categories_that_there_are(preset):
    assert preset.source
    for each in preset.ranges:
        assert each.line in statement_lines()
        assert each.category in {"", *CATEGORIES}
        assert each.first <= each.last
    for category, by_kind in preset.in_intervention.items():
        assert {category, by_kind["individual"], by_kind["structural"]} <= CATEGORIES.keys()


def test_a_longer_number_belongs_to_the_account_it_begins_with():
    assert in_range("501012", "5010", "5019")
    assert not in_range("502012", "5010", "5019")


# Rules that share costs


def test_own_rules_change_the_shares_and_not_the_sum(booked, association, manager):
    decided(
        CostRule,
        association,
        manager,
        name="Hyran delas lika",
        category="administration.premises",
        shares={"administration.premises": "1/2", "individual.premises": "1/2"},
        source="styrelsen 2025-01-10",
    )

    assert by_category()["administration.premises"] == -30000
    own = by_category(sharing="own")
    assert own["administration.premises"] == own["individual.premises"] == -15000
    assert sum(own.values()) == sum(by_category().values())


def test_a_rule_of_accounts_goes_before_one_of_a_category(booked, association, manager):
    said = {"source": "styrelsen"}
    decided(
        CostRule, association, manager, name="Allt", category="administration",
        shares={"structural": "1"}, **said,
    )  # fmt: skip
    decided(
        CostRule, association, manager, name="Lön", first_account="7210",
        shares={"administration.manager": "4/5", "structural": "1/5"}, **said,
    )  # fmt: skip

    own = by_category(sharing="own")

    assert own["administration.manager"] == -72000
    assert own["structural"] == -18000 - 30000


def test_equal_costs_booked_otherwise_are_equal_under_a_common_rule(
    association, manager, county
):
    """One association books its rent half and half, another all of it on administration."""
    from tests.factories import user_with_role

    controller = user_with_role("controller", county="18")
    other = Association.objects.get(pk="sofint")
    rent = (("A", "1", "0131", "Hyra", (("5010", "{}", "300.00"), ("1930", "{}", "-300.00"))),)
    halves = (
        (
            "A",
            "1",
            "0131",
            "Hyra",
            (("5010", "{}", "150.00"), ("5011", "{}", "150.00"), ("1930", "{}", "-300.00")),
        ),
    )
    read_in(association, sie(vouchers=rent), controller)
    read_in(other, sie(vouchers=halves, number="222000-3333"), controller)
    decided(
        AccountMapping,
        other,
        controller,
        first_account="5011",
        last_account="5011",
        category="individual.premises",
    )

    assert by_category("sydnarke") != by_category("sofint")
    for key in common_sets():
        assert by_category("sydnarke", sharing=key) == by_category("sofint", sharing=key)


def test_there_is_no_sharing_by_another_name(booked):
    with pytest.raises(UnknownSharing):
        outcome_of("sydnarke", 2025, sharing="efter-behag")


@pytest.mark.parametrize("each", common_sets().values(), ids=lambda each: each.key)
def test_a_common_set_shares_the_whole_and_says_where_it_is_from(each):
    assert each.source
    for rule in each.rules:
        assert sum(rule.shares.values()) == 1
        assert {*rule.shares, *rule.categories} <= CATEGORIES.keys()
        assert rule.reason


@given(
    st.sampled_from(sorted(common_sets())),
    st.lists(st.tuples(st.sampled_from(sorted(CATEGORIES)), st.integers(-(10**12), 10**12))),
)
def test_sharing_neither_loses_nor_makes_money(key, amounts):
    share = sharer(common_rules(key, date(2025, 12, 31)))

    for category, ore in amounts:
        assert sum(share("5010", (), category, ore).values()) == ore


def test_published_amounts_say_what_the_source_does_not_give(county):
    shared = shared_amounts(county, 2019, "bars-av-insatserna")

    assert {row.association for row in shared.rows} == {
        "degerfors-karlskoga", "lekeberg-orebro", "sofint", "sydnarke",
    }  # fmt: skip
    assert sum(row.before_ore for row in shared.rows) == sum(r.after_ore for r in shared.rows)
    assert any("SOFINT" in text and "lokal" in text for text in shared.not_given)


def test_every_way_of_sharing_has_a_name():
    assert list(sharings())[:2] == ["booked", "own"]


# Properties

ACCOUNTS = ["3010", "3985", "4010", "5010", "6570", "7210", "8310", "8410", "9999", "2440"]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 12),
            st.sampled_from(ACCOUNTS),
            st.integers(-(10**9), 10**9),
            st.sampled_from(["", '[["6", "P1"]]']),
        ),
        max_size=30,
    ),
    st.sampled_from(sorted(sharings())),
)
@pytest.mark.django_db
def test_categories_and_what_has_none_add_up_to_the_ledger(rows, sharing):
    """The way of `outcome_of`, over rows that are not stored."""
    meaning = meaning_of("nobody", 2025)
    rules = () if sharing in {"booked", "own"} else common_rules(sharing, date(2025, 12, 31))
    share = sharer(rules)
    found = defaultdict(int)

    for _, account, ore, objects_text in rows:
        means = meaning(account, objects_text)
        for category, part in share(account, (), means.category, -ore).items():
            found[category] += part

    assert sum(found.values()) == -sum(ore for _, _, ore, _ in rows)


def test_a_share_is_exact():
    rule = common_sets()["efter-funktion"].rules[0]

    assert set(rule.shares.values()) == {Fraction(1, 2)}
