"""The command line: `samsyn` and its commands."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from importlib import import_module
from types import ModuleType

from samsyn import __version__

COMMANDS = {
    "run": "starta webben, med databas och demolän om de saknas",
    "load": "läs in en mapp med egna siffror",
    "genomlysning": "skriv genomlysningen av ett län som PDF, Word, Excel, HTML eller JSON",
    "indicators": "visa indikatorerna, eller räkna en av dem",
    "findings": "lista det som inte går ihop i siffrorna",
    "user": "lägg till en användare, eller byt lösenord",
    "contributions": "räkna medlemmarnas bidrag enligt 5 §",
    "sie": "läs in, kontrollera eller skriv bokföring i formatet SIE",
    "budget": "visa en budget, eller lista det som är fel i den",
    "allocation": "räkna statens fördelning mellan förbunden, och förklara den",
    "statistics": "hämta, läs in eller lista referenstal: folkmängd, helårsekvivalenter, ohälsotal",
}

OF_ECONOMY = ("contributions", "sie", "budget", "allocation", "statistics")
"""The commands that stand in another room than this one."""


def module_of(name: str) -> ModuleType:
    """Return the module of a command, read in at the first call."""
    room = "economy_commands" if name in OF_ECONOMY else "cli"
    return import_module(f"samsyn.{room}.{name}")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 the data says no, 2 wrong usage."""
    parser = ArgumentParser(
        prog="samsyn",
        description="Gemensam controller för finansiell samordning.",
        epilog="Hjälp om ett kommando: samsyn KOMMANDO --help",
    )
    parser.add_argument("--version", action="version", version=f"samsyn {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="KOMMANDO", required=True)
    wanted = next((a for a in arguments or sys.argv[1:] if a in COMMANDS), None)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(
            name, help=help_text, formatter_class=RawDescriptionHelpFormatter
        )
        if name == wanted:  # the others stay unread: a command starts in its own time only
            module_of(name).add_arguments(command)
    options = parser.parse_args(arguments)
    module = module_of(options.command)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samsyn.config.settings")
    from samsyn.cli.stop import Stop

    try:
        return int(module.run(options, sys.stdout) or 0)
    except Stop as stop:
        print(f"samsyn {options.command}: {stop}", file=sys.stderr)
        return stop.exit_code
    except BrokenPipeError:
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        return 130
