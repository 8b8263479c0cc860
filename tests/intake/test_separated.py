"""Text files with separators: what they hold, and what they must not be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.intake.layouts import Table, find_table, read_amounts, suggest_mapping
from samsyn.intake.layouts import Wish as ColumnWish
from samsyn.intake.reactions import Reaction
from samsyn.intake.separated import LONGEST_LINE, SEPARATORS, read_separated
from samsyn.intake.sheets import read_sheets
from tests.intake.hostile import in_swedish, refused, table, workbook

NAME = "utfall.csv"
ROWS = "Konto;Namn;Belopp\n4010;Hyra;134 000\n5010;Resor;12,50\n"
WISHES = (
    ColumnWish("account", "konto", ("konto", "kontonummer", "account")),
    ColumnWish("amount", "belopp", ("belopp", "saldo", "amount")),
)


def table_of(text, words=("konto", "belopp")):
    read = read_sheets(text.encode() if isinstance(text, str) else text, NAME)
    return find_table(read.chosen, words, file=NAME)


def texts(read):
    return [[cell.raw for cell in row] for row in read.chosen.rows]


@pytest.mark.parametrize("separator", SEPARATORS)
def test_each_separator_is_found_and_told(separator):
    read = read_sheets(f"Konto{separator}Namn\n4010{separator}Hyra\n".encode(), NAME)

    assert texts(read) == [["Konto", "Namn"], ["4010", "Hyra"]]
    assert [(told.code, told.found) for told in read.remarks] == [
        ("skiljetecken", SEPARATORS[separator])
    ]


def test_the_first_line_may_say_the_separator_and_rows_keep_their_numbers():
    read = read_sheets(b"sep=|\nKonto|Namn\n4010|a;b;c\n", NAME)

    assert texts(read) == [["Konto", "Namn"], ["4010", "a;b;c"]]
    assert [row[0].row for row in read.chosen.rows] == [2, 3]


def test_a_decimal_comma_is_no_separator():
    read = read_sheets(b"Konto;Belopp\n4010;12,50\n5010;7,25\n", NAME)

    assert texts(read)[1] == ["4010", "12,50"]


def test_a_cell_may_hold_lines_and_a_row_is_numbered_by_where_it_starts():
    read = read_sheets(b'Konto;Namn\n4010;"Hyra\nlokal"\n5010;Resor\n', NAME)

    assert texts(read)[1] == ["4010", "Hyra\nlokal"]
    assert [row[0].row for row in read.chosen.rows] == [1, 2, 4]


@pytest.mark.parametrize("line_end", ["\r", "\r\n", "\n"])
def test_any_line_end_will_do(line_end):
    assert texts(read_sheets(ROWS.replace("\n", line_end).encode(), NAME)) == texts(
        read_sheets(ROWS.encode(), NAME)
    )


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Konto;Namn\n4010;Hyra\n5010;"Resor\n6010;Porto\n', 3),
        ('Konto;Namn\n4010;"Hyra" extra\n', 2),
        ('Konto;Namn\n4010;"Hyra\n' + "5010;x\n" * 30 + '";\n', 2),
    ],
)
def test_a_quote_that_is_never_closed_stops_where_it_opened(text, row):
    told = refused(read_sheets(text.encode(), NAME), "oppet-citattecken")

    assert told.row == row


@pytest.mark.parametrize(
    ("line", "code"), [("5010;Resor", "for-fa-celler"), ("5010;Resor;1;2", "for-manga-celler")]
)
def test_a_ragged_row_stops(line, code):
    told = refused(table_of(ROWS + line + "\n"), code)

    assert told.row == 4


def test_every_ragged_row_is_told_at_once():
    found = table_of(ROWS + "1;a\n2;b;3;4\n3;c\n")

    assert [told.row for told in found.remarks] == [4, 5, 6]


def test_empty_cells_at_the_end_of_a_row_are_no_fault():
    assert isinstance(table_of(ROWS + "6010;Porto;5;;\n"), Table)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"  \r\n", b";;\n;;\n"])
def test_a_file_without_anything_is_refused(content):
    refused(read_sheets(content, NAME), "tom-fil")


def test_a_file_with_headings_only_is_refused():
    assert refused(table_of("Konto;Namn;Belopp\n"), "bara-rubriker").reaction is (
        Reaction.STOPP_FIL
    )


def test_a_file_without_headings_is_refused():
    refused(table_of("4010;134\n5010;12\n"), "ingen-rubrikrad")


def test_headings_that_stand_twice_stop():
    found = table_of("Konto; Belopp ;belopp\n4010;1;2\n")

    assert refused(found, "kolumn-tva-ganger").row == 1


def test_headings_may_come_in_another_order_with_blanks_and_other_words():
    mapping = suggest_mapping(table_of(" SALDO ;Kontonummer\n12;4010\n"), WISHES).mapping

    assert mapping.columns == {"account": "Kontonummer", "amount": "SALDO"}


def test_an_unknown_column_is_asked_about_and_a_missing_one_too():
    found = table_of("Konto;Belopp;Färg\n4010;1;röd\n")

    asked = suggest_mapping(found, WISHES)
    answered = suggest_mapping(found, WISHES, answers={"okanda-kolumner": "ja"})
    missing = suggest_mapping(table_of("Konto;Färg\n4010;röd\n"), WISHES)

    assert [question.key for question in asked.questions] == ["okanda-kolumner"]
    assert "Färg" in asked.questions[0].text
    assert answered.questions == ()
    assert answered.mapping.ignored == ("Färg",)
    assert [question.key for question in missing.questions] == ["vilken-kolumn:belopp"]
    assert missing.questions[0].alternatives[0].sample == "röd"


def test_sums_and_footnotes_are_no_rows_and_the_sum_is_checked():
    found = table_of(ROWS + "Summa;;134 012,50\nKälla: ekonomisystemet;;\n* preliminärt;;\n")

    amounts = read_amounts(found, found.columns[2])

    assert [row.number for row in found.rows] == [2, 3]
    assert [told.code for told in found.remarks] == ["rader-utanfor"]
    assert found.remarks[0].found == "rad 5, 6"
    assert amounts.ore == {2: 13_400_000, 3: 1_250}


@pytest.mark.parametrize("wrong", ["134 012,51", "134 013,50", "135 012,50"])
def test_a_sum_that_its_rows_do_not_make_stops_and_shows_the_difference(wrong):
    found = table_of(ROWS + f"Summa;;{wrong}\n")

    amounts = read_amounts(found, found.columns[2])

    told = next(told for told in amounts.remarks if told.code == "fel-summa")
    assert amounts.ore == {}
    assert told.row == 4
    assert "134\u00a0012,50" in told.expected
    in_swedish(told)


def test_a_sum_in_thousands_may_differ_by_what_rounding_can_make():
    found = table_of("Konto;Belopp tkr\n4010;134\n5010;13\nSumma;148\n")
    key = {"beloppsenhet:Belopp tkr": "tkr"}

    amounts = read_amounts(found, found.columns[1], answers=key)
    beyond = table_of("Konto;Belopp tkr\n4010;134\n5010;13\nSumma;150\n")

    assert [told.code for told in amounts.remarks] == ["summan-avrundad"]
    assert amounts.remarks[0].reaction is Reaction.VARNA
    assert amounts.ore == {2: 13_400_000, 3: 1_300_000}
    assert [t.code for t in read_amounts(beyond, beyond.columns[1], answers=key).remarks] == [
        "fel-summa"
    ]


def test_sums_of_parts_and_of_the_whole_are_all_checked():
    text = (
        "Konto;Belopp\nIntäkter;\n3010;500\n3020;100\nSumma intäkter;600\nKostnader;\n"
        "4010;200\n5010;300\nSumma kostnader;500\nTotalt;100\n"
    )
    found = table_of(text)

    amounts = read_amounts(found, found.columns[1])

    assert [row.section for row in found.rows] == ["Intäkter"] * 2 + ["Kostnader"] * 2
    assert not any(told.code == "fel-summa" for told in amounts.remarks)
    assert amounts.ore == {3: 50_000, 4: 10_000, 7: 20_000, 8: 30_000}


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (workbook(table()), "a.csv", "fel-namn"),
        (ROWS.encode(), "a.xlsx", "fel-namn"),
        (ROWS.encode(), "a.ods", "fel-namn"),
        (b"<!DOCTYPE html><html><table></table></html>", "a.csv", "fil-annan"),
        (b"<html><body><table><tr><td>1", "a.xls", "fil-annan"),
        (b"%PDF-1.7\n...", "a.csv", "fil-annan"),
        (b"%PDF-1.7\n...", "a.xlsx", "fil-annan"),
        (b"\x1f\x8b\x08\x00", "a.csv", "fil-annan"),
        (b"\x89PNG\r\n", "a.csv", "fil-annan"),
        (b"{\\rtf1", "a.csv", "fil-annan"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "fil-annan"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused_by_its_content(content, name, code):
    assert refused(read_sheets(content, name), code).reaction is Reaction.STOPP_FIL


def test_a_line_of_more_than_a_million_signs_is_refused():
    content = b"Konto;Namn\n4010;" + b"a" * LONGEST_LINE + b"\n"

    assert refused(read_sheets(content, NAME), "for-lang-rad").row == 2


@pytest.mark.slow
def test_a_huge_file_is_refused_at_once():
    content = bytes(1_000_000_000)

    start = time.process_time()
    read = read_separated(content, NAME)

    refused(read, "fil-for-stor")
    assert time.process_time() - start < 1


@pytest.mark.slow
def test_too_many_rows_are_refused_in_time():
    content = b"Konto;Belopp\n" + b"4010;12,50\n" * 200_000

    start = time.process_time()
    read = read_sheets(content, NAME)

    refused(read, "for-manga-rader")
    assert time.process_time() - start < 2


CELLS = st.text("abåäö 0;,|\t\"'\n", max_size=8).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8))
def test_what_is_written_with_quotes_is_read_back(rows):
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["Konto", "Namn"], *rows])

    read = read_separated(b"sep=;\n" + out.getvalue().encode(), NAME)

    expected = [["Konto", "Namn"], *(row for row in rows if any(row))]
    assert texts(read) == expected


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(content):
    read_sheets(content, NAME)
