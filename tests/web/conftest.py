"""Browsers of people with different roles, and a county with small groups in it."""

from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from samsyn.access.events import record
from samsyn.register.models import Association, Count, Document, Statement

DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch):
    """Let every page think it is the same day."""
    monkeypatch.setattr("samsyn.web.session.timezone.localdate", lambda: DAY)


def browser_of(user):
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def as_controller(controller):
    return browser_of(controller)


@pytest.fixture
def as_manager(manager):
    return browser_of(manager)


@pytest.fixture
def as_reader(reader):
    return browser_of(reader)


@pytest.fixture
def anonymous(county):
    return Client()


@pytest.fixture
def another_county(county):
    """A county with an association, but without figures."""
    Association.objects.create(
        key="annat",
        name="Annat förbund",
        short_name="Annat",
        county_id="17",
        document=Document.objects.first(),
    )
    return "17"


@pytest.fixture
def invented(county):
    """An invented document, that what a test adds can stand in."""
    return Document.objects.create(
        key="pahittat", title="Påhittad lista", publisher="Ingen", kind="own", invented=True
    )


@pytest.fixture
def small_groups(invented, county):
    """Unpublished counts of 2020 in SOFINT: 3 of 20 participants are women, 17 men, and a sum
    of them that says 21; 3 were closed."""
    counts = (
        ("all", "participants", 20),
        ("women", "participants", 3),
        ("men", "participants", 17),
        ("all", "closed", 3),
    )
    for sex, measure, value in counts:
        Count.objects.create(
            figure=f"inmatat-2020-{sex if measure == 'participants' else measure}",
            association_id="sofint",
            starts_on=date(2020, 1, 1),
            ends_on=date(2020, 12, 31),
            sex=sex,
            age_group="all",
            measure=measure,
            value=value,
            low=value,
            high=value,
            population="personal_data",
            counting_mode="registrations",
            document=invented,
            place="Rad 1",
            status="entered",
        )
    Statement.objects.create(
        figure="summa-2020-deltagare",
        association_id="sofint",
        county_id=county,
        year=2020,
        label="Deltagare 2020, kvinnor och män",
        claim="sum",
        value=21,
        low=21,
        high=21,
        unit="persons",
        of=["+inmatat-2020-women", "+inmatat-2020-men"],
        document=invented,
        place="Rad 2",
        status="entered",
    )
    with transaction.atomic():
        record("figures_loaded", by=None, target="prov", tables={})
