"""The shared fixtures keep their promises."""

import pytest

from samsyn.register.models import Association


@pytest.mark.django_db
def test_a_test_without_the_county_meets_an_empty_database():
    assert not Association.objects.exists()


def test_the_county_is_stored(county):
    assert Association.objects.filter(county_id=county).count() == 4


def test_what_a_test_writes_is_gone_before_the_next(county, controller, manager, reader):
    assert {controller.username, manager.username, reader.username} == {
        "controller",
        "manager",
        "reader",
    }


def test_the_county_comes_back_after_a_test_that_emptied_the_database(transactional_db, county):
    assert Association.objects.filter(county_id=county).count() == 4
