"""Faults as they are found: what each code means, and how many of a kind are shown."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHOWN_OF_A_KIND = 200
TOLD_OF_A_KIND = 2000
LONGEST_FOUND = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold in a file: where, what was found, what to do.

    line:      line in the file from 1; 0 when it concerns the file as a whole
    is_grave:  the file must not be imported until it is mended
    """

    code: str
    line: int
    found: str
    expected: str
    remedy: str
    is_grave: bool

    def __str__(self) -> str:
        place = f"rad {self.line}: " if self.line else ""
        return (
            f"{place}hittade {self.found}, väntade {self.expected}. {self.remedy} [{self.code}]"
        )


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was expected instead, what to do, and whether the file must wait until then."""

    expected: str
    remedy: str
    grave: bool


@cache
def meanings() -> dict[str, Meaning]:
    """Return every code and what it means, from `faults.toml`."""
    text = Path(__file__).with_name("faults.toml").read_text("utf-8")
    return {code: Meaning(**words) for code, words in tomllib.loads(text).items()}


def fault(code: str, found: str, line: int = 0) -> Fault:
    """Return a fault with the words of its code."""
    meaning = meanings()[code]
    return Fault(code, line, found, meaning.expected, meaning.remedy, meaning.grave)


class Faults:
    """Every fault of a file. Of one kind the first 200 are kept, the rest are counted.

    `tell_once` is for what a program does in every line: the first place is told, with how
    many there are.
    """

    def __init__(self) -> None:
        self._kept: list[Fault] = []
        self._number: Counter[str] = Counter()
        self._once: dict[tuple[str, str], tuple[int, int]] = {}
        self._kinds: Counter[str] = Counter()

    def add(self, code: str, found: str, line: int = 0) -> None:
        self._number[code] += 1
        if self._number[code] <= SHOWN_OF_A_KIND:
            self._kept.append(fault(code, found, line))

    def tell_once(self, code: str, found: str, line: int, times: int = 1) -> None:
        if (code, found) not in self._once:
            self._kinds[code] += 1
            if self._kinds[code] > TOLD_OF_A_KIND:
                return
        first, seen = self._once.get((code, found), (line, 0))
        self._once[code, found] = (min(first, line), seen + times)

    def all(self) -> tuple[Fault, ...]:
        """Return what was found in the order of the file; what concerns it all stands first."""
        told = [*self._kept, *self._told_once(), *self._uncounted()]
        return tuple(sorted(told, key=lambda fault: (fault.line, fault.code, fault.found)))

    def _told_once(self) -> list[Fault]:
        by_code: Counter[str] = Counter()
        told = []
        for (code, found), (line, times) in sorted(
            self._once.items(), key=lambda item: (item[1][0], item[0])
        ):
            by_code[code] += 1
            if by_code[code] <= SHOWN_OF_A_KIND:
                told.append(
                    fault(code, found if times == 1 else f"{found} ({times} ggr)", line)
                )
        return told

    def _uncounted(self) -> list[Fault]:
        return [
            fault("fler-fel", f"{number - SHOWN_OF_A_KIND} fel till av slaget {code}")
            for code, number in sorted((self._number + self._kinds).items())
            if number > SHOWN_OF_A_KIND
        ]


def quoted(value: str) -> str:
    """Return a value as it is shown: within quotation marks, and not too long."""
    short = value if len(value) <= LONGEST_FOUND else value[: LONGEST_FOUND - 1] + "…"
    return f"”{short}”"
