"""Bytes to text: which encoding a file has, by evidence, and what is odd in its text."""

from __future__ import annotations

from dataclasses import dataclass

from samsyn.intake.reactions import Answers, Question, Refusal, Remark


@dataclass(frozen=True)
class Decoded:
    """The text of a file, NFC and without invisible signs.

    encoding:  as Python calls it
    questions: what has not been answered; the text is then read by each default
    """

    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()


def decode(
    content: bytes, *, file: str = "", answers: Answers | None = None
) -> Decoded | Refusal:
    """Return the text of a file, or why it has none."""
    raise NotImplementedError


def key_of(text: str) -> str:
    """Return a text as a key: NFC, no invisible signs, Latin letters for their look-alikes."""
    raise NotImplementedError
