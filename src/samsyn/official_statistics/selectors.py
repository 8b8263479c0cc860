"""What may be read of the statistics of others. All of it is public: no user is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, QuerySet

from samsyn.access.models import User
from samsyn.access.permissions import Permission, reach_of
from samsyn.official_statistics.comparing import Difference, added, compared
from samsyn.official_statistics.measures import measures
from samsyn.official_statistics.models import ReferenceFigure, Snapshot, WaitingFile
from samsyn.official_statistics.observations import Observation
from samsyn.register.ages import ALL_AGES, Band, band, exactly, nearest_ends
from samsyn.register.areas import municipality_area
from samsyn.register.models import Document, Inhabitants


class NoFigures(ValueError):
    """There are no figures for what is asked; says for which areas."""


class BandsDoNotFit(ValueError):
    """The bands of age that there are do not make the one that is asked for."""


@dataclass(frozen=True)
class Population:
    """How many lived in an area on a day, and which bands of which snapshot say so."""

    value: int
    area: str
    on: date
    ages: Band
    bands: tuple[Band, ...]
    snapshot: Snapshot


@dataclass(frozen=True)
class KeyInhabitants:
    """The inhabitants that a municipal key weighs by, with where they come from.

    numbers:  code of a municipality -> inhabitants of all ages
    on:       the day that all of them are of
    snapshot: None when they come from a document of the register
    """

    numbers: dict[str, int]
    on: date
    snapshot: Snapshot | None
    document: Document | None

    @property
    def source(self) -> str:
        """Where the numbers come from, for a decision."""
        if self.snapshot is not None:
            return f"{self.snapshot.attribution}, uttag {self.snapshot.taken_on}"
        return str(self.document) if self.document else ""

    @property
    def pin(self) -> str:
        return self.snapshot.pin if self.snapshot else ""


@dataclass(frozen=True)
class Listed:
    """A snapshot in a list: how many figures it has, of which days and of which measure."""

    snapshot: Snapshot
    number: int
    first_on: date
    last_on: date
    measure: str


def figures_on(
    measure: str,
    areas: Sequence[str],
    on: date,
    *,
    sex: str = "all",
    ages: str | Band = "all",
    benefit: str = "",
    known_on: date | None = None,
) -> dict[str, ReferenceFigure]:
    """Return each area's figure of the latest day up to `on`, from the newest snapshot of it.

    ages:     `all` asks for the ages that the measure is about
    known_on: leave out what was taken later, to see what was known then

    Areas without a figure are not in the answer; a figure can be a code for a missing value.
    """
    wanted = measures()[measure].ages if ages == "all" else _band(ages)
    found = ReferenceFigure.objects.filter(
        measure=measure, area__in=areas, on__lte=on, sex=sex, benefit=benefit,
        age_from=wanted.first, age_to=wanted.last,
    )  # fmt: skip
    if known_on is not None:
        found = found.filter(snapshot__taken_on__lte=known_on)
    newest_last = found.select_related("snapshot").defer("snapshot__raw")
    ordered = newest_last.order_by("on", "snapshot__taken_on", "snapshot_id")
    return {each.area: each for each in ordered}


def population(
    area: str, ages: str | Band, on: date, *, sex: str = "all", known_on: date | None = None
) -> Population:
    """Return how many lived in an area on the latest day up to `on` that there are figures of.

    The ages are put together of bands that side by side are exactly the ones asked for.
    Raises NoFigures, and BandsDoNotFit with the bands that cut through them.
    """
    wanted = _band(ages)
    found = list(_population_figures([area], on, sex, known_on))
    if not found:
        raise NoFigures(f"det finns ingen folkmängd för {area} till och med {on}.")
    day = found[0].on
    said = ""
    for same in _by_snapshot(each for each in found if each.on == day):
        by_band = {each.band: each for each in same}
        parts = exactly(by_band, wanted)
        if parts is None:
            cut = nearest_ends(by_band, wanted)
            said = said or (
                f"åldersklasserna i uttaget från {same[0].snapshot.taken_on} räcker inte till "
                f"{wanted.words}" + (f": {cut} går över gränsen." if cut else ".")
            )
            continue
        total = added([by_band[each].observation for each in parts])
        if total is not None:
            return Population(int(total), area, day, wanted, parts, same[0].snapshot)
        said = said or f"folkmängden för {area} {day} saknas i källan."
    raise BandsDoNotFit(said)


def inhabitants_for_key(
    municipalities: Sequence[str], on: date, *, known_on: date | None = None
) -> KeyInhabitants:
    """Return the inhabitants of municipalities on the latest day up to `on` that all have.

    municipalities: codes, such as 1860

    One snapshot says all of them, the newest that does. Without any, the register's own
    figures are taken, of one document. Raises NoFigures with those that lack a figure.
    """
    areas = {municipality_area(code): code for code in municipalities}
    found = list(_population_figures(list(areas), on, "all", known_on))
    for same in _by_snapshot(found):
        numbers = {areas[area]: value for area, value in _whole_populations(same).items()}
        if numbers.keys() == set(municipalities):
            ordered = {code: numbers[code] for code in municipalities}
            return KeyInhabitants(ordered, same[0].on, same[0].snapshot, None)
    return _from_register(areas, on, have={areas[each.area] for each in found})


def snapshots() -> list[Listed]:
    """Return every snapshot, newest first, with how many figures of what it has."""
    found = Snapshot.objects.defer("raw").order_by("-taken_on", "-pk")
    counted = {
        each["snapshot"]: each
        for each in ReferenceFigure.objects.order_by()
        .values("snapshot")
        .annotate(number=Count("pk"), first=Min("on"), last=Max("on"), measure=Min("measure"))
    }
    return [
        Listed(each, told["number"], told["first"], told["last"], told["measure"])
        for each in found
        if (told := counted.get(each.pk))
    ]


def snapshot_by_number(number: int) -> Snapshot | None:
    """Return a snapshot with its answer as it came, or None."""
    return Snapshot.objects.filter(pk=number).first()


def figures_of(snapshot: Snapshot) -> QuerySet[ReferenceFigure]:
    """Return the figures of a snapshot."""
    return ReferenceFigure.objects.filter(snapshot=snapshot)


def is_whole(snapshot: Snapshot) -> bool:
    """Return whether the answer still is the one whose digest was written down."""
    return hashlib.sha256(bytes(snapshot.raw)).hexdigest() == snapshot.digest


def newest_figures(
    *, measure: str = "", areas: Sequence[str] = (), year: int | None = None
) -> list[ReferenceFigure]:
    """Return the newest snapshot's word on every figure that a filter leaves."""
    found = ReferenceFigure.objects.select_related("snapshot").defer("snapshot__raw")
    if measure:
        found = found.filter(measure=measure)
    if areas:
        found = found.filter(area__in=areas)
    if year is not None:
        found = found.filter(on__year=year)
    newest = {
        each.observation.key: each
        for each in found.order_by("snapshot__taken_on", "snapshot_id")
    }
    return sorted(
        newest.values(),
        key=lambda f: (f.measure, f.area, -f.on.toordinal(), f.sex, f.band.first),
    )


