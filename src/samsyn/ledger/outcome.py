"""What was booked, month by month and account by account, as other rooms read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OutcomeRow:
    """What one account did to the result in one month, for one intervention and financier.

    month:        1–12
    account:      its number in the year's chart
    line:         the line of the statement of results that it belongs to; "" if not mapped
    category:     a key of `economy.codes.CATEGORIES`; "" if not mapped
    intervention: the key of an intervention; "" if none
    financier:    who pays, as in `economy.models.Amount`; "" if not known
    ore:          effect on the result: an income is more than 0, a cost less
    """

    month: int
    account: str
    account_name: str
    line: str
    category: str
    intervention: str
    financier: str
    ore: int
