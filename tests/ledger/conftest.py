"""An association of the demo county, and an invented year of it that is read in."""

from datetime import date

import pytest

from samsyn.ledger.obstacles import plan_for
from samsyn.ledger.services import commit_file, receive_file
from samsyn.register.models import Association
from tests.ledger.invented import sie

DAY = date(2026, 3, 1)


def read_in(association, content, by, *, name="bok.se", answers=None):
    """Receive a file and read it in as it is previewed."""
    file = receive_file(association=association, name=name, content=content, by=by, on=DAY)
    plan = plan_for(file, answers)
    commit_file(file=file, plan_digest=plan.digest, answers=answers or {}, by=by, on=DAY)
    file.refresh_from_db()
    return file


def preview(association, content, by, *, name="bok.se", answers=None):
    """Receive a file and return what reading it in would do."""
    file = receive_file(association=association, name=name, content=content, by=by, on=DAY)
    return file, plan_for(file, answers)


@pytest.fixture
def association(county):
    return Association.objects.get(pk="sydnarke")


@pytest.fixture
def booked(association, manager):
    """The invented year 2025, read in."""
    return read_in(association, sie(), manager)
