"""Kontoplan och nycklar: mappings, cost rules, locks and statements, as pages."""

from io import BytesIO

import html5lib
import openpyxl
import pytest

from samsyn.ledger.models import AccountMapping, CostRule, LockedPeriod
from samsyn.ledger.selectors import outcome_of
from samsyn.register.models import Association
from tests.ledger.conftest import read_in
from tests.ledger.invented import VOUCHERS, sie

PAGE = "/ekonomi/sydnarke/kontoplan/"
ODD = ("A", "8", "0401", "Udda", (("9999", "{}", "77.00"), ("1930", "{}", "-77.00")))


@pytest.fixture
def booked(county):
    content = sie(vouchers=(*VOUCHERS, ODD))
    return read_in(Association.objects.get(pk="sydnarke"), content, None)


def text_of(browser, address, **query):
    answer = browser.get(address, {"ar": "2025", **query})
    assert answer.status_code == 200
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text


@pytest.mark.parametrize("part", ["", "nycklar/", "perioder/", "rakningar/"])
def test_the_pages_stand_without_any_bookkeeping(as_manager, part):
    text_of(as_manager, PAGE + part)


@pytest.mark.parametrize("part", ["", "nycklar/", "perioder/", "rakningar/"])
def test_a_reader_sees_sums_and_no_forms(booked, as_reader, part):
    text = text_of(as_reader, PAGE + part)

    assert "Skäl</label>" not in text
    assert "/verifikationer/?" not in text


def test_what_is_unmapped_is_a_work_list_with_amounts(booked, as_manager):
    text = text_of(as_manager, PAGE)

    assert "Ett konton" not in text
    assert "9999 Eget påhitt: −77\u00a0kr" in text


def test_several_accounts_are_mapped_at_once(booked, as_manager):
    fields = {"ar": "2025", "konto": ["9999", "5010"], "kategori": "administration.other",
              "rad": "operating_costs", "reason": "så bokför vi"}  # fmt: skip

    done = as_manager.post(f"{PAGE}konton/", fields)

    assert done.status_code == 302
    assert AccountMapping.objects.count() == 2
    assert "" not in {row.category for row in outcome_of("sydnarke", 2025)}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"konto": []}, "Kryssa för minst ett konto"),
        ({"kategori": "", "rad": ""}, "Välj kategori"),
        ({"reason": ""}, "Skriv varför"),
    ],
)
def test_a_faulty_mapping_says_why(booked, as_manager, change, told):
    fields = {"ar": "2025", "konto": ["9999"], "kategori": "structural", "rad": "",
              "reason": "x"} | change  # fmt: skip

    answer = as_manager.post(f"{PAGE}konton/", fields)

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not AccountMapping.objects.exists()


def test_an_object_is_given_an_intervention(booked, as_manager):
    fields = {"ar": "2025", "objekt": "6:P1", "insats": "mt-sydnarke", "finansiar": "",
              "reason": "projektet är insatsen"}  # fmt: skip

    assert as_manager.post(f"{PAGE}objekt/", fields).status_code == 302

    assert {row.intervention for row in outcome_of("sydnarke", 2025)} == {"", "mt-sydnarke"}


def test_a_rule_shows_costs_before_and_after(booked, as_manager):
    fields = {"ar": "2025", "namn": "Hyran delas lika", "kategori": "administration.premises",
              "till-1": "administration.premises", "andel-1": "50",
              "till-2": "individual.premises", "andel-2": "1/2",
              "kalla": "styrelsen", "reason": "halva ytan"}  # fmt: skip

    assert as_manager.post(f"{PAGE}nycklar/ny/", fields).status_code == 302

    text = text_of(as_manager, f"{PAGE}nycklar/")
    assert CostRule.objects.get().shares == {
        "administration.premises": "1/2",
        "individual.premises": "1/2",
    }
    assert "150\u00a0kr" in text
    assert "Hyran delas lika" in text


@pytest.mark.parametrize("share", ["40", "hälften", "1/0", "-50"])
def test_shares_that_are_not_the_whole_are_refused(booked, as_manager, share):
    fields = {"ar": "2025", "namn": "Hyran", "kategori": "administration.premises",
              "till-1": "individual.premises", "andel-1": share, "kalla": "x",
              "reason": "y"}  # fmt: skip

    answer = as_manager.post(f"{PAGE}nycklar/ny/", fields)

    assert answer.status_code == 422
    assert "ndel" in answer.content.decode()
    assert not CostRule.objects.exists()


def test_a_decision_can_be_ended(booked, as_manager):
    as_manager.post(f"{PAGE}konton/", {"ar": "2025", "konto": ["5010"], "reason": "x",
                                       "kategori": "structural"})  # fmt: skip
    row = AccountMapping.objects.get()

    as_manager.post(f"{PAGE}avsluta/account/{row.pk}/", {"ar": "2025"})

    row.refresh_from_db()
    assert row.ends_on is not None


def test_months_are_locked_and_opened_with_reasons(booked, as_manager):
    done = as_manager.post(
        f"{PAGE}perioder/las/", {"ar": "2025", "fran": "1", "till": "2", "reason": "avstämd"}
    )
    assert done.status_code == 302
    lock = LockedPeriod.objects.get()
    assert "Januari–februari" in text_of(as_manager, f"{PAGE}perioder/")

    refused = as_manager.post(f"{PAGE}perioder/{lock.pk}/oppna/", {"ar": "2025", "reason": ""})
    assert refused.status_code == 422
    opened = as_manager.post(f"{PAGE}perioder/{lock.pk}/oppna/", {"ar": "2025", "reason": "ny"})
    assert opened.status_code == 302
    assert "Öppnad igen" in text_of(as_manager, f"{PAGE}perioder/")


@pytest.mark.parametrize("months", [("3", "2"), ("", "2"), ("0", "1"), ("1", "x")])
def test_months_that_are_none_are_not_locked(booked, as_manager, months):
    fields = {"ar": "2025", "fran": months[0], "till": months[1], "reason": "x"}

    assert as_manager.post(f"{PAGE}perioder/las/", fields).status_code == 422
    assert not LockedPeriod.objects.exists()


def test_the_statements_follow_the_law(booked, as_reader):
    text = text_of(as_reader, f"{PAGE}rakningar/")

    assert "Verksamhetens kostnader" in text
    assert "stämmer" in text


def test_the_tables_come_as_a_workbook(booked, as_reader):
    answer = as_reader.get(f"{PAGE}kontoplan.xlsx", {"ar": "2025"})

    book = openpyxl.load_workbook(BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.values for cell in row]
    assert "Lokalhyra" in cells
    assert "Ej konterat till kategori" in cells


@pytest.mark.parametrize(
    "address", ["konton/", "val/", "objekt/", "nycklar/ny/", "perioder/las/"]
)
def test_readers_decide_nothing(booked, as_reader, address):
    fields = {"ar": "2025", "konto": ["5010"], "kategori": "structural", "reason": "x",
              "kontoplan": "bas", "objekt": "6:P1", "finansiar": "esf", "namn": "x",
              "till-1": "structural", "andel-1": "100", "kalla": "x", "fran": "1",
              "till": "2"}  # fmt: skip

    assert as_reader.post(PAGE + address, fields).status_code == 403
