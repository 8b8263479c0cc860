"""Referenstal: what the pages show, who may load, and what is refused."""

from datetime import date
from io import BytesIO

import html5lib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from samsyn.access.models import Event
from samsyn.official_statistics.files import answer_of_file
from samsyn.official_statistics.models import ReferenceFigure, Snapshot, WaitingFile
from samsyn.official_statistics.services import pin_snapshot, take_snapshot
from samsyn.register.municipal_division import areas_by_name
from tests.official_statistics.stored import Stored, answer

DAY = date(2026, 3, 1)
ROOT = "/ekonomi/referenstal/"
ROWS = (
    "area;on;sex;ages;value\n1860;2023;;0-15;800\n1860;2023;;16-64;3000\n1860;2023;;65-;1700\n"
    "1882;2023;;16-64;..\n"
)


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    monkeypatch.setattr("samsyn.web.session.timezone.localdate", lambda: DAY)


def browser_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def as_controller(controller):
    return browser_of(controller)


@pytest.fixture
def as_reader(reader):
    return browser_of(reader)


def take(text=ROWS, *, on=date(2025, 12, 1), name="rader.csv", measure="population"):
    made = answer_of_file(
        text.encode(), name, measure=measure, source="scb", names=areas_by_name()
    )
    return take_snapshot(answer=made, way="fetched", by=None, on=on)


def text_of(response):
    return response.content.decode()


def upload(browser, text=ROWS, **fields):
    file = SimpleUploadedFile("nya.csv", text.encode())
    return browser.post(
        f"{ROOT}las-in/", {"measure": "population", "source": "scb", "file": file} | fields
    )


def assert_valid(response):
    html5lib.HTMLParser(strict=True).parse(text_of(response))


def test_the_figures_stand_area_by_area_with_the_sums_that_can_be_made(as_reader):
    take()

    page = as_reader.get(ROOT)

    text = text_of(page)
    assert "Folkmängd 2023-12-31, personer" in text
    assert "5\xa0500" in text
    assert "20–64 år går inte att räkna exakt ur åldersklasserna: 16–64 år går över" in text
    assert "3 månader" in text
    assert "uppgift saknas" in text
    assert "Läs in en fil" not in text
    assert_valid(page)


def test_ages_of_two_snapshots_are_never_added_up(as_reader):
    take("area;on;sex;ages;value\n1860;2023;;0-15;800\n")
    take("area;on;sex;ages;value\n1860;2023;;16-;4700\n", on=date(2026, 1, 1))

    text = text_of(as_reader.get(ROOT))

    assert "5\xa0500" not in text


def test_without_snapshots_the_page_says_what_to_do(as_controller, as_reader):
    assert "Det finns inga uttag än" in text_of(as_reader.get(ROOT))
    assert "Läs in en fil" in text_of(as_controller.get(ROOT))
    assert_valid(as_controller.get(ROOT))


@pytest.mark.parametrize(
    "query",
    [
        "matt=x",
        "ar=x",
        "ar=99999",
        "ar=²",
        "ar=0000",
        "omrade=x",
        "matt=unemployment",
        "ar=1969",
    ],
)
def test_wrong_values_in_the_filter_are_no_fault(query, as_reader):
    take()

    assert as_reader.get(f"{ROOT}?{query}").status_code == 200


def test_measures_of_different_ages_are_told_apart(as_reader):
    rows = "area;on;value\n1860;2023M12;20\n"
    take(rows, measure="ill_health_days")
    take(rows, measure="full_year_equivalents")

    text = text_of(as_reader.get(ROOT))

    assert "Olika åldrar" in text
    assert "16–64 år: ohälsotal" in text


def test_the_workbook_has_every_figure_with_its_snapshot_and_the_definitions(as_reader):
    snapshot = take()

    book = load_workbook(BytesIO(as_reader.get(f"{ROOT}referenstal.xlsx").content))

    texts = [
        [
            str(cell)
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        ]
        for sheet in book
    ]
    flat = [text for sheet in texts for text in sheet]
    assert snapshot.digest in flat
    assert "3000" in flat
    assert any("folkbokförda i området" in text for text in texts[-1])


