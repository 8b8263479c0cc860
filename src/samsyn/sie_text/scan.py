"""Scans a whole file, chunk by chunk, and sees to it that its lines follow as they should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from samsyn.sie_text.chunks import Chunk
from samsyn.sie_text.lines import (
    ADDED,
    BLANK,
    CLOSE,
    OPEN,
    OTHER,
    REMOVED,
    TRANS,
    VOUCHER,
    Codes,
    Unscannable,
)
from samsyn.sie_text.object_lists import ObjectLists
from samsyn.sie_text.words import Places

Small = npt.NDArray[np.int32]

CHUNK = 1 << 22
WORKERS = 2
"""NumPy lets go of the interpreter, so that two chunks can be scanned at once."""

MARK = b"\xef\xbb\xbf"

# What may follow on what, blank lines left out. Rows stand between the braces of a #VER.
_ROWS = (TRANS, ADDED, REMOVED)
_FOLLOWS = {
    OTHER: (OTHER, VOUCHER),
    VOUCHER: (OPEN,),
    OPEN: (*_ROWS, CLOSE),
    CLOSE: (OTHER, VOUCHER),
    **dict.fromkeys(_ROWS, (*_ROWS, CLOSE)),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a chunk gave; places are of the file, lines of the chunk.

    rows:   öre, line, account, day, lists, rest
    heads:  line, series, number, day, registered
    """

    kind: Codes
    start: Small
    end: Small
    rows: list[npt.NDArray[Any]]
    heads: list[npt.NDArray[Any]]
    odd: Places


class Scan:
    """What the scanner found in every chunk, by line of the file.

    kind, start, end:  of each line
    rows:              öre, line, account, day, lists, rest: see `lines.Rows`
    heads:             line, series, number, day, registered: see `lines.Heads`
    odd:               the lines of rows and heads that are left unread

    Raises Unscannable.
    """

    def __init__(self, content: bytes) -> None:
        self.lists = ObjectLists()
        parts = list(_parts(content))
        with ThreadPoolExecutor(max_workers=WORKERS) as workers:
            run = workers.map if len(parts) > 1 else map
            found = list(run(lambda part: self._scan(content, *part), parts))
        self.kind: Codes = np.concatenate([chunk.kind for chunk in found])
        self.start: Small = np.concatenate([chunk.start for chunk in found])
        self.end: Small = np.concatenate([chunk.end for chunk in found])
        lines = np.cumsum([0, *(len(chunk.kind) for chunk in found)]).tolist()
        self.odd: list[int] = []
        for chunk, before in zip(found, lines, strict=False):
            chunk.rows[1] += np.int32(before)
            chunk.heads[0] += before
            self.odd += (chunk.odd + before).tolist()
        self.rows = [
            np.concatenate(column) for column in zip(*(c.rows for c in found), strict=True)
        ]
        self.heads = [
            np.concatenate(column) for column in zip(*(c.heads for c in found), strict=True)
        ]

    def _scan(self, content: bytes, at: int, end: int) -> _Found:
        chunk = Chunk(content[at:end], self.lists)
        lines = chunk.lines()
        rows, odd_rows = chunk.rows(lines)
        heads, odd_heads = chunk.heads(lines)
        small = (rows.line, rows.account, rows.day, rows.lists, rows.rest + at)
        return _Found(
            lines.kind,
            (lines.start + at).astype(np.int32),
            (lines.end + at).astype(np.int32),
            [rows.ore, *(column.astype(np.int32) for column in small)],
            [heads.line, heads.series, heads.number, heads.day, heads.registered],
            np.concatenate([odd_rows, odd_heads]),
        )


def _parts(content: bytes) -> Iterator[tuple[int, int]]:
    """Cut a file after a line, again and again."""
    at = len(MARK) if content.startswith(MARK) else 0
    stop = len(content.rstrip(b"\x1a"))
    while at < stop:
        end = content.rfind(b"\n", at, at + CHUNK) + 1 if at + CHUNK < stop else stop
        if not end:
            raise Unscannable
        yield at, end
        at = end


def check_structure(kind: Codes) -> None:
    """Only lines that follow on each other as they should are read fast."""
    allowed = np.zeros((8, 8), np.bool_)
    for before, after in _FOLLOWS.items():
        allowed[before, list(after)] = True
    kind = kind[kind != BLANK]
    if not allowed[kind[:-1], kind[1:]].all():
        raise Unscannable
    if not len(kind) or kind[0] not in {OTHER, VOUCHER} or kind[-1] not in {OTHER, CLOSE}:
        raise Unscannable


def rows_kept(kind: Codes, told: Sequence[npt.NDArray[Any]]) -> Places | slice:
    """The rows that are not a repetition of the added row before.

    told:  what must be the same in both
    """
    added = np.flatnonzero(kind == ADDED)
    if not len(added):
        return slice(None)
    after = added + 1
    if after[-1] == len(kind) or (kind[after] != TRANS).any():
        raise Unscannable
    if any((column[added] != column[after]).any() for column in told):
        raise Unscannable
    is_kept = np.ones(len(kind), np.bool_)
    is_kept[after] = False
    return np.flatnonzero(is_kept)
