"""Which single figures are kept from an audience: small groups, and what tells of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from samsyn.facts.cube import FIRST_CLOSED, STATUSES
from samsyn.facts.figures import Figure, figures_of
from samsyn.indicators.definitions import SMALLEST_GROUP
from samsyn.indicators.publish import Audience, show_count

CLOSED = STATUSES[FIRST_CLOSED:]
WHOLE_AND_PART = (
    ("participants", "closed"),
    ("participants", "new"),
    ("closed", "positive_exits"),
    ("closed", "exits_work_or_studies"),
    ("closed", "exits_ready"),
    ("positive_exits", "exits_work_or_studies"),
    ("positive_exits", "exits_ready"),
)
"""Measures where the second is among the first: the rest is a group of people as well."""


def figures_seen(county: str, audience: Audience) -> Mapping[str, Figure]:
    """Return the figures of a county by key as an audience may see them.

    A figure of a group that is too small has no value, range, derivation or text.
    """
    figures = figures_of(county)
    protected = protected_figures(figures, audience, county)
    if not protected:
        return figures
    return {
        key: replace(
            figure, value=None, low=None, high=None, derivation="", text="", is_protected=True
        )
        if key in protected
        else figure
        for key, figure in figures.items()
    }


def protected_figures(
    figures: Mapping[str, Figure], audience: Audience, county: str
) -> frozenset[str]:
    """Return the keys of the figures that are kept from an audience.

    Our own convention (ADR 0009): a group of 1-4 people in figures that their owner has not
    published; with it the other figures of the same measure and period in the association,
    and statements about them, since the small one could be told from what is left.
    """
    closed = [
        figure
        for figure in figures.values()
        if figure.status in CLOSED
        and not audience.small_groups.covers(county=county, association=figure.association)
    ]
    if not closed:
        return frozenset()
    small = {figure.key for figure in closed if _is_small(figure)} | set(_small_rests(closed))
    groups = {_group(figures[key]) for key in small if figures[key].kind == "counts"}
    hidden = small | {f.key for f in closed if f.kind == "counts" and _group(f) in groups}
    about = {
        figure.key for figure in closed if figure.signed and _names_any(figure.signed, hidden)
    }
    return frozenset(hidden | about)


def _is_small(figure: Figure) -> bool:
    if figure.unit != "persons" or figure.value is None:
        return False
    return show_count(int(figure.value), figure.status, is_own=False) is None


def _group(figure: Figure) -> tuple[str, ...]:
    """Return what the figures share that together make one total."""
    names = ("measure", "period", "population", "counting_mode")
    return (figure.association or "", *(figure.traits[name] for name in names))


def _small_rests(closed: Iterable[Figure]) -> Iterator[str]:
    """Yield figures whose difference is a small group: 17 of 20 says that 3 are not."""
    by_subject: dict[tuple[str, ...], dict[str, Figure]] = defaultdict(dict)
    for figure in closed:
        if figure.kind == "counts":
            names = (
                "intervention",
                "period",
                "sex",
                "age_group",
                "population",
                "counting_mode",
            )
            subject = (figure.association or "", *(figure.traits[name] for name in names))
            by_subject[subject][figure.traits["measure"]] = figure
    for measures in by_subject.values():
        for whole, part in WHOLE_AND_PART:
            if whole in measures and part in measures:
                rest = (measures[whole].value or 0) - (measures[part].value or 0)
                if 0 < rest < SMALLEST_GROUP:
                    yield measures[part].key


def _names_any(signed: Iterable[str], keys: set[str]) -> bool:
    patterns = [operand.lstrip("+-") for operand in signed]
    return any(fnmatchcase(key, pattern) for pattern in patterns for key in keys)
