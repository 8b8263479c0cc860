"""What holds for every page: who may see it, its headers, its HTML, its queries."""

import json
import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samsyn.access.services import assign_role, create_user
from tests.factories import PASSWORD, user_with_role
from tests.web.conftest import DAY, browser_of
from tests.web.pages import ECONOMY, FILES, FOR_KEEPERS, PAGES, address
from tests.web.requirements import assert_closed, assert_sound, assert_without_styles

COUNTS = Path(__file__).with_name("query_counts.json")
ABOUT_THE_COUNTY = {
    "compare",
    "association",
    "association_with_parts",
    "figure",
    "statement",
    "finding",
    "member_board",
    *(name for name, where in PAGES.items() if where.startswith(ECONOMY)),
}
ABOUT_THE_NATION = {"state_model"}  # a published table of every association
FOR_THE_COUNTY = {"reference_upload"}


@pytest.mark.parametrize(
    ("role", "closed"),
    [
        ("as_controller", set()),
        ("as_manager", FOR_THE_COUNTY),
        ("as_reader", FOR_KEEPERS),
    ],
)
def test_every_role_reads_every_page_that_is_meant_for_it(role, closed, request, county):
    browser = request.getfixturevalue(role)

    answers = {name: browser.get(address(name)).status_code for name in PAGES}

    assert answers == {name: 403 if name in closed else 200 for name in PAGES}


def test_somebody_unknown_is_asked_to_log_in(anonymous):
    for where in [*FILES, *(address(name) for name in PAGES)]:
        answer = anonymous.get(where)

        assert answer.status_code == 302, where
        assert answer["Location"].startswith("/logga-in/?next="), where


def test_somebody_from_another_county_finds_nothing(another_county):
    stranger = browser_of(user_with_role("reader", county=another_county))

    for name in PAGES:
        answer = stranger.get(address(name))

        closed = 403 if name in FOR_THE_COUNTY else 200
        assert answer.status_code == (404 if name in ABOUT_THE_COUNTY else closed), name
        if name not in ABOUT_THE_NATION:
            assert "Sydnärke" not in answer.content.decode(), name


def test_a_county_out_of_sight_is_not_found(as_reader):
    for where in ("/?lan=17", "/jamfor/?lan=17", "/fynd/?lan=99", "/siffror/?lan=%F0%9F%98%80"):
        assert as_reader.get(where).status_code == 404


def test_a_user_without_a_role_is_told_so(county):
    user = create_user(username="ny", name="Ny Person", password=PASSWORD, by=None)

    answer = browser_of(user).get("/")

    assert answer.status_code == 200
    assert "Ditt konto har ingen roll än" in answer.content.decode()


@pytest.fixture
def texts(as_controller, anonymous):
    """Every page as text, and the answers themselves."""
    answers = {name: as_controller.get(address(name)) for name in PAGES}
    answers["login"] = anonymous.get("/logga-in/")
    answers["events"] = as_controller.get("/handelser/")
    return {name: (answer.content.decode(), answer) for name, answer in answers.items()}


def test_headers_close_every_page_to_everything_foreign(texts):
    for name, (_, answer) in texts.items():
        assert_closed(answer, name)


def test_no_page_has_styles_or_scripts_of_its_own(texts):
    for name, (text, _) in texts.items():
        assert_without_styles(text, name)


def test_every_page_is_valid_html_with_one_heading_and_a_title(texts):
    for name, (text, _) in texts.items():
        assert_sound(text, name)


@pytest.mark.slow
def test_every_link_of_every_page_leads_somewhere(texts, as_controller):
    links = {
        link.replace("&amp;", "&")
        for text, _ in texts.values()
        for link in re.findall(r'href="(/[^"#]*)', text)
        if not link.startswith(("/static/", "/rapport/18/"))
    }

    for link in sorted(links):
        assert as_controller.get(link).status_code == 200, link


def test_pages_ask_the_database_as_often_as_agreed(as_controller):
    allowed = json.loads(COUNTS.read_text("utf-8"))
    asked = {}
    for name in PAGES:
        where = address(name)
        as_controller.get(where)
        with CaptureQueriesContext(connection) as queries:
            as_controller.get(where)
        asked[name] = len(queries)

    assert asked == allowed


def test_the_address_of_a_page_that_does_not_exist(as_reader):
    for where in ("/finns-inte/", "/forbund/finns-inte/", "/siffror/finns-inte/", "/fynd/x/"):
        answer = as_reader.get(where)
        assert answer.status_code == 404
        assert "Sidan finns inte" in answer.content.decode()


def test_definitions_name_every_indicator_and_rule(as_reader):
    from samsyn.indicators.definitions import catalogue
    from samsyn.quality.findings import rules

    text = as_reader.get("/definitioner/").content.decode()

    for id in catalogue():
        assert f'id="{id}"' in text
    for id in rules():
        assert f'id="regel-{id}"' in text


def test_the_choice_of_county_is_kept_from_page_to_page(county, another_county):
    user = user_with_role("reader", county="18")
    assign_role(user=user, role="reader", county=another_county, starts_on=DAY, by=None)
    browser = browser_of(user)

    assert "Värmlands län</h1>" in browser.get("/?lan=17").content.decode()
    assert "Annat förbund" in browser.get("/forbund/").content.decode()
    assert "Sydnärke" in browser.get("/forbund/?lan=18").content.decode()


def test_a_county_without_figures_has_an_empty_first_page(another_county):
    browser = browser_of(user_with_role("controller", county=another_county))

    for where in ("/", "/jamfor/", "/fynd/", "/siffror/", "/rapport/", "/forbund/annat/"):
        assert browser.get(where).status_code == 200
    assert "Inga siffror är inlästa" in browser.get("/").content.decode()


def test_one_with_a_role_in_an_association_sees_it_first(as_manager, as_controller):
    text = as_manager.get("/").content.decode()

    assert 'Ditt förbund: <a href="/forbund/sydnarke/">Sydnärke</a>' in text
    assert text.index("Ditt förbund") < text.index("Länet i korthet")
    assert "/fynd/?forbund=sydnarke" in text
    assert "Ditt förbund" not in as_controller.get("/").content.decode()


def test_the_first_page_says_what_the_figures_say_and_how_old_they_are(as_reader):
    text = as_reader.get("/").content.decode()

    assert "Vad siffrorna säger 2019" in text
    assert "Och vad de inte säger" in text
    assert "Siffrorna är från 2019. Nyare resultat är inte inlästa." in text
