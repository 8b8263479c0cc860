"""The database as a command meets it: made, migrated, or refused in one line."""

from __future__ import annotations

import django
from django.db import DatabaseError, OperationalError, connection

from samsyn.cli.stop import Stop


def open_database(*, may_create: bool = False) -> None:
    """Make Django ready and see that the database fits this version.

    may_create: make the tables, or bring them up to this version, if needed

    Raises Stop if there is no database to read, if it comes from a newer version, or if it
    cannot be written.
    """
    django.setup()
    from django.core.management import call_command
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        _refuse_newer(executor)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not waiting:
            return
        if not may_create:
            raise Stop(
                "det finns ingen databas att läsa, eller den är från en äldre version. "
                "Kör först «samsyn run» eller «samsyn load MAPP»."
            )
        call_command("migrate", verbosity=0, interactive=False)
    except (OperationalError, OSError) as error:
        raise Stop(f"databasen kan inte öppnas ({error}). {remedy(error)}") from None
    except DatabaseError as error:
        raise Stop(f"databasen svarar inte som väntat ({error}).") from None


def remedy(error: Exception) -> str:
    """Say what to do about an error from the database or the disk."""
    text = str(error).lower()
    if "full" in text or "no space" in text:
        return "Disken är full: frigör utrymme och försök igen."
    if "unable to open" in text or "permission" in text or "readonly" in text:
        return "Kontrollera att mappen i SAMSYN_HOME finns och får skrivas."
    if "locked" in text:
        return "Ett annat program håller databasen: stäng det och försök igen."
    return "Kontrollera SAMSYN_HOME och SAMSYN_DATABASE_URL."


def _refuse_newer(executor: object) -> None:
    applied = set(executor.loader.applied_migrations)  # type: ignore[attr-defined]
    known = set(executor.loader.disk_migrations)  # type: ignore[attr-defined]
    ours = {app for app, _ in known}
    unknown = sorted(f"{app} {name}" for app, name in applied - known if app in ours)
    if unknown:
        raise Stop(
            f"databasen är gjord av en nyare version av Samsyn ({unknown[0]}). "
            "Uppgradera Samsyn, eller peka SAMSYN_HOME på en annan mapp."
        )
