"""What an account counts as: presets as dated data, an association's own mappings before them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TypeVar

from django.db.models import Q, QuerySet

from samsyn.ledger.models import AccountMapping, ChartChoice, Decided, ObjectMeaning
from samsyn.ledger.reading import unpacked
from samsyn.register.models import Intervention
from samsyn.rules.legal_source import is_in_force

DecidedRow = TypeVar("DecidedRow", bound=Decided)

DEFAULT_PRESET = "bas"
RESULT_CLASSES = "345678"
"""The first digits of accounts of the statement of results, in BAS and in Kommun-Bas."""

TRANSFER = "result_transfer"


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


@dataclass(frozen=True)
class Meaning:
    """What an amount on an account, with its objects, counts as; "" where nobody has said.

    source: how it is known: "own" mapping, "preset", "unverified" part of a preset, or ""
    """

    line: str = ""
    category: str = ""
    intervention: str = ""
    financier: str = ""
    source: str = ""


def in_range(account: str, first: str, last: str) -> bool:
    """Return whether an account is from `first` to `last`; longer numbers belong to shorter.

    >>> in_range("5010", "5000", "5099"), in_range("50101", "5010", "5010")
    (True, True)
    """
    return first <= account[: len(first)] and account[: len(last)] <= last


@cache
def statement_lines() -> dict[str, StatementLine]:
    """Return every line by its key, in the order of the statements."""
    data = tomllib.loads(_text("statement_lines.toml"))
    return {
        line["key"]: StatementLine(
            line["key"], line["sv"], line["statement"], f"{data['source']} {line['source']}"
        )
        for line in data["line"]
    }


@cache
def presets() -> dict[str, Preset]:
    """Return the preset charts by their keys."""
    folder = files("samsyn.ledger").joinpath("charts")
    texts = sorted(file.read_text("utf-8") for file in folder.iterdir())
    return {preset.key: preset for preset in map(_preset, texts)}


def preset_for(association: str, on: date) -> Preset:
    """Return the chart that an association has chosen to be read by on a day, or the default."""
    chosen = decided_in_force(ChartChoice.objects.all(), association, on).last()
    known = {key: each for key, each in presets().items() if is_in_force(each, on)}
    return known.get(chosen.preset if chosen else DEFAULT_PRESET) or presets()[DEFAULT_PRESET]


def decided_in_force(
    rows: QuerySet[DecidedRow], association: str, on: date
) -> QuerySet[DecidedRow]:
    """Return what an association has decided that holds on a day, the latest decision last."""
    return rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on),
        association_id=association,
        starts_on__lte=on,
    ).order_by("id")


def meaning_of(association: str, year: int) -> Callable[[str, str], Meaning]:
    """Return a function from account and packed objects to what they count as in a year.

    What holds on the last day of the year holds for the whole year. An own mapping for an
    object goes before one for the account alone; a narrower one before a broader; a later
    decision before an earlier.
    """
    on = date(year, 12, 31)
    preset = preset_for(association, on)
    mappings = _most_telling_first(
        decided_in_force(AccountMapping.objects.all(), association, on)
    )
    meanings = {
        (row.dimension, row.cost_object): row
        for row in decided_in_force(
            ObjectMeaning.objects.select_related("intervention"), association, on
        )
    }

    @cache
    def read(account: str, objects_text: str) -> Meaning:
        objects = unpacked(objects_text)
        told = [meanings[pair] for pair in objects if pair in meanings]
        intervention = next((row.intervention for row in told if row.intervention), None)
        financier = next((row.financier for row in told if row.financier), "")
        return _meaning(preset, mappings, account, objects, intervention, financier)

    return read


def is_result_account(account: str) -> bool:
    """Return whether an account belongs to the statement of results, by its class."""
    return account[:1] in RESULT_CLASSES


def _meaning(
    preset: Preset,
    mappings: Sequence[AccountMapping],
    account: str,
    objects: tuple[tuple[str, str], ...],
    intervention: Intervention | None,
    financier: str,
) -> Meaning:
    proposed = preset.range_of(account)
    line, category, source = "", "", ""
    if proposed:
        line, category = proposed.line, proposed.category
        source = "preset" if proposed.is_verified else "unverified"
    own = next((row for row in mappings if _applies(row, account, objects)), None)
    if own:
        line, category = own.statement_line or line, own.category or category
        source = "own"
    if intervention and not (own and own.category and own.cost_object):
        category = _on_intervention(category, intervention, preset)
    return Meaning(line, category, intervention.pk if intervention else "", financier, source)


def _applies(
    row: AccountMapping, account: str, objects: tuple[tuple[str, str], ...]
) -> bool:
    fits = not row.cost_object or (row.dimension, row.cost_object) in objects
    return fits and in_range(account, row.first_account, row.last_account)


def _on_intervention(category: str, intervention: Intervention, preset: Preset) -> str:
    """Return what a cost counts as when it is booked on an intervention; incomes stay."""
    if category.split(".")[0] not in {"individual", "structural", "administration"}:
        return category
    turned = preset.in_intervention.get(category, {}).get(intervention.kind)
    if turned:
        return turned
    if category.startswith(("individual.", "structural.")):
        return category
    team = {"reception": "individual.reception", "coaching": "individual.coaching"}
    return team.get(intervention.team, str(intervention.kind))


def _most_telling_first(rows: Iterable[AccountMapping]) -> list[AccountMapping]:
    return sorted(
        rows,
        key=lambda row: (
            not row.cost_object,
            _width(row.first_account, row.last_account),
            -row.pk,
        ),
    )


def _width(first: str, last: str) -> int:
    """Return how many accounts of ten digits a range holds, so that lengths can be compared."""
    return int(last.ljust(10, "9")[:10]) - int(first.ljust(10, "0")[:10])


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


def _text(name: str) -> str:
    return files("samsyn.ledger").joinpath(name).read_text("utf-8")
