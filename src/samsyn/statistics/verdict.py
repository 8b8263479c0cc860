"""Verdicts: higher, lower, no certain difference, or cannot be judged. And by which rule."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import numpy as np

from samsyn.statistics import sentences
from samsyn.statistics.counts import (
    InvalidCounts,
    checked_centre,
    checked_counts,
    checked_exposure,
    checked_trials,
)
from samsyn.statistics.detectable_difference import (
    smallest_detectable_difference,
    smallest_detectable_rate_difference,
)
from samsyn.statistics.funnel import ROUNDING, funnel_limits, rate_funnel_limits
from samsyn.statistics.intervals import Interval
from samsyn.statistics.tails import number_or_none

# Spiegelhalter's two pairs of limits: one to look closer at, one to act on.
NEAR = 0.95
FAR = 0.998
POWER = 0.8


Amount = int | Decimal | Fraction | float


class Verdict(StrEnum):
    """What can be said about a value beside a centre."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CERTAIN_DIFFERENCE = "no_certain_difference"
    CANNOT_BE_JUDGED = "cannot_be_judged"

    @property
    def sv(self) -> str:
        """The verdict in Swedish."""
        return _SWEDISH[self]


_SWEDISH = {
    Verdict.HIGHER: "högre",
    Verdict.LOWER: "lägre",
    Verdict.NO_CERTAIN_DIFFERENCE: "ingen säker skillnad",
    Verdict.CANNOT_BE_JUDGED: "kan inte avgöras",
}


class InvalidRange(InvalidCounts):
    """A range whose low end is above its high end, or that does not hold its value."""


@dataclass(frozen=True)
class Judgement:
    """A verdict, and what it rests on.

    rule:                Swedish sentences: the rule, and the numbers it was given
    smallest_difference: the smallest true difference from the centre that would have shown
                         at 95 % in 8 cases of 10, in the unit of the value (share, rate);
                         None where none would, or where chance plays no part
    beyond:              outside the 99.8 % limits as well
    """

    verdict: Verdict
    rule: str
    smallest_difference: float | None
    beyond: bool


def judge_share(
    successes: int,
    trials: int,
    centre: float,
    *,
    minimum_trials: int = 10,
    overdispersion: float = 1.0,
) -> Judgement:
    """Judge a share against a centre by `funnel_limits` at 95 and 99.8 %.

    centre:         the share to compare with, 0-1, taken as known. At exactly 0 or 1 nothing
                    can be judged: such a centre says that there is no chance at all
    minimum_trials: with fewer, the verdict is that it cannot be judged
    overdispersion: as in `funnel_limits`

    One group in twenty falls outside the 95 % limits by chance alone: among many groups
    look at `beyond`.

    Raises InvalidCounts, InvalidCentre.

    Source: Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970. The minimum of 10:
    our own convention.

    >>> judge_share(29, 34, 137 / 270).verdict.sv, judge_share(47, 81, 137 / 270).verdict.sv
    ('högre', 'ingen säker skillnad')
    """
    x, n = checked_trials(_one(successes), _one(trials))
    checked_centre(centre, highest=1)
    smallest = number_or_none(
        smallest_detectable_difference(
            n, centre, POWER, confidence=NEAR, overdispersion=overdispersion
        )
    )
    if n < max(minimum_trials, 1):
        return _cannot(sentences.too_few_trials(int(n), max(minimum_trials, 1)), smallest)
    if centre in (0, 1):
        return _cannot(sentences.extreme_centre(centre), None)
    near = funnel_limits(n, centre, NEAR, overdispersion=overdispersion)
    far = funnel_limits(n, centre, FAR, overdispersion=overdispersion)
    share = float(x / n)
    rule = sentences.share_rule(int(x), int(n), centre, near, far, smallest, overdispersion)
    return Judgement(_verdict(_side(share, near)), rule, smallest, bool(_side(share, far)))


