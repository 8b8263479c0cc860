"""samsyn contributions: what each member pays of a year's funds (5 and 5 a §§)."""

from __future__ import annotations

import csv
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
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
from samsyn.rules.key_formula import InvalidFormula, KeyFormula, WeightedKey
from samsyn.rules.legal_source import NotInForce
from samsyn.rules.member_amounts import (
    InvalidMembership,
    Keys,
    MemberAmounts,
    Members,
    MissingKey,
    amounts_from_state,
    amounts_from_total,
)
from samsyn.rules.money import InvalidAmount, InvalidWeights, format_kronor, kronor_to_ore
from samsyn.rules.municipal_key import KeyKind, MunicipalKey

FIRST_DAY = (1, 1)
TYPED_ON_THE_LINE = "angivet på kommandoraden"
FORMATS = ("text", "json", "csv")

PARTIES = {
    Party.STATE: "Försäkringskassan",
    Party.REGIONS: "regionen",
    Party.MUNICIPALITIES: "kommunerna",
}


@dataclass(frozen=True)
class Line:
    """A line of the answer: a party, or a member that shares its part (level 1)."""

    name: str
    ore: int | None
    level: int = 0
    asked_ore: int | None = None
    decided_ore: int | None = None
    paid_ore: int | None = None


@dataclass(frozen=True)
class Answer:
    """What is printed: lines, the whole, how it was done, and where it stands."""

    lines: tuple[Line, ...]
    total_ore: int
    sentences: tuple[str, ...]
    source: str
    is_stored: bool = False


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Räkna vad varje part och medlem ska bidra med: ur statens bidrag, ur alla medel, "
        "eller ur det som är infört för ett förbund."
    )
    parser.epilog = (
        "Exempel (Sydnärke 2025):\n  samsyn contributions --state 2342000 --year 2025 \\\n"
        "    --municipality Laxå=5498 --municipality Hallsberg=16300 \\\n"
        "    --municipality Kumla=22535 --municipality Askersund=11503\n"
        "  samsyn contributions --association sydnarke --year 2025 --format csv"
    )
    amount = parser.add_mutually_exclusive_group(required=True)
    amount.add_argument("--state", metavar="KRONOR", help="statens bidrag")
    amount.add_argument("--total", metavar="KRONOR", help="alla medel för året")
    amount.add_argument(
        "--association", metavar="FÖRBUND", help="det som är infört för ett förbund (nyckel)"
    )
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
        help="kommun med invånare, andel (--fixed) eller kronor (--typed); en gång per kommun",
    )
    parser.add_argument(
        "--region",
        action="append",
        default=[],
        metavar="NAMN=TAL",
        help="region med sin andel, när flera regioner delar; en gång per region",
    )
    parser.add_argument(
        "--outside",
        action="append",
        default=[],
        metavar="NAMN=TAL",
        help="kommun utanför region tillsammans med en region (5 a §), med sin andel av "
        "regionernas del; kommunen anges också med --municipality",
    )
    parser.add_argument("--fixed", action="store_true", help="talen är fasta andelar")
    parser.add_argument(
        "--typed", action="store_true", help="talen är belopp i kronor; skillnaden visas"
    )
    parser.add_argument("--base", metavar="KRONOR", help="grundbelopp som varje kommun betalar")
    parser.add_argument("--minimum", metavar="KRONOR", help="lägsta belopp för en kommun")
    parser.add_argument(
        "--ore", action="store_true", help="fördela hela ören, inte hela kronor"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="hur svaret skrivs")


def run(options: Namespace, out: TextIO) -> int:
    """Print one line per party and member, what was left over, and the source."""
    try:
        answer = _answer(options)
    except (InvalidFormula, InvalidMembership, MissingKey) as error:
        raise Stop(f"{error}.", exit_code=2) from None
    except (InvalidAmount, InvalidWeights, NotInForce) as error:
        raise Stop(str(error), exit_code=2) from None
    WRITERS[options.format](answer, out)
    return 0