def known_measures() -> list[str]:
    """Return the measures that there are figures of, in the order of the catalogue."""
    known = set(ReferenceFigure.objects.order_by().values_list("measure", flat=True).distinct())
    return [each for each in measures() if each in known]


def years_of(measure: str) -> list[int]:
    """Return the years that there are figures of, latest first."""
    days = ReferenceFigure.objects.filter(measure=measure).order_by().dates("on", "year")
    return sorted({on.year for on in days}, reverse=True)


def difference_between(before: Snapshot, after: Snapshot) -> tuple[list[Difference], int]:
    """Return what differs between two snapshots, and how many figures are alike."""
    return compared(_observations(before), _observations(after))


def waiting_file_for(user: User, number: int, *, on: date) -> WaitingFile | None:
    """Return the file that a user has handed in and not yet stored, or None."""
    reach = reach_of(user, Permission.LOAD_FIGURES, on=on)
    if not (reach.counties or reach.associations):
        return None
    return WaitingFile.objects.filter(pk=number, handed_in_by=user.get_username()).first()


def _band(ages: str | Band) -> Band:
    return band(ages) if isinstance(ages, str) else ages


def _observations(snapshot: Snapshot) -> Iterator[Observation]:
    for each in figures_of(snapshot).iterator():
        yield each.observation


def _population_figures(
    areas: Sequence[str], on: date, sex: str, known_on: date | None
) -> QuerySet[ReferenceFigure]:
    """Return figures of population, the latest day first and of it the newest snapshot."""
    found = ReferenceFigure.objects.filter(
        measure="population", area__in=areas, on__lte=on, sex=sex, benefit=""
    )
    if known_on is not None:
        found = found.filter(snapshot__taken_on__lte=known_on)
    return (
        found.select_related("snapshot")
        .defer("snapshot__raw")
        .order_by("-on", "-snapshot__taken_on", "-snapshot_id")
    )


def _by_snapshot(figures: Iterable[ReferenceFigure]) -> list[list[ReferenceFigure]]:
    """Return figures by snapshot and day, in the order they come."""
    groups: dict[tuple[int, date], list[ReferenceFigure]] = {}
    for each in figures:
        groups.setdefault((each.snapshot_id, each.on), []).append(each)
    return list(groups.values())


def _whole_populations(figures: Iterable[ReferenceFigure]) -> dict[str, int]:
    """Return the inhabitants of all ages of the areas whose figures of one day make them."""
    by_area: dict[str, dict[Band, ReferenceFigure]] = {}
    for each in figures:
        by_area.setdefault(each.area, {})[each.band] = each
    whole = {}
    for area, by_band in by_area.items():
        parts = exactly(by_band, ALL_AGES) or ()
        total = added([by_band[each].observation for each in parts]) if parts else None
        if total is not None:
            whole[area] = int(total)
    return whole


def _from_register(areas: dict[str, str], on: date, *, have: set[str]) -> KeyInhabitants:
    """Return the register's own inhabitants, all of one day and one document."""
    found = Inhabitants.objects.filter(area__in=areas, on__lte=on, age_group="all")
    groups: dict[tuple[date, str], dict[str, int]] = {}
    documents: dict[str, Document] = {}
    for each in found.select_related("document").order_by("-on", "document_id"):
        documents[each.document_id] = each.document
        same = groups.setdefault((each.on, each.document_id), {})
        same.setdefault(areas[each.area], each.value)
    for (day, document), numbers in groups.items():
        if numbers.keys() == set(areas.values()):
            ordered = {code: numbers[code] for code in areas.values()}
            return KeyInhabitants(ordered, day, None, documents[document])
    have = have.union(*groups.values())
    lacking = ", ".join(code for code in areas.values() if code not in have) or "alla samma dag"
    raise NoFigures(f"folkmängd till och med {on} saknas för {lacking}.")
