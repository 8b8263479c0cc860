"""Shares in what an association owns and owes, and what a change of members gives each."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from samsyn.rules.money import InvalidWeights, explain_split, format_kronor, split

Contributed = Mapping[str, Mapping[int, int]]
"""member -> year -> öre that it has contributed."""

NOTICE_MONTHS = 36
MONTHS_IN_A_YEAR = 12


class UnknownMember(ValueError):
    """A member that has not contributed and is none. The message is in Swedish."""


@dataclass(frozen=True)
class MemberShare:
    """A member's share, and what it is of the amount at hand.

    contributed_ore: what it has contributed over the years
    share:           of what all have contributed together, exact
    ore:             its part of the amount; negative if there is less than nothing
    """

    member: str
    contributed_ore: int
    share: Fraction
    ore: int


@dataclass(frozen=True)
class Settlement:
    """An amount shared between members in proportion to what each has contributed.

    steps: how, in Swedish, one sentence per step
    """

    equity_ore: int
    rows: tuple[MemberShare, ...]
    steps: tuple[str, ...]

    @property
    def parts(self) -> dict[str, int]:
        """member -> öre; adds up to `equity_ore`."""
        return {row.member: row.ore for row in self.rows}


@dataclass(frozen=True)
class Withdrawal:
    """What happens when a member leaves.

    last_day:     the last day of its membership
    is_dissolved: whether the association is dissolved by it
    settlement:   everybody's share on that day
    paid_out_ore: what leaves the association: all of it if it is dissolved, else one share
    after:        the shares of those who stay, in what is left; None if it is dissolved
    """

    last_day: date
    is_dissolved: bool
    settlement: Settlement
    paid_out_ore: int
    after: Settlement | None


@dataclass(frozen=True)
class MergedShare:
    """A member before and after two associations become one.

    before_ore: its shares in the two, each by its own contributions
    after_ore:  its share in the one, by what it has contributed to both together
    """

    member: str
    before_ore: int
    after_ore: int

    @property
    def difference_ore(self) -> int:
        """What pooling the contributions gives the member, or takes from it."""
        return self.after_ore - self.before_ore


def format_percent(share: Fraction, decimals: int = 2) -> str:
    """Return a share as percent in Swedish form, rounded half up, without the sign.

    Source: our own convention, after Svenska skrivregler.

    >>> format_percent(Fraction(5498, 55836))
    '9,85'
    """
    steps = 10**decimals
    scaled = abs(share) * 100 * steps
    nearest = int(scaled + Fraction(1, 2))
    sign = "\u2212" if share < 0 and nearest else ""
    whole, rest = divmod(nearest, steps)
    return f"{sign}{whole},{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def contributed_until(contributed: Contributed, year: int) -> dict[str, int]:
    """Return what each member has contributed up to and including a year, in öre.

    Source: charter of SOFINT 12 §: shares follow what each has contributed. That all years
    count alike is our reading; the charter has no revaluation.

    >>> contributed_until({"fk": {2024: 50, 2025: 60}, "Nora": {2025: 30}}, 2024)
    {'fk': 50, 'Nora': 0}
    """
    return {
        member: sum(ore for at, ore in years.items() if at <= year)
        for member, years in contributed.items()
    }


def shares_by_year(contributed: Contributed) -> dict[int, dict[str, Fraction]]:
    """Return each member's share at the end of each year: year -> member -> exact share.

    Source: charter of SOFINT 12 §: at every time, in proportion to what has been contributed.

    >>> shares = shares_by_year({"fk": {2024: 50, 2025: 50}, "Nora": {2025: 100}})
    >>> str(shares[2024]["Nora"]), str(shares[2025]["Nora"])
    ('0', '1/2')
    """
    found = {}
    for year in sorted({year for years in contributed.values() for year in years}):
        sums = contributed_until(contributed, year)
        whole = sum(sums.values())
        if whole:
            found[year] = {member: Fraction(ore, whole) for member, ore in sums.items()}
    return found


def shares_in(
    amount_ore: int,
    contributed: Contributed,
    *,
    until: int,
    names: Mapping[str, str] | None = None,
) -> Settlement:
    """Share an amount between the members by what each has contributed, to the öre.

    amount_ore: equity, assets or debts; negative equity is shared the same way
    until:      the last year whose contributions count

    Raises InvalidWeights if nobody has contributed anything, or somebody less than nothing.

    Source: charter of SOFINT 12 §; SFS 2003:1210 9 § 8 (the charter says the shares). A
    member with group accounts takes up its part by the same share (SFS 2018:597 12 kap. 5 §).

    >>> settled = shares_in(1_000, {"fk": {2025: 200}, "Nora": {2025: 100}}, until=2025)
    >>> settled.parts
    {'fk': 667, 'Nora': 333}
    """
    sums = contributed_until(contributed, until)
    if min(sums.values(), default=0) < 0:
        raise InvalidWeights("ingen kan ha bidragit med mindre än 0 kr")
    explained = explain_split(amount_ore, sums, names=names)
    whole = sum(sums.values())
    rows = tuple(
        MemberShare(member, ore, Fraction(ore, whole), explained.parts[member])
        for member, ore in sums.items()
    )
    return Settlement(
        amount_ore, rows, _steps(amount_ore, whole, rows, names or {}, explained.sentences)
    )


def dissolves(*, is_municipality: bool, municipalities_left: int) -> bool:
    """Return whether a withdrawal dissolves the association by itself.

    Source: charter of SOFINT 16 §. A withdrawal dissolves the association, unless it is on
    the municipal side and at least one municipality is left; then only if it is decided.

    >>> dissolves(is_municipality=True, municipalities_left=3)
    False
    """
    return not (is_municipality and municipalities_left > 0)


def last_day_of_notice(notice_on: date, months: int = NOTICE_MONTHS) -> date:
    """Return the last day of membership after a notice of withdrawal.

    months: 36, unless the charter says less

    Source: SFS 2003:1210 27 §: three years' notice, unless the charter says less. The day
    with the same number, or the last one of a shorter month: SFS 1930:173 1 §, not read here
    word for word.

    >>> str(last_day_of_notice(date(2024, 2, 29)))
    '2027-02-28'
    """
    if not 0 <= months <= NOTICE_MONTHS:
        raise ValueError(f"a notice is 0 to {NOTICE_MONTHS} months: {months!r}")
    years, month = divmod(notice_on.month - 1 + months, MONTHS_IN_A_YEAR)
    year, month = notice_on.year + years, month + 1
    return date(year, month, min(notice_on.day, calendar.monthrange(year, month)[1]))


def withdrawal(
    leaving: str,
    contributed: Contributed,
    equity_ore: int,
    *,
    notice_on: date,
    is_dissolved: bool,
    months: int = NOTICE_MONTHS,
    names: Mapping[str, str] | None = None,
) -> Withdrawal:
    """Return what a member's withdrawal gives each, step by step.

    contributed:  also the years of notice that are planned: they count, as the member pays
    equity_ore:   equity on the last day
    is_dissolved: see `dissolves`; the members may also decide it

    Raises UnknownMember if the one that leaves is not among the members.

    Source: SFS 2003:1210 27 § (notice); charter of SOFINT 16 and 12 §§ (settling).

    >>> paid = {"fk": {2025: 200}, "Nora": {2025: 100}, "Hällefors": {2025: 100}}
    >>> gone = withdrawal("Nora", paid, 1_000, notice_on=date(2025, 3, 1), is_dissolved=False)
    >>> gone.paid_out_ore, gone.after.parts, str(gone.last_day)
    (250, {'fk': 500, 'Hällefors': 250}, '2028-03-01')
    """
    if leaving not in contributed:
        raise UnknownMember(f"{leaving} är inte medlem")
    last_day = last_day_of_notice(notice_on, months)
    settlement = shares_in(equity_ore, contributed, until=last_day.year, names=names)
    if is_dissolved:
        return Withdrawal(last_day, True, settlement, equity_ore, None)
    own = settlement.parts[leaving]
    staying = {member: years for member, years in contributed.items() if member != leaving}
    after = shares_in(equity_ore - own, staying, until=last_day.year, names=names)
    return Withdrawal(last_day, False, settlement, own, after)


def merger(
    first: Contributed, first_ore: int, second: Contributed, second_ore: int, *, until: int
) -> tuple[MergedShare, ...]:
    """Return what two associations that become one give each member, before and after.

    first_ore, second_ore: their equity

    Source: charter of SOFINT 12 § applied to what has been contributed to both together. The
    Act does not say how shares are carried over: the members agree on it (9 § 8).

    >>> rows = merger({"fk": {2025: 100}}, 100, {"fk": {2025: 50}, "Nora": {2025: 50}}, 0, until=2025)
    >>> [(row.member, row.before_ore, row.after_ore) for row in rows]
    [('fk', 100, 75), ('Nora', 0, 25)]
    """
    before = [
        shares_in(ore, paid, until=until).parts
        for paid, ore in ((first, first_ore), (second, second_ore))
    ]
    both = {
        member: {
            year: first.get(member, {}).get(year, 0) + second.get(member, {}).get(year, 0)
            for year in {*first.get(member, {}), *second.get(member, {})}
        }
        for member in dict.fromkeys([*first, *second])
    }
    after = shares_in(first_ore + second_ore, both, until=until).parts
    return tuple(
        MergedShare(member, sum(parts.get(member, 0) for parts in before), after[member])
        for member in both
    )


def shortfall(equity_ore: int, amounts: Mapping[str, int]) -> dict[str, int]:
    """Return what each member pays in when an association ends with less than nothing.

    equity_ore: negative; 0 or more gives nobody anything to pay
    amounts:    member -> its contribution by the shares of 5 § (the latest year)

    Source: SFS 2003:1210 22 §. Members cover a shortfall in proportion to their shares of
    what is contributed (5 §).

    >>> shortfall(-1_000, {"fk": 2, "region": 1, "Nora": 1})
    {'fk': 500, 'region': 250, 'Nora': 250}
    """
    return split(max(-equity_ore, 0), amounts)


def _steps(
    amount_ore: int,
    whole: int,
    rows: tuple[MemberShare, ...],
    names: Mapping[str, str],
    left_over: tuple[str, ...],
) -> tuple[str, ...]:
    each = (
        f"{names.get(row.member, row.member)} har bidragit med "
        f"{format_kronor(row.contributed_ore)} kr, {format_percent(row.share)} procent. "
        f"Andelen av {format_kronor(amount_ore)} kr är {format_kronor(row.ore)} kr."
        for row in rows
    )
    return (f"Alla har tillsammans bidragit med {format_kronor(whole)} kr.", *each, *left_over)
