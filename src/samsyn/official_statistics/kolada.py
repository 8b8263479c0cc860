"""Asks Kolada, version 3 of its interface, and reads its figures.

Source: RKA's description of the interface: values of a key figure by municipality, year and sex
(T, K, M), in pages. A region is written 0018, the country 0000.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from samsyn.official_statistics.measures import Measure, Query, measures
from samsyn.official_statistics.observations import (
    Observation,
    Reading,
    area_code,
    area_of,
    figure,
    sex_of,
    time_of,
)
from samsyn.official_statistics.sources import (
    MOST_PAGES,
    Answer,
    Caller,
    CannotAsk,
    NoAnswer,
    Publisher,
    Question,
    chunks,
    joined,
    query_for,
)
from samsyn.register.ages import Unreadable

MOST_IN_A_LIST = 25


class Kolada(Publisher):
    """Kolada's database of key figures."""

    id = "kolada"

    def fetch(self, question: Question, client: Caller) -> Answer:
        """Ask for every page of the key figure.

        Raises CannotAsk, and NoAnswer if an answer is not of Kolada's form.
        """
        query = query_for(self.id, question)
        measure = measures()[question.measure]
        raws, reading = [], Reading()
        for raw in _pages(query, question, client):
            raws.append(raw)
            read_kolada(raw, measure, query, sexes=question.sexes, reading=reading)
        return self.answer(query, question, joined(raws), reading)


def read_kolada(
    content: bytes, measure: Measure, query: Query, *, sexes: tuple[str, ...], reading: Reading
) -> None:
    """Add the figures of a page to a reading; values that Kolada has deleted are left out.

    Raises NoAnswer if the page is not of Kolada's form.
    """
    try:
        data = json.loads(content, parse_float=Decimal)
        for row in data["values"]:
            if row["kpi"] == query.table:
                _add(row, measure, query, sexes, reading)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswer(
            f"Koladas svar har inte väntad form ({error}). Läs in en fil i stället."
        ) from None


def _add(
    row: Mapping[str, Any],
    measure: Measure,
    query: Query,
    sexes: tuple[str, ...],
    reading: Reading,
) -> None:
    if not str(row["municipality"]).isdigit():
        raise Unreadable(row["municipality"], "en kommun, inte en grupp av kommuner")
    starts_on, on = time_of(row["period"], measure.period)
    for each in row["values"]:
        sex = sex_of(each["gender"])
        if sex not in sexes or each.get("isdeleted") or each.get("is_deleted"):
            continue
        value, missing = figure(each["value"])
        reading.add(
            Observation(
                measure=measure.id,
                area=area_of(str(row["municipality"])),
                on=on,
                starts_on=starts_on,
                sex=sex,
                band=query.ages or measure.ages,
                benefit="",
                value=value,
                missing=missing,
            )
        )


def _pages(query: Query, question: Question, client: Caller) -> Iterator[bytes]:
    """Yield every page of every part of the question."""
    years = ",".join(map(str, question.years))
    if len(question.years) > MOST_IN_A_LIST:
        raise CannotAsk(f"fråga om högst {MOST_IN_A_LIST} år i taget")
    codes = [f"{area_code(area):0>4}" for area in question.areas]
    for part in chunks(codes, MOST_IN_A_LIST):
        address = f"{query.address}/{query.table}/municipality/{','.join(part)}/year/{years}"
        for _ in range(MOST_PAGES):
            raw = client.get(address)
            yield raw
            address = _next(raw, query)
            if not address:
                break
        else:
            raise NoAnswer("Kolada svarade med för många sidor. Fråga om färre områden.")


def _next(raw: bytes, query: Query) -> str:
    """Return the address of the next page, if there is one at the same place."""
    try:
        address = str(json.loads(raw).get("next_url") or "")
    except (ValueError, AttributeError):
        raise NoAnswer("Koladas svar är inte JSON. Försök igen senare.") from None
    asked, given = urlsplit(query.address), urlsplit(address)
    if address and (given.scheme, given.hostname) != (asked.scheme, asked.hostname):
        raise NoAnswer(f"Kolada hänvisar till {given.hostname}; dit går ingen fråga.")
    return address