def test_a_file_is_shown_before_it_is_stored(as_controller):
    answered = upload(as_controller, note="Ur min mapp")

    page = as_controller.get(answered["Location"])
    assert "4 om 2 områden" in text_of(page)
    assert_valid(page)
    assert not Snapshot.objects.exists()

    stored = as_controller.post(f"{answered['Location'].partition('?')[0]}spara/")

    snapshot = Snapshot.objects.get()
    assert stored["Location"].startswith(f"{ROOT}uttag/{snapshot.pk}/")
    assert (snapshot.way, snapshot.note, snapshot.taken_on) == ("file", "Ur min mapp", DAY)
    assert not WaitingFile.objects.exists()
    page = as_controller.get(stored["Location"])
    assert snapshot.digest in text_of(page)
    assert_valid(page)


def test_a_sum_that_does_not_hold_is_told_before_it_is_stored(as_controller):
    answered = upload(as_controller, ROWS + "1860;2023;;all;5600\n")

    page = as_controller.get(answered["Location"])

    assert "En summa går inte ihop med sina delar" in text_of(page)
    assert_valid(page)


def test_a_file_can_be_let_go_of(as_controller):
    where = upload(as_controller)["Location"].partition("?")[0]

    as_controller.post(f"{where}spara/", {"drop": "1"})

    assert not WaitingFile.objects.exists()
    assert not Snapshot.objects.exists()


def test_every_problem_of_a_file_is_shown_and_the_form_keeps_its_values(as_controller):
    page = upload(
        as_controller, "area;on;value\nAtlantis;2023;1\n1860;igår;tio\n", note="Mitt skäl"
    )

    text = text_of(page)
    assert page.status_code == 422
    for said in ("Atlantis", "igår", "tio", "Mitt skäl"):
        assert said in text
    assert not WaitingFile.objects.exists()
    assert_valid(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"file": ""}, "Välj en fil."),
        ({"published_on": "igår"}, "Skriv datumet som ÅÅÅÅ-MM-DD"),
        ({"source": "other"}, "Skriv vem som ger ut talen"),
    ],
)
def test_a_faulty_form_comes_back(fields, said, as_controller):
    page = upload(as_controller, **fields)

    assert page.status_code == 422
    assert said in text_of(page)


def test_the_same_file_leads_to_the_snapshot_that_there_is(as_controller):
    for _ in range(2):
        where = upload(as_controller)["Location"].partition("?")[0]
        answered = as_controller.post(f"{where}spara/", follow=True)

    assert Snapshot.objects.count() == 1
    assert "Samma fil finns redan" in text_of(answered)


def test_only_those_who_load_figures_may_load(as_reader, county):
    snapshot = take()

    assert as_reader.get(f"{ROOT}las-in/").status_code == 403
    assert upload(as_reader).status_code == 403
    assert as_reader.post(f"{ROOT}hamta/").status_code == 403
    assert (
        as_reader.post(
            f"{ROOT}uttag/{snapshot.pk}/ta-bort/", {"reason": "Ett långt skäl."}
        ).status_code
        == 403
    )
    assert as_reader.get(f"{ROOT}las-in/1/").status_code == 404
    assert Snapshot.objects.count() == 1


def test_a_warning_shows_the_figures(as_reader):
    snapshot = take(ROWS + "1860;2023;;all;5600\n")

    page = as_reader.get(f"{ROOT}uttag/{snapshot.pk}/")

    assert "Delarna går inte ihop med summan" in text_of(page)
    assert "Större än vad som godtas (0)" in text_of(page)
    assert "1 summa går inte ihop" in text_of(as_reader.get(ROOT))
    assert_valid(page)


