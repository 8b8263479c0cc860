"""samsyn findings: what does not hold together in the figures of a county."""

from __future__ import annotations

import json
import textwrap
from argparse import ArgumentParser, Namespace
from collections import Counter
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.counties import add_county, county_code

if TYPE_CHECKING:
    from samsyn.quality.findings import Finding

SEVERITIES = ("error", "warning", "information")


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Lista det som inte går ihop i siffrorna. Slutar med kod 1 om det finns fel, så att "
        "kommandot kan stå i ett skript."
    )
    parser.epilog = (
        "Exempel:\n  samsyn findings --county orebro\n"
        "  samsyn findings --county orebro --severity error --json"
    )
    add_county(parser)
    parser.add_argument(
        "--severity", choices=SEVERITIES, default="information", help="minsta allvar som visas"
    )
    parser.add_argument("--json", action="store_true", help="skriv JSON")


def run(options: Namespace, out: TextIO) -> int:
    """Print the findings; return 1 if any of them is an error."""
    from samsyn.cli.database import open_database

    open_database()
    from samsyn.quality.search import findings_of

    least = SEVERITIES.index(options.severity)
    found = [
        finding
        for finding in findings_of(county_code(options.county))
        if SEVERITIES.index(finding.severity.value) <= least
    ]
    if options.json:
        print(json.dumps([_as_data(f) for f in found], ensure_ascii=False, indent=2), file=out)
    else:
        for finding in found:
            _write(finding, out)
        number = Counter(finding.severity for finding in found)
        said = [
            f"{n} {severity.plural if n > 1 else severity.sv}" for severity, n in number.items()
        ]
        print(", ".join(said) or "Inga fynd.", file=out)
    return 1 if any(f.severity.value == "error" for f in found) else 0


def _write(finding: Finding, out: TextIO) -> None:
    head = f"{finding.severity.sv.upper()}  {finding.association_name} {finding.year or ''}"
    print(f"{head.rstrip()}  {finding.rule.title}", file=out)
    for label, text in (
        ("Gäller", finding.about),
        ("Källan säger", finding.stated),
        ("Siffrorna ger", finding.follows),
        ("Ändrar", finding.effect),
        ("Plats", "; ".join(f"{d}, {p}" for d, p in finding.places[:3])),
    ):
        if text:
            print(
                textwrap.fill(
                    f"{label}: {text}", 96, initial_indent="  ", subsequent_indent="    "
                ),
                file=out,
            )
    print(file=out)


def _as_data(finding: Finding) -> dict[str, object]:
    return {
        "key": finding.key,
        "rule": finding.rule.id,
        "severity": finding.severity.value,
        "association": finding.association,
        "year": finding.year,
        "about": finding.about,
        "stated": finding.stated,
        "follows": finding.follows,
        "effect": finding.effect,
        "places": [{"document": d, "place": p} for d, p in finding.places],
        "figures": list(finding.figures),
    }
