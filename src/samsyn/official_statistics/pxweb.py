"""Asks PxWeb, as SCB runs it, in version 1 and version 2 of its interface.

Source: SCB, PxWeb API v1 (a query in the body, answer in JSON-stat 2); PxWebApi 2.0
(`/tables/{id}/metadata`, and `/tables/{id}/data` with a selection in the body).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samsyn.official_statistics.measures import (
    Measure,
    Query,
    benefit_by_label,
    measures,
    sources,
)
from samsyn.official_statistics.observations import Reading, area_code
from samsyn.official_statistics.pxweb_formats import read_json_stat
from samsyn.official_statistics.sources import (
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
from samsyn.register.ages import ALL_AGES, Band

FIRST_AGE, LAST_AGE = 16, 64
SEX = {"men": "1", "women": "2"}


class PxWeb(Publisher):
    """SCB's statistical database."""

    id = "scb"

    def __init__(self, *, dialect: str = "v2") -> None:
        self.dialect = dialect

    def fetch(self, question: Question, client: Caller) -> Answer:
        """Ask for the table's variables, then for its figures, so many cells at a time.

        Raises CannotAsk if the table lacks what is asked for, and NoAnswer.
        """
        query = query_for(self.id, question, dialect=self.dialect)
        measure = measures()[question.measure]
        variables = _variables(query, client)
        raws, reading = [], Reading()
        for selection in _selections(query, measure, question, variables):
            raw = _ask(query, selection, client)
            part = read_json_stat(raw, measure, {}, file=query.table)
            raws.append(raw)
            reading.take(part)
        if reading.problems:
            raise NoAnswer(f"SCB:s svar gick inte att läsa. {reading.problems[0]}")
        return self.answer(query, question, joined(raws), reading)


Variables = Mapping[str, Mapping[str, str]]
"""Variable -> code -> words, as the table has them."""


def _variables(query: Query, client: Caller) -> Variables:
    """Return the table's variables and their values.

    Raises NoAnswer if the table does not describe itself as expected.
    """
    try:
        if query.dialect == "v1":
            return _variables_v1(json.loads(client.get(query.address)))
        raw = client.get(f"{query.address}/metadata", lang="sv", outputFormat="json-stat2")
        return {
            name: {str(code): str(words) for code, words in dim["category"]["label"].items()}
            for name, dim in json.loads(raw)["dimension"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswer(
            f"tabellen {query.table} beskriver sig inte som väntat ({error}). Den kan ha "
            "flyttats: läs in en fil i stället."
        ) from None


def _variables_v1(data: Mapping[str, Any]) -> Variables:
    return {
        str(each["code"]): dict(zip(map(str, each["values"]), each["valueTexts"], strict=True))
        for each in data["variables"]
    }


def _selections(
    query: Query, measure: Measure, question: Question, variables: Variables
) -> Iterator[dict[str, list[str]]]:
    """Yield what to ask for, in parts that stay below the source's limit of cells."""
    fixed = {
        **_sexes(query, question, variables),
        **_ages(query, measure, question, variables),
        **_contents(query, measure, variables),
        **_times(query, measure, question, variables),
    }
    name = query.variables["area"]
    codes = [area_code(area) for area in question.areas]
    lacking = [code for code in codes if code not in variables.get(name, {})]
    if lacking:
        raise CannotAsk(f"tabellen {query.table} har inte området {', '.join(lacking[:5])}")
    each = 1
    for values in fixed.values():
        each *= max(1, len(values))
    for part in chunks(codes, max(1, sources()[query.source].cells_at_most // each)):
        yield {name: part, **fixed}


def _sexes(query: Query, question: Question, variables: Variables) -> dict[str, list[str]]:
    """Ask for women and men; for all, ask for the total or leave the variable out."""
    name = query.variables["sex"]
    has = variables.get(name, {})
    if set(question.sexes) & {"women", "men"}:
        return {name: [SEX[sex] for sex in ("men", "women") if sex in question.sexes]}
    total = next((code for code in has if code.lower() in {"1+2", "tot", "totsa"}), "")
    return {name: [total]} if total else {}


def _ages(
    query: Query, measure: Measure, question: Question, variables: Variables
) -> dict[str, list[str]]:
    name = query.variables["ages"]
    has = variables.get(name, {})
    if measure.id != "population":
        return {name: [_age_code(measure.ages, has, query)]} if has else {}
    bands = question.bands or (
        ALL_AGES,
        *(Band(age, age) for age in range(FIRST_AGE, LAST_AGE + 1)),
    )
    codes = [code for each in bands for code in _codes_of(each, has, query)]
    return {name: list(dict.fromkeys(codes))}


def _codes_of(each: Band, has: Mapping[str, str], query: Query) -> list[str]:
    """Return the codes that together are a band: itself, or every year of age in it."""
    try:
        return [_age_code(each, has, query)]
    except CannotAsk:
        oldest = int("".join(filter(str.isdigit, query.oldest.split("+")[0])) or 0)
        last = oldest - 1 if each.last is None else each.last
        single = [_age_code(Band(a, a), has, query) for a in range(each.first, last + 1)]
        return single + ([query.oldest] if each.last is None else [])


def _age_code(each: Band, has: Mapping[str, str], query: Query) -> str:
    """Raises CannotAsk if the table does not have the band as it is."""
    written = each.code
    tries = ("tot", "TotSA", "totalt") if each == ALL_AGES else (written, f"{each.first}")
    if each != ALL_AGES and each.first != each.last:
        tries = (written, f"{each.first}+" if each.last is None else written)
    for code in tries:
        if code in has:
            return code
    raise CannotAsk(f"tabellen {query.table} har inte åldern {each.words}")


def _contents(query: Query, measure: Measure, variables: Variables) -> dict[str, list[str]]:
    name = query.variables["contents"]
    has = variables.get(name, {})
    if query.by_label:
        found = [code for code, words in has.items() if benefit_by_label(words)]
        if not found:
            raise CannotAsk(f"tabellen {query.table} har inte {measure.name} under kända namn")
        return {name: found}
    named = [code for code in query.contents if code != "*"]
    if "*" in query.contents:
        named = [
            code
            for code, words in has.items()
            if measure.name in words.lower() or len(has) == 1
        ][:1]
    if not named or any(code not in has for code in named):
        raise CannotAsk(f"tabellen {query.table} har inte {measure.name} under väntad kod")
    return {name: named}


def _times(
    query: Query, measure: Measure, question: Question, variables: Variables
) -> dict[str, list[str]]:
    name = query.variables["time"]
    years = {str(year) for year in question.years}
    has: Sequence[str] = list(variables.get(name, {}))
    found = [code for code in has if code[:4] in years]
    lacking = sorted(years - {code[:4] for code in found})
    if lacking:
        raise CannotAsk(f"{measure.name} finns inte för {', '.join(lacking)} i {query.table}")
    return {name: found}


def _ask(query: Query, selection: Mapping[str, list[str]], client: Caller) -> bytes:
    if query.dialect == "v1":
        asked = [
            {"code": name, "selection": {"filter": "item", "values": values}}
            for name, values in selection.items()
        ]
        body = {"query": asked, "response": {"format": "json-stat2"}}
        return client.post(query.address, body)
    chosen = [
        {"variableCode": name, "valueCodes": values} for name, values in selection.items()
    ]
    return client.post(
        f"{query.address}/data", {"selection": chosen}, lang="sv", outputFormat="json-stat2"
    )
