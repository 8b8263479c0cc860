"""The document as values: what it refuses, how it numbers, and how broad its columns are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.language.lettering import writable
from samsyn.reports.content import (
    Cell,
    Column,
    Section,
    Table,
    column_widths,
    least_widths,
    outline,
    see_table,
)
from tests.reports import invented


def test_a_row_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="row 1 of table 'kort' has 1 cells, expected 2"):
        Table("kort", "Kort", (Column("A"), Column("B")), ((Cell("1"),),))


def test_two_parts_with_one_id_are_refused():
    report = invented.report()

    with pytest.raises(ValueError, match=r"more than once in the report: \['avslut'\]"):
        replace(report, sections=(*report.sections, Section("avslut", "Igen")))


def test_a_chart_that_names_no_table_is_refused():
    chart = invented.chart("figur", "Figur", invented.lines_svg, "ingen")

    with pytest.raises(ValueError, match="names no table: 'ingen'"):
        replace(invented.report(), sections=(Section("a", "A", (chart,)),))


def test_parts_tables_and_charts_are_numbered_in_reading_order():
    report = invented.report()

    assert [part.number for part in outline(report)] == ["1", "2", "2.1", "2.2"]
    assert report.labels["avslut"] == "Tabell 1"
    assert report.labels["figur-ar"] == "Figur 4"
    assert see_table(report.charts[0], report.labels) == "Siffrorna finns i tabell 1."
    assert see_table(report.charts[2], report.labels) == ""


def test_notes_are_marked_once_each():
    rows = tuple((Cell("1", note=note),) for note in ("först", "", "sedan", "först"))

    table = Table("t", "T", (Column("A"),), rows)

    assert table.marks == {"först": "a", "sedan": "b"}


def test_what_is_not_a_number_is_no_number():
    assert Cell("..", float("nan")).finite_value is None
    assert Cell("2", 2).finite_value == 2


def test_control_signs_are_taken_out_and_letters_stay():
    assert writable("å\x00\x0b→\ud83d\n😀") == "å→\n😀"


texts = st.text("abc åM1,", max_size=60)


@given(st.lists(st.tuples(texts, texts, texts), max_size=5), st.floats(5, 200))
def test_columns_fill_the_line_and_none_gets_less_than_it_needs(rows, line):
    columns = (Column("Förbund"), Column("Antal", is_numeric=True, unit="kr"), Column("Not"))
    cells = tuple(tuple(map(Cell, row)) for row in rows)
    table = Table("t", "T", columns, cells)

    widths = column_widths(table, line)

    least = least_widths(table)
    assert sum(widths) == pytest.approx(line)
    if sum(least) < line:
        assert all(got >= need for got, need in zip(widths, least, strict=True))
