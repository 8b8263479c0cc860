"""What is wrong or odd in a budget, found by general rules that know no association."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files

from samsyn.budget.plan import Limit, Line, Plan, Stated, is_external, net_cost
from samsyn.language.swedish import kronor, listed, number
from samsyn.rules.legal_source import LegalSource

MOST_LINES_TRIED = 20
JUMP_TIMES, JUMP_ORE = 5, 5_000_000
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class RemarkRule:
    """A rule of `remarks.toml`."""

    code: str
    severity: str
    title: str
    remedy: str
    source: str
    in_force_from: date


@cache
def remark_rules() -> dict[str, RemarkRule]:
    """Return every rule by its code, in the order of the file."""
    text = files("samsyn.budget").joinpath("remarks.toml").read_text("utf-8")
    return {code: RemarkRule(code, **row) for code, row in tomllib.loads(text).items()}


@dataclass(frozen=True)
class BudgetRemark:
    """Something in a budget that does not hold together, or that needs a decision.

    said, follows: what the document says, and what its own figures give
    base:          what a percentage is counted on; "" if there is none
    difference_ore: how far apart, in öre; None where it is no amount
    lines:         the keys of the lines it is about
    """

    rule: RemarkRule
    year: int
    about: str
    said: str
    follows: str
    base: str = ""
    difference_ore: int | None = None
    sources: tuple[LegalSource, ...] = ()
    lines: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        return self.rule.severity == "error"


def remarks_of(plan: Plan) -> tuple[BudgetRemark, ...]:
    """Return what is wrong or odd in a budget, the gravest first."""
    found = [
        *_contributions(plan),
        *_stated(plan),
        *_goals(plan),
        *_gross_and_net(plan),
        *_external(plan),
        *_jumps(plan),
    ]
    order = ["error", "warning", "information"]
    return tuple(sorted(found, key=lambda remark: order.index(remark.rule.severity)))


def _remark(
    code: str,
    year: int,
    about: str,
    said: str,
    follows: str,
    *,
    base: str = "",
    difference: int | None = None,
    lines: tuple[str, ...] = (),
) -> BudgetRemark:
    rule = remark_rules()[code]
    return BudgetRemark(rule, year, about, said, follows, base, difference, (), lines)


def _contributions(plan: Plan) -> Iterator[BudgetRemark]:
    """Yield the first year whose contributions are not those of the members, with the results."""
    for year in plan.years:
        known, planned = plan.members_in(year), plan.contribution_lines(year)
        if known is None or known.ore == planned:
            continue
        other = plan.with_contributions(known.ore)
        results = [f"{kronor(other.result(each))} {each}" for each in plan.years]
        follows = [
            f"{known.source} ger {kronor(known.ore)}.",
            f"Med det beloppet alla år blir resultatet {listed(results)}.",
            *(
                f"Underskottet {each} på {kronor(-plan.result(each))} försvinner då."
                for each in plan.years
                if plan.result(each) < 0 <= other.result(each)
            ),
            digits_hint(planned, known.ore),
        ]
        yield _remark(
            "contributions_differ",
            year,
            f"Medlemmarnas bidrag {year}",
            f"Budgeten räknar med {kronor(planned)} i bidrag från medlemmarna.",
            " ".join(filter(None, follows)),
            difference=known.ore - planned,
            lines=tuple(line.key for line in plan.named("category:contribution")),
        )
        return


def digits_hint(one: int, other: int) -> str:
    """Return how two amounts in öre look like the same one written wrongly; "" if they do not.

    >>> digits_hint(462_800_000, 468_400_000)
    'Talen skiljer sig bara i två siffror intill varandra (28 mot 84): det kan vara ett skrivfel.'
    >>> digits_hint(54_000, 45_000)
    'Talen har samma siffror i annan ordning (5 och 4 har bytt plats): det kan vara ett skrivfel.'
    """
    first, second = str(abs(one)), str(abs(other))
    if one == other or len(first) != len(second):
        return ""
    apart = [place for place in range(len(first)) if first[place] != second[place]]
    if apart[-1] - apart[0] + 1 > SIDE_BY_SIDE:
        return ""
    old, new = (text[apart[0] : apart[-1] + 1] for text in (first, second))
    if len(old) == 1:
        return (
            f"Talen skiljer sig bara i en siffra ({old} mot {new}): det kan vara ett skrivfel."
        )
    if old == new[::-1]:
        return (
            f"Talen har samma siffror i annan ordning ({old[0]} och {old[1]} har bytt plats): "
            "det kan vara ett skrivfel."
        )
    return (
        "Talen skiljer sig bara i två siffror intill varandra "
        f"({old} mot {new}): det kan vara ett skrivfel."
    )


def _stated(plan: Plan) -> Iterator[BudgetRemark]:
    for stated in plan.stated:
        if stated.kind == "equity_share":
            yield from _equity_share(plan, stated)
        elif stated.ore is not None:
            yield from _sum(plan, stated, stated.ore)


def _sum(plan: Plan, stated: Stated, ore: int) -> Iterator[BudgetRemark]:
    follows = plan.covered(stated.covers, stated.year)
    if follows == ore:
        return
    keys = tuple(token[1:] for token in stated.covers)
    lines = [line for key in keys for line in plan.named(key)]
    allotment = stated.kind == "allotment"
    text = [
        f"{'De' if len(lines) > 1 else 'Den'} {len(lines)} rader som avses blir tillsammans "
        f"{kronor(follows)}."
        if allotment
        else f"Raderna ger {kronor(follows)}.",
        _nearest_text(plan, lines, stated, ore) if allotment else "",
        digits_hint(ore, follows),
    ]
    yield _remark(
        "allotment_differs" if allotment else "sum_differs",
        stated.year,
        stated.label,
        f"{stated.place + ': ' if stated.place else ''}{kronor(ore)}.",
        " ".join(filter(None, text)),
        difference=follows - ore,
        lines=tuple(line.key for line in lines),
    )


def _nearest_text(plan: Plan, lines: list[Line], stated: Stated, ore: int) -> str:
    """Say whether some of the lines, with the financial costs, would give the amount."""
    extra = [each for each in plan.named("category:financial_cost") if each not in lines]
    amounts = [line.shown(stated.year) for line in [*lines, *extra]]
    nearest = nearest_sum(amounts, ore)
    if nearest is None:
        return ""
    if nearest == ore:
        return "Några av raderna ger just det beloppet: beslutet kan ha utelämnat de andra."
    return (
        f"Inget urval av raderna (även med finansiella kostnader) ger beloppet; "
        f"närmast kommer {kronor(nearest)}."
    )


def nearest_sum(amounts: list[int], wanted: int) -> int | None:
    """Return the sum of some of the amounts that is nearest; None if they are too many to try.

    >>> nearest_sum([300, 500, 900], 750)
    800
    """
    tried = [amount for amount in amounts if amount > 0]
    if not tried or len(tried) > MOST_LINES_TRIED:
        return None
    sums = {0}
    for amount in tried:
        sums |= {each + amount for each in sums}
    return min(sums, key=lambda each: (abs(each - wanted), each))


def _equity_share(plan: Plan, stated: Stated) -> Iterator[BudgetRemark]:
    """Yield a percentage of equity, with what it would be on every base that is known."""
    equity = plan.opening_equity
    if equity is None or not stated.percent:
        return
    implied = int(Fraction(equity) * 100 / stated.percent + Fraction(1, 2))
    implied -= implied % 100 if implied % 100 < 50 else implied % 100 - 100
    bases = [(f"{each.source} {each.year}", each.ore) for each in plan.contributions]
    bases.append((f"budgetens bidrag {plan.year}", plan.contribution_lines(plan.year)))
    bases.append((f"alla intäkter {plan.year}", plan.income(plan.year)))
    written = [
        f"{percent_text(share_of(equity, ore))} av {kronor(ore)} ({name})"
        for name, ore in bases
        if ore > 0
    ]
    yield _remark(
        "equity_share_without_base",
        stated.year,
        stated.label,
        f"{percent_text(stated.percent)} ({stated.place})."
        if stated.place
        else f"{percent_text(stated.percent)}.",
        f"{kronor(equity)} är {listed(written)}.{_above_text(plan, stated, bases)}",
        base=f"Procenttalet stämmer om basen är {kronor(implied)}. "
        + _matching(equity, bases, stated.percent),
    )


def _above_text(plan: Plan, stated: Stated, bases: list[tuple[str, int]]) -> str:
    """Say on which bases the equity is above a limit that is not the association's own."""
    equity = plan.opening_equity or 0
    for limit in plan.limits:
        percent = limit.max_percent
        if limit.is_own or percent is None or not limit.holds_in(stated.year):
            continue
        above = [name for name, ore in bases if ore > 0 and share_of(equity, ore) > percent]
        if above:
            return (
                f" Det är över {percent_text(percent, 0)} ({limit.label}) på {listed(above)}."
            )
    return ""


