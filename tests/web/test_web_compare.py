"""Jämför: choices in the address, what is shown, and the files."""

from io import BytesIO
from xml.etree.ElementTree import XML

import pytest
from openpyxl import load_workbook

COMPARISON = "/jamfor/?lan=18&ar=2019&indikator=positive_of_exits"


def text_of(browser, where):
    answer = browser.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_comparison_shows_counts_value_interval_and_verdict(as_reader):
    text = text_of(as_reader, COMPARISON)

    for piece in ("107", "34,6\xa0%", "26,2–44,0\xa0%", "Lägre än länet", "Högre än länet"):
        assert piece in text
    assert "Minsta skillnad mot länet som hade synts" in text
    assert '<a class="otherwise" href="#olika">räknar olika</a>' in text
    assert "<title>Jämför: Positiva avslut, andel av avsluten, 2019" in text


def test_different_ways_of_counting_are_said_before_the_table(as_reader):
    text = text_of(as_reader, COMPARISON)

    assert text.index("Förbunden gör olika") < text.index("<table")


def test_local_parts_stand_instead_of_their_association(as_reader):
    text = text_of(
        as_reader,
        COMPARISON + "&enhet=kommun:1814&enhet=kommun:1880&enhet=sofint&enhet=sydnarke"
        "&enhet=degerfors-karlskoga",
    )

    assert (
        '<a href="/jamfor/?lan=18&amp;ar=2019&amp;indikator=positive_of_exits&amp;enhet='
        in text
    )
    assert 'aria-current="true">Lokala delar</a>' in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("indikator=finns-inte", "Indikatorn «finns-inte» finns inte"),
        ("indikator=participants&ar=1999", "Här visas 2019"),
        ("indikator=participants&ar=2030", "Här visas 2019"),
        ("indikator=contributions_per_inhabitant&ar=2022", "Här visas 2023"),
        ("indikator=participants&ar=nittonhundra", "är inget år"),
        ("indikator=participants&ar=%D9%A2%D9%A0%D9%A1%D9%A9", "är inget år"),
        ("indikator=participants&ar=99999999999999999999", "är inget år"),
        ("indikator=participants&enhet=lan:18", "«lan:18» finns inte i länet"),
        ("indikator=participants&enhet=%3Cscript%3E", "«&lt;script&gt;» finns inte i länet"),
    ],
)
def test_wrong_values_become_the_nearest_right_ones(query, said, as_reader):
    assert said in text_of(as_reader, f"/jamfor/?{query}")


def test_an_indicator_without_values_names_those_that_have(as_reader):
    text = text_of(as_reader, "/jamfor/?indikator=new")

    assert "går inte att visa" in text
    assert "Indikatorer som har värden" in text
    assert 'name="ar"' not in text


def test_a_missing_value_says_which_figures_are_missing(as_reader):
    text = text_of(as_reader, "/jamfor/?indikator=reach_counted&ar=2019")

    assert "Uppgift saknas för Sydnärke: målgrupp, räknad ur parternas statistik" in text


def test_only_years_with_values_are_offered(as_reader):
    text = text_of(as_reader, "/jamfor/?indikator=contributions_per_inhabitant")

    assert '<option value="2023" selected>2023 (senaste)</option>' in text
    assert '<option value="2021"' not in text


def test_a_small_group_is_protected_from_the_reader_but_not_from_the_controller(
    small_groups, as_reader, as_manager, as_controller
):
    where = "/jamfor/?indikator=closed&ar=2020"

    assert ">3</td>" in text_of(as_controller, where)
    for browser in (as_reader, as_manager):
        text = text_of(browser, where)
        assert ">3</td>" not in text
        assert ">skyddad</td>" in text
        assert "inmatat-2020-closed" not in text


def test_the_workbook_holds_the_table_and_the_definition(as_reader):
    answer = as_reader.get("/jamfor/jamforelse.xlsx?indikator=positive_of_exits&ar=2019")

    book = load_workbook(BytesIO(answer.content))
    first, second = book.worksheets
    about = {row[0].value: row[1].value for row in first.iter_rows(max_col=2)}
    values = [cell.value for row in second.iter_rows() for cell in row]
    assert answer["Content-Disposition"].startswith(
        'attachment; filename="jamforelse-positiva-avslut-andel-av-avsluten-2019.xlsx"'
    )
    assert about["År"] == "2019"
    assert "delat med" in about["Hur vi räknar"]
    assert 107 in values


@pytest.mark.parametrize("chart", ["intervall", "tratt"])
def test_the_pictures_can_be_taken_along(chart, as_reader):
    query = "?indikator=positive_of_exits&ar=2019"

    svg = as_reader.get(f"/jamfor/{chart}.svg{query}")
    png = as_reader.get(f"/jamfor/{chart}.png{query}")

    assert svg["Content-Type"] == "image/svg+xml"
    assert svg.content.startswith(b"<svg")
    assert "Positiva avslut, andel av avsluten, 2019" in visible(svg.content)
    assert "Örebro län. Hämtad" in visible(svg.content)
    assert png.content.startswith(b"\x89PNG")
    name = f"positiva-avslut-andel-av-avsluten-2019-{chart}.png"
    assert png["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "where",
    [
        "/jamfor/tratt.svg?indikator=cost_per_participant",
        "/jamfor/intervall.gif?indikator=positive_of_exits",
        "/jamfor/torta.svg?indikator=positive_of_exits",
        "/jamfor/jamforelse.xlsx?indikator=finns-inte",
        "/jamfor/jamforelse.xlsx?indikator=new",
        "/jamfor/intervall.svg?indikator=positive_of_exits&ar=1999",
    ],
)
def test_a_file_of_something_that_does_not_exist_is_not_found(where, as_reader):
    assert as_reader.get(where).status_code == 404


def visible(svg):
    """The words that stand in a picture, as its reader sees them."""
    rows = XML(svg).iter("{http://www.w3.org/2000/svg}text")
    return " ".join(row.text or "" for row in rows)
