"""Logging in and out, the event log, the health check."""

import re

import pytest
from django.test import Client

from tests.factories import PASSWORD
from tests.web.pages import finding_of


def test_logging_in_leads_to_the_page_that_was_asked_for(anonymous, reader):
    answer = anonymous.post(
        "/logga-in/", {"username": "reader", "password": PASSWORD, "next": "/fynd/"}
    )

    assert answer.status_code == 302
    assert answer["Location"] == "/fynd/"


def test_a_wrong_password_is_said_in_swedish(anonymous, reader):
    answer = anonymous.post("/logga-in/", {"username": "reader", "password": "fel"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Det gick inte att logga in" in text
    assert 'value="reader"' in text


def test_guessing_is_stopped(anonymous, reader):
    for _ in range(9):
        answer = anonymous.post("/logga-in/", {"username": "reader", "password": "fel"})

    assert answer.status_code == 429
    assert "För många försök" in answer.content.decode()


def test_a_foreign_page_after_logging_in_is_refused(anonymous, reader):
    answer = anonymous.post(
        "/logga-in/",
        {"username": "reader", "password": PASSWORD, "next": "https://example.org/"},
    )

    assert answer["Location"] == "/"


def test_logging_out_takes_a_post(as_reader):
    assert as_reader.get("/logga-ut/").status_code == 405
    assert as_reader.post("/logga-ut/")["Location"] == "/logga-in/"
    assert as_reader.get("/").status_code == 302


def test_a_fragment_after_the_session_has_ended_reloads_its_page(anonymous):
    answer = anonymous.get("/fynd/", headers={"HX-Request": "true"}, follow=True)

    assert answer["HX-Refresh"] == "true"


def test_forms_without_their_token_are_refused(controller):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(controller, backend="django.contrib.auth.backends.ModelBackend")

    answer = browser.post("/logga-ut/")

    assert answer.status_code == 403
    assert "Sidan behöver laddas om" in answer.content.decode()


@pytest.mark.django_db
def test_anyone_may_ask_whether_the_site_is_up():
    answer = Client().get("/halsa/")

    assert answer.status_code == 200
    assert answer.content == b"ok"


def test_the_controller_reads_the_event_log(as_controller):
    answer = as_controller.get("/handelser/")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Siffror inlästa" in text
    assert "Händelser" in as_controller.get("/").content.decode()


def test_others_do_not_read_the_event_log(as_manager, as_reader):
    for browser in (as_manager, as_reader):
        answer = browser.get("/handelser/")
        assert answer.status_code == 403
        assert "Händelser</a>" not in browser.get("/").content.decode()


def test_events_are_told_in_words(as_controller):
    where = finding_of("sydnarke")
    as_controller.post(f"{where}godta/", {"reason": "Noten skrevs före bokslutet."})

    text = as_controller.get("/handelser/").content.decode()

    assert "controller, Örebro län" in text
    assert re.search(r'<a href="/fynd/[^"]+">[^<]+: [^<]+</a>', text)
    assert "Noten skrevs före bokslutet." in text
