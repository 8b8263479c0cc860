"""One indicator, one year, several associations side by side, with verdicts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from samsyn.facts.cube import STATUSES, ComparisonUnit, Facts, Level, Note
from samsyn.indicators.calculate import Numbers, calculate
from samsyn.indicators.definitions import Indicator, IntervalKind, ResultUnit
from samsyn.indicators.publish import Audience, publish
from samsyn.statistics.verdict import (
    Judgement,
    Verdict,
    judge_amount,
    judge_rate_within,
    judge_share_within,
)

ORE_PER_MILLION_KRONOR = 100_000_000
HUNDREDTHS_PER_POST = 100


@dataclass(frozen=True)
class Compared:
    """One unit in a comparison.

    numerator, denominator: whole numbers of the atoms' unit; None if not known or protected
    value, low, high:       the value and its 95 % interval for chance, in the indicator's unit
    least, most:            the value at the ends of what the sources allow
    judgement:              None for the county itself, and where there is nothing to judge
    """

    unit: ComparisonUnit
    numerator: int | None
    denominator: int | None
    value: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    status: str
    is_hidden: bool
    judgement: Judgement | None
    figures: tuple[str, ...]

    @property
    def is_uncertain(self) -> bool:
        """Whether the sources allow other values than the one shown."""
        return self.value is not None and (
            self.least is None or self.most is None or self.most - self.least > 1e-9
        )


@dataclass(frozen=True)
class DefinitionDifference:
    """A way of counting or booking in which the compared associations are not alike.

    choices: (association names, explanation) for each way; an empty explanation for those
             whose way is not stated
    """

    topic: str
    label: str
    choices: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True)
class Comparison:
    """An indicator for some units one year, with the county first."""

    indicator: Indicator
    year: int
    county: Compared
    rows: tuple[Compared, ...]
    differences: tuple[DefinitionDifference, ...]

    @property
    def centre(self) -> float | None:
        return self.county.value

    @property
    def is_empty(self) -> bool:
        return all(row.value is None and not row.is_hidden for row in self.rows)


def compare(
    facts: Facts,
    indicator: Indicator,
    year: int,
    *,
    audience: Audience,
    units: Sequence[str] | None = None,
) -> Comparison:
    """Return one indicator for one year, each unit judged against the county as a whole.

    units: keys of the units to show, in any order; all associations if None. They are shown
           in the order of the facts: never ranked.

    Raises KeyError if a unit or the year is not among the facts.
    """
    if year not in facts.years:
        raise KeyError(year)
    return _compared(facts, indicator, year, audience, tuple(unit_positions(facts, units)))


@lru_cache(maxsize=1024)
def _compared(
    facts: Facts, indicator: Indicator, year: int, audience: Audience, shown: tuple[int, ...]
) -> Comparison:
    at = list(facts.years).index(year)
    county = next(i for i, unit in enumerate(facts.units) if unit.is_county)
    published = publish(calculate(facts, indicator), audience)
    numbers = published.numbers
    whole = _row(numbers, published.hidden, county, at)
    rows = [
        _judged(_row(numbers, published.hidden, i, at), numbers, whole, i, at) for i in shown
    ]
    names = [facts.units[i] for i in shown]
    return Comparison(
        indicator, year, whole, tuple(rows), tuple(_differences(facts, indicator, names, year))
    )


def unit_positions(facts: Facts, keys: Sequence[str] | None) -> list[int]:
    """Return the positions of units in the order of the facts; of all associations if None.

    Raises KeyError if a key is not among the units, or is a county.
    """
    if keys is None:
        return [i for i, u in enumerate(facts.units) if u.level is Level.ASSOCIATION]
    positions = sorted({facts.position(key) for key in keys})
    for position in positions:
        if facts.units[position].is_county:
            raise KeyError(facts.units[position].key)
    return positions


def years_with_values(facts: Facts, indicator: Indicator) -> list[int]:
    """Return the years in which the county, or any association, has a value."""
    known = calculate(facts, indicator).known
    return [year for at, year in enumerate(facts.years) if known[:, at].any()]


def _row(numbers: Numbers, hidden: object, position: int, at: int) -> Compared:
    facts, indicator = numbers.facts, numbers.indicator
    top, bottom = numbers.numerator, numbers.denominator
    is_hidden = bool(hidden[position, at])  # type: ignore[index]
    status = int(top.status[position, at])
    if bottom is not None:
        status = max(status, int(bottom.status[position, at]))
    atoms = (*indicator.numerator, *indicator.denominator)
    return Compared(
        unit=facts.units[position],
        numerator=int(top.value[position, at]) if top.known[position, at] else None,
        denominator=int(bottom.value[position, at])
        if bottom is not None and bottom.known[position, at]
        else None,
        value=_or_none(numbers.value[position, at]),
        low=_or_none(numbers.low[position, at]),
        high=_or_none(numbers.high[position, at]),
        least=_or_none(numbers.least[position, at]),
        most=_or_none(numbers.most[position, at]),
        status=STATUSES[status],
        is_hidden=is_hidden,
        judgement=None,
        figures=()
        if is_hidden
        else tuple(key for atom in atoms for key in facts.figures_behind(atom, position, at)),
    )


def _judged(row: Compared, numbers: Numbers, county: Compared, i: int, at: int) -> Compared:
    """Return the row with its verdict against the county, where one can be given."""
    if row.value is None or county.value is None or numbers.denominator is None:
        return row
    top, bottom = numbers.numerator, numbers.denominator
    over = (int(top.low[i, at]), int(top.high[i, at]))
    under = (int(bottom.low[i, at]), int(bottom.high[i, at]))
    match numbers.indicator.interval:
        case IntervalKind.SHARE:
            judgement = judge_share_within(over, under, county.value / 100)
        case IntervalKind.RATE:
            posts = (under[0] / HUNDREDTHS_PER_POST, under[1] / HUNDREDTHS_PER_POST)
            judgement = judge_rate_within(over, posts, county.value)
        case IntervalKind.COST:
            judgement = _judged_cost(over, under, county.value)
        case IntervalKind.EXACT:
            judgement = judge_amount(
                row.value, county.value, low=row.least, high=row.most, unit=_unit_word(numbers)
            )
        case _:
            return row
    return replace(row, judgement=judgement)


def _judged_cost(cost: tuple[int, int], people: tuple[int, int], centre: float) -> Judgement:
    """Judge a cost per person by the number of people that the money reached.

    More people per million kronor is a lower cost for each, so the verdict turns round.
    """
    if cost[0] <= 0 or centre <= 0:
        return Judgement(
            Verdict.CANNOT_BE_JUDGED, "Utan kostnad finns inget att döma.", None, False
        )
    millions = (cost[0] / ORE_PER_MILLION_KRONOR, cost[1] / ORE_PER_MILLION_KRONOR)
    judged = judge_rate_within(people, millions, 1_000_000 / centre)
    turned = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}
    return Judgement(
        turned.get(judged.verdict, judged.verdict),
        "Dömt på antal personer per miljon kronor; fler personer är lägre kostnad per person. "
        + judged.rule,
        None,
        judged.beyond,
    )


def _unit_word(numbers: Numbers) -> str:
    return "%" if numbers.indicator.unit is ResultUnit.PERCENT else "kr"


def _differences(
    facts: Facts, indicator: Indicator, units: Sequence[ComparisonUnit], year: int
) -> list[DefinitionDifference]:
    """Return the topics of the indicator in which the shown associations are not alike."""
    shown = list(dict.fromkeys(str(unit.association) for unit in units))
    names = {u.key: u.name for u in facts.units if u.level is Level.ASSOCIATION}
    found = []
    for topic in indicator.topics:
        stated = _stated_ways(facts.notes, topic, year)
        ways: dict[str, list[str]] = {}
        for association in shown:
            note = stated.get(association)
            ways.setdefault(note.choice if note else "", []).append(association)
        if len(ways) < 2:
            continue
        choices = tuple(
            (
                tuple(names[key] for key in keys),
                stated[keys[0]].text if choice else "",
            )
            for choice, keys in ways.items()
        )
        label = next(note.label for note in stated.values())
        found.append(DefinitionDifference(topic, label, choices))
    return found


def _stated_ways(notes: Sequence[Note], topic: str, year: int) -> dict[str, Note]:
    """Return each association's latest stated way in a topic, up to a year."""
    return {
        note.association: note for note in notes if note.topic == topic and note.year <= year
    }


def _or_none(number: float) -> float | None:
    return None if math.isnan(number) else float(number)
