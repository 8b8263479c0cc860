"""Texts that stand many times in a file, each told apart and numbered once."""

from __future__ import annotations

from threading import Lock

import numpy as np

from samsyn.sie_text.words import Places, Words

SLOTS = 1 << 16
MOST_WORDS = 6
ROUNDS = 8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""An odd number with its bits well spread."""


class ObjectLists:
    """The object lists of a file, each with a number; 0 is the empty one.

    Lists that were seen lately are found in a table without looking at each. Two lists may
    want the same slot; then the latest has it, and the other is looked up by its text.

    by_text:  every list -> its number
    quotes:   by number, how many quotation marks it has
    """

    def __init__(self) -> None:
        self.by_text: dict[bytes, int] = {b"{}": 0}
        self.quotes: Places = np.zeros(1, np.int64)
        self._counts = [0]
        self._number = np.full(SLOTS, -1, np.int64)
        self._turn = Lock()
        self._words = np.zeros((MOST_WORDS, SLOTS), np.uint64)

    def numbers_of(self, parts: list[Words]) -> Places:
        """Return the number of each list; a new list gets one.

        parts:  the lists word by word, `MOST_WORDS` words, zero after the end of each
        """
        slot = _slots(parts)
        with self._turn:
            return self._numbers_of(parts, slot)

    def _numbers_of(self, parts: list[Words], slot: Places) -> Places:
        numbers = np.full(len(slot), -1, np.int64)
        left = np.arange(len(slot))
        for _ in range(ROUNDS):
            left = self._look_up(parts, slot, left, numbers)
            if not len(left):
                break
            self._learn(parts, slot, left)
        for i in left.tolist():
            numbers[i] = self._number_of(parts, i)
        self.quotes = np.array(self._counts, np.int64)
        return numbers

    def _look_up(
        self, parts: list[Words], slot: Places, left: Places, numbers: Places
    ) -> Places:
        """Number the lists that the table knows; return which ones it does not."""
        slot = slot[left]
        known = self._number[slot]
        same = known >= 0
        for words, part in zip(self._words, parts, strict=True):
            same &= words[slot] == part[left]
        numbers[left[same]] = known[same]
        return left[~same]

    def _learn(self, parts: list[Words], slot: Places, left: Places) -> None:
        """Put one list in every slot that something is missed in."""
        one = np.full(SLOTS, -1, np.int64)
        one[slot[left]] = left
        one = one[one >= 0]
        self._number[slot[one]] = [self._number_of(parts, i) for i in one.tolist()]
        for words, part in zip(self._words, parts, strict=True):
            words[slot[one]] = part[one]

    def _number_of(self, parts: list[Words], i: int) -> int:
        text = b"".join(part[i].tobytes() for part in parts).rstrip(b"\0")
        if text not in self.by_text:
            self.by_text[text] = len(self.by_text)
            self._counts.append(text.count(b'"'))
        return self.by_text[text]


def _slots(parts: list[Words]) -> Places:
    mixed = np.zeros_like(parts[0])
    for part in parts:
        mixed = (mixed ^ part) * _FACTOR
        mixed ^= mixed >> np.uint64(29)
    return (mixed * _FACTOR >> np.uint64(48)).astype(np.int64)
