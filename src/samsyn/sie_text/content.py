"""What a file is before it is read: its size, its sort, and how its letters are written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samsyn.sie_text.faults import Fault, Faults, fault

LARGEST_FILE = 100_000_000
LONGEST_LINE = 1_000_000

PART = 1 << 21
Numbers = npt.NDArray[np.int64]

STANDARD = "cp437"
ONE_BYTE = (STANDARD, "cp1252", "mac_roman")
NAMES = {
    "cp437": "PC8 (CP437)",
    "cp850": "CP850",
    "cp1252": "Windows-1252",
    "mac_roman": "MacRoman",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 med BOM",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
SWEDISH = "åäöÅÄÖéÉüÜ"

OTHER_SORTS = (
    (b"PK\x03\x04", "en zip- eller Excel-fil (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "en äldre Office-fil (.xls eller .doc)"),
    (b"%PDF", "en PDF"),
    (b"{\\rtf", "ett RTF-dokument"),
    (b"\x1f\x8b", "en gzip-fil"),
    (b"7z\xbc\xaf", "en 7z-fil"),
    (b"Rar!", "en RAR-fil"),
    (b"\x89PNG", "en bild"),
    (b"\xff\xd8\xff", "en bild"),
    (b"<!doctype html", "en webbsida"),
    (b"<html", "en webbsida"),
)
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
SIGNS_OF_DAMAGE = (b"\xc3\x83", b"\xef\xbf\xbd", b"\xcc", b"\xcd", b"\xe2\x84")
TWICE = re.compile("Ã[¥¤¶…„–\u0085\u0084\u0096]")


def refusal(content: bytes) -> Fault | None:
    """Return why a file is not read at all, or None. Nothing is read of a file that is refused."""
    if len(content) > LARGEST_FILE:
        return fault("for-stor-fil", f"{len(content) // 1_000_000} MB")
    if not content.strip(b"\xef\xbb\xbf \t\r\n\0\x1a"):
        return fault("tom-fil", "en tom fil")
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in OTHER_SORTS:
        if start.startswith(mark.lower()):
            return fault("fel-sorts-fil", name)
    if not is_xml(content) and _has_too_long_line(content):
        return fault("for-lang-rad", f"en rad på över {LONGEST_LINE} tecken")
    return None


def is_xml(content: bytes) -> bool:
    """Whether this is XML, as SIE 5 is."""
    start = content[:400]
    for mark, encoding in MARKS.items():
        if start.startswith(mark) and encoding != "utf-8-sig":
            start = start.decode(encoding, "ignore").encode()
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<!", b"<Sie", b"<sie"))


def _has_too_long_line(content: bytes) -> bool:
    at = 0
    while len(content) - at > LONGEST_LINE:
        end = max(content.rfind(sign, at, at + LONGEST_LINE) for sign in (b"\n", b"\r"))
        if end < at:
            return True
        at = end + 1
    return False


@dataclass(frozen=True, slots=True)
class Writing:
    """How the letters of a file are written.

    by_line:  line -> encoding, for the lines that are written otherwise than the rest
    """

    encoding: str
    by_line: dict[int, str]


def read_text(content: bytes, faults: Faults) -> tuple[str, Writing]:
    """Return the text of a file and how it was written; tell what is not as the standard says."""
    writing = writing_of(content, faults)
    text = _text(content.removeprefix(b"\xef\xbb\xbf"), writing)
    if writing.encoding.startswith("utf"):
        _tell_of_damage(text, faults)
        text = unicodedata.normalize("NFC", text)
    return text.removeprefix("\ufeff").rstrip("\x1a"), writing


def decode(content: bytes, encoding: str) -> str:
    """Return bytes as text. Nothing is lost: a byte without a letter becomes a sign of its own."""
    if encoding == "cp1252":
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            return "".join(_WINDOWS[byte] for byte in content)
    return content.decode(encoding, "replace")


def writing_of(content: bytes, faults: Faults) -> Writing:
    """Return how a file is written, by its Swedish letters; tell of everything that is odd."""
    mark = next((m for m in MARKS if content.startswith(m)), b"")
    encoding = MARKS.get(mark) or _wide(content)
    if encoding == "" and content.isascii():
        return Writing(STANDARD, {})
    if encoding.startswith("utf-16"):
        _tell(encoding, faults)
        return Writing(encoding, {})
    number, has_pairs = _letters_in(content)
    writing = _utf8(content, faults, encoding) if has_pairs or encoding else None
    return writing or _one_byte(content, number, faults)


def _letters_in(content: bytes) -> tuple[Numbers, bool]:
    """Return how many there are of each byte above 127, and whether two stand as in UTF-8."""
    number, has_pairs = np.zeros(256, np.int64), False
    for at in range(0, len(content), PART):
        signs = np.frombuffer(content[at : at + PART + 1], np.uint8)
        places = np.flatnonzero(signs[:PART] > 127)
        first = signs[places]
        number += np.bincount(first, minlength=256)
        after = signs[np.minimum(places + 1, len(signs) - 1)]
        is_pair = (first >= 0xC2) & (first <= 0xF4) & (after >= 0x80) & (after <= 0xBF)
        has_pairs = has_pairs or bool(is_pair.any())
    return number, has_pairs


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: every other byte of its first signs is zero."""
    head = content[:400]
    if len(head) >= 4 and head[1::2].count(0) * 2 > len(head) * 9 // 10:
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) * 2 > len(head) * 9 // 10:
        return "utf-16-be"
    return ""


