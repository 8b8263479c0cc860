"""Amounts of money: whole öre inside, kronor at the edges, and parts that add up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

ORE_PER_KRONA = 100

# What the databases hold (a signed 64-bit integer) is more money than there is.
LARGEST_ORE = 2**63 - 1

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# Wide enough for LARGEST_ORE; the caller's own decimal context must not matter.
_EXACT = Context(prec=40)


class InvalidAmount(ValueError):
    """Something that is not an amount of whole öre."""


class InvalidWeights(ValueError):
    """Weights by which nothing can be divided."""


class InvalidUnit(ValueError):
    """A smallest unit that is not a whole, positive number of öre."""


def kronor_to_ore(kronor: Decimal | str | int) -> int:
    """Return an amount in kronor as whole öre.

    kronor: a whole number, a Decimal, or digits with a decimal point ("100.03")

    Raises InvalidAmount for a float, NaN, infinity, a fraction of an öre, text that
    is not a plain number, or more öre than 2^63 - 1.

    Source: our own convention. Amounts are whole öre; rounding is never silent.
    Not here: what people type ("1 171 000,50 kr"); a file's reader knows its own form.

    >>> kronor_to_ore("1171000.50")
    117100050
    >>> kronor_to_ore(Decimal("-0.01"))
    -1
    """
    amount = _as_decimal(kronor)
    if not amount.is_finite():
        raise InvalidAmount(f"an amount must be a finite number of kronor: {kronor!r}")
    if amount.adjusted() > 17:
        raise InvalidAmount(f"an amount must be at most {LARGEST_ORE} öre: {kronor!r}")
    ore = amount.quantize(Decimal("0.01"), context=_EXACT)
    if ore != amount:
        raise InvalidAmount(f"an amount must be whole öre, two decimals at most: {kronor!r}")
    return _checked_ore(int(ore.scaleb(2, context=_EXACT)))


def ore_to_kronor(ore: int) -> Decimal:
    """Return whole öre as kronor with two decimals, exactly.

    Raises InvalidAmount if `ore` is not a whole number of at most 2^63 - 1.

    Source: our own convention. One krona is a hundred öre.

    >>> ore_to_kronor(117100050)
    Decimal('1171000.50')
    """
    return Decimal(_checked_ore(ore)).scaleb(-2, context=_EXACT)


def format_kronor(ore: int) -> str:
    """Return whole öre as a number of kronor in Swedish form, without the unit.

    returns: no-break space (U+00A0) between thousands, decimal comma, minus sign U+2212;
             whole kronor without decimals, otherwise two

    Raises InvalidAmount if `ore` is not a whole number of at most 2^63 - 1.

    Source: our own convention, after Svenska skrivregler.

    >>> format_kronor(117100050).replace(NO_BREAK_SPACE, "_")
    '1_171_000,50'
    >>> format_kronor(117100000).replace(NO_BREAK_SPACE, "_")
    '1_171_000'
    """
    kronor, rest = divmod(abs(_checked_ore(ore)), ORE_PER_KRONA)
    sign = MINUS if ore < 0 else ""
    decimals = f",{rest:02d}" if rest else ""
    return sign + f"{kronor:,}".replace(",", NO_BREAK_SPACE) + decimals


@dataclass(frozen=True)
class SplitRow:
    """What happened to one part when an amount was split.

    key:       whose part it is
    weight:    its weight, as given
    exact_ore: total · weight / sum of weights, in öre, not rounded
    base_ore:  `exact_ore` rounded down (towards zero) to whole units
    extra_ore: what it got of the amount left over: one unit, the rest below a unit, or 0
    part_ore:  `base_ore` + `extra_ore`
    """

    key: str
    weight: int | Fraction
    exact_ore: Fraction
    base_ore: int
    extra_ore: int

    @property
    def part_ore(self) -> int:
        """The part, in öre."""
        return self.base_ore + self.extra_ore

    @property
    def got_extra(self) -> bool:
        """Whether it got something of what rounding left over."""
        return self.extra_ore != 0

    @property
    def lost_ore(self) -> Fraction:
        """How much rounding took from it before anything was left over to give, in öre."""
        return abs(self.exact_ore - self.base_ore)


@dataclass(frozen=True)
class SplitExplanation:
    """How an amount was split, row by row, and in Swedish.

    rows:      one per key, sorted by key
    sentences: plain Swedish, one per odd krona or öre; empty when nothing was left over
    """

    total_ore: int
    unit_ore: int
    rows: tuple[SplitRow, ...]
    sentences: tuple[str, ...]

    @property
    def parts(self) -> dict[str, int]:
        """key -> öre; adds up to `total_ore`."""
        return {row.key: row.part_ore for row in self.rows}


def split(
    total_ore: int, weights: Mapping[str, int | Fraction], *, unit_ore: int = 1
) -> dict[str, int]:
    """Divide an amount by weights, so that the parts add up to it exactly.

    Each part is rounded down to whole units. The units left over go, one each, to the
    parts that lost most. A rest smaller than a unit goes, whole, to the part that lost
    most after those: at most one part is not in whole units. On a tie, the key that
    sorts first, character by character, gets it. A negative total is split as the
    positive one and every part changes sign.

    total_ore: öre
    weights:   key -> weight; whole numbers or fractions, 0 or more, not all 0
    unit_ore:  the smallest unit in öre; 100 gives whole kronor
    returns:   key -> öre; same keys, same order; each within one unit of its exact share

    Raises InvalidAmount, InvalidWeights or InvalidUnit if these conditions are broken.

    Source: our own convention. The method of largest remainders (Hamilton). The Act fixes
    shares between the parties; it is silent on who carries an odd öre.

    >>> split(100, {"Kumla": 1, "Laxå": 1, "Askersund": 1})
    {'Kumla': 33, 'Laxå': 33, 'Askersund': 34}
    >>> split(10050, {"a": 1, "b": 1}, unit_ore=100)
    {'a': 5050, 'b': 5000}
    """
    parts = {row.key: row.part_ore for row in _split_rows(total_ore, weights, unit_ore)}
    return {key: parts[key] for key in weights}


def explain_split(
    total_ore: int,
    weights: Mapping[str, int | Fraction],
    *,
    unit_ore: int = 1,
    names: Mapping[str, str] | None = None,
) -> SplitExplanation:
    """Split an amount as `split` does, and tell how.

    names: key -> the name to use in sentences; the key itself where it is missing

    Raises as `split` does.

    Source: our own convention, as in `split`.

    >>> explanation = explain_split(100, {"Kumla": 1, "Laxå": 1, "Askersund": 1})
    >>> print(explanation.sentences[0].replace(NO_BREAK_SPACE, " "))  # doctest: +ELLIPSIS
    1 öre blev över; det gick till Askersund, som förlorat lika mycket på avrundningen ...
    """
    rows = _split_rows(total_ore, weights, unit_ore)
    shown = names or {}
    called = {row.key: shown.get(row.key, row.key) for row in rows}
    return SplitExplanation(total_ore, unit_ore, rows, _sentences(total_ore, rows, called))


def _split_rows(
    total_ore: int, weights: Mapping[str, int | Fraction], unit_ore: int
) -> tuple[SplitRow, ...]:
    """One row per key, sorted by key: the split itself."""
    total = _checked_ore(total_ore)
    whole = _checked_sum_of_weights(weights)
    unit = _checked_unit(unit_ore)
    sign = -1 if total < 0 else 1
    keys = sorted(weights)
    exact = {key: Fraction(abs(total)) * weights[key] / whole for key in keys}
    base = {key: exact[key] // unit * unit for key in keys}
    most_lost_first = sorted(keys, key=lambda key: base[key] - exact[key])
    units_over, rest = divmod(abs(total) - sum(base.values()), unit)
    extra = dict.fromkeys(most_lost_first[:units_over], unit)
    if rest:
        # The losses add up to the units over and the rest, and each is less than a unit,
        # so there is always one more part that has lost something.
        extra[most_lost_first[units_over]] = rest
    return tuple(
        SplitRow(
            key, weights[key], sign * exact[key], sign * base[key], sign * extra.get(key, 0)
        )
        for key in keys
    )


def _sentences(
    total_ore: int, rows: tuple[SplitRow, ...], called: Mapping[str, str]
) -> tuple[str, ...]:
    """One Swedish sentence per unit or rest that was left over, most lost first."""
    receivers = sorted(
        (row for row in rows if row.got_extra), key=lambda row: (-row.lost_ore, row.key)
    )
    told = [
        f"{_left_over(abs(row.extra_ore))} gick till "
        f"{called[row.key]}, {_reason(row, rows, called)}."
        for row in receivers
    ]
    if told and total_ore < 0:
        told.insert(0, "Beloppet är negativt och delas som motsvarande positiva belopp.")
    return tuple(told)


def _reason(row: SplitRow, rows: tuple[SplitRow, ...], called: Mapping[str, str]) -> str:
    """Why this row got something over: it had lost most of those still waiting."""
    got = abs(row.extra_ore)
    equals = [
        called[other.key]
        for other in rows
        if other.lost_ore == row.lost_ore and abs(other.extra_ore) < got
    ]
    if equals:
        return (
            f"som förlorat lika mycket på avrundningen som {' och '.join(equals)} "
            "men kommer först när namnen sorteras tecken för tecken"
        )
    ahead = [o for o in rows if o.got_extra and (-o.lost_ore, o.key) < (-row.lost_ore, row.key)]
    if ahead:
        return "som förlorat mest på avrundningen av dem som var kvar"
    return "som förlorat mest på avrundningen"


def _left_over(ore: int) -> str:
    """What was left over, as it is said: "1 öre blev över; det", "1 krona blev över; den"."""
    if ore < ORE_PER_KRONA:
        return f"{ore}{NO_BREAK_SPACE}öre blev över; det"
    if ore == ORE_PER_KRONA:
        return f"1{NO_BREAK_SPACE}krona blev över; den"
    return f"{format_kronor(ore)}{NO_BREAK_SPACE}kronor blev över; de"


def _as_decimal(kronor: object) -> Decimal:
    if isinstance(kronor, Decimal):
        return kronor
    if isinstance(kronor, int) and not isinstance(kronor, bool):
        return Decimal(kronor)
    if isinstance(kronor, str) and _PLAIN_NUMBER.fullmatch(kronor):
        return Decimal(kronor)
    raise InvalidAmount(
        f"an amount must be a Decimal, a whole number or digits with a point: {kronor!r}"
    )


def _checked_ore(ore: int) -> int:
    if not isinstance(ore, int) or isinstance(ore, bool):
        raise InvalidAmount(f"an amount must be whole öre (int): {ore!r}")
    if abs(ore) > LARGEST_ORE:
        raise InvalidAmount(f"an amount must be at most {LARGEST_ORE} öre: {ore!r}")
    return ore


def _checked_unit(unit_ore: int) -> int:
    if not isinstance(unit_ore, int) or isinstance(unit_ore, bool) or unit_ore < 1:
        raise InvalidUnit(f"the smallest unit must be a whole number of öre: {unit_ore!r}")
    return unit_ore


def _checked_sum_of_weights(weights: Mapping[str, int | Fraction]) -> int | Fraction:
    for key, weight in weights.items():
        exact = isinstance(weight, int | Fraction) and not isinstance(weight, bool)
        if not exact or weight < 0:
            raise InvalidWeights(
                f"a weight must be a whole number or a fraction, 0 or more: {key!r}: {weight!r}"
            )
    whole = sum(weights.values())
    if whole == 0:
        raise InvalidWeights(f"some weight must be more than 0: {dict(weights)!r}")
    return whole
