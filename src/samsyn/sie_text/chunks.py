"""Scans the voucher lines of a large file, many at a time, straight from its bytes.

A line that is written in an unusual way is handed back unread (`odd`); what has a fault is
never read here. In `_windows` every place of the file has the eight bytes that start there.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from samsyn.sie_text.lines import (
    ABSENT,
    ADDED,
    BLANK,
    CLOSE,
    OPEN,
    OTHER,
    REMOVED,
    TRANS,
    VOUCHER,
    Codes,
    Heads,
    Lines,
    Rows,
    Unscannable,
)
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

_LABELS = ((b"#VER", VOUCHER), (b"#TRANS", TRANS), (b"#RTRANS", ADDED), (b"#BTRANS", REMOVED))
_TAB, _NEWLINE, _RETURN, _SPACE, _QUOTE, _MINUS, _POINT = 9, 10, 13, 32, 34, 45, 46
_OPENING, _BACKSLASH, _CLOSING = 123, 92, 125


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
        self._find_marks()
        self._refuse_control_signs(part)

    def _find_marks(self) -> None:
        """Places of line ends and quotation marks; of each line, where its own marks begin."""
        signs = self.signs[: self.size + 1]
        self._marks = np.flatnonzero((signs == _NEWLINE) | (signs == _QUOTE))
        ends = np.flatnonzero(signs[self._marks] == _NEWLINE)
        if self.size and self.signs[self.size - 1] == _NEWLINE:
            ends = ends[:-1]
        self._first_mark = np.concatenate([[0], ends[:-1] + 1])
        self._quotes = ends - self._first_mark
        self.ends: Places = self._marks[ends]

    def _refuse_control_signs(self, part: bytes) -> None:
        """Only line ends and tabs may be here; and a return only before a line end."""
        signs = self.signs[: self.size]
        self._is_return = self.signs[self.ends - 1] == _RETURN
        self._is_return[:1] &= self.ends[:1] > 0
        known = len(self.ends) - (not part.endswith(b"\n"))
        known += int(np.count_nonzero(self._is_return)) + int(np.count_nonzero(signs == _TAB))
        if int(np.count_nonzero(signs < _SPACE)) != known or b"\x7f" in part:
            raise Unscannable

    def lines(self) -> Lines:
        """Return what every line is."""
        end = self.ends - self._is_return
        start = np.empty_like(end)
        start[:1], start[1:] = 0, self.ends[:-1] + 1
        end = self._without_blanks(end, start)
        start = np.minimum(self._past_blanks(start), end)
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

    def _kinds(self, start: Places, end: Places) -> Codes:
        first, length = self._windows[start], end - start
        kind = np.full(len(start), OTHER, np.uint8)
        kind[length == 0] = BLANK
        kind[(length == 1) & (self.signs[start] == _OPENING)] = OPEN
        kind[(length == 1) & (self.signs[start] == _CLOSING)] = CLOSE
        for label, code in _LABELS:
            found = np.flatnonzero((first & LOW[len(label)]) == word(label))
            after = np.minimum(start[found] + len(label), self.size)
            kind[found[self._is_blank(after)]] = code
        return kind

    def rows(self, lines: Lines) -> tuple[Rows, Places]:
        """Return the rows of vouchers, and the lines of those that are odd."""
        line = np.flatnonzero(
            (lines.kind == TRANS) | (lines.kind == ADDED) | (lines.kind == REMOVED)
        )
        end = lines.end[line]
        place = lines.start[line] + 6 + (lines.kind[line] != TRANS)
        account, place, ok = self._account(self._past_blanks(place + 1))
        lists, place, found = self._lists(self._past_blanks(place + 1), end)
        ok &= found & self._is_blank(place)
        ore, place, found = self._amount(self._past_blanks(place + 1))
        ok &= found
        quotes = self.lists.quotes[lists]
        fields, found = self._fields(line, place, end, quotes, 4)
        ok &= found
        day, found = self._day(*fields[0])
        ok &= found & self._is_quantity(*fields[2])
        kept = np.flatnonzero(ok)
        rows = Rows(*(c[kept] for c in (line, account, ore, day, lists, place)))
        return rows, line[~ok]

    def heads(self, lines: Lines) -> tuple[Heads, Places]:
        """Return the #VER lines, and the lines of those that are odd."""
        line = np.flatnonzero(lines.kind == VOUCHER)
        start, none = lines.start[line] + 4, np.zeros(len(line), np.int64)
        fields, ok = self._fields(line, start, lines.end[line], none, 6)
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
        decimals = digits(tail >> np.uint64(8)) * has_point
        ok = (count >= 1) & (count <= 7) & (decimals <= 2) & (~has_point | (decimals > 0))
        tenths = ((tail >> np.uint64(8)) & np.uint64(15)).astype(np.int64) * (decimals > 0)
        hundredths = ((tail >> np.uint64(16)) & np.uint64(15)).astype(np.int64) * (
            decimals == 2
        )
        ore = number(words, np.maximum(count, 1)) * 100 + tenths * 10 + hundredths
        return ore * (1 - 2 * is_negative), place + has_point + decimals, ok

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
        self, line: Places, place: Places, end: Places, quotes: Places, count: int
    ) -> tuple[list[tuple[Places, Places]], Flags]:
        """Return where fields start and stop, and of which lines all is well.

        quotes:  how many quotation marks come before in each line
        count:   of fields; one that is left out is as an empty one
        """
        place, mark = place.copy(), self._first_mark[line] + quotes
        ok = (place == end) | self._is_blank(np.minimum(place, self.size))
        fields = []
        for _ in range(count):
            some = np.flatnonzero(ok & (place < end))
            start = stop = end
            if len(some):
                start, stop = end.copy(), end.copy()
                at, until, is_quoted, found = self._field(place[some], end[some], mark[some])
                start[some], stop[some] = at + is_quoted, until
                place[some] = until + is_quoted
                mark[some] += 2 * is_quoted
                ok[some] = found
            fields.append((start, stop))
        all_marks = self._first_mark[line] + self._quotes[line]
        return fields, ok & (place == end) & (mark == all_marks)

    def _field(
        self, place: Places, end: Places, mark: Places
    ) -> tuple[Places, Places, Flags, Flags]:
        """Where the next field begins and where it stops, if it is quoted, and if all is well.

        place: of the blank before it
        mark:  which of the marks is the next quotation mark, if there is one
        """
        at = self._past_blanks(place + 1)
        is_quoted: Flags = self.signs[at] == _QUOTE
        close = self._marks[np.minimum(mark + 1, len(self._marks) - 1)]
        ok = ~is_quoted | ((self._marks[mark] == at) & (self.signs[close - 1] != _BACKSLASH))
        ok &= ~is_quoted | (close < end)
        bare = np.flatnonzero(~is_quoted)
        if len(bare):
            close[bare], ok[bare] = self._word(at[bare], end[bare])
        after = np.minimum(close + is_quoted, end)
        return at, close, is_quoted, ok & ((after == end) | self._is_blank(after))

    def _word(self, at: Places, end: Places) -> tuple[Places, Flags]:
        """Where fields without quotation marks stop: at the next blank."""
        length = np.zeros(len(at), np.int64)
        for step in range(0, LONGEST_LIST, 8):
            place = first_blank(self._windows[at + step])
            length = np.where(length < step, length, step + place)
            if (length < step + 8).all():
                break
        until = np.minimum(at + length, end)
        ok = (length < LONGEST_LIST) | (at + length >= end)
        return until, ok & (self.signs[at] != _OPENING)

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
