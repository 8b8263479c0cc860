"""Scans a whole file, chunk by chunk, and sees to it that its lines follow as they should."""

from __future__ import annotations

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
    Rows,
    Unscannable,
)
from samsyn.sie_text.object_lists import ObjectLists
from samsyn.sie_text.words import Places

Small = npt.NDArray[np.int32]

CHUNK = 1 << 21
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


class Scan:
    """What the scanner found in every chunk, by line of the file.

    kind, start, end:  of each line
    rows, heads:       the columns of `lines.Rows` and `lines.Heads`
    odd:               the lines of rows and heads that are left unread

    Raises Unscannable.
    """

    def __init__(self, content: bytes) -> None:
        self.lists = ObjectLists()
        at = len(MARK) if content.startswith(MARK) else 0
        stop = len(content.rstrip(b"\x1a"))
        lines, rows, heads, odd = [], [], [], []
        number = 0
        while at < stop:
            end = content.rfind(b"\n", at, at + CHUNK) + 1 if at + CHUNK < stop else stop
            if not end:
                raise Unscannable
            chunk = Chunk(content[at:end], self.lists)
            found = chunk.lines()
            some, odd_rows = chunk.rows(found)
            few, odd_heads = chunk.heads(found)
            lines.append((found.kind, found.start + at, found.end + at))
            rows.append(_columns(some, number, at))
            heads.append((few.line + number, few.series, few.number, few.day, few.registered))
            odd += [odd_rows + number, odd_heads + number]
            number += len(found.kind)
            at = end
        self.kind: Codes = np.concatenate([part[0] for part in lines])
        self.start: Small = np.concatenate([part[1] for part in lines]).astype(np.int32)
        self.end: Small = np.concatenate([part[2] for part in lines]).astype(np.int32)
        self.rows = np.concatenate(rows, axis=1)
        self.heads = [np.concatenate(column) for column in zip(*heads, strict=True)]
        self.odd: list[int] = np.concatenate(odd).tolist()


def _columns(rows: Rows, lines: int, at: int) -> Places:
    """The columns of rows as of the file. lines, at: lines and bytes before the chunk"""
    line, rest = rows.line + lines, rows.rest + at
    return np.stack([line, rows.account, rows.ore, rows.day, rows.lists, rest])


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


def rows_kept(kind: Codes, told: Places) -> Places:
    """The rows that are not a repetition of the added row before. told: a row for each column"""
    added = np.flatnonzero(kind == ADDED)
    if not len(added):
        return np.arange(len(kind))
    after = added + 1
    if after[-1] == len(kind) or (kind[after] != TRANS).any():
        raise Unscannable
    if (told[:, added] != told[:, after]).any():
        raise Unscannable
    is_kept = np.ones(len(kind), np.bool_)
    is_kept[after] = False
    return np.flatnonzero(is_kept)
