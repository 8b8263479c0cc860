"""Fields of a line and their values, one by one and against a slow tokenizer."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie.writing import amount, quote
from samsyn.sie_text.faults import SHOWN_OF_A_KIND, Faults, meanings
from samsyn.sie_text.fields import (
    LARGEST_ORE,
    account_of,
    checked,
    day_of,
    objects_of,
    ore_of,
    period_of,
    quantity_of,
    split,
)


def codes(faults):
    return [fault.code for fault in faults.all()]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("#KONTO 1930 Bank", ["#KONTO", "1930", "Bank"]),
        ('#KONTO 1930 "Bank konto"', ["#KONTO", "1930", "Bank konto"]),
        ('#KONTO\t1930\t \t"Bank"', ["#KONTO", "1930", "Bank"]),
        (r'#KONTO 1915 "Kassa \"special\""', ["#KONTO", "1915", 'Kassa "special"']),
        ('#VER "" "" 20080101', ["#VER", "", "", "20080101"]),
        ("#TRANS 1910 {} -1.00", ["#TRANS", "1910", (), "-1.00"]),
        ("#TRANS 1910 { \t} -1.00", ["#TRANS", "1910", (), "-1.00"]),
        ("#TRANS 1910 {}-1.00", ["#TRANS", "1910", (), "-1.00"]),
        ('#TRANS 1 {"1" "45 6" 7 47} 1', ["#TRANS", "1", ("1", "45 6", "7", "47"), "1"]),
        (r'#TRANS 1 {1 "a}{\"b"} 1', ["#TRANS", "1", ("1", 'a}{"b'), "1"]),
        ('#OBJEKT 1 "0123" "Avd {med} klammer"', ["#OBJEKT", "1", "0123", "Avd {med} klammer"]),
        (r'#KONTO 1 "C:\temp"', ["#KONTO", "1", r"C:\temp"]),
        (r'#KONTO 1 "\\server"', ["#KONTO", "1", r"\\server"]),
        ("#PROSA a{b}c", ["#PROSA", "a{b}c"]),
        ("#", ["#"]),
    ],
)
def test_a_line_is_split_as_the_standard_says(line, fields):
    faults = Faults()

    assert split(line, 1, faults) == fields
    assert codes(faults) == []


@pytest.mark.parametrize(
    ("line", "fields", "code"),
    [
        ('#KONTO 1 "Bank', ["#KONTO", "1", "Bank"], "citattecken"),
        ('#KONTO 1 "Bank "ny" x"', ["#KONTO", "1", 'Bank "ny', 'x"'], "citattecken-i-text"),
        ("#TRANS 1 {1 2 -1.00", ["#TRANS", "1", "{1 2 -1.00"], "objektlista"),
        ("#TRANS 1 {1 {2}} 1", ["#TRANS", "1", "{1 {2}} 1"], "objektlista"),
        ('#TRANS 1 {1 "2} 1', ["#TRANS", "1", '{1 "2} 1'], "objektlista"),
    ],
)
def test_a_line_that_is_wrong_is_told_and_read_as_far_as_it_goes(line, fields, code):
    faults = Faults()

    assert split(line, 7, faults) == fields
    assert codes(faults) == [code]
    assert faults.all()[0].line == 7


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)


@given(st.lists(texts.filter(lambda text: not text.endswith("\\")), max_size=5))
def test_what_is_quoted_is_split_into_the_same(fields):
    faults = Faults()
    line = " ".join(["#A", *map(quote, fields)])

    assert split(line, 1, faults) == ["#A", *fields]
    assert codes(faults) == []


@given(st.integers(-LARGEST_ORE, LARGEST_ORE))
def test_an_amount_is_written_and_read_as_the_same(ore):
    assert ore_of(amount(ore), 1, Faults()) == ore


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("0", 0), ("-0.00", 0), ("1", 100), ("1.5", 150), ("-1.05", -105), (".5", 50), ("7.", 700),
        ("0001.10", 110), ("100000000000.00", 10**13), ("-100000000000", -(10**13)),
        ("0" * 5000 + "1", 100),
    ],
)  # fmt: skip
def test_amounts_that_are_read(text, ore):
    faults = Faults()

    assert ore_of(text, 1, faults) == ore
    assert codes(faults) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "belopp"), ("-", "belopp"), (".", "belopp"), ("1e3", "belopp"), ("NaN", "belopp"),
        ("Infinity", "belopp"), ("1_000", "belopp"), ("0x10", "belopp"), ("1 000", "belopp"),
        ("100-", "belopp"), ("−1", "belopp"), ("١٢", "belopp"), ("1.2.3", "belopp"),
        ("100.005", "decimaler"), ("100.000", "decimaler"), ("1,000", "decimaler"),
        ("100000000000.01", "for-stort-belopp"), ("9" * 5000, "for-stort-belopp"),
    ],
)  # fmt: skip
def test_amounts_that_are_refused(text, code):
    faults = Faults()

    assert ore_of(text, 3, faults) is None
    assert codes(faults) == [code]
    assert faults.all()[0].is_grave


@pytest.mark.parametrize(("text", "ore"), [("10,50", 1050), ("+3", 300), ("-,5", -50)])
def test_amounts_that_are_interpreted_are_told(text, ore):
    faults = Faults()

    assert ore_of(text, 1, faults) == ore
    assert codes(faults) == ["beloppets-skrivsatt"]
    assert not faults.all()[0].is_grave


@given(st.integers(1, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_one_of_the_calendar(year, month, day):
    text = f"{year:04d}{month:02d}{day:02d}"
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None

    assert day_of(text, 1, Faults()) == expected


@pytest.mark.parametrize(
    "text", ["", "2025-01-01", "250101", "202501011", "２０２５０１０１", "2025 101"]
)
def test_what_is_no_date_is_refused(text):
    assert day_of(text, 1, Faults()) is None


def test_other_values_are_read_or_refused():
    faults = Faults()

    assert period_of("202512", 1, faults) == "202512"
    assert quantity_of("-1,25", 1, faults) == Decimal("-1.25")
    assert quantity_of("", 1, faults) is None
    assert account_of("0100", 1, faults) == "0100"
    assert objects_of(("1", "100", "6", "P1"), 1, faults) == ((1, "100"), (6, "P1"))
    assert codes(faults) == []
    assert period_of("202513", 1, faults) is None
    assert quantity_of("fem", 1, faults) is None
    assert account_of("19A0", 1, faults) is None
    assert objects_of(("1",), 1, faults) is None
    assert objects_of(("0", "a"), 1, faults) is None
    assert objects_of(("x", "a"), 1, faults) is None
    assert sorted(codes(faults)) == ["dimension", "dimension", "kontonummer", "kvantitet",
                                     "objektlista", "period"]  # fmt: skip


def test_the_control_sum_is_that_of_the_standard():
    """The table algorithm of the standard, part 10, over the signs that it underlines."""
    line = split(r'#KONTO  1915 "Kassa \"special\""', 1, Faults())

    assert checked(line, 0) == crc32_of_the_standard(b'#KONTO1915Kassa "special"')
    assert checked(split('#TRANS 1 {1 "å"} 2.00', 1, Faults()), 0) == crc32_of_the_standard(
        b"#TRANS11\x862.00"
    )


def crc32_of_the_standard(signs):
    table = []
    for start in range(256):
        crc = start
        for _ in range(8):
            crc = (crc >> 1) ^ 0xEDB88320 if crc & 1 else crc >> 1
        table.append(crc)
    crc = 0xFFFFFFFF
    for sign in signs:
        crc = (crc >> 8) ^ table[(crc ^ sign) & 0xFF]
    return crc ^ 0xFFFFFFFF


def test_of_one_kind_so_many_are_shown_and_the_rest_counted():
    faults = Faults()
    for line in range(1, SHOWN_OF_A_KIND + 51):
        faults.add("belopp", "x", line)
    for line in range(1, 5000):
        faults.tell_once("okand-etikett", f"#X{line}", line)

    shown = faults.all()

    assert len(shown) == 2 * SHOWN_OF_A_KIND + 2
    assert [f.found for f in shown if f.code == "fler-fel"] == [
        "4799 fel till av slaget okand-etikett",
        "50 fel till av slaget belopp",
    ]


def test_every_code_is_explained_and_used():
    root = Path(__file__).parents[2]
    text = (root / "docs" / "explanation" / "sie.md").read_text("utf-8")
    code = "".join(f.read_text("utf-8") for f in (root / "src" / "samsyn").glob("sie*/*.py"))

    for name, meaning in meanings().items():
        grade = "**stoppar**" if meaning.grave else ""
        assert f"| `{name}` | {grade} | {meaning.expected} | {meaning.remedy} |" in text
        assert f'"{name}"' in code
