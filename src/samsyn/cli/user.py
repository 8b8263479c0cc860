"""samsyn user: a user who can log in, with a role; or a new password for one."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from getpass import getpass
from typing import TextIO

from samsyn.cli.counties import county_code
from samsyn.cli.stop import Stop

ROLES = ("controller", "manager", "reader")


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Lägg till en användare med en roll. Finns användaren redan läggs rollen till; utan "
        "--role byts lösenordet. Lösenordet läses från tangentbordet eller från standard in."
    )
    parser.epilog = (
        "Exempel:\n  samsyn user kim --name 'Kim Lund' --role controller --county orebro\n"
        "  samsyn user robin --role manager --county orebro --association sydnarke\n"
        "  samsyn user kim"
    )
    parser.add_argument("username", metavar="NAMN", help="användarnamn")
    parser.add_argument("--name", default="", help="för- och efternamn")
    parser.add_argument("--role", choices=ROLES, help="roll")
    parser.add_argument("--county", metavar="LÄN", help="län, till exempel orebro eller 18")
    parser.add_argument(
        "--association", default="", metavar="FÖRBUND", help="förbundets nyckel"
    )


def run(options: Namespace, out: TextIO) -> int:
    """Create the user if there is none, and give the role or the password."""
    from samsyn.cli.database import open_database

    open_database(may_create=True)
    from django.core.exceptions import ValidationError
    from django.db import transaction

    if options.role and not options.county:
        raise Stop("ange --county för rollen.", exit_code=2)
    try:
        with transaction.atomic():
            _carry_out(options, out)
    except ValidationError as error:
        raise Stop(" ".join(error.messages), exit_code=2) from None
    return 0


def _carry_out(options: Namespace, out: TextIO) -> None:
    from django.utils import timezone

    from samsyn.access.selectors import user_named
    from samsyn.access.services import assign_role, change_password, create_user
    from samsyn.register.selectors import association_names, stored_keys
    from samsyn.register.services import store_division

    user = user_named(options.username)
    if user is None:
        user = create_user(
            username=options.username, name=options.name, password=_password(), by=None
        )
        print(f"Användaren {options.username} är skapad.", file=out)
    elif not options.role:
        change_password(user=user, password=_password(), by=None)
        print(f"Lösenordet för {options.username} är bytt.", file=out)
    if not options.role:
        return
    if options.association and options.association not in stored_keys("associations"):
        known = ", ".join(stored_keys("associations")) or "inga"
        raise Stop(
            f"förbundet {options.association!r} finns inte; kända: {known}.", exit_code=2
        )
    store_division(by=None)
    county = county_code(options.county)
    if options.association and options.association not in association_names(county):
        raise Stop(f"{options.association} ligger inte i det länet.", exit_code=2)
    assign_role(
        user=user,
        role=options.role,
        county=county,
        association=options.association,
        starts_on=timezone.localdate(),
        by=None,
    )
    print(f"{options.username} är nu {options.role}.", file=out)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Lösenord (minst 12 tecken): ")
    if getpass("En gång till: ") != password:
        raise Stop("lösenorden är inte lika.", exit_code=2)
    return password
