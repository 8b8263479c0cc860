"""Statens modell: the amount and why, scenarios in the address, faults, one's own table, Excel."""

import io

import html5lib
import openpyxl
import pytest

from tests.factories import user_with_role
from tests.web.conftest import browser_of

ADDRESS = "/ekonomi/statens-modell/"


def text_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def test_the_amount_is_shown_with_its_reasons(as_controller):
    answer = as_controller.get(ADDRESS, {"forbund": "sydnarke", "ar": "2027"})

    text = text_of(answer)
    assert answer.status_code == 200
    assert "2 422 000 kr" in text
    assert "Föregående belopp, 2022" in text
    assert "2 617 000 kr" in text
    assert "Beslutat belopp, 2023" in text
    assert "Varje förbund får först 400 000 kr." in text
    assert "påhittat: försörjningsmått" in text
    assert "75 av 75 förbund har uppgifter som är påhittade" in text
    assert "Trappans steg och gränser" in text
    assert "ej verifierad" in text


def test_a_manager_meets_the_own_association_and_the_year_to_come(as_manager):
    text = text_of(as_manager.get(ADDRESS))

    assert "<h2>Samordningsförbundet Sydnärke 2027</h2>" in text


def test_nobody_is_shown_anything_without_logging_in(anonymous):
    assert anonymous.get(ADDRESS).status_code == 302


def test_one_without_a_role_is_shown_nothing(county):
    stranger = browser_of(user_with_role("reader", county="99"))

    assert "sydnarke" not in text_of(stranger.get(ADDRESS)).lower()


def test_a_scenario_stands_in_the_address(as_reader):
    asked = {
        "visa": "1",
        "forbund": "sydnarke",
        "ar": "2027",
        "befolkning": "32 000",
        "behov": "",
        "begaran": "",
        "slas_ihop": ["sofint", ""],
        "p_frame": "345000000",
        "p_base_amount": "400000",
        "p_largest_loss": "",
        "p_rounds": ["", "asked_more:need", ""],
    }

    answer = as_reader.get(ADDRESS, asked)

    assert answer.status_code == 302
    assert answer.url == (
        "/ekonomi/statens-modell/?ar=2027&forbund=sydnarke&befolkning=32+000"
        "&slas_ihop=sofint&p_frame=345000000&p_rounds=asked_more%3Aneed"
    )
    text = text_of(as_reader.get(answer.url))
    assert "Vad scenariot ändrar" in text
    assert "Region Örebro län" in text
    assert 'value="32 000"' in text
    assert "ändrad" in text


def test_a_floor_can_be_taken_away_in_the_address(as_reader):
    asked = {"visa": "1", "forbund": "sofint", "ar": "2017", "p_largest_loss": ""}

    answer = as_reader.get(ADDRESS, asked)

    assert answer.url.endswith("p_largest_loss=ingen")
    assert "Ingen spärr gäller." in text_of(as_reader.get(answer.url))
    assert "Ingen spärr gäller." not in text_of(as_reader.get(ADDRESS, {"ar": "2017"}))


def test_faults_come_back_with_everything_that_was_typed(as_reader):
    asked = {
        "visa": "1",
        "forbund": "sydnarke",
        "befolkning": "tusen",
        "begaran": "-5",
        "slas_ihop": "sydnarke",
        "p_frame": "mycket",
        "p_equity_steps": "0;5;20\n3;;10",
    }

    answer = as_reader.get(ADDRESS, asked)

    text = text_of(answer)
    assert answer.status_code == 422
    assert "Befolkning 16–64 år: skriv ett heltal" in text
    assert "Begäran hos staten, kronor: skriv ett belopp" in text
    assert "Välj andra förbund" in text
    assert "Ram: skriv ett belopp i kronor" in text
    assert "Trappan för eget kapital: skriv rader" in text
    assert 'value="tusen"' in text
    assert 'value="mycket"' in text
    assert "Vad scenariot ändrar" not in text


