"""Eget kapital as a page: path, limits with their base, the ways back, external money, goals."""

from io import BytesIO

import html5lib
import pytest
from openpyxl import load_workbook

from samsyn.budget.models import EquityLimit

PAGE = "/ekonomi/sydnarke/eget-kapital/"


def text_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text.replace("\xa0", " ")


def test_the_path_the_limits_and_what_brings_it_back_are_shown(as_reader):
    text = text_of(as_reader, f"{PAGE}?ar=2025")

    for said in (
        "Med budgeten blir eget kapital 1 720 433 kr",
        "Nationella rådets rekommendation",
        "936 800 kr",
        "783 633 kr",
        "429 457 kr",
        "Lägre begäran",
        "36,7 %",
        "Egna pengar läggs på hög 2025",
        "2025-11-30",
        "Tillväxtverket",
    ):
        assert said in text, said


def test_a_coming_year_says_what_must_start_and_when(as_reader):
    text = text_of(as_reader, f"{PAGE}?ar=2026&takt=300000")

    assert "måste nya insatser börja senast" in text
    assert "2026-04-01" in text


def test_a_pace_that_is_no_amount_is_no_fault(as_reader):
    assert "Takt för nya insatser" in text_of(as_reader, f"{PAGE}?ar=2026&takt=fort")


def test_an_unknown_year_says_what_to_do(as_reader):
    assert "Eget kapital 2022 är inte känt" in text_of(as_reader, f"{PAGE}?ar=2022")


def goal(browser, **fields):
    sent = {
        "label": "Mål 2026", "first_year": "2026", "last_year": "2027", "percent": "10",
        "base": "contributions", "ore": "", "is_own": "1", "source": "Styrelsen 2025-11-28, § 4",
        "is_verified": "1",
    } | fields  # fmt: skip
    return browser.post(f"{PAGE}grans/?ar=2026", sent)


def test_an_own_goal_is_set_counted_on_and_taken_back(as_manager):
    assert goal(as_manager).status_code == 302

    text = text_of(as_manager, f"{PAGE}?ar=2026")
    limit = EquityLimit.objects.get()
    assert "462 800 kr" in text
    as_manager.post(f"{PAGE}grans/{limit.pk}/ta-tillbaka/?ar=2026")
    limit.refresh_from_db()
    assert limit.withdrawn_on is not None
    assert "462 800 kr" not in text_of(as_manager, f"{PAGE}?ar=2026")


def test_a_read_step_goes_before_the_unverified_one(as_manager):
    goal(as_manager, label="Statens trappa för eget kapital", percent="15", is_own="")

    text = text_of(as_manager, f"{PAGE}?ar=2026")
    assert "högst 15 %" in text
    assert "Stegen är inte publicerade" not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"percent": "", "ore": ""}, "Ange procent, kronor eller båda."),
        ({"last_year": "2025"}, "Sista året kan inte ligga före första året."),
        ({"source": ""}, "Skriv var gränsen står"),
        ({"ore": "många"}, "Skriv beloppet i kronor"),
    ],
)
def test_a_faulty_goal_comes_back_with_everything(fields, said, as_manager):
    answer = goal(as_manager, **fields)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'value="Mål 2026"' in text
    assert not EquityLimit.objects.exists()
    html5lib.HTMLParser(strict=True).parse(text)


def test_a_reader_sets_no_goal(as_reader):
    assert goal(as_reader).status_code == 403
    assert as_reader.post(f"{PAGE}grans/1/ta-tillbaka/?ar=2026").status_code == 403


def test_the_workbook_has_the_path_and_the_external_money(as_reader):
    answer = as_reader.get(f"{PAGE}eget-kapital.xlsx?ar=2025")

    book = load_workbook(BytesIO(answer.content))
    values = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert 1720433 in values
    assert 1100000 in values
