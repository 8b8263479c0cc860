"""samsyn allocation: what the state's model gives every association, and why."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

from samsyn.cli.stop import Stop
from samsyn.economy_commands.allocation_output import (
    MADE_UP,
    facts_of,
    mark,
    write_foot,
    write_rows,
)
from samsyn.rules.money import InvalidAmount, format_kronor, kronor_to_ore, ore_to_kronor
from samsyn.state_allocation.explanation import explain
from samsyn.state_allocation.faults import Faulty
from samsyn.state_allocation.model import Allocation, allocate
from samsyn.state_allocation.nation import Nation, invented_nation, nation_of
from samsyn.state_allocation.parameters import (
    NoModel,
    Parameters,
    parameters_for,
    read_changes,
    with_changes,
)
from samsyn.state_allocation.scenarios import (
    Change,
    Comparison,
    Difference,
    InvalidMerger,
    Scenario,
    UnknownAssociation,
    apply,
    compare,
)
from samsyn.state_allocation.values import InvalidValue, expected, read_share

COUNTS = ("population", "need", "extra_population", "extra_need")
AMOUNTS = ("request", "equity")
FORMS = ("text", "csv", "json")


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Räkna statens fördelningsmodell: vad varje förbund får, och varför. Utan egen tabell "
        "används en påhittad, för att visa räkningen."
    )
    parser.epilog = (
        "Exempel:\n  samsyn allocation --year 2027\n"
        "  samsyn allocation --year 2027 --explain sydnarke\n"
        "  samsyn allocation --year 2027 --merge sydnarke+sofint --set frame=345000000\n"
        "  samsyn allocation --year 2027 --associations riket.csv --interval --format csv"
    )
    parser.add_argument("--year", type=int, required=True, metavar="ÅR", help="bidragsår")
    parser.add_argument(
        "--associations", type=Path, metavar="FIL", help="CSV med alla förbund i riket"
    )
    parser.add_argument(
        "--parameters", type=Path, metavar="FIL", help="TOML med ändrade parametrar"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAMN=VÄRDE",
        help="en ändrad parameter; en gång per parameter",
    )
    parser.add_argument(
        "--explain", metavar="FÖRBUND", help="visa ett förbunds belopp steg för steg"
    )
    _add_scenario(parser)
    parser.add_argument("--format", choices=FORMS, default="text", help="text, csv eller json")


def _add_scenario(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--merge", action="append", default=[], metavar="A+B", help="förbund som slås ihop"
    )
    parser.add_argument(
        "--change",
        action="append",
        default=[],
        metavar="FÖRBUND:KOLUMN=TAL",
        help=f"andra tal för ett förbund; kolumn: {', '.join((*COUNTS, *AMOUNTS))}",
    )
    parser.add_argument(
        "--interval",
        action="store_true",
        help="spann för osäkra tal (80 och 95 %%), också för ett scenario",
    )
    parser.add_argument(
        "--population-error",
        default="1",
        metavar="PROCENT",
        help="osäkerhet i befolkningen utöver slumpen",
    )
    parser.add_argument(
        "--need-error",
        default="4",
        metavar="PROCENT",
        help="osäkerhet i försörjningsmåttet utöver slumpen",
    )
    parser.add_argument(
        "--scenarios", type=int, default=10_000, metavar="ANTAL", help="scenarier i spannen"
    )


def run(options: Namespace, out: TextIO) -> int:
    """Print every association's amount, one amount explained, or what a scenario changes."""
    nation = _nation(options)
    own = _own_parameters(options.year)
    parameters = _parameters(options, own)
    scenario = _scenario(options)
    try:
        associations = apply(nation.associations, scenario)
    except UnknownAssociation as error:
        raise Stop(
            f"{str(error)!r} finns inte i tabellen, eller är redan ihopslaget."
        ) from None
    except InvalidMerger:
        raise Stop("--merge: skriv minst två olika förbund, till exempel a+b.") from None
    allocation = allocate(associations, parameters)
    if options.explain:
        _explain(allocation, options, nation, out)
    elif (not scenario.is_empty or parameters.changed) and not options.interval:
        compared = compare(allocate(nation.associations, own), allocation)
        _write_comparison(compared, allocation, options, nation, out)
    else:
        _write_all(allocation, options, nation, out)
    return 0


def _nation(options: Namespace) -> Nation:
    if options.associations is None:
        return invented_nation()
    try:
        return nation_of(options.associations)
    except Faulty as error:
        raise Stop(_listed(error)) from None
    except OSError as error:
        raise Stop(f"{options.associations}: {error.strerror}.", exit_code=2) from None


def _own_parameters(year: int) -> Parameters:
    try:
        return parameters_for(year)
    except NoModel as error:
        raise Stop(str(error), exit_code=2) from None


def _parameters(options: Namespace, own: Parameters) -> Parameters:
    changes: dict[str, Any] = {}
    place = ""
    try:
        if options.parameters:
            place = options.parameters.name
            changes = read_changes(options.parameters.read_bytes(), place=place)
        for text in options.set:
            name, _, value = text.partition("=")
            changes[name.strip()] = value
        return with_changes(own, changes, place=place)
    except Faulty as error:
        raise Stop(_listed(error), exit_code=1 if place else 2) from None
    except OSError as error:
        raise Stop(f"{options.parameters}: {error.strerror}.", exit_code=2) from None


def _listed(error: Faulty) -> str:
    return "\n  ".join([f"{len(error.faults)} fel", *map(str, error.faults)])


