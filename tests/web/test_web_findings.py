"""Fynd: the list, one finding, and deciding about it."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from samsyn.access.models import Event
from samsyn.quality.models import Review
from samsyn.quality.search import findings_of
from tests.web.conftest import DAY
from tests.web.pages import finding_of

REASON = "Beloppet är rätt: noten skrevs före bokslutet."


def accept(browser, where, **fields):
    return browser.post(f"{where}godta/", {"reason": REASON, "look_again_on": ""} | fields)


def test_the_list_shows_what_is_stated_and_what_follows(as_reader):
    text = as_reader.get("/fynd/").content.decode()

    assert "MUCF-medel i noten till kostnadsfördelningen" in text
    assert "538\xa0000\xa0kr" in text
    assert "avsnitt 7.1.1, noten till tabellen" in text


def test_the_list_can_be_filtered(as_reader):
    text = as_reader.get("/fynd/?allvar=error&forbund=degerfors-karlskoga").content.decode()

    assert "MUCF-medel" in text
    assert "Sydnärke, 2025" not in text


@pytest.mark.parametrize(
    "query", ["lage=x", "allvar=x", "forbund=x", "regel=x", "sida=x", "sida=-1", "sida=9999"]
)
def test_wrong_values_in_the_filter_are_no_fault(query, as_reader):
    assert as_reader.get(f"/fynd/?{query}").status_code == 200


def test_one_who_may_review_accepts_with_a_reason_and_can_undo(as_manager):
    where = finding_of("sydnarke")

    answer = accept(as_manager, where, look_again_on="2026-09-01")

    page = as_manager.get(answer["Location"]).content.decode()
    review = Review.objects.get()
    assert answer.status_code == 302
    assert (review.reason, str(review.look_again_on)) == (REASON, "2026-09-01")
    assert "data-toast" in page
    assert REASON in page
    assert "av Prov manager, förbundschef" in page
    assert "data-toast" not in as_manager.get(where).content.decode()

    as_manager.post(f"{where}oppna/")

    review.refresh_from_db()
    assert review.withdrawn_on == DAY
    assert [e.kind for e in Event.objects.order_by("number")][-2:] == [
        "finding_accepted",
        "finding_reopened",
    ]
    assert "Öppnat igen 2026-03-01" in as_manager.get(where).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Skriv varför fyndet kan godtas."),
        ({"reason": "   "}, "Skriv varför fyndet kan godtas."),
        ({"reason": "För kort."}, "Skriv skälet så att en utomstående förstår det."),
        ({"reason": "x" * 2001}, "Skriv högst 2000 tecken."),
        ({"look_again_on": "igår"}, "Skriv datumet som ÅÅÅÅ-MM-DD"),
        ({"look_again_on": "2026-03-01"}, "Välj ett datum som inte har passerat."),
    ],
)
def test_a_faulty_form_comes_back_with_everything_in_it(fields, said, as_controller):
    where = finding_of("sofint")
    sent = {"reason": "Ett skäl som räcker <b>", "look_again_on": "2026-09-01"} | fields

    answer = accept(as_controller, where, **sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count(said) == 2, "in the summary and beside the field"
    assert 'aria-invalid="true"' in text
    if "reason" not in fields:
        assert "Ett skäl som räcker &lt;b&gt;" in text
    if "look_again_on" not in fields:
        assert 'value="2026-09-01"' in text
    assert not Review.objects.exists()


def test_a_manager_does_not_review_another_association_or_the_county(as_manager):
    for association in ("degerfors-karlskoga", None):
        where = finding_of(association)

        assert accept(as_manager, where).status_code == 403
        assert accept(as_manager, where, reason="").status_code == 403
        assert as_manager.post(f"{where}oppna/").status_code == 403
        assert "Godta med skäl" not in as_manager.get(where).content.decode()
    assert not Review.objects.exists()


def test_a_reader_reviews_nothing(as_reader):
    where = finding_of("sydnarke")

    assert accept(as_reader, where).status_code == 403
    assert "Godta med skäl" not in as_reader.get(where).content.decode()


def test_nothing_is_decided_by_following_a_link(as_controller):
    where = finding_of("sydnarke")

    assert as_controller.get(f"{where}godta/").status_code == 405
    assert as_controller.get(f"{where}oppna/").status_code == 405


def test_accepting_twice_keeps_the_first_reason(as_controller):
    where = finding_of("sydnarke")
    accept(as_controller, where)

    answer = accept(as_controller, where, reason="Ett annat skäl.")

    assert Review.objects.get().reason == REASON
    assert "redan godtaget" in as_controller.get(answer["Location"]).content.decode()


def test_opening_what_is_open_is_no_fault(as_controller):
    where = finding_of("sydnarke")

    answer = as_controller.post(f"{where}oppna/", follow=True)

    assert "Fyndet var redan öppet" in answer.content.decode()


def test_an_accepted_finding_leaves_the_list_of_open_ones(as_controller):
    where = finding_of("sydnarke")
    accept(as_controller, where)

    assert where not in as_controller.get("/fynd/?forbund=sydnarke").content.decode()
    assert where in as_controller.get("/fynd/?lage=accepted").content.decode()


def test_the_first_page_says_when_it_is_time_to_look_again(as_controller, monkeypatch):
    where = finding_of("sydnarke")
    accept(as_controller, where, look_again_on="2026-03-02")
    assert "Dags att pröva igen" not in as_controller.get("/").content.decode()

    later = DAY + timedelta(days=1)
    monkeypatch.setattr("samsyn.web.session.timezone.localdate", lambda: later)

    text = as_controller.get("/").content.decode()
    assert "Dags att pröva igen" in text
    assert where in text


def test_the_workbook_holds_the_findings_with_their_reasons(as_controller):
    accept(as_controller, finding_of("sydnarke"))

    answer = as_controller.get("/fynd/fynd.xlsx?lage=all")

    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert REASON in values
    assert answer["Cache-Control"] == "private, no-store"


def test_a_finding_about_a_small_group_tells_the_reader_no_numbers(
    small_groups, as_reader, as_controller
):
    where = next(
        f"/fynd/{f.key}/" for f in findings_of("18") if f.figures[0] == "summa-2020-deltagare"
    )
    lists = ("/fynd/?forbund=sofint", "/", where)

    assert "21\xa0personer" in as_controller.get(where).content.decode()
    for page in lists:
        text = as_reader.get(page).content.decode()
        for value in (3, 17, 20, 21):
            assert f">{value}\xa0personer" not in text
            assert f" {value}\xa0personer" not in text
    assert "Skyddat: gäller färre än fem personer" in as_reader.get(where).content.decode()
    answer = as_reader.get("/fynd/fynd.xlsx?forbund=sofint")
    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    assert not any("21" in str(c.value) for row in sheet.iter_rows(max_col=8) for c in row)
