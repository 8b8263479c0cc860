"""Where the table of a sheet is, and what its columns mean."""

import dataclasses

import pytest

from samsyn.intake.layouts import (
    ColumnMapping,
    Table,
    TableColumn,
    Wish,
    check_total,
    find_table,
    layout_fingerprint,
    months_of,
    read_amounts,
    suggest_mapping,
)
from samsyn.intake.reactions import Reaction
from samsyn.intake.sheets import read_sheets
from tests.intake.hostile import refused, row, table, workbook

NAME = "budget.xlsx"
WORDS = ("konto", "benämning", "budget", "utfall")
WISHES = (
    Wish("account", "konto", ("konto",)),
    Wish("name", "benämning", ("benämning", "kontonamn"), is_required=False),
    Wish("amount", "belopp", ("belopp", "saldo")),
)


def found_in(rows, words=WORDS, **more):
    read = read_sheets(workbook(rows, **more), NAME)
    return find_table(read.chosen, words, file=NAME)


def headings(found):
    return [column.heading for column in found.columns]


def merged(*ranges):
    cells = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return f"<mergeCells>{cells}</mergeCells>"


def test_the_headings_are_found_below_titles():
    rows = (
        row(1, "Samordningsförbundet Exempel")
        + row(2, "Resultatrapport 2025", "utskriven")
        + row(4, "Konto", "Benämning", "Budget")
        + row(5, 4010, "Hyra", 100)
        + row(6, 5010, "Resor", 50)
    )

    found = found_in(rows)

    assert found.heading_rows == (4,)
    assert headings(found) == ["Konto", "Benämning", "Budget"]
    assert [each.number for each in found.rows] == [5, 6]
    assert found.columns[1].samples == ("Hyra", "Resor")
    assert [told.code for told in found.remarks] == ["rader-utanfor"]


def test_headings_on_two_levels_are_joined():
    rows = (
        row(1, "", "2025", None, "2026", None).replace("<is><t></t></is>", "")
        + row(2, "Konto", "Budget", "Utfall", "Budget", "Utfall")
        + row(3, 4010, 1, 2, 3, 4)
    )

    found = found_in(rows, after=merged("B1:C1", "D1:E1"))

    assert found.heading_rows == (1, 2)
    assert headings(found) == [
        "Konto", "2025 Budget", "2025 Utfall", "2026 Budget", "2026 Utfall"
    ]  # fmt: skip


def test_a_merged_title_is_no_group_of_headings():
    found = found_in(
        row(1, "Budget för hela året") + row(2, "Konto", "Budget") + row(3, 4010, 1),
        after=merged("A1:B1"),
    )

    assert headings(found) == ["Konto", "Budget"]


def test_merged_cells_among_the_rows_stop_with_their_range():
    told = refused(
        found_in(table(row(3, 5010, 5)), after=merged("B2:B3")), "sammanslagna-celler"
    )

    assert (told.sheet, told.cell, told.found) == ("Blad1", "B2:B3", "B2:B3")


def test_months_as_columns_are_known_whatever_they_are_called():
    names = ["Konto", "jan", "Februari 2025", "mars", "2025-04", "202505", "dec.", "Maja"]
    columns = [TableColumn(at, name, ()) for at, name in enumerate(names, start=1)]

    assert months_of(columns) == {2: 1, 3: 2, 4: 3, 5: 4, 6: 5, 7: 12}


def test_a_table_of_months_is_found_and_read():
    months = [
        "jan",
        "feb",
        "mar",
        "apr",
        "maj",
        "jun",
        "jul",
        "aug",
        "sep",
        "okt",
        "nov",
        "dec",
    ]
    rows = (
        row(1, "Konto", *months) + row(2, 4010, *range(1, 13)) + row(3, "Summa", *range(1, 13))
    )

    found = found_in(rows)
    amounts = [read_amounts(found, c).ore for c in found.columns if c.number in months_of([c])]

    assert amounts == [{2: month * 100} for month in range(1, 13)]


def test_a_column_without_heading_is_there_under_its_letter():
    found = found_in(row(1, "Konto", "Budget") + row(2, 4010, 1, "se not"))

    assert headings(found) == ["Konto", "Budget", "Kolumn C"]


def test_headings_that_come_again_on_every_page_are_no_rows():
    found = found_in(table(row(3, "Konto", "Belopp"), row(4, 5010, 7)), ("konto", "belopp"))

    assert [each.number for each in found.rows] == [2, 4]


def test_a_table_that_is_not_there_is_refused():
    refused(found_in(row(1, 1, 2) + row(2, 3, 4)), "ingen-rubrikrad")
    refused(found_in(row(1, "Konto", "Budget")), "bara-rubriker")


