"""Every indicator for 80 associations × 15 years × 12 interventions, beside pandas.

Both start from the same million figures in memory, one row for each intervention, year, sex,
age group and measure, and end with the value and the 95 % interval of every indicator for
every association, county and year. The pandas side is written as a good analyst would:
categories, one grouped sum, one pivot, vectorised formulas, SciPy for the exact intervals.

The figures are invented. Run: python benchmarks/indicators.py
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from samsyn.facts.atoms import ATOMS, NUMBER, Unit
from samsyn.facts.cube import Columns, ComparisonUnit, Facts, Level
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import IntervalKind, ResultUnit, catalogue

YEARS = tuple(range(2010, 2025))
SEXES, AGES = ("women", "men"), ("16-24", "25-34", "35-44", "45-54", "55-64")
PER_INTERVENTION = ("closed", "participants", "new", "closing", "exits_work_or_studies",
                    "exits_ready", "positive_exits")  # fmt: skip
PER_YEAR = tuple(atom for atom in ATOMS if atom not in PER_INTERVENTION)
COUNTIES = 21


def invented_units(associations: int) -> list[ComparisonUnit]:
    counties = [f"{n:02d}" for n in range(1, COUNTIES + 1)]
    units = [ComparisonUnit(f"lan:{c}", f"Län {c}", Level.COUNTY, c) for c in counties]
    for n in range(associations):
        key = f"forbund-{n:03d}"
        county = counties[n % COUNTIES]
        units.append(ComparisonUnit(key, key, Level.ASSOCIATION, county, key))
    return units


def invented_figures(associations: int, interventions: int) -> pd.DataFrame:
    """One row per figure: association, year, atom and value; sex and age where people are."""
    chance = np.random.default_rng(2019)
    people = pd.MultiIndex.from_product(
        [range(associations), YEARS, range(interventions), SEXES, AGES, PER_INTERVENTION],
        names=["association", "year", "intervention", "sex", "age", "atom"],
    ).to_frame(index=False)
    size = {"participants": 40, "new": 20, "closed": 18, "closing": 22}
    expected = people["atom"].map(size).fillna(5).to_numpy()
    people["value"] = chance.poisson(expected)
    rest = pd.MultiIndex.from_product(
        [range(associations), YEARS, PER_YEAR], names=["association", "year", "atom"]
    ).to_frame(index=False)
    is_money = rest["atom"].map(lambda atom: ATOMS[atom].unit is Unit.ORE).to_numpy(bool)
    rest["value"] = np.where(
        is_money,
        chance.integers(10_000_000, 900_000_000, len(rest)),
        chance.integers(2_000, 90_000, len(rest)),
    )
    return pd.concat([people, rest], ignore_index=True)


def as_facts(figures: pd.DataFrame, associations: int) -> Facts:
    """The figures as the house keeps them: whole numbers, sorted by atom, unit and year."""
    units = invented_units(associations)
    atom = figures["atom"].map(NUMBER).to_numpy(np.int64)
    unit = figures["association"].to_numpy(np.int64) + COUNTIES
    year = figures["year"].to_numpy(np.int64) - YEARS[0]
    value = figures["value"].to_numpy(np.int64)
    columns = Columns(atom, unit, year, value, value, value, np.zeros_like(value))
    return Facts(units, YEARS, columns.take(np.lexsort((year, unit, atom))))


def as_frame(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures as an analyst keeps them: categories and small integers."""
    frame = figures[["association", "year", "atom", "value"]].copy()
    frame["association"] = frame["association"].astype("int16")
    frame["year"] = frame["year"].astype("int16")
    frame["atom"] = frame["atom"].astype("category")
    return frame


def by_samsyn(facts: Facts) -> dict[str, np.ndarray]:
    fresh = Facts(facts.units, facts.years, facts.columns)  # nothing kept from the last round
    found = {}
    for id, indicator in catalogue().items():
        numbers = calculate.__wrapped__(fresh, indicator)
        found[id] = np.stack([numbers.value, numbers.low, numbers.high])
    return found


def by_pandas(frame: pd.DataFrame) -> dict[str, np.ndarray]:
    sums = (
        frame.groupby(["association", "year", "atom"], observed=True, sort=False)["value"]
        .sum()
        .unstack("atom")
        .sort_index()
    )
    county = sums.index.get_level_values("association") % COUNTIES
    years = sums.index.get_level_values("year")
    counties = sums.groupby([county, years]).sum()
    wide = pd.concat([counties, sums])
    found = {}
    for id, indicator in catalogue().items():
        top = wide[list(indicator.numerator)].sum(axis=1)
        if not indicator.denominator:
            found[id] = stacked(top, top * np.nan, top * np.nan)
            continue
        bottom = wide[list(indicator.denominator)].sum(axis=1)
        known = bottom > 0
        if indicator.interval is IntervalKind.SHARE:
            known &= top <= bottom
        value = (top / bottom).where(known)
        match indicator.interval:
            case IntervalKind.SHARE:
                low, high = wilson(top.where(known), bottom.where(known))
            case IntervalKind.RATE:
                low, high = (limit.where(known) / bottom for limit in poisson(top))
            case IntervalKind.COST:
                most, least = poisson(bottom)
                low, high = top.where(known) / least, top.where(known) / most
            case _:
                low = high = value * np.nan
        scale = 100.0 if indicator.unit is ResultUnit.PERCENT else steps(indicator)
        found[id] = stacked(value * scale, low * scale, high * scale)
    return found


def steps(indicator) -> float:
    per_whole = {"persons": 1, "ore": 100, "hundredths": 100}
    over = per_whole[ATOMS[indicator.numerator[0]].unit]
    return per_whole[ATOMS[indicator.denominator[0]].unit] / over


def wilson(successes: pd.Series, trials: pd.Series) -> tuple[pd.Series, pd.Series]:
    z = stats.norm.ppf(0.975)
    share = successes / trials
    centre = (share + z**2 / (2 * trials)) / (1 + z**2 / trials)
    half = (
        z / (1 + z**2 / trials) * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    )
    return centre - half, centre + half


def poisson(count: pd.Series) -> tuple[pd.Series, pd.Series]:
    low = pd.Series(stats.chi2.ppf(0.025, 2 * count) / 2, count.index).where(count > 0, 0.0)
    return low, pd.Series(stats.chi2.ppf(0.975, 2 * count + 2) / 2, count.index)


def stacked(value: pd.Series, low: pd.Series, high: pd.Series) -> np.ndarray:
    shape = (-1, len(YEARS))
    return np.stack([np.asarray(s, float).reshape(shape) for s in (value, low, high)])


def assert_same(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> None:
    for id, found in ours.items():
        np.testing.assert_allclose(found, theirs[id], rtol=1e-6, atol=1e-9, err_msg=id)


def median_seconds(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--associations", type=int, default=80)
    parser.add_argument("--interventions", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    figures = invented_figures(options.associations, options.interventions)
    facts, frame = as_facts(figures, options.associations), as_frame(figures)
    first = median_seconds(lambda: by_samsyn(facts), 1)
    assert_same(by_samsyn(facts), by_pandas(frame))
    ours = median_seconds(lambda: by_samsyn(facts), options.rounds)
    theirs = median_seconds(lambda: by_pandas(frame), options.rounds)
    print(
        f"{len(figures):,} figures, {len(catalogue())} indicators, equal values and intervals\n"
        f"samsyn {ours * 1000:7.1f} ms (first time in a process {first * 1000:.1f} ms)\n"
        f"pandas {theirs * 1000:7.1f} ms\n"
        f"ratio  {theirs / ours:7.1f}"
    )


if __name__ == "__main__":
    main()
