"""What accounts count as, as dated data: lines of the statements, and charts to start from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

DEFAULT_PRESET = "bas"
BALANCE_CLASSES = "12"
"""The first digits of accounts of the balance sheet, in BAS and in Kommun-Bas."""


@dataclass(frozen=True)
class StatementLine:
    """A line of the statement of results or the balance sheet, and where the law has it."""

    key: str
    sv: str
    statement: str
    source: str


@dataclass(frozen=True)
class AccountRange:
    """The accounts from one number to another, both included, and what they count as."""

    first: str
    last: str
    sv: str
    line: str
    category: str
    is_verified: bool

    def holds(self, account: str) -> bool:
        return in_range(account, self.first, self.last)


@dataclass(frozen=True)
class Preset:
    """A chart of accounts to start from.

    in_intervention: category → what it becomes on an intervention, by the intervention's kind
    """

    key: str
    sv: str
    source: str
    in_force_from: date
    in_force_until: date | None
    ranges: tuple[AccountRange, ...]
    in_intervention: Mapping[str, Mapping[str, str]]

    def range_of(self, account: str) -> AccountRange | None:
        """Return the narrowest range that holds an account; None if none does."""
        found = [each for each in self.ranges if each.holds(account)]
        return min(found, key=lambda each: int(each.last) - int(each.first), default=None)


def in_range(account: str, first: str, last: str) -> bool:
    """Return whether an account is from `first` to `last`; longer numbers belong to shorter.

    >>> in_range("5010", "5000", "5099"), in_range("50101", "5010", "5010")
    (True, True)
    """
    return first <= account[: len(first)] and account[: len(last)] <= last


@cache
def statement_lines() -> dict[str, StatementLine]:
    """Return every line by its key, in the order of the statements."""
    data = tomllib.loads(
        files("samsyn.economy").joinpath("statement_lines.toml").read_text("utf-8")
    )
    return {
        line["key"]: StatementLine(
            line["key"], line["sv"], line["statement"], f"{data['source']} {line['source']}"
        )
        for line in data["line"]
    }


@cache
def presets() -> dict[str, Preset]:
    """Return the preset charts by their keys."""
    folder = files("samsyn.economy").joinpath("charts")
    texts = sorted(file.read_text("utf-8") for file in folder.iterdir())
    return {preset.key: preset for preset in map(_preset, texts)}


def is_result_account(account: str) -> bool:
    """Return whether an account belongs to the statement of results, by its class."""
    return account[:1] not in BALANCE_CLASSES


def _preset(text: str) -> Preset:
    data = tomllib.loads(text)
    return Preset(
        data["key"],
        data["sv"],
        data["source"],
        data["in_force_from"],
        data.get("in_force_until"),
        tuple(AccountRange(**row) for row in data["range"]),
        {row["category"]: row for row in data["in_intervention"]},
    )


def wrong_in_accounts(first: str, last: str) -> dict[str, str]:
    """Return what is wrong in a range of accounts: field → what to do about it, in Swedish.

    >>> wrong_in_accounts("6000", "5010")
    {'last_account': 'Det sista kontot kan inte komma före det första.'}
    """
    if any(number and not (number.isascii() and number.isdigit()) for number in (first, last)):
        return {"first_account": "Skriv konton med siffror, till exempel 5010."}
    if first > last:
        return {"last_account": "Det sista kontot kan inte komma före det första."}
    return {}