def judge_share_within(
    successes: tuple[int, int],
    trials: tuple[int, int],
    centre: float,
    *,
    minimum_trials: int = 10,
    overdispersion: float = 1.0,
) -> Judgement:
    """Judge a share whose counts are known only within ranges.

    successes, trials: lowest and highest possible count of each, both included
    centre, minimum_trials, overdispersion: as in `judge_share`

    Every possible number of trials is tried, with the fewest and the most successes it
    allows (between them the verdict cannot turn). If not all give the same verdict, it
    cannot be judged. `beyond` holds only if it holds for all; `smallest_difference` is the
    largest among them.

    Raises InvalidCounts, InvalidCentre, InvalidRange.

    Source: our own convention, on top of `judge_share`.

    >>> judge_share_within((28, 30), (34, 34), 137 / 270).verdict.sv
    'högre'
    >>> judge_share_within((20, 30), (34, 34), 137 / 270).verdict.sv
    'kan inte avgöras'
    """
    cases = _possible_shares(_checked_range(successes), _checked_range(trials))
    centre = float(checked_centre(centre, highest=1))

    def judge(case: tuple[int, int]) -> Judgement:
        return judge_share(
            *case, centre, minimum_trials=minimum_trials, overdispersion=overdispersion
        )

    turning = _turning_cases(cases, centre, minimum_trials, overdispersion)
    judged = [(case, judge(case)) for case in turning]
    given = f"{sentences.between(*successes)} av {sentences.between(*trials)}"
    return _agreement(given, [(f"{x} av {n}", judgement) for (x, n), judgement in judged])


def judge_rate(
    count: int,
    exposure: float,
    centre: float,
    *,
    minimum_count: int = 5,
    overdispersion: float = 1.0,
) -> Judgement:
    """Judge a count per exposure against a rate by `rate_funnel_limits` at 95 and 99.8 %.

    exposure:      what the count is set against, 0 or more
    centre:        the rate to compare with, per unit of exposure, taken as known
    minimum_count: with fewer expected (centre · exposure), it cannot be judged. The limit is
                   on what is expected, not on what was seen: otherwise a count far below the
                   expected could never be called lower

    Raises InvalidCounts, InvalidCentre.

    Source: Spiegelhalter 2005, Stat Med 24:1185, doi 10.1002/sim.1970, with exact Poisson
    limits. The minimum of 5: our own convention.

    >>> judge_rate(35, 1000, 0.02).verdict.sv, judge_rate(15, 1000, 0.02).verdict.sv
    ('högre', 'ingen säker skillnad')
    """
    x = checked_counts(_one(count), "count")
    per = float(checked_exposure(exposure))
    expected = float(checked_centre(centre)) * per
    smallest = number_or_none(
        smallest_detectable_rate_difference(
            per, centre, POWER, confidence=NEAR, overdispersion=overdispersion
        )
    )
    if expected < minimum_count or expected == 0:
        return _cannot(sentences.too_few_expected(expected, max(minimum_count, 1)), smallest)
    near, far = (
        Interval(
            *(
                limit * per
                for limit in rate_funnel_limits(
                    per, centre, confidence, overdispersion=overdispersion
                )
            )
        )
        for confidence in (NEAR, FAR)
    )
    counted = smallest and smallest * per
    rule = sentences.rate_rule(int(x), expected, near, far, counted, overdispersion)
    return Judgement(
        _verdict(_side(float(x), near)), rule, smallest, bool(_side(float(x), far))
    )


def judge_rate_within(
    count: tuple[int, int],
    exposure: tuple[float, float],
    centre: float,
    *,
    minimum_count: int = 5,
    overdispersion: float = 1.0,
) -> Judgement:
    """Judge a count per exposure where either is known only within a range.

    count, exposure: lowest and highest possible of each, both included
    centre, minimum_count, overdispersion: as in `judge_rate`

    The four corners are tried: a rate only grows with its count and falls with its
    exposure. If they do not agree, it cannot be judged.

    Raises InvalidCounts, InvalidCentre, InvalidRange.

    Source: our own convention, on top of `judge_rate`.

    >>> judge_rate_within((35, 40), (900, 1000), 0.02).verdict.sv
    'högre'
    >>> judge_rate_within((25, 40), (900, 1000), 0.02).verdict.sv
    'kan inte avgöras'
    """
    fewest, most = _checked_range(count)
    shortest, longest = exposure
    if shortest > longest:
        raise InvalidRange(f"a range must run from low to high: {exposure!r}")
    corners = {(x, per): None for per in (longest, shortest) for x in (fewest, most)}
    judged = [
        (
            f"{x} på {sentences.number(per)}",
            judge_rate(
                x, per, centre, minimum_count=minimum_count, overdispersion=overdispersion
            ),
        )
        for x, per in corners
    ]
    given = f"{sentences.between(fewest, most)} på underlaget {sentences.number(shortest)}"
    if shortest != longest:
        given += f" till {sentences.number(longest)}"
    return _agreement(given, judged)


