"""The example files: what is read of each, and what is said of it."""

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from samsyn.sie import Account, Dimension, Transaction, read_sie
from samsyn.sie.plain import read_plainly
from samsyn.sie.quick import read_quickly

FOLDER = Path(__file__).parent
CASES = tomllib.loads((FOLDER / "cases.toml").read_text("utf-8"))["case"]
TEXTS = ("utf8.se", "utf8_med_bom.se", "utf16.se", "windows.se", "mac.se")


def content_of(name):
    return (FOLDER / "files" / name).read_bytes()


def marked(fault):
    return f"{fault.line} {fault.code}{'!' if fault.is_grave else ''}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_an_example_is_read_as_its_case_says(case):
    reading = read_sie(content_of(case["file"]))

    assert [marked(fault) for fault in reading.faults] == case["faults"]
    assert reading.encoding == case["encoding"]
    assert (reading.file.kind if reading.file else "") == case["kind"]
    assert len(reading.file.vouchers if reading.file else ()) == case["vouchers"]
    assert reading.is_grave == any(mark.endswith("!") for mark in case["faults"])


def test_every_example_has_a_case():
    files = {file.name for file in (FOLDER / "files").glob("*.s*")}

    assert files == {case["file"] for case in CASES}


def test_every_fault_says_what_and_where_and_what_to_do():
    for fault in read_sie(content_of("fel.se")).faults:
        text = str(fault)

        assert text.startswith(f"rad {fault.line}: hittade ")
        assert fault.expected in text
        assert fault.remedy in text
        assert text.endswith(f"[{fault.code}]")


@pytest.mark.parametrize("name", TEXTS)
def test_the_same_text_in_every_encoding(name):
    file = read_sie(content_of(name)).file

    assert file.company == "Samordningsförbundet Exempelån"
    assert file.vouchers[0].text == "Hyra för Åkerö: ÅÄÖ åäö é"
    assert file.accounts["7010"] == Account("7010", "Löner")


def test_a_whole_year_is_read_in_full():
    file = read_sie(content_of("hela_aret.se")).file

    assert file.years == {
        0: (date(2025, 1, 1), date(2025, 12, 31)),
        -1: (date(2024, 1, 1), date(2024, 12, 31)),
    }
    assert file.accounts["7010"] == Account("7010", "Löner", "K", "timmar")
    assert file.accounts["1930"].sru == "7281"
    assert file.dimensions[20] == Dimension(20, "Delprojekt", 6)
    assert file.objects[6, "P1"] == "Insatsen Vägen"
    assert file.complete_until == date(2025, 12, 31)
    assert [(b.offset, b.account, b.ore) for b in file.opening if not b.objects] == [
        (0, "1930", 5_000_000), (0, "2091", -5_000_000),
        (-1, "1930", 2_000_000), (-1, "2091", -2_000_000),
    ]  # fmt: skip
    assert file.results[-1].quantity == 160
    assert file.period_budgets[1].objects == ((6, "P1"),)
    assert file.details.street == "Storgatan 1"


def test_an_added_row_counts_once_and_a_struck_one_not_at_all():
    voucher = read_sie(content_of("hela_aret.se")).file.vouchers[2]

    assert [row.kind for row in voucher.rows] == ["trans", "trans", "removed", "added", "trans"]
    assert sum(row.ore for row in voucher.rows if row.counts) == 0
    assert voucher.series == "LÖN"
    assert voucher.text == 'Löner "februari"'
    assert voucher.rows[3].signature == "BN"


def test_what_the_standard_allows_is_read():
    file = read_sie(content_of("skrivsatt.se")).file

    assert file.accounts["6110"].name == 'Papper {A4} "vitt"'
    assert file.vouchers[0].text == "Text med {klammer} och \\\\server"
    on = file.vouchers[0].on
    assert file.vouchers[0].rows == (
        Transaction("6110", (), 10_000, on, 'C:\\temp "kopia"', Decimal("2.5")),
        Transaction("1930", (), -10_000, on),
    )
    assert [other.label for other in file.others] == ["#NYTT", "#BLOCK", "#RAD"]


def test_a_file_from_another_program_needs_neither_years_nor_accounts():
    file = read_sie(content_of("forsystem.si")).file

    assert (file.years, file.accounts) == ({}, {})
    assert (file.vouchers[0].series, file.vouchers[0].number) == ("", "")
    assert file.vouchers[0].rows[0].on == date(2025, 2, 25)
    assert file.vouchers[0].rows[0].objects == ((6, "P1"),)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_both_ways_say_the_same_of_an_example(case):
    content = content_of(case["file"])

    quick = read_quickly(content)

    assert quick is None or quick == read_plainly(content)


def test_the_fast_way_reads_the_well_formed_examples():
    quickly = {
        case["file"]
        for case in CASES
        if not case["file"].endswith(".sie") and read_quickly(content_of(case["file"]))
    }

    assert quickly == {"hela_aret.se", "cp850.se", "utf8.se", "utf8_med_bom.se", "windows.se",
                       "forsystem.si"}  # fmt: skip


def test_one_ore_changed_in_any_row_stops_the_file():
    """But for a row that was struck out, which is in no sum."""
    content = content_of("hela_aret.se")
    amounts = list(re.finditer(rb"#R?TRANS \d+ \{.*?\} (-?\d+)\.00", content))

    for found in amounts:
        changed = content[: found.end() - 2] + b"01" + content[found.end() :]

        assert read_sie(changed).is_grave
    assert len(amounts) == 9
