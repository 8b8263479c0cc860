"""Journeys: with the keyboard only, without JavaScript, and with fragments."""

import pytest

from samsyn.quality.models import Review
from tests.factories import PASSWORD
from tests.web.pages import finding_address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STEPS = 120


def tab_to(page, selector):
    """Press Tab until the element has focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector} at {page.url}")


def test_the_keyboard_is_enough(open_page, site):
    page = open_page(login=False)
    page.goto("/logga-in/?next=/jamfor/")
    tab_to(page, "#falt-username")
    page.keyboard.type("controller")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/jamfor/")

    tab_to(page, "#val-indikator")
    page.keyboard.type("Kostnad per deltagare")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**indikator=cost_per_participant**")

    tab_to(page, "a[download]")
    assert ".xlsx" in page.evaluate("document.activeElement.href")

    tab_to(page, ".why > summary")
    page.keyboard.press("Enter")
    assert page.locator(".why[open]").count() == 1

    page.goto("/definitioner/")
    tab_to(page, "a[href='#tema-kostnad']")
    page.keyboard.press("Enter")
    assert page.url.endswith("#tema-kostnad")

    page.goto(finding_address())
    tab_to(page, "#falt-reason")
    page.keyboard.type("Noten skrevs före bokslutet.")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-toast]")
    assert Review.objects.get().reason == "Noten skrevs före bokslutet."

    tab_to(page, "[data-toast] form button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Fyndet är öppet igen")
    assert Review.objects.get().withdrawn_on is not None
    assert page.witness.faults == []


def test_a_faulty_form_puts_the_reader_at_the_list_of_faults(open_page):
    page = open_page()
    page.goto(finding_address())

    page.click("text=Godta med skäl")

    page.wait_for_selector("#felsammanfattning")
    assert page.evaluate("document.activeElement.id") == "felsammanfattning"
    page.click("#felsammanfattning a")
    assert page.evaluate("document.activeElement.id") == "falt-reason"


def test_everything_works_without_javascript(open_page):
    page = open_page(javascript=False)

    page.goto("/jamfor/")
    page.select_option("#val-indikator", "cost_per_participant")
    page.click("text=Visa jämförelsen")
    assert "indikator=cost_per_participant" in page.url
    assert page.locator("#tabell-cost_per_participant").is_visible()
    assert page.locator("figure.chart svg").first.is_visible()
    page.locator(".why > summary").first.click()
    assert page.locator(".why__text").first.is_visible()

    page.goto("/siffror/")
    page.fill("#falt-q", "sofint")
    page.click("main form button[type=submit]")
    assert "q=sofint" in page.url

    page.goto(finding_address())
    page.fill("#falt-reason", "Noten skrevs före bokslutet.")
    page.click("text=Godta med skäl")
    page.click("text=Ångra")
    assert Review.objects.get().withdrawn_on is not None


def test_a_choice_shows_its_result_at_once_and_keeps_its_place(open_page):
    page = open_page()
    page.goto("/jamfor/")
    page.focus("#val-indikator")

    page.select_option("#val-indikator", "cost_per_participant")

    page.wait_for_url("**indikator=cost_per_participant**")
    page.wait_for_selector("h2:has-text('Kostnad per deltagare, 2019')")
    assert page.title().startswith("Jämför: Kostnad per deltagare")
    page.wait_for_function("document.activeElement.id === 'val-indikator'")
    page.go_back()
    page.wait_for_selector("h2:has-text('Positiva avslut, andel av avsluten, 2019')")
    assert page.witness.faults == []


def test_table_and_picture_take_turns_and_the_address_remembers(open_page):
    page = open_page()
    page.goto("/jamfor/")

    page.click(".view-switch button:has-text('Diagram') >> nth=0")

    assert page.locator("#vy-intervall").is_visible()
    assert page.locator("#vy-tabell").is_hidden()
    assert page.url.endswith("#vy-intervall")


def test_a_session_that_ends_leads_to_the_log_in_page(open_page):
    page = open_page()
    page.goto("/fynd/")
    page.context.clear_cookies()

    page.select_option("#falt-allvar", "error")

    page.wait_for_url("**/logga-in/?next=**")
