"""A county as it is written on the command line: by code, or by the start of its name."""

from __future__ import annotations

import unicodedata
from argparse import ArgumentParser

from samsyn.cli.stop import Stop


def add_county(parser: ArgumentParser) -> None:
    """Add the option that chooses a county."""
    parser.add_argument(
        "--county", required=True, metavar="LÄN", help="län, till exempel orebro eller 18"
    )


def county_code(text: str) -> str:
    """Return the code of the county that a text names.

    Raises Stop if no county, or more than one, fits.
    """
    from samsyn.register.selectors import all_counties

    counties = all_counties()
    wanted = plain(text)
    found = [
        county
        for county in counties
        if wanted == county.code or plain(county.name).startswith(wanted)
    ]
    if len(found) != 1:
        names = ", ".join(f"{plain(c.name).split()[0]} ({c.code})" for c in found or counties)
        raise Stop(f"{text!r} är inte ett län; välj bland {names}.", exit_code=2)
    return str(found[0].code)


def plain(text: str) -> str:
    """Return a text in small letters without å, ä and ö.

    >>> plain("Örebro län")
    'orebro lan'
    """
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
