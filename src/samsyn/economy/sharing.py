"""Rules that share costs between categories, and common sets of them for comparison."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from samsyn.economy.codes import CATEGORIES
from samsyn.economy.models import Amount
from samsyn.economy.presets import in_range
from samsyn.rules.legal_source import is_in_force
from samsyn.rules.money import split

BOOKED, OWN = "booked", "own"
Objects = tuple[tuple[str, str], ...]


class UnknownSharing(KeyError):
    """A word for how costs are shared that is neither booked, own, nor a common set."""


@dataclass(frozen=True)
class SharingRule:
    """Which costs are shared, how, why and according to whom.

    categories:  those that the rule is about; a main category holds its parts
    first, last: accounts, "" for all
    shares:      category → share, exact; they add up to 1
    is_verified: whether the source gives the shares; if not they are a proposal
    """

    name: str
    reason: str
    source: str
    categories: tuple[str, ...]
    shares: Mapping[str, Fraction]
    first: str = ""
    last: str = ""
    cost_object: tuple[str, str] | None = None
    is_verified: bool = True

    def applies_to(self, account: str, objects: Objects, category: str) -> bool:
        """Return whether a cost is one of those that are shared."""
        if self.first and not in_range(account, self.first, self.last):
            return False
        if self.cost_object and self.cost_object not in objects:
            return False
        return not self.categories or any(
            category == each or category.startswith(f"{each}.") for each in self.categories
        )


@dataclass(frozen=True)
class SharingSet:
    """A common set of rules, applied to all associations alike for comparison."""

    key: str
    sv: str
    description: str
    source: str
    in_force_from: date
    in_force_until: date | None
    rules: tuple[SharingRule, ...]


@dataclass(frozen=True)
class SharedAmount:
    """What an association's published costs of a category are before and after a set."""

    association: str
    category: str
    before_ore: int
    after_ore: int


@dataclass(frozen=True)
class SharedAmounts:
    """Published costs before and after a common set of rules.

    not_given: which parts the source does not give, so that a rule could not be applied
    """

    rows: tuple[SharedAmount, ...]
    not_given: tuple[str, ...]


Sharer = Callable[[str, Objects, str, int], dict[str, int]]
"""From account, objects, category and öre to category → öre, which adds up."""


@cache
def common_sets() -> dict[str, SharingSet]:
    """Return the common sets of rules by their keys."""
    text = files("samsyn.economy").joinpath("cost_rules.toml").read_text("utf-8")
    return {each["key"]: _set(each) for each in tomllib.loads(text)["set"]}


def sharings() -> dict[str, str]:
    """Return every way to share costs that can be chosen, with its Swedish name."""
    named = {key: each.sv for key, each in common_sets().items()}
    return {BOOKED: "Som bokfört", OWN: "Egna nycklar", **named}


def common_rules(sharing: str, on: date) -> tuple[SharingRule, ...]:
    """Return the rules of a common set that hold on a day.

    Raises UnknownSharing if there is no such set.
    """
    if sharing not in common_sets():
        raise UnknownSharing(sharing)
    chosen = common_sets()[sharing]
    return chosen.rules if is_in_force(chosen, on) else ()


def sharer(rules: Sequence[SharingRule]) -> Sharer:
    """Return a function that shares an amount by the first rule that applies to it."""

    def shared(account: str, objects: Objects, category: str, ore: int) -> dict[str, int]:
        rule = rule_for(account, objects, category)
        return split(ore, rule.shares) if rule else {category: ore}

    @cache
    def rule_for(account: str, objects: Objects, category: str) -> SharingRule | None:
        fits = (rule for rule in rules if rule.applies_to(account, objects, category))
        return next(fits, None)

    return shared


def wrong_in_shares(shares: Mapping[str, str]) -> str:
    """Return what is wrong in shares written as text, in Swedish; "" if nothing is.

    >>> wrong_in_shares({"structural": "1/3", "individual": "2/3"})
    ''
    """
    try:
        exact = {key: Fraction(share) for key, share in shares.items()}
    except (ValueError, ZeroDivisionError):
        return "Skriv andelar som procent eller bråk, till exempel 50 eller 1/2."
    if sum(exact.values(), Fraction(0)) != 1 or min(exact.values()) < 0:
        return "Andelarna ska tillsammans vara hela kostnaden (100 procent)."
    return "" if exact.keys() <= CATEGORIES.keys() else "Välj kategorier i listan."


def shared_amounts(county: str, year: int, sharing: str) -> SharedAmounts:
    """Return the published costs of a county's associations before and after a common set.

    Only costs that are published as their own part can be shared: where the source gives a
    main category alone, the part that a rule is about is named in `not_given`.

    Raises UnknownSharing if there is no such set.
    """
    rules = common_rules(sharing, date(year, 12, 31))
    published = Amount.objects.filter(
        association__county_id=county, year=year, stage="outcome"
    ).select_related("association")
    before: dict[tuple[str, str], int] = defaultdict(int)
    names = {}
    for amount in published:
        if amount.association and _is_cost(amount.category):
            before[amount.association.pk, amount.category] += amount.ore
            names[amount.association.pk] = amount.association.short_name
    share, after = sharer(rules), defaultdict[tuple[str, str], int](int)
    for (association, category), ore in before.items():
        for shared, part in share("", (), category, ore).items():
            after[association, shared] += part
    keys = sorted({*before, *after})
    rows = tuple(SharedAmount(*key, before[key], after[key]) for key in keys)
    return SharedAmounts(rows, tuple(_not_given(rules, names, set(before), year)))


def _not_given(
    rules: Sequence[SharingRule],
    names: Mapping[str, str],
    given: set[tuple[str, str]],
    year: int,
) -> list[str]:
    return [
        f"Källan anger inte {CATEGORIES[category]} för {name} {year} som en egen del "
        f"({CATEGORIES[category.split('.')[0]]}). Regeln «{rule.name}» har inte kunnat användas."
        for key, name in sorted(names.items())
        for rule in rules
        for category in rule.categories
        if (key, category) not in given
    ]


def _is_cost(category: str) -> bool:
    return category.split(".")[0] in {
        "individual",
        "structural",
        "administration",
        "financial_cost",
    }


def _set(data: dict[str, Any]) -> SharingSet:
    return SharingSet(
        data["key"],
        data["sv"],
        data["description"],
        data["source"],
        data["in_force_from"],
        data.get("in_force_until"),
        tuple(
            SharingRule(
                rule["name"],
                rule["reason"],
                data["source"],
                tuple(rule["categories"]),
                {key: Fraction(share) for key, share in rule["shares"].items()},
                is_verified=rule["is_verified"],
            )
            for rule in data["rule"]
        ),
    )
