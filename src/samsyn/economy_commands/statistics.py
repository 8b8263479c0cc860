"""samsyn statistics: figures of others, fetched or read from a file, in dated snapshots."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.progress import step
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from samsyn.official_statistics.models import Snapshot
    from samsyn.official_statistics.sources import Answer

MEASURES = (
    "population",
    "full_year_equivalents",
    "full_year_equivalent_percent",
    "unemployment",
    "ill_health_days",
)
SOURCES = ("scb", "kolada", "fk", "other")


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = (
        "Referenstal ur andras statistik. Varje hämtning och varje fil blir ett uttag som "
        "aldrig ändras. Att hämta kräver SAMSYN_OUTSIDE_CALLS=1."
    )
    parser.epilog = (
        "Exempel:\n"
        "  samsyn statistics list\n"
        "  samsyn statistics load folkmangd.csv --measure population --source scb\n"
        "  samsyn statistics fetch --measure population --county orebro --year 2023"
    )
    acts = parser.add_subparsers(dest="act", metavar="ÅTGÄRD", required=True)
    acts.add_parser("list", help="lista uttagen")
    load = acts.add_parser("load", help="läs in en fil")
    load.add_argument("file", type=Path, metavar="FIL", help="CSV, Excel eller JSON")
    load.add_argument("--source", choices=SOURCES, required=True, help="vem som ger ut talen")
    load.add_argument("--table", default="", metavar="NAMN", help="tabellens namn hos källan")
    load.add_argument(
        "--published", type=_day, metavar="ÅÅÅÅ-MM-DD", help="senast uppdaterad hos källan"
    )
    load.add_argument("--note", default="", metavar="TEXT", help="vad läsaren behöver veta")
    load.add_argument("--dry-run", action="store_true", help="visa, men spara inget")
    fetch = acts.add_parser("fetch", help="fråga källan")
    fetch.add_argument("--county", metavar="LÄN", help="länet och dess kommuner")
    fetch.add_argument(
        "--area", action="append", default=[], metavar="KOD", help="till exempel 1860 eller 00"
    )
    fetch.add_argument(
        "--year", type=int, action="append", required=True, metavar="ÅR", help="år"
    )
    fetch.add_argument("--source", choices=SOURCES[:-1], default="", help="vem som frågas")
    fetch.add_argument("--by-sex", action="store_true", help="kvinnor och män var för sig")
    for act in (load, fetch):
        act.add_argument("--measure", choices=MEASURES, required=True, help="vilket mått")


def run(options: Namespace, out: TextIO) -> int:
    """List the snapshots, or take one; 1 if what was read cannot be stored."""
    from samsyn.cli.database import open_database

    open_database(may_create=True)
    if options.act == "list":
        _list(out)
        return 0
    answer = _file(options) if options.act == "load" else _fetched(options)
    return _take(answer, options, out)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _list(out: TextIO) -> None:
    from samsyn.cli.columns import write_columns
    from samsyn.official_statistics.selectors import snapshots

    rows = [
        (
            str(each.snapshot.pk),
            str(each.snapshot.taken_on),
            each.snapshot.source_name,
            each.snapshot.table,
            str(each.number),
            f"{each.first_on}–{each.last_on}",
        )
        for each in snapshots()
    ]
    if rows:
        write_columns(rows, ("uttag", "taget", "källa", "tabell", "tal", "gäller"), out)
    else:
        print("Det finns inga uttag.", file=out)


def _file(options: Namespace) -> Answer:
    from samsyn.official_statistics.files import answer_of_file
    from samsyn.register.municipal_division import areas_by_name

    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise Stop(f"{options.file} kan inte läsas ({error.strerror}).", exit_code=2) from None
    return answer_of_file(
        content,
        options.file.name,
        measure=options.measure,
        source=options.source,
        table=options.table,
        published_on=options.published,
        names=areas_by_name(),
    )


def _fetched(options: Namespace) -> Answer:
    from samsyn.official_statistics.asking import ask
    from samsyn.official_statistics.sources import (
        CannotAsk,
        NoAnswer,
        OutsideCallsOff,
        Question,
    )

    sexes = ("women", "men") if options.by_sex else ("all",)
    question = Question(options.measure, _areas(options), tuple(options.year), sexes)
    step("Frågar källan")
    try:
        return ask(question, source=options.source)
    except (CannotAsk, OutsideCallsOff) as error:
        raise Stop(str(error), exit_code=2) from None
    except NoAnswer as error:
        raise Stop(str(error)) from None


def _areas(options: Namespace) -> tuple[str, ...]:
    from samsyn.cli.counties import county_code
    from samsyn.official_statistics.observations import area_of
    from samsyn.register.ages import Unreadable
    from samsyn.register.municipal_division import areas_of_county
    from samsyn.register.services import store_division

    store_division(by=None)
    try:
        areas = [area_of(code) for code in options.area]
    except Unreadable as error:
        raise Stop(f"{error.found!r} är inte {error.expected}.", exit_code=2) from None
    if options.county:
        areas += areas_of_county(county_code(options.county))
    if not areas:
        raise Stop("ange --county eller --area.", exit_code=2)
    return tuple(dict.fromkeys(areas))


def _take(answer: Answer, options: Namespace, out: TextIO) -> int:
    """Store the answer, and say what became of it."""
    from django.core.exceptions import ValidationError
    from django.db import transaction
    from django.utils import timezone

    from samsyn.official_statistics.services import AlreadyTaken, HasProblems, take_snapshot

    is_dry = getattr(options, "dry_run", False)
    way = "file" if options.act == "load" else "fetched"
    try:
        with transaction.atomic():
            snapshot = take_snapshot(
                answer=answer,
                way=way,
                by=None,
                on=timezone.localdate(),
                note=getattr(options, "note", ""),
            )
            _tell(snapshot, len(answer.reading.observations), out)
            transaction.set_rollback(is_dry)
    except HasProblems as stop:
        lines = "\n".join(f"  {problem}" for problem in stop.problems)
        raise Stop(f"{stop}\n{lines}") from None
    except (AlreadyTaken, ValidationError) as error:
        raise Stop(f"inget sparades: {error}") from None
    print("Inget sparades (--dry-run)." if is_dry else "Klart.", file=out)
    return 0


def _tell(snapshot: Snapshot, figures: int, out: TextIO) -> None:
    print(f"{snapshot.source_name}, {snapshot.table}: {figures} tal", file=out)
    print(f"Kontrollsumma: {snapshot.digest}", file=out)
    if snapshot.note:
        print(snapshot.note, file=out)
    for each in snapshot.warnings:
        print(
            f"VARNING {each['what']}, {each['area']} {each['on']} ({each['whom']}): delarna är "
            f"{each['of_parts']}, summan {each['total']}, skillnad {each['difference']}",
            file=out,
        )
