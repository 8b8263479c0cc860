"""samsyn run: the web on this machine, with a database, and in a demo with a demo county."""

from __future__ import annotations

import os
import socket
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.progress import step
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    pass

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
        from django.utils import timezone

        from samsyn.cli.demo import prepare_demo

        step("Förbereder demon")
        prepare_demo(on=timezone.localdate())
    _announce(options, out, is_demo=settings.IS_DEMO)
    _serve(options)
    return 0


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
    from samsyn.cli.demo import DEMO_PASSWORD, DEMO_USERS
    from samsyn.register.selectors import place_name

    print(f"Samsyn finns på http://{options.host}:{options.port}", file=out)
    if is_demo:
        print("Logga in som:", file=out)
        for user in DEMO_USERS:
            where = " och ".join(place_name(county=c, association=a) for c, a in user.places)
            role = roles()[user.role].sv
            print(f"  {user.username:<11} {DEMO_PASSWORD}   {role}, {where}", file=out)
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
