"""A voucher's head and its rows, each from the fields of a line."""

from __future__ import annotations

from datetime import date

from samsyn.sie.labels import ROW_KINDS, Fields, has_its_fields
from samsyn.sie.records import Transaction, Voucher
from samsyn.sie_text.faults import Faults
from samsyn.sie_text.fields import account_of, day_of, objects_and_ore, quantity_of, text_of

NOWHERE = date(1, 1, 1)
"""The day of rows whose voucher has none: they are read for their faults only."""


def voucher_of(fields: Fields, number: int, faults: Faults) -> Voucher | None:
    """Return a voucher without rows from the fields of #VER; None if it has no date."""
    if not has_its_fields("#VER", fields, number, faults):
        return None
    told = [text_of(f) for f in fields[:6]] + [""] * 3
    on = day_of(told[2], number, faults)
    registered_on = day_of(told[4], number, faults) if told[4] else None
    if on is None:
        return None
    return Voucher(told[0], told[1], on, told[3], registered_on, told[5], (), number)


def row_of(
    label: str, fields: Fields, number: int, voucher_on: date, faults: Faults
) -> Transaction | None:
    """Return a row from the fields of #TRANS, #RTRANS or #BTRANS; None if it is faulty."""
    if not has_its_fields(label, fields, number, faults):
        return None
    account = account_of(fields[0], number, faults)
    found = objects_and_ore(fields[1:], label, number, faults)
    if account is None or found is None:
        return None
    objects, ore, rest = found
    told = [*rest[:4], "", "", "", ""]
    on = voucher_on if told[0] == "" else day_of(told[0], number, faults)
    quantity = quantity_of(told[2], number, faults)
    if on is None:
        return None
    text, signature = text_of(told[1]), text_of(told[3])
    kind = ROW_KINDS[label]
    return Transaction(account, objects, ore, on, text, quantity, signature, kind, number)


def is_same(added: Transaction, row: Transaction) -> bool:
    """Whether a #TRANS is the one that repeats an #RTRANS for programs that skip #RTRANS.

    Source: SIE filformat 4B, #RTRANS 4 and 6. Texts may differ: some programs sign only one.
    """
    return (
        added.account == row.account
        and added.objects == row.objects
        and added.ore == row.ore
        and added.on == row.on
    )