def test_a_changed_answer_is_told(as_reader):
    snapshot = take()
    Snapshot.objects.filter(pk=snapshot.pk).update(raw=b"annat")

    assert "Innehållet har ändrats" in text_of(as_reader.get(f"{ROOT}uttag/{snapshot.pk}/"))


def test_the_answer_is_handed_out_as_it_came(as_reader):
    snapshot = take()

    given = as_reader.get(f"{ROOT}uttag/{snapshot.pk}/svar/")

    assert given.content == ROWS.encode()
    assert "rader.csv" in given["Content-Disposition"]


def test_a_snapshot_is_removed_with_a_reason_unless_it_is_used(as_controller):
    snapshot, other = take(), take(on=DAY)
    pin_snapshot(snapshot=other, used_for="Nyckel 2027", by=None, on=DAY)

    without = as_controller.post(f"{ROOT}uttag/{snapshot.pk}/ta-bort/", {"reason": ""})
    used = as_controller.post(
        f"{ROOT}uttag/{other.pk}/ta-bort/", {"reason": "Läst in av misstag."}
    )
    done = as_controller.post(
        f"{ROOT}uttag/{snapshot.pk}/ta-bort/", {"reason": "Läst in av misstag."}
    )

    assert (without.status_code, used.status_code, done.status_code) == (422, 422, 302)
    assert "Skriv varför uttaget tas bort." in text_of(without)
    assert "Nyckel 2027" in text_of(used)
    assert list(Snapshot.objects.all()) == [other]
    assert_valid(without)


def test_two_snapshots_are_compared_figure_by_figure(as_reader):
    before = take()
    after = take(ROWS.replace("3000", "3012") + "1881;2023;;all;9\n", on=DAY)

    page = as_reader.get(f"{ROOT}jamfor/?fore={before.pk}&efter={after.pk}")
    same = as_reader.get(f"{ROOT}jamfor/?fore={before.pk}&efter={before.pk}")

    assert "1 tal har ändrats, 3 är lika" in text_of(page)
    assert "+12" in text_of(page)
    assert f"1 bara i uttag {after.pk}" in text_of(page)
    assert "Alla 4 tal är lika" in text_of(same)
    assert_valid(page)


@pytest.mark.parametrize("query", ["", "fore=1", "fore=x&efter=y", "fore=99999&efter=99999"])
def test_a_comparison_of_nothing_is_not_found(query, as_reader):
    assert as_reader.get(f"{ROOT}jamfor/?{query}").status_code == 404


def test_nothing_is_fetched_where_outside_calls_are_off(as_controller, settings):
    settings.OUTSIDE_CALLS = False
    take()

    page = as_controller.post(f"{ROOT}hamta/", {"measure": "unemployment", "year": "2023"})

    assert page.status_code == 422
    assert "SAMSYN_OUTSIDE_CALLS" in text_of(page)
    assert "hämtar inget utifrån" in text_of(as_controller.get(ROOT))
    assert_valid(page)


def test_a_fetch_is_stored_for_the_county(as_controller, settings, monkeypatch):
    settings.OUTSIDE_CALLS = True
    kolada = Stored(answer("kolada_page_2.json"))
    monkeypatch.setattr("samsyn.official_statistics.asking.outside_caller", kolada.caller)

    done = as_controller.post(f"{ROOT}hamta/", {"measure": "unemployment", "year": "2023"})

    assert done.status_code == 302
    assert ReferenceFigure.objects.get().area == "riket"
    assert "0018,1814" in str(kolada.asked[0].url)
    assert Event.objects.order_by("-number").first().kind == "snapshot_taken"


@pytest.mark.parametrize("year", ["", "x", "1900", "20233"])
def test_a_faulty_year_is_told_where_it_stands(year, as_controller, settings):
    settings.OUTSIDE_CALLS = True

    page = as_controller.post(f"{ROOT}hamta/", {"measure": "unemployment", "year": year})

    assert page.status_code == 422
    assert "falt-hamta-year-fel" in text_of(page)
    assert_valid(page)
