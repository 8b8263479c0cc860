"""The files of contributions: which columns they have, and what they mean."""

from __future__ import annotations

from samsyn.contributions.models import DivisionKey
from samsyn.intake.table import Column, Kind, TableFormat
from samsyn.register.files import ASSOCIATION

YEAR = Column("year", Kind.INTEGER, "år", required=True)
PARTY = Column(
    "party", Kind.SLUG, "part: region:18, kommun:1860", required=True, refers="parties"
)
SIDE = Column(
    "side",
    Kind.SLUG,
    "vilka som delar: regionerna eller kommunerna",
    required=True,
    choices=dict(DivisionKey.Side.choices),
)
DOCUMENT = Column("document", Kind.SLUG, "dokumentets nyckel", refers="documents")
PLACE = Column("place", Kind.TEXT, "ställe i dokumentet: avsnitt, tabell, rad")

FUNDINGS = TableFormat(
    "fundings",
    "Finansiering: äskande och statens beslut, år för år",
    (
        ASSOCIATION,
        YEAR,
        Column("requested", Kind.DECIMAL, "äskat av staten, kronor"),
        Column("requested_on", Kind.DATE, "dag då äskandet lämnades"),
        Column("state", Kind.DECIMAL, "statens beslutade belopp, kronor"),
        Column("decided_on", Kind.DATE, "dag för statens beslut"),
        Column("reference", Kind.TEXT, "beslutets beteckning"),
        Column("note", Kind.TEXT, "anmärkning: hur ett härlett belopp är härlett"),
        DOCUMENT,
        PLACE,
    ),
    ("association", "year"),
)

DIVISION_KEYS = TableFormat(
    "division_keys",
    "Nycklar: hur de som delar på en fjärdedel fördelar den",
    (
        ASSOCIATION,
        YEAR,
        SIDE,
        Column(
            "way",
            Kind.SLUG,
            "vad som fördelningen görs efter",
            required=True,
            choices={
                code: word
                for code, word in DivisionKey.Way.choices
                if code in {DivisionKey.Way.INHABITANTS, DivisionKey.Way.FIXED}
            },
        ),
        Column("holds_on", Kind.DATE, "dag då vikterna räknades; tomt om källan inte säger"),
        Column("source", Kind.TEXT, "var nyckeln är beslutad eller publicerad", required=True),
    ),
    ("association", "year", "side"),
)

KEY_WEIGHTS = TableFormat(
    "key_weights",
    "Vikter i nycklarna",
    (
        ASSOCIATION,
        YEAR,
        SIDE,
        PARTY,
        Column("weight", Kind.DECIMAL, "invånare eller andel", required=True),
    ),
    ("association", "year", "side", "party"),
)

MEMBER_CONTRIBUTIONS = TableFormat(
    "member_contributions",
    "Medlemsbidrag: vad varje medlem är tillfrågad om och har beslutat",
    (
        ASSOCIATION,
        YEAR,
        PARTY,
        Column("asked", Kind.DECIMAL, "äskat belopp, kronor"),
        Column("asked_on", Kind.DATE, "dag då medlemmen tillfrågades"),
        Column("decided", Kind.DECIMAL, "beslutat belopp, kronor"),
        Column("decided_on", Kind.DATE, "dag för medlemmens beslut"),
        Column("body", Kind.TEXT, "beslutande organ"),
        Column("reference", Kind.TEXT, "beslutets diarienummer"),
        Column("condition", Kind.TEXT, "villkor för beslutet"),
        Column("condition_met_on", Kind.DATE, "dag då villkoret var uppfyllt"),
        Column(
            "stated_difference",
            Kind.DECIMAL,
            "skillnad mellan äskat och beslutat som källan anger, kronor",
        ),
        DOCUMENT,
        PLACE,
    ),
    ("association", "year", "party"),
)

FORMATS = (FUNDINGS, DIVISION_KEYS, KEY_WEIGHTS, MEMBER_CONTRIBUTIONS)
