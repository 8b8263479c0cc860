"""Carrying out a plan: the one place where what came in by file is written."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from samsyn.access.events import record
from samsyn.access.models import User
from samsyn.intake.plan import TablePlan

BATCH = 500


@transaction.atomic
def commit(plans: Sequence[TablePlan], *, source: str, by: User | None) -> None:
    """Write exactly what the plans say, in their order, in one transaction, with one event.

    source: where the files came from, for the event log

    Raises IntegrityError if the database refuses a row; then nothing is written.
    """
    for plan in plans:
        plan.model._default_manager.bulk_create(plan.new, batch_size=BATCH)
        names = sorted({name for change in plan.changed for name in change.fields})
        if names:
            plan.model._default_manager.bulk_update(
                [change.row for change in plan.changed], names, batch_size=BATCH
            )
    record(
        "figures_loaded",
        by=by,
        target=source,
        tables={
            plan.name: {"new": len(plan.new), "changed": len(plan.changed)} for plan in plans
        },
        changes=[
            {
                "table": plan.name,
                "row": str(change.row.pk),
                "fields": {name: [str(a), str(b)] for name, (a, b) in change.fields.items()},
            }
            for plan in plans
            for change in plan.changed
        ],
    )
