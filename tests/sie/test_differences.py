"""What has changed from one file to another."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from samsyn.sie import Account, Voucher, differences, read_sie, write_sie
from samsyn.sie.differences import BalanceChange
from tests.sie.strategies import files
from tests.sie.test_files import content_of


@pytest.fixture(scope="module")
def year():
    return read_sie(content_of("hela_aret.se")).file


@pytest.mark.slow
@given(files("4E"))
def test_a_file_does_not_differ_from_itself(file):
    assert not differences(file, file)
    assert not differences(file, read_sie(write_sie(file)).file)


def test_a_new_a_changed_and_a_removed_voucher(year):
    first, second, third = year.vouchers
    changed = replace(second, text="Hyra för mars")
    new = replace(first, number="3")

    found = differences(year, replace(year, vouchers=(changed, new, third)))

    assert found.new_vouchers == (new,)
    assert found.changed_vouchers == ((second, changed),)
    assert found.removed_vouchers == (first,)
    assert found


def test_one_changed_ore_in_a_row_is_seen(year):
    row = replace(year.vouchers[0].rows[0], ore=10_000_001)
    changed = replace(year.vouchers[0], rows=(row, *year.vouchers[0].rows[1:]))

    found = differences(year, replace(year, vouchers=(changed, *year.vouchers[1:])))

    assert found.changed_vouchers == ((year.vouchers[0], changed),)


def test_the_place_in_the_file_is_no_change(year):
    moved = tuple(reversed([replace(voucher, line=99) for voucher in year.vouchers]))

    assert not differences(year, replace(year, vouchers=moved))


def test_vouchers_without_numbers_are_known_by_all_they_say(year):
    one = Voucher("A", "", date(2025, 5, 1), "a")
    other = Voucher("A", "", date(2025, 5, 1), "b")
    before = replace(year, vouchers=(one, one, other))

    found = differences(before, replace(year, vouchers=(other, one, other)))

    assert (found.new_vouchers, found.removed_vouchers) == ((other,), (one,))


def test_balances_show_old_and_new(year):
    closing = (replace(year.closing[0], ore=1), *year.closing[2:])
    after = replace(year, closing=closing, period_balances=year.period_balances[1:])

    found = differences(year, after).balances

    told = {(c.label, c.account, c.before, c.after) for c in found}
    assert BalanceChange("#PSALDO", 0, "202501", "1930", (), 10_000_000, None) in found
    assert len(told) == len(found) == 3


def test_accounts_and_what_the_file_says_of_itself(year):
    chart = {**year.accounts, "5010": Account("5010", "Lokaler"), "6110": Account("6110", "Ny")}
    del chart["3985"]
    after = replace(year, accounts=chart, company="Nya namnet", years={0: year.years[0]})

    found = differences(year, after)

    assert found.accounts == (
        (year.accounts["3985"], None),
        (year.accounts["5010"], chart["5010"]),
        (None, chart["6110"]),
    )
    assert found.told == (
        ("company", year.company, "Nya namnet"),
        ("year -1", "2024-01-01–2024-12-31", ""),
    )
