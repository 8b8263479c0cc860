"""The fields of a line and their values: text, object lists, amounts, dates, quantities."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from samsyn.sie_text.faults import Faults, quoted

Objects = tuple[tuple[int, str], ...]
"""Pairs of a dimension and the name of an object in it."""

LARGEST_ORE = 10**13

Field = str | tuple[str, ...]
"""A field of text, or an object list: what stands between braces."""

# A quotation mark within a text has a backslash before it. One without is read as a part of
# the text as long as more of the text follows directly.
_TEXT = r'(?:[^"\\]|\\"?|"(?![ \t]|$))*+'
_LISTED = r'(?:[^"\\]|\\"?|"(?![ \t}]|$))*+'
_FIELD = re.compile(
    rf'[ \t]*(?:"(?P<text>{_TEXT})"(?=[ \t]|$)'
    rf'|\{{(?P<list>(?:[^"{{}}]|"{_LISTED}")*+)\}}'
    r'|(?P<word>[^ \t"{][^ \t]*))'
)
_ITEM = re.compile(rf'[ \t]*(?:"(?P<text>{_LISTED})"|(?P<word>[^ \t"{{}}]+))')
_TEXT_GROUP, _LIST_GROUP = _FIELD.groupindex["text"], _FIELD.groupindex["list"]
_STRAY = re.compile(r'(?<!\\)"')
_AMOUNT = re.compile(r"([-+]?)([0-9]*)(?:([.,])([0-9]*))?")
_USUAL_AMOUNT = re.compile(r"-?[0-9]{1,11}\.[0-9]{2}")
_QUANTITY = re.compile(r"[-+]?[0-9]{1,20}(?:[.,][0-9]{0,20})?")


def split(line: str, number: int, faults: Faults) -> list[Field]:
    """Return the label and the fields of a line; tell of quotation marks and braces amiss.

    line: without its end, and without blanks around it
    """
    fields: list[Field] = []
    at, end = 0, len(line)
    while at < end:
        found = _FIELD.match(line, at)
        if found is None:
            fields.append(_broken(line[at:].strip(" \t"), number, faults))
            break
        at = found.end()
        which = found.lastindex
        value = found[which or 0]
        if which == _TEXT_GROUP:
            fields.append(_unescaped(value, number, faults) if '"' in value else value)
        elif which == _LIST_GROUP:
            fields.append(_items(value, number, faults) if value else ())
        else:
            fields.append(value)
    return fields


def _items(inside: str, number: int, faults: Faults) -> tuple[str, ...]:
    items = []
    for found in _ITEM.finditer(inside):
        text = found["text"]
        if text is None:
            items.append(found["word"])
        else:
            items.append(_unescaped(text, number, faults) if '"' in text else text)
    return tuple(items)


def _unescaped(text: str, number: int, faults: Faults) -> str:
    if _STRAY.search(text):
        faults.add("citattecken-i-text", quoted(text), number)
    return text.replace('\\"', '"')


def _broken(rest: str, number: int, faults: Faults) -> str:
    code = "objektlista" if rest.startswith("{") else "citattecken"
    faults.add(code, quoted(rest), number)
    return rest.removeprefix('"')


def text_of(field: Field) -> str:
    """Return a field as text; an object list is written out as it stood."""
    return field if isinstance(field, str) else "{" + " ".join(field) + "}"


def checked(fields: Sequence[Field], crc: int, encoding: str = "cp437") -> int:
    """Return the control sum of #KSUMMA with one more line in it.

    Source: SIE filformat 4B, 10.14. Label and fields; no blanks between them, no quotation
    marks around them, no braces; each sign as it is in code page 437. Programs that write
    another code page may sum that instead.
    """
    for field in fields:
        for part in (field,) if isinstance(field, str) else field:
            crc = zlib.crc32(part.encode(encoding, "replace"), crc)
    return crc


def ore_of(field: Field, number: int, faults: Faults) -> int | None:
    """Return an amount in öre; None, and a fault, when it is not one."""
    text = text_of(field)
    if _USUAL_AMOUNT.fullmatch(text):
        return int(text.replace(".", ""))
    found = _AMOUNT.fullmatch(text)
    if not found or not (found[2] or found[4]):
        faults.add("belopp", quoted(text), number)
        return None
    sign, whole, mark, part = found[1], found[2].lstrip("0"), found[3], found[4] or ""
    if len(part) > 2:
        faults.add("decimaler", quoted(text), number)
        return None
    if len(whole) > 12 or int(whole + part.ljust(2, "0")) > LARGEST_ORE:
        faults.add("for-stort-belopp", quoted(text), number)
        return None
    if mark == "," or sign == "+":
        faults.tell_once(
            "beloppets-skrivsatt", "decimalkomma" if mark == "," else "plustecken", number
        )
    ore = int(whole + part.ljust(2, "0"))
    return -ore if sign == "-" else ore


def quantity_of(field: Field, number: int, faults: Faults) -> Decimal | None:
    """Return a quantity; None when there is none, or when it is not a number."""
    if field == "":
        return None
    text = text_of(field)
    if not _QUANTITY.fullmatch(text):
        faults.add("kvantitet", quoted(text), number)
        return None
    return Decimal(text.replace(",", "."))


def day_of(field: Field, number: int, faults: Faults) -> date | None:
    """Return a date; None, and a fault, when it is not one."""
    text = text_of(field)
    day = _day(text)
    if day is None:
        faults.add("datum", quoted(text), number)
    return day


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def period_of(field: Field, number: int, faults: Faults) -> str | None:
    """Return a month as YYYYMM; None, and a fault, when it is not one."""
    text = text_of(field)
    if _day(f"{text}01") is None:
        faults.add("period", quoted(text), number)
        return None
    return text


def account_of(field: Field, number: int, faults: Faults) -> str | None:
    """Return an account number; None, and a fault, when it is not of digits."""
    text = text_of(field)
    if not (text.isascii() and text.isdigit() and len(text) <= 20):
        faults.add("kontonummer", quoted(text), number)
        return None
    return text


def whole_of(field: Field, code: str, number: int, faults: Faults) -> int | None:
    """Return a small whole number: of a year (0, -1 …) or a dimension (1, 2 …)."""
    text = text_of(field)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        faults.add(code, quoted(text), number)
        return None
    return int(text)


def objects_of(field: Field, number: int, faults: Faults) -> Objects | None:
    """Return the objects of a list; None, and a fault, when it is not pairs."""
    if field == ():
        return ()
    if isinstance(field, str) or len(field) % 2:
        faults.add("objektlista", quoted(text_of(field)), number)
        return None
    pairs = []
    for dimension, item in zip(field[::2], field[1::2], strict=True):
        whole = whole_of(dimension, "dimension", number, faults)
        if whole is None:
            return None
        if whole < 1:
            faults.add("dimension", quoted(dimension), number)
            return None
        pairs.append((whole, item))
    return tuple(pairs)


def objects_and_ore(
    fields: list[Field], label: str, number: int, faults: Faults
) -> tuple[Objects, int, list[Field]] | None:
    """Return the object list, the amount and the fields after them.

    A list that is left out is told, and is the same as an empty one.
    """
    objects: Objects | None = ()
    if fields and (isinstance(fields[0], tuple) or fields[0].startswith("{")):
        objects, fields = objects_of(fields[0], number, faults), fields[1:]
    else:
        faults.tell_once("objektlista-saknas", f"{label} utan klammer", number)
    if not fields:
        faults.add("for-fa-falt", f"{label} utan belopp", number)
        return None
    ore = ore_of(fields[0], number, faults)
    return None if objects is None or ore is None else (objects, ore, fields[1:])
