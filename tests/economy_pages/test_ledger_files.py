"""Files of bookkeeping on their way in, as pages."""

import re
from io import BytesIO

import html5lib
import pytest

from samsyn.ledger.models import LedgerFile, Voucher
from samsyn.register.models import Association
from tests.factories import user_with_role
from tests.ledger.conftest import read_in
from tests.ledger.invented import sie
from tests.ledger.test_trial_balance import CSV
from tests.web.conftest import browser_of

FILES = "/ekonomi/sydnarke/verifikationer/filer/"


def send(browser, content, name="bok.se", **fields):
    file = BytesIO(content)
    file.name = name
    return browser.post(f"{FILES}ta-emot/", {"file": file, **fields})


def page_of(browser, answer):
    assert answer.status_code == 302, answer.content.decode()
    return browser.get(answer["Location"]).content.decode()


def plan_in(text):
    return re.search(r'name="plan" value="([0-9a-f]{64})"', text)[1]


def strict(text):
    return html5lib.HTMLParser(strict=True).parse(text)


def test_a_file_is_previewed_and_then_read_in(as_manager):
    answer = send(as_manager, sie())
    text = page_of(as_manager, answer)

    assert "Inget är ändrat än" in text
    assert not Voucher.objects.exists()
    strict(text)

    done = as_manager.post(f"{answer['Location']}las-in/", {"plan": plan_in(text)})

    assert Voucher.objects.count() == 5
    after = page_of(as_manager, done)
    assert "bok.se är inläst" in after
    strict(after)


def test_the_same_file_again_says_that_it_is_read(as_manager):
    association, manager = Association.objects.get(pk="sydnarke"), None
    read_in(association, sie(), manager)

    text = page_of(as_manager, send(as_manager, sie()))

    assert "Redan inläst" in text
    assert 'name="plan"' not in text


def test_a_plan_that_has_changed_is_shown_again(as_manager):
    answer = send(as_manager, sie())

    done = as_manager.post(f"{answer['Location']}las-in/", {"plan": "0" * 64})

    assert done.status_code == 409
    assert "Gå igenom den igen" in done.content.decode()
    assert not Voucher.objects.exists()


def test_a_faulty_file_shows_its_faults_with_their_lines(as_manager):
    broken = sie().replace(b"#TRANS 5010 {} 300.00", b"#TRANS 5010 {} 301.00")

    text = page_of(as_manager, send(as_manager, broken))

    assert "Filen kan inte läsas in" in text
    assert "Rad " in text
    assert 'name="plan"' not in text
    strict(text)


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"PK\x03\x04" + b"\0" * 200, b"\0\xff" * 99]
)
def test_a_file_that_is_none_says_why_and_keeps_the_form(as_manager, content):
    answer = send(as_manager, content, "bok.xlsx", table_year="2024")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert 'value="2024"' in text
    assert not LedgerFile.objects.exists()
    strict(text)


def test_no_file_at_all_is_said(as_manager):
    answer = as_manager.post(f"{FILES}ta-emot/", {})

    assert answer.status_code == 422
    assert "Välj en fil." in answer.content.decode()


def test_a_file_that_is_too_large_is_not_read(as_manager, monkeypatch):
    monkeypatch.setattr("samsyn.ledger_pages.ledger_files.LARGEST_FILE", 100)

    answer = send(as_manager, sie())

    assert answer.status_code == 422
    assert "för stor" in answer.content.decode()


def test_the_columns_of_a_trial_balance_are_chosen(as_manager):
    answer = send(as_manager, CSV, "rabalans.csv", table_year="2025")
    text = page_of(as_manager, answer)
    assert "Vilken kolumn är vad?" in text
    assert "Bankkonto" in text  # a sample of a column

    chosen = {"kolumn-account": "Konto", "kolumn-name": "Benämning", "table_year": "2024",
              "kolumn-closing": "Utgående balans", "svar-sign": "debit"}  # fmt: skip
    text = page_of(as_manager, as_manager.post(f"{answer['Location']}kolumner/", chosen))

    assert "bokföringen 2024" in text
    strict(text)


def test_a_file_is_undone_with_a_reason(as_manager, county):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), None)

    without = as_manager.post(f"{FILES}{file.pk}/angra/", {"reason": ""})
    assert without.status_code == 422
    assert Voucher.objects.exists()

    done = as_manager.post(f"{FILES}{file.pk}/angra/", {"reason": "fel fil"})
    assert "är ångrad" in page_of(as_manager, done)
    assert not Voucher.objects.exists()


def test_a_waiting_file_can_be_dropped(as_manager):
    answer = send(as_manager, sie())

    done = as_manager.post(f"{answer['Location']}ta-bort/")

    assert "Inget lästes in" in page_of(as_manager, done)
    assert not LedgerFile.objects.exists()


def test_the_file_comes_back_as_it_came(as_manager):
    answer = send(as_manager, sie(), 'b"o;k\u00e5.se')

    original = as_manager.get(f"{answer['Location']}fil")

    assert original.content == sie()
    assert original["Content-Type"] == "application/octet-stream"


def test_others_do_not_come_near_the_files(as_reader, county):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), None)

    assert as_reader.get(FILES).status_code == 403
    assert as_reader.get(f"{FILES}{file.pk}/").status_code == 403
    assert as_reader.get(f"{FILES}{file.pk}/fil").status_code == 403
    assert send(as_reader, sie()).status_code == 403
    assert as_reader.post(f"{FILES}{file.pk}/angra/", {"reason": "x"}).status_code == 403


def test_an_auditor_reads_but_does_not_change(county):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), None)
    auditor = browser_of(user_with_role("auditor", county="18", association="sydnarke"))

    assert auditor.get(f"{FILES}{file.pk}/").status_code == 200
    assert send(auditor, sie()).status_code == 403
    assert auditor.post(f"{FILES}{file.pk}/angra/", {"reason": "x"}).status_code == 403


def test_a_file_of_other_books_is_not_found(as_controller, county):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), None)

    assert (
        as_controller.get(f"/ekonomi/sofint/verifikationer/filer/{file.pk}/").status_code == 404
    )
