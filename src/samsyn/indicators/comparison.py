"""One indicator, one year, several associations side by side, with verdicts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from samsyn.facts.cube import STATUSES, ComparisonUnit, Facts, Level, Note, Series
from samsyn.indicators.calculate import ORE_PER_MILLION_KRONOR, Numbers, calculate, scale
from samsyn.indicators.definitions import Indicator, IntervalKind, ResultUnit
from samsyn.indicators.publish import Audience, publish
from samsyn.language.swedish import listed, number
from samsyn.statistics.funnel import rate_funnel_limits
from samsyn.statistics.verdict import (
    Judgement,
    Verdict,
    judge_amount,
    judge_amount_within,
    judge_rate_within,
    judge_share_within,
)

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


def _row(numbers: Numbers, hidden: npt.NDArray[np.bool_], position: int, at: int) -> Compared:
    facts, indicator = numbers.facts, numbers.indicator
    top, bottom = numbers.numerator, numbers.denominator
    is_hidden = bool(hidden[position, at])
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
    over, under = _range(numbers.numerator, i, at), _range(numbers.denominator, i, at)
    match numbers.indicator.interval:
        case IntervalKind.SHARE:
            judgement = _holding(
                county, lambda centre: judge_share_within(over, under, centre / 100)
            )
        case IntervalKind.RATE:
            posts = (under[0] / HUNDREDTHS_PER_POST, under[1] / HUNDREDTHS_PER_POST)
            judgement = _holding(county, lambda centre: judge_rate_within(over, posts, centre))
        case IntervalKind.COST:
            judgement = _holding(county, lambda centre: judge_cost(over, under, centre))
        case IntervalKind.EXACT:
            judgement = _beside_the_rest(row, numbers, i, at)
        case _:
            return row
    return replace(row, judgement=judgement)


def _range(series: Series, i: int, at: int) -> tuple[int, int]:
    return int(series.low[i, at]), int(series.high[i, at])


def _holding(county: Compared, judge: Callable[[float], Judgement]) -> Judgement:
    """Return the verdict against the county if it is the same for all that the county's
    sources allow; otherwise it cannot be judged."""
    centres = [x for x in (county.value, county.least, county.most) if x is not None]
    judged = [judge(centre) for centre in dict.fromkeys(centres)]
    first = judged[0]
    if all(other.verdict is first.verdict for other in judged):
        return replace(first, beyond=all(other.beyond for other in judged))
    return Judgement(
        Verdict.CANNOT_BE_JUDGED,
        "Det kan inte avgöras, för länets eget värde är osäkert: omdömet är olika för de "
        f"värden som länets källor medger. {first.rule}",
        first.smallest_difference,
        False,
    )


def _beside_the_rest(row: Compared, numbers: Numbers, i: int, at: int) -> Judgement:
    """Judge complete amounts beside the rest of the county.

    A unit lies above the county that it is part of exactly when it lies above the rest of
    it, and the two are uncertain independently of each other.
    """
    top, bottom = numbers.numerator, numbers.denominator
    county = next(k for k, unit in enumerate(numbers.facts.units) if unit.is_county)
    unit = _unit_word(numbers)
    own = _ends(row)
    bases = _rest(bottom, county, i, at) if bottom is not None else (0, 0)
    if bases[0] <= 0:  # the unit is the whole county, or the rest of it may be nothing
        return judge_amount(own[0], own[0], low=own[0], high=own[1], unit=unit)
    times, over = scale(numbers.indicator)
    corners = [
        amount * times / (base * over) for amount in _rest(top, county, i, at) for base in bases
    ]
    return judge_amount_within(own, (min(corners), max(corners)), unit=unit)


def _ends(row: Compared) -> tuple[float, float]:
    """Return the least and most a row's value can be; the value itself if they are unknown."""
    value = row.value or 0.0
    return (
        value if row.least is None else row.least,
        value if row.most is None else row.most,
    )


def _rest(series: Series, county: int, i: int, at: int) -> tuple[int, int]:
    """Return the least and most of what the county has beside a unit."""
    return (
        int(series.low[county, at] - series.low[i, at]),
        int(series.high[county, at] - series.high[i, at]),
    )


def judge_cost(cost: tuple[int, int], people: tuple[int, int], centre: float) -> Judgement:
    """Judge a cost per person by how many people the money reached.

    cost:   lowest and highest possible, in öre
    people: fewest and most possible
    centre: the cost per person to compare with, in kronor

    More people for the money is a lower cost for each, so the verdict is turned round and
    told in the reader's direction.
    """
    if cost[0] <= 0 or centre <= 0:
        return Judgement(
            Verdict.CANNOT_BE_JUDGED, "Utan kostnad finns inget att döma.", None, False
        )
    millions = (cost[0] / ORE_PER_MILLION_KRONOR, cost[1] / ORE_PER_MILLION_KRONOR)
    per_million = 1_000_000 / centre
    judged = judge_rate_within(people, millions, per_million)
    verdict = TURNED[judged.verdict]
    limits = rate_funnel_limits(millions[0], per_million)
    usual = [number(round(float(limit) * millions[0])) for limit in limits]
    reached = listed(list(dict.fromkeys(number(n) for n in people)), "till")
    return Judgement(
        verdict,
        f"För {number(millions[0], 2)} miljoner kronor hade länets kostnad per person räckt "
        f"till {number(round(per_million * millions[0]))} personer. Här blev det {reached}. "
        f"Slumpen brukar ge mellan {usual[0]} och {usual[1]}. {COST_VERDICTS[verdict]}",
        None,
        judged.beyond,
    )


TURNED = {
    Verdict.HIGHER: Verdict.LOWER,
    Verdict.LOWER: Verdict.HIGHER,
    Verdict.NO_CERTAIN_DIFFERENCE: Verdict.NO_CERTAIN_DIFFERENCE,
    Verdict.CANNOT_BE_JUDGED: Verdict.CANNOT_BE_JUDGED,
}
COST_VERDICTS = {
    Verdict.HIGHER: "Det är färre än slumpen brukar ge: kostnaden per person är högre.",
    Verdict.LOWER: "Det är fler än slumpen brukar ge: kostnaden per person är lägre.",
    Verdict.NO_CERTAIN_DIFFERENCE: "Det ryms inom det som slumpen brukar ge.",
    Verdict.CANNOT_BE_JUDGED: "Antalet är för litet eller för osäkert för att avgöra något.",
}


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
