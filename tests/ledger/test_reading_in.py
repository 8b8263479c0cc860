"""A file of bookkeeping on its way in: previewed, read in, read in again, undone."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from samsyn.access.models import Event
from samsyn.ledger.models import (
    Account,
    Balance,
    CostObject,
    LedgerFile,
    LedgerYear,
    Voucher,
    VoucherRow,
)
from samsyn.ledger.obstacles import OTHER_NUMBER, plan_for
from samsyn.ledger.plan import stored_content
from samsyn.ledger.reading import LARGEST_FILE, read_ledger_file
from samsyn.ledger.selectors import outcome_of, years_booked
from samsyn.ledger.services import (
    AlreadyRead,
    BuiltUpon,
    PlanChanged,
    StoppedByFaults,
    UnreadableFile,
    commit_file,
    discard_file,
    lock_period,
    receive_file,
    undo_file,
)
from samsyn.register.models import Association
from tests.factories import user_with_role
from tests.ledger.conftest import DAY, preview, read_in
from tests.ledger.invented import VOUCHERS, sie

TABLES = (LedgerYear, Account, CostObject, Balance, Voucher, VoucherRow)
DEARER = sie().replace(b"2500.50", b"2600.50")
SHORTER = sie(vouchers=VOUCHERS[:3])


def counts():
    return [table.objects.count() for table in TABLES]


def test_what_is_received_changes_nothing(association, manager):
    before = counts()

    file, plan = preview(association, sie(), manager)

    assert file.state == "waiting"
    assert plan.vouchers.counts == {"new": 5, "changed": 0, "removed": 0, "unchanged": 0}
    assert counts() == before


def test_what_is_stored_is_what_the_file_says(booked, association):
    content = read_ledger_file(sie())

    stored = stored_content("sydnarke", 2025)

    assert stored.vouchers == content.entries
    assert stored.balances == content.balances
    assert stored.accounts == content.accounts
    assert stored.objects == content.objects
    assert years_booked("sydnarke") == [2025]


def test_a_voucher_knows_its_file_and_line(booked):
    voucher = Voucher.objects.get(series="A", number="3")
    line = sie().decode("cp437").splitlines()[voucher.file_line - 1]

    assert voucher.file == booked
    assert line.startswith('#VER A "3"')


def test_the_bytes_stay_as_evidence(booked):
    assert bytes(booked.content) == sie()
    assert booked.read_by == "manager"
    assert booked.summary["vouchers"]["new"] == 5


def test_the_same_file_again_is_already_read(booked, association, manager):
    before = counts()

    file, plan = preview(association, sie(), manager)

    assert plan.read_before == booked
    assert plan.changes_nothing
    with pytest.raises(AlreadyRead):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
    assert counts() == before


def test_a_corrected_file_shows_old_and_new(booked, association, manager):
    _, plan = preview(association, DEARER, manager)

    (key, (old, new)), *others = plan.vouchers.changed.items()
    assert others == []
    assert (key.series, key.number) == ("A", "3")
    assert [row.ore for row in old.rows] == [250050, -250050]
    assert [row.ore for row in new.rows] == [260050, -260050]
    assert plan.vouchers.unchanged == 4


def test_a_corrected_file_replaces_the_first(booked, association, manager):
    file = read_in(association, DEARER, manager)

    booked.refresh_from_db()
    assert booked.replaced_by == file
    assert stored_content("sydnarke", 2025).vouchers == read_ledger_file(DEARER).entries
    assert Voucher.objects.get(series="A", number="3").file == file
    assert Voucher.objects.get(series="A", number="2").file == booked


def test_vouchers_that_are_gone_are_shown_and_removed(booked, association, manager):
    _, plan = preview(association, SHORTER, manager)
    read_in(association, SHORTER, manager)

    assert [key.number for key in plan.vouchers.removed] == ["4", "5"]
    assert Voucher.objects.count() == 3


def test_a_plan_that_was_not_shown_is_not_carried_out(association, manager):
    file, _ = preview(association, sie(), manager)
    before = counts()

    with pytest.raises(PlanChanged):
        commit_file(file=file, plan_digest="0" * 64, answers={}, by=manager, on=DAY)

    assert counts() == before


def test_a_plan_is_another_when_the_ledger_has_changed(booked, association, manager):
    _, before = preview(association, DEARER, manager)
    read_in(association, SHORTER, manager)
    file, after = preview(association, DEARER, manager)

    assert before.digest != after.digest
    with pytest.raises(PlanChanged):
        commit_file(file=file, plan_digest=before.digest, answers={}, by=manager, on=DAY)


def test_an_unbalanced_voucher_stops_the_whole_file(association, manager):
    content = sie().replace(b"#TRANS 5010 {} 300.00", b"#TRANS 5010 {} 301.00")
    before = counts()

    file, plan = preview(association, content, manager)

    assert [fault.line for fault in plan.problems if fault.is_grave]
    with pytest.raises(StoppedByFaults):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
    assert counts() == before


def test_nothing_is_stored_when_the_event_fails(association, manager, monkeypatch):
    file, plan = preview(association, sie(), manager)
    before = counts()

    def refuse(*args, **details):
        raise IntegrityError

    monkeypatch.setattr("samsyn.ledger.services.record", refuse)
    with pytest.raises(IntegrityError):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)

    file.refresh_from_db()
    assert file.state == "waiting"
    assert counts() == before


def test_the_texts_of_vouchers_are_not_in_the_events(booked):
    told = str(list(Event.objects.values_list("details", flat=True)))

    assert "bok.se" in told
    assert "Andersson" not in told


def test_only_those_who_keep_the_accounts_read_files_in(association, reader, booked, manager):
    with pytest.raises(PermissionDenied):
        receive_file(association=association, name="x.se", content=sie(), by=reader, on=DAY)
    file, plan = preview(association, DEARER, manager)
    with pytest.raises(PermissionDenied):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=reader, on=DAY)
    with pytest.raises(PermissionDenied):
        undo_file(file=booked, reason="fel", by=reader, on=DAY)
    with pytest.raises(PermissionDenied):
        discard_file(file=file, by=reader, on=DAY)


def test_a_manager_keeps_no_accounts_of_others(county, manager):
    other = Association.objects.get(pk="sofint")

    with pytest.raises(PermissionDenied):
        receive_file(association=other, name="x.se", content=sie(), by=manager, on=DAY)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \r\n ",
        b"PK\x03\x04" + b"\0" * 100,
        b"%PDF-1.7",
        b"Hej, bifogar filen!",
        bytes(range(256)) * 40,
        b"#",
    ],
)
def test_a_file_that_is_no_bookkeeping_is_refused_with_reasons(association, manager, content):
    with pytest.raises(UnreadableFile) as refused:
        receive_file(association=association, name="x.se", content=content, by=manager, on=DAY)

    assert all(fault.remedy for fault in refused.value.faults)
    assert not LedgerFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(association, manager, monkeypatch):
    monkeypatch.setattr("samsyn.ledger.reading.LARGEST_FILE", 1000)

    with pytest.raises(UnreadableFile, match="1000"):
        receive_file(association=association, name="x.se", content=sie(), by=manager, on=DAY)
    assert LARGEST_FILE > 1_000_000


def test_a_broken_year_is_refused(association, manager):
    content = sie().replace(b"#RAR 0 20250101 20251231", b"#RAR 0 20250701 20260630")

    _, plan = preview(association, content, manager)

    assert "inte-kalenderar" in [fault.code for fault in plan.problems]


def test_a_waiting_file_can_be_dropped(association, manager):
    file, _ = preview(association, sie(), manager)

    discard_file(file=file, by=manager, on=DAY)

    assert not LedgerFile.objects.exists()
    with pytest.raises(AlreadyRead):
        discard_file(file=file, by=manager, on=DAY)


def test_a_new_file_takes_the_place_of_one_that_waits(association, manager):
    preview(association, sie(), manager)
    preview(association, DEARER, manager)

    assert LedgerFile.objects.count() == 1


def test_another_organisation_number_is_asked_about(booked, association, manager):
    content = sie(number="222000-2222")

    file, plan = preview(association, content, manager)

    assert [question.key for question in plan.questions] == [OTHER_NUMBER]
    with pytest.raises(PlanChanged):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
    read_in(association, content, manager, answers={OTHER_NUMBER: "yes"})


def test_the_file_of_another_association_is_asked_about(booked, county):
    controller = user_with_role("controller", county="18")
    other = Association.objects.get(pk="sofint")

    _, plan = preview(other, sie(), controller)

    assert "Sydnärke" in plan.questions[0].text


# Undoing


def test_undoing_the_only_file_leaves_nothing(booked, manager):
    undo_file(file=booked, reason="fel förbund", by=manager, on=DAY)

    booked.refresh_from_db()
    assert counts() == [0] * len(TABLES)
    assert booked.state == "undone"
    assert outcome_of("sydnarke", 2025) == ()


def test_undoing_a_corrected_file_brings_the_first_back(booked, association, manager):
    before = stored_content("sydnarke", 2025)
    file = read_in(association, DEARER, manager)

    undo_file(file=file, reason="fel fil", by=manager, on=DAY)

    booked.refresh_from_db()
    after = stored_content("sydnarke", 2025)
    assert (after.vouchers, after.balances, after.accounts) == (
        before.vouchers,
        before.balances,
        before.accounts,
    )
    assert booked.replaced_by is None


def test_a_replaced_file_cannot_be_undone(booked, association, manager):
    read_in(association, DEARER, manager)

    with pytest.raises(AlreadyRead):
        undo_file(file=booked, reason="fel", by=manager, on=DAY)


def test_undoing_asks_for_a_reason(booked, manager):
    with pytest.raises(ValidationError):
        undo_file(file=booked, reason="  ", by=manager, on=DAY)


def test_a_file_that_another_builds_on_cannot_be_undone(booked, association, manager):
    more = (("B", "1", "0310", "Tillägg", (("5010", "{}", "10.00"), ("1930", "{}", "-10.00"))),)
    read_in(association, sie(kind="4I", vouchers=more, balances=""), manager, name="till.si")

    with pytest.raises(BuiltUpon, match=r"till\.si"):
        undo_file(file=booked, reason="fel", by=manager, on=DAY)


# Added vouchers

MORE = (("B", "1", "0310", "Tillägg", (("5010", "{}", "10.00"), ("1930", "{}", "-10.00"))),)
ADDED = sie(kind="4I", vouchers=MORE, balances="")


def test_a_4i_file_adds_vouchers_and_removes_none(booked, association, manager):
    read_in(association, ADDED, manager, name="till.si")

    assert Voucher.objects.count() == 6
    booked.refresh_from_db()
    assert booked.replaced_by is None


def test_added_vouchers_can_be_taken_away_again(booked, association, manager):
    before = stored_content("sydnarke", 2025).vouchers
    file = read_in(association, ADDED, manager, name="till.si")

    undo_file(file=file, reason="två gånger", by=manager, on=DAY)

    assert stored_content("sydnarke", 2025).vouchers == before


def test_added_vouchers_stay_when_the_year_is_read_again(booked, association, manager):
    read_in(association, ADDED, manager, name="till.si")

    read_in(association, DEARER, manager)

    assert Voucher.objects.filter(series="B", kind="added").count() == 1


def test_an_added_voucher_that_comes_with_the_year_is_not_counted_twice(
    booked, association, manager
):
    read_in(association, ADDED, manager, name="till.si")
    renumbered = (("A", "6", *MORE[0][2:]),)

    read_in(association, sie(vouchers=(*VOUCHERS, *renumbered)), manager)

    assert not Voucher.objects.filter(series="B").exists()
    assert (
        sum(row.ore for row in outcome_of("sydnarke", 2025) if row.account == "5010") == -31000
    )


def test_a_4i_file_changes_no_voucher(booked, association, manager):
    changed = (("A", "2", *MORE[0][2:]),)

    _, plan = preview(association, sie(kind="4I", vouchers=changed, balances=""), manager)

    assert [fault.code for fault in plan.problems] == ["finns-redan"]


# Balances only

PERIODS = "".join(
    f"#PSALDO 0 2025{month:02d} 5010 {{}} {100 * month}.00\n"
    f"#PSALDO 0 2025{month:02d} 3985 {{}} -500.00\n"
    for month in (1, 2, 3)
)
RESULTS = "#RES 0 5010 600.00\n#RES 0 3985 -1500.00\n"
OBJECTS = (
    '#PSALDO 0 202501 4010 {} 900.00\n#PSALDO 0 202501 4010 {6 "P1"} 700.00\n'
    '#PSALDO 0 202501 4010 {1 "100"} 900.00\n'
)


def test_a_file_without_vouchers_does_not_replace_one_with(booked, association, manager):
    _, plan = preview(association, sie(kind="2", balances="", more=PERIODS + RESULTS), manager)

    assert [fault.code for fault in plan.problems] == ["utan-verifikationer"]


def test_the_outcome_is_read_from_periods_when_there_are_no_vouchers(association, manager):
    read_in(association, sie(kind="2", balances="", more=PERIODS + RESULTS), manager)

    rows = outcome_of("sydnarke", 2025)

    assert {(r.month, r.account): r.ore for r in rows} == {
        (1, "5010"): -10000,
        (1, "3985"): 50000,
        (2, "5010"): -20000,
        (2, "3985"): 50000,
        (3, "5010"): -30000,
        (3, "3985"): 50000,
    }


def test_balances_of_objects_are_parts_of_the_account(association, manager):
    read_in(association, sie(kind="3", balances="#RES 0 4010 900.00\n", more=OBJECTS), manager)

    rows = outcome_of("sydnarke", 2025)

    assert sum(row.ore for row in rows) == -90000


def test_a_year_of_year_balances_stands_in_december(association, manager):
    yearly = "#RES 0 5010 1200.00\n#RES 0 3985 -6000.00\n"

    read_in(association, sie(kind="1", balances="", more=yearly), manager)

    assert {(r.month, r.account, r.ore) for r in outcome_of("sydnarke", 2025)} == {
        (12, "5010", -120000),
        (12, "3985", 600000),
    }


# Locked periods


def test_a_change_in_a_locked_month_is_refused_with_the_way_out(booked, association, manager):
    lock_period(
        association=association,
        year=2025,
        first_month=1,
        last_month=2,
        reason="avstämd",
        by=manager,
        on=DAY,
    )
    before = counts()

    file, plan = preview(association, DEARER, manager)

    fault = plan.problems[0]
    assert fault.code == "last-period"
    assert "A 3" in fault.found
    assert "Öppna perioden" in fault.remedy
    with pytest.raises(StoppedByFaults):
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
    assert counts() == before


def test_a_change_outside_the_locked_months_is_let_through(booked, association, manager):
    lock_period(
        association=association,
        year=2025,
        first_month=1,
        last_month=1,
        reason="avstämd",
        by=manager,
        on=DAY,
    )

    read_in(association, DEARER, manager)

    assert plan_for(LedgerFile.objects.last()).changes_nothing


def test_a_locked_month_cannot_be_undone(booked, association, manager):
    lock_period(
        association=association,
        year=2025,
        first_month=2,
        last_month=2,
        reason="avstämd",
        by=manager,
        on=DAY,
    )

    with pytest.raises(BuiltUpon, match="februari"):
        undo_file(file=booked, reason="fel", by=manager, on=DAY)


# What comes in odd, and what comes in hostile


@pytest.mark.parametrize(
    "odd",
    [
        sie().replace(b'"Hyra"', b'"Hyra\x00n"'),
        sie().replace(b'#VER A "2"', b'#VER A "' + b"9" * 40 + b'"'),
        sie().replace(b'#VER A "2"', b'#VER A "1"'),
        sie().replace(b'"Hyra"', b'"' + b"x" * 5000 + b'"'),
        sie().replace(b"#KONTO 5010", b"#KONTO 50105010501050105010501"),
        sie().replace(b'#OBJEKT 6 "P1" "', b'#OBJEKT 6 "P1" "' + b"y" * 400),
        sie()[: len(sie()) // 2],
        sie() * 2,
    ],
)
def test_an_odd_file_is_read_in_or_refused_with_reasons(association, manager, odd):
    if read_ledger_file(odd).year is None:
        with pytest.raises(UnreadableFile):
            preview(association, odd, manager)
        return
    file, plan = preview(association, odd, manager)

    if plan.problems:
        with pytest.raises(StoppedByFaults):
            commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
    else:
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)
        _, again = preview(association, odd + b"\r\n", manager)
        assert again.changes_nothing


def test_sie_5_gives_the_same_outcome_as_sie_4(association, manager):
    from samsyn.sie import read_sie, write_sie5

    content = write_sie5(read_sie(sie()).file)

    file = read_in(association, content, manager, name="bok.xml")

    assert file.kind == "5"
    expected = {key[:2]: [row.ore for row in entry.rows] for key, entry in
                read_ledger_file(sie()).entries.items()}  # fmt: skip
    stored = stored_content("sydnarke", 2025).vouchers
    assert {
        key[:2]: [row.ore for row in entry.rows] for key, entry in stored.items()
    } == expected
