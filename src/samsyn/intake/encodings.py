"""Bytes to text: which encoding a file has, by evidence, and what is odd in its text."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from samsyn.intake.reactions import (
    MOST_ROWS_COUNTED,
    Alternative,
    Answers,
    Place,
    Question,
    Refusal,
    Remark,
    question,
    remark,
    rows_named,
)

NAMES = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252", "latin-1": "Latin-1", "cp437": "CP437 (DOS)",
    "cp850": "CP850 (DOS)", "mac_roman": "Macintosh",
}  # fmt: skip
# In order of preference. With the last, bytes that Windows leaves unused become control signs.
ONE_BYTE = ("cp1252", "cp437", "cp850", "mac_roman", "latin-1")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MOST_WORDS = 20_000

_LETTERS = re.compile(rb"[0-9A-Za-z]?[\x80-\xff]{1,50}[0-9A-Za-z]?")
_PHRASE = re.compile(r"[\w.-]{0,20}[^\x00-\x7f][\w.-]{0,20}(?: [\w.-]{1,20})?")
_SWEDISH, _FOREIGN = frozenset("åäöÅÄÖ"), frozenset("éÉüÜèáàâêëíóôøØæÆñçß")
_SIGNS = frozenset("\u00a0§–—‘’“”…€½¼°´»«•±×·²³")
_LATIN_1 = re.compile("[À-ÿ]")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_QUESTION_MARK = re.compile(r"(?<=[A-Za-zåäö])\?(?= ?[a-zåäö])|(?<![^\s;,\"])\?(?=[a-zåäö]{2})")
_LOOK_ALIKES = dict(
    zip("аеорсухіјѕАВЕКМНОРСТУХІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧοѵ",
        "aeopcyxijsABEKMHOPCTYXIJABEZHIKMNOPTYXov", strict=True)
)  # fmt: skip
_STRANGE = f"[{''.join(_LOOK_ALIKES)}]"
_MIXED_WORD = re.compile(f"[A-Za-zåäöÅÄÖ]{_STRANGE}|{_STRANGE}[A-Za-zåäöÅÄÖ]")


def _double_encoded() -> dict[str, str]:
    """Return what a letter looks like when its UTF-8 has been read as Windows or Latin-1."""
    table = {}
    for sign in [*map(chr, range(0xA0, 0x100)), *"–—‘’“”…€•"]:
        for encoding in ("latin-1", "cp1252"):
            table[sign.encode().decode(encoding, "ignore")] = sign
    return {seen: sign for seen, sign in table.items() if len(seen) > 1}


_DOUBLE = _double_encoded()
_DOUBLE_PATTERN = re.compile("|".join(map(re.escape, sorted(_DOUBLE, key=len, reverse=True))))


@dataclass(frozen=True)
class Decoded:
    """The text of a file: NFC, lines ending in a line feed, without invisible signs.

    encoding:  as Python calls it
    questions: what has not been answered; the text is then read by each default, for a look
    """

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()


def decode(
    content: bytes, *, file: str = "", answers: Answers | None = None
) -> Decoded | Refusal:
    """Return the text of a file, or why it has none.

    A file in a DOS or Macintosh encoding is asked about: some letters look right in several.
    Refused: an empty file, lines in different encodings, NUL and other control signs.
    """
    place = Place(file)
    content = content.removesuffix(b"\x1a")  # how DOS ends a text
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        return Refusal((remark("tom-fil", f"{len(content)} byte", place),))
    found = _unicode(content, place) or _one_byte(content, place, answers or {})
    if isinstance(found, Refusal):
        return found
    return _mended(found, place, answers or {})


def key_of(text: str) -> str:
    """Return a text as a key: NFC, no invisible signs, Latin letters for their look-alikes.

    >>> key_of("A\\u030asa \\u200bL\\u0430x\\u00e5")
    'Åsa Laxå'
    """
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    if _MIXED_WORD.search(visible):
        visible = "".join(_LOOK_ALIKES.get(sign, sign) for sign in visible)
    return " ".join(visible.split())


def _unicode(content: bytes, place: Place) -> Decoded | Refusal | None:
    """The text if the file is Unicode, by its mark or by how it is built; else None."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, place, "teckenkod-marke")
    wide = _utf_16_without_mark(content)
    if wide:
        return _strictly(content, wide, place, "teckenkod-utf-16")
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _strictly(content: bytes, encoding: str, place: Place, told: str) -> Decoded | Refusal:
    name = NAMES[encoding]
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        mixed = _mixed(content, place) if encoding == "utf-8" else None
        return mixed or _broken(content, error.start, name, place)
    return Decoded(text, encoding, (remark(told, name, place, name=name),))


