"""How the values of parameters are read and written: amounts, shares, choices, steps, rounds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from samsyn.language.swedish import kronor, number
from samsyn.rules.money import ORE_PER_KRONA

LARGEST_KRONOR = 10**12
MOST_ROWS = 20
YES, NO = "ja", "nej"

TAKERS = {
    "asked_more": "de som begärt mer än de fått",
    "open": "de som begärt mer eller inte angett någon begäran",
}
KEYS = {
    "model": "modellens belopp",
    "need": "försörjningsmåttet",
    "population": "befolkningen",
    "equal": "lika mycket till var och en",
}

_NUMBER = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,6})?")


class InvalidValue(ValueError):
    """A value that its parameter cannot have; the message is the value."""


@dataclass(frozen=True)
class EquityStep:
    """A step of the table of allowed equity, for funds from `from_ore` up to below `to_ore`.

    to_ore, max_share, max_ore: None where there is no limit
    """

    from_ore: int
    to_ore: int | None
    max_share: Fraction | None
    max_ore: int | None

    def holds(self, funds_ore: int) -> bool:
        return self.from_ore <= funds_ore and (self.to_ore is None or funds_ore < self.to_ore)

    def allowed_ore(self, base_ore: int) -> Fraction | None:
        """Return how much equity the step allows, in öre; None if any is allowed."""
        limits = [] if self.max_ore is None else [Fraction(self.max_ore)]
        limits += [] if self.max_share is None else [self.max_share * base_ore]
        return min(limits, default=None)


@dataclass(frozen=True)
class Round:
    """One time that what is left over is handed out: to whom, and by what key."""

    takers: str
    key: str


Value: TypeAlias = (
    int | Fraction | bool | str | tuple[EquityStep, ...] | tuple[Round, ...] | None
)
Choices: TypeAlias = Sequence[tuple[str, str]]


def read_value(kind: str, choices: Choices, raw: object) -> Value:
    """Return the value of a parameter from what is typed or stands in TOML.

    Raises InvalidValue with what was found.
    """
    if kind == "choice":
        if raw not in [key for key, _ in choices]:
            raise InvalidValue(str(raw))
        return str(raw)
    return READERS[kind](raw)


def expected(kind: str, choices: Choices) -> str:
    """Return what a value of the kind must be, in Swedish."""
    if kind == "choice":
        return "något av: " + ", ".join(key for key, _ in choices)
    return EXPECTED[kind]


def value_text(kind: str, value: Value) -> str:
    """Return the value as it is typed, so that reading it gives it back."""
    match kind, value:
        case _, None:
            return ""
        case "steps" | "rounds", tuple():
            return "\n".join(map(_row_text, value))
        case "kronor", int():
            return _plain(Fraction(value, ORE_PER_KRONA))
        case "percent" | "percent_or_none", Fraction():
            return _plain(100 * value)
        case "yes_no", bool():
            return YES if value else NO
    return str(value)


def value_words(kind: str, choices: Choices, value: Value) -> str:
    """Return the value as it is read in a sentence."""
    match kind, value:
        case _, None:
            return "ingen"
        case "steps", tuple():
            return (
                "; ".join(_step_words(s) for s in value if isinstance(s, EquityStep)) or "ingen"
            )
        case "rounds", tuple():
            return "; ".join(_round_words(r) for r in value if isinstance(r, Round)) or "ingen"
        case "kronor", int():
            return kronor(value)
        case "percent" | "percent_or_none", Fraction():
            return percent(value)
        case "yes_no", bool():
            return YES if value else NO
        case "choice", str():
            return dict(choices)[value]
    return str(value)


def percent(share: Fraction, decimals: int = 2) -> str:
    """Write a share as a percentage, without decimals that are nought.

    >>> percent(Fraction(3, 4)).replace(chr(160), " "), percent(Fraction(1, 8))[:4]
    ('75 %', '12,5')
    """
    scaled = Decimal(100 * share.numerator) / share.denominator
    text = number(scaled, decimals)
    return f"{text.rstrip('0').rstrip(',') if ',' in text else text}\u00a0%"


def _number(raw: object) -> Fraction:
    """Return a number written the Swedish way or as in TOML; never from a float's inside."""
    if isinstance(raw, bool) or raw is None:
        raise InvalidValue(str(raw))
    text = re.sub(r"\s", "", str(raw)).replace("\u2212", "-")
    if not _NUMBER.fullmatch(text):
        raise InvalidValue(str(raw))
    return Fraction(text.replace(",", "."))


def _kronor(raw: object) -> int:
    amount = _number(raw) * ORE_PER_KRONA
    if amount.denominator != 1 or not 0 <= amount <= LARGEST_KRONOR * ORE_PER_KRONA:
        raise InvalidValue(str(raw))
    return amount.numerator


