"""Trying what a change of members would give each: withdrawal, dissolution, merger, joining."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from samsyn.contributions.selectors import contributed_over_years, funded_years, parties_of
from samsyn.rules.money import InvalidWeights
from samsyn.rules.shares import (
    MergedShare,
    Settlement,
    Withdrawal,
    dissolves,
    merger,
    shares_by_year,
    shares_in,
    shortfall,
    withdrawal,
)


@dataclass(frozen=True)
class Standing:
    """What is known about members' contributions: sums by year, and where they have gaps.

    missing: years with a funding -> names of members without an amount that year
    """

    contributed: Mapping[str, Mapping[int, int]]
    names: dict[str, str]
    years: tuple[int, ...]
    missing: Mapping[int, tuple[str, ...]]

    @property
    def last_year(self) -> int:
        return max(self.years, default=0)

    def shares_by_year(self) -> dict[int, dict[str, Fraction]]:
        """Return every member's share at the end of each year."""
        return shares_by_year(self.contributed)


def standing_of(association: str) -> Standing:
    """Return what each member of an association has contributed over the years."""
    years = funded_years(association)
    contributed = contributed_over_years(association)
    names, missing = {}, {}
    for year in years:
        parties = parties_of(association, year)
        names.update({party.code: party.name for party in parties})
        lacking = [p.name for p in parties if year not in contributed.get(p.code, {})]
        if lacking:
            missing[year] = tuple(lacking)
    known = {code: contributed[code] for code in names if code in contributed}
    return Standing(known, names, tuple(years), missing)


def shares_now(standing: Standing, equity_ore: int) -> Settlement | None:
    """Return each member's share of the equity; None if nothing has been contributed."""
    try:
        return shares_in(
            equity_ore, standing.contributed, until=standing.last_year, names=standing.names
        )
    except InvalidWeights:
        return None


def leaving(
    standing: Standing, member: str, equity_ore: int, *, notice_on: date, months: int
) -> Withdrawal:
    """Return what a withdrawal gives each, if the latest year's contributions go on.

    The contributions of the years of notice are taken as the latest year's: they are
    planned, not decided.

    Raises UnknownMember, and InvalidWeights if too little is known.
    """
    left = [
        code for code in standing.contributed if code.startswith("kommun:") and code != member
    ]
    return withdrawal(
        member,
        standing.contributed,
        equity_ore,
        notice_on=notice_on,
        months=months,
        is_dissolved=dissolves(
            is_municipality=member.startswith("kommun:"), municipalities_left=len(left)
        ),
        names=standing.names,
    )


def to_pay_in(standing: Standing, equity_ore: int) -> dict[str, int]:
    """Return what members pay in if the association ends with less than nothing (22 §)."""
    latest = {
        code: years.get(standing.last_year, 0) for code, years in standing.contributed.items()
    }
    return shortfall(equity_ore, latest) if any(latest.values()) else {}


def merged(
    first: Standing, first_ore: int, second: Standing, second_ore: int
) -> tuple[MergedShare, ...]:
    """Return what a merger of two associations gives each member, before and after."""
    return merger(
        first.contributed,
        first_ore,
        second.contributed,
        second_ore,
        until=max(first.last_year, second.last_year),
    )


def joined(
    standing: Standing, newcomer: str, yearly_ore: int, years: int
) -> dict[int, dict[str, Fraction]]:
    """Return every member's share year by year, if somebody new contributes each year.

    The others go on as in the latest year.
    """
    first = standing.last_year + 1
    ahead = range(first, first + years)
    planned = {
        code: dict(paid) | {year: paid.get(standing.last_year, 0) for year in ahead}
        for code, paid in standing.contributed.items()
    }
    planned[newcomer] = dict.fromkeys(ahead, yearly_ore)
    return {year: s for year, s in shares_by_year(planned).items() if year >= first - 1}
