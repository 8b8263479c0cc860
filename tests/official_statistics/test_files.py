"""Statistics from files: what each form gives, and every problem with its place."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.official_statistics.files import read_file
from samsyn.official_statistics.observations import (
    Unreadable,
    area_of,
    exact,
    figure,
    sex_of,
    time_of,
)
from samsyn.register.municipal_division import areas_by_name
from tests.official_statistics.stored import answer, workbook

NAMES = areas_by_name()
OWN = "area;on;sex;ages;value\n"


def read(content, *, measure="population", name="fil.csv"):
    content = content.encode() if isinstance(content, str) else content
    return read_file(content, name, measure=measure, names=NAMES)


def told(reading):
    return [(o.area, o.sex, o.band.code, o.value, o.missing) for o in reading.observations]


def test_our_own_form_says_area_day_sex_ages_and_value():
    reading = read(OWN + "kommun:1860;2023-12-31;kvinnor;16-64;1 234\nLaxå;2023;;;5612\n")

    assert reading.problems == []
    assert told(reading) == [
        ("kommun:1860", "women", "16-64", Decimal(1234), ""),
        ("kommun:1860", "all", "all", Decimal(5612), ""),
    ]
    assert {o.on for o in reading.observations} == {date(2023, 12, 31)}


def test_every_problem_of_a_file_is_told_at_once_with_row_and_column():
    reading = read(
        OWN
        + "kommun:99;2023-12-31;alla;all;1\n"
        + "kommun:1860;igår;alla;all;2\n"
        + "kommun:1860;2023;ingen;gammal;tio\n"
    )

    assert [(p.row, p.column) for p in reading.problems] == [
        (2, "area"),
        (3, "on"),
        (4, "sex"),
        (4, "ages"),
        (4, "value"),
    ]
    assert "fil.csv, rad 3, kolumn on: hittade 'igår', väntade ett år (2023)" in str(
        next(p for p in reading.problems if p.row == 3)
    )


def test_a_missing_figure_keeps_its_code():
    reading = read(OWN + "1860;2023;;;..\n1882;2023;;;.\n1881;2023;;;-\n1880;2023;;;\n")

    assert [o.missing for o in reading.observations] == ["..", ".", "-", ".."]
    assert {o.value for o in reading.observations} == {None}


def test_the_same_figure_twice_is_a_problem():
    reading = read(OWN + "1860;2023;;;5\nkommun:1860;2023-12-31;alla;all;6\n")

    assert [p.code for p in reading.problems] == ["dubblett"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "form"),
        ("   \n", "form"),
        ("%PDF-1.7", "form"),
        ("<html><table></table></html>", "form"),
        ("ett;två;tre\n1;2;3\n", "rubriker"),
        ("area;on;value;färg\n1860;2023;1;röd\n", "okand-kolumn"),
        ("area;value\n1860;1\n", "kolumn-saknas"),
        ("area;on;on;value\n1860;2023;2023;1\n", "kolumn-tva-ganger"),
        (OWN, "tom"),
        ('area;on;value\n"1860;2023;1\n', "csv"),
        (b"area;on;value\n1860;2023;1\x00\n", "tecken"),
        (b"PK\x03\x04skadad", "form"),
        ('{"class": "dataset"}', "form"),
        ('{"columns": 3, "data": []}', "form"),
        ("{" * 5000, "form"),
        ('{"id": ["a"], "size": [99999999999], "value": [], "dimension": {}}', "form"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_cannot_be_read_is_one_problem_and_no_figure(content, code):
    reading = read(content)

    assert [p.code for p in reading.problems] == [code]
    assert reading.observations == []


def test_windows_letters_are_understood():
    reading = read((OWN + "Laxå;2023;;;5612\n").encode("cp1252"))

    assert told(reading) == [("kommun:1860", "all", "all", Decimal(5612), "")]


def test_json_stat_is_read_as_it_is_saved():
    reading = read(answer("scb_v2_data.json"), name="TAB638.json")

    assert told(reading)[3] == ("kommun:1882", "all", "all", Decimal(11346), "")
    assert reading.published_on == date(2025, 2, 21)


def test_pxwebs_own_json_is_read_as_it_is_saved():
    reading = read(answer("scb_v1_table.json"))

    assert told(reading) == [
        ("kommun:1860", "men", "all", Decimal(2890), ""),
        ("kommun:1860", "women", "all", Decimal(2722), ""),
        ("kommun:1860", "women", "100-", None, ".."),
    ]
    assert reading.published_on == date(2024, 2, 22)


def test_a_table_split_by_a_variable_we_do_not_have_is_refused():
    content = answer("scb_v2_data.json").replace(b'"Alder"', b'"Civilstand"')
    content = content.replace(b'"label": "\xc3\xa5lder"', b'"label": "civilst\xc3\xa5nd"')

    reading = read(content)

    assert [(p.code, p.column) for p in reading.problems] == [("okand-variabel", "Civilstand")]


def test_a_csv_of_pxweb_has_a_column_for_each_year():
    reading = read(
        '"Folkmängden efter region, ålder och år"\n\n'
        '"region","ålder","kön","Folkmängd 2022","Folkmängd 2023"\n'
        '"1860 Laxå","16 år","kvinnor",31,"29"\n'
        '"1860 Laxå","totalt ålder","kvinnor",2740,".."\n'
        '"Källa: SCB"\n'
    )

    assert reading.problems == []
    assert told(reading) == [
        ("kommun:1860", "women", "16-16", Decimal(31), ""),
        ("kommun:1860", "women", "16-16", Decimal(29), ""),
        ("kommun:1860", "women", "all", Decimal(2740), ""),
        ("kommun:1860", "women", "all", None, ".."),
    ]


def test_a_faulty_cell_of_pxwebs_csv_has_its_row_and_column():
    reading = read('"region","2023"\n"1860 Laxå",1\n"Nånstans",2\n"Askersund","fel"\n')

    assert [(p.row, p.column, p.found) for p in reading.problems] == [
        (3, "2023", "Nånstans"),
        (4, "2023", "fel"),
    ]


def test_a_table_of_kolada_is_read_row_by_row_and_other_key_figures_are_left_out():
    reading = read(
        "kpi;municipality;gender;period;value\n"
        "N03937;1860;T;2023;7,3\nN03937;0018;K;2023;\nN00001;1860;T;2023;1\n",
        measure="unemployment",
    )

    assert told(reading) == [
        ("kommun:1860", "all", "16-64", Decimal("7.3"), ""),
        ("lan:18", "women", "16-64", None, ".."),
    ]
    assert reading.notes == ["1 rader gällde andra nyckeltal och lästes inte."]


def test_a_workbook_of_forsakringskassan_is_read_on_every_sheet():
    content = workbook(
        ["Ohälsotalet"],
        ["Uttag"],
        ["År", "Månad", "Län", "Kommun", "Kön", "Ålder", "Ohälsotalet"],
        [2023, 12, "18 Örebro län", "1860 Laxå", "Män", "Samtliga 16-64 år", 21.4],
    )

    reading = read(content, measure="ill_health_days", name="SJPohttal.xlsx")

    assert told(reading) == [("kommun:1860", "men", "16-64", Decimal("21.4"), "")]
    assert reading.observations[0].starts_on == date(2023, 1, 1)


def test_a_figure_in_a_workbook_is_what_the_cell_holds_without_dust():
    content = workbook(["area", "on", "value"], ["1860", 2023, 0.1 + 0.2])

    assert read(content, measure="unemployment").observations[0].value == Decimal("0.3")


@pytest.mark.parametrize("text", ["NaN", "1e6", "1_000", "٤", "0x10", "1.234,5", "tio", "--"])
def test_what_only_looks_like_a_figure_is_refused(text):
    with pytest.raises(Unreadable):
        figure(text)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**13, True, None])
def test_what_is_no_number_is_refused(number):
    with pytest.raises(Unreadable):
        exact(number)


@pytest.mark.parametrize("text", ["1860A", "186", "18600", "G1860", "²²"])
def test_what_is_no_area_is_refused(text):
    with pytest.raises(Unreadable):
        area_of(text)


@pytest.mark.parametrize("text", ["2023M13", "23", "2023-02-30", "1823", "", "9999-12-31"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(Unreadable):
        time_of(text, "day")


def test_twelve_months_end_with_their_month():
    assert time_of("2023M12", "twelve_months") == (date(2023, 1, 1), date(2023, 12, 31))
    assert time_of("2024M02", "month") == (date(2024, 2, 1), date(2024, 2, 29))
    assert time_of("2024M02", "day") == (None, date(2024, 2, 29))


@pytest.mark.parametrize("text", ["1+2", "T", "totalt", "Kvinnor och män", ""])
def test_all_is_written_in_many_ways(text):
    assert sex_of(text) == "all"


@given(st.decimals(0, 10**9, places=4, allow_nan=False))
def test_a_figure_written_the_swedish_way_is_read_exactly(value):
    assert figure(f"{value:,}".replace(",", "\u00a0").replace(".", ",")) == (value, "")


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_content_makes_the_reader_fall(content):
    reading = read(content)

    assert reading.observations or reading.problems
