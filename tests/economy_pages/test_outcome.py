"""Utfall och prognos as a page: outcome beside budget, forecasts that freeze, explanations."""

from io import BytesIO

import html5lib
import pytest
from openpyxl import load_workbook

from samsyn.forecasts.models import Deviation, Forecast
from samsyn.forecasts.selectors import follow_up_of, frozen_rows
from samsyn.register.models import Association
from tests.ledger.conftest import read_in
from tests.ledger.invented import VOUCHERS, sie

PAGE = "/ekonomi/sydnarke/utfall/"


@pytest.fixture
def booked(manager):
    return read_in(Association.objects.get(pk="sydnarke"), sie(), manager)


def text_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text.replace("\xa0", " ")


def test_outcome_stands_beside_the_published_budget(booked, as_reader):
    text = text_of(as_reader, f"{PAGE}?ar=2025")

    assert "Driftbidrag" in text
    assert "6 000 kr" in text
    assert "Gör en prognos" not in text
    assert "verifikationer/?" not in text.split("tabell-utfall")[1].split("</table>")[0]


def test_one_who_may_see_vouchers_is_led_to_them(booked, as_manager):
    assert "/ekonomi/sydnarke/verifikationer/?ar=2025" in text_of(as_manager, f"{PAGE}?ar=2025")


@pytest.mark.parametrize(
    "query",
    [
        "per=category",
        "per=intervention",
        "period=month&manad=2",
        "period=year",
        "per=x&period=y&manad=99",
    ],
)
def test_the_table_is_shown_by_each_way_and_period(query, booked, as_reader):
    assert "Resultat" in text_of(as_reader, f"{PAGE}?ar=2025&{query}")


def test_a_year_with_nothing_says_so(as_reader):
    assert "Varken budget eller bokföring för 2022" in text_of(as_reader, f"{PAGE}?ar=2022")


def test_a_budget_without_bookkeeping_is_the_forecast(as_reader):
    text = text_of(as_reader, f"{PAGE}?ar=2025")

    assert "Inget är bokfört 2025" in text
    assert "697 000 kr" in text


def send(browser, **fields):
    return browser.post(f"{PAGE}prognos/?ar=2025", {"name": "April", "note": "", **fields})


def test_a_forecast_freezes_what_was_known_and_a_second_one_is_new(booked, as_manager, manager):
    found = follow_up_of("sydnarke", 2025)
    chef = next(n for n, row in enumerate(found.forecast) if "förbundschef" in row.label)

    answer = send(
        as_manager,
        **{
            f"metod-{chef}": "manual",
            f"belopp-{chef}": "200 000",
            f"kommentar-{chef}": "Vikarie från maj.",
        },
    )

    assert answer.status_code == 302
    made = Forecast.objects.get()
    rows = frozen_rows(made)
    assert rows[chef].ore == -20_000_000
    assert rows[chef].comment == "Vikarie från maj."
    assert (made.last_month, made.opening_equity_ore) == (
        found.last_month,
        found.opening_equity,
    )
    text = text_of(as_manager, f"{PAGE}?ar=2025")
    assert "Vikarie från maj." in text

    assert send(as_manager, name="Augusti").status_code == 302
    assert Forecast.objects.count() == 2
    assert frozen_rows(Forecast.objects.get(name="April")) == rows


def test_a_forecast_is_made_though_an_account_has_no_category(manager, as_manager):
    unknown = (("9999", "{}", "75.00"), ("1930", "{}", "-75.00"))
    vouchers = (*VOUCHERS, ("A", "6", "0302", "Okänt", unknown))
    read_in(Association.objects.get(pk="sydnarke"), sie(vouchers=vouchers), manager)

    answer = send(as_manager)

    assert answer.status_code == 302
    assert "" in {row.category for row in frozen_rows(Forecast.objects.get())}


def test_a_faulty_forecast_comes_back_with_everything(booked, as_manager):
    answer = send(
        as_manager, name="", **{"metod-0": "manual", "belopp-0": "mycket", "metod-1": "season"}
    )

    text = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "Skriv vad prognosen heter",
        "skriv beloppet för helåret i kronor.",
        "skriv en kommentar till den egna bedömningen.",
        "går inte att räkna. Välj en annan metod.",
    ):
        assert said in text
    assert 'value="mycket"' in text
    assert not Forecast.objects.exists()
    html5lib.HTMLParser(strict=True).parse(text)


def test_the_same_name_twice_is_refused(booked, as_manager):
    send(as_manager)

    answer = send(as_manager)

    assert answer.status_code == 422
    assert Forecast.objects.count() == 1


def test_a_deviation_is_explained_in_words_by_a_role(booked, as_manager, as_reader):
    key = follow_up_of("sydnarke", 2025).rows[0].key
    sent = {"line": key, "role": "förbundschef", "reason": "Bidraget betalas i två delar i år."}

    faulty = as_manager.post(
        f"{PAGE}forklara/?ar=2025", {**sent, "line": "x", "reason": "kort"}
    )
    as_manager.post(f"{PAGE}forklara/?ar=2025", sent)

    assert faulty.status_code == 422
    assert Deviation.objects.get().role == "förbundschef"
    assert "Bidraget betalas i två delar i år. (förbundschef, 2026-03-01)" in text_of(
        as_reader, f"{PAGE}?ar=2025"
    )


def test_a_reader_makes_no_forecast_and_explains_nothing(as_reader):
    assert send(as_reader).status_code == 403
    assert as_reader.post(f"{PAGE}forklara/?ar=2025", {}).status_code == 403


def test_the_workbook_has_outcome_methods_and_definitions(booked, as_reader):
    answer = as_reader.get(f"{PAGE}utfall.xlsx?ar=2025")

    book = load_workbook(BytesIO(answer.content))
    values = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert 6000 in values
    assert "Samma takt" in values
