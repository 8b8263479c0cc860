"""Where the equity is going, against its limits, and what would bring it back."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files

from samsyn.budget.plan import MONTHS, Limit, Plan
from samsyn.budget.remarks import limit_base
from samsyn.rules.contributions import Party, required_contributions

STATE_UNIT_ORE = 100_000
"""The state's amounts are whole thousands of kronor in every published case."""


@dataclass(frozen=True)
class EquityPoint:
    """The equity at the end of a year; kind: "history", "budget" or "forecast"."""

    year: int
    ore: int
    kind: str
    source: str


def equity_points(
    history: Mapping[int, tuple[int, str]],
    plan: Plan | None,
    forecast: tuple[int, int, str] | None,
) -> tuple[EquityPoint, ...]:
    """Return the path of the equity: what was, what the budget gives, and what is thought.

    history:  year → (öre, how it is known)
    forecast: (year, öre, its name); None without one
    """
    points = [EquityPoint(year, ore, "history", src) for year, (ore, src) in history.items()]
    if plan:
        points += [EquityPoint(y, ore, "budget", plan.title) for y, ore in plan.equity_path()]
    if forecast:
        points.append(EquityPoint(forecast[0], forecast[1], "forecast", forecast[2]))
    order = ["history", "budget", "forecast"]
    return tuple(sorted(points, key=lambda point: (point.year, order.index(point.kind))))


@dataclass(frozen=True)
class Standing:
    """The equity of a year against one limit.

    ceiling: the highest equity allowed, in öre, exact
    """

    limit: Limit
    year: int
    equity_ore: int
    base_ore: int
    base: str
    ceiling: Fraction

    @property
    def is_kept(self) -> bool:
        return self.equity_ore <= self.ceiling

    @property
    def excess_ore(self) -> int:
        """How much too high it is, rounded up to whole öre; 0 if the limit is kept."""
        return max(0, _up(self.equity_ore - self.ceiling))


def standings(plan: Plan, year: int, equity_ore: int) -> tuple[Standing, ...]:
    """Return the equity at the end of a year against every limit that holds then."""
    found = []
    for limit in plan.limits:
        if limit.holds_in(year):
            base_ore, base = limit_base(plan, limit, year)
            ceiling = limit.ceiling(base_ore)
            found.append(Standing(limit, year, equity_ore, base_ore, base, ceiling))
    return tuple(found)


@dataclass(frozen=True)
class Start:
    """What interventions must cost a month if they start on a day and run the year out."""

    on: date
    months: int
    ore_a_month: int


def starts(excess_ore: int, year: int, on: date) -> tuple[Start, ...]:
    """Return what must be spent a month for every start that is left of the year.

    on: the day; a month that has begun is too late

    >>> starts(12_000, 2025, date(2025, 9, 15))[0]
    Start(on=datetime.date(2025, 10, 1), months=3, ore_a_month=4000)
    """
    days = [date(year, month, 1) for month in range(1, MONTHS + 1)]
    return tuple(
        Start(day, MONTHS + 1 - day.month, _up(Fraction(excess_ore, MONTHS + 1 - day.month)))
        for day in days
        if day >= on
    )


def last_day_to_start(excess_ore: int, year: int, ore_a_month: int) -> date | None:
    """Return the last first of a month from which a pace is enough; None if a year is not.

    >>> last_day_to_start(12_000, 2025, 5_000)
    datetime.date(2025, 10, 1)
    """
    if ore_a_month <= 0 or excess_ore <= 0:
        return None
    months = _up(Fraction(excess_ore, ore_a_month))
    return date(year, MONTHS + 1 - months, 1) if months <= MONTHS else None


@dataclass(frozen=True)
class LowerRequest:
    """How much less to ask for, together and of each party, so that a limit is kept."""

    total_ore: int
    parts: Mapping[Party, int]

    @property
    def state_ore(self) -> int:
        return self.parts[Party.STATE]


def lower_request(standing: Standing, on: date) -> LowerRequest | None:
    """Return the least lowering of the year's contributions that keeps a limit.

    The base of a share falls with the contributions, so more is needed than what is too much.
    The state's part is whole thousands of kronor, rounded up. None if the limit is kept, or if
    not even without contributions it would be.

    Source: SFS 2003:1210 5 §: the state half, regions and municipalities a quarter each.
    """
    if standing.is_kept:
        return None
    ways = []
    if standing.limit.max_percent is not None and standing.limit.max_percent < 100:
        share = standing.limit.max_percent / 100
        ways.append((standing.equity_ore - share * standing.base_ore) / (1 - share))
    if standing.limit.max_ore is not None:
        ways.append(Fraction(standing.equity_ore - standing.limit.max_ore))
    least = min(ways, default=None)
    if least is None or least > standing.base_ore:
        return None
    state = _up(least / 2 / STATE_UNIT_ORE) * STATE_UNIT_ORE
    total = 2 * state
    return LowerRequest(total, required_contributions(total, on=on).parts)


@dataclass(frozen=True)
class DecisionDay:
    """A day until which something about next year can be decided."""

    on: date
    label: str
    action: str
    source: str
    is_verified: bool

    def is_past(self, on: date) -> bool:
        return self.on < on


@cache
def _days() -> Sequence[Mapping[str, object]]:
    text = files("samsyn.forecasts").joinpath("decision_days.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["date"])


def decision_days(year: int) -> tuple[DecisionDay, ...]:
    """Return the days of a year that decide about the next one, the earliest first."""
    return tuple(
        sorted(
            (
                DecisionDay(
                    date(year, int(str(row["month"])), int(str(row["day"]))),
                    str(row["label"]),
                    str(row["action"]),
                    str(row["source"]),
                    bool(row["is_verified"]),
                )
                for row in _days()
            ),
            key=lambda day: day.on,
        )
    )


def _up(exact: Fraction) -> int:
    return -int(-exact // 1)
