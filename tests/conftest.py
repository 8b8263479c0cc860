"""What every test may ask for: a loaded county, and the people who read it."""

from datetime import date
from pathlib import Path

import pytest

import samsyn
from tests.factories import user_with_role

DEMO = Path(samsyn.__file__).parent / "demo" / "orebro"
COUNTY = "18"
TODAY = date(2026, 3, 1)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server", "county"}


def pytest_addoption(parser):
    parser.addoption(
        "--only-database", action="store_true", help="only the tests that touch the database"
    )


def pytest_collection_modifyitems(config, items):
    on_postgres = config.getoption("--only-database")
    left_out = [item for item in items if not _is_wanted(item, on_postgres)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if _is_wanted(item, on_postgres)]


def _is_wanted(item, on_postgres):
    if not on_postgres:
        return item.get_closest_marker("postgres") is None
    touches = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(
        getattr(item, "fixturenames", ())
    )
    return bool(touches) and item.get_closest_marker("browser") is None


@pytest.fixture(scope="session")
def stored_county(django_db_setup, django_db_blocker):
    """The demo county, stored once: a test reads it, and what it writes is rolled back."""
    from samsyn.cli.load import plans_of, store
    from samsyn.register.services import store_division

    with django_db_blocker.unblock():
        store_division(by=None)
        store(plans_of(DEMO), source="demo", by=None)


@pytest.fixture
def county(stored_county, db):
    """The code of the demo county, with all its figures stored."""
    return COUNTY


@pytest.fixture
def today():
    """The day of the tests: nothing in the house looks at a clock by itself."""
    return TODAY


@pytest.fixture
def controller(county):
    """One who compares every association of the demo county and loads its figures."""
    return user_with_role("controller", county=COUNTY)


@pytest.fixture
def manager(county):
    """The head of one association, who sees the whole county."""
    return user_with_role("manager", county=COUNTY, association="sofint")


@pytest.fixture
def reader(county):
    """One who reads what may be handed out."""
    return user_with_role("reader", county=COUNTY)