@pytest.mark.parametrize(
    "asked",
    [{"ar": "2015"}, {"ar": "2099"}, {"ar": "i år"}, {"ar": "٢٠٢٥"}, {"forbund": "finns-inte"}],
)
def test_what_there_is_not_is_not_found(as_reader, asked):
    assert as_reader.get(ADDRESS, asked).status_code == 404


def test_strange_numbers_never_stop_the_page(as_reader):
    for text in ("9" * 30, "1e99", "NaN", "-0", "½", "<b>"):
        asked = dict.fromkeys(
            ("befolkning", "behov", "begaran", "eget_kapital", "p_frame"), text
        )

        assert as_reader.get(ADDRESS, asked).status_code in {200, 422}


def test_a_merged_association_is_shown_as_the_whole(as_reader):
    asked = {"forbund": "sydnarke", "slas_ihop": ["sofint", "degerfors-karlskoga"]}

    text = text_of(as_reader.get(ADDRESS, asked))

    assert "Finsam Degerfors/Karlskoga, Samordningsförbundet i norra Örebro län" in text
    assert "Det nya förbundet får ett grundbelopp." in text


def test_ones_own_table_takes_the_place_of_the_invented(as_reader, settings, tmp_path):
    settings.HOME = tmp_path
    table = "association,name,population,need\neget,Eget förbund,20000,1000\n"
    (tmp_path / "riket.csv").write_text(table, "utf-8")

    text = text_of(as_reader.get(ADDRESS))

    assert "Eget förbund" in text
    assert "påhittade" not in text.split("<main")[1]


def test_a_faulty_table_is_told_row_by_row(as_reader, settings, tmp_path):
    settings.HOME = tmp_path
    table = "association,name,population,need\neget,,tjugo,1000\n"
    (tmp_path / "riket.csv").write_text(table, "utf-8")

    answer = as_reader.get(ADDRESS)

    assert answer.status_code == 422
    assert "riket.csv, rad 2, kolumn population: hittade «tjugo»" in text_of(answer)
    assert as_reader.get(f"{ADDRESS}statens-modell.xlsx").status_code == 404


def test_the_workbook_has_every_table_with_parameters_and_sources(as_reader):
    asked = {"forbund": "sydnarke", "ar": "2027", "p_frame": "345000000"}

    answer = as_reader.get(f"{ADDRESS}statens-modell.xlsx", asked)

    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert (
        book.sheetnames
        == [
            "Om",
            "Varför detta belopp",
            "Scenariot mot modellen i dag",
            "Scenariot för alla förbund och",
            "Alla förbund",
            "Parametrar och källor",
        ]
        or len(book.sheetnames) == 6
    )
    about = {row[0].value: row[1].value for row in book["Om"].iter_rows() if row[0].value}
    assert "75 av 75" in about["Varning"]
    assert "Ram: 345" in about["Ändrade parametrar"]
    marks = [row[2].value for row in book["Parametrar och källor"].iter_rows(min_row=2)]
    assert {"verifierad", "ej verifierad", "ändrad"} <= set(marks)
    assert book["Alla förbund"].max_row > 75


def test_a_faulty_scenario_has_no_workbook(as_reader):
    assert as_reader.get(f"{ADDRESS}statens-modell.xlsx", {"p_frame": "x"}).status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"forbund": "sydnarke", "slas_ihop": "sofint", "p_largest_loss": "10"},
        {"befolkning": "x", "p_frame": "y", "slas_ihop": "z"},
    ],
)
def test_the_page_is_valid_html(as_controller, asked):
    parser = html5lib.HTMLParser(strict=True)

    assert parser.parse(as_controller.get(ADDRESS, asked).content.decode()) is not None


def test_ten_thousand_scenarios_are_counted_when_asked_for(as_reader):
    text = text_of(as_reader.get(ADDRESS, {"dragningar": "10000"}))

    assert "räknad 10 000 gånger" in text
    assert "Räkna 10 000 gånger" not in text
