"""What can be seen in the figures themselves, whatever any document says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from samsyn.economy.codes import INCOME, STAGES
from samsyn.facts.atoms import ATOMS
from samsyn.facts.build import is_external
from samsyn.facts.cube import Facts, Level, Note
from samsyn.facts.figures import Figure
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import catalogue
from samsyn.language.swedish import capital, listed, number
from samsyn.quality import wording
from samsyn.quality.book import Book, by_association, keys_of, total_of
from samsyn.quality.faults import Fault, concerned
from samsyn.quality.findings import rules
from samsyn.rules.contributions import SHARE_TABLES, Party, contributions_from_state

FIRST_DAY_OF_THE_ACT = min(table.source.in_force_from for table in SHARE_TABLES)


def check_figures(book: Book, facts: Facts) -> Iterator[Fault]:
    """Yield what does not hold in the figures of a county."""
    yield from _flows(book)
    yield from _contributions_by_law(book)
    yield from _budgets(book)
    yield from _external_costs(book)
    yield from _staffing_without_cost(book)
    yield from _costs_without_intervention(book)
    yield from _posts(book)
    yield from _gross_and_net(book)
    yield from _two_bases(book, facts)
    yield from _definitions(book, facts)
    yield from _large_changes(book, facts)
    yield from _not_reported(book, facts)


def _flows(book: Book) -> Iterator[Fault]:
    """Yield stocks that are not carried over, and flows that do not close."""
    series: dict[tuple[str, ...], dict[int, dict[str, Figure]]] = defaultdict(dict)
    for entry in book.where("counts"):
        t = entry.traits
        key = (
            str(entry.association),
            t["intervention"],
            t["sex"],
            t["age_group"],
            t["population"],
            t["counting_mode"],
        )
        if entry.year:
            series[key].setdefault(entry.year, {})[t["measure"]] = entry
    for years in series.values():
        for year, now in sorted(years.items()):
            before = years.get(year - 1, {})
            if "opening" in now and "closing" in before:
                yield from _carried(now["opening"], before["closing"])
            if {"opening", "new", "closed", "closing"} <= now.keys():
                yield from _closed(now)


def _carried(opening: Figure, closing: Figure) -> Iterator[Fault]:
    if not opening.amount.meets(closing.amount):
        gap = opening.amount - closing.amount
        yield Fault(
            "stock_not_carried_over",
            (opening.key, closing.key),
            wording.stated(opening),
            f"Förra året slutade med {wording.stated(closing)}: "
            f"skillnaden är {wording.value(gap.value, 'persons')}.",
            instead=closing.amount,
        )


def _closed(now: dict[str, Figure]) -> Iterator[Fault]:
    follows = now["opening"].amount + now["new"].amount - now["closed"].amount
    if not follows.meets(now["closing"].amount):
        yield Fault(
            "flow_not_closed",
            keys_of([now[name] for name in ("closing", "opening", "new", "closed")]),
            wording.stated(now["closing"]),
            f"Ingående + nya − avslutade blir {wording.ranged(follows, 'persons')}.",
            instead=follows,
        )


def _contributions_by_law(book: Book) -> Iterator[Fault]:
    """Yield years in which the parties' contributions are not in the shares of 5 §."""
    groups = by_association(book.where("amounts", category="contribution"))
    for (association, year), entries in groups.items():
        stages = {entry.traits["stage"] for entry in entries}
        for stage in sorted(stages):
            at_stage = [entry for entry in entries if entry.traits["stage"] == stage]
            yield from _shares_by_law(association, year, at_stage)


def _shares_by_law(association: str, year: int, entries: list[Figure]) -> Iterator[Fault]:
    paid: dict[Party, list[Figure]] = defaultdict(list)
    for entry in entries:
        financier = entry.traits["financier"]
        if financier == "fk":
            paid[Party.STATE].append(entry)
        elif financier.startswith("region:"):
            paid[Party.REGIONS].append(entry)
        elif financier == "kommuner" or financier.startswith("kommun:"):
            paid[Party.MUNICIPALITIES].append(entry)
    if len(paid) < 3:
        return
    state = total_of(paid[Party.STATE])
    if date(year, 1, 1) < FIRST_DAY_OF_THE_ACT or state.value < 0:
        return
    due = contributions_from_state(int(state.value * 100), on=date(year, 1, 1))
    for party, rows in paid.items():
        should = Fraction(due.parts[party], 100)
        total = total_of(rows)
        if not total.low - 1 <= should <= total.high + 1:
            yield Fault(
                "contributions_not_by_law",
                keys_of(rows),
                wording.ranged(total, "kronor"),
                f"Statens bidrag förutsätter {wording.value(should, 'kronor')}.",
                association=association,
                year=year,
            )


