"""The counties, municipalities and regions of Sweden, by official code.

Source: SCB, "Län och kommuner i kodnummerordning"; the 290 municipalities stand since
Knivsta was formed on 1 January 2003, and Heby has its present code since 1 January 2007.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from samsyn.register.areas import COUNTRY, county_area, municipality_area, region_party
from samsyn.register.models import County, Municipality, Party

LIST_IN_FORCE_FROM = date(2003, 1, 1)
CODES_CHANGED_LATER = {"0331": date(2007, 1, 1)}

STATE_PARTIES = {"fk": "Försäkringskassan", "af": "Arbetsförmedlingen"}


def counties() -> list[County]:
    """Return the 21 counties, unsaved."""
    names = {row["county_code"]: row["county"] for row in _rows("municipalities.csv")}
    return [County(code=code, name=name) for code, name in sorted(names.items())]


def municipalities() -> list[Municipality]:
    """Return the 290 municipalities, unsaved."""
    return [
        Municipality(
            code=row["code"],
            name=row["name"],
            county_id=row["county_code"],
            starts_on=CODES_CHANGED_LATER.get(row["code"], LIST_IN_FORCE_FROM),
        )
        for row in _rows("municipalities.csv")
    ]


def parties() -> list[Party]:
    """Return every party that can be a member of an association, unsaved."""
    agencies = [
        Party(code=code, name=name, kind=Party.Kind.STATE)
        for code, name in STATE_PARTIES.items()
    ]
    regions = [
        Party(
            code=region_party(row["code"]),
            name=row["name"],
            kind=Party.Kind.REGION,
            county_id=row["code"],
        )
        for row in _rows("regions.csv")
    ]
    municipal = [
        Party(
            code=municipality_area(row["code"]),
            name=row["name"],
            kind=Party.Kind.MUNICIPALITY,
            county_id=row["county_code"],
            municipality_id=row["code"],
        )
        for row in _rows("municipalities.csv")
    ]
    return [*agencies, *regions, *municipal]


def area_names() -> dict[str, str]:
    """Return the name of every municipality and county, and of the country, by area."""
    named = {municipality_area(each.code): each.name for each in municipalities()}
    named |= {county_area(each.code): each.name for each in counties()}
    return named | {COUNTRY: "Riket"}


def areas_of_county(code: str) -> list[str]:
    """Return a county and its municipalities."""
    inside = [m.code for m in municipalities() if m.county_id == code]
    return [county_area(code), *map(municipality_area, inside)]


def areas_by_name() -> dict[str, str]:
    """Return areas by their names in small letters, and by themselves.

    A name that two areas have is left out.
    """
    named: dict[str, list[str]] = {}
    for area, name in area_names().items():
        named.setdefault(name.lower(), []).append(area)
    alone = {name: areas[0] for name, areas in named.items() if len(areas) == 1}
    return alone | {area: area for area in area_names()}


def municipalities_by_county() -> dict[str, list[str]]:
    """Return the areas of the municipalities of each county."""
    found: dict[str, list[str]] = {}
    for each in municipalities():
        found.setdefault(str(each.county_id), []).append(municipality_area(each.code))
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("samsyn.register").joinpath(name).read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
