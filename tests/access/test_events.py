import pytest
from django.db import transaction

from samsyn.access.events import broken_links, record
from samsyn.access.models import Event
from samsyn.access.versions import latest_digest, one_version

pytestmark = pytest.mark.django_db


def three_events():
    with transaction.atomic():
        for number in range(3):
            record("tried", by=None, target=f"sak {number}", number=number)


def test_every_event_carries_the_digest_of_the_one_before():
    three_events()

    events = list(Event.objects.order_by("number"))

    assert [event.number for event in events] == [1, 2, 3]
    assert events[2].previous_digest == events[1].digest
    assert list(broken_links()) == []


def test_a_changed_event_is_found():
    three_events()

    Event.objects.filter(number=2).update(details={"number": 7})

    assert list(broken_links()) == [2]


def test_a_removed_event_is_found():
    three_events()

    Event.objects.filter(number=2).delete()

    assert list(broken_links()) == [3]


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        record("tried", by=None, target="sak")


def test_the_latest_digest_is_another_after_each_event():
    before = latest_digest()

    three_events()

    assert latest_digest() != before


def test_a_page_is_made_of_one_version_of_the_figures():
    with one_version():
        first = latest_digest("figures_loaded")
        with transaction.atomic():
            record("figures_loaded", by=None, target="prov")
        assert latest_digest("figures_loaded") == first

    assert latest_digest("figures_loaded") != first