def _budgets(book: Book) -> Iterator[Fault]:
    """Yield budget years in which the costs are higher than the incomes."""
    groups = by_association(book.where("amounts", stage="budget"))
    for (association, year), entries in groups.items():
        incomes = [e for e in entries if e.traits["category"] in INCOME]
        costs = [
            e
            for e in entries
            if e.traits["category"] not in INCOME
            and e.traits["category"] not in {"equity", "allotment", "external_granted"}
        ]
        if not incomes or not costs:
            continue
        result = total_of(incomes) - total_of(costs)
        if result.value < 0:
            yield Fault(
                "budget_deficit",
                keys_of(incomes + costs),
                f"intäkter {wording.value(total_of(incomes).value, 'kronor')}, "
                f"kostnader {wording.value(total_of(costs).value, 'kronor')}",
                f"Resultatet blir {wording.value(result.value, 'kronor')}.",
                about=f"Budget {year}",
                association=association,
                year=year,
            )


def _external_costs(book: Book) -> Iterator[Fault]:
    """Yield external financiers whose interventions cost more than was used of the grant."""
    groups = by_association(book.where("amounts", stage="outcome"))
    for (association, year), entries in groups.items():
        for financier in sorted({e.traits["financier"] for e in entries}):
            if not is_external(financier):
                continue
            own = [e for e in entries if e.traits["financier"] == financier]
            used = [e for e in own if e.traits["category"] == "external_used"]
            costs = [e for e in own if e.traits["category"] == "individual"]
            if used and costs and total_of(costs).low > total_of(used).high:
                gap = total_of(costs) - total_of(used)
                yield Fault(
                    "external_cost_above_grant",
                    keys_of(costs + used),
                    wording.value(total_of(costs).value, "kronor"),
                    f"Av medlen användes {wording.ranged(total_of(used), 'kronor')}; "
                    f"{wording.value(gap.value, 'kronor')} saknar extern finansiering.",
                    about=listed([e.label for e in costs]),
                    association=association,
                    year=year,
                )


def _staffing_without_cost(book: Book) -> Iterator[Fault]:
    """Yield posts on external money in a team whose costs leave that money out."""
    costs = by_association(book.where("amounts", stage="outcome", category="individual"))
    for group, posts in by_association(book.where("staffing")).items():
        for intervention in sorted({e.traits["intervention"] for e in posts}):
            own_costs = [
                e for e in costs.get(group, []) if e.traits["intervention"] == intervention
            ]
            paid = {e.traits["financier"] for e in own_costs}
            external = [
                e
                for e in posts
                if e.traits["intervention"] == intervention
                and is_external(e.traits["financier"])
                and e.traits["financier"] not in paid
            ]
            if own_costs and external:
                yield Fault(
                    "staffing_without_its_cost",
                    keys_of(external + own_costs),
                    wording.value(total_of(external).value, "full_time_equivalents"),
                    "Teamets redovisade kostnad innehåller inte de externa medlen.",
                    about=external[0].label,
                    association=group[0],
                    year=group[1],
                )


def _costs_without_intervention(book: Book) -> Iterator[Fault]:
    rows = book.where("amounts", stage="outcome", category="individual", intervention="")
    for (association, year), entries in by_association(rows).items():
        total = total_of(entries)
        if total.low > 0:
            yield Fault(
                "cost_without_intervention",
                keys_of(entries),
                wording.ranged(total, "kronor"),
                "Beloppet ingår inte i kostnad per deltagare eller per avslut.",
                association=association,
                year=year,
            )


def _posts(book: Book) -> Iterator[Fault]:
    """Yield managers whose cost is too low for their working time."""
    least = rules()["post_cost_not_plausible"].parameter("least_kronor_per_post")
    costs = by_association(_latest_stage(book, "administration.manager"))
    for group, posts in by_association(book.where("staffing", function="manager")).items():
        paid = costs.get(group, [])
        if not paid:
            continue
        per_post = total_of(paid).over(total_of(posts))
        if per_post and per_post.high < least:
            yield Fault(
                "post_cost_not_plausible",
                keys_of(paid + posts),
                wording.value(total_of(paid).value, "kronor"),
                f"Tjänsten är {wording.value(total_of(posts).value, 'full_time_equivalents')}: "
                f"{wording.value(per_post.value, 'kronor', decimals=0)} per heltidstjänst.",
                association=group[0],
                year=group[1],
            )


def _latest_stage(book: Book, category: str) -> Iterator[Figure]:
    """Yield the amounts of a category at the latest stage that each year has reached."""
    rows = list(book.where("amounts", category=category))
    reached = {
        (row.association, row.year): stage
        for stage in STAGES
        for row in rows
        if row.traits["stage"] == stage
    }
    for row in rows:
        if reached[row.association, row.year] == row.traits["stage"]:
            yield row


def _gross_and_net(book: Book) -> Iterator[Fault]:
    """Yield costs called net whose external financier also stands as an income."""
    for (association, year), entries in by_association(book.where("amounts")).items():
        incomes = [e for e in entries if e.traits["category"] == "external_used"]
        for entry in entries:
            same = [
                income
                for income in incomes
                if income.traits["financier"] == entry.traits["financier"]
                and income.traits["stage"] == entry.traits["stage"]
                and income.document.key == entry.document.key
            ]
            if entry.traits["basis"] == "net" and same:
                income = total_of(same)
                rest = entry.amount - income
                yield Fault(
                    "gross_and_net_mixed",
                    keys_of([entry, *same]),
                    wording.stated(entry),
                    f"Bidraget {wording.value(income.value, 'kronor')} är också intäkt. "
                    "Är kostnaden brutto är den egna delen "
                    f"{wording.value(rest.value, 'kronor')}.",
                    association=association,
                    year=year,
                )


