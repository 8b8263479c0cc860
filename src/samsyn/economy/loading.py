"""From the rows of the file of amounts to unsaved amounts in whole öre."""

from __future__ import annotations

from typing import Any

from samsyn.economy.models import Amount
from samsyn.intake.plan import Builder, ImpossibleFigure
from samsyn.register.loading import in_units, sourced, within

ORE_PER_KRONA = 100


def amount(row: dict[str, Any]) -> Amount:
    value = row["amount"]
    if (row["association"] is None) == (row["county"] is None):
        raise ImpossibleFigure("ett belopp gäller antingen ett förbund eller ett helt län")
    return Amount(
        **sourced(row),
        association_id=row["association"],
        county_id=row["county"],
        year=row["year"],
        stage=row["stage"],
        category=row["category"],
        intervention_id=row["intervention"],
        financier=row["financier"],
        basis=row["basis"] or "",
        line=row["line"],
        **in_units({"ore": value, **within(row, value)}, ORE_PER_KRONA),
    )


BUILDERS: dict[str, Builder] = {"amounts": amount}
