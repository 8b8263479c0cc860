"""samsyn run: the web on this machine, with a database, and in a demo with a demo county."""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser, Namespace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from datetime import date

DEMO_USERS = (
    ("controller", "Kim Controller", "controller", ""),
    ("chef", "Robin Chef", "manager", "sydnarke"),
    ("lasare", "Alex Läsare", "reader", ""),
)
DEMO_PASSWORD = "prova-samsyn-2026"  # noqa: S105 (known to all, and only on loopback)
DEMO_COUNTY = "18"
THREADS_PER_WORKER = 4


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Starta webben. Databasen skapas om den saknas. Med SAMSYN_DEMO=1 läses demolänet in "
        "och demoanvändare skapas."
    )
    parser.epilog = "Exempel:\n  SAMSYN_DEMO=1 samsyn run --port 8000"
    parser.add_argument("--host", default="127.0.0.1", help="adress att lyssna på")
    parser.add_argument("--port", type=int, default=8000, help="port att lyssna på")
    parser.add_argument("--workers", type=int, default=2, help="antal processer")


def run(options: Namespace, out: TextIO) -> int:
    """Prepare the database, print where to go, and serve until stopped."""
    _refuse_taken_port(options.host, options.port)
    from samsyn.cli.database import open_database

    open_database(may_create=True)
    from django.conf import settings

    from samsyn.register.services import store_division

    store_division(by=None)
    if settings.IS_DEMO:
        if options.host not in {"127.0.0.1", "localhost", "::1"}:
            raise Stop(
                "demon har kända lösenord och körs bara på den egna datorn.", exit_code=2
            )
        prepare_demo()
    _announce(options, out, is_demo=settings.IS_DEMO)
    _serve(options)
    return 0


def prepare_demo() -> None:
    """Load the demo county and make the demo users, unless they already are there."""
    from django.utils import timezone

    from samsyn.cli.load import plans_of, store
    from samsyn.register.selectors import stored_keys

    if not stored_keys("associations"):
        folder = Path(str(files("samsyn").joinpath("demo", "orebro")))
        store(plans_of(folder), source="demolänet", by=None)
    _take_demo_statistics(on=timezone.localdate())
    _make_demo_users(on=timezone.localdate())


def _take_demo_statistics(*, on: date) -> None:
    """Store the population of the demo county as a snapshot, unless there are snapshots."""
    from samsyn.official_statistics.files import answer_of_file
    from samsyn.official_statistics.selectors import snapshots
    from samsyn.official_statistics.services import take_snapshot
    from samsyn.register.municipal_division import areas_by_name

    if snapshots():
        return
    file = files("samsyn").joinpath("demo", "orebro", "referenstal", "folkmangd.csv")
    answer = answer_of_file(
        file.read_bytes(),
        file.name,
        measure="population",
        source="scb",
        table="Folkmängd efter kommun och ålder",
        attribution="Källa: SCB, hämtad genom Regionfakta; 2019 ur SCB:s tabell",
        names=areas_by_name(),
    )
    note = "För 2019 finns bara totalen per kommun."
    take_snapshot(answer=answer, way="file", by=None, on=on, note=note)


def _make_demo_users(*, on: date) -> None:
    from samsyn.access.selectors import user_named
    from samsyn.access.services import assign_role, create_user

    for username, name, role, association in DEMO_USERS:
        if user_named(username):
            continue
        user = create_user(username=username, name=name, password=DEMO_PASSWORD, by=None)
        assign_role(
            user=user,
            role=role,
            county=DEMO_COUNTY,
            association=association,
            starts_on=on,
            by=None,
        )


def _refuse_taken_port(host: str, port: int) -> None:
    """Raise Stop if the port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise Stop(
                f"porten {port} kan inte användas ({error}). "
                f"Stäng det andra programmet, eller välj en annan: --port {port + 1}."
            ) from None


def _announce(options: Namespace, out: TextIO, *, is_demo: bool) -> None:
    from samsyn.access.permissions import roles
    from samsyn.register.selectors import place_name

    print(f"Samsyn finns på http://{options.host}:{options.port}", file=out)
    if is_demo:
        print("Logga in som:", file=out)
        for username, _, role, association in DEMO_USERS:
            where = place_name(county=DEMO_COUNTY, association=association)
            print(f"  {username:<11} {DEMO_PASSWORD}   {roles()[role].sv}, {where}", file=out)
    print("Avsluta med Ctrl+C.", file=out, flush=True)


def _serve(options: Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samsyn.config.settings")
    Granian(
        "samsyn.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        log_level=LogLevels.warning,
        blocking_threads=THREADS_PER_WORKER,
    ).serve()
