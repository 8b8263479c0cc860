"""Amounts, differences and shares as cells of a table: written for people, with the number behind."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from samsyn.language.swedish import EN_DASH, MISSING, kronor
from samsyn.reports.content import Cell
from samsyn.rules.shares import format_percent


def money(ore: int | None) -> Cell:
    """Return an amount as a cell: kronor, with the number behind it."""
    if ore is None:
        return Cell(MISSING)
    return Cell(kronor(ore), Decimal(ore).scaleb(-2))


def signed(ore: int | None) -> Cell:
    """Return a difference as a cell, with its sign; a dash for none."""
    if ore == 0:
        return Cell(EN_DASH, Decimal(0))
    cell = money(ore)
    return Cell(f"+{cell.text}", cell.value) if ore and ore > 0 else cell


def percent(share: Fraction | None, decimals: int = 1) -> Cell:
    """Return a share as a cell, in percent."""
    if share is None:
        return Cell(MISSING)
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return Cell(f"{format_percent(share, decimals)}\u00a0%", exact)
