"""Siffror: search, filter, one figure, and the protection of small groups."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from samsyn.facts.figures import figures_of
from tests.web.pages import FIGURE


def text_of(browser, where):
    answer = browser.get(where)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_search_finds_words_in_any_order_and_case(as_reader):
    text = text_of(as_reader, "/siffror/?q=COACHINGTEAM+örebro&slag=counts")

    assert f"/siffror/{FIGURE}/" in text
    assert f"av {how_many()} siffror" in text


def how_many():
    return len(figures_of("18"))


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 5000,
        "ar=x",
        "slag=x",
        "forbund=x",
        "dokument=x",
        "status=x",
        "sida=0",
        "sida=x",
        "q=%00%FF",
    ],
)
def test_wrong_values_in_the_filter_are_no_fault(query, as_reader):
    assert as_reader.get(f"/siffror/?{query}").status_code == 200


def test_pages_follow_each_other(as_reader):
    first = text_of(as_reader, "/siffror/")
    last = text_of(as_reader, "/siffror/?sida=999")

    assert f"Siffra 1–50 av {how_many()}" in first
    assert f"–{how_many()} av {how_many()}" in last
    assert 'rel="next"' not in last


def test_one_figure_says_what_it_is_and_what_rests_on_it(as_reader):
    text = text_of(as_reader, f"/siffror/{FIGURE}/")

    for piece in (
        "121\xa0personer",
        "Källan medger 119–123\xa0personer",
        "Nådd andel 2,5 procent gånger",
        "Bilaga 1, nådd andel",
        "Deltagare per heltidstjänst",
    ):
        assert piece in text


def test_a_statement_names_the_figures_that_it_adds_up(as_reader):
    text = text_of(as_reader, "/siffror/summa-2019-invanare-lan/")

    assert "Räknas ihop ur" in text
    assert "304\xa0805" in text


def test_an_invented_figure_is_marked_wherever_it_stands(small_groups, as_controller):
    for where in (
        "/siffror/?status=invented",
        "/siffror/inmatat-2020-all/",
        "/jamfor/?indikator=participants&ar=2020",
    ):
        assert "påhittad" in text_of(as_controller, where)
    for where in ("/", "/siffror/", "/forbund/sofint/"):
        assert "En del av siffrorna är påhittade" in text_of(as_controller, where)
    assert "påhittade" not in text_of(as_controller, "/forbund/sydnarke/")


def test_a_small_group_and_what_gives_it_away_are_kept_from_the_reader(small_groups, as_reader):
    for sex in ("women", "men", "all"):
        text = text_of(as_reader, f"/siffror/inmatat-2020-{sex}/")
        assert "Siffran är skyddad" in text
        for value in ("3", "17", "20"):
            assert f">{value}\xa0personer" not in text


def test_one_who_answers_for_the_county_sees_the_small_group(small_groups, as_controller):
    text = text_of(as_controller, "/siffror/inmatat-2020-women/")

    assert "3\xa0personer" in text
    assert "Siffran är skyddad" not in text


def test_a_manager_does_not_see_the_small_groups_of_another(small_groups, as_manager):
    assert "Siffran är skyddad" in text_of(as_manager, "/siffror/inmatat-2020-women/")


def test_published_small_groups_are_open(as_reader):
    assert "Siffran är skyddad" not in text_of(as_reader, f"/siffror/{FIGURE}/")


def test_the_workbook_keeps_small_groups_too(small_groups, as_reader, as_controller):
    def numbers(browser):
        answer = browser.get("/siffror/siffror.xlsx?status=invented")
        sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
        return [c.value for row in sheet.iter_rows(min_row=2) for c in row]

    assert {3, 17, 20} <= set(numbers(as_controller))
    assert not {3, 17, 20} & set(numbers(as_reader))
    assert "<5" in numbers(as_reader)


def test_the_workbook_holds_the_filtered_figures_as_numbers(as_reader):
    answer = as_reader.get("/siffror/siffror.xlsx?slag=amounts&forbund=sydnarke&ar=2025")

    book = load_workbook(BytesIO(answer.content))
    values = [cell.value for row in book.worksheets[1].iter_rows() for cell in row]
    assert 115305 in values
    assert "Påhittad" in values
