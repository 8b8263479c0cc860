"""What a line of a large file is, and the columns that a chunk of lines gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from samsyn.sie_text.words import Places, Words

Codes = npt.NDArray[np.uint8]

BLANK, OPEN, CLOSE, VOUCHER, TRANS, ADDED, REMOVED, OTHER = range(8)
"""What a line is."""

ABSENT = -1
"""A number or a date that a field does not have."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a chunk: what each is, and where it starts and ends without blanks."""

    kind: Codes
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