def _utf8(content: bytes, faults: Faults, marked: str) -> Writing | None:
    """Return the writing if the file is UTF-8 or partly so; None if nothing of it is."""
    if not _is_utf8(content):
        return _partly_utf8(content, faults)
    _tell(marked or "utf-8", faults)
    return Writing(marked or "utf-8", {})


def may_be_damaged(content: bytes) -> bool:
    """Whether UTF-8 has letters of two parts, replaced letters, or what looks coded twice."""
    return any(sign in content for sign in SIGNS_OF_DAMAGE)


def _tell_of_damage(text: str, faults: Faults) -> None:
    damaged = TWICE.search(text) or "\ufffd" in text
    if not damaged and unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        if TWICE.search(line):
            faults.add("dubbelkodat", "tecken som Ã¥, Ã¤ eller Ã¶", number)
        if "\ufffd" in line:
            faults.add("ersattningstecken", "tecknet \ufffd i stället för en bokstav", number)
        if not unicodedata.is_normalized("NFC", line):
            faults.tell_once("sammansatta-tecken", "bokstav och prick var för sig", number)


def _partly_utf8(content: bytes, faults: Faults) -> Writing | None:
    lines = _lines_with_letters(content)
    wide = [number for number, line in lines if _is_swedish_utf8(line)]
    if not wide:
        return None
    narrow = [number for number, line in lines if not _is_utf8(line)]
    other = _most_swedish(b"".join(line for _, line in lines if not _is_utf8(line)))
    encoding, strangers = ("utf-8", narrow) if len(wide) >= len(narrow) else (other, wide)
    return _mixed(encoding, strangers, other if encoding == "utf-8" else "utf-8", faults)


def _one_byte(content: bytes, number: Numbers, faults: Faults) -> Writing:
    votes = {name: int(number[_swedish(name)].sum()) for name in ONE_BYTE}
    encoding = max(ONE_BYTE, key=lambda name: votes[name])
    if not votes[encoding]:
        faults.add("teckenkod-oklar", "tecken som inte är svenska bokstäver")
        return Writing(STANDARD, {})
    for other in ONE_BYTE:
        foreign = sorted(set(_swedish(other)) - _letters(encoding))
        if number[foreign].any() and (strangers := _strangers(content, frozenset(foreign))):
            return _mixed(encoding, strangers, other, faults)
    if encoding == STANDARD and number[list(_ONLY_IN_850)].any():
        encoding = "cp850"
    _tell(encoding, faults)
    return Writing(encoding, {})


def _mixed(encoding: str, strangers: list[int], other: str, faults: Faults) -> Writing:
    for number in strangers:
        faults.add("blandade-teckenkoder", f"{NAMES[other]} bland {NAMES[encoding]}", number)
    return Writing(encoding, dict.fromkeys(strangers, other))


def _tell(encoding: str, faults: Faults) -> None:
    if encoding != STANDARD:
        faults.add("teckenkod", NAMES[encoding])


def _strangers(content: bytes, foreign: frozenset[int]) -> list[int]:
    """Lines whose letters all are Swedish in another encoding, and none is a letter in this."""
    return [
        number
        for number, line in _lines_with_letters(content)
        if all(byte < 128 or byte in foreign for byte in line)
    ]


def _lines_with_letters(content: bytes) -> list[tuple[int, bytes]]:
    lines = re.split(rb"\r\n|\n|\r", content)
    return [(n, line) for n, line in enumerate(lines, 1) if not line.isascii()]


def _text(content: bytes, writing: Writing) -> str:
    if not writing.by_line:
        return decode(content, writing.encoding)
    lines = re.split(rb"\r\n|\n|\r", content)
    return "\n".join(
        decode(line, writing.by_line.get(number, writing.encoding))
        for number, line in enumerate(lines, 1)
    )


def _most_swedish(letters: bytes) -> str:
    return max(
        ONE_BYTE, key=lambda name: sum(letters.count(bytes([b])) for b in _swedish(name))
    )


def _is_swedish_utf8(line: bytes) -> bool:
    """Two letters of another encoding may by chance be one of UTF-8, but hardly å, ä or ö."""
    return _is_utf8(line) and any(sign in SWEDISH for sign in line.decode("utf-8"))


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _swedish(encoding: str) -> list[int]:
    return list(SWEDISH.encode(encoding))


def _letters(encoding: str) -> frozenset[int]:
    signs = {byte: decode(bytes([byte]), encoding) for byte in range(128, 256)}
    return frozenset(
        byte for byte, sign in signs.items() if unicodedata.name(sign, "").startswith("LATIN")
    )


_WINDOWS = [
    bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else "cp1252")
    for byte in range(256)
]
# Letters of CP850 where CP437 has frames and signs that nobody writes in a text.
_ONLY_IN_850 = frozenset(
    byte
    for byte in range(128, 256)
    if unicodedata.name(bytes([byte]).decode("cp850"), "").startswith("LATIN")
    and not unicodedata.name(bytes([byte]).decode("cp437"), "").startswith("LATIN")
)
