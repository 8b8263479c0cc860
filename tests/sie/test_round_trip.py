"""What is written is read as the same file, in every type and encoding."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie import (
    CannotBeWritten,
    OtherLine,
    SieFile,
    Transaction,
    Voucher,
    read_sie,
    write_sie,
    write_sie5,
)
from samsyn.sie.plain import read_plainly
from tests.sie.strategies import files, sie5_files
from tests.sie.test_files import CASES, content_of

ON = date(2025, 3, 10)


@pytest.mark.slow
@given(st.sampled_from(["1", "2", "3", "4E", "4I"]).flatmap(files), st.booleans())
def test_a_written_file_is_read_as_the_same(file, has_checksum):
    content = write_sie(file, has_checksum=has_checksum)

    reading = read_sie(content)

    assert reading.file == file
    assert reading.encoding == "cp437"
    assert read_plainly(content).file == file
    assert "kontrollsumma" not in [fault.code for fault in reading.faults]


@pytest.mark.slow
@given(files("4E"), st.sampled_from(["utf-8", "cp1252"]))
def test_so_is_one_in_another_encoding(file, encoding):
    assert read_sie(write_sie(file, encoding=encoding)).file == file


@pytest.mark.slow
@given(sie5_files())
def test_so_is_a_file_of_sie_5(file):
    content = write_sie5(file)

    reading = read_sie(content)

    assert reading.file == file
    assert reading.encoding == "utf-8"
    assert write_sie5(reading.file) == content


@pytest.mark.parametrize(
    "name", [case["file"] for case in CASES if case["kind"] in {"1", "2", "3", "4E", "4I"}]
)
def test_an_example_that_is_written_says_the_same_again(name):
    file = read_sie(content_of(name)).file

    content = write_sie(file, encoding="utf-8")

    assert read_sie(content).file == file
    assert write_sie(read_sie(content).file, encoding="utf-8") == content


def test_a_year_of_sie_5_becomes_one_of_type_4():
    file = read_sie(content_of("sie5.sie")).file

    reading = read_sie(write_sie(file))

    assert reading.file == replace(file, kind="4E", details=reading.file.details)
    assert reading.faults == ()


def test_a_year_of_type_4_becomes_one_of_sie_5():
    file = read_sie(content_of("hela_aret.se")).file

    reading = read_sie(write_sie5(file))

    assert [fault.code for fault in reading.faults] == []
    assert reading.file.vouchers[0].rows == file.vouchers[0].rows
    assert reading.file.results == tuple(
        sorted(file.results, key=lambda post: list(file.accounts).index(post.account))
    )


def text_of(voucher_text, encoding="cp437"):
    file = SieFile("4I", vouchers=(Voucher("A", "1", ON, voucher_text),))
    return read_sie(write_sie(file, encoding=encoding)).file.vouchers[0].text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hyra – lokal", "Hyra - lokal"),
        ("5 €", "5 EUR"),
        ("”citat”", "'citat'"),
        ("ø č 漢", "ö c ?"),
        ("rad\nbrytning\t!", "rad brytning !"),
        ("slut\\", "slut/"),
        ("\ud800", " "),
    ],
)
def test_what_cannot_be_said_becomes_the_nearest(text, written):
    assert text_of(text) == written


def test_all_of_it_can_be_said_in_utf_8():
    assert text_of("Hyra – 5 € 漢 ”å”", "utf-8") == "Hyra – 5 € 漢 ”å”"


@pytest.mark.parametrize(
    "file",
    [
        SieFile("4I", others=(OtherLine("NYTT"),)),
        SieFile("4I", others=(OtherLine("#N Y"),)),
        SieFile("4I", vouchers=(Voucher("", "", ON, rows=(Transaction("19A0", (), 1, ON),)),)),
        SieFile("4I", vouchers=(Voucher("", "", ON, rows=(Transaction("1", ((0, "a"),), 1, ON),)),)),
    ],
)  # fmt: skip
def test_what_the_standard_forbids_is_not_written(file):
    with pytest.raises(CannotBeWritten):
        write_sie(file)


def test_sie_5_numbers_vouchers_with_digits():
    with pytest.raises(CannotBeWritten):
        write_sie5(SieFile("5", vouchers=(Voucher("A", "A1", ON),)))


def test_markup_in_a_text_is_only_text():
    voucher = Voucher("A", "1", ON, "<b>&amp;\"'\n", ON)

    assert read_sie(write_sie5(SieFile("5I", vouchers=(voucher,)))).file.vouchers[0].text == (
        "<b>&amp;\"' "
    )