def judge_amount(
    value: int | Decimal | Fraction | float,
    centre: int | Decimal | Fraction | float,
    *,
    low: int | Decimal | Fraction | float | None,
    high: int | Decimal | Fraction | float | None,
    unit: str = "kr",
) -> Judgement:
    """Judge an amount that is complete, not a sample: no chance is involved.

    value:     the amount, in the unit named
    centre:    the amount to compare with
    low, high: between which the true amount lies, for rounding or known gaps; the value
               twice if it is exact; None if it is not known how exact it is
    unit:      the unit in the sentence

    Higher if all of low..high lies above the centre, lower if all lies below, otherwise no
    certain difference. Money that was booked does not vary by chance, so no interval is
    made up for it; a small difference is called a difference, and how much it matters is
    for the reader.

    Raises InvalidCentre or InvalidCounts for what is not a finite number, InvalidRange if
    `value` is not within low..high.

    Source: our own convention.

    >>> judge_amount(27_114, 25_000, low=27_000, high=27_200).verdict.sv
    'högre'
    """
    exact, compared = _fraction(value), _fraction(centre)
    if low is None or high is None:
        return _cannot(sentences.unknown_amount_range(exact, unit), None)
    lowest, highest = _fraction(low), _fraction(high)
    if not lowest <= exact <= highest:
        raise InvalidRange(f"the value must lie within its range: {low} <= {value} <= {high}")
    side = 1 if lowest > compared else -1 if highest < compared else 0
    rule = sentences.amount_rule(exact, compared, lowest, highest, unit)
    return Judgement(_verdict(side), rule, None, False)


def judge_amount_within(
    amount: tuple[Amount, Amount], other: tuple[Amount, Amount], *, unit: str = "kr"
) -> Judgement:
    """Judge an amount beside another, both complete, each known only within a range.

    amount, other: lowest and highest possible of each, both included
    unit:          the unit in the sentence

    Higher if all of the one lies above all of the other, lower if all lies below. If the
    ranges meet it cannot be judged, unless both are exact and equal: then there is no
    difference. No chance is involved.

    Raises InvalidRange, InvalidCounts.

    Source: our own convention.

    >>> judge_amount_within((25, 26), (20, 24)).verdict.sv
    'högre'
    >>> judge_amount_within((25, 26), (22, 25)).verdict.sv
    'kan inte avgöras'
    """
    low, high, other_low, other_high = (_fraction(value) for value in (*amount, *other))
    if low > high or other_low > other_high:
        raise InvalidRange(f"a range must run from low to high: {amount!r}, {other!r}")
    verdict = Verdict.CANNOT_BE_JUDGED
    if low > other_high:
        verdict = Verdict.HIGHER
    elif high < other_low:
        verdict = Verdict.LOWER
    elif low == high == other_low == other_high:
        verdict = Verdict.NO_CERTAIN_DIFFERENCE
    is_apart = verdict is not Verdict.CANNOT_BE_JUDGED
    rule = sentences.two_amounts((low, high), (other_low, other_high), unit, is_apart=is_apart)
    return Judgement(verdict, rule, None, False)


def _one(count: int) -> int:
    """One count; raises InvalidCounts for an array, which is judged element by element."""
    if np.ndim(count) != 0:
        raise InvalidCounts(f"one count at a time is judged: {count!r}")
    return count