LONGEST_GAP = 2
TWO_BASES = (("administration_of_contributions", "administration_of_cost"),)
LARGEST_DIFFERENCE = 5.0


def _two_bases(book: Book, facts: Facts) -> Iterator[Fault]:
    """Yield shares that differ by more than five percentage points between two bases."""
    for first, second in TWO_BASES:
        one = calculate(facts, catalogue()[first])
        other = calculate(facts, catalogue()[second])
        for i, unit in enumerate(facts.units):
            if unit.level is not Level.ASSOCIATION:
                continue
            for at, year in enumerate(facts.years):
                a, b = one.value[i, at], other.value[i, at]
                if abs(a - b) > LARGEST_DIFFERENCE:
                    yield Fault(
                        "base_changes_the_story",
                        tuple(
                            key
                            for atom in one.indicator.numerator
                            for key in facts.figures_behind(atom, i, at)
                        ),
                        f"{number(float(a), 1)} % ({one.indicator.title.lower()})",
                        f"{number(float(b), 1)} % ({other.indicator.title.lower()})",
                        about=one.indicator.title.split(",")[0],
                        association=unit.key,
                        year=year,
                    )


def _definitions(book: Book, facts: Facts) -> Iterator[Fault]:
    """Yield topics in which associations differ, or one association has changed its way."""
    topics: dict[str, list[Note]] = defaultdict(list)
    for note in facts.notes:
        topics[note.topic].append(note)
    for topic, notes in sorted(topics.items()):
        latest = {note.association: note for note in notes}
        for note in notes:
            if note.choice != latest[note.association].choice:
                after = latest[note.association]
                yield Fault(
                    "definition_changed",
                    (after.figure, note.figure),
                    f"{note.year}: {note.text}",
                    f"{after.year}: {after.text}",
                    about=note.label,
                    association=note.association,
                    year=after.year,
                )
        used = [i.title for i in catalogue().values() if topic in i.topics]
        if not used:
            continue
        for year in sorted({note.year for note in notes}):
            yield from _ways_that_year(book, [n for n in notes if n.year == year], used)


def _ways_that_year(book: Book, notes: list[Note], used: list[str]) -> Iterator[Fault]:
    """Yield a fault if the associations that say how they do one year do not do alike."""
    ways: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        ways[note.choice].append(note)
    if len(ways) < 2:
        return
    yield Fault(
        "definitions_differ",
        tuple(note.figure for note in notes),
        f"{len(ways)} olika sätt",
        " ".join(
            f"{listed(sorted(book.names[n.association] for n in same))}: {same[0].text}"
            for same in ways.values()
        ),
        about=notes[0].label,
        year=notes[0].year,
        effect=concerned(used),
    )


def _large_changes(book: Book, facts: Facts) -> Iterator[Fault]:
    """Yield contributions that change much between two years at most two years apart."""
    largest = rules()["large_change"].parameter("largest_percent")
    series = facts.series("contributions")
    for i, unit in enumerate(facts.units):
        known = [at for at in range(len(facts.years)) if series.known[i, at]]
        if unit.level is not Level.ASSOCIATION:
            continue
        for before, after in pairwise(known):
            gap = facts.years[after] - facts.years[before]
            old, new = int(series.value[i, before]), int(series.value[i, after])
            if old <= 0 or gap > LONGEST_GAP:
                continue
            percent = Fraction(100 * (new - old), old)
            if abs(percent) > largest:
                yield Fault(
                    "large_change",
                    tuple(
                        facts.figures_behind("contributions", i, after)
                        + facts.figures_behind("contributions", i, before)
                    ),
                    wording.value(Fraction(new, 100), "kronor"),
                    f"{facts.years[before]} var medlemsbidragen "
                    f"{wording.value(Fraction(old, 100), 'kronor')}: "
                    f"{wording.value(percent, 'percent', decimals=1)}.",
                    about=f"Medlemsbidrag {facts.years[after]}",
                    association=unit.key,
                    year=facts.years[after],
                )


def _not_reported(book: Book, facts: Facts) -> Iterator[Fault]:
    """Yield atoms that the catalogue needs and that no association has reported."""
    needed = {
        atom
        for indicator in catalogue().values()
        for atom in (*indicator.numerator, *indicator.denominator)
        if atom not in indicator.zero_if_unknown
    }
    for atom in ATOMS:
        if atom not in needed or facts.series(atom).known.any():
            continue
        used = [i.title for i in catalogue().values() if atom in (*i.numerator, *i.denominator)]
        yield Fault(
            "not_reported",
            (f"uppgift:{atom}",),
            "ingen uppgift",
            "Inget förbund har redovisat uppgiften för något år.",
            about=capital(ATOMS[atom].sv),
            effect=concerned(used),
        )
