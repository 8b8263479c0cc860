"""Which single figures are kept from an audience: small groups, and what tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from samsyn.facts.build import facts_of
from samsyn.facts.cube import FIRST_CLOSED, STATUSES, Facts
from samsyn.facts.figures import Figure, figures_of
from samsyn.indicators.definitions import SMALLEST_GROUP
from samsyn.indicators.publish import Audience, show_count
from samsyn.indicators.small_groups import WHOLE_AND_PART, WHOLE_AND_SUM, hidden_people

CLOSED = STATUSES[FIRST_CLOSED:]
AREA_KINDS = ("needs", "inhabitants")

Family = tuple[str, ...]
"""What figures share that together make totals: kind, where, what and when."""


def figures_seen(county: str, audience: Audience) -> Mapping[str, Figure]:
    """Return the figures of a county by key as an audience may see them.

    A figure of a group that is too small has no value, range, derivation or text, and is
    not found by searching for them.
    """
    figures = figures_of(county)
    protected = protected_figures(figures, audience, county)
    if not protected:
        return figures
    return {
        key: _without_numbers(figure) if key in protected else figure
        for key, figure in figures.items()
    }


def _without_numbers(figure: Figure) -> Figure:
    return replace(
        figure, value=None, low=None, high=None, derivation="", text="", is_protected=True
    )


def protected_figures(
    figures: Mapping[str, Figure], audience: Audience, county: str
) -> frozenset[str]:
    """Return the keys of the figures that are kept from an audience.

    Our own convention (ADR 0009): a group of 1-4 people in figures that their owner has not
    published, and what is hidden among the indicators; with each, all closed figures of the
    same measure in the same year, and statements about them, since the small one could be
    told from what is left.
    """
    closed = [
        figure
        for figure in figures.values()
        if figure.status in CLOSED
        and not audience.small_groups.covers(county=county, association=figure.association)
    ]
    if not closed:
        return frozenset()
    return frozenset(_protected(figures, closed, facts_of(county), audience))


def _protected(
    figures: Mapping[str, Figure], closed: list[Figure], facts: Facts, audience: Audience
) -> set[str]:
    keys = {figure.key for figure in closed}
    told = {figure.key for figure in closed if _is_small(figure)}
    told |= set(_small_rests(figures.values())) | set(_behind_hidden(facts, audience))
    told &= keys
    families = {family for key in told for family in _families(figures[key])}
    families |= set(_linked(families, figures.values()))
    hidden = told | {f.key for f in closed if not families.isdisjoint(_families(f))}
    about = {f.key for f in closed if f.signed and _names_any(f.signed, hidden)}
    return hidden | about


def _is_small(figure: Figure) -> bool:
    if figure.unit != "persons" or figure.value is None:
        return False
    return show_count(int(figure.value), figure.status, is_own=False) is None


def _behind_hidden(facts: Facts, audience: Audience) -> Iterator[str]:
    """Yield the figures that were added up to a number no indicator may show."""
    hidden = hidden_people(facts, audience.small_groups)
    if hidden.any():
        columns = facts.columns
        for row in hidden[columns.atom, columns.unit, columns.year].nonzero()[0]:
            yield facts.figures[int(row)]


def _families(figure: Figure) -> list[Family]:
    """Return the families of a figure: one for each year that its period touches.

    Counts add up over interventions, sexes, ages and parts of a year within an association;
    people of an area over sexes, ages and areas within the county. A share of them tells
    of them as well.
    """
    traits = figure.traits
    if figure.kind == "counts":
        where = figure.association or ""
        what = (traits["measure"], traits["population"], traits["counting_mode"])
        return [("counts", where, *what, year) for year in _years(figure)]
    if figure.kind in AREA_KINDS:
        return [(figure.kind, traits.get("group", ""), str(figure.year))]
    return []


def _years(figure: Figure) -> list[str]:
    first, last = (int(day[:4]) for day in figure.traits["period"].split("/"))
    return [str(year) for year in range(first, last + 1)]


def _linked(families: set[Family], figures: Iterable[Figure]) -> Iterator[Family]:
    """Yield families of what adds up to a hidden one, or is added to it.

    If one term of a sum is hidden, all of its parts are; and the whole, if a part is open.
    """
    is_open = {
        family
        for figure in figures
        if figure.kind == "counts" and figure.status not in CLOSED
        for family in _families(figure)
    }
    waiting = {family for family in families if family[0] == "counts"}
    found: set[Family] = set()
    while waiting:
        kind, where, measure, *rest = family = waiting.pop()
        found.add(family)
        for whole, parts in WHOLE_AND_SUM:
            if measure not in (whole, *parts):
                continue
            inside = {(kind, where, part, *rest) for part in parts}
            total = {(kind, where, whole, *rest)} if inside & is_open else set()
            waiting |= (inside | total) - found
    yield from found


def _small_rests(figures: Iterable[Figure]) -> Iterator[str]:
    """Yield figures whose difference is a small group: 17 of 20 says that 3 are not.

    The part is to be hidden; where it is open, the whole.
    """
    names = ("intervention", "period", "sex", "age_group", "population", "counting_mode")
    by_subject: dict[tuple[str, ...], dict[str, list[Figure]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for figure in figures:
        if figure.kind == "counts":
            subject = (figure.association or "", *(figure.traits[name] for name in names))
            by_subject[subject][figure.traits["measure"]].append(figure)
    for measures in by_subject.values():
        for whole, part in WHOLE_AND_PART:
            for first in measures.get(whole, ()):
                for second in measures.get(part, ()):
                    if 0 < (first.value or 0) - (second.value or 0) < SMALLEST_GROUP:
                        yield second.key if second.status in CLOSED else first.key


def _names_any(signed: Iterable[str], keys: set[str]) -> bool:
    patterns = [operand.lstrip("+-") for operand in signed]
    return any(fnmatchcase(key, pattern) for pattern in patterns for key in keys)