def _answer(options: Namespace) -> Answer:
    if options.association is not None:
        return _stored(options.association, options.year)
    if not options.municipality:
        return _of_parties(options)
    return _of_members(options)


def _of_parties(options: Namespace) -> Answer:
    if options.region or options.outside or options.base or options.minimum or options.typed:
        raise Stop("ange också kommunerna med --municipality NAMN=TAL.", exit_code=2)
    found = _contributions(options)
    lines = tuple(Line(PARTIES[party], ore) for party, ore in found.parts.items())
    sentences = tuple(found.explanation.sentences)
    return Answer(lines, found.total_ore, sentences, found.table.source.citation)


def _contributions(options: Namespace) -> Contributions:
    on = date(options.year, *FIRST_DAY)
    form = Form.OUTSIDE_ALONE if options.without_region else Form.ORDINARY
    if options.state is not None:
        return contributions_from_state(_ore(options.state), on=on, form=form)
    return required_contributions(_ore(options.total), on=on, form=form)


def _of_members(options: Namespace) -> Answer:
    weights = _numbers(options.municipality)
    members, keys = _members(options, weights), _keys(options, weights)
    reckon = amounts_from_state if options.state is not None else amounts_from_total
    found = reckon(
        _ore(options.state if options.state is not None else options.total),
        members,
        keys,
        on=date(options.year, *FIRST_DAY),
        unit_ore=1 if options.ore else 100,
    )
    lines = tuple(_lines(found, has_regions=bool(options.region or options.outside)))
    return Answer(lines, found.total_ore, found.sentences, found.table.source.citation)


def _members(options: Namespace, weights: Mapping[str, Fraction]) -> Members:
    outside = _numbers(options.outside)
    if strangers := [name for name in outside if name not in weights]:
        raise Stop(f"ange också {', '.join(strangers)} med --municipality.", exit_code=2)
    if options.without_region:
        return Members((), tuple(weights), frozenset(weights))
    regions = tuple(_numbers(options.region)) or ("regionen",)
    return Members(regions, tuple(weights), frozenset(outside))


def _keys(options: Namespace, weights: Mapping[str, Fraction]) -> Keys:
    regional = _numbers(options.region) | _numbers(options.outside)
    formulas = {}
    if len(regional) > 1:
        formulas[Party.REGIONS] = _formula(KeyKind.FIXED, regional)
    if options.typed:
        amounts = {name: kronor_to_ore(str(_decimal(kr))) for name, kr in weights.items()}
        return Keys(formulas, {Party.MUNICIPALITIES: amounts})
    kind = KeyKind.FIXED if options.fixed else KeyKind.INHABITANTS
    formulas[Party.MUNICIPALITIES] = _formula(
        kind,
        weights,
        base_ore=_ore(options.base) if options.base else 0,
        minimum_ore=_ore(options.minimum) if options.minimum else 0,
    )
    return Keys(formulas)


def _formula(
    kind: KeyKind, weights: Mapping[str, Fraction], *, base_ore: int = 0, minimum_ore: int = 0
) -> KeyFormula:
    exact = {name: int(n) if n.denominator == 1 else n for name, n in weights.items()}
    key = MunicipalKey(kind, exact, None, TYPED_ON_THE_LINE)
    return KeyFormula((WeightedKey(Fraction(1), key),), base_ore, minimum_ore)


def _lines(found: MemberAmounts, *, has_regions: bool) -> list[Line]:
    lines = []
    for party, ore in found.required.items():
        lines.append(Line(PARTIES[party], ore))
        division = found.divisions.get(party)
        if division and (party is Party.MUNICIPALITIES or has_regions):
            lines += [Line(name, part, level=1) for name, part in division.parts.items()]
    return lines


