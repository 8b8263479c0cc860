"""Översikt: what the figures are made of, what waits, and what indicators rest on."""

import pytest

from samsyn.cli.demo import PRACTICE, prepare_demo
from samsyn.economy_reports.at_a_glance import glance_of, key_figures, ledger_use, tasks
from samsyn.register.models import Association
from tests.conftest import TODAY

NO_BREAK_SPACE = "\u00a0"


def plain(text):
    return text.replace(NO_BREAK_SPACE, " ")


@pytest.fixture
def practice(county):
    prepare_demo(on=TODAY)
    return Association.objects.get(pk=PRACTICE)


def figures(association, year):
    glance = glance_of(association, year, on=TODAY)
    return {each.label: (plain(each.value), plain(each.note)) for each in key_figures(glance)}


def test_all_members_are_in_the_contributions(county):
    sydnarke = Association.objects.get(pk="sydnarke")

    told = figures(sydnarke, 2025)

    assert told["Medlemmarnas bidrag"] == ("4 684 000 kr", "1 av 6 har beslutat")
    assert told["Budgeterat resultat"][0] == "697 000 kr"
    assert told["Bokfört resultat"] == ("..", "ingen bokföring inläst")


def test_a_year_that_has_not_ended_has_no_equity_yet(practice):
    told = figures(practice, 2026)

    assert told["Bokfört resultat"][1] == "till och med oktober"
    assert told["Eget kapital"] == ("716 759 kr", "15,1 % av bidragen, slutet av 2025")


def test_what_waits_is_told_with_the_way_to_it(practice):
    waiting = {task.page: task.text for task in tasks(glance_of(practice, 2026, on=TODAY))}

    assert waiting["contributions"] == "Beslut väntas från Högsby."


def test_it_says_which_years_the_indicators_are_made_of(practice):
    assert ledger_use(practice) == [
        (2026, "Nej: inläst till och med oktober."),
        (2025, "Ja."),
        (2024, "Ja."),
    ]


def test_the_demo_is_prepared_once(practice):
    before = Association.objects.count()

    prepare_demo(on=TODAY)

    assert Association.objects.count() == before


def test_the_county_stands_side_by_side(as_controller):
    text = plain(as_controller.get("/ekonomi/?ar=2025&lan=18").content.decode())

    assert "4 684 000 kr" in text
    assert 'href="/ekonomi/statens-modell/"' in text
    assert as_controller.get("/ekonomi/ekonomi.xlsx?ar=2025&lan=18").status_code == 200


def test_costs_of_booked_years_come_as_a_picture_and_a_file(practice, as_manager):
    from samsyn.access.selectors import user_named
    from tests.web.conftest import browser_of

    browser = browser_of(user_named("chef"))

    text = plain(browser.get(f"/ekonomi/{PRACTICE}/?ar=2026").content.decode())

    assert "5 608 255 kr" in text
    assert browser.get(f"/ekonomi/{PRACTICE}/kostnader.xlsx").status_code == 200
    assert as_manager.get("/ekonomi/sydnarke/kostnader.xlsx").status_code == 404
