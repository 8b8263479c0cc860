"""All findings of a county: what the checks found, written out with places and effects."""

from __future__ import annotations

from functools import lru_cache

from samsyn.access.versions import latest_digest
from samsyn.facts.amounts import FIGURE_EVENTS
from samsyn.facts.atoms import NUMBER
from samsyn.facts.build import facts_of
from samsyn.facts.cube import Facts
from samsyn.indicators.definitions import catalogue
from samsyn.language.swedish import listed
from samsyn.quality import wording
from samsyn.quality.book import Book, read_book
from samsyn.quality.faults import Fault, concerned
from samsyn.quality.figure_checks import check_figures
from samsyn.quality.findings import Finding, Severity, rules
from samsyn.quality.ledger_checks import check_ledger
from samsyn.quality.statement_checks import check_statements

MOST_CHANGES = 3


def findings_of(county: str) -> tuple[Finding, ...]:
    """Return every finding of a county as its figures stand now, gravest first.

    Kept in memory until figures are loaded.
    """
    return _findings_at(county, latest_digest(*FIGURE_EVENTS))


@lru_cache(maxsize=32)
def _findings_at(county: str, digest: str) -> tuple[Finding, ...]:
    del digest
    return tuple(search(read_book(county), facts_of(county)))


def search(book: Book, facts: Facts) -> list[Finding]:
    """Return the findings of a book, gravest first, then by association and year."""
    used = _indicators_by_figure(facts)
    faults = [*check_statements(book), *check_figures(book, facts), *check_ledger(book)]
    found = [_written(book, fault, used) for fault in faults]
    order = list(Severity)
    names = {id: number for number, id in enumerate(rules())}
    return sorted(
        found,
        key=lambda f: (
            order.index(f.severity),
            f.association_name,
            f.year or 0,
            names[f.rule.id],
            f.key,
        ),
    )


def _written(book: Book, fault: Fault, used: dict[str, list[str]]) -> Finding:
    rule = rules()[fault.rule]
    entries = [book.entries[key] for key in fault.figures if key in book.entries]
    first = entries[0] if entries else None
    association = fault.association or (first.association if first else None)
    return Finding(
        rule=rule,
        about=fault.about or (first.label if first else rule.title),
        county=book.county,
        association=association,
        association_name=book.names.get(association or "", "Länet"),
        year=fault.year or (first.year if first else None),
        stated=fault.stated,
        follows=fault.follows,
        effect=fault.effect or _effect(book, fault, used),
        places=book.origins(fault.figures),
        figures=tuple(dict.fromkeys((*fault.figures, *_twins(book, fault)))),
        severity=Severity(fault.severity) if fault.severity else rule.severity,
    )


def _effect(book: Book, fault: Fault, used: dict[str, list[str]]) -> str:
    """Say what would change: other statements first, then the indicators concerned."""
    changes = _changed_statements(book, fault)
    if changes:
        return f"Med det värdet blir {listed(changes[:MOST_CHANGES])}."
    titles = list(dict.fromkeys(t for key in fault.figures for t in used.get(key, [])))
    if not titles:
        return ""
    return concerned(titles)


def _twins(book: Book, fault: Fault) -> list[str]:
    """Return the figure in question, and the rows where it stands once more: those with the
    same value of the same association and year, from the same document."""
    own = book.entries.get(fault.figures[0])
    if own is None or fault.instead is None:
        return []
    return [
        entry.key
        for entry in book.entries.values()
        if (entry.amount, entry.unit, entry.association, entry.year, entry.document.key)
        == (own.amount, own.unit, own.association, own.year, own.document.key)
    ]


def _changed_statements(book: Book, fault: Fault) -> list[str]:
    """Return the totals that would be others if the figure had the value that follows,
    wherever it stands."""
    if fault.instead is None:
        return []
    twins = dict.fromkeys(_twins(book, fault), fault.instead)
    changes = []
    for row in book.statements:
        if row.claim != "sum" or row.figure in twins:
            continue
        if not any(entry.key in twins for _, entry in book.signed(row.of)):
            continue
        before, after = book.total(row.of), book.total(row.of, twins)
        if before and after and before.value != after.value:
            entry = book.entries[row.figure]
            changes.append(
                f"{entry.label} {wording.value(after.value, entry.unit)} "
                f"i stället för {wording.value(before.value, entry.unit)}"
            )
    return list(reversed(changes))


def _indicators_by_figure(facts: Facts) -> dict[str, list[str]]:
    """Return the titles of the indicators that each figure is part of."""
    atoms: dict[str, set[int]] = {}
    for figure, atom in zip(facts.figures, facts.columns.atom, strict=True):
        atoms.setdefault(figure, set()).add(int(atom))
    by_atom: dict[int, list[str]] = {}

    for indicator in catalogue().values():
        for atom in (*indicator.numerator, *indicator.denominator):
            by_atom.setdefault(NUMBER[atom], []).append(indicator.title)
    return {
        figure: [title for number in sorted(numbers) for title in by_atom.get(number, [])]
        for figure, numbers in atoms.items()
    }
