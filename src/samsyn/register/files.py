"""The files of the register: which columns a folder of own data has, and what they mean."""

from __future__ import annotations

from samsyn.intake.table import Column, Kind, TableFormat
from samsyn.register.codes import (
    AGE_GROUPS,
    AIMS,
    CLAIMS,
    COUNTING_MODES,
    DOCUMENT_KINDS,
    FUNCTIONS,
    INTERVENTION_KINDS,
    MEASURES,
    NEED_GROUPS,
    OPERATORS,
    POPULATIONS,
    SEXES,
    STATUSES,
    TEAMS,
    UNITS,
)

FIGURE = Column("figure", Kind.SLUG, "siffrans nyckel, unik i mappen", required=True)
ASSOCIATION = Column(
    "association",
    Kind.SLUG,
    "samordningsförbundets nyckel",
    required=True,
    refers="associations",
)
INTERVENTION = Column(
    "intervention",
    Kind.SLUG,
    "insatsens nyckel; tomt om siffran gäller hela förbundet",
    refers="interventions",
)
OF_DOCUMENT = (
    Column("document", Kind.SLUG, "dokumentets nyckel", required=True, refers="documents"),
    Column("place", Kind.TEXT, "ställe i dokumentet: avsnitt, tabell, rad"),
)
SOURCED = (
    *OF_DOCUMENT,
    Column("status", Kind.SLUG, "hur siffran kom till", required=True, choices=STATUSES),
    Column("derivation", Kind.TEXT, "härledning i ord; krävs när status är derived"),
    Column("low", Kind.DECIMAL, "lägsta värde som källan medger"),
    Column("high", Kind.DECIMAL, "högsta värde som källan medger"),
    Column("extracted_on", Kind.DATE, "uttagsdatum"),
)

DOCUMENTS = TableFormat(
    "documents",
    "Dokument som siffrorna är hämtade ur",
    (
        Column("document", Kind.KEY, "dokumentets nyckel", required=True),
        Column("title", Kind.TEXT, "titel", required=True),
        Column("publisher", Kind.TEXT, "utgivare", required=True),
        Column("published_on", Kind.DATE, "datum"),
        Column("reference", Kind.TEXT, "diarienummer eller annan beteckning"),
        Column("kind", Kind.SLUG, "slag av dokument", required=True, choices=DOCUMENT_KINDS),
        Column("invented", Kind.YES_NO, "påhittat för övning (ja eller nej)", required=True),
        Column("note", Kind.TEXT, "anmärkning"),
    ),
    ("document",),
)

ASSOCIATIONS = TableFormat(
    "associations",
    "Samordningsförbund",
    (
        Column("association", Kind.KEY, "samordningsförbundets nyckel", required=True),
        Column("name", Kind.TEXT, "namn", required=True),
        Column("short_name", Kind.TEXT, "kort namn i tabeller", required=True),
        Column("county", Kind.SLUG, "länskod, två siffror", required=True, refers="counties"),
        Column("seat", Kind.SLUG, "säte, kommunkod", refers="municipalities"),
        Column("formed_on", Kind.DATE, "bildat"),
        Column("dissolved_on", Kind.DATE, "upplöst"),
        Column("succeeds", Kind.SLUG, "föregångarens nyckel", refers="associations"),
        *OF_DOCUMENT,
    ),
    ("association",),
)

MEMBERSHIPS = TableFormat(
    "memberships",
    "Medlemskap",
    (
        ASSOCIATION,
        Column(
            "party",
            Kind.SLUG,
            "part: fk, af, region:18, kommun:1860",
            required=True,
            refers="parties",
        ),
        Column("starts_on", Kind.DATE, "medlem från; tomt om okänt"),
        Column("ends_on", Kind.DATE, "medlem till och med; tomt om fortfarande medlem"),
        *OF_DOCUMENT,
    ),
    ("association", "party", "starts_on"),
)

INTERVENTIONS = TableFormat(
    "interventions",
    "Insatser",
    (
        ASSOCIATION,
        Column("intervention", Kind.KEY, "insatsens nyckel", required=True),
        Column("name", Kind.TEXT, "namn", required=True),
        Column("kind", Kind.SLUG, "inriktning", required=True, choices=INTERVENTION_KINDS),
        Column("team", Kind.SLUG, "slag av team eller aktivitet", choices=TEAMS),
        Column(
            "municipality",
            Kind.SLUG,
            "kommunkod, om insatsen bara gäller en kommun",
            refers="municipalities",
        ),
        Column("principal", Kind.SLUG, "huvudman: part", refers="parties"),
        Column("aim", Kind.SLUG, "syfte", choices=AIMS),
        Column("target_groups", Kind.TEXT, "målgrupper, med lodstreck emellan"),
        Column("planned_places", Kind.INTEGER, "planerade platser"),
        Column("starts_on", Kind.DATE, "startdatum"),
        Column("ends_on", Kind.DATE, "slutdatum"),
        *OF_DOCUMENT,
    ),
    ("intervention",),
)

