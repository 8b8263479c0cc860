"""How numbers, amounts, dates and intervals are written for a Swedish reader."""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK = "\u00a0"
EN_DASH = "\u2013"
MISSING = ".."
"""No figure: the same sign as in official statistics."""


def number(value: float | int | Decimal | None, decimals: int = 0) -> str:
    """Write a number with decimal comma and no-break spaces, rounded half away from zero.

    >>> number(1234567.85, 1)
    '1\\xa0234\\xa0567,9'
    >>> number(None)
    '..'
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(float(value)) if isinstance(value, float) else value).quantize(
        step, rounding=ROUND_HALF_UP
    )
    if rounded == 0:
        rounded = abs(rounded)
    text = f"{rounded:,.{decimals}f}"
    return text.replace(",", NO_BREAK).replace(".", ",").replace("-", "\u2212")


def kronor(ore: int | None) -> str:
    """Write an amount of öre in kronor, with öre only if there are any.

    >>> kronor(11530500)
    '115\\xa0305\\xa0kr'
    """
    if ore is None:
        return MISSING
    return f"{number(Decimal(ore).scaleb(-2), 0 if ore % 100 == 0 else 2)}{NO_BREAK}kr"


def day(value: date | None) -> str:
    """Write a date as ISO, the way Swedish authorities do."""
    return value.isoformat() if value else MISSING


def listed(words: list[str], last: str = "och") -> str:
    """Join words as a Swedish list.

    >>> listed(["Laxå", "Kumla", "Askersund"])
    'Laxå, Kumla och Askersund'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def capital(text: str) -> str:
    """Begin a text with a capital letter, and leave the rest as it is.

    >>> capital("inskrivna på Arbetsförmedlingen")
    'Inskrivna på Arbetsförmedlingen'
    """
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Begin a text with a small letter, to stand inside a sentence; the rest as it is.

    >>> small("Vad avsluten siktar mot")
    'vad avsluten siktar mot'
    """
    return text[:1].lower() + text[1:]
