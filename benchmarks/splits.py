"""A million random splits of money: none loses an öre; beside rounding each part by itself.

Amounts up to ten billion kronor, 1–12 members, weights up to a hundred thousand, whole
kronor or whole öre. The other side is what a spreadsheet does: every part by itself, rounded
half up in `Decimal`, hoping that the parts add up.

The figures are invented. Run: python benchmarks/splits.py
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from samsyn.rules.money import split

NAMES = [f"kommun {number:02d}" for number in range(12)]


def cases(times: int) -> Iterator[tuple[int, dict[str, int], int]]:
    """Yield total in öre, weights and unit, the same ones every time."""
    chance = random.Random(2003_1210)  # noqa: S311 (the same cases every time)
    for _ in range(times):
        total = chance.randrange(10 ** chance.randrange(1, 13))
        members = NAMES[: chance.randrange(1, 13)]
        weights = {name: chance.randrange(100_000) for name in members}
        weights[members[0]] += 1
        yield total, weights, chance.choice((1, 100))


def rounded_by_itself(total: int, weights: dict[str, int], unit: int) -> dict[str, int]:
    """Every part rounded by itself, as a spreadsheet does."""
    whole = Decimal(sum(weights.values()))
    step = Decimal(unit)
    return {
        name: int((Decimal(total) * weight / whole / step).quantize(1, ROUND_HALF_UP) * step)
        for name, weight in weights.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=1_000_000)
    times = parser.parse_args().times
    lost, start = 0, time.perf_counter()
    for total, weights, unit in cases(times):
        lost += sum(split(total, weights, unit_ore=unit).values()) != total
    ours = time.perf_counter() - start
    missed, start = 0, time.perf_counter()
    for total, weights, unit in cases(times):
        missed += sum(rounded_by_itself(total, weights, unit).values()) != total
    theirs = time.perf_counter() - start
    print(f"{times:,} splits by largest remainders: {lost} lost an öre, {ours:.1f} s")
    print(
        f"{times:,} splits, each part by itself: {missed:,} lost or made money, {theirs:.1f} s"
    )
    assert lost == 0


if __name__ == "__main__":
    main()
