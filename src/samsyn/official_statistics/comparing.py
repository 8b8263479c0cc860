"""Whether parts add up to their total, and what differs between two snapshots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from samsyn.official_statistics.measures import (
    Measure,
    benefits,
    cell_key,
    means_nothing,
    measures,
)
from samsyn.official_statistics.observations import Observation
from samsyn.register.ages import ALL_AGES, Band, exactly
from samsyn.register.areas import COUNTRY, county_area
from samsyn.register.codes import SEXES

SAFETY = 2
"""Sums of random numbers stay within so many times the root of how many they are."""


@dataclass(frozen=True)
class Deviation:
    """A total that its parts do not add up to.

    what:        which parts: ages, sexes, areas, benefits
    parts:       how many there are
    tolerance:   how far apart they may be, with the reason in `reason`
    is_accepted: within the tolerance
    """

    what: str
    area: str
    on: str
    whom: str
    total: Decimal
    of_parts: Decimal
    parts: int
    tolerance: Decimal
    reason: str

    @property
    def difference(self) -> Decimal:
        return self.of_parts - self.total

    @property
    def is_accepted(self) -> bool:
        return abs(self.difference) <= self.tolerance

    @property
    def stored(self) -> dict[str, object]:
        """The deviation as a snapshot keeps it."""
        return {
            "what": self.what, "area": self.area, "on": self.on, "whom": self.whom,
            "total": str(self.total), "of_parts": str(self.of_parts),
            "difference": str(self.difference), "parts": self.parts,
            "tolerance": str(self.tolerance), "reason": self.reason,
            "is_accepted": self.is_accepted,
        }  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """A figure that two snapshots do not have alike; a side is None where one lacks it."""

    key: tuple[object, ...]
    before: Observation | None
    after: Observation | None

    @property
    def change(self) -> Decimal | None:
        """How much larger it has become; None where one of them is no number."""
        values = [each.value if each else None for each in (self.before, self.after)]
        return None if None in values else values[1] - values[0]  # type: ignore[operator]

    @property
    def any(self) -> Observation:
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference has at least one side")
        return found


def deviations(
    observations: Iterable[Observation], *, counties: Mapping[str, Sequence[str]]
) -> list[Deviation]:
    """Return every total that its parts do not add up to exactly.

    counties: code of a county -> areas of its municipalities

    Only measures that add up are looked at, and only where all parts are there.
    """
    adding = [each for each in observations if measures()[each.measure].adds_up]
    found = [
        *_over_ages(adding), *_over_sexes(adding), *_over_benefits(adding),
        *_over_areas(adding, counties),
    ]  # fmt: skip
    return [each for each in found if each.difference]


def tolerance(measure: Measure, year: int, parts: int) -> tuple[Decimal, str]:
    """Return how far a sum of parts may be from its total, and why.

    The cell key method adds an unknown small number to each of the parts and to the total;
    together they stay within the number times twice the root of how many figures there are.

    Source: our own convention, since SCB does not publish how large the numbers can be.

    >>> tolerance(measures()["population"], 2025, 3)[0]
    Decimal('20')
    >>> tolerance(measures()["population"], 2024, 3)
    (Decimal('0'), '')
    """
    rule = cell_key()
    if measure.has_cell_key and year >= rule.in_force_from.year:
        root = (Decimal(parts + 1)).sqrt()
        most = (rule.per_cell * SAFETY * root).to_integral_value(rounding=ROUND_CEILING)
        return most, "cellnyckelmetoden"
    if measure.is_rounded:
        return Decimal(parts + 1) / 2, "avrundning"
    return Decimal(0), ""


def compared(
    before: Iterable[Observation], after: Iterable[Observation]
) -> tuple[list[Difference], int]:
    """Return what differs between two snapshots, and how many figures are alike."""
    old = {each.key: each for each in before}
    new = {each.key: each for each in after}
    different = [
        Difference(key, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if _told(old.get(key)) != _told(new.get(key))
    ]
    return different, len(old.keys() | new.keys()) - len(different)


def doubtful_zeros(observations: Iterable[Observation]) -> list[Observation]:
    """Return zeros that can mean that nobody has answered.

    Source: SCB's note to the table of helårsekvivalenter: a municipality that has not
    answered about ekonomiskt bistånd is shown with 0.
    """
    doubtful = {each.id for each in benefits().values() if each.zero_is_doubtful}
    return [each for each in observations if each.benefit in doubtful and each.value == 0]


def added(observations: Sequence[Observation]) -> Decimal | None:
    """Return a sum; None if a part of it is not known."""
    total = Decimal(0)
    for each in observations:
        if each.value is None and each.missing not in means_nothing():
            return None
        total += each.value or 0
    return total


def _told(each: Observation | None) -> object:
    return None if each is None else (each.value, each.missing)


def _grouped(observations: Iterable[Observation], without: int) -> Iterator[list[Observation]]:
    """Yield figures that are alike in all of their key but one part."""
    groups: dict[tuple[object, ...], list[Observation]] = defaultdict(list)
    for each in observations:
        groups[each.key[:without] + each.key[without + 1 :]].append(each)
    yield from groups.values()


SEX, AGES, BENEFIT, AREA = 4, 5, 6, 1
"""Where each stands in the key of an observation."""


def _over_ages(observations: Sequence[Observation]) -> Iterator[Deviation]:
    for group in _grouped(observations, AGES):
        by_band = {each.band: each for each in group}
        total = by_band.pop(ALL_AGES, None)
        parts = exactly(by_band, Band(0)) if total else None
        if total and parts:
            yield from _deviation("åldrar", total, [by_band[each] for each in parts])


def _over_sexes(observations: Sequence[Observation]) -> Iterator[Deviation]:
    for group in _grouped(observations, SEX):
        by_sex = {each.sex: each for each in group}
        if {"all", "women", "men"} <= by_sex.keys():
            parts = [by_sex["women"], by_sex["men"]]
            yield from _deviation("kvinnor och män", by_sex["all"], parts)


def _over_benefits(observations: Sequence[Observation]) -> Iterator[Deviation]:
    wanted = [each.id for each in benefits().values() if each.in_sum]
    for group in _grouped(observations, BENEFIT):
        by_benefit = {each.benefit: each for each in group}
        if "sum" in by_benefit and all(each in by_benefit for each in wanted):
            parts = [by_benefit[each] for each in wanted]
            yield from _deviation("ersättningar", by_benefit["sum"], parts)


def _over_areas(
    observations: Sequence[Observation], counties: Mapping[str, Sequence[str]]
) -> Iterator[Deviation]:
    for group in _grouped(observations, AREA):
        by_area = {each.area: each for each in group}
        for code, areas in counties.items():
            total = by_area.get(county_area(code))
            if total and areas and all(area in by_area for area in areas):
                yield from _deviation("kommuner", total, [by_area[area] for area in areas])
        whole = [county_area(code) for code in counties]
        if COUNTRY in by_area and whole and all(area in by_area for area in whole):
            yield from _deviation("län", by_area[COUNTRY], [by_area[area] for area in whole])


def _deviation(
    what: str, total: Observation, parts: Sequence[Observation]
) -> Iterator[Deviation]:
    of_parts = added(parts)
    if total.value is None or of_parts is None:
        return
    most, reason = tolerance(measures()[total.measure], total.on.year, len(parts))
    benefit = benefits()[total.benefit].name if total.benefit else ""
    sex = "" if total.sex == "all" else SEXES[total.sex]
    whom = ", ".join(filter(None, (total.band.words, sex, benefit)))
    yield Deviation(
        what, total.area, total.on.isoformat(), whom, total.value, of_parts, len(parts), most,
        reason,
    )  # fmt: skip