def read_share(raw: object) -> Fraction:
    """Return a percentage as a share, 0-1. Raises InvalidValue."""
    share = _number(raw) / 100
    if not 0 <= share <= 1:
        raise InvalidValue(str(raw))
    return share


def _percent_or_none(raw: object) -> Fraction | None:
    return None if _is_empty(raw) else read_share(raw)


def _whole(raw: object) -> int:
    found = _number(raw)
    if found.denominator != 1 or not 0 <= found <= 200:
        raise InvalidValue(str(raw))
    return found.numerator


def _yes_no(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    answers = {YES: True, NO: False}
    if str(raw).strip().lower() not in answers:
        raise InvalidValue(str(raw))
    return answers[str(raw).strip().lower()]


def _steps(raw: object) -> tuple[EquityStep, ...]:
    steps = tuple(sorted(map(_step, _rows(raw)), key=lambda step: step.from_ore))
    for step, after in itertools.pairwise(steps):
        if step.to_ore is None or step.to_ore > after.from_ore:
            raise InvalidValue(f"{_row_text(step)} och {_row_text(after)}")
    return steps


def _step(row: object) -> EquityStep:
    if isinstance(row, Mapping):
        if not set(row) <= set(STEP_FIELDS):
            raise InvalidValue(str(dict(row)))
        cells: list[object] = [row.get(name, "") for name in STEP_FIELDS]
    else:
        cells = list(str(row).split(";"))
    if len(cells) > len(STEP_FIELDS):
        raise InvalidValue(str(row))
    cells += [""] * (len(STEP_FIELDS) - len(cells))
    low = 0 if _is_empty(cells[0]) else _kronor(cells[0])
    high, most = (None if _is_empty(cell) else _kronor(cell) for cell in (cells[1], cells[3]))
    if high is not None and high <= low:
        raise InvalidValue(str(row))
    return EquityStep(low, high, _percent_or_none(cells[2]), most)


STEP_FIELDS = ("from", "to", "max_percent", "max_amount")


def _rounds(raw: object) -> tuple[Round, ...]:
    return tuple(map(_round, _rows(raw)))


def _round(row: object) -> Round:
    if isinstance(row, Mapping):
        takers, key = str(row.get("takers", "")), str(row.get("key", ""))
    else:
        takers, _, key = str(row).strip().partition(":")
    if takers not in TAKERS or key not in KEYS:
        raise InvalidValue(str(row))
    return Round(takers, key)


def _rows(raw: object) -> list[object]:
    if isinstance(raw, str):
        rows: list[object] = [line for line in raw.splitlines() if line.strip()]
    elif isinstance(raw, Sequence):
        rows = [row for row in raw if not _is_empty(row)]
    else:
        raise InvalidValue(str(raw))
    if len(rows) > MOST_ROWS:
        raise InvalidValue(f"{len(rows)} rader")
    return rows


def _is_empty(raw: object) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _row_text(row: EquityStep | Round) -> str:
    if isinstance(row, Round):
        return f"{row.takers}:{row.key}"
    cells = (
        value_text("kronor", row.from_ore),
        value_text("kronor", row.to_ore),
        value_text("percent", row.max_share),
        value_text("kronor", row.max_ore),
    )
    return ";".join(cells)


def _step_words(step: EquityStep) -> str:
    end = f" till {kronor(step.to_ore)}" if step.to_ore is not None else " och uppåt"
    limits = [] if step.max_share is None else [percent(step.max_share)]
    limits += [] if step.max_ore is None else [kronor(step.max_ore)]
    most = f"högst {' och högst '.join(limits)}" if limits else "ingen gräns"
    return f"medel från {kronor(step.from_ore)}{end}: {most}"


def _round_words(row: Round) -> str:
    return f"{TAKERS[row.takers]}, efter {KEYS[row.key]}"


def _plain(value: Fraction) -> str:
    """Write a number that has few decimals the Swedish way, without blanks."""
    whole, rest = divmod(abs(value), 1)
    digits = f"{rest.numerator * 10**6 // rest.denominator:06d}".rstrip("0")
    return f"{'-' if value < 0 else ''}{whole}{',' if digits else ''}{digits}"


READERS: Mapping[str, Callable[[object], Value]] = {
    "kronor": _kronor,
    "percent": read_share,
    "percent_or_none": _percent_or_none,
    "number": _whole,
    "yes_no": _yes_no,
    "steps": _steps,
    "rounds": _rounds,
}
EXPECTED = {
    "kronor": "ett belopp i kronor, till exempel 339000000",
    "percent": "ett procenttal från 0 till 100, till exempel 75 eller 12,5",
    "percent_or_none": "ett procenttal från 0 till 100, eller inget alls",
    "number": "ett heltal från 0 till 200",
    "yes_no": "ja eller nej",
    "steps": "rader som från; till; högst procent; högst kronor, utan överlappning",
    "rounds": "rader som asked_more:model, asked_more:need, open:population eller open:equal",
}
