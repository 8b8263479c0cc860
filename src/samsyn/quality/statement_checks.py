"""What documents say about their own figures, computed again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import ceil, floor

from samsyn.economy.codes import STAGES
from samsyn.facts.figures import Figure
from samsyn.facts.ranges import Range
from samsyn.language.swedish import capital, listed, small
from samsyn.quality import wording
from samsyn.quality.book import Book
from samsyn.quality.faults import Fault
from samsyn.register.codes import OPERATORS
from samsyn.register.models import Statement


def check_statements(book: Book) -> Iterator[Fault]:
    """Yield what does not hold in what the documents say about their own figures."""
    for row in book.statements:
        check = CHECKS.get(row.claim)
        if check:
            yield from check(book, row)
    yield from _goals_on_two_values(book)


def _operands(book: Book, *keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(entry.key for part in keys for _, entry in book.signed(part))


def _sum(book: Book, row: Statement) -> Iterator[Fault]:
    own, total = book.entries.get(row.figure), book.total(row.of)
    if own is None or total is None:
        return
    figures = (row.figure, *_operands(book, row.of))
    if not own.amount.meets(total):
        yield Fault(
            "sum_from_rows",
            figures,
            wording.stated(own),
            f"Raderna blir {wording.ranged(total, own.unit)}.",
            instead=total,
        )
    if own.unit == "persons":
        yield from _unlike_parts(book, row, own)


def _unlike_parts(book: Book, row: Statement, own: Figure) -> Iterator[Fault]:
    """Yield faults of a sum of groups counted on different days, or that share people."""
    parts = [entry for _, entry in book.signed(row.of) if entry.kind == "needs"]
    days = sorted({entry.on for entry in parts if entry.on})
    figures = (row.figure, *(entry.key for entry in parts))
    if len(days) > 1:
        shown = listed([day.isoformat() for day in days])
        yield Fault(
            "parts_from_different_dates",
            figures,
            wording.stated(own),
            f"Delarna är räknade {shown}.",
        )
    groups = {entry.traits["group"] for entry in parts}
    if len(groups) > 1 and not groups <= SEPARATE_GROUPS:
        names = listed(sorted({entry.label.split(",")[0].lower() for entry in parts}))
        yield Fault(
            "overlapping_groups",
            figures,
            wording.stated(own),
            f"Samma person kan finnas i flera av grupperna {names}.",
        )


def _same(book: Book, row: Statement) -> Iterator[Fault]:
    own, other = book.entries.get(row.figure), book.total(row.of)
    if own is None or other is None or own.amount.meets(other):
        return
    figures = (row.figure, *_operands(book, row.of))
    sources = listed(
        list(dict.fromkeys(book.entries[key].document.title for key in figures[1:]))
    )
    yield Fault(
        "one_quantity_two_values",
        figures,
        wording.stated(own),
        f"Andra uppgifter ger {wording.ranged(other, own.unit)} ({sources}).",
        instead=other,
        severity="information" if own.amount.is_rough else "",
    )


def _share(book: Book, row: Statement) -> Iterator[Fault]:
    own, part = book.entries.get(row.figure), book.total(row.of)
    if own is None or part is None:
        return
    if not row.base:
        yield from _share_without_base(book, row, own, part)
        return
    base = book.total(row.base)
    share = base and part.over(base)
    if not base or not share:
        return
    percent = share.times(100)
    figures = (row.figure, *_operands(book, row.of, row.base))
    if not own.amount.meets(percent):
        found = _bases_that_give(book, own, part, row)
        hint = f" Procenttalet stämmer med basen {found}." if found else ""
        yield Fault(
            "share_not_from_base",
            figures,
            wording.stated(own),
            f"Med den angivna basen, {wording.value(base.value, _unit(book, row.base))}, "
            f"blir andelen {wording.ranged(percent, 'percent', decimals=1)}.{hint}",
            instead=percent,
        )
    elif _unit(book, row.of) == "persons" == _unit(book, row.base):
        yield from _no_whole_number(row, own, part, base, figures)


def _share_without_base(
    book: Book, row: Statement, own: Figure, part: Range
) -> Iterator[Fault]:
    implied = part.over(own.amount.times(Fraction(1, 100)))
    if implied is None:
        return
    unit = _unit(book, row.of)
    found = _bases_that_give(book, own, part, row)
    others = _other_shares(book, own, part, row)
    follows = f"Talet förutsätter basen {wording.ranged(implied, unit, decimals=0)}. "
    follows += f"Det stämmer med {found}." if found else "Ingen känd siffra ger den basen."
    if others:
        follows += f" {others}"
    yield Fault(
        "share_without_base",
        (row.figure, *_operands(book, row.of)),
        wording.stated(own),
        follows,
        severity="" if found else "error",
    )


def _candidates(book: Book, row: Statement) -> Iterator[tuple[str, Range]]:
    """Yield totals that a share may have been counted on: those of the same association,
    the same year or the next, by name."""
    years = {row.year, (row.year or 0) + 1}
    for entry in book.entries.values():
        is_total = entry.traits.get("claim") in {"sum", "stated"}
        near = entry.association == row.association_id and entry.year in years
        if near and is_total and entry.unit == "kronor":
            yield entry.label, entry.amount
    yield from _contribution_bases(book, row)


def _contribution_bases(book: Book, row: Statement) -> Iterator[tuple[str, Range]]:
    """Yield the contributions, and all income, of the same year and the next."""
    years = {row.year, (row.year or 0) + 1}
    for year in sorted(year for year in years if year):
        incomes = [
            entry
            for entry in book.where("amounts")
            if entry.association == row.association_id and entry.year == year
        ]
        for names, label in BASES:
            chosen = [e for e in incomes if e.traits["category"] in names]
            stages = {e.traits["stage"] for e in chosen}
            for stage in sorted(stages):
                amounts = [e.amount for e in chosen if e.traits["stage"] == stage]
                yield f"{label} {year} ({STAGES[stage]})", sum(amounts, Range.exactly(0))


BASES = (
    ({"contribution"}, "medlemsbidragen"),
    ({"contribution", "external_used"}, "medlemsbidrag och externa medel"),
)


def _bases_that_give(book: Book, own: Figure, part: Range, row: Statement) -> str:
    """Return the names of the totals that give the share exactly as it is written."""
    found = []
    for label, base in _candidates(book, row):
        share = part.over(Range.exactly(base.value))
        if share and share.times(100).meets(own.amount):
            found.append(f"{label} ({wording.value(base.value, 'kronor')})")
    return listed(list(dict.fromkeys(found)), "eller")


def _other_shares(book: Book, own: Figure, part: Range, row: Statement) -> str:
    """Return the share on each total that is at hand, for a share without a base."""
    shown: dict[Fraction, str] = {}
    for label, base in _contribution_bases(book, row):
        share = part.over(base)
        if share:
            percent = wording.value(share.value * 100, "percent", decimals=1)
            shown.setdefault(base.value, f"{percent} av {small(label)}")
    return f"Andelen är {listed(list(shown.values())[:3])}." if shown else ""


def _no_whole_number(
    row: Statement, own: Figure, part: Range, base: Range, figures: tuple[str, ...]
) -> Iterator[Fault]:
    """Yield a fault if no whole number of people out of the base gives the percentage."""
    if base.value.denominator != 1 or base.value > MANY_PEOPLE:
        return
    whole = int(base.value)
    least = own.amount.low * whole / 100
    most = own.amount.high * whole / 100
    if ceil(least) <= floor(most) and not (
        floor(most) == most and ceil(least) == most and own.amount.low != own.amount.high
    ):
        return
    around = [floor(least), floor(least) + 1]
    shown = listed([f"{n} av {whole} är {_percent(n, whole)}" for n in around])
    others = _bases_with_whole_numbers(own, base)
    hint = f" {capital(others[0])} stämmer." if others else ""
    yield Fault(
        "share_no_whole_number",
        figures,
        wording.stated(own),
        f"{shown}.{hint}",
    )


def _bases_with_whole_numbers(own: Figure, base: Range) -> list[str]:
    """Return other possible numbers of people that a whole number gives the share of."""
    share = own.amount.times(Fraction(1, 100))
    return [
        f"{n} av {whole} ({_percent(n, whole)})"
        for whole in range(int(base.low), int(base.high) + 1)
        if whole != base.value
        for n in range(ceil(share.low * whole), floor(share.high * whole) + 1)
    ]


def _percent(part: int, whole: int) -> str:
    return wording.value(Fraction(100 * part, whole), "percent", decimals=1)


def _parts(book: Book, row: Statement) -> Iterator[Fault]:
    own, total = book.entries.get(row.figure), book.total(row.of)
    if own is None or total is None or total.value == own.amount.value:
        return
    is_rounding = total.low <= own.amount.value <= total.high
    yield Fault(
        "parts_not_whole",
        (row.figure, *_operands(book, row.of)),
        "delarna ska bli " + wording.stated(own),
        f"Delarna blir {wording.value(total.value, 'percent')}."
        + (" Avrundningen kan förklara det." if is_rounding else ""),
        severity="information" if is_rounding else "",
    )


def _change(book: Book, row: Statement) -> Iterator[Fault]:
    own, new, old = book.entries.get(row.figure), book.total(row.of), book.total(row.base)
    growth = (new - old).over(old) if new and old else None
    if own is None or growth is None:
        return
    percent = growth.times(100)
    if not own.amount.meets(percent):
        yield Fault(
            "change_not_from_values",
            (row.figure, *_operands(book, row.of, row.base)),
            wording.stated(own),
            f"Värdena ger {wording.ranged(percent, 'percent', decimals=1)}.",
            instead=percent,
        )


def _carry_over(book: Book, row: Statement) -> Iterator[Fault]:
    own = book.entries.get(row.figure)
    if own is not None and own.amount.value != 0:
        yield Fault(
            "stock_not_carried_over",
            (row.figure,),
            f"skillnad {wording.stated(own)}",
            f"Ingående antal {row.year} ska vara utgående antal {(row.year or 0) - 1}: "
            "skillnaden ska vara 0.",
        )


def _goal(book: Book, row: Statement) -> Iterator[Fault]:
    own = book.entries.get(row.figure)
    if own is None or not row.operator:
        return
    outcome, base = book.total(row.of), book.total(row.base)
    limit = f"{OPERATORS[row.operator]} {wording.stated(own)}"
    if outcome is None:
        yield Fault("goal_without_outcome", (row.figure,), limit, "Ingen siffra följer målet.")
        return
    reached, sum_shown = outcome, ""
    if base is not None:
        share = outcome.over(base)
        if share is None:
            return
        reached = share.times(100)
        unit = _unit(book, row.of)
        shown = [wording.value(part.value, unit) for part in (outcome, base)]
        sum_shown = f" ({' / '.join(shown)})"
    if not _is_met(row.operator, reached.value, own.amount.value):
        decimals = 1 if own.unit == "percent" else 0
        yield Fault(
            "goal_not_met_by_own_figures",
            (row.figure, *_operands(book, row.of, row.base)),
            limit,
            f"De egna siffrorna ger {wording.ranged(reached, own.unit, decimals=decimals)}"
            f"{sum_shown}.",
        )


def _is_met(operator: str, reached: Fraction, limit: Fraction) -> bool:
    return {
        "at_least": reached >= limit,
        "at_most": reached <= limit,
        "more_than": reached > limit,
    }[operator]


def _goals_on_two_values(book: Book) -> Iterator[Fault]:
    """Yield goals for the same figures and year that are met by one limit, not by the other."""
    goals = [
        row
        for row in book.statements
        if row.claim == "goal" and row.of and row.operator and row.figure in book.entries
    ]
    for first, second in combinations(goals, 2):
        alike = (first.of, first.base, first.operator, first.year, first.association_id) == (
            second.of,
            second.base,
            second.operator,
            second.year,
            second.association_id,
        )
        outcome = book.total(first.of)
        if not alike or outcome is None or first.base:
            continue
        limits = [book.entries[row.figure] for row in (first, second)]
        met = [_is_met(first.operator, outcome.value, limit.amount.value) for limit in limits]
        if met[0] != met[1]:
            shown = listed([wording.stated(limit) for limit in limits], "eller")
            reached = wording.value(outcome.value, limits[0].unit)
            words = [
                f"{'nås' if ok else 'nås inte'} mot {wording.stated(limit)}"
                for ok, limit in zip(met, limits, strict=True)
            ]
            yield Fault(
                "goal_depends_on_value",
                (first.figure, second.figure, *_operands(book, first.of)),
                f"{OPERATORS[first.operator]} {shown}",
                f"Siffrorna ger {reached}: målet {listed(words)}.",
            )


def _unit(book: Book, operands: Sequence[str]) -> str:
    return next((entry.unit for _, entry in book.signed(operands)), "none")


MANY_PEOPLE = 2000
"""With more people than this, every percentage with one decimal has a whole number."""

SEPARATE_GROUPS = {"unemployed_12_months", "unemployed_6_months_young_corrected"}
"""Groups that by their definitions share no people: by age."""

CHECKS = {
    "sum": _sum,
    "same": _same,
    "share": _share,
    "parts": _parts,
    "change": _change,
    "carry_over": _carry_over,
    "goal": _goal,
}