def _scenario(options: Namespace) -> Scenario:
    fields: dict[str, dict[str, int]] = {}
    for text in options.change:
        key, _, rest = text.partition(":")
        name, _, number = rest.partition("=")
        if not key or name not in (*COUNTS, *AMOUNTS):
            raise Stop(f"{text!r}: skriv så här: sydnarke:population=32000.", exit_code=2)
        fields.setdefault(key, {})[name if name in COUNTS else f"{name}_ore"] = _number(
            name, number
        )
    changes = tuple(Change(key, **found) for key, found in fields.items())
    mergers = tuple(tuple(text.split("+")) for text in options.merge)
    return Scenario(changes, mergers)


def _number(name: str, text: str) -> int:
    plain = "".join(text.split()).replace(",", ".")
    if name in COUNTS:
        if not (plain.isascii() and plain.isdigit() and len(plain) < 9):
            raise Stop(f"{name}={text!r}: skriv ett heltal.", exit_code=2)
        return int(plain)
    try:
        ore = kronor_to_ore(plain)
    except InvalidAmount:
        raise Stop(f"{name}={text!r}: skriv ett belopp i kronor.", exit_code=2) from None
    if name == "request" and ore < 0:
        raise Stop(f"{name}={text!r}: en begäran är noll eller mer.", exit_code=2)
    return ore


def _write_all(allocation: Allocation, options: Namespace, nation: Nation, out: TextIO) -> None:
    headings = ["nyckel", "förbund", "belopp", "föregående", "ändring", "ändring %", "beslutat"]
    ends, assumed = _ends(allocation, options)
    headings += ["80 % från", "80 % till", "95 % från", "95 % till"] if ends else []
    headings.append("uppgift")
    rows = []
    for row in allocation.rows:
        each = row.association
        before = each.previous_ore
        change = None if before is None else row.grant_ore - before
        share = Fraction(change, before) if change is not None and before else None
        amounts = [row.grant_ore, before, change, share, each.decided_ore]
        amounts += ends.get(each.key, [])
        rows.append([each.key, each.name, *amounts, mark(each)])
    facts = facts_of(allocation, nation) | ({"interval_assumes": assumed} if assumed else {})
    write_rows(rows, headings, options.format, facts, out)
    if options.format == "text":
        write_foot(allocation, nation, out)
        for sentence in assumed:
            print(f"Spann: {sentence}", file=out)


Ends = dict[str, list[int | Fraction | None]]


def _ends(allocation: Allocation, options: Namespace) -> tuple[Ends, tuple[str, ...]]:
    """Return both ends of both intervals per association, and what they assume; if asked for."""
    if not options.interval:
        return {}, ()
    from samsyn.state_allocation.uncertainty import (
        MOST_SCENARIOS,
        PERCENTS,
        Assumptions,
        amount_intervals,
    )

    if not 1 <= options.scenarios <= MOST_SCENARIOS:
        raise Stop(f"--scenarios: skriv ett tal från 1 till {MOST_SCENARIOS}.", exit_code=2)
    assumptions = Assumptions(
        _share("--population-error", options.population_error),
        _share("--need-error", options.need_error),
        options.scenarios,
    )
    associations = [row.association for row in allocation.rows]
    found = amount_intervals(associations, allocation.parameters, assumptions)
    ends: Ends = {
        key: [end for percent in PERCENTS for end in interval.end(percent)]
        for key, interval in found.items()
    }
    return ends, assumptions.sentences


def _share(name: str, text: str) -> Fraction:
    try:
        return read_share(text)
    except InvalidValue:
        raise Stop(f"{name}: skriv {expected('percent', ())}.", exit_code=2) from None


def _write_comparison(
    compared: Comparison,
    allocation: Allocation,
    options: Namespace,
    nation: Nation,
    out: TextIO,
) -> None:
    headings = [
        "slag",
        "namn",
        "modellen i dag",
        "scenariot",
        "ändring",
        "ändring %",
        "uppgift",
    ]
    kinds = (
        ("förbund", compared.associations),
        ("region", compared.regions),
        ("riket", (compared.nation, compared.leftover)),
    )
    doubt = MADE_UP if nation.warning else ""
    marks = {row.association.key: mark(row.association) for row in allocation.rows}
    rows = [
        [kind, *_difference(each), marks.get(each.key, doubt)]
        for kind, all_of in kinds
        for each in all_of
    ]
    write_rows(rows, headings, options.format, facts_of(allocation, nation), out)
    if options.format == "text":
        write_foot(allocation, nation, out)


def _difference(each: Difference) -> list[str | int | Fraction | None]:
    return [each.name, each.before_ore, each.after_ore, each.change_ore, each.share]


def _explain(allocation: Allocation, options: Namespace, nation: Nation, out: TextIO) -> None:
    if options.explain not in allocation:
        keys = ", ".join(row.association.key for row in allocation.rows[:10])
        raise Stop(f"{options.explain!r} finns inte i tabellen. Där finns {keys} …")
    steps = explain(allocation, options.explain)
    if options.format == "json":
        found = [
            {
                "step": step.title,
                "sentences": step.sentences,
                "change": str(ore_to_kronor(step.change_ore)),
                "after": str(ore_to_kronor(step.after_ore)),
                "verified": step.is_verified,
                "made_up": step.made_up,
            }
            for step in steps
        ]
        print(json.dumps(found, ensure_ascii=False, indent=2), file=out)
        return
    row = allocation[options.explain]
    print(f"{row.association.name}: {format_kronor(row.grant_ore)} kr\n", file=out)
    for number, step in enumerate(steps, start=1):
        print(f"{number}. {step.title}: {format_kronor(step.after_ore)} kr", file=out)
        for sentence in (*step.sentences, step.made_up):
            if sentence:
                print(f"   {sentence}", file=out)
        for setting in step.settings:
            words = f"{setting.definition.title}: {setting.words} ({setting.mark})"
            print(f"   – {words}. {setting.source}.", file=out)
    write_foot(allocation, nation, out)
