"""Indicators as data: one file each in `catalogue/`, in a closed vocabulary."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from samsyn.facts.atoms import ATOMS
from samsyn.facts.atoms import Unit as AtomUnit


class ResultUnit(StrEnum):
    """What one step of an indicator's value is."""

    PERSONS = "persons"
    PERCENT = "percent"
    KRONOR = "kronor"
    PER_POST = "per_post"


class IntervalKind(StrEnum):
    """How chance enters an indicator, and so how its interval is made."""

    COUNT = "count"
    """A number of people by itself: everyone was counted, no interval."""
    SHARE = "share"
    """People out of people: Wilson interval."""
    RATE = "rate"
    """People per something that is not chance: exact Poisson interval on the people."""
    COST = "cost"
    """Money per people: the amount is certain, the people are not."""
    EXACT = "exact"
    """Amounts only: no chance, no interval."""


class Better(StrEnum):
    """Which way is better, if any."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


THEMES = ("antal", "flöde", "resultat", "kostnad", "bemanning", "räckvidd", "ekonomi")
POPULATIONS = ("personal_data", "none")
COUNTING_MODES = ("registrations", "unique", "none")
OPTIONAL = {"cost_base", "zero_if_unknown", "smallest_group"}
SMALLEST_GROUP = 5


class DefinitionError(ValueError):
    """A definition that cannot be used: the file, the key, and what is wrong."""

    def __init__(self, file: str, key: str, fault: str) -> None:
        super().__init__(f"{file}, {key}: {fault}")
        self.file, self.key, self.fault = file, key, fault


@dataclass(frozen=True)
class Indicator:
    """What is counted, over what, and how to read it.

    numerator, denominator: atoms that are added together; an empty denominator means that
                            the value is the numerator itself
    zero_if_unknown:        atoms for which nothing said means nothing there
    smallest_group:         people in a group that is shown where the group is protected
    """

    id: str
    version: int
    theme: str
    title: str
    question: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    unit: ResultUnit
    interval: IntervalKind
    better: Better
    population: str
    counting_mode: str
    topics: tuple[str, ...]
    why_it_matters: str
    weaknesses: str
    source: str
    owner: str
    next_review: date
    cost_base: str = ""
    zero_if_unknown: tuple[str, ...] = ()
    smallest_group: int = SMALLEST_GROUP

    @property
    def formula(self) -> str:
        """The definition in words, from the names of its atoms."""
        top = " + ".join(ATOMS[atom].sv for atom in self.numerator)
        if not self.denominator:
            return top
        bottom = " + ".join(ATOMS[atom].sv for atom in self.denominator)
        return f"({top}) / ({bottom})" if self.unit is not ResultUnit.PERSONS else top

    @property
    def has_interval(self) -> bool:
        """Whether chance plays a part in it."""
        return self.interval not in {IntervalKind.COUNT, IntervalKind.EXACT}

    @property
    def counts_people(self) -> bool:
        return any(
            ATOMS[atom].unit is AtomUnit.PERSONS for atom in self.numerator + self.denominator
        )


@cache
def catalogue() -> Mapping[str, Indicator]:
    """Return every indicator by its id, by theme and then as the files sort.

    Raises DefinitionError if a file is not a valid definition.
    """
    folder = files("samsyn.indicators").joinpath("catalogue")
    found = [read_definition(file) for file in folder.iterdir() if file.name.endswith(".toml")]
    found.sort(key=lambda indicator: (THEMES.index(indicator.theme), indicator.title))
    return {indicator.id: indicator for indicator in found}


def read_definition(file: Traversable) -> Indicator:
    """Return the indicator that a file defines; the file's name is its id.

    Raises DefinitionError if the file is not TOML, if a key is missing or unknown, or if a
    value is outside the vocabulary.
    """
    try:
        content = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DefinitionError(file.name, "filen", f"är inte giltig TOML: {error}") from None
    checked = _checked(content, file.name)
    return Indicator(id=file.name.removesuffix(".toml"), **checked)


def _checked(content: dict[str, Any], file: str) -> dict[str, Any]:
    names = {field.name for field in fields(Indicator)} - {"id"}
    for key in content.keys() - names:
        raise DefinitionError(file, key, "nyckeln är okänd")
    for key in sorted(names - OPTIONAL - content.keys()):
        raise DefinitionError(file, key, "nyckeln saknas")
    for key, kind in KINDS.items():
        if key in content and not isinstance(content[key], kind):
            raise DefinitionError(file, key, f"fel slags värde: {content[key]!r}")
    for key, allowed in VOCABULARY.items():
        if content[key] not in allowed:
            expected = ", ".join(allowed)
            raise DefinitionError(
                file, key, f"{content[key]!r} finns inte; välj något av {expected}"
            )
    for key in ("title", "question", "why_it_matters", "weaknesses", "source", "owner"):
        if not content[key].strip():
            raise DefinitionError(file, key, "texten är tom")
    for key in ("numerator", "denominator", "zero_if_unknown"):
        for atom in content.get(key, []):
            if atom not in ATOMS:
                raise DefinitionError(file, key, f"{atom!r} finns inte bland fakta")
    _check_meaning(content, file)
    return content | {
        "unit": ResultUnit(content["unit"]),
        "interval": IntervalKind(content["interval"]),
        "better": Better(content["better"]),
        "why_it_matters": content["why_it_matters"].strip(),
        "weaknesses": content["weaknesses"].strip(),
        **{
            key: tuple(content.get(key, ()))
            for key in ("numerator", "denominator", "zero_if_unknown", "topics")
        },
    }


def _check_meaning(content: dict[str, Any], file: str) -> None:
    """Refuse a definition whose parts do not fit together.

    Raises DefinitionError with the key that has to be changed.
    """
    top = _units(content["numerator"])
    bottom = _units(content["denominator"])
    wanted = WANTED_UNITS[IntervalKind(content["interval"])]
    if len(top) != 1 or len(bottom) > 1:
        raise DefinitionError(file, "numerator", "alla delar måste ha samma enhet")
    if not wanted(top, bottom):
        raise DefinitionError(
            file, "interval", f"{content['interval']!r} passar inte täljare och nämnare"
        )
    modes = {
        ATOMS[atom].counting_mode.value
        for atom in (*content["numerator"], *content["denominator"])
    }
    if (modes - {"none"} or {"none"}) != {content["counting_mode"]}:
        raise DefinitionError(file, "counting_mode", "stämmer inte med täljare och nämnare")
    if content["interval"] == "cost" and not content.get("cost_base"):
        raise DefinitionError(file, "cost_base", "en kostnad måste säga vad som ingår")
    outside = set(content.get("zero_if_unknown", ())) - {
        *content["numerator"],
        *content["denominator"],
    }
    if outside:
        raise DefinitionError(file, "zero_if_unknown", f"{outside} ingår inte")


def _units(atoms: Sequence[str]) -> set[AtomUnit]:
    return {ATOMS[atom].unit for atom in atoms}


PEOPLE, ORE = {AtomUnit.PERSONS}, {AtomUnit.ORE}
WANTED_UNITS: Mapping[IntervalKind, Any] = {
    IntervalKind.COUNT: lambda top, bottom: top == PEOPLE and not bottom,
    IntervalKind.SHARE: lambda top, bottom: top == PEOPLE and bottom == PEOPLE,
    IntervalKind.RATE: lambda top, bottom: top == PEOPLE and bottom and bottom != PEOPLE,
    IntervalKind.COST: lambda top, bottom: top == ORE and bottom == PEOPLE,
    IntervalKind.EXACT: lambda top, bottom: top == ORE and bool(bottom),
}
KINDS: Mapping[str, type] = {
    "version": int,
    "title": str,
    "question": str,
    "numerator": list,
    "denominator": list,
    "zero_if_unknown": list,
    "topics": list,
    "cost_base": str,
    "why_it_matters": str,
    "weaknesses": str,
    "source": str,
    "owner": str,
    "next_review": date,
    "smallest_group": int,
}
VOCABULARY: Mapping[str, Sequence[str]] = {
    "theme": THEMES,
    "unit": [unit.value for unit in ResultUnit],
    "interval": [kind.value for kind in IntervalKind],
    "better": [better.value for better in Better],
    "population": POPULATIONS,
    "counting_mode": COUNTING_MODES,
}
