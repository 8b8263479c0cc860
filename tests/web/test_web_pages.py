"""What holds for every page: who may see it, its headers, its HTML, its queries."""

import json
import re
from pathlib import Path

import html5lib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samsyn.access.services import create_user
from tests.factories import PASSWORD, user_with_role
from tests.web.conftest import browser_of
from tests.web.pages import FILES, PAGES, address

COUNTS = Path(__file__).with_name("query_counts.json")
STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<inside>.*?)</script>", re.DOTALL)
# The parser of html5lib knows HTML as it was before <dialog>, <search> and SVG attributes.
OLD_PARSER = {"unexpected-start-tag-implies-end-tag"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", ["as_controller", "as_manager", "as_reader"])
def test_every_role_reads_every_page(role, name, request, county):
    answer = request.getfixturevalue(role).get(address(name))

    assert answer.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_somebody_unknown_is_asked_to_log_in(name, anonymous):
    answer = anonymous.get(address(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/logga-in/?next=")


@pytest.mark.parametrize("name", FILES)
def test_somebody_unknown_gets_no_files(name, anonymous):
    assert anonymous.get(name).status_code == 302


@pytest.mark.parametrize("name", PAGES)
def test_somebody_from_another_county_finds_nothing(name, county):
    from samsyn.register.models import Association, Document

    Association.objects.create(
        key="annat",
        name="Annat förbund",
        short_name="Annat",
        county_id="17",
        document=Document.objects.first(),
    )
    stranger = browser_of(user_with_role("reader", county="17"))

    where = address(name)
    answer = stranger.get(where)

    if name in {"compare", "association", "association_with_parts", "figure", "statement"} or (
        name == "finding"
    ):
        assert answer.status_code == 404
    else:
        assert answer.status_code == 200
        assert "Sydnärke" not in answer.content.decode()


def test_a_county_out_of_sight_is_not_found(as_reader):
    for where in ("/?lan=17", "/jamfor/?lan=17", "/fynd/?lan=99", "/siffror/?lan=%F0%9F%98%80"):
        assert as_reader.get(where).status_code == 404


def test_a_user_without_a_role_is_told_so(county):
    user = create_user(username="ny", name="Ny Person", password=PASSWORD, by=None)

    answer = browser_of(user).get("/")

    assert answer.status_code == 200
    assert "Ditt konto har ingen roll än" in answer.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_headers_close_the_page_to_everything_foreign(name, as_reader):
    answer = as_reader.get(address(name))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'nonce-[^']+' 'strict-dynamic'", policy)
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_styles_or_scripts_of_its_own(name, as_controller):
    text = as_controller.get(address(name)).content.decode()

    assert not STYLE.search(text), STYLE.search(text)
    for script in SCRIPT.finditer(text):
        assert not script["inside"].strip()
        assert "nonce=" in script["attributes"]


@pytest.mark.parametrize("name", [*PAGES, "login"])
def test_every_page_is_valid_html(name, as_controller, anonymous):
    browser, where = (anonymous, "/logga-in/") if name == "login" else (as_controller, "")
    text = browser.get(where or address(name)).content.decode()

    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(text)

    errors = [(place, code) for place, code, _ in parser.errors if code not in OLD_PARSER]
    assert errors == []
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids)), "the same id twice"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_and_a_title(name, as_controller):
    text = as_controller.get(address(name)).content.decode()

    assert len(re.findall(r"<h1[ >]", text)) == 1
    assert re.search(r"<title>[^<]+ – Samsyn</title>", text)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_somewhere(name, as_controller):
    text = as_controller.get(address(name)).content.decode()
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"#]*)', text)}

    for link in sorted(links)[:40]:
        if link.startswith("/static/") or link.startswith("/rapport/18/"):
            continue
        assert as_controller.get(link).status_code == 200, link


def test_pages_ask_the_database_as_often_as_agreed(as_controller):
    allowed = json.loads(COUNTS.read_text("utf-8"))
    assert set(allowed) == set(PAGES)
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


def test_the_choice_of_county_is_kept_from_page_to_page(county):
    from samsyn.access.services import assign_role
    from samsyn.register.models import Association, Document
    from tests.web.conftest import DAY

    Association.objects.create(
        key="annat",
        name="Annat förbund",
        short_name="Annat",
        county_id="17",
        document=Document.objects.first(),
    )
    user = user_with_role("reader", county="18")
    assign_role(user=user, role="reader", county="17", starts_on=DAY, by=None)
    browser = browser_of(user)

    assert "Värmlands län</h1>" in browser.get("/?lan=17").content.decode()
    assert "Annat förbund" in browser.get("/forbund/").content.decode()
    assert "Sydnärke" in browser.get("/forbund/?lan=18").content.decode()


def test_a_county_without_figures_has_an_empty_first_page(county):
    from samsyn.register.models import Association, Document

    Association.objects.create(
        key="annat",
        name="Annat förbund",
        short_name="Annat",
        county_id="17",
        document=Document.objects.first(),
    )
    browser = browser_of(user_with_role("controller", county="17"))

    for where in ("/", "/jamfor/", "/fynd/", "/siffror/", "/rapport/", "/forbund/annat/"):
        assert browser.get(where).status_code == 200
    assert "Inga siffror är inlästa" in browser.get("/").content.decode()
