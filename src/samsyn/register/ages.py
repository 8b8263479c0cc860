"""Bands of age, and which of them together are exactly another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from samsyn.language.swedish import EN_DASH

WRITTEN = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3})?)?\Z", re.ASCII)
OLDEST = 150
WHOLE = ("", "all", "alla", "tot", "totsa", "totalt", "totalt ålder", "samtliga", "alla åldrar")


class Unreadable(ValueError):
    """A text that is no figure, area, day, sex or age; says what was expected."""

    def __init__(self, found: object, expected: str) -> None:
        super().__init__(f"{found!r}: {expected}")
        self.found, self.expected = str(found), expected


@dataclass(frozen=True, order=True)
class Band:
    """Ages from the first to the last, both included; `last` is None when there is no end."""

    first: int = 0
    last: int | None = None

    @property
    def words(self) -> str:
        """The band as a reader sees it.

        >>> Band(16, 64).words, Band(65).words, Band().words
        ('16–64 år', '65 år och äldre', 'alla åldrar')
        """
        if self == ALL_AGES:
            return "alla åldrar"
        if self.last is None:
            return f"{self.first} år och äldre"
        if self.first == self.last:
            return f"{self.first} år"
        return f"{self.first}{EN_DASH}{self.last} år"

    @property
    def code(self) -> str:
        """The band as files and addresses write it: `16-64`, `65-`, `all`."""
        if self == ALL_AGES:
            return "all"
        return f"{self.first}-{'' if self.last is None else self.last}"


ALL_AGES = Band()


def band(text: str) -> Band:
    """Return a band as it is written: `16-64`, `16–64 år`, `45`, `65+`, `65-`, `all`.

    Raises Unreadable for anything else, and for a band that ends before it begins.

    >>> band("Samtliga 16-64 år"), band("100+")
    (Band(first=16, last=64), Band(first=100, last=None))
    """
    plain = " ".join(text.lower().split())
    if plain in WHOLE:
        return ALL_AGES
    plain = plain.removeprefix("samtliga ").replace(" år och äldre", "-").removesuffix(" år")
    plain = re.sub(r"\+1?\Z", "-", plain)
    found = WRITTEN.match(plain)
    if found is None:
        raise Unreadable(text, "en ålder, till exempel 16-64, 65- eller all")
    first = int(found[1])
    if found[2]:
        last: int | None = int(found[2])
    else:
        last = None if plain[-1] in "-–" else first
    if first > OLDEST or (last is not None and not first <= last <= OLDEST):
        raise Unreadable(text, "en ålder, till exempel 16-64, 65- eller all")
    return Band(first, last)


def exactly(bands: Iterable[Band], wanted: Band) -> tuple[Band, ...] | None:
    """Return the fewest bands that side by side are exactly the wanted one; None if none are.

    >>> five = [Band(15, 19), Band(20, 24)]
    >>> exactly(five, Band(15, 24))
    (Band(first=15, last=19), Band(first=20, last=24))
    >>> exactly(five, Band(16, 24)) is None
    True
    """
    starting: dict[int, set[int | None]] = {}
    for each in bands:
        starting.setdefault(each.first, set()).add(each.last)

    @cache
    def rest(first: int) -> tuple[Band, ...] | None:
        best: tuple[Band, ...] | None = None
        for last in starting.get(first, ()):
            found: tuple[Band, ...] | None = None
            if last == wanted.last:
                found = (Band(first, last),)
            elif last is not None and (wanted.last is None or last < wanted.last):
                after = rest(last + 1)
                found = None if after is None else (Band(first, last), *after)
            if found is not None and (best is None or len(found) < len(best)):
                best = found
        return best

    return rest(wanted.first)


def nearest_ends(bands: Iterable[Band], wanted: Band) -> str:
    """Say which bands cut through the ends of the wanted one, for a message.

    >>> nearest_ends([Band(15, 19), Band(60, 64)], Band(16, 64))
    '15–19 år'
    """
    cut = sorted(each for each in set(bands) if _cuts(each, wanted.first))
    if wanted.last is not None:
        cut += sorted(each for each in set(bands) if _cuts(each, wanted.last + 1))
    return ", ".join(each.words for each in dict.fromkeys(cut) if each != ALL_AGES)


def _cuts(each: Band, age: int) -> bool:
    return each.first < age and (each.last is None or age <= each.last)
