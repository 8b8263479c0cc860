"""Who can be asked, and putting a question to one of them."""

from __future__ import annotations

from samsyn.official_statistics.forsakringskassan import Forsakringskassan
from samsyn.official_statistics.kolada import Kolada
from samsyn.official_statistics.measures import measures
from samsyn.official_statistics.pxweb import PxWeb
from samsyn.official_statistics.sources import (
    Answer,
    Caller,
    CannotAsk,
    Question,
    Source,
    outside_caller,
)


def publishers() -> dict[str, Source]:
    """Return everyone who can be asked, by the id of the source."""
    return {each.id: each for each in (PxWeb(), Kolada(), Forsakringskassan())}


def who_has(measure: str) -> list[str]:
    """Return the sources that a measure can be fetched from, the best one first.

    >>> who_has("ill_health_days")
    ['fk', 'kolada']
    """
    return list(dict.fromkeys(query.source for query in measures()[measure].queries))


def ask(question: Question, *, source: str = "", client: Caller | None = None) -> Answer:
    """Put a question to a source, or to the first that has the measure.

    client: how to call; None calls the outside, if the installation may

    Raises OutsideCallsOff, CannotAsk and NoAnswer.
    """
    wanted = source or next(iter(who_has(question.measure)), "")
    if wanted not in publishers():
        raise CannotAsk(f"{question.measure} går inte att hämta; läs in en fil")
    return publishers()[wanted].fetch(question, client or outside_caller())
