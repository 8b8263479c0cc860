"""samsyn genomlysning: the review of a county as a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TextIO

from samsyn.cli.counties import add_county, county_code
from samsyn.cli.progress import step
from samsyn.cli.stop import Stop

RENDERERS = {
    "pdf": ("samsyn.reports.pdf", "render_pdf"),
    "docx": ("samsyn.reports.word", "render_word"),
    "xlsx": ("samsyn.reports.excel", "render_excel"),
    "html": ("samsyn.reports.html", "render_html"),
    "json": ("samsyn.reports.data", "render_json"),
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = "Skriv genomlysningen av ett län. Små grupper är skyddade."
    parser.epilog = (
        "Exempel:\n  samsyn genomlysning --county orebro --year 2019 --format pdf "
        "-o genomlysning.pdf"
    )
    add_county(parser)
    parser.add_argument("--year", type=int, required=True, metavar="ÅR", help="verksamhetsår")
    parser.add_argument(
        "--format", choices=RENDERERS, help="filformat; annars efter filens namn, sist pdf"
    )
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        metavar="ÅÅÅÅ-MM-DD",
        help="dag som dokumentet dateras; annars i dag",
    )
    parser.add_argument(
        "-o", "--output", metavar="FIL", help="fil att skriva; - för standard ut"
    )


def run(options: Namespace, out: TextIO) -> int:
    """Write the file, and say where it is."""
    from samsyn.cli.database import open_database

    step("Läser siffrorna, räknar och jämför")
    open_database()
    from samsyn.indicators.publish import PUBLIC
    from samsyn.reports.genomlysning import NothingToReport, genomlysning

    county = county_code(options.county)
    try:
        report = genomlysning(
            county,
            options.year,
            audience=PUBLIC,
            on=options.date or date.today(),  # noqa: DTZ011
        )
    except NothingToReport as error:
        raise Stop(f"{error}.") from None
    kind = options.format or _by_name(options.output) or "pdf"
    step(f"Sätter dokumentet ({kind})")
    content = _renderer(kind)(report)
    if options.output == "-":
        sys.stdout.buffer.write(content)
        return 0
    file = Path(options.output or f"genomlysning-{county}-{options.year}.{kind}")
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Stop(f"kan inte skriva {file}: {error.strerror}. Välj en annan fil.") from None
    print(f"{file} ({len(content) // 1024} kB)", file=out)
    return 0


def _by_name(output: str | None) -> str | None:
    suffix = Path(output or "").suffix.removeprefix(".")
    return suffix if suffix in RENDERERS else None


def _renderer(kind: str) -> Callable[[object], bytes]:
    module, name = RENDERERS[kind]
    renderer: Callable[[object], bytes] = getattr(import_module(module), name)
    return renderer
