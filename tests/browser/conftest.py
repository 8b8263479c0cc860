"""A browser, a running site, and people who are logged in to it."""

import os
import shutil
from datetime import date

import pytest

from tests.factories import PASSWORD, user_with_role

CHROMIUM = "/usr/bin/chromium"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright keeps a loop running


@pytest.fixture(scope="session")
def chromium():
    if not shutil.which(CHROMIUM):
        pytest.skip(f"{CHROMIUM} is missing: apt install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, county, live_server):
    """The address of the running site, with the demo county and its controller."""
    user_with_role("controller", county=county, starts_on=date(2020, 1, 1))
    return live_server.url


class Witness:
    """What went wrong on a page: console errors, refused content, requests to others."""

    def __init__(self, page, site):
        self.faults = []
        page.on("console", lambda m: m.type in {"error", "warning"} and self._note(m.text))
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", lambda request: self._request(request.url, site))
        page.add_init_script(
            "document.addEventListener('securitypolicyviolation',"
            " (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
        )

    def _note(self, text):
        self.faults.append(text)

    def _request(self, url, site):
        if not url.startswith((site, "data:", "about:")):
            self._note(f"request to {url}")


@pytest.fixture
def open_page(chromium, site):
    """Open pages of the site as the controller, at a width, with or without JavaScript."""
    contexts = []

    def opened(width=1280, *, javascript=True, login=True):
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
            locale="sv-SE",
            base_url=site,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.witness = Witness(page, site) if javascript else None
        if login:
            page.goto("/logga-in/")
            page.fill("#falt-username", "controller")
            page.fill("#falt-password", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(f"{site}/")
        return page

    yield opened
    for context in contexts:
        context.close()
