"""The shared fixtures keep their promises."""

import socket

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


def test_no_test_reaches_another_machine():
    with socket.socket() as line, pytest.raises(UserWarning, match="tried to use socket"):
        line.connect(("192.0.2.1", 80))


def test_a_test_may_reach_its_own_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
