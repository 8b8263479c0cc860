"""From what is stored about a year to what each member is to contribute, by the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from samsyn.contributions.models import DivisionKey, Funding, KeyWeight
from samsyn.register.models import Party as Member
from samsyn.rules.contributions import Party
from samsyn.rules.key_formula import InvalidFormula, KeyFormula, WeightedKey
from samsyn.rules.legal_source import NotInForce
from samsyn.rules.member_amounts import (
    InvalidMembership,
    Keys,
    MemberAmounts,
    Members,
    MissingKey,
    amounts_from_state,
)
from samsyn.rules.money import InvalidAmount, InvalidWeights
from samsyn.rules.municipal_key import KeyKind, MunicipalKey

OUTSIDE_REGIONS = frozenset({"kommun:0980"})
"""Municipalities outside any region: Gotland (SFS 2003:1210 5 a §)."""


@dataclass(frozen=True)
class Calculated:
    """What members are to contribute, or why it cannot be said.

    amounts: None if it cannot be calculated
    problem: why not, in Swedish; "" if it can
    """

    amounts: MemberAmounts | None
    problem: str

    @property
    def parts(self) -> Mapping[str, int]:
        return self.amounts.parts if self.amounts else {}


def members_of(parties: Sequence[Member]) -> Members:
    """Return the members of an association as the rules see them."""
    return Members(
        regions=tuple(p.code for p in parties if p.kind == Member.Kind.REGION),
        municipalities=tuple(p.code for p in parties if p.kind == Member.Kind.MUNICIPALITY),
        outside=frozenset(p.code for p in parties) & OUTSIDE_REGIONS,
    )


def calculate(
    state_ore: int | None,
    year: int,
    parties: Sequence[Member],
    keys: Sequence[DivisionKey],
    *,
    unit_ore: int,
) -> Calculated:
    """Return what each member is to contribute of a year's funds.

    keys: with their weights; a side without a key is left undivided, and said so
    """
    if state_ore is None:
        return Calculated(None, "Försäkringskassans belopp saknas.")
    names = {party.code: party.name for party in parties}
    try:
        amounts = amounts_from_state(
            state_ore,
            members_of(parties),
            keys_of(keys),
            on=date(year, 1, 1),
            unit_ore=unit_ore,
            names=names,
            may_lack_keys=True,
        )
    except (InvalidMembership, MissingKey, InvalidFormula) as problem:
        return Calculated(None, f"Det går inte att räkna: {problem}.")
    except (InvalidAmount, InvalidWeights) as problem:
        return Calculated(None, f"Nyckeln eller beloppet är orimligt ({problem}).")
    except NotInForce:
        return Calculated(None, f"Reglerna för {year} är inte inlästa.")
    return Calculated(amounts, "")


def keys_of(keys: Sequence[DivisionKey]) -> Keys:
    """Return stored keys as the rules see them."""
    formulas: dict[Party, KeyFormula] = {}
    typed: dict[Party, dict[str, int]] = {}
    for key in keys:
        side, weights = Party(key.side), list(key.weights.all())
        if key.way == DivisionKey.Way.TYPED:
            typed[side] = {each.party_id: int(each.weight) for each in weights}
        elif weights:
            formulas[side] = formula_of(key, weights)
    return Keys(formulas, typed)


def formula_of(key: DivisionKey, weights: Sequence[KeyWeight]) -> KeyFormula:
    """Return a stored key as a formula; a single key is a formula with one part."""
    components = key.components or [{"name": "", "share": "1"}]
    mixed = tuple(
        WeightedKey(
            Fraction(each["share"]),
            MunicipalKey(
                _kind_of(each.get("way", key.way)),
                {
                    weight.party_id: _exact(weight)
                    for weight in weights
                    if weight.component == each["name"]
                },
                key.holds_on,
                each.get("source") or key.source or "angiven på sidan",
            ),
        )
        for each in components
    )
    return KeyFormula(mixed, base_ore=key.base_ore, minimum_ore=key.minimum_ore)


def funding_amounts(
    funding: Funding, parties: Sequence[Member], keys: Sequence[DivisionKey] | None = None
) -> Calculated:
    """Return what each member is to contribute by the state's decision of a year.

    keys: the funding's keys with their weights, where they are read already
    """
    if keys is None:
        keys = list(funding.keys.prefetch_related("weights"))
    return calculate(funding.state_ore, funding.year, parties, keys, unit_ore=funding.unit_ore)


def requested_amounts(funding: Funding, parties: Sequence[Member]) -> Calculated:
    """Return what each member would contribute if the request of a year were granted."""
    keys = list(funding.keys.prefetch_related("weights"))
    return calculate(
        funding.requested_ore, funding.year, parties, keys, unit_ore=funding.unit_ore
    )


def _kind_of(way: str) -> KeyKind:
    return KeyKind.INHABITANTS if way == DivisionKey.Way.INHABITANTS else KeyKind.FIXED


def _exact(weight: KeyWeight) -> int | Fraction:
    exact = Fraction(weight.weight)
    return int(exact) if exact.denominator == 1 else exact
