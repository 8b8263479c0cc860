"""Corrections as new vouchers, locked months, decisions, and from a figure to its vouchers."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from samsyn.access.models import Event
from samsyn.ledger.drilldown import Asked, behind, voucher_for, vouchers_behind
from samsyn.ledger.models import (
    AccountMapping,
    ChartChoice,
    CostRule,
    LockedPeriod,
    ObjectMeaning,
    Voucher,
)
from samsyn.ledger.selectors import balances_of, outcome_of
from samsyn.ledger.services import (
    AlreadyOpen,
    BuiltUpon,
    PeriodIsLocked,
    StoppedByFaults,
    commit_file,
    correct_voucher,
    decide,
    lock_period,
    open_period,
    undo_file,
)
from samsyn.register.models import Association, Intervention
from tests.factories import user_with_role
from tests.ledger.conftest import DAY, preview, read_in
from tests.ledger.invented import VOUCHERS, sie

FIRST = date(2025, 1, 1)


def correction(association, by, **changes):
    rent = Voucher.objects.get(series="A", number="2")
    asked = {
        "corrected": rent,
        "association": association,
        "on": date(2025, 3, 15),
        "text": "Rätt konto",
        "rows": [("5010", -30000, ()), ("4010", 30000, (("6", "P1"),))],
        "reason": "hyran hör till insatsen",
        "by": by,
        "today": DAY,
    }
    return correct_voucher(**asked | changes)


def lock(association, by, first=1, last=3, reason="avstämd"):
    return lock_period(
        association=association,
        year=2025,
        first_month=first,
        last_month=last,
        reason=reason,
        by=by,
        on=DAY,
    )


def test_a_correction_is_a_new_voucher_that_says_what_it_corrects(booked, association, manager):
    made = correction(association, manager)

    assert str(made) == "SAMSYN 1"
    assert str(made.corrects) == "A 2"
    assert sum(row.ore for row in made.rows.all()) == 0
    assert sum(r.ore for r in outcome_of("sydnarke", 2025) if r.account == "5010") == 0
    assert balances_of("sydnarke", 2025)["4010"].movement == 280050


def test_a_correction_must_balance_and_use_accounts_that_there_are(
    booked, association, manager
):
    with pytest.raises(ValidationError, match="lika"):
        correction(association, manager, rows=[("5010", -1, ()), ("4010", 2, ())])
    with pytest.raises(ValidationError, match="4711"):
        correction(association, manager, rows=[("5010", -1, ()), ("4711", 1, ())])
    with pytest.raises(ValidationError, match="varför"):
        correction(association, manager, reason=" ")
    assert not Voucher.objects.filter(kind="correction").exists()


def test_a_correction_is_not_booked_in_a_locked_month(booked, association, manager):
    lock(association, manager)

    with pytest.raises(PeriodIsLocked):
        correction(association, manager)
    correction(association, manager, on=date(2025, 4, 1))


def test_a_correction_is_booked_in_a_year_that_is_read_in(booked, association, manager):
    with pytest.raises(ValidationError, match="2024"):
        correction(association, manager, on=date(2024, 4, 1))


def test_only_those_who_keep_the_accounts_correct(booked, association, reader, county):
    auditor = user_with_role("auditor", county="18", association="sydnarke")

    for user in (reader, auditor):
        with pytest.raises(PermissionDenied):
            correction(association, user)


def test_a_corrected_voucher_does_not_go_away_unseen(booked, association, manager):
    correction(association, manager)
    file, plan = preview(association, sie(vouchers=(VOUCHERS[0], *VOUCHERS[2:])), manager)

    assert [fault.code for fault in plan.problems] == ["har-rattelse"]
    with pytest.raises(StoppedByFaults):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)


def test_a_correction_stays_when_the_year_is_read_again(booked, association, manager):
    made = correction(association, manager)

    read_in(association, sie().replace(b"300.00", b"310.00"), manager)

    made.refresh_from_db()
    assert made.rows.count() == 2
    assert str(made.corrects) == "A 2"


def test_a_file_that_a_correction_builds_on_is_not_undone(booked, association, manager):
    correction(association, manager)

    with pytest.raises(BuiltUpon, match="SAMSYN 1"):
        undo_file(file=booked, reason="fel", by=manager, on=DAY)


def test_a_lock_is_opened_with_a_reason_and_stays_in_the_history(association, manager):
    made = lock(association, manager)

    with pytest.raises(ValidationError):
        open_period(lock=made, reason="", by=manager, on=DAY)
    open_period(lock=made, reason="revisorn vill ändra", by=manager, on=DAY)

    made.refresh_from_db()
    assert (made.opened_on, made.opened_by) == (DAY, "manager")
    with pytest.raises(AlreadyOpen):
        open_period(lock=made, reason="igen", by=manager, on=DAY)


@pytest.mark.parametrize(("first", "last"), [(0, 3), (4, 13), (5, 4)])
def test_months_that_are_none_are_not_locked(association, manager, first, last):
    with pytest.raises(ValidationError):
        lock(association, manager, first, last)
    assert not LockedPeriod.objects.exists()


def test_only_those_who_keep_the_accounts_lock_and_decide(association, reader, manager):
    with pytest.raises(PermissionDenied):
        lock(association, reader)
    made = lock(association, manager)
    with pytest.raises(PermissionDenied):
        open_period(lock=made, reason="x", by=reader, on=DAY)
    with pytest.raises(PermissionDenied):
        decide(
            decisions=[
                ChartChoice(association=association, preset="bas", starts_on=FIRST, reason="x")
            ],
            by=reader,
            on=DAY,
        )


WRONG = [
    (ChartChoice, {"preset": "min-egen"}),
    (AccountMapping, {"first_account": "5010", "last_account": "5010"}),
    (AccountMapping, {"first_account": "50x0", "last_account": "5010", "category": "structural"}),
    (AccountMapping, {"first_account": "6000", "last_account": "5010", "category": "structural"}),
    (AccountMapping, {"first_account": "1", "last_account": "2", "category": "påhitt"}),
    (AccountMapping, {"first_account": "1", "last_account": "2", "statement_line": "påhitt"}),
    (ObjectMeaning, {"dimension": "6", "cost_object": "P1"}),
    (CostRule, {"name": "x", "source": "y", "category": "structural", "shares": {"structural": "2/3"}}),
    (CostRule, {"name": "x", "source": "y", "category": "structural", "shares": {"": "0"}}),
    (CostRule, {"name": "x", "source": "y", "category": "structural", "shares": {"påhitt": "1"}}),
    (CostRule, {"name": "x", "source": "y", "category": "structural", "shares": {"structural": "x"}}),
    (
        CostRule,
        {
            "name": "x",
            "source": "y",
            "category": "structural",
            "shares": {"structural": "3/2", "individual": "-1/2"},
        },
    ),
    (CostRule, {"name": "x", "source": "y", "shares": {"structural": "1"}}),
    (CostRule, {"name": "x", "source": "", "category": "structural", "shares": {"structural": "1"}}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "fields"), WRONG)
def test_a_decision_that_makes_no_sense_is_refused(association, manager, kind, fields):
    row = kind(association=association, starts_on=FIRST, reason="prov", **fields)

    with pytest.raises(ValidationError):
        decide(decisions=[row], by=manager, on=DAY)

    assert not kind.objects.exists()


def test_a_decision_needs_a_reason_and_all_or_none_are_stored(association, manager):
    said = {"association": association, "starts_on": FIRST, "category": "structural"}
    good = AccountMapping(first_account="1", last_account="2", reason="prov", **said)
    bad = AccountMapping(first_account="3", last_account="4", reason="", **said)

    with pytest.raises(ValidationError):
        decide(decisions=[good, bad], by=manager, on=DAY)

    assert not AccountMapping.objects.exists()


def test_an_object_does_not_mean_the_intervention_of_another(association, manager):
    foreign = Intervention.objects.filter(association_id="sofint").first()
    row = ObjectMeaning(
        association=association,
        dimension="6",
        cost_object="P1",
        intervention=foreign,
        starts_on=FIRST,
        reason="prov",
    )

    with pytest.raises(ValidationError):
        decide(decisions=[row], by=manager, on=DAY)


# From a figure to its vouchers


def test_the_vouchers_behind_a_figure_add_up_to_it(booked, association, manager):
    for row in outcome_of("sydnarke", 2025):
        asked = Asked(
            account=row.account, month=row.month, category=row.category, line=row.line
        )

        found = vouchers_behind(manager, association, 2025, asked, on=DAY)

        assert sum(each.effect_ore for each in found) == row.ore
        assert behind(manager, association, 2025, asked, on=DAY).effect_ore == row.ore


def test_a_main_category_holds_its_parts(booked, association, manager):
    found = vouchers_behind(
        manager, association, 2025, Asked(category="administration"), on=DAY
    )

    assert {each.row.account for each in found} == {"5010", "7210"}


def test_what_counts_as_nothing_can_be_asked_for(booked, association, manager):
    found = vouchers_behind(manager, association, 2025, Asked(category=None), on=DAY)

    assert {each.row.account for each in found} == {"9999"}


def test_vouchers_are_searched_by_text_and_number(booked, association, manager):
    by_text = vouchers_behind(manager, association, 2025, Asked(text="lön"), on=DAY)
    by_number = vouchers_behind(manager, association, 2025, Asked(text="4"), on=DAY)

    assert {str(each.voucher) for each in by_text} == {"A 4"}
    assert {str(each.voucher) for each in by_number} == {"A 4"}


def test_only_those_who_may_see_vouchers_see_them(booked, association, reader, county):
    voucher = Voucher.objects.first()
    neighbour = user_with_role("auditor", county="18", association="sofint")

    for user in (reader, neighbour):
        with pytest.raises(PermissionDenied):
            vouchers_behind(user, association, 2025, Asked(), on=DAY)
        with pytest.raises(PermissionDenied):
            voucher_for(user, association, voucher.pk, on=DAY)


def test_an_auditor_sees_the_vouchers_of_the_own_association(booked, association):
    auditor = user_with_role("auditor", county="18", association="sydnarke")

    assert vouchers_behind(auditor, association, 2025, Asked(), on=DAY)


def test_a_voucher_is_found_only_in_its_own_association(booked):
    controller = user_with_role("controller", county="18")
    other = Association.objects.get(pk="sofint")

    assert voucher_for(controller, other, Voucher.objects.first().pk, on=DAY) is None


def test_the_events_tell_what_was_decided(booked, association, manager):
    correction(association, manager)
    lock(association, manager)

    kinds = list(Event.objects.filter(county="18").values_list("kind", flat=True))

    assert kinds[-2:] == ["voucher_corrected", "period_locked"]
