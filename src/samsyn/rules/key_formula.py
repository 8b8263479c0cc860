"""How members that share a part of the funds divide it: a key, several keys mixed, or a formula."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from samsyn.rules.money import (
    ORE_PER_KRONA,
    InvalidAmount,
    explain_split,
    format_kronor,
)
from samsyn.rules.municipal_key import MunicipalKey


class InvalidFormula(ValueError):
    """A formula that cannot divide the amount. The message is in Swedish."""


@dataclass(frozen=True)
class WeightedKey:
    """A key and how much of the rest it decides: 3/4 by need, 1/4 by inhabitants."""

    share: Fraction
    key: MunicipalKey


@dataclass(frozen=True)
class KeyFormula:
    """An own formula: so much to each, the rest by keys, nobody below a least amount.

    keys:        one or more; their shares together exactly 1; all name the same members
    base_ore:    what every member pays before the rest is divided, öre
    minimum_ore: the least that any member pays, öre

    Raises InvalidFormula if these conditions are broken.
    """

    keys: tuple[WeightedKey, ...]
    base_ore: int = 0
    minimum_ore: int = 0

    def __post_init__(self) -> None:
        if self.base_ore < 0 or self.minimum_ore < 0:
            raise InvalidFormula("grundbelopp och lägsta belopp kan inte vara negativa")
        if sum((each.share for each in self.keys), Fraction(0)) != 1:
            raise InvalidFormula("nycklarnas andelar ska tillsammans bli hela delen, 1")
        if any(each.share < 0 for each in self.keys):
            raise InvalidFormula("en nyckels andel kan inte vara negativ")
        if len({frozenset(each.key.weights) for each in self.keys}) > 1:
            raise InvalidFormula("alla nycklar ska gälla samma medlemmar")
        if any(not sum(each.key.weights.values()) for each in self.keys):
            raise InvalidFormula("en nyckel utan vikter kan inte fördela något")

    @property
    def members(self) -> tuple[str, ...]:
        """The members, in the order of the first key."""
        return tuple(self.keys[0].key.weights)

    @property
    def shares(self) -> dict[str, Fraction]:
        """member -> its exact share of what is left when each has paid the base amount."""
        return {member: self._share_of(member) for member in self.members}

    def _share_of(self, member: str) -> Fraction:
        return sum(
            (
                each.share
                * Fraction(each.key.weights[member])
                / Fraction(sum(each.key.weights.values()))
                for each in self.keys
            ),
            Fraction(0),
        )


@dataclass(frozen=True)
class Division:
    """An amount divided between members.

    required_ore: what was to be divided
    parts:        member -> öre
    shares:       member -> exact share of what the keys divide; empty if amounts were typed in
    sentences:    how it was done and where odd kronor or öre went, in Swedish
    """

    required_ore: int
    parts: Mapping[str, int]
    shares: Mapping[str, Fraction]
    sentences: tuple[str, ...]

    @property
    def difference_ore(self) -> int:
        """What the parts add up to above what was to be divided; 0 unless typed in."""
        return sum(self.parts.values()) - self.required_ore


def divide(
    total_ore: int,
    formula: KeyFormula,
    *,
    unit_ore: int = ORE_PER_KRONA,
    names: Mapping[str, str] | None = None,
) -> Division:
    """Divide an amount by a formula, so that the parts add up to it exactly.

    Each member pays the base amount; the rest is divided by the keys. A member that would
    pay less than the least amount pays the least amount, and the others divide what is then
    left, until nobody is below it.

    total_ore: öre, 0 or more
    unit_ore:  100 for whole kronor, 1 for whole öre; where the odd ones go: `money.split`

    Raises InvalidFormula if the base or the least amounts are more than the whole.

    Source: SFS 2003:1210 5 § second paragraph. Several municipalities are one party and
    divide their part as they agree. The forms of agreement: our own convention.

    >>> from samsyn.rules.municipal_key import KeyKind
    >>> key = MunicipalKey(KeyKind.INHABITANTS, {"A": 1000, "B": 3000}, None, "påhittat")
    >>> formula = KeyFormula((WeightedKey(Fraction(1), key),), base_ore=10_000)
    >>> dict(divide(100_000, formula).parts)
    {'A': 30000, 'B': 70000}
    """
    if total_ore < 0:
        raise InvalidAmount(f"the part must be 0 öre or more: {total_ore!r}")
    _refuse_too_much(total_ore, formula)
    at_least, shares = _lifted(total_ore, formula), formula.shares
    others = {member: share for member, share in shares.items() if member not in at_least}
    left = total_ore - len(at_least) * formula.minimum_ore - len(others) * formula.base_ore
    parts = dict.fromkeys(at_least, formula.minimum_ore)
    sentences = list(_terms(formula, left, at_least, names or {}))
    if others:
        split = explain_split(left, others, unit_ore=unit_ore, names=names)
        parts |= {member: formula.base_ore + ore for member, ore in split.parts.items()}
        sentences += split.sentences
    ordered = {member: parts[member] for member in formula.members}
    return Division(total_ore, ordered, shares, tuple(sentences))


def typed_in(total_ore: int, amounts: Mapping[str, int]) -> Division:
    """Return amounts that members have agreed on, set against what they should add up to.

    A difference is told, never refused.

    Source: SFS 2003:1210 5 § second paragraph. The municipalities divide their part as they
    agree; that the parts should add up to it follows from the share of the party.

    >>> typed_in(100_000, {"A": 40_000, "B": 50_000}).difference_ore
    -10000
    """
    difference = sum(amounts.values()) - total_ore
    told = () if not difference else (_typed_difference(total_ore, difference),)
    return Division(total_ore, dict(amounts), {}, told)


def _typed_difference(total_ore: int, difference: int) -> str:
    word = "mer" if difference > 0 else "mindre"
    return (
        f"Beloppen blir tillsammans {format_kronor(abs(difference))} kr {word} än delen, "
        f"{format_kronor(total_ore)} kr."
    )


def _refuse_too_much(total_ore: int, formula: KeyFormula) -> None:
    each = max(formula.base_ore, formula.minimum_ore)
    if each * len(formula.members) > total_ore:
        raise InvalidFormula(
            f"{len(formula.members)} medlemmar med {format_kronor(each)} kr var är mer än "
            f"hela delen, {format_kronor(total_ore)} kr"
        )


def _lifted(total_ore: int, formula: KeyFormula) -> list[str]:
    """Return the members that pay the least amount, in the order they came below it."""
    lifted: list[str] = []
    shares = formula.shares
    while True:
        others = [member for member in formula.members if member not in lifted]
        whole = sum((shares[member] for member in others), Fraction(0))
        left = total_ore - len(lifted) * formula.minimum_ore - len(others) * formula.base_ore
        below = [
            member
            for member in others
            if formula.base_ore + (left * shares[member] / whole if whole else 0)
            < formula.minimum_ore
        ]
        if not below or len(below) == len(others):
            return lifted
        lifted += below


def _terms(
    formula: KeyFormula, left: int, at_least: list[str], names: Mapping[str, str]
) -> list[str]:
    """Return how the formula was used, a sentence per term that mattered."""
    told = []
    if formula.base_ore:
        told.append(
            f"Varje medlem betalar först {format_kronor(formula.base_ore)} kr; resten, "
            f"{format_kronor(left)} kr, fördelas efter nyckeln."
        )
    if len(formula.keys) > 1:
        mixed = ", ".join(f"{each.share} efter {each.key.kind.sv}" for each in formula.keys)
        told.append(f"Nyckeln är sammansatt: {mixed}.")
    if at_least:
        called = ", ".join(names.get(member, member) for member in at_least)
        told.append(
            f"Lägsta beloppet {format_kronor(formula.minimum_ore)} kr gäller {called}; "
            "övriga delar på det som är kvar."
        )
    return told
