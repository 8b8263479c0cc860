"""What every test may ask for: a stored county, and the people who read it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

import samsyn
from tests.factories import user_with_role

DEMO = Path(samsyn.__file__).parent / "demo" / "orebro"
COUNTY = "18"
TODAY = date(2026, 3, 1)
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


def _last_event():
    from samsyn.access.models import Event

    return Event.objects.order_by("-number").values_list("number", flat=True).first()


@pytest.fixture(scope="session")
def stored_county(django_db_setup, django_db_blocker):
    """Store the demo county once; return the number of its last event."""
    with django_db_blocker.unblock():
        _store_county()
        return _last_event()


@pytest.fixture
def county(request, stored_county, db):
    """The code of the demo county, with all its figures stored."""
    from samsyn.facts import build

    if _last_event() is None:  # a test before this one has emptied the database
        build._facts_at.cache_clear()
        _store_county()
    yield COUNTY
    if _last_event() != stored_county:
        build._facts_at.cache_clear()


@pytest.fixture(autouse=True)
def own_facts(request):
    """Forget the facts of other tests: they are kept by event number, and numbers return."""
    yield
    if DATABASE & set(request.fixturenames) and "county" not in request.fixturenames:
        from samsyn.facts import build

        build._facts_at.cache_clear()


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