def _broken(content: bytes, start: int, name: str, place: Place) -> Refusal:
    row = content.count(b"\n", 0, start) + 1
    found = f"byte {start + 1}"
    return Refusal((remark("teckenkod-trasig", found, place, name=name, row=row),))


def _utf_16_without_mark(content: bytes) -> str:
    """The kind of UTF-16 that every other byte being NUL shows, or ""."""
    if len(content) < 8 or len(content) % 2:
        return ""
    even, odd = content[:4000:2].count(0), content[1:4000:2].count(0)
    few, many = sorted((even, odd))
    is_utf_16 = many > len(content[:4000]) // 5 and few * 8 < many
    return ("utf-16-le" if odd > even else "utf-16-be") if is_utf_16 else ""


def _mixed(content: bytes, place: Place) -> Refusal | None:
    """A refusal if some lines can only be UTF-8 and others cannot be."""
    utf_8, others = [], []
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        try:
            is_ours = _LATIN_1.search(line.decode("utf-8"))
        except UnicodeDecodeError:
            others.append(number)
        else:
            utf_8 += [number] if is_ours else []
    if not (utf_8 and others):
        return None
    found = f"UTF-8 på {rows_named(utf_8)}; annat på {rows_named(others)}"
    fewer = min(utf_8, others, key=len)
    return Refusal((remark("teckenkod-blandad", found, place.at(fewer[0])),))


def _one_byte(content: bytes, place: Place, answers: Answers) -> Decoded | Refusal:
    """The text in the encoding that makes most Swedish words of its bytes."""
    refusal = _mixed(content, place)
    if refusal:
        return refusal
    words = {match.group() for match in islice(_LETTERS.finditer(content), MOST_WORDS)}
    scores = {encoding: _likeness(words, encoding) for encoding in ONE_BYTE}
    best = max(ONE_BYTE, key=lambda encoding: scores[encoding])
    asked = _which_encoding(content, scores, best, place)
    chosen = asked.answer(answers)
    text = content.decode(chosen or best, "replace")
    found = f"bokstäver i {NAMES[chosen or best]}"
    told = (remark("teckenkod-tolkad", found, place, sample=_sample(text)),)
    rivals = [other for other in ONE_BYTE if scores[other] == scores[best] > 0]
    is_sure = best in ("cp1252", "latin-1") and not {"cp437", "mac_roman"} & set(rivals)
    return Decoded(text, chosen or best, told, () if chosen or is_sure else (asked,))


def _likeness(words: set[bytes], encoding: str) -> int:
    """How much the words look like Swedish in an encoding; the more, the higher."""
    try:
        return sum(_word_likeness(word.decode(encoding)) for word in words)
    except UnicodeDecodeError:
        return -(10**9)


def _word_likeness(word: str) -> int:
    score = 0
    for before, sign, after in zip(" " + word, word, word[1:] + " ", strict=False):
        if sign.isascii() or sign in _SIGNS:
            continue
        is_odd = before.isdigit() or after.isdigit() or (sign.isupper() and before.islower())
        if not sign.isalpha() or is_odd:
            score -= 2
        elif sign in _SWEDISH:
            score += 3
        elif sign in _FOREIGN and (before + after).strip():
            score += 1
    return score


