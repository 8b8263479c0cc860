"""Eight bytes of a text as one number, and what can be said of many such at once.

The first byte is the lowest. All functions take and give arrays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Places = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]


def word(text: bytes) -> np.uint64:
    return np.uint64(int.from_bytes(text.ljust(8, b"\0"), "little"))


def _every(byte: int) -> np.uint64:
    return np.uint64(byte * 0x0101010101010101)


_ONES, _TOPS, _LOWS = _every(0x01), _every(0x80), _every(0x7F)
LOW = [np.uint64((1 << 8 * n) - 1) for n in range(8)] + [np.uint64(2**64 - 1)]
KEEP = np.array(LOW, np.uint64)


def first_of(words: Words, byte: int) -> Places:
    """Return where in each word a byte stands first; 8 if it does not."""
    same = words ^ _every(byte)
    hit = (same - _ONES) & ~same & _TOPS
    return _lowest(hit)


def first_blank(words: Words) -> Places:
    """Return where in each word a blank, a tab or a line end stands first; 8 if none does."""
    hit = (words - _every(0x21)) & ~words & _TOPS
    return _lowest(hit)


def digits(words: Words) -> Places:
    """Return with how many digits each word begins, 8 at most."""
    value = words ^ _every(0x30)
    other = (((value & _LOWS) + _every(0x76)) | value) & _TOPS
    return _lowest(other)


def _lowest(hit: Words) -> Places:
    below = (hit & (~hit + np.uint64(1))) - np.uint64(1)
    return (np.bitwise_count(below) >> 3).astype(np.int64)


def number(words: Words, count: Places) -> Places:
    """Return the number that the first digits of each word are. count: 1 to 8."""
    shift = ((8 - count) << 3).astype(np.uint64)
    value = ((words ^ _every(0x30)) << shift) & _every(0x0F)
    value = (value * np.uint64(2561) >> np.uint64(8)) & np.uint64(0x00FF00FF00FF00FF)
    value = (value * np.uint64(6553601) >> np.uint64(16)) & np.uint64(0x0000FFFF0000FFFF)
    value = value * np.uint64(42949672960001) >> np.uint64(32)
    return value.astype(np.int64)
