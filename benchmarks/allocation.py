"""The state's model for 75 associations × 10 000 scenarios, beside the same in Decimal loops.

Every step is on: a floor of ten percent that others pay for, three steps of equity, requests as
a cap, two rounds that hand out what is left, whole thousands by largest remainders. Both sides
start from the same drawn counts. The Decimal side works out once what does not vary, and then
goes through the scenarios with Decimal amounts; it is timed on some of them and scaled. On those
every amount must be equal.

The associations are invented. Run: python benchmarks/allocation.py
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction

import numpy as np

from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.model import allocate
from samsyn.state_allocation.parameters import Parameters, parameters_for, with_changes
from samsyn.state_allocation.simulation import simulate
from samsyn.statistics.uncertain_counts import draw_counts

EXACT = Context(prec=50)
CHANGES = {
    "largest_loss": 10,
    "equity_steps": "0;3000000;25;\n3000000;8000000;20;1200000\n8000000;;15;",
    "rounds": ["asked_more:model", "open:population"],
}
STEPS = (
    (Decimal(0), Decimal(3_000_000), Decimal("0.25"), None),
    (Decimal(3_000_000), Decimal(8_000_000), Decimal("0.20"), Decimal(1_200_000)),
    (Decimal(8_000_000), None, Decimal("0.15"), None),
)
THOUSAND, ONE, NOUGHT = Decimal(1_000), Decimal(1), Decimal(0)


def invented(number: int, parameters: Parameters) -> list[Association]:
    chance = random.Random(2016)  # noqa: S311
    bare = []
    for place in range(number):
        people = int(2 ** chance.uniform(13.5, 17.5))
        need = int(people * chance.uniform(0.08, 0.16))
        bare.append(Association(f"f{place:03d}", f"Förbund {place}", people, need))
    known = allocate(bare, parameters)
    full = []
    for each in bare:
        ore = known[each.key].grant_ore
        asks = chance.choice([None, ore * 9 // 10, ore * 12 // 10])
        full.append(
            replace(
                each,
                previous_ore=ore * chance.randint(95, 118) // 10_000_000 * 100_000,
                request_ore=asks,
                equity_ore=ore * chance.randint(5, 50) // 100,
            )
        )
    return full


class DecimalLoops:
    """The model with Decimal kronor, as one would write it without columns of whole numbers."""

    def __init__(self, associations: list[Association]) -> None:
        self.frame, self.base = Decimal(339_000_000), Decimal(400_000)
        self.floors, self.cuts, self.most, self.takers = [], [], [], ([], [])
        for each in associations:
            previous = Decimal(each.previous_ore).scaleb(-2)
            equity = Decimal(each.equity_ore).scaleb(-2)
            above = max(NOUGHT, equity - self.allowed(2 * previous))
            asked = self.frame
            if each.request_ore is not None:
                asked = whole(Decimal(each.request_ore).scaleb(-2))
            floor = NOUGHT if above else min(asked, whole(previous * Decimal("0.9"), up=True))
            self.floors.append(floor)
            self.cuts.append(whole(above, up=True))
            self.most.append(asked)
            self.takers[0].append(not above and each.request_ore is not None)
            self.takers[1].append(not above)

    def allowed(self, funds: Decimal) -> Decimal:
        for low, high, share, most in STEPS:
            if low <= funds and (high is None or funds < high):
                return min(share * funds, most) if most is not None else share * funds
        raise AssertionError("a step for every amount")

    def amounts(self, population: list[int], need: list[int]) -> list[Decimal]:
        people, needs = [Decimal(p) for p in population], [Decimal(n) for n in need]
        all_people, all_need = sum(people), sum(needs)
        weights = [
            3 * n * all_people + p * all_need for p, n in zip(people, needs, strict=True)
        ]
        pool = self.frame - self.base * len(people)
        model = [self.base + part for part in shared(pool, weights)]
        amounts = self.guarded(model)
        amounts = [
            min(max(NOUGHT, amount - cut), most)
            for amount, cut, most in zip(amounts, self.cuts, self.most, strict=True)
        ]
        for takers, key in zip(self.takers, (model, people), strict=True):
            room = [
                most - amount if takes else NOUGHT
                for most, amount, takes in zip(self.most, amounts, takers, strict=True)
            ]
            entering = [k if r > 0 else NOUGHT for k, r in zip(key, room, strict=True)]
            shares = shared(self.frame - sum(amounts), entering)
            amounts = [a + min(s, r) for a, s, r in zip(amounts, shares, room, strict=True)]
        return amounts

    def guarded(self, model: list[Decimal]) -> list[Decimal]:
        raised: set[int] = set()
        while True:
            rest = [place for place in range(len(model)) if place not in raised]
            pool = sum(model) - sum(self.floors[place] for place in raised)
            pool -= self.base * len(rest)
            weights = [model[place] - self.base for place in rest]
            total = sum(weights)
            below = [
                place
                for place, weight in zip(rest, weights, strict=True)
                if self.base + whole(pool * weight / total) < self.floors[place]
            ]
            if not below:
                break
            raised.update(below)
        if not raised:
            return model
        paid = dict(zip(rest, shared(pool, weights), strict=True))
        return [
            self.floors[place] if place in raised else self.base + paid[place]
            for place in range(len(model))
        ]


def whole(amount: Decimal, *, up: bool = False) -> Decimal:
    steps = (amount / THOUSAND).quantize(ONE, ROUND_CEILING if up else ROUND_FLOOR)
    return steps * THOUSAND


def shared(total: Decimal, weights: list[Decimal]) -> list[Decimal]:
    """Whole thousands by largest remainders."""
    all_of = sum(weights)
    if not all_of:
        return [NOUGHT] * len(weights)
    exact = [total * weight / all_of for weight in weights]
    parts = [whole(each) for each in exact]
    over = int((total - sum(parts)) // THOUSAND)
    most_lost = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
    for place in most_lost[:over]:
        parts[place] += THOUSAND
    return parts


def median_seconds(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--associations", type=int, default=75)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    parameters = with_changes(parameters_for(2027), CHANGES)
    associations = invented(options.associations, parameters_for(2027))

    def draw() -> tuple[np.ndarray, np.ndarray]:
        people = [each.population for each in associations]
        needs = [each.need for each in associations]
        size, four = options.scenarios, Fraction(4, 100)
        return (
            draw_counts(people, size, relative_error=four / 4, seed=1),
            draw_counts(needs, size, relative_error=four, seed=2),
        )

    population, need = draw()
    drawing = median_seconds(draw, 3)
    found = simulate(associations, parameters, population, need)
    tracemalloc.start()
    simulate(associations, parameters, population, need)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    loops = DecimalLoops(associations)
    sample = min(options.sample, options.scenarios)
    people, needs = population.tolist(), need.tolist()
    ours_taken, theirs_taken = [], []
    # By turns, so that what else the machine does falls on both alike.
    with localcontext(EXACT):
        for turn in range(options.rounds):
            part = range(turn, sample, options.rounds)
            ours_taken.append(
                median_seconds(lambda: simulate(associations, parameters, population, need), 3)
            )
            start = time.perf_counter()
            theirs = [loops.amounts(people[each], needs[each]) for each in part]
            theirs_taken.append((time.perf_counter() - start) * options.scenarios / len(part))
            for each, amounts in zip(part, theirs, strict=True):
                assert [int(kronor * 100) for kronor in amounts] == found[each].tolist(), each
    ours, taken = statistics.median(ours_taken), statistics.median(theirs_taken)

    print(
        f"{options.associations} associations × {options.scenarios:,} scenarios, every step on; "
        f"equal to the öre in {sample} scenarios\n"
        f"samsyn  {ours * 1000:9.1f} ms (drawing the counts {drawing * 1000:.1f} ms more), "
        f"peak {peak / 1e6:.1f} MB beyond the drawn counts\n"
        f"Decimal {taken * 1000:9.1f} ms (timed on {sample} scenarios)\n"
        f"ratio   {taken / ours:9.1f}"
    )


if __name__ == "__main__":
    main()
