"""Verifikationer: from a figure to the vouchers behind it, as pages."""

from io import BytesIO

import html5lib
import openpyxl
import pytest

from samsyn.ledger.models import Voucher
from samsyn.register.models import Association
from tests.ledger.conftest import read_in
from tests.ledger.invented import sie

PAGE = "/ekonomi/sydnarke/verifikationer/"


@pytest.fixture
def booked(county):
    return read_in(Association.objects.get(pk="sydnarke"), sie(), None)


def text_of(browser, address, **query):
    answer = browser.get(address, query)
    assert answer.status_code == 200
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


def test_an_empty_year_leads_to_the_files(as_manager):
    text = text_of(as_manager, PAGE, ar="2025")

    assert "Inget är bokfört 2025" in text
    assert "/ekonomi/sydnarke/verifikationer/filer/" in text


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ({"konto": "5010"}, "A 2", "A 3"),
        ({"manad": "2"}, "A 3", "A 2"),
        ({"kategori": "individual"}, "A 3", "A 4"),
        ({"sok": "Andersson"}, "A 4", "A 3"),
        ({"kategori": "saknas"}, "A 5", "A 4"),
        ({"manad": "x"}, "A 1", "B 1"),
    ],
)
def test_a_filter_leaves_what_is_asked_for(booked, as_manager, query, shown, hidden):
    text = text_of(as_manager, PAGE, ar="2025", **query)

    assert f">{shown}</a>" in text
    assert f">{hidden}</a>" not in text


def test_the_sum_is_the_effect_on_the_result(booked, as_manager):
    text = text_of(as_manager, PAGE, ar="2025")

    assert "2\u00a0299,50\u00a0kr" in text


def test_a_voucher_leads_to_its_file_and_line(booked, as_manager):
    voucher = Voucher.objects.get(series="A", number="3")

    text = text_of(as_manager, f"{PAGE}{voucher.pk}/")

    assert f"{PAGE}filer/{booked.pk}/" in text
    assert f"rad {voucher.file_line}" in text
    assert "Projekt: Gemensam ingång" in text


def test_a_correction_is_booked_from_the_page_of_its_voucher(booked, as_manager):
    voucher = Voucher.objects.get(series="A", number="2")
    fields = {
        "ar": "2025", "on": "2025-03-31", "text": "Rätt konto", "reason": "fel konto",
        "konto": ["5010", "4010", ""], "belopp": ["−300,00", "300", ""], "objekt": ["", "", ""],
    }  # fmt: skip

    done = as_manager.post(f"{PAGE}{voucher.pk}/ratta/", fields)

    assert done.status_code == 302
    text = text_of(as_manager, done["Location"])
    assert "Verifikation SAMSYN 1" in text
    assert "fel konto" in text


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"belopp": ["300", "300"]}, "Debet och kredit ska vara lika"),
        ({"belopp": ["tre", "300"]}, "är inte kronor"),
        ({"konto": ["4711", "5010"]}, "Kontot 4711 finns inte"),
        ({"on": "igår"}, "ÅÅÅÅ-MM-DD"),
        ({"reason": ""}, "Skriv varför"),
    ],
)
def test_a_faulty_correction_comes_back_with_everything_in_it(booked, as_manager, change, told):
    voucher = Voucher.objects.get(series="A", number="2")
    fields = {
        "ar": "2025", "on": "2025-03-31", "text": "Rätt konto", "reason": "fel konto",
        "konto": ["5010", "4010"], "belopp": ["-300", "300"], "objekt": ["", ""],
    } | change  # fmt: skip

    answer = as_manager.post(f"{PAGE}{voucher.pk}/ratta/", fields)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert 'value="Rätt konto"' in text
    assert not Voucher.objects.filter(kind="correction").exists()
    html5lib.HTMLParser(strict=True).parse(text)


def test_the_rows_come_as_a_workbook(booked, as_manager):
    answer = as_manager.get(f"{PAGE}verifikationer.xlsx", {"ar": "2025", "konto": "5010"})

    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row]
    assert "Lokalhyra" in cells
    assert "300" in cells


def test_vouchers_are_not_for_readers(booked, as_reader):
    voucher = Voucher.objects.first()

    for address in (PAGE, f"{PAGE}{voucher.pk}/", f"{PAGE}verifikationer.xlsx"):
        assert as_reader.get(address, {"ar": "2025"}).status_code == 403


def test_a_voucher_that_is_none_is_not_found(booked, as_controller):
    voucher = Voucher.objects.first()

    assert as_controller.get(f"{PAGE}999999/").status_code == 404
    assert as_controller.get(f"/ekonomi/sofint/verifikationer/{voucher.pk}/").status_code == 404
