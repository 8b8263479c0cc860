"""The model for thousands of scenarios at once, in whole-number columns, equal to the öre.

Every step of `model` is done for all scenarios together. A share is a whole-number division,
never a float: where total × weight would not fit in 64 bits the total is taken a few bits at a
time, and where not even that fits Python's own integers do the same work, more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.limits import Limits, limits_of
from samsyn.state_allocation.model import (
    BASIS_POINTS,
    base_of,
    shared_out,
    whole_weights,
)
from samsyn.state_allocation.parameters import Parameters, Terms

Whole: TypeAlias = NDArray[Any]
"""Whole numbers: 64-bit, or Python's own where those are too small."""

BITS = 62
"""Bits of a number that can be added to another of the same size in 64 bits with sign."""
WIDEST_DIVISOR = 56
"""Bits of a divisor above which the long division would take a bit or two at a time."""
AT_A_TIME = 256
"""Scenarios that are reckoned together: what they need stays near the processor."""


class InvalidScenarios(ValueError):
    """Scenarios that do not belong to the associations, or hold what is no count."""


@dataclass(frozen=True)
class _Plan:
    """What is the same in every scenario, in whole steps; one element per association.

    order: n-1 … 0: among equal remainders the first association comes first
    """

    terms: Terms
    limits: Sequence[Limits]
    frame: int
    base: int
    floors: Whole
    reductions: Whole
    most: Whole
    order: Whole

    @property
    def start(self) -> int:
        return self.base if self.terms.floor_paid_by == "above_base" else 0


