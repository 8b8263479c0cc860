"""Definitioner: what every figure, rule and word means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
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


TERMS = (
    Term(
        "Positivt avslut",
        "Ett avslut mot arbete eller studier, eller som jobb- eller studieredo. Förbunden lägger "
        "olika saker i det. Var de skiljer sig åt står ovanför tabellen på sidan Jämför.",
    ),
    Term(
        "Jobb- eller studieredo",
        "Deltagaren bedöms kunna börja arbeta eller studera, men har inte gjort det vid avslutet. "
        "Det finns ingen gemensam gräns.",
    ),
    Term(
        "Individinriktad insats",
        "En insats för enskilda deltagare, till exempel ett mottagningsteam eller coachingteam.",
    ),
    Term(
        "Strukturövergripande insats",
        "Ett arbete som ska få verksamheterna att samverka bättre, till exempel utbildning eller "
        "kartläggning. Den har inga egna deltagare som följs.",
    ),
    Term(
        "Mottagningsteam",
        "Ett team där flera myndigheter tillsammans tar emot deltagare och planerar nästa steg.",
    ),
    Term("Coachingteam", "Ett team som stöder deltagare på vägen mot arbete eller studier."),
    Term(
        "Externa medel",
        "Pengar från andra än medlemmarna, till exempel Europeiska socialfonden (ESF), "
        "Myndigheten för ungdoms- och civilsamhällesfrågor (MUCF) eller Tillväxtverket.",
    ),
    Term("Eget kapital", "Det förbundet har kvar vid årets slut av alla års medel."),
    Term(
        "Medlemsbidrag",
        "Det medlemmarna lämnar till förbundet för ett år. Kallas också driftbidrag och "
        "medelstilldelning.",
    ),
    Term(
        "Målgrupp fem procent",
        "Fem procent av invånarna 16–64 år: förarbetenas uppskattning av hur många som behöver "
        "samordnad rehabilitering.",
    ),
    Term(
        "Heltidstjänst",
        "En tjänst på heltid under ett helt år. Två halvtider är en heltidstjänst.",
    ),
    Term(
        "Trattdiagram",
        "En bild där varje förbund är en punkt. Ju färre personer värdet räknas på, desto längre "
        "från länets värde kan slumpen flytta det. Strecken visar hur långt.",
    ),
    Term(
        "Anonyma deltagare",
        "Deltagare som registreras utan personuppgifter. De kan räknas, men inte följas till ett "
        "avslut.",
    ),
    Term(
        "Volyminsats",
        "En insats där bara antalet deltagare registreras, inte vilka de är.",
    ),
    Term(
        "Administration",
        "Förbundschef, administrativt stöd, styrelse, revision och övergripande omkostnader.",
    ),
)
"""The words that a reader of the pages meets, in the order they are often asked for."""


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
        "terms": TERMS,
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
