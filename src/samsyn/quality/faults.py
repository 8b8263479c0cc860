"""What a check has found, before it is written out as a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samsyn.facts.ranges import Range

MOST_TITLES = 3


@dataclass(frozen=True)
class Fault:
    """What a rule has found, before it is written out as a finding.

    figures: the keys involved, the one in question first
    instead: the value that the figure in question would have if it were mended
    """

    rule: str
    figures: tuple[str, ...]
    stated: str
    follows: str
    instead: Range | None = None
    severity: str = ""
    about: str = ""
    association: str | None = None
    year: int | None = None
    effect: str = ""


def concerned(titles: Sequence[str]) -> str:
    """Say which indicators something concerns; the first few, and how many more."""
    shown = "; ".join(titles[:MOST_TITLES])
    rest = len(titles) - MOST_TITLES
    return f"Berör: {shown} och {rest} till." if rest > 0 else f"Berör: {shown}."
