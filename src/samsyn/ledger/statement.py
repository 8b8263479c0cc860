"""The statement of results and the balance sheet, computed from the ledger, with their checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from samsyn.economy.presets import is_result_account, statement_lines
from samsyn.ledger.chart import meaning_of
from samsyn.ledger.selectors import AccountBalance, balances_of, equity_in

UNMAPPED = "Konton utan rad i uppställningen"


@dataclass(frozen=True)
class StatementRow:
    """A line with what it was at the start (balance sheet only) and at the end of the year.

    ore: results: effect on the result; assets: debit; equity and debts: credit
    """

    key: str
    sv: str
    opening_ore: int
    ore: int
    source: str


@dataclass(frozen=True)
class Check:
    """A comparison that should give no difference."""

    sv: str
    difference_ore: int


@dataclass(frozen=True)
class Statements:
    """A year's statement of results and balance sheet.

    Source: SFS 2018:597 5 kap. 2 § and 6 kap. 2 §.
    """

    results: tuple[StatementRow, ...]
    result_ore: int
    assets: tuple[StatementRow, ...]
    equity_and_debts: tuple[StatementRow, ...]
    checks: tuple[Check, ...]

    @property
    def warnings(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if check.difference_ore)


def statements_of(association: str, year: int) -> Statements:
    """Return the statements of a booked year; accounts without a line have a row of their own."""
    balances = balances_of(association, year)
    meaning = meaning_of(association, year)
    by_line: dict[str, list[AccountBalance]] = defaultdict(list)
    for account, balance in balances.items():
        is_result = is_result_account(account)
        line = meaning(account, "").line
        known = statement_lines().get(line)
        if known is None or (known.statement in {"results", "transfer"}) != is_result:
            line = "unmapped_result" if is_result else f"unmapped_{account[:1]}"
        by_line[line].append(balance)
    results = _rows(by_line, "results", -1, extra="unmapped_result")
    result = sum(row.ore for row in results)
    assets = _rows(by_line, "assets", 1, extra="unmapped_1")
    others = _rows(by_line, "equity_and_debts", -1, extra="unmapped_2")
    untransferred = -sum(
        balance.closing for account, balance in balances.items() if is_result_account(account)
    )
    if untransferred:
        others.append(StatementRow("result", "Årets resultat", 0, untransferred, ""))
    opening = equity_in(association, year, {a: b.opening for a, b in balances.items()})
    closing = equity_in(association, year, {a: b.closing for a, b in balances.items()})
    return Statements(
        tuple(results),
        result,
        tuple(assets),
        tuple(others),
        (
            Check(
                "Årets resultat ska vara lika med förändringen av eget kapital",
                result - (closing - opening),
            ),
            Check(
                "Tillgångarna ska vara lika med eget kapital och skulder",
                sum(row.ore for row in assets) - sum(row.ore for row in others),
            ),
        ),
    )


def _rows(
    by_line: dict[str, list[AccountBalance]], statement: str, sign: int, *, extra: str
) -> list[StatementRow]:
    named = [
        (line.key, line.sv, line.source, by_line.get(line.key, []))
        for line in statement_lines().values()
        if line.statement == statement
    ]
    if extra in by_line:
        named.append(("", UNMAPPED, "", by_line[extra]))
    return [
        StatementRow(
            key,
            sv,
            sign * sum(b.opening for b in found),
            sign * sum(b.closing for b in found),
            source,
        )
        for key, sv, source, found in named
    ]
