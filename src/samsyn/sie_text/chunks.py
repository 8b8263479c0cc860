"""Scans the voucher lines of a large file, many at a time, straight from its bytes.

A line that is written in an unusual way is handed back unread (`odd`); what has a fault is
never read here. In `_windows` every place of the file has the eight bytes that start there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samsyn.sie_text.object_lists import MOST_WORDS, ObjectLists
from samsyn.sie_text.words import (
    KEEP,
    LOW,
    Places,
    Words,
    digits,
    first_blank,
    first_of,
    number,
    word,
)

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

PADDING = 64
LONGEST_LIST = 8 * MOST_WORDS

BLANK, OPEN, CLOSE, VOUCHER, TRANS, ADDED, REMOVED, OTHER = range(8)
"""What a line is."""

ABSENT = -1
"""A number or a date that a field does not have."""

_TAB, _NEWLINE, _RETURN, _SPACE, _QUOTE, _MINUS, _POINT = 9, 10, 13, 32, 34, 45, 46
_OPENING, _BACKSLASH, _CLOSING = 123, 92, 125


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a chunk: what each is, and where it starts and ends without blanks."""

    kind: npt.NDArray[np.uint8]
    start: Places
    end: Places


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of vouchers that could be read, by line of the chunk.

    day:    YYYYMMDD, or ABSENT when the voucher's day holds
    lists:  number of the object list in `Chunk.lists`; 0 is the empty one
    rest:   where the fields after the amount start
    """

    line: Places
    account: Places
    ore: Places
    day: Places
    lists: Places
    rest: Places


@dataclass(frozen=True, slots=True)
class Heads:
    """The #VER lines that could be read, by line of the chunk.

    series:      its signs as a word, eight at most
    number:      ABSENT when it has none
    registered:  YYYYMMDD or ABSENT
    """

    line: Places
    series: Words
    number: Places
    day: Places
    registered: Places


class Unscannable(Exception):
    """The file has something that only the plain way can judge."""


class Chunk:
    """A part of a file that ends with a line."""

    def __init__(self, part: bytes, lists: ObjectLists) -> None:
        self.size = len(part)
        self.lists = lists
        self.signs: Bytes = np.zeros(self.size + PADDING, np.uint8)
        self.signs[: self.size] = np.frombuffer(part, np.uint8)
        self.signs[self.size] = _NEWLINE
        self._windows: Words = np.ndarray(
            (self.size + PADDING - 8,), "<u8", self.signs.data, 0, (1,)
        )
        self._refuse_control_signs()
        self._find_marks()

    def _refuse_control_signs(self) -> None:
        signs = self.signs[: self.size]
        known = sum(int(np.count_nonzero(signs == sign)) for sign in (9, 10, 13))
        if int(np.count_nonzero(signs < 32)) != known or (signs == 127).any():
            raise Unscannable

    def _find_marks(self) -> None:
        """Places of line ends and quotation marks, and the number of each among them."""
        signs = self.signs[: self.size + 1]
        self._marks = np.flatnonzero((signs == _NEWLINE) | (signs == _QUOTE))
        self._rank = np.zeros(self.size + PADDING, np.int32)  # a bare field asks as well
        self._rank[self._marks] = np.arange(len(self._marks), dtype=np.int32)
        ends = np.flatnonzero(signs[self._marks] == _NEWLINE)
        if self.size and self.signs[self.size - 1] == _NEWLINE:
            ends = ends[:-1]
        self._quotes = np.diff(ends, prepend=-1) - 1
        self.ends: Places = self._marks[ends]

    def lines(self) -> Lines:
        """Return what every line is."""
        end = self.ends.copy()
        start = np.empty_like(end)
        start[:1], start[1:] = 0, end[:-1] + 1
        is_return = (self.signs[end - 1] == _RETURN) & (end > start)
        if np.count_nonzero(is_return) != np.count_nonzero(self.signs == _RETURN):
            raise Unscannable
        end = self._without_blanks(end - is_return, start)
        start = self._past_blanks(start)
        start = np.minimum(start, end)
        return Lines(self._kinds(start, end), start, end)

    def _without_blanks(self, end: Places, start: Places) -> Places:
        for _ in range(PADDING):
            blank = self._is_blank(end - 1) & (end > start)
            if not blank.any():
                return end
            end = end - blank
        raise Unscannable

    def _past_blanks(self, at: Places) -> Places:
        for _ in range(PADDING):
            blank = self._is_blank(at)
            if not blank.any():
                return at
            at = at + blank
        raise Unscannable

    def _is_blank(self, at: Places) -> Flags:
        signs = self.signs[at]
        blank: Flags = (signs == _SPACE) | (signs == _TAB)
        return blank

    def _kinds(self, start: Places, end: Places) -> npt.NDArray[np.uint8]:
        first, length = self._windows[start], end - start
        kind = np.full(len(start), OTHER, np.uint8)
        kind[length == 0] = BLANK
        kind[(length == 1) & (self.signs[start] == _OPENING)] = OPEN
        kind[(length == 1) & (self.signs[start] == _CLOSING)] = CLOSE
        for label, code in ((b"#VER", VOUCHER), (b"#TRANS", TRANS)):
            follows = self._is_blank(np.minimum(start + len(label), self.size))
            kind[((first & LOW[len(label)]) == word(label)) & follows] = code
        for label, code in ((b"#RTRANS", ADDED), (b"#BTRANS", REMOVED)):
            follows = self._is_blank(np.minimum(start + len(label), self.size))
            kind[((first & LOW[7]) == word(label)) & follows] = code
        return kind

    def rows(self, lines: Lines) -> tuple[Rows, Places]:
        """Return the rows of vouchers, and the lines of those that are odd."""
        line = np.flatnonzero(
            (lines.kind == TRANS) | (lines.kind == ADDED) | (lines.kind == REMOVED)
        )
        end = lines.end[line]
        place = self._past_blanks(lines.start[line] + 6 + (lines.kind[line] != TRANS))
        account, place, ok = self._account(place)
        place = self._past_blanks(place)
        lists, place, found = self._lists(place, end)
        ok &= found & self._is_blank(place)
        ore, place, found = self._amount(self._past_blanks(place))
        ok &= found
        fields, quotes, found = self._fields(place, end, 4)
        ok &= found & (quotes + self.lists.quotes[lists] == self._quotes[line])
        day, found = self._day(*fields[0])
        ok &= found & self._is_quantity(*fields[2])
        kept = np.flatnonzero(ok)
        rows = Rows(*(c[kept] for c in (line, account, ore, day, lists, place)))
        return rows, line[~ok]

    def heads(self, lines: Lines) -> tuple[Heads, Places]:
        """Return the #VER lines, and the lines of those that are odd."""
        line = np.flatnonzero(lines.kind == VOUCHER)
        fields, quotes, ok = self._fields(lines.start[line] + 4, lines.end[line], 6)
        ok &= quotes == self._quotes[line]
        series, found = self._short(*fields[0])
        ok &= found
        number, found = self._number(*fields[1])
        ok &= found
        day, found = self._day(*fields[2])
        ok &= found & (day != ABSENT)
        registered, found = self._day(*fields[4])
        kept = np.flatnonzero(ok & found)
        heads = Heads(line[kept], series[kept], number[kept], day[kept], registered[kept])
        return heads, line[~(ok & found)]

    def _account(self, place: Places) -> tuple[Places, Places, Flags]:
        """Account numbers of one to six digits, the first not 0, and a blank after."""
        words = self._windows[place]
        count = digits(words)
        ok = (count >= 1) & (count <= 6) & (self.signs[place] != ord("0"))
        account = number(words, np.maximum(count, 1))
        place = place + count
        return account, place, ok & self._is_blank(place)

    def _amount(self, place: Places) -> tuple[Places, Places, Flags]:
        """Amounts of at most seven digits before the point and two after it, as öre."""
        is_negative = self.signs[place] == _MINUS
        place = place + is_negative
        words = self._windows[place]
        count = digits(words)
        place = place + count
        tail = self._windows[place]
        has_point = (tail & np.uint64(0xFF)) == _POINT
        decimals = np.where(has_point, digits(tail >> np.uint64(8)), 0)
        ok = (count >= 1) & (count <= 7) & (decimals <= 2) & (~has_point | (decimals > 0))
        first = ((tail >> np.uint64(8)) & np.uint64(15)).astype(np.int64)
        second = ((tail >> np.uint64(16)) & np.uint64(15)).astype(np.int64)
        ore = number(words, np.maximum(count, 1)) * 100
        ore += np.where(decimals > 0, first * 10, 0) + np.where(decimals == 2, second, 0)
        return np.where(is_negative, -ore, ore), place + has_point + decimals, ok

    def _lists(self, place: Places, end: Places) -> tuple[Places, Places, Flags]:
        """The number of each object list, and the place after it."""
        numbers = np.zeros(len(place), np.int64)
        is_empty = (self._windows[place] & LOW[2]) == word(b"{}")
        ok, after = is_empty.copy(), place + 2
        full = np.flatnonzero(~is_empty)
        at = place[full]
        length = self._length(at)
        found = (self.signs[at] == _OPENING) & (length > 0) & (at + length <= end[full])
        full, at, length = full[found], at[found], length[found]
        numbers[full] = self.lists.numbers_of(self._parts(at, length))
        ok[full], after[full] = True, at + length
        return numbers, np.minimum(after, end), ok

    def _length(self, at: Places) -> Places:
        """To the first closing brace; 0 when it is too far away."""
        length = np.zeros(len(at), np.int64)
        for step in range(0, LONGEST_LIST, 8):
            place = first_of(self._windows[at + step], _CLOSING)
            length = np.where((length == 0) & (place < 8), step + place + 1, length)
            if length.all():
                break
        return length

    def _parts(self, at: Places, length: Places) -> list[Words]:
        """The signs of lists word by word, zero after the end of each."""
        longest = int(length.max(initial=0))
        parts = [np.zeros(len(at), np.uint64)] * MOST_WORDS
        for n, step in enumerate(range(0, longest, 8)):
            parts[n] = self._windows[at + step] & KEEP[np.clip(length - step, 0, 8)]
        return parts

    def _fields(
        self, place: Places, end: Places, count: int
    ) -> tuple[list[tuple[Places, Places]], Places, Flags]:
        """Return where fields start and stop, how many quotation marks they have, if all is well.

        A field that is left out is as an empty one.
        """
        place = place.copy()
        quotes = np.zeros(len(place), np.int64)
        ok = (place == end) | self._is_blank(np.minimum(place, self.size))
        fields = []
        for _ in range(count):
            start, stop = end.copy(), end.copy()
            some = np.flatnonzero(ok & (place < end))
            at = self._past_blanks(place[some])
            is_quoted = self.signs[at] == _QUOTE
            until, found = self._until(at, end[some], is_quoted)
            start[some], stop[some] = at + is_quoted, until
            place[some] = after = until + is_quoted
            quotes[some] += 2 * is_quoted
            ok[some] &= found & ((after == end[some]) | self._is_blank(after))
            fields.append((start, stop))
        return fields, quotes, ok & (place == end)

    def _until(self, at: Places, end: Places, is_quoted: Flags) -> tuple[Places, Flags]:
        """Where fields stop: at the next quotation mark, or at the next blank."""
        close = self._marks[np.minimum(self._rank[at] + 1, len(self._marks) - 1)]
        ok = (self.signs[close] == _QUOTE) & (self.signs[close - 1] != _BACKSLASH)
        if is_quoted.all():
            return close, ok
        bare = np.flatnonzero(~is_quoted)
        length = np.zeros(len(bare), np.int64)
        for step in range(0, LONGEST_LIST, 8):
            place = first_blank(self._windows[at[bare] + step])
            length = np.where(length < step, length, step + place)
            if (length < step + 8).all():
                break
        close[bare] = np.minimum(at[bare] + length, end[bare])
        ok[bare] = (length < LONGEST_LIST) | (at[bare] + length >= end[bare])
        ok[bare] &= self.signs[at[bare]] != _OPENING
        return close, ok

    def _day(self, start: Places, stop: Places) -> tuple[Places, Flags]:
        """Dates as YYYYMMDD. That they are in the calendar is seen to later, once for each."""
        words = self._windows[start]
        is_day = (stop - start == 8) & (digits(words) == 8)
        day = np.where(is_day, number(words, np.full(len(words), 8)), ABSENT)
        return day, is_day | (start == stop)

    def _number(self, start: Places, stop: Places) -> tuple[Places, Flags]:
        """Numbers of vouchers, of eight digits at most and without a leading zero."""
        words, length = self._windows[start], stop - start
        is_number = (length >= 1) & (length <= 8) & (digits(words) >= length)
        is_number &= (self.signs[start] != ord("0")) | (length == 1)
        value = number(words, np.clip(length, 1, 8))
        return np.where(is_number, value, ABSENT), is_number | (length == 0)

    def _short(self, start: Places, stop: Places) -> tuple[Words, Flags]:
        """Texts of eight signs at most, each as a word."""
        length = stop - start
        return self._windows[start] & KEEP[np.clip(length, 0, 8)], length <= 8

    def _is_quantity(self, start: Places, stop: Places) -> Flags:
        """Whether fields are empty, or numbers of at most seven digits and as many decimals."""
        ok: Flags = start == stop
        some = np.flatnonzero(~ok)
        at = start[some] + (self.signs[start[some]] == _MINUS)
        whole = digits(self._windows[at])
        at = at + whole
        decimals = digits(self._windows[at + 1])
        is_whole = at == stop[some]
        has_decimals = (self.signs[at] == _POINT) & (at + 1 + decimals == stop[some])
        ok[some] = (whole >= 1) & (whole <= 7) & (decimals <= 7 | is_whole)
        ok[some] &= is_whole | has_decimals
        return ok
