"""samsyn load: read a folder of own figures, show what it would change, and store it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.progress import step
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from samsyn.access.models import User
    from samsyn.intake.plan import TablePlan


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = "Läs in en mapp med CSV-filer. Allt läses in, eller inget."
    parser.epilog = (
        "Exempel:\n  samsyn load mina-siffror --dry-run\n  samsyn load mina-siffror\n\n"
        "Filernas kolumner: docs/reference/filformat.md"
    )
    parser.add_argument("folder", type=Path, metavar="MAPP", help="mappen med CSV-filer")
    parser.add_argument(
        "--dry-run", action="store_true", help="visa vad som skulle ändras, men skriv inget"
    )


def run(options: Namespace, out: TextIO) -> int:
    """Print every problem, or the plan, and carry it out."""
    from samsyn.cli.database import open_database

    open_database(may_create=True)
    from django.db import transaction

    from samsyn.access.events import take_turn
    from samsyn.register.services import store_division

    with transaction.atomic():
        take_turn()
        step(f"Läser och kontrollerar {options.folder}")
        store_division(by=None)
        plans = plans_of(options.folder)
        for plan in plans:
            _write(plan, out)
        if options.dry_run:
            transaction.set_rollback(True)
        else:
            step("Skriver")
            store(plans, source=str(options.folder), by=None)
    print("Inget skrevs (--dry-run)." if options.dry_run else "Klart.", file=out)
    return 0


def _write(plan: TablePlan, out: TextIO) -> None:
    print(plan, file=out)
    for change in plan.changed:
        for name, (old, new) in change.fields.items():
            print(f"  {change.row.pk}: {name} {old} → {new}", file=out)


def plans_of(path: Path) -> list[TablePlan]:
    """Return what loading a folder would do to every table, in the order of writing.

    Raises Stop with every problem of the folder if there is any.
    """
    from samsyn.contributions import files as contributions_files
    from samsyn.contributions import loading as contributions_loading
    from samsyn.economy import files as economy_files
    from samsyn.economy import loading as economy_loading
    from samsyn.intake.folder import read_folder
    from samsyn.intake.plan import build_rows, plan_table
    from samsyn.register import files as register_files
    from samsyn.register import loading as register_loading
    from samsyn.register.selectors import stored_keys

    formats = (
        *register_files.FORMATS,
        *economy_files.FORMATS,
        *contributions_files.FORMATS,
    )
    builders = (
        register_loading.BUILDERS | economy_loading.BUILDERS | contributions_loading.BUILDERS
    )
    keys = {**register_loading.KEYS, **contributions_loading.KEYS}
    folder = read_folder(path, formats, stored_keys)
    rows = build_rows(folder, builders)
    if folder.problems:
        lines = "\n".join(f"  {problem}" for problem in folder.problems)
        raise Stop(f"{len(folder.problems)} fel i {path}; inget skrevs.\n{lines}")
    plans = [
        plan_table(name, rows[name], key=keys.get(name, ("pk",)))
        for name in builders
        if name in rows
    ]
    made = [plan for plan in plans if plan]
    _refuse_moves(made)
    return made


def _refuse_moves(plans: Sequence[TablePlan]) -> None:
    """Raise Stop if a figure's key already belongs to something else.

    Keys are shared by the whole installation: a folder of one association must not take
    over a figure of another.
    """
    from samsyn.facts.figures import kinds_of_keys

    new = {str(row.pk) for plan in plans for row in plan.new}
    taken = sorted(kinds_of_keys(new))
    moved = sorted(
        str(change.row.pk)
        for plan in plans
        for change in plan.changed
        if {"association_id", "county_id"} & change.fields.keys()
        and plan.name != "associations"
    )
    if taken or moved:
        shown = ", ".join([*taken, *moved][:5])
        raise Stop(
            f"nycklarna {shown} finns redan för något annat; inget skrevs. Byt nyckel, till "
            "exempel genom att börja den med förbundets namn."
        )


def store(plans: Sequence[TablePlan], *, source: str, by: User | None) -> None:
    """Carry out the plans.

    Raises Stop if the database refuses a row, or cannot be written; then nothing is stored.
    """
    from django.db import DatabaseError, IntegrityError

    from samsyn.cli.database import remedy
    from samsyn.intake.services import commit

    try:
        commit(plans, source=source, by=by)
    except IntegrityError as error:
        raise Stop(
            f"databasen tog inte emot en rad ({error}); inget skrevs. "
            "Kontrollera länskoder, kommunkoder och parter."
        ) from None
    except DatabaseError as error:
        raise Stop(f"inget skrevs ({error}). {remedy(error)}") from None
