"""Lines to start a budget from: last year's budget or outcome, or the usual rows."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from importlib.resources import files

from samsyn.budget.plan import YEARS_IN_A_PLAN, Line, Plan, statement_line_of
from samsyn.economy.codes import CATEGORIES
from samsyn.language.swedish import capital
from samsyn.ledger.outcome import OutcomeRow

KRONA = 100


def years_from(year: int) -> tuple[int, ...]:
    """Return the years of a plan that begins with a year."""
    return tuple(range(year, year + YEARS_IN_A_PLAN))


def indexed(ore: int, percent: Fraction, times: int) -> int:
    """Return an amount raised by an index so many times, in whole kronor.

    >>> indexed(10_000_000, Fraction(2), 2)
    10404000
    """
    exact = abs(ore) * (1 + percent / 100) ** times
    whole = int(exact / KRONA + Fraction(1, 2)) * KRONA
    return whole if ore >= 0 else -whole


def from_last_year(
    plan: Plan, year: int, index: Fraction, own: Mapping[str, Fraction] | None = None
) -> tuple[Line, ...]:
    """Return the lines of a budget raised by an index, for a year and the two after it.

    plan: holds the year before; each further year is raised once more
    own:  the key of a line → its own index
    """
    own = own or {}
    return tuple(
        replace(
            line,
            ore={
                new: indexed(line.in_year(year - 1), own.get(line.key, index), times)
                for times, new in enumerate(years_from(year), 1)
            },
        )
        for line in plan.lines
    )


def from_outcome(
    booked: Iterable[OutcomeRow],
    year: int,
    index: Fraction,
    interventions: Mapping[str, str] | None = None,
) -> tuple[Line, ...]:
    """Return a line per category, intervention and financier of what was booked the year before.

    interventions: the names of interventions by their keys
    """
    names = interventions or {}
    order = list(CATEGORIES)
    sums: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for row in booked:
        sums[row.category, row.intervention, row.financier, row.line] += row.ore
    lines: list[Line] = []
    for (category, intervention, financier, statement_line), ore in sorted(
        sums.items(),
        key=lambda each: (order.index(each[0][0]) if each[0][0] in order else len(order), each),
    ):
        if not category:
            category = "other_income" if ore > 0 else "administration.other"
        name = capital(CATEGORIES[category])
        label = f"{name}, {names.get(intervention, intervention)}" if intervention else name
        lines.append(
            Line(
                new_key(label, [line.key for line in lines]),
                label,
                category,
                {new: indexed(ore, index, n) for n, new in enumerate(years_from(year), 1)},
                intervention,
                financier=financier or "medlemmar",
                statement_line=statement_line or statement_line_of(category),
            )
        )
    return tuple(lines)


def from_template(year: int) -> tuple[Line, ...]:
    """Return the usual rows of an association's budget, without amounts."""
    text = files("samsyn.budget").joinpath("template.toml").read_text("utf-8")
    lines: list[Line] = []
    for row in tomllib.loads(text)["line"]:
        lines.append(
            Line(
                new_key(row["label"], [line.key for line in lines]),
                row["label"],
                row["category"],
                dict.fromkeys(years_from(year), 0),
                financier=row.get("financier", "medlemmar"),
                responsible=row["responsible"],
                statement_line=statement_line_of(row["category"]),
            )
        )
    return tuple(lines)


def new_key(label: str, taken: Sequence[str]) -> str:
    """Return a key of plain letters for a label, another one than those that are taken.

    >>> new_key("Köp av tjänst", ["kop-av-tjanst"])
    'kop-av-tjanst-2'
    """
    plain = unicodedata.normalize("NFD", label.lower()).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "rad"
    if key not in taken:
        return key
    number = 2
    while f"{key}-{number}" in taken:
        number += 1
    return f"{key}-{number}"
