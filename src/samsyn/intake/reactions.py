"""What is said about a file from outside: remarks with a place, questions, and refusals.

A reader never raises for what a person can cause. It returns what it read together with
remarks and questions, or a refusal. Answers are passed in again, as question key → alternative,
so that the same file with the same answers is always read the same way.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

Answers = Mapping[str, str]

MOST_ROWS_NAMED, MOST_ROWS_COUNTED = 10, 1_000


class Reaction(StrEnum):
    """What happens to what was found."""

    STOPP_FIL = "STOPP-FIL"
    STOPP = "STOPP"
    FRAGA = "FRÅGA"
    RATTA = "RÄTTA"
    VARNA = "VARNA"

    @property
    def stops(self) -> bool:
        """Whether nothing may be stored as long as this stands."""
        return self in (Reaction.STOPP_FIL, Reaction.STOPP, Reaction.FRAGA)


MEANINGS: Mapping[Reaction, str] = {
    Reaction.STOPP_FIL: "Filen tas inte emot; ingen rad är läst.",
    Reaction.STOPP: "Inget i filen sparas förrän det är rättat.",
    Reaction.FRAGA: "Någon måste välja; valet sparas med inläsningen.",
    Reaction.RATTA: "Tolkat på ett annat sätt än det stod; originalet sparas.",
    Reaction.VARNA: "Kan gå vidare när någon har sett det.",
}


@dataclass(frozen=True)
class Place:
    """Where something stands. `column` is a heading or a letter, `cell` an address as B7."""

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cell: str = ""

    def at(self, row: int | None, column: str = "", cell: str = "") -> Place:
        """Return a place in the same file and sheet."""
        return Place(self.file, self.sheet, row, column or self.column, cell)


@dataclass(frozen=True)
class Remark:
    """What was found and where, what was expected, and what to do, in Swedish.

    code:     stable; its reaction and words are in remarks.toml
    row:      the row as a person counts it, from 1
    expected: for RÄTTA, what it was read as
    """

    code: str
    file: str
    row: int | None
    column: str
    found: str
    expected: str
    remedy: str
    reaction: Reaction = Reaction.STOPP
    sheet: str = ""
    cell: str = ""

    @property
    def place(self) -> str:
        row = self.row if not self.cell else None
        said = {"blad": self.sheet, "rad": row, "cell": self.cell, "kolumn": self.column}
        named = [f"{word} {value}" for word, value in said.items() if value]
        return ", ".join(filter(None, (self.file, *named)))

    def at(self, place: Place) -> Remark:
        """Return the same remark with a place, where it has none of its own."""
        return replace(
            self,
            file=self.file or place.file,
            sheet=self.sheet or place.sheet,
            row=self.row or place.row,
            column=self.column or place.column,
            cell=self.cell or place.cell,
        )

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        said = f"hittade '{self.found}', väntade {_ended(self.expected)}"
        if self.reaction is Reaction.RATTA:
            said = f"'{self.found}' tolkat som {_ended(self.expected)}"
        elif self.reaction is Reaction.VARNA:
            said = _ended(self.found)
        return " ".join(filter(None, (f"{where}{said}", self.remedy, f"[{self.code}]")))


@dataclass(frozen=True)
class Alternative:
    """One way to answer: its key, what it says, and what the file then looks like."""

    key: str
    sv: str
    sample: str = ""


@dataclass(frozen=True)
class Question:
    """What a person must choose before a file can be stored, once per file or column.

    key:     stable for the same file: the code, then sheet and column if it is asked for one
    default: the alternative to offer first; "" when nothing may be taken for granted
    """

    key: str
    text: str
    alternatives: tuple[Alternative, ...]
    default: str = ""
    place: Place = field(default_factory=Place)

    def answer(self, answers: Answers) -> str:
        """Return the chosen alternative, or "" if none of them is chosen yet."""
        chosen = answers.get(self.key, "")
        return chosen if any(each.key == chosen for each in self.alternatives) else ""

    def __str__(self) -> str:
        choices = "; ".join(f"{each.key} = {each.sv}" for each in self.alternatives)
        return f"{self.text} Svara {self.key} med ett av: {choices}."


@dataclass(frozen=True)
class Refusal:
    """Nothing could be read: why, all at once."""

    remarks: tuple[Remark, ...]

    @property
    def code(self) -> str:
        return self.remarks[0].code

    def __str__(self) -> str:
        return "\n".join(map(str, self.remarks))


def remark(
    code: str, found: object = "", place: Place | None = None, **words: object
) -> Remark:
    """Return the remark with this code of remarks.toml.

    words: what to fill into its texts

    Raises KeyError if there is no such code: a fault of ours, not of the file.
    """
    text = catalogue()[code]
    at = place or Place()
    expected, remedy = (text.get(each, "").format(**words) for each in ("expected", "remedy"))
    reaction = Reaction(text["reaction"])
    return Remark(
        code,
        at.file,
        at.row,
        at.column,
        shown(found),
        expected,
        remedy,
        reaction,
        at.sheet,
        at.cell,
    )


def question(
    code: str,
    place: Place | None = None,
    among: Iterable[Alternative] = (),
    default: str = "",
    **words: object,
) -> Question:
    """Return the question with this code of remarks.toml, about a file or about a column.

    among: the alternatives, when the file itself gives them
    """
    text = catalogue()[code]
    where = place or Place()
    own = text.get("alternatives", {}).items()
    alternatives = tuple(among) or tuple(Alternative(k, sv.format(**words)) for k, sv in own)
    key = ":".join(filter(None, (code, where.sheet, where.column)))
    return Question(key, text["question"].format(**words), alternatives, default, where)


def stopping(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the remarks that stand in the way of storing anything."""
    return tuple(remark for remark in remarks if remark.reaction.stops)


def rows_named(rows: Iterable[int]) -> str:
    """Write row numbers for a person: the first ten, and how many more there are.

    >>> rows_named(range(1, 15))
    'rad 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 och 4 till'
    """
    numbers = list(rows)
    named = "rad " + ", ".join(map(str, numbers[:MOST_ROWS_NAMED]))
    over = len(numbers) - MOST_ROWS_NAMED
    least = "minst " if len(numbers) >= MOST_ROWS_COUNTED else ""
    return f"{named} och {least}{over} till" if over > 0 else named


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", "!", ".")) else f"{sentence}."


def shown(found: object, longest: int = 60) -> str:
    """Return what was found as it can be shown: cut, and with its invisible signs named.

    >>> shown("a\\u200bb")
    'a<U+200B>b'
    """
    text = str(found)
    if len(text) <= longest and text.isprintable():
        return text
    cut = text if len(text) <= longest else text[:longest] + " …"
    return "".join(
        sign if sign.isprintable() or sign == "\u00a0" else f"<U+{ord(sign):04X}>"
        for sign in cut
    )


@cache
def catalogue() -> Mapping[str, Mapping[str, Any]]:
    """Return every code with its reaction and words, from remarks.toml."""
    text = files("samsyn.intake").joinpath("remarks.toml").read_text("utf-8")
    return tomllib.loads(text)