def simulate(
    associations: Sequence[Association],
    parameters: Parameters,
    population: NDArray[np.int64],
    need: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return what every association is given in every scenario, in öre.

    population, need: scenarios × associations, in the order of `associations`; whole, 0 or more
    returns:          the same shape and order; equal to what `allocate` gives, scenario by
                      scenario

    Raises InvalidScenarios for other shapes, negative numbers or numbers that are not whole.
    """
    shape = (len(population), len(associations))
    _check(population, need, shape)
    if not all(shape):
        return np.zeros(shape, np.int64)
    ordering = sorted(range(shape[1]), key=lambda place: associations[place].key)
    ordered = [associations[place] for place in ordering]
    kind = _kind(population, need, parameters.terms)
    plan = _plan(ordered, parameters.terms, kind)
    found = np.empty(shape, np.int64)
    columns: Any = slice(None) if ordering == list(range(shape[1])) else ordering
    for first in range(0, shape[0], AT_A_TIME):
        chunk = slice(first, first + AT_A_TIME)
        people = population[chunk, columns].astype(kind, copy=False)
        needs = need[chunk, columns].astype(kind, copy=False)
        found[chunk, columns] = _amounts(people, needs, plan) * parameters.terms.unit_ore
    return found


def _check(population: Whole, need: Whole, shape: tuple[int, int]) -> None:
    for numbers in (population, need):
        if numbers.shape != shape or numbers.dtype.kind not in "iu":
            raise InvalidScenarios(f"whole numbers of shape {shape} are needed")
        if numbers.size and numbers.min() < 0:
            raise InvalidScenarios("a count is 0 or more")


def _kind(population: Whole, need: Whole, terms: Terms) -> type[Any]:
    """Return which numbers hold everything: 64-bit, or Python's own."""
    both = sum(whole_weights(terms))
    most = 2 * BASIS_POINTS * int(need.max())
    needs = int(need.sum(axis=1).max()) if terms.need_measure == "number" else most
    whole = both * max(1, needs) * max(1, int(population.sum(axis=1).max()))
    narrow = whole.bit_length() <= WIDEST_DIVISOR and most.bit_length() <= BITS
    frame = terms.frame_ore // terms.unit_ore
    fits = narrow and (frame.bit_length() + 8) <= WIDEST_DIVISOR
    return np.int64 if fits else object


def _plan(ordered: Sequence[Association], terms: Terms, kind: type[Any]) -> _Plan:
    limits = [limits_of(each, terms) for each in ordered]
    frame = terms.frame_ore // terms.unit_ore
    return _Plan(
        terms=terms,
        limits=limits,
        frame=frame,
        base=base_of(terms, len(ordered)),
        floors=np.array([each.floor for each in limits], kind),
        reductions=np.array([each.reduction for each in limits], kind),
        most=np.array([each.most for each in limits], kind),
        order=np.arange(len(ordered) - 1, -1, -1).astype(kind),
    )


def _amounts(population: Whole, need: Whole, plan: _Plan) -> Whole:
    """Return the amounts of some scenarios, in whole steps."""
    terms = plan.terms
    if terms.need_measure == "rate":
        need = _rates(need, population)
    pool = plan.frame - plan.base * len(plan.limits)
    is_whole = plan.base == terms.base_ore // terms.unit_ore
    weights = _weights(population, need, terms) if is_whole else np.ones_like(need)
    model = _shared(pool, weights, plan) + plan.base
    amounts = _guarded(model, plan)
    if plan.reductions.any():
        amounts = np.maximum(amounts - plan.reductions, 0)
    amounts = np.minimum(amounts, plan.most)
    keys = {"model": model, "need": need, "population": population}
    for each in terms.rounds:
        open_to = np.array([limit.may_take_part[each.takers] for limit in plan.limits])
        room = np.where(open_to, plan.most - amounts, 0)
        key = keys.get(each.key, np.ones_like(model))
        left = plan.frame - _sums(amounts)
        shares = _shared(left, np.where(room > 0, key, 0), plan)
        amounts = amounts + np.minimum(shares, room)
    return amounts


def _rates(need: Whole, population: Whole) -> Whole:
    """Return need as hundredths of a percent of the population, rounded half up."""
    rates = (2 * BASIS_POINTS * need + population) // np.maximum(2 * population, 1)
    return np.where(population > 0, rates, 0)


def _weights(population: Whole, need: Whole, terms: Terms) -> Whole:
    need_weight, population_weight = whole_weights(terms)
    all_need = np.maximum(_sums(need), 1)
    all_people = np.maximum(_sums(population), 1)
    weights: Whole = need * (need_weight * all_people)
    weights += population * (population_weight * all_need)
    return weights


def _shared(total: int | Whole, weights: Whole, plan: _Plan) -> Whole:
    """Divide whole steps by weights in every scenario, as `shared_out` does.

    total: one for all, or a column with one per scenario
    """
    whole = _sums(weights)
    safe = np.maximum(whole, 1)
    parts, lost = _divided(total, weights, safe)
    if plan.terms.rounding == "down":
        return parts
    extra = np.where(whole > 0, total - _sums(parts), 0)
    if plan.terms.rounding == "nearest":
        extra = np.minimum(extra, _sums(2 * lost >= safe))
    # A number that is larger the more was lost and, among equals, the earlier one comes.
    ranks = lost * len(plan.limits) + plan.order
    ordered = np.sort(ranks, axis=1)
    last = len(plan.limits) - np.maximum(extra, 1)
    least = np.take_along_axis(ordered, last.astype(np.intp), axis=1)
    parts += (ranks >= least) & (extra > 0)
    return parts


def _divided(total: int | Whole, weights: Whole, whole: Whole) -> tuple[Whole, Whole]:
    """Return total × weight divided by the whole, rounded down, and the remainder."""
    largest = int(np.max(total)) if isinstance(total, np.ndarray) else total
    widest = int(whole.max()).bit_length()
    if weights.dtype == object or largest.bit_length() + widest <= BITS + 1:
        product = weights * total
        quotient = product // whole
        product -= quotient * whole
        return quotient, product
    step = BITS - widest - 1
    parts: Whole = np.zeros_like(weights)
    lost: Whole = np.zeros_like(weights)
    for shift in _shifts(largest, step):
        digit = (total >> shift) & ((1 << step) - 1)
        lost = (lost << step) + weights * digit
        more = lost // whole
        lost -= more * whole
        parts = (parts << step) + more
    return parts, lost


def _shifts(largest: int, step: int) -> Iterator[int]:
    """Yield where each group of bits begins, the highest first."""
    yield from range((max(largest.bit_length(), 1) - 1) // step * step, -1, -step)


def _guarded(model: Whole, plan: _Plan) -> Whole:
    """Return the amounts after the floor; only scenarios with somebody below it are changed."""
    if not plan.floors.any():
        return model
    short = np.flatnonzero((model < plan.floors).any(axis=1))
    if not short.size:
        return model
    found = model.copy()
    least = sum(max(int(floor), plan.start) for floor in plan.floors)
    if least > plan.frame:
        found[short] = _cut_floors(plan)
    else:
        found[short] = _raised(model[short], least, plan)
    return found


def _cut_floors(plan: _Plan) -> Whole:
    """Return what each gets when the frame cannot carry every floor."""
    above = [max(0, int(floor) - plan.start) for floor in plan.floors]
    total = plan.frame - plan.start * len(above)
    shares = shared_out(total, above, plan.terms.rounding)
    return np.array([plan.start + share for share in shares], plan.floors.dtype)


def _raised(model: Whole, least: int, plan: _Plan) -> Whole:
    start = plan.start
    total = np.maximum(_sums(model), least)
    above = model - start
    # Where nothing is added to share, what each has is its share: those below are known.
    raised = (model < plan.floors) & (total == _sums(model))
    unsettled = np.arange(len(model))
    while unsettled.size:
        up = raised[unsettled]
        weights = np.where(up, 0, above[unsettled])
        pool = total[unsettled] - _sums(np.where(up, plan.floors, start))
        parts, _ = _divided(pool, weights, np.maximum(_sums(weights), 1))
        below = ~up & (parts + start < plan.floors)
        raised[unsettled] |= below
        unsettled = unsettled[below.any(axis=1)]
    weights = np.where(raised, 0, above)
    pool = total - _sums(np.where(raised, plan.floors, start))
    return np.where(raised, plan.floors, _shared(pool, weights, plan) + start)


def _sums(numbers: Whole) -> Whole:
    """Return the sum of each scenario, as a column."""
    sums: Whole = numbers.sum(axis=1, keepdims=True)
    return sums
