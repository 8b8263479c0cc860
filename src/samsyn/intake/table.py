"""What a file from outside must look like: a table format is a list of typed columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

Value = str | int | Decimal | date | bool | tuple[str, ...] | None

SLUG = re.compile(r"[a-z0-9][a-z0-9_.:-]*\Z")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")
SIGNED_KEY = re.compile(r"[+-]?[a-z0-9][a-z0-9_.:*-]*\Z")
LARGEST_INTEGER = 10**15


class Kind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    KEY = "key"
    SLUG = "slug"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    YES_NO = "yes_no"
    KEYS = "keys"


EXPECTED = {
    Kind.TEXT: "text",
    Kind.KEY: "en nyckel av små bokstäver a–z, siffror och tecknen - _",
    Kind.SLUG: "en nyckel av små bokstäver a–z, siffror och tecknen - _ . :",
    Kind.INTEGER: "ett heltal",
    Kind.DECIMAL: "ett tal, till exempel 115305 eller 9.85",
    Kind.DATE: "ett datum som ÅÅÅÅ-MM-DD",
    Kind.YES_NO: "ja eller nej",
    Kind.KEYS: "nycklar med mellanslag emellan, med + eller - framför dem som räknas ihop",
}


@dataclass(frozen=True)
class Column:
    """A column: its name in the file, how it is read, and what it says to a person.

    `refers` names the table that the cell must be a key of: another file of the folder, or
    a table that is stored already.
    """

    name: str
    kind: Kind
    sv: str
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    refers: str = ""

    @property
    def expected(self) -> str:
        if self.choices:
            return "något av: " + ", ".join(self.choices)
        return EXPECTED[self.kind]


@dataclass(frozen=True)
class TableFormat:
    """A file that can be loaded: its name, its columns, and the columns that name a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def file_name(self) -> str:
        return f"{self.name}.csv"

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


class UnreadableCell(ValueError):
    """A cell that its column cannot read."""


def read_cell(column: Column, text: str) -> Value:
    """Return the value of a cell, or None if it is empty.

    Numbers may be written the Swedish way (blank in thousands, decimal comma).

    Raises UnreadableCell if the text is not what the column expects.
    """
    text = text.strip()
    if not text:
        if column.required:
            raise UnreadableCell("tom cell")
        return () if column.kind is Kind.KEYS else None
    value = READERS[column.kind](text)
    if column.choices and value not in column.choices:
        raise UnreadableCell(text)
    return value


def _key(text: str) -> str:
    if not KEY.match(text):
        raise UnreadableCell(text)
    return text


def _slug(text: str) -> str:
    if not SLUG.match(text):
        raise UnreadableCell(text)
    return text


def _decimal(text: str) -> Decimal:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".").replace("\u2212", "-")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise UnreadableCell(text) from None
    if not number.is_finite() or abs(number) > LARGEST_INTEGER:
        raise UnreadableCell(text)
    return number


def _integer(text: str) -> int:
    number = _decimal(text)
    if number != int(number):
        raise UnreadableCell(text)
    return int(number)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnreadableCell(text) from None


def _yes_no(text: str) -> bool:
    answers = {"ja": True, "nej": False}
    if text.lower() not in answers:
        raise UnreadableCell(text)
    return answers[text.lower()]


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(text.split())
    for key in keys:
        if not SIGNED_KEY.match(key):
            raise UnreadableCell(key)
    return keys


READERS: Mapping[Kind, Callable[[str], Value]] = {
    Kind.TEXT: str,
    Kind.KEY: _key,
    Kind.SLUG: _slug,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.YES_NO: _yes_no,
    Kind.KEYS: _keys,
}