def _matching(equity: int, bases: list[tuple[str, int]], percent: Fraction) -> str:
    half = Fraction(1, 20)
    matching = [
        n for n, ore in bases if ore > 0 and abs(share_of(equity, ore) - percent) <= half
    ]
    if matching:
        return f"Det är {listed(matching)}."
    return "Inget känt belopp är den basen."


def share_of(part: int, whole: int) -> Fraction:
    """Return a part as percent of a whole, exactly."""
    return Fraction(part) * 100 / whole


def percent_text(percent: Fraction, decimals: int = 1) -> str:
    """Write a percentage with a decimal, rounded half away from zero.

    >>> percent_text(Fraction(194, 10))
    '19,4\\xa0%'
    """
    steps = 10**decimals
    tenths = int(abs(percent) * steps + Fraction(1, 2))
    whole, rest = divmod(tenths, steps)
    sign = "\u2212" if percent < 0 and tenths else ""
    if not decimals:
        return f"{sign}{number(whole)}\u00a0%"
    return f"{sign}{number(whole)},{rest:0{decimals}d}\u00a0%"


def limit_base(plan: Plan, limit: Limit, year: int) -> tuple[int, str]:
    """Return the öre that a limit's share is counted on in a year, and what they are."""
    if limit.base == "income":
        return plan.income(year), f"alla intäkter {year}"
    known = plan.members_in(year)
    if known is not None:
        return (
            known.ore,
            f"medlemmarnas bidrag {year} ({known.source[:1].lower()}{known.source[1:]})",
        )
    return plan.contribution_lines(year), f"budgetens bidrag från medlemmarna {year}"


