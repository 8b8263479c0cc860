"""What every test may ask for: a stored county, and the people who read it."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

import samsyn
from tests.factories import user_with_role

DEMO = Path(samsyn.__file__).parent / "demo" / "orebro"
COUNTY = "18"
TODAY = date(2026, 3, 1)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
WHOLE_DATABASE = {"transactional_db", "live_server"}
DATABASE = {"db", "django_db_setup", *WHOLE_DATABASE}

# Small and the same every time for people; `--hypothesis-profile=large` to look further.
settings.register_profile("quick", max_examples=20, derandomize=True, deadline=None)
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("large", max_examples=2000, deadline=None)
settings.load_profile("fixed")


def pytest_addoption(parser):
    parser.addoption(
        "--only-database", action="store_true", help="only the tests that touch the database"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Choose the tests of this run, and put them in three turns; random within each.

    First those that meet an empty database, then those that share the stored county, last
    those that empty the database behind them. Every process keeps that order.
    """
    chosen = [item for item in items if _is_wanted(item, config)]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = sorted(chosen, key=_turn)
    for item in items:
        if CHROMIUM is None and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="Chromium finns inte här"))


def pytest_terminal_summary(terminalreporter):
    if CHROMIUM is None and not hasattr(terminalreporter.config, "workerinput"):
        terminalreporter.write_line("Chromium finns inte här: webbläsartesterna hoppades över.")


def _is_wanted(item, config):
    if not config.getoption("--only-database"):
        return item.get_closest_marker("postgres") is None
    touches = item.get_closest_marker("django_db") or DATABASE & _fixtures(item)
    return bool(touches) and item.get_closest_marker("browser") is None


def _turn(item):
    marker = item.get_closest_marker("django_db")
    if WHOLE_DATABASE & _fixtures(item) or (marker and marker.kwargs.get("transaction")):
        return 2
    return 1 if "county" in _fixtures(item) else 0


def _fixtures(item):
    return set(getattr(item, "fixturenames", ()))


def _store_county():
    from samsyn.cli.load import plans_of, store
    from samsyn.register.services import store_division

    store_division(by=None)
    store(plans_of(DEMO), source="demo", by=None)


@pytest.fixture(scope="session")
def stored_county(django_db_setup, django_db_blocker):
    """Store the demo county once for every test of this process."""
    with django_db_blocker.unblock():
        _store_county()


@pytest.fixture
def county(stored_county, db):
    """The code of the demo county, with all its figures stored."""
    from samsyn.register.models import Association

    if not Association.objects.exists():  # a test before this one has emptied the database
        _store_county()
    return COUNTY


@pytest.fixture(scope="session")
def chromium():
    """The path of the browser, for Playwright's `executable_path`."""
    return CHROMIUM


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
    return user_with_role("manager", county=COUNTY, association="sydnarke")


@pytest.fixture
def reader(county):
    """One who reads what may be handed out."""
    return user_with_role("reader", county=COUNTY)
