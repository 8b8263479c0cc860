"""What documents publish of a year, beside what its bookkeeping says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from samsyn.economy.codes import CATEGORIES
from samsyn.facts.amounts import BOOKED, NOT_BOOKED
from samsyn.facts.figures import Figure
from samsyn.facts.ranges import Range
from samsyn.language.swedish import capital
from samsyn.quality import wording
from samsyn.quality.book import Book, by_association, keys_of, total_of
from samsyn.quality.faults import Fault


def check_ledger(book: Book) -> Iterator[Fault]:
    """Yield published outcome that the ledger of the same year does not agree with.

    What the ledger has nothing of is nothing, except what no ledger says, and the equity of a
    year whose balances are not known.
    """
    published = by_association(book.where("amounts", stage="outcome"))
    for group, booked in by_association(book.where("amounts", stage=BOOKED)).items():
        own = _by_main_category(booked)
        for main, said in _by_main_category(published.get(group, [])).items():
            entries = _wholes(said)
            stated, follows = total_of(entries), total_of(own.get(main, []))
            is_known = main in own or main not in (*NOT_BOOKED, "equity")
            if is_known and not stated.meets(follows):
                yield _fault(group, main, entries, stated, follows)


def _fault(
    group: tuple[str, int], main: str, entries: list[Figure], stated: Range, follows: Range
) -> Fault:
    gap = wording.value((follows - stated).value, "kronor")
    return Fault(
        "published_not_booked",
        keys_of(entries),
        wording.ranged(stated, "kronor"),
        f"Bokföringen ger {wording.value(follows.value, 'kronor')}; skillnaden är {gap}.",
        about=f"{capital(CATEGORIES[main])} {group[1]}",
        association=group[0],
        year=group[1],
    )


def _by_main_category(entries: Iterable[Figure]) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for entry in entries:
        found[entry.traits["category"].split(".")[0]].append(entry)
    return found


def _wholes(entries: list[Figure]) -> list[Figure]:
    """Return what states the whole category; its lines where nothing does."""
    return [e for e in entries if "." not in e.traits["category"]] or entries
