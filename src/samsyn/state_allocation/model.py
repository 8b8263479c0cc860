"""The model itself, exactly: from a table of associations to what each of them is given.

Everything is reckoned in whole steps (`rounding_unit`, thousands of kronor unless changed), so
that each step can be done again by hand. In order: base amount, need and population, the floor
against losses, equity, the request, and the rounds that hand out what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from samsyn.rules.money import InvalidAmount
from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.limits import Limits, limits_of
from samsyn.state_allocation.parameters import Parameters, Terms

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class Row:
    """What the model gives one association, step by step. Amounts in öre.

    need_ore, population_ore: the exact parts above the base amount, not rounded
    model_ore:   base, need and population together, rounded
    guarded_ore: after the floor, its own or what it pays for those of others
    limited_ore: after the reduction for equity
    capped_ore:  at most what is asked for
    rounds_ore:  what each round adds
    """

    association: Association
    limits: Limits
    base_ore: int
    need_ore: Fraction
    population_ore: Fraction
    model_ore: int
    floor_ore: int
    guarded_ore: int
    limited_ore: int
    capped_ore: int
    rounds_ore: tuple[int, ...]

    @property
    def grant_ore(self) -> int:
        return self.capped_ore + sum(self.rounds_ore)

    @property
    def could_ore(self) -> int:
        """What it could have had if it had asked for all of it."""
        return self.limited_ore


@dataclass(frozen=True)
class Allocation:
    """What every association is given, sorted by key, and what is left of the frame, in öre.

    pool_ore: what is shared by need and population
    """

    parameters: Parameters
    rows: tuple[Row, ...]
    leftover_ore: int
    pool_ore: int

    def __getitem__(self, key: str) -> Row:
        return self._by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self._by_key

    @cached_property
    def _by_key(self) -> dict[str, Row]:
        return {row.association.key: row for row in self.rows}

    @property
    def total_ore(self) -> int:
        return sum(row.grant_ore for row in self.rows)

    @property
    def need(self) -> int:
        return sum(row.association.need for row in self.rows)

    @property
    def population(self) -> int:
        return sum(row.association.population for row in self.rows)


@dataclass(frozen=True)
class Weights:
    """Whole-number weights of need and population, and each association's of both.

    need: as the measure is counted, numbers or hundredths of a percent
    """

    need: tuple[int, ...]
    population: tuple[int, ...]
    need_part: tuple[int, ...]
    population_part: tuple[int, ...]

    @property
    def both(self) -> tuple[int, ...]:
        pairs = zip(self.need_part, self.population_part, strict=True)
        return tuple(need + people for need, people in pairs)


def allocate(associations: Sequence[Association], parameters: Parameters) -> Allocation:
    """Divide the frame between the associations; their order does not matter.

    Raises InvalidAmount if two associations have the same key.
    """
    terms = parameters.terms
    ordered = sorted(associations, key=lambda each: each.key)
    if len({each.key for each in ordered}) < len(ordered):
        raise InvalidAmount("two associations have the same key")
    unit = terms.unit_ore
    frame = terms.frame_ore // unit
    base = base_of(terms, len(ordered))
    limits = [limits_of(each, terms) for each in ordered]
    weights = weights_of(ordered, terms)
    pool = frame - base * len(ordered)
    is_whole = base == terms.base_ore // unit
    # A frame that does not carry the base amounts is shared equally, to the last step.
    entering = weights.both if is_whole else (1,) * len(ordered)
    model = [base + part for part in shared_out(pool, entering, terms.rounding)]
    by_keys = pool * unit if is_whole else 0
    guarded = _guarded(model, [each.floor for each in limits], base, frame, terms)
    limited = [
        max(0, amount - each.reduction) for amount, each in zip(guarded, limits, strict=True)
    ]
    capped = [min(amount, each.most) for amount, each in zip(limited, limits, strict=True)]
    rounds = _rounds(capped, frame, model, weights, limits, terms)
    rows = tuple(
        Row(
            association=each,
            limits=limits[place],
            base_ore=base * unit,
            need_ore=_exact_part(by_keys, weights.need_part[place], weights),
            population_ore=_exact_part(by_keys, weights.population_part[place], weights),
            model_ore=model[place] * unit,
            floor_ore=limits[place].floor * unit,
            guarded_ore=guarded[place] * unit,
            limited_ore=limited[place] * unit,
            capped_ore=capped[place] * unit,
            rounds_ore=tuple(given[place] * unit for given in rounds),
        )
        for place, each in enumerate(ordered)
    )
    left = terms.frame_ore - sum(row.grant_ore for row in rows)
    return Allocation(parameters, rows, left, by_keys)


def base_of(terms: Terms, associations: int) -> int:
    """Return the base amount in whole steps: less than the parameter if the frame is too small."""
    frame = terms.frame_ore // terms.unit_ore
    return min(terms.base_ore // terms.unit_ore, frame // max(associations, 1))


def weights_of(associations: Sequence[Association], terms: Terms) -> Weights:
    """Return the weights of need and population as whole numbers with one common measure.

    A key that is nought for everybody does not count: the other one decides alone.
    """
    need = tuple(_measured_need(each, terms) for each in associations)
    population = tuple(each.population for each in associations)
    need_weight, population_weight = whole_weights(terms)
    all_need, all_people = sum(need) or 1, sum(population) or 1
    return Weights(
        need,
        population,
        tuple(need_weight * all_people * number for number in need),
        tuple(population_weight * all_need * number for number in population),
    )


def whole_weights(terms: Terms) -> tuple[int, int]:
    """Return the weights of need and population as the smallest whole numbers."""
    both = Fraction(terms.need_weight), Fraction(terms.population_weight)
    scale = lcm(both[0].denominator, both[1].denominator)
    return int(both[0] * scale), int(both[1] * scale)


def shared_out(total: int, weights: Sequence[int], rounding: str) -> list[int]:
    """Divide whole steps by weights, in whole steps.

    weights:  0 or more; if all are 0, nobody gets anything
    rounding: each share is rounded down; then `largest_remainder` gives the steps left over to
              those that lost most, `nearest` only to those that lost half a step or more, and
              `down` to nobody. On a tie the first one gets it.
    returns:  in the order of the weights; together never more than the total

    >>> shared_out(10, [1, 1, 1], "largest_remainder")
    [4, 3, 3]
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    lost = [total * weight % whole for weight in weights]
    extra = 0 if rounding == "down" else total - sum(parts)
    if rounding == "nearest":
        extra = min(extra, sum(2 * each >= whole for each in lost))
    for place in sorted(range(len(parts)), key=lambda place: -lost[place])[:extra]:
        parts[place] += 1
    return parts


