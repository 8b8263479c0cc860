from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from samsyn.access.models import Assignment, Event, User
from samsyn.access.permissions import Permission, counties_in_sight, reach_of, roles
from samsyn.access.services import assign_role, create_user
from tests.factories import user_with_role

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)


def test_a_controller_reaches_the_county_and_everything_in_it():
    reach = reach_of(
        user_with_role("controller", county="18"), Permission.SEE_SMALL_GROUPS, on=DAY
    )

    assert reach.covers(county="18", association="sofint")
    assert not reach.covers(county="17", association="annat")


def test_a_manager_reaches_only_the_own_association():
    user = user_with_role("manager", county="18", association="sofint")

    reach = reach_of(user, Permission.SEE_SMALL_GROUPS, on=DAY)

    assert reach.covers(county="18", association="sofint")
    assert not reach.covers(county="18", association="sydnarke")
    assert not reach.covers(county="18", association=None)


def test_a_manager_reads_the_whole_county_to_compare_with():
    user = user_with_role("manager", county="18", association="sofint")

    assert counties_in_sight(user, on=DAY) == {"18"}


def test_a_reader_sees_no_small_groups():
    reach = reach_of(user_with_role("reader", county="18"), Permission.SEE_SMALL_GROUPS, on=DAY)

    assert not reach.covers(county="18", association="sofint")


def test_an_assignment_counts_between_its_days_only():
    user = create_user(username="gast", name="Gäst", password="bara-for-tester", by=None)
    assign_role(
        user=user,
        role="reader",
        county="18",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
        by=None,
    )

    assert counties_in_sight(user, on=date(2026, 1, 31)) == {"18"}
    assert counties_in_sight(user, on=date(2026, 2, 1)) == set()
    assert counties_in_sight(user, on=date(2025, 12, 31)) == set()


def test_nobody_is_nowhere():
    assert counties_in_sight(AnonymousUser(), on=DAY) == set()


def test_an_inactive_user_is_nowhere():
    user = user_with_role("controller", county="18")
    user.is_active = False

    assert counties_in_sight(user, on=DAY) == set()
    assert not reach_of(user, Permission.SEE_FIGURES, on=DAY).counties


def test_every_role_says_what_it_may():
    for role in roles().values():
        assert role.sv
        assert role.description
        assert Permission.SEE_FIGURES in role.may


def test_a_user_and_an_assignment_leave_an_event_each():
    user_with_role("controller", county="18")

    kinds = Event.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["user_created", "role_assigned"]


def test_an_unknown_role_is_refused_and_nothing_is_left():
    user = create_user(username="gast", name="Gäst", password="bara-for-tester", by=None)
    events = Event.objects.count()

    with pytest.raises(ValidationError):
        assign_role(user=user, role="kung", county="18", starts_on=DAY, by=None)

    assert Assignment.objects.count() == 0
    assert Event.objects.count() == events


def test_nothing_is_saved_when_the_event_fails(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no room for the event")

    monkeypatch.setattr("samsyn.access.services.record", fail)

    with pytest.raises(OSError, match="no room"):
        create_user(username="gast", name="Gäst", password="bara-for-tester", by=None)

    assert not User.objects.filter(username="gast").exists()


@pytest.mark.parametrize(
    ("role", "association"), [("manager", ""), ("controller", "sofint"), ("reader", "sofint")]
)
def test_an_assignment_is_as_wide_as_its_role(role, association):
    user = create_user(username="gast", name="Gäst", password="bara-for-tester", by=None)

    with pytest.raises(ValidationError, match="Rollen gäller"):
        assign_role(
            user=user, role=role, county="18", association=association, starts_on=DAY, by=None
        )


@pytest.mark.parametrize("password", ["1", "kort", "password1234"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(ValidationError):
        create_user(username="gast", name="Gäst", password=password, by=None)
