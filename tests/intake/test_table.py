import contextlib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.intake.table import Column, Kind, UnreadableCell, read_cell


def column(kind, **rest):
    return Column("kolumn", kind, "provkolumn", **rest)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  Laxå ", "Laxå"),
        (Kind.SLUG, "kostnad-2019-ct", "kostnad-2019-ct"),
        (Kind.INTEGER, "5 498", 5498),
        (Kind.INTEGER, "5\u00a0498", 5498),
        (Kind.INTEGER, "12,0", 12),
        (Kind.DECIMAL, "1 305,5", Decimal("1305.5")),
        (Kind.DECIMAL, "\u2212 38 852", Decimal("-38852")),
        (Kind.DATE, "2019-12-31", date(2019, 12, 31)),
        (Kind.YES_NO, "Nej", False),
        (Kind.KEYS, "+a-1 -b*", ("+a-1", "-b*")),
    ],
)
def test_reads_cells_as_people_write_them(kind, text, value):
    assert read_cell(column(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.SLUG, "Å-län"),
        (Kind.SLUG, "två ord"),
        (Kind.INTEGER, "12,5"),
        (Kind.INTEGER, "tolv"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "Infinity"),
        (Kind.DECIMAL, "1e99"),
        (Kind.DECIMAL, "=1+1"),
        (Kind.DATE, "31/12 2019"),
        (Kind.DATE, "2019-02-30"),
        (Kind.YES_NO, "kanske"),
        (Kind.KEYS, "+a ;drop"),
    ],
)
def test_refuses_what_it_cannot_read(kind, text):
    with pytest.raises(UnreadableCell):
        read_cell(column(kind), text)


def test_an_empty_cell_is_nothing_unless_it_is_required():
    assert read_cell(column(Kind.INTEGER), "  ") is None
    with pytest.raises(UnreadableCell, match="tom cell"):
        read_cell(column(Kind.INTEGER, required=True), " ")


def test_a_code_must_be_in_its_list():
    sexes = column(Kind.SLUG, choices={"women": "kvinnor"})

    assert read_cell(sexes, "women") == "women"
    with pytest.raises(UnreadableCell):
        read_cell(sexes, "kvinnor")


@given(st.sampled_from(Kind), st.text(max_size=40))
def test_no_text_makes_it_fail_in_another_way(kind, text):
    with contextlib.suppress(UnreadableCell):
        read_cell(column(kind), text)