def _which_encoding(
    content: bytes, scores: dict[str, int], best: str, place: Place
) -> Question:
    offered = [each for each in ONE_BYTE[:4] if scores[each] > -(10**9)]
    among = [
        Alternative(each, NAMES[each], _sample(content.decode(each, "replace")))
        for each in sorted(offered, key=lambda each: -scores[each])
    ]
    said = {"name": NAMES[best], "sample": among[0].sample if among else ""}
    return question("vilken-teckenkod", Place(place.file), among, best, **said)


def _sample(text: str) -> str:
    """Some words of a text that show whether its letters are right."""
    found = dict.fromkeys(match.group().strip() for match in _PHRASE.finditer(text[:200_000]))
    return ", ".join([phrase for phrase in found if any(map(str.isalpha, phrase))][:3])


def _mended(decoded: Decoded, place: Place, answers: Answers) -> Decoded | Refusal:
    """The text with what is odd in it mended, told of, or refused."""
    text, ends = _line_ends(decoded.text, place)
    text, remarks, questions = _doubles(text, place, answers)
    refusal = _controls(text if not questions else _DOUBLE_PATTERN.sub("", text), place)
    if refusal:
        return refusal
    remarks = [*decoded.remarks, *ends, *remarks]
    for code, pattern in (
        ("ersattningstecken", re.compile("\ufffd")),
        ("fragetecken-i-ord", _QUESTION_MARK),
        ("forvaxlingsbara-tecken", _MIXED_WORD),
        ("osynliga-tecken", _INVISIBLE),
    ):
        rows = _rows_with(pattern, text)
        if rows:
            remarks.append(remark(code, rows_named(rows), place.at(rows[0])))
    text = _INVISIBLE.sub("", text)
    if not unicodedata.is_normalized("NFC", text):
        remarks.append(remark("sammansatta-tecken", "bokstav och prick var för sig", place))
        text = unicodedata.normalize("NFC", text)
    return Decoded(text, decoded.encoding, tuple(remarks), (*decoded.questions, *questions))


def _line_ends(text: str, place: Place) -> tuple[str, list[Remark]]:
    both = text.count("\r\n")
    returns, feeds = text.count("\r") - both, text.count("\n") - both
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not returns and not (both and feeds):
        return text, []
    found = f"{both} CRLF, {feeds} LF, {returns} CR"
    return text, [remark("radslut", found, place)]


def _doubles(
    text: str, place: Place, answers: Answers
) -> tuple[str, list[Remark], list[Question]]:
    """Letters that were encoded twice: asked about, and mended if someone says so."""
    first = _DOUBLE_PATTERN.search(text)
    if first is None:
        return text, [], []
    start = text.rfind("\n", 0, first.start()) + 1
    line = text[start : start + 80].split("\n", 1)[0].strip()
    mended = _DOUBLE_PATTERN.sub(lambda match: _DOUBLE[match.group()], line)
    asked = question("dubbelkodning", place, seen=line, mended=mended)
    chosen = asked.answer(answers)
    if chosen != "laga":
        return text, [], [] if chosen else [asked]
    row = text.count("\n", 0, start) + 1
    told = remark("dubbelkodning-lagad", line, place.at(row), mended=mended)
    return _DOUBLE_PATTERN.sub(lambda match: _DOUBLE[match.group()], text), [told], []


def _controls(text: str, place: Place) -> Refusal | None:
    rows = _rows_with(_CONTROL, text)
    if not rows:
        return None
    code = "nolltecken" if "\0" in text else "styrtecken"
    return Refusal((remark(code, rows_named(rows), place.at(rows[0])),))


def _rows_with(pattern: re.Pattern[str], text: str) -> list[int]:
    """The lines in which a pattern is found, the first thousand times."""
    row, at, rows = 1, 0, {}
    for match in islice(pattern.finditer(text), MOST_ROWS_COUNTED):
        row += text.count("\n", at, match.start())
        at, rows[row] = match.start(), True
    return list(rows)