def _goals(plan: Plan) -> Iterator[BudgetRemark]:
    for year, equity in plan.equity_path():
        for limit in plan.limits:
            if not limit.holds_in(year):
                continue
            base_ore, base = limit_base(plan, limit, year)
            ceiling = int(limit.ceiling(base_ore))
            if equity <= ceiling:
                continue
            before = equity - plan.result(year)
            yield _remark(
                "own_goal_broken" if limit.is_own else "equity_above_limit",
                year,
                limit.label if str(year) in limit.label else f"{limit.label} {year}",
                _limit_text(limit, base_ore),
                f"Eget kapital blir {kronor(before)} + {kronor(plan.result(year))} = "
                f"{kronor(equity)}{_share_text(equity, base_ore, limit)}.",
                base=f"{base[:1].upper()}{base[1:]}: {kronor(base_ore)}."
                if limit.max_percent is not None
                else "",
                difference=equity - ceiling,
            )


def _limit_text(limit: Limit, base_ore: int) -> str:
    ways = []
    if limit.max_percent is not None:
        amount = int(limit.max_percent * base_ore / 100)
        ways.append(
            f"{percent_text(limit.max_percent, 0 + (limit.max_percent.denominator > 1))}"
            f" av basen, alltså {kronor(amount - amount % 100)}"
        )
    if limit.max_ore is not None:
        ways.append(kronor(limit.max_ore))
    mark = "" if limit.is_verified else " Gränsen är inte kontrollerad mot sin källa."
    return f"Högst {', eller '.join(ways)}.{mark}"


def _share_text(equity: int, base_ore: int, limit: Limit) -> str:
    if limit.max_percent is None or base_ore <= 0:
        return ""
    return f", {percent_text(share_of(equity, base_ore))} av basen"


def _gross_and_net(plan: Plan) -> Iterator[BudgetRemark]:
    """Yield net lines whose external money also stands among the incomes, and the reverse."""
    for line in plan.lines:
        if line.is_income:
            continue
        if line.basis == "net" and is_external(line.financier):
            yield from _still_gross(plan, line)
        for year in plan.years:
            own = net_cost(plan, line, year)
            if own < 0:
                yield _remark(
                    "financed_above_cost",
                    year,
                    line.label,
                    f"Raden kostar {kronor(line.shown(year))}.",
                    f"Finansieringen är {kronor(line.shown(year) - own)}.",
                    difference=-own,
                    lines=(line.key,),
                )


def _still_gross(plan: Plan, line: Line) -> Iterator[BudgetRemark]:
    incomes = [
        each for each in plan.lines if each.is_income and each.financier == line.financier
    ]
    years = [year for year in plan.years if sum(each.in_year(year) for each in incomes)]
    if not years:
        return
    paid = {year: sum(each.in_year(year) for each in incomes) for year in years}
    own = [f"{kronor(line.shown(year) - paid[year])} {year}" for year in years]
    yield _remark(
        "gross_in_net",
        years[0],
        line.label,
        f"{line.label} står som netto med {kronor(line.shown(years[0]))}, och "
        f"{listed([each.label for each in incomes])} med {kronor(paid[years[0]])} står bland "
        "intäkterna.",
        f"Är raden brutto är den egna delen {listed(own)}. Är den netto räknas den externa "
        "finansieringen två gånger.",
        difference=paid[years[0]],
        lines=(line.key, *(each.key for each in incomes)),
    )


def _external(plan: Plan) -> Iterator[BudgetRemark]:
    for year in plan.years:
        external, result = plan.external(year), plan.result(year)
        if external > 0 and result > 0:
            yield _remark(
                "external_piles_up",
                year,
                f"Externa pengar {year}",
                f"Budgeten använder {kronor(external)} i externa pengar.",
                f"Samtidigt växer det egna kapitalet med {kronor(result)}.",
                difference=min(external, result),
            )


def _jumps(plan: Plan) -> Iterator[BudgetRemark]:
    for line in plan.lines:
        for before, after in zip(plan.years, plan.years[1:], strict=False):
            low, high = sorted((line.shown(before), line.shown(after)))
            if low > 0 and high >= JUMP_TIMES * low and high - low >= JUMP_ORE:
                yield _remark(
                    "line_jumps",
                    after,
                    line.label,
                    f"{kronor(line.shown(before))} {before}, {kronor(line.shown(after))} {after}.",
                    f"Det ena beloppet är {number(high // low)} gånger det andra.",
                    difference=high - low,
                    lines=(line.key,),
                )
