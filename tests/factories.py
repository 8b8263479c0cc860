"""Makes what a test needs. All of it is invented."""

from datetime import date

from samsyn.access.services import assign_role, create_user

PASSWORD = "bara-for-tester"


def user_with_role(role, *, county, association="", starts_on=date(2020, 1, 1)):
    """A user named after the role, who holds it."""
    user = create_user(username=role, name=f"Prov {role}", password=PASSWORD, by=None)
    assign_role(
        user=user,
        role=role,
        county=county,
        association=association,
        starts_on=starts_on,
        by=None,
    )
    return user