def test_every_bad_amount_of_a_column_is_told_at_once_with_its_cell():
    rows = table(row(3, 5010, "1_000"), row(4, 6010, "EUR 5"), row(5, 7010, "7"))
    found = found_in(rows, ("konto",))

    amounts = read_amounts(found, found.columns[1])

    assert amounts.ore == {}
    assert [(told.code, told.sheet, told.row, told.cell) for told in amounts.remarks] == [
        ("inget-belopp", "Blad1", 3, "B3"),
        ("annan-valuta", "Blad1", 4, "B4"),
    ]


def test_what_was_mended_is_told_once_for_the_column():
    rows = table(row(3, 5010, "1 000"), row(4, 6010, "2 000"), row(5, 7010, "3 000"))
    found = found_in(rows, ("konto",))

    amounts = read_amounts(found, found.columns[1])

    assert amounts.ore == {2: 10_000, 3: 100_000, 4: 200_000, 5: 300_000}
    assert len(amounts.remarks) == 1
    assert "Även rad 4, 5" in str(amounts.remarks[0])
    assert amounts.remarks[0].reaction is Reaction.RATTA


def test_an_unanswered_question_gives_no_amounts_and_is_not_repeated_for_each_row():
    rows = table(row(3, 5010, "134.000"), row(4, 6010, "135.000"))
    found = found_in(rows, ("konto",))

    asked = read_amounts(found, found.columns[1])
    answered = read_amounts(found, found.columns[1], answers={"punkt-eller-komma": "tusental"})

    assert asked.ore == {}
    assert [each.key for each in asked.questions] == ["punkt-eller-komma"]
    assert len(asked.remarks) == 1
    assert answered.ore == {2: 10_000, 3: 13_400_000, 4: 13_500_000}


def test_a_sum_in_a_workbook_is_checked_too():
    right, wrong = (
        found_in(table(row(3, 5010, 50), row(4, "Totalt", total)), ("konto",))
        for total in (150, 151)
    )

    assert read_amounts(right, right.columns[1]).ore == {2: 10_000, 3: 5_000}
    told = read_amounts(wrong, wrong.columns[1]).remarks[0]
    assert (told.code, told.row) == ("fel-summa", 4)
    assert "1,00" in told.expected


@pytest.mark.parametrize("difference", [1, 100, 100_000])
def test_a_difference_of_an_ore_a_krona_or_a_thousand_stops(difference):
    told = check_total([10_000, 20_000], 30_000 + difference)

    assert told.code == "fel-summa"
    assert told.reaction is Reaction.STOPP


def test_a_mapping_is_suggested_from_headings_and_remembered():
    found = found_in(row(1, "Konto", "Saldo") + row(2, 4010, 1), ("konto",))

    first = suggest_mapping(found, WISHES)
    stored = dataclasses.asdict(first.mapping)
    again = suggest_mapping(found, (), remembered=ColumnMapping(**stored))

    assert first.questions == ()
    assert first.mapping.columns == {"account": "Konto", "amount": "Saldo"}
    assert again.mapping == first.mapping


def test_a_remembered_mapping_of_other_headings_is_not_used():
    found = found_in(row(1, "Konto", "Saldo") + row(2, 4010, 1), ("konto",))
    old = ColumnMapping(layout_fingerprint(["Konto", "Belopp"]), {"account": "Saldo"})

    assert suggest_mapping(found, WISHES, remembered=old).mapping.columns["account"] == "Konto"


def test_two_columns_that_may_be_the_same_thing_are_asked_about():
    rows = row(1, "Konto", "Belopp 2024", "Belopp 2025") + row(2, 4010, 1, 2)
    found = found_in(rows, ("konto",))
    key = "vilken-kolumn:Blad1:belopp"

    asked = suggest_mapping(found, WISHES)
    answered = suggest_mapping(
        found, WISHES, answers={key: "Belopp 2025", "okanda-kolumner:Blad1": "ja"}
    )

    assert [each.key for each in asked.questions] == [key]
    assert [each.sample for each in asked.questions[0].alternatives] == ["1", "2"]
    assert answered.questions == ()
    assert answered.mapping.columns["amount"] == "Belopp 2025"


def test_headings_have_one_fingerprint_in_any_order_case_and_form():
    assert layout_fingerprint(["Konto", "A\u030ar"]) == layout_fingerprint(["ÅR ", "konto"])
    assert layout_fingerprint(["Konto"]) != layout_fingerprint(["Konton"])


def test_fifty_thousand_rows_make_a_table_of_as_many():
    lines = "".join(f"{number};1,00\n" for number in range(1, 50_001))
    read = read_sheets(f"Konto;Belopp\n{lines}Summa;50 000\n".encode(), "a.csv")

    found = find_table(read.chosen, file="a.csv")

    assert isinstance(found, Table)
    assert len(read_amounts(found, found.columns[1]).ore) == 50_000
