"""What a person can get wrong in the model's files and fields, told in Swedish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that must be put right.

    code:  stable, for programs
    place: the file with row and column, or the name of the field
    field: the column or the parameter, as it is called in files; empty for a whole file
    """

    code: str
    place: str
    field: str
    found: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return (
            f"{self.place}: hittade {self.found!r}, väntade {self.expected}. "
            f"{self.remedy} [{self.code}]"
        )


class Faulty(ValueError):
    """A file or a set of fields that cannot be used; `faults` says everything at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)
