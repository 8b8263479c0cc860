"""How the municipalities of an association divide their part between them (key, 5 §)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from samsyn.rules.money import (
    ORE_PER_KRONA,
    InvalidAmount,
    InvalidWeights,
    SplitExplanation,
    explain_split,
)


class KeyKind(StrEnum):
    """What a key counts."""

    INHABITANTS = "inhabitants"
    FIXED = "fixed"

    @property
    def sv(self) -> str:
        """The kind's Swedish name."""
        return {"inhabitants": "antal invånare", "fixed": "fasta andelar"}[self.value]


class MissingSource(ValueError):
    """A key that does not say where it was decided or published."""


@dataclass(frozen=True)
class MunicipalKey:
    """By what the municipalities' part is divided.

    kind:    inhabitants, or fixed parts
    weights: municipality -> inhabitants or parts; at least one, 0 or more, not all 0
    holds_on: the day the inhabitants were counted, or the fixed key was agreed;
             None if the source does not say
    source:  where the key was decided or published, in Swedish

    Raises InvalidWeights if inhabitants are not whole numbers, MissingSource if `source`
    is empty.
    """

    kind: KeyKind
    weights: Mapping[str, int | Fraction]
    holds_on: date | None
    source: str

    def __post_init__(self) -> None:
        if not self.source.strip():
            raise MissingSource("a key must say where it was decided or published")
        uneven = {k: w for k, w in self.weights.items() if not isinstance(w, int)}
        if self.kind is KeyKind.INHABITANTS and uneven:
            raise InvalidWeights(f"inhabitants must be whole numbers: {uneven!r}")

    @property
    def sv(self) -> str:
        """The key in Swedish: what it counts, when, and where that stands."""
        day = {
            (KeyKind.INHABITANTS, True): f" den {self.holds_on}",
            (KeyKind.FIXED, True): f" enligt överenskommelse {self.holds_on}",
        }.get((self.kind, self.holds_on is not None), " (källan anger inget datum)")
        return f"Nyckel: {self.kind.sv}{day}. Källa: {self.source}."


@dataclass(frozen=True)
class MunicipalSplit:
    """What each municipality pays, and by what key.

    parts:       municipality -> öre, adds up to `total_ore`
    shares:      municipality -> its exact share of the weights
    explanation: the exact amounts, and where odd kronor or öre went
    """

    total_ore: int
    key: MunicipalKey
    shares: Mapping[str, Fraction]
    explanation: SplitExplanation

    @property
    def parts(self) -> dict[str, int]:
        """municipality -> öre; adds up to `total_ore`."""
        parts = self.explanation.parts
        return {municipality: parts[municipality] for municipality in self.key.weights}


def split_between_municipalities(
    total_ore: int, key: MunicipalKey, *, unit_ore: int = ORE_PER_KRONA
) -> MunicipalSplit:
    """Divide the municipalities' part of the funds between them by their key.

    total_ore: the municipalities' part (a quarter of the funds), öre, 0 or more
    unit_ore:  100 for whole kronor, 1 for whole öre

    Shares are never rounded before they are multiplied: with 9,85 % instead of
    5 498 / 55 836 the answer is another.

    Raises InvalidAmount, InvalidWeights or InvalidUnit as `money.split` does, and
    InvalidAmount for a negative total.

    Source: SFS 2003:1210 5 § second paragraph. Several municipalities are one party and
    divide their part as they agree. Whole kronor and who carries an odd one: our own
    convention, `money.split`.

    >>> key = MunicipalKey(KeyKind.FIXED, {"Falun": 13, "Borlänge": 12}, None, "Finsam Falun")
    >>> split_between_municipalities(100_000, key).parts
    {'Falun': 52000, 'Borlänge': 48000}
    """
    if isinstance(total_ore, int) and total_ore < 0:
        raise InvalidAmount(f"the municipalities' part must be 0 öre or more: {total_ore!r}")
    explanation = explain_split(total_ore, key.weights, unit_ore=unit_ore)
    whole = sum(key.weights.values())
    shares = {name: Fraction(weight) / whole for name, weight in key.weights.items()}
    return MunicipalSplit(total_ore, key, shares, explanation)