def _stored(association: str, year: int) -> Answer:
    """Return what is stored about a year of an association."""
    from samsyn.cli.database import open_database

    open_database()
    from samsyn.contributions.selectors import year_of
    from samsyn.register.models import Association

    found = Association.objects.filter(pk=association).first()
    if found is None:
        raise Stop(f"det finns inget förbund med nyckeln {association!r}.", exit_code=2)
    made = year_of(found, year, on=date(year, 12, 31))
    amounts = made.calculated.amounts
    if amounts is None:
        raise Stop(f"{found.short_name} {year}: {made.calculated.problem}")
    lines = tuple(
        Line(
            row.party.name,
            row.required_ore,
            0,
            row.asked_ore,
            row.decided_ore,
            row.paid_ore,
        )
        for row in made.rows
    )
    source = amounts.table.source.citation
    return Answer(lines, amounts.total_ore, amounts.sentences, source, is_stored=True)


def _write_text(answer: Answer, out: TextIO) -> None:
    heads: tuple[str, ...] = ("part", "bidrag")
    rows: list[tuple[str, ...]] = [
        ("  " * line.level + line.name, _said(line.ore)) for line in answer.lines
    ]
    total: tuple[str, ...] = ("summa", format_kronor(answer.total_ore))
    if answer.is_stored:
        heads = (*heads, "tillfrågad", "beslutat", "betalt")
        rows = [
            (*row, _said(line.asked_ore), _said(line.decided_ore), _said(line.paid_ore))
            for row, line in zip(rows, answer.lines, strict=True)
        ]
        total = (*total, "", "", "")
    write_columns([*rows, total], heads, out)
    for sentence in answer.sentences:
        print(sentence, file=out)
    print(f"Källa: {answer.source}", file=out)


def _write_json(answer: Answer, out: TextIO) -> None:
    """Write amounts in whole öre, for programs."""
    lines = [
        {"name": line.name, "level": line.level, "ore": line.ore}
        | (
            {
                "asked_ore": line.asked_ore,
                "decided_ore": line.decided_ore,
                "paid_ore": line.paid_ore,
            }
            if answer.is_stored
            else {}
        )
        for line in answer.lines
    ]
    whole = {
        "total_ore": answer.total_ore,
        "lines": lines,
        "sentences": list(answer.sentences),
        "source": answer.source,
    }
    json.dump(whole, out, ensure_ascii=False, indent=1)
    print(file=out)


def _write_csv(answer: Answer, out: TextIO) -> None:
    """Write amounts in whole öre, a row per line, for programs and spreadsheets."""
    heads = ["name", "level", "ore"]
    heads += ["asked_ore", "decided_ore", "paid_ore"] if answer.is_stored else []
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    for line in answer.lines:
        writer.writerow([_blank(getattr(line, head)) for head in heads])


WRITERS = {"text": _write_text, "json": _write_json, "csv": _write_csv}


def _said(ore: int | None) -> str:
    return ".." if ore is None else format_kronor(ore)


def _blank(value: object) -> object:
    return "" if value is None else value


def _ore(text: str) -> int:
    """Read an amount written the Swedish way or with a point."""
    return kronor_to_ore("".join(text.split()).replace(",", "."))


def _numbers(texts: Sequence[str]) -> dict[str, Fraction]:
    """Return name -> number from "Laxå=5498". Raises Stop for anything else."""
    found: dict[str, Fraction] = {}
    for text in texts:
        name, _, number = text.partition("=")
        plain = "".join(number.split()).replace(",", ".")
        whole, _, part = plain.partition(".")
        if not name or not f"{whole}{part}".isdecimal() or not plain.isascii() or not whole:
            raise Stop(f"{text!r}: skriv namn och tal så här: Laxå=5498.", exit_code=2)
        if name in found:
            raise Stop(f"{name} står två gånger.", exit_code=2)
        found[name] = Fraction(plain)
    return found


def _decimal(kronor: Fraction) -> str:
    """Return an exact number of kronor with its decimals, as many as there are.

    Raises InvalidAmount if it is not whole öre.
    """
    ore = kronor * 100
    if ore.denominator != 1:
        raise InvalidAmount(f"an amount must be whole öre: {kronor}")
    return f"{int(ore) // 100}.{int(ore) % 100:02d}"
