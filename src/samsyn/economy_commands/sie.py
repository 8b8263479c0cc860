"""samsyn sie: read a file of bookkeeping in, check one, or write a year back as one."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.progress import step
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from samsyn.ledger.plan import Plan
    from samsyn.ledger.reading import Content
    from samsyn.register.models import Association

PARTS = {
    "vouchers": "verifikationer",
    "balances": "saldon",
    "accounts": "konton",
    "dimensions": "dimensioner",
    "objects": "objekt",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = "Läs in, kontrollera eller skriv bokföring i formatet SIE."
    parser.epilog = (
        "Exempel:\n  samsyn sie check bok-2025.se\n"
        "  samsyn sie import bok-2025.se --association sydnarke --dry-run\n"
        "  samsyn sie export --association sydnarke --year 2025 -o bok-2025.se"
    )
    acts = parser.add_subparsers(dest="act", metavar="GÖR", required=True)
    check = acts.add_parser("check", help="kontrollera en fil; inget skrivs")
    read = acts.add_parser("import", help="läs in en fil; allt, eller inget")
    for each in (check, read):
        each.add_argument("file", type=Path, metavar="FIL", help="SIE 1–4, 4I eller 5")
    read.add_argument("--dry-run", action="store_true", help="visa bara vad som skulle ändras")
    read.add_argument(
        "--other-number",
        action="store_true",
        help="filen hör till förbundet trots annat organisationsnummer",
    )
    write = acts.add_parser("export", help="skriv ett inläst år som SIE 4")
    write.add_argument("--year", type=int, required=True, metavar="ÅR", help="bokfört år")
    write.add_argument("-o", "--output", type=Path, required=True, metavar="FIL", help="ny fil")
    for each in (read, write):
        each.add_argument(
            "--association",
            required=True,
            metavar="FÖRBUND",
            help="samordningsförbundets nyckel",
        )


def run(options: Namespace, out: TextIO) -> int:
    """Do what is asked; return 1 if the file or the ledger says no."""
    if options.act == "check":
        return _check(options, out)
    from samsyn.cli.database import open_database

    open_database(may_create=False)
    association = _association(options.association)
    if options.act == "export":
        return _export(association, options, out)
    return _import(association, options, out)


def _check(options: Namespace, out: TextIO) -> int:
    import django

    django.setup()
    content = _content(_bytes_of(options.file))
    _tell_of(content, out)
    return 1 if content.grave else 0


def _import(association: Association, options: Namespace, out: TextIO) -> int:
    from django.db import transaction

    from samsyn.access.events import take_turn
    from samsyn.ledger.services import UnreadableFile, commit_file, receive_file
    from samsyn.web.session import today

    content = _bytes_of(options.file)
    step(f"Läser och kontrollerar {options.file}")
    answers = {"other_number": "yes"} if options.other_number else {}
    with transaction.atomic():
        take_turn()
        try:
            file = receive_file(
                association=association,
                name=options.file.name,
                content=content,
                by=None,
                on=today(),
            )
        except UnreadableFile as error:
            return _refused(error.faults, out)
        plan = _plan_of(file.pk, answers)
        _tell_plan(plan, out)
        stopped = bool(plan.problems or plan.questions)
        if stopped or options.dry_run or plan.read_before:
            transaction.set_rollback(True)
        else:
            commit_file(
                file=file, plan_digest=plan.digest, answers=answers, by=None, on=today()
            )
    if stopped:
        print("Inget lästes in.", file=out)
        return 1
    if plan.read_before:
        print("Redan inläst: 0 ändringar.", file=out)
    else:
        print("Inget skrevs (--dry-run)." if options.dry_run else "Klart.", file=out)
    return 0


def _export(association: Association, options: Namespace, out: TextIO) -> int:
    from samsyn.economy_commands.ledger_as_sie import NothingBooked, sie_file_of
    from samsyn.sie import write_sie
    from samsyn.web.session import today

    try:
        file = sie_file_of(association.pk, options.year, on=today())
    except NothingBooked:
        raise Stop(f"{association.short_name} har inget bokfört {options.year}.") from None
    try:
        with options.output.open("xb") as handle:
            handle.write(write_sie(file))
    except OSError as error:
        raise Stop(
            f"{options.output} kan inte skrivas ({error.strerror}).", exit_code=2
        ) from None
    print(f"{len(file.vouchers)} verifikationer skrivna till {options.output}.", file=out)
    return 0


def _plan_of(number: int, answers: dict[str, str]) -> Plan:
    from samsyn.ledger.models import LedgerFile
    from samsyn.ledger.obstacles import plan_for

    return plan_for(LedgerFile.objects.get(pk=number), answers)


def _association(key: str) -> Association:
    from samsyn.register.models import Association

    found = Association.objects.filter(pk=key).first()
    if found is None:
        known = ", ".join(Association.objects.values_list("pk", flat=True))
        raise Stop(f"{key!r} är inget samordningsförbund; välj bland {known}.", exit_code=2)
    return found


def _bytes_of(path: Path) -> bytes:
    """Return the file, or no more of it than what shows that it is too large."""
    from samsyn.ledger.reading import LARGEST_FILE

    try:
        with path.open("rb") as handle:
            return handle.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Stop(f"{path} kan inte läsas ({error.strerror}).", exit_code=2) from None


def _content(content: bytes) -> Content:
    from samsyn.ledger.reading import read_ledger_file

    return read_ledger_file(content)


def _tell_of(content: Content, out: TextIO) -> None:
    for fault in content.faults:
        print(fault, file=out)
    whose = (content.company or "Okänt företag", content.organisation_number)
    print(
        f"{' '.join(filter(None, whose))}, "
        f"{content.year or 'okänt år'}, SIE {content.kind}, {content.encoding}: "
        f"{len(content.entries)} verifikationer, {len(content.accounts)} konton, "
        f"{len(content.grave)} fel.",
        file=out,
    )


def _tell_plan(plan: Plan, out: TextIO) -> None:
    for said in (*plan.problems, *plan.warnings):
        print(said, file=out)
    for question in plan.questions:
        print(f"{question.text} Svara ja med --other-number.", file=out)
    for name, part in plan.parts.items():
        counts = part.counts
        print(
            f"{PARTS[name]}: {counts['new']} nya, {counts['changed']} ändrade, "
            f"{counts['removed']} borttagna, {counts['unchanged']} oförändrade",
            file=out,
        )


def _refused(faults: object, out: TextIO) -> int:
    for fault in faults if isinstance(faults, tuple) else ():
        print(fault, file=out)
    print("Inget lästes in.", file=out)
    return 1
