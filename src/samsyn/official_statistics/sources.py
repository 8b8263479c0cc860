"""One interface to those who publish statistics: what can be asked, and what was answered."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from samsyn import __version__
from samsyn.official_statistics.measures import Query, measures, sources
from samsyn.official_statistics.observations import Reading
from samsyn.register.ages import Band

ATTEMPTS = 3
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 20.0
LARGEST_ANSWER = 60_000_000
MOST_PAGES = 50
TIME_LIMIT = httpx.Timeout(30.0, connect=10.0)
WAIT_AND_TRY = {429, 500, 502, 503, 504}
HEADERS = {
    "User-Agent": f"Samsyn/{__version__} (oppen programvara for finansiell samordning)",
    "Accept-Language": "sv",
}

Pause = Callable[[float], None]


class OutsideCallsOff(Exception):
    """This installation may not call others; load a file instead."""


class CannotAsk(ValueError):
    """The source has nothing for such a question; says why."""


class NoAnswer(Exception):
    """The source did not answer as expected; says what happened and what to do."""


@dataclass(frozen=True)
class Question:
    """What is asked: a measure of areas in years.

    sexes: `all`, or `women` and `men`
    bands: ages; none asks for those that the measure is about, for population also each year
           of age from 16 to 64
    """

    measure: str
    areas: tuple[str, ...]
    years: tuple[int, ...]
    sexes: tuple[str, ...] = ("all",)
    bands: tuple[Band, ...] = ()

    @property
    def stored(self) -> dict[str, Any]:
        """The question as a snapshot keeps it."""
        return {
            "measure": self.measure,
            "areas": list(self.areas),
            "years": list(self.years),
            "sexes": list(self.sexes),
            "bands": [each.code for each in self.bands],
        }


@dataclass(frozen=True)
class Answer:
    """What a source answered: the bytes as they came, and what was read out of them.

    raw:          one answer, or several after each other with a line of their own between
    published_on: when the source says that it was last changed
    """

    source: str
    table: str
    question: Mapping[str, Any]
    raw: bytes
    reading: Reading
    attribution: str
    licence: str
    file_name: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    @property
    def published_on(self) -> date | None:
        return self.reading.published_on


class Source(Protocol):
    """Somebody who publishes statistics and can be asked."""

    id: str

    def why_not(self, question: Question) -> str:
        """Return why the question cannot be put to this source; empty if it can."""

    def fetch(self, question: Question, client: Caller) -> Answer:
        """Ask, and read the answer.

        Raises CannotAsk, and NoAnswer.
        """


class Publisher:
    """What the sources have in common: where a measure is found, and who is to be named."""

    id = ""
    dialect = ""

    def why_not(self, question: Question) -> str:
        try:
            query_for(self.id, question, dialect=self.dialect)
        except CannotAsk as error:
            return str(error)
        return ""

    def answer(self, query: Query, question: Question, raw: bytes, reading: Reading) -> Answer:
        facts = sources()[self.id]
        return Answer(
            source=self.id,
            table=query.table,
            question=question.stored,
            raw=raw,
            reading=reading,
            attribution=facts.attribution,
            licence=facts.licence,
            notes=tuple(reading.notes),
        )


@dataclass
class Caller:
    """Calls a source politely: says who it is, waits when asked to, and gives up in time.

    pause: waits so many seconds; a test puts a list there instead

    Only the address that the measure names is called: no redirect is followed.
    """

    client: httpx.Client
    pause: Pause = time.sleep

    def get(self, address: str, **params: str) -> bytes:
        return self._call("GET", address, params=params)

    def post(self, address: str, body: Mapping[str, Any], **params: str) -> bytes:
        return self._call("POST", address, params=params, json=body)

    def _call(self, method: str, address: str, **request: Any) -> bytes:
        """Raises NoAnswer when the last attempt has failed, or at once if it is no use."""
        said = ""
        for attempt in range(ATTEMPTS):
            wait = min(FIRST_PAUSE * 2**attempt, LONGEST_PAUSE)
            try:
                with self.client.stream(method, address, **request) as answer:
                    if answer.status_code == 200:
                        return _body(answer)
                    said = f"svarade med kod {answer.status_code}"
                    if answer.status_code not in WAIT_AND_TRY:
                        break
                    wait = _asked_wait(answer, wait)
            except httpx.TimeoutException:
                said = "svarade inte i tid"
            except httpx.HTTPError as error:
                said = f"gick inte att nå ({type(error).__name__})"
            if attempt + 1 < ATTEMPTS:
                self.pause(wait)
        host = urlsplit(address).hostname
        raise NoAnswer(
            f"{host} {said}. Försök igen senare, eller hämta filen på webben och läs in den."
        )


def outside_caller() -> Caller:
    """Return a caller to the outside.

    Raises OutsideCallsOff unless the installation allows it.
    """
    if not settings.OUTSIDE_CALLS:
        raise OutsideCallsOff(
            "installationen får inte hämta utifrån. Sätt SAMSYN_OUTSIDE_CALLS=1, eller läs in "
            "en fil."
        )
    client = httpx.Client(timeout=TIME_LIMIT, headers=HEADERS, follow_redirects=False)
    return Caller(client)


def query_for(source: str, question: Question, *, dialect: str = "") -> Query:
    """Return where a source has what is asked for.

    Raises CannotAsk if it is nowhere, or if the years are in more than one table.
    """
    measure = measures().get(question.measure)
    if measure is None:
        raise CannotAsk(f"måttet {question.measure!r} finns inte")
    found = [
        query
        for query in measure.queries
        if query.source == source and dialect in {"", query.dialect}
    ]
    if not found:
        raise CannotAsk(f"{measure.name} finns inte hos den källan")
    if not question.years or not question.areas:
        raise CannotAsk("ange minst ett område och ett år")
    for query in found:
        first, last = query.years
        if all(first <= year <= last for year in question.years):
            return query
    tables = ", ".join(f"{q.table} ({q.years[0]}–{_end(q.years[1])})" for q in found)
    raise CannotAsk(f"åren finns inte i en och samma tabell: {tables}. Fråga en gång för varje")


def chunks(values: Sequence[str], most: int) -> list[list[str]]:
    """Return values in lists that are short enough to ask for.

    >>> chunks(["a", "b", "c"], 2)
    [['a', 'b'], ['c']]
    """
    return [list(values[start : start + most]) for start in range(0, len(values), most)]


def joined(parts: Sequence[bytes]) -> bytes:
    """Return several answers as the one that is kept."""
    return b"\n".join(parts)


def _end(year: int) -> str:
    return "" if year == 9999 else str(year)


def _body(answer: httpx.Response) -> bytes:
    """Return the body, cut off with NoAnswer when it is larger than anything that is asked."""
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > LARGEST_ANSWER:
            raise NoAnswer(
                f"{answer.url.host} svarade med mer än {LARGEST_ANSWER // 10**6} MB. Fråga om "
                "färre områden eller år."
            )
        parts.append(part)
    return b"".join(parts)


def _asked_wait(answer: httpx.Response, otherwise: float) -> float:
    """Return how long the source asks one to wait, within reason."""
    asked = answer.headers.get("Retry-After", "")
    return (
        min(float(asked), LONGEST_PAUSE) if asked.isascii() and asked.isdigit() else otherwise
    )