STAFFING = TableFormat(
    "staffing",
    "Bemanning",
    (
        FIGURE,
        ASSOCIATION,
        INTERVENTION,
        Column("year", Kind.INTEGER, "år", required=True),
        Column("function", Kind.SLUG, "funktion", required=True, choices=FUNCTIONS),
        Column("financier", Kind.SLUG, "finansiär", required=True),
        Column("full_time_equivalents", Kind.DECIMAL, "heltidstjänster", required=True),
        *SOURCED,
    ),
    ("figure",),
)

COUNTS = TableFormat(
    "counts",
    "Antal",
    (
        FIGURE,
        ASSOCIATION,
        INTERVENTION,
        Column("starts_on", Kind.DATE, "periodens första dag", required=True),
        Column("ends_on", Kind.DATE, "periodens sista dag", required=True),
        Column("sex", Kind.SLUG, "kön", required=True, choices=SEXES),
        Column("age_group", Kind.SLUG, "åldersgrupp", required=True, choices=AGE_GROUPS),
        Column("measure", Kind.SLUG, "mått", required=True, choices=MEASURES),
        Column("value", Kind.INTEGER, "antal", required=True),
        Column("population", Kind.SLUG, "population", required=True, choices=POPULATIONS),
        Column("counting_mode", Kind.SLUG, "räknesätt", required=True, choices=COUNTING_MODES),
        *SOURCED,
    ),
    ("figure",),
)

INHABITANTS = TableFormat(
    "inhabitants",
    "Invånare",
    (
        FIGURE,
        Column(
            "area", Kind.SLUG, "område: kommun:1880, lan:18 eller forbund:nyckel", required=True
        ),
        Column("on", Kind.DATE, "datum", required=True),
        Column("age_group", Kind.SLUG, "åldersgrupp", required=True, choices=AGE_GROUPS),
        Column("inhabitants", Kind.INTEGER, "antal invånare", required=True),
        *SOURCED,
    ),
    ("figure",),
)

NEEDS = TableFormat(
    "needs",
    "Behov: grupper som kan behöva samordnad rehabilitering",
    (
        FIGURE,
        Column(
            "area", Kind.SLUG, "område: kommun:1880, lan:18 eller forbund:nyckel", required=True
        ),
        Column("on", Kind.DATE, "datum; för ett helt år dess sista dag", required=True),
        Column("group", Kind.SLUG, "grupp", required=True, choices=NEED_GROUPS),
        Column("sex", Kind.SLUG, "kön", required=True, choices=SEXES),
        Column("age_group", Kind.SLUG, "åldersgrupp", required=True, choices=AGE_GROUPS),
        Column("value", Kind.DECIMAL, "värde", required=True),
        Column("unit", Kind.SLUG, "enhet", required=True, choices=UNITS),
        *SOURCED,
    ),
    ("figure",),
)

STATEMENTS = TableFormat(
    "statements",
    "Utsagor: vad ett dokument säger om sina egna siffror",
    (
        FIGURE,
        Column(
            "association",
            Kind.SLUG,
            "samordningsförbundets nyckel; tomt för länet",
            refers="associations",
        ),
        Column("county", Kind.SLUG, "länskod", required=True, refers="counties"),
        Column("year", Kind.INTEGER, "år"),
        Column("label", Kind.TEXT, "vad siffran kallas i dokumentet", required=True),
        Column("claim", Kind.SLUG, "vad utsagan påstår", required=True, choices=CLAIMS),
        Column("value", Kind.DECIMAL, "angivet värde"),
        Column("unit", Kind.SLUG, "enhet", required=True, choices=UNITS),
        Column("of", Kind.KEYS, "siffror som räknas ihop"),
        Column("base", Kind.KEYS, "siffror som är bas för en procentsats"),
        Column("operator", Kind.SLUG, "jämförelse i ett mål", choices=OPERATORS),
        Column(
            "topic", Kind.SLUG, "ämne, när utsagan beskriver ett sätt att räkna eller bokföra"
        ),
        Column("choice", Kind.SLUG, "valt sätt"),
        Column("text", Kind.TEXT, "förklaring med egna ord"),
        *SOURCED,
    ),
    ("figure",),
)

FORMATS = (
    DOCUMENTS,
    ASSOCIATIONS,
    MEMBERSHIPS,
    INTERVENTIONS,
    STAFFING,
    COUNTS,
    INHABITANTS,
    NEEDS,
    STATEMENTS,
)