def _measured_need(association: Association, terms: Terms) -> int:
    """Return the need as a number, or as hundredths of a percent of the population."""
    if terms.need_measure == "number":
        return association.need
    people = association.population
    return (2 * BASIS_POINTS * association.need + people) // (2 * people) if people else 0


def _exact_part(pool_ore: int, part: int, weights: Weights) -> Fraction:
    return Fraction(pool_ore * part, sum(weights.both) or 1)


def _guarded(
    model: list[int], floors: list[int], base: int, frame: int, terms: Terms
) -> list[int]:
    """Return the amounts after the floor: some are raised, the others pay for it.

    Those below their floor get it. The rest share what then remains, in proportion to what
    they had (above the base amount, or whole), which may bring others below theirs: again,
    until nobody is. If the frame cannot carry every floor, each gets the base amount and the
    same share of what its floor is above that.
    """
    if all(amount >= floor for amount, floor in zip(model, floors, strict=True)):
        return model
    start = base if terms.floor_paid_by == "above_base" else 0
    least = sum(max(floor, start) for floor in floors)
    total = max(sum(model), min(frame, least))
    if least > total:
        above = [max(0, floor - start) for floor in floors]
        shares = shared_out(total - start * len(model), above, terms.rounding)
        return [start + share for share in shares]
    raised: set[int] = set()
    while True:
        rest = [place for place in range(len(model)) if place not in raised]
        pool = total - sum(floors[place] for place in raised) - start * len(rest)
        weights = [model[place] - start for place in rest]
        shares = shared_out(pool, weights, "down")
        below = {
            place
            for place, share in zip(rest, shares, strict=True)
            if start + share < floors[place]
        }
        if not below:
            break
        raised |= below
    shares = shared_out(pool, weights, terms.rounding)
    paid = {place: start + share for place, share in zip(rest, shares, strict=True)}
    return [paid.get(place, floors[place]) for place in range(len(model))]


def _rounds(
    capped: list[int],
    frame: int,
    model: list[int],
    weights: Weights,
    limits: Sequence[Limits],
    terms: Terms,
) -> list[list[int]]:
    """Return what each round adds to each association."""
    keys: dict[str, Sequence[int]] = {
        "model": model,
        "need": weights.need,
        "population": weights.population,
        "equal": [1] * len(model),
    }
    amounts, given = list(capped), []
    for each in terms.rounds:
        room = [
            limit.most - amount if limit.may_take_part[each.takers] else 0
            for limit, amount in zip(limits, amounts, strict=True)
        ]
        key = keys[each.key]
        entering = [key[place] if room[place] > 0 else 0 for place in range(len(room))]
        shares = shared_out(frame - sum(amounts), entering, terms.rounding)
        added = [min(share, most) for share, most in zip(shares, room, strict=True)]
        amounts = [amount + more for amount, more in zip(amounts, added, strict=True)]
        given.append(added)
    return given
