"""A finding: what does not hold, where, what follows instead, and what it would change."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils.crypto import salted_hmac

PROTECTED = "Skyddat: gäller färre än fem personer."


class Severity(StrEnum):
    """How much a finding matters, gravest first."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"

    @property
    def sv(self) -> str:
        return {"error": "fel", "warning": "varning", "information": "upplysning"}[self.value]

    @property
    def plural(self) -> str:
        return {"error": "fel", "warning": "varningar", "information": "upplysningar"}[
            self.value
        ]


@dataclass(frozen=True)
class Rule:
    """A rule of quality, as `rules.toml` states it. `parameters` are its dated numbers."""

    id: str
    severity: Severity
    title: str
    why: str
    remedy: str
    source: str
    in_force_from: date
    parameters: tuple[tuple[str, int], ...] = ()

    def parameter(self, name: str) -> int:
        return dict(self.parameters)[name]


@cache
def rules() -> dict[str, Rule]:
    """Return every rule by its id, in the order of the file."""
    text = files("samsyn.quality").joinpath("rules.toml").read_text("utf-8")
    return {id: _rule(id, content) for id, content in tomllib.loads(text).items()}


def _rule(id: str, content: dict[str, Any]) -> Rule:
    fixed = ("title", "why", "remedy", "source", "in_force_from")
    return Rule(
        id=id,
        severity=Severity(content["severity"]),
        **{name: content[name] for name in fixed},
        parameters=tuple(
            (name, value)
            for name, value in content.items()
            if name not in fixed and name != "severity"
        ),
    )


@dataclass(frozen=True)
class Finding:
    """Something in the figures of a county that does not hold together.

    about:   what the figure is called where it stands
    stated:  what the source says
    follows: what follows from the other figures
    effect:  what would change if it were mended; empty if nothing is known to
    places:  (document, place in it), without repetition
    figures: keys of the figures involved, the one in question first
    """

    rule: Rule
    about: str
    county: str
    association: str | None
    association_name: str
    year: int | None
    stated: str
    follows: str
    effect: str
    places: tuple[tuple[str, str], ...]
    figures: tuple[str, ...]
    severity: Severity
    protected_key: str = ""
    """The key of the finding that this one is without the numbers of."""

    @property
    def is_protected(self) -> bool:
        return bool(self.protected_key)

    def without_numbers(self) -> Finding:
        """Return the finding as one may see it who may not see its small groups."""
        return replace(
            self, stated=PROTECTED, follows=PROTECTED, effect="", protected_key=self.key
        )

    @property
    def key(self) -> str:
        """A name that stays the same for as long as the same figures disagree alike.

        It tells nothing of the numbers: its digest needs the installation's own key.
        """
        if self.protected_key:
            return self.protected_key
        content = "|".join((*self.figures, self.stated, self.follows)).encode()
        digest = salted_hmac("samsyn.quality.findings", content).hexdigest()[:10]
        return f"{self.rule.id}:{self.figures[0] if self.figures else 'lan'}:{digest}"
