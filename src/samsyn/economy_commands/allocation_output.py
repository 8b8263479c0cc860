"""How the state's model is printed: rows as text, CSV or JSON, and what they must carry along."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TextIO

from samsyn.cli.columns import write_columns
from samsyn.rules.money import format_kronor, ore_to_kronor
from samsyn.state_allocation.associations import STATUSES, Association
from samsyn.state_allocation.model import Allocation
from samsyn.state_allocation.nation import Nation
from samsyn.state_allocation.values import percent

MADE_UP = "innehåller påhittade uppgifter"


def mark(each: Association) -> str:
    """Return what is made up of an association, otherwise where its figures come from."""
    return each.made_up or STATUSES[each.status]


def facts_of(allocation: Allocation, nation: Nation) -> dict[str, Any]:
    """Return what the data must carry with it."""
    return {
        "table": nation.name,
        "warning": nation.warning,
        "total": str(ore_to_kronor(allocation.total_ore)),
        "leftover": str(ore_to_kronor(allocation.leftover_ore)),
        "parameters": [
            {
                "name": setting.definition.name,
                "value": setting.text,
                "mark": setting.mark,
                "source": setting.source,
                "not_public": setting.not_public,
            }
            for setting in allocation.parameters.settings
        ],
    }


def write_rows(
    rows: Sequence[Sequence[str | int | Fraction | None]],
    headings: Sequence[str],
    form: str,
    facts: dict[str, Any],
    out: TextIO,
) -> None:
    """Print rows as columns for people, as CSV, or as JSON with the facts around them.

    rows: a whole number is an amount in öre, a fraction is a share
    """
    if form == "text":
        texts = [[_text(cell) for cell in row] for row in rows]
        write_columns(texts, headings, out)
    elif form == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([_plain(cell) for cell in row] for row in rows)
    else:
        named = [
            dict(zip(headings, [_plain(cell) for cell in row], strict=True)) for row in rows
        ]
        print(json.dumps({**facts, "rows": named}, ensure_ascii=False, indent=2), file=out)


def _text(cell: str | int | Fraction | None) -> str:
    if isinstance(cell, int):
        return format_kronor(cell)
    if isinstance(cell, Fraction):
        return percent(cell, 1)
    return ".." if cell is None else cell


def _plain(cell: str | int | Fraction | None) -> str:
    """Return a cell for programs: kronor with a point, shares as percent, nothing for unknown."""
    if isinstance(cell, int):
        return str(ore_to_kronor(cell))
    if isinstance(cell, Fraction):
        return str(ore_to_kronor(int(cell * 10_000)))
    return cell or ""


def write_foot(allocation: Allocation, nation: Nation, out: TextIO) -> None:
    total, left = map(format_kronor, (allocation.total_ore, allocation.leftover_ore))
    print(f"\nSumma {total} kr; {left} kr av ramen är över.", file=out)
    print(f"Parametrar: {allocation.parameters.name}. Tabell: {nation.name}.", file=out)
    doubtful = [s.definition.title for s in allocation.parameters.settings if not s.is_verified]
    print(f"Ej verifierat: {'; '.join(doubtful)}.", file=out)
    if nation.warning:
        print(nation.warning, file=out)
