"""Every page, wide and narrow: accessible, quiet, and nothing that sticks out."""

import pytest

from tests.web.pages import PAGES, address

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": TAGS}}
OTHERS = {"login": "/logga-in/", "events": "/handelser/", "nowhere": "/finns-inte/"}


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_is_accessible_quiet_and_fits(width, open_page):
    from axe_playwright_python.sync_playwright import Axe

    known, unknown = open_page(width), open_page(width, login=False)
    found = {}
    for name in (*PAGES, *OTHERS):
        page = unknown if name == "login" else known
        page.goto(OTHERS.get(name) or address(name))
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true }")
        found[name] = [
            *(
                _told(violation)
                for violation in Axe().run(page, options=OPTIONS).response["violations"]
            ),
            *(fault for fault in page.witness.faults if not _expected(fault, name)),
            *(["scrolls sideways"] if _scrolls_sideways(page) else []),
        ]
        page.witness.faults.clear()

    assert {name: faults for name, faults in found.items() if faults} == {}


def _told(violation):
    places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({places})"


def _expected(fault, name):
    return name == "nowhere" and "404" in fault


def _scrolls_sideways(page):
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
