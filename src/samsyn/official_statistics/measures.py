"""What can be asked of the statistics of others, as dated data: `measures.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from samsyn.register.ages import Band, band

OWN_FILE = "referenstal.toml"
UNITS = {
    "persons": "personer",
    "full_year_equivalents": "helårsekvivalenter",
    "percent": "procent",
    "days": "dagar",
}
"""What a figure is counted in: unit in the data -> word on the screen."""


@dataclass(frozen=True)
class Query:
    """Where a measure is found at a source: which table, and what its variables are called.

    dialect:   `v1` or `v2` of PxWeb, `v3` of Kolada, `excel` of Försäkringskassan
    years:     the first and the last year that the table has
    contents:  code of the table's content -> benefit; `*` stands for the only one there is
    by_label:  the contents are benefits, found by their names
    variables: `area`, `ages`, `sex`, `contents`, `time` -> what the table calls them
    oldest:    how the table writes the oldest age
    """

    source: str
    dialect: str
    address: str
    table: str
    years: tuple[int, int]
    verified: bool
    contents: Mapping[str, str] = field(default_factory=dict)
    by_label: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    oldest: str = ""
    ages: Band | None = None


@dataclass(frozen=True)
class Measure:
    """A measure: what it is called, what it counts, and where it comes from.

    ages:         the ages that it is about
    period:       `day`, `month`, `year` or `twelve_months`
    adds_up:      figures of parts add up to that of the whole
    has_cell_key: SCB adds a random number to each figure, from a year on
    is_rounded:   each figure is rounded by itself, so that parts may miss by a half each
    verified:     checked against the publisher's own page
    """

    id: str
    name: str
    unit: str
    ages: Band
    period: str
    decimals: int
    definition: str
    source: str
    in_force_from: date
    verified: bool
    adds_up: bool = False
    has_cell_key: bool = False
    is_rounded: bool = False
    by_benefit: bool = False
    queries: tuple[Query, ...] = ()

    @property
    def unit_name(self) -> str:
        return UNITS[self.unit]


@dataclass(frozen=True)
class SourceFacts:
    """Who publishes, on which terms, and how far the format has been checked."""

    id: str
    name: str
    publisher: str
    licence: str
    attribution: str
    cells_at_most: int
    in_force_from: date
    verified: bool
    checked: str


@dataclass(frozen=True)
class Benefit:
    """A form of support; `labels` are what tables call it.

    zero_is_doubtful: SCB writes 0 where a municipality has not answered
    """

    id: str
    name: str
    labels: tuple[str, ...]
    in_sum: bool
    zero_is_doubtful: bool = False


@dataclass(frozen=True)
class CellKey:
    """How far parts may be from a total that the cell key method has touched.

    per_cell: what each figure may differ by, our own convention while SCB's is not public
    """

    in_force_from: date
    per_cell: int
    verified: bool
    source: str


@cache
def measures() -> dict[str, Measure]:
    """Return every measure by its id, in the order of the file."""
    return {each["id"]: _measure(each) for each in _entries("measure")}


@cache
def sources() -> dict[str, SourceFacts]:
    """Return every source by its id."""
    return {each["id"]: SourceFacts(**each) for each in _entries("source")}


@cache
def benefits() -> dict[str, Benefit]:
    """Return every benefit by its id."""
    return {
        each["id"]: Benefit(**(each | {"labels": tuple(each["labels"])}))
        for each in _entries("benefit")
    }


@cache
def missing_codes() -> dict[str, str]:
    """Return what each code for a missing figure means."""
    return {each["code"]: each["meaning"] for each in _data()["missing"]}


@cache
def means_nothing() -> frozenset[str]:
    """Return the codes that say there is nothing, so that a sum may go on without them."""
    return frozenset(each["code"] for each in _data()["missing"] if each["is_nothing"])


@cache
def cell_key() -> CellKey:
    """Return how far parts may be from their total under the cell key method."""
    return CellKey(**_data()["cell_key"])


def benefit_by_label(label: str) -> str | None:
    """Return the benefit that a table calls by a name, or None.

    >>> benefit_by_label("Sjukpenning")
    'sickness_benefit'
    """
    plain = label.strip().casefold()
    for each in benefits().values():
        if plain == each.id or plain == each.name or plain in map(str.casefold, each.labels):
            return each.id
    return None


def age_warning(chosen: list[Measure]) -> str:
    """Say that measures are about different ages, or nothing if they are not.

    >>> "16–64" in age_warning([measures()["unemployment"], measures()["full_year_equivalents"]])
    True
    """
    by_ages: dict[Band, list[str]] = {}
    for each in chosen:
        if each.id != "population":  # asked for in the ages that one wants
            by_ages.setdefault(each.ages, []).append(each.name)
    if len(by_ages) < 2:
        return ""
    said = "; ".join(f"{ages.words}: {', '.join(names)}" for ages, names in by_ages.items())
    return f"Måtten gäller olika åldrar och ska inte delas med varandra utan vidare. {said}."


def _measure(entry: Mapping[str, Any]) -> Measure:
    plain = {key: value for key, value in entry.items() if key not in {"query", "ages"}}
    queries = tuple(_query(each) for each in entry.get("query", []))
    return Measure(**plain, ages=band(entry["ages"]), queries=queries)


def _query(entry: Mapping[str, Any]) -> Query:
    ages = band(entry["ages"]) if "ages" in entry else None
    return Query(**(dict(entry) | {"years": tuple(entry["years"]), "ages": ages}))


def _entries(name: str) -> list[dict[str, Any]]:
    """Return a list of the file, where an installation's own entries replace the shipped."""
    by_id = {each["id"]: each for each in _data().get(name, [])}
    own = Path(settings.HOME) / OWN_FILE
    if own.is_file():
        by_id |= {
            each["id"]: each for each in tomllib.loads(own.read_text("utf-8")).get(name, [])
        }
    return list(by_id.values())


@cache
def _data() -> dict[str, Any]:
    text = files("samsyn.official_statistics").joinpath("measures.toml").read_text("utf-8")
    return tomllib.loads(text)
