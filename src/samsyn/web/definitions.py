"""Definitioner: what every figure, rule and word means."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samsyn.facts.atoms import ATOMS, SUM_OF_PARTS
from samsyn.indicators.definitions import SMALLEST_GROUP, Better, Indicator, catalogue
from samsyn.language.swedish import capital, listed
from samsyn.quality.findings import rules

COUNTING = {
    "registrations": (
        "ska vara registreringar (en person som börjar två gånger räknas två gånger); "
        "källan säger ibland inte vilket"
    ),
    "unique": "unika personer: var och en räknas en gång",
}
POPULATION = {"personal_data": "deltagare med personuppgifter"}
BETTER = {
    Better.HIGHER: "Ett högre värde är bättre.",
    Better.LOWER: "Ett lägre värde är bättre.",
    Better.NONE: "Varken högt eller lågt är bättre i sig.",
}
SMALL_PRINT = (
    "Vilka som räknas",
    "Räknesätt",
    "Källa",
    "Ansvarig",
    "Version",
    "Ses över senast",
)
"""What is set small on the page of all definitions."""
UNITS = {"persons": "personer", "ore": "kronor", "hundredths": "heltidstjänster"}


@dataclass(frozen=True)
class Term:
    """A word of the trade and what it means here."""

    word: str
    definition: str
    source: str


@require_safe
def definitions(request: HttpRequest) -> HttpResponse:
    """Show every definition on one page, with an address for each."""
    context = {
        "themes": themes(),
        "atoms": ATOMS,
        "parts": {whole: [ATOMS[p] for p in parts] for whole, parts in SUM_OF_PARTS.items()},
        "used_in": atoms_used_in(),
        "units": UNITS,
        "rules": list(rules().values()),
        "smallest_group": SMALLEST_GROUP,
        "terms": glossary(),
        "explained": explained,
        "small_print": SMALL_PRINT,
    }
    return render(request, "web/definitions.html", context)


@cache
def themes() -> list[tuple[str, list[Indicator]]]:
    """Return the indicators by theme, in the order of the catalogue."""
    grouped = groupby(catalogue().values(), key=lambda indicator: indicator.theme)
    return [(theme, list(indicators)) for theme, indicators in grouped]


@cache
def atoms_used_in() -> Mapping[str, list[Indicator]]:
    return {
        id: [i for i in catalogue().values() if id in (*i.numerator, *i.denominator)]
        for id in ATOMS
    }


def explained(indicator: Indicator) -> list[tuple[str, str]]:
    """Return what there is to say of an indicator, term by term, in plain words."""
    zero = [_in_brackets(ATOMS[id].sv) for id in indicator.zero_if_unknown]
    rows = [
        ("Hur vi räknar", formula_in_words(indicator)),
        ("Vad som ingår", indicator.cost_base),
        ("Varför det spelar roll", indicator.why_it_matters),
        ("Svagheter", indicator.weaknesses),
        ("Högt eller lågt", BETTER[indicator.better]),
        ("Vilka som räknas", POPULATION.get(indicator.population, "")),
        ("Räknesätt", COUNTING.get(indicator.counting_mode, "")),
        ("Räknas som noll om uppgift saknas", listed(zero)),
        ("Källa", indicator.source),
        ("Ansvarig", indicator.owner),
        ("Version", str(indicator.version)),
        ("Ses över senast", indicator.next_review.isoformat()),
    ]
    return [(term, text) for term, text in rows if text]


def formula_in_words(indicator: Indicator) -> str:
    """Write what is divided by what, without signs of arithmetic."""
    top, bottom = (
        "summan av " * (len(ids) > 1) + listed([_in_brackets(ATOMS[id].sv) for id in ids])
        for ids in (indicator.numerator, indicator.denominator)
    )
    text = f"{top}, delat med {bottom}" if bottom else top
    return f"{capital(text)}."


def _in_brackets(name: str) -> str:
    """Write what follows a comma in a name in brackets, so that the name can stand in a list.

    >>> _in_brackets("coachingteam, medlemmarnas medel")
    'coachingteam (medlemmarnas medel)'
    """
    head, _, rest = name.partition(", ")
    return f"{head} ({rest})" if rest else name


@cache
def glossary() -> list[Term]:
    """Return the concepts of the glossary in Swedish order; none where there is no glossary."""
    file = files("samsyn").joinpath("glossary.toml")
    if not file.is_file():
        return []
    entries = tomllib.loads(file.read_text("utf-8")).get("term", [])
    concepts = {
        entry["sv"]: Term(entry["sv"], entry["definition"], entry.get("source", ""))
        for entry in reversed(entries)
        if entry["identifier"][0].isupper() and "list" not in entry
    }
    return sorted(concepts.values(), key=lambda term: _swedish_order(term.word))


def _swedish_order(word: str) -> str:
    return word.casefold().translate(str.maketrans("åäö", "{|}"))
