"""A file of bookkeeping on its way in: previewed, read in, read in again, undone."""

from samsyn.ledger.selectors import (
    balances_of,
    closing_equity,
    last_month_booked,
    outcome_of,
    years_booked,
)
from samsyn.ledger.statement import statements_of


def test_a_year_is_read_in(booked, association):
    assert years_booked("sydnarke") == [2025]
    assert last_month_booked("sydnarke", 2025) == 3
    rows = outcome_of("sydnarke", 2025)
    for r in rows:
        print(r)
    print(closing_equity("sydnarke", 2025), balances_of("sydnarke", 2025))
    s = statements_of("sydnarke", 2025)
    print(s)
    assert sum(r.ore for r in rows) == 600000 - 30000 - 250050 - 90000
    assert not s.warnings
