"""Amounts as people and their programs write them, read to whole öre or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from samsyn.intake.reactions import Answers, Place, Question, Remark


class MoneyUnit(StrEnum):
    """What one of a written number is: kronor, thousands or millions of kronor."""

    KRONOR = "kr"
    THOUSANDS = "tkr"
    MILLIONS = "mnkr"

    @property
    def ore(self) -> int:
        return {"kr": 100, "tkr": 100_000, "mnkr": 100_000_000}[self.value]


@dataclass(frozen=True)
class AmountStyle:
    """How the amounts of a column are written. None or "" where nobody has said.

    decimal_sign:            "," or "."; needed only for texts such as 134.000
    is_trailing_minus_minus: what `134 000 kr-` means; needed only if it occurs
    unit:                    what bare numbers are counted in; kronor if not said
    """

    decimal_sign: str = ""
    is_trailing_minus_minus: bool | None = None
    unit: MoneyUnit | None = None


@dataclass(frozen=True)
class Amount:
    """An amount in whole öre, or None if the cell is empty or could not be read."""

    ore: int | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class StyleReading:
    """How a column writes its amounts, and what must be asked before that is known."""

    style: AmountStyle
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read_amount(value: object, style: AmountStyle = AmountStyle()) -> Amount:  # noqa: B008
    """Return the amount of a text, a number or a cell of `sheets`, in whole öre."""
    raise NotImplementedError


def style_of(
    values: Iterable[object],
    *,
    heading: str = "",
    place: Place | None = None,
    answers: Answers | None = None,
) -> StyleReading:
    """Return how a whole column writes its amounts, and what must be asked."""
    raise NotImplementedError
