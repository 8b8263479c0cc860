"""A trial balance from Excel or CSV: which column is what, and the balances it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from samsyn.ledger.reading import Content


@dataclass(frozen=True)
class Layout:
    """How a trial balance is read: whose columns mean what, and what was answered about it."""

    fingerprint: str
    columns: Mapping[str, str]
    year: int
    answers: Mapping[str, str] = field(default_factory=dict)

    def as_choices(self) -> dict[str, Any]:
        return {
            "fingerprint": self.fingerprint,
            "columns": dict(self.columns),
            "year": self.year,
            "answers": dict(self.answers),
        }

    @classmethod
    def of(cls, choices: Mapping[str, Any]) -> Layout:
        return cls(
            choices["fingerprint"], choices["columns"], choices["year"], choices["answers"]
        )


def read_trial_balance(content: bytes, name: str, layout: Layout) -> Content:
    raise NotImplementedError
