"""The pages that need something to show: who may open them, and what every page must be."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.economy_pages.filled import HERE, fill
from tests.factories import user_with_role
from tests.web.conftest import browser_of
from tests.web.requirements import assert_closed, assert_sound, assert_without_styles

COUNTS = Path(__file__).with_name("query_counts.json")
FOR_KEEPERS = {
    "vouchers",
    "voucher",
    "ledger_files",
    "ledger_file",
    "ledger_file_waiting",
    "budget_lines",
    "budget_facts",
    "cancel_requisition",
    "reverse_payment",
}


@pytest.fixture
def pages(as_manager):
    return fill(as_manager)


@pytest.mark.parametrize(
    ("role", "closed"),
    [("as_controller", set()), ("as_manager", set()), ("as_reader", FOR_KEEPERS)],
)
def test_every_role_reads_every_page_that_is_meant_for_it(role, closed, pages, request):
    browser = request.getfixturevalue(role)

    answers = {name: browser.get(where).status_code for name, where in pages.items()}

    assert answers == {name: 403 if name in closed else 200 for name in pages}


def test_somebody_unknown_or_from_another_county_sees_nothing(pages, anonymous, another_county):
    stranger = browser_of(user_with_role("auditor", county=another_county, association="annat"))

    for name, where in pages.items():
        own = where.startswith(HERE)
        assert anonymous.get(where).status_code == 302, name
        assert stranger.get(where).status_code == (404 if own else 200), name


def test_every_page_is_as_pages_must_be(pages, as_controller):
    for name, where in pages.items():
        answer = as_controller.get(where)
        text = answer.content.decode()

        assert_closed(answer, name)
        assert_without_styles(text, name)
        assert_sound(text, name)


def test_pages_ask_the_database_as_often_as_agreed(pages, as_controller):
    allowed = json.loads(COUNTS.read_text("utf-8"))
    asked = {}
    for name, where in pages.items():
        as_controller.get(where)
        with CaptureQueriesContext(connection) as queries:
            as_controller.get(where)
        asked[name] = len(queries)

    assert asked == allowed
