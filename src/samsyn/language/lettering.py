"""How wide words are when they are set, and which signs can be set at all."""

from __future__ import annotations

import re

UNWRITABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NARROW_LETTERS = frozenset(" \u00a0.,:;'|!()[]/ijlftrI\u2013-")
BROAD_LETTERS = frozenset("mwMWOQÖ%@+\u2212")


def writable(words: str) -> str:
    """Return the words without signs that no file format can hold."""
    return UNWRITABLE.sub("", words)


def em_width(words: str) -> float:
    """Return about how broad the words are, in em; rather too much than too little.

    >>> em_width("ill") < em_width("mmm")
    True
    """
    return sum(map(_letter_width, words))


def _letter_width(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return 0.36
    if letter in BROAD_LETTERS:
        return 0.86
    return 0.68 if letter.isupper() or letter.isdigit() else 0.58
