"""What if: other figures, a merger, a new municipality; and two outcomes beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from samsyn.language.swedish import listed
from samsyn.state_allocation.associations import MADE_UP, Association
from samsyn.state_allocation.model import Allocation

JOINED = "+"


class UnknownAssociation(LookupError):
    """A key that no association of the table has."""


class InvalidMerger(ValueError):
    """A merger of fewer than two associations, or of one that is merged already."""


@dataclass(frozen=True)
class Change:
    """Other figures for one association; None leaves what is known. Amounts in öre.

    extra_population, extra_need: of municipalities that join it
    """

    key: str
    population: int | None = None
    need: int | None = None
    request_ore: int | None = None
    equity_ore: int | None = None
    extra_population: int = 0
    extra_need: int = 0

    def of(self, association: Association) -> Association:
        """Return the association with the changes; what is given anew is not made up."""
        new = {
            "population": self.population,
            "need": self.need,
            "request_ore": self.request_ore,
            "equity_ore": self.equity_ore,
        }
        asked = {name: value for name, value in new.items() if value is not None}
        changed = replace(association, **asked)  # type: ignore[arg-type]
        given = {name.removesuffix("_ore") for name in asked}
        still = tuple(name for name in MADE_UP if association.is_made_up(name))
        return replace(
            changed,
            invented=tuple(name for name in still if name not in given),
            population=changed.population + self.extra_population,
            need=changed.need + self.extra_need,
        )

    @property
    def is_empty(self) -> bool:
        return self == Change(self.key)


@dataclass(frozen=True)
class Scenario:
    """What is imagined: other figures first, then mergers.

    mergers: the keys of each group that becomes one association
    """

    changes: tuple[Change, ...] = ()
    mergers: tuple[tuple[str, ...], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.mergers and all(change.is_empty for change in self.changes)


@dataclass(frozen=True)
class Difference:
    """An amount before and after, in öre.

    parts: the keys before that it is compared with; more than one after a merger
    """

    key: str
    name: str
    before_ore: int
    after_ore: int
    parts: tuple[str, ...] = ()

    @property
    def change_ore(self) -> int:
        return self.after_ore - self.before_ore

    @property
    def share(self) -> Fraction | None:
        """The change as a share of what was before; None if that was nothing."""
        return Fraction(self.change_ore, self.before_ore) if self.before_ore else None


@dataclass(frozen=True)
class Comparison:
    """Two outcomes of the model beside each other.

    associations: sorted by key, as they are after
    regions:      what each region pays, half of the state's amounts, sorted by name
    nation:       everything that the state grants
    leftover:     what is left of the frame
    """

    associations: tuple[Difference, ...]
    regions: tuple[Difference, ...]
    nation: Difference
    leftover: Difference

    def of(self, key: str) -> Difference:
        """Return the difference for an association, also for one that is merged into another.

        Raises UnknownAssociation.
        """
        for difference in self.associations:
            if key == difference.key or key in difference.parts:
                return difference
        raise UnknownAssociation(key)


def apply(associations: Sequence[Association], scenario: Scenario) -> tuple[Association, ...]:
    """Return the table as the scenario has it, sorted by key.

    Raises UnknownAssociation, and InvalidMerger.
    """
    found = {each.key: each for each in associations}
    for change in scenario.changes:
        found[change.key] = change.of(_known(found, change.key))
    for keys in scenario.mergers:
        if len(set(keys)) < 2:
            raise InvalidMerger(f"a merger takes two associations: {keys!r}")
        parts = [_known(found, key) for key in sorted(set(keys))]
        for part in parts:
            del found[part.key]
        whole = merged(parts)
        found[whole.key] = whole
    return tuple(found[key] for key in sorted(found))


def merged(parts: Sequence[Association]) -> Association:
    """Return several associations as one; what is not known of all is not known of it."""
    regions = sorted({part.region for part in parts if part.region})
    return Association(
        key=JOINED.join(part.key for part in parts),
        name=listed([part.name for part in parts]),
        region=listed(regions),
        population=sum(part.population for part in parts),
        need=sum(part.need for part in parts),
        previous_ore=_together(part.previous_ore for part in parts),
        request_ore=_together(part.request_ore for part in parts),
        equity_ore=_together(part.equity_ore for part in parts),
        year=parts[0].year if len({part.year for part in parts}) == 1 else None,
        status="invented" if any(part.status == "invented" for part in parts) else "own",
        invented=tuple(sorted({column for part in parts for column in part.invented})),
        source="Sammanslagning som prövas",
    )


def compare(before: Allocation, after: Allocation) -> Comparison:
    """Return what changes between two outcomes: per association, per region, in all."""
    rows = tuple(_difference(before, row.association, row.grant_ore) for row in after.rows)
    halves_before, halves_after = regions_ore(before), regions_ore(after)
    names = sorted(halves_before.keys() | halves_after.keys())
    return Comparison(
        associations=rows,
        regions=tuple(
            Difference(name, name, halves_before.get(name, 0), halves_after.get(name, 0))
            for name in names
        ),
        nation=Difference("riket", "Hela riket", before.total_ore, after.total_ore),
        leftover=Difference(
            "over", "Det som blir över", before.leftover_ore, after.leftover_ore
        ),
    )


def regions_ore(allocation: Allocation) -> dict[str, int]:
    """Return what each region pays: half of what the state gives its associations, in öre.

    Source: SFS 2003:1210 5 §. The state pays a half, the regions a quarter. An odd öre is left
    out here; `rules.contributions` says who carries it.
    """
    totals = Counter[str]()
    for row in allocation.rows:
        if row.association.region:
            totals[row.association.region] += row.grant_ore
    return {region: total // 2 for region, total in sorted(totals.items())}


def _difference(before: Allocation, after: Association, after_ore: int) -> Difference:
    keys = (after.key,) if after.key in before else tuple(after.key.split(JOINED))
    parts = tuple(key for key in keys if key in before)
    known = sum(before[key].grant_ore for key in parts)
    return Difference(after.key, after.name, known, after_ore, parts)


def _known(found: Mapping[str, Association], key: str) -> Association:
    if key not in found:
        raise UnknownAssociation(key)
    return found[key]


def _together(amounts: Iterable[int | None]) -> int | None:
    total = 0
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