def _side(value: float, limits: Interval) -> int:
    """-1 below the limits, 1 above, 0 inside or on them."""
    tolerance = ROUNDING * max(1.0, abs(value))
    return int(value > limits.high + tolerance) - int(value < limits.low - tolerance)


def _verdict(side: int) -> Verdict:
    return {-1: Verdict.LOWER, 0: Verdict.NO_CERTAIN_DIFFERENCE, 1: Verdict.HIGHER}[side]


def _cannot(rule: str, smallest: float | None) -> Judgement:
    return Judgement(Verdict.CANNOT_BE_JUDGED, rule, smallest, False)


def _checked_range(counts: tuple[int, int]) -> tuple[int, int]:
    low, high = (int(value) for value in checked_counts(counts, "a range"))
    if low > high:
        raise InvalidRange(f"a range must run from low to high: {counts!r}")
    return low, high


MANY_TRIALS, FEW_TRIALS = 1000, 60


def _possible_shares(
    successes: tuple[int, int], trials: tuple[int, int]
) -> list[tuple[int, int]]:
    """The fewest and the most successes for every possible number of trials."""
    fewest, most = successes
    possible = range(max(trials[0], fewest), trials[1] + 1)
    if not possible:
        raise InvalidRange(f"successes exceed trials: {successes!r} of {trials!r}")
    tried: Sequence[int] = possible
    if len(possible) > MANY_TRIALS:  # far above 30 the limits only narrow: the ends decide
        near = range(possible[0], min(possible[-1], FEW_TRIALS) + 1)
        tried = [*near, *possible[:: len(possible) // MANY_TRIALS], possible[-1]]
    return [(x, n) for n in tried for x in (fewest, min(most, n))]


def _turning_cases(
    cases: list[tuple[int, int]], centre: float, minimum_trials: int, overdispersion: float
) -> list[tuple[int, int]]:
    """One case per verdict reached, and the ends; so that few sentences have to be made."""
    if centre in (0, 1):
        return cases[:1]
    x, n = np.asarray(cases, dtype=np.float64).T
    near = funnel_limits(n, centre, NEAR, overdispersion=overdispersion)
    far = funnel_limits(n, centre, FAR, overdispersion=overdispersion)
    with np.errstate(invalid="ignore"):
        share = x / np.maximum(n, 1)
        # From -2, far below, to 2, far above; 9 where there are too few to judge.
        place = sum(
            (share > limits.high + ROUNDING).astype(int) - (share < limits.low - ROUNDING)
            for limits in (near, far)
        )
    place = np.where(n < max(minimum_trials, 1), 9, place)
    _, first = np.unique(place, return_index=True)
    chosen = {*first.tolist(), 0, 1, len(cases) - 2, len(cases) - 1}
    return list(dict.fromkeys(cases[i] for i in sorted(chosen)))


def _agreement(given: str, judged: list[tuple[str, Judgement]]) -> Judgement:
    """One judgement from several possible ones: theirs if they agree, otherwise none."""
    by_verdict: dict[Verdict, str] = {}
    for shown, judgement in judged:
        by_verdict.setdefault(judgement.verdict, shown)
    differences = [j.smallest_difference for _, j in judged]
    known = [d for d in differences if d is not None and not math.isnan(d)]
    smallest = max(known, default=None)
    if len(judged) == 1:
        return judged[0][1]
    if len(by_verdict) > 1:
        examples = ", ".join(f"{shown} ger {v.sv}" for v, shown in by_verdict.items())
        return _cannot(sentences.they_disagree(given, f"Till exempel: {examples}."), smallest)
    # The case nearest to the limits speaks for all: the one that is least beyond.
    _, weakest = min(judged, key=lambda case: case[1].beyond)
    if weakest.verdict is Verdict.CANNOT_BE_JUDGED:
        return _cannot(sentences.none_can_be_judged(given, weakest.rule), smallest)
    rule = sentences.all_agree(given, weakest.verdict.sv, weakest.rule)
    return Judgement(weakest.verdict, rule, smallest, weakest.beyond)


def _fraction(value: int | Decimal | Fraction | float) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, OverflowError, TypeError):
        raise InvalidCounts(f"an amount must be a finite number: {value!r}") from None
