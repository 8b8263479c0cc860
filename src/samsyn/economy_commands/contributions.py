"""samsyn contributions: what each party pays of a year's funds (5 §)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from typing import TextIO

from samsyn.cli.columns import write_columns
from samsyn.cli.stop import Stop
from samsyn.rules.contributions import (
    Contributions,
    Form,
    Party,
    contributions_from_state,
    required_contributions,
)
from samsyn.rules.legal_source import NotInForce
from samsyn.rules.money import InvalidAmount, InvalidWeights, format_kronor, kronor_to_ore
from samsyn.rules.municipal_key import KeyKind, MunicipalKey, split_between_municipalities

FIRST_DAY = (1, 1)


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Räkna vad varje part ska bidra med, ur statens bidrag eller ur alla medel, och hur "
        "kommunernas fjärdedel fördelas."
    )
    parser.epilog = (
        "Exempel (Sydnärke 2025):\n  samsyn contributions --state 2342000 --year 2025 \\\n"
        "    --municipality Laxå=5498 --municipality Hallsberg=16300 \\\n"
        "    --municipality Kumla=22535 --municipality Askersund=11503"
    )
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--state", metavar="KRONOR", help="statens bidrag")
    amount.add_argument("--total", metavar="KRONOR", help="alla medel för året")
    parser.add_argument("--year", type=int, required=True, metavar="ÅR", help="år")
    parser.add_argument(
        "--without-region",
        action="store_true",
        help="kommunen ligger utanför varje region och ingen region deltar (5 a §)",
    )
    parser.add_argument(
        "--municipality",
        action="append",
        default=[],
        metavar="NAMN=TAL",
        help="kommun med invånare, eller med andel om --fixed anges; en gång per kommun",
    )
    parser.add_argument("--fixed", action="store_true", help="talen är en fast nyckel")
    parser.add_argument(
        "--ore", action="store_true", help="fördela hela ören, inte hela kronor"
    )


def run(options: Namespace, out: TextIO) -> int:
    """Print one line per party and municipality, what was left over, and the source."""
    try:
        contributions = _contributions(options)
        rows = [
            (PARTIES[party], format_kronor(ore)) for party, ore in contributions.parts.items()
        ]
        left_over = list(contributions.explanation.sentences)
        if options.municipality:
            split = split_between_municipalities(
                contributions.parts[Party.MUNICIPALITIES],
                _key(options.municipality, fixed=options.fixed),
                unit_ore=1 if options.ore else 100,
            )
            rows += [(f"  {name}", format_kronor(ore)) for name, ore in split.parts.items()]
            left_over += split.explanation.sentences
    except (InvalidAmount, InvalidWeights, NotInForce) as error:
        raise Stop(str(error), exit_code=2) from None
    rows.append(("summa", format_kronor(contributions.total_ore)))
    write_columns(rows, ("part", "bidrag"), out)
    for sentence in left_over:
        print(sentence, file=out)
    print(f"Källa: {contributions.table.source.citation}", file=out)
    return 0


PARTIES = {
    Party.STATE: "Försäkringskassan",
    Party.REGIONS: "regionen",
    Party.MUNICIPALITIES: "kommunerna",
}


def _contributions(options: Namespace) -> Contributions:
    on = date(options.year, *FIRST_DAY)
    form = Form.OUTSIDE_ALONE if options.without_region else Form.ORDINARY
    if options.state is not None:
        return contributions_from_state(_ore(options.state), on=on, form=form)
    return required_contributions(_ore(options.total), on=on, form=form)


def _ore(text: str) -> int:
    """Read an amount written the Swedish way or with a point."""
    return kronor_to_ore("".join(text.split()).replace(",", "."))


def _key(municipalities: Sequence[str], *, fixed: bool) -> MunicipalKey:
    weights: dict[str, int] = {}
    for text in municipalities:
        name, _, number = text.partition("=")
        if not name or not number.isdigit():
            raise Stop(f"{text!r}: skriv kommunen så här: Laxå=5498.", exit_code=2)
        if name in weights:
            raise Stop(f"{name} står två gånger.", exit_code=2)
        weights[name] = int(number)
    kind = KeyKind.FIXED if fixed else KeyKind.INHABITANTS
    return MunicipalKey(kind, weights, None, "angivet på kommandoraden")
